"""A table somebody typed, in whatever file, becomes mentions: its headers understood, its words exactly as written."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor
from functools import partial
from pathlib import Path
from typing import NoReturn

import pandas as pd

from analysis import headers
from analysis.grids import HEADER_WITHIN, MAX_BYTES, Grid, read_grids, short
from analysis.schema import (
    MENTIONS, UNKNOWN, AnalysisError, BadCall, DuplicateHeader, EmptyFile, MissingColumn, NoRows, UnknownHeader, UnreadableTable, WorkerLost, conform, nearest,
)

NEEDED = ("front_as_written", "count_as_written")
TWICE = {  # what to do where two columns mean the same
    "count_as_written": "Keep one; a second count needs a row of its own.",
    "when_as_written": "Keep one; call the day of the article 'Published'.",
}
AHEAD = 8  # tables that an executor has at once


def read_table(path: Path | str, sheet: str | None = None, name: str | None = None) -> pd.DataFrame:
    """The rows of a table file as mentions, every value as written and <NA> where a cell is blank.

    The ending of the file's name says its kind; '-' is CSV from standard input. `sheet` names a workbook's sheet,
    `name` stands for the file in errors and in the mention_id that a row without one gets: 'reports-r14'.
    """
    label = name or ("standard input" if str(path) == "-" else str(path))
    stem = Path(name or ("stdin" if str(path) == "-" else path)).stem
    frames = [_mentions(grid, stem) for grid in _ours(read_grids(path, sheet, label), label)]
    if all(frame.empty for frame in frames):
        raise NoRows(f"NoRows: {label}: there is a header, but no row under it.")
    return _without_repeats(pd.concat(frames, ignore_index=True), label)


def read_tables(paths: Iterable[Path | str]) -> pd.DataFrame:
    """The rows of several table files as mentions, one file after the other."""
    paths = list(paths)
    if not paths:
        raise BadCall("BadCall: no table was named. Name at least one file.")
    return _without_repeats(pd.concat([read_table(path) for path in paths], ignore_index=True), ", ".join(map(str, paths)))


def read_each(paths: Iterable[Path | str], executor: Executor | None = None) -> Iterator[pd.DataFrame | AnalysisError]:
    """The mentions of each table file, or why it has none, in the order of the files.

    Where an `executor` is given its processes read them; they need not see the files.
    """
    waiting: deque[Callable[[], pd.DataFrame]] = deque()
    for path in paths:
        waiting.append(partial(read_table, path) if executor is None else _handed(path, executor))
        if executor is None or len(waiting) >= AHEAD:
            yield _found(waiting.popleft())
    yield from map(_found, waiting)


def _handed(path: Path | str, executor: Executor) -> Callable[[], pd.DataFrame]:
    """What to call for the mentions of a table that an executor reads; what has no bytes to hand out is left to be refused here."""
    if str(path) == "-" or not Path(path).is_file() or Path(path).stat().st_size > MAX_BYTES or not os.access(path, os.R_OK):
        return partial(read_table, path)
    future = executor.submit(_read_in_hand, Path(path).read_bytes(), str(path))

    def result() -> pd.DataFrame:
        try:
            return future.result()
        except BrokenExecutor as problem:
            raise WorkerLost(f"WorkerLost: {path}: the process that read this was killed ({problem}).") from None

    return result


def _read_in_hand(data: bytes, name: str) -> pd.DataFrame:
    """The mentions in the bytes of a table file of this name."""
    with tempfile.TemporaryDirectory(prefix="apf-") as folder:
        place = Path(folder) / f"table{Path(name).suffix}"
        place.write_bytes(data)
        return read_table(place, name=name)


def _found(read: Callable[[], pd.DataFrame]) -> pd.DataFrame | AnalysisError:
    try:
        return read()
    except AnalysisError as problem:
        return problem


def left_out(path: Path | str, sheet: str | None = None, name: str | None = None) -> pd.DataFrame:
    """The rows that `read_table` does not take for mentions: place, why (blank or title), text."""
    label = name or str(path)
    rows = []
    for grid in _ours(read_grids(path, sheet, label), label):
        header = _header_row(grid)
        last = max((at for at in range(len(grid.rows)) if not _blank_row(grid, at)), default=0)
        for at in range(last):
            blank = _blank_row(grid, at)
            if at != header and (blank or at < header):
                words = " ".join(cell for cell in grid.rows[at] if cell.strip())
                rows.append((f"{grid.mark}{grid.numbers[at]}", "blank" if blank else "title", "" if blank else words))
    return pd.DataFrame(rows, columns=["place", "why", "text"], dtype="string")


# Headers

def _cell(row: list[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _blank_row(grid: Grid, at: int) -> bool:
    """Whether a row holds nothing of its own: only blanks and what merged cells carry down from above."""
    return all(not cell.strip() or (at, column) in grid.below for column, cell in enumerate(grid.rows[at]))


def _found_header(grid: Grid) -> int | None:
    """The first row near the top in which two headers or more place; of a header in two rows, the one that places whole."""
    for at, row in enumerate(grid.rows[:HEADER_WITHIN]):
        placed = headers.placed(row)
        if len(set(placed) - {None}) >= 2:
            below = headers.placed(grid.rows[at + 1]) if at + 1 < len(grid.rows) else []
            return at + 1 if not headers.whole(placed) and headers.whole(below) else at
    return None


def _header_row(grid: Grid) -> int:
    """Where the header is; for want of one, the first row that is not blank, so that its words can be named."""
    found = _found_header(grid)
    return found if found is not None else next(at for at in range(len(grid.rows)) if not _blank_row(grid, at))


def _ours(grids: list[Grid], label: str) -> list[Grid]:
    """The tables whose headers place, in a workbook the only one; for want of any, the first that is not empty."""
    filled = [grid for grid in grids if any(not _blank_row(grid, at) for at in range(len(grid.rows)))]
    if not filled:
        raise EmptyFile(f"EmptyFile: {label}: there is no table in it, or only blank cells.")
    fitting = [grid for grid in filled if _found_header(grid) is not None]
    sheets = [grid.sheet for grid in fitting if grid.sheet]
    if len(sheets) > 1:
        raise BadCall(f"BadCall: {label} has several tables, in the sheets {', '.join(sheets)}. Name one of them (sheet=).")
    for grid in fitting:
        _all_worked_out(grid)
    return fitting or filled[:1]


def _all_worked_out(grid: Grid) -> None:
    """Refuse a sheet in which a formula's value is not stored."""
    if grid.formulas:
        raise UnreadableTable(
            f"UnreadableTable: {grid.where}, cell {grid.formulas[0]}: a formula whose value was never worked out. "
            "Open the workbook in a spreadsheet and save it, or put the value in the cell."
        )


