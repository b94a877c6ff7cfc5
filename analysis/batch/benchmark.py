"""How fast many reports are made, beside papermill's command, papermill in a pool of processes, and nbconvert.

All render the same notebook with the same days, to a notebook and a page, in one run on one machine: seconds drift,
ratios hold. The peers prove nothing, make no index, and draw no pictures for phones; a batch is measured without those
pictures and with them.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from analysis.batch.runner import check_workers
from analysis.report import KEEP, KEEP_AS, SAME_EVERYWHERE
from analysis.schema import BadCall, FailedRun
from analysis.store import NOTEBOOKS, ROOT

NOTEBOOK = NOTEBOOKS / "02-compare-fronts.ipynb"
FIRST = date(2024, 8, 7)
DAYS = 200  # different days that reports can be made of; beyond them the range of dates differs too
PEERS = 4  # reports that a slow peer makes
WARM_RUNS = 5


class Rate(NamedTuple):
    """How long a number of reports took, and the processor's time in it, both in seconds."""

    name: str
    reports: int
    seconds: float
    processor: float

    @property
    def each(self) -> float:
        """Seconds for one report."""
        return self.seconds / self.reports


def reports(number: int = 40, workers: int | None = None, keep: Path | str | None = None, say: Callable[[str], object] = lambda _: None) -> str:
    """Measure a batch of so many reports and its peers; the table as text.

    The reports are made in `keep`, or in a folder that is cleared away. Raises BadCall for fewer than 4 reports, and
    FailedRun when a report fails.
    """
    workers = check_workers(workers)
    if number < 4:
        raise BadCall(f"BadCall: reports: expected 4 or more, found {number}.")
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        say("papermill's command, one report after another, then nbconvert's")
        command, page = _papermill_command(scratch)
        say("nbconvert --execute, one report after another")
        executed = _nbconvert(scratch)
        say(f"papermill in a pool of {workers} processes")
        pool = _papermill_pool(scratch, workers)
        say("the cells again and again in one warm process")
        cells = _cells()
        say(f"a batch of {number} reports")
        batch, memory = _batch(Path(keep or scratch / "batch"), number, workers, "html, ipynb")
        say(f"a batch of {number} reports, with pictures for phones")
        phones, _ = _batch(scratch / "phones", number, workers, "html, phone, ipynb")
    return "\n".join([*_table(workers, command, page, executed, pool, batch, phones), "", *_overhead(batch, cells), "", *_memory(memory)]) + "\n"


def _day(number: int) -> str:
    return (FIRST + timedelta(days=number % DAYS)).isoformat()


