"""From daily figures and common windows to rates, ratios, shares and ranks, each with its uncertainty.

A count is a census of what was reported; a rate is an inference from it, with an interval of 95 %. Three things keep
the inference honest: fronts are compared only over the same hours of the same days, a part of a day never enters a
mean of days, and daily counts vary more than chance alone would make them (their dispersion, variance over mean, is
estimated and never taken below 1). Days are taken as independent of each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import combinations, groupby
from typing import NamedTuple

import pandas as pd

from analysis.daily import (
    NOT_SAID, Choice, Figure, candidates, check_measures, choose, days_between, figures_by_day, in_words, living,
)
from analysis.fronts import WHOLE_LINE, breaks, changes, check
from analysis.intervals import (  # all of them: callers find the formulas here too
    dispersion_of_days, exact_ratio, mean_of_days, paired_dispersion, poisson_interval, quasi_ratio, ratio_of_fronts,
)
from analysis.schema import DAILY, MEASURES, UNKNOWN, BadCall, BadRange, BrokenComparison, NoRows, conform, nearest, require

ATTACKS = ("attacks", "repelled")  # what stands for attacks, best first
LIKE = {"attacks": "attacks", "repelled": "attacks", "clashes": "clashes", "ongoing": "ongoing"}
FULL_DAY = ("counted", "none")
PART_DAYS = ("out", "same_hours", "bounds")  # what part-days do in a comparison
UNLIKE = ("measures", "hours", "sources")  # what two figures need not share when a reader asks for it
NO_WINDOW = ("front_off_map", "other_off_map", "front_silent", "other_silent", "both_silent", "days_differ", "measures_differ", "hours_differ", "sources_differ", "no_common_window")
COVER_STATES = ("counted", "none", "partial", "uncounted", "not_reported")  # the most that is known of a day first

SERIES = {**DAILY, "at_least": "boolean"}
SINGLE_DAY = {
    "front": "string", "measure": "string", "at_least": "boolean", "count": "Int64", "low": "Int64", "high": "Int64",
    "status": "string", "hours": "Float64", "lower": "Float64", "upper": "Float64", "mention_ids": "string",
}
MEANS = {
    "front": "string", "days": "Int64", "calendar_days": "Int64", "total": "Int64", "mean": "Float64", "lower": "Float64",
    "upper": "Float64", "dispersion": "Float64", "dispersion_basis": "string", "at_least_days": "Int64", "at_most_days": "Int64",
}
COMMON = {
    "front": "string", "other": "string", "date": "string", "window": "string", "as_of": "string", "hours": "Float64",
    "measure": "string", "other_measure": "string", "count": "Int64", "other_count": "Int64", "bound": "string",
    "other_bound": "string", "at_least": "boolean", "mention_ids": "string", "unlike": "string",
}
RATIOS = {
    "front": "string", "other": "string", "windows": "Int64", "full_days": "Int64", "part_days": "Int64", "count": "Int64",
    "other_count": "Int64", "ratio": "Float64", "lower": "Float64", "upper": "Float64", "dispersion": "Float64",
    "method": "string", "at_least": "boolean", "verdict": "string", "unlike": "string", "reason": "string",
}
SHARES = {
    "date": "string", "front": "string", "measure": "string", "count": "Int64", "denominator": "Int64", "share": "Float64",
    "reason": "string",
}
RANK = {
    "place": "Int64", "front": "string", "measure": "string", "at_least": "boolean", "count": "Int64", "hours": "Float64",
    "verdict": "string",
}
COVERAGE = {
    "front": "string", "reported": "Int64", "counted": "Int64", "none": "Int64", "partial": "Int64", "uncounted": "Int64",
    "not_reported": "Int64", "calendar_days": "Int64", "longest_gap": "Int64",
}


def _table(rows: list[dict], columns: dict[str, str], name: str) -> pd.DataFrame:
    return conform(pd.DataFrame(rows, columns=list(columns)), columns, name)


# Daily figures

@cache
def _reported_days() -> tuple[dict[str, str], dict[str, str]]:
    """From the changes of the map: the first day of a front's own figures, and the first day without its name."""
    rows = list(changes().itertuples(index=False))
    begins = {row.front: row.date for row in rows if row.change in ("first_reported", "begins")}
    return begins, {row.front: row.date for row in rows if row.change in ("ended", "renamed")}


def _off_the_map(front: str, day: str) -> bool:
    """Whether a front was not yet, or no longer, reported under its name on a day."""
    if "+" in front:
        return not living(front, day)
    begins, ends = _reported_days()
    return not begins.get(front, day) <= day < ends.get(front, "9999")


