"""Conflicts: every number that was said for the same hours of a front's day, who said it, which was chosen, and the range."""

from functools import partial
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.captions import caption, ended
from analysis.charts.chart import Chart
from analysis.charts.layout import new_sheet, small_print, title_words
from analysis.charts.lines import Block, Line, Room, lay_blocks
from analysis.charts.rows import Row, scale_from_zero
from analysis.charts.style import AREA, INK, PAPER, colours, styled
from analysis.charts.tables import filled, known
from analysis.charts.wording import SOURCE, day_name, front_name, listed, plural, whole
from analysis.schema import require

COLUMNS = ("date", "front", "measure", "window", "as_of", "count", "low", "high", "publisher", "chosen", "rule", "range_low", "range_high")
MOST = 12  # conflicts drawn; the rest is in the table
NAMED = 2  # publishers named for one number
FOOT = "Filled: the number that is used. Hollow: another number for the same hours. Grey band: from the lowest to the highest of them."
CAVEAT = "A number may be a misprint, a correction or a later count of the same hours; both stay in the table, and the range is kept."


@styled
def conflicts(table: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False) -> Chart:
    """Each front, day, measure and window with more than one number: the numbers, their publishers, the one chosen, and the range.

    At most MOST conflicts are drawn, the widest first; `table` of the chart holds all. A part of a day is named with its hour.
    An empty table is an answer: no conflict was found. Raises MissingColumn where a column lacks.
    """
    require(table, COLUMNS, "the table of the conflicts")
    groups = _groups(table)
    shown = sorted(groups, key=lambda rows: (-_width(rows), rows[0].date, rows[0].front))[:MOST]
    title = title or "Where sources give different numbers for the same hours"
    said = _finding(groups)
    if not groups:
        sheet = new_sheet(title_words(title, subtitle or said, narrow), 0.1, small_print(SOURCE), narrow)
        return Chart(sheet.figure, f"{ended(title)} {said}", caption(f"{ended(title)} {said}", "", None), table, partial(conflicts, table, title, subtitle))
    palette = colours(table["front"])
    blocks = [Block(_heading(rows, palette), [_line(rows, number) for number in _numbers(rows)]) for rows in shown]
    ladder = lay_blocks(blocks, title_words(title, subtitle or said, narrow), small_print(FOOT, INK) + small_print(SOURCE), narrow)
    scale_from_zero(ladder.tracks, 1.08 * max([5.0, *(_ends(rows)[1] for rows in shown)]), f"{_noun(table)} reported", narrow, narrow)
    for rows, rooms in zip(shown, ladder.rooms):
        _draw(ladder.tracks.axes, rows, rooms, palette[rows[0].front])
    alt = f"Ranges. {ended(title)} {said} " + " ".join(map(_alt, shown))
    days = [rows[0].date for rows in groups]
    return Chart(ladder.tracks.sheet.figure, alt, caption(f"{ended(title)} {said}", CAVEAT, days), table.reset_index(drop=True), partial(conflicts, table, title, subtitle))


def _groups(table: pd.DataFrame) -> list[list]:
    """The numbers of each front, day, measure and window."""
    groups: dict[tuple, list] = {}
    for row in filled(table, chosen=False, as_of="", publisher="", rule="", measure="attacks"):
        groups.setdefault((row.date, row.front, row.measure, row.window, row.as_of), []).append(row)
    return list(groups.values())


class Number(NamedTuple):
    """A number as it was said: where it lies on the scale, how it is written, and its bounds where the words give two."""

    place: int
    text: str
    bounds: tuple[int, int] | None


def _number(row) -> Number:
    """A row's number: 47, 20 to 30, ≥ 41, ≤ 20."""
    place = int(next((value for value in (row.count, row.low, row.high) if known(value)), 0))
    if known(row.low, row.high):
        low, high = int(row.low), int(row.high)
        return Number(place, whole(place) if low == high else f"{whole(low)} to {whole(high)}", None if low == high else (low, high))
    bound = "\u2265 " if known(row.low) else "\u2264 " if known(row.high) else ""
    return Number(place, bound + whole(place), None)


def _numbers(rows: list) -> list[Number]:
    """The different numbers of a conflict, the chosen one first, then downwards."""
    return list(dict.fromkeys(map(_number, sorted(rows, key=lambda row: (not row.chosen, -_number(row).place)))))


