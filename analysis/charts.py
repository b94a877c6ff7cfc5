"""Charts: tables in, figures out, each with its words for those who can't see it; the only importer of matplotlib."""

from __future__ import annotations

import base64
import datetime
import io
import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, partial, wraps
from pathlib import Path
from typing import NamedTuple

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from analysis.schema import DAILY, NoRows, require
from analysis.store import write_whole

# --- One visual identity ------------------------------------------------------------------------

COLOURS = {"Kursk": "#0072B2", "Kurakhove": "#C24E00", "Pokrovsk": "#1F1F1F"}
SPARE_COLOURS = ("#00795C", "#A23B7A", "#7A6200", "#5A5FB0", "#8C3B2E", "#3F6F8C")
INK, GREY, LINE_GREY, GRID, AREA, STRIP = "#1A1A1A", "#595959", "#8A8A8A", "#E3E3E3", "#EDEDED", "#EFEFEF"
WIDE, NARROW = 7.2, 3.75  # inches; 691 and 360 pixels of a page
PIXELS = 96  # of a page, per inch; the picture has twice as many
MARGIN = 0.1
TITLE, NUMBER, BASE, SMALL = 13.5, 10.5, 9.5, 9.0  # points
LINE = 1.36  # from one line of text to the next, in type sizes
BACKED = dict(facecolor="white", edgecolor="none", pad=0.8)  # words that lie on lines
UNSET = ("backend", "toolbar", "interactive", "webagg.", "tk.", "figure.hooks", "date.epoch", "savefig.directory", "text.hinting_factor")
RC = {
    **{key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith(UNSET)},
    "font.family": ["DejaVu Sans"], "font.size": BASE, "text.color": INK, "text.hinting": "none",
    "axes.edgecolor": INK, "axes.linewidth": 0.8, "axes.unicode_minus": False, "hatch.linewidth": 0.8,
    "xtick.color": INK, "ytick.color": INK, "xtick.labelsize": SMALL, "ytick.labelsize": SMALL,
    "svg.hashsalt": "attacks per front", "svg.fonttype": "path", "path.simplify": False,
}
SOURCE = (
    "Counts as claimed by Ukraine\u2019s General Staff and found in newspapers; nobody else has checked them. "
    "Days are calendar days in Kyiv. A day without a report is not a day without attacks."
)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def _style() -> AbstractContextManager:
    """Matplotlib set up as we want it, whatever the reader's own settings are."""
    return matplotlib.rc_context(RC)


def _styled(draw: Callable) -> Callable:
    """A function that draws in our style only."""
    @wraps(draw)
    def inside(*args, **kwargs):
        with _style():
            return draw(*args, **kwargs)
    return inside


def colours(fronts: Iterable[str]) -> dict[str, str]:
    """Each front's colour: fixed for Kursk, Kurakhove and Pokrovsk, the others in alphabetical order."""
    others = sorted(set(fronts) - set(COLOURS))
    return COLOURS | {front: SPARE_COLOURS[number % len(SPARE_COLOURS)] for number, front in enumerate(others)}


# --- The chart itself ---------------------------------------------------------------------------

@dataclass(eq=False, repr=False)
class Chart:
    """A figure, the words that say what it shows, and the table that was plotted; `narrow` is the same for a phone."""

    figure: Figure
    alt: str
    table: pd.DataFrame
    redraw: Callable[[], Chart]

    def __post_init__(self) -> None:
        self.alt = self.alt.replace("\u00a0", " ")

    @property
    def narrow(self) -> Chart:
        """The same chart, 360 pixels wide."""
        return self.redraw()

    def __repr__(self) -> str:
        return self.alt

    def picture(self, kind: str = "png") -> bytes:
        """The chart as the bytes of a PNG or SVG file, the same each time."""
        metadata = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}[kind]
        file = io.BytesIO()
        with _style():
            self.figure.savefig(file, format=kind, metadata=metadata | {"Title": self.figure.get_label(), "Description": self.alt})
        return file.getvalue()

    def save(self, folder: Path | str, name: str) -> list[Path]:
        """Write NAME.png and NAME.svg into a folder and return their paths."""
        return [
            write_whole(Path(folder) / f"{name}.{kind}", lambda part, kind=kind: part.write_bytes(self.picture(kind)))
            for kind in ("png", "svg")
        ]

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        """The picture with its words, as a notebook keeps them."""
        width, height = (round(inches * PIXELS) for inches in self.figure.get_size_inches())
        data = {"image/png": base64.b64encode(self.picture()).decode("ascii"), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt, "width": width, "height": height}}


# --- Words and numbers --------------------------------------------------------------------------

@cache
def text_width(text: str, size: float = BASE, weight: str = "normal") -> float:
    """How wide a line of text is drawn, in inches."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return 1.01 * text_to_path.get_text_width_height_descent(text, font, False)[0] / 72


def wrap(text: str, width: float, size: float = BASE, weight: str = "normal") -> list[str]:
    """A text broken at its spaces into lines no wider than a number of inches; at its hard spaces only where it must."""
    fitting = (part if text_width(part, size, weight) <= width else part.replace("\u00a0", " ") for part in text.split(" "))
    lines: list[str] = []
    for word in " ".join(fitting).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def line_height(size: float) -> float:
    """From one line of text to the next, in inches."""
    return size * LINE / 72


def _whole(value: float) -> str:
    return f"{int(value):,}"


def _rate(value: float) -> str:
    """A rate with as many digits as it deserves: 0, 3.2, 15, 104."""
    return f"{value:.1f}" if 0 < value < 9.95 else f"{value:,.0f}"


def _times(value: float) -> str:
    return f"{value:.2f}" if value < 9.995 else f"{value:.1f}"


def _plural(number: int, one: str, many: str | None = None) -> str:
    return f"{_whole(number)} {one if number == 1 else many or one + 's'}"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _day(iso: str, year: bool = True, short: bool = False) -> str:
    """2024-11-16 → 16 November 2024, or 16 Nov; never broken over lines."""
    day = datetime.date.fromisoformat(iso)
    month = MONTHS[day.month - 1]
    return f"{day.day}\u00a0{month[:3] if short else month}" + (f"\u00a0{day.year}" if year else "")


def _period(start: str, end: str) -> str:
    if start == end:
        return _day(start)
    first = str(int(start[8:])) if start[:7] == end[:7] else _day(start, year=start[:4] != end[:4])
    return f"{first}\u00a0to\u00a0{_day(end)}"


def _shown(front: str) -> str:
    """A merged front's name with room to break: Kurakhove + Pokrovsk."""
    return front.replace("+", " + ")


def _known(value: object) -> bool:
    return not pd.isna(value)


def _filled(frame: pd.DataFrame, **blanks: object) -> list:
    """The rows of a table, an unknown flag or number of days as none."""
    known = {name: frame[name].astype(object).where(frame[name].notna(), blank) for name, blank in blanks.items()}
    return list(frame.assign(**known).itertuples(index=False))


def _check(frame: pd.DataFrame, columns: Iterable[str], name: str, row: str) -> None:
    """Raise MissingColumn or NoRows unless there is something to draw."""
    require(frame, columns, f"the table of {name}")
    if frame.empty:
        raise NoRows(f"NoRows: the table of {name} has no rows; expected {row}. Ask for more days or other fronts.")


# --- The sheet: everything is placed in inches from its upper left corner -------------------------

class Words(NamedTuple):
    """A paragraph and how it is set."""

    text: str
    size: float = BASE
    colour: str = INK
    weight: str = "normal"
    gap: float = 0.06


class Sheet(NamedTuple):
    """A figure, its paper (an axes whose units are inches from the upper left), and where the body of the chart begins."""

    figure: Figure
    paper: Axes
    width: float
    body: float


def _sheet(head: list[Words], body: float, foot: list[Words], narrow: bool) -> Sheet:
    """A sheet just high enough for its head, a body of so many inches, and its foot."""
    width = NARROW if narrow else WIDE
    inner = width - 2 * MARGIN
    top = MARGIN + _height(head, inner)
    height = top + body + _height(foot, inner) + MARGIN
    figure = Figure(figsize=(width, height), dpi=2 * PIXELS, label=head[0].text.replace("\u00a0", " "))
    FigureCanvasAgg(figure)
    paper = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0), label="paper")
    paper.set_axis_off()
    paper.set_zorder(1)
    _set(paper, head, MARGIN, inner)
    _set(paper, foot, top + body, inner)
    return Sheet(figure, paper, width, top)