def series(daily: pd.DataFrame, measures: Iterable[str] = ATTACKS) -> pd.DataFrame:
    """One row per front and day: the figure that a comparison takes, `at_least` where it is only a lower bound (repelled attacks, 'more than').

    A full day comes before a part, the longer part before the shorter, then the measures in their order. A day of
    none of these measures, or on which the map has no such front, is not_reported.
    """
    wanted = check_measures(measures)
    require(daily, DAILY, "daily")
    told: dict[tuple, list[dict]] = {}
    for row in daily.to_dict("records"):
        told.setdefault((row["date"], row["front"]), []).append(row)
    rows = []
    for (day, front), of_day in told.items():
        taken = [row for row in of_day if not pd.isna(row["measure"]) and row["measure"] in wanted]
        off = bool(taken) and _off_the_map(front, day)
        best = min(taken, key=lambda row: _preference(row, wanted)) if taken and not off else _silent(day, front, off)
        rows.append({**best, "at_least": not pd.isna(best["count"]) and (_stands_in(best["measure"], wanted) or _open_above(best))})
    return _table(rows, SERIES, "series")


def _preference(row: dict, measures: tuple[str, ...]) -> tuple:
    kinds = {"counted": 0, "none": 0, "partial": 1, "uncounted": 2, "not_reported": 3}
    hours = 0 if pd.isna(row["hours"]) else row["hours"]
    return kinds[row["status"]], pd.isna(row["count"]), -hours, measures.index(row["measure"])


def _silent(day: str, front: str, off: bool) -> dict:
    unknown = dict.fromkeys(DAILY, UNKNOWN)
    rule = "the map has no such front that day" if off else ""
    return {**unknown, "date": day, "front": front, "status": "not_reported", "sources": 0, "conflict": False, "rule": rule, "mention_ids": ""}


def _open_above(row: dict) -> bool:
    """Whether the words give only a lower bound ('more than 20')."""
    return pd.isna(row["high"]) and not pd.isna(row["low"])


def _stands_in(measure: object, measures: tuple[str, ...]) -> bool:
    """Whether repelled attacks are a lower bound of the attacks that were asked for."""
    return not pd.isna(measure) and measure == "repelled" and "attacks" in measures


def single_day(daily: pd.DataFrame, day: str, measures: Iterable[str] = ATTACKS) -> pd.DataFrame:
    """The figure of each front on one day, with the exact 95 % Poisson interval of the rate behind it.

    Raises BadRange when the daily table does not hold the day.
    """
    require(daily, DAILY, "daily")
    if day not in set(daily["date"]):
        held = f"It holds {daily['date'].min()} to {daily['date'].max()}." if len(daily) else "It is empty."
        raise BadRange(f"BadRange: the daily table has no day '{day}'. {held}")
    rows = []
    for row in series(daily[daily["date"] == day], measures).to_dict("records"):
        lower, upper = (UNKNOWN, UNKNOWN) if pd.isna(row["count"]) else poisson_interval(int(row["count"]))
        rows.append({**{name: row[name] for name in SINGLE_DAY if name in row}, "lower": lower, "upper": upper})
    return _table(rows, SINGLE_DAY, "single_day")


def listed(measures: object) -> tuple[str, ...]:
    """Measures given as one text with commas, or as a list, each checked: 'attacks, repelled' → ('attacks', 'repelled')."""
    return check_measures([part.strip() for part in measures.split(",") if part.strip()] if isinstance(measures, str) else measures)


def whole_days(series: pd.DataFrame) -> pd.DataFrame:
    """The days of which the whole is reported as a number."""
    return series[series["status"].isin(FULL_DAY) & series["count"].notna()]


def means(series: pd.DataFrame) -> pd.DataFrame:
    """The mean count per *reported full* day of each front, with a 95 % quasi-Poisson interval.

    The dispersion is Pearson's: the sum of (count - mean)² / mean over days - 1, at least 1. A front with two days
    or more uses its own, however few: in simulated days that interval held the truth 94 to 100 % of the time, while
    one with a dispersion pooled over the fronts held it 60 to 80 % for a front wilder than the others. The price is
    width, which is what two or three days can tell. A front with a single day has none and borrows that of all fronts
    together ('pooled'); where no front has two days the interval is the exact Poisson one ('Poisson only'), known to
    be too narrow.
    """
    require(series, SERIES, "series")
    full = whole_days(series)
    by_front = {front: full.loc[full["front"] == front, "count"].to_numpy(dtype=float) for front in series["front"].unique()}
    pooled = dispersion_of_days(by_front.values())
    rows = []
    for front, counts in by_front.items():
        own = series["front"] == front
        rows.append({
            "front": front, "calendar_days": int(own.sum()), "days": len(counts),
            "at_least_days": int(full.loc[full["front"] == front, "at_least"].sum()),
            "at_most_days": int((full.loc[full["front"] == front, "low"].isna() & full.loc[full["front"] == front, "high"].notna()).sum()),
            **mean_of_days(counts, pooled),
        })
    return _table(rows, MEANS, "means")


