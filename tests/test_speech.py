"""What is said, in each language: the same sentences, the same values, the right forms."""

import re
import string

import pytest

from analysis import speech
from analysis.fronts import WHOLE_LINE, canonical
from analysis.schema import BadCall
from analysis.store import ROOT

NAMES = list(speech.sentences())


def braces(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_is_said_in_every_language_with_the_same_values(name):
    said = speech.sentences()[name]
    assert set(said) == set(speech.LANGUAGES)
    if name == "months":
        assert [len(set(months)) for months in said.values()] == [12, 12]
    elif name.startswith("noun_"):
        assert (len(said["en"]), len(said["uk"])) == (2, 3)
    else:
        assert braces(said["en"]) == braces(said["uk"]) and re.search("[а-яіїєґ]", said["uk"] + "а" * (name in ("pair", "becomes", "period")))


def test_every_sentence_is_used():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "analysis").glob("*.py"))
    families = ("day_", "plain_", "short_", "reason_", "unlike_", "variant_", "noun_", "period_")  # looked up by a code after the first word
    for name in NAMES:
        used = rf'["\']{name}["\']' if not name.startswith(families) else rf'f["\']{name.split("_")[0]}_{{|"{name.partition("_")[2]}"'
        assert re.search(used, code), name


def test_every_front_has_a_name_in_every_language():
    for name in (*canonical(), WHOLE_LINE):
        assert speech.front(name) == name and re.fullmatch("[А-ЯІЇЄҐ][а-яіїєґА-Я’ -]+", speech.front(name, "uk"))
    assert len({speech.front(name, "uk") for name in canonical()}) == len(canonical())
    assert speech.front("Kurakhove+Pokrovsk", "uk") == "Курахівський + Покровський"


@pytest.mark.parametrize(("number", "en", "uk"), [
    (0, "0 common windows", "0 спільних вікон"), (1, "1 common window", "1 спільне вікно"), (2, "2 common windows", "2 спільні вікна"),
    (4, "4 common windows", "4 спільні вікна"), (5, "5 common windows", "5 спільних вікон"), (11, "11 common windows", "11 спільних вікон"),
    (12, "12 common windows", "12 спільних вікон"), (21, "21 common windows", "21 спільне вікно"), (112, "112 common windows", "112 спільних вікон"),
])
def test_numbers_and_their_nouns(number, en, uk):
    assert (speech.counted(number, "common_window"), speech.counted(number, "common_window", "uk")) == (en, uk)


@pytest.mark.parametrize(("found", "expected"), [
    (speech.day("2024-11-06"), "6 November 2024"), (speech.day("2024-11-06", "uk"), "6 листопада 2024"),
    (speech.times(1.333), "1.33"), (speech.times(1.333, "uk"), "1,33"), (speech.times(float("inf"), "uk"), "будь-скільки"),
    (speech.listed(["A"]), "A"), (speech.listed(["A", "B", "C"]), "A, B and C"), (speech.listed(["A", "B"], "uk"), "A і B"), (speech.listed([]), ""),
])
def test_days_ratios_and_lists(found, expected):
    assert found == expected


def test_a_language_that_nothing_is_said_in():
    with pytest.raises(BadCall, match="nothing is said in 'ukr'. Nearest: uk. The languages are en, uk"):
        speech.say("short_shown", "ukr")
