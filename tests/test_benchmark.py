"""The benchmark: the same articles for the same seed, every count it puts in accounted for, and a table of all it measures."""

import re

import pytest

from analysis import benchmark
from analysis.__main__ import main
from analysis.articles import read_articles
from analysis.benchmark import COUNTS, LANGUAGES, ORDINARY, SHARES, WAR, Found, make, write_corpus
from analysis.fronts import canonical, find_names
from analysis.lexicon import fold
from analysis.reading import read
from analysis.schema import MEASURES, BadCall

MADE = [make(number) for number in range(600)]


def run(capsys, *line):
    code = main([str(part) for part in line])
    said = capsys.readouterr()
    return code, said.out, said.err


# The articles

def test_an_article_depends_on_its_number_and_the_seed_alone():
    assert [make(number) for number in (7, 3)] == [MADE[7], MADE[3]]
    assert make(3, seed=1) != MADE[3]


def test_kinds_languages_and_sizes_are_as_they_are_said_to_be():
    for kind, share in SHARES.items():
        assert sum(made.kind == kind for made in MADE) / len(MADE) == pytest.approx(share, abs=0.05)
    assert {made.language for made in MADE} == set(LANGUAGES)
    assert 2_500 < sum(len(made.text.encode()) for made in MADE) / len(MADE) < 3_500
    assert len({line for made in MADE for line in made.text.split("\n") if line}) > 0.98 * sum(bool(line) for made in MADE for line in made.text.split("\n"))


def test_every_count_stands_in_its_article():
    for made in MADE:
        assert bool(made.counts) is (made.kind == COUNTS)
        for front, measure, count, sentence in made.counts:
            assert sentence in made.text and measure in MEASURES and front in (*canonical(), "ALL")
            assert str(count) in sentence or count < 10
            assert front == "ALL" or front in {name for *_, name in find_names(fold(sentence))}


def test_ordinary_news_names_no_front_and_war_news_does():
    named = {kind: [bool(find_names(fold(made.text))) for made in MADE if made.kind == kind] for kind in SHARES}
    assert not any(named[ORDINARY]) and all(named[COUNTS]) and sum(named[WAR]) > 0.95 * len(named[WAR])


def test_a_corpus_is_written_as_it_is_made(tmp_path):
    corpus, truth = write_corpus(tmp_path, 30)
    articles = list(read_articles(corpus))
    assert [(one.text, one.language, one.published) for one in articles] == [(made.text, made.language, made.published) for made in MADE[:30]]
    assert len(truth.read_text(encoding="utf-8").splitlines()) == 30
    assert benchmark.first_lines(corpus, 3).read_text(encoding="utf-8").splitlines() == corpus.read_text(encoding="utf-8").splitlines()[:3]


# What is found

def test_what_is_missed_and_what_is_too_much_is_named(tmp_path):
    write_corpus(tmp_path, 60)
    articles = list(read_articles(tmp_path / "corpus.jsonl"))
    place = next(number for number in range(60) if MADE[number].kind == COUNTS and MADE[number].language == "en")
    rows, _ = read(articles[place])
    known = [list(count) for count in MADE[place].counts]
    found = Found()
    found.compare([(articles[place].article_id, known)], rows)
    assert (found.put_in, found.found, found.right, found.missed, found.wrong) == (len(known), len(known), len(known), [], [])
    found = Found()
    known[0][2] += 1
    found.compare([(articles[place].article_id, known)], rows)
    assert found.right == len(known) - 1
    assert [line.split(" in: ")[0] for line in found.missed] == [f"  corpus.jsonl:{place + 1}: {known[0][0]} {known[0][1]} {known[0][2]}"]
    assert [line.split(" in: ")[0] for line in found.wrong] == [f"  corpus.jsonl:{place + 1}: {known[0][0]} {known[0][1]} {known[0][2] - 1}"]


# The command

def test_a_small_benchmark_measures_everything_and_accounts_for_each_count(capsys, tmp_path):
    code, out, err = run(capsys, "benchmark", "--articles", "60", "--workers", "1", "--keep", tmp_path)
    assert (code, err) == (0, "") and sorted(path.name for path in tmp_path.iterdir()) == ["corpus.jsonl", "truth.jsonl"]
    speeds = {line[:32].strip(): line[32:].split() for line in out.splitlines()[3:7]}
    assert list(speeds) == [COUNTS, WAR, ORDINARY, "all"]
    assert int(speeds["all"][0]) == 60 == sum(int(speeds[kind][0]) for kind in SHARES)
    for _, size, yardstick, reading, ratio in speeds.values():
        assert float(size) >= 0 and float(yardstick) > 0 and float(ratio) == pytest.approx(float(reading) / float(yardstick), rel=0.1, abs=0.02)
    workers, rate, _, speed_up, tenth, whole, *_ = next(line for line in out.splitlines() if line.startswith("1 worker")).removeprefix("1 ").split()
    assert workers == "worker" and int(rate.replace(",", "")) > 0 and speed_up == "1.00" and int(tenth) > 20 and int(whole) > 20
    put_in, found, right = map(int, re.search(r"(\d+) counts put in, (\d+) found, (\d+) right", out).groups())
    assert put_in == sum(len(made.counts) for made in MADE[:60]) and right <= min(put_in, found)
    missed = out.partition("The first that were missed:\n")[2].partition("The first that were found")[0].splitlines()
    assert len(missed) == min(put_in - right, benchmark.SHOWN)
    assert right >= 0.95 * put_in, missed


@pytest.mark.parametrize("line, says", [
    (["benchmark", "raeding"], "nothing to measure is called 'raeding'. Nearest: reading. Expected reading, reports."), (["benchmark", "--articles", "3"], "BadCall: articles: expected 20 or more, found 3."),
    (["benchmark", "--workers", "0"], "BadCall: workers: expected 1 or more, found 0."),
])
def test_a_wrong_call_is_told_what_to_do(capsys, line, says):
    code, out, err = run(capsys, *line)
    assert (code, out) == (2, "") and says in err
    with pytest.raises(BadCall):
        benchmark.reading(articles=1)
