"""Since last time: what changed between two reports of one notebook, from the tables that they keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import verdicts
from analysis.intensity import SINGLE_DAY
from analysis.manifest import read_manifest, verify
from analysis.schema import BadCall, BrokenReport, conform

SOURCES = ("date", "front", "count", "measure", "window", "words", "publisher", "published", "url", "mention_id")
DAYS = ("date", "front", "measure", "count", "low", "high", "status", "rule")
ARTICLE = ("publisher", "published", "url")
SAME = (  # by what a count of one report is found in the other, the surest first; the rows of a table may have moved
    SOURCES[:-1],
    ("date", "front", "measure", "window", *ARTICLE),
    ("words", *ARTICLE),
    ("mention_id", *ARTICLE),
)
QUESTION = ("variant", "start", "end", "other_start", "other_end", "date")  # what tells the verdicts of one table apart, beside the fronts
CHANGES = {
    "what": "string", "kind": "string", "date": "string", "front": "string", "measure": "string", "change": "string",
    "publisher": "string", "url": "string", "mention_id": "string", "note": "string",
}
SHOWN = 20
Row = dict[str, str]


class Changes(NamedTuple):
    """What differs between two reports: how they were made, and a table of counts, days and verdicts."""

    made: list[str]  # differences of parameters, data and code, in words
    table: pd.DataFrame  # CHANGES
    unchanged: dict[str, int]  # how many counts, days and verdicts are as before


def compare_reports(old: Path | str, new: Path | str) -> Changes:
    """What counts were added, corrected or withdrawn between two reports, which days have another figure, and which verdicts changed.

    `what` is count, day or verdict, `kind` added, corrected, withdrawn or changed. Both folders are proved first: raises
    MissingFile or BrokenReport naming the bad one, and BadCall for reports that have nothing to compare.
    """
    old, new = Path(old), Path(new)
    for folder in (old, new):
        verify(folder)
    before, after = read_manifest(old), read_manifest(new)
    if before["notebook"]["name"] != after["notebook"]["name"]:
        raise BadCall(f"BadCall: {old} is a report of {before['notebook']['name']}, {new} one of {after['notebook']['name']}. Compare two reports of one notebook.")
    asked = before["parameters"], after["parameters"]
    tables = {folder: _tables(folder) for folder in (old, new)}
    counted, same_counts = _counts(*(_table(folder, tables[folder], "sources", SOURCES) for folder in (old, new)), *asked)
    dated, same_days = _days(*(tables[folder].get("daily", []) for folder in (old, new)))
    judged, same_verdicts = _verdicts(*(_all_verdicts(tables[folder], parameters) for folder, parameters in zip((old, new), asked)))
    table = conform(pd.DataFrame([*counted, *dated, *judged], columns=list(CHANGES)), CHANGES, "changes")
    return Changes(_made(before, after), table, {"count": same_counts, "day": same_days, "verdict": same_verdicts})


# What two folders hold

def _tables(folder: Path) -> dict[str, list[Row]]:
    """The rows of every table of a report, as text, by the table's name."""
    paths = [path for path in sorted((folder / "tables").glob("*.csv")) if path.read_bytes().strip()]  # a table without columns is an empty file
    frames = {path.stem: pd.read_csv(path, dtype="string", keep_default_na=False) for path in paths}
    return {name: frame.to_dict("records") for name, frame in frames.items()}


def _table(folder: Path, tables: dict[str, list[Row]], name: str, columns: Iterable[str]) -> list[Row]:
    """A table that a comparison cannot do without."""
    if name not in tables:
        raise BadCall(f"BadCall: {folder} keeps no table of {name} (tables/{name}.csv), so its counts cannot be compared. Give reports of a notebook that keeps it.")
    lacking = [column for column in columns if tables[name] and column not in tables[name][0]]
    if lacking:
        raise BrokenReport(f"BrokenReport: {folder}/tables/{name}.csv lacks {', '.join(lacking)}: an older version made it. Render the report again.")
    return tables[name]


