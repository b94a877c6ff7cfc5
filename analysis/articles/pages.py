"""The article in a web page: its text without menus and advertisements, and what the page says about it.

trafilatura decides what is article and what is boilerplate; the characters are the page's own. Lists and table rows
that it takes for boilerplate, and paragraphs whose numbers it lost, are put back and flagged.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from analysis.articles import labels, publication
from analysis.schema import AnalysisError
from analysis.store import DATA

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
UNSEEN = frozenset("head script style noscript template svg math object iframe audio video canvas button select option textarea input".split())
ASIDE = frozenset("nav aside footer form figcaption dialog".split())
ASIDE_NAMED = re.compile(
    r"^(?:site-?)?(?:nav|navbar|navigation|menu|related|recommend|recommended|recommendations|promo|share|sharing|social|comments?|cookies?|consent|"
    r"banner|newsletter|subscribe|sidebar|breadcrumbs?|footer|adverts?|advertisement|ads?|sponsored|popular|trending|read-?(?:more|also))(?:[-_].*)?$", re.I,
)
ROWS = frozenset("li tr dd dt".split())
ARTICLE_TYPES = ("NewsArticle", "ReportageNewsArticle", "Article", "BlogPosting", "LiveBlogPosting", "Report", "WebPage")
PUBLISHED_NAMES = frozenset(
    "article:published_time og:published_time datepublished date dc.date dc.date.issued dcterms.date dcterms.issued pubdate publishdate publish-date "
    "publish_date publication_date parsely-pub-date sailthru.date article.published citation_publication_date originalpublicationdate published_time".split()
)
FOOTNOTE = re.compile(r"[\s\d*†‡\[\]]+")
SPACES = re.compile(r"[ \t\r\n\f]+")
NUMBER = re.compile(r"\d+")
LARGE = 1_000_000  # characters; beyond them a page is read whole
TANGLED = 3_000_000  # elements times depth; beyond that too
SHORT = 30  # characters of a block that could stand anywhere


class NotAnArticle(AnalysisError):
    """A page holds no article: a consent wall, an error page, a check for robots, or nothing."""


class Page(NamedTuple):
    """What a page holds: the article's text and what its metadata say; '' for what they do not."""

    text: str
    title: str
    published: str
    publisher: str
    url: str
    language: str
    flags: tuple[str, ...]


class Place(NamedTuple):
    """Where in a page the reading stands: the open element's number and what holds for all inside it."""

    number: int
    scope: int  # number of the innermost article or main part, 0 outside
    row: str  # the list item or table row it is in
    link: bool
    lines: bool  # inside <pre>
    aside: bool


class Block(NamedTuple):
    """One paragraph, list item or table row: its text, what of it is outside links, and the elements around it."""

    text: str
    loose: str
    around: tuple[int, ...]
    place: Place


def read_page(page: str, name: str, address: str = "") -> Page:
    """The article in a page.

    Raises NotAnArticle where it holds none.
    """
    root, whole = _parse(page)
    said = _metadata(root, address)
    text, visible, flags = _whole_text(page) if whole else _article_text(root)
    heading = _heading(root)
    if len(text) < 200 < len(said["body"]):
        text, flags = plain(said["body"]), ("body_from_metadata",)
    title = heading or said["title"]
    refuse_no_article(said["page_title"] or title, text, name)
    text = _with_heading(heading, text)
    published, date_flags = _published(root, said, visible)
    return Page(text, title, published, said["publisher"], said["url"], said["language"], (*flags, *date_flags))


def plain(fragment: str) -> str:
    """The text of a piece of HTML without its tags, a block a line."""
    root, whole = _parse(fragment)
    return _without_tags(fragment) if whole else _joined(_blocks(_pruned(root)))


