"""Articles in: every container and layout, what pages say about themselves, and each kind of bad input by its message."""

import codecs
import gzip
import io
import json
import os
import sys
import threading
import time
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from analysis.articles import labels, languages, layouts, pages, publication, sources as articles, web
from analysis.articles import FLAGS, Article, Refused, read_article, read_articles
from analysis.schema import AnalysisError
from analysis.store import DATA
from analysis.articles.web import NOTE, Visitor

PAGES = Path(__file__).parent / "pages"
UKRAINIAN = "За минулу добу на Покровському напрямку ворог 32 рази намагався прорвати оборону, а на Курщині було 24 атаки."
PAGE = "<html lang=en><head>{head}</head><body><article><h1>A long Saturday</h1><p>{text}</p></article></body></html>"
SENTENCE = "The enemy attacked 32 times on the Pokrovsk front on Saturday, the defenders said in the morning."


def page(head: str = "", text: str = SENTENCE) -> str:
    return PAGE.format(head=head, text=text)


def pdf(text: str, kind: int = 42) -> bytes:
    """A PDF of one page that shows a text, drawn by matplotlib."""
    from matplotlib import rc_context

    file = io.BytesIO()
    with rc_context({"pdf.fonttype": kind}):
        figure = Figure(figsize=(8, 4))
        figure.text(0.05, 0.9, text, va="top")
        figure.savefig(file, format="pdf", metadata={"CreationDate": None, "Title": "Зведення"})
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "text", "title", "publisher", "url", "language"),
    [
        ("header.txt", "The defenders of Pokrovsk held on through Saturday.\n\nSource: the evening bulletin\n\nThe enemy attacked 32 times on the Pokrovsk front, it says.\n", "", "", "", "en"),
        ("front-matter.txt", "The enemy attacked 32 times on the Pokrovsk front on Saturday.\n", "Pokrovsk: a long Saturday", "The Steppe Courier", "https://courier.example/long-saturday", "en"),
        ("titled-en.txt", "A long Saturday near Pokrovsk\n\nThe enemy attacked 32 times on the Pokrovsk front on Saturday.\n", "A long Saturday near Pokrovsk", "", "", "en"),
        ("titled-uk.txt", "Довга субота під Покровськом\n\n\nУ суботу ворог атакував 32 рази на Покровському напрямку.\n", "Довга субота під Покровськом", "Степовий вісник", "", "uk"),
        ("titled-de.txt", "Ein langer Samstag bei Pokrowsk\n\nAm Samstag griff die Armee an der Front bei Pokrowsk 32-mal an.\n", "Ein langer Samstag bei Pokrowsk", "Steppenbote", "", "de"),
        ("titled-ru.txt", "Долгая суббота под Покровском\n\nВ субботу противник 32 раза атаковал на Покровском направлении.\n", "Долгая суббота под Покровском", "", "", "ru"),
    ],
)
def test_plain_text_layouts(name, text, title, publisher, url, language):
    article = read_article(PAGES / name)
    assert (article.text, article.title, article.publisher, article.url, article.language) == (text, title, publisher, url, language)
    assert (article.article_id, article.published, article.flags) == (name, "2024-11-17", ())


def test_a_page_gives_its_article_and_nothing_beside_it():
    article = read_article(PAGES / "bulletin.html")
    assert article.text == (
        "Thirty-two assaults near Pokrovsk\n\n17 November 2024, 01:10\n\n"
        "The invading army tried hardest on the Pokrovsk front yesterday, where the defenders counted 32\u00a0assaults, says the bulletin read out on Sunday morning.\n\n"
        "On the other two fronts that our readers follow, the same bulletin gives these figures for the whole of Saturday:\n\n"
        "Kurakhove: 25 assaults\nKursk Oblast – 24\n\nFront\tRepelled\nPokrovsk\t30\n\n"
        "Nothing in the bulletin says how far the front moved, and the officers who wrote it declined to guess when they were asked."
    )
    assert (article.title, article.publisher, article.url) == ("Thirty-two assaults near Pokrovsk", "The Steppe Courier", "https://courier.example/war?id=7")
    assert (article.published, article.language, article.flags) == ("2024-11-17", "en", ())  # 23:10 in Greenwich is the next day in Kyiv
    assert len(article.sha256) == 64


LOST = [
    ("a list whose fronts are links", "<ul><li><a href=/k>Kursk</a>: 24</li></ul>", "Kursk: 24"),
    ("a part that extraction drops", "<section class=infographic><span>Kursk 24</span></section>", "Kursk 24"),
    ("a table row", "<table class=infobox><tr><td><p>Kursk</p></td><td>24</td></tr></table>", "Kursk\t24"),
    ("a table in a figure", "<figure class=wp-block-table><table><tr><td>Kursk</td><td>24</td></tr></table><figcaption>Photo 7</figcaption></figure>", "Kursk\t24\n\nOf the rest"),
    ("an article in a layout's table", f"<table><tr><td width=20>Menu</td><td><p>{'The long day ended without a change of the line. ' * 9}</p><p>Kursk: 24</p></td></tr></table>", "line.\n\nKursk: 24"),
    ("lines of preformatted text", "<pre>Kursk: 24\nLyman: 9 in all</pre>", "Kursk: 24\nLyman: 9 in all"),
    ("entities", "<p>Kursk &mdash; 24&nbsp;attacks &amp;lt; 25 on the others, we read there.</p>", "Kursk — 24\u00a0attacks &lt; 25"),
    ("a footnote's mark", "<p>On the Kursk front the defenders counted 24<sup>1</sup> attacks by the evening.</p>", "counted 24 attacks"),
    ("right-to-left marks", "<p>On the Kursk front the defenders counted \u200f24\u200e attacks by the evening.</p>", "counted \u200f24\u200e attacks"),
    ("zero-width spaces", "<p>On the Kursk\u200b front the defenders counted 24\u200b attacks by the evening.</p>", "Kursk\u200b front the defenders counted 24\u200b attacks"),
    ("a soft hyphen", "<p>On the Kur&shy;sk front the defenders counted 24 attacks by the evening.</p>", "Kur\u00adsk front"),
]


