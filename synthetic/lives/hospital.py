"""Admissions to hospital: planned, emergency, to give birth and to be born; one at a time for each person.

Emergency admissions come to the published rate of each age band and fifth of deprivation, and of care homes; who
within a cell has them follows frailty, conditions, the person's own lasting and passing multiples, and dying.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthetic.facts import BANDS, by_band_and_fifth, facts, rows
from synthetic.lives.courses import NEVER
from synthetic.lives.draws import Array, choose, choose_each, gamma_mean_one, rank_within
from synthetic.lives.health import names
from synthetic.lives.life import Life, age_group, by_group_and_sex
from synthetic.lives.stays import end_of, minute_on, nights_of, reasons_of
from synthetic.lives.stretches import scaled_to
from synthetic.lives.times import DayPattern

EMERGENCY, ELECTIVE, DAY_CASE, MATERNITY, BIRTH, MENTAL = range(6)
_DAY = 1440
_HOSPITAL_DEATHS = 0.455  # given as a last admission; others die in the course of one
_HOME_ENTRIES_FROM_HOSPITAL = 0.45
_READMITTED = 0.085  # again within 30 days of going home, beyond what chance brings
_EDGE = 1.02  # makes up for what falls after a death, a move or the end
WINTER = [1.05, 1.04, 1.02, 0.99, 0.98, 0.97, 0.97, 0.95, 0.98, 1.0, 1.02, 1.04]
_WEEKDAYS = [1.09, 1.05, 1.03, 1.02, 1.03, 0.9, 0.88]


@dataclass(slots=True)
class Admissions:
    """One row an admission. ``start`` and ``end`` are minutes on the clock in London; ``reason`` is a position in
    the table of its kind; ``by_ae`` says that it came through A&E; ``died`` that it ended in death there."""

    who: Array
    start: Array
    end: Array
    kind: Array
    reason: Array
    by_ae: Array
    died: Array
    to_home: Array

    def take(self, rows_: Array) -> Admissions:
        """Return some of the rows."""
        return Admissions(*(getattr(self, name)[rows_] for name in self.__slots__))


def make_admissions(life: Life) -> Admissions:
    """Return every admission of the chunk, in order of person and time, none overlapping another."""
    last = _last_admissions(life)
    entries = _entry_admissions(life)
    parts = [last, entries, _emergencies(life, last, entries), _elective(life), _mental(life), *_maternity(life)]
    together = Admissions(*(np.concatenate([getattr(part, name) for part in parts]) for name in Admissions.__slots__))
    limit = life.until * _DAY
    fixed = np.full(len(life.people), np.int64(2**62))
    fixed[last.who] = last.start
    return _one_at_a_time(life, together, limit, fixed)


def _part(who: Array, start: Array, end: Array, kind: int, reason: Array, **flags: Array) -> Admissions:
    no = np.zeros(len(who), bool)
    return Admissions(
        who, start, end, np.full(len(who), kind), reason,
        flags.get("by_ae", no), flags.get("died", no), flags.get("to_home", no),
    )  # fmt: skip


def _last_admissions(life: Life) -> Admissions:
    """Return the admissions in which a third of those who die, die."""
    rng = life.stream("last admissions")
    dying = np.flatnonzero(life.courses.dies < NEVER)
    in_home = life.in_home(dying, life.courses.dies[dying])
    who = dying[rng.random(len(dying)) < np.where(in_home, 0.16, _HOSPITAL_DEATHS)]
    day = life.courses.dies[who]
    nights = np.minimum(np.round(rng.lognormal(1.7, 0.9, len(who))), 60).astype(np.int64)
    first = np.maximum(day - nights, life.people.present_from[who])
    start = minute_on(rng, first, "ae")
    end = np.maximum(day * _DAY + rng.integers(30, _DAY - 30, len(who)), start + 25)
    end = np.minimum(end, day * _DAY + _DAY - 1)
    start = np.minimum(start, end - 15)
    return _part(
        who,
        start,
        end,
        EMERGENCY,
        reasons_of(rng, life, who, first),
        by_ae=rng.random(len(who)) < 0.88,
        died=np.ones(len(who), bool),
    )


def _entry_admissions(life: Life) -> Admissions:
    """Return the admissions from which some go to live in a care home instead of going back to their own."""
    rng = life.stream("entry admissions")
    enters = life.courses.enters
    new = np.flatnonzero((enters < NEVER) & (enters > life.people.present_from))
    who = new[rng.random(len(new)) < _HOME_ENTRIES_FROM_HOSPITAL]
    nights = np.clip(np.round(rng.lognormal(2.6, 0.6, len(who))), 3, 60).astype(np.int64)
    first = np.maximum(enters[who] - nights, life.people.present_from[who])
    start = minute_on(rng, first, "ae")
    end = np.maximum(minute_on(rng, enters[who], "discharge"), start + 60)
    return _part(
        who,
        start,
        end,
        EMERGENCY,
        reasons_of(rng, life, who, first),
        by_ae=rng.random(len(who)) < 0.85,
        to_home=np.ones(len(who), bool),
    )


def crisis_weights(life: Life) -> Array:
    """Return how likely a crisis is in each stretch, beside others of the same age and area."""
    s = life.stretches
    burden = np.array([float(row["emergency_weight"]) for row in rows("conditions")])
    has = life.health.onset[s.who] <= s.start[:, None]
    ill = 1 + 0.55 * (has * burden).sum(axis=1)
    return ill * (0.35 + s.frailty / 0.12) ** 0.9 * s.crisis * np.where(s.dying, 4.0, 1.0)


def _emergencies(life: Life, last: Admissions, entries: Admissions) -> Admissions:
    rng = life.stream("emergencies")
    s = life.stretches
    table = by_band_and_fifth(facts("hospital")["emergency_admissions_per_1000"]["table"])
    weights = crisis_weights(life)
    given = _given(life, last, entries)
    of_home = facts("care")["care_home_use"]["emergency_admissions_per_resident_year"] * 1000
    home = np.where(
        s.resident,
        scaled_to(
            weights * s.resident,
            s.years,
            np.zeros(len(s.who), np.int64),
            np.array([of_home * (s.years * s.resident).sum() / max(s.years.sum(), 1e-9)]),
            np.array([given[s.resident].sum()]),
        ),
        0,
    )
    cell = s.band * 5 + s.fifth
    placed = np.bincount(cell, given + home, len(BANDS) * 5)
    expected = scaled_to(weights * ~s.resident, s.years, cell, table.ravel(), placed) + home
    pattern = DayPattern(life.place.period, months=WINTER, weekdays=_WEEKDAYS)
    count = rng.poisson(expected * (1 - _READMITTED) * _EDGE)
    rows_ = np.repeat(np.arange(len(count)), count)
    who = s.who[rows_]
    day = pattern.pick(rng, s.start[rows_], s.stop[rows_])
    start = minute_on(rng, day, "ae")
    reason = reasons_of(rng, life, who, day)
    end = end_of(rng, start, nights_of(rng, life, who, day, reason))
    parts = [(who, start, end, reason)]
    for _ in range(4):  # readmissions of readmissions, ever fewer
        who, start, end, reason = parts[-1]
        again = np.flatnonzero(rng.random(len(who)) < _READMITTED)
        wait = (1 + rng.standard_exponential(len(again)) * 9).astype(np.int64)
        again, wait = again[wait < 30], wait[wait < 30]
        who = who[again]
        day = end[again] // _DAY + wait
        keep = day < life.until[who]
        who, day = who[keep], day[keep]
        same = rng.random(len(who)) < 0.45
        reason = np.where(same, reason[again][keep], reasons_of(rng, life, who, day))
        start = minute_on(rng, day, "ae")
        parts.append((who, start, end_of(rng, start, nights_of(rng, life, who, day, reason)), reason))
    who, start, end, reason = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _part(who, start, end, EMERGENCY, reason, by_ae=rng.random(len(who)) < 0.82)


def _given(life: Life, last: Admissions, entries: Admissions) -> Array:
    """Return how many admissions have been placed already in each stretch."""
    s = life.stretches
    who = np.r_[last.who, entries.who]
    day = np.r_[last.start, entries.start] // _DAY
    key = s.who * 10**6 + s.start
    at = np.searchsorted(key, who * 10**6 + day, side="right") - 1
    return np.bincount(np.maximum(at, 0), minlength=len(s.who)).astype(float)


def _elective(life: Life) -> Admissions:
    """Return planned admissions, most of them day cases, on working days."""
    rng = life.stream("elective")
    s = life.stretches
    rates = by_band_and_fifth(facts("hospital")["elective_admissions_per_1000"]["table"]).ravel()
    weights = (1 + 0.5 * s.conditions) * s.planned * np.where(s.dying, 0.6, 1.0) * np.where(s.resident, 0.35, 1.0)
    expected = scaled_to(weights, s.years, s.band * 5 + s.fifth, rates, np.zeros(len(rates)))
    count = rng.poisson(expected * 1.012)
    rows_ = np.repeat(np.arange(len(count)), count)
    who = s.who[rows_]
    months = [1.0, 1.0, 1.02, 0.97, 1.0, 1.02, 1.0, 0.95, 1.02, 1.04, 1.04, 0.88]
    pattern = DayPattern(
        life.place.period, months=months, weekdays=[1, 1.05, 1.05, 1.05, 1, 0.16, 0.07], bank_holiday=0.05
    )
    day = pattern.pick(rng, s.start[rows_], s.stop[rows_])
    table = rows("elective_reasons")
    cell = age_group(s.age[rows_]) * 2 + life.people.sex[who]
    chance = by_group_and_sex("elective_reasons")[cell]
    known = names()
    for i, row in enumerate(table):
        if row["condition"]:
            has = life.health.onset[who, known.index(row["condition"])] <= day
            chance[:, i] *= np.where(has, float(row["boost"]), 0.25)
    reason = choose_each(rng, chance)
    as_day_case = rng.random(len(who)) < np.array([float(row["day_case_pct"]) / 100 for row in table])[reason]
    typical = np.array([float(row["nights"]) for row in table])[reason]
    nights = np.where(as_day_case, 0, np.maximum(rng.poisson(typical * gamma_mean_one(rng, 2, len(who))), 1))
    start = minute_on(rng, day, "admission")
    end = np.where(as_day_case, start + rng.integers(150, 480, len(who)), end_of(rng, start, nights))
    made = _part(who, start, end, ELECTIVE, reason)
    made.kind = np.where(as_day_case, DAY_CASE, ELECTIVE)
    return made


def _mental(life: Life) -> Admissions:
    """Return stays in a mental health ward, most of them of people with severe mental illness (rate from memory)."""
    rng = life.stream("mental health stays")
    s = life.stretches
    smi = life.health.has("severe_mental_illness", s.start, s.who)
    low = life.health.has("depression", s.start, s.who)
    weights = (0.02 + 30 * smi + low) * (s.age >= 16) * s.crisis
    expected = scaled_to(weights, s.years, np.zeros(len(s.who), np.int64), np.array([1.9]), np.zeros(1))
    row = np.repeat(np.arange(len(s.who)), rng.poisson(expected))
    day = DayPattern(life.place.period).pick(rng, s.start[row], s.stop[row])
    start = minute_on(rng, day, "ae")
    nights = np.clip(np.round(rng.lognormal(3.0, 0.9, len(row))), 1, 300).astype(np.int64)
    ill = life.health.has("severe_mental_illness", day, s.who[row])
    reason = np.where(
        ill, choose(rng, np.array([0.75, 0.25, 0, 0]), len(row)), choose(rng, np.array([0, 0.1, 0.6, 0.3]), len(row))
    )
    return _part(s.who[row], start, end_of(rng, start, nights), MENTAL, reason)


def _maternity(life: Life) -> list[Admissions]:
    """Return the stays in which mothers give birth and babies are born; they go home together."""
    rng = life.stream("maternity")
    babies = np.flatnonzero(life.people.baby)
    day = life.people.birth_day[babies]
    born = day * _DAY + rng.integers(0, _DAY - 60, len(babies))
    twin = life.people.twin[babies]
    second = (twin >= 0) & (twin < babies)
    at = np.searchsorted(babies, np.where(second, twin, babies))
    born = np.where(second, np.minimum(born[at] + 11, day * _DAY + _DAY - 5), born)
    nights = rng.choice(5, len(babies), p=[0.14, 0.42, 0.25, 0.12, 0.07])[at]
    end = np.where(nights == 0, born + 420, minute_on(rng, day + nights, "discharge"))[at]
    end = np.maximum(end, born + 300)[at]
    end = np.maximum(end, born + 30)
    mother = life.people.mother[babies]
    labour = (born - rng.integers(90, 1_000, len(babies)))[~second]
    labour = np.maximum(labour, life.people.present_from[mother[~second]] * _DAY)
    caesarean = (rng.random(len(babies)) < 0.38)[~second].astype(np.int64)
    return [
        _part(mother[~second], labour, end[~second], MATERNITY, caesarean),
        _part(babies, born, end, BIRTH, np.zeros(len(babies), np.int64)),
    ]


def _one_at_a_time(life: Life, a: Admissions, limit: Array, fixed: Array) -> Admissions:
    """Move each admission that overlaps an earlier one of the same person to after it, then end all by death.

    A last admission stays where it is; what would begin after it is left out, what would run into it ends before.
    """
    start, end = a.start.copy(), a.end.copy()
    stays = a.died | (a.kind == MATERNITY) | (a.kind == BIRTH)
    rank = rank_within(a.who, start.astype(np.float64))
    free_from = np.zeros(len(life.people), np.int64)
    order = np.argsort(rank, kind="stable")
    bounds = np.searchsorted(rank[order], np.arange(rank.max(initial=-1) + 2))
    keep = np.ones(len(start), bool)
    for r in range(len(bounds) - 1):
        now = order[bounds[r] : bounds[r + 1]]
        who = a.who[now]
        gap = free_from[who] + 600 - start[now]
        late = (gap > 0) & ~stays[now]
        shift = np.where(late, (gap // _DAY + 1) * _DAY, 0)
        keep[now] = ~(stays[now] & (start[now] < free_from[who]) & ~a.died[now])
        start[now] += shift
        end[now] += shift
        room = np.where(a.died[now], np.int64(2**62), fixed[who] - 600)
        end[now] = np.minimum(end[now], room)
        keep[now] &= (end[now] > start[now]) & ((start[now] < limit[who]) | a.died[now])
        free_from[who] = np.where(keep[now], np.maximum(end[now], free_from[who]), free_from[who])
    return _ended(life, Admissions(a.who, start, end, a.kind, a.reason, a.by_ae, a.died, a.to_home).take(keep))


def _ended(life: Life, a: Admissions) -> Admissions:
    """End what runs past a death on that day, in death, and what runs past leaving on the day of leaving."""
    dies, leaves = life.courses.dies[a.who], life.courses.leaves[a.who]
    past = ~a.died & (dies < NEVER) & (a.end >= dies * _DAY)
    noon = dies * _DAY + 360 + (a.start % 720)
    end = np.where(past, np.maximum(noon, a.start + 10), a.end)
    gone = (dies >= NEVER) & (leaves < NEVER) & (end >= leaves * _DAY)
    end = np.where(gone, np.maximum(leaves * _DAY - 30 - a.start % 300, a.start + 10), end)
    a = Admissions(a.who, a.start, end, a.kind, a.reason, a.by_ae, a.died | past, a.to_home & ~past)
    whole = (a.end // _DAY <= np.where(dies < NEVER, dies, a.end // _DAY)) & (a.end > a.start)
    a = a.take(whole)
    return a.take(np.lexsort((a.start, a.who)))
