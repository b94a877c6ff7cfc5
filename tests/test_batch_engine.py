"""The warm engine gives what papermill's own gives, cell by cell, and says so when a kernel ends, hangs or floods."""

import json
import os
import re
import resource
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from analysis.batch.engine import KEPT
from analysis.batch.warm import Start, kept
from analysis.store import ROOT
from warm_engine import WarmEngine

NOTEBOOKS = Path(__file__).parent / "notebooks"
ODDITIES = NOTEBOOKS / "oddities.ipynb"
PATIENCE = 120  # seconds for a program that a test starts
GIVEN = {"front": "Lyman", "days": 9}


@pytest.fixture(scope="module", autouse=True)
def warm():
    """One warm process for all tests here, as papermill keeps one for all notebooks of a process."""
    papermill_engines.register("warm", WarmEngine)
    yield kept(start=Start(rehearse=False))
    kept().close()


def program(*line, cwd, env=None):
    """The finished program; a test that is stopped leaves nothing of it behind."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTEST_CURRENT_TEST"}  # it changes what ipykernel does
    process = subprocess.Popen(line, cwd=cwd, env={**environment, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    return process


def ended(process):
    try:
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        try:
            os.killpg(process.pid, 9)
        except ProcessLookupError:
            pass
    return process.returncode, out, err


def run(*cells, parameters=None, **named):
    """The notebook of these cells after a run, and what papermill raised; a cell is its source, or its source and a tag."""
    cells = [(cell, []) if isinstance(cell, str) else (cell[0], [cell[1]]) for cell in cells]
    notebook = new_notebook(cells=[new_code_cell(source, metadata={"tags": tags}) for source, tags in cells])
    seen = []
    try:
        papermill.execute_notebook(notebook, None, parameters or {}, engine_name="warm", kernel_name="python3", language="python", progress_bar=False, on_notebook=seen.append, **named)
        problem = None
    except PapermillExecutionError as raised:
        problem = raised
        seen[0].cells = [cell for cell in seen[0].cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])]  # where papermill points to it
    return seen[0], problem


def text(cell):
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


# The same outputs


def comparable(cell):
    """Outputs with adjacent pieces of a stream joined, and without what differs between any two runs."""
    joined, outputs = [], cell.outputs
    if "a-program-prints" in cell.metadata.get("tags", []):  # ipykernel does not wait for what a program has printed: it comes somewhere
        outputs = sorted(outputs, key=lambda output: output.get("name", "z"))
    for output in outputs:
        if joined and output["output_type"] == "stream" == joined[-1]["output_type"] and output["name"] == joined[-1]["name"]:
            joined[-1] = {**joined[-1], "text": joined[-1]["text"] + output["text"]}
        else:
            joined.append(dict(output))
    plain = json.dumps(joined, ensure_ascii=False, sort_keys=True)
    plain = re.sub(r"(/tmp/ipykernel_|\(pid=)\d+", r"\1NUMBER", plain)  # the process's number, in a warning
    return re.sub(r"( object)? at 0x[0-9a-f]+", r"\1 at ADDRESS", plain)


@pytest.fixture(scope="module")
def both(tmp_path_factory, warm):
    """The oddities run by papermill's own engine and by the warm one, each in a folder of its own, at the same time."""
    ran = {}
    folders = {name: tmp_path_factory.mktemp(name) for name in ("stock", "warm")}
    given = [part for name, value in GIVEN.items() for part in ("-p", name, str(value))]
    line = [sys.executable, "-P", "-m", "papermill", str(ODDITIES), "out.ipynb", *given, "--no-progress-bar"]
    stock = program(*line, cwd=folders["stock"], env={"IPYTHONDIR": str(folders["stock"] / "ipython")})
    here = Path.cwd()
    os.chdir(folders["warm"])
    try:
        with pytest.raises(PapermillExecutionError):
            papermill.execute_notebook(str(ODDITIES), "out.ipynb", GIVEN, engine_name="warm", progress_bar=False)
    finally:
        os.chdir(here)
    code, _, said = ended(stock)
    assert code == 1 and "StdinNotImplementedError" in said  # papermill fails a notebook that holds an error, also where the cell may raise one
    for name, folder in folders.items():
        ran[name] = nbformat.read(folder / "out.ipynb", 4)
    return ran


