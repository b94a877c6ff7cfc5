"""Slopes: the mean of each front in two periods, joined by a line, with the ratio between them in words."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import pandas as pd

from analysis.charts.captions import caption, ended
from analysis.charts.chart import Chart
from analysis.charts.estimates import OPEN, SAME, UNSHOWN, caveat_words
from analysis.charts.layout import Sheet, Words, line_height, new_sheet, place_axes, say, small_print, text_width, title_words, wrap
from analysis.charts.style import BASE, GREY, GRID, INK, LINE_GREY, MARGIN, PAPER, SMALL, colours, styled
from analysis.charts.tables import check, filled, known
from analysis.charts.wording import dated, decimal, front_name, interval, period, source, tell, times, whole

COLUMNS = (
    "front", "start", "end", "days", "calendar_days", "total", "mean", "other_start", "other_end", "other_days", "other_calendar_days",
    "other_total", "other_mean", "ratio", "lower", "upper", "verdict", "reason",
)
HEIGHTS, TITLES = {1: 1.5, 2: 2.0}, 0.62  # inches: the lines by their number, 2.6 for more; and the names of the two periods above them
SIDE = 0.16  # inches: between a line's end and its words


class Side(NamedTuple):
    """One end of a front's line: its period, its mean, and the days behind it."""

    start: str
    end: str
    mean: float
    days: int
    calendar_days: int


class Slope(NamedTuple):
    """A front's line: both ends in the order of time, the ratio of the later to the earlier with its interval, and why there is none."""

    front: str
    colour: str
    before: Side
    after: Side
    ratio: float | None
    interval: tuple[float, float] | None
    verdict: str
    reason: str


@styled
def slope(table: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False) -> Chart:
    """The mean per reported day of each front in an earlier and a later period; dashed where no change is shown.

    A front that cannot be compared has no line and its reason stands below. Raises NoRows for an empty table and MissingColumn where one lacks.
    """
    check(table, COLUMNS, "the periods", "one row for each front")
    slopes = _slopes(table)
    drawn = [each for each in slopes if each.ratio is not None]
    title = title or tell("slope_title")
    head = title_words(title, subtitle or tell("slope_subtitle"), narrow)
    foot = [words for each in slopes for words in small_print(f"{front_name(each.front)}: {_said(each)}", INK)]
    height = HEIGHTS.get(len(drawn), 2.6)
    sheet = new_sheet(head, 0.1 + (TITLES + height + 0.1 if drawn else 0), _key(drawn) + foot + small_print(source()), narrow)
    if drawn:
        _draw(sheet, drawn, sheet.body + 0.1, height)
    said = "; ".join(f"{front_name(each.front)}: {_said(each).rstrip('.')}" for each in slopes)
    days = [day for each in slopes for side in (each.before, each.after) for day in (side.start, side.end)]
    return Chart(sheet.figure, tell("slope_alt", title=ended(title), said=said), caption(f"{ended(title)} {said}", tell("slope_caveat"), days), table.reset_index(drop=True), partial(slope, table, title, subtitle))


def _slopes(table: pd.DataFrame) -> list[Slope]:
    """A line for each row, the earlier period first."""
    palette = colours(table["front"])
    return [_slope(row, palette[row.front]) for row in filled(table, days=0, other_days=0, calendar_days=0, other_calendar_days=0, reason="", verdict="")]


def _slope(row, colour: str) -> Slope:
    """A row as a line; the ratio is turned where the row's own period is the earlier one."""
    own = Side(row.start, row.end, _number(row.mean), int(row.days), int(row.calendar_days))
    other = Side(row.other_start, row.other_end, _number(row.other_mean), int(row.other_days), int(row.other_calendar_days))
    ratio = float(row.ratio) if known(row.ratio, row.mean, row.other_mean) and row.verdict != "not_comparable" else None
    interval = (float(row.lower), float(row.upper)) if ratio is not None and known(row.lower, row.upper) else None
    if own.start >= other.start:
        return Slope(row.front, colour, other, own, ratio, interval, row.verdict, row.reason)
    turned = (_inverse(interval[1]), _inverse(interval[0])) if interval else None
    return Slope(row.front, colour, own, other, None if ratio is None else _inverse(ratio), turned, row.verdict, row.reason)


def _number(value: object) -> float:
    """A mean as a number; one that is not known is not a number."""
    return float(value) if known(value) else float("nan")


def _inverse(value: float) -> float:
    """One divided by a ratio."""
    return 1 / value if value else float("inf")


# --- Its words ---

def _shown(each: Slope) -> bool:
    """Whether a change is shown, by the table's own verdict."""
    return each.verdict in ("higher_shown", "lower_shown")


def _said(each: Slope) -> str:
    """A front's change in words, or why there is none to tell."""
    if each.ratio is None:
        return tell("slope_none", reason=f": {dated(each.reason)}" if each.reason else "").rstrip(".") + "."
    return tell("slope_said", before=_mean(each.before), after=_mean(each.after), ratio=_ratio(each), days=_days(each.before),
                later_days=_days(each.after), reason=f"; {dated(each.reason).rstrip('.')}" if each.reason else "")


def _mean(side: Side) -> str:
    """A mean as the text beside the chart gives it, with one decimal."""
    return decimal(f"{side.mean:,.1f}")