def _height(paragraphs: list[Words], width: float) -> float:
    return sum(len(wrap(each.text, width, each.size, each.weight)) * line_height(each.size) + each.gap for each in paragraphs)


def _set(paper: Axes, paragraphs: list[Words], top: float, width: float) -> None:
    """Set paragraphs one under the other."""
    for each in paragraphs:
        lines = wrap(each.text, width, each.size, each.weight)
        top += each.gap
        _say(paper, MARGIN, top + 0.8 * line_height(each.size), "\n".join(lines), each.size, each.colour, each.weight)
        top += len(lines) * line_height(each.size)


def _say(axes: Axes, x: float, y: float, text: str, size: float = BASE, colour: str = INK, weight: str = "normal", ha: str = "left", **more):
    """Write a text whose first baseline starts at x, y."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        axes.text(x, y + number * line_height(size), line, fontsize=size, color=colour, fontweight=weight, ha=ha, va="baseline", **more)


def _axes(sheet: Sheet, left: float, top: float, width: float, height: float, label: str) -> Axes:
    """Axes placed in inches, with no frame."""
    whole = sheet.figure.get_size_inches()
    axes = sheet.figure.add_axes(
        (left / whole[0], 1 - (top + height) / whole[1], width / whole[0], height / whole[1]), label=label, facecolor="none"
    )
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, pad=4)
    return axes


def _ticks(limit: float, most: int = 6) -> list[float]:
    """Round whole numbers from 0 up to a limit, at most so many."""
    steps = (base * 10**power for power in range(7) for base in (1, 2, 5))
    step = next(step for step in steps if limit / step < most)
    return [float(step * number) for number in range(int(limit // step) + 1)]


def _numbers(axis: Axis, ticks: list[float]) -> None:
    axis.set_ticks(ticks, [_whole(tick) for tick in ticks])


# --- Charts of rows: a heading, and under it a track ----------------------------------------------

class Row(NamedTuple):
    """A heading in bold, what is said beside or under it, and the heading's colour."""

    name: str
    detail: str
    colour: str = INK


def _heading(row: Row, width: float) -> list[tuple[float, int, str, str, str]]:
    """A row's heading as pieces: x, line, text, colour, weight; on one line if that fits."""
    names, details = wrap(row.name, width, 10, "bold"), wrap(row.detail, width, SMALL)
    beside = text_width(row.name, 10, "bold") + 0.1
    if len(names) == 1 and len(details) == 1 and beside + text_width(row.detail, SMALL) <= width:
        return [(0, 0, row.name, row.colour, "bold"), (beside, 0, row.detail, GREY, "normal")]
    return [(0, number, text, row.colour, "bold") for number, text in enumerate(names)] + [
        (0, len(names) + number, text, GREY, "normal") for number, text in enumerate(details)
    ]


def _rows(rows: list[Row], tracks: list[float], head: list[Words], foot: list[Words], narrow: bool) -> tuple[Sheet, Axes, list[float]]:
    """A sheet with the headings set, axes whose y is in inches downwards, and where each row's track begins."""
    width = (NARROW if narrow else WIDE) - 2 * MARGIN
    headings = [_heading(row, width) for row in rows]
    heights = [(1 + max(piece[1] for piece in heading)) * line_height(10) + 0.04 for heading in headings]
    tops = [sum(heights[: number + 1]) + sum(tracks[:number]) for number in range(len(rows))]
    body = sum(heights) + sum(tracks)
    sheet = _sheet(head, body + 0.14 + 0.4, foot, narrow)
    top = sheet.body + 0.14
    for heading, height, begin in zip(headings, heights, tops):
        for x, line, text, colour, weight in heading:
            size = 10 if weight == "bold" else SMALL
            _say(sheet.paper, MARGIN + x, top + begin - height + line * line_height(10) + 0.13, text, size, colour, weight)
    axes = _axes(sheet, MARGIN, top, width, body, "rows")
    axes.set_ylim(body, 0)
    axes.set(xticks=[], yticks=[])
    return sheet, axes, tops


def _grid(axes: Axes, ticks: Sequence[float], tops: list[float], heights: list[float], base: float) -> None:
    """Light vertical lines behind each track, a darker one where the scale starts."""
    for top, height in zip(tops, heights):
        axes.vlines([tick for tick in ticks if tick != base], top, top + height, color=GRID, lw=0.8, zorder=0)
        axes.vlines([base], top - 0.02, top + height, color=LINE_GREY, lw=0.9, zorder=1)


def _caption(sheet: Sheet, axes: Axes, text: str) -> None:
    """The axis's unit, under its numbers."""
    _say(sheet.paper, MARGIN, (1 - axes.get_position().y0) * sheet.figure.get_size_inches()[1] + 0.37, text, SMALL, GREY)


def _reach(marks: list[tuple[float, str]], width: float) -> float:
    """How far a scale from 0 must go so that each text fits to the right of its mark."""
    return max([5.0] + [value * width / max(width - text_width(text, NUMBER, "bold") - 0.14, 0.3 * width) for value, text in marks])


def _right(axes: Axes, x: float, y: float, text: str, size: float = BASE, colour: str = INK, weight: str = "normal", gap: float = 5, **more) -> None:
    """Write a text beside a point, to its right unless told otherwise."""
    more = {"ha": "left"} | more
    axes.annotate(text, (x, y), xytext=(gap, 0), textcoords="offset points", fontsize=size, color=colour,
                  fontweight=weight, va="center_baseline", annotation_clip=False, zorder=2, bbox=BACKED, **more)


# --- One day --------------------------------------------------------------------------------------

DAY_COLUMNS = ("front", "measure", "at_least", "count", "low", "high", "status", "hours", "lower", "upper")
BAR, LANE = 0.23, 0.21  # inches: the bar, and the lane of the interval under it


@_styled
def single_day(
    day_table: pd.DataFrame, verdict: str, day: str | None = None, title: str | None = None, subtitle: str | None = None, narrow: bool = False
) -> Chart:
    """One day's reported counts as bars in the table's order, each with the interval of the pace behind it, and the verdict.

    The day is `day`, or the table's column `date` if it has one. A front without a report has no bar.
    Raises NoRows for an empty table and MissingColumn where one lacks.
    """
    _check(day_table, DAY_COLUMNS, "a single day", "one row for each front")
    day = day or (day_table["date"].iloc[0] if "date" in day_table else None)
    palette = colours(day_table["front"])
    rows = _filled(day_table, at_least=False)
    unit = "clashes" if set(day_table["measure"].dropna()) == {"clashes"} else "attacks"
    title = title or f"{unit.capitalize()} reported {'for ' + _day(day) if day else 'for one day'}, by front"
    head = _head(title, subtitle or _day_subtitle(rows), narrow)
    foot = [Words(verdict, 10.5, INK, "bold", 0.12)] if verdict else []
    headings = [Row(_shown(row.front), _day_detail(row, unit), palette[row.front]) for row in rows]
    sheet, axes, tops = _rows(headings, [_day_height(row) + 0.12 for row in rows], head, foot + _source(), narrow)
    limit = _day_limit(rows, sheet.width - 2 * MARGIN)
    axes.set_xlim(0, limit)
    if any(_day_kind(row) not in ("silent", "no number") for row in rows):
        _numbers(axes.xaxis, _ticks(limit, 5 if narrow else 8))
        _caption(sheet, axes, f"{unit} reported for the day")
    _grid(axes, axes.get_xticks(), tops, [_day_height(row) for row in rows], 0)
    for row, top in zip(rows, tops):
        _day_row(axes, row, top, palette[row.front])
    columns = [name for name in ("date", *DAY_COLUMNS) if name in day_table]
    again = partial(single_day, day_table, verdict, day, title, subtitle, True)
    return Chart(sheet.figure, _day_alt(title, rows, unit, verdict), day_table[columns].reset_index(drop=True), again)


