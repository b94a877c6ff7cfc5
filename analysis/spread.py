"""Parts of days: the measured share of the day that a part held, and part-days as bounds or scaled with that spread."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

import numpy as np
import pandas as pd

from analysis.daily import check_measures, days_between, reconcile
from analysis.fronts import check
from analysis.intensity import MEANS, SERIES, means
from analysis.intervals import student
from analysis.schema import UNKNOWN, BadCall, conform, nearest, require

PART_DAYS = ("out", "bounds", "scaled")  # what part-days do in a mean or a ratio of periods
ENDS = ("low", "median", "high")
SPREAD = {"as_of": "string", "pairs": "Int64", "low": "Float64", "median": "Float64", "high": "Float64", "note": "string"}


def spread(
    counts: pd.DataFrame, fronts: Iterable[str], start: str, end: str, measures: Iterable[str] = ("attacks",),
    mentions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """For each hour of a part-day the share of the whole day that it held, on the days for which a front has both.

    as_of  pairs   low  median  high
    16:00     12  0.41    0.58  0.73

    A pair is one front's count up to that hour and its count of the whole day, of the same measure and both exact. `low`
    and `high` bound the share of a further day (95 %), `median` is the middle of that range: on the logit scale mean
    ± Student's quantile x deviation x √(1 + 1/pairs), the prediction interval of a further observation (Whitmore
    1986); the deviation is at least the one that chance alone gives such counts, and half an attack is added to
    either side of a share so that 0 and 1 have a logit. One pair shows no spread: its range is unknown.
    """
    asked, days = check(fronts), days_between(start, end)
    told = reconcile(counts, mentions)
    exact = told[told["front"].isin(asked) & told["date"].between(days[0], days[-1]) & told["measure"].isin(check_measures(measures))
                 & told["count"].notna() & (told["low"] == told["count"]) & (told["high"] == told["count"])]
    parts = exact[(exact["window"] == "part_day") & exact["as_of"].notna()]
    whole = exact[exact["window"] == "full_day"][["front", "date", "measure", "count"]]
    pairs = parts.merge(whole, on=["front", "date", "measure"], how="left", suffixes=("", "_of_day"))
    rows = [_share(hour, of_hour.dropna(subset="count_of_day")) for hour, of_hour in pairs.groupby("as_of")]
    return conform(pd.DataFrame(rows, columns=list(SPREAD)), SPREAD, "spread")


def _share(as_of: str, pairs: pd.DataFrame) -> dict:
    """One row of the spread from the pairs of one hour."""
    part, whole = (pairs[name].to_numpy(dtype=float) for name in ("count", "count_of_day"))
    grown = (whole >= part) & (whole > 0)
    shrunk, part, whole = int((~grown).sum()), part[grown], whole[grown]
    told = {"as_of": as_of, "pairs": len(part), "note": _note(len(part), shrunk)}
    if not len(part):
        return told
    logits = np.log((part + 0.5) / (whole - part + 0.5))
    middle = float(logits.mean())
    if len(part) < 2:
        return {**told, "median": _share_of(middle)}
    chance = float((1 / (part + 0.5) + 1 / (whole - part + 0.5)).mean())
    reach = student(len(part) - 1) * sqrt(max(float(logits.var(ddof=1)), chance) * (1 + 1 / len(part)))
    return {**told, "low": _share_of(middle - reach), "median": _share_of(middle), "high": _share_of(middle + reach)}


def _share_of(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))


def _note(pairs: int, shrunk: int) -> str:
    """What a reader must know of so many pairs."""
    few = {0: "no day has both this hour and the whole day: it cannot be scaled", 1: "one pair shows no spread: it cannot be scaled"}
    small = "a small sample: the range is wide because few days were measured" if 1 < pairs < 10 else ""
    left_out = f"{shrunk} left out: the whole day has less than its part, or is zero" if shrunk else ""
    return "; ".join(filter(None, (few.get(pairs, small), left_out)))


# Part-days in a series

def check_part_days(how: str, shares: pd.DataFrame | None) -> str:
    """What part-days are asked to do; raises BadCall for a word that is not ours, and for scaling without a measured spread."""
    if how not in PART_DAYS:
        raise BadCall(f"BadCall: part-days can't be '{how}'.{nearest(str(how), PART_DAYS)} They can be {', '.join(PART_DAYS)}.")
    if how == "scaled":
        if shares is None:
            raise BadCall("BadCall: part-days are scaled only with their measured spread, and none was given. Make it with spread(...), or ask for bounds.")
        require(shares, SPREAD, "spread")
    return how


def with_parts(series: pd.DataFrame, how: str, shares: pd.DataFrame | None = None, end: str = "median") -> pd.DataFrame:
    """The series with its part-days left out, as lower bounds of their days, or scaled by the share that their hour held.

    count  hours  status                 count  low  high  status                  of a part of 20 until 16:00
       20     16  partial   → bounds        20   20        counted, at least
       20     16  partial   → scaled        34   27    49  counted                 when 16:00 held 0.41 to 0.73 of a day

    `end` says with which end of the measured share the count is scaled. Scaled are only exact counts at an hour whose
    spread is known; the others stay out. A rule says of each such day what was done.
    """
    check_part_days(how, shares)
    require(series, SERIES, "series")
    if how == "out":
        return series
    known = {} if shares is None else {row.as_of: row for row in shares.itertuples() if not pd.isna(row.low)}
    rows = [_entered(row, how, known, end) for row in series.to_dict("records")]
    return conform(pd.DataFrame(rows, columns=list(SERIES)), SERIES, "series with parts of days")


def _entered(row: dict, how: str, shares: dict, end: str) -> dict:
    """A row of the series with its part-day turned into a day, if it can be."""
    if row["status"] != "partial" or pd.isna(row["count"]) or pd.isna(row["low"]):
        return row
    if how == "bounds":
        return {**row, "status": "counted", "high": UNKNOWN, "at_least": True, "rule": f"{row['rule']}; a part of the day as its lower bound"}
    share = None if pd.isna(row["hours"]) else shares.get(_clock(row["hours"]))
    if share is None or row["at_least"] or row["low"] != row["count"] or row["high"] != row["count"]:
        return row
    low, count, high = (round(row["count"] / part) for part in (share.high, getattr(share, end), share.low))
    rule = f"{row['rule']}; {row['count']} until {share.as_of} scaled by a measured share of {share.low:.2f} to {share.high:.2f} ({share.pairs} pairs)"
    return {**row, "status": "counted", "count": count, "low": min(low, count), "high": max(high, count), "rule": rule}


def _clock(hours: float) -> str:
    """Hours since midnight as a clock time: 16.0 → '16:00'."""
    whole = round(float(hours) * 60)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def entered(series: pd.DataFrame, with_parts: pd.DataFrame) -> pd.Series:
    """Which days of a series were parts that entered."""
    return (series["status"] == "partial") & (with_parts["status"] == "counted")


def means_with_parts(series: pd.DataFrame, how: str, shares: pd.DataFrame | None = None) -> pd.DataFrame:
    """The means of days with part-days entering as bounds or scaled; a scaled mean's interval holds both ends of the measured share.

    The share may be off on all days alike, so that its doubt does not shrink with their number: the lower end is that
    of the mean with every part scaled by the largest share of its range, the upper end that with the smallest.
    """
    middle = means(with_parts(series, how, shares))
    if how != "scaled":
        return middle
    least, most = (means(with_parts(series, how, shares, end)) for end in ("high", "low"))
    lower, upper = (pd.concat([table[name] for table in (least, middle, most)], axis=1) for name in ("lower", "upper"))
    return conform(middle.assign(lower=lower.min(axis=1), upper=upper.max(axis=1)), MEANS, "means with parts of days")
