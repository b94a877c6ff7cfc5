"""Places and their probabilities: counts over common windows beside what may be said of the order."""

import numpy as np
import pytest
from scipy import stats
from test_daily import counts, said, values
from test_intensity import days

from analysis import ranks
from analysis.intensity import COMMON, common_windows, quasi_ratio
from analysis.intervals import paired_dispersion
from analysis.ranks import RANKS, rank_probabilities
from analysis.schema import BadCall, BrokenComparison, MissingColumn

FRONTS = ["Kursk", "Kurakhove", "Pokrovsk"]


def ranked(*rows, fronts=FRONTS, start="2024-11-01", end="2024-11-30"):
    return rank_probabilities(common_windows(counts(*rows), fronts, start, end), fronts)


def first(table):
    """The probability of the first place, front by front."""
    return table.loc[table["place"] == 1].set_index("front")["probability"].to_dict()


def test_each_front_has_a_place_and_each_place_a_front():
    table = ranked(*days("Kursk", [20, 25, 22]), *days("Kurakhove", [24, 20, 30]), *days("Pokrovsk", [32, 30, 41]))
    assert list(table.columns) == list(RANKS) and len(table) == 9
    for column in ("front", "place"):
        assert table.groupby(column)["probability"].sum().tolist() == pytest.approx([1, 1, 1])
    assert max(first(table), key=first(table).get) == "Pokrovsk"
    assert table["basis"].unique().tolist() == ["3 common windows, dispersion 1.0; a small sample"]


def test_the_same_table_gives_the_same_probabilities():
    raw = [*days("Kursk", [20, 25]), *days("Kurakhove", [24, 20]), *days("Pokrovsk", [32, 30])]
    assert ranked(*raw).equals(ranked(*raw))


def test_the_last_digits_of_a_machines_arithmetic_move_no_probability(monkeypatch):
    counted, chance, exact = np.array([[20.0, 24, 32], [25, 20, 30], [22, 30, 41]]), np.random.default_rng(1), ranks.share_residuals
    expected = ranks.places(counted)
    monkeypatch.setattr(ranks, "share_residuals", lambda windows: exact(windows) * (1 + 1e-13 * chance.standard_normal(windows.shape)))
    assert all((ranks.places(counted) == expected).all() for _ in range(5))


@pytest.mark.parametrize(("own", "others"), [([30, 42, 25, 51, 38], [28, 30, 21, 40, 36]), ([60, 20, 45, 33], [20, 40, 30, 31])])
def test_two_fronts_agree_with_the_interval_of_their_ratio(own, others):
    """The probability that the first leads is that of Student's t above the tail below 1."""
    dispersion, degrees = paired_dispersion(own, others)
    error = (dispersion * (1 / sum(own) + 1 / sum(others))) ** 0.5
    expected = stats.t.cdf(np.log(sum(own) / sum(others)) / error, degrees)
    assert quasi_ratio(sum(own), sum(others), dispersion, degrees)[0] < 1
    assert first(ranked(*days("Kursk", own), *days("Pokrovsk", others), fronts=["Kursk", "Pokrovsk"]))["Kursk"] == pytest.approx(expected, abs=0.01)


def test_one_window_is_the_gamma_posterior_of_jeffreys():
    table = ranked(said("a", "Kursk", 24), said("b", "Pokrovsk", 32), fronts=["Kursk", "Pokrovsk"])
    assert first(table)["Pokrovsk"] == pytest.approx(stats.beta.sf(0.5, 32.5, 24.5), abs=0.01)
    assert "the probabilities know chance only and claim too much" in table.loc[0, "basis"]


@pytest.mark.parametrize(("raw", "expected", "words"), [
    # expected: days, whether there is a probability
    ([], (0, False), "no window is common to Kursk, Kurakhove and Pokrovsk"),
    ([*days("Kursk", [20]), *days("Kurakhove", [24])], (0, False), "no window is common"),  # a front never reported
    ([*days("Kursk", [0, 0]), *days("Kurakhove", [0, 0]), *days("Pokrovsk", [0, 0])], (2, False), "every common window is zero"),
    ([*days("Kursk", [0, 0]), *days("Kurakhove", [9, 7]), *days("Pokrovsk", [8, 8])], (2, True), "2 common windows, dispersion 1.0; a small sample"),
    # two whole days and the third until 16:00: that day's hours are not common to all
    ([*days("Kursk", [20, 20]), *days("Kurakhove", [24, 30]), *days("Pokrovsk", [32]), *days("Pokrovsk", [18], first=2, window="part_day", as_of="16:00")],
     (1, True), "1 day left out that not all fronts share"),
    ([*days("Kursk", [20, 22]), *days("Kurakhove", [24, 30], measure="repelled"), *days("Pokrovsk", [32, 30])], (2, True), "2 with figures that are only bounds, taken as said"),
    # one giant outlier: the dispersion takes the certainty away
    ([*days("Kursk", [20, 22, 500, 21, 19, 20]), *days("Kurakhove", [24, 30, 25, 22, 21, 26]), *days("Pokrovsk", [23, 25, 28, 24, 26, 22])], (6, True), "6 common windows, dispersion 60.9"),
])
def test_what_it_rests_on_is_said(raw, expected, words):
    table = ranked(*raw)
    assert len(table) == 9 and table["days"].unique().tolist() == [expected[0]]
    assert table["probability"].notna().all() == expected[1] and words in table.loc[0, "basis"]
    assert not table["probability"].gt(0.97).any() or expected[0] < 3


def test_a_front_that_leads_every_day_is_first():
    table = ranked(*days("Kursk", [20] * 8), *days("Kurakhove", [25] * 8), *days("Pokrovsk", [60] * 8))
    assert first(table) == {"Kursk": 0, "Kurakhove": 0, "Pokrovsk": 1}


@pytest.mark.parametrize(("fronts", "start", "end", "error", "words"), [
    (["Kursk"], "2024-11-01", "2024-11-30", BadCall, "needs two fronts or more"),
    (["Pokrovsk", "Kurakhove+Pokrovsk"], "2024-11-01", "2024-11-30", BadCall, "both hold Pokrovsk"),
    (["Kursk", "Pokrovsk"], "2024-11-01", "2025-01-31", BrokenComparison, "2025-01-10: Pokrovsk takes over.*name the merged front Kurakhove.Pokrovsk.Vremivka"),
])
def test_what_cannot_be_ranked_is_refused(fronts, start, end, error, words):
    raw = [*days("Kursk", [20, 22]), *days("Pokrovsk", [24, 26]), said("k", "Kursk", 9, day="2025-01-20"), said("p", "Pokrovsk", 9, day="2025-01-20")]
    with pytest.raises(error, match=words):
        rank_probabilities(common_windows(counts(*raw), fronts, start, end), fronts)


def test_a_table_that_is_not_of_common_windows():
    table = common_windows(counts(), FRONTS, "2024-11-01", "2024-11-02")
    assert list(table.columns) == list(COMMON) and values(rank_probabilities(table, FRONTS).iloc[0], "probability") == (None,)
    with pytest.raises(MissingColumn, match="common windows lacks bound"):
        rank_probabilities(table.drop(columns="bound"), FRONTS)
