"""Articles in: a file, a folder, standard input or an address → Article, whatever it is written as.

What is to be read is first split into units of work: a file, a block of whole lines of JSON lines, a page in hand. Each is
small, can be handed to another process, and gives its articles there. Offsets of all later work refer to `Article.text`. It holds the article's characters as they came, non-breaking and
zero-width spaces included; only the encoding is undone and every line end is LF.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from analysis.articles import labels, languages, layouts, pages, publication, web
from analysis.schema import AnalysisError, BadCall, EmptyFile, MissingFile
from analysis.articles.web import NOTE, Visitor

LIMIT = 20_000_000  # bytes of one article
BLOCK = 500_000  # bytes of a file of records that are one unit of work, up to the end of the line
HEAD = 4_096  # bytes that show what a source is
BLANK = b"\xef\xbb\xbf \t\r\n"
PDF_SECONDS, PDF_MEMORY = 60, 2**30
FLAGS = {
    "no_date": "no day of publication could be determined, so relative dates stay unknown",
    "date_unreadable": "a day of publication is given but fixes no day (05/06/2024 has two readings)",
    "date_conflict": "two different days of publication are given; the metadata's was taken",
    "date_from_address": "the day of publication was read from the page's address",
    "date_given": "the day of publication was supplied by the caller",
    "no_language": "no language was named or recognised",
    "language_conflict": "the text is in another language than its metadata say; the text's was taken",
    "encoding_guessed": "the encoding was not declared and is the one in which the most words make sense",
    "damaged_characters": "halves of characters were replaced by U+FFFD",
    "tags_removed": "the text of a record held HTML, whose tags were removed",
    "blocks_restored": "rows of lists or tables, or paragraphs with numbers, were put back that the extraction had left out",
    "whole_page": "no article could be told from its page, so all its text was taken",
    "body_from_metadata": "the page shows no text; it was taken from the page's metadata",
}
NOT_ARTICLES = frozenset(
    ".css .js .mjs .map .png .jpg .jpeg .gif .svg .webp .avif .ico .bmp .tif .tiff .woff .woff2 .ttf .otf .eot .mp3 .mp4 .webm .m4a .wav "
    ".csv .tsv .xls .xlsx .parquet .toml .yml .yaml .py .ipynb .download .pyc .lock".split()
)
HTML_ENDINGS, RECORD_ENDINGS, TABLE_ENDINGS = (".html", ".htm", ".xhtml", ".shtml"), (".jsonl", ".ndjson", ".jsonlines"), (".csv", ".tsv")
SIGNATURES = {
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"PK\x03\x04": "a ZIP archive or an office document", b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old office document", b"\x7fELF": "a program", b"MZ\x90": "a program", b"{\\rtf": "an RTF document", b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive",
    b"PAR1": "a Parquet table", b"SQLite format 3": "a database",
}
MARKUP = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
TAGS = re.compile(r"</(?:p|div|li|ul|ol|table|h\d|strong|em|b|a)\s*>|<br\s*/?>|<p>", re.I)
INVISIBLE = re.compile(r"[\s\ufeff\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069]*")
SURROGATE = re.compile(r"[\ud800-\udfff]")


class UnreadableArticle(AnalysisError):
    """A source is not of a kind that holds an article, or is damaged."""


class TooLarge(AnalysisError):
    """A source is larger than any article."""


@dataclass(frozen=True)
class Article:
    """One article; what is not known is '', and `flags` (of FLAGS) say what the reader of its counts should know.

    `sha256` is of the bytes it came in: its file, its page, its line of a file of records.
    """

    article_id: str
    text: str
    title: str = ""
    published: str = ""
    publisher: str = ""
    url: str = ""
    language: str = ""
    sha256: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """A source that gave no article, and why."""

    article_id: str
    error: AnalysisError

    def __str__(self) -> str:
        return str(self.error)


class Unit(Protocol):
    """A piece of work that can be handed to another process: `name` says which, `size` about how many bytes it holds."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...

    def articles(self) -> Iterator[Article | Refused]:
        """What it holds, in its order."""


@dataclass(frozen=True)
class InFile:
    """A file that is no file of records."""

    path: Path
    name: str
    size: int
    given: str = ""

    def articles(self) -> Iterator[Article | Refused]:
        """The articles of the file; what stops the reading of it is a Refused."""
        return _one(self.name, _from_file, self.path, self.name, self.given)

    def in_hand(self) -> Unit:
        """The same with its bytes, to be read where the file is not seen; one that refuses it where they can't be had."""
        return next(_or_refused(self.name, lambda: iter([_in_hand(self.path, self.name, self.given)])))


