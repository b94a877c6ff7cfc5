"""What each table must be, and each departure from it by name.

Every table of the project is a pandas frame with the columns listed here, in this order.
`UNKNOWN` (`pandas.NA`) stands for what nobody said; it is never zero and never an empty string.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import pandas as pd

UNKNOWN = pd.NA

MENTIONS = {
    "mention_id": "string", "article_id": "string", "publisher": "string", "url": "string",
    "published": "string", "language": "string", "front_as_written": "string",
    "count_as_written": "string", "measure_as_written": "string", "when_as_written": "string",
    "sentence": "string", "start": "Int64", "end": "Int64",
}
COUNTS = {
    "mention_id": "string", "article_id": "string", "front": "string", "measure": "string",
    "status": "string", "count": "Int64", "low": "Int64", "high": "Int64", "qualifier": "string",
    "repelled": "Int64", "ongoing": "Int64", "window": "string", "as_of": "string",
    "window_start": "datetime64[s, Europe/Kyiv]", "window_end": "datetime64[s, Europe/Kyiv]",
    "hours": "Float64", "date": "string", "date_basis": "string", "flags": "string",
}
REJECTED = {**MENTIONS, "reason": "string", "detail": "string"}
ARTICLES = {
    "article_id": "string", "title": "string", "published": "string", "publisher": "string", "url": "string",
    "language": "string", "sha256": "string", "flags": "string", "mentions": "Int64", "not_understood": "Int64",
}
DAILY = {
    "date": "string", "front": "string", "measure": "string", "count": "Int64", "low": "Int64",
    "high": "Int64", "hours": "Float64", "status": "string", "sources": "Int64",
    "conflict": "boolean", "rule": "string", "mention_ids": "string",
}

MEASURES = ("attacks", "clashes", "repelled", "ongoing")
STATUSES = ("counted", "none", "uncounted")
DAY_STATUSES = ("counted", "none", "uncounted", "partial", "not_reported")
QUALIFIERS = ("exact", "at_least", "more_than", "about", "nearly", "up_to", "range")
WINDOWS = ("full_day", "part_day", "week", "unknown")
REASONS = {
    "unknown_front": "no front is known by these words",
    "town_not_front": "the words name a place, not a front",
    "no_number": "no number, zero or share could be read",
    "several_numbers": "more than one number, and no words say how they belong together",
    "absurd_number": "negative, fractional or more than 2,000 a day",
    "not_attacks": "the measure counts something else than attacks",
    "date_impossible": "no such day in the calendar, or a window that ends before it starts",
    "date_outside_war": "before 2022-02-24",
    "date_after_publication": "counts a day after the article was published",
    "front_twice": "names one front twice in a joint figure",
    "published_unreadable": "the date of publication is not a date",
    "not_understood": "words that are read in different ways, or a number near a front that could not be bound to it",
}


class AnalysisError(Exception):
    """Something in the input or the call is not what it must be; the message says what, where and the remedy."""


class Refused(ValueError):
    """Words that give no count; `reason` is a code of REASONS."""

    def __init__(self, reason: str, detail: str):
        super().__init__(detail)
        self.reason = reason


class BadCall(AnalysisError):
    """The call itself was wrong: an unknown option, parameter or file."""


class MissingFile(BadCall):
    """A file that was named does not exist."""


class EmptyFile(AnalysisError):
    """A file holds nothing."""


class WrongEncoding(AnalysisError):
    """A file's bytes are not text in any of the encodings we read."""


class UnreadableTable(AnalysisError):
    """A file is not the kind of table its name says."""


class UnknownHeader(AnalysisError):
    """A column's header is not one of ours in any language."""


class DuplicateHeader(AnalysisError):
    """Two columns of one table mean the same."""


class MissingColumn(AnalysisError):
    """A column that a step needs is not there."""


class UnknownFront(BadCall):
    """A front was asked for that is not in data/reference/fronts.csv."""


class BadRange(BadCall):
    """A range of days that is not one: not dates, or its end before its start."""


class NoRows(AnalysisError):
    """Nothing is left to work on."""


class BrokenComparison(AnalysisError):
    """A comparison reaches across a change of the map of fronts."""


class UnknownParameter(BadCall):
    """A notebook has no parameter of this name."""


class WrongParameterType(BadCall):
    """A parameter's value is not of the type its notebook declares."""


class FailedRun(AnalysisError):
    """A notebook did not run to its end."""


class WorkerLost(AnalysisError):
    """A process that was at work was killed."""


class BrokenReport(AnalysisError):
    """A report's folder is not what its manifest says."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known names are closest to a wrong one: 'Nearest: start.' or ''."""
    lowered = {item.casefold(): item for item in known}
    found = difflib.get_close_matches(name.casefold(), list(lowered), n=2, cutoff=0.6)
    return f" Nearest: {', '.join(lowered[item] for item in found)}." if found else ""


def empty(table: dict[str, str]) -> pd.DataFrame:
    """A frame of no rows with the columns and types of one of our tables."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in table.items()})


def conform(frame: pd.DataFrame, table: dict[str, str], name: str) -> pd.DataFrame:
    """The frame with exactly the columns and types of a table, in its order; absent columns are unknown.

    Raises UnknownHeader for a column the table does not have.
    """
    for column in frame.columns:
        if column not in table:
            raise UnknownHeader(
                f"UnknownHeader: {name} has no column '{column}'.{nearest(str(column), table)} "
                f"Its columns are {', '.join(table)}."
            )
    unknown = pd.Series(float("nan"), index=frame.index)
    return pd.DataFrame({column: frame.get(column, unknown).array.astype(kind, copy=False) for column, kind in table.items()}, index=range(len(frame)))


def require(frame: pd.DataFrame, columns: Iterable[str], name: str) -> None:
    """Raise MissingColumn unless the frame has these columns."""
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise MissingColumn(
            f"MissingColumn: {name} lacks {', '.join(missing)}; found {', '.join(map(str, frame.columns)) or 'no columns'}."
        )
