"""The day an article says it was published, as an ISO date of Kyiv; '' where its words fix no day."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from analysis.articles.languages import table

KYIV = ZoneInfo("Europe/Kyiv")
ISO = re.compile(
    r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::\d\d(?:[.,]\d+)?)? ?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
MAIL = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? ?(?:[A-Z]{1,4}|[+-]\d{4})")
COMPACT = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?=T\d|\D|$)")
YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>\d{4})[./](?P<month>\d{1,2})[./](?P<day>\d{1,2})(?!\d)")
EASTERN = re.compile(r"(?P<year>\d{4}) ?[年년] ?(?P<month>\d{1,2}) ?[月월] ?(?P<day>\d{1,2}) ?[日일]")
DOTTED = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)")
SLASHED = re.compile(r"(?<!\d)(?P<first>\d{1,2})[/-](?P<second>\d{1,2})[/-](?P<year>\d{4})(?!\d)")
DAY_MONTH = re.compile(r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|\.|º)?\s+(?:de |of )?(?P<name>[^\W\d_]{3,})\.?,?\s+(?:de |del )?(?P<year>\d{4})(?!\d)")
MONTH_DAY = re.compile(r"\b(?P<name>[^\W\d_]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})(?!\d)")
YEAR_MONTH_DAY = re.compile(r"(?<!\d)(?P<year>\d{4})\s?(?:m\.|г\.)?\.?\s+(?P<name>[^\W\d_]{3,})\s+(?P<day>\d{1,2})(?!\d)")
EPOCH = re.compile(r"\s*(\d{10})(?:\d{3}|\.\d+)?\s*")
LONGEST = 200  # characters in which a date of publication is looked for
PATTERNS = (MAIL, ISO, YEAR_FIRST, EASTERN, DOTTED, SLASHED, DAY_MONTH, MONTH_DAY, YEAR_MONTH_DAY, COMPACT)


@lru_cache
def _months() -> dict[str, dict[str, int]]:
    """Each name of a month, and which month it is in which language."""
    found: dict[str, dict[str, int]] = {}
    for language, row in table().items():
        for number, names in enumerate(row["months"].split(), start=1):
            for name in names.split("/"):
                found.setdefault(name, {})[language] = number
    return found


def month(name: str, language: str = "") -> int:
    """The number of a month's name in its language, or in all that know it if they agree; 0 otherwise."""
    meanings = _months().get(name.casefold(), {})
    readings = {meanings[language]} if language in meanings else set(meanings.values())
    return readings.pop() if len(readings) == 1 else 0


def day(words: str, language: str = "") -> str:
    """The first whole date in some words as an ISO day of Kyiv.

    '2024-11-16T23:30:00Z' → '2024-11-17'; '17 листопада 2024 року' → '2024-11-17'; '05/06/2024' → '' (two readings).
    """
    words = words[:LONGEST]
    whole = EPOCH.fullmatch(words)
    if whole:
        return _plausible(datetime.fromtimestamp(int(whole[1]), KYIV).date())
    found = [match for pattern in PATTERNS if (match := pattern.search(words))]
    for match in sorted(found, key=lambda match: match.start()):
        if said := _of_match(match, language):
            return said
        if match.re is SLASHED:
            return ""
    return ""


def _of_match(match: re.Match, language: str) -> str:
    """The day one of the patterns found, '' where it is none."""
    if match.re is MAIL:
        return _in_kyiv(parsedate_to_datetime(match[0]))
    parts = match.groupdict()
    try:
        if match.re is SLASHED:
            return _slashed(int(parts["first"]), int(parts["second"]), int(parts["year"]))
        number = month(parts["name"], language) if "name" in parts else int(parts["month"])
        said = date(int(parts["year"]), number, int(parts["day"]))
        return _in_kyiv(datetime.fromisoformat(_iso(said, parts))) if parts.get("zone") else _plausible(said)
    except ValueError:
        return ""


def _iso(said: date, parts: dict[str, str]) -> str:
    """A moment with its zone in the one spelling every Python reads."""
    zone = "+00:00" if parts["zone"] == "Z" else parts["zone"]
    return f"{said.isoformat()}T{parts['hour']}:{parts['minute']}:00{zone}"


def _in_kyiv(moment: datetime) -> str:
    """The day it was in Kyiv at a moment; one without a zone is taken as Greenwich time."""
    return _plausible((moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).astimezone(KYIV).date())


def _slashed(first: int, second: int, year: int) -> str:
    """A date between slashes where only one of the two orders is possible, or both say the same day."""
    readings = {reading for reading in (_try(year, second, first), _try(year, first, second)) if reading}
    return readings.pop() if len(readings) == 1 else ""


def _try(year: int, number: int, day_of_month: int) -> str:
    """The ISO date of three numbers, '' where there is no such day."""
    try:
        return _plausible(date(year, number, day_of_month))
    except ValueError:
        return ""


def _plausible(said: date) -> str:
    """The ISO date, '' where no article of this war can have it."""
    return said.isoformat() if 2000 <= said.year < 2100 else ""


def is_dateline(line: str, language: str = "") -> bool:
    """Whether a line is a date and nothing else but a weekday, an hour and a mark."""
    if len(line) > LONGEST:
        return False
    for pattern in PATTERNS:
        if (match := pattern.search(line)) and _of_match(match, language):
            rest = line[: match.start()] + line[match.end() :]
            break
    else:
        return False
    return not re.search(r"\d", re.sub(r"\d{1,2}[:.]\d\d", "", rest)) and len(re.findall(r"[^\W\d_]+", rest)) <= 3
