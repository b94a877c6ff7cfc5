"""How fast articles are read, how much memory that takes, and how much of what stands in them is found: on articles made for it.

What is compared is measured in one run, since speeds drift with the machine and ratios hold. `SUBJECTS` names what can be
measured.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import platform
import random
import re
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from functools import cache
from itertools import islice, zip_longest
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.articles import Article, read_articles
from analysis.clean import clean
from analysis.reading import read, read_many
from analysis.reading.many import cores
from analysis.schema import MENTIONS, BadCall, conform

SEED = 20241116
COUNTS, WAR, ORDINARY = "bulletins and news with counts", "war news without counts", "ordinary news"
SHARES = {COUNTS: 0.1, WAR: 0.3, ORDINARY: 0.6}
LANGUAGES = {"uk": 0.4, "en": 0.3, "ru": 0.2, "de": 0.1}
FIRST, DAYS = date(2024, 9, 25), 100  # when every front of the benchmark was reported
OTHER_SENSES = 0.2  # of ordinary articles use a word for attacks or fronts in another sense
BYTES = (1_000, 5_000)  # of the text of an article other than a bulletin
YARDSTICK = re.compile(r"\b\d+\b")
SLOT = re.compile(r"\{(\w+)\}")
CHUNK = 100  # articles held at a time
SHOWN = 10


class Made(NamedTuple):
    """An article that was made, its kind, its language, and the counts put into it, each with its sentence."""

    kind: str
    language: str
    title: str
    text: str
    published: str
    counts: list[tuple[str, str, int, str]]


# --- making articles ------------------------------------------------------------------------------


@cache
def _phrases() -> dict:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _pieces(template: str) -> tuple[str, ...]:
    """A template cut into its words and, at every second place, its slots."""
    return tuple(SLOT.split(template))


def make(number: int, seed: int = SEED) -> Made:
    """The article of this number; the same for the same seed, however many are made."""
    draw = random.Random(seed * 10_000_019 + number)
    kind = draw.choices(list(SHARES), list(SHARES.values()))[0]
    language = draw.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
    published = FIRST + timedelta(days=draw.randrange(DAYS))
    writer = Writer(draw, language)
    if kind == ORDINARY:
        title, lines, counts = "", writer.ordinary(), []
    elif kind == WAR:
        title, lines, counts = "", writer.filler("war", draw.randint(*BYTES)), []
    elif draw.random() < 0.6:
        title, lines, counts = writer.bulletin(published)
    else:
        title, lines, counts = writer.news()
    return Made(kind, language, title, "\n".join(lines), published.isoformat(), counts)


class Writer:
    """Writes sentences of one language, all their names and numbers drawn at random."""

    def __init__(self, draw: random.Random, language: str) -> None:
        self.draw, self.words = draw, _phrases()[language]

    def bulletin(self, published: date) -> tuple[str, list[str], list[tuple[str, str, int, str]]]:
        """A bulletin of 8 to 14 fronts: its title, lines and counts."""
        parts, draw = self.words["bulletin"], self.draw
        counts = [self.counted(self._one_template(), front) for front in draw.sample(list(self.words["fronts"]), draw.randint(8, 14))]
        total = sum(count for _, _, count, _ in counts) + draw.randint(0, 30)
        when = self.words["date"].format(day=published.day, month=self.words["months"][published.month - 1], year=published.year)
        head = draw.choice(parts["heads"]).format(hour=draw.choice(("08:00", "16:00", "22:00")), date=when)
        whole = draw.choice(parts["totals"]).format(total=total)
        lines = [whole, self.said(draw.choice(parts["decoys"])), *(sentence for *_, sentence in counts), self.said(draw.choice(parts["ends"]))]
        return head, [head, "", *"\n\n".join(lines).split("\n")], [("ALL", "clashes", total, whole), *counts]

    def news(self) -> tuple[str, list[str], list[tuple[str, str, int, str]]]:
        """A short report of one to three fronts among other news of the war."""
        fronts = self.draw.sample(list(self.words["fronts"]), self.draw.randint(1, 3))
        counts = [self.counted(("attacks", self.draw.choice(self.words["news"]["counted"])), front) for front in fronts]
        lines = [line for pair in zip_longest([sentence for *_, sentence in counts], self.filler("war", self.draw.randint(400, 2_000)), fillvalue="") for line in pair if line]
        return "", "\n\n".join(lines).split("\n"), counts

    def ordinary(self) -> list[str]:
        """Paragraphs of ordinary news; now and then an attack or a front in another sense."""
        lines = self.filler("ordinary", self.draw.randint(*BYTES))
        if self.draw.random() < OTHER_SENSES:
            lines.insert(self.draw.randint(0, len(lines)), self.said(self.draw.choice(self.words["ordinary"]["other_senses"])))
        return lines

    def filler(self, kind: str, size: int) -> list[str]:
        """Paragraphs without a count, of about so many bytes together, in lines."""
        lines: list[str] = []
        while size > 0:
            lines.append(" ".join(self.said(template) for template in self.draw.sample(self.words[kind]["sentences"], self.draw.randint(1, 4))))
            size -= len(lines[-1].encode())
        return lines

    def _one_template(self) -> tuple[str, str]:
        """A measure and a template for it: attacks mostly."""
        measure = self.draw.choices(("attacks", "repelled", "clashes"), (7, 2, 1))[0]
        return measure, self.draw.choice(self.words["counted"][measure])

    def counted(self, template: tuple[str, str], front: str) -> tuple[str, str, int, str]:
        """A count on a front, and the sentence that says it."""
        number = self.draw.choice([number for number in range(3, 50) if number % 10 != 1])
        return front, template[0], number, self.said(template[1], front, number)

    def said(self, template: str, front: str = "", number: int = 0) -> str:
        """A template with its slots filled, each anew."""
        pieces = list(_pieces(template))
        for place in range(1, len(pieces), 2):
            pieces[place] = self._slot(pieces[place], front, number)
        return "".join(pieces)

    def _slot(self, name: str, front: str, number: int) -> str:
        words, draw = self.words, self.draw
        if name in ("v", "w", "x"):
            return draw.choice(words["village_starts"]) + draw.choice(words["village_ends"])
        if name in ("k", "m", "b"):
            return str({"k": draw.randint(2, 9), "m": draw.randint(10, 99), "b": draw.randint(200, 9_999)}[name])
        if name == "n":
            return words["spelled"][number - 3] if number < 10 and draw.random() < 0.5 else str(number)
        if name in ("times", "attacks", "clashes"):
            return words[name][0 if number % 10 in (3, 4) and number not in (13, 14) or number % 10 == 2 and number != 12 else 1]
        if name == "front":
            return words["fronts"][front or draw.choice(list(words["fronts"]))]
        return draw.choice(words[{"p": "surnames", "q": "towns", "d": "weekdays"}[name]])


def write_corpus(folder: Path, articles: int, seed: int = SEED) -> tuple[Path, Path]:
    """Write so many articles as JSON lines, and beside them what was put into each."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus, truth = folder / "corpus.jsonl", folder / "truth.jsonl"
    with open(corpus, "w", encoding="utf-8", newline="\n") as texts, open(truth, "w", encoding="utf-8", newline="\n") as known:
        for number in range(articles):
            made = make(number, seed)
            record = {"title": made.title, "published": made.published, "publisher": "Benchmark", "language": made.language, "text": made.text}
            texts.write(json.dumps(record, ensure_ascii=False) + "\n")
            known.write(json.dumps({"kind": made.kind, "counts": made.counts}, ensure_ascii=False) + "\n")
    return corpus, truth


