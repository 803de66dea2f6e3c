"""Care that cannot wait, short of a bed: who comes to A&E and how, calls to 111, out-of-hours doctors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthetic.facts import facts, rows
from synthetic.lives.columns import words
from synthetic.lives.courses import NEVER
from synthetic.lives.draws import Array, choose_each
from synthetic.lives.events import Events
from synthetic.lives.hospital import EMERGENCY, Admissions, crisis_weights
from synthetic.lives.life import Life, age_group, by_group, codes, pence
from synthetic.lives.stretches import scaled_to
from synthetic.lives.times import DayPattern, at_hour, day_of, to_utc

_BANDS = np.array([0, 17, 40, 60, 80])
# Attendances by tenth of deprivation: the most is 1.94 times the least, and the first two hold 27%, as published.
_BY_TENTH = np.array([1.40, 1.30, 1.14, 1.05, 0.99, 0.93, 0.87, 0.81, 0.79, 0.72])
_AGAIN_IN_7_DAYS = 0.082
_MONDAY = [1.12, 0.99, 0.98, 0.98, 0.98, 0.97, 0.98]


class InHospital:
    """Answers whether a person is in hospital at an instant."""

    def __init__(self, a: Admissions) -> None:
        self.key = a.who * 10**9 + to_utc(a.start)
        self.end = to_utc(a.end)
        self.who = a.who

    def at(self, who: Array, instant: Array, after: int = 0) -> Array:
        """Return whether each person is in hospital at the instant, or within ``after`` minutes of going in."""
        if not len(self.key):
            return np.zeros(len(who), bool)
        row = np.searchsorted(self.key, who * 10**9 + instant + after, side="right") - 1
        row = np.maximum(row, 0)
        return (self.who[row] == who) & (self.key[row] % 10**9 <= instant + after) & (instant < self.end[row])


@dataclass(frozen=True, slots=True)
class Attendances:
    """Every A&E attendance: who, arrival and leaving (minutes, UTC), whether admitted, whether by ambulance."""

    who: Array
    start: Array
    end: Array
    admitted: Array
    by_ambulance: Array
    reason: Array


def make_attendances(life: Life, a: Admissions, inside: InHospital) -> Attendances:
    """Return attendances: those that end in an admission, and those that do not."""
    rng = life.stream("attendances")
    through = a.take(np.flatnonzero((a.kind == EMERGENCY) & a.by_ae & (a.start < life.place.period.stop * 1440)))
    went_in = to_utc(through.start)
    arrived = np.maximum(
        went_in - rng.integers(75, 420, len(went_in)), to_utc(life.people.present_from[through.who] * 1440)
    )
    arrived = np.minimum(arrived, went_in - 5)
    who, start = _not_admitted(life, through, inside)
    length = np.clip(rng.lognormal(5.05, 0.55, len(who)), 20, 1400).astype(np.int64)
    died = life.courses.dies[who]
    end = np.minimum(start + length, np.where(died < NEVER, died * 1440 + 1379, start + length))
    everyone = np.r_[through.who, who]
    begins = np.r_[arrived, start]
    admitted = np.r_[np.ones(len(went_in), bool), np.zeros(len(who), bool)]
    group = age_group(life.age(everyone, day_of(begins)))
    reason = choose_each(rng, by_group("attendance_reasons")[group])
    by_ambulance = _by_ambulance(life, everyone, begins, admitted, reason)
    return Attendances(everyone, begins, np.r_[went_in, end], admitted, by_ambulance, reason)


def _not_admitted(life: Life, through: Admissions, inside: InHospital) -> tuple[Array, Array]:
    rng = life.stream("attendances not admitted")
    s = life.stretches
    urgent = facts("urgent")
    index = np.array(list(urgent["age_index"]["value"].values()))
    rates = urgent["attendances_per_1000"]["value"] * index[:, None] * _BY_TENTH
    band = np.searchsorted(_BANDS, s.age, side="right") - 1
    cell = band * 10 + life.people.decile[s.who] - 1
    key = s.who * 10**6 + s.start
    at = np.maximum(np.searchsorted(key, through.who * 10**6 + through.start // 1440, side="right") - 1, 0)
    given = np.bincount(at, minlength=len(s.who)).astype(float)
    weights = (0.4 + crisis_weights(life) ** 0.75) * s.crisis**0.25
    use = facts("care")["care_home_use"]
    res_years = (s.years * s.resident).sum()
    wanted = max(use["attendances_per_resident_year"] * res_years - given[s.resident].sum(), 0)
    of_home = weights * s.years * s.resident
    home = of_home * wanted / max(of_home.sum(), 1e-9)
    placed = np.bincount(cell, given + home, rates.size)
    expected = (scaled_to(weights * ~s.resident, s.years, cell, rates.ravel(), placed) + home) * np.interp(
        s.age, [0, 60, 85], [1.0, 1.01, 1.06]
    )  # some fall in a stay and are left out
    pattern = DayPattern(life.place.period, weekdays=_MONDAY)
    count = rng.poisson(expected * (1 - _AGAIN_IN_7_DAYS))
    rows_ = np.repeat(np.arange(len(count)), count)
    who = s.who[rows_]
    day = pattern.pick(rng, s.start[rows_], s.stop[rows_])
    again = rng.random(len(who)) < _AGAIN_IN_7_DAYS
    later = day[again] + rng.integers(1, 7, int(again.sum()))
    who, day = np.r_[who, who[again]], np.r_[day, later]
    who, day = _changed(life, who, day)
    keep = day < life.until[who]
    who, day = who[keep], day[keep]
    start = at_hour(rng, day, "ae")
    free = ~inside.at(who, start, after=480)
    return who[free], start[free]


def _changed(life: Life, who: Array, day: Array) -> tuple[Array, Array]:
    """Return attendances after what is planted: from some day on more, or fewer, of one practice's people come."""
    rng = life.stream("planted attendances")
    for change in life.place.variation.changes:
        touched = (life.practice(who, day) == change.practice) & (day >= change.day)
        stays = ~touched | (rng.random(len(who)) < change.multiple)
        more = np.flatnonzero(touched & (rng.random(len(who)) < change.multiple - 1))
        shifted = np.maximum(day[more] + rng.integers(-9, 10, len(more)), change.day)
        who, day = np.r_[who[stays], who[more]], np.r_[day[stays], shifted]
    return who, day


