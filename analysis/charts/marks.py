"""Marks: what stands for each kind of report in a series, and the drawing of it."""

import math
from itertools import compress

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.style import PAPER
from analysis.charts.tables import known, spread, wordless
from analysis.charts.wording import by_hour, tell, whole

GLYPHS = {  # what a mark means → marker, filled
    "whole day": ("o", True), "part of a day": ("o", False),
    "at least, whole day": ("^", True), "at least, part of a day": ("^", False),
    "clashes, whole day": ("s", True), "clashes, part of a day": ("s", False),
    "at most, whole day": ("v", True), "at most, part of a day": ("v", False),
    "zero, said outright": ("D", True), "no number": ("x", True), "range": ("", True),
}
SIZES = {"x": 5, "D": 5.5, "s": 5.5, "^": 6.5, "v": 6.5}  # points, to look as large as a dot


# --- Which rows are drawn, and how ---

def marked(daily: pd.DataFrame) -> pd.DataFrame:
    """The rows that are drawn, each with its value and the mark it gets."""
    rows = daily[(daily["status"] != "not_reported") & daily["measure"].ne("ongoing").fillna(True)]
    said = list(rows.itertuples())
    counted = {(row.front, row.date) for row in said if row.measure == "attacks" and row.status in ("counted", "none")}
    apart = [row.measure != "repelled" or (row.front, row.date) not in counted for row in said]
    rows, said = rows.loc[pd.Series(apart, index=rows.index, dtype=bool)], list(compress(said, apart))
    values, marks = [_value(row) for row in said], [_mark(row) for row in said]
    return rows.assign(value=pd.array(values, dtype="float64"), mark=pd.array(marks, dtype="string"))


def _value(row) -> float:
    """Where a mark is drawn: the count, else the one bound that is known; NaN for a range or no number."""
    if known(row.count):
        return float(row.count)
    if row.status == "uncounted" or known(row.low) == known(row.high):
        return math.nan
    return float(row.low if known(row.low) else row.high)


def _mark(row) -> str:
    """Which of GLYPHS a row of the daily table gets."""
    if row.status == "none":
        return "zero, said outright"
    if wordless(row):
        return "no number"
    if not known(row.count) and known(row.low, row.high):
        return "range"
    kind = "clashes, " if row.measure == "clashes" else ""
    if row.measure == "repelled" or (known(row.low) and not known(row.high)):
        kind = "at least, "
    elif known(row.high) and not known(row.low):
        kind = "at most, "
    return kind + ("part of a day" if row.status == "partial" else "whole day")


def noun(marks: pd.DataFrame) -> str:
    """What the figures count: attacks, clashes, or both."""
    measures = set(marks["measure"].dropna())
    if "clashes" not in measures:
        return "attacks"
    return "attacks or clashes" if len(measures) > 1 else "clashes"


def top_of_scale(marks: pd.DataFrame) -> float:
    """The top of a scale for all marks, with room for the label of the highest figure."""
    return max([9.0, *marks["value"].dropna(), *marks["high"].dropna().astype(float)]) * 1.2


def highest(marks: pd.DataFrame) -> pd.Series | None:
    """The row of the highest figure: of a whole day, or if there is none, of a part."""
    values, in_part = marks["value"].to_numpy(), marks["status"].eq("partial").to_numpy()
    ranks = [(not part, value) if value > 0 else (False, 0.0) for value, part in zip(values, in_part)]
    best = max(ranks, default=(False, 0.0))
    return marks.iloc[ranks.index(best)] if best[1] else None


def figure_words(row: pd.Series) -> str:
    """A figure as it is written beside its mark: ≥ 61, ≤ 20, 94 clashes, 12 by 16:00."""
    bound = "\u2265 " if row["mark"].startswith("at least") else "\u2264 " if row["mark"].startswith("at most") else ""
    number = bound + whole(row["value"])
    return (tell("figure_clashes", number=number, count=row["value"]) if row["measure"] == "clashes" else number) + (by_hour(row["hours"]) if row["status"] == "partial" else "")


# --- The drawing ---

def draw_marks(axes: Axes, front: str, marks: pd.DataFrame, days: list[str], colour: str, size: float) -> None:
    """Stems and markers of a front, each kind of report in its own way, so many times the usual size."""
    place = {day: number for number, day in enumerate(days)}
    drawn = list(marks.itertuples())
    for mark in GLYPHS:
        rows = [row for row in drawn if row.mark == mark]
        if rows and mark != "range":
            _draw_kind(axes, mark, [place[row.date] for row in rows], [row.value for row in rows], colour, size, f"{mark}:{front}")
    bounds = [(place[row.date], float(row.low), float(row.high)) for row in drawn if spread(row)]
    if bounds:
        _draw_brackets(axes, bounds, colour, size, f"range:{front}")


def _draw_kind(axes: Axes, mark: str, x: list[int], values: list[float], colour: str, size: float, gid: str) -> None:
    """The marks of one kind: on stems as high as their values, or under the baseline if there is no number."""
    y = {"zero, said outright": [0.0] * len(x), "no number": [-0.065 * axes.get_ylim()[1]] * len(x)}.get(mark, values)
    if mark != "no number":
        looks = dict(lw=size * 1.3, ls="-") if GLYPHS[mark][1] else dict(lw=size, ls=(0, (1, 1.6)), alpha=0.8)
        axes.vlines(x, 0, y, color=colour, zorder=3, **looks)
    axes.plot(x, y, **glyph(mark, colour, size), gid=gid, clip_on=False, zorder=5)


def glyph(mark: str, colour: str, size: float = 1) -> dict:
    """How a mark looks, as matplotlib says it."""
    marker, filled = GLYPHS[mark]
    edge = size * (1.5 if marker == "x" else 1.2)
    return dict(ls="none", marker=marker, ms=size * SIZES.get(marker, 5.8), mew=edge, mec=colour, mfc=colour if filled else PAPER)


def _draw_brackets(axes: Axes, bounds: list[tuple[int, float, float]], colour: str, size: float, gid: str) -> None:
    """A line between the lowest and the highest figure said, with a tick at each end."""
    x, low, high = zip(*bounds)
    axes.vlines(x, low, high, color=colour, lw=1.6 * size, zorder=4, gid=gid)
    for end in (low, high):
        axes.plot(x, end, ls="none", marker="_", ms=9 * size, mew=1.6 * size, color=colour, zorder=4)