def first_lines(corpus: Path, number: int) -> Path:
    """The first lines of a file as a file beside it."""
    part = corpus.with_name(f"first-{number}.jsonl")
    with open(corpus, "rb") as file, open(part, "wb") as out:
        out.writelines(islice(file, number))
    return part


# --- measuring ------------------------------------------------------------------------------------


class Speed:
    """Articles, bytes of text, and the seconds that the yardstick and the reading took over them."""

    def __init__(self) -> None:
        self.articles = self.bytes = 0
        self.yardstick = self.reading = 0.0

    def __add__(self, other: Speed) -> Speed:
        both = Speed()
        for name in vars(both):
            setattr(both, name, getattr(self, name) + getattr(other, name))
        return both


class Found:
    """What was put in and what was found."""

    def __init__(self) -> None:
        self.put_in = self.found = self.right = self.not_understood = 0
        self.missed: list[str] = []
        self.wrong: list[str] = []

    def compare(self, articles: Iterable[tuple[str, list]], rows: list[dict]) -> None:
        """Hold the numbers found in some articles, cleaned, against the counts put into them."""
        mentions = conform(pd.DataFrame(rows, columns=list(MENTIONS)), MENTIONS, "mentions")
        counts = clean(mentions).counts.dropna(subset=["count"]).merge(mentions[["mention_id", "sentence"]], on="mention_id")
        there: dict[tuple, list[str]] = {}
        for row in counts.itertuples():
            there.setdefault((row.article_id, row.front, row.measure, row.count), []).append(row.sentence)
        self.found += len(counts)
        for name, known in articles:
            for *count, sentence in known:
                self.put_in += 1
                if there.get((name, *count)):
                    there[(name, *count)].pop()
                    self.right += 1
                elif len(self.missed) < SHOWN:
                    self.missed.append(_line(name, *count, sentence))
        self.wrong += [_line(*count, sentence) for count, sentences in there.items() for sentence in sentences][: SHOWN - len(self.wrong)]


