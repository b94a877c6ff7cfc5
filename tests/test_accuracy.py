"""The agreement with the careful reading: its floors, and that the table of agreement notices a change."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.accuracy import FIELDS, FLOORS, GOLDEN, MENTIONS, OTHER_FLOOR, agreement, run
from analysis.schema import BadCall, MissingFile


def read(path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="string", keep_default_na=False)


def test_the_floors_are_held():
    result = agreement(read(MENTIONS), read(GOLDEN))
    main = result.table.loc["de en es ru uk"]
    assert FLOORS == {"front": 0.98, "status": 0.98, "count": 0.98, "measure": 0.98, "qualifier": 0.98, "window": 0.95, "date": 0.95}
    assert OTHER_FLOOR == 0.90 and result.ok
    assert all(main[field] >= FLOORS[field] for field in FIELDS) and result.table.loc["others", "all fields"] >= OTHER_FLOOR


@pytest.mark.parametrize(("column", "value", "field"), [
    ("count_as_written", "25", "count"), ("front_as_written", "Pokrovsk front", "front"), ("measure_as_written", "clashes", "measure"),
    ("when_as_written", "On Friday", "date"), ("count_as_written", "about 24", "qualifier"), ("when_as_written", "today", "window"),
    ("count_as_written", "no", "status"),
])
def test_one_changed_cell_is_one_more_disagreement(column, value, field):
    mentions, golden = read(MENTIONS), read(GOLDEN)
    before = agreement(mentions, golden)
    mentions.loc[mentions["mention_id"] == "r0001", column] = value
    after = agreement(mentions, golden)
    new = after.misses[after.misses["mention_id"] == "r0001"]
    assert field in set(new["field"]) and len(after.misses) == len(before.misses) + len(new)
    assert after.table.loc["en", field] < before.table.loc["en", field]


def test_below_the_floor_is_not_ok():
    mentions = read(MENTIONS).assign(count_as_written="7")
    assert not agreement(mentions, read(GOLDEN)).ok


def test_every_disagreement_is_listed_with_its_words():
    text, ok = run()
    result = agreement(read(MENTIONS), read(GOLDEN))
    assert ok and f"{len(result.misses)} disagreements" in text
    for miss in result.misses.itertuples():
        assert f"{miss.mention_id} {miss.language} {miss.field}: {miss.expected or '-'} / {miss.found or '-'} | {miss.words}" in text


def test_what_cannot_be_compared():
    with pytest.raises(MissingFile):
        run(golden="no-such-table.csv")
    with pytest.raises(BadCall):
        agreement(read(MENTIONS), read(GOLDEN).iloc[1:])
