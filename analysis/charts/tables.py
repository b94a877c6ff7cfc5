"""What a chart asks of the table it draws: its columns, at least one row, and what in a row is known."""

from collections.abc import Iterable

import pandas as pd

from analysis.schema import NoRows, require


def check(frame: pd.DataFrame, columns: Iterable[str], name: str, row: str) -> None:
    """Raise MissingColumn or NoRows unless there is something to draw."""
    require(frame, columns, f"the table of {name}")
    if frame.empty:
        raise NoRows(f"NoRows: the table of {name} has no rows; expected {row}. Ask for more days or other fronts.")


def filled(frame: pd.DataFrame, **blanks: object) -> list:
    """The rows of a table, an unknown flag or number of days as none."""
    values = {name: frame[name].astype(object).where(frame[name].notna(), blank) for name, blank in blanks.items()}
    return list(frame.assign(**values).itertuples(index=False))


def known(*values: object) -> bool:
    """Whether none of some values is unknown."""
    return not any(map(pd.isna, values))


def wordless(row) -> bool:
    """Whether a report says no number at all, only that there was fighting."""
    return row.status == "uncounted" or not any(map(known, (row.count, row.low, row.high)))


def spread(row) -> bool:
    """Whether a figure has two bounds that differ."""
    return known(row.low, row.high) and row.low < row.high
