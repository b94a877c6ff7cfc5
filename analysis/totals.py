"""Whether the fronts of a bulletin add up to more than the total that it gives itself: then one of its figures is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

FLAG = "fronts_exceed_total"
WHOLE = "ALL"
HELD_BY = {"clashes": ("clashes", "attacks", "repelled"), "attacks": ("attacks", "repelled")}


def flagged(counts: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """The counts, with a flag on each total that the fronts of its article exceed over the same window, and on these fronts.

    front      measure  window    as_of  count       flags
    ALL        clashes  part_day  16:00     49   →   fronts_exceed_total
    Pokrovsk   attacks  part_day  16:00     25       fronts_exceed_total
    Kurakhove  attacks  part_day  16:00     28       fronts_exceed_total

    An article is known by its article_id, for want of one by its address; the words for the time stand in for a day
    that is not known. Only what is certain is compared: the least that the fronts can have with the most that the
    total can be.
    """
    window = _windows(counts, mentions)
    totals = window[(counts["front"] == WHOLE) & counts["measure"].isin(list(HELD_BY))]
    chosen = window.isin(totals.dropna()) & counts["front"].notna() & counts["measure"].notna()
    concerned: list[int] = []
    for _, rows in counts[chosen].groupby(window[chosen], sort=False):
        concerned += _concerned(list(rows[["front", "measure", "low", "high"]].itertuples()))
    if not concerned:
        return counts
    flags = counts["flags"].copy()
    flags.loc[concerned] = (flags.loc[concerned].fillna("") + f" {FLAG}").str.strip()
    return counts.assign(flags=flags)


def _windows(counts: pd.DataFrame, mentions: pd.DataFrame) -> pd.Series:
    """A number for each article and window counted in it; unknown where the article, the window or the day is."""
    written = mentions.set_index("mention_id").loc[counts["mention_id"]].reset_index()
    article = written["article_id"].fillna(written["url"])
    day = counts["date"].fillna(written["when_as_written"])
    known = article.notna() & day.notna() & (counts["window"] != "unknown")
    keys = pd.DataFrame({"article": article, "day": day, "window": counts["window"], "as_of": counts["as_of"].fillna("")})
    return keys.groupby(list(keys), sort=False).ngroup().astype("Int64").where(known)


def _concerned(rows: Sequence[NamedTuple]) -> list[int]:
    """The places of the totals that are exceeded and of the figures that exceed them."""
    places: set[int] = set()
    for measure, held in HELD_BY.items():
        totals = [row for row in rows if row.front == WHOLE and row.measure == measure]
        parts = [row for row in rows if row.front != WHOLE and row.measure in held and pd.notna(row.low) and row.low > 0]
        most = _most(totals)
        if most is not None and _least((row.front, row.low) for row in parts) > most:
            places |= {row.Index for row in totals + parts}
    return sorted(places)


def _most(totals: Sequence[NamedTuple]) -> int | None:
    """The most that a total can be, the largest where several are given; None where its words set no upper bound."""
    highest = max((row.high for row in totals if pd.notna(row.high)), default=None)
    lowest = max((row.low for row in totals if pd.notna(row.low)), default=0)
    return None if highest is None or lowest > highest else highest


def _least(figures: Iterable[tuple[str, int]]) -> int:
    """The least that all fronts have together: each front once with its largest figure, 'A+B' not beside A and B.

    A 30, A 25, B 10, A+B 54 → 54
    """
    largest: dict[str, int] = {}
    for front, low in figures:
        largest[front] = max(int(low), largest.get(front, 0))
    together = sum(low for front, low in largest.items() if "+" not in front)
    joined: set[str] = set()
    for front in sorted((front for front in largest if "+" in front), key=lambda front: (-largest[front], front)):
        parts = set(front.split("+"))
        more = largest[front] - sum(largest.get(part, 0) for part in parts)
        if more > 0 and not parts & joined:
            together, joined = together + more, joined | parts
    return together
