"""What practices measure and ask: yearly checks of what people live with, and now and then when they come ill.

Whether a check is done follows the condition, the practice (they differ) and the person (some come, some do not).
What is found follows age, conditions, medicines' want and frailty, so that the frail have their deficits together.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from scipy.special import expit, logit

from synthetic.facts import facts, rows
from synthetic.lives.columns import same, words
from synthetic.lives.draws import Array, Rng
from synthetic.lives.life import Life
from synthetic.lives.people import FEMALE
from synthetic.lives.times import YEAR, DayPattern, at_hour
from synthetic.lives.urgent import InHospital

_OFFICE = [1.1, 1.05, 1.0, 1.0, 1.0, 0.0, 0.0]
_PERSON = 0.6  # how people differ in coming when they are asked (standard deviation of log odds)
_NEVER_DONE = -9.0
_COMES_LATE = 0.25  # makes up for those who come, fall ill or lie in hospital too late in the year to be asked
_OF_ALL = 1.05  # brings adults of all areas to the published share
_STATUSES = ["never_smoked", "ex_smoker", "current_smoker"]
_STATUS_CODES = ["266919005", "8517006", "77176002"]
_STATUS_NAMES = ["Never smoked tobacco", "Ex-smoker", "Smoker"]


def concepts() -> list[str]:
    """Return our words for what is measured, in the order of the table."""
    return [row["concept"] for row in rows("measurements")]


def measurement(life: Life, keys: pa.Array, inside: InHospital) -> dict[str, Any]:
    """Return the columns of ``measurement``."""
    rng = life.stream("checks")
    parts = [*_yearly(rng, life), _when_ill(rng, life)]
    who, what, day = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((what, day, who))
    who, what, day = who[order], what[order], day[order]
    visit = np.cumsum(np.r_[True, (who[1:] != who[:-1]) | (day[1:] != day[:-1])]) - 1 if len(who) else who
    first = np.flatnonzero(np.r_[True, visit[1:] != visit[:-1]]) if len(who) else who
    at = at_hour(rng, day[first], "daytime")[visit] + what
    free = ~inside.at(who, at)
    who, what, day, at = who[free], what[free], day[free], at[free]
    value = _values(life, rng, who, what, day)
    smoking = what == concepts().index("smoking_status")
    status = np.where(smoking, smoking_on(life, who, day), -1)
    table = rows("measurements")
    listed = len(table)
    said = np.where(smoking, listed + status, what)
    return {
        "person_key": words(who, keys),
        "concept": words(what, concepts()),
        "code": words(said, [row["code"] for row in table] + _STATUS_CODES),
        "name": words(said, [row["name"] for row in table] + _STATUS_NAMES),
        "at": at,
        "value": np.where(smoking, np.nan, value),
        "finding": words(status, _STATUSES),
        "unit": words(np.where(smoking, -1, what), [row["unit"] for row in table]),
        "feed": same("gp_observation", len(who)),
    }


def _log_odds() -> tuple[list[str], Array]:
    """Return the conditions that are checked, and log odds that each thing is looked at in a year (by condition)."""
    told = facts("quality")
    assumed = {k: v for k, v in told["checks_assumed"].items() if isinstance(v, dict)}
    diabetes = {k: v for k, v in told["diabetes_checks"].items() if k != "source"}
    diabetes["smoking_status"] = told["checks_assumed"]["diabetes_smoking_status"]
    by_condition = {**assumed, "diabetes": diabetes, "type_1_diabetes": diabetes}
    listed = concepts()
    table = np.full((len(by_condition), len(listed)), _NEVER_DONE)
    # People and practices differ about these shares: a little further out, so that the mean stays (logistic-normal).
    out = np.sqrt(1 + 0.346 * (_PERSON**2 + told["variation_assumed"]["practice_checks"] ** 2))
    for i, shares in enumerate(by_condition.values()):
        for concept, share in shares.items():
            table[i, listed.index(concept)] = logit(share / 100) * out + _COMES_LATE
    table[:, listed.index("diastolic_blood_pressure")] = _NEVER_DONE  # comes with the other
    return list(by_condition), table


def _yearly(rng: Rng, life: Life) -> list[tuple[Array, Array, Array]]:
    """Return who has what looked at on which day, year by year, each person at their own time of the year."""
    people, period = life.people, life.place.period
    names, table = _log_odds()
    own = rng.standard_normal(len(people)) * _PERSON
    month = rng.integers(0, 365, len(people))
    pattern = DayPattern(period, weekdays=_OFFICE, bank_holiday=0.0)
    blood = np.array([row["blood"] == "yes" for row in rows("measurements")])
    weight, bmi, low = (concepts().index(name) for name in ("weight", "bmi", "diastolic_blood_pressure"))
    parts = []
    for year in range(round(period.years)):
        day = period.start + round(year * YEAR) + month + rng.integers(-14, 15, len(people))
        day = np.clip(pattern.next_working(np.clip(day, period.start, period.stop - 1)), period.start, period.stop - 1)
        there = (day >= people.present_from + 30) & (day < life.until)
        odds = np.full((len(people), table.shape[1]), _NEVER_DONE)
        for name, line in zip(names, table, strict=True):
            has = _has(life, name, day)
            odds[has] = np.maximum(odds[has], line)
        effect = life.place.variation.checks[life.practice(np.arange(len(people)), day)] + own
        done = rng.random(odds.shape) < expit(odds + effect[:, None]) * (odds > _NEVER_DONE)
        done[:, weight] |= done[:, bmi]
        done[:, low] = done[:, 0]
        done &= there[:, None]
        who, what = np.nonzero(done)
        earlier = np.where(blood[what], 7, 0)
        parts.append((who, what, np.maximum(day[who] - earlier, people.present_from[who])))
    return parts


def _has(life: Life, name: str, day: Array) -> Array:
    age = life.people.age_on(day)
    if name.startswith("anyone_over_"):
        return age >= int(name.removeprefix("anyone_over_"))
    return life.health.has(name, day) & (age >= 16)


def _when_ill(rng: Rng, life: Life) -> tuple[Array, Array, Array]:
    """Return what is measured when people come with something: pressure, pulse, oxygen, more of it for the ill."""
    s = life.stretches
    rate = ((s.age >= 16) * 0.1 + 0.22 * np.minimum(s.conditions, 4) * (s.age >= 16)) * np.minimum(s.everyday, 3)
    row = np.repeat(np.arange(len(s.who)), rng.poisson(rate * s.years))
    who = s.who[row]
    pattern = DayPattern(life.place.period, weekdays=_OFFICE, bank_holiday=0.0)
    day = pattern.pick(rng, s.start[row], s.stop[row])
    names = ["systolic_blood_pressure", "diastolic_blood_pressure", "pulse", "oxygen_saturation", "weight"]
    pressure = rng.random(len(who)) < 0.85
    wanted = np.stack([pressure, pressure, *(rng.random((3, len(who))) < np.array([[0.5], [0.35], [0.2]]))], axis=1)
    visit, what = np.nonzero(wanted)
    return who[visit], np.array([concepts().index(name) for name in names])[what], day[visit]


def _values(life: Life, rng: Rng, who: Array, what: Array, day: Array) -> Array:
    """Return what each measurement gives: the person's own level, moved by what they have, and a little chance."""
    table = rows("measurements")
    figures = {
        name: np.array([float(row[name]) for row in table]) for name in ("middle", "between", "within", "decimals")
    }
    base = rng.standard_normal((len(life.people), len(table)))
    own = base[who, what] * figures["between"][what]
    value = figures["middle"][what] + own + rng.standard_normal(len(who)) * figures["within"][what]
    value += _moved(life, who, what, day)
    value = np.where(what == concepts().index("albumin_creatinine_ratio"), np.exp(value), value)
    bmi = concepts().index("bmi")
    height = np.where(life.people.sex[who] == FEMALE, 1.62, 1.755) + 0.065 * base[who, concepts().index("weight")]
    mass = np.maximum(figures["middle"][bmi] + base[who, bmi] * figures["between"][bmi] + _of_bmi(life, who, day), 15)
    value = np.where(what == concepts().index("weight"), mass * height**2 + value, value)
    value = np.where(what == concepts().index("oxygen_saturation"), np.minimum(value, 100), value)
    least = {"albumin_creatinine_ratio": 0.3, "bmi": 14.0, "egfr": 5.0}
    value = np.maximum(value, np.array([least.get(concept, 1.5) for concept in concepts()])[what])
    return np.where(figures["decimals"][what] == 0, np.round(value), np.round(value, 1))


