"""What a page says of ranks, periods, shares, conflicts, windows and other choices: a sentence or two from each table."""

from __future__ import annotations

import re

import pandas as pd

from analysis.change_points import CHANGES_FOUND
from analysis.daily import WINDOWS_KNOWN, reconcile
from analysis.findings import day_in_words, times
from analysis.fronts import check
from analysis.intensity import RATIOS, SHARES
from analysis.intervals import exact_ratio
from analysis.ledger import LEDGER
from analysis.periods import PERIODS
from analysis.ranks import RANKS
from analysis.schema import require
from analysis.sensitivity import AS_ASKED, SENSITIVITY
from analysis.speech import decimal, listed, say, spoken
from analysis.spread import SPREAD
from analysis.terms import retell

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@spoken
def percent(share: float) -> str:
    """A probability or share in percent that never claims certainty: '53 %', 'under 1 %', 'over 99 %'."""
    return say("under_one_percent") if share < 0.01 else say("over_99_percent") if share > 0.99 else f"{100 * share:.0f} %"


@spoken
def dated(words: str) -> str:
    """Words with their ISO days as one says them."""
    return ISO_DAY.sub(lambda found: day_in_words(found[0]), retell(words))


# Fronts beside each other

@spoken
def ranked(ranks: pd.DataFrame) -> str:
    """How probable it is for each front that it has the highest pace, and what that rests on."""
    require(ranks, RANKS, "ranks")
    basis = ranks["basis"].iloc[0]
    first = ranks[ranks["place"] == 1].sort_values("probability", ascending=False, kind="stable")
    if first["probability"].isna().all():
        return say("ranks_unknown", basis=dated(basis))
    parts = [say("rank_of", share=percent(row.probability), front=row.front) for row in first.itertuples()]
    return say("ranks", parts=listed(parts), basis=retell(basis))


@spoken
def too_narrow(ratios: pd.DataFrame) -> str:
    """What an interval would be if chance alone made days differ, beside what it is, for the pair that differs most."""
    require(ratios, RATIOS, "ratios")
    rows = [row for row in ratios.itertuples() if not pd.isna(row.dispersion) and row.dispersion > 1 and row.count and row.other_count]
    if not rows:
        return say("not_too_narrow")
    row = max(rows, key=lambda row: row.dispersion)
    lower, upper = exact_ratio(int(row.count), int(row.other_count))
    return say("too_narrow", front=row.front, other=row.other, chance_lower=times(lower), chance_upper=times(upper), lower=times(row.lower), upper=times(row.upper))


@spoken
def survives(table: pd.DataFrame) -> str:
    """How many results under other choices turn an order or change a verdict, in one sentence."""
    done, lost, turned, changed = _choices(table)
    if not done:
        return say("choices_none")
    parts = ([say("choices_turn", number=turned)] if turned else []) + ([say("choices_change", number=changed)] if changed else [])
    words = say("choices_some", results=done, parts=listed(parts)) if parts else say("choices_hold", results=done)
    return words + (" " + say("choices_lost", cases=lost) if lost else "")


@spoken
def order_survives(table: pd.DataFrame) -> str:
    """The verdict over all choices in one line: whether an order of two fronts turns, and whether a verdict changes."""
    done, _, turned, changed = _choices(table)
    kind = "nothing" if not done else "turns" if turned else "changes" if changed else "holds"
    return say(f"survives_{kind}", results=done, turned=turned, changed=changed)


def _choices(table: pd.DataFrame) -> tuple[int, int, int, int]:
    """How many results under other choices there are, how many are lost, turn an order, or change a verdict only."""
    require(table, SENSITIVITY, "sensitivity")
    others = table[table["variant"] != AS_ASKED]
    done = others[others["verdict"] != "not_comparable"]
    same_order = done["same_order"].fillna(True).astype(bool)
    changed = same_order & ~done["same_verdict"].fillna(True).astype(bool)
    return len(done), len(others) - len(done), int((~same_order).sum()), int(changed.sum())


# One front

@spoken
def compared_periods(table: pd.DataFrame) -> str:
    """Each front's mean day in the later period against the earlier one, or why there is no comparison."""
    require(table, PERIODS, "periods")
    return "\n\n".join(_period(row) for row in table.itertuples())


