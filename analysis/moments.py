"""A phrase about time → the window it means and the day it counts, read against the date of publication.

All days are Europe/Kyiv calendar days. The General Staff's 08:00 bulletin counts the day before; its
16:00 and 22:00 bulletins count the same day since 00:00.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from analysis.lexicon import UNSPACED, Lexicon, fold, one_script
from analysis.schema import Refused

KYIV = ZoneInfo("Europe/Kyiv")
WAR_BEGINS = date(2022, 2, 24)
ONE_DAY = timedelta(days=1)
WEEK = 7
LAST_MORNING_HOUR = 10
NUMERIC = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})(?P<slash>[./])(?P<m2>\d{1,2})[./](?P<y2>20\d\d|\d\d(?!\d|:))"
    r"|(?P<d3>\d{1,2})-(?P<m3>\d{2})-(?P<y3>20\d\d)"
    r"|(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?=\s|$)|(?P<d5>[0-3]?\d)\.(?P<m5>0[1-9]|1[0-2])(?!\.))(?![\d:])"
)
EAST = re.compile(r"(?:(?P<y>20\d\d)\s?[年년]\s?)?(?:(?P<m>\d{1,2})\s?[月월]\s?)?(?P<d>\d{1,2})\s?[日일](?!間|间)")
CLOCK = re.compile(
    r"(?<![\d.:/-])(?:(?P<h>[01]?\d|2[0-4])(?:[:.](?P<m>[0-5]\d)|-(?P<m2>00))(?![\d./-])"
    r"|(?P<h3>[01]\d|2[0-3])(?P<m3>[0-5]\d)(?=\s?(?:gmt|utc|hours|hrs)))\s?(?P<half>[ap]\.?\s?m\.?(?!\w))?"
)
UNTIL = re.compile(r"\s*(?:uhr|hours|hrs|год\w*|час\w*)?\.?,?\s*(?:[-–—]|to|till|until|and|bis(?: zum)?|und|до|і|и|й|та|по)\s*")
ZONES = {"gmt": "Etc/GMT", "utc": "Etc/UTC", "msk": "Europe/Moscow", "cet": "Europe/Berlin", "cest": "Europe/Berlin"}
BEFORE_SPAN = re.compile(r"(?<![\d:.])(?P<day>\d{1,2})\.?\s*$")
AFTER_SPAN = re.compile(r"\s?-\s?(?P<day>\d{1,2})(?!\d|[:.]\d)")


class NoSuchMoment(Refused):
    """Words that mean a day which cannot be the one counted; `reason` is a code of schema.REASONS."""


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
    """A day that the words name by date, by weekday or by the day of the war, and where they stand.

    `first` is the first day of a span of days ('1-7 December'), `since` tells 'since Friday' from 'on Friday'.
    """

    day: date | None
    start: int
    end: int
    how: str
    flags: tuple[str, ...] = ()
    since: bool = False
    first: date | None = None


@dataclass(frozen=True)
class Phrase:
    """All that is known of a phrase before its window is chosen."""

    said: frozenset[str]
    named: Named | None
    clock: tuple[int, int] | None
    published: Published
    since_yesterday: str
    flags: tuple[str, ...] = ()

    def says(self, *meanings: str) -> bool:
        return not self.said.isdisjoint(meanings)

    @property
    def morning(self) -> bool:
        """Whether it speaks of a morning bulletin, by its word or its hour."""
        return self.says("morning") or (self.clock is not None and self.clock[0] <= LAST_MORNING_HOUR)

    @property
    def as_of(self) -> str | None:
        return f"{self.clock[0]:02d}:{self.clock[1]:02d}" if self.clock else None

    @property
    def is_date(self) -> bool:
        return self.named is not None and self.named.how == "date"

    def before_publication(self, days: int = 1) -> date | None:
        return self.published.day and self.published.day - timedelta(days=days)


def iso_published(written: str) -> str:
    """A date of publication as ISO writes it: '7.11.2024' is '2024-11-07', and what is no such day stays as it is."""
    return re.sub(r"^(\d\d?)\.(\d\d?)\.(20\d\d)$", lambda day: f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}", written.strip())


def read_published(written: object) -> Published:
    """'2024-11-17', '17.11.2024', '2024-09' or a moment with its offset; raises NoSuchMoment for anything else but nothing."""
    text = iso_published(written) if isinstance(written, str) else ""
    if not text:
        return Published()
    month = re.fullmatch(r"(20\d\d)(?:-(\d\d))?", text)
    try:
        if month:
            if month[2]:
                date(int(month[1]), int(month[2]), 1)
            return Published(int(month[1]), int(month[2]) if month[2] else None)
        moment = datetime.fromisoformat(text)
        local = moment.astimezone(KYIV) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        raise NoSuchMoment("published_unreadable", f"expected a date of publication like 2024-11-17 or 2024-11, found '{text[:40]}'; write it so") from None
    minute = local.hour * 60 + local.minute if len(text) > 10 else None
    return Published(local.year, local.month, local.date(), minute)


def read_moment(written: object, published: Published, words: Lexicon) -> Moment:
    """The window and the day that a phrase means.

    'as of 16:00 on 21 November'      → part_day, 16:00, 2024-11-21, stated
    'over the past day', 2024-05-17   → full_day, 2024-05-16, inferred
    «станом на 08.00 18.11.2024»      → full_day, 2024-11-17, inferred   the morning bulletin counts the day before
    'On Saturday', published unknown  → full_day, no day
    'between 1 and 7 December'        → week, 2024-12-07, stated
    'in the night to Sunday'          → part_day, no day                 two days share a night

    Raises NoSuchMoment for a day that is not in the calendar, before the war, or after publication.
    """
    phrase = _phrase(_days_in_digits(one_script(fold(written)), words), published, words)
    window = _window(phrase)
    moment = _day(replace(window, flags=window.flags + phrase.flags), phrase)
    return _checked(moment, str(written), published)


def _phrase(text: str, published: Published, words: Lexicon) -> Phrase:
    dates, rest = _dates(text, published, words)
    said = _said(rest, words)
    named = _weekday(rest, published, words)
    clock, shift, flags = _clock(rest, dates[-1].day if dates else named and named.day, published, words)
    if named and not dates and clock and clock[0] <= LAST_MORNING_HOUR and _spans_a_night(rest, words):
        named = replace(named, how="looked_back_weekday")
    if dates:
        named, more = _one_of(dates, named, text, clock, words)
        flags += more
    over = dates and not clock and published.day and dates[-1].day and dates[-1].day < published.day
    if over and "since_start" in said and words.has("reading.the_day", rest) and not words.has("windows.since_start", words.find["reading.the_day"].sub(" ", rest)):
        said = said - {"since_start"} | {"whole_day"}  # 'during the day of 6 November', told later
    if shift:
        named = replace(named, day=named.day + timedelta(days=shift)) if named and named.day else named
        published = replace(published, day=published.day + timedelta(days=shift)) if not named and published.day else published
    return Phrase(said, named, clock, published, words.settings.get("since_weekday", "full_day"), flags + (named.flags if named else ()))


def _days_in_digits(text: str, words: Lexicon) -> str:
    """«двадцять першого січня» → «21 січня»: the days of a month that stand in words, where the language lists them."""
    if not words.days or not any(word in text for word in words.days):
        return text
    tens = "|".join(word for word, value in words.values.items() if value in (20, 30))
    months = "|".join(map(_stem, words.months))
    day = lambda match: str((words.values[match["tens"]] if match["tens"] else 0) + words.days[match["day"]])
    return re.sub(rf"(?<!\w)(?:(?P<tens>{tens})\s)?(?P<day>{'|'.join(words.days)})(?=\s(?:{months})(?!\w))", day, text)


def _said(text: str, words: Lexicon) -> frozenset[str]:
    """The windows that the words speak of; words shared with a past day do not also mean a day so far."""
    places = words.found("windows", text)
    past = [place for place in places if place.meaning == "past_day"]
    return frozenset(place.meaning for place in places
                     if place.meaning != "since_start" or not any(place.start < day.end and day.start < place.end for day in past))


# --- days that the words name -------------------------------------------------------------------


def _dates(text: str, published: Published, words: Lexicon) -> tuple[list[Named], str]:
    """Every date of the text from left to right, and the text without the dates' signs."""
    found: list[Named] = []
    rest = text
    for pattern, read in ((NUMERIC, _numeric), (EAST, _east), (_month_pattern(words), lambda m: _with_month(m, words))):
        for match in list(pattern.finditer(rest)):
            found.append(_place(*read(match), match, published, words))
            rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end():]
    war_day = None if found else _war_day(rest, words)
    if war_day:
        found.append(war_day)
        rest = re.sub(r"\d+", lambda m: " " * len(m[0]), rest, count=1)
    return sorted((_since(_span(named, text, words), text, words) for named in found), key=lambda named: named.start), rest


