"""What a reader sees: accessible tables, marked words, findings, and the page made of an executed notebook."""

from __future__ import annotations

import copy
import hashlib
import html
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis import terms
from analysis.speech import decimal, language_spoken, say as tell, spoken, whole

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from nbconvert.exporters import TemplateExporter
    from nbformat import NotebookNode

PACKAGE = Path(__file__).resolve().parent
TEMPLATE = "template"
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
PERCENT = re.compile(r"(?<=\d) %")
WEB_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
RELATIVE_LINK = re.compile(r"(?![/\\])[^:\s]*")
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
BASE64 = re.compile(r"[A-Za-z0-9+/=]+")
ROWS = re.compile(r"<tbody>.*?</tbody>", re.DOTALL)
TO_MEND = re.compile(r"<(?:h[1-3]|img|pre|table|th(?! scope=\"row\"[^<>]*>[^<\s]))|\d %")  # what may have to be changed
FURNITURE = ("skip", "kicker", "contents", "claim", "made_by", "parameters", "parameters_what", "files", "files_what", "numbers")
TAGS = set(
    "a abbr b blockquote br caption cite code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img "
    "ins kbd li mark ol p pre q s small span strong sub summary sup table tbody td tfoot th thead time tr ul var wbr".split()
)
ATTRIBUTES = {
    "*": {"class", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "mark": {"style"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "aria-label"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
INK = "color:#1c1c1c"
MARKS = {  # colours that are apart for every kind of colour vision; a page lets through these styles and no other
    "front": f"background:#a6d2f7;{INK}", "number": f"background:#ffd84d;{INK}", "measure": f"background:#f5b79e;{INK}", "time": f"background:#d8d8d8;{INK}",
    "not understood": f"background:#ffffff;{INK};outline:1px dashed #9c2a1f;outline-offset:-1px",
}


class Shown(NamedTuple):
    """A table, or marked words: HTML on a page, plain text in a terminal and for comparison."""

    html: str
    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


class Said(NamedTuple):
    """Paragraphs written by code: Markdown on a page, the same words in a terminal."""

    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/markdown": self.text, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


def say(text: str | Iterable[str]) -> Said:
    """A finding, or several, as paragraphs of Markdown."""
    return Said(text if isinstance(text, str) else "\n\n".join(text))


@spoken
def table(
    frame: pd.DataFrame,
    caption: str,
    links: Mapping[str, str] | None = None,
    number_columns: Iterable[str] | None = None,
    headers: Mapping[str, str] | None = None,
    decimals: int = 2,
    unknown: str | None = None,
) -> Shown:
    """A frame as an accessible table: caption, headers, numbers to the right, '—' for unknown, its words in the language spoken.

    `links` says which column shows the address of another one; the address column itself is not shown.
    `headers` renames columns for the reader; `unknown` is what '—' is read out as, 'not reported' where nothing is said.
    """
    links, unknown = dict(links or {}), terms.retell(unknown) if unknown else tell("page_not_reported")
    shown = [name for name in frame.columns if name not in links.values()]
    numbers = set(number_columns) if number_columns is not None else {name for name in shown if _is_number(frame[name])}
    head = "".join(_header(name, (headers or {}).get(name) or terms.header(str(name)), name in numbers) for name in shown)
    rows = []
    for row in frame.to_dict("records"):
        cells = [_cell(terms.cell(name, row[name]), row.get(links.get(name)), name in numbers, position == 0, decimals, unknown) for position, name in enumerate(shown)]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    body = "\n".join(rows)
    markup = f'<table class="data">\n<caption>{html.escape(terms.retell(caption))}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>'
    return Shown(markup, frame.to_string())


def words(pieces: Iterable[tuple[str, str]], caption: str) -> Shown:
    """Pieces of text with their marks: each in the colour of MARKS and with its name beside it, a name of '' being no mark.

    As plain text: [time: On Saturday] Russian troops [measure: attacked] [number: 24] times
    """
    pieces = list(pieces)
    text = "".join(f"[{name}: {written}]" if name else written for written, name in pieces)
    paragraphs = "".join(_piece(written, name) for written, name in pieces).split("\n")
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph.strip())
    return Shown(f'<figure class="words">\n<figcaption>{html.escape(caption)}</figcaption>\n{body}\n</figure>', text)


def _piece(written: str, name: str) -> str:
    """A piece of text; if it is marked, on one line and with the mark's name."""
    if not name:
        return html.escape(written)
    style, shown = MARKS[name.partition(", ")[0]], html.escape(" ".join(written.split()))
    return f'<mark style="{style}">{shown}&nbsp;<small>{html.escape(name)}</small></mark>'


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _header(name: object, words: str, number: bool) -> str:
    kind = ' class="number"' if number else ""
    return f'<th scope="col"{kind}>{html.escape(words)}</th>'


def _cell(value: object, address: object, number: bool, first: bool, decimals: int, unknown: str) -> str:
    """One cell; the first of a row is its header."""
    names = ["number"] * number + ["unknown"] * _is_unknown(value) + ["day"] * bool(ISO_DAY.fullmatch(str(value)))
    kind = f' class="{" ".join(names)}"' if names else ""
    if _is_unknown(value):
        words = html.escape(unknown)
        return f'<td{kind} aria-label="{words}" title="{words}">—</td>'
    content = html.escape(_words(value, decimals)).replace("+", "+<wbr>")
    if isinstance(address, str) and WEB_LINK.fullmatch(address.strip()):
        content = f'<a href="{html.escape(address.strip())}" rel="noopener noreferrer">{content}</a>'
    return f'<th scope="row"{kind}>{content}</th>' if first else f"<td{kind}>{content}</td>"


def _is_unknown(value: object) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value)) or value == ""


