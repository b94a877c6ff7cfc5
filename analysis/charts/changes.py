"""The map of fronts over a series: which dated changes touch a front, and which days they leave without reports."""

import datetime
from typing import NamedTuple

import pandas as pd

from analysis.charts.tables import known
from analysis.charts.wording import day_name
from analysis.terms import change_in_words

CHANGE_COLUMNS = ("date", "change", "front", "into", "short")


class Note(NamedTuple):
    """A change of the map of fronts on a panel: its day, date, words, and the days it leaves blank (if any)."""

    day: int
    date: str
    short: str
    text: str
    blank: tuple[int, int] | None


def notes(front: str, changes: pd.DataFrame, days: list[str]) -> list[Note]:
    """The changes that touch a (merged) front within the days shown, oldest first."""
    ordered = changes.sort_values(["date", "front"], kind="stable").itertuples()
    found = [_note(row, front, days) for row in ordered if _touches(row, set(front.split("+")), changes)]
    return [note for note in found if note.blank or 0 < note.day < len(days)]


def _note(row, front: str, days: list[str]) -> Note:
    """A change as it stands on a front's panel."""
    day = (datetime.date.fromisoformat(row.date) - datetime.date.fromisoformat(days[0])).days
    when = day_name(row.date, year=len(days) > 366 or not 0 <= day < len(days), short=True)
    short = change_in_words(row.short)
    return Note(day, row.date, short, f"{when}: {short}", _blank(row, front, day, len(days)))


def _touches(row, members: set[str], changes: pd.DataFrame) -> bool:
    """Whether a change means something for a front; one that a merged front holds as a whole does not."""
    new_name = row.change == "renamed" and row.into in members and len(members) == 1
    if not (row.front in members or new_name):
        return False
    return len(members) == 1 or not _moved(row, changes) <= members


def _moved(row, changes: pd.DataFrame) -> set[str]:
    """The fronts that exchange ground with this one on the day of a change, by their old names."""
    same_day = changes[changes["date"] == row.date]
    linked = [{each.front, *str(each.into).split("+")} - {""} for each in same_day.itertuples() if known(each.into)]
    group = {row.front}
    while more := set().union(*(names for names in linked if names & group)) - group:
        group |= more
    renamed = same_day[same_day["change"] == "renamed"]
    return group - set(renamed["into"].dropna())


def _blank(row, front: str, day: int, length: int) -> tuple[int, int] | None:
    """The days [from, to) on which a change leaves a front without reports."""
    if row.front == front and row.change in ("ended", "renamed"):
        span = (max(day, 0), length)
    elif row.change in ("first_reported", "begins") and row.front == front or row.change == "renamed":
        span = (0, min(day, length))
    else:
        return None
    return span if span[0] < span[1] else None
