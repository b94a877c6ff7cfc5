"""The words files: folded text, the small language of patterns, and that nothing in them is unused or names a row."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import fronts, lexicon, moments, phrases
from analysis.lexicon import any_of, expression, fold, languages, one_script
from analysis.store import DATA, WORDS

LOOKED_UP = "\n".join(Path(module.__file__).read_text(encoding="utf-8") for module in (fronts, lexicon, moments, phrases))
READING = "reading"


def files() -> dict[str, dict]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(WORDS.glob("*.toml"))}


def patterns() -> list[tuple[str, str, str]]:
    """Every pattern of every file, as language, section.key and pattern."""
    return [
        (language, f"{section}.{key}", pattern)
        for language, words in files().items()
        for section, keys in words.items() if isinstance(keys, dict) and section != READING
        for key, found in keys.items() if isinstance(found, list)
        for pattern in found
    ]


@pytest.mark.parametrize(("written", "expected"), [
    ("  Pokrovsk\u00a0front ", "pokrovsk front"),
    ("Куп’янськ", "куп'янськ"), ("Купʼянськ", "куп'янськ"), ("Куп`янськ", "куп'янськ"),
    ("Kurájove", "kurajove"), ("zwölf", "zwolf"), ("Київ", "київ"), ("двадцять й три", "двадцять й три"),
    ("20–25", "20-25"), ("−5", "-5"), ("Pok\u200brovsk\u200f", "pokrovsk"), ("２４", "24"), ("**170", "170"),
    (None, ""), (24, ""), ("", ""), ("\x00", "\x00"), (pd.NA, ""),
])
def test_fold(written, expected):
    assert fold(written) == expected


@pytest.mark.parametrize(("written", "expected"), [
    ("пoкрoвський", "покровський"), ("pоkrоvsk", "pokrovsk"), ("рокrovsk", "pokrovsk"),
    ("pokrovsk покровськ", "pokrovsk покровськ"), ("fжw", "fжw"),
])
def test_one_script(written, expected):
    assert one_script(written) == expected


@pytest.mark.parametrize(("pattern", "found", "missed"), [
    ("attack*", ["attacks", "the attack"], ["counterattack"]),
    ("*angriff*", ["sturmangriffe"], ["angrif"]),
    ("up to", ["up to 20", "up-to"], ["upto", "pup to"]),
    ("dauer* ~ an", ["dauern noch an"], ["dauern", "an dauern"]),
    ("ca.", ["ca. 40"], ["ca 40"]),
    ("過去", ["在過去24"], ["过去"]),
])
def test_patterns(pattern, found, missed):
    search = any_of([pattern]).search
    assert all(search(text) for text in found) and not any(search(text) for text in missed)


def test_the_longer_of_two_patterns_is_meant():
    english = lexicon.lexicon("en")
    assert [place.meaning for place in english.found("windows", "the day before yesterday")] == ["two_days_ago"]
    assert [place.meaning for place in english.found("measures", "continued to attack")] == ["attacks"]


def test_an_unknown_language_is_an_error():
    with pytest.raises(KeyError):
        lexicon.lexicon("xx")


def test_every_file_is_of_the_language_it_is_named_for():
    assert {name: words["language"] for name, words in files().items()} == {name: name for name in languages()}


def test_every_key_is_looked_up():
    """A key of a words file that no module asks for is dead; qualifiers also have forms that follow the number."""
    made = {f"qualifiers.{name}{end}" for name in phrases.HEDGES for end in ("", "_after")} | {"qualifiers.about_itself"}
    sections = {f"{section}.{name}" for section, module in (("windows", moments), ("measures", phrases))
                for name in re.findall(r'"([a-z_]+)"', Path(module.__file__).read_text(encoding="utf-8"))}
    known = made | sections | set(re.findall(r'"([a-z]+\.[a-z_]+)"', LOOKED_UP))
    dead = {f"{language} {key}" for language, key, _ in patterns() if key not in known and not key.startswith("numbers.")}
    numbers = {f"{language} numbers.{key}" for language, words in files().items() for key in words["numbers"] if f'"{key}"' not in LOOKED_UP and f"numbers.{key}" not in LOOKED_UP}
    settings = {f"{language} settings.{key}" for language, words in files().items() for key in words.get("settings", {}) if f'"{key}"' not in LOOKED_UP}
    assert dead | numbers | settings == set()


def test_patterns_keep_to_their_small_language():
    """Lower case, a star only at the ends of a word, a tilde only between spaces, nothing of a regular expression."""
    wrong = [found for found in patterns() if not re.fullmatch(r"(?:\*?[^*~|\\\[\]{}^$?+]+\*?(?: ~ | |-|$))+", found[2]) or found[2] != found[2].lower() or found[2] != found[2].strip()]
    assert wrong == []


def test_no_pattern_stands_twice_under_one_key():
    written = [(language, key, fold(pattern.replace("*", "☆"))) for language, key, pattern in patterns()]
    assert len(written) == len(set(written)), sorted({one for one in written if written.count(one) > 1})


def test_no_rule_names_a_row_an_article_or_a_publisher():
    raw = pd.read_csv(DATA / "raw" / "reported-counts.csv", dtype="string", keep_default_na=False)
    rules = LOOKED_UP + "\n".join(path.read_text(encoding="utf-8") for path in WORDS.glob("*.toml")) + (DATA / "reference" / "fronts.csv").read_text(encoding="utf-8")
    names = {*raw["mention_id"], *raw["article_id"], *raw["publisher"], *raw["url"]} - {"", "unknown"}
    assert [name for name in names if name in rules and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", rules)] == []


def test_every_pattern_finds_itself():
    for language, key, pattern in patterns():
        sample = one_script(fold(pattern.replace(" ~ ", " x ").replace("*", "")))
        assert re.search(expression(pattern), sample), (language, key, pattern)


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
