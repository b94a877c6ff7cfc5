"""One notebook run as a folder that proves itself: the notebook, a page, figures, tables and their manifest."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import importlib.metadata
import json
import logging
import os
import re
import shutil
import sys
import tempfile
import tomllib
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis import parameters as asked
from analysis import schema
from analysis.schema import AnalysisError, BadCall, BrokenReport, FailedRun, MissingFile, nearest
from analysis.store import DATA, ROOT, sha256, write_table, write_text

if TYPE_CHECKING:
    from nbformat import NotebookNode

FORMATS = ("html", "ipynb")
MANIFEST = "manifest.json"
PAGE = "index.html"
KEEP = "ANALYSIS_KEEP"
NARROW = "-narrow"
THEMES = {"dark": "png", "print": "svg"}  # and the kind of file that each is kept as
SAME_EVERYWHERE = {
    "MPLBACKEND": "agg",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "",
    "TZ": "UTC",
    "COLUMNS": "80",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def render(
    notebook: Path | str, out: Path | str, parameters: Mapping[str, object] | None = None, formats: Iterable[str] = FORMATS
) -> Path:
    """Run a notebook with these parameters and put its report in the folder `out`; an older report there is replaced.

    The folder appears when it is complete and not before. Raises UnknownParameter, WrongParameterType or BadRange
    before anything runs, FailedRun when the notebook does not reach its end.
    """
    notebook, out = Path(notebook), Path(out).resolve()
    source = read_notebook(notebook)
    declared = asked.declared(source, notebook.name)
    values = asked.values(declared, parameters or {}, notebook.name)
    formats = _known_formats(formats)
    _refuse_foreign(out)
    with _part_of(out) as part:
        ran = tidy(run(source, values, part, notebook.name))
        if "ipynb" in formats:
            write_text(part / f"{notebook.stem}.ipynb", _as_text(ran))
        if "html" in formats:
            write_text(part / PAGE, _page(ran, notebook, declared, values, part))
        _write_manifest(part, notebook, values)
        _put_in_place(part, out)
    return out


def keep(**results: object) -> None:
    """In a report, store each frame as tables/NAME.csv and each chart as figures/NAME.png and .svg with its variants; elsewhere only check them."""
    folder = os.environ.get(KEEP)
    for name, result in results.items():
        if not (isinstance(result, pd.DataFrame) or hasattr(result, "save")):
            raise BadCall(f"BadCall: keep: '{name}' is a {type(result).__name__}; expected a table (DataFrame) or a chart.")
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
            raise BadCall(f"BadCall: keep: '{name}' cannot name a file. Use letters, digits and _.")
        if folder:
            _keep_one(Path(folder), name, result)


def _keep_one(folder: Path, name: str, result: object) -> None:
    if any((folder / kind).exists() for kind in (f"tables/{name}.csv", f"figures/{name}.png")):
        raise BadCall(f"BadCall: keep: '{name}' is kept twice. Give the second result another name.")
    if isinstance(result, pd.DataFrame):
        write_table(result, folder / "tables" / f"{name}.csv")
    else:
        (folder / "figures").mkdir(exist_ok=True)
        result.save(folder / "figures", name)
        if hasattr(result, "narrow"):
            _keep_variants(folder / "figures", name, result)


def _keep_variants(figures: Path, name: str, chart: object) -> None:
    """Store a chart for phones, for dark screens and for print, and its caption."""
    chart.narrow.save(figures, f"{name}{NARROW}")
    for theme, kind in THEMES.items():
        chart.themed(theme).save(figures, f"{name}-{theme}", [kind])
    write_text(figures / f"{name}.txt", f"{chart.caption}\n")


def verify(folder: Path | str) -> int:
    """The number of files in a report, each proved against the manifest.

    Raises BrokenReport naming every file that was changed, is missing or does not belong.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise MissingFile(f"MissingFile: {folder} is not a folder. Give the folder of a report.")
    listed, found = read_manifest(folder)["files"], _checksums(folder)
    faults = [f"{name} is missing" for name in listed if name not in found]
    faults += [f"{name} was changed" for name in listed if name in found and found[name] != listed[name]]
    faults += [f"{name} does not belong to it" for name in found if name not in listed]
    if faults:
        raise BrokenReport(f"BrokenReport: {folder} is not what its manifest says: {'; '.join(sorted(faults))}. Render it again.")
    return len(found)


# --- before the run


def read_notebook(path: Path) -> NotebookNode:
    """A notebook file as nbformat 4."""
    import nbformat

    if not path.is_file():
        beside = [str(other) for other in path.parent.glob("*.ipynb")] if path.parent.is_dir() else []
        raise MissingFile(f"MissingFile: {path} does not exist.{nearest(str(path), beside)} Give a notebook (.ipynb).")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
            nbformat.validate(found)
    except Exception as problem:
        found = str(problem).strip().splitlines()[0][:120] if str(problem).strip() else type(problem).__name__
        raise BadCall(f"BadCall: {path} is not a notebook: {found.rstrip('.')}. Give a file that JupyterLab opens.") from None
    return found


