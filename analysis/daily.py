"""One row per front, day and measure: gaps kept, sources reconciled, nothing split and nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations
from math import inf
from typing import NamedTuple

import pandas as pd

from analysis.fronts import SUBJECT, canonical, changes, check
from analysis.moments import KYIV, iso_published
from analysis.schema import COUNTS, DAILY, MEASURES, BadCall, BadRange, conform, nearest, require
from analysis.store import DATA

NEEDED = ("mention_id", "article_id", "front", "measure", "status", "count", "low", "high", "window", "as_of", "hours", "date")
TOLD = ("mention_id", "publisher", "published")
WINDOWS_KNOWN = {
    "date": "string", "front": "string", "window": "string", "as_of": "string",
    **{name: kind for name, kind in DAILY.items() if name not in ("date", "front")},
}
ORDER = ("attacks", "repelled", "clashes", "ongoing")  # of the measures of a day
OTHERS = 3  # the rank of a publisher that data/reference/publishers.csv does not list
GENERAL_STAFF = "the General Staff"  # the source of its own text and of those who carry its bulletins
FULL, HOUR_KNOWN, HOUR_UNKNOWN, NOT_SAID = range(4)
OVER = {  # the rule that prefers some hours to the next best
    (FULL, HOUR_KNOWN): "full day over part of a day",
    (FULL, HOUR_UNKNOWN): "full day over part of a day",
    (FULL, NOT_SAID): "full day over hours not said",
    (HOUR_KNOWN, HOUR_KNOWN): "later hour",
    (HOUR_KNOWN, HOUR_UNKNOWN): "known hour over an unknown one",
    (HOUR_KNOWN, NOT_SAID): "known hour over an unknown one",
    (HOUR_UNKNOWN, NOT_SAID): "part of a day over hours not said",
}


class Figure(NamedTuple):
    """One reported figure of a front; None is unknown. A sum of several fronts' figures is a figure too."""

    front: str
    date: str
    measure: str
    status: str
    count: int | None
    low: int | None
    high: int | None
    window: str
    as_of: str | None
    hours: float | None
    mentions: tuple[str, ...]
    articles: tuple[str, ...]
    order: tuple  # what decides among figures for the same hours: lowest first
    summed: str = ""  # the fronts it is the sum of, in words
    conflict: bool = False
    source: str = ""  # whose count it is; '' is not known

    @property
    def numbered(self) -> bool:
        """Whether it says how many, exactly or within bounds."""
        return self.status != "uncounted" and not (self.count is self.low is self.high is None)

    @property
    def stage(self) -> tuple[int, int]:
        """How much of the day it covers, most first."""
        if self.window == "full_day":
            return FULL, 0
        if self.window != "part_day":
            return NOT_SAID, 0
        return (HOUR_UNKNOWN, 0) if self.as_of is None else (HOUR_KNOWN, -minutes(self.as_of))

    @property
    def bulletin(self) -> tuple[str, str]:
        """What two figures must share to be of the same hours: a clock time, or one article when no hour is said."""
        return self.window, "" if self.stage[0] == FULL else self.as_of or f"article {self.articles[0]}"

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most that the number said can be, a hedge beside it left aside."""
        if self.count is not None:
            return self.count, self.count
        return -inf if self.low is None else self.low, inf if self.high is None else self.high


class Choice(NamedTuple):
    """What was chosen among the figures for the same hours, with the range they span and the rule that chose."""

    figure: Figure
    low: int | None
    high: int | None
    conflict: bool
    rule: str
    figures: tuple[Figure, ...]  # the chosen one first


def minutes(as_of: str) -> int:
    """Minutes since midnight: '16:00' → 960."""
    hour, minute = as_of.split(":")
    return int(hour) * 60 + int(minute)


def days_between(start: str, end: str) -> list[str]:
    """Every day from start to end, both included; raises BadRange for what is not a day or ends before it starts."""
    first, last = _day(start), _day(end)
    if last < first:
        raise BadRange(f"BadRange: the range ends on {end}, before it starts on {start}. Exchange the two days.")
    return [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]


def _day(text: object) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(text)):
            raise ValueError
        return date.fromisoformat(str(text))
    except ValueError:
        raise BadRange(f"BadRange: '{text}' is not a day. Expected year-month-day, for example 2024-11-16.") from None


def check_measures(measures: Iterable[str]) -> tuple[str, ...]:
    """The asked-for measures as they came; raises BadCall with the nearest name for one that is not ours."""
    asked = (measures,) if isinstance(measures, str) else tuple(measures)
    for measure in asked:
        if measure not in MEASURES:
            raise BadCall(f"BadCall: no measure is called '{measure}'.{nearest(str(measure), MEASURES)} The measures are {', '.join(MEASURES)}.")
    return asked


@cache
def _publishers() -> tuple[tuple[str, int], ...]:
    """Parts of publishers' names with their rank, the longest first, from data/reference/publishers.csv."""
    table = pd.read_csv(DATA / "reference" / "publishers.csv", dtype={"publisher_contains": "string", "rank": int})
    pairs = zip(table["publisher_contains"].str.casefold(), table["rank"])
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