def _of_bmi(life: Life, who: Array, day: Array) -> Array:
    """Return how far obesity, age and frailty move the body mass index."""
    frail = np.maximum(life.health.frailty(day, who) - 0.18, 0)
    obese = np.where(life.health.has("obesity", day, who), 7.5, -0.4)
    return obese - np.maximum(life.age(who, day) - 72, 0) * 0.06 - 9 * frail


def _moved(life: Life, who: Array, what: Array, day: Array) -> Array:
    """Return how far conditions, age and frailty move each number from its middle."""
    moved = np.zeros(len(who))
    for i, concept in enumerate(concepts()):
        at = np.flatnonzero(what == i)
        if len(at):
            moved[at] = _move(life, concept, who[at], day[at])
    return moved


def _move(life: Life, concept: str, who: Array, day: Array) -> Array:  # noqa: PLR0911 (one for each number)
    age, frail = life.age(who, day), life.health.frailty(day, who)

    def has(name: str) -> Array:
        return life.health.has(name, day, who)

    match concept:
        case "systolic_blood_pressure":
            return 8.0 * has("hypertension") + np.maximum(age - 50, 0) * 0.18 - 28 * np.maximum(frail - 0.15, 0)
        case "diastolic_blood_pressure":
            return 4.0 * has("hypertension") - np.maximum(age - 65, 0) * 0.15
        case "bmi":
            return _of_bmi(life, who, day)
        case "pulse":
            return 5.0 * has("atrial_fibrillation") + 4.0 * has("heart_failure")
        case "oxygen_saturation":
            return -2.4 * has("copd") - 0.8 * has("heart_failure") - 4 * np.maximum(frail - 0.2, 0)
        case "hba1c":
            well = life.place.variation.checks[life.practice(who, day)]
            diabetic = has("diabetes") | has("type_1_diabetes")
            skew = np.exp(0.75 * np.sin(who * 2.399963) - 0.2)  # a person's own lasting control
            return np.where(diabetic, 8.0 + 10.0 * skew + 4.0 * has("type_1_diabetes") - 1.5 * well, 0.0)
        case "egfr":
            return (
                14
                - np.maximum(age - 55, 0) * 0.55
                - 24.0 * has("chronic_kidney_disease")
                - 18 * np.maximum(frail - 0.15, 0)
            )
        case "total_cholesterol":
            treated = has("coronary_heart_disease") | has("stroke") | has("diabetes")
            return -0.8 * treated - np.maximum(age - 75, 0) * 0.015
        case "albumin_creatinine_ratio":
            return 0.7 * has("chronic_kidney_disease") + 0.4 * has("diabetes")
        case "haemoglobin":
            women = np.where(life.people.sex[who] == FEMALE, -8.0, 6.0)
            return women - 9.0 * has("chronic_kidney_disease") - 40 * np.maximum(frail - 0.15, 0)
        case _:
            return np.zeros(len(who))


