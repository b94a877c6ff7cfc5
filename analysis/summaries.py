"""What a page says of ranks, periods, shares, conflicts, windows and other choices: a sentence or two from each table."""

from __future__ import annotations

import re

import pandas as pd

from analysis.daily import WINDOWS_KNOWN, in_words, reconcile
from analysis.findings import counted, day_in_words, times
from analysis.fronts import check
from analysis.intensity import RATIOS, SHARES
from analysis.intervals import exact_ratio
from analysis.ledger import LEDGER
from analysis.periods import PERIODS
from analysis.ranks import RANKS
from analysis.schema import require
from analysis.sensitivity import AS_ASKED, SENSITIVITY
from analysis.spread import SPREAD

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def percent(share: float) -> str:
    """A probability or share in percent that never claims certainty: '53 %', 'under 1 %', 'over 99 %'."""
    return "under 1 %" if share < 0.01 else "over 99 %" if share > 0.99 else f"{100 * share:.0f} %"


def dated(words: str) -> str:
    """Words with their ISO days as one says them."""
    return ISO_DAY.sub(lambda found: day_in_words(found[0]), words)


# Fronts beside each other

def ranked(ranks: pd.DataFrame) -> str:
    """How probable it is for each front that it has the highest pace, and what that rests on."""
    require(ranks, RANKS, "ranks")
    basis = ranks["basis"].iloc[0]
    first = ranks[ranks["place"] == 1].sort_values("probability", ascending=False, kind="stable")
    if first["probability"].isna().all():
        return f"How probable each place is cannot be said: {dated(basis)}."
    return f"The probability of having the highest pace is {in_words(f'{percent(row.probability)} for {row.front}' for row in first.itertuples())} ({basis})."


def too_narrow(ratios: pd.DataFrame) -> str:
    """What an interval would be if chance alone made days differ, beside what it is, for the pair that differs most."""
    require(ratios, RATIOS, "ratios")
    rows = [row for row in ratios.itertuples() if not pd.isna(row.dispersion) and row.dispersion > 1 and row.count and row.other_count]
    if not rows:
        return "No interval here is wider than chance alone makes it, or nothing shows how days differ."
    row = max(rows, key=lambda row: row.dispersion)
    lower, upper = exact_ratio(int(row.count), int(row.other_count))
    return (f"If chance alone made days differ (an exact Poisson interval), the ratio of {row.front} to {row.other} would lie between {times(lower)} and "
            f"{times(upper)} instead of {times(row.lower)} and {times(row.upper)}: too narrow, because days differ more than that.")


def survives(table: pd.DataFrame) -> str:
    """How many results under other choices turn an order or change a verdict, in one sentence."""
    require(table, SENSITIVITY, "sensitivity")
    others = table[table["variant"] != AS_ASKED]
    done = others[others["verdict"] != "not_comparable"]
    if done.empty:
        return "No other choice leaves anything to compare."
    turned = int((~done["same_order"].fillna(True).astype(bool)).sum())
    changed = int((done["same_order"].fillna(True).astype(bool) & ~done["same_verdict"].fillna(True).astype(bool)).sum())
    parts = [_does(turned, "turn", "the order of two fronts")] * bool(turned) + [_does(changed, "change", "a verdict")] * bool(changed)
    many = f"{counted(len(done), 'result')} under another choice"
    words = f"Of {many}, {in_words(parts)}." if parts else f"None of {many} turns an order or changes a verdict."
    lost = len(others) - len(done)
    return words + (f" In {counted(lost, 'case')} nothing is left to compare." if lost else "")


def _does(number: int, verb: str, what: str) -> str:
    """'1 turns the order', '2 turn the order'."""
    return f"{number} {verb}{'s' if number == 1 else ''} {what}"


# One front

def compared_periods(table: pd.DataFrame) -> str:
    """Each front's mean day in the later period against the earlier one, or why there is no comparison."""
    require(table, PERIODS, "periods")
    return "\n\n".join(_period(row) for row in table.itertuples())


