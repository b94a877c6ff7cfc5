"""A phrase about a number of attacks → its value: "18 of 25", «сорок чотири», "nearly 20", «немає»."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from analysis.lexicon import Lexicon, fold, one_script
from analysis.schema import Refused

MOST_PER_DAY = 2000
MOST_PER_WEEK = 7 * MOST_PER_DAY
DIGITS = re.compile(
    r"(?<![\d.,])(?P<sign>(?<![\w.,)\]])-)?"
    r"(?P<number>\d{1,3}(?:[ .,']\d{3})+(?!\d)|\d+(?P<fraction>[.,]\d+|\u2044\d+)?)"
)
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
DASH = re.compile(r"\s*[-~]\s*")
CLAUSE = re.compile(r"[,;:()]")
PARTS = ("repelled", "ongoing")
SIGNS = {">": "more_than", "≥": "at_least", "~": "about", "≈": "about", "<": "up_to", "≤": "up_to"}
HEDGES = ("more_than", "at_least", "nearly", "about", "up_to", "reached")


class NotACount(Refused):
    """Words from which no count can be taken; `reason` is a code of schema.REASONS."""


@dataclass(frozen=True)
class Number:
    """One number in folded text: where it stands and what it is."""

    start: int
    end: int
    value: int


@dataclass(frozen=True)
class Count:
    """What a count phrase says; `None` where it says nothing.

    "24 repelled, 6 ongoing" has its parts and no count: nobody gave a total.
    """

    status: str
    count: int | None = None
    low: int | None = None
    high: int | None = None
    qualifier: str | None = None
    repelled: int | None = None
    ongoing: int | None = None
    each: bool = False
    flags: tuple[str, ...] = field(default=())


# --- numbers ---------------------------------------------------------------------------------------


def find_numbers(text: str, words: Lexicon) -> list[Number]:
    """All numbers of folded text, in digits or words, from left to right.

    Ordinals ("the 24th"), shares ("two thirds", "40 %"), differences ("five more than") and articles
    ("un total de 93") are no numbers. Raises NotACount for a negative or fractional one.
    """
    digits = [number for number in map(_digits, DIGITS.finditer(text)) if not words.starts("numbers.ordinals", text[number.end:])]
    fixed = fixed_numbers(text, words)
    taken = digits + fixed
    spelled = [number for number in spelled_numbers(text, words) if not any(_overlap(number, other) for other in taken)]
    found = sorted(taken + spelled, key=lambda number: number.start)
    silent = [match.span() for name in ("silence.uncounted", "silence.none", "silence.no", "joins.each")
              if name in words.find for match in words.find[name].finditer(text)]
    return [number for number in found if not (_is_article(number, found, text, words) or _is_share(number, text, words) or _is_within(number, silent))]


def fixed_numbers(text: str, words: Lexicon) -> list[Number]:
    """Numbers that only several words together give: 'half a dozen' → 6, «півтора десятка» → 15."""
    return [Number(*match.span(), words.expressions[match[0]]) for match in _expressions(words).finditer(text)]


@cache
def _expressions(words: Lexicon) -> re.Pattern[str]:
    """Numbers of several words ('half a dozen', 'quatre-vingt-douze'), the longest first."""
    phrases = sorted(map(re.escape, words.expressions), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)" if phrases else "(?!)")


def _overlap(one: Number, other: Number) -> bool:
    return one.start < other.end and other.start < one.end


def _is_article(number: Number, found: list[Number], text: str, words: Lexicon) -> bool:
    """Whether a 'one' is only an article ('un total de 93', 'un gran número'); 'uno de 36' and 'un ataque' are numbers."""
    after = text[number.end:].strip()
    if text[number.start:number.end] not in words.articles or words.starts("joins.of", after):
        return False
    if number != found[-1]:
        return True
    close = [place for place in words.found("measures", after) if len(after[: place.start].split()) < 3]
    return bool(after) and not close


def _is_share(number: Number, text: str, words: Lexicon) -> bool:
    """Whether a number only counts thirds or percents, or says how many more than another day."""
    after = text[number.end:].lstrip(" -")
    return after.startswith("%") or bool(words.starts("silence.share", after) or words.starts("joins.difference", after))


def _is_within(number: Number, spans: list[tuple[int, int]]) -> bool:
    """Whether a number is only a word of a longer phrase: 'not one', 'cada uno'."""
    return any(start <= number.start and number.end <= end and end - start > number.end - number.start for start, end in spans)


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
        if kind == "multiplier" and joined and last_addend and last_addend < value:
            found[-1] = Number(found[-1].start, word.end(), found[-1].value - last_addend + last_addend * value)
            last_addend, pending_join = last_addend * value, None
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
    for kind, table in (("times", words.times), ("multiplier", words.multipliers), ("value", words.values)):
        if word in table:
            return table[word], kind
    return 0, ""


def _fits_below(value: int, above: int) -> bool:
    return (above >= 20 and above % 10 == 0 and value < 10) or (above >= 100 and value < 100)


# --- what a count phrase says ------------------------------------------------------------------------


def read_count(written: object, measure_written: object, words: Lexicon) -> Count:
    """What a count phrase says, with the measure's words to tell which part of "18 of 25" was repelled.

    '24' → counted 24      'more than 50' → counted 50, low 51      '46 of 56', 'repelled … attacks' → counted 56, repelled 46
    '20–25' → low 20, high 25, no count      'немає' → none, 0      'a quarter' → uncounted

    Raises NotACount where no number can be read, several do not belong together, or one is negative or fractional.
    """
    text, measure = one_script(fold(written)), one_script(fold(measure_written))
    numbers = find_numbers(text, words)
    if not numbers or _only_many(text, numbers, words):
        return _without_number(text, measure, written, words)
    if _counts_parts(measure, words):
        text, measure = f"{text} {measure}", ""
        numbers = find_numbers(text, words)
    return replace(_with_numbers(text, measure, numbers, words), each=words.has("joins.each", text))


def _counts_parts(measure: str, words: Lexicon) -> bool:
    """Whether a later clause of the measure counts a part: 'clashes, three of which are still ongoing'."""
    start = next((match.end() for match in CLAUSE.finditer(measure)), len(measure))
    try:
        numbers = find_numbers(measure[start:], words)
    except NotACount:
        return False
    return any(_role(measure[start:], number, numbers, 0, words) for number in numbers)


def _only_many(text: str, numbers: list[Number], words: Lexicon) -> bool:
    """Whether number words only say 'many' ('several dozen', 'hundreds'), or 'one' is an article of a share ('το ένα τρίτο')."""
    first = numbers[0]
    if len(numbers) > 1 or text[first.start].isdigit():
        return False
    if first.value <= 1:
        return words.has("silence.uncounted", text)
    vague = words.find["silence.uncounted"].finditer(text[: first.end]) if _qualifier(text, first, words) == "exact" else ()
    return any(match.span() == (first.start, first.end) or (match.end() <= first.start and not text[match.end():first.start].strip()) for match in vague)


def _without_number(text: str, measure: str, written: object, words: Lexicon) -> Count:
    """Zero said outright, fighting without a number, or nothing that counts.

    A blank cell beside the bare word 'attacks' is silence; beside 'clashes continue' it is fighting without a number.
    """
    said = text or measure
    denied = words.has("silence.none", said)
    if not denied and (words.has("silence.uncounted", said) or words.has("silence.share", said) or "%" in said):
        return Count("uncounted")
    if denied or _no_attack(text, measure, words):
        return Count("none", 0, 0, 0, "exact")
    fighting = _kinds(said, words)
    if ("ongoing" in fighting) if not text else (fighting and not re.search(r"\d", text)):
        return Count("uncounted")
    raise NotACount("no_number", f"expected a number, zero said outright or a share in words, found '{_clip(written)}'")


def _no_attack(text: str, measure: str, words: Lexicon) -> bool:
    """'no', 'keine', «жодної»: nothing more, or with an attack close behind; 'no success' is no zero."""
    said = f"{text} {measure}".strip()
    denial = words.first("silence.no", said)
    if not denial or (text and denial.start() >= len(text)):
        return False
    after = said[denial.end():]
    kinds = [place.start for place in words.found("measures", after)]
    return not after.strip() or bool(kinds and len(after[: kinds[0]].split()) <= 3)


def _with_numbers(text: str, measure: str, numbers: list[Number], words: Lexicon) -> Count:
    ranged = _range(text, numbers, words)
    if ranged:
        return ranged
    whole, parts = _whole_and_parts(text, measure, numbers, words)
    if whole is None:
        return Count("counted", repelled=parts["repelled"], ongoing=parts["ongoing"])
    if whole.value == 0 and not parts:
        return Count("none", 0, 0, 0, "exact")
    if sum(parts.values()) > whole.value:
        raise NotACount("several_numbers", f"parts of {sum(parts.values())} are more than the whole of {whole.value}")
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
    """'50-60', 'between 20 and 30', «від 20 до 30»: both bounds and no count; 'rose from 40 to 56' is none."""
    if len(numbers) != 2 or numbers[0].value >= numbers[1].value:
        return None
    first, second = numbers
    between, before = text[first.end:second.start].strip(), text[: first.start]
    opened = words.has("joins.range_start", before[-20:])
    if not (DASH.fullmatch(between) or _is(words, "joins.range", between) or (opened and _is(words, "joins.range_and", between))):
        return None
    shared = WORD.findall(text[second.start:second.end])[-1:]
    if words.has("joins.change", before) or (shared and shared[0] in words.multipliers and first.value < words.multipliers[shared[0]]):
        raise NotACount("several_numbers", f"expected one number or a range, found '{_clip(text)}'")
    return Count("counted", None, first.value, second.value, "range")


def _is(words: Lexicon, meaning: str, text: str) -> bool:
    return meaning in words.find and bool(words.find[meaning].fullmatch(text.strip(" ,")))


# --- a whole and its parts -----------------------------------------------------------------------------


def _whole_and_parts(text: str, measure: str, numbers: list[Number], words: Lexicon) -> tuple[Number | None, dict[str, int]]:
    """The number that counts everything, and how many of it were repelled or are still going on.

    '25, 18 repelled'      → 25, 18 repelled             '18 of 25', 'repelled' → 25, 18 repelled
    'of 25, 18 repelled'   → 25, 18 repelled             '24 repelled, 6 ongoing' → no whole, both parts
    '25, 18 repelled, the rest ongoing' → 25, 18 repelled, 7 ongoing
    """
    first, rest = numbers[0], numbers[1:]
    if not rest:
        return first, _all_of_it(text, measure, first, words)
    if text[first.end:rest[0].start].strip() == "/" or _says_of(text[first.end:rest[0].start], words):
        return _n_of_m(text, measure, numbers, words)
    rest = _left_out(text, first, _without_repeats(text, first, rest, words), words)
    if words.has("joins.of", text[: first.start]) or not _is_part(text, measure, numbers, words):
        parts = _named_parts(text, measure, rest, first.end, words)
        return first, parts | _the_rest(text, first.value, parts, words)
    parts = _named_parts(text, measure, numbers, 0, words)
    if set(parts) != set(PARTS):
        raise _unbound(text)
    return None, parts


def _says_of(between: str, words: Lexicon) -> bool:
    """'18 of 25', «11 боєзіткнень із 26»: 'of', with the words for attacks before it or without."""
    said = between.split()
    return any(_is(words, "joins.of", " ".join(said[n:])) and all(_kinds(word, words) for word in said[:n]) for n in range(min(3, len(said))))


def _left_out(text: str, whole: Number, rest: list[Number], words: Lexicon) -> list[Number]:
    """'31 assaults, all but two of which were repelled' → 29 of them."""
    ends = [whole, *rest]
    return [Number(number.start, number.end, whole.value - number.value) if words.has("joins.all_but", text[before.end:number.start]) else number
            for before, number in zip(ends, rest)]


def _without_repeats(text: str, whole: Number, rest: list[Number], words: Lexicon) -> list[Number]:
    """'eight times, two of the eight': the second eight is no new number."""
    ends = [whole, *rest]
    return [number for before, number in zip(ends, rest)
            if not (number.value == whole.value and _is(words, "joins.of", text[before.end:number.start]))]


def _is_part(text: str, measure: str, numbers: list[Number], words: Lexicon) -> bool:
    """Whether already the first number counts a part: '24 repelled, 6 ongoing'."""
    roles = [_role(text, number, numbers, 0, words) for number in numbers]
    return bool(roles[0]) or (_role_in(measure, words) not in (None, *roles) and all(roles[1:]))


def _named_parts(text: str, measure: str, numbers: list[Number], start: int, words: Lexicon) -> dict[str, int]:
    """What became of each number, by the words of its clause or else by the measure's; never two of one kind."""
    parts: dict[str, int] = {}
    for number in numbers:
        role = _role(text, number, numbers, start, words) or _role_in(measure, words)
        if role is None or role in parts:
            raise _unbound(text)
        parts[role] = number.value
    return parts


