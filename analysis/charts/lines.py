"""Lines: under each heading some lines, each with words at the left, its place on a scale that all share, and a value at the right."""

from collections.abc import Sequence
from typing import NamedTuple

from analysis.charts.layout import Sheet, Words, inner_width, line_height, new_sheet, place_axes, say, text_width, wrap
from analysis.charts.rows import Row, Tracks, heading, last_line, set_heading
from analysis.charts.style import GREY, HEADING, INK, MARGIN, SMALL

LEFT, TRACK, GAP = 2.7, 0.2, 0.16  # inches: the words' column; a line's place on the scale; from a block to the next
BESIDE = 0.12  # inches: between words, scale and value


class Line(NamedTuple):
    """What is said at the left of a line, its value at the right, what the value changes (if anything), and how it is set."""

    words: str
    value: str
    change: str = ""
    weight: str = "normal"


class Block(NamedTuple):
    """A heading and its lines."""

    heading: Row
    lines: Sequence[Line]


class Room(NamedTuple):
    """Where a line has room on the scale, in inches downwards: beside its words, or on a phone under them."""

    top: float
    height: float

    @property
    def middle(self) -> float:
        """Halfway down."""
        return self.top + self.height / 2


class Ladder(NamedTuple):
    """The tracks of all lines on their scale, and the room of each line, block by block."""

    tracks: Tracks
    rooms: list[list[Room]]


def lay_blocks(blocks: Sequence[Block], head: list[Words], foot: list[Words], narrow: bool) -> Ladder:
    """A sheet with the blocks one under the other, their words and values set; on a phone the words stand above their line."""
    width, left = inner_width(narrow), 0.0 if narrow else LEFT
    right = max(max(text_width(text, SMALL, "bold") for text in (line.value, line.change)) for block in blocks for line in block.lines) + BESIDE
    headings = [heading(block.heading, width) for block in blocks]
    above = [(1 + last_line(pieces)) * line_height(HEADING) + 0.08 for pieces in headings]
    heights = [[_height(line, narrow) for line in block.lines] for block in blocks]
    bodies = [sum(each) for each in heights]
    tops = [sum(above[: number + 1]) + sum(bodies[:number]) + GAP * number for number in range(len(blocks))]
    whole = tops[-1] + bodies[-1]
    sheet = new_sheet(head, 0.14 + whole + 0.45, foot, narrow)
    start = sheet.body + 0.14
    rooms: list[list[Room]] = []
    for block, pieces, top, room, each in zip(blocks, headings, tops, above, heights):
        set_heading(sheet, pieces, start + top - room)
        begins = [top + sum(each[:number]) for number in range(len(each))]
        rooms.append([_room(line, begin, narrow) for begin, line in zip(begins, block.lines)])
        for begin, room, line in zip(begins, rooms[-1], block.lines):
            _set_line(sheet, line, start + begin, start + room.middle, narrow)
    axes = place_axes(sheet, MARGIN + left, start, width - left - right, whole, "rows")
    axes.set(ylim=(whole, 0), xticks=[], yticks=[])
    every = [room for each in rooms for room in each]
    return Ladder(Tracks(sheet, axes, [room.top for room in every], [room.height for room in every]), rooms)


def _words(line: Line, narrow: bool) -> list[str]:
    """The words at the left, as many lines as they need."""
    return wrap(line.words, inner_width(True) if narrow else LEFT - BESIDE, SMALL, line.weight)


def _values(line: Line) -> list[tuple[str, str, str]]:
    """What stands at the right: text, colour, weight."""
    return [(line.value, INK, line.weight)] + ([(line.change, INK, "bold")] if line.change else [])


def _height(line: Line, narrow: bool) -> float:
    """How high a line is, in inches."""
    said, told = len(_words(line, narrow)) * line_height(SMALL), len(_values(line)) * line_height(SMALL)
    return (said + max(told, TRACK) if narrow else max(said, told, TRACK)) + 0.07


def _room(line: Line, begin: float, narrow: bool) -> Room:
    """Where in a line that begins so many inches down its place on the scale is."""
    above = len(_words(line, narrow)) * line_height(SMALL) if narrow else 0.0
    return Room(begin + above, _height(line, narrow) - above)


def _set_line(sheet: Sheet, line: Line, top: float, middle: float, narrow: bool) -> None:
    """Write a line's words and its value."""
    said = _words(line, narrow)
    begin = top if narrow else middle - len(said) * line_height(SMALL) / 2
    say(sheet.paper, MARGIN, begin + 0.76 * line_height(SMALL), "\n".join(said), SMALL, INK if line.weight == "bold" or not narrow else GREY, line.weight)
    values = _values(line)
    begin = middle - len(values) * line_height(SMALL) / 2
    for number, (text, colour, weight) in enumerate(values):
        say(sheet.paper, MARGIN + sheet.inner, begin + (number + 0.76) * line_height(SMALL), text, SMALL, colour, weight, ha="right")