def _day_subtitle(rows: list) -> str:
    """How to read the bars and the lines that there are."""
    if all(_day_kind(row) in ("silent", "no number") for row in rows):
        return "No count was found for this day."
    words = "The bar is the count as reported."
    if any(map(_has_pace, rows)):
        words += (" The thin line under it is not about the report: it is the range in which the front\u2019s underlying pace "
                  "may lie (95 %), if one day is all that is known.")
    return words


def _head(title: str, subtitle: str, narrow: bool) -> list[Words]:
    return [Words(title, 12 if narrow else TITLE, INK, "bold", 0), Words(subtitle, BASE, GREY)]


def _source() -> list[Words]:
    return [Words(SOURCE, SMALL, GREY, gap=0.1)]


def _day_kind(row) -> str:
    """How a front's day is drawn: silent, no number, zero, part, at least, at most, range or whole."""
    if row.status == "not_reported":
        return "silent"
    if row.status == "uncounted" or not any(map(_known, (row.count, row.low, row.high))):
        return "no number"
    if row.status == "none":
        return "zero"
    if row.status == "partial":
        return "part"
    if not _known(row.count) and _known(row.high):
        return "range" if _known(row.low) else "at most"
    open_end = _known(row.low) and not _known(row.high)
    return "at least" if row.at_least or row.measure == "repelled" or open_end else "whole"


WORDLESS = {"silent": "not reported", "no number": "fighting reported, no number given", "zero": "0, said outright"}


def _day_value(row) -> int:
    return int(next(value for value in (row.count, row.low, row.high) if _known(value)))


def _day_number(row) -> str:
    """The number as it stands at the end of the bar."""
    kind = _day_kind(row)
    if kind == "range":
        return f"{_whole(row.low)} to {_whole(row.high)}"
    if kind in WORDLESS:
        return WORDLESS[kind]
    number = {"at least": "\u2265 ", "at most": "\u2264 "}.get(kind, "\u2265 " if row.at_least else "") + _whole(_day_value(row))
    return number + (" clashes" if row.measure == "clashes" else "") + (_by(row) if kind == "part" else "")


def _by(row) -> str:
    """' by 16:00' for a part-day whose hours are known."""
    if not _known(row.hours):
        return " in part of the day"
    return f" by {int(row.hours):02d}:{round(row.hours % 1 * 60):02d}"


def _day_detail(row, unit: str) -> str:
    """What a reader must know about a front's figure beside its name."""
    kind, parts = _day_kind(row), []
    if kind in ("silent", "no number"):
        return ""
    if row.measure == "repelled" or (row.at_least and row.measure != "clashes"):
        parts.append("only repelled attacks were counted: at least this many")
    elif kind == "at least":
        parts.append("\u201cat least\u201d or \u201cmore than\u201d was said")
    elif kind == "at most":
        parts.append("\u201cup to\u201d was said")
    if row.measure == "clashes" and unit != "clashes":
        parts.append(f"clashes, another measure than {unit}")
    if kind == "part":
        parts.append("part of the day, not comparable with whole days")
    if kind != "zero" and _spread(row):
        parts.append("a range was said" if kind == "range" else f"sources say {_whole(row.low)} to {_whole(row.high)}")
    return "; ".join(parts)


def _spread(row) -> bool:
    """Whether a figure has two bounds that differ."""
    return _known(row.low) and _known(row.high) and row.low < row.high


def _has_pace(row) -> bool:
    return _day_kind(row) in ("whole", "at least", "zero") and _known(row.lower) and _known(row.upper)


def _pace(row) -> str:
    """The interval of the pace in words; a figure that is 'at least' has no upper end."""
    if _day_kind(row) == "at least":
        return f"pace: {_rate(row.lower)} or more"
    return f"pace: {_rate(row.lower)} to {_rate(row.upper)}"


def _day_height(row) -> float:
    """How high a front's track is: a bar, and where there is an interval, its lane."""
    return BAR + (LANE if _has_pace(row) else 0)


def _day_limit(rows: list, width: float) -> float:
    """A scale on which every bar and every text beside it has room."""
    marks = [(_day_value(row), _day_number(row)) for row in rows if _day_kind(row) not in WORDLESS]
    marks += [(float(row.high), "") for row in rows if _day_kind(row) not in ("silent", "no number") and _known(row.high)]
    marks += [(float(row.upper), _pace(row)) for row in rows if _has_pace(row)]
    return _reach(marks, width)


def _day_row(axes: Axes, row, top: float, colour: str) -> None:
    """A front's bar, its number, and the interval in the lane under it."""
    kind, middle = _day_kind(row), top + BAR / 2
    at = 0 if kind in WORDLESS else max(_day_value(row), row.high if _spread(row) else 0)
    if kind not in WORDLESS:
        _bar(axes, row, kind, middle, colour)
    elif kind != "silent":
        axes.plot([0], [middle], "D" if kind == "zero" else "x", color=colour, ms=6.5, mew=1.8, clip_on=False, zorder=5, gid=f"{kind}:{row.front}")
    quiet = kind in ("silent", "no number")
    _right(axes, at, middle, _day_number(row), BASE if quiet else NUMBER, GREY if quiet else INK, "normal" if quiet else "bold",
           gap=9 if kind in ("zero", "no number", "at least") else 5, fontstyle="italic" if quiet else "normal")
    if _has_pace(row):
        _day_interval(axes, row, top + BAR + LANE / 2 + 0.01, colour)


def _bar(axes: Axes, row, kind: str, y: float, colour: str) -> None:
    """A solid bar for a whole day, hollow for a part, hatched with an open end for at least."""
    looks = {
        "whole": dict(color=colour), "range": dict(color=colour),
        "at most": dict(facecolor="white", edgecolor=colour, hatch=".....", lw=1.4),
        "part": dict(facecolor="white", edgecolor=colour, lw=1.4, ls=(0, (3, 2))),
        "at least": dict(facecolor="white", edgecolor=colour, hatch="/////", lw=0),
    }
    axes.barh([y], [_day_value(row)], height=BAR, gid=f"{kind}:{row.front}", zorder=3, **looks[kind])
    if kind == "at least":
        axes.hlines([y - BAR / 2, y + BAR / 2], 0, _day_value(row), color=colour, lw=1.4, zorder=4)
        axes.plot([_day_value(row)], [y], ">", color=colour, ms=7, zorder=4, clip_on=False)
    if _spread(row):
        _range(axes, float(row.low), float(row.high), y, BAR * 0.62, f"range:{row.front}")


def _range(axes: Axes, low: float, high: float, y: float, tick: float, gid: str) -> None:
    """A line from low to high with a tick at each end, that shows on any bar."""
    for shade, wide, name in (("white", 3.6, None), (INK, 1.6, gid)):
        axes.hlines([y], low, high, color=shade, lw=wide, zorder=5, gid=name)
        axes.vlines([low, high], y - tick / 2, y + tick / 2, color=shade, lw=wide, zorder=5)


def _day_interval(axes: Axes, row, y: float, colour: str) -> None:
    """The thin line of the pace, open to the right where the figure is 'at least'."""
    is_open = _day_kind(row) == "at least"
    axes.hlines([y], float(row.lower), float(row.upper), color=colour, lw=1.1, zorder=3, gid=f"pace:{row.front}")
    axes.vlines([float(row.lower)] if is_open else [float(row.lower), float(row.upper)], y - 0.045, y + 0.045, color=colour, lw=1.1, zorder=3)
    if is_open:
        axes.plot([float(row.upper)], [y], ">", color=colour, ms=4, zorder=3, clip_on=False)
    _right(axes, float(row.upper), y, _pace(row), SMALL, GREY)


def _day_alt(title: str, rows: list, unit: str, verdict: str) -> str:
    """The bars in words."""
    parts = []
    for row in rows:
        detail = _day_detail(row, unit)
        interval = f", 95 % interval of the {_pace(row)} a day".replace("pace:", "pace") if _has_pace(row) else ""
        parts.append(f"{_shown(row.front)}: {_day_number(row)}{' (' + detail + ')' if detail else ''}{interval}.")
    return f"Bar chart. {title}. {' '.join(parts)} {verdict}".strip()


# --- The daily series -----------------------------------------------------------------------------

