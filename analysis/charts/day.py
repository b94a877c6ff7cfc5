"""One day's reported counts as bars, one row for each front."""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.captions import caption, ended
from analysis.charts.chart import Chart
from analysis.charts.layout import Words, say_beside, small_print, title_words
from analysis.charts.rows import Row, lay_tracks, reach, scale_from_zero
from analysis.charts.style import BASE, GREY, INK, NUMBER, PAPER, SMALL, colours, styled
from analysis.charts.tables import check, filled, known, spread, wordless
from analysis.charts.wording import by_hour, day_name, front_name, interval, rate, source, tell, unit_name, whole

COLUMNS = ("front", "measure", "at_least", "count", "low", "high", "status", "hours", "lower", "upper")
BAR, LANE = 0.23, 0.21  # inches: the bar, and the lane of the interval under it
SAID = {"silent": "chart_day_silent", "no number": "chart_day_uncounted", "zero": "chart_day_zero"}


@styled
def single_day(
    day_table: pd.DataFrame, verdict: str, day: str | None = None, title: str | None = None, subtitle: str | None = None, narrow: bool = False
) -> Chart:
    """One day's reported counts as bars in the table's order, each with the interval of the pace behind it, and the verdict.

    The day is `day`, or the table's column `date` if it has one. A front without a report has no bar.
    Raises NoRows for an empty table and MissingColumn where one lacks.
    """
    check(day_table, COLUMNS, "a single day", "one row for each front")
    day = day or (day_table["date"].iloc[0] if "date" in day_table else None)
    unit = "clashes" if set(day_table["measure"].dropna()) == {"clashes"} else "attacks"
    title = title or (tell("day_title", unit=unit_name(unit), day=day_name(day)) if day else tell("day_title_undated", unit=unit_name(unit)))
    palette, rows = colours(day_table["front"]), filled(day_table, at_least=False)
    headings = [Row(front_name(row.front), _detail(row, unit), palette[row.front]) for row in rows]
    head, foot = title_words(title, subtitle or _subtitle(rows), narrow), _verdict(verdict) + small_print(source())
    tracks = lay_tracks(headings, list(map(_height, rows)), head, foot, narrow)
    scale_from_zero(tracks, _limit(rows, tracks.sheet.inner), "" if all(map(_quiet, rows)) else tell("day_unit", unit=unit_name(unit)), narrow)
    for row, top in zip(rows, tracks.tops):
        _draw_row(tracks.axes, row, top, palette[row.front])
    table = day_table[[name for name in ("date", *COLUMNS) if name in day_table]].reset_index(drop=True)
    under = caption(_finding(title, rows, verdict), _caveat(rows), [day] if day else None)
    return Chart(tracks.sheet.figure, _alt(title, rows, unit, verdict), under, table, partial(single_day, day_table, verdict, day, title, subtitle))


# --- What kind of figure a row holds ---

def _kind(row) -> str:
    """How a front's day is drawn: silent, no number, zero, part, at least, at most, range or whole."""
    if row.status == "not_reported":
        return "silent"
    if wordless(row):
        return "no number"
    if row.status == "none":
        return "zero"
    if row.status == "partial":
        return "part"
    if not known(row.count) and known(row.high):
        return "range" if known(row.low) else "at most"
    open_end = known(row.low) and not known(row.high)
    return "at least" if row.at_least or row.measure == "repelled" or open_end else "whole"


def _quiet(row) -> bool:
    """Whether a front's day has no number at all."""
    return _kind(row) in ("silent", "no number")


def _value(row) -> int:
    """How long a bar is: the count, else a bound that is known."""
    return int(next(value for value in (row.count, row.low, row.high) if known(value)))


def _has_pace(row) -> bool:
    """Whether the table gives the interval of the pace behind a figure of a whole day."""
    return _kind(row) in ("whole", "at least", "zero") and known(row.lower, row.upper)


def _height(row) -> float:
    """How high a front's track is: a bar, and where there is an interval, its lane."""
    return BAR + (LANE if _has_pace(row) else 0)


def _limit(rows: list, width: float) -> float:
    """A scale on which every bar and every text beside it has room."""
    marks = [(_value(row), _number(row)) for row in rows if _kind(row) not in SAID]
    marks += [(float(row.high), "") for row in rows if not _quiet(row) and known(row.high)]
    marks += [(float(row.upper), _pace(row)) for row in rows if _has_pace(row)]
    return reach(marks, width)


# --- Its words ---

def _subtitle(rows: list) -> str:
    """How to read the bars and the lines that there are."""
    if all(map(_quiet, rows)):
        return tell("chart_day_nothing")
    words = tell("chart_day_bar")
    if any(map(_has_pace, rows)):
        words += " " + tell("chart_day_line")
    return words


def _verdict(words: str) -> list[Words]:
    """The verdict in bold, if there is one."""
    return [Words(words, NUMBER, INK, "bold", 0.12)] if words else []


def _number(row) -> str:
    """The number as it stands at the end of the bar."""
    kind = _kind(row)
    if kind == "range":
        return tell("to", low=whole(row.low), high=whole(row.high))
    if kind in SAID:
        return tell(SAID[kind])
    number = {"at least": "\u2265 ", "at most": "\u2264 "}.get(kind, "\u2265 " if row.at_least else "") + whole(_value(row))
    return (tell("figure_clashes", number=number, count=_value(row)) if row.measure == "clashes" else number) + (by_hour(row.hours) if kind == "part" else "")


