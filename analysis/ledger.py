"""The ledger of conflicts: every front, day, window and measure that has more than one number, and who said which."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import pandas as pd

from analysis.daily import FULL, HOUR_KNOWN, Figure, candidates, choose, days_between, figures_by_day
from analysis.fronts import check
from analysis.schema import MEASURES, conform, require

LEDGER = {
    "date": "string", "front": "string", "measure": "string", "window": "string", "as_of": "string", "count": "Int64",
    "low": "Int64", "high": "Int64", "publisher": "string", "published": "string", "mention_id": "string", "url": "string",
    "chosen": "boolean", "rule": "string", "range_low": "Int64", "range_high": "Int64", "kind": "string",
}
KINDS = {
    "correction": "one article gives several numbers for the same hours",
    "one_publisher": "articles of one publisher give different numbers",
    "two_sources": "publishers give different numbers",
    "joint_and_sum": "a figure said for fronts together is not the sum of theirs",
    "bounds_agree": "one is a range or a bound that the other lies within: 20 to 30 beside 25",
    "hours_not_said": "parts of the day whose hours are not said: the larger number may be a later one",
}


def ledger(counts: pd.DataFrame, mentions: pd.DataFrame, fronts: Iterable[str], start: str, end: str) -> pd.DataFrame:
    """One row for every number of each front, day, window and measure that has more than one, the chosen number first.

    front     window    count  publisher          front     window    count  chosen  rule                range
    Pokrovsk  full_day     32  A newspaper        Pokrovsk  full_day     34  yes     closest to the ...  32 to 34
    Pokrovsk  full_day     34  Ukrinform      →   Pokrovsk  full_day     32  no      closest to the ...  32 to 34
    Pokrovsk  until 16:00  20  Ukrinform          (20 until 16:00 is growth within the day, no conflict)

    The rule is the one that chooses among figures for the same hours; the range is that of the daily table. `kind` is
    a code of KINDS. A merged front is listed with the members it is summed from. Raises BadRange, UnknownFront and
    MissingColumn.
    """
    require(mentions, ("mention_id", "publisher", "published", "url"), "mentions")
    asked, days = check(fronts), days_between(start, end)
    by_day = figures_by_day(counts, mentions, MEASURES)
    told = mentions[["mention_id", "publisher", "published", "url"]].astype("string").fillna("").set_index("mention_id").to_dict("index")
    rows = [row for day in days for front in _named(asked, by_day.get(day, [])) for row in _front_day(front, day, by_day[day], told)]
    return conform(pd.DataFrame(rows, columns=list(LEDGER)), LEDGER, "ledger")


def _named(asked: list[str], said: list[Figure]) -> list[str]:
    """The asked fronts that a day may name, a merged one followed by what its figures are of."""
    if not said:
        return []
    parts = {front: sorted({figure.front for figure in said if set(figure.front.split("+")) < set(front.split("+"))}) for front in asked}
    return list(dict.fromkeys(name for front in asked for name in (front, *parts[front])))


def _front_day(front: str, day: str, said: list[Figure], told: dict) -> list[dict]:
    """The rows of a front on a day, a block for each measure and window of several numbers."""
    figures = sorted((figure for figure in candidates(front, day, said) if figure.numbered), key=_window)
    blocks = [list(same) for _, same in groupby(figures, key=_window)]
    return [row for same in blocks if len({figure.bounds for figure in same}) > 1 for row in _block(front, day, same, told)]


def _window(figure: Figure) -> tuple:
    return MEASURES.index(figure.measure), figure.stage, figure.window, figure.as_of or ""


def _block(front: str, day: str, same: list[Figure], told: dict) -> list[dict]:
    """The rows of one window: each number said, who said it, and the choice among them."""
    choice = choose(same)
    kind = _kind(same, choice.conflict, told)
    shared = {"date": day, "front": front, "rule": choice.rule, "range_low": choice.low, "range_high": choice.high, "kind": kind}
    return [{**shared, **_who(figure, told), "chosen": figure is choice.figure} for figure in choice.figures]


def _who(figure: Figure, told: dict) -> dict:
    """A number with its mention; a sum names all of its own."""
    sources = [told.get(name, {}) for name in figure.mentions]
    joined = {name: "; ".join(dict.fromkeys(filter(None, (source.get(name, "") for source in sources)))) or None for name in ("publisher", "published", "url")}
    return {
        "measure": figure.measure, "window": figure.window, "as_of": figure.as_of, "count": figure.count, "low": figure.low,
        "high": figure.high, "mention_id": " ".join(figure.mentions), **joined,
    }


def _kind(same: list[Figure], conflict: bool, told: dict) -> str:
    """What stands behind the several numbers of one window, as a code of KINDS."""
    articles = {article for figure in same for article in figure.articles}
    publishers = {told.get(name, {}).get("publisher") or f"the unknown publisher of {figure.articles[0]}" for figure in same for name in figure.mentions}
    if any(figure.summed for figure in same):
        return "joint_and_sum" if conflict else "bounds_agree"
    if len(articles) == 1:
        return "correction" if conflict else "bounds_agree"
    if same[0].stage[0] not in (FULL, HOUR_KNOWN):
        return "hours_not_said"
    if not conflict:
        return "bounds_agree"
    return "one_publisher" if len(publishers) == 1 else "two_sources"
