"""Alarms at home and incidents in care homes: who has an alarm, who falls, and what is done."""

from __future__ import annotations

import numpy as np

from synthetic.facts import facts
from synthetic.lives.columns import words
from synthetic.lives.draws import Array, choose
from synthetic.lives.events import Events
from synthetic.lives.life import Life
from synthetic.lives.times import YEAR, DayPattern, at_hour
from synthetic.lives.urgent import InHospital

_WHILE_THERE = 1.02  # makes up for falls left out because the person was in hospital


def telecare_users(life: Life) -> tuple[Array, Array]:
    """Return who has an alarm at home and from when: one in eight of the older, the frail and alone first."""
    rng = life.stream("telecare")
    share = facts("care")["from_memory"]["telecare_65_and_over_pct"] / 100
    age = life.people.age_on(life.place.period.start)
    pull = (age >= 65) * life.health.frailty(life.place.period.start) ** 1.2 * np.interp(age, [65, 85], [0.4, 2.0])
    pull = pull * (life.courses.enters > life.place.period.start)
    number = int((age >= 65).sum() * share + rng.random())
    candidates = np.flatnonzero(pull > 0)
    keys = np.log(rng.random(len(candidates))) / pull[candidates]
    who = np.sort(candidates[np.argsort(-keys, kind="stable")[:number]])
    begun = (
        rng.integers(-1500, int(life.place.period.stop - life.place.period.start), len(who)) + life.place.period.start
    )
    return who, np.maximum(begun, life.people.present_from[who])


def add_alarms(events: Events, life: Life, inside: InHospital) -> None:
    """Add calls from alarms at home: falls by the frail, and much that is nothing."""
    rng = life.stream("alarms")
    who, start = telecare_users(life)
    stop = np.minimum(life.until[who], life.courses.enters[who])
    begin = np.maximum(start, life.place.period.start)
    years = np.maximum(stop - begin, 0) / YEAR
    count = rng.poisson(years * (1.2 + 9 * life.health.frailty(life.place.period.start, who)))
    row = np.repeat(np.arange(len(who)), count)
    day = DayPattern(life.place.period).pick(rng, begin[row], np.maximum(stop[row], begin[row] + 1))
    at = at_hour(rng, day, "any")
    free = ~inside.at(who[row], at) & (day < stop[row])
    row, at = row[free], at[free]
    frail = life.health.frailty(life.place.period.start, who)[row]
    what = np.where(
        rng.random(len(row)) < np.clip(0.1 + frail, 0.1, 0.5),
        0,
        1 + choose(rng, np.array([0.3, 0.25, 0.3, 0.15]), len(row)),
    )
    events.add(
        who[row],
        at,
        at + rng.integers(3, 40, len(row)),
        kind="alarm",
        provider="ZL1",
        reason=words(what, ["fall", "unwell", "false_alarm", "test_call", "no_movement"]),
        reason_system="telecare",
        route="self",
        outcome=words(
            np.where(what == 0, choose(rng, np.array([0.4, 0.4, 0.2]), len(row)), 3),
            ["responder_sent", "family_called", "ambulance_called", "advised"],
        ),
        feed="telecare_event",
    )


def add_incidents(events: Events, life: Life, inside: InHospital) -> None:
    """Add incidents in care homes: falls (as many as published, more of the frail and in some homes), and others."""
    rng = life.stream("incidents")
    s = life.stretches
    there = s.years * s.resident
    often = facts("quality")["falls_in_homes_per_bed_year"]["value"]
    falls = there * (0.2 + 0.8 * s.frailty / 0.33) * often * life.place.variation.falls[life.courses.home[s.who]]
    fell = np.repeat(np.arange(len(s.who)), rng.poisson(falls * _WHILE_THERE))
    row = np.r_[fell, np.repeat(np.arange(len(s.who)), rng.poisson(there * 0.47))]
    is_fall = np.arange(len(row)) < len(fell)
    who = s.who[row]
    at = at_hour(rng, DayPattern(life.place.period).pick(rng, s.start[row], s.stop[row]), "any")
    free = ~inside.at(who, at)
    who, at = who[free], at[free]
    what = np.where(is_fall[free], 0, 1 + choose(rng, np.array([0.36, 0.28, 0.36]), len(who)))
    site = words(life.courses.home[who], life.place.home_code)
    events.add(
        who,
        at,
        None,
        kind="incident",
        provider=site,
        site=site,
        reason=words(what, ["fall", "pressure_ulcer", "medicines", "other"]),
        reason_system="care_home",
        outcome=words(choose(rng, np.array([0.7, 0.2, 0.1]), len(who)), ["no_harm", "minor_harm", "harm"]),
        feed="care_home_incident",
    )