def _role(text: str, number: Number, numbers: list[Number], start: int, words: Lexicon) -> str | None:
    """The part that a number's own clause names, behind it or, where the clause opens with the word, before it."""
    clause_start = max([start, *(match.end() for match in CLAUSE.finditer(text, start, number.start))])
    clause_end = next((match.start() for match in CLAUSE.finditer(text, number.end)), len(text))
    inside = [other for other in numbers if clause_start <= other.start < clause_end]
    position = inside.index(number)
    if _role_in(text[clause_start:inside[0].start], words):
        return _role_in(text[inside[position - 1].end if position else clause_start:number.start], words)
    following = inside[position + 1].start if position + 1 < len(inside) else clause_end
    return _role_in(text[number.end:following], words)


def _role_in(text: str, words: Lexicon) -> str | None:
    kinds = _kinds(text, words)
    return next((role for role in PARTS if role in kinds), None)


def _the_rest(text: str, whole: int, parts: dict[str, int], words: Lexicon) -> dict[str, int]:
    """'25, 18 repelled, the rest ongoing' → ongoing 7."""
    match = words.first("joins.rest", text)
    role = _role_in(text[match.end():], words) if match else None
    return {role: whole - sum(parts.values())} if role and role not in parts else {}


def _all_of_it(text: str, measure: str, number: Number, words: Lexicon) -> dict[str, int]:
    """'26 times … all repelled' → 26 repelled."""
    said = f"{text} ; {measure}"
    ongoing = words.find["measures.ongoing"].sub(" ", said)
    return {"repelled": number.value} if words.has("joins.all", ongoing) and _role_in(said, words) == "repelled" else {}


