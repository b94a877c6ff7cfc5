"""One sentence's quantities and places → which figure holds where, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, islice

from analysis.reading.marks import Marked
from analysis.reading.places import PLURAL_FRONTS, Place
from analysis.reading.quantities import Quantity, event_at

NEVER = 1000.0
OF_SOMETHING = frozenset(("of", "to", "in", "on", "for", "about", "from", "der", "des", "von", "an", "auf", "zu", "про", "о", "об", "від", "от"))  # 'no end to the attacks' denies the end
OTHERWISE = frozenset(("while", "whereas", "but", "wahrend", "а", "але", "но", "тоді", "aber"))
VERB_BRACKETS = frozenset(("haben", "hatten", "habe", "hat", "wurden", "seien"))  # whose verb stands at the end of a German clause
QUOTES_CLOSED = frozenset(("“", "”", "\"", "»"))
STOPS = frozenset(",;:().")


@dataclass
class Bond:
    """A quantity and the place it counts at; `names` are the fronts it holds for, `rule` says what bound them."""

    quantity: Quantity
    place: Place | None
    names: tuple[str, ...]
    rule: str
    role: str = ""
    all_of_it: bool = False
    rest: str = ""


@dataclass
class Bound:
    """What binding made of a sentence: bonds in the order of the text, and quantities that found no place."""

    bonds: list[Bond] = field(default_factory=list)
    loose: list[Quantity] = field(default_factory=list)


def region(marked: Marked, quantity: Quantity, others: list[Quantity]) -> tuple[int, int]:
    """The tokens around a quantity that can say what became of it: its clause, up to its neighbours."""
    others = [other for other in others if not (quantity.shared and other.shared and abs(other.i - quantity.i) <= 8)]
    left = max([other.j for other in others if other.j <= quantity.i] + [0])
    parted = [k + 1 for k in range(left, quantity.i) if marked.tokens[k][2] == ";"]
    if left:
        left = parted[-1] if parted else next((k + 1 for k in range(left, quantity.i) if _closes_clause(marked, k)), left)
    else:
        left = max([k + 1 for k in range(0, quantity.i) if marked.tokens[k][2] in (";",)] + [0])
    right_limit = min([other.i for other in others if other.i >= quantity.j] + [len(marked.tokens)])
    stops = list(islice(_stops(marked, quantity.j, right_limit), 2))
    apart = quantity.i > 0 and marked.tokens[quantity.i - 1][2] == "," and stops and marked.tokens[stops[0]][2] == ","
    right = (stops[1:] if apart else stops)[:1]
    right = right[0] if right else right_limit
    return left, right


def _stops(marked: Marked, i: int, j: int) -> Iterator[int]:
    """The signs from i to j that end a clause."""
    for k in range(i, j):
        text = marked.tokens[k][2]
        if text in STOPS and not (text == "." and marked.tokens[k - 1][2] in ("bzw", "ca")):
            yield k


def _closes_clause(marked: Marked, k: int) -> bool:
    return marked.tokens[k][2] in (",", ";", ":", "(", ")", "-") or "reading.and" in marked.kinds[k] or marked.tokens[k][2] in ("while", "а", "während", "wahrend", "але", "но", "but")


def role_of(marked: Marked, quantity: Quantity, others: list[Quantity]) -> tuple[str, tuple[int, int] | None]:
    """'repelled' or 'ongoing' where the clause says so, with the tokens that do."""
    left, right = region(marked, quantity, others)
    left = max(left, _own_clause(marked, left, quantity.i))
    right_found = role_between(marked, quantity.j, _past_villages(marked, right, others))
    left_found = role_between(marked, left, quantity.i, last=True)
    if left_found and quantity.event and quantity.event[0] >= quantity.j and _of_other_fights_before(marked, left_found[1][1], quantity.i):
        left_found = None
    if left_found and _in_an_aside(marked, left_found[1][0], quantity.i):
        left_found = None
    if left_found and left_found[0] == "ongoing" and any(marked.tokens[k][2] == "," for k in range(left_found[1][1], quantity.i)):
        left_found = None
    if right_found and right_found[0] == "ongoing" and quantity.event and _of_other_fights(marked, max(quantity.j, quantity.event[1]), right_found[1][0]):
        right_found = None
    if right_found and (left_found and _after_dash(marked, quantity.j, right_found[1][0]) or _of_the_next(marked, quantity, others, right_found[1][1])):
        right_found = None
    bracketed = any(marked.tokens[k][2] in VERB_BRACKETS for k in range(quantity.i))
    if not right_found and not left_found and (bracketed or marked.any(0, quantity.i, "reading.able")) and not any(other.i >= quantity.j and not (bracketed and other.head == "other") for other in others):
        end = next((k for k in range(quantity.j, len(marked.tokens)) if marked.tokens[k][2] in QUOTES_CLOSED), len(marked.tokens))
        right_found = role_between(marked, max(end - 3, quantity.j), end)
    return right_found or left_found or ("", None)


def _of_other_fights_before(marked: Marked, i: int, j: int) -> bool:
    """Whether a role's words have their own object before a comma: 'are holding back the offensive, with 101 engagements'."""
    comma = next((k for k in range(i, j) if marked.tokens[k][2] == ","), i)
    return any(event_at(marked, k) for k in range(i, comma))