@dataclass(frozen=True)
class InLines:
    """Whole lines of a file of records, the first of which has the number `first` there."""

    source: str
    first: int
    data: bytes
    given: str = ""

    @property
    def name(self) -> str:
        """The file and the lines: 'news.jsonl, lines 1 to 300'."""
        last = self.first + self.data.rstrip(b"\n").count(b"\n")
        return f"{self.source}, lines {self.first:,} to {last:,}"

    @property
    def size(self) -> int:
        """Bytes of the lines."""
        return len(self.data)

    def articles(self) -> Iterator[Article | Refused]:
        """The article of each line that holds anything."""
        for number, line in enumerate(io.BytesIO(self.data), start=self.first):
            if line.strip(BLANK):
                at = f"{self.source}:{number}"
                yield from _one(at, _line, line, at, self.given)


@dataclass(frozen=True)
class InHand:
    """The bytes of one source that is no file: a fetched page, standard input."""

    name: str
    ending: str
    data: bytes
    given: str = ""
    address: str = ""
    charset: str = ""

    @property
    def size(self) -> int:
        """Bytes in hand."""
        return len(self.data)

    def articles(self) -> Iterator[Article | Refused]:
        """The articles in the bytes; what stops the reading of them is a Refused."""
        return _one(self.name, _from_bytes, self.name, self.ending, self.data, self.given, self.address, self.charset)


@dataclass(frozen=True)
class Settled:
    """What needs no more work: articles as they are, or why there is none."""

    name: str
    found: tuple[Article | Refused, ...]

    @property
    def size(self) -> int:
        """Characters of the articles."""
        return sum(len(one.text) for one in self.found if isinstance(one, Article))

    def articles(self) -> Iterator[Article | Refused]:
        """What was found."""
        return iter(self.found)


def read_article(source: Path | str, published: date | str | None = None, store: Path | str | None = None, visitor: Visitor | None = None) -> Article:
    """The one article in a file, at an http(s) address, or on standard input ('-').

    `published` supplies the day where the article gives none; `store` is a folder where a fetched page is kept and
    found again. Raises an AnalysisError that names the source.
    """
    if _is_path(source) and Path(source).is_dir():
        raise BadCall(f"BadCall: {source}: is a folder. Use read_articles for many articles.")
    found = list(islice(read_articles([source], published, store, visitor), 2))
    if isinstance(found[0], Refused):
        raise found[0].error
    if len(found) > 1:
        raise BadCall(f"BadCall: {source}: holds several articles. Use read_articles.")
    return found[0]


def read_articles(
    sources: Path | str | Iterable[Path | str], published: date | str | None = None, store: Path | str | None = None, visitor: Visitor | None = None
) -> Iterator[Article | Refused]:
    """Each article of files, folders (all below them, by name), addresses and '-', one at a time.

    A source that gives none yields a Refused in its place, and the rest goes on. Raises BadCall at once for a
    `published` that is no date.
    """
    work = units(sources, published, store, visitor)
    return (article for unit in work for article in unit.articles())


def units(
    sources: Path | str | Iterable[Path | str], published: date | str | None = None, store: Path | str | None = None, visitor: Visitor | None = None
) -> Iterator[Unit]:
    """The units of work that files, folders, addresses and '-' are split into, one at a time and in order.

    Addresses are fetched, and streams read, here; all else is left to the units. Raises BadCall at once for a
    `published` that is no date.
    """
    given = _given_day(published)
    listed = [sources] if isinstance(sources, (str, Path)) else sources
    return _split(listed, given, store, visitor or Visitor())


def _given_day(published: date | str | None) -> str:
    """The supplied day as an ISO date, '' for none."""
    if published is None or published == "":
        return ""
    said = publication.day(published.isoformat() if isinstance(published, date) else str(published))
    if not said:
        raise BadCall(f"BadCall: published: '{published}' is not a day. Expected a date such as 2024-11-17.")
    return said


