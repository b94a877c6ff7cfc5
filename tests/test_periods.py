"""A front against itself: reported days of two periods beside the ratio, the verdict and the words expected of them."""

from math import inf

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from test_daily import MERGED, counts, said, values
from test_intensity import days

from analysis.daily import daily
from analysis.intervals import ratio_of_periods
from analysis.periods import PERIODS, before_after, between, since
from analysis.schema import BadCall, BadRange, BrokenComparison, MissingColumn, NoRows, UnknownFront
from analysis.spread import SPREAD

FIRST, SECOND = ("2024-11-01", "2024-11-09"), ("2024-11-11", "2024-11-19")


def november(*rows, fronts=("Kursk",)):
    return daily(counts(*rows), "2024-11-01", "2024-11-30", fronts)


def row(old, new, **options):
    """The only row for Kursk of days from the 1st and days from the 11th of November."""
    table = between(november(*days("Kursk", old), *days("Kursk", new, first=11)), ["Kursk"], FIRST, SECOND, **options)
    assert len(table) == 1 and list(table.columns) == list(PERIODS)
    return table.iloc[0]


def test_sums_over_reported_days_never_over_the_calendar():
    found = row([20, None, None, 40, 30], [50, 70, None, 60])
    assert values(found, "start", "end", "days", "calendar_days", "total", "mean") == ("2024-11-11", "2024-11-19", 3, 9, 180, 60.0)
    assert values(found, "other_start", "other_end", "other_days", "other_calendar_days", "other_total", "other_mean") == ("2024-11-01", "2024-11-09", 3, 9, 90, 30.0)
    told = ratio_of_periods(np.array([50.0, 70, 60]), np.array([20.0, 40, 30]))
    assert values(found, "ratio", "lower", "upper", "dispersion", "method") == tuple(told[name] for name in ("ratio", "lower", "upper", "dispersion", "method"))
    assert found["ratio"] == 2.0 and found["verdict"] == "higher_shown"


def test_the_order_in_which_periods_are_named_changes_nothing():
    table = november(*days("Kursk", [20, 40, 30]), *days("Kursk", [50, 70, 60], first=11))
    assert between(table, ["Kursk"], FIRST, SECOND).equals(between(table, ["Kursk"], SECOND, FIRST))


@pytest.mark.parametrize(("old", "new", "expected", "words"), [
    # expected: verdict, ratio    words: what the reason holds
    ([20, 40, 30], [60, 80, 70], ("higher_shown", pytest.approx(7 / 3)), "a small sample: 3 and 3 days"),
    ([60, 80, 70], [20, 40, 30], ("lower_shown", pytest.approx(3 / 7)), "a small sample"),
    ([20, 40, 30], [30, 45, 24], ("higher_count_only", 1.1), "a small sample"),
    ([30, 45, 24], [20, 40, 30], ("lower_count_only", pytest.approx(10 / 11)), "a small sample"),
    ([20, 40], [30, 30, 30], ("equal", 1.0), "a small sample: 2 and 3 days"),
    ([30] * 5, [31] * 5, ("higher_count_only", pytest.approx(31 / 30)), ""),  # ten days are no small sample
    # bad input
    ([], [], ("not_comparable", None), "too few days: no whole day in 2024-11-01 to 2024-11-09 and no whole day in 2024-11-11 to 2024-11-19 reported, 2 are needed in each"),
    ([30], [20, 40], ("not_comparable", None), "too few days: 1 whole day in 2024-11-01 to 2024-11-09 and 2 whole days in 2024-11-11"),
    ([None, (None, None, None)], [20, 40], ("not_comparable", None), "left out: 1 day without a number"),
    ([0, 0, 0], [0, 0], ("equal", None), "every reported day of both is zero: there is no ratio"),
    ([0, 0, 0], [4, 2], ("higher_shown", inf), "a small sample"),
    ([4, 2], [0, 0, 0], ("lower_shown", 0.0), "a small sample"),
    ([0, 0, 0], [0, 40], ("higher_count_only", inf), "a small sample"),  # one wild day
    ([20, 22, 21, 19, 20], [21, 20, 500, 19, 22], ("higher_count_only", pytest.approx(582 / 102)), "one day, 2024-11-13 with 500, holds more than half of its period's total"),
])
def test_verdict_and_its_words(old, new, expected, words):
    found = row(old, new)
    assert values(found, "verdict", "ratio") == expected
    assert words in found["reason"] if words else found["reason"] == ""


