"""A phrase about time → the window it means and the day it counts, read against the date of publication.

All days are Europe/Kyiv calendar days. The General Staff's 08:00 bulletin counts the day before; its
16:00 and 22:00 bulletins count the same day since 00:00.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from analysis.lexicon import UNSPACED, Lexicon, fold, one_script

KYIV = ZoneInfo("Europe/Kyiv")
WAR_BEGINS = date(2022, 2, 24)
ONE_DAY = timedelta(days=1)
NUMERIC = re.compile(r"(?<!\d)(?:(?P<y>20\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})|(?P<d2>\d{1,2})[./](?P<m2>\d{1,2})[./](?P<y2>20\d\d|\d\d(?!\d|:))|(?P<d3>\d{1,2})-(?P<m3>\d{2})-(?P<y3>20\d\d)|(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?=\s|$))(?![\d:])")
EAST = re.compile(r"(?:(?P<y>20\d\d)\s?[年년]\s?)?(?:(?P<m>\d{1,2})\s?[月월]\s?)?(?P<d>\d{1,2})\s?[日일](?!間|间)")
CLOCK = re.compile(r"(?<![\d.:/])(?P<h>[01]?\d|2[0-4])[:.](?P<m>[0-5]\d)(?![\d./])\s?(?P<half>[ap]\.?\s?m\.?)?")
ZONES = {"gmt": "Etc/GMT", "utc": "Etc/UTC", "msk": "Europe/Moscow", "cet": "Europe/Berlin", "mez": "Europe/Berlin"}
LAST_MORNING_HOUR = 10


class NoSuchMoment(ValueError):
    """Words that mean a day which cannot be the one counted; `reason` is a code of schema.REASONS."""

    def __init__(self, reason: str, detail: str):
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True)
class Published:
    """When an article was published, as far as it is known: a day, only a month, or nothing."""

    year: int | None = None
    month: int | None = None
    day: date | None = None
    minute: int | None = None


@dataclass(frozen=True)
class Moment:
    """What a phrase about time says; `None` where it says nothing."""

    window: str = "unknown"
    as_of: str | None = None
    day: date | None = None
    basis: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Named:
    """A day that the words name: by date, or by weekday."""

    day: date | None
    start: int
    how: str
    flags: tuple[str, ...] = ()
    since_weekday: bool = False


def read_published(written: object) -> Published:
    """'2024-11-17', '2024-09' or a moment with its offset; raises NoSuchMoment for anything else but nothing."""
    text = str(written).strip() if isinstance(written, str) else ""
    if not text:
        return Published()
    month = re.fullmatch(r"(20\d\d)(?:-(\d\d))?", text)
    try:
        if month:
            if month[2]:
                date(int(month[1]), int(month[2]), 1)
            return Published(int(month[1]), int(month[2]) if month[2] else None)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NoSuchMoment("published_unreadable", f"expected a date of publication like 2024-11-17 or 2024-11, found '{text}'") from None
    local = moment.astimezone(KYIV) if moment.tzinfo else moment
    minute = local.hour * 60 + local.minute if len(text) > 10 else None
    return Published(local.year, local.month, local.date(), minute)


def read_moment(written: object, published: Published, words: Lexicon) -> Moment:
    """The window and the day that a phrase means.

    'as of 16:00 on 21 November'      → part_day, 16:00, 2024-11-21, stated
    'over the past day', 2024-05-17   → full_day, 2024-05-16, inferred
    «станом на 08.00 18.11.2024»      → full_day, 2024-11-17, inferred   the morning bulletin counts the day before
    'On Saturday', published unknown  → full_day, no day

    Raises NoSuchMoment for a day that is not in the calendar, before the war, or after publication.
    """
    text = one_script(fold(written))
    named, rest = _named(text, published, words)
    clock, shift = _clock(rest, named, words)
    moment = _window(rest, clock, named, words)
    moment = _day(rest, replace(moment, flags=moment.flags + (named.flags if named else ())), named, published, words)
    if shift and moment.day:
        moment = replace(moment, day=moment.day + timedelta(days=shift))
    return _checked(moment, str(written), published)


# --- days that the words name -------------------------------------------------------------------


def _named(text: str, published: Published, words: Lexicon) -> tuple[Named | None, str]:
    """The day named by date or weekday (the last date wins over a weekday), and the text without the date's signs."""
    dates, rest = _dates(text, published, words)
    weekday = _weekday(rest, published, words)
    if dates:
        return replace(dates[-1], since_weekday=bool(weekday and weekday.since_weekday)), rest
    return weekday, rest


