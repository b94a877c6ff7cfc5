"""The numbers of a sentence → quantities: what each counts, with its hedge, its range, or its whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.lexicon import Lexicon
from analysis.reading.marks import EVENTS, Marked, Number, numbers

DECOYS = ("measures.decoy", "reading.decoys")
OBJECTS = ("reading.goods", "measures.things")
HEDGES = ("qualifiers.more_than", "qualifiers.at_least", "qualifiers.nearly", "qualifiers.about", "qualifiers.up_to")
SKIPPED = ("reading.more", "reading.war", "reading.each", "reading.respectively")
STOPS = ("reading.light", "reading.place_word", "measures.repelled", "measures.ongoing", "reading.repelled", "reading.there", "reading.of_them", "reading.said", "reading.relative", "dates.weekday", "reading.former", "reading.latter", "reading.joint", "reading.than", "reading.line")
FATED = ("measures.repelled", "measures.ongoing", "reading.repelled")
FARTHEST = 7
PEOPLE = ("occupant", "occupier", "invader", "russians", "aggressors", "besatzer", "okkupant", "invasor", "окупант", "загарбник", "оккупант", "захватчик")
COPULAS = ("is", "was", "remains", "ist", "war", "bleibt")
WAVERING = ("rang", "vari", "fluctuat", "schwank", "колив", "колеб", "варі", "варь")  # 'ranged from 9 to 17' is no change


@dataclass
class Quantity:
    """One or more numbers that are one figure: tokens i to j, and what they count.

    `kind`: plain, range, of (part of a whole), all_but; `head`: event, times, bare, decoy, other;
    `event`: the tokens of the words for attacks or clashes, `measure` which of the two.
    """

    i: int
    j: int
    values: list[int]
    kind: str = "plain"
    head: str = "bare"
    event: tuple[int, int] | None = None
    measure: str = ""
    of_them: bool = False
    each: bool = False
    more: bool = False
    shared: bool = False
    numbers: list[Number] = field(default_factory=list)

    @property
    def value(self) -> int:
        """The figure itself: the whole of 'N of M', the upper end of a range."""
        return self.values[-1]


def quantities(marked: Marked, words: Lexicon) -> list[Quantity]:
    """The quantities of a sentence, from left to right, each with what it counts."""
    counted = numbers(marked, words)
    if not counted:
        return []
    starts = {other.i for other in counted}
    found = [_classified(marked, number, words, starts) for number in counted]
    merged: list[Quantity] = []
    for quantity in found:
        if merged and (joined := _joined(marked, merged[-1], quantity)):
            merged[-1] = joined
        else:
            merged.append(quantity)
    _share_heads(marked, merged)
    for quantity in merged:
        _widen(marked, quantity)
        _number_of(marked, quantity, merged)
    for quantity in merged:
        if quantity.head in ("event", "bare") and marked.any(quantity.j, quantity.event[0] if quantity.event else quantity.j + 1, "reading.nightly"):
            quantity.head = "unread"  # 'seven night assaults' are not the day's
    for one in marked.of("reading.over"):
        for quantity in merged:
            if quantity.head == "event" and 0 <= one.i - quantity.event[1] <= 1 and not marked.denied(one.i):
                quantity.head = "unread"  # «п'ять боїв завершено, шість тривають»: neither is the front's figure
    for before, after in zip(merged, merged[1:]):
        if _villages_apart(marked, before, after):
            before.head = after.head = "unread"
        if after.head == "bare" and after.more and before.head in ("other", "decoy"):
            after.head = "other"  # '7 brigades on the front, and 9 more may join the attack'
    return [quantity for quantity in merged if not _denied(marked, quantity) and not _difference(marked, quantity) and not _one_of_many(marked, quantity) and not (quantity.head == "other" and quantity.value <= 1 and quantity.numbers[0].spelled)]


def _denied(marked: Marked, quantity: Quantity) -> bool:
    """«не 57, а 59 атак»: a number that is put right at once."""
    i, j = quantity.i, quantity.j
    return i > 0 and j + 1 < len(marked.tokens) and marked.tokens[i - 1][2] in ("не", "not", "nicht") and marked.tokens[j][2] == "," and marked.tokens[j + 1][2] in ("а", "але", "but", "sondern")


def _villages_apart(marked: Marked, before: Quantity, after: Quantity) -> bool:
    """«двічі біля Часового Яру та один раз біля Ступочок»: each of two numbers counts at a village, neither at the front."""
    if before.kind != "plain" or after.kind != "plain" or before.head not in ("event", "times", "bare", "unread") or after.head not in ("event", "times", "bare") or after.of_them or before.shared:
        return False
    linked = marked.tokens[after.i - 1][2] == "," or "reading.and" in marked.kinds[after.i - 1]
    past = lambda quantity: max(quantity.j, quantity.event[1] if quantity.event else 0)
    at_village = lambda quantity: marked.any(past(quantity), min(past(quantity) + 4, max(_comma(marked, past(quantity)), past(quantity) + 2)), "reading.place_word")
    told = any(one.j <= before.i and not any(marked.tokens[k][2] == "," for k in range(one.j, before.i)) for one in marked.named)  # then a name after 'near' is a village of that front
    named = any((before.j <= one.i < after.i or past(after) <= one.i < past(after) + 3) and not (told and marked.any(one.i - 1, one.i, "reading.place_word") and not marked.any(one.j, one.j + 1, "reading.front_word")) for one in marked.named)
    return linked and after.i - before.j <= 12 and at_village(before) and at_village(after) and not named and not any(before.j <= i < after.i for i, _, _ in marked.fates)


def _classified(marked: Marked, number: Number, words: Lexicon, others: set[int]) -> Quantity:
    quantity = Quantity(number.i, number.j, [number.value], numbers=[number])
    quantity.head, quantity.event, quantity.measure = _head(marked, number, quantity, others)
    if quantity.head == "times" or _is_times(marked, number, words):
        quantity.head = "times"
        quantity.event, quantity.measure, decoy = _nearest_event(marked, number)
        if decoy:
            quantity.head = "decoy"
    return quantity


def _is_times(marked: Marked, number: Number, words: Lexicon) -> bool:
    """Whether a number word says 'times' by itself: twice, двічі, achtmal."""
    word = marked.tokens[number.j - 1][2]
    return word in words.times or word == "mal" or word.endswith("mal") and word[:-3] in words.values


def event_at(marked: Marked, k: int) -> tuple[str, tuple[int, int]] | None:
    """The measure whose words begin at token k, clashes before attacks, and their tokens."""
    return marked.events[k]


def _head(marked: Marked, number: Number, quantity: Quantity, others: set[int]) -> tuple[str, tuple[int, int] | None, str]:
    """What stands after a number: words for attacks, 'times', another thing, or nothing."""
    unknown = 0
    k = number.j
    if k < len(marked.tokens) and "reading.tens" in marked.kinds[k] or number.i and "reading.fraction" in marked.kinds[number.i - 1] or number.i > 1 and marked.tokens[number.i - 1][2] == "-" and "reading.fraction" in marked.kinds[number.i - 2]:
        return "unread", None, ""
    if k < len(marked.tokens) and "silence.share" in marked.kinds[k] or number.i and "reading.age" in marked.kinds[number.i - 1]:
        return "other", None, ""
    while k < min(len(marked.tokens), number.j + FARTHEST):
        text, kinds = marked.tokens[k][2], marked.kinds[k]
        if k in others:
            if k == number.j and "reading.goods" in kinds:
                return "other", None, ""  # '51 thousand'
            break
        event = event_at(marked, k)
        if "reading.of_them" in kinds and not unknown:
            quantity.of_them = True
            return "bare", None, ""
        if event:
            return ("decoy" if _by_decoy(marked, event[1]) else "event"), event[1], event[0]
        if "reading.times" in kinds and not unknown:
            return "times", None, ""
        if kinds.intersection(DECOYS):
            return "decoy", None, ""
        if k == number.j and kinds.intersection(("windows.longer", "reading.ago")):
            return "other", None, ""
        if "reading.each" in kinds:
            quantity.each = True
        if "reading.more" in kinds:
            quantity.more = True
        if "reading.goods" in kinds and "reading.more" not in kinds and not any(one.startswith(("windows.", "front:")) for one in kinds):
            return "other", None, ""
        if text.startswith(PEOPLE) and not any(event_at(marked, n) for n in range(k, min(k + 4, len(marked.tokens)))):
            return "other", None, ""  # 'more than a dozen Russian occupants'
        if kinds.intersection(SKIPPED) and not (k == number.j and "reading.than" in kinds and "reading.more" not in kinds and "reading.each" not in kinds):
            k += 1
            continue
        if kinds.intersection(OBJECTS) and not any(one.startswith(("windows.", "front:")) for one in kinds):
            return "other", None, ""
        if k == number.j and kinds.intersection(FATED) and k + 1 < len(marked.tokens) and event_at(marked, k + 1):
            k += 1  # '27 repelled attacks', '27 abgewehrte Angriffe'
            continue
        if kinds.intersection(STOPS) or not text[0].isalpha() or any(one.startswith(("windows.", "front:", "joins.", "silence.")) for one in kinds):
            if text in ("'", '"', "«", "»") and not unknown or text == "'" and marked.tokens[k - 1][1] == marked.tokens[k][0] and k + 1 < len(marked.tokens) and event_at(marked, k + 1):
                k += 1
                continue
            if text == "-" and k + 1 < len(marked.tokens) and marked.tokens[k - 1][1] == marked.tokens[k][0] and marked.tokens[k][1] == marked.tokens[k + 1][0] and marked.tokens[k + 1][2][0].isalpha():
                k += 2
                continue
            return ("other" if unknown or _harmed(marked, k) else "bare"), None, ""
        if not kinds and text.endswith("ed") and k + 1 < len(marked.tokens) and marked.tokens[k + 1][2] in ("at", "on", "in", "near", "against", "towards", "along"):
            return "bare", None, ""  # '30 targeted at Pokrovsk'
        unknown += 1
        k += 1
    return ("other" if unknown else "bare"), None, ""


def _harmed(marked: Marked, k: int) -> bool:
    """Whether a clause goes on with what befell people or things: '24 were wounded', 'sechs weitere wurden verletzt'."""
    for n in range(k, min(k + 4, len(marked.tokens))):
        if "reading.harmed" in marked.kinds[n]:
            return True
        if not marked.tokens[n][2][0].isalpha():
            return False
    return False


def _by_decoy(marked: Marked, event: tuple[int, int]) -> bool:
    """'attack drones', 'attacks by drones', «атак дронами»: the attacks are the drones'."""
    k = event[1]
    if k < len(marked.tokens) and marked.tokens[k][2] in ("by", "von", "mit", "with", "using", "from", "involving", "із", "з", "с"):
        k += 1
        if marked.tokens[k - 1][2] in ("using", "from", "involving") and marked.any(k, k + 5, *DECOYS):
            return True
        if marked.tokens[k - 1][2] in ("by", "von") and marked.any(k, k + 2, "reading.own_side"):
            return True
    if _of_own_side(marked, event[1]):
        return True
    if k < len(marked.tokens) and marked.tokens[k - 1][2].startswith("штурмов") and "reading.troop" in marked.kinds[k]:
        return True
    if k >= len(marked.tokens) or not marked.kinds[k].intersection(DECOYS):
        return False
    if marked.any(k + 1, k + 3, "measures.repelled") and any(one.kind in DECOYS and one.i == event[0] and one.j == k + 1 for one in marked.marks):
        return False
    return not (k + 1 < len(marked.tokens) and marked.tokens[k + 1][2].startswith(("support", "підтримк", "unterst", "поддержк")))


