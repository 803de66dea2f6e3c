"""Stays in care homes, for good or for a while, and where people die.

Those who move into a home stay for good. Others come for a few weeks: to give a carer rest, to see after hospital what
they need, or, when they are dying, to be looked after. Nobody counts such stays nationally: their numbers are assumed,
but for how many of the deaths in homes are of people who were there for a while.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from synthetic.facts import facts
from synthetic.lives.columns import NO_DATE, Words, same, words
from synthetic.lives.courses import NEVER
from synthetic.lives.draws import Array, Rng, choose
from synthetic.lives.hospital import EMERGENCY, Admissions
from synthetic.lives.life import Life
from synthetic.lives.spells import Spells
from synthetic.lives.times import DayPattern

PLACES = ["hospital", "hospice", "care_home", "home"]
HOSPITAL, HOSPICE, CARE_HOME, HOME = range(4)
PERMANENT, TEMPORARY = 0, 1
_CARE_HOME_KIND = 2  # of spells
_OUTCOMES = ["died", "moved", "home"]
_FUNDING = ["council", "self", "health", "mixed"]


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays in homes: ``who`` from ``start`` to ``stop`` (days, ``NEVER`` while there) in ``home``."""

    who: Array
    start: Array
    stop: Array
    home: Array

    @classmethod
    def of(cls, parts: list[Stays]) -> Stays:
        """Return the stays of several parts together."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))


def places_of_death(life: Life, a: Admissions) -> Array:
    """Return where each person dies (a position in ``PLACES``; -1 for those who do not die here)."""
    rng = life.stream("places of death")
    told = facts("quality")
    place = np.where(life.courses.dies < NEVER, HOME, -1)
    place = np.where((place >= 0) & (life.courses.enters <= life.courses.dies), CARE_HOME, place)
    place[a.who[a.died]] = HOSPITAL
    dying = int((place >= 0).sum())
    age = life.age(np.arange(len(place)), np.where(place >= 0, life.courses.dies, life.place.period.stop))
    cancer = life.health.has("cancer", np.minimum(life.courses.dies, life.place.period.stop), np.arange(len(place)))
    for to, share, weight in (
        (HOSPICE, told["place_of_death"]["hospice_pct"], np.where(cancer, 9.0, 0.6) * (age >= 18)),
        (CARE_HOME, _of_a_while(), np.interp(age, [64, 66, 80, 90], [0, 0.5, 1.6, 2.6])),
    ):
        pull = weight * (place == HOME)
        chance = np.minimum(pull * dying * share / 100 / max(pull.sum(), 1e-9), 0.95)
        place = np.where(rng.random(len(place)) < chance, to, place)
    return place


def _of_a_while() -> float:
    """Return the share of all deaths, in per cent, that are in care homes of people there for a while."""
    told = facts("quality")
    return float(
        told["place_of_death"]["care_home_pct"] * told["temporary_residents_of_care_home_deaths_pct"]["value"] / 100
    )


def temporary_stays(life: Life, a: Admissions, died_in: Array) -> Stays:
    """Return stays of a few weeks, none while in hospital; those that follow hospital are marked in ``a`` (to_home)."""
    rng = life.stream("temporary stays")
    parts = [_dying(rng, life, died_in), _respite(rng, life, a), _after_hospital(rng, life, a)]
    together = Stays.of(parts)
    order = np.lexsort((together.start, together.who))
    stays = Stays(*(getattr(together, name)[order] for name in Stays.__slots__))
    apart = (
        np.r_[True, (stays.who[1:] != stays.who[:-1]) | (stays.start[1:] > stays.stop[:-1])]
        if len(order)
        else order > 0
    )
    return Stays(*(getattr(stays, name)[apart] for name in Stays.__slots__))


def _in_some_home(rng: Rng, life: Life, count: int) -> Array:
    homes = life.people.plan.homes
    return homes[choose(rng, life.place.home_planned[homes], count)]


def _dying(rng: Rng, life: Life, died_in: Array) -> Stays:
    who = np.flatnonzero((died_in == CARE_HOME) & (life.courses.enters > life.courses.dies))
    days = np.clip(np.round(rng.gamma(1.6, 15, len(who))), 2, 90).astype(np.int64)
    start = np.maximum(life.courses.dies[who] - days, life.people.present_from[who])
    return Stays(who, start, life.courses.dies[who] + 1, _in_some_home(rng, life, len(who)))


def _respite(rng: Rng, life: Life, a: Admissions) -> Stays:
    """Return stays that give a carer rest: of the frail and of those with dementia who live with a partner first."""
    told, s = facts("quality")["temporary_stays_assumed"], life.stretches
    dementia = life.health.has("dementia", s.start, s.who)
    with_partner = np.where(life.people.partner[s.who] >= 0, 2.5, 1.0)
    pull = (s.age >= 65) * ~s.resident * s.years * s.frailty**1.5 * np.where(dementia, 3.0, 1.0) * with_partner
    wanted = told["respite_per_100000_65_and_over"] / 1e5 * (s.years * (s.age >= 65)).sum()
    row = np.repeat(np.arange(len(s.who)), rng.poisson(pull * wanted / max(pull.sum(), 1e-9)))
    day = DayPattern(life.place.period).pick(rng, s.start[row], s.stop[row])
    return _some_weeks(rng, life, a, s.who[row], day, told["respite_days"])


def _after_hospital(rng: Rng, life: Life, a: Admissions) -> Stays:
    told, s = facts("quality")["temporary_stays_assumed"], life.stretches
    left = (a.kind == EMERGENCY) & ~a.died & ~a.to_home & (a.end < life.place.period.stop * 1440)
    row = np.flatnonzero(left & (a.end - a.start > 4 * 1440) & (life.age(a.who, a.end // 1440) >= 65))
    who, day = a.who[row], a.end[row] // 1440
    pull = life.health.frailty(day, who) ** 1.5 * (day < life.courses.enters[who])
    wanted = told["assessment_per_100000_65_and_over"] / 1e5 * (s.years * (s.age >= 65)).sum()
    chosen = rng.random(len(row)) < np.minimum(pull * wanted / max(pull.sum(), 1e-9), 0.6)
    row, who, day = row[chosen], who[chosen], day[chosen]
    there = (day < life.until[who]) & (day + 2 < life.courses.enters[who])
    a.to_home[row[there]] = True
    return _some_weeks(rng, life, None, who[there], day[there], told["assessment_days"])


def _some_weeks(  # noqa: PLR0917 (what this part is made from)
    rng: Rng, life: Life, a: Admissions | None, who: Array, day: Array, mean: float
) -> Stays:
    days = np.clip(np.round(rng.gamma(3.0, mean / 3, len(who))), 3, 84).astype(np.int64)
    stop = np.minimum(day + days, np.minimum(life.courses.leaves[who], life.courses.enters[who]))
    keep = (stop > day) & (day < life.place.period.stop) & (life.courses.dies[who] >= stop)
    if a is not None:
        keep &= ~_in_bed(a, who, day)
    return Stays(who[keep], day[keep], stop[keep], _in_some_home(rng, life, int(keep.sum())))


def _in_bed(a: Admissions, who: Array, day: Array) -> Array:
    """Return whether each person is in hospital at noon of the day."""
    if not len(a.who):
        return np.zeros(len(who), bool)
    key = a.who * 10**9 + a.start
    row = np.maximum(np.searchsorted(key, who * 10**9 + day * 1440 + 720, side="right") - 1, 0)
    return (a.who[row] == who) & (a.end[row] > day * 1440 + 720)


def stay(life: Life, spells: Spells, temporary: Stays, keys: pa.Array) -> dict[str, Any]:
    """Return the columns of ``stay``: those who live in the homes, and those who are there for a while."""
    rng = life.stream("stays")
    there = np.flatnonzero(spells.kind == _CARE_HOME_KIND)
    lasting = Stays(spells.who[there], spells.start[there], spells.stop[there], spells.home[there])
    stays = Stays.of([lasting, temporary])
    purpose = np.repeat([PERMANENT, TEMPORARY], [len(lasting.who), len(temporary.who)])
    order = np.lexsort((stays.start, stays.who))
    who, start, stop, home, purpose = (c[order] for c in (stays.who, stays.start, stays.stop, stays.home, purpose))
    goes_on = stop >= life.place.period.stop
    died = life.courses.dies[who] < stop
    outcome = np.where(goes_on, -1, np.where(died, 0, np.where(purpose == PERMANENT, 1, 2)))
    paid = choose(rng, np.array([0.42, 0.4, 0.08, 0.1]), len(life.people))[who]
    return {
        "person_key": words(who, keys),
        "kind": same("care_home", len(who)),
        "site": words(home, life.place.home_code),
        "care_type": words(life.place.home_is_nursing[home].astype(np.int64), ["residential", "nursing"]),
        "purpose": words(purpose, ["permanent", "temporary"]),
        "funding": words(
            np.where(purpose == TEMPORARY, choose(rng, np.array([0.6, 0.2, 0.2, 0.0]), len(who)), paid), _FUNDING
        ),
        "start_date": start,
        "end_date": np.where(goes_on, NO_DATE, stop),
        "outcome": words(outcome, _OUTCOMES),
        "feed": same("care_home_resident", len(who)),
    }


def death_place(died_in: Array) -> Words:
    """Return the column ``death_place`` of ``person``."""
    return words(died_in, PLACES)
