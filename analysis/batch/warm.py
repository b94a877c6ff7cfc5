"""A warm process: it has imported what reports need, and is forked for each of them.

A fork costs some 10 ms where a new interpreter with its imports costs seconds, and nothing passes from one report to
the next. The warm process runs nothing itself and has one thread only, so that forking it is safe.
"""

from __future__ import annotations

import ast
import contextlib
import ctypes
import gc
import importlib
import os
import pickle
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import shutil
import tempfile
import threading
import traceback
import weakref
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from analysis.schema import FailedRun
from analysis.store import ROOT

ONE_THREAD = {
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "VECLIB_MAXIMUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system", "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}  # what keeps libraries from starting threads of their own before the fork
BEGIN = "import sys; sys.path[:] = [place for place in sys.path if place]; from analysis.batch.warm import main; main()"  # nothing of the folder it is begun in
POSSIBLE = hasattr(os, "fork") and sys.platform != "win32"

_kernel: object = None  # in a fork of a warm process: the kernel that it can be forked into once more
_keepers: dict[str, Keeper] = {}
_keepers_lock = threading.Lock()


class Start(NamedTuple):
    """What a warm process is started with: the tables to read and clean once, where relative paths begin, a folder for what it leaves lying about, whether it rehearses what a report does, and notebooks of ours, each with values and formats, to run for that."""

    tables: tuple[str, ...] = ()
    here: str | None = None
    folder: str | None = None
    rehearse: bool = True
    notebooks: tuple[tuple[str, dict[str, object], list[str]], ...] = ()


class Lost(Exception):
    """The process that was asked ended without an answer."""


class Late(Lost):
    """The process that was asked gave no answer in time."""


class Warm:
    """A warm process that this one started; it ends when this one does."""

    def __init__(self, start: Start = Start(), environment: Mapping[str, str] | None = None) -> None:
        ours, its = socket.socketpair()
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        surroundings = {**os.environ, "PYTHONPATH": path, **ONE_THREAD, **(environment or {})}
        with its:
            self.process = subprocess.Popen([sys.executable, "-c", BEGIN], stdin=its, env=surroundings, start_new_session=True)
        self.control, self.lock, self.closed = ours, threading.Lock(), False
        self.children: set[int] = set()
        _warm.add(self)
        try:
            ours.sendall(_packed(start))
            if self.control.recv(1) != b"1":
                raise OSError
        except OSError:
            self.close()
            raise FailedRun("FailedRun: the process that renders could not be started; what it says stands above.") from None

    def channel(self) -> Connection:
        """A pipe to a new fork of the warm process; raises Lost when that is gone."""
        ours, its = socket.socketpair()
        try:
            with self.lock, its:
                socket.send_fds(self.control, [b"f"], [its.fileno()])
        except OSError:
            ours.close()
            raise Lost from None
        return Connection(ours.detach())

    def call(self, function: Callable, *given: object, patience: float | None = None) -> object:
        """What a function gives, called in a fork; raises Lost when the fork is killed, Late when it takes longer than `patience` seconds."""
        channel = self.channel()
        try:
            channel.send((function, given))
            number = channel.recv()
            self.children.add(number)
            if not channel.poll(patience):
                raise Late
            worked, result = channel.recv()
        except (EOFError, OSError):
            self.settle()
            raise Lost from None
        finally:
            channel.close()
        self.children.discard(number)
        if not worked:
            raise result
        return result

    def settle(self) -> None:
        """After a fork was lost, wait until it can be seen whether the warm process is gone as well."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.5)

    def alive(self) -> bool:
        """Whether the warm process still runs."""
        return not self.closed and self.process.poll() is None

    def close(self) -> None:
        """End the warm process and every fork of it."""
        self.closed = True
        self.control.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for number in self.children:
            kill_group(number)

    def forget(self) -> None:
        """In a process that was forked from the one that started it: leave it to that one."""
        self.closed = True
        self.children.clear()
        self.control.close()


_warm: weakref.WeakSet[Warm] = weakref.WeakSet()


def _forget_all() -> None:
    """In a new fork: what is warm belongs to the process it was forked from, and must see that one's end."""
    global _keepers_lock
    _keepers_lock = threading.Lock()
    _keepers.clear()
    for warm in _warm:
        warm.forget()


if POSSIBLE:
    os.register_at_fork(after_in_child=_forget_all)


def _packed(what: object) -> bytes:
    data = pickle.dumps(what)
    return len(data).to_bytes(8, "big") + data


def new_kernel(environment: Mapping[str, str], folder: str) -> object:
    """A kernel for cells: a fork of this process where it is warm itself, else of a warm process kept for all the notebooks to come."""
    from analysis.batch.kernel import Running, fork_kernel

    if _kernel is not None:
        return fork_kernel(_kernel, environment, folder)
    for last in (False, True):
        warm = kept()()
        try:
            pipe = warm.channel()
            pipe.send((serve_kernel, (dict(environment), folder)))
            return Running(pipe, pipe.recv(), child=False)
        except (Lost, EOFError, OSError):
            warm.settle()
            if last:
                raise FailedRun("FailedRun: the warm process that kernels are forked from was killed twice; often there is not enough memory.") from None
    raise AssertionError("unreachable")


class Keeper:
    """Keeps a warm process at hand: starts it when first needed and again when it dies, until it is closed."""

    def __init__(self, start: Start = Start(), environment: Mapping[str, str] | None = None) -> None:
        self.start, self.environment = start, environment
        self.warm: Warm | None = None
        self.lock, self.busy, self.closed = threading.Lock(), 0, False

    def __call__(self) -> Warm:
        """The warm process; raises Lost once the keeper is closed."""
        with self.lock:
            if self.closed:
                raise Lost
            if self.warm is None or not self.warm.alive():
                if self.warm is not None:
                    self.warm.close()
                self.warm = Warm(self.start, self.environment)
            return self.warm

    def call(self, function: Callable, *given: object, patience: float | None = None) -> object:
        """What a function gives, called in a fork; raises Lost as Warm.call does."""
        self.busy += 1
        try:
            return self().call(function, *given, patience=patience)
        finally:
            self.busy -= 1

    def close(self) -> None:
        """End the warm process for good."""
        with self.lock:
            self.closed = True
            if self.warm is not None:
                self.warm.close()


def kept(key: str = "", start: Start = Start(), environment: Mapping[str, str] | None = None) -> Keeper:
    """This process's keeper for a key; those for other keys that have nothing to do are closed."""
    with _keepers_lock:
        for old in [other for other, keeper in _keepers.items() if other != key and not keeper.busy]:
            _keepers.pop(old).close()
        if key not in _keepers:
            _keepers[key] = Keeper(start, environment)
        return _keepers[key]


def let_go(key: str) -> None:
    """End the warm process that is kept for a key, and whatever it is at."""
    with _keepers_lock:
        keeper = _keepers.pop(key, None)
    if keeper is not None:
        keeper.close()


def serve_kernel(environment: Mapping[str, str], folder: str, pipe: Connection) -> None:
    """In a fork: be the kernel at the other end of the pipe."""
    from analysis.batch.kernel import serve

    serve(_kernel, pipe, environment, folder)


# --- the warm process itself


def main() -> None:
    """Warm up, then fork for each pipe that comes in, until whoever started this process is gone."""
    global _kernel
    gc.disable()  # there is next to no garbage, and much to be looked through for it
    from analysis.batch.kernel import make_kernel

    control = socket.socket(fileno=os.dup(0))
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    adopt()
    start = pickle.loads(_exactly(control, int.from_bytes(_exactly(control, 8), "big")))
    os.chdir(start.here or os.getcwd())
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # as any kernel does
    folder = tempfile.mkdtemp(prefix="apf-", dir=start.folder)  # no TemporaryDirectory: the forks would remove it when they end
    try:
        warm_up(start.tables, start.rehearse, start.notebooks)
        _kernel = make_kernel(folder)
        gc.collect()
        gc.freeze()  # what is there now is never looked through again, so that its memory stays shared
        gc.enable()
        control.sendall(b"1")
        children = _fork_for_each(control)
        for number in children:
            kill_group(number)
            os.waitpid(number, 0)
        _end_strays(set())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _exactly(control: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = control.recv(size - len(data))
        if not piece:
            sys.exit()
        data += piece
    return data


def _fork_for_each(control: socket.socket) -> set[int]:
    """Fork for each pipe that is sent; the forks that still run when no more can come."""
    children: set[int] = set()
    while True:
        readable, _, _ = select.select([control], [], [], 0.2 if children else None)
        children -= _gone(children)
        if not readable:
            continue
        try:
            said, numbers, _, _ = socket.recv_fds(control, 1, 1)
        except OSError:
            return children
        if not said:
            return children
        children.add(_fork(numbers[0], control))


def _gone(children: set[int]) -> set[int]:
    """Take note of the forks that ended; whatever a fork started and left behind ends with it."""
    gone = {number for number in children if os.waitpid(number, os.WNOHANG)[0]}
    for number in gone:
        kill_group(number)
    if gone:
        _end_strays(children - gone)
    return gone


def _end_strays(children: set[int]) -> None:
    """Kill what came to this process because the fork that it belonged to has ended, and what comes next for that reason."""
    own = Path(f"/proc/self/task/{os.getpid()}/children")
    while strays := set(map(int, own.read_text().split() if own.exists() else [])) - children:
        for number in strays:
            kill_group(number)
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)


def adopt() -> None:
    """On Linux, let processes that lose their parent come to this one, so that those which left their group are ended too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER


def _fork(pipe_number: int, control: socket.socket) -> int:
    number = os.fork()
    if number:
        os.close(pipe_number)
        return number
    try:
        control.close()
        os.setpgid(0, 0)
        adopt()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _answer(Connection(pipe_number))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


def _answer(channel: Connection) -> None:
    """In a fork: call the function that comes through the pipe and send back what it gives."""
    from analysis.batch.kernel import die_with_parent

    die_with_parent()
    function, given = channel.recv()
    channel.send(os.getpid())
    if function is serve_kernel:
        return function(*given, channel)
    try:
        answer = (True, function(*given, channel))
    except Exception as problem:
        answer = (False, problem)
    channel.send(answer)
    return None


def kill_group(number: int) -> None:
    """Kill a process and all that it started, as far as that stayed in its group."""
    try:
        os.killpg(number, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def warm_up(tables: tuple[str, ...], rehearse: bool, notebooks: tuple[tuple[str, dict[str, object], list[str]], ...] = ()) -> None:
    """Import the whole library, read and clean the tables that reports will ask for, and rehearse what a report does."""
    import analysis
    from analysis.build import remember

    for module in pkgutil.walk_packages(analysis.__path__, "analysis."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for table in tables:
        remember(table)
    if rehearse:
        _rehearse_page()
    for notebook, values, formats in notebooks:
        _rehearse_notebook(Path(notebook), values, formats)


def _rehearse_page() -> None:
    """Make the page and the card of a report that nobody sees, so that templates and all that is loaded at first use are there."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    from analysis import charts, daily, findings, intensity, load, page
    from analysis.batch.index import said, thumbnail
    from analysis.speech import LANGUAGES

    day = "2024-11-16"
    one_day = intensity.single_day(daily(load().counts, day, day), day)
    thumbnail(charts.single_day(one_day, findings.verdict(one_day), day).picture())
    said_so = {language: page.table(one_day, "Nothing", language=language).html for language in LANGUAGES}
    shown = new_output("display_data", {"text/markdown": "*nothing*", "text/html": said_so["en"]})
    notebook = new_notebook(cells=[new_markdown_cell("# Nothing"), new_code_cell("", outputs=[shown])])
    said(notebook)
    page.html_page(notebook, "nothing.ipynb", one_day[["front"]], [])


def _rehearse_notebook(path: Path, values: Mapping[str, object], formats: list[str]) -> None:
    """Run the cells of one of our notebooks and draw its charts, so that what its reports have in common is there; one that fails is left for its report to say so."""
    from analysis.report import KEEP, KEEP_AS, read_notebook
    from analysis.speech import speak

    names: dict[str, object] = {"__name__": "__main__"}
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing), contextlib.suppress(Exception):
        os.environ |= {KEEP: folder, KEEP_AS: ",".join(formats)}
        for cell in read_notebook(path).cells:
            if cell.cell_type == "code":
                _show(ast.parse(cell.source), names)
            if "parameters" in cell.metadata.get("tags", []):
                names |= values
    for name in (KEEP, KEEP_AS):
        os.environ.pop(name, None)
    speak("en")


def _show(code: ast.Module, names: dict[str, object]) -> None:
    """Run a cell, and draw what its last line is."""
    last = code.body.pop() if code.body and isinstance(code.body[-1], ast.Expr) else None
    exec(compile(code, "<rehearsal>", "exec"), names)
    if last is not None:
        shown = eval(compile(ast.Expression(last.value), "<rehearsal>", "eval"), names)
        if hasattr(shown, "_repr_mimebundle_"):
            shown._repr_mimebundle_()
