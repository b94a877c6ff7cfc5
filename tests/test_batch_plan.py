"""Names and plans as tables: what is asked for beside the reports it gives, or the words with which it is refused."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.batch.names import LONGEST, name_of
from analysis.batch.plan import read_plan
from analysis.schema import BadCall, BadRange, MissingFile, UnknownParameter, WrongParameterType
from analysis.store import NOTEBOOKS

VALUES = {"start": "2024-11-01", "front": "Kursk", "fronts": ["Kursk", "Pokrovsk"], "days": 7, "quiet": False, "level": 0.5}
DECLARED = """\
start: str = "2024-11-01"  # first day
end: str = "2024-11-30"  # last day
front: str = "Kursk"  # a front
fronts: list[str] = ["Kursk"]  # several
days: int = 7  # a number
quiet: bool = False  # yes or no"""


# Names


@pytest.mark.parametrize(("template", "values", "expected"), [
    ("compare-{start}", {}, "compare-2024-11-01"),
    ("{front}_{days}", {}, "Kursk_7"),
    ("{fronts}", {}, "Kursk+Pokrovsk"),
    ("{level}-{quiet}", {}, "0.5-False"),
    ("{front}", {"front": "Chasiv Yar"}, "Chasiv-Yar"),
    ("{front}", {"front": "Покровськ"}, "Покровськ"),
    ("{front}", {"front": "Huliai\N{MODIFIER LETTER APOSTROPHE}pole; rm ~ | $(x) `y` * ? \" < >"}, "Huliaiʼpole-rm-x-y"),
    ("{front}", {"front": "caf\u0065\u0301"}, "café"),
    ("{front}", {"front": "a\u202egpj\u200b\tb\nc"}, "a-gpj-b-c"),
    ("x{front}", {"front": ""}, "xnone"),
    ("{front}", {"front": " \u00a0 "}, "none"),
    ("{front}", {"front": "-o"}, "o"),
    ("{front}", {"front": "x" * LONGEST}, "x" * LONGEST),
    ("plain.name", {}, "plain.name"),
])  # fmt: skip
def test_a_name_is_made_of_values(template, values, expected):
    assert name_of(template, {**VALUES, **values}, "here") == expected


@pytest.mark.parametrize(("template", "values", "words"), [
    ("{front}", {"front": "../up"}, "takes front = '../up', which holds a path"),
    ("{front}", {"front": "/etc/passwd"}, "which holds a path"),
    ("{front}", {"front": "a/b"}, "which holds a path"),
    ("{front}", {"front": "a\\b"}, "which holds a path"),
    ("{front}", {"front": "C:\\x"}, "which holds a path"),
    ("{front}", {"front": "nul\0"}, "which holds a path"),
    ("{front}", {"front": ".."}, "which holds a path"),
    ("{fronts}", {"fronts": ["a", "../b"]}, "which holds a path"),
    ("../{front}", {}, "may hold letters, digits"),
    ("/tmp/{front}", {}, "may hold letters, digits"),
    ("a b", {}, "may hold letters, digits"),
    ("a\0b", {}, "may hold letters, digits"),
    ("a\n", {}, "may hold letters, digits"),
    ("{{front}}", {}, "may hold letters, digits"),
    ("{front}", {"front": "x" * 300}, f"has 300 bytes; {LONGEST} are allowed"),
    ("{front}", {"front": "ї" * 61}, f"has 122 bytes; {LONGEST} are allowed"),
    ("", {}, "is empty"),
    (".", {}, "is empty"),
    ("{front}", {"front": "."}, "is empty"),
    (".{front}", {}, "begins with '.' or '-' or ends with '.'"),
    ("-{front}", {}, "begins with '.' or '-' or ends with '.'"),
    ("{front}.", {}, "begins with '.' or '-' or ends with '.'"),
    (".work", {}, "begins with '.'"),
    ("failed", {}, "has a meaning of its own"),
    ("Index", {}, "has a meaning of its own"),
    ("index.html", {}, "has a meaning of its own"),
    ("{front}", {"front": "CON"}, "has a meaning of its own"),
    ("{front}", {"front": "com1.txt"}, "has a meaning of its own"),
    ("{front}", {"front": "COM¹"}, "has a meaning of its own"),
    ("{fornt}", {}, "holds {fornt}, which is no parameter of the report. Nearest: front, fronts."),
    ("{}", {}, "holds {}, which is no parameter"),
    ("{0}", {}, "holds {0}, which is no parameter"),
    ("{start.__class__}", {}, "which is no parameter"),
    ("{fronts[0]}", {}, "which is no parameter"),
    ("{start!r}", {}, "{start} alone: a name has no room for a format"),
    ("{days:>10}", {}, "{days} alone: a name has no room for a format"),
    ("{days:{days}}", {}, "{days} alone: a name has no room for a format"),
    ("{start", {}, "can't be read"),
    ("start}", {}, "can't be read"),
])  # fmt: skip
def test_a_name_that_would_leave_the_folder_or_is_none_is_refused(template, values, words):
    with pytest.raises(BadCall) as refused:
        name_of(template, {**VALUES, **values}, "per-front.yml, report 3")
    assert words in str(refused.value) and "per-front.yml, report 3" in str(refused.value) and len(str(refused.value)) < 500


