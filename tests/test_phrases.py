"""Phrases about numbers and measures: what was written beside what it says, each with its authority.

An authority is a row of the golden table, the conventions of counts in data/README.md, or wording of our own
in the manner of the press.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.lexicon import languages, lexicon
from analysis.phrases import Count, NotACount, bounds, read_count, read_measure
from tests.cases import cases

CASES = """
# language | count as written | measure as written | what it says | authority
# --- plain numbers
en | 24 | attacks | 24 exact attacks | r0001
en | five | repelled Russian attacks | 5 exact repelled | r0133
en | 17 times | attempted to breach | 17 exact attacks | n0008
en | 114 times | clashed | 114 exact clashes | r0084
en | forty-four | assault actions | 44 exact attacks | own words
en | one hundred and twenty-one | combat engagements | 121 exact clashes | own words
en | a hundred and six | combat clashes | 106 exact clashes | own words
en | a dozen | attacks | 12 exact attacks | own words
en | two dozen | assaults | 24 exact attacks | own words
en | half a dozen | attacks | 6 exact attacks | own words
en | a total of 23 | Russian attacks were repelled | 23 exact repelled | r0110
en | another 27 | attacks | 27 exact attacks | conventions
en | 27 more | clashes | 27 exact clashes | conventions
en | twice | attacked | 2 exact attacks | own words
en | once | stormed | 1 exact attacks | own words
en | thrice | attacked | 3 exact attacks | own words
en | a single | attack | 1 exact attacks | own words
en | only 10 | attacks | 10 exact attacks | own words
en | 1,315 | combat clashes | 1315 exact clashes | own words
en | rose to 58 | combat clashes | 58 exact clashes | own words
en | 24 attacks |  | 24 exact attacks | own words
en | twenty four | assault operations | 24 exact attacks | own words
en | 24 Russian assaults | repelled | 24 exact repelled | own words
en | ２４ | attacks | 24 exact attacks | own words
uk | сорок чотири | атаки | 44 exact attacks | own words
uk | сто двадцять один | бій | 121 exact clashes | own words
uk | двічі | атакував | 2 exact attacks | own words
uk | тричі | намагалися просунутися | 3 exact attacks | r0034
uk | чотири рази | штурмував | 4 exact attacks | own words
uk | дев’ять | відбили штурмів | 9 exact repelled | r0042
uk | девʼятнадцять | атак | 19 exact attacks | own words
uk | сімнадцятьох | атак | 17 exact attacks | own words
uk | п'ятнадцятьма | атаками | 15 exact attacks | own words
uk | двадцятьма двома | штурмами | 22 exact attacks | own words
uk | десяток | атак | 10 exact attacks | own words
uk | два десятки | атак | 20 exact attacks | own words
uk | пів сотні | боєзіткнень | 50 exact clashes | own words
uk | півсотні | боєзіткнень | 50 exact clashes | own words
uk | сотню | атак | 100 exact attacks | own words
uk | зросла до 58 | бойових зіткнень | 58 exact clashes | r0090
uk | зросла до понад 60 | бойових зіткнень | 60 more_than clashes | own words
uk | сягнула 12 | бойових зіткнень | 12 exact clashes | r0029
uk | становить 137 | боєзіткнень | 137 exact clashes | own words
uk | ще 27 | атак | 27 exact attacks | own words
uk | 34 рази | намагалися просунутися | 34 exact attacks | r0179
uk | — 24 | атаки | 24 exact attacks | own words
uk | - 24 | атаки | 24 exact attacks | own words
uk | одинадцять разів | ворог йшов на штурм | 11 exact attacks | own words
uk | один раз | ворог штурмував | 1 exact attacks | own words
uk | 1 315 | бойових зіткнень | 1315 exact clashes | own words
uk | 1 315 | бойових зіткнень | 1315 exact clashes | own words
ru | трижды | безуспешно штурмовал | 3 exact attacks | r0228
ru | двадцать три раза | атаковали | 23 exact attacks | own words
ru | сорок одна | атака | 41 exact attacks | own words
ru | два десятка | атак | 20 exact attacks | own words
ru | полсотни | боев | 50 exact clashes | own words
ru | сотня | боестолкновений | 100 exact clashes | own words
ru | пятнадцатью | атаками | 15 exact attacks | own words
ru | возросло до 88 | боевых столкновений | 88 exact clashes | r0222
ru | ещё 27 | атак | 27 exact attacks | own words
ru | четырежды | атаковал | 4 exact attacks | own words
de | achtmal | versuchten … anzugreifen | 8 exact attacks | r0157
de | 26-mal | versucht … zu durchbrechen | 26 exact attacks | r0185
de | insgesamt 24 Mal | versuchten … zu durchbrechen | 24 exact attacks | n0131
de | sechs Mal | griff … an | 6 exact attacks | r0251
de | fünfundvierzig | Angriffe | 45 exact attacks | own words
de | einundzwanzigmal | griffen an | 21 exact attacks | own words
de | hundertzwanzig | Gefechte | 120 exact clashes | own words
de | einhundertvierzehn | Gefechte | 114 exact clashes | own words
de | hundertsechsundfünfzig | Gefechte | 156 exact clashes | own words
de | zwei Dutzend | Angriffe | 24 exact attacks | own words
de | ein Dutzend | Angriffe | 12 exact attacks | own words
de | ein halbes Dutzend | Angriffe | 6 exact attacks | own words
de | einmal | griffen an | 1 exact attacks | own words
de | ein | Angriff abgewehrt | 1 exact repelled | own words
de | weitere 27 | Angriffe | 27 exact attacks | own words
de | stieg auf 95 | Gefechte | 95 exact clashes | own words
de | 1.315 | Gefechte | 1315 exact clashes | own words
de | lediglich drei | Angriffe | 3 exact attacks | own words
es | 19 veces | atacaron las posiciones | 19 exact attacks | n0052
es | un total de 93 | repeler … ataques rusos | 93 exact repelled | n0027
es | ha aumentado a 95 | combates | 95 exact clashes | n0050
es | veintiséis | asaltos | 26 exact attacks | own words
es | treinta y cinco | ataques | 35 exact attacks | own words
es | ciento catorce | enfrentamientos | 114 exact clashes | own words
es | una docena | ataques | 12 exact attacks | own words
es | media docena | ataques | 6 exact attacks | own words
es | dos docenas | ataques | 24 exact attacks | own words
es | una veintena | ataques | 20 about attacks | own words
es | medio centenar | ataques | 50 about attacks | own words
es | más de un centenar | ataques | 100 more_than attacks | own words
es | un ataque |  | 1 exact attacks | own words
es | dos veces | atacaron | 2 exact attacks | own words
es | 27 más | enfrentamientos | 27 exact clashes | r0301
es | otros 27 | ataques | 27 exact attacks | own words
# --- hedges
en | more than 50 | attacks | 50 more_than attacks | r0322
en | over 50 | attacks | 50 more_than attacks | conventions
en | just over 50 | attacks | 50 more_than attacks | own words
en | well over 100 | attacks | 100 more_than attacks | own words
en | more than a hundred | attacks | 100 more_than attacks | own words
en | upwards of 50 | attacks | 50 more_than attacks | own words
en | >50 | attacks | 50 more_than attacks | own words
en | ≥50 | attacks | 50 at_least attacks | own words
en | 50+ | attacks | 50 at_least attacks | own words
en | at least 20 | attacks | 20 at_least attacks | conventions
en | 20 or more | attacks | 20 at_least attacks | own words
en | no fewer than 20 | attacks | 20 at_least attacks | own words
en | no less than two dozen | attacks | 24 at_least attacks | own words
en | nearly 20 | attacks | 20 nearly attacks | conventions
en | almost 200 | attacks | 200 nearly attacks | own words
en | just under 50 | attacks | 50 nearly attacks | own words
en | close to 50 | attacks | 50 nearly attacks | own words
en | about 140 | clashes | 140 about clashes | r0215
en | some 40 | assaults | 40 about attacks | own words
en | roughly 40 | attacks | 40 about attacks | own words
en | ~40 | attacks | 40 about attacks | own words
en | c. 40 | attacks | 40 about attacks | own words
en | 40 or so | attacks | 40 about attacks | own words
en | 40-odd | attacks | 40 about attacks | own words
en | about a dozen | attacks | 12 about attacks | own words
en | up to 20 | attacks | 20 up_to attacks | conventions
en | no more than 20 | attacks | 20 up_to attacks | own words
en | fewer than 20 | attacks | 20 up_to attacks | own words
en | rose to more than 50 | attacks | 50 more_than attacks | own words
uk | понад 60 | атак | 60 more_than attacks | conventions
uk | більше 50 | атак | 50 more_than attacks | own words
uk | більш ніж 50 | атак | 50 more_than attacks | own words
uk | більше ніж півсотні | атак | 50 more_than attacks | own words
uk | понад сотню | боєзіткнень | 100 more_than clashes | own words
uk | щонайменше 20 | атак | 20 at_least attacks | conventions
uk | не менше 20 | атак | 20 at_least attacks | own words
uk | не менш як 20 | атак | 20 at_least attacks | own words
uk | 20 і більше | атак | 20 at_least attacks | own words
uk | майже 60 | відбили ворожих атак | 60 nearly repelled | r0276
uk | трохи менше 60 | атак | 60 nearly attacks | own words
uk | близько 40 | атак | 40 about attacks | conventions
uk | приблизно 40 | атак | 40 about attacks | own words
uk | десь 40 | атак | 40 about attacks | own words
uk | зо два десятки | атак | 20 about attacks | own words
uk | до 20 | атак | 20 up_to attacks | conventions
uk | не більше 20 | атак | 20 up_to attacks | own words
uk | більше десятка | атак | 10 more_than attacks | own words
ru | более 50 | атак | 50 more_than attacks | own words
ru | свыше 50 | атак | 50 more_than attacks | own words
ru | больше полусотни | атак | 50 more_than attacks | own words
ru | более сотни | боестолкновений | 100 more_than clashes | own words
ru | не менее 20 | атак | 20 at_least attacks | own words
ru | как минимум 20 | атак | 20 at_least attacks | own words
ru | почти 60 | атак | 60 nearly attacks | own words
ru | около 40 | атак | 40 about attacks | own words
ru | порядка 40 | атак | 40 about attacks | own words
ru | до 20 | атак | 20 up_to attacks | own words
ru | не более 20 | атак | 20 up_to attacks | own words
ru | возросло до более чем 50 | боевых столкновений | 50 more_than clashes | own words
de | mehr als 50 | Angriffe | 50 more_than attacks | r0113
de | über 50 | Angriffe | 50 more_than attacks | own words
de | weit über 100 | Gefechte | 100 more_than clashes | own words
de | mehr als hundert | Gefechte | 100 more_than clashes | own words
de | mindestens 20 | Angriffe | 20 at_least attacks | own words
de | gut 50 | Angriffe | 50 at_least attacks | own words
de | 20 oder mehr | Angriffe | 20 at_least attacks | own words
de | fast 200 | russische Angriffe | 200 nearly attacks | r0014
de | knapp 50 | Angriffe | 50 nearly attacks | own words
de | knapp zwei Dutzend | Angriffe | 24 nearly attacks | own words
de | rund 80 | russische Vorstöße | 80 about attacks | r0309
de | etwa 40 | Angriffe | 40 about attacks | own words
de | um die 40 | Angriffe | 40 about attacks | own words
de | ca. 40 | Angriffe | 40 about attacks | own words
de | an die 50 | Angriffe | 50 about attacks | own words
de | bis zu 20 | Angriffe | 20 up_to attacks | own words
de | höchstens 20 | Angriffe | 20 up_to attacks | own words
de | stieg auf über 95 | Gefechte | 95 more_than clashes | own words
es | más de 50 | ataques | 50 more_than attacks | own words
es | más de medio centenar | ataques | 50 more_than attacks | own words
es | al menos 20 | ataques | 20 at_least attacks | own words
es | no menos de 20 | ataques | 20 at_least attacks | own words
es | 20 o más | ataques | 20 at_least attacks | own words
es | casi 60 | ataques | 60 nearly attacks | own words
es | casi un centenar | ataques | 100 nearly attacks | own words
es | cerca de cien | lanzó … ataques | 100 about attacks | n0028
es | unos 40 | ataques | 40 about attacks | own words
es | alrededor de 40 | ataques | 40 about attacks | own words
es | una treintena | ataques | 30 about attacks | own words
es | hasta en 20 ocasiones | trataron de romper sin éxito | 20 up_to attacks | n0031
es | no más de 20 | ataques | 20 up_to attacks | own words
# --- ranges
en | 20–25 | attacks | 20..25 attacks | conventions
en | 20-25 | attacks | 20..25 attacks | own words
en | 20 to 25 | attacks | 20..25 attacks | own words
en | between 20 and 25 | attacks | 20..25 attacks | own words
en | from 20 to 25 | attacks | 20..25 attacks | own words
en | five or six | attacks | 5..6 attacks | own words
en | two to three dozen | attacks | reject several_numbers | own words
uk | від 20 до 30 | атак | 20..30 attacks | own words
uk | 5-6 | атак | 5..6 attacks | own words
uk | п'ять-шість | атак | 5..6 attacks | own words
uk | два чи три рази | атакував | 2..3 attacks | own words
ru | от 20 до 30 | атак | 20..30 attacks | own words
ru | 50–60 | атак | 50..60 attacks | own words
ru | две-три | атаки | 2..3 attacks | own words
de | 20 bis 25 | Angriffe | 20..25 attacks | own words
de | zwischen 20 und 25 | Angriffe | 20..25 attacks | own words
de | fünf bis sechs | Angriffe | 5..6 attacks | own words
es | entre 20 y 25 | ataques | 20..25 attacks | own words
es | de 20 a 25 | ataques | 20..25 attacks | own words
es | cinco o seis | ataques | 5..6 attacks | own words
en | rose from 40 to 56 | attacks | reject several_numbers | own words
uk | зросла з 40 до 56 | атак | reject several_numbers | own words
de | stieg von 40 auf 56 | Angriffe | reject several_numbers | own words
# --- whole and parts
en | 18 of 25 | repelled attacks | 25 exact attacks repelled=18 | conventions
en | 46 of 56 | repelled … Russian attacks | 56 exact attacks repelled=46 | r0323
en | 23 out of 35 | repelled … Russian attacks | 35 exact attacks repelled=23 | r0327
en | 18 out of a total of 25 | attacks repelled | 25 exact attacks repelled=18 | own words
en | 18/25 | attacks repelled | 25 exact attacks repelled=18 | own words
en | 25 (18 repelled) | attacks | 25 exact attacks repelled=18 | own words
en | 25, of which 18 were repelled | attacks | 25 exact attacks repelled=18 | own words
en | 25, including 18 repelled and 7 ongoing | attacks | 25 exact attacks repelled=18 ongoing=7 | own words
en | 30 assaults: 24 repelled, 6 ongoing | assaults | 30 exact attacks repelled=24 ongoing=6 | conventions
en | 25, 18 of them repelled, the rest ongoing | attacks | 25 exact attacks repelled=18 ongoing=7 | conventions
en | of 25 attacks, 18 were repelled | attacks | 25 exact attacks repelled=18 | own words
en | Out of 25, the defenders repelled 18 | attacks | 25 exact attacks repelled=18 | own words
en | 46 … 44 were repelled | Russian attacks | 46 exact attacks repelled=44 | r0370
en | Ten of 35 … were still raging | armed clashes | 35 exact clashes ongoing=10 | n0058
en | 24 repelled, six ongoing | attacks | parts repelled=24 ongoing=6 | conventions
en | repelled 24, with six still going on | attacks | parts repelled=24 ongoing=6 | conventions
en | all 26 | attacks were repelled | 26 exact attacks repelled=26 | conventions
en | 26 times, all repelled | attacked | 26 exact attacks repelled=26 | r0008
en | all but one of 36 | attacks were repelled | 36 exact attacks repelled=35 | own words
en | all but three of the 36 | attacks repelled | 36 exact attacks repelled=33 | own words
en | 25, one repelled | attacks | 25 exact attacks repelled=1 | own words
en | more than 60, of which about 40 were repelled | clashes | 60 more_than clashes repelled=40 | r0202
en | 36, most of them repelled | attacks | 36 exact attacks | own words
en | 44 of 194 | attacks | reject several_numbers | own words
en | 30 of 25 | attacks repelled | reject several_numbers | own words
en | 24 and 25 respectively | attacks | reject several_numbers | own words
en | 24 attacks, 5 air strikes |  | reject several_numbers | own words
en | 24 [2] | attacks | reject several_numbers | own words
uk | три з п’яти | відбили … атак | 5 exact attacks repelled=3 | r0298
uk | 18 із 25 | відбито атак | 25 exact attacks repelled=18 | own words
uk | 25 … з яких 14 … відбиті | спроб атаки | 25 exact attacks repelled=14 | r0261
uk | 25, з них 14 відбито, 11 тривають | атак | 25 exact attacks repelled=14 ongoing=11 | own words
uk | 25, 14 з яких відбито | атак | 25 exact attacks repelled=14 | own words
uk | із 25 атак 18 відбито | атак | 25 exact attacks repelled=18 | own words
uk | 20 разів, чотири боєзіткнення тривають | атакував | 20 exact attacks ongoing=4 | own words
uk | 20, ще чотири тривають | відбито атак | parts repelled=20 ongoing=4 | own words
uk | відбито 20, ще чотири тривають | атак | parts repelled=20 ongoing=4 | own words
uk | усі 12 | атак відбито | 12 exact attacks repelled=12 | conventions
uk | усі, крім однієї, із 36 | атак відбито | 36 exact attacks repelled=35 | own words
uk | 25, 18 відбито, решта тривають | атак | 25 exact attacks repelled=18 ongoing=7 | conventions
uk | понад 60 … близько 40 … відбиті | бойових зіткнень | 60 more_than clashes repelled=40 | r0202
ru | восемь раз, две из восьми | атаковали … отбиты | 8 exact attacks repelled=2 | r0225
ru | 15 раз, девять … уже отбиты | атаковала | 15 exact attacks repelled=9 | r0223
ru | 18 из 25 | отбиты атак | 25 exact attacks repelled=18 | own words
ru | 25 атак, 18 из которых отбиты, семь продолжаются | атак | 25 exact attacks repelled=18 ongoing=7 | own words
ru | из 25 атак отбито 18 | атак | 25 exact attacks repelled=18 | own words
ru | все 12 | атак отбиты | 12 exact attacks repelled=12 | conventions
ru | 25, из них 18 отбиты, остальные продолжаются | атак | 25 exact attacks repelled=18 ongoing=7 | conventions
de | 18 von 32 | russischen Angriffen … abgewehrt | 32 exact attacks repelled=18 | r0145
de | 42 Gefechte, wovon 32 … abgewehrt | Gefechte | 42 exact clashes repelled=32 | r0308
de | 25, davon 18 abgewehrt | Angriffe | 25 exact attacks repelled=18 | own words
de | 25 Angriffe, von denen 18 abgewehrt wurden, sieben dauern an | Angriffe | 25 exact attacks repelled=18 ongoing=7 | own words
de | von 25 Angriffen wurden 18 abgewehrt | Angriffe | 25 exact attacks repelled=18 | own words
de | alle 12 | Angriffe abgewehrt | 12 exact attacks repelled=12 | conventions
de | alle bis auf einen von 36 | Angriffe abgewehrt | 36 exact attacks repelled=35 | own words
de | 25 Angriffe, 18 abgewehrt, der Rest dauert an | Angriffe | 25 exact attacks repelled=18 ongoing=7 | conventions
es | 18 de 25 | ataques repelidos | 25 exact attacks repelled=18 | own words
es | 18 de los 25 | ataques rechazados | 25 exact attacks repelled=18 | own words
es | 25, de los cuales 18 fueron repelidos | ataques | 25 exact attacks repelled=18 | own words
es | 25 ataques, 18 de ellos repelidos y siete en curso | ataques | 25 exact attacks repelled=18 ongoing=7 | own words
es | de 25 ataques, 18 fueron repelidos | ataques | 25 exact attacks repelled=18 | own words
es | todos menos uno de los 36 | ataques repelidos | 36 exact attacks repelled=35 | own words
es | los 12 | ataques, todos repelidos | 12 exact attacks repelled=12 | conventions
en | 7 | clashes, three of which are still ongoing | 7 exact clashes ongoing=3 | own words
en | 17 of 22 | attacks have been repelled, five are ongoing | 22 exact attacks repelled=17 ongoing=5 | own words
en | 24 | attacks repelled near three villages | 24 exact repelled | own words
en | 24 | attacks repelled, in three villages | 24 exact repelled | own words
en | 31 assaults, with fighting continuing in four locations | attacked | 31 exact attacks ongoing=4 | own words
uk | 24 | атаки відбили українські захисники, ще три бої тривають | parts repelled=24 ongoing=3 | own words
uk | 14 атак, дві з них — ще тривають | атак | 14 exact attacks ongoing=2 | own words
ru | восемь атак, одна продолжается |  | 8 exact attacks ongoing=1 | own words
de | acht | Angriffe, davon dauern drei noch an | 8 exact attacks ongoing=3 | own words
es | ocho | ataques, tres de ellos aún en curso | 8 exact attacks ongoing=3 | own words
# --- each
uk | по дев'ять | атак | 9 exact attacks each | conventions
uk | по 9 | атак | 9 exact attacks each | own words
ru | по девять | атак | 9 exact attacks each | own words
en | nine each | attacks | 9 exact attacks each | conventions
de | je neun | Angriffe | 9 exact attacks each | own words
de | jeweils neun | Angriffe | 9 exact attacks each | own words
es | nueve cada uno | ataques | 9 exact attacks each | own words
# --- three silences
uk | немає | наступальних дій | none attacks | r0059
uk | не було | атак | none attacks | own words
uk | жодної | атаки | none attacks | own words
uk | жодної атаки |  | none attacks | own words
uk | не проводив | наступальних дій | none attacks | own words
uk | 0 | атак | none attacks | own words
uk | нуль | атак | none attacks | own words
uk |  | не атакував | none attacks | own words
uk |  | активних наступальних дій не проводив | none attacks | own words
uk |  | жодної атаки не зафіксовано | none attacks | own words
en | no | attacks | none attacks | conventions
en | none | attacks | none attacks | own words
en | not a single | attack | none attacks | own words
en | not one attack |  | none attacks | own words
en | zero | attacks | none attacks | own words
en |  | no attacks were recorded | none attacks | own words
en |  | did not attack | none attacks | own words
en |  | did not conduct offensive operations | none attacks | own words
en |  | no Russian offensive actions | none attacks | own words
ru | ни одной | атаки | none attacks | own words
ru | не было | атак | none attacks | own words
ru |  | наступательных действий не проводил | none attacks | own words
de | keine | Angriffe | none attacks | own words
de | kein einziger | Angriff | none attacks | own words
de |  | keine Angriffe | none attacks | own words
es | ningún | ataque | none attacks | own words
es | ni un solo | ataque | none attacks | own words
es |  | no hubo ataques | none attacks | own words
en | a quarter | of the attacks | uncounted attacks | conventions
en | nearly half | of all clashes | uncounted clashes | own words
en | 40% | of the attacks | uncounted attacks | conventions
en | about 40 per cent | of all clashes | uncounted clashes | own words
en | two thirds | of the clashes | uncounted clashes | own words
en | one in three | attacks | uncounted attacks | own words
en | several | attacks | uncounted attacks | own words
en | dozens | attacks | uncounted attacks | own words
en | dozens of attacks |  | uncounted attacks | own words
en | heavy fighting |  | uncounted clashes | conventions
en |  | heavy fighting continues | uncounted ongoing | conventions
en | most | attacks | uncounted attacks | conventions
en | several dozen | attacks | uncounted attacks | own words
en | hundreds | attacks | uncounted attacks | own words
uk | чверть | усіх атак | uncounted attacks | conventions
uk | 40 % | усіх боєзіткнень | uncounted clashes | own words
uk | 40 відсотків | усіх боєзіткнень | uncounted clashes | own words
uk | третина | боїв | uncounted clashes | own words
uk | кілька | атак | uncounted attacks | own words
uk | кілька десятків | атак | uncounted attacks | own words
uk | значна частина | бойових зіткнень | uncounted clashes | n0099
uk | найбільше | атак | uncounted attacks | own words
uk |  | тривають бої | uncounted ongoing | conventions
uk | дані уточнюються | атак | uncounted attacks | own words
ru | четверть | всех атак | uncounted attacks | own words
ru | несколько | атак | uncounted attacks | own words
ru | несколько десятков | атак | uncounted attacks | own words
ru | десятки | атак | uncounted attacks | own words
ru | 40% | боев | uncounted clashes | own words
de | Ein Viertel | russische Angriffe | uncounted attacks | r0015
de | keine Angaben |  | uncounted - | r0165
de | mehrere | Angriffe | uncounted attacks | own words
de | mehrere Dutzend | Angriffe | uncounted attacks | own words
de | Dutzende | Angriffe | uncounted attacks | own words
de | ein Drittel | der Gefechte | uncounted clashes | own words
de | 40 Prozent | der Angriffe | uncounted attacks | own words
es | un tercio | de los combates | uncounted clashes | own words
es | varios | ataques | uncounted attacks | own words
es | decenas | ataques | uncounted attacks | own words
es | el 40 % | de los ataques | uncounted attacks | own words
es | varias decenas | ataques | uncounted attacks | own words
en | did not conduct active operations |  | none attacks | own words
es | la mayor parte de | los ataques | uncounted attacks | own words
fr | deux tiers | des attaques | uncounted attacks | own words
fr | près de la moitié | des combats | uncounted clashes | own words
fr | aucune | attaque | none attacks | own words
it | due terzi | degli attacchi | uncounted attacks | own words
pl | dwie trzecie | ataków | uncounted attacks | own words
# --- measures
en | 24 | clashes continue | 24 exact ongoing | r0199
en | seven | skirmishes continuing | 7 exact ongoing | n0191
en | 24 | continued to attack | 24 exact attacks | own words
en | 24 | continued its assaults | 24 exact attacks | own words
en | seven | attempts to push back … were unsuccessful | 7 exact attacks | n0007
en | 24 | did not stop trying to break through | 24 exact attacks | own words
en | 24 | are still being repelled | 24 exact ongoing | own words
en | 24 | beat back assaults | 24 exact repelled | own words
en | 24 | fended off attacks | 24 exact repelled | own words
en | 24 | held off attacks | 24 exact repelled | own words
en | 24 | blocked assault attempts | 24 exact repelled | own words
en | 24 | enemy assault and offensive actions | 24 exact attacks | own words
en | 24 | tried to improve its tactical position | 24 exact attacks | own words
en | 24 | combat engagements took place | 24 exact clashes | own words
en | 24 | attacks supported by aviation | 24 exact attacks | own words
en | 24 | attacks with air support | 24 exact attacks | own words
en | 24 |  | 24 exact - | own words
en | 24 | widgets | 24 exact - | own words
uk | 24 | не припиняє спроб прорвати оборону | 24 exact attacks | own words
uk | 24 | не полишає спроб прорватися | 24 exact attacks | own words
uk | 24 | продовжував атакувати | 24 exact attacks | own words
uk | 24 | продовжуються бої | 24 exact ongoing | own words
uk | 14 | боєзіткнень … тривають | 14 exact ongoing | r0339
uk | 24 | атак за підтримки бомбардувальної авіації | 24 exact attacks | own words
uk | 24 | намагався витіснити наші підрозділи | 24 exact attacks | own words
uk | 24 | поліпшити тактичне положення намагався | 24 exact attacks | own words
uk | 24 | Сили оборони відбили ворожих атак | 24 exact repelled | own words
uk | 24 | успішно стримали | 24 exact repelled | own words
uk | 24 | бойових контактів | 24 exact clashes | own words
uk | 24 | ще відбивають атаки | 24 exact ongoing | own words
ru | 24 | не прекращает попыток прорваться | 24 exact attacks | own words
ru | 24 | продолжал атаковать | 24 exact attacks | own words
ru | 24 | продолжаются бои | 24 exact ongoing | own words
ru | 24 | отразили атак | 24 exact repelled | own words
ru | 24 | боевых контактов | 24 exact clashes | own words
ru | 24 | столкновения ещё идут | 24 exact ongoing | own words
ru | 24 | шли на штурм | 24 exact attacks | own words
de | 24 | griffen weiterhin an | 24 exact attacks | own words
de | drei | dauern … Attacken … an | 3 exact ongoing | n0156
de | 24 | Angriffe zurückgewiesen | 24 exact repelled | own words
de | 24 | Kämpfe dauern noch an | 24 exact ongoing | own words
de | 24 | Versuche, die Verteidigung zu durchbrechen | 24 exact attacks | own words
de | 24 | rannten gegen die Stellungen an | 24 exact attacks | own words
de | 24 | setzten ihre Angriffe fort | 24 exact attacks | own words
es | 24 | combates continúan activos | 24 exact ongoing | n0165
es | 24 | no cesan los intentos de romper | 24 exact attacks | own words
es | 24 | continuó atacando | 24 exact attacks | own words
es | 24 | ataques rechazados | 24 exact repelled | own words
es | 24 | choques armados | 24 exact clashes | own words
# --- no attacks
en | 24 | air strikes | reject not_attacks | conventions
en | 24 air strikes |  | reject not_attacks | own words
en | 24 | drone attacks | reject not_attacks | own words
en | 24 | artillery attacks | reject not_attacks | own words
en | 24 | tanks destroyed | reject not_attacks | own words
en | 24 | casualties | reject not_attacks | conventions
en | 24 km |  | reject not_attacks | conventions
en | 24 | settlements | reject not_attacks | conventions
en | 24 | Ukrainian counterattacks | reject not_attacks | conventions
en | 24 | guided bombs | reject not_attacks | conventions
uk | 24 | авіаудари | reject not_attacks | conventions
uk | 24 | обстріли | reject not_attacks | conventions
uk | 24 КАБи |  | reject not_attacks | conventions
uk | 24 | ударів дронами-камікадзе | reject not_attacks | conventions
uk | 24 | контратаки ЗСУ | reject not_attacks | own words
uk | 24 | одиниці техніки | reject not_attacks | conventions
ru | 24 | авиаудара | reject not_attacks | conventions
ru | 24 | контратаки ВСУ | reject not_attacks | own words
ru | 24 | атаки ВСУ отражены | reject not_attacks | own words
ru | 24 | обстрела | reject not_attacks | conventions
de | 24 | Luftangriffe | reject not_attacks | conventions
de | 24 | Drohnenangriffe | reject not_attacks | conventions
de | 24 | Gegenangriffe | reject not_attacks | own words
de | 24 | Artillerieangriffe | reject not_attacks | own words
es | 24 | ataques aéreos | reject not_attacks | conventions
es | 24 | contraataques | reject not_attacks | own words
es | 24 | ataques con drones | reject not_attacks | own words
es | 24 | bombardeos | reject not_attacks | conventions
# --- no count
en |  | attacks | reject no_number | conventions
en | N/A | attacks | reject no_number | own words
en | - | attacks | reject no_number | own words
en | ? | attacks | reject no_number | own words
en | … | attacks | reject no_number | own words
en | 🙂 | attacks | reject no_number | own words
en |  | unsuccessful attacks with no success | reject no_number | own words
en | -5 | attacks | reject absurd_number | conventions
en | −5 | attacks | reject absurd_number | conventions
en | 2.5 | attacks | reject absurd_number | conventions
en | 2½ | attacks | reject absurd_number | own words
en | 24th | attack | reject no_number | own words
en | 47th Brigade | repelled attacks | reject no_number | own words
en | three more than the day before | attacks | reject no_number | own words
en | twice as many as on Friday | attacks | uncounted attacks | own words
uk | на 5 більше, ніж учора | атак | reject no_number | own words
uk | утричі більше | атак | reject no_number | own words
ru | на 5 больше, чем вчера | атак | reject no_number | own words
ru | вдвое больше | атак | reject no_number | own words
de | fünf mehr als am Vortag | Angriffe | reject no_number | own words
de | doppelt so viele | Angriffe | uncounted attacks | own words
es | cinco más que ayer | ataques | reject no_number | own words
es | el doble | ataques | reject no_number | own words
uk | 1,5 тисячі | атак | reject absurd_number | own words
ru | 24-я | атака | reject no_number | own words
# --- other languages
fr | une vingtaine d'attaques |  | 20 about attacks | own words
fr | une trentaine | d'assauts | 30 about attacks | own words
fr | plus de 50 | attaques | 50 more_than attacks | own words
fr | quarante-deux | combats | 42 exact clashes | own words
fr | 18 sur 25 | attaques repoussées | 25 exact attacks repelled=18 | own words
fr | vingt-six | attaques repoussées | 26 exact repelled | own words
it | almeno 20 | attacchi | 20 at_least attacks | own words
it | ventisei | attacchi respinti | 26 exact repelled | own words
it | una decina | attacchi | 10 about attacks | own words
it | una ventina | di assalti | 20 about attacks | own words
pl | ponad 200 razy | szturmowali | 200 more_than attacks | n0078
pl | dwadzieścia sześć | ataków odparto | 26 exact repelled | own words
pl | trzydziestu | ataków | 30 exact attacks | own words
pl | kilkanaście | ataków | uncounted attacks | own words
pl | kilkadziesiąt razy | szturmowali | uncounted attacks | n0079
pt | mais de 50 | ataques | 50 more_than attacks | own words
pt | pelo menos 20 | ataques repelidos | 20 at_least repelled | own words
pt | uma dezena | ataques | 10 about attacks | own words
zh | 36次 … 27次受挫 | 攻擊 | 36 exact attacks repelled=27 | n0108
zh | 约三分之一 | 战斗 | uncounted clashes | n0103
tr | 50'den fazla | saldırı | 50 more_than attacks | own words
id | empat puluh lima | bentrokan | 45 exact clashes | n0127
ja | 25回 | 攻撃を … 阻止した | 25 exact repelled | n0170
ko | 47건 | 충돌 | 47 exact clashes | n0173
te | 30కి పైగా | దాడులు నమోదయ్యాయని | 30 more_than attacks | n0070
hr | 36 od 45 | odbile … pokušaja proboja | 45 exact attacks repelled=36 | n0046
es | un gran número | de ataques | reject no_number | own words
fr | une myriade | d'attaques | reject no_number | own words
es | una vez | atacaron | 1 exact attacks | own words
fr | une fois | attaqué | 1 exact attacks | own words
fr | un seul assaut |  | 1 exact attacks | own words
fr | quatre-vingt-douze | combats | 92 exact clashes | own words
"""


def say(language: str, count: str, measure: str) -> str:
    """What a count and a measure say, in the words of the table above."""
    words = lexicon(language)
    try:
        said = read_count(count, measure, words)
        kind, _ = read_measure(measure, count, said.repelled is not None or said.ongoing is not None, words)
    except NotACount as refused:
        return f"reject {refused.reason}"
    if said.status != "counted":
        return f"{said.status} {kind or '-'}"
    number = f"{said.low}..{said.high} {kind}" if said.qualifier == "range" else f"{said.count} {said.qualifier} {kind or '-'}"
    parts = [f"{name}={value}" for name, value in (("repelled", said.repelled), ("ongoing", said.ongoing)) if value is not None]
    return " ".join(["parts" if said.count is None and parts else number, *parts, *(["each"] if said.each else [])])


@pytest.mark.parametrize(("language", "count", "measure", "expected"), cases(CASES, 4))
def test_phrases_say(language, count, measure, expected):
    assert say(language, count, measure) == expected


@pytest.mark.parametrize(("qualifier", "low", "high"), [
    ("exact", 20, 20), ("more_than", 21, None), ("at_least", 20, None), ("nearly", None, 20), ("up_to", None, 20), ("about", None, None),
])
def test_bounds_are_what_the_hedge_gives(qualifier, low, high):
    assert bounds(qualifier, 20) == (low, high)


def test_the_examples_of_the_docstring_are_true():
    words, ukrainian = lexicon("en"), lexicon("uk")
    assert read_count("24", "attacks", words) == Count("counted", 24, 24, 24, "exact")
    assert read_count("more than 50", "attacks", words) == Count("counted", 50, 51, None, "more_than")
    assert read_count("46 of 56", "repelled … attacks", words) == Count("counted", 56, 56, 56, "exact", repelled=46)
    assert read_count("20–25", "attacks", words) == Count("counted", None, 20, 25, "range")
    assert read_count("немає", "атак", ukrainian) == Count("none", 0, 0, 0, "exact")
    assert read_count("a quarter", "of the attacks", words) == Count("uncounted")


@given(st.sampled_from(languages()), st.text(max_size=60), st.text(max_size=60))
def test_any_text_gives_a_count_or_a_reason(language, count, measure):
    try:
        said = read_count(count, measure, lexicon(language))
    except NotACount as refused:
        assert refused.reason in ("no_number", "several_numbers", "absurd_number")
        return
    known = [value for value in (said.low, said.count if said.qualifier != "more_than" else None, said.high) if value is not None]
    assert known == sorted(known) and all(value >= 0 for value in known)  # more than 50: the number said is 50, the least is 51
    assert (said.repelled or 0) + (said.ongoing or 0) <= (said.count or 10**9)


@given(st.sampled_from(("de", "en", "es", "ru", "uk")), st.integers(0, 1999))
def test_a_plain_number_is_itself_in_every_language(language, number):
    said = read_count(str(number), "", lexicon(language))
    assert (said.status, said.count, said.low, said.high) == ("counted" if number else "none", number, number, number)
