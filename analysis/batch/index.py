"""What a folder of many reports shows of each: its title, finding, verdict and picture, and the page to choose one from."""

from __future__ import annotations

import ast
import base64
import binascii
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from analysis.page import PACKAGE, TEMPLATE, picture_alt
from analysis.schema import BadCall

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from nbformat import NotebookNode

WIDTH, TALLEST, COLOURS = 480, 1920, 64  # of a thumbnail, in pixels
MOST_VALUES = 30  # a parameter with more values than this is found by its words, not by a list
GROUP = 60  # cards that are laid out together: whole rows of 1 to 6 columns
MADE = "made"  # any other status is a failure
NOT_GIVEN = "not given"
HIDDEN = {"remove_cell", "remove_output"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
DIGITS = re.compile(r"([0-9]{1,15})")
COLOURED = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
BLOCKS = ("p", "li", "td", "th", "pre")


# --- what one report says


def said(notebook: NotebookNode) -> dict:
    """An executed notebook's title, finding, verdict, first picture (PNG) and its alt text, all words plain.

    The outputs of the cells tagged `finding` and `verdict` are taken; where no cell is tagged `finding`, the first
    paragraph of the first Markdown output; no verdict is guessed. What is absent is "", a picture None.
    """
    png, alt = _picture(notebook)
    finding = _tagged(notebook, "finding")
    return {
        "title": _title(notebook),
        "finding": _first_paragraph(notebook) if finding is None else finding,
        "verdict": _tagged(notebook, "verdict") or "",
        "png": png,
        "alt": alt,
    }


def _title(notebook: NotebookNode) -> str:
    """The words of the first h1 in the Markdown cells, or ''."""
    for cell in notebook.cells:
        heading = _soup(cell.source).h1 if cell.cell_type == "markdown" else None
        if heading is not None:
            return _one_line(heading.get_text())
    return ""


def _tagged(notebook: NotebookNode, tag: str) -> str | None:
    """What the cells with a tag put out, in one line; None where no cell has it."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and tag in _tags(cell)]
    if not cells:
        return None
    return " ".join(filter(None, (" ".join(_paragraphs(_markdown(output))) for cell in cells for output in cell.outputs)))


def _first_paragraph(notebook: NotebookNode) -> str:
    for output, _ in _shown_outputs(notebook):
        found = _paragraphs(output.get("data", {}).get("text/markdown", ""))
        if found:
            return found[0]
    return ""


def _picture(notebook: NotebookNode) -> tuple[bytes | None, str]:
    """The first PNG that the report shows and its description; raises BadCall where it is not base64."""
    for output, cell in _shown_outputs(notebook):
        text = output.get("data", {}).get("image/png")
        if text:
            try:
                return base64.b64decode(text), _one_line(picture_alt(output, cell, "image/png"))
            except binascii.Error as problem:
                raise BadCall(f"BadCall: the picture of cell [{cell.execution_count}] is not base64 ({problem}). Run the notebook again.") from None
    return None, ""


def _shown_outputs(notebook: NotebookNode) -> Iterable[tuple[NotebookNode, NotebookNode]]:
    """Every output that the report's page shows, with its cell."""
    return ((output, cell) for cell in notebook.cells if cell.cell_type == "code" and not HIDDEN & _tags(cell) for output in cell.outputs)


def _tags(cell: NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", []))


def _markdown(output: NotebookNode) -> str:
    """The words of one output: its Markdown, a text that was printed or is the cell's value, or ''."""
    if output.output_type == "stream":
        return output.text if output.name == "stdout" else ""
    data = output.get("data", {})
    return data.get("text/markdown") or _unquoted(data.get("text/plain", ""))


def _unquoted(shown: str) -> str:
    """A cell's value as words: 'so' without its quotes; <Figure> is no words."""
    if shown.startswith(("'", '"')):
        try:
            return str(ast.literal_eval(shown))
        except (SyntaxError, ValueError):
            return shown
    return "" if shown.startswith("<") else shown


def _paragraphs(markdown: str) -> list[str]:
    """The paragraphs and list items of a Markdown text as plain words, headings left out."""
    blocks = _soup(markdown).find_all(BLOCKS) if markdown.strip() else []
    return list(filter(None, (_one_line(block.get_text()) for block in blocks if not block.find(BLOCKS))))


def _soup(markdown: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup
    from nbconvert.filters.markdown import markdown2html

    words = BeautifulSoup(markdown2html(markdown), "html.parser")
    for sign in words.select(".anchor-link"):
        sign.decompose()
    return words


def _one_line(text: str) -> str:
    """Without line ends and double spaces; a no-break space stays."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def thumbnail(png: bytes) -> bytes:
    """A picture scaled to 480 pixels of width, or less where it is very tall, in few colours: small, and the same bytes for the same picture.

    Raises BadCall for what is not a PNG.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
            picture = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise BadCall(f"BadCall: a picture of {len(png):,} bytes is not a PNG that can be read: {problem}. Look at the notebook's first chart.") from None
    if picture.getchannel("A").getextrema()[0] < 255:  # see-through somewhere
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    scale = min(WIDTH / picture.width, TALLEST / picture.height)
    size = [max(1, round(side * scale)) for side in picture.size]
    small = picture.convert("RGB").resize(size, Image.Resampling.HAMMING)
    file = io.BytesIO()
    small.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


# --- the page of all of them


class Column(NamedTuple):
    """Something that reports are told apart by: its key in the address, its words, and what it is of each report."""

    key: str
    label: str
    values: list[object]

    @property
    def texts(self) -> list[str]:
        return [_text(value) for value in self.values]


def index_page(index: Mapping) -> str:
    """The index.html of a folder of reports: one self-contained page to look through, filter and sort them, failures on top.

    `index` is what index.json holds. A failed report's notebook is linked as failed/NAME.ipynb, or as its
    `notebook_file`; where that is None there is none.
    """
    reports = index["reports"]
    same, differing = _parameters(reports)
    verdict = Column("verdict", "Verdict", [report["verdict"] or None for report in reports])
    name = Column("name", "Name", [report["name"] for report in reports])
    sortable = [column for column in (name, verdict, *differing) if len(set(column.texts)) > 1]
    facets = [_facet(column) for column in (verdict, *differing)]
    facets = [facet for facet in facets if len(facet["choices"]) > 1 and (facet["key"] == "verdict" or len(facet["choices"]) <= MOST_VALUES)]
    titles = {report["title"] for report in reports if report["title"]}
    cards = [_card(number, report, differing, len(titles) > 1) for number, report in enumerate(reports)]
    data = {"group": GROUP, "facets": [facet["of"] for facet in facets], "orders": [_order(column.values) for column in sortable]}
    script = (PACKAGE / TEMPLATE / "batch.js").read_text(encoding="utf-8")
    page = _template().render(
        failed=[card for card, report in zip(cards, reports, strict=True) if report["status"] != MADE],
        made=[card for card, report in zip(cards, reports, strict=True) if report["status"] == MADE],
        group_size=GROUP, total=len(reports), same=same, facets=facets, sortable=sortable, made_by=index["made_by"],
        title=titles.pop() if len(titles) == 1 else "", notebooks=list(dict.fromkeys(report["notebook"] for report in reports)),
        data=_in_script(data), script=script, script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    return UNPRINTABLE.sub("\ufffd", COLOURED.sub("", page)).strip() + "\n"


def _parameters(reports: list[Mapping]) -> tuple[dict[str, str], list[Column]]:
    """The parameters that are the same in all reports with their value, and the others; several notebooks differ like a parameter."""
    names = dict.fromkeys(name for report in reports for name in report["parameters"])
    columns = [Column("notebook", "Notebook", [report["notebook"] for report in reports])]
    columns += [Column(f"p.{name}", name, [report["parameters"].get(name) for report in reports]) for name in names]
    differing = [column for column in columns if len(set(column.texts)) > 1]
    return {column.label: column.texts[0] for column in columns[1:] if column not in differing}, differing


def _text(value: object) -> str:
    """A parameter's value as a reader expects it."""
    if value is None:
        return NOT_GIVEN
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value)) or "empty"
    if isinstance(value, bool | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value).strip() or "empty"


def _facet(column: Column) -> dict:
    """A column as a list to choose from: its values in order with how many reports have each, and each report's place in it."""
    texts, first = column.texts, {}
    for position in _order(column.values):
        if column.key != "verdict" or column.values[position] is not None:
            first.setdefault(texts[position], len(first))
    counts = Counter(texts)
    choices = [{"text": text, "count": counts[text]} for text in first]
    return {"key": column.key, "label": column.label, "choices": choices, "of": [first.get(text, -1) for text in texts]}


def _order(values: list[object]) -> list[int]:
    """The positions of values in order: numbers by size, days by date, names with numbers in them as people count, what is not given last."""
    return sorted(range(len(values)), key=lambda position: (_rank(values[position]), position))


def _rank(value: object) -> tuple:
    if value is None:
        return (2,)
    text = _text(value)
    if NUMBER.fullmatch(text):
        return (0, float(text))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (0, float(value))
    return (1, [int(piece) if place % 2 else piece for place, piece in enumerate(DIGITS.split(text.casefold()))], text)


def _card(number: int, report: Mapping, differing: list[Column], titled: bool) -> dict:
    """One report as its card shows it."""
    language = report["parameters"].get("language")
    return {
        "number": number,
        "name": report["name"],
        "title": report["title"] if titled else "",
        "link": _link(report["page"] or _own_notebook(report)),
        "picture": _link(report["thumbnail"]),
        "alt": report["alt"],
        "verdict": report["verdict"],
        "finding": report["finding"],
        "lang": language if isinstance(language, str) and language != "en" and LANGUAGE.fullmatch(language) else "",
        "labels": [(column.label, _text(column.values[number])) for column in differing],
        "cause": report["cause"],
        "notebook": _link(report.get("notebook_file", f"failed/{report['name']}.ipynb")),
    }


def _own_notebook(report: Mapping) -> str | None:
    """The notebook of a report that has no page."""
    return next((name for name in sorted(report["files"] or {}) if name.endswith(".ipynb")), None)


def _link(path: str | None) -> str:
    """A path below the index as a relative address, or ''; nothing in it can be read as a scheme or a host."""
    return f"./{quote(path)}" if path else ""


def _in_script(data: object) -> str:
    """JSON that a script element can hold: no '<' that could end it."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def _template() -> object:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(PACKAGE / TEMPLATE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["count"] = lambda number: f"{number:,}"
    return environment.get_template("batch.html.j2")