def _period(row) -> str:
    """One front's two periods in words."""
    spans = f"{day_in_words(row.start)} to {day_in_words(row.end)} against {day_in_words(row.other_start)} to {day_in_words(row.other_end)}"
    reason = dated(row.reason) if isinstance(row.reason, str) else ""
    if row.verdict == "not_comparable" or pd.isna(row.ratio):
        return f"**{row.front}**, {spans}: not comparable, {reason}."
    days = f"{row.mean:.1f} a day on {counted(row.days, 'reported day')} against {row.other_mean:.1f} on {row.other_days}"
    interval = "" if pd.isna(row.lower) or pd.isna(row.upper) else f" (95 %: {times(row.lower)} to {times(row.upper)})"
    said = {
        "higher_shown": "a higher pace is shown", "lower_shown": "a lower pace is shown", "equal": "the means are equal",
        "order_open": "",
    }.get(row.verdict, "a change of pace is not shown")
    return f"**{row.front}**, {spans}: {days}, {times(row.ratio)} times{interval}: {'; '.join(filter(None, [said, reason]))}."


def windows(counts: pd.DataFrame, mentions: pd.DataFrame, fronts: object, start: str, end: str) -> pd.DataFrame:
    """Every window of these fronts that a number was reported for, before any is preferred to another."""
    told = reconcile(counts, mentions)
    inside = told["front"].isin(check(fronts)) & told["date"].between(start, end) & told["status"].ne("uncounted")
    columns = [name for name in WINDOWS_KNOWN if name not in ("status", "conflict", "mention_ids", "hours")]
    return told.loc[inside, columns].reset_index(drop=True)


def part_of_day(shares: pd.DataFrame) -> str:
    """What share of the day each hour's bulletin held, where a day has both."""
    require(shares, SPREAD, "spread")
    rows = [row for row in shares.itertuples() if row.pairs]
    if not rows:
        return "No day has both a figure up to some hour and one of the whole day, so nothing measures what part of the day a part held."
    return "; ".join(_part(row) for row in rows) + "."


def _part(row) -> str:
    """One hour's share in words."""
    days = counted(row.pairs, "day")
    if pd.isna(row.low):
        return f"Up to {row.as_of} the part held {percent(row.median)} of the day, on {days}: one day shows no spread"
    return f"Up to {row.as_of} the part held {percent(row.median)} of the day (95 % for another day: {percent(row.low)} to {percent(row.high)}; {days})"


def shared(table: pd.DataFrame) -> str:
    """On how many days a front's share of the whole line can be told, and from where to where it runs."""
    require(table, SHARES, "shares")
    days = table["date"].nunique()
    known = table[table["share"].notna() & table["front"].ne("unattributed")]
    if known.empty:
        return f"On none of {counted(days, 'day')} both the front and the whole line have a figure for the same hours and measure."
    parts = [f"{front}: {percent(own.min())} to {percent(own.max())} on {counted(len(own), 'day')}" for front, own in known.groupby("front", sort=False)["share"]]
    return f"Of {counted(days, 'day')}: {'; '.join(parts)}."


# Sources

def disagreements(ledger: pd.DataFrame) -> str:
    """Where sources gave several numbers for the same hours, from the lowest to the highest, and what decided."""
    require(ledger, LEDGER, "ledger")
    if ledger.empty:
        return "No two sources give different numbers for the same hours of the same day."
    groups = [rows for _, rows in ledger.groupby(["date", "front", "measure", "window", "as_of"], sort=False, dropna=False)]
    parts = [f"{_ends(rows)} {_counted(rows.iloc[0])} on {rows.iloc[0]['front']}, {day_in_words(rows.iloc[0]['date'])} (used: {rows.iloc[0]['rule']})" for rows in groups]
    return f"Several numbers were given for the same hours in {counted(len(groups), 'case')}: {'; '.join(parts)}. All stay in the tables, and the range is drawn."


def _ends(rows: pd.DataFrame) -> str:
    """The range of the numbers of a conflict."""
    numbers = rows[["count", "low", "high"]].stack()
    return f"{numbers.min()} to {numbers.max()}"


def _counted(row: pd.Series) -> str:
    """What a number of the ledger counts."""
    return {"repelled": "attacks repelled", "ongoing": "attacks going on"}.get(row["measure"], row["measure"])
