"""The ways an article is written as plain text: the seed's ' date 2024-11-17 ' header, front matter, a title and labelled lines.

Each gives the parts of the article by name: text, title, published, publisher, url, language, flags.
"""

from __future__ import annotations

import re

from analysis.articles import labels, publication

SEED_HEADER = re.compile(r"[\s\u200b-\u200f]*date[ \t]*:?[ \t]+(?P<day>\d+[./-]\d+[./-]\d+(?:T\S+)?)(?=\s|$)[ \t]*\n*", re.I)
FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(?P<fields>.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)\n*", re.S)
HEAD_LINES = 12  # lines in which a labelled day of publication is looked for


def plain(text: str) -> dict:
    """The parts of an article written as plain text: the seed's header, front matter, or a title and labelled lines."""
    if match := SEED_HEADER.match(text):
        return with_lines({"published": match["day"]}, text[match.end() :])
    match = FRONT_MATTER.match(text)
    fields = _front_matter(match["fields"]) if match else {}
    return with_lines(fields, text[match.end() :] if fields else text)


def _front_matter(words: str) -> dict:
    """The fields of a front matter that are parts of an article: 'title: Kursk: a quiet day' → {'title': 'Kursk: a quiet day'}."""
    fields: dict[str, str] = {}
    for line in words.split("\n"):
        label, colon, value = line.partition(":")
        part = labels.field(label) if colon and not line.startswith((" ", "\t", "-")) else ""
        if part and part != "text":
            fields.setdefault(part, value.strip().strip("\"'"))
    return fields


def with_lines(fields: dict, text: str) -> dict:
    """The parts with those that labelled lines at the head of the text give; these lines are cut out, a title line stays."""
    lines = text.split("\n", 60)[:60]
    seen = [number for number, line in enumerate(lines) if line.strip()][:HEAD_LINES]
    found = {number: labels.labelled(lines[number]) for number in seen}
    start = next((number for number in seen if found[number][0] == "published"), None)
    said = dict(fields)
    if start is None:
        dateline = next((lines[number] for number in seen[:4] if publication.is_dateline(lines[number])), "")
        return {**said, "published": said.get("published") or dateline, "text": text.lstrip("\n")}
    around = _run(seen, found, start)
    conflicting = {part: value for part, value in (found[number] for number in around) if part != "text"}
    first = lines[seen[0]]
    title = first.strip(" #*\t") if seen[0] not in around and start in seen[:4] and len(first) <= 300 else ""
    said = {"title": title, **conflicting, **{part: value for part, value in said.items() if value}}
    flags = _conflict(fields.get("published", ""), conflicting["published"])
    return {**said, "text": _without(text, lines, around), "flags": flags}


def _run(seen: list[int], found: dict[int, tuple[str, str]], start: int) -> list[int]:
    """The lines next to each other that are all labelled, one of them `start`."""
    place = seen.index(start)
    first, last = place, place
    while first > 0 and found[seen[first - 1]][0]:
        first -= 1
    while last + 1 < len(seen) and found[seen[last + 1]][0] and seen[last + 1] == seen[last] + 1:
        last += 1
    return seen[first : last + 1]


def _without(text: str, lines: list[str], cut: list[int]) -> str:
    """The text without some of its first lines."""
    length = sum(len(line) + 1 for line in lines[: cut[-1] + 1])
    head = [line for number, line in enumerate(lines[: cut[-1] + 1]) if number not in cut]
    return "\n".join([*head, text[length:]]).lstrip("\n")


def _conflict(first: str, second: str) -> tuple[str, ...]:
    """The flag of two days of publication that differ."""
    days = {publication.day(first), publication.day(second)} - {""}
    return ("date_conflict",) if len(days) > 1 else ()


def unwrapped(text: str) -> str:
    """Lines that a page's width broke, joined again; a line that ends a sentence, a short one and a labelled one stay.

    'attacked 32\\ntimes near Pok-\\nrovsk.' → 'attacked 32 times near Pokrovsk.'
    """
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    width = max(map(len, lines), default=0)
    joined = ""
    for before, line in zip(["", *lines], lines):
        wrapped = len(before) * 2 > width and line and not re.search(r"[.!?…:;»”\"]$", before) and not re.match(r"[-•–—*▪]\s|\d+[.)]\s", line)
        if not joined or not wrapped or labels.labelled(before)[0] or labels.labelled(line)[0]:
            joined += ("\n" if joined else "") + line
        elif re.search(r"[^\W\d_]-$", before) and line[:1].islower():
            joined = joined[:-1] + line
        else:
            joined += line if re.search(r"\d-$", before) else f" {line}"
    return joined.strip("\n")
