"""The cells of a workbook or a Parquet file as text, read by a process of its own.

A hostile or broken file can exhaust this process or make it fail, and its parent still says so in a sentence.
It is run as `python cells.py PATH [SHEET]` by `analysis.tables`, needs nothing else of the project,
and prints one JSON object: {"sheets": [...]} or {"refused": "why"}.
"""

from __future__ import annotations

import datetime
import json
import posixpath
import re
import sys
import zipfile

MEMORY = 1 << 30
MAX_UNPACKED = 200 * 10**6
MAX_CELLS = 10**7
MAX_TEXT = 200 * 10**6


class Refused(Exception):
    """The file cannot or must not be read; the message says why."""


def limit_memory() -> None:
    """Let this process take no more than a gibibyte; only Linux can say so, elsewhere the sizes checked below must do."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def moment(value: datetime.datetime) -> str:
    """A date and time in ISO form, as a plain date if it is a midnight without a zone."""
    if value.tzinfo is None and value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")


def duration(value: datetime.timedelta) -> str:
    """A span of time as hours and minutes: 30:00."""
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def number(value: float) -> str:
    """A number as a spreadsheet shows it: 12.0 is 12, and 0.1 + 0.2 is 0.3."""
    if value != value:
        return ""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".15g")


def as_text(value: object) -> str:
    """A cell's value as the text a person sees; blank for none."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, datetime.datetime):
        return moment((value + datetime.timedelta(microseconds=500_000)).replace(microsecond=0))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, datetime.timedelta):
        return duration(value)
    if isinstance(value, (bytes, list, tuple, dict)):
        raise Refused(f"a cell holds a {type(value).__name__} where one piece of text or one number is expected")
    return str(value)


def refuse_bomb(path: str) -> None:
    """Refuse a workbook that is not a zip of reasonable size."""
    with open(path, "rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":
            raise Refused("it is locked with a password, or in the form of before 2007. Save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile:
        raise Refused("it is not a whole .xlsx workbook. Open it in a spreadsheet and save it again") from None
    if size > MAX_UNPACKED:
        raise Refused(f"it unpacks to {size / 10**6:,.0f} MB, more than {MAX_UNPACKED // 10**6} MB. Save the sheet as CSV")


def sheet_part(parts: zipfile.ZipFile, name: str) -> str:
    """The file within a workbook that holds a sheet."""
    from lxml import etree

    safe = etree.XMLParser(resolve_entities=False, no_network=True)
    book = etree.fromstring(parts.read("xl/workbook.xml"), safe)
    links = etree.fromstring(parts.read("xl/_rels/workbook.xml.rels"), safe)
    sheet = next(item for item in book.iter("{*}sheet") if item.get("name") == name)
    link = next(value for key, value in sheet.attrib.items() if key.endswith("}id"))
    target = next(item.get("Target") for item in links if item.get("Id") == link)
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def special_cells(path: str, name: str) -> tuple[dict[str, str], list[str]]:
    """The cells of a sheet that show an error, and those with a formula whose value was never stored.

    Refuses a sheet whose filled cells lie so far apart that the space between them could not be held.
    """
    from lxml import etree

    errors, unknown, rows, columns = {}, [], 0, 0
    with zipfile.ZipFile(path) as parts, parts.open(sheet_part(parts, name)) as part:
        for _, cell in etree.iterparse(part, tag="{*}c", resolve_entities=False, no_network=True, huge_tree=True):
            value, place = cell.findtext("{*}v") or "", cell.get("r", "A1")
            if cell.get("t") == "e":
                errors[place] = value
            elif cell.find("{*}f") is not None and not value and cell.get("t") != "str":
                unknown.append(place)
            if len(cell):
                row, column = position(place)
                rows, columns = max(rows, row + 1), max(columns, column + 1)
            cell.clear()
    if rows * columns > MAX_CELLS:
        raise Refused(f"sheet '{name}' reaches to row {rows:,}, column {columns:,}. Delete the stray cells at its far end")
    return errors, unknown


def position(reference: str) -> tuple[int, int]:
    """A cell's row and column, counted from 0: B3 is (2, 1)."""
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", reference).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def sheet_cells(path: str, book, name: str) -> dict:
    """One sheet: its rows as text from the first row on, its merged regions, its formulas without a value."""
    errors, unknown = special_cells(path, name)
    sheet = book.get_sheet_by_name(name)
    cells = [[as_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)] if sheet.end else []
    for reference, shown in errors.items():
        row, column = position(reference)
        cells.extend([] for _ in range(row + 1 - len(cells)))
        cells[row].extend([""] * (column + 1 - len(cells[row])))
        cells[row][column] = shown
    return {"name": name, "rows": cells, "merged": sheet.merged_cell_ranges or [], "unknown": unknown}


def workbook(path: str, wanted: str | None) -> list[dict]:
    """The sheet asked for, or every sheet that is not hidden; only their names where the one asked for is not there."""
    import python_calamine

    refuse_bomb(path)
    try:
        book = python_calamine.load_workbook(path)
    except python_calamine.PasswordError:
        raise Refused("it is locked with a password. Save it without one") from None
    sheets = [item for item in book.sheets_metadata if item.typ == python_calamine.SheetTypeEnum.WorkSheet]
    if wanted is None:
        chosen = [item.name for item in sheets if item.visible == python_calamine.SheetVisibleEnum.Visible]
    else:
        chosen = [item.name for item in sheets if item.name == wanted]
    if not chosen and wanted is not None:
        return [{"name": item.name} for item in sheets]
    return [sheet_cells(path, book, name) for name in chosen]


def parquet(path: str) -> list[dict]:
    """A Parquet file as one sheet: its column names, then its rows."""
    import pyarrow
    from pyarrow import parquet as store, types

    pyarrow.set_cpu_count(1)
    file = store.ParquetFile(path)
    size = file.metadata.num_rows * file.metadata.num_columns
    if size > MAX_CELLS:
        raise Refused(f"it has {size:,} cells, more than {MAX_CELLS:,}. Split it")
    table = file.read(use_threads=False)
    columns = []
    for column in table.columns:
        if types.is_timestamp(column.type):
            column = column.cast(pyarrow.timestamp("us", column.type.tz), safe=False)
        columns.append([as_text(value) for value in column.to_pylist()])
    return [{"name": "", "rows": [table.column_names, *zip(*columns)], "merged": [], "unknown": []}]


def answer(path: str, wanted: str | None) -> dict:
    """What the file holds, or why it is refused."""
    try:
        sheets = parquet(path) if path.lower().endswith(".parquet") else workbook(path, wanted)
        if sum(len(cell) for sheet in sheets for row in sheet.get("rows", ()) for cell in row) > MAX_TEXT:
            raise Refused(f"its cells hold more than {MAX_TEXT // 10**6} million characters")
        return {"sheets": sheets}
    except Refused as reason:
        return {"refused": str(reason)}
    except MemoryError:
        return {"refused": f"it needs more than {MEMORY >> 20} MB of memory. Save the sheet as CSV"}
    except BaseException as error:  # calamine's panics are not Exceptions
        return {"refused": f"its reader stopped ({' '.join(str(error).split())[:120]}). Save it again, or as CSV"}


if __name__ == "__main__":
    limit_memory()
    json.dump(answer(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None), sys.stdout)
