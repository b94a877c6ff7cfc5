"""The page of many reports: what each says, every report on it, in order, safe, whole, with the same bytes."""

import base64
import hashlib
import io
import json
import re

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image, ImageDraw

from analysis import charts, daily, findings, intensity, load
from analysis.batch.index import index_page, said, thumbnail
from analysis.page import say
from analysis.schema import BadCall


# What one report says


def cell(*data, tags=(), metadata=None):
    outputs = [new_output("display_data", each, metadata=metadata or {}) for each in data]
    return new_code_cell("code", outputs=outputs, metadata={"tags": list(tags)}, execution_count=1)


def markdown(text):
    return {"text/markdown": text, "text/plain": text}


def printed(text, tag):
    return new_code_cell("code", outputs=[new_output("stream", name="stdout", text=text)], metadata={"tags": [tag]}, execution_count=1)


TITLES = [
    ("# Where were *most* attacks?\n\nWords.", "Where were most attacks?"),
    ("Words.\n\nWhere?\n======", "Where?"),
    ("```\n# a remark in code\n```\n\n# The title", "The title"),
    ("## A section\n\n# A & B <b>bold</b>", "A & B bold"),
    ("Words only.", ""),
]


@pytest.mark.parametrize(("source", "title"), TITLES)
def test_the_title_is_the_first_h1(source, title):
    assert said(new_notebook(cells=[new_markdown_cell("Before."), new_markdown_cell(source), new_markdown_cell("# Later")]))["title"] == (title or "Later")


FINDINGS = [  # cells, finding, verdict
    ([cell(markdown("**Kursk**: 24.\nMore\u00a0here.\n\nSecond."))], "Kursk: 24. More\u00a0here.", ""),
    ([cell({"text/html": "<p>x</p>", "text/plain": "x"}), cell(markdown("### Head\n\n- *One* item\n- two"))], "One item", ""),
    ([cell(markdown("first")), cell(markdown("**Two**.\n\nThree."), tags=["finding"])], "Two. Three.", ""),
    ([cell(markdown("a"), markdown("b"), tags=["finding"]), cell(markdown("c"), tags=["finding"])], "a b c", ""),
    ([cell(markdown("first")), cell(tags=["finding"])], "", ""),
    ([cell(markdown("x"), tags=["remove_output"]), cell(markdown("y"))], "y", ""),
    ([cell({"text/plain": "'Highest: Kursk’s.'"}, tags=["verdict"]), cell(markdown("z"), tags=["finding"])], "z", "Highest: Kursk’s."),
    ([cell({"text/plain": "<Figure size 1x1>"}, tags=["verdict"]), printed("said\nso\n", "finding")], "said so", ""),
    ([cell(markdown("`a` [link](https://example.org) <script>alert(1)</script> 2 < 3"), tags=["finding"])], "a link 2 < 3", ""),
    ([], "", ""),
]


@pytest.mark.parametrize(("cells", "finding", "verdict"), FINDINGS)
def test_the_finding_and_the_verdict_are_plain_words(cells, finding, verdict):
    found = said(new_notebook(cells=cells))
    assert (found["finding"], found["verdict"]) == (finding, verdict)


def test_what_code_says_is_what_is_read():
    assert said(new_notebook(cells=[cell(say(["One **bold**.", "Two."])._repr_mimebundle_(), tags=["finding"])]))["finding"] == "One bold. Two."


def picture(width, height, colour="white", mode="RGB"):
    drawn = Image.new(mode, (width, height), colour)
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return file.getvalue()


def in_notebook(png):
    return {"image/png": base64.encodebytes(png).decode(), "text/plain": "<Figure size 640x480>"}


