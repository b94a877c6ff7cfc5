"""Mentions → counts, rejected, and the log of what each step removed.

A row that cannot be read goes to `rejected` with its reason; a field that a row does not say stays
unknown and is flagged. Nothing is guessed, and no row disappears:
len(mentions) == number of mentions in counts + len(rejected).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from analysis import totals
from analysis.fronts import NotAFront, read_front
from analysis.lexicon import Lexicon, fold, languages, lexicon
from analysis.moments import Moment, NoSuchMoment, read_moment, read_published, window_bounds
from analysis.phrases import MOST_PER_DAY, MOST_PER_WEEK, Count, NotACount, read_count, read_measure
from analysis.schema import COUNTS, MENTIONS, REASONS, REJECTED, UNKNOWN, WINDOWS, Refused, UnreadableTable, WorkerLost, conform, require

PHRASES = ["language", "front_as_written", "count_as_written", "measure_as_written", "when_as_written", "published"]
MOST_LETTERS = 1000
PACK = 2_000  # wordings that are handed to an executor together
DECISIONS = ("mention_id", "column", "value", "reason", "source", "decided")
DECIDABLE = ("front", "window", "as_of", "date", "measure")


class Cleaned(NamedTuple):
    """The three tables that cleaning gives."""

    counts: pd.DataFrame
    rejected: pd.DataFrame
    log: pd.DataFrame


@dataclass(frozen=True)
class Reading:
    """All that one mention's words say."""

    front: object
    count: Count
    measure: str | None
    moment: Moment
    flags: tuple[str, ...]

    def understood(self) -> int:
        """How many of the phrases were understood, to choose a language where none is given."""
        known = (not pd.isna(self.front), self.measure is not None, self.moment.window != "unknown", self.moment.day is not None)
        return sum(known)


def clean(mentions: pd.DataFrame, decisions: pd.DataFrame | None = None, executor: Executor | None = None) -> Cleaned:
    """Read every mention, and sort it into counts or rejected.

    front_as_written   count_as_written   when_as_written            front      count  low  window    date
    Kurakhove front    25                 On Saturday            →   Kurakhove     25   25  full_day  2024-11-16
    near Pokrovsk      more than 50       in the past 24 hours   →   Pokrovsk      50   51  full_day  <NA>  no publication date
    urban areas of …   18                 over the past day      →   rejected: town_not_front

    `decisions` are readings made by hand (columns mention_id, column, value, reason, source, decided); each
    replaces what the words alone could not give and is flagged decided_by_hand. The words are read by an `executor`
    where one is given, with the same result.
    Raises MissingColumn without the columns front_as_written and count_as_written, UnreadableTable for a
    mention_id that stands twice or a decision that names no mention.
    """
    require(mentions, ["front_as_written", "count_as_written"], "the table of mentions")
    mentions = _identified(conform(mentions, MENTIONS, "the table of mentions"))
    decided = _decisions(decisions, mentions)
    asked = mentions[PHRASES].fillna("").assign(decided=mentions["mention_id"].where(mentions["mention_id"].isin(list(decided)), ""))
    reading = asked.groupby(list(asked), sort=False).ngroup().rename("reading")
    rows, refusals = _readings(list(asked[~reading.duplicated()].itertuples(index=False, name=None)), decided, executor)
    counts = totals.flagged(_spread(mentions[["mention_id", "article_id"]], reading, rows, COUNTS), mentions)
    rejected = _spread(mentions, reading, refusals, REJECTED)
    return Cleaned(counts, rejected, _log(len(mentions), counts, rejected))


def _readings(wordings: list[tuple], decided: dict[str, dict[str, str]], executor: Executor | None) -> tuple[list[dict], list[dict]]:
    """The rows and the refusals that distinct wordings give, each with the number of its wording."""
    if executor is None:
        return _read_wordings(0, wordings, decided)
    handed = [executor.submit(_read_wordings, first, wordings[first : first + PACK], decided) for first in range(0, len(wordings), PACK)]
    try:
        read = [future.result() for future in handed]
    except BrokenExecutor as problem:
        raise WorkerLost(f"WorkerLost: the mentions were not cleaned, for a process that read their words was killed ({problem}).") from None
    return [row for rows, _ in read for row in rows], [row for _, refusals in read for row in refusals]


def _read_wordings(first: int, wordings: list[tuple], decided: dict[str, dict[str, str]]) -> tuple[list[dict], list[dict]]:
    """The rows and the refusals of wordings of which the first has this number."""
    rows, refusals = [], []
    for number, (*phrases, mention_id) in enumerate(wordings, start=first):
        try:
            rows += [{"reading": number, **row} for row in _rows(read_mention(*phrases), decided.get(mention_id, {}))]
        except Refused as refused:
            refusals.append({"reading": number, "reason": refused.reason, "detail": str(refused)})
    return rows, refusals


