"""Cleaning: mentions beside the counts or the rejection they give, the log, decisions by hand, and what holds for any input."""

from __future__ import annotations

import re
import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.clean import MOST_LETTERS, clean, describe
from analysis.fronts import canonical
from analysis.schema import COUNTS, MEASURES, MENTIONS, QUALIFIERS, REASONS, REJECTED, STATUSES, WINDOWS, MissingColumn, UnknownHeader, UnreadableTable
from analysis.store import DATA

WORDS = ["language", "front_as_written", "count_as_written", "measure_as_written", "when_as_written", "published"]


def mention(*written: str) -> pd.DataFrame:
    """One mention of these words, in the order of WORDS."""
    return pd.DataFrame([dict(zip(WORDS, written))])


def real() -> pd.DataFrame:
    return pd.read_csv(DATA / "raw" / "reported-counts.csv", dtype="string", keep_default_na=False)


def shown(frame: pd.DataFrame, *columns: str) -> list[tuple]:
    return [tuple("" if pd.isna(cell) else str(cell) for cell in row) for row in frame[list(columns)].itertuples(index=False)]


def test_the_example_of_the_docstring_is_true():
    written = pd.concat([
        mention("en", "Kurakhove front", "25", "attacks", "On Saturday", "2024-11-17"),
        mention("en", "near Pokrovsk", "more than 50", "attacks", "in the past 24 hours", ""),
        mention("en", "urban areas of Toretsk", "18", "attacks", "over the past day", "2024-11-17"),
    ])
    counts, rejected, _ = clean(written)
    assert shown(counts, "front", "count", "low", "window", "date") == [
        ("Kurakhove", "25", "25", "full_day", "2024-11-16"), ("Pokrovsk", "50", "51", "full_day", ""),
    ]
    assert shown(rejected, "mention_id", "reason") == [("row-3", "town_not_front")]


# One row of words beside the reason; each reason that cleaning can give is here.
REFUSED = [
    (("en", "Mariupol front", "24", "attacks", "yesterday", "2024-11-17"), "unknown_front"),
    (("en", "in the streets of Toretsk", "24", "attacks", "yesterday", "2024-11-17"), "town_not_front"),
    (("uk", "у районі Курахового", "10", "боєзіткнень", "за добу", "2024-12-16"), "town_not_front"),
    (("en", "Pokrovsk", "N/A", "attacks", "yesterday", "2024-11-17"), "no_number"),
    (("en", "Pokrovsk", "24 and 25", "attacks", "yesterday", "2024-11-17"), "several_numbers"),
    (("en", "Pokrovsk", "-3", "attacks", "yesterday", "2024-11-17"), "absurd_number"),
    (("en", "Pokrovsk", "2.5", "attacks", "yesterday", "2024-11-17"), "absurd_number"),
    (("en", "Pokrovsk", "2,500", "attacks", "yesterday", "2024-11-17"), "absurd_number"),
    (("en", "Pokrovsk", "24", "air strikes", "yesterday", "2024-11-17"), "not_attacks"),
    (("en", "Pokrovsk", "24", "attacks", "on 31 November", "2024-12-17"), "date_impossible"),
    (("en", "Pokrovsk", "24", "attacks", "on 23 February 2022", "2022-02-24"), "date_outside_war"),
    (("en", "Pokrovsk", "24", "attacks", "on 24 November", "2024-11-17"), "date_after_publication"),
    (("en", "Pokrovsk and Pokrovske", "24", "attacks", "yesterday", "2024-11-17"), "front_twice"),
    (("en", "Pokrovsk", "24", "attacks", "yesterday", "17th of November"), "published_unreadable"),
    (("en", "Pokrovsk", "24" + " " * MOST_LETTERS + "attacks", "attacks", "yesterday", "2024-11-17"), "not_understood"),
    (("", "Pokrovsk", "24", "Luftangriffe", "", ""), "not_attacks"),
    (("", "in the urban areas of Toretsk", "24", "attacks", "", ""), "town_not_front"),
]


@pytest.mark.parametrize(("written", "reason"), REFUSED)
def test_refused_with_its_reason(written, reason):
    counts, rejected, _ = clean(mention(*written))
    assert counts.empty and shown(rejected, "reason", *WORDS) == [(reason, *written)]
    assert 10 < len(rejected["detail"][0]) < 400


def test_every_reason_that_can_be_given_has_a_case():
    assert {reason for _, reason in REFUSED} == set(REASONS)