@pytest.mark.parametrize(("old", "new", "verdict"), [
    (("attacks", [20, 40, 30]), ("repelled", [60, 80, 70]), "higher_shown"),  # at least so many is more
    (("repelled", [20, 40, 30]), ("attacks", [60, 80, 70]), "order_open"),  # what is at least 30 may be 70
    (("attacks", [60, 80, 70]), ("repelled", [20, 40, 30]), "order_open"),
    (("attacks", [(20, None, 20), 40, 30]), ("attacks", [60, 80, 70]), "higher_shown"),  # up to 20
    (("attacks", [20, 40, 30]), ("attacks", [(60, None, 60), 80, 70]), "order_open"),
    (("attacks", [20, 40, 30]), ("attacks", [(60, None, None), 80, 70]), "order_open"),  # about 60
    (("repelled", [20, 40, 30]), ("attacks", [20, 40, 30]), "order_open"),
])
def test_bounds_leave_the_order_open(old, new, verdict):
    raw = [*days("Kursk", old[1], measure=old[0]), *days("Kursk", new[1], first=11, measure=new[0])]
    found = between(november(*raw), ["Kursk"], FIRST, SECOND).iloc[0]
    assert found["verdict"] == verdict and "only bounds" in found["reason"]
    assert ("even the order is open" in found["reason"]) == (verdict == "order_open")


@pytest.mark.parametrize(("mixed", "verdict", "words"), [
    (False, "not_comparable", "some days count attacks and clashes: unlike things are compared only on request"),
    (True, "higher_shown", "attacks and clashes are set against each other, as asked"),
])
def test_attacks_and_clashes_only_on_request(mixed, verdict, words):
    table = november(*days("Kursk", [20, 40, 30]), *days("Kursk", [60, 80, 70], first=11, measure="clashes"))
    found = between(table, ["Kursk"], FIRST, SECOND, ["attacks", "clashes"], mixed=mixed).iloc[0]
    assert found["verdict"] == verdict and words in found["reason"]


@pytest.mark.parametrize(("method", "verdict", "words"), [
    ("quasi-Poisson", "higher_count_only", ""),
    ("negative binomial", "higher_count_only", ""),
    ("exact Poisson", "higher_count_only", "too narrow"),  # its interval is above 1, and shows nothing
])
def test_methods(method, verdict, words):
    found = row([20, 40, 10, 30, 15], [50, 20, 40, 10, 45], method=method)
    assert values(found, "method", "verdict") == (method, verdict) and words in found["reason"]
    assert (found["lower"] > 1) == (method == "exact Poisson")


NUMBERS = some.lists(some.one_of(some.none(), some.integers(0, 60), some.just(900)), max_size=8)


@settings(max_examples=25, deadline=None)
@given(NUMBERS, NUMBERS, some.sampled_from(["quasi-Poisson", "negative binomial", "exact Poisson"]))
def test_whatever_the_days_there_is_a_ratio_within_its_interval_or_the_reason_why_not(old, new, method):
    found = row(old, new, method=method)
    told = [number for number in old if number is not None], [number for number in new if number is not None]
    assert values(found, "other_days", "days") == tuple(map(len, told))
    if min(map(len, told)) < 2:
        assert found["verdict"] == "not_comparable" and found["reason"] and found[["ratio", "lower", "upper"]].isna().all()
    elif not any(sum(told, [])):
        assert found["verdict"] == "equal" and "no ratio" in found["reason"] and found[["ratio", "lower", "upper"]].isna().all()
    else:
        assert found["lower"] <= found["ratio"] <= found["upper"] and found["dispersion"] >= 0.999
        assert found["verdict"] != "higher_shown" or (found["lower"] > 1 and method != "exact Poisson")


# Part-days

SHARES = (("16:00", 12, 0.4, 0.5, 0.8, ""),)


def shares(*rows):
    return pd.DataFrame(list(rows), columns=list(SPREAD)).astype(SPREAD)


PARTS = [*days("Kursk", [20, 40, 30]), *days("Kursk", [24, 20, 28], first=11, window="part_day", as_of="16:00")]


