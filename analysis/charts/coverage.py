"""Coverage: what each day of a front has at best, and the strip that shows it."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.charts.dates import Span
from analysis.charts.layout import Sheet, place_axes, say, text_width, wrap
from analysis.charts.panels import Panel
from analysis.charts.style import GREY, INK, LINE_GREY, MARGIN, PAPER, SMALL, STRIP, tint
from analysis.charts.wording import front_name, tell, whole

COVERS = ("whole day", "part of a day", "no number", "silent")
STATES = {"counted": "whole day", "none": "whole day", "partial": "part of a day", "uncounted": "no number", "not_reported": "silent"}
HEAD, LINE, BAR, BELOW = 0.24, 0.18, 0.13, 0.19  # inches: the heading, a line of words, a strip, and a strip with the space under it


def cover(daily: pd.DataFrame, front: str) -> dict[str, str]:
    """What each day of a front has at best: whole day, part of a day, no number, or silent."""
    best: dict[str, str] = {}
    for row in daily.loc[daily["front"] == front, ["date", "status", "measure"]].itertuples():
        best[row.date] = min(best.get(row.date, "silent"), _state(row), key=COVERS.index)
    return best


def _state(row) -> str:
    """What a report covers of its day; attacks still going on are only a part of it."""
    state = STATES[row.status]
    return "part of a day" if state == "whole day" and row.measure == "ongoing" else state


def strips_height(panels: list[Panel], span: Span) -> float:
    """How high all strips are together, in inches."""
    return HEAD + sum(LINE * len(_words(panel, span.width)) + BELOW for panel in panels)


def draw_strips(sheet: Sheet, panels: list[Panel], span: Span, top: float) -> None:
    """One strip a front: which days have a whole count, a part, a report without a number, or none."""
    say(sheet.paper, MARGIN, top + 0.14, tell("strips"), SMALL, INK, "bold")
    top += HEAD
    for panel in panels:
        lines = _words(panel, span.width)
        for number, (name, said) in enumerate(lines):
            say(sheet.paper, span.left, top + 0.14 + number * LINE, name, SMALL, panel.colour)
            say(sheet.paper, span.left + span.width, top + 0.14 + number * LINE, said, SMALL, GREY, ha="right")
        axes = place_axes(sheet, span.left, top + LINE * len(lines), span.width, BAR, f"coverage {panel.front}")
        axes.set(xlim=(-0.5, len(span.days) - 0.5), ylim=(0, 1), yticks=[], xticks=[])
        _draw_strip(axes, panel, span)
        top += LINE * len(lines) + BELOW


def _words(panel: Panel, width: float) -> list[tuple[str, str]]:
    """A strip's name and what is said at its right, in as many lines as they need."""
    told = {"counted": whole(list(panel.cover.values()).count("whole day")), "days": len(panel.cover) - off_the_map(panel)}
    names = wrap(front_name(panel.front), width, SMALL)
    room = width - text_width(names[-1], SMALL) - 0.2
    for said in (tell("strip_words", **told), tell("strip_short", **told)):
        if text_width(said, SMALL) <= room:
            return [*((name, "") for name in names[:-1]), (names[-1], said)]
    return [*((name, "") for name in names), ("", tell("strip_short", **told))]


def off_the_map(panel: Panel) -> int:
    """The days on which the bulletins have no such front."""
    return len({day for note in panel.notes if note.blank for day in range(*note.blank)})


def _draw_strip(axes: Axes, panel: Panel, span: Span) -> None:
    """A front's strip; a day is never too thin to be seen."""
    axes.add_artist(Rectangle((-0.5, 0), len(span.days), 1, zorder=0.7, gid=f"strip silent:{panel.front}", **cover_look("silent", panel.colour)))
    for begin, end in (note.blank for note in panel.notes if note.blank):
        axes.add_artist(Rectangle((begin - 0.5, -0.05), end - begin, 1.1, facecolor=PAPER, lw=0, zorder=0.8))
        axes.hlines([0.5], begin - 0.5, end - 0.5, color=LINE_GREY, lw=0.8, zorder=0.9, gid=f"strip unpublished:{panel.front}")
    wide = max(1.0, 0.014 * len(span.days) / span.width)
    for state in reversed(COVERS[:3]):
        for number, day in enumerate(span.days):
            if panel.cover.get(day) == state:
                look = cover_look(state, panel.colour)
                axes.add_artist(Rectangle((number - wide / 2, 0), wide, 1, gid=f"strip {state}:{panel.front}", **look))


def cover_look(state: str, colour: str) -> dict:
    """How a day's coverage looks: full colour, light, or hatched."""
    return {
        "whole day": dict(facecolor=colour, lw=0),
        "part of a day": dict(facecolor=tint(colour, 0.4), lw=0),
        "no number": dict(facecolor=PAPER, edgecolor=colour, hatch="//////", lw=0),
        "silent": dict(facecolor=STRIP, lw=0),
    }[state]
