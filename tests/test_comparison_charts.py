"""The charts of comparisons: shares, calendar, slope, change points, conflicts, sensitivity; and every chart in every theme."""

from itertools import chain

import matplotlib
import pandas as pd
import pytest
import test_charts as first
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from test_charts import CHANGES, OF_EACH_KIND, SUBJECT, all_days, boxes, daily, named, outside, overlapping, panel, points, report, words

from analysis import charts
from analysis.charts import style, themes
from analysis.charts.slopes import spread_out
from analysis.intensity import SERIES, SHARES
from analysis.schema import UNKNOWN as NA
from analysis.schema import BadCall, MissingColumn, NoRows, conform

MERGED = "Kurakhove+Novopavlivka+Pokrovsk+Vremivka"


def shares_table(rows):
    """A table of shares from (day, front, count, denominator, reason); the measure is clashes where there is a denominator."""
    frame = pd.DataFrame([
        {"date": day, "front": front, "measure": "clashes" if total else NA, "count": count, "denominator": total or NA,
         "share": NA if reason or not total else count / total, "reason": reason}
        for day, front, count, total, reason in rows
    ])
    return conform(frame, SHARES, "shares")


SHARED = shares_table([
    ("2024-11-01", "Kursk", 20, 200, ""), ("2024-11-01", "Kurakhove", 40, 200, ""), ("2024-11-01", "Pokrovsk", 60, 200, ""), ("2024-11-01", "unattributed", 80, 200, ""),
    ("2024-11-02", "Kursk", NA, 0, "no total is reported"), ("2024-11-02", "Kurakhove", NA, 0, "no total is reported"),
    ("2024-11-02", "Pokrovsk", NA, 0, "no total is reported"), ("2024-11-02", "unattributed", NA, 0, "no total is reported"),
    ("2024-11-03", "Kursk", NA, 150, "Kursk has no number"), ("2024-11-03", "Kurakhove", NA, 150, "Kurakhove has no number"),
    ("2024-11-03", "Pokrovsk", 45, 150, ""), ("2024-11-03", "unattributed", NA, 150, "Kursk has no number; Kurakhove has no number"),
    ("2024-11-30", "Kursk", NA, 180, "Kursk has no number"), ("2024-11-30", "Kurakhove", NA, 180, "Kurakhove has no number"),
    ("2024-11-30", "Pokrovsk", NA, 180, "Pokrovsk has no number"), ("2024-11-30", "unattributed", NA, 180, "Pokrovsk has no number"),
])
FULL_SHARES = shares_table(chain.from_iterable(
    [(day, "Kursk", 20 + number % 7, 200, ""), (day, "Kurakhove", 40 - number % 9, 200, ""), (day, MERGED, 60 + number % 5, 200, ""), (day, "unattributed", 80 - number % 7 + number % 9 - number % 5, 200, "")]
    for number, day in enumerate(all_days("2024-08-06", "2024-11-30"))
))


def series(start, end, reports, fronts=SUBJECT):
    """A table with one row for each front and day."""
    frame = daily(start, end, reports, fronts).drop_duplicates(["front", "date"])
    return conform(frame.assign(at_least=frame["measure"].eq("repelled").fillna(False)), SERIES, "series")


MONTHS = series("2024-08-06", "2025-02-28", first.SPARSE)
BUSY = pd.concat([series("2024-10-15", "2025-01-20", [
    report(day, front, 10 + 9 * place + (13 * number) % 23 + (18 if number > 40 else 0)) for number, day in enumerate(all_days("2024-10-15", "2025-01-20")) if (number + place) % 3
], [front]) for place, front in enumerate(SUBJECT)], ignore_index=True)

PERIOD_COLUMNS = [
    "front", "start", "end", "days", "calendar_days", "total", "mean", "other_start", "other_end", "other_days", "other_calendar_days", "other_total",
    "other_mean", "ratio", "lower", "upper", "dispersion", "method", "verdict", "reason",
]
NOV, DEC = ("2024-11-01", "2024-11-30"), ("2024-12-01", "2024-12-31")


def periods(*rows):
    return pd.DataFrame(rows, columns=PERIOD_COLUMNS).astype({name: "Float64" for name in ("mean", "other_mean", "ratio", "lower", "upper", "dispersion")})


PERIODS = periods(
    ("Kursk", *DEC, 12, 31, 300, 25.0, *NOV, 10, 30, 220, 22.0, 1.14, 0.86, 1.5, 2.1, "quasi-Poisson", "higher_count_only", ""),
    ("Kurakhove", *DEC, 15, 31, 400, 26.7, *NOV, 9, 30, 380, 42.2, 0.63, 0.5, 0.8, 2.1, "quasi-Poisson", "lower_shown", ""),
    ("Pokrovsk", *DEC, 15, 31, 615, 41.0, *NOV, 9, 30, 240, 26.6, 1.54, 1.2, 1.97, 2.1, "quasi-Poisson", "higher_shown", ""),
    ("Siversk", *DEC, 0, 31, NA, NA, *NOV, 2, 30, 9, 4.5, NA, NA, NA, NA, "", "not_comparable", "no day of 1 to 31 December was reported in full"),
    (MERGED, *DEC, 3, 31, 130, 43.3, *NOV, 1, 30, 42, 42.0, 1.03, 0.5, 2.1, 2.1, "quasi-Poisson", "higher_count_only", "one of the periods has a single day"),
)
FOUND = pd.DataFrame([
    ("Kursk", "2024-11-25", "2024-11-20", "2024-12-01", 20.8, 39.1, 1.88, 0.98, 65, ""),
    ("Kurakhove", NA, NA, NA, NA, NA, NA, NA, 4, "too few days to look for a change: 4"),
    ("Pokrovsk", "2024-11-24", "2024-11-21", "2024-11-27", 39.0, 57.0, 1.46, 0.95, 65, ""),
    ("Pokrovsk", "2025-01-14", "2025-01-10", "2025-01-18", 57.0, 61.5, 1.08, 0.41, 65, "after a silence of 9 days"),
], columns=["front", "date", "lower_date", "upper_date", "before_mean", "after_mean", "ratio", "probability", "days", "note"]).astype({
    "before_mean": "Float64", "after_mean": "Float64", "ratio": "Float64", "probability": "Float64"})


