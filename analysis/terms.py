"""How the headers, codes and composed words of tables are said where a page or chart speaks another language than English."""

from __future__ import annotations

import re
import string
import tomllib
from functools import cache
from pathlib import Path

from analysis.fronts import WHOLE_LINE, canonical, changes
from analysis.speech import check_language, fill, front, sentences

TERMS = Path(__file__).with_name("terms.toml")
FRONTS = ("front", "other")  # columns that hold names of fronts
WORDS = (  # columns that hold codes and words of ours; every other column holds what others wrote, numbers or ids
    "basis", "detail", "dispersion_basis", "kind", "mark", "measure", "method", "note", "read_from", "reason", "rule", "status", "verdict", "what", "window",
)
ISO_DAY = r"\d{4}-\d\d-\d\d"
NAME = "|".join(sorted(map(re.escape, (*canonical(), WHOLE_LINE)), key=len, reverse=True))
FRONT = rf"(?:{NAME})(?:\+(?:{NAME}))*"
HOLDS = {"": ".+?", "told": ".*?", "fronts": f"{FRONT}(?:(?:, | and ){FRONT})*", "figures": ".+?", "number": r"[\d.,]+", "count": r"[\d,]+", "spans": f"{ISO_DAY}(?: to {ISO_DAY})?(?:, {ISO_DAY} to {ISO_DAY})*"}


@cache
def terms() -> dict:
    """The words of terms.toml."""
    return tomllib.loads(TERMS.read_text(encoding="utf-8"))


def header(name: str, language: str | None = None) -> str:
    """A column's name as the reader's language has it: 'other_count' → 'other count', 'інше число'."""
    language = check_language(language)
    return name.replace("_", " ") if language == "en" else terms()["headers"][language].get(name, name)


def cell(column: str, value: object, language: str | None = None) -> object:
    """A value of a column as the reader's language has it; what others wrote, numbers and ids stay as they are."""
    language = check_language(language)
    if language == "en" or not isinstance(value, str):
        return value
    if column in FRONTS and set(value.split("+")) <= {*canonical(), WHOLE_LINE}:
        return front(value, language)
    return retell(value, language) if column in (*FRONTS, *WORDS) else value


def change_in_words(words: str, language: str | None = None) -> str:
    """The note or the short words of a change of the map of fronts; a change that is not the project's own keeps its words."""
    language = check_language(language)
    return words if language == "en" else _changes(language).get(words, words)


@cache
def _changes(language: str) -> dict[str, str]:
    """The words of the project's changes: English → the language's."""
    table = changes()
    return {row[name]: row[f"{name}_{language}"] for row in table.to_dict("records") for name in ("note", "short")}


def retell(words: str, language: str | None = None) -> str:
    """Words that the library put together in English, as another language says them; words that are nobody's sentence here stay as they are."""
    language = check_language(language)
    return words if language == "en" else _retold(words, language) or words


@cache
def _retold(words: str, language: str) -> str | None:
    """The words in another language, whole or piece by piece; None where they are not ours."""
    if not words:
        return words
    if words in terms()["codes"][language]:
        return terms()["codes"][language][words]
    for pattern, kinds, template in _templates(language):
        found = pattern.fullmatch(words)
        if found:
            return fill(template, language, {name: _value(text, kinds[name], language) for name, text in found.groupdict().items()})
    for joint, own in (("; ", "; "), (" and ", " і "), (", ", ", ")):
        parts = [_retold(part, language) for part in words.split(joint)] if joint in words else [None]
        if None not in parts:
            return own.join(parts)
    return None


def _value(text: str, kind: str, language: str) -> str:
    """What a template's braces hold, in the other language."""
    if kind == "told":
        return retell(text, language)
    if kind in ("fronts", "figures"):
        return _with_fronts(text, language)
    return text.replace(" to ", " – ") if kind == "spans" else text.replace(",", "") if "|" in kind or kind == "count" else text


def _with_fronts(text: str, language: str) -> str:
    """A text with each front in it under its own name: 'Kurakhove and Pokrovsk' → 'Курахівський і Покровський'."""
    named = re.sub(NAME, lambda found: front(found[0], language), text)
    return named.replace("+", " + ").replace(" and ", " і ").replace(" to ", "–").replace("no number", retell("no number", language))


@cache
def _templates(language: str) -> list[tuple[re.Pattern, dict[str, str], str]]:
    """Each [[told]], and each choice of a sensitivity table, as the expression that finds it, what its braces hold, and the language's template; the plain ones first."""
    said = [*terms()["told"], *(one for name, one in sentences().items() if name.startswith("variant_"))]
    return sorted(((*_expression(one["en"]), one[language]) for one in said), key=lambda found: bool(found[1]))


def _expression(template: str) -> tuple[re.Pattern, dict[str, str]]:
    """The expression that finds an English template, and what each of its braces holds."""
    kinds: dict[str, str] = {}
    expression = ""
    for text, name, kind, _ in string.Formatter().parse(template):
        expression += re.escape(text)
        if name is not None:
            kinds[name] = kind or ""
            expression += f"(?P<{name}>{HOLDS['count']}) (?:{kind})" if "|" in kind else f"(?P<{name}>{HOLDS[kind or '']})"
    return re.compile(expression, re.DOTALL), kinds
