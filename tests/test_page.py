"""What a reader sees: tables and findings, and a page that is safe, whole and accessible."""

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from languages import english
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis import speech
from analysis.page import MARKS, PACKAGE, clean, html_page, say, table, words
from analysis.reading import NAMES

NOTEBOOKS = Path(__file__).parent / "notebooks"
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
PARAMETERS = pd.DataFrame({"parameter": ["start"], "value": ["2024-11-01"], "meaning": ["<b>first</b> day"]})


def page(*cells, **more):
    return BeautifulSoup(html_page(new_notebook(cells=list(cells)), "a b.ipynb", PARAMETERS, ["tables/x.csv", "a b.ipynb"], **more), "html.parser")


def shown(data, metadata=None, tags=()):
    output = new_output("display_data", data, metadata=metadata or {})
    return new_code_cell("secret code", outputs=[output], execution_count=1, metadata={"tags": list(tags)})


# Tables

FRAME = pd.DataFrame({
    "front": ["Kursk", "<b>Lyman</b>"],
    "count": pd.array([1204, None], dtype="Int64"),
    "mean_per_day": [24.0, 0.5],
    "conflict": [True, False],
    "source": ["Ukrinform", "a blog"],
    "url": ["https://example.org/a?b=1&c=2", "javascript:alert(1)"],
})


def test_a_table_says_what_each_cell_is():
    found = BeautifulSoup(table(FRAME, "Counts & means", links={"source": "url"}).html, "html.parser")
    assert found.caption.get_text() == "Counts & means"
    assert [cell.get_text() for cell in found.thead.find_all("th", scope="col")] == ["front", "count", "mean per day", "conflict", "source"]
    assert [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in found.tbody.find_all("tr")] == [
        ["Kursk", "1,204", "24.00", "yes", "Ukrinform"],
        ["<b>Lyman</b>", "—", "0.50", "no", "a blog"],
    ]
    assert [cell.get_text() for cell in found.find_all("th", scope="row")] == ["Kursk", "<b>Lyman</b>"]


def test_numbers_stand_to_the_right():
    found = BeautifulSoup(table(FRAME, "x").html, "html.parser")
    assert [cell.get_text() for cell in found.select("th.number")] == ["count", "mean per day"]
    assert len(found.select("td.number")) == 4


def test_number_columns_can_be_named():
    found = BeautifulSoup(table(pd.DataFrame({"front": ["Kursk"], "share": ["24 %"]}), "x", number_columns=["share"]).html, "html.parser")
    assert [cell.get_text() for cell in found.select("td.number")] == ["24 %"]


@pytest.mark.parametrize("value", [pd.NA, None, float("nan"), pd.NaT, ""])
def test_unknown_is_never_zero_or_blank(value):
    cell = BeautifulSoup(table(pd.DataFrame({"front": ["Kursk"], "x": pd.Series([value], dtype=object)}), "x").html, "html.parser").td
    assert (cell.get_text(), cell["aria-label"], cell["class"][-1]) == ("—", "not reported", "unknown")


@pytest.mark.parametrize("language", speech.LANGUAGES)
def test_a_table_speaks_the_language_and_its_text_does_not(language):
    frame = pd.DataFrame({"front": ["Kursk+Lyman"], "measure": ["clashes"], "count": [1200], "ratio": [1.5], "conflict": [True], "words": ["attacks"], "low": [pd.NA]})
    with speech.speaking(language):
        made = table(frame, "Refused mentions", unknown="not known")
    found = BeautifulSoup(made.html, "html.parser")
    said = [cell.get_text() for cell in found.find_all(["caption", "th", "td"])]
    assert said == {
        "en": ["Refused mentions", "front", "measure", "count", "ratio", "conflict", "words", "low", "Kursk+Lyman", "clashes", "1,200", "1.50", "yes", "attacks", "—"],
        "uk": ["Відхилені згадки", "напрямок", "показник", "число", "відношення", "розбіжність", "слова", "найменше", "Курський + Лиманський", "бойові зіткнення", "1\xa0200", "1,50", "так", "attacks", "—"],
    }[language]
    assert made.text == frame.to_string() and found.find_all("td")[-1]["title"] == {"en": "not known", "uk": "невідомо"}[language]
    assert table(frame, "Refused mentions", unknown="not known", language=language).html == made.html


