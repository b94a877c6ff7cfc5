"""How well the reading of articles agrees with a careful reader's, by language, field and kind of wording, with every miss."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from analysis.clean import clean
from analysis.reading.mentions import collect
from analysis.schema import MissingFile

FIELDS = ("front", "measure", "status", "count", "low", "high", "qualifier", "date")
WINDOW = ("window", "as_of", "repelled", "ongoing")
FLOORS = {"en": (0.99, 0.97), "uk": (0.99, 0.97), "ru": (0.95, 0.90), "de": (0.95, 0.90)}

Row = dict[str, str]


def reading_agreement(folder: Path | str, load: Callable[[Path], object]) -> tuple[str, bool]:
    """Read every article of a folder and hold it against the rows beside it: the table as text, and whether all floors are held.

    A row is right where front, measure, status, count, low, high, qualifier and date agree together; window, hour and parts
    are reported beside it. `load` makes an article of a file. Raises MissingFile for a folder without articles.
    """
    files = sorted(Path(folder).glob("*/*.txt"))
    if not files:
        raise MissingFile(f"MissingFile: {folder}: expected articles as LANGUAGE/NAME.txt with NAME.csv beside each, found none.")
    pairs = [(path, expected_rows(path), found_rows(load(path))) for path in files]
    return _report(pairs)


def expected_rows(path: Path) -> list[Row]:
    """The rows a careful reader found, beside an article."""
    with open(path.with_suffix(".csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found_rows(article) -> list[Row]:
    """The rows that reading and cleaning give for an article."""
    counts = clean(collect([article]).mentions).counts
    return counts[[*FIELDS, *WINDOW]].astype("string").fillna("").to_dict("records")


def _report(pairs: list[tuple[Path, list[Row], list[Row]]]) -> tuple[str, bool]:
    lines = ["language  articles  rows  found  right  precision  recall     F1    with window, hour and parts: precision  recall"]
    ok = True
    for language in sorted({path.parent.name for path, _, _ in pairs}):
        chosen = [(expected, found) for path, expected, found in pairs if path.parent.name == language]
        right, precision, recall = _score(chosen, FIELDS)
        _, strict_precision, strict_recall = _score(chosen, (*FIELDS, *WINDOW))
        rows, found = sum(len(a) for a, _ in chosen), sum(len(b) for _, b in chosen)
        least = FLOORS.get(language, (0.0, 0.0))
        ok = ok and precision >= least[0] and recall >= least[1]
        harmonic = 2 * precision * recall / (precision + recall) if right else 0.0
        lines.append(f"{language:8}{len(chosen):10}{rows:6}{found:7}{right:7}{precision:11.3f}{recall:8.3f}{harmonic:7.3f}{strict_precision:41.3f}{strict_recall:8.3f}")
    return "\n".join([*lines, "", *_fields(pairs), "", *_patterns(pairs), "", *_misses(pairs)]) + "\n", ok


def _score(pairs: Iterable[tuple[list[Row], list[Row]]], fields: tuple[str, ...]) -> tuple[int, float, float]:
    """Rows right, precision and recall; a row found twice is right once."""
    right = expected_total = found_total = 0
    for expected, found in pairs:
        wanted, given = Counter(_key(row, fields) for row in expected), Counter(_key(row, fields) for row in found)
        right += sum((wanted & given).values())
        expected_total, found_total = expected_total + len(expected), found_total + len(found)
    return right, right / found_total if found_total else 1.0, right / expected_total if expected_total else 1.0


def _key(row: Row, fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row[name] for name in fields)


def _fields(pairs: list) -> list[str]:
    """Of the rows whose front and figure were found, the share that agrees in each field."""
    agree, total = Counter(), 0
    for _, expected, found in pairs:
        for row, other in _matched(expected, found):
            total += 1
            agree.update(name for name in (*FIELDS, *WINDOW) if row[name] == other[name])
    return ["field       agrees, of rows matched by front and figure", *(f"{name:12}{agree[name] / max(total, 1):.3f}" for name in (*FIELDS, *WINDOW))]


def _matched(expected: list[Row], found: list[Row]) -> list[tuple[Row, Row]]:
    """Pairs of rows with the same front and figure, those that agree most taken first."""
    left, pairs = list(found), []
    for row in expected:
        same = [other for other in left if (other["front"], other["count"], other["low"]) == (row["front"], row["count"], row["low"])]
        if same:
            best = max(same, key=lambda other: sum(other[name] == row[name] for name in (*FIELDS, *WINDOW)))
            left.remove(best)
            pairs.append((row, best))
    return pairs


def _patterns(pairs: list) -> list[str]:
    """Recall by the kind of wording that makes a row hard."""
    total, right = Counter(), Counter()
    for _, expected, found in pairs:
        given = Counter(_key(row, FIELDS) for row in found)
        for row in expected:
            total[row["pattern"]] += 1
            if given[_key(row, FIELDS)]:
                given[_key(row, FIELDS)] -= 1
                right[row["pattern"]] += 1
    return ["pattern        rows  recall", *(f"{name:14}{total[name]:5}{right[name] / total[name]:8.3f}" for name in sorted(total))]


def _misses(pairs: list) -> list[str]:
    """Every expected row that was not found (-), and every row found that was not expected (+)."""
    lines = []
    for path, expected, found in pairs:
        wanted, given = Counter(_key(row, FIELDS) for row in expected), Counter(_key(row, FIELDS) for row in found)
        for sign, rows in (("-", wanted - given), ("+", given - wanted)):
            lines += [f"  {sign} {path.parent.name}/{path.stem}: {' '.join(value or '.' for value in row)}" for row in sorted(rows.elements())]
    return [f"{len(lines)} misses (- expected and not found, + found and not expected: {' '.join(FIELDS)})", *lines]
