"""The words of each language, as its file in words/ gives them, made ready for searching.

A pattern in a words file is plain lower-case text: `*` stands for any beginning or ending of a word, ` ~ ` for
other words in between, and everything else for itself. Where one pattern is found inside another, the longer one
is meant: "not a single" is no "single", "the day before yesterday" is no "yesterday". Nothing about a language is code.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

from analysis.store import WORDS

APOSTROPHES = dict.fromkeys(map(ord, "’ʼ`´‘ʹ′＇ꞌ"), "'")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xAD, *range(0x202A, 0x202F), *range(0x2066, 0x206A), ord("*")])
SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\u3000\t\n\r"), " ")
TIDY = {**APOSTROPHES, **DASHES, **INVISIBLE, **SPACES}
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
BOUND = r"(?<!\w)"
LOOKALIKES = ("aceiopxykmtbh", "асеіорхукмтвн")
TO_CYRILLIC, TO_LATIN = str.maketrans(*LOOKALIKES), str.maketrans(*reversed(LOOKALIKES))
LATIN = re.compile("[a-z]")
CYRILLIC = re.compile("[\u0400-\u04ff]")
LETTERS = re.compile(r"[^\W\d_]+")


def fold(text: object) -> str:
    """Text with the differences removed that carry no meaning: case, kinds of apostrophe, dash and space, accents."""
    if not isinstance(text, str):
        return ""
    tidy = unicodedata.normalize("NFKC", text.translate(TIDY)).casefold()
    parts = unicodedata.normalize("NFD", tidy)
    kept, base_is_plain = [], False
    for sign in parts:
        if unicodedata.combining(sign):
            if not base_is_plain:
                kept.append(sign)
        else:
            base_is_plain = sign < "\u0400" and sign.isalpha()
            kept.append(sign)
    return re.sub(r" +", " ", unicodedata.normalize("NFC", "".join(kept)).replace("ё", "е")).strip()


def one_script(text: str) -> str:
    """Folded text in which a word that mixes Latin and Cyrillic look-alikes is all of one script, Cyrillic where both would do."""
    return LETTERS.sub(_mend, text) if CYRILLIC.search(text) else text


def _mend(word: re.Match[str]) -> str:
    if not (CYRILLIC.search(word[0]) and LATIN.search(word[0])):
        return word[0]
    cyrillic, latin = word[0].translate(TO_CYRILLIC), word[0].translate(TO_LATIN)
    if not LATIN.search(cyrillic):
        return cyrillic
    return word[0] if CYRILLIC.search(latin) else latin


def expression(pattern: str) -> str:
    """A pattern of a words file as a regular expression over folded text."""
    body = re.escape(fold(pattern.replace("*", "\u2606")))
    body = body.replace(re.escape("\u2606"), r"\w*").replace(r"\ \~\ ", r"\b.{0,80}?\b").replace(r"\ ", r"[\s-]+")
    if re.match(f"[{UNSPACED}]", pattern):
        return body
    end = "" if pattern.endswith("*") or not pattern[-1].isalnum() else r"(?!\w)"
    start = BOUND if pattern[0].isalnum() or pattern[0] in "'*" else ""
    return f"{start}{body}{end}"


def any_of(patterns: list[str]) -> re.Pattern[str]:
    """One expression that finds any of the patterns, the longest first."""
    ordered = [expression(pattern) for pattern in sorted(patterns, key=len, reverse=True)]
    bound = "|".join(one.removeprefix(BOUND) for one in ordered if one.startswith(BOUND))
    free = "|".join(one for one in ordered if not one.startswith(BOUND))
    return re.compile("|".join(filter(None, (bound and f"{BOUND}(?:{bound})", free))) or r"(?!)")


class Found(NamedTuple):
    """A meaning and where its words stand in folded text."""

    start: int
    end: int
    meaning: str


@dataclass(frozen=True, eq=False)
class Lexicon:
    """One language: its number words, and for each meaning the expression that finds it."""

    language: str
    name: str
    values: dict[str, int]
    multipliers: dict[str, int]
    times: dict[str, int]
    expressions: dict[str, int]
    joiners: frozenset[str]
    articles: frozenset[str]
    months: dict[str, int]
    days: dict[str, int]
    weekdays: dict[str, int]
    zones: dict[str, str]
    find: dict[str, re.Pattern[str]]
    settings: dict[str, str] = field(default_factory=dict)

    @cached_property
    def number_words(self) -> frozenset[str]:
        """Every word that is a number or a part of one."""
        return frozenset((*self.values, *self.multipliers, *self.times))

    def has(self, meaning: str, text: str) -> bool:
        """Whether folded text holds a pattern of this meaning ('windows.past_day')."""
        return self.first(meaning, text) is not None

    def first(self, meaning: str, text: str) -> re.Match[str] | None:
        """The first place where folded text holds a pattern of this meaning."""
        return self.find[meaning].search(text) if meaning in self.find else None

    def starts(self, meaning: str, text: str) -> re.Match[str] | None:
        """A pattern of this meaning at the very start of folded text."""
        return self.find[meaning].match(text) if meaning in self.find else None

    def found(self, section: str, text: str) -> list[Found]:
        """Every meaning of a section that folded text holds, by place; one inside another's words is not meant."""
        places = [
            Found(match.start(), match.end(), name.partition(".")[2])
            for name, pattern in self.find.items() if name.startswith(section + ".")
            for match in pattern.finditer(text)
        ]
        kept: list[Found] = []
        widest = Found(0, 0, "")
        for place in sorted(places, key=lambda p: (p.start, -p.end)):
            if place.end > widest.end or place[:2] == widest[:2]:
                kept.append(place)
                widest = place
        return kept


