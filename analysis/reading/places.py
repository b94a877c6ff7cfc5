"""The fronts that a sentence names: one by one, joined, or all of them, and the names that mean something else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.reading.marks import Mark, Marked

ADJECTIVE = re.compile(r"(?:ськ|зьк|цьк|ск|цк)(?:ий|ого|ому|им|ім|их|ими|ої|ій|ої|ою|ую|ой|ая|ое|ом)$")
OBLAST = re.compile(r"щин(?:а|и|і|у|ою|е|ы|ой)$")
FIRST_NAME = re.compile(r"(?:yi|yj|iy|yy|ij|ий|ій|ый)$")
QUOTES = ("'", '"', "«", "“", "„")
NEAR_A_TOWN = ("near", "around", "outside", "city", "town", "nahe", "bei")
PLURAL_FRONTS = ("directions", "sectors", "fronts", "axes", "richtungen", "abschnitten", "frontabschnitten", "sektoren", "напрямках", "ділянках", "направлениях", "участках")
JOINING = (",", "&", "/", "+")
CYRILLIC = re.compile("[а-яіїєґ]")
CYRILLIC_NOUN = re.compile(r"[а-яі](?:жжя|жжі|жжю|жье|жья|жью|он|оні|она|оном|ону|оне|уми|умах|умы|умам)$")
POINTING = (("former", "reading.former"), ("latter", "reading.latter"), ("first", "reading.first"), ("second", "reading.second"), ("last", "reading.last"), ("line", "reading.line"), ("there", "reading.there"), ("none", "reading.elsewhere"))
CITIES = ("Zaporizhzhia", "Kherson", "Sumy")  # whose name alone is a town or its oblast, never the front
IN_AN_OBLAST = ("in", "of", "the", "der", "dem", "im", "des", ",")
FORMERLY = ("formerly", "previously", "ehemals", "früher", "fruher", "vormals", "раніше", "колишній", "ранее", "бывшее", "former", "old")
DISTANCES = ("kilomet", "km", "mile", "кілометр", "километр", "км")
BANKS = ("bank", "ufer", "des")
OBLASTS = ("Kharkiv", "Kherson", "Zaporizhzhia", "Sumy", "Chernihiv", "Volyn")


@dataclass
class Place:
    """Where an attack can be counted: tokens i to j.

    `kind`: front (named), line (the whole line), none (elsewhere, a unit, an unknown front), former, latter, there.
    `strong`: named as a front, not only as a town.
    """

    i: int
    j: int
    kind: str
    names: tuple[str, ...] = ()
    strong: bool = False
    parts: tuple[tuple[int, int], ...] = ()
    unknown: bool = False


def places(marked: Marked, text: str, heading: bool, bulletin: bool) -> list[Place]:
    """The places of a sentence from left to right, joined where one figure may hold for several.

    `heading` says that the sentence is a line of a list, where a bare name is a front; `bulletin` that its paragraph
    has named a front as such, so that bare names are villages.
    """
    named = _named(marked, text, heading)
    named = [place for place in named if place.strong or not (_village(marked, text, place) or bulletin)]
    found = _joined(marked, named)
    for place in found:
        if place.kind == "front" and len(place.names) == 1 and _with_an_unknown(marked, text, place):
            place.names, place.unknown = (), True
    found = [place for place in found if not _aside(marked, place, found)]
    taken = {k for place in found for k in range(place.i, place.j)}
    for one in _others(marked, text, found):
        if not taken.intersection(range(one.i, one.j)):
            found.append(one)
            taken.update(range(one.i, one.j))
    return sorted(found, key=lambda place: place.i)


def _longest(marks: list[Mark]) -> list[Mark]:
    kept: list[Mark] = []
    for one in marks:
        if not kept or one.i >= kept[-1].j:
            kept.append(one)
    return kept


def _merged(marks: list[Mark]) -> list[Mark]:
    """Overlapping marks as one: 'along the line' and 'line of contact'."""
    kept: list[Mark] = []
    for one in marks:
        if kept and one.i < kept[-1].j:
            kept[-1] = Mark(one.kind, kept[-1].i, max(one.j, kept[-1].j))
        else:
            kept.append(one)
    return kept


def _named(marked: Marked, text: str, heading: bool) -> list[Place]:
    """Every front named, unless a word after it shows that a district, a street or a hub is meant."""
    found = []
    for one in _longest(marked.named):
        name = one.kind.partition(":")[2]
        following = "region" if OBLAST.search(marked.tokens[one.j - 1][2]) else _meaning_after(marked, one.j)
        i, j, strong = one.i, one.j, False
        if following == "not_front" or _half_a_name(marked, one):
            if following == "not_front" and found and _glued(marked, found[-1].j, one.i):
                span = (found[-1].i, one.j)
                found[-1] = Place(*span, "front", (), True, (span,), unknown=True)  # 'the Sumy-Kursk border area'
            continue
        if one.i > 1 and marked.tokens[one.i - 1][2] in QUOTES and marked.any(one.i - 4, one.i - 1, "reading.units"):
            found.append(Place(one.i, one.j, "none"))
            continue
        if name in CITIES and not following and not heading and CYRILLIC_NOUN.search(marked.tokens[one.j - 1][2]) and _front_word_before(marked, text, one.i) is None:
            if one.i and marked.tokens[one.i - 1][2] in ("на", "під", "под"):
                found.append(Place(i, j, "none"))
            continue
        if one.i and marked.tokens[one.i - 1][2] in FORMERLY and found:
            continue  # 'on the Sivershchyna front (formerly Chernihiv)'
        if name in OBLASTS and not following and _first_of_regions(marked, one):
            found.append(Place(i, j, "none"))
            continue
        if name in OBLASTS and (following == "region" or not following and one.i and "reading.region" in marked.kinds[one.i - 1] and not marked.any(one.j, one.j + 1, "reading.front_word")):
            if not (found and found[-1].kind == "front" and one.i - found[-1].j <= 4 and all(marked.tokens[k][2] in IN_AN_OBLAST or "reading.region" in marked.kinds[k] for k in range(found[-1].j, one.i))):
                found.append(Place(i, j, "none"))  # not in 'on the Kupiansk front in Kharkiv Oblast'
            continue
        if following in ("front_word", "region"):
            strong = True
            j = _past_words(marked, one.j)
        before = _front_word_before(marked, text, one.i)
        if before is not None and _ends_village_list(marked, text, before):
            continue
        if before is not None:
            i, strong = before, True
        if not strong and _at_a_distance(marked, one.i):
            continue
        word = marked.tokens[one.j - 1][2]
        adjective = bool(ADJECTIVE.search(word)) and name not in ("Chasiv Yar",)
        strong = strong or heading or one.j - one.i > 1 and "reading.front_word" in marked.kinds[one.j - 1] or adjective and _stands_alone(marked, one.j) or word.startswith(("курщин", "kurshchyn"))
        found.append(Place(i, j, "front", (name,), strong, ((one.i, one.j),)))
    return found


def _half_a_name(marked: Marked, one: Mark) -> bool:
    """«Оріхово-Василівка», «Куп'янськ-Вузловий»: half of the name of a village that no front has."""
    glued = lambda k: 0 < k < len(marked.tokens) - 1 and marked.tokens[k][2] == "-" and marked.tokens[k - 1][1] == marked.tokens[k][0] and marked.tokens[k][1] == marked.tokens[k + 1][0]
    halves = [k for k, dash in ((one.i - 2, one.i - 1), (one.j + 1, one.j)) if glued(dash)]
    return any(CYRILLIC.match(marked.tokens[k][2]) and not any(kind.startswith("front:") for kind in marked.kinds[k]) for k in halves)


