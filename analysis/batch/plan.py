"""A plan: which notebook is to be rendered with which parameters, under which names, in which formats."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from analysis import parameters as asked
from analysis.batch.names import name_of
from analysis.report import known_formats, prepare
from analysis.schema import AnalysisError, BadCall, MissingFile, nearest
from analysis.store import ROOT
from analysis.translation import language_of

KEYS = {"notebook", "name", "formats", "parameters", "grid", "reports"}
DEFAULT_FORMATS = ("html", "phone", "ipynb")
MOST = 100_000
MOST_VALUES = 10_000_000


class Job(NamedTuple):
    """One report to be made; `values` has every parameter of the notebook, checked."""

    name: str
    notebook: str
    values: dict[str, object]
    formats: tuple[str, ...]


def read_plan(path: Path | str) -> list[Job]:
    """The reports of a plan, in its order.

    notebook: notebooks/02-compare-fronts.ipynb
    name: compare-{start}                  →  Job("compare-2024-09-01", ..., {"start": "2024-09-01", ...}, ("html", "phone", "ipynb"))
    grid: {start: [2024-09-01, 2024-10-01]}   Job("compare-2024-10-01", ...)

    Paths are relative to the plan, or else to the project. Everything is checked here, before any report is begun;
    raises BadCall, MissingFile, UnknownParameter, WrongParameterType or BadRange, each naming the report it is about.
    """
    path = Path(path)
    plan = _read(path)
    fixed = _mapping(plan, "parameters", path)
    jobs, ready = [], {}
    for number, given in enumerate(_variants(plan, path), start=1):
        where = f"{path.name}, report {number}"
        own = {**fixed, **given}
        notebook = _notebook(own.pop("notebook", plan.get("notebook")), path)
        template = own.pop("name", None) or plan.get("name") or _default_name(notebook, given)
        job = _job(notebook, template, own, tuple(_formats(plan, path)), ready, where)
        jobs.append(job)
    _refuse_same_names(jobs, path)
    return jobs


def _job(notebook: Path, template: str, given: Mapping[str, object], formats: tuple[str, ...], ready: dict, where: str) -> Job:
    """A report of the plan; `ready` remembers each notebook with the parameters that it declares."""
    if notebook not in ready:
        ready[notebook] = prepare(notebook, {})
    try:
        values = asked.values(ready[notebook].declared, given, notebook.name)
        language_of(ready[notebook].source, values)
    except AnalysisError as problem:
        raise type(problem)(f"{problem} ({where})") from None
    return Job(name_of(str(template), values, where), str(notebook), values, formats)


def _read(path: Path) -> dict:
    """The plan's YAML with every value as text, so that `no` and `010` stay what was typed."""
    import yaml

    if not path.is_file():
        raise MissingFile(f"MissingFile: {path} is not a file{'' if path.exists() else ': nothing is there'}. Give a plan, such as notebooks/plans/per-front.yml.")
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        plan = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise BadCall(f"BadCall: {path} is not YAML: {' '.join(str(problem).split())}.") from None
    except RecursionError:
        raise BadCall(f"BadCall: {path} is not YAML that can be read: it is nested too deep.") from None
    if not isinstance(plan, dict):
        raise BadCall(f"BadCall: {path} is no plan; expected lines such as `notebook: notebooks/02-compare-fronts.ipynb`.")
    _refuse_odd(root, path, {})
    for key in plan:
        if key not in KEYS:
            raise BadCall(f"BadCall: {path}: a plan has no '{key}'.{nearest(str(key), sorted(KEYS))} It has {', '.join(sorted(KEYS))}.")
    if "grid" in plan and "reports" in plan:
        raise BadCall(f"BadCall: {path} has both a grid and a list of reports. Keep one; the other can be a second plan.")
    return plan


def _refuse_odd(node: object, path: Path, sizes: dict[int, int]) -> int:
    """The number of values in a part of a plan with everything that its anchors repeat.

    Raises BadCall where a mapping gives one name twice, of which YAML would keep the last without a word, and where
    there is more than any plan can mean. A part that holds itself was refused by YAML.
    """
    if id(node) not in sizes:
        where = f"{path}, line {node.start_mark.line + 1}"
        if node.id == "mapping":
            asked.once([(str(key.value), None) for key, _ in node.value], where)
        parts = [part for pair in node.value for part in pair] if node.id == "mapping" else node.value if node.id == "sequence" else []
        sizes[id(node)] = 1 + sum(_refuse_odd(part, path, sizes) for part in parts)
        if sizes[id(node)] > MOST_VALUES:
            raise BadCall(f"BadCall: {where}: this unfolds to more than {MOST_VALUES:,} values. Make several plans.")
    return sizes[id(node)]