def _dates(text: str, published: Published, words: Lexicon) -> tuple[list[Named], str]:
    found: list[Named] = []
    rest = text
    for pattern, read in ((NUMERIC, _numeric), (EAST, _east), (_month_pattern(words), lambda m: _with_month(m, words))):
        for match in list(pattern.finditer(rest)):
            year, month, day = read(match)
            found.append(_place(year, month, day, match.start(), published, match[0]))
            rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end():]
    war_day = _war_day(rest, words)
    if war_day and not found:
        found.append(war_day)
        rest = re.sub(r"\d+", lambda m: " " * len(m[0]), rest, count=1)
    return sorted(found, key=lambda named: named.start), rest


def _numeric(match: re.Match[str]) -> tuple[int | None, int | None, int]:
    part = lambda name: next((match[name + suffix] for suffix in ("", "2", "3", "4") if match.groupdict().get(name + suffix)), None)
    year = int(part("y") or 0) or None
    return (year + 2000 if year and year < 100 else year), int(part("m")), int(part("d"))


def _east(match: re.Match[str]) -> tuple[int | None, int | None, int]:
    return (int(match["y"]) if match["y"] else None), (int(match["m"]) if match["m"] else None), int(match["d"])


def _month_pattern(words: Lexicon) -> re.Pattern[str]:
    """'21 November', 'November 21, 2024', '11. September', «11 вересня 2024 року»."""
    if not words.months:
        return re.compile(r"(?!)")
    names = "|".join(_stem(name) for name in sorted(words.months, key=len, reverse=True))
    year = r"(?:,?\s(?:de\s|del\s)?(?P<y{0}>20\d\d))?"
    return re.compile(
        rf"(?<![\d:])(?P<d1>\d{{1,2}})(?:st|nd|rd|th|-го|-е|\.|º|-ის|-ое)?\s?(?:of\s|de\s|di\s|-\s)?(?P<m1>{names})(?!\w){year.format(1)}"
        rf"|(?<!\w)(?P<m2>{names})\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?!\s?[ap]\.?m){year.format(2)}"
    )


def _stem(name: str) -> str:
    return re.escape(name.removesuffix("*")) + (r"\w*" if name.endswith("*") else r"\.?")


def _with_month(match: re.Match[str], words: Lexicon) -> tuple[int | None, int | None, int]:
    which = "1" if match["m1"] else "2"
    written = match["m" + which].rstrip(".")
    month = next(value for name, value in sorted(words.months.items(), key=lambda item: -len(item[0]))
                 if (written.startswith(name[:-1]) if name.endswith("*") else written == name))
    return (int(match["y" + which]) if match["y" + which] else None), month, int(match["d" + which])


def _place(year: int | None, month: int | None, day: int, start: int, published: Published, written: str) -> Named:
    """A date as the calendar has it; a missing year or month comes from the date of publication."""
    if year is None or month is None:
        year, month = _complete(year, month, day, published)
    if year is None or month is None:
        return Named(None, start, "date", ("year_unknown",))
    try:
        return Named(date(year, month, day), start, "date")
    except ValueError:
        raise NoSuchMoment("date_impossible", f"no such day in the calendar: '{written.strip()}'") from None


def _complete(year: int | None, month: int | None, day: int, published: Published) -> tuple[int | None, int | None]:
    if published.year is None or published.month is None:
        return year, month
    if month is None:
        last = published.day and day > published.day.day
        before = date(published.year, published.month, 1) - ONE_DAY
        return (before.year, before.month) if last else (published.year, published.month)
    later = month > published.month + 1 or (month == published.month + 1 and not published.day) or (
        month == published.month + 1 and published.month == 12)
    return published.year - 1 if later else published.year, month