def _in_an_aside(marked: Marked, k: int, i: int) -> bool:
    """Whether token k stands in a clause that a comma opens and closes before token i: 'in Kursk Oblast, where Kyiv has held ground, 23 attacks'."""
    opened = [one.i for one in marked.of("reading.relative") if one.i <= k and one.i and marked.tokens[one.i - 1][2] == ","]
    return bool(opened) and any(marked.tokens[n][2] == "," for n in range(k, i))


def _of_other_fights(marked: Marked, i: int, j: int) -> bool:
    """Whether words for other fights stand after a comma: '28 clashes broke out, with battles raging on all fronts'."""
    comma = next((k for k in range(i, j) if marked.tokens[k][2] == ","), j)
    return any(event_at(marked, k) for k in range(comma, j))


def _of_the_next(marked: Marked, quantity: Quantity, others: list[Quantity], j: int) -> bool:
    """Whether a role's words lead straight on to another number: '…5 assaults and there goes on one more fight'."""
    return any(
        0 <= other.i - j <= 2 and not marked.any(j, other.i, "reading.and") and not any(marked.tokens[k][2] == "," for k in range(j, other.i))
        for other in others if other.i >= quantity.j and other.event and not other.of_them
    )


def _after_dash(marked: Marked, i: int, j: int) -> bool:
    """Whether a dash between words, not inside one, stands before token j: '16 attacks – one more fight goes on'."""
    return any(marked.tokens[k][2] == "-" and marked.tokens[k][0] > marked.tokens[k - 1][1] for k in range(max(i, 1), j))


def _own_clause(marked: Marked, i: int, j: int) -> int:
    """The token after the last word that begins a clause or says by itself what happened: '…go on at Pokrovsk, where 47', «стримують, зафіксовано 143»."""
    opened = [one.j for one in marked.of("reading.happened") if i <= one.i and one.j <= j]
    return max([i, *opened, *(one.j for one in marked.of("reading.relative") if i < one.i and one.j <= j and marked.tokens[one.i - 1][2] == ",")])


def _past_villages(marked: Marked, k: int, others: list[Quantity]) -> int:
    """Where a clause ends whose list of villages is cut by commas: '18 attacks near Terny, Ivanivka and Kolodiazi were repelled'."""
    until = min([other.i for other in others if other.i >= k] + [len(marked.tokens)])
    unknown = lambda n: 0 <= n < until and not marked.kinds[n] and marked.tokens[n][2].isalpha()
    while k < until and marked.tokens[k][2] == "," and unknown(k - 1) and unknown(k + 1):
        k = next((n for n in range(k + 1, until) if marked.tokens[n][2] in (",", ";", ":", "(", ")", ".")), until)
    if k < until and marked.tokens[k][2] == "," and k + 2 < until and marked.tokens[k + 2][2] == "." and unknown(k - 1):
        return k + 2
    return k


