"""Sensitivity: what each changed choice makes of a comparison, beside what comparing so directly gives."""

import time
from math import inf

import pandas as pd
import pytest
from test_daily import DAY, counts, said, values
from test_ledger import HALF, mentions

from analysis import load
from analysis.fronts import SUBJECT
from analysis.intensity import compare
from analysis.schema import BadCall, BrokenComparison
from analysis.sensitivity import SENSITIVITY, sensitivity, sentence, what

NEXT = "2024-11-17"
WHO = mentions(a=("A newspaper", "2024-11-17T07:00"), b2=("A newspaper", "2024-11-17T07:00"), b=("A newspaper", "2024-11-17T07:00"), c=("A newspaper", "2024-11-18"), d=("A newspaper", "2024-11-18"),
               j=("A newspaper", "2024-11-18"), x=("A blog", "2024-11-19"), y=("A blog", "2024-11-19"))
FRONTS = ("Kursk", "Pokrovsk")


def trial(*rows, fronts=FRONTS, measures=("attacks", "repelled"), who=WHO):
    return sensitivity(counts(*rows), who, fronts, DAY, NEXT, measures)


def under(table, variant):
    """front, other, windows, ratio, verdict, same_order, same_verdict of a variant of the only pair; None where it is not tried"""
    rows = table.round(2)[table["variant"] == variant]
    if rows.empty:
        return None
    row = rows.iloc[0]
    return values(row, "front", "other", "windows", "ratio", "verdict", "same_order", "same_verdict")


ONE = [said("a", "Kursk", 24), said("b", "Pokrovsk", 36)]
CHANCE = "higher_count_only"


@pytest.mark.parametrize(("rows", "variant", "expected"), [
    (ONE, "as_asked", ("Pokrovsk", "Kursk", 1, 1.5, CHANCE, True, True)),
    (ONE, "latest", ("Pokrovsk", "Kursk", 1, 1.5, CHANCE, True, True)),
    ([*ONE, said("c", "Kursk", 40)], "as_asked", ("Pokrovsk", "Kursk", 1, 1.5, CHANCE, True, True)),
    # the latest report turns the order round: the ratio stays that of the pair as asked
    ([*ONE, said("c", "Kursk", 45)], "latest", ("Pokrovsk", "Kursk", 1, 0.8, CHANCE, False, False)),
    ([said("a", "Kursk", 24, article="s"), said("b", "Pokrovsk", 36, article="s"), said("b2", "Pokrovsk", 18, article="s")], "latest", ("Pokrovsk", "Kursk", 1, 0.75, CHANCE, False, False)),  # a correction within one article
    # one source left out
    (ONE, "publisher_out:A newspaper", ("Pokrovsk", "Kursk", 0, None, "not_comparable", None, False)),
    ([*ONE, said("x", "Kursk", 50), said("y", "Pokrovsk", 40)], "publisher_out:A newspaper", ("Pokrovsk", "Kursk", 1, 0.8, CHANCE, False, False)),
    # 30 for both fronts, all to one side and all to the other
    ([*ONE, said("j", "Kursk+Pokrovsk", 30, day=NEXT)], "joint_to:Kursk", ("Pokrovsk", "Kursk", 2, 0.67, CHANCE, False, False)),
    ([*ONE, said("j", "Kursk+Pokrovsk", 30, day=NEXT)], "joint_to:Pokrovsk", ("Pokrovsk", "Kursk", 2, 2.75, CHANCE, True, True)),
    ([*ONE, said("c", "Pokrovsk", 9, day=NEXT), said("j", "Kursk+Kupiansk", 30, day=NEXT)], "joint_to:Kursk", ("Pokrovsk", "Kursk", 2, 0.83, CHANCE, False, False)),
    ([*ONE, said("c", "Pokrovsk", 9, day=NEXT), said("j", "Kursk+Kupiansk", 30, day=NEXT)], "joint_to:Kupiansk", ("Pokrovsk", "Kursk", 2, 1.88, CHANCE, True, True)),
    ([*ONE, said("j", "Kursk+Pokrovsk", 80)], "joint_to:Kursk", ("Pokrovsk", "Kursk", 1, 1.5, CHANCE, True, True)),  # they have their own
    ([said("a", "Kursk", 24, measure="repelled"), said("b", "Pokrovsk", 36), said("j", "Kursk+Pokrovsk", 8, measure="ongoing")], "joint_to:Kursk", None),  # a part of a count is no count to give
    # parts of days out, and as bounds
    ([*ONE, said("c", "Kursk", 20, *HALF, day=NEXT), said("d", "Pokrovsk", 5, *HALF, day=NEXT)], "as_asked", ("Kursk", "Pokrovsk", 2, 1.07, CHANCE, True, True)),
    ([*ONE, said("c", "Kursk", 20, *HALF, day=NEXT), said("d", "Pokrovsk", 5, *HALF, day=NEXT)], "parts_out", ("Kursk", "Pokrovsk", 1, 0.67, CHANCE, False, False)),
    ([*ONE, said("c", "Kursk", 20, *HALF, day=NEXT), said("d", "Pokrovsk", 30, day=NEXT)], "parts_as_bounds", ("Pokrovsk", "Kursk", 2, 1.5, "order_open", True, False)),
    # repelled out, clashes in
    ([*ONE, said("c", "Kursk", 50, measure="repelled", day=NEXT), said("d", "Pokrovsk", 60, day=NEXT)], "as_asked", ("Pokrovsk", "Kursk", 2, 1.3, "order_open", True, True)),
    ([*ONE, said("c", "Kursk", 50, measure="repelled", day=NEXT), said("d", "Pokrovsk", 60, day=NEXT)], "repelled_out", ("Pokrovsk", "Kursk", 1, 1.5, CHANCE, True, False)),
    ([*ONE, said("c", "Kursk", 94, measure="clashes", day=NEXT), said("d", "Pokrovsk", 41, day=NEXT)], "clashes_in", ("Pokrovsk", "Kursk", 2, 0.65, CHANCE, False, False)),
    # two sources
    ([*ONE, said("c", "Kursk", 94, day=NEXT), said("x", "Pokrovsk", 41, day=NEXT)], "across_sources", ("Pokrovsk", "Kursk", 2, 0.65, CHANCE, False, False)),
    # one giant outlier
    ([*ONE, said("c", "Kursk", 10, day=NEXT), said("d", "Pokrovsk", 900, day=NEXT)], "largest_out", ("Pokrovsk", "Kursk", 1, 1.5, CHANCE, True, True)),
    ([said("a", "Kursk", 36), said("b", "Pokrovsk", 24), said("c", "Kursk", 10, day=NEXT), said("d", "Pokrovsk", 900, day=NEXT)], "largest_out", ("Pokrovsk", "Kursk", 1, 0.67, CHANCE, False, False)),
    # nothing, equal, zero
    ([], "as_asked", ("Kursk", "Pokrovsk", 0, None, "not_comparable", None, True)),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 24)], "latest", ("Kursk", "Pokrovsk", 1, 1.0, "equal", True, True)),
    ([said("a", "Kursk", 0), said("b", "Pokrovsk", 24)], "as_asked", ("Pokrovsk", "Kursk", 1, inf, CHANCE, True, True)),
    ([said("a", "Kursk", 0), said("b", "Pokrovsk", 24), said("c", "Pokrovsk", 0)], "latest", ("Pokrovsk", "Kursk", 1, None, "equal", False, False)),
    ([said("a", "Kursk", 0), said("b", "Pokrovsk", 24), said("c", "Pokrovsk", 0), said("d", "Kursk", 6)], "latest", ("Pokrovsk", "Kursk", 1, 0.0, CHANCE, False, False)),
])
def test_what_a_variant_makes_of_a_pair(rows, variant, expected):
    assert under(trial(*rows), variant) == expected


