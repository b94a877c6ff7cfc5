"""The cells of every table in a file, whatever they mean, each row with the number a person sees beside it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import NamedTuple, NoReturn

from lxml import etree, html

from analysis import cells, headers
from analysis.schema import (
    BadCall, DuplicateHeader, EmptyFile, MissingFile, UnreadableTable, WrongEncoding, nearest,
)

ENDINGS = (".csv", ".tsv", ".xlsx", ".parquet", ".jsonl", ".html", ".htm", ".md", ".markdown")
MAX_BYTES = 200 * 10**6
MAX_REPEATED = 10**6
SECONDS = 60
HEADER_WITHIN = 50
SEPARATORS = ",;\t"


class Grid(NamedTuple):
    """The cells of one table in a file.

    `mark` goes before a row's number in what is made of it ('r', or 't2-r' in the second table of a page);
    `below` and `beside` are the places that only repeat a merged cell above or to the left;
    `even` says that every row must be as wide as the header; `formulas` are the cells whose value was never stored.
    """

    where: str
    rows: list[list[str]]
    numbers: list[int]
    mark: str = "r"
    below: frozenset = frozenset()
    beside: frozenset = frozenset()
    even: bool = False
    sheet: str = ""
    formulas: tuple[str, ...] = ()


def short(text: str) -> str:
    """Words of a file in quotation marks, cut where they are long."""
    return repr(text if len(text) <= 40 else text[:37] + "...")


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
        return _sheets(Path(path), label, sheet)
    if ending == ".parquet":
        return [_typed_grid(item, label) for item in _typed(Path(path), label, None)]
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

    def grid(self, rows: list[list[str]], mark: str) -> Grid:
        """The rows with the repeated text in its places."""
        for (row, column), text in self.text.items():
            rows[row].extend([""] * (column + 1 - len(rows[row])))
            rows[row][column] = text
        return Grid(self.where, rows, list(range(1, len(rows) + 1)), mark, frozenset(self.below), frozenset(self.beside))


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
    line = f", line {data.count(10, 0, fault.start) + 1}" if encoding in (None, "utf-8") else ""
    raise WrongEncoding(
        f"WrongEncoding: {label}{line}, byte {fault.start:,}: the text is {tried}. "
        "Save it as UTF-8 (in Excel: Save As, 'CSV UTF-8')."
    )


def _zero_bytes(label: str, text: str) -> NoReturn:
    """Say whether zero bytes make a text UTF-16 without its mark, or are a fault in one row."""
    if text.count("\0") > len(text) // 20:
        raise WrongEncoding(f"WrongEncoding: {label}: every few characters is a zero byte, as in UTF-16 without a byte order mark. Save it as UTF-8.")
    line = text.count("\n", 0, text.index("\0")) + 1
    raise UnreadableTable(f"UnreadableTable: {label}, line {line}: a zero byte (NUL) stands in the text. Remove it; the file may be damaged.")


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
        what = "a cell of more than 131,072 characters; a quotation mark may" if "larger" in str(fault) else "a quotation mark that may"
        raise UnreadableTable(
            f"UnreadableTable: {label}, row {len(rows) + 1}: {what} not be closed, or be closed too early. "
            "Close it, and double each one inside the text."
        ) from None
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
        placed = [len(set(headers.placed(row)) - {None}) for row in _head(text, separator)]
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
            raise DuplicateHeader(f"DuplicateHeader: {place}: {short(repeated[0])} stands twice in one object. Keep one.")
        return dict(pairs)

    try:
        record = json.loads(line, object_pairs_hook=once, parse_int=str)
    except (ValueError, RecursionError) as fault:
        raise UnreadableTable(f"UnreadableTable: {place}: not JSON ({str(fault)[:80]}). Each line must be one object, as {{\"front\": \"Kursk\", \"count\": \"24\"}}.") from None
    if not isinstance(record, dict):
        raise UnreadableTable(f"UnreadableTable: {place}: expected an object of names and values, found {short(line.strip())}.")
    try:
        return {name: cells.as_text(value) for name, value in record.items()}
    except cells.Refused as reason:
        raise UnreadableTable(f"UnreadableTable: {place}: {reason}.") from None


# Markdown

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
    if len(lines) < 2 or "|" not in lines[0]:
        return False
    rule = _pipe_cells(lines[1])
    return len(_pipe_cells(lines[0])) == len(rule) and all(re.fullmatch(":?-+:?", cell) for cell in rule)


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


def _sheets(path: Path, label: str, wanted: str | None) -> list[Grid]:
    """The sheet of a workbook that was asked for, or all that are not hidden."""
    sheets = _typed(path, label, wanted)
    names = [item["name"] for item in sheets]
    if wanted is not None and wanted not in names:
        raise BadCall(f"BadCall: {label} has no sheet '{wanted}'.{nearest(wanted, names)} Its sheets are {', '.join(names)}.")
    wheres = [f"{label}, sheet '{name}'" if len(sheets) > 1 else label for name in names]
    return [_typed_grid(item, where)._replace(sheet=item["name"]) for item, where in zip(sheets, wheres)]


def _typed_grid(item: dict, where: str) -> Grid:
    """A sheet as cells, with its merged cells filled from their first."""
    width = max(map(len, item["rows"]), default=0)
    rows = [row + [""] * (width - len(row)) for row in item["rows"]]
    merged = Merged(where)
    for (top, left), (bottom, right) in item["merged"]:
        if top < len(rows) and left < width:
            merged.spread((top, left), (min(bottom, len(rows) - 1), min(right, width - 1)), rows[top][left])
    return merged.grid(rows, "r")._replace(formulas=tuple(item["unknown"]))
