"""Articles in a language that is not read: whether one names a front near a number, so that passing over it is said."""

from __future__ import annotations

import re

from analysis.fronts import find_names
from analysis.lexicon import fold

FLAG = "language_not_read"
NEAR = 100  # characters between a front and a number that may belong to it
NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")


def front_near_number(text: str) -> bool:
    """Whether any line of a text, in whatever language, names a front with a number of up to three digits near it.

    '… 24 ataki na kierunku pokrowskim' → True       '… w obwodzie kurskim padał śnieg' → False
    """
    return any(_holds(fold(line)) for line in text.split("\n") if NUMBER.search(line))


def _holds(line: str) -> bool:
    return any(NUMBER.search(line[max(0, start - NEAR):start]) or NUMBER.search(line[end:end + NEAR]) for start, end, _ in find_names(line))
