"""Which language a text is in, and, from that, which encoding its bytes are in.

The languages, their commonest words and their own letters are rows of data/reference/languages.csv.
"""

from __future__ import annotations

import codecs
import csv
import re
from functools import lru_cache
from typing import NamedTuple

from analysis.schema import WrongEncoding
from analysis.store import DATA

SAMPLE, START = 1_000, 160  # characters looked at; characters that mostly settle it
ENCODINGS = ("cp1251", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic", "cp1252", "cp1250", "iso8859_2")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SCRIPTS = {
    "Cyrillic": "[Ѐ-ӿ]", "Greek": "[Ͱ-Ͽἀ-῿]", "Hebrew": "[א-ת]", "Arabic": "[؀-ۿ]", "Telugu": "[ఀ-౿]", "Georgian": "[Ⴀ-ჿᲐ-Ჿ]",
    "Hangul": "[가-힣]", "Kana": "[ぁ-ヿ]", "Han": "[一-鿿]", "Latin": "[A-Za-zÀ-ɏ]",
}
SCRIPT = {name: re.compile(f"{letters}+") for name, letters in SCRIPTS.items()}
WORD = re.compile(r"[^\W\d_]+")
MIXED = re.compile("[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]")
SWAPPED = re.compile("[а-џґ][А-ЯЀ-ЏҐ]")
MARKED = re.compile("[À-ɏ]")
CONTROL = re.compile(rb"[\0-\x06]")


class Guess(NamedTuple):
    """The language of a text ('' when nothing tells), how many signs speak for it, and whether it is beyond doubt."""

    language: str
    signs: float
    sure: bool


@lru_cache
def table() -> dict[str, dict[str, str]]:
    """The rows of data/reference/languages.csv by their language."""
    with open(DATA / "reference" / "languages.csv", encoding="utf-8", newline="") as file:
        return {row["language"]: row for row in csv.DictReader(file)}


@lru_cache
def _of_script(name: str) -> dict[str, dict[str, str]]:
    """The rows of the languages in a script."""
    return {language: row for language, row in table().items() if row["script"] == name}


@lru_cache
def _speakers(name: str) -> dict[str, tuple[str, ...]]:
    """Each common word, and the languages of a script it is common in."""
    found: dict[str, tuple[str, ...]] = {}
    for language, row in _of_script(name).items():
        for word in row["common_words"].split():
            found[word] = found.get(word, ()) + (language,)
    return found


@lru_cache
def _telling_letters(name: str) -> frozenset[str]:
    """The letters that speak for or against any language of a script."""
    return frozenset("".join(row["letters"] + row["foreign_letters"] for row in _of_script(name).values()))


def script(text: str) -> str:
    """The script most of a text's letters are in; some kana make it Japanese."""
    if text.isascii():
        return "Latin" if WORD.search(text) else ""
    cyrillic, latin = _letters_in("Cyrillic", text), _letters_in("Latin", text)
    if 2 * max(cyrillic, latin) > len(text):
        return "Cyrillic" if cyrillic > latin else "Latin"
    counts = {name: _letters_in(name, text) for name in SCRIPT}
    if counts["Kana"] * 20 > counts["Han"]:
        counts["Kana"] += counts["Han"]
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else ""


def _letters_in(name: str, text: str) -> int:
    """How many letters of a script a text holds."""
    return sum(map(len, SCRIPT[name].findall(text)))


def detect(text: str) -> Guess:
    """Guess the language of a text from its script, its commonest words and its own letters.

    'Ворог здійснив 24 атаки' → uk; 'The army attacked 24 times' → en; '24 | 25' → ''
    """
    sample = text[:SAMPLE].casefold()
    found = script(sample[:200]) or script(sample)
    able = _of_script(found)
    if len(able) == 1:
        return Guess(*able, 9.0, True)
    told = not _telling_letters(found).isdisjoint(sample)
    votes = {language: _letters(sample, row) for language, row in able.items()} if told else dict.fromkeys(able, 0.0)
    speakers = _speakers(found)
    for word in WORD.findall(sample):
        if word in speakers:
            for language in speakers[word]:
                votes[language] += 1
    best = max(votes, key=votes.__getitem__, default="")
    most, next_most = votes.pop(best, 0.0), max(votes.values(), default=0.0)
    return Guess(best, most, most >= 4 and most >= 1.5 * next_most) if most > 0 else Guess("", 0.0, False)


