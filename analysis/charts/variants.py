"""Sensitivity: the ratio of each pair as asked, and what it becomes when one choice of the method is made otherwise."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.captions import caption
from analysis.charts.chart import Chart
from analysis.charts.estimates import draw_estimate, name_ratios, stands
from analysis.charts.layout import small_print, title_words
from analysis.charts.lines import Block, Ladder, Line, Room, lay_blocks
from analysis.charts.rows import Row, draw_grid, name_unit
from analysis.charts.style import AREA, GREY, INK, styled
from analysis.charts.tables import check, filled, known
from analysis.charts.wording import front_name, interval, retell, source, tell, times, whole
from analysis.summaries import survives

COLUMNS = ("variant", "what", "front", "other", "windows", "ratio", "lower", "upper", "verdict", "same_order", "same_verdict")


@styled
def sensitivity(
    table: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False, dates: Sequence[str] | None = None
) -> Chart:
    """For each pair of fronts the ratio as asked and under each other choice that changes it, the first row of a pair being as asked.

    A row that names the pair the other way round is turned. `dates` are the first and the last day of the data, for the caption.
    Raises NoRows for an empty table and MissingColumn where one lacks.
    """
    check(table, COLUMNS, "the sensitivity", "one row for each variant and pair of fronts")
    groups = _groups(table)
    title = title or tell("variants_title")
    said = survives(table)
    head = title_words(title, subtitle or said, narrow)
    blocks = [Block(Row(f"{front_name(rows[0].front)} : {front_name(rows[0].other)}", ""), _lines(rows)) for rows in groups]
    ladder = lay_blocks(blocks, head, small_print(tell("variants_foot"), INK) + small_print(source()), narrow)
    _scale(ladder, groups, narrow)
    for rows, rooms in zip(groups, ladder.rooms):
        for row, room in zip(_telling(rows), rooms):
            _draw_as_asked(ladder.tracks.axes, rows[0], room)
            _draw(ladder.tracks.axes, row, room.middle)
    alt = tell("variants_alt", title=title, said=said, parts=" ".join(_alt(rows) for rows in groups))
    return Chart(ladder.tracks.sheet.figure, alt, caption(f"{title} {said}", tell("variants_caveat"), dates), table.reset_index(drop=True),
                 partial(sensitivity, table, title, subtitle, dates=dates))


def _groups(table: pd.DataFrame) -> list[list]:
    """The rows of each pair, all named the same way round as the first."""
    pairs: dict[frozenset, list] = {}
    for row in filled(table, windows=0, same_order=True, same_verdict=True):
        rows = pairs.setdefault(frozenset((row.front, row.other)), [])
        rows.append(_turned(row) if rows and row.front != rows[0].front else row)
    return list(pairs.values())


def _turned(row):
    """A row with its pair the other way round."""
    ratio, lower, upper = (_inverse(value) for value in (row.ratio, row.upper, row.lower))
    return row._replace(front=row.other, other=row.front, ratio=ratio, lower=lower, upper=upper)


def _inverse(value: object) -> object:
    """One divided by a ratio; an unknown one stays unknown."""
    if not known(value):
        return value
    return float("inf") if float(value) == 0 else 1 / float(value)


# --- Its words ---

def _has_place(row) -> bool:
    """Whether a variant can be shown on the scale."""
    return bool(row.windows) and any(map(stands, (row.ratio, row.lower, row.upper)))


def _compared(row) -> bool:
    """Whether a variant gives a comparison at all."""
    return row.verdict != "not_comparable" and _has_place(row)


def _value(row) -> str:
    """A variant's ratio with its interval."""
    if not _compared(row):
        return tell("choice_not_compared")
    if not known(row.ratio) or float(row.ratio) == float("inf"):
        return tell("or_more", value=times(row.lower)) if stands(row.lower) else tell("ratio_none")
    if not known(row.lower, row.upper):
        return times(row.ratio)
    if float(row.upper) == float("inf"):
        return tell("or_more", value=times(row.lower))
    return tell("with_interval", value=times(row.ratio), interval=interval(times(row.lower), times(row.upper)))


