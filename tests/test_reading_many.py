"""Many articles: the same rows in the same order however many processes read, nothing lost when one is killed, nothing left behind."""

import gc
import io
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, islice

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.articles import Article, Refused, Settled, read_articles, sources, units
from analysis.reading import many, read_many
from analysis.reading.unread import FLAG, front_near_number
from analysis.schema import ARTICLES, BadCall
from analysis.store import ROOT

COUNTED = "On Saturday Russian troops attacked {} times on the Pokrovsk front, and {} times near Kurakhove."
PLAIN = "The council of the town gave {} euros to its {} libraries."


def lines(number, every=3):
    """JSON lines of so many articles, one in `every` with two counts, with a blank line and a broken one among them."""
    records = [json.dumps({"text": (PLAIN if place % every else COUNTED).format(place % 1_000 + 2, place % 1_000 + 3), "published": "2024-11-17", "title": f"No. {place}"}) for place in range(number)]
    records[4:4] = ["", "{broken"]
    return "".join(f"{record}\n" for record in records)


@pytest.fixture
def pooled(monkeypatch):
    """As if a few articles were worth several processes."""
    monkeypatch.setattr(many, "FEW", 0)
    monkeypatch.setattr(many, "PACK", 1_000)
    monkeypatch.setattr(sources, "BLOCK", 1_000)


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text(lines(60), encoding="utf-8")
    return path


def said(batches):
    """All that batches hold, parted as they are."""
    return repr([(batch.mentions, batch.rejected, batch.articles, [str(one) for one in batch.refused]) for batch in batches])


# Units of work

@pytest.mark.parametrize("block", [1, 7, 64, 1_000, 10**6])
def test_blocks_hold_whole_lines_with_their_numbers(monkeypatch, news, block):
    whole = list(map(str, read_articles(news)))
    monkeypatch.setattr(sources, "BLOCK", block)
    assert list(map(str, read_articles(news))) == whole and len(whole) == 61
    made = list(units(news))
    assert b"".join(unit.data for unit in made) == news.read_bytes() and all(unit.data.endswith(b"\n") for unit in made)
    assert [unit.first for unit in made] == [1, *(1 + sum(one.data.count(b"\n") for one in made[:place]) for place in range(1, len(made)))]


@pytest.mark.parametrize("ends, ids", [
    ([900, 20], ["a.jsonl:1", "a.jsonl:2"]), ([1_100, 20], ["a.jsonl:1", "a.jsonl:2"]), ([20, 5_000, 20], ["a.jsonl:1", "a.jsonl:2", "a.jsonl:3"]), ([1_001, 1_000], ["a.jsonl:1", "a.jsonl:2"]),
])
@pytest.mark.parametrize("block", [10, 100, 2_000])
def test_a_line_is_refused_where_it_is_too_long_wherever_blocks_end(monkeypatch, tmp_path, ends, ids, block):
    monkeypatch.setattr(sources, "LIMIT", 1_000)
    monkeypatch.setattr(sources, "BLOCK", block)
    (tmp_path / "a.jsonl").write_bytes(b"".join(json.dumps({"text": "x" * (length - 13)}).encode() + b"\n" for length in ends))
    found = list(read_articles(tmp_path / "a.jsonl"))
    assert [one.article_id for one in found] == ids
    assert [isinstance(one, Refused) for one in found] == [length > 1_000 for length in ends] and all("TooLarge" in str(one) for one in found if isinstance(one, Refused))


def test_a_unit_says_what_it_is(tmp_path, news):
    (tmp_path / "a.txt").write_text("Ten attacks near Lyman.", encoding="utf-8")
    assert [unit.name for unit in units([tmp_path / "a.txt", news, tmp_path / "b.txt"])] == ["a.txt", "news.jsonl, lines 1 to 62", "b.txt"]


def test_a_pipe_that_a_shell_makes_is_read_once():
    end, other = os.pipe()
    os.write(other, lines(20).encode())
    os.close(other)
    assert [one.article_id for one in read_articles(f"/dev/fd/{end}")][:6] == [f"{end}:{line}" for line in (1, 2, 3, 4, 6, 7)]
    os.close(end)


# The same whatever reads

def test_the_same_batches_whatever_the_number_of_processes(pooled, news):
    here = list(read_many(news, workers=1))
    assert len(here) > 5 and sum(len(batch.articles) for batch in here) == 60 and sum(len(batch.mentions) for batch in here) == 40
    assert [row["article_id"] for batch in here for row in batch.articles][:5] == ["news.jsonl:1", "news.jsonl:2", "news.jsonl:3", "news.jsonl:4", "news.jsonl:7"]
    assert [one.article_id for batch in here for one in batch.refused] == ["news.jsonl:6"]
    assert said(read_many(news, workers=2)) == said(here)
    assert said(read_many(units(news), workers=3)) == said(here)
    with ThreadPoolExecutor(2) as lent:
        assert said(read_many([news], executor=lent)) == said(here)


