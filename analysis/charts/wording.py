"""Numbers, hours, days and names of fronts as the charts say them."""

import datetime
import re
from collections.abc import Sequence

import pandas as pd

SOURCE = (
    "Counts as claimed by Ukraine\u2019s General Staff and found in newspapers; not checked independently. "
    "Days are calendar days in Kyiv. A day without a report is not a day without attacks."
)
ISO_DAY = r"\d{4}-\d\d-\d\d"
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def whole(value: float) -> str:
    """A whole number: 1,200."""
    return f"{int(value):,}"


def rate(value: float) -> str:
    """A rate with as many digits as it deserves: 0, 3.2, 15, 104."""
    return f"{value:.1f}" if 0 < value < 9.95 else f"{value:,.0f}"


def times(value: float) -> str:
    """A ratio with as many digits as it deserves: 0.88, 1.53, 12.4."""
    return f"{value:.2f}" if value < 9.995 else f"{value:.1f}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """A number and its noun: 1 day, 3 days, 2 parts of days."""
    return f"{whole(number)} {one if number == 1 else many or one + 's'}"


def listed(parts: Sequence[str]) -> str:
    """Parts of a sentence joined as one says them: a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def by_hour(hours: float) -> str:
    """' by 16:00' for a part of a day whose hours are known."""
    if pd.isna(hours):
        return " in part of the day"
    return f" by {int(hours):02d}:{round(hours % 1 * 60):02d}"


def day_name(iso: str, year: bool = True, short: bool = False) -> str:
    """2024-11-16 → 16 November 2024, or 16 Nov; never broken over lines."""
    day = datetime.date.fromisoformat(iso)
    month = MONTHS[day.month - 1]
    return f"{day.day}\u00a0{month[:3] if short else month}" + (f"\u00a0{day.year}" if year else "")


def period(start: str, end: str) -> str:
    """2024-11-01, 2024-11-30 → 1 to 30 November 2024."""
    if start == end:
        return day_name(start)
    first = str(int(start[8:])) if start[:7] == end[:7] else day_name(start, year=start[:4] != end[:4])
    return f"{first}\u00a0to\u00a0{day_name(end)}"


def dated(words: str) -> str:
    """Words with their ISO days and periods as one says them: 2024-11-01 to 2024-11-30 → 1 to 30 November 2024."""
    words = re.sub(rf"({ISO_DAY}) to ({ISO_DAY})", lambda found: period(*found.groups()), words)
    return re.sub(ISO_DAY, lambda found: day_name(found[0]), words).replace("\u00a0", " ")


def front_name(front: str) -> str:
    """A merged front's name with room to break: Kurakhove + Pokrovsk."""
    return front.replace("+", " + ")
