"""What a notebook may declare, and what may be given for it."""

import datetime

import pytest

from analysis.parameters import declared, from_yaml, once, values
from analysis.schema import BadCall, BadRange, MissingFile, UnknownParameter, WrongParameterType

CELL = """\
start: str = "2024-11-01"  # first day, ISO date
end: str = "2024-11-30"  # last day, ISO date
article: str = "007"  # number of the article
fronts: list[str] = [
    "Kursk",
    "Pokrovsk",
]  # fronts to compare
window_days: int = 7  # width of the mean, days
level: float = 0.95  # level of the intervals, share
clashes: bool = False
"""


def notebook(*sources, tags=("parameters",)):
    return {"cells": [{"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source} for source in sources]}


def test_a_declaration_gives_name_type_default_and_meaning():
    found = declared(notebook(CELL), "x.ipynb")
    assert [(each.name, each.kind, each.default, each.meaning) for each in found] == [
        ("start", "str", "2024-11-01", "first day, ISO date"),
        ("end", "str", "2024-11-30", "last day, ISO date"),
        ("article", "str", "007", "number of the article"),
        ("fronts", "list[str]", ["Kursk", "Pokrovsk"], "fronts to compare"),
        ("window_days", "int", 7, "width of the mean, days"),
        ("level", "float", 0.95, "level of the intervals, share"),
        ("clashes", "bool", False, ""),
    ]


@pytest.mark.parametrize("found, says", [
    (notebook(), "no code cells are tagged 'parameters'; expected one"),
    (notebook(CELL, tags=()), "no code cells are tagged"),
    (notebook(CELL, CELL), "2 code cells are tagged"),
    (notebook("start = 1"), "found 'start = 1'; expected `name: type = default"),
    (notebook("start: date = 1"), "expected `name: type = default"),
    (notebook("start: str"), "expected `name: type = default"),
    (notebook("import os"), "found 'import os'"),
    (notebook("start: str ="), "is not Python"),
    (notebook("start: str = today()"), "the default of 'start' must be a plain value"),
    (notebook("start: str = 'a'\nstart: str = 'b'"), "'start' is declared twice"),
])
def test_a_notebook_that_declares_badly_is_refused(found, says):
    with pytest.raises(BadCall, match="BadCall: x.ipynb") as problem:
        declared(found, "x.ipynb")
    assert says in str(problem.value)


def test_a_default_of_another_type_is_refused():
    with pytest.raises(WrongParameterType, match="parameter 'days': expected a whole number such as 7"):
        declared(notebook("days: int = 7.5"), "x.ipynb")


@pytest.mark.parametrize("name, given, expected", [
    ("article", "007", "007"),
    ("article", "no", "no"),
    ("article", "Покровськ", "Покровськ"),
    ("start", "2024-10-01", "2024-10-01"),
    ("window_days", "14", 14),
    ("window_days", "-3", -3),
    ("window_days", 14, 14),
    ("level", "0.9", 0.9),
    ("level", "1", 1.0),
    ("level", 1, 1.0),
    ("level", "5e-1", 0.5),
    ("clashes", "true", True),
    ("clashes", "False", False),
    ("clashes", True, True),
    ("fronts", "Kursk, North Slobozhanshchyna", ["Kursk", "North Slobozhanshchyna"]),
    ("fronts", ["Kursk"], ["Kursk"]),
    ("fronts", ("Kursk",), ["Kursk"]),
])
def test_a_value_is_read_by_the_declared_type(name, given, expected):
    found = values(declared(notebook(CELL), "x.ipynb"), {name: given}, "x.ipynb")
    assert found[name] == expected and type(found[name]) is type(expected)
    assert list(found) == ["start", "end", "article", "fronts", "window_days", "level", "clashes"]


@pytest.mark.parametrize("name, given", [
    ("clashes", "yes"), ("clashes", "1"), ("clashes", 1), ("clashes", None),
    ("window_days", "7.5"), ("window_days", "1_000"), ("window_days", "٣"), ("window_days", "seven"), ("window_days", ""),
    ("window_days", True), ("window_days", 7.0), ("window_days", "9" * 5000),
    ("level", "nan"), ("level", float("inf")), ("level", "0,9"), ("level", "1e999"), ("level", False),
    ("article", 7), ("start", datetime.date(2024, 11, 1)), ("article", "a\x00b"), ("article", "\udce9"),
    ("fronts", "Kursk,,Pokrovsk"), ("fronts", ["Kursk", 7]), ("fronts", {"Kursk"}), ("fronts", ""),
])
def test_a_value_of_another_type_is_refused(name, given):
    with pytest.raises(WrongParameterType, match=f"^WrongParameterType: x.ipynb, parameter '{name}': expected .*, found "):
        values(declared(notebook(CELL), "x.ipynb"), {name: given}, "x.ipynb")


@pytest.mark.parametrize("given, says", [
    ({"start": "2024-02-30"}, "parameter 'start': '2024-02-30' is not a day. Write it as 2024-11-01."),
    ({"start": "20241101"}, "is not a day"),
    ({"start": ""}, "is not a day"),
    ({"end": "yesterday"}, "parameter 'end': 'yesterday' is not a day"),
    ({"start": "2024-12-02", "end": "2024-12-01"}, "start 2024-12-02 comes after end 2024-12-01"),
    ({"end": "2024-10-01"}, "start 2024-11-01 comes after end 2024-10-01"),
])
def test_a_range_that_is_none_is_refused(given, says):
    with pytest.raises(BadRange) as problem:
        values(declared(notebook(CELL), "x.ipynb"), given, "x.ipynb")
    assert says in str(problem.value)


@pytest.mark.parametrize("name, says", [
    ("strat", "UnknownParameter: x.ipynb has no parameter 'strat'. Nearest: start. Its parameters are start, end,"),
    ("Start", "Nearest: start."),
    ('front=1;open("x","w")#', "has no parameter 'front=1;open"),
])
def test_an_unknown_name_is_refused_with_the_nearest(name, says):
    with pytest.raises(UnknownParameter) as problem:
        values(declared(notebook(CELL), "x.ipynb"), {name: "1"}, "x.ipynb")
    assert says in str(problem.value)


@pytest.mark.parametrize("text, expected", [
    ("start: 2024-11-01\narticle: 010\nclashes: no\n", {"start": "2024-11-01", "article": "010", "clashes": "no"}),
    ("fronts: [Kursk, Pokrovsk]", {"fronts": ["Kursk", "Pokrovsk"]}),
    ("article: 'Покровськ'", {"article": "Покровськ"}),
    ("", {}),
])
def test_yaml_keeps_what_was_typed(tmp_path, text, expected):
    (tmp_path / "p.yml").write_text(text, encoding="utf-8")
    assert from_yaml(tmp_path / "p.yml") == expected


@pytest.mark.parametrize("text, says", [
    ("- start", "expected `name: value` lines, found a sequence"),
    ("start: {a: b}", "line 1: expected a value or a list of values, found a mapping"),
    ("start: [", "is not YAML"),
    ("start: a\nstart: b", "'start' is given twice"),
])
def test_yaml_of_another_shape_is_refused(tmp_path, text, says):
    (tmp_path / "p.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BadCall) as problem:
        from_yaml(tmp_path / "p.yml")
    assert says in str(problem.value)


def test_a_missing_yaml_file_is_named(tmp_path):
    with pytest.raises(MissingFile, match="no.yml does not exist"):
        from_yaml(tmp_path / "no.yml")


def test_a_name_given_twice_is_refused():
    with pytest.raises(BadCall, match="the call: the parameter 'end' is given twice"):
        once([("end", "2024-11-30"), ("end", "2024-12-31")], "the call")
