"""A notebook kernel without sockets: Jupyter's own kernel in a forked process, its messages sent through a pipe.

What a cell does is decided by ipykernel and IPython, as in any kernel; only the way that the messages travel is
another. So nothing is started, connected or waited for: a process that has imported what notebooks need is forked.
"""

from __future__ import annotations

import asyncio
import atexit
import codecs
import contextlib
import ctypes
import io
import logging
import os
import select
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from types import SimpleNamespace

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session, extract_header, json_packer, json_unpacker
from traitlets import Any
from traitlets.config import Config

from analysis.batch.warm import kill_group

STREAM_PART = 1 << 16  # characters held back before a stream is sent on
PIECE = 1 << 16  # bytes read at once from a program that a cell started; a pipe holds no more
HELD = 0.2  # seconds that text is held back, as in any Jupyter kernel
SHUT_DOWN = "shutdown_request"


class PipeSession(Session):
    """Jupyter's session, whose messages go through a pipe instead of a socket."""

    pipe = Any()
    sending = Any()  # a lock that also holds between this process and those that a cell forks

    def send(self, stream: object, msg_or_type: object, content: object = None, parent: object = None, ident: object = None,
             buffers: object = None, track: bool = False, header: object = None, metadata: object = None) -> dict:  # fmt: skip
        """Send a message, packed as Jupyter packs it for its sockets."""
        message = msg_or_type if isinstance(msg_or_type, Mapping) else self.msg(msg_or_type, content=content, parent=parent, header=header, metadata=metadata)
        with self.sending:
            self.pipe.send_bytes(json_packer({key: message[key] for key in ("msg_type", "msg_id", "header", "parent_header", "metadata", "content")}))
        return message


