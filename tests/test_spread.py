"""Parts of days: reported pairs beside the share measured from them, and days made of parts beside what they may claim."""

from math import exp, log, sqrt

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from test_daily import counts, said, values
from test_intensity import days

from analysis.daily import daily
from analysis.intensity import means, series
from analysis.schema import BadCall, MissingColumn
from analysis.spread import SPREAD, means_with_parts, spread, with_parts


def pair(day, part, whole, as_of="16:00", front="Kursk", **options):
    return [said(f"p{day}{as_of}{front}", front, part, "part_day", as_of, day=f"2024-11-{day:02}", **options), said(f"w{day}{as_of}{front}", front, whole, day=f"2024-11-{day:02}")]


def measured(*pairs, fronts=("Kursk", "Pokrovsk"), **options):
    return spread(counts(*(one for some in pairs for one in some)), fronts, "2024-11-01", "2024-11-30", **options)


def test_the_range_of_a_share_is_a_prediction_interval_on_the_logit_scale():
    pairs = [(12, 30), (30, 40), (10, 32), (22, 28)]
    found = measured(*(pair(day, *told) for day, told in enumerate(pairs, 1))).iloc[0]
    logits = np.array([log((part + 0.5) / (whole - part + 0.5)) for part, whole in pairs])
    reach = stats.t.ppf(0.975, 3) * logits.std(ddof=1) * sqrt(1 + 1 / 4)
    expected = [1 / (1 + exp(-(logits.mean() + step))) for step in (-reach, 0, reach)]
    assert found[["low", "median", "high"]].tolist() == pytest.approx(expected)
    assert values(found, "as_of", "pairs", "note") == ("16:00", 4, "a small sample: the range is wide because few days were measured")


@pytest.mark.parametrize(("pairs", "expected"), [
    # expected: as_of, pairs, whether there is a range, words of the note
    ([], []),
    ([pair(1, 20, 32)], [("16:00", 1, False, "one pair shows no spread: it cannot be scaled")]),
    ([[said("a", "Kursk", 20, "part_day", "16:00")]], [("16:00", 0, False, "no day has both this hour and the whole day")]),
    ([pair(1, 20, 32), pair(1, 12, 30, front="Pokrovsk")], [("16:00", 2, True, "a small sample")]),
    ([pair(1, 20, 32), pair(2, 12, 30), pair(2, 25, 30, as_of="22:00")], [("16:00", 2, True, "a small sample"), ("22:00", 1, False, "one pair")]),
    ([pair(day, 20, 32) for day in range(1, 11)], [("16:00", 10, True, "")]),
    ([pair(1, 20, 32), pair(2, 40, 30), pair(3, 18, 30)], [("16:00", 2, True, "1 left out: the whole day has less than its part")]),
    ([pair(1, 0, 0), pair(2, 9, 30), pair(3, 18, 30)], [("16:00", 2, True, "1 left out: the whole day has less than its part, or is zero")]),
    # what is not a pair: another measure, bounds, another day, another front
    ([[said("a", "Kursk", 20, "part_day", "16:00", measure="repelled"), said("b", "Kursk", 32)]], []),
    ([[said("a", "Kursk", (20, 21, None), "part_day", "16:00"), said("b", "Kursk", 32)]], []),
    ([[said("a", "Kursk", 20, "part_day", "16:00"), said("b", "Kursk", (32, 33, None))]], [("16:00", 0, False, "no day has both")]),
    ([[said("a", "Kursk", 20, "part_day", "16:00"), said("b", "Kursk", 32, day="2024-11-17")]], [("16:00", 0, False, "no day has both")]),
    ([pair(1, 20, 32, front="Lyman")], []),
    ([[said("a", "Kursk", 20, "part_day"), said("b", "Kursk", 32)]], []),  # a part whose hour is not said
])
def test_what_is_measured(pairs, expected):
    table = measured(*pairs)
    assert list(table.columns) == list(SPREAD)
    assert [(row.as_of, row.pairs, not pd.isna(row.low)) for row in table.itertuples()] == [told[:3] for told in expected]
    assert all(told[3] in row.note and bool(told[3]) == bool(row.note) for row, told in zip(table.itertuples(), expected))


