"""How fronts, days, numbers and verdicts are said, in the languages of sentences/, and which of these is spoken now."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache, wraps
from math import inf
from pathlib import Path

import pandas as pd

from analysis.schema import BadCall, nearest
from analysis.store import DATA

LANGUAGES = ("en", "uk")
SENTENCES = Path(__file__).with_name("sentences")
AND = {"en": "and", "uk": "і"}
SPOKEN = ["en"]  # the language spoken now, last


@cache
def sentences() -> dict[str, dict[str, object]]:
    """Every sentence of sentences/*.toml by its name, in each language."""
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(SENTENCES.glob("*.toml"))]
    return {name: said for file in files for name, said in file.items()}


# The language spoken

def speak(language: str) -> None:
    """From here on everything is said in this language; raises BadCall for one that nothing is said in."""
    SPOKEN[-1] = check_language(language)


def language_spoken() -> str:
    """The language in which everything is said now."""
    return SPOKEN[-1]


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Say everything inside in a language, or in the one spoken where it is None."""
    SPOKEN.append(check_language(language))
    try:
        yield
    finally:
        SPOKEN.pop()


def spoken(say_it: Callable) -> Callable:
    """A function that says what it says in the language spoken, or in another one given as `language=`."""
    @wraps(say_it)
    def inside(*args, language: str | None = None, **kwargs):
        with speaking(language):
            return say_it(*args, **kwargs)
    return inside


def check_language(language: str | None) -> str:
    """The language as it came, or the one spoken where it is None; raises BadCall for one that nothing is said in."""
    if language is None:
        return SPOKEN[-1]
    if language not in LANGUAGES:
        raise BadCall(f"BadCall: nothing is said in '{language}'.{nearest(str(language), LANGUAGES)} The languages are {', '.join(LANGUAGES)}.")
    return language


# Sentences

def say(name: str, language: str | None = None, /, **values: object) -> str:
    """The sentence of this name with its values filled in, each as its braces ask (see `fill`)."""
    language = check_language(language)
    return fill(sentences()[name][language], language, values)


def fill(template: str, language: str, values: dict[str, object]) -> str:
    """A template with its values: {x} as it is, and after a colon what it is.

    {x:day} an ISO day; {x:front} a front, {x:fronts} several; {x:on} 'on Pokrovsk', {x:On} at the start of a sentence;
    {x:number} decimals as the language writes them; {x:Up} with a capital; {x:day|days} a number with the noun's form, {x:=is|are} the form
    alone, {x:,day|days} with its thousands apart.
    """
    return "".join(
        text + ("" if name is None else _filled(values[name], kind or "", language))
        for text, name, kind, _ in string.Formatter().parse(template)
    )


def _filled(value: object, kind: str, language: str) -> str:
    """One value as its braces ask."""
    if "|" in kind:
        return _with_noun(value, kind, language)
    return KINDS[kind](value, language) if kind else str(value)


def _with_noun(value: object, kind: str, language: str) -> str:
    """A number and the form of a noun that goes with it."""
    number, how = int(value), kind[0] if kind[0] in "=," else ""
    noun = form(number, kind.removeprefix(how).split("|"), language)
    return noun if how == "=" else f"{whole(number, language) if how == ',' else number} {noun}"


def form(number: int, forms: list[str], language: str | None = None) -> str:
    """The form of a noun that goes with a number: English one, many; Ukrainian 1, 2 to 4, 5 and more."""
    if check_language(language) == "en":
        return forms[0 if number == 1 else 1]
    last, teens = number % 10, number % 100 in (11, 12, 13, 14)
    return forms[0 if last == 1 and not teens else 1 if last in (2, 3, 4) and not teens else 2]


# Fronts

@cache
def _front_names() -> dict[str, dict[str, str]]:
    table = pd.read_csv(DATA / "reference" / "front-names.csv", dtype="string", keep_default_na=False)
    return {name: dict(zip(table["front"], table[name])) for name in table.columns[1:]}


def front(name: str, language: str | None = None) -> str:
    """A front's name: 'Pokrovsk', 'Покровський'; a merged one in Ukrainian with room to break."""
    language = check_language(language)
    if language == "en":
        return name
    return " + ".join(_front_names()[language][member] for member in name.split("+"))


def on_front(name: str, language: str | None = None) -> str:
    """'on Pokrovsk', 'на Покровському напрямку'."""
    kind = "on_merged" if "+" in name else "on_whole_line" if name == "ALL" else "on_front"
    return say(kind, language, name=front(name, language).removesuffix("ий") if kind == "on_front" else front(name, language))


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


# Days and numbers

def day(text: str, language: str | None = None) -> str:
    """'2024-11-16' → '16 November 2024', '16 листопада 2024'."""
    moment = date.fromisoformat(text)
    return f"{moment.day} {sentences()['months'][check_language(language)][moment.month - 1]} {moment.year}"


def whole(number: float, language: str | None = None) -> str:
    """A whole number with its thousands apart: '1,200', '1 200'."""
    return f"{int(number):,}" if check_language(language) == "en" else f"{int(number):,}".replace(",", "\u00a0")


def decimal(text: object, language: str | None = None) -> str:
    """A number written in English as the language writes it: '1,200.5' → '1 200,5'."""
    return str(text) if check_language(language) == "en" else str(text).replace(",", "\u00a0").replace(".", ",")


def times(ratio: float, language: str | None = None) -> str:
    """A ratio with two decimals: '1.33', '1,33'; one without an upper bound is 'any number of'."""
    language = check_language(language)
    if ratio == inf:
        return {"en": "any number of", "uk": "будь-скільки"}[language]
    return decimal(f"{ratio:.2f}", language)


def counted(number: int, noun: str, language: str | None = None) -> str:
    """A number and its noun of sentences/verdicts.toml: '1 common window', '2 спільні вікна', '5 спільних вікон'."""
    language = check_language(language)
    return f"{number} {form(number, sentences()[f'noun_{noun}'][language], language)}"


def listed(parts: Iterable[str], language: str | None = None) -> str:
    """'A', 'A and B', 'A, B and C'."""
    parts = list(parts)
    return f" {AND[check_language(language)]} ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""


KINDS: dict[str, Callable[[object, str], str]] = {
    "day": day,
    "front": front,
    "fronts": lambda names, language: listed((front(name, language) for name in names), language),
    "on": on_front,
    "On": lambda name, language: _upper(on_front(name, language)),
    "number": decimal,
    "Up": lambda words, language: _upper(words),
}
