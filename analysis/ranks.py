"""How probable each place of each front is, by the counts that all of them have for the same hours."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from math import isnan

import numpy as np
import pandas as pd

from analysis.daily import in_words
from analysis.fronts import check
from analysis.intensity import COMMON, breaks_in_words, merged_front
from analysis.intervals import share_residuals, shared_dispersion
from analysis.schema import UNKNOWN, BadCall, BrokenComparison, conform, require

DRAWS, SEED = 20_000, 20241116  # of the simulation: the same bytes each time; a probability is off by 0.004 at most
SMALL = 5  # common windows, below which the sample is said to be small
RANKS = {"front": "string", "place": "Int64", "probability": "Float64", "days": "Int64", "basis": "string"}


def rank_probabilities(windows: pd.DataFrame, fronts: Iterable[str]) -> pd.DataFrame:
    """For each front the probability of each place, 1 being the highest rate; a row per front and place.

    front     place  probability  days  basis
    Pokrovsk      1         0.93    12  12 common windows, dispersion 2.1
    Pokrovsk      2         0.07    12  12 common windows, dispersion 2.1

    `windows` are intensity.common_windows of these fronts. Only days on which all of them have the same hours count
    (`days`). The logarithms of the fronts' totals are drawn 20,000 times from a multivariate t around what was counted, with
    windows - 1 degrees of freedom and the covariance that the windows show: that of `intervals.share_residuals`, in no
    direction less than chance makes it, each front's over the root of its total. Places are counted over the draws. For two fronts this is Student's tail of `intervals.quasi_ratio`, so that
    a place is as certain as the interval of the ratio is. A total of zero is drawn from the Gamma of 1/2 that Jeffreys'
    prior leaves it (Gelman and others 2013, section 2.8), times the dispersion.

    With one window the dispersion is unknown, and with none there is no probability: `basis` says so. Raises BadCall
    for fewer than two fronts or two that share ground, BrokenComparison where their map changes between the windows.
    """
    require(windows, COMMON, "common windows")
    asked = check(fronts)
    _refuse(asked, windows)
    counts, left_out, bounds = _common_to_all(windows, asked)
    if not len(counts):
        return _table(asked, None, 0, f"no window is common to {in_words(asked)}: no place is more probable than another")
    if not counts.sum():
        return _table(asked, None, len(counts), "every common window is zero on all fronts: no place is more probable than another")
    dispersion, _ = shared_dispersion(counts)
    return _table(asked, places(counts), len(counts), _basis(len(counts), dispersion, left_out, bounds))


def _refuse(fronts: list[str], windows: pd.DataFrame) -> None:
    """Raise BadCall or BrokenComparison for fronts that can't be ranked over these windows."""
    if len(fronts) < 2:
        raise BadCall(f"BadCall: a ranking needs two fronts or more, found {in_words(fronts)}. Name them separated by commas: Kursk, Pokrovsk.")
    for front, other in combinations(fronts, 2):
        shared = sorted(set(front.split("+")) & set(other.split("+")))
        if shared:
            raise BadCall(f"BadCall: {front} and {other} both hold {in_words(shared)}. Rank fronts that share no ground.")
    if windows.empty:
        return
    first, last = windows["date"].min(), windows["date"].max()
    why = breaks_in_words(fronts, first, last)
    if why:
        merged = merged_front(fronts, first, last)
        raise BrokenComparison(
            f"BrokenComparison: windows from {first} to {last} reach across a change of the map of fronts ({why}). "
            f"Rank each side of it apart{f', or name the merged front {merged}' if merged else ''}."
        )


def _common_to_all(windows: pd.DataFrame, fronts: list[str]) -> tuple[np.ndarray, int, int]:
    """The counts of all fronts (columns) in each window they share (rows), the days left out, and the windows with a bound."""
    found, left_out, bounds = [], 0, 0
    for _, day in windows.groupby("date"):
        told = {}
        for row in day.to_dict("records"):
            told.setdefault((row["window"], row["as_of"]), {}).setdefault(row["front"], set()).add(row["count"])
            told[row["window"], row["as_of"]].setdefault(row["other"], set()).add(row["other_count"])
        pairs = {tuple(sorted(pair)) for pair in zip(day["front"], day["other"])}
        whole = len(told) == 1 and pairs >= {tuple(sorted(pair)) for pair in combinations(fronts, 2)}
        counts = next(iter(told.values()))
        if whole and all(len(counts[front]) == 1 for front in fronts):
            found.append([int(next(iter(counts[front]))) for front in fronts])
            bounds += bool((day[["bound", "other_bound"]] != "exact").any(axis=None))
        else:
            left_out += 1
    return np.array(found, dtype=float).reshape(-1, len(fronts)), left_out, bounds


def places(counts: np.ndarray) -> np.ndarray:
    """The probability of each place (columns) of each front (rows), from counts of windows (rows) and fronts (columns)."""
    chance, fronts = np.random.default_rng(SEED), counts.shape[1]
    drawn = (-_rates(counts, chance)).argsort(axis=1).argsort(axis=1)
    return np.array([[(drawn[:, front] == place).mean() for place in range(fronts)] for front in range(fronts)])


def _rates(counts: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Draws (rows) of the totals that the fronts (columns) might have had."""
    totals, (dispersion, _) = counts.sum(axis=0), shared_dispersion(counts)
    if isnan(dispersion):  # nothing says how windows differ: chance alone
        return chance.gamma(totals + 0.5, size=(DRAWS, len(totals)))
    rates = chance.gamma(0.5, size=(DRAWS, len(totals))) * dispersion
    some = totals > 0
    held = counts[counts.sum(axis=1) > 0][:, some]
    degrees = len(held) - 1
    steps = chance.multivariate_normal(np.zeros(some.sum()), _covariance(held), DRAWS, method="cholesky")  # the one factor that rounding cannot turn
    steps *= np.sqrt(degrees / chance.chisquare(degrees, DRAWS))[:, None]
    rates[:, some] = totals[some] * np.exp(np.clip(steps / np.sqrt(totals[some]), -500, 500))
    return rates


def _covariance(counts: np.ndarray) -> np.ndarray:
    """The covariance of the residuals of the fronts' shares, in no direction below 1."""
    residuals = share_residuals(counts)
    sizes, directions = np.linalg.eigh(residuals.T @ residuals / (len(counts) - 1))
    return directions * np.maximum(1, sizes) @ directions.T


def _basis(windows: int, dispersion: float, left_out: int, bounds: int) -> str:
    """What the probabilities rest on, in words."""
    several = f"{windows} common windows" if windows > 1 else "1 common window"
    if isnan(dispersion):
        told = f"{several}, nothing shows how days differ (too few windows or fronts with a count): the probabilities know chance only and claim too much"
    else:
        told = f"{several}, dispersion {dispersion:.1f}" + ("; a small sample" if windows < SMALL else "")
    others = [
        f"{left_out} {'day' if left_out == 1 else 'days'} left out that not all fronts share" if left_out else "",
        f"{bounds} with figures that are only bounds, taken as said" if bounds else "",
    ]
    return "; ".join(filter(None, [told, *others]))


def _table(fronts: list[str], probabilities: np.ndarray | None, days: int, basis: str) -> pd.DataFrame:
    rows = [
        {"front": front, "place": place + 1, "probability": UNKNOWN if probabilities is None else float(probabilities[number, place]), "days": days, "basis": basis}
        for number, front in enumerate(fronts) for place in range(len(fronts))
    ]
    return conform(pd.DataFrame(rows, columns=list(RANKS)), RANKS, "ranks")