@cache
def publisher_rank(publisher: str) -> int:
    """How close a publisher is to the General Staff: 1 its own text, 2 Ukrinform or ArmyInform, 3 everyone else."""
    name = publisher.casefold()
    return next((rank for part, rank in _publishers() if part in name), OTHERS)


def source_of(publisher: str) -> str:
    """Whose count a publisher gives: that of the General Staff where it carries the bulletins, its own telling of them otherwise."""
    return GENERAL_STAFF if publisher_rank(publisher) < OTHERS else publisher.strip().casefold()


@cache
def published_moment(published: str) -> float:
    """A date of publication as seconds; a bare day or month counts as its end, anything that cleaning does not read as never.

    So a text whose time is not known never passes for the earlier one.
    """
    text = iso_published(published)
    try:
        if re.fullmatch(r"\d{4}-\d\d", text):
            return _end_of(text)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return inf
    if len(text) <= 10:
        return _end_of(moment.date().isoformat())
    return pd.Timestamp(moment if moment.tzinfo else moment.replace(tzinfo=KYIV)).timestamp()


def _end_of(span: str) -> float:
    """The end of a day or month in Kyiv, as seconds."""
    return pd.Period(span).end_time.tz_localize("Europe/Kyiv").timestamp()


def _table_order(mention_id: str) -> tuple:
    """A mention's place in its table by its name, numbers by value: r2 before r10."""
    return tuple(int(part) if odd % 2 else part for odd, part in enumerate(re.split(r"(\d+)", mention_id)))


def figures(counts: pd.DataFrame, mentions: pd.DataFrame | None = None) -> list[Figure]:
    """The counts that can stand in a day, in their order of precedence: those with a front, a date and a measure, and no weeks.

    Raises MissingColumn when counts or mentions lack a column that is needed.
    """
    require(counts, NEEDED, "counts")
    asked = [conform(counts[list(NEEDED)], {name: COUNTS[name] for name in NEEDED}, "counts"), _told(mentions)]
    for tables, found in _latest:
        if all(one.equals(other) for one, other in zip(tables, asked)):
            return list(found)
    found = _figures(*asked)
    _latest[:] = [(asked, found)]
    return list(found)


_latest: list[tuple[list[pd.DataFrame], list[Figure]]] = []  # the tables that figures were last asked of, and the figures: a page asks for the same ones many times


def _told(mentions: pd.DataFrame | None) -> pd.DataFrame:
    """What mentions tell of a figure: who published it and when; a table of no rows where there are none."""
    if mentions is None:
        return pd.DataFrame(columns=list(TOLD), dtype="string")
    require(mentions, TOLD, "mentions")
    return conform(mentions[list(TOLD)], dict.fromkeys(TOLD, "string"), "mentions")