def _known_formats(formats: Iterable[str]) -> list[str]:
    formats = [formats] if isinstance(formats, str) else list(formats)
    for name in formats:
        if name not in FORMATS:
            raise BadCall(f"BadCall: a report has no format '{name}'.{nearest(str(name), FORMATS)} Its formats are {', '.join(FORMATS)}.")
    return formats


def _refuse_foreign(out: Path) -> None:
    """Raise BadCall where the report would replace something that is not a report."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / MANIFEST).is_file():
        raise BadCall(f"BadCall: {out} exists and is not a report (it has no {MANIFEST}). Name another folder.")
    foreign = sorted(set(_checksums(out)) - set(read_manifest(out)["files"]))
    if foreign:
        raise BadCall(f"BadCall: {out} holds files that are not the report's: {', '.join(foreign)}. Move them, or name another folder.")


@contextlib.contextmanager
def _part_of(out: Path) -> Iterator[Path]:
    """A folder beside `out` to build in; gone afterwards unless it was put in place."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=out.parent, prefix=".part-"))
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


# --- the run


def run(notebook: NotebookNode, values: Mapping[str, object], folder: Path, name: str) -> NotebookNode:
    """The notebook after a run in a kernel of its own; a kernel that never started is tried once more, and said so."""
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    for last in (False, True):
        try:
            with _kernel_settings(folder) as config:
                ran = papermill.execute_notebook(
                    notebook, None, dict(values), kernel_name="python3", language="python", progress_bar=sys.stderr.isatty(),
                    config=config, extra_arguments=["--IPKernelApp.log_level=50"], shutdown_kernel="immediate",
                )
            return _reached_its_end(ran, name)
        except PapermillExecutionError as problem:
            raise FailedRun(_explain(problem, name)) from None
        except DeadKernelError:
            raise FailedRun(f"FailedRun: {name}: its kernel died while a cell was running. Look for lack of memory or a crash.") from None
        except RuntimeError as problem:
            if last:
                raise FailedRun(f"FailedRun: {name}: its kernel did not start: {problem}.") from None
            print(f"{name}: the kernel did not start ({problem}); trying once more.", file=sys.stderr)
    raise AssertionError("unreachable")


@contextlib.contextmanager
def _kernel_settings(folder: Path) -> Iterator[object]:
    """Let a kernel started here be the same everywhere, keep its results in `folder`, and open no network port."""
    from traitlets.config import Config

    private = Path(tempfile.mkdtemp(prefix="apf-", dir=tempfile.gettempdir() if len(tempfile.gettempdir()) < 60 else "/tmp"))
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    settings = {**SAME_EVERYWHERE, KEEP: str(folder), "IPYTHONDIR": str(private), "PYTHONPATH": path}
    before, logger = dict(os.environ), logging.getLogger("papermill")
    level = logger.level
    manager = {"connection_file": str(private / "kernel.json")}
    if os.name != "nt":  # Windows has no such sockets: there the kernel uses TCP on the local host
        manager |= {"transport": "ipc", "ip": str(private / "k")}
    try:
        os.environ.update(settings)
        logger.setLevel(logging.CRITICAL)
        yield Config(KernelManager=manager)
    finally:
        os.environ.clear()
        os.environ.update(before)
        logger.setLevel(level)
        shutil.rmtree(private, ignore_errors=True)


def _explain(problem: object, name: str) -> str:
    """Our own errors in their own words; any other by its cell and its first line."""
    kind = getattr(schema, problem.ename, None)
    if isinstance(kind, type) and issubclass(kind, AnalysisError):
        return problem.evalue
    said = problem.evalue.strip().splitlines()[0] if problem.evalue.strip() else "no message"
    return f"FailedRun: {name}, cell [{problem.exec_count}], raised {problem.ename}: {said}"


def _reached_its_end(ran: NotebookNode, name: str) -> NotebookNode:
    """The notebook, or FailedRun where a code cell did not run or left an error."""
    for number, cell in enumerate(_code_cells(ran), start=1):
        if cell.execution_count is None:
            raise FailedRun(f"FailedRun: {name}: its code cell {number} did not run. Look for an exit() above it.")
        for output in cell.outputs:
            if output.output_type == "error":
                raise FailedRun(f"FailedRun: {name}: its code cell {number} stopped the run with {output.ename}.")
    return ran


