"""A papermill engine that runs a notebook in a fork of a warm process: `papermill --engine warm`.

Parameters, cells, errors and outputs are papermill's and nbclient's own; only the start of a kernel is saved. A cell
that kills its kernel, takes too long or prints without end becomes an error in the notebook, which papermill, with a
kernel of its own, would leave looking clean.
"""

from __future__ import annotations

import itertools
import os
import select
import signal
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import NoReturn

from jupyter_client.session import Session, json_packer, json_unpacker
from nbclient.exceptions import CellExecutionError
from nbclient.util import run_sync
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager

from analysis.batch.kernel import SHUT_DOWN, Running

OUTPUT_LIMIT = 50_000_000  # bytes that the outputs of one notebook may have
KEPT = 100_000  # bytes of a cell's outputs that stay in a notebook with too many
LOOK = 1.0  # seconds after which a silent kernel is looked at: what a cell started can hold its pipe open
PATIENCE = 5.0  # seconds that a kernel may take to end by itself


EARLIER = "the kernel had ended before the cell ran. Look for an exit() above it"


class Ended(Exception):
    """Why a kernel gave no answer: the name and the words of the error that stands in its cell."""


class WarmEngine(Engine):
    """papermill's engine interface over kernels that are forked instead of started."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, execution_timeout: float | None = None, time_limit: float | None = None,
        output_limit: int = OUTPUT_LIMIT, environment: Mapping[str, str] | None = None, lifeline: Connection | None = None,
        on_notebook: Callable[[NotebookNode], object] | None = None, shutdown_kernel: str = "graceful", log_output: bool = False,
        stdout_file: object = None, stderr_file: object = None, **_ignored: object,
    ) -> None:  # fmt: skip
        """Run every cell of papermill's notebook.

        `execution_timeout` limits each cell, `time_limit` the notebook (seconds); `environment` is added to the
        kernel's; `on_notebook` is given the notebook, which stays readable when papermill raises; `shutdown_kernel` is
        "graceful" or, where nothing that a cell leaves open matters, "immediate".
        """
        from analysis.batch.warm import new_kernel

        if on_notebook:
            on_notebook(nb_man.nb)
        kernel = new_kernel(environment or {}, os.getcwd())
        client = WarmClient(
            nb_man, kernel=kernel, cell_limit=execution_timeout, deadline=time.monotonic() + time_limit if time_limit else None,
            output_limit=output_limit, lifeline=lifeline, log_output=log_output, stdout_file=stdout_file, stderr_file=stderr_file,
        )
        try:
            client.execute()
            if shutdown_kernel == "graceful":
                kernel.finish(PATIENCE)
        finally:
            kernel.end()


class WarmClient(PapermillNotebookClient):
    """papermill's client, which asks through a pipe."""

    def __init__(self, nb_man: NotebookExecutionManager, *, kernel: Running, cell_limit: float | None,
                 deadline: float | None, output_limit: int, lifeline: Connection | None, **named: object) -> None:  # fmt: skip
        super().__init__(nb_man, **{key: value for key, value in named.items() if value is not None})
        self.kernel, self.pipe, self.lifeline = kernel, kernel.pipe, lifeline
        self.cell_limit, self.deadline, self.output_limit, self.left = cell_limit, deadline, output_limit, output_limit
        self.asks, self.readable = Session(key=b""), select.poll()
        for end in filter(None, (self.pipe, lifeline)):
            self.readable.register(end, select.POLLIN)

    def execute(self, **_named: object) -> NotebookNode:
        """Run all cells, up to the first that fails."""
        self.reset_execution_trackers()
        try:
            self.papermill_execute_cells()
        finally:
            for cell in self.nb.cells:
                _join_streams(cell)
        self.nb.metadata["language_info"] = language_info()
        self.set_widgets_metadata()
        return self.nb

    async def async_execute_cell(self, cell: NotebookNode, cell_index: int, execution_count: int | None = None, store_history: bool = True) -> NotebookNode:
        """Run one cell and take in its outputs; raises CellExecutionError where it fails and may not."""
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in cell.metadata.get("tags", []):
            return cell
        cell.outputs, self.clear_before_next_output = [], False
        cell.metadata["execution"] = {}
        try:
            reply = self._ask(cell, cell_index, store_history)
        except Ended as ended:  # no tag of the cell makes up for a kernel that is gone
            raise CellExecutionError.from_cell_and_msg(cell, _failed(cell, *ended.args)) from None
        await self._check_raise_for_error(cell, cell_index, reply)
        return cell

    execute_cell = run_sync(async_execute_cell)

    def _ask(self, cell: NotebookNode, cell_index: int, store_history: bool) -> dict:
        """Send the cell; give each message about it to nbclient until the reply has come."""
        request = self.asks.msg("execute_request", {"code": cell.source, "silent": False, "store_history": store_history, "allow_stdin": False, "stop_on_error": True})
        request["metadata"] = {"cellId": cell.get("id")}
        stop = time.monotonic() + self.cell_limit if self.cell_limit else None
        try:
            self.pipe.send_bytes(json_packer(request))
        except OSError:
            raise Ended("DeadKernel", EARLIER) from None
        while True:
            message = self._next(stop)
            if message["msg_type"] == "execute_reply":
                return message
            if message["msg_type"] == SHUT_DOWN:
                raise Ended("DeadKernel", EARLIER)
            self.process_message(message, cell, cell_index)
            if self.left < 0:
                self._count_outputs()

    def _next(self, stop: float | None) -> dict:
        """The next message; raises Ended when the kernel is dead or the time is up."""
        self._wait(stop)
        try:
            packed = self.pipe.recv_bytes(self.output_limit + 1_000_000)
        except EOFError:
            raise Ended("DeadKernel", f"{_how_it_ended(self.kernel.ended())} while the cell ran") from None
        except OSError as problem:
            if problem.errno is not None:
                raise Ended("DeadKernel", f"{_how_it_ended(self.kernel.ended())} while the cell ran") from None
            self._too_much()  # one message alone is longer than that
        self.left -= len(packed)
        return json_unpacker(packed)

    def _wait(self, stop: float | None) -> None:
        """Return when there is something to be read, be it the end of the pipe."""
        limits = [(moment, words) for moment, words in ((stop, f"of {self.cell_limit} s for a cell"), (self.deadline, "for the notebook")) if moment is not None]
        until, words = min(limits, default=(None, ""))
        while True:
            left = LOOK if until is None else min(LOOK, max(0.0, until - time.monotonic()))
            ready = [number for number, _ in self.readable.poll(1000 * left)]
            if self.lifeline and self.lifeline.fileno() in ready:  # whoever wanted the report is gone
                os._exit(1)
            if ready:
                return
            if until is not None and time.monotonic() >= until:
                self.kernel.end()
                raise Ended("TimeLimit", f"the cell was stopped: the time limit {words} was reached while it ran")
            if not self.kernel.runs() and not self.pipe.poll():
                raise Ended("DeadKernel", f"{_how_it_ended(self.kernel.ended())} while the cell ran")

    def _count_outputs(self) -> None:
        """Take stock of what the outputs really hold, since a cell may have cleared or changed them; raises Ended when that is too much."""
        self.left = self.output_limit - sum(_size(output) for cell in self.nb.cells for output in cell.get("outputs", []))
        if self.left < 0:
            self._too_much()

    def _too_much(self) -> NoReturn:
        """End the kernel and keep only the beginning of each cell's outputs."""
        self.kernel.end()
        for cell in self.nb.cells:
            _trim(cell)
        raise Ended("OutputLimit", f"the cell was stopped: the notebook's outputs became larger than {self.output_limit:,} bytes; only the first {KEPT:,} of each cell are kept")