def test_only_web_addresses_become_links():
    found = BeautifulSoup(table(FRAME, "x", links={"source": "url"}).html, "html.parser").find_all("a")
    assert [(link["href"], link.get_text(), link["rel"]) for link in found] == [("https://example.org/a?b=1&c=2", "Ukrinform", ["noopener", "noreferrer"])]


def test_a_table_compares_as_plain_text():
    made = table(FRAME, "x", links={"source": "url"})
    assert made._repr_mimebundle_() == {"text/html": made.html, "text/plain": FRAME.to_string()}
    assert repr(made) == FRAME.to_string()


def test_headers_and_the_word_for_unknown_can_be_given():
    found = table(FRAME[["front", "count"]], "x", headers={"count": "attacks"}, unknown="no total")
    assert ">attacks</th>" in found.html and 'aria-label="no total"' in found.html


def test_findings_are_paragraphs_on_the_page_and_words_elsewhere():
    made = say(["**Pokrovsk** had most.", "Its rate is not shown to be higher."])
    words = "**Pokrovsk** had most.\n\nIts rate is not shown to be higher."
    assert made._repr_mimebundle_() == {"text/markdown": words, "text/plain": words}
    found = page(shown(made._repr_mimebundle_())).select_one(".finding")
    assert [part.get_text() for part in found.find_all("p")] == ["Pokrovsk had most.", "Its rate is not shown to be higher."]


# Marked words

PIECES = [("Title & <b>\n\n", ""), ("On\nSaturday", "time"), (" they ", ""), ("attacked", "measure"), (" ", ""), ("<24>", "number, measure"), (" near 7", ""), (" 9", "not understood")]


def test_marks_are_told_by_words_as_well_as_by_colour():
    made = words(PIECES, "What <was> read")
    found = BeautifulSoup(made.html, "html.parser")
    assert found.figcaption.get_text() == "What <was> read" and [part.get_text() for part in found.find_all("p")][0] == "Title & <b>"
    assert [(mark["style"], mark.get_text()) for mark in found.find_all("mark")] == [
        (MARKS["time"], "On Saturday\xa0time"), (MARKS["measure"], "attacked\xa0measure"), (MARKS["number"], "<24>\xa0number, measure"), (MARKS["not understood"], "9\xa0not understood"),
    ]
    assert made._repr_mimebundle_()["text/plain"] == "Title & <b>\n\n[time: On\nSaturday] they [measure: attacked] [number, measure: <24>] near 7[not understood:  9]"


def test_every_mark_of_reading_has_a_colour_of_its_own():
    assert tuple(MARKS) == NAMES and len(set(MARKS.values())) == len(MARKS)


def test_the_page_keeps_the_colours_of_marks_and_no_other_style():
    found = page(shown({"text/html": words(PIECES, "x").html + '<mark style="position:fixed">y</mark>', "text/plain": "x"}))
    assert [mark.get("style") for mark in found.find_all("mark")] == [MARKS["time"], MARKS["measure"], MARKS["number"], MARKS["not understood"], None]


def test_an_article_of_no_words_is_an_empty_figure():
    assert words([], "x").text == "" and "<p>" not in words([], "x").html


# The page

def test_the_page_has_its_landmarks_and_one_title():
    found = page(new_markdown_cell("# Which front <i>most</i>?\n\nText."), new_markdown_cell("# Second\n\n## Why?\n\n## Why?"))
    assert found.html["lang"] == "en"
    assert found.title.get_text() == "Which front most ?"
    assert [heading.get_text() for heading in found.find_all("h1")] == ["Which front most ?"]
    assert all(len(found.find_all(name)) == 1 for name in ("header", "nav", "main", "footer"))
    assert found.body.find("a")["href"] == "#main" and found.main["id"] == "main"
    assert [link["href"] for link in found.nav.find_all("a")] == ["#second", "#why", "#why-2", "#parameters-of-this-report", "#files-of-this-report"]


