"""The command line as a person meets it: what is written, what is said, and the exit code."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.store import ROOT

NOTEBOOKS = Path(__file__).parent / "notebooks"
WHOLE = str(NOTEBOOKS / "whole.ipynb")
MENTIONS = """\
publisher,url,published,language,front,count,measure,when
Ukrinform,https://example.org/a,2024-11-17,en,Kursk front,24,attacks,On Saturday
Ukrinform,https://example.org/a,2024-11-17,en,Pokrovsk front,32,attacks,On Saturday
"""
BAD_ROWS = "A blog,https://example.org/b,2024-11-17,en,Atlantis front,{},attacks,On Saturday\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "typed.csv"
    path.write_text(MENTIONS, encoding="utf-8")
    return path


def run(capsys, *line):
    code = main([str(part) for part in line])
    said = capsys.readouterr()
    return code, said.out, said.err


# Done: 0

def test_no_command_prints_the_help(capsys):
    code, out, err = run(capsys)
    assert code == 0 and err == ""
    assert all(f"    {name} " in out for name in ("clean", "daily", "report", "verify", "accuracy", "build"))


def test_clean_writes_counts_and_says_each_step(capsys, table, tmp_path):
    code, out, err = run(capsys, "clean", table, "-o", tmp_path / "counts.csv", "--rejected", tmp_path / "rejected.csv")
    assert (code, out) == (0, "")
    assert "read the mentions: 2 → 2 (+0)" in err
    assert pd.read_csv(tmp_path / "counts.csv")[["front", "count", "date"]].values.tolist() == [["Kursk", 24, "2024-11-16"], ["Pokrovsk", 32, "2024-11-16"]]
    assert pd.read_csv(tmp_path / "rejected.csv").empty


def test_a_dash_writes_to_standard_output(capsys, table):
    code, out, _ = run(capsys, "clean", table, "-o", "-")
    assert code == 0 and out.startswith("mention_id,article_id,front,") and len(out.splitlines()) == 3


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".jsonl", ".xlsx"])
def test_the_format_follows_the_ending(capsys, table, tmp_path, ending):
    assert run(capsys, "clean", table, "-o", tmp_path / f"c{ending}")[0] == 0
    readers = {".csv": pd.read_csv, ".parquet": pd.read_parquet, ".jsonl": lambda path: pd.read_json(path, lines=True), ".xlsx": lambda path: pd.read_excel(path, engine="openpyxl")}
    assert readers[ending](tmp_path / f"c{ending}")["count"].tolist() == [24, 32]


def test_daily_has_a_row_for_every_front_and_day(capsys, table):
    code, out, _ = run(capsys, "daily", table, "--start", "2024-11-15", "--end", "2024-11-16", "--fronts", "Pokrovsk, Kursk")
    assert code == 0
    assert [line.split(",")[:4] for line in out.splitlines()[1:]] == [
        ["2024-11-15", "Pokrovsk", "", ""], ["2024-11-15", "Kursk", "", ""],
        ["2024-11-16", "Pokrovsk", "attacks", "32"], ["2024-11-16", "Kursk", "attacks", "24"],
    ]


def test_report_says_where_the_page_is_and_verify_proves_it(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("p.yml").write_text("window_days: 14\nclashes: false\n")
    code, out, err = run(capsys, "report", WHOLE, "-y", "p.yml", "-p", "window_days", "21", "-p", "fronts", "Kursk,Lyman", "-o", "made/it")
    assert (code, out, err) == (0, f"{Path('made/it/index.html')}\n", "")
    assert '"window_days": 21' in Path("made/it/manifest.json").read_text()
    assert run(capsys, "verify", "made/it") == (0, "made/it: 5 files, each as its manifest says.\n", "")


def test_calibrate_says_whether_the_intervals_hold(capsys, monkeypatch):
    import analysis.calibration as calibration

    monkeypatch.setattr(calibration, "report", lambda runs: (f"{runs} runs\n", runs > 1))
    assert run(capsys, "calibrate") == (0, f"{calibration.RUNS} runs\n", "")
    assert run(capsys, "calibrate", "--runs", "1") == (1, "1 runs\n", "")
    code, out, err = run(capsys, "calibrate", "--runs", "many")
    assert (code, out) == (2, "") and "invalid int value: 'many'" in err


def test_accuracy_takes_other_tables(capsys, monkeypatch):
    import analysis.accuracy as accuracy

    monkeypatch.setattr(accuracy, "run", lambda **named: (f"{named}\n", not named))
    assert run(capsys, "accuracy") == (0, "{}\n", "")
    assert run(capsys, "accuracy", "--golden", "g.csv") == (1, "{'golden': 'g.csv'}\n", "")


# Some input was refused: 1

def test_rejected_rows_are_said_and_the_rest_is_done(capsys, table, tmp_path):
    with table.open("a", encoding="utf-8") as file:
        file.write("".join(BAD_ROWS.format(number) for number in range(1, 24)))
    code, out, err = run(capsys, "clean", table, "--rejected", tmp_path / "rejected.csv")
    assert code == 1 and len(out.splitlines()) == 3
    assert len([line for line in err.splitlines() if line.startswith("rejected typed-")]) == 20
    assert err.splitlines()[-1] == "... and 3 more"
    assert len(pd.read_csv(tmp_path / "rejected.csv")) == 23


def test_a_table_that_cannot_be_read_does_not_stop_the_others(capsys, table, tmp_path):
    (tmp_path / "empty.csv").write_text("")
    code, out, err = run(capsys, "clean", tmp_path / "empty.csv", table)
    assert code == 1 and len(out.splitlines()) == 3
    assert err.startswith("EmptyFile: ")


def test_the_same_rows_twice_are_refused(capsys, table):
    code, out, err = run(capsys, "clean", table, table)
    assert code == 1 and len(out.splitlines()) == 3
    assert err.startswith("UnreadableTable: ") and "is in a table before it too" in err


@pytest.mark.parametrize("text, says", [
    ("", "t.csv holds nothing."),
    ("front,count,language\nAtlantis front,7,en\n", "NoRows: no row is left after cleaning"),
])
def test_nothing_left_is_said_and_nothing_written(capsys, tmp_path, text, says):
    (tmp_path / "t.csv").write_text(text)
    code, _, err = run(capsys, "clean", tmp_path / "t.csv", "-o", tmp_path / "counts.csv")
    assert code == 1 and says in err and not (tmp_path / "counts.csv").exists()


def test_a_broken_report_is_said(capsys, tmp_path):
    assert run(capsys, "verify", tmp_path) == (1, "", f"BrokenReport: {tmp_path} has no manifest.json; it is not a report.\n")


def test_an_error_of_ours_in_a_notebook_is_one_sentence(capsys, tmp_path):
    found = run(capsys, "report", NOTEBOOKS / "raises-ours.ipynb", "-o", tmp_path / "r")
    assert found == (1, "", "NoRows: nothing was reported until 2024-11-30. Choose another period.\n")
    assert list(tmp_path.iterdir()) == []


# The call was wrong: 2

@pytest.mark.parametrize("line, says", [
    (["dayly"], "no command is called 'dayly'. Nearest: daily."),
    (["clean"], "the following arguments are required: TABLE"),
    (["clean", "no.csv"], "MissingFile: "),
    (["clean", "t.csv", "--rejectd", "r.csv"], "no such argument: --rejectd. Nearest: --rejected."),
    (["clean", "t.csv", "-o", "counts.txt"], "cannot write a table that ends in '.txt'"),
    (["--versoin"], "no such argument: --versoin"),
    (["daily", "t.csv", "--start", "2024-11-01"], "the following arguments are required: --end"),
    (["daily", "t.csv", "--start", "2024-11-02", "--end", "2024-11-01"], "BadRange: "),
    (["daily", "t.csv", "--start", "yesterday", "--end", "2024-11-01"], "BadRange: "),
    (["report", WHOLE], "the following arguments are required: -o/--out"),
    (["report", WHOLE, "-p", "start", "-o", "r"], "argument -p/--parameter: expected 2 arguments"),
    (["report", WHOLE, "-p", "strat", "2024-11-01", "-o", "r"], "UnknownParameter: whole.ipynb has no parameter 'strat'. Nearest: start."),
    (["report", WHOLE, "-p", "clashes", "yes", "-o", "r"], "WrongParameterType: whole.ipynb, parameter 'clashes': expected true or false (bool), found 'yes'"),
    (["report", WHOLE, "-p", "end", "2024-11-01", "-p", "end", "2024-11-02", "-o", "r"], "'end' is given twice"),
    (["report", WHOLE, "-p", "end", "2024-10-01", "-o", "r"], "BadRange: whole.ipynb: start 2024-11-01 comes after end 2024-10-01"),
    (["report", "whole.ipynb", "-o", "r"], "MissingFile: whole.ipynb does not exist."),
    (["report", WHOLE, "-y", "no.yml", "-o", "r"], "MissingFile: no.yml does not exist."),
    (["verify", "nothing"], "MissingFile: nothing is not a folder."),
])
def test_a_wrong_call_is_told_what_to_do(capsys, monkeypatch, tmp_path, line, says):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *line)
    assert (code, out) == (2, "") and says in err and len(err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_misspelt_front_is_told_the_nearest(capsys, table):
    code, _, err = run(capsys, "daily", table, "--start", "2024-11-01", "--end", "2024-11-02", "--fronts", "Kursc")
    assert code == 2 and "UnknownFront" in err and "Nearest: Kursk" in err


def test_a_place_that_cannot_be_written_is_said(capsys, table, tmp_path):
    code, _, err = run(capsys, "clean", table, "-o", table / "counts.csv")
    assert code == 2 and f"cannot write into {table}" in err.splitlines()[-1] and "Name another place" in err and "Traceback" not in err


# As a process

def process(*line, **more):
    return subprocess.run([sys.executable, "-m", "analysis", *line], cwd=ROOT, text=True, encoding="utf-8", **more)


def test_a_reader_that_stops_reading_is_no_error(table):
    read, write = os.pipe()
    os.close(read)
    found = process("clean", str(table), stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert found.returncode == 0 and "Traceback" not in found.stderr and "BrokenPipe" not in found.stderr


def test_a_full_disk_is_named(capsys, table, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analysis.store.to_csv", full)
    code, _, err = run(capsys, "clean", table, "-o", tmp_path / "counts.csv")
    assert code == 2 and err.splitlines()[-1] == f"OSError: {tmp_path / 'counts.csv'}: No space left on device. Nothing was written there."


def test_the_exit_code_reaches_the_shell():
    found = process("dayly", capture_output=True)
    assert (found.returncode, found.stdout) == (2, "") and found.stderr.startswith("BadCall: ")


@pytest.mark.parametrize("sent, code", [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_a_report_that_is_stopped_leaves_nothing(tmp_path, sent, code):
    line = [sys.executable, "-m", "analysis", "report", WHOLE, "-o", str(tmp_path / "r")]
    started = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not list(tmp_path.iterdir()) and started.poll() is None:
        time.sleep(0.02)
    time.sleep(0.3)
    started.send_signal(sent)
    out, err = started.communicate(timeout=60)
    assert (started.returncode, out, list(tmp_path.iterdir())) == (code, "", []) and "Traceback" not in err


@pytest.mark.parametrize("line", [
    ["clean", "TABLE", "-o", "TABLE"], ["clean", "TABLE", "-o", "counts.csv", "--rejected", "TABLE"],
    ["clean", "TABLE", "-o", "same.csv", "--rejected", "same.csv"],
    ["daily", "TABLE", "--start", "2024-11-16", "--end", "2024-11-16", "-o", "TABLE"],
])
def test_no_file_of_the_call_is_overwritten(capsys, table, tmp_path, line, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = table.read_bytes()
    code, out, err = run(capsys, *[str(table) if word == "TABLE" else word for word in line])
    assert (code, out) == (2, "") and "would overwrite" in err
    assert table.read_bytes() == before and [path.name for path in tmp_path.iterdir()] == ["typed.csv"]


def test_counts_without_a_day_are_named(capsys, tmp_path):
    path = tmp_path / "typed.csv"
    path.write_text("front,count,measure,when,language\nKursk front,24,attacks,yesterday,en\n", encoding="utf-8")
    _, _, err = run(capsys, "clean", path, "-o", "-")
    assert "set aside typed-r2: no date in its words" in err and "Fill in the cell, or the date of publication." in err


def test_a_count_whose_words_give_two_times_is_set_aside_with_what_to_do(capsys, tmp_path):
    path = tmp_path / "typed.csv"
    path.write_text("front,count,measure,when,published,language\nKursk front,24,attacks,as of 16:00 on 16 November … over the past day,2024-11-16,en\n", encoding="utf-8")
    _, _, err = run(capsys, "clean", path, "-o", "-")
    assert "(window_conflict). Its words give two times that disagree: read the sentence and leave the one that holds in the cell." in err


# Articles

ARTICLE = """\
A quiet morning, a loud evening
Published: 2024-11-17