def _words(value: object, decimals: int) -> str:
    """A value as a reader expects it: 1,204 and 0.50, yes and no."""
    if pd.api.types.is_bool(value):
        return tell("page_yes") if value else tell("page_no")
    if pd.api.types.is_integer(value):
        return whole(value)
    if pd.api.types.is_float(value):
        return decimal(f"{value:,.{decimals}f}")
    return str(value)


@spoken
def html_page(
    notebook: NotebookNode, name: str, parameters: pd.DataFrame, files: Iterable[str], narrow: Mapping[str, str] | None = None
) -> str:
    """An executed notebook as one self-contained page without scripts, in the language spoken: words, findings, figures and tables, no code.

    `name` is the notebook's file name, `parameters` the table shown near the end, `files` the report's other files;
    `narrow` gives the PNG (in base64) to show on a phone in place of another.
    """
    about = {
        "name": name, "files": sorted(files), "language": language_spoken(), "words": {each: tell(f"page_{each}", name=name) for each in FURNITURE},
        "parameters": table(parameters, tell("page_values"), unknown=tell("page_not_given")).html,
    }
    aside: dict[str, str] = {}
    exporter, offered = _exporter(), {_picture_aside(wide, aside): _picture_aside(other, aside) for wide, other in (narrow or {}).items()}
    body = _soup(_without_rows(_cells(exporter, _without_pictures(notebook, aside), about), aside))
    title = _take_title(body) or html.escape(Path(name).stem)
    contents = _number_headings(body)
    _mend_tables(body)
    _describe(body)
    _offer_narrow(body, offered)
    _keep_percents(body)
    frame = exporter.environment.get_template("page.html.j2")
    page = frame.render(title=title, contents=contents, body=str(body).strip(), about=about).strip() + "\n"
    return re.sub("[0-9a-f]{64}", lambda name: aside.get(name[0], name[0]), page)


def _set_aside(text: str, aside: dict[str, str]) -> str:
    """A short name for a text, that stands for it until the page is whole."""
    name = hashlib.sha256(text.encode()).hexdigest()
    aside[name] = text
    return name


def _picture_aside(picture: str, aside: dict[str, str]) -> str:
    """A short name for a picture in base64; anything else stays as it is."""
    picture = picture.replace("\n", "")
    return _set_aside(picture, aside) if BASE64.fullmatch(picture) else picture


def _without_rows(markup: str, aside: dict[str, str]) -> str:
    """Cleaned HTML with the rows of each table set aside, unless something in them is to be mended: most of a page is numbers."""
    return ROWS.sub(lambda rows: rows[0] if TO_MEND.search(rows[0]) else _set_aside(rows[0], aside), markup)


def _without_pictures(notebook: NotebookNode, aside: dict[str, str]) -> NotebookNode:
    """The notebook with each picture set aside, so that it isn't read again at every step of the way to a page."""
    notebook = copy.deepcopy(notebook)
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        for kind in {"image/png", "image/jpeg"} & set(output.get("data", {})):
            output.data[kind] = _picture_aside(output.data[kind], aside)
    return notebook


def _cells(exporter: TemplateExporter, notebook: NotebookNode, about: Mapping) -> str:
    """The notebook's cells as cleaned HTML; nbconvert's exporter of HTML would read it all in once more, as we do ourselves."""
    from nbconvert.exporters import TemplateExporter

    return TemplateExporter.from_notebook_node(exporter, notebook, resources={"about": about})[0]