def test_the_page_around_a_notebook_speaks_the_language():
    found = page(new_markdown_cell("# Назва"), shown({"image/png": DOT}, {}, tags=("numbers",)), shown({"text/plain": "24"}), language="uk")
    assert found.html["lang"] == "uk" and found.details.summary.get_text() == "Числа, що за цим стоять"
    said = "".join(part for part in found.find_all(string=True) if part.find_parent(["style", "script", "a", "table"]) is None)
    assert "Зміст" in said and "Параметри цього звіту" in said and not english(said.replace("a b.ipynb", ""))
    assert found.find("img")["alt"] == "Зображення; блокнот його не описує."
    assert [part["aria-label"] for part in found.select(".scroll")] == ["Текст 1", "Значення, з якими зроблено цю сторінку"]


def test_every_address_in_the_page_leads_somewhere():
    found = page(new_markdown_cell("# T\n\n## What?\n\n[up](#what)"))
    ids = [part["id"] for part in found.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {link["href"] for link in found.find_all("a") if link["href"].startswith("#")} <= {f"#{name}" for name in ids}
    assert [link["href"] for link in found.select(".files a")] == ["a%20b.ipynb", "tables/x.csv"]


def test_a_notebook_without_a_heading_is_called_by_its_file():
    assert page(new_markdown_cell("Text.")).h1.get_text() == "a b"


def test_code_and_parameters_cells_are_not_shown_but_the_values_are():
    declared = new_code_cell("start: str = '2024-11-01'", metadata={"tags": ["parameters"]})
    found = page(declared, shown({"text/plain": "seen"}))
    assert "secret code" not in found.get_text() and "start: str" not in found.get_text()
    assert "seen" in found.main.get_text()
    assert [cell.get_text() for cell in found.select_one("#parameters-of-this-report ~ .scroll tbody tr").find_all(["th", "td"])] == ["start", "2024-11-01", "<b>first</b> day"]


@pytest.mark.parametrize("tags, place", [((), "main > .scroll > pre"), (("numbers",), "main > details pre"), (("remove_output",), None), (("remove_cell",), None)])
def test_tags_say_how_an_output_is_shown(tags, place):
    found = page(shown({"text/plain": "24 25 32"}, tags=tags))
    assert (found.select_one(place).get_text() == "24 25 32") if place else ("24 25 32" not in found.get_text())


@pytest.mark.parametrize("data, metadata, alt", [
    ({"image/png": DOT, "text/plain": "Chart"}, {"image/png": {"alt": 'Bars: "32"', "width": 691}}, 'Bars: "32"'),
    ({"image/png": DOT, "text/plain": "Bars in words"}, {}, "Bars in words"),
    ({"image/png": DOT, "text/plain": "<Figure size 640x480>"}, {}, "A picture; the notebook gives no description of it."),
    ({"image/jpeg": DOT}, {"image/jpeg": {"alt": "A photo"}}, "A photo"),
])
def test_every_picture_has_words(data, metadata, alt):
    assert page(shown(data, metadata)).find("img")["alt"] == alt


def test_a_phone_is_offered_the_narrow_drawing():
    found = page(shown({"image/png": DOT + "\n"}, {"image/png": {"alt": "x"}}), narrow={DOT: "bmFycm93"})
    assert found.picture.source["srcset"] == "data:image/png;base64,bmFycm93"
    assert found.picture.img["src"].endswith(DOT)


def test_any_table_scrolls_in_its_box_and_says_its_headers():
    markdown = "| from | change |\n|---|---|\n| 2025-01-10 | ends |"
    found = page(new_markdown_cell(markdown), shown({"text/html": pd.DataFrame({"n": [1]}).to_html(), "text/plain": ""}))
    assert all(each.parent["class"] == ["scroll"] and each.parent["tabindex"] == "0" and each.parent["aria-label"] for each in found.find_all("table"))
    assert len({each.parent["aria-label"] for each in found.find_all("table")}) == 3
    assert all(header["scope"] in ("col", "row") and header.get_text(strip=True) for header in found.find_all("th"))


def test_a_number_stays_on_one_line_with_its_percent_sign():
    found = page(new_markdown_cell("A 95 % interval, `5 %`"), shown({"text/plain": "20 %"})).main
    assert "A 95\u00a0% interval" in found.p.get_text() and [each.get_text() for each in found.find_all("code")][0] == "5 %"


def test_rows_that_need_mending_are_mended_and_others_stand_as_they_are():
    share = '<tr><th scope="row">Lyman</th><td>20 %</td></tr>'
    odd = '<tr><th>no scope</th><th scope="row"></th><td><img src="data:image/png;base64,AAAA"><h2>Inside</h2><pre>x</pre></td></tr>'
    plain = '<tr><th scope="row">Kursk+<wbr>Lyman</th><td class="number">1,204</td></tr>'
    found = html_page(new_notebook(cells=[shown({"text/html": f"<table><tbody>{rows}</tbody></table>", "text/plain": ""}) for rows in (odd, plain, share)]), "x.ipynb", PARAMETERS, [])
    assert f"<tbody>{plain}</tbody>" in found and "<td>20\u00a0%</td>" in found
    rows = BeautifulSoup(found, "html.parser").tbody
    assert [(cell.name, cell.get("scope")) for cell in rows.find_all(["th", "td"])] == [("th", "row"), ("td", "row"), ("td", None)]
    assert rows.img["alt"] and rows.h2["id"] == "inside" and rows.pre.parent["class"] == ["scroll"]


def test_the_page_needs_nothing_from_elsewhere():
    markup = html_page(nbformat.read(NOTEBOOKS / "attack.ipynb", 4), "attack.ipynb", PARAMETERS, [])
    assert re.findall(r"(?:src|srcset|action|data)\s*=\s*[\"']?https?:[^\"']*", BeautifulSoup(markup, "html.parser").decode()) == []
    assert "@import" not in markup and "url(" not in markup
    assert "default-src 'none'" in markup


def test_nothing_active_survives_from_a_hostile_notebook():
    found = BeautifulSoup(html_page(nbformat.read(NOTEBOOKS / "attack.ipynb", 4), "attack.ipynb", PARAMETERS, ["<x>.csv"]), "html.parser")
    assert found.find_all(["script", "iframe", "object", "embed", "form", "input", "svg", "base", "frame"]) == []
    assert [meta.get("http-equiv") for meta in found.find_all("meta") if meta.get("http-equiv")] == ["Content-Security-Policy"]
    assert len(found.find_all("style")) == 1 and not found.body.find_all("style")
    attributes = {(part.name, name) for part in found.find_all(True) for name in part.attrs}
    assert not [name for _, name in attributes if name.startswith("on") or name in ("style", "target", "srcdoc", "formaction")]
    assert all(re.match(r"https?://|#|data:,|manifest\.json|%3Cx%3E", link.get("href", "#")) for link in found.find_all(["a", "link"]))
    assert all(image.get("src", "data:image/").startswith("data:image/") and image["alt"] for image in found.main.find_all("img") if image.get("src"))
    assert found.find("a", string="good")["href"] == "https://good.example/a?b=1"
    assert len(found.find_all("main")) == len(found.find_all("body")) == 1


@pytest.mark.parametrize("markup, expected", [
    ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
    ('<a href=" java\tscript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
    ('<a href="data:text/html,x">x</a>', '<a rel="noopener noreferrer">x</a>'),
    ('<a href="//evil.example">x</a>', '<a rel="noopener noreferrer">x</a>'),
    ('<a href="tables/x.csv">x</a>', '<a href="tables/x.csv" rel="noopener noreferrer">x</a>'),
    ('<img src="https://evil.example/x.png" alt="x">', '<img alt="x">'),
    ('<img src="data:image/svg+xml;base64,AAAA" alt="x">', '<img alt="x">'),
    ('<p id="main" style="x" onclick="y">x</p>', "<p>x</p>"),
    ("<script>x</script><style>y</style><svg><a>z</a></svg>k", "k"),
])
def test_clean_keeps_only_what_is_passive(markup, expected):
    assert clean(markup) == expected


def luminance(colour):
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("paper", ["paper", "tint"])
@pytest.mark.parametrize("ink", ["ink", "quiet", "link", "accent"])
def test_colours_of_words_can_be_read(ink, paper):
    style = (PACKAGE / "template" / "style.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", style))
    dark, light = sorted([luminance(colours[ink]), luminance(colours[paper])])
    assert (light + 0.05) / (dark + 0.05) >= 4.5