def role_between(marked: Marked, i: int, j: int, last: bool = False) -> tuple[str, tuple[int, int]] | None:
    for start, end, fate in reversed(marked.fates) if last else marked.fates:
        if i <= start and end <= j:
            return fate, (start, end)
    return None


def bind(marked: Marked, found: list[Quantity], places: list[Place]) -> Bound:
    """Give every quantity of a sentence its place, or leave it loose.

    'attacked Pokrovsk, Lyman 36 and 12 times'   in order, one each
    '41 attacks on Pokrovsk and 26 on Lyman'      to the front that follows each
    'On Pokrovsk 41 attacks, on Lyman 26'         to the front before each
    """
    live = [quantity for quantity in found if quantity.head in ("event", "times", "bare")]
    bound = Bound()
    rest = _respectively(marked, live, places, bound)
    roles = {id(quantity): role_of(marked, quantity, found) for quantity in live}
    _nearest(marked, rest, found, places, roles, bound)
    bound.bonds.sort(key=lambda bond: (bond.quantity.i, bond.names))
    return bound


# --- numbers in order -----------------------------------------------------------------------------


def _respectively(marked: Marked, live: list[Quantity], places: list[Place], bound: Bound) -> list[Quantity]:
    """Bind lists of numbers to lists of fronts of the same length, in order; what is left goes on."""
    left = list(live)
    said = bool(marked.of("reading.respectively"))
    for run in _runs(marked, live):
        fits = [place for place in places if place.kind == "front" and len(place.names) == len(run)]
        fits = [place for place in fits if not any(min(place.j, run[-1].j) <= other.i < max(place.i, run[0].i) for other in live if other not in run)]
        if fits and not any(quantity.each or quantity.of_them for quantity in run):
            place = min(fits, key=lambda one: min(abs(one.i - run[-1].j), abs(run[0].i - one.j)))
            whole = [other for other in left if other not in run and other.kind == "plain" and other.value == sum(one.value for one in run) and marked.any(other.i - 3, other.i, "reading.total")]
            for quantity in whole:
                bound.bonds.append(Bond(quantity, place, place.names, "the sum of the numbers that follow for the same fronts"))
                left.remove(quantity)
            for quantity, name, part in zip(run, place.names, place.parts):
                bound.bonds.append(Bond(quantity, Place(*part, "front", (name,), True, (part,)), (name,), "respectively: numbers and fronts in the same order"))
                left.remove(quantity)
        elif said and len(run) > 1 and any(len(place.names) > 1 for place in places):
            bound.loose += run
            left = [quantity for quantity in left if quantity not in run]
    return left


def _runs(marked: Marked, live: list[Quantity]) -> list[list[Quantity]]:
    """Quantities with nothing but a comma, 'and' or 'respectively' between them."""
    runs: list[list[Quantity]] = []
    for quantity in live:
        if runs and _only_listed(marked, runs[-1][-1].j, quantity.i):
            runs[-1].append(quantity)
        else:
            runs.append([quantity])
    return [run for run in runs if len(run) > 1]


def _only_listed(marked: Marked, i: int, j: int) -> bool:
    return 1 <= j - i <= 4 and all(
        marked.tokens[k][2] in (",", ".") or marked.kinds[k] & {"reading.and", "reading.respectively", "reading.times"} or marked.tokens[k][2] in ("а", "або") for k in range(i, j)
    )


# --- the nearest place ----------------------------------------------------------------------------


