"""Community health services, mental health services and help from the voluntary sector.

Numbers of contacts are from memory of the national returns, and are not checked; who has them is not random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthetic.facts import facts
from synthetic.lives.columns import NO_TIME, words
from synthetic.lives.contacts import HOME_DAYS, Referrals, closing, contact_times, modes, referred
from synthetic.lives.draws import Array, choose
from synthetic.lives.events import Events
from synthetic.lives.hospital import EMERGENCY, Admissions
from synthetic.lives.life import Life, pence
from synthetic.lives.stretches import scaled_to
from synthetic.lives.times import day_of, to_utc
from synthetic.lives.urgent import InHospital

# How people are met: assumed.
_VISITED = {"district_nursing", "community_matron", "urgent_community_response", "palliative_care", "health_visiting"}
_AT_HOME = {"home_visit": 0.84, "telephone": 0.11, "clinic": 0.04, "video": 0.01}
_IN_CLINIC = {"clinic": 0.62, "home_visit": 0.2, "telephone": 0.13, "video": 0.05}
_MENTAL_HEALTH = {"face_to_face": 0.56, "telephone": 0.25, "video": 0.1, "home_visit": 0.09}


@dataclass(frozen=True, slots=True)
class Service:
    """One service: referrals per 1,000 person-years, contacts for each, days between them, pounds a contact."""

    name: str
    per_1000: float
    contacts: float
    gap: float
    cost: float
    urgency: str = "routine"
    wait_days: float = 14.0


def _services() -> list[Service]:
    cost = facts("unit_costs")["national_cost_collection_2024_25"]
    nurse, mean = cost["district_nurse_face_to_face"], cost["community_contact_mean"]
    return [
        Service("district_nursing", 19, 26, 4, nurse, "urgent", 2),
        Service("community_matron", 2.5, 9, 14, cost["community_matron_face_to_face"], "routine", 9),
        Service(
            "urgent_community_response", 11, 2.6, 1, cost["crisis_response_early_discharge_contact"], "two_hour", 0
        ),
        Service("therapy", 34, 4.5, 14, mean, "routine", 30),
        Service("podiatry", 16, 5, 60, mean, "routine", 40),
        Service("palliative_care", 2.6, 9, 6, nurse, "urgent", 2),
        Service("health_visiting", 12, 5, 60, mean, "routine", 10),
    ]


def _weights(life: Life, name: str) -> Array:  # noqa: PLR0911 (one for each shape)
    """Return how likely a referral to each service is in each stretch."""
    s = life.stretches
    frail = (0.15 + s.frailty / 0.12) ** 1.6 * (s.age >= 18)
    match name:
        case "district_nursing":
            return frail * np.interp(s.age, [18, 60, 80], [0.2, 1, 2.5]) * np.where(s.dying, 4, 1) * s.crisis
        case "community_matron":
            return frail * (s.age >= 55) * (s.conditions >= 2) * s.crisis
        case "urgent_community_response":
            return frail * (s.age >= 50) * s.crisis * np.where(s.dying, 2.5, 1)
        case "palliative_care":
            return np.where(s.dying, 1.0, 0.0005) * (s.age >= 18)
        case "health_visiting":
            return np.where(s.age < 1, 1.0, np.where(s.age < 3, 0.08, 0.0))
        case "podiatry":
            return frail * np.where(life.health.has("diabetes", s.start, s.who), 4.0, 1.0)
        case _:
            return (0.4 + frail) * s.planned * (s.age >= 5)


def add_community(events: Events, referrals: Referrals, life: Life, inside: InHospital) -> None:
    """Add referrals to community services and their contacts."""
    rng, how = life.stream("community"), life.stream("modes of community contacts")
    s = life.stretches
    one = np.zeros(len(s.who), np.int64)
    for service in _services():
        rate = np.array(
            [
                service.per_1000 * (life.courses.dies < 2**31 - 1).mean() * 60
                if service.name == "palliative_care"
                else service.per_1000
            ]
        )
        expected = scaled_to(_weights(life, service.name), s.years, one, rate, np.zeros(1))
        quick = service.urgency == "two_hour"
        who, at = referred(rng, life, expected, weekdays=HOME_DAYS if quick else None)
        free = ~inside.at(who, at, after=300)
        who, at = who[free], at[free]
        if quick:
            wait = np.where(
                rng.random(len(who)) < 0.78, rng.integers(25, 120, len(who)), rng.integers(121, 900, len(who))
            )
        else:
            wait = (rng.standard_gamma(2, len(who)) / 2 * service.wait_days * 1440).astype(np.int64) + 120
        seen = np.where(day_of(at + wait) < life.until[who], at + wait, NO_TIME)
        got = np.flatnonzero(seen < NO_TIME)
        source, instant = contact_times(rng, life, who[got], seen[got], service.contacts, service.gap)
        free = ~inside.at(who[got][source], instant)
        source, instant = got[source[free]], instant[free]
        first = np.full(len(who), NO_TIME)
        np.minimum.at(first, source, instant)
        seen = np.where(first < NO_TIME, first, NO_TIME)
        closed, outcome = closing(life, who, np.where(seen < NO_TIME, seen, at), source, instant)
        origin = choose(
            rng, np.array([0.55, 0.25, 0.12, 0.08]) if not quick else np.array([0.35, 0.2, 0.1, 0.35]), len(who)
        )
        referrals.add(
            who=who,
            referred_at=at,
            service=service.name,
            source=words(origin, ["gp", "hospital", "self", "ambulance"]),
            urgency=service.urgency,
            seen_at=seen,
            closed_at=np.maximum(closed, at + 60),
            outcome=outcome,
            provider=life.community(who),
            feed="community_referral",
        )
        events.add(
            who[source],
            instant,
            instant + rng.integers(15, 55, len(source)),
            kind="community_contact",
            point_of_delivery=service.name,
            service=service.name,
            mode=modes(how, _AT_HOME if service.name in _VISITED else _IN_CLINIC, len(source)),
            provider=life.community(who[source]),
            site=life.community(who[source], site=True),
            route="referral",
            outcome="attended",
            cost=pence(service.cost),
            cost_basis="unit_cost",
            feed="community_contact",
        )


def add_mental_health(events: Events, referrals: Referrals, life: Life, inside: InHospital, stays: Admissions) -> None:
    """Add referrals to mental health services, contacts, crises, and stays in a mental health ward."""
    rng, how = life.stream("mental health"), life.stream("modes of mental health contacts")
    s = life.stretches
    cost = facts("unit_costs")["national_cost_collection_2024_25"]
    smi = life.health.has("severe_mental_illness", s.start, s.who)
    low = life.health.has("depression", s.start, s.who) | life.health.has("anxiety", s.start, s.who)
    for name, per_1000, contacts, gap, wait, weight, money in (
        (
            "community_mental_health",
            15,
            11,
            15,
            21,
            (0.05 + 18 * smi + 0.8 * low) * (s.age >= 18),
            cost["mental_health_contact"],
        ),
        ("talking_therapies", 20, 7, 8, 24, (0.2 + 5 * low) * (s.age >= 17), cost["talking_therapies_contact"]),
        (
            "children_and_young_people",
            9,
            6,
            21,
            60,
            ((s.age >= 6) & (s.age < 18)).astype(float),
            cost["mental_health_contact"],
        ),
        ("crisis", 4, 2.2, 2, 0.3, (0.15 + 22 * smi + 1.5 * low) * (s.age >= 14), cost["mental_health_contact"]),
        (
            "memory_clinic",
            3,
            3,
            45,
            50,
            life.health.frailty(s.start, s.who) * (s.age >= 65),
            cost["mental_health_contact"],
        ),
    ):
        expected = scaled_to(
            weight * s.crisis, s.years, np.zeros(len(s.who), np.int64), np.array([per_1000]), np.zeros(1)
        )
        who, at = referred(rng, life, expected)
        seen = at + 90 + (rng.standard_gamma(2, len(who)) / 2 * wait * 1440).astype(np.int64)
        got = np.flatnonzero(day_of(seen) < life.until[who])
        source, instant = contact_times(rng, life, who[got], seen[got], contacts, gap)
        free = ~inside.at(who[got][source], instant)
        source, instant = got[source[free]], instant[free]
        first = np.full(len(who), NO_TIME)
        np.minimum.at(first, source, instant)
        closed, outcome = closing(life, who, np.where(first < NO_TIME, first, at), source, instant)
        referrals.add(
            who=who,
            referred_at=at,
            service=name,
            source=words(choose(rng, np.array([0.6, 0.25, 0.15]), len(who)), ["gp", "self", "hospital"]),
            urgency="urgent" if name == "crisis" else "routine",
            seen_at=first,
            closed_at=np.maximum(closed, at + 60),
            outcome=outcome,
            provider="ZM1",
            feed="mental_health_referral",
        )
        events.add(
            who[source],
            instant,
            instant + 45,
            kind="mental_health_contact",
            point_of_delivery=name,
            service=name,
            mode=modes(how, _MENTAL_HEALTH, len(source)),
            provider="ZM1",
            site="ZM101",
            route="referral",
            outcome=words((rng.random(len(source)) < 0.09).astype(np.int64), ["attended", "did_not_attend"]),
            cost=pence(money),
            cost_basis="unit_cost",
            feed="mental_health_contact",
        )
    _add_stays(events, life, stays)


def _add_stays(events: Events, life: Life, stays: Admissions) -> None:
    """Add stays in a mental health ward."""
    stop = life.place.period.stop * 1440
    going_on = stays.end >= stop
    nights = stays.end // 1440 - stays.start // 1440
    day = facts("unit_costs")["national_cost_collection_2024_25"]["mental_health_spell_day"]
    reasons = ["F209", "F319", "F329", "F603"]
    events.add(
        stays.who,
        to_utc(stays.start),
        np.where(going_on, NO_TIME, np.maximum(to_utc(stays.end), to_utc(stays.start) + 10)),
        kind="mental_health_stay",
        point_of_delivery="emergency",
        provider="ZM1",
        site="ZM101",
        reason=words(stays.reason, reasons),
        reason_system="icd10",
        route="crisis",
        outcome=words(np.where(going_on, -1, np.where(stays.died, 1, 0)), ["home", "died"]),
        nights=np.where(going_on, -1, nights),
        cost=np.where(going_on, -1, pence(np.maximum(nights, 1) * day)),
        cost_basis="unit_cost",
        feed="mental_health_stay",
    )


def add_voluntary(events: Events, life: Life, inside: InHospital) -> None:
    """Add contacts with the voluntary sector: link workers, befriending, lunch clubs, advice."""
    rng = life.stream("voluntary")
    s = life.stretches
    weight = (0.5 + s.frailty / 0.12) * (s.age >= 18) * np.linspace(1.4, 0.8, 5)[s.fifth] * s.everyday
    expected = scaled_to(weight, s.years, np.zeros(len(s.who), np.int64), np.array([6.0]), np.zeros(1))
    who, at = referred(rng, life, expected)
    source, instant = contact_times(rng, life, who, at, 5.0, 12.0)
    free = ~inside.at(who[source], instant)
    source, instant = source[free], instant[free]
    kinds = ["social_prescribing", "befriending", "lunch_club", "advice", "carers_support"]
    kind = choose(rng, np.array([0.42, 0.2, 0.14, 0.16, 0.08]), len(who))
    events.add(
        who[source],
        instant,
        instant + 60,
        kind="contact",
        point_of_delivery=words(kind[source], kinds),
        service=words(kind[source], kinds),
        provider=words(kind[source], [f"ZV{i + 1}" for i in range(len(kinds))]),
        route="gp",
        outcome="attended",
        feed="voluntary_contact",
    )


__all__ = ["EMERGENCY", "add_community", "add_mental_health", "add_voluntary"]
