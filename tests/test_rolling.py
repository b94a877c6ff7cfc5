"""Rolling means: only reported days, only enough of them, never across a change of the map."""

import pandas as pd
import pytest

from analysis.charts import daily_series
from analysis.fronts import changes
from analysis.intensity import series
from analysis.rolling import rolling
from analysis.schema import DAILY, BadCall, conform


def days(front, first, counts, measure="attacks"):
    """A daily table of one front; None is a day without a report."""
    dates = [day.date().isoformat() for day in pd.date_range(first, periods=len(counts))]
    rows = [
        {"date": day, "front": front, "measure": None if count is None else measure, "count": count, "low": count, "high": count, "hours": None if count is None else 24.0,
         "status": "not_reported" if count is None else "counted" if count else "none", "sources": int(count is not None), "conflict": False, "rule": "", "mention_ids": ""}
        for day, count in zip(dates, counts)
    ]
    return conform(pd.DataFrame(rows, columns=list(DAILY)), DAILY, "daily")


def means(table):
    return [None if pd.isna(mean) else round(mean, 2) for mean in table["mean"]]


CASES = [
    ("every day reported", [10, 20, 30, 40], 3, 2, [None, 15.0, 20.0, 30.0]),
    ("silence is not zero", [10, None, None, 40, 20], 4, 2, [None, None, None, 25.0, 30.0]),
    ("zero said outright counts", [10, 0, 20], 3, 2, [None, 5.0, 10.0]),
    ("too few reported", [10, None, None, None, 20], 3, 2, [None] * 5),
]


@pytest.mark.parametrize("what, counts, window, least, expected", CASES, ids=[case[0] for case in CASES])
def test_only_reported_days_are_divided_by(what, counts, window, least, expected):
    assert means(rolling(series(days("Pokrovsk", "2024-11-01", counts)), window, least)) == expected


def test_it_begins_anew_where_the_map_changes():
    table = rolling(series(days("Pokrovsk", "2025-01-07", [10, 10, 10, 40, 40, 40])), 3, 2)
    assert dict(zip(table["date"], means(table)))["2025-01-10"] is None
    assert means(table)[-2:] == [40.0, 40.0]


def test_lower_bounds_are_counted():
    table = rolling(series(days("Pokrovsk", "2024-11-01", [10, 20, 30], "repelled")), 3, 2)
    assert list(table["at_least_days"]) == [1, 2, 3]


@pytest.mark.parametrize("window, least", [(3, 1), (3, 4), (1, 2)])
def test_a_window_that_cannot_be(window, least):
    with pytest.raises(BadCall, match="rolling mean"):
        rolling(series(days("Pokrovsk", "2024-11-01", [1, 2, 3])), window, least)


def test_it_is_drawn_and_named_only_where_it_is_known():
    told = days("Pokrovsk", "2024-11-01", [10, 20, None, 30, 40, 20, 10, 50])
    level = rolling(series(told), 4, 3)
    with_line, without = daily_series(told, changes(), rolling=level), daily_series(told, changes())
    drawn = lambda chart: [line for axes in chart.figure.axes for line in axes.get_lines() if str(line.get_gid()).startswith("rolling:")]
    assert drawn(with_line) and not drawn(without)
    assert sum(len(line.get_xdata()) for line in drawn(with_line)) == level["mean"].notna().sum()
    assert "mean of the reported days" in with_line.alt and "mean of the reported days" not in without.alt
    silent = rolling(series(told), 4, 4)
    assert not drawn(daily_series(told, changes(), rolling=silent.assign(mean=pd.NA)))
