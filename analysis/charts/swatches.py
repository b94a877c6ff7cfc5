"""Swatches: a key of small squares, each with its meaning, in rows."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.charts.layout import say, text_width, wrap
from analysis.charts.style import INK, MARGIN, SMALL

ROW, SIDE = 0.2, 0.13  # inches: a row of swatches, and the side of one


class Swatch(NamedTuple):
    """A square: how it is filled, what it means, a mark drawn on it, and the colour of its lower half."""

    look: dict
    text: str
    mark: dict | None = None
    half: str = ""


def swatch_rows(swatches: Sequence[Swatch], width: float) -> list[list[tuple[float, Swatch]]]:
    """The swatches in rows no wider than so many inches, each with its x; words too long for a row go on in the next."""
    rows: list[list[tuple[float, Swatch]]] = []
    x = 0.0
    for swatch in swatches:
        first, *more = wrap(swatch.text, width - SIDE - 0.07, SMALL)
        wide = SIDE + 0.07 + text_width(first, SMALL)
        if not rows or more or x + wide > width:
            rows.append([])
            x = 0.0
        rows[-1].append((x, swatch._replace(text=first)))
        rows.extend([(0.0, Swatch(dict(facecolor="none", lw=0), line))] for line in more)
        x = width if more else x + wide + 0.2
    return rows


def draw_swatches(paper: Axes, rows: list[list[tuple[float, Swatch]]], top: float) -> None:
    """Draw the rows from so many inches below the sheet's top."""
    for number, row in enumerate(rows):
        y = top + ROW * number + 0.1
        for x, swatch in row:
            paper.add_artist(Rectangle((MARGIN + x, y - SIDE / 2), SIDE, SIDE, **swatch.look))
            if swatch.half:
                paper.add_artist(Rectangle((MARGIN + x, y), SIDE, SIDE / 2, facecolor=swatch.half, lw=0))
            if swatch.mark:
                paper.plot([MARGIN + x + SIDE / 2], [y], **swatch.mark)
            say(paper, MARGIN + x + SIDE + 0.07, y + 0.045, swatch.text, SMALL, INK)
