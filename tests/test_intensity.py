"""Rates, ratios, shares and ranks: reported figures beside the intervals and verdicts expected of them."""

from math import inf

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from test_daily import DAY, MERGED, counts, publications, said, tables, values

from analysis.daily import daily
from analysis.fronts import SUBJECT
from analysis.intensity import (
    common_windows, compare, compare_by_segment, coverage, exact_ratio, means, paired_dispersion, poisson_interval,
    quasi_ratio, rank, ratios, segments, series, shares, single_day, stretch, without,
)
from analysis.schema import BadCall, BadRange, BrokenComparison, MissingColumn, NoRows

SEED = counts(said("a", "Kursk", 24, article="s"), said("b", "Kurakhove", 25, article="s"), said("c", "Pokrovsk", 32, article="s"))


def days(front, numbers, first=1, **options):
    """Full-day counts of a front on the days of November 2024; None leaves a day out."""
    return [said(f"{front}{day}", front, number, day=f"2024-11-{day:02}", **options) for day, number in enumerate(numbers, start=first) if number is not None]


def november(*rows, last=30, fronts=SUBJECT, **options):
    return daily(counts(*rows), "2024-11-01", f"2024-11-{last:02}", fronts, **options)


# Formulas

@pytest.mark.parametrize(("found", "expected"), [
    (exact_ratio(32, 24), (0.76, 2.37)),  # the seed article's Pokrovsk and Kursk
    (exact_ratio(376, 289), (1.11, 1.52)),
    (quasi_ratio(376, 289, 4), (0.96, 1.77)),
    (quasi_ratio(376, 289, 1), (1.12, 1.52)),
    (quasi_ratio(30, 20, 1, degrees=1), (0.04, 58.76)),  # 1.5 x e^±(12.706 x √(1/30 + 1/20))
    (exact_ratio(5, 0), (0.92, inf)),  # 1 / exact_ratio(0, 5)
    (exact_ratio(0, 5), (0.0, 1.09)),
    (exact_ratio(0, 0), (0.0, inf)),
    (poisson_interval(24), (15.38, 35.71)),  # Garwood's table
    (poisson_interval(10), (4.80, 18.39)),
    (poisson_interval(0), (0.0, 3.69)),
])
def test_intervals(found, expected):
    assert found == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(("own", "others", "dispersion", "degrees"), [
    ([24], [32], None, 0),
    ([20, 40], [10, 20], 1.0, 1),  # shares alike: never below 1
    ([30, 10], [10, 30], 20.0, 1),  # 2 x 10² / (40 x ½ x ½)
    ([30, 10, 0], [10, 30, 0], 20.0, 1),  # a window of nothing says nothing
    ([5, 6], [0, 0], None, 0),
])
def test_paired_dispersion(own, others, dispersion, degrees):
    found, freedom = paired_dispersion(own, others)
    assert (None if np.isnan(found) else pytest.approx(found), freedom) == (dispersion, degrees)


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Counts of mean 35 and 28 with four times the variance of chance: a Poisson interval would hold about 70 %."""
    chance = np.random.default_rng(1)
    for windows in (3, 10):
        own, others = (chance.negative_binomial(mean / 3, 0.25, (400, windows)) for mean in (35, 28))
        found = [quasi_ratio(a.sum(), b.sum(), *paired_dispersion(a, b)) for a, b in zip(own, others)]
        assert 0.92 <= np.mean([lower <= 35 / 28 <= upper for lower, upper in found]) <= 1


# The figure of a day

@pytest.mark.parametrize(("raw", "expected"), [
    # expected: measure, count, status, at_least
    ([], (None, None, "not_reported", False)),
    ([said("a", "Kursk", 24)], ("attacks", 24, "counted", False)),
    ([said("a", "Kursk", 24, measure="repelled")], ("repelled", 24, "counted", True)),
    ([said("a", "Kursk", 24, measure="clashes")], (None, None, "not_reported", False)),
    ([said("a", "Kursk", 24), said("b", "Kursk", 20, measure="repelled")], ("attacks", 24, "counted", False)),
    ([said("a", "Kursk", 12, "part_day", "16:00"), said("b", "Kursk", 20, measure="repelled")], ("repelled", 20, "counted", True)),
    ([said("a", "Kursk", 12, "part_day", "16:00"), said("b", "Kursk", 15, "part_day", "22:00", measure="repelled")], ("repelled", 15, "partial", True)),
    ([said("a", "Kursk", None), said("b", "Kursk", 20, measure="repelled")], ("repelled", 20, "counted", True)),
    ([said("a", "Kursk", (None, 20, 30)), said("b", "Kursk", 20, measure="repelled")], ("repelled", 20, "counted", True)),
    ([said("a", "Kursk", 0)], ("attacks", 0, "none", False)),
    ([said("a", "Kursk", None)], ("attacks", None, "uncounted", False)),
])
def test_the_figure_that_a_comparison_takes(raw, expected):
    table = series(daily(counts(*raw), DAY, DAY, ["Kursk"]))
    assert values(table.iloc[0], "measure", "count", "status", "at_least") == expected and len(table) == 1


@pytest.mark.parametrize(("front", "day", "status"), [
    ("Kursk", "2024-09-22", "not_reported"), ("Kursk", "2024-09-23", "counted"),
    ("Kurakhove", "2025-01-09", "counted"), ("Kurakhove", "2025-01-10", "not_reported"),
    ("Vremivka", "2025-01-10", "not_reported"), ("Novopavlivka", "2025-01-10", "counted"),
    ("Kostiantynivka", "2025-10-07", "not_reported"), ("Lyman", "2024-09-22", "counted"),
])
def test_a_front_is_not_reported_before_it_begins_nor_after_it_ends(front, day, status):
    raw = counts(said("a", front, 9, day=day), said("b", "Lyman" if front != "Lyman" else "Kupiansk", 9, day=day))
    other = "Lyman" if front != "Lyman" else "Kupiansk"
    assert series(daily(raw, day, day, [front]))["status"].tolist() == [status]
    assert compare(raw, [front, other], day, day)["windows"].tolist() == [1 if status == "counted" else 0]


def test_the_seed_articles_day():
    table = single_day(daily(SEED, DAY, "2024-11-17"), DAY)
    assert table[["front", "count", "status"]].values.tolist() == [["Kursk", 24, "counted"], ["Kurakhove", 25, "counted"], ["Pokrovsk", 32, "counted"]]
    assert table[["lower", "upper"]].round(1).values.tolist() == [[15.4, 35.7], [16.2, 36.9], [21.9, 45.2]]
    ranked = rank(table)
    assert ranked[["place", "front", "verdict"]].values.tolist() == [[1, "Pokrovsk", "higher_count_only"], [2, "Kurakhove", "higher_count_only"], [3, "Kursk", ""]]
    silent = single_day(daily(SEED, DAY, "2024-11-17"), "2024-11-17")
    assert silent[["count", "lower", "upper"]].isna().all(axis=None)
    assert rank(silent)["verdict"].tolist() == ["not_comparable"] * 3
    with pytest.raises(BadRange, match="no day '2024-11-18'. It holds 2024-11-16 to 2024-11-17"):
        single_day(daily(SEED, DAY, "2024-11-17"), "2024-11-18")


@pytest.mark.parametrize(("raw", "expected"), [
    # expected: place, front, verdict
    ([said("a", "Kursk", 30), said("b", "Pokrovsk", 30), said("c", "Kurakhove", 5)], [(1, "Kursk", "equal"), (1, "Pokrovsk", "higher_shown"), (3, "Kurakhove", "")]),
    # 33 for a whole day and 12 until 16:00 are not ranked together, nor are clashes with attacks
    ([said("a", "Kursk", 12, "part_day", "16:00"), said("b", "Kurakhove", 33)], [(1, "Kurakhove", ""), (None, "Kursk", "not_comparable"), (None, "Pokrovsk", "not_comparable")]),
    ([said("a", "Kursk", 94, measure="clashes"), said("b", "Kurakhove", 26, measure="repelled"), said("c", "Pokrovsk", 41)],
     [(1, "Pokrovsk", "higher_count_only"), (2, "Kurakhove", ""), (None, "Kursk", "not_comparable")]),
    ([said("a", "Kursk", 12, "part_day"), said("b", "Kurakhove", 33, "part_day")], [(None, "Kursk", "not_comparable"), (None, "Kurakhove", "not_comparable"), (None, "Pokrovsk", "not_comparable")]),
])
def test_rank_only_like_with_like(raw, expected):
    table = rank(single_day(daily(counts(*raw), DAY, DAY), DAY, ["attacks", "repelled", "clashes"]))
    assert [values(row, "place", "front", "verdict") for _, row in table.iterrows()] == expected


# Means

def mean_of(*rows, front="Kursk", last=10, fronts=("Kursk", "Pokrovsk")):
    table = means(series(november(*rows, last=last, fronts=fronts)))
    return values(table[table["front"] == front].iloc[0], "days", "calendar_days", "total", "mean", "dispersion", "dispersion_basis", "at_least_days")


@pytest.mark.parametrize(("raw", "expected"), [
    ([], (0, 10, None, None, None, "", 0)),
    (days("Kursk", [20, 40]), (2, 10, 60, 30.0, pytest.approx(20 / 3), "own days", 0)),  # 2 x 10² / 30, one degree of freedom
    (days("Kursk", [30, 31, None, 29]), (3, 10, 90, 30.0, 1.0, "own days", 0)),  # never below 1
    (days("Kursk", [30]), (1, 10, 30, 30.0, None, "Poisson only", 0)),
    (days("Kursk", [30]) + days("Pokrovsk", [20, 40]), (1, 10, 30, 30.0, pytest.approx(20 / 3), "pooled", 0)),
    (days("Kursk", [0, 0]), (2, 10, 0, 0.0, None, "Poisson only", 0)),
    (days("Kursk", [20, 40]) + days("Kursk", [30], first=3, measure="repelled"), (3, 10, 90, 30.0, pytest.approx(10 / 3), "own days", 1)),
    # parts of a day, ranges and silences are not days
    (days("Kursk", [20, 40]) + days("Kursk", [500], first=3, window="part_day", as_of="22:00"), (2, 10, 60, 30.0, pytest.approx(20 / 3), "own days", 0)),
    (days("Kursk", [20, 40, (None, 20, 90)]), (2, 10, 60, 30.0, pytest.approx(20 / 3), "own days", 0)),
])
def test_mean_per_reported_day(raw, expected):
    assert mean_of(*raw) == expected


def test_interval_of_a_mean():
    table = means(series(november(*days("Kursk", [20, 30, 40, 30]), *days("Kurakhove", [30]), *days("Pokrovsk", [0, 0]), last=4))).set_index("front")
    # dispersion 200 / 30 / 3, Student's 3.182 at 3 degrees: 30 x e^±(3.182 x √(2.222 / 120))
    assert table.loc["Kursk", ["lower", "upper"]].tolist() == pytest.approx([19.455, 46.261], abs=0.01)
    # the same dispersion and degrees for one day of another front: √(2.222 / 30)
    assert table.loc["Kurakhove", ["lower", "upper"]].tolist() == pytest.approx([12.617, 71.332], abs=0.001)
    assert table.loc["Pokrovsk", ["lower", "upper"]].tolist() == pytest.approx([0, 1.844], abs=0.01)
    alone = means(series(november(*days("Kursk", [24]), last=4))).set_index("front")
    assert alone.loc["Kursk", ["lower", "upper"]].tolist() == pytest.approx([15.377, 35.710], abs=0.01)
    assert alone.loc["Pokrovsk", ["mean", "lower", "upper"]].isna().all()


def test_coverage_tells_the_silences_apart():
    raw = [*days("Kursk", [20, 0, None, None, None, 9]), *days("Kursk", [None, None, None, (None, None, None)]), said("p", "Kursk", 5, "part_day", "16:00", day="2024-11-07")]
    table = coverage(november(*raw, last=10, fronts=["Kursk", "Pokrovsk"]))
    assert table.values.tolist() == [
        # front, reported, counted, none, partial, uncounted, not_reported, calendar_days, longest_gap
        ["Kursk", 3, 2, 1, 1, 1, 5, 10, 3],
        ["Pokrovsk", 0, 0, 0, 0, 0, 10, 10, 10],
    ]


# Common windows

@pytest.mark.parametrize(("raw", "expected"), [
    # expected: window, as_of, measure, other_measure, count, other_count, at_least; None where nothing pairs
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 32)], ("full_day", None, "attacks", "attacks", 24, 32, False)),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 32, "part_day", "22:00")], None),
    ([said("a", "Kursk", 24, "part_day", "16:00"), said("b", "Pokrovsk", 32, "part_day", "22:00")], None),
    ([said("a", "Kursk", 24, day="2024-11-17"), said("b", "Pokrovsk", 32)], None),
    ([said("a", "Kursk", 24, "unknown", article="x"), said("b", "Pokrovsk", 32, "unknown", article="x")], None),
    ([said("a", "Kursk", 24, "part_day", article="x"), said("b", "Pokrovsk", 32, "part_day", article="y")], None),
    ([said("a", "Kursk", 24, "part_day", article="x"), said("b", "Pokrovsk", 32, "part_day", article="x")], ("part_day", None, "attacks", "attacks", 24, 32, False)),
    # 16:00 lies within 22:00, and both within the day: the longest that both have
    ([said("a", "Kursk", 11, "part_day", "16:00"), said("b", "Pokrovsk", 20, "part_day", "16:00"), said("c", "Kursk", 19, "part_day", "22:00"), said("d", "Pokrovsk", 27, "part_day", "22:00"), said("e", "Pokrovsk", 32)],
     ("part_day", "22:00", "attacks", "attacks", 19, 27, False)),
    ([said("a", "Kursk", 11, "part_day", "16:00"), said("b", "Pokrovsk", 20, "part_day", "16:00"), said("c", "Kursk", 24), said("d", "Pokrovsk", 32)], ("full_day", None, "attacks", "attacks", 24, 32, False)),
    # repelled stands in for attacks, clashes do not
    ([said("a", "Kursk", 24, measure="repelled"), said("b", "Pokrovsk", 32)], ("full_day", None, "repelled", "attacks", 24, 32, True)),
    ([said("a", "Kursk", 24, measure="repelled"), said("b", "Pokrovsk", 32), said("c", "Kursk", 26)], ("full_day", None, "attacks", "attacks", 26, 32, False)),
    ([said("a", "Kursk", 94, measure="clashes"), said("b", "Pokrovsk", 41)], None),
    # where attacks go on, the repelled ones are a part of the count and stand for nothing
    ([said("a", "Kursk", 16, "part_day", "16:00", measure="repelled"), said("b", "Kursk", 19, "part_day", "16:00", measure="ongoing"), said("c", "Pokrovsk", 26, "part_day", "16:00")], None),
    # fighting without a number and a range are no counts, zero is one
    ([said("a", "Kursk", None), said("b", "Pokrovsk", 32)], None),
    ([said("a", "Kursk", (None, 20, 30)), said("b", "Pokrovsk", 32)], None),
    ([said("a", "Kursk", 0), said("b", "Pokrovsk", 32)], ("full_day", None, "attacks", "attacks", 0, 32, False)),
    # a joint figure is nobody's own
    ([said("a", "Kursk+Pokrovsk", 50), said("b", "Pokrovsk", 32)], None),
])
def test_common_windows(raw, expected):
    table = common_windows(counts(*raw), ["Kursk", "Pokrovsk"], DAY, DAY)
    found = [values(row, "window", "as_of", "measure", "other_measure", "count", "other_count", "at_least") for _, row in table.iterrows()]
    assert found == ([expected] if expected else [])


UNLIKE = counts(said("a", "Kursk", 94, measure="clashes"), said("b", "Pokrovsk", 41), said("c", "Pokrovsk", 60, measure="clashes"))


@pytest.mark.parametrize(("measures", "mixed", "pairs"), [
    (["attacks", "repelled"], False, []),
    (["attacks", "clashes"], False, [("clashes", "clashes", 94, 60)]),
    (["attacks", "clashes"], True, [("clashes", "attacks", 94, 41)]),
    (["clashes"], False, [("clashes", "clashes", 94, 60)]),
])
def test_clashes_join_only_on_request(measures, mixed, pairs):
    table = common_windows(UNLIKE, ["Kursk", "Pokrovsk"], DAY, DAY, measures, mixed=mixed)
    assert [tuple(row) for row in table[["measure", "other_measure", "count", "other_count"]].values.tolist()] == pairs


PUBLISHERS = publications(a=("Ukrinform", "2024-11-17"), b=("ArmyInform", "2024-11-17"), c=("A newspaper", "2024-11-17"), d=("A blog", "2024-11-17"), e=("", "2024-11-17"))
HALF = ("part_day", "16:00")


@pytest.mark.parametrize(("raw", "options", "expected"), [
    # expected: count, other_count, window, as_of, bound, other_bound, unlike
    # a part of a day against a day: only as the lower bound it is, and only where no hours are common
    ([said("a", "Kursk", 24, *HALF), said("a2", "Pokrovsk", 32)], {}, None),
    ([said("a", "Kursk", 24, *HALF), said("a2", "Pokrovsk", 32)], {"part_days": "bounds"}, (24, 32, "part_day", "16:00", "at_least", "exact", "hours")),
    ([said("a", "Kursk", 24, "part_day"), said("a2", "Pokrovsk", 32)], {"part_days": "bounds"}, (24, 32, "part_day", None, "at_least", "exact", "hours")),
    ([said("a", "Kursk", (24, None, 24), *HALF), said("a2", "Pokrovsk", 32)], {"part_days": "bounds"}, (24, 32, "part_day", "16:00", "about", "exact", "hours")),
    ([said("a", "Kursk", 24, *HALF), said("a2", "Pokrovsk", 32, "part_day", "22:00")], {"part_days": "bounds"}, (24, 32, "part_day", "16:00", "at_least", "exact", "hours")),
    ([said("a", "Kursk", 24, "part_day"), said("a2", "Pokrovsk", 32, *HALF)], {"part_days": "bounds"}, None),  # whose hours are longer?
    ([said("a", "Kursk", 24, *HALF), said("a2", "Pokrovsk", 32), said("a3", "Pokrovsk", 20, *HALF)], {"part_days": "bounds"}, (24, 20, "part_day", "16:00", "exact", "exact", "")),
    ([said("a", "Kursk", 24, *HALF), said("a2", "Pokrovsk", 32, *HALF)], {"part_days": "out"}, None),
    ([said("a", "Kursk", 24, *HALF), said("a2", "Pokrovsk", 32, *HALF)], {}, (24, 32, "part_day", "16:00", "exact", "exact", "")),
    # one source's count against another's
    ([said("c", "Kursk", 24), said("d", "Pokrovsk", 32)], {}, None),
    ([said("c", "Kursk", 24), said("d", "Pokrovsk", 32)], {"across_sources": True}, (24, 32, "full_day", None, "exact", "exact", "sources")),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 32)], {}, (24, 32, "full_day", None, "exact", "exact", "")),  # both carry the bulletins
    ([said("c", "Kursk", 24), said("e", "Pokrovsk", 32)], {}, (24, 32, "full_day", None, "exact", "exact", "")),  # nobody knows whose
    ([said("a", "Kursk", 26), said("c", "Kursk", 24), said("c2", "Pokrovsk", 30, article="article-c")], {}, (26, 30, "full_day", None, "exact", "exact", "")),
    ([said("a", "Kursk", 26), said("c", "Kursk", 24), said("d", "Kursk", 20), said("d", "Pokrovsk", 30)], {}, (20, 30, "full_day", None, "exact", "exact", "")),
    ([said("a", "Kursk", 26), said("d", "Kursk", 20), said("d", "Pokrovsk", 30)], {"across_sources": True}, (20, 30, "full_day", None, "exact", "exact", "")),
    # both unlike things at once, and a merged front summed within one source
    ([said("c", "Kursk", 24, measure="clashes"), said("d", "Pokrovsk", 32)], {"across_sources": True, "mixed": True, "measures": ["attacks", "clashes"]}, (24, 32, "full_day", None, "exact", "exact", "measures sources")),
])
def test_unlike_things_pair_only_on_request_and_are_named(raw, options, expected):
    table = common_windows(counts(*raw), ["Kursk", "Pokrovsk"], DAY, DAY, mentions=PUBLISHERS, **options)
    found = [values(row, "count", "other_count", "window", "as_of", "bound", "other_bound", "unlike") for _, row in table.iterrows()]
    assert found == ([expected] if expected else [])


def test_a_part_against_a_day_leaves_the_order_open_where_it_is_the_lower():
    asked = dict(fronts=["Kursk", "Pokrovsk"], start=DAY, end=DAY, part_days="bounds")
    low, high = (compare(counts(said("a", "Kursk", number, *HALF), said("b", "Pokrovsk", 32)), **asked).iloc[0] for number in (10, 90))
    assert values(low, "front", "verdict", "unlike", "part_days") == ("Pokrovsk", "order_open", "hours", 1)
    assert values(high, "front", "verdict", "unlike", "part_days") == ("Kursk", "higher_shown", "hours", 1)
    with pytest.raises(BadCall, match="part_days has no value 'bound'. Nearest: bounds"):
        compare(SEED, **{**asked, "part_days": "bound"})


@pytest.mark.parametrize(("raw", "reason"), [
    ([], "both_silent"),
    ([said("a", "Kursk", 24)], "other_silent"),
    ([said("a", "Pokrovsk", 24)], "front_silent"),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", None)], "other_silent"),  # fighting without a number
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 32, day="2024-11-17")], "days_differ"),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 32, measure="clashes")], "measures_differ"),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 32, *HALF)], "hours_differ"),
    ([said("c", "Kursk", 24), said("d", "Pokrovsk", 32)], "sources_differ"),
    ([said("c", "Kursk", 24), said("d", "Pokrovsk", 32, *HALF)], "no_common_window"),  # more than one thing stands between them
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 32)], ""),
])
def test_why_two_fronts_are_not_compared(raw, reason):
    table = compare(counts(*raw), ["Kursk", "Pokrovsk"], DAY, "2024-11-17", mentions=PUBLISHERS)
    assert table["reason"].tolist() == [reason] and (table.loc[0, "verdict"] == "not_comparable") == bool(reason)


# Ratios

def test_the_seed_articles_ratios():
    table = compare(SEED, SUBJECT, DAY, DAY)
    assert table[["front", "other", "windows", "count", "other_count", "verdict", "method"]].values.tolist() == [
        ["Kurakhove", "Kursk", 1, 25, 24, "higher_count_only", "exact Poisson, one window"],
        ["Pokrovsk", "Kursk", 1, 32, 24, "higher_count_only", "exact Poisson, one window"],
        ["Pokrovsk", "Kurakhove", 1, 32, 25, "higher_count_only", "exact Poisson, one window"],
    ]
    assert table.loc[1, ["ratio", "lower", "upper"]].astype(float).round(2).tolist() == [1.33, 0.76, 2.37]
    assert table["dispersion"].isna().all()


@pytest.mark.parametrize(("own", "others", "expected"), [
    # expected: front, windows, count, other_count, ratio, lower, upper, dispersion, method, verdict
    ([], [], ("Kursk", 0, None, None, None, None, None, None, "", "not_comparable")),
    ([30], [30], ("Kursk", 1, 30, 30, 1.0, 0.582, 1.717, None, "exact Poisson, one window", "equal")),
    ([0], [5], ("Pokrovsk", 1, 5, 0, inf, 0.916, inf, None, "exact Poisson, one window", "higher_count_only")),
    ([0], [6], ("Pokrovsk", 1, 6, 0, inf, 1.178, inf, None, "exact Poisson, one window", "higher_shown")),
    ([0, 0], [3, 3], ("Pokrovsk", 2, 6, 0, inf, 1.178, inf, None, "exact Poisson, one front at zero", "higher_shown")),
    ([0], [0], ("Kursk", 1, 0, 0, None, 0.0, inf, None, "exact Poisson, one window", "equal")),
    ([60, 80, 70], [20, 40, 30], ("Kursk", 3, 210, 90, 2.333, 1.357, 4.013, 1.0, "paired quasi-Poisson", "higher_shown")),
    ([40, 10], [10, 30], ("Kursk", 2, 50, 40, 1.25, 9.7506e-07, 1602463, 27.225, "paired quasi-Poisson", "higher_count_only")),
])
def test_ratio_of_sums_over_common_windows(own, others, expected):
    row = compare(counts(*days("Kursk", own), *days("Pokrovsk", others)), ["Kursk", "Pokrovsk"], "2024-11-01", "2024-11-09").iloc[0]
    found = values(row, "front", "windows", "count", "other_count", "ratio", "lower", "upper", "dispersion", "method", "verdict")
    assert found[:4] + found[8:] == expected[:4] + expected[8:]
    for value, wanted in zip(found[4:8], expected[4:8]):
        assert value == wanted or value == pytest.approx(wanted, rel=0.002)


@pytest.mark.parametrize(("measures", "verdict"), [
    (("attacks", "attacks"), "higher_shown"),
    (("repelled", "attacks"), "higher_shown"),       # a lower bound that is higher is higher
    (("attacks", "repelled"), "order_open"),  # what is only known to be at least 20 may be 60
])
def test_a_lower_bound_cannot_be_shown_to_be_lower(measures, verdict):
    own = [said(f"a{n}", "Kursk", n, measure=measures[0], day=f"2024-11-0{place}") for place, n in enumerate([60, 80, 70], 1)]
    others = [said(f"b{n}", "Pokrovsk", n, measure=measures[1], day=f"2024-11-0{place}") for place, n in enumerate([20, 40, 30], 1)]
    assert compare(counts(*own, *others), ["Kursk", "Pokrovsk"], "2024-11-01", "2024-11-09").loc[0, "verdict"] == verdict


@pytest.mark.parametrize(("own", "other", "verdict"), [
    (60, 20, "higher_shown"),
    (60, (20, 21, None), "order_open"),    # against more than 20
    ((60, None, 60), 20, "order_open"),    # up to 60 against 20
    ((60, 61, None), 20, "higher_shown"),         # more than 60 against 20
    (60, (20, None, None), "order_open"),  # against about 20
])
def test_hedged_words_show_no_more_than_they_say(own, other, verdict):
    raw = [said(f"{front}{place}", front, number, day=f"2024-11-0{place}") for front, number in (("Kursk", own), ("Pokrovsk", other)) for place in (1, 2, 3)]
    assert compare(counts(*raw), ["Kursk", "Pokrovsk"], "2024-11-01", "2024-11-09").loc[0, "verdict"] == verdict


def test_days_and_parts_of_days_are_counted_apart():
    raw = counts(*days("Kursk", [10, 12]), *days("Pokrovsk", [20, 25]), said("a", "Kursk", 5, "part_day", "16:00", day="2024-11-03"), said("b", "Pokrovsk", 8, "part_day", "16:00", day="2024-11-03"))
    row = compare(raw, ["Kursk", "Pokrovsk"], "2024-11-01", "2024-11-03").iloc[0]
    assert values(row, "windows", "full_days", "part_days", "count", "other_count", "at_least") == (3, 2, 1, 53, 27, False)


def test_without_the_repelled_that_stand_in():
    raw = counts(*days("Kursk", [24, 20]), *days("Pokrovsk", [32]), *days("Pokrovsk", [50], first=2, measure="repelled"))
    asked = (raw, ["Kursk", "Pokrovsk"], "2024-11-01", "2024-11-02")
    assert compare(*asked)[["count", "at_least"]].values.tolist() == [[82, True]]
    assert without(*asked)[["count", "at_least"]].values.tolist() == [[32, False]]
    with pytest.raises(BadCall, match="nothing is left"):
        without(*asked, measures=["repelled"])


# Breaks

@pytest.mark.parametrize(("fronts", "start", "end", "said_in_words"), [
    (["Kursk", "Pokrovsk"], "2024-11-01", "2025-01-31", "2025-01-10: .*Compare 2024-11-01 to 2025-01-09 and 2025-01-10 to 2025-01-31 apart, or name the merged front Kurakhove.Pokrovsk.Vremivka"),
    (["Kursk", "Kurakhove"], "2024-09-01", "2025-01-31", "2024-09-23: .*2025-01-10: .*2024-09-01 to 2024-09-22, 2024-09-23 to 2025-01-09 and 2025-01-10 to 2025-01-31 apart, or name the merged front Kurakhove.Pokrovsk.Vremivka"),
    (["Kursk", "Pokrovsk"], "2025-05-01", "2025-07-01", "2025-06-16: .*apart\\.$"),
])
def test_a_comparison_across_a_break_is_refused(fronts, start, end, said_in_words):
    with pytest.raises(BrokenComparison, match=said_in_words):
        compare(SEED, fronts, start, end)


def test_a_merged_front_is_compared_across_the_break_of_its_members():
    raw = counts(
        *days("Kursk", [24]), *days("Kurakhove", [25]), *days("Pokrovsk", [32]), *days("Vremivka", [6]),
        said("k", "Kursk", 20, day="2025-01-15"), said("p", "Pokrovsk", 50, day="2025-01-15"), said("n", "Novopavlivka", 9, day="2025-01-15"),
    )
    row = compare(raw, ["Kursk", MERGED], "2024-11-01", "2025-01-31").iloc[0]
    assert values(row, "front", "windows", "count", "other_count") == (MERGED, 2, 122, 44)


@pytest.mark.parametrize(("day", "expected"), [
    ("2024-11-16", ("2024-09-23", "2025-01-09")),
    ("2025-02-01", ("2025-01-10", "2025-02-28")),
])
def test_the_stretch_that_holds_a_day(day, expected):
    assert stretch("2024-08-06", "2025-02-28", ["Kursk", "Kurakhove", "Pokrovsk"], day) == expected


def test_a_day_outside_the_range_is_refused():
    with pytest.raises(BadRange, match="the day 2024-11-16 is outside the range 2024-12-01 to 2025-02-28. Ask for a day inside it"):
        stretch("2024-12-01", "2025-02-28", SUBJECT, "2024-11-16")


def test_a_comparison_needs_two_fronts():
    with pytest.raises(BadCall, match="needs two fronts or more, found Pokrovsk"):
        compare(SEED, ["Pokrovsk"], DAY, DAY)


def test_stretches_between_breaks():
    assert segments("2024-11-01", "2025-01-31", SUBJECT) == [("2024-11-01", "2025-01-09"), ("2025-01-10", "2025-01-31")]
    assert segments("2024-11-01", "2024-11-30", SUBJECT) == [("2024-11-01", "2024-11-30")]
    assert segments("2024-11-01", "2025-01-31", [MERGED]) == [("2024-11-01", "2025-01-31")]
    raw = counts(*days("Kursk", [24]), *days("Pokrovsk", [32]), said("k", "Kursk", 20, day="2025-01-15"), said("p", "Pokrovsk", 50, day="2025-01-15"))
    table = compare_by_segment(raw, ["Kursk", "Pokrovsk"], "2024-11-01", "2025-01-31")
    assert table[["start", "end", "front", "count", "other_count"]].values.tolist() == [
        ["2024-11-01", "2025-01-09", "Pokrovsk", 32, 24], ["2025-01-10", "2025-01-31", "Pokrovsk", 50, 20],
    ]


def test_fronts_that_share_ground_are_not_compared():
    with pytest.raises(BadCall, match="both hold Pokrovsk"):
        compare(SEED, ["Pokrovsk", MERGED], DAY, DAY)
    with pytest.raises(BadCall, match="whole line"):
        compare(SEED, ["Pokrovsk", "ALL"], DAY, DAY)


# Shares

@pytest.mark.parametrize(("raw", "expected"), [
    # expected: front, count, denominator, share, reason
    ([said("t", "ALL", 100), said("a", "Kursk", 24), said("b", "Pokrovsk", 32)],
     [("Kursk", 24, 100, 0.24, ""), ("Pokrovsk", 32, 100, 0.32, ""), ("unattributed", 44, 100, 0.44, "")]),
    ([said("t", "ALL", 100, measure="clashes"), said("a", "Kursk", 24), said("b", "Pokrovsk", 32, measure="clashes")],
     [("Kursk", None, 100, None, "the total counts clashes, Kursk attacks"), ("Pokrovsk", 32, 100, 0.32, ""), ("unattributed", None, 100, None, "the total counts clashes, Kursk attacks")]),
    ([said("t", "ALL", 100, "part_day", "16:00"), said("a", "Kursk", 24), said("b", "Pokrovsk", 32, "part_day", "16:00")],
     [("Kursk", 24, 100, None, "the total and Kursk are not of the same hours"), ("Pokrovsk", 32, 100, 0.32, ""), ("unattributed", None, 100, None, "the total and Kursk are not of the same hours")]),
    ([said("t", "ALL", 100), said("a", "Kursk", 24)],
     [("Kursk", 24, 100, 0.24, ""), ("Pokrovsk", None, 100, None, "Pokrovsk has no number"), ("unattributed", None, 100, None, "Pokrovsk has no number")]),
    ([said("t", "ALL", 50), said("a", "Kursk", 24), said("b", "Pokrovsk", 32)],
     [("Kursk", 24, 50, 0.48, ""), ("Pokrovsk", 32, 50, 0.64, ""), ("unattributed", None, 50, None, "the named fronts together have more than the total")]),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 32)],
     [("Kursk", None, None, None, "no total is reported"), ("Pokrovsk", None, None, None, "no total is reported"), ("unattributed", None, None, None, "no total is reported")]),
    ([said("t", "ALL", 0), said("a", "Kursk", 0), said("b", "Pokrovsk", 0)],
     [("Kursk", 0, 0, None, "the total is zero"), ("Pokrovsk", 0, 0, None, "the total is zero"), ("unattributed", None, 0, None, "the total is zero")]),
    # both measures have a total: the one that divides the named fronts
    ([said("t", "ALL", 100), said("u", "ALL", 150, measure="clashes"), said("a", "Kursk", 30, measure="clashes"), said("b", "Pokrovsk", 45, measure="clashes")],
     [("Kursk", 30, 150, 0.2, ""), ("Pokrovsk", 45, 150, 0.3, ""), ("unattributed", 75, 150, 0.5, "")]),
])
def test_shares_say_their_denominator(raw, expected):
    table = shares(daily(counts(*raw), DAY, DAY, ["Kursk", "Pokrovsk", "ALL"]), ["Kursk", "Pokrovsk"])
    assert [values(row, "front", "count", "denominator", "share", "reason") for _, row in table.iterrows()] == expected


def test_shares_need_a_total():
    with pytest.raises(NoRows, match="Add ALL to its fronts"):
        shares(daily(SEED, DAY, DAY), ["Kursk"])


# Whatever the table

@settings(max_examples=20, deadline=None)
@given(tables(fronts=("Kursk", "Kurakhove", "Pokrovsk")), tables(fronts=("Lyman", "Kharkiv", "ALL")), some.randoms())
def test_order_and_other_fronts_change_no_comparison(table, others, chance):
    rows = pd.concat([table, others], ignore_index=True)
    order = list(range(len(rows)))
    chance.shuffle(order)
    expected = compare(table, SUBJECT, DAY, "2024-11-17")
    pd.testing.assert_frame_equal(compare(rows.iloc[order], SUBJECT, DAY, "2024-11-17"), expected)


@settings(max_examples=20, deadline=None)
@given(tables(fronts=("Kursk", "Pokrovsk")))
def test_a_comparison_sums_only_what_the_windows_hold(table):
    windows = common_windows(table, ["Kursk", "Pokrovsk"], DAY, "2024-11-17")
    assert not windows.duplicated("date").any() and (windows["unlike"] == "").all()  # one window a day, like with like
    row = ratios(windows, ["Kursk", "Pokrovsk"]).iloc[0]
    if windows.empty:
        assert values(row, "count", "ratio", "verdict") == (None, None, "not_comparable")
        return
    assert sorted([row["count"], row["other_count"]]) == sorted([windows["count"].sum(), windows["other_count"].sum()])
    assert row["lower"] <= (row["ratio"] if not pd.isna(row["ratio"]) else 1) <= row["upper"]


@settings(max_examples=20, deadline=None)
@given(tables(fronts=("Kursk", "Pokrovsk")))
def test_a_silent_day_is_never_zero(table):
    taken = series(daily(table, DAY, "2024-11-17", ["Kursk", "Pokrovsk"]))
    assert len(taken) == 4
    assert taken.loc[taken["status"].isin(["not_reported", "uncounted"]), "count"].isna().all()
    told = means(taken)
    assert (told["days"] <= told["calendar_days"]).all() and told.loc[told["days"] == 0, "mean"].isna().all()


def test_tables_that_lack_a_column():
    with pytest.raises(MissingColumn, match="daily lacks status"):
        series(daily(SEED, DAY, DAY).drop(columns="status"))
    with pytest.raises(MissingColumn, match="common windows lacks other"):
        ratios(common_windows(SEED, SUBJECT, DAY, DAY).drop(columns="other"))
    with pytest.raises(BadRange):
        compare(SEED, SUBJECT, DAY, "2024-11-15")