@pytest.mark.parametrize(("part_days", "expected", "words"), [
    ("out", ("not_comparable", 0, None), "left out: 3 parts of days"),
    ("bounds", ("order_open", 3, 72), "3 parts of days as lower bounds"),
    ("scaled", ("higher_count_only", 3, 144), "3 parts of days scaled by the measured share"),
])
def test_part_days_enter_only_on_request(part_days, expected, words):
    found = between(november(*PARTS), ["Kursk"], FIRST, SECOND, part_days=part_days, shares=shares(*SHARES)).iloc[0]
    assert values(found, "verdict", "days", "total") == expected and words in found["reason"]


def test_the_interval_of_scaled_days_holds_both_ends_of_the_share():
    found = between(november(*PARTS), ["Kursk"], FIRST, SECOND, part_days="scaled", shares=shares(*SHARES)).iloc[0]
    old = np.array([20.0, 40, 30])
    ends = [ratio_of_periods(np.round(np.array([24, 20, 28]) / share), old) for share in (0.8, 0.5, 0.4)]
    assert values(found, "ratio", "lower", "upper") == (ends[1]["ratio"], min(end["lower"] for end in ends), max(end["upper"] for end in ends))


def test_an_hour_without_a_measured_spread_is_not_scaled():
    found = between(november(*PARTS), ["Kursk"], FIRST, SECOND, part_days="scaled", shares=shares(("22:00", 9, 0.8, 0.9, 0.95, ""))).iloc[0]
    assert values(found, "verdict", "days") == ("not_comparable", 0)
    with pytest.raises(BadCall, match="only with their measured spread"):
        between(november(*PARTS), ["Kursk"], FIRST, SECOND, part_days="scaled")
    with pytest.raises(BadCall, match="part-days can't be 'bound'. Nearest: bounds"):
        between(november(*PARTS), ["Kursk"], FIRST, SECOND, part_days="bound")


# Periods by a date

def test_before_and_after_a_day():
    table = november(*days("Kursk", [20, 40, 30]), *days("Kursk", [60, 80, 70], first=11))
    found = before_after(table, ["Kursk"], "2024-11-10", "2024-11-01", "2024-11-30").iloc[0]
    assert values(found, "start", "end", "other_start", "other_end", "total", "other_total") == ("2024-11-10", "2024-11-30", "2024-11-01", "2024-11-09", 210, 90)


def test_since_a_day_against_the_previous_equal_period():
    table = november(*days("Kursk", [20, 40, 30]), *days("Kursk", [60, 80, 70], first=11))
    found = since(table, ["Kursk"], "2024-11-11", "2024-11-20").iloc[0]
    assert values(found, "start", "end", "other_start", "other_end", "calendar_days", "other_calendar_days") == ("2024-11-11", "2024-11-20", "2024-11-01", "2024-11-10", 10, 10)


def test_several_fronts_are_rows_in_the_order_asked():
    table = november(*days("Kursk", [20, 40]), *days("Kursk", [30, 30], first=11), fronts=("Kursk", "Pokrovsk"))
    found = between(table, ["Pokrovsk", "Kursk"], FIRST, SECOND)
    assert found[["front", "verdict"]].values.tolist() == [["Pokrovsk", "not_comparable"], ["Kursk", "equal"]]


@pytest.mark.parametrize(("call", "error", "words"), [
    (lambda table: between(table, ["Kursk"], ("2024-11-01", "2024-11-10"), ("2024-11-10", "2024-11-20")), BadRange, "2024-11-01 to 2024-11-10 and 2024-11-10 to 2024-11-20 overlap"),
    (lambda table: between(table, ["Kursk"], ("2024-11-09", "2024-11-01"), SECOND), BadRange, "ends on 2024-11-01, before it starts"),
    (lambda table: between(table, ["Kursk"], ("2024-11-01", "tomorrow"), SECOND), BadRange, "'tomorrow' is not a day"),
    (lambda table: between(table, ["Kursk"], ("2024-10-01", "2024-10-09"), SECOND), BadRange, "has no 2024-10-01; it holds 2024-11-01 to 2024-11-30. Make it from 2024-10-01 to 2024-11-19"),
    (lambda table: before_after(table, ["Kursk"], "2024-11-01", "2024-11-01", "2024-11-30"), BadRange, "leaves nothing before or after it"),
    (lambda table: before_after(table, ["Kursk"], "2024-12-01", "2024-11-01", "2024-11-30"), BadRange, "leaves nothing before or after it"),
    (lambda table: since(table, ["Kursk"], "2024-11-20", "2024-11-11"), BadRange, "before it starts"),
    (lambda table: between(table, ["Pokrovsk"], FIRST, SECOND), NoRows, "the daily table has no Pokrovsk. Make it with"),
    (lambda table: between(table, ["Kurks"], FIRST, SECOND), UnknownFront, "Nearest: Kursk"),
    (lambda table: between(table, ["Kursk"], FIRST, SECOND, method="Poisson"), BadCall, "Nearest: quasi-Poisson"),
    (lambda table: between(table.drop(columns="status"), ["Kursk"], FIRST, SECOND), MissingColumn, "daily lacks status"),
])
def test_wrong_calls_are_refused_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call(november(*days("Kursk", [20, 40, 30])))