def coverage(daily: pd.DataFrame, measures: Iterable[str] = MEASURES) -> pd.DataFrame:
    """How many days of each front are reported whole (counted or none), in part, without a number, or not at all.

    Any of `measures` is a report; attacks still going on are only a part of their day. `calendar_days` are the days of
    the range on which the front is on the map; `longest_gap` is the longest run of them without any number.
    """
    require(daily, DAILY, "daily")
    wanted = check_measures(measures)
    states: dict[str, dict[str, str]] = {}
    for front, day, measure, status in zip(*(daily[name].tolist() for name in ("front", "date", "measure", "status"))):
        days = states.setdefault(front, {})
        days[day] = min(days.get(day, "not_reported"), _state(measure, status, wanted), key=COVER_STATES.index)
    rows = []
    for front in states:
        days = [states[front][day] for day in sorted(states[front]) if not _off_the_map(front, day)]
        told = {state: days.count(state) for state in COVER_STATES}
        gap = max((len(list(run)) for gone, run in groupby(days, lambda state: state in COVER_STATES[3:]) if gone), default=0)
        rows.append({"front": front, "reported": told["counted"] + told["none"], **told, "calendar_days": len(days), "longest_gap": gap})
    return _table(rows, COVERAGE, "coverage")


def _state(measure: str, status: str, measures: tuple[str, ...]) -> str:
    """What one report covers of its day."""
    if pd.isna(measure) or measure not in measures:
        return "not_reported"
    return "partial" if measure == "ongoing" and status in FULL_DAY else status


# Comparisons over common windows

class Terms(NamedTuple):
    """What may be set against what; beyond the defaults only what a reader asks for."""

    measures: tuple[str, ...]
    mixed: bool = False  # clashes against attacks
    part_days: str = "same_hours"  # one of PART_DAYS
    across_sources: bool = False  # one source's count against another's


def terms(measures: Iterable[str], mixed: bool = False, part_days: str = "same_hours", across_sources: bool = False) -> Terms:
    """The terms of a comparison, each checked; raises BadCall with the nearest name for one that is not ours."""
    if part_days not in PART_DAYS:
        raise BadCall(f"BadCall: part_days has no value '{part_days}'.{nearest(str(part_days), PART_DAYS)} Its values are {', '.join(PART_DAYS)}.")
    return Terms(check_measures(measures), mixed, part_days, across_sources)


def common_windows(
    counts: pd.DataFrame, fronts: Iterable[str], start: str, end: str, measures: Iterable[str] = ATTACKS,
    mentions: pd.DataFrame | None = None, mixed: bool = False, part_days: str = "same_hours", across_sources: bool = False,
) -> pd.DataFrame:
    """For each pair of fronts and each day the longest hours that both are counted for, with both counts.

    Hours are common when both are the full day, or both a part up to the same clock time, or, where no time is said,
    when one article gives both. One window a day: the figures of 16:00 and 22:00 hold the same attacks, and a day's
    end holds both. Each front gives the first of `measures` it has there; attacks and repelled attacks pair with each
    other. Repelled attacks stand for attacks only where none are said to go on.

    Unlike things pair only on request, and `unlike` then names them: `mixed` lets clashes pair with attacks;
    `part_days` "bounds" sets a part of a day against longer hours, as the lower bound it is, on days without common
    hours ("out" leaves parts of days out altogether); `across_sources` sets one publisher's count against another's
    where none gives both (the General Staff and those who carry its bulletins are one source; a publisher that is not
    known stands with any).
    """
    asked, days, agreed = check(fronts), days_between(start, end), terms(measures, mixed, part_days, across_sources)
    by_day = figures_by_day(counts, mentions, (*agreed.measures, "ongoing"))
    rows = [row for day in days for row in pairs_of_day(asked, day, by_day.get(day, ()), agreed)]
    return _table(rows, COMMON, "common_windows")