def test_every_output_of_every_cell_is_the_same(both):
    stock, warm = both["stock"].cells, both["warm"].cells
    assert [cell.source for cell in warm] == [cell.source for cell in stock] and len(stock) > 130
    for theirs, ours in zip(stock, warm, strict=True):
        if theirs.cell_type == "code":
            assert (comparable(ours), ours.execution_count) == (comparable(theirs), theirs.execution_count), ours.source


def test_everything_else_in_the_notebook_is_the_same_but_times(both):
    def without_times(metadata):
        told = {key: value for key, value in metadata.get("papermill", {}).items() if "time" not in key and key not in ("duration", "output_path")}
        return {**{key: value for key, value in metadata.items() if key != "execution"}, **({"papermill": told} if "papermill" in metadata else {})}

    for name in ("kernelspec", "language_info"):
        assert both["warm"].metadata[name] == both["stock"].metadata[name]
    for theirs, ours in zip(both["stock"].cells, both["warm"].cells, strict=True):
        assert without_times(ours.metadata) == without_times(theirs.metadata)


def test_the_oddities_are_really_there(both):
    """So that two kernels that do nothing are not called equal."""
    by_source = {cell.source: cell for cell in both["stock"].cells if cell.cell_type == "code"}
    kinds = {kind for cell in by_source.values() for output in cell.outputs for kind in output.get("data", {})}
    assert kinds >= {"text/plain", "text/html", "text/markdown", "text/latex", "application/json", "application/javascript", "image/png", "image/svg+xml", "application/x-own+json"}
    assert len({output.ename for cell in by_source.values() for output in cell.outputs if output.output_type == "error"}) > 10
    assert "from a shell\n" in text(by_source['import os\n\ncode = os.system("echo from a shell")\ntime.sleep(0.3)\ncode'])
    assert [cell for source, cell in by_source.items() if "plt.plot([1, 2, 3])" in source][0].outputs[-1].data["image/png"]
    assert both["stock"].cells[3].source.startswith("# Parameters") and text(by_source["!echo from the line, {front}"]).strip() == "from the line, Lyman"


# Where stock papermill garbles or repeats, and a report must not


@pytest.mark.parametrize(("source", "expected"), [
    pytest.param("import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(\"з програми ’ \" * 30_000, end=\"\")'])", "з програми ’ " * 30_000, id="letters of several bytes at the border of two pieces"),
    pytest.param("import os\nos.write(1, 'ї'.encode()[:1]); os.write(1, 'ї'.encode()[1:])", "ї", id="half a letter, then the other half"),
    pytest.param("import os\nos.write(1, b'\\xd1')", "\N{REPLACEMENT CHARACTER}", id="half a letter and no more"),
    pytest.param("import os\nos.system('printf \"a\\\\0b\\\\0end of cell\\\\0\"')", "a\0b\0end of cell\0", id="zero bytes"),
    pytest.param("import os\nprint('once')\npid = os.fork()\nif not pid:\n    print('child', flush=True)\n    os._exit(0)\nos.waitpid(pid, 0)\nprint('parent')", "once\nchild\nparent\n", id="a fork prints only its own"),
    pytest.param("import os\npid = os.fork()\nif pid:\n    os.waitpid(pid, 0)\nprint('both')", "both\nboth\n", id="a fork that runs on to the end of the cell"),
    pytest.param("import os\nfor number in range(50):\n    print(number)\n    os.system(f'echo {number}')", "".join(f"{number}\n{number}\n" for number in range(50)), id="cell and programs in turn"),
])  # fmt: skip
def test_what_programs_and_forks_print_is_whole(source, expected):
    notebook, problem = run(source, "print('the next cell')")
    assert problem is None and text(notebook.cells[1]) == "the next cell\n"
    assert "".join(output.text for output in notebook.cells[0].outputs if output.get("name") == "stdout") == expected  # from Python 3.12 on, a fork is warned of


def test_forks_that_show_at_the_same_time_do_not_mix_their_messages():
    source = "import os\nfrom IPython.display import HTML, display\npids = []\nfor _ in range(4):\n    pid = os.fork()\n    if not pid:\n        for _ in range(25):\n            display(HTML('x' * 50_000))\n        os._exit(0)\n    pids.append(pid)\nfor pid in pids:\n    os.waitpid(pid, 0)"
    notebook, problem = run(source)
    assert problem is None and [len(output.data["text/html"]) for output in notebook.cells[0].outputs if "data" in output] == [50_000] * 100


