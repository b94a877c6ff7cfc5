"""The ledger of conflicts: reported numbers beside the rows expected of them."""

import pandas as pd
import pytest
from test_daily import DAY, counts, said, values

from analysis import daily, load
from analysis.ledger import KINDS, LEDGER, ledger
from analysis.schema import BadRange, MissingColumn, UnknownFront

HALF, NIGHT = ("part_day", "16:00"), ("part_day", "22:00")


def mentions(**told):
    """id = (publisher, published)"""
    rows = [{"mention_id": name, "publisher": publisher, "published": published, "url": f"https://example.org/{name}"} for name, (publisher, published) in told.items()]
    return pd.DataFrame(rows, columns=["mention_id", "publisher", "published", "url"], dtype="string")


WHO = mentions(
    a=("A newspaper", "2024-11-17"), a2=("A newspaper", "2024-11-17"), a3=("A newspaper", "2024-11-18"), b=("A blog", "2024-11-17T08:00"),
    u=("Ukrinform", "2024-11-18"), k=("A newspaper", "2024-11-17"), p=("A newspaper", "2024-11-17"),
)


@pytest.mark.parametrize(("raw", "expected"), [
    # expected: mention_id, count, chosen, rule, range_low, range_high, kind
    ([], []),
    ([said("a", "Pokrovsk", 32)], []),
    ([said("a", "Pokrovsk", 32), said("b", "Pokrovsk", 32)], []),  # sources agree
    ([said("a", "Pokrovsk", 32), said("b", "Pokrovsk", 34)],
     [("b", 34, True, "earliest published", 32, 34, "two_sources"), ("a", 32, False, "earliest published", 32, 34, "two_sources")]),
    ([said("a", "Pokrovsk", 32), said("u", "Pokrovsk", 34)],
     [("u", 34, True, "closest to the General Staff", 32, 34, "two_sources"), ("a", 32, False, "closest to the General Staff", 32, 34, "two_sources")]),
    ([said("a", "Pokrovsk", 32, article="x"), said("a2", "Pokrovsk", 34, article="x")],
     [("a", 32, True, "first in the table", 32, 34, "correction"), ("a2", 34, False, "first in the table", 32, 34, "correction")]),
    ([said("a", "Pokrovsk", 32), said("a3", "Pokrovsk", 34)],
     [("a", 32, True, "earliest published", 32, 34, "one_publisher"), ("a3", 34, False, "earliest published", 32, 34, "one_publisher")]),
    # everyone who spoke of these hours is listed, also who agrees
    ([said("a", "Pokrovsk", 32), said("b", "Pokrovsk", 34), said("u", "Pokrovsk", 34)],
     [("u", 34, True, "closest to the General Staff", 32, 34, "two_sources"), ("b", 34, False, "closest to the General Staff", 32, 34, "two_sources"), ("a", 32, False, "closest to the General Staff", 32, 34, "two_sources")]),
    # growth within the day, another measure, another day, a week: no conflict
    ([said("a", "Pokrovsk", 20, *HALF), said("b", "Pokrovsk", 27, *NIGHT), said("u", "Pokrovsk", 32)], []),
    ([said("a", "Pokrovsk", 32), said("b", "Pokrovsk", 60, measure="clashes")], []),
    ([said("a", "Pokrovsk", 32), said("b", "Pokrovsk", 60, day="2024-11-17")], []),
    ([said("a", "Pokrovsk", 32), said("b", "Pokrovsk", 376, "week")], []),
    ([said("a", "Pokrovsk", 20, *HALF), said("b", "Pokrovsk", 22, *HALF), said("u", "Pokrovsk", 32)],
     [("b", 22, True, "earliest published", 20, 22, "two_sources"), ("a", 20, False, "earliest published", 20, 22, "two_sources")]),
    # hours that nobody said may be different hours
    ([said("a", "Pokrovsk", 20, "part_day"), said("b", "Pokrovsk", 27, "part_day")],
     [("b", 27, True, "earliest published", 20, 27, "hours_not_said"), ("a", 20, False, "earliest published", 20, 27, "hours_not_said")]),
    # a zero is a number; fighting without a number and a hedge on the same number are not
    ([said("a", "Pokrovsk", 0), said("b", "Pokrovsk", 3)],
     [("b", 3, True, "earliest published", 0, 3, "two_sources"), ("a", 0, False, "earliest published", 0, 3, "two_sources")]),
    ([said("a", "Pokrovsk", None), said("b", "Pokrovsk", 3)], []),
    ([said("a", "Pokrovsk", (20, 21, None)), said("b", "Pokrovsk", 20)], []),
    ([said("a", "Pokrovsk", (None, 20, 30)), said("b", "Pokrovsk", 25)],
     [("b", 25, True, "earliest published", 25, 25, "bounds_agree"), ("a", None, False, "earliest published", 25, 25, "bounds_agree")]),
    # more than 20 (chosen) beside 15: its own side stays open
    ([said("b", "Pokrovsk", (20, 21, None)), said("a", "Pokrovsk", 15)],
     [("b", 20, True, "earliest published", 15, None, "two_sources"), ("a", 15, False, "earliest published", 15, None, "two_sources")]),
])
def test_who_said_which_number(raw, expected):
    table = ledger(counts(*raw), WHO, ["Pokrovsk"], DAY, "2024-11-17")
    assert [values(row, "mention_id", "count", "chosen", "rule", "range_low", "range_high", "kind") for _, row in table.iterrows()] == expected
    assert {name: str(kind) for name, kind in table.dtypes.items()} == LEDGER