def _period(row) -> str:
    """One front's two periods in words."""
    head = say("two_periods", front=row.front, start=row.start, end=row.end, other_start=row.other_start, other_end=row.other_end)
    reason = dated(row.reason) if isinstance(row.reason, str) else ""
    if row.verdict == "not_comparable" or pd.isna(row.ratio):
        return say("two_periods_lost", periods=head, reason=reason)
    interval = "" if pd.isna(row.lower) or pd.isna(row.upper) else say("two_periods_interval", lower=times(row.lower), upper=times(row.upper))
    kind = row.verdict if row.verdict in ("higher_shown", "lower_shown", "equal") else "not_shown"
    said = "" if row.verdict == "order_open" else say(f"change_{kind}")
    return say("two_periods_told", periods=head, mean=decimal(f"{row.mean:.1f}"), days=row.days, other_mean=decimal(f"{row.other_mean:.1f}"), other_days=row.other_days,
               ratio=times(row.ratio), interval=interval, said="; ".join(filter(None, [said, reason])))


@spoken
def level(found: pd.DataFrame) -> str:
    """The verdict over a front's level in one line: on about which days it changes, or that no change is shown."""
    require(found, CHANGES_FOUND, "changes of level")
    return " ".join(_level(front, own) for front, own in found.groupby("front", sort=False))


def _level(front: str, own: pd.DataFrame) -> str:
    """One front's changes of level in one line."""
    shown = [row for row in own.itertuples() if not pd.isna(row.date)]
    if not shown:
        return say("level_holds", front=front, days=int(own["days"].sum()))
    parts = [say("level_step", day=row.date, before=decimal(f"{row.before_mean:.0f}"), after=decimal(f"{row.after_mean:.0f}")) for row in shown]
    return say("level_changes", front=front, steps=listed(parts))


def windows(counts: pd.DataFrame, mentions: pd.DataFrame, fronts: object, start: str, end: str) -> pd.DataFrame:
    """Every window of these fronts that a number was reported for, before any is preferred to another."""
    told = reconcile(counts, mentions)
    inside = told["front"].isin(check(fronts)) & told["date"].between(start, end) & told["status"].ne("uncounted")
    columns = [name for name in WINDOWS_KNOWN if name not in ("status", "conflict", "mention_ids", "hours")]
    return told.loc[inside, columns].reset_index(drop=True)


@spoken
def part_of_day(shares: pd.DataFrame) -> str:
    """What share of the day each hour's bulletin held, where a day has both."""
    require(shares, SPREAD, "spread")
    rows = [row for row in shares.itertuples() if row.pairs]
    return "; ".join(_part(row) for row in rows) + "." if rows else say("no_part_of_day")


def _part(row) -> str:
    """One hour's share in words."""
    told = {"hour": row.as_of, "share": percent(row.median), "days": row.pairs}
    if pd.isna(row.low):
        return say("part_of_one_day", **told)
    return say("part_of_days", **told, low=percent(row.low), high=percent(row.high))


@spoken
def shared(table: pd.DataFrame) -> str:
    """On how many days a front's share of the whole line can be told, and from where to where it runs."""
    require(table, SHARES, "shares")
    days = table["date"].nunique()
    known = table[table["share"].notna() & table["front"].ne("unattributed")]
    if known.empty:
        return say("no_share", days=days)
    parts = [_share_of(front, own) for front, own in known.groupby("front", sort=False)["share"]]
    return say("shares", days=days, silent=days - known["date"].nunique(), parts="; ".join(parts))


def _share_of(front: str, shares: pd.Series) -> str:
    """From where to where one front's share of the whole line runs."""
    low, high = percent(shares.min()), percent(shares.max())
    return say("share_of_one" if low == high else "share_of", front=front, low=low, high=high, days=len(shares))


# Sources

@spoken
def disagreements(ledger: pd.DataFrame) -> str:
    """Where sources gave several numbers for the same hours, from the lowest to the highest, and what decided."""
    require(ledger, LEDGER, "ledger")
    if ledger.empty:
        return say("no_disagreement")
    groups = [rows for _, rows in ledger.groupby(["date", "front", "measure", "window", "as_of"], sort=False, dropna=False)]
    return say("disagreements", cases=len(groups), parts="; ".join(_disagreement(rows) for rows in groups))


def _disagreement(rows: pd.DataFrame) -> str:
    """One conflict: its range, what is counted, the front, the day, and the rule that chose."""
    numbers, first = rows[["count", "low", "high"]].stack(), rows.iloc[0]
    kind = first["measure"] if first["measure"] in ("clashes", "repelled", "ongoing") else "attacks"
    return say(f"disagreement_{kind}", low=numbers.min(), high=numbers.max(), front=first["front"], day=first["date"], rule=retell(first["rule"]))
