"""Which texts and sentences can hold a count at all: looked up in one pass over the letters, before any grammar.

One word of each phrase for an attack and of each spelling of a front becomes a string that one Hyperscan database looks
for; most articles name no front or no attack, and are read no further.
"""

from __future__ import annotations

import re
import threading
import tomllib
from functools import cache
from itertools import product

import hyperscan

from analysis.fronts import spellings
from analysis.lexicon import fold, one_script
from analysis.reading.marks import READ
from analysis.store import WORDS

APOSTROPHES = "'’ʼ`‘´"
OTHERWISE = {"'": APOSTROPHES, "ä": "äa", "ö": "öo", "ü": "üu"}
READABLE = re.compile("[a-z\u00df-\u024f\u0400-\u04ff]")
# Signs that folding takes out of a word, as bytes: soft hyphens, zero-width signs, combining accents.
HIDDEN = rb"\xc2\xad|\xe2\x80[\x8b-\x8f]|\xe2\x81\xa0|\xef\xbb\xbf|\xcc[\x80-\xbf]|\xcd[\x80-\xaf]"
ANYWHERE = 10**9
Group = tuple[str, str]
_OWN = threading.local()
DIGIT, FRONT, UNEVEN = ("digit", ""), ("front", ""), ("uneven", "")


def worth_reading(text: str) -> list[str]:
    """The languages that are read in which a text names a front (or the whole line) and an attack."""
    found = groups(text)
    return [one for one in READ if ("event", one) in found and (FRONT in found or ("line", one) in found)]


def worth_marking(sentence: str, language: str) -> bool:
    """Whether a sentence holds a digit, a front, the line or an attack; others change nothing of what is read."""
    return not {DIGIT, FRONT, ("event", language), ("line", language)}.isdisjoint(groups(sentence))


def groups(text: str) -> set[Group]:
    """Which groups of words a text holds: a digit, a front, and by language the whole line and an attack."""
    found = _scanned(text)
    return _scanned(one_script(fold(text))) if UNEVEN in found else found


def _scanned(text: str) -> set[Group]:
    database, names = _database()
    letters = text.encode("utf-8", "replace")
    seen: set[Group] = set()

    def note(number: int, start: int, end: int, *_: object) -> None:
        length, meant = names[number]
        if not meant <= seen and (length == ANYWHERE or _begins(letters, end - length)):
            seen.update(meant)

    database.scan(letters, match_event_handler=note, scratch=_scratch())
    return seen


def _scratch() -> hyperscan.Scratch:
    """The working memory of this thread; two threads may not share one."""
    if not hasattr(_OWN, "scratch"):
        _OWN.scratch = hyperscan.Scratch(_database()[0])
    return _OWN.scratch


def _begins(letters: bytes, place: int) -> bool:
    """Whether no letter stands before a place; other signs beyond ASCII than Latin and Cyrillic letters are none."""
    if place <= 0:
        return True
    before = letters[place - 1]
    return not chr(before).isalpha() if before < 0x80 else letters[place - 2] not in b"\xc3\xc4\xc5\xd0\xd1\xd2\xd3"


@cache
def _database() -> tuple[hyperscan.Database, list[tuple[int, set[Group]]]]:
    """The database; and for each of its strings how many bytes it has, where it must begin a word, and its groups."""
    wanted: dict[bytes, set[Group]] = {b"[0-9]": {DIGIT}, HIDDEN: {UNEVEN}}
    lengths = dict.fromkeys(wanted, ANYWHERE)
    for pattern, group in _patterns():
        free = pattern.startswith("*") or group[0] == "line"
        for written in _written(pattern if group[0] == "line" else _longest(pattern)):
            literal = re.escape(written).encode()
            wanted.setdefault(literal, set()).add(group)
            lengths[literal] = ANYWHERE if free else len(written.encode())
    database = hyperscan.Database()
    flags = [hyperscan.HS_FLAG_SINGLEMATCH if lengths[one] == ANYWHERE else 0 for one in wanted]
    database.compile(expressions=list(wanted), ids=list(range(len(wanted))), elements=len(wanted), flags=flags)
    return database, [(lengths[one], found) for one, found in wanted.items()]


def _patterns() -> list[tuple[str, Group]]:
    """Each spelling of a front, phrase for an attack and stem for the whole line, with its group."""
    found = [(spelling, FRONT) for spelling, _ in spellings()]
    for language in READ:
        table = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
        found += [(pattern, ("event", language)) for measure in ("attacks", "clashes") for pattern in table["measures"][measure] if "~" not in pattern]
        found += [(stem, ("line", language)) for stem in table["reading"]["line_stems"]]
    return [(pattern.casefold(), group) for pattern, group in found if READABLE.search(pattern.casefold())]


def _longest(pattern: str) -> str:
    """The longest word of a pattern, which any text of it holds: 'chasiv yar*' → 'chasiv'."""
    return max(re.findall(r"[^\W\d_]+(?:['ʼ][^\W\d_]+)*", pattern), key=len).replace("ʼ", "'")


def _written(word: str) -> list[str]:
    """The ways in which a word may be written: with each kind of apostrophe, with or without its umlaut, with ss or ß, small, Capital and ALL CAPITALS."""
    ways = ["".join(letters) for letters in product(*(OTHERWISE.get(letter, letter) for letter in word))]
    ways += [way.replace("ss", "ß") for way in ways if "ss" in way]
    return [cased for way in ways for cased in (way, way.capitalize(), way.upper())]  # plain strings are ready 30 times sooner than caseless ones
