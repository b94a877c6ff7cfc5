"""What a page says: sentences rendered from tables, none stronger than the counts can carry, and the table of sources."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from analysis import speech, verdicts
from analysis.fronts import check
from analysis.intensity import COVERAGE, MEANS, RATIOS, SINGLE_DAY, exact_ratio, rank
from analysis.schema import COUNTS, MENTIONS, require
from analysis.speech import listed, say, spoken
from analysis.terms import change_in_words

FULL_DAY = ("counted", "none")


def day_in_words(day: str, language: str | None = None) -> str:
    """'2024-11-16' → '16 November 2024'."""
    return speech.day(day, language)


def times(ratio: float) -> str:
    """A ratio with two decimals: '1.33'; no upper bound is 'any number of'."""
    return speech.times(ratio)


@spoken
def number(row) -> str:
    """A count with its hedge: '32', 'at least 47', 'at most 20', '20 to 25'."""
    if pd.isna(row.count):
        return say("number_range", low=row.low, high=row.high) if not (pd.isna(row.low) or pd.isna(row.high)) else say("number_none")
    if row.at_least or (pd.isna(row.high) and not pd.isna(row.low)):
        return say("number_at_least", count=row.count if row.at_least else row.low)
    if pd.isna(row.low):
        return say("number_at_most", count=row.high) if not pd.isna(row.high) else say("number_about", count=row.count)
    return str(row.count)


def _rows(day_table: pd.DataFrame) -> list:
    require(day_table, SINGLE_DAY, "a single day")
    return [type("Row", (), row) for row in day_table.to_dict("records")]


@spoken
def one_day(day_table: pd.DataFrame, day: str) -> str:
    """What was reported for one day, who has the highest count, and whether that shows a higher pace."""
    rows = _rows(day_table)
    told = [row for row in rows if row.status in FULL_DAY]
    sentences = [_reported(told, day)] if told else []
    sentences += [_highest(day_table)] if len(told) > 1 else []
    sentences += [_part_of_day(row) for row in rows if row.status == "partial"]
    sentences += [say("fought_over", front=row.front) for row in rows if row.status == "uncounted"]
    silent = [row.front for row in rows if row.status == "not_reported"]
    if silent:
        sentences.append(say("day_silent", fronts=silent, day=day))
    return " ".join(sentences)


def _reported(told: list, day: str) -> str:
    ordered = sorted(told, key=lambda row: -_size(row))
    unit = "reported_clashes" if {row.measure for row in told} == {"clashes"} else "reported_attacks"
    parts = [say("reported_too" if place else unit, number=number(row), count=_size(row), front=row.front) for place, row in enumerate(ordered)]
    return say("reported", day=day, parts=listed(parts))


def _size(row) -> int:
    """The count, or the upper bound that stands in for it."""
    return row.count if not pd.isna(row.count) else row.high


def _highest(day_table: pd.DataFrame) -> str:
    """The verdict on one day: the census of counts, and then the inference to the pace, each in plain words."""
    placed = rank(day_table).dropna(subset="place")
    if len(placed) < 2:
        return say("not_ranked")
    first, second = placed.iloc[0], placed.iloc[1]
    if first["count"] == second["count"]:
        return say("highest_shared", fronts=placed.loc[placed["count"] == first["count"], "front"])
    if verdicts.order_open(day_table, first["front"], second["front"]):
        return say("highest_open", front=first["front"], other=second["front"])
    lower, upper = exact_ratio(int(first["count"]), int(second["count"]))
    against = say("against", count=first["count"], other_count=second["count"], other=second["front"])
    if not second["count"]:
        return say("highest_of_zero", front=first["front"], against=against)
    told = {"ratio": times(first["count"] / second["count"]), "lower": times(lower), "upper": times(upper)}
    return say("highest_beyond_chance" if lower > 1 else "highest_within_chance", front=first["front"], against=against, **told)


def _part_of_day(row) -> str:
    part = say("part_only") if pd.isna(row.hours) else say("part_until", hour=f"{int(row.hours):02d}")
    return say("part_not_ranked", front=row.front, number=number(row), part=part)


def verdict(day_table: pd.DataFrame, language: str | None = None) -> str:
    """One day's verdict in the few words that stand under its chart."""
    return verdicts.of_day(day_table, language)


@spoken
def covered(coverage: pd.DataFrame, start: str, end: str) -> str:
    """How many of the days on which each front is on the map are reported, and the longest silence."""
    require(coverage, COVERAGE, "coverage")
    parts = [
        say("covered_front", front=row.front, days=row.calendar_days, reported=row.reported, partial=row.partial,
            uncounted=row.uncounted, silent=row.not_reported, gap=row.longest_gap)
        for row in coverage.itertuples()
    ]
    if len(parts) == 1:
        return say("covered", start=start, end=end, parts=parts[0])
    return say("covered_fronts", start=start, end=end, parts="\n".join(f"- {part}" for part in parts))


@spoken
def mean_days(means: pd.DataFrame, start: str, end: str) -> str:
    """The mean count per reported day of each front with its interval."""
    require(means, MEANS, "means")
    parts = [_mean(row) for row in means.itertuples() if not pd.isna(row.mean)]
    silent = list(means.loc[means["mean"].isna(), "front"])
    told = say("means", start=start, end=end, parts=listed(parts)) if parts else ""
    return " ".join(filter(None, [told, say("means_silent", fronts=silent) if silent else ""]))