def refuse_no_article(title: str, text: str, name: str) -> None:
    """Raise NotAnArticle for the page that stands where an article should: a wall, an error, nothing."""
    letters = sum(map(str.isalpha, text[:400]))
    for kind, where, words in _refusals():
        wall = len(text) < 1_500 and (where == "title" and title.casefold().startswith(words) or where == "text" and words in text.casefold())
        if wall:
            raise NotAnArticle(f"NotAnArticle: {name}: the page is {kind} ('{words}'). Open the article in a browser and save the page from there.")
    if letters < 20:
        raise NotAnArticle(f"NotAnArticle: {name}: no text of an article was found on the page. Open it in a browser and save the page from there.")


@lru_cache
def _refusals() -> tuple[tuple[str, str, str], ...]:
    """The rows of data/reference/not-articles.csv."""
    with open(DATA / "reference" / "not-articles.csv", encoding="utf-8", newline="") as file:
        return tuple((row["kind"], row["where"], row["words"].casefold()) for row in csv.DictReader(file))


def _parse(page: str) -> tuple[html.HtmlElement, bool]:
    """The page as a tree, and whether it is nested too deeply for that and must be read without one."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    data = page.replace("\0", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data or b"<p>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return html.document_fromstring(b"<p>"), True
    return root, any(error.level == etree.ErrorLevels.FATAL for error in parser.error_log)


def _whole_text(page: str) -> tuple[str, list[str], tuple[str, ...]]:
    """The text of a page whose tree cannot be built, its first lines, and the flag that says so."""
    text = _without_tags(page)
    return text, text.split("\n")[:60], ("whole_page",)


def _without_tags(page: str) -> str:
    """The text of a page whose tree cannot be built: tags cut out, references resolved."""
    from html import unescape

    seen = re.sub(r"(?is)<(script|style|head|noscript|template)\b[^>]*>.*?</\1\s*>|<!--.*?-->", " ", page)
    lines = re.sub(r"(?i)</?(?:%s|br)\b[^<>]*>" % "|".join(BLOCKS), "\n", seen)
    text = unescape(re.sub(r"<[a-zA-Z/!?][^<>]*>", "", lines))
    return "\n".join(line for part in text.split("\n") if (line := SPACES.sub(" ", part).strip(" ")))


def _is_hidden(element: html.HtmlElement) -> bool:
    """Whether a browser would not show an element, or shows it as the mark of a footnote."""
    style = element.get("style", "").replace(" ", "").lower()
    mark = element.tag == "sup" and FOOTNOTE.fullmatch(element.text_content() or " ")
    return bool(element.tag in UNSEEN or "hidden" in element.attrib or element.get("aria-hidden") == "true" or "display:none" in style or mark)


def _pruned(root: html.HtmlElement) -> html.HtmlElement:
    """The tree without comments and hidden elements; the text after them stays."""
    for element in list(root.iter()):
        if element is not root and element.getparent() is not None and (not isinstance(element.tag, str) or _is_hidden(element)):
            element.drop_tree()
    return root


def _is_aside(element: html.HtmlElement, main: frozenset) -> bool:
    """Whether an element by its tag, role or class stands beside the article; one around the heading never does."""
    if element in main or element.tag in ("html", "body", "main", "article"):
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}".split()
    return element.tag in ASIDE or element.get("role") in ("navigation", "banner", "complementary", "contentinfo") or any(map(ASIDE_NAMED.match, names))


def _is_row(element: html.HtmlElement) -> bool:
    """Whether a <tr> is a row of a table that is read across, and not the frame of a page's layout."""
    return element.tag == "tr" and len(element.text_content()) <= 400


def _enter(element: html.HtmlElement, outer: Place, number: int, main: frozenset) -> Place:
    """Where the reading stands inside an element."""
    scope = element.tag in ("article", "main") or element.get("itemprop") == "articleBody"
    row = element.tag if element.tag in ROWS and (element.tag != "tr" or _is_row(element)) else outer.row
    return Place(
        number, number if scope else outer.scope, row, outer.link or element.tag == "a", outer.lines or element.tag == "pre",
        outer.aside or _is_aside(element, main),
    )


