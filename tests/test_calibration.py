"""The calibration: what is simulated is what is said, and intervals that are too narrow are named."""

import numpy as np
import pytest

from analysis import calibration
from analysis.calibration import (
    DISPERSIONS, INTERVALS, MISSING, RANGES, Cell, cells, changes, coverage, drawn, ranks, report, reported, simulate, too_low, verdicts,
)
from analysis.intensity import ratios
from analysis.schema import BadCall


@pytest.fixture(scope="module")
def tally():
    return simulate(40)


@pytest.mark.parametrize("dispersion", DISPERSIONS)
def test_days_are_drawn_with_the_rate_and_the_dispersion_that_are_said(dispersion):
    days = drawn(24.0, dispersion, 40_000, np.random.default_rng(1))
    assert days.mean() == pytest.approx(24, rel=0.02) and days.var() / days.mean() == pytest.approx(dispersion, rel=0.05)


@pytest.mark.parametrize("missing", MISSING)
def test_days_are_missing_as_often_as_is_said(missing):
    assert len(reported(np.ones(20_000), missing, np.random.default_rng(1))) / 20_000 == pytest.approx(1 - missing, abs=0.02)


def test_every_cell_tries_every_interval(tally):
    assert set(tally.held) == {(cell, name) for cell in cells() for name in INTERVALS}
    assert (min(DISPERSIONS), max(DISPERSIONS), min(MISSING), max(MISSING)) == (1, 5, 0.1, 0.6)


def test_the_intervals_hold_and_the_exact_one_is_too_narrow(tally):
    assert too_low(tally) == []
    wild = [held for (cell, name), held in tally.held.items() if name == "exact" and cell.dispersion == 5]
    assert np.mean(sum(wild, [])) < 0.75


def test_an_interval_that_is_too_narrow_is_named(monkeypatch):
    exact = lambda new, old, method: calibration_of(new, old, "exact Poisson")
    calibration_of = calibration.ratio_of_periods
    monkeypatch.setattr(calibration, "ratio_of_periods", exact)
    text, good = report(40)
    assert not good and "Below 95 % by more than three standard errors: " in text
    assert f"periods, {max(RANGES)} days, dispersion 5, 10% missing" in text and "mean, " not in text.split("Below 95 %")[1]


def test_a_rate_that_is_not_higher_is_seldom_claimed(tally):
    table = verdicts(tally).set_index(["compared", "true ratio"]).astype(float)
    assert (table.sum(axis=1) - 100).abs().max() < 0.3
    assert table["wrong"].max() < 9 and (table.xs("2.00", level="true ratio")["right"] > 85).all()
    assert (table.xs("1.00", level="true ratio")["right"] == 0).all()


def test_tables_have_a_row_for_each_case(tally):
    assert len(coverage(tally)) == len(RANGES) * len(DISPERSIONS) * len(MISSING)
    assert len(changes(tally)) == len(DISPERSIONS) and ranks(tally)["runs"].sum() == 20


def test_the_same_runs_print_the_same_table():
    assert report(3) == report(3)


def test_a_range_without_enough_days_counts_as_no_verdict():
    tally = calibration.Tally({}, calibration.Counter(), [], {})
    chance = np.random.default_rng(1)
    calibration._try_periods(Cell(2, 1, 0.99), 1.0, tally, chance)
    calibration._try_fronts(Cell(2, 1, 0.99), 1.0, tally, chance)
    assert tally.verdicts == {("periods", 1.0, "no verdict"): 1, ("fronts", 1.0, "no verdict"): 1} and tally.held == {}


def test_what_is_tried_is_what_a_report_uses():
    """The verdict and the interval of intensity.ratios are those of the function that is calibrated."""
    from test_daily import counts
    from test_intensity import days

    from analysis.intensity import common_windows

    raw = counts(*days("Kursk", [60, 20, 45, 33]), *days("Pokrovsk", [20, 40, 30, 31]))
    row = ratios(common_windows(raw, ["Kursk", "Pokrovsk"], "2024-11-01", "2024-11-09")).iloc[0]
    told = calibration.ratio_of_fronts([60, 20, 45, 33], [20, 40, 30, 31])
    assert {name: row[name] for name in told} == told


def test_runs_that_are_none():
    with pytest.raises(BadCall, match="0 runs are none"):
        simulate(0)
