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
from analysis.charts.wording import day_name, front_name, listed, retell, source, tell, unit_name, whole
from analysis.schema import require

COLUMNS = ("date", "front", "measure", "window", "as_of", "count", "low", "high", "publisher", "chosen", "rule", "range_low", "range_high")
MOST = 12  # conflicts drawn; the rest is in the table
NAMED = 2  # publishers named for one number


@styled
def conflicts(table: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False) -> Chart:
    """Each front, day, measure and window with more than one number: the numbers, their publishers, the one chosen, and the range.

    At most MOST conflicts are drawn, the widest first; `table` of the chart holds all. A part of a day is named with its hour.
    An empty table is an answer: no conflict was found. Raises MissingColumn where a column lacks.
    """
    require(table, COLUMNS, "the table of the conflicts")
    groups = _groups(table)
    shown = sorted(groups, key=lambda rows: (-_width(rows), rows[0].date, rows[0].front))[:MOST]
    title = title or tell("conflicts_title")
    said = _finding(groups)
    if not groups:
        sheet = new_sheet(title_words(title, subtitle or said, narrow), 0.1, small_print(source()), narrow)
        return Chart(sheet.figure, f"{ended(title)} {said}", caption(f"{ended(title)} {said}", "", None), table, partial(conflicts, table, title, subtitle))
    palette = colours(table["front"])
    blocks = [Block(_heading(rows, palette), [_line(rows, number) for number in _numbers(rows)]) for rows in shown]
    ladder = lay_blocks(blocks, title_words(title, subtitle or said, narrow), small_print(tell("conflicts_foot"), INK) + small_print(source()), narrow)
    scale_from_zero(ladder.tracks, 1.08 * max([5.0, *(_ends(rows)[1] for rows in shown)]), tell("conflicts_unit", unit=_noun(table)), narrow, narrow)
    for rows, rooms in zip(shown, ladder.rooms):
        _draw(ladder.tracks.axes, rows, rooms, palette[rows[0].front])
    alt = tell("conflicts_alt", title=ended(title), said=said, parts=" ".join(map(_alt, shown)))
    days = [rows[0].date for rows in groups]
    return Chart(ladder.tracks.sheet.figure, alt, caption(f"{ended(title)} {said}", tell("conflicts_caveat"), days), table.reset_index(drop=True), partial(conflicts, table, title, subtitle))


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
        return Number(place, whole(place) if low == high else tell("to", low=whole(low), high=whole(high)), None if low == high else (low, high))
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
    measures = {"attacks" if measure == "repelled" else str(measure) for measure in table["measure"].dropna()} or {"attacks"}
    return listed(list(map(unit_name, sorted(measures))))


def _hours(row) -> str:
    """The hours a number is for."""
    if row.window != "part_day":
        return tell("conflict_whole")
    return tell("conflict_until", hour=row.as_of) if row.as_of else tell("conflict_part")


def _what(rows: list) -> str:
    """Measure and hours of a conflict."""
    return tell(f"conflict_what_{rows[0].measure}", hours=_hours(rows[0]))


def _heading(rows: list, palette: dict[str, str]) -> Row:
    """A conflict's front and day, and beside them what is counted and why one number is used."""
    rule = next((row.rule for row in rows if row.chosen), "")
    return Row(f"{front_name(rows[0].front)}, {day_name(rows[0].date, short=True)}", "; ".join(filter(None, (_what(rows), tell("conflict_used", rule=retell(rule)) if rule else ""))), palette[rows[0].front])


def _said_by(rows: list, number: Number) -> str:
    """Who said a number: two publishers, and how many others."""
    names = list(dict.fromkeys(str(row.publisher) for row in rows if _number(row) == number and row.publisher)) or [tell("publisher_unknown")]
    others = len(names) - NAMED
    return listed([*names[:NAMED], tell("publishers_others", number=others)] if others > 0 else names)


def _is_used(rows: list, number: Number) -> bool:
    """Whether a number is the one that is used."""
    return any(row.chosen and _number(row) == number for row in rows)


def _line(rows: list, number: Number) -> Line:
    """One number of a conflict and who said it."""
    return Line(_said_by(rows, number), number.text, weight="bold" if _is_used(rows, number) else "normal")


def _finding(groups: list[list]) -> str:
    """How many conflicts there are and how wide the widest is."""
    if not groups:
        return tell("conflicts_none")
    widest = max(groups, key=_width)
    low, high = map(whole, _ends(widest))
    told = {"front": front_name(widest[0].front), "day": day_name(widest[0].date), "range": tell("to", low=low, high=high).replace(" ", "\u00a0")}
    words = tell("conflicts_some" if len(groups) > 1 else "conflicts_one", number=len(groups), **told)
    return words[0].upper() + words[1:] + (tell("conflicts_drawn", most=MOST) if len(groups) > MOST else "")


def _alt(rows: list) -> str:
    """A conflict in words."""
    numbers = "; ".join(tell("conflict_said", number=number.text, names=_said_by(rows, number), used=tell("conflict_is_used") if _is_used(rows, number) else "") for number in _numbers(rows))
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
