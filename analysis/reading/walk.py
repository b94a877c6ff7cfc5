"""An article → its figures, sentence after sentence: what earlier sentences said carries over where words leave it out."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from analysis.reading.binding import Bond, bind, role_of, silences
from analysis.reading.dating import HEADER_LINES, Dating, without_dateline
from analysis.reading.dismissal import worth_marking
from analysis.reading.figures import Context, Figure, Measure, Part, Span
from analysis.lexicon import lexicon
from analysis.reading.marks import Marked, crowd_of_numbers, mark, reading_words
from analysis.reading.places import CITIES, PLURAL_FRONTS, Place, _unknown_name, places
from analysis.reading.quantities import Quantity, quantities
from analysis.reading.sentences import Sentence, sentences
from analysis.reading.timing import Piece, pieces
from analysis.reading.wording import Wording

BULLETS_WITHIN = 200
LOOK_AHEAD = 4_000
FEW = 3
MOST_ON_A_FRONT = 300  # in a day or a part of one; the most ever reported is below half of it
MANY_ON_THE_LINE = 60  # clashes of a day, after only the hottest fronts were named
LEAST_ON_THE_LINE = 20  # a day's total below it, in an article that never names the General Staff, is a group's or a region's
ALSO = frozenset(("also", "auch", "außerdem", "ausserdem", "zudem", "ebenfalls", "також", "также"))
NOT_AS_MANY = frozenset(("twice", "thrice", "half", "not", "nearly", "almost", "doppelt", "halb", "nicht", "fast", "dreimal", "zweimal"))
NO_DAY = frozenset(("average",))
POINTERS = {"former": 0, "latter": 1, "first": 0, "second": 1, "last": -1}
IN_A_VILLAGE = frozenset(("in", "at", "near", "around", "bei", "nahe", "біля", "під", "возле", "под", "у", "в"))
COMPARED = ("windows.yesterday", "windows.day_before", "windows.week", "windows.two_days_ago")
SILENCES = ("reading.none", "silence.none", "reading.share", "reading.vague", "reading.unsaid")


class Walk(Dating, Wording):
    """One pass over one article."""

    def __init__(self, text: str, language: str, published: str, title: str = ""):
        self.text, self.language, self.published, self.title = text, language, published, title.strip()
        self.words = lexicon(language)
        self.context = Context()
        self.figures: list[Figure] = []
        self.loose: list[tuple[Sentence, Span, str]] = []
        self.seen: set[str] = set()
        self.sole: tuple[tuple[str, ...], Span] | None = None
        self.framed = False
        self.title_said = self.staff = self.unit = False
        self.fought = (-1, False)
        self.early: list[tuple[Sentence, Span, str]] = []
        self.partial: set[int] = set()
        self.placed = -1
        self.hot = False

    def run(self) -> tuple[list[Figure], list[tuple[Sentence, Span, str]]]:
        """The figures of the article, and the numbers near a front that could not be bound."""
        abbreviations = reading_words(self.language)["abbreviations"]
        found = sentences(self.text, abbreviations)
        self.lines = {sentence.line for sentence in found}
        self._hour_of_bulletin(found)
        for sentence in found:
            if sentence.line < HEADER_LINES or worth_marking(sentence.text, self.language):
                self.read(sentence)
        for figure in self.figures:
            if not figure.when and self.late and figure.kind != "silence":
                figure.when, figure.rule = self.late, figure.rule + ", but the text says later what its figures are for"
        if self.seen:
            self.loose += self.early
        self._leave_to_the_other_side(found)
        self._leave_too_many()
        self.figures = _without_repeats(self.figures, self)
        return self.figures, self.loose

    @cached_property
    def regional(self) -> bool:
        """Whether an article quotes a regional group of forces and never the General Staff."""
        return bool(self.opening.of("reading.group")) and not self.opening.of("reading.headquarters")

    @cached_property
    def opening(self) -> Marked:
        """The marks on the first part of an article."""
        return mark(self.text[:LOOK_AHEAD], self.language)

    def _leave_to_the_other_side(self, found: list[Sentence]) -> None:
        """Refuse what was repelled where the article quotes the attackers' ministry, not the General Staff, and no defender is named beside the number."""
        doubted = [figure for figure in self.figures if figure.measure == "repelled" and not mark(figure.sentence.text, self.language).of("reading.own_side")]
        if not doubted:
            return
        marked = [mark(sentence.text, self.language) for sentence in found]
        if any(one.of("reading.their_ministry") for one in marked) and not any(one.of("reading.headquarters") for one in marked):
            self.figures = [figure for figure in self.figures if figure not in doubted]
            self.loose += [(figure.sentence, figure.count, "the article quotes the attackers' ministry, which counts attacks on its own side") for figure in doubted]

    def _leave_too_many(self) -> None:
        """Refuse a number no front has come near in a day: shellings, which a headline may call attacks."""
        doubted = [figure for figure in self.figures if figure.names != ("ALL",) and (figure.value or 0) > MOST_ON_A_FRONT and getattr(self._moment(figure.when) if figure.when else None, "window", "") != "week" and not mark(figure.sentence.text, self.language).of("windows.longer")]
        self.figures = [figure for figure in self.figures if figure not in doubted]
        self.loose += [(figure.sentence, figure.count, "more than a front has in a day; shellings may be meant") for figure in doubted]

    def read(self, sentence: Sentence) -> None:
        context = self.context
        if sentence.paragraph != context.paragraph:
            context.paragraph, context.local, context.named, context.foreign = sentence.paragraph, (), [], False
            context.open = []
        marked = mark(sentence.text, self.language)
        if not marked.tokens:  # a line of stars
            return
        self.staff = self.staff or bool(marked.of("reading.headquarters"))
        self.unit = self.unit or bool(marked.of("reading.units"))
        if many := crowd_of_numbers(marked, self.words):
            if marked.named:
                self.loose.append((sentence, self._span(sentence, marked, marked.named[0].i, marked.named[0].j), f"{many} numbers in one sentence are more than can be told apart"))
            return
        self.reading = sentence
        whole_line = self._is_line(sentence)
        numbers = quantities(marked, self.words)
        for number in numbers:
            if number.head == "other" and self.language == "de" and _counts_no_noun(marked, sentence.text, number):
                number.head = "bare"
        live = [number for number in numbers if number.head in ("event", "times", "bare")]
        for number in live:
            if _of_a_village(marked, sentence.text, number):
                number.head = "unread"
        live = [number for number in live if number.head != "unread"]
        self._same_number(sentence, marked, numbers, live)
        self.live = live
        listed = whole_line and len(marked.tokens) <= 9 and (len(live) <= 1)
        bulletin = any(figure.names != ("ALL",) for figure in context.open)
        first = next((k for k in range(min(4, len(marked.tokens))) if marked.tokens[k][2][0].isalnum()), 0)  # behind a bullet or a picture
        found = places(marked, sentence.text, listed and marked.tokens[first][2][0].isalpha() and any(kind.startswith("front:") for kind in marked.kinds[first] | (marked.kinds[first + 1] if len(marked.tokens) > first + 1 else set())), False)
        if bulletin and (live or sum(place.kind == "front" for place in found) > 1):
            found = [place for place in found if place.kind != "front" or place.strong or self._opens(marked, place) or self._goes_on(marked, place, found)]
        found = [place for place in found if not (place.kind == "line" and any(other.kind == "there" and other.j <= place.i and other.j - other.i > 1 for other in found))]
        times = without_dateline(marked, sentence, pieces(marked))
        found = _without_villages(marked, found, live)
        fronts = [place for place in found if place.kind == "front"]
        titled = sentence.line > 0 and bool(fronts) and fronts[0].strong and sum(not kinds and token[2].isalpha() for kinds, token in zip(marked.kinds, marked.tokens)) <= 1 and not sentence.text.rstrip().endswith((".", "!", "?", ";")) and len(marked.tokens) <= 8
        if whole_line and len(fronts) == 1 and not live and not times and not marked.of("reading.none") and (titled or len(marked.tokens) <= 6 and not any(marked.events)):
            context.heading = (fronts[0].names, self._span(sentence, marked, fronts[0].i, fronts[0].j))
            context.last = [context.heading]
            context.open = []
            return
        self._bind(sentence, marked, numbers, found, times)

    def _bind(self, sentence: Sentence, marked: Marked, numbers: list[Quantity], found: list[Place], times: list[Piece]) -> None:
        resolved = self.resolved = self._resolve(sentence, marked, found)
        if not numbers and not marked.of("reading.rest", *SILENCES):
            self._remember(sentence, marked, found, resolved, times, [])
            return
        before = len(self.figures)
        bound = bind(marked, numbers, self._one_each(marked, resolved))
        loose = bound.loose
        made: list[tuple[Bond, Figure]] = []
        own_front = any(place.kind == "front" and place.names != (self.context.open[-1].names if self.context.open else ()) for place in resolved)
        for bond in bound.bonds:
            if bond.place is not None and bond.place.kind == "none":
                if bond.quantity.measure == "clashes" or any(place.kind == "front" for place in resolved):
                    self.loose.append((sentence, self._span(sentence, marked, bond.quantity.i, bond.quantity.j), "a number of a place that is no front of ours"))
                continue
            if bond.place is None and not self._whole_line(marked, bond.quantity, resolved):
                loose.append(bond.quantity)
                continue
            figure = self._figure(sentence, marked, bond, numbers, bound.bonds, times, made)
            if figure == "ignored":
                continue
            if figure is None:
                loose.append(bond.quantity)
                continue
            made += [(bond, one) for one in figure]
        self.figures += [figure for _, figure in made]
        self._rests(sentence, marked, [figure for _, figure in made], own_front)
        loose = self._lean(sentence, marked, loose, numbers, times, made, own_front)
        self._silent(sentence, marked, numbers, resolved, bound.bonds, times)
        self._unbound(sentence, marked, loose + [number for number in numbers if number.head == "unread"], resolved)
        self._remember(sentence, marked, found, resolved, times, self.figures[before:])

    def _one_each(self, marked: Marked, resolved: list[Place]) -> list[Place]:
        """Places where a 'there' that means several fronts is parted into them, if the numbers are said to be theirs respectively."""
        kept = []
        for place in resolved:
            if id(place) in self.back and len(place.names) > 1 and marked.of("reading.respectively") and {name for names, _ in self.pair for name in names} == set(place.names) and len(self.pair) == len(place.names):
                place.names, place.parts = tuple(names[0] for names, _ in self.pair), ((place.i, place.j),) * len(self.pair)
                del self.back[id(place)]
                self.parted = dict((names[0], span) for names, span in self.pair)
            kept.append(place)
        return kept

    def _same_number(self, sentence, marked, numbers, live) -> None:
        """'as many times', «стільки ж»: the number that stands before it in the sentence."""
        for one in marked.of("reading.as_many"):
            before = [number for number in live if number.j <= one.i]
            if one.i and (marked.tokens[one.i - 1][2] in NOT_AS_MANY or not marked.kinds[one.i - 1].isdisjoint(("reading.times", "qualifiers.nearly"))):
                continue
            if before and before[-1].kind == "plain" and not (one.j < len(marked.tokens) and marked.tokens[one.j][2] == "as"):
                numbers.append(Quantity(one.i, one.j, [before[-1].value], "same", "bare", numbers=before[-1].numbers))
                self.same_as = self._span(sentence, marked, before[-1].i, before[-1].j)
                numbers.sort(key=lambda number: number.i)

    def in_headline(self, sentence: Sentence, first_line: int) -> bool:
        """Whether a sentence stands in the first line, or in a line that repeats it, and the line does not end as a sentence does."""
        line, first = _line_at(self.text, sentence.start), _line_at(self.text, re.search(r"\S|$", self.text).start())
        return (sentence.line == first_line or line.startswith(first)) and not re.search(r"[.!?…:;,]\W*$", first)

    def refused_below(self, figure: Figure) -> bool:
        """Whether the text repeats a headline's number in words that are not understood."""
        return any(sentence.start > figure.sentence.start and self.text[slice(*span)] == self.text[slice(*figure.count)] for sentence, span, _ in self.loose)

    def unfinished(self, sentence: Sentence) -> bool:
        """Whether a sentence is one of the first lines and does not end as a sentence does: a headline below a page's own words."""
        return sentence.line < HEADER_LINES and self._is_line(sentence) and not re.search(r"[.!?…:;,]\W*$", sentence.text)

    def _later(self, figure: Figure) -> tuple[bool, str, bool]:
        """What puts the figures of one sentence in the order of their days, a part of a day after a whole one."""
        known = self._moment(figure.when)
        return "day before" not in figure.rule, str(known.day or "") if known else "", bool(known and known.window == "part_day")

    def meant(self, when: tuple[Span, ...]):
        """The window that words about time mean, or the words themselves where they mean none."""
        found = self._moment(when) if when else None
        return (found.window, found.day, found.as_of) if found is not None and found.window != "unknown" else self._words(when)

    def same_day(self, first: Figure, second: Figure) -> bool:
        """Whether the words about time of two figures give one day, or neither gives any."""
        days = [moment.day if moment else None for moment in (self._moment(figure.when) for figure in (first, second))]
        return days[0] == days[1]

    def vaguely_again(self, figure: Figure, told: list[Figure]) -> bool:
        """Whether a number was told before of a full day and is only repeated 'this day', with no hour and no 'now'."""
        known = self._moment(figure.when) if figure.when else None
        if known is None or known.window != "part_day" or known.as_of or not mark(self._words(figure.when), self.language).of("reading.this_day"):
            return False
        return any((other.names, other.values, other.measure, other.kind) == (figure.names, figure.values, figure.measure, figure.kind) and other.when and getattr(self._moment(other.when), "window", "") == "full_day" for other in told)

    def _is_line(self, sentence: Sentence) -> bool:
        """Whether a sentence is all of its line but for bullets; looked at only so far that a line of any length costs the same."""
        before = self.text[max(0, sentence.start - BULLETS_WITHIN):sentence.start].rpartition("\n")[2]
        after = self.text[sentence.end:sentence.end + BULLETS_WITHIN].partition("\n")[0]
        return len(f"{before}{sentence.text}{after}".strip(" \t\r*•🔹🔸▪️-–—")) <= len(sentence.text) + 2

    def _in_quotation(self, sentence: Sentence) -> bool:
        """Whether a sentence opens with a quotation mark or stands in a quotation that its paragraph has not closed."""
        before = self.text[max(0, sentence.start - LOOK_AHEAD):sentence.start].rpartition("\n")[2]
        return sentence.text[:1] in "\"“«„" or before.count('"') % 2 == 1 or before.count("“") > before.count("”") > 0 or before.count("“") == 1 > before.count("”")

    def _opens(self, marked: Marked, place: Place) -> bool:
        """Whether a bare name may still be a front in a paragraph about another: it opens the sentence, or 'on' stands before it."""
        before = [marked.tokens[k][2] for k in range(max(place.i - 1, 0), place.i)]
        if place.i > 1 and before == ["in"] and marked.tokens[place.i - 2][2] in (":", ",", ";") and len(self.live) > 1:
            return True
        if len(place.names) > 1 and place.i <= 3:
            return True
        near = marked.any(place.i - 3, place.i, "reading.place_word") or marked.any(place.i - 6, place.i, "reading.place_word") and all(marked.tokens[k][2].isalpha() for k in range(max(place.i - 6, 0), place.i)) and not self._existing(marked, place)
        if near and self.live and not self.live[0].of_them and not marked.any(0, self.live[0].i, "reading.part", "reading.of_them"):
            return True
        return not near and (place.i <= 1 or before in (["on"], ["на"], ["auf"], ["im"], ["am"]))

    def _existing(self, marked: Marked, place: Place) -> bool:
        """Whether another front's name stands in the words before a place."""
        return any(place.i - 6 <= one.i < place.i for one in marked.named)

    def _goes_on(self, marked: Marked, place: Place, found: list[Place]) -> bool:
        """Whether a bare name leaves out the word for a front that stands before it: 'on the Lyman front 17, and on Kupiansk - 11'."""
        named = any(other.strong and other.kind == "front" and other.j <= place.i for other in found)
        before = marked.tokens[place.i - 1][2] if place.i else ""
        after = marked.tokens[place.j][2] if place.j < len(marked.tokens) else ""
        listed = any(other.strong and other.j <= place.i and other.j < len(marked.tokens) and marked.tokens[other.j][2] == "(" for other in found)
        following = any(one.i == place.j + 1 for one in self.live) and (after in ("with", "mit") or after == "(" and before in ("by", "of", "von", "vor")) or listed and after == "(" and any(one.i == place.j + 1 for one in self.live)
        if following and (named or self.context.last) and not marked.any(place.i - 2, place.i, "reading.place_word"):
            return True
        return named and before in ("on", "in", "на", "у", "в", "im", "am", "bei") and (after in ("-", ":") or after[:1].isdigit())

    def _span(self, sentence: Sentence, marked: Marked, i: int, j: int) -> Span:
        start, end = marked.span(i, j)
        return sentence.start + start, sentence.start + end

    def _resolve(self, sentence: Sentence, marked: Marked, found: list[Place]) -> list[Place]:
        """Places with 'there', 'the former' and 'the latter' turned into the fronts they mean."""
        context, kept, self.nowhere = self.context, [], False
        self.parted: dict[str, Span] = {}
        self.back: dict[int, tuple[tuple[str, ...], Span]] = {}
        for place in found:
            if place.kind in POINTERS:
                if one := self._pointed_at(sentence, marked, place, found):
                    place.names, self.back[id(place)], place.kind = one[0], one, "front"
                    kept.append(place)
                continue
            if place.kind == "there":
                alone = place.j - place.i == 1
                if any(other.kind == "front" or other.kind == "line" and alone for other in found if other.i < place.i) or self._existential(marked, place):
                    continue
                if self._of_elsewhere(sentence, marked, place, alone):
                    kept.append(Place(place.i, place.j, "none"))
                    continue
                if not context.last and not alone or context.last and (len(context.last[-1][0]) == 1 and marked.any(place.i, place.j, "reading.plural") or len(context.last[-1][0]) > 2 and not alone and not marked.any(place.i, place.j, "reading.plural")):
                    kept.append(Place(place.i, place.j, "none"))
                    continue
                if not context.last:
                    self.nowhere = True
                    continue
                place.names, place.strong, place.kind = context.last[-1][0], context.firm, "front"
                self.back[id(place)] = context.last[-1]
            kept.append(place)
        return kept

    def _pointed_at(self, sentence: Sentence, marked: Marked, place: Place, found: list[Place]) -> tuple[tuple[str, ...], Span] | None:
        """The front that 'the former', 'the second' or 'the last' means: one of the list before it in the sentence, or of two named before."""
        lists = [other for other in found if other.j <= place.i and other.kind == "front" and len(other.names) > 1 and not other.unknown]
        if lists:
            flat = [((name,), self._span(sentence, marked, *part)) for name, part in zip(lists[-1].names, lists[-1].parts)]
        else:
            flat = self.context.named if len(self.context.named) == 2 else self.pair if self.context.named and len(self.context.named[0][0]) == 2 else []
        if len(flat) < 2 or place.kind == "latter" and len(flat) > 2:
            return None
        return flat[POINTERS[place.kind]]

    def _of_elsewhere(self, sentence: Sentence, marked: Marked, place: Place, alone: bool) -> bool:
        """Whether 'there' means a village just named ('in Promin, there were 13 attempts to attack there'), or 'in the area' opens a name of its own."""
        if alone:
            return any(marked.tokens[k][2] in IN_A_VILLAGE and _unknown_name(marked, sentence.text, k + 1) for k in range(place.i - 1))
        if [text for _, _, text in marked.tokens[place.i:place.j]] in (["in", "the", "region"], ["in", "der", "region"]) and len(self.live) > 1 and marked.of("reading.total"):
            return True  # 'a total of 31 attacks and 152 clashes in the region': of its oblast, or of the line
        after = marked.tokens[place.j:place.j + 3]
        return bool(after) and after[0][2] in ("of", "von", "der") and not marked.any(place.j, place.j + 3, "reading.front_word", "reading.line") and (marked.any(place.j, place.j + 3, "reading.group") or any(_unknown_name(marked, sentence.text, k) for k in range(place.j, min(place.j + 3, len(marked.tokens)))))

    def _existential(self, marked: Marked, place: Place) -> bool:
        return marked.tokens[place.i][2] == "there" and place.j - place.i == 1 and place.j < len(marked.tokens) and marked.tokens[place.j][2] in ("was", "were", "is", "are", "has", "have", "had", "would", "will")

    def _front(self, sentence: Sentence, marked: Marked, place: Place | None) -> Span | None:
        if place is None:
            return None
        if id(place) in self.back:
            return self.back[id(place)][1]
        if self.parted and len(place.names) == 1 and place.names[0] in self.parted:
            return self.parted[place.names[0]]
        return self._span(sentence, marked, place.i, place.j)

    def _whole_line(self, marked: Marked, quantity: Quantity, found: list[Place]) -> bool:
        """Whether a number without a front may count the whole line: the war is spoken of, and no unit or other place."""
        if marked.of("reading.units") or any(place.kind == "none" and not any(quantity.j <= other.i < place.i and other.kind == "front" for other in found) for place in found) or quantity.of_them and quantity.head == "bare":
            return False
        staff = bool(marked.of("reading.headquarters")) or marked.tokens[0][2] in ("as", "wie", "як", "как") and marked.any(1, 4, "reading.said")
        told = marked.of("reading.total", "reading.line") or self._heads_list(marked, quantity, found) or self._on_so_many_fronts(marked)
        if quantity.event and marked.any(quantity.j, quantity.event[0], "reading.such"):
            return False  # 'six such assaults' are of the kind, and at the place, spoken of before
        if marked.of("reading.part_of_line"):
            self.partial.add(quantity.value)
        if quantity.value in self.partial or not told and self._of_a_city(marked) or marked.of("reading.town") and not marked.named:
            return False
        if not told and any(figure.names != ("ALL",) and (figure.value or 0) > (quantity.value or 0) for figure in self.figures):
            return False
        if self._parted(marked, quantity, found):
            return True
        if self.fought == (self.context.paragraph, True) and quantity.measure == "attacks" and not marked.of("reading.line"):
            return False
        if not told and not staff and (self.regional and (quantity.measure == "attacks" or self._in_quotation(self.reading)) or quantity.value < LEAST_ON_THE_LINE and not self.opening.of("reading.headquarters")):
            return False
        if self.nowhere or not told and (
            quantity.value <= FEW or self.context.spoken and quantity.measure != "clashes" and not (staff and len(self.seen) > 1) or self.context.several and not self.figures and not (quantity.measure == "clashes" and (marked.of("reading.headquarters") or self.staff and not self.unit))
        ):
            return False
        if self.context.foreign and not (told and quantity.measure == "clashes") or self.framed and quantity.measure == "attacks":
            return False
        if quantity.measure == "attacks" and self.seen and not told and not staff:
            return False
        if quantity.measure == "clashes" and len(self.seen) == 1 and quantity.value < MANY_ON_THE_LINE and not told and not staff:
            return False  # of an article about one front: its own number, or the line's
        if self.context.open and self.context.open[-1].names != ("ALL",) and role_of(marked, quantity, self.live)[0] and not told:
            return False
        plain = quantity.measure == "clashes" and quantity.value >= LEAST_ON_THE_LINE and marked.of("windows.since_start", "windows.past_day") and not self.opening.of("reading.part_of_line")
        if not (plain or marked.of("reading.war") or self._heads_list(marked, quantity, found) or quantity.measure == "clashes" and marked.any(quantity.j, quantity.event[1] if quantity.event else quantity.j, "reading.war")):
            return False
        return quantity.event is not None and not self._somewhere(marked, quantity)

    def _parted(self, marked: Marked, quantity: Quantity, found: list[Place]) -> bool:
        """Whether the General Staff's number is one of which the next says how many fell to a front: '142 assaults, 30 of which at Pokrovsk'."""
        following = self.live[1] if len(self.live) > 1 and self.live[0] is quantity else None
        return quantity.event is not None and following is not None and following.of_them and following.value < quantity.value and bool(marked.of("reading.headquarters")) and not any(
            place.i < following.i for place in found) and any(place.kind == "front" and place.names for place in found)

    def _heads_list(self, marked: Marked, quantity: Quantity, found: list[Place]) -> bool:
        """Whether a number is parted, in its own sentence, among several fronts: '162 attacks in a day: Pokrovsk 51, Lyman 18'."""
        fronts = [place for place in found if place.kind == "front" and place.names]
        if len(fronts) < 2 or not self.live or self.live[0] is not quantity or quantity.kind != "plain" or any(place.i < quantity.j for place in fronts):
            return False
        first = min(fronts[0].i, self.live[1].i if len(self.live) > 1 else fronts[0].i)
        parted = quantity.i == 1 and "joins.of" in marked.kinds[0] or any(marked.tokens[k][2] == ":" or "reading.of_them" in marked.kinds[k] for k in range(quantity.j, first + 1))
        told = sum(other.value for other in self.live[1:])
        return parted and len(self.live) > 1 and (told < quantity.value or told == quantity.value and len(fronts) > FEW)

    def _on_so_many_fronts(self, marked: Marked) -> bool:
        """Whether a number of fronts is given instead of their names: 'repelled 54 attacks on six axes'."""
        words = [text for _, _, text in marked.tokens]
        return any(plural in PLURAL_FRONTS and (number.isdigit() or number in self.words.number_words) and before in ("in", "on", "an", "along", "across") for before, number, plural in zip(words, words[1:], words[2:]))

    def _somewhere(self, marked: Marked, quantity: Quantity) -> bool:
        """Whether a place we do not know stands near a number: 'attacked 5 times near Vovchansk', 'seven assaults on Promin'."""
        after = quantity.event[1] if quantity.event else len(marked.tokens)
        if after + 1 < len(marked.tokens) and marked.tokens[after][2] in ("on", "against", "auf") and _unknown_name(marked, self.reading.text, after + 1):
            return True
        for one in marked.of("reading.place_word"):
            if any(place.kind == "front" and place.i <= one.i < place.j for place in self.resolved):
                continue
            k = one.j
            while k < len(marked.tokens) and marked.tokens[k][2] in ("the", "of", "village", "town", "city", "[", "]", "(", "settlements"):
                k += 1
            if k < len(marked.tokens) and not marked.kinds[k] and not marked.tokens[k][2][0].isdigit() and len(marked.tokens[k][2]) > 3:
                return True
        regions = [one for one in marked.of("reading.region") if one.i and not marked.kinds[one.i - 1] and marked.tokens[one.i - 1][2].isalpha()]
        return any(not any(0 <= one.i - name.j <= 6 for name in marked.named) for one in regions)

    def _among_villages(self, marked: Marked, quantity: Quantity) -> bool:
        """Whether the unknown places are a list after the number, as a front's villages are told: 'stopped 64 assaults near A, B and C'."""
        near = marked.of("reading.place_word")
        listed = any("reading.and" in marked.kinds[k] or marked.tokens[k][2] == "," and not marked.any(k + 1, k + 2, "reading.relative") for one in near for k in range(one.j, min(one.j + 5, len(marked.tokens))))
        return listed and all(one.i >= quantity.j for one in near)

    def _figure(self, sentence, marked, bond, numbers, bonds, times, made):
        """The figures of a bond; None where its measure is not known, 'ignored' for what only divides another figure."""
        quantity, place = bond.quantity, bond.place
        role, role_tokens = role_of(marked, quantity, numbers)
        if role == "repelled" and self._by_one_unit(marked, quantity, role_tokens):
            return None
        names = ("ALL",) if bond.place is None or bond.place.kind == "line" else bond.names
        earlier = [(other, figure) for other, figure in made if figure.names == names and (bond.place is not None or quantity.of_them)]
        head = next((figure for _, figure in reversed(earlier)), None)
        back = bond.place is not None and id(bond.place) in self.back
        if head is None and back:
            head = next((figure for figure in reversed(self.context.open) if figure.names == bond.names), None)
        if head is None and quantity.of_them and not times and any(figure.names == bond.names and (figure.value or 0) >= quantity.value for figure in self.figures):
            return "ignored"
        if head is not None and self._all_but(marked, quantity) and quantity.kind == "plain":
            return self._leaves_out(sentence, marked, head, quantity, role_tokens)
        if head is not None and self._becomes_part(sentence, marked, head, quantity, role, role_tokens, times, numbers):
            return "ignored"
        if head is not None and head.sentence is sentence and not self._stands_for_itself(marked, head, quantity, role, times):
            return "ignored" if quantity.of_them or quantity.head == "bare" and marked.any(quantity.i - 4, quantity.i, "reading.part", "reading.of_them") else None
        self.mine = [other.quantity for other in bonds if other.place is place]
        if role == "repelled" and self._of_a_unit(marked, quantity):
            return None
        if quantity.head == "bare" and place is not None and not self._light(marked, quantity, place, numbers) or self._by_the_other_side(marked, quantity, role, role_tokens):
            return None
        measure = self._measure(sentence, marked, quantity, numbers, role, role_tokens)
        if measure is None:
            return None
        if measure == "decoy":
            return "ignored"
        return self._made(sentence, marked, bond, role, role_tokens, measure, times, numbers)

    def _of_a_unit(self, marked, quantity) -> bool:
        """Whether a brigade or a battalion speaks of its own fights: 'the 79th Brigade repelled 6 attacks'."""
        return any(one.j <= quantity.i for one in marked.of("reading.formation")) and not marked.of("reading.headquarters")

    def _by_the_other_side(self, marked, quantity, role, role_tokens) -> bool:
        """Whether the attackers are those who speak or who repelled: 'the Russian defence ministry said', 'Russian troops repelled two attacks'."""
        if marked.of("reading.their_ministry") and not marked.of("reading.headquarters"):
            return True
        if role != "repelled":
            return False
        i = role_tokens[0] - (marked.tokens[role_tokens[0] - 1][2] in ("have", "had", "has", "уже", "вже"))
        return role_tokens[1] <= quantity.i and any(one.j == i for one in marked.of("reading.their_troops"))

    def _by_one_unit(self, marked, quantity, role_tokens) -> bool:
        """Whether a numbered unit before the verb is who repelled: «бійці 25-ї бригади відбили три штурми» counts the unit's, not the front's."""
        return any(
            one.j <= role_tokens[0] <= one.j + 6 and role_tokens[0] < quantity.i and marked.any(one.i, one.j, "reading.numbered")
            and any(marked.tokens[k][2][0].isdigit() for k in range(max(one.i - 4, 0), one.i)) and not any(marked.tokens[k][2] in (",", ";", ":") for k in range(one.j, role_tokens[0]))
            for one in marked.of("reading.units"))

    def _not_yet(self, marked, quantity, times) -> bool:
        """Whether words before a number tell of what may come or of a habit, and no day of its own stands between."""
        told = [one.j for one in marked.of("reading.future") if one.i < quantity.i]
        return bool(told) and not any(told[-1] <= piece.i and piece.j <= quantity.i and piece.kinds & {"yesterday", "past_day", "date", "since_start"} for piece in times)

    def _made(self, sentence, marked, bond, role, role_tokens, measure, times, numbers):
        quantity, place = bond.quantity, bond.place
        if self._not_yet(marked, quantity, times):
            return None
        kind, event, role_span, role = measure
        self.context.measure, self.here = Measure(kind, event, role_span, sentence.line, sentence.paragraph, role), sentence
        counted = self._span(sentence, marked, quantity.i, quantity.j)
        front = self._front(sentence, marked, place)
        part_of = quantity.kind == "of" and role in ("repelled", "ongoing")
        final = kind if part_of or not role else role
        names = ("ALL",) if place is None or place.kind == "line" else bond.names
        rule = f"{bond.rule}; {self.measure_rule}"
        base = Figure(sentence, names, front, counted, tuple(quantity.values), quantity.kind, "counted", final, event, role_span, (), rule, unknown=bool(place and place.unknown), noun=kind)
        base.when, time_rule = self._when(sentence, marked, quantity, times, numbers)
        if quantity.kind == "same":
            base.kind, base.also, base.rule = "plain", self.same_as, base.rule + "; as many as said before"
        if any("average" in piece.kinds and "day_before" not in piece.kinds and 0 <= piece.i - max(quantity.j, quantity.event[1] if quantity.event else 0) <= 1 for piece in times):
            return None
        if any("average" in piece.kinds and piece.j <= quantity.i and not any(piece.j <= other.i < quantity.i for other in (*numbers, *times)) for piece in times):
            return None
        if marked.of("reading.per_day") and any(piece.kinds & {"week", "last_week", "longer"} for piece in times):
            return None  # 'several times in a week it told of ten fights a day' is a rate
        if time_rule == "impossible" or base.when and NO_DAY.intersection(getattr(self._moment(base.when), "flags", ())):
            return None
        base.rule += f"; {time_rule}"
        if quantity.kind == "of" and not part_of:
            return self._share(sentence, marked, quantity, base)
        if quantity.kind == "of":
            base.rule += "; so many of the whole"
            base.parts.append(Part(role, quantity.value - quantity.values[0] if self._all_but(marked, quantity) else quantity.values[0], counted, "inside"))
        elif self._all(marked, quantity, role):
            all_mark = self._all(marked, quantity, role)
            base.parts.append(Part("repelled", quantity.value, self._span(sentence, marked, *all_mark), "all", role_span))
            base.measure = kind
            base.rule += "; all of them"
        if len(bond.names) > 1 and place is not None and (quantity.each or self._for_each(marked, quantity, place)):
            return [self._one_of(sentence, marked, base, place, n) for n in range(len(bond.names))]
        return [base]

    def _one_of(self, sentence, marked, base, place, n):
        span = self.back.get(id(place), (None, None))[1] or self._span(sentence, marked, *place.parts[n])
        return Figure(**{**base.__dict__, "names": (place.names[n],), "front": span, "parts": list(base.parts), "rule": base.rule + "; the number holds for each front"})

    def _share(self, sentence, marked, quantity, base):
        """'54 of the 158 clashes took place near Pokrovsk': a row for the front and one for the whole line."""
        part, whole = quantity.numbers[0], quantity.numbers[-1]
        share = Figure(**{**base.__dict__, "count": self._span(sentence, marked, quantity.i, part.j), "values": (part.value,), "kind": "plain", "parts": []})
        if base.names == ("ALL",) or self._all_but(marked, quantity):
            return None
        total = Figure(**{**base.__dict__, "names": ("ALL",), "front": None, "count": self._span(sentence, marked, whole.i, whole.j), "values": (whole.value,), "kind": "plain", "parts": [], "rule": base.rule + "; the total that a part is taken of"})
        return [share, total]

    def _lean(self, sentence, marked, loose, numbers, times, made, own_front):
        """Bind what is left by what went before: parts of a figure, the front of the heading or of the sentence before."""
        left = []
        for quantity in sorted(loose, key=lambda one: one.i):
            role, role_tokens = role_of(marked, quantity, numbers)
            whole = [figure for figure in self.figures[-3:] if figure.sentence is sentence and figure.names == ("ALL",) and figure.count[1] <= self._span(sentence, marked, quantity.i, quantity.j)[0]]
            if whole and self._against(marked, quantity) and self._own_day(marked, quantity, times, numbers) and self._add(sentence, marked, Bond(quantity, None, ("ALL",), "the whole line: another day's number beside this day's"), role, role_tokens, times, numbers):
                continue
            if own_front or made and quantity.head == "bare" or self._of_a_city(marked):
                left.append(quantity)
                continue
            if self._to_open(sentence, marked, quantity, role, role_tokens, times, numbers):
                continue
            target = self._front_before(marked, quantity, times)
            if target is None and quantity.event is not None and quantity.kind == "plain" and not made and not role and self._whole_line(marked, quantity, []) and (not self.context.named or self._after_hot_spots(quantity, times)) and (not self.context.open or marked.of("reading.total") or quantity.measure == "clashes" and (self.context.open[0].names == ("ALL",) or self._above_headline(quantity, times))):
                self._add(sentence, marked, Bond(quantity, None, ("ALL",), "the whole line: no front is named"), role, role_tokens, times, numbers)
                continue
            if target is None and not made and quantity.event is not None and role == "repelled" and not self.context.named and not self.context.open and self._whole_line(marked, quantity, []):
                self._add(sentence, marked, Bond(quantity, None, ("ALL",), "the whole line: no front is named"), role, role_tokens, times, numbers)
                continue
            told = next((figure for figure in reversed(self.figures) if target is not None and figure.names == target[0] and figure.measure in ("attacks", "clashes")), None)
            if told is not None and role == "ongoing" and not times and self._becomes_part(sentence, marked, told, quantity, role, role_tokens, times, numbers):
                continue
            if target is not None:
                place = Place(0, 1, "front", target[0], True)
                self.back[id(place)] = target
                self.keep = place
                if self._add(sentence, marked, Bond(quantity, place, target[0], "the front named before"), role, role_tokens, times, numbers):
                    continue
            left.append(quantity)
        return left

    def _after_hot_spots(self, quantity, times) -> bool:
        """Whether a day's clashes are told after a sentence that only named the hottest of several fronts."""
        return self.hot and quantity.measure == "clashes" and quantity.value >= MANY_ON_THE_LINE and self.staff and any(piece.kinds & {"past_day", "since_start", "yesterday", "date"} for piece in times)

    def _above_headline(self, quantity, times) -> bool:
        """Whether a day's clashes are told right below a headline whose one front had fewer attacks."""
        head = self.context.open[0]
        return self.unfinished(head.sentence) and (head.value or quantity.value) < quantity.value and any(piece.kinds & {"past_day", "date", "since_start"} for piece in times)

    def _of_a_city(self, marked: Marked) -> bool:
        """Whether a sentence names a city or its oblast by a name that a front has too: 'attacked Zaporizhzhia 12 times' counts at no front."""
        return any(one.kind.partition(":")[2] in CITIES for one in marked.named) and not any(place.kind == "front" for place in self.resolved)

    def _add(self, sentence, marked, bond, role, role_tokens, times, numbers) -> bool:
        measure = self._measure(sentence, marked, bond.quantity, numbers, role, role_tokens)
        if measure in (None, "decoy"):
            return False
        made = self._made(sentence, marked, bond, role, role_tokens, measure, times, numbers)
        self.figures += made or []
        self.context.open += made or []
        return bool(made)

    def _to_open(self, sentence, marked, quantity, role, role_tokens, times, numbers) -> bool:
        """Take a number as a part of the last figure of the same paragraph (or of the same heading)."""
        pool = self.context.open or ([figure for figure in self.figures[-1:] if self.context.heading and figure.names == self.context.heading[0]])
        if not pool:
            return False
        head = pool[-1]
        if self.context.named and not any(set(names) & set(head.names) for names, _ in self.context.named):
            return False  # another front was named since, without a number
        if head.names == ("ALL",) or any(figure.names != head.names and figure.sentence is head.sentence for figure in pool) and not quantity.kind == "of":
            return False
        if quantity.of_them and not role:
            return True
        if role and (head.measure in ("repelled", "ongoing") and role != head.measure or self._other_window(head, times)) and quantity.head in ("event", "bare"):
            place = Place(0, 1, "front", head.names, True)
            self.back[id(place)], self.keep = (head.names, head.front), place
            return self._add(sentence, marked, Bond(quantity, place, head.names, "the front named before"), role, role_tokens, times, numbers)
        done = bool(role) and self._becomes_part(sentence, marked, head, quantity, role, role_tokens, times, numbers)
        hour = [self._span(sentence, marked, piece.i, piece.j) for piece in times if done and "clock" in piece.kinds and not piece.said]
        known = self._moment(head.when) if len(hour) == 1 and head.when else None
        if known is not None and known.window == "part_day" and not known.as_of:
            head.when = tuple(sorted((*head.when, *hour)))
        if done and self.pending_rest and self.pending_rest[0] is head:
            self._add_rest()
        return done

    def _front_before(self, marked, quantity, times):
        """The front that a sentence without one speaks of: the heading's, or the only one just named without a number."""
        context = self.context
        if not context.heading and marked.any(0, 6, "reading.said") and any(text in ALSO for _, _, text in marked.tokens[:6]):
            return None  # 'He also reported that …' begins a matter of its own
        near = self._somewhere(marked, quantity)
        villages = near and not self._among_villages(marked, quantity)
        if villages and (marked.of("reading.added") or any(one.i < quantity.i for one in marked.of("reading.place_word"))):
            return None
        if villages and not (context.named_as_front and len(context.named) == 1 or context.heading or self.sole) or marked.of("reading.line") or any(one.i < quantity.i for one in marked.of("reading.total")) and not villages:
            return None
        if context.heading and not context.open:
            return context.heading
        if context.heading and context.open and all(figure.names == context.heading[0] for figure in context.open):
            role, _ = role_of(marked, quantity, [quantity])
            return context.heading if role and all(figure.measure in ("repelled", "ongoing") and figure.measure != role for figure in context.open) else None
        if len(context.named) == 1 and len(context.named[0][0]) <= 2 and not any(figure.names == context.named[0][0] and figure.status != "uncounted" for figure in context.open) and quantity.event is not None and not marked.of("reading.units"):
            return context.named[0]
        if len(context.named) == 2 and context.last and len(context.last[-1][0]) == 2 and re.fullmatch(r"\w+-\w+(?:\s\w+)?", self.text[slice(*context.last[-1][1])]) and not context.open and quantity.event is not None and not marked.of("reading.units"):
            return context.last[-1]  # «на Лимано-Куп'янському напрямку», a front of two names
        if near and self.sole and len(self.live) == 1 and not marked.of("reading.units") and not context.open and quantity.event is not None and not self.framed:
            return self.sole
        other_time = any(not piece.said and piece.kinds & {"clock", "since_start", "weekday", "date", "yesterday", "day_before"} for piece in times)
        if other_time and quantity.head == "bare" and context.open and len({figure.names for figure in context.open}) == 1 and context.open[0].names != ("ALL",) and not quantity.of_them and not self._is_age(marked, context.open[0].sentence, quantity) and (not context.last or context.last[-1][0] == context.open[0].names):
            return context.open[-1].names, context.open[-1].front
        if self.title_said and quantity.i == 0 and len(context.named) == 1 and not context.open:
            return context.named[0]
        return None

    def _silent(self, sentence, marked, numbers, found, bonds, times) -> None:
        """Zero said outright, and fighting without a number."""
        live = [bond for bond in bonds if bond.quantity.value != 0]
        for silence in silences(marked, numbers, found, live):
            quantity = Quantity(silence.i, silence.j, [], head="event", event=silence.event, measure=silence.measure)
            event, measure = silence.event, silence.measure
            when, time_rule = self._when(sentence, marked, quantity, times, numbers)
            for n, name in enumerate(silence.place.names):
                together = silence.status == "uncounted" and len(silence.place.names) > 1
                front = self.back[id(silence.place)][1] if id(silence.place) in self.back else self._span(sentence, marked, *(silence.place.parts[n] if not together else (silence.place.i, silence.place.j)))
                role = self._span(sentence, marked, *silence.role) if silence.role else None
                if when == () and time_rule == "impossible":
                    continue
                words, unsaid = self._span(sentence, marked, silence.i, silence.j), self._unsaid(sentence, marked, silence)
                figure = Figure(sentence, silence.place.names if together else (name,), front, words, (), "silence", silence.status,
                                "repelled" if role else measure, self._span(sentence, marked, *event) if event else None, role, when,
                                ("zero said outright" if silence.status == "none" else "fighting without a number") + f"; {time_rule}", also=unsaid)
                self.figures.append(figure)
                if together:
                    break

    def _unsaid(self, sentence, marked, silence) -> Span:
        """The words that say a figure is zero, or that none is given."""
        own = (silence.i, silence.j)
        if silence.status == "uncounted" and marked.any(*own, "reading.fighting"):
            near = sorted(marked.of("reading.unsaid"), key=lambda one: abs(one.i - silence.j))
            own = (near[0].i, near[0].j) if near else own
        return self._span(sentence, marked, *own)

    def _beside_another(self, marked, place, found) -> bool:
        """Whether a front is named together with a place that is none: 'on the left bank of Kherson region and in the Orikhiv sector'."""
        return any(other.kind == "none" and 1 <= place.i - other.j <= 5 and marked.any(other.j, place.i, "reading.and") and not any(marked.tokens[k][2] == "," for k in range(other.j, place.i)) for other in found)

    def _unbound(self, sentence, marked, loose, found) -> None:
        """Note numbers of attacks near a front that were not understood."""
        near = any(place.kind == "front" for place in found) or bool(self.context.named) or bool(self.context.open and self.context.open[0].names != ("ALL",))
        event = any(marked.events)
        for quantity in loose:
            counted = quantity.head in ("event", "times", "unread") and (quantity.event is not None or quantity.head == "unread" or bool(found) and bool(marked.of("reading.war")))
            doubtful = quantity.head == "bare" and (event and any(place.kind == "front" and place.strong for place in found) or self.title_said and quantity.i == 0 or bool(self.context.open) and self.context.open[0].names != ("ALL",) and marked.any(0, len(marked.tokens), *COMPARED)) and not quantity.of_them and not self._is_age(marked, sentence, quantity) and not marked.any(quantity.i - 4, quantity.i, "reading.part") and not (quantity.value == 1 and quantity.numbers and quantity.numbers[0].spelled)
            whole = bool(self.seen) and quantity.head in ("event", "times") and quantity.event is not None and quantity.value > FEW
            doubtful = doubtful or quantity.head in ("bare", "times") and self._stands_near(marked, quantity, found)
            if not self.seen and not near and counted and quantity.event is not None and quantity.value > FEW:
                self.early.append((sentence, self._span(sentence, marked, quantity.i, quantity.j), "a number that no front was named for"))
            if near and (counted or doubtful) or whole and not quantity.of_them:
                self.loose.append((sentence, self._span(sentence, marked, quantity.i, quantity.j), "a number near a front that could not be bound to it"))

    def _stands_near(self, marked, quantity, found) -> bool:
        """Whether a number of which nothing is said may count attacks: a front and attacks were spoken of, and nothing else that is counted."""
        spoken = self.context.measure is not None or any(marked.events)
        return spoken and not (quantity.of_them and self.context.open) and bool(any(place.kind == "front" for place in found) or self.context.named or self.context.open) and not (
            marked.of("measures.decoy", "reading.decoys", "measures.things", "reading.goods", "reading.harmed") or marked.any(quantity.i - 4, quantity.i, "reading.part", "reading.fewer") or quantity.value == 1 and quantity.numbers and quantity.numbers[0].spelled)

    def _remember(self, sentence, marked, found, resolved, times, made) -> None:
        """Carry on what the next sentences may lean on."""
        context = self.context
        context.foreign = context.foreign or any(place.unknown or place.kind == "none" and (place.strong or self.live) for place in found)
        self.framed = self.framed or sentence.line < 3 and any(place.unknown for place in found)
        self.seen |= {name for place in found if place.kind == "front" for name in place.names}
        self.sole = next(((place.names, self._span(sentence, marked, place.i, place.j)) for place in found if place.kind == "front" and place.strong and len(place.names) == 1), self.sole) if len(self.seen) == 1 else None
        fronts = [place for place in resolved if place.kind == "front" and place.names]
        flat = [((name,), self._span(sentence, marked, *part)) for place in fronts for name, part in zip(place.names, place.parts) if id(place) not in self.back]
        whole = [(place.names, self.back[id(place)][1] if id(place) in self.back else self._span(sentence, marked, place.i, place.j)) for place in fronts]
        strong = [pair for pair, place in zip(whole, fronts) if place.strong or len(fronts) == 1]
        context.spoken = context.spoken or bool(fronts) and not self.unfinished(sentence)
        context.several = context.several or any(place.strong and len(place.names) > 1 for place in fronts) and not self.unfinished(sentence) and not marked.of("reading.record", "reading.situation")
        self.title_said = bool(whole) and not made and len(fronts) == 1 and fronts[0].strong and fronts[0].i == 0 and len(marked.tokens) - fronts[0].j <= 1
        if whole or made:
            self.fought = (context.paragraph, not made and len(whole) == 1 and len(whole[0][0]) == 1 and any(marked.events))
        if whole:
            self.hot = sum(len(names) for names, _ in whole) > 1 and not made and bool(marked.of("reading.record", "reading.situation"))
            unknown = any(place.unknown for place in found) or any(self._beside_another(marked, place, found) for place in fronts)
            context.last = [] if unknown else strong[-1:] or whole[-1:]
            context.firm = any(place.strong for place in fronts)
            self.pair = flat
            named = [pair for pair, place in zip(whole, fronts) if place.strong]
            context.named = [] if unknown else flat if len(flat) == 2 and flat[0][0] != flat[1][0] and not made else named if all(figure.status == "uncounted" for figure in made) else []
            context.named_as_front = all(place.strong for place in fronts)
            if not any(id(place) in self.back for place in fronts) and context.heading and not self._is_line(sentence):
                context.heading = None
        elif made:
            context.named = []
        elif _in_a_town(marked, sentence.text) or marked.of("reading.elsewhere"):
            context.last = [one for one in context.last if context.heading]  # 'the city of Promin …', 'the bridgehead …': 'in that area' is about it
        if whole or made:
            self.placed = sentence.paragraph
        elif marked.named and context.last and self.placed != sentence.paragraph and not {one.kind.partition(":")[2] for one in marked.named} & set(context.last[-1][0]):
            context.last, context.named = [], []  # 'near Marinka and Promin': what follows 'there' is not at the front of an earlier paragraph
        if any(place.unknown or place.kind == "none" and place.i and marked.tokens[place.i - 1][2] in ("на", "під", "под") for place in resolved) and not any(place.strong for place in fronts):
            context.last, context.named = [], []
            if not made:
                context.open = []  # 'on other fronts': what follows goes on from there
        if made:
            context.open = [figure for figure in made]
            main = max(made, key=self._later)
            if main.when:
                context.carry = main.when
                context.local = ()
                self.carried_in = sentence.paragraph
        else:
            self._header(sentence, marked, times, bool(whole))
        if all(figure.kind == "silence" for figure in made):
            event = next(filter(None, reversed(marked.events)), None)
            closing = bool(made) or sentence.text.rstrip().endswith(":") or sentence.line == 0 or self._is_line(sentence) and len(marked.tokens) < 16
            if event and (closing or self.live):
                fates = [] if not sentence.text.rstrip().endswith((".", "!", "…")) else [role_of(marked, number, self.live) for number in self.live if number.event]
                said = fates[0][1] if len(fates) == 1 and fates[0][0] == "repelled" else None
                context.measure = Measure(event[0], self._span(sentence, marked, *event[1]), said and self._span(sentence, marked, *said), sentence.line, sentence.paragraph, "repelled" if said else "")
        self.here = None


