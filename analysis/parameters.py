"""What a notebook asks for: its declared parameters, and the values given for them, checked before anything runs."""

from __future__ import annotations

import ast
import builtins
import io
import math
import re
import reprlib
import tokenize
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from analysis.schema import BadCall, BadRange, MissingFile, UnknownParameter, WrongParameterType, nearest

TAG = "parameters"
EXPECTED = {
    "str": "a text",
    "int": "a whole number such as 7",
    "float": "a number such as 0.5",
    "bool": "true or false",
    "list[str]": "texts, on the command line separated by commas",
}
TEXT_OF = {
    "int": re.compile(r"[+-]?[0-9]{1,18}"),
    "float": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?"),
    "bool": re.compile(r"true|false|True|False"),
}
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Parameter(NamedTuple):
    """One line of a parameters cell: `name: kind = default  # meaning, unit`."""

    name: str
    kind: str
    default: object
    meaning: str


def declared(notebook: Mapping, name: str) -> list[Parameter]:
    """The parameters a notebook declares, in its order.

    Raises BadCall unless exactly one code cell is tagged `parameters` and holds only declarations.
    """
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and TAG in cell["metadata"].get("tags", [])]
    if len(cells) != 1:
        raise BadCall(
            f"BadCall: {name}: {len(cells) or 'no'} code cells are tagged '{TAG}'; expected one. "
            "Tag the first code cell, and only it (in JupyterLab: Property Inspector, Cell Tags)."
        )
    return _read_cell(cells[0]["source"], name)


def _read_cell(source: str, name: str) -> list[Parameter]:
    try:
        lines = ast.parse(source).body
    except (SyntaxError, ValueError) as problem:
        raise BadCall(f"BadCall: {name}: its parameters cell is not Python: {problem}.") from None
    meanings = _comments(source)
    found = [_declaration(line, meanings, name) for line in lines]
    names = [parameter.name for parameter in found]
    for twice in {each for each in names if names.count(each) > 1}:
        raise BadCall(f"BadCall: {name}: the parameter '{twice}' is declared twice. Keep one of the two lines.")
    return found


def _comments(source: str) -> dict[int, str]:
    """The comment of each line, without its '#'."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("#").strip() for token in tokens if token.type == tokenize.COMMENT}


def _declaration(line: ast.stmt, meanings: dict[int, str], name: str) -> Parameter:
    """One declaration as a Parameter; its default must be a plain value of its own type."""
    kind = ast.unparse(line.annotation) if isinstance(line, ast.AnnAssign) else ""
    if kind not in EXPECTED or line.value is None or not isinstance(line.target, ast.Name):
        raise BadCall(
            f"BadCall: {name}, parameters cell, line {line.lineno}: found '{ast.unparse(line)}'; "
            f"expected `name: type = default  # meaning, unit` with a type of {', '.join(EXPECTED)}."
        )
    if hasattr(builtins, line.target.id):
        raise BadCall(f"BadCall: {name}, parameters cell, line {line.lineno}: the parameter '{line.target.id}' hides Python's own {line.target.id}, which later cells may need. Give it another name.")
    comments = [meanings[number] for number in range(line.lineno, line.end_lineno + 1) if number in meanings]
    try:
        default = ast.literal_eval(line.value)
    except ValueError:
        raise BadCall(f"BadCall: {name}, parameters cell, line {line.lineno}: the default of '{line.target.id}' must be a plain value.") from None
    parameter = Parameter(line.target.id, kind, default, " ".join(comments))
    return parameter._replace(default=_typed(default, parameter, name))


def values(parameters: list[Parameter], given: Mapping[str, object], name: str) -> dict[str, object]:
    """Every parameter's value: the given one, read by its declared type, or its default.

    Raises UnknownParameter, WrongParameterType, or BadRange for what is not a day or ends before it starts.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for key in given:
        if key not in known:
            raise UnknownParameter(
                f"UnknownParameter: {name} has no parameter '{key}'.{nearest(str(key), known)} "
                f"Its parameters are {', '.join(known) or 'none'}."
            )
    chosen = {key: _typed(given[key], parameter, name) if key in given else parameter.default for key, parameter in known.items()}
    _check_days(known, chosen, name)
    return chosen


