"""One notebook run as a folder that proves itself; each tiny notebook in notebooks/ is a case."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis import manifest, report
from analysis.schema import BadCall, BadRange, BrokenReport, FailedRun, MissingFile, UnknownParameter, WrongParameterType
from analysis.store import ROOT, sha256

NOTEBOOKS = Path(__file__).parent / "notebooks"
WHOLE = NOTEBOOKS / "whole.ipynb"


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return report.render(WHOLE, tmp_path_factory.mktemp("made") / "deep" / "report", {"start": "2024-10-01", "window_days": "14"})


@pytest.fixture
def copy(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "copy"))


# A report

def test_a_report_is_a_whole_folder(made):
    assert list(contents(made)) == ["figures/dot.png", "figures/dot.svg", "index.html", "manifest.json", "tables/reported.csv", "whole.ipynb"]
    assert (made / "tables" / "reported.csv").read_text() == "front,count,time_zone\nKursk,24,UTC\nPokrovsk,,UTC\n"
    assert [path.name for path in made.parent.iterdir()] == ["report"]


def test_the_page_tells_the_run(made):
    text = (made / "index.html").read_text(encoding="utf-8")
    assert "<strong>Kursk</strong> has a count from 2024-10-01" in text
    assert '<tr><th scope="row">window_days</th><td>14</td><td>width of the mean, days</td></tr>' in text
    assert 'href="tables/reported.csv"' in text


def test_the_notebook_holds_no_time_place_or_version(made):
    text = (made / "whole.ipynb").read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert [cell.id for cell in notebook.cells] == [f"cell-{number}" for number in range(1, len(notebook.cells) + 1)]
    assert not [word for word in ("papermill", "start_time", "duration", str(ROOT), str(made), '"version"') if word in text]
    assert 'start = "2024-10-01"' in notebook.cells[2].source and "clashes = False" in notebook.cells[2].source


def test_the_manifest_says_what_the_report_was_made_from(made):
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["notebook"] == {"name": "whole.ipynb", "sha256": sha256(WHOLE)}
    assert manifest["parameters"] == {
        "start": "2024-10-01", "end": "2024-11-30", "fronts": ["Kursk", "Pokrovsk"], "window_days": 14, "level": 0.95, "clashes": False,
    }
    assert manifest["inputs"]["data/raw/reported-counts.csv"] == sha256(ROOT / "data" / "raw" / "reported-counts.csv")
    assert manifest["versions"]["python"] == f"{sys.version_info.major}.{sys.version_info.minor}"
    assert manifest["versions"]["pandas"] == pd.__version__
    assert manifest["files"] == {name: sha256(made / name) for name in contents(made) if name != "manifest.json"}


def test_a_file_that_a_parameter_names_is_an_input(tmp_path):
    (tmp_path / "mine.csv").write_text("front\n")
    assert manifest.named_inputs({"table": str(tmp_path / "mine.csv")})[str(tmp_path / "mine.csv")] == sha256(tmp_path / "mine.csv")


def test_the_same_call_gives_the_same_bytes_anywhere(made, tmp_path):
    elsewhere = {**os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "7", "HOME": str(tmp_path), "COLUMNS": "40"}
    line = [sys.executable, "-m", "analysis", "report", str(WHOLE), "-p", "window_days", "14", "-p", "start", "2024-10-01", "-o", "other"]
    subprocess.run(line, check=True, cwd=tmp_path, env=elsewhere, capture_output=True)
    assert contents(tmp_path / "other") == contents(made)


def test_a_report_without_a_page(made, monkeypatch, tmp_path):
    monkeypatch.setattr(report, "run", lambda request, *rest: request.source)
    found = report.render(WHOLE, tmp_path / "r", formats=["ipynb"])
    assert list(contents(found)) == ["manifest.json", "whole.ipynb"]
    assert manifest.verify(found) == 1


# Before the run: nothing may start

@pytest.fixture
def no_kernel(monkeypatch):
    monkeypatch.setattr(report, "run", lambda *rest: pytest.fail("the notebook ran"))


@pytest.mark.parametrize("notebook, given, error, says", [
    ("whole", {"windowdays": 7}, UnknownParameter, "Nearest: window_days."),
    ("whole", {"window_days": "seven"}, WrongParameterType, "expected a whole number such as 7 (int), found 'seven'"),
    ("whole", {"start": "2024-12-24"}, BadRange, "start 2024-12-24 comes after end 2024-11-30"),
    ("no-parameters", {}, BadCall, "no code cells are tagged 'parameters'"),
    ("two-parameters", {}, BadCall, "2 code cells are tagged 'parameters'"),
    ("hole", {}, MissingFile, "whole.ipynb"),
])
def test_a_wrong_call_is_refused_before_anything_runs(no_kernel, tmp_path, notebook, given, error, says):
    with pytest.raises(error) as problem:
        report.render(NOTEBOOKS / f"{notebook}.ipynb", tmp_path / "out", given)
    assert str(problem.value).startswith(f"{error.__name__}: ") and says in str(problem.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{}", "front,count\n", '{"cells": 7, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'])
def test_what_is_no_notebook_is_refused(no_kernel, tmp_path, text):
    (tmp_path / "x.ipynb").write_text(text)
    with pytest.raises(BadCall, match="x.ipynb is not a notebook"):
        report.render(tmp_path / "x.ipynb", tmp_path / "out")


@pytest.mark.parametrize("about", [{"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}, {"language_info": {"name": "julia"}}])
def test_a_notebook_in_another_language_is_refused(no_kernel, tmp_path, about):
    notebook = json.loads(WHOLE.read_text(encoding="utf-8"))
    (tmp_path / "x.ipynb").write_text(json.dumps({**notebook, "metadata": about}), encoding="utf-8")
    with pytest.raises(BadCall, match="x.ipynb is written in (R|julia); expected a notebook in Python"):
        report.render(tmp_path / "x.ipynb", tmp_path / "out")


def test_a_folder_is_no_notebook(no_kernel, tmp_path):
    with pytest.raises(MissingFile, match="is not a file"):
        report.render(tmp_path, tmp_path / "out")


def test_an_unknown_format_is_refused(no_kernel, tmp_path):
    with pytest.raises(BadCall, match="a report has no format 'htm'. Nearest: html."):
        report.render(WHOLE, tmp_path / "out", formats=["htm"])


def test_a_folder_that_is_no_report_is_never_replaced(no_kernel, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BadCall, match="exists and is not a report"):
        report.render(WHOLE, tmp_path)
    with pytest.raises(BadCall, match="exists and is not a report"):
        report.render(WHOLE, tmp_path / "thesis.txt")
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_report_with_a_readers_notes_in_it_is_not_replaced(no_kernel, copy):
    (copy / "notes.txt").write_text("mine")
    with pytest.raises(BadCall, match="files that are not the report's: notes.txt"):
        report.render(WHOLE, copy)


# The run

@pytest.mark.parametrize("notebook, says", [
    ("raises-ours", "NoRows: nothing was reported until 2024-11-30. Choose another period."),
    ("raises-other", "FailedRun: raises-other.ipynb, cell [3], raised KeyError: 'Kursk'"),
    ("exits-early", "FailedRun: exits-early.ipynb: its code cell 3 stopped the run with SystemExit."),
    ("dies", "FailedRun: dies.ipynb: its kernel died while a cell was running. Look for lack of memory or a crash."),
])
def test_a_run_that_fails_leaves_the_old_report_as_it_was(copy, capfd, notebook, says):
    before = contents(copy)
    with pytest.raises(FailedRun) as problem:
        report.render(NOTEBOOKS / f"{notebook}.ipynb", copy)
    assert str(problem.value) == says
    assert contents(copy) == before
    assert [path.name for path in copy.parent.iterdir()] == ["copy"]
    assert capfd.readouterr() == ("", "")


def test_a_better_report_replaces_an_older_one_and_a_warning_is_said(copy, capfd):
    report.render(NOTEBOOKS / "warns.ipynb", copy)
    assert list(contents(copy)) == ["index.html", "manifest.json", "warns.ipynb"]
    assert "counts are old" in capfd.readouterr().err
    assert "UserWarning" not in (copy / "warns.ipynb").read_text()


def test_an_older_report_comes_back_when_the_new_one_cannot_take_its_place(copy, monkeypatch):
    before, move = contents(copy), os.replace
    monkeypatch.setattr(report.os, "replace", lambda old, new: move(old, new) if "older" in f"{Path(old).name}{Path(new).name}" else (_ for _ in ()).throw(OSError("disk")))
    part = copy.with_name(".part-x")
    part.mkdir()
    with pytest.raises(OSError, match="disk"):
        report.put_in_place(part, copy)
    assert contents(copy) == before


@pytest.mark.parametrize("failures, ends", [(1, "ran"), (2, "FailedRun: x.ipynb: its kernel did not start: Kernel didn't respond in 60 seconds.")])
def test_a_kernel_that_never_started_is_tried_once_more(monkeypatch, tmp_path, capsys, failures, ends):
    import papermill

    attempts = []

    def execute(notebook, *rest, **more):
        attempts.append(os.environ[report.KEEP])
        if len(attempts) <= failures:
            raise RuntimeError("Kernel didn't respond in 60 seconds")
        return notebook

    monkeypatch.setattr(papermill, "execute_notebook", execute)
    empty = nbformat.v4.new_notebook()
    try:
        found = "ran" if report.run(report.Request(Path("x.ipynb"), empty, [], {}), tmp_path, ["html"]) is empty else ""
    except FailedRun as problem:
        found = str(problem)
    assert found == ends and attempts == [str(tmp_path)] * 2
    assert "did not start (Kernel didn't respond in 60 seconds); trying once more" in capsys.readouterr().err
    assert report.KEEP not in os.environ


def test_a_cell_that_did_not_run_is_a_failed_run():
    cells = [nbformat.v4.new_code_cell("a", execution_count=1), nbformat.v4.new_code_cell(" "), nbformat.v4.new_code_cell("b")]
    with pytest.raises(FailedRun, match="x.ipynb: its code cell 2 did not run"):
        report.reached_its_end(nbformat.v4.new_notebook(cells=cells), "x.ipynb")


# keep

class Chart:
    def __init__(self, name="chart"):
        self.name = name

    caption = "A pace. Source: a newspaper."

    @property
    def narrow(self):
        return Chart("narrow chart")

    def themed(self, theme):
        return Chart(f"{theme} chart")

    def save(self, folder, name, kinds=("png",)):
        for kind in kinds:
            (folder / f"{name}.{kind}").write_text(self.name)


def test_keep_stores_nothing_outside_a_report(monkeypatch, tmp_path):
    monkeypatch.delenv(report.KEEP, raising=False)
    monkeypatch.chdir(tmp_path)
    report.keep(counts=pd.DataFrame({"n": [1]}), chart=Chart())
    assert list(tmp_path.iterdir()) == []


PNG = ["figures/pace-dark.png", "figures/pace-narrow.png", "figures/pace.png"]
SVG = ["figures/pace-narrow.svg", "figures/pace-print.svg", "figures/pace.svg"]


@pytest.mark.parametrize("formats, kept", [
    ("html,phone,ipynb,png,svg,csv", [*PNG, *SVG, "figures/pace.txt", "tables/counts.csv"]),
    ("html", []),
    ("html,phone", ["figures/pace-narrow.png", "figures/pace.png"]),
    ("png", [*PNG, "figures/pace.txt"]),
    ("svg", [*SVG, "figures/pace.txt"]),
    ("csv", ["tables/counts.csv"]),
    ("ipynb", []),
])
def test_keep_stores_in_a_report_what_its_formats_need(monkeypatch, tmp_path, formats, kept):
    monkeypatch.setenv(report.KEEP, str(tmp_path))
    monkeypatch.setenv(report.KEEP_AS, formats)
    report.keep(counts=pd.DataFrame({"n": pd.array([1, None], dtype="Int64")}), pace=Chart())
    assert list(contents(tmp_path)) == sorted(kept)


def test_what_is_kept_is_told_apart_by_its_name(monkeypatch, tmp_path):
    monkeypatch.setenv(report.KEEP, str(tmp_path))
    report.keep(counts=pd.DataFrame({"n": pd.array([1, None], dtype="Int64")}), pace=Chart())
    assert {name: data for name, data in contents(tmp_path).items() if not name.endswith("svg")} == {
        "figures/pace-dark.png": b"dark chart", "figures/pace-narrow.png": b"narrow chart",
        "figures/pace.png": b"chart", "figures/pace.txt": b"A pace. Source: a newspaper.\n", "tables/counts.csv": b"n\n1\n\"\"\n",
    }
    assert report._narrow(tmp_path / "figures") == {"Y2hhcnQ=": "bmFycm93IGNoYXJ0"}


@pytest.mark.parametrize("results, says", [
    ({"x": 7}, "'x' is a int; expected a table"),
    ({"../x": pd.DataFrame()}, "'../x' cannot name a file"),
    ({"counts": pd.DataFrame()}, "'counts' is kept twice"),
])
def test_keep_refuses_what_it_cannot_store(monkeypatch, tmp_path, results, says):
    monkeypatch.setenv(report.KEEP, str(tmp_path))
    report.keep(counts=pd.DataFrame())
    with pytest.raises(BadCall) as problem:
        report.keep(**results)
    assert says in str(problem.value)


# verify

def test_a_report_proves_itself(made):
    assert manifest.verify(made) == 5


@pytest.mark.parametrize("change, says", [
    (lambda folder: (folder / "index.html").write_text("x"), "index.html was changed"),
    (lambda folder: (folder / "tables/reported.csv").unlink(), "tables/reported.csv is missing"),
    (lambda folder: (folder / "tables/more.csv").write_text("x"), "tables/more.csv does not belong to it"),
    (lambda folder: (folder / "manifest.json").unlink(), "has no manifest.json"),
    (lambda folder: (folder / "manifest.json").write_text("{}"), "manifest.json was changed"),
    (lambda folder: (folder / "manifest.json").write_text("[]"), "manifest.json was changed"),
    (lambda folder: (folder / "manifest.json").write_bytes(b"\xff"), "manifest.json was changed"),
    (lambda folder: (folder / "manifest.json").write_text((folder / "manifest.json").read_text().replace("2024-10-01", "2024-10-02")), "manifest.json was changed"),
])
def test_any_change_to_a_report_is_found(copy, change, says):
    change(copy)
    with pytest.raises(BrokenReport, match="^BrokenReport: ") as problem:
        manifest.verify(copy)
    assert says in str(problem.value)


def test_every_change_is_listed(copy):
    (copy / "index.html").write_text("x")
    (copy / "extra").write_text("x")
    (copy / "whole.ipynb").unlink()
    with pytest.raises(BrokenReport, match="extra does not belong to it; index.html was changed; whole.ipynb is missing"):
        manifest.verify(copy)


def test_a_link_is_no_file_of_a_report(copy):
    (copy / "index.html").rename(copy.parent / "away.html")
    (copy / "index.html").symlink_to(copy.parent / "away.html")
    with pytest.raises(BrokenReport, match="index.html was changed"):
        manifest.verify(copy)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(MissingFile, match="nothing is not a folder"):
        manifest.verify(tmp_path / "nothing")
