"""Departures from a table are named, with the nearest right name."""

import pandas as pd
import pytest

from analysis.schema import COUNTS, MENTIONS, MissingColumn, UnknownHeader, conform, empty, nearest, require


@pytest.mark.parametrize(("name", "known", "expected"), [
    ("strat", ["start", "end"], " Nearest: start."), ("KURSKK", ["Kursk", "Lyman"], " Nearest: Kursk."), ("xyz", ["start"], ""),
])
def test_nearest(name, known, expected):
    assert nearest(name, known) == expected


def test_conform_fills_orders_and_types():
    table = conform(pd.DataFrame({"count": ["3"], "mention_id": ["a"]}).astype({"count": "Int64"}), COUNTS, "counts")
    assert list(table.columns) == list(COUNTS) and table.loc[0, "count"] == 3 and pd.isna(table.loc[0, "front"])
    assert str(table["window_start"].dtype) == "datetime64[s, Europe/Kyiv]"
    assert empty(COUNTS).dtypes.astype(str).tolist() == table.dtypes.astype(str).tolist()


def test_unknown_and_missing_columns_are_named():
    with pytest.raises(UnknownHeader, match="mentions has no column 'frnt_as_written'. Nearest: front_as_written"):
        conform(pd.DataFrame({"frnt_as_written": []}), MENTIONS, "mentions")
    with pytest.raises(MissingColumn, match="mentions lacks count_as_written; found front_as_written"):
        require(pd.DataFrame({"front_as_written": []}), ["front_as_written", "count_as_written"], "mentions")
