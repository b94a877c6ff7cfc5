"""A sheet of paper: words, paragraphs and axes placed in inches from its upper left corner."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis.charts.style import BACKED, BASE, GREY, INK, LINE_SPACING, MARGIN, NARROW, PIXELS, SMALL, TITLE, WIDE
from analysis.charts.wording import whole


class Words(NamedTuple):
    """A paragraph and how it is set."""

    text: str
    size: float = BASE
    colour: str = INK
    weight: str = "normal"
    gap: float = 0.06


class Plain(Axes):
    """Axes whose limits are given, so that lines drawn on them are not measured to find any."""

    def hlines(self, y, xmin, xmax, **looks):
        """Level lines from xmin to xmax."""
        return self._lines([xmin, y], [xmax, y], looks)

    def vlines(self, x, ymin, ymax, **looks):
        """Upright lines from ymin to ymax."""
        return self._lines([x, ymin], [x, ymax], looks)

    def _lines(self, begin, end, looks):
        """Lines between points given as (x, y), each of them a number or several."""
        lines = LineCollection(np.stack(np.broadcast_arrays(*begin, *end), axis=-1).reshape(-1, 2, 2))
        lines.set(**looks)
        return self.add_artist(lines)


class Sheet(NamedTuple):
    """A figure, its paper (an axes whose units are inches from the upper left), the width between its margins, and where its body begins."""

    figure: Figure
    paper: Axes
    inner: float
    body: float


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
    return size * LINE_SPACING / 72


def inner_width(narrow: bool) -> float:
    """How much of a sheet's width lies between its margins, in inches."""
    return (NARROW if narrow else WIDE) - 2 * MARGIN


def title_words(title: str, subtitle: str, narrow: bool) -> list[Words]:
    """The head of a sheet."""
    return [Words(title, 12 if narrow else TITLE, INK, "bold", 0), Words(subtitle, BASE, GREY)]


def small_print(text: str, colour: str = GREY) -> list[Words]:
    """A paragraph for the foot of a sheet."""
    return [Words(text, SMALL, colour, gap=0.1)]


def new_sheet(head: list[Words], body: float, foot: list[Words], narrow: bool) -> Sheet:
    """A sheet just high enough for its head, a body of so many inches, and its foot."""
    inner = inner_width(narrow)
    width, top = NARROW if narrow else WIDE, MARGIN + _height(head, inner)
    height = top + body + _height(foot, inner) + MARGIN
    figure = Figure(figsize=(width, height), dpi=2 * PIXELS, label=head[0].text.replace("\u00a0", " "))
    FigureCanvasAgg(figure)
    paper = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0), label="paper", axes_class=Plain)
    paper.set_axis_off()
    paper.set_zorder(1)
    _set(paper, head, MARGIN, inner)
    _set(paper, foot, top + body, inner)
    return Sheet(figure, paper, inner, top)


def _height(paragraphs: list[Words], width: float) -> float:
    """How high paragraphs are one under the other, in inches."""
    return sum(len(wrap(each.text, width, each.size, each.weight)) * line_height(each.size) + each.gap for each in paragraphs)


def _set(paper: Axes, paragraphs: list[Words], top: float, width: float) -> None:
    """Set paragraphs one under the other."""
    for each in paragraphs:
        lines = wrap(each.text, width, each.size, each.weight)
        top += each.gap
        say(paper, MARGIN, top + 0.8 * line_height(each.size), "\n".join(lines), each.size, each.colour, each.weight)
        top += len(lines) * line_height(each.size)


def say(axes: Axes, x: float, y: float, text: str, size: float = SMALL, colour: str = INK, weight: str = "normal", ha: str = "left", **more) -> None:
    """Write a text, the baseline of its first line at x, y."""
    for number, line in enumerate(text.split("\n")):
        axes.text(x, y + number * line_height(size), line, fontsize=size, color=colour, fontweight=weight, ha=ha, va="baseline", **more)


def say_beside(axes: Axes, x: float, y: float, text: str, size: float, colour: str, weight: str = "normal", gap: float = 5, ha: str = "left", **more) -> None:
    """Write a text beside a point of the scale, so many points to its right."""
    axes.annotate(text, (x, y), xytext=(gap, 0), textcoords="offset points", fontsize=size, color=colour, fontweight=weight, ha=ha,
                  va="center_baseline", annotation_clip=False, zorder=2, bbox=BACKED, **more)


def place_axes(sheet: Sheet, left: float, top: float, width: float, height: float, label: str) -> Axes:
    """Axes placed in inches, with no frame."""
    whole_width, whole_height = sheet.figure.get_size_inches()
    place = (left / whole_width, 1 - (top + height) / whole_height, width / whole_width, height / whole_height)
    axes = sheet.figure.add_axes(place, label=label, facecolor="none", axes_class=Plain)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, pad=4)
    return axes


def round_numbers(limit: float, most: int) -> list[float]:
    """Round whole numbers from 0 up to a limit, at most so many."""
    steps = (base * 10**power for power in range(7) for base in (1, 2, 5))
    step = next(step for step in steps if limit / step < most)
    return [float(step * number) for number in range(int(limit // step) + 1)]


def number_axis(axis: Axis, numbers: list[float]) -> None:
    """Write numbers along an axis."""
    axis.set_ticks(numbers, [whole(number) for number in numbers])
