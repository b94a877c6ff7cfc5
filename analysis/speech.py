"""How fronts, days, numbers and verdicts are said, in the languages of speech.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from math import inf
from pathlib import Path

import pandas as pd

from analysis.schema import BadCall, nearest
from analysis.store import DATA

LANGUAGES = ("en", "uk")
SENTENCES = Path(__file__).with_name("speech.toml")
AND = {"en": "and", "uk": "і"}


@cache
def sentences() -> dict[str, dict[str, object]]:
    """Every sentence of speech.toml by its name, in each language."""
    return tomllib.loads(SENTENCES.read_text(encoding="utf-8"))


def check_language(language: str) -> str:
    """The language as it came; raises BadCall for one that nothing is said in."""
    if language not in LANGUAGES:
        raise BadCall(f"BadCall: nothing is said in '{language}'.{nearest(str(language), LANGUAGES)} The languages are {', '.join(LANGUAGES)}.")
    return language


def say(name: str, language: str = "en", /, **values: object) -> str:
    """The sentence of this name with its values filled in."""
    return sentences()[name][check_language(language)].format(**values)


@cache
def _front_names() -> dict[str, dict[str, str]]:
    table = pd.read_csv(DATA / "reference" / "front-names.csv", dtype="string", keep_default_na=False)
    return {name: dict(zip(table["front"], table[name])) for name in table.columns[1:]}


def front(name: str, language: str = "en") -> str:
    """A front's name: 'Pokrovsk', 'Покровський'; a merged one in Ukrainian with room to break."""
    if check_language(language) == "en":
        return name
    return " + ".join(_front_names()[language][member] for member in name.split("+"))


def day(text: str, language: str = "en") -> str:
    """'2024-11-16' → '16 November 2024', '16 листопада 2024'."""
    moment = date.fromisoformat(text)
    return f"{moment.day} {sentences()['months'][check_language(language)][moment.month - 1]} {moment.year}"


def times(ratio: float, language: str = "en") -> str:
    """A ratio with two decimals: '1.33', '1,33'; one without an upper bound is 'any number of'."""
    if ratio == inf:
        return {"en": "any number of", "uk": "будь-скільки"}[check_language(language)]
    return f"{ratio:.2f}".replace(".", {"en": ".", "uk": ","}[check_language(language)])


def counted(number: int, noun: str, language: str = "en") -> str:
    """A number and its noun of speech.toml: '1 common window', '2 спільні вікна', '5 спільних вікон'."""
    forms = sentences()[f"noun_{noun}"][check_language(language)]
    if language == "en":
        return f"{number} {forms[0 if number == 1 else 1]}"
    last, teens = number % 10, number % 100 in (11, 12, 13, 14)
    return f"{number} {forms[0 if last == 1 and not teens else 1 if last in (2, 3, 4) and not teens else 2]}"


def listed(parts: Iterable[str], language: str = "en") -> str:
    """'A', 'A and B', 'A, B and C'."""
    parts = list(parts)
    return f" {AND[check_language(language)]} ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""