def _line(name: str, front: str, measure: str, count: int, sentence: str) -> str:
    return f"  {name}: {front} {measure} {count} in: {sentence}"


def one_core(corpus: Path, truth: Path) -> tuple[dict[str, Speed], Found]:
    """Pass the yardstick over the texts of a corpus and read them, each kind apart, a chunk at a time; compare what is found."""
    speeds, found = {kind: Speed() for kind in SHARES}, Found()
    for language in LANGUAGES:
        read(Article("warm", make(0).text, language=language))
    with open(truth, encoding="utf-8") as known:
        pairs = zip(read_articles(corpus), map(json.loads, known))
        while chunk := list(islice(pairs, CHUNK)):
            mentions: list[dict] = []
            for kind in SHARES:
                chosen = [article for article, made in chunk if made["kind"] == kind]
                rows, rejected = _timed(chosen, speeds[kind])
                mentions += rows
                found.not_understood += rejected
            found.compare([(article.article_id, made["counts"]) for article, made in chunk], mentions)
    return speeds, found


def _timed(articles: list[Article], speed: Speed) -> tuple[list[dict], int]:
    """Read some articles, adding to a speed; the mentions, and how many numbers were not understood."""
    start = time.perf_counter()
    for article in articles:
        YARDSTICK.findall(article.text)
    middle = time.perf_counter()
    results = [read(article) for article in articles]
    end = time.perf_counter()
    speed.articles += len(articles)
    speed.bytes += sum(len(article.text.encode()) for article in articles)
    speed.yardstick += middle - start
    speed.reading += end - middle
    return [row for rows, _ in results for row in rows], sum(len(rejected) for _, rejected in results)


class Pass(NamedTuple):
    """One pass of `read_many` over a file: articles, seconds, and the most memory that the process itself and any of its workers held, in MB."""

    articles: int
    seconds: float
    own: float
    worker: float


def measured_pass(corpus: Path, workers: int) -> Pass:
    """Read a file in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        return apart.submit(_pass, corpus, workers).result()


def _pass(corpus: Path, workers: int) -> Pass:
    start, articles, worker = time.perf_counter(), 0, 0.0
    with closing(read_many(corpus, workers=workers)) as batches:
        for batch in batches:
            articles += len(batch.articles)
            worker = max([worker, *(peak_memory(process.pid) for process in multiprocessing.active_children())])
    return Pass(articles, time.perf_counter() - start, peak_memory(os.getpid()), worker)


def peak_memory(process: int) -> float:
    """The most memory, in MB, that a process has held; where the system does not tell of one process, that of this or the largest ended one."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
        return int(re.search(r"VmHWM:\s*(\d+)", status)[1]) / 1_000
    except (OSError, TypeError):
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF if process == os.getpid() else resource.RUSAGE_CHILDREN)
        return usage.ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)


