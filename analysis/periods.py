"""A front against itself: its mean day in one period against that in another, with the uncertainty and the verdict.

Sums are taken over the days that are *reported whole* and divided by their number, never by the days of the calendar.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd

from analysis.daily import days_between, in_words
from analysis.fronts import check
from analysis.intensity import ATTACKS, LIKE, breaks_in_words, merged_front, series, whole_days
from analysis.intervals import METHODS, check_method, ratio_of_periods
from analysis.schema import DAILY, UNKNOWN, BadRange, BrokenComparison, NoRows, conform, require
from analysis.spread import ENDS, check_part_days, entered, with_parts

FEWEST = 2  # whole days that each period must have: one day says nothing of how days differ
SMALL = 10  # whole days in both periods together, below which the sample is said to be small
PERIODS = {
    "front": "string", "start": "string", "end": "string", "days": "Int64", "calendar_days": "Int64", "total": "Int64", "mean": "Float64",
    "other_start": "string", "other_end": "string", "other_days": "Int64", "other_calendar_days": "Int64", "other_total": "Int64",
    "other_mean": "Float64", "ratio": "Float64", "lower": "Float64", "upper": "Float64", "dispersion": "Float64", "method": "string",
    "verdict": "string", "reason": "string",
}
Period = tuple[str, str]  # first day, last day


def before_after(daily: pd.DataFrame, fronts: Iterable[str], day: str, start: str, end: str, measures: Iterable[str] = ATTACKS, **options) -> pd.DataFrame:
    """The days from `day` to `end` against those from `start` to the day before; options as in `between`."""
    if not days_between(start, end)[0] < days_between(day, day)[0] <= end:
        raise BadRange(f"BadRange: {day} leaves nothing before or after it in {start} to {end}. Name a day after {start} and not after {end}.")
    return between(daily, fronts, (start, _moved(day, -1)), (day, end), measures, **options)


def since(daily: pd.DataFrame, fronts: Iterable[str], day: str, end: str, measures: Iterable[str] = ATTACKS, **options) -> pd.DataFrame:
    """The days from `day` to `end` against as many days of the calendar just before; options as in `between`."""
    length = len(days_between(day, end))
    return between(daily, fronts, (_moved(day, -length), _moved(day, -1)), (day, end), measures, **options)


def between(
    daily: pd.DataFrame, fronts: Iterable[str], first: Period, second: Period, measures: Iterable[str] = ATTACKS,
    method: str = METHODS[0], part_days: str = "out", shares: pd.DataFrame | None = None, mixed: bool = False,
) -> pd.DataFrame:
    """Each front's mean reported day in the later period over that in the earlier one, in whatever order they are named.

    `start` to `end` is the later period, `other_` the earlier; the ratio is `mean` / `other_mean` with a 95 % interval
    (`intervals.ratio_of_periods` by `method`). Verdicts: higher_shown or lower_shown (the whole interval is on one side
    of 1), higher_count_only or lower_count_only (the sums differ, the rates are not shown to), equal, order_open (bounds
    such as 'repelled' or 'up to' leave even the order open), not_comparable; `reason` says in words why there is no
    verdict, or what to keep in mind with it. The exact Poisson interval, known to be too narrow, never shows anything.

    Part-days stay out unless `part_days` is 'bounds' (each a lower bound of its day) or 'scaled' with the measured
    `shares` of spread.spread: the interval then holds both ends of the share's range. Days of attacks and days of
    clashes are set against each other only if `mixed`. Raises BadRange for periods that overlap or that the daily table
    does not hold, BrokenComparison where the map of fronts changes between their ends.
    """
    asked, earlier, later = check(fronts), *_in_order(first, second)
    check_method(method)
    check_part_days(part_days, shares)
    _refuse_breaks(asked, earlier, later)
    _refuse_absent(daily, asked, earlier, later)
    days = series(daily[daily["front"].isin(asked)], measures)
    rows = [_row(front, days[days["front"] == front].reset_index(drop=True), earlier, later, method, part_days, shares, mixed) for front in asked]
    return conform(pd.DataFrame(rows, columns=list(PERIODS)), PERIODS, "periods")


# What is refused

def _in_order(first: Period, second: Period) -> tuple[Period, Period]:
    """The two periods, the earlier one first; raises BadRange when one is empty or they overlap."""
    earlier, later = sorted((tuple(first), tuple(second)))
    for period in (earlier, later):
        days_between(*period)
    if later[0] <= earlier[1]:
        raise BadRange(f"BadRange: {_to(earlier)} and {_to(later)} overlap. Name two periods without a common day.")
    return earlier, later


def _refuse_breaks(fronts: list[str], earlier: Period, later: Period) -> None:
    """Raise BrokenComparison where a front is not the same in both periods, naming the change and the merged front."""
    why = breaks_in_words(fronts, earlier[0], later[1])
    if not why:
        return
    merged = merged_front(fronts, earlier[0], later[1])
    remedy = f"Name the merged front {merged}, which has no break there, or" if merged else "No merged front is without a break there:"
    raise BrokenComparison(
        f"BrokenComparison: {in_words(fronts)} {'is' if len(fronts) == 1 else 'are'} not the same ground in {_to(earlier)} and in {_to(later)}: "
        f"the map of fronts changes ({why}). {remedy} take both periods on one side of the change."
    )


def _refuse_absent(daily: pd.DataFrame, fronts: list[str], earlier: Period, later: Period) -> None:
    """Raise BadRange or NoRows for days or fronts that the daily table does not hold: they are not silent, they were not asked for."""
    require(daily, DAILY, "daily")
    absent = [front for front in fronts if front not in set(daily["front"])]
    if absent:
        raise NoRows(f"NoRows: the daily table has no {in_words(absent)}. Make it with these fronts.")
    held = set(daily["date"])
    missing = [day for period in (earlier, later) for day in days_between(*period) if day not in held]
    if missing:
        raise BadRange(f"BadRange: the daily table has no {missing[0]}; it holds {min(held)} to {max(held)}. Make it from {earlier[0]} to {later[1]}.")


# One front

def _row(front: str, days: pd.DataFrame, earlier: Period, later: Period, method: str, part_days: str, shares: pd.DataFrame | None, mixed: bool) -> dict:
    """One row of periods."""
    taken = with_parts(days, part_days, shares)
    new, old = (_within(taken, period) for period in (later, earlier))
    told = {
        "front": front, "start": later[0], "end": later[1], "other_start": earlier[0], "other_end": earlier[1],
        "calendar_days": len(days_between(*later)), "other_calendar_days": len(days_between(*earlier)),
        **_sums(new, ""), **_sums(old, "other_"), "method": "", "verdict": "not_comparable",
    }
    reason = _too_few(days, new, old, earlier, later, part_days) or _unlike(new, old, mixed)
    if reason:
        return {**told, "reason": reason}
    inferred = ratio_of_periods(_counts(new), _counts(old), method)
    if part_days == "scaled":
        inferred |= _widest(days, shares, earlier, later, method, inferred)
    verdict = _verdict(inferred, new, old)
    parts = int(entered(days, taken)[days["date"].isin([*new["date"], *old["date"]])].sum())
    return {**told, **inferred, "verdict": verdict, "reason": _keep_in_mind(new, old, verdict, parts, part_days, method)}


def _within(days: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The whole days of a period."""
    return whole_days(days[days["date"].between(*period)])


