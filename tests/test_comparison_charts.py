"""The charts of comparisons: shares, calendar, slope, change points, conflicts, sensitivity; and every chart in every theme."""

from functools import cache
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
from test_charts import CHANGES, OF_EACH_KIND, SUBJECT, all_days, boxes, check_words, daily, named, panel, points, report, words

from analysis import charts, speech
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
    "no conflicts": lambda: charts.conflicts(CONFLICTS.head(0)),
    "sensitivity": lambda: charts.sensitivity(VARIANTS),
    "nothing compared": lambda: charts.sensitivity(VARIANTS.iloc[[7]]),
}


EVERY = {**first.DRAWN, **DRAWN}


@cache
def drawn(name, language="en"):
    """A chart of EVERY, made once; to be looked at only."""
    with speech.speaking(language):
        return EVERY[name]()


# --- Every chart ---

@pytest.mark.parametrize("narrow", [False, True], ids=["column", "phone"])
@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("language", speech.LANGUAGES)
def test_every_word_is_inside_and_none_lies_on_another(language, name, narrow):
    chart = drawn(name, language)
    chart = chart.narrow if narrow else chart
    check_words(chart)


def luminance(colour):
    """The relative luminance of a colour (WCAG 2)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """The contrast of two colours, 1 to 21 (WCAG 2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAPERS = {"light": style.PAPER, **{name: theme.paper for name, theme in themes.THEMES.items()}}


@pytest.mark.parametrize("theme", charts.THEMES)
@pytest.mark.parametrize("name", EVERY)
def test_every_word_can_be_read_on_every_paper(name, theme):
    chart = drawn(name).themed(theme)
    assert to_hex(chart.figure.get_facecolor()) == to_hex(PAPERS[theme])
    for text in chart.figure.findobj(Text):
        if text.get_text().strip() and text.get_visible():
            behind = text.get_bbox_patch().get_facecolor()[:3] if text.get_bbox_patch() else PAPERS[theme]
            assert contrast(text.get_color(), behind) >= 4.5, (text.get_text(), text.get_color())


def test_fronts_stand_out_on_every_paper_and_differ_from_each_other():
    for name, theme in themes.THEMES.items():
        own = [*theme.fronts.values(), *theme.spare]
        assert all(contrast(colour, theme.paper) >= 4.5 for colour in own), name
        assert len(set(own)) == len(own)


def test_a_theme_has_a_colour_for_each_of_ours():
    ours = {to_hex(getattr(style, name)) for name in ("INK", "GREY", "LINE_GREY", "GRID", "AREA", "STRIP", "PAPER", "KEY_INK", "REST", "HEAT")}
    ours |= {to_hex(colour) for colour in (*style.COLOURS.values(), *style.SPARE_COLOURS)}
    for theme in themes.THEMES.values():
        assert ours <= set(themes.shades(theme))


def test_a_colour_that_is_not_ours_is_refused_by_a_theme():
    chart = DRAWN["slope"]()
    chart.figure.text(0.5, 0.5, "green", color="#00ff00")
    with pytest.raises(KeyError, match="00ff00"):
        themes.recolour(chart.figure, "dark")


def test_an_unknown_theme_is_refused_by_name():
    with pytest.raises(BadCall, match="^BadCall: no theme is called 'drak'. Nearest: dark. The themes are light, dark, print.$"):
        drawn("slope").themed("drak")


def test_a_theme_keeps_words_places_and_width():
    chart = drawn("conflicts")
    for other in (chart.themed("dark"), chart.themed("print").themed("light")):
        assert (other.alt, other.caption) == (chart.alt, chart.caption)
        assert [text for text, _ in boxes(other)] == [text for text, _ in boxes(chart)]
    assert chart.themed("print").themed("light").picture() == chart.picture()
    assert chart.narrow.themed("dark").figure.get_size_inches()[0] == chart.themed("dark").narrow.figure.get_size_inches()[0] == 3.75
    assert chart.narrow.themed("dark").picture("svg") == chart.themed("dark").narrow.picture("svg") != chart.narrow.picture("svg")


@pytest.mark.parametrize("name", ["shares", "calendar of each kind", "slope", "change points", "conflicts", "sensitivity"])
def test_same_bytes_whatever_the_readers_settings(name):
    chart = drawn(name)
    with matplotlib.rc_context({"font.size": 20, "font.family": "monospace", "axes.facecolor": "red", "lines.linewidth": 9, "savefig.dpi": 30, "svg.hashsalt": None}):
        again = DRAWN[name]()
        assert [chart.picture(kind) for kind in ("png", "svg")] == [again.picture(kind) for kind in ("png", "svg")]
        assert chart.themed("dark").picture() == again.themed("dark").picture()


CAPTIONS = [  # chart, how its caption begins, its caveat, its days
    ("a day", "Attacks reported for 16 November 2024, by front: Kursk 24, Kurakhove 25, Pokrovsk 32. Pokrovsk had", "The count of one day", "Data: 16 November 2024."),
    ("sparse", "Attacks or clashes reported per day, 6 August 2024 to 28 February 2025: Kursk highest 94 clashes on 6 January 2025", "not a day without attacks", "Data: 6 August 2024 to 28 February 2025."),
    ("means", "Mean number of attacks per reported day: Kursk no whole day reported, so no mean; ", "not taken for zero", "The days of the data are not stated."),
    ("ratios", "How many times as many attacks on one front as on another. Pokrovsk to Kursk: 1.53 (0.88 to 2.66), may be the same;", "where it holds 1", "The days of the data are not stated."),
    ("shares", "Share of the clashes on the whole line, 1 to 30 November 2024. Kursk 10 % (1 day); Kurakhove 20 % (1 day); Pokrovsk 30 % (2 days).", "other days stay blank", "Data: 1 to 30 November 2024."),
    ("calendar", "Attacks or clashes reported on each day", "not a day without attacks", "Data: 6 August 2024 to 28 February 2025."),
    ("slope", "Mean number of attacks per reported day in two periods. Kursk: 22.0 \u2192 25.0 a day, 1.14 times (0.86 to 1.50), may be the same", "Only days reported in full count", "Data: 1 November to 31 December 2024."),
    ("change points", "Changes in the number of attacks", "from chance, not only from the fighting", "Data: 15 October 2024 to 20 January 2025."),
    ("conflicts", "Where sources give different numbers for the same hours. 3 conflicts; the widest is", "the range is kept", "Data: 8 September 2024 to 5 January 2025."),
    ("sensitivity", "Does the comparison survive other choices? Of 5 results under another choice, 1 turns the order of two fronts and 3 change a verdict.", "as asked", "The days of the data are not stated."),
]


@pytest.mark.parametrize("name, finding, caveat, days", CAPTIONS)
def test_a_caption_is_ready_to_paste(name, finding, caveat, days):
    caption = drawn(name).caption
    assert caption.startswith(finding)
    assert caveat in caption
    assert caption.endswith(f"Source: counts claimed by Ukraine\u2019s General Staff, as repeated by newspapers; not checked independently. {days}")
    assert "\u00a0" not in caption and "nan" not in caption and "<NA>" not in caption and ".." not in caption


@pytest.mark.parametrize("draw", [charts.means, charts.ratios, charts.sensitivity])
def test_the_days_of_the_data_are_said_where_they_are_given(draw):
    table = {charts.means: first.MEANS, charts.ratios: first.RATIOS, charts.sensitivity: VARIANTS}[draw]
    chart = draw(table, dates=("2024-11-01", "2024-11-30"))
    assert chart.caption.endswith("Data: 1 to 30 November 2024.") and chart.narrow.caption == chart.caption


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("language", speech.LANGUAGES)
def test_alternative_texts_state_what_is_seen_in_words(language, name):
    alt = drawn(name, language).alt
    assert len(alt) > 60 and alt.endswith(".") and ".." not in alt and "nan" not in alt and "<NA>" not in alt and " ." not in alt


REFUSED = [
    (lambda: charts.shares(SHARED.head(0)), NoRows, "the table of the shares has no rows"),
    (lambda: charts.shares(SHARED.drop(columns="share")), MissingColumn, "the table of the shares lacks share"),
    (lambda: charts.calendar(MONTHS.head(0), CHANGES), NoRows, "the table of the calendar has no rows"),
    (lambda: charts.calendar(pd.concat([MONTHS, MONTHS.head(1)]), CHANGES), BadCall, "the calendar has two rows for Kursk on 2024-08-06; expected one"),
    (lambda: charts.calendar(MONTHS, CHANGES.drop(columns="short")), MissingColumn, "the changes of the map of fronts lacks short"),
    (lambda: charts.slope(PERIODS.head(0)), NoRows, "the table of the periods has no rows"),
    (lambda: charts.slope(PERIODS.drop(columns="other_mean")), MissingColumn, "the table of the periods lacks other_mean"),
    (lambda: charts.change_points(BUSY.head(0), FOUND, CHANGES), NoRows, "the table of the series has no rows"),
    (lambda: charts.change_points(BUSY, FOUND.drop(columns="note"), CHANGES), MissingColumn, "the changes found lacks note"),
    (lambda: charts.conflicts(CONFLICTS.drop(columns="rule")), MissingColumn, "the table of the conflicts lacks rule"),
    (lambda: charts.sensitivity(VARIANTS.head(0)), NoRows, "the table of the sensitivity has no rows; expected one row for each variant and pair of fronts"),
]


@pytest.mark.parametrize("draw, error, said", REFUSED)
def test_refused(draw, error, said):
    with pytest.raises(error, match=f"^{error.__name__}: {said}"):
        draw()


def test_tables_are_left_as_they_came():
    tables = [SHARED, MONTHS, PERIODS, FOUND, CONFLICTS, VARIANTS]
    before = [frame.copy() for frame in tables]
    for draw in DRAWN.values():
        draw()
    for frame, old in zip(tables, before):
        pd.testing.assert_frame_equal(frame, old)


# --- Shares ---

def pieces(chart, name):
    """The pieces of columns of a name: middle, bottom and height."""
    return [tuple(round(value, 6) for value in (piece.get_x() + piece.get_width() / 2, piece.get_y(), piece.get_height())) for piece in named(chart, name)]


def test_bands_stand_on_each_other_up_to_the_whole():
    chart = drawn("shares")
    assert pieces(chart, "share:Kursk") == [(0, 0, 10)]
    assert pieces(chart, "share:Kurakhove") == [(0, 10, 20)]
    assert pieces(chart, "share:Pokrovsk") == [(0, 30, 30), (2, 0, 30)]
    assert pieces(chart, "rest") == [(0, 60, 40)]
    assert pieces(chart, "not split") == [(2, 30, 70)]
    assert named(chart, "not split")[0].get_hatch() and not named(chart, "rest")[0].get_hatch()


def test_days_without_a_share_stay_blank_and_the_rest_is_not_called_split():
    assert "Of 30 days, a share can be told on 2." in words(drawn("shares"))
    assert "no share can be told" in words(drawn("no shares")) and drawn("no shares").alt.endswith("No share can be told on any day.")
    assert "all other fronts" in words(drawn("full shares")) and "not to be split" not in words(drawn("full shares"))


# --- Calendar ---

SQUARES = [  # name of a square, colour, whether it fills half a day
    ("whole day:Kursk:2024-11-01", style.tint(style.HEAT, 0.4), False),
    ("part of a day:Kursk:2024-11-02", style.tint(style.HEAT, 0.4), True),
    ("zero, said outright:Kursk:2024-11-03", to_hex(style.PAPER), False),
    ("no number:Kursk:2024-11-04", to_hex(style.PAPER), False),
    ("at least, whole day:Kurakhove:2024-11-05", style.tint(style.HEAT, 0.6), False),
    ("clashes, whole day:Kurakhove:2024-11-07", style.tint(style.HEAT, 0.8), False),
    ("range:Pokrovsk:2024-11-09", style.tint(style.HEAT, 0.6), False),
    ("whole day:Pokrovsk:2024-11-11", to_hex(style.HEAT), False),
]


@pytest.mark.parametrize("name, colour, half", SQUARES)
def test_a_square_is_shaded_by_the_class_of_its_figure(name, colour, half):
    square, = named(drawn("calendar of each kind"), name)
    assert to_hex(square.get_facecolor()) == colour
    assert (square.get_height() < 0.5) == half
    assert not square.get_hatch()


def test_silence_is_hatched_and_has_the_colour_of_no_figure():
    chart = drawn("calendar of each kind")
    strips = chart.figure.findobj(lambda artist: str(artist.get_gid()).startswith("silent:"))
    assert {bool(strip.get_hatch()) for strip in strips} == {True}
    assert sum(int(strip.get_gid().split(":")[2]) for strip in strips) == 26 + 26 + 26
    shades = {style.tint(style.HEAT, share) for share in style.TINTS} | {to_hex(style.HEAT)}
    assert not {to_hex(strip.get_facecolor()) for strip in strips} & shades
    marks = [artist.get_marker() for artist in panel(chart, "calendar Kursk").findobj(Line2D) if artist.get_marker() != "None"]
    assert sorted(marks) == ["D", "x"], "zero said outright, and fighting without a number"


def test_days_off_the_map_are_a_line_and_neither_silent_nor_shaded():
    chart = drawn("calendar")
    off = chart.figure.findobj(lambda artist: str(artist.get_gid()).startswith("unpublished:Kurakhove"))
    assert len(off) == 22 + 28
    assert len(named(chart, "break:Kurakhove")) == len(named(chart, "break:Pokrovsk")) == 1
    assert "10 Jan: Kurakhove front ends" in words(chart) and "154 of 157 days on the map silent; 10 January 2025: Kurakhove front ends." in chart.alt


@pytest.mark.parametrize("counts, written", [
    ([3], ["1 to 1", "5 and more attacks"]), ([64], ["1 to 15", "16 to 30", "31 to 45", "46 to 60", "61 and more attacks"]),
    ([1200], ["1 to 250", "1001 and more attacks"]), ([], ["1 to 1"]),
])
def test_classes_are_round_and_reach_the_highest_figure(counts, written):
    chart = charts.calendar(series("2024-11-01", "2024-11-02", [report("2024-11-01", "Kursk", count) for count in counts], ["Kursk"]), CHANGES)
    assert all(text in words(chart) for text in written)


# --- Slopes ---

def test_a_slope_goes_from_the_earlier_to_the_later_mean():
    chart = drawn("slope")
    assert points(chart, "slope:Pokrovsk") == [(0, 26.6), (1, 41.0)]
    assert named(chart, "slope:Pokrovsk")[0].get_linestyle() == "-"
    assert named(chart, "slope:Kursk")[0].get_linestyle() == "--"
    assert not named(chart, "slope:Siversk") and "Siversk: not comparable: no day of 1 to 31 December was reported in full." in words(chart)
    for text in ("41.0 Pokrovsk", "1 to 30 November 2024", "1 to 31 December 2024", "Kurakhove: 42.2 \u2192 26.7 a day, 0.63 times (0.50 to 0.80); 9 of 30 days, then 15 of 31 days"):
        assert text in " ".join(words(chart).split()).replace("  ", " ")


@pytest.mark.parametrize("language, days", [("en", ("6 August to 31 October 2024", "1 November 2024 to 9 January 2025")), ("uk", ("6 серпня – 31 жовтня 2024", "1 листопада 2024 – 9 січня 2025"))])
def test_both_periods_of_a_slope_are_named_by_their_days_on_a_phone_too(language, days):
    table = PERIODS.iloc[[2]].assign(start="2024-11-01", end="2025-01-09", other_start="2024-08-06", other_end="2024-10-31")
    with speech.speaking(language):
        said = " ".join(words(charts.slope(table, narrow=True)).split())
    assert all(each in said for each in days)


def test_periods_given_the_other_way_round_make_the_same_slope():
    own, other = ["start", "end", "days", "calendar_days", "total", "mean"], []
    other = [f"other_{name}" for name in own]
    turned = PERIODS.rename(columns={**dict(zip(own, other)), **dict(zip(other, own))}).assign(
        ratio=1 / PERIODS["ratio"], lower=1 / PERIODS["upper"], upper=1 / PERIODS["lower"])[PERIOD_COLUMNS]
    assert charts.slope(turned).alt == drawn("slope").alt


def test_no_line_where_no_front_can_be_compared():
    chart = drawn("no slope")
    assert [axes.get_label() for axes in chart.figure.axes] == ["paper"]


@pytest.mark.parametrize("wanted, heights, placed", [
    ([0.0, 1.0], [0.2, 0.2], [0.0, 1.0]),
    ([0.5, 0.5, 0.5], [0.2, 0.2, 0.2], [0.5, 0.7, 0.9]),
    ([1.9, 1.9], [0.2, 0.2], [1.6, 1.8]),
    ([], [], []),
])
def test_labels_move_apart_and_stay_above_the_bottom(wanted, heights, placed):
    assert spread_out(wanted, heights, 2.0) == pytest.approx(placed)


# --- Change points ---

def test_a_change_has_its_day_its_days_of_doubt_and_the_means_on_both_sides():
    chart = drawn("change points")
    first_day = all_days("2024-10-15", "2025-01-20").index
    day, low, high = first_day("2024-11-25"), first_day("2024-11-20"), first_day("2024-12-01")
    doubt, = named(chart, "doubt:Kursk:2024-11-25")
    assert (doubt.get_x(), doubt.get_x() + doubt.get_width()) == (low - 0.5, high + 0.5)
    assert named(chart, "before:Kursk:2024-11-25")[0].get_segments()[0].tolist() == [[-0.5, 20.8], [day - 0.5, 20.8]]
    assert named(chart, "after:Kursk:2024-11-25")[0].get_segments()[0].tolist() == [[day - 0.5, 39.1], [97.5, 39.1]]
    assert "about 25 Nov: 21 \u2192 39" in words(chart) and "a stronger change than in 98 % of random orders of the days" in chart.alt


def test_a_mean_does_not_reach_across_a_break_of_the_map_or_another_change():
    chart = drawn("change points")
    break_day, last = 87, 97.5
    assert named(chart, "after:Pokrovsk:2024-11-24")[0].get_segments()[0][1, 0] == break_day - 0.5
    assert named(chart, "before:Pokrovsk:2025-01-14")[0].get_segments()[0][0, 0] == break_day - 0.5
    assert named(chart, "after:Pokrovsk:2025-01-14")[0].get_segments()[0][1, 0] == last


def test_a_front_without_a_change_says_why():
    chart = drawn("no change points")
    assert "Kurakhove: too few days to look for a change: 4." in words(chart) and "Kursk: no change was found." in words(chart)
    assert not chart.figure.findobj(lambda artist: str(artist.get_gid()).startswith(("doubt", "before", "after", "found")))


# --- Conflicts ---

def test_each_number_has_its_dot_the_used_one_is_filled():
    chart = drawn("conflicts")
    assert [x for x, _ in points(chart, "used:Kursk:2025-01-05")] == [42]
    assert [x for x, _ in points(chart, "other:Kursk:2025-01-05")] == [47]
    assert named(chart, "used:Kursk:2025-01-05")[0].get_markerfacecolor() != named(chart, "other:Kursk:2025-01-05")[0].get_markerfacecolor() == style.PAPER
    band = named(chart, "range:Kursk:2025-01-05")[0]
    assert isinstance(band, Collection) and sorted({round(x) for x, _ in band.get_paths()[0].vertices}) == [42, 47]
    for text in ("General Staff", "A newspaper, Another newspaper of a rather long name and 1 other", "publisher not known", "attacks repelled, until 16:00; used: earliest published"):
        assert text in words(chart)


def test_only_the_widest_conflicts_are_drawn_and_the_chart_says_so():
    chart = drawn("many conflicts")
    drawn_days = {artist.get_gid() for artist in chart.figure.findobj(lambda artist: str(artist.get_gid()).startswith("used:"))}
    assert len(drawn_days) == 12 and "used:Pokrovsk:2024-11-20" in drawn_days and "used:Pokrovsk:2024-11-01" not in drawn_days
    assert "The 12 widest are drawn." in words(chart) and len(chart.table) == len(MANY)


@pytest.mark.parametrize("count, low, high, written", [(NA, 20, 30, "20 to 30"), (40, 41, NA, "\u2265 40"), (20, NA, 20, "\u2264 20"), (12, NA, NA, "12")])
def test_a_number_that_is_a_range_or_a_bound_is_written_as_one(count, low, high, written):
    table = CONFLICTS.head(2).copy()
    table[["count", "low", "high"]] = table[["count", "low", "high"]].astype("Int64")
    table.loc[1, ["count", "low", "high"]] = [count, low, high]
    chart = charts.conflicts(table)
    assert "1 conflict: Kursk on 5 January 2025" in words(chart)
    assert written in words(chart) and bool(named(chart, "said as a range:Kursk:2025-01-05")) == (written == "20 to 30")


# --- Sensitivity ---

def test_each_result_that_differs_has_its_line_all_pairs_the_same_way_round():
    chart = drawn("sensitivity")
    assert [x for x, _ in points(chart, "dot:as_asked:Pokrovsk:Kursk")] == [1.53]
    assert [x for x, _ in points(chart, "dot:without_a:Pokrovsk:Kursk")] == [0.8]
    for text in ("0.80 (0.32 to 2.00)", "the order turns", "the verdict changes", "not compared", "2.50 or more", "without figures that say only repelled"):
        assert text in words(chart)
    assert not named(chart, "dot:no_repelled:Pokrovsk:Kursk")
    assert named(chart, "dot:without_a:Pokrovsk:Kursk")[0].get_marker() == "D"


def test_choices_that_change_nothing_share_one_line():
    same = [variant(code, f"choice {code}", "Pokrovsk", "Kursk", 6, 1.53, 0.88, 2.66, "higher_count_only") for code in ("as_asked", "b", "c")]
    chart = charts.sensitivity(pd.DataFrame(same))
    assert "2 other choices give the same" in words(chart) and "choice b" not in words(chart) and "choice b: 1.53" in chart.alt
    assert "None of 2 results under another choice turns an order or changes a verdict." in words(chart)


def test_the_interval_as_asked_lies_behind_each_line_of_its_pair():
    bands = named(drawn("sensitivity"), "as asked:Pokrovsk:Kursk")
    assert len(bands) == 4 and {(round(band.get_paths()[0].vertices[:, 0].min(), 2), round(band.get_paths()[0].vertices[:, 0].max(), 2)) for band in bands} == {(0.88, 2.66)}


def test_nothing_to_compare_says_so():
    assert "No other choice leaves anything to compare." in words(drawn("nothing compared"))


def test_patches_that_are_seen_keep_to_our_colours():
    own = set(themes.shades(themes.THEMES["dark"]))
    for name in DRAWN:
        chart = drawn(name)
        hidden = [axes.patch for axes in chart.figure.axes] + [spine for axes in chart.figure.axes for spine in axes.spines.values()]
        seen = [patch for patch in chart.figure.findobj(Patch) if not any(patch is other for other in hidden) and patch.get_facecolor()[3]]
        assert {to_hex(patch.get_facecolor()[:3]) for patch in seen} <= own
