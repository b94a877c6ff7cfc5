"""A batch loses nothing: what stands is left, what fails is named and kept, and whatever is killed, a rerun ends the same."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import nbformat
import pytest
import yaml

from analysis import report
from analysis.__main__ import main
from analysis.batch import folder, runner
from analysis.batch.warm import Keeper, Start
from analysis.report import SAME_EVERYWHERE
from analysis.store import ROOT

SMALL = Path(__file__).parent / "notebooks" / "small.ipynb"
MARKER = "BATCH_TEST_MARKER"
PATIENCE = 120  # seconds for a process that a test starts
KILLS, REPORTS = 10, 16


@pytest.fixture(scope="module")
def keeper():
    """One warm process for all tests that do not kill any."""
    kept = Keeper(Start(here=os.getcwd()), SAME_EVERYWHERE)
    yield kept
    kept.close()


@pytest.fixture
def shared(monkeypatch, keeper):
    """Let a batch use the warm process of all tests and leave it running."""

    class Shared:
        def __init__(self, *_):
            self.call, self.close = keeper.call, lambda: None

        def __call__(self):
            return keeper()

    monkeypatch.setattr(runner, "Keeper", Shared)


@pytest.fixture
def quick(monkeypatch):
    """Let a batch start its own warm process, without a rehearsal, which a few small reports do not pay for."""
    start = runner._start
    monkeypatch.setattr(runner, "_start", lambda task: start(task)._replace(rehearse=False))


def plan(tmp_path, *reports, formats=("html", "ipynb"), notebook=SMALL, name="{front}"):
    path = tmp_path / "plan.yml"
    path.write_text(yaml.safe_dump({"notebook": str(notebook), "name": name, "formats": list(formats), "reports": [{key: str(value) for key, value in each.items()} for each in reports]}))
    return path


def fronts(number):
    return [{"front": f"front-{each:02}"} for each in range(number)]


def contents(place):
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}


def run(*line, capsys=None):
    code = main([str(part) for part in ("batch", *line)])
    return (code, *capsys.readouterr()) if capsys else code


# The same bytes


def test_a_report_of_a_batch_is_the_report_of_the_command(shared, tmp_path):
    formats = ("html", "ipynb", "csv")
    given = {"front": "Lyman", "days": 9, "cause": "import sys, time\nprint('slowly')\ntime.sleep(0.5)\nprint('a warning', file=sys.stderr)\ntime.sleep(0.5)\nprint('but whole')"}
    assert run(plan(tmp_path, given, formats=formats), "-o", tmp_path / "many") == 0
    single = report.render(SMALL, tmp_path / "single", given, formats)
    many, alone = contents(tmp_path / "many" / "Lyman"), contents(single)
    many.pop("manifest.json"), alone.pop("manifest.json")
    assert many == alone and set(alone) == {"index.html", "small.ipynb", "tables/reported.csv"}
    told = json.loads((tmp_path / "many" / "Lyman" / "manifest.json").read_text())
    assert {key: told[key] for key in ("notebook", "parameters", "inputs", "code", "versions")} == {key: json.loads((single / "manifest.json").read_text())[key] for key in ("notebook", "parameters", "inputs", "code", "versions")}


@pytest.mark.parametrize("make", [lambda: ThreadPoolExecutor(2), lambda: ProcessPoolExecutor(1, mp_context=get_context("fork"))])
def test_any_executor_gives_the_same_bytes_and_leaves_no_process(shared, quick, tmp_path, monkeypatch, make):
    path = plan(tmp_path, *fronts(4), formats=["ipynb", "csv"])
    assert run(path, "-o", tmp_path / "own") == 0
    monkeypatch.setenv(MARKER, str(tmp_path))
    with make() as executor:
        assert not runner.render_batch(path, tmp_path / "executor", executor=executor).causes
    assert contents(tmp_path / "executor") == contents(tmp_path / "own")
    monkeypatch.delenv(MARKER)
    assert nothing_left(tmp_path / "executor", str(tmp_path))


def test_an_executor_whose_worker_dies_names_the_reports(tmp_path):
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as executor:
        executor.submit(os.getpid).result()
        os.kill(next(iter(executor._processes)), signal.SIGKILL)
        done = runner.render_batch(plan(tmp_path, *fronts(2)), tmp_path / "out", executor=executor)
    assert list(done.causes) == ["front-00", "front-01"] and "its worker gave no answer" in done.causes["front-00"]


# What stands is left as it is


CHANGES = {
    "nothing": (lambda out, notes: None, {}, []),
    "a report is deleted": (lambda out, notes: shutil.rmtree(out / "b"), {}, ["b"]),
    "one byte of a report": (lambda out, notes: flip(out / "b" / "small.ipynb"), {}, ["b"]),
    "one byte of a manifest": (lambda out, notes: flip(out / "b" / "manifest.json"), {}, ["b"]),
    "a file of a report is missing": (lambda out, notes: (out / "b" / "index.html").unlink(), {}, ["b"]),
    "a parameter": (lambda out, notes: None, {"days": 9}, ["b"]),
    "data that a parameter names": (lambda out, notes: notes.write_text("other notes"), {}, ["c"]),
    "the index": (lambda out, notes: (out / "index.html").unlink(), {}, []),
    "the formats": (lambda out, notes: None, {"formats": ("html", "ipynb", "csv")}, ["a", "b", "c"]),
    "what a killed run left": (lambda out, notes: (out / ".work" / "b" / ".part-x").mkdir(parents=True), {}, []),
}


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_was_changed_is_made_again(shared, tmp_path, change):
    disturb, given, remade = CHANGES[change]
    notes, out = tmp_path / "notes.txt", tmp_path / "out"
    notes.write_text("some notes")

    def render(days=7, formats=("html", "ipynb")):
        done = runner.render_batch(plan(tmp_path, {"front": "a"}, {"front": "b", "days": days}, {"front": "c", "notes": notes}, formats=formats), out)
        assert not done.causes and done.made + done.stood == 3
        return {name: ((out / name).stat().st_ino, (out / name).stat().st_mtime_ns) for name in "abc" if (out / name).is_dir()}, done.made  # a number of a deleted folder is given again

    before, made = render()
    assert made == 3
    undisturbed = contents(out)
    disturb(out, notes)
    after, made = render(**given)
    assert [name for name in "abc" if after[name] != before[name]] == remade and made == len(remade)
    if not given and change != "data that a parameter names":
        assert contents(out) == undisturbed
    assert not (out / ".work").exists()


def test_data_that_changes_in_the_middle_is_named(shared, tmp_path, capsys, monkeypatch):
    found = runner.common_sources()
    monkeypatch.setattr(runner, "common_sources", iter([found, {**found, "inputs": {**found["inputs"], "data/new.csv": "1"}}]).__next__)
    code, shown, said = run(plan(tmp_path, {"front": "a"}), "-o", tmp_path / "out", capsys=capsys)
    assert code == 1 and "Changed while the reports were made: data/new.csv. Run the same command again" in said


def test_what_was_made_what_stood_and_what_is_of_other_plans_is_said(shared, tmp_path, capsys):
    out = tmp_path / "out"
    run(plan(tmp_path, {"front": "a"}, {"front": "b"}), "-o", out)
    assert "2 reports made, 0 stood already, 0 failed" in capsys.readouterr().err
    _, _, said = run(plan(tmp_path, {"front": "b"}, {"front": "c"}), "-o", out, capsys=capsys)
    assert "Of other plans, and not on the page: a. Delete" in said and "1 report made, 1 stood already, 0 failed" in said


def put_another_in_its_place(out):
    shutil.rmtree(out / "a")
    shutil.copytree(out / "b", out / "a")


@pytest.mark.parametrize("disturb, says", [
    (lambda out: flip(out / "a" / "small.ipynb"), "a is not what its manifest says: small.ipynb was changed"),
    (lambda out: shutil.rmtree(out / "a"), "a is not a folder"),
    (put_another_in_its_place, "a is another report than index.json says"),
    (lambda out: (out / "index.json").write_text("{}"), "index.json is not the list of a folder of reports"),
])
def test_every_report_of_a_batch_is_proved(shared, tmp_path, capsys, disturb, says):
    out = tmp_path / "out"
    run(plan(tmp_path, {"front": "a"}, {"front": "b", "days": 8}), "-o", out)
    capsys.readouterr()
    assert main(["verify", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: 2 reports, each as its manifest and the list say.\n"
    disturb(out)
    assert main(["verify", str(out)]) == 1
    assert says in capsys.readouterr().err


def test_a_report_with_a_file_of_somebody_else_is_not_replaced(shared, tmp_path, capsys):
    path, out = plan(tmp_path, *fronts(2)), tmp_path / "out"
    assert run(path, "-o", out) == 0
    (out / "front-01" / "my notes.txt").write_text("mine")
    code, _, said = run(path, "-o", out, capsys=capsys)
    assert code == 2 and "front-01 holds files that are not the report's: my notes.txt" in said
    assert (out / "front-01" / "my notes.txt").read_text() == "mine"


# What fails is named and kept, and stops nothing else


FAILURES = {
    "an error": ("1 / 0", "raised ZeroDivisionError: division by zero", "ZeroDivisionError"),
    "an error of ours": ("from analysis.schema import NoRows\nraise NoRows('NoRows: nothing was reported.')", "NoRows: nothing was reported.", "NoRows"),
    "SystemExit(0)": ("raise SystemExit(0)", "its code cell 4 stopped the run with SystemExit", "SystemExit"),
    "exit()": ("exit()", "raised DeadKernel: the kernel had ended before the cell ran", "DeadKernel"),
    "a crash": ("import ctypes\nctypes.string_at(0)", "raised DeadKernel: the kernel was killed by signal 11, SIGSEGV, while the cell ran", "DeadKernel"),
    "os._exit": ("import os\nos._exit(0)", "raised DeadKernel: the kernel ended with exit code 0 while the cell ran", "DeadKernel"),
    "an endless cell": ("while True: pass", "raised TimeLimit: the cell was stopped", "TimeLimit"),
    "500 MB of output": ("for _ in range(500): print('x' * 1_000_000)", "raised OutputLimit: the cell was stopped", "OutputLimit"),
    "the same table twice": ("report.keep(reported=pd.DataFrame())", "BadCall: keep: 'reported' is kept twice", "BadCall"),
    "a picture that is none": ("display({'image/png': 'not base64 at all!'}, raw=True)", "the picture of cell [4] is not base64", None),  # no error of a cell
}


def test_what_fails_is_named_with_its_cause_and_kept_with_its_error(shared, tmp_path, capsys):
    reports = [{"front": f"f{number}", "cause": cause} for number, (cause, _, _) in enumerate(FAILURES.values())]
    path, out = plan(tmp_path, {"front": "first"}, *reports, {"front": "last"}, formats=("html", "ipynb", "csv")), tmp_path / "out"
    code, shown, said = run(path, "-o", out, "--time-limit", 3, capsys=capsys)
    assert code == 1 and shown == f"{out}/index.html\n"
    for number, (name, (_, words, error)) in enumerate(FAILURES.items()):
        kept = out / "failed" / f"f{number}.ipynb"
        line, = [line for line in said.splitlines() if line.startswith(f"f{number}: ")]
        assert words in line, name
        assert kept.stat().st_size < 1_000_000 and not (out / f"f{number}").exists()
        errors = [output.ename for cell in nbformat.read(kept, 4).cells for output in cell.get("outputs", []) if output.output_type == "error"]
        assert errors == ([error] if error else []), name
    index = json.loads((out / "index.json").read_text())
    assert [each["status"] for each in index["reports"]].count("failed") == len(FAILURES)
    assert (out / "first" / "manifest.json").is_file() and (out / "last" / "manifest.json").is_file() and not (out / ".work").exists()


def test_a_rerun_after_the_cause_is_mended_clears_it(shared, tmp_path):
    notes, out = tmp_path / "notes.txt", tmp_path / "out"
    path = plan(tmp_path, {"front": "a"}, {"front": "b", "notes": notes})
    assert run(path, "-o", out) == 1 and (out / "failed" / "b.ipynb").is_file()
    before = (out / "a").stat().st_ino
    notes.write_text("notes")
    assert run(path, "-o", out) == 0
    assert not (out / "failed").exists() and (out / "a").stat().st_ino == before and (out / "b" / "manifest.json").is_file()


def test_a_warning_that_every_report_gives_is_said_once(shared, tmp_path, capsys):
    reports = [{"front": f"f{number}", "cause": "import warnings\nwarnings.warn('counts are old')"} for number in range(3)]
    code, _, said = run(plan(tmp_path, *reports), "-o", tmp_path / "out", capsys=capsys)
    assert code == 0 and said.count("counts are old") == 1 and "f0 and 2 more: " in said


# Folders that are not ours to write to


def a_file(place):
    place.write_text("a file")
    return place, "is a file"


def below_a_file(place):
    place.write_text("a file")
    return place / "below", "cannot be written"


def foreign(place):
    place.mkdir()
    (place / "thesis.txt").write_text("mine")
    return place, "is not a folder of reports"


def foreign_index(place):
    place.mkdir()
    (place / "index.json").write_text('{"another": "program"}')
    return place, "is not the list of a folder of reports"


def taken_place(place):
    folder_of_reports(place)
    (place / "front-00").mkdir()
    (place / "front-00" / "thesis.txt").write_text("mine")
    return place, "front-00 exists and is not a report"


def too_long(place):
    return place.with_name("x" * 300), "File name too long"


def folder_of_reports(place):
    place.mkdir()
    (place / "index.json").write_text('{"reports": []}')


@pytest.mark.parametrize("prepare", [a_file, below_a_file, foreign, foreign_index, taken_place, too_long])
def test_a_folder_that_is_not_for_reports_is_left_alone(tmp_path, capsys, prepare):
    out, words = prepare(tmp_path / "out")
    before = contents(tmp_path)
    code, _, said = run(plan(tmp_path, *fronts(1)), "-o", out, capsys=capsys)
    assert code == 2 and words in said and len(said.splitlines()) == 1
    assert {name: data for name, data in contents(tmp_path).items() if name != "plan.yml"} == before


@pytest.mark.parametrize("limit", ["0", "-1", "nan"])
def test_a_time_limit_that_leaves_no_time_is_refused(tmp_path, capsys, limit):
    code, _, said = run(plan(tmp_path, *fronts(1)), "-o", tmp_path / "out", "--time-limit", limit, capsys=capsys)
    assert code == 2 and "leaves no time for a report" in said and not (tmp_path / "out").exists()


def test_the_second_runner_on_a_folder_says_so(tmp_path, capsys):
    with folder.opened(tmp_path / "out", "somebody"):
        code, _, said = run(plan(tmp_path, *fronts(1)), "-o", tmp_path / "out", capsys=capsys)
        assert code == 2 and "another run is making reports there" in said
        assert (tmp_path / "out" / ".work").is_dir()


# Killed, stopped, and out of space


def left_of(marker):
    """The processes whose environment holds a word."""
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            if marker.encode() in place.read_bytes() and int(place.parent.name) != os.getpid():
                found.append(int(place.parent.name))
        except OSError:
            continue
    return found


def nothing_left(out, marker, temp=None):
    """Whether within some seconds no process, no temporary file and no socket of a batch is left."""
    until = time.monotonic() + 15
    while time.monotonic() < until and left_of(marker):
        time.sleep(0.02)
    return not left_of(marker) and (temp is None or not list(temp.iterdir())) and not [path for path in out.rglob("*") if path.is_socket()]


def begin(path, out, limit=None):
    """A process that makes the batch, forked from this one, in a group of its own."""

    def work():
        os.setsid()
        for number in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        os.environ[MARKER], os.environ["TMPDIR"] = str(out), str(out.parent / "temp")
        os._exit(main(["batch", str(path), "-o", str(out), "--workers", "2"]))

    (out.parent / "temp").mkdir(exist_ok=True)
    process = get_context("fork").Process(target=work)
    process.start()
    return process


def ended(process, seconds=PATIENCE):
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
        return "killed"
    return process.exitcode


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A plan, the bytes of an undisturbed run, and how long one took."""
    place = tmp_path_factory.mktemp("undisturbed")
    path = plan(place, *fronts(REPORTS), {"front": "failing", "cause": "1 / 0"}, formats=("ipynb", "csv"))
    start = runner._start
    patch = pytest.MonkeyPatch()
    patch.setattr(runner, "_start", lambda task: start(task)._replace(rehearse=False))
    began = time.monotonic()
    assert ended(begin(path, place / "out")) == 1
    seconds = time.monotonic() - began
    patch.undo()
    return path, contents(place / "out"), seconds


