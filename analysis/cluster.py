"""Many machines: the workers of a Dask cluster as an executor, each proved to give what this machine would give.

A function that is handed out runs on some worker; if that dies, on another. Because one function can bring down its
worker and with it the innocent that wait there, whatever was on workers that died is tried again alone, when nothing
else is under way: only what brings down its workers then is given up.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import re
import socket
import threading
import uuid
import warnings
import zlib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from pathlib import Path

from analysis.manifest import common_sources, versions
from analysis.schema import AnalysisError, BadCall
from analysis.store import sha256

ADDRESS = r"(?:(?:tcp|tls|ws|wss)://)?(?:[\w.-]+|\[[\da-fA-F:.%]+\]):\d{1,5}"
CONNECT = 10.0  # seconds in which a scheduler must answer
ASK = 120.0  # seconds in which a worker must say what it is; the first time it imports the library for that
LONELY = 300.0  # seconds that work waits for a worker when there is none
SETTINGS = {"distributed.comm.timeouts.connect": f"{CONNECT} seconds", "distributed.admin.low-level-log-length": 5}  # else each side keeps its last 1,000 messages, with all that was handed out
LOGGERS = ("distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado", "asyncio")


class NoCluster(BadCall):
    """A cluster that does not answer, or whose workers would give something else than this machine."""


class LostCluster(AnalysisError):
    """A cluster that is gone in the middle of its work."""


class Killed(BrokenExecutor):
    """Work that brought down every worker that took it."""


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """A cluster by the address of its scheduler; at the end, what is still under way there is cancelled.

    Raises NoCluster where there is none, where it has no workers, or where a worker has other code, data or versions.
    """
    _check_address(address)
    with _quiet():
        cluster = Cluster(address)
        try:
            cluster.prove(proof())
            yield cluster
        finally:
            cluster.close()


def _check_address(address: str) -> None:
    found = re.fullmatch(ADDRESS, address)
    if not found or int(address.rpartition(":")[2]) > 65535:
        raise NoCluster(f"NoCluster: '{address}' is not the address of a Dask scheduler. Expected one such as tcp://10.0.0.5:8786.")


@contextmanager
def _quiet() -> Iterator[None]:
    """Let Dask write nothing of its own, for what is wrong is said here in a sentence, and wait no longer than we do."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    levels = [logger.level for logger in loggers]
    try:
        _distributed()
        import dask

        with warnings.catch_warnings(), dask.config.set(SETTINGS):
            warnings.filterwarnings("ignore", module="distributed")
            for logger in loggers:
                logger.setLevel(logging.CRITICAL + 1)
            yield
    finally:
        for logger, level in zip(loggers, levels):
            logger.setLevel(level)


def _distributed() -> object:
    try:
        import distributed.client
    except ImportError:
        raise NoCluster('NoCluster: Dask is not installed here. Install it in the folder of this project: pip install ".[dask]"') from None
    return distributed


