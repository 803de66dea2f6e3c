"""A&E attendances and ambulance calls as events: how urgent, and how long everyone waits for what comes next."""

from __future__ import annotations

from typing import Any

import numpy as np

from synthetic.facts import facts, rows
from synthetic.lives.columns import NO_TIME, words
from synthetic.lives.draws import Array, Rng, choose, choose_by_group, choose_each
from synthetic.lives.events import Events
from synthetic.lives.hospital import crisis_weights
from synthetic.lives.life import Life, age_group, by_group, codes, pence
from synthetic.lives.times import day_of, to_utc
from synthetic.lives.urgent import Attendances, InHospital, before_death, drawn

_CATEGORIES = ["c1", "c2", "c3", "c4", "c5"]
# Acuity, 1 to 5, of those who walk in and of those who come by ambulance or need a bed (assumed).
_ACUITY = np.array([[0.004, 0.075, 0.48, 0.36, 0.081], [0.045, 0.32, 0.52, 0.1, 0.015]])
_MEDIAN_HANDOVER, _MEDIAN_WAIT = 22.6, 63.0  # what comes to the published figures, once winters and ends are in
_LONGEST_HANDOVER, _LONGEST_RESPONSE = 480, 240


def _month(instant: Array) -> Array:
    return day_of(instant).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12


def _winter(instant: Array) -> Array:
    """Return how much longer queues are in each event's month than over the year."""
    by_month = np.asarray(facts("quality")["ambulance_assumed"]["winter_handover"], float)
    return (by_month / by_month.mean())[_month(instant)]


def add_attendances(events: Events, life: Life, at: Attendances) -> None:
    """Add attendances to A&E; whoever leaves before being seen was seen by nobody."""
    rng = life.stream("attendance events")
    draw = rng.random(len(at.who))
    old = life.age(at.who, day_of(at.start)) >= 75
    outcome = np.where(at.admitted, 1, np.where(draw < 0.035, 2, np.where(draw < 0.2, 3, 0)))
    route = np.where(at.by_ambulance, 1, np.where(draw < 0.08, 2, np.where((draw < 0.16) & ~old, 3, 0)))
    national = facts("unit_costs")["national_cost_collection_2024_25"]
    # Together these come to the published mean of all attendances.
    cost = np.where(at.admitted, 1.5 * national["ae_attendance_mean"], 0.864 * national["ae_attendance_mean"])
    end = np.maximum(at.end, at.start + 5)
    acuity, wait = _waits(life, at)
    seen = np.minimum(at.start + wait, end - 1)
    events.add(
        at.who,
        at.start,
        end,
        kind="attendance",
        point_of_delivery="ae",
        provider=life.trust(at.who),
        site=life.hospital(at.who),
        reason=words(at.reason, codes("attendance_reasons")),
        reason_system="snomed",
        route=words(route, ["self", "ambulance", "gp", "111"]),
        outcome=words(outcome, ["home", "admitted", "left", "referred"]),
        cost=pence(cost),
        cost_basis="unit_cost",
        service="ae",
        urgency=words(acuity, ["1", "2", "3", "4", "5"]),
        seen_at=np.where(outcome == 2, NO_TIME, seen),
        feed="emergency_care",
    )


def _waits(life: Life, at: Attendances) -> tuple[Array, Array]:
    """Return the acuity (0 to 4) of each attendance and minutes until a decision maker sees the person."""
    rng = life.stream("A&E waits")
    told = facts("quality")["ae_assumed"]
    acuity = choose_by_group(rng, _ACUITY, (at.by_ambulance | at.admitted).astype(np.int64))
    noise = np.exp(told["spread_of_wait"] * rng.standard_normal(len(acuity)))
    factor = np.asarray(told["by_acuity"], float)[acuity] * np.sqrt(_winter(at.start))
    return acuity, np.maximum(np.round(_MEDIAN_WAIT * factor * noise), 1).astype(np.int64)