def _split(sources: Iterable[Path | str], given: str, store: Path | str | None, visitor: Visitor) -> Iterator[Unit]:
    """The units of each source; two sources of one name get longer ones."""
    taken: set[str] = set()
    listed, seen = list(sources), set()
    for source in listed:
        if not str(source).strip():
            yield _refused("''", UnreadableArticle("UnreadableArticle: '': an empty name. Name a file, a folder, an address, or - for standard input."))
            continue
        place = os.path.realpath(source) if _is_path(source) and str(source) != "-" else str(source)
        if place in seen:
            yield _refused(str(source), UnreadableArticle(f"UnreadableArticle: {source}: is named twice. It was read once."))
            continue
        seen.add(place)
        if not _is_path(source):
            yield from _or_refused(str(source), _of_address, str(source), given, store, visitor)
        elif Path(source).is_dir():
            yield from _of_folder(Path(source), given, f"{_name(Path(source), taken)}/" if len(listed) > 1 else "")
        elif str(source) == "-":
            yield from _or_refused("standard input", _of_stream, "standard input", "", sys.stdin.buffer, given)
        else:
            yield from _of_file(Path(source), _name(Path(source), taken), given)


def _is_path(source: Path | str) -> bool:
    """Whether a source is a file, folder or '-', and not an address."""
    return isinstance(source, Path) or not re.match(r"https?://", source, re.I)


def _name(path: Path, taken: set[str]) -> str:
    """A file's name, with as many folders before it as tell it from those already taken."""
    parts = path.parts
    names = ["/".join(parts[-length:]) for length in range(1, len(parts) + 1)]
    name = next((name for name in names if name not in taken), names[-1])
    taken.add(name)
    return name


def _of_folder(folder: Path, given: str, before: str = "") -> Iterator[Unit]:
    """The units of all files below a folder, named by their paths in it; `before` tells it from other sources of the call."""
    found = False
    for path in _below(folder):
        found = True
        yield from _of_file(path, before + path.relative_to(folder).as_posix() if path != folder else str(folder), given)
    if not found:
        yield _refused(str(folder), EmptyFile(f"EmptyFile: {folder}: no article is in this folder. Expected files such as .txt, .html, .pdf or .jsonl."))


def _below(folder: Path) -> Iterator[Path]:
    """The files below a folder that may be articles, sorted by name; hidden ones and parts of saved pages left out."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:  # to be refused by name where it is opened
        yield folder
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith((".", "~$")) or entry.name.endswith(NOTE):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(path)
        elif path.suffix.lower() not in NOT_ARTICLES:
            yield path


def _one(name: str, read: Callable[..., Iterable[Article | Refused]], *arguments: object) -> Iterator[Article | Refused]:
    """What reading a source yields; whatever stops it becomes a Refused."""
    try:
        yield from read(*arguments)
    except AnalysisError as error:
        yield Refused(name, error)
    except OSError as error:
        yield Refused(name, _unreadable(name, error))


def _or_refused(name: str, split: Callable[..., Iterator[Unit]], *arguments: object) -> Iterator[Unit]:
    """The units that splitting a source yields; whatever stops it becomes a unit that refuses the source."""
    try:
        yield from split(*arguments)
    except AnalysisError as error:
        yield _refused(name, error)
    except OSError as error:
        yield _refused(name, _unreadable(name, error))


def _refused(name: str, error: AnalysisError) -> Settled:
    """A unit that refuses its source."""
    return Settled(name, (Refused(name, error),))


def _unreadable(name: str, error: OSError) -> UnreadableArticle:
    return UnreadableArticle(f"UnreadableArticle: {name}: cannot be read ({error.strerror or error}). Check the file and its permissions.")


def _of_file(path: Path, name: str, given: str) -> Iterator[Unit]:
    """The units of a file: blocks of a file of records, or the file; a pipe is read here."""
    name = _whole_characters(name)[0]
    return _or_refused(name, _of_path, path, name, given)


def _of_path(path: Path, name: str, given: str) -> Iterator[Unit]:
    """The units of a file; raises MissingFile where there is none."""
    if not path.exists():
        if address := re.match(r"([a-z][a-z0-9+.]*):/+", str(path), re.I):
            raise MissingFile(f"MissingFile: {path}: there is no such file, and an address that begins with {address[1]}: is not fetched. Expected a file, a folder, or an address with http: or https:.")
        raise MissingFile(f"MissingFile: {path}: there is no such file. Check the name and the folder.")
    if path.is_dir():
        os.scandir(path).close()  # which says why, where it may not be looked into
        raise UnreadableArticle(f"UnreadableArticle: {name}: is a link to a folder, which is not followed. Name the folder itself.")
    if (path.is_fifo() or path.is_socket()) and path.parts[:2] != ("/", "dev"):  # a pipe that nobody fills would be waited for without end
        raise UnreadableArticle(f"UnreadableArticle: {name}: is a pipe or a socket, not a file. Give its words on standard input, as -.")
    if path.is_file() and _kind_of(path, name) != "records":
        yield InFile(path, name, path.stat().st_size, given)
        return
    with open(path, "rb") as stream:
        yield from _of_stream(name, path.suffix.lower(), stream, given)


def _kind_of(path: Path, name: str) -> str:
    """What a file's first bytes and its ending say it is; '' where reading it will say what is wrong, or it is a kept page."""
    try:
        with open(path, "rb") as stream:
            return "" if Path(f"{path}{NOTE}").exists() else _kind(stream.read(HEAD), path.suffix.lower(), name)
    except (AnalysisError, OSError):
        return ""


