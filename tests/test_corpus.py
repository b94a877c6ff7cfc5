"""The corpus of articles keeps its own rules: every text has its rows, and every row can be what its text says."""

import csv
import re
from datetime import datetime
from pathlib import Path

import pytest

from analysis import schema

ARTICLES = Path(__file__).resolve().parent / "articles"
TEXTS = sorted(ARTICLES.glob("*/*.txt"))
COLUMNS = [
    "front", "measure", "status", "count", "low", "high", "qualifier", "repelled", "ongoing",
    "window", "as_of", "date", "count_as_written", "pattern",
]
FRONTS = {
    "ALL", "Kursk", "Kurakhove", "Pokrovsk", "Kharkiv", "Kupiansk", "Lyman", "Siversk", "Kramatorsk", "Toretsk",
    "Vremivka", "Novopavlivka", "Orikhiv", "Huliaipole", "Prydniprovske", "North Slobozhanshchyna",
    "South Slobozhanshchyna", "Sloviansk", "Kostiantynivka", "Oleksandrivka", "Dobropillia", "Chasiv Yar",
    "Avdiivka", "Marinka", "Bakhmut", "Zaporizhzhia", "Kherson", "Sumy", "Chernihiv", "Volyn", "Polissia",
}
PATTERNS = {
    "additive", "all_but_one", "brackets", "bulletin", "correction", "day_count", "decoy", "each", "elided_noun",
    "header_typo", "headline", "hedge", "joint", "list", "n_of_m", "next_sentence", "no_time", "number_first",
    "of_total", "part_day", "parts", "plain", "range", "respectively", "same_number", "share", "spelling",
    "time_zone", "translation", "two_days", "two_sources", "uncounted", "week", "word_number", "zero",
}
AT_LEAST = {"en": 60, "uk": 60, "ru": 15, "de": 15}
FIRST_DAY_OF_THE_WAR = "2022-02-24"


def rows(text: Path) -> list[dict[str, str]]:
    """The expected rows of an article."""
    with open(text.with_suffix(".csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published(text: str) -> str:
    """The ISO day on which an article says it was published, in any of the three layouts."""
    said = re.search(r"^(?: date |published: |Published: )(\d{4}-\d\d-\d\d|\d+ \w+ \d{4})", text, re.MULTILINE).group(1)
    return said if "-" in said else datetime.strptime(said, "%d %B %Y").date().isoformat()


def name(text: Path) -> str:
    """An article's language and name."""
    return f"{text.parent.name}/{text.stem}"


every_article = pytest.mark.parametrize("text", TEXTS, ids=name)


def bounds(row: dict[str, str]) -> tuple[str, str]:
    """The bounds that a row's number and qualifier give."""
    count = row["count"]
    if row["qualifier"] == "range":
        return row["low"], row["high"]
    return {
        "exact": (count, count), "at_least": (count, ""), "more_than": (str(int(count or 0) + 1), ""),
        "nearly": ("", count), "up_to": ("", count), "about": ("", ""), "": ("", ""),
    }[row["qualifier"]]


def digits(written: str) -> list[int]:
    """The numbers written in digits, thousands joined, as in '18 of 25' or '1,148'."""
    return [int(re.sub(r"\D", "", number)) for number in re.findall(r"\d+(?:[ ,.\u00a0\u202f]\d{3})*", written)]


def test_every_text_has_rows_and_every_table_has_a_text():
    assert TEXTS
    assert {text.with_suffix("") for text in TEXTS} == {table.with_suffix("") for table in ARTICLES.glob("*/*.csv")}


def test_there_is_enough_of_every_kind():
    for language, least in AT_LEAST.items():
        assert sum(text.parent.name == language for text in TEXTS) >= least, language
    empty = [text for text in TEXTS if not rows(text)]
    assert len(TEXTS) >= 150 and len(empty) >= 25
    assert {text for text in TEXTS if text.stem.startswith("none-")} == set(empty)
    assert sum(any(row["pattern"] not in ("plain", "bulletin") for row in rows(text)) for text in TEXTS) >= 30
    assert {row["pattern"] for text in TEXTS for row in rows(text)} == PATTERNS


@every_article
def test_the_header_is_ours(text):
    assert text.with_suffix(".csv").read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)


@every_article
def test_the_front_matter_names_the_folders_language(text):
    article = text.read_text(encoding="utf-8")
    if article.startswith("---"):
        assert f"\nlanguage: {text.parent.name}\n---\n" in article


@every_article
def test_the_vocabulary_is_closed(text):
    for row in rows(text):
        fronts = row["front"].split("+")
        assert set(fronts) <= FRONTS and fronts == sorted(set(fronts)), row
        assert row["measure"] in schema.MEASURES, row
        assert row["status"] in schema.STATUSES, row
        assert row["qualifier"] in (*schema.QUALIFIERS, ""), row
        assert row["window"] in schema.WINDOWS, row
        assert row["pattern"] in PATTERNS, row


@every_article
def test_the_number_stands_in_the_text(text):
    article = text.read_text(encoding="utf-8")
    for row in rows(text):
        written = row["count_as_written"]
        assert written and re.search(rf"(?<!\w){re.escape(written)}(?!\w)", article), row


@every_article
def test_the_digits_written_are_the_digits_expected(text):
    for row in rows(text):
        values = {row[column] for column in ("count", "low", "high", "repelled", "ongoing")}
        assert {str(number) for number in digits(row["count_as_written"])} <= values, row


@every_article
def test_the_bounds_follow_from_the_qualifier(text):
    for row in rows(text):
        assert (row["low"], row["high"]) == bounds(row), row
        assert (row["count"] == "") == (row["status"] == "uncounted" or row["qualifier"] == "range"), row
        assert (row["count"] == "0") == (row["status"] == "none"), row
        assert (row["qualifier"] == "") == (row["status"] == "uncounted"), row
        if row["qualifier"] == "range":
            assert int(row["low"]) < int(row["high"]), row


@every_article
def test_the_parts_do_not_exceed_the_count(text):
    for row in rows(text):
        parts = int(row["repelled"] or 0) + int(row["ongoing"] or 0)
        assert parts <= int(row["count"] or 0), row
        assert not parts or row["measure"] in ("attacks", "clashes"), row


@every_article
def test_the_time_is_possible(text):
    day = published(text.read_text(encoding="utf-8"))
    for row in rows(text):
        assert not row["as_of"] or (row["window"] == "part_day" and re.fullmatch(r"[0-2]\d:[0-5]\d", row["as_of"])), row
        assert (row["date"] == "") == (row["window"] == "unknown"), row
        assert not row["date"] or FIRST_DAY_OF_THE_WAR <= row["date"] <= day, row
        assert row["window"] not in ("full_day", "week") or row["date"] < day, row


@every_article
def test_no_row_stands_twice(text):
    kept = [tuple(row.values()) for row in rows(text)]
    assert len(kept) == len(set(kept))