def _numeric(match: re.Match[str]) -> tuple[int | None, int | None, int]:
    part = lambda name: next((match[name + suffix] for suffix in ("", "2", "3", "4", "5") if match.groupdict().get(name + suffix)), None)
    year = int(part("y") or 0) or None
    return (year + 2000 if year and year < 100 else year), int(part("m")), int(part("d"))


def _east(match: re.Match[str]) -> tuple[int | None, int | None, int]:
    return (int(match["y"]) if match["y"] else None), (int(match["m"]) if match["m"] else None), int(match["d"])


@cache
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


def _place(year: int | None, month: int | None, day: int, match: re.Match[str], published: Published, words: Lexicon) -> Named:
    """A date as the calendar has it; a missing year or month comes from the date of publication."""
    if year and match.groupdict().get("slash") == "/" and words.settings.get("slash_dates") == "either":
        return _slashed(year, month, day, match, published)
    if year is None or month is None:
        year, month = _complete(year, month, day, published)
    if year is None or month is None:
        return Named(None, *match.span(), "date", ("year_unknown",))
    return Named(_calendar(year, month, day, match[0]), *match.span(), "date")


def _calendar(year: int, month: int, day: int, written: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchMoment("date_impossible", f"no such day in the calendar: '{written.strip()}'") from None


def _slashed(year: int, month: int, day: int, match: re.Match[str], published: Published) -> Named:
    """'11/12/2024' by the reading that the publication leaves: day first in Europe, month first in America."""
    readings = {date(year, *pair) for pair in ((month, day), (day, month)) if pair[0] <= 12 and pair[1] <= 28}
    if len(readings) < 2:
        return Named(_calendar(year, *((month, day) if month <= 12 else (day, month)), match[0]), *match.span(), "date")
    near = [reading for reading in readings if published.day and timedelta(0) <= published.day - reading <= timedelta(days=WEEK)]
    return Named(near[0], *match.span(), "date") if len(near) == 1 else Named(None, *match.span(), "date", ("date_ambiguous",))


def _complete(year: int | None, month: int | None, day: int, published: Published) -> tuple[int | None, int | None]:
    if published.year is None or published.month is None:
        return year, month
    if month is None:
        last = published.day and day > published.day.day
        before = date(published.year, published.month, 1) - ONE_DAY
        return (before.year, before.month) if last else (published.year, published.month)
    later = month > published.month + 1 or (month == published.month + 1 and (not published.day or published.month == 12))
    return published.year - 1 if later else published.year, month


def _span(named: Named, text: str, words: Lexicon) -> Named:
    """A date with a day before or behind it: '1-7 December', 'between 1 and 7 December', 'December 1-7'."""
    after = AFTER_SPAN.match(text, named.end)
    if after and named.day and int(after["day"]) > named.day.day:
        return replace(named, first=named.day, day=_calendar(named.day.year, named.day.month, int(after["day"]), after[0]))
    before = _joined_before(text[: named.start], words)
    day = BEFORE_SPAN.search(text[:before]) if before is not None else None
    if day and named.day and int(day["day"]) < named.day.day:
        return replace(named, first=named.day.replace(day=int(day["day"])))
    return named


def _joined_before(text: str, words: Lexicon) -> int | None:
    """Where the dash, 'to', «по» or 'bis' begins that a text ends with."""
    stripped = text.rstrip()
    if stripped.endswith("-"):
        return len(stripped) - 1
    ends = [match.start() for match in words.find["dates.until"].finditer(stripped[-12:]) if match.end() == len(stripped[-12:])] if "dates.until" in words.find else []
    return len(stripped) - len(stripped[-12:]) + min(ends) if ends else None


def _since(named: Named, text: str, words: Lexicon) -> Named:
    """The day with `since` set where that word stands right before it."""
    before = text[max(0, named.start - 12): named.start].rstrip()
    found = words.find["dates.since"].finditer(before) if "dates.since" in words.find else ()
    return replace(named, since=any(match.end() == len(before) for match in found))


def _one_of(dates: list[Named], weekday: Named | None, text: str, clock: tuple[int, int] | None, words: Lexicon) -> tuple[Named, tuple[str, ...]]:
    """The day that counts where several are named: a span, the day a morning bulletin looks back on, or none."""
    last, flags = dates[-1], ()
    if weekday and weekday.since:
        last = replace(last, since=True)
    if weekday and last.day and weekday.how == "weekday" and weekday.end <= last.start <= weekday.end + 2 and not _falls_on(last.day, weekday, text, words):
        flags = ("weekday_conflict",)
    days = sorted({named.day for named in dates if named.day})
    if len(days) < 2:
        return last, flags
    first = dates[-2]
    if _joined_before(text[: last.start], words) == len(text[: first.end].rstrip()) + len(text[first.end: last.start]) - len(text[first.end: last.start].lstrip()):
        return replace(last, first=first.day, since=False), flags
    if len(days) == 2 and days[1] - days[0] == ONE_DAY and clock and clock[0] <= LAST_MORNING_HOUR:
        return replace(last, how="looked_back", day=days[0]), flags
    return replace(last, day=None, flags=("date_ambiguous",)), flags


def _falls_on(day: date, weekday: Named, text: str, words: Lexicon) -> bool:
    return _number(text[weekday.start:weekday.end], words) == day.weekday()


def _war_day(text: str, words: Lexicon) -> Named | None:
    """'Day 1,279 of the war' is 2025-08-25: the first day is 2022-02-24."""
    match = words.first("windows.war_day", text)
    number = re.search(r"(?<![\d:.])(\d{1,2}[ ,.]?\d{3}|\d{3})(?![\d:])", text[: match.end()] if match else "")
    if not match or not number or match.start() - number.end() > 12:
        return None
    return Named(WAR_BEGINS + timedelta(days=int(re.sub(r"\D", "", number[1])) - 1), *number.span(), "war_day")


@cache
def _weekday_pattern(words: Lexicon) -> re.Pattern[str]:
    """Any weekday, each in a group of its own."""
    def one(name: str) -> str:
        if re.match(f"[{UNSPACED}]", name):
            return re.escape(name)
        return rf"(?<!\w){re.escape(name.removesuffix('*'))}" + (r"\w*" if name.endswith("*") else r"(?!\w)")

    names = sorted(words.weekdays, key=len, reverse=True)
    return re.compile("|".join(f"(?P<d{words.weekdays[name]}_{place}>{one(name)})" for place, name in enumerate(names)) or "(?!)")


def _number(written: str, words: Lexicon) -> int:
    return int(_weekday_pattern(words).match(written).lastgroup[1])


def _spans_a_night(text: str, words: Lexicon) -> bool:
    """'From 8 a.m. Wednesday to 8 a.m. Thursday': two weekdays, the second right after the first."""
    numbers = [int(match.lastgroup[1]) for match in _weekday_pattern(words).finditer(text)]
    return len(numbers) == 2 and numbers[1] == (numbers[0] + 1) % WEEK


def _weekday(text: str, published: Published, words: Lexicon) -> Named | None:
    """The first weekday of a text, or the one that follows 'since'; its day is the last such one up to publication."""
    matches = [(match, int(match.lastgroup[1])) for match in _weekday_pattern(words).finditer(text)]
    found = [_since(Named(published.day and published.day - timedelta(days=(published.day.weekday() - number) % WEEK),
                          *match.span(), "weekday"), text, words) for match, number in matches]
    return next((named for named in found if named.since), found[0] if found else None)


# --- the hour ------------------------------------------------------------------------------------


def _clock(text: str, day: date | None, published: Published, words: Lexicon) -> tuple[tuple[int, int] | None, int, tuple[str, ...]]:
    """The hour said, as hour and minute in Kyiv, by how many days that shifts the day, and flags."""
    match = CLOCK.search(text)
    until = CLOCK.search(text, match.end()) if match else None
    if until and UNTIL.fullmatch(text[match.end():until.start()]):
        if not _is_midnight(match):
            return None, 0, ("clock_ambiguous",)
        match = until  # 'from 00:00 to 16:00' is as of 16:00
    if match:
        hour, minute = int(match["h"] or match["h3"]), int(match["m"] or match["m2"] or match["m3"])
        tail, half = text[match.end():], match["half"] or ""
    else:
        match = _hour_pattern(words).search(text)
        if not match or words.starts("windows.past_day", text[match.start():]) or _is_duration(text[: match.start()], words):
            return None, 0, ()
        hour, minute, half, tail = int(match["h"]), 0, "", text[match.end("h"):]
    afternoon = half.startswith("p") or words.has("dates.pm", tail[:16])
    if hour < 12 and afternoon:
        hour += 12
    if hour == 12 and half.startswith("a"):
        hour = 0
    return _to_kyiv(hour, minute, text, day or published.day, published, words)


def _is_midnight(match: re.Match[str]) -> bool:
    return int(match["h"] or match["h3"]) % 24 == 0 and int(match["m"] or match["m2"] or match["m3"]) == 0


@cache
def _hour_pattern(words: Lexicon) -> re.Pattern[str]:
    """An hour with its word: '4 p.m.', '16 Uhr', «16 годину», '22时'."""
    units = "|".join(words.find[key].pattern.replace(r"(?<!\w)", "") for key in ("dates.hour", "dates.pm", "dates.am") if key in words.find)
    return re.compile(rf"(?<![\d.:])(?P<h>[01]?\d|2[0-4])\s?(?:-ту|-у|-й|-ій|-ої|-му)?\s?(?:{units})" if units else "(?!)")


def _is_duration(before: str, words: Lexicon) -> bool:
    """Whether the words before an hour make it a length: 'en 12 horas', «за 12 годин»."""
    before = before.rstrip()
    found = words.find["dates.duration"].finditer(before) if "dates.duration" in words.find else ()
    return any(match.end() == len(before) for match in found)


def _to_kyiv(hour: int, minute: int, text: str, day: date | None, published: Published, words: Lexicon) -> tuple[tuple[int, int] | None, int, tuple[str, ...]]:
    """The hour in Kyiv; 24:00 is 0:00 of the next day."""
    hour, shift = (0, 1) if hour == 24 else (hour, 0)
    zone = next((zone for name, zone in {**ZONES, **words.zones}.items() if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)), None)
    if zone is None:
        return (hour, minute), shift, ()
    if day is None and published.month:
        day = date(published.year, published.month, 15)
    if day is None:
        return None, 0, ("clock_ambiguous",)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(KYIV)
    return (local.hour, local.minute), (local.date() - day).days + shift, ()