def test_a_display_is_updated_where_it_stands_also_behind_long_prints():
    notebook, problem = run("print('x' * 200_000)\nshown = display('old', display_id=True)\nprint('y' * 200_000)", "shown.update('new')")
    assert problem is None
    first, shown, last = notebook.cells[0].outputs
    assert (first.text, shown.data["text/plain"], last.text) == ("x" * 200_000 + "\n", "'new'", "y" * 200_000 + "\n")


def test_parameters_are_injected_where_papermill_injects_them():
    notebook, _ = run(("front = 'Kursk'", "parameters"), "print(front)", parameters={"front": "Lyman"})
    assert [cell.metadata.tags for cell in notebook.cells[:2]] == [["parameters"], ["injected-parameters"]] and text(notebook.cells[2]) == "Lyman\n"
    notebook, _ = run("print(front)", parameters={"front": "Покровськ"})
    assert notebook.cells[0].metadata.tags == ["injected-parameters"] and text(notebook.cells[1]) == "Покровськ\n"


# One run knows nothing of another


def test_nothing_passes_from_one_run_to_the_next():
    run("import builtins, os, numpy, pandas, warnings, sys\nbuiltins.left = os.environ['LEFT'] = 'left'\npandas.options.display.max_rows = 1\nnumpy.random.seed(1)\nwarnings.simplefilter('error')\nsys.path.insert(0, 'left')\nos.chdir('/')")
    notebook, problem = run("import os, pandas, sys\nprint('left' in globals(), hasattr(__builtins__, 'left'), 'LEFT' in os.environ, pandas.options.display.max_rows, 'left' in sys.path, os.getcwd() == '/')\nimport warnings\nwarnings.warn('no error')")
    assert problem is None and text(notebook.cells[0]).startswith("False False False 60 False False\n")


def test_random_numbers_without_a_seed_differ():
    source = "import numpy, random, uuid\nprint(numpy.random.rand(), random.random(), numpy.random.default_rng().random(), uuid.uuid4())"
    first, second = (text(run(source)[0].cells[0]).split() for _ in range(2))
    assert not set(first) & set(second) and len(first) == 4


def test_each_run_is_in_the_folder_where_papermill_is(tmp_path, monkeypatch):
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "beside.py").write_text(f"name = '{name}'\n")
        monkeypatch.chdir(folder)
        notebook, problem = run("import beside, os\nprint(beside.name, os.getcwd())")
        assert problem is None and text(notebook.cells[0]) == f"{name} {folder}\n"


def test_a_run_ends_as_an_interpreter_does(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, problem = run(
        "file = open('left-open.txt', 'w')\nfile.write('all of it')", "import atexit, pathlib\natexit.register(pathlib.Path('said.txt').write_text, 'at the exit')",
        "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.3), open('thread.txt', 'w').write('waited for'))).start()",
    )
    assert problem is None
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"left-open.txt": "all of it", "said.txt": "at the exit", "thread.txt": "waited for"}


# Kernels that end, hang or flood


@pytest.mark.parametrize(("source", "named", "name", "words"), [
    pytest.param("import os\nos._exit(0)", {}, "DeadKernel", "the kernel died while the cell ran", id="os._exit"),
    pytest.param("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", {}, "DeadKernel", "the kernel died while the cell ran", id="SIGKILL"),
    pytest.param("import ctypes\nctypes.string_at(0)", {}, "DeadKernel", "the kernel died while the cell ran", id="segfault"),
    pytest.param("import os, time\nif not os.fork():\n    time.sleep(600)\nos._exit(1)", {}, "DeadKernel", "the kernel died while the cell ran", id="dead, but its child holds the pipe"),
    pytest.param("import os, time\nos.closerange(3, 200)\ntime.sleep(600)", {}, "DeadKernel", "the kernel died while the cell ran", id="alive without a pipe"),
    pytest.param("while True:\n    pass", {"time_limit": 1.0}, "TimeLimit", "the time limit for the notebook was reached while it ran", id="endless"),
    pytest.param("import time\ntime.sleep(600)", {"execution_timeout": 1}, "TimeLimit", "the time limit of 1 s for a cell was reached while it ran", id="too slow a cell"),
    pytest.param("import re\nre.match('(a+)+$', 'a' * 60 + 'b')", {"time_limit": 1.0}, "TimeLimit", "the time limit for the notebook", id="endless without letting go of Python"),
    pytest.param("while True:\n    try:\n        while True: pass\n    except BaseException: pass", {"time_limit": 1.0}, "TimeLimit", "the time limit", id="endless and not to be interrupted"),
    pytest.param("while True:\n    print('x' * 1000)", {"output_limit": 3_000_000}, "OutputLimit", "larger than 3,000,000 bytes; only the first 100,000 of each cell are kept", id="endless prints"),
    pytest.param("while True:\n    display('x' * 1000)", {"output_limit": 3_000_000}, "OutputLimit", "larger than 3,000,000 bytes", id="endless displays"),
    pytest.param("display({'text/html': 'x' * 9_000_000}, raw=True)", {"output_limit": 3_000_000}, "OutputLimit", "larger than 3,000,000 bytes", id="one display too large"),
    pytest.param("import os\nos.system('yes')", {"output_limit": 3_000_000}, "OutputLimit", "larger than 3,000,000 bytes", id="a program that prints without end"),
])  # fmt: skip
@pytest.mark.parametrize("tag", ["untagged", "raises-exception"])
def test_a_kernel_that_gives_no_answer_is_an_error_in_its_cell(source, named, name, words, tag):
    began = time.monotonic()
    notebook, problem = run("import os\nprint(os.getpid())", (f"print('before', flush=True)\n{source}", tag), "print('after')", **named)
    assert time.monotonic() - began < 20
    number, cell, after = int(text(notebook.cells[0])), *notebook.cells[1:]
    assert (problem.ename, cell.outputs[-1].ename) == (name, name) and words in problem.evalue
    assert text(cell).startswith("before\n") and not after.outputs and after.execution_count is None
    assert len(nbformat.writes(notebook)) < 10 * KEPT  # a line of one letter takes ten times its place there
    assert gone(number)


