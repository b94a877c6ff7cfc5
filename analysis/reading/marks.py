"""A sentence → its tokens, and the marks on them: what each word means, by the words files."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from analysis.fronts import spellings
from analysis.lexicon import Lexicon, fold, one_script
from analysis.phrases import fixed_numbers, spelled_numbers
from analysis.store import WORDS

TOKEN = re.compile(r"20\d\d-\d\d-\d\d|\d{1,3}(?:[ .,']\d{3})+(?![\d])|\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*|[^\w\s]|_")
THOUSANDS = re.compile(r"\d{1,3}(?:[ .,']\d{3})+")
CLOCK = re.compile(r"(?:[01]?\d|2[0-4])[:.][0-5]\d")
DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./](?:20)?\d\d|20\d\d-\d\d-\d\d|\d{1,2}/\d{1,2}")
MIXED = re.compile(r"[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]")
READ = ("en", "uk", "ru", "de")


class _Folder(dict):
    """Each character as folding leaves it; those that become none or several are remembered as uneven."""

    uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        folded = " " if sign.isspace() else fold(sign)
        if len(folded) != 1 or unicodedata.combining(sign):
            self.uneven.add(sign)
        self[code] = folded
        return folded


_FOLDER = _Folder()
CLUSTER = re.compile(r"\S[\u0300-\u036f]+|.", re.DOTALL)


def fold_in_place(text: str) -> tuple[str, list[int] | None]:
    """Folded text, and for each of its characters the place it came from (None where that is its own place)."""
    folded = text.translate(_FOLDER)
    if _FOLDER.uneven.isdisjoint(text):
        return (one_script(folded) if MIXED.search(folded) else folded), None
    parts, places = [], []
    for cluster in CLUSTER.finditer(text):
        piece = " " if cluster[0].isspace() else fold(cluster[0])
        parts.append(piece)
        places += [cluster.start()] * len(piece)
    return one_script("".join(parts)), [*places, len(text)]


class Mark(NamedTuple):
    """A meaning that tokens i to j (exclusive) have."""

    kind: str
    i: int
    j: int


MOST_NUMBERS = 60  # in one sentence; more are a table, in which nothing is told apart
MOST_KEPT = 50_000  # words, and pairs of words, whose meanings are remembered
NOTHING: frozenset[str] = frozenset()
FATES = {"measures.repelled": "repelled", "reading.repelled": "repelled", "measures.ongoing": "ongoing"}
EVENTS = {"measures.attacks": "attacks", "measures.clashes": "clashes"}


class Marked:
    """A sentence's tokens (start, end, folded text), its marks in their order, and the kinds that lie on each token."""

    def __init__(self, folded: str, places: list[int] | None, tokens: list[tuple[int, int, str]], marks: list[Mark], kinds: list[frozenset[str]]):
        self.folded, self.places, self.tokens, self.marks, self.kinds = folded, places, tokens, marks, kinds
        self.by_kind: dict[str, list[Mark]] = {}
        for one in marks:
            self.by_kind.setdefault(one.kind, []).append(one)
        self.events = self._events()

    def span(self, i: int, j: int) -> tuple[int, int]:
        """The place of tokens i to j (exclusive) in the sentence's own text."""
        start, end = self.tokens[i][0], self.tokens[j - 1][1]
        return (start, end) if self.places is None else (self.places[start], self.places[end - 1] + 1 if end == len(self.folded) or self.places[end] > self.places[end - 1] else self.places[end])

    def of(self, *kinds: str) -> list[Mark]:
        """The marks of these kinds, from left to right."""
        if len(kinds) == 1:
            return self.by_kind.get(kinds[0], [])
        found = [kind for kind in kinds if kind in self.by_kind]
        if len(found) < 2:
            return self.by_kind[found[0]] if found else []
        return [mark for mark in self.marks if mark.kind in found]

    def any(self, i: int, j: int, *kinds: str) -> bool:
        """Whether any token from i to j (exclusive) is of one of these kinds."""
        found = [kind for kind in kinds if kind in self.by_kind]
        if found:
            for on in self.kinds[max(i, 0):max(j, 0)]:
                if not on.isdisjoint(found):
                    return True
        return False

    @cached_property
    def named(self) -> list[Mark]:
        """The names of fronts, in the order of the marks."""
        return self.of(*(kind for kind in self.by_kind if kind.startswith("front:")))

    @cached_property
    def windows(self) -> list[Mark]:
        """The words about spans of time."""
        return self.of(*(kind for kind in self.by_kind if kind.startswith("windows.")))

    @cached_property
    def fates(self) -> list[tuple[int, int, str]]:
        """The words that say what became of attacks: their tokens, and 'repelled' or 'ongoing'."""
        spoiled = {k for one in self.of("measures.not_repelled") for k in range(one.i, one.j)}
        found = []
        for kind, i, j in self.of(*FATES):
            going_on = FATES[kind] == "ongoing"
            if going_on and j < len(self.tokens) and self.tokens[j][2] == "to":
                continue
            if i not in spoiled and (going_on or not self.denied(i)):
                found.append((i, j, FATES[kind]))
        return found

    def denied(self, i: int) -> bool:
        """Whether 'not' or 'to' stands before token i, unless it was 'managed to'."""
        if i > 1 and self.tokens[i - 1][2] == "to" and self.any(i - 3, i - 1, "reading.able"):
            return False
        return i > 0 and (self.tokens[i - 1][2] in ("not", "не", "to", "nicht") or i > 1 and self.tokens[i - 2][2] in ("not", "nicht"))

    def _events(self) -> list[tuple[str, tuple[int, int]] | None]:
        """For each token the measure whose words begin there, clashes before attacks, and their tokens."""
        found: list[tuple[str, tuple[int, int]] | None] = [None] * len(self.tokens)
        for kind, i, j in self.of(*EVENTS):
            best = found[i]
            if "reading.not_event" not in self.kinds[i] and (best is None or j > best[1][1] or kind == "measures.clashes"):
                found[i] = EVENTS[kind], (i, j)
        return found


