"""The prose of notebooks in other languages: whole, of the notebook as it is, and refused where it is not."""

import copy
import shutil

import pytest

from analysis import parameters, speech
from analysis.manifest import made_from
from analysis.report import prepare, read_notebook, render
from analysis.schema import BadCall, MissingFile
from analysis.store import NOTEBOOKS
from analysis.translation import OWN, beside, faults, language_of, sections, translated
from languages import english

SPOKEN = ["02-compare-fronts", "03-front-profile", "04-sensitivity"]
OTHERS = [language for language in speech.LANGUAGES if language != OWN]


def notebook(name):
    source = read_notebook(NOTEBOOKS / f"{name}.ipynb")
    return source, parameters.declared(source, name)


def prose(name, language):
    return sections((NOTEBOOKS / language / f"{name}.md").read_text(encoding="utf-8"))


def test_these_notebooks_speak_and_have_their_prose_in_every_language():
    speaking = [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb")) if language_of(read_notebook(path), {"language": "uk"}) == "uk"]
    assert speaking == SPOKEN
    assert {(path.parent.name, path.stem) for path in NOTEBOOKS.glob("??/*.md")} == {(language, name) for language in OTHERS for name in SPOKEN}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", SPOKEN)
def test_prose_is_of_the_notebook_as_it_is(name, language):
    source, declared = notebook(name)
    told = prose(name, language)
    assert faults(source, declared, told) == []
    assert not [words for (kind, _), words in told.items() if kind == "cell" and english(words)]
    other, meanings = translated(source, declared, language, NOTEBOOKS / f"{name}.ipynb")
    assert [cell["source"] for cell in other["cells"] if cell["cell_type"] == "code"] == [cell["source"] for cell in source["cells"] if cell["cell_type"] == "code"]
    assert all(own.meaning != told_so.meaning and own[:3] == told_so[:3] for own, told_so in zip(declared, meanings))


@pytest.mark.parametrize("name", SPOKEN)
def test_language_is_the_last_parameter(name):
    last = notebook(name)[1][-1]
    assert last[:3] == ("language", "str", "en") and last.meaning == "language of the report: en or uk" == f"language of the report: {' or '.join(speech.LANGUAGES)}"


def changed(kind, source, declared, told):
    if kind == "no section for cell cell-04":
        del told["cell", "cell-04"]
    elif kind == "a section for cell gone, which the notebook does not have":
        told["cell", "gone"] = "## Колись"
    elif kind == "other headings in cell cell-04":
        told["cell", "cell-04"] = told["cell", "cell-04"].replace("## ", "### ")
    elif kind == "no section for parameter fronts":
        told["parameter", "fronts"] = ""
    else:
        declared = [each for each in declared if each.name != "day"]
    return faults(source, declared, told)


@pytest.mark.parametrize("kind", [
    "no section for cell cell-04", "a section for cell gone, which the notebook does not have", "other headings in cell cell-04",
    "no section for parameter fronts", "a section for parameter day, which the notebook does not have",
])
def test_prose_of_another_state_of_the_notebook_is_noticed(kind):
    source, declared = notebook(SPOKEN[0])
    assert changed(kind, source, declared, dict(prose(SPOKEN[0], "uk"))) == [kind]


def test_prose_that_is_missing_or_stale_stops_a_report_before_it_runs(tmp_path):
    path = tmp_path / "02-compare-fronts.ipynb"
    shutil.copy(NOTEBOOKS / path.name, path)
    with pytest.raises(MissingFile, match="uk/02-compare-fronts.md does not exist, so 02-compare-fronts.ipynb has no prose in 'uk'"):
        render(path, tmp_path / "report", {"language": "uk"})
    (tmp_path / "uk").mkdir()
    text = (NOTEBOOKS / "uk" / "02-compare-fronts.md").read_text(encoding="utf-8")
    (tmp_path / "uk" / "02-compare-fronts.md").write_text(text.replace("<!-- cell cell-04 -->", "<!-- cell cell-99 -->"), encoding="utf-8")
    with pytest.raises(BadCall, match="is not the prose of 02-compare-fronts.ipynb as it is now: no section for cell cell-04; a section for cell cell-99"):
        render(path, tmp_path / "report", {"language": "uk"})
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize("name", SPOKEN)
@pytest.mark.parametrize("language, nearest", [("ukr", " Nearest: uk."), ("ua", ""), ("English", ""), ("../uk", "")])
def test_another_language_is_refused_by_name(name, language, nearest, tmp_path):
    with pytest.raises(BadCall, match=f"nothing is said in '{language}'.{nearest} The languages are en, uk."):
        render(NOTEBOOKS / f"{name}.ipynb", tmp_path / "report", {"language": language})


def test_a_parameter_of_that_name_in_a_notebook_that_does_not_speak_means_something_else():
    request = prepare(NOTEBOOKS / "01-cleaning.ipynb", {"language": "uk"})
    assert request.language == OWN and request.source == read_notebook(NOTEBOOKS / "01-cleaning.ipynb")


def test_a_report_is_made_from_its_prose_too():
    path = NOTEBOOKS / "02-compare-fronts.ipynb"
    assert set(made_from(path, {"language": "en"}, {"inputs": {}})["notebook"]) == {"name", "sha256"}
    assert len(made_from(path, {"language": "uk"}, {"inputs": {}})["notebook"]["prose"]) == 64
    assert beside(path, "../uk") is None and beside(path, None) is None and beside(path, OWN) is None


def test_a_notebook_is_left_as_it_came():
    source, declared = notebook(SPOKEN[0])
    before = copy.deepcopy(source)
    translated(source, declared, "uk", NOTEBOOKS / f"{SPOKEN[0]}.ipynb")
    assert source == before
