"""Outpatient care: a referral, a first appointment, and follow-ups after it."""

from __future__ import annotations

from typing import Any

import numpy as np

from synthetic.facts import by_band_and_fifth, facts
from synthetic.lives.columns import NO_TIME, words
from synthetic.lives.draws import Array, choose, repeat_index
from synthetic.lives.events import Events
from synthetic.lives.life import Life, pence
from synthetic.lives.stretches import scaled_to
from synthetic.lives.times import YEAR, DayPattern, at_hour
from synthetic.lives.urgent import InHospital

SPECIALTIES = [
    "trauma_and_orthopaedics",
    "ophthalmology",
    "dermatology",
    "cardiology",
    "gastroenterology",
    "general_surgery",
    "ent",
    "gynaecology",
    "urology",
    "respiratory",
    "rheumatology",
    "neurology",
    "diabetes",
    "oncology",
    "paediatrics",
    "physiotherapy",
    "audiology",
    "geriatric_medicine",
]
_SHARES = [11, 12, 8, 7, 6, 7, 7, 6, 5, 4, 4, 4, 3, 6, 5, 9, 3, 1.5]
_OUTCOMES = ["attended", "did_not_attend", "cancelled"]


def add_outpatients(events: Events, life: Life, inside: InHospital) -> dict[str, Any]:
    """Add outpatient appointments, at the published rate by age and deprivation, and return their referrals.

    A course of appointments may have begun before the period; what came before is not seen.
    """
    rng = life.stream("outpatients")
    s = life.stretches
    table = facts("hospital")
    rates = by_band_and_fifth(table["outpatient_appointments_per_1000"]["table"]).ravel()
    follow_ups = table["outpatient_outcomes"]["follow_ups_per_first"]
    weights = (1 + 0.45 * s.conditions) * s.planned * np.where(s.resident, 0.5, 1.0)
    expected = scaled_to(weights, s.years, s.band * 5 + s.fifth, rates, np.zeros(len(rates))) * 1.017
    pattern = DayPattern(life.place.period, weekdays=[1, 1.05, 1.05, 1.02, 0.9, 0.08, 0.0], bank_holiday=0.0)
    firsts = expected / (1 + follow_ups)
    # Firsts are drawn as they fall; follow-ups as many more, each after some first that may lie before the period.
    count = rng.poisson(firsts)
    rows_ = np.repeat(np.arange(len(count)), count)
    who = s.who[rows_]
    first_day = pattern.pick(rng, s.start[rows_], s.stop[rows_])
    later = np.repeat(np.arange(len(count)), rng.poisson(expected - firsts))
    follow_who = s.who[later]
    follow_day = pattern.pick(rng, s.start[later], s.stop[later])
    everyone, day = np.r_[who, follow_who], np.r_[first_day, follow_day]
    specialty = _specialties(rng, life, everyone, day)
    start = at_hour(rng, day, "clinic")
    free = ~inside.at(everyone, start)
    is_first = np.r_[np.ones(len(who), bool), np.zeros(len(follow_who), bool)]
    _add(events, life, rng, everyone[free], start[free], is_first[free], specialty[free])
    seen = free[: len(who)]
    return _referrals(life, rng, who[seen], first_day[seen], start[: len(who)][seen], specialty[: len(who)][seen])


def _specialties(rng: np.random.Generator, life: Life, who: Array, day: Array) -> Array:
    """Return a specialty for each appointment: a person's own two or three come back again and again."""
    own = np.stack([choose(rng, np.asarray(_SHARES, float), len(life.people)) for _ in range(3)], axis=1)
    pick = own[who, rng.choice(3, len(who), p=[0.6, 0.28, 0.12])]
    child = life.age(who, day) < 16
    return np.where(child & (rng.random(len(who)) < 0.5), SPECIALTIES.index("paediatrics"), pick)


def _add(  # noqa: PLR0917 (what this part is made from)
    events: Events, life: Life, rng: np.random.Generator, who: Array, start: Array, first: Array, specialty: Array
) -> None:
    known = facts("hospital")["outpatient_outcomes"]
    missed = known["did_not_attend_pct"] / 100 * np.linspace(1.36, 0.6, 5)[life.people.fifth[who]]
    draw = rng.random(len(who))
    attended = known["attended_pct"] / 100
    outcome = np.where(
        draw < missed, 1, np.where(draw < 1 - attended + (missed - known["did_not_attend_pct"] / 100), 2, 0)
    )
    cost = np.where(outcome == 2, 0, facts("unit_costs")["from_memory"]["outpatient_attendance"])
    events.add(
        who,
        start,
        start + 20,
        kind="appointment",
        point_of_delivery=words((~first).astype(np.int64), ["first", "follow_up"]),
        provider=life.trust(who),
        site=life.hospital(who),
        reason=words(specialty, SPECIALTIES),
        reason_system="outpatient",
        service=words(specialty, SPECIALTIES),
        route="gp",
        outcome=words(outcome, _OUTCOMES),
        cost=pence(cost),
        cost_basis="unit_cost",
        feed="outpatient",
    )


def _referrals(  # noqa: PLR0917 (what this part is made from)
    life: Life, rng: np.random.Generator, who: Array, day: Array, seen: Array, specialty: Array
) -> dict[str, Any]:
    """Return the referral behind each first appointment, some weeks before it."""
    urgent = rng.random(len(who)) < 0.09
    wait = np.where(
        urgent, rng.integers(3, 14, len(who)), np.minimum(rng.lognormal(4.1, 0.6, len(who)), 380).astype(np.int64)
    )
    referred = at_hour(rng, day - wait, "daytime")
    known = referred >= life.people.birth_day[who] * 1440 + 1440
    who, referred, seen, urgent, specialty = (c[known] for c in (who, referred, seen, urgent, specialty))
    length = (rng.standard_exponential(len(who)) * YEAR * 0.5).astype(np.int64)
    closed = seen + length * 1440
    over = closed < np.minimum(life.until[who], life.place.period.stop) * 1440
    return {
        "who": who,
        "referred_at": referred,
        "service": words(specialty, SPECIALTIES),
        "source": words(rng.choice(3, len(who), p=[0.72, 0.22, 0.06]), ["gp", "hospital", "optometrist"]),
        "urgency": words(urgent.astype(np.int64), ["routine", "urgent"]),
        "seen_at": seen,
        "closed_at": np.where(over, closed, NO_TIME),
        "outcome": words(np.where(over, 0, -1), ["discharged"]),
        "provider": life.trust(who),
        "feed": "outpatient_referral",
    }


__all__ = ["SPECIALTIES", "add_outpatients", "repeat_index"]
