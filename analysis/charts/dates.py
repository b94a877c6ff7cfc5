"""The days of a series: where they lie on the sheet, and which of them are named under it."""

from collections.abc import Iterable
from typing import NamedTuple

from analysis.charts.layout import Sheet, say, text_width
from analysis.charts.style import INK, MARGIN, SMALL
from analysis.charts.wording import day_name, month_name


class Span(NamedTuple):
    """The days shown, as ISO text, and where they lie from left to right, in inches."""

    days: list[str]
    left: float
    width: float

    @property
    def a_day(self) -> float:
        """The width of one day, in inches."""
        return self.width / len(self.days)


def date_ticks(days: list[str], room: float) -> list[tuple[int, str]]:
    """Days to be named under the axis, as close as their names allow in so many inches."""
    inch = room / len(days)
    for ticks in _choices(days):
        widths = [text_width(text, SMALL) for _, text in ticks]
        gaps = [(after[0] - before[0]) * inch - (one + two) / 2 for before, after, one, two in zip(ticks, ticks[1:], widths, widths[1:])]
        if ticks and all(gap > 0.12 for gap in gaps):
            return ticks
    return [(0, day_name(days[0], short=True))]


def _choices(days: list[str]) -> Iterable[list[tuple[int, str]]]:
    """From every day over weeks and months to years: (day, name)."""
    if len(days) <= 62:
        for step in (1, 2, 7, 14):
            yield [(number, day_name(day, len(days) == 1, short=True)) for number, day in enumerate(days) if number % step == 0]
    firsts = [(number, day) for number, day in enumerate(days) if day.endswith("-01")]
    for step in (1, 2, 3, 6, 12):
        chosen = [(number, day) for number, day in firsts if (int(day[5:7]) - 1) % step == 0]
        yield [(number, day[:4] if day[5:7] == "01" else month_name(int(day[5:7]), short=True)) for number, day in chosen]


def draw_dates(sheet: Sheet, span: Span, top: float) -> None:
    """The names of days, months and years between the panels and the coverage."""
    for number, text in date_ticks(span.days, span.width):
        half = text_width(text, SMALL) / 2
        x = span.left + (number + 0.5) * span.width / len(span.days)
        sheet.paper.plot([x, x], [top, top + 0.06], color=INK, lw=0.8, gid="tick")
        x = min(max(x, MARGIN + half), span.left + span.width - half + 0.05)
        say(sheet.paper, x, top + 0.2, text, SMALL, INK, ha="center")
