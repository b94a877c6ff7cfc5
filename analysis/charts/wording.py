"""Numbers, hours, days and names of fronts as the charts say them."""

import datetime
import re

import pandas as pd

from analysis import speech
from analysis.speech import decimal, language_spoken, listed, say as tell, whole
from analysis.terms import retell

ISO_DAY = r"\d{4}-\d\d-\d\d"
UNITS = {"attacks": "unit_of_attacks", "clashes": "unit_of_clashes", "attacks or clashes": "unit_of_both", "ongoing": "unit_of_ongoing"}
__all__ = ["by_hour", "dated", "day_name", "decimal", "front_name", "interval", "listed", "month_name", "period", "rate", "retell", "source", "tell", "times", "unit_name", "whole"]


def source() -> str:
    """Whose claim the counts are, and what a day without a report is not."""
    return tell("chart_source")


def unit_name(unit: str) -> str:
    """What the figures count, as it is said: attacks, clashes, or both."""
    return tell(UNITS[unit])


def rate(value: float) -> str:
    """A rate with as many digits as it deserves: 0, 3.2, 15, 104."""
    return decimal(f"{value:.1f}" if 0 < value < 9.95 else f"{value:,.0f}")


def times(value: float) -> str:
    """A ratio with as many digits as it deserves: 0.88, 1.53, 12.4."""
    return decimal(f"{value:.2f}" if value < 9.995 else f"{value:.1f}")


def interval(low: str, high: str) -> str:
    """'0.76 to 2.37'."""
    return tell("interval", low=low, high=high)


def by_hour(hours: float) -> str:
    """' by 16:00' for a part of a day whose hours are known."""
    if pd.isna(hours):
        return tell("in_part")
    return tell("by_hour", hour=f"{int(hours):02d}:{round(hours % 1 * 60):02d}")


def month_name(month: int, short: bool = False) -> str:
    """11 → November, or Nov."""
    return speech.sentences()["months_short" if short else "months"][language_spoken()][month - 1]


def day_name(iso: str, year: bool = True, short: bool = False) -> str:
    """2024-11-16 → 16 November 2024, or 16 Nov; never broken over lines."""
    day = datetime.date.fromisoformat(iso)
    return f"{day.day}\u00a0{month_name(day.month, short)}" + (f"\u00a0{day.year}" if year else "")


def period(start: str, end: str) -> str:
    """2024-11-01, 2024-11-30 → 1 to 30 November 2024."""
    if start == end:
        return day_name(start)
    within = start[:7] == end[:7]
    first = str(int(start[8:])) if within else day_name(start, year=start[:4] != end[:4])
    return tell("span_in_month" if within else "span", first=first, last=day_name(end)).replace(" ", "\u00a0")


def dated(words: str) -> str:
    """Words with their ISO days and periods as one says them: 2024-11-01 to 2024-11-30 → 1 to 30 November 2024."""
    words = re.sub(rf"({ISO_DAY}) (?:to|\u2013) ({ISO_DAY})", lambda found: period(*found.groups()), retell(words))
    return re.sub(ISO_DAY, lambda found: day_name(found[0]), words).replace("\u00a0", " ")


def front_name(front: str) -> str:
    """A front's name as it is said; a merged one with room to break: Kurakhove + Pokrovsk."""
    return " + ".join(map(speech.front, front.split("+")))
