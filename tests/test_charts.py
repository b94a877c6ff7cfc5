"""Charts, tested by what is drawn: heights of bars, numbers of marks, words and their places, and the same bytes each time."""

import base64
import hashlib
import io
import os
import subprocess
import sys
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path

import matplotlib
import pandas as pd
import pytest
from matplotlib.text import Text
from PIL import Image

from analysis import charts, speech
from analysis.charts import pictures
from analysis.charts.dates import date_ticks
from analysis.charts.estimates import name_ratios
from analysis.charts.marks import GLYPHS
from analysis.charts.wording import period
from analysis.schema import DAILY, UNKNOWN, MissingColumn, NoRows, conform

SUBJECT = ["Kursk", "Kurakhove", "Pokrovsk"]
CHANGES = pd.DataFrame(
    [
        ("2024-08-06", "entered", "Kursk", "", "Ukraine enters Kursk"),
        ("2024-09-23", "first_reported", "Kursk", "", "Kursk counts begin"),
        ("2025-01-10", "ended", "Kurakhove", "Pokrovsk+Vremivka", "Kurakhove front ends"),
        ("2025-01-10", "absorbed", "Pokrovsk", "", "Pokrovsk takes over part of Kurakhove"),
        ("2025-01-10", "renamed", "Vremivka", "Novopavlivka", "Vremivka becomes Novopavlivka"),
        ("2025-06-16", "joined", "Kursk", "Kursk+North Slobozhanshchyna", "counted with N. Slobozhanshchyna"),
        ("2025-10-08", "begins", "Sloviansk", "", "Sloviansk front begins"),
    ],
    columns=["date", "change", "front", "into", "short"], dtype="string",
)
VERDICT = "Pokrovsk had the highest reported count: 32, against 25 and 24. One day does not show that its pace was higher."


def all_days(start, end):
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]


def daily(start, end, reports, fronts=SUBJECT):
    """A daily table from reports: (day, front, measure, status, count, low, high, hours); every other day is silent."""
    rows = [dict(zip(("date", "front", "measure", "status", "count", "low", "high", "hours"), report)) for report in reports]
    said = {(row["front"], row["date"]) for row in rows}
    rows += [{"date": day, "front": front, "status": "not_reported"} for front in fronts for day in all_days(start, end) if (front, day) not in said]
    frame = conform(pd.DataFrame(rows), DAILY, "daily")
    frame["conflict"] = (frame["low"] < frame["high"]).fillna(False)
    order = frame["front"].map({front: number for number, front in enumerate(fronts)})
    return frame.assign(order=order).sort_values(["order", "date"], kind="stable").drop(columns="order").reset_index(drop=True)


def report(day, front, count, measure="attacks", status="counted", low=None, high=None, hours=24.0):
    return day, front, measure, status, count, count if low is None else low, count if high is None else high, hours


OF_EACH_KIND = [
    report("2024-11-01", "Kursk", 20),
    report("2024-11-02", "Kursk", 12, status="partial", hours=16.0),
    report("2024-11-03", "Kursk", 0, status="none"),
    report("2024-11-04", "Kursk", UNKNOWN, status="uncounted"),
    report("2024-11-05", "Kurakhove", 30, "repelled"),
    report("2024-11-06", "Kurakhove", 9, "repelled", "partial", hours=22.0),
    report("2024-11-07", "Kurakhove", 40, "clashes"),
    report("2024-11-08", "Kurakhove", 33, low=29, high=38),
    report("2024-11-09", "Pokrovsk", UNKNOWN, low=20, high=30),
    report("2024-11-10", "Pokrovsk", 50, low=51, high=UNKNOWN),
    report("2024-11-11", "Pokrovsk", 44),
    report("2024-11-11", "Pokrovsk", 31, "repelled"),
    report("2024-11-12", "Pokrovsk", 7, "ongoing"),
    report("2024-11-13", "Pokrovsk", UNKNOWN, low=UNKNOWN, high=UNKNOWN),
]


def one_day(*rows):
    columns = ["front", "measure", "at_least", "count", "low", "high", "status", "hours", "lower", "upper"]
    kinds = {"front": "string", "measure": "string", "at_least": "boolean", "status": "string",
             **dict.fromkeys(("count", "low", "high"), "Int64"), **dict.fromkeys(("hours", "lower", "upper"), "Float64")}
    return pd.DataFrame(rows, columns=columns).astype(kinds)


