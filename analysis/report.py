"""One notebook run as a folder that proves itself: the notebook, a page, figures, tables and their manifest."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import logging
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis import parameters as asked
from analysis import pdf, schema
from analysis.manifest import MANIFEST, checksums, foreign_files, made_from, verify, write_manifest
from analysis.schema import AnalysisError, BadCall, FailedRun, MissingFile, nearest
from analysis.store import ROOT, write_table, write_text
from analysis.translation import OWN, language_of, translated

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["keep", "render", "verify"]
FORMATS = ("html", "phone", "ipynb", "png", "svg", "csv")  # what a report holds: page, its pictures drawn again for phones, notebook, figures and tables
EXTRA_FORMATS = ("pdf",)  # and what it holds on request
PAGE, PRINTED = "index.html", "report.pdf"
KEEP, KEEP_AS = "ANALYSIS_KEEP", "ANALYSIS_KEEP_AS"  # where a notebook's results are kept, and in which formats
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
    formats = known_formats(formats)
    request = prepare(notebook, parameters or {})
    _refuse_foreign(out)
    with part_of(out) as part:
        fill(part, run(request, part, formats), request, formats)
        write_manifest(part, made_from(notebook, request.values))
        put_in_place(part, out)
    return out


class Request(NamedTuple):
    """A notebook to be run, its prose in the language it will speak, and the checked values of its parameters."""

    path: Path
    source: NotebookNode
    declared: list[asked.Parameter]
    values: dict[str, object]
    language: str = OWN


def prepare(notebook: Path, parameters: Mapping[str, object]) -> Request:
    """Read a notebook, in the language asked for, and check the parameters given for it; raises UnknownParameter, WrongParameterType, BadRange or BadCall."""
    source = read_notebook(notebook)
    declared = asked.declared(source, notebook.name)
    values = asked.values(declared, parameters, notebook.name)
    language = language_of(source, values)
    return Request(notebook, *translated(source, declared, language, notebook), values, language)


def fill(part: Path, ran: NotebookNode, request: Request, formats: Iterable[str]) -> NotebookNode:
    """Put a report of the notebook that ran into a folder that holds what it kept; the notebook as it stands there."""
    ran = tidy(ran)
    if "ipynb" in formats:
        write_text(part / f"{request.path.stem}.ipynb", as_text(ran))
    drawn = _narrow(part / "figures")
    if "png" not in formats:  # drawn for the page alone
        for picture in (part / "figures").glob("*.png"):
            picture.unlink()
    if (part / "figures").is_dir() and not any((part / "figures").iterdir()):
        (part / "figures").rmdir()
    if {"html", "pdf"} & set(formats):
        page = _page(ran, request, part, drawn)
        if "pdf" in formats:
            (part / PRINTED).write_bytes(pdf.pdf(page))
        if "html" in formats:
            write_text(part / PAGE, page)
    return ran


def keep(**results: object) -> None:
    """In a report, store each frame as tables/NAME.csv and each chart as figures/NAME.png and .svg with its variants; elsewhere only check them."""
    folder, formats = os.environ.get(KEEP), os.environ.get(KEEP_AS, ",".join(FORMATS)).split(",")
    for name, result in results.items():
        if not (isinstance(result, pd.DataFrame) or hasattr(result, "save")):
            raise BadCall(f"BadCall: keep: '{name}' is a {type(result).__name__}; expected a table (DataFrame) or a chart.")
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
            raise BadCall(f"BadCall: keep: '{name}' cannot name a file. Use letters, digits and _.")
        if folder:
            _keep_one(Path(folder), name, result, formats)


def _keep_one(folder: Path, name: str, result: object, formats: Sequence[str]) -> None:
    """Store a table, or a chart with its caption and its drawings for phones, dark screens and print, in the formats asked for."""
    if any((folder / kind).exists() for kind in (f"tables/{name}.csv", f"figures/{name}.png", f"figures/{name}.svg")):
        raise BadCall(f"BadCall: keep: '{name}' is kept twice. Give the second result another name.")
    if isinstance(result, pd.DataFrame):
        if "csv" in formats:
            write_table(result, folder / "tables" / f"{name}.csv")
        return
    figures = folder / "figures"
    kinds = [kind for kind in ("png", "svg") if kind in formats or (kind == "png" and "phone" in formats)]
    if not kinds:
        return
    figures.mkdir(exist_ok=True)
    if not hasattr(result, "themed"):  # asking for its narrow form would draw that
        result.save(figures, name)
    else:
        result.save(figures, name, kinds)
        result.narrow.save(figures, f"{name}{NARROW}", kinds)
        for theme, kind in THEMES.items():
            if kind in formats:
                result.themed(theme).save(figures, f"{name}-{theme}", [kind])
        if {"png", "svg"} & set(formats):
            write_text(figures / f"{name}.txt", f"{result.caption}\n")


# --- before the run


def read_notebook(path: Path) -> NotebookNode:
    """A notebook file as nbformat 4."""
    import nbformat

    if not path.is_file():
        beside = [str(other) for other in path.parent.glob("*.ipynb")] if path.parent.is_dir() else []
        if path.exists():
            raise MissingFile(f"MissingFile: {path} is not a file. Give a notebook (.ipynb).")
        raise MissingFile(f"MissingFile: {path} does not exist.{nearest(str(path), beside)} Give a notebook (.ipynb).")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
            nbformat.validate(found)
    except Exception as problem:
        found = str(problem).strip().splitlines()[0][:120] if str(problem).strip() else type(problem).__name__
        raise BadCall(f"BadCall: {path} is not a notebook: {found.rstrip('.')}. Give a file that JupyterLab opens.") from None
    language = str(found.metadata.get("kernelspec", {}).get("language") or found.metadata.get("language_info", {}).get("name") or "python")
    if "python" not in language.casefold():
        raise BadCall(f"BadCall: {path} is written in {language}; expected a notebook in Python.")
    return found


def known_formats(formats: Iterable[str]) -> list[str]:
    """The formats asked for; raises BadCall for one that a report does not have."""
    formats = [formats] if isinstance(formats, str) else list(formats)
    for name in formats:
        if name not in FORMATS + EXTRA_FORMATS:
            raise BadCall(f"BadCall: a report has no format '{name}'.{nearest(str(name), FORMATS + EXTRA_FORMATS)} Its formats are {', '.join(FORMATS + EXTRA_FORMATS)}.")
    if "pdf" in formats:
        pdf.check()
    return formats


def _refuse_foreign(out: Path) -> None:
    """Raise BadCall where the report would replace something that is not a report."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / MANIFEST).is_file():
        raise BadCall(f"BadCall: {out} exists and is not a report (it has no {MANIFEST}). Name another folder.")
    if foreign := foreign_files(out):
        raise BadCall(f"BadCall: {out} holds files that are not the report's: {', '.join(foreign)}. Move them, or name another folder.")


