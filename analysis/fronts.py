"""Fronts: their names as written, their canonical names, and the dated changes of the map of fronts."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from analysis.lexicon import BOUND, UNSPACED, Lexicon, expression, fold, one_script
from analysis.schema import UNKNOWN, Refused, UnknownFront, nearest
from analysis.store import DATA

SUBJECT = ("Kursk", "Kurakhove", "Pokrovsk")
WHOLE_LINE = "ALL"
Name = tuple[int, int, str]
JOINING = f"[{UNSPACED}\u0600-\u06ff]"
AND = re.compile(r"\s*(?:[,+&/]\s*|\b(?:and|und|та|і|й|и|y|e|et|oraz|i|ve)\b)+(?:\s+(?:in|on|on the|in the|near|the|на|у|в|bei|im|in der|en|en el))?\s*")


@cache
def spellings() -> tuple[tuple[str, str], ...]:
    """Each spelling met, with its front, from data/reference/fronts.csv; `*` stands for any ending."""
    table = pd.read_csv(DATA / "reference" / "fronts.csv", dtype="string")
    return tuple(zip(table["spelling"], table["front"]))


@cache
def canonical() -> tuple[str, ...]:
    """The canonical names of all fronts, in their declared order."""
    return tuple(dict.fromkeys(front for _, front in spellings()))


@cache
def _names() -> re.Pattern[str]:
    """One expression that finds any spelling; scripts that join prepositions to words may have letters before it."""
    ordered = sorted((spelling for spelling, _ in spellings()), key=len, reverse=True)
    free = [expression(name).removeprefix(BOUND) for name in ordered if re.match(JOINING, name)]
    bound = [expression(name).removeprefix(BOUND) for name in ordered if not re.match(JOINING, name)]
    return re.compile(f"{BOUND}(?:{'|'.join(bound)})|{'|'.join(free)}")


@cache
def _front_of(name: str) -> str:
    """The front of a name as found: that of its longest spelling."""
    ordered = sorted(spellings(), key=lambda pair: len(pair[0]), reverse=True)
    return next(front for spelling, front in ordered if re.fullmatch(expression(spelling).removeprefix(BOUND), name))


def find_names(text: str) -> list[Name]:
    """Where folded text names a front: start, end and canonical name, from left to right."""
    return [(match.start(), match.end(), _front_of(match[0])) for match in _names().finditer(text)]


class NotAFront(Refused):
    """Words that name no front; `reason` is a code of schema.REASONS."""


def read_front(written: object, words: Lexicon) -> tuple[object, list[str]]:
    """The canonical front of the words as written, and flags.

    'on the Kurakhove front'           → 'Kurakhove'
    'на Покровському та Курахівському' → 'Kurakhove+Pokrovsk'   one figure for two
    'along the front'                  → 'ALL'
    'there', ''                        → <NA>, flagged front_not_named

    Raises NotAFront for a place in the urban sense, a front named twice, or a name nobody knows.
    """
    text = one_script(fold(written))
    if not text:
        return UNKNOWN, ["front_not_named"]
    named = find_names(text)
    if not named:
        return _without_name(text, str(written), words)
    if words.has("fronts.place", text):
        raise NotAFront("town_not_front", f"'{written[:80]}' names a place, not the front called after it")
    if words.has("fronts.example", text[: named[0][0]]):
        return UNKNOWN, ["front_only_an_example"]
    called = _called_fronts(named, text, words)
    if called is None:
        return UNKNOWN, ["front_ambiguous"]
    named = called
    _refuse_twice(named, text, str(written))
    return "+".join(sorted({front for _, _, front in named})), []


def _without_name(text: str, written: str, words: Lexicon) -> tuple[object, list[str]]:
    if text == "all" or _whole_line(text, words):
        return WHOLE_LINE, []
    if words.has("fronts.elsewhere", text):
        return UNKNOWN, ["front_not_named"]
    raise NotAFront("unknown_front", f"no front is called '{written[:80]}'.{nearest(text[:80], canonical())} "
                    "Add the spelling to data/reference/fronts.csv or correct the cell")


def _whole_line(text: str, words: Lexicon) -> bool:
    """Whether words mean the whole line; a lone 'front' or 'total' does not where another long word stands beside it.

    'along the front' → yes      'Atlantis front' → no
    """
    said = [match[0] for match in words.find["fronts.whole_line"].finditer(text)]
    rest = words.find["fronts.whole_line"].sub(" ", text)
    lone = all(re.fullmatch(r"[^\W\d_]{1,7}", match) and not re.search(f"[{UNSPACED}]", match) for match in said)
    return bool(said) and not (lone and re.search(r"[^\W\d_]{6,}", rest))


def _called_fronts(named: list[Name], text: str, words: Lexicon) -> list[Name] | None:
    """The names that the word 'front' goes with, and those joined to them; None where others stand beside them unexplained.

    'on the Kramatorsk front near Chasiv Yar' → Kramatorsk      'Pokrovsk and Toretsk fronts' → both
    """
    ends = [_end_of_call(text, end, words) for _, end, _ in named]
    called = [end > name[1] or _ends_with(words, "fronts.called_before", text[:name[0]].rstrip()) for name, end in zip(named, ends)]
    if not any(called):
        return named
    joined = [bool(AND.fullmatch(text[end:other[0]])) or text[end:other[0]] == "-" for end, other in zip(ends, named[1:])]
    for place in [*range(1, len(named)), *range(len(named) - 1, 0, -1)]:
        if joined[place - 1] and (called[place] or called[place - 1]):
            called[place] = called[place - 1] = True
    near = [_ends_with(words, "fronts.near", text[:start].rstrip()) for start, _, _ in named]
    if not all(one or other for one, other in zip(called, near)):
        return None
    return [name for name, kept in zip(named, called) if kept]


def _end_of_call(text: str, end: int, words: Lexicon) -> int:
    """Where 'Pokrovsk front' ends, or the name alone where 'front' does not follow it."""
    gap = re.compile(r"[ -]*").match(text, end).end()
    after = words.starts("fronts.called_after", text[gap:])
    return gap + after.end() if after else end


def _ends_with(words: Lexicon, meaning: str, text: str) -> bool:
    """Whether folded text ends with a pattern of a meaning."""
    return meaning in words.find and any(match.end() == len(text) for match in words.find[meaning].finditer(text))


def _refuse_twice(named: list[Name], text: str, written: str) -> None:
    for (_, end, front), (start, _, other) in zip(named, named[1:]):
        if front == other and AND.fullmatch(text[end:start]):
            raise NotAFront("front_twice", f"'{written[:80]}' names {front} twice")


def check(fronts: object) -> list[str]:
    """The asked-for fronts, each canonical or several joined by '+'; raises UnknownFront with the nearest name.

    A text is split at commas: 'Kursk, Kurakhove+Pokrovsk' → two entries.
    """
    asked = [part.strip() for part in fronts.split(",")] if isinstance(fronts, str) else list(fronts)
    known = {name.casefold(): name for name in (*canonical(), WHOLE_LINE)}
    checked = []
    for entry in filter(None, asked):
        members = [known.get(member.strip().casefold(), member.strip()) for member in str(entry).split("+")]
        for member in members:
            if member not in known.values():
                raise UnknownFront(f"UnknownFront: no front is called '{member}'.{nearest(member, canonical())} The names are in data/reference/fronts.csv.")
        checked.append("+".join(sorted(set(members))))
    if not checked or len(set(checked)) < len(checked):
        raise UnknownFront(f"UnknownFront: expected one or more different fronts, found '{fronts}'. Example: Kursk, Kurakhove, Pokrovsk.")
    return checked


@cache
def _changes() -> pd.DataFrame:
    return pd.read_csv(DATA / "reference" / "front-changes.csv", dtype="string", keep_default_na=False)


def changes() -> pd.DataFrame:
    """The dated changes of the map of fronts: date, change, front, into, note, short, both in other languages, source."""
    return _changes().copy()


def breaks(start: str, end: str, fronts: object) -> pd.DataFrame:
    """The changes after start and up to end that make a comparison of these fronts mean something else after than before.

    A merged front ('Kurakhove+Pokrovsk+Vremivka+Novopavlivka' or without the last) that a change only
    rearranges within itself has none. Entering Kursk Oblast is no break: nothing was counted before.
    """
    asked = [set(front.split("+")) for front in check(fronts)]
    changed = [change for change in _told() if start < change.date <= end and change.change != "entered"]
    hit = [change.Index for change in changed if any(_touches(change, members, changed) for members in asked)]
    return _changes().loc[hit].reset_index(drop=True)


@cache
def _told() -> list:
    """The changes of the map, row by row."""
    return list(_changes().itertuples())


def _touches(row, members: set[str], changed: list) -> bool:
    """Whether a change moves ground across the border of a (merged) front.

    All changes of one day that hang together count as one rearrangement; it is harmless to a merged
    front that held every front which ended or was enlarged in it.
    """
    if row.front not in members:
        return False
    if row.change in ("first_reported", "joined", "begins"):
        return True
    same_day = [change for change in changed if change.date == row.date]
    moved = _rearranged(row.front, same_day)
    new_names = {change.into for change in same_day if change.change == "renamed"}
    return not moved - new_names <= members


def _rearranged(front: str, same_day: list) -> set[str]:
    """All fronts that exchange ground with this one on a day, directly or through others."""
    group = {front}
    while True:
        linked = {
            name
            for change in same_day if change.into
            for names in [{change.front, *change.into.split("+")}] if names & group
            for name in names
        }
        if linked <= group:
            return group
        group |= linked