def _mapping(plan: Mapping, key: str, path: Path) -> dict:
    found = plan.get(key) or {}
    if not isinstance(found, dict):
        raise BadCall(f"BadCall: {path}: '{key}' is expected to hold `name: value` lines.")
    return found


def _formats(plan: Mapping, path: Path) -> list[str]:
    formats = plan.get("formats", list(DEFAULT_FORMATS))
    formats = [part.strip() for part in formats.split(",")] if isinstance(formats, str) else formats
    if not isinstance(formats, list) or not formats:
        raise BadCall(f"BadCall: {path}: 'formats' is expected to be a list such as [html, ipynb].")
    return known_formats(formats)


def _variants(plan: Mapping, path: Path) -> Iterator[dict[str, object]]:
    """What each report is given besides the fixed parameters."""
    if "grid" in plan:
        return _product(_mapping(plan, "grid", path), path)
    if "reports" not in plan:
        return iter([{}])
    rows = plan["reports"]
    if isinstance(rows, str):
        rows = _rows(_beside(rows, path), path)
    if not isinstance(rows, list) or not rows:
        raise BadCall(f"BadCall: {path}: 'reports' is empty; expected a list of `{{name: value}}` or the name of a CSV file with one row for each report.")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise BadCall(f"BadCall: {path}: report {number} is '{row}'; expected `{{name: value}}`.")
    return iter(rows)


def _product(grid: Mapping, path: Path) -> Iterator[dict[str, object]]:
    """Every combination of the grid's lists; an item that is itself `{name: value}` sets several parameters together."""
    lists = {name: values if isinstance(values, list) else [values] for name, values in grid.items()}
    for name, values in lists.items():
        if not values or values == [""]:
            raise BadCall(f"BadCall: {path}: the grid's '{name}' is empty; it would give no report at all. Give it at least one value.")
    if not lists:
        raise BadCall(f"BadCall: {path}: the grid is empty; expected lists such as `start: [2024-09-01, 2024-10-01]`.")
    total = 1
    for values in lists.values():
        total *= len(values)
    if total > MOST:
        raise BadCall(f"BadCall: {path}: the grid gives {total:,} reports; {MOST:,} are allowed. Make several plans.")
    axes = [[item if isinstance(item, dict) else {name: item} for item in values] for name, values in lists.items()]
    return (asked.once([pair for item in chosen for pair in item.items()], str(path)) for chosen in itertools.product(*axes))


def _rows(table: Path, path: Path) -> list[dict[str, object]]:
    """The rows of a CSV file; an empty cell leaves the parameter as it is, and a row of nothing else, as Excel writes below a table, is none."""
    if not table.is_file():
        raise MissingFile(f"MissingFile: {path}: its reports are said to stand in {table}, which does not exist.")
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            (_, header), *rows = [(reader.line_num, row) for row in reader if any(map(str.strip, row))] or [(1, [])]
    except (csv.Error, UnicodeDecodeError) as problem:
        raise BadCall(f"BadCall: {table} is not a CSV file in UTF-8: {problem}.") from None
    asked.once([(name, None) for name in header], str(table))
    for number, row in rows:
        if len(row) != len(header):
            raise BadCall(f"BadCall: {table}, line {number}: {len(row)} cells; expected {len(header)}, as in its first row.")
    return [{name: cell for name, cell in zip(header, row) if cell.strip()} for _, row in rows]


def _notebook(name: object, path: Path) -> Path:
    if not isinstance(name, str) or not name:
        raise BadCall(f"BadCall: {path}: no notebook is named. Add a line such as `notebook: notebooks/02-compare-fronts.ipynb`.")
    return _beside(name, path)


def _beside(name: str, path: Path) -> Path:
    """A file that a plan names: where the command runs, beside the plan, or in the project, the first that is there."""
    places = [Path(name), path.parent / name, ROOT / name]
    return next((place for place in places if place.is_file()), places[0]).resolve()


def _default_name(notebook: Path, given: Mapping[str, object]) -> str:
    """The notebook's name and what tells its reports apart."""
    return "-".join([notebook.stem, *(f"{{{name}}}" for name in given if name not in ("notebook", "name"))])


def _refuse_same_names(jobs: list[Job], path: Path) -> None:
    """Raise BadCall where two reports would have one name, also on systems that do not tell A from a."""
    seen: dict[str, int] = {}
    for number, job in enumerate(jobs, start=1):
        first = seen.setdefault(job.name.casefold(), number)
        if first != number:
            raise BadCall(f"BadCall: {path}: reports {first} and {number} would both be named '{job.name}'. Let the name hold a parameter that differs, such as {{start}}.")
