"""Rolling means: the level of a front over the last days, only where enough of them are reported, never across a change of the map."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from analysis.intensity import FULL_DAY, SERIES, segments
from analysis.schema import BadCall, conform, require

ROLLING = {"front": "string", "date": "string", "days": "Int64", "at_least_days": "Int64", "mean": "Float64"}
WINDOW, LEAST = 7, 4  # days of a week, and how many of them must be reported whole


def rolling(series: pd.DataFrame, window: int = WINDOW, least: int = LEAST) -> pd.DataFrame:
    """For each front and day the mean count of the whole days reported in the `window` days that end with it.

    `series` is intensity.series. The sum is divided by the `days` reported, never by the window; fewer than `least`
    leave the mean blank. The window begins anew at every change of the map of the front. `at_least_days` are those of
    its days that are only lower bounds; with any of them the mean is one too. Raises BadCall unless 2 <= least <= window.
    """
    require(series, SERIES, "series")
    if not 2 <= least <= window:
        raise BadCall(f"BadCall: a rolling mean of {window} days with at least {least} reported: expected 2 or more, and no more than the window. Change least or window.")
    rows = [row for front, own in series.groupby("front", sort=False) for row in _front(front, own, window, least)]
    return conform(pd.DataFrame(rows, columns=list(ROLLING)), ROLLING, "rolling")


def _front(front: str, own: pd.DataFrame, window: int, least: int) -> list[dict]:
    """The rows of one front, each stretch between changes of the map for itself."""
    whole = own[own["status"].isin(FULL_DAY) & own["count"].notna()].set_index("date")
    rows = []
    for first, last in segments(own["date"].min(), own["date"].max(), [front]):
        for day in own.loc[own["date"].between(first, last), "date"]:
            begin = max(first, (date.fromisoformat(day) - timedelta(days=window - 1)).isoformat())
            told = whole[(whole.index >= begin) & (whole.index <= day)]
            mean = float(told["count"].mean()) if len(told) >= least else pd.NA
            rows.append({"front": front, "date": day, "days": len(told), "at_least_days": int(told["at_least"].sum()), "mean": mean})
    return rows
