"""Table files of every kind, language and fault, beside the mentions or the error they must give."""

import csv
import datetime
import io
import json
import struct
import sys
import tomllib
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from analysis import cells, grids, headers, schema
from analysis.schema import MENTIONS
from analysis.store import DATA
from analysis.tables import left_out, read_table, read_tables


def rows_of(frame, *columns):
    """A frame's values as plain rows, None for unknown."""
    return [tuple(None if pd.isna(value) else value for value in row) for row in frame[list(columns)].itertuples(index=False)]


def figures(frame):
    return rows_of(frame, "front_as_written", "count_as_written")


def put(folder, content, name="reports.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def book(folder, rows=(), merged=(), name="reports.xlsx", **sheets):
    """A workbook of one sheet, or of several by name."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, lines in (sheets or {"Sheet": rows}).items():
        sheet = made.create_sheet(title)
        for line in lines:
            sheet.append(line)
    for region in merged:
        made.worksheets[0].merge_cells(region)
    made.save(folder / name)
    return folder / name


# The real table

def test_the_real_table_is_read_whole():
    path = DATA / "raw" / "reported-counts.csv"
    with open(path, encoding="utf-8", newline="") as file:
        raw = list(csv.DictReader(file))
    frame = read_table(path)
    assert len(frame) == 406
    for column in raw[0]:
        assert [None if pd.isna(value) else value for value in frame[column]] == [row[column] or None for row in raw]


# One table in every format

TABLE = [
    ["Front", "Count", "Measure", "Date", "Date published", "Link"],
    ["Kursk", "24", "attacks", "On Saturday", "2024-11-17", "https://example.org/a"],
    ["Покровський напрямок", "понад 32", "", "NA", "2024-11-17", ""],
    ["Kurakhove, \"south\" | east", "-", "атак; боїв", " 16:00", "17.11.2024", ""],
]
EXPECTED = [
    ("reports-r2", "Kursk", "24", "attacks", "On Saturday", "2024-11-17", "https://example.org/a"),
    ("reports-r3", "Покровський напрямок", "понад 32", None, "NA", "2024-11-17", None),
    ("reports-r4", "Kurakhove, \"south\" | east", "-", "атак; боїв", " 16:00", "17.11.2024", None),
]
COLUMNS = ("mention_id", "front_as_written", "count_as_written", "measure_as_written", "when_as_written", "published", "url")


def separated(by, rows=TABLE, ends="\r\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=by, lineterminator=ends).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("by", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom", "utf-32", "cp1251"])
@pytest.mark.parametrize("name", ["reports.csv", "reports.TSV"])
def test_separated_text(tmp_path, by, encoding, name):
    text = separated(by)
    data = b"\xfe\xff" + text.encode("utf-16-be") if encoding == "utf-16-be-bom" else text.encode(encoding)
    assert rows_of(read_table(put(tmp_path, data, name)), *COLUMNS) == EXPECTED


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path, ends):
    assert rows_of(read_table(put(tmp_path, separated(",", ends=ends))), *COLUMNS) == EXPECTED


def test_separator_stated_as_a_spreadsheet_does(tmp_path):
    assert rows_of(read_table(put(tmp_path, "sep=;\r\n" + separated(";"))), *COLUMNS) == EXPECTED


def test_workbook(tmp_path):
    assert rows_of(read_table(book(tmp_path, TABLE)), *COLUMNS) == EXPECTED


def test_parquet(tmp_path):
    frame = pd.DataFrame(TABLE[1:], columns=TABLE[0]).replace("", None)
    frame.to_parquet(tmp_path / "reports.parquet")
    assert rows_of(read_table(tmp_path / "reports.parquet"), *COLUMNS) == EXPECTED


def test_json_lines_are_numbered_as_lines(tmp_path):
    lines = [json.dumps(dict(zip(TABLE[0], row)), ensure_ascii=False) for row in TABLE[1:]]
    frame = read_table(put(tmp_path, lines[0] + "\n\n" + lines[1] + "\r\n" + lines[2], "reports.jsonl"))
    assert rows_of(frame, *COLUMNS[1:]) == [row[1:] for row in EXPECTED]
    assert list(frame["mention_id"]) == ["reports-r1", "reports-r3", "reports-r4"]


def stripped(rows):
    return [tuple(value.strip() if value else value for value in row) for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_html(tmp_path, encoding):
    escape = {ord("&"): "&amp;", ord("<"): "&lt;", ord("\""): "&quot;"}
    page = "<!doctype html><html><body><h1>Фронти</h1><table>" + "".join(
        "<tr>" + "".join(f"<td>{value.translate(escape)}</td>" for value in row) + "</tr>" for row in TABLE
    ) + "</table></body></html>"
    assert rows_of(read_table(put(tmp_path, page, "reports.html", encoding)), *COLUMNS) == stripped(EXPECTED)


def test_markdown_rows_are_numbered_as_lines(tmp_path):
    lines = ["| " + " | ".join(value.replace("|", "\\|") for value in row) + " |" for row in TABLE]
    page = "# Fronts\n\nSome words.\n\n" + "\n".join([lines[0], "|:--|--:|---|:-:|-|-|", *lines[1:]]) + "\n\nMore words.\n"
    frame = read_table(put(tmp_path, page, "reports.md"))
    assert rows_of(frame, *COLUMNS[1:]) == [row[1:] for row in stripped(EXPECTED)]
    assert list(frame["mention_id"]) == ["reports-r7", "reports-r8", "reports-r9"]


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(separated("\t").encode())))
    frame = read_table("-")
    assert rows_of(frame, *COLUMNS[1:]) == [row[1:] for row in EXPECTED]
    assert list(frame["mention_id"]) == ["stdin-r2", "stdin-r3", "stdin-r4"]


def test_the_frame_has_the_columns_and_types_of_mentions(tmp_path):
    frame = read_table(put(tmp_path, "front,count,start,end\nKursk,24, 7 ,\n"))
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == MENTIONS
    assert rows_of(frame, "start", "end", "sentence") == [(7, None, None)]


def test_name_stands_for_the_file(tmp_path):
    path = put(tmp_path, "front,count\nKursk,24\n")
    assert list(read_table(path, name="november.csv")["mention_id"]) == ["november-r2"]
    with pytest.raises(schema.UnknownHeader, match="^UnknownHeader: november.csv, row 1"):
        read_table(put(tmp_path, "front,count,frog\nKursk,24,x\n"), name="november.csv")


# Headers

@pytest.mark.parametrize("header, expected", [
    ("Front,Attacks,Date published", ["front_as_written", "count_as_written", "published"]),
    ("DATE PUBLISHED,FRONT,ATTACKS", ["published", "front_as_written", "count_as_written"]),
    ("Напрямок,Кількість,Коли", ["front_as_written", "count_as_written", "when_as_written"]),
    ("посилання,НАПРЯМОК,кількість атак", ["url", "front_as_written", "count_as_written"]),
    ("Abschnitt,Anzahl,Datum", ["front_as_written", "count_as_written", "when_as_written"]),
    ("QUELLE,FRONTABSCHNITT,MASS,ZAHL", ["publisher", "front_as_written", "measure_as_written", "count_as_written"]),
    ("Дата публикации,Направление,Количество", ["published", "front_as_written", "count_as_written"]),
    ("front,count,measure,date", ["front_as_written", "count_as_written", "measure_as_written", "when_as_written"]),
    ("mention_id,front_as_written,count_as_written", ["mention_id", "front_as_written", "count_as_written"]),
    (" Front :,  **Count** ,date\u00a0published", ["front_as_written", "count_as_written", "published"]),
    ("Front?,How many?,Date of article:", ["front_as_written", "count_as_written", "published"]),
    ("Ділянка,К-сть,Дата публікації", ["front_as_written", "count_as_written", "published"]),
])
def test_header_means(tmp_path, header, expected):
    values = [f"value {number}" for number in range(len(expected))]
    frame = read_table(put(tmp_path, f"{header}\n{','.join(values)}\n"))
    assert [frame[column][0] for column in expected] == values


def test_every_column_has_headers_in_four_languages_and_no_header_means_two_columns():
    with open(headers.HEADERS, "rb") as file:
        table = tomllib.load(file)
    assert set(table) - {"count_of"} == set(MENTIONS)
    assert all(set(languages) == {"en", "uk", "de", "ru"} and all(languages.values()) for languages in table.values())
    meanings = [(headers.plain(word), column) for column, languages in table.items() for words in languages.values() for word in words]
    assert len({word for word, _ in meanings}) == len(set(meanings))
    assert all(headers.column(column) == column for column in MENTIONS)


@pytest.mark.parametrize("header, measure", [
    ("Attacks", "Attacks"), ("Кількість атак", "Кількість атак"), ("Gefechte", "Gefechte"), ("Отбито", "Отбито"), ("Count", None),
])
def test_a_header_that_names_what_is_counted_is_the_measure(tmp_path, header, measure):
    assert rows_of(read_table(put(tmp_path, f"Front;{header}\nKursk;24\n")), "count_as_written", "measure_as_written") == [("24", measure)]


def test_a_column_for_the_measure_beats_the_header(tmp_path):
    frame = read_table(put(tmp_path, "Front;Attacks;Measure\nKursk;24;clashes\nPokrovsk;32;\n"))
    assert rows_of(frame, "measure_as_written") == [("clashes",), (None,)]


# Rows and columns as spreadsheets have them

@pytest.mark.parametrize("text, expected", [
    ("front,count\n\nKursk,24\n , \nPokrovsk,32\n\n", [("reports-r3", "Kursk", "24"), ("reports-r5", "Pokrovsk", "32")]),
    ("front,,count,\nKursk,,24,\nPokrovsk,,32,\n", [("reports-r2", "Kursk", "24"), ("reports-r3", "Pokrovsk", "32")]),
    ("Attacks in November\nCompiled by,Anna\n\nfront,count\nKursk,24\n", [("reports-r5", "Kursk", "24")]),
    ("front,count\n\"Kursk\nand Sumy\",24\nPokrovsk,32\n", [("reports-r2", "Kursk\nand Sumy", "24"), ("reports-r3", "Pokrovsk", "32")]),
    ("id,front,count\na7,Kursk,24\n,Pokrovsk,32\n", [("a7", "Kursk", "24"), ("reports-r3", "Pokrovsk", "32")]),
    ("front,count\nKursk,NA\nLyman,None\nSumy,-\nOrikhiv,н/д\nVolyn,0\n", [
        ("reports-r2", "Kursk", "NA"), ("reports-r3", "Lyman", "None"), ("reports-r4", "Sumy", "-"), ("reports-r5", "Orikhiv", "н/д"), ("reports-r6", "Volyn", "0")]),
    ("front,count\nKursk,\n,24\n", [("reports-r2", "Kursk", None), ("reports-r3", None, "24")]),
    ("front;count\nKursk;3,5\nLyman;1\u00a0234\nSumy;007\nVolyn;5\" guns\n", [
        ("reports-r2", "Kursk", "3,5"), ("reports-r3", "Lyman", "1\u00a0234"), ("reports-r4", "Sumy", "007"), ("reports-r5", "Volyn", "5\" guns")]),
])
def test_rows(tmp_path, text, expected):
    assert rows_of(read_table(put(tmp_path, text)), "mention_id", "front_as_written", "count_as_written") == expected


def test_rows_left_out_are_told(tmp_path):
    path = put(tmp_path, "Attacks in November\n\nfront,count\n\nKursk,24\n,\nPokrovsk,32\n\n\n")
    assert rows_of(left_out(path), "place", "why", "text") == [
        ("r1", "title", "Attacks in November"), ("r2", "blank", ""), ("r4", "blank", ""), ("r6", "blank", ""),
    ]
    assert rows_of(left_out(book(tmp_path, TABLE)), "place") == []


# Workbooks

def test_values_of_a_workbook_are_what_its_reader_sees(tmp_path):
    values = [
        (12.0, "12"), (12, "12"), (3.5, "3.5"), (0.1 + 0.2, "0.3"), (-1, "-1"), (1e20, "1e+20"), (True, "TRUE"), ("007", "007"), (" 5 ", " 5 "),
        (datetime.date(2024, 11, 16), "2024-11-16"), (datetime.datetime(2024, 11, 16, 16, 0), "2024-11-16 16:00"),
        (datetime.datetime(2024, 11, 16, 16, 0, 30), "2024-11-16 16:00:30"), (datetime.time(16, 0), "16:00"),
        (datetime.timedelta(hours=30), "30:00"), ("#N/A", "#N/A"), ("#DIV/0!", "#DIV/0!"),
    ]
    frame = read_table(book(tmp_path, [["Front", "Count"], *(["Kursk", value] for value, _ in values)]))
    assert list(frame["count_as_written"]) == [seen for _, seen in values]


def test_dates_of_1904(tmp_path):
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active.append(["Front", "Count", "Date"])
    made.active.append(["Kursk", 24, datetime.date(2024, 11, 16)])
    made.save(tmp_path / "mac.xlsx")
    assert rows_of(read_table(tmp_path / "mac.xlsx"), "when_as_written") == [("2024-11-16",)]


@pytest.mark.parametrize("merged, rows, expected", [
    (["A2:A3"], [["Front", "Count"], ["Kursk", 24], [None, 25]], [("r2", "Kursk", "24"), ("r3", "Kursk", "25")]),
    ([], [["Front", "Count"], ["Kursk", 24], [None, 25]], [("r2", "Kursk", "24"), ("r3", None, "25")]),
    (["A2:A3", "B2:B3"], [["Front", "Count"], ["Kursk", 24], [], ["Lyman", 9]], [("r2", "Kursk", "24"), ("r4", "Lyman", "9")]),
    (["A1:C1"], [["Attacks"], ["Front", "Count", "Date"], ["Kursk", 24, "today"]], [("r3", "Kursk", "24")]),
    (["A1:B1"], [["Front", None, "Count"], ["Kursk", None, 24]], [("r2", "Kursk", "24")]),
    (["A1:A2", "B1:B2", "C1:D1"], [["Front", "Count", "Article", None], [None, None, "Link", "Published"], ["Kursk", 24, "x", "y"]], [("r3", "Kursk", "24")]),
])
def test_merged_cells(tmp_path, merged, rows, expected):
    frame = read_table(book(tmp_path, rows, merged))
    assert rows_of(frame, "mention_id", "front_as_written", "count_as_written") == [(f"reports-{row}", front, count) for row, front, count in expected]


def test_a_table_that_does_not_begin_in_the_first_cell_keeps_its_row_numbers(tmp_path):
    path = book(tmp_path, [[], [], [None, None, "Front", "Count"], [], [None, None, "Kursk", 24]])
    assert rows_of(read_table(path), "mention_id", "front_as_written") == [("reports-r5", "Kursk")]


def sheet_with(tmp_path, cell):
    """A workbook whose cell B2 is replaced by XML of our own."""
    path = book(tmp_path, [["Front", "Count"], ["Kursk", 24]], name="plain.xlsx")
    changed = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, data.replace(b'<c r="B2" t="n"><v>24</v></c>', cell) if part.endswith("sheet1.xml") else data)
    return changed


@pytest.mark.parametrize("cell, seen", [
    (b'<c r="B2"><f>12+12</f><v>24</v></c>', "24"),
    (b'<c r="B2" t="str"><f>"2"&amp;"4"</f><v>24</v></c>', "24"),
    (b'<c r="B2" t="str"><f>""</f><v></v></c>', None),
    (b'<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
])
def test_a_formula_gives_its_stored_value(tmp_path, cell, seen):
    assert rows_of(read_table(sheet_with(tmp_path, cell)), "count_as_written") == [(seen,)]


@pytest.mark.parametrize("cell", [b'<c r="B2"><f>12+12</f></c>', b'<c r="B2"><f>12+12</f><v></v></c>', b'<c r="B2"><f>12+12</f><v/></c>'])
def test_a_formula_without_a_stored_value_is_named(tmp_path, cell):
    with pytest.raises(schema.UnreadableTable, match="cell B2: a formula whose value was never worked out"):
        read_table(sheet_with(tmp_path, cell))


def test_the_one_sheet_that_has_our_headers_is_taken(tmp_path):
    path = book(tmp_path, Notes=[["How this was made"], ["by hand"]], Counts=TABLE, Empty=[])
    assert rows_of(read_table(path), *COLUMNS) == EXPECTED


def test_of_several_sheets_one_must_be_named(tmp_path):
    path = book(tmp_path, Autumn=TABLE, Winter=[["Front", "Count"], ["Lyman", 5]])
    with pytest.raises(schema.BadCall, match="Autumn, Winter"):
        read_table(path)
    assert figures(read_table(path, sheet="Winter")) == [("Lyman", "5")]
    with pytest.raises(schema.BadCall, match="no sheet 'Wintr'. Nearest: Winter. Its sheets are Autumn, Winter"):
        read_table(path, sheet="Wintr")


# Pages

def page(tmp_path, body):
    return put(tmp_path, f"<html><body>{body}</body></html>", "reports.html")


HEAD = "<tr><th>Front<th>Attacks</tr>"


@pytest.mark.parametrize("body, expected", [
    (f"<table>{HEAD}<tr><td rowspan=2>Kursk<td>24<tr><td>25</table>", [("Kursk", "24"), ("Kursk", "25")]),
    (f"<table>{HEAD}<tr><td rowspan=9999999>Kursk<td>24<tr><td>25</table>", [("Kursk", "24"), ("Kursk", "25")]),
    (f"<table>{HEAD}<tr><td rowspan=0>Kursk<td>24<tr><td>25</table>", [("Kursk", "24"), ("Kursk", "25")]),
    (f"<table><tr><th colspan=2000000>November</tr>{HEAD}<tr><td>Kursk<td>24</table>", [("Kursk", "24")]),
    (f"<table><tr><th colspan=x>November</tr>{HEAD}<tr><td>Kursk<td>24</table>", [("Kursk", "24")]),
    (f"<table>{HEAD}<tr><td>Kursk<td>24", [("Kursk", "24")]),
    (f"<table><td>Front<td>Attacks<tr><td>Kursk<td>24</table>", [("Kursk", "24")]),
    (f"<table><tr><td>menu</table><table>{HEAD}<tr><td>Kursk<td>24</table><table>{HEAD}<tr><td>Lyman<td>5</table>", [("Kursk", "24"), ("Lyman", "5")]),
    ("<table><tr><td>" * 5 + f"<table>{HEAD}<tr><td>Kursk<td>24</table>" + "</table>" * 5, [("Kursk", "24")]),
    (f"<table>{HEAD}<tr><td>Kursk<td>1,234<tr><td>Lyman<td>3,5<tr><td>Sumy<td>1\u202f234<tr><td>Volyn<td>NA</table>",
     [("Kursk", "1,234"), ("Lyman", "3,5"), ("Sumy", "1\u202f234"), ("Volyn", "NA")]),
    (f"<table>{HEAD}<tr><td>&amp;lt;b&amp;gt; &lt;i>\n Kursk <b>Ob</b>last<br>south<td><script>7</script>2<span>4</span><!-- 9 --><span style='display: none'>1</span></table>",
     [("&lt;b&gt; <i> Kursk Oblast south", "24")]),
    (f"<table>{HEAD}<tr><td>{'<div>' * 300}Kursk{'</div>' * 300}<td>24</table>", [("Kursk", "24")]),
    (f"<table>{HEAD}<tr><td>Kursk<td>{'<p>x</p>' * 20000}</table>", [("Kursk", " ".join("x" * 20000))]),
    (f"<table>{HEAD}<tr><td>Kursk</table>", [("Kursk", None)]),
])
def test_html_oddities(tmp_path, body, expected):
    assert figures(read_table(page(tmp_path, body))) == expected


def test_rows_of_several_html_tables_have_names_of_their_own(tmp_path):
    table = f"<table>{HEAD}<tr><td>Kursk<td>24</table>"
    assert list(read_table(page(tmp_path, table + table))["mention_id"]) == ["reports-t1-r2", "reports-t2-r2"]


@pytest.mark.parametrize("text, expected", [
    ("Front | Count\n--|--\nKursk | 24\n", [("Kursk", "24")]),
    ("| Front | Count |\r\n|---|---|\r\n| Kursk \\| Sumy | 24 |\r\n", [("Kursk | Sumy", "24")]),
    ("| Front | Count |\n|---|---|\n| Kursk | |\n> a quotation\n", [("Kursk", None)]),
    ("```\n| Front | Count |\n|---|---|\n| Lyman | 5 |\n```\n\n| Front | Count |\n|---|---|\n| Kursk | 24 |\n", [("Kursk", "24")]),
    ("| Front | Count |\n|--|--|\n| Kursk | 24 |\n\n| a | b |\n|--|--|\n| c | d |\n\n| Count | Front |\n|--|--|\n| 5 | Lyman |", [("Kursk", "24"), ("Lyman", "5")]),
])
def test_markdown_oddities(tmp_path, text, expected):
    assert figures(read_table(put(tmp_path, text, "reports.md"))) == expected


@pytest.mark.parametrize("lines, expected", [
    ('{"front": "Kursk", "count": 24}', ("Kursk", "24")),
    ('{"front": "Kursk", "count": 24.0}', ("Kursk", "24")),
    ('{"front": "Kursk", "count": 2.5}', ("Kursk", "2.5")),
    ('{"front": "Kursk", "count": "24.0"}', ("Kursk", "24.0")),
    ('{"front": "Kursk", "count": null}', ("Kursk", None)),
    ('{"front": "Kursk", "count": NaN}', ("Kursk", None)),
    ('{"front": "Kursk\\u2028Sumy", "count": "24"}', ("Kursk\u2028Sumy", "24")),
    ('{"front": "Kursk", "count": ' + "9" * 5000 + "}", ("Kursk", "9" * 5000)),
])
def test_json_values(tmp_path, lines, expected):
    assert figures(read_table(put(tmp_path, lines + "\n", "reports.jsonl"))) == [expected]


def test_json_lines_may_leave_a_value_out(tmp_path):
    frame = read_table(put(tmp_path, '{"front": "Kursk", "count": 24}\n{"count": 5, "date": "today", "front": "Lyman"}\n', "reports.jsonl"))
    assert rows_of(frame, "front_as_written", "count_as_written", "when_as_written") == [("Kursk", "24", None), ("Lyman", "5", "today")]


def test_parquet_of_other_types(tmp_path):
    frame = pd.DataFrame({
        "front": pd.Categorical(["Kursk", "Lyman"]), "count": [24.0, float("nan")], "start": pd.array([3, None], dtype="Int64"),
        "date": pd.to_datetime(["2024-11-16", "2024-11-16 16:00"], format="ISO8601"),
    })
    frame.to_parquet(tmp_path / "reports.parquet")
    found = rows_of(read_table(tmp_path / "reports.parquet"), "front_as_written", "count_as_written", "when_as_written", "start")
    assert found == [("Kursk", "24", "2024-11-16", 3), ("Lyman", None, "2024-11-16 16:00", None)]


# Several files

def test_several_tables_are_one_after_the_other(tmp_path):
    paths = [put(tmp_path, "front,count\nKursk,24\n", "a.csv"), book(tmp_path, [["Front", "Count"], ["Lyman", 5]], name="b.xlsx")]
    assert rows_of(read_tables(paths), "mention_id", "front_as_written") == [("a-r2", "Kursk"), ("b-r2", "Lyman")]


@pytest.mark.parametrize("names, error, says", [
    ([], schema.BadCall, "no table was named"),
    (["a.csv", "a.csv"], schema.UnreadableTable, "mention_id 'a-r2' stands in more than one row"),
])
def test_several_tables_refused(tmp_path, names, error, says):
    put(tmp_path, "front,count\nKursk,24\n", "a.csv")
    with pytest.raises(error, match=says):
        read_tables([tmp_path / name for name in names])


# Faults

DEEP = "<table>" + HEAD + "<tr><td>" + "<div>" * 5000 + "Kursk" + "</div>" * 5000 + "<td>24</table>"
WIDE = "<table>" + HEAD + "<tr><td rowspan=65534 colspan=1000>x" + "<tr>" * 2000 + "</table>"


FAULTS = [
    ("reports.csv", b"", schema.EmptyFile, "holds nothing"),
    ("reports.csv", b"\xef\xbb\xbf \r\n", schema.EmptyFile, "holds nothing"),
    ("reports.csv", ",,\n,,\n", schema.EmptyFile, "only blank cells"),
    ("reports.html", "<p>No table here</p>", schema.EmptyFile, "no table in it"),
    ("reports.md", "No table | here\n", schema.EmptyFile, "no table in it"),
    ("reports.txt", "front,count\n", schema.BadCall, "cannot read a table that ends in '.txt'. Use .csv"),
    ("reports.json", "[]", schema.BadCall, "ends in '.json'"),
    ("reports", "front,count\n", schema.BadCall, "ends in ''"),
    # encodings: neither a guess nor a replacement
    ("reports.csv", "front,count\nПокровський,32\n".encode("koi8-u"), schema.WrongEncoding, "line 2, byte 12: the text is neither UTF-8 nor.*Save it as UTF-8"),
    ("reports.csv", "front,count\nПокровський напрямок,32\n".encode("cp866"), schema.WrongEncoding, "neither UTF-8"),
    ("reports.csv", "front,count\nПокровський напрямок,32\n".encode("iso8859-5"), schema.WrongEncoding, "neither UTF-8"),
    ("reports.csv", "front,count\nПокровський напрямок,32\n".encode("mac-cyrillic"), schema.WrongEncoding, "neither UTF-8"),
    ("reports.csv", "front,count\nStoßrichtung Süd,32\nÜber Kämpfe,5\n".encode("latin-1"), schema.WrongEncoding, "neither UTF-8"),
    ("reports.csv", "front,count\nПокровський напрямок,32\n".encode()[:-5] + b"\n", schema.WrongEncoding, "neither UTF-8"),
    ("reports.csv", b"\xef\xbb\xbffront,count\nK\xff,1\n", schema.WrongEncoding, "not UTF-8, as its first bytes say"),
    ("reports.csv", "front,count\nKursk,1\n".encode("utf-16") + b"x", schema.WrongEncoding, "not UTF-16, as its first bytes say"),
    ("reports.csv", "front,count\nKursk,1\n".encode("utf-16-le"), schema.WrongEncoding, "UTF-16 without a byte order mark"),
    ("reports.html", "<meta charset=windows-1251><table><tr><td>Напрямок".encode("koi8-u"), schema.WrongEncoding, "neither UTF-8"),
    # headers
    ("reports.csv", "Frnt,count\nKursk,24\n", schema.UnknownHeader, "row 1: no column is called 'Frnt'. Nearest: front"),
    ("reports.csv", "Напрямк;Кількість;Коли\nx;1;y\n", schema.UnknownHeader, "no column is called 'Напрямк'. Nearest: напрямок"),
    ("reports.csv", "front,count,frog,toad\nKursk,24,1,2\n", schema.UnknownHeader, "called 'frog'.* Nor is 'toad' known"),
    ("reports.csv", "front,count,frog,toad,newt\nKursk,24,1,2,3\n", schema.UnknownHeader, "called 'frog'.* Nor are 'toad', 'newt' known"),
    ("reports.csv", "title\n\nfront,count,Sektr\nKursk,24,x\n", schema.UnknownHeader, "row 3: no column is called 'Sektr'. Nearest: Sektor, sector"),
    ("reports.csv", "front,count,\nKursk,24,x\n", schema.UnknownHeader, "row 2: column C holds 'x', but has no header in row 1"),
    ("reports.csv", "Kursk,24\nLyman,5\n", schema.UnknownHeader, "no column is called 'Kursk'"),
    ("reports.csv", "front,count,Front\nKursk,24,Lyman\n", schema.DuplicateHeader, "columns A 'front' and C 'Front' both mean front_as_written"),
    ("reports.csv", "front,Attacks,Repelled\nKursk,24,20\n", schema.DuplicateHeader, "'Attacks' and C 'Repelled' both mean count_as_written. Keep one; a second count"),
    ("reports.csv", "front,count,When,Date\nKursk,24,today,2024-11-17\n", schema.DuplicateHeader, "'When' and D 'Date' both mean when_as_written. Keep one; call the day of the article 'Published'"),
    ("reports.jsonl", '{"front": "Kursk", "count": 1, "front": "Lyman"}', schema.DuplicateHeader, "row 1: 'front' stands twice"),
    ("reports.csv", "front,date\nKursk,today\n", schema.MissingColumn, "no column for count; found 'front', 'date'"),
    ("reports.csv", "publisher,date\nAnna,today\n", schema.MissingColumn, "no column for front and count"),
    ("reports.csv", "front,count\n", schema.NoRows, "no row under it"),
    ("reports.csv", "front,count\n\n,\n", schema.NoRows, "no row under it"),
    ("reports.md", "| Front | Count |\n|--|--|\n", schema.NoRows, "no row under it"),
    # rows
    ("reports.csv", "front,count\nKursk,24,x\n", schema.UnreadableTable, "row 2: 3 cells where the header has 2"),
    ("reports.csv", "front,count\nKursk,24\n\nLyman\n", schema.UnreadableTable, "row 4: 1 cell where the header has 2. It begins 'Lyman'"),
    ("reports.csv", "front,count\nKursk,1,234\n", schema.UnreadableTable, "row 2: 3 cells"),
    ("reports.csv", 'front,count\nKursk,24\n"Lyman,5\nSumy,"6"\n', schema.UnreadableTable, "row 3: a quotation mark that may not be closed"),
    ("reports.csv", 'front,count\nKursk,24\nLyman,"5\n', schema.UnreadableTable, "row 3: a quotation mark"),
    ("reports.csv", 'front,count\n"Kursk" Oblast,24\n', schema.UnreadableTable, "row 2: a quotation mark"),
    ("reports.csv", "front,count\nKursk," + "9" * 200_000 + "\n", schema.UnreadableTable, "row 2: a cell of more than 131,072 characters"),
    ("reports.csv", "front,count\nKursk oblast and around it,2\0" + "4\n", schema.UnreadableTable, "line 2: a zero byte"),
    ("reports.csv", "front,count,start\nKursk,24,soon\n", schema.UnreadableTable, "row 2: start is 'soon', expected a whole number"),
    ("reports.csv", "id,front,count\na,Kursk,24\na,Lyman,5\n", schema.UnreadableTable, "mention_id 'a' stands in more than one row"),
    ("reports.md", "| Front | Count |\n|--|--|\n| Kursk | 24 | x |\n", schema.UnreadableTable, "row 3: 3 cells where the header has 2"),
    ("reports.md", "| Front | Count |\n|--|--|\n| Kursk | 24 |\nLyman 5\n", schema.UnreadableTable, "row 4: 1 cell where"),
    ("reports.jsonl", '{"front": "Kursk", "count": 1}\nKursk, 24\n', schema.UnreadableTable, "row 2: not JSON"),
    ("reports.jsonl", '["Kursk", 24]\n', schema.UnreadableTable, "row 1: expected an object"),
    ("reports.jsonl", '{"front": ["Kursk"], "count": 24}\n', schema.UnreadableTable, "row 1: a cell holds a list"),
    ("reports.jsonl", '{"front": ' + "[" * 100_000, schema.UnreadableTable, "row 1: not JSON"),
    ("reports.html", DEEP, schema.UnreadableTable, "nested too deep"),
    ("reports.html", WIDE, schema.UnreadableTable, "merged cells cover more than 1,000,000 places"),
    ("reports.html", f"<table>{HEAD}<tr><td>Kursk<td>24<td>25</table>", schema.UnknownHeader, "row 2: column C holds '25', but has no header"),
    ("reports.xlsx", "front,count\nKursk,24\n", schema.UnreadableTable, "not a whole .xlsx workbook"),
    ("reports.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), schema.UnreadableTable, "locked with a password"),
    ("reports.parquet", "PAR1 is not enough", schema.UnreadableTable, "its reader stopped"),
]


@pytest.mark.parametrize("name, content, error, says", FAULTS, ids=[f"{number} {says[:30]}" for number, (*_, says) in enumerate(FAULTS)])
def test_faults_are_named(tmp_path, name, content, error, says):
    path = put(tmp_path, content, name)
    with pytest.raises(error, match=says) as caught:
        read_table(path)
    assert str(caught.value).startswith(f"{error.__name__}: {path}")
    assert caught.type is error


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    with pytest.raises(schema.MissingFile, match="nowhere.csv does not exist"):
        read_table(tmp_path / "nowhere.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(schema.BadCall, match="is not a file"):
        read_table(tmp_path / "folder.csv")
    with pytest.raises(schema.BadCall, match="only a workbook"):
        read_table(put(tmp_path, "front,count\nKursk,24\n"), sheet="Sheet")


def test_a_file_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(grids, "MAX_BYTES", 20)
    with pytest.raises(schema.UnreadableTable, match="larger than"):
        read_table(put(tmp_path, "front,count\nKursk,24\n"))


# Hostile workbooks

def rebuilt(tmp_path, change):
    """A workbook with its first sheet's XML changed."""
    path = book(tmp_path, [["Front", "Count"], ["Kursk", 24]], name="plain.xlsx")
    changed = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part.endswith("sheet1.xml") else old.read(part))
    return changed


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(9)) + b"]>"
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def declared(doctype, entity):
    def change(data):
        data = data.replace(b'<c r="B2" t="n"><v>24</v></c>', b'<c r="B2" t="inlineStr"><is><t>' + entity + b"</t></is></c>")
        return doctype + data.partition(b"?>")[2] if b"?>" in data[:100] else doctype + data
    return change