NA = UNKNOWN
WHOLE_DAY = one_day(
    ("Kursk", "attacks", False, 24, 24, 24, "counted", 24, 15.38, 35.71),
    ("Kurakhove", "attacks", False, 25, 25, 25, "counted", 24, 16.18, 36.90),
    ("Pokrovsk", "attacks", False, 32, 32, 32, "counted", 24, 21.89, 45.17),
)
MIXED_DAY = one_day(
    ("Kursk", NA, NA, NA, NA, NA, "not_reported", NA, NA, NA),
    ("Kurakhove", "repelled", True, 64, 64, NA, "counted", 24, 49.3, 81.7),
    ("Pokrovsk", "attacks", False, 20, 20, 20, "partial", 16, 12.2, 30.9),
    ("Kurakhove+Novopavlivka+Pokrovsk+Vremivka", "attacks", False, 54, 50, 58, "counted", 24, 40.6, 70.5),
    ("Kharkiv", "attacks", False, 0, 0, 0, "none", 24, 0.0, 3.69),
    ("Lyman", "attacks", False, NA, NA, NA, "uncounted", 24, NA, NA),
    ("Toretsk", "clashes", False, 41, 41, 41, "counted", 24, 29.4, 55.6),
    ("Siversk", "attacks", False, NA, 20, 30, "counted", 24, NA, NA),
    ("Sumy", "attacks", False, 1200, 1201, NA, "counted", 24, 1133.1, 1269.8),
)
MEANS = pd.DataFrame(
    [
        ("Kursk", 0, 207, NA, NA, NA, NA, NA, "", 0),
        ("Kurakhove", 1, 207, 1338, 1338.0, NA, NA, NA, "pooled", 0),
        ("Pokrovsk", 19, 207, 784, 41.26, 34.9, 48.7, 4.0, "own days", 6),
        ("Kurakhove+Novopavlivka+Pokrovsk+Vremivka", 12, 207, 600, 50.0, 41.5, 60.2, 2.5, "own days", 0),
    ],
    columns=["front", "days", "calendar_days", "total", "mean", "lower", "upper", "dispersion", "dispersion_basis", "at_least_days"],
).astype({"total": "Int64", "mean": "Float64", "lower": "Float64", "upper": "Float64", "dispersion": "Float64"})
RATIOS = pd.DataFrame(
    [
        ("Pokrovsk", "Kursk", 6, 3, 3, 150, 98, 1.53, 0.88, 2.66, True, "higher_count_only", "hours", ""),
        ("Pokrovsk", "Kurakhove", 14, 8, 6, 480, 390, 1.23, 1.02, 1.49, False, "higher_shown", "", ""),
        ("Kursk", "Lyman", 0, 0, 0, NA, NA, NA, NA, NA, NA, "not_comparable", "", "hours_differ"),
        ("Kharkiv", "Sumy", 2, 2, 0, 3, 0, float("inf"), 0.9, float("inf"), False, "higher_count_only", "", ""),
        ("Sumy", "Kharkiv", 2, 2, 0, 0, 12, 0.0, 0.0, 0.3, False, "higher_shown", "", ""),
        ("Kurakhove+Novopavlivka+Pokrovsk+Vremivka", "North Slobozhanshchyna", 1, 1, 0, 480, 2, 240.0, 60.0, 960.0, False, "higher_shown", "", ""),
        ("Pokrovsk", "Siversk", 4, 2, 2, 116, 71, 1.63, 1.01, 2.64, True, "higher_count_only", "", ""),
    ],
    columns=["front", "other", "windows", "full_days", "part_days", "count", "other_count", "ratio", "lower", "upper", "at_least", "verdict", "unlike", "reason"],
).astype({"ratio": "Float64", "lower": "Float64", "upper": "Float64", "count": "Int64", "other_count": "Int64", "at_least": "boolean"})


