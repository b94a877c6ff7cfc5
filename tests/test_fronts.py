"""Names of fronts: what was written beside the front it means, each with its authority."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.fronts import NotAFront, breaks, canonical, changes, check, find_names, read_front, spellings
from analysis.lexicon import fold, languages, lexicon, one_script
from analysis.schema import UnknownFront
from tests.cases import cases

CASES = """
# language | front as written | front or reason | authority
en | Kursk Oblast | Kursk | r0001
en | Kurakhove front | Kurakhove | r0002
en | Pokrovsk front | Pokrovsk | r0003
en | in the Pokrovskyi direction | Pokrovsk | own words
en | Pokrovske | Pokrovsk | conventions
en | the Kurakhivskyi sector | Kurakhove | conventions
en | Kurakhivka axis | Kurakhove | own words
en | Kurahove | Kurakhove | conventions
en | Kurakhovo | Kurakhove | conventions
en | Kurachove | Kurakhove | conventions
en | Kurshchyna | Kursk | conventions
en | Russia's Kursk region | Kursk | r0085
en | in Kursk | Kursk | own words
en | POKROVSK | Pokrovsk | own words
en | pokrovsk  front | Pokrovsk | own words
en | Рokrovsk front | Pokrovsk | own words
en | Pokrovsk\u200b front | Pokrovsk | own words
en | Pоkrоvsk | Pokrovsk | own words
en | \u200fPokrovsk\u200f | Pokrovsk | own words
en | Pokrovsk and Kurakhove fronts | Kurakhove+Pokrovsk | conventions
en | Pokrovsk and Toretsk fronts | Pokrovsk+Toretsk | own words
en | Pokrovsk, Kurakhove and Kursk | Kurakhove+Kursk+Pokrovsk | conventions
en | Kurakhove and Kurakhovo | reject front_twice | conventions
en | Pokrovsk + Pokrovsk | reject front_twice | conventions
en | North Slobozhanshchyna and Kursk fronts | Kursk+North Slobozhanshchyna | conventions
en | Northern Slobozhanskyi and Kursk directions | Kursk+North Slobozhanshchyna | own words
en | South Slobozhanshchyna | South Slobozhanshchyna | conventions
en | Novopavlivka front | Novopavlivka | conventions
en | Vremivka | Vremivka | conventions
en | Huliaipole front | Huliaipole | conventions
en | Orikhiv front | Orikhiv | conventions
en | Prydniprovske front | Prydniprovske | conventions
en | Dnipro River front | Prydniprovske | own words
en | Siversk front | Siversk | conventions
en | Kupyansk sector | Kupiansk | own words
en | Chasiv Yar | Chasiv Yar | conventions
en | Sloviansk front | Sloviansk | conventions
en | Oleksandrivka front | Oleksandrivka | conventions
en | Kostiantynivka front | Kostiantynivka | conventions
en | Volyn and Polissia fronts | Polissia+Volyn | own words
en | Zaporizhzhia front | Zaporizhzhia | conventions
en | along the front | ALL | r0161
en | along the entire front line | ALL | own words
en | ALL | ALL | own words
en | in total | ALL | r0153
en | all fronts | ALL | own words
en | across the frontline | ALL | own words
en | Atlantis front | reject unknown_front | own words: a lone 'front' is not the whole line
de | Front bei Atlantis | reject unknown_front | own words
fr | front d'Atlantide | reject unknown_front | own words
uk | Атлантидський фронт | reject unknown_front | own words
en | there | - | own words
en | in this sector | - | own words
en |  | - | conventions
en | in the urban areas of Chasiv Yar | reject town_not_front | n0065
en | in the streets of Toretsk | reject town_not_front | own words
en | strategic regions such as Pokrovsk | - | r0175
en | Mariupol | reject unknown_front | own words
en | Pokrovka | reject unknown_front | own words
en | Kupiansk axis | Kupiansk | own words
en | 🙂 | reject unknown_front | own words
en | ... | reject unknown_front | own words
en | Pokrovskoye | Pokrovsk | own words
en | Krasnoarmeysk | Pokrovsk | own words
en | Kharkiv Oblast | Kharkiv | r0130
en | Kurskaya | Kursk | own words
en | Sumy Oblast | Sumy | own words
en | Donetsk Oblast | reject unknown_front | own words
en | Luhansk front | reject unknown_front | own words
en | Summary | reject unknown_front | own words
en | Volynets | reject unknown_front | own words
uk | на Покровському напрямку | Pokrovsk | conventions
uk | Покровського напрямку | Pokrovsk | own words
uk | Покровським напрямком | Pokrovsk | own words
uk | Покровський | Pokrovsk | r0026
uk | під Покровськом | Pokrovsk | own words
uk | Курахівського напрямку | Kurakhove | own words
uk | на Курахівському | Kurakhove | own words
uk | під Кураховим | Kurakhove | own words
uk | на Курщині | Kursk | r0052
uk | Курська область | Kursk | conventions
uk | операційна зона на Курщині | Kursk | conventions
uk | у Курській області | Kursk | own words
uk | на Курському напрямку | Kursk | own words
uk | курский напрямок | Kursk | own words
uk | Куп’янському | Kupiansk | r0054
uk | Купʼянський | Kupiansk | own words
uk | Куп`янський | Kupiansk | own words
uk | Купянський | Kupiansk | own words
uk | на Слов’янському | Sloviansk | own words
uk | Слов'янський | Sloviansk | own words
uk | Північно-Слобожанський | North Slobozhanshchyna | conventions
uk | Північно–Слобожанському | North Slobozhanshchyna | own words
uk | Північно\u2011Слобожанському і Курському | Kursk+North Slobozhanshchyna | r0178
uk | Південно-Слобожанському | South Slobozhanshchyna | conventions
uk | Південнослобожанському | South Slobozhanshchyna | own words
uk | Харківському | Kharkiv | conventions
uk | Лиманському | Lyman | conventions
uk | Краматорському | Kramatorsk | conventions
uk | Торецькому | Toretsk | conventions
uk | Часовоярському | Chasiv Yar | own words
uk | Часів Яр | Chasiv Yar | conventions
uk | Времівському | Vremivka | conventions
uk | Новопавлівському | Novopavlivka | conventions
uk | Гуляйпільському | Huliaipole | conventions
uk | Оріхівському | Orikhiv | conventions
uk | Придніпровському | Prydniprovske | conventions
uk | Костянтинівському | Kostiantynivka | conventions
uk | Олександрівському | Oleksandrivka | conventions
uk | Добропільському | Dobropillia | conventions
uk | Авдіївському | Avdiivka | conventions
uk | Мар’їнському | Marinka | conventions
uk | Бахмутському | Bakhmut | conventions
uk | Запорізькому | Zaporizhzhia | conventions
uk | Херсонському | Kherson | conventions
uk | Сумському | Sumy | conventions
uk | Волинському та Поліському | Polissia+Volyn | conventions
uk | на Покровському та Курахівському напрямках | Kurakhove+Pokrovsk | n0099
uk | на Пoкрoвському напрямку | Pokrovsk | own words
uk | на лінії фронту | ALL | r0180
uk | на фронті | ALL | r0040
uk | загалом | ALL | r0347
uk | тут | - | r0098
uk | на цьому напрямку | - | own words
uk | у районі Курахового | reject town_not_front | r0342
uk | на вулицях Покровська | reject town_not_front | own words
uk | Донецька область | reject unknown_front | own words
uk | на Сєвєродонецькому напрямку | reject unknown_front | own words
uk | сумнівному | reject unknown_front | own words
uk | із сумішшю | reject unknown_front | own words
ru | на Покровском направлении | Pokrovsk | r0224
ru | Покровское направление | Pokrovsk | conventions
ru | под Покровском | Pokrovsk | own words
ru | Красноармейское направление | Pokrovsk | own words
ru | на Кураховском направлении | Kurakhove | r0223
ru | Кураховского направления | Kurakhove | own words
ru | под Кураховом | Kurakhove | own words
ru | Курская область | Kursk | conventions
ru | в Курской области | Kursk | r0221
ru | Курское направление | Kursk | conventions
ru | Купянском | Kupiansk | r0229
ru | Северском | Siversk | r0225
ru | Славянском | Sloviansk | own words
ru | Времьевском | Vremivka | own words
ru | Гуляйпольском | Huliaipole | own words
ru | Ореховском | Orikhiv | own words
ru | Приднепровском | Prydniprovske | own words
ru | Константиновском | Kostiantynivka | own words
ru | Добропольском | Dobropillia | own words
ru | Северо-Слобожанском и Курском | Kursk+North Slobozhanshchyna | own words
ru | Южно-Слобожанском | South Slobozhanshchyna | own words
ru | Часовом Яру | Chasiv Yar | own words
ru | Харьковском | Kharkiv | own words
ru | Краснолиманском | Lyman | own words
ru | Дзержинск | Toretsk | own words
ru | вдоль линии фронта | ALL | own words
ru | здесь | - | own words
ru | Луганск | reject unknown_front | own words
ru | в сумерках | reject unknown_front | own words
de | Im Raum Pokrowsk | Pokrovsk | r0158
de | Stadt Pokrowsk | Pokrovsk | r0015
de | am Frontabschnitt Pokrowsk | Pokrovsk | r0289
de | bei Kurachowe | Kurakhove | r0212
de | Kurachiwka | Kurakhove | conventions
de | Kurachiwe | Kurakhove | own words
de | russischen Region Kursk | Kursk | r0020
de | Gebiet Kursk | Kursk | own words
de | Kursker Gebiet | Kursk | own words
de | Pokrowsker Richtung | Pokrovsk | own words
de | Tschassiw Jar | Chasiv Yar | own words
de | Torezk | Toretsk | own words
de | Wremiwka | Vremivka | r0157
de | Saporischschja | Zaporizhzhia | own words
de | Nord-Slobodschanschtschyna und Kursk | Kursk+North Slobozhanshchyna | own words
de | Slowjansk | Sloviansk | own words
de | Kostjantyniwka | Kostiantynivka | own words
de | Huljajpole | Huliaipole | own words
de | Kupjansk | Kupiansk | own words
de | zwischen Pokrowsk und Kurachowe | Kurakhove+Pokrovsk | own words
de | entlang der gesamten Front | ALL | own words
de | Insgesamt | ALL | r0306
de | dort | - | r0114
de | im Stadtgebiet von Pokrowsk | reject town_not_front | own words
de | Donezk | reject unknown_front | own words
es | eje de Pokrovsk | Pokrovsk | n0030
es | en la región rusa de Kursk | Kursk | n0097
es | Kurájove | Kurakhove | conventions
es | en los ejes de Kurájove y Pokrovsk | Kurakhove+Pokrovsk | n0028
es | Járkov | Kharkiv | own words
es | Kúpiansk | Kupiansk | own words
es | Limán | Lyman | own words
es | Zaporiyia | Zaporizhzhia | own words
es | Jersón | Kherson | own words
es | Chasiv Yar | Chasiv Yar | own words
es | Bajmut | Bakhmut | own words
es | a lo largo de la línea del frente | ALL | own words
es | allí | - | own words
es | Donetsk | reject unknown_front | own words
fr | Koursk | Kursk | conventions
fr | Kourakhove | Kurakhove | conventions
fr | vers Pokrovsk | Pokrovsk | own words
pl | na kierunku pokrowskim | Pokrovsk | n0018
pl | obwód kurski | Kursk | conventions
pl | kurachowskim | Kurakhove | conventions
zh | 库尔斯克 | Kursk | conventions
zh | 波克罗夫斯克 | Pokrovsk | conventions
ar | بوكروفسك | Pokrovsk | conventions
sr | Покровског | Pokrovsk | conventions
lt | Kurskas | Kursk | conventions
"""
BESIDE_A_TOWN = """
en | on the Kramatorsk front near Chasiv Yar | Kramatorsk | own words
en | on the Kurakhove front and in Kursk | Kurakhove+Kursk | own words
en | Kursk, Pokrovsk and Kurakhove sectors | Kurakhove+Kursk+Pokrovsk | own words
en | Pokrovsk (Donetsk Oblast) and Kursk Oblast | - | own words
uk | На Краматорському напрямку поблизу Часового Яру | Kramatorsk | own words
de | am Frontabschnitt Kurachowe südlich von Pokrowsk | Kurakhove | own words
es | en los ejes de Kurájove y Pokrovsk … en la región rusa de Kursk | Kurakhove+Kursk+Pokrovsk | n0028
"""


def say(language: str, written: str) -> str:
    try:
        front, _ = read_front(written, lexicon(language))
    except NotAFront as refused:
        return f"reject {refused.reason}"
    return "-" if front is pd.NA else front


@pytest.mark.parametrize(("language", "written", "expected"), cases(CASES + BESIDE_A_TOWN, 3))
def test_names_mean(language, written, expected):
    assert say(language, written) == expected


def test_every_spelling_finds_its_own_front():
    for spelling, front in spellings():
        name = fold(spelling.removesuffix("*"))
        assert [found for _, _, found in find_names(one_script(name))] == [front], spelling


def test_no_spelling_is_written_twice():
    written = [fold(spelling) + spelling[-1:] for spelling, _ in spellings()]
    assert sorted(written) == sorted(set(written))


def test_the_subject_comes_first_in_the_declared_order():
    assert list(canonical()[:3]) == ["Kursk", "Kurakhove", "Pokrovsk"]
    assert len(canonical()) == len(set(canonical()))


@pytest.mark.parametrize(("asked", "expected"), [
    ("kursk, Kurakhove+pokrovsk", ["Kursk", "Kurakhove+Pokrovsk"]),
    (["Pokrovsk+Kurakhove"], ["Kurakhove+Pokrovsk"]),
    ("ALL", ["ALL"]),
])
def test_fronts_asked_for(asked, expected):
    assert check(asked) == expected


@pytest.mark.parametrize(("asked", "message"), [
    ("Kurakhowe", "UnknownFront: no front is called 'Kurakhowe'. Nearest: Kurakhove. The names are in data/reference/fronts.csv."),
    ("", "UnknownFront: expected one or more different fronts, found ''. Example: Kursk, Kurakhove, Pokrovsk."),
    ("Kursk, kursk", "UnknownFront: expected one or more different fronts, found 'Kursk, kursk'. Example: Kursk, Kurakhove, Pokrovsk."),
])
def test_fronts_that_are_none(asked, message):
    with pytest.raises(UnknownFront) as refused:
        check(asked)
    assert str(refused.value) == message


@pytest.mark.parametrize(("start", "end", "fronts", "dates"), [
    ("2024-11-01", "2024-12-31", "Kursk, Kurakhove, Pokrovsk", []),
    ("2024-09-01", "2024-12-31", "Kursk", ["2024-09-23"]),
    ("2024-08-01", "2024-09-01", "Kursk", []),
    ("2025-01-09", "2025-01-10", "Pokrovsk", ["2025-01-10"]),
    ("2025-01-10", "2025-02-28", "Pokrovsk", []),
    ("2024-12-01", "2025-02-28", "Kurakhove+Pokrovsk+Vremivka", []),
    ("2024-12-01", "2025-02-28", "Kurakhove+Pokrovsk+Vremivka+Novopavlivka", []),
    ("2024-12-01", "2025-02-28", "Kurakhove+Pokrovsk", ["2025-01-10", "2025-01-10"]),
    ("2025-06-01", "2025-06-30", "Kursk", ["2025-06-16"]),
])
def test_breaks_of_the_map(start, end, fronts, dates):
    assert list(breaks(start, end, fronts)["date"]) == dates


def test_changes_name_known_fronts():
    known = set(canonical())
    for row in changes().itertuples():
        assert row.front in known and set(filter(None, row.into.split("+"))) <= known


@given(st.sampled_from(languages()), st.text(max_size=60))
def test_any_text_gives_a_front_or_a_reason(language, written):
    try:
        front, flags = read_front(written, lexicon(language))
    except NotAFront as refused:
        assert refused.reason in ("unknown_front", "town_not_front", "front_twice")
        return
    assert front is pd.NA and flags or set(front.split("+")) <= {*canonical(), "ALL"}