def test_kills_at_random_moments_lose_nothing(undisturbed, quick, tmp_path):
    path, expected, seconds = undisturbed
    out, chance = tmp_path / "out", random.Random(5)
    for number in range(KILLS):
        process = begin(path, out)
        process.join(seconds * chance.uniform(0.3, 1))
        stood = len(list(out.glob("*/manifest.json")))
        process.kill()
        assert ended(process) in (-9, 1)
        assert len(list(out.glob("*/manifest.json"))) >= stood
        assert nothing_left(out, str(out))
        if stood >= REPORTS and number < KILLS - 1:  # done: begin again, so that every kill meets work
            shutil.rmtree(out)
    assert ended(begin(path, out)) == 1
    assert contents(out) == expected
    assert nothing_left(out, str(out), tmp_path / "temp") and not (out / ".work").exists()


def test_a_full_disk_leaves_no_half_report(undisturbed, quick, tmp_path):
    path, expected, _ = undisturbed
    out = tmp_path / "out"
    code = ended(begin(path, out, limit=max(len(data) for name, data in expected.items() if name.startswith("front-00/")) - 1))
    assert code in (1, 2) and not list(out.glob("front-*")) and not (out / ".work").exists()
    assert nothing_left(out, str(out), tmp_path / "temp")
    assert ended(begin(path, out)) == 1 and contents(out) == expected


