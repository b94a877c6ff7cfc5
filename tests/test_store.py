"""Tables are written whole, with the same bytes, and read back as they were."""

from functools import partial

import pandas as pd
import pytest

from analysis import store
from analysis.schema import COUNTS, BadCall, conform, empty
from analysis.store import FORMATS, table_in_parts, to_csv, write_table, write_text, write_whole


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


def test_the_last_digits_of_a_machines_arithmetic_are_not_written(tmp_path):
    for name, figure in (("one.csv", 0.1 + 0.2), ("other.csv", 0.3)):
        write_table(pd.DataFrame({"ratio": [figure, 27.894330542225322, float("inf")], "hours": [24.0, 16.0, 0.5]}), tmp_path / name)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()
    assert (tmp_path / "one.csv").read_text().splitlines()[1:] == ["0.3,24.0", "27.894331,16.0", "inf,0.5"]


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


PARTS = {"all at once": [0, 240], "one by one": list(range(0, 241)), "odd parts, some empty": [0, 3, 3, 100, 101, 240]}


def many_rows():
    """240 rows: every third without a count, one with a carriage return, one with a line end and quotes."""
    rows = [{"mention_id": f"m{number}", "front": "Курськ", "count": None if number % 3 == 0 else number, "hours": number / 4, "window_start": pd.Timestamp("2024-11-16", tz="Europe/Kyiv")} for number in range(240)]
    rows[7]["flags"], rows[100]["flags"] = "a\rb", 'one\n"two", three'
    return conform(pd.DataFrame(rows), COUNTS, "counts")


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", PARTS)
def test_a_table_written_in_parts_is_the_table_written_whole(ending, name, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "GROUP", 50)
    rows, places = many_rows(), PARTS[name]
    write_table(rows, tmp_path / f"whole{ending}")
    with table_in_parts(tmp_path / f"parts{ending}", empty(COUNTS)) as write:
        for start, end in zip(places, places[1:]):
            write(rows.iloc[start:end])
        assert not (tmp_path / f"parts{ending}").exists()
    one, other = ((tmp_path / f"{name}{ending}") for name in ("whole", "parts"))
    if ending == ".xlsx":  # the archive holds the time of its making
        assert pd.read_excel(one, engine="calamine").equals(pd.read_excel(other, engine="calamine"))
    else:
        assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_table_without_rows_keeps_its_columns_and_types(ending, tmp_path):
    with table_in_parts(tmp_path / f"none{ending}", empty(COUNTS)):
        pass
    back = pd.read_csv(tmp_path / "none.csv") if ending == ".csv" else pd.read_parquet(tmp_path / "none.parquet")
    assert list(back.columns) == list(COUNTS) and back.empty
    if ending == ".parquet":
        assert str(back["count"].dtype) == "Int64" and str(back["front"].dtype) == "string"


def test_parts_go_to_standard_output_as_they_come(capsys):
    with table_in_parts("-", empty(COUNTS)) as write:
        assert capsys.readouterr().out == ",".join(COUNTS) + "\n"
        write(many_rows().head(2))
        assert capsys.readouterr().out.count("\n") == 2


def test_parts_that_fail_leave_the_old_file_and_nothing_else(tmp_path):
    path = write_text(tmp_path / "kept.csv", "old")
    with pytest.raises(RuntimeError), table_in_parts(path, empty(COUNTS)) as write:
        write(many_rows())
        raise RuntimeError
    assert path.read_text() == "old" and [file.name for file in tmp_path.iterdir()] == ["kept.csv"]