def test_shares_that_agree_by_chance_keep_the_doubt_of_their_counts():
    found = measured(*(pair(day, 20, 32) for day in range(1, 11))).iloc[0]
    assert found["low"] < 0.5 < 20 / 32 < 0.75 < found["high"]


def test_a_further_day_falls_into_the_range_as_often_as_it_says():
    """Shares that vary around 0.6 from day to day, 30 attacks a day: the range must hold 95 % of further shares."""
    chance = np.random.default_rng(3)
    held = []
    for _ in range(60):
        day_shares = chance.beta(12, 8, 7)
        told = chance.binomial(30, day_shares)
        found = measured(*(pair(day, int(part), 30) for day, part in enumerate(told[:-1], 1))).iloc[0]
        held.append(found["low"] <= told[-1] / 30 <= found["high"])
    assert 0.9 <= np.mean(held) <= 1


# Part-days in a mean

SHARES = pd.DataFrame([("16:00", 12, 0.4, 0.5, 0.8, "")], columns=list(SPREAD)).astype(SPREAD)
RAW = [*days("Kursk", [20, 40, 30]), *days("Kursk", [24], first=4, window="part_day", as_of="16:00"), *days("Kursk", [24], first=5, window="part_day")]


def november(*rows):
    return series(daily(counts(*rows), "2024-11-01", "2024-11-06", ["Kursk"]))


@pytest.mark.parametrize(("how", "expected"), [
    # expected: status, count, low, high, at_least of the 4th of November, and of the 5th
    ("out", [("partial", 24, 24, 24, False), ("partial", 24, 24, 24, False)]),
    ("bounds", [("counted", 24, 24, None, True), ("counted", 24, 24, None, True)]),
    ("scaled", [("counted", 48, 30, 60, False), ("partial", 24, 24, 24, False)]),  # an hour that is not said has no share
])
def test_a_part_of_a_day_as_a_day(how, expected):
    table = with_parts(november(*RAW), how, SHARES)
    assert [values(table.iloc[place], "status", "count", "low", "high", "at_least") for place in (3, 4)] == expected
    assert table["count"].isna().tolist() == [False] * 5 + [True]


@pytest.mark.parametrize(("count", "measure"), [((24, None, 24), "attacks"), ((None, 20, 24), "attacks"), ((24, 25, None), "attacks"), (24, "repelled")])
def test_a_part_that_is_no_exact_count_is_never_scaled(count, measure):
    raw = days("Kursk", [count], window="part_day", as_of="16:00", measure=measure)
    assert with_parts(november(*raw), "scaled", SHARES).loc[0, "status"] == "partial"


def test_up_to_so_many_by_the_afternoon_bounds_nothing():
    assert with_parts(november(*days("Kursk", [(24, None, 24)], window="part_day", as_of="16:00")), "bounds").loc[0, "status"] == "partial"


def test_the_interval_of_a_mean_holds_both_ends_of_the_share():
    table = november(*RAW)
    found = means_with_parts(table, "scaled", SHARES).iloc[0]
    ends = [means(with_parts(table, "scaled", SHARES, end)).iloc[0] for end in ("high", "median", "low")]
    assert values(found, "days", "total", "mean") == (4, 138, 34.5)
    assert [end["total"] for end in ends] == [120, 138, 150]
    assert values(found, "lower", "upper") == (min(end["lower"] for end in ends), max(end["upper"] for end in ends))
    assert found["lower"] <= ends[0]["lower"] and found["upper"] >= ends[2]["upper"]


def test_bounds_in_a_mean_make_it_at_least():
    found = means_with_parts(november(*RAW), "bounds").iloc[0]
    assert values(found, "days", "total", "at_least_days") == (5, 138, 2)
    assert means_with_parts(november(*RAW), "out").equals(means(november(*RAW)))


@pytest.mark.parametrize(("how", "shares", "error", "words"), [
    ("scaled", None, BadCall, "scaled only with their measured spread"),
    ("scale", SHARES, BadCall, "Nearest: scaled"),
    ("scaled", SHARES.drop(columns="low"), MissingColumn, "spread lacks low"),
])
def test_wrong_calls(how, shares, error, words):
    with pytest.raises(error, match=words):
        with_parts(november(*RAW), how, shares)