def _figures(table: pd.DataFrame, mentions: pd.DataFrame) -> list[Figure]:
    """The figures of counts and of what is told of them, both checked."""
    usable = table["front"].notna() & table["date"].notna() & table["measure"].notna() & (table["window"].fillna("unknown") != "week")
    told = _publication(mentions)
    plain = table[usable].astype(object).where(table[usable].notna(), None)
    found = [_figure(row, *told.get(row.mention_id, (OTHERS, inf, ""))) for row in plain.itertuples(index=False)]
    return sorted(found, key=lambda figure: (figure.order, figure.front, figure.measure, figure.window, figure.as_of or ""))


def _figure(row, rank: int, moment: float, source: str) -> Figure:
    mention = row.mention_id or ""
    zero = row.status == "none"
    count, low, high = (0 if zero else None if value is None else int(value) for value in (row.count, row.low, row.high))
    order = (rank, moment, _table_order(mention), tuple(-1 if value is None else value for value in (count, low, high)))
    return Figure(row.front, row.date, row.measure, row.status, count, low, high, row.window or "unknown", row.as_of,
                  row.hours, (mention,), (row.article_id or mention,), order, source=source)


def _publication(mentions: pd.DataFrame) -> dict[str, tuple[int, float, str]]:
    """For each mention the rank of its publisher, the moment of its publication and whose count it is."""
    return {name: (publisher_rank(publisher), published_moment(published), source_of(publisher)) for name, publisher, published in mentions.fillna("").itertuples(index=False)}


# Among figures for the same hours

def choose(same_hours: Iterable[Figure]) -> Choice:
    """Choose among figures of one front and measure for the same hours, keeping the range they span.

    A joint figure said as such stands before a sum; then the publisher closest to the General Staff, then the
    earliest published, then the first in the table. The table's order is that of its mention ids, so that sorting
    a spreadsheet changes nothing.
    """
    ordered = sorted(same_hours, key=lambda figure: (bool(figure.summed), figure.order))
    chosen = ordered[0]
    conflict = max(figure.bounds[0] for figure in ordered) > min(figure.bounds[1] for figure in ordered)
    low, high = _span(chosen, ordered) if conflict else (chosen.low, chosen.high)
    return Choice(chosen, low, high, conflict or chosen.conflict, _rule(chosen, ordered), tuple(ordered))


def _span(chosen: Figure, all_figures: list[Figure]) -> tuple[int | None, int | None]:
    """The least and the most that differing figures give; where the chosen words leave one side open it stays open."""
    low = min(_first(figure.low, figure.count, figure.high) for figure in all_figures)
    high = max(_first(figure.high, figure.low, figure.count) for figure in all_figures)
    one_sided = (chosen.low is None) != (chosen.high is None)
    return (None if one_sided and chosen.low is None else low), (None if one_sided and chosen.high is None else high)


def _first(*values: int | None) -> int:
    """The first that is known."""
    return next(value for value in values if value is not None)


def _rule(chosen: Figure, ordered: list[Figure]) -> str:
    """Which rule chose among figures for the same hours, in words."""
    rivals = [figure for figure in ordered if figure.bounds != chosen.bounds]
    if chosen.summed:
        rule = f"sum of {chosen.summed}"
        return rule if not rivals else f"{rule}; {_decided(chosen, rivals[0])}"
    if not rivals:
        return "only figure" if len({figure.articles for figure in ordered}) == 1 else "sources agree"
    return _decided(chosen, rivals[0])


def _decided(chosen: Figure, rival: Figure) -> str:
    if rival.summed and not chosen.summed:
        return "said as one figure over a sum"
    names = ("closest to the General Staff", "earliest published")
    return next((name for name, own, other in zip(names, chosen.order, rival.order) if own != other), "first in the table")


