"""Plain verdicts: what counts show and what they don't, beside the words expected in both languages."""

from types import SimpleNamespace

import pandas as pd
import pytest
from test_daily import DAY, counts, said
from test_intensity import HALF, PUBLISHERS, days

from analysis import daily, verdicts
from analysis.intensity import compare, single_day
from analysis.schema import BadCall

THREE = [said("a", "Kursk", 24), said("b", "Kurakhove", 25), said("c", "Pokrovsk", 32)]


def pair(*rows, fronts=("Kursk", "Pokrovsk"), end="2024-11-30", **options):
    return next(compare(counts(*rows), fronts, "2024-11-01", end, **options).itertuples())


@pytest.mark.parametrize(("rows", "en", "uk"), [
    (THREE, "Its lead over Kurakhove is within one day’s chance: a higher pace is not shown.", "Найбільше повідомлене число: Покровський. Перевага над наступним (Курахівський) не виходить"),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 60)], "more than one day’s chance, but one day shows no lasting pace.", "один день не показує сталого темпу"),
    ([said("a", "Kursk", 24)], "Only Kursk has a count: nothing can be ranked.", "лише для одного напрямку (Курський)"),
    ([], "nothing can be ranked", "порівнювати нічого"),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 24)], "Kursk and Pokrovsk share the highest reported count.", "однакове: Курський і Покровський."),
    ([said("a", "Kursk", 24, measure="repelled"), said("b", "Pokrovsk", 32)], "The words are bounds: whether it was more than Kursk is open.", "Слова дають лише межі"),
])
def test_of_a_day(rows, en, uk):
    table = single_day(daily(counts(*rows), DAY, DAY), DAY)
    assert en in verdicts.of_day(table) and uk in verdicts.of_day(table, "uk")


STEADY = [*days("Kursk", [20, 40, 30]), *days("Pokrovsk", [60, 80, 70])]


@pytest.mark.parametrize(("rows", "options", "en", "uk"), [
    (STEADY, {},
     "Higher pace shown: Pokrovsk. Pokrovsk : Kursk, 210 against 90 over 3 common windows, 2.33 times as many (95 %: 1.36 to 4.01).",
     "Показано вищий темп: Покровський. Покровський : Курський, 210 проти 90 за 3 спільні вікна, у 2,33 раза більше (95 %: від 1,36 до 4,01)."),
    (THREE, {},
     "Highest reported count: Pokrovsk. A higher pace is not shown: the two are not distinguishable. Pokrovsk : Kursk, 32 against 24 over 1 common window, 1.33 times as many (95 %: 0.76 to 2.37); with one window the interval knows only chance and is too narrow.",
     "Найбільше повідомлене число: Покровський. Вищого темпу не показано: за цими числами напрямки не розрізнити. Покровський : Курський, 32 проти 24 за 1 спільне вікно, у 1,33 раза більше (95 %: від 0,76 до 2,37); за одним вікном"),
    # one window never shows a pace, whatever its interval
    ([said("a", "Kursk", 10), said("b", "Pokrovsk", 90)], {}, "Highest reported count: Pokrovsk. A higher pace is not shown", "Вищого темпу не показано"),
    # one giant outlier: the interval knows how unsteady the days are
    ([*days("Kursk", [20, 20, 20]), *days("Pokrovsk", [21, 19, 900])], {}, "Highest reported count: Pokrovsk. A higher pace is not shown", "Вищого темпу не показано"),
    ([*days("Kursk", [0, 0]), *days("Pokrovsk", [0, 0])], {}, "Equal counts: Kursk and Pokrovsk. The two are not distinguishable. Kursk : Pokrovsk, 0 against 0 over 2 common windows, no ratio; how much days differ cannot be estimated from zeros", "Рівні числа: Курський і Покровський."),
    ([*days("Kursk", [0, 0]), *days("Pokrovsk", [40, 50])], {}, "Highest reported count: Pokrovsk. A higher pace is not shown", "Вищого темпу не показано"),
    ([*days("Kursk", [0, 0]), *days("Pokrovsk", [1, 2])], {}, "3 against 0 over 2 common windows, no ratio; how much days differ cannot be estimated", "3 проти 0 за 2 спільні вікна, без відношення"),
    ([*days("Kursk", [20, 40, 30], measure="repelled"), *days("Pokrovsk", [60, 80, 70])], {}, "Highest figure said: Pokrovsk. The words are bounds, so the two are not distinguishable.", "Слова дають лише межі"),
    # not comparable, and why
    ([], {}, "Not comparable: Kursk and Pokrovsk. No count that can be used was found for either: that is silence, not zero.", "Порівняти не можна: Курський і Покровський. Для жодного"),
    ([said("b", "Pokrovsk", 90)], {}, "No count that can be used was found for Kursk", "(Курський) придатного числа не знайдено"),
    ([said("b", "Kursk", 90)], {}, "No count that can be used was found for Pokrovsk", "(Покровський) придатного числа не знайдено"),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 32, day="2024-11-17")], {}, "never on the same day", "жодного разу за той самий день"),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 32, measure="clashes")], {}, "Unlike things are counted", "Пораховано різне"),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 32, *HALF)], {}, "never for the same hours", "не за ті самі години"),
    ([said("c", "Kursk", 24), said("d", "Pokrovsk", 32)], {"mentions": PUBLISHERS}, "No source gives both", "Жодне джерело не дає обох"),
    ([said("c", "Kursk", 24), said("d", "Pokrovsk", 32, *HALF)], {"mentions": PUBLISHERS}, "no figures for the same hours", "за ті самі години того самого дня"),
    ([], {"fronts": ("Sloviansk", "Kursk")}, "The map of fronts has no Sloviansk on any of these days.", "немає такого: Слов’янський"),
    ([], {"fronts": ("Kursk", "Kostiantynivka")}, "The map of fronts has no Kostiantynivka on any", "немає такого: Костянтинівський"),
    # unlike things are compared on request, and the verdict says so
    ([said("c", "Kursk", 24), said("d", "Pokrovsk", 32)], {"mentions": PUBLISHERS, "across_sources": True}, "On request: one source’s count set against another’s.", "На запит: число одного джерела"),
    ([said("a", "Kursk", 24, measure="clashes"), said("b", "Pokrovsk", 32, *HALF)], {"measures": ["attacks", "clashes"], "mixed": True, "part_days": "bounds"},
     "On request: clashes set against attacks and parts of days set against longer hours, as lower bounds.", "бойові зіткнення зіставлено з атаками і частини діб"),
])
def test_of_a_pair(rows, options, en, uk):
    row = pair(*rows, **options)
    assert en in verdicts.of_pair(row) and uk in verdicts.of_pair(row, "uk"), (verdicts.of_pair(row), verdicts.of_pair(row, "uk"))


