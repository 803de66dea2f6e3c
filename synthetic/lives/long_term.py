"""Social care that goes on: places in care homes, support at home for years, telecare, equipment, help for carers."""

from __future__ import annotations

import numpy as np

from synthetic.facts import facts
from synthetic.lives.alarms import telecare_users
from synthetic.lives.courses import NEVER
from synthetic.lives.draws import Array, Rng, choose
from synthetic.lives.life import Life
from synthetic.lives.packages import Packages, adult_years
from synthetic.lives.times import YEAR

_FUNDED = 0.62  # of residents, by the council; others pay for themselves and are not in its data (from memory)
# Long-term support outside care homes per 1,000 adults: at the start, and beginning in each year.
_AT_START, _EACH_YEAR = 9.9, 2.7
_OLDER_SHARE = 0.56


def residential(rng: Rng, packages: Packages, life: Life) -> None:
    """Add the places in care homes that the council pays for."""
    costs = facts("unit_costs")["from_memory"]
    who = np.flatnonzero((life.courses.enters < NEVER) & (rng.random(len(life.people)) < _FUNDED))
    nursing = life.place.home_is_nursing[life.courses.home[who]]
    start = life.courses.enters[who]
    before = np.where(start == life.place.period.start, (rng.standard_exponential(len(who)) * 500).astype(np.int64), 0)
    for is_nursing, service in ((False, "residential"), (True, "nursing")):
        w = nursing == is_nursing
        packages.add(
            who[w],
            service,
            (start - before)[w],
            np.full(w.sum(), NEVER),
            weekly=costs[f"{service}_week"],
            provider="ZS9",
            in_home=True,
        )


def long_term(rng: Rng, packages: Packages, life: Life) -> tuple[Array, Array]:
    """Add long-term support at home: home care, day care and direct payments."""
    costs = facts("unit_costs")["from_memory"]
    period, people, courses = life.place.period, life.people, life.courses
    adults = adult_years(life) / period.years
    age = people.age_on(period.start)
    learning = life.health.has("learning_disability", period.start)
    smi = life.health.has("severe_mental_illness", period.start)
    older = (age >= 65) * life.health.frailty(period.start) ** 1.5 * np.interp(age, [65, 85], [1, 3])
    younger = ((age >= 18) & (age < 65)) * (0.03 + 30 * learning + 4 * smi + life.health.frailty(period.start))
    begins_who, begins_day = [], []
    for weight, share in ((older, _OLDER_SHARE), (younger, 1 - _OLDER_SHARE)):
        for per_1000, from_start in ((_AT_START, True), (_EACH_YEAR * period.years, False)):
            number = int(adults / 1000 * per_1000 * share + rng.random())
            pull = weight * (people.present_from == period.start) * (courses.enters > period.start)
            candidates = np.flatnonzero(pull > 0)
            keys = np.log(rng.random(len(candidates))) / pull[candidates]
            who = candidates[np.argsort(-keys, kind="stable")[:number]]
            if from_start:
                start = period.start - (rng.standard_exponential(len(who)) * 2.2 * YEAR).astype(np.int64) - 1
                start = np.maximum(start, people.birth_day[who] + 18 * 366)
                stop = period.start + (rng.standard_exponential(len(who)) * 3.4 * YEAR).astype(np.int64) + 5
            else:
                start = rng.integers(period.start, period.stop, len(who))
                stop = start + (rng.standard_exponential(len(who)) * 2.6 * YEAR).astype(np.int64) + 40
            keep = (start < life.until[who]) & (start < courses.enters[who]) & (start < stop)
            if not from_start:
                begins_who.append(who[keep])
                begins_day.append(start[keep])
            _one_service(rng, packages, life, who[keep], start[keep], stop[keep], costs)
    return np.concatenate(begins_who), np.concatenate(begins_day)


def _one_service(  # noqa: PLR0917 (what this part is made from)
    rng: Rng, packages: Packages, life: Life, who: Array, start: Array, stop: Array, costs: dict[str, float]
) -> None:
    """Give each of these people one long-term service at home."""
    old = life.age(who, np.full(len(who), life.place.period.start)) >= 65
    service = np.where(
        old, choose(rng, np.array([0.8, 0.08, 0.12]), len(who)), choose(rng, np.array([0.3, 0.3, 0.4]), len(who))
    )
    hours = np.clip(np.round(rng.gamma(3.0, 4.4, len(who))), 3, 42)
    for i, (name, weekly) in enumerate(
        (
            ("home_care", hours * costs["home_care_hour"]),
            ("day_care", np.full(len(who), 2 * costs["day_care_session"])),
            ("direct_payment", np.full(len(who), costs["direct_payment_week"])),
        )
    ):
        w = service == i
        packages.add(
            who[w],
            name,
            start[w],
            stop[w],
            hours=hours[w] if name == "home_care" else None,
            weekly=weekly[w],
            provider=f"ZS{3 + i}",
        )


def telecare_and_equipment(rng: Rng, packages: Packages, life: Life) -> None:
    """Add telecare for those who have an alarm, equipment for some, and support for those who care for another."""
    who, start = telecare_users(life)
    packages.add(
        who,
        "telecare",
        start,
        np.full(len(who), NEVER),
        weekly=facts("unit_costs")["from_memory"]["telecare_week"],
        provider="ZS7",
    )
    some = rng.random(len(who)) < 0.35
    later = start[some] + rng.integers(0, 200, int(some.sum()))
    packages.add(who[some], "equipment", later, later + 1 + rng.integers(200, 2000, int(some.sum())), provider="ZS8")
    carers = np.flatnonzero(
        (life.people.partner >= 0)
        & (life.health.frailty(life.place.period.start) < 0.15)
        & (life.people.age_on(life.place.period.start) > 45)
    )
    ill = life.health.frailty(life.place.period.start, life.people.partner[carers]) > 0.26
    carers = carers[ill][rng.random(int(ill.sum())) < 0.22]
    begin = rng.integers(life.place.period.start - 700, life.place.period.stop, len(carers))
    packages.add(
        carers, "carer_support", begin, begin + rng.integers(180, 900, len(carers)), weekly=25.0, provider="ZS1"
    )