def test_the_first_picture_that_is_shown_comes_with_its_words():
    first, second = picture(2, 2), picture(3, 3)
    cells = [
        cell(in_notebook(picture(1, 1)), tags=["remove_cell"]),
        cell(markdown("x"), in_notebook(first), metadata={"image/png": {"alt": "Bars.\nKursk: 24."}}),
        cell(in_notebook(second)),
    ]
    found, bare, none = (said(new_notebook(cells=given)) for given in (cells, cells[2:], cells[:1]))
    assert (found["png"], found["alt"]) == (first, "Bars. Kursk: 24.")
    assert (bare["png"], bare["alt"]) == (second, "A picture; the notebook gives no description of it.")
    assert (none["png"], none["alt"]) == (None, "")


def test_a_picture_that_is_not_base64_is_named():
    with pytest.raises(BadCall, match=r"cell \[1\] is not base64"):
        said(new_notebook(cells=[cell({"image/png": "abcde"})]))


# The thumbnail


def opened(png):
    return Image.open(io.BytesIO(thumbnail(png))).convert("RGB")


@pytest.mark.parametrize(("size", "small"), [((1382, 909), (480, 316)), ((240, 100), (480, 200)), ((1, 1), (480, 480)), ((10, 4000), (5, 1920)), ((5000, 2), (480, 1))])
def test_a_thumbnail_is_as_wide_as_a_card(size, small):
    assert opened(picture(*size)).size == small


def test_a_thumbnail_keeps_the_bars_and_their_colours():
    drawn = Image.new("RGBA", (1440, 900), (0, 0, 0, 0))
    ImageDraw.Draw(drawn).rectangle((0, 300, 719, 449), fill="#0072b2")
    file = io.BytesIO()
    drawn.save(file, "PNG")
    small = opened(file.getvalue())
    places = {(100, 120): (0, 114, 178), (236, 120): (0, 114, 178), (244, 120): (255, 255, 255), (100, 80): (255, 255, 255)}
    assert all(max(abs(a - b) for a, b in zip(small.getpixel(place), colour, strict=True)) <= 4 for place, colour in places.items())


def test_the_thumbnail_of_a_real_chart_is_small_and_the_same_each_time():
    mentions, counts, _, _ = load()
    fronts, day = ["Kursk", "Kurakhove", "Pokrovsk"], "2024-11-16"
    one_day = intensity.single_day(daily(counts, day, day, fronts, mentions=mentions), day)
    png = charts.single_day(one_day, findings.verdict(one_day), day).picture("png")
    made = thumbnail(png)
    assert made == thumbnail(png) and len(made) < 25_000 and len(opened(png).getcolors(100_000)) <= 64


