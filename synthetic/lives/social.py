"""Adult social care: who asks for support, who is assessed, and what they are given after a stay in hospital."""

from __future__ import annotations

import numpy as np

from synthetic.facts import facts
from synthetic.lives.columns import NO_TIME, words
from synthetic.lives.contacts import Referrals
from synthetic.lives.draws import Array, Rng, choose
from synthetic.lives.hospital import EMERGENCY, Admissions
from synthetic.lives.life import Life
from synthetic.lives.long_term import long_term, residential, telecare_and_equipment
from synthetic.lives.packages import Packages, adult_years, at_home
from synthetic.lives.times import YEAR, DayPattern, at_hour


def make_packages(referrals: Referrals, life: Life, a: Admissions) -> Packages:
    """Return all packages of care, and add the requests and assessments that led to them."""
    rng = life.stream("social care")
    packages = Packages(life)
    residential(rng, packages, life)
    requests = [_reablement(rng, packages, life, a), long_term(rng, packages, life)]
    telecare_and_equipment(rng, packages, life)
    _requests(rng, packages, referrals, life, requests)
    return packages


def _reablement(rng: Rng, packages: Packages, life: Life, a: Admissions) -> tuple[Array, Array]:
    """Give reablement to older people after a stay in hospital, and home care after it to those who still need it."""
    costs = facts("unit_costs")["from_memory"]
    left = (a.kind == EMERGENCY) & ~a.died & (a.end < life.place.period.stop * 1440)
    row = np.flatnonzero(left)
    who, day = a.who[row], a.end[row] // 1440
    nights = day - a.start[row] // 1440
    age, frailty = life.age(who, day), life.health.frailty(day, who)
    able = at_home(life, who, day) & (age >= 55) & (nights >= 2)
    weight = able * (frailty / 0.15) ** 1.3 * np.minimum(nights, 14)
    adults = adult_years(life)
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
    ok = at_home(life, who, start)
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


def _requests(rng: Rng, packages: Packages, referrals: Referrals, life: Life, led: list[tuple[Array, Array]]) -> None:
    """Add requests for support: those behind what began, and as many more as are made that lead to none."""
    led_who, led_day = (np.concatenate(column) for column in zip(*led, strict=True))
    s = life.stretches
    wanted = facts("care")["social_care"]["requests_per_1000_adults"] / 1000 * adult_years(life)
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
    assessed &= at_home(life, who, seen_day) & (seen_day < life.place.period.stop)
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