def _breaks(element: html.HtmlElement, place: Place) -> bool:
    """Whether an element begins and ends a block: not inside the row of a table, which is one block."""
    return element.tag in BLOCKS and (place.row != "tr" or element.tag in ("tr", "table"))


def _shown(pieces: list[tuple[str, bool]]) -> tuple[str, str]:
    """Pieces of text joined with white space as a browser shows it, and those outside links."""
    joined = SPACES.sub(" ", "".join(text for text, _ in pieces))
    lines = [re.sub(" ?\x0b ?", "\t", line).strip(" \t") for line in joined.split("\0")]
    text = "\n".join(lines).strip("\n")
    return text, "".join(text for text, link in pieces if not link).strip()


def _blocks(root: html.HtmlElement) -> Iterator[Block]:
    """The blocks of a page in their order."""
    main = frozenset(above for heading in root.findall(".//h1")[:3] for above in heading.iterancestors())
    numbers = count(1)
    places = [Place(0, 0, "", False, False, False)]
    pieces: list[tuple[str, bool]] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        inner = _enter(element, places[-1], next(numbers), main) if event == "start" else places[-1]
        if _breaks(element, inner):
            text, loose = _shown(pieces)
            if text:
                yield Block(text, loose, tuple(place.number for place in places[:-1][:60]), places[-1])
            pieces = []
        if event == "start":
            places.append(inner)
            pieces += _opening(element, inner)
        else:
            places.pop()
            pieces.append(_piece(element.tail, places[-1]))
    text, loose = _shown(pieces)
    if text:
        yield Block(text, loose, (0,), places[-1])


def _opening(element: html.HtmlElement, place: Place) -> list[tuple[str, bool]]:
    """What an element writes where it begins: the end of a line, of a cell, and its text."""
    mark = {"br": "\0", "td": "\x0b", "th": "\x0b"}.get(element.tag, "")
    return [(mark, False), _piece(element.text, place)]


def _piece(text: str | None, place: Place) -> tuple[str, bool]:
    """A piece of text and whether it is a link; inside <pre> its lines stay lines."""
    return (text or "").replace("\n", "\0") if place.lines else (text or ""), place.link


def _joined(blocks: Iterable[Block]) -> str:
    """Blocks as text: an empty line between paragraphs, none between the items of a list or the rows of a table."""
    text, before = "", ""
    for block in blocks:
        text += ("\n" if before and block.place.row == before else "\n\n") + block.text if text else block.text
        before = block.place.row
    return text


def _squeezed(text: str) -> str:
    """The letters and digits of a text alone."""
    return "".join(filter(str.isalnum, text))


def _extracted(root: html.HtmlElement) -> str:
    """What trafilatura takes for the article, '' where it finds none."""
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds wrong with a page is said by us, once
    if len(html.tostring(root)) > LARGE or _tangle(root) > TANGLED:
        return ""
    return trafilatura.extract(root, favor_recall=True, include_comments=False, include_tables=True) or ""


def _tangle(root: html.HtmlElement) -> int:
    """How many elements a tree has, times how deep they are nested."""
    elements = depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
        elements += event == "start"
    return elements * deepest


def _article_text(root: html.HtmlElement) -> tuple[str, list[str], tuple[str, ...]]:
    """The text of the article's blocks, the lines seen about it, and a flag where more than trafilatura took was needed."""
    seen = _squeezed(_extracted(root))
    blocks = list(_blocks(_pruned(root)))
    known = _known(blocks, seen)
    core = [number for number in sorted(known) if len(blocks[number].text) >= SHORT]
    if not core:
        return _joined([block for block in blocks if not block.place.aside] or blocks), _lines(blocks[:60]), ("whole_page",)
    container = _container([blocks[number] for number in core])
    inside = {number for number, block in enumerate(blocks) if container in block.around or core[0] < number < core[-1]}
    lost = {number for number in inside - known if _is_needed(blocks[number]) and not _is_in(blocks[number].text, seen)}
    chosen = sorted(lost | set(core) | inside & known)
    about = _lines(blocks[max(0, core[0] - 4) : core[-1] + 5])
    return _joined(blocks[number] for number in chosen), about, ("blocks_restored",) if lost else ()