@pytest.mark.parametrize("broken", [b"", b"no picture", picture(50, 50)[:60], b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"])
def test_what_is_no_png_is_refused(broken):
    with pytest.raises(BadCall, match="is not a PNG"):
        thumbnail(broken)


# The page


def report(name, status="made", **given):
    made = status == "made"
    parameters = given.pop("parameters", {"start": "2024-09-01"})
    return {
        "name": name, "status": status, "notebook": "02-compare-fronts.ipynb", "parameters": parameters,
        "title": "Where were most attacks reported?" if made else "", "finding": f"Finding of {name}." if made else "", "verdict": "Kursk is highest." if made else "",
        "page": f"{name}/index.html" if made else None, "thumbnail": f"{name}/thumbnail.png" if made else None, "alt": "Bars." if made else "",
        "cause": None if made else "FailedRun: cell [3]", "files": {f"{name}/a.ipynb": "0"} if made else {},
    } | given


def text_of(*reports):
    return index_page({"made_by": "attacks-per-front 1.0.0", "reports": list(reports)})


def page(*reports):
    return BeautifulSoup(text_of(*reports), "html.parser")


def words(found):
    return " ".join(found.get_text(" ").split())


def data(found):
    return json.loads(found.find(id="data").string)


def test_a_card_shows_the_report_and_leads_to_it():
    [card, _] = page(report("one"), report("two")).select("#made li")
    assert (card.h3.a.get_text(), card.h3.a["href"]) == ("one", "./one/index.html")
    assert {name: card.img[name] for name in ("src", "alt", "loading", "width", "height")} == {
        "src": "./one/thumbnail.png", "alt": "Bars.", "loading": "lazy", "width": "480", "height": "320"}
    assert [each.get_text() for each in card.select(".said p")] == ["Kursk is highest.", "Finding of one."]


HEADS = [  # statuses, h1, counts
    ("made made failed made", "4 reports", "3 made , 1 failed ."),
    ("made", "1 report", "1 made , none failed."),
    ("failed failed", "2 reports, all failed", "None made , 2 failed ."),
    ("failed", "1 report, and it failed", "None made , 1 failed ."),
    ("", "No report yet", "This folder holds no report"),
]


@pytest.mark.parametrize(("statuses", "heading", "counts"), HEADS)
def test_the_head_counts_what_was_made_and_what_failed(statuses, heading, counts):
    statuses = statuses.split()
    found = page(*(report(f"r{place}", status) for place, status in enumerate(statuses)))
    assert found.h1.get_text() == heading and words(found.select_one(".lead")).startswith(counts)
    assert len(found.select("#failed li")) == statuses.count("failed") and len(found.select("#made li")) == statuses.count("made")
    assert bool(found.find(id="filter")) == (len(statuses) > 1)
    targets = [link["href"] for link in found.select("a[href^='#']")]
    assert all(found.find(id=target[1:]) for target in targets) and bool(targets) == bool(statuses)


def test_failures_come_first_each_with_its_cause_and_its_notebook():
    found = page(report("good"), report("a b#1", "failed", cause="FailedRun: no"), report("c", "failed", notebook_file="elsewhere/c.ipynb"), report("d", "failed", notebook_file=None, cause=None))
    assert [section["id"] for section in found.select("main > section")] == ["failed", "made"]
    assert [(item.h3.get_text(), item.select_one(".cause").get_text(), item.a and item.a["href"]) for item in found.select("#failed li")] == [
        ("a b#1", "FailedRun: no", "./failed/a%20b%231.ipynb"), ("c", "FailedRun: cell [3]", "./elsewhere/c.ipynb"), ("d", "No cause was recorded.", None)]


def test_it_says_whose_claim_it_is_and_where_the_caution_stands():
    said_there = words(page(report("one"), report("two")).select_one(".claim"))
    for phrase in ("one side’s claim", "Ukraine’s General Staff", "blank, never zero", "what can and cannot be concluded stands on each report’s own page", "not a comparison"):
        assert phrase in said_there


def test_equal_values_are_said_once_and_others_on_each_card():
    found = page(*(report(str(n), parameters={"start": "2024-09-01", "window_days": n, "fronts": ["Kursk", "Lyman"], "strict": True, "table": ""} | extra) for n, extra in ((7, {}), (14, {"extra": None}), (28, {"extra": "x"}))))
    assert [words(each) for each in found.select(".same .labels div")] == ["start 2024-09-01", "fronts Kursk, Lyman", "strict true", "table empty"]
    assert [[words(each) for each in card.select(".labels div")] for card in found.select("#made li")] == [
        ["window_days 7", "extra not given"], ["window_days 14", "extra not given"], ["window_days 28", "extra x"]]


def test_one_title_is_said_once_and_several_on_their_cards():
    same, several = page(report("a"), report("b")), page(report("a"), report("b", title="Other?", notebook="03-front-profile.ipynb"))
    assert "“Where were most attacks reported?”" in words(same.header) and not same.select(".title")
    assert [each.get_text() for each in several.select(".title")] == ["Where were most attacks reported?", "Other?"]
    assert "02-compare-fronts.ipynb and 03-front-profile.ipynb" in words(several.header)
    assert [words(each) for each in several.select("li .labels div")] == ["Notebook 02-compare-fronts.ipynb", "Notebook 03-front-profile.ipynb"]


LANGUAGES = [("uk", "uk"), ("pt-BR", "pt-BR"), ("en", None), ("Ukrainian!", None), ('uk" onclick="x', None), (None, None), (["uk"], None)]


@pytest.mark.parametrize(("asked", "given"), LANGUAGES)
def test_a_card_is_in_the_language_of_its_report(asked, given):
    found = page(report("a", parameters={"language": asked}))
    assert (found.html["lang"], found.select_one(".said").get("lang")) == ("en", given)


def test_a_report_without_a_page_a_picture_or_words_is_still_there():
    bare = report("b", page=None, thumbnail=None, alt="", verdict="", finding="", title="")
    found = page(report("a"), bare, bare | {"name": "c", "files": {}}).select("#made li")
    assert [words(card) for card in found[1:]] == ["b No picture", "c No picture"]
    assert (found[1].a["href"], found[2].a) == ("./b/a.ipynb", None)


# Filter and sort


ORDERS = [
    ("names", ["r10", "R2", "r1", "r2"], ["r1", "R2", "r2", "r10"]),
    ("days", ["2024-10-02", "2024-09-30", "2025-01-01"], ["2024-09-30", "2024-10-02", "2025-01-01"]),
    ("numbers", [10, 9.5, -1, True, 0], [-1, 0, 9.5, 10, True]),
    ("numbers in words", ["0.25", "0.5", "-3", "10"], ["-3", "0.25", "0.5", "10"]),
    ("not given", ["b", None, "a", 3], [3, "a", "b", None]),
    ("equal", ["x", "a", "x"], ["a", "x", "x"]),
]


@pytest.mark.parametrize(("values", "ordered"), [row[1:] for row in ORDERS], ids=[row[0] for row in ORDERS])
def test_values_are_put_in_the_order_that_people_expect(values, ordered):
    found = page(*(report("same", parameters={"p": value}) for value in values))
    place = [option["value"] for option in found.select("#sort option")].index("p.p")
    assert [values[number] for number in data(found)["orders"][place - 1]] == ordered


def test_names_and_verdicts_can_be_sorted_too():
    found = page(report("b", verdict="z"), report("c", "failed"), report("a", verdict="y"))
    assert [option["value"] for option in found.select("#sort option")] == ["", "name", "verdict"]
    assert data(found)["orders"] == [[2, 0, 1], [2, 0, 1]]


def test_each_list_of_choices_knows_which_report_has_which():
    found = page(report("a", parameters={"day": "2", "q": "x"}), report("b", "failed", parameters={"day": "10", "q": "x"}), report("c", parameters={"day": "2", "q": "y"}, verdict="Even."))
    options = {select["name"]: [option.get_text() for option in select.find_all("option")] for select in found.select("select.facet")}
    assert options == {"verdict": ["any", "Even. (1)", "Kursk is highest. (1)"], "p.day": ["any", "2 (2)", "10 (1)"], "p.q": ["any", "x (2)", "y (1)"]}
    assert data(found)["facets"] == [[1, -1, 0], [0, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize(("values", "listed"), [(1, False), (2, True), (30, True), (31, False)])
def test_a_parameter_is_a_list_while_a_person_can_look_through_it(values, listed):
    found = page(*(report(f"r{n}", parameters={"n": n % values}) for n in range(62)))
    assert bool(found.find("select", {"name": "p.n"})) == listed
    assert ("p.n" in [option["value"] for option in found.select("#sort option")]) == (values > 1)


def test_every_report_has_one_card_with_its_number_in_lists_of_whole_rows():
    found = page(*(report(f"r{n}", "failed" if n % 5 == 0 else "made") for n in range(200)))
    assert sorted(int(card["data-n"]) for card in found.select("main li")) == list(range(200))
    assert [(each["class"][0], len(each.find_all("li"))) for each in found.select("main ul")] == [("failures", 40), ("cards", 60), ("cards", 60), ("cards", 40)]
    assert data(found)["group"] == 60 and words(found.find(role="status")) == "200 of 200 reports shown"
    assert [card["data-n"] for card in found.select("#made li")[:5]] == ["1", "2", "3", "4", "6"]


def test_every_field_has_a_label_and_hides_where_no_script_runs():
    found = page(report("a", parameters={"x": 1}), report("b", parameters={"x": 2}))
    fields = found.select("#filter input, #filter select")
    assert len(fields) == 4 and all(found.find("label", attrs={"for": field["id"]}) for field in fields)
    assert "#filter { display: none; }" in found.noscript.style.string
    assert len({element["id"] for element in found.select("[id]")}) == len(found.select("[id]"))


# Safe, whole, the same


EVIL = "</script><script>alert('x')</script><img src=x onerror=alert(1)>\" ' & \x1b[31mred\x1b[0m \x00 \ud800"


def test_nothing_in_a_report_becomes_markup():
    given = {name: EVIL for name in ("title", "finding", "verdict", "alt", "cause", "notebook")}
    hostile = {EVIL: EVIL, "language": EVIL}
    text = text_of(report("calm"), report(EVIL.replace("\ud800", ""), page=None, thumbnail=None, parameters=hostile, **given),
                   report(EVIL.replace("\ud800", ""), "failed", parameters=hostile, **given))
    found = BeautifulSoup(text, "html.parser")
    assert len(found.find_all("script")) == 2 and not found.find_all("img", src="x") and not found.select("[onerror]")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", text) and "red" in text
    assert text.encode("utf-8")
    assert len(found.select("main li")) == 3 and data(found)["facets"]


def test_only_the_page_s_own_script_may_run():
    found = page(report("a"), report("b"))
    policy = found.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    digest = base64.b64encode(hashlib.sha256(found.find_all("script")[-1].string.encode()).digest()).decode()
    assert "default-src 'none'" in policy and f"script-src 'sha256-{digest}'" in policy


LINKS = [("a/index.html", "./a/index.html"), ("a b/ї?#%.html", "./a%20b/%D1%97%3F%23%25.html"), ("javascript:alert(1)", "./javascript%3Aalert%281%29"), ("//example.org/x", ".///example.org/x")]


@pytest.mark.parametrize(("path", "address"), LINKS)
def test_links_stay_in_the_folder(path, address):
    found = page(report("a", page=path, thumbnail=path))
    assert (found.select_one("#made a")["href"], found.img["src"]) == (address, address)


def test_no_address_of_anything_outside():
    text = text_of(report("a"), report("b", "failed"), report("c"))
    assert not re.search(r"https?:|url\(|@import|//[a-z]", text)
    assert all(link["href"].startswith(("./", "#", "data:,")) for link in BeautifulSoup(text, "html.parser").select("[href]"))


def test_the_same_reports_give_the_same_bytes():
    reports = [report(f"r{n}", "failed" if n == 3 else "made", parameters={"b": n, "a": [n % 2], "c": {"y": 1, "x": 2}}, title=f"T{n % 3}") for n in range(70)]
    first = text_of(*reports)
    assert first == text_of(*json.loads(json.dumps(reports))) and first.endswith("</html>\n")


# Contrast, by WCAG 2.2's formula: 4.5 for words, 3 for the edges of controls and the focus


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return sum(weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4) for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def schemes():
    style = page().style.string
    light, dark = (dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL))
    return {"light": light, "dark": light | dark}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), [
    *((front, back, 4.5) for front in ("ink", "quiet") for back in ("paper", "tint", "card")),
    *((front, "alarm", 4.5) for front in ("ink", "link", "accent")),
    *((front, "paper", 4.5) for front in ("link", "accent")), ("link", "card", 4.5), ("paper", "ink", 4.5),
    ("edge", "paper", 3), ("edge", "card", 3), ("focus", "paper", 3), ("focus", "card", 3), ("focus", "alarm", 3)])
def test_colours_can_be_told_apart(scheme, front, back, least):
    colours = schemes()[scheme]
    assert contrast(colours[front], colours[back]) >= least
