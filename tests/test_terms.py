"""The words of tables in another language: every header, code and composed sentence of the library has its own."""

import re
import string

import pandas as pd
import pytest
from languages import english, numbers

from analysis import change_points, daily, findings, intensity, ledger, load, periods, ranks, schema, sensitivity, speech, summaries, terms
from analysis.charts.marks import GLYPHS
from analysis.fronts import SUBJECT, canonical, changes
from analysis.intervals import METHODS

OTHERS = [language for language in speech.LANGUAGES if language != "en"]
START, END = "2024-08-06", "2025-02-28"
SHOWN = {  # the columns of the tables that pages show
    *schema.DAILY, *intensity.SINGLE_DAY, *intensity.MEANS, *periods.PERIODS, *change_points.CHANGES_FOUND, *ranks.RANKS, *sensitivity.SENSITIVITY,
    *(set(ledger.LEDGER) - {"url"}), *summaries.WINDOWS_KNOWN, "mark", "pair", "other_count", "full_days", "part_days", "words", "read_from", "detail",
    "front_as_written", "count_as_written", "parameter", "value", "meaning",
}


@pytest.mark.parametrize("language", OTHERS)
def test_every_column_that_is_shown_has_a_header(language):
    assert SHOWN - set(terms.terms()["headers"][language]) == set()
    headers = [terms.header(name, language) for name in SHOWN]
    assert all(re.search("[а-яіїєґ]", header) for header in headers) and terms.header("other_count", "en") == "other count"


@pytest.mark.parametrize("language", OTHERS)
def test_every_code_has_its_words(language):
    codes = {
        *schema.MEASURES, *schema.STATUSES, *schema.DAY_STATUSES, *schema.WINDOWS, *schema.REASONS, *ledger.KINDS, *(set(GLYPHS)), *METHODS,
        "higher_shown", "lower_shown", "higher_count_only", "lower_count_only", "equal", "order_open", "not_comparable",
    }
    assert codes - set(terms.terms()["codes"][language]) == set()
    assert all(re.search("[а-яіїєґ]", terms.retell(code, language)) for code in codes)


def sample(template):
    """An English template with something in each of its braces."""
    made = {"figures": "Kursk+Lyman: 20 to 30", "count": "7", "number": "2.5", "spans": "2024-11-01", "fronts": "Kursk and Pokrovsk", "told": "attacks"}
    return "".join(text + ("" if name is None else f"7 {kind.split('|')[1]}" if "|" in (kind or "") else made.get(kind, "а")) for text, name, kind, _ in string.Formatter().parse(template))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("told", terms.terms()["told"], ids=lambda told: told["en"][:40])
def test_every_sentence_is_told_again(told, language):
    words = terms.retell(sample(told["en"]), language)
    assert words != sample(told["en"]) and re.search("[а-яіїєґ–]", words)
    assert not english(re.sub(r"data/reference/fronts\.csv", "", words)), words
    names = [{name for _, name, _, _ in string.Formatter().parse(told[each]) if name} for each in ("en", language)]
    assert names[0] == names[1]


@pytest.mark.parametrize(("words", "expected"), [
    ("3 common windows, dispersion 2.7; a small sample; 6 days left out that not all fronts share", "3 спільні вікна, розсіювання 2,7; мала вибірка; 6 днів без спільних для всіх напрямків чисел не враховано"),
    ("1 common window, dispersion 2.7", "1 спільне вікно, розсіювання 2,7"),
    ("full day over part of a day; sum of Kurakhove and Pokrovsk; earliest published", "ціла доба замість частини; сума: Курахівський і Покровський; опубліковане найраніше"),
    ("too few days: no whole day in 2024-11-01 to 2024-11-30 and 2 whole days in 2024-12-01 to 2024-12-31 reported, 2 are needed in each (left out: 3 parts of days and 1 day without a number)",
     "замало днів: 2024-11-01 – 2024-11-30 — немає цілої доби, 2024-12-01 – 2024-12-31 — 2 цілі доби; у кожному потрібно щонайменше 2 (не враховано: 3 частини діб і 1 день без числа)"),
    ("6 days of 13 only bounds, so even the order is open", "6 діб із 13 — лише межі, тож навіть порядок невідомий"),
    ("no front is called 'Pokrovks'. Nearest: Pokrovsk. Add the spelling to data/reference/fronts.csv or correct the cell",
     "жоден напрямок не називається «Pokrovks». Найближче: Pokrovsk. Додайте написання до data/reference/fronts.csv або виправте клітинку"),
    ("named only in a joint figure (Kurakhove+Pokrovsk: 20 to 30)", "названо лише у спільному числі (Курахівський + Покровський: 20–30)"),
    ("without A newspaper of one's own", "без джерела «A newspaper of one's own»"), ("joint figures all to Kursk", "спільні числа цілком на один напрямок (Курський)"),
    ("words of somebody else, and more", "words of somebody else, and more"), ("", ""),
])
def test_words_are_retold_whole_or_piece_by_piece(words, expected):
    assert terms.retell(words, "uk") == expected and terms.retell(words, "en") == words