def _n_of_m(text: str, measure: str, numbers: list[Number], words: Lexicon) -> tuple[Number, dict[str, int]]:
    """'18 of 25' and, after it, further parts; 'all but one of 36' counts what is left."""
    part, whole, *more = numbers
    value = whole.value - part.value if words.has("joins.all_but", text[: part.start]) else part.value
    after = text[whole.end: more[0].start if more else len(text)]
    role = _role_in(after, words) or _role_in(text[: part.start], words) or _role_in(measure, words)
    others = _named_parts(text, measure, more, whole.end, words)
    if role is None or role in others:
        raise _unbound(text)
    parts = {role: value, **others}
    return whole, parts | _the_rest(text, whole.value, parts, words)


def _unbound(text: str) -> NotACount:
    return NotACount("several_numbers", f"more than one number in '{_clip(text)}', and no words say which of them were repelled or go on")


def _clip(written: object) -> str:
    """Words as an error shows them: not more than a line."""
    text = written if isinstance(written, str) else ""
    return text if len(text) <= 80 else text[:79] + "…"


# --- hedges ----------------------------------------------------------------------------------------------


def _qualifier(text: str, number: Number, words: Lexicon) -> str:
    """The hedge closest to the number, behind it or up to two words before it; 'exact' where there is none.

    'rose to more than 50' → more_than      '50 or more' → at_least      'una veintena' → about
    """
    before, after = text[: number.start], text[number.end: number.end + 25]
    if after.startswith("+"):
        return "at_least"
    for name in HEDGES:
        if words.starts(f"qualifiers.{name}_after", after.lstrip(" -")):
            return name
    found = [place for place in words.found("qualifiers", before) if place.meaning in HEDGES and len(before[place.end:].split()) <= 2]
    if before.rstrip()[-1:] in SIGNS:
        return SIGNS[before.rstrip()[-1]]
    if found:
        name = max(found, key=lambda place: (place.end, place.end - place.start)).meaning
        return "exact" if name == "reached" else name
    return "about" if words.has("qualifiers.about_itself", text[number.start:number.end]) else "exact"


