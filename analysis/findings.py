"""What a page says: sentences rendered from tables, none stronger than the counts can carry, and the table of sources."""

from __future__ import annotations

import pandas as pd

from analysis import speech, verdicts
from analysis.daily import in_words
from analysis.fronts import check
from analysis.intensity import COVERAGE, MEANS, RATIOS, SINGLE_DAY, exact_ratio, rank
from analysis.schema import COUNTS, MENTIONS, require

CLAIM = "as claimed by Ukraine\u2019s General Staff and repeated by newspapers"
FULL_DAY = ("counted", "none")


def day_in_words(day: str) -> str:
    """'2024-11-16' → '16 November 2024'."""
    return speech.day(day)


def times(ratio: float) -> str:
    """A ratio with two decimals: '1.33'; no upper bound is 'any number of'."""
    return speech.times(ratio)


def number(row) -> str:
    """A count with its hedge: '32', 'at least 47', 'at most 20', '20 to 25'."""
    if pd.isna(row.count):
        return f"{row.low} to {row.high}" if not (pd.isna(row.low) or pd.isna(row.high)) else "no number"
    if row.at_least or (pd.isna(row.high) and not pd.isna(row.low)):
        return f"at least {row.count if row.at_least else row.low}"
    if pd.isna(row.low):
        return f"at most {row.high}" if not pd.isna(row.high) else f"about {row.count}"
    return str(row.count)


def _rows(day_table: pd.DataFrame) -> list:
    require(day_table, SINGLE_DAY, "a single day")
    return [type("Row", (), row) for row in day_table.to_dict("records")]


def one_day(day_table: pd.DataFrame, day: str) -> str:
    """What was reported for one day, who has the highest count, and whether that shows a higher pace."""
    rows = _rows(day_table)
    told = [row for row in rows if row.status in FULL_DAY]
    sentences = [_reported(told, day)] if told else []
    sentences += [_highest(day_table)] if len(told) > 1 else []
    sentences += [_part_of_day(row) for row in rows if row.status == "partial"]
    sentences += [f"{row.front} is reported as fought over, without a number of its own." for row in rows if row.status == "uncounted"]
    silent = [row.front for row in rows if row.status == "not_reported"]
    if silent:
        sentences.append(f"For {in_words(silent)} no report of {day_in_words(day)} was found: that is silence, not zero.")
    return " ".join(sentences)


def _reported(told: list, day: str) -> str:
    ordered = sorted(told, key=lambda row: -(row.count if not pd.isna(row.count) else row.high))
    unit = "clashes" if {row.measure for row in told} == {"clashes"} else "attacks"
    parts = [f"{number(row)} {unit + ' ' if place == 0 else ''}on {row.front}" for place, row in enumerate(ordered)]
    return f"For {day_in_words(day)}, {in_words(parts)} were reported, {CLAIM}."


def _highest(day_table: pd.DataFrame) -> str:
    """The verdict on one day: the census of counts, and then the inference to the pace, each in plain words."""
    placed = rank(day_table).dropna(subset="place")
    if len(placed) < 2:
        return "The figures are not of like things or hours, so they are not ranked."
    first, second = placed.iloc[0], placed.iloc[1]
    if first["count"] == second["count"]:
        equal = placed.loc[placed["count"] == first["count"], "front"]
        return f"{in_words(equal)} share the highest count."
    if verdicts.order_open(day_table, first["front"], second["front"]):
        return f"{first['front']} has the highest figure said, but the words are bounds, so even the order of {first['front']} and {second['front']} is open."
    lower, upper = exact_ratio(int(first["count"]), int(second["count"]))
    against = f"{first['count']} against {second['count']} on {second['front']}"
    if not second["count"]:
        return f"{first['front']} has the highest count ({against})."
    ratio = f"{times(first['count'] / second['count'])} times as many; by chance alone one day leaves anything from {times(lower)} to {times(upper)} times (95 %)"
    if lower > 1:
        return (f"{first['front']} has the highest count ({against}): {ratio}. That is more than one day\u2019s chance explains, "
                "but days differ by more than chance, so one day does not show a lasting pace.")
    return f"{first['front']} has the highest *count*. That its *pace* was higher is not shown: {against} is {ratio}."


def _part_of_day(row) -> str:
    until = "for a part of the day only" if pd.isna(row.hours) else f"until {int(row.hours):02d}:00 only"
    return f"The figure for {row.front}, {number(row)}, is {until}, so it is not ranked with whole days."


def verdict(day_table: pd.DataFrame, language: str = "en") -> str:
    """One day's verdict in the few words that stand under its chart."""
    return verdicts.of_day(day_table, language)