def _of_own_side(marked: Marked, k: int) -> bool:
    """'attacks of Ukrainian formations', 'offensives conducted by Ukrainian groups', 'Angriffe ukrainischer Truppen': not those that are counted."""
    words = [marked.tokens[n][2] for n in range(k, min(k + 3, len(marked.tokens)))]
    if any(one.i == k for one in marked.of("reading.formations")):
        return True
    if words[:1] == ["of"] or words[1:2] == ["by"] and not marked.kinds[k].intersection(("measures.repelled", "reading.repelled")):
        start = k + 1 + (words[:1] != ["of"])
        start += start < len(marked.tokens) and marked.tokens[start][2] == "the"
        return any(one.i == start for one in marked.of("reading.own_side")) and not marked.any(start + 1, start + 3, "reading.defended")
    return False


def _of_decoy(marked: Marked, event: tuple[int, int]) -> bool:
    """'drones attacked 3 times': the subject close before the verb is no infantry."""
    before = range(max(event[0] - 2, 0), event[0])
    return any(marked.kinds[k].intersection(DECOYS) for k in before) and not any(marked.tokens[k][2] in (",", ";") for k in before) and not any(
        marked.tokens[k][2].startswith(("support", "підтримк", "unterst", "поддержк")) for k in range(max(event[0] - 4, 0), event[0]))