@contextlib.contextmanager
def part_of(out: Path) -> Iterator[Path]:
    """A folder beside `out` to build in; gone afterwards unless it was put in place."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=out.parent, prefix=".part-"))
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


# --- the run


def run(request: Request, folder: Path, formats: Iterable[str]) -> NotebookNode:
    """The notebook after a run in a kernel of its own; a kernel that never started is tried once more, and said so."""
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    name = request.path.name
    for last in (False, True):
        try:
            with _kernel_settings({KEEP: str(folder), KEEP_AS: ",".join(formats)}) as config:
                ran = papermill.execute_notebook(
                    request.source, None, dict(request.values), kernel_name="python3", language="python", progress_bar=sys.stderr.isatty(),
                    config=config, extra_arguments=["--IPKernelApp.log_level=50"], shutdown_kernel="immediate",
                )
            return reached_its_end(ran, name)
        except PapermillExecutionError as problem:
            raise FailedRun(explain(problem, name)) from None
        except DeadKernelError:
            raise FailedRun(f"FailedRun: {name}: its kernel died while a cell was running. Look for lack of memory or a crash.") from None
        except RuntimeError as problem:
            if last:
                raise FailedRun(f"FailedRun: {name}: its kernel did not start: {problem}.") from None
            print(f"{name}: the kernel did not start ({problem}); trying once more.", file=sys.stderr)
    raise AssertionError("unreachable")


@contextlib.contextmanager
def _kernel_settings(environment: Mapping[str, str]) -> Iterator[object]:
    """Let a kernel started here be the same everywhere, have this environment besides, and open no network port."""
    from traitlets.config import Config

    private = Path(tempfile.mkdtemp(prefix="apf-", dir=tempfile.gettempdir() if len(tempfile.gettempdir()) < 60 else "/tmp"))
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    settings = {**SAME_EVERYWHERE, **environment, "IPYTHONDIR": str(private), "PYTHONPATH": path}
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


def explain(problem: object, name: str) -> str:
    """Our own errors in their own words; any other by its cell and its first line."""
    kind = getattr(schema, problem.ename, None)
    if isinstance(kind, type) and issubclass(kind, AnalysisError):
        return problem.evalue
    nothing = "what it printed says why" if problem.ename == "CellExecutionError" else "no message"
    said = problem.evalue.strip().splitlines()[0] if problem.evalue.strip() else nothing
    return f"FailedRun: {name}, cell [{problem.exec_count}], raised {problem.ename}: {said}"


def reached_its_end(ran: NotebookNode, name: str) -> NotebookNode:
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
        new["outputs"] = _joined([output for output in cell.outputs if output not in warned])
        for output in warned:
            print(f"cell [{cell.execution_count}]: {output.text.strip()}", file=sys.stderr)
    return new


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Outputs with what was printed in one piece: where a kernel cuts it depends on the clock."""
    joined: list[NotebookNode] = []
    for printed, run in itertools.groupby(outputs, key=lambda output: output.output_type == "stream"):
        pieces = list(run)
        joined += [type(pieces[0])({**pieces[0], "text": "".join(piece.text for piece in pieces)})] if printed else pieces
    return joined


# --- after the run


def as_text(notebook: NotebookNode) -> str:
    """A notebook as the text of its file."""
    import nbformat

    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def _page(ran: NotebookNode, request: Request, part: Path, drawn: Mapping[str, str]) -> str:
    """The page of the report; its list of files is what the folder will hold, `drawn` what a phone shows instead of each picture."""
    from analysis.page import html_page

    shown = pd.DataFrame({
        "parameter": [each.name for each in request.declared],
        "value": [_shown(request.values[each.name]) for each in request.declared],
        "meaning": [each.meaning for each in request.declared],
    })
    variants = (NARROW, *(f"-{theme}." for theme in THEMES))
    files = [name for name in checksums(part) if not (name.startswith("figures/") and any(variant in name for variant in variants))]
    return html_page(ran, f"{request.path.stem}.ipynb", shown, [*files, MANIFEST], drawn, language=request.language)


def _narrow(figures: Path) -> dict[str, str]:
    """The PNG of each kept figure and that of its drawing for a phone, both in base64."""
    pairs = [(figures / path.name.replace(NARROW, ""), path) for path in sorted(figures.glob(f"*{NARROW}.png"))]
    return {_base64(wide): _base64(narrow) for wide, narrow in pairs}


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode("ascii")


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else json.dumps(value) if isinstance(value, bool) else str(value)


def put_in_place(part: Path, out: Path) -> None:
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