def _letter(column: int) -> str:
    """The letter over a column in a spreadsheet: 0 is A, 26 is AA."""
    return (_letter(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def _columns(grid: Grid, at: int, rows: list[int]) -> dict[int, str]:
    """Which column of the mentions each column of a table is.

    Raises UnknownHeader, DuplicateHeader or MissingColumn.
    """
    header, found = grid.rows[at], {}
    place = f"{grid.where}, row {grid.numbers[at]}"
    for column in range(max(len(grid.rows[row]) for row in (at, *rows))):
        name = _cell(header, column)
        if not name.strip() or (at, column) in grid.beside:
            own = [row for row in rows if _cell(grid.rows[row], column).strip() and (row, column) not in grid.beside]
            if not own:
                continue
            if not name.strip():
                _unnamed(grid, at, own[0], column)
        found[column] = name
    _all_known(place, found.values())
    _each_once(place, found)
    columns = {column: headers.column(name) for column, name in found.items()}
    missing = [needed for needed in NEEDED if needed not in columns.values()]
    if missing:
        raise MissingColumn(
            f"MissingColumn: {place}: no column for {' and '.join(name.split('_')[0] for name in missing)}; "
            f"found {', '.join(repr(name) for name in found.values())}. Add it under a header such as 'Front' or 'Count'."
        )
    return columns


def _unnamed(grid: Grid, at: int, row: int, column: int) -> NoReturn:
    raise UnknownHeader(
        f"UnknownHeader: {grid.where}, row {grid.numbers[row]}: column {_letter(column)} holds {short(grid.rows[row][column])}, "
        f"but has no header in row {grid.numbers[at]}. Give it one, or clear the cell."
    )


def _all_known(place: str, names: Iterable[str]) -> None:
    unknown = [name for name in names if headers.column(name) is None]
    if unknown:
        more = f" Nor {'is' if len(unknown) == 2 else 'are'} {', '.join(map(short, unknown[1:]))} known." if unknown[1:] else ""
        raise UnknownHeader(
            f"UnknownHeader: {place}: no column is called {short(unknown[0])}.{nearest(unknown[0], headers.known())}{more} "
            "Rename or remove it; every header that is known is in analysis/headers.toml."
        )


def _each_once(place: str, found: dict[int, str]) -> None:
    first: dict[str, int] = {}
    for column, name in found.items():
        means = headers.column(name)
        if means in first:
            raise DuplicateHeader(
                f"DuplicateHeader: {place}: columns {_letter(first[means])} {short(found[first[means]])} and {_letter(column)} "
                f"{short(name)} both mean {means}. {TWICE.get(means, 'Keep one.')}"
            )
        first[means] = column


# Rows

def _mentions(grid: Grid, stem: str) -> pd.DataFrame:
    """The rows under a table's header as mentions."""
    at = _header_row(grid)
    rows = [row for row in range(at + 1, len(grid.rows)) if not _blank_row(grid, row)]
    if grid.even:
        _all_known(f"{grid.where}, row {grid.numbers[at]}", [name for name in grid.rows[at] if name.strip()])
        _same_width(grid, at, rows)
    columns = _columns(grid, at, rows)
    values = {name: [_value(grid.rows[row], column) for row in rows] for column, name in columns.items()}
    frame = pd.DataFrame(values, dtype="string")
    frame = frame.assign(**_measure_of_header(grid.rows[at], columns, frame))
    for name in {"start", "end"} & set(frame.columns):
        frame[name] = _whole_numbers(frame[name], [f"{grid.where}, row {grid.numbers[row]}" for row in rows])
    made = pd.Series([f"{stem}-{grid.mark}{grid.numbers[row]}" for row in rows], index=frame.index, dtype="string")
    given = frame["mention_id"] if "mention_id" in frame.columns else made
    return conform(frame.assign(mention_id=given.fillna(made)), MENTIONS, grid.where)


def _value(row: list[str], column: int) -> str | object:
    """A cell as written, or unknown where it is blank."""
    text = _cell(row, column)
    return text if text.strip() else UNKNOWN


def _same_width(grid: Grid, at: int, rows: list[int]) -> None:
    """Refuse a row with more or fewer cells than the header, for its values may stand under the wrong header."""
    width = len(grid.rows[at])
    for row in rows:
        if len(grid.rows[row]) != width:
            found = len(grid.rows[row])
            raise UnreadableTable(
                f"UnreadableTable: {grid.where}, row {grid.numbers[row]}: {found} cell{'s' * (found != 1)} where the header has {width}. "
                f"It begins {short(grid.rows[row][0])}; look for a separator too many or too few, or text with a separator and no quotation marks."
            )


def _measure_of_header(header: list[str], columns: dict[int, str], frame: pd.DataFrame) -> dict[str, str]:
    """The measure, where only the header of the count says what is counted: 'Attacks'."""
    if "measure_as_written" in frame.columns:
        return {}
    name = next(header[column] for column, means in columns.items() if means == "count_as_written")
    return {"measure_as_written": name.strip()} if headers.says_measure(name) else {}


def _whole_numbers(values: pd.Series, places: list[str]) -> pd.Series:
    """The offsets of a column as whole numbers."""
    for place, value in zip(places, values):
        if pd.notna(value) and not re.fullmatch(r"[0-9]{1,15}", value.strip()):
            raise UnreadableTable(f"UnreadableTable: {place}: {values.name} is {short(value)}, expected a whole number. Correct or clear the cell.")
    return values.str.strip().astype("Int64")


def _without_repeats(frame: pd.DataFrame, label: str) -> pd.DataFrame:
    """The frame, if every mention_id stands in it once."""
    repeated = [key for key, times in Counter(frame["mention_id"]).items() if times > 1]
    if repeated:
        raise UnreadableTable(
            f"UnreadableTable: {label}: mention_id {short(repeated[0])} stands in more than one row"
            f"{f', and so do {len(repeated) - 1} others' if repeated[1:] else ''}. "
            "Give each row its own, clear the cells and one is made, or give files of the same name different ones."
        )
    return frame