@pytest.mark.parametrize("change", [declared(LAUGHS, b"&j;"), declared(OUTSIDE, b"&a;")])
def test_entities_of_a_workbook_are_never_followed(tmp_path, change):
    with pytest.raises(schema.UnreadableTable, match="^UnreadableTable: .*hostile.xlsx"):
        read_table(rebuilt(tmp_path, change))


@pytest.mark.parametrize("padding, stated, says", [
    (1000, 210_000_000, "it unpacks to 210 MB, more than 200 MB"),
    (5_000_000, 5_000, "its reader stopped"),
])
def test_a_zip_bomb_is_refused_and_so_is_one_that_hides_its_size(tmp_path, padding, stated, says):
    path = rebuilt(tmp_path, lambda data: data + b" " * padding)
    with zipfile.ZipFile(path) as parts:
        true = parts.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", true), struct.pack("<I", stated)))
    with pytest.raises(schema.UnreadableTable, match=says):
        read_table(path)


def test_a_stray_cell_at_the_far_end_is_refused(tmp_path):
    path = rebuilt(tmp_path, lambda data: data.replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'))
    with pytest.raises(schema.UnreadableTable, match="reaches to row 1,048,576, column 16,384"):
        read_table(path)


def test_a_truncated_workbook_is_refused(tmp_path):
    whole = book(tmp_path, TABLE).read_bytes()
    with pytest.raises(schema.UnreadableTable, match="not a whole .xlsx"):
        read_table(put(tmp_path, whole[:len(whole) // 2], "half.xlsx"))


def test_a_reader_that_takes_too_long_or_breaks_down_is_named(tmp_path, monkeypatch):
    path = book(tmp_path, TABLE)
    slow = put(tmp_path, "import time\ntime.sleep(60)\n", "slow.py")
    dead = put(tmp_path, "import os\nos._exit(3)\n", "dead.py")
    monkeypatch.setattr(grids, "SECONDS", 0.2)
    monkeypatch.setattr(cells, "__file__", str(slow))
    with pytest.raises(schema.UnreadableTable, match="took more than 0.2 seconds"):
        read_table(path)
    monkeypatch.setattr(grids, "SECONDS", 60)
    monkeypatch.setattr(cells, "__file__", str(dead))
    with pytest.raises(schema.UnreadableTable, match="broke down .exit code 3"):
        read_table(path)


# Any text

TEXT = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@settings(max_examples=100, deadline=None)
@given(rows=some.lists(some.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=8), by=some.sampled_from(",;\t"), encoding=some.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text_written_as_csv_is_read_as_it_was(tmp_path_factory, rows, by, encoding):
    path = put(tmp_path_factory.mktemp("any"), separated(by, [["Sentence", "Front", "Count"], *rows]), encoding=encoding)
    expected = [
        (f"reports-r{number}", *(value if value.strip() else None for value in row))
        for number, row in enumerate(rows, start=2) if any(value.strip() for value in row)
    ]
    if not expected:
        with pytest.raises(schema.NoRows):
            read_table(path)
    else:
        assert rows_of(read_table(path), "mention_id", "sentence", "front_as_written", "count_as_written") == expected
