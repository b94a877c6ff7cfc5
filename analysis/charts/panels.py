"""Panels: one for each front of a series, planned first so that its height is known, then drawn."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.changes import Note, notes
from analysis.charts.dates import Span, date_ticks
from analysis.charts.layout import Sheet, number_axis, place_axes, round_numbers, say, text_width, wrap
from analysis.charts.marks import draw_marks, figure_words, highest
from analysis.charts.rows import Piece, Row, heading, last_line
from analysis.charts.style import AREA, BACKED, BASE, GREY, GRID, INK, SMALL
from analysis.charts.tables import spread
from analysis.charts.wording import day_name, front_name, tell, whole

ROW = 0.2  # inches: a row of words above a panel


class Label(NamedTuple):
    """A line of words above a panel: row counted upwards, x in inches, and the day whose line it belongs to."""

    row: int
    x: float
    text: str
    day: int


class Panel(NamedTuple):
    """A front's panel before it is drawn."""

    front: str
    colour: str
    cover: dict[str, str]
    title: list[Piece]
    marks: pd.DataFrame
    notes: list[Note]
    inside: list[Note]
    labels: list[Label]
    lane: float


Taken = list[list[tuple[float, float]]]  # for each row above a panel, counted upwards: from where to where words lie, in inches


# --- The plan ---

def plan(
    front: str, colour: str, cover: dict[str, str], marks: pd.DataFrame, changes: pd.DataFrame, span: Span, unit: str, found: Sequence[Note] = ()
) -> Panel:
    """Work out what a panel shows and where its words find room; `found` are further days with words above the panel."""
    own = marks[marks["front"] == front]
    noted = notes(front, changes, span.days)
    inside = [note for note in noted if _fits_inside(note, own, span)]
    title = heading(Row(front_name(front), unit, colour), span.width)
    labels = _place([*(note for note in noted if note not in inside), *found], span, _taken(title))
    rows = max([1 + last_line(title), *(label.row + 1 for label in labels)])
    return Panel(front, colour, cover, title, own, noted, inside, labels, ROW * rows + 0.06)


def _taken(title: list[Piece]) -> Taken:
    """The room that a panel's title takes."""
    rows: Taken = [[] for _ in range(1 + last_line(title))]
    for piece in title:
        rows[-1 - piece.line].append((piece.x, piece.x + text_width(piece.text, piece.size, piece.weight) + 0.15))
    return rows


def _room(note: Note, span: Span) -> float:
    """The width that a grey area has for words."""
    return (note.blank[1] - note.blank[0]) * span.a_day - 0.16


def _fits_inside(note: Note, own: pd.DataFrame, span: Span) -> bool:
    """Whether a grey area has room for its words: wide enough, and nothing drawn in it."""
    if not note.blank or any(note.blank[0] <= span.days.index(day) < note.blank[1] for day in own["date"]):
        return False
    lines = wrap(note.text, _room(note, span), SMALL)
    return len(lines) <= 4 and all(text_width(line, SMALL) <= _room(note, span) for line in lines)


def _place(outside: list[Note], span: Span, rows: Taken) -> list[Label]:
    """Find a free row above the panel for each label, from the right, so that no words meet; fills `rows`."""
    labels: list[Label] = []
    for note in sorted(outside, key=lambda note: note.day, reverse=True):
        lines = wrap(note.text, span.width - 0.05, SMALL)
        wide = max(text_width(line, SMALL) for line in lines)
        x = _label_x(note.day, wide, span)
        row = next(row for row in range(99) if all(_free(rows, row + each, x, wide) for each in range(len(lines))))
        for each, line in enumerate(reversed(lines)):
            rows.extend([] for _ in range(row + each + 1 - len(rows)))
            rows[row + each].append((x - 0.08, x + wide + 0.08))
            labels.append(Label(row + each, x, line, note.day))
    return labels


def _label_x(day: int, wide: float, span: Span) -> float:
    """Where a label begins: right of its day, or left of it where the panel ends."""
    at = min(max(day, 0), len(span.days)) * span.a_day
    return at + 0.04 if at + 0.04 + wide <= span.width else max(min(at, span.width) - 0.04 - wide, 0)


def _free(rows: Taken, row: int, x: float, wide: float) -> bool:
    """Whether a row has no words yet from x on."""
    return row >= len(rows) or all(x + wide <= begin or x >= end for begin, end in rows[row])


# --- The drawing ---

def draw_panel(sheet: Sheet, panel: Panel, span: Span, top: float, height: float, limit: float, level: pd.DataFrame | None = None) -> None:
    """A front's panel: its name and labels above, its marks, grey areas and breaks, and the line of its level."""
    axes = place_axes(sheet, span.left, top, span.width, height, panel.front)
    _draw_scale(axes, span, limit, 4 if height < 1.5 else 6)
    _draw_title(sheet.paper, panel, span.left, top)
    _draw_blanks(axes, sheet.paper, panel, span, top)
    _draw_breaks(axes, sheet.paper, panel, span, top)
    size = max(0.6, min(1, 10 * span.width / max(len(panel.marks), 1)) ** 0.5)
    draw_marks(axes, panel.front, panel.marks, span.days, panel.colour, size)
    if level is not None:
        _draw_level(axes, panel, span, level)
    _label_highest(axes, panel, span)
    if panel.marks.empty and not panel.inside:
        axes.text((len(span.days) - 1) / 2, limit * 0.45, tell("no_count_on_days" if len(span.days) > 1 else "no_count"), color=GREY, fontsize=BASE,
                  fontstyle="italic", ha="center", va="center")


