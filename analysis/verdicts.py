"""Plain verdicts in English and Ukrainian: which count is highest, whether a higher pace is shown, and why not."""

from __future__ import annotations

from math import inf

import pandas as pd

from analysis.intensity import RATIOS, SINGLE_DAY, rank
from analysis.schema import require
from analysis.speech import counted, day, front, listed, say, times
from analysis.terms import retell


def of_day(day_table: pd.DataFrame, language: str | None = None) -> str:
    """One day's verdict in the few words that stand under its chart."""
    require(day_table, SINGLE_DAY, "a single day")
    placed = rank(day_table).dropna(subset="place")
    if placed.empty:
        return say("day_nothing", language)
    if len(placed) == 1:
        return say("day_only", language, front=front(placed.iloc[0]["front"], language))
    first, second = placed.iloc[0], placed.iloc[1]
    if first["count"] == second["count"]:
        equal = placed.loc[placed["count"] == first["count"], "front"]
        return say("day_equal", language, fronts=listed((front(name, language) for name in equal), language))
    kind = "order_open" if order_open(day_table, first["front"], second["front"]) else first["verdict"]
    return say(f"day_{kind}", language, front=front(first["front"], language), other=front(second["front"], language))


def order_open(day_table: pd.DataFrame, first: str, second: str) -> bool:
    """Whether the bounds that the words give leave open which of two fronts had more: 32 against at least 28."""
    rows = day_table.set_index("front")
    least, most = rows.loc[first, "low"], rows.loc[second, "high"]
    return bool(pd.isna(least) or pd.isna(most) or rows.loc[second, "at_least"] or most >= least)


def shown(row) -> bool:
    """Whether a higher pace is shown: not where one window, or zeros, leave unknown how much days differ."""
    return row.verdict == "higher_shown" and not pd.isna(row.dispersion)


def plain(row, language: str | None = None) -> str:
    """The verdict of a pair of fronts: highest count, higher pace shown, not distinguishable, or not comparable and why."""
    verdict = "higher_count_only" if row.verdict == "higher_shown" and not shown(row) else row.verdict
    said = say(f"plain_{verdict}", language, **_names(row, language), reason=reason(row, language))
    return " ".join(filter(None, (said, on_request(row, language))))


def of_pair(row, language: str | None = None) -> str:
    """The verdict of a pair of fronts with the figures behind it."""
    said = plain(row, language)
    if row.verdict == "not_comparable":
        return said
    return f"{said} {say('pair', language, **_names(row, language))}, {figures(row, language)}{caveat(row, language)}."


def of_pairs(ratios: pd.DataFrame, language: str | None = None) -> str:
    """The verdict of each pair of a table of ratios, a line each."""
    require(ratios, RATIOS, "ratios")
    return "\n".join(f"- {of_pair(row, language)}" for row in ratios.itertuples())


def of_period(row, language: str | None = None) -> str:
    """The verdict of one front's later period against its earlier one, from a row of the table of periods, with its figures."""
    spans = {name: say("period", language, start=day(start, language), end=day(end, language))
             for name, start, end in (("later", row.start, row.end), ("earlier", row.other_start, row.other_end))}
    told = {"days": row.days, "other_days": row.other_days}
    kind = "period_no_ratio" if any(pd.isna(value) for value in (row.ratio, row.lower, row.upper)) else "period_figures"
    if kind == "period_figures":
        told |= {name: times(getattr(row, name), language) for name in ("mean", "other_mean", "ratio", "lower", "upper")}
    return " ".join(filter(None, [
        say(f"period_{row.verdict}", language, front=front(row.front, language), **spans), say(kind, language, **told),
        say("keep_in_mind", language, reason=retell(row.reason, language)) if row.reason else "",
    ]))


def finding(row, language: str | None = None) -> str:
    """A pair, its figures and what they show, in one line of Markdown."""
    names = _names(row, language)
    both = f"**{listed(names.values(), language)}**"
    if row.verdict == "not_comparable":
        return f"{both} {say('have_no_window', language, reason=reason(row, language))}"
    extra = f" {on_request(row, language)}".rstrip()
    if row.verdict == "equal":
        return f"{both} {say('have_equal', language, sums=sums(row, language))}{extra}"
    return f"**{say('pair', language, **names)}** {figures(row, language)}: {shows(row, language)}.{extra}"


def short(row, language: str | None = None) -> str:
    """A verdict in the few words of a table's cell, with the unlike things that were set against each other."""
    kind = "shown" if shown(row) else "higher_count_only" if row.verdict == "higher_shown" else row.verdict
    things = unlike(row, language)
    return say(f"short_{kind}", language) + (f" ({things})" if things else "")


def shows(row, language: str | None = None) -> str:
    """What a pair shows, in words."""
    if row.verdict == "order_open":
        return say("shows_order_open", language)
    return say("shows_higher", language) if shown(row) else say("shows_no_higher", language) + caveat(row, language)


def caveat(row, language: str | None = None) -> str:
    """Why an interval is narrower than it should be, or ''."""
    if row.windows == 1:
        return say("only_chance", language)
    return say("no_dispersion", language) if pd.isna(row.dispersion) else ""


def sums(row, language: str | None = None) -> str:
    """'32 against 24 over 1 common window'."""
    return say("sums", language, count=row.count, other_count=row.other_count, windows=counted(row.windows, "common_window", language))


def figures(row, language: str | None = None) -> str:
    """The sums of a pair and their ratio with its interval."""
    if pd.isna(row.ratio) or row.ratio == inf:
        return f"{sums(row, language)}, {say('no_ratio', language)}"
    told = {name: times(getattr(row, name), language) for name in ("ratio", "lower", "upper")}
    return f"{sums(row, language)}, {say('times_as_many', language, **told)}"


def reason(row, language: str | None = None) -> str:
    """Why a pair is not compared, or ''."""
    return say(f"reason_{row.reason}", language, **_names(row, language)) if row.reason else ""


def unlike(row, language: str | None = None) -> str:
    """The unlike things of a pair, in words, or ''."""
    return listed((say(f"unlike_{name}", language) for name in row.unlike.split()), language)


def on_request(row, language: str | None = None) -> str:
    """A sentence on the unlike things that were set against each other because the reader asked for it, or ''."""
    things = unlike(row, language)
    return say("on_request", language, things=things) if things else ""


def _names(row, language: str) -> dict[str, str]:
    return {"front": front(row.front, language), "other": front(row.other, language)}