def _mean(row) -> str:
    """One front's mean; where a day is only a lower bound, so is the mean, and its interval has no upper end."""
    days = [say("mean_days", days=row.days)]
    days += [say("mean_lower_bounds", days=row.at_least_days)] if row.at_least_days else []
    days += [say("mean_upper_bounds", days=row.at_most_days)] if row.at_most_days else []
    told = {"front": row.front, "mean": f"{row.mean:.0f}", "lower": f"{row.lower:.0f}", "days": ", ".join(days)}
    return say("mean_at_least", **told) if row.at_least_days else say("mean", **told, upper=f"{row.upper:.0f}")


def compared(ratios: pd.DataFrame, start: str, end: str, language: str | None = None) -> str:
    """What the common windows of each pair of fronts show, and what they do not."""
    require(ratios, RATIOS, "ratios")
    heading = say("same_hours", language, start=speech.day(start, language), end=speech.day(end, language))
    return "\n".join([heading, "", *(f"- {verdicts.finding(row, language)}" for row in ratios.itertuples())])


def pairs(ratios: pd.DataFrame, language: str | None = None) -> pd.DataFrame:
    """The ratios as a reader wants them: a pair, its sums, its ratio with its interval, and the verdict in words."""
    require(ratios, RATIOS, "ratios")
    table = ratios.assign(
        pair=[" : ".join(speech.front(name, language) for name in names) for names in zip(ratios["front"], ratios["other"])],
        verdict=[verdicts.short(row, language) for row in ratios.itertuples()],
    )
    return table[["pair", "windows", "full_days", "part_days", "count", "other_count", "ratio", "lower", "upper", "dispersion", "method", "verdict"]]


@spoken
def changed(changes: pd.DataFrame) -> str:
    """The changes of the map of fronts that break a comparison, in words."""
    if changes.empty:
        return say("no_change")
    return "\n".join(say("change", day=row.date, front=row.front, note=change_in_words(row.note)) for row in changes.itertuples())


@spoken
def main(day_table: pd.DataFrame, day: str, ratios: pd.DataFrame, coverage: pd.DataFrame, start: str, end: str) -> str:
    """The finding of the whole page in three sentences: the day, the stretch of days, the silence."""
    shown = ratios[[verdicts.shown(row) for row in ratios.itertuples()]]
    common = ratios[ratios["verdict"] != "not_comparable"]
    kind = "stretch_none" if common.empty else "stretch_not_shown" if shown.empty else "stretch_shown"
    pairs = [say("more_often", front=row.front, other=row.other, ratio=times(row.ratio), lower=times(row.lower), upper=times(row.upper)) for row in shown.itertuples()]
    return "\n\n".join([one_day(day_table, day), say(kind, start=start, end=end, pairs=listed(pairs)), _silence(coverage)])


@spoken
def pace(ratios: pd.DataFrame) -> str:
    """The verdict over the fronts' pace in one line: which pairs show a higher one, or that none does and what each of them shows."""
    require(ratios, RATIOS, "ratios")
    rows = list(ratios.itertuples())
    shown = [row for row in rows if verdicts.shown(row)]
    if all(row.verdict == "not_comparable" for row in rows):
        return say("pace_not_compared")
    if shown:
        return say("pace_shown", pairs=", ".join(say("pace_of_pair", front=row.front, other=row.other) for row in shown))
    kinds = Counter(verdicts.short(row) for row in rows)
    return say("pace_not_shown", kinds="; ".join(say("pace_of_pairs", verdict=verdict, pairs=number) for verdict, number in kinds.items()))


def _silence(coverage: pd.DataFrame) -> str:
    """How much is not known, as the last word of a finding."""
    silent, total = int(coverage["not_reported"].sum()), int(coverage["calendar_days"].sum())
    if not silent:
        return say("none_silent")
    parts = [say("silent_days", front=row.front, silent=row.not_reported, days=row.calendar_days) for row in coverage.itertuples()]
    return say("most_silent" if silent > total / 2 else "part_silent", parts=listed(parts))


@spoken
def refused(mentions: pd.DataFrame, counts: pd.DataFrame, rejected: pd.DataFrame) -> str:
    """How many mentions were refused, and how many counts have no place in a table of days."""
    homeless = int((counts["front"].isna() | counts["date"].isna()).sum())
    return say("refused", mentions=len(mentions), refused=len(rejected), homeless=homeless)


def sources(counts: pd.DataFrame, mentions: pd.DataFrame, fronts: object, start: str, end: str) -> pd.DataFrame:
    """One row per count of these fronts in the range, with the words it was read from, its publisher and its address.

    date, front, count, measure, window, words, publisher, published, url, mention_id, read_from; joint figures included.
    Decisions by hand are in data/manual/decisions.csv with their reasons.
    """
    require(counts, COUNTS, "counts")
    require(mentions, MENTIONS, "mentions")
    asked = {name for front in check(fronts) for name in front.split("+")}
    inside = counts[counts["date"].between(start, end) & counts["front"].map(lambda front: bool(set(str(front).split("+")) & asked))]
    told = inside.merge(mentions, on="mention_id", how="left", validate="many_to_one", suffixes=("", "_of_mention"))
    words = [" \u00b7 ".join(part for part in parts if isinstance(part, str) and part) for parts in
             zip(told["front_as_written"], told["count_as_written"], told["measure_as_written"], told["when_as_written"])]
    window = told["window"].str.replace("_", " ") + (" until " + told["as_of"]).fillna("")
    table = told.assign(words=words, window=window)
    columns = ["date", "front", "count", "measure", "window", "words", "publisher", "published", "url", "mention_id"]
    table["read_from"] = table["flags"].str.contains("decided_by_hand").map({True: "words, and a decision by hand", False: "words alone"})
    return table[[*columns, "read_from"]].sort_values(["date", "front", "mention_id"], ignore_index=True)