def _made(before: dict, after: dict) -> list[str]:
    """In what the two reports were made differently."""
    asked = [
        f"asked differently: {name} {_plain(before['parameters'].get(name))} → {_plain(after['parameters'].get(name))}"
        for name in dict.fromkeys([*before["parameters"], *after["parameters"]]) if before["parameters"].get(name) != after["parameters"].get(name)
    ]
    inputs = [name for name in dict.fromkeys([*before["inputs"], *after["inputs"]]) if before["inputs"].get(name) != after["inputs"].get(name)]
    code = [words for words, differs in {
        "another notebook text": before["notebook"] != after["notebook"], "other code": before["code"] != after["code"],
        "other versions of libraries": before["versions"] != after["versions"],
    }.items() if differs]
    return [*asked, *([f"other data: {', '.join(inputs)}"] if inputs else []), *([f"made by {', '.join(code)}"] if code else [])]


def _plain(value: object) -> str:
    return "(none)" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value) or "(empty)"


# Counts

def _counts(old: list[Row], new: list[Row], before: dict, after: dict) -> tuple[list[Row], int]:
    """The counts that were added, corrected or withdrawn, and how many are as before."""
    pairs, left, added = _matched(old, new)
    corrected = [(one, two) for one, two in pairs if _differences(one, two)]
    rows = [_count("corrected", two, _differences(one, two), "") for one, two in corrected]
    rows += [_count("added", row, _figure(row), "" if _asked_for(row, before) else "the older report did not ask for it") for row in added]
    rows += [_count("withdrawn", row, _figure(row), "" if _asked_for(row, after) else "the newer report does not ask for it") for row in left]
    order = ("added", "corrected", "withdrawn")
    return sorted(rows, key=lambda row: (order.index(row["kind"]), row["date"], row["front"], row["mention_id"])), len(pairs) - len(corrected)