class Matcher:
    """Finds the patterns of one language (and the spellings of fronts) among tokens, by their first words."""

    def __init__(self, patterns: list[tuple[str, str]]):
        self.exact: dict[str, list[tuple[str, list[str]]]] = {}
        self.loose: list[tuple[str, str, list[str]]] = []
        self.known: dict[str, tuple[tuple[str, ...], frozenset[str], list[tuple[str, list[str]]]]] = {}
        self.pairs: dict[tuple[str, str], list[tuple[str, list[str]]]] = {}
        for kind, pattern in patterns:
            words = _words(pattern)
            if not words:
                continue
            first, rest = words[0], words[1:]
            if "*" in first:
                self.loose.append((first, kind, rest))
            else:
                self.exact.setdefault(first, []).append((kind, rest))

    def starting(self, word: str) -> tuple[tuple[str, ...], frozenset[str], list[tuple[str, list[str]]]]:
        """The kinds that a word has by itself, and those whose pattern it may open, each with the words that must follow."""
        found = self.known.get(word)
        if found is None:
            every = self.exact.get(word, []) + [(kind, rest) for first, kind, rest in self.loose if fits(first, word)]
            alone = tuple(dict.fromkeys(kind for kind, rest in every if not rest))
            found = alone, frozenset(alone) or NOTHING, [(kind, rest) for kind, rest in every if rest]
            if len(self.known) < MOST_KEPT:
                self.known[word] = found
        return found

    def pairing(self, pair: tuple[str, str], opened: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
        """Those of the patterns that a word opens which the word after it goes on with."""
        found = [(kind, rest) for kind, rest in opened if rest[0] == "-" or fits(rest[0], pair[1])]
        if len(self.pairs) < MOST_KEPT:
            self.pairs[pair] = found
        return found

    def marks(self, tokens: list[tuple[int, int, str]]) -> tuple[list[Mark], list[frozenset[str]]]:
        """All marks on these tokens, the longer first at each token, and the kinds that lie on each."""
        found: list[Mark] = []
        kinds: list[frozenset[str]] = []
        longer: list[Mark] = []
        for i, (_, _, word) in enumerate(tokens):
            alone, together, opened = self.known.get(word) or self.starting(word)
            kinds.append(together)
            if opened and i + 1 < len(tokens):
                after = i + 2 if tokens[i + 1][2] == "-" and i + 2 < len(tokens) else i + 1
                pair = word, tokens[after][2]
                going_on = self.pairs[pair] if pair in self.pairs else self.pairing(pair, opened)
                more = [Mark(kind, i, j) for kind, rest in going_on if (j := _following(tokens, i + 1, rest))]
                if more:
                    more.sort(key=lambda one: -one.j)
                    longer += more
                    found += more
            if alone:
                found += [Mark(kind, i, i + 1) for kind in alone]
        for kind, i, j in longer:
            for k in range(i, j):
                if kind not in kinds[k]:
                    kinds[k] = kinds[k] | {kind}
        return found, kinds


def _following(tokens: list[tuple[int, int, str]], j: int, rest: list[str]) -> int:
    """Where the words of a pattern end that must follow, hyphens between them passed over; 0 where they do not follow."""
    for wanted in rest:
        if j < len(tokens) and tokens[j][2] == "-" and wanted != "-":
            j += 1
        if j >= len(tokens) or not fits(wanted, tokens[j][2]):
            return 0
        j += 1
    return j


def fits(pattern: str, word: str) -> bool:
    """Whether a word is the pattern's: 'attack*' fits 'attacks', '*angriff*' fits 'sturmangriffe'."""
    if "*" not in pattern:
        return pattern == word
    body = pattern.strip("*")
    if pattern.startswith("*"):
        return body in word if pattern.endswith("*") else word.endswith(body)
    return word.startswith(body)


def _words(pattern: str) -> list[str]:
    """'штурм* та атак*' → its words, folded, each with its star; patterns that leap over words are left out."""
    if "~" in pattern:
        return []
    kept = fold(pattern.replace("*", "\u2606")).replace("\u2606", "*")
    return [word for word in re.findall(r"\d+(?:[.,:]\d+)*|\*?[^\W\d_]+(?:'[^\W\d_]+)*\*?|[^\w\s*-]", kept)]


SECTIONS = ("qualifiers", "joins", "measures", "silence", "windows", "reading")


@cache
def matcher(language: str) -> Matcher:
    """The matcher of one language."""
    table = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    patterns = [(f"front:{front}", spelling) for spelling, front in spellings()]
    for section in SECTIONS:
        patterns += [(f"{section}.{meaning}", pattern) for meaning, listed in table.get(section, {}).items() for pattern in listed if isinstance(listed, list)]
    dates = table.get("dates", {})
    patterns += [("dates.month", name) for name in dates.get("months", {})] + [("dates.weekday", name) for name in dates.get("weekdays", {})] + [("dates.day", name) for name in dates.get("days", {})]
    patterns += [(f"dates.{name}", pattern) for name in ("hour", "pm", "am", "since") for pattern in dates.get(name, [])]
    return Matcher(patterns)


@cache
def reading_words(language: str) -> dict[str, frozenset[str]]:
    """The lists of a language's [reading] section that are looked up as they stand."""
    table = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))["reading"]
    return {name: frozenset(map(fold, listed)) for name, listed in table.items()}