# The map of fronts

DECEMBER, JANUARY = ("2024-12-01", "2024-12-31"), ("2025-01-01", "2025-01-31")
ALL_OF_IT = "Kurakhove+Novopavlivka+Pokrovsk+Vremivka"
BOTH_MONTHS = [
    said(f"{front}-{day}", front, count, day=day)
    for day, told in {
        "2024-12-03": {"Kurakhove": 30, "Pokrovsk": 40, "Vremivka": 6}, "2024-12-20": {"Kurakhove": 33, "Pokrovsk": 35, "Vremivka": 9},
        "2025-01-04": {"Kurakhove": 25, "Pokrovsk": 50, "Vremivka": 8}, "2025-01-20": {"Pokrovsk": 72, "Novopavlivka": 20},
    }.items() for front, count in told.items()
]


def winter(*fronts):
    return daily(counts(*BOTH_MONTHS), "2024-12-01", "2025-01-31", fronts)


def test_december_and_january_are_not_compared_for_fronts_that_changed():
    with pytest.raises(BrokenComparison, match="Kurakhove and Pokrovsk are not the same ground in 2024-12-01 to 2024-12-31 and in 2025-01-01 to 2025-01-31: .*"
                       "2025-01-10: Kurakhove front ends; 2025-01-10: Pokrovsk takes over part of Kurakhove.* Name the merged front Kurakhove.Pokrovsk.Vremivka, which"):
        between(winter("Kurakhove", "Pokrovsk"), ["Kurakhove", "Pokrovsk"], DECEMBER, JANUARY)
    with pytest.raises(BrokenComparison, match="Pokrovsk is not the same ground .* Name the merged front Kurakhove.Pokrovsk.Vremivka, which"):
        before_after(winter("Pokrovsk"), ["Pokrovsk"], "2025-01-10", "2024-12-01", "2025-01-31")


@pytest.mark.parametrize("front", [MERGED, ALL_OF_IT])
def test_december_and_january_are_compared_on_the_merged_front(front):
    found = between(winter(front), [front], DECEMBER, JANUARY).iloc[0]
    assert values(found, "days", "total", "other_days", "other_total", "verdict") == (2, 175, 2, 153, "higher_count_only")
    assert "a small sample: 2 and 2 days" in found["reason"]


def test_periods_on_one_side_of_the_change_are_compared():
    assert len(between(winter("Kurakhove", "Pokrovsk"), ["Kurakhove", "Pokrovsk"], DECEMBER, ("2025-01-01", "2025-01-09"))) == 2


def test_a_change_that_no_merged_front_heals():
    table = daily(counts(), "2025-06-01", "2025-06-30", ["Kursk"])
    with pytest.raises(BrokenComparison, match="No merged front is without a break there: take both periods on one side"):
        between(table, ["Kursk"], ("2025-06-01", "2025-06-10"), ("2025-06-20", "2025-06-30"))


def test_the_projects_own_december_and_january_hold_too_few_days():
    """In words and without a number: newspapers gave Kurakhove and Pokrovsk, not Vremivka, on the days that are kept here."""
    from analysis import load

    loaded = load()
    table = daily(loaded.counts, "2024-12-01", "2025-01-31", ["Kurakhove", "Pokrovsk", ALL_OF_IT], mentions=loaded.mentions)
    with pytest.raises(BrokenComparison, match="Name the merged front"):
        between(table, ["Kurakhove", "Pokrovsk"], DECEMBER, JANUARY)
    found = between(table, [ALL_OF_IT], DECEMBER, JANUARY).iloc[0]
    assert values(found, "verdict", "ratio", "lower", "upper") == ("not_comparable", None, None, None)
    assert found["reason"].startswith("too few days: ") and "no figure for" in found["reason"]
