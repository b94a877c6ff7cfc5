"""What the parts of an article are labelled with: «Опубліковано: …», 'Source: …', the keys of a JSON record.

The labels are rows of data/reference/article-fields.csv.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import lru_cache

from analysis.articles import publication
from analysis.store import DATA

STATED = ("title", "published", "publisher", "url", "language")
LONGEST = 200  # characters of a line that is a label and its value
LABEL = re.compile(r"\s*[*_#>\"']*(?P<label>[^\W\d][^:\n]{0,30}?)[*_\"']*\s*[::][*_]*\s*(?P<value>.*?)\s*")


@lru_cache
def fields() -> dict[str, str]:
    """Each label, in small letters with spaces, and the part of an article it stands for."""
    with open(DATA / "reference" / "article-fields.csv", encoding="utf-8", newline="") as file:
        return {_key(row["label"]): row["field"] for row in csv.DictReader(file)}


def _key(label: str) -> str:
    """A label as it is looked up."""
    return " ".join(re.split(r"[\s_-]+", label.strip().casefold()))


@lru_cache(4096)
def field(label: str) -> str:
    """The part of an article a label stands for, '' for none: 'Опубліковано' → published."""
    return fields().get(_key(label), "")


def labelled(line: str, language: str = "") -> tuple[str, str]:
    """The part of an article that a line states and its value, two '' where it is an ordinary line.

    'Quelle: Tageblatt' → ('publisher', 'Tageblatt'); 'Published on 17 November 2024' → ('published', '17 November 2024')
    """
    if len(line) > LONGEST:
        return "", ""
    if (match := LABEL.fullmatch(line)) and field(match["label"]) in STATED:
        return field(match["label"]), match["value"].strip("\"'")
    words = line.split()
    for length in (3, 2, 1):
        value = " ".join(words[length:])
        if field(" ".join(words[:length])) == "published" and publication.is_dateline(value, language):
            return "published", value
    return "", ""


def first_day(lines: Iterable[str], language: str = "") -> str:
    """The day that the first line labelled as the date of publication gives, '' where there is none."""
    for line in lines:
        name, value = labelled(line, language)
        if name == "published" and (said := publication.day(value, language)):
            return said
    return ""
