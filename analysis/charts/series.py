"""The daily series: a panel for each front on one scale, under them the days with a report, and a key."""

from functools import partial

import pandas as pd

from analysis.charts.changes import CHANGE_COLUMNS
from analysis.charts.captions import CLAIM_ONLY, caption, ended
from analysis.charts.chart import Chart
from analysis.charts.coverage import cover, draw_strips, off_the_map, strips_height
from analysis.charts.dates import Span, draw_dates
from analysis.charts.key import KEY_ROW, draw_key, key
from analysis.charts.layout import Sheet, inner_width, new_sheet, small_print, title_words
from analysis.charts.marks import figure_words, highest, marked, noun, top_of_scale
from analysis.charts.panels import Panel, draw_panel, plan
from analysis.charts.style import MARGIN, colours, styled
from analysis.charts.tables import check
from analysis.charts.wording import SOURCE, day_name, front_name, listed, period, plural, whole
from analysis.schema import DAILY, require

DAILY_COLUMNS = tuple(name for name in DAILY if name not in ("sources", "rule", "mention_ids"))
TABLE_COLUMNS = ["date", "front", "measure", "count", "low", "high", "hours", "conflict", "status", "mark"]
LEFT, AXIS, GAP = 0.36, 0.3, 0.1  # inches: left of a panel for its numbers; for the dates; between panels
ABOVE, ABOVE_KEY = 0.14, 0.12  # inches: of empty space above the panels, and above the key
HEIGHTS = {1: 2.2, 2: 1.55, 3: 1.2}  # inches: a panel's height by the number of panels; 1.0 for more


@styled
def daily_series(daily: pd.DataFrame, changes: pd.DataFrame, title: str | None = None, subtitle: str | None = None, narrow: bool = False, rolling: pd.DataFrame | None = None) -> Chart:
    """Every reported figure of each front on its day, one panel a front on one scale, and under them which days are covered.

    `daily` is schema.DAILY for every front and day of the range; `changes` is the table of the map of fronts
    (rows outside the range, or of other fronts, are left out). Figures still 'ongoing' are parts of others and not drawn,
    nor is 'repelled' where the same day has a whole count of attacks. `rolling` (rolling.ROLLING) adds a line of the level.
    Raises NoRows for an empty table and MissingColumn where one lacks.
    """
    check(daily, DAILY_COLUMNS, "the daily series", "one row or more for each front and day")
    require(changes, CHANGE_COLUMNS, "the changes of the map of fronts")
    span, marks = _span(daily, narrow), marked(daily)
    panels = _panels(daily, marks, changes, span)
    title = title or f"{noun(marks).capitalize()} reported per day, {period(span.days[0], span.days[-1])}"
    head = title_words(title, subtitle or _subtitle(len(panels)), narrow)
    level = rolling.dropna(subset="mean") if rolling is not None else pd.DataFrame(columns=["front", "date", "mean", "at_least_days"])
    height, rows_of_key = HEIGHTS.get(len(panels), 1.0), key(marks, panels, span.width + LEFT, not level.empty)
    sheet = new_sheet(head, _body(panels, span, height, len(rows_of_key)), small_print(SOURCE), narrow)
    top = _draw_panels(sheet, panels, span, height, top_of_scale(marks), level)
    draw_dates(sheet, span, top - GAP)
    draw_strips(sheet, panels, span, top + AXIS)
    draw_key(sheet.paper, rows_of_key, top + AXIS + strips_height(panels, span) + ABOVE_KEY)
    alt, table = _alt(title, panels, len(span.days)) + _level_alt(level), marks[TABLE_COLUMNS].reset_index(drop=True)
    under = caption(_finding(title, panels), CLAIM_ONLY, [span.days[0], span.days[-1]])
    return Chart(sheet.figure, alt, under, table, partial(daily_series, daily, changes, title, subtitle, rolling=rolling))