# --- the window ----------------------------------------------------------------------------------


def _window(phrase: Phrase) -> Moment:
    """Which window the words mean: a whole day, a part of one, a week, or unknown; the first rule that fits holds."""
    named = phrase.named
    if phrase.says("average"):
        return Moment(flags=("average",))
    if phrase.says("longer") and not phrase.says("past_day", "yesterday"):
        return Moment(flags=("longer_than_a_day",))
    if phrase.says("week", "last_week"):
        return Moment("week")
    if named and named.first:
        return _of_span(named)
    if named and named.since:
        return _since_day(phrase)
    if phrase.says("past_day", "day_before", "two_days_ago"):
        return _past_day(phrase)
    if phrase.says("night_between", "midnight"):
        return Moment("part_day", flags=("night_between_days",))
    if phrase.says("since_start", "going_on"):
        return Moment("part_day", phrase.as_of)
    if phrase.clock:
        return Moment("full_day") if phrase.morning else Moment("part_day", phrase.as_of)
    if phrase.says("evening", "afternoon") or "clock_ambiguous" in phrase.flags:
        return Moment("part_day")
    if named or phrase.says("morning", "yesterday", "whole_day"):
        return Moment("full_day")
    return Moment(flags=("window_not_said",))


def _of_span(named: Named) -> Moment:
    """Seven days are a week; any other span of days has no window of ours."""
    days = (named.day - named.first).days + 1 if named.day else None
    return Moment("week") if days == WEEK else Moment(flags=("longer_than_a_day",))


