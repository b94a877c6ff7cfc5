"""The key: what each mark and each piece of a strip means, and only of those that are drawn."""

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.charts.coverage import cover_look
from analysis.charts.layout import say, text_width
from analysis.charts.marks import glyph
from analysis.charts.panels import Panel
from analysis.charts.style import INK, KEY_INK, LINE_GREY, MARGIN, SMALL
from analysis.charts.tables import spread
from analysis.charts.wording import tell

MARKS = (  # the mark shown, the sentence that the key says of it, and which marks it stands for
    ("whole day", "key_whole", lambda mark: mark == "whole day"),
    ("part of a day", "key_part", lambda mark: mark.endswith("part of a day")),
    ("at least, whole day", "key_at_least", lambda mark: mark.startswith("at least")),
    ("at most, whole day", "key_at_most", lambda mark: mark.startswith("at most")),
    ("clashes, whole day", "key_clashes", lambda mark: mark.startswith("clashes")),
    ("zero, said outright", "key_zero", lambda mark: mark.startswith("zero")),
    ("no number", "key_no_number", lambda mark: mark == "no number"),
    ("range", "key_range", lambda mark: mark == "range"),
)
STRIPS = {"whole day": "strip_whole", "part of a day": "strip_part", "no number": "strip_no_number", "silent": "strip_silent", "unpublished": "strip_unpublished"}
KEY_ROW = 0.2  # inches: a row of the key


class Item(NamedTuple):
    """An entry of the key: a glyph (or a piece of a strip) and what it means."""

    kind: str
    mark: str
    text: str


Key = list[list[tuple[float, Item]]]  # its rows; each entry with its x, in inches


def key(marks: pd.DataFrame, panels: list[Panel], width: float, level: bool = False) -> Key:
    """The key of the marks, the level and the strips that are drawn, in rows of a width."""
    line = [Item("glyph", "rolling", tell("key_level"))] if level else []
    return _flow(_mark_items(marks) + line + _strip_items(panels), width)


def _mark_items(marks: pd.DataFrame) -> list[Item]:
    """The marks that occur."""
    used = set(marks["mark"]) | ({"range"} if any(map(spread, marks.itertuples())) else set())
    return [Item("glyph", mark, tell(text)) for mark, text, holds in MARKS if any(map(holds, used))]


def _strip_items(panels: list[Panel]) -> list[Item]:
    """The pieces of strips that occur."""
    states = {state for panel in panels for state in panel.cover.values()}
    states |= {"unpublished" for panel in panels for note in panel.notes if note.blank}
    return [Item("strip", state, tell(text)) for state, text in STRIPS.items() if state in states]


def _flow(items: list[Item], width: float) -> Key:
    """The entries of a key in rows; strips start a row of their own."""
    rows: Key = []
    x = 0.0
    for item in items:
        wide = 0.22 + text_width(item.text, SMALL) + 0.2
        if not rows or x + wide - 0.2 > width or rows[-1][-1][1].kind != item.kind:
            rows.append([])
            x = 0.0
        rows[-1].append((x, item))
        x += wide
    return rows


def draw_key(paper: Axes, rows: Key, top: float) -> None:
    """The key, entry by entry."""
    for number, row in enumerate(rows):
        y = top + KEY_ROW * number + 0.1
        for x, item in row:
            _draw_item(paper, item, MARGIN + x + 0.08, y)
            say(paper, MARGIN + x + 0.22, y + 0.045, item.text, SMALL, INK)


def _draw_item(paper: Axes, item: Item, x: float, y: float) -> None:
    """A mark, or a piece of a strip."""
    if item.mark == "unpublished":
        paper.plot([x - 0.08, x + 0.1], [y, y], color=LINE_GREY, lw=0.8)
    elif item.kind == "strip":
        paper.add_artist(Rectangle((x - 0.08, y - 0.055), 0.18, 0.11, **cover_look(item.mark, KEY_INK)))
    elif item.mark == "rolling":
        paper.plot([x - 0.08, x + 0.1], [y, y], color=INK, lw=1.8, alpha=0.75)
    elif item.mark == "range":
        paper.plot([x, x], [y - 0.06, y + 0.06], color=INK, lw=1.6, marker="_", ms=8, mew=1.6)
    else:
        paper.plot([x], [y], **glyph(item.mark, INK))