def _ratio(each: Slope) -> str:
    """The ratio with its interval, and whether it shows a change."""
    if each.ratio == float("inf"):
        return tell("slope_from_none")
    number = tell("times", ratio=times(each.ratio))
    if not each.interval:
        return tell("no_interval", value=number)
    low, high = each.interval
    ends = interval(times(low), times(high)) if high < float("inf") else tell("or_more", value=times(low))
    caveat = "" if _shown(each) else OPEN if each.verdict == "order_open" else SAME if low <= 1 <= high else UNSHOWN
    return tell("with_interval", value=number, interval=ends) + caveat_words(caveat)


def _days(side: Side) -> str:
    """How many days of a period are behind a mean."""
    return tell("days_of", days=whole(side.days), calendar_days=side.calendar_days)


def _key(drawn: list[Slope]) -> list[Words]:
    """What a dashed line means, if there is one."""
    return small_print(tell("slope_key")) if any(not _shown(each) for each in drawn) else []


# --- The drawing ---

def _draw(sheet: Sheet, drawn: list[Slope], top: float, height: float) -> None:
    """The two periods' names, and a line for each front with its words at both ends."""
    left = MARGIN + max(text_width(_mean(each.before), BASE, "bold") for each in drawn) + SIDE + 0.02
    names = {each.front: wrap(front_name(each.front), min(2.2, sheet.inner * 0.45), BASE, "bold") for each in drawn}
    room = max(text_width(line, BASE, "bold") for each in drawn for line in _ends(each, names))
    width = min(sheet.inner + MARGIN - left - room - SIDE, 3.6)
    axes = place_axes(sheet, left, top + TITLES, width, height, "slopes")
    limit = 1.12 * max([5.0, *(mean for each in drawn for mean in (each.before.mean, each.after.mean))])
    axes.set(xlim=(0, 1), ylim=(0, limit), xticks=[], yticks=[])
    axes.vlines([0, 1], 0, limit, color=LINE_GREY, lw=0.9, zorder=0)
    axes.hlines([0], 0, 1, color=GRID, lw=0.8, zorder=0)
    _name_periods(sheet, drawn, left, width, top)
    for each in drawn:
        style = "-" if _shown(each) else (0, (5, 3))
        axes.plot([0, 1], [each.before.mean, each.after.mean], color=each.colour, lw=2, ls=style, marker="none", zorder=3, gid=f"slope:{each.front}", clip_on=False)
        axes.plot([0, 1], [each.before.mean, each.after.mean], "o", ls="none", color=each.colour, ms=8, mec=PAPER, mew=1, zorder=4, clip_on=False, gid=f"ends:{each.front}")
    _label(sheet, [(each.before.mean, [_mean(each.before)], each.colour) for each in drawn], (left - SIDE, top + TITLES, limit, height), "right")
    _label(sheet, [(each.after.mean, _ends(each, names), each.colour) for each in drawn], (left + width + SIDE, top + TITLES, limit, height), "left")


def _ends(each: Slope, names: dict[str, list[str]]) -> list[str]:
    """What stands at the right end of a line: mean and name."""
    first, *rest = names[each.front]
    return [f"{_mean(each.after)}  {first}", *rest]


def _name_periods(sheet: Sheet, drawn: list[Slope], left: float, width: float, top: float) -> None:
    """The days of both periods above their ends, or only which is which where the fronts' periods differ."""
    beyond = sheet.inner + MARGIN - left - width
    for side, x, room in (("before", left, width - 0.1), ("after", left + width, beyond)):
        spans = {(getattr(each, side).start, getattr(each, side).end) for each in drawn}
        plain = tell("slope_earlier" if side == "before" else "slope_later")
        text = period(*spans.pop()) if len(spans) == 1 else plain
        lines = wrap(text, room, SMALL)
        lines = lines if len(lines) <= 3 else [plain]
        begin = top + TITLES - 0.1 - (len(lines) - 1) * line_height(SMALL)
        say(sheet.paper, x, begin, "\n".join(lines), SMALL, GREY)


def _label(sheet: Sheet, labels: list[tuple[float, list[str], str]], place: tuple[float, float, float, float], ha: str) -> None:
    """Words at the ends of the lines, moved apart where they would meet."""
    x, top, limit, height = place
    ordered = sorted(labels, key=lambda label: -label[0])
    heights = [len(lines) * line_height(BASE) + 0.02 for _, lines, _ in ordered]
    wanted = [height * (1 - value / limit) - line_height(BASE) / 2 for value, _, _ in ordered]
    for begin, (_, lines, colour) in zip(spread_out(wanted, heights, height + 0.1), ordered):
        say(sheet.paper, x, top + begin + 0.76 * line_height(BASE), "\n".join(lines), BASE, colour, "bold", ha=ha)


def spread_out(wanted: Sequence[float], heights: Sequence[float], bottom: float) -> list[float]:
    """Where labels begin, in order downwards, as near as they can be to where they are wanted without meeting."""
    begins: list[float] = []
    for place, height in zip(wanted, heights):
        begins.append(max(place, begins[-1] + last) if begins else place)
        last = height
    limit = bottom
    for number in range(len(begins) - 1, -1, -1):
        begins[number] = min(begins[number], limit - heights[number])
        limit = begins[number]
    return begins