def pairs_of_day(fronts: list[str], day: str, said: Iterable[Figure], agreed: Terms) -> list[dict]:
    """The rows of the common windows of one day, from its figures."""
    said = list(said)
    apart = [{front: _windows(front, day, some, agreed) for front in fronts} for some in _by_source(said)] if said else []
    together = {front: _windows(front, day, said, agreed) for front in fronts} if len(apart) > 1 and agreed.across_sources else None
    pairs = [(front, other, _best_pair(front, other, apart, together, agreed)) for front, other in combinations(fronts, 2)]
    return [_pair_row(front, other, day, *pair, agreed) for front, other, pair in pairs if pair]


def _by_source(said: list[Figure]) -> list[list[Figure]]:
    """The figures of each source, those of unknown source with each."""
    known = sorted({figure.source for figure in said if figure.source})
    return [[figure for figure in said if figure.source in ("", source)] for source in known] or [said]


def _best_pair(front: str, other: str, apart: list[dict], together: dict | None, agreed: Terms) -> tuple[Choice, Choice] | None:
    """The figures that two fronts are compared by on a day: for the same hours before unlike ones, of one source before two."""
    tries = [find for find in (_longest_common, _part_against_longer)[: 2 if agreed.part_days == "bounds" else 1]]
    for groups in (apart, [together] if together else []):
        for find in tries:
            found = [pair for told in groups if (pair := find(told[front], told[other], agreed))]
            if found:
                return min(found, key=_longest_then_closest)
    return None


def _longest_then_closest(pair: tuple[Choice, Choice]) -> tuple:
    stages = sorted(choice.figure.stage for choice in pair)
    return stages[::-1], sorted(choice.figure.order for choice in pair)


def _windows(front: str, day: str, said: list[Figure], agreed: Terms) -> dict[tuple[str, str], dict[str, Choice]]:
    """For each window of a front's day the figure chosen for each measure; hours that are not said are no window."""
    usable = [figure for figure in candidates(front, day, said) if figure.count is not None and figure.numbered and figure.stage[0] != NOT_SAID]
    if agreed.part_days == "out":
        usable = [figure for figure in usable if figure.window == "full_day"]
    if not usable or _off_the_map(front, day):
        return {}
    told: dict[tuple[str, str], dict[str, list[Figure]]] = {}
    for figure in usable:
        told.setdefault(figure.bulletin, {}).setdefault(figure.measure, []).append(figure)
    return {window: {measure: choose(same) for measure, same in _whole(by_measure).items()} for window, by_measure in told.items()}


def _whole(by_measure: dict[str, list[Figure]]) -> dict[str, list[Figure]]:
    """The figures without 'repelled' where others are said to be still going on: then it is a part, not the usual wording of a full count."""
    return {measure: same for measure, same in by_measure.items() if not (measure == "repelled" and "ongoing" in by_measure)}


def _longest_common(own: dict, others: dict, agreed: Terms) -> tuple[Choice, Choice] | None:
    """The pair of figures for the longest hours that two fronts have in common, or None."""
    pairs = [pair for window in own.keys() & others.keys() if (pair := _like(own[window], others[window], agreed))]
    return min(pairs, key=_longest_then_closest, default=None)


def _part_against_longer(own: dict, others: dict, agreed: Terms) -> tuple[Choice, Choice] | None:
    """The pair of figures for the longest hours of each front where one's are known to lie within the other's, or None."""
    pairs = [pair for one in own for two in others if _within(one, two) and (pair := _like(own[one], others[two], agreed))]
    return min(pairs, key=_longest_then_closest, default=None)


def _within(one: tuple[str, str], two: tuple[str, str]) -> bool:
    """Whether one of two unlike windows lies within the other: a part of a day in the day, 16:00 in 22:00; not a part whose hour is not said."""
    return one != two and ("full_day" in (one[0], two[0]) or not any(hours.startswith("article ") for _, hours in (one, two)))


def _like(own: dict[str, Choice], others: dict[str, Choice], agreed: Terms) -> tuple[Choice, Choice] | None:
    """The first figures of two fronts, in the order of measures, that count like things."""
    measures = agreed.measures
    possible = [(one, two) for one in measures for two in measures if one in own and two in others and (agreed.mixed or LIKE[one] == LIKE[two])]
    best = min(possible, key=lambda pair: (measures.index(pair[0]) + measures.index(pair[1]), measures.index(pair[0])), default=None)
    return (own[best[0]], others[best[1]]) if best else None