# Plans


@pytest.fixture
def folder(tmp_path):
    nbformat.write(new_notebook(cells=[new_code_cell(DECLARED, metadata={"tags": ["parameters"]})]), tmp_path / "own.ipynb")
    return tmp_path


def plan(folder, text, **files):
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content if isinstance(content, bytes) else content.encode())
    path = folder / "plan.yml"
    path.write_bytes(text if isinstance(text, bytes) else f"notebook: own.ipynb\n{text}".encode())
    return path


def names(folder, text, **files):
    return [job.name for job in read_plan(plan(folder, text, **files))]


@pytest.mark.parametrize(("text", "files", "expected"), [
    ("", {}, ["own"]),
    ("name: once", {}, ["once"]),
    ("parameters: {front: Lyman}\nname: '{front}'", {}, ["Lyman"]),
    ("grid: {front: [Kursk, Lyman]}", {}, ["own-Kursk", "own-Lyman"]),
    ("grid: {front: Kursk}", {}, ["own-Kursk"]),
    ("grid: {front: [Kursk, Lyman], days: [7, 14]}\nname: '{front}-{days}'", {}, ["Kursk-7", "Kursk-14", "Lyman-7", "Lyman-14"]),
    ("grid: {fronts: [[Kursk, Lyman], [Kursk]]}\nname: '{fronts}'", {}, ["Kursk+Lyman", "Kursk"]),
    ("reports: [{front: Kursk}, {front: Lyman, days: 3}]\nname: '{front}-{days}'", {}, ["Kursk-7", "Lyman-3"]),
    ("reports: [{name: first}, {name: 'second-{days}', days: 2}]", {}, ["first", "second-2"]),
    ("parameters: {days: 3}\nreports: [{front: Kursk}, {front: Lyman, days: 4}]\nname: '{front}-{days}'", {}, ["Kursk-3", "Lyman-4"]),
    ("reports: table.csv\nname: '{front}-{days}'", {"table_csv": "front,days\nKursk,1\nLyman,\n"}, ["Kursk-1", "Lyman-7"]),
    ("reports: table.csv\nname: '{front}'", {"table_csv": b"\xef\xbb\xbffront\r\nKursk\r\n\r\n\xd0\x87\r\n"}, ["Kursk", "Ї"]),
    ("reports: table.csv\nname: '{front}-{days}'", {"table_csv": "front,days\nKursk,1\n , \n,\nLyman,\n,\n"}, ["Kursk-1", "Lyman-7"]),
    ("reports: table.csv\nname: '{fronts}'", {"table_csv": 'fronts\n"Kursk, Lyman"\n'}, ["Kursk+Lyman"]),
    ("reports: table.csv", {"table_csv": "name,front\nfirst,Kursk\n"}, ["first"]),
    ("x: &kept [Kursk, Lyman]".replace("x: ", "grid: {front: ") + "}", {}, ["own-Kursk", "own-Lyman"]),
    ("parameters: {front: &f Lyman}\nreports: [{name: *f}]", {}, ["Lyman"]),
    ("%YAML 1.1\n---\nnotebook: own.ipynb\nname: once".encode(), {}, ["once"]),
])  # fmt: skip
def test_a_plan_gives_its_reports_in_order(folder, text, files, expected):
    assert names(folder, text, **files) == expected


@pytest.mark.parametrize("typed", ["no", "010", "12:30", "1e3", "~", "null", "2024-11-01", "yes", "0x10", "1_000", "=", ".nan", "+1", "'7'", "true"])
def test_a_value_stays_what_was_typed(folder, typed):
    job, = read_plan(plan(folder, f"parameters: {{front: {typed}}}"))
    assert job.values["front"] == typed.strip("'")


def test_every_parameter_has_its_value_and_its_type(folder):
    job, = read_plan(plan(folder, "parameters: {days: 14, quiet: true, fronts: [Lyman, no], end: 2024-12-31}\nformats: html, csv"))
    assert job.values == {"start": "2024-11-01", "end": "2024-12-31", "front": "Kursk", "fronts": ["Lyman", "no"], "days": 14, "quiet": True}
    assert job.formats == ("html", "csv") and job.notebook == str(folder / "own.ipynb")
    json.dumps(job)


