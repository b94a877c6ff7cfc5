"""The prose of a notebook in another language: a file beside it, put in its place before the notebook runs.

notebooks/02-compare-fronts.ipynb, in Ukrainian: notebooks/uk/02-compare-fronts.md, a section for each Markdown cell
under `<!-- cell ID -->` and one for each parameter's meaning under `<!-- parameter NAME -->`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.parameters import Parameter
from analysis.schema import BadCall, MissingFile
from analysis.speech import LANGUAGES, check_language

if TYPE_CHECKING:
    from nbformat import NotebookNode

OWN = LANGUAGES[0]  # the language that notebooks are written in
SECTION = re.compile(r"^<!-- (cell|parameter) ([\w.-]+) -->\n", re.MULTILINE)
SPEAKS = re.compile(r"\bspeak\(language\)")
HEADING = re.compile(r"^(#{1,6}) ", re.MULTILINE)


def language_of(notebook: Mapping, values: Mapping[str, object]) -> str:
    """The language that a notebook will speak: its parameter `language`, if a cell says `speak(language)`.

    Raises BadCall for a language that nothing is said in.
    """
    speaks = any(cell["cell_type"] == "code" and SPEAKS.search(cell["source"]) for cell in notebook["cells"])
    return check_language(values["language"]) if speaks and "language" in values else OWN


def beside(notebook: Path, language: object) -> Path | None:
    """The file with a notebook's prose in a language, if that is not the notebook's own and the file is there."""
    path = notebook.parent / str(language) / f"{notebook.stem}.md" if language in LANGUAGES and language != OWN else None
    return path if path and path.is_file() else None


def sections(text: str) -> dict[tuple[str, str], str]:
    """Each section of a file of prose: ('cell', its id) or ('parameter', its name) → its words."""
    _, *parts = SECTION.split(text)
    return {(kind, name): words.strip() for kind, name, words in zip(parts[::3], parts[1::3], parts[2::3])}


def faults(notebook: Mapping, declared: list[Parameter], told: Mapping[tuple[str, str], str]) -> list[str]:
    """What keeps a file of prose from being a notebook's: what is missing, what is of nothing in it, what has other headings."""
    cells = {("cell", cell["id"]): cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown"}
    wanted = {**cells, **{("parameter", parameter.name): parameter.meaning for parameter in declared}}
    found = [f"no section for {kind} {name}" for kind, name in wanted if not told.get((kind, name))]
    found += [f"a section for {kind} {name}, which the notebook does not have" for kind, name in told if (kind, name) not in wanted]
    return found + [f"other headings in cell {key[1]}" for key in cells if key in told and HEADING.findall(cells[key]) != HEADING.findall(told[key])]


def translated(notebook: NotebookNode, declared: list[Parameter], language: str, path: Path) -> tuple[NotebookNode, list[Parameter]]:
    """A notebook and its parameters with their prose in a language, from the file beside it.

    Raises MissingFile where there is none, and BadCall where it is not of this notebook as it is now.
    """
    if language == OWN:
        return notebook, declared
    file = beside(path, language)
    if file is None:
        raise MissingFile(f"MissingFile: {path.parent / language / path.stem}.md does not exist, so {path.name} has no prose in '{language}'. Write it, or take language {OWN}.")
    told = sections(file.read_text(encoding="utf-8"))
    wrong = faults(notebook, declared, told)
    if wrong:
        raise BadCall(f"BadCall: {file} is not the prose of {path.name} as it is now: {'; '.join(wrong)}. Bring the two together.")
    other = copy.deepcopy(notebook)
    for cell in other["cells"]:
        cell["source"] = told.get(("cell", cell.get("id")), cell["source"])
    return other, [parameter._replace(meaning=told["parameter", parameter.name]) for parameter in declared]