def _without_villages(marked: Marked, found: list[Place], live: list[Quantity]) -> list[Place]:
    """Places without the towns 'near' which a front's attacks took place, where each number has a front of its own."""
    strong = [place for place in found if place.kind == "front" and place.strong]
    found = [place for place in found if place.kind != "front" or place.strong or not any(_stands_in(marked, place, other) for other in strong)]
    if not strong or len(live) > len(strong) and len(live) > 1:
        return found
    return [place for place in found if place.kind != "front" or place.strong or not marked.any(place.i - 3, place.i, "reading.place_word")]


def _in_a_town(marked: Marked, text: str) -> bool:
    """Whether a sentence names a town that is no front's: 'the main effort is still on the city of Promin'."""
    return any(marked.tokens[k][2] in ("city", "town", "village", "settlement", "stadt", "ortschaft", "dorf") and _unknown_name(marked, text, k + 1 + (marked.tokens[k + 1][2] == "of")) for k in range(len(marked.tokens) - 2))


def _of_a_village(marked: Marked, text: str, number: Quantity) -> bool:
    """Whether a number in brackets follows a place we do not know: 'near Promin (4 attacks), Lysivka (3 attacks)'."""
    i = number.numbers[0].i if number.numbers else number.i
    if i < 2 or marked.tokens[i - 1][2] != "(" or number.of_them or not _unknown_name(marked, text, i - 2):
        return False
    return any(one.j <= i - 2 for one in marked.of("reading.place_word")) or marked.tokens[i - 3][2] == ","