def _pair_row(front: str, other: str, day: str, own: Choice, against: Choice, agreed: Terms) -> dict:
    one, two = own.figure, against.figure
    shorter = max(one, two, key=lambda figure: figure.stage)
    bounds = [_bound(figure, agreed.measures, figure.stage > min(one.stage, two.stage)) for figure in (one, two)]
    return {
        "front": front, "other": other, "date": day, "window": shorter.window, "as_of": shorter.as_of, "hours": shorter.hours,
        "measure": one.measure, "other_measure": two.measure, "count": one.count, "other_count": two.count,
        "bound": bounds[0], "other_bound": bounds[1], "at_least": "at_least" in bounds,
        "mention_ids": " ".join(dict.fromkeys((*one.mentions, *two.mentions))), "unlike": _unlike(one, two),
    }


def _bound(figure: Figure, measures: tuple[str, ...], a_part: bool = False) -> str:
    """What a figure's number is to the truth it stands for: exact, at_least, at_most or about; a part of longer hours is at least."""
    if _stands_in(figure.measure, measures):
        return "at_least"
    bound = {(False, False): "exact", (False, True): "at_least", (True, False): "at_most", (True, True): "about"}[figure.low is None, figure.high is None]
    return {"exact": "at_least", "at_most": "about"}.get(bound, bound) if a_part else bound


def _unlike(one: Figure, two: Figure) -> str:
    """Codes of UNLIKE for what two figures do not share, joined by spaces."""
    sources = {figure.source for figure in (one, two) if figure.source}
    found = {"measures": LIKE[one.measure] != LIKE[two.measure], "hours": one.bulletin != two.bulletin, "sources": len(sources) > 1}
    return " ".join(name for name in UNLIKE if found[name])


def ratios(windows: pd.DataFrame, fronts: Iterable[str] | None = None) -> pd.DataFrame:
    """The ratio of two fronts' sums over their common windows, the higher one first, with a 95 % interval and a verdict.

    With several windows the interval knows how unsteadily the two share them (paired dispersion, Student's quantile);
    with one window, or where one front has only zeros, it is the exact Poisson one and the dispersion unknown.
    Verdicts: higher_shown (the whole interval is above 1), higher_count_only, equal, not_comparable (no common window),
    and order_open: a figure of the lower front is a lower bound ('repelled', 'more than'), or one of the higher front an
    upper bound ('up to', 'nearly'), so that whatever the interval says, even the order of the sums is open.
    Pairs without a window appear only when the fronts are named. `unlike` names the unlike things that were set
    against each other on request (codes of UNLIKE); `reason` is a code of NO_WINDOW for a pair that is not comparable.
    """
    require(windows, COMMON, "common windows")
    listed = zip(windows["front"], windows["other"]) if fronts is None else combinations(check(fronts), 2)
    rows = windows.to_dict("records")
    return _table([ratio(front, other, rows) for front, other in dict.fromkeys(listed)], RATIOS, "ratios")


def ratio(front: str, other: str, windows: Iterable[dict]) -> dict:
    """One row of ratios from rows of common windows, of which those of this pair are taken."""
    own = [row for row in windows if (row["front"], row["other"]) == (front, other)]
    counts, others = [int(row["count"]) for row in own], [int(row["other_count"]) for row in own]
    ahead, behind = {row["bound"] for row in own}, {row["other_bound"] for row in own}
    if sum(others) > sum(counts):
        front, other, counts, others, ahead, behind = other, front, others, counts, behind, ahead
    full = sum(row["window"] == "full_day" for row in own)
    told = {
        "front": front, "other": other, "windows": len(own), "full_days": full, "part_days": len(own) - full,
        "at_least": any(row["at_least"] for row in own), "method": "", "verdict": "not_comparable",
        "unlike": " ".join(name for name in UNLIKE if any(name in row["unlike"].split() for row in own)),
        "reason": "" if own else "no_common_window",
    }
    inferred = ratio_of_fronts(counts, others) if counts else {}
    hedged = behind & {"at_least", "about"} or ahead & {"at_most", "about"}
    if hedged and inferred.get("verdict") in ("higher_shown", "higher_count_only", "equal"):
        inferred["verdict"] = "order_open"
    return {**told, **inferred}


