"""Many machines: a Dask cluster gives what this machine gives, to the byte, whatever dies; and what is wrong with it is said in a sentence."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import Executor, Future
from pathlib import Path

import distributed
import psutil
import pytest

from analysis import cluster
from analysis.__main__ import main
from analysis.articles import sources
from analysis.batch.make import Task
from analysis.batch.plan import read_plan
from analysis.batch.runner import make_anywhere, render_batch
from analysis.cluster import Cluster, Killed, LostCluster, NoCluster, connected
from analysis.reading import many
from analysis.store import ROOT

WHOLE = Path(__file__).parent / "notebooks" / "whole.ipynb"
MARK = "A_CLUSTER_OF_THE_TESTS"
PATIENCE = 120  # seconds; on a slow machine a warm process takes long to start


def run(capsys, *line):
    code = main([str(part) for part in line])
    said = capsys.readouterr()
    return code, said.out, said.err


def until(true, what, pause=0.02):
    """Wait until something is true, looking now and then; fail where that takes too long."""
    end = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < end, f"waited too long: {what}"
        time.sleep(pause)
    return found


# A scheduler and workers, all of whose processes can be told by their environment

class There:
    """A scheduler, to which workers can be added."""

    def __init__(self, folder):
        self.folder, self.mark, self.started = folder, uuid.uuid4().hex, []
        file = folder / "scheduler.json"
        self.start("scheduler", "--port", "0", "--idle-timeout", "5 minutes", "--scheduler-file", str(file))
        self.address = until(lambda: file.exists() and file.read_text() and json.loads(file.read_text())["address"], "the scheduler")

    def start(self, kind, *options):
        """Start a scheduler, or workers that end when it does."""
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT), MARK: self.mark, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
        line = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host", "127.0.0.1", "--no-dashboard", *options]
        with open(self.folder / f"{kind}.log", "ab") as log:
            self.started.append(subprocess.Popen(line, cwd=self.folder, env=surroundings, stdout=log, stderr=log, start_new_session=True))
        return self.started[-1]

    def places(self):
        """How many functions the workers run at once, two each."""
        try:
            with Cluster(self.address) as there:
                return there.places
        except NoCluster:
            return 0

    def worker(self, *options):
        """Start a worker of two threads, and a nanny that starts it again when it dies."""
        return self.start("worker", self.address, "--nthreads", "2", "--memory-limit", "0", "--death-timeout", "60", "--local-directory", str(self.folder), *options)

    def processes(self, words=""):
        """Every process that was started by them, directly or not, whose command holds these words."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == self.mark and words in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def end(self):
        """End them, and whatever they started."""
        for signaled in (signal.SIGTERM, signal.SIGKILL):
            for process in self.processes():
                process.send_signal(signaled)
            psutil.wait_procs(self.processes(), timeout=5)
        for process in self.started:
            process.wait(PATIENCE)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    there = There(tmp_path_factory.mktemp("there"))
    yield there
    there.end()
    assert there.processes() == []


@pytest.fixture(scope="module")
def there(scheduler):
    """With two workers."""
    scheduler.machines = [scheduler.worker(), scheduler.worker()]
    until(lambda: scheduler.places() == 4, "the workers")
    return scheduler


# What is wrong is said

@pytest.mark.parametrize("address", ["", "here", "tcp://", "tcp://10.0.0.5", "tcp://10.0.0.5:99999", "http://10.0.0.5:8786", "10.0.0.5:8786/", "two words:1"])
def test_what_is_no_address(capsys, tmp_path, address):
    code, out, err = run(capsys, "read", WHOLE.parent, "-o", tmp_path / "m.csv", "--dask", address)
    assert (code, out, err) == (2, "", f"NoCluster: '{address}' is not the address of a Dask scheduler. Expected one such as tcp://10.0.0.5:8786.\n")
    assert list(tmp_path.iterdir()) == []


