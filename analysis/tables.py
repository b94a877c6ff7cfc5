"""A table somebody typed, in whatever file, becomes mentions: its headers understood, its words exactly as written."""

from __future__ import annotations

import csv
import functools
import io
import json
import os
import re
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple, NoReturn

import pandas as pd
from lxml import etree, html

from analysis import cells
from analysis.schema import (
    MENTIONS, UNKNOWN, BadCall, DuplicateHeader, EmptyFile, MissingColumn, MissingFile, NoRows, UnknownHeader,
    UnreadableTable, WrongEncoding, conform, nearest,
)

HEADERS = Path(__file__).with_name("headers.toml")
ENDINGS = (".csv", ".tsv", ".xlsx", ".parquet", ".jsonl", ".html", ".htm", ".md", ".markdown")
NEEDED = ("front_as_written", "count_as_written")
MAX_BYTES = 200 * 10**6
MAX_REPEATED = 10**6
SECONDS = 60
HEADER_WITHIN = 50
SEPARATORS = ",;\t"


class Grid(NamedTuple):
    """The cells of one table in a file, each row with the number a person sees beside it."""

    where: str
    rows: list[list[str]]
    numbers: list[int]
    mark: str = "r"
    below: frozenset = frozenset()
    beside: frozenset = frozenset()
    even: bool = False


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

def _plain_header(text: str) -> str:
    """A header reduced to what matters: no case, underscores, emphasis, or kinds of spaces and apostrophes."""
    text = unicodedata.normalize("NFC", re.sub("[\u200b\ufeff\u00ad]", "", text)).casefold()
    text = re.sub("[’ʼ`´]", "'", text)
    return " ".join(re.sub(r"[_*\s]+", " ", text).split()).rstrip(" :")


@functools.cache
def headers() -> dict[str, str]:
    """Every header that is known, as people write it, and the column it means."""
    with open(HEADERS, "rb") as file:
        known = tomllib.load(file)
    return {word: column for column, languages in known.items() for words in languages.values() for word in words}


@functools.cache
def _columns_by_header() -> dict[str, str]:
    return {_plain_header(word): column for word, column in headers().items()}


def _column(header: str) -> str | None:
    """The column a header means, or None."""
    column = _columns_by_header().get(_plain_header(header))
    return "count_as_written" if column == "count_of" else column