class PipeStream(io.TextIOBase):
    """Standard output or error of a cell and of the programs it starts, sent as `stream` messages in the order of writing."""

    encoding = "UTF-8"

    def __init__(self, kernel: PipeKernel, name: str, number: int) -> None:
        self.kernel, self.name, self.number = kernel, name, number
        self.process = os.getpid()
        self.parts: list[str] = []
        self.held, self.since = 0, 0.0
        self.lock = threading.RLock()
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.programs, given = os.pipe()
        os.set_blocking(self.programs, False)
        os.dup2(given, number)
        os.close(given)

    def write(self, text: str) -> int:
        """Hold the text back until enough has come, or something else is to be shown."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() != self.process:  # a process that a cell forked writes as any other program does
            _write_all(self.number, text.encode("utf-8", errors="replace"))
            return len(text)
        with self.lock:
            self._take_in()
            self._hold(text)
        return len(text)

    def flush(self) -> None:
        """Send what was held back."""
        if os.getpid() != self.process:
            return
        with self.lock:
            self._take_in()
            self._send()

    def finish(self) -> None:
        """Take in the last of what programs wrote, as far as they have written it, also half a character."""
        with self.lock:
            self._take_in()
            self._hold(self.decoder.decode(b"", final=True))

    def look(self) -> None:
        """Take in what programs wrote; send on what was held back long enough."""
        with self.lock:
            self._take_in()
            if self.parts and time.monotonic() - self.since >= HELD:
                self._send()

    def fileno(self) -> int:
        """The number of the file that programs started by a cell write to."""
        return self.number

    def isatty(self) -> bool:
        """No terminal shows it."""
        return False

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def _take_in(self) -> None:
        try:
            while piece := os.read(self.programs, PIECE):
                self._hold(self.decoder.decode(piece))
                if len(piece) < PIECE:
                    return
        except BlockingIOError:
            return

    def _hold(self, text: str) -> None:
        if not text:
            return
        if not self.parts:
            self.since = time.monotonic()
        self.parts.append(text)
        self.held += len(text)
        if self.held >= STREAM_PART:
            self._send()

    def _send(self) -> None:
        text, self.parts, self.held = "".join(self.parts).encode("utf-8", errors="replace").decode("utf-8"), [], 0
        for start in range(0, len(text), STREAM_PART):
            self.kernel.session.send(None, "stream", {"name": self.name, "text": text[start : start + STREAM_PART]}, parent=self.kernel.running)


def _write_all(number: int, data: bytes) -> None:
    while data:
        data = data[os.write(number, data) :]


class PipeKernel(IPythonKernel):
    """IPython's kernel, connected to nothing yet."""

    running: dict = {}
    filters: list = []  # of warnings, as a cell finds them
    debugger_class = Any(lambda *_: None)  # nobody will debug it

    def begin(self, pipe: Connection) -> None:
        """Connect the kernel to its pipe and take over standard output and error, those of started programs too."""
        self.session.pipe, self.session.sending = pipe, get_context("fork").RLock()
        self.process = os.getpid()
        sys.stdout, sys.stderr = self.streams = [PipeStream(self, name, number) for name, number in (("stdout", 1), ("stderr", 2))]
        threading.Thread(target=_look_after, args=(self.streams,), daemon=True).start()
        self.shell_channel_thread = SimpleNamespace(parent_thread=threading.current_thread())

    async def answer(self, request: dict) -> None:
        """Run the cell of an `execute_request`; its reply is the last message about it."""
        self.running = extract_header(request)
        self.set_parent([], request)
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            await self.execute_request(None, [], request)
        finally:
            signal.signal(signal.SIGINT, before)

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing waits behind a cell that failed: cells are asked for one by one."""

    async def do_execute(self, *given: object, **named: object) -> dict:
        """Run code, and wait until what started programs printed is passed on."""
        reply = await super().do_execute(*given, **named)
        if os.getpid() != self.process:  # a cell forked and let the child run on: only one of the two is the kernel
            os._exit(0)
        for stream in self.streams:
            stream.finish()
        return reply


def _look_after(streams: list[PipeStream]) -> None:
    """Let no program wait for a stream to be read, and no text be held back too long."""
    written = select.poll()
    for stream in streams:
        written.register(stream.programs, select.POLLIN)
    while True:
        written.poll(HELD * 1000)
        for stream in streams:
            stream.look()


def make_kernel(folder: Path | str) -> PipeKernel:
    """A kernel that keeps IPython's own files in this folder; to be forked before it begins."""
    os.environ["IPYTHONDIR"] = str(folder)
    log = logging.getLogger(__name__)
    log.propagate = False  # what a kernel notes of itself would show where a cell sends its own log
    log.addHandler(logging.NullHandler())
    config = Config(HistoryManager={"enabled": False})
    kernel = PipeKernel.instance(config=config, session=PipeSession(key=b""), log=log, user_ns=None)
    _as_the_application_does(kernel)
    kernel.filters = list(warnings.filters)
    return kernel


def _as_the_application_does(kernel: PipeKernel) -> None:
    """Set up what ipykernel's application sets up around its kernel, as far as a cell can tell."""
    application = IPKernelApp.instance(log_level=logging.CRITICAL)  # asked by what needs to know the kernel, such as %matplotlib
    application.kernel, application.shell = kernel, kernel.shell
    application.init_pdb()
    application.init_path()
    kernel.shell.extension_manager.load_extension("storemagic")
    kernel.shell.user_ns_hidden.update(kernel.shell.user_ns)