@pytest.mark.parametrize(("oddity", "html", "expected"), LOST, ids=[case[0] for case in LOST])
def test_numbers_of_a_page_are_not_lost(oddity, html, expected):
    text = f"{SENTENCE}</p>{html}<p>Of the rest of the front the bulletin says nothing, and so neither do we this morning."
    assert expected in pages.read_page(page(text=text), "x.html").text


def test_what_extraction_lost_is_flagged():
    around = "<p>The defenders told the paper on Sunday morning where the fighting had been hardest over the past day, and how often they were attacked.</p>"
    found = pages.read_page(f"<html><body><div><h1>A day</h1>{around}<ul><li><a href=/k>Kursk</a>: 24</li></ul>{around}</div></body></html>", "x.html")
    assert "Kursk: 24" in found.text and found.flags == ("blocks_restored",)


@pytest.mark.parametrize("depth", [255, 300, 3_000, 100_000])
def test_text_survives_any_depth_of_tags(depth):
    nested = f"<html><body><p>Before it 17 attacks were counted.</p>{'<div>' * depth}24 attacks{'</div>' * depth}<p>After it 25.</p></body></html>"
    text = pages.read_page(nested, "deep.html").text
    assert [number for number in ("17", "24", "25") if number in text] == ["17", "24", "25"]


def linked(**said) -> str:
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', **said})}</script>"


DATES = [
    ("JSON-LD", page(linked(datePublished="2024-11-17T10:00:00+02:00")), "2024-11-17", ()),
    ("JSON-LD that is broken", page("<script type='application/ld+json'>{oops</script><meta name=date content=2024-11-17>"), "2024-11-17", ()),
    ("article:published_time", page("<meta property='article:published_time' content='2024-11-16T22:30Z'>"), "2024-11-17", ()),
    ("Dublin Core", page("<meta name='DC.date.issued' content='17.11.2024'>"), "2024-11-17", ()),
    ("a <time> of the article", page(text=f"<time datetime='2024-11-17T08:00'>today</time> {SENTENCE}"), "2024-11-17", ()),
    ("a labelled line", page(text=f"Published: 17 November 2024</p><p>{SENTENCE}"), "2024-11-17", ()),
    ("a line that is a date", page(text=f"Sunday, 17 November 2024, 09:30</p><p>{SENTENCE}"), "2024-11-17", ()),
    ("the address", page("<link rel=canonical href='https://courier.example/2024/11/17/a'>"), "2024-11-17", ("date_from_address",)),
    ("the day of a change is none of publication", page(linked(dateModified="2024-11-20")), "", ()),
    ("metadata against text", page("<meta name=date content=2024-11-17>", f"Published: 16 November 2024</p><p>{SENTENCE}"), "2024-11-17", ("date_conflict",)),
    ("metadata against metadata", page(linked(datePublished="2024-11-17") + "<meta name=date content=2024-11-12>"), "2024-11-17", ("date_conflict",)),
]


@pytest.mark.parametrize(("where", "html", "published", "flags"), DATES, ids=[case[0] for case in DATES])
def test_the_day_of_publication_of_a_page(where, html, published, flags):
    found = pages.read_page(html, "x.html")
    assert (found.published, found.flags) == (published, flags)


SAYINGS = [
    ("title", page(linked(headline="Other")), "A long Saturday"),
    ("title", "<html><head><meta property=og:title content='Only here'></head><body><p>" + SENTENCE, "Only here"),
    ("publisher", page("<meta property=og:site_name content='Courier'>"), "Courier"),
    ("publisher", page("<link rel=canonical href=https://www.courier.example/a>"), "courier.example"),
    ("publisher", page(linked(publisher=[{"name": "First"}, {"name": "Second"}])), "First"),
    ("url", page(linked(mainEntityOfPage={"@id": "https://courier.example/ld"})), "https://courier.example/ld"),
    ("url", page("<link rel=canonical href=/a>"), "https://asked.example/a"),
    ("url", page("<link rel=canonical href='javascript:alert(1)'>"), "https://asked.example/x"),
    ("url", page("<link rel=canonical href='http://[bad'>"), "https://asked.example/x"),
    ("language", page(linked(inLanguage="uk")).replace("lang=en", ""), "uk"),
    ("language", page("<meta property=og:locale content=uk_UA>").replace("lang=en", ""), "uk_UA"),
]


