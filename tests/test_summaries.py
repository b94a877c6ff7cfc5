"""Sentences made of the tables of ranks, periods, shares, conflicts and choices: raw table beside what is said."""

import pandas as pd
import pytest
from languages import check_said

from analysis import load, summaries
from analysis.change_points import CHANGES_FOUND
from analysis.intensity import RATIOS, SHARES
from analysis.ledger import LEDGER
from analysis.periods import PERIODS
from analysis.ranks import RANKS
from analysis.schema import UNKNOWN as NA
from analysis.schema import MissingColumn, conform
from analysis.sensitivity import SENSITIVITY
from analysis.spread import SPREAD


def frame(columns, *rows):
    """A table of the given rows; what they leave out is unknown."""
    return conform(pd.DataFrame(list(rows), columns=list(columns)), columns, "table")


@pytest.mark.parametrize("share, words", [(0.0, "under 1 %"), (0.004, "under 1 %"), (0.5, "50 %"), (0.987, "99 %"), (0.996, "over 99 %"), (1.0, "over 99 %")])
def test_a_share_never_claims_certainty(share, words):
    assert summaries.percent(share) == words


def rank(front, place, probability, basis="12 common windows, dispersion 2.1"):
    return {"front": front, "place": place, "probability": probability, "days": 12, "basis": basis}


@pytest.mark.parametrize("rows, words", [
    ([rank("Kursk", 1, 0.07), rank("Kursk", 2, 0.93), rank("Pokrovsk", 1, 0.93), rank("Pokrovsk", 2, 0.07)],
     "The probability of having the highest pace is 93 % for Pokrovsk and 7 % for Kursk (12 common windows, dispersion 2.1)."),
    ([rank("Kursk", 1, NA, "no window is common to Kursk and Pokrovsk: no place is more probable than another"), rank("Pokrovsk", 1, NA, "no window is common to Kursk and Pokrovsk: no place is more probable than another")],
     "How probable each place is cannot be said: no window is common to Kursk and Pokrovsk: no place is more probable than another."),
])
def test_ranks(rows, words):
    assert summaries.ranked(frame(RANKS, *rows)) == words
    check_said(words, summaries.ranked(frame(RANKS, *rows), language="uk"))


def ratio(**told):
    return {"front": "Pokrovsk", "other": "Kursk", "windows": 7, "count": 376, "other_count": 289, "ratio": 1.301, "lower": 0.96, "upper": 1.77, "dispersion": 4.0,
            "verdict": "higher_count_only", "unlike": "", "reason": ""} | told


@pytest.mark.parametrize("row, words", [
    (ratio(), "the ratio of Pokrovsk to Kursk would lie between 1.11 and 1.52 instead of 0.96 and 1.77: too narrow"),
    (ratio(dispersion=1.0), "No interval here is wider than chance alone makes it"),
    (ratio(dispersion=NA), "nothing shows how days differ"),
    (ratio(windows=0, count=NA, other_count=NA, ratio=NA, lower=NA, upper=NA, dispersion=NA, verdict="not_comparable"), "nothing shows how days differ"),
])
def test_the_exact_interval_stands_beside_the_one_that_is_used(row, words):
    assert words in summaries.too_narrow(frame(RATIOS, row))
    check_said(summaries.too_narrow(frame(RATIOS, row)), summaries.too_narrow(frame(RATIOS, row), language="uk"))


def choice(variant, verdict="higher_shown", same_order=True, same_verdict=True):
    return {"variant": variant, "what": variant, "front": "Pokrovsk", "other": "Kursk", "windows": 3, "verdict": verdict, "same_order": same_order, "same_verdict": same_verdict}


@pytest.mark.parametrize("rows, words", [
    ([choice("as_asked")], "No other choice leaves anything to compare."),
    ([choice("as_asked"), choice("latest")], "None of 1 result under another choice turns an order or changes a verdict."),
    ([choice("as_asked"), choice("latest"), choice("a", same_order=False, same_verdict=False), choice("b", same_verdict=False), choice("c", same_verdict=False)],
     "Of 4 results under another choice, 1 turns the order of two fronts and 2 change a verdict."),
    ([choice("as_asked"), choice("a", "not_comparable", NA), choice("b", same_order=False, same_verdict=False), choice("c", same_order=False, same_verdict=False)],
     "Of 2 results under another choice, 2 turn the order of two fronts. In 1 case nothing is left to compare."),
    ([choice("as_asked", "not_comparable"), choice("a", "not_comparable", NA)], "No other choice leaves anything to compare."),
])
def test_other_choices_in_one_sentence(rows, words):
    assert summaries.survives(frame(SENSITIVITY, *rows)) == words
    check_said(words, summaries.survives(frame(SENSITIVITY, *rows), language="uk"))