def _typed(value: object, parameter: Parameter, name: str) -> object:
    """A value as its parameter's type; text is read strictly, '007' stays a text where a text is declared."""
    kind = parameter.kind
    read = _from_text(value, kind) if isinstance(value, str) else _from_python(value, kind)
    if read is None:
        raise WrongParameterType(
            f"WrongParameterType: {name}, parameter '{parameter.name}': expected {EXPECTED[kind]} ({kind}), "
            f"found {reprlib.repr(value)} ({type(value).__name__})."
        )
    return read


def _from_text(text: str, kind: str) -> object:
    """The value a text spells, or None."""
    if kind == "str":
        return text if _writable(text) else None
    if kind == "list[str]":
        return _from_python([item.strip() for item in text.split(",")], kind)
    if not TEXT_OF[kind].fullmatch(text.strip()):
        return None
    if kind == "bool":
        return text.strip().casefold() == "true"
    return _from_python({"int": int, "float": float}[kind](text), kind)


def _from_python(value: object, kind: str) -> object:
    """The value where it is already of the kind, or None; a whole number may stand for a float, True is no number."""
    if kind == "list[str]":
        good = isinstance(value, list | tuple) and all(isinstance(item, str) and item and _writable(item) for item in value)
        return list(value) if good else None
    if kind == "float":
        return float(value) if type(value) in (int, float) and math.isfinite(value) else None
    return value if type(value).__name__ == kind else None


def _writable(text: str) -> bool:
    """Whether a text can be stored as UTF-8 without control characters other than tab and line end."""
    return not re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", text)


def _is_day(text: object) -> bool:
    if not isinstance(text, str) or not ISO_DAY.fullmatch(text):
        return False
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _check_days(known: dict[str, Parameter], chosen: dict[str, object], name: str) -> None:
    """Where the default is a day the value must be one, and `start` must not come after `end`."""
    days = {key for key, parameter in known.items() if _is_day(parameter.default)}
    for key in sorted(days):
        if not _is_day(chosen[key]):
            raise BadRange(f"BadRange: {name}, parameter '{key}': '{chosen[key]}' is not a day. Write it as {known[key].default}.")
    if {"start", "end"} <= days and chosen["start"] > chosen["end"]:
        raise BadRange(f"BadRange: {name}: start {chosen['start']} comes after end {chosen['end']}. Exchange the two, or correct one.")


def from_yaml(path: Path | str) -> dict[str, object]:
    """The parameters of a YAML file as text or lists of text, so that `no` and `010` stay what was typed."""
    import yaml

    if not Path(path).is_file():
        raise MissingFile(f"MissingFile: {path} does not exist. Give a YAML file of `name: value` lines.")
    try:
        root = yaml.compose(Path(path).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise BadCall(f"BadCall: {path} is not YAML: {' '.join(str(problem).split())}.") from None
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise BadCall(f"BadCall: {path}: expected `name: value` lines, found a {root.id}.")
    return once([(str(key.value), _yaml_value(value, path)) for key, value in root.value], str(path))


def _yaml_value(node: object, path: Path | str) -> object:
    if node.id == "scalar":
        return node.value
    if node.id == "sequence" and all(item.id == "scalar" for item in node.value):
        return [item.value for item in node.value]
    raise BadCall(f"BadCall: {path}, line {node.start_mark.line + 1}: expected a value or a list of values, found a {node.id}.")


def once(pairs: list[tuple[str, object]], where: str) -> dict[str, object]:
    """Pairs as a dictionary; a name given twice is refused."""
    names = [key for key, _ in pairs]
    for key in names:
        if names.count(key) > 1:
            raise BadCall(f"BadCall: {where}: the parameter '{key}' is given twice. Keep one.")
    return dict(pairs)