def _counts(days: pd.DataFrame):
    return days["count"].to_numpy(dtype=float)


def _sums(days: pd.DataFrame, side: str) -> dict:
    """Days, total and mean; without a day the last two are unknown."""
    total = int(days["count"].sum())
    return {f"{side}days": len(days), f"{side}total": total if len(days) else UNKNOWN, f"{side}mean": total / len(days) if len(days) else UNKNOWN}


def _widest(days: pd.DataFrame, shares: pd.DataFrame, earlier: Period, later: Period, method: str, middle: dict) -> dict:
    """The lowest lower and the highest upper end over both ends of the measured shares in either period."""
    scaled = [with_parts(days, "scaled", shares, end) for end in ENDS]
    found = [ratio_of_periods(_counts(_within(one, later)), _counts(_within(two, earlier)), method) for one in scaled for two in scaled]
    return {"lower": min(one["lower"] for one in found), "upper": max(one["upper"] for one in found)} if middle["method"] else {}


def _verdict(inferred: dict, new: pd.DataFrame, old: pd.DataFrame) -> str:
    """The code of what the two periods show, bounds included."""
    mean, other = new["count"].mean(), old["count"].mean()
    if _hedged(*((new, old) if mean >= other else (old, new))) or (mean == other and _hedged(old, new)):
        return "order_open"
    return rate_verdict(mean, other, inferred)