def _nearest_event(marked: Marked, number: Number) -> tuple[tuple[int, int] | None, str, bool]:
    """The verb that 'N times' belongs to: the nearest in its own clause, or else the last one before it."""
    near = _clause(marked, number)
    places = [k for distance in range(1, 40) for k in (number.j - 1 + distance, number.i - distance) if k in near and not number.i <= k < number.j]
    for k in (*places, *range(min(near.start, number.i) - 1, -1, -1)):
        event = event_at(marked, k)
        if event and k < near.start and _bracketed(marked, k, number.i):
            continue
        if event and k < near.start and any(marked.kinds[n].intersection(DECOYS) for n in range(number.j, _comma(marked, number.j))):
            return None, "", True  # 'hit our positions 277 times with different types and calibers of artillery'
        if event:
            return event[1], event[0], _by_decoy(marked, event[1]) or _of_decoy(marked, event[1])
        if marked.kinds[k].intersection(DECOYS) and not (k + 1 < len(marked.tokens) and marked.tokens[k + 1][2].startswith(("support", "підтримк", "unterst", "поддержк"))):
            return None, "", True
    after = range(near.stop, len(marked.tokens))  # '559 times during the day, they struck our positions with artillery'
    return None, "", any(marked.kinds[k].intersection(DECOYS) for k in after) and not any(event_at(marked, k) for k in after)


