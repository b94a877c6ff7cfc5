"""Does the ranking survive? The same comparison under one changed choice at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from math import inf
from typing import NamedTuple

import pandas as pd

from analysis.daily import Figure, days_between, figures_by_day
from analysis.intensity import ATTACKS, LIKE, Terms, comparable, pairs_of_day, ratio, terms, told_of
from analysis.schema import MEASURES, UNKNOWN, conform, require
from analysis.speech import counted, front, listed, say

SENSITIVITY = {
    "variant": "string", "what": "string", "front": "string", "other": "string", "windows": "Int64", "ratio": "Float64",
    "lower": "Float64", "upper": "Float64", "verdict": "string", "same_order": "boolean", "same_verdict": "boolean",
}
AS_ASKED = "as_asked"
Days = dict[str, list[Figure]]


class Variant(NamedTuple):
    """One changed choice: the figures of each day under it, the terms of the comparison, and whether the largest window is left out."""

    code: str
    said: Days
    agreed: Terms
    largest_out: bool = False


def sensitivity(
    counts: pd.DataFrame, mentions: pd.DataFrame, fronts: Iterable[str], start: str, end: str, measures: Iterable[str] = ATTACKS,
) -> pd.DataFrame:
    """Every pair of fronts compared as asked and under each variant; the front that is ahead as asked stands first throughout.

    `variant` is a code, `what` says it in words: as_asked; latest (the latest report wins); publisher_out:NAME for each
    publisher behind a window of the pair as asked (another changes nothing); joint_to:FRONT for each front that has a
    joint figure with one of the pair (given whole to it, where none of them has its own); parts_out, parts_as_bounds;
    repelled_out; clashes_in; across_sources; largest_out (the window with most of the pair). `same_order` is unknown
    where nothing is compared; `verdict` is that of `compare`, but never higher_shown where the dispersion is not known
    (one window, or zeros). Raises what `compare` raises.
    """
    require(mentions, ("mention_id", "publisher"), "mentions")
    asked, agreed = comparable(fronts, start, end), terms(measures)
    by_day = figures_by_day(counts, mentions, MEASURES)
    base = Variant(AS_ASKED, {day: by_day[day] for day in days_between(start, end) if day in by_day}, agreed)
    known = {day: pairs_of_day(asked, day, told_of(said, agreed), agreed) for day, said in base.said.items()}
    used = [row for rows in known.values() for row in rows]
    told = _publishers(mentions)
    tried = [(variant, list(_windows(variant, base, known, asked))) for variant in _variants(base, used, asked, told)]
    rows = [row for pair in combinations(asked, 2) for row in _pair_rows(pair, tried, used, _named(pair, base, used, told))]
    return conform(pd.DataFrame(rows, columns=list(SENSITIVITY)), SENSITIVITY, "sensitivity")


def _publishers(mentions: pd.DataFrame) -> dict[str, str]:
    """The publisher of each mention, '' where it is not known."""
    return dict(zip(mentions["mention_id"], mentions["publisher"].astype("string").fillna("").str.strip()))


# The variants

def _variants(base: Variant, used: list[dict], fronts: list[str], publishers: dict[str, str]) -> Iterator[Variant]:
    """As asked, and each change that can be made to it."""
    said, agreed = base.said, base.agreed
    names = _named(fronts, base, used, publishers)
    yield base
    yield base._replace(code="latest", said={day: [_latest_first(figure) for figure in figures] for day, figures in said.items()})
    for name in names["publisher_out"]:
        yield base._replace(code=f"publisher_out:{name}", said=_without_publisher(said, name, publishers))
    for name in names["joint_to"]:
        yield base._replace(code=f"joint_to:{name}", said={day: _given_to(name, figures) for day, figures in said.items()})
    yield base._replace(code="parts_out", agreed=agreed._replace(part_days="out"))
    yield base._replace(code="parts_as_bounds", agreed=agreed._replace(part_days="bounds"))
    kept = tuple(measure for measure in agreed.measures if measure != "repelled")
    if kept and kept != agreed.measures:
        yield base._replace(code="repelled_out", agreed=agreed._replace(measures=kept))
    if "attacks" in agreed.measures:
        yield base._replace(code="clashes_in", agreed=agreed._replace(measures=tuple(dict.fromkeys((*agreed.measures, "clashes"))), mixed=True))
    yield base._replace(code="across_sources", agreed=agreed._replace(across_sources=True))
    yield base._replace(code="largest_out", largest_out=True)


def _named(fronts: Iterable[str], base: Variant, used: list[dict], publishers: dict[str, str]) -> dict[str, list[str]]:
    """The names for which there is a variant: publishers behind a window of two of these fronts, and members of their joint figures."""
    own = [row for row in used if {row["front"], row["other"]} <= set(fronts)]
    behind = {publishers.get(mention, "") for row in own for mention in row["mention_ids"].split()}
    return {"publisher_out": sorted(behind - {""}), "joint_to": _joint_members(base.said, fronts)}


def _latest_first(figure: Figure) -> Figure:
    """The figure with the order of precedence turned round: the latest published first, then the last in the table."""
    _, moment, place, _ = figure.order
    return figure._replace(order=(inf if moment == inf else -moment, (*map(_turned, place), (inf,))))


def _turned(part: int | str) -> tuple:
    """A part of a mention's name such that a later one sorts first."""
    return (-part,) if isinstance(part, int) else tuple(-ord(letter) for letter in part) + (1,)


