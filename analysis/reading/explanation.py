"""Why a mention says what it says: the article's words with front, number, measure and time marked, and the rule that bound them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from analysis.reading.figures import Figure, Span
from analysis.reading.mentions import as_mention, language_of, read
from analysis.reading.walk import Walk

NAMES = ("front", "number", "measure", "time", "not understood")


class Mark(NamedTuple):
    """What a stretch of an article's text was read as, one of NAMES."""

    name: str
    span: Span


class Piece(NamedTuple):
    """A stretch of text and the names of its marks: '' for none, 'number, measure' where it is both."""

    text: str
    name: str = ""


class Marked(NamedTuple):
    """An article's words in pieces, in their order; as text with each mark in brackets: launched [number: 24] attacks."""

    pieces: tuple[Piece, ...]

    def __str__(self) -> str:
        return "".join(f"[{piece.name}: {piece.text}]" if piece.name else piece.text for piece in self.pieces)


def marked(article, mention: Mapping | None = None) -> Marked:
    """The text of an article with what was read in it marked, numbers that were not understood too; with a mention, the lines of its own words.

    "… launched 24 attacks on Kursk Oblast" → … launched [number: 24] [measure: attacks] on [front: Kursk Oblast]
    """
    if mention is not None:
        figure = _figure(mention, article)
        return _lines(article.text, _marks(figure)) if figure else Marked(())
    rejected = read(article)[1]
    marks = [mark for figure, _ in _bound(article) for mark in _marks(figure)]
    marks += [Mark("not understood", (row["start"], row["end"])) for row in rejected]
    return Marked(tuple(_pieces(article.text, 0, len(article.text), _outermost(marks))))


def explain(mention: Mapping, article) -> str:
    """The paragraph of a mention with its front, number, measure and time marked, and the rule that bound them.

    …Russian forces launched [number: 24] [measure: attacks] on [front: Kursk Oblast]…
    """
    figure = _figure(mention, article)
    if figure is None:
        return f"{mention['mention_id']}: this article gives no such mention; it was made by hand or from another version of the text."
    return f"{_lines(article.text, _marks(figure))}\n\nRule: {figure.rule}."


def _bound(article) -> Iterator[tuple[Figure, dict]]:
    """The figures of an article that were handed on, each with its mention."""
    language = language_of(article)
    if not language:
        return
    for figure in Walk(article.text, language, article.published, article.title).run()[0]:
        row = as_mention(article, figure, language)
        if row is not None:
            yield figure, row


def _figure(mention: Mapping, article) -> Figure | None:
    """The figure that a mention was made from; None where the article gives no such mention."""
    start, front = int(mention["start"]), str(mention["front_as_written"])
    return next((figure for figure, row in _bound(article) if (row["start"], row["front_as_written"]) == (start, front)), None)


def _marks(figure: Figure) -> list[Mark]:
    """The places of a figure's words."""
    numbers = {figure.count, *(part.span for part in figure.parts)}
    measures = {figure.event, figure.role} - {None}
    fronts = [figure.front] if figure.front else []
    named = {"number": numbers, "front": fronts, "measure": measures, "time": figure.when}
    return [Mark(name, span) for name, spans in named.items() for span in spans]


def _outermost(marks: Iterable[Mark]) -> list[Mark]:
    """Marks in the order of the text that do not overlap: one inside another is left out, two of one place share it."""
    names: dict[Span, set[str]] = {}
    for name, span in marks:
        names.setdefault(span, set()).add(name)
    kept, reached = [], 0
    for start, end in sorted(names, key=lambda span: (span[0], -span[1])):
        if end > reached:
            kept.append(Mark(", ".join(name for name in NAMES if name in names[start, end]), (max(start, reached), end)))
            reached = end
    return kept


def _pieces(text: str, start: int, end: int, marks: Iterable[Mark]) -> Iterator[Piece]:
    """The text from start to end, cut where marks in it begin and end."""
    for name, (first, last) in marks:
        if start < first:
            yield Piece(text[start:first])
        yield Piece(text[first:last], name)
        start = last
    if start < end:
        yield Piece(text[start:end])


def _lines(text: str, marks: Iterable[Mark]) -> Marked:
    """The lines of a text that hold any of the marks."""
    lines: list[tuple[int, int, list[Mark]]] = []
    for mark in _outermost(marks):
        start, end = text.rfind("\n", 0, mark.span[0]) + 1, text.find("\n", mark.span[1])
        held = [mark]
        if lines and start <= lines[-1][1]:
            start, _, before = lines.pop()
            held = [*before, mark]
        lines.append((start, len(text) if end < 0 else end, held))
    pieces: list[Piece] = []
    for start, end, held in lines:
        pieces += [Piece("\n")] * bool(pieces) + list(_pieces(text, start, end, held))
    return Marked(tuple(pieces))