def test_a_row_leads_back_to_its_source():
    row = ledger(counts(said("a", "Pokrovsk", 20, *HALF), said("b", "Pokrovsk", 22, *HALF)), WHO, "Pokrovsk", DAY, DAY).iloc[1]
    assert values(row, "date", "front", "measure", "window", "as_of", "publisher", "published", "url") == (
        DAY, "Pokrovsk", "attacks", "part_day", "16:00", "A newspaper", "2024-11-17", "https://example.org/a")


def test_a_merged_front_is_listed_with_its_members():
    raw = [said("k", "Kurakhove", 25), said("p", "Pokrovsk", 32), said("b", "Pokrovsk", 30), said("u", "Kurakhove+Pokrovsk", 54)]
    table = ledger(counts(*raw), WHO, ["Kurakhove+Pokrovsk", "Kursk"], DAY, DAY)
    assert [values(row, "front", "count", "mention_id", "publisher", "chosen", "kind") for _, row in table.iterrows()] == [
        ("Kurakhove+Pokrovsk", 54, "u", "Ukrinform", True, "joint_and_sum"),
        ("Kurakhove+Pokrovsk", 55, "k b p", "A newspaper; A blog", False, "joint_and_sum"),
        ("Pokrovsk", 30, "b", "A blog", True, "two_sources"), ("Pokrovsk", 32, "p", "A newspaper", False, "two_sources"),
    ]


def test_every_conflict_of_the_daily_table_is_in_the_ledger():
    material = load()
    fronts, asked = ["Kursk", "Kurakhove", "Pokrovsk"], ("2024-08-06", "2025-02-28")
    table = ledger(material.counts, material.mentions, fronts, *asked)
    days = daily(material.counts, *asked, fronts, mentions=material.mentions)
    hours_not_said = table["window"].eq("part_day") & table["as_of"].isna()
    assert set(days.loc[days["conflict"], "date"]) <= set(table["date"]) and len(table)
    whole = table[table["chosen"] & ~hours_not_said].merge(days, on=["date", "front", "measure", "count"], suffixes=("", "_of_day"))
    assert len(whole) and (whole["range_low"] == whole["low_of_day"]).all() and (whole["range_high"] == whole["high_of_day"]).all()
    assert set(table["kind"]) <= set(KINDS) and table.groupby(["date", "front", "measure", "window"])["chosen"].sum().eq(1).all()


def test_a_call_that_is_wrong():
    with pytest.raises(BadRange):
        ledger(counts(), WHO, ["Kursk"], DAY, "2024-11-01")
    with pytest.raises(UnknownFront):
        ledger(counts(), WHO, ["Kursks"], DAY, DAY)
    with pytest.raises(MissingColumn, match="mentions lacks url"):
        ledger(counts(), WHO.drop(columns="url"), ["Kursk"], DAY, DAY)
