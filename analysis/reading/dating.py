"""When a figure was counted: the words beside it, the bulletin's hour, or what an earlier sentence said."""

from __future__ import annotations

import re

from analysis.moments import LAST_MORNING_HOUR
from analysis.reading.figures import Span
from analysis.reading.marks import Marked, crowd_of_numbers, mark
from analysis.reading.sentences import Sentence
from analysis.reading.timing import Piece, moment, pieces, whole_month

HEADER_LINES = 6
AS_OF = ("as", "by", "stand", "станом", "состоянию")
DAYS_APART = frozenset(("date", "weekday", "yesterday", "two_days_ago", "past_day"))
FOREIGN_HOUR = re.compile(r"гринв|greenwich|москов|мск|moscow|eastern time|\b(?:EST|EDT|PST)\b", re.IGNORECASE)
PAST = re.compile("минул|прошл|проше|миновавш|last|past|previous|preceding|vergang|letzt|24|попередн|останн")
TWO_DATES = re.compile(r"\b\d{1,2}\.?\s(?:and|und)\s\d{1,2}\.?\s[a-z]{3}|[a-z]{3}\s(?:[12]?\d|3[01])\s(?:and|und)\s(?:[12]?\d|3[01])\b")
SEVERAL_DAYS = re.compile(r"\d{1,2}\.?(?:\s\w+)?,?\s(?:to|till|through|until|по|до|bis(?:\szum)?)\s(?:\w+,?\s)?\d{1,2}\b(?![:.]\d\d)|\d{1,2}\s?[–-]\s?\d{1,2}\s[^\W\d]{3}", re.IGNORECASE)