# --- saying it ------------------------------------------------------------------------------------


def reading(articles: int = 100_000, workers: int | None = None, keep: Path | str | None = None, say: Callable[[str], object] = lambda _: None, seed: int = SEED) -> str:
    """Measure the reading of so many generated articles; the table as text.

    The corpus is made in `keep`, or in a folder that is cleared away; `say` hears what is being done. Raises BadCall for
    fewer than 20 articles or 1 worker.
    """
    if articles < 20:
        raise BadCall(f"BadCall: articles: expected 20 or more, found {articles}.")
    if workers is not None and workers < 1:
        raise BadCall(f"BadCall: workers: expected 1 or more, found {workers}.")
    with tempfile.TemporaryDirectory() as folder:
        say(f"making {articles:,} articles")
        corpus, truth = write_corpus(Path(keep or folder), articles, seed)
        tenth = first_lines(corpus, articles // 10)
        say("reading on one core, container apart")
        speeds, found = one_core(corpus, truth)
        passes = []
        for number in dict.fromkeys((1, workers or cores())):
            say(f"container and reading, {number} at a time")
            passes.append((number, measured_pass(tenth, number), measured_pass(corpus, number)))
        tenth.unlink()
    return "\n".join([*_title(articles, speeds, seed), "", *_speeds(speeds), "", *_passes(passes, sum(speed.bytes for speed in speeds.values())), "", *_found(found)]) + "\n"


def _title(articles: int, speeds: dict[str, Speed], seed: int) -> Iterator[str]:
    size = sum(speed.bytes for speed in speeds.values()) / 1e6
    yield f"{articles:,} articles made for it (seed {seed}), {size:,.1f} MB of text; {cores()} cores, Python {platform.python_version()}"


def _speeds(speeds: dict[str, Speed]) -> Iterator[str]:
    yield f"{'one core, container apart':32}{'articles':>10}{'MB':>9}{'yardstick MB/s':>16}{'reading MB/s':>14}{'ratio':>8}"
    for kind, speed in {**speeds, "all": sum(speeds.values(), Speed())}.items():
        if speed.articles:
            size = speed.bytes / 1e6
            yield f"{kind:32}{speed.articles:10,}{size:9,.1f}{size / speed.yardstick:16,.1f}{size / speed.reading:14,.1f}{speed.yardstick / speed.reading:8.2f}"
    yield f"The yardstick is one pass of {YARDSTICK.pattern} over the same texts; a ratio above 1 is faster than it."


def _passes(passes: list[tuple[int, Pass, Pass]], size: int) -> Iterator[str]:
    yield f"{'container and reading':22}{'articles/s':>12}{'MB/s':>8}{'speed-up':>10}{'peak memory, MB: a tenth':>27}{'all':>7}{'a worker: a tenth':>20}{'all':>7}"
    for number, tenth, whole in passes:
        shown = f"{number} worker{'s' if number > 1 else ''}"
        least = [f"{one.worker:,.0f}" if one.worker else "-" for one in (tenth, whole)]
        yield (f"{shown:22}{whole.articles / whole.seconds:12,.0f}{size / 1e6 / whole.seconds:8.1f}{passes[0][2].seconds / whole.seconds:10.2f}"
               f"{tenth.own:27,.0f}{whole.own:7,.0f}{least[0]:>20}{least[1]:>7}")


def _found(found: Found) -> Iterator[str]:
    precision = found.right / found.found if found.found else 0.0
    recall = found.right / found.put_in if found.put_in else 0.0
    yield f"{found.put_in:,} counts put in, {found.found:,} found, {found.right:,} right: precision {precision:.4f}, recall {recall:.4f}; {found.not_understood:,} numbers not understood"
    if found.missed:
        yield from ["The first that were missed:", *found.missed]
    if found.wrong:
        yield from ["The first that were found and not put in:", *found.wrong]


def reports(*given: object) -> str:
    """Measure the making of many reports, beside papermill and nbconvert; see analysis.batch.benchmark."""
    from analysis.batch.benchmark import reports

    return reports(*given)


SUBJECTS = {"reading": reading, "reports": reports}