def compare(
    counts: pd.DataFrame, fronts: Iterable[str], start: str, end: str, measures: Iterable[str] = ATTACKS,
    mentions: pd.DataFrame | None = None, mixed: bool = False, part_days: str = "same_hours", across_sources: bool = False,
) -> pd.DataFrame:
    """The ratio between every two fronts over their common windows from start to end, unlike things only on request.

    Raises BrokenComparison when the map of fronts changes under the comparison, BadCall when one front holds another,
    and what `daily` raises. `mixed`, `part_days` and `across_sources` are those of `common_windows`.
    """
    asked, agreed = comparable(fronts, start, end), terms(measures, mixed, part_days, across_sources)
    by_day = figures_by_day(counts, mentions, MEASURES)
    days = {day: by_day.get(day, []) for day in days_between(start, end)}
    rows = [row for day, said in days.items() for row in pairs_of_day(asked, day, told_of(said, agreed), agreed)]
    found = [ratio(front, other, rows) for front, other in combinations(asked, 2)]
    for row in found:
        row["reason"] = "" if row["windows"] else why_not(row["front"], row["other"], days, agreed)
    return _table(found, RATIOS, "compare")


def comparable(fronts: Iterable[str], start: str, end: str) -> list[str]:
    """The fronts of a comparison, checked; raises BadCall, BadRange or BrokenComparison where there is none to make."""
    asked = check(fronts)
    if len(asked) < 2:
        raise BadCall(f"BadCall: a comparison needs two fronts or more, found {in_words(asked)}. Name them separated by commas: Kursk, Pokrovsk.")
    _refuse_overlap(asked)
    days_between(start, end)
    _refuse_breaks(asked, start, end)
    return asked


def told_of(said: Iterable[Figure], agreed: Terms) -> list[Figure]:
    """The figures of a day that these terms look at: those of their measures, and those still going on."""
    return [figure for figure in said if figure.measure in (*agreed.measures, "ongoing")]


def why_not(front: str, other: str, days: dict[str, list[Figure]], agreed: Terms) -> str:
    """Why two fronts have no common window, as a code of NO_WINDOW: the first thing that would have to be otherwise."""
    reported = {name: [day for day, said in days.items() if _windows(name, day, told_of(said, agreed), agreed)] for name in (front, other)}
    gone = [name for name in (front, other) if all(_off_the_map(name, day) for day in days)]
    if gone:
        return "front_off_map" if front in gone else "other_off_map"
    every = Terms(MEASURES, mixed=True, part_days="bounds", across_sources=True)
    if not all(reported.values()):
        silent = [name for name in (front, other) if not any(_windows(name, day, said, every) for day, said in days.items())]
        return "measures_differ" if not silent else "both_silent" if len(silent) == 2 else "front_silent" if silent == [front] else "other_silent"
    if not set(reported[front]) & set(reported[other]):
        return "days_differ"
    relaxed = {"sources_differ": agreed._replace(across_sources=True), "measures_differ": agreed._replace(mixed=True), "hours_differ": agreed._replace(part_days="bounds")}
    for reason, wider in relaxed.items():
        if any(pairs_of_day([front, other], day, told_of(said, wider), wider) for day, said in days.items()):
            return reason
    return "no_common_window"


def without(
    counts: pd.DataFrame, fronts: Iterable[str], start: str, end: str, left_out: str = "repelled",
    measures: Iterable[str] = ATTACKS, mentions: pd.DataFrame | None = None, mixed: bool = False,
    part_days: str = "same_hours", across_sources: bool = False,
) -> pd.DataFrame:
    """The same comparison without one measure: by default only with figures said as attacks, no repelled standing in."""
    check_measures([left_out])
    kept = tuple(measure for measure in check_measures(measures) if measure != left_out)
    if not kept:
        raise BadCall(f"BadCall: nothing is left to compare without {left_out}. Name another measure beside it.")
    return compare(counts, fronts, start, end, kept, mentions, mixed, part_days, across_sources)


def _refuse_overlap(fronts: list[str]) -> None:
    """Raise BadCall for two fronts of which one holds a part of the other."""
    if len(fronts) > 1 and WHOLE_LINE in fronts:
        raise BadCall("BadCall: the whole line holds every front. Use shares for a front's part of it.")
    for front, other in combinations(fronts, 2):
        shared = sorted(set(front.split("+")) & set(other.split("+")))
        if shared:
            raise BadCall(f"BadCall: {front} and {other} both hold {in_words(shared)}. Compare fronts that share no ground.")


