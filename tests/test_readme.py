"""Every command, output and name in README.md is checked: what a newcomer is told is what happens."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.store import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def blocks(kind):
    return [text for name, text in BLOCKS if name == kind]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder as a newcomer has it: her table, and the notebooks beside it."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "my-counts.csv").write_text(blocks("csv")[0], encoding="utf-8")
    (folder / "article.txt").write_text(blocks("txt")[0], encoding="utf-8")
    (folder / "tests").symlink_to(ROOT / "tests")
    (folder / "notebooks").symlink_to(ROOT / "notebooks")
    return folder


def run(line, folder):
    """What a shell prints for a line of the README, with this Python in the place of the activated one."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(line, shell=True, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=240)
    return done.returncode, done.stdout + done.stderr


def _first_table(said):
    """The first table of what is said, without a title above it."""
    lines = said.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(("field", "language")))
    return "\n".join(lines[start : lines.index("", start)]) + "\n"


def consoles():
    return [(line.removeprefix("$ "), expected) for line, _, expected in (text.partition("\n") for text in blocks("console")) if "benchmark" not in line]


@pytest.mark.parametrize(("line", "expected"), consoles(), ids=[line[:60] for line, _ in consoles()])
def test_commands_print_what_is_shown(line, expected, desk):
    _, said = run(line, desk)
    assert (_first_table(said) if "accuracy" in line else said) == expected


def _labels(said):
    """The words of a benchmark's tables, whatever was measured; a list of what was missed has no place in the README."""
    return [re.sub(r"[\d.,]+|-(?= |$)", "0", " ".join(line.split())) for line in said.partition("\nThe first that were ")[0].strip().splitlines()]


def test_the_benchmark_that_is_shown_has_the_tables_that_are_printed(desk):
    ((line, _, expected),) = [text.removeprefix("$ ").partition("\n") for text in blocks("console") if text.startswith("$ python -m analysis benchmark")]
    code, said = run(re.sub(r"( --articles \d+)?$", " --articles 60 --workers 2", line), desk)
    assert code == 0 and _labels(said) == _labels(expected)


def test_python_example_prints_what_is_shown(desk):
    (desk / "example.py").write_text(blocks("python")[0], encoding="utf-8")
    assert run("python example.py", desk) == (0, blocks("text")[0])


@pytest.mark.parametrize("line", [line for text in blocks("sh") for line in text.splitlines() if line.startswith(("python", "papermill"))])
def test_shell_lines_work(line, desk):
    assert run(line, desk)[0] == 0


def test_make_targets_that_are_named_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    inline = re.findall(r"`make ([a-z -]+)`", re.sub(r"^```.*?^```$", "", README, flags=re.DOTALL | re.MULTILINE))
    named = {word for names in [*inline, *re.findall(r"^make (.*)$", "\n".join(blocks("sh")), re.MULTILINE)] for word in names.split()}
    assert {"report", "test", "lab", "help", "data", "notebooks"} <= named <= targets


def test_the_tree_names_every_module_and_no_other():
    tree = next(text for text in blocks("") if text.startswith("analysis/"))
    lines = tree[: tree.index("\nnotebooks/")].splitlines()[1:]
    named = [name for line in lines for name in re.split(r" {3,}", line.strip())[0].split()]
    there = {path.name + ("/" if path.is_dir() else "") for path in (ROOT / "analysis").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert sorted(named) == sorted(there - {"__init__.py", "__pycache__/"})


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_chart_is_the_one_that_is_drawn_now():
    import matplotlib.image as pictures
    import numpy as np

    from analysis import charts, daily, findings, intensity, load

    loaded = load()
    one_day = intensity.single_day(daily(loaded.counts, "2024-11-16", "2024-11-16", mentions=loaded.mentions), "2024-11-16")
    drawn = pictures.imread(io.BytesIO(charts.single_day(one_day, findings.verdict(one_day), "2024-11-16").picture("png")))
    kept = pictures.imread(ROOT / "notebooks" / "one-day.png")
    assert drawn.shape == kept.shape and np.abs(drawn - kept).mean() < 0.002