def _without_publisher(said: Days, name: str, publishers: dict[str, str]) -> Days:
    """The days without one publisher's figures; a day that it says nothing of stays the same list."""
    kept = {day: [figure for figure in figures if publishers.get(figure.mentions[0], "") != name] for day, figures in said.items()}
    return {day: figures if len(kept[day]) == len(figures) else kept[day] for day, figures in said.items()}


def _joint_members(said: Days, fronts: Iterable[str]) -> list[str]:
    """The fronts named in a joint figure of which an asked front has a part and not the whole."""
    asked = [set(name.split("+")) for name in fronts]
    joint = [set(figure.front.split("+")) for figures in said.values() for figure in figures if _joint(figure)]
    return sorted({name for members in joint if any(members & own and not members <= own for own in asked) for name in members})


def _joint(figure: Figure) -> bool:
    """Whether it is a number for several fronts together."""
    return "+" in figure.front and figure.measure != "ongoing" and figure.numbered and figure.count is not None


def _given_to(name: str, figures: list[Figure]) -> list[Figure]:
    """The figures of a day with those joint with a front given whole to it, and nothing to the others; the same list where there is none."""
    own = {(figure.front, LIKE[figure.measure], figure.bulletin) for figure in figures if figure.numbered}
    joint = [figure for figure in figures if _joint(figure) and name in figure.front.split("+")]
    free = [figure for figure in joint if not any((member, LIKE[figure.measure], figure.bulletin) in own for member in figure.front.split("+"))]
    given = [_share(figure, member, member == name) for figure in free for member in figure.front.split("+")]
    return [*figures, *given] if given else figures


def _share(figure: Figure, member: str, whole: bool) -> Figure:
    """A joint figure as if it were one member's alone, or as if the member had none of it."""
    return figure._replace(front=member) if whole else figure._replace(front=member, status="none", count=0, low=0, high=0)


# The comparison under a variant

def _windows(variant: Variant, base: Variant, known: dict[str, list[dict]], fronts: list[str]) -> Iterator[dict]:
    """The common windows under a variant; those of days that it leaves alone are not worked out again."""
    for day, said in variant.said.items():
        same = said is base.said[day] and variant.agreed == base.agreed
        yield from known[day] if same else pairs_of_day(fronts, day, told_of(said, variant.agreed), variant.agreed)


def _pair(one: str, other: str, windows: Iterable[dict], largest_out: bool = False) -> dict:
    """The ratio of a pair, which is not shown to be higher where one window, or zeros, leave unknown how much days differ."""
    own = [row for row in windows if (row["front"], row["other"]) == (one, other)]
    if largest_out and own:
        own.remove(max(own, key=lambda row: row["count"] + row["other_count"]))
    found = ratio(one, other, own)
    return {**found, "verdict": "higher_count_only"} if found["verdict"] == "higher_shown" and pd.isna(found["dispersion"]) else found


def _pair_rows(pair: tuple[str, str], tried: list[tuple[Variant, list[dict]]], used: list[dict], names: dict[str, list[str]]) -> Iterator[dict]:
    """The rows of a pair: as asked, and each variant that can concern it."""
    asked = _pair(*pair, used)
    for variant, windows in tried:
        kind, _, name = variant.code.partition(":")
        if not name or name in names[kind]:
            yield _row(variant, _pair(*pair, windows, variant.largest_out), asked)