def _cell(row: list[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _blank_row(grid: Grid, at: int) -> bool:
    """Whether a row holds nothing of its own: only blanks and what merged cells carry down from above."""
    return all(not cell.strip() or (at, column) in grid.below for column, cell in enumerate(grid.rows[at]))


def _placed(row: list[str]) -> list[str | None]:
    """The column that each filled cell of a row would mean as a header."""
    return [_column(cell) for cell in row if cell.strip()]


def _found_header(grid: Grid) -> int | None:
    """The first row near the top in which two headers or more place; of a header in two rows, the one that places whole."""
    for at, row in enumerate(grid.rows[:HEADER_WITHIN]):
        placed = _placed(row)
        if len(set(placed) - {None}) >= 2:
            below = _placed(grid.rows[at + 1]) if at + 1 < len(grid.rows) else []
            return at + 1 if not _whole(placed) and _whole(below) else at
    return None


def _whole(placed: list[str | None]) -> bool:
    """Whether a row is nothing but headers of ours, each once."""
    return len(placed) >= 2 and None not in placed and len(set(placed)) == len(placed)


def _header_row(grid: Grid) -> int:
    """Where the header is; for want of one, the first row that is not blank, so that its words can be named."""
    found = _found_header(grid)
    return found if found is not None else next(at for at in range(len(grid.rows)) if not _blank_row(grid, at))


def _ours(grids: list[Grid], label: str) -> list[Grid]:
    """The tables whose headers place; for want of any, the first that is not empty."""
    filled = [grid for grid in grids if any(not _blank_row(grid, at) for at in range(len(grid.rows)))]
    if not filled:
        raise EmptyFile(f"EmptyFile: {label}: there is no table in it, or only blank cells.")
    return [grid for grid in filled if _found_header(grid) is not None] or filled[:1]


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
    columns = {column: _column(name) for column, name in found.items()}
    missing = [needed for needed in NEEDED if needed not in columns.values()]
    if missing:
        raise MissingColumn(
            f"MissingColumn: {place}: no column for {' and '.join(name.split('_')[0] for name in missing)}; "
            f"found {', '.join(repr(name) for name in found.values())}. Add it under a header such as 'Front' or 'Count'."
        )
    return columns


def _unnamed(grid: Grid, at: int, row: int, column: int) -> NoReturn:
    raise UnknownHeader(
        f"UnknownHeader: {grid.where}, row {grid.numbers[row]}: column {_letter(column)} holds {_short(grid.rows[row][column])}, "
        f"but has no header in row {grid.numbers[at]}. Give it one, or clear the cell."
    )


def _all_known(place: str, names: Iterable[str]) -> None:
    unknown = [name for name in names if _column(name) is None]
    if unknown:
        more = f" Nor are {', '.join(map(_short, unknown[1:]))} known." if unknown[1:] else ""
        raise UnknownHeader(
            f"UnknownHeader: {place}: no column is called {_short(unknown[0])}.{nearest(unknown[0], headers())}{more} "
            "Rename or remove it; every header that is known is in analysis/headers.toml."
        )


def _each_once(place: str, found: dict[int, str]) -> None:
    first: dict[str, int] = {}
    for column, name in found.items():
        means = _column(name)
        if means in first:
            raise DuplicateHeader(
                f"DuplicateHeader: {place}: columns {_letter(first[means])} {_short(found[first[means]])} and {_letter(column)} "
                f"{_short(name)} both mean {means}. Keep one; a second count needs a row of its own."
            )
        first[means] = column


def _short(text: str) -> str:
    """Words of a file in quotation marks, cut where they are long."""
    return repr(text if len(text) <= 40 else text[:37] + "...")


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
                f"It begins {_short(grid.rows[row][0])}; look for a separator too many or too few, or text with a separator and no quotation marks."
            )


def _measure_of_header(header: list[str], columns: dict[int, str], frame: pd.DataFrame) -> dict[str, str]:
    """The measure, where only the header of the count says what is counted: 'Attacks'."""
    if "measure_as_written" in frame.columns:
        return {}
    name = next(header[column] for column, means in columns.items() if means == "count_as_written")
    says = _columns_by_header()[_plain_header(name)] == "count_of"
    return {"measure_as_written": name.strip()} if says else {}


def _whole_numbers(values: pd.Series, places: list[str]) -> pd.Series:
    """The offsets of a column as whole numbers."""
    for place, value in zip(places, values):
        if pd.notna(value) and not re.fullmatch(r"[0-9]{1,15}", value.strip()):
            raise UnreadableTable(f"UnreadableTable: {place}: {values.name} is {_short(value)}, expected a whole number. Correct or clear the cell.")
    return values.str.strip().astype("Int64")


def _without_repeats(frame: pd.DataFrame, label: str) -> pd.DataFrame:
    """The frame, if every mention_id stands in it once."""
    repeated = [key for key, times in Counter(frame["mention_id"]).items() if times > 1]
    if repeated:
        raise UnreadableTable(
            f"UnreadableTable: {label}: mention_id {_short(repeated[0])} stands in more than one row"
            f"{f', and so do {len(repeated) - 1} others' if repeated[1:] else ''}. "
            "Give each row its own, clear the cells and one is made, or give files of the same name different ones."
        )
    return frame


# Files

def read_grids(path: Path | str, sheet: str | None = None, label: str | None = None) -> list[Grid]:
    """Every table of a file as cells, whatever they mean.

    Raises BadCall for an ending that is not one of ENDINGS.
    """
    label = label or str(path)
    ending = ".csv" if str(path) == "-" else Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise BadCall(f"BadCall: {label}: cannot read a table that ends in '{ending}'. Use {', '.join(ENDINGS)}, or - for standard input.")
    if sheet is not None and ending != ".xlsx":
        raise BadCall(f"BadCall: {label}: only a workbook (.xlsx) has sheets, so sheet='{sheet}' means nothing here. Leave it out.")
    data = _bytes(path, label)
    if ending == ".xlsx":
        return _one_sheet(_typed(Path(path), label, sheet), label, sheet)
    if ending == ".parquet":
        return [_typed_grid(item, label, even=True) for item in _typed(Path(path), label, None)]
    readers = {".csv": _csv, ".tsv": _csv, ".jsonl": _jsonl, ".md": _markdown, ".markdown": _markdown, ".html": _html, ".htm": _html}
    return readers[ending](_text(data, label), label)


def _bytes(path: Path | str, label: str) -> bytes:
    """What a file or standard input holds, if it exists and is neither empty nor too large."""
    if str(path) == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    elif not Path(path).exists():
        raise MissingFile(f"MissingFile: {label} does not exist. Look at its spelling and its folder ({Path(path).resolve().parent}).")
    elif not Path(path).is_file():
        raise BadCall(f"BadCall: {label} is not a file. Name the tables in it.")
    else:
        data = _read(path, label)
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise EmptyFile(f"EmptyFile: {label} holds nothing.")
    if len(data) > MAX_BYTES:
        raise UnreadableTable(f"UnreadableTable: {label} is larger than {MAX_BYTES // 10**6} MB. Split it.")
    return data


def _read(path: Path | str, label: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except PermissionError:
        raise BadCall(f"BadCall: {label} may not be read by you. Change its permissions, or copy it.") from None


# Merged cells

class Merged:
    """What the merged cells of a table repeat: the text of each place, and whether it comes from above or from the left."""

    def __init__(self, where: str) -> None:
        self.where, self.left = where, MAX_REPEATED
        self.text: dict[tuple[int, int], str] = {}
        self.below: set[tuple[int, int]] = set()
        self.beside: set[tuple[int, int]] = set()

    def spread(self, first: tuple[int, int], last: tuple[int, int], text: str) -> None:
        """Put the text of a region's first cell in each of its cells."""
        self.left -= (last[0] - first[0] + 1) * (last[1] - first[1] + 1) - 1
        if self.left < 0:
            raise UnreadableTable(f"UnreadableTable: {self.where}: its merged cells cover more than {MAX_REPEATED:,} places. Unmerge them.")
        for row in range(first[0], last[0] + 1):
            for column in range(first[1], last[1] + 1):
                self.text[row, column] = text
                if row > first[0]:
                    self.below.add((row, column))
                if column > first[1]:
                    self.beside.add((row, column))

    def grid(self, rows: list[list[str]], mark: str, even: bool = False) -> Grid:
        """The rows with the repeated text in its places."""
        for (row, column), text in self.text.items():
            rows[row].extend([""] * (column + 1 - len(rows[row])))
            rows[row][column] = text
        return Grid(self.where, rows, list(range(1, len(rows) + 1)), mark, frozenset(self.below), frozenset(self.beside), even)


# Text

MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
CYRILLIC = set("абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя")


def _text(data: bytes, label: str) -> str:
    """The text that bytes hold: as their byte order mark says, else UTF-8, else Windows-1251 if that gives Cyrillic words."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), None)
    try:
        text = data.decode(encoding or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        text = None if encoding else _cyrillic(data)
        if text is None:
            _wrong_encoding(label, data, fault, encoding)
    if "\0" in text:
        _zero_bytes(label, text)
    return text


def _wrong_encoding(label: str, data: bytes, fault: UnicodeDecodeError, encoding: str | None) -> NoReturn:
    tried = f"not {encoding.upper()}, as its first bytes say it is" if encoding else "neither UTF-8 nor, as Windows-1251, Cyrillic words"
    line = f", row {data.count(10, 0, fault.start) + 1}" if encoding in (None, "utf-8") else ""
    raise WrongEncoding(
        f"WrongEncoding: {label}{line}, byte {fault.start:,}: the text is {tried}. "
        "Save it as UTF-8 (in Excel: Save As, 'CSV UTF-8')."
    )


def _zero_bytes(label: str, text: str) -> NoReturn:
    """Say whether zero bytes make a text UTF-16 without its mark, or are a fault in one row."""
    if text.count("\0") > len(text) // 20:
        raise WrongEncoding(f"WrongEncoding: {label}: every few characters is a zero byte, as in UTF-16 without a byte order mark. Save it as UTF-8.")
    row = text.count("\n", 0, text.index("\0")) + 1
    raise UnreadableTable(f"UnreadableTable: {label}, row {row}: a zero byte (NUL) stands in the text. Remove it; the file may be damaged.")


def _cyrillic(data: bytes) -> str | None:
    """The bytes read as Windows-1251, or None unless nine in ten words with other than English letters are Ukrainian or Russian."""
    try:
        text = data.decode("cp1251")
    except UnicodeDecodeError:
        return None
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    letters = Counter("".join(words))
    small = sum(times for letter, times in letters.items() if letter.islower())
    signs = sum(1 for sign in text if ord(sign) > 127 and not sign.isalpha() and sign not in "\xa0«»„“”‘’–—…№°·")
    good = sum(map(_cyrillic_word, words))
    return text if words and good >= 0.9 * len(words) and 2 * small > letters.total() and 10 * signs < letters.total() else None


def _cyrillic_word(word: str) -> bool:
    """Whether a word has only Ukrainian or Russian letters, with capitals where words have them."""
    return set(word.lower()) <= CYRILLIC and (word[1:].islower() or word.isupper() or len(word) == 1)


# CSV and TSV

def _csv(text: str, label: str) -> list[Grid]:
    """The one table of a CSV or TSV file, whatever it is separated by."""
    stated = re.match(r"sep=([,;\t|])\r?\n", text)
    separator = stated[1] if stated else _separator(text)
    reader = csv.reader(io.StringIO(text[stated.end():] if stated else text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
    except csv.Error as fault:
        remedy = "Close it, or double each one inside the text" if "field larger" not in str(fault) else "Look for a quotation mark that is never closed"
        what = "a cell of more than 131,072 characters" if "field larger" in str(fault) else "a quotation mark that is not closed, or closed too early"
        raise UnreadableTable(f"UnreadableTable: {label}, row {len(rows) + 1}: {what}. {remedy}.") from None
    return [Grid(label, rows, list(range(1, len(rows) + 1)), even=True)]


def _head(text: str, separator: str) -> list[list[str]]:
    """The first rows of a text as one separator divides them, as far as they can be read."""
    rows: list[list[str]] = []
    try:
        rows.extend(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), HEADER_WITHIN))
    except csv.Error:
        pass
    return rows


def _separator(text: str) -> str:
    """The separator under which most headers place in one row; for want of any, the one that the first line holds most often."""
    first = text.lstrip("\r\n ").partition("\n")[0]

    def worth(separator: str) -> tuple[int, int]:
        placed = [len(set(_placed(row)) - {None}) for row in _head(text, separator)]
        most = max(placed, default=0)
        return (most if most >= 2 else 0, first.count(separator))

    return max(SEPARATORS, key=worth)


# JSON lines

def _jsonl(text: str, label: str) -> list[Grid]:
    """The one table of a file with a JSON object in each line."""
    records = {
        number: _record(line, f"{label}, row {number}")
        for number, line in enumerate(text.split("\n"), start=1) if line.strip()
    }
    names = list(dict.fromkeys(name for record in records.values() for name in record))
    rows = [[record.get(name, "") for name in names] for record in records.values()]
    return [Grid(label, [names, *rows], [min(records), *records])]


def _record(line: str, place: str) -> dict[str, str]:
    """One line's object as text, its names and values as written."""
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        repeated = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
        if repeated:
            raise DuplicateHeader(f"DuplicateHeader: {place}: {_short(repeated[0])} stands twice in one object. Keep one.")
        return dict(pairs)

    try:
        record = json.loads(line, object_pairs_hook=once, parse_int=str)
    except (ValueError, RecursionError) as fault:
        raise UnreadableTable(f"UnreadableTable: {place}: not JSON ({str(fault)[:80]}). Each line must be one object, as {{\"front\": \"Kursk\", \"count\": \"24\"}}.") from None
    if not isinstance(record, dict):
        raise UnreadableTable(f"UnreadableTable: {place}: expected an object of names and values, found {_short(line.strip())}.")
    try:
        return {name: cells.as_text(value) for name, value in record.items()}
    except cells.Refused as reason:
        raise UnreadableTable(f"UnreadableTable: {place}: {reason}.") from None


# Markdown

RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
FENCE = re.compile(r" {0,3}(```|~~~)")
BLOCK = re.compile(r" {0,3}(#{1,6}\s|>|```|~~~|[-*+]\s|\d+[.)]\s|<)")


def _pipe_cells(line: str) -> list[str]:
    """The cells of a line of a pipe table; an escaped pipe is a pipe."""
    inner = re.sub(r"(?<!\\)\|$", "", line.strip().removeprefix("|"))
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _markdown(text: str, label: str) -> list[Grid]:
    """Every pipe table of a Markdown page, outside blocks of code; a row's number is that of its line."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    grids, fence, at = [], None, 0
    while at < len(lines):
        mark = FENCE.match(lines[at])
        if mark and fence in (None, mark[1]):
            fence = None if fence else mark[1]
        if not fence and _begins_table(lines[at:at + 2]):
            grids.append(_pipe_table(lines, at, label))
            at = grids[-1].numbers[-1]
        else:
            at += 1
    return grids


def _begins_table(lines: list[str]) -> bool:
    """Whether two lines are a header and the rule under it."""
    if len(lines) < 2 or "|" not in lines[0] or not RULE.fullmatch(lines[1]):
        return False
    return len(_pipe_cells(lines[0])) == len(_pipe_cells(lines[1]))


def _pipe_table(lines: list[str], at: int, label: str) -> Grid:
    """The table that begins at a line and goes on to a blank line or another kind of block."""
    end = at + 2
    while end < len(lines) and lines[end].strip() and not BLOCK.match(lines[end]):
        end += 1
    taken = [at, *range(at + 2, end)]
    return Grid(label, [_pipe_cells(lines[line]) for line in taken], [line + 1 for line in taken], even=True)


# HTML

UNSEEN = {"script", "style", "template", "noscript", "table"}
INLINE = {"a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr"}


def _html(text: str, label: str) -> list[Grid]:
    """Every table of a page; a table in a cell of another is one of its own."""
    page = _page(text, label)
    tables: dict[object, list] = {table: [] for table in page.iter("table")}
    rows: dict[object, list] = {}
    for part in page.iter("tr", "td", "th"):
        table = next(part.iterancestors("table"), None)
        row = part if part.tag == "tr" else next(part.iterancestors("tr", "table"), None)
        if row is not None and table is not None:
            if row not in rows:
                tables[table].append(rows.setdefault(row, []))
            if part.tag != "tr":
                rows[row].append(part)
    several = len(tables) > 1
    return [
        _laid_out(lines, f"{label}, table {number}" if several else label, f"t{number}-r" if several else "r")
        for number, lines in enumerate(tables.values(), start=1)
    ]


def _page(text: str, label: str) -> html.HtmlElement:
    """A page's tree, refused if its parser gave up on elements nested too deep and left their text out."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        page = html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError:
        raise EmptyFile(f"EmptyFile: {label} holds no page.") from None
    if any(fault.level_name == "FATAL" for fault in parser.error_log):
        raise UnreadableTable(f"UnreadableTable: {label}: its elements are nested too deep to be read whole. Save only the table.")
    return page


def _laid_out(rows: list[list], where: str, mark: str) -> Grid:
    """The cells of an HTML table in their places, with those that span several repeated in each."""
    merged = Merged(where)
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while (at, column) in merged.text:
                column += 1
            down, across = _span(cell, "rowspan", 65534) or len(rows), _span(cell, "colspan", 1000) or 1
            merged.spread((at, column), (min(at + down, len(rows)) - 1, column + across - 1), _seen_text(cell))
    return merged.grid([[] for _ in rows], mark)


def _span(cell, name: str, most: int) -> int:
    """How many rows or columns a cell spans, no more than HTML allows; 0 is to the end."""
    digits = re.match(r"\s*\+?(\d{1,9})", cell.get(name, "1"))
    return min(int(digits[1]), most) if digits else 1


def _seen_text(cell) -> str:
    """The text of a cell as a page shows it: without scripts, hidden parts, tables within, and with single spaces."""
    parts = []
    walk = etree.iterwalk(cell, events=("start", "end", "comment", "pi"))
    for event, part in walk:
        inline = part is cell or part.tag in INLINE
        if event == "start":
            hidden = part is not cell and (part.tag in UNSEEN or _hidden(part))
            if hidden:
                walk.skip_subtree()
            parts.append(("" if inline else " ") + ("" if hidden else part.text or ""))
        elif part is not cell:
            parts.append(("" if inline or event != "end" else " ") + (part.tail or ""))
    return re.sub(r"[ \t\r\n\f]+", " ", "".join(parts)).strip(" ")


def _hidden(part) -> bool:
    """Whether a page does not show a part of it."""
    return part.get("hidden") is not None or re.search(r"display\s*:\s*none", part.get("style", ""), re.I) is not None


# Workbooks and Parquet

def _typed(path: Path, label: str, sheet: str | None) -> list[dict]:
    """The sheets of a workbook or Parquet file, read by a process with limited time and memory."""
    command = [sys.executable, "-P", cells.__file__, str(path.resolve()), *([sheet] if sheet is not None else [])]
    small = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    try:
        child = subprocess.run(command, capture_output=True, timeout=SECONDS, env=small)
        answer = json.loads(child.stdout)
    except subprocess.TimeoutExpired:
        answer = {"refused": f"reading it took more than {SECONDS} seconds. Save the sheet as CSV"}
    except ValueError:
        answer = {"refused": f"its reader broke down (exit code {child.returncode}). Save it again, or as CSV"}
    if "refused" in answer:
        raise UnreadableTable(f"UnreadableTable: {label}: {answer['refused']}.")
    return answer["sheets"]


def _one_sheet(sheets: list[dict], label: str, wanted: str | None) -> list[Grid]:
    """The sheet that was asked for, or the only one that has our headers."""
    names = [item["name"] for item in sheets]
    if wanted is not None and wanted not in names:
        raise BadCall(f"BadCall: {label} has no sheet '{wanted}'.{nearest(wanted, names)} Its sheets are {', '.join(names)}.")
    grids = [_typed_grid(item, f"{label}, sheet '{item['name']}'" if len(sheets) > 1 else label) for item in sheets]
    fitting = [at for at, grid in enumerate(grids) if _found_header(grid) is not None]
    if len(fitting) > 1:
        raise BadCall(f"BadCall: {label} has several tables, in the sheets {', '.join(names[at] for at in fitting)}. Name one of them (sheet=).")
    taken = fitting or range(len(grids))
    for at in taken:
        _values_known(grids[at].where, sheets[at]["unknown"])
    return [grids[at] for at in taken]


def _values_known(where: str, unknown: list[str]) -> None:
    if unknown:
        raise UnreadableTable(
            f"UnreadableTable: {where}, cell {unknown[0]}: a formula whose value was never worked out. "
            "Open the workbook in a spreadsheet and save it, or put the value in the cell."
        )


def _typed_grid(item: dict, where: str, even: bool = False) -> Grid:
    """A sheet as cells, with its merged cells filled from their first."""
    width = max(map(len, item["rows"]), default=0)
    rows = [row + [""] * (width - len(row)) for row in item["rows"]]
    merged = Merged(where)
    for (top, left), (bottom, right) in item["merged"]:
        if top < len(rows) and left < width:
            merged.spread((top, left), (min(bottom, len(rows) - 1), min(right, width - 1)), rows[top][left])
    return merged.grid(rows, "r", even)