def _ends(rows: list) -> tuple[float, float]:
    """The lowest and the highest number of a conflict."""
    known_ends = [float(value) for row in rows for value in (row.range_low, row.range_high) if known(value)]
    places = known_ends + [float(_number(row).place) for row in rows]
    return min(places), max(places)


def _width(rows: list) -> float:
    """How far the numbers of a conflict lie apart."""
    low, high = _ends(rows)
    return high - low


# --- Its words ---

def _noun(table: pd.DataFrame) -> str:
    """What the numbers count."""
    return listed(sorted({"attacks" if measure == "repelled" else str(measure) for measure in table["measure"].dropna()})) or "attacks"


def _hours(row) -> str:
    """The hours a number is for."""
    if row.window != "part_day":
        return "whole day"
    return f"until {row.as_of}" if row.as_of else "part of the day"


def _what(rows: list) -> str:
    """Measure and hours of a conflict."""
    measure = {"repelled": "attacks repelled", "ongoing": "attacks going on"}.get(rows[0].measure, rows[0].measure)
    return f"{measure}, {_hours(rows[0])}"


def _heading(rows: list, palette: dict[str, str]) -> Row:
    """A conflict's front and day, and beside them what is counted and why one number is used."""
    rule = next((row.rule for row in rows if row.chosen), "")
    return Row(f"{front_name(rows[0].front)}, {day_name(rows[0].date, short=True)}", "; ".join(filter(None, (_what(rows), f"used: {rule}" if rule else ""))), palette[rows[0].front])


def _said_by(rows: list, number: Number) -> str:
    """Who said a number: two publishers, and how many others."""
    names = list(dict.fromkeys(str(row.publisher) for row in rows if _number(row) == number and row.publisher)) or ["publisher not known"]
    others = len(names) - NAMED
    return listed([*names[:NAMED], plural(others, "other")] if others > 0 else names)


def _is_used(rows: list, number: Number) -> bool:
    """Whether a number is the one that is used."""
    return any(row.chosen and _number(row) == number for row in rows)


def _line(rows: list, number: Number) -> Line:
    """One number of a conflict and who said it."""
    return Line(_said_by(rows, number), number.text, weight="bold" if _is_used(rows, number) else "normal")


def _finding(groups: list[list]) -> str:
    """How many conflicts there are and how wide the widest is."""
    if not groups:
        return "No two sources give different numbers for the same hours."
    widest = max(groups, key=_width)
    low, high = map(whole, _ends(widest))
    words = f"{plural(len(groups), 'conflict')}{'; the widest is' if len(groups) > 1 else ':'} {front_name(widest[0].front)} on {day_name(widest[0].date)}, {low}\u00a0to\u00a0{high}."
    return words[0].upper() + words[1:] + (f" The {MOST} widest are drawn." if len(groups) > MOST else "")


def _alt(rows: list) -> str:
    """A conflict in words."""
    numbers = "; ".join(f"{number.text} by {_said_by(rows, number)}{' (used)' if _is_used(rows, number) else ''}" for number in _numbers(rows))
    return f"{front_name(rows[0].front)}, {day_name(rows[0].date)}, {_what(rows)}: {numbers}."


# --- The drawing ---

def _draw(axes: Axes, rows: list, rooms: list[Room], colour: str) -> None:
    """A conflict's range as a band behind its lines, and a dot for each number."""
    (low, high), name = _ends(rows), f"{rows[0].front}:{rows[0].date}"
    for number, room in zip(_numbers(rows), rooms):
        axes.fill_betweenx([room.top, room.top + room.height], low, high, color=AREA, lw=0, zorder=-1, gid=f"range:{name}")
        axes.vlines([low, high], room.top, room.top + room.height, color=colour, lw=1, zorder=1)
        chosen = _is_used(rows, number)
        if number.bounds:
            axes.hlines([room.middle], *number.bounds, color=colour, lw=2, zorder=4, gid=f"said as a range:{name}")
        axes.plot([number.place], [room.middle], "o", ms=8, mew=1.4, mec=colour, mfc=colour if chosen else PAPER, zorder=5, clip_on=False, gid=f"{'used' if chosen else 'other'}:{name}")