def _detail(row, unit: str) -> str:
    """What a reader must know about a front's figure beside its name."""
    kind, parts = _kind(row), []
    if _quiet(row):
        return ""
    if row.measure == "repelled":
        parts.append(tell("detail_repelled"))
    elif kind == "at least" or row.at_least:
        parts.append(tell("detail_at_least"))
    elif kind == "at most":
        parts.append(tell("detail_at_most"))
    if row.measure == "clashes" and unit != "clashes":
        parts.append(tell("detail_clashes", unit=unit_name(unit)))
    if kind == "part":
        parts.append(tell("detail_part"))
    if kind != "zero" and spread(row):
        parts.append(tell("detail_range") if kind == "range" else tell("detail_sources", low=whole(row.low), high=whole(row.high)))
    return "; ".join(parts)


def _pace(row) -> str:
    """The interval of the pace in words."""
    return tell("pace", interval=_pace_interval(row))


def _pace_interval(row) -> str:
    """From where to where the pace may lie; a figure that is 'at least' has no upper end."""
    if _kind(row) == "at least":
        return tell("or_more", value=rate(row.lower))
    return interval(rate(row.lower), rate(row.upper))


def _alt(title: str, rows: list, unit: str, verdict: str) -> str:
    """The bars in words."""
    parts = []
    for row in rows:
        detail = _detail(row, unit)
        behind = tell("pace_alt", interval=_pace_interval(row)) if _has_pace(row) else ""
        parts.append(f"{front_name(row.front)}: {_number(row)}{' (' + detail + ')' if detail else ''}{behind}.")
    return tell("chart_day_alt", title=ended(title), parts=" ".join(parts), verdict=verdict).strip()


def _finding(title: str, rows: list, verdict: str) -> str:
    """The figures in one line, then the verdict."""
    return f"{title}: {', '.join(f'{front_name(row.front)} {_number(row)}' for row in rows)}. {verdict}".strip()


def _caveat(rows: list) -> str:
    """What a reader must not conclude from one day."""
    parts = [f"{front_name(row.front)}: {_detail(row, 'attacks')}." for row in rows if _kind(row) in ("part", "at least", "at most", "range")]
    return " ".join([*parts, tell("chart_day_caveat")])


# --- Its bar, number and interval ---

def _draw_row(axes: Axes, row, top: float, colour: str) -> None:
    """A front's bar or mark, its number, and the interval in the lane under it."""
    kind, middle = _kind(row), top + BAR / 2
    if kind not in SAID:
        _draw_bar(axes, row, kind, middle, colour)
    elif kind != "silent":
        axes.plot([0], [middle], "D" if kind == "zero" else "x", color=colour, ms=6.5, mew=1.8, clip_on=False, zorder=5, gid=f"{kind}:{row.front}")
    end = 0 if kind in SAID else max(_value(row), row.high if spread(row) else 0)
    gap = 9 if kind in ("zero", "no number", "at least") else 5
    if _quiet(row):
        say_beside(axes, end, middle, _number(row), BASE, GREY, gap=gap, fontstyle="italic")
    else:
        say_beside(axes, end, middle, _number(row), NUMBER, INK, "bold", gap)
    if _has_pace(row):
        _draw_interval(axes, row, top + BAR + LANE / 2 + 0.01, colour)


def _draw_bar(axes: Axes, row, kind: str, y: float, colour: str) -> None:
    """A solid bar for a whole day, hollow for a part, hatched with an open end for at least."""
    looks = {
        "whole": dict(color=colour), "range": dict(color=colour),
        "at most": dict(facecolor=PAPER, edgecolor=colour, hatch=".....", lw=1.4),
        "part": dict(facecolor=PAPER, edgecolor=colour, lw=1.4, ls=(0, (3, 2))),
        "at least": dict(facecolor=PAPER, edgecolor=colour, hatch="/////", lw=0),
    }
    axes.barh([y], [_value(row)], height=BAR, gid=f"{kind}:{row.front}", zorder=3, **looks[kind])
    if kind == "at least":
        axes.hlines([y - BAR / 2, y + BAR / 2], 0, _value(row), color=colour, lw=1.4, zorder=4)
        axes.plot([_value(row)], [y], ">", color=colour, ms=7, zorder=4, clip_on=False)
    if spread(row):
        _draw_range(axes, float(row.low), float(row.high), y, f"range:{row.front}")


def _draw_range(axes: Axes, low: float, high: float, y: float, name: str) -> None:
    """A line from low to high with a tick at each end, that shows on any bar."""
    tick = BAR * 0.62
    for shade, wide, gid in ((PAPER, 3.6, None), (INK, 1.6, name)):
        axes.hlines([y], low, high, color=shade, lw=wide, zorder=5, gid=gid)
        axes.vlines([low, high], y - tick / 2, y + tick / 2, color=shade, lw=wide, zorder=5)


def _draw_interval(axes: Axes, row, y: float, colour: str) -> None:
    """The thin line of the pace, open to the right where the figure is 'at least'."""
    low, high, is_open = float(row.lower), float(row.upper), _kind(row) == "at least"
    axes.hlines([y], low, high, color=colour, lw=1.1, zorder=3, gid=f"pace:{row.front}")
    axes.vlines([low] if is_open else [low, high], y - 0.045, y + 0.045, color=colour, lw=1.1, zorder=3)
    if is_open:
        axes.plot([high], [y], ">", color=colour, ms=4, zorder=3, clip_on=False)
    say_beside(axes, high, y, _pace(row), SMALL, GREY)