def gone(number, patience=5.0):
    """Whether a process ends within some seconds."""
    until = time.monotonic() + patience
    while Path(f"/proc/{number}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    return not Path(f"/proc/{number}").exists()


def test_half_a_character_does_not_end_the_kernel():
    notebook, problem = run("print('a \\ud800 b')")
    assert problem is None and text(notebook.cells[0]) == "a ? b\n"


def test_what_was_printed_before_the_end_is_kept():
    notebook, _ = run("import os, time\nprint('nearly done')\ntime.sleep(0.6)\nos._exit(1)")
    assert text(notebook.cells[0]) == "nearly done\n"


def test_half_a_gigabyte_of_output_takes_neither_memory_nor_time(tmp_path):
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    notebook = new_notebook(cells=[new_code_cell("for _ in range(500):\n    print('x' * 1_000_000)")])
    with pytest.raises(PapermillExecutionError, match="OutputLimit"):
        papermill.execute_notebook(notebook, str(tmp_path / "out.ipynb"), engine_name="warm", kernel_name="python3", language="python", progress_bar=False)
    assert time.monotonic() - began < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kilobytes
    assert (tmp_path / "out.ipynb").stat().st_size < 3 * KEPT


def test_outputs_that_were_cleared_or_replaced_do_not_count():
    source = "from IPython.display import clear_output\nfor number in range(20):\n    clear_output(wait=True)\n    display('x' * 300_000)\n"
    notebook, problem = run(source, "shown = display('x', display_id=True)\nfor number in range(20):\n    shown.update('y' * 300_000)", output_limit=2_000_000)
    assert problem is None and [len(cell.outputs) for cell in notebook.cells] == [1, 1]


@pytest.mark.parametrize(("cells", "name", "ran"), [
    pytest.param(["exit()", "print('after')"], "DeadKernel", [1, 0], id="exit() before the end"),
    pytest.param(["print('all')", "exit()"], None, [1, 2], id="exit() at the end"),
    pytest.param(["print('all')", "1 / 0"], "ZeroDivisionError", [1, 2], id="an error in the last cell"),
    pytest.param([("1 / 0", "raises-exception"), "print('after')"], "ZeroDivisionError", [1, 2], id="an error that is meant"),
    pytest.param(["1 / 0", "print('after')"], "ZeroDivisionError", [1, None], id="an error that is not"),
    pytest.param(["raise SystemExit(0)", "print('after')"], None, [1, None], id="SystemExit(0), which papermill lets pass"),
    pytest.param(["raise SystemExit(2)", "print('after')"], "SystemExit", [1, None], id="SystemExit(2)"),
    pytest.param(["", "# only a remark", "print('all')"], None, [None, 1, 2], id="an empty cell"),
    pytest.param([], None, [], id="no cell"),
])  # fmt: skip
def test_how_a_run_ends(cells, name, ran):
    notebook, problem = run(*cells)
    assert getattr(problem, "ename", None) == name
    assert [cell.execution_count for cell in notebook.cells] == ran
    if name == "DeadKernel":
        assert "exit()" in problem.evalue


def test_a_warm_process_that_was_killed_is_replaced(warm):
    assert run("1")[1] is None
    os.kill(warm.warm.process.pid, 9)
    notebook, problem = run("print('again')")
    assert problem is None and text(notebook.cells[0]) == "again\n"


# papermill's door


@pytest.fixture
def installed(tmp_path):
    """A folder that tells papermill of the engine as an installation of this project would."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    entry = "\n".join(f"{name} = {place}" for name, place in project["project"]["entry-points"]["papermill.engine"].items())
    assert "warm_engine" in project["tool"]["setuptools"]["py-modules"]
    folder = tmp_path / "installed" / "attacks_per_front-1.0.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: attacks-per-front\nVersion: 1.0.0\n")
    (folder / "entry_points.txt").write_text(f"[papermill.engine]\n{entry}\n")
    return folder.parent


def left_of(marker):
    """The processes whose environment holds a word."""
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            if marker.encode() in place.read_bytes():
                found.append(place.parent.name)
        except OSError:
            continue
    return found


def surroundings(installed, tmp_path, marker):
    (tmp_path / "temp").mkdir()
    return {"PYTHONPATH": os.pathsep.join([str(installed), str(ROOT)]), "TMPDIR": str(tmp_path / "temp"), "BATCH_TEST": marker}


def nothing_left(tmp_path, marker, but=None):
    until = time.monotonic() + 10
    while time.monotonic() < until and ({*left_of(marker)} - {but} or list((tmp_path / "temp").iterdir())):
        time.sleep(0.05)
    return not {*left_of(marker)} - {but} and not list((tmp_path / "temp").iterdir())


def test_the_command_papermill_knows_the_engine_in_any_folder(installed, tmp_path):
    here = tmp_path / "elsewhere"
    (here / "analysis").mkdir(parents=True)
    (here / "analysis" / "__init__.py").write_text("raise ImportError('another project of this name')\n")
    (here / "random.py").write_text("raise ImportError('a file of this name')\n")
    nbformat.write(new_notebook(cells=[new_code_cell("front = 'Kursk'", metadata={"tags": ["parameters"]}), new_code_cell("print(front)")], metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}), here / "in.ipynb")
    line = [sys.executable, "-P", "-m", "papermill", "--engine", "warm", "in.ipynb", "out.ipynb", "-p", "front", "Lyman"]
    code, _, said = ended(program(*line, cwd=here, env=surroundings(installed, tmp_path, str(tmp_path))))
    assert code == 0, said
    assert text(nbformat.read(here / "out.ipynb", 4).cells[2]) == "Lyman\n"
    assert nothing_left(tmp_path, str(tmp_path))


def test_the_engine_lives_with_threads_forks_and_other_processes(installed, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import multiprocessing, os, subprocess, sys, threading, time\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "import papermill\nfrom nbformat.v4 import new_code_cell, new_notebook\n"
        "def run(word):\n"
        "    cells = [new_code_cell('import os, threading'), new_code_cell(f'print({word!r}, threading.active_count() < 9)')]\n"
        "    ran = papermill.execute_notebook(new_notebook(cells=cells), None, engine_name='warm', kernel_name='python3', language='python', progress_bar=False)\n"
        "    return ran.cells[1].outputs[0].text.strip()\n"
        "threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
        "other = subprocess.Popen(['sleep', '600'], process_group=0)\n"
        "print(run('first'), run('second'))\n"
        "with ThreadPoolExecutor(3) as pool: print(*pool.map(run, ['a', 'b', 'c']))\n"
        "with multiprocessing.get_context('fork').Pool(1) as pool: print(*pool.map(run, ['in a fork']))\n"
        "left = multiprocessing.get_context('fork').Process(target=lambda: (os.closerange(0, 3), time.sleep(600)))\nleft.start()\n"
        "print(run('last'), other.poll())\n"
        "sys.stdout.flush()\nos.kill(other.pid, 9)\nother.wait()\n"
        "print(left.pid, flush=True)\nos._exit(0)\n"
    )
    code, out, said = ended(program(sys.executable, str(script), cwd=tmp_path, env=surroundings(installed, tmp_path, str(tmp_path))))
    assert code == 0, said
    *lines, left = out.splitlines()
    assert lines == ["first True second True", "a True b True c True", "in a fork True", "last True None"]
    try:
        assert nothing_left(tmp_path, str(tmp_path), but=left)
    finally:
        os.kill(int(left), 9)