def _span(daily: pd.DataFrame, narrow: bool) -> Span:
    """All days from the first to the last of a table."""
    days = [day.date().isoformat() for day in pd.date_range(daily["date"].min(), daily["date"].max())]
    return Span(days, MARGIN + LEFT, inner_width(narrow) - LEFT)


def _panels(daily: pd.DataFrame, marks: pd.DataFrame, changes: pd.DataFrame, span: Span) -> list[Panel]:
    """A panel for each front, planned; the first names the unit of all."""
    fronts = list(dict.fromkeys(daily["front"]))
    palette, unit = colours(fronts), f"{noun(marks)} a day"
    return [plan(front, palette[front], cover(daily, front), marks, changes, span, unit if front == fronts[0] else "") for front in fronts]


def _subtitle(number: int) -> str:
    """How to read so many panels."""
    return ("One scale for all fronts. " if number > 1 else "") + "Each mark is one day\u2019s figure; where nothing is drawn, no report was found."


def _body(panels: list[Panel], span: Span, height: float, key_rows: int) -> float:
    """How much room panels, dates, strips and key take together, in inches."""
    lanes = sum(panel.lane for panel in panels)
    return ABOVE + (lanes + len(panels) * (height + GAP) + AXIS + strips_height(panels, span) + ABOVE_KEY + key_rows * KEY_ROW)


def _draw_panels(sheet: Sheet, panels: list[Panel], span: Span, height: float, limit: float, level: pd.DataFrame) -> float:
    """Draw the panels one under the other and return where the last one's gap ends."""
    top = sheet.body + ABOVE
    for panel in panels:
        draw_panel(sheet, panel, span, top + panel.lane, height, limit, level[level["front"] == panel.front])
        top += panel.lane + height + GAP
    return top


def _level_alt(level: pd.DataFrame) -> str:
    """The ends of each front's rolling mean in words."""
    told = [f"{front_name(front)} {own['mean'].iloc[0]:.0f} on {day_name(own['date'].iloc[0])}, {own['mean'].iloc[-1]:.0f} on {day_name(own['date'].iloc[-1])}" for front, own in level.groupby("front", sort=False)]
    return f" Rolling mean of the reported days: {'; '.join(told)}." if told else ""


def _alt(title: str, panels: list[Panel], days: int) -> str:
    """The panels in words."""
    parts = [_panel_alt(panel, days) for panel in panels]
    return f"Small multiples, one panel for each of {plural(len(panels), 'front')} on one scale. {ended(title)} {' '.join(parts)}"


def _finding(title: str, panels: list[Panel]) -> str:
    """The highest figure of each front and how many days are known, in one line."""
    parts = []
    for panel in panels:
        row, counted = highest(panel.marks), list(panel.cover.values()).count("whole day")
        most = f"highest {figure_words(row)} on {day_name(row['date'])}, " if row is not None else ""
        parts.append(f"{front_name(panel.front)} {most}whole-day figures for {counted} of {plural(len(panel.cover) - off_the_map(panel), 'day')} on the map")
    return f"{title}: {'; '.join(parts)}"


def _panel_alt(panel: Panel, days: int) -> str:
    """One front's days, highest figure and changes in words."""
    states = list(panel.cover.values())
    counts = [plural(states.count("whole day"), "whole day"), plural(states.count("part of a day"), "day") + " in part"]
    if "no number" in states:
        counts.append(plural(states.count("no number"), "day") + " without a number")
    words = f"{front_name(panel.front)}: of {plural(days, 'day')}, reports for {listed(counts)}, none for {whole(states.count('silent'))}"
    of_whole_days = panel.marks.loc[panel.marks["mark"].str.endswith("whole day"), "value"]
    if len(of_whole_days):
        words += f"; whole days run from {whole(of_whole_days.min())} to {whole(of_whole_days.max())}"
    row = highest(panel.marks)
    words += f", highest {figure_words(row)}, {day_name(row['date'], short=True)}" if row is not None else ""
    return words + "".join(f"; {day_name(note.date)}: {note.short}" for note in panel.notes) + "."
