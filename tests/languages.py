"""What the same words in two languages must share, and what none of another language may hold."""

import re

LATIN = re.compile(r"[A-Za-z][A-Za-z\u2019'-]*(?:[\s,;:.()]+[A-Za-z][A-Za-z\u2019'-]*){2,}")
NUMBER = re.compile(r"\d+(?:[.,\u00a0]\d+)*")


def numbers(text):
    """Every number of a text, in order of size, whatever marks its decimals and thousands."""
    return sorted(re.sub(r"[.,\u00a0]", ".", found) for found in NUMBER.findall(text))


def english(text):
    """Every run of three Latin words in a text."""
    return LATIN.findall(text)


def check_said(own, other):
    """The other language says something else with the same numbers, and no three English words in a row."""
    assert numbers(own) == numbers(other), (own, other)
    assert re.search("[а-яіїєґ]", other) and not english(other), other
