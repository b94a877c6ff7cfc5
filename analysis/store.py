"""Where the project's files are, and how a table or a file is written: whole, and with the same bytes each time."""

from __future__ import annotations

import csv
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TextIO

import pandas as pd

from analysis.schema import BadCall

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
WORDS = Path(__file__).resolve().parent / "words"
FORMATS = (".csv", ".parquet", ".jsonl", ".xlsx")
GROUP = 50_000  # rows of a Parquet file that are compressed together
DECIMALS = 6  # of figures in written tables; what the arithmetic of two machines may differ in lies far behind


def sha256(path: Path | str) -> str:
    """The SHA-256 checksum of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def whole(path: Path | str) -> Iterator[Path]:
    """The place of a file beside its final place, moved there at the end of the block and cleared away if that fails; raises BadCall where nothing can be written."""
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-", suffix=path.suffix)
    except OSError as problem:
        raise BadCall(f"BadCall: {path}: cannot write into {path.parent} ({problem.strerror}). Name another place.") from None
    os.close(handle)
    try:
        yield Path(name)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException as problem:
        Path(name).unlink(missing_ok=True)
        if isinstance(problem, OSError) and not problem.filename:  # a full disk does not say where
            problem.filename = str(path)
        raise


def write_whole(path: Path | str, fill: Callable[[Path], object]) -> Path:
    """Let `fill` write a file beside its final place and move it there only when it is whole; raises BadCall where nothing can be written."""
    with whole(path) as part:
        fill(part)
    return Path(path)


def write_text(path: Path | str, text: str) -> Path:
    """Write UTF-8 text with Unix line ends, whole or not at all."""
    return write_whole(path, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with moments as ISO text with their offset and figures to `DECIMALS`, so that every format and machine has the same values."""
    moments = [name for name in frame.columns if isinstance(frame[name].dtype, pd.DatetimeTZDtype)]
    text = {name: frame[name].map(lambda moment: moment.isoformat(), na_action="ignore").astype("string") for name in moments}
    return frame.assign(**text).round(DECIMALS)


def to_csv(frame: pd.DataFrame, header: bool = True) -> str:
    """A table as CSV text: UTF-8, comma, Unix line ends, blank for unknown; a row with a stray carriage return is quoted."""
    table = plain(frame)
    odd = pd.Series(False, index=table.index)
    for name in table.columns:
        odd |= table[name].astype("string").str.contains("\r", regex=False).fillna(False).astype(bool)
    if not odd.any():
        return table.to_csv(index=False, header=header, lineterminator="\n")
    runs = table.groupby((odd != odd.shift()).cumsum(), sort=True)
    pieces = [rows.to_csv(index=False, header=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC if odd[rows.index[0]] else csv.QUOTE_MINIMAL) for _, rows in runs]
    return "".join([table.head(0).to_csv(index=False, lineterminator="\n") if header else "", *pieces])


def write_table(frame: pd.DataFrame, path: Path | str) -> None:
    """Write a table in the format of the file's ending (.csv, .parquet, .jsonl, .xlsx); '-' is CSV to standard output.

    Raises BadCall for any other ending.
    """
    with table_in_parts(path, frame.head(0)) as write:
        write(frame)


@contextmanager
def table_in_parts(path: Path | str, empty: pd.DataFrame) -> Iterator[Callable[[pd.DataFrame], None]]:
    """A function that adds rows to a table with the columns of `empty`; the file is moved into place, whole, at the end of the block.

    However the rows are parted, the bytes are those that `write_table` gives all of them. Raises BadCall for an ending it
    cannot write.
    """
    ending = ".csv" if str(path) == "-" else Path(path).suffix
    if ending not in FORMATS:
        raise BadCall(f"BadCall: {path}: cannot write a table that ends in '{ending}'. Use {', '.join(FORMATS)}, or - for standard output.")
    writers = {".csv": _csv, ".parquet": _parquet, ".jsonl": _jsonl, ".xlsx": _xlsx}
    with nullcontext(path) if str(path) == "-" else whole(path) as part, writers[ending](part, plain(empty)) as write:
        yield lambda frame: write(plain(frame))


@contextmanager
def _text_file(path: Path | str) -> Iterator[TextIO]:
    """A text file that is written with Unix line ends, or standard output for '-'."""
    if str(path) == "-":
        yield sys.stdout
        sys.stdout.flush()
    else:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            yield file


@contextmanager
def _csv(path: Path | str, empty: pd.DataFrame) -> Iterator[Callable[[pd.DataFrame], object]]:
    """Rows as CSV."""
    with _text_file(path) as file:
        file.write(to_csv(empty))
        yield lambda frame: file.write(to_csv(frame, header=False))


@contextmanager
def _jsonl(path: Path, empty: pd.DataFrame) -> Iterator[Callable[[pd.DataFrame], object]]:
    """Rows as JSON lines."""
    with _text_file(path) as file:
        yield lambda frame: file.write(frame.to_json(orient="records", lines=True, force_ascii=False)) if len(frame) else None


@contextmanager
def _parquet(path: Path, empty: pd.DataFrame) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Rows as Parquet, in groups of the same size however they come."""
    import pyarrow
    from pyarrow import parquet

    waiting = pyarrow.Table.from_pandas(empty, preserve_index=False)
    with ExitStack() as open_files:
        file = None

        def write(frame: pd.DataFrame) -> None:
            nonlocal waiting, file
            rows = pyarrow.Table.from_pandas(frame, schema=waiting.schema if file else None, preserve_index=False)
            file = file or open_files.enter_context(parquet.ParquetWriter(path, rows.schema))
            waiting = pyarrow.concat_tables([waiting, rows]) if waiting.num_rows else rows
            while waiting.num_rows >= GROUP:
                file.write_table(waiting.slice(0, GROUP).combine_chunks(), row_group_size=GROUP)
                waiting = waiting.slice(GROUP)

        yield write
        if waiting.num_rows or not file:
            file = file or open_files.enter_context(parquet.ParquetWriter(path, waiting.schema))
            file.write_table(waiting.combine_chunks(), row_group_size=GROUP)


@contextmanager
def _xlsx(path: Path, empty: pd.DataFrame) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Rows as a sheet, which is made when all are there."""
    frames = [empty]
    yield frames.append
    _to_xlsx(pd.concat(frames), path)


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
