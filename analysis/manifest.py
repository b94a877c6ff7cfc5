"""What a report was made from, and the checksum of every file in it: the statement that a report is proved against."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from analysis.schema import BrokenReport, MissingFile
from analysis.store import DATA, ROOT, sha256, write_text
from analysis.translation import beside

MANIFEST = "manifest.json"


def made_from(notebook: Path, values: Mapping[str, object], common: Mapping[str, object] | None = None) -> dict:
    """All that a report with these parameters depends on: notebook, parameters, data, code and versions.

    `common` is what `common_sources` gave, for many reports at once.
    """
    common, prose = common or common_sources(), beside(notebook, values.get("language"))
    return {
        **common,
        "notebook": {"name": notebook.name, "sha256": sha256(notebook), **({"prose": sha256(prose)} if prose else {})},
        "parameters": dict(values),
        "inputs": {**common["inputs"], **named_inputs(values)},
    }


def common_sources() -> dict:
    """What every report depends on: the project's own data, its code, and the versions of what it uses."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "made_by": f"{project['name']} {project['version']}",
        "inputs": own_inputs(),
        "code": {"analysis": code_checksum()},
        "versions": versions(project["dependencies"]),
    }


def write_manifest(folder: Path, sources: Mapping[str, object]) -> None:
    """State in a folder what it was made from and the checksum of every file in it, and of the statement itself."""
    write_text(folder / MANIFEST, _sealed({**sources, "files": checksums(folder)}))


def verify(folder: Path | str) -> int:
    """The number of files in a report, each proved against the manifest.

    Raises BrokenReport naming every file that was changed, is missing or does not belong.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise MissingFile(f"MissingFile: {folder} is not a folder. Give the folder of a report.")
    listed, found = read_manifest(folder)["files"], checksums(folder)
    faults = [f"{name} is missing" for name in listed if name not in found]
    faults += [f"{name} was changed" for name in listed if name in found and found[name] != listed[name]]
    faults += [f"{name} does not belong to it" for name in found if name not in listed]
    if faults:
        raise BrokenReport(f"BrokenReport: {folder} is not what its manifest says: {'; '.join(sorted(faults))}. Render it again.")
    return len(found)


def own_inputs() -> dict[str, str]:
    """The checksum of each of the project's data files."""
    own = {path.relative_to(ROOT).as_posix(): path for path in DATA.rglob("*") if path.is_file() and not path.name.startswith(".")}
    return {name: sha256(path) for name, path in own.items()}


def named_inputs(values: Mapping[str, object]) -> dict[str, str]:
    """The checksum of each file that parameters name."""
    texts = [text for value in values.values() for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
    return {text: sha256(text) for text in texts if len(text) < 1000 and Path(text).is_file()}


def code_checksum() -> str:
    """One checksum over the library's source, whatever folder it is in."""
    package = Path(__file__).resolve().parent
    kinds = {".py", ".toml", ".j2", ".css", ".js", ".json"}
    files = sorted(path.relative_to(package).as_posix() for path in package.rglob("*") if path.suffix in kinds)
    return hashlib.sha256("".join(f"{sha256(package / name)}  {name}\n" for name in files).encode()).hexdigest()


def versions(dependencies: Iterable[str]) -> dict[str, str]:
    """Python by its minor version (its patches do not move results), each direct dependency exactly."""
    names = [re.match(r"[A-Za-z0-9._-]+", line).group() for line in dependencies]
    return {"python": f"{sys.version_info.major}.{sys.version_info.minor}"} | {name: importlib.metadata.version(name) for name in names}


def checksums(folder: Path) -> dict[str, str]:
    """The checksum of each file below a folder except its manifest; a link is no file of ours and has none."""
    files = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    found = {path.relative_to(folder).as_posix(): path for path in files}
    found.pop(MANIFEST, None)
    return {name: "" if path.is_symlink() else sha256(path) for name, path in found.items()}


def foreign_files(folder: Path) -> list[str]:
    """The files in a report's folder that its manifest does not list; raises BrokenReport when there is none that can be believed."""
    own = {*read_manifest(folder)["files"], MANIFEST}
    return sorted({path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()} - own)


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
