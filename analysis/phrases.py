"""A phrase about a number of attacks → its value: "18 of 25", «сорок чотири», "nearly 20", «немає»."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from analysis.lexicon import Lexicon, fold, one_script

MOST_PER_DAY = 2000
MOST_PER_WEEK = 7 * MOST_PER_DAY
DIGITS = re.compile(r"(?<![\d.,])(?P<sign>(?<![\w.,)\]])-\s?)?(?P<number>\d{1,3}(?:[ .,']\d{3})+(?![\d])|\d+(?P<fraction>[.,]\d+)?)")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
DASH = re.compile(r"^\s*-\s*$")


class NotACount(ValueError):
    """Words from which no count can be taken; `reason` is a code of schema.REASONS."""

    def __init__(self, reason: str, detail: str):
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True)
class Number:
    """One number in folded text: where it stands and what it is."""

    start: int
    end: int
    value: int


@dataclass(frozen=True)
class Count:
    """What a count phrase says; `None` where it says nothing."""

    status: str
    count: int | None = None
    low: int | None = None
    high: int | None = None
    qualifier: str | None = None
    repelled: int | None = None
    ongoing: int | None = None
    each: bool = False
    flags: tuple[str, ...] = field(default=())


def find_numbers(text: str, words: Lexicon) -> list[Number]:
    """All numbers of folded text, in digits or words, from left to right.

    Raises NotACount for a negative or fractional one.
    """
    digits = [_digits(match) for match in DIGITS.finditer(text)]
    taken = [(number.start, number.end) for number in digits]
    spelled = [n for n in spelled_numbers(text, words) if not any(a < n.end and n.start < b for a, b in taken)]
    found = sorted(digits + spelled, key=lambda number: number.start)
    return [number for number in found if number in digits or not _is_article(number, found, text, words)]


def _is_article(number: Number, found: list[Number], text: str, words: Lexicon) -> bool:
    """Whether a 'one' is only an article ('un total de 93'); 'one of 36' is a number."""
    return number.value == 1 and len(found) > 1 and not words.find["joins.of"].match(text[number.end:].lstrip())


def _digits(match: re.Match[str]) -> Number:
    if match["sign"] or match["fraction"]:
        raise NotACount("absurd_number", f"expected a whole number of attacks, found '{match[0].strip()}'")
    return Number(match.start("number"), match.end(), int(re.sub(r"\D", "", match["number"])))


def spelled_numbers(text: str, words: Lexicon) -> list[Number]:
    """Numbers written as words: 'forty-five' → 45, «сто двадцять один» → 121, 'achtmal' → 8."""
    found: list[Number] = []
    last_addend = pending_join = None
    for word in WORD.finditer(text):
        value, kind = _word_value(word[0], words)
        joined = found and re.fullmatch(r"[\s-]*", text[found[-1].end if pending_join is None else pending_join:word.start()])
        if kind == "multiplier" and joined and last_addend:
            found[-1] = Number(found[-1].start, word.end(), found[-1].value * value)
            last_addend, pending_join = found[-1].value, None
        elif kind in ("value", "multiplier"):
            if joined and last_addend and _fits_below(value, last_addend):
                found[-1] = Number(found[-1].start, word.end(), found[-1].value + value)
            else:
                found.append(Number(word.start(), word.end(), value))
            last_addend, pending_join = value, None
        elif kind == "times":
            found.append(Number(word.start(), word.end(), value))
            last_addend = pending_join = None
        elif word[0] in words.joiners and joined and last_addend:
            pending_join = word.end()
        else:
            last_addend = pending_join = None
    return found


def _word_value(word: str, words: Lexicon) -> tuple[int, str]:
    if word in words.times:
        return words.times[word], "times"
    if word in words.multipliers:
        return words.multipliers[word], "multiplier"
    if word in words.values:
        return words.values[word], "value"
    if word.endswith("mal") and word[:-3] in words.values:
        return words.values[word[:-3]], "times"
    return 0, ""


def _fits_below(value: int, above: int) -> bool:
    return (above >= 20 and above % 10 == 0 and value < 10) or (above >= 100 and value < 100)


def read_count(written: object, measure_written: object, words: Lexicon) -> Count:
    """What a count phrase says, with the measure's words to tell which part of "18 of 25" was repelled.

    '24' → counted 24      'more than 50' → counted 50, low 51      '46 of 56', 'repelled … attacks' → counted 56, repelled 46
    '20–25' → low 20, high 25, no count      'немає' → none, 0      'a quarter' → uncounted

    Raises NotACount where no number can be read, several do not belong together, or one is negative or fractional.
    """
    text, measure = one_script(fold(written)), one_script(fold(measure_written))
    numbers = find_numbers(text, words)
    if not numbers or (all(n.value <= 1 for n in numbers) and not re.search(r"\d", text) and words.has("silence.uncounted", text)):
        return _without_number(text, measure, str(written), words)
    return replace(_with_numbers(text, measure, numbers, words), each=words.has("joins.each", text))


def _without_number(text: str, measure: str, written: str, words: Lexicon) -> Count:
    if words.has("silence.uncounted", text):
        return Count("uncounted")
    if words.has("silence.none", text) or (not text and words.has("silence.none", measure)):
        return Count("none", 0, 0, 0, "exact")
    if not text and words.has("silence.uncounted", measure):
        return Count("uncounted")
    raise NotACount("no_number", f"expected a number, zero said outright or a share in words, found '{written}'")


def _with_numbers(text: str, measure: str, numbers: list[Number], words: Lexicon) -> Count:
    ranged = _range(text, numbers, words)
    if ranged:
        return ranged
    whole, parts = _whole_and_parts(text, measure, numbers, words)
    if whole.value == 0 and not parts:
        return Count("none", 0, 0, 0, "exact")
    for part in parts.values():
        if part > whole.value:
            raise NotACount("several_numbers", f"a part of {part} is more than the whole of {whole.value}")
    qualifier = _qualifier(text, whole, words)
    low, high = bounds(qualifier, whole.value)
    return Count("counted", whole.value, low, high, qualifier, parts.get("repelled"), parts.get("ongoing"))


def bounds(qualifier: str, count: int) -> tuple[int | None, int | None]:
    """The least and the most that a count can be, by the word before it: 'more than 50' → (51, None)."""
    return {
        "exact": (count, count), "more_than": (count + 1, None), "at_least": (count, None),
        "nearly": (None, count), "up_to": (None, count), "about": (None, None),
    }[qualifier]


def _range(text: str, numbers: list[Number], words: Lexicon) -> Count | None:
    """'50-60', 'between 20 and 30', «від 20 до 30»: both bounds and no count."""
    if len(numbers) != 2:
        return None
    first, second = numbers
    between, before = text[first.end:second.start].strip(), text[: first.start]
    opened = words.has("joins.range_start", before[-20:])
    plain = DASH.match(text[first.end:second.start]) or _is(words, "joins.range", between)
    if first.value < second.value and (plain or (opened and _is(words, "joins.range_and", between))):
        return Count("counted", None, first.value, second.value, "range")
    return None


def _is(words: Lexicon, meaning: str, text: str) -> bool:
    return meaning in words.find and bool(words.find[meaning].fullmatch(text))


def _whole_and_parts(text: str, measure: str, numbers: list[Number], words: Lexicon) -> tuple[Number, dict[str, int]]:
    """The number that counts everything, and how many of it were repelled or are still going on."""
    first, rest = numbers[0], numbers[1:]
    if not rest:
        return first, _all_of_it(text, first, words)
    if _is(words, "joins.of", text[first.end:rest[0].start].strip()):
        return _n_of_m(text, measure, first, rest, words)
    parts: dict[str, int] = {}
    for number, following in zip(rest, [*rest[1:], None]):
        repeats_whole = number.value == first.value and _is(words, "joins.of", _between(text, rest, number))
        if not repeats_whole:
            after = text[number.end: following.start if following and following.value != first.value else len(text)]
            parts.setdefault(_role(after, measure, words, text), number.value)
    return first, parts


def _between(text: str, numbers: list[Number], number: Number) -> str:
    """The words between a number and the one before it."""
    before = [other for other in numbers if other.end <= number.start]
    return text[before[-1].end:number.start].strip() if before else ""


def _all_of_it(text: str, number: Number, words: Lexicon) -> dict[str, int]:
    """'26 times … all repelled' → 26 repelled."""
    after = text[number.end:]
    return {"repelled": number.value} if words.has("joins.all", after) and words.has("measures.repelled", after) else {}


def _n_of_m(text: str, measure: str, part: Number, rest: list[Number], words: Lexicon) -> tuple[Number, dict[str, int]]:
    whole = rest[0]
    if len(rest) > 1:
        raise NotACount("several_numbers", f"expected 'N of M', found more numbers in '{text}'")
    value = whole.value - part.value if words.has("joins.all_but", text[: part.start]) else part.value
    return whole, {_role(text[whole.end:], measure, words, text): value}


def _role(after: str, measure: str, words: Lexicon, text: str) -> str:
    """What became of a part: the words after it decide, then the measure's."""
    for place in (after, measure):
        for role in ("repelled", "ongoing"):
            if words.has(f"measures.{role}", place):
                return role
    raise NotACount("several_numbers", f"more than one number in '{text}', and no words say which of them were repelled or go on")


