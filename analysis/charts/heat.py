"""Heat: a calendar for each front, a month in a row and a day in a square, shaded by its figure; silence is never a shade."""

from functools import partial
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.charts.captions import caption, ended
from analysis.charts.changes import CHANGE_COLUMNS, Note, notes
from analysis.charts.chart import Chart
from analysis.charts.layout import Sheet, inner_width, line_height, new_sheet, place_axes, say, small_print, text_width, title_words, wrap
from analysis.charts.marks import figure_words, highest, marked, noun
from analysis.charts.rows import Row, heading, last_line, set_heading
from analysis.charts.style import GREY, GRID, HEADING, HEAT, INK, LINE_GREY, MARGIN, PAPER, SMALL, TINTS, colours, styled, tint
from analysis.charts.swatches import ROW, Swatch, draw_swatches, swatch_rows
from analysis.charts.tables import check
from analysis.charts.wording import day_name, front_name, month_name, period, source, tell, unit_name, whole
from analysis.schema import BadCall, require

COLUMNS = ("date", "front", "measure", "count", "low", "high", "hours", "status")
LEFT, NUMBERS, GAP = 0.72, 0.2, 0.16  # inches: the least room for the months' names; for the days' numbers; from a calendar to the next
TALL, SQUAT = 0.2, 0.16  # inches: a day's height in a column and on a phone
SHADES = (*TINTS, 1)  # how much of the colour each class of figures keeps, from the lowest
STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 250, 300, 400, 500, 1000, 2000)  # how wide a class may be
SILENT = dict(facecolor=PAPER, edgecolor=GRID, hatch="////////", lw=0)


class Calendar(NamedTuple):
    """A front's calendar before it is drawn: its months, its figures by day, and the changes of the map that touch it."""

    front: str
    colour: str
    marks: dict[str, object]
    notes: list[Note]
    words: list[str]


@styled
def calendar(series: pd.DataFrame, changes: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False) -> Chart:
    """A calendar for each front: a square a day, the stronger its colour the higher its figure, one scale for all; a part of a day fills half of it.

    `series` has one row for each front and day (intensity.series); `changes` is the table of the map of fronts.
    Raises NoRows for an empty table, MissingColumn where one lacks, and BadCall for two rows of one front and day.
    """
    check(series, COLUMNS, "the calendar", "one row for each front and day")
    require(changes, CHANGE_COLUMNS, "the changes of the map of fronts")
    _refuse_twice(series)
    days = [day.date().isoformat() for day in pd.date_range(series["date"].min(), series["date"].max())]
    marks = marked(series)
    unit, bounds = noun(marks), _bounds(marks)
    calendars = _calendars(series, marks, changes, days, narrow)
    title = title or tell("calendar_title", unit=unit_name(unit), period=period(days[0], days[-1]))
    keys = swatch_rows(_key(marks, bounds, calendars, unit), inner_width(narrow))
    head = title_words(title, subtitle or tell("calendar_subtitle"), narrow)
    months, side = list(dict.fromkeys(day[:7] for day in days)), SQUAT if narrow else TALL
    heights = [_height(each, len(months) * side, narrow) for each in calendars]
    sheet = new_sheet(head, 0.1 + sum(heights) + len(keys) * ROW, small_print(source()), narrow)
    top = sheet.body + 0.1
    for each, height in zip(calendars, heights):
        _draw_calendar(sheet, each, top, months, days, side, bounds, narrow)
        top += height
    draw_swatches(sheet.paper, keys, top)
    alt = tell("calendar_alt", fronts=len(calendars), title=ended(title), parts=" ".join(_alt(each, marks, days) for each in calendars))
    under = caption(f"{title}: {'; '.join(_alt(each, marks, days).rstrip('.') for each in calendars)}", tell("caption_claim"), [days[0], days[-1]])
    return Chart(sheet.figure, alt, under, series.reset_index(drop=True), partial(calendar, series, changes, title, subtitle))


def _refuse_twice(series: pd.DataFrame) -> None:
    """Raise BadCall where a front has two rows for one day."""
    twice = series[series.duplicated(["front", "date"])]
    if len(twice):
        row = twice.iloc[0]
        raise BadCall(f"BadCall: the calendar has two rows for {row['front']} on {row['date']}; expected one. Give it the table of intensity.series.")


def _calendars(series: pd.DataFrame, marks: pd.DataFrame, changes: pd.DataFrame, days: list[str], narrow: bool) -> list[Calendar]:
    """A calendar for each front, in the table's order."""
    fronts = list(dict.fromkeys(series["front"]))
    palette = colours(fronts)
    calendars = []
    for front in fronts:
        noted = notes(front, changes, days)
        words = [line for note in noted for line in wrap(note.text, inner_width(narrow), SMALL)]
        own = {row.date: row for row in marks[marks["front"] == front].itertuples()}
        calendars.append(Calendar(front, palette[front], own, noted, words))
    return calendars