def test_the_plans_of_the_project_can_be_read():
    plans = sorted((NOTEBOOKS / "plans").glob("*.yml"))
    assert len(plans) >= 3
    for path in plans:
        jobs = read_plan(path)
        assert jobs and len({job.name for job in jobs}) == len(jobs)


@pytest.mark.parametrize(("text", "files", "problem", "words"), [
    ("name: '{start.__class__}'", {}, BadCall, "plan.yml, report 1"),
    ("name: same\ngrid: {front: [Kursk, Lyman]}", {}, BadCall, "reports 1 and 2 would both be named 'same'"),
    ("name: '{front}'\nreports: [{front: Lyman}, {front: a}, {front: LYMAN}]", {}, BadCall, "reports 1 and 3 would both be named 'LYMAN'"),
    ("name: '{front}'\nreports: [{front: a b}, {front: a-b}]", {}, BadCall, "reports 1 and 2 would both be named 'a-b'"),
    ("grid: {front: [../up]}", {}, BadCall, "which holds a path"),
    ("grid: {}", {}, BadCall, "the grid is empty"),
    ("grid:", {}, BadCall, "the grid is empty"),
    ("grid: {front: []}", {}, BadCall, "the grid's 'front' is empty"),
    ("grid: {front: }", {}, BadCall, "the grid's 'front' is empty"),
    ("grid: [a]", {}, BadCall, "'grid' is expected to hold `name: value` lines"),
    ("grid: {days: [" + ",".join(map(str, range(400))) + "], front: [" + ",".join(map(str, range(400))) + "]}", {}, BadCall, "160,000 reports; 100,000 are allowed"),
    ("grid: {front: [a]}\nreports: [{front: b}]", {}, BadCall, "both a grid and a list of reports"),
    ("reports: []", {}, BadCall, "'reports' is empty"),
    ("reports: [Kursk]", {}, BadCall, "report 1 is 'Kursk'; expected `{name: value}`"),
    ("reports: {front: Kursk}", {}, BadCall, "'reports' is empty; expected a list"),
    ("reports: none.csv", {}, MissingFile, "none.csv, which does not exist"),
    ("reports: table.csv", {"table_csv": ""}, BadCall, "'reports' is empty"),
    ("reports: table.csv", {"table_csv": "front\n"}, BadCall, "'reports' is empty"),
    ("reports: table.csv", {"table_csv": "front,days\nKursk\n"}, BadCall, "line 2: 1 cells; expected 2"),
    ("reports: table.csv", {"table_csv": "front,days\nKursk,1\n\nLyman\n"}, BadCall, "line 4: 1 cells; expected 2"),
    ("reports: table.csv", {"table_csv": "front,days\nKursk,1,2\n"}, BadCall, "line 2: 3 cells; expected 2"),
    ("reports: table.csv", {"table_csv": "front,front\nKursk,Lyman\n"}, BadCall, "'front' is given twice"),
    ("reports: table.csv", {"table_csv": "fornt\nKursk\n"}, UnknownParameter, "'fornt'. Nearest: front, fronts."),
    ("reports: table.csv", {"table_csv": 'front\n"Kursk\n'}, BadCall, "is not a CSV file"),
    ("reports: table.csv", {"table_csv": b"front\n\xff\xfe\n"}, BadCall, "is not a CSV file in UTF-8"),
    ("parameter: {front: a}", {}, BadCall, "a plan has no 'parameter'. Nearest: parameters."),
    ("formats: [htm]", {}, BadCall, "a report has no format 'htm'. Nearest: html."),
    ("formats: []", {}, BadCall, "'formats' is expected to be a list"),
    ("formats: {html: yes}", {}, BadCall, "'formats' is expected to be a list"),
    ("formats: [[html]]", {}, BadCall, "a report has no format"),
    ("parameters: {fornt: Kursk}", {}, UnknownParameter, "has no parameter 'fornt'. Nearest: front, fronts. Its parameters are start, end, front, fronts, days, quiet. (plan.yml, report 1)"),
    ("reports: [{front: a}, {days: many}]", {}, WrongParameterType, "(plan.yml, report 2)"),
    ("reports: [{front: a}, {days: '1.5'}]", {}, WrongParameterType, "expected a whole number such as 7 (int), found '1.5'"),
    ("parameters: {quiet: no}", {}, WrongParameterType, "expected true or false"),
    ("parameters: {days: 12:30}", {}, WrongParameterType, "found '12:30'"),
    ("parameters: {front: {a: b}}", {}, WrongParameterType, "expected a text"),
    ("parameters: {front: [a, b]}", {}, WrongParameterType, "expected a text"),
    ("parameters: {start: 2024-12-01}", {}, BadRange, "start 2024-12-01 comes after end 2024-11-30"),
    ("parameters: {start: 2024-13-01}", {}, BadRange, "is not a day"),
    ("parameters: [front]", {}, BadCall, "'parameters' is expected to hold"),
    ("parameters: {front: a, front: b}", {}, BadCall, "'front' is given twice"),
    ("grid: {front: [a]}\ngrid: {front: [b]}", {}, BadCall, "'grid' is given twice"),
    ("reports: [{front: a, front: b}]", {}, BadCall, "'front' is given twice"),
    ("parameters: &p {front: a}\nreports: [{<<: *p, days: 1}]", {}, UnknownParameter, "no parameter '<<'"),
    ("grid: {fronts: &a [*a]}", {}, BadCall, "is not YAML: found unconstructable recursive node"),
    ("parameters: &a {front: *a}", {}, BadCall, "is not YAML: found unconstructable recursive node"),
    ("parameters: {front: !!python/object/apply:os.system [echo]}", {}, WrongParameterType, "expected a text"),
    ("name: once\n? [a, b]\n: c", {}, BadCall, "is not YAML"),
    ("name: [a]", {}, BadCall, "may hold letters"),
    ("notebook: other.ipynb\nname: x".encode(), {}, MissingFile, "other.ipynb does not exist"),
    (b"notebook: [a]", {}, BadCall, "no notebook is named"),
    (b"name: x", {}, BadCall, "no notebook is named"),
    (b"", {}, BadCall, "is no plan"),
    (b"# only a remark\n", {}, BadCall, "is no plan"),
    (b"just words", {}, BadCall, "is no plan"),
    (b"- a\n- b\n", {}, BadCall, "is no plan"),
    (b"\x00\x01\x02", {}, BadCall, "is not YAML"),
    (b"\xff\xfe\xfa", {}, BadCall, "is not YAML"),
    (b"a: b: c", {}, BadCall, "is not YAML"),
    (b"a: 1\n---\nb: 2\n", {}, BadCall, "is not YAML"),
    (b"[" * 5000, {}, BadCall, "nested too deep"),
    ("grid: {front: [a]}\nname: '" + "{front}" * 200 + "'", {}, BadCall, "has 200 bytes"),
])  # fmt: skip
def test_a_plan_that_is_none_is_refused_before_anything_runs(folder, text, files, problem, words):
    with pytest.raises(problem) as refused:
        names(folder, text, **files)
    assert words in str(refused.value) and "\n" not in str(refused.value).strip()
    assert str(refused.value).startswith(f"{type(refused.value).__name__}: ")


