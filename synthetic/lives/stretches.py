"""Stretches: each person's time in the place, cut so that within one stretch their rates do not change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthetic.facts import band_of
from synthetic.lives.courses import NEVER, Courses
from synthetic.lives.draws import Array, gamma_mean_one, stream
from synthetic.lives.health import Health
from synthetic.lives.people import People
from synthetic.lives.place import Place
from synthetic.lives.times import YEAR

_LAST_DAYS = 180


@dataclass(frozen=True, slots=True)
class Stretches:
    """One row a stretch: ``who`` from ``start`` to ``stop`` (days), at one age, at home or in a care home.

    ``dying`` marks the last 180 days of a life. ``crisis``, ``planned`` and ``everyday`` are multiples (of mean
    near 1) of what others alike use: part of them stays with the person for life and part passes with the year,
    so that use regresses to the mean.
    """

    who: Array
    start: Array
    stop: Array
    age: Array
    band: Array
    fifth: Array
    frailty: Array
    conditions: Array
    resident: Array
    dying: Array
    crisis: Array
    planned: Array
    everyday: Array
    lasting: Array

    @property
    def years(self) -> Array:
        """Return the length of each stretch in years."""
        return (self.stop - self.start) / YEAR


def lived_until(place: Place, courses: Courses) -> Array:
    """Return the first day on which nothing more begins: the day of death, of leaving, or the end."""
    return np.minimum(np.minimum(courses.leaves, courses.dies), place.period.stop)


def make_stretches(place: Place, people: People, health: Health, courses: Courses) -> Stretches:
    """Cut each life at birthdays, at entering a care home and 180 days before death."""
    rng = stream(place.seed, people.plan.number, "stretches")
    start, until = people.present_from, lived_until(place, courses)
    first_age = np.maximum(np.ceil(people.age_on(start) - 1e-9), 0)
    birthdays = np.arange(round(place.period.years) + 2)[None, :] + first_age[:, None]
    days = people.birth_day[:, None] + np.round(birthdays * YEAR).astype(np.int64)
    dying = np.where(courses.dies < NEVER, courses.dies - _LAST_DAYS, NEVER)
    cuts = np.concatenate([start[:, None], days, courses.enters[:, None], dying[:, None], until[:, None]], axis=1)
    cuts = np.clip(cuts, start[:, None], np.maximum(until, start)[:, None])
    cuts.sort(axis=1)
    who = np.repeat(np.arange(len(people)), cuts.shape[1] - 1)
    begin, end = cuts[:, :-1].ravel(), cuts[:, 1:].ravel()
    keep = begin < end
    who, begin, end = who[keep], begin[keep], end[keep]
    age = np.floor((begin - people.birth_day[who]) / YEAR + 0.003).astype(np.int64)
    lasting = _lasting(rng, health, len(people))
    n = len(who)
    return Stretches(
        who, begin, end, age, band_of(age), people.fifth[who], health.frailty(begin, who),
        health.counted(begin, who), begin >= courses.enters[who], begin >= dying[who],
        lasting[who, 0] * gamma_mean_one(rng, 1.3, n),
        lasting[who, 1] * gamma_mean_one(rng, 2.0, n),
        lasting[who, 2] * gamma_mean_one(rng, 4.0, n),
        lasting[:, 0],
    )  # fmt: skip


def _lasting(rng: np.random.Generator, health: Health, count: int) -> Array:
    """Return lasting multiples for crises, planned and everyday care: alike in one person, log-normal, mean 1."""
    shared = rng.standard_normal(count)
    spread = np.array([0.62, 0.55, 0.5])
    own = rng.standard_normal((count, 3))
    log = (np.sqrt(0.5) * shared[:, None] + np.sqrt(0.5) * own) * spread
    return np.exp(log - spread**2 / 2)


def scaled_to(weights: Array, years: Array, cell: Array, rates: Array, given: Array) -> Array:
    """Return the number expected in each stretch so that each cell comes to its published rate.

    ``rates`` are per 1,000 person-years by cell; ``given`` counts those that have been placed already in the cell.
    """
    cells = len(rates)
    wanted = np.maximum(rates / 1000 * np.bincount(cell, years, cells) - given, 0)
    total = np.bincount(cell, weights * years, cells)
    return weights * years * (wanted / np.maximum(total, 1e-12))[cell]
