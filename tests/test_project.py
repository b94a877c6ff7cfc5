"""What the project states about itself in several places is the same in all of them."""

import re
import subprocess
import tomllib

import yaml

from analysis.store import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCK = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))


def plain(name):
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", name)[0]).lower()


def test_the_lock_pins_every_direct_dependency():
    direct = {plain(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]}
    assert direct <= {plain(name) for name in LOCK}


def test_conda_users_get_the_same_lock_and_the_same_python():
    *conda, pip = ENVIRONMENT["dependencies"]
    assert pip == {"pip": ["-r requirements.lock", "-e ."]}
    assert conda == [f"python {PROJECT['requires-python']}", "pip"] and ENVIRONMENT["name"] == PROJECT["name"]


def test_one_version_and_one_name():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"] and citation["title"].startswith(PROJECT["name"])


def test_every_direct_dependency_is_imported_or_a_tool():
    tools = {"importlib-metadata", "ipykernel", "jupyterlab", "tzdata", "lxml-html-clean", "nbval", "pytest-timeout", "pytest-xdist"}  # started, or used by another
    names = {"beautifulsoup4": "bs4", "pillow": "PIL", "pyyaml": "yaml", "python-calamine": "python_calamine"}
    source = "\n".join(path.read_text(encoding="utf-8") for folder in ("analysis", "tests") for path in (ROOT / folder).rglob("*.py"))
    for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]:
        name = plain(line)
        if name not in tools:
            assert re.search(rf"^\s*(import|from) {names.get(name, name)}\b", source, re.MULTILINE), f"{name} is not imported anywhere"


def test_only_the_charts_import_matplotlib():
    importers = {path.relative_to(ROOT / "analysis").parts[0] for path in (ROOT / "analysis").rglob("*.py") if re.search(r"^\s*(import|from) matplotlib", path.read_text(encoding="utf-8"), re.MULTILINE)}
    assert importers == {"charts"}


def test_the_top_level_holds_only_what_it_must():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:  # a copy without its history: look at what is there
        names = {path.name for path in ROOT.iterdir()} - {".git", ".venv", "reports", ".pytest_cache", ".hypothesis"}
    else:
        names = {name.split("/")[0] for name in listed.stdout.splitlines()}
    assert {name for name in names if not name.endswith(".egg-info")} == {
        "analysis", "notebooks", "data", "tests", "environment.yml", "README.md",
        "pyproject.toml", "requirements.lock", "warm_engine.py", "Makefile", "LICENSE", "CITATION.cff", ".gitignore", ".ci"}