@pytest.mark.parametrize(("part", "html", "expected"), SAYINGS)
def test_what_a_page_says_about_itself(part, html, expected):
    assert getattr(pages.read_page(html, "x.html", "https://asked.example/x"), part) == expected


def test_a_browsers_note_gives_the_address():
    assert pages.read_page("<!-- saved from url=(0025)https://courier.example/a -->" + page(), "x.html").url == "https://courier.example/a"


def test_a_page_drawn_by_a_program_gives_the_text_of_its_metadata():
    found = pages.read_page(f"<html><head>{linked(articleBody=(SENTENCE + ' ') * 3)}</head><body><div id=root></div></body></html>", "x.html")
    assert (found.text.count("32 times"), found.flags) == (3, ("body_from_metadata",))


def test_a_list_of_ukrainian_figures_keeps_its_words():
    article = read_article(PAGES / "tall-list.html")
    assert "Покровський: 27\nКурахівський: 31\nКурський: десять" in article.text and "50" not in article.text
    assert (article.published, article.publisher, article.language) == ("2024-12-15", "Степовий вісник", "uk")


WORDS_OF_DATES = [
    ("2024-11-17", "", "2024-11-17"), ("2024-11-16T21:59:59Z", "", "2024-11-16"), ("2024-11-16T22:00:00Z", "", "2024-11-17"), ("2024-06-16T21:00:00.123+0000", "", "2024-06-17"),
    ("Sun, 17 Nov 2024 22:30:00 GMT", "", "2024-11-18"), ("17.11.2024, 08:40", "", "2024-11-17"), ("17/11/2024", "", "2024-11-17"), ("11/17/2024", "", "2024-11-17"),
    ("05/06/2024", "", ""), ("06/06/2024", "", "2024-06-06"), ("1731801600", "", "2024-11-17"), ("1731801600000", "", "2024-11-17"), ("20241117T0900", "", "2024-11-17"),
    ("17 листопада 2024 року", "", "2024-11-17"), ("17 ноября 2024 г.", "", "2024-11-17"), ("17. November 2024", "", "2024-11-17"), ("5. Jänner 2025", "de", "2025-01-05"),
    ("November 17th, 2024", "", "2024-11-17"), ("17 de noviembre de 2024", "", "2024-11-17"), ("3 listopada 2024", "", ""), ("3 listopada 2024", "pl", "2024-11-03"), ("3 listopada 2024", "hr", "2024-10-03"),
    ("2024年11月17日", "", "2024-11-17"), ("31 вересня 2024", "", ""), ("2024-13-45", "", ""), ("November 2024", "", ""), ("May", "", ""), ("yesterday", "", ""), ("0000-00-00", "", ""), ("", "", ""),
    ("1970-01-01", "", ""), ("Posted 16 November 2024, updated 17 November 2024", "", "2024-11-16"),
]


@pytest.mark.parametrize(("words", "language", "expected"), WORDS_OF_DATES)
def test_days_in_words(words, language, expected):
    assert publication.day(words, language) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Published: 17 November 2024", ("published", "17 November 2024")), ("Published on 17 November 2024", ("published", "17 November 2024")),
        ("Опубліковано: 17.11.2024", ("published", "17.11.2024")), ("Дата публикации: 17.11.2024", ("published", "17.11.2024")), ("**Veröffentlicht:** 17.11.2024", ("published", "17.11.2024")),
        ("Джерело: Степовий вісник", ("publisher", "Степовий вісник")), ("URL: https://courier.example", ("url", "https://courier.example")),
        ("Details: the army attacked 24 times", ("", "")), ("Text: Anna Weber", ("", "")), ("On 17 November 2024 the army attacked", ("", "")),
    ],
)
def test_labelled_lines(line, expected):
    assert labels.labelled(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ворог здійснив 24 атаки на Покровському напрямку.", "uk"), ("За минувшие сутки враг атаковал 24 раза.", "ru"), ("The army attacked 24 times.", "en"), ("Die Armee griff 24 Mal an.", "de"),
        ("Les forces russes ont attaqué 24 fois dans la région.", "fr"), ("Las fuerzas rusas atacaron 24 veces en el frente de Pokrovsk.", "es"), ("W ciągu doby było 24 ataków na kierunku.", "pl"),
        ("俄军发动了24次进攻", "zh"), ("ロシア軍は24回攻撃した", "ja"), ("러시아군은 24번 공격했다", "ko"), ("24 | 25", ""), ("", ""),
        ("За последното денонощие са извършени 24 атаки, съобщи щабът, като се посочва, че е по-малко от вчера.", "bg"), ("Током дана било је 24 напада на овом делу фронта, али је линија остала иста.", "sr"),
    ],
)
def test_language_of_a_text(text, expected):
    assert languages.detect(text).language == expected


@pytest.mark.parametrize(
    ("said", "text", "expected"),
    [
        ("en-US", SENTENCE, ("en", ())), ("", SENTENCE, ("en", ())), ("UK_ua", UKRAINIAN, ("uk", ())), ("en", UKRAINIAN, ("uk", ("language_conflict",))), ("ru", UKRAINIAN, ("uk", ("language_conflict",))),
        ("en", "24 | 25", ("en", ())), ("", "24 | 25", ("", ("no_language",))), ("xx", UKRAINIAN, ("xx", ())),
    ],
)
def test_the_named_language_holds_unless_the_text_is_plainly_in_another(said, text, expected):
    assert languages.choose(said, text) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "koi8_u", "iso8859_5", "mac_cyrillic"])
