"""General practice: consultations, medicines and allergies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from joinedup.words.vocabulary.dataset import medicine
from synthetic.facts import facts, rows
from synthetic.lives.columns import NO_DATE, Words, words
from synthetic.lives.contacts import modes
from synthetic.lives.courses import NEVER
from synthetic.lives.draws import Array, choose_by_group, repeat_index
from synthetic.lives.events import Events
from synthetic.lives.health import names
from synthetic.lives.life import Life, age_group, by_group, codes, pence, reasons_for
from synthetic.lives.stretches import scaled_to
from synthetic.lives.times import DayPattern, at_hour
from synthetic.lives.urgent import InHospital

# Consultations a year by age: from memory, scaled to the published rate of all ages.
_AGES, _RATES = [0, 3, 8, 14, 30, 55, 70, 80, 90], [6.6, 5.4, 2.7, 2.6, 4.2, 5.2, 7.2, 9.6, 12.0]
# From memory of NHS England's appointments in general practice, 2024.
_MODES = {"face_to_face": 0.66, "telephone": 0.26, "online": 0.04, "video": 0.01, "home_visit": 0.03}
_OFFICE = [1.22, 1.05, 1.0, 0.98, 0.97, 0.06, 0.01]


def add_consultations(events: Events, life: Life, inside: InHospital) -> None:
    """Add consultations with GPs and practice nurses, at the published rate."""
    rng = life.stream("consultations")
    s = life.stretches
    women = np.where(life.people.sex[s.who] == 0, np.interp(s.age, [0, 14, 25, 55, 80], [1, 1.05, 1.35, 1.2, 1.0]), 1.0)
    weight = (
        np.interp(s.age, _AGES, _RATES)
        * women
        * (1 + 0.42 * np.minimum(s.conditions, 6))
        * s.everyday
        * np.where(s.dying, 1.7, 1)
    )
    rate = facts("care")["general_practice"]["consultations_per_person_year"] * 1000 * 1.008
    expected = scaled_to(weight, s.years, np.zeros(len(s.who), np.int64), np.array([rate]), np.zeros(1))
    count = rng.poisson(expected)
    rows_ = np.repeat(np.arange(len(count)), count)
    who = s.who[rows_]
    pattern = DayPattern(
        life.place.period,
        months=[1.06, 1.02, 1.04, 0.97, 0.98, 0.99, 0.97, 0.92, 1.02, 1.08, 1.05, 0.93],
        weekdays=_OFFICE,
        bank_holiday=0.0,
    )
    day = pattern.pick(rng, s.start[rows_], s.stop[rows_])
    start = at_hour(rng, day, "daytime")
    free = ~inside.at(who, start)
    who, day, start = who[free], day[free], start[free]
    reason = reasons_for(rng, life, "consultation_reasons", who, day)
    nurse_share = np.array([float(row["nurse_pct"]) / 100 for row in rows("consultation_reasons")])
    nurse = rng.random(len(who)) < nurse_share[reason]
    reason, nurse = _about_a_condition(rng, life, who, day, reason, nurse)
    pssru = facts("unit_costs")["unit_costs_of_health_and_social_care_2025"]
    practice = life.practice_words(who, day)
    events.add(
        who, start, start + np.where(nurse, 15, 10), kind="consultation",
        point_of_delivery=words(nurse.astype(np.int64), ["gp", "nurse"]), provider=practice, site=practice,
        reason=words(reason, codes("consultation_reasons") + codes("conditions", "snomed")), reason_system="snomed",
        route="self", outcome="attended", mode=modes(life.stream("modes of consultations"), _MODES, len(who)),
        cost=pence(np.where(nurse, pssru["practice_nurse_visit"], pssru["gp_consultation"])),
        cost_basis="unit_cost", feed="gp_consultation",
    )  # fmt: skip


def _about_a_condition(  # noqa: PLR0917 (what this part is made from)
    rng: np.random.Generator, life: Life, who: Array, day: Array, reason: Array, nurse: Array
) -> tuple[Array, Array]:
    """Let a third of consultations of people with lasting conditions be about one of those."""
    onset = life.health.onset
    has_who, has_what = np.nonzero(onset < life.place.period.stop)
    counts = np.bincount(has_who, minlength=len(onset))
    starts = np.cumsum(counts) - counts
    ill = counts[who] > 0
    at = starts[who] + (rng.random(len(who)) * np.maximum(counts[who], 1)).astype(np.int64)
    what = has_what[np.minimum(at, len(has_what) - 1)] if len(has_what) else np.zeros(len(who), np.int64)
    about = ill & (rng.random(len(who)) < 0.36) & (onset[who, what] <= day)
    return np.where(about, len(rows("consultation_reasons")) + what, reason), np.where(
        about, rng.random(len(who)) < 0.35, nurse
    )


def medication(life: Life, keys: pa.Array) -> dict[str, Any]:
    """Return medicines on repeat for lasting conditions, and those issued once."""
    rng = life.stream("medicines")
    who, code, start, end = _repeats(rng, life)
    once_who, once_code, once_start = _issues(rng, life)
    table = rows("medicines") + rows("issues")
    everyone = np.r_[who, once_who]
    what = np.r_[code, once_code + len(rows("medicines"))]
    return {
        "person_key": words(everyone, keys),
        "code": words(what, [row["code"] for row in table]),
        "name": words(what, [row["name"] for row in table]),
        **_medicine_words(what, [row["name"] for row in table]),
        "start_date": np.r_[start, once_start],
        "end_date": np.r_[end, once_start + 7],
        "is_repeat": np.r_[np.ones(len(who), bool), np.zeros(len(once_who), bool)],
        "feed": words(np.zeros(len(everyone)), ["gp_medication"]),
    }


def _medicine_words(what: Array, listed: list[str]) -> dict[str, Words]:
    """Return the substance and the group of each medicine, in the dataset's own words."""
    found = [medicine(name) or ("", "") for name in listed]
    known = np.array([bool(one[0]) for one in found])
    code = np.where(known[what], what, -1)
    return {
        "substance": words(code, [one[0] for one in found]),
        "medicine_group": words(code, [one[1] for one in found]),
    }


