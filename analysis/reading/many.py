"""Many articles → batches of rows, in the order of the input: read by several processes, and never all in memory.

What is to be read comes in units of work (analysis.articles.units), which are packed so that each pack is worth handing to
a process. A bounded number of packs is under way at any time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from analysis.articles import Article, InFile, Refused, Unit, units
from analysis.reading.marks import READ
from analysis.reading.mentions import language_of, read
from analysis.reading.unread import FLAG, front_near_number
from analysis.schema import UNKNOWN, BadCall, WorkerLost

PACK, UNITS = 500_000, 200  # bytes, or units, that are handed to a process together
FEW = 4  # packs that are sooner read here than a process is started
ROOM = 2  # packs that are handed to one process: one to read, one to go on with
STARTS = 3  # times that a process which ends before it begins to read is started again
AHEAD = 4  # packs a process that may be under way, those that wait for their turn included


class Batch(NamedTuple):
    """What a pack gave: rows of schema.MENTIONS, REJECTED and ARTICLES, and the sources that were refused."""

    mentions: list[dict]
    rejected: list[dict]
    articles: list[dict]
    refused: list[Refused]


Pack = tuple[Unit, ...]


def read_many(sources: Path | str | Iterable[Path | str | Unit], workers: int | None = None, executor: Executor | None = None) -> Iterator[Batch]:
    """Read articles, given as sources or as units of work, by several processes: batches in the order of the input.

    `workers` processes read (all cores this process may use, if not given; 1 reads in this process), or the `executor`
    that is handed in. The batches are the same whatever their number. A unit whose process is killed is refused, and the
    rest is read. Raises BadCall for fewer than one worker.
    """
    if workers is not None and workers < 1:
        raise BadCall(f"BadCall: workers: expected 1 or more, found {workers}.")
    return _batches(_packed(_as_units(sources)), workers or cores(), executor)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_pack(pack: Pack) -> Batch:
    """The rows of a pack, one article in memory at a time."""
    batch = Batch([], [], [], [])
    for one in chain.from_iterable(unit.articles() for unit in pack):
        if isinstance(one, Refused):
            batch.refused.append(one)
            continue
        mentions, rejected = read(one)
        batch.mentions.extend(mentions)
        batch.rejected.extend(rejected)
        batch.articles.append(_row(one, len(mentions), len(rejected)))
    return batch


def _row(article: Article, mentions: int, not_understood: int) -> dict:
    """An article as a row of schema.ARTICLES, flagged where it names a front near a number in a language that is not read."""
    unread = article.language not in READ and not language_of(article) and front_near_number(article.text)
    return {
        "article_id": article.article_id, "title": article.title or UNKNOWN, "published": article.published or UNKNOWN, "publisher": article.publisher or UNKNOWN,
        "url": article.url or UNKNOWN, "language": article.language or UNKNOWN, "sha256": article.sha256 or UNKNOWN,
        "flags": " ".join((*article.flags, *((FLAG,) if unread else ()))), "mentions": mentions, "not_understood": not_understood,
    }


# --- what is handed out ---------------------------------------------------------------------------


def _as_units(sources: Path | str | Iterable[Path | str | Unit]) -> Iterator[Unit]:
    """The units given, or those of the sources given."""
    if isinstance(sources, (str, Path)):
        return units(sources)
    given = iter(sources)
    first = list(islice(given, 1))
    whole = chain(first, given)
    return units(whole) if first and isinstance(first[0], (str, Path)) else whole


def _packed(work: Iterable[Unit]) -> Iterator[Pack]:
    """Units that follow each other, together until they are worth handing to a process."""
    pack, size = [], 0
    for unit in work:
        pack.append(unit)
        size += unit.size
        if size >= PACK or len(pack) >= UNITS:
            yield tuple(pack)
            pack, size = [], 0
    if pack:
        yield tuple(pack)


def _batches(packs: Iterator[Pack], workers: int, executor: Executor | None) -> Iterator[Batch]:
    """The batch of each pack, read here where other processes would not pay."""
    if executor is not None:
        yield from _in_order(packs, [_Lent(executor, ROOM * workers)], AHEAD * workers)
        return
    first = list(islice(packs, FEW))
    packs = chain(first, packs)
    if workers == 1 or len(first) < FEW:
        yield from map(read_pack, packs)
        return
    hands: list[_Hand] = []
    try:
        hands.extend(_Hand() for _ in range(workers))
        yield from _in_order(packs, hands, AHEAD * workers)
    finally:
        for hand in hands:
            hand.stop()


def _in_order(packs: Iterator[Pack], hands: list[_Hand] | list[_Lent], most: int) -> Iterator[Batch]:
    """The batch of each pack in the order of the packs, with no more than `most` under way."""
    under_way: deque[_Task] = deque()
    while True:
        for hand in hands:
            hand.mend()
        if under_way and under_way[0].future.done():
            if not _is_broken(under_way[0].future):  # since the hands were mended
                yield under_way.popleft().future.result()
            continue
        free = min(hands, key=lambda hand: hand.load())
        if free.load() < free.room and len(under_way) < most and (pack := next(packs, None)):
            under_way.append(free.take(pack))
        elif under_way:
            wait([task.future for task in under_way if not task.future.done()], return_when=FIRST_COMPLETED)
        else:
            return


# --- who reads ------------------------------------------------------------------------------------


@dataclass(eq=False)
class _Task:
    """A pack that was handed out, and what will come of it."""

    pack: Pack
    future: Future = field(default_factory=Future)


class _Lent:
    """An executor that belongs to the caller; what is handed to it is in hand, for its processes may be where no file of ours is seen."""

    def __init__(self, executor: Executor, room: int) -> None:
        self.executor, self.room = executor, room
        self.tasks: list[_Task] = []

    def load(self) -> int:
        """How many packs it has yet to read."""
        return sum(not task.future.done() for task in self.tasks)

    def take(self, pack: Pack) -> _Task:
        """Hand a pack out."""
        self.tasks = [task for task in self.tasks if not task.future.done() or _is_broken(task.future)]
        self.tasks.append(_Task(pack, self._submit(pack)))
        return self.tasks[-1]

    def _submit(self, pack: Pack) -> Future:
        return self.executor.submit(read_pack, tuple(unit.in_hand() if isinstance(unit, InFile) else unit for unit in pack))

    def mend(self) -> bool:
        """Where a pack brought down the processes that took it, refuse the unit that did.

        Raises WorkerLost where the executor is broken with it: which of its processes it was cannot be told.
        """
        lost = [task for task in self.tasks if _is_broken(task.future)]
        for task in lost:
            try:
                self.executor.submit(os.getpid)
            except BrokenExecutor:
                raise WorkerLost(f"WorkerLost: {_names(task.pack)}: a process of the executor was killed while this or a later part was read. Is there enough memory?") from None
            task.future = _known(_one_by_one(task.pack, lambda unit: self._submit((unit,)).result()))
        return bool(lost)


def _one_by_one(pack: Pack, read_one: Callable[[Unit], Batch]) -> Batch:
    """What the units of a pack that killed a process give when each is read alone; the one that kills is refused."""
    if len(pack) == 1:
        problem = WorkerLost(f"WorkerLost: {_names(pack)}: the process that read this was killed. Is there enough memory? Read it again with fewer workers.")
        return Batch([], [], [], [Refused(_names(pack), problem)])
    batches = []
    for unit in pack:
        try:
            batches.append(read_one(unit))
        except BrokenExecutor:
            batches.append(_one_by_one((unit,), read_one))
    return Batch(*(list(chain.from_iterable(rows)) for rows in zip(*batches)))


class _Hand:
    """One process of our own, so that it is known what it was reading when it is killed."""

    room = ROOM

    def __init__(self) -> None:
        self.tasks: list[_Task] = []
        self.false_starts = 0
        self._start()

    def _start(self) -> None:
        before = multiprocessing.active_children()
        self.executor = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_begin)
        if queue := getattr(self.executor, "_call_queue", None):  # before Python 3.11.5 the exit waits for ever for a pack half handed over to a process that was killed
            queue.cancel_join_thread()
        with _interrupts_wait():
            self.ready = self.executor.submit(os.getpid)
        self.processes = [process for process in multiprocessing.active_children() if process not in before]

    def load(self) -> int:
        """How many packs it has yet to read."""
        return sum(not task.future.done() for task in self.tasks)

    def take(self, pack: Pack) -> _Task:
        """Hand a pack out."""
        task = _Task(pack, self._submit(pack))
        self.tasks.append(task)
        return task

    def _submit(self, pack: Pack) -> Future:
        """Hand a pack to the process, or to another in its place where it was killed."""
        try:
            return self.executor.submit(read_pack, pack)
        except BrokenExecutor:
            if not self.mend():
                self._replace()
            return self.executor.submit(read_pack, pack)

    def mend(self) -> bool:
        """Where the process was killed at its work: start another, refuse what it was reading, and hand out again what waited."""
        if not any(_is_broken(task.future) for task in self.tasks):
            self.tasks = [task for task in self.tasks if not task.future.done()]
            return False
        wait([task.future for task in self.tasks])
        lost, self.tasks = [task for task in self.tasks if _is_broken(task.future)], []
        if self._replace():
            task = lost.pop(0)
            task.future = _known(_one_by_one(task.pack, self._read_one))
        for task in lost:
            task.future = self._submit(task.pack)
            self.tasks.append(task)
        return True

    def _replace(self) -> bool:
        """Start another process; whether the one before had begun to read. Raises WorkerLost where none can be started."""
        had_begun = self.ready.done() and not self.ready.exception()
        self.false_starts = 0 if had_begun else self.false_starts + 1
        if self.false_starts > STARTS:
            raise WorkerLost("WorkerLost: a process that was to read could not be started. In a script, call read_many below: if __name__ == '__main__'. Or read with one worker.")
        self.stop()
        self._start()
        return had_begun

    def _read_one(self, unit: Unit) -> Batch:
        """What a unit gives; raises BrokenExecutor where its process does not survive it, when another has been started."""
        try:
            return self._submit((unit,)).result()
        except BrokenExecutor:
            self._replace()
            raise

    def stop(self) -> None:
        """End the process, at whatever it is."""
        for process in self.processes:
            process.kill()
        self.executor.shutdown(cancel_futures=True)  # which waits for the process; a second one to wait might not see that it has ended


def _is_broken(future: Future) -> bool:
    """Whether a future failed because its process was killed."""
    return future.done() and not future.cancelled() and isinstance(future.exception(), BrokenExecutor)


def _known(batch: Batch) -> Future:
    """A future that has its result."""
    future: Future = Future()
    future.set_result(batch)
    return future


def _names(pack: Pack) -> str:
    """The unit of a pack, or the first and the last."""
    return pack[0].name if len(pack) == 1 else f"{pack[0].name} to {pack[-1].name}"


def _begin() -> None:
    """Leave Ctrl-C to the process that hands out the work, and end when that has ended, however it did."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    multiprocessing.parent_process().join()
    os._exit(1)


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Let no Ctrl-C fall into the start of a process, which then never sees one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