def test_encodings_of_ukrainian(encoding, tmp_path):
    (tmp_path / "a.txt").write_bytes((UKRAINIAN + "\r\nКінець.\r").encode(encoding))
    article = read_article(tmp_path / "a.txt")
    assert article.text == UKRAINIAN + "\nКінець.\n"
    assert ("encoding_guessed" in article.flags) == (not encoding.startswith("utf"))


@pytest.mark.parametrize("declared", ["<meta charset=windows-1251>", "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>", "<meta charset=utf-8>", "<meta charset=nonsense>", ""])
def test_encodings_of_pages(declared, tmp_path):
    (tmp_path / "a.html").write_bytes(page(declared, UKRAINIAN).replace("lang=en", "").encode("cp1251"))
    assert UKRAINIAN in read_article(tmp_path / "a.html").text


@pytest.mark.parametrize("text", ["На Покровському напрямку ворог 16 листопада атакував 24 рази.", "На Лиманському напрямку 7 атак.", "На Покровском направлении 16 ноября было 24 атаки."])
@pytest.mark.parametrize("encoding", ["cp1251", "koi8_u"])
def test_one_sentence_in_an_old_encoding_is_read_or_refused_never_taken_for_another(text, encoding, tmp_path):
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    (found,) = read_articles(tmp_path / "a.txt")
    assert "WrongEncoding" in str(found) if isinstance(found, Refused) else found.text == text


def test_one_ukrainian_sentence_in_windows_1251_is_read(tmp_path):
    (tmp_path / "a.txt").write_bytes("На Покровському напрямку ворог 16 листопада атакував 24 рази.".encode("cp1251"))
    assert read_article(tmp_path / "a.txt").language == "uk"


@pytest.mark.parametrize("text", ["Die Front hält, und die Angriffe wurden für den Gegner teuer.", f"{SENTENCE}\nIt was said in the old café of the town, which is near the front.", "Les défenseurs ont été attaqués 24 fois sur le front."])
def test_western_texts_in_windows_1252(text, tmp_path):
    (tmp_path / "a.txt").write_bytes(text.encode("cp1252"))
    assert read_article(tmp_path / "a.txt").text == text


@pytest.mark.parametrize(
    ("text", "published", "flags"),
    [
        (SENTENCE, "", ("no_date",)), (f"date 2024-13-45 {SENTENCE}", "", ("date_unreadable", "no_date")), (f"Published: 05/06/2024\n\n{SENTENCE}", "", ("date_unreadable", "no_date")),
        (f"date 2024-11-17 \nPublished: 16 November 2024\n\n{SENTENCE}", "2024-11-17", ("date_conflict",)), (f"---\ndate: 2024-11-17\n---\nTitle\nPublished: 16.11.2024\n\n{SENTENCE}", "2024-11-17", ("date_conflict",)),
        (f"A title\n17 November 2024\n{SENTENCE}", "2024-11-17", ()), (f"---\n{SENTENCE}\n---\n", "", ("no_date",)), (f"Date: 17 November 2024\n{SENTENCE}", "2024-11-17", ()),
    ],
)
def test_the_day_of_publication_of_a_text(text, published, flags, tmp_path):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    article = read_article(tmp_path / "a.txt")
    assert (article.published, article.flags) == (published, flags)
    assert SENTENCE in article.text


@pytest.mark.parametrize(
    ("given_day", "text", "published", "flags"),
    [("2024-11-18", SENTENCE, "2024-11-18", ("date_given",)), (date(2024, 11, 18), SENTENCE, "2024-11-18", ("date_given",)), ("2024-11-18", f"date 2024-11-17 {SENTENCE}", "2024-11-17", ("date_conflict",))],
)
def test_a_supplied_day_serves_where_the_article_gives_none(given_day, text, published, flags, tmp_path):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    article = read_article(tmp_path / "a.txt", published=given_day)
    assert (article.published, article.flags) == (published, flags)


def test_json_lines_in_every_spelling_and_what_is_wrong_in_them():
    found = list(read_articles(PAGES / "many.jsonl"))
    assert [(item.article_id, getattr(item, "published", None), str(getattr(item, "error", "")).split(":")[0]) for item in found] == [
        ("c-1", "2024-11-17", ""), ("many.jsonl:3", "", ""), ("many.jsonl:4", "2024-11-17", ""), ("many.jsonl:5", None, "UnreadableArticle"), ("many.jsonl:6", None, "UnreadableArticle"),
        ("many.jsonl:7", None, "UnreadableArticle"), ("many.jsonl:8", None, "EmptyFile"), ("many.jsonl:9", "2024-11-17", ""),
    ]
    assert found[0] == Article("c-1", "The enemy attacked ten times near Lyman.", "Ten", "2024-11-17", "The Steppe Courier", "https://courier.example/ten", "en", found[0].sha256, ())
    assert (found[1].text, found[1].flags) == ("На Лиманському напрямку було дев’ять атак,\nповідомили оборонці.", ("no_date",))
    assert (found[2].text, found[2].flags) == ("Elf Angriffe\n\nwurden bei Lyman gezählt.", ("tags_removed",))
    assert (found[7].text[17], found[7].flags) == ("\ufffd", ("damaged_characters",))