def _size(output: NotebookNode) -> int:
    return len(output.text) if output.output_type == "stream" else len(json_packer(output))


def _trim(cell: NotebookNode) -> None:
    """Keep the first outputs of a cell, the last of them cut where it is text."""
    kept, left = [], KEPT
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            output.text = output.text[:left]
        elif _size(output) > left:
            break
        kept.append(output)
        left -= _size(output)
        if left <= 0:
            break
    if "outputs" in cell:
        cell.outputs = kept


def _failed(cell: NotebookNode, name: str, words: str) -> dict:
    """Put an error into a cell that has no answer; gives what its kernel would have replied."""
    if cell.execution_count is None:
        cell.execution_count = 0
    cell.outputs.append(new_output("error", ename=name, evalue=words, traceback=[f"{name}: {words}"]))
    return {"status": "error", "ename": name, "evalue": words, "traceback": [f"{name}: {words}"]}


def _join_streams(cell: NotebookNode) -> None:
    """Join what one stream wrote without a break: where it was cut depends on the clock."""
    if "outputs" not in cell:
        return
    joined: list[NotebookNode] = []
    for kind, run in itertools.groupby(cell.outputs, key=lambda output: output.get("name") if output.output_type == "stream" else None):
        joined += run if kind is None else [new_output("stream", name=kind, text="".join(output.text for output in run))]
    cell.outputs = joined


def _how_it_ended(code: int | None) -> str:
    """What is known of a kernel's death, from its exit code or minus its signal."""
    if code is None:
        return "the kernel died"
    if code < 0:
        hint = " (often there is not enough memory)" if -code == signal.SIGKILL else ""
        return f"the kernel was killed by signal {-code}, {signal.Signals(-code).name}{hint},"
    return f"the kernel ended with exit code {code}"


def language_info() -> dict:
    """What a kernel says of its language."""
    from ipykernel.ipkernel import IPythonKernel

    return IPythonKernel.language_info
