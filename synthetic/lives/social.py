"""Adult social care, telecare and care homes: requests, assessments, packages, alarms and incidents."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from synthetic.facts import facts
from synthetic.lives.alarms import telecare_users
from synthetic.lives.columns import NO_DATE, NO_TIME, words
from synthetic.lives.contacts import Referrals
from synthetic.lives.courses import NEVER
from synthetic.lives.draws import Array, Rng, choose
from synthetic.lives.hospital import EMERGENCY, Admissions
from synthetic.lives.life import Life, pence
from synthetic.lives.times import YEAR, DayPattern, at_hour

_FUNDED = 0.62  # of residents, by the council; others pay for themselves and are not in its data (from memory)
# Long-term support outside care homes per 1,000 adults: at the start, and beginning in each year.
_AT_START, _EACH_YEAR = 9.9, 2.7
_OLDER_SHARE = 0.56
SERVICES = [
    "home_care",
    "reablement",
    "residential",
    "nursing",
    "day_care",
    "telecare",
    "direct_payment",
    "equipment",
    "carer_support",
    "assessment",
]
_OUTCOMES = ["ended", "died", "moved_away", "care_home", "no_further_need", "long_term_support"]


class Packages:
    """Packages added part by part; every one ends with the person's time at home there."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.parts: list[tuple[Array, ...]] = []

    def add(
        self,
        who: Array,
        service: str,
        start: Array,
        stop: Array,
        *,
        hours: Array | None = None,
        weekly: Array | float = 0.0,
        outcome: Array | None = None,
        provider: str = "ZS1",
        in_home: bool = False,
    ) -> None:
        """Add packages from ``start`` to ``stop`` (days; ``NEVER`` where it goes on)."""
        life = self.life
        n = len(who)
        end_of_life = np.where(life.courses.dies[who] < NEVER, life.courses.dies[who] + 1, life.courses.leaves[who])
        limit = end_of_life if in_home else np.minimum(end_of_life, life.courses.enters[who])
        end = np.minimum(stop, limit)
        why = np.where(outcome is None, 0, outcome if outcome is not None else 0) + np.zeros(n, np.int64)
        why = np.where(
            end < stop,
            np.where(end == life.courses.enters[who], 3, np.where(life.courses.dies[who] < NEVER, 1, 2)),
            why,
        )
        keep = (start < end) & (start < life.place.period.stop) & (end > life.place.period.start)
        still = end >= life.place.period.stop
        self.parts.append(
            tuple(
                column[keep]
                for column in (
                    who,
                    np.full(n, SERVICES.index(service)),
                    start,
                    np.where(still, NO_DATE, end),
                    hours if hours is not None else np.full(n, np.nan),
                    pence(np.broadcast_to(weekly, n)),
                    np.where(still, -1, why),
                    np.full(n, int(provider[2:])),
                )
            )
        )

    def table(self, keys: pa.Array) -> dict[str, Any]:
        """Return the columns of ``package``."""
        who, service, start, end, hours, weekly, outcome, provider = (
            np.concatenate(c) for c in zip(*self.parts, strict=True)
        )
        order = np.lexsort((start, who))
        return {
            "person_key": words(who[order], keys),
            "service": words(service[order], SERVICES),
            "start_date": start[order],
            "end_date": end[order],
            "hours_per_week": hours[order],
            "weekly_cost": weekly[order],
            "outcome": words(outcome[order], _OUTCOMES),
            "provider": words(provider[order], [f"ZS{i}" for i in range(40)]),
        }


def make_packages(referrals: Referrals, life: Life, a: Admissions) -> Packages:
    """Return all packages of care, and add the requests and assessments that led to them."""
    rng = life.stream("social care")
    packages = Packages(life)
    _residential(rng, packages, life)
    requests = [_reablement(rng, packages, life, a), _long_term(rng, packages, life)]
    _telecare_and_equipment(rng, packages, life)
    _requests(rng, packages, referrals, life, requests)
    return packages


def _residential(rng: Rng, packages: Packages, life: Life) -> None:
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


def _at_home(life: Life, who: Array, day: Array) -> Array:
    return (day < life.until[who]) & (day < life.courses.enters[who])


