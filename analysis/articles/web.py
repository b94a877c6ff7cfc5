"""An article's page from its address: politely, within limits, and kept so that it can be read again without a network."""

from __future__ import annotations

import hashlib
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from analysis.schema import AnalysisError, BadCall
from analysis.store import write_text, write_whole

AGENT = "attacks-per-front/1.0"
NOTE = ".address.json"  # what a kept page's file name ends in for the note beside it
REDIRECTS = (301, 302, 303, 307, 308)
ROBOTS_BYTES = 500_000
LONGEST_PAUSE = 30.0
ENDINGS = {"text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf", "application/json": ".json", "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl"}


class FailedFetch(AnalysisError):
    """An address gave no page: no answer, an error, too much, or robots.txt forbids it."""


class BrokenCopy(AnalysisError):
    """A kept page is not what the note beside it says."""


class Fetched(NamedTuple):
    """A page as it came: the address asked for, the one that answered, its type and its bytes."""

    address: str
    answered: str
    content_type: str
    body: bytes

    @property
    def charset(self) -> str:
        """The encoding that the answer's header declares, '' for none."""
        match = re.search(r"charset=[\"']?([\w.:-]+)", self.content_type, re.I)
        return match[1] if match else ""

    @property
    def ending(self) -> str:
        """The ending of a file that holds such a page."""
        return ENDINGS.get(self.content_type.split(";")[0].strip().lower(), ".txt" if self.content_type.startswith("text/plain") else ".html")


