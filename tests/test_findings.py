"""What the page says, in words: nothing stronger than the counts, and every silence named as silence."""

import pandas as pd
import pytest
from languages import check_said
from test_daily import DAY, counts, said

from analysis import daily, findings
from analysis.fronts import SUBJECT, breaks
from analysis.intensity import compare, coverage, means, series, single_day


def day_of(*rows):
    return single_day(daily(counts(*rows), DAY, DAY), DAY)


THREE = [said("a", "Kursk", 24), said("b", "Kurakhove", 25), said("c", "Pokrovsk", 32)]


@pytest.mark.parametrize(("rows", "spoken", "unspoken"), [
    (THREE, ["32 attacks on Pokrovsk, 25 on Kurakhove and 24 on Kursk", "as claimed by Ukraine’s General Staff", "That its *pace* was higher is not shown", "0.73 to 2.25"], ["silence"]),
    ([said("a", "Kursk", 24)], ["24 attacks on Kursk", "Kurakhove and Pokrovsk no report", "silence, not zero"], ["highest", "0 attacks"]),
    ([], ["Kursk, Kurakhove and Pokrovsk no report"], ["highest", "attacks on"]),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 24)], ["Pokrovsk share the highest count"], ["has the highest"]),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 60)], ["more than one day’s chance explains", "does not show a lasting pace"], []),
    ([said("a", "Kursk", 24, "part_day", "16:00"), said("b", "Pokrovsk", 32)], ["until 16:00 only", "not ranked with whole days"], ["has the highest"]),
    ([said("a", "Kursk", 24, measure="repelled"), said("b", "Pokrovsk", 32)], ["at least 24", "order of Pokrovsk and Kursk is open"], ["is not shown"]),
    ([said("a", "Kursk", (20, None, 20)), said("b", "Pokrovsk", 32)], ["at most 20"], []),
    ([said("a", "Kursk", 0), said("b", "Pokrovsk", 32)], ["0 on Kursk", "highest count (32 against 0 on Kursk)"], ["silence, not zero: Kursk"]),
    ([said("a", "Kursk", None), said("b", "Pokrovsk", 32)], ["Kursk is reported as fought over, without a number"], ["0 on Kursk"]),
])
def test_one_day(rows, spoken, unspoken):
    sentence = findings.one_day(day_of(*rows), DAY)
    assert all(words in sentence for words in spoken) and not any(words in sentence for words in unspoken), sentence
    check_said(sentence, findings.one_day(day_of(*rows), DAY, language="uk"))


@pytest.mark.parametrize(("rows", "expected"), [
    (THREE, "Highest reported count: Pokrovsk. Its lead over Kurakhove is within one day’s chance: a higher pace is not shown."),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 60)], "Highest reported count: Pokrovsk. Its lead over Kursk is more than one day’s chance, but one day shows no lasting pace."),
    ([said("a", "Kursk", 24)], "Only Kursk has a count: nothing can be ranked."),
    ([], "No count of a whole day or of common hours was found: nothing can be ranked."),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 24)], "Kursk and Pokrovsk share the highest reported count."),
    ([said("a", "Kursk", 24, measure="repelled"), said("b", "Pokrovsk", 32)], "Highest figure said: Pokrovsk. The words are bounds: whether it was more than Kursk is open."),
])
def test_verdict(rows, expected):
    assert findings.verdict(day_of(*rows)) == expected
    check_said(expected, findings.verdict(day_of(*rows), "uk"))


STEADY = [said(f"{front}{number}", front, count, day=f"2024-11-{number + 1:02d}") for front, own in (("Kursk", [20, 40, 30]), ("Pokrovsk", [60, 80, 70])) for number, count in enumerate(own)]


@pytest.mark.parametrize(("rows", "fronts", "en", "uk"), [
    (THREE, SUBJECT, "No front is shown to have been attacked at a higher pace than another (higher count only in 3 pairs).", "Не показано, що якийсь напрямок атакували у вищому темпі, ніж інший (лише вище число — 3 пари)."),
    (STEADY, ["Kursk", "Pokrovsk"], "Higher pace shown: Pokrovsk against Kursk.", "Показано вищий темп: Покровський (порівняно з напрямком «Курський»)."),
    (THREE[:2], SUBJECT, "No front is shown to have been attacked at a higher pace than another (higher count only in 1 pair; not comparable in 2 pairs).", "Не показано, що якийсь напрямок атакували у вищому темпі, ніж інший (лише вище число — 1 пара; порівняти не можна — 2 пари)."),
    (THREE[:1], SUBJECT, "No verdict: no two fronts were reported for the same hours.", "Без висновку: про жодні два напрямки не повідомлено за ті самі години."),
])
def test_the_verdict_over_the_pace_in_one_line(rows, fronts, en, uk):
    ratios = compare(counts(*rows), fronts, "2024-11-01", "2024-11-30")
    assert (findings.pace(ratios), findings.pace(ratios, language="uk")) == (en, uk)