def busy(start, end, fronts, every=5):
    """A table with a report of one kind after another on every fifth day of each front."""
    kinds = [
        dict(count=33), dict(count=12, status="partial", hours=16.0), dict(count=0, status="none"), dict(count=UNKNOWN, status="uncounted"),
        dict(count=61, measure="repelled", high=UNKNOWN), dict(count=94, measure="clashes"), dict(count=25, low=20, high=44), dict(count=UNKNOWN, low=5, high=15),
    ]
    reports = [
        report(day, front, **kinds[(number // every + place) % len(kinds)])
        for place, front in enumerate(fronts) for number, day in enumerate(all_days(start, end)) if (number + place) % every == 0
    ]
    return daily(start, end, reports, fronts)


SIX = ["Kursk", "Kurakhove", "Pokrovsk", "Novopavlivka", "Sloviansk", "Kurakhove+Novopavlivka+Pokrovsk+Vremivka"]
SPARSE = [
    report("2024-11-12", "Kursk", 20), report("2024-11-16", "Kursk", 24), report("2025-01-06", "Kursk", 94, "clashes"),
    report("2024-09-12", "Kurakhove", 64, "repelled"), report("2025-01-06", "Kurakhove", 26, "repelled"), report("2025-01-05", "Kurakhove", 27),
    report("2024-08-07", "Pokrovsk", 52), report("2025-01-09", "Pokrovsk", 34), report("2025-02-28", "Pokrovsk", 51, status="partial", hours=16.0),
]
DRAWN = {
    "a day": lambda: charts.single_day(WHOLE_DAY, VERDICT, "2024-11-16"),
    "a day of every kind": lambda: charts.single_day(MIXED_DAY, VERDICT, "2024-11-16"),
    "a silent day": lambda: charts.single_day(MIXED_DAY.head(1), "Nothing was reported."),
    "own title": lambda: charts.single_day(WHOLE_DAY, VERDICT, title=VERDICT, subtitle=VERDICT),
    "a series of every kind": lambda: charts.daily_series(daily("2024-11-01", "2024-11-30", OF_EACH_KIND), CHANGES),
    "sparse": lambda: charts.daily_series(daily("2024-08-06", "2025-02-28", SPARSE), CHANGES),
    "one day": lambda: charts.daily_series(daily("2024-11-16", "2024-11-16", [report("2024-11-16", "Kursk", 24)]), CHANGES),
    "one silent day": lambda: charts.daily_series(daily("2024-11-16", "2024-11-16", []), CHANGES),
    "nothing found": lambda: charts.daily_series(daily("2024-10-01", "2024-12-31", []), CHANGES),
    "before the first and after the last": lambda: charts.daily_series(daily("2025-02-01", "2025-03-31", [], ["Kurakhove", "Sloviansk"]), CHANGES),
    "one front": lambda: charts.daily_series(busy("2024-12-25", "2025-01-20", ["Pokrovsk"], 2), CHANGES),
    "a year": lambda: charts.daily_series(busy("2024-05-01", "2025-04-30", SUBJECT, 12), CHANGES),
    "two years, six fronts": lambda: charts.daily_series(busy("2024-01-01", "2025-12-31", SIX, 45), CHANGES),
    "six fronts, a week": lambda: charts.daily_series(busy("2025-01-06", "2025-01-12", SIX, 2), CHANGES),
    "means": lambda: charts.means(MEANS),
    "no means": lambda: charts.means(MEANS.head(1)),
    "ratios": lambda: charts.ratios(RATIOS),
    "two ratios": lambda: charts.ratios(RATIOS.head(2)),
    "no ratios": lambda: charts.ratios(RATIOS.iloc[[2]]),
}


@cache
def drawn(name, language="en"):
    """A chart of DRAWN, made once; to be looked at only."""
    with speech.speaking(language):
        return DRAWN[name]()


def words(chart):
    """All that is written on a chart, lines joined by a blank."""
    return " ".join(text.get_text() for text in chart.figure.findobj(Text) if text.get_text().strip()).replace("\u00a0", " ")


def named(chart, name):
    """The artists of a chart that carry a name such as 'whole day:Kursk'."""
    return chart.figure.findobj(lambda artist: artist.get_gid() == name)


def points(chart, name):
    """How many points the marks of a name have together."""
    return [point for artist in named(chart, name) for point in zip(artist.get_xdata(), artist.get_ydata())]


def boxes(chart):
    """The place of every text that is seen, in pixels."""
    with matplotlib.rc_context(charts.RC):
        chart.figure.draw_without_rendering()
        renderer = chart.figure.canvas.get_renderer()
        return [(text.get_text(), text.get_window_extent(renderer)) for text in chart.figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def outside(chart, placed):
    whole = chart.figure.bbox
    return [text for text, box in placed if box.x0 < whole.x0 or box.y0 < whole.y0 or box.x1 > whole.x1 or box.y1 > whole.y1]


def overlapping(placed):
    return [
        (one, two) for (one, a), (two, b) in combinations(placed, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]


def check_words(chart):
    """Every word is inside, none lies on another, all can be read, and the claim is named."""
    placed = boxes(chart)
    assert outside(chart, placed) == []
    assert overlapping(placed) == []
    assert min(text.get_fontsize() for text in chart.figure.findobj(Text) if text.get_text().strip()) >= 9
    claim = {"en": "Counts as claimed by Ukraine\u2019s General Staff and found in newspapers", "uk": "за твердженням Генерального штабу України, знайдені в газетах"}
    assert claim[chart.language] in words(chart)


# --- Every chart ---

@pytest.mark.parametrize("narrow", [False, True], ids=["column", "phone"])
@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("language", speech.LANGUAGES)
def test_every_word_is_inside_and_none_lies_on_another(language, name, narrow):
    chart = drawn(name, language)
    chart = chart.narrow if narrow else chart
    check_words(chart)


def test_the_check_of_places_finds_what_it_looks_for():
    chart = charts.means(MEANS)
    chart.figure.text(0.98, 0.5, "much too far to the right")
    chart.figure.text(0.02, 0.5, "one")
    chart.figure.text(0.02, 0.5, "one upon the other")
    placed = boxes(chart)
    assert outside(chart, placed) == ["much too far to the right"]
    assert ("one", "one upon the other") in overlapping(placed)


@pytest.mark.parametrize("width, narrow", [(7.2, False), (3.75, True)])
def test_widths(width, narrow):
    chart = charts.single_day(WHOLE_DAY, VERDICT, "2024-11-16", narrow=narrow)
    assert chart.figure.get_size_inches()[0] == width


SINGLE, SERIES = charts.single_day, charts.daily_series
EMPTY_DAILY = daily("2024-11-01", "2024-11-01", []).head(0)
REFUSED = [
    (lambda: SINGLE(WHOLE_DAY.head(0), ""), NoRows, "the table of a single day has no rows"),
    (lambda: SINGLE(WHOLE_DAY.drop(columns="upper"), ""), MissingColumn, "the table of a single day lacks upper"),
    (lambda: SERIES(EMPTY_DAILY, CHANGES), NoRows, "the table of the daily series has no rows; expected one row or more for each front and day"),
    (lambda: SERIES(EMPTY_DAILY.drop(columns=["front", "low"]), CHANGES), MissingColumn, "the table of the daily series lacks front, low"),
    (lambda: SERIES(daily("2024-11-01", "2024-11-01", []), CHANGES.drop(columns="short")), MissingColumn, "the changes of the map of fronts lacks short"),
    (lambda: charts.means(MEANS.head(0)), NoRows, "the table of the means has no rows"),
    (lambda: charts.means(MEANS.drop(columns="days")), MissingColumn, "the table of the means lacks days"),
    (lambda: charts.ratios(RATIOS.head(0)), NoRows, "the table of the ratios has no rows; expected one row for each pair"),
    (lambda: charts.ratios(pd.DataFrame()), MissingColumn, "the table of the ratios lacks front, other"),
]


@pytest.mark.parametrize("draw, error, said", REFUSED)
def test_refused(draw, error, said):
    with pytest.raises(error, match=f"^{error.__name__}: {said}"):
        draw()


def test_colours_are_fixed_and_told_apart():
    chosen = charts.colours(SIX)
    assert (chosen["Kursk"], chosen["Kurakhove"], chosen["Pokrovsk"]) == ("#0072B2", "#C24E00", "#1F1F1F")
    assert charts.colours(reversed(SIX)) == chosen
    assert len({chosen[front] for front in SIX}) == 6


@pytest.mark.parametrize("name", ["a day of every kind", "a series of every kind", "means", "ratios"])
def test_same_bytes_whatever_the_readers_settings(name):
    first = drawn(name)
    with matplotlib.rc_context({"font.size": 20, "font.family": "monospace", "axes.facecolor": "red", "savefig.dpi": 30, "svg.hashsalt": None}):
        second = DRAWN[name]()
        for kind in ("png", "svg"):
            assert first.picture(kind) == second.picture(kind)
    assert first.alt == second.alt


ELSEWHERE = """
import hashlib, sys
sys.path.insert(0, {tests!r})
import test_charts
assert "matplotlib.pyplot" not in sys.modules
for name in ("sparse", "a day"):
    chart = test_charts.DRAWN[name]()
    print(hashlib.sha256(chart.picture("png") + chart.picture("svg") + chart.alt.encode()).hexdigest())
"""


def test_same_bytes_in_another_time_zone_locale_and_without_pyplot():
    environment = os.environ | {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "uk_UA.UTF-8", "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
    command = [sys.executable, "-W", "error", "-c", ELSEWHERE.format(tests=str(Path(__file__).parent))]
    there = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=Path(__file__).parent.parent)
    assert there.returncode == 0, there.stderr
    here = [drawn(name) for name in ("sparse", "a day")]
    assert there.stdout.split() == [hashlib.sha256(chart.picture("png") + chart.picture("svg") + chart.alt.encode()).hexdigest() for chart in here]


def saved(chart, kind):
    """The picture that matplotlib itself saves of a chart's figure."""
    metadata = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}[kind] | {"Title": chart.figure.get_label(), "Description": chart.alt}
    with matplotlib.rc_context(charts.RC):
        chart.figure.savefig(file := io.BytesIO(), format=kind, dpi=chart.figure.dpi, metadata=metadata)
    return file.getvalue()


@pytest.mark.parametrize("name", ["a day of every kind", "a series of every kind", "means", "ratios"])
@pytest.mark.parametrize("dpi", [192, 150])
def test_a_picture_is_the_one_that_matplotlib_saves(name, dpi):
    chart = DRAWN[name]()
    chart.figure.set_dpi(dpi)
    chart.figure.text(0.5, 0.5, "slanted", rotation=30)
    chart.figure.text(0.3, 0.5, "a formula: $\\sqrt{x}$, \u0444\u0440\u043e\u043d\u0442")
    ours, theirs = (Image.open(io.BytesIO(picture)) for picture in (chart.picture("png"), saved(chart, "png")))
    assert (ours.mode, ours.info) == (theirs.mode, theirs.info) and ours.tobytes() == theirs.tobytes()
    assert chart.picture("svg") == saved(chart, "svg")


def _drawn_in_a_fork():
    """The picture of a day, and how many of its texts and letters were not known."""
    before = [known.cache_info().misses for known in (pictures._in_pixels, pictures._laid, pictures._letter)]
    picture = DRAWN["a day"]().picture()
    return picture, [known.cache_info().misses - number for known, number in zip((pictures._in_pixels, pictures._laid, pictures._letter), before)]


def test_a_forked_process_draws_the_same_and_lays_out_no_text_again():
    here = DRAWN["a day"]().picture()
    with get_context("fork").Pool(1) as pool:
        assert pool.apply(_drawn_in_a_fork) == (here, [0, 0, 0])


def test_a_picture_is_drawn_once_and_again_where_its_figure_was_changed():
    chart = DRAWN["a day"]()
    first = {kind: chart.picture(kind) for kind in ("png", "svg")}
    assert all(chart.picture(kind) is first[kind] for kind in ("png", "svg"))
    chart.figure.axes[0].texts[0].set_text("Another title")
    assert all(chart.picture(kind) != first[kind] for kind in ("png", "svg"))
    assert "Another title" in chart.picture("svg").decode()


def test_saved_and_shown(tmp_path):
    chart = drawn("a day")
    assert [path.name for path in chart.save(tmp_path, "day")] == ["day.png", "day.svg"]
    assert (tmp_path / "day.png").read_bytes() == chart.picture("png")
    svg = (tmp_path / "day.svg").read_text(encoding="utf-8")
    assert "Pokrovsk: 32" in svg and "<dc:date>" not in svg
    data, metadata = chart._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == chart.picture("png")
    assert data["text/plain"] == metadata["image/png"]["alt"] == chart.alt == repr(chart)
    assert metadata["image/png"]["width"] == 691
    assert sorted(path.name for path in tmp_path.iterdir()) == ["day.png", "day.svg"]


def test_no_other_module_imports_matplotlib():
    package = Path(charts.__file__).parent
    importers = [path for path in package.parent.rglob("*.py") if "import matplotlib" in path.read_text() or "from matplotlib" in path.read_text()]
    assert {path.parent for path in importers} == {package}


def test_tables_are_left_as_they_came():
    before = [frame.copy() for frame in (MIXED_DAY, MEANS, RATIOS)]
    charts.single_day(MIXED_DAY, VERDICT), charts.means(MEANS), charts.ratios(RATIOS)
    for frame, old in zip((MIXED_DAY, MEANS, RATIOS), before):
        pd.testing.assert_frame_equal(frame, old)


# --- One day ---

def test_bars_are_as_long_as_their_counts_in_the_tables_order():
    chart = drawn("a day")
    bars = [named(chart, f"whole:{front}")[0] for front in SUBJECT]
    assert [bar.get_width() for bar in bars] == [24, 25, 32]
    assert [bar.get_y() for bar in bars] == sorted(bar.get_y() for bar in bars)
    assert [named(chart, f"pace:{front}")[0].get_segments()[0][:, 0].tolist() for front in SUBJECT] == [[15.38, 35.71], [16.18, 36.90], [21.89, 45.17]]
    assert "Attacks reported for 16 November 2024, by front" in words(chart)
    assert VERDICT in words(chart) and chart.alt.endswith(VERDICT)
    assert "Kursk: 24, 95 % interval of the pace 15 to 36 a day." in chart.alt
    assert chart.table["count"].tolist() == [24, 25, 32]


DAY_KINDS = [  # front, name of its bar or mark, length, what is written
    ("Kurakhove", "at least:Kurakhove", 64, "\u2265 64"),
    ("Pokrovsk", "part:Pokrovsk", 20, "20 by 16:00"),
    ("Kurakhove+Novopavlivka+Pokrovsk+Vremivka", "whole:Kurakhove+Novopavlivka+Pokrovsk+Vremivka", 54, "sources say 50 to 58"),
    ("Toretsk", "whole:Toretsk", 41, "41 clashes"),
    ("Siversk", "range:Siversk", 20, "20 to 30"),
    ("Sumy", "at least:Sumy", 1200, "\u2265 1,200"),
]


@pytest.mark.parametrize("front, name, length, written", DAY_KINDS)
def test_each_kind_of_figure_has_its_own_bar(front, name, length, written):
    chart = drawn("a day of every kind")
    bars = [artist for artist in named(chart, name) if hasattr(artist, "get_width")]
    assert [bar.get_width() for bar in bars] == [length]
    assert written in words(chart) and written in chart.alt
    assert (bars[0].get_facecolor() == (1, 1, 1, 1)) == (name.startswith(("part", "at least")))
    assert bool(bars[0].get_hatch()) == name.startswith("at least")


@pytest.mark.parametrize("front, written, marks", [
    ("Kursk", "not reported", 0),
    ("Lyman", "fighting reported, no number given", 1),
    ("Kharkiv", "0, said outright", 1),
])
def test_three_silences_have_no_bar_and_are_not_drawn_alike(front, written, marks):
    chart = drawn("a day of every kind")
    named_so = chart.figure.findobj(lambda artist: str(artist.get_gid()).endswith(f":{front}") and not str(artist.get_gid()).startswith("pace"))
    assert len(named_so) == marks
    assert not [artist for artist in named_so if hasattr(artist, "get_width")]
    assert written in words(chart) and f"{front}: {written}" in chart.alt
    assert {artist.get_marker() for artist in named_so} == ({"Lyman": {"x"}, "Kharkiv": {"D"}}.get(front, set()))


@pytest.mark.parametrize("measure, reason, other", [
    ("attacks", "“at least” or “more than” was said", "only repelled attacks were counted"),  # more than 30 assaults
    ("repelled", "only repelled attacks were counted", "“more than” was said"),
])
def test_why_a_figure_is_only_a_lower_bound_is_said_by_what_was_counted(measure, reason, other):
    chart = charts.single_day(one_day(("Pokrovsk", measure, True, 30, 31 if measure == "attacks" else 30, NA, "counted", 24, 20.2, 42.8)), "")
    assert reason in words(chart) and reason in chart.alt
    assert other not in words(chart) + chart.alt


def test_the_pace_of_at_least_is_open_and_a_part_of_a_day_has_none():
    chart = drawn("a day of every kind")
    assert "pace: 49 or more" in words(chart) and "pace: 0 to 3.7" in words(chart)
    assert not named(chart, "pace:Pokrovsk") and "12 to 31" not in words(chart)


# --- The daily series ---

KINDS = [  # name of a mark, where its points are: day of November and height
    ("whole day:Kursk", [(0, 20)]),
    ("part of a day:Kursk", [(1, 12)]),
    ("zero, said outright:Kursk", [(2, 0)]),
    ("at least, whole day:Kurakhove", [(4, 30)]),
    ("at least, part of a day:Kurakhove", [(5, 9)]),
    ("clashes, whole day:Kurakhove", [(6, 40)]),
    ("whole day:Kurakhove", [(7, 33)]),
    ("at least, whole day:Pokrovsk", [(9, 50)]),
    ("whole day:Pokrovsk", [(10, 44)]),
]


@pytest.mark.parametrize("name, expected", KINDS)
def test_each_kind_of_day_has_its_own_mark(name, expected):
    chart = drawn("a series of every kind")
    assert points(chart, name) == expected
    marks = named(chart, name)
    assert (marks[0].get_markerfacecolor() == "white") == ("part of a day" in name)


def test_marks_differ_in_shape_not_in_colour_alone():
    looks = {(marker, filled) for marker, filled in GLYPHS.values()}
    assert len(looks) == len(GLYPHS)


def test_no_number_is_drawn_below_the_baseline_and_silence_not_at_all():
    chart = drawn("a series of every kind")
    (place, height), = points(chart, "no number:Kursk")
    assert place == 3 and height < 0
    marks = chart.figure.findobj(lambda artist: str(artist.get_gid()).endswith(":Kursk") and hasattr(artist, "get_marker"))
    assert sum(len(artist.get_xdata()) for artist in marks) == 4
    assert {"2024-11-12"} & set(chart.table["date"]) == set(), "a figure still going on is a part of another"


def test_ranges_reach_from_the_lowest_to_the_highest_figure():
    chart = drawn("a series of every kind")
    assert named(chart, "range:Kurakhove")[0].get_segments()[0].tolist() == [[7, 29], [7, 38]]
    assert named(chart, "range:Pokrovsk")[0].get_segments()[0].tolist() == [[8, 20], [8, 30]]


def test_repelled_beside_a_whole_count_is_not_drawn_twice():
    table = drawn("a series of every kind").table
    assert table.loc[table["date"] == "2024-11-11", "measure"].tolist() == ["attacks"]
    assert "not_reported" not in set(table["status"])
    assert list(table.columns) == ["date", "front", "measure", "count", "low", "high", "hours", "conflict", "status", "mark"]


def panel(chart, front):
    return next(axes for axes in chart.figure.axes if axes.get_label() == front)


@pytest.mark.parametrize("name, fronts", [("one front", ["Pokrovsk"]), ("a year", SUBJECT), ("six fronts, a week", SIX)])
def test_one_panel_a_front_on_one_scale(name, fronts):
    limits = {panel(drawn(name), front).get_ylim() for front in fronts}
    assert len(limits) == 1 and limits.pop()[1] > 94


BLANKS = [  # front, first and last day of the range, the days left grey, the days of its dashed lines
    ("Kursk", "2024-09-01", "2024-11-30", [(0, 22)], [22]),
    ("Kursk", "2024-08-01", "2024-08-31", [(0, 31)], [5]),
    ("Kursk", "2024-10-01", "2024-11-30", [], []),
    ("Kursk", "2025-06-01", "2025-06-30", [], [15]),
    ("Kurakhove", "2025-01-01", "2025-01-31", [(9, 31)], [9]),
    ("Kurakhove", "2025-01-10", "2025-01-31", [(0, 22)], []),
    ("Pokrovsk", "2025-01-01", "2025-01-31", [], [9]),
    ("Vremivka", "2025-01-01", "2025-01-31", [(9, 31)], [9]),
    ("Novopavlivka", "2025-01-01", "2025-01-31", [(0, 9)], [9]),
    ("Sloviansk", "2025-01-01", "2025-01-31", [(0, 31)], []),
    ("Lyman", "2024-08-01", "2025-10-31", [], []),
    ("Kurakhove+Pokrovsk+Vremivka", "2025-01-01", "2025-01-31", [], []),
    ("Kurakhove+Novopavlivka+Pokrovsk+Vremivka", "2025-01-01", "2025-01-31", [], []),
    ("Kurakhove+Pokrovsk", "2025-01-01", "2025-01-31", [], [9, 9]),
]


@pytest.mark.parametrize("front, start, end, grey, lines", BLANKS)
def test_grey_where_a_front_is_not_published_and_a_line_where_it_changes(front, start, end, grey, lines):
    chart = charts.daily_series(daily(start, end, [], [front]), CHANGES)
    areas = sorted((area.get_x(), area.get_x() + area.get_width()) for area in named(chart, f"blank:{front}"))
    assert areas == [(begin - 0.5, stop - 0.5) for begin, stop in grey]
    assert sorted(line.get_xdata()[0] for line in named(chart, f"break:{front}")) == [day - 0.5 for day in lines]
    shorts = [short for short in CHANGES["short"] if short in words(chart)]
    assert bool(shorts) == bool(grey or lines)


COVERAGE = [("Kursk", 2, 1, 1, "2 of 30 days"), ("Kurakhove", 3, 1, 0, "3 of 30 days"), ("Pokrovsk", 4, 1, 0, "4 of 30 days")]


@pytest.mark.parametrize("front, whole, part, uncounted, written", COVERAGE)
def test_strips_of_coverage(front, whole, part, uncounted, written):
    chart = drawn("a series of every kind")
    assert len(named(chart, f"strip silent:{front}")) == 1
    strip = next(axes for axes in chart.figure.axes if axes.get_label() == f"coverage {front}")
    states = [patch.get_gid().removeprefix("strip ").split(":")[0] for patch in strip.patches if patch.get_gid()]
    assert (states.count("whole day"), states.count("part of a day"), states.count("no number")) == (whole, part, uncounted)
    assert written in words(chart)


def test_the_key_has_only_what_is_drawn():
    sparse, every = drawn("sparse"), drawn("a series of every kind")
    for text in ("zero, said outright", "fighting, no number given", "lowest to highest figure said"):
        assert text in words(every) and text not in words(sparse)
    assert "attacks, whole day" in words(sparse)


def test_the_series_in_words():
    chart = drawn("sparse")
    assert "Attacks or clashes reported per day, 6 August 2024 to 28 February 2025." in chart.alt
    assert "Kursk: of 207 days, reports for 3 whole days and 0 days in part, none for 204; whole days run from 20 to 94" in chart.alt
    assert "10 January 2025: Pokrovsk takes over part of Kurakhove" in chart.alt
    assert "94 clashes, 6 Jan" in words(chart)


PERIODS = [
    ("2024-11-16", "2024-11-16", "16 November 2024"),
    ("2024-11-01", "2024-11-30", "1 to 30 November 2024"),
    ("2024-11-01", "2024-12-31", "1 November to 31 December 2024"),
    ("2024-08-06", "2025-02-28", "6 August 2024 to 28 February 2025"),
]


@pytest.mark.parametrize("start, end, named_so", PERIODS)
def test_a_period_is_named_shortly(start, end, named_so):
    assert period(start, end).replace("\u00a0", " ") == named_so


DATES = [  # range, names under the axis
    ("2024-11-16", "2024-11-16", ["16 Nov 2024"]),
    ("2024-12-30", "2025-01-02", ["30 Dec", "31 Dec", "1 Jan", "2 Jan"]),
    ("2024-10-15", "2025-02-15", ["Nov", "Dec", "2025", "Feb"]),
    ("2024-01-01", "2025-12-31", ["2024", "Mar", "May", "Jul", "Sep", "Nov", "2025", "Mar", "May", "Jul", "Sep", "Nov"]),
]


@pytest.mark.parametrize("start, end, names", DATES)
def test_dates_are_named_as_densely_as_they_fit(start, end, names):
    days = all_days(start, end)
    assert [name.replace("\u00a0", " ") for _, name in date_ticks(days, 6.6)] == names


# --- Means and ratios ---

def test_means_with_their_intervals_and_days():
    chart = drawn("means")
    assert points(chart, "dot:Pokrovsk")[0][0] == 41.26
    assert named(chart, "interval:Pokrovsk")[0].get_segments()[0][:, 0].tolist() == [34.9, 48.7]
    for text in ("\u2265 41.3 (34.9 or more)", "19 of 207 days reported in full, 6 of them as", "variance 2.5 to 4.0 times the mean"):
        assert text in words(chart)
    assert "Pokrovsk: \u2265 41.3 (34.9 or more); 19 of 207 days" in chart.alt


def test_a_front_without_a_whole_day_says_so_and_has_no_dot():
    chart = drawn("means")
    assert not named(chart, "dot:Kursk") and "no whole day reported, so no mean" in words(chart)
    assert named(chart, "dot:Kurakhove") and not named(chart, "interval:Kurakhove") and "1,338.0 (no interval)" in words(chart)


RATIO_ROWS = [  # pair, dot, interval, what is written
    ("Pokrovsk:Kursk", [1.53], [0.88, 2.66], "1.53 (0.88 to 2.66), may be the same"),
    ("Pokrovsk:Kurakhove", [1.23], [1.02, 1.49], "1.23 (1.02 to 1.49)"),
    ("Kursk:Lyman", [], None, "no common window, so not compared"),
    ("Pokrovsk:Siversk", [1.63], [1.01, 2.64], "1.63 (1.01 to 2.64), not shown"),  # lower bounds: the interval alone does not decide
    ("Kurakhove+Novopavlivka+Pokrovsk+Vremivka:North Slobozhanshchyna", [240.0], [60.0, 960.0], "240.0 (60.0 to 960.0), not shown"),  # one window
    ("Kharkiv:Sumy", [], "from 0.9", "0.90 or more"),
    ("Sumy:Kharkiv", [], "to 0.3", "0.30 or less"),
]


@pytest.mark.parametrize("pair, dot, interval, written", RATIO_ROWS)
def test_ratios(pair, dot, interval, written):
    chart = drawn("ratios")
    assert [x for x, _ in points(chart, f"dot:{pair}")] == dot
    ends = [artist.get_segments()[0][:, 0].tolist() for artist in named(chart, f"interval:{pair}")]
    axes = panel(chart, "rows")
    expected = {"from 0.9": [0.9, axes.get_xlim()[1]], "to 0.3": [axes.get_xlim()[0], 0.3]}.get(str(interval), interval)
    assert ends == ([expected] if interval else [])
    assert written in words(chart) and written in chart.alt


@pytest.mark.parametrize("low, high, inches, names", [
    (0.42, 20, 6.5, ["0.5", "1 = same", "2", "5", "10"]),
    (0.42, 20, 2.0, ["0.5", "1", "2", "5", "10"]),  # on a phone a name gives way, not a side of the scale
    (0.42, 20, 1.2, ["1 = same", "10"]),
    (0.9, 6, 2.0, ["1 = same", "2", "4"]),
])
def test_a_scale_of_times_has_names_on_both_sides_of_one(low, high, inches, names):
    axes = matplotlib.figure.Figure().add_subplot(xscale="log", xlim=(low, high))
    name_ratios(axes, low, high, inches)
    assert [label.get_text() for label in axes.get_xticklabels()] == names


def test_ratios_stand_on_a_scale_of_times_with_a_line_at_one():
    chart = drawn("two ratios")
    axes = panel(chart, "rows")
    assert axes.get_xscale() == "log" and 1 in axes.get_xticks()
    assert "1 = same" in words(chart)
    assert "150 against 98 in 6 common windows (3 whole days and 3 parts of days), some" in words(chart)
    assert "on request, parts of days set against longer hours, as lower bounds" in words(chart).replace("\n", " ") and "on request" not in words(drawn("no ratios"))
    assert "The figures are never for the same hours" in words(drawn("no ratios"))
    assert axes.get_xlim()[0] < 0.88 and axes.get_xlim()[1] > 2.66