def _war_day(text: str, words: Lexicon) -> Named | None:
    """'Day 1,279 of the war' is 2025-08-25: the first day is 2022-02-24."""
    match = words.first("windows.war_day", text)
    number = re.search(r"(?<![\d:.])(\d{1,2}[ ,.]?\d{3}|\d{3})(?![\d:])", text[: match.end()] if match else "")
    if not match or not number or match.start() - number.end() > 12:
        return None
    return Named(WAR_BEGINS + timedelta(days=int(re.sub(r"\D", "", number[1])) - 1), number.start(), "war_day")


def _weekday(text: str, published: Published, words: Lexicon) -> Named | None:
    matches = [match for name in words.weekdays for match in re.finditer(_weekday_pattern(name), text)]
    if not matches:
        return None
    since = [match for match in matches if words.has("dates.since", text[max(0, match.start() - 8):match.start()].strip()[-8:])]
    match = min(since or matches, key=lambda m: m.start())
    number = next(value for name, value in words.weekdays.items() if re.fullmatch(_weekday_pattern(name), match[0]))
    day = published.day and published.day - timedelta(days=(published.day.weekday() - number) % 7)
    return Named(day, match.start(), "weekday", since_weekday=bool(since))


def _weekday_pattern(name: str) -> str:
    if re.match(f"[{UNSPACED}]", name):
        return re.escape(name)
    return rf"(?<!\w){re.escape(name.removesuffix('*'))}" + (r"\w*" if name.endswith("*") else r"(?!\w)")


# --- the hour ------------------------------------------------------------------------------------


def _clock(text: str, named: Named | None, words: Lexicon) -> tuple[tuple[int, int] | None, int]:
    """The hour said, as hour and minute in Kyiv, and by how many days a change of zone shifts the day."""
    match = CLOCK.search(text)
    if match:
        hour, minute = int(match["h"]), int(match["m"])
        tail = text[match.end():]
    else:
        match = _bare_hour(text, words)
        if not match:
            return None, 0
        hour, minute, tail = int(match["h"]), 0, text[match.start():]
    if hour < 12 and ((match["half"] or "").startswith("p") or words.has("dates.pm", tail[:14])):
        hour += 12
    return _to_kyiv(hour, minute, text[match.end():match.end() + 25], named)


def _bare_hour(text: str, words: Lexicon) -> re.Match[str] | None:
    """An hour with its word: '4 p.m.', '16 Uhr', «16 годину», '22时'."""
    units = "|".join(words.find[key].pattern for key in ("dates.hour", "dates.pm", "dates.am") if key in words.find)
    spans = words.find["windows.past_day"].sub(lambda match: " " * len(match[0]), text)
    return re.search(rf"(?<![\d.:])(?P<h>[01]?\d|2[0-3])\s?(?:-ту|-у|-й)?\s?(?P<half>)(?:{units})", spans) if units else None


def _to_kyiv(hour: int, minute: int, after: str, named: Named | None) -> tuple[tuple[int, int], int]:
    zone = next((zone for name, zone in ZONES.items() if re.search(rf"(?<!\w){name}(?!\w)", after)), None)
    if zone is None or hour == 24:
        return (hour, minute), 0
    day = named.day if named and named.day else date(2024, 8, 1)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(KYIV)
    return (local.hour, local.minute), (local.date() - day).days


def _said(text: str, words: Lexicon):
    """A test for kinds of window; words that mean a past day do not also mean a day so far."""
    past = words.find["windows.past_day"].sub(lambda match: " " * len(match[0]), text)
    return lambda *names: any(words.has(f"windows.{name}", past if name == "since_start" else text) for name in names)


# --- the window ----------------------------------------------------------------------------------


