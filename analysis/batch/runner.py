"""A whole batch: what is still to be made, made side by side, with progress, a second try for what was killed, and an index."""

from __future__ import annotations

import os
import socket
import sys
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from analysis.batch import folder
from analysis.batch.make import WORK, Outcome, Task, make, make_with_kernel, wanted
from analysis.batch.plan import Job, read_plan
from analysis.batch.warm import POSSIBLE, Keeper, Late, Lost, Start, kept, let_go
from analysis.cluster import Cluster, proof
from analysis.manifest import common_sources, made_from
from analysis.reading.many import cores
from analysis.report import SAME_EVERYWHERE
from analysis.schema import AnalysisError, BadCall, FailedRun
from analysis.store import NOTEBOOKS, write_text

TIME_LIMIT = 600.0  # seconds for one report
GRACE = 120.0  # seconds that writing a report may take after its last cell
PAYS = 12  # reports from which on a rehearsal of their notebook is worth its time
MOST_REHEARSED = 6
MOST_TABLES = 20  # that are read once for all reports; more would fill the memory
AHEAD = 4  # reports handed out for each one that is being made


class Batch(NamedTuple):
    """What a batch came to."""

    made: int  # reports made now
    stood: int  # reports that stood already
    causes: dict[str, str]  # the cause of each report that failed, by its name
    said: dict[str, list[str]]  # each warning, and the reports that gave it
    others: list[str]  # reports in the folder that are not in the plan
    changed: list[str]  # what reports depend on and was changed while they were made


def render_batch(
    plan: Path | str | list[Job], out: Path | str, workers: int | None = None, executor: Executor | None = None, time_limit: float = TIME_LIMIT
) -> Batch:
    """Make every report of a plan in the folder `out`, and its index.

    Reports that stand already, made from the same input, parameters and code and unchanged since, are left as they
    are. `executor` is any of concurrent.futures, such as Dask's, whose workers see the same files; without one,
    `workers` processes of this machine are used. `time_limit` is in seconds, for each report. Raises BadCall and
    others before the first report is begun; a report that fails is one of `causes`.
    """
    jobs = plan if isinstance(plan, list) else read_plan(plan)
    workers = check_workers(workers)
    if not time_limit > 0:
        raise BadCall(f"BadCall: a time limit of {time_limit:g} seconds leaves no time for a report. Give more than 0; the default is {TIME_LIMIT:g}.")
    out = Path(out).resolve()
    common = common_sources()
    with folder.opened(out, common["made_by"]):
        tasks = _tasks(jobs, out, common, time_limit)
        for job in jobs:
            folder.refuse_other(out, job)
        todo = [task for task in tasks if not folder.stands(out, task.job, task.sources)]
        for task in todo:
            folder.refuse_foreign_files(out, task.job)
        outcomes = _make_all(todo, len(tasks), workers, executor)
        causes = {outcome.name: outcome.cause for outcome in outcomes if outcome.cause}
        try:
            others = folder.write_index(out, jobs, causes, common["made_by"])
        except OSError as problem:
            failed = f" {next(iter(causes.values()))}" if causes else ""
            raise FailedRun(f"FailedRun: {out}: its index could not be written ({problem.strerror}); {len(jobs) - len(causes)} reports stand, {len(causes)} failed.{failed} Make room, and run the same command again.") from None
    return Batch(len(todo) - len(causes), len(tasks) - len(todo), causes, _by_words(outcomes), others, _changed(common))


def _tasks(jobs: list[Job], out: Path, common: dict, time_limit: float) -> list[Task]:
    """What is to be done for each report, with all that its manifest will say that it was made from."""
    tables = tuple(sorted({job.values["table"] for job in jobs if isinstance(job.values.get("table"), str)}))[:MOST_TABLES]
    first = _first(jobs) if len(jobs) >= PAYS else ()
    return [Task(job, str(out), made_from(Path(job.notebook), job.values, common), time_limit, os.getcwd(), tables, first=first) for job in jobs]


def _first(jobs: list[Job]) -> tuple[tuple[str, dict[str, object], list[str]], ...]:
    """The first report of each of our own notebooks in each language: those can be rehearsed without harm."""
    chosen = {(job.notebook, job.values.get("language")): job for job in reversed(jobs) if NOTEBOOKS in Path(job.notebook).parents}
    return tuple((job.notebook, job.values, list(job.formats)) for job in reversed(chosen.values()))[:MOST_REHEARSED]


def check_workers(workers: int | None) -> int:
    """The number of processes to use: the one asked for, or one for each core; raises BadCall for none."""
    if workers is not None and workers < 1:
        raise BadCall(f"BadCall: {workers} workers can't make a report. Give 1 or more.")
    return workers or cores()


def _make_all(tasks: list[Task], total: int, workers: int, executor: Executor | None) -> list[Outcome]:
    """The outcome of every task, in the order of the plan."""
    if not tasks:
        return []
    outcomes: dict[str, Outcome] = {}
    with _crew(tasks, workers, executor) as (submit, places), _progress(total, total - len(tasks)) as bar:
        for outcome in _as_they_come(tasks, submit, places * AHEAD):
            outcomes[outcome.name] = outcome
            if outcome.cause:
                bar.set_postfix(failed=sum(bool(each.cause) for each in outcomes.values()))
            bar.update()
    return [outcomes[task.job.name] for task in tasks]