def _letters(sample: str, row: dict[str, str]) -> float:
    """What a text's letters say for a language: its own for it, such as it never has against it."""
    return min(10, sum(map(sample.count, row["letters"]))) / 2 - sum(map(sample.count, row["foreign_letters"]))


def choose(said: str, text: str) -> tuple[str, tuple[str, ...]]:
    """The language an article's metadata name, unless its text is without doubt in another; with what is to be flagged."""
    named = re.split(r"[-_]", said.strip().casefold())[0] if said else ""
    start = detect(text[:START])
    settled = start.sure and start.signs >= 6
    if not named:
        guess = start if settled else detect(text)
        return guess.language, () if guess.language else ("no_language",)
    if settled and start.language == named:
        return named, ()
    guess = detect(text[:400])
    if guess.sure and guess.language != named and named in table():
        return guess.language, ("language_conflict",)
    return named, ()


def decode(data: bytes, name: str, declared: str = "") -> tuple[str, str]:
    """The text of an article's bytes and the encoding it was in.

    UTF-8 proves itself; otherwise the encoding wins in which most common words of a language are seen, the declared one
    in a tie. Raises WrongEncoding when none gives a text.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, name).removeprefix("\ufeff"), encoding
    pairs = ("utf-16-le", "utf-16-be") if CONTROL.search(data[:SAMPLE]) else ()
    if not pairs:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError as error:
            _refuse_damaged(data, error.start, name)
    known = (declared,) if declared and _is_known(declared) else ()
    telling = data[: 2 * SAMPLE] if pairs else _telling(data)
    encoding = max((*known, *pairs, *ENCODINGS), key=lambda encoding: _signs(telling, encoding))
    if _signs(telling, encoding) < 2 and encoding not in known:
        raise WrongEncoding(f"WrongEncoding: {name}: the bytes are not text in UTF-8, UTF-16, Windows-1251 or any encoding tried. Save the article as text in UTF-8.")
    return _strict(data, encoding, name), encoding


def _strict(data: bytes, encoding: str, name: str) -> str:
    """The bytes decoded, or WrongEncoding with the place of the first that is wrong."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise WrongEncoding(f"WrongEncoding: {name}: byte {error.start:,} is not {encoding}, as the rest of the file. Save the article as UTF-8.") from None


def _refuse_damaged(data: bytes, place: int, name: str) -> None:
    """Raise WrongEncoding where nearly all of a text is UTF-8 and a few bytes are not."""
    lenient = data.decode("utf-8", "replace")
    wrong = lenient.count("\ufffd")
    right = sum(not character.isascii() for character in lenient[:200_000]) - wrong
    if right > 4 * wrong:
        raise WrongEncoding(f"WrongEncoding: {name}: byte {place:,} is not UTF-8 though the text around it is. Repair the file or get the article again.")


def _is_known(encoding: str) -> bool:
    """Whether Python knows an encoding of text by this name."""
    try:
        return codecs.lookup(encoding)._is_text_encoding
    except (LookupError, ValueError):
        return False


def _telling(data: bytes) -> bytes:
    """The first lines, or texts between tags, that hold bytes beyond ASCII: only they tell one encoding from another."""
    lines = (line for line in re.split(rb"[<>\r\n]", data[:200_000]) if not line.isascii())
    return b"\n".join(lines)[: 2 * SAMPLE]


def _signs(data: bytes, encoding: str) -> float:
    """How many signs of any language some bytes show when read in this encoding; -1 where they cannot be."""
    sample = data.decode(encoding, "replace")
    if re.search("[\0-\x08\x80-\x9f\ufffd]", sample[:-1]):
        return -1.0
    letters = sum(map(len, WORD.findall(sample)))
    guess = detect(sample)
    if script(sample) == "Latin" and 2 * len(MARKED.findall(sample)) > letters:  # so many accents has no language: Cyrillic looks like that in a Western encoding
        return 0.0
    if 2 * letters < len(sample) or not guess.language or not table()[guess.language]["common_words"]:
        return 0.0
    return guess.signs - len(MIXED.findall(sample)) - len(SWAPPED.findall(sample))