def _refuse_breaks(fronts: list[str], start: str, end: str) -> None:
    """Raise BrokenComparison for a range in which the map of these fronts changes, naming the break and what to do."""
    if breaks(start, end, fronts).empty:
        return
    parts = [f"{first} to {last}" for first, last in segments(start, end, fronts)]
    merged = merged_front(fronts, start, end)
    remedy = f", or name the merged front {merged}, which has no break in this range" if merged else ""
    raise BrokenComparison(
        f"BrokenComparison: {in_words(fronts)} from {start} to {end} reach across a change of the map of fronts ({breaks_in_words(fronts, start, end)}). "
        f"Compare {in_words(parts)} apart{remedy}."
    )


def breaks_in_words(fronts: list[str], start: str, end: str) -> str:
    """The changes of the map of these fronts: '2025-01-10: Kurakhove front ends; 2025-01-10: ...', or ''."""
    return "; ".join(f"{row.date}: {row.short}" for row in breaks(start, end, fronts).itertuples())


def merged_front(fronts: list[str], start: str, end: str) -> str:
    """A merged front over the rearranged ones that no change in the range breaks, or ''."""
    broken, moved = breaks(start, end, fronts), changes()
    moved = moved[moved["date"].isin(broken["date"]) & moved["change"].isin(["ended", "absorbed"])]
    moving = broken[broken["change"].isin(["ended", "absorbed", "renamed"])]
    group = {name for front in moving["front"] for name in [front, *_neighbours(front, moved)]}
    merged = "+".join(sorted(group | {name for front in fronts if set(front.split("+")) & group for name in front.split("+")}))
    return merged if "+" in merged and breaks(start, end, [merged]).empty else ""


def _neighbours(front: str, moved: pd.DataFrame) -> set[str]:
    """The fronts that a front gives ground to, or takes ground from together with others."""
    shared = [{row.front, *row.into.split("+")} for row in moved.itertuples() if row.into]
    return {name for names in shared if front in names for name in names}


def segments(start: str, end: str, fronts: Iterable[str]) -> list[tuple[str, str]]:
    """The stretches of a range between the breaks of the map of these fronts: [(first day, last day), ...]."""
    days_between(start, end)
    first_days = [start, *sorted(set(breaks(start, end, fronts)["date"]))]
    last_days = [(date.fromisoformat(day) - timedelta(days=1)).isoformat() for day in first_days[1:]] + [end]
    return list(zip(first_days, last_days))


def stretch(start: str, end: str, fronts: Iterable[str], day: str) -> tuple[str, str]:
    """The stretch between breaks of the map that holds a day; raises BadRange for a day outside the range."""
    for first, last in segments(start, end, fronts):
        if first <= days_between(day, day)[0] <= last:
            return first, last
    raise BadRange(f"BadRange: the day {day} is outside the range {start} to {end}. Ask for a day inside it (parameter day), or for another range.")


def compare_by_segment(
    counts: pd.DataFrame, fronts: Iterable[str], start: str, end: str, measures: Iterable[str] = ATTACKS,
    mentions: pd.DataFrame | None = None, mixed: bool = False, part_days: str = "same_hours", across_sources: bool = False,
) -> pd.DataFrame:
    """The comparison of each stretch between breaks, with the stretch's `start` and `end` before its ratios."""
    asked = check(fronts)
    tables = [
        compare(counts, asked, first, last, measures, mentions, mixed, part_days, across_sources).assign(start=first, end=last)
        for first, last in segments(start, end, asked)
    ]
    columns = {"start": "string", "end": "string", **RATIOS}
    return conform(pd.concat(tables, ignore_index=True), columns, "compare_by_segment")


# Shares and ranks

def shares(daily: pd.DataFrame, fronts: Iterable[str], measures: Iterable[str] = ("attacks", "clashes")) -> pd.DataFrame:
    """Each day's share of the named fronts in the figure of the whole line, and the 'unattributed' rest.

    The denominator is the total of ALL for the same hours and measure: a total of clashes is none for attacks. What
    can't be divided is unknown and `reason` says why. The daily table must hold ALL, raises NoRows otherwise.
    """
    require(daily, DAILY, "daily")
    asked, wanted = check(fronts), check_measures(measures)
    _refuse_overlap([front for front in asked if front != WHOLE_LINE])
    if WHOLE_LINE not in set(daily["front"]):
        raise NoRows(f"NoRows: the daily table has no total to divide by. Add {WHOLE_LINE} to its fronts.")
    numbered = daily[daily["count"].notna() & daily["measure"].isin(wanted)]
    rows = [row for day in daily["date"].unique() for row in _day_shares(day, numbered[numbered["date"] == day], asked, wanted)]
    return _table(rows, SHARES, "shares")


