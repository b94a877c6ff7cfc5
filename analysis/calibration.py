"""How often the intervals hold the truth and the verdicts are right: simulated days of known rates.

Days are drawn with a variance of 1 to 5 times their mean (negative binomial; Poisson at 1), each missing by chance with a
probability of 10 to 60 %, over ranges of 14 and of 56 days. The functions that make the tables of a report are the ones
tried here. The same runs give the same table.
"""

from __future__ import annotations

from collections import Counter
from math import sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.change_points import FEWEST as FEWEST_OF_CHANGES
from analysis.change_points import confirmed, date_places
from analysis.intervals import METHODS, mean_of_days, ratio_of_fronts, ratio_of_periods
from analysis.periods import FEWEST, rate_verdict
from analysis.ranks import places
from analysis.schema import BadCall

RUNS, SEED = 1000, 20241116
RANGES, DISPERSIONS, MISSING = (14, 56), (1, 2, 3, 5), (0.1, 0.35, 0.6)
RATE, RATIOS = 24.0, (1.0, 1.25, 1.5, 2.0)  # of the lower front or the earlier period, and how many times that the other is
INTERVALS = ("mean", "fronts", "periods", "neg. bin.", "exact")
NOMINAL = 0.95


class Cell(NamedTuple):
    """What a run is drawn with."""

    days: int
    dispersion: int
    missing: float


class Tally(NamedTuple):
    """What came of the runs: how often intervals held the truth, and which verdicts were given at which true ratio."""

    held: dict[tuple[Cell, str], list[bool]]
    verdicts: Counter  # (comparison, true ratio, outcome) → runs
    ranks: list[tuple[float, bool]]  # the probability of the first place given to the likeliest front, and whether it has it
    changes: dict[tuple[int, float], list[str]]  # (dispersion, true ratio) → outcomes


def cells() -> list[Cell]:
    """Every combination of range, dispersion and missing days."""
    return [Cell(days, dispersion, missing) for days in RANGES for dispersion in DISPERSIONS for missing in MISSING]


def drawn(rates: np.ndarray | float, dispersion: int, size: int | tuple, chance: np.random.Generator) -> np.ndarray:
    """Counts of days with these mean rates and `dispersion` times the variance of chance."""
    if dispersion == 1:
        return chance.poisson(rates, size).astype(float)
    return chance.negative_binomial(np.asarray(rates) / (dispersion - 1), 1 / dispersion, size).astype(float)


def reported(days: np.ndarray, missing: float, chance: np.random.Generator) -> np.ndarray:
    """The days (last axis) that are not missing."""
    return days[..., chance.random(days.shape[-1]) >= missing]