def _window(text: str, clock: tuple[int, int] | None, named: Named | None, words: Lexicon) -> Moment:
    """Which window the words mean: a whole day, a part of one, a week, or unknown."""
    said = _said(text, words)
    as_of = f"{clock[0]:02d}:{clock[1]:02d}" if clock else None
    if said("average"):
        return Moment("unknown", flags=("average",))
    if said("week"):
        return Moment("week")
    if said("longer") and not said("past_day", "yesterday", "since_start"):
        return Moment("unknown", flags=("longer_than_a_week",))
    if said("past_day", "day_before"):
        return _past_day(as_of, clock, said)
    if said("since_start", "going_on"):
        return Moment("part_day", as_of)
    if clock:
        return Moment("full_day") if clock[0] <= LAST_MORNING_HOUR else Moment("part_day", as_of)
    if said("evening", "afternoon"):
        return Moment("part_day")
    if said("morning", "yesterday", "whole_day") or named:
        return _since_weekday(named, words) or Moment("full_day")
    return Moment(flags=("window_not_said",))


def _past_day(as_of: str | None, clock: tuple[int, int] | None, said) -> Moment:
    """A past day stays a whole day beside an 08:00 clock; beside words for a part of the day that is a conflict."""
    later_clock = clock is not None and clock[0] > LAST_MORNING_HOUR
    if said("since_start") and not said("day_before"):
        return Moment("part_day", as_of)
    if later_clock or (said("evening", "afternoon") and not said("morning")):
        return Moment("full_day", flags=("window_conflict",))
    return Moment("full_day")


def _since_weekday(named: Named | None, words: Lexicon) -> Moment | None:
    return Moment(words.settings.get("since_weekday", "full_day")) if named and named.since_weekday else None


# --- the day -------------------------------------------------------------------------------------


def _day(text: str, moment: Moment, named: Named | None, published: Published, words: Lexicon) -> Moment:
    """The day counted, and whether it is stated or inferred."""
    said = _said(text, words)
    if moment.window == "week":
        return _week(moment, named, published, said)
    if moment.window == "unknown":
        return moment
    if moment.window == "full_day":
        return _full_day(text, moment, named, published, words, said)
    return _part_day(moment, named, published, said)


def _inferred(moment: Moment, day: date | None, *flags: str) -> Moment:
    return replace(moment, day=day, basis="inferred" if day else None, flags=(*moment.flags, *flags))


def _stated(moment: Moment, named: Named) -> Moment:
    return replace(moment, day=named.day, basis=("stated" if named.how == "date" else "inferred") if named.day else None)


def _week(moment: Moment, named: Named | None, published: Published, said) -> Moment:
    """A week has its last day: the Sunday before for 'last week', else the day before publication."""
    if named and named.how == "date":
        return _stated(moment, named)
    if not published.day:
        return moment
    if said("last_week"):
        return _inferred(moment, published.day - timedelta(days=published.day.weekday() + 1), "date_from_publication")
    return _inferred(moment, published.day - ONE_DAY, "date_from_publication")


def _full_day(text: str, moment: Moment, named: Named | None, published: Published, words: Lexicon, said) -> Moment:
    if "window_conflict" in moment.flags:
        return moment
    if said("yesterday"):
        return _yesterday(moment, named, published)
    if said("day_before"):
        anchor = named.day if named else published.day
        return _inferred(moment, anchor and anchor - ONE_DAY, *(() if named else ("date_from_publication",)))
    header = _is_header(text, named, words)
    if said("past_day"):
        return _past(moment, named, published, header)
    if named and (header or said("morning") and not named.since_weekday):
        return _bulletin(moment, named, published)
    if named:
        return _stated(moment, named)
    if said("morning") or CLOCK.search(text) or _bare_hour(text, words):
        return _inferred(moment, published.day and published.day - ONE_DAY, "date_from_publication")
    return _inferred(moment, None)


def _is_header(text: str, named: Named | None, words: Lexicon) -> bool:
    """Whether a date is a bulletin's own ('as of 08:00 18.11.2024'), not the day counted."""
    if not named or named.since_weekday:
        return False
    return bool(CLOCK.search(text) or _bare_hour(text, words) or words.has("windows.morning", text) or named.how == "war_day")


