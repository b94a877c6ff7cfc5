"""An article's text → its lines and sentences, each with its place, so that every finding leads back."""

from __future__ import annotations

import re
from dataclasses import dataclass

END = re.compile(r"(?<![.!?…])[.!?…]++[\"»”’')\]*]*+(?=\s)")
LINE = re.compile(r"[^\n]+")
SPACE = re.compile(r"\s")
OPENERS = "\"«„“'(*[—–-"
CLOSED = re.compile(r"[.!?…:;»”\")*\]]\s*$")
LONGEST = 2_000


@dataclass(frozen=True)
class Sentence:
    """One sentence: its place in the article's text, and the line and paragraph it stands in."""

    start: int
    end: int
    text: str
    line: int
    paragraph: int


def sentences(text: str, abbreviations: frozenset[str]) -> list[Sentence]:
    """All sentences of a text, from first to last; a line end closes a sentence unless the line was only wrapped.

    'Станом на 16.00 … триває. Там …'  → 2       'as of 4 p.m. on Friday …' → 1       'Kursk: 20⏎Lyman: 15' → 2
    """
    found: list[Sentence] = []
    for number, (start, end, paragraph) in enumerate(lines(text)):
        found += [Sentence(a, b, text[a:b], number, paragraph) for a, b in _split(text, start, end, abbreviations)]
    return found


def lines(text: str) -> list[tuple[int, int, int]]:
    """Start, end and paragraph of each line that holds something; wrapped lines are one."""
    found: list[tuple[int, int, int]] = []
    paragraph = last_start = last_end = 0
    for match in LINE.finditer(text):
        if match[0].isspace():
            continue
        blank = "\n\n" in text[last_end:match.start()].replace("\r", "").replace(" ", "").replace("\t", "")
        paragraph += bool(blank or not found)
        if found and not blank and _wrapped(text[last_start:last_end], match[0].strip()):
            found[-1] = (found[-1][0], match.end(), paragraph)
        else:
            found.append((match.start(), match.end(), paragraph))
        last_start, last_end = match.span()
    return found


def _wrapped(line: str, following: str) -> bool:
    """Whether a line end only wraps a long line: nothing closes it, and the next goes on in lower case."""
    return len(line) > 45 and not CLOSED.search(line[-LONGEST:]) and (following[:1].islower() or following[:1].isdigit() and len(line) > 60)


def _short(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence longer than anyone writes is cut between words, so that no work grows with the square of its length.

    What goes on that long without a space is no word, and a part of it might be taken for a number: it is left out.
    """
    pieces = []
    while end - start > LONGEST:
        space = next((place for place in range(start + LONGEST - 1, start, -1) if text[place].isspace()), None)
        if space:
            pieces.append((start, space))
        start = space or _space(text, start + LONGEST, end)
    return [*pieces, (start, end)]


def _space(text: str, start: int, end: int) -> int:
    """The next white space, or the end."""
    found = SPACE.search(text, start, end)
    return found.start() if found else end


def _split(text: str, start: int, end: int, abbreviations: frozenset[str]) -> list[tuple[int, int]]:
    pieces, begin = [], start
    for match in END.finditer(text, start, end):
        if _closes(text, begin, match, end, abbreviations):
            pieces.append((begin, match.end()))
            begin = match.end()
    pieces.append((begin, end))
    return [trimmed for piece in pieces for short in _short(text, *piece) for trimmed in _trim(text, *short)]


def _trim(text: str, start: int, end: int) -> list[tuple[int, int]]:
    body = text[start:end]
    left = start + len(body) - len(body.lstrip())
    right = end - (len(body) - len(body.rstrip()))
    return [(left, right)] if left < right else []


def _closes(text: str, begin: int, match: re.Match[str], end: int, abbreviations: frozenset[str]) -> bool:
    """Whether a full stop ends a sentence: not after an abbreviation, an initial, or the number of a date."""
    following = text[match.end():min(end, match.end() + 40)].lstrip()
    if not following or not (following[0] in OPENERS or not following[0].islower()):
        return False
    if match[0][0] != ".":
        return True
    word = re.search(r"[\w.'’-]*$", text[max(begin, match.start() - 30):match.start()])[0].casefold()
    if word in abbreviations or re.fullmatch(r"[^\W\d_]", word) and text[match.start() - 1].isupper():
        return False
    return not (re.fullmatch(r"\d{1,2}", word) and "#" in abbreviations and re.match(MONTHS, following))


MONTHS = r"(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Uhr|\d{1,2}\.)"