# Words beside front, measure, status, count, low, high, window, date, flags.
COUNTED = [
    (("en", "Pokrovsk", "1,999", "clashes", "yesterday", "2024-11-17"), [("Pokrovsk", "clashes", "counted", "1999", "1999", "1999", "full_day", "2024-11-16", "date_from_publication")]),
    (("en", "ALL", "2,500", "clashes", "in the past week", "2024-11-17"), [("ALL", "clashes", "counted", "2500", "2500", "2500", "week", "2024-11-16", "date_from_publication")]),
    (("uk", "Покровському та Курахівському", "по дев'ять", "атак", "учора", "2024-11-17"), [
        ("Kurakhove", "attacks", "counted", "9", "9", "9", "full_day", "2024-11-16", "date_from_publication"),
        ("Pokrovsk", "attacks", "counted", "9", "9", "9", "full_day", "2024-11-16", "date_from_publication")]),
    (("en", "Kurakhove and Pokrovsk fronts", "54", "attacks", "yesterday", "2024-11-17"), [("Kurakhove+Pokrovsk", "attacks", "counted", "54", "54", "54", "full_day", "2024-11-16", "date_from_publication")]),
    (("en", "Pokrovsk", "24 repelled, 6 ongoing", "attacks", "yesterday", "2024-11-17"), [
        ("Pokrovsk", "repelled", "counted", "24", "24", "24", "full_day", "2024-11-16", "date_from_publication"),
        ("Pokrovsk", "ongoing", "counted", "6", "6", "6", "full_day", "2024-11-16", "date_from_publication")]),
    (("en", "Pokrovsk", "no", "attacks", "yesterday", "2024-11-17"), [("Pokrovsk", "attacks", "none", "0", "0", "0", "full_day", "2024-11-16", "date_from_publication")]),
    (("en", "Pokrovsk", "a quarter", "of the attacks", "", ""), [("Pokrovsk", "attacks", "uncounted", "", "", "", "unknown", "", "window_not_said")]),
    (("en", "Pokrovsk", "an average of 40 a day", "attacks", "in the past 24 hours", "2024-11-17"), [("Pokrovsk", "attacks", "counted", "40", "40", "40", "unknown", "", "average")]),
    (("en", "there", "24", "", "", ""), [("", "", "counted", "24", "24", "24", "unknown", "", "front_not_named measure_not_said window_not_said")]),
    (("EN-us", "Pokrovsk", "24", "attacks", "yesterday", "2024-11-17"), [("Pokrovsk", "attacks", "counted", "24", "24", "24", "full_day", "2024-11-16", "date_from_publication")]),
    (("", "Pokrovsk front", "24", "attacks", "yesterday", "2024-11-17"), [("Pokrovsk", "attacks", "counted", "24", "24", "24", "full_day", "2024-11-16", "date_from_publication language_unknown")]),
    (("xx", "Покровський напрямок", "24", "боєзіткнення", "учора", "2024-11-17"), [("Pokrovsk", "clashes", "counted", "24", "24", "24", "full_day", "2024-11-16", "date_from_publication language_not_covered")]),
]


@pytest.mark.parametrize(("written", "expected"), COUNTED)
def test_counted(written, expected):
    counts, rejected, _ = clean(mention(*written))
    assert rejected.empty
    assert shown(counts, "front", "measure", "status", "count", "low", "high", "window", "date", "flags") == expected


def test_no_row_disappears_and_every_value_is_allowed():
    counts, rejected, _ = clean(real())
    assert counts["mention_id"].nunique() + len(rejected) == len(real())
    assert list(counts.columns) == list(COUNTS) and list(rejected.columns) == list(REJECTED)
    allowed = {"measure": MEASURES, "status": STATUSES, "qualifier": QUALIFIERS, "window": WINDOWS, "date_basis": ("stated", "inferred")}
    for column, values in allowed.items():
        assert set(counts[column].dropna()) <= set(values)
    assert set("+".join(counts["front"].dropna()).split("+")) <= {*canonical(), "ALL"}
    bounded = counts[counts["qualifier"] != "more_than"]
    assert (bounded["low"] <= bounded["count"]).fillna(True).all() and (bounded["count"] <= bounded["high"]).fillna(True).all()
    assert (counts["count"][counts["status"] == "none"] == 0).all() and counts["count"][counts["status"] == "uncounted"].isna().all()
    assert (counts["as_of"].notna() <= (counts["window"] == "part_day")).all()