def _of_address(address: str, given: str, store: Path | str | None, visitor: Visitor) -> Iterator[Unit]:
    """The page at an address, fetched."""
    page = web.fetch(address, visitor, store)
    yield InHand(page.address, page.ending, page.body, given, page.answered, page.charset)


def _of_stream(name: str, ending: str, stream: BinaryIO, given: str) -> Iterator[Unit]:
    """The units of a stream of bytes: blocks of records, or all of it."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)
    if _kind(buffered.peek(HEAD)[:HEAD], ending, name) == "records":
        yield from _blocks(buffered, name, given)
    else:
        yield InHand(name, ending, _limited(buffered, name), given)


def _blocks(stream: BinaryIO, name: str, given: str) -> Iterator[Unit]:
    """Blocks of whole lines of JSON lines; a line too long is passed over in pieces and refused, never held whole."""
    number, empty = 1, True
    while data := stream.read(BLOCK):
        begun = len(data) - (data.rfind(b"\n") + 1)
        rest = stream.readline(max(0, LIMIT + 1 - begun)) if begun else b""
        long = begun + len(rest) > LIMIT
        block = data[: len(data) - begun] if long else data + rest
        if block:
            yield InLines(name, number, block, given)
        number += block.count(b"\n")
        empty = empty and not long and not block.strip(BLANK)
        if long:
            while not rest.endswith(b"\n") and (rest := stream.readline(LIMIT)):
                pass
            yield _refused(f"{name}:{number}", _too_long(f"{name}:{number}"))
            number += 1
    if empty:
        yield _refused(name, EmptyFile(f"EmptyFile: {name}: holds no record. Get the articles again."))


def _limited(stream: BinaryIO, name: str) -> bytes:
    """All of a stream; raises TooLarge for more than one article may have."""
    return _checked_size(stream.read(LIMIT + 1), name)


def _checked_size(data: bytes, name: str) -> bytes:
    if len(data) > LIMIT:
        raise TooLarge(f"TooLarge: {name}: holds more than {LIMIT:,} bytes, the most one article may have. Split it, or give many articles as JSON lines.")
    return data


def _too_long(name: str) -> TooLarge:
    return TooLarge(f"TooLarge: {name}: the line is longer than {LIMIT:,} bytes, the most one article may have. Split it.")


def _from_file(path: Path, name: str, given: str) -> Iterator[Article | Refused]:
    """Each article of a file."""
    unit = _in_hand(path, name, given)
    yield from _from_bytes(unit.name, unit.ending, unit.data, given, unit.address, unit.charset)


def _in_hand(path: Path, name: str, given: str) -> InHand:
    """The bytes of a file; a page kept by `web.keep` is as it was fetched, named by the address that was asked for."""
    if Path(f"{path}{NOTE}").exists():
        page = web.kept(path)
        return InHand(page.address, page.ending, page.body, given, page.answered, page.charset)
    with open(path, "rb") as stream:
        _kind(stream.peek(HEAD)[:HEAD], path.suffix.lower(), name)
        return InHand(name, path.suffix.lower(), _limited(stream, name), given)


def _from_bytes(name: str, ending: str, data: bytes, given: str, address: str = "", charset: str = "") -> Iterator[Article | Refused]:
    """The articles in some bytes: many of a file of records, one of anything else."""
    kind = _kind(data[:HEAD], ending, name)
    if kind == "records":
        yield from _records(data, name, given)
    elif kind == "json":
        yield from _json(_checked_size(data, name), name, given)
    else:
        yield _article(kind, _checked_size(data, name), name, given, address, charset)


def _kind(head: bytes, ending: str, name: str) -> str:
    """What the first bytes and the ending of a name say a source is: pdf, saved, html, records, json or text."""
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for signature, what in SIGNATURES.items():
        if head.startswith(signature):
            raise UnreadableArticle(f"UnreadableArticle: {name}: is {what}, not an article. Save the article as text, HTML or PDF.")
    if ending in TABLE_ENDINGS:
        raise UnreadableArticle(f"UnreadableArticle: {name}: is a table, not an article. Give it to `python -m analysis clean`, or save the article as text.")
    if ending in RECORD_ENDINGS or ending == ".json":
        return "records" if ending in RECORD_ENDINGS else "json"
    if re.match(rb"(?:From|MIME-Version|Snapshot-Content-Location): ", head) and b"multipart/related" in head:
        return "saved"
    if ending in HTML_ENDINGS or MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    return "records" if re.match(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"", head) else "text"


def _article(kind: str, data: bytes, name: str, given: str, address: str, charset: str) -> Article:
    """The article in the bytes of one text, page or PDF."""
    digest = hashlib.sha256(data).hexdigest()
    if kind == "pdf":
        return _finish(name, _pdf(data, name), digest, given, address)
    if kind == "saved":
        data, address = _saved(data, name, address)
    if not data.strip():
        raise EmptyFile(f"EmptyFile: {name}: holds nothing. Get the article again.")
    charset = charset or (_declared(data) if kind != "text" else "")
    text, encoding = languages.decode(data, name, charset)
    flags = () if encoding.startswith("utf") or encoding == charset else ("encoding_guessed",)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_binary(text, name)
    is_page = kind != "text" or MARKUP.match(text[:4096].encode())  # a page in UTF-16 shows only now
    parts = _page(text, name, address) if is_page else layouts.plain(text)
    return _finish(name, {**parts, "flags": flags + parts.get("flags", ())}, digest, given, address)


def _declared(data: bytes) -> str:
    """The encoding a page declares in its first bytes, '' for none."""
    match = re.search(rb"<meta[^>]{0,200}?charset=[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding=[\"']([\w.:-]+)", data[:4096], re.I)
    return (match[1] or match[2]).decode("ascii") if match else ""


def _refuse_binary(text: str, name: str) -> None:
    """Raise UnreadableArticle for what decodes but is no text."""
    sample = text[:100_000]
    control = len(re.findall("[\x00-\x08\x0e-\x1a\x1c-\x1f]", sample))
    if "\0" in sample or control * 50 > len(sample):
        raise UnreadableArticle(f"UnreadableArticle: {name}: is a binary file, not a text. Save the article as text, HTML or PDF.")


def _page(text: str, name: str, address: str) -> dict:
    """The parts of an article in a web page."""
    return pages.read_page(text, name, address)._asdict()


def _saved(data: bytes, name: str, address: str) -> tuple[bytes, str]:
    """The page in a file of a page and its pictures (.mhtml), as UTF-8, and its address."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            charset = part.get_content_charset() or _declared(page)
            return languages.decode(page, name, charset)[0].encode("utf-8"), address or str(message.get("Snapshot-Content-Location") or "")
    raise UnreadableArticle(f"UnreadableArticle: {name}: holds no page. Save the article as HTML or text.")


