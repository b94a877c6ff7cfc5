"""Since last time: two small reports beside the changes expected between them."""

import json

import pandas as pd
import pytest

from analysis import manifest as statement
from analysis.__main__ import main
from analysis.intensity import RATIOS, SINGLE_DAY
from analysis.report_changes import CHANGES, compare_reports, describe
from analysis.schema import BadCall, BrokenReport, MissingFile
from analysis.store import to_csv, write_text

PARAMETERS = {"start": "2024-11-01", "end": "2024-11-30", "day": "2024-11-16", "fronts": "Kursk, Pokrovsk"}
MANIFEST = {"made_by": "x 1", "notebook": {"name": "compare.ipynb", "sha256": "n"}, "inputs": {"data.csv": "d"}, "code": {"analysis": "c"}, "versions": {"python": "3.11"}}


def source(mention, front="Kursk", count=24, day="2024-11-16", publisher="A newspaper", words=None, url="https://example.org/a"):
    return {"date": day, "front": front, "count": count, "measure": "attacks", "window": "full day", "words": words or f"{front} · {count}", "publisher": publisher,
            "published": "2024-11-17", "url": url, "mention_id": mention, "read_from": "words alone"}


def pair(front="Pokrovsk", other="Kursk", verdict="higher_count_only", ratio=1.33, dispersion=2.0, **more):
    return {**dict.fromkeys(RATIOS, pd.NA), "front": front, "other": other, "dispersion": dispersion, "ratio": ratio, "verdict": verdict, **more}


def figure(front, count, **more):
    return {**dict.fromkeys(SINGLE_DAY, pd.NA), "front": front, "measure": "attacks", "count": count, "low": count, "high": count, "at_least": False, "status": "counted", "hours": 24.0, **more}


def dated(day="2024-11-16", count=24, low=24, high=24, rule="only figure"):
    return {"date": day, "front": "Kursk", "measure": "attacks", "count": count, "low": low, "high": high, "status": "counted", "rule": rule}


def made(folder, sources=(), parameters=PARAMETERS, manifest=MANIFEST, **tables):
    """A report folder with these tables and a manifest that proves it."""
    columns = list(source("a"))
    for name, rows in {"sources": sources, **tables}.items():
        if rows is not None:
            write_text(folder / "tables" / f"{name}.csv", to_csv(pd.DataFrame(list(rows), columns=columns if name == "sources" else None)))
    write_text(folder / statement.MANIFEST, statement._sealed({**manifest, "parameters": parameters, "files": statement.checksums(folder)}))
    return folder


@pytest.fixture
def between(tmp_path):
    """The changes between two reports, given the tables of each."""
    def compare(old, new):
        return compare_reports(made(tmp_path / "old", **old), made(tmp_path / "new", **new))
    return compare


def rows_of(changes, *names):
    return [tuple(row) for row in changes.table[list(names)].fillna("").values.tolist()]


@pytest.mark.parametrize(("old", "new", "unchanged", "expected"), [
    # expected: kind, front, change, note
    ([source("a")], [source("a")], 1, []),
    ([], [source("a")], 0, [("added", "Kursk", "24 (full day)", "")]),
    ([source("a")], [], 0, [("withdrawn", "Kursk", "24 (full day)", "")]),
    ([source("a")], [source("a", count=26)], 0, [("corrected", "Kursk", "count 24 → 26; words Kursk · 24 → Kursk · 26", "")]),
    ([source("a")], [source("a", count=26, words="Kursk · 24")], 0, [("corrected", "Kursk", "count 24 → 26", "")]),  # read anew
    ([source("a")], [source("a", day="2024-11-17")], 0, [("corrected", "Kursk", "date 2024-11-16 → 2024-11-17", "")]),
    ([source("a")], [source("a", front="Kupiansk", words="Kursk · 24")], 0, [("corrected", "Kupiansk", "front Kursk → Kupiansk", "")]),
    ([source("a")], [source("a", count="", words="Kursk · some")], 0, [("corrected", "Kursk", "count 24 → none; words Kursk · 24 → Kursk · some", "")]),
    # a row put in above moves the numbers of rows, and nothing else
    ([source("t-r2"), source("t-r3", "Pokrovsk", 32)], [source("t-r2", "Lyman", 9), source("t-r3"), source("t-r4", "Pokrovsk", 32)], 2, [("added", "Lyman", "9 (full day)", "the older report did not ask for it")]),
    ([source("t-r2"), source("t-r3", count=26)], [source("t-r2", count=26)], 1, [("withdrawn", "Kursk", "24 (full day)", "")]),
    # the same words in another article are another count
    ([source("a")], [source("a", url="https://example.org/b")], 0, [("added", "Kursk", "24 (full day)", ""), ("withdrawn", "Kursk", "24 (full day)", "")]),
    ([source("a"), source("b")], [source("a")], 1, [("withdrawn", "Kursk", "24 (full day)", "")]),  # one of two alike
    ([source("a", "Kursk+Lyman", 40)], [], 0, [("withdrawn", "Kursk+Lyman", "40 (full day)", "")]),
])
def test_counts(between, old, new, unchanged, expected):
    changes = between({"sources": old}, {"sources": new})
    assert rows_of(changes, "kind", "front", "change", "note") == expected and changes.unchanged["count"] == unchanged
    assert list(changes.table.columns) == list(CHANGES)