def test_only_variants_that_can_concern_a_pair_are_tried():
    plain = ["as_asked", "latest", "parts_out", "parts_as_bounds", "repelled_out", "clashes_in", "across_sources", "largest_out"]
    assert trial()["variant"].tolist() == plain
    assert trial(measures=["clashes"])["variant"].tolist() == [name for name in plain if name not in ("repelled_out", "clashes_in")]
    three = trial(*ONE, said("x", "Lyman", 5), said("y", "Kursk", 7), said("j", "Lyman+Siversk", 9, day=NEXT), fronts=["Kursk", "Pokrovsk", "Lyman"])
    told = {(row.front, row.other): [] for row in three.itertuples()}
    for row in three.itertuples():
        told[row.front, row.other] += [row.variant] if ":" in row.variant else []
    joint = ["joint_to:Lyman", "joint_to:Siversk"]
    assert told == {("Pokrovsk", "Kursk"): ["publisher_out:A newspaper"], ("Kursk", "Lyman"): ["publisher_out:A blog", *joint], ("Pokrovsk", "Lyman"): joint}


@pytest.fixture(scope="module")
def material():
    return load()


ASKED = (list(SUBJECT), "2024-09-23", "2025-01-09")


@pytest.mark.parametrize(("variant", "options"), [
    ("as_asked", {}), ("parts_out", {"part_days": "out"}), ("parts_as_bounds", {"part_days": "bounds"}), ("across_sources", {"across_sources": True}),
    ("repelled_out", {"measures": ["attacks"]}), ("clashes_in", {"measures": ["attacks", "repelled", "clashes"], "mixed": True}),
    ("publisher_out:Ukrainska Pravda", "left out"), ("publisher_out:Ukrinform", "left out"),
])
def test_a_variant_is_the_comparison_made_so(material, variant, options):
    counts, told = material.counts, material.mentions
    if options == "left out":
        gone = told.loc[told["publisher"] == variant.partition(":")[2], "mention_id"]
        counts, options = counts[~counts["mention_id"].isin(gone)], {}
    table = sensitivity(material.counts, told, *ASKED)
    rows = table[table["variant"] == variant].set_index(["front", "other"])
    assert len(rows)
    for row in compare(counts, *ASKED, mentions=told, **options).itertuples():
        straight = (row.front, row.other) in rows.index
        found = rows.loc[(row.front, row.other) if straight else (row.other, row.front)] if straight or (row.other, row.front) in rows.index else None
        if found is None:
            continue  # this publisher has no part in this pair
        assert found["windows"] == row.windows and found["same_order"] == straight
        expected = [row.ratio, row.lower, row.upper] if straight else [1 / row.ratio, 1 / row.upper, 1 / row.lower]
        assert found[["ratio", "lower", "upper"]].astype(float).tolist() == pytest.approx(expected)


