"""A papermill engine that runs a notebook in a fork of a warm process: `papermill --engine warm`.

Parameters, cells, errors and outputs are papermill's and nbclient's own; only the start of a kernel is saved. A cell
that kills its kernel, takes too long or prints without end becomes an error in the notebook, which papermill, with a
kernel of its own, would leave looking clean.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection, wait

from jupyter_client.session import Session, json_packer, json_unpacker
from nbclient.util import run_sync
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager

from analysis.batch.kernel import Running

OUTPUT_LIMIT = 50_000_000  # bytes that the outputs of one notebook may have


class Ended(Exception):
    """Why a kernel gave no answer: the name and the words of the error that stands in its cell."""


class WarmEngine(Engine):
    """papermill's engine interface over kernels that are forked instead of started."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, execution_timeout: float | None = None, time_limit: float | None = None,
        output_limit: int = OUTPUT_LIMIT, environment: Mapping[str, str] | None = None, lifeline: Connection | None = None,
        on_notebook: Callable[[NotebookNode], object] | None = None, log_output: bool = False, stdout_file: object = None,
        stderr_file: object = None, **_ignored: object,
    ) -> None:  # fmt: skip
        """Run every cell of papermill's notebook.

        `execution_timeout` limits each cell, `time_limit` the notebook (seconds); `environment` is added to the
        kernel's; `on_notebook` is given the notebook, which stays readable when papermill raises.
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
        finally:
            kernel.end()


class WarmClient(PapermillNotebookClient):
    """papermill's client, which asks through a pipe."""

    def __init__(self, nb_man: NotebookExecutionManager, *, kernel: Running, cell_limit: float | None,
                 deadline: float | None, output_limit: int, lifeline: Connection | None, **named: object) -> None:  # fmt: skip
        super().__init__(nb_man, **{key: value for key, value in named.items() if value is not None})
        self.kernel, self.pipe, self.lifeline = kernel, kernel.pipe, lifeline
        self.cell_limit, self.deadline, self.left = cell_limit, deadline, output_limit
        self.asks = Session(key=b"")

    def execute(self, **_named: object) -> NotebookNode:
        """Run all cells, up to the first that fails."""
        self.reset_execution_trackers()
        self.papermill_execute_cells()
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
        except Ended as ended:
            reply = _failed(cell, *ended.args)
        _join_streams(cell)
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
            raise Ended("DeadKernel", _how_it_ended(self.kernel.ended())) from None
        while True:
            message = self._next(stop)
            if message["msg_type"] == "execute_reply":
                return message
            self.process_message(message, cell, cell_index)

    def _next(self, stop: float | None) -> dict:
        """The next message; raises Ended when the kernel is dead, the time is up or there is too much output."""
        until = min((moment for moment in (stop, self.deadline) if moment is not None), default=None)
        ready = wait([self.pipe, *([self.lifeline] if self.lifeline else [])], None if until is None else max(0.0, until - time.monotonic()))
        if self.lifeline in ready:  # whoever wanted the report is gone
            os._exit(1)
        if not ready:
            self.kernel.end()
            raise Ended("TimeLimit", "the cell was stopped: the time limit was reached while it ran")
        try:
            packed = self.pipe.recv_bytes()
        except (EOFError, OSError):
            raise Ended("DeadKernel", _how_it_ended(self.kernel.ended())) from None
        self.left -= len(packed)
        if self.left < 0:
            self.kernel.end()
            raise Ended("OutputLimit", "the cell was stopped: the notebook's outputs became larger than allowed")
        return json_unpacker(packed)


def _failed(cell: NotebookNode, name: str, words: str) -> dict:
    """Put an error into a cell that has no answer; gives the reply that its kernel would have sent."""
    if cell.execution_count is None:
        cell.execution_count = 0
    cell.outputs.append(new_output("error", ename=name, evalue=words, traceback=[f"{name}: {words}"]))
    return {"content": {"status": "error", "ename": name, "evalue": words, "traceback": [f"{name}: {words}"]}}


def _join_streams(cell: NotebookNode) -> None:
    """Join what one stream wrote without a break: where it was cut depends on the clock."""
    joined: list[NotebookNode] = []
    for output in cell.outputs:
        if joined and output.output_type == "stream" == joined[-1].output_type and output.name == joined[-1].name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    cell.outputs = joined


def _how_it_ended(code: int | None) -> str:
    """What is known of a kernel's death, from its exit code or minus its signal."""
    if code is None:
        return "the kernel died while the cell ran"
    if code < 0:
        hint = "; often there is not enough memory" if -code == signal.SIGKILL else ""
        return f"the kernel was killed by signal {-code} ({signal.Signals(-code).name}) while the cell ran{hint}"
    return f"the kernel ended with exit code {code} while the cell ran"


def language_info() -> dict:
    """What a kernel says of its language."""
    from ipykernel.ipkernel import IPythonKernel

    return IPythonKernel.language_info
