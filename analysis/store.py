"""Where the project's files are, and how a table or a file is written: whole, and with the same bytes each time."""

from __future__ import annotations

import csv
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.schema import BadCall

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
WORDS = Path(__file__).resolve().parent / "words"
FORMATS = (".csv", ".parquet", ".jsonl", ".xlsx")


def sha256(path: Path | str) -> str:
    """The SHA-256 checksum of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path | str, fill: Callable[[Path], object]) -> Path:
    """Let `fill` write a file beside its final place and move it there only when it is whole; raises BadCall where nothing can be written."""
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-", suffix=path.suffix)
    except OSError as problem:
        raise BadCall(f"BadCall: {path}: cannot write into {path.parent} ({problem.strerror}). Name another place.") from None
    os.close(handle)
    try:
        fill(Path(name))
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def write_text(path: Path | str, text: str) -> Path:
    """Write UTF-8 text with Unix line ends, whole or not at all."""
    return write_whole(path, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with moments as ISO text with their offset, so that every format holds the same values."""
    moments = [name for name in frame.columns if isinstance(frame[name].dtype, pd.DatetimeTZDtype)]
    text = {name: frame[name].map(lambda moment: moment.isoformat(), na_action="ignore").astype("string") for name in moments}
    return frame.assign(**text)


def to_csv(frame: pd.DataFrame) -> str:
    """A table as CSV text: UTF-8, comma, Unix line ends, blank for unknown; a stray carriage return is quoted."""
    table = plain(frame)
    odd = any(table[name].astype("string").str.contains("\r", regex=False).any() for name in table.columns)
    return table.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC if odd else csv.QUOTE_MINIMAL)


def write_table(frame: pd.DataFrame, path: Path | str) -> None:
    """Write a table in the format of the file's ending (.csv, .parquet, .jsonl, .xlsx); '-' is CSV to standard output.

    Raises BadCall for any other ending.
    """
    if str(path) == "-":
        sys.stdout.write(to_csv(frame))
        return
    path = Path(path)
    writers = {
        ".csv": lambda part: part.write_text(to_csv(frame), encoding="utf-8", newline="\n"),
        ".parquet": lambda part: plain(frame).to_parquet(part, index=False),
        ".jsonl": lambda part: plain(frame).to_json(part, orient="records", lines=True, force_ascii=False),
        ".xlsx": lambda part: _to_xlsx(plain(frame), part),
    }
    if path.suffix not in writers:
        raise BadCall(f"BadCall: {path}: cannot write a table that ends in '{path.suffix}'. Use {', '.join(FORMATS)}, or - for standard output.")
    write_whole(path, writers[path.suffix])


def _to_xlsx(frame: pd.DataFrame, path: Path) -> None:
    """Write a sheet in which no text is taken for a formula."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(list(frame.columns))
    for row, values in enumerate(frame.itertuples(index=False), start=2):
        for column, value in enumerate(values, start=1):
            if not pd.isna(value):
                cell = book.active.cell(row, column, value if isinstance(value, str) else getattr(value, "item", lambda v=value: v)())
                if isinstance(value, str):
                    cell.data_type = "s"
    book.save(path)