CHANGE_COLUMNS = ("date", "change", "front", "into", "short")
GLYPHS = {  # what a mark means → marker, filled
    "whole day": ("o", True), "part of a day": ("o", False),
    "at least, whole day": ("^", True), "at least, part of a day": ("^", False),
    "clashes, whole day": ("s", True), "clashes, part of a day": ("s", False),
    "at most, whole day": ("v", True), "at most, part of a day": ("v", False),
    "zero, said outright": ("D", True), "no number": ("x", True), "range": ("", True),
}
KEY = (  # the mark shown, what the key says of it, and which marks it stands for
    ("whole day", "attacks, whole day", lambda mark: mark == "whole day"),
    ("part of a day", "part of a day (hollow)", lambda mark: mark.endswith("part of a day")),
    ("at least, whole day", "at least: repelled only, or \u201cmore than\u201d", lambda mark: mark.startswith("at least")),
    ("at most, whole day", "at most", lambda mark: mark.startswith("at most")),
    ("clashes, whole day", "clashes, not attacks", lambda mark: mark.startswith("clashes")),
    ("zero, said outright", "zero, said outright", lambda mark: mark.startswith("zero")),
    ("no number", "fighting, no number given", lambda mark: mark == "no number"),
    ("range", "lowest to highest figure said", lambda mark: mark == "range"),
)
LEFT, AXIS, ROW = 0.36, 0.3, 0.2  # inches: left of a panel for its numbers; for the dates; a row of words above a panel


@_styled
def daily_series(daily: pd.DataFrame, changes: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False) -> Chart:
    """Every reported figure of each front on its day, one panel a front on one scale, and under them which days are covered.

    `daily` is schema.DAILY for every front and day of the range; `changes` is the table of the map of fronts
    (rows outside the range, or of other fronts, are left out). Figures still 'ongoing' are parts of others and not drawn,
    nor is 'repelled' where the same day has a whole count of attacks.
    Raises NoRows for an empty table and MissingColumn where one lacks.
    """
    _check(daily, [name for name in DAILY if name not in ("sources", "rule", "mention_ids")], "the daily series", "one row or more for each front and day")
    require(changes, CHANGE_COLUMNS, "the changes of the map of fronts")
    days = [day.date().isoformat() for day in pd.date_range(daily["date"].min(), daily["date"].max())]
    fronts = list(dict.fromkeys(daily["front"]))
    palette, marks = colours(fronts), _marks(daily)
    noun = _noun(marks)
    title = title or f"{noun.capitalize()} reported per day, {_period(days[0], days[-1])}"
    head = _head(title, subtitle or ("One scale for all fronts. " if len(fronts) > 1 else "")
                 + "Each mark is one day\u2019s figure; where nothing is drawn, no report was found.", narrow)
    width = (NARROW if narrow else WIDE) - 2 * MARGIN - LEFT
    panels = [_panel(front, marks, changes, days, width, noun if number == 0 else "", palette[front]) for number, front in enumerate(fronts)]
    high = _panel_height(len(fronts))
    cover = {front: _cover(daily, front) for front in fronts}
    strips = 0.24 + sum(0.18 * len(_strip_words(front, cover[front], width)) + 0.19 for front in fronts)
    rows_of_key = _flow(_key_items(marks, cover, panels), width + LEFT)
    body = sum(panel.lane for panel in panels) + len(panels) * (high + 0.1) + AXIS + strips + 0.12 + len(rows_of_key) * 0.2
    sheet = _sheet(head, 0.14 + body, _source(), narrow)
    top, left = sheet.body + 0.14, MARGIN + LEFT
    limit = _series_limit(marks)
    for panel in panels:
        _draw_panel(sheet, panel, (left, top + panel.lane, width, high), limit, days, palette[panel.front])
        top += panel.lane + high + 0.1
    _date_axis(sheet, days, (left, top - 0.1, width), narrow)
    top += AXIS
    _strips(sheet, cover, panels, days, (left, top, width), palette)
    _draw_key(sheet.paper, rows_of_key, top + strips + 0.12)
    table = marks[["date", "front", "measure", "count", "low", "high", "hours", "conflict", "status", "mark"]].reset_index(drop=True)
    alt = _series_alt(title, fronts, marks, cover, panels, days)
    return Chart(sheet.figure, alt, table, partial(daily_series, daily, changes, title, subtitle, True))


def _marks(daily: pd.DataFrame) -> pd.DataFrame:
    """The rows that are drawn, each with its value and the mark it gets."""
    rows = daily[(daily["status"] != "not_reported") & daily["measure"].ne("ongoing").fillna(True)]
    whole = {(row.front, row.date) for row in rows.itertuples() if row.measure == "attacks" and row.status in ("counted", "none")}
    apart = [row.measure != "repelled" or (row.front, row.date) not in whole for row in rows.itertuples()]
    rows = rows.loc[pd.Series(apart, index=rows.index, dtype=bool)]
    values, marks = zip(*[(_value(row), _mark(row)) for row in rows.itertuples()]) if len(rows) else ((), ())
    return rows.assign(value=pd.array(values, dtype="float64"), mark=pd.array(marks, dtype="string"))


def _value(row) -> float:
    """Where a mark is drawn: the count, else the one bound that is known; NaN for a range or no number."""
    if _known(row.count):
        return float(row.count)
    if row.status == "uncounted" or _known(row.low) == _known(row.high):
        return math.nan
    return float(row.low if _known(row.low) else row.high)


def _mark(row) -> str:
    """Which of GLYPHS a row of the daily table gets."""
    if row.status == "none":
        return "zero, said outright"
    if row.status == "uncounted" or not any(map(_known, (row.count, row.low, row.high))):
        return "no number"
    if not _known(row.count) and _known(row.low) and _known(row.high):
        return "range"
    kind = "clashes, " if row.measure == "clashes" else ""
    if row.measure == "repelled" or (_known(row.low) and not _known(row.high)):
        kind = "at least, "
    elif not _known(row.count):
        kind = "at most, "
    return kind + ("part of a day" if row.status == "partial" else "whole day")


def _noun(marks: pd.DataFrame) -> str:
    """What the figures count: attacks, clashes, or both."""
    measures = set(marks["measure"].dropna())
    if "clashes" not in measures:
        return "attacks"
    return "attacks or clashes" if len(measures) > 1 else "clashes"


def _series_limit(marks: pd.DataFrame) -> float:
    """The top of the shared scale, with room for the label of the highest figure."""
    highest = max([9.0, *marks["value"].dropna(), *marks["high"].dropna().astype(float)])
    return highest * 1.2


def _panel_height(number: int) -> float:
    return {1: 2.2, 2: 1.55, 3: 1.2}.get(number, 1.0)


# --- The map of fronts on a panel -------------------------------------------------------------------

class Note(NamedTuple):
    """A change of the map of fronts on a panel: its day, date, words, and the days it leaves blank (if any)."""

    day: int
    date: str
    short: str
    text: str
    blank: tuple[int, int] | None


class Label(NamedTuple):
    """A line of words above a panel: row counted upwards, x in inches, and the day whose line it belongs to (-1: none)."""

    row: int
    x: float
    text: str
    day: int


class Panel(NamedTuple):
    """A front's panel before it is drawn."""

    front: str
    title: list[tuple[float, int, str, str, str]]
    marks: pd.DataFrame
    notes: list[Note]
    inside: list[Note]
    labels: list[Label]
    lane: float


def _panel(front: str, marks: pd.DataFrame, changes: pd.DataFrame, days: list[str], width: float, noun: str, colour: str) -> Panel:
    """Work out what a panel shows and where its words find room, so that its height is known."""
    own = marks[marks["front"] == front]
    notes = _notes(front, changes, days)
    inside = [note for note in notes if _fits_inside(note, own, days, width)]
    title = _heading(Row(_shown(front), f"{noun} a day" if noun else "", colour), width)
    labels = _place([note for note in notes if note not in inside], days, width, _taken(title))
    rows = max([len(_taken(title)), *(label.row + 1 for label in labels)])
    return Panel(front, title, own, notes, inside, labels, ROW * rows + 0.06)


def _taken(title: list[tuple[float, int, str, str, str]]) -> list[list[tuple[float, float]]]:
    """From where to where a panel's title takes each row above the panel, rows counted upwards."""
    rows: list[list[tuple[float, float]]] = [[] for _ in range(1 + max(piece[1] for piece in title))]
    for x, line, text, _, weight in title:
        rows[-1 - line].append((x, x + text_width(text, 10 if weight == "bold" else SMALL, weight) + 0.15))
    return rows


