"""Phrases about time: what was written and when it was published beside the window and day it means, each with its authority.

2024-11-17 is a Sunday.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.lexicon import languages, lexicon
from analysis.moments import Moment, NoSuchMoment, Published, read_moment, read_published, window_bounds
from tests.cases import cases

CASES = """
# language | when as written | published | window, as of, day, basis, flags | authority
# --- the seed and the conventions (2024-11-17 is a Sunday)
en | On Saturday | 2024-11-17 | full_day - 2024-11-16 inferred | r0001
en | as of 16:00 on 21 November | 2024-11-21 | part_day 16:00 2024-11-21 stated | r0084
en | on 20 November | 2024-11-21 | full_day - 2024-11-20 stated | r0089
en | over the past 24 hours | 2024-05-17 | full_day - 2024-05-16 inferred | r0129
en | over the past day | 2024-11-17 | full_day - 2024-11-16 inferred | conventions
en | yesterday | 2024-11-17 | full_day - 2024-11-16 inferred | conventions
en | since the start of the day | 2024-11-17 | part_day - 2024-11-17 inferred | r0169
en | as of 16:00 | 2024-11-17 | part_day 16:00 2024-11-17 inferred | conventions
en | as of 08:00 | 2024-11-17 | full_day - 2024-11-16 inferred | conventions
en | as of 10 p.m. | 2024-11-17 | part_day 22:00 2024-11-17 inferred | own words
en | as of 10 p.m. on 16 November | 2024-11-17 | part_day 22:00 2024-11-16 stated | own words
en | as of 4:00 p.m. Saturday | 2024-11-17 | part_day 16:00 2024-11-16 inferred | own words
en | as of 10pm | 2024-11-17 | part_day 22:00 2024-11-17 inferred | own words
en | by 4 PM Kyiv time | 2024-11-17 | part_day 16:00 2024-11-17 inferred | own words
en | as of 22:00 on November 16, 2024 |  | part_day 22:00 2024-11-16 stated | own words
en | as of 8 a.m. on November 17 | 2024-11-17 | full_day - 2024-11-16 inferred | conventions
en | as of 8 o'clock in the morning | 2024-11-17 | full_day - 2024-11-16 inferred | own words
en | On Sunday | 2024-11-17 | full_day - 2024-11-17 inferred day_not_over | own words
en | On Monday | 2024-11-17 | full_day - 2024-11-11 inferred | own words
en | on Saturday evening | 2024-11-17 | part_day - 2024-11-16 inferred | own words
en | late on Saturday | 2024-11-17 | part_day - 2024-11-16 inferred | own words
en | in its evening report | 2024-11-17 | part_day - - - date_of_bulletin_unknown | n0187
en | last night | 2024-11-17 | part_day - 2024-11-16 inferred | own words
en | yesterday evening | 2024-11-17 | part_day - 2024-11-16 inferred | own words
en | in an afternoon report | 2024-11-03 | part_day - 2024-11-03 inferred | n0059
en | the day before | 2024-11-17 | full_day - 2024-11-16 inferred | own words
en | the day before yesterday | 2024-11-17 | full_day - 2024-11-15 inferred | own words
en | two days ago | 2024-11-17 | full_day - 2024-11-15 inferred | own words
en | today | 2024-11-17 | part_day - 2024-11-17 inferred | own words
en | so far today | 2024-11-17 | part_day - 2024-11-17 inferred | own words
en | this morning | 2024-11-17 | part_day - 2024-11-17 inferred | own words
en | during the day on Saturday | 2024-11-17 | part_day - 2024-11-16 inferred | n0005
en | throughout Saturday | 2024-11-17 | full_day - 2024-11-16 inferred | own words
en | over the course of Saturday | 2024-11-17 | full_day - 2024-11-16 inferred | own words
en | in the past day … on Sunday | 2024-11-17 | full_day - 2024-11-16 inferred | n0167
en | in the past 24 hours … on Saturday | 2024-11-17 | full_day - - - date_ambiguous | own words
en | as of 19:00 GMT on 21 August | 2024-08-22 | part_day 22:00 2024-08-21 stated | r0370
en | as of 1900 GMT | 2024-11-17 | part_day 21:00 2024-11-17 inferred | own words
en | as of 22:00 GMT on 16 November | 2024-11-18 | full_day - 2024-11-16 inferred | own words
en | as of 21:00 Moscow time | 2024-11-17 | part_day 20:00 2024-11-17 inferred | own words
en | as of 9 p.m. EST on 16 November | 2024-11-17 | full_day - 2024-11-16 inferred | own words
en | as of 24:00 on 16 November | 2024-11-17 | full_day - 2024-11-16 inferred | own words
en | as of midnight on 16 November | 2024-11-17 | part_day - - - night_between_days | own words
en | Sunday night into Monday | 2024-11-18 | part_day - - - night_between_days | own words
en | in the night from Saturday to Sunday | 2024-11-17 | part_day - - - night_between_days | own words
en | overnight | 2024-11-17 | part_day - - - night_between_days | own words
en | in the last two days | 2024-11-17 | unknown - - - longer_than_a_day | own words
en | over the past 48 hours | 2024-11-17 | unknown - - - longer_than_a_day | own words
en | over the weekend | 2024-11-18 | unknown - - - longer_than_a_day | own words
en | over the past three days | 2024-11-17 | unknown - - - longer_than_a_day | own words
en | between 1 and 7 December | 2024-12-08 | week - 2024-12-07 stated | own words
en | from 1 to 7 December | 2024-12-08 | week - 2024-12-07 stated | own words
en | 1-7 December | 2024-12-08 | week - 2024-12-07 stated | own words
en | December 1–7 | 2024-12-08 | week - 2024-12-07 stated | own words
en | between 1 and 5 December | 2024-12-08 | unknown - - - longer_than_a_day | own words
en | from November 28 to December 4 | 2024-12-08 | week - 2024-12-04 stated | own words
en | in the past week | 2024-11-17 | week - 2024-11-16 inferred | conventions
en | last week | 2024-11-20 | week - 2024-11-17 inferred | conventions
en | this month | 2024-11-17 | unknown - - - longer_than_a_day | own words
en | since the beginning of the year | 2024-11-17 | unknown - - - longer_than_a_day | own words
en | since the start of the full-scale invasion | 2024-11-17 | unknown - - - longer_than_a_day | own words
en | since Monday | 2024-11-21 | unknown - - - longer_than_a_day | own words
en | since Friday | 2024-11-16 | full_day - 2024-11-15 inferred | r0288
en | since Saturday morning | 2024-11-16 | part_day - 2024-11-16 inferred | own words
en | since 6 August | 2024-11-17 | unknown - - - longer_than_a_day | own words
en | per day | 2024-11-17 | unknown - - - average | r0326
en | on average each day | 2024-11-17 | unknown - - - average | own words
en | day 1,279 of the war … over the past day | 2025-08-25 | full_day - 2025-08-24 inferred | r0207
en |  | 2024-11-17 | unknown - - - window_not_said | r0127
en | in a statement | 2024-11-17 | unknown - - - window_not_said | own words
en | on 16 November … as of 08:00 on 17 November | 2024-11-17 | full_day - 2024-11-16 stated | own words
en | 2024-11-16 | 2024-11-17 | full_day - 2024-11-16 stated | own words
en | 16/11/2024 | 2024-11-17 | full_day - 2024-11-16 stated | own words
en | 11/16/2024 | 2024-11-17 | full_day - 2024-11-16 stated | own words
en | 11/12/2024 | 2024-11-13 | full_day - 2024-11-12 stated | own words
en | 11/12/2024 | 2024-12-13 | full_day - 2024-12-11 stated | own words
en | 11/12/2024 |  | full_day - - - date_ambiguous | own words
en | 16 Nov | 2024-11-17 | full_day - 2024-11-16 stated | own words
en | on the 16th of November | 2024-11-17 | full_day - 2024-11-16 stated | own words
en | Nov. 16 | 2024-11-17 | full_day - 2024-11-16 stated | own words
en | on November 16th, 2024 | 2024-11-17 | full_day - 2024-11-16 stated | own words
en | Saturday, November 16 | 2024-11-17 | full_day - 2024-11-16 stated | own words
en | Friday, November 16 | 2024-11-17 | full_day - 2024-11-16 stated weekday_conflict | own words
en | 30 February | 2024-11-17 | reject date_impossible | conventions
en | on 20 February 2022 | 2022-02-25 | reject date_outside_war | conventions
en | on 24 November | 2024-10-24 | reject date_after_publication | conventions
en | On 31 December | 2025-01-01 | full_day - 2024-12-31 stated | own words
en | as of 08:00 on 1 January 2024 | 2025-01-01 | full_day - 2024-12-31 inferred header_date_corrected | own words
en | yesterday | 2025-01-01 | full_day - 2024-12-31 inferred | own words
en | On Saturday | 2024-11 | full_day - - - | own words
en | on 16 November | 2024-11 | full_day - 2024-11-16 stated | own words
en | on 16 November |  | full_day - - - year_unknown | own words
en | over the past day |  | full_day - - - | r0322
en | as of 22:00 | 2024-11-17T09:15:00+02:00 | part_day 22:00 2024-11-16 inferred | own words
en | as of 22:00 | 2024-11-17T22:40:00+02:00 | part_day 22:00 2024-11-17 inferred | own words
en | over the past day | 2024-11-16T23:30:00+00:00 | full_day - 2024-11-16 inferred | own words
en | at 16:00 local time on Saturday | 2024-11-17 | part_day 16:00 2024-11-16 inferred | own words
en | on Sat | 2024-11-17 | full_day - 2024-11-16 inferred | own words
en | earlier on Saturday | 2024-11-17 | full_day - 2024-11-16 inferred | own words
en | as of Saturday evening | 2024-11-17 | part_day - 2024-11-16 inferred | own words
en | as of Sunday morning | 2024-11-17 | full_day - 2024-11-16 inferred | conventions
en | in the previous 24 hours to 8 a.m. | 2024-11-17 | full_day - 2024-11-16 inferred | own words
en | 12 p.m. | 2024-11-17 | part_day 12:00 2024-11-17 inferred | own words
en | 🙂 | 2024-11-17 | unknown - - - window_not_said | own words
# --- Ukrainian
uk | за минулу добу станом на 06:00 | 2024-11-17 | full_day - 2024-11-16 inferred | own words
uk | станом на 08.00 18.11.2024 | 2024-11-18 | full_day - 2024-11-17 inferred | r0348
uk | станом на 22:00 15 грудня | 2024-12-15 | part_day 22:00 2024-12-15 stated | r0333
uk | станом на 22.00 20.10.2024 | 2024-10-20 | part_day 22:00 2024-10-20 stated | r0343
uk | на 16 годину 17 листопада | 2025-11-17 | part_day 16:00 2025-11-17 stated | r0180
uk | на 16-ту годину | 2024-11-17 | part_day 16:00 2024-11-17 inferred | own words
uk | о 22-й годині | 2024-11-17 | part_day 22:00 2024-11-17 inferred | own words
uk | станом на 16-00 | 2024-11-17 | part_day 16:00 2024-11-17 inferred | own words
uk | станом на 22:00 год 16.11 | 2024-11-17 | part_day 22:00 2024-11-16 stated | own words
uk | станом на 16:00 16.11.24 | 2024-11-17 | part_day 16:00 2024-11-16 stated | own words
uk | за добу | 2024-11-17 | full_day - 2024-11-16 inferred | r0099
uk | добу | 2024-11-17 | full_day - 2024-11-16 inferred | own words
uk | за поточну добу | 2024-11-17 | part_day - 2024-11-17 inferred | own words
uk | цієї доби | 2024-11-17 | part_day - 2024-11-17 inferred | own words
uk | за цю добу | 2024-11-17 | part_day - 2024-11-17 inferred | own words
uk | упродовж минулої доби | 2024-11-17 | full_day - 2024-11-16 inferred | own words
uk | за минулу добу, 16 листопада | 2024-11-17 | full_day - 2024-11-16 stated | r0231
uk | минулої доби … 17 листопада | 2024-11-17 | full_day - 2024-11-16 inferred | own words
uk | з початку доби | 2024-11-17 | part_day - 2024-11-17 inferred | r0097
uk | від початку доби, станом на 16:00 | 2024-11-17 | part_day 16:00 2024-11-17 inferred | own words
uk | вчора | 2024-11-17 | full_day - 2024-11-16 inferred | r0065
uk | учора ввечері | 2024-11-17 | part_day - 2024-11-16 inferred | own words
uk | позавчора | 2024-11-17 | full_day - 2024-11-15 inferred | own words
uk | напередодні | 2024-11-17 | full_day - 2024-11-16 inferred | own words
uk | у суботу | 2024-11-17 | full_day - 2024-11-16 inferred | own words
uk | в суботу, 16 листопада | 2024-11-17 | full_day - 2024-11-16 stated | own words
uk | у суботу ввечері | 2024-11-17 | part_day - 2024-11-16 inferred | own words
uk | у вечірньому зведенні 16 листопада | 2024-11-17 | part_day - 2024-11-16 stated | own words
uk | у ранковому зведенні 17 листопада | 2024-11-17 | full_day - 2024-11-16 inferred | own words
uk | на ранок 17 листопада | 2024-11-17 | full_day - 2024-11-16 inferred | r0256
uk | вранці 17 листопада … за добу | 2024-11-17 | full_day - 2024-11-16 inferred | r0200
uk | 16 листопада | 2024-11-17 | full_day - 2024-11-16 stated | own words
uk | 16 листопада 2024 року |  | full_day - 2024-11-16 stated | own words
uk | протягом 16 листопада | 2024-11-17 | full_day - 2024-11-16 stated | own words
uk | за 16 листопада | 2024-11-17 | full_day - 2024-11-16 stated | own words
uk | в ніч на неділю | 2024-11-17 | part_day - - - night_between_days | own words
uk | у ніч на 17 листопада | 2024-11-17 | part_day - - - night_between_days | own words
uk | за дві доби | 2024-11-17 | unknown - - - longer_than_a_day | own words
uk | за останні три дні | 2024-11-17 | unknown - - - longer_than_a_day | own words
uk | за вихідні | 2024-11-18 | unknown - - - longer_than_a_day | own words
uk | за тиждень | 2024-11-17 | week - 2024-11-16 inferred | conventions
uk | минулого тижня | 2024-11-20 | week - 2024-11-17 inferred | own words
uk | з 1 по 7 грудня | 2024-12-08 | week - 2024-12-07 stated | own words
uk | з початку року | 2024-11-17 | unknown - - - longer_than_a_day | own words
uk | від початку повномасштабного вторгнення | 2024-11-17 | unknown - - - longer_than_a_day | own words
uk | з понеділка | 2024-11-21 | unknown - - - longer_than_a_day | own words
uk | щодоби | 2024-11-17 | unknown - - - average | own words
uk | в середньому за добу | 2024-11-17 | unknown - - - average | own words
uk | 1279-та доба … Минулої доби | 2025-08-25 | full_day - 2025-08-24 inferred | r0207
uk | станом на 22:00 15 жовтня | 2024-11-15 | part_day 22:00 2024-11-15 inferred header_date_corrected | conventions
uk | станом на 08.00 18.10.2024 | 2024-11-18 | full_day - 2024-11-17 inferred header_date_corrected | conventions
uk | станом на 16:00 16 грудня | 2024-12-15 | part_day 16:00 2024-12-15 inferred header_date_corrected | own words
uk | станом на 00:00 17 листопада | 2024-11-17 | full_day - 2024-11-16 inferred | own words
uk | станом на 24:00 16 листопада | 2024-11-17 | full_day - 2024-11-16 inferred | own words
uk | станом на ранок | 2024-11-17 | full_day - 2024-11-16 inferred | own words
uk | станом на вечір 16 листопада | 2024-11-17 | part_day - 2024-11-16 stated | own words
uk | станом на вечір | 2024-11-17 | part_day - - - date_of_bulletin_unknown | own words
uk | сьогодні | 2024-11-17 | part_day - 2024-11-17 inferred | own words
uk | сьогодні, 17 листопада | 2024-11-17 | part_day - 2024-11-17 stated | own words
uk | за сьогодні станом на 16:00 | 2024-11-17 | part_day 16:00 2024-11-17 inferred | own words
uk | протягом дня | 2024-11-17 | part_day - 2024-11-17 inferred | own words
uk | о 16:00 за московським часом | 2024-11-17 | part_day 15:00 2024-11-17 inferred | own words
uk | за київським часом о 16:00 | 2024-11-17 | part_day 16:00 2024-11-17 inferred | own words
uk | 31 червня | 2024-11-17 | reject date_impossible | conventions
# --- Russian
ru | за минувшие сутки | 2024-08-29 | full_day - 2024-08-28 inferred | r0205
ru | за сутки 24 сентября | 2024-09-25 | full_day - 2024-09-24 stated | r0227
ru | по состоянию на 16:00 | 2024-11-17 | part_day 16:00 2024-11-17 inferred | r0221
ru | по состоянию на 22.00 16 ноября | 2024-11-17 | part_day 22:00 2024-11-16 stated | own words
ru | на 22.00 14 августа | 2024-08-14 | part_day 22:00 2024-08-14 stated | r0270
ru | к 22 часам | 2024-11-17 | part_day 22:00 2024-11-17 inferred | own words
ru | с начала суток | 2024-11-17 | part_day - 2024-11-17 inferred | r0269
ru | за текущие сутки | 2024-11-17 | part_day - 2024-11-17 inferred | own words
ru | вчера вечером | 2024-11-17 | part_day - 2024-11-16 inferred | own words
ru | позавчера | 2024-11-17 | full_day - 2024-11-15 inferred | own words
ru | накануне | 2024-11-17 | full_day - 2024-11-16 inferred | own words
ru | в субботу | 2024-11-17 | full_day - 2024-11-16 inferred | own words
ru | в субботу вечером | 2024-11-17 | part_day - 2024-11-16 inferred | own words
ru | 16 ноября | 2024-11-17 | full_day - 2024-11-16 stated | own words
ru | за 16 ноября 2024 г. |  | full_day - 2024-11-16 stated | own words
ru | утром 17 ноября | 2024-11-17 | full_day - 2024-11-16 inferred | own words
ru | в ночь на воскресенье | 2024-11-17 | part_day - - - night_between_days | own words
ru | за двое суток | 2024-11-17 | unknown - - - longer_than_a_day | own words
ru | за выходные | 2024-11-18 | unknown - - - longer_than_a_day | own words
ru | за неделю | 2024-11-17 | week - 2024-11-16 inferred | own words
ru | с 1 по 7 декабря | 2024-12-08 | week - 2024-12-07 stated | own words
ru | в сутки | 2024-11-17 | unknown - - - average | own words
ru | ежесуточно | 2024-11-17 | unknown - - - average | own words
ru | к 20:00 мск | 2024-11-17 | part_day 19:00 2024-11-17 inferred | own words
ru | с понедельника | 2024-11-21 | unknown - - - longer_than_a_day | own words
ru | сегодня утром | 2024-11-17 | part_day - 2024-11-17 inferred | own words
ru | за последние 24 часа | 2024-11-17 | full_day - 2024-11-16 inferred | own words
ru | в среду | 2024-11-17 | full_day - 2024-11-13 inferred | own words
# --- German
de | im Tagesverlauf | 2024-11-08 | part_day - 2024-11-08 inferred | n0130
de | Stand: 22 Uhr | 2024-11-17 | part_day 22:00 2024-11-17 inferred | own words
de | Stand 16:00 Uhr, 11. September | 2024-09-11 | part_day 16:00 2024-09-11 stated | r0250
de | bis 22 Uhr am Samstag | 2024-11-17 | part_day 22:00 2024-11-16 inferred | own words
de | um 22.00 Uhr Ortszeit | 2024-11-17 | part_day 22:00 2024-11-17 inferred | own words
de | um 22.00 Uhr MEZ | 2024-11-17 | part_day 23:00 2024-11-17 inferred | own words
de | 16 Uhr MESZ am 12. September | 2024-09-12 | part_day 17:00 2024-09-12 stated | own words
de | am Samstag | 2024-11-17 | full_day - 2024-11-16 inferred | own words
de | am Samstagabend | 2024-11-17 | part_day - 2024-11-16 inferred | r0019
de | für Freitag | 2024-11-17 | full_day - 2024-11-15 inferred | r0014
de | am gestrigen Samstag | 2024-11-17 | full_day - 2024-11-16 inferred | r0241
de | gestern | 2024-11-17 | full_day - 2024-11-16 inferred | conventions
de | gestern Abend | 2024-11-17 | part_day - 2024-11-16 inferred | own words
de | vorgestern | 2024-11-17 | full_day - 2024-11-15 inferred | own words
de | am Vortag | 2024-11-17 | full_day - 2024-11-16 inferred | n0016
de | heute | 2024-08-11 | part_day - 2024-08-11 inferred | r0185
de | binnen 24 Stunden | 2024-11-17 | full_day - 2024-11-16 inferred | n0145
de | innerhalb der vergangenen 24 Stunden | 2024-11-17 | full_day - 2024-11-16 inferred | r0318
de | binnen eines Tages | 2024-11-17 | full_day - 2024-11-16 inferred | own words
de | in der Nacht zum Sonntag | 2024-11-17 | part_day - - - night_between_days | own words
de | in der Nacht auf Sonntag | 2024-11-17 | part_day - - - night_between_days | own words
de | in der Nacht | 2024-11-17 | part_day - - - night_between_days | own words
de | in den vergangenen zwei Tagen | 2024-11-17 | unknown - - - longer_than_a_day | own words
de | binnen 48 Stunden | 2024-11-17 | unknown - - - longer_than_a_day | own words
de | am Wochenende | 2024-11-18 | unknown - - - longer_than_a_day | own words
de | innerhalb einer Woche | 2024-11-17 | week - 2024-11-16 inferred | own words
de | in der vergangenen Woche | 2024-11-20 | week - 2024-11-17 inferred | own words
de | vom 1. bis 7. Dezember | 2024-12-08 | week - 2024-12-07 stated | own words
de | zwischen dem 1. und 7. Dezember | 2024-12-08 | week - 2024-12-07 stated | own words
de | seit Freitagmorgen | 2024-11-23 | full_day - 2024-11-22 inferred | r0365
de | am Samstag … seit Freitag | 2024-11-23 | full_day - 2024-11-22 inferred | r0288
de | seit Montag | 2024-11-23 | unknown - - - longer_than_a_day | own words
de | seit Jahresbeginn | 2024-11-17 | unknown - - - longer_than_a_day | own words
de | pro Tag | 2024-11-17 | unknown - - - average | own words
de | täglich | 2024-11-17 | unknown - - - average | own words
de | am 16. November | 2024-11-17 | full_day - 2024-11-16 stated | own words
de | am 16.11. | 2024-11-17 | full_day - 2024-11-16 stated | own words
de | am 16.11.2024 |  | full_day - 2024-11-16 stated | own words
de | am Sonntagmorgen | 2024-11-17 | full_day - 2024-11-16 inferred | own words
de | im abendlichen Lagebericht | 2024-11-17 | part_day - - - date_of_bulletin_unknown | r0187
de | bis zum Abend | 2024-11-08 | part_day - 2024-11-08 inferred | n0132
de | im Laufe des Samstags | 2024-11-17 | full_day - 2024-11-16 inferred | own words
# --- Spanish
es | durante la pasada jornada | 2024-11-13 | full_day - 2024-11-12 inferred | n0028
es | en las últimas 24 horas | 2024-11-17 | full_day - 2024-11-16 inferred | n0027
es | hasta las 16:00 | 2024-11-17 | part_day 16:00 2024-11-17 inferred | own words
es | a las 22.00 hora local | 2024-11-17 | part_day 22:00 2024-11-17 inferred | own words
es | hasta las 10 de la noche | 2024-11-17 | part_day 22:00 2024-11-17 inferred | own words
es | a las 8 de la mañana | 2024-11-17 | full_day - 2024-11-16 inferred | own words
es | a las 16:00 horas del 16 de noviembre | 2024-11-17 | part_day 16:00 2024-11-16 stated | own words
es | a las 19:00 GMT | 2024-11-17 | part_day 21:00 2024-11-17 inferred | own words
es | a las 22 h | 2024-11-17 | part_day 22:00 2024-11-17 inferred | own words
es | el sábado | 2024-11-17 | full_day - 2024-11-16 inferred | own words
es | este sábado por la noche | 2024-11-17 | part_day - 2024-11-16 inferred | own words
es | ayer | 2024-11-17 | full_day - 2024-11-16 inferred | own words
es | ayer por la tarde | 2024-11-17 | part_day - 2024-11-16 inferred | own words
es | anteayer | 2024-11-17 | full_day - 2024-11-15 inferred | own words
es | anoche | 2024-11-17 | part_day - 2024-11-16 inferred | own words
es | la víspera | 2024-11-17 | full_day - 2024-11-16 inferred | own words
es | hoy | 2024-11-17 | part_day - 2024-11-17 inferred | own words
es | en lo que va de día | 2024-11-17 | part_day - 2024-11-17 inferred | own words
es | el 16 de noviembre | 2024-11-17 | full_day - 2024-11-16 stated | own words
es | el 16 de noviembre de 2024 |  | full_day - 2024-11-16 stated | own words
es | la noche del sábado al domingo | 2024-11-17 | part_day - - - night_between_days | own words
es | en los últimos dos días | 2024-11-17 | unknown - - - longer_than_a_day | own words
es | en las últimas 48 horas | 2024-11-17 | unknown - - - longer_than_a_day | own words
es | durante el fin de semana | 2024-11-18 | unknown - - - longer_than_a_day | own words
es | en una semana | 2024-11-17 | week - 2024-11-16 inferred | own words
es | la semana pasada | 2024-11-20 | week - 2024-11-17 inferred | own words
es | del 1 al 7 de diciembre | 2024-12-08 | week - 2024-12-07 stated | own words
es | entre el 1 y el 7 de diciembre | 2024-12-08 | week - 2024-12-07 stated | own words
es | desde el lunes | 2024-11-21 | unknown - - - longer_than_a_day | own words
es | desde comienzos de año | 2024-11-17 | unknown - - - longer_than_a_day | own words
es | al día | 2024-11-17 | unknown - - - average | n0097
es | cada día | 2024-11-17 | unknown - - - average | own words
es | desde el comienzo del día | 2024-11-17 | part_day - 2024-11-17 inferred | n0036
es | este jueves … parte bélico vespertino … durante la jornada | 2024-12-06 | part_day - 2024-12-05 inferred | n0164
es | el 31 de abril | 2024-11-17 | reject date_impossible | conventions
es | en 12 horas | 2024-11-17 | unknown - - - window_not_said | own words
es | a primera hora del domingo | 2024-11-17 | full_day - 2024-11-16 inferred | own words
uk | за дванадцять годин | 2024-11-17 | unknown - - - window_not_said | own words
uk | за 12 годин | 2024-11-17 | unknown - - - window_not_said | own words
ru | за 12 часов | 2024-11-17 | unknown - - - window_not_said | own words
ru | за минувшую ночь | 2024-11-17 | part_day - - - night_between_days | own words
en | from 8 a.m. Friday to 8 a.m. Saturday | 2024-11-17 | full_day - 2024-11-15 inferred | n0017
en | on 15 November, the General Staff said on 17 November | 2024-11-17 | full_day - - - date_ambiguous | own words
fr | au cours des dernières 24 heures | 2024-11-17 | full_day - 2024-11-16 inferred | r0006
fr | samedi | 2024-11-17 | full_day - 2024-11-16 inferred | own words
fr | le 16 novembre | 2024-11-17 | full_day - 2024-11-16 stated | own words
fr | à 16 heures | 2024-11-17 | part_day 16:00 2024-11-17 inferred | own words
pl | ostatniej doby | 2024-11-17 | full_day - 2024-11-16 inferred | n0078
pl | w sobotę | 2024-11-17 | full_day - 2024-11-16 inferred | own words
pl | 16 listopada | 2024-11-17 | full_day - 2024-11-16 stated | own words
pt | nas últimas 24 horas | 2024-11-17 | full_day - 2024-11-16 inferred | n0041
it | sabato | 2024-11-17 | full_day - 2024-11-16 inferred | own words
zh | 14日通报称,截至当天22时 | 2025-03-15 | part_day 22:00 2025-03-14 stated | r0359
ka | 19 თებერვლის 15 საათის მონაცემებით | 2025-02-19 | part_day 15:00 2025-02-19 stated | n0183
"""


def say(language: str, when: str, published: str) -> str:
    """What a phrase says: window, hour, day, basis and flags; that a day came from the publication is left out."""
    try:
        moment = read_moment(when, read_published(published), lexicon(language))
    except NoSuchMoment as refused:
        return f"reject {refused.reason}"
    flags = [flag for flag in moment.flags if flag != "date_from_publication"]
    return " ".join([moment.window, moment.as_of or "-", moment.day.isoformat() if moment.day else "-", moment.basis or "-", *flags])


@pytest.mark.parametrize(("language", "when", "published", "expected"), cases(CASES, 4))
def test_phrases_mean(language, when, published, expected):
    assert say(language, when, published) == expected


@pytest.mark.parametrize(("written", "expected"), [
    ("", Published()), ("2024", Published(2024)), ("2024-09", Published(2024, 9)),
    ("2024-11-17", Published(2024, 11, date(2024, 11, 17))), ("17.11.2024", Published(2024, 11, date(2024, 11, 17))),
    ("2024-11-16T23:30:00+00:00", Published(2024, 11, date(2024, 11, 17), 90)),
    ("2024-07-01T21:00:00Z", Published(2024, 7, date(2024, 7, 2), 0)),
])
def test_dates_of_publication(written, expected):
    assert read_published(written) == expected


@pytest.mark.parametrize("written", ["Sunday", "31.11.2024", "2024-13", "2024-11-31", "0001-01-01T00:00:00+14:00", "🙂"])
def test_a_date_of_publication_that_is_none(written):
    with pytest.raises(NoSuchMoment) as refused:
        read_published(written)
    assert refused.value.reason == "published_unreadable"


@pytest.mark.parametrize(("day", "hours"), [("2024-11-16", 24), ("2024-10-27", 25), ("2025-03-30", 23)])
def test_a_day_is_as_long_as_the_clocks_make_it(day, hours):
    start, end = window_bounds(Moment("full_day", day=date.fromisoformat(day)))
    assert (end.timestamp() - start.timestamp()) / 3600 == hours


def test_windows_have_the_bounds_they_say():
    day = date(2024, 11, 17)
    assert [str(end) for end in window_bounds(Moment("part_day", "16:00", day))] == ["2024-11-17 00:00:00+02:00", "2024-11-17 16:00:00+02:00"]
    assert window_bounds(Moment("part_day", None, day))[1] is None
    assert str(window_bounds(Moment("week", day=day))[0]) == "2024-11-11 00:00:00+02:00"
    assert window_bounds(Moment("unknown")) == (None, None)


@given(st.sampled_from(languages()), st.text(max_size=60), st.sampled_from(["", "2024-11", "2024-11-17", "2024-11-17T09:00:00+02:00"]))
def test_any_text_gives_a_moment_or_a_reason(language, when, published):
    try:
        moment = read_moment(when, read_published(published), lexicon(language))
    except NoSuchMoment as refused:
        assert refused.reason in ("date_impossible", "date_outside_war", "date_after_publication")
        return
    assert moment.window in ("full_day", "part_day", "week", "unknown")
    assert (moment.day is None) == (moment.basis is None)
    assert moment.as_of is None or moment.window == "part_day"


@given(st.dates(date(2022, 3, 10), date(2026, 1, 1)))
def test_yesterday_is_the_day_before_publication(day):
    moment = read_moment("over the past day", read_published(day.isoformat()), lexicon("en"))
    assert moment.day == day - timedelta(days=1)