class Cluster(Executor):
    """An executor over the workers of a cluster; `places` is how many functions they run at once."""

    def __init__(self, address: str) -> None:
        self.address, self.places = address, 0
        self._client: object = None
        self._proof = b""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="cluster", daemon=True)
        self._thread.start()
        try:
            self._do(self._connect())
        except BaseException:
            self.close()
            raise

    def submit(self, function: Callable, /, *given: object, **named: object) -> Future:
        """Hand a function out; the future raises Killed where it brings its workers down, and LostCluster where the cluster is gone."""
        work = zlib.compress(pickle.dumps((function, given, named)), 1)  # the scheduler keeps some of it, see SETTINGS
        return asyncio.run_coroutine_threadsafe(self._made(work), self._loop)

    def everywhere(self, function: Callable, *given: object) -> dict[str, object]:
        """What a function gives on each worker, by its address, beside whatever the worker is at; an exception where it raised."""
        return self._do(self._everywhere(function, given))

    def prove(self, wanted: bytes) -> None:
        """Raise NoCluster unless every worker is what a proof says; workers that come later are held to it too, before they do anything."""
        answers = self.everywhere(difference, wanted)
        unlike = {worker: answer for worker, answer in answers.items() if answer != ""}
        if unlike:
            worker, answer = next(iter(unlike.items()))
            others = f" So it is with {len(unlike) - 1} more of {len(answers)} workers." if len(unlike) > 1 else ""
            raise NoCluster(f"NoCluster: the worker {worker} {_said(answer)}{others}")
        self._proof = wanted

    def close(self) -> None:
        """Cancel what is under way, and leave the cluster as it was."""
        if self._thread.is_alive():
            self._do(self._leave())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, as `close` does."""
        self.close()

    # --- in the thread that talks with the scheduler

    def _do(self, work: Coroutine) -> object:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _connect(self) -> None:
        distributed = _distributed()
        self._lost: asyncio.Future = self._loop.create_future()
        self._changed, self._under_way, self._one_alone = asyncio.Condition(), 0, False
        client = distributed.Client(self.address, asynchronous=True, timeout=CONNECT, set_as_default=False)
        try:
            self._client = await asyncio.wait_for(client, CONNECT + 1)
        except Exception as problem:  # whatever answers there, it is no scheduler that we can work with
            await asyncio.wait_for(client.close(timeout=1), 5)
            raise NoCluster(f"NoCluster: no Dask scheduler answers at {self.address} ({_why(problem)}). Check the address, and that the scheduler runs.") from None
        self.places = sum((await self._client.scheduler.ncores()).values())
        if not self.places:
            raise NoCluster(f"NoCluster: the Dask scheduler at {self.address} has no workers. Start some, such as: dask worker {self.address} --nthreads 1")
        self._watching = asyncio.create_task(self._watch())  # kept, so that it is not collected

    async def _everywhere(self, function: Callable, given: tuple) -> dict[str, object]:
        if self._lost.done():
            raise LostCluster(self._lost.result())
        try:
            return await asyncio.wait_for(self._client.run(function, *given, on_error="return"), ASK)
        except Exception as problem:
            raise NoCluster(f"NoCluster: the workers of {self.address} do not answer ({_why(problem)}). Look at their logs.") from None

    async def _made(self, work: bytes) -> object:
        """What the work gives; where its workers died, tried again with nothing beside it."""
        for alone in (False, True):
            async with self._place(alone):
                try:
                    return await self._answer_or_lost(work)
                except _distributed().KilledWorker as problem:
                    last = problem
        raise Killed(f"each worker that took it died, {2 * (last.allowed_failures + 1)} in all; often there is not enough memory")

    @asynccontextmanager
    async def _place(self, alone: bool) -> AsyncIterator[None]:
        """A time to work: beside others, or alone."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._one_alone and not (alone and self._under_way))
            self._under_way, self._one_alone = self._under_way + 1, alone
        try:
            yield
        finally:
            self._under_way, self._one_alone = self._under_way - 1, False
            async with self._changed:
                self._changed.notify_all()

    async def _answer_or_lost(self, work: bytes) -> object:
        answer = asyncio.create_task(self._answer(work))
        try:
            await asyncio.wait({answer, self._lost}, return_when=asyncio.FIRST_COMPLETED)
            if self._lost.done():
                raise LostCluster(self._lost.result())
            return answer.result()
        finally:
            answer.cancel()

    async def _answer(self, work: bytes) -> object:
        """What some worker gives; the cluster forgets it when nobody waits any more."""
        future = self._client.submit(perform, work, self._proof, key=f"analysis-{uuid.uuid4().hex}", pure=False)
        try:
            return await future
        except _distributed().client.FutureCancelledError:
            self._give_up(f"LostCluster: the Dask scheduler at {self.address} is gone. Run the same command again when it is back.")
            await asyncio.sleep(ASK)  # until whoever waits has seen it
        finally:
            future.release()

    async def _watch(self) -> None:
        """Give up when there is no worker for long: work that waits for one would wait for ever."""
        lonely = 0.0
        while not self._lost.done():
            await asyncio.sleep(1)
            try:
                there = await self._client.scheduler.ncores()
            except Exception as problem:
                self._give_up(f"LostCluster: the Dask scheduler at {self.address} is gone ({_why(problem)}). Run the same command again when it is back.")
                return
            lonely = 0.0 if there else lonely + 1
            if lonely >= LONELY:
                self._give_up(f"LostCluster: the Dask scheduler at {self.address} has had no workers for {LONELY:.0f} seconds. Start some and run the same command again.")

    def _give_up(self, why: str) -> None:
        if not self._lost.done():
            self._lost.set_result(why)

    async def _leave(self) -> None:
        own = {task for task in asyncio.all_tasks() if task.get_coro().__qualname__.startswith("Cluster.")} - {asyncio.current_task()}
        for task in own:
            task.cancel()
        await asyncio.gather(*own, return_exceptions=True)
        if self._client is not None:
            await self._client.close(timeout=5)