def _lines(blocks: list[Block]) -> list[str]:
    """The lines of some blocks."""
    return [line for block in blocks for line in block.text.split("\n")]


def _known(blocks: list[Block], seen: str) -> set[int]:
    """The numbers of the blocks that were extracted; those beside the article only where they are most of its text."""
    found = {number for number, block in enumerate(blocks) if _is_in(block.text, seen)}
    beside = {number for number in found if blocks[number].place.aside}
    size = lambda numbers: sum(len(blocks[number].text) for number in numbers)  # noqa: E731
    return found - beside if 3 * size(beside) < size(found) else found


def _is_in(text: str, seen: str) -> bool:
    """Whether at least half of a block, sentence by sentence, is in what was extracted."""
    squeezed = _squeezed(text)
    if squeezed in seen:
        return bool(squeezed)
    parts = [part for sentence in re.split(r"[.!?…\n]", text) if (part := _squeezed(sentence))]
    return len(squeezed) >= SHORT and 2 * sum(len(part) for part in parts if part in seen and len(part) > 12) >= len(squeezed)


def _is_needed(block: Block) -> bool:
    """Whether a block left out may hold a count: a row of a list or table, or numbers that are not just a date."""
    if block.place.aside or publication.is_dateline(block.text):
        return False
    mostly_links = 2 * len(block.loose) < len(block.text)
    return bool(NUMBER.search(block.loose) or not mostly_links and (block.place.row or NUMBER.search(block.text)))


def _container(core: list[Block]) -> int:
    """The number of the article's element: the innermost that holds four fifths of its text."""
    weight: Counter[int] = Counter()
    for block in core:
        for number in block.around:
            weight[number] += len(block.text)
    whole = sum(len(block.text) for block in core)
    heavy = [number for number in weight if weight[number] * 5 >= whole * 4]
    scopes = [number for number in heavy if number in {block.place.scope for block in core} - {0}]
    return max(scopes or heavy)


def _heading(root: html.HtmlElement) -> str:
    """The text of the page's one <h1>, or of the first inside its article."""
    headings = root.xpath("//article//h1 | //main//h1") or root.xpath("//h1")
    texts = [text for heading in headings if (text := SPACES.sub(" ", heading.text_content()).strip())]
    return texts[0] if len(set(texts)) == 1 or root.xpath("//article//h1") and texts else ""


def _with_heading(heading: str, text: str) -> str:
    """The text with the article's heading as its first line."""
    if not heading or _squeezed(heading) in _squeezed(text[: len(heading) + 400]):
        return text
    return f"{heading}\n\n{text}"


def _metadata(root: html.HtmlElement, address: str) -> dict[str, str]:
    """What a page's JSON-LD, meta tags and links say: the best-placed word for each thing, '' for none."""
    linked, metas = _linked_data(root), _metas(root)
    url = _url(root, linked, metas, address)
    page_title = _first(*root.xpath("//title//text()"))
    named = [_word(linked.get("publisher"), "name"), *map(metas.get, ("og:site_name", "dc.publisher", "publisher", "application-name"))]
    spoken = [*root.xpath("/html/@lang"), _word(linked.get("inLanguage"), "alternateName"), *map(metas.get, ("og:locale", "content-language", "dc.language"))]
    return {
        "title": _first(_word(linked.get("headline")), *map(metas.get, ("og:title", "dc.title", "twitter:title")), page_title),
        "page_title": page_title,
        "publisher": _first(*named, (urlsplit(url).hostname or "").removeprefix("www.")),
        "url": url,
        "language": _first(*spoken),
        "linked_day": _word(linked.get("datePublished")),
        "meta_day": "\n".join(metas[name] for name in metas if name in PUBLISHED_NAMES),
        "body": _word(linked.get("articleBody")),
    }