@pytest.mark.parametrize("wrap", [lambda records: json.dumps(records), lambda records: json.dumps(records, indent=1), lambda records: "\n".join(map(json.dumps, records))])
def test_json_files(wrap, tmp_path):
    (tmp_path / "a.json").write_text(wrap([{"text": SENTENCE}, {"text": UKRAINIAN}]), encoding="utf-8")
    assert [article.text for article in read_articles(tmp_path / "a.json")] == [SENTENCE, UKRAINIAN]


def test_a_folder_is_read_sorted_with_all_below_it(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/b/c.html", "page_files/style.css", "page_files/photo.png", ".hidden.txt", "a.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(page() if name.endswith("html") else SENTENCE, encoding="utf-8")
    assert [article.article_id for article in read_articles(tmp_path)] == ["a/b/c.html", "a/z.txt", "b.txt"]


def test_files_of_one_name_keep_apart(tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(SENTENCE, encoding="utf-8")
    assert [article.article_id for article in read_articles([tmp_path / "x" / "a.txt", tmp_path / "y" / "a.txt"])] == ["a.txt", "y/a.txt"]


@pytest.mark.parametrize(
    ("data", "texts"),
    [(f" date 2024-11-17 {SENTENCE}".encode(), [SENTENCE]), (page().encode(), [f"A long Saturday\n\n{SENTENCE}"]), (b"\xef\xbb\xbf" + b'{"text": "Ten attacks."}\n{"text": "Two."}\n', ["Ten attacks.", "Two."])],
)
def test_standard_input(data, texts, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert [article.text for article in read_articles("-")] == texts


def test_json_lines_stream_in_constant_memory():
    """Records come out while the source is still being written, without end."""

    class Endless(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, place):
            line = b'{"text": "Ten attacks near Lyman."}\n' * (len(place) // 36)
            place[: len(line)] = line
            return len(line)

    found = (article for unit in articles._of_stream("endless", ".jsonl", Endless(), "") for article in unit.articles())
    assert [next(found).article_id for _ in range(3)] == ["endless:1", "endless:2", "endless:3"]


def test_a_pdf_gives_its_text(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf("Зведення\nОпубліковано: 17.11.2024\nЗа минулу добу на Покровському напрямку ворог атакував\n32 рази, а на Курщині було двадцять чотири ата-\nки. Так сказано у зведенні."))
    article = read_article(tmp_path / "a.pdf")
    assert article.text == "Зведення\nЗа минулу добу на Покровському напрямку ворог атакував 32 рази, а на Курщині було двадцять чотири атаки. Так сказано у зведенні."
    assert (article.title, article.published, article.language, article.flags) == ("Зведення", "2024-11-17", "uk", ())


@pytest.mark.parametrize(
    ("wrapped", "expected"),
    [
        ("the army attacked 32\ntimes near Pok-\nrovsk.", "the army attacked 32 times near Pokrovsk."), ("griff die Armee 26-\nmal bei Lyman an", "griff die Armee 26-mal bei Lyman an"),
        ("A first sentence ends.\nA second one.", "A first sentence ends.\nA second one."), ("a long introduction to it\n- Kursk 24", "a long introduction to it\n- Kursk 24"), ("", ""),
    ],
)
def test_lines_of_a_pdf_are_joined(wrapped, expected):
    assert layouts.unwrapped(wrapped) == expected


def test_a_page_saved_with_its_pictures(tmp_path):
    lines = ["From: <Saved by Blink>", "Snapshot-Content-Location: https://courier.example/a", "MIME-Version: 1.0", 'Content-Type: multipart/related; type="text/html"; boundary="b"', ""]
    part = ["--b", "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", page(text=UKRAINIAN), "--b--", ""]
    (tmp_path / "a.mhtml").write_text("\r\n".join(lines + part), encoding="utf-8", newline="")
    article = read_article(tmp_path / "a.mhtml")
    assert UKRAINIAN in article.text and (article.url, article.language) == ("https://courier.example/a", "uk")


BAD = [
    ("empty.txt", b"", "EmptyFile: empty.txt: holds nothing"),
    ("blank.txt", " \n\u200b\ufeff\n".encode(), "EmptyFile: blank.txt: holds no text"),
    ("empty.jsonl", b"\n\n", "EmptyFile: empty.jsonl: holds no record"),
    ("empty.json", b" ", "EmptyFile: empty.json: holds nothing"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "UnreadableArticle: picture.txt: is a picture"),
    ("report.docx", b"PK\x03\x04" + bytes(100), "UnreadableArticle: report.docx: is a ZIP archive or an office document"),
    ("binary.bin", bytes(range(256)) * 20, "WrongEncoding: binary.bin: the bytes are not text"),
    ("controls.txt", b"\x0e\x0f\x10\x11 abc" * 50, "UnreadableArticle: controls.txt: is a binary file"),
    ("zeros.txt", bytes(5_000), "WrongEncoding: zeros.txt: the bytes are not text"),
    ("broken.txt", "У суботу".encode() + b"\xff\xff" + UKRAINIAN.encode(), "WrongEncoding: broken.txt: byte 15 is not UTF-8"),
    ("half.txt", codecs.BOM_UTF16_LE + "атака".encode("utf-16-le") + b"\x00", "WrongEncoding: half.txt: byte 12 is not utf-16"),
    ("noise.txt", b"\x93\x94\xff" * 40, "WrongEncoding: noise.txt: the bytes are not text"),
    ("large.txt", b"a" * (articles.LIMIT + 1), "TooLarge: large.txt: holds more than 20,000,000 bytes"),
    ("consent.html", (PAGES / "consent.html").read_bytes(), "NotAnArticle: consent.html: the page is a consent wall"),
    ("not-found.html", (PAGES / "not-found.html").read_bytes(), "NotAnArticle: not-found.html: the page is an error page"),
    ("robot.html", b"<title>Just a moment...</title><p>Checking your browser before you read on.", "NotAnArticle: robot.html: the page is a check for robots"),
    ("hollow.html", b"<html><body><div id=app></div><script>start()</script></body></html>", "NotAnArticle: hollow.html: no text of an article"),
    ("scan.pdf", pdf(""), "UnreadableArticle: scan.pdf: the PDF holds pictures and no text"),
    ("damaged.pdf", b"%PDF-1.4 nothing follows", "UnreadableArticle: damaged.pdf: the PDF was not read: it is damaged"),
    ("deep.json", b"[" * 100_000, "UnreadableArticle: deep.json: is not JSON"),
    ("number.json", b"24", "UnreadableArticle: number.json: is not a record"),
    ("mail.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b--\r\n", "UnreadableArticle: mail.mht: holds no page"),
]


@pytest.mark.parametrize("name", ["typed.csv", "typed.TSV"])
def test_a_table_that_is_named_as_an_article_is_refused_with_the_way_to_clean_it(name, tmp_path):
    (tmp_path / name).write_text("front,count\nKursk,24\n", encoding="utf-8")
    (refused,) = read_articles(tmp_path / name)
    assert f"{name}: is a table, not an article. Give it to `python -m analysis clean`" in str(refused.error)


@pytest.mark.parametrize(("name", "data", "message"), BAD, ids=[case[0] for case in BAD])
def test_bad_input_is_named_and_the_rest_is_read(name, data, message, tmp_path):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "zz-good.txt").write_text(SENTENCE, encoding="utf-8")
    refused, good = read_articles(tmp_path)
    assert isinstance(refused, Refused) and message in str(refused) and name in str(refused)
    assert str(refused).startswith(type(refused.error).__name__ + ": ") and len(str(refused)) < 400 and str(refused).count("\n") == 0
    assert good.text == SENTENCE
    with pytest.raises(AnalysisError, match=type(refused.error).__name__):
        read_article(tmp_path / name)


def test_a_line_too_long_is_refused_and_the_next_is_read(monkeypatch, tmp_path):
    monkeypatch.setattr(articles, "LIMIT", 1_000)
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "x" * 5_000}) + "\n" + json.dumps({"text": SENTENCE}) + "\n", encoding="utf-8")
    refused, good = read_articles(tmp_path / "a.jsonl")
    assert str(refused).startswith("TooLarge: a.jsonl:1: the line is longer than 1,000 bytes") and good.article_id == "a.jsonl:2"