def said(day, front, measure, window, as_of, count, publisher, chosen, low, high, rule="", kind="two sources"):
    return {"date": day, "front": front, "measure": measure, "window": window, "as_of": as_of, "count": count, "low": count, "high": count, "publisher": publisher,
            "published": day, "mention_id": f"{publisher}-{count}", "url": "", "chosen": chosen, "rule": rule if chosen else "", "range_low": low, "range_high": high, "kind": kind}


CONFLICTS = pd.DataFrame([
    said("2025-01-05", "Kursk", "clashes", "full_day", NA, 42, "General Staff", True, 42, 47, "closest to the General Staff"),
    said("2025-01-05", "Kursk", "clashes", "full_day", NA, 47, "A newspaper", False, 42, 47),
    said("2025-01-05", "Kursk", "clashes", "full_day", NA, 47, "Another newspaper of a rather long name", False, 42, 47),
    said("2025-01-05", "Kursk", "clashes", "full_day", NA, 47, "A website", False, 42, 47),
    said("2024-09-08", "Pokrovsk", "repelled", "part_day", "16:00", 23, "A website", True, 23, 29, "earliest published"),
    said("2024-09-08", "Pokrovsk", "repelled", "part_day", "16:00", 29, NA, False, 23, 29),
    said("2024-12-15", MERGED, "attacks", "part_day", NA, 50, "An agency", True, 27, 54, "earliest published"),
    said("2024-12-15", MERGED, "attacks", "part_day", NA, 54, "A newspaper", False, 27, 54),
    said("2024-12-15", MERGED, "attacks", "part_day", NA, 27, "A blog", False, 27, 54),
]).astype({"as_of": "string", "publisher": "string"})
MANY = pd.DataFrame([
    said(day, "Pokrovsk", "attacks", "full_day", NA, count, publisher, count == 30, 30, 31 + number, "earliest published")
    for number, day in enumerate(all_days("2024-11-01", "2024-11-20")) for count, publisher in ((30, "One"), (31 + number, "Other"))
])


def variant(code, what, front, other, windows, ratio, lower, upper, verdict, same_order=True, same_verdict=True):
    return {"variant": code, "what": what, "front": front, "other": other, "windows": windows, "ratio": ratio, "lower": lower, "upper": upper,
            "verdict": verdict, "same_order": same_order, "same_verdict": same_verdict}


VARIANTS = pd.DataFrame([
    variant("as_asked", "as asked", "Pokrovsk", "Kursk", 6, 1.53, 0.88, 2.66, "higher_count_only"),
    variant("latest", "latest instead of earliest report", "Pokrovsk", "Kursk", 6, 1.49, 0.86, 2.58, "higher_count_only"),
    variant("without_a", "without the figures of one newspaper whose name is long", "Kursk", "Pokrovsk", 4, 1.25, 0.5, 3.1, "higher_count_only", False, True),
    variant("no_repelled", "without figures that say only repelled", "Pokrovsk", "Kursk", 0, NA, NA, NA, "not_comparable", NA, NA),
    variant("as_asked", "as asked", "Pokrovsk", "Kurakhove", 14, 1.23, 1.02, 1.49, "higher_shown"),
    variant("latest", "latest instead of earliest report", "Pokrovsk", "Kurakhove", 14, 1.21, 0.99, 1.48, "higher_count_only", True, False),
    variant("clashes", "clashes counted as attacks", "Pokrovsk", "Kurakhove", 18, 9.5, 0.4, 220.0, "higher_count_only", True, False),
    variant("as_asked", "as asked", MERGED, "Lyman", 0, NA, NA, NA, "not_comparable", NA, NA),
    variant("zero", "part-days left out", MERGED, "Lyman", 3, float("inf"), 2.5, float("inf"), "higher_shown", True, False),
]).astype({"ratio": "Float64", "lower": "Float64", "upper": "Float64", "same_order": "boolean", "same_verdict": "boolean"})

DRAWN = {
    "shares": lambda: charts.shares(SHARED),
    "full shares": lambda: charts.shares(FULL_SHARES),
    "no shares": lambda: charts.shares(SHARED[SHARED["date"] == "2024-11-30"]),
    "calendar": lambda: charts.calendar(MONTHS, CHANGES),
    "busy calendar": lambda: charts.calendar(BUSY, CHANGES),
    "calendar of each kind": lambda: charts.calendar(series("2024-11-01", "2024-11-30", OF_EACH_KIND), CHANGES),
    "silent calendar": lambda: charts.calendar(series("2025-01-05", "2025-01-15", [], ["Kurakhove", MERGED]), CHANGES),
    "slope": lambda: charts.slope(PERIODS),
    "no slope": lambda: charts.slope(PERIODS.iloc[[3]]),
    "change points": lambda: charts.change_points(BUSY, FOUND, CHANGES),
    "no change points": lambda: charts.change_points(MONTHS, FOUND.iloc[[1]], CHANGES),
    "conflicts": lambda: charts.conflicts(CONFLICTS),
    "many conflicts": lambda: charts.conflicts(MANY),
    "sensitivity": lambda: charts.sensitivity(VARIANTS),
    "nothing compared": lambda: charts.sensitivity(VARIANTS.iloc[[7]]),
}