def _counts_no_noun(marked: Marked, text: str, number: Quantity) -> bool:
    """Whether no noun, which German writes with a capital, follows a number in its clause: 'bei Lyman war es mit 34 ruhiger'."""
    stop = next((k for k in range(number.j, len(marked.tokens)) if not marked.tokens[k][2].isalpha()), len(marked.tokens))
    return stop > number.j and all(text[marked.span(k, k + 1)[0]].islower() and not marked.kinds[k] & {"reading.harmed", "silence.share"} for k in range(number.j, stop))


def _stands_in(marked: Marked, town: Place, front: Place) -> bool:
    """Whether a town is only where on a front something happened: 'the defenders of Chasiv Yar on the Kramatorsk front'."""
    between = [marked.tokens[k][2] for k in range(town.j, front.i)]
    return 1 <= len(between) <= 2 and between[0] in ("on", "in", "at", "im", "am", "an") and between[-1] in (between[0], "the", "der", "dem") and town.names != front.names


def _line_at(text: str, place: int) -> str:
    """The line that a place stands in; of a long text nothing else is looked at."""
    end = text.find("\n", place)
    return text[text.rfind("\n", 0, place) + 1 : len(text) if end < 0 else end].strip()


def _without_repeats(figures: list[Figure], walk: Walk) -> list[Figure]:
    """Figures without those of a headline that the text repeats, and without the same figure told twice."""
    first_line = min(walk.lines, default=0)
    last_line = max(walk.lines, default=0)
    kept: list[Figure] = []
    for figure in figures:
        figure.headline = last_line > first_line and (figure.sentence.text.strip() == walk.title or walk.in_headline(figure.sentence, first_line))
    body = [figure for figure in figures if not figure.headline]
    dated = {_said(figure) for figure in figures if figure.when}
    counted, parts = defaultdict(list), defaultdict(list)  # looked up, since a text may hold thousands of figures
    for figure in figures:
        if figure.status == "counted":
            counted[figure.names].append(figure)
        for part in figure.parts:
            parts[figure.names, part.role, part.value].append(figure)
    seen = set()
    for figure in figures:
        if figure.headline and (any(_repeated(figure, other) for other in body) or walk.refused_below(figure) or figure.front is None and not figure.when):
            continue
        if walk.unfinished(figure.sentence) and any(other.names in (figure.names, ("ALL",)) and other.sentence.line > figure.sentence.line and (other.value == figure.value or other.names == figure.names and other.measure == figure.measure and not walk.text[figure.count[0]].isdigit() and _repeated(figure, other)) for other in body):
            continue
        if figure.status == "counted" and not figure.when and _said(figure) in dated:
            continue
        if figure.status == "uncounted" and any(walk.same_day(other, figure) for other in counted[figure.names]):
            continue
        if figure.measure in ("repelled", "ongoing") and any(other is not figure and walk.meant(other.when) == walk.meant(figure.when) for other in parts[figure.names, figure.measure, figure.value]):
            continue
        silent = figure.status == "none" or figure.values == (0,)
        if figure.kind == "plain" and figure.status == "counted" and figure.value > FEW and walk.vaguely_again(figure, kept):
            continue
        key = (figure.names, "none", figure.measure) if silent else (figure.names, figure.values, figure.kind, figure.status, figure.measure, walk.meant(figure.when) if figure.status == "counted" else "")
        if key in seen and figure.status != "uncounted":
            continue
        seen.add(key)
        kept.append(figure)
    return kept


def _said(figure: Figure) -> tuple:
    """What a figure says, apart from the time it says it of."""
    return figure.names, figure.values, figure.kind, figure.status, figure.measure


def _repeated(headline: Figure, figure: Figure) -> bool:
    """Whether a figure of the text is the headline's: the same number, or the number that the headline rounds."""
    if headline.value == figure.value:
        return True
    return headline.names == figure.names and bool(headline.value and figure.value) and abs(headline.value - figure.value) <= 0.1 * figure.value
