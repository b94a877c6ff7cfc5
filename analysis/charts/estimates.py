"""Estimates and their intervals, one row each: the mean of each front, the ratio of each pair."""

import math
from collections.abc import Sequence
from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from analysis import verdicts
from analysis.charts.captions import caption, ended
from analysis.charts.chart import Chart
from analysis.charts.layout import Words, say_beside, small_print, text_width, title_words
from analysis.charts.rows import Row, Tracks, draw_grid, lay_tracks, name_unit, reach, scale_from_zero
from analysis.charts.style import BACKED, BASE, GREY, INK, PAPER, SMALL, colours, styled
from analysis.charts.tables import check, filled, known
from analysis.charts.wording import decimal, front_name, interval, listed, source, tell, times, whole

MEAN_COLUMNS = ("front", "days", "calendar_days", "total", "mean", "lower", "upper", "dispersion", "at_least_days")
RATIO_COLUMNS = ("front", "other", "windows", "full_days", "part_days", "count", "other_count", "ratio", "lower", "upper", "at_least", "verdict", "unlike", "reason")
TRACK = 0.34  # inches
SAME, UNSHOWN, OPEN = "same", "unshown", "open"  # what keeps a higher pace from being shown, by its sentence
CLOSE_TICKS = (  # ratios to name near 1, from dense to sparse
    (0.1, 0.2, 0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 10), (0.1, 0.2, 0.33, 0.5, 0.67, 1, 1.5, 2, 3, 5, 10), (0.25, 0.5, 1, 2, 4),
)
FAR_TICKS = (  # and over any range
    (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500), (0.1, 0.3, 1, 3, 10, 30), (0.01, 0.1, 1, 10, 100), (0.01, 1, 100), (1,),
)


def draw_estimate(axes: Axes, value: float, lower: object, upper: object, y: float, colour: str, name: str, marker: str = "o", open_end: bool = False) -> None:
    """A dot and its interval; an end beyond the scale, or open to the right, becomes an arrowhead."""
    begin, end = axes.get_xlim()
    if known(lower, upper):
        low, high = max(float(lower), begin), min(float(upper), end)
        axes.hlines([y], low, high, color=colour, lw=2, zorder=3, gid=f"interval:{name}")
        for bound, at, head in ((lower, low, "<"), (upper, high, ">")):
            cut = not begin <= float(bound) <= end or (open_end and head == ">")
            axes.plot([at], [y], head if cut else "|", color=colour, ms=6 if cut else 8, mew=1.6, zorder=3, clip_on=False)
    if begin <= value <= end:
        axes.plot([value], [y], marker, color=colour, ms=9, mec=PAPER, mew=1, zorder=5, gid=f"dot:{name}", clip_on=False)


# --- Means ---

@styled
def means(
    table: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False, dates: Sequence[str] | None = None
) -> Chart:
    """The mean per reported whole day of each front, with its interval; a front without such a day says so.

    `dates` are the first and the last day of the data, for the caption.
    Raises NoRows for an empty table and MissingColumn where one lacks.
    """
    check(table, MEAN_COLUMNS, "the means", "one row for each front")
    palette, rows = colours(table["front"]), filled(table, days=0, at_least_days=0)
    title = title or tell("means_title")
    head = title_words(title, subtitle or tell("means_subtitle"), narrow)
    headings = [Row(front_name(row.front), _mean_detail(row), palette[row.front]) for row in rows]
    tracks = lay_tracks(headings, [TRACK] * len(rows), head, _mean_foot(rows) + small_print(source()), narrow)
    with_mean = [row for row in rows if known(row.mean)]
    scale_from_zero(tracks, reach([(_mean_end(row), _mean_words(row)) for row in with_mean], tracks.sheet.inner), tell("means_unit") if with_mean else "", narrow)
    for row, top in zip(rows, tracks.tops):
        _draw_mean(tracks.axes, row, top + TRACK / 2, palette[row.front])
    alt = tell("means_alt", title=ended(title), parts=" ".join(f"{front_name(row.front)}: {_mean_words(row)}; {_mean_detail(row)}." for row in rows))
    under = caption(f"{title}: {'; '.join(f'{front_name(row.front)} {_mean_words(row)}' for row in rows)}", tell("means_caveat"), dates)
    return Chart(tracks.sheet.figure, alt, under, table.reset_index(drop=True), partial(means, table, title, subtitle, dates=dates))


def _draw_mean(axes: Axes, row, y: float, colour: str) -> None:
    """A front's dot, interval and words; or only words."""
    if known(row.mean):
        draw_estimate(axes, float(row.mean), row.lower, row.upper, y, colour, row.front, ">" if row.at_least_days else "o", bool(row.at_least_days))
        say_beside(axes, _mean_end(row), y, _mean_words(row), BASE, INK, "bold", gap=7)
    else:
        say_beside(axes, 0, y, _mean_words(row), BASE, GREY, gap=7, fontstyle="italic")


def _mean_end(row) -> float:
    """The right end of what is drawn for a front."""
    return float(row.upper) if known(row.upper) else float(row.mean)