def _row(variant: Variant, found: dict, asked: dict) -> dict:
    """One row of the table, with the front that is ahead as asked first."""
    ahead, order = _order(asked), _order(found)
    turned = found if found["front"] == asked["front"] else _turn(found)
    return {
        "variant": variant.code, "what": what(variant.code, "en"), "front": asked["front"], "other": asked["other"],
        **{name: turned.get(name, UNKNOWN) for name in ("windows", "ratio", "lower", "upper", "verdict")},
        "same_order": UNKNOWN if ahead is None or order is None else order == ahead,
        "same_verdict": found["verdict"] == asked["verdict"] and order == ahead,
    }


def _order(found: dict) -> str | None:
    """The front that is ahead, '' for equal sums, None where nothing is compared."""
    if not found["windows"]:
        return None
    return "" if found["count"] == found["other_count"] else found["front"]


def _turn(found: dict) -> dict:
    """A ratio seen from the other front."""
    over = {name: UNKNOWN if pd.isna(value) else inf if value == 0 else 1 / value for name in ("ratio", "lower", "upper") for value in [found.get(name, UNKNOWN)]}
    return {**found, "ratio": over["ratio"], "lower": over["upper"], "upper": over["lower"]}


# In words

def what(code: str, language: str | None = None) -> str:
    """What a variant changes, in words: 'publisher_out:A newspaper' → 'without A newspaper'."""
    kind, _, name = code.partition(":")
    return say(f"variant_{kind}", language, **({"name": name} if kind == "publisher_out" else {"front": name} if name else {}))


def sentence(table: pd.DataFrame, language: str | None = None) -> str:
    """Whether the order and the verdict of each pair survive every variant, and which ones they don't."""
    require(table, SENSITIVITY, "sensitivity")
    pairs = dict.fromkeys(zip(table["front"], table["other"]))
    said = [_of_pair(table[(table["front"] == one) & (table["other"] == other)], language) for one, other in pairs]
    return "\n".join(f"- {each}" for each in said) if len(said) > 1 else "".join(said) or say("no_variant", language)


def _of_pair(rows: pd.DataFrame, language: str) -> str:
    """The sentences of one pair."""
    asked, others = rows[rows["variant"] == AS_ASKED].iloc[0], rows[rows["variant"] != AS_ASKED]
    names = {"front": front(asked["front"], language), "other": front(asked["other"], language)}
    done, lost = (others[test] for test in (others["verdict"] != "not_comparable", others["verdict"] == "not_comparable"))
    if asked["verdict"] == "not_comparable":
        return say("order_only", language, **names, variants=_variants_in_words(done, language)) if len(done) else say("order_never", language, **names)
    told = [_order_in_words(asked, done, names, language), _verdict_in_words(asked, done, language)]
    told += [say("order_lost", language, variants=_variants_in_words(lost, language))] if len(lost) else []
    return " ".join(filter(None, told))


def _order_in_words(asked: pd.Series, done: pd.DataFrame, names: dict, language: str) -> str:
    """Whether the order as asked holds wherever there is a comparison."""
    fallen = done[~done["same_order"].astype(bool)]
    held = counted(len(done) - len(fallen), "variant", language)
    if asked["ratio"] is UNKNOWN or asked["ratio"] == 1:
        return say("order_equal", language, **names)
    if len(fallen):
        return say("order_falls", language, **names, held=held, fallen=_variants_in_words(fallen, language))
    return say("order_holds", language, **names, held=held)


def _verdict_in_words(asked: pd.Series, done: pd.DataFrame, language: str) -> str:
    """Whether the verdict as asked holds where the order does, and what it becomes where it doesn't."""
    verdict = _short(asked["verdict"], language)
    other = done[(done["verdict"] != asked["verdict"]) & done["same_order"].astype(bool)]
    if other.empty:
        return say("verdict_holds", language, verdict=verdict) if done["same_order"].all() else ""
    changes = [say("becomes", language, verdict=_short(kind, language), variants=_variants_in_words(rows, language)) for kind, rows in other.groupby("verdict", sort=False)]
    return say("verdict_falls", language, verdict=verdict, changes="; ".join(changes))


def _short(verdict: str, language: str) -> str:
    return say("short_shown" if verdict == "higher_shown" else f"short_{verdict}", language)


def _variants_in_words(rows: pd.DataFrame, language: str) -> str:
    return listed((what(code, language) for code in rows["variant"]), language)
