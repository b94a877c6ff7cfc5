"""The daily series: a panel for each front on one scale, under them the days with a report, and a key."""

from functools import partial

import pandas as pd

from analysis.charts.changes import CHANGE_COLUMNS
from analysis.charts.captions import caption, ended
from analysis.charts.chart import Chart
from analysis.charts.coverage import cover, draw_strips, off_the_map, strips_height
from analysis.charts.dates import Span, draw_dates
from analysis.charts.key import KEY_ROW, draw_key, key
from analysis.charts.layout import Sheet, inner_width, new_sheet, small_print, title_words
from analysis.charts.marks import figure_words, highest, marked, noun, top_of_scale
from analysis.charts.panels import Panel, draw_panel, plan
from analysis.charts.style import MARGIN, colours, styled
from analysis.charts.tables import check
from analysis.charts.wording import day_name, decimal, front_name, listed, period, source, tell, unit_name, whole
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
    title = title or tell("series_title", unit=unit_name(noun(marks)), period=period(span.days[0], span.days[-1]))
    head = title_words(title, subtitle or _subtitle(len(panels)), narrow)
    level = rolling.dropna(subset="mean") if rolling is not None else pd.DataFrame(columns=["front", "date", "mean", "at_least_days"])
    height, rows_of_key = HEIGHTS.get(len(panels), 1.0), key(marks, panels, span.width + LEFT, not level.empty)
    sheet = new_sheet(head, _body(panels, span, height, len(rows_of_key)), small_print(source()), narrow)
    top = _draw_panels(sheet, panels, span, height, top_of_scale(marks), level)
    draw_dates(sheet, span, top - GAP)
    draw_strips(sheet, panels, span, top + AXIS)
    draw_key(sheet.paper, rows_of_key, top + AXIS + strips_height(panels, span) + ABOVE_KEY)
    alt, table = _alt(title, panels, len(span.days)) + _level_alt(level), marks[TABLE_COLUMNS].reset_index(drop=True)
    under = caption(_finding(title, panels), tell("caption_claim"), [span.days[0], span.days[-1]])
    return Chart(sheet.figure, alt, under, table, partial(daily_series, daily, changes, title, subtitle, rolling=rolling))


def _span(daily: pd.DataFrame, narrow: bool) -> Span:
    """All days from the first to the last of a table."""
    days = [day.date().isoformat() for day in pd.date_range(daily["date"].min(), daily["date"].max())]
    return Span(days, MARGIN + LEFT, inner_width(narrow) - LEFT)


def _panels(daily: pd.DataFrame, marks: pd.DataFrame, changes: pd.DataFrame, span: Span) -> list[Panel]:
    """A panel for each front, planned; the first names the unit of all."""
    fronts = list(dict.fromkeys(daily["front"]))
    palette, unit = colours(fronts), tell("a_day", unit=unit_name(noun(marks)))
    return [plan(front, palette[front], cover(daily, front), marks, changes, span, unit if front == fronts[0] else "") for front in fronts]


def _subtitle(number: int) -> str:
    """How to read so many panels."""
    return (tell("one_scale") + " " if number > 1 else "") + tell("series_subtitle")


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
    told = [_level_ends(front, own) for front, own in level.groupby("front", sort=False)]
    return tell("level_alt", parts="; ".join(told)) if told else ""


def _level_ends(front: str, own: pd.DataFrame) -> str:
    """The first and the last of a front's rolling means in words."""
    (before, after), (first, last) = ([column.iloc[0], column.iloc[-1]] for column in (own["mean"], own["date"]))
    return tell("level_ends", front=front_name(front), before=decimal(f"{before:.0f}"), after=decimal(f"{after:.0f}"), first=day_name(first), last=day_name(last))


def _alt(title: str, panels: list[Panel], days: int) -> str:
    """The panels in words."""
    parts = [_panel_alt(panel, days) for panel in panels]
    return tell("series_alt", fronts=len(panels), title=ended(title), parts=" ".join(parts))


def _finding(title: str, panels: list[Panel]) -> str:
    """The highest figure of each front and how many days are known, in one line."""
    parts = []
    for panel in panels:
        row, counted = highest(panel.marks), list(panel.cover.values()).count("whole day")
        most = tell("highest_on", figure=figure_words(row), day=day_name(row["date"])) if row is not None else ""
        parts.append(tell("series_known", front=front_name(panel.front), most=most, counted=counted, days=len(panel.cover) - off_the_map(panel)))
    return f"{title}: {'; '.join(parts)}"


def _panel_alt(panel: Panel, days: int) -> str:
    """One front's days, highest figure and changes in words."""
    states = list(panel.cover.values())
    counts = [tell("whole_days", days=states.count("whole day")), tell("days_in_part", days=states.count("part of a day"))]
    if "no number" in states:
        counts.append(tell("days_unnumbered", days=states.count("no number")))
    words = tell("panel_alt", front=front_name(panel.front), days=days, counts=listed(counts), silent=whole(states.count("silent")))
    of_whole_days = panel.marks.loc[panel.marks["mark"].str.endswith("whole day"), "value"]
    if len(of_whole_days):
        words += tell("panel_run", low=whole(of_whole_days.min()), high=whole(of_whole_days.max()))
    row = highest(panel.marks)
    words += tell("panel_highest", figure=figure_words(row), day=day_name(row["date"], short=True)) if row is not None else ""
    return words + "".join(f"; {day_name(note.date)}: {note.short}" for note in panel.notes) + "."