def simulate(runs: int = RUNS) -> Tally:
    """Draw and judge this many runs in each cell; raises BadCall for less than one."""
    if runs < 1:
        raise BadCall(f"BadCall: {runs} runs are none. Expected 1 or more; {RUNS} take some 20 seconds.")
    tally = Tally({}, Counter(), [], {})
    chance = np.random.default_rng(SEED)
    for cell in cells():
        for number in range(runs):
            ratio = RATIOS[number % len(RATIOS)]
            _try_mean(cell, tally, chance)
            _try_fronts(cell, ratio, tally, chance)
            _try_periods(cell, ratio, tally, chance)
    for dispersion in DISPERSIONS:
        for ratio in (1.0, 1.5, 2.0):
            tally.changes[dispersion, ratio] = [_try_change(dispersion, ratio, chance) for _ in range(max(1, runs // 5))]
    tally.ranks.extend(_try_rank(chance) for _ in range(max(1, runs // 2)))
    return tally


def _hold(tally: Tally, cell: Cell, interval: str, lower: float, truth: float, upper: float) -> None:
    tally.held.setdefault((cell, interval), []).append(bool(lower <= truth <= upper))


def _try_mean(cell: Cell, tally: Tally, chance: np.random.Generator) -> None:
    days = reported(drawn(RATE, cell.dispersion, cell.days, chance), cell.missing, chance)
    if len(days) >= FEWEST:
        told = mean_of_days(days)
        _hold(tally, cell, "mean", told["lower"], RATE, told["upper"])


def _try_fronts(cell: Cell, ratio: float, tally: Tally, chance: np.random.Generator) -> None:
    """Two fronts over their common windows; the verdict is that of intensity.ratios."""
    both = reported(drawn(np.array([[RATE * ratio], [RATE]]), cell.dispersion, (2, cell.days), chance), cell.missing, chance)
    totals = both.sum(axis=1)
    first = int(totals[1] > totals[0])  # the one with the higher sum is named first
    told = ratio_of_fronts(both[first].tolist(), both[1 - first].tolist()) if both.shape[1] else {"verdict": "not_comparable"}
    tally.verdicts["fronts", ratio, _judged(told["verdict"], first == 0, ratio)] += 1
    if both.shape[1] >= FEWEST:
        _hold(tally, cell, "fronts", told["lower"], ratio if first == 0 else 1 / ratio, told["upper"])


def _try_periods(cell: Cell, ratio: float, tally: Tally, chance: np.random.Generator) -> None:
    """One front in a later and an earlier period; the verdict is that of periods.between."""
    new, old = (reported(drawn(rate, cell.dispersion, cell.days, chance), cell.missing, chance) for rate in (RATE * ratio, RATE))
    if min(len(new), len(old)) < FEWEST:
        tally.verdicts["periods", ratio, "no verdict"] += 1
        return
    for interval, method in zip(INTERVALS[2:], METHODS):
        told = ratio_of_periods(new, old, method)
        _hold(tally, cell, interval, told["lower"], ratio, told["upper"])
        if interval == "periods":
            verdict = rate_verdict(float(new.mean()), float(old.mean()), told)
            tally.verdicts["periods", ratio, _judged(verdict, verdict.startswith("higher"), ratio)] += 1


def _judged(verdict: str, higher: bool, ratio: float) -> str:
    """Whether a verdict that claims a higher rate is right about it, or what it says instead."""
    if verdict.endswith("_shown"):
        return "right" if higher and ratio > 1 else "wrong"
    return "no verdict" if verdict == "not_comparable" else "not shown"


def _try_rank(chance: np.random.Generator) -> tuple[float, bool]:
    """Three fronts whose rates differ by some 20 %, over 3 to 20 common windows."""
    rates = RATE * np.exp(chance.normal(0, 0.2, 3))
    counts = drawn(rates, int(chance.choice(DISPERSIONS)), (int(chance.integers(3, 21)), 3), chance)
    first = places(counts)[:, 0]
    return float(first.max()), int(first.argmax()) == int(rates.argmax())


def _try_change(dispersion: int, ratio: float, chance: np.random.Generator) -> str:
    """Thirty days with one step, or none at a ratio of 1: found with its day in the range, outside it, missed, or a false alarm."""
    days = 30
    place = int(chance.integers(FEWEST_OF_CHANGES, days - FEWEST_OF_CHANGES))
    counts = drawn(np.where(np.arange(days) < place, RATE, RATE * ratio), dispersion, days, chance)
    found = confirmed(counts)
    if ratio == 1 or len(found) > 1:
        return "false" if found else "none"
    lowest, highest = date_places(counts)
    return ("held" if lowest <= place <= highest else "lost") if found else "none"


# The table

def coverage(tally: Tally) -> pd.DataFrame:
    """Percent of the intervals that hold the truth: a row per cell, a column per interval."""
    rows = [
        {"days": cell.days, "dispersion": cell.dispersion, "missing": f"{cell.missing:.0%}", **{name: _percent(tally.held.get((cell, name), [])) for name in INTERVALS}}
        for cell in cells()
    ]
    return pd.DataFrame(rows)


def too_low(tally: Tally) -> list[str]:
    """The cells whose interval holds the truth less often than 95 % by more than three standard errors; the exact one is known to."""
    found = [(cell, name, np.mean(held), len(held)) for (cell, name), held in tally.held.items() if name != "exact"]
    return [f"{name}, {cell.days} days, dispersion {cell.dispersion}, {cell.missing:.0%} missing: {share:.1%}" for cell, name, share, runs in found
            if share < NOMINAL - 3 * sqrt(NOMINAL * (1 - NOMINAL) / runs)]


def verdicts(tally: Tally) -> pd.DataFrame:
    """Percent of the runs at each true ratio in which a higher rate was claimed rightly, wrongly, or not claimed."""
    outcomes = ("right", "wrong", "not shown", "no verdict")
    rows = []
    for what in ("fronts", "periods"):
        for ratio in RATIOS:
            told = [tally.verdicts[what, ratio, outcome] for outcome in outcomes]
            shares = [100 * number / sum(told) if sum(told) else float("nan") for number in told]
            rows.append({"compared": what, "true ratio": f"{ratio:.2f}", **{f"{outcome}": f"{share:.1f}" for outcome, share in zip(outcomes, shares)}})
    return pd.DataFrame(rows)


def changes(tally: Tally) -> pd.DataFrame:
    """Percent of the series without a step that raise a false alarm, of those with one that find it, and of these dates that hold the day."""
    rows = []
    for dispersion in DISPERSIONS:
        row = {"dispersion": dispersion, "false alarm": _percent([outcome == "false" for outcome in tally.changes[dispersion, 1.0]])}
        for ratio in (1.5, 2.0):
            outcomes = tally.changes[dispersion, ratio]
            found = [outcome == "held" for outcome in outcomes if outcome in ("held", "lost")]
            row |= {f"found at {ratio}": _percent([outcome in ("held", "lost") for outcome in outcomes]), f"day held at {ratio}": _percent(found)}
        rows.append(row)
    return pd.DataFrame(rows)


def ranks(tally: Tally) -> pd.DataFrame:
    """How often the likeliest front truly has the highest rate, by the probability it was given."""
    rows = []
    for low, high in ((1 / 3, 0.6), (0.6, 0.8), (0.8, 0.95), (0.95, 1.01)):
        inside = [(given, right) for given, right in tally.ranks if low <= given < high]
        given, right = ([told[place] for told in inside] for place in (0, 1))
        rows.append({"first place given": f"{low:.2f} to {min(high, 1):.2f}", "runs": len(inside), "mean given": _percent(given), "truly first": _percent(right)})
    return pd.DataFrame(rows)


def _percent(values: list) -> str:
    return f"{100 * np.mean(values):.1f}" if values else "-"


def report(runs: int = RUNS) -> tuple[str, bool]:
    """Everything as text, and whether each interval holds the truth as often as it says, within the error of so many runs."""
    tally = simulate(runs)
    low = too_low(tally)
    error = 100 * sqrt(NOMINAL * (1 - NOMINAL) / runs)
    parts = [
        f"Intervals of 95 %: percent that hold the truth ({runs} runs a row; 95 is simulated to within {2 * error:.1f})\n{_text(coverage(tally))}",
        f"Claims of a higher rate, all rows together: percent of runs\n{_text(verdicts(tally))}",
        f"The likeliest first of three fronts: percent\n{_text(ranks(tally))}",
        f"Change of level in 30 days ({max(1, runs // 5)} runs a ratio): percent\n{_text(changes(tally))}",
        "Below 95 % by more than three standard errors: " + ("; ".join(low) or "none") + ".",
    ]
    return "\n\n".join(parts) + "\n", not low


def _text(table: pd.DataFrame) -> str:
    return table.to_string(index=False)