def _at_a_distance(marked: Marked, i: int) -> bool:
    """Whether a town only tells where another place lies: '60 kilometres south of Kupiansk', «за 30 км на північ від Лимана»."""
    for k in range(i - 1, max(i - 8, -1), -1):
        if marked.tokens[k][2].startswith(DISTANCES):
            return k > 0 and not marked.any(k + 1, i, "reading.front_word")
        if not marked.tokens[k][2].isalpha() and marked.tokens[k][2] not in ("(", ")", "-"):
            return False
    return False


def _first_of_regions(marked: Marked, one: Mark) -> bool:
    """«і в Запорізькій, і в Херсонській областях»: an adjective whose word for an oblast comes after the next one."""
    after = next((other for other in marked.named if one.j < other.i <= one.j + 4), None)
    return after is not None and after.kind.partition(":")[2] in OBLASTS and _meaning_after(marked, after.j) == "region" and all(
        "reading.and" in marked.kinds[k] or marked.tokens[k][2] in (",", "в", "у") for k in range(one.j, after.i))


def _glued(marked: Marked, i: int, j: int) -> bool:
    """Whether nothing but a hyphen without spaces stands between two names."""
    return j - i == 1 and marked.tokens[i][2] == "-" and marked.tokens[i][0] == marked.tokens[i - 1][1] and marked.tokens[i][1] == marked.tokens[j][0]