def test_little_work_starts_no_process(monkeypatch, news):
    monkeypatch.setattr(many, "_Hand", None)
    assert sum(len(batch.articles) for batch in read_many(news, workers=8)) == 60


@pytest.mark.parametrize("workers", [0, -1])
def test_fewer_than_one_worker_is_a_wrong_call(workers):
    with pytest.raises(BadCall, match="expected 1 or more"):
        read_many([], workers=workers)


def test_no_more_is_taken_than_is_under_way(pooled):
    taken = count()
    endless = (Settled(f"unit {next(taken)}", (Article("a", "x" * 1_000, language="en"),)) for _ in count())
    with ThreadPoolExecutor(2) as lent:
        found = read_many(endless, workers=2, executor=lent)
        assert len(list(islice(found, 50))) == 50
        found.close()
    assert next(taken) <= 50 + 2 * many.AHEAD


def test_memory_does_not_grow_with_the_number_of_articles(monkeypatch, tmp_path):
    monkeypatch.setattr(many, "PACK", 5_000)
    monkeypatch.setattr(sources, "BLOCK", 5_000)
    peaks, some = [], lines(60)
    gc.freeze()  # what other tests left is not looked through
    for times in (1, 3, 18):  # the first fills what is kept of each wording
        (tmp_path / "a.jsonl").write_text(some * times, encoding="utf-8")
        if times > 1:
            tracemalloc.start()
        articles = 0
        for batch in read_many(tmp_path / "a.jsonl", workers=1):
            articles += len(batch.articles)
            gc.collect()  # else the peak tells when Python last looked for garbage
        assert articles == 60 * times
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    gc.unfreeze()
    assert 0 < peaks[2] < 1.5 * peaks[1], peaks


# A process that is killed

@dataclass(frozen=True)
class Deadly:
    """A unit that ends the process that reads it, as running out of memory would."""

    name: str = "the deadly one"
    size: int = 2_000

    def articles(self):
        os.kill(os.getpid(), signal.SIGKILL)


class NeverStarted:
    """A process pool whose processes end before they begin."""

    def __init__(self, *_, **__):
        pass

    def submit(self, *_):
        future = Future()
        future.set_exception(BrokenExecutor())
        return future

    def shutdown(self, **_):
        pass


def test_processes_that_cannot_be_started_are_said_and_not_waited_for(pooled, monkeypatch):
    monkeypatch.setattr(many, "ProcessPoolExecutor", NeverStarted)
    with pytest.raises(many.WorkerLost, match="could not be started. In a script, call read_many below"):
        list(read_many([harmless("one")], workers=2))


@dataclass(frozen=True)
class Faulty:
    """A unit whose reading shows a mistake in the program."""

    name: str = "the faulty one"
    size: int = 2_000

    def articles(self):
        raise ZeroDivisionError("a mistake")


def harmless(name, size=2_000):
    return Settled(name, (Article(name, COUNTED.format(7, 8).ljust(size), published="2024-11-17", language="en"),))


@pytest.mark.parametrize("sizes", [2_000, 10], ids=["each alone", "packed together"])
def test_a_unit_whose_process_is_killed_is_refused_and_nothing_else_is_lost(pooled, sizes):
    work = [Deadly("third", sizes) if place == 3 else Deadly("fourth", sizes) if place == 4 else harmless(f"unit {place}", sizes) for place in range(9)]
    batches = list(read_many(iter(work), workers=2))
    assert [row["article_id"] for batch in batches for row in batch.articles] == [f"unit {place}" for place in range(9) if place not in (3, 4)]
    assert [str(one) for batch in batches for one in batch.refused] == [f"WorkerLost: {name}: the process that read this was killed. Is there enough memory? Read it again with fewer workers." for name in ("third", "fourth")]


class Restarting(ThreadPoolExecutor):
    """An executor that loses what kills its processes, and goes on with others."""

    def submit(self, function, /, *given):
        if any(isinstance(unit, Deadly) for pack in given for unit in pack):
            future = Future()
            future.set_exception(BrokenExecutor())
            return future
        return super().submit(function, *given)


@pytest.mark.parametrize("sizes", [2_000, 10], ids=["each alone", "packed together"])
def test_an_executor_that_goes_on_loses_only_the_unit_that_kills(pooled, sizes):
    work = [Deadly("third", sizes) if place == 3 else harmless(f"unit {place}", sizes) for place in range(9)]
    with Restarting(2) as lent:
        batches = list(read_many(iter(work), workers=2, executor=lent))
    assert [row["article_id"] for batch in batches for row in batch.articles] == [f"unit {place}" for place in range(9) if place != 3]
    assert [str(one) for batch in batches for one in batch.refused] == ["WorkerLost: third: the process that read this was killed. Is there enough memory? Read it again with fewer workers."]


