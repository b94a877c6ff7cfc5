"""An article → its mentions: every reported count of attacks per front, with its sentence and its exact place.

Nothing is guessed: what a mention says is read back by the same code that reads a table typed by hand, and a mention
whose words do not give the figure that binding saw is not handed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from analysis.clean import read_mention
from analysis.reading.dismissal import worth_reading
from analysis.reading.figures import Figure, Part, Span
from analysis.fronts import NotAFront, read_front
from analysis.lexicon import lexicon
from analysis.reading.marks import READ
from analysis.schema import MENTIONS, REJECTED, UNKNOWN, Refused, conform
from analysis.reading.walk import Walk

BETWEEN = " … "
WHOLE_LINE = "all"
LONGEST_SLICE = 240
NOT_CYRILLIC = bytes(set(range(256)) - set(range(0xD0, 0xD4)))  # all but the first bytes of Cyrillic letters
NOT_LATIN = bytes(byte for byte in range(256) if not chr(byte).isascii() or not chr(byte).isalpha())


class Found(NamedTuple):
    """What an article says: `mentions` (schema.MENTIONS), and `rejected` (schema.REJECTED), what was not understood."""

    mentions: pd.DataFrame
    rejected: pd.DataFrame


def find_mentions(article) -> Found:
    """Every count of attacks per front in one article, and every number near a front that was not understood.

    "On Saturday, Russian forces launched 24 attacks on Kursk Oblast, nearly matching the 25 on the Kurakhove front."
    → front_as_written  count_as_written  measure_as_written  when_as_written
      Kursk Oblast      24                attacks             On Saturday
      Kurakhove front   25                attacks             On Saturday
    """
    return collect([article])


def collect(articles: Iterable) -> Found:
    """The mentions of many articles in one table."""
    mentions, rejected = [], []
    for article in articles:
        rows, refused = read(article)
        mentions += rows
        rejected += refused
    return Found(
        conform(pd.DataFrame(mentions, columns=list(MENTIONS)), MENTIONS, "mentions"),
        conform(pd.DataFrame(rejected, columns=list(REJECTED)), REJECTED, "rejected"),
    )


def read(article) -> tuple[list[dict], list[dict]]:
    """The rows of one article, mentions and rejected, without a frame around them."""
    able = worth_reading(article.text)
    if not able or (language := language_of(article)) not in able:
        return [], []
    figures, loose = Walk(article.text, language, article.published, article.title).run()
    mentions, refused = [], [(sentence, span, why) for sentence, span, why in loose]
    for figure in figures:
        row = as_mention(article, figure, language)
        if row is None:
            refused.append((figure.sentence, figure.count, "its words do not give the figure that they were bound to"))
        else:
            mentions.append(row)
    for number, row in enumerate(mentions, start=1):
        row["mention_id"] = f"{article.article_id}-{number:02d}"
    rejected = [_refused(article, number, language, *one) for number, one in enumerate(_once(refused), start=1)]
    return mentions, rejected


# --- which articles are read ----------------------------------------------------------------------


def language_of(article) -> str:
    """The language to read an article in: its own, or the one its letters show; '' for one we cannot read."""
    named = (article.language or "").casefold().split("-")[0]
    sample = article.text[:4000]
    letters = sample.encode("utf-8", "replace")
    if len(letters.translate(None, NOT_CYRILLIC)) > len(letters.translate(None, NOT_LATIN)):
        if named in ("uk", "ru"):
            return named
        return "" if named and named not in READ else ("ru" if len(re.findall("[ыэёъ]", sample)) > len(re.findall("[іїєґ]", sample)) else "uk")
    if named in ("en", "de"):
        return named
    if named and named not in READ:
        return ""
    return "de" if len(re.findall(r"\b(?:der|die|und|den|von|bei|im|am)\b", sample)) > len(re.findall(r"\b(?:the|and|of|in|on|to)\b", sample)) else "en"


# --- a figure → a mention -------------------------------------------------------------------------


def as_mention(article, figure: Figure, language: str) -> dict | None:
    """A figure as a row of mentions; None where its words, read again, give something else."""
    text = article.text
    front = _front_words(text, figure, language)
    when = BETWEEN.join(text[a:b] for a, b in figure.when)
    without_rest = [part for part in figure.parts if part.word != "rest"]
    for parts in ([*figure.parts], without_rest, *([part] for part in figure.parts if part.word != "inside"), []):
        if figure.whole and parts != figure.parts:
            return None
        measure = _measure_words(text, figure, parts)
        for count, start, end in _counts(text, figure, parts):
            if _agrees(figure, parts, language, front, count, measure, when, article.published):
                return {
                    "mention_id": "", "article_id": article.article_id, "publisher": article.publisher or UNKNOWN, "url": article.url or UNKNOWN,
                    "published": article.published or UNKNOWN, "language": language, "front_as_written": front, "count_as_written": count,
                    "measure_as_written": measure, "when_as_written": when, "sentence": text[figure.sentence.start:figure.sentence.end],
                    "start": start, "end": end,
                }
        if figure.kind == "of" and not any(part.word == "inside" for part in parts):
            return None
    return None


def _front_words(text: str, figure: Figure, language: str) -> str:
    """The words for a front; 'all' where nothing but the sense says that the whole line is meant."""
    if not figure.front:
        return WHOLE_LINE
    written = text[slice(*figure.front)]
    if figure.names == ("ALL",):
        try:
            known = read_front(written, lexicon(language))[0] == "ALL"
        except NotAFront:
            known = False
        return written if known else WHOLE_LINE
    return written


def _measure_words(text: str, figure: Figure, parts: list[Part]) -> str:
    """The words of the measure in the order of the text; those of a role only where the count does not hold them."""
    spans = [figure.event] if figure.event else []
    if figure.role and (figure.measure in ("repelled", "ongoing") or parts):
        spans.append(figure.role)
    spans = sorted(set(spans))
    if len(spans) == 2 and spans[0][1] > spans[1][0]:
        spans = [(spans[0][0], max(spans[0][1], spans[1][1]))]
    return BETWEEN.join(text[a:b] for a, b in spans)


def _counts(text: str, figure: Figure, parts: list[Part]) -> Iterator[tuple[str, int, int]]:
    """Ways to quote a count: the number alone, the run of text from it to its last part, or its pieces."""
    pieces = [figure.count, *(part.span for part in parts if part.word != "inside"), *(part.extra for part in parts if part.extra)]
    spans = sorted(pieces)
    merged: list[Span] = []
    for a, b in spans:
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    start, end = merged[0][0], max(b for _, b in merged)
    if end - start <= LONGEST_SLICE:
        yield text[start:end], start, end
    ending = re.fullmatch(r"(.*\d)[-‐‑–]\w{1,3}", text[start:end]) if len(merged) == 1 else None
    if ending:
        yield ending[1], start, start + len(ending[1])
    if len(merged) > 1:
        yield BETWEEN.join(text[a:b] for a, b in merged), start, end
    if figure.kind == "of" and figure.role:
        a, b = min(start, figure.role[0]), max(end, figure.role[1])
        if b - a <= LONGEST_SLICE:
            yield text[a:b], a, b
    if len(merged) > 1 and pieces != spans:
        yield BETWEEN.join(text[a:b] for a, b in pieces), start, end
    if figure.kind == "silence" and figure.also:
        yield text[slice(*figure.also)], *figure.also
        a, b = min(start, figure.also[0]), max(end, figure.also[1])
        if b - a <= LONGEST_SLICE:
            yield text[a:b], a, b
    elif figure.whole:
        before = len(text[:start].rstrip()) - len(re.search(r"\S*$", text[:start].rstrip())[0])
        yield text[before:end], before, end
    elif figure.also:
        yield text[slice(*figure.also)] + BETWEEN + text[start:end], start, end


def _agrees(figure: Figure, parts: list[Part], language: str, *phrases: str) -> bool:
    """Whether the words, read as a table's would be, give this figure: its fronts, number, parts and measure."""
    front, count, measure, when, published = phrases
    try:
        reading = read_mention(language, front, count, measure, when, published)
    except Refused as refused:
        return refused.reason in ("date_impossible", "date_outside_war", "date_after_publication") or figure.unknown and refused.reason == "unknown_front"
    if (str(reading.front), str(reading.measure)) != ("+".join(sorted(set(figure.names))), figure.measure) or reading.count.each:
        return False
    found = reading.count
    if figure.kind == "silence":
        return found.status == figure.status
    if figure.kind == "range":
        return (found.low, found.high, found.count) == (figure.values[0], figure.values[-1], None)
    expected = {part.role: part.value for part in parts}
    zero = found.status == "none" and figure.value == 0
    return (found.count == figure.value and found.status == "counted" or zero) and (found.repelled, found.ongoing) == (expected.get("repelled"), expected.get("ongoing"))


def _once(refused: list) -> list:
    """Each number that was not understood once, in the order of the text."""
    return sorted({span: (sentence, span, why) for sentence, span, why in refused}.values(), key=lambda one: one[1])


def _refused(article, number: int, language: str, sentence, span: Span, why: str) -> dict:
    return {
        "mention_id": f"{article.article_id}-?{number:02d}", "article_id": article.article_id, "publisher": article.publisher or UNKNOWN, "url": article.url or UNKNOWN,
        "published": article.published or UNKNOWN, "language": language, "front_as_written": UNKNOWN, "count_as_written": article.text[slice(*span)],
        "measure_as_written": UNKNOWN, "when_as_written": UNKNOWN, "sentence": sentence.text, "start": span[0], "end": span[1],
        "reason": "not_understood", "detail": f"'{article.text[slice(*span)]}': {why}; read the sentence and, if it is a count, add its wording to the words file",
    }