def _meaning_after(marked: Marked, j: int) -> str:
    if j < len(marked.tokens):
        k = j + 1 if marked.tokens[j][2] in ("'", "»", '"', "”", ")") and j + 1 < len(marked.tokens) else j
        for kind in ("front_word", "not_front", "region"):
            if any(one.i == k for one in marked.of(f"reading.{kind}")):
                if kind == "front_word" and marked.any(k, k + 1, "reading.region") and "reading.light" not in marked.kinds[k]:
                    return "region" if marked.tokens[k][2].startswith(("region", "gebiet")) else kind
                return kind
    return ""


def _past_words(marked: Marked, j: int) -> int:
    while j < len(marked.tokens) and (marked.tokens[j][2] in ("»", '"') or marked.any(j, j + 1, "reading.front_word", "reading.region")):
        j += 1
    return j


def _ends_village_list(marked: Marked, text: str, k: int) -> bool:
    """Whether 'in the direction of' goes on a list of villages: 'in the areas of Promin, Dachne and in the direction of Novopavlivka'."""
    while k > 0 and marked.tokens[k - 1][2] in ("in", "the", "towards"):
        k -= 1
    listed = k > 0 and (marked.tokens[k - 1][2] == "," or "reading.and" in marked.kinds[k - 1])
    name = next((n for n in range(k - 1, max(k - 4, 0), -1) if marked.tokens[n][2].isalpha() and "reading.and" not in marked.kinds[n]), None)
    return listed and name is not None and _unknown_name(marked, text, name)


def _front_word_before(marked: Marked, text: str, i: int) -> int | None:
    """The token of a word for a front that stands before a name: 'Abschnitt Pokrowsk', 'in the direction of Pokrovsk'."""
    k = i - 1
    while k >= 0 and i - k <= 8 and (marked.tokens[k][2] in NEAR_A_TOWN and marked.any(i - 8, k, "reading.line") or marked.tokens[k][2] in ("city", "town", "-") and "reading.place_word" in marked.kinds[i - 1] or marked.tokens[k][2] in ("of", "the", "von", "des", "der", "rund", "um", "die", "stadt", "kleinstadt", '"', "«", "'") or i - k <= 6 and not marked.kinds[k] - {"reading.harmed"} and marked.tokens[k][2].isalpha() and text[marked.span(k, k + 1)[0]].islower()):
        k -= 1
    if k < 0 or not marked.any(k, k + 1, "reading.front_word", "reading.region"):
        return None
    if "reading.region" in marked.kinds[k] and "reading.front_word" not in marked.kinds[k] and any(f"front:{name}" in marked.kinds[i] for name in OBLASTS):
        return None
    owner = k - 1
    return k if owner < 0 or not any(kind.startswith("front:") for kind in marked.kinds[owner]) else None