def test_an_executor_that_is_broken_is_said(pooled):
    with pytest.raises(many.WorkerLost, match="WorkerLost: one: a process of the executor was killed while this or a later part was read"):
        list(read_many(iter([harmless("one")]), workers=2, executor=Broken()))


class Broken(ThreadPoolExecutor):
    """An executor that is broken by the first thing it is handed."""

    handed = 0

    def submit(self, function, /, *given):
        self.handed += 1
        if self.handed > 1:
            raise BrokenExecutor
        future = Future()
        future.set_exception(BrokenExecutor())
        return future


def test_a_file_is_in_hand_where_it_is_not_seen(tmp_path):
    """What is handed to an executor of the caller holds the bytes; what can't be read is refused with the same words."""
    (tmp_path / "a.txt").write_text(COUNTED.format(7, 8), encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x89PNG")
    found = list(units(tmp_path))
    assert [type(unit.in_hand()).__name__ for unit in found] == ["InHand", "Settled"]
    assert [list(unit.in_hand().articles())[0] for unit in found[:1]] == [list(unit.articles())[0] for unit in found[:1]]
    assert [str(list(unit.in_hand().articles())[0]) for unit in found[1:]] == [str(list(unit.articles())[0]) for unit in found[1:]]


def test_a_mistake_in_a_process_is_raised_and_no_process_is_left(pooled):
    with pytest.raises(ZeroDivisionError):
        list(read_many([harmless("one"), Faulty(), harmless("two")], workers=2))
    assert multiprocessing.active_children() == []


WATCHED = """
import multiprocessing, runpy, sys, threading, time
def watch():
    while len(found := multiprocessing.active_children()) < 2:
        time.sleep(0.02)
    print(*(process.pid for process in found), flush=True)
threading.Thread(target=watch, daemon=True).start()
runpy.run_module("analysis", run_name="__main__")
"""


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def reading(tmp_path):
    """A command that reads much by two processes, with the ids of these; whatever is left of it is ended."""
    (tmp_path / "out").mkdir()
    (tmp_path / "a.jsonl").write_text(lines(120_000, every=30), encoding="utf-8")
    line = [sys.executable, "-c", WATCHED, "read", str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "out" / "m.csv"), "--workers", "2"]
    started = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    workers = [int(pid) for pid in started.stdout.readline().split()]
    assert len(workers) == 2
    yield started, workers
    for pid in filter(is_there, workers):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("sent, code", [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.parametrize("seconds", [0, 1.5], ids=["as they start", "at work"])
def test_a_reading_that_is_stopped_leaves_no_process_and_no_file(reading, tmp_path, sent, code, seconds):
    started, workers = reading
    time.sleep(seconds)
    os.killpg(started.pid, sent)  # as a terminal does: to all of them
    out, err = started.communicate(timeout=60)
    assert (started.returncode, out, list((tmp_path / "out").iterdir())) == (code, "", []) and "Traceback" not in err
    assert not any(map(is_there, workers))


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_one_that_hands_out_the_work(reading, sent):
    started, workers = reading
    time.sleep(1.5)
    started.send_signal(sent)
    started.communicate(timeout=60)
    until = time.monotonic() + 60
    while any(map(is_there, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(is_there, workers))


def written(folder):
    """How many bytes have been written in a folder."""
    return sum(path.stat().st_size for path in folder.iterdir())


@pytest.mark.parametrize("begun, lost", [(0, 0), (60_000, 1)], ids=["before it reads", "while it reads"])
def test_a_process_that_is_killed_from_outside_costs_at_most_what_it_was_reading(reading, tmp_path, begun, lost):
    """As the system does that has run out of memory: two packs, one of each process, are 60 kB of mentions."""
    started, workers = reading
    while written(tmp_path / "out") < begun and started.poll() is None:
        time.sleep(0.02)
    os.kill(workers[0], signal.SIGKILL)
    out, err = started.communicate(timeout=240)
    assert started.returncode == 1 and (tmp_path / "out" / "m.csv").exists() and "Traceback" not in err
    named = [line for line in err.splitlines() if line.startswith("WorkerLost")]
    assert len(named) == lost and all("a.jsonl, lines " in line and "the process that read this was killed" in line for line in named)
    assert lost or "120,000 articles read" in err


# Languages that are not read

@pytest.mark.parametrize("text, expected", [
    ("W ciągu doby na kierunku pokrowskim było 24 ataków.", True), ("24 attaques dans la région de Koursk, selon l'état-major.", True),
    ("在库尔斯克地区,俄军发动了24次进攻。", True), ("W obwodzie kurskim padał śnieg.", False), ("Budżet wynosi 24 miliony.", False),
    ("W 2024 roku w Pokrowsku otwarto park.", False), ("Pokrowsk\n\nBudżet wynosi 24 miliony.", False), ("", False),
])
def test_a_front_near_a_number_in_any_language(text, expected):
    assert front_near_number(text) is expected


@pytest.mark.parametrize("text, language, flagged", [
    ("W ciągu doby na kierunku pokrowskim było 24 ataków.", "pl", True), ("W ciągu doby na kierunku pokrowskim było 24 ataków.", "en", False),
    ("The army attacked 24 times near Pokrovsk.", "", False), ("Budżet wynosi 24 miliony.", "pl", False),
])
def test_an_article_that_is_not_read_is_flagged(text, language, flagged):
    (batch,) = read_many([Settled("a", (Article("a", text, language=language, flags=("no_date",)),))])
    assert (batch.articles[0]["flags"] == f"no_date {FLAG}") is flagged


# The command

def run(capsys, *line):
    code = main([str(part) for part in line])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
def test_the_same_files_whatever_the_number_of_workers(capsys, pooled, news, tmp_path, ending):
    for workers in (1, 2):
        places = [tmp_path / f"{name}-{workers}{ending}" for name in ("mentions", "rejected", "articles")]
        assert run(capsys, "read", news, "-o", places[0], "--rejected", places[1], "--articles", places[2], "--workers", workers)[0] == 1
    for name in ("mentions", "rejected", "articles"):
        assert (tmp_path / f"{name}-1{ending}").read_bytes() == (tmp_path / f"{name}-2{ending}").read_bytes()


def test_an_article_without_a_count_says_so(capsys, news, tmp_path):
    (tmp_path / "polish.txt").write_text("Na kierunku pokrowskim było 24 ataków, a na innych nie było żadnych, podał sztab w sobotę.", encoding="utf-8")
    code, out, err = run(capsys, "read", news, tmp_path / "polish.txt", "-o", tmp_path / "m.csv", "--articles", tmp_path / "articles.csv")
    assert (code, out) == (1, "")
    shown = err.splitlines()
    assert shown[0].startswith("UnreadableArticle: news.jsonl:6: is not JSON")
    assert shown[1:4] == ["40 mentions, 0 numbers near a front not understood, 1 article refused", "61 articles read, 41 hold no count, 1 of them names a front near a number in a language that is not read", "no count in news.jsonl:2"]
    assert len(shown) == 3 + 20 + 1 and shown[-1] == "... and 21 more"
    table = pd.read_csv(tmp_path / "articles.csv", keep_default_na=False)
    assert list(table.columns) == list(ARTICLES) and len(table) == 61 and set(table["sha256"].str.len()) == {64}
    assert table["mentions"].value_counts().to_dict() == {0: 41, 2: 20} and table["flags"].tolist()[-1] == "no_date language_not_read"
    assert run(capsys, "read", tmp_path / "polish.txt")[2].splitlines()[-1] == "no count in polish.txt: it names a front near a number, but its language (pl) is not read"


def test_standard_input_to_standard_output(capsys, monkeypatch, pooled, news):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(news.read_bytes())))
    code, out, err = run(capsys, "read", "-", "--workers", "2")
    assert code == 1 and len(out.splitlines()) == 41 and out.splitlines()[1].startswith("standard input:1-01,standard input:1,")
    assert "UnreadableArticle: standard input:6" in err


def test_a_folder_is_read_and_cleaned_in_one_line(tmp_path, news):
    line = f"{sys.executable} -m analysis read {tmp_path} -o - | {sys.executable} -m analysis clean - -o {tmp_path / 'counts.csv'}"
    done = subprocess.run(line, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert pd.read_csv(tmp_path / "counts.csv")["front"].value_counts().to_dict() == {"Pokrovsk": 20, "Kurakhove": 20}


@pytest.mark.parametrize("line, says", [
    (["read", "a.jsonl", "--workers", "0"], "BadCall: workers: expected 1 or more, found 0."), (["read", "a.jsonl", "--workers", "two"], "argument --workers: invalid int value"),
    (["read", "a.jsonl", "--articles", "a.jsonl"], "would overwrite a.jsonl"), (["read", "a.jsonl", "--articles", "b.txt"], "cannot write a table that ends in '.txt'"),
])
def test_a_wrong_call_writes_nothing(capsys, monkeypatch, tmp_path, line, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.jsonl").write_text(lines(6), encoding="utf-8")
    code, out, err = run(capsys, *line, "-o", "m.csv")
    assert (code, out) == (2, "") and says in err and [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]