def _nearest(marked: Marked, live: list[Quantity], found: list[Quantity], places: list[Place], roles: dict, bound: Bound) -> None:
    """Choose a place for each quantity so that the whole sentence reads best: every front its number, no clause crossed."""
    if not live:
        return
    if not places:
        bound.loose += live
        return
    free = [place for place in places if not any(bond.place and place.i <= bond.place.i < place.j for bond in bound.bonds)]
    options = [_options(marked, quantity, found, free, roles[id(quantity)][0]) for quantity in live]

    unused = list(accumulate((0.0 if _only_told(marked, place) or _has_unread(marked, place, free, found) else _lonely(place) for place in free), initial=0.0))

    @lru_cache(maxsize=None)
    def best(n: int, last: int, held: int) -> tuple[float, tuple[int, ...]]:
        if n == len(live):
            return unused[-1] - unused[last + 1], ()
        choices = []
        for index, cost in options[n]:
            if index < 0:
                further, path = best(n + 1, last, held)
                choices.append((cost + further, (index, *path)))
            elif index >= last:
                cost += unused[index] - unused[last + 1] if index > last else 0.0
                if index == last:
                    cost += _again(marked, live, n, roles, free[index], held)
                further, path = best(n + 1, index, held + 1 if index == last else 1)
                choices.append((cost + further, (index, *path)))
        return min(choices, default=(NEVER, (-1,) * (len(live) - n)))

    _, path = best(0, -1, 0)
    for quantity, index in zip(live, path):
        if index == -2:
            bound.bonds.append(Bond(quantity, None, ("ALL",), "the whole line: a total before any front is named"))
        elif index < 0:
            bound.loose.append(quantity)
        else:
            place = free[index]
            side = "the front named before the number" if place.j <= quantity.i else "the front named after the number"
            bound.bonds.append(Bond(quantity, place, place.names, side))


def _only_told(marked: Marked, place: Place) -> bool:
    """Whether a place is one whose situation is told, so that it needs no number: 'the situation on the Kursk front remains tense'."""
    return any(place.i - 3 <= one.j and one.i < place.parts[0][0] for one in marked.of("reading.situation")) if place.parts else False


def _has_unread(marked: Marked, place: Place, places: list[Place], found: list[Quantity]) -> bool:
    """Whether the first number after a place is one that is not understood: 'on the Lyman front it rose from 9 to 17'."""
    after = next((other for other in found if other.i >= place.j), None)
    return after is not None and after.kind == "change" and not any(place.j <= other.i < after.i for other in places)


def _lonely(place: Place) -> float:
    """What it costs to leave a place without a number."""
    if place.kind == "front":
        return 3.5 if place.strong else 0.3
    return {"there": 1.5, "former": 4, "latter": 4, "first": 4, "second": 4, "last": 4}.get(place.kind, 0.2)


def _again(marked: Marked, live: list[Quantity], n: int, roles: dict, place: Place, held: int) -> float:
    """What it costs to give a place another number: nothing for a part, a correction of the day, or 'N of them'."""
    quantity = live[n]
    if quantity.of_them or roles[id(quantity)][0]:
        return 0.2
    if marked.any(quantity.j, quantity.j + 5, "windows.day_before", "dates.weekday", "windows.yesterday") or marked.any(quantity.i - 6, quantity.i, "windows.day_before", "dates.weekday", "windows.since_start", "windows.yesterday"):
        return 0.5
    return 2.5 if held < 2 else 4.0