def _mean_detail(row) -> str:
    """The days behind a mean."""
    days = tell("mean_reported", days=whole(row.days), calendar_days=row.calendar_days)
    if row.days and row.at_least_days:
        days += tell("mean_as_at_least", days=whole(row.at_least_days))
    return days


def _mean_words(row) -> str:
    """The mean and its interval."""
    if not known(row.mean):
        return tell("mean_none")
    number = ("\u2265 " if row.at_least_days else "") + decimal(f"{row.mean:,.1f}")
    if not known(row.lower, row.upper):
        return tell("no_interval", value=number)
    lower, upper = (decimal(f"{value:,.1f}") for value in (row.lower, row.upper))
    return tell("with_interval", value=number, interval=tell("or_more", value=lower) if row.at_least_days else interval(lower, upper))


def _mean_foot(rows: list) -> list[Words]:
    """What the line means, and how much the days differ."""
    spreads = [float(row.dispersion) for row in rows if known(row.mean, row.dispersion)]
    widened = ""
    if spreads and max(spreads) > 1:
        low, high = decimal(f"{min(spreads):.1f}"), decimal(f"{max(spreads):.1f}")
        widened = tell("means_widened", spread=low if low == high else tell("to", low=low, high=high))
    is_open = any(row.at_least_days for row in rows if row.days)
    return small_print(tell("means_foot", widened=widened, open=tell("means_open") if is_open else ""), INK)


# --- Ratios ---

@styled
def ratios(
    table: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False, dates: Sequence[str] | None = None
) -> Chart:
    """How many times as many attacks each front had as the other over their common windows, on a scale of times.

    `dates` are the first and the last day of the data, for the caption. Pairs without a common window, or without a ratio, say so. Raises NoRows for an empty table and MissingColumn where one lacks.
    """
    check(table, RATIO_COLUMNS, "the ratios", "one row for each pair of fronts")
    rows = filled(table, windows=0, full_days=0, part_days=0, at_least=False, unlike="", reason="")
    title = title or tell("ratios_title")
    head = title_words(title, subtitle or tell("ratios_subtitle"), narrow)
    foot = small_print(_ratio_foot(rows), INK)
    headings = [Row(f"{front_name(row.front)} : {front_name(row.other)}", _ratio_detail(row, narrow)) for row in rows]
    tracks = lay_tracks(headings, [TRACK] * len(rows), head, foot + small_print(source()), narrow)
    _scale_of_times(tracks, rows, narrow)
    for row, top in zip(rows, tracks.tops):
        _draw_ratio(tracks.axes, row, top + TRACK / 2, _ratio_words(row, narrow))
    pairs = [f"{_pair_name(row)}: {'; '.join(filter(None, [_ratio_words(row), _ratio_detail(row)]))}." for row in rows]
    under = caption(f"{ended(title)} {'; '.join(f'{_pair_name(row)}: {_ratio_words(row)}' for row in rows)}", tell("ratios_caveat"), dates)
    alt = tell("ratios_alt", title=ended(title), parts=" ".join(pairs))
    return Chart(tracks.sheet.figure, alt, under, table.reset_index(drop=True), partial(ratios, table, title, subtitle, dates=dates))


def _pair_name(row) -> str:
    """A pair in words."""
    return tell("pair_words", front=front_name(row.front), other=front_name(row.other))


def _ratio_foot(rows: list) -> str:
    """What dot and line mean, and the caveats that some pair has."""
    caveats = {_caveat(row) for row in rows}
    return tell("ratios_foot", single=tell("ratios_single") if UNSHOWN in caveats else "", open=tell("ratios_open") if OPEN in caveats else "")


def _has_ratio(row) -> bool:
    """Whether there is a ratio, or one end of its interval, to stand on a scale of times."""
    return bool(row.windows) and any(stands(value) for value in (row.ratio, row.lower, row.upper))


def stands(value: object) -> bool:
    """Whether a value has a place on a scale of times: known, above zero and finite."""
    return known(value) and 0 < float(value) < math.inf


def _caveat(row) -> str:
    """What keeps a pair from showing a higher pace, by its sentence: an interval that holds 1, a single window, or figures that are bounds."""
    if not (_has_ratio(row) and known(row.lower, row.upper)):
        return ""
    if row.verdict == "order_open":
        return OPEN
    if row.lower <= 1 <= row.upper:
        return SAME
    return "" if row.verdict == "higher_shown" and row.windows > 1 else UNSHOWN


def _ratio_detail(row, narrow: bool = False) -> str:
    """The windows and the two sums behind a ratio; on a phone also what there is no room for beside the line."""
    if not row.windows:
        return verdicts.reason(row).removesuffix(".")
    parts = [tell("whole_days", days=row.full_days)] if row.full_days else []
    parts += [tell("parts_of_days", days=row.part_days)] if row.part_days else []
    words = tell("ratio_sums", count=whole(row.count), other_count=whole(row.other_count), windows=row.windows)
    words += f" ({listed(parts)})" if parts else ""
    words += tell("some_at_least") if row.at_least else ""
    words += tell("ratio_on_request", things=verdicts.unlike(row)) if row.unlike else ""
    return words + (caveat_words(_caveat(row)) if narrow else "")


