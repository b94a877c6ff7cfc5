"""Tables are written whole, with the same bytes, and read back as they were."""

from functools import partial

import pandas as pd
import pytest

from analysis.schema import COUNTS, BadCall, conform
from analysis.store import to_csv, write_table, write_text, write_whole


def frame():
    rows = [{"mention_id": "a", "front": "Kursk", "count": 24, "window_start": pd.Timestamp("2024-11-16", tz="Europe/Kyiv"), "flags": "=1+1"},
            {"mention_id": "b\rc", "front": "Pokrovsk", "flags": 'says "so", twice'}]
    return conform(pd.DataFrame(rows), COUNTS, "counts")


@pytest.mark.parametrize(("ending", "read"), [(".csv", pd.read_csv), (".parquet", pd.read_parquet), (".xlsx", partial(pd.read_excel, engine="calamine")), (".jsonl", lambda path: pd.read_json(path, lines=True))])
def test_every_format_holds_the_same_values(ending, read, tmp_path):
    write_table(frame(), tmp_path / f"counts{ending}")
    back = read(tmp_path / f"counts{ending}")
    assert list(back.columns) == list(COUNTS)
    assert back.loc[0, ["front", "count", "window_start", "flags"]].astype(str).tolist() in (
        ["Kursk", "24", "2024-11-16T00:00:00+02:00", "=1+1"], ["Kursk", "24.0", "2024-11-16T00:00:00+02:00", "=1+1"])
    assert pd.isna(back.loc[1, "count"]) and back.loc[1, "flags"] == 'says "so", twice'


def test_a_stray_carriage_return_survives(tmp_path):
    (tmp_path / "counts.csv").write_text(to_csv(frame()), encoding="utf-8", newline="")
    assert pd.read_csv(tmp_path / "counts.csv", lineterminator="\n").loc[1, "mention_id"] == "b\rc"


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    from openpyxl import load_workbook

    write_table(frame(), tmp_path / "counts.xlsx")
    sheet = load_workbook(tmp_path / "counts.xlsx").active
    assert sheet.cell(2, list(COUNTS).index("flags") + 1).data_type == "s"


def test_unknown_ending_is_refused(tmp_path):
    with pytest.raises(BadCall, match="ends in '.doc'"):
        write_table(frame(), tmp_path / "counts.doc")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = write_text(tmp_path / "kept.txt", "old")

    def fail(part):
        part.write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_whole(path, fail)
    assert path.read_text() == "old" and [file.name for file in tmp_path.iterdir()] == ["kept.txt"]