def test_a_longer_range_is_told_from_a_new_count(between):
    later = {**PARAMETERS, "end": "2024-12-31"}
    changes = between({"sources": [source("a")]}, {"sources": [source("a"), source("b", day="2024-12-01"), source("c", day="2024-11-02")], "parameters": later})
    assert changes.made == ["asked differently: end 2024-11-30 → 2024-12-31"]
    assert rows_of(changes, "kind", "date", "note") == [("added", "2024-11-02", ""), ("added", "2024-12-01", "the older report did not ask for it")]


@pytest.mark.parametrize(("old", "new", "expected"), [
    # expected: kind, front, change, note
    ([pair()], [pair()], []),
    ([pair()], [pair(ratio=1.5)], []),  # the ratio moved, the verdict didn't
    ([pair()], [pair(verdict="higher_shown")], [("changed", "Kursk : Pokrovsk", "higher count only for Pokrovsk → higher shown for Pokrovsk", "ratios")]),
    ([pair()], [pair(verdict="higher_shown", dispersion=pd.NA)], []),  # one window shows no pace
    ([pair()], [pair("Kursk", "Pokrovsk")], [("changed", "Kursk : Pokrovsk", "higher count only for Pokrovsk → higher count only for Kursk", "ratios")]),
    ([pair()], [pair(ratio=0.8)], [("changed", "Kursk : Pokrovsk", "higher count only for Pokrovsk → higher count only for Kursk", "ratios")]),
    ([pair()], [pair(verdict="equal", ratio=1.0)], [("changed", "Kursk : Pokrovsk", "higher count only for Pokrovsk → equal", "ratios")]),
    ([pair()], [pair(verdict="not_comparable", ratio=pd.NA)], [("changed", "Kursk : Pokrovsk", "higher count only for Pokrovsk → not comparable", "ratios")]),
    ([pair(ratio=float("inf"))], [pair(ratio=float("inf"), verdict="higher_shown")], [("changed", "Kursk : Pokrovsk", "higher count only for Pokrovsk → higher shown for Pokrovsk", "ratios")]),
    ([pair()], [pair(), pair("Lyman", "Kursk")], [("added", "Kursk : Lyman", "higher count only for Lyman", "ratios")]),
    ([pair(variant="as_asked"), pair(variant="latest")], [pair(variant="as_asked"), pair(variant="latest", ratio=0.8)],
     [("changed", "Kursk : Pokrovsk", "higher count only for Pokrovsk → higher count only for Kursk", "ratios latest")]),
    ([pair(start="2024-11-01", end="2024-11-30")], [pair(start="2024-12-01", end="2024-12-31")],
     [("withdrawn", "Kursk : Pokrovsk", "higher count only for Pokrovsk", "ratios 2024-11-01 2024-11-30"), ("added", "Kursk : Pokrovsk", "higher count only for Pokrovsk", "ratios 2024-12-01 2024-12-31")]),
])
def test_verdicts(between, old, new, expected):
    changes = between({"ratios": old}, {"ratios": new})
    assert rows_of(changes, "kind", "front", "change", "note") == expected
    assert changes.unchanged["verdict"] == len(old) - sum(kind != "added" for kind, *_ in expected)


def test_the_verdict_of_the_day(between):
    old, new = ([figure("Kursk", 24), figure("Pokrovsk", count)] for count in (32, 80))
    changes = between({"one_day": old}, {"one_day": new})
    assert rows_of(changes, "what", "kind", "note") == [("verdict", "changed", "one_day 2024-11-16")]
    assert "within one day’s chance: a higher pace is not shown. → Highest reported count: Pokrovsk. Its lead over Kursk is more than one day’s chance" in changes.table.loc[0, "change"]


@pytest.mark.parametrize(("old", "new", "expected"), [
    ([dated()], [dated()], []),
    ([dated()], [dated(count=26, low=24, high=26)], ["24 (24, counted) → 26 (24 to 26, counted)"]),
    ([dated()], [dated(low="", high="")], ["24 (24, counted) → 24 (open, counted)"]),  # the same words read as 'about'
    ([dated()], [dated(day="2024-11-17")], []),  # only days of both
])
def test_days_whose_figure_is_another(between, old, new, expected):
    assert [change for _, change in rows_of(between({"daily": old}, {"daily": new}), "what", "change")] == expected