def rate_verdict(mean: float, other: float, inferred: dict) -> str:
    """What two means and the interval of their ratio show, bounds left aside: equal, or higher or lower, shown or a count only."""
    if mean == other:
        return "equal"
    shown = (inferred["lower"] > 1 or inferred["upper"] < 1) and inferred["method"] != "exact Poisson"
    return f"{'higher' if mean > other else 'lower'}_{'shown' if shown else 'count_only'}"


def _hedged(ahead: pd.DataFrame, behind: pd.DataFrame) -> bool:
    """Whether bounds leave open that the days behind had as much: theirs may be more, or those ahead less."""
    open_above = behind["at_least"] | behind["high"].isna()
    return bool(open_above.any() or ahead.loc[~ahead["at_least"], "low"].isna().any())


# In words

def _too_few(days: pd.DataFrame, new: pd.DataFrame, old: pd.DataFrame, earlier: Period, later: Period, part_days: str) -> str:
    """Why there are too few whole days to compare, with what there is instead; '' when there are enough."""
    if min(len(new), len(old)) >= FEWEST:
        return ""
    told = [f"{_several(len(found), 'whole day', 'whole days')} in {_to(period)}" for found, period in ((old, earlier), (new, later))]
    inside = days[days["date"].between(*earlier) | days["date"].between(*later)]
    silent = {"partial": ("part of a day", "parts of days"), "uncounted": ("day without a number", "days without a number")}
    others = [_several(int((inside["status"] == status).sum()), *words) for status, words in silent.items() if (inside["status"] == status).any()]
    why = "; ".join(dict.fromkeys(rule for rule in inside.loc[inside["status"] == "uncounted", "rule"] if rule.startswith("no figure for")))
    left = f" (left out: {in_words(others)}{': ' + why if why else ''})" if others and part_days == "out" else f" ({why})" if why else ""
    return f"too few days: {in_words(told)} reported, {FEWEST} are needed in each{left}"


def _unlike(new: pd.DataFrame, old: pd.DataFrame, mixed: bool) -> str:
    """Why days of attacks and of clashes are not set against each other; '' where all are alike or it was asked for."""
    kinds = sorted({LIKE[measure] for measure in [*new["measure"], *old["measure"]]})
    return "" if mixed or len(kinds) < 2 else f"some days count {in_words(kinds)}: unlike things are compared only on request"


def _keep_in_mind(new: pd.DataFrame, old: pd.DataFrame, verdict: str, parts: int, part_days: str, method: str) -> str:
    """What a reader must know beside the verdict, in words; '' when nothing."""
    both = pd.concat([new, old])
    bounds = int((both["at_least"] | both["low"].isna() | both["high"].isna()).sum())
    kinds = sorted({LIKE[measure] for measure in both["measure"]})
    notes = [
        "every reported day of both is zero: there is no ratio" if not both["count"].sum() else "",
        f"{_several(bounds, 'day', 'days')} of {len(both)} only bounds" + (", so even the order is open" if verdict == "order_open" else "") if bounds else "",
        f"{_several(parts, 'part of a day', 'parts of days')} {'as lower bounds' if part_days == 'bounds' else 'scaled by the measured share'}" if parts else "",
        f"{in_words(kinds)} are set against each other, as asked" if len(kinds) > 1 else "",
        f"a small sample: {len(old)} and {len(new)} days tell little of how days differ, and the interval is wide for that reason" if len(both) < SMALL else "",
        *_outliers(new), *_outliers(old),
        "the exact Poisson interval knows chance only and is too narrow" if method == "exact Poisson" else "",
    ]
    return "; ".join(filter(None, notes))


def _outliers(days: pd.DataFrame) -> list[str]:
    """A day that holds more than half of the total of four days or more."""
    top = days.loc[days["count"].idxmax()]
    return [f"one day, {top['date']} with {top['count']}, holds more than half of its period's total"] if len(days) > 3 and 2 * top["count"] > days["count"].sum() else []


def _several(number: int, one: str, many: str) -> str:
    """'no whole day', '1 whole day', '2 whole days'."""
    return f"{number or 'no'} {many if number > 1 else one}"


def _to(period: Period) -> str:
    return f"{period[0]} to {period[1]}"


def _moved(day: str, days: int) -> str:
    return (date.fromisoformat(days_between(day, day)[0]) + timedelta(days=days)).isoformat()
