"""One chunk of people lived from beginning to end: every table's columns for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from synthetic.facts import rows
from synthetic.lives.alarms import add_alarms, add_incidents
from synthetic.lives.assessments import add_assessments
from synthetic.lives.checks import measurement
from synthetic.lives.columns import NO_DATE, Words, numbered, words
from synthetic.lives.community import add_community, add_mental_health, add_voluntary
from synthetic.lives.contacts import Referrals
from synthetic.lives.courses import NEVER, Courses, make_courses
from synthetic.lives.draws import Array, stream
from synthetic.lives.emergencies import add_ambulances, add_attendances
from synthetic.lives.endings import death_place, places_of_death, stay, temporary_stays
from synthetic.lives.events import Events
from synthetic.lives.flags import flags
from synthetic.lives.health import Health, as_published, make_health, names
from synthetic.lives.hospital import MENTAL, make_admissions
from synthetic.lives.hospital_events import add_admissions
from synthetic.lives.households import NOBODY
from synthetic.lives.life import Life
from synthetic.lives.names import identities
from synthetic.lives.notes import life_notes
from synthetic.lives.packages import SERVICES
from synthetic.lives.people import People, make_people
from synthetic.lives.place import ChunkPlan, Place
from synthetic.lives.planned import add_outpatients
from synthetic.lives.primary import add_consultations, allergy, medication
from synthetic.lives.reference import middle_of_last_year
from synthetic.lives.social import make_packages
from synthetic.lives.spells import Spells, make_spells, registration_columns, residence_columns
from synthetic.lives.stretches import lived_until, make_stretches
from synthetic.lives.urgent import InHospital, add_calls, make_attendances
from synthetic.lives.vaccinations import immunisation

SEXES = ["female", "male"]


@dataclass(slots=True)
class Lived:
    """One chunk's columns by table, the most people at once in each home, residents of each area at the start, and
    people by area, first age of their band of five years, and sex at the middle of the last year.
    """

    columns: dict[str, dict[str, Any] | None]
    home_peaks: dict[int, int]
    area_populations: dict[int, int]
    by_age: dict[tuple[int, int, int], int]


def live_chunk(place: Place, plan: ChunkPlan) -> Lived:
    """Return everything that happens to the people of one chunk."""
    people = make_people(place, plan)
    health = make_health(place, people)
    courses = make_courses(place, people, health)
    keys = numbered("P", plan.first_person + np.arange(len(people)), 8)
    spells = make_spells(place, people, courses)
    residence, address = residence_columns(place, people, spells, keys)
    registration, change, new = registration_columns(place, people, courses, keys)
    identity = _identity(place, people, courses, keys)
    columns: dict[str, dict[str, Any] | None] = {
        "identity": identity,
        "registration": registration,
        "residence": residence,
        "address": address,
        "condition": _conditions(place, people, health, courses, keys),
    }
    life = Life(
        place,
        people,
        health,
        courses,
        make_stretches(place, people, health, courses),
        lived_until(place, courses),
        change,
        new,
    )
    columns |= _what_happens(life, spells, identity["interpreter"], keys)
    columns["person"] = _person(people, courses, identity) | {"death_place": columns.pop("death_place")}
    return Lived(columns, _peaks(spells), _populations(place, people), _by_age(place, people, spells))


def _what_happens(life: Life, spells: Spells, interpreter: Array, keys: pa.Array) -> dict[str, Any]:
    """Return the tables of what happens to people, from hospital outwards: where they lie, nothing else finds them."""
    events, referrals = Events(), Referrals()
    admissions = make_admissions(life)
    died_in = places_of_death(life, admissions)
    temporary = temporary_stays(life, admissions, died_in)
    inside = InHospital(admissions)
    in_period = admissions.take(np.flatnonzero(admissions.start < life.place.period.stop * 1440))
    add_admissions(events, life, in_period.take(np.flatnonzero(in_period.kind != MENTAL)))
    attendances = make_attendances(life, admissions, inside)
    add_attendances(events, life, attendances)
    add_ambulances(events, life, attendances, inside)
    add_calls(events, life, inside)
    referrals.add(**add_outpatients(events, life, inside))
    add_consultations(events, life, inside)
    add_community(events, referrals, life, inside)
    add_mental_health(events, referrals, life, inside, in_period.take(np.flatnonzero(in_period.kind == MENTAL)))
    add_voluntary(events, life, inside)
    add_alarms(events, life, inside)
    add_incidents(events, life, inside)
    packages = make_packages(referrals, life, in_period)
    flagged = flags(life, packages, interpreter, died_in, keys)
    add_assessments(events, life, packages, SERVICES)
    return {
        "death_place": death_place(died_in),
        "flag": flagged,
        "stay": stay(life, spells, temporary, keys),
        "event": events.table(keys, life.people.plan.number),
        "referral": referrals.table(keys),
        "package": packages.table(keys),
        "medication": medication(life, keys),
        "measurement": measurement(life, keys, inside),
        "immunisation": immunisation(life, keys),
        "allergy": allergy(life, keys),
        "life_note": life_notes(life, attendances, keys),
    }


def _ref(positions: Array, keys: pa.Array) -> Words:
    return words(np.where(positions == NOBODY, -1, positions), keys)


def _identity(place: Place, people: People, courses: Courses, keys: pa.Array) -> dict[str, Any]:
    rng = stream(place.seed, people.plan.number, "identity")
    n = len(people)
    abroad = people.ethnic >= [row["code"] for row in rows("ethnic_groups")].index("H")
    guess = rng.random(n) < np.where(abroad & (people.age_on(place.period.start) > 40), 0.09, 0.006)
    return {
        "person_key": words(np.arange(n), keys),
        **identities(place, people),
        "birth_date": people.birth_day,
        "birth_date_is_guess": guess,
        "sex": words(people.sex, SEXES),
        "household_id": words(people.head, numbered("H", people.plan.first_person + np.arange(n), 8)),
        "twin_of": _ref(people.twin, keys),
        "mother_key": _ref(people.mother, keys),
        "partner_key": _ref(people.partner, keys),
        "present_from": people.present_from,
        "present_until": np.where(courses.leaves < place.period.stop, courses.leaves, NO_DATE),
        "moved_away": (courses.leaves < place.period.stop) & (courses.dies == NEVER),
    }


def _person(people: People, courses: Courses, identity: dict[str, Any]) -> dict[str, Any]:
    month = people.birth_day.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return {
        **{name: identity[name] for name in ("person_key", "nhs_number", "family_name", "given_names", "sex")},
        "birth_date": people.birth_day,
        "birth_month": month,
        "death_date": np.where(courses.dies < NEVER, courses.dies, NO_DATE),
        "ethnic_group": words(people.ethnic, [row["code"] for row in rows("ethnic_groups")]),
    }


def _conditions(place: Place, people: People, health: Health, courses: Courses, keys: pa.Array) -> dict[str, Any]:
    """Return each condition that has begun by the time the person leaves (or the period ends)."""
    table = rows("conditions")
    who, which = np.nonzero(health.onset < courses.until(place)[:, None])
    return {
        "person_key": words(who, keys),
        "condition": words(which, [as_published(name) for name in names()]),
        "code": words(which, [row["snomed"] for row in table]),
        "code_system": words(np.zeros(len(who)), ["snomed"]),
        "onset_date": health.onset[who, which],
        "end_date": np.full(len(who), NO_DATE),
        "feed": words(np.zeros(len(who)), ["gp_problem"]),
    }


def _peaks(spells: Spells) -> dict[int, int]:
    """Return the most people that each home ever has at once."""
    inside = spells.home >= 0
    home = np.r_[spells.home[inside], spells.home[inside]]
    day = np.r_[spells.start[inside], spells.stop[inside]]
    step = np.r_[np.ones(inside.sum(), np.int64), -np.ones(inside.sum(), np.int64)]
    order = np.lexsort((step, day, home))
    home, step = home[order], step[order]
    level = np.cumsum(step)  # everyone who enters a home leaves it in this list, so each home begins at nought
    peaks: dict[int, int] = {}
    for each in np.unique(home):
        peaks[int(each)] = int(level[home == each].max())
    return peaks


def _populations(place: Place, people: People) -> dict[int, int]:
    there = people.present_from == place.period.start
    counts = np.bincount(people.area[there & ~people.baby], minlength=len(place.area_code))
    return {int(area): int(counts[area]) for area in people.plan.areas}


def _by_age(place: Place, people: People, spells: Spells) -> dict[tuple[int, int, int], int]:
    day = middle_of_last_year(place)
    there = np.flatnonzero((spells.start <= day) & (spells.stop > day) & (people.birth_day[spells.who] <= day))
    who = spells.who[there]
    band = np.minimum(np.floor(people.age_on(day)[who] + 1e-9).astype(np.int64) // 5 * 5, 90)
    cells, counts = np.unique((spells.area[there] * 100 + band) * 2 + people.sex[who], return_counts=True)
    return {(int(c) // 200, int(c) // 2 % 100, int(c) % 2): int(n) for c, n in zip(cells, counts, strict=True)}