class Dating:
    """The part of a walk through an article that keeps its times."""

    told: tuple[Span, ...] = ()
    late: tuple[Span, ...] = ()
    issued: tuple[Span, ...] = ()
    today: tuple[Span, ...] = ()
    several = False
    carried_in = unclear = -1

    def _hour_of_bulletin(self, found: list[Sentence]) -> None:
        """Look ahead for the one hour that a bulletin's first lines give ('as of 22:00'), which all of it holds for."""
        hours: dict[str, tuple[Span, ...]] = {}
        for sentence in found:
            if sentence.line >= 2 * HEADER_LINES:
                break
            if not re.search(r"\d", sentence.text):
                continue
            marked = mark(sentence.text, self.language)
            if crowd_of_numbers(marked, self.words):
                continue
            for piece in pieces(marked):
                if "clock" in piece.kinds and (marked.of("reading.bulletin") or says_hour(marked, [piece]) or sentence.line == 0 and any(marked.events) or marked.of("reading.headquarters") and len(marked.tokens) <= 5):
                    span = self._span(sentence, marked, piece.i, piece.j)
                    known = self._moment((span,))
                    days = [self._span(sentence, marked, other.i, other.j) for other in pieces(marked) if other is not piece and other.kinds & {"date"} and not piece.kinds & {"date", "weekday"}]
                    if known is not None and known.as_of:
                        hours.setdefault(known.as_of, (*days, span) if len(days) == 1 and getattr(self._moment((*days, span)), "as_of", None) == known.as_of else (span,))
        if len(hours) == 1:
            self.issued = next(iter(hours.values()))

    def _when(self, sentence, marked, quantity, times, numbers) -> tuple[tuple[Span, ...], str]:
        """The words that say when a figure was counted, and how they were found."""
        self.several = False
        spans = lambda chosen: tuple(self._span(sentence, marked, piece.i, piece.j) for piece in sorted(chosen, key=lambda one: one.i))
        plain = [piece for piece in times if not piece.said and (piece.kinds - {"evening", "morning", "afternoon", "war_day", "zone"} or self._that_evening(marked, piece, times, quantity))]
        plain = [piece for piece in plain if not (marked.any(piece.i, piece.j, "reading.now") and piece.j - piece.i == 1 and any(marked.tokens[k][2] == "," for k in range(piece.j, quantity.i)))]
        plain = [piece for piece in plain if not any(other is not quantity and self._against(marked, other) and 0 <= piece.i - other.j <= 1 for other in numbers)]
        plain = [piece for piece in plain if not ("average" in piece.kinds and any(quantity.j <= other.i and other.j <= piece.i and other.head == "event" for other in numbers))]
        plain = [piece for piece in plain if not (piece.kinds <= {"longer", "week", "average"} and any(quantity.j <= one.i < piece.i and marked.tokens[one.i - 1][2] == "," for one in marked.of("reading.relative")))]
        back = [piece for piece in plain if "day_before" in piece.kinds]
        for piece in back:
            if (0 <= piece.i - quantity.j <= 3 or 0 <= quantity.i - piece.j <= 1 and not times[0] is piece) and len(plain) + len(self._carried()) > 0 and self._first_of(marked, quantity, numbers):
                base = spans([other for other in plain if other is not piece]) or self._carried()
                whole = (*base, *spans([piece]))
                day, earlier = (self._moment(base), self._moment(whole)) if base else (None, None)
                if not day or not earlier or not day.day or not earlier.day or (day.day - earlier.day).days != 1:
                    return (), "impossible"
                return whole, "the day before the one spoken of"
        carried = self._moment(self.context.carry) if self.context.carry else None
        for piece in back:
            if carried is not None and carried.day and len(plain) == 1 and piece.j <= quantity.i and not any(piece.j <= other.i < quantity.i for other in numbers if other.head in ("event", "times", "bare")) and not mark(self._words(self.context.carry), self.language).of("windows.day_before"):
                whole = (*self.context.carry, *spans([piece]))
                earlier = self._moment(whole)
                if earlier is None or not earlier.day or (carried.day - earlier.day).days != 1:
                    return (), "impossible"
                return whole, "the day before the one spoken of"
        rest = [piece for piece in plain if piece not in back or piece.j <= quantity.i and not (self.context.carry and any(piece.j <= other.i < quantity.i for other in numbers)) or piece.j > quantity.i and not any(0 <= piece.i - other.j <= 3 for other in numbers if other.head != "other" and self._first_of(marked, other, numbers))]
        rest = [piece for piece in rest if piece not in back or piece.j <= quantity.i or not any(0 <= other.i - piece.j <= 1 for other in numbers if other.head in ("event", "times", "bare"))]
        rest = [piece for piece in rest if not self._first_day(marked, piece, rest)]
        own = [piece for piece in rest if not (piece.kinds & DAYS_APART and piece.i > quantity.j and (marked.tokens[piece.i - 1][2] in (",", ";") or marked.tokens[piece.i - 1][2] in ("а", "але", "но")) and self._opens_next(marked, piece, numbers))]
        rest = own if own or self._carried() else rest
        if sum("clock" in piece.kinds for piece in rest) and any("clock" in piece.kinds and FOREIGN_HOUR.search(self.text[sentence.start:sentence.end]) for piece in rest):
            whole = self._span(sentence, marked, min(piece.i for piece in rest), max(piece.j for piece in rest))
            known = self._moment((whole,))
            return ((whole,), "the hour in the same sentence") if known is not None and known.as_of and self._kyiv(whole, known.as_of) else ((), "impossible")
        if rest:
            chosen = [min(rest, key=lambda piece: self._distance(marked, quantity, piece, numbers))]
            chosen += self._completing(chosen[0], rest)
            if chosen[0].kinds <= {"evening", "morning", "afternoon"}:
                chosen += [piece for piece in times if piece.kinds & {"weekday", "date"}][:1]
            if all("since_start" in piece.kinds and not piece.kinds & {"clock", "date", "weekday"} for piece in chosen):
                chosen += [piece for piece in times if piece.said and piece.kinds & {"weekday", "date"} and any(other.said and other.kinds & {"evening", "clock"} for other in times) or piece.said and "clock" in piece.kinds]
            if any(self._two_days(marked, piece) for piece in chosen):
                return (), "impossible"
            if chosen[0].kinds == {"past_day"} and any(piece.kinds & {"week", "last_week"} for piece in times) and not PAST.search(self._words(spans(chosen)).casefold()):
                return (), "impossible"  # 'last week a record number in a day, 46': on which day is not said
            if len(chosen) == 1 and {"since_start", "date"} <= chosen[0].kinds and "clock" not in chosen[0].kinds:
                chosen += [piece for piece in times if piece.said and piece.kinds == {"clock"}][:1]
            return self._completed(spans(chosen), frozenset().union(*(piece.kinds for piece in chosen)), marked)
        if whole_month(marked):
            self.unclear = sentence.paragraph
            return (), "impossible"
        said = [piece for piece in times if piece.said]
        if any(piece.kinds & {"evening", "clock", "morning"} for piece in said):
            dated = any(piece.kinds & {"weekday", "date"} for piece in said)
            if self.told and not dated and not getattr(self._moment(spans(said)), "day", None) and not self._carried():
                return (*self.told, *spans(said)), "the time of the report that is quoted, on the day that the first lines name"
            return spans(said), "the time of the report that is quoted"
        if self._carried() and self._still_holds(sentence, marked):
            return self._carried(), "the time said before"
        if self.issued and not self._carried():
            return self.issued, "the bulletin's own hour"
        if self.unclear == sentence.paragraph:
            return (), "impossible"
        if self.today:
            return self.today, "the day that the first lines are about"
        later = [piece for piece in times if piece.kinds & {"evening", "afternoon"} and piece.kinds & {"weekday", "date"}]
        return spans(later), "no time is said" if not later else "the time in the same sentence"

    def _two_days(self, marked, piece) -> bool:
        """Whether two days are named for one number: 'on Monday and Tuesday'."""
        start, end = marked.span(piece.i, piece.j)
        if "date" in piece.kinds and TWO_DATES.search(marked.folded[max(start - 10, 0):end + 8]) and not marked.any(piece.i - 3, piece.j, "windows.night_between", "windows.week", "reading.respectively", "reading.range_word"):
            return True
        if sum(piece.i - 6 <= one.i < piece.j + 6 for one in marked.of("dates.weekday")) > 2 and self._listed_days(marked, piece):
            return True
        days = [one.i for one in marked.of("dates.weekday") if piece.i <= one.i < piece.j]
        return any(b - a == 2 and "reading.and" in marked.kinds[a + 1] for a, b in zip(days, days[1:])) and not marked.any(piece.i - 3, piece.j, "windows.night_between", "reading.respectively", "reading.range_word")

    def _listed_days(self, marked, piece) -> bool:
        """Whether a weekday is one of a list of three or more: 'Friday, Saturday, and Sunday'."""
        days = [one.i for one in marked.of("dates.weekday")]
        runs = [[days[0]]]
        for before, day in zip(days, days[1:]):
            gap = range(before + 1, day)
            if len(gap) <= 2 and all(marked.tokens[k][2] == "," or "reading.and" in marked.kinds[k] for k in gap):
                runs[-1].append(day)
            else:
                runs.append([day])
        return any(len(run) > 2 and run[0] < piece.j and piece.i <= run[-1] for run in runs)

    def _still_holds(self, sentence, marked) -> bool:
        """Whether a time said in an earlier paragraph still holds: the text is a bulletin, or this sentence reads like one."""
        if self.context.local or self.context.header or self.issued or self.context.named or self.carried_in == sentence.paragraph or self._is_line(sentence):
            return True
        if len({figure.when for figure in self.figures if figure.when}) == 1 and self.context.carry == self.figures[-1].when and marked.of("reading.war"):
            return True
        opening = any(place.kind == "front" and (place.strong and place.i < 14 or place.i < 3) for place in self.resolved)
        return opening or bool(marked.of("reading.bulletin", "reading.said", "reading.more", "reading.same_day")) and bool(marked.of("reading.source"))

    def _carried(self) -> tuple[Span, ...]:
        return self.context.local or self.context.carry or self.context.header

    def _that_evening(self, marked, piece, times, quantity) -> bool:
        """Whether a bare 'that evening' close to a number goes with a day that the sentence says elsewhere."""
        if "evening" not in piece.kinds or not any(other.kinds & {"weekday", "date"} for other in times):
            return False
        a, b = (piece.j, quantity.i) if piece.j <= quantity.i else (quantity.j, piece.i)
        return not any(marked.tokens[k][2] in (",", ";") for k in range(a, b))

    def _first_of(self, marked, quantity, numbers) -> bool:
        """Whether another number stands earlier in the sentence, so that 'a day earlier' compares the two, or the words say 'against'."""
        return any(other.j <= quantity.i and other.head in ("event", "times", "bare") for other in numbers)

    def _distance(self, marked, quantity, piece, numbers) -> float:
        a, b = (piece.j, quantity.i) if piece.j <= quantity.i else (quantity.j, piece.i)
        cost = 0.0 if a >= b else sum({",": 2.0 if piece.j <= quantity.i else 8.0, ";": 9.0, "-": 4.0}.get(marked.tokens[k][2], 1.0) + (2.0 if "reading.and" in marked.kinds[k] else 0.0) for k in range(a, b))
        cost += 6.0 * sum(a <= other.i < b for other in numbers if other.head in ("event", "times", "bare"))
        if "average" in piece.kinds:
            cost += 4.0
        if piece.i >= quantity.j and _in_brackets_of_its_own(marked, quantity, piece, numbers):
            cost += 14.0
        if piece.i > quantity.j and marked.tokens[piece.i - 1][2] in (",", ";") and self._opens_next(marked, piece, numbers):
            cost += 6.0
        return cost + (0.5 if piece.j <= quantity.i else 0.0)

    def _opens_next(self, marked, piece, numbers) -> bool:
        """Whether words about time open the clause of the next number: '35 on 1 January, on 2 January 19'."""
        following = next((other for other in numbers if other.i >= piece.j and other.head in ("event", "times", "bare")), None)
        return following is not None and not any(marked.tokens[k][2] in (",", ";") for k in range(piece.j, following.i))

    def _completing(self, chosen: Piece, others: list[Piece]) -> list[Piece]:
        """Pieces that add what the nearest lacks: the hour to a day, the day to an hour, the dates to a week."""
        day, clock = {"weekday", "date", "yesterday", "past_day"}, {"clock"}
        rest = [piece for piece in others if piece is not chosen]
        if "date" in chosen.kinds and not chosen.kinds & {"week"} and any("week" in piece.kinds for piece in rest):
            return [piece for piece in rest if "week" in piece.kinds][:1]
        if chosen.kinds & {"week", "last_week"}:
            return [piece for piece in rest if "date" in piece.kinds and not piece.kinds & clock][:2]
        if chosen.kinds & clock and not chosen.kinds & (day | {"since_start"}):
            found = [piece for piece in rest if piece.kinds & {"weekday", "date", "since_start"} and not piece.kinds & clock]
            return found if len(found) == 1 else []
        if not chosen.kinds & (clock | {"weekday", "date"}) and "since_start" in chosen.kinds:
            found = [piece for piece in rest if piece.kinds & clock]
            return found if len(found) == 1 else []
        if not chosen.kinds & clock and chosen.kinds & {"weekday", "date", "since_start"}:
            found = [piece for piece in rest if piece.kinds & clock]
            return found if len(found) == 1 and not found[0].kinds & {"weekday", "date"} - chosen.kinds else []
        return []

    def _completed(self, own: tuple[Span, ...], kinds: frozenset[str], marked: Marked) -> tuple[tuple[Span, ...], str]:
        """Own words about time, with the bulletin's hour or the day before where they lean on them."""
        written = self._words(own)
        if re.search(r"\b\d{4}\s?(?:GMT|UTC)", written) and not getattr(self._moment(own), "as_of", None):
            return (), "impossible"
        if "date" in kinds and not kinds & {"week", "last_week"} and (SEVERAL_DAYS.search(written) or self.several):
            week = self._following_week(own)
            return ((*own, week), "a week of named days") if week else ((), "impossible")
        header = self.context.header
        carried = self._moment(self.context.carry) if self.context.carry else None
        if carried is not None and carried.as_of:
            header = self.context.carry
        if not (header and (known := self._moment(header)) is not None and known.as_of):
            header = self.issued or header
        held = self._moment(header) if header else None
        mine = self._moment(own)
        if "since_start" in kinds and kinds <= {"since_start", "whole_day"} and self._only_the_day(marked):
            past = next((spans for spans in (header, self._carried()) if spans and (known := self._moment(spans)) and known.window == "full_day"), None)
            if past:
                return past, "the day that the bulletin is about"
        if held is not None and held.window == "part_day" and "past_day" in kinds and "clock" not in kinds and not (held.as_of and int(held.as_of[:2]) <= LAST_MORNING_HOUR):
            bare = not PAST.search(self._words(own).casefold())
            if not bare and header == self.issued and header[0][0] > own[-1][1] and not self.context.header:
                return own, "the time in the same sentence"  # the hour is said later, of another number
            return (header, "the bulletin's own hour") if bare else ((*header, *own), "the bulletin's hour and the words beside the number disagree")
        same_day = held is not None and held.as_of and mine is not None and mine.window == "full_day" and mine.day is not None and mine.day == held.day and str(mine.day) == self.published[:10]
        if same_day and "past_day" not in kinds:
            return (*header, *own), "the bulletin's hour, on the day of publication"
        if held is not None and held.as_of and mine is not None and mine.window == "part_day" and not mine.as_of and (not kinds & {"weekday", "date", "yesterday"} or mine.day and mine.day == held.day):
            return (*header, *own), "the bulletin's hour and the words beside the number"
        if held is not None and held.as_of and mine is not None and mine.window == "full_day" and mine.day and mine.day == held.day:
            return (*header, *own), "the bulletin's hour on the day named beside the number"
        if "clock" in kinds and not kinds & {"weekday", "date", "since_start", "yesterday"} and marked.of("reading.same_day") and self._carried():
            return (*self._carried(), *own), "the hour said here, on the day said before"
        return own, "the time in the same sentence"

    def _only_the_day(self, marked: Marked) -> bool:
        """Whether the words about time are only such as 'during the day', which mean the day before in a morning bulletin."""
        vague = {(one.i, one.j) for one in marked.of("reading.the_day")}
        return bool(vague) and all(any(i <= one.i and one.j <= j for i, j in vague) for one in marked.of("windows.since_start"))

    def _kyiv(self, span: Span, as_of: str) -> bool:
        """Whether the hour read is the one that the text itself gives for Kyiv."""
        said = re.findall(r"(\d{1,2})[:.](\d\d)\s(?:за\s|по\s)?(?:Ки[єе]в|Kyiv|Kiev)", self.text[span[0]:span[1] + 20])
        return [f"{int(hour):02d}:{minute}" for hour, minute in said] in ([as_of], [])

    def _first_day(self, marked, piece, others) -> bool:
        """Whether a date only opens a row of days: 'from Monday, 4 November, to Sunday, 10 November'."""
        after = next((other for other in others if other.i > piece.i), None)
        opens = bool(after and {"date"} <= piece.kinds and "date" in after.kinds and marked.any(piece.j, after.i + 2, "joins.range", "reading.until") and all(
            marked.tokens[k][2] in (",", "to", "until", "till", "bis", "zum", "до", "по", "through") for k in range(piece.j, after.i)))
        self.several = self.several or opens
        return opens

    def _following_week(self, own: tuple[Span, ...]) -> Span | None:
        """The word 'week' close after dates that name its first and last day."""
        after = self.text[own[-1][1]:own[-1][1] + 200].split("\n")[0]
        marked = mark(after, self.language)
        found = marked.of("windows.week")
        if not found:
            return None
        start, end = marked.span(found[0].i, found[0].j)
        return own[-1][1] + start, own[-1][1] + end

    def _words(self, spans: tuple[Span, ...]) -> str:
        return " … ".join(self.text[a:b] for a, b in spans)

    def _moment(self, spans: tuple[Span, ...]):
        return moment(self._words(spans), self.published, self.language)

    def _header(self, sentence, marked, times, fronts: bool) -> None:
        """Remember the hour of a bulletin, or the day a paragraph is about."""
        context = self.context
        spans = tuple(self._span(sentence, marked, piece.i, piece.j) for piece in times)
        kinds = frozenset().union(*(piece.kinds for piece in times)) if times else frozenset()
        bulletin = bool(marked.of("reading.bulletin"))
        counted = any(marked.events)
        if self.live and context.open and not fronts and not bulletin and kinds & {"past_day", "yesterday", "day_before", "two_days_ago"}:
            return  # 'the day before there were 11 attacks': a comparison, of which nothing that follows speaks
        if not fronts and kinds & {"evening", "clock"} and not kinds & {"date", "weekday"} and not says_hour(marked, times) and marked.of("measures.decoy", "reading.decoys"):
            return
        if {"clock", "date"} <= kinds and not (bulletin or counted or fronts or marked.of("reading.line", "reading.front_word", "reading.war") or says_hour(marked, times)):
            return
        days = tuple(self._span(sentence, marked, piece.i, piece.j) for piece in times if piece.said and piece.kinds == {"weekday"})
        if len(days) == 1 and sentence.line < HEADER_LINES and not self.told and marked.of("reading.source", "reading.headquarters"):
            self.told = days
        titled = not sentence.text.rstrip()[-1:] in ".!?…"
        heads_list = sentence.text.rstrip().endswith(":") and self._is_line(sentence) and not fronts
        plain = tuple(self._span(sentence, marked, piece.i, piece.j) for piece in times if not piece.said and (piece.kinds & {"weekday", "date", "past_day", "yesterday"} or "clock" in piece.kinds and (counted or says_hour(marked, [piece]))))
        if len(plain) == 1 and (bulletin or marked.of("reading.data") and marked.of("reading.source") and not self.live) and not context.carry and kinds & {"past_day", "date"}:
            self.late = plain
        if says_hour(marked, times) and self.figures and not any(figure.when for figure in self.figures) and marked.tokens[0][2] in AS_OF:
            self.late = spans
        if len(plain) == 1 and heads_list and not context.carry and (counted or marked.of("reading.front_word")):
            context.header = plain
            return
        if sentence.line < HEADER_LINES and not context.carry and (
            "clock" in kinds and (bulletin or (titled or sentence.line < 3) and (counted or says_hour(marked, times))) or bulletin and kinds & {"date", "evening", "morning", "weekday"} or counted and titled and "date" in kinds
        ):
            if not context.header or "clock" in kinds or "date" in kinds:
                context.header = spans
            return
        if len(times) == 1 and kinds == {"since_start"} and counted and not self.live and not self.today and not marked.any(times[0].i, times[0].j, "reading.now") and not context.carry and sentence.line < HEADER_LINES:
            self.today = spans  # 'Today the invaders attacked on several fronts': what follows without a time is of today
            return
        if _one_time(plain, kinds) and (fronts or counted or kinds & {"past_day", "yesterday"} and marked.of("reading.line")):
            known = self._moment(context.carry) if context.carry and kinds <= {"clock", "zone"} else None
            if known is not None and known.window == "part_day" and not known.as_of:
                plain = (*context.carry, *plain)  # a bare hour adds to 'since the start of the day'
            context.local = plain
            if (self.live or re.search(r"\d", sentence.text)) and counted and not context.header:
                context.carry, self.carried_in = plain, sentence.paragraph