def _qualifier(text: str, number: Number, words: Lexicon) -> str:
    """The hedge that stands before (or, in some languages, after) the number; 'exact' where there is none."""
    before, after = text[: number.start], text[number.end: number.end + 25]
    found = []
    for name in ("more_than", "at_least", "nearly", "about", "up_to", "reached"):
        pattern = words.find.get(f"qualifiers.{name}")
        for match in pattern.finditer(before) if pattern else ():
            if len(before[match.end():].split()) <= 2:
                found.append((match.end() - match.start(), match.end(), name))
        if words.has(f"qualifiers.{name}_after", after):
            found.append((99, 0, name))
    name = max(found)[2] if found else "exact"
    return "exact" if name == "reached" else name


def read_measure(written: object, count_written: object, has_parts: bool, words: Lexicon) -> tuple[str | None, list[str]]:
    """The measure that the words name, and flags; None where they name none.

    'repelled attacks' → repelled      'attempts to push' → attacks      'clashes continue' → ongoing

    Raises NotACount for air strikes, drones, casualties and whatever else is no attack on a front.
    """
    text, count_text = one_script(fold(written)), one_script(fold(count_written))
    searched = text if text and _kinds(text, words) else f"{text} {count_text}".strip()
    kinds = _kinds(searched, words)
    if words.has("measures.decoy", text) or (not kinds and words.has("measures.things", text)):
        raise NotACount("not_attacks", f"'{written}' is not a count of attacks on a front")
    if has_parts:
        return next((kind for kind in kinds if kind in ("attacks", "clashes")), "attacks"), []
    for kind in ("repelled", "ongoing"):
        if kind in kinds:
            return kind, []
    return (kinds[0], []) if kinds else (None, ["measure_not_understood" if text else "measure_not_said"])


def _kinds(text: str, words: Lexicon) -> list[str]:
    """The measures whose words stand in folded text, by place."""
    places = {}
    for kind in ("attacks", "clashes", "repelled", "ongoing"):
        match = words.first(f"measures.{kind}", text)
        if match:
            places[kind] = match.start()
    if words.has("measures.not_repelled", text):
        places.pop("repelled", None)
    return sorted(places, key=places.__getitem__)