@cache
def _exporter() -> TemplateExporter:
    """nbconvert with our templates, everything a cell shows passing through `clean`."""
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    shown = ["text/html", "text/markdown", "image/png", "image/jpeg", "text/plain"]
    config = Config(NbConvertBase={"display_data_priority": shown}, HTMLExporter={"default_preprocessors": []})  # nothing is done to the notebook before, nor proved after each
    exporter = HTMLExporter(config=config, template_name=TEMPLATE, extra_template_basedirs=[str(PACKAGE)], exclude_anchor_links=True)
    exporter.register_filter("clean", clean)
    exporter.register_filter("alt", picture_alt)
    return exporter


def clean(markup: str) -> str:
    """HTML without anything active: no scripts, handlers, forms, frames or styles but the colours of a mark, no address but the web's or the folder's."""
    import nh3

    return nh3.clean(
        markup,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_safe_attribute,
        url_schemes={"http", "https", "data"},
        link_rel="noopener noreferrer",
        clean_content_tags={"script", "style", "iframe", "object", "svg", "math", "template", "noscript", "textarea", "select", "title"},
    )


def _safe_attribute(tag: str, name: str, value: str) -> str | None:
    """The attribute's value, or None for an address or a style that is not allowed there."""
    if name == "style":
        return value if value in MARKS.values() else None
    if name == "src":
        return value if PICTURE.fullmatch(value) else None
    if name == "href":
        return value if WEB_LINK.fullmatch(value) or RELATIVE_LINK.fullmatch(value) else None
    return value


def picture_alt(output: Mapping, cell: Mapping, kind: str) -> str:
    """The words that stand for a picture: its own description, its cell's, or the statement that there is none."""
    own = output.get("metadata", {}).get(kind, {}).get("alt") or cell.get("metadata", {}).get("alt")
    plain = output.get("data", {}).get("text/plain", "")
    return own or ("" if plain.startswith("<") else plain) or tell("page_no_alt")


def _soup(markup: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup

    return BeautifulSoup(markup, "html.parser")


def _take_title(body: BeautifulSoup) -> str:
    """Take the first h1 out of the body and give its words; any further h1 becomes an h2."""
    first, *others = body.find_all("h1") or [None]
    for heading in others:
        heading.name = "h2"
    return html.escape(first.extract().get_text(" ", strip=True)) if first else ""


def _number_headings(body: BeautifulSoup) -> list[tuple[str, str]]:
    """Give each heading an id made of its words; the contents list is the h2s' ids and words."""
    used: dict[str, int] = {"main": 1, "contents": 1}
    for heading in body.find_all(["h2", "h3"]):
        slug = re.sub(r"\W+", "-", heading.get_text().casefold()).strip("-") or "section"
        used[slug] = used.get(slug, 0) + 1
        heading["id"] = slug if used[slug] == 1 else f"{slug}-{used[slug]}"
    return [(heading["id"], heading.get_text(" ", strip=True)) for heading in body.find_all("h2")]


def _mend_tables(body: BeautifulSoup) -> None:
    """Let each table scroll in a box of its own that the keyboard reaches, and say what each header is a header of."""
    for number, found in enumerate(body.find_all("table"), start=1):
        for header in found.find_all("th"):
            if not header.get_text(strip=True):
                header.name = "td"
            elif not header.get("scope"):
                header["scope"] = "col" if header.find_parent("thead") else "row"
        caption = found.caption.get_text(" ", strip=True) if found.caption else tell("page_table", number=number)
        _scroll(body, found, caption)
    for number, found in enumerate(body.find_all("pre"), start=1):
        _scroll(body, found, tell("page_text", number=number))


def _describe(body: BeautifulSoup) -> None:
    """Say of each picture in a text that it has no description, where it has none."""
    for picture in body.find_all("img", alt=False):
        picture["alt"] = tell("page_no_words")


def _offer_narrow(body: BeautifulSoup, narrow: Mapping[str, str]) -> None:
    """Let a phone show the narrow drawing of a chart that has one."""
    for picture in body.find_all("img"):
        other = narrow.get(picture.get("src", "").partition("base64,")[2])
        if other:
            picture.wrap(body.new_tag("picture"))
            picture.insert_before(body.new_tag("source", attrs={"media": "(max-width: 36rem)", "srcset": f"data:image/png;base64,{other}"}))


def _keep_percents(body: BeautifulSoup) -> None:
    """Keep each number on one line with its %."""
    for text in body.find_all(string=PERCENT):
        if not text.find_parent(["pre", "code"]):
            text.replace_with(PERCENT.sub("\u00a0%", text))


def _scroll(body: BeautifulSoup, found: object, label: str) -> None:
    found.wrap(body.new_tag("div", attrs={"class": "scroll", "role": "region", "tabindex": "0", "aria-label": label}))