# A medicine of a lasting condition goes on for life, or in its place another of its kind that is not told apart here.
KEPT_YEARS = 28


def _repeats(rng: np.random.Generator, life: Life) -> tuple[Array, Array, Array, Array]:
    table, known = rows("medicines"), names()
    at = {row["code"]: i for i, row in reversed(list(enumerate(table)))}
    # Those with more conditions are treated more for each of them.
    keener = np.minimum(0.8 + 0.25 * life.health.counted(life.place.period.stop), 2.0)
    parts: list[tuple[Array, Array, Array]] = []
    for row in table:
        onset = life.health.onset[:, known.index(row["condition"])]
        share = float(row["share_pct"]) / 100
        who = np.flatnonzero((onset < life.until) & (rng.random(len(onset)) < share * keener))
        begin = np.maximum(
            onset[who] + (rng.standard_exponential(len(who)) * 60).astype(np.int64), life.people.birth_day[who] + 30
        )
        parts.append((who, np.full(len(who), at[row["code"]]), begin))
    who, code, start = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((start, code, who))
    who, code, start = who[order], code[order], start[order]
    first = np.r_[True, (who[1:] != who[:-1]) | (code[1:] != code[:-1])] if len(who) else np.empty(0, bool)
    who, code, start = who[first], code[first], start[first]
    stopped = start + (rng.standard_exponential(len(who)) * KEPT_YEARS * 365).astype(np.int64) + 28
    end = np.minimum(
        np.where(stopped < life.until[who], stopped, NO_DATE),
        np.where(life.courses.leaves[who] < NEVER, life.until[who], NO_DATE),
    )
    keep = (start < life.until[who]) & (start < end)
    return who[keep], code[keep], start[keep], end[keep]


def _issues(rng: np.random.Generator, life: Life) -> tuple[Array, Array, Array]:
    s = life.stretches
    rate = (
        np.interp(s.age, [0, 5, 20, 50, 75, 90], [1.4, 0.7, 0.6, 0.9, 1.5, 1.9])
        * (0.4 + 0.42 * s.conditions)
        * s.everyday
    )
    count = rng.poisson(rate * s.years)
    rows_ = np.repeat(np.arange(len(count)), count)
    who = s.who[rows_]
    day = DayPattern(life.place.period, weekdays=_OFFICE, bank_holiday=0.0).pick(rng, s.start[rows_], s.stop[rows_])
    return who, choose_by_group(rng, by_group("issues"), age_group(life.age(who, day))), day


def allergy(life: Life, keys: pa.Array) -> dict[str, Any]:
    """Return allergies, written down some time in the person's life."""
    rng = life.stream("allergies")
    table = rows("allergies")
    share = np.array([float(row["share_pct"]) / 100 for row in table])
    known = np.interp(life.people.age_on(life.place.period.start), [0, 5, 40, 80], [0.1, 0.4, 1.0, 1.5])
    who, what = np.nonzero(rng.random((len(life.people), len(table))) < share * known[:, None])
    lived = life.until[who] - life.people.birth_day[who]
    day = life.people.birth_day[who] + np.maximum(
        (lived * rng.random(len(who))).astype(np.int64), np.minimum(lived - 1, 60)
    )
    return {
        "person_key": words(who, keys),
        **{name: words(what, [row[name] for row in table]) for name in ("code", "name", "reaction", "severity")},
        "recorded_date": day,
    }


__all__ = ["add_consultations", "allergy", "medication", "repeat_index"]
