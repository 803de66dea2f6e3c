"""The course of each life in the period: moving, leaving, entering a care home, dying. Nothing follows an end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthetic.facts import facts
from synthetic.lives.draws import Array, Rng, choose, stream
from synthetic.lives.health import Health
from synthetic.lives.people import FEMALE, MALE, People
from synthetic.lives.place import Place, fifth_of
from synthetic.lives.times import YEAR, DayPattern

NEVER = np.int64(2**31 - 1)
_HOME_BANDS = np.array([65, 75, 85])
_HOME_BAND_SHARE = np.array([0.12, 0.316, 0.564])  # the last is published; the others from memory
_HOME_WOMEN = np.array([0.53, 0.65, 0.76])  # together 23 women to 10 men, as published
_ENTRIES_FOR_EACH_RESIDENT = 0.47  # a year: as many as die, so that the homes stay as full
_RESIDENT_HAZARD = 2.4
WINTER_DEATHS = [1.16, 1.10, 1.04, 1.0, 0.95, 0.92, 0.91, 0.91, 0.93, 0.98, 1.02, 1.10]


@dataclass(slots=True)
class Courses:
    """For each person, days since 1970 (``NEVER`` where it does not happen).

    ``leaves`` is the first day no longer in the place (moved away, or the day after death); ``home`` is the care
    home (a position in the place's homes) entered on ``enters``; ``moves`` is the day of moving to ``new_area``.
    """

    leaves: Array
    dies: Array
    enters: Array
    home: Array
    moves: Array
    new_area: Array

    def until(self, place: Place) -> Array:
        """Return the first day no longer lived in the place within the period."""
        return np.minimum(self.leaves, place.period.stop)


def make_courses(place: Place, people: People, health: Health) -> Courses:
    """Return the course of each life."""
    rng = stream(place.seed, people.plan.number, "courses")
    moves, new_area = _moves(rng, place, people)
    enters = _care_home_entries(rng, place, people, health)
    dies = _deaths(rng, place, people, health, enters)
    enters = np.where(enters >= dies, NEVER, enters)
    away = _moving_away(rng, place, people)
    away = np.where(enters < away, NEVER, away)
    gone = np.minimum(away, np.where(dies == NEVER, NEVER, dies + 1))
    dies = np.where(dies < away, dies, NEVER)
    enters = np.where(enters < gone, enters, NEVER)
    moves = np.where((moves < gone) & (moves < enters), moves, NEVER)
    homes = people.plan.homes
    home = homes[choose(rng, place.home_planned[homes], len(people))]
    home = _couples_together(people, enters, home)
    return Courses(gone, dies, enters, np.where(enters < NEVER, home, -1), moves, new_area)


def _couples_together(people: People, enters: Array, home: Array) -> Array:
    """Let a wife whose husband is in a home as well live in the same one."""
    both = (people.partner >= 0) & (people.sex == FEMALE) & (enters < NEVER) & (enters[people.partner] < NEVER)
    return np.where(both, home[np.maximum(people.partner, 0)], home)


def _births_until(people: People) -> Array:
    """Return, for each household, the last day on which a baby is born into it (0 where none is)."""
    last = np.zeros(len(people), np.int64)
    babies = np.flatnonzero(people.baby)
    np.maximum.at(last, people.head[babies], people.birth_day[babies])
    return last[people.head]


def _moves(rng: Rng, place: Place, people: People) -> tuple[Array, Array]:
    """Return when each household moves within the place (once at most), and to which area."""
    rate = facts("care")["from_memory"]["moves_within_per_1000"] / 1000
    age = people.age_on(place.period.start)[people.head]
    rate_each = rate * np.interp(age, [18, 30, 45, 65, 85], [1.9, 1.7, 0.9, 0.4, 0.3])
    wait = rng.standard_exponential(len(people)) / rate_each * YEAR
    household_from = people.present_from[people.head]
    day = (household_from + 30 + np.minimum(wait, 10**6)).astype(np.int64)[people.head]
    day = np.where((day < place.period.stop) & (day > people.present_from), day, NEVER)
    plan = people.plan
    area_fifth = fifth_of(place.area_decile[plan.areas])
    new = plan.areas[rng.integers(0, len(plan.areas), len(people))]
    for fifth in range(5):
        near = plan.areas[area_fifth == fifth]
        same = (people.fifth == fifth) & (rng.random(len(people)) < 0.7)
        if len(near):
            new = np.where(same, near[rng.integers(0, len(near), len(people))], new)
    new = new[people.head]
    return np.where(new == people.area, NEVER, day), new


def _moving_away(rng: Rng, place: Place, people: People) -> Array:
    """Return the first day away for households, and for the young by themselves, who leave the place."""
    rate = facts("care")["from_memory"]["moves_away_per_1000"] / 1000
    age = people.age_on(place.period.start)
    by_age = [18, 25, 34, 50, 65, 90], [1.6, 2.0, 1.5, 0.65, 0.35, 0.25]
    together = rng.standard_exponential(len(people)) / (rate * 0.95 * np.interp(age, *by_age))
    alone = rng.standard_exponential(len(people)) / np.where((age > 17) & (age < 23), 0.05, 1e-9)
    start = people.present_from
    day = start[people.head] + 45 + np.minimum(together[people.head] * YEAR, 10**6).astype(np.int64)
    own = start + 45 + np.minimum(alone * YEAR, 10**6).astype(np.int64)
    own = np.where(people.baby | (_births_until(people) > 0), NEVER, own)
    day = np.minimum(np.where(day <= np.maximum(_births_until(people) + 42, start + 1), NEVER, day), own)
    return np.where(day < place.period.stop, day, NEVER)


def _care_home_entries(rng: Rng, place: Place, people: People, health: Health) -> Array:
    """Return the day on which each person is in a care home: at the start, or on entering one."""
    period = place.period
    age = people.age_on(period.start)
    there = people.present_from == period.start
    older = there & (age >= 65)
    share = facts("care")["care_home_residents"]["of_65_and_over_pct"] / 100
    dementia = health.has("dementia", period.start)
    weight = (
        health.frailty(period.start) ** 2.2 * np.where(dementia, 6.0, 1.0) * np.where(people.partner >= 0, 0.35, 1.0)
    )
    keys = np.log(rng.random(len(age))) / np.maximum(weight, 1e-12)
    enters = np.full(len(age), NEVER)
    band = np.searchsorted(_HOME_BANDS, age, side="right") - 1
    total = share * older.sum()
    for b in range(3):
        for sex, part in ((FEMALE, _HOME_WOMEN[b]), (MALE, 1 - _HOME_WOMEN[b])):
            pool = np.flatnonzero(older & (band == b) & (people.sex == sex))
            wanted = int(total * _HOME_BAND_SHARE[b] * part + rng.random())
            enters[pool[np.argsort(-keys[pool], kind="stable")[:wanted]]] = period.start
    _later_entries(rng, place, people, enters, weight, age, total)
    return enters


def _later_entries(  # noqa: PLR0917 (what this part is made from)
    rng: Rng, place: Place, people: People, enters: Array, weight: Array, age: Array, residents: float
) -> None:
    """Let others enter through the period, as many as leave the homes by dying."""
    period = place.period
    wanted = int(residents * _ENTRIES_FOR_EACH_RESIDENT * period.years + rng.random())
    pull = weight * np.interp(age, [64, 70, 80, 88, 95], [0, 1.0, 3.0, 6.0, 8.0]) * (enters == NEVER)
    pull = pull * np.where(people.sex == FEMALE, 1.15, 1.0)
    chosen = np.flatnonzero(pull > 0)
    keys = np.log(rng.random(len(chosen))) / pull[chosen]
    chosen = chosen[np.argsort(-keys, kind="stable")[:wanted]]
    day = rng.integers(period.start + 3, max(period.stop - 1, period.start + 4), len(chosen))
    enters[chosen] = np.maximum(day, people.present_from[chosen] + 2)


def hazard(people: People, health: Health, day: Array | int) -> Array:
    """Return the yearly hazard of dying by age, sex, deprivation and frailty.

    Gompertz with a doubling time of 7.4 years, from memory of the national life tables; the young have a floor.
    """
    age = people.age_on(day)
    base = 0.0005 * np.exp(0.094 * (np.clip(age, 0, 102) - 30)) + np.where(age < 1, 0.0035, 0.0001)
    sex = np.where(people.sex == FEMALE, 0.83, 1.18)
    slope = np.interp(age, [0, 60, 90], [1.9, 1.8, 1.15])
    fifth = slope ** (0.5 - people.fifth / 4)
    return base * sex * fifth * np.exp(1.0 * health.frailty_level - 0.16)


def _deaths(rng: Rng, place: Place, people: People, health: Health, enters: Array) -> Array:
    """Return the day of each death in the period: hazards year by year, winters harder."""
    period = place.period
    years = range(round(period.years))
    total = np.zeros(len(people))
    target = rng.standard_exponential(len(people))
    dies = np.full(len(people), NEVER)
    winter = DayPattern(period, months=WINTER_DEATHS)
    for year in years:
        first = period.start + round(year * YEAR)
        last = min(period.start + round((year + 1) * YEAR), period.stop)
        begin = np.maximum(people.present_from + 1, first)
        alive = (begin < last) & (dies == NEVER)
        resident = enters <= (first + last) // 2
        rate = hazard(people, health, (first + last) // 2) * np.where(resident, _RESIDENT_HAZARD, 1.0)
        total += np.where(alive, rate * np.maximum(last - begin, 0) / YEAR, 0)
        now = np.flatnonzero(alive & (total > target))
        dies[now] = winter.pick(rng, begin[now], np.full(len(now), last))
    return np.where((_births_until(people) > 0) & (dies <= _births_until(people) + 42) & ~people.baby, NEVER, dies)