def _notes(front: str, changes: pd.DataFrame, days: list[str]) -> list[Note]:
    """The changes that touch a (merged) front within the days shown, oldest first."""
    members, notes = set(front.split("+")), []
    for row in changes.sort_values(["date", "front"], kind="stable").itertuples():
        if _touches(row, members, changes):
            day = (datetime.date.fromisoformat(row.date) - datetime.date.fromisoformat(days[0])).days
            blank = _blank(row, front, day, len(days))
            if blank or 0 < day < len(days):
                notes.append(Note(day, row.date, row.short, f"{_day(row.date, len(days) > 366 or not 0 <= day < len(days), True)}: {row.short}", blank))
    return notes


def _touches(row, members: set[str], changes: pd.DataFrame) -> bool:
    """Whether a change means something for a front; one that a merged front holds as a whole does not."""
    new_name = row.change == "renamed" and row.into in members and len(members) == 1
    if not (row.front in members or new_name):
        return False
    return len(members) == 1 or not _moved(row, changes) <= members


def _moved(row, changes: pd.DataFrame) -> set[str]:
    """The fronts that exchange ground with this one on the day of a change, by their old names."""
    same_day = changes[changes["date"] == row.date]
    linked = [{each.front, *str(each.into).split("+")} - {""} for each in same_day.itertuples() if _known(each.into)]
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


def _inches_a_day(days: list[str], width: float) -> float:
    return width / len(days)


def _blank_lines(note: Note, days: list[str], width: float) -> list[str]:
    return wrap(note.text, (note.blank[1] - note.blank[0]) * _inches_a_day(days, width) - 0.16, SMALL)


def _fits_inside(note: Note, own: pd.DataFrame, days: list[str], width: float) -> bool:
    """Whether a grey area has room for its words: wide enough, and nothing drawn in it."""
    if not note.blank or any(note.blank[0] <= days.index(day) < note.blank[1] for day in own["date"]):
        return False
    lines = _blank_lines(note, days, width)
    room = (note.blank[1] - note.blank[0]) * _inches_a_day(days, width) - 0.16
    return len(lines) <= 4 and all(text_width(line, SMALL) <= room for line in lines)


def _place(notes: list[Note], days: list[str], width: float, rows: list[list[tuple[float, float]]]) -> list[Label]:
    """Find a free row above the panel for each label, from the right, so that no words meet; fills `rows`."""
    labels: list[Label] = []
    for note in sorted(notes, key=lambda note: note.day, reverse=True):
        lines = wrap(note.text, width - 0.05, SMALL)
        wide = max(text_width(line, SMALL) for line in lines)
        anchor = min(max(note.day, 0), len(days)) * _inches_a_day(days, width)
        x = anchor + 0.04 if anchor + 0.04 + wide <= width else max(min(anchor, width) - 0.04 - wide, 0)
        row = next(row for row in range(99) if all(_free(rows, row + each, x, wide) for each in range(len(lines))))
        for each, line in enumerate(reversed(lines)):
            rows.extend([] for _ in range(row + each + 1 - len(rows)))
            rows[row + each].append((x - 0.08, x + wide + 0.08))
            labels.append(Label(row + each, x, line, note.day))
    return labels


def _free(rows: list[list[tuple[float, float]]], row: int, x: float, wide: float) -> bool:
    return row >= len(rows) or all(x + wide <= begin or x >= end for begin, end in rows[row])


def _draw_panel(sheet: Sheet, panel: Panel, box: tuple[float, float, float, float], limit: float, days: list[str], colour: str) -> None:
    """A front's panel: its name and labels above, its marks, grey areas and breaks."""
    left, top, width, height = box
    axes = _axes(sheet, *box, label=panel.front)
    axes.set(xlim=(-0.5, len(days) - 0.5), ylim=(-0.11 * limit, limit))
    _numbers(axes.yaxis, _ticks(limit, 4 if height < 1.5 else 6))
    axes.set_xticks([])
    axes.hlines(axes.get_yticks()[1:], -0.5, len(days) - 0.5, color=GRID, lw=0.8, zorder=0)
    axes.vlines([day for day, _ in _date_ticks(days, width)], 0, limit, color=GRID, lw=0.6, zorder=0)
    axes.hlines([0], -0.5, len(days) - 0.5, color=INK, lw=0.9, zorder=2)
    _name_panel(sheet.paper, panel, left, top)
    for note in panel.notes:
        if note.blank:
            axes.axvspan(note.blank[0] - 0.5, note.blank[1] - 0.5, color=AREA, lw=0, zorder=-1, gid=f"blank:{panel.front}")
    for note in panel.inside:
        x, y = left + note.blank[0] * width / len(days) + 0.08, top + 0.17
        _say(sheet.paper, x, y, "\n".join(_blank_lines(note, days, width)), SMALL, GREY, bbox=BACKED | {"facecolor": AREA})
    _draw_breaks(axes, sheet.paper, panel, box, days)
    _draw_marks(axes, panel, days, colour, max(0.6, min(1, 10 * width / max(len(panel.marks), 1)) ** 0.5))
    _label_highest(axes, panel, days, width)
    if panel.marks.empty and not panel.inside:
        axes.text((len(days) - 1) / 2, limit * 0.45, "no count found on these days" if len(days) > 1 else "no count found", color=GREY, fontsize=BASE,
                  fontstyle="italic", ha="center", va="center")


def _name_panel(paper: Axes, panel: Panel, left: float, top: float) -> None:
    """The front's name in its colour, the unit beside the first, and the labels of changes."""
    lines = max(piece[1] for piece in panel.title)
    for x, line, text, colour, weight in panel.title:
        size = 10 if weight == "bold" else SMALL
        _say(paper, left + x, top - 0.08 - ROW * (lines - line), text, size, colour, weight, zorder=4, bbox=BACKED)
    for label in panel.labels:
        _say(paper, left + label.x, top - 0.08 - ROW * label.row, label.text, SMALL, GREY, zorder=4, bbox=BACKED)


def _draw_breaks(axes: Axes, paper: Axes, panel: Panel, box: tuple[float, float, float, float], days: list[str]) -> None:
    """A dashed line at each change, up to its words."""
    left, top, width, _ = box
    looks = dict(color=GREY, lw=1, ls=(0, (4, 2.5)), zorder=1)
    for note in panel.notes:
        if 0 < note.day < len(days):
            x = note.day * width / len(days)
            axes.axvline(note.day - 0.5, gid=f"break:{panel.front}", **looks)
            paper.plot([left + x, left + x], [top, top - _rise(panel, note.day, x)], **looks)


def _rise(panel: Panel, day: int, x: float) -> float:
    """How far a break's line rises above its panel: beside its words, or up to them where they lie across it."""
    own = [label for label in panel.labels if label.day == day]
    if not own:
        return 0.0
    highest = max(own, key=lambda label: label.row)
    across = highest.x < x < highest.x + text_width(highest.text, SMALL)
    return ROW * highest.row + (0.03 if across else ROW)


def _draw_marks(axes: Axes, panel: Panel, days: list[str], colour: str, size: float) -> None:
    """Stems and markers, each kind of report in its own way, smaller where there are many."""
    place = {day: number for number, day in enumerate(days)}
    for mark, (marker, filled) in GLYPHS.items():
        rows = panel.marks[panel.marks["mark"] == mark]
        if rows.empty or not marker:
            continue
        x = rows["date"].map(place).tolist()
        y = [0.0] * len(x) if mark.startswith("zero") else rows["value"].tolist()
        if mark == "no number":
            y = [-0.065 * axes.get_ylim()[1]] * len(x)
        else:
            axes.vlines(x, 0, y, color=colour, lw=size * (1.3 if filled else 1), ls="-" if filled else (0, (1, 1.6)), zorder=3, alpha=None if filled else 0.8)
        axes.plot(x, y, **_glyph(mark, colour, size), gid=f"{mark}:{panel.front}", clip_on=False, zorder=5)
    spread = [(place[row.date], float(row.low), float(row.high)) for row in panel.marks.itertuples() if _spread(row)]
    if spread:
        _brackets(axes, spread, colour, size, f"range:{panel.front}")