PERIOD = dict(front="Pokrovsk", start="2024-11-11", end="2024-11-20", days=8, mean=40.0, other_start="2024-11-01", other_end="2024-11-10", other_days=9,
              other_mean=30.0, ratio=4 / 3, lower=1.1, upper=1.62, verdict="higher_shown", reason="")
NA = pd.NA


@pytest.mark.parametrize(("changed", "en", "uk"), [
    ({}, "Higher pace shown: Pokrovsk, 11 November 2024 to 20 November 2024 against 1 November 2024 to 10 November 2024. 40.00 against 30.00 a day over 8 and 9 whole days, ratio 1.33 (95 %: 1.10 to 1.62).",
     "Показано вищий темп: Покровський, 11 листопада 2024 – 20 листопада 2024 проти 1 листопада 2024 – 10 листопада 2024. 40,00 проти 30,00 на добу за 8 і 9 цілих діб, відношення 1,33 (95 %: від 1,10 до 1,62)."),
    ({"verdict": "lower_shown", "ratio": 0.75, "lower": 0.62, "upper": 0.91}, "Lower pace shown: Pokrovsk", "Показано нижчий темп: Покровський"),
    ({"verdict": "higher_count_only"}, "the two periods are not distinguishable", "ці два періоди не розрізнити"),
    ({"verdict": "lower_count_only"}, "Fewer reported a day: Pokrovsk", "повідомлено менше"),
    ({"verdict": "equal", "ratio": 1.0}, "As many reported a day", "порівну"),
    ({"verdict": "order_open", "reason": "3 days of 17 only bounds"}, "The words are bounds, so the two periods are not distinguishable. 40.00 against", "Застереження: 3 доби із 17 — лише межі."),
    ({"verdict": "not_comparable", "days": 1, "mean": 40.0, "ratio": NA, "lower": NA, "upper": NA, "reason": "too few days"},
     "Whole days with a number: 1 and 9. Keep in mind: too few days.", "Цілих діб із числом: 1 і 9."),
])
def test_of_two_periods(changed, en, uk):
    row = SimpleNamespace(**{**PERIOD, **changed})
    assert en in verdicts.of_period(row) and uk in verdicts.of_period(row, "uk"), (verdicts.of_period(row), verdicts.of_period(row, "uk"))


def test_a_table_says_each_pair_and_in_few_words():
    ratios = compare(counts(*THREE[1:]), ["Kursk", "Kurakhove", "Pokrovsk"], DAY, DAY)
    lines = verdicts.of_pairs(ratios, "uk").splitlines()
    assert len(lines) == 3 and lines[2].startswith("- Найбільше повідомлене число: Покровський.")
    assert [verdicts.short(row) for row in ratios.itertuples()] == ["not comparable", "not comparable", "higher count only"]
    asked = pair(said("c", "Kursk", 24), said("d", "Pokrovsk", 32), mentions=PUBLISHERS, across_sources=True)
    assert verdicts.short(asked) == "higher count only (one source’s count set against another’s)"
    assert verdicts.finding(asked).endswith("On request: one source’s count set against another’s.")
    with pytest.raises(BadCall, match="nothing is said in 'de'"):
        verdicts.of_pairs(ratios, "de")