def _stands_alone(marked: Marked, j: int) -> bool:
    """Whether an adjective stands without its noun: «на Покровському — 28», «на Курахівському їх було 32»."""
    if j >= len(marked.tokens):
        return True
    text, kinds = marked.tokens[j][2], marked.kinds[j]
    if not text[0].isalpha():
        return True
    return bool(kinds & {"reading.and", "reading.light", "measures.repelled", "measures.ongoing", "measures.attacks", "measures.clashes", "reading.war", "silence.none", "reading.none", "reading.all", "reading.relative", "reading.joint", "reading.vague", "reading.not", "reading.more", "qualifiers.more_than", "qualifiers.nearly", "qualifiers.about", "qualifiers.at_least", "qualifiers.up_to", "reading.each", "reading.number_word"}) or any(kind.startswith("windows.") for kind in kinds) or not _capital_noun(marked, j)


def _capital_noun(marked: Marked, j: int) -> bool:
    """Whether an unknown word of some length follows, which may be the adjective's noun."""
    return not marked.kinds[j] and len(marked.tokens[j][2]) > 3 and not marked.tokens[j][2][0].isdigit()


def _village(marked: Marked, text: str, place: Place) -> bool:
    """A bare name in a list of villages, or inside a town: 'near Stepove, Oleksandrivka and Terny'."""
    before, after = place.i - 1, place.j
    if before > 0 and _unknown_name(marked, text, before) and FIRST_NAME.search(marked.tokens[before][2]) and not ADJECTIVE.search(marked.tokens[place.j - 1][2]):
        return True
    if before >= 1 and (marked.tokens[before][2] == "," or "reading.and" in marked.kinds[before]) and _unknown_name(marked, text, before - 1):
        return True
    if after + 1 < len(marked.tokens) and (marked.tokens[after][2] == "," or "reading.and" in marked.kinds[after]) and _unknown_name(marked, text, after + 1):
        return marked.any(place.i - 3, place.i, "reading.place_word") or "reading.and" in marked.kinds[after] and _unknown_name(marked, text, after + 1)
    return False


def _with_an_unknown(marked: Marked, text: str, place: Place) -> bool:
    """Whether words for several fronts hold one name that we know and one that we do not: 'in the Foo and Kursk directions'."""
    plural = [k for k in range(place.i, place.j) if marked.tokens[k][2] in PLURAL_FRONTS]
    if not plural:
        return False
    i = place.parts[0][0]
    before = next((k for k in range(i - 1, max(i - 5, 0), -1) if "reading.and" in marked.kinds[k]), None)
    return before is not None and before > 1 and _unknown_name(marked, text, before - 1)


def _unknown_name(marked: Marked, text: str, k: int) -> bool:
    """Whether a token is a name of which we know nothing: capital letter, no meaning."""
    start, _ = marked.span(k, k + 1)
    return text[start:start + 1].isupper() and k > 0 and not (marked.kinds[k] - {"reading.goods"})


def _joined(marked: Marked, named: list[Place]) -> list[Place]:
    """Names of one list become one place: 'the Kupiansk and Lyman directions'."""
    found: list[Place] = []
    for place in named:
        if found and found[-1].kind == place.kind == "front" and _one_list(marked, found[-1].j, place.i) and not _begins_anew(marked, found[-1].j, place):
            last = found[-1]
            found[-1] = Place(last.i, place.j, "front", last.names + place.names, last.strong or place.strong, last.parts + place.parts)
        else:
            found.append(place)
    return found


def _begins_anew(marked: Marked, i: int, place: Place) -> bool:
    """«…42 атаки на Покровському напрямку, на Лиманському — 14»: a comma, a preposition and a dash or what is going on open the next front's own clause."""
    told = any(marked.tokens[k][2][0].isdigit() or marked.events[k] for k in range(max(i - 8, 0), i))
    return told and marked.tokens[i][2] == "," and place.i - i == 2 and marked.tokens[i + 1][2] in ("на", "on") and place.j < len(marked.tokens) and (marked.tokens[place.j][2] == "-" or marked.tokens[place.j][2][0].isdigit() or any(one.i == place.j for one in marked.of("measures.ongoing", "measures.repelled"))) and not marked.any(place.j, place.j + 2, "reading.each")