TURNED, CHANGED = choice("a", same_order=False, same_verdict=False), choice("b", same_verdict=False)


@pytest.mark.parametrize("rows, en, uk", [
    ([choice("as_asked")], "No verdict: no other choice leaves anything to compare.", "Без висновку: жоден інший вибір не лишає, що порівнювати."),
    ([choice("as_asked"), choice("latest")], "The order of the fronts and every verdict survive all 1 other choice.", "Порядок напрямків і кожен висновок витримують усі інші вибори (1)."),
    ([choice("as_asked"), choice("latest"), CHANGED], "The order of the fronts survives; a verdict does not in 1 of 2 results.", "Порядок напрямків витримує інші вибори, а висновок змінюється в 1 із 2 результатів."),
    ([choice("as_asked"), TURNED, CHANGED, CHANGED],
     "The order of the fronts does not survive: it turns in 1 of 3 results, and a verdict changes in 2 more.", "Порядок напрямків не витримує інших виборів: у 1 із 3 результатів він перевертається, ще в 2 змінюється висновок."),
])
def test_whether_the_order_survives_in_one_line(rows, en, uk):
    table = frame(SENSITIVITY, *rows)
    assert (summaries.order_survives(table), summaries.order_survives(table, language="uk")) == (en, uk)


def change(**told):
    return {"front": "Pokrovsk", "days": 9, "note": ""} | told


@pytest.mark.parametrize("rows, en, uk", [
    ([change(), change(days=4)], "Pokrovsk: no change of level is shown over 13 whole days.", "Покровський: зміни рівня не показано (13 цілих діб)."),
    ([change(date="2024-11-20", before_mean=22.0, after_mean=41.5), change(days=4)],
     "Pokrovsk: the level changes about 20 November 2024 (22 → 42 a day).", "Покровський: рівень змінюється близько 20 листопада 2024 (22 → 42 на добу)."),
    ([change(date="2024-11-20", before_mean=22.0, after_mean=41.4), change(date="2024-12-20", before_mean=41.4, after_mean=20.0), change(front="Kursk", days=1)],
     "Pokrovsk: the level changes about 20 November 2024 (22 → 41 a day) and about 20 December 2024 (41 → 20 a day). Kursk: no change of level is shown over 1 whole day.",
     "Покровський: рівень змінюється близько 20 листопада 2024 (22 → 41 на добу) і близько 20 грудня 2024 (41 → 20 на добу). Курський: зміни рівня не показано (1 ціла доба)."),
])
def test_whether_the_level_changed_in_one_line(rows, en, uk):
    found = frame(CHANGES_FOUND, *rows)
    assert (summaries.level(found), summaries.level(found, language="uk")) == (en, uk)


def period(**told):
    return {"front": "Pokrovsk", "start": "2024-12-01", "end": "2024-12-31", "other_start": "2024-11-01", "other_end": "2024-11-30", "days": 15, "other_days": 9,
            "mean": 41.0, "other_mean": 26.6, "ratio": 1.541, "lower": 1.2, "upper": 1.97, "verdict": "higher_shown", "reason": ""} | told


@pytest.mark.parametrize("row, words", [
    (period(), "**Pokrovsk**, 1 December 2024 to 31 December 2024 against 1 November 2024 to 30 November 2024: 41.0 a day on 15 reported days against 26.6 on 9, "
               "1.54 times (95 %: 1.20 to 1.97): a higher pace is shown."),
    (period(verdict="higher_count_only", reason="a small sample"), "1.54 times (95 %: 1.20 to 1.97): a change of pace is not shown; a small sample."),
    (period(verdict="lower_shown"), ": a lower pace is shown."),
    (period(verdict="equal"), ": the means are equal."),
    (period(verdict="order_open", reason="6 days of 13 only bounds, so even the order is open"), "(95 %: 1.20 to 1.97): 6 days of 13 only bounds, so even the order is open."),
    (period(verdict="not_comparable", ratio=NA, reason="too few days: no whole day in 2024-11-01 to 2024-11-30 and 4 whole days in 2024-12-01 to 2024-12-31 reported, 2 are needed in each"),
     "not comparable, too few days: no whole day in 1 November 2024 to 30 November 2024 and 4 whole days in 1 December 2024 to 31 December 2024 reported, 2 are needed in each."),
])
def test_two_periods(row, words):
    assert summaries.compared_periods(frame(PERIODS, row)).endswith(words)
    check_said(summaries.compared_periods(frame(PERIODS, row)), summaries.compared_periods(frame(PERIODS, row), language="uk"))