def _options(marked: Marked, quantity: Quantity, found: list[Quantity], places: list[Place], role: str) -> list[tuple[int, float]]:
    """The places a quantity may be bound to, each with its cost: left, right, the whole line (-2), none (-1)."""
    left = max((n for n, place in enumerate(places) if place.j <= quantity.i), default=None)
    right = min((n for n, place in enumerate(places) if place.i >= quantity.j), default=None)
    within = next((n for n, place in enumerate(places) if place.i < quantity.j and quantity.i < place.j), None)
    options = [(-1, 6.0 if not role else 9.0)]
    if within is not None:
        return options
    if _of_a_share(marked, quantity):
        return [*options, (-2, 0.5)]
    total = marked.any(quantity.i - 3, quantity.i, "reading.total") or marked.any(quantity.j, quantity.j + 6, "reading.total")
    if quantity.head == "bare" and any(one.j <= quantity.i and marked.any(one.j, one.j + 1, "reading.all") for one in marked.of("reading.share")):
        return [(-1, 0.0)]  # 'a third of all the day's fights - and there were 167 - fell to Pokrovsk'
    later = [place for place in places if place.i >= quantity.j]
    if quantity.i <= 2 and "joins.of" in marked.kinds[0] and quantity.event and later and any(other.i >= quantity.j and other.head == "bare" and not other.of_them and not (later[0].i < other.i and role_of(marked, other, found)[0]) for other in found):
        return [(-2, 0.5), *options]  # 'of the 153 fights, 44 fell to Pokrovsk'
    if left is not None and _summed_up(marked, places[left], quantity):
        left, total = None, True
    if left is not None:
        options.append((left, _left_cost(marked, quantity, found, places[left])))
    if right is not None and left is not None and places[left].kind == "none" and places[left].i <= 4 and any(marked.tokens[k][2] == "," for k in range(places[left].j, quantity.i)) and places[right].kind == "front" and not any(quantity.j <= other.i < places[right].i for other in found):
        options = [option for option in options if option[0] != left]  # 'In the zone of the south, defenders repelled five attacks in the Orikhiv sector'
    if right is not None and left is not None and places[left].kind == "line" and quantity.i - places[left].j <= 3 and quantity.head == "event" and any(marked.tokens[k][2] == "," for k in range(quantity.j, places[right].i)):
        right = None  # 'on the line of contact 111 fights, with most activity on Pokrovsk and Lyman'
    if right is not None:
        options.append((right, _right_cost(marked, quantity, found, places[right])))
    if quantity.head in ("event", "times") and (total or left is None) and quantity.kind == "plain":
        options.append((-2, 1.0 if total and left is None else 4.5 if left is None else 5.5))
    return options


def _of_a_share(marked: Marked, quantity: Quantity) -> bool:
    """'a third of the 132 attacks', 'mehr als ein Drittel der 132 Angriffe': the number is the whole that a share is taken of."""
    k = quantity.i - 1
    while k > 0 and marked.tokens[k][2] in ("the", "all", "a", "total", "day", "'", "s", "den", "insgesamt"):
        k -= 1
    return quantity.kind == "plain" and k > 0 and marked.any(k, k + 1, "joins.of") and marked.any(k - 2, k, "reading.share", "reading.part")


def _summed_up(marked: Marked, place: Place, quantity: Quantity) -> bool:
    """'…is hottest at Pokrovsk and Kurakhove, in all since midnight 111': a total told after several fronts is not theirs."""
    return len(place.names) > 1 and any(place.j < one.i < quantity.i and marked.tokens[one.i - 1][2] == "," for one in marked.of("reading.total"))


def _left_cost(marked: Marked, quantity: Quantity, found: list[Quantity], place: Place) -> float:
    cost = 0.0
    for k in range(place.j, quantity.i):
        text = marked.tokens[k][2]
        cost += {",": 0.6, ";": 3.5, "(": -1.0, ")": 2.0}.get(text, 0.04)
        if "reading.and" in marked.kinds[k] or text in ("while", "wahrend", "а", "тоді"):
            cost += 1.2
    cost += sum(1.0 if other.head != "decoy" else 0.3 for other in found if place.j <= other.i < quantity.i)
    if marked.any(place.i - 2, place.i, "reading.than"):
        cost += 1.0
    if len(place.names) < 2 and any(marked.tokens[k][2] in PLURAL_FRONTS for k in range(place.j, quantity.i)):
        cost += 9.0  # the number is said of a list of fronts, of which this is one
    return cost