@pytest.mark.parametrize(("column", "value", "expected"), [
    ("front", "Kurakhove+Pokrovsk", "Курахівський + Покровський"), ("front", "unattributed", "решта лінії"), ("measure", "clashes", "бойові зіткнення"),
    ("words", "attacks", "attacks"), ("publisher", "Kursk", "Kursk"), ("count", 24, 24), ("verdict", pd.NA, pd.NA),
])
def test_cells_keep_what_others_wrote(column, value, expected):
    found = terms.cell(column, value, "uk")
    assert found is expected or found == expected


@pytest.mark.parametrize("language", OTHERS)
def test_every_change_of_the_map_is_told(language):
    table = changes()
    assert list(table.columns) == ["date", "change", "front", "into", "note", "short", *(f"{name}_{each}" for each in OTHERS for name in ("note", "short")), "source"]
    told = [terms.change_in_words(words, language) for name in ("note", "short") for words in table[name]]
    assert all(re.search("[а-яіїєґ]", words) and not re.search("[A-Za-z]", words) for words in told)
    assert terms.change_in_words("a change of one's own", language) == "a change of one's own"


@pytest.fixture(scope="module")
def library():
    """All words that the library composes from the project's own counts, over all fronts."""
    mentions, counts, rejected, _ = load()
    words = set(rejected["detail"])
    for fronts in (SUBJECT, ["Kurakhove+Novopavlivka+Pokrovsk+Vremivka", "Lyman", "Toretsk"], ["Kupiansk", "Siversk", "Chernihiv"]):
        days = daily(counts, START, END, fronts, mentions=mentions)
        series = intensity.series(days)
        words |= {*days["rule"], *series["rule"], *change_points.change_points(series)["note"]}
        words |= set(ledger.ledger(counts, mentions, fronts, START, END)["rule"]) | set(findings.sources(counts, mentions, fronts, START, END)["window"])
        first, last = intensity.stretch(START, END, fronts, "2024-11-16")
        words |= set(ranks.rank_probabilities(intensity.common_windows(counts, fronts, first, last), fronts)["basis"])
        words |= set(intensity.compare(counts, fronts, first, last, mentions=mentions)["method"]) | set(intensity.means(series)["dispersion_basis"])
        inside = days[days["date"].between(first, last)]
        for method in METHODS:
            for day in ("2024-11-01", "2024-12-20"):
                table = periods.before_after(inside, fronts, day, first, last, ("attacks", "repelled", "clashes"), method=method, mixed=True)
                words |= {*table["reason"], *table["method"]}
        words |= set(sensitivity.sensitivity(counts, mentions, fronts, first, last)["what"])
        words |= set(intensity.shares(daily(counts, START, END, [*fronts, "ALL"], mentions=mentions), fronts)["reason"])
    return sorted(words - {""})


@pytest.mark.parametrize("language", OTHERS)
def test_whatever_the_library_composes_is_retold(library, language):
    quoted = re.compile("«[^»]*»|data/reference/fronts\\.csv|" + "|".join(canonical()))
    assert len(library) > 100
    left = {words: terms.retell(words, language) for words in library if re.search("[A-Za-z]{2}", quoted.sub("", terms.retell(words, language)))}
    assert left == {}
    assert all(numbers(words) == numbers(terms.retell(words, language)) for words in library)