def _why(problem: BaseException) -> str:
    """A problem in a few words."""
    return " ".join(str(problem).split())[:200] or type(problem).__name__


def _said(answer: object) -> str:
    """What is to be said of a worker whose answer was not that it is alike."""
    if isinstance(answer, BaseException) and (missing := re.search(r"No module named '[\w.]+'", str(answer))):
        return f"lacks a package ({missing.group()}). Install this project there, with the versions of requirements.lock."
    if isinstance(answer, BaseException):
        return f"can't say what it is ({type(answer).__name__}: {_why(answer)}). Install this project there, the same as here."
    return str(answer)


# --- what makes two machines alike


def proof(paths: Iterable[Path | str] = ()) -> bytes:
    """What a worker must have as this process has it: code, data, versions, and these files and folders."""
    return pickle.dumps((_sources(), fingerprints(paths)))


def _sources() -> dict:
    sources = common_sources()
    return {**sources, "versions": {**sources["versions"], **versions(["dask", "distributed"])}}


@lru_cache(maxsize=1)
def loaded() -> dict:
    """The code, data and versions of this process, as they were when it was first asked: what came later it has not loaded."""
    return _sources()


def fingerprints(paths: Iterable[Path | str]) -> dict[str, str]:
    """The checksum of each file, 'a folder' for a folder, and '' for what is not there."""
    return {str(path): "a folder" if Path(path).is_dir() else sha256(path) if Path(path).is_file() else "" for path in paths}


@lru_cache(maxsize=8)
def difference(wanted: bytes) -> str:
    """What is not here as a proof says, as the end of a sentence that begins with the worker; '' where all is."""
    here, files = pickle.loads(wanted)
    there, seen = loaded(), fingerprints(files)
    if unlike := _unlike(here["versions"], there["versions"]):
        names = " and ".join(f"{'Python' if name == 'python' else name} {there['versions'].get(name, 'in no version')} (here {here['versions'].get(name, 'in none')})" for name in unlike[:3])
        return f"has {names}{f' and {len(unlike) - 3} more' if unlike[3:] else ''}. Install the versions of requirements.lock on every machine."
    if here["made_by"] != there["made_by"] or here["code"] != there["code"]:
        return f"runs {there['made_by']} with other code than {here['made_by']} here. Install the same there, and start the worker again."
    if unlike := _unlike(here["inputs"], there["inputs"]):
        return f"has other data than here: {', '.join(unlike[:3])}{f' and {len(unlike) - 3} more' if unlike[3:] else ''}. Install the same there, and start the worker again."
    if unlike := _unlike(files, seen):
        return f"{'has another' if seen[unlike[0]] else 'does not see'} {unlike[0]} ({socket.gethostname()}). Every machine needs the same files under the same path, such as a shared folder."
    return ""


def _unlike(here: Mapping, there: Mapping) -> list[str]:
    return sorted(name for name in {*here, *there} if here.get(name) != there.get(name))


def perform(work: bytes, wanted: bytes) -> object:
    """On a worker: call what was handed out, if this worker is what the proof says."""
    unlike = difference(wanted)
    if unlike:
        raise NoCluster(f"NoCluster: a worker on {socket.gethostname()} that came later {unlike}")
    function, given, named = pickle.loads(zlib.decompress(work))
    return function(*given, **named)