@pytest.mark.parametrize("rows, words", [
    ([], "No day has both a figure up to some hour and one of the whole day"),
    ([{"as_of": "22:00", "pairs": 0}], "No day has both a figure up to some hour and one of the whole day"),
    ([{"as_of": "16:00", "pairs": 12, "low": 0.41, "median": 0.58, "high": 0.73}, {"as_of": "22:00", "pairs": 1, "median": 0.9}],
     "Up to 16:00 the part held 58 % of the day (95 % for another day: 41 % to 73 %; 12 days); Up to 22:00 the part held 90 % of the day, on 1 day: one day shows no spread."),
])
def test_the_part_of_the_day(rows, words):
    assert summaries.part_of_day(frame(SPREAD, *rows)).startswith(words)
    check_said(summaries.part_of_day(frame(SPREAD, *rows)), summaries.part_of_day(frame(SPREAD, *rows), language="uk"))


def test_every_window_of_a_front_has_its_row():
    mentions, counts, _, _ = load()
    told = summaries.windows(counts, mentions, "Kurakhove, Pokrovsk", "2024-12-15", "2024-12-15")
    assert told[["front", "as_of", "count"]].values.tolist() == [["Kurakhove", "22:00", 31], ["Kurakhove", "16:00", 23], ["Pokrovsk", "22:00", 27], ["Pokrovsk", "16:00", 20]]


def test_shares():
    rows = [{"date": "2024-11-01", "front": "Kursk", "share": 0.1}, {"date": "2024-11-02", "front": "Kursk", "share": 0.25}, {"date": "2024-11-03", "front": "unattributed", "share": 0.5}]
    assert summaries.shared(frame(SHARES, *rows)) == (
        "By the figures of Ukraine’s General Staff, Kursk had 10 % to 25 % of the attacks or clashes on the whole line (2 days). For 1 of 3 days no share can be told.")
    assert "Kursk had 10 % of the attacks or clashes on the whole line (1 day). For 1 of 2 days" in summaries.shared(frame(SHARES, rows[0], rows[2]))
    assert summaries.shared(frame(SHARES, rows[2])).startswith("On none of 1 day both the front and the whole line")
    for table in (frame(SHARES, *rows), frame(SHARES, rows[0], rows[2]), frame(SHARES, rows[2])):
        check_said(summaries.shared(table), summaries.shared(table, language="uk"))


def number(count, chosen, low=None, high=None, **told):
    return {"date": "2025-01-05", "front": "Kursk", "measure": "clashes", "window": "full_day", "count": count, "low": low or count, "high": high or count, "chosen": chosen,
            "rule": "earliest published"} | told


@pytest.mark.parametrize("rows, words", [
    ([], "No two sources give different numbers for the same hours of the same day."),
    ([number(42, True), number(47, False)], "in 1 case: 42 to 47 clashes on Kursk, 5 January 2025 (used: earliest published)."),
    ([number(25, True), number(NA, False, 20, 30)], "in 1 case: 20 to 30 clashes on Kursk"),
    ([number(42, True), number(47, False), number(7, True, measure="repelled", window="part_day"), number(9, False, measure="repelled", window="part_day")],
     "in 2 cases: 42 to 47 clashes on Kursk, 5 January 2025 (used: earliest published); 7 to 9 attacks repelled on Kursk"),
])
def test_disagreements(rows, words):
    assert words in summaries.disagreements(frame(LEDGER, *rows))
    check_said(summaries.disagreements(frame(LEDGER, *rows)), summaries.disagreements(frame(LEDGER, *rows), language="uk"))


@pytest.mark.parametrize("say", [
    summaries.ranked, summaries.too_narrow, summaries.survives, summaries.order_survives, summaries.level, summaries.compared_periods, summaries.part_of_day, summaries.shared, summaries.disagreements,
])
def test_a_table_of_another_kind_is_refused(say):
    with pytest.raises(MissingColumn, match="^MissingColumn: "):
        say(pd.DataFrame({"front": ["Kursk"]}))