def _matched(old: list[Row], new: list[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """The counts of both reports, and those of one only: each is matched once, by the surest likeness that finds it."""
    pairs: list[tuple[Row, Row]] = []
    for likeness in SAME:
        waiting: dict[tuple, list[Row]] = {}
        for row in new:
            waiting.setdefault(tuple(row[name] for name in likeness), []).append(row)
        found = [(row, queue.pop(0)) for row in old if (queue := waiting.get(tuple(row[name] for name in likeness)))]
        taken = {id(row) for pair in found for row in pair}
        pairs += found
        old, new = ([row for row in rows if id(row) not in taken] for rows in (old, new))
    return pairs, old, new


def _differences(one: Row, two: Row) -> str:
    """What a correction changed: 'count 32 → 34; words ... → ...'; '' for nothing a reader would see."""
    return "; ".join(f"{name} {one[name] or 'none'} → {two[name] or 'none'}" for name in SOURCES[:-1] if one[name] != two[name])


def _figure(row: Row) -> str:
    return f"{row['count'] or 'no number'} ({row['window']})"


def _count(kind: str, row: Row, change: str, note: str) -> Row:
    told = {name: row[name] for name in ("date", "front", "measure", "publisher", "url", "mention_id")}
    return {"what": "count", "kind": kind, **told, "change": change, "note": note}


def _asked_for(row: Row, parameters: dict) -> bool:
    """Whether a report with these parameters takes a count of this day and front."""
    start, end, fronts = (parameters.get(name) for name in ("start", "end", "fronts"))
    asked = ", ".join(fronts) if isinstance(fronts, list) else fronts
    names = {name.strip() for entry in (asked or row["front"]).split(",") for name in entry.split("+")}
    return (start or row["date"]) <= row["date"] <= (end or row["date"]) and bool(names & set(row["front"].split("+")))


# Days and verdicts

def _days(old: list[Row], new: list[Row]) -> tuple[list[Row], int]:
    """The days whose figure is another, of those that both reports have, and how many are as before."""
    before, after = ({(row["date"], row["front"], row["measure"]): row for row in rows if row["measure"]} for rows in (old, new))
    both = [key for key in before if key in after]
    moved = [key for key in both if _day(before[key]) != _day(after[key])]
    rows = [{"what": "day", "kind": "changed", "date": key[0], "front": key[1], "measure": key[2], "change": f"{_day(before[key])} → {_day(after[key])}"} for key in moved]
    return rows, len(both) - len(moved)


def _day(row: Row) -> str:
    """A day's figure with its range and status: '32 (32 to 34, counted)'."""
    bounds = row["low"] if row["low"] == row["high"] else f"{row['low'] or 'open'} to {row['high'] or 'open'}"
    return f"{row['count'] or 'no number'} ({bounds or 'open'}, {row['status'].replace('_', ' ')})"


def _all_verdicts(tables: dict[str, list[Row]], parameters: dict) -> dict[tuple, str]:
    """Every verdict of a report by what it answers: the table, the fronts and the question."""
    told = {_question(name, row): _judgement(row) for name, rows in tables.items() for row in rows if "verdict" in row}
    day = tables.get("one_day", [])
    if day and set(SINGLE_DAY) <= set(day[0]):
        told["one_day", (), (parameters.get("day", ""),)] = verdicts.of_day(_typed(day))
    return told


def _question(name: str, row: Row) -> tuple:
    fronts = sorted(row[column] for column in ("front", "other") if row.get(column))
    return name, tuple(fronts), tuple(row[column] for column in QUESTION if row.get(column))


def _judgement(row: Row) -> str:
    """A verdict with the front that it speaks of: 'higher shown for Pokrovsk'; an unknown dispersion shows no higher pace."""
    verdict = "higher_count_only" if row["verdict"] == "higher_shown" and row.get("dispersion") == "" else row["verdict"]
    ratio = float(row.get("ratio") or 1)
    ahead = "" if not row.get("other") or ratio == 1 else row["front"] if ratio > 1 else row["other"]
    return verdict.replace("_", " ") + (f" for {ahead}" if ahead else "")


def _typed(rows: list[Row]) -> pd.DataFrame:
    """The stored table of one day with its types again."""
    frame = pd.DataFrame(rows)[list(SINGLE_DAY)].replace("", pd.NA)
    numbers = {name: pd.to_numeric(frame[name]) for name, kind in SINGLE_DAY.items() if kind in ("Int64", "Float64")}
    return conform(frame.assign(**numbers, at_least=frame["at_least"].map({"True": True, "False": False})), SINGLE_DAY, "one_day")


def _verdicts(before: dict[tuple, str], after: dict[tuple, str]) -> tuple[list[Row], int]:
    """The verdicts that changed, or that only one report gives, and how many are as before."""
    differ = [key for key in dict.fromkeys([*before, *after]) if before.get(key) != after.get(key)]
    rows = [
        {
            "what": "verdict", "kind": "changed" if key in before and key in after else "added" if key in after else "withdrawn",
            "front": " : ".join(key[1]), "date": "", "change": " → ".join(told[key] for told in (before, after) if key in told),
            "note": " ".join((key[0], *key[2])).strip(),
        }
        for key in differ
    ]
    return rows, len(before.keys() & after.keys()) - sum(row["kind"] == "changed" for row in rows)


# In words

def describe(changes: Changes) -> str:
    """The changes as lines: how the reports were made, then counts, days and verdicts, each with its number as before."""
    lines = [line[0].upper() + line[1:] for line in changes.made] or ["Made from the same data by the same code, and asked the same."]
    for what, heading, line in (("count", "Counts", _count_line), ("day", "Days with a figure in both", _day_line), ("verdict", "Verdicts", _verdict_line)):
        lines += _section(heading, changes.table[changes.table["what"] == what].fillna(""), changes.unchanged[what], line)
    return "\n".join(lines)


def _section(heading: str, rows: pd.DataFrame, unchanged: int, line: Callable[[object], str]) -> list[str]:
    kinds = [f"{number} {kind}" for kind, number in rows["kind"].value_counts().sort_index().items()]
    more = [f"  ... and {len(rows) - SHOWN:,} more"] if len(rows) > SHOWN else []
    return [f"{heading}: {', '.join([*kinds, f'{unchanged} as before'])}", *(f"  {row.kind}: {line(row)}" for row in rows.head(SHOWN).itertuples()), *more]


def _count_line(row) -> str:
    note = f" ({row.note})" if row.note else ""
    return f"{row.date} {row.front}, {row.measure or 'measure not said'}: {row.change}; {row.publisher or 'publisher not known'}{f', {row.url}' if row.url else ''}{note}"


def _day_line(row) -> str:
    return f"{row.date} {row.front}, {row.measure}: {row.change}"


def _verdict_line(row) -> str:
    return f"{row.note}{f', {row.front}' if row.front else ''}: {row.change}"
