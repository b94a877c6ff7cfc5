"""Steps: a series with the days on which its mean seems to change, each with the uncertainty of its date."""

import datetime
from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.captions import caption, ended
from analysis.charts.changes import CHANGE_COLUMNS, Note
from analysis.charts.chart import Chart
from analysis.charts.coverage import cover
from analysis.charts.dates import Span, draw_dates
from analysis.charts.layout import Words, inner_width, new_sheet, small_print, title_words
from analysis.charts.marks import marked, noun, top_of_scale
from analysis.charts.panels import Panel, draw_panel, plan
from analysis.charts.style import INK, MARGIN, colours, styled, tint
from analysis.charts.tables import check, filled, known
from analysis.charts.wording import dated, day_name, decimal, front_name, period, rate, source, tell, times, unit_name
from analysis.schema import DAILY, require

SERIES_COLUMNS = tuple(name for name in DAILY if name not in ("sources", "rule", "mention_ids"))
COLUMNS = ("front", "date", "lower_date", "upper_date", "before_mean", "after_mean", "ratio", "probability", "days", "note")
LEFT, AXIS, GAP, HEIGHT = 0.36, 0.34, 0.1, 1.35  # inches: left of a panel for its numbers; for the dates; between panels; a panel


@styled
def change_points(
    series: pd.DataFrame, found: pd.DataFrame, changes: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False
) -> Chart:
    """Each front's figures with the means before and after each change found, the change's days of doubt shaded, and the breaks of the map.

    A front without a change is drawn with its figures, and its note stands below. Raises NoRows for an empty series and MissingColumn where a column lacks.
    """
    check(series, SERIES_COLUMNS, "the series", "one row for each front and day")
    require(found, COLUMNS, "the changes found")
    require(changes, CHANGE_COLUMNS, "the changes of the map of fronts")
    span, marks, rows = _span(series, narrow), marked(series), filled(found, note="")
    panels = _panels(series, marks, changes, rows, span)
    title = title or tell("steps_title", unit=unit_name(noun(marks)), period=period(span.days[0], span.days[-1]))
    lanes = sum(panel.lane + HEIGHT + GAP for panel in panels)
    said = _sentences(panels, rows)
    foot = (small_print(tell("steps_foot"), INK) if any(map(_dated, rows)) else []) + [Words(text, 9.0, INK, gap=0.06) for text in said] + small_print(source())
    head = title_words(title, subtitle or tell("steps_subtitle"), narrow)
    sheet = new_sheet(head, 0.14 + lanes + AXIS, foot, narrow)
    top = sheet.body + 0.14
    for panel in panels:
        top += panel.lane
        draw_panel(sheet, panel, span, top, HEIGHT, top_of_scale(marks))
        axes = next(axes for axes in sheet.figure.axes if axes.get_label() == panel.front)
        _draw_steps(axes, panel, [row for row in rows if row.front == panel.front and _dated(row)], span)
        top += HEIGHT + GAP
    draw_dates(sheet, span, top - GAP)
    words = " ".join(said)
    return Chart(sheet.figure, tell("steps_alt", title=ended(title), said=words), caption(f"{ended(title)} {words}", tell("steps_caveat"), [span.days[0], span.days[-1]]),
                 found.reset_index(drop=True), partial(change_points, series, found, changes, title, subtitle))


def _span(series: pd.DataFrame, narrow: bool) -> Span:
    """All days from the first to the last of a table."""
    days = [day.date().isoformat() for day in pd.date_range(series["date"].min(), series["date"].max())]
    return Span(days, MARGIN + LEFT, inner_width(narrow) - LEFT)


def _panels(series: pd.DataFrame, marks: pd.DataFrame, changes: pd.DataFrame, rows: list, span: Span) -> list[Panel]:
    """A panel for each front, with a label for each change found."""
    fronts = list(dict.fromkeys(series["front"]))
    palette, unit = colours(fronts), tell("a_day", unit=unit_name(noun(marks)))
    return [
        plan(front, palette[front], cover(series, front), marks, changes, span, unit if front == fronts[0] else "", _labels(front, rows, span))
        for front in fronts
    ]