def test_a_small_plan_that_unfolds_without_end_is_read_at_once(folder):
    """Ten lists, each of ten of the one before: ten billion items if each were looked at."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10))]
    with pytest.raises(BadCall, match="line 8: this unfolds to more than 10,000,000 values"):
        names(folder, "\n".join(lines))


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: None, lambda path: path.symlink_to("nowhere")])
def test_a_plan_that_is_a_folder_or_not_there_is_missing(tmp_path, make):
    make(tmp_path / "plan.yml")
    with pytest.raises(MissingFile, match="plan.yml is not a file"):
        read_plan(tmp_path / "plan.yml")


@pytest.mark.parametrize(("cells", "words"), [
    ([("x = 1", [])], "no code cells are tagged 'parameters'"),
    ([("list: str = 'a'  # a parameter", ["parameters"])], "hides Python's own list"),
    ([("print: str = 'a'  # a parameter", ["parameters"])], "hides Python's own print"),
    ([("front = 'a'", ["parameters"])], "expected `name: type = default"),
    ([("front: str = 'a'", ["parameters"]), ("days: int = 1", ["parameters"])], "2 code cells are tagged"),
])  # fmt: skip
def test_a_notebook_that_does_not_say_what_can_be_asked_is_refused(tmp_path, cells, words):
    nbformat.write(new_notebook(cells=[new_code_cell(source, metadata={"tags": tags}) for source, tags in cells]), tmp_path / "own.ipynb")
    with pytest.raises(BadCall) as refused:
        names(tmp_path, "name: once")
    assert words in str(refused.value)


def test_paths_are_looked_for_beside_the_plan_and_in_the_project(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    assert read_plan(plan(folder, ""))[0].notebook == str(folder / "own.ipynb")
    job, = read_plan(plan(folder, b"notebook: notebooks/03-front-profile.ipynb"))
    assert job.notebook == str(NOTEBOOKS / "03-front-profile.ipynb")