def _one_list(marked: Marked, i: int, j: int) -> bool:
    """Whether only list words stand between two names."""
    if not 1 <= j - i <= 5:
        return False
    listed = False
    for k in range(i, j):
        text = marked.tokens[k][2]
        if text in JOINING or "reading.and" in marked.kinds[k]:
            listed = True
        elif text == "-" and j - i == 1 and marked.tokens[k][0] == marked.tokens[k - 1][1] and marked.tokens[k][1] == marked.tokens[k + 1][0]:
            listed = True
        elif text not in ("the", "on", "in", "на", "у", "в", "also", "as", "well", "a", "bei", "im", "den", "der", "both", "в", "near", "around", "біля", "під", "russian", "russischen") and marked.kinds[k].isdisjoint(("reading.front_word", "reading.region")):
            return False
    return listed


def _aside(marked: Marked, place: Place, found: list[Place]) -> bool:
    """A name inside a relative clause that closes before anything is counted: '…, which now covers Kurakhove, saw 41'."""
    earlier = [other for other in found if other.j <= place.i and other.kind == "front"]
    if not earlier:
        return False
    between = range(earlier[-1].j, place.i)
    opened = [k for k in between if "reading.relative" in marked.kinds[k] and k and marked.tokens[k - 1][2] == ","]
    if not opened or any(marked.tokens[k][2][0].isdigit() and not any(kind.startswith(("dates.",)) for kind in marked.kinds[min(k + 1, len(marked.tokens) - 1)]) for k in between):
        return False
    after = next((k for k in range(place.j, min(place.j + 4, len(marked.tokens))) if marked.tokens[k][2] == ","), None)
    return after is not None


def _without_noun(marked: Marked, j: int) -> bool:
    """Whether no noun follows 'the first', 'на останньому': it is not the first place or the last day."""
    if any(kind.startswith(("windows.", "dates.")) for kind in (*marked.kinds[j - 1], *(marked.kinds[j] if j < len(marked.tokens) else ()))):
        return False  # 'in the last 24 hours'
    return j >= len(marked.tokens) or not marked.tokens[j][2][0].isalpha() or bool(marked.kinds[j] & {"reading.of_them", "reading.happened", "reading.war", "reading.and"}) or marked.tokens[j][2] in ("with", "mit", "їх", "их", "было", "було", "were", "waren")


def _others(marked: Marked, text: str, named: list[Place]) -> list[Place]:
    """The whole line, words that point back, and places that are no front of ours."""
    found = []
    for kind, meaning in POINTING:
        for one in _merged(marked.of(meaning)):
            if kind in ("first", "second", "last") and not _without_noun(marked, one.j):
                continue
            if kind == "none" and any(place.kind == "front" and 1 <= one.i - place.j <= 3 and marked.tokens[place.j][2] == "," for place in named):
                continue  # 'in the Prydniprovske sector, on the left bank'
            if kind == "none" and any(place.kind == "front" and place.strong and 1 <= place.i - one.j <= 6 and not any(marked.tokens[k][2] == "," or "reading.and" in marked.kinds[k] or marked.events[k] for k in range(one.j, place.i)) and marked.tokens[one.j - 1][2] in BANKS for place in named):
                continue  # 'on the left bank of the Dnipro in the Prydniprovske sector'
            found.append(Place(one.i, one.j, kind, strong=kind != "there"))
    known = {k for place in (*named, *found) for k in range(place.i - 2, place.j + 1)}
    for one in _longest(marked.of("reading.front_word")):
        k = one.i - 1
        if k > 0 and k not in known and one.i not in known and marked.kinds[k] == {"reading.group"}:
            found.append(Place(k, one.j, "none", strong=True))  # 'in the Tavria direction' is a group of fronts
        elif k > 0 and k not in known and one.i not in known and _unknown_name(marked, text, k) and not marked.tokens[one.i][2].startswith(("operation", "операц", "grouping", "section", "зон")):
            found.append(Place(k, one.j, "front", (), True, ((k, one.j),), unknown=True))
    return found