@lru_cache(maxsize=2_000)
def mark(text: str, language: str) -> Marked:
    """The tokens and marks of one sentence."""
    folded, places = fold_in_place(text)
    tokens = [(match.start(), match.end(), match[0]) for match in TOKEN.finditer(folded)]
    marks, kinds = matcher(language).marks(tokens)
    return Marked(folded, places, tokens, marks, kinds)


@dataclass(frozen=True)
class Number:
    """A number in a sentence: its tokens, its value, and whether it stands in words."""

    i: int
    j: int
    value: int
    spelled: bool = False


def numbers(marked: Marked, words: Lexicon) -> list[Number]:
    """The whole numbers of a sentence that could count something: no dates, hours, years, ordinals or fractions."""
    found = [number for i, (_, _, text) in enumerate(marked.tokens) if text[0].isdigit() for number in [_in_digits(marked, i, words)] if number]
    if not words.number_words.isdisjoint([text for _, _, text in marked.tokens]):
        starts = {start: i for i, (start, _, _) in enumerate(marked.tokens)}
        ends = {end: i + 1 for i, (_, end, _) in enumerate(marked.tokens)}
        fixed = fixed_numbers(marked.folded, words)
        for spelled in (*fixed, *(one for one in spelled_numbers(marked.folded, words) if not any(one.start < other.end and other.start < one.end for other in fixed))):
            if spelled.start in starts and spelled.end in ends:
                found.append(Number(starts[spelled.start], ends[spelled.end], spelled.value, True))
    shares = {k for one in marked.of("reading.share", "reading.idiom") for k in range(one.i, one.j)}
    denied = {k for one in marked.of("reading.none") if one.j - one.i > 1 for k in range(one.i, one.j)}
    return sorted((number for number in found if number.i not in shares and not (number.value == 1 and number.i in denied) and not _in_time(marked, number) and not _no_count(marked, number, found, words)), key=lambda number: number.i)


def _no_count(marked: Marked, number: Number, found: list[Number], words: Lexicon) -> bool:
    """Whether a spelled 'one' counts nothing: 'one of the hottest fronts', and an article beside no words that count."""
    i, j = number.i, number.j
    if not number.spelled or number.value != 1 or j >= len(marked.tokens):
        return False
    if "joins.of" in marked.kinds[j] and "reading.of_them" not in marked.kinds[j] and not any(j < other.i <= j + 4 for other in found) and not marked.any(i - 2, i, "joins.all_but"):
        return True
    if marked.tokens[i][2] not in words.articles or marked.any(i - 3, i, "joins.all_but") or marked.tokens[i - 1][2] == "по" and i:
        return False
    clause = [next((k + 1 for k in range(i - 1, -1, -1) if not marked.tokens[k][2].isalnum()), 0), next((k for k in range(j, len(marked.tokens)) if not marked.tokens[k][2].isalnum()), len(marked.tokens))]
    beside = marked.any(j, j + 3, "measures.attacks", "measures.clashes", "reading.times", "joins.of", "numbers.multiplier") or not marked.kinds[j].isdisjoint(("reading.more", "measures.ongoing"))
    multiplied = any(other is not number and other.i == j for other in found)
    return not multiplied and not (beside and marked.any(*clause, "measures.repelled", "measures.ongoing", "reading.counting"))