On Saturday Russian troops attacked 24 times in Kursk Oblast and 25 times on the Kurakhove front, the General Staff said.
The Pokrovsk front saw most: 32 assaults. Some 50 vehicles were destroyed by the 82nd Brigade.
"""


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "evening.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_read_then_clean(capsys, article, tmp_path):
    code, out, err = run(capsys, "read", article, "-o", tmp_path / "mentions.csv")
    assert (code, out) == (0, "") and "3 mentions" in err
    assert run(capsys, "clean", tmp_path / "mentions.csv", "-o", tmp_path / "counts.csv")[0] == 0
    counts = pd.read_csv(tmp_path / "counts.csv")
    assert counts[["front", "count", "date"]].values.tolist() == [["Kursk", 24, "2024-11-16"], ["Kurakhove", 25, "2024-11-16"], ["Pokrovsk", 32, "2024-11-16"]]


def test_one_refused_article_does_not_stop_the_others(capsys, article, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    code, out, err = run(capsys, "read", article, tmp_path / "empty.txt", "-o", "-")
    assert code == 1 and len(out.splitlines()) == 4 and "empty.txt" in err and "1 article refused" in err


def test_an_empty_name_is_refused_and_reads_no_folder(capsys, article, monkeypatch):
    monkeypatch.chdir(article.parent)
    code, out, err = run(capsys, "read", "", "-o", "-")
    assert code == 1 and out.splitlines()[1:] == [] and "'': an empty name" in err and "0 articles read" in err


def test_two_days_of_publication_are_said(capsys, tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<html lang="en"><head><meta property="article:published_time" content="2024-11-17"><title>t</title></head><body><article><p>Published: 2024-11-19</p>'
                    "<p>On Saturday Russian troops attacked 24 times on the Kursk front, the General Staff said in its report.</p></article></body></html>", encoding="utf-8")
    err = run(capsys, "read", page, "-o", tmp_path / "m.csv")[2]
    assert "two days of publication in page.html: 2024-11-17 was taken" in err and "1 article read, 0 hold no count" in err


def test_explain_marks_the_words(capsys, article):
    code, out, _ = run(capsys, "explain", article, "--mention", "evening.txt-02")
    assert code == 0 and "[number: 25" in out and "[front: " in out and "Rule: " in out
    code, _, err = run(capsys, "explain", article, "--mention", "evening.txt-99")
    assert code == 1 and "found no mention evening.txt-99" in err