def _comma(marked: Marked, i: int) -> int:
    """The next comma, semicolon or closing bracket from token i on, or the end."""
    return next((k for k in range(i, len(marked.tokens)) if marked.tokens[k][2] in (",", ";", ")")), len(marked.tokens))


def _bracketed(marked: Marked, k: int, i: int) -> bool:
    """Whether token k stands in brackets that are closed before token i."""
    depth = 0
    for n in range(i - 1, k, -1):
        depth += {")": 1, "(": -1}.get(marked.tokens[n][2], 0)
    return depth > 0


def _clause(marked: Marked, number: Number) -> range:
    """The tokens of a number's clause: up to the next comma, semicolon or 'and'."""
    ends = lambda k: marked.tokens[k][2] in (",", ";", ":", "(", ")", "-") or "reading.and" in marked.kinds[k] or marked.tokens[k][2] in ("а", "while", "wahrend")
    left = next((k + 1 for k in range(number.i - 1, -1, -1) if ends(k)), 0)
    right = next((k for k in range(number.j, len(marked.tokens)) if ends(k)), len(marked.tokens))
    return range(left, right)


def _joined(marked: Marked, first: Quantity, second: Quantity) -> Quantity | None:
    """'20–25', 'between 20 and 25', '18 of 25', 'all but one of 36' as one quantity."""
    if first.kind != "plain" or first.head in ("decoy",) or second.head in ("decoy", "other"):
        return None
    between = range(first.j, second.i)
    texts = [marked.tokens[k][2] for k in between]
    if _from_to(marked, first, second):
        return Quantity(first.i, second.j, [first.value, second.value], "change", "unread", numbers=[*first.numbers, *second.numbers])
    smaller = first.value < second.value
    if smaller and texts and first.head == "bare":
        opened = first.i > 0 and marked.any(first.i - 2, first.i, "reading.range_word", "joins.range_start")
        plain = texts == ["-"] or len(texts) <= 2 and all("joins.range" in marked.kinds[k] for k in between)
        if plain or opened and len(texts) == 1 and "joins.range_and" in marked.kinds[first.j]:
            if marked.any(first.i - 5, first.i, "reading.rise"):
                return Quantity(first.i, second.j, [first.value, second.value], "change", "unread", numbers=[*first.numbers, *second.numbers])
            return _combined(first, second, "range")
    if first.value <= second.value and _says_of(marked, first, second):
        return _combined(first, second, "of")
    return None


