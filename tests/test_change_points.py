"""Changes of level: reported days beside the changes, the dates and the words expected of them."""

import numpy as np
import pytest
import ruptures
from test_daily import MERGED, counts, said, values
from test_intensity import days

from analysis.change_points import (
    CHANGES_FOUND, Levels, change_points, confirmed, date_places, date_weights, gains, neighbours_dispersion, probability,
)
from analysis.daily import daily
from analysis.intensity import series
from analysis.schema import BadRange, MissingColumn, NoRows, UnknownFront

QUIET, LOUD = [20, 24, 18, 22, 21, 19], [41, 38, 45, 40, 36, 44]


def found(*rows, fronts=("Kursk",), start="2024-11-01", end="2024-11-30", **options):
    return change_points(series(daily(counts(*rows), start, end, fronts)), **options)


def test_a_step_is_found_on_its_day():
    table = found(*days("Kursk", QUIET + LOUD), fronts=["Kursk"])
    assert list(table.columns) == list(CHANGES_FOUND) and len(table) == 1
    row = table.iloc[0]
    assert values(row, "front", "date", "before_mean", "after_mean", "days") == ("Kursk", "2024-11-07", np.mean(QUIET), np.mean(LOUD), 12)
    assert row["ratio"] == pytest.approx(np.mean(LOUD) / np.mean(QUIET)) and row["probability"] >= 0.99
    assert row["lower_date"] <= "2024-11-07" <= row["upper_date"] and row["note"] == "2024-11-01 to 2024-11-30; dispersion 1.1"


def test_two_steps_are_two_rows():
    table = found(*days("Kursk", QUIET + LOUD + QUIET))
    assert table["date"].tolist() == ["2024-11-07", "2024-11-13"]
    assert table["after_mean"].tolist() == [np.mean(LOUD), np.mean(QUIET)]


@pytest.mark.parametrize(("numbers", "words"), [
    (QUIET + QUIET, "no change of level is shown"),
    (QUIET + [500] + QUIET, "no change of level is shown"),  # one giant outlier is no level
    ([20, 60, 15, 70, 25, 50, 30, 55, 28, 66], "no change of level is shown"),  # wild days
    ([], "too few whole days: 0, 8 are needed"),
    ([20], "too few whole days: 1, 8 are needed"),
    (QUIET + [40], "too few whole days: 7, 8 are needed"),
    ([0] * 10, "every reported day is zero"),
    ([5] * 10, "no change of level is shown"),  # days that do not differ at all
])
def test_where_there_is_no_change_the_row_says_why(numbers, words):
    table = found(*days("Kursk", numbers))
    row = table.iloc[0]
    assert len(table) == 1 and values(row, "date", "lower_date", "upper_date", "before_mean", "after_mean", "ratio", "probability") == (None,) * 7
    assert row["days"] == len(numbers) and words in row["note"]


def test_a_level_that_rises_from_zero_has_no_ratio():
    row = found(*days("Kursk", [0] * 6 + LOUD)).iloc[0]
    assert values(row, "date", "before_mean", "ratio") == ("2024-11-07", 0.0, None)


def test_silent_days_beside_a_change_belong_to_its_range():
    row = found(*days("Kursk", [*QUIET, None, None, None, None, *LOUD])).iloc[0]
    assert values(row, "date", "lower_date", "upper_date") == ("2024-11-11", "2024-11-07", "2024-11-11")  # any of the silent days may have been the first


@pytest.mark.parametrize(("gap_days", "words"), [(3, "searched through silence of more than 3 days: 2024-11-07 to 2024-11-10"), (4, "")])
def test_a_long_silence_is_named(gap_days, words):
    note = found(*days("Kursk", [*QUIET, None, None, None, None, *LOUD]), gap_days=gap_days).loc[0, "note"]
    assert words in note and ("silence" in note) == bool(words)


def test_parts_of_days_and_numberless_days_are_not_searched():
    raw = [*days("Kursk", QUIET), *days("Kursk", LOUD, first=7, window="part_day", as_of="16:00"), *days("Kursk", [None, (None, 5, 9)], first=14)]
    assert "too few whole days: 6" in found(*raw).loc[0, "note"]


def test_lower_bounds_are_said():
    raw = [*days("Kursk", QUIET, measure="repelled"), *days("Kursk", LOUD, first=7)]
    assert "6 of 12 days only bounds, a change of wording may pass for one of level" in found(*raw).loc[0, "note"]


# The map of fronts

def winter(front, low, high):
    """Six days of a level before 10 January 2025 and six of another from then on."""
    old = [said(f"{front}{day}", front, number, day=f"2025-01-{day:02}") for day, number in enumerate(low, 4)]
    return [*old, *(said(f"{front}{day}", front, number, day=f"2025-01-{day:02}") for day, number in enumerate(high, 10))]