def _draw_level(axes: Axes, panel: Panel, span: Span, level: pd.DataFrame) -> None:
    """The rolling mean as a line that ends wherever it is not known, dotted where it is only a lower bound."""
    run: list[tuple[int, float, bool]] = []
    for row in [*level.itertuples(), None]:
        point = (span.days.index(row.date), float(row.mean), bool(row.at_least_days)) if row is not None else None
        if run and (point is None or point[0] != run[-1][0] + 1 or point[2] != run[-1][2]):
            axes.plot([day for day, _, _ in run], [mean for _, mean, _ in run], color=panel.colour, lw=1.8, alpha=0.75, ls=":" if run[0][2] else "-",
                      marker="." if len(run) == 1 else "", ms=3, zorder=2.5, gid=f"rolling:{panel.front}")
            run = []
        if point is not None:
            run.append(point)


def _draw_scale(axes: Axes, span: Span, limit: float, most: int) -> None:
    """The numbers at the left, at most so many, a light grid, and the baseline."""
    first, last = -0.5, len(span.days) - 0.5
    axes.set(xlim=(first, last), ylim=(-0.11 * limit, limit))
    number_axis(axes.yaxis, round_numbers(limit, most))
    axes.set_xticks([])
    axes.hlines(axes.get_yticks()[1:], first, last, color=GRID, lw=0.8, zorder=0)
    axes.vlines([day for day, _ in date_ticks(span.days, span.width)], 0, limit, color=GRID, lw=0.6, zorder=0)
    axes.hlines([0], first, last, color=INK, lw=0.9, zorder=2)


def _draw_title(paper: Axes, panel: Panel, left: float, top: float) -> None:
    """The front's name in its colour, the unit beside the first, and the labels of changes."""
    for piece in panel.title:
        y = top - 0.08 - ROW * (last_line(panel.title) - piece.line)
        say(paper, left + piece.x, y, piece.text, piece.size, piece.colour, piece.weight, zorder=4, bbox=BACKED)
    for label in panel.labels:
        say(paper, left + label.x, top - 0.08 - ROW * label.row, label.text, SMALL, GREY, zorder=4, bbox=BACKED)


def _draw_blanks(axes: Axes, paper: Axes, panel: Panel, span: Span, top: float) -> None:
    """Grey areas where a front has no reports, with their words where there is room."""
    for note in panel.notes:
        if note.blank:
            axes.axvspan(note.blank[0] - 0.5, note.blank[1] - 0.5, color=AREA, lw=0, zorder=-1, gid=f"blank:{panel.front}")
    for note in panel.inside:
        x, text = span.left + note.blank[0] * span.width / len(span.days) + 0.08, "\n".join(wrap(note.text, _room(note, span), SMALL))
        say(paper, x, top + 0.17, text, SMALL, GREY, bbox=BACKED | {"facecolor": AREA})


def _draw_breaks(axes: Axes, paper: Axes, panel: Panel, span: Span, top: float) -> None:
    """A dashed line at each change, up to its words."""
    looks = dict(color=GREY, lw=1, ls=(0, (4, 2.5)), zorder=1)
    for note in panel.notes:
        if 0 < note.day < len(span.days):
            x = note.day * span.width / len(span.days)
            axes.axvline(note.day - 0.5, gid=f"break:{panel.front}", **looks)
            paper.plot([span.left + x, span.left + x], [top, top - _rise(panel, note.day, x)], **looks)


def _rise(panel: Panel, day: int, x: float) -> float:
    """How far a break's line rises above its panel: beside its words, or up to them where they lie across it."""
    own = [label for label in panel.labels if label.day == day]
    if not own:
        return 0.0
    uppermost = max(own, key=lambda label: label.row)
    across = uppermost.x < x < uppermost.x + text_width(uppermost.text, SMALL)
    return ROW * uppermost.row + (0.03 if across else ROW)


def _label_highest(axes: Axes, panel: Panel, span: Span) -> None:
    """The highest figure's number and day, beside its mark, kept out of the grey areas' words."""
    row = highest(panel.marks)
    if row is None:
        return
    at = (span.days.index(row["date"]) + 0.5) * span.a_day
    begin, end = _clear(panel, span, at)
    when = f", {day_name(row['date'], len(span.days) > 366, short=True)}" if len(span.days) > 1 else ""
    texts = (figure_words(row) + when, whole(row["value"]))
    text = next((text for text in texts if text_width(text, SMALL) <= end - begin - 0.08), None)
    if text:
        half = text_width(text, SMALL) / 2
        x = min(max(at, begin + half + 0.04), end - half - 0.04)
        above = max(row["value"], float(row["high"])) if spread(row) else row["value"]
        axes.annotate(text, (x / span.a_day - 0.5, above), xytext=(0, 6), textcoords="offset points", ha="center", va="baseline",
                      fontsize=SMALL, color=INK, zorder=2, bbox=BACKED)


def _clear(panel: Panel, span: Span, at: float) -> tuple[float, float]:
    """From where to where around a point, in inches, no grey area with words lies."""
    areas = [(note.blank[0] * span.a_day, note.blank[1] * span.a_day) for note in panel.inside]
    return max([0, *(end for _, end in areas if end <= at)]), min([span.width, *(begin for begin, _ in areas if begin >= at)])
