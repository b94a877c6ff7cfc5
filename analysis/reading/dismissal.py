"""Which texts and sentences can hold a count at all: looked up as plain strings, before any grammar."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from analysis.fronts import spellings
from analysis.lexicon import fold
from analysis.store import WORDS

APOSTROPHES = "'’ʼ`‘´"
HIDDEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u0301\u0306\u0308"
LETTERS = 5
DIGIT = re.compile(r"\d")


def worth_reading(text: str, language: str) -> bool:
    """Whether a text names a front (or the whole line) and an attack; most articles do not, and are read no further."""
    plain = (fold(text) if any(sign in text for sign in HIDDEN) else text).lower()
    named = any(stem in plain for stem in _fronts(language)) or any(stem in plain for stem in _lines(language))
    return named and any(stem in plain for stem in _events(language))


def worth_marking(sentence: str, language: str) -> bool:
    """Whether a sentence holds a digit, a front, an attack or a denial; others change nothing of what is read."""
    if DIGIT.search(sentence) or any(sign in sentence for sign in HIDDEN):
        return True
    plain = sentence.lower()
    return any(stem in plain for group in (_fronts, _events, _lines) for stem in group(language))


def _latin(stem: str) -> bool:
    return stem < "\u0370"


def _shortest(stems: set[str], language: str) -> tuple[str, ...]:
    """The first letters of the stems in the language's script, none of which holds another, each with every apostrophe."""
    own = {stem[:LETTERS] for stem in stems if len(stem) > 1 and _latin(stem) == (language in ("en", "de"))}
    kept = sorted(stem for stem in own if not any(other != stem and other in stem for other in own))
    return tuple(stem.replace("'", sign) for stem in kept for sign in (APOSTROPHES if "'" in stem else "'"))


def _stem(pattern: str) -> str:
    """The longest run of letters that any text of a pattern holds: 'chasiv yar*' → 'chasiv'."""
    pieces = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", pattern.casefold().replace("ʼ", "'"))
    return max(pieces, key=len, default="")


@cache
def _table(language: str) -> dict:
    return tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def _fronts(language: str) -> tuple[str, ...]:
    return _shortest({_stem(spelling) for spelling, _ in spellings()}, language)


@cache
def _lines(language: str) -> tuple[str, ...]:
    """What every phrase for the whole line holds, in few stems: 'front', «лінії»."""
    return tuple(_table(language)["reading"]["line_stems"])


@cache
def _events(language: str) -> tuple[str, ...]:
    table = _table(language)
    patterns = [*table["measures"]["attacks"], *table["measures"]["clashes"]]
    return _shortest({_stem(pattern) for pattern in patterns}, language)