def _right_cost(marked: Marked, quantity: Quantity, found: list[Quantity], place: Place) -> float:
    between = range(max(quantity.j, quantity.event[1] if quantity.event and quantity.event[0] >= quantity.j and quantity.event[1] <= place.i else 0), place.i)
    cost, smooth = 0.4, True
    for k in between:
        text = marked.tokens[k][2]
        cost += {",": 2.0, ";": 7.0, ":": 3.0, "(": 1.5, ")": 2.5, "-": 0.0}.get(text, 0.10)
        smooth = smooth and text not in (",", ";", ":", "(", ")", "-")
        if "reading.and" in marked.kinds[k] or text in ("while", "wahrend", "а", "тоді"):
            cost, smooth = cost + 2.0, False
        if text in OTHERWISE and marked.tokens[k - 1][2] == ",":
            cost += 6.0  # '23 assaults, while the Lyman front stayed quiet'
        if text in ("with", "wobei", "причому", "причем") and marked.tokens[k - 1][2] == ",":
            cost += 5.0
    cost += sum(3.0 if other.head != "decoy" else 0.5 for other in found if quantity.j <= other.i < place.i)
    after = max([one.j for one in marked.of("reading.of_them") if quantity.of_them and one.i == quantity.j] + [quantity.j])
    if marked.any(after, place.i, "reading.part", "reading.of_them", "reading.share"):
        cost += 7.0
    if not smooth and any("reading.part" in marked.kinds[k] for k in between):
        cost += 6.0
    comma = next((k for k in between if marked.tokens[k][2] == ","), None)
    if comma is not None and quantity.event and role_between(marked, quantity.event[1], comma):
        cost += 4.0
    if smooth and len(between) <= 6:
        cost -= 1.4
    return cost


# --- silence --------------------------------------------------------------------------------------


@dataclass
class Silence:
    """Zero said outright, or fighting without a number: its words, its event, its place."""

    i: int
    j: int
    status: str
    event: tuple[int, int] | None
    measure: str
    place: Place
    role: tuple[int, int] | None = None


def silences(marked: Marked, found: list[Quantity], places: list[Place], bonds: list[Bond]) -> list[Silence]:
    """What a sentence says of fronts without a number."""
    fronts = [place for place in places if place.kind in ("front", "there") and not place.unknown]
    counted = [bond.place for bond in bonds if bond.place]
    result = []
    for one in _zeros(marked):
        place = _place_for(marked, one[0], one[1], fronts, counted, found)
        if place:
            result.append(Silence(one[0], one[1], "none", one[2], one[3], place))
            counted.append(place)
    for i, j, event, measure, role in _uncounted(marked, found):
        place = _place_for(marked, i, j, fronts, counted, found)
        if place and (place.strong or marked.any(i, j, "reading.share")) and not (marked.any(i, j, "reading.share") and marked.any(j, place.i, "reading.and")):
            result.append(Silence(i, j, "uncounted", event, measure, place, role))
            counted.append(place)
    return result


def _place_for(marked: Marked, i: int, j: int, fronts: list[Place], counted: list[Place], found: list[Quantity]) -> Place | None:
    """The free front nearest to words of silence, with no number, semicolon or other front between."""
    best, lowest = None, 5.0
    for place in fronts:
        if any(place is taken or place.i <= taken.i < place.j for taken in counted):
            continue
        a, b = (place.j, i) if place.j <= i else (j, place.i)
        if a > b:
            continue
        cost = 0.5 if place.i >= j else 0.0
        for k in range(a, b):
            cost += {",": 1.6 if place.i >= j else 0.9, ";": 9.0, ".": 9.0}.get(marked.tokens[k][2], 0.05)
            if "reading.and" in marked.kinds[k]:
                cost += 1.0
        cost += 9.0 * sum(a <= other.i < b and other.head in ("event", "times", "bare") for other in found)
        cost += 9.0 * sum(a <= other.i < b for other in fronts if other is not place)
        if cost < lowest:
            best, lowest = place, cost
    return best


def _zeros(marked: Marked) -> list[tuple[int, int, tuple[int, int] | None, str]]:
    result, until = [], 0
    if marked.of("reading.signs") and not marked.of("measures.clashes") and any("reading.signs" in marked.kinds[k] for k in range(len(marked.tokens))):
        if any(marked.tokens[k][2].startswith(("ознак", "sign", "признак", "anzeichen")) for k in range(len(marked.tokens))):
            return []
    for one in sorted(marked.of("reading.none", "silence.none"), key=lambda mark: (mark.i, -mark.j)):
        if one.i < until:
            continue
        if marked.any(one.i - 4, one.i, "reading.able"):
            continue  # 'could not make a single breakthrough' tells of no success, not of no attacks
        event = _denied_event(marked, one.i, one.j) or _elided_zero(marked, one.i, one.j)
        if event and not marked.any(max(one.i - 4, 0), one.j, "reading.vague"):
            result.append((one.i, one.j, event[1], event[0]))
            until = max(one.j, event[1][1])
    return result