def _articles(some: Iterable[Figure]) -> int:
    """How many different articles carry these figures."""
    return len({article for figure in some for article in figure.articles})


def _ids(some: Iterable[Figure]) -> str:
    """Their mentions in order, each once, joined by spaces."""
    return " ".join(dict.fromkeys(mention for figure in some for mention in figure.mentions if mention))


# Among the hours of one day

def _row(front: str, day: str, measure: object = pd.NA, status: str = "not_reported", **told) -> dict:
    """A row of the daily table; what is not told is unknown."""
    silent = {"count": None, "low": None, "high": None, "hours": None, "sources": 0, "conflict": False, "rule": "", "mention_ids": ""}
    return {"date": day, "front": front, "measure": measure, "status": status, **silent, **told}


def _measure_row(front: str, day: str, measure: str, said: list[Figure]) -> dict:
    """The row of one front, day and measure from all its figures, of whatever hours.

    A full day beats a part of it, a later hour an earlier one. A part without an hour comes after every part with
    one, because it may be the earliest of the day and can be set beside nothing; hours not said at all come last.
    A figure that is not of the whole day is `partial`, a zero for a part of the day too.
    """
    numbered = [figure for figure in said if figure.numbered]
    if not numbered:
        first = min(said, key=lambda figure: (figure.stage, figure.order))
        return _row(front, day, measure, "uncounted", hours=first.hours, rule="fighting without a number", mention_ids=_ids([first, *said]))
    stages = sorted({figure.stage for figure in numbered})
    choice = choose(figure for figure in numbered if figure.stage == stages[0])
    chosen = choice.figure
    rest = sorted(said, key=lambda figure: (not figure.numbered, figure.stage, figure.order))
    return _row(
        front, day, measure, chosen.status if chosen.window == "full_day" else "partial",
        count=chosen.count, low=choice.low, high=choice.high, hours=chosen.hours, sources=_articles(numbered),
        conflict=choice.conflict, rule=_day_rule(choice.rule, stages), mention_ids=_ids([*choice.figures, *rest]),
    )


def _day_rule(rule: str, stages: list[tuple[int, int]]) -> str:
    """The rule among hours, then the rule among figures for the same hours."""
    kinds = [kind for kind, _ in stages]
    over = OVER[tuple(kinds[:2])] if len(kinds) > 1 else ""
    within = "" if over and rule == "only figure" else rule
    return "; ".join(filter(None, (over, within, "hours not said" if kinds[0] == NOT_SAID else "")))


# Several fronts together

@cache
def _lives() -> tuple[dict[str, str], dict[str, str], dict[str, tuple[str, str]]]:
    """From the changes of the map: each front's first day, its first day no more, and (date, new name) of the renamed."""
    rows = list(changes().itertuples(index=False))
    begins = {row.front: row.date for row in rows if row.change in ("entered", "begins")}
    ends = {row.front: row.date for row in rows if row.change == "ended"}
    return begins, ends, {row.front: (row.date, row.into) for row in rows if row.change == "renamed"}


def living(front: str, day: str) -> frozenset[str]:
    """The members of a (merged) front that exist on a day, under the names they bear that day.

    'Kurakhove+Pokrovsk+Vremivka' → the three until 2025-01-09, then Novopavlivka (Vremivka's new name) and Pokrovsk.
    """
    begins, ends, renamed = _lives()
    members = set(front.split("+"))
    for old, (changed, new) in renamed.items():
        if members & {old, new}:
            members = members - {old, new} | {new if day >= changed else old}
    return frozenset(name for name in members if begins.get(name, day) <= day < ends.get(name, "9999"))


def candidates(front: str, day: str, said: list[Figure]) -> list[Figure]:
    """The figures of a front on a day: its own, and for a merged front also the sums that its members make up."""
    if "+" not in front:
        return [figure for figure in said if figure.front == front]
    members = living(front, day)
    own = [figure._replace(front=front) for figure in said if figure.front == front or frozenset(figure.front.split("+")) == members]
    return own + _sums(front, members, said)