@pytest.mark.parametrize("rows", [
    THREE, THREE[:1], [], STEADY, [said("a", "Kursk", 20, measure="repelled"), said("b", "Kursk", (10, None, 30), day="2024-11-17"), said("c", "Pokrovsk", 32)],
    [said("a", "Kursk", 24, "part_day", "16:00"), said("b", "Kurakhove", None), said("c", "Pokrovsk", 32)], [said(f"a{front}", front, 20) for front in SUBJECT],
])
def test_every_finding_says_the_same_in_each_language(rows):
    raw, start, end = counts(*rows), "2024-11-01", "2025-01-09"
    days, day = daily(raw, start, end), day_of(*rows)
    ratios, known = compare(raw, SUBJECT, start, end), coverage(days)
    for say in (
        lambda **language: findings.main(day, DAY, ratios, known, start, end, **language), lambda **language: findings.covered(known, start, end, **language),
        lambda **language: findings.mean_days(means(series(days)), start, end, **language), lambda **language: findings.compared(ratios, start, end, **language),
        lambda **language: findings.pace(ratios, **language), lambda **language: findings.refused(raw, raw, raw.head(1), **language),
        lambda **language: findings.changed(breaks("2024-09-01", "2025-10-31", [*SUBJECT, "Vremivka", "Sloviansk"]), **language),
        lambda **language: findings.changed(breaks(start, end, SUBJECT), **language),
    ):
        check_said(say(), say(language="uk"))


def test_pairs_without_common_windows_are_said_so():
    ratios = compare(counts(said("a", "Kursk", 24), said("b", "Pokrovsk", 32)), SUBJECT, DAY, DAY)
    text = findings.compared(ratios, DAY, DAY)
    assert "32 against 24 over 1 common window" in text and "a higher pace is not shown" in text
    assert "have no window in common: nothing is compared" in text
    assert "nothing is compared. No count that can be used was found for Kurakhove: that is silence, not zero." in text
    assert findings.pairs(ratios)["verdict"].tolist() == ["not comparable", "higher count only", "not comparable"]
    ukrainian = findings.compared(ratios, DAY, DAY, "uk")
    assert ukrainian.startswith("За ті самі години тих самих діб, 16 листопада 2024") and "**Покровський : Курський** 32 проти 24 за 1 спільне вікно" in ukrainian
    assert findings.pairs(ratios, "uk")[["pair", "verdict"]].values.tolist()[1] == ["Покровський : Курський", "лише вище число"]


def test_unlike_things_are_named_beside_the_verdict():
    raw = counts(said("a", "Kursk", 94, measure="clashes"), said("b", "Pokrovsk", 41))
    ratios = compare(raw, ["Kursk", "Pokrovsk"], DAY, DAY, ["attacks", "clashes"], mixed=True)
    assert findings.compared(ratios, DAY, DAY).endswith("On request: clashes set against attacks.")
    assert findings.pairs(ratios).loc[0, "verdict"] == "higher count only (clashes set against attacks)"


def test_one_window_never_shows_a_pace_on_the_page():
    ratios = compare(counts(said("a", "Kursk", 10), said("b", "Pokrovsk", 90)), ["Kursk", "Pokrovsk"], DAY, DAY)
    assert ratios.loc[0, "verdict"] == "higher_shown"
    assert "a higher pace is not shown" in findings.compared(ratios, DAY, DAY)
    assert findings.pairs(ratios).loc[0, "verdict"] == "higher count only"


def test_means_and_coverage_name_the_silent():
    days = daily(counts(*THREE[1:]), DAY, "2024-11-17")
    assert "No whole day was found for Kursk" in findings.mean_days(means(series(days)), DAY, "2024-11-17")
    assert "Kursk: of 2 days on the map, 0 reported whole" in findings.covered(coverage(days), DAY, "2024-11-17")
    assert "A silent day is unknown, not quiet" in findings.covered(coverage(days), DAY, "2024-11-17")
    several, one = (findings.covered(known, DAY, "2024-11-17") for known in (coverage(days), coverage(days).head(1)))
    assert several.count("\n- ") == len(coverage(days)) > 1 and "\n" not in one and one.endswith(". A silent day is unknown, not quiet.")


def test_a_mean_of_lower_bounds_has_no_upper_end():
    rows = [said("a", "Kursk", 20, measure="repelled"), said("b", "Kursk", 30, day="2024-11-17")]
    text = findings.mean_days(means(series(daily(counts(*rows), DAY, "2024-11-17"))), DAY, "2024-11-17")
    assert "Kursk at least 25 a day" in text and "or more; 2 days, 1 only lower bound)" in text


def test_bounds_leave_the_order_of_two_fronts_open():
    ratios = compare(counts(said("a", "Kursk", (20, 21, None)), said("b", "Pokrovsk", 32)), ["Kursk", "Pokrovsk"], DAY, DAY)
    assert "even the order is open" in findings.compared(ratios, DAY, DAY)
    assert findings.pairs(ratios).loc[0, "verdict"] == "order open"


def test_refusals_are_counted():
    raw = counts(said("a", "Kursk", 24), said("b", pd.NA, 3))
    assert findings.refused(raw, raw, raw.head(1)) == "Of 2 mentions, 1 was refused, each with its reason below. 1 count without a front or a day that could be read is in no chart."


def test_changes_of_the_map_in_words():
    assert "10 January 2025, Kurakhove" in findings.changed(breaks("2025-01-01", "2025-01-31", SUBJECT))
    assert findings.changed(breaks("2024-11-01", "2024-11-30", SUBJECT)).startswith("No change")


def test_sources_lead_back_to_the_words():
    mentions = pd.DataFrame([{"mention_id": "a", "front_as_written": "Kursk Oblast", "count_as_written": "24", "measure_as_written": "attacks", "when_as_written": "On Saturday", "publisher": "A newspaper", "url": "https://example.org/a"}])
    from analysis.schema import MENTIONS, conform
    table = findings.sources(counts(THREE[0]), conform(mentions, MENTIONS, "mentions"), SUBJECT, DAY, DAY)
    assert table.loc[0, ["words", "url", "count"]].tolist() == ["Kursk Oblast · 24 · attacks · On Saturday", "https://example.org/a", 24]