def _since_day(phrase: Phrase) -> Moment:
    """'Since Friday' is a day if Friday was yesterday, a part of one if it is today, and else longer than a day."""
    day, issued = phrase.named.day, phrase.published.day
    days = (issued - day).days if day and issued else None
    if days == 0:
        return Moment("part_day", phrase.as_of)
    if days == 1 or (days is None and phrase.named.how == "weekday"):
        return Moment(phrase.since_yesterday)
    return Moment(flags=("longer_than_a_day",))


def _past_day(phrase: Phrase) -> Moment:
    """A past day stays a whole day beside an 08:00 clock; beside words for a part of the day that is a conflict."""
    if phrase.says("since_start") and not phrase.says("day_before"):
        return Moment("part_day", phrase.as_of)
    later_clock = phrase.clock is not None and not phrase.morning
    if later_clock or (phrase.says("evening", "afternoon") and not phrase.says("morning")):
        return Moment("full_day", flags=("window_conflict",))
    return Moment("full_day")


# --- the day -------------------------------------------------------------------------------------


def _day(moment: Moment, phrase: Phrase) -> Moment:
    """The moment with the day counted, and whether that is stated or inferred."""
    if moment.window == "unknown" or not {"window_conflict", "night_between_days"}.isdisjoint(moment.flags):
        return moment
    return {"week": _week, "full_day": _full_day, "part_day": _part_day}[moment.window](moment, phrase)


