"""Totals: a bulletin whose fronts exceed its own total is flagged, and no other."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.articles import read_article
from analysis.clean import clean
from analysis.reading import find_mentions
from analysis.store import ROOT
from analysis.totals import FLAG

AFTERNOON, WHOLE_DAY = "as of 16:00", "in the past 24 hours"

# An article's figures as "front | count | measure [| when]", and the fronts whose figures are flagged.
CASES = {
    "attacks on fronts beside clashes in all": (["all | 49 | clashes", "Pokrovsk | 25 | attacks", "Kurakhove | 17 | attacks", "Lyman | 11 | clashes"], ["ALL", "Pokrovsk", "Kurakhove", "Lyman"]),
    "the fronts are exactly the total": (["all | 53 | clashes", "Pokrovsk | 25 | attacks", "Kurakhove | 17 | attacks", "Lyman | 11 | clashes"], []),
    "the fronts are fewer": (["all | 158 | clashes", "Pokrovsk | 54 | attacks", "Kurakhove | 30 | attacks"], []),
    "one front alone exceeds": (["all | 20 | attacks", "Pokrovsk | 25 | attacks"], ["ALL", "Pokrovsk"]),
    "clashes may hold our own attacks": (["all | 20 | attacks", "Pokrovsk | 25 | clashes"], []),
    "clashes are left out of attacks": (["all | 20 | attacks", "Pokrovsk | 25 | clashes", "Lyman | 21 | attacks"], ["ALL", "Lyman"]),
    "repelled attacks stand in": (["all | 30 | clashes", "Pokrovsk | 25 | attacks repelled", "Lyman | 10 | attacks"], ["ALL", "Pokrovsk", "Lyman"]),
    "attacks still going on are parts": (["all | 30 | clashes", "Pokrovsk | 25 | attacks", "Pokrovsk | 6 | attacks ongoing"], []),
    "a total that is only the repelled ones": (["all | 30 | attacks repelled", "Pokrovsk | 35 | attacks"], []),
    "18 of 25 repelled is 25": (["all | 42 | clashes", "Pokrovsk | 18 of 25 | attacks repelled", "Kurakhove | 17 | attacks"], []),
    "a joint figure once": (["all | 60 | clashes", "Kurakhove and Pokrovsk | 54 | attacks"], []),
    "a joint figure beside its fronts": (["all | 60 | clashes", "Kurakhove and Pokrovsk | 54 | attacks", "Pokrovsk | 32 | attacks", "Kurakhove | 22 | attacks"], []),
    "a joint figure larger than its fronts": (["all | 60 | clashes", "Kurakhove and Pokrovsk | 54 | attacks", "Pokrovsk | 32 | attacks", "Lyman | 7 | attacks"], ["ALL", "Kurakhove+Pokrovsk", "Pokrovsk", "Lyman"]),
    "two joint figures that share a front": (["all | 60 | clashes", "Kurakhove and Pokrovsk | 40 | attacks", "Pokrovsk and Toretsk | 35 | attacks"], []),
    "one front twice": (["all | 40 | clashes", "Pokrovsk | 25 | attacks", "Pokrovsk | 20 | attacks"], []),
    "one front corrected upwards": (["all | 40 | clashes", "Pokrovsk | 25 | attacks", "Pokrovsk | 41 | attacks"], ["ALL", "Pokrovsk", "Pokrovsk"]),
    "a total corrected upwards": (["all | 40 | clashes", "all | 50 | clashes", "Pokrovsk | 45 | attacks"], []),
    "nine each": (["all | 17 | clashes", "Pokrovsk and Kurakhove | 9 each | attacks"], ["ALL", "Kurakhove", "Pokrovsk"]),
    "a total that is a lower bound": (["all | more than 49 | clashes", "Pokrovsk | 55 | attacks"], []),
    "a lower bound above the exact total": (["all | 49 | clashes", "all | more than 60 | clashes", "Pokrovsk | 55 | attacks"], []),
    "a total that is rough": (["all | about 49 | clashes", "Pokrovsk | 55 | attacks"], []),
    "a total that is an upper bound": (["all | nearly 50 | clashes", "Pokrovsk | 55 | attacks"], ["ALL", "Pokrovsk"]),
    "a total that is a range": (["all | 40 to 50 | clashes", "Pokrovsk | 45 | attacks"], []),
    "more than the range": (["all | 40 to 50 | clashes", "Pokrovsk | 55 | attacks"], ["ALL", "Pokrovsk"]),
    "a front with a lower bound": (["all | 50 | clashes", "Pokrovsk | more than 50 | attacks"], ["ALL", "Pokrovsk"]),
    "a front with an upper bound": (["all | 50 | clashes", "Pokrovsk | nearly 60 | attacks"], []),
    "a rough front adds nothing certain": (["all | 50 | clashes", "Pokrovsk | about 20 | attacks", "Lyman | 51 | attacks"], ["ALL", "Lyman"]),
    "no attacks exceed nothing": (["all | 50 | clashes", "Orikhiv | no | attacks", "Lyman | 51 | attacks"], ["ALL", "Lyman"]),
    "a front without a number": (["all | 20 | clashes", "Orikhiv | several | attacks", "Lyman | 19 | attacks"], []),
    "no attack in all": (["all | no | attacks", "Lyman | 2 | attacks"], ["ALL", "Lyman"]),
    "another hour": (["all | 49 | clashes | as of 16:00", "Pokrovsk | 55 | attacks | as of 22:00"], []),
    "a part of the day beside a whole one": (["all | 49 | clashes | as of 16:00", "Pokrovsk | 55 | attacks | in the past 24 hours"], []),
    "another day": (["all | 49 | clashes | yesterday", "Pokrovsk | 55 | attacks | on 14 November"], []),
    "a week": (["all | 900 | clashes | in the past week", "Pokrovsk | 376 | attacks | in the past week", "Kurakhove | 600 | attacks | in the past week"], ["ALL", "Pokrovsk", "Kurakhove"]),
    "a week beside a day": (["all | 130 | clashes | yesterday", "Pokrovsk | 376 | attacks | in the past week"], []),
    "no time said": (["all | 49 | clashes | ", "Pokrovsk | 55 | attacks | "], []),
    "no front named": (["all | 49 | clashes", "there | 55 | attacks"], []),
    "no total": (["Pokrovsk | 55 | attacks", "Lyman | 55 | attacks"], []),
    "measure not said": (["all | 49 | clashes", "Pokrovsk | 55 | "], []),
}


def table(written, **columns) -> pd.DataFrame:
    """The mentions of one English article."""
    cells = [[cell.strip() for cell in row.split("|")] + [AFTERNOON] for row in written]
    made = pd.DataFrame([row[:4] for row in cells], columns=["front_as_written", "count_as_written", "measure_as_written", "when_as_written"])
    return made.assign(**{"language": "en", "published": "2024-11-17", "article_id": "a1", **columns})


def flagged(mentions) -> list[str]:
    """The fronts of the counts that carry the flag."""
    counts = clean(mentions).counts
    return list(counts["front"][counts["flags"].str.split().map(lambda flags: FLAG in flags)])


@pytest.mark.parametrize(("written", "expected"), CASES.values(), ids=CASES)
def test_which_figures_are_flagged(written, expected):
    assert flagged(table(written)) == expected


TOO_MANY = ["all | 49 | clashes", "Pokrovsk | 55 | attacks"]


@pytest.mark.parametrize(("columns", "exceeded"), [
    ({"article_id": ["a1", "a2"]}, False),
    ({"article_id": None, "url": "https://example.org/a"}, True),
    ({"article_id": None, "url": ["https://example.org/a", "https://example.org/b"]}, False),
    ({"article_id": None, "publisher": "A newspaper"}, False),
    ({"published": None}, True),
    ({"published": None, "when_as_written": ["as of 16:00", "as of 16:00 on Friday"]}, False),
    ({"language": "uk", "front_as_written": ["усього", "Покровський"], "measure_as_written": ["боєзіткнень", "атак"], "when_as_written": "станом на 16:00"}, True),
])
def test_what_is_one_article_and_one_time(columns, exceeded):
    assert bool(flagged(table(TOO_MANY, **columns))) == exceeded


def test_an_article_of_the_corpus_from_its_words_to_its_flags():
    article = read_article(ROOT / "tests" / "articles" / "uk" / "bulletin-sum-exceeds-total.txt")
    assert flagged(find_mentions(article).mentions) == ["ALL", "Pokrovsk", "Kurakhove", "Lyman"]


def test_the_command_says_which_figures(tmp_path, capsys):
    table(TOO_MANY).to_csv(tmp_path / "mine.csv", index=False)
    assert main(["clean", str(tmp_path / "mine.csv"), "-o", str(tmp_path / "counts.csv")]) == 0
    assert "flagged mine-r2, mine-r3: the fronts of an article add up to more than its total" in capsys.readouterr().err


def test_nothing_else_changes():
    written = table(TOO_MANY + ["Lyman | 3 | air strikes"])
    counts, rejected, log = clean(written)
    alone = [clean(written.iloc[[row]].assign(mention_id=f"row-{row + 1}")) for row in range(len(written))]
    pd.testing.assert_frame_equal(counts.drop(columns="flags"), pd.concat([one.counts for one in alone], ignore_index=True).drop(columns="flags"))
    assert list(rejected["reason"]) == ["not_attacks"] and list(log["removed"]) == list(clean(written.assign(article_id=["a", "b", "c"])).log["removed"])
    assert list(counts["flags"]) == [f"{one.counts['flags'][0]} {FLAG}".strip() for one in alone[:2]]


def test_a_decision_by_hand_is_heeded():
    written = table(["all | 49 | clashes", "there | 55 | attacks"], mention_id=["m1", "m2"])
    decision = {"mention_id": "m2", "column": "front", "value": "Pokrovsk", "reason": "the headline names it", "source": "the article", "decided": "2025-01-01"}
    counts = clean(written, pd.DataFrame([decision])).counts
    assert counts["flags"].str.contains(FLAG).all()
