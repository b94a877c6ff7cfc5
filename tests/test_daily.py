"""The daily table: raw counts beside the rows expected of them."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from analysis.daily import candidates, daily, days_between, figures, living, publisher_rank, published_moment, reconcile
from analysis.moments import NoSuchMoment, read_published
from analysis.schema import COUNTS, DAILY, BadCall, BadRange, MissingColumn, UnknownFront, conform

DAY = "2024-11-16"
MERGED = "Kurakhove+Pokrovsk+Vremivka"


def said(mention, front, count, window="full_day", as_of=None, article=None, day=DAY, measure="attacks", status=None, low=None, high=None):
    """One reported count; a tuple as count is the count with its bounds."""
    count, low, high = count if isinstance(count, tuple) else (count, count, count)
    hours = 24.0 if window == "full_day" else int(as_of[:2]) + int(as_of[3:]) / 60 if as_of else None
    status = status or ("none" if count == 0 else "uncounted" if count is low is high is None else "counted")
    return {
        "mention_id": mention, "article_id": article or f"article-{mention}", "front": front, "measure": measure, "status": status,
        "count": count, "low": low, "high": high, "window": window, "as_of": as_of, "hours": hours, "date": day,
    }


def counts(*rows):
    return conform(pd.DataFrame(list(rows), columns=[name for name in COUNTS if rows and name in rows[0]] or list(COUNTS)), COUNTS, "counts")


def publications(**told):
    """mentions: id = (publisher, published)"""
    rows = [{"mention_id": name, "publisher": publisher, "published": published} for name, (publisher, published) in told.items()]
    return pd.DataFrame(rows, columns=["mention_id", "publisher", "published"], dtype="string")


def one(*rows, front="Pokrovsk", mentions=None, **options):
    """The only row of one front on the day."""
    table = daily(counts(*rows), DAY, DAY, [front], mentions=mentions, **options)
    assert len(table) == 1, table
    return table.iloc[0]


def values(row, *names):
    return tuple(None if pd.isna(row[name]) else row[name] for name in names)


SILENT = (None, None, None, None, "not_reported", 0, False, "", "")


@pytest.mark.parametrize(("raw", "expected"), [
    # raw: mention, front, count, window, as_of    expected: count, low, high, hours, status, sources, conflict, rule, mention_ids
    ([], SILENT),
    ([said("a", "Kursk", 24)], SILENT),
    ([said("a", "Pokrovsk", 376, "week")], SILENT),  # a week is not a day
    ([said("a", "Pokrovsk", 32)], (32, 32, 32, 24.0, "counted", 1, False, "only figure", "a")),
    ([said("a", "Pokrovsk", 0)], (0, 0, 0, 24.0, "none", 1, False, "only figure", "a")),
    ([said("a", "Pokrovsk", None)], (None, None, None, 24.0, "uncounted", 0, False, "fighting without a number", "a")),
    ([said("a", "Pokrovsk", 27, "part_day", "22:00")], (27, 27, 27, 22.0, "partial", 1, False, "only figure", "a")),
    ([said("a", "Pokrovsk", 0, "part_day", "16:00")], (0, 0, 0, 16.0, "partial", 1, False, "only figure", "a")),  # none so far
    ([said("a", "Pokrovsk", 27, "part_day")], (27, 27, 27, None, "partial", 1, False, "only figure", "a")),
    ([said("a", "Pokrovsk", 27, "unknown")], (27, 27, 27, None, "partial", 1, False, "only figure; hours not said", "a")),
    # hours: 33 for yesterday's whole day is never set beside 12 by tonight, a later hour beats an earlier one
    ([said("a", "Pokrovsk", 20, "part_day", "16:00"), said("b", "Pokrovsk", 33)], (33, 33, 33, 24.0, "counted", 2, False, "full day over part of a day", "b a")),
    ([said("a", "Pokrovsk", 20, "part_day", "16:00"), said("b", "Pokrovsk", 27, "part_day", "22:00")], (27, 27, 27, 22.0, "partial", 2, False, "later hour", "b a")),
    ([said("a", "Pokrovsk", 23, "part_day"), said("b", "Pokrovsk", 20, "part_day", "08:00")], (20, 20, 20, 8.0, "partial", 2, False, "known hour over an unknown one", "b a")),
    ([said("a", "Pokrovsk", 40, "unknown"), said("b", "Pokrovsk", 20, "part_day")], (20, 20, 20, None, "partial", 2, False, "part of a day over hours not said", "b a")),
    ([said("a", "Pokrovsk", 40, "unknown"), said("b", "Pokrovsk", 20)], (20, 20, 20, 24.0, "counted", 2, False, "full day over hours not said", "b a")),
    ([said("a", "Pokrovsk", 23, "part_day", "09:30"), said("b", "Pokrovsk", 25, "part_day", "16:00"), said("c", "Pokrovsk", 25, "part_day", "16:00")],
     (25, 25, 25, 16.0, "partial", 3, False, "later hour; sources agree", "b c a")),
    # the same number again
    ([said("a", "Pokrovsk", 32), said("b", "Pokrovsk", 32)], (32, 32, 32, 24.0, "counted", 2, False, "sources agree", "a b")),
    ([said("a", "Pokrovsk", 32, article="x"), said("b", "Pokrovsk", 32, article="x")], (32, 32, 32, 24.0, "counted", 1, False, "only figure", "a b")),
    # two numbers for the same hours
    ([said("a", "Pokrovsk", 32), said("b", "Pokrovsk", 36)], (32, 32, 36, 24.0, "counted", 2, True, "first in the table", "a b")),
    ([said("r10", "Pokrovsk", 32), said("r9", "Pokrovsk", 36)], (36, 32, 36, 24.0, "counted", 2, True, "first in the table", "r9 r10")),
    ([said("a", "Pokrovsk", None), said("b", "Pokrovsk", 20, "part_day", "16:00")], (20, 20, 20, 16.0, "partial", 1, False, "only figure", "b a")),
    # the words' own bounds
    ([said("a", "Pokrovsk", (30, 31, None))], (30, 31, None, 24.0, "counted", 1, False, "only figure", "a")),  # more than 30
    ([said("a", "Pokrovsk", (20, None, 20))], (20, None, 20, 24.0, "counted", 1, False, "only figure", "a")),  # up to 20
    ([said("a", "Pokrovsk", (None, 50, 60))], (None, 50, 60, 24.0, "counted", 1, False, "only figure", "a")),  # 50 to 60
    ([said("a", "Pokrovsk", (30, 31, None)), said("b", "Pokrovsk", 36)], (30, 31, None, 24.0, "counted", 2, True, "first in the table", "a b")),
    ([said("a", "Pokrovsk", (140, None, None)), said("b", "Pokrovsk", 150)], (140, 140, 150, 24.0, "counted", 2, True, "first in the table", "a b")),
    ([said("a", "Pokrovsk", 94), said("b", "Pokrovsk", (94, 94, None))], (94, 94, 94, 24.0, "counted", 2, False, "sources agree", "a b")),
    ([said("a", "Pokrovsk", 55), said("b", "Pokrovsk", (None, 50, 60))], (55, 55, 55, 24.0, "counted", 2, False, "first in the table", "a b")),
    # a joint figure is never split
    ([said("a", "Kurakhove+Pokrovsk", 50)], (None, None, None, None, "uncounted", 0, False, "named only in a joint figure (Kurakhove+Pokrovsk: 50)", "a")),
    ([said("a", "Kurakhove+Pokrovsk", (None, 50, 60))], (None, None, None, None, "uncounted", 0, False, "named only in a joint figure (Kurakhove+Pokrovsk: 50 to 60)", "a")),
    ([said("a", "Kurakhove+Pokrovsk", 50), said("b", "Pokrovsk", 28)], (28, 28, 28, 24.0, "counted", 1, False, "only figure", "b")),
])
def test_one_front_and_day(raw, expected):
    assert values(one(*raw), "count", "low", "high", "hours", "status", "sources", "conflict", "rule", "mention_ids") == expected


TWO = [said("a", "Pokrovsk", 32), said("b", "Pokrovsk", 36)]


@pytest.mark.parametrize(("a", "b", "count", "rule"), [
    (("Gazeta", "2024-11-17"), ("Ukrinform", "2024-11-18"), 36, "closest to the General Staff"),
    (("Генштаб ЗСУ", "2024-11-18"), ("Ukrinform", "2024-11-17"), 32, "closest to the General Staff"),
    (("Gazeta", "2024-11-18"), ("Bukvy", "2024-11-17"), 36, "earliest published"),
    (("Gazeta", "2024-11"), ("Bukvy", "2024-11-17"), 36, "earliest published"),  # a month's day is not known
    (("Gazeta", "2024-11-17T09:00+02:00"), ("Bukvy", "2024-11-17T06:30Z"), 36, "earliest published"),
    (("Gazeta", None), ("Bukvy", "2024-11-17"), 36, "earliest published"),
    (("Gazeta", "2024-11-17"), ("Bukvy", "2024-11-17"), 32, "first in the table"),
])
def test_two_sources_two_numbers_keep_both(a, b, count, rule):
    row = one(*TWO, mentions=publications(a=a, b=b))
    assert values(row, "count", "low", "high", "conflict", "rule") == (count, 32, 36, True, rule)


def test_an_agreeing_source_is_no_rival():
    rows = [*TWO, said("c", "Pokrovsk", 32)]
    row = one(*rows, mentions=publications(a=("Ukrinform", "2024-11-17"), b=("Gazeta", "2024-11-17"), c=("Ukrinform", "2024-11-18")))
    assert values(row, "count", "rule", "mention_ids", "sources") == (32, "closest to the General Staff", "a c b", 3)


@pytest.mark.parametrize(("publisher", "rank"), [
    ("General Staff of Ukraine (Telegram)", 1), ("Генеральний штаб ЗСУ", 1), ("ГЕНШТАБ", 1), ("GENERAL STAFF", 1),
    ("Ukrinform", 2), ("Ukrinform via MENAFN", 2), ("Укрінформ", 2), ("АрміяInform", 2), ("armyinform", 2),
    ("Tribunnews (Ukrinform)", 3), ("Russian General Staff", 3), ("Генштаб РФ", 3), ("Ukrainska Pravda", 3), ("", 3),
])
def test_publishers_by_distance_to_the_general_staff(publisher, rank):
    assert publisher_rank(publisher) == rank


def test_published_what_is_not_known_is_never_the_earlier():
    texts = ["2024-11-17T08:00", "2024-11-17 22:00", "2024-11-17", "2024-11", "17 листопада"]
    assert sorted(texts, key=published_moment) == texts


@pytest.mark.parametrize("written", ["2024-11-17", "17.11.2024", " 17.11.2024", "20241117", "2024-11-17T08:00", "2024-11-17T06:00:00Z", "2024-11", "17 листопада", "2024"])
def test_a_date_of_publication_that_cleaning_reads_has_its_place_in_time(written):
    try:
        read = read_published(written)
    except NoSuchMoment:
        read = None
    assert (published_moment(written) < published_moment("2024-12-01")) == bool(read and read.month)


@pytest.mark.parametrize("early, late", [("03.12.2024", "2024-12-05"), ("03.12.2024", "04.12.2024"), ("30.11.2024", "1.12.2024")])
def test_the_earliest_published_is_told_however_its_date_is_written(early, late):
    rows = [said("a", "Pokrovsk", 30), said("b", "Pokrovsk", 40)]
    for first, second, count in ((early, late, 30), (late, early, 40)):
        row = one(*rows, mentions=publications(a=("Gazeta", first), b=("Blog", second)))
        assert values(row, "count", "rule") == (count, "earliest published")


def test_each_front_day_and_measure_in_declared_order():
    raw = counts(
        said("a", "Kursk", 24, measure="clashes"), said("b", "Kursk", 20), said("c", "Kursk", 18, measure="repelled"),
        said("d", "Pokrovsk", 6, measure="ongoing", day="2024-11-17"), said("e", "Pokrovsk", 1, day="2024-11-18"),
    )
    table = daily(raw, DAY, "2024-11-17", ["Pokrovsk", "Kursk"])
    assert table.drop(columns=["low", "high", "hours", "sources", "conflict", "rule"]).astype(object).where(table.notna(), None).values.tolist() == [
        ["2024-11-16", "Pokrovsk", None, None, "not_reported", ""],
        ["2024-11-16", "Kursk", "attacks", 20, "counted", "b"],
        ["2024-11-16", "Kursk", "repelled", 18, "counted", "c"],
        ["2024-11-16", "Kursk", "clashes", 24, "counted", "a"],
        ["2024-11-17", "Pokrovsk", "ongoing", 6, "counted", "d"],
        ["2024-11-17", "Kursk", None, None, "not_reported", ""],
    ]
    assert dict(table.dtypes.astype(str)) == dict(conform(table, DAILY, "daily").dtypes.astype(str))


def test_only_the_measures_asked_for():
    raw = counts(said("a", "Kursk", 24, measure="clashes"), said("b", "Kursk", 20))
    assert daily(raw, DAY, DAY, ["Kursk"], measures=["clashes"])["count"].tolist() == [24]
    assert daily(raw, DAY, DAY, ["Kursk"], measures=["repelled"])["status"].tolist() == ["not_reported"]


def test_rows_without_front_date_or_measure_do_not_count():
    rows = [said("a", None, 5), said("b", "Kursk", 5, day=None), said("c", "Kursk", 5, measure=None)]
    assert figures(counts(*rows)) == []


def test_figures_are_read_anew_from_tables_that_were_changed():
    table, told = counts(*TWO), publications(a=("Gazeta", "2024-11-17"), b=("Ukrinform", "2024-11-18"))
    assert [figure.mentions for figure in figures(table, told)] == [("b",), ("a",)] == [figure.mentions for figure in figures(table, told)]
    table.loc[table["mention_id"] == "b", ["count", "low", "high"]] = 99
    assert [figure.count for figure in figures(table, told)] == [99, 32]
    told.loc[1, "publisher"] = "a blog"
    assert [figure.count for figure in figures(table, told)] == [32, 99]
    assert [figure.count for figure in figures(table)] == [32, 99] and figures(table) is not figures(table)


def test_a_clock_change_day_keeps_its_hours():
    long_day = {**said("a", "Kursk", 5, day="2024-10-27"), "hours": 25.0}
    assert daily(counts(long_day), "2024-10-27", "2024-10-27", ["Kursk"])["hours"].tolist() == [25.0]


MEMBERS = [said("a", "Kurakhove", 25), said("b", "Pokrovsk", 32), said("c", "Vremivka", 6)]


@pytest.mark.parametrize(("raw", "expected"), [
    # expected: count, low, high, status, sources, conflict, rule, mention_ids
    ([], (None, None, None, "not_reported", 0, False, "", "")),
    (MEMBERS, (63, 63, 63, "counted", 3, False, "sum of Kurakhove, Pokrovsk and Vremivka", "a b c")),
    (MEMBERS[:2], (None, None, None, "uncounted", 0, False, "no figure for Vremivka", "a b")),
    ([*MEMBERS[:2], said("c", "Vremivka", None)], (None, None, None, "uncounted", 0, False, "no figure for Vremivka", "a b c")),
    ([*MEMBERS[:2], said("c", "Vremivka", 6, "part_day", "16:00")], (None, None, None, "uncounted", 0, False, "its members are not reported for the same hours", "a b c")),
    ([*MEMBERS[:2], said("c", "Vremivka", 0)], (57, 57, 57, "counted", 3, False, "sum of Kurakhove, Pokrovsk and Vremivka", "a b c")),
    ([*MEMBERS[:2], said("c", "Vremivka", (6, 7, None))], (63, 64, None, "counted", 3, False, "sum of Kurakhove, Pokrovsk and Vremivka", "a b c")),
    ([said("j", MERGED, 60)], (60, 60, 60, "counted", 1, False, "only figure", "j")),
    ([*MEMBERS, said("j", MERGED, 63)], (63, 63, 63, "counted", 4, False, "sources agree", "j a b c")),
    ([*MEMBERS, said("j", MERGED, 60)], (60, 60, 63, "counted", 4, True, "said as one figure over a sum", "j a b c")),
    ([said("j", "Kurakhove+Pokrovsk", 54), MEMBERS[2]], (60, 60, 60, "counted", 2, False, "sum of Kurakhove+Pokrovsk and Vremivka", "j c")),
    ([*MEMBERS, said("d", "Pokrovsk", 36)], (63, 63, 67, "counted", 4, True, "sum of Kurakhove, Pokrovsk and Vremivka", "a b c d")),
    # nine each on two fronts: one mention, listed once
    ([said("n", "Kurakhove", 9, article="x"), said("n", "Pokrovsk", 9, article="x"), MEMBERS[2]], (24, 24, 24, "counted", 2, False, "sum of Kurakhove, Pokrovsk and Vremivka", "n c")),
    # parts of a day without an hour add up only within one article
    ([said("a", "Kurakhove", 25, "part_day", article="x"), said("b", "Pokrovsk", 32, "part_day", article="x"), said("c", "Vremivka", 6, "part_day", article="x")],
     (63, 63, 63, "partial", 1, False, "sum of Kurakhove, Pokrovsk and Vremivka", "a b c")),
    ([said("a", "Kurakhove", 25, "part_day", article="x"), said("b", "Pokrovsk", 32, "part_day", article="x"), said("c", "Vremivka", 6, "part_day", article="y")],
     (None, None, None, "uncounted", 0, False, "its members are not reported for the same hours", "a b c")),
    ([said("j", "Kurakhove+Kursk+Pokrovsk+Vremivka", 99)], (None, None, None, "uncounted", 0, False, "named only in a joint figure (Kurakhove+Kursk+Pokrovsk+Vremivka: 99)", "j")),
])
def test_a_merged_front(raw, expected):
    assert values(one(*raw, front=MERGED), "count", "low", "high", "status", "sources", "conflict", "rule", "mention_ids") == expected


def test_a_merged_front_never_adds_unlike_measures():
    table = daily(counts(*MEMBERS[:2], said("c", "Vremivka", 6, measure="clashes")), DAY, DAY, [MERGED])
    assert table["rule"].tolist() == ["no figure for Vremivka", "no figure for Kurakhove and Pokrovsk"]
    assert table["count"].isna().all()


@pytest.mark.parametrize(("front", "day", "members"), [
    (MERGED, "2025-01-09", {"Kurakhove", "Pokrovsk", "Vremivka"}),
    (MERGED, "2025-01-10", {"Novopavlivka", "Pokrovsk"}),
    ("Kurakhove+Novopavlivka+Pokrovsk", "2025-01-09", {"Kurakhove", "Pokrovsk", "Vremivka"}),
    ("Kurakhove+Novopavlivka+Pokrovsk+Vremivka", "2025-01-10", {"Novopavlivka", "Pokrovsk"}),
    ("Kurakhove", "2025-01-10", set()),
])
def test_the_members_that_exist_on_a_day(front, day, members):
    assert living(front, day) == members


def test_a_merged_front_goes_on_across_the_change_of_its_members():
    raw = counts(said("a", "Novopavlivka", 9, day="2025-01-10"), said("b", "Pokrovsk", 50, day="2025-01-10"), said("c", "Novopavlivka+Pokrovsk", 61, day="2025-01-11"))
    table = daily(raw, "2025-01-10", "2025-01-11", [MERGED])
    assert table[["front", "count", "rule"]].values.tolist() == [[MERGED, 59, "sum of Novopavlivka and Pokrovsk"], [MERGED, 61, "only figure"]]


def test_reconcile_keeps_every_window_apart():
    raw = counts(said("a", "Kursk", 11, "part_day", "16:00"), said("b", "Kursk", 20, "part_day", "22:00"), said("c", "Kursk", 24), said("d", "Kursk", 25), said("e", "Kursk", 8, "unknown"))
    table = reconcile(raw)
    assert table[["window", "as_of", "count", "status", "conflict", "mention_ids"]].astype(object).where(table[["window", "as_of", "count", "status", "conflict", "mention_ids"]].notna(), None).values.tolist() == [
        ["full_day", None, 24, "counted", True, "c d"],
        ["part_day", "22:00", 20, "partial", False, "b"],
        ["part_day", "16:00", 11, "partial", False, "a"],
        ["unknown", None, 8, "partial", False, "e"],
    ]


@pytest.mark.parametrize(("start", "end", "message"), [
    ("2024-11-31", "2024-12-01", "'2024-11-31' is not a day"),
    ("16.11.2024", "2024-12-01", "'16.11.2024' is not a day"),
    ("2024-11-16", "", "'' is not a day"),
    ("2024-11-16", None, "'None' is not a day"),
    ("2024-11-16", "2024-11-15", "ends on 2024-11-15, before it starts on 2024-11-16"),
])
def test_a_range_that_is_none(start, end, message):
    with pytest.raises(BadRange, match=message):
        daily(counts(), start, end)


def test_calls_that_are_wrong():
    with pytest.raises(UnknownFront, match="'Pokrovks'.*Nearest: Pokrovsk"):
        daily(counts(), DAY, DAY, ["Pokrovks"])
    with pytest.raises(BadCall, match="'atacks'.*Nearest: attacks"):
        daily(counts(), DAY, DAY, measures=["atacks"])
    with pytest.raises(MissingColumn, match="counts lacks as_of, hours"):
        daily(counts().drop(columns=["as_of", "hours"]), DAY, DAY)
    with pytest.raises(MissingColumn, match="mentions lacks published"):
        daily(counts(), DAY, DAY, mentions=publications().drop(columns="published"))


# Whatever the table

FRONTS = ["Kursk", "Kurakhove", "Pokrovsk", "Vremivka", "Kurakhove+Pokrovsk"]
DAYS = ["2024-11-16", "2024-11-17"]


@some.composite
def tables(draw, fronts=tuple(FRONTS)):
    """A random table of counts."""
    rows = []
    for number in range(draw(some.integers(0, 9))):
        window, as_of = draw(some.sampled_from([("full_day", None), ("part_day", "16:00"), ("part_day", "22:00"), ("part_day", None), ("unknown", None), ("week", None)]))
        rows.append(said(
            f"m{number}", draw(some.sampled_from(fronts)), draw(some.sampled_from([None, 0, 5, 7, (7, 8, None), (None, 4, 9)])), window, as_of,
            article=draw(some.sampled_from(["x", "y", "z"])), day=draw(some.sampled_from(DAYS)), measure=draw(some.sampled_from(["attacks", "repelled"])),
        ))
    return counts(*rows)


@settings(max_examples=20, deadline=None)
@given(tables(), some.randoms())
def test_the_order_of_rows_changes_nothing(table, chance):
    order = list(range(len(table)))
    chance.shuffle(order)
    asked = [*FRONTS, MERGED]
    pd.testing.assert_frame_equal(daily(table.iloc[order], *DAYS, asked), daily(table, *DAYS, asked))


@settings(max_examples=20, deadline=None)
@given(tables(), tables(fronts=("Lyman", "Kharkiv+Kupiansk", "ALL")))
def test_other_fronts_change_nothing(table, others):
    pd.testing.assert_frame_equal(daily(pd.concat([table, others]), *DAYS, FRONTS), daily(table, *DAYS, FRONTS))


@settings(max_examples=20, deadline=None)
@given(tables(fronts=("Kursk", "Kurakhove", "Pokrovsk")))
def test_nothing_is_lost_and_silence_is_never_zero(table):
    made = daily(table, *DAYS)
    assert set(zip(made["date"], made["front"])) == {(day, front) for day in DAYS for front in ("Kursk", "Kurakhove", "Pokrovsk")}
    listed = [name for names in made["mention_ids"] for name in names.split()]
    assert sorted(listed) == sorted(table.loc[table["window"] != "week", "mention_id"])
    silent = made["status"].isin(["not_reported", "uncounted"])
    assert made.loc[silent, ["count", "low", "high"]].isna().all(axis=None)
    zero = made.loc[(made["count"] == 0).fillna(False), "mention_ids"].str.split().str[0]
    assert set(zero) <= set(table.loc[table["status"] == "none", "mention_id"])


@settings(max_examples=20, deadline=None)
@given(tables(fronts=("Kurakhove", "Pokrovsk", "Vremivka")))
def test_a_merged_front_is_the_sum_of_its_members(table):
    whole = table[(table["window"] == "full_day") & (table["measure"] == "attacks")]
    parts = daily(whole, DAYS[0], DAYS[0], MERGED.split("+"))
    merged = daily(whole, DAYS[0], DAYS[0], [MERGED])["count"].iloc[0]
    expected = parts["count"].sum(skipna=False) if parts["status"].isin(["counted", "none"]).all() else pd.NA
    assert (pd.isna(merged) and pd.isna(expected)) or merged == expected


def test_a_joint_figure_gives_nothing_to_its_members():
    said_together = figures(counts(said("a", "Kurakhove+Pokrovsk", 50)))
    assert candidates("Pokrovsk", DAY, said_together) == []
    assert days_between("2024-02-28", "2024-03-01") == ["2024-02-28", "2024-02-29", "2024-03-01"]