def _finish(name: str, parts: dict, digest: str, given: str, address: str = "") -> Article:
    """The article of its parts: checked for being one, its day and language settled.

    Raises EmptyFile where there is no text.
    """
    text, whole = _whole_characters(parts["text"])
    if INVISIBLE.fullmatch(text):
        raise EmptyFile(f"EmptyFile: {name}: holds no text. Get the article again.")
    language, language_flags = languages.choose(parts.get("language") or "", text)
    published, date_flags = _settled_day(parts.get("published") or "", given, language)
    flags = (*parts.get("flags", ()), *date_flags, *language_flags, *whole)
    title, publisher = (_whole_characters(parts.get(part) or "")[0] for part in ("title", "publisher"))
    return Article(name, text, title, published, publisher, parts.get("url") or address, language, digest, tuple(dict.fromkeys(flags)))


def _whole_characters(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with halves of characters, which no file can hold, replaced one for one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return SURROGATE.sub("\ufffd", text), ("damaged_characters",)
    return text, ()


def _settled_day(said: str, given: str, language: str) -> tuple[str, tuple[str, ...]]:
    """The day of publication: what the article says, else the day given; with what is to be flagged."""
    day = publication.day(said, language)
    unreadable = ("date_unreadable",) if said and not day else ()
    if day:
        return day, ("date_conflict",) if given and given != day else ()
    return (given, (*unreadable, "date_given")) if given else ("", (*unreadable, "no_date"))


def _pdf(data: bytes, name: str) -> dict:
    """The parts of an article in a PDF, read by a child process that may neither take long nor grow large."""
    command = [sys.executable, "-I", str(Path(__file__).with_name("pdf_child.py")), str(PDF_MEMORY), str(LIMIT)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=PDF_SECONDS)
        answer = json.loads(done.stdout or b'{"problem": "it could not be read to its end"}')
    except subprocess.TimeoutExpired:
        answer = {"problem": f"it takes more than {PDF_SECONDS} seconds to read"}
    if "problem" in answer:
        raise UnreadableArticle(f"UnreadableArticle: {name}: the PDF was not read: {answer['problem']}. Save the article as text or HTML.")
    text = layouts.unwrapped("\n".join(answer["pages"]))
    if INVISIBLE.fullmatch(text):
        raise UnreadableArticle(f"UnreadableArticle: {name}: the PDF holds pictures and no text. Save the article as text, or run a text recognition over it.")
    parts = layouts.with_lines({}, text)
    return {**parts, "title": parts.get("title") or answer["title"].strip()}


def _records(data: bytes, name: str, given: str) -> Iterator[Article | Refused]:
    """The article of each line of JSON lines in hand."""
    for unit in _blocks(io.BytesIO(data), name, given):
        yield from unit.articles()


def _line(line: bytes, name: str, given: str) -> Iterator[Article]:
    """The article of one line of JSON.

    Raises TooLarge.
    """
    if len(line) > LIMIT:
        raise _too_long(name)
    yield _record(_loaded(line, name), hashlib.sha256(line).hexdigest(), name, given)


def _item(record: object, digest: str, name: str, given: str) -> Iterator[Article]:
    """The article of one record of a JSON file."""
    yield _record(record, digest, name, given)


def _json(data: bytes, name: str, given: str) -> Iterator[Article | Refused]:
    """The articles of a JSON file: one record, a list of records, or JSON lines under another ending."""
    if not data.strip():
        raise EmptyFile(f"EmptyFile: {name}: holds nothing. Get the article again.")
    try:
        value = _loaded(data, name)
    except UnreadableArticle:
        if b"\n" not in data.strip():
            raise
        yield from _records(data, name, given)
        return
    records = value if isinstance(value, list) else [value]
    for number, record in enumerate(records, start=1):
        at = f"{name}:{number}" if isinstance(value, list) else name
        yield from _one(at, _item, record, hashlib.sha256(data).hexdigest(), at, given)


def _loaded(data: bytes, name: str) -> object:
    """The value of some JSON."""
    try:
        return json.loads(languages.decode(data.strip(b"\r\n"), name)[0], strict=False)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "nested too deeply")
        raise UnreadableArticle(f"UnreadableArticle: {name}: is not JSON ({reason}). Expected one article a line, such as {{\"text\": ..., \"published\": ...}}.") from None