def test_figures_are_read_once_and_untouched_days_not_again(material):
    measured = {}
    for name, work in {"compare": lambda: compare(material.counts, *ASKED, mentions=material.mentions), "all variants": lambda: sensitivity(material.counts, material.mentions, *ASKED)}.items():
        work()
        start = time.process_time()
        for _ in range(3):
            work()
        measured[name] = time.process_time() - start
    assert measured["all variants"] < 8 * measured["compare"], measured  # 18 variants


@pytest.mark.parametrize(("rows", "en", "uk"), [
    (ONE, "Pokrovsk has a higher sum than Kursk as asked and in all 6 variants that can be compared. The verdict (“higher count only”) is the same in all of them. Not comparable: without A newspaper and without the window that holds most of each pair.",
     "Покровський має вищу суму, ніж Курський, як задано і в усіх варіантах, які можна порівняти (6 варіантів). Висновок («лише вище число») всюди той самий. Порівняти не можна: без джерела «A newspaper» і без вікна з найбільшим числом кожної пари."),
    ([*ONE, said("c", "Kursk", 45)], "as asked and in 5 variants; the order turns under: the latest report instead of the closest and earliest.", "порядок перевертається за такого вибору: найпізніше повідомлення"),
    ([*ONE, said("c", "Kursk", 50, measure="repelled", day=NEXT), said("d", "Pokrovsk", 60, day=NEXT)],
     "The verdict changes from “order open” to “higher count only” (without figures that say only “repelled” and without the window that holds most of each pair).", "Висновок «порядок невідомий» змінюється на «лише вище число» ("),
    ([], "Kursk and Pokrovsk cannot be compared in any variant.", "порівняти не можна в жодному варіанті"),
    ([said("a", "Kursk", 24), said("x", "Pokrovsk", 32)], "Kursk and Pokrovsk cannot be compared as asked, only so: one source’s count set against another’s.", "лише так: число одного джерела проти числа іншого."),
    ([said("a", "Kursk", 24), said("b", "Pokrovsk", 24)], "Kursk and Pokrovsk have equal sums as asked.", "рівні суми"),
])
def test_the_sentence(rows, en, uk):
    table = trial(*rows)
    assert en in sentence(table) and uk in sentence(table, "uk"), (sentence(table), sentence(table, "uk"))


def test_each_of_several_pairs_has_a_line_of_its_own():
    table = trial(*ONE)
    told = sentence(pd.concat([table, table.assign(front="Lyman")])).split("\n")
    assert len(told) == 2 and told[0].startswith("- Pokrovsk has") and told[1].startswith("- Lyman has")


def test_variants_in_words():
    assert what("joint_to:North Slobozhanshchyna", "uk") == "спільні числа цілком на один напрямок (Північно-Слобожанський)"
    assert what("publisher_out:A blog: news") == "without A blog: news"
    assert sentence(trial(*ONE).head(0)) == "No pair of fronts was compared."


def test_it_refuses_what_a_comparison_refuses():
    with pytest.raises(BrokenComparison, match="merged front"):
        sensitivity(counts(*ONE), WHO, FRONTS, "2024-12-01", "2025-01-31")
    with pytest.raises(BadCall, match="needs two fronts"):
        sensitivity(counts(*ONE), WHO, ["Kursk"], DAY, DAY)
    with pytest.raises(BadCall, match="no measure is called 'attack'. Nearest: attacks"):
        trial(*ONE, measures=["attack"])


def test_the_table_is_typed_and_changes_no_other():
    raw, told = counts(*ONE), WHO.copy()
    table = sensitivity(raw, told, FRONTS, DAY, NEXT)
    assert {name: str(kind) for name, kind in table.dtypes.items()} == SENSITIVITY
    pd.testing.assert_frame_equal(raw, counts(*ONE))
    pd.testing.assert_frame_equal(told, WHO)
