"""Days from which a front's level is another: each with the uncertainty of its date, none across a change of the map.

A change of level is not a change of what happened: a source, a wording or the choice of what newspapers quote may have
changed. Levels are steps here and days are independent; a slow drift shows as a step whose date is very uncertain.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from math import log

import numpy as np
import pandas as pd
import ruptures
from scipy.special import xlogy

from analysis.daily import days_between
from analysis.fronts import check
from analysis.intensity import SERIES, segments, whole_days
from analysis.schema import BadRange, NoRows, conform, require

FEWEST = 8  # whole days, below which nothing is searched
EACH_SIDE = 3  # days that a level must have, so that one wild day is none
GAP_DAYS = 14  # a silence longer than this is named in the note
SHOWN, DATE_HELD = 0.95, 0.95  # how probable a change must be to be shown; what the dates' range holds
ORDERS, SEED = 999, 20241116  # random orders of the days, the same each time
CHANGES_FOUND = {
    "front": "string", "date": "string", "lower_date": "string", "upper_date": "string", "before_mean": "Float64", "after_mean": "Float64",
    "ratio": "Float64", "probability": "Float64", "days": "Int64", "note": "string",
}


class Levels(ruptures.base.BaseCost):
    """The cost of a stretch of days at one level: minus twice its Poisson log-likelihood over the dispersion (quasi-likelihood)."""

    model = "quasi-Poisson level"
    min_size = EACH_SIDE

    def __init__(self, dispersion: float):
        self.dispersion = dispersion

    def fit(self, signal: np.ndarray) -> Levels:
        self.signal, self.sums = signal, np.r_[0, np.cumsum(signal)]
        return self

    def error(self, start: int, end: int) -> float:
        total = self.sums[end] - self.sums[start]
        return float(-2 * xlogy(total, total / (end - start)) / self.dispersion)


def change_points(series: pd.DataFrame, fronts: Iterable[str] | None = None, gap_days: int = GAP_DAYS) -> pd.DataFrame:
    """The changes of level of each front on its whole days, each stretch between changes of the map searched on its own.

    front     date        lower_date  upper_date  before_mean  after_mean  ratio  probability  days  note
    Pokrovsk  2024-11-20  2024-11-17  2024-11-23         22.0        41.5   1.89         0.99    30  2024-11-01 to ...

    The search is PELT (Killick, Fearnhead and Eckley 2012; from ruptures) over Poisson levels, minus twice the
    log-likelihood over the dispersion, with the penalty 3 log(days) of Zhang and Siegmund (2007). The dispersion is that
    of neighbouring days, which a step hardly touches (von Neumann 1941): the mean of (difference)² / (sum), at least 1.

    `probability`: how many of 999 random orders of the same days, with the day's own order counted in, show a weaker change
    at any place (a permutation test: one minus its p-value, whatever the dispersion; not how probable it is that something
    changed); a change is shown from 0.95. `date` is the first
    reported day of the new level, `lower_date` to `upper_date` hold the first day of the new level with 95 %: the places
    whose likelihood, integrated over an unknown dispersion, makes up 95 % of the sum over all places (Smith 1975), with the
    silent days beside them. A stretch without a change has one row with no date, and the reason in `note`.
    """
    require(series, SERIES, "series")
    if series.empty:
        raise NoRows("NoRows: the series has no days. Make it from a daily table with a row for each front and day.")
    if not isinstance(gap_days, int) or gap_days < 1:
        raise BadRange(f"BadRange: a gap of '{gap_days}' days is none. Expected a whole number from 1, for example {GAP_DAYS}.")
    held = list(dict.fromkeys(series["front"]))
    asked = held if fronts is None else check(fronts)
    absent = [front for front in asked if front not in held]
    if absent:
        raise NoRows(f"NoRows: the series has no {absent[0]}; it has {', '.join(held)}. Make it with this front.")
    start, end = series["date"].min(), series["date"].max()
    rows = []
    for front in asked:
        full = whole_days(series[series["front"] == front]).sort_values("date")
        for first, last in segments(start, end, [front]):
            rows += _stretch(front, first, last, full[full["date"].between(first, last)], gap_days)
    return conform(pd.DataFrame(rows, columns=list(CHANGES_FOUND)), CHANGES_FOUND, "change_points")


def _stretch(front: str, first: str, last: str, full: pd.DataFrame, gap_days: int) -> list[dict]:
    """The changes of one front between two changes of the map, or the row that says why there is none."""
    counts, dates = full["count"].to_numpy(dtype=float), list(full["date"])
    about = "; ".join(filter(None, [f"{first} to {last}", _bounds(full), _silences(dates, gap_days)]))
    told = {"front": front, "days": len(counts)}
    if len(counts) < FEWEST:
        return [{**told, "note": f"{about}; too few whole days: {len(counts)}, {FEWEST} are needed"}]
    if not counts.any():
        return [{**told, "note": f"{about}; every reported day is zero: no level to change"}]
    about = f"{about}; dispersion {neighbours_dispersion(counts):.1f}"
    found = confirmed(counts)
    if not found:
        return [{**told, "note": f"{about}; no change of level is shown"}]
    edges = [0, *(place for place, _ in found), len(counts)]
    return [
        {**told, **_change(counts, dates, edges[number], place, edges[number + 2]), "probability": probability, "note": about}
        for number, (place, probability) in enumerate(found)
    ]


# The search

def neighbours_dispersion(counts: np.ndarray) -> float:
    """The dispersion of days against the day before them, at least 1; 1 where all are zero."""
    sums, steps = counts[1:] + counts[:-1], np.diff(counts)
    return max(1.0, float((steps[sums > 0] ** 2 / sums[sums > 0]).mean())) if sums.any() else 1.0


def confirmed(counts: np.ndarray) -> list[tuple[int, float]]:
    """The places (number of days before) of the changes that are shown, each with its probability, in order.

    Of the places that the search proposes the least probable is dropped, and the others tested again between their new
    neighbours, until each is probable enough.
    """
    search = ruptures.Pelt(custom_cost=Levels(neighbours_dispersion(counts)), min_size=EACH_SIDE, jump=1)
    places = search.fit(counts).predict(pen=3 * log(len(counts)))[:-1]
    while places:
        edges = [0, *places, len(counts)]
        tested = [probability(counts[edges[number]:edges[number + 2]]) for number in range(len(places))]
        if min(tested) >= SHOWN:
            return list(zip(places, tested))
        places.pop(int(np.argmin(tested)))
    return []


def gains(orders: np.ndarray) -> np.ndarray:
    """How much deviance a change of level saves at each place with enough days on either side, for each order of days (rows)."""
    days, sums = orders.shape[1], orders.cumsum(axis=1)
    before = np.arange(EACH_SIDE, days - EACH_SIDE + 1)
    left, total = sums[:, before - 1], sums[:, -1:]
    right = total - left
    return 2 * (xlogy(left, left / before) + xlogy(right, right / (days - before)) - xlogy(total, total / days))


def probability(counts: np.ndarray) -> float:
    """How many of random orders of these days show a weaker change than theirs, their own order counted in."""
    if len(counts) < 2 * EACH_SIDE:
        return 0.0
    orders = np.random.default_rng(SEED).permuted(np.tile(counts, (ORDERS, 1)), axis=1)
    own = gains(counts[None, :]).max()
    return 1 - (1 + int((gains(orders).max(axis=1) >= own - 1e-9).sum())) / (ORDERS + 1)


# The date

def date_weights(counts: np.ndarray) -> np.ndarray:
    """For each place with enough days on either side how likely it is the place of the change; they sum to 1.

    The likelihood of a place is (deviance there)^(-degrees / 2), which is that of Poisson levels integrated over an
    unknown dispersion; where the days differ less than chance, the dispersion is taken as 1.
    """
    saved = gains(counts[None, :])[0]
    place = EACH_SIDE + int(saved.argmax())
    levels = np.r_[np.full(place, counts[:place].mean()), np.full(len(counts) - place, counts[place:].mean())]
    degrees = len(counts) - 2
    fits = levels > 0
    dispersion = max(1.0, float(((counts - levels)[fits] ** 2 / levels[fits]).sum() / degrees))
    weights = (1 + (saved.max() - saved) / (dispersion * degrees)) ** (-degrees / 2)
    return weights / weights.sum()


def date_places(counts: np.ndarray) -> tuple[int, int]:
    """The first and the last place of the smallest set of places that holds 95 % of the likelihood."""
    weights = date_weights(counts)
    order = np.argsort(-weights, kind="stable")
    chosen = order[: int(np.searchsorted(weights[order].cumsum(), DATE_HELD)) + 1]
    return EACH_SIDE + int(chosen.min()), EACH_SIDE + int(chosen.max())


def _change(counts: np.ndarray, dates: list[str], start: int, place: int, end: int) -> dict:
    """Date, range of dates, both levels and their ratio of a change between its neighbours."""
    lowest, highest = (start + found for found in date_places(counts[start:end]))
    lowest, highest = min(lowest, place), max(highest, place)
    before, after = float(counts[start:place].mean()), float(counts[place:end].mean())
    told = {"date": dates[place], "lower_date": _next(dates[lowest - 1]), "upper_date": dates[highest], "before_mean": before, "after_mean": after}
    return {**told, "ratio": after / before if before else None}


# In words

def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _bounds(full: pd.DataFrame) -> str:
    """How many of the days are only bounds, which a change of wording can bring about."""
    bounds = int((full["at_least"] | full["low"].isna() | full["high"].isna()).sum())
    return f"{bounds} of {len(full)} days only bounds, a change of wording may pass for one of level" if bounds else ""


def _silences(dates: list[str], gap_days: int) -> str:
    """The silences longer than the stated gap that are searched through."""
    gaps = [(one, two, len(days_between(one, two)) - 2) for one, two in zip(dates, dates[1:])]
    long = [f"{_next(one)} to {(date.fromisoformat(two) - timedelta(days=1)).isoformat()}" for one, two, days in gaps if days > gap_days]
    return f"searched through silence of more than {gap_days} days: {', '.join(long)}" if long else ""