def _elided_zero(marked: Marked, i: int, j: int) -> tuple[str, tuple[int, int]] | None:
    """«на Гуляйпільському — жодної»: the attacks denied are those spoken of before."""
    closed = j >= len(marked.tokens) or marked.tokens[j][2] in (",", ".", ";")
    if not closed or not i or not (marked.tokens[i - 1][2] in ("-", ":") or any(kind.startswith("front:") for kind in marked.kinds[i - 1])):
        return None
    return next((event_at(marked, k) for k in range(i - 1, -1, -1) if event_at(marked, k)), None)


def _denied_event(marked: Marked, i: int, j: int) -> tuple[str, tuple[int, int]] | None:
    """The words for attacks or clashes that are denied: inside the words, close after, or close before them."""
    for k in range(i, j):
        event = event_at(marked, k)
        if event and event[1][1] <= max(j, k + 1):
            return event
    for k in range(j, min(j + 4, len(marked.tokens))):
        if marked.kinds[k] & {"measures.decoy", "reading.decoys", "reading.goods"} and not event_at(marked, k) or not (marked.tokens[k][2][0].isalpha() or marked.tokens[k][2] == "-"):
            break
        if k > j and not marked.kinds[k - 1] and marked.tokens[k][2] in OF_SOMETHING:
            break
        event = event_at(marked, k)
        if event:
            return event
    if marked.tokens[i][2] in ("no", "без", "zero", "kein", "keine", "keinen"):
        return None
    for k in range(i - 1, max(i - 7, -1), -1):
        if marked.tokens[k][2] == "-" and marked.tokens[k][0] == marked.tokens[k - 1][1]:
            continue
        if marked.tokens[k][2] in (",", ";", ":", "-") or marked.kinds[k] & {"measures.decoy", "reading.decoys"} or marked.tokens[k][2][0].isdigit():
            break
        event = next((event_at(marked, n) for n in range(max(k - 2, 0), k + 1) if event_at(marked, n) and event_at(marked, n)[1][1] >= k + 1), None)
        if event:
            return event
    return None


def _uncounted(marked: Marked, found: list[Quantity]) -> list[tuple]:
    """Shares, vague numbers before words for attacks, and fighting of which no number is given."""
    result = []
    if marked.of("reading.none") and marked.of("reading.vague"):
        return result
    for one in marked.of("reading.share"):
        if not any(other.i <= one.i < other.j for other in found):
            event = next((event_at(marked, k) for k in range(len(marked.tokens)) if event_at(marked, k)), None)
            if event:
                result.append((one.i, one.j, event[1], event[0], None))
    for one in marked.of("reading.vague"):
        for k in range(one.j, min(one.j + 4, len(marked.tokens))):
            event = event_at(marked, k)
            if marked.kinds[k] & {"measures.decoy", "reading.decoys", "reading.goods"} and not event:
                break
            if event and not any(marked.kinds[n] & {"measures.decoy", "reading.decoys"} for n in range(event[1][1], min(event[1][1] + 2, len(marked.tokens)))):
                role = role_between(marked, max(one.i - 4, 0), one.i, last=True) or role_between(marked, event[1][1], min(event[1][1] + 4, len(marked.tokens)))
                result.append((one.i, one.j, event[1], event[0], role[1] if role else None))
                break
    unsaid = marked.of("reading.unsaid")
    for one in marked.of("reading.fighting") if unsaid else ():
        event = event_at(marked, one.i) or next((event_at(marked, k) for k in range(one.i, one.j) if event_at(marked, k)), None)
        if event and any(abs(other.i - one.j) < 14 for other in unsaid):
            result.append((one.i, one.j, event[1], event[0], None))
    return result