def _yesterday(moment: Moment, named: Named | None, published: Published) -> Moment:
    if named and named.how == "date":
        return _stated(moment, named)
    return _inferred(moment, published.day and published.day - ONE_DAY, "date_from_publication")


def _past(moment: Moment, named: Named | None, published: Published, header: bool) -> Moment:
    """'Over the past day' counts the day before the statement; a date beside it is the statement's or the day itself."""
    if not named:
        return _inferred(moment, published.day and published.day - ONE_DAY, "date_from_publication")
    if named.since_weekday:
        return _stated(moment, named)
    if header:
        return _bulletin(moment, named, published)
    if named.day and published.day == named.day:
        return _inferred(moment, named.day - ONE_DAY)
    if named.how == "date" and named.day and published.day and named.day < published.day:
        return _stated(moment, named)
    return _inferred(moment, None, "date_ambiguous")


def _bulletin(moment: Moment, named: Named, published: Published) -> Moment:
    """A morning bulletin counts the day before its own date; a header with a slip of the pen yields to the publication."""
    day, flags = _without_slip(named, published)
    return _inferred(moment, day and day - ONE_DAY, *flags)


def _without_slip(named: Named, published: Published) -> tuple[date | None, tuple[str, ...]]:
    """A bulletin's date, corrected where one of its parts differs from a publication that it cannot precede or trail."""
    day, issued = named.day, published.day
    if not day or not issued or timedelta(0) <= issued - day <= timedelta(days=3):
        return day, ()
    same = [day.year == issued.year, day.month == issued.month, day.day == issued.day]
    if sum(same) == 2 and (day > issued or same[2]):
        return issued, ("header_date_corrected",)
    return day, ()


def _part_day(moment: Moment, named: Named | None, published: Published, said) -> Moment:
    if named:
        day, flags = _without_slip(named, published) if moment.as_of and named.how == "date" else (named.day, ())
        return _inferred(moment, day, *flags) if flags else _stated(moment, named)
    if said("yesterday"):
        return _inferred(moment, published.day and published.day - ONE_DAY, "date_from_publication")
    if not (moment.as_of or said("since_start", "going_on", "afternoon")):
        return _inferred(moment, None, "date_of_bulletin_unknown")
    day = published.day
    if day and moment.as_of and published.minute is not None and published.minute < _minutes(moment.as_of):
        day -= ONE_DAY
    return _inferred(moment, day, "date_from_publication")


def _minutes(as_of: str) -> int:
    hour, minute = map(int, as_of.split(":"))
    return hour * 60 + minute


def _checked(moment: Moment, written: str, published: Published) -> Moment:
    if moment.day is None:
        return moment
    if moment.day < WAR_BEGINS:
        raise NoSuchMoment("date_outside_war", f"expected a day from {WAR_BEGINS}, found {moment.day} in '{written}'")
    last = published.day or (_month_end(published) if published.month else None)
    if last and moment.day > last:
        raise NoSuchMoment("date_after_publication", f"expected a day up to the publication on {last}, found {moment.day} in '{written}'")
    return moment


def _month_end(published: Published) -> date:
    following = date(published.year + published.month // 12, published.month % 12 + 1, 1)
    return following - ONE_DAY


def window_bounds(moment: Moment) -> tuple[datetime | None, datetime | None]:
    """The window's start and end in Europe/Kyiv, as far as the words give them."""
    if moment.day is None or moment.window == "unknown":
        return None, None
    midnight = datetime(moment.day.year, moment.day.month, moment.day.day, tzinfo=KYIV)
    following = moment.day + ONE_DAY
    next_midnight = datetime(following.year, following.month, following.day, tzinfo=KYIV)
    if moment.window == "full_day":
        return midnight, next_midnight
    if moment.window == "week":
        first = moment.day - timedelta(days=6)
        return datetime(first.year, first.month, first.day, tzinfo=KYIV), next_midnight
    if not moment.as_of:
        return midnight, None
    hours, minutes = map(int, moment.as_of.split(":"))
    return midnight, next_midnight if hours == 24 else midnight.replace(hour=hours, minute=minutes)
