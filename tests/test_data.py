"""The data: raw is what it was, clean is what the code makes of it, and every table keeps its vocabulary."""

import re

import pandas as pd
import pytest

from analysis import build, totals
from analysis.fronts import SUBJECT, canonical, changes
from analysis.schema import COUNTS, DAILY, DAY_STATUSES, MEASURES, QUALIFIERS, REASONS, STATUSES, WINDOWS, BadRange
from analysis.store import DATA, sha256, to_csv


def read(name):
    return pd.read_csv(DATA / name, dtype="string", keep_default_na=False)


def test_raw_files_are_as_they_came():
    listed = read("raw/SOURCES.csv").set_index("file")
    files = {path.name for path in (DATA / "raw").iterdir()} - {"SOURCES.csv"}
    assert set(listed.index) == files
    assert {name: sha256(DATA / "raw" / name) for name in files} == listed["sha256"].to_dict()


def test_the_counts_without_an_address_are_owned_up_to():
    mentions = build.mentions()
    assert f"- {mentions['url'].isna().sum()} counts have no address" in (DATA / "README.md").read_text(encoding="utf-8")


def test_an_address_found_later_is_one_that_was_left_out_and_has_reason_and_date():
    raw, found = read("raw/reported-counts.csv"), read("manual/addresses.csv")
    left_out = set(raw.loc[raw["url"] == "", "article_id"])
    assert set(found["article_id"]) <= left_out and not found["article_id"].duplicated().any()
    assert found["url"].str.startswith("https://").all() and (found["reason"] != "").all() and found["found"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    mentions = build.mentions().set_index("mention_id")
    assert mentions.loc["r0003", "url"] == found.set_index("article_id").loc["s001", "url"]
    given = raw.set_index("mention_id")["url"]
    assert (mentions.loc[given[given != ""].index, "url"] == given[given != ""]).all()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean")
    build.build(folder)
    return folder


@pytest.mark.parametrize("name", ["counts.csv", "rejected.csv", "log.csv", "daily.csv"])
def test_clean_tables_are_rebuilt_to_the_byte(name, built):
    assert (built / name).read_bytes() == (DATA / "clean" / name).read_bytes()


def test_one_changed_number_shows(built):
    mentions = build.mentions()
    mentions.loc[mentions["mention_id"] == "r0003", "count_as_written"] = "33"
    assert to_csv(build.clean(mentions, build.decisions()).counts).encode() != (DATA / "clean" / "counts.csv").read_bytes()


def test_nothing_disappears():
    counts, rejected = read("clean/counts.csv"), read("clean/rejected.csv")
    assert counts["mention_id"].nunique() + len(rejected) == len(read("raw/reported-counts.csv"))
    assert not set(counts["mention_id"]) & set(rejected["mention_id"])


@pytest.mark.parametrize(("name", "column", "allowed"), [
    ("counts", "measure", {*MEASURES, ""}), ("counts", "status", STATUSES), ("counts", "window", WINDOWS),
    ("counts", "qualifier", {*QUALIFIERS, ""}), ("counts", "date_basis", {"stated", "inferred", ""}),
    ("rejected", "reason", REASONS), ("daily", "status", DAY_STATUSES), ("daily", "measure", {*MEASURES, ""}), ("daily", "front", SUBJECT),
])
def test_vocabularies_are_closed(name, column, allowed):
    assert set(read(f"clean/{name}.csv")[column]) <= set(allowed)


def test_columns_are_the_contract():
    assert list(read("clean/counts.csv").columns) == list(COUNTS) and list(read("clean/daily.csv").columns) == list(DAILY)


def test_every_front_and_day_has_a_row_and_silence_is_no_number():
    daily = read("clean/daily.csv")
    days = pd.date_range(build.FIRST_DAY, build.LAST_DAY).strftime("%Y-%m-%d")
    assert set(zip(daily["date"], daily["front"])) == {(day, front) for day in days for front in SUBJECT}
    silent = daily[daily["status"] == "not_reported"]
    assert len(silent) and (silent[["count", "low", "high", "hours", "measure", "mention_ids"]] == "").all(axis=None)


def test_the_first_articles_three_counts():
    daily = read("clean/daily.csv")
    day = daily[(daily["date"] == "2024-11-16") & (daily["measure"] == "attacks")]
    assert dict(zip(day["front"], day["count"])) == {"Kursk": "24", "Kurakhove": "25", "Pokrovsk": "32"}


def test_decisions_by_hand_have_reason_source_and_date():
    decisions = build.decisions()
    assert (decisions[["value", "reason", "source"]] != "").all(axis=None)
    assert decisions["decided"].map(lambda day: bool(re.fullmatch(r"\d{4}-\d\d-\d\d", day))).all()
    assert not decisions.duplicated(["mention_id", "column"]).any()


def test_changes_of_the_map_name_known_fronts():
    table = changes()
    names = {name for text in [*table["front"], *table["into"]] for name in text.split("+") if name}
    assert names <= set(canonical()) and (table["source"] != "").all() and table["short"].str.len().max() <= 40


def test_the_dictionary_names_every_column():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for column in [*COUNTS, *DAILY, "date_from_publication", "decided_by_hand", totals.FLAG]:
        assert f"`{column}`" in text, column


def test_a_range_that_is_none():
    with pytest.raises(BadRange):
        build.daily(build.load().counts, "2024-12-01", "2024-11-01")
