"""Why people are admitted as emergencies, how long they stay, and at what hour they come and go."""

from __future__ import annotations

import numpy as np

from synthetic.facts import rows
from synthetic.lives.draws import Array, Rng, choose, choose_each
from synthetic.lives.health import names
from synthetic.lives.life import Life, age_group, by_group_and_sex
from synthetic.lives.times import HOURS

_DAY = 1440


def minute_on(rng: Rng, days: Array, shape: str) -> Array:
    """Return a minute on the clock on each day, by the hours that ``shape`` names."""
    hours = choose(rng, np.asarray(HOURS[shape], float), len(days))
    return days * _DAY + hours * 60 + rng.integers(0, 60, len(days))


def nights_of(rng: Rng, life: Life, who: Array, day: Array, reason: Array) -> Array:
    """Return nights of emergency stays: a third none, the rest log-normal, longer for the old and for some reasons."""
    age = life.age(who, day)
    by_reason = np.array([float(row["nights"]) for row in rows("emergency_reasons")])[reason]
    none = rng.random(len(who)) < np.clip(
        np.interp(age, [0, 10, 30, 60, 80, 90], [0.5, 0.5, 0.47, 0.36, 0.22, 0.18]) / by_reason**0.45, 0.02, 0.8
    )
    mean = np.interp(age, [0, 10, 30, 60, 80, 90], [2.4, 2.4, 3.6, 7.5, 10.5, 11.2]) * by_reason**0.65
    spread = 0.95
    drawn = np.exp(np.log(np.maximum(mean, 0.6)) - spread**2 / 2 + spread * rng.standard_normal(len(who)))
    return np.where(none, 0, np.clip(np.round(drawn), 1, 120)).astype(np.int64)


def end_of(rng: Rng, start: Array, nights: Array) -> Array:
    """Return when a stay ends: the same day some hours later, or in the daytime after so many nights."""
    same_day = np.minimum(start + rng.integers(120, 720, len(start)), (start // _DAY + 1) * _DAY - 1)
    later = minute_on(rng, start // _DAY + nights, "discharge")
    return np.where(nights == 0, np.maximum(same_day, start + 20), np.maximum(later, start + 60))


def reasons_of(rng: Rng, life: Life, who: Array, day: Array) -> Array:
    """Return the reason of each emergency admission: by age and sex, and what the person has."""
    table = rows("emergency_reasons")
    cell = age_group(life.age(who, day)) * 2 + life.people.sex[who]
    weights = by_group_and_sex("emergency_reasons")[cell]
    frailty = np.clip(life.health.frailty(day, who) / 0.15, 0.3, 3)
    in_home = life.in_home(who, day)
    month = (day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)) % 12
    cold = np.cos((month - 0.3) / 12 * 2 * np.pi)
    known = names()
    for i, row in enumerate(table):
        if row["condition"]:
            has = life.health.onset[who, known.index(row["condition"])] <= day
            weights[:, i] *= np.where(has, float(row["boost"]), 0.45 if float(row["boost"]) >= 10 else 0.85)
        if row["frail"] != "0":
            weights[:, i] *= frailty ** (0.5 * float(row["frail"]))
        if row["winter"] != "1":
            weights[:, i] *= float(row["winter"]) ** (0.9 * cold)
        if row["home"] != "1":
            weights[in_home, i] *= float(row["home"]) ** 0.3
    # What could have been avoided is seen to in homes somewhat more often than the weights by age would have it.
    avoidable = np.array([row["avoidable_home"] == "1" for row in table])
    weights[np.ix_(in_home, avoidable)] *= 0.78
    return choose_each(rng, weights)
