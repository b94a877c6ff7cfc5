"""A notebook kernel without sockets: Jupyter's own kernel in a forked process, its messages sent through a pipe.

What a cell does is decided by ipykernel and IPython, as in any kernel; only the way that the messages travel is
another. So nothing is started, connected or waited for: a process that has imported what notebooks need is forked.
"""

from __future__ import annotations

import asyncio
import ctypes
import io
import logging
import os
import select
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from types import SimpleNamespace

from ipykernel.ipkernel import IPythonKernel
from jupyter_client.session import Session, extract_header, json_packer, json_unpacker
from traitlets import Any
from traitlets.config import Config

STREAM_PART = 1 << 16  # characters held back before a stream is sent on
LONGEST_LINE = 1 << 16  # bytes read at once from a program that a cell started


class PipeSession(Session):
    """Jupyter's session, whose messages go through a pipe instead of a socket."""

    pipe = Any()

    def send(self, stream: object, msg_or_type: object, content: object = None, parent: object = None, ident: object = None,
             buffers: object = None, track: bool = False, header: object = None, metadata: object = None) -> dict:  # fmt: skip
        """Send a message, packed as Jupyter packs it for its sockets."""
        message = msg_or_type if isinstance(msg_or_type, Mapping) else self.msg(msg_or_type, content=content, parent=parent, header=header, metadata=metadata)
        with _SENDING:
            self.pipe.send_bytes(json_packer({key: message[key] for key in ("msg_type", "msg_id", "header", "parent_header", "metadata", "content")}))
        return message


_SENDING = threading.RLock()


class PipeStream(io.TextIOBase):
    """Standard output or error of a cell, sent as `stream` messages in the order of writing."""

    encoding = "UTF-8"

    def __init__(self, kernel: PipeKernel, name: str, number: int) -> None:
        self.kernel, self.name, self.number = kernel, name, number
        self.parts: list[str] = []
        self.held = 0
        self.lock = threading.RLock()

    def write(self, text: str) -> int:
        """Hold the text back until enough has come, or something else is to be shown."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        with self.lock:
            self.parts.append(text)
            self.held += len(text)
            if self.held >= STREAM_PART:
                self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what was held back."""
        with self.lock:
            text, self.parts, self.held = "".join(self.parts), [], 0
            if text:
                self.kernel.session.send(None, "stream", {"name": self.name, "text": text}, parent=self.kernel.running)

    def fileno(self) -> int:
        """The number of the file that programs started by a cell write to."""
        return self.number

    def isatty(self) -> bool:
        """No terminal shows it."""
        return False

    def writable(self) -> bool:
        """It can be written to."""
        return True


class PipeKernel(IPythonKernel):
    """IPython's kernel, connected to nothing yet."""

    running: dict = {}
    debugger_class = Any(lambda *_: None)  # nobody will debug it

    def begin(self, pipe: Connection) -> None:
        """Connect the kernel to its pipe and take over standard output and error, those of started programs too."""
        self.session.pipe = pipe
        sys.stdout, sys.stderr = (PipeStream(self, name, number) for name, number in (("stdout", 1), ("stderr", 2)))
        self.watched = [_watch(stream) for stream in (sys.stdout, sys.stderr)]
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
        for caught_up in self.watched:
            caught_up()
        return reply


def _watch(stream: PipeStream) -> object:
    """Let what is written to a stream's file number come to the stream; the function returned waits until it has."""
    taken, given = os.pipe()
    os.dup2(given, stream.number)
    os.close(given)
    end_mark, reached = b"\0end of cell\0", threading.Event()

    def pass_on() -> None:
        rest = b""
        while piece := os.read(taken, LONGEST_LINE):
            rest += piece
            if rest.endswith(end_mark):
                stream.write(rest.removesuffix(end_mark).decode("utf-8", errors="replace"))
                rest = b""
                reached.set()
            elif b"\0" not in rest[-len(end_mark):]:
                stream.write(rest.decode("utf-8", errors="replace"))
                rest = b""

    threading.Thread(target=pass_on, daemon=True).start()

    def caught_up() -> None:
        reached.clear()
        os.write(stream.number, end_mark)
        reached.wait(10)

    return caught_up


def make_kernel(folder: Path | str) -> PipeKernel:
    """A kernel that keeps IPython's own files in this folder; to be forked before it begins."""
    os.environ["IPYTHONDIR"] = str(folder)
    config = Config(HistoryManager={"enabled": False})
    return PipeKernel.instance(config=config, session=PipeSession(key=b""), log=logging.getLogger(__name__))


class Running:
    """A kernel that runs: its pipe, and its process where that is a child of this one."""

    def __init__(self, pipe: Connection, number: int | None = None) -> None:
        self.pipe, self.number = pipe, number
        self.exit_code: int | None = None

    def end(self) -> int | None:
        """Kill it if it still runs; its exit code, or minus the signal that ended it, where that is known."""
        self.pipe.close()  # a kernel without a pipe ends itself
        if self.number is not None:
            os.kill(self.number, signal.SIGKILL)
            self._wait()
        return self.exit_code

    def ended(self) -> int | None:
        """Wait for a kernel that has closed its pipe; its exit code, where that is known."""
        self._wait()
        return self.exit_code

    def _wait(self) -> None:
        if self.number is not None:
            _, status = os.waitpid(self.number, 0)
            self.number, self.exit_code = None, os.waitstatus_to_exitcode(status)


def fork_kernel(kernel: PipeKernel, environment: Mapping[str, str], folder: Path | str) -> Running:
    """Fork this process into a kernel that waits for cells in `folder`.

    The process that calls must have one thread only, as all that are forked from a warm process have.
    """
    ours, its = Pipe()
    number = os.fork()
    if number:
        its.close()
        return Running(ours, number)
    try:
        ours.close()
        serve(kernel, its, environment, folder)
    finally:
        os._exit(0)


def serve(kernel: PipeKernel, pipe: Connection, environment: Mapping[str, str], folder: Path | str) -> None:
    """Run the cells that are asked for in `folder` until the pipe is closed."""
    die_with_parent()
    os.environ.update(environment)
    os.chdir(folder)
    kernel.begin(pipe)
    threading.Thread(target=_end_without, args=(pipe,), daemon=True).start()
    if "numpy" in sys.modules:  # the forks of one process would all draw the same random numbers
        sys.modules["numpy"].random.seed()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    for request in _requests(pipe):
        loop.run_until_complete(kernel.answer(request))


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
    while not any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in ends.poll()):
        continue
    os.kill(os.getpid(), signal.SIGKILL)


def _requests(pipe: Connection) -> Iterator[dict]:
    while True:
        try:
            yield json_unpacker(pipe.recv_bytes())
        except (EOFError, ConnectionResetError):
            return
