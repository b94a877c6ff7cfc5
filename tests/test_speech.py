"""What is said, in each language: the same sentences, the same values, the right forms."""

import re
import string
import tomllib

import pytest

from analysis import speech
from analysis.fronts import WHOLE_LINE, canonical
from analysis.schema import BadCall
from analysis.store import ROOT

NAMES = list(speech.sentences())
COMPOSED = {"lower_count_only"}  # a code that periods.rate_verdict puts together


def braces(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def forms(text):
    """How many forms each noun of a sentence has."""
    return {len(kind.split("|")) for _, _, kind, _ in string.Formatter().parse(text) if "|" in (kind or "")}


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_is_said_in_every_language_with_the_same_values(name):
    said = speech.sentences()[name]
    assert set(said) == set(speech.LANGUAGES)
    if name in ("months", "months_short"):
        assert [len(set(months)) for months in said.values()] == [12, 12]
    elif name.startswith("noun_"):
        assert (len(said["en"]), len(said["uk"])) == (2, 3)
    else:
        assert braces(said["en"]) == braces(said["uk"]) and forms(said["en"]) <= {2} and forms(said["uk"]) <= {3}
        assert not re.search("[A-Za-z]", re.sub(r"{.*?}|CSV|PNG|SVG|\.txt", "", said["uk"]))


def test_every_sentence_has_a_name_of_its_own():
    names = [name for path in speech.SENTENCES.glob("*.toml") for name in tomllib.loads(path.read_text(encoding="utf-8"))]
    assert len(names) == len(set(names)) == len(NAMES)


def test_every_sentence_is_used():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "analysis").rglob("*.py"))
    families = tuple(f"{name}_" for name in set(re.findall(r'\bf["\']([a-z_]+)_{', code)))  # looked up by a code after these words
    for name in NAMES:
        last = name.removeprefix(max((family for family in families if name.startswith(family)), key=len, default=name))
        assert re.search(rf'["\']{name}["\']', code) or last in COMPOSED or (last and re.search(rf'["\']{last}["\']', code)), name


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


def test_a_language_is_spoken_until_another_one_is():
    assert speech.language_spoken() == "en"
    with speech.speaking("uk"):
        assert speech.say("page_contents") == "Зміст" and speech.say("page_contents", "en") == "Contents"
        speech.speak("en")
        assert speech.language_spoken() == "en"
    assert speech.say("page_contents") == "Contents"
    assert speech.spoken(lambda: speech.say("page_contents"))(language="uk") == "Зміст" and speech.language_spoken() == "en"


def test_a_language_is_left_when_something_goes_wrong():
    with pytest.raises(KeyError), speech.speaking("uk"):
        speech.say("no such sentence")
    assert speech.language_spoken() == "en"


@pytest.mark.parametrize(("template", "values", "en", "uk"), [
    ("{x} {y:day}", {"x": 5, "y": "2024-11-16"}, "5 16 November 2024", "5 16 листопада 2024"),
    ("{x:front}, {y:fronts}", {"x": "Kurakhove+Pokrovsk", "y": ["Kursk", "Lyman"]}, "Kurakhove+Pokrovsk, Kursk and Lyman", "Курахівський + Покровський, Курський і Лиманський"),
    ("{x:on}; {x:On}", {"x": "Chasiv Yar"}, "on Chasiv Yar; On Chasiv Yar", "на Часовоярському напрямку; На Часовоярському напрямку"),
    ("{x:on}", {"x": "Kurakhove+Pokrovsk"}, "on Kurakhove+Pokrovsk", "на об’єднаному напрямку Курахівський + Покровський"),
    ("{x:on}", {"x": "ALL"}, "on ALL", "на всій лінії фронту"),
    ("{x:number}", {"x": "1,200.5"}, "1,200.5", "1\u00a0200,5"),
])
def test_braces_say_what_they_hold(template, values, en, uk):
    assert (speech.fill(template, "en", values), speech.fill(template, "uk", values)) == (en, uk)


@pytest.mark.parametrize(("number", "said"), [(0, "0 атак"), (1, "1 атака"), (2, "2 атаки"), (5, "5 атак"), (11, "11 атак"), (14, "14 атак"), (21, "21 атака"), (22, "22 атаки"), (111, "111 атак"), (1203, "1\u00a0203 атаки")])
def test_nouns_take_the_form_of_their_number(number, said):
    assert speech.fill("{x:,атака|атаки|атак}", "uk", {"x": number}) == said
    assert speech.fill("{x:=атака|атаки|атак}", "uk", {"x": number}) == said.split()[-1]
    assert speech.fill("{x:attack|attacks}", "en", {"x": number}) == f"{number} attack{'' if number == 1 else 's'}"


def test_a_language_that_nothing_is_said_in():
    with pytest.raises(BadCall, match="nothing is said in 'ukr'. Nearest: uk. The languages are en, uk"):
        speech.say("short_shown", "ukr")