def test_an_index_that_cannot_be_written_is_said_with_what_failed(shared, tmp_path, capsys, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, "index_page", full)
    code, _, said = run(plan(tmp_path, {"front": "Lyman"}, {"front": "failing", "cause": "1 / 0"}), "-o", tmp_path / "out", capsys=capsys)
    assert code == 1 and "its index could not be written (No space left on device); 1 reports stand, 1 failed" in said
    assert "ZeroDivisionError" in said and "run the same command again" in said


DETACHED = """import os, subprocess, sys
subprocess.run([sys.executable, "-c", "import subprocess; subprocess.Popen(['sleep', '600'], start_new_session=True)"])
subprocess.Popen(["sleep", "600"], start_new_session=True)"""


def test_what_a_cell_detached_ends_with_the_batch(quick, tmp_path, monkeypatch):
    monkeypatch.setenv(MARKER, str(tmp_path))
    assert run(plan(tmp_path, {"front": "Lyman", "cause": DETACHED}), "-o", tmp_path / "out") == 0
    monkeypatch.delenv(MARKER)
    assert nothing_left(tmp_path / "out", str(tmp_path))


def test_a_report_that_gives_no_answer_is_not_tried_again(quick, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(runner, "GRACE", 1.0)
    began = time.monotonic()
    code, _, said = run(plan(tmp_path, {"front": "Lyman", "cause": "import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)"}), "-o", tmp_path / "out", "--time-limit", "3", capsys=capsys)
    assert code == 1 and "gave no answer 1 seconds after the time limit of 3 seconds" in said
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("victim", ["the warm process", "a report", "a kernel"])
def test_what_is_killed_beneath_the_runner_is_made_again(quick, keeper, tmp_path, monkeypatch, victim):
    used = Keeper(keeper.start._replace(rehearse=False), SAME_EVERYWHERE) if victim == "the warm process" else keeper
    monkeypatch.setattr(runner, "Keeper", lambda *_: used)
    monkeypatch.setattr(used, "close", lambda: None)
    path, out = plan(tmp_path, *[{**each, "cause": "import time\ntime.sleep(0.3)"} for each in fronts(4)], formats=["ipynb"]), tmp_path / "out"

    def kill():
        while not list(out.glob("*/manifest.json")):
            time.sleep(0.01)
        warm = used.warm.process.pid
        reports = children(warm)
        while not reports or not children(reports[0]):
            reports = children(warm)
        os.kill({"the warm process": warm, "a report": reports[0], "a kernel": children(reports[0])[0]}[victim], signal.SIGKILL)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    done = runner.render_batch(path, out, workers=1)
    killer.join(5)
    assert not killer.is_alive() and done.made == 4 - len(done.causes)
    if victim == "a kernel":  # that a cell was killed is the report's own failure: it may do so again
        cause, = done.causes.values()
        assert "killed by signal 9" in cause or "the kernel had ended before the cell ran" in cause  # as the kill comes while a cell runs, or just before
    else:
        assert not done.causes and any("second try" in words for words in done.said)
    assert not (out / ".work").exists()
    if used is not keeper:
        monkeypatch.undo()
        used.close()


def children(number):
    try:
        return [int(word) for word in Path(f"/proc/{number}/task/{number}/children").read_text().split()]
    except OSError:
        return []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_batch_that_is_stopped_ends_at_once_and_goes_on_when_run_again(shared, tmp_path, number, code):
    path, out, temp = plan(tmp_path, *[{**each, "cause": "import time\ntime.sleep(0.2)"} for each in fronts(40)], formats=["ipynb"]), tmp_path / "out", tmp_path / "temp"
    temp.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "analysis", "batch", str(path), "-o", str(out)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, env={**os.environ, MARKER: str(out), "TMPDIR": str(temp)},
    )  # fmt: skip
    try:
        until = time.monotonic() + PATIENCE
        while not list(out.glob("*/manifest.json")) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(process.pid, number)
        _, said = process.communicate(timeout=20)
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    assert process.returncode == code and "Traceback" not in said
    assert nothing_left(out, str(out), temp) and not (out / ".work").exists()
    short = plan(tmp_path, *[{**each, "cause": "import time\ntime.sleep(0.2)"} for each in fronts(3)], formats=["ipynb"])
    done = runner.render_batch(short, out)
    assert done.stood >= 1 and done.made + done.stood == 3 and not done.causes


def test_memory_stays_flat(shared, keeper, tmp_path):
    def used(number):
        return int(Path(f"/proc/{number}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    seen = []
    for turn in range(3):
        assert run(plan(tmp_path, *fronts(20)), "-o", tmp_path / f"out-{turn}") == 0
        seen.append((used(os.getpid()), used(keeper().process.pid)))
    (_, _), (ours, warm), (ours_later, warm_later) = seen
    assert ours_later - ours < 3_000_000 and warm_later - warm < 1_000_000