def _spread(mentions: pd.DataFrame, reading: pd.Series, rows: list[dict], table: dict[str, str]) -> pd.DataFrame:
    """The rows that each distinct wording gave, for every mention that has this wording, in the mentions' order."""
    wanted = {name: kind for name, kind in table.items() if name not in mentions.columns}
    given = conform(pd.DataFrame(rows, columns=["reading", *wanted]), {"reading": "int64", **wanted}, "readings")
    return conform(mentions.assign(reading=reading).merge(given, on="reading", how="inner").drop(columns="reading"), table, "readings")


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or pd.isna(value) else str(value)


def _identified(mentions: pd.DataFrame) -> pd.DataFrame:
    """Mentions that each have an id of their own; rows without one are numbered."""
    ids = mentions["mention_id"]
    ids = ids.where(ids.notna(), pd.Series([f"row-{n}" for n in range(1, len(ids) + 1)], dtype="string"))
    twice = ids[ids.duplicated()].unique()
    if len(twice):
        raise UnreadableTable(f"UnreadableTable: mention_id {', '.join(twice[:3])} stands more than once; each row needs an id of its own.")
    return mentions.assign(mention_id=ids)


def _decisions(decisions: pd.DataFrame | None, mentions: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Decisions made by hand as {mention_id: {column: value}}, each checked."""
    if decisions is None:
        return {}
    require(decisions, DECISIONS, "the table of decisions")
    known, table = set(mentions["mention_id"]), {}
    for row in decisions.to_dict("records"):
        if row["mention_id"] not in known or row["column"] not in DECIDABLE:
            raise UnreadableTable(f"UnreadableTable: a decision for {row['mention_id']}, {row['column']}: expected a mention of this table and one of {', '.join(DECIDABLE)}.")
        table.setdefault(row["mention_id"], {})[row["column"]] = _text(row["value"])
    return table


def read_mention(language: str, front: str, count: str, measure: str, when: str, published: str) -> Reading:
    """Read one mention's phrases in its language, or in the one that understands them where none is given.

    Raises Refused for a mention that gives no count.
    """
    longest = max(map(len, (front, count, measure, when, published)))
    if longest > MOST_LETTERS:
        raise Refused("not_understood", f"expected phrases of at most {MOST_LETTERS:,} letters, found one of {longest:,}")
    code = language.strip().casefold().split("-")[0]
    if code in languages():
        return _read(code, front, count, measure, when, published)
    return _read_in_any("language_not_covered" if code else "language_unknown", front, count, measure, when, published)


def _read_in_any(flag: str, *phrases: str) -> Reading:
    """The reading of the language that understands most; where the best ones differ, or one knows it is no attack, nothing is chosen."""
    readings, refusals = [], []
    for candidate in languages():
        try:
            readings.append(_read(candidate, *phrases))
        except Refused as refused:
            refusals.append(refused)
    known = [refused for refused in refusals if not readings or refused.reason in ("not_attacks", "town_not_front")]
    if known:
        reason = Counter(refused.reason for refused in known).most_common(1)[0][0]
        raise next(refused for refused in known if refused.reason == reason)
    most = max(reading.understood() for reading in readings)
    best = list({astuple(reading): reading for reading in readings if reading.understood() == most}.values())  # as tuples, in which unknown equals unknown
    if len(best) > 1:
        raise Refused("not_understood", "the language is not one of ours, and languages read the row differently; fill in its column 'language'")
    return replace(best[0], flags=(*best[0].flags, flag))


def _read(code: str, front: str, count: str, measure: str, when: str, published: str) -> Reading:
    words = lexicon(code)
    canonical, front_flags = _once(read_front, front, words)
    number = _once(read_count, count, measure, words)
    has_parts = number.repelled is not None or number.ongoing is not None
    kind, measure_flags = _once(read_measure, measure, count, has_parts, words)
    moment = _once(_read_when, when, published, words)
    if moment.window != "unknown" and _once(_averages, count, words):
        moment = Moment(flags=("average",))
    _plausible(number, moment, count)
    return Reading(canonical, number, kind, moment, (*front_flags, *measure_flags, *moment.flags, *number.flags))


def _read_when(when: str, published: str, words: Lexicon) -> Moment:
    return read_moment(when, read_published(published), words)


def _averages(count: str, words: Lexicon) -> bool:
    """Whether the words for a count say that it is a mean per day."""
    return any(place.meaning == "average" for place in words.found("windows", fold(count)))


def _once(read: Callable, *phrases: object) -> object:
    """What a reader makes of phrases, each wording read once; raises Refused where it refuses."""
    result = _read_once(read, *phrases)
    if isinstance(result, Exception):
        raise Refused(result.reason, str(result))
    return result


@lru_cache(maxsize=100_000)
def _read_once(read: Callable, *phrases: object) -> object:
    try:
        return read(*phrases)
    except (NotAFront, NotACount, NoSuchMoment) as refused:
        return refused


def _plausible(number: Count, moment: Moment, written: str) -> None:
    most = MOST_PER_WEEK if moment.window == "week" else MOST_PER_DAY
    largest = max((value for value in (number.count, number.low, number.high) if value is not None), default=0)
    if largest > most + 1:
        raise Refused("absurd_number", f"expected at most {most:,} in such a window, found '{written[:80]}'")


def _rows(reading: Reading, decided: dict[str, str]) -> list[dict]:
    """The counts of one mention: one, or one per front where the number holds for each, or one per part without a whole."""
    each = reading.count.each and isinstance(reading.front, str) and "+" in reading.front
    fronts = reading.front.split("+") if each else [reading.front]
    return [_row(part, front, decided) for part in _parts(reading) for front in fronts]


def _parts(reading: Reading) -> list[Reading]:
    """'24 repelled, 6 ongoing' without a total is two counts, never a sum."""
    count = reading.count
    if count.status != "counted" or count.count is not None or count.qualifier == "range":
        return [reading]
    return [
        replace(reading, measure=name, count=Count("counted", value, value, value, "exact"))
        for name, value in (("repelled", count.repelled), ("ongoing", count.ongoing))
    ]


def _row(reading: Reading, front: object, decided: dict[str, str]) -> dict:
    moment, count = _decide(reading.moment, decided), reading.count
    start, end = window_bounds(moment)
    flags = [flag for flag in reading.flags if flag.partition("_")[0] not in decided] + (["decided_by_hand"] if decided else [])
    return {
        "front": decided.get("front", front), "measure": decided.get("measure", reading.measure or UNKNOWN),
        "status": count.status, "count": _known(count.count), "low": _known(count.low), "high": _known(count.high),
        "qualifier": _known(count.qualifier), "repelled": _known(count.repelled), "ongoing": _known(count.ongoing),
        "window": moment.window, "as_of": _known(moment.as_of), "window_start": start, "window_end": end,
        "hours": _hours(start, end), "date": moment.day.isoformat() if moment.day else UNKNOWN,
        "date_basis": _known(moment.basis), "flags": " ".join(dict.fromkeys(flags)),
    }


def _decide(moment: Moment, decided: dict[str, str]) -> Moment:
    """The moment with what was decided by hand in the place of what the words left open."""
    day = pd.Timestamp(decided["date"]).date() if "date" in decided else moment.day
    window = decided.get("window", moment.window)
    if window not in WINDOWS:
        raise UnreadableTable(f"UnreadableTable: a decision gives the window '{window}'; expected one of {', '.join(WINDOWS)}.")
    basis = "inferred" if "date" in decided else moment.basis
    return Moment(window, decided.get("as_of", moment.as_of), day, basis, moment.flags)


def _known(value: object) -> object:
    return UNKNOWN if value is None else value


def _hours(start, end) -> object:
    """The length of a window in hours: 23 or 25 on the days the clocks change."""
    return UNKNOWN if start is None or end is None else (end.timestamp() - start.timestamp()) / 3600


def _log(total: int, counts: pd.DataFrame, rejected: pd.DataFrame) -> pd.DataFrame:
    """What each step removed, and then what of the counts has a place in a table of days."""
    rows, left = [("read the mentions", total, total, "")], total
    for reason, removed in rejected["reason"].value_counts().reindex(list(REASONS)).dropna().astype(int).items():
        rows.append((f"reject {reason}", left, left - removed, REASONS[reason]))
        left -= removed
    if len(counts) != left:
        rows.append(("one row per front or part where a mention counts several", left, len(counts), ""))
    for step, test, what in _USABLE:
        fewer = counts[test(counts)]
        rows.append((step, len(counts), len(fewer), what))
        counts = fewer
    log = pd.DataFrame(rows, columns=["step", "before", "after", "what"])
    return log.assign(removed=log["before"] - log["after"])[["step", "before", "after", "removed", "what"]]


_USABLE = (
    ("set aside: no front named", lambda counts: counts["front"].notna(), "stays in counts; has no place in a table of fronts"),
    ("set aside: no day known", lambda counts: counts["date"].notna(), "stays in counts; has no place in a table of days"),
    ("set aside: a week, not a day", lambda counts: counts["window"] != "week", "stays in counts; a week is not a day"),
    ("set aside: measure not said", lambda counts: counts["measure"].notna(), "stays in counts; unlike measures are not mixed"),
)


def describe(log: pd.DataFrame) -> str:
    """The log as lines: 'reject town_not_front: 406 → 402 (-4)'."""
    return "\n".join(f"{row.step}: {row.before:,} → {row.after:,} ({row.after - row.before:+,})" for row in log.itertuples())