# --- The classes of figures ---

def _bounds(marks: pd.DataFrame) -> list[int]:
    """The highest figure of each class but the last: round numbers that cut the scale in as many classes as there are shades."""
    most = max([float(len(SHADES)), *_values(marks)])
    step = next((step for step in STEPS if step * len(SHADES) >= most), STEPS[-1])
    return [step * number for number in range(1, len(SHADES))]


def _values(marks: pd.DataFrame) -> list[float]:
    """The figures that are shaded; a range counts as its middle."""
    return [value for row in marks.itertuples() if (value := _value(row)) is not None]


def _value(row) -> float | None:
    """The figure that a day is shaded by: its count or bound, the middle of a range, nothing where no number is said."""
    if row.mark == "no number":
        return None
    return (float(row.low) + float(row.high)) / 2 if row.mark == "range" else float(row.value)


def _shade(value: float, bounds: list[int]) -> float:
    """How much of the colour a figure's class keeps."""
    return SHADES[sum(value > bound for bound in bounds)]


def _heat(share: float) -> str:
    """The colour of a class."""
    return HEAT if share == 1 else tint(HEAT, share)


# --- Its words ---

def _alt(each: Calendar, marks: pd.DataFrame, days: list[str]) -> str:
    """A front's calendar in words."""
    told = [row.mark for row in each.marks.values()]
    in_part, unnumbered = sum(mark.endswith("part of a day") for mark in told), told.count("no number")
    row = highest(marks[marks["front"] == each.front])
    most = tell("highest_on", figure=figure_words(row), day=day_name(row["date"])) if row is not None else ""
    parts = [tell("calendar_whole", days=len(told) - in_part - unnumbered)]
    parts += [tell("calendar_part", days=in_part)] if in_part else []
    parts += [tell("days_unnumbered", days=unnumbered)] if unnumbered else []
    changed = "".join(f"; {day_name(note.date)}: {note.short}" for note in each.notes)
    off = {day for note in each.notes if note.blank for day in days[slice(*note.blank)]} - set(each.marks)
    silent = tell("calendar_silent", silent=whole(len(days) - len(told) - len(off)), days=whole(len(days) - len(off)))
    return tell("calendar_front", front=front_name(each.front), most=most, parts=", ".join(parts), silent=silent, changed=changed)


def _key(marks: pd.DataFrame, bounds: list[int], calendars: list[Calendar], unit: str) -> list[Swatch]:
    """The classes, and each other kind of square that occurs."""
    lows = [1, *(bound + 1 for bound in bounds)]
    names = [tell("to", low=low, high=high) for low, high in zip(lows, bounds)] + [tell("class_last", low=lows[-1], unit=unit_name(unit))]
    items = [Swatch(dict(facecolor=_heat(share), lw=0), name) for share, name in zip(SHADES, names)]
    used = set(marks["mark"])
    if any(mark.endswith("part of a day") for mark in used):
        items.append(Swatch(dict(facecolor=PAPER, edgecolor=LINE_GREY, lw=0.6), tell("swatch_part"), half=_heat(0.6)))
    items += [Swatch(dict(facecolor=PAPER, edgecolor=LINE_GREY, lw=0.6), tell(text), mark) for kind, text, mark in (
        ("at least", "swatch_at_least", _dot("^", INK)), ("at most", "key_at_most", _dot("v", INK)), ("range", "swatch_range", _dot("_", INK)),
        ("clashes", "key_clashes", _dot("s", INK)), ("zero", "key_zero", _dot("D", INK)), ("no number", "swatch_no_number", _dot("x", INK)),
    ) if any(mark_used.startswith(kind) for mark_used in used)]
    items.append(Swatch(SILENT, tell("strip_silent")))
    if any(note.blank for each in calendars for note in each.notes):
        items.append(Swatch(dict(facecolor="none", lw=0), tell("strip_unpublished"), dict(marker="_", ms=9, mew=0.8, mec=LINE_GREY, mfc=LINE_GREY, ls="none")))
    return items


def _dot(marker: str, colour: str) -> dict:
    """A small mark on a square."""
    return dict(marker=marker, ms=4.2, mew=1.1, mec=colour, mfc=colour, ls="none")


# --- The drawing ---

def _height(each: Calendar, body: float, narrow: bool) -> float:
    """How high a front's calendar is with its heading, in inches."""
    lines = 1 + last_line(heading(Row(front_name(each.front), "", each.colour), inner_width(narrow)))
    return lines * line_height(HEADING) + len(each.words) * line_height(SMALL) + NUMBERS + body + GAP