def test_a_line_of_ten_megabytes_is_read_soon(tmp_path):
    for name, text in (("a.txt", SENTENCE + " " + "word " * 2_000_000), ("a.html", page(text=SENTENCE + " word" * 2_000_000))):
        (tmp_path / name).write_text(text, encoding="utf-8")
        start = time.monotonic()
        assert "32 times" in read_article(tmp_path / name).text
        assert time.monotonic() - start < 20


def test_a_pdf_may_neither_take_long_nor_grow_large(monkeypatch, tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf("Ten attacks."))
    monkeypatch.setattr(articles, "PDF_SECONDS", 0.01)
    with pytest.raises(articles.UnreadableArticle, match="a.pdf: the PDF was not read: it takes more than 0.01 seconds"):
        read_article(tmp_path / "a.pdf")
    monkeypatch.setattr(articles, "PDF_SECONDS", 60)
    monkeypatch.setattr(articles, "PDF_MEMORY", 20_000_000)
    with pytest.raises(articles.UnreadableArticle, match="a.pdf: the PDF was not read"):
        read_article(tmp_path / "a.pdf")
    monkeypatch.setattr(articles, "PDF_MEMORY", 2**30)
    monkeypatch.setattr(articles, "LIMIT", 5)
    with pytest.raises(articles.TooLarge):
        read_article(tmp_path / "a.pdf")


@pytest.mark.parametrize(
    ("source", "message"), [("nowhere.txt", "MissingFile: nowhere.txt"), (PAGES, "BadCall: .*is a folder"), (PAGES / "many.jsonl", "BadCall: .*holds several articles"), ("https:///a", "BadCall: https:///a: is not an address")]
)
def test_calls_that_name_no_one_article(source, message):
    with pytest.raises(AnalysisError, match=message):
        read_article(source)