class Running:
    """A kernel that runs: its pipe and its process, which is or is not a child of this one."""

    def __init__(self, pipe: Connection, number: int, child: bool) -> None:
        self.pipe, self.number, self.child = pipe, number, child
        self.exit_code: int | None = None  # or minus the signal that ended it, where that is known
        self.over = False

    def runs(self) -> bool:
        """Whether its process is still there."""
        if not self.over and self.child:
            found, status = os.waitpid(self.number, os.WNOHANG)
            self.over = bool(found)
            self.exit_code = os.waitstatus_to_exitcode(status) if found else None
        elif not self.over:
            self.over = not _exists(self.number)
        return not self.over

    def finish(self, patience: float) -> None:
        """Let it end as an interpreter does, its files closed and its exit functions called; after `patience` seconds it is killed."""
        until = time.monotonic() + patience
        try:
            self.pipe.send_bytes(json_packer({"msg_type": SHUT_DOWN}))
            while self.pipe.poll(max(0.0, until - time.monotonic())) and json_unpacker(self.pipe.recv_bytes())["msg_type"] != SHUT_DOWN:
                continue
        except (OSError, EOFError):
            pass
        self.end()

    def end(self) -> None:
        """Kill it if it still runs; where it has a process group of its own, all that it started in it too."""
        if self.runs():
            os.kill(self.number, signal.SIGKILL) if self.child else kill_group(self.number)
            if self.child:
                os.waitpid(self.number, 0)
            self.over = True
        self.pipe.close()

    def ended(self, patience: float = 1.0) -> int | None:
        """What a kernel that has closed its pipe ended with, where that is known; one that does not end is killed."""
        until = time.monotonic() + patience
        while self.runs() and time.monotonic() < until:
            time.sleep(0.005)
        self.end()
        return self.exit_code


def _exists(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def fork_kernel(kernel: PipeKernel, environment: Mapping[str, str], folder: Path | str) -> Running:
    """Fork this process into a kernel that waits for cells in `folder`.

    The process that calls must have one thread only, as all that are forked from a warm process have.
    """
    ours, its = Pipe()
    number = os.fork()
    if number:
        its.close()
        return Running(ours, number, child=True)
    code = 1
    try:
        ours.close()
        serve(kernel, its, environment, folder)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def serve(kernel: PipeKernel, pipe: Connection, environment: Mapping[str, str], folder: Path | str) -> None:
    """Run the cells that are asked for in `folder` until one says exit(), or the end is asked for, or the pipe is closed."""
    die_with_parent()
    os.environ.update(environment)
    os.chdir(folder)
    warnings.resetwarnings()  # whoever forks may have silenced warnings for itself
    warnings.filters.extend(kernel.filters)
    kernel.begin(pipe)
    threading.Thread(target=_end_without, args=(pipe,), daemon=True).start()
    if "numpy" in sys.modules:  # the forks of one process would all draw the same random numbers
        sys.modules["numpy"].random.seed()
    asyncio.run(_answer_all(kernel, pipe))
    _leave(kernel)


async def _answer_all(kernel: PipeKernel, pipe: Connection) -> None:
    """Run cell after cell; between them, what a cell left to run in the loop runs on."""
    loop = asyncio.get_running_loop()
    while True:
        asked = loop.create_future()
        loop.add_reader(pipe.fileno(), lambda: asked.done() or asked.set_result(None))
        await asked
        loop.remove_reader(pipe.fileno())
        request = json_unpacker(pipe.recv_bytes())
        if request["msg_type"] == SHUT_DOWN:
            return
        await kernel.answer(request)
        if kernel.shell.exit_now:
            return


def _leave(kernel: PipeKernel) -> None:
    """Do what an interpreter does at its end, and say that it is done."""
    for thread in threading.enumerate():
        if not thread.daemon and thread is not threading.current_thread():
            thread.join()
    atexit._run_exitfuncs()
    with contextlib.suppress(OSError):
        kernel.session.send(None, SHUT_DOWN)


def die_with_parent() -> None:
    """On Linux, let this process be killed when the one that forked it ends, however that ends."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)


def _end_without(pipe: Connection) -> None:
    """Kill this process as soon as nobody holds the other end of the pipe, also in the middle of a cell."""
    ends = select.poll()
    ends.register(pipe.fileno(), 0)
    while not any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in ends.poll(1000)):  # while it waits, a pipe that a cell closed stays open
        continue
    os.kill(os.getpid(), signal.SIGKILL)