def caveat_words(caveat: str) -> str:
    """What keeps a higher pace from being shown, as it follows a ratio."""
    return tell(caveat) if caveat else ""


def _ratio_words(row, narrow: bool = False) -> str:
    """The ratio and its interval; one of zero attacks has only one end."""
    if not row.windows:
        return tell("ratio_no_window")
    if not _has_ratio(row):
        return tell("ratio_none")
    same = "" if narrow else caveat_words(_caveat(row))
    if known(row.ratio) and float(row.ratio) == 0:
        return tell("or_less", value=times(row.upper)) + same
    if known(row.ratio) and float(row.ratio) == math.inf:
        return tell("or_more", value=times(row.lower)) + same
    if not known(row.lower, row.upper):
        return tell("no_interval", value=times(row.ratio))
    return tell("with_interval", value=times(row.ratio), interval=interval(times(row.lower), times(row.upper))) + same


def _scale_of_times(tracks: Tracks, rows: list, narrow: bool) -> None:
    """Give the tracks a scale on which each step multiplies, with its numbers if there is a ratio to read from it."""
    low, high = _ratio_limits(rows, tracks.sheet.inner, narrow)
    tracks.axes.set(xscale="log", xlim=(low, high))
    if any(map(_has_ratio, rows)):
        name_ratios(tracks.axes, low, high, tracks.sheet.inner)
        name_unit(tracks, tell("times_unit" if narrow else "ratio_unit"))
    else:
        tracks.axes.xaxis.set_visible(False)
        tracks.axes.set_xticks([])
    draw_grid(tracks, 1)


def _ratio_limits(rows: list, width: float, narrow: bool) -> tuple[float, float]:
    """A scale of times around 1 on which each interval has room, and its words beside it."""
    ends = [float(end) for row in rows if _has_ratio(row) for end in (row.lower, row.ratio, row.upper) if stands(end)]
    low = max(min([0.42, *(0.9 * end for end in ends)]), 0.002)
    high = least = min(max([2.0, *(1.1 * end for end in ends)]), 500)
    for row in filter(_has_ratio, rows):
        room = width - text_width(_ratio_words(row, narrow), BASE, "bold") - 0.16
        if room > 0.3 * width:
            high = max(high, low * (min(_ratio_end(row), least) / low) ** (width / room))
    return low, high


def _ratio_end(row) -> float:
    """The right end of what is drawn for a pair."""
    return next(float(end) for end in (row.upper, row.ratio, row.lower) if known(end) and float(end) < math.inf)


def name_ratios(axes: Axes, low: float, high: float, width: float) -> None:
    """Round ratios under the axis, as close as their names allow, and if they can be on both sides of 1."""
    first, last = low * (high / low) ** 0.03, high / (high / low) ** 0.02
    choices = [[tick for tick in choice if first <= tick <= last] for choice in (CLOSE_TICKS + FAR_TICKS if low >= 0.1 and high <= 12 else FAR_TICKS)]
    below, same = [ticks for ticks in choices if ticks and ticks[0] < 1], tell("one_is_same")
    named = [(ticks, [one if tick == 1 else decimal(f"{tick:.3g}") for tick in ticks]) for one, kept in ((same, below), ("1", below), (same, choices)) for ticks in kept]
    ticks, names = next((each for each in named if _apart(*each, low, high, width)), named[-1])
    axes.set_xticks(ticks, names)
    axes.minorticks_off()


def _apart(ticks: list[float], names: list[str], low: float, high: float, width: float) -> bool:
    """Whether the names of ratios stand clear of each other on a scale of times."""
    places = [math.log(tick / low) / math.log(high / low) * width for tick in ticks]
    wide = [text_width(name, SMALL) for name in names]
    return all(after - before > (one + two) / 2 + 0.1 for before, after, one, two in zip(places, places[1:], wide, wide[1:]))


def _draw_ratio(axes: Axes, row, y: float, words: str) -> None:
    """A pair's dot, interval and words; or only words."""
    begin, limit = axes.get_xlim()
    if not _has_ratio(row):
        say_beside(axes, begin, y, words, BASE, GREY, gap=2, fontstyle="italic")
        return
    draw_estimate(axes, float(row.ratio), row.lower, row.upper, y, INK, f"{row.front}:{row.other}")
    inches = axes.get_position().width * axes.figure.get_size_inches()[0] / math.log(limit / begin)
    end = _ratio_end(row) if not known(row.upper) or float(row.upper) < math.inf else limit
    start = next(float(bound) for bound in (row.lower, row.ratio, row.upper) if known(bound) and float(bound) > 0)
    need = text_width(words, BASE, "bold") + 0.12
    if math.log(limit / min(end, limit)) * inches >= need:
        say_beside(axes, end, y, words, BASE, INK, "bold", gap=7)
    elif math.log(min(start, limit) / begin) * inches >= need:
        say_beside(axes, start, y, words, BASE, INK, "bold", gap=-7, ha="right")
    else:
        axes.text(limit, y - 0.1, words, fontsize=BASE, fontweight="bold", color=INK, ha="right", va="baseline", bbox=BACKED, zorder=2)