def _reablement(rng: Rng, packages: Packages, life: Life, a: Admissions) -> tuple[Array, Array]:
    """Give reablement to older people after a stay in hospital, and home care after it to those who still need it."""
    costs = facts("unit_costs")["from_memory"]
    left = (a.kind == EMERGENCY) & ~a.died & (a.end < life.place.period.stop * 1440)
    row = np.flatnonzero(left)
    who, day = a.who[row], a.end[row] // 1440
    nights = day - a.start[row] // 1440
    age, frailty = life.age(who, day), life.health.frailty(day, who)
    able = _at_home(life, who, day) & (age >= 55) & (nights >= 2)
    weight = able * (frailty / 0.15) ** 1.3 * np.minimum(nights, 14)
    adults = _adult_years(life)
    wanted = facts("care")["social_care"]["reablement_per_1000_adults"] / 1000 * adults * 1.03
    chance = weight * wanted / max(weight.sum(), 1e-9)
    chosen = np.flatnonzero(rng.random(len(who)) < np.minimum(chance, 0.85))
    order = chosen[np.lexsort((day[chosen], who[chosen]))]
    apart = (
        np.r_[True, (who[order][1:] != who[order][:-1]) | (day[order][1:] > day[order][:-1] + 60)]
        if len(order)
        else np.empty(0, bool)
    )
    order = order[apart]
    who, day, frailty = who[order], day[order], frailty[order]
    length = np.clip(np.round(rng.normal(35, 9, len(who))), 7, 56).astype(np.int64)
    more = rng.random(len(who)) < np.clip(0.18 + 0.9 * frailty, 0, 0.7)
    packages.add(
        who,
        "reablement",
        day,
        day + length,
        hours=np.round(rng.gamma(6, 1.5, len(who))),
        weekly=costs["reablement_week"],
        outcome=np.where(more, 5, 4),
        provider="ZS2",
    )
    _home_care(rng, packages, life, who[more], (day + length)[more])
    return who, day


def _home_care(rng: Rng, packages: Packages, life: Life, who: Array, start: Array) -> None:
    ok = _at_home(life, who, start)
    who, start = who[ok], start[ok]
    lasts = (rng.standard_exponential(len(who)) * 2.6 * YEAR).astype(np.int64) + 30
    hours = np.clip(np.round(rng.gamma(3.2, 4.2, len(who))), 3, 42)
    rate = facts("unit_costs")["from_memory"]["home_care_hour"]
    for provider in range(3, 7):
        w = who % 4 == provider - 3
        packages.add(
            who[w],
            "home_care",
            start[w],
            (start + lasts)[w],
            hours=hours[w],
            weekly=hours[w] * rate,
            provider=f"ZS{provider}",
        )


def _adult_years(life: Life) -> float:
    s = life.stretches
    return float((s.years * (s.age >= 18)).sum())


def _long_term(rng: Rng, packages: Packages, life: Life) -> tuple[Array, Array]:
    """Add long-term support at home: home care, day care and direct payments."""
    costs = facts("unit_costs")["from_memory"]
    period, people, courses = life.place.period, life.people, life.courses
    adults = _adult_years(life) / period.years
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


def _telecare_and_equipment(rng: Rng, packages: Packages, life: Life) -> None:
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


def _requests(rng: Rng, packages: Packages, referrals: Referrals, life: Life, led: list[tuple[Array, Array]]) -> None:
    """Add requests for support: those behind what began, and as many more as are made that lead to none."""
    led_who, led_day = (np.concatenate(column) for column in zip(*led, strict=True))
    s = life.stretches
    wanted = facts("care")["social_care"]["requests_per_1000_adults"] / 1000 * _adult_years(life)
    weight = (s.age >= 18) * (0.2 + s.frailty / 0.1) ** 1.4 * (0.4 + s.crisis) * s.years * ~s.resident
    count = rng.poisson(weight * max(wanted - len(led_who), 0) / max(weight.sum(), 1e-9))
    rows_ = np.repeat(np.arange(len(count)), count)
    office = DayPattern(life.place.period, weekdays=[1.2, 1.1, 1.05, 1, 0.95, 0.1, 0.05])
    who = np.r_[led_who, s.who[rows_]]
    day = np.r_[
        np.maximum(led_day - 3, life.people.present_from[led_who]), office.pick(rng, s.start[rows_], s.stop[rows_])
    ]
    n_led = len(led_who)
    at = at_hour(rng, day, "daytime")
    assessed = np.r_[np.ones(n_led, bool), rng.random(len(rows_)) < 0.42]
    seen_day = np.r_[led_day, day[n_led:] + 1 + (rng.standard_exponential(len(rows_)) * 24).astype(np.int64)]
    assessed &= _at_home(life, who, seen_day) & (seen_day < life.place.period.stop)
    seen = np.where(assessed, np.maximum(at_hour(rng, seen_day, "daytime"), at + 60), NO_TIME)
    outcome = np.where(np.arange(len(who)) < n_led, 0, choose(rng, np.array([0, 0.5, 0.3, 0.2]), len(who)))
    source = choose(rng, np.array([0.34, 0.3, 0.2, 0.16]), len(who))
    closed = np.where(seen < NO_TIME, seen + 1440, at + 2880)
    closed = np.where(closed < np.minimum(life.until[who], life.place.period.stop) * 1440, closed, NO_TIME)
    referrals.add(
        who=who,
        referred_at=at,
        service="adult_social_care",
        source=words(source, ["self", "hospital", "gp", "family"]),
        urgency="routine",
        seen_at=seen,
        closed_at=closed,
        outcome=words(
            np.where(closed < NO_TIME, outcome, -1), ["service_begun", "signposted", "no_service", "equipment"]
        ),
        provider="ZS1",
        feed="social_care",
    )
    packages.add(who[assessed], "assessment", seen_day[assessed], seen_day[assessed] + 1, provider="ZS1")
