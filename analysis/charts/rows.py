"""Rows: a heading for each, and under it a track of a scale that all share."""

from typing import NamedTuple

from matplotlib.axes import Axes

from analysis.charts.layout import Sheet, Words, inner_width, line_height, new_sheet, number_axis, place_axes, round_numbers, say, text_width, wrap
from analysis.charts.style import GREY, GRID, HEADING, INK, LINE_GREY, MARGIN, NUMBER, SMALL

GAP = 0.12  # inches: from a track to the next heading


class Row(NamedTuple):
    """A heading in bold, what is said beside or under it, and the heading's colour."""

    name: str
    detail: str
    colour: str = INK


class Piece(NamedTuple):
    """A piece of a heading: inches from its left, line, and how it is set."""

    x: float
    line: int
    text: str
    size: float
    colour: str
    weight: str


class Tracks(NamedTuple):
    """A sheet with its headings set, axes whose y is in inches downwards, and where each track begins and how high it is."""

    sheet: Sheet
    axes: Axes
    tops: list[float]
    heights: list[float]


def heading(row: Row, width: float) -> list[Piece]:
    """A row's heading in pieces, on one line if that fits."""
    names, details = wrap(row.name, width, HEADING, "bold"), wrap(row.detail, width, SMALL)
    beside = text_width(row.name, HEADING, "bold") + 0.1
    fits = len(names) == 1 and len(details) == 1 and beside + text_width(row.detail, SMALL) <= width
    x, line = (beside, 0) if fits else (0, len(names))
    return [Piece(0, number, text, HEADING, row.colour, "bold") for number, text in enumerate(names)] + [
        Piece(x, line + number, text, SMALL, GREY, "normal") for number, text in enumerate(details)
    ]


def last_line(pieces: list[Piece]) -> int:
    """The number of a heading's last line, counted from 0."""
    return max(piece.line for piece in pieces)


def lay_tracks(rows: list[Row], heights: list[float], head: list[Words], foot: list[Words], narrow: bool) -> Tracks:
    """A sheet with a heading for each row, and under it a free track of the height asked for."""
    width = inner_width(narrow)
    headings = [heading(row, width) for row in rows]
    above = [(1 + last_line(pieces)) * line_height(HEADING) + 0.04 for pieces in headings]
    below = [height + GAP for height in heights]
    tops = [sum(above[: number + 1]) + sum(below[:number]) for number in range(len(rows))]
    body = sum(above) + sum(below)
    sheet = new_sheet(head, body + 0.14 + 0.4, foot, narrow)
    for pieces, height, top in zip(headings, above, tops):
        set_heading(sheet, pieces, sheet.body + 0.14 + top - height)
    axes = place_axes(sheet, MARGIN, sheet.body + 0.14, width, body, "rows")
    axes.set_ylim(body, 0)
    axes.set(xticks=[], yticks=[])
    return Tracks(sheet, axes, tops, heights)


def set_heading(sheet: Sheet, pieces: list[Piece], top: float) -> None:
    """Write a heading's pieces."""
    for piece in pieces:
        say(sheet.paper, MARGIN + piece.x, top + piece.line * line_height(HEADING) + 0.13, piece.text, piece.size, piece.colour, piece.weight)


def scale_from_zero(tracks: Tracks, limit: float, unit: str, narrow: bool, at_margin: bool = True) -> None:
    """Give the tracks a scale from 0 to a limit, with numbers if there is a unit to name under them."""
    tracks.axes.set_xlim(0, limit)
    if unit:
        number_axis(tracks.axes.xaxis, round_numbers(limit, 5 if narrow else 8))
        name_unit(tracks, unit, at_margin)
    draw_grid(tracks, 0)


def name_unit(tracks: Tracks, unit: str, at_margin: bool = True) -> None:
    """Write the scale's unit under its numbers, from the sheet's margin or from where the scale begins."""
    left = MARGIN if at_margin else tracks.axes.get_position().x0 * tracks.sheet.figure.get_size_inches()[0]
    bottom = (1 - tracks.axes.get_position().y0) * tracks.sheet.figure.get_size_inches()[1]
    say(tracks.sheet.paper, left, bottom + 0.37, unit, SMALL, GREY)


def draw_grid(tracks: Tracks, base: float) -> None:
    """Light vertical lines behind each track, a darker one where the scale starts."""
    light = [tick for tick in tracks.axes.get_xticks() if tick != base]
    for top, height in zip(tracks.tops, tracks.heights):
        tracks.axes.vlines(light, top, top + height, color=GRID, lw=0.8, zorder=0)
        tracks.axes.vlines([base], top - 0.02, top + height, color=LINE_GREY, lw=0.9, zorder=1)


def reach(marks: list[tuple[float, str]], width: float) -> float:
    """How far a scale from 0 must go so that each text fits to the right of its mark."""
    return max([5.0] + [value * width / max(width - text_width(text, NUMBER, "bold") - 0.14, 0.3 * width) for value, text in marks])