def _record(record: object, digest: str, name: str, given: str) -> Article:
    """The article of one JSON record, its keys in any of our languages."""
    if not isinstance(record, dict):
        raise UnreadableArticle(f"UnreadableArticle: {name}: is not a record of an article. Expected {{\"text\": ..., \"published\": ...}}.")
    parts: dict[str, str] = {}
    for key, value in record.items():
        part, said = labels.field(key), _said(value)
        if part and said:
            parts.setdefault(part, said)
    if "text" not in parts:
        raise UnreadableArticle(f"UnreadableArticle: {name}: has no text. Expected it under text, body or content; found {', '.join(map(str, record)) or 'nothing'}{' without any words' if any(labels.field(key) == 'text' for key in record) else ''}."[:400])
    text, flags = parts["text"].replace("\r\n", "\n").replace("\r", "\n"), ()
    if "<" in text and TAGS.search(text):
        text, flags = pages.plain(text), ("tags_removed",)
    return _finish(parts.get("article_id", name), {**parts, "text": text, "flags": flags}, digest, given)


def _said(value: object) -> str:
    """A record's value as text: a number's digits, the name in an object, the lines of a list."""
    if isinstance(value, dict):
        return _said(value.get("name") or value.get("title") or "")
    if isinstance(value, list):
        return "\n\n".join(map(_said, value))
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