def counted(number: int, noun: str) -> str:
    """'1 day', '2 days'."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def covered(coverage: pd.DataFrame, start: str, end: str) -> str:
    """How many of the days on which each front is on the map are reported, and the longest silence."""
    require(coverage, COVERAGE, "coverage")
    parts = [
        f"{row.front}: of {counted(row.calendar_days, 'day')} on the map, {row.reported} reported whole, {row.partial} in part, "
        f"{row.uncounted} without a number, {row.not_reported} not at all (longest stretch without a number {counted(row.longest_gap, 'day')})"
        for row in coverage.itertuples()
    ]
    return f"From {day_in_words(start)} to {day_in_words(end)}, any measure. " + "; ".join(parts) + ". A silent day is unknown, not quiet."


def mean_days(means: pd.DataFrame, start: str, end: str) -> str:
    """The mean count per reported day of each front with its interval."""
    require(means, MEANS, "means")
    parts = [_mean(row) for row in means.itertuples() if not pd.isna(row.mean)]
    silent = list(means.loc[means["mean"].isna(), "front"])
    told = f"On days that were reported whole, {day_in_words(start)} to {day_in_words(end)}: {in_words(parts)}, with 95 % intervals." if parts else ""
    return " ".join(filter(None, [told, f"No whole day was found for {in_words(silent)}." if silent else ""]))


def _mean(row) -> str:
    """One front's mean; where a day is only a lower bound, so is the mean, and its interval has no upper end."""
    bounds = [f"{number} only {kind} bound{'' if number == 1 else 's'}" for number, kind in ((row.at_least_days, "lower"), (row.at_most_days, "upper")) if number]
    days = ", ".join([counted(row.days, "day"), *bounds])
    if row.at_least_days:
        return f"{row.front} at least {row.mean:.0f} a day ({row.lower:.0f} or more; {days})"
    return f"{row.front} {row.mean:.0f} a day ({row.lower:.0f} to {row.upper:.0f}; {days})"


def compared(ratios: pd.DataFrame, start: str, end: str, language: str = "en") -> str:
    """What the common windows of each pair of fronts show, and what they do not."""
    require(ratios, RATIOS, "ratios")
    heading = speech.say("same_hours", language, start=speech.day(start, language), end=speech.day(end, language))
    return "\n".join([heading, "", *(f"- {verdicts.finding(row, language)}" for row in ratios.itertuples())])


def pairs(ratios: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    """The ratios as a reader wants them: a pair, its sums, its ratio with its interval, and the verdict in words."""
    require(ratios, RATIOS, "ratios")
    table = ratios.assign(
        pair=[" : ".join(speech.front(name, language) for name in names) for names in zip(ratios["front"], ratios["other"])],
        verdict=[verdicts.short(row, language) for row in ratios.itertuples()],
    )
    return table[["pair", "windows", "full_days", "part_days", "count", "other_count", "ratio", "lower", "upper", "dispersion", "method", "verdict"]]


def changed(changes: pd.DataFrame) -> str:
    """The changes of the map of fronts that break a comparison, in words."""
    if changes.empty:
        return "No change of the map of fronts falls into this range for these fronts."
    return "\n".join(f"- **{day_in_words(row.date)}, {row.front}:** {row.note}." for row in changes.itertuples())


def main(day_table: pd.DataFrame, day: str, ratios: pd.DataFrame, coverage: pd.DataFrame, start: str, end: str) -> str:
    """The finding of the whole page in three sentences: the day, the stretch of days, the silence."""
    shown = ratios[[verdicts.shown(row) for row in ratios.itertuples()]]
    common = ratios[ratios["verdict"] != "not_comparable"]
    if common.empty:
        stretch = f"From {day_in_words(start)} to {day_in_words(end)} no two fronts were reported for the same hours, so their pace cannot be compared."
    elif shown.empty:
        stretch = (f"Over the same hours of the same days from {day_in_words(start)} to {day_in_words(end)}, no front is shown to have "
                   "been attacked at a higher pace than another.")
    else:
        pairs = [f"{row.front} was reported attacked more often than {row.other} ({times(row.ratio)} times; {times(row.lower)} to {times(row.upper)})" for row in shown.itertuples()]
        stretch = f"Over the same hours of the same days from {day_in_words(start)} to {day_in_words(end)}, {in_words(pairs)}."
    return "\n\n".join([one_day(day_table, day), stretch, _silence(coverage)])


def _silence(coverage: pd.DataFrame) -> str:
    """How much is not known, as the last word of a finding."""
    silent, total = int(coverage["not_reported"].sum()), int(coverage["calendar_days"].sum())
    if not silent:
        return "Every day of the range has some report for every front."
    parts = [f"{row.front} on {row.not_reported} of {counted(row.calendar_days, 'day')}" for row in coverage.itertuples()]
    many = "Most days are" if silent > total / 2 else "Part of the days is"
    return f"{many} silent in these articles: no report at all was found for {in_words(parts)}. Nothing here says what happened then."


def refused(mentions: pd.DataFrame, counts: pd.DataFrame, rejected: pd.DataFrame) -> str:
    """How many mentions were refused, and how many counts have no place in a table of days."""
    homeless = int((counts["front"].isna() | counts["date"].isna()).sum())
    return (f"Of {counted(len(mentions), 'mention')}, {len(rejected)} {'was' if len(rejected) == 1 else 'were'} refused, each with its reason below. "
            f"{counted(homeless, 'count')} without a front or a day that could be read {'is' if homeless == 1 else 'are'} in no chart.")


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
