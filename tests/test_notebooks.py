"""The notebooks keep the house style, carry their outputs, and run with other parameters from any folder."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys

import papermill
import pytest
from bs4 import BeautifulSoup
from languages import english

from analysis import parameters
from analysis.report import read_notebook, render, verify
from analysis.schema import FailedRun, UnknownParameter, WrongParameterType
from analysis.store import NOTEBOOKS, ROOT

NAMES = ["00-sources", "01-cleaning", "02-compare-fronts", "03-front-profile", "04-sensitivity"]


def load(name):
    return json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))


def code_cells(name):
    return [cell for cell in load(name)["cells"] if cell["cell_type"] == "code"]


def source(cell):
    return "".join(cell["source"])


def test_these_are_all_the_notebooks():
    assert sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_stored_so_that_they_can_be_compared(name):
    cells = code_cells(name)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert sum(bool(cell["outputs"]) for cell in cells) >= len(cells) / 2
    assert not any(output["output_type"] == "error" or output.get("name") == "stderr" for cell in cells for output in cell["outputs"])


@pytest.mark.parametrize("name", NAMES)
def test_house_style(name):
    cells = code_cells(name)
    lines = [line for cell in cells for line in source(cell).splitlines() if line.strip()]
    words = sum(len(source(cell).split()) for cell in load(name)["cells"] if cell["cell_type"] == "markdown")
    assert len(lines) <= 60 and words >= 8 * len(lines)
    assert all(len([line for line in source(cell).splitlines() if line.strip()]) <= 10 for cell in cells)
    for node in ast.walk(ast.parse("\n".join(map(source, cells)))):
        assert not isinstance(node, (ast.FunctionDef, ast.For, ast.While, ast.Lambda, ast.ClassDef))
    assert not re.search(r"open\(|\.csv|/tmp|https?:|today\(|now\(", "\n".join(lines))


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_has_a_type_and_a_meaning(name):
    declared = parameters.declared(read_notebook(NOTEBOOKS / f"{name}.ipynb"), name)
    assert declared and all(parameter.kind and len(parameter.meaning) > 10 for parameter in declared)
    inferred = papermill.inspect_notebook(str(NOTEBOOKS / f"{name}.ipynb"))
    assert set(inferred) == {parameter.name for parameter in declared}


@pytest.mark.parametrize("name", ["02-compare-fronts", "03-front-profile", "04-sensitivity"])
def test_no_number_of_the_finding_is_typed(name):
    prose = "\n".join(source(cell) for cell in load(name)["cells"] if cell["cell_type"] == "markdown")
    prose = re.sub("|".join(NAMES), "", prose)
    assert set(re.findall(r"\d+", prose)) <= {"95", "100", "1", "16", "00", "22"}  # the level of the intervals, chance alone, the hours of the bulletins


@pytest.mark.parametrize("name", ["02-compare-fronts", "03-front-profile", "04-sensitivity"])
def test_one_cell_says_the_finding_and_one_the_verdict_in_a_line(name):
    found = {tag: [cell for cell in code_cells(name) if tag in cell["metadata"].get("tags", [])] for tag in ("finding", "verdict")}
    assert {tag: len(cells) for tag, cells in found.items()} == {"finding": 1, "verdict": 1}
    verdict, finding = (["".join(output["data"]["text/markdown"]) for output in found[tag][0]["outputs"]] for tag in ("verdict", "finding"))
    assert len(verdict) == len(finding) == 1 and len(verdict[0]) < 130 and "\n" not in verdict[0] and verdict[0] not in finding[0]


def seen(folder):
    """What a reader of a report sees or hears, without what others wrote: values and file names, publishers and quoted words."""
    page = BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert page.html["lang"] == "uk"
    for part in [*page(["style", "code"]), *page.select(".files a")]:
        part.decompose()
    for table in page.find_all("table"):
        headers = [header.get_text() for header in table.thead.find_all("th")]
        theirs = {number for number, header in enumerate(headers) if header in ("слова", "видання", "напрямок, як написано", "число, як написано", "значення", "код вибору")}
        for row in table.tbody.find_all("tr"):
            for number, cell in enumerate(row.find_all(["th", "td"])):
                if number in theirs:
                    cell.decompose()
    heard = [part[name] for name in ("alt", "aria-label", "title") for part in page.find_all(attrs={name: True})]
    captions = [path.read_text(encoding="utf-8") for path in sorted((folder / "figures").glob("*.txt"))]
    return [re.sub("«[^»]*»", "«»", text) for text in [*page.find_all(string=True), *heard, *captions]]


@pytest.mark.parametrize("given", [{}, {"fronts": "Kurakhove+Novopavlivka+Pokrovsk+Vremivka, Lyman", "measures": "attacks, repelled, clashes", "start": "2024-11-01", "end": "2025-01-31", "day": "2024-12-15"}])
def test_a_ukrainian_page_has_no_english_sentence_left(given, tmp_path):
    folder = render(NOTEBOOKS / "02-compare-fronts.ipynb", tmp_path / "report", {"language": "uk", **given})
    assert [found for text in seen(folder) for found in english(text)] == []
    assert verify(folder) > 10
    tables = {path.name: path.read_text(encoding="utf-8") for path in (folder / "tables").glob("*.csv")}
    assert not re.search("[а-яіїєґ]", "".join(text for name, text in tables.items() if name not in ("sources.csv", "rejected.csv", "sensitivity.csv")))
    assert {"front,other,windows", "variant,what,front"} <= {",".join(tables[name].splitlines()[0].split(",")[:3]) for name in ("ratios.csv", "sensitivity.csv")}


def test_papermill_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    papermill.execute_notebook(str(NOTEBOOKS / "02-compare-fronts.ipynb"), "out.ipynb", {"start": "2024-11-01", "end": "2024-12-31"}, progress_bar=False)
    text = (tmp_path / "out.ipynb").read_text(encoding="utf-8")
    assert "From 1 November 2024 to 31 December 2024" in text and "of 61 days" in text


@pytest.mark.parametrize(("given", "words"), [
    ({"fronts": "Kursk, Pokrovsk", "start": "2024-11-01", "end": "2024-11-30"}, "32 attacks on Pokrovsk and 24 on Kursk"),
    ({"fronts": "Kurakhove+Novopavlivka+Pokrovsk+Vremivka, Kursk", "start": "2024-12-01", "end": "2025-01-31", "day": "2024-12-15"}, "of 62 days on the map"),
    ({"day": "2024-10-01"}, "For Kursk, Kurakhove and Pokrovsk no report of 1 October 2024 was found"),
    ({"start": "2024-11-16", "end": "2024-11-16"}, "From 16 November 2024 to 16 November 2024"),
    ({"measures": "clashes", "day": "2025-01-06"}, "94 clashes on Kursk"),
])
def test_other_parameters(given, words, tmp_path):
    folder = render(NOTEBOOKS / "02-compare-fronts.ipynb", tmp_path / "report", given)
    assert words in (folder / "02-compare-fronts.ipynb").read_text(encoding="utf-8")
    assert verify(folder) > 10


@pytest.mark.parametrize(("article", "words"), [
    ("uk/bulletin-sum-exceeds-total.txt", "[number: 49] [measure: бойових зіткнень]"),
    ("en/none-dogs-attack.txt", "Numbers near a front that were not understood"),
])
def test_an_article_of_yours(article, words, tmp_path):
    folder = render(NOTEBOOKS / "01-cleaning.ipynb", tmp_path / "report", {"article": str(ROOT / "tests" / "articles" / article)})
    assert words in (folder / "01-cleaning.ipynb").read_text(encoding="utf-8")
    assert verify(folder) >= 5


MERGED = "Kurakhove+Novopavlivka+Pokrovsk+Vremivka"


@pytest.mark.parametrize(("name", "given", "words"), [
    ("03-front-profile", {"front": "Kurakhove", "start": "2024-11-01", "end": "2024-11-30", "day": "2024-11-16"}, "No two sources give different numbers"),
    ("03-front-profile", {"front": MERGED, "start": "2024-12-01", "end": "2025-01-31", "day": "2025-01-10"}, "not comparable, too few days: no whole day in 1 December 2024"),
    ("03-front-profile", {"front": "Chernihiv", "start": "2024-11-01", "end": "2024-11-30", "day": "2024-11-16"}, "too few whole days: 0"),
    ("04-sensitivity", {"fronts": "Chernihiv, Polissia"}, "No other choice leaves anything to compare."),
])
def test_fronts_with_little_or_nothing_are_told_in_words(name, given, words, tmp_path):
    folder = render(NOTEBOOKS / f"{name}.ipynb", tmp_path / "report", given)
    assert words in (folder / f"{name}.ipynb").read_text(encoding="utf-8")
    assert verify(folder) > 5


@pytest.mark.parametrize(("name", "given", "error", "words"), [
    ("03-front-profile", {"day": "2024-08-06"}, FailedRun, "leaves nothing before or after it"),
    ("03-front-profile", {"front": "Pokrovks"}, FailedRun, "Nearest: Pokrovsk"),
    ("04-sensitivity", {"fronts": "Kursk"}, FailedRun, "needs two fronts or more"),
])
def test_what_cannot_be_answered_is_refused(name, given, error, words, tmp_path):
    with pytest.raises(error, match=words):
        render(NOTEBOOKS / f"{name}.ipynb", tmp_path / "report", given)


@pytest.mark.parametrize(("given", "error", "words"), [
    ({"strat": "2024-11-01"}, UnknownParameter, "Nearest: start"),
    ({"start": 5}, WrongParameterType, "start"),
    ({"fronts": "Kursk, Pokrovks"}, FailedRun, "Nearest: Pokrovsk"),
    ({"measures": "atacks"}, FailedRun, "Nearest: attacks"),
    ({"table": "nowhere.csv"}, Exception, "nowhere.csv"),
])
def test_wrong_parameters_are_refused(given, error, words, tmp_path):
    with pytest.raises(error, match=words):
        render(NOTEBOOKS / "02-compare-fronts.ipynb", tmp_path / "report", given)
    assert not (tmp_path / "report").exists()


def test_one_changed_number_in_the_raw_table_fails_the_comparison_of_outputs(tmp_path):
    for folder in ("analysis", "data", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    raw = tmp_path / "data" / "raw" / "reported-counts.csv"
    text = raw.read_text(encoding="utf-8")
    assert text.count("Pokrovsk front,32,attacks,On Saturday") == 1
    raw.write_text(text.replace("Pokrovsk front,32,attacks,On Saturday", "Pokrovsk front,33,attacks,On Saturday"), encoding="utf-8")
    line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env", "--nbval-cell-timeout", "120", "notebooks/02-compare-fronts.ipynb"]
    done = subprocess.run(line, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, timeout=200)
    assert done.returncode == 1 and "33 attacks on Pokrovsk" in done.stdout