def test_without_dask(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed.client", None)
    code, out, err = run(capsys, "read", WHOLE.parent, "--dask", "tcp://127.0.0.1:8786")
    assert (code, out) == (2, "")
    assert err.startswith("NoCluster: Dask is not installed here. Install it ") and err.count("\n") == 1


def answering(listener, answer):
    """Take every call and answer it, or not."""
    try:
        while True:
            call, _ = listener.accept()
            call.sendall(answer)
    except OSError:
        pass


@pytest.mark.parametrize("answer", [None, b"", b"HTTP/1.1 400 Bad Request\r\n\r\n" * 50], ids=["nobody", "silence", "another program"])
def test_where_no_scheduler_answers(capsys, monkeypatch, tmp_path, answer):
    monkeypatch.setattr(cluster, "CONNECT", 0.5)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    if answer is None:
        listener.close()
    else:
        threading.Thread(target=answering, args=(listener, answer), daemon=True).start()
    begun = time.monotonic()
    code, out, err = run(capsys, "read", WHOLE.parent, "-o", tmp_path / "m.csv", "--dask", f"127.0.0.1:{port}")
    listener.close()
    assert (code, out) == (2, "") and time.monotonic() - begun < 30
    assert re.fullmatch(rf"NoCluster: no Dask scheduler answers at 127\.0\.0\.1:{port} \(.+\)\. Check the address, and that the scheduler runs\.\n", err)


def test_a_scheduler_without_workers(capsys, scheduler, tmp_path):
    code, _, err = run(capsys, "read", WHOLE.parent, "-o", tmp_path / "m.csv", "--dask", scheduler.address)
    assert (code, err) == (2, f"NoCluster: the Dask scheduler at {scheduler.address} has no workers. Start some, such as: dask worker {scheduler.address} --nthreads 1\n")


def test_workers_here_and_there_are_not_both_asked_for(capsys, tmp_path):
    code, _, err = run(capsys, "read", WHOLE.parent, "-o", tmp_path / "m.csv", "--dask", "tcp://127.0.0.1:8786", "--workers", "2")
    assert code == 2 and "Leave one of them out." in err


@pytest.mark.parametrize("changed, said", [
    ({"versions": {"python": "3.9", "pandas": "1.0"}}, r"has pandas [\d.]+ \(here 1\.0\) and Python \d\.\d+ \(here 3\.9\)\. Install the versions of requirements\.lock on every machine\."),
    ({"versions": {"distributed": "1.0"}}, rf"has distributed {re.escape(distributed.__version__)} \(here 1\.0\)\. Install the versions"),
    ({"code": {"analysis": "other"}}, r"runs attacks-per-front [\d.]+ with other code than attacks-per-front [\d.]+ here\. Install the same there, and start the worker again\."),
    ({"inputs": {"data/raw/reported-counts.csv": "other"}}, r"has other data than here: data/raw/reported-counts\.csv\. Install the same there"),
], ids=["versions", "Dask", "code", "data"])
def test_a_worker_that_is_not_what_this_machine_is(there, monkeypatch, changed, said):
    here = cluster._sources()
    ours = {key: {**here[key], **changed[key]} if key in changed else value for key, value in here.items()}
    monkeypatch.setattr(cluster, "_sources", lambda: ours)
    with pytest.raises(NoCluster, match=rf"^NoCluster: the worker tcp://127\.0\.0\.1:\d+ {said}.* So it is with 1 more of 2 workers\.$"):
        with connected(there.address):
            pass


def only_here(wanted):
    """A function of a module that no worker has."""


def test_a_worker_without_the_package(there, monkeypatch):
    monkeypatch.setattr(cluster, "difference", only_here)
    with pytest.raises(NoCluster, match=r"the worker tcp://127\.0\.0\.1:\d+ lacks a package \(No module named 'test_cluster'\)\. Install this project there"):
        with connected(there.address):
            pass


def test_a_worker_that_comes_later_is_held_to_it_too(there, tmp_path):
    (tmp_path / "table.csv").write_text("one")
    with connected(there.address) as far:
        far.prove(cluster.proof([tmp_path, tmp_path / "table.csv", tmp_path / "nothing"]))
        assert far.submit(pow, 2, 5).result(PATIENCE) == 32
        far._proof = cluster.proof([tmp_path / "table.csv"])
        (tmp_path / "table.csv").write_text("two")
        with pytest.raises(NoCluster, match=r"NoCluster: a worker on \S+ that came later has another .*table\.csv"):
            far.submit(pow, 2, 5).result(PATIENCE)
        unseen = cluster.proof([tmp_path])
        tmp_path.rename(tmp_path.with_name("elsewhere"))
        with pytest.raises(NoCluster, match=rf"^NoCluster: the worker tcp://127\.0\.0\.1:\d+ does not see {tmp_path} \(\S+\)\. Every machine needs the same files under the same path"):
            far.prove(unseen)
        tmp_path.with_name("elsewhere").rename(tmp_path)


# The same bytes

@pytest.fixture
def articles(tmp_path, monkeypatch):
    """A folder of articles of each kind, to be handed out a few at a time, where no worker is."""
    monkeypatch.setattr(many, "PACK", 2_000)
    monkeypatch.setattr(sources, "BLOCK", 2_000)
    folder = tmp_path / "news"
    folder.mkdir()
    said = "On Saturday Russian troops attacked {} times on the Pokrovsk front, and {} times near Kurakhove."
    (folder / "a.txt").write_text(f"An evening\nPublished: 2024-11-17\n\n{said.format(24, 25)}")
    (folder / "b.html").write_text(f"<html lang=en><title>One</title><body><article><h1>One</h1><p>{said.format(7, 8)}</p></article></body></html>")
    (folder / "c.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "d.zip").write_bytes(b"PK\x03\x04")
    lines = [json.dumps({"text": said.format(place + 2, place + 3) if place % 3 else "A library was opened.", "published": "2024-11-17", "title": str(place)}) for place in range(90)]
    (folder / "e.jsonl").write_text("\n".join([*lines[:5], "{broken", *lines[5:]]))
    monkeypatch.chdir(tmp_path)
    return "news"


def test_read_gives_the_same(capsys, there, articles, tmp_path):
    told = []
    for name, options in (("here", ["--workers", "1"]), ("far", ["--dask", there.address])):
        places = ["-o", f"{name}/mentions.csv", "--rejected", f"{name}/rejected.parquet", "--articles", f"{name}/articles.jsonl"]
        told.append(run(capsys, "read", articles, "nothing.txt", *places, *options))
    assert told[0] == told[1] and told[0][0] == 1 and "121 mentions" not in told[0][2] and "d.zip" in told[0][2] and "nothing.txt" in told[0][2]
    assert contents(tmp_path / "here") == contents(tmp_path / "far") and len(contents(tmp_path / "far")) == 3


def test_clean_gives_the_same(capsys, there, monkeypatch, tmp_path):
    monkeypatch.setattr(sys.modules["analysis.clean"], "PACK", 2)
    monkeypatch.chdir(tmp_path)
    header = "publisher,url,published,language,front,count,measure,when\n"
    rows = [f"Ukrinform,https://example.org/{place},2024-11-17,{language},{front},{place + 3},attacks,On Saturday\n" for place, (language, front) in enumerate([("en", "Kursk front"), ("en", "Atlantis front"), ("", "Pokrovsk front"), ("en", "Lyman front")])]
    for name, some in (("one.csv", rows), ("two.tsv", rows[:2]), ("three.csv", rows[2:])):
        Path(name).write_text((header + "".join(some)).replace(",", "\t" if name.endswith("tsv") else ","))
    Path("wrong.csv").write_text("front,front,count\nKursk,Kursk,3\n")
    Path("empty.csv").write_text("")
    told = []
    for name, options in (("here", []), ("far", ["--dask", there.address])):
        told.append(run(capsys, "clean", "one.csv", "wrong.csv", "two.tsv", "empty.csv", "three.csv", "-o", f"{name}/counts.csv", "--rejected", f"{name}/rejected.csv", *options))
    assert told[0] == told[1] and told[0][0] == 1 and "DuplicateHeader: wrong.csv" in told[0][2] and "EmptyFile: empty.csv" in told[0][2] and "8 → 6" in told[0][2]
    assert contents(tmp_path / "here") == contents(tmp_path / "far") and len(contents(tmp_path / "far")) == 2
    wrong = [run(capsys, "clean", "one.csv", "nothing.csv", *options) for options in ([], ["--dask", there.address])]
    assert wrong[0] == wrong[1] and wrong[0][0] == 2


def contents(folder):
    """The bytes of every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def plan(tmp_path):
    """A plan of reports each of which takes a moment, one that fails, and one that goes on as long as a file `hold` is there."""
    notebook = json.loads(WHOLE.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    cells[1]["source"] = ["import time\n", "time.sleep(0.15)\n", f"while window_days == 3 and __import__('os').path.exists({str(tmp_path / 'hold')!r}):\n", "    time.sleep(0.05)\n", "assert window_days != 9, 'nine days are not enough'\n", *cells[1]["source"]]
    (tmp_path / "slow.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (tmp_path / "plan.yml").write_text(f"notebook: slow.ipynb\nname: days-{{window_days}}\ngrid: {{window_days: [{', '.join(map(str, range(1, 17)))}]}}\n")
    return tmp_path / "plan.yml"


def made(out):
    return len(list(out.glob("days-*/manifest.json")))


def test_a_batch_that_loses_a_machine_and_is_stopped_ends_as_a_local_one(capsys, there, plan, tmp_path):
    out, hold = tmp_path / "far", tmp_path / "hold"
    hold.touch()
    line = [sys.executable, "-m", "analysis", "batch", str(plan), "-o", str(out), "--dask", there.address]
    started = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        until(lambda: made(out) >= 2 or started.poll() is not None, "the first reports")
        os.killpg(there.machines[1].pid, signal.SIGKILL)
        until(lambda: made(out) == 14 or started.poll() is not None, "all but the one that fails and the one that goes on")
        started.send_signal(signal.SIGINT)
        said, err = started.communicate(timeout=PATIENCE)
    finally:
        started.kill()
        there.machines[1] = there.worker()
    assert (started.returncode, said, err) == (130, "", "Stopped.\n")
    until(lambda: not there.processes("analysis.batch"), "the end of what workers were at", pause=0.3)
    assert made(out) == 14 and not (out / ".work").exists()

    hold.unlink()
    far = run(capsys, "batch", plan, "-o", out, "--dask", there.address)
    assert not there.processes("analysis.batch") and not list(tmp_path.rglob(".*"))
    here = run(capsys, "batch", plan, "-o", tmp_path / "here")
    cause, counted = far[2].splitlines()
    assert far[:2] == (1, f"{out / 'index.html'}\n") and cause == here[2].splitlines()[0] and re.match("days-9: .*nine days are not enough", cause)
    assert counted == "1 report made, 14 stood already, 1 failed"
    assert contents(tmp_path / "here") == contents(out) and len(contents(out)) > 60


def test_reports_are_not_made_where_the_folder_is_not_seen(there, plan, tmp_path, monkeypatch):
    """The folder is there, as this machine says, but no worker sees it."""
    prove = Cluster.prove
    hidden = tmp_path / "far" / ".work"

    def unseen(far, wanted):
        hidden.rename(tmp_path / "hidden")
        try:
            prove(far, wanted)
        finally:
            (tmp_path / "hidden").rename(hidden)

    with connected(there.address) as far:
        monkeypatch.setattr(Cluster, "prove", unseen)
        with pytest.raises(NoCluster, match=rf"^NoCluster: the worker tcp://\S+ does not see {hidden}/run-\w+ \(\S+\)\. Every machine needs the same files under the same path, such as a shared folder\."):
            render_batch(plan, tmp_path / "far", far.places, far)
    assert made(tmp_path / "far") == 0 and not hidden.exists()


def test_a_worker_that_does_not_see_the_folder_makes_nothing(plan, tmp_path):
    """One that came later, or one whose run has ended."""
    task = Task(read_plan(plan)[0], str(tmp_path), {}, 60, str(tmp_path), (), str(tmp_path / "run"))
    outcome = make_anywhere(task)
    assert outcome.cause.startswith("FailedRun: days-1: the worker on ") and "does not see" in outcome.cause and not (tmp_path / "days-1").exists()


# What dies

class Deadly(Executor):
    """Workers that die of whatever they are handed."""

    def submit(self, function, /, *given):
        future = Future()
        future.set_exception(Killed("each worker that took it died, 8 in all; often there is not enough memory"))
        return future


def test_a_report_that_kills_its_workers_is_a_failed_one(plan, tmp_path):
    done = render_batch(read_plan(plan)[:1], tmp_path / "out", executor=Deadly())
    assert done.causes == {"days-1": "FailedRun: days-1: its worker gave no answer (Killed: each worker that took it died, 8 in all; often there is not enough memory)."}
    assert "its worker gave no answer" in (tmp_path / "out" / "index.json").read_text(encoding="utf-8")


def test_what_kills_its_workers_is_given_up_and_nothing_else(there):
    until(lambda: there.places() == 4, "the workers")
    with connected(there.address) as far:
        deadly = far.submit(signal.raise_signal, signal.SIGKILL)
        harmless = [far.submit(pow, 2, power) for power in range(30)]
        assert [future.result(PATIENCE) for future in harmless] == [2**power for power in range(30)]
        with pytest.raises(Killed, match="each worker that took it died, 4 in all; often there is not enough memory"):
            deadly.result(PATIENCE)
        assert far.submit(pow, 2, 5).result(PATIENCE) == 32


# What is gone; these come last, for they end the cluster

def test_workers_that_do_not_come_back_are_not_waited_for_without_end(there, monkeypatch):
    monkeypatch.setattr(cluster, "LONELY", 1)
    with connected(there.address) as far:
        waiting = far.submit(time.sleep, 600)
        for machine in there.machines:
            os.killpg(machine.pid, signal.SIGKILL)
        with pytest.raises(LostCluster, match=r"has had no workers for 1 seconds\. Start some and run the same command again"):
            waiting.result(PATIENCE)


def test_a_scheduler_that_is_gone_is_said(there):
    there.worker("--no-nanny")
    until(lambda: there.places(), "the worker")
    with connected(there.address) as far:
        waiting = far.submit(time.sleep, 600)
        there.started[0].kill()
        with pytest.raises(LostCluster, match=r"^LostCluster: the Dask scheduler at \S+ is gone.* Run the same command again when it is back\.$"):
            waiting.result(PATIENCE)