def test_how_the_reports_were_made_is_said_first(between):
    text = describe(between({}, {"manifest": {**MANIFEST, "inputs": {"data.csv": "e", "more.csv": "f"}, "code": {"analysis": "z"}}, "sources": [source("a"), *(source(f"n{n}", count=n) for n in range(21))]}))
    lines = text.splitlines()
    assert lines[:3] == ["Other data: data.csv, more.csv", "Made by other code", "Counts: 22 added, 0 as before"]
    assert "  added: 2024-11-16 Kursk, attacks: 24 (full day); A newspaper, https://example.org/a" in lines
    assert lines[-3:] == ["  ... and 2 more", "Days with a figure in both: 0 as before", "Verdicts: 0 as before"]


def test_nothing_changed(between):
    same = {"sources": [source("a")], "ratios": [pair()], "daily": [dated()]}
    assert describe(between(same, same)) == (
        "Made from the same data by the same code, and asked the same.\nCounts: 1 as before\nDays with a figure in both: 1 as before\nVerdicts: 1 as before")


# Bad folders, and the command

def test_bad_folders_are_refused_by_name(tmp_path):
    good, edited, plain, other, bare, older = (tmp_path / name for name in ("good", "edited", "plain", "other", "bare", "older"))
    made(good, [source("a")])
    made(edited, [source("a")])
    write_text(edited / "tables" / "sources.csv", "date\n")
    plain.mkdir()
    made(other, [source("a")], manifest={**MANIFEST, "notebook": {"name": "cleaning.ipynb", "sha256": "n"}})
    made(bare, None)
    made(older, None, counts=[{"front": "Kursk"}])
    write_text(older / "tables" / "sources.csv", "date,front\n2024-11-16,Kursk\n")
    write_text(older / statement.MANIFEST, statement._sealed({**MANIFEST, "parameters": PARAMETERS, "files": statement.checksums(older)}))
    for pairs, kind, said in (
        ((good, tmp_path / "none"), MissingFile, f"{tmp_path / 'none'} is not a folder"), ((plain, good), BrokenReport, f"{plain} has no manifest.json"),
        ((good, edited), BrokenReport, f"{edited} is not what its manifest says: tables/sources.csv was changed"),
        ((good, other), BadCall, f"{other} one of cleaning.ipynb. Compare two reports of one notebook"),
        ((good, bare), BadCall, f"{bare} keeps no table of sources"), ((good, older), BrokenReport, f"{older}/tables/sources.csv lacks count, measure, window"),
    ):
        with pytest.raises(kind) as refused:
            compare_reports(*pairs)
        assert said in str(refused.value)


def test_the_command_prints_the_changes_and_writes_them(tmp_path, capsys):
    old, new = made(tmp_path / "old", [source("a")]), made(tmp_path / "new", [source("a", count=26)])
    assert main(["compare-reports", str(old), str(new), "-o", str(tmp_path / "changes.csv")]) == 0
    assert "  corrected: 2024-11-16 Kursk, attacks: count 24 → 26" in capsys.readouterr().out
    assert pd.read_csv(tmp_path / "changes.csv")["kind"].tolist() == ["corrected"]
    assert main(["compare-reports", str(old), str(new), "-o", "-"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("what,kind,date,") and "Counts: 1 corrected" in said.err


@pytest.mark.parametrize(("line", "code", "expected"), [
    (["none", "new"], 2, "MissingFile: none is not a folder"), (["old"], 2, "the following arguments are required: NEW"),
    (["old", "broken"], 1, "BrokenReport: broken has no manifest.json"), (["old", "new", "-o", "x.txt"], 2, "cannot write a table that ends in '.txt'"),
])
def test_exit_codes(tmp_path, monkeypatch, capsys, line, code, expected):
    monkeypatch.chdir(tmp_path)
    made(tmp_path / "old", [source("a")])
    made(tmp_path / "new", [source("a")])
    (tmp_path / "broken").mkdir()
    assert main(["compare-reports", *line]) == code and expected in capsys.readouterr().err


def test_a_manifest_that_is_not_ours_is_named(tmp_path):
    folder = made(tmp_path / "a", [source("a")])
    manifest = json.loads((folder / statement.MANIFEST).read_text())
    write_text(folder / statement.MANIFEST, json.dumps({**manifest, "parameters": {}}))
    with pytest.raises(BrokenReport, match="manifest.json was changed"):
        compare_reports(folder, folder)
