"""The folder of many reports: whose it is, who works in it, what of it stands, and its index."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.batch.index import index_page
from analysis.batch.make import FAILED, THUMBNAIL, WORK
from analysis.batch.plan import Job
from analysis.manifest import MANIFEST, foreign_files, read_manifest, verify
from analysis.report import PAGE
from analysis.schema import AnalysisError, BadCall, BrokenReport
from analysis.store import write_text

LIST = "index.json"


@contextlib.contextmanager
def opened(out: Path, made_by: str) -> Iterator[None]:
    """A folder of reports that this process alone works in; raises BadCall where it is not one, can't be written, or is taken."""
    if out.exists() and not out.is_dir():
        raise BadCall(f"BadCall: {out} is a file. Name a folder for the reports.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = _lock(out)
    except OSError as problem:
        raise BadCall(f"BadCall: {out}: cannot be written ({problem.strerror}). Name another folder.") from None
    if lock is None:
        raise BadCall(f"BadCall: {out}: another run is making reports there. Wait until it ends, or name another folder.")
    try:
        _refuse_foreign(out)
        shutil.rmtree(out / WORK, ignore_errors=True)  # left by a run that was killed
        _claim(out, made_by)
        try:
            yield
        finally:
            shutil.rmtree(out / WORK, ignore_errors=True)
    finally:
        os.close(lock)


def _lock(out: Path) -> int | None:
    """A lock that ends with this process, however that ends; None where another process has it."""
    if sys.platform == "win32":
        try:
            return os.open(out / ".lock", os.O_CREAT | os.O_EXCL | os.O_TEMPORARY)
        except FileExistsError:
            return None
    import fcntl

    number = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        return None
    return number


def _refuse_foreign(out: Path) -> None:
    """Raise BadCall where the folder holds something and is no folder of reports."""
    if (out / LIST).is_file():
        with contextlib.suppress(ValueError, AttributeError):
            if "reports" in json.loads((out / LIST).read_text(encoding="utf-8")):
                return
        raise BadCall(f"BadCall: {out / LIST} is not the list of a folder of reports. Name another folder.")
    if any(path.name != ".lock" for path in out.iterdir()):
        raise BadCall(f"BadCall: {out} exists and is not a folder of reports (it has no {LIST}). Name another folder.")


def _claim(out: Path, made_by: str) -> None:
    """Mark an empty folder as ours before the first report; raises BadCall where nothing can be written."""
    try:
        (out / WORK).mkdir(exist_ok=True)
        if not (out / LIST).is_file():
            write_text(out / LIST, _as_json({"made_by": made_by, "reports": [], "unfinished": True}))
    except OSError as problem:
        raise BadCall(f"BadCall: {out}: cannot be written ({problem.strerror}). Name another folder.") from None


def stands(out: Path, job: Job, sources: Mapping[str, object]) -> bool:
    """Whether a report is there that was made from just this, and every byte of it still is what was made."""
    folder = out / job.name
    try:
        manifest = read_manifest(folder)
        wanted = {**sources, "formats": list(job.formats)}
        if any(manifest.get(key) != value for key, value in wanted.items()):
            return False
        verify(folder)
    except (AnalysisError, OSError):
        return False
    return True


def refuse_other(out: Path, job: Job) -> None:
    """Raise BadCall where a report's place is taken by something that is not a report."""
    place = out / job.name
    if place.exists() and not (place / MANIFEST).is_file():
        raise BadCall(f"BadCall: {place} exists and is not a report (it has no {MANIFEST}). Move it, or name the reports otherwise.")


def refuse_foreign_files(out: Path, job: Job) -> None:
    """Raise BadCall where a report that is to be made again holds files of somebody else, which would go with it."""
    place = out / job.name
    try:
        foreign = foreign_files(place)
    except (AnalysisError, OSError):  # no report, or one whose list cannot be believed
        return
    if foreign:
        raise BadCall(f"BadCall: {place} holds files that are not the report's: {', '.join(foreign)}. Move them, or name another folder.")


def write_index(out: Path, jobs: list[Job], causes: Mapping[str, str], made_by: str) -> list[str]:
    """Write index.json and index.html over the reports of a plan; the names of reports in the folder that are not in it."""
    for name in {path.stem for path in (out / FAILED).glob("*.ipynb")} - set(causes):
        (out / FAILED / f"{name}.ipynb").unlink()
    with contextlib.suppress(OSError):
        (out / FAILED).rmdir()
    index = {"made_by": made_by, "reports": [_entry(out, job, causes.get(job.name)) for job in jobs]}
    write_text(out / LIST, _as_json(index))
    write_text(out / PAGE, index_page(index))
    mine = {job.name for job in jobs}
    return sorted(path.parent.name for path in out.glob(f"*/{MANIFEST}") if path.parent.name not in mine)


def verify_all(out: Path) -> int:
    """The number of reports in a folder of reports, each proved against its manifest and its manifest against the list.

    Raises BrokenReport naming every report that is missing, changed, or another than the list says.
    """
    try:
        listed = [entry for entry in json.loads((out / LIST).read_text(encoding="utf-8"))["reports"] if entry["status"] == "made"]
        wanted = {entry["name"]: {name.partition("/")[2]: sum_ for name, sum_ in entry["files"].items()} for entry in listed}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BrokenReport(f"BrokenReport: {out / LIST} is not the list of a folder of reports. Make them again: python -m analysis batch PLAN -o {out}.") from None
    faults = []
    for name, files in wanted.items():
        try:
            verify(out / name)
            if read_manifest(out / name)["files"] != files:
                faults.append(f"{name} is another report than {LIST} says")
        except AnalysisError as problem:
            faults.append(str(problem).partition(": ")[2].rstrip("."))
    if faults:
        raise BrokenReport(f"BrokenReport: {out}: {'; '.join(faults)}. Make them again: python -m analysis batch PLAN -o {out}.")
    return len(wanted)


def _entry(out: Path, job: Job, cause: str | None) -> dict:
    """What the index says of one report."""
    entry = {
        "name": job.name, "status": "failed" if cause else "made", "notebook": Path(job.notebook).name, "parameters": job.values,
        "title": "", "finding": "", "verdict": "", "page": None, "thumbnail": None, "alt": "", "cause": cause, "notebook_file": None, "files": {},
    }
    if cause:
        kept = Path(FAILED) / f"{job.name}.ipynb"
        return {**entry, "notebook_file": kept.as_posix() if (out / kept).is_file() else None}
    manifest = read_manifest(out / job.name)
    files = {f"{job.name}/{name}": sum_ for name, sum_ in manifest["files"].items()}
    named = {key: place for key, name in (("page", PAGE), ("thumbnail", THUMBNAIL)) if (place := f"{job.name}/{name}") in files}
    own = next((name for name in files if name.endswith(".ipynb")), None)
    return {**entry, **manifest["says"], **named, "notebook_file": own, "files": files}


def _as_json(index: Mapping) -> str:
    return json.dumps(index, ensure_ascii=False, indent=1) + "\n"
