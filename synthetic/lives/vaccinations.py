"""Vaccinations: those of childhood, each autumn's against influenza, and those of later life.

Who takes one up takes up others: each person has a lasting leaning, and so has each practice. The shares by age and
risk are as published, in a place whose practices are like England's.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from scipy.special import expit, logit

from synthetic.facts import facts, rows
from synthetic.lives.columns import same, words
from synthetic.lives.draws import Array
from synthetic.lives.life import Life
from synthetic.lives.times import YEAR

_PERSON = 0.9  # standard deviation of the log odds between people
_COMES_LATE = 0.14  # makes up for those who come to the place too late to be asked
_PPV_FROM, _SHINGLES_FROM = (int(np.datetime64(day).astype(np.int64)) for day in ("2005-04-01", "2013-09-01"))
_LATER = [("pneumococcal", "12866006", "Pneumococcal vaccination"), ("shingles", "722215002", "Shingles vaccination")]
_FLU = ("influenza", "822851000000102", "Seasonal influenza vaccination")
Given = tuple[Array, int, Array, int]


def immunisation(life: Life, keys: pa.Array) -> dict[str, Any]:
    """Return the columns of ``immunisation``."""
    table = rows("immunisations")
    given = [*_childhood(life), *_later_life(life), *_influenza(life)]
    listed = [(row["vaccine"], row["code"], row["name"]) for row in table] + _LATER + [_FLU]
    who = np.concatenate([one[0] for one in given])
    what = np.concatenate([np.full(len(one[0]), one[1]) for one in given])
    return {
        "person_key": words(who, keys),
        "code": words(what, [line[1] for line in listed]),
        "name": words(what, [line[2] for line in listed]),
        "vaccine": words(what, [line[0] for line in listed]),
        "given_date": np.concatenate([one[2] for one in given]),
        "dose": np.concatenate([np.full(len(one[0]), one[3]) for one in given]),
        "feed": same("gp_immunisation", len(who)),
    }


def _chance(life: Life, share: Array | float, day: Array) -> Array:
    """Return each person's chance of taking one up, where ``share`` of those like them do."""
    own = life.stream("leaning to vaccines").standard_normal(len(life.people)) * _PERSON
    spread = facts("quality")["variation_assumed"]["practice_vaccination"]
    by_fifth = np.linspace(-0.3, 0.3, 5)[life.people.fifth]
    practice = life.place.variation.vaccination[life.practice(np.arange(len(own)), day)]
    out = np.sqrt(1 + 0.346 * (_PERSON**2 + spread**2 + 0.045))
    return expit(logit(np.clip(share, 1e-6, 1 - 1e-6)) * out + _COMES_LATE + own + practice + by_fifth)


def _childhood(life: Life) -> list[Given]:
    rng = life.stream("childhood vaccinations")
    born, until = life.people.birth_day, life.until
    luck = {row["vaccine"]: rng.random(len(born)) for row in rows("immunisations")}  # a later dose needs the earlier
    parts: list[Given] = []
    for i, row in enumerate(rows("immunisations")):
        day = born + int(row["age_days"]) + rng.integers(0, int(row["window"]), len(born))
        recent = day > life.place.period.start - 365 * 18
        takes = luck[row["vaccine"]] < _chance(life, float(row["uptake_pct"]) / 100, day)
        who = np.flatnonzero(recent & (day < until) & takes)
        parts.append((who, i, day[who], int(row["dose"])))
    return parts


def _later_life(life: Life) -> list[Given]:
    """Return the dose against pneumococci from 65 and that against shingles from 70; for many it comes years late."""
    rng = life.stream("vaccinations of later life")
    born, first = life.people.birth_day, len(rows("immunisations"))
    n = len(born)
    prompt = rng.random(n) < 0.29
    wait = np.where(prompt, rng.random(n) * 0.8, rng.standard_exponential(n) * 5.0) * YEAR
    ppv = np.maximum(born + 65 * YEAR, _PPV_FROM) + wait
    shingles = np.maximum(born + 70 * YEAR, _SHINGLES_FROM) + rng.standard_exponential(n) * 1.5 * YEAR
    in_time = shingles < born + 80 * YEAR
    parts: list[Given] = []
    for i, (day, share, may) in enumerate(((ppv, 0.865, np.ones(n, bool)), (shingles, 0.83, in_time))):
        on = day.astype(np.int64)
        takes = may & (on < life.until) & (rng.random(n) < _chance(life, share, np.minimum(on, life.place.period.stop)))
        who = np.flatnonzero(takes)
        parts.append((who, first + i, on[who], 1))
    return parts


def _influenza(life: Life) -> list[Given]:
    rng = life.stream("influenza vaccinations")
    told, school = facts("quality")["flu"], facts("quality")["flu_school"]
    others = facts("quality")["flu_assumed"]["others_pct"]
    people, period = life.people, life.place.period
    risk = life.health.counted(period.start) >= 1
    first_year = int(1970 + period.start // 365.25)
    parts: list[Given] = []
    for year in range(first_year, first_year + round(period.years) + 1):
        autumn = int((np.datetime64(f"{year}-09-20") - np.datetime64("1970-01-01")).astype(int))
        age = people.age_on(autumn)
        share = np.select(
            [age >= 65, (age >= 2) & (age < 4), (age >= 4) & (age < 11), (age >= 11) & (age < 16), risk],
            [told["aged_65_and_over_pct"], told["aged_2_and_3_pct"], school["primary_pct"], school["secondary_pct"],
             told["at_risk_under_65_pct"]],
            others,
        ) / 100  # fmt: skip
        day = autumn + np.minimum(rng.standard_exponential(len(age)) * 28, 150).astype(np.int64)
        there = (day >= np.maximum(people.present_from, period.start)) & (day < life.until) & (age > 0.6)
        who = np.flatnonzero(there & (rng.random(len(age)) < _chance(life, share, day)))
        parts.append((who, len(rows("immunisations")) + len(_LATER), day[who], 1))
    return parts