def smoking_on(life: Life, who: Array, day: Array) -> Array:
    """Return whether each person never smoked, has stopped or smokes (0, 1, 2) on a day."""
    state, stops = _smoking(life)
    return np.where((state[who] == 2) & (day >= stops[who]), 1, state[who])


def _smoking(life: Life) -> tuple[Array, Array]:
    """Return what each person is at the start, and the day on which a smoker stops (one in twenty-five a year)."""
    rng = life.stream("smoking")
    told = facts("quality")
    ends = told["smoking_by_deprivation"]
    age = life.people.age_on(life.place.period.start)
    by_tenth = _OF_ALL * np.geomspace(ends["most_pct"], ends["least_pct"], 10)[life.people.decile - 1] / 100
    by_age = np.interp(age, [15, 18, 27, 45, 60, 75, 90], [0.1, 0.8, 1.25, 1.15, 1.0, 0.55, 0.25])
    ill = np.where(life.health.has("copd", life.place.period.start), 2.6, 1.0)
    ill = ill * np.where(life.health.has("severe_mental_illness", life.place.period.start), 2.3, 1.0)
    smokes = rng.random(len(age)) < np.minimum(by_tenth * by_age * ill, 0.75) * (age >= 15)
    once = rng.random(len(age)) < told["smoking_assumed"]["ex_pct"] / 100 * np.interp(
        age, [18, 30, 65, 85], [0.2, 0.7, 1.6, 1.8]
    )
    stops = life.place.period.start + (rng.standard_exponential(len(age)) * 25 * YEAR).astype(np.int64)
    return np.where(smokes, 2, np.where(once, 1, 0)), stops