def _change(row) -> str:
    """What a variant turns against the result as asked."""
    if not _compared(row):
        return ""
    return tell("choice_turns") if not row.same_order else tell("choice_changes") if not row.same_verdict else ""


def _line(row) -> Line:
    """A variant as a line of its block."""
    what = retell(row.what)
    windows = tell("choice_windows", windows=whole(row.windows), count=row.windows).replace(" ", "\u00a0") if row.windows else ""
    return Line(f"{what} ({windows})" if windows else what, _value(row), _change(row), "bold" if row.variant == "as_asked" else "normal")


def _telling(rows: list) -> list:
    """The row as asked, and those whose result is another."""
    return [row for row in rows if row is rows[0] or not _same(row, rows[0])]


def _same(row, asked) -> bool:
    """Whether a variant leaves windows, ratio and interval as they are."""
    pairs = [(row.windows, asked.windows), *((getattr(row, name), getattr(asked, name)) for name in ("ratio", "lower", "upper"))]
    return row.verdict == asked.verdict and all(one == other if known(one, other) else known(one) == known(other) for one, other in pairs)


def _lines(rows: list) -> list[Line]:
    """A line for the row as asked and each other result, and one that counts the variants that change nothing."""
    telling = _telling(rows)
    idle = len(rows) - len(telling)
    counted = [Line(tell("variants_idle", number=idle), "")] if idle else []
    return [_line(row) for row in telling] + counted


def _alt(rows: list) -> str:
    """A pair's variants in words."""
    said = "; ".join(", ".join(filter(None, (f"{retell(row.what)}: {_value(row)}", _change(row)))) for row in rows)
    return tell("variants_pair", front=front_name(rows[0].front), other=front_name(rows[0].other), said=said)


# --- The drawing ---

def _scale(ladder: Ladder, groups: list[list], narrow: bool) -> None:
    """A scale of times that holds every dot and the intervals as asked; longer intervals run beyond it."""
    rows = [row for each in groups for row in each if _compared(row)]
    dots = [float(row.ratio) for row in rows if stands(row.ratio)]
    ends = [float(end) for each in groups if _compared(each[0]) for end in (each[0].lower, each[0].upper) if stands(end)]
    low = max(min([0.5, *(0.85 * dot for dot in dots), *(0.9 * end for end in ends)]), 0.05)
    high = min(max([2.0, *(1.2 * dot for dot in dots), *(1.1 * end for end in ends)]), 30)
    axes = ladder.tracks.axes
    axes.set(xscale="log", xlim=(low, high))
    if rows:
        name_ratios(axes, low, high, axes.get_position().width * axes.figure.get_size_inches()[0])
        name_unit(ladder.tracks, tell("times_unit"), narrow)
    else:
        axes.xaxis.set_visible(False)
    draw_grid(ladder.tracks, 1)


def _draw_as_asked(axes: Axes, row, room: Room) -> None:
    """The interval as asked as a band behind a line of its block."""
    if _compared(row) and known(row.lower, row.upper):
        begin, end = axes.get_xlim()
        low, high = max(float(row.lower), begin), min(float(row.upper), end)
        axes.fill_betweenx([room.top, room.top + room.height], low, high, color=AREA, lw=0, zorder=-1, gid=f"as asked:{row.front}:{row.other}")


def _draw(axes: Axes, row, middle: float) -> None:
    """A variant's dot and interval."""
    if _compared(row) and known(row.ratio):
        colour = INK if row.same_order and row.same_verdict else GREY
        draw_estimate(axes, float(row.ratio), row.lower, row.upper, middle, colour, f"{row.variant}:{row.front}:{row.other}", "o" if row.same_order else "D")