def _sums(front: str, members: frozenset[str], said: list[Figure]) -> list[Figure]:
    """A sum for each measure and window in which figures of some fronts make up all members, each once."""
    parts = [figure for figure in said if figure.numbered and figure.stage[0] != NOT_SAID and frozenset(figure.front.split("+")) < members]
    windows: dict[tuple, dict[str, list[Figure]]] = {}
    for figure in parts:
        windows.setdefault((figure.measure, figure.bulletin), {}).setdefault(figure.front, []).append(figure)
    sums = [_sum(front, members, [choose(by_front[name]) for name in sorted(by_front)]) for by_front in windows.values()]
    return [figure for figure in sums if figure]


def _sum(front: str, members: frozenset[str], parts: list[Choice]) -> Figure | None:
    """The sum of the fewest parts that make up the members exactly, or None when they do not."""
    cover = next((some for size in range(1, len(parts) + 1) for some in combinations(parts, size) if _make_up(some, members)), None)
    if cover is None:
        return None
    chosen = [choice.figure for choice in cover]
    behind = [figure for choice in cover for figure in choice.figures]
    count = _total(figure.count for figure in chosen)
    return chosen[0]._replace(
        front=front, status="none" if count == 0 else "counted", count=count,
        low=_total(choice.low for choice in cover), high=_total(choice.high for choice in cover),
        mentions=tuple(dict.fromkeys(name for figure in [*chosen, *behind] for name in figure.mentions)),
        articles=tuple(dict.fromkeys(name for figure in behind for name in figure.articles)),
        order=max(figure.order for figure in chosen), conflict=any(choice.conflict for choice in cover),
        summed=in_words(figure.front for figure in chosen), source=_one_source(chosen),
    )


def _one_source(chosen: list[Figure]) -> str:
    """The source that all of them share, or all of their names."""
    return " and ".join(sorted({figure.source for figure in chosen if figure.source}))


def _make_up(some: tuple[Choice, ...], members: frozenset[str]) -> bool:
    """Whether the parts name every member once and nothing else."""
    return sorted(name for choice in some for name in choice.figure.front.split("+")) == sorted(members)


def _total(values: Iterable[int | None]) -> int | None:
    """Their sum; unknown as soon as one is."""
    listed = list(values)
    return None if None in listed else sum(listed)


def in_words(names: Iterable[str]) -> str:
    """'Kurakhove', 'Kurakhove and Pokrovsk', 'Kurakhove, Pokrovsk and Vremivka'."""
    listed = list(names)
    return " and ".join(filter(None, (", ".join(listed[:-1]), listed[-1]))) if listed else ""


def _unfinished(front: str, day: str, said: list[Figure]) -> list[dict]:
    """Rows of a merged front some of whose members are reported, naming the missing one."""
    members = living(front, day)
    rows = []
    for measure in ORDER:
        parts = [figure for figure in said if figure.measure == measure and frozenset(figure.front.split("+")) < members]
        named = {name for figure in parts if figure.numbered for name in figure.front.split("+")}
        missing = [name for name in sorted(members) if name not in named]
        rule = f"no figure for {in_words(missing)}" if missing else "its members are not reported for the same hours"
        rows += [_row(front, day, measure, "uncounted", rule=rule, mention_ids=_ids(parts))] if parts else []
    return rows


def _only_joint(front: str, day: str, said: list[Figure]) -> list[dict]:
    """Rows of a front that is named only together with others; their one figure is never split."""
    members = living(front, day) if "+" in front else frozenset([front])
    rows = []
    for measure in ORDER:
        wider = [figure for figure in said if figure.measure == measure and members and frozenset(figure.front.split("+")) > members]
        told = "; ".join(dict.fromkeys(f"{figure.front}: {_number(figure)}" for figure in sorted(wider, key=lambda figure: figure.order)))
        rows += [_row(front, day, measure, "uncounted", rule=f"named only in a joint figure ({told})", mention_ids=_ids(wider))] if wider else []
    return rows