def _glyph(mark: str, colour: str, size: float = 1) -> dict:
    """How a mark looks, as matplotlib says it."""
    marker, filled = GLYPHS[mark]
    sizes = {"x": 5, "D": 5.5, "s": 5.5, "^": 6.5, "v": 6.5}
    return dict(ls="none", marker=marker, ms=size * sizes.get(marker, 5.8), mew=size * (1.5 if marker == "x" else 1.2), mec=colour, mfc=colour if filled else "white")


def _brackets(axes: Axes, spread: list[tuple[int, float, float]], colour: str, size: float, gid: str) -> None:
    """A line between the lowest and the highest figure said, with a tick at each end."""
    x, low, high = zip(*spread)
    axes.vlines(x, low, high, color=colour, lw=1.6 * size, zorder=4, gid=gid)
    for end in (low, high):
        axes.plot(x, end, ls="none", marker="_", ms=9 * size, mew=1.6 * size, mec=colour, zorder=4)


def _label_highest(axes: Axes, panel: Panel, days: list[str], width: float) -> None:
    """The highest figure's number and day, beside its mark, kept out of the grey areas' words."""
    highest = _highest(panel.marks)
    if highest is None:
        return
    scale = width / len(days)
    at = (days.index(highest.date) + 0.5) * scale
    begin = max([0, *(note.blank[1] * scale for note in panel.inside if note.blank[1] * scale <= at)])
    end = min([width, *(note.blank[0] * scale for note in panel.inside if note.blank[0] * scale >= at)])
    for text in (_highest_words(highest, len(days)), _whole(highest.value)):
        wide = text_width(text, SMALL)
        if wide <= end - begin - 0.08:
            x = min(max(at, begin + wide / 2 + 0.04), end - wide / 2 - 0.04)
            above = max(highest.value, float(highest.high)) if _spread(highest) else highest.value
            axes.annotate(text, (x / scale - 0.5, above), xytext=(0, 6), textcoords="offset points", ha="center", va="baseline",
                          fontsize=SMALL, color=INK, zorder=2, bbox=BACKED)
            return


def _highest(marks: pd.DataFrame):
    """The row of the highest figure: of a whole day, or if there is none, of a part."""
    rows = marks[marks["value"].gt(0)]
    whole = rows[rows["status"] != "partial"]
    rows = rows if whole.empty else whole
    return None if rows.empty else rows.loc[rows["value"].idxmax()]


def _highest_words(row, length: int) -> str:
    number = ("\u2265 " if row["mark"].startswith("at least") else "") + _whole(row["value"])
    what = f"{number} clashes" if row["measure"] == "clashes" else number
    when = f", {_day(row['date'], length > 366, True)}" if length > 1 else ""
    return what + (_by(row) if row["status"] == "partial" else "") + when


# --- Dates, coverage and the key ------------------------------------------------------------------

def _date_ticks(days: list[str], room: float) -> list[tuple[int, str]]:
    """Days to be named under the axis, as close as their names allow."""
    inch = room / len(days)
    for ticks in _tick_choices(days):
        widths = [text_width(text, SMALL) for _, text in ticks]
        gaps = [(after[0] - before[0]) * inch - (one + two) / 2 for before, after, one, two in zip(ticks, ticks[1:], widths, widths[1:])]
        if ticks and all(gap > 0.12 for gap in gaps):
            return ticks
    return [(0, _day(days[0], True, True))]


def _tick_choices(days: list[str]) -> Iterable[list[tuple[int, str]]]:
    """From every day over weeks and months to years: (day, name)."""
    if len(days) <= 62:
        for step in (1, 2, 7, 14):
            yield [(number, _day(day, len(days) == 1, True)) for number, day in enumerate(days) if number % step == 0]
    firsts = [(number, day) for number, day in enumerate(days) if day.endswith("-01")]
    for step in (1, 2, 3, 6, 12):
        chosen = [(number, day) for number, day in firsts if (int(day[5:7]) - 1) % step == 0]
        yield [(number, day[:4] if day[5:7] == "01" else MONTHS[int(day[5:7]) - 1][:3]) for number, day in chosen]


def _date_axis(sheet: Sheet, days: list[str], place: tuple[float, float, float], narrow: bool) -> None:
    """The names of days, months and years between the panels and the coverage."""
    left, top, width = place
    for number, text in _date_ticks(days, width):
        half = text_width(text, SMALL) / 2
        x = left + (number + 0.5) * width / len(days)
        sheet.paper.plot([x, x], [top, top + 0.06], color=INK, lw=0.8, gid="tick")
        x = min(max(x, MARGIN + half), left + width - half + 0.05)
        _say(sheet.paper, x, top + 0.2, text, SMALL, INK, ha="center")


COVERS = ("whole day", "part of a day", "no number", "silent")


def _cover(daily: pd.DataFrame, front: str) -> dict[str, str]:
    """What each day of a front has at best: whole day, part of a day, no number, or silent."""
    best: dict[str, str] = {}
    for row in daily[daily["front"] == front].itertuples():
        kind = {"counted": "whole day", "none": "whole day", "partial": "part of a day", "uncounted": "no number"}.get(row.status, "silent")
        if _known(row.measure) and row.measure == "ongoing" and kind == "whole day":
            kind = "part of a day"
        best[row.date] = min(best.get(row.date, "silent"), kind, key=COVERS.index)
    return best


def _strips(sheet: Sheet, cover: dict[str, dict[str, str]], panels: list[Panel], days: list[str], place: tuple[float, float, float], palette: dict[str, str]) -> None:
    """One strip a front: which days have a whole count, a part, a report without a number, or none."""
    left, top, width = place
    _say(sheet.paper, MARGIN, top + 0.14, "Days with a report", SMALL, INK, "bold")
    top += 0.24
    for panel, (front, states) in zip(panels, cover.items()):
        lines = _strip_words(front, states, width)
        for number, (name, said) in enumerate(lines):
            y = top + 0.14 + number * 0.18
            _say(sheet.paper, left, y, name, SMALL, palette[front])
            _say(sheet.paper, left + width, y, said, SMALL, GREY, ha="right")
        axes = _axes(sheet, left, top + 0.18 * len(lines), width, 0.13, f"coverage {front}")
        axes.set(xlim=(-0.5, len(days) - 0.5), ylim=(0, 1), yticks=[], xticks=[])
        _strip(axes, front, states, panel.notes, days, 0.014 * len(days) / width, palette[front])
        top += 0.18 * len(lines) + 0.19


def _strip_words(front: str, states: dict[str, str], width: float) -> list[tuple[str, str]]:
    """A strip's name and what is said at its right, in as many lines as they need."""
    whole, days = list(states.values()).count("whole day"), _plural(len(states), "day")
    names = wrap(_shown(front), width, SMALL)
    room = width - text_width(names[-1], SMALL) - 0.2
    for said in (f"whole-day figure on {_whole(whole)} of {days}", f"{_whole(whole)} of {days}"):
        if text_width(said, SMALL) <= room:
            return [*((name, "") for name in names[:-1]), (names[-1], said)]
    return [*((name, "") for name in names), ("", f"{_whole(whole)} of {days}")]


def _strip(axes: Axes, front: str, states: dict[str, str], notes: list[Note], days: list[str], least: float, colour: str) -> None:
    """A front's strip; a day is never too thin to be seen."""
    axes.add_patch(Rectangle((-0.5, 0), len(days), 1, zorder=0.7, gid=f"strip silent:{front}", **_cover_look("silent", colour)))
    for begin, end in (note.blank for note in notes if note.blank):
        axes.add_patch(Rectangle((begin - 0.5, -0.05), end - begin, 1.1, facecolor="white", lw=0, zorder=0.8))
        axes.hlines([0.5], begin - 0.5, end - 0.5, color=LINE_GREY, lw=0.8, zorder=0.9, gid=f"strip unpublished:{front}")
    wide = max(1.0, least)
    for state in reversed(COVERS[:3]):
        for number, day in enumerate(days):
            if states.get(day) == state:
                axes.add_patch(Rectangle((number - wide / 2, 0), wide, 1, gid=f"strip {state}:{front}", **_cover_look(state, colour)))