def _draw_calendar(sheet: Sheet, each: Calendar, top: float, months: list[str], days: list[str], side: float, bounds: list[int], narrow: bool) -> None:
    """A front's name, the changes that touch it, and its months."""
    pieces = heading(Row(front_name(each.front), "", each.colour), sheet.inner)
    set_heading(sheet, pieces, top)
    top += (1 + last_line(pieces)) * line_height(HEADING)
    if each.words:
        say(sheet.paper, MARGIN, top + 0.12, "\n".join(each.words), SMALL, GREY)
    top += len(each.words) * line_height(SMALL)
    names = [_month(month, first=row == 0) for row, month in enumerate(months)]
    left = max(LEFT, 0.08 + max(text_width(name, SMALL) for name in names))
    width = sheet.inner - left
    for number in (1, 5, 10, 15, 20, 25, 30):
        say(sheet.paper, MARGIN + left + (number - 0.5) * width / 31, top + NUMBERS - 0.05, str(number), SMALL, GREY, ha="center")
    for row, name in enumerate(names):
        say(sheet.paper, MARGIN + left - 0.08, top + NUMBERS + (row + 0.5) * side + 0.045, name, SMALL, INK, ha="right")
    axes = place_axes(sheet, MARGIN + left, top + NUMBERS, width, side * len(months), f"calendar {each.front}")
    axes.set(xlim=(0.5, 31.5), ylim=(len(months), 0), xticks=[], yticks=[])
    blank = {day for note in each.notes if note.blank for day in days[slice(*note.blank)]}
    silent = [day for day in days if day not in each.marks and day not in blank]
    _draw_silence(axes, each.front, [(int(day[8:]), months.index(day[:7])) for day in silent])
    for day in sorted(blank | set(each.marks)):
        _draw_day(axes, each, day, (int(day[8:]), months.index(day[:7])), bounds, narrow)
    for note in each.notes:
        if 0 < note.day < len(days):
            x, y = int(note.date[8:]) - 0.5, months.index(note.date[:7])
            axes.plot([x, x], [y, y + 1], color=INK, lw=1.6, zorder=6, gid=f"break:{each.front}", clip_on=False)


def _month(month: str, first: bool) -> str:
    """A month's name beside its row, with the year where one begins."""
    name = month_name(int(month[5:]), short=True)
    return f"{month[:4]} {name}" if first or month.endswith("-01") else name


def _draw_silence(axes: Axes, front: str, places: list[tuple[int, int]]) -> None:
    """The silent days, a hatched strip for each run of them in a month, cut into days."""
    begins = [(x, y) for x, y in places if (x - 1, y) not in places]
    for x, y in begins:
        end = next(last for last in range(x, 32) if (last + 1, y) not in places)
        axes.add_artist(Rectangle((x - 0.46, y + 0.06), end - x + 0.92, 0.88, gid=f"silent:{front}:{end - x + 1}", zorder=0.5, **SILENT))
    if places:
        axes.vlines([x + 0.5 for x, _ in places], [y for _, y in places], [y + 1 for _, y in places], color=PAPER, lw=1.2, zorder=0.6)


def _draw_day(axes: Axes, each: Calendar, day: str, place: tuple[int, int], bounds: list[int], narrow: bool) -> None:
    """A day's square: its shade, the outline of a part of a day, a mark for what is no plain count; a thin line off the map."""
    x, y = place
    row, box = each.marks.get(day), dict(xy=(x - 0.46, y + 0.06), width=0.92, height=0.88)
    if row is None:
        axes.hlines([y + 0.5], x - 0.5, x + 0.5, color=LINE_GREY, lw=0.8, zorder=1, gid=f"unpublished:{each.front}:{day}")
        return
    value = _value(row)
    share = _shade(value, bounds) if value else 0
    in_part, kind = row.mark.endswith("part of a day"), row.mark.split(",")[0]
    colour = _heat(share) if share else PAPER
    if in_part and share:
        axes.add_artist(Rectangle(**box, facecolor=PAPER, edgecolor=LINE_GREY, lw=0.6))
        box |= dict(xy=(x - 0.46, y + 0.5), height=0.44)
    look = dict(facecolor=colour, edgecolor=LINE_GREY, lw=0 if share else 0.6)
    axes.add_artist(Rectangle(**box, gid=f"{row.mark}:{each.front}:{day}", **look))
    marker = {"at least": "^", "at most": "v", "range": "_", "clashes": "s", "zero": "D", "no number": "x"}.get(kind)
    if marker:
        mark = _dot(marker, PAPER if share >= 0.6 and not in_part else INK)
        axes.plot([x], [y + 0.5], **{**mark, "ms": 2.8 if narrow else 4.2}, zorder=5)
