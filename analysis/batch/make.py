"""One report of a batch: built in a temporary place, checked, and moved into place whole, or its failure kept."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from analysis.batch.index import said, thumbnail
from analysis.batch.plan import Job
from analysis.manifest import write_manifest
from analysis.report import KEEP, KEEP_AS, Request, as_text, explain, fill, part_of, prepare, put_in_place, reached_its_end, run, tidy
from analysis.schema import AnalysisError, FailedRun
from analysis.store import sha256, write_text

WORK, FAILED, THUMBNAIL = ".work", "failed", "thumbnail.png"


class Task(NamedTuple):
    """A report to be made in a folder of reports; `sources` is what its manifest will say that it was made from."""

    job: Job
    out: str
    sources: dict
    time_limit: float
    here: str  # where relative paths begin
    tables: tuple[str, ...]  # what all reports of the batch read, to be read once
    mark: str = ""  # a file that is there as long as the run that lent this task to others
    first: tuple[tuple[str, dict[str, object], list[str]], ...] = ()  # notebooks of ours with values and formats, to be rehearsed


class Outcome(NamedTuple):
    """What became of a report: its cause of failure, '' where it was made, and what was said on the way."""

    name: str
    cause: str
    said: str


def make(task: Task, lifeline: Connection | None = None) -> Outcome:
    """Make one report in a fork of a warm process; `lifeline` is a pipe whose other end is held by whoever wants it.

    Never raises for what a notebook does: that is the outcome's cause.
    """
    os.chdir(task.here)
    ran: list[NotebookNode] = []
    return _outcome(task, ran, lambda request, part: _run(request, part, task, lifeline, ran))


def wanted(task: Task) -> bool:
    """Whether this process sees the folder of reports, and the run that asked for a report still goes on there."""
    return not task.mark or Path(task.mark).is_file()


def make_with_kernel(task: Task) -> Outcome:
    """Make one report with papermill's own kernel, where a process can't be forked."""
    return _outcome(task, [], lambda request, part: run(request, part, task.job.formats))


def _outcome(task: Task, ran: list[NotebookNode], render: Callable[[Request, Path], NotebookNode]) -> Outcome:
    heard = io.StringIO()
    try:
        with contextlib.redirect_stderr(heard), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _build(task, render)
        cause = ""
    except AnalysisError as problem:
        cause = str(problem)
    except OSError as problem:
        cause = f"FailedRun: {task.job.name}: {problem.strerror or problem} ({problem.filename or task.out})."
    except Exception as problem:  # whatever a notebook can make a library do, the other reports go on
        cause = f"FailedRun: {task.job.name}: {type(problem).__name__}: {problem}"
    return Outcome(task.job.name, cause + (_keep_failed(task, ran) if cause else ""), heard.getvalue())


def _build(task: Task, render: Callable[[Request, Path], NotebookNode]) -> None:
    """Run the notebook and put its report in place, with its card for the index in the manifest."""
    job, out = task.job, Path(task.out)
    if sha256(job.notebook) != task.sources["notebook"]["sha256"]:
        raise FailedRun(f"FailedRun: {job.name}: {job.notebook} was changed while the reports were made. Run the same command again.")
    request = prepare(Path(job.notebook), job.values)
    with part_of(out / WORK / job.name) as part:
        notebook = fill(part, render(request, part), request, job.formats)
        card = said(notebook)
        if png := card.pop("png"):
            (part / THUMBNAIL).write_bytes(thumbnail(png))
        write_manifest(part, {**task.sources, "formats": list(job.formats), "says": card})
        _settle(part)
        if not wanted(task):
            raise FailedRun(f"FailedRun: {job.name}: the run that asked for it has ended.")
        put_in_place(part, out / job.name)
    (out / FAILED / f"{job.name}.ipynb").unlink(missing_ok=True)


def _run(request: Request, part: Path, task: Task, lifeline: Connection | None, ran: list[NotebookNode]) -> NotebookNode:
    """The notebook after a run in a fork of this process: papermill's own steps, but for writing a notebook that nobody reads."""
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import prepare_notebook_metadata, raise_for_execution_errors, remove_error_markers
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from analysis.batch.engine import WarmEngine  # like papermill, too slow to import where no report is made

    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    notebook = load_notebook_node(request.source)
    if request.values:
        notebook = parameterize_notebook(notebook, dict(request.values), kernel_name="python3", language="python")
    notebook = WarmEngine.execute_notebook(
        remove_error_markers(prepare_notebook_metadata(notebook, request.path.name, None)), "python3", progress_bar=False,
        environment={KEEP: str(part), KEEP_AS: ",".join(task.job.formats)}, time_limit=task.time_limit, lifeline=lifeline, on_notebook=ran.append,
        shutdown_kernel="immediate",
    )
    try:
        raise_for_execution_errors(notebook, None)
    except PapermillExecutionError as problem:
        raise FailedRun(explain(problem, request.path.name)) from None
    return reached_its_end(notebook, request.path.name)


def _settle(folder: Path) -> None:
    """Let every file be on the disk before the folder takes its place, so that a power cut leaves no half of it."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _keep_failed(task: Task, ran: list[NotebookNode]) -> str:
    """Keep the notebook of a run that failed, with its error; what to say of it."""
    if not ran:
        return ""
    place = Path(task.out) / FAILED / f"{task.job.name}.ipynb"
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            write_text(place, as_text(tidy(ran[-1])))
    except (OSError, AnalysisError) as problem:
        return f" Its notebook could not be kept either: {problem}"
    return ""