class Visitor:
    """Fetches pages one at a time, remembering when each host was last asked and what its robots.txt allows."""

    def __init__(self, seconds: float = 30.0, size: int = 20_000_000, redirects: int = 5, pause: float = 1.0) -> None:
        self.seconds, self.size, self.redirects, self.pause = seconds, size, redirects, pause
        self._last: dict[str, float] = {}
        self._rules: dict[str, RobotFileParser | str] = {}

    def fetch(self, address: str) -> Fetched:
        """The page at an address, after at most so many redirects.

        Raises FailedFetch.
        """
        at = address
        with self._client() as client:
            for _ in range(self.redirects + 1):
                self._ask_robots(client, address, at)
                status, headers, body = self._get(client, address, at, self.size)
                if status not in REDIRECTS:
                    return Fetched(address, at, headers.get("content-type", ""), _checked(address, status, body))
                at = _next(address, at, headers.get("location", ""))
        raise FailedFetch(f"FailedFetch: {address}: redirected more than {self.redirects} times. Open it in a browser and save the page.")

    def _client(self) -> httpx.Client:
        """A client that says who it is, follows nothing by itself, and makes a connection for each request, so that each can be cut off."""
        return httpx.Client(headers={"User-Agent": AGENT, "Connection": "close", "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5"}, timeout=self.seconds)

    def _ask_robots(self, client: httpx.Client, address: str, at: str) -> None:
        """Raise FailedFetch where the host's robots.txt forbids the page or cannot be had; read it once a host."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(at))
        if origin not in self._rules:
            self._rules[origin] = self._robots(client, address, origin)
        rules = self._rules[origin]
        if isinstance(rules, str):
            raise FailedFetch(f"FailedFetch: {address}: {rules}. Open the article in a browser and save the page.")
        if not rules.can_fetch(AGENT, at):
            raise FailedFetch(f"FailedFetch: {address}: {origin}/robots.txt asks programs not to read it. Open the article in a browser and save the page.")

    def _robots(self, client: httpx.Client, address: str, origin: str) -> RobotFileParser | str:
        """The rules of a host, or why they are not known: a host without the file allows all, one that fails allows nothing."""
        rules, at = RobotFileParser(), f"{origin}/robots.txt"
        for _ in range(self.redirects + 1):
            status, headers, body = self._get(client, address, at, ROBOTS_BYTES, whole=False)
            if status not in REDIRECTS:
                break
            at = _next(address, at, headers.get("location", ""))
        if status >= 500:
            return f"{origin}/robots.txt answered {status}, so it is not known what may be read"
        rules.parse(body.decode("utf-8", "replace").splitlines() if status == 200 else [])
        return rules

    def _get(self, client: httpx.Client, address: str, at: str, size: int, whole: bool = True) -> tuple[int, httpx.Headers, bytes]:
        """One answer: its status, headers and body, read within the time allowed; more than `size` is an error if it is wanted whole."""
        self._wait(urlsplit(at).netloc)
        end = time.monotonic() + self.seconds
        try:
            with _cut_off_after(self.seconds) as watch, client.stream("GET", at, extensions={"trace": watch}) as answer:
                body = self._body(answer, size if whole else None)
                if time.monotonic() >= end:  # it was cut off, which may look like its end
                    raise httpx.ReadTimeout("")
                return answer.status_code, answer.headers, body if whole else body[:size]
        except OverflowError:
            raise FailedFetch(f"FailedFetch: {address}: the page is more than {size:,} bytes, the most that is read. Save the article itself as text.") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, ValueError) as error:
            if isinstance(error, httpx.TimeoutException) or time.monotonic() >= end:
                raise FailedFetch(f"FailedFetch: {address}: no whole answer within {self.seconds:g} seconds. Try later, or save the page from a browser.") from None
            reason = str(error)[:120] or type(error).__name__
            raise FailedFetch(f"FailedFetch: {address}: no connection or no proper answer ({reason}). Check the address, or save the page from a browser.") from None

    def _body(self, answer: httpx.Response, size: int | None) -> bytes:
        """The bytes of an answer: OverflowError beyond `size`, only the first of them where there is no size."""
        body = bytearray()
        said = answer.headers.get("content-length", "")
        if size is not None and said.isdigit() and int(said[:20]) > size:
            raise OverflowError
        for piece in answer.iter_bytes():
            body += piece
            if size is not None and len(body) > size:
                raise OverflowError
            if size is None and len(body) > ROBOTS_BYTES:
                break
        return bytes(body)

    def _wait(self, host: str) -> None:
        """Leave a pause between two requests to one host: ours, or the longer one its robots.txt asks for."""
        asked = [rules.crawl_delay(AGENT) or 0 for origin, rules in self._rules.items() if origin.endswith(f"//{host}") and not isinstance(rules, str)]
        pause = min(max([self.pause, *map(float, asked)]), LONGEST_PAUSE)
        left = self._last.get(host, -pause) + pause - time.monotonic()
        if host in self._last and left > 0:
            time.sleep(left)
        self._last[host] = time.monotonic()


@contextmanager
def _cut_off_after(seconds: float) -> Iterator[Callable[[str, dict], None]]:
    """Cut the connection of a request that is not answered to its end in so many seconds, also where every byte of it comes in time.

    Gives the function that httpx is to tell of the connection.
    """
    sockets: list[socket.socket] = []

    def watch(_event: str, told: dict) -> None:
        if hasattr(stream := told.get("return_value"), "get_extra_info"):
            sockets.append(stream.get_extra_info("socket"))

    def cut() -> None:
        for connected in sockets:
            with suppress(OSError):
                socket.socket.shutdown(connected, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()


def _checked(address: str, status: int, body: bytes) -> bytes:
    """The body of a good answer; FailedFetch for any other."""
    if status != 200:
        words = httpx.codes.get_reason_phrase(status)
        raise FailedFetch(f"FailedFetch: {address}: the host answered {status} {words}. Check the address, or save the page from a browser.")
    return body


def _next(address: str, at: str, location: str) -> str:
    """The address a redirect leads to; FailedFetch where it leads away from the web."""
    try:
        target = urljoin(at, location)
        if location and urlsplit(target).scheme in ("http", "https") and urlsplit(target).hostname:
            return target
    except ValueError:
        pass
    raise FailedFetch(f"FailedFetch: {address}: redirected to '{location[:100]}', which is no web page. Check the address.")


def fetch(address: str, visitor: Visitor, store: Path | str | None = None) -> Fetched:
    """The page at an address: the kept copy where `store` has one, else fetched and, with `store`, kept there.

    Raises FailedFetch, BrokenCopy for a copy that was changed, BadCall for an address that is none.
    """
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if not host:
        raise BadCall(f"BadCall: {address}: is not an address. Expected https://host/page.")
    if store is None:
        return visitor.fetch(address)
    name = f"{re.sub('[^a-z0-9.-]', '-', host.lower())}-{hashlib.sha256(address.encode()).hexdigest()[:12]}"
    for note in sorted(Path(store).glob(f"{name}.*{NOTE}")):
        return kept(Path(str(note).removesuffix(NOTE)))
    page = visitor.fetch(address)
    keep(page, Path(store) / f"{name}{page.ending}")
    return page


def keep(page: Fetched, path: Path) -> None:
    """Write a page and, beside it, the note of where it came from, when, and its checksum."""
    write_whole(path, lambda part: part.write_bytes(page.body))
    note = {
        "address": page.address, "answered": page.answered, "content_type": page.content_type,
        "fetched": datetime.now(timezone.utc).isoformat(timespec="seconds"), "bytes": len(page.body), "sha256": hashlib.sha256(page.body).hexdigest(),
    }
    write_text(f"{path}{NOTE}", json.dumps(note, ensure_ascii=False, indent=2) + "\n")


def kept(path: Path) -> Fetched:
    """A kept page with what its note says.

    Raises BrokenCopy where the page is gone or is no longer what was fetched.
    """
    try:
        note = json.loads(Path(f"{path}{NOTE}").read_text(encoding="utf-8"))
        body = path.read_bytes()
        page = Fetched(note["address"], note["answered"], note["content_type"], body)
        whole = hashlib.sha256(body).hexdigest() == note["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise BrokenCopy(f"BrokenCopy: {path.name}: the kept page is not what {path.name}{NOTE} says was fetched. Delete both and fetch it again.")
    return page