def _inferred(moment: Moment, day: date | None, *flags: str) -> Moment:
    return replace(moment, day=day, basis="inferred" if day else None, flags=(*moment.flags, *flags))


def _stated(moment: Moment, named: Named) -> Moment:
    return replace(moment, day=named.day, basis=("inferred" if named.how.endswith("weekday") else "stated") if named.day else None)


def _week(moment: Moment, phrase: Phrase) -> Moment:
    """A week has its last day: the Sunday before for 'last week', else the day before publication."""
    if phrase.is_date:
        return _stated(moment, phrase.named)
    if not phrase.published.day:
        return moment
    days = phrase.published.day.weekday() + 1 if phrase.says("last_week") else 1
    return _inferred(moment, phrase.before_publication(days), "date_from_publication")


def _full_day(moment: Moment, phrase: Phrase) -> Moment:
    """The whole day that is counted: the one named, the one before a bulletin, or the one before publication."""
    named = phrase.named
    if phrase.says("two_days_ago") and not phrase.is_date:
        return _inferred(moment, phrase.before_publication(2), "date_from_publication")
    if phrase.says("yesterday"):
        return _stated(moment, named) if phrase.is_date else _inferred(moment, phrase.before_publication(), "date_from_publication")
    if phrase.says("day_before") and phrase.says("past_day", "yesterday") and not named:
        return _inferred(moment, phrase.before_publication(2), "date_from_publication")
    if phrase.says("day_before"):
        return _inferred(moment, named.day and named.day - ONE_DAY) if named else _inferred(moment, phrase.before_publication(), "date_from_publication")
    if named and (named.since or named.how.startswith("looked_back")):
        return _stated(moment, named)
    if named and (phrase.clock or phrase.says("morning") or named.how == "war_day"):
        return _bulletin(moment, phrase)
    if phrase.says("past_day"):
        return _past(moment, phrase)
    if named:
        return replace(_stated(moment, named), flags=moment.flags + _not_over(phrase))
    return _inferred(moment, phrase.before_publication() if phrase.morning else None, *(("date_from_publication",) if phrase.morning else ()))