def _labels(front: str, rows: list, span: Span) -> list[Note]:
    """The changes found on a front as notes for its panel."""
    return [Note(_place(row.date, span), row.date, _short(row), _short(row), None) for row in rows if row.front == front and _dated(row)]


def _place(day: str, span: Span) -> int:
    """How many days after the first a day lies."""
    return (datetime.date.fromisoformat(day) - datetime.date.fromisoformat(span.days[0])).days


def _dated(row) -> bool:
    """Whether a row holds a change with its date."""
    return known(row.date, row.before_mean, row.after_mean)


# --- Its words ---

def _short(row) -> str:
    """A change as it stands above its panel."""
    return tell("step_short", day=day_name(row.date, year=False, short=True), before=rate(row.before_mean), after=rate(row.after_mean))


def _sentences(panels: list[Panel], rows: list) -> list[str]:
    """What was found on each front, one sentence a change or note."""
    told = [f"{front_name(row.front)}: {_sentence(row)}" for panel in panels for row in _telling(panel.front, rows)]
    silent = [panel.front for panel in panels if not any(row.front == panel.front for row in rows)]
    return told + [f"{front_name(front)}: {tell('step_none')}." for front in silent]


def _telling(front: str, rows: list) -> list:
    """A front's rows without the stretches that have no day at all, unless there is no other."""
    own = [row for row in rows if row.front == front]
    return [row for row in own if _dated(row) or not known(row.days) or row.days > 0] or own


def _sentence(row) -> str:
    """A change with its doubt, or why there is none."""
    note = dated(row.note).rstrip(".")
    if not _dated(row):
        return f"{note or tell('step_none')}."
    when = tell("step_range", period=period(row.lower_date, row.upper_date)) if known(row.lower_date, row.upper_date) else ""
    ratio = tell("step_times", ratio=times(row.ratio)) if known(row.ratio) and float(row.ratio) < float("inf") else ""
    sure = tell("step_sure", share=_percent(row.probability)) if known(row.probability) else ""
    words = tell("step_said", day=day_name(row.date), range=when, before=rate(row.before_mean), after=rate(row.after_mean), ratio=ratio, sure=sure)
    return f"{'; '.join(filter(None, [words, note]))}.".replace("\u00a0", " ")


def _percent(probability: float) -> str:
    """A probability in percent: 98 %, 99.9 %."""
    return decimal(f"{100 * probability:.1f} %".replace(".0 %", " %"))


# --- The drawing ---

def _draw_steps(axes: Axes, panel: Panel, rows: list, span: Span) -> None:
    """The days of doubt, and the means between changes and breaks."""
    edges = sorted({0, len(span.days), *(note.day for note in panel.notes if 0 < note.day < len(span.days)), *(_place(row.date, span) for row in rows)})
    for row in rows:
        day = _place(row.date, span)
        begin, end = max((edge for edge in edges if edge < day), default=0), min((edge for edge in edges if edge > day), default=len(span.days))
        if known(row.lower_date, row.upper_date):
            low, high = _place(row.lower_date, span), _place(row.upper_date, span)
            axes.axvspan(low - 0.5, high + 0.5, color=tint(panel.colour, 0.18), lw=0, zorder=-0.5, gid=f"doubt:{panel.front}:{row.date}")
        axes.axvline(day - 0.5, color=panel.colour, lw=1.2, zorder=1, gid=f"found:{panel.front}:{row.date}")
        for first, last, mean, side in ((begin, day, row.before_mean, "before"), (day, end, row.after_mean, "after")):
            axes.hlines([float(mean)], first - 0.5, last - 0.5, color=panel.colour, lw=3, alpha=0.55, zorder=2.5, gid=f"{side}:{panel.front}:{row.date}")