def _cover_look(state: str, colour: str) -> dict:
    """How a day's coverage looks: full colour, light, or hatched."""
    light = tuple(0.6 + 0.4 * part for part in matplotlib.colors.to_rgb(colour))
    return {
        "whole day": dict(facecolor=colour, lw=0),
        "part of a day": dict(facecolor=light, lw=0),
        "no number": dict(facecolor="white", edgecolor=colour, hatch="//////", lw=0),
        "silent": dict(facecolor=STRIP, lw=0),
    }[state]


class Item(NamedTuple):
    """An entry of the key: a glyph (or a piece of a strip) and what it means."""

    kind: str
    mark: str
    text: str


def _key_items(marks: pd.DataFrame, cover: dict[str, dict[str, str]], panels: list[Panel]) -> list[Item]:
    """The key of the marks that occur, and of the strips."""
    used = set(marks["mark"]) | ({"range"} if any(_spread(row) for row in marks.itertuples()) else set())
    items = [Item("glyph", mark, text) for mark, text, holds in KEY if any(map(holds, used))]
    states = {state for days in cover.values() for state in days.values()}
    states |= {"unpublished" for panel in panels for note in panel.notes if note.blank}
    words = {"whole day": "whole day", "part of a day": "part only", "no number": "no number", "silent": "no report", "unpublished": "front not in the bulletins"}
    return items + [Item("strip", state, words[state]) for state in words if state in states]


def _flow(items: list[Item], width: float) -> list[list[tuple[float, Item]]]:
    """The entries of a key in rows, each with its x; strips start a row of their own."""
    rows: list[list[tuple[float, Item]]] = []
    x = 0.0
    for item in items:
        wide = 0.22 + text_width(item.text, SMALL) + 0.2
        if not rows or x + wide - 0.2 > width or rows[-1][-1][1].kind != item.kind:
            rows.append([])
            x = 0.0
        rows[-1].append((x, item))
        x += wide
    return rows


def _draw_key(paper: Axes, rows: list[list[tuple[float, Item]]], top: float) -> None:
    """The key, glyph by glyph."""
    for number, row in enumerate(rows):
        y = top + 0.2 * number + 0.1
        for x, item in row:
            _draw_item(paper, item, MARGIN + x + 0.08, y)
            _say(paper, MARGIN + x + 0.22, y + 0.045, item.text, SMALL, INK)


def _draw_item(paper: Axes, item: Item, x: float, y: float) -> None:
    if item.kind == "strip":
        if item.mark == "unpublished":
            paper.plot([x - 0.08, x + 0.1], [y, y], color=LINE_GREY, lw=0.8)
        else:
            paper.add_patch(Rectangle((x - 0.08, y - 0.055), 0.18, 0.11, **_cover_look(item.mark, "#3A3A3A")))
    elif item.mark == "range":
        paper.plot([x, x], [y - 0.06, y + 0.06], color=INK, lw=1.6, marker="_", ms=8, mew=1.6)
    else:
        paper.plot([x], [y], **_glyph(item.mark, INK))


def _series_alt(title: str, fronts: list[str], marks: pd.DataFrame, cover: dict[str, dict[str, str]], panels: list[Panel], days: list[str]) -> str:
    """The panels in words."""
    parts = [_panel_alt(panel, cover[panel.front], len(days)) for panel in panels]
    return f"Small multiples, one panel for each of {_plural(len(fronts), 'front')} on one scale. {title}. {' '.join(parts)}"


def _panel_alt(panel: Panel, states: dict[str, str], length: int) -> str:
    """One front's days, highest figure and changes in words."""
    found = list(states.values())
    counts = [_plural(found.count("whole day"), "whole day"), _plural(found.count("part of a day"), "day") + " in part"]
    if "no number" in found:
        counts.append(_plural(found.count("no number"), "day") + " without a number")
    words = f"{_shown(panel.front)}: of {_plural(length, 'day')}, reports for {_listed(counts)}, none for {_whole(found.count('silent'))}"
    whole = panel.marks[panel.marks["mark"].str.endswith("whole day")]
    if len(whole):
        words += f"; whole days run from {_whole(whole['value'].min())} to {_whole(whole['value'].max())}"
    highest = _highest(panel.marks)
    words += f", highest {_highest_words(highest, 999)}" if highest is not None else ""
    return words + "".join(f"; {_day(note.date)}: {note.short}" for note in panel.notes) + "."


# --- Means and ratios -------------------------------------------------------------------------------

MEAN_COLUMNS = ("front", "days", "calendar_days", "total", "mean", "lower", "upper", "dispersion", "at_least_days")
RATIO_COLUMNS = ("front", "other", "windows", "full_days", "part_days", "count", "other_count", "ratio", "lower", "upper", "at_least")
TRACK = 0.34


@_styled
def means(table: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False) -> Chart:
    """The mean per reported whole day of each front, with its interval; a front without such a day says so.

    Raises NoRows for an empty table and MissingColumn where one lacks.
    """
    _check(table, MEAN_COLUMNS, "the means", "one row for each front")
    palette, rows = colours(table["front"]), _filled(table, days=0, at_least_days=0)
    title = title or "Mean number of attacks per reported day"
    head = _head(title, subtitle or "Over the days with a whole-day figure only; days without a report are left out, not taken for zero.", narrow)
    headings = [Row(_shown(row.front), _mean_detail(row), palette[row.front]) for row in rows]
    sheet, axes, tops = _rows(headings, [TRACK + 0.12] * len(rows), head, _mean_foot(rows) + _source(), narrow)
    limit = _reach([(float(_end(row)), _mean_words(row)) for row in rows if _known(row.mean)], sheet.width - 2 * MARGIN)
    axes.set_xlim(0, limit)
    if any(_known(row.mean) for row in rows):
        _numbers(axes.xaxis, _ticks(limit, 5 if narrow else 8))
        _caption(sheet, axes, "attacks a day")
    _grid(axes, axes.get_xticks(), tops, [TRACK] * len(rows), 0)
    for row, top in zip(rows, tops):
        y = top + TRACK / 2
        if _known(row.mean):
            _dot(axes, float(row.mean), row.lower, row.upper, y, palette[row.front], row.front, ">" if row.at_least_days else "o")
        _right(axes, _end(row) if _known(row.mean) else 0, y, _mean_words(row), BASE, INK if _known(row.mean) else GREY,
               "bold" if _known(row.mean) else "normal", gap=7, fontstyle="normal" if _known(row.mean) else "italic")
    alt = f"Dots with intervals. {title}. " + " ".join(f"{_shown(row.front)}: {_mean_words(row)}; {_mean_detail(row)}." for row in rows)
    return Chart(sheet.figure, alt, table.reset_index(drop=True), partial(means, table, title, subtitle, True))


def _end(row) -> float:
    """The right end of what is drawn for a row."""
    return float(row.upper) if _known(row.upper) else float(row.mean)


def _mean_detail(row) -> str:
    days = f"{_whole(row.days)} of {_plural(int(row.calendar_days), 'day')} reported in full"
    if row.days and row.at_least_days:
        days += f", {_whole(row.at_least_days)} of them as \u2018at least\u2019"
    return days


def _mean_words(row) -> str:
    if not _known(row.mean):
        return "no whole day reported, so no mean"
    number = ("\u2265 " if row.at_least_days else "") + f"{row.mean:,.1f}"
    if not (_known(row.lower) and _known(row.upper)):
        return f"{number} (no interval)"
    return f"{number} ({row.lower:,.1f} to {row.upper:,.1f})"


def _mean_foot(rows: list) -> list[Words]:
    """What the line means, and how much the days differ."""
    spreads = [float(row.dispersion) for row in rows if _known(row.mean) and _known(row.dispersion)]
    words = "Dot: the mean. Line: 95 % interval of the front\u2019s mean pace"
    if spreads and max(spreads) > 1:
        low, high = f"{min(spreads):.1f}", f"{max(spreads):.1f}"
        words += f", widened because days differ more than by chance (variance {low if low == high else low + ' to ' + high} times the mean)"
    if any(row.at_least_days for row in rows if row.days):
        words += ". Arrowhead and \u2265: some days say only how many attacks were repelled, so the mean is at least this"
    return [Words(words + ".", SMALL, INK, gap=0.1)]