def _start(number: int) -> str:
    return (FIRST - timedelta(days=number // DAYS)).isoformat()


def _timed(name: str, number: int, lines: Callable[[int], list[list[str]]], folder: Path) -> Rate:
    """Run command lines for each report, one after another."""
    begun, spent = time.perf_counter(), _processor()
    for each in range(number):
        for line in lines(each):
            _run(line, folder)
    return Rate(name, number, time.perf_counter() - begun, _processor() - spent)


def _run(line: list[str], folder: Path) -> None:
    done = subprocess.run(line, cwd=folder, env=_surroundings(), capture_output=True, text=True)
    if done.returncode:
        raise FailedRun(f"FailedRun: {' '.join(line[:4])} ... ended with exit code {done.returncode}: {done.stderr.strip()[-300:]}")


def _surroundings() -> dict[str, str]:
    """The same for all: one thread for each process, the library found from any folder, and a place to draw without a screen."""
    return {**os.environ, **SAME_EVERYWHERE, "PYTHONPATH": str(ROOT)}


def _processor() -> float:
    """Processor seconds of this process's ended children."""
    spent = os.times()
    return spent.children_user + spent.children_system


def _papermill_command(folder: Path) -> tuple[Rate, Rate]:
    """papermill's command with its notebook only, and nbconvert's command that makes a page of each."""
    notebook = _timed("papermill, its command in a loop", PEERS, lambda each: [[sys.executable, "-m", "papermill", str(NOTEBOOK), f"{each}.ipynb", "-p", "day", _day(each), "--no-progress-bar"]], folder)
    page = _timed("nbconvert", PEERS, lambda each: [[sys.executable, "-m", "nbconvert", "--to", "html", f"{each}.ipynb"]], folder)
    return notebook, page


def _nbconvert(folder: Path) -> Rate:
    line = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", str(NOTEBOOK), "--output-dir", str(folder), "--output"]
    return _timed("nbconvert --execute in a loop", PEERS, lambda each: [[*line, f"n{each}"]], folder)


def _papermill_pool(folder: Path, workers: int) -> Rate:
    """papermill and nbconvert as libraries in processes that stay; their start is not counted."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_be_a_peer, initargs=(_surroundings(),)) as pool:
        list(pool.map(_peer, [(str(folder), f"w{each}", _day(each)) for each in range(workers)]))
        number = 3 * workers
        begun = time.perf_counter()
        list(pool.map(_peer, [(str(folder), f"p{each}", _day(each)) for each in range(number)]))
        return Rate(f"papermill, a pool of {workers} processes, and nbconvert", number, time.perf_counter() - begun, float("nan"))


def _be_a_peer(surroundings: dict[str, str]) -> None:
    import logging

    os.environ.update(surroundings)
    logging.getLogger("papermill").setLevel(logging.CRITICAL)


def _peer(what: tuple[str, str, str]) -> None:
    """One report by papermill and nbconvert in this process."""
    import nbconvert
    import papermill

    folder, name, day = what
    ran = papermill.execute_notebook(str(NOTEBOOK), f"{folder}/{name}.ipynb", {"day": day}, progress_bar=False)
    Path(folder, f"{name}.html").write_text(nbconvert.HTMLExporter().from_notebook_node(ran)[0], encoding="utf-8")


def _cells() -> float:
    """Processor seconds of the notebook's cells in a process that has run them before, tables read, pictures for the page drawn."""
    line = [sys.executable, "-c", "from analysis.batch.benchmark import warm_cells; print(warm_cells())"]
    done = subprocess.run(line, env=_surroundings(), capture_output=True, text=True)
    if done.returncode:
        raise FailedRun(f"FailedRun: the cells of {NOTEBOOK.name} did not run: {done.stderr.strip()[-300:]}")
    return float(done.stdout.split()[-1])


def warm_cells() -> float:
    """The least processor seconds that the notebook's cells took in several runs in this process."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    from analysis.build import remember
    from analysis.report import read_notebook

    remember()
    sources = [cell.source for cell in read_notebook(NOTEBOOK).cells if cell.cell_type == "code"]
    shell, spent = InteractiveShell.instance(), []
    for _ in range(WARM_RUNS):
        with tempfile.TemporaryDirectory() as folder:
            os.environ |= {KEEP: folder, KEEP_AS: "html,ipynb"}
            shell.reset()
            begun = time.process_time()
            for source in sources:
                with capture_output():
                    shell.run_cell(source).raise_error()
            spent.append(time.process_time() - begun)
    return min(spent)


def _batch(out: Path, number: int, workers: int, formats: str) -> tuple[Rate, list[tuple[float, float]]]:
    """Our command over a plan of so many reports, from its start to its end; the memory of its processes over time."""
    plan = out.with_name(f"{out.name}.csv")
    plan.parent.mkdir(parents=True, exist_ok=True)
    plan.write_text("start,day\n" + "".join(f"{_start(each)},{_day(each)}\n" for each in range(number)), encoding="utf-8")
    described = plan.with_suffix(".yml")
    described.write_text(f"notebook: {NOTEBOOK}\nname: 'report-{{start}}-{{day}}'\nformats: [{formats}]\nreports: {plan.name}\n", encoding="utf-8")
    begun, spent = time.perf_counter(), _processor()
    process = subprocess.Popen([sys.executable, "-m", "analysis", "batch", str(described), "-o", str(out), "--workers", str(workers)],
                               env=_surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip
    seen: list[tuple[float, float]] = []
    watcher = threading.Thread(target=_watch_memory, args=(process, out, number, seen), daemon=True)
    watcher.start()
    _, said = process.communicate()
    rate = Rate("a batch, from its start to its end" + ", pictures for phones too" * ("phone" in formats), number, time.perf_counter() - begun, _processor() - spent)
    watcher.join()
    if process.returncode:
        raise FailedRun(f"FailedRun: the batch ended with exit code {process.returncode}: {said.strip()[-500:]}")
    return rate, seen


def _watch_memory(process: subprocess.Popen, out: Path, number: int, seen: list[tuple[float, float]]) -> None:
    """Note how much of the batch is done and the memory, in MB, of all its processes, shared pages once, while it runs."""
    while process.poll() is None:
        memory = sum(map(_share, _family(process.pid)))
        done = sum(1 for _ in out.glob("*/manifest.json")) if out.is_dir() else 0
        if memory:
            seen.append((done / number, memory))
        time.sleep(0.5)


def _family(number: int) -> list[int]:
    """A process and all that descend from it, where the system tells."""
    found = [number]
    try:
        for thread in Path(f"/proc/{number}/task").iterdir():
            for child in (thread / "children").read_text().split():
                found += _family(int(child))
    except OSError:
        pass
    return found


def _share(number: int) -> float:
    """The memory of one process in MB, a page that several share counted in parts; 0 where the system does not tell."""
    try:
        rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1_000 for line in rollup.splitlines() if line.startswith("Pss:")), 0.0)


# --- saying it


def _table(workers: int, command: Rate, page: Rate, executed: Rate, pool: Rate, batch: Rate, phones: Rate) -> Iterator[str]:
    both = Rate(f"{command.name}, and nbconvert's", command.reports, command.seconds + page.seconds, command.processor + page.processor)
    yield f"{NOTEBOOK.name} to a notebook and a page; {workers} workers, {os.cpu_count()} cores, Python {platform.python_version()}"
    yield ""
    yield f"{'':<60} {'reports':>7} {'s a report':>10} {'times as long':>13}"
    for rate in (both, command._replace(name=f"{command.name}, no page"), executed, pool, batch, phones):
        yield f"{rate.name:<60} {rate.reports:>7,} {rate.each:>10.2f} {rate.each / batch.each:>13.1f}"


def _overhead(batch: Rate, cells: float) -> Iterator[str]:
    each = batch.processor / batch.reports
    yield f"processor time a report: {each:.3f} s, of which the cells need {cells:.3f} s in a warm process; {1000 * (each - cells):.0f} ms go"
    yield "into the fork, the page, the checks and this report's part of the start"


def _memory(seen: list[tuple[float, float]]) -> Iterator[str]:
    """The most memory in each quarter of the batch."""
    quarters = [max((memory for done, memory in seen if quarter / 4 <= done < (quarter + 1) / 4), default=float("nan")) for quarter in range(4)]
    yield "memory of all processes of the batch, MB, at most in each quarter: " + " ".join("-" if value != value else f"{value:.0f}" for value in quarters)
