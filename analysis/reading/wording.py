"""What a number counts: the words for attacks beside it or before it, and the parts of it that were repelled or go on."""

from __future__ import annotations

from analysis.reading.binding import role_between, region, role_of
from analysis.reading.figures import Part, Span
from analysis.reading.marks import Marked
from analysis.reading.places import _unknown_name
from analysis.reading.quantities import Quantity, event_at
from analysis.reading.sentences import Sentence

DAYS = frozenset(("weekday", "date", "past_day", "yesterday", "day_before", "since_start", "whole_day", "week", "last_week", "average"))


class Wording:
    """The part of a walk through an article that keeps its measures and parts."""

    here: Sentence | None = None
    mine: tuple = ()
    pending_rest = None

    def _leaves_out(self, sentence, marked, head, quantity, role_tokens):
        """«із 56 атак зупинили всі, крім двох»: a number that takes away from the one before it."""
        left = (head.value or 0) - quantity.value
        if left < 0 or head.parts or not head.event:
            return None
        if head.measure == "repelled" or head.role:
            head.measure = head.noun
        head.whole = True
        end = max(quantity.j, role_tokens[1]) if role_tokens else quantity.j
        head.parts.append(Part("repelled", left, self._span(sentence, marked, quantity.i, end), "all_but"))
        head.rule += "; all but so many of them repelled"
        return "ignored"

    def _for_each(self, marked, quantity, place) -> bool:
        """'12 assaults on each of the Siversk and Vremivka fronts', 'saw two attacks each'."""
        a, b = min(quantity.i, place.i), max(quantity.j, place.j, quantity.event[1] if quantity.event else 0)
        return any(a <= one.i <= b + 1 and marked.tokens[one.i][2] != "по" for one in marked.of("reading.each"))

    def _all(self, marked: Marked, quantity: Quantity, role: str) -> Span | None:
        """The tokens that say that all of a figure were repelled, before or after its number."""
        if role == "repelled" and marked.any(quantity.i - 3, quantity.i, "reading.all") and not marked.any(quantity.i - 4, quantity.i, "joins.all_but"):
            found = next(one for one in marked.of("reading.all") if quantity.i - 3 <= one.i < quantity.i)
            return found.i, found.j
        limit = next((k for k in range(quantity.j, len(marked.tokens)) if marked.tokens[k][2] == ";" or marked.tokens[k][2][0].isdigit()), len(marked.tokens))
        for one in marked.of("reading.all"):
            if quantity.j <= one.i < limit and one.i - quantity.j < 14 and not any(two.i <= one.i < two.j for two in marked.of("joins.all_but")):
                said = role_between(marked, one.j, min(one.j + 6, limit))
                if said and said[0] == "repelled":
                    return one.i, said[1][1]
        return None

    def _becomes_part(self, sentence, marked, head, quantity, role, role_tokens, times, numbers) -> bool:
        """Whether a further number of a front only says what became of the first: 'N attacks, 15 of these stopped'."""
        value = quantity.values[0] if quantity.kind == "of" else quantity.value
        if quantity.kind == "of" and quantity.value == head.value and role:
            return self._add_part(sentence, marked, head, Part(role, value, (0, 0)), quantity, role_tokens)
        if quantity.value == head.value and (self._all(marked, quantity, role) or role == "repelled" and head.measure in ("attacks", "clashes")) and quantity.head != "bare":
            span = self._all(marked, quantity, "repelled")
            if span and not head.parts:
                head.parts.append(Part("repelled", head.value, self._span(sentence, marked, *span), "all", self._span(sentence, marked, *role_tokens) if role_tokens else None))
                head.rule += "; all of them repelled"
            return bool(span)
        if quantity.of_them and role == "ongoing" and head.measure == "repelled" and head.event and not head.parts and quantity.value <= (head.value or 0):
            head.measure, head.role = head.noun, None
        if not role or head.measure not in ("attacks", "clashes") or head.value is None or head.kind == "range":
            return False
        now = role == "ongoing" and all(piece.kinds == {"since_start"} for piece in times[1:])  # 'three are currently ongoing'
        if self._own_day(marked, quantity, times, numbers) and not now or self._other_window(head, times):
            return False
        if head.sentence is sentence and self._in_its_own_area(sentence, marked, quantity):
            return False
        return self._add_part(sentence, marked, head, Part(role, quantity.value, (0, 0)), quantity, role_tokens)

    def _in_its_own_area(self, sentence, marked, quantity) -> bool:
        """Whether a number has an area of its own: '10 clashes at Pokrovsk, three attacks in the Promin area go on'."""
        if quantity.head != "event" or quantity.of_them:
            return False
        stop = next((k for k in range(quantity.j, len(marked.tokens)) if marked.tokens[k][2] in (",", ";", ".")), len(marked.tokens))
        return any(marked.tokens[k + 1][2] in ("area", "areas", "sector", "region", "direction") and _unknown_name(marked, sentence.text, k) for k in range(quantity.j, stop - 1))

    def _add_part(self, sentence, marked, head, part, quantity, role_tokens) -> bool:
        taken = sum(other.value or 0 for other in head.parts)
        if part.value is None or part.value + taken > (head.value or 0) or any(other.role == part.role for other in head.parts):
            return False
        i = quantity.i
        j = max(quantity.j, quantity.event[1] if quantity.event and quantity.event[0] >= quantity.j else quantity.j)
        if role_tokens and role_tokens[0] >= quantity.j:
            j = max(j, role_tokens[1])
        elif role_tokens and head.role is None:
            head.role = self._span(sentence, marked, *role_tokens)
        if self._all_but(marked, quantity):
            part.value, part.word = (head.value or 0) - part.value, "all_but"
        part.span = self._span(sentence, marked, i, j)
        head.parts.append(part)
        head.rule += f"; {part.value} of them {part.role}"
        return True

    def _stands_for_itself(self, marked, head, quantity, role, times) -> bool:
        """Whether a second number of a front is a figure of its own: another measure beside a part, or another day."""
        if quantity.of_them:
            return False
        if head.measure in ("repelled", "ongoing") and role and role != head.measure:
            return True
        return self._own_day(marked, quantity, times, [])

    def _other_window(self, head, times) -> bool:
        """Whether words about the day so far stand in the sentence of a part, whose whole is of a full day or a week."""
        known = self._moment(head.when)
        return known is not None and known.window in ("full_day", "week") and any("since_start" in piece.kinds and not piece.said for piece in times)

    def _own_day(self, marked, quantity, times, numbers) -> bool:
        """Whether words about another day stand close to a number, with no other number between."""
        return any(
            piece.kinds & DAYS and not piece.said and (0 <= piece.i - quantity.j <= 4 or 0 <= quantity.i - piece.j <= 4)
            for piece in times[1:] or (times if any(piece.kinds & {"day_before"} for piece in times) or self._against(marked, quantity) else [])
        )

    def _against(self, marked, quantity) -> bool:
        """Whether a bare number is one of another day that the first is held against: 'down from 51 on Monday'."""
        return quantity.head == "bare" and quantity.kind == "plain" and any(one.j == quantity.i for one in marked.of("reading.against"))

    def _all_but(self, marked, quantity) -> bool:
        """Whether a number says how many are missing: 'all but one'."""
        return any(one.j >= quantity.i and one.i <= quantity.numbers[0].i for one in marked.of("joins.all_but"))

    def _rests(self, sentence, marked, made, own_front) -> None:
        """'the rest have been repelled', «решта тривають»: what is left of a figure whose other part is known."""
        for one in marked.of("reading.rest"):
            said = role_between(marked, one.j, min(one.j + 7, len(marked.tokens))) or role_between(marked, max(one.i - 4, 0), one.i, last=True)
            pool = [figure for figure in self.figures if figure.sentence is sentence] if own_front else []
            pool = pool or [figure for figure in self.figures[-3:] if figure.sentence.paragraph == sentence.paragraph]
            if not said or not pool:
                continue
            self.pending_rest = (pool[-1], said[0], self._span(sentence, marked, one.i, max(said[1][1], one.j)))
            self._add_rest()

    def _add_rest(self) -> None:
        figure, role, span = self.pending_rest
        known = [part for part in figure.parts if part.role != role]
        if known and figure.value is not None and figure.measure in ("attacks", "clashes") and not any(part.role == role for part in figure.parts):
            figure.parts.append(Part(role, figure.value - sum(part.value or 0 for part in known), span, "rest"))
            figure.rule += f"; the rest {role}"
            self.pending_rest = None

    def _measure(self, sentence, marked, quantity, numbers, role, role_tokens):
        """What a number counts: (measure, its words, the words of its role); 'decoy', or None where nobody says."""
        span = lambda tokens: self._span(sentence, marked, *tokens) if tokens else None
        self.measure_rule = "the words for attacks stand beside the number"
        if quantity.head == "times" and not quantity.event and not self._verbless(marked, quantity, numbers):
            left, right = region(marked, quantity, numbers)
            if not marked.any(left, right, "reading.war") and not (self._is_line(sentence) and self.context.measure):
                return None
            if role == "repelled" and not self.context.measure and role_tokens[1] <= quantity.i:
                return "attacks", None, span(role_tokens), role
            if before_here := self.context.measure:
                self.measure_rule = "the enemy did so many times what was said before"
                return before_here.measure, before_here.event, span(role_tokens), role
            return None
        if quantity.event:
            before = self.context.measure
            if not role and before is not None and self.here is sentence and before.fate == "repelled" and self._verbless(marked, quantity, numbers):
                return quantity.measure, span(quantity.event), before.role, before.fate
            return quantity.measure, span(quantity.event), span(role_tokens), role
        if self._is_age(marked, sentence, quantity):
            return "decoy"
        previous = [other for other in numbers if other.j <= quantity.i and other is not quantity]
        left = self._left_event(marked, quantity, previous)
        if left == "decoy":
            return "decoy"
        if left == "unclear":
            return None
        own = left and not any(left[1][0] < max(other.j, other.event[1] if other.event else 0) for other in previous if other.head != "other")
        before = self.context.measure
        here = before is not None and self.here is sentence
        if own and here and before.fate and before.role and span(left[1])[1] <= before.role[0]:
            own = False  # 'three attempts to advance near A were repelled, as were seven near B'
        if left and (own or not here):
            self.measure_rule = "the words for attacks stand before, in the same sentence"
            if not role and (said := role_between(marked, max(left[1][0] - 3, 0), left[1][0], last=True)) and said[0] == "repelled" and all(marked.tokens[k][2][0].isalpha() for k in range(said[1][1], left[1][0])):
                role, role_tokens = said
            colon = next((k for k in range(left[1][1], quantity.i) if marked.tokens[k][2] == ":"), None)
            if not role and colon is not None and (said := role_between(marked, 0, colon)):
                role, role_tokens = said  # 'repelled assaults on two sectors: Lyman (15), Siversk (3)'
            return left[0], span(left[1]), span(role_tokens), role
        if here:
            self.measure_rule = "it leans on the number before it"
            return before.measure, before.event, span(role_tokens) or before.role, role or before.fate
        following = next((other for other in numbers if other.i >= quantity.j and other.event), None)
        if following is not None and any(marked.tokens[k][2] == ";" for k in range(quantity.j, following.i)):
            following = None
        if following is not None and any(other is following for other in self.mine):
            following = None
        if following is not None:
            self.measure_rule = "it leans on the number after it"
            later_role = role_of(marked, following, numbers)
            return following.measure, span(following.event), span(role_tokens) or span(later_role[1]), role or later_role[0]
        until = next((k for k in range(quantity.j, min(quantity.j + 12, len(marked.tokens))) if marked.tokens[k][2] == ";"), min(quantity.j + 12, len(marked.tokens)))
        event = next((event_at(marked, k) for k in range(quantity.j, until) if event_at(marked, k)), None)
        if event and not role:
            self.measure_rule = "the words for attacks stand after, in the same sentence"
            return event[0], span(event[1]), None, ""
        if before is not None and (before.paragraph == sentence.paragraph or self.title_said or self._is_line(sentence) or before.line == 0 and sentence.line == 1):
            self.measure_rule = "it leans on the sentence before"
            if not role and marked.any(0, quantity.i, "reading.saw"):
                return before.measure, before.event, None, ""
            return before.measure, before.event, span(role_tokens) or before.role, role or before.fate
        return None

    def _light(self, marked, quantity, place, numbers) -> bool:
        """Whether no unknown verb or thing stands between a bare number and its front."""
        if id(place) in self.back and place.j == 1:
            return True
        a, b = (place.j, quantity.i) if place.j <= quantity.i else (quantity.j, place.i)
        a = max([a, *(max(other.j, other.event[1] if other.event else 0) for other in self.mine if a <= other.i < quantity.i and other is not quantity)])
        if b > a + 1 and b == place.i and marked.tokens[b - 2][2] in ("city", "town") and marked.tokens[b - 1][2] == "of":
            b = next((k for k in range(b - 1, a, -1) if marked.tokens[k][2] in ("the", "a")), b)  # 'at the long-contested city of'
        unknown, aside = 0, False
        for k in range(a, b):
            text = marked.tokens[k][2]
            if text == "," and k + 1 < b and "reading.relative" in marked.kinds[k + 1]:
                aside = True
            elif text == "," and aside:
                aside = False
            elif not aside and text[0].isalpha() and not marked.kinds[k]:
                unknown += 1
            elif not aside and marked.kinds[k] & {"reading.goods", "reading.decoys", "measures.decoy"} and not marked.kinds[k] & {"reading.light", "reading.war", "reading.front_word"} and not any(kind.startswith("windows.") for kind in marked.kinds[k]):
                unknown += 2
        return unknown <= 1

    def _verbless(self, marked, quantity, numbers) -> bool:
        """Whether a clause has no verb of its own, so that the verb of the clause before holds: '…, on Lyman 12 attacks'."""
        left, right = region(marked, quantity, numbers)
        if quantity.head == "times" and quantity.event and left <= quantity.event[0] < right:
            return False
        left = max([left, *(k + 1 for k in range(left, quantity.i) if marked.tokens[k][2] == ",")])
        while right > quantity.j and (marked.tokens[right - 1][2] == "," or "reading.and" in marked.kinds[right - 1]):
            right -= 1
        right = next((one.i for one in marked.of("reading.place_word") if quantity.j <= one.i < right), right)
        known = {"reading.times", "reading.front_word", "reading.and", "reading.more", "reading.war", "measures.attacks", "measures.clashes", "reading.place_word", "reading.region"}
        return not (left > 0 and marked.tokens[left - 1][2] == ";") and quantity.head in ("event", "times") and all(
            marked.kinds[k] & known or any(kind.startswith(("front:", "windows.", "qualifiers.", "dates.")) for kind in marked.kinds[k]) or quantity.i <= k < quantity.j or marked.tokens[k][2] in ("on", "in", "at", "the", "на", "в", "у", "а", "-", "bei", "im", "am", "der", "den")
            for k in range(left, right))

    def _left_event(self, marked, quantity, previous):
        """The nearest words for attacks before a number, unless something else was counted nearer."""
        blocked = max((other.j for other in previous if other.head == "decoy" or other.head == "other" and not marked.any(other.j, other.j + 2, "reading.front_word")), default=-1)
        for k in range(quantity.i - 1, -1, -1):
            if k < blocked:
                return "decoy"
            event = event_at(marked, k)
            if event:
                return "decoy" if any(other.head == "decoy" and other.event == event[1] for other in previous) else event
            if ("measures.decoy" in marked.kinds[k] and k >= quantity.i - 4 or marked.tokens[k][2].startswith(("motorc", "vehicle", "tank", "fahrzeug", "panzer"))) and not marked.any(k, k + 1, "measures.aside"):
                return "unclear"
        return None if blocked < 0 else "decoy"

    def _is_age(self, marked, sentence, quantity) -> bool:
        """'Denys K., 33, of an artillery battalion': a number between commas after a name."""
        i, j = quantity.numbers[0].i, quantity.numbers[-1].j
        if not (i > 1 and marked.tokens[i - 1][2] == "," and j < len(marked.tokens) and marked.tokens[j][2] in (",", ".")) or quantity.kind != "plain" or i != quantity.i:
            return False
        start, _ = marked.span(i - 2, i - 1)
        return sentence.text[start:start + 1].isupper() and not any(kind.startswith("front:") for kind in marked.kinds[i - 2])