def _number(figure: Figure) -> str:
    if figure.count is not None:
        return str(figure.count)
    bounds = [str(value) for value in (figure.low, figure.high) if value is not None]
    return " to ".join(bounds) or "no number"


# The tables

def daily(
    counts: pd.DataFrame, start: str, end: str, fronts: Iterable[str] = SUBJECT,
    measures: Iterable[str] | None = None, mentions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row for every front, day of start..end and measure, in that order of dates, asked fronts and measures.

    front  date        count  window             front  date        count  status
    Lyman  2024-03-01     12  full_day           Lyman  2024-03-01     12  counted
    Lyman  2024-03-01      7  part_day     →     Lyman  2024-03-02   <NA>  not_reported
    Lyman  2024-03-03      9  part_day           Lyman  2024-03-03      9  partial

    A joint figure is never split. A merged front ('Kurakhove+Pokrovsk+Vremivka') is the figure said for all of it, or
    the sum of its members for the same hours and measure when every member that exists that day has one; each mention
    is listed once even where two members share it. `mentions` gives publishers and dates of publication; without it
    all rank alike. Raises BadRange, UnknownFront, MissingColumn, and BadCall for an unknown measure.
    """
    asked, days = check(fronts), days_between(start, end)
    wanted = MEASURES if measures is None else check_measures(measures)
    by_day = figures_by_day(counts, mentions, wanted)
    rows = [row for day in days for front in asked for row in _front_day(front, day, by_day.get(day, []))]
    return conform(pd.DataFrame(rows, columns=list(DAILY)), DAILY, "daily")


def figures_by_day(counts: pd.DataFrame, mentions: pd.DataFrame | None, measures: Iterable[str]) -> dict[str, list[Figure]]:
    """The figures of some measures, day by day."""
    by_day: dict[str, list[Figure]] = {}
    for figure in figures(counts, mentions):
        if figure.measure in measures:
            by_day.setdefault(figure.date, []).append(figure)
    return by_day


def _front_day(front: str, day: str, said: list[Figure]) -> list[dict]:
    """The rows of a front on a day: one for each measure that something is known of, else one that says so."""
    own = candidates(front, day, said)
    rows = []
    for measure in ORDER:
        of_measure = [figure for figure in own if figure.measure == measure]
        rows += [_measure_row(front, day, measure, of_measure)] if of_measure else []
    rows = rows or (_unfinished(front, day, said) if "+" in front else [])
    return rows or _only_joint(front, day, said) or [_row(front, day)]


def reconcile(counts: pd.DataFrame, mentions: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row for every front, day, measure and window reported, before any window is preferred to another.

    Part-days without an hour share one row here although their hours may differ: `conflict` then says no more than that.
    """
    groups: dict[tuple, list[Figure]] = {}
    for figure in figures(counts, mentions):
        groups.setdefault((figure.date, figure.front, figure.measure, figure.window, figure.as_of), []).append(figure)
    rows = [
        {**_measure_row(front, day, measure, same), "window": window, "as_of": as_of}
        for (day, front, measure, window, as_of), same in sorted(groups.items(), key=lambda item: _declared_order(item[1][0]))
    ]
    return conform(pd.DataFrame(rows, columns=list(WINDOWS_KNOWN)), WINDOWS_KNOWN, "reconcile")


def _declared_order(figure: Figure) -> tuple:
    """By day, declared front, measure and window, the longest first."""
    declared = list(canonical())
    place = declared.index(figure.front) if figure.front in declared else len(declared)
    return figure.date, place, figure.front, ORDER.index(figure.measure), figure.stage, figure.window