def _not_over(phrase: Phrase) -> tuple[str, ...]:
    """A flag for a whole day that was not over when it was published."""
    return ("day_not_over",) if phrase.named.day and phrase.named.day == phrase.published.day else ()


def _past(moment: Moment, phrase: Phrase) -> Moment:
    """'Over the past day' counts the day before the statement; a date beside it is the statement's or the day itself."""
    named, issued = phrase.named, phrase.published.day
    if not named:
        return _inferred(moment, phrase.before_publication(), "date_from_publication")
    if named.day and issued == named.day:
        return _inferred(moment, named.day - ONE_DAY)
    if phrase.is_date and named.day and issued and named.day < issued:
        return _stated(moment, named)
    return _inferred(moment, None, "date_ambiguous")


def _bulletin(moment: Moment, phrase: Phrase) -> Moment:
    """A morning bulletin counts the day before its own date; a header with a slip of the pen yields to the publication."""
    day, flags = _without_slip(phrase.named, phrase.published)
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


def _part_day(moment: Moment, phrase: Phrase) -> Moment:
    """The day of a part: the one named, yesterday, or that of the publication."""
    if phrase.named:
        day, flags = _without_slip(phrase.named, phrase.published) if moment.as_of and phrase.is_date else (None, ())
        return _inferred(moment, day, *flags) if flags else _stated(moment, phrase.named)
    if phrase.says("yesterday"):
        return _inferred(moment, phrase.before_publication(), "date_from_publication")
    if not (moment.as_of or phrase.says("since_start", "going_on", "afternoon")):
        return _inferred(moment, None, "date_of_bulletin_unknown")
    after_publication = moment.as_of and phrase.published.minute is not None and phrase.published.minute < _minutes(moment.as_of)
    return _inferred(moment, phrase.before_publication(1 if after_publication else 0), "date_from_publication")