def _from_to(marked: Marked, first: Quantity, second: Quantity) -> bool:
    """'rose from 9 to 17', 'from 9 attacks to 17', 'stieg von 9 auf 17': two numbers of two times, of which no day is told."""
    between = range(first.j, second.i)
    last = marked.tokens[second.i - 1][2]
    if not first.i or not 1 <= len(between) <= 4 or first.head not in ("bare", "event") or last not in ("до", "to", "auf", "bis") or marked.any(first.j, second.i, "dates.weekday", "dates.month") or any(
            marked.tokens[k][2] in (",", ";", ":") or any(kind.startswith("windows.") for kind in marked.kinds[k]) for k in between):
        return False
    opened = not marked.kinds[first.i - 1].isdisjoint(("reading.range_word", "joins.range_start", "reading.against")) or len(between) <= 2
    elided = second.head == "bare" and marked.tokens[first.i - 1][2] in ("from", "von", "з", "із", "с", "со") and not any(marked.tokens[k][2].startswith(WAVERING) for k in range(max(first.i - 4, 0), first.i))
    return opened and (last == "auf" or elided or marked.any(first.i - 6, first.i, "reading.rise") or marked.any(second.j, second.j + 3, "reading.rise"))


def _says_of(marked: Marked, first: Quantity, second: Quantity) -> bool:
    between = range(first.j, second.i)
    if not 1 <= len(between) <= 6 or not marked.any(first.j, second.i, "joins.of"):
        return False
    last = second.i - 1
    while last > first.j and (marked.tokens[last][2] in ("the", "a", "total", "of", "insgesamt", "den", "ihnen", "цих", "усіх", "всіх", "загальних", "всех", "'", "s", "day", "landesweit") or "dates.weekday" in marked.kinds[last] or "windows.yesterday" in marked.kinds[last]):
        last -= 1
    if "joins.of" not in marked.kinds[last] and not marked.any(last, second.i, "joins.of"):
        return False
    allowed = lambda k: event_at(marked, k) or marked.kinds[k].intersection({"joins.of", "reading.war", *EVENTS}) or marked.tokens[k][2] in ("the", "a", "total", "insgesamt", "den", "out", ",")
    return all(allowed(k) or k >= last for k in between)


def _combined(first: Quantity, second: Quantity, kind: str) -> Quantity:
    event = second.event or first.event
    head = second.head if second.head in ("event", "times") else ("event" if event else "bare")
    return Quantity(first.i, second.j, [first.value, second.value], kind, head, event, second.measure or first.measure,
                    second.of_them, second.each or first.each, first.more or second.more, numbers=[*first.numbers, *second.numbers])


def _share_heads(marked: Marked, found: list[Quantity]) -> None:
    """'36, 48 and 17 times', '52 and 38 assaults': bare numbers of a list count what the last one counts."""
    for before, after in reversed(list(zip(found, found[1:]))):
        if before.head != "bare" or before.of_them or after.head == "bare" and not after.shared:
            continue
        gap = [k for k in range(before.j, after.i)]
        if gap and len(gap) <= 3 and all(marked.tokens[k][2] in (",", ".") or marked.kinds[k].intersection(("reading.and", "reading.respectively", "reading.more")) for k in gap):
            before.head, before.event, before.measure, before.shared, after.shared = after.head, after.event, after.measure, True, True