def _code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def tidy(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from run to run: times, random ids, versions; warnings go to standard error."""
    cells = [_tidy_cell(cell, number) for number, cell in enumerate(notebook.cells, start=1)]
    about = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    return type(notebook)(cells=cells, metadata=about, nbformat=4, nbformat_minor=5)


def _tidy_cell(cell: NotebookNode, number: int) -> NotebookNode:
    metadata = {key: value for key, value in cell.metadata.items() if key not in ("papermill", "execution", "ExecuteTime", "trusted")}
    if not metadata.get("tags"):
        metadata.pop("tags", None)
    new = type(cell)({**cell, "id": f"cell-{number}", "metadata": metadata})
    if cell.cell_type == "code":
        warned = [output for output in cell.outputs if output.get("name") == "stderr"]
        new["outputs"] = [output for output in cell.outputs if output not in warned]
        for output in warned:
            print(f"cell [{cell.execution_count}]: {output.text.strip()}", file=sys.stderr)
    return new


# --- after the run


def _as_text(notebook: NotebookNode) -> str:
    import nbformat

    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def _page(ran: NotebookNode, notebook: Path, declared: list[asked.Parameter], values: Mapping[str, object], part: Path) -> str:
    """The page of the report; its list of files is what the folder will hold."""
    from analysis.page import html_page

    shown = pd.DataFrame({
        "parameter": [each.name for each in declared],
        "value": [_shown(values[each.name]) for each in declared],
        "meaning": [each.meaning for each in declared],
    })
    variants = (NARROW, *(f"-{theme}." for theme in THEMES))
    files = [name for name in _checksums(part) if not (name.startswith("figures/") and any(variant in name for variant in variants))]
    return html_page(ran, f"{notebook.stem}.ipynb", shown, [*files, MANIFEST], _narrow(part / "figures"))


def _narrow(figures: Path) -> dict[str, str]:
    """The PNG of each kept figure and that of its drawing for a phone, both in base64."""
    pairs = [(figures / path.name.replace(NARROW, ""), path) for path in sorted(figures.glob(f"*{NARROW}.png"))]
    return {_base64(wide): _base64(narrow) for wide, narrow in pairs}


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode("ascii")


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else json.dumps(value) if isinstance(value, bool) else str(value)


def _write_manifest(part: Path, notebook: Path, values: Mapping[str, object]) -> None:
    """State what the report was made from and the checksum of every file in it, and of the statement itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    manifest = {
        "made_by": f"{project['name']} {project['version']}",
        "notebook": {"name": notebook.name, "sha256": sha256(notebook)},
        "parameters": dict(values),
        "inputs": _inputs(values),
        "code": {"analysis": _code_checksum()},
        "versions": _versions(project["dependencies"]),
        "files": _checksums(part),
    }
    write_text(part / MANIFEST, _sealed(manifest))


def _inputs(values: Mapping[str, object]) -> dict[str, str]:
    """The checksum of each data file a notebook can read: the project's own, and those its parameters name."""
    own = {path.relative_to(ROOT).as_posix(): path for path in DATA.rglob("*") if path.is_file() and not path.name.startswith(".")}
    texts = [text for value in values.values() for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
    named = {text: Path(text) for text in texts if len(text) < 1000 and Path(text).is_file()}
    return {name: sha256(path) for name, path in {**own, **named}.items()}


def _code_checksum() -> str:
    """One checksum over the library's source, whatever folder it is in."""
    package = Path(__file__).resolve().parent
    kinds = {".py", ".toml", ".j2", ".css", ".js", ".json"}
    files = sorted(path.relative_to(package).as_posix() for path in package.rglob("*") if path.suffix in kinds)
    return hashlib.sha256("".join(f"{sha256(package / name)}  {name}\n" for name in files).encode()).hexdigest()


def _versions(dependencies: Iterable[str]) -> dict[str, str]:
    """Python by its minor version (its patches do not move results), each direct dependency exactly."""
    names = [re.match(r"[A-Za-z0-9._-]+", line).group() for line in dependencies]
    return {"python": f"{sys.version_info.major}.{sys.version_info.minor}"} | {name: importlib.metadata.version(name) for name in names}


def _checksums(folder: Path) -> dict[str, str]:
    """The checksum of each file below a folder except its manifest; a link is no file of ours and has none."""
    files = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    found = {path.relative_to(folder).as_posix(): path for path in files}
    found.pop(MANIFEST, None)
    return {name: "" if path.is_symlink() else sha256(path) for name, path in found.items()}


def _sealed(manifest: dict) -> str:
    """The manifest as text, with a checksum of its own content."""
    seal = hashlib.sha256(json.dumps(manifest, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return json.dumps({**manifest, "sha256": seal}, sort_keys=True, ensure_ascii=False, indent=2) + "\n"


def read_manifest(folder: Path) -> dict:
    """A report's manifest; raises BrokenReport when there is none or a byte of it was changed."""
    try:
        text = (folder / MANIFEST).read_bytes().decode("utf-8")
        manifest = json.loads(text)
        whole = _sealed({key: value for key, value in manifest.items() if key != "sha256"}) == text
    except FileNotFoundError:
        raise BrokenReport(f"BrokenReport: {folder} has no {MANIFEST}; it is not a report.") from None
    except (ValueError, AttributeError):
        whole = False
    if not whole or not isinstance(manifest.get("files"), dict):
        raise BrokenReport(f"BrokenReport: {folder}/{MANIFEST} was changed. Render the report again.")
    return manifest


def _put_in_place(part: Path, out: Path) -> None:
    """Let the finished folder take the place of an older report, which comes back if that fails."""
    os.chmod(part, 0o755)
    older = part.with_name(f"{part.name}-older")
    if out.exists():
        os.replace(out, older)
    try:
        os.replace(part, out)
    except OSError:
        if older.exists():
            os.replace(older, out)
        raise
    shutil.rmtree(older, ignore_errors=True)