def _minutes(as_of: str) -> int:
    hour, minute = map(int, as_of.split(":"))
    return hour * 60 + minute


def _checked(moment: Moment, written: str, published: Published) -> Moment:
    if moment.day is None:
        return moment
    if moment.day < WAR_BEGINS:
        raise NoSuchMoment("date_outside_war", f"expected a day from {WAR_BEGINS}, found {moment.day} in '{written[:80]}'")
    last = published.day or (_month_end(published) if published.month else None)
    if last and moment.day > last:
        raise NoSuchMoment("date_after_publication", f"expected a day up to the publication on {last}, found {moment.day} in '{written[:80]}'")
    return moment


def _month_end(published: Published) -> date:
    following = date(published.year + published.month // 12, published.month % 12 + 1, 1)
    return following - ONE_DAY


def window_bounds(moment: Moment) -> tuple[datetime | None, datetime | None]:
    """The window's start and end in Europe/Kyiv, as far as the words give them."""
    if moment.day is None or moment.window == "unknown":
        return None, None
    midnight, next_midnight = _midnight(moment.day), _midnight(moment.day + ONE_DAY)
    if moment.window == "week":
        return _midnight(moment.day - timedelta(days=WEEK - 1)), next_midnight
    if moment.window == "full_day":
        return midnight, next_midnight
    if not moment.as_of:
        return midnight, None
    hours, minutes = map(int, moment.as_of.split(":"))
    return midnight, midnight.replace(hour=hours, minute=minutes)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=KYIV)