def _first(*words: str | None) -> str:
    """The first of some words that says anything, on one line."""
    return next((SPACES.sub(" ", word).strip() for word in words if word and word.strip()), "")


def _url(root: html.HtmlElement, linked: dict, metas: dict[str, str], address: str) -> str:
    """The page's canonical address, else the one it came from, '' where neither is known."""
    own = [*root.xpath("//link[@rel='canonical']/@href"), metas.get("og:url", ""), _word(linked.get("mainEntityOfPage"), "@id"), _word(linked.get("url"), "@id")]
    return _address(address, *own, _saved_from(root)) or address


def _metas(root: html.HtmlElement) -> dict[str, str]:
    """The content of each meta tag by its name, the first where there are several."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        for name in ("property", "name", "itemprop", "http-equiv"):
            if meta.get(name) and meta.get("content"):
                found.setdefault(meta.get(name).strip().lower(), meta.get("content"))
    return found


def _linked_data(root: html.HtmlElement) -> dict:
    """The JSON-LD object that describes the article, {} where there is none."""
    found: dict[str, dict] = {}
    for script in root.xpath("//script[contains(@type, 'ld+json')]"):
        try:
            todo = [json.loads(script.text or "null", strict=False)]
        except (ValueError, RecursionError):
            continue
        while todo:
            item = todo.pop(0)
            todo += item if isinstance(item, list) else list(item.get("@graph") or []) if isinstance(item, dict) else []
            for kind in _kinds(item):
                found.setdefault(kind, item)
    return next((found[kind] for kind in ARTICLE_TYPES if kind in found), {})


def _kinds(item: object) -> list[str]:
    """The types a JSON-LD object says it is of."""
    kinds = item.get("@type") if isinstance(item, dict) else None
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _word(value: object, *keys: str) -> str:
    """The text in a JSON-LD value: itself, the first of a list, or what it names under one of the keys."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next((value[key] for key in keys if value.get(key)), None)
        return _word(value) if not isinstance(value, dict) else ""
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _saved_from(root: html.HtmlElement) -> str:
    """The address a browser notes in a comment when it saves a page."""
    comments = [comment.text or "" for comment in root.xpath("//comment() | preceding::comment()")[:20]]
    found = [match[1] for text in comments if (match := re.search(r"saved from url=\(\d+\)(\S+)", text))]
    return found[0] if found else ""


def _address(base: str, *candidates: str) -> str:
    """The first http(s) address among the candidates, made whole from the page's own."""
    for candidate in candidates:
        try:
            whole = urljoin(base, candidate.strip()) if candidate else ""
            if urlsplit(whole).scheme in ("http", "https") and urlsplit(whole).hostname:
                return whole
        except ValueError:
            continue
    return ""


def _published(root: html.HtmlElement, said: dict[str, str], visible: list[str]) -> tuple[str, tuple[str, ...]]:
    """The day of publication by the page's metadata, else by its visible words; flagged where they contradict."""
    language = said["language"][:2].lower()
    day = lambda words: publication.day(words, language)  # noqa: E731
    marked = root.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime | //*[@itemprop='datePublished' and not(self::meta)]/@datetime")
    strong = [day(words) for words in (said["linked_day"], *said["meta_day"].split("\n"), *marked[:1])]
    known = [found for found in (*strong, labels.first_day(visible, language)) if found]
    if known:
        return known[0], ("date_conflict",) if len(set(known)) > 1 else ()
    if shown := _first_time(root, day) or next((day(line) for line in visible if publication.is_dateline(line, language)), ""):
        return shown, ()
    match = re.search(r"/(20\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?=\D|$)", urlsplit(said["url"]).path)
    found = day("-".join(match.groups())) if match else ""
    return found, ("date_from_address",) if found else ()


def _first_time(root: html.HtmlElement, day) -> str:
    """The day of the first <time> of the article."""
    for words in root.xpath("//article//time/@datetime | //main//time/@datetime")[:1] or root.xpath("//time/@datetime")[:1]:
        return day(words)
    return ""