@pytest.mark.parametrize("published", ["soon", "2024-02-31", "05/06/2024"])
def test_a_supplied_day_must_be_one(published):
    with pytest.raises(AnalysisError, match=f"BadCall: published: '{published}' is not a day"):
        read_articles([], published=published)


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.txt").write_text(SENTENCE, encoding="utf-8")
    assert [article.article_id for article in read_articles([tmp_path / "a", tmp_path / "b"])] == ["a/one.txt", "b/one.txt"]
    first, second = read_articles([tmp_path / "a", tmp_path / "b" / ".." / "a"])
    assert first.article_id == "a/one.txt" and "is named twice" in str(second)


def test_a_folder_that_may_not_be_looked_into_says_so(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    (tmp_path / "one.txt").write_text(SENTENCE, encoding="utf-8")
    look = os.scandir

    def scandir(place):
        if Path(place).name == "closed":
            raise PermissionError(13, "Permission denied", str(place))
        return look(place)

    monkeypatch.setattr(os, "scandir", scandir)
    closed, good = read_articles(tmp_path)
    assert str(closed) == "UnreadableArticle: closed: cannot be read (Permission denied). Check the file and its permissions." and good.text == SENTENCE
    (alone,) = read_articles(tmp_path / "closed")
    assert f"{tmp_path / 'closed'}: cannot be read (Permission denied)" in str(alone)


def test_links_and_pipes_in_a_folder_are_refused_and_the_rest_is_read(tmp_path):
    os.mkfifo(tmp_path / "a-pipe.txt")
    (tmp_path / "b-link").symlink_to(tmp_path)
    (tmp_path / "c\nwith spaces.txt").write_text(SENTENCE, encoding="utf-8")
    pipe, link, good = read_articles(tmp_path)
    assert "a-pipe.txt: is a pipe" in str(pipe) and "b-link: is a link to a folder" in str(link) and good.text == SENTENCE


def test_an_empty_folder_says_so(tmp_path):
    (refused,) = read_articles(tmp_path)
    assert "no article is in this folder" in str(refused)


def test_every_flag_is_explained():
    source = "".join(Path(module.__file__).read_text(encoding="utf-8").split("class ", 1)[-1] for module in (articles, pages, languages, layouts))
    assert [flag for flag in FLAGS if f'"{flag}"' not in source] == []


def test_the_reference_tables_are_whole():
    for row in languages.table().values():
        assert row["script"] in languages.SCRIPTS and len(row["months"].split()) in (0, 12), row["language"]
    assert set(labels.fields().values()) == {"title", "published", "publisher", "url", "language", "text", "article_id"}
    assert (DATA / "reference" / "not-articles.csv").read_text(encoding="utf-8").startswith("kind,where,words\n")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.html", "a.jsonl", "a.json", "a"]))
def test_no_bytes_raise_anything_else_than_our_errors(data, name):
    for item in (item for unit in articles._or_refused(name, articles._of_stream, name, Path(name).suffix, io.BytesIO(data), "") for item in unit.articles()):
        assert isinstance(item, (Article, Refused)) and item.article_id
        assert isinstance(item, Refused) or (item.text.encode("utf-8") and "\r" not in item.text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_in_a_page_is_read_or_refused(text):
    try:
        assert pages.read_page(page(text=text), "x.html").text
    except pages.NotAnArticle:
        assert sum(map(str.isalpha, text)) < 30


class Host(BaseHTTPRequestHandler):
    """A host on this machine whose every path answers in its own way."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def do_GET(self):
        self.server.asked.append((self.path, time.monotonic(), self.headers["User-Agent"]))
        answer = getattr(self, "get_" + self.path.strip("/").split("?")[0].split("/")[0].replace(".", "_"), None)
        answer() if answer else self.send(404, b"no such page")

    def send(self, status, body, kind="text/html; charset=utf-8", **headers):
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def get_robots_txt(self):
        status, body = self.server.robots
        self.send(status, body, "text/plain")

    def get_article(self):
        self.send(200, page("<meta name=date content=2024-11-17>", UKRAINIAN).encode("cp1251"), "text/html; charset=windows-1251")

    def get_text(self):
        self.send(200, f" date 2024-11-17 {SENTENCE}".encode(), "text/plain")

    def get_zipped(self):
        self.send(200, gzip.compress(page().encode()), Content_Encoding="gzip")

    def get_bomb(self):
        self.send(200, gzip.compress(bytes(3_000_000)), Content_Encoding="gzip")

    def get_moved(self):
        self.send(302, b"", Location="/article")

    def get_loop(self):
        self.send(302, b"", Location="/loop")

    def get_away(self):
        self.send(302, b"", Location="file:///etc/hostname")

    def get_broken(self):
        self.send(500, b"oops")

    def get_large(self):
        self.send_response(200)
        self.send_header("Content-Length", "5000000000")
        self.end_headers()

    def get_endless(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        for _ in range(2_000):
            self.wfile.write(b"x" * 10_000)

    def get_silent(self):
        self.server.over.wait(5)

    def get_slow_headers(self):
        for number in range(90):  # httpx takes 100 headers
            if self.server.over.wait(0.2):
                return
            self.wfile.write(b"X-%d: y\r\n" % number if number else b"HTTP/1.1 200 OK\r\n")

    def get_drip(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        for _ in range(40):
            if self.server.over.wait(0.05):
                return
            self.wfile.write(b"x")


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A reader that hangs up is what these tests are about."""


@pytest.fixture
def host(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = Quiet(("127.0.0.1", 0), Host)
    server.asked, server.robots, server.over = [], (404, b""), threading.Event()
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def visitor(**settings) -> Visitor:
    return Visitor(**{"seconds": 3.0, "size": 100_000, "pause": 0.0, **settings})


@pytest.mark.parametrize(("path", "text"), [("/article", UKRAINIAN), ("/moved", UKRAINIAN), ("/text", SENTENCE), ("/zipped", SENTENCE)])
def test_an_address_is_read(path, text, host):
    article = read_article(host.address + path, visitor=visitor())
    assert text in article.text and article.article_id == host.address + path
    assert article.url == host.address + ("/article" if path == "/moved" else path)
    assert {agent for _, _, agent in host.asked} == {web.AGENT}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/nothing", "the host answered 404 Not Found"), ("/broken", "the host answered 500 Internal Server Error"), ("/loop", "redirected more than 5 times"), ("/away", "redirected to 'file:///etc/hostname'"),
        ("/large", "more than 100,000 bytes"), ("/endless", "more than 100,000 bytes"), ("/bomb", "more than 100,000 bytes"), ("/silent", "no whole answer within 0.4 seconds"), ("/drip", "no whole answer within 0.4 seconds"),
        ("/slow_headers", "no whole answer within 0.4 seconds"),
    ],
)
def test_an_address_that_gives_no_page_is_refused_and_the_rest_is_read(path, message, host):
    began = time.monotonic()
    refused, good = read_articles([host.address + path, host.address + "/article"], visitor=visitor(seconds=0.4))
    assert time.monotonic() - began < 10
    assert str(refused).startswith(f"FailedFetch: {host.address}{path}: ") and message in str(refused)
    assert UKRAINIAN in good.text


def test_an_address_named_twice_is_read_once(host):
    first, second = read_articles([host.address + "/article"] * 2, visitor=visitor())
    assert UKRAINIAN in first.text and "is named twice" in str(second)


def test_an_address_of_another_kind_is_no_missing_file():
    (refused,) = read_articles("ftp://host.example/a.txt")
    assert "an address that begins with ftp: is not fetched" in str(refused)


def test_an_address_where_nobody_answers():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    address = f"http://127.0.0.1:{server.server_port}/a"
    server.server_close()
    (refused,) = read_articles(address, visitor=visitor())
    assert "no connection or no proper answer" in str(refused)


@pytest.mark.parametrize(
    ("robots", "message"),
    [
        ((200, b"User-agent: *\nDisallow: /"), "robots.txt asks programs not to read it"), ((200, b"User-agent: attacks-per-front\nDisallow: /art"), "robots.txt asks programs not to read it"),
        ((503, b""), "robots.txt answered 503"), ((200, b"User-agent: other\nDisallow: /"), None), ((200, b"User-agent: *\nDisallow: /private"), None), ((403, b""), None), ((200, b"\xff<html>"), None),
    ],
)
def test_robots_are_respected(robots, message, host):
    host.robots = robots
    (found,) = read_articles(host.address + "/article", visitor=visitor())
    assert message in str(found) if message else UKRAINIAN in found.text
    assert [path for path, _, _ in host.asked] == (["/robots.txt"] if message else ["/robots.txt", "/article"])


@pytest.mark.parametrize(("robots", "pause", "least"), [(b"", 0.15, 0.15), (b"User-agent: *\nCrawl-delay: 1", 0.0, 1.0)])
def test_a_host_is_left_a_pause_between_requests(robots, pause, least, host):
    host.robots = (200, robots)
    assert UKRAINIAN in read_article(host.address + "/article", visitor=visitor(pause=pause)).text
    (_, first, _), (_, second, _) = host.asked
    assert second - first >= least - 0.02


def test_robots_are_asked_for_once_a_host(host):
    assert len(list(read_articles([host.address + "/article", host.address + "/text"], visitor=visitor()))) == 2
    assert [path for path, _, _ in host.asked] == ["/robots.txt", "/article", "/text"]


def test_a_fetched_page_is_kept_and_read_again_without_a_network(host, tmp_path):
    address = host.address + "/moved"
    first = read_article(address, store=tmp_path, visitor=visitor())
    asked = len(host.asked)
    assert read_article(address, store=tmp_path, visitor=visitor()) == first and len(host.asked) == asked
    assert list(read_articles(tmp_path)) == [first]
    (note,) = tmp_path.glob("*" + NOTE)
    assert json.loads(note.read_text(encoding="utf-8"))["sha256"] == first.sha256


def test_a_kept_page_that_was_changed_is_refused(host, tmp_path):
    read_article(host.address + "/article", store=tmp_path, visitor=visitor())
    (kept,) = tmp_path.glob("*.html")
    kept.write_bytes(kept.read_bytes().replace(b"32", b"23"))
    for refused in (*read_articles(tmp_path), *read_articles(host.address + "/article", store=tmp_path, visitor=visitor())):
        assert str(refused).startswith("BrokenCopy: ") and kept.name in str(refused)