def add_ambulances(events: Events, life: Life, at: Attendances, inside: InHospital) -> None:
    """Add ambulance calls: conveyed to A&E, treated where they were, or helped by telephone."""
    _conveyed(events, life, at, inside)
    rng = life.stream("ambulances")
    rate, cost = facts("urgent")["ambulance_per_1000"], facts("unit_costs")["national_cost_collection_2024_25"]
    s = life.stretches
    weight = (0.3 + crisis_weights(life) ** 0.8) * np.interp(
        s.age, [0, 15, 40, 65, 80, 90], [0.4, 0.5, 0.8, 1.4, 3.2, 5.0]
    )
    by_age = by_group("attendance_reasons") * np.array([float(row["ambulance"]) for row in rows("attendance_reasons")])
    for pod, money in (("see_and_treat", "ambulance_see_treat"), ("hear_and_treat", "ambulance_hear_treat")):
        who, start = drawn(life, rng, weight, rate[pod] * 1.01, inside, "any")
        reason = choose_each(rng, by_age[age_group(life.age(who, day_of(start)))])
        visited = pod == "see_and_treat"
        minutes = rng.integers(25, 120, len(who)) if visited else rng.integers(6, 35, len(who))
        category = choose(rng, _share(0.055) if visited else np.array([0, 0, 0.3, 0.25, 0.45]), len(who))
        response = _response(rng, category) if visited else np.zeros(len(who), np.int64)
        end = before_death(life, who, start, start + response + minutes)
        events.add(
            who,
            start,
            end,
            point_of_delivery=pod,
            reason=words(reason, codes("attendance_reasons")),
            outcome="treated_there" if visited else "advised",
            cost=pence(cost[money]),
            urgency=words(category, _CATEGORIES),
            seen_at=np.minimum(start + response, end - 1) if visited else NO_TIME,
            **_call(),
        )


def _call() -> dict[str, Any]:
    return {
        "kind": "ambulance_call",
        "provider": "ZA1",
        "reason_system": "snomed",
        "route": "999",
        "cost_basis": "unit_cost",
        "feed": "ambulance",
    }


def _share(first: float) -> Array:
    """Return the shares of categories 1 to 4, of which ``first`` is the first."""
    share = np.array(list(facts("quality")["ambulance_assumed"]["category_share"].values()), float)
    return np.r_[first, share[1:] / share[1:].sum() * (1 - first)]


def _response(rng: Rng, category: Array) -> Array:
    """Return minutes from call to help on scene, log-normal about each category's mean."""
    mean = np.array([*facts("quality")["ambulance_assumed"]["mean_minutes_to_scene"].values(), 120.0])[category]
    drawn_ = mean * np.exp(0.65 * rng.standard_normal(len(category)) - 0.65**2 / 2)
    return np.clip(np.round(drawn_), 2, _LONGEST_RESPONSE).astype(np.int64)


def _conveyed(events: Events, life: Life, at: Attendances, inside: InHospital) -> None:
    """Add the calls of those taken to A&E: back from when they came there, and on to when they were handed over."""
    rng = life.stream("conveyed")
    c = np.flatnonzero(at.by_ambulance)
    who, arrived = at.who[c], at.start[c]
    category = choose(rng, _share(0.094), len(c))
    on_scene = arrived - rng.integers(30, 80, len(c))
    called = on_scene - _response(rng, category)
    # Someone who was still in bed then called later, and was fetched at once.
    late = inside.at(who, called) | inside.at(who, on_scene)
    called = np.maximum(np.where(late, arrived - 14, called), to_utc(life.people.present_from[who] * 1440))
    called = np.minimum(called, arrived - 2)
    on_scene = np.clip(np.where(late, arrived - 9, on_scene), called + 1, arrived - 1)
    spread = facts("quality")["ambulance_assumed"]["spread_of_handover"]
    minutes = _MEDIAN_HANDOVER * _winter(arrived) * np.exp(spread * rng.standard_normal(len(c)))
    minutes = np.clip(np.round(minutes), 3, _LONGEST_HANDOVER).astype(np.int64)
    left = np.maximum(at.end[c], arrived + 5)
    handover = np.minimum(arrived + minutes, left - 1)
    end = before_death(life, who, handover, handover + rng.integers(8, 26, len(c)))
    events.add(
        who,
        called,
        end,
        point_of_delivery="see_and_convey",
        site=life.hospital(who),
        reason=words(at.reason[c], codes("attendance_reasons")),
        outcome="conveyed",
        cost=pence(facts("unit_costs")["national_cost_collection_2024_25"]["ambulance_see_convey"]),
        urgency=words(category, _CATEGORIES),
        seen_at=on_scene,
        at_hospital_at=arrived,
        handover_at=handover,
        **_call(),
    )