def _as_they_come(tasks: list[Task], submit: Callable[[Task], Future], most: int) -> Iterator[Outcome]:
    """Outcomes in the order in which they are ready; never more than `most` tasks are handed out at once."""
    waiting: dict[Future, Task] = {}
    for task in tasks:
        try:
            waiting[submit(task)] = task
        except Exception as problem:  # an executor that takes nothing any more
            yield _unanswered(task, problem)
        if len(waiting) >= most:
            yield from _ready(waiting)
    while waiting:
        yield from _ready(waiting)


def _ready(waiting: dict[Future, Task]) -> Iterator[Outcome]:
    """The outcomes that are there; raises AnalysisError where the executor can't go on at all."""
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        task = waiting.pop(future)
        try:
            yield future.result()
        except AnalysisError:
            raise
        except Exception as problem:  # the executor lost it: its worker died, or could not take it
            yield _unanswered(task, problem)


def _unanswered(task: Task, problem: Exception) -> Outcome:
    return Outcome(task.job.name, f"FailedRun: {task.job.name}: its worker gave no answer ({type(problem).__name__}: {problem}).", "")


@contextmanager
def _crew(tasks: list[Task], workers: int, executor: Executor | None) -> Iterator[tuple[Callable[[Task], Future], int]]:
    """How a task is handed out, and to how many at once."""
    if executor is not None:
        with _lent(tasks, executor) as submit:
            yield submit, max(workers, 16)
    elif POSSIBLE:
        keeper = Keeper(_start(tasks[0]), SAME_EVERYWHERE)
        keeper()
        with ThreadPoolExecutor(workers) as pool:
            try:
                yield lambda task: pool.submit(_make, task, keeper), workers
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
                keeper.close()
    else:
        with ProcessPoolExecutor(workers) as pool:
            yield lambda task: pool.submit(make_anywhere, task), workers


@contextmanager
def _lent(tasks: list[Task], executor: Executor) -> Iterator[Callable[[Task], Future]]:
    """How a task is handed to an executor of the caller; in the end nobody works at one any more, and none can put a report in place."""
    mark = Path(tasks[0].out) / WORK / f"run-{uuid.uuid4().hex}"
    write_text(mark, f"{mark.name}\n")
    handed: set[Future] = set()

    def submit(task: Task) -> Future:
        future = executor.submit(make_anywhere, task._replace(mark=str(mark)))
        handed.add(future)
        future.add_done_callback(handed.discard)
        return future

    try:
        if isinstance(executor, Cluster):
            executor.prove(proof([mark, tasks[0].here, *sorted({task.job.notebook for task in tasks}), *(Path(tasks[0].here, table) for table in tasks[0].tables)]))
        yield submit
    finally:
        for future in list(handed):
            future.cancel()
        mark.unlink(missing_ok=True)
        let_go(str(mark))  # an executor of threads has made them here
        if isinstance(executor, Cluster):
            with suppress(AnalysisError):
                executor.everywhere(let_go, str(mark))


def make_anywhere(task: Task) -> Outcome:
    """Make a report in whatever process this is: in a fork of a warm process that is kept for the reports to come."""
    if not wanted(task):
        return Outcome(task.job.name, f"FailedRun: {task.job.name}: the worker on {socket.gethostname()} does not see {task.out}, or the run that asked for it has ended.", "")
    return _make(task, kept(task.mark, _start(task), SAME_EVERYWHERE)) if POSSIBLE else make_with_kernel(task)


def _make(task: Task, keeper: Keeper) -> Outcome:
    """Make a report; one whose process was killed is tried once more, and said so."""
    for last in (False, True):
        try:
            outcome = keeper.call(make, task, patience=task.time_limit + GRACE)
            return outcome._replace(said=f"Its process was killed; it was made at the second try.\n{outcome.said}") if last else outcome
        except Late:
            return Outcome(task.job.name, f"FailedRun: {task.job.name}: its process gave no answer {GRACE:g} seconds after the time limit of {task.time_limit:g} seconds.", "")
        except Lost:
            continue
        except AnalysisError as problem:
            return Outcome(task.job.name, str(problem), "")
    return Outcome(task.job.name, f"FailedRun: {task.job.name}: its process was killed twice; often there is not enough memory. Try fewer workers.", "")


def _start(task: Task) -> Start:
    return Start(task.tables, task.here, str(Path(task.out) / WORK), notebooks=task.first)


def _by_words(outcomes: list[Outcome]) -> dict[str, list[str]]:
    """Each warning once, with the reports that gave it."""
    said: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.said.strip():
            said.setdefault(outcome.said.strip(), []).append(outcome.name)
    return said


def _changed(common: dict) -> list[str]:
    """The files that are no longer what the manifests say."""
    now = common_sources()
    changed = sorted(name for name in {*common["inputs"], *now["inputs"]} if common["inputs"].get(name) != now["inputs"].get(name))
    return changed + ["the code of analysis"] * (common["code"] != now["code"])


def _progress(total: int, done: int) -> object:
    """A bar of reports with their rate, the time that remains and the failures, where somebody sees it."""
    from tqdm import tqdm

    return tqdm(total=total, initial=done, unit=" reports", desc="Reports", disable=not sys.stderr.isatty())