def _widen(marked: Marked, quantity: Quantity) -> None:
    """Take in the hedge, the article or the 'all but' that stands before the number."""
    i = quantity.i
    hedges = marked.of(*HEDGES, "joins.all_but")
    while i > 0:
        before = marked.kinds[i - 1]
        opener = quantity.kind == "range" and before.intersection(("reading.range_word", "joins.range_start"))
        hedge = next((one.i for one in hedges if one.j == i), None)
        if any(one.j == i for one in marked.of("qualifiers.reached")):
            break
        if hedge is not None and hedge > 0 and marked.tokens[hedge - 1][2] in ("не", "not", "nicht") and any(one.i == hedge and one.j == i for one in marked.of(HEDGES[0])):
            quantity.head = "unread"
            break
        if hedge is not None:
            i = hedge
        elif opener or marked.tokens[i - 1][2] in ("a", "ein", "einem") and marked.tokens[quantity.numbers[0].i][2] in ("dozen", "hundred", "thousand", "dutzend"):
            i -= 1
        else:
            break
    quantity.i = i
    if i > 0 and "reading.each" in marked.kinds[i - 1]:
        quantity.each = True
    if i > 0 and "reading.more" in marked.kinds[i - 1]:
        quantity.more = True


def _number_of(marked: Marked, quantity: Quantity, found: list[Quantity]) -> None:
    """'the number of attacks has reached 109': a bare number counts what the words before it speak of."""
    if quantity.head != "bare":
        return
    start = max([other.j for other in found if other.j <= quantity.i], default=0)
    nouns = [one for one in marked.of("reading.count_noun") if start <= one.i < quantity.i]
    for one in nouns[-1:]:
        event = next((event_at(marked, k) for k in range(one.j, min(one.j + 4, quantity.i)) if event_at(marked, k)), None)
        if event and not any(marked.kinds[k].intersection(DECOYS) for k in range(one.j, quantity.i)):
            quantity.head, quantity.event, quantity.measure = "event", event[1], event[0]


def _one_of_many(marked: Marked, quantity: Quantity) -> bool:
    """'one of the hottest fronts', «одним з найгарячіших»: no count, unless the words go on with the attacks or a number."""
    j = quantity.j
    if quantity.kind == "plain" and quantity.value == 1 and quantity.of_them and quantity.numbers[0].spelled and quantity.i and marked.tokens[quantity.i - 1][2] in COPULAS:
        return True  # 'the direction is one of those where the enemy attacks'
    if quantity.kind != "plain" or quantity.value != 1 or not quantity.numbers[0].spelled or quantity.of_them or not marked.any(j, j + 1, "joins.of") or j + 1 >= len(marked.tokens):
        return False
    j += 2 if marked.tokens[j + 1][2] in ("the", "den", "der") else 1
    return j < len(marked.tokens) and event_at(marked, j) is None and not marked.tokens[j][2][0].isdigit() and "reading.of_them" not in marked.kinds[quantity.j]


def _difference(marked: Marked, quantity: Quantity) -> bool:
    """'six more than', 'up by nine', «на дев'ять менше»: a difference, not a count."""
    after = range(quantity.j, min(quantity.j + 4, len(marked.tokens)))
    before = quantity.i - 1
    if any(quantity.numbers[-1].i <= one.i <= quantity.j for one in marked.of("reading.multiple")):
        return True
    for k in after:
        if marked.tokens[k][2] in (",", ".", ";", ":", "(", ")") or marked.tokens[k][2] == "-" and marked.tokens[k][0] > marked.tokens[k - 1][1]:
            break
        if marked.kinds[k].intersection(("reading.more", "reading.fewer", "qualifiers.more_than", "qualifiers.up_to")):
            if k + 1 < len(marked.tokens) and marked.tokens[k + 1][2] in ("than", "ніж", "чем", "als", "як", "за"):
                return True
            if "reading.fewer" in marked.kinds[k] and (before >= 0 and marked.tokens[before][2] in ("на", "by", "um") or marked.tokens[k][2] in ("fewer", "less", "weniger")):
                return True
    return before >= 0 and any(one.j == quantity.i for one in marked.of("reading.fewer")) and marked.tokens[before][2] in ("by", "of", "um")