def crowd_of_numbers(marked: Marked, words: Lexicon) -> int:
    """How many digits and words for numbers a sentence has, 0 where they are few enough to be told apart."""
    if len(marked.tokens) <= MOST_NUMBERS:
        return 0
    many = sum(text[0].isdigit() or text in words.number_words for _, _, text in marked.tokens)
    return many if many > MOST_NUMBERS else 0


def _in_digits(marked: Marked, i: int, words: Lexicon) -> Number | None:
    start, end, text = marked.tokens[i]
    value = re.sub(r"\D", "", text)
    if marked.folded[start - 1:start] == "[" and marked.folded[end:end + 1] == "]":
        return None
    if not (text.isdigit() or THOUSANDS.fullmatch(text)) or len(value) > 7:
        return None
    if re.fullmatch(r"20[0-4]\d", text):
        return None
    j = i + 1
    if j < len(marked.tokens):
        glued = marked.tokens[j][0] == end
        ending = marked.tokens[j][2]
        if glued and ending == "-" and j + 1 < len(marked.tokens) and marked.tokens[j + 1][0] == marked.tokens[j][1] and marked.tokens[j + 1][2][0].isalpha():
            if marked.tokens[j + 1][2] not in reading_words(words.language)["number_endings"]:
                return None
            return Number(i, j + 2, int(value))
        if glued and (ending[0].isalpha() and ending != "mal" or ending in "%°"):
            return None
        if ending in ("%", "‰"):
            return None
    if start and marked.folded[start - 1] in "-/№#$€" and i and marked.tokens[i - 1][1] == start and (i < 2 or not marked.tokens[i - 2][2][0].isdigit()):
        return None
    return Number(i, j, int(value))


TIME_KINDS = ("dates.month", "dates.hour", "dates.pm", "dates.am")


def _in_time(marked: Marked, number: Number) -> bool:
    """Whether a number belongs to a date, an hour or a span of time."""
    if any(one.i <= number.i and one.j >= number.j and one.j - one.i > number.j - number.i for one in marked.windows):
        return True
    tokens, after = marked.tokens, number.j
    if after < len(tokens) and tokens[after][2] == "." and number.value <= 31 and after + 1 < len(tokens) and "dates.month" in marked.kinds[after + 1]:
        return True
    if after < len(tokens) and number.value <= 31 and any(kind in marked.kinds[after] for kind in TIME_KINDS):
        return True
    if after + 1 < len(tokens) and number.value in (20, 30) and "dates.day" in marked.kinds[after] and "dates.month" in marked.kinds[after + 1]:
        return True
    if after < len(tokens) and tokens[after][2] in ("gmt", "utc", "msk", "cet", "mez"):
        return True
    before = number.i - 1
    before -= before > 0 and tokens[before][2] == "." and "dates.month" in marked.kinds[before - 1]
    if before >= 0 and number.value <= 31 and "dates.month" in marked.kinds[before] and not number.spelled:
        return not (after < len(tokens) and marked.any(after, after + 2, "measures.attacks", "measures.clashes", "reading.times"))
    return _opens_range_of_days(marked, number) or _second_day(marked, number)


def _second_day(marked: Marked, number: Number) -> bool:
    """'December 18 and 19': the second number is a day too."""
    i = number.i
    return not number.spelled and number.value <= 31 and i >= 3 and marked.tokens[i - 1][2] in ("and", "-", "to", "та", "і", "и", "und") and marked.tokens[i - 2][2].isdigit() and "dates.month" in marked.kinds[i - 3]


def _opens_range_of_days(marked: Marked, number: Number) -> bool:
    """'9 to 15 September', «з 16 до 22 вересня»: the first number is a day too."""
    if number.value > 31 or number.spelled:
        return False
    for k in range(number.j, min(number.j + 4, len(marked.tokens) - 1)):
        text = marked.tokens[k][2]
        if "reading.times" in marked.kinds[k] or marked.any(k, k + 1, *EVENTS):
            return False  # '12 Mal am 26. September'
        if text.isdigit() and int(text) <= 31 and k > number.j:
            follows = marked.kinds[k + 1] | (marked.kinds[k + 2] if marked.tokens[k + 1][2] == "." and k + 2 < len(marked.tokens) else set())
            return "dates.month" in follows
        if text[0].isdigit() or len(text) > 3 and text not in ("until",):
            return False
    return False
