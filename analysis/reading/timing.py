"""The words about time in a sentence, and which of them say when a figure was counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from analysis.lexicon import lexicon
from analysis.reading.marks import CLOCK, DATE, THOUSANDS, Marked
from analysis.moments import Moment, NoSuchMoment, read_moment, read_published

WINDOWS = ("since_start", "evening", "afternoon", "morning", "past_day", "whole_day", "day_before", "yesterday", "average", "week", "last_week", "war_day", "longer", "two_days_ago")
ZONES = ("gmt", "utc", "msk", "cet", "mez", "kyiv", "local")
HOUR_ZONES = frozenset(ZONES[:5])
BETWEEN = ("on", "of", "the", "at", "o", "о", "об", "в", "у", "на", "року", "р", "г", "года", ",", "as", "to", "from", "by", "станом", "состоянию", "по", "um", "von", "vom", "bis", "zum", "до", "з", "с", "за", "(", "time", "й", "den", "dem", "am", "і", "and", "und", "this", "that", "година", "годину", "local", "час", "км", "києвом", "ortszeit", "hours", "-", "stand", ".", "uhr", "той")
TENS = ("двадцять", "тридцять", "двадцать", "тридцать")  # before the last word of a day in words
RECORD_SPANS = frozenset((("in", "a"), ("for", "a"), ("in", "weeks"), ("since", "last"), ("seit", "einer"), ("seit", "wochen")))
SPANNING = ("in", "over", "during", "for", "since", "throughout", "за", "протягом", "впродовж", "упродовж", "з", "із", "від", "с", "течение", "протяжении", "seit", "im", "binnen", "innerhalb", "vergangenen", "letzten")
OPENERS = ("on", "as", "of", "by", "from", "since", "станом", "на", "at", "in", "over", "during", "the", "за", "з", "від", "у", "в", "по", "состоянию", "с", "am", "seit", "stand", "bis", "протягом", "впродовж", "упродовж")


@dataclass(frozen=True)
class Piece:
    """Words about time: tokens i to j, the meanings in them, and whether they only date what was said."""

    i: int
    j: int
    kinds: frozenset[str]
    said: bool


@lru_cache(maxsize=200)
def pieces(marked: Marked) -> list[Piece]:
    """The pieces about time of a sentence, from left to right."""
    found: list[tuple[int, int, set[str]]] = []
    for k, ((_, _, text), on) in enumerate(zip(marked.tokens, marked.kinds)):
        if not (on and _timely(on) or text[0].isdigit() or text in HOUR_ZONES) or "reading.ago" in on or not (meanings := _kinds(marked, k)):
            continue
        if found and _near(marked, found[-1], k, meanings):
            found[-1] = (found[-1][0], k + 1, found[-1][2] | meanings)
        else:
            found.append((k, k + 1, set(meanings)))
    return [_piece(marked, *one) for one in found if one[2] - {"number"} and not _of_a_record(marked, *one)]


def _of_a_record(marked: Marked, i: int, j: int, kinds: set[str]) -> bool:
    """Whether a week only says how long a record stood: 'the fewest in a week', 'so viele wie seit einer Woche nicht'."""
    before = [marked.tokens[k][2] for k in range(max(i - 2, 0), j)]
    return kinds <= {"week", "longer"} and marked.any(i - 6, i, "reading.record") and any(pair in RECORD_SPANS for pair in zip(before, before[1:]))


@lru_cache(maxsize=10_000)
def _timely(kinds: frozenset[str]) -> bool:
    """Whether any of the kinds on a token says something about time."""
    return any(kind.startswith("windows.") and kind[8:] in WINDOWS or kind in ("dates.weekday", "dates.month", "dates.hour", "dates.pm", "dates.am", "dates.day") for kind in kinds)


def _kinds(marked: Marked, k: int) -> set[str]:
    """What a token says about time."""
    text = marked.tokens[k][2]
    found = {kind[8:] for kind in marked.kinds[k] if kind.startswith("windows.") and kind[8:] in WINDOWS}
    if "longer" in found and not any(marked.tokens[n][2] in SPANNING for n in range(max(k - 3, 0), k)):
        found.discard("longer")
    if "dates.weekday" in marked.kinds[k]:
        found.add("weekday")
    if text[0].isdigit():
        if DATE.fullmatch(text) and not THOUSANDS.fullmatch(text):
            found.add("date")
        elif CLOCK.fullmatch(text):
            found.add("clock")
        elif text.isdigit() and len(text) <= 4 and _dated(marked, k):
            found.add(_dated(marked, k))
    elif "dates.month" in marked.kinds[k] and _beside_day(marked, k) or "dates.day" in marked.kinds[k] and k + 1 < len(marked.tokens) and "dates.month" in marked.kinds[k + 1]:
        found.add("date")
    elif {"dates.hour", "dates.pm", "dates.am"} & marked.kinds[k] and _after_hour(marked, k):
        found.add("clock")
    elif text in HOUR_ZONES:
        found.add("zone")
    return found


def _after_hour(marked: Marked, k: int) -> bool:
    """Whether a token belongs to words like 'p.m.' that follow digits."""
    return any(one.i <= k < one.j and one.i and marked.tokens[one.i - 1][2][0].isdigit() for one in marked.of("dates.hour", "dates.pm", "dates.am"))


def _beside_day(marked: Marked, k: int) -> bool:
    after = k + 2 if k + 2 < len(marked.tokens) and marked.tokens[k + 1][2] == "." else k + 1
    if k and "dates.day" in marked.kinds[k - 1]:
        return True
    first = k - 1 if k and marked.tokens[k - 1][2] in ("in", "im", "у", "в") else k - 2
    near = [marked.tokens[n][2] for n in (first, k - 1, after) if 0 <= n < len(marked.tokens)]
    return any(text.isdigit() and 1 <= int(text) <= 31 for text in near)


def whole_month(marked: Marked) -> bool:
    """Whether a month is named without a day in digits: 'in November', «першого січня»."""
    for one in marked.of("dates.month"):
        before = marked.tokens[one.i - 1][2] if one.i else ""
        if not _beside_day(marked, one.i) and (before in (*SPANNING, "of", "last", "у", "в") or before.endswith(("ого", "го"))):
            return True
    return any(marked.tokens[k][2].isdigit() and marked.tokens[k][2].startswith("20") and len(marked.tokens[k][2]) == 4 and marked.tokens[k - 1][2] in (*SPANNING, "у", "в") for k in range(1, len(marked.tokens)))


def _dated(marked: Marked, k: int) -> str:
    """Whether bare digits are a day, a year or an hour, by their neighbours."""
    following = [marked.kinds[n] for n in (k + 1, k + 2) if n < len(marked.tokens) and (n == k + 1 or marked.tokens[k + 1][2] in ("-", ".", "of", "го"))]
    if any("dates.month" in kinds for kinds in following) and int(marked.tokens[k][2]) <= 31:
        return "date"
    before = k - 2 if k > 1 and marked.tokens[k - 1][2] == "." else k - 1
    if k and "dates.month" in marked.kinds[before] and (int(marked.tokens[k][2]) <= 31 or marked.tokens[k][2].startswith("20")):
        return "date"
    if k > 1 and marked.tokens[k - 1][2] == "," and marked.tokens[k][2].startswith("20") and len(marked.tokens[k][2]) == 4 and marked.tokens[k - 2][2].isdigit():
        return "date"
    if k + 1 < len(marked.tokens) and ({"dates.hour", "dates.pm", "dates.am"} & marked.kinds[k + 1]) and int(marked.tokens[k][2]) <= 24:
        return "clock"
    if k + 1 < len(marked.tokens) and marked.tokens[k + 1][2] in HOUR_ZONES:
        return "clock"
    return ""


def _near(marked: Marked, last: tuple[int, int, set[str]], k: int, meanings: set[str]) -> bool:
    """Whether a word about time goes on where the last piece ended."""
    gap = [marked.tokens[n][2] for n in range(last[1], k)]
    if any(text not in BETWEEN for text in gap) or len(gap) > 4:
        return False
    dated = {"weekday", "date", "clock", "zone", "war_day"}
    if "," in gap and not (meanings & dated and last[2] & dated):
        return False
    exclusive = {"day_before", "past_day", "yesterday", "since_start"}
    if gap and (meanings & exclusive and last[2] & exclusive) and meanings & exclusive != last[2] & exclusive:
        return False
    if gap and ("day_before" in meanings and last[2] & {"weekday", "date"} or "day_before" in last[2] and meanings & {"weekday", "date"}):
        return False
    return not ("weekday" in meanings and "weekday" in last[2] and gap and "," in gap)


def _piece(marked: Marked, i: int, j: int, kinds: set[str]) -> Piece:
    if i and "dates.day" in marked.kinds[i] and marked.tokens[i - 1][2] in TENS:
        i -= 1
    while i > 0 and marked.tokens[i - 1][2] in OPENERS and len(marked.tokens[i - 1][2]) > 0 and j - i < 14:
        i -= 1
    return Piece(i, j, frozenset(kinds), _only_said(marked, i, j, kinds))


def _only_said(marked: Marked, i: int, j: int, kinds: set[str]) -> bool:
    """Whether a day is the day of a report or a remark: 'said on Tuesday', 'Friday's morning bulletin'."""
    if kinds & {"since_start", "past_day", "day_before", "week", "last_week", "yesterday"} and not kinds & {"morning", "evening"}:
        return False
    if j < len(marked.tokens) and marked.tokens[j][2] == "alone" or i and marked.tokens[i - 1][2] in ("allein", "alleine", "лише", "лишь", "тільки"):
        return False
    if i and marked.tokens[i - 1][2] in ("for", "fur", "за") and not any("reading.bulletin" in marked.kinds[k] for k in range(i, min(j + 2, len(marked.tokens)))):
        return False
    before = []
    for k in range(i - 1, max(i - 5, -1), -1):
        if marked.tokens[k][2] in (",", ";", ":", ".") or marked.tokens[k][2][0].isdigit():
            break
        before.append(k)
    after = []
    for k in range(j, min(j + 5, len(marked.tokens))):
        if not (marked.tokens[k][2][0].isalpha() or marked.tokens[k][2] in "'\"-"):
            break
        if marked.tokens[k][2] not in ("'", "s"):
            after.append(k)
    if any("reading.said" in marked.kinds[k] for k in before[:3]) or any("reading.bulletin" in marked.kinds[k] for k in (*before[:3], *after[:2])):
        return True
    if any("reading.bulletin" in marked.kinds[k] for k in range(i, j)):
        return True
    opened = next((k + 1 for k in range(i - 1, 0, -1) if not marked.tokens[k][2].isalpha()), 0)
    if opened and marked.tokens[opened - 1][2] == "," and "reading.said" in marked.kinds[opened]:
        return True  # ', teilte der Generalstab in Kiew am Mittwoch mit'
    return any("reading.said" in marked.kinds[k] for k in after[:1] + ([after[2]] if len(after) > 2 and marked.tokens[after[0]][2] in ("in",) else []))


@lru_cache(maxsize=20_000)
def moment(written: str, published: str, language: str) -> Moment | None:
    """What words about time mean; None where they mean a day that cannot be."""
    try:
        return read_moment(written, read_published(published), lexicon(language))
    except NoSuchMoment:
        return None
