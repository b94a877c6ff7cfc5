"""What reading has found so far: figures with the places of all their words, and what later sentences lean on."""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.reading.sentences import Sentence

Span = tuple[int, int]


@dataclass
class Part:
    """How many of a figure were repelled or go on: its words' places; `value` None for 'the rest' or 'all'."""

    role: str
    value: int | None
    span: Span
    word: str = "number"
    extra: Span | None = None


@dataclass
class Figure:
    """One figure of one front (or several together): where each of its words stands in the article, and why they belong together."""

    sentence: Sentence
    names: tuple[str, ...]
    front: Span | None
    count: Span
    values: tuple[int, ...]
    kind: str
    status: str
    measure: str
    event: Span | None
    role: Span | None
    when: tuple[Span, ...]
    rule: str
    parts: list[Part] = field(default_factory=list)
    headline: bool = False
    unknown: bool = False
    also: Span | None = None
    whole: bool = False
    noun: str = ""

    @property
    def value(self) -> int | None:
        return self.values[-1] if self.values else None


@dataclass
class Measure:
    """The words for attacks that later numbers lean on."""

    measure: str
    event: Span | None
    role: Span | None
    line: int
    paragraph: int
    fate: str = ""


@dataclass
class Context:
    """What has been said so far."""

    header: tuple[Span, ...] = ()
    carry: tuple[Span, ...] = ()
    local: tuple[Span, ...] = ()
    paragraph: int = 0
    heading: tuple[tuple[str, ...], Span] | None = None
    last: list[tuple[tuple[str, ...], Span]] = field(default_factory=list)
    named: list[tuple[tuple[str, ...], Span]] = field(default_factory=list)
    named_as_front: bool = False
    foreign: bool = False
    open: list[Figure] = field(default_factory=list)
    measure: Measure | None = None
    firm: bool = False
    spoken: bool = False
    several: bool = False