def _dot(axes: Axes, value: float, lower: object, upper: object, y: float, colour: str, name: str, marker: str = "o") -> None:
    """A dot and its interval; an end beyond the scale becomes an arrowhead."""
    begin, end = axes.get_xlim()
    if _known(lower) and _known(upper):
        low, high = max(float(lower), begin), min(float(upper), end)
        axes.hlines([y], low, high, color=colour, lw=2, zorder=3, gid=f"interval:{name}")
        for bound, at, head in ((lower, low, "<"), (upper, high, ">")):
            cut = not begin <= float(bound) <= end
            axes.plot([at], [y], head if cut else "|", color=colour, ms=6 if cut else 8, mew=1.6, zorder=3, clip_on=False)
    if begin <= value <= end:
        axes.plot([value], [y], marker, color=colour, ms=9, mec="white", mew=1, zorder=5, gid=f"dot:{name}", clip_on=False)


@_styled
def ratios(table: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False) -> Chart:
    """How many times as many attacks each front had as the other over their common windows, on a scale of times.

    Pairs without a common window, or without a ratio, say so. Raises NoRows for an empty table and MissingColumn where one lacks.
    """
    _check(table, RATIO_COLUMNS, "the ratios", "one row for each pair of fronts")
    rows = _filled(table, windows=0, full_days=0, part_days=0, at_least=False)
    title = title or "How many times as many attacks on one front as on another"
    head = _head(title, subtitle or "Summed over common windows only: the same day, whole for both fronts, or up to the same hour.", narrow)
    headings = [Row(f"{_shown(row.front)} : {_shown(row.other)}", _ratio_detail(row, narrow)) for row in rows]
    foot = [Words("Dot: the first-named front\u2019s count divided by the second\u2019s. Line: 95 % interval of the ratio of their paces. "
                  "Where the line crosses 1, the two may be the same.", SMALL, INK, gap=0.1)]
    sheet, axes, tops = _rows(headings, [TRACK + 0.12] * len(rows), head, foot + _source(), narrow)
    low, high = _ratio_limits(rows, sheet.width - 2 * MARGIN, narrow)
    axes.set(xscale="log", xlim=(low, high))
    if any(map(_has_ratio, rows)):
        _ratio_ticks(axes, low, high, sheet.width - 2 * MARGIN)
        _caption(sheet, axes, "times as many (each step multiplies)" if narrow else "times as many attacks on the first-named front (each step multiplies)")
    else:
        axes.xaxis.set_visible(False)
        axes.set_xticks([])
    _grid(axes, axes.get_xticks(), tops, [TRACK] * len(rows), 1)
    for row, top in zip(rows, tops):
        _ratio_row(axes, row, top + TRACK / 2, _ratio_words(row, narrow))
    alt = f"Forest plot. {title}. " + " ".join(f"{_shown(row.front)} to {_shown(row.other)}: {_ratio_words(row)}; {_ratio_detail(row)}." for row in rows)
    return Chart(sheet.figure, alt, table.reset_index(drop=True), partial(ratios, table, title, subtitle, True))


def _has_ratio(row) -> bool:
    """Whether there is a ratio, or one end of its interval, to stand on a scale of times."""
    return bool(row.windows) and any(_known(value) and 0 < float(value) < math.inf for value in (row.ratio, row.lower, row.upper))


def _ratio_detail(row, narrow: bool = False) -> str:
    """The windows and the two sums behind a ratio; on a phone also what there is no room for beside the line."""
    if not row.windows:
        return ""
    parts = [_plural(int(row.full_days), "whole day")] if row.full_days else []
    parts += [_plural(int(row.part_days), "part of a day", "parts of days")] if row.part_days else []
    words = f"{_whole(row.count)} against {_whole(row.other_count)} in {_plural(int(row.windows), 'common window')}"
    words += f" ({_listed(parts)})" if parts else ""
    words += ", some \u2018at least\u2019" if row.at_least else ""
    return words + (SAME if narrow and _may_be_same(row) else "")


SAME = ", may be the same"


def _may_be_same(row) -> bool:
    return _has_ratio(row) and _known(row.lower) and _known(row.upper) and bool(row.lower <= 1 <= row.upper)


def _ratio_words(row, narrow: bool = False) -> str:
    """The ratio and its interval; one of zero attacks has only one end."""
    if not row.windows:
        return "no common window, so not compared"
    if not _has_ratio(row):
        return "no ratio"
    same = SAME if _may_be_same(row) and not narrow else ""
    if _known(row.ratio) and float(row.ratio) == 0:
        return f"{_times(row.upper)} or less{same}"
    if _known(row.ratio) and float(row.ratio) == math.inf:
        return f"{_times(row.lower)} or more{same}"
    if not (_known(row.lower) and _known(row.upper)):
        return f"{_times(row.ratio)} (no interval)"
    return f"{_times(row.ratio)} ({_times(row.lower)} to {_times(row.upper)}){same}"


def _ratio_limits(rows: list, width: float, narrow: bool) -> tuple[float, float]:
    """A scale of times around 1 on which each interval has room, and its words beside it."""
    ends = [float(end) for row in rows if _has_ratio(row) for end in (row.lower, row.ratio, row.upper) if _known(end) and 0 < float(end) < math.inf]
    low = max(min([0.42, *(0.9 * end for end in ends)]), 0.002)
    high = least = min(max([2.0, *(1.1 * end for end in ends)]), 500)
    for row in filter(_has_ratio, rows):
        room = width - text_width(_ratio_words(row, narrow), BASE, "bold") - 0.16
        if room > 0.3 * width:
            high = max(high, low * (min(_ratio_end(row), least) / low) ** (width / room))
    return low, high


def _ratio_end(row) -> float:
    """The right end of what is drawn for a pair."""
    return next(float(end) for end in (row.upper, row.ratio, row.lower) if _known(end) and float(end) < math.inf)


def _ratio_ticks(axes: Axes, low: float, high: float, width: float) -> None:
    """Round ratios, as close as their names allow."""
    fine = (0.1, 0.2, 0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 10)
    middle = (0.1, 0.2, 0.33, 0.5, 0.67, 1, 1.5, 2, 3, 5, 10)
    wide_apart = (0.25, 0.5, 1, 2, 4)
    coarse = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
    for choice in (fine, middle, wide_apart, coarse, (0.01, 0.1, 1, 10, 100), (0.01, 1, 100), (1,)):
        if choice in (fine, middle, wide_apart) and (low < 0.1 or high > 12):
            continue
        ticks = [tick for tick in choice if low * (high / low) ** 0.03 <= tick <= high / (high / low) ** 0.02]
        names = ["1 = same" if tick == 1 else f"{tick:.3g}" for tick in ticks]
        at = [math.log(tick / low) / math.log(high / low) * width for tick in ticks]
        wide = [text_width(name, SMALL) for name in names]
        if all(b - a > (one + two) / 2 + 0.1 for a, b, one, two in zip(at, at[1:], wide, wide[1:])):
            break
    axes.set_xticks(ticks, names)
    axes.minorticks_off()


def _ratio_row(axes: Axes, row, y: float, words: str) -> None:
    """A pair's dot, interval and words; or only words."""
    begin, limit = axes.get_xlim()
    if not _has_ratio(row):
        _right(axes, begin, y, words, BASE, GREY, gap=2, fontstyle="italic")
        return
    _dot(axes, float(row.ratio), row.lower, row.upper, y, INK, f"{row.front}:{row.other}")
    inches = axes.get_position().width * axes.figure.get_size_inches()[0] / math.log(limit / begin)
    end = _ratio_end(row) if not _known(row.upper) or float(row.upper) < math.inf else limit
    need = text_width(words, BASE, "bold") + 0.12
    start = next(float(bound) for bound in (row.lower, row.ratio, row.upper) if _known(bound) and float(bound) > 0)
    if math.log(limit / min(end, limit)) * inches >= need:
        _right(axes, end, y, words, BASE, INK, "bold", gap=7)
    elif math.log(min(start, limit) / begin) * inches >= need:
        _right(axes, start, y, words, BASE, INK, "bold", gap=-7, ha="right")
    else:
        axes.text(limit, y - 0.1, words, fontsize=BASE, fontweight="bold", color=INK, ha="right", va="baseline", bbox=BACKED, zorder=2)
