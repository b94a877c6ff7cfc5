"""What the headers of a table mean, in the languages of headers.toml."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from pathlib import Path

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
HEADERS = Path(__file__).with_name("headers.toml")


def plain(text: str) -> str:
    """A header reduced to what matters: no case, underscores, emphasis, colon or question mark at its end, or kinds of spaces and apostrophes."""
    text = unicodedata.normalize("NFC", re.sub("[\u200b\ufeff\u00ad]", "", text)).casefold()
    text = re.sub("[’ʼ`´]", "'", text)
    return " ".join(re.sub(r"[_*\s]+", " ", text).split()).rstrip(" :?")


@functools.cache
def known() -> dict[str, str]:
    """Every header that is known, as people write it, and the column it means."""
    with open(HEADERS, "rb") as file:
        table = tomllib.load(file)
    return {word: column for column, languages in table.items() for words in languages.values() for word in words}


@functools.cache
def _by_plain() -> dict[str, str]:
    """The same, by headers reduced to what matters; umlauts may be written ae, oe, ue."""
    spelled = {plain(word): column for word, column in known().items()}
    return {word.translate(UMLAUTS): column for word, column in spelled.items()} | spelled


def column(header: str) -> str | None:
    """The column a header means, or None."""
    means = _by_plain().get(plain(header))
    return "count_as_written" if means == "count_of" else means


def says_measure(header: str) -> bool:
    """Whether a header of a count says what is counted: 'Attacks' does, 'Number' does not."""
    return _by_plain().get(plain(header)) == "count_of"


def placed(row: list[str]) -> list[str | None]:
    """The column that each filled cell of a row would mean as a header."""
    return [column(cell) for cell in row if cell.strip()]


def whole(columns: list[str | None]) -> bool:
    """Whether a row is nothing but headers of ours, each once."""
    return len(columns) >= 2 and None not in columns and len(set(columns)) == len(columns)