# --- measures --------------------------------------------------------------------------------------------


def read_measure(written: object, count_written: object, has_parts: bool, words: Lexicon) -> tuple[str | None, list[str]]:
    """The measure that the words name, and flags; None where they name none.

    'repelled attacks' → repelled      'attempts to push' → attacks      'clashes continue' → ongoing

    Raises NotACount for air strikes, drones, casualties and whatever else is no attack on a front.
    """
    text, count_text = one_script(fold(written)), one_script(fold(count_written))
    searched = text if _kinds(text, words) else f"{text} {count_text}".strip()
    kinds = _kinds(searched, words)
    if "decoy" in kinds or ("things" in kinds and not set(kinds) - {"things"}):
        raise NotACount("not_attacks", f"'{_clip(searched)}' is not a count of attacks on a front")
    if has_parts:
        return next((kind for kind in kinds if kind in ("attacks", "clashes")), "attacks"), []
    named = [kind for kind in kinds if kind in PARTS] or [kind for kind in kinds if kind in ("attacks", "clashes")]
    if named:
        return ("repelled" if "repelled" in named else named[0]), []
    return None, ["measure_not_understood" if text else "measure_not_said"]


def _kinds(text: str, words: Lexicon) -> list[str]:
    """The kinds of measure whose words stand in folded text, by place."""
    return [place.meaning for place in words.found("measures", text) if place.meaning != "aside"]