def test_rows_in_another_order_give_the_same_in_that_order():
    table = real()
    mixed = table.sample(frac=1, random_state=7).reset_index(drop=True)
    counts, rejected, _ = clean(table)
    again, refused, _ = clean(mixed)
    order = {key: place for place, key in enumerate(mixed["mention_id"])}
    pd.testing.assert_frame_equal(again, counts.sort_values("mention_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True))
    pd.testing.assert_frame_equal(refused, rejected.sort_values("mention_id", key=lambda ids: ids.map(order), ignore_index=True))


def test_the_same_words_give_the_same_rows_each_time():
    first, second = clean(real()), clean(real())
    for one, other in zip(first, second):
        pd.testing.assert_frame_equal(one, other)


def test_the_input_is_left_as_it_was():
    table = real()
    before = table.copy()
    clean(table)
    pd.testing.assert_frame_equal(table, before)


def test_the_log_adds_up():
    counts, rejected, log = clean(real())
    assert log["before"].iloc[0] == len(real()) and (log["before"] - log["removed"] == log["after"]).all()
    assert (log["before"].iloc[1:].to_numpy() == log["after"].iloc[:-1].to_numpy()).all()
    assert log["removed"][log["step"].str.startswith("reject")].sum() == len(rejected)
    assert re.search(r"^reject town_not_front: \d+ → \d+ \(-\d+\)$", describe(log), re.M)


def test_nothing_gives_nothing():
    counts, rejected, log = clean(real().head(0))
    assert counts.empty and rejected.empty and list(counts.columns) == list(COUNTS) and (log["after"] == 0).all()


DECISION = {"mention_id": "m1", "column": "front", "value": "Pokrovsk", "reason": "the headline names it", "source": "the article", "decided": "2025-01-01"}


def decided(**changes: str) -> pd.DataFrame:
    return pd.DataFrame([{**DECISION, **changes}])


@pytest.mark.parametrize(("column", "value", "flags"), [
    ("front", "Pokrovsk", "date_ambiguous decided_by_hand"),
    ("date", "2024-11-15", "front_not_named decided_by_hand"),
    ("measure", "clashes", "front_not_named date_ambiguous decided_by_hand"),
])
def test_a_decision_fills_in_what_the_words_leave_open(column, value, flags):
    written = mention("en", "there", "24", "attacks", "in the past 24 hours, on Friday", "2024-11-17").assign(mention_id="m1")
    counts = clean(written, decided(column=column, value=value)).counts
    assert shown(counts, column, "flags") == [(value, flags)]


@pytest.mark.parametrize("changes", [{"mention_id": "m2"}, {"column": "count"}, {"column": "window", "value": "month"}])
def test_a_decision_that_is_none(changes):
    written = mention("en", "there", "24", "attacks", "yesterday", "2024-11-17").assign(mention_id="m1")
    with pytest.raises(UnreadableTable):
        clean(written, decided(**changes))


def test_tables_that_are_none():
    with pytest.raises(MissingColumn):
        clean(pd.DataFrame({"front_as_written": ["Kursk"]}))
    with pytest.raises(UnknownHeader):
        clean(mention("en", "Kursk", "24", "attacks", "", "").assign(colour="red"))
    with pytest.raises(UnreadableTable):
        clean(pd.concat([mention("en", "Kursk", "24", "attacks", "", "")] * 2).assign(mention_id="m1"))


ODD = st.one_of(
    st.text(max_size=40), st.none(),
    st.sampled_from(["", " ", "🙂", "\x00", "\u202e24", "-5", "½", "1,315", "2500", "N/A", "…", "24 of 18", "31.02.2024", "99:99", "٢٤", "on on on", "24" * 40]),
)


@pytest.mark.parametrize("count", ["0", "24"])
def test_readings_in_which_much_is_unknown_are_compared(count):
    counts, rejected, _ = clean(mention("", "", count, "", "", ""))
    assert counts["mention_id"].nunique() + len(rejected) == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries({name: ODD for name in MENTIONS if name not in ("mention_id", "start", "end")}), max_size=3))
def test_any_text_in_any_column_is_counted_or_rejected(rows):
    written = pd.DataFrame(rows, columns=[name for name in MENTIONS if name not in ("mention_id", "start", "end")])
    counts, rejected, _ = clean(written)
    assert counts["mention_id"].nunique() + len(rejected) == len(rows)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["de", "en", "es", "ru", "uk", "fr", "zh"]), ODD, ODD, ODD, ODD, ODD)
def test_any_text_in_a_language_is_counted_or_rejected(language, front, count, measure, when, published):
    counts, rejected, _ = clean(mention(language, front, count, measure, when, published))
    assert counts["mention_id"].nunique() + len(rejected) == 1


@pytest.mark.parametrize("column", [name for name in WORDS if name != "language"])
@pytest.mark.parametrize("size", [MOST_LETTERS, 10_000_000])
def test_a_huge_cell_costs_nothing(column, size):
    written = mention("en", "Pokrovsk", "24", "attacks", "yesterday", "2024-11-17").assign(**{column: "a1 " * (size // 3)})
    began = time.monotonic()
    counts, rejected, _ = clean(written)
    assert len(counts) + len(rejected) == 1 and time.monotonic() - began < 2


def test_many_rows_of_few_wordings_are_read_once():
    table = real()
    many = pd.concat([table] * 250, ignore_index=True).assign(mention_id=lambda frame: [f"m{n}" for n in range(len(frame))])
    began = time.monotonic()
    counts, rejected, _ = clean(many)
    assert counts["mention_id"].nunique() + len(rejected) == len(many) and time.monotonic() - began < 10