def compounds(numbers: dict) -> dict[str, int]:
    """German-like compounds: unit before ten (fünf + und + vierzig = 45), hundred before both (zweihundertelf = 211)."""
    joiner = numbers.get("compound_joiner")
    if not joiner:
        return {}
    values = {fold(word): value for word, value in numbers["values"].items()}
    tens = {
        f"{unit}{fold(joiner)}{ten}": small + large
        for unit, small in values.items() if 0 < small < 10
        for ten, large in values.items() if 20 <= large < 100 and large % 10 == 0
    }
    below = {word: value for word, value in {**values, **tens}.items() if 0 < value < 100}
    hundreds = {word: value for word, value in values.items() if value >= 100}
    return tens | {f"{word}{rest}": value + more for word, value in hundreds.items() for rest, more in below.items()}


def _stems(names: dict[str, int]) -> dict[str, int]:
    """Folded names that keep the `*` of their ending."""
    return {fold(name) + ("*" if name.endswith("*") else ""): value for name, value in names.items()}


@cache
def languages() -> tuple[str, ...]:
    """The codes of all languages there is a words file for."""
    return tuple(sorted(path.stem for path in WORDS.glob("*.toml")))


@cache
def lexicon(language: str) -> Lexicon:
    """The words of one language ('uk'); raises KeyError for a language without a file."""
    if language not in languages():
        raise KeyError(language)
    words = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    numbers = words.get("numbers", {})
    find = {
        f"{section}.{meaning}": any_of(patterns)
        for section, meanings in words.items() if isinstance(meanings, dict)
        for meaning, patterns in meanings.items() if isinstance(patterns, list)
    }
    table = lambda name: {fold(word): value for word, value in numbers.get(name, {}).items()}
    dates = words.get("dates", {})
    values = {**table("values"), **compounds(numbers)}
    suffixed = {f"{word}{fold(suffix)}": value for suffix in numbers.get("times_endings", []) for word, value in values.items()}
    return Lexicon(
        language=words["language"], name=words["name"], values=values, multipliers=table("multipliers"),
        times={**suffixed, **table("times")}, expressions=table("expressions"),
        joiners=frozenset(map(fold, numbers.get("joiners", []))), articles=frozenset(map(fold, numbers.get("articles", []))),
        months=_stems(dates.get("months", {})), days={fold(word): day for word, day in dates.get("days", {}).items()}, weekdays=_stems(dates.get("weekdays", {})),
        zones={fold(name): zone for name, zone in dates.get("zones", {}).items()},
        find=find, settings=words.get("settings", {}),
    )