def _one_time(spans: tuple[Span, ...], kinds: frozenset[str]) -> bool:
    """Whether words about time mean one time: one stretch of them, or a day and the hour of its report ('in a day … as of 08:00')."""
    return len(spans) == 1 or len(spans) == 2 and kinds == {"past_day", "clock"}


def _in_brackets_of_its_own(marked: Marked, quantity, piece: Piece, numbers) -> bool:
    """Whether words about time stand with another number in brackets behind this one: '38 attacks (52 the day before)'."""
    opened = next((k for k in range(piece.i, quantity.j - 1, -1) if marked.tokens[k][2] == "("), None)
    if opened is None:
        return False
    closed = next((k for k in range(piece.j, len(marked.tokens)) if marked.tokens[k][2] == ")"), len(marked.tokens))
    return any(opened <= other.i < closed for other in numbers if other.head in ("event", "times", "bare", "unread"))


def says_hour(marked: Marked, found: list[Piece]) -> bool:
    """Whether words about time open as a report's do: 'as of 16:00', «станом на 16:00»; a bare hour is only when a page appeared."""
    said = lambda k: marked.tokens[k][2] in AS_OF or marked.tokens[k][2] == "на" and marked.tokens[k + 1 : k + 2] and marked.tokens[k + 1][2][0].isdigit()
    clocks = [piece for piece in found if "clock" in piece.kinds]
    opens = marked.tokens[0][2] in AS_OF[:3] and marked.tokens[1:2] != [] and marked.tokens[1][2] == ":"
    return any(said(k) for piece in clocks for k in range(piece.i, piece.j)) or bool(clocks) and opens


def without_dateline(marked: Marked, sentence: Sentence, found: list[Piece]) -> list[Piece]:
    """A dateline ('KYIV, Nov 25 -') dates the article, not the figure."""
    if found and found[0].i <= 4 and found[0].j < len(marked.tokens) and marked.tokens[found[0].j][2] in ("-", ")", "(") and found[0].kinds == {"date"}:
        first = re.match(r"[^\w]*(\w+)", sentence.text)
        if first and first[1].isupper() and len(first[1]) > 2:
            return [Piece(found[0].i, found[0].j, found[0].kinds, True), *found[1:]]
    return found