def _by_ambulance(life: Life, who: Array, start: Array, admitted: Array, reason: Array) -> Array:
    """Return who came by ambulance: as many as were conveyed, more of the old, the frail and those admitted."""
    rng = life.stream("by ambulance")
    age = life.age(who, day_of(start))
    by_reason = np.array([float(row["ambulance"]) for row in rows("attendance_reasons")])[reason]
    years = life.stretches.years.sum()
    wanted = facts("urgent")["ambulance_per_1000"]["see_and_convey"] / 1000 * years
    with_bed = admitted * np.interp(age, [0, 20, 50, 75, 90], [0.3, 0.35, 0.5, 0.68, 0.8])
    without = ~admitted * np.interp(age, [0, 20, 50, 75, 90], [0.25, 0.5, 0.8, 1.6, 2.4]) * by_reason
    scale = max(wanted - with_bed.sum(), 0) / max(without.sum(), 1e-9)
    return rng.random(len(who)) < np.minimum(with_bed + without * scale, 0.97)


def before_death(life: Life, who: Array, start: Array, end: Array) -> Array:
    """Return ``end`` or, where the person dies before it, the last minute of that day."""
    died = life.courses.dies[who]
    return np.maximum(np.where(died < NEVER, np.minimum(end, died * 1440 + 1379), end), start + 3)


def drawn(  # noqa: PLR0917 (what this part is made from)
    life: Life, rng: np.random.Generator, weight: Array, per_1000: float, inside: InHospital, hours: str
) -> tuple[Array, Array]:
    """Return who and when, for as many as the rate says, by weight, none of them while in hospital."""
    s = life.stretches
    expected = scaled_to(weight, s.years, np.zeros(len(s.who), np.int64), np.array([per_1000]), np.zeros(1))
    count = rng.poisson(expected)
    rows_ = np.repeat(np.arange(len(count)), count)
    who = s.who[rows_]
    shape = [0.95, 0.9, 0.9, 0.9, 0.95, 1.3, 1.25] if hours == "out_of_hours" else None
    start = at_hour(rng, DayPattern(life.place.period, weekdays=shape).pick(rng, s.start[rows_], s.stop[rows_]), hours)
    free = ~inside.at(who, start, after=240)
    return who[free], start[free]


def add_calls(events: Events, life: Life, inside: InHospital) -> None:
    """Add calls to 111 and consultations out of hours (rates from memory)."""
    rng = life.stream("111")
    s = life.stretches
    memory, cost = facts("urgent")["from_memory"], facts("unit_costs")["from_memory"]
    weight = (0.5 + s.crisis) * np.interp(s.age, [0, 3, 10, 30, 60, 80, 95], [4.0, 2.4, 0.8, 1.0, 0.8, 1.3, 2.0])
    for feed, pod, rate, money, provider, outcomes in (
        (
            "urgent_call",
            "111",
            memory["calls_to_111_per_1000"],
            cost["call_to_111"],
            "ZU1",
            ["advised", "gp", "ae", "out_of_hours", "ambulance"],
        ),
        (
            "out_of_hours",
            "out_of_hours",
            memory["out_of_hours_per_1000"],
            cost["out_of_hours_consultation"],
            "ZU2",
            ["home", "gp", "ae", "referred", "home"],
        ),
    ):
        who, start = drawn(life, rng, weight, rate, inside, "out_of_hours")
        reason = choose_each(rng, by_group("attendance_reasons")[age_group(life.age(who, day_of(start)))])
        outcome = rng.choice(5, len(who), p=[0.42, 0.28, 0.12, 0.1, 0.08])
        events.add(
            who,
            start,
            before_death(life, who, start, start + rng.integers(6, 30, len(who))),
            kind="urgent_call",
            point_of_delivery=pod,
            provider=provider,
            reason=words(reason, codes("attendance_reasons")),
            reason_system="snomed",
            route="self",
            outcome=words(outcome, outcomes),
            cost=pence(money),
            cost_basis="unit_cost",
            feed=feed,
        )