def test_the_jump_of_a_front_that_is_enlarged_is_no_change():
    table = found(*winter("Pokrovsk", QUIET, LOUD), fronts=["Pokrovsk"], start="2025-01-01", end="2025-01-31")
    assert [row.note for row in table.itertuples()] == [
        "2025-01-01 to 2025-01-09; too few whole days: 6, 8 are needed", "2025-01-10 to 2025-01-31; too few whole days: 6, 8 are needed",
    ]


def test_a_merged_front_is_searched_across_the_change_of_its_members():
    raw = [*winter(MERGED, QUIET, LOUD), *winter("Pokrovsk", QUIET, LOUD)]
    table = found(*raw, fronts=["Pokrovsk", MERGED], start="2025-01-01", end="2025-01-31")
    assert table["front"].tolist() == ["Pokrovsk", "Pokrovsk", MERGED] and table["date"].tolist()[2] == "2025-01-10"


def test_fronts_can_be_chosen():
    raw = [*days("Kursk", QUIET + LOUD), *days("Pokrovsk", QUIET + QUIET)]
    table = series(daily(counts(*raw), "2024-11-01", "2024-11-30", ["Kursk", "Pokrovsk"]))
    assert change_points(table, ["Pokrovsk"])["front"].tolist() == ["Pokrovsk"]
    with pytest.raises(NoRows, match="the series has no Lyman; it has Kursk, Pokrovsk"):
        change_points(table, ["Lyman"])
    with pytest.raises(UnknownFront, match="Nearest: Kursk"):
        change_points(table, ["Kurks"])
    with pytest.raises(BadRange, match="a gap of '0' days"):
        change_points(table, gap_days=0)
    with pytest.raises(NoRows, match="the series has no days"):
        change_points(table.iloc[:0])
    with pytest.raises(MissingColumn, match="series lacks status"):
        change_points(table.drop(columns="status"))


# Formulas

def test_the_search_costs_are_those_of_ruptures_up_to_the_data():
    """Our cost of a stretch against minus twice the Poisson log-likelihood of scipy: they differ by what no partition changes."""
    from scipy import stats

    numbers = np.array(QUIET + LOUD, dtype=float)
    cost = Levels(1.0).fit(numbers)
    full = lambda start, end: -2 * stats.poisson.logpmf(numbers[start:end], numbers[start:end].mean()).sum()
    assert cost.error(0, 6) + cost.error(6, 12) - cost.error(0, 12) == pytest.approx(full(0, 6) + full(6, 12) - full(0, 12))
    assert gains(numbers[None, :])[0, 6 - 3] == pytest.approx(full(0, 12) - full(0, 6) - full(6, 12))


def test_pelt_finds_what_the_full_search_finds():
    numbers = np.array(QUIET + LOUD + QUIET, dtype=float)
    options = {"custom_cost": Levels(neighbours_dispersion(numbers)), "min_size": 3, "jump": 1}
    assert ruptures.Dynp(**options).fit(numbers).predict(n_bkps=2) == [6, 12, 18]
    assert [place for place, _ in confirmed(numbers)] == [6, 12]


@pytest.mark.parametrize(("numbers", "expected"), [
    ([30, 30, 30], 1.0),  # never below 1
    ([20, 40], 400 / 60),
    ([0, 0, 20, 40], (400 / 20 + 400 / 60) / 2),  # two days of nothing say nothing
    ([0, 0], 1.0),
])
def test_dispersion_of_neighbours(numbers, expected):
    assert neighbours_dispersion(np.array(numbers, dtype=float)) == pytest.approx(expected)


def test_weights_of_places_are_the_likelihood_with_the_dispersion_integrated_out():
    numbers = np.array([20.0, 60, 15, 30, 75, 50, 30, 85])
    saved = gains(numbers[None, :])[0]
    place = 3 + int(saved.argmax())
    pearson = sum(((some - some.mean()) ** 2 / some.mean()).sum() for some in (numbers[:place], numbers[place:]))
    assert pearson / 6 > 1
    expected = ((pearson + saved.max() - saved) / pearson) ** -3
    assert date_weights(numbers) == pytest.approx(expected / expected.sum())


def test_probability_of_days_that_do_not_differ_is_none():
    assert probability(np.full(10, 5.0)) == pytest.approx(0, abs=1e-12) and probability(np.array([5.0, 9, 3])) == 0


def test_false_alarms_and_dates_hold_what_they_say():
    """80 series without a step and 80 with one, at three times the variance of chance."""
    chance = np.random.default_rng(4)
    draw = lambda levels: chance.negative_binomial(np.asarray(levels) / 2, 1 / 3).astype(float)
    false = [bool(confirmed(draw(np.full(20, 30)))) for _ in range(80)]
    steps = [(place, draw(np.r_[np.full(place, 25), np.full(20 - place, 55)])) for place in chance.integers(5, 16, 80)]
    held = [date_places(days)[0] <= place <= date_places(days)[1] for place, days in steps]
    assert np.mean(false) <= 0.1 and np.mean(held) >= 0.9
    assert np.mean([len(confirmed(days)) == 1 for _, days in steps]) >= 0.8