def _day_shares(day: str, told: pd.DataFrame, fronts: list[str], measures: tuple[str, ...]) -> list[dict]:
    """The shares of one day: a row per front, then the rest."""
    totals = {row.measure: row for row in told[told["front"] == WHOLE_LINE].itertuples()}
    shared = [measure for measure in measures if measure in totals]
    matches = lambda measure: sum(_divisible(told, front, totals[measure]) for front in fronts)
    total = totals[max(shared, key=matches)] if shared else None
    rows = [_share(day, front, told[told["front"] == front], total) for front in fronts if front != WHOLE_LINE]
    return [*rows, _rest(day, rows, total)]


def _divisible(told: pd.DataFrame, front: str, total) -> bool:
    own = told[(told["front"] == front) & (told["measure"] == total.measure)]
    return len(own) == 1 and _same_hours(next(own.itertuples()), total)


def _same_hours(one, other) -> bool:
    """Whether two daily rows are of the same hours; part-days without an hour never are."""
    whole = one.status in FULL_DAY, other.status in FULL_DAY
    return all(whole) or (not any(whole) and not pd.isna(one.hours) and not pd.isna(other.hours) and one.hours == other.hours)


def _share(day: str, front: str, own: pd.DataFrame, total) -> dict:
    """One front's share of a total, or the reason that there is none."""
    if total is None:
        return {"date": day, "front": front, "reason": "no total is reported"}
    told = {"date": day, "front": front, "measure": total.measure, "denominator": total.count, "reason": ""}
    same = own[own["measure"] == total.measure]
    if own.empty:
        return {**told, "reason": f"{front} has no number"}
    if same.empty:
        return {**told, "reason": f"the total counts {total.measure}, {front} {in_words(own['measure'])}"}
    row = next(same.itertuples())
    if not _same_hours(row, total):
        return {**told, "count": row.count, "reason": f"the total and {front} are not of the same hours"}
    if row.count > total.count:
        return {**told, "count": row.count, "reason": f"{front} has more than the total"}
    if not total.count:
        return {**told, "count": row.count, "reason": "the total is zero"}
    return {**told, "count": row.count, "share": row.count / total.count}


def _rest(day: str, rows: list[dict], total) -> dict:
    """What the total holds beside the named fronts."""
    told = {"date": day, "front": "unattributed"}
    if total is not None:
        told |= {"measure": total.measure, "denominator": total.count}
    reasons = list(dict.fromkeys(row["reason"] for row in rows if row["reason"]))
    if reasons:
        return {**told, "reason": "; ".join(reasons)}
    if total is None or not total.count:
        return {**told, "reason": "no total is reported" if total is None else "the total is zero"}
    rest = int(total.count - sum(row["count"] for row in rows))
    if rest < 0:
        return {**told, "reason": "the named fronts together have more than the total"}
    return {**told, "count": rest, "share": rest / total.count, "reason": ""}


def rank(day_table: pd.DataFrame) -> pd.DataFrame:
    """The fronts of a single day from the highest count to the lowest; equal counts share a place.

    `verdict` is that of each front against the next one below it (one day: exact Poisson), '' at the end. Only figures
    for the same hours and like measures have a place: of several such sets the one with most fronts, then with most
    hours; the others follow without a place.
    """
    require(day_table, SINGLE_DAY, "single_day")
    rows = day_table.to_dict("records")
    placed = _comparable([row for row in rows if not pd.isna(row["count"])])
    placed.sort(key=lambda row: -row["count"])
    below = [ratio_of_fronts([int(row["count"])], [int(after["count"])])["verdict"] for row, after in zip(placed, placed[1:])] + [""]
    counts = [row["count"] for row in placed]
    ranked = [{**row, "place": counts.index(row["count"]) + 1, "verdict": verdict} for row, verdict in zip(placed, below)]
    named = {row["front"] for row in placed}
    others = [{**row, "place": UNKNOWN, "verdict": "not_comparable"} for row in rows if row["front"] not in named]
    return _table([{name: row[name] for name in RANK} for row in ranked + others], RANK, "rank")


def _comparable(rows: list[dict]) -> list[dict]:
    """The largest set of figures for the same hours and like measures."""
    sets: dict[tuple, list[dict]] = {}
    for row in rows:
        hours = "whole" if row["status"] in FULL_DAY else None if pd.isna(row["hours"]) else row["hours"]
        if hours is not None:
            sets.setdefault((hours, LIKE[row["measure"]]), []).append(row)
    return max(sets.values(), key=lambda some: (len(some), some[0]["hours"] if not pd.isna(some[0]["hours"]) else 24), default=[])
