"""Where each person lives and which practice they are with, spell by spell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synthetic.facts import rows
from synthetic.lives.columns import NO_DATE, Words, numbered, words
from synthetic.lives.courses import NEVER, Courses
from synthetic.lives.draws import Array, choose_by_group, rank_within, stream
from synthetic.lives.people import People, household_rank
from synthetic.lives.place import Place, postcode

POSTCODES_AN_AREA = 40
_OWN, _SHELTERED, _HOME = 0, 1, 2
KINDS = ["own_home", "sheltered", "care_home"]


@dataclass(frozen=True, slots=True)
class Spells:
    """Spells of living somewhere: ``who`` from ``start`` to ``stop`` (days), at ``area``, in ``kind``, ``home``."""

    who: Array
    start: Array
    stop: Array
    area: Array
    kind: Array
    home: Array
    alone: Array
    moved: Array


def alone_from(people: People, courses: Courses) -> Array:
    """Return the day from which each person is the last of their household at home (``NEVER`` if never)."""
    at_home_until = np.minimum(courses.leaves, courses.enters)
    rank = rank_within(people.head, -at_home_until.astype(np.float64))
    size = np.bincount(people.head, minlength=len(people))[people.head]
    second = np.full(len(people), np.int64(0))
    runner_up = np.flatnonzero(rank == 1)
    second[people.head[runner_up]] = at_home_until[runner_up]
    last = rank == 0
    day = np.where(size == 1, 0, second[people.head])
    adult = people.age_on(people.present_from) >= 16
    return np.where(last & adult & (day < at_home_until), day, NEVER)


def make_spells(place: Place, people: People, courses: Courses) -> Spells:
    """Return every residence spell: cut where the person moves, is left alone, or enters a care home."""
    rng = stream(place.seed, people.plan.number, "spells")
    n = len(people)
    alone = alone_from(people, courses)
    came = _came(rng, place, people)
    entered = _entered(rng, place, courses)
    cuts = np.stack([came, *(np.maximum(day, came) for day in (courses.moves, alone, entered)), courses.leaves], 1)
    cuts = np.minimum(cuts, courses.leaves[:, None])
    cuts.sort(axis=1)
    who = np.repeat(np.arange(n), 4)
    start, stop = cuts[:, :-1].ravel(), cuts[:, 1:].ravel()
    keep = (start < stop) & (start < place.period.stop)
    who, start, stop = who[keep], start[keep], stop[keep]
    moved = start >= courses.moves[who]
    in_home = start >= entered[who]
    home = np.where(in_home, courses.home[who], -1)
    area = np.where(
        in_home, place.home_area[np.maximum(home, 0)], np.where(moved, courses.new_area[who], people.area[who])
    )
    older = people.age_on(place.period.start) >= 70
    sheltered = (older & (rng.random(n) < 0.07))[people.head][who]
    kind = np.where(in_home, _HOME, np.where(sheltered, _SHELTERED, _OWN))
    return Spells(who, start, stop, area, kind, home, (start >= alone[who]) & ~in_home, moved & ~in_home)


def _came(rng: np.random.Generator, place: Place, people: People) -> Array:
    """Return the first day at the address of the beginning: years before the period for those there already."""
    ago = (rng.standard_exponential(len(people)) * 9 * 365.25).astype(np.int64) + 1
    together = ago[people.head]
    return np.where(
        people.present_from > place.period.start,
        people.present_from,
        np.maximum(people.birth_day, place.period.start - together),
    )


def _entered(rng: np.random.Generator, place: Place, courses: Courses) -> Array:
    """Return the day of entering a home; those in one at the start entered it some time before."""
    before = place.period.start - (rng.standard_exponential(len(courses.enters)) * 620).astype(np.int64)
    return np.where(courses.enters == place.period.start, before, courses.enters)


def residence_columns(
    place: Place, people: People, spells: Spells, keys: pa.Array
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns of ``residence`` and of ``address``."""
    still = spells.stop >= place.period.stop
    common = {
        "person_key": words(spells.who, keys),
        "start_date": spells.start,
        "end_date": np.where(still, NO_DATE, spells.stop),
        "area": words(spells.area, place.area_code),
    }
    lines = _addresses(place, people, spells)
    residence = {
        **common,
        "deprivation_decile": place.area_decile[spells.area],
        "kind": words(spells.kind, KINDS),
        "site": words(spells.home, place.home_code),
        "lives_alone": spells.alone,
        "postcode": lines["postcode"],
    }
    household = numbered("H", people.plan.first_person + people.head, 8)
    return residence, {**common, **lines, "household_id": words(spells.who, household)}


def _addresses(place: Place, people: People, spells: Spells) -> dict[str, Any]:
    """Return address line, town, postcode and property: forty postcodes an area, about sixteen homes in each."""
    heads, household = household_rank(people.head)
    of_first = rank_within(people.area[heads], np.arange(len(heads)))
    within = of_first[household]
    within_new = within + 2_000
    k = np.where(spells.moved, within_new[spells.who], within[spells.who])
    at_home = spells.home >= 0
    corner = np.where(at_home, 38 + spells.home % 2, k % 38)
    code = spells.area * POSTCODES_AN_AREA + corner
    unique, inverse = np.unique(code, return_inverse=True)
    streets = [f"{row['first']} {row['last']}" for row in rows("names/streets")]
    street = pa.array(streets, pa.string()).take(pa.array((spells.area * 11 + corner // 2) % len(streets)))
    door = pc.cast(pa.array((k // 38) * 2 + 1 + corner % 2), pa.string())
    line = pc.binary_join_element_wise(door, street, " ")
    named = pa.array(place.home_name, pa.string()).take(pa.array(np.maximum(spells.home, 0)))
    line = pc.if_else(pa.array(at_home), pc.binary_join_element_wise(named, street, ", "), line)
    uprn = np.where(at_home, 9 * 10**10 + spells.home, 7 * 10**10 + spells.area * 10**5 + k)
    return {
        "address_line": line,
        "town": words(spells.area, place.area_town),
        "postcode": Words(inverse.astype(np.int32), [postcode(int(number)) for number in unique]),
        "property_id": pc.cast(pa.array(uprn), pa.string()),
    }


def registration_columns(
    place: Place, people: People, courses: Courses, keys: pa.Array
) -> tuple[dict[str, Any], Array, Array]:
    """Return the columns of ``registration``, and the day each person changes practice and to which."""
    rng = stream(place.seed, people.plan.number, "registrations")
    n = len(people)
    wait = (rng.standard_exponential(n) * 14).astype(np.int64) + 1
    resident = people.present_from == place.period.start
    before = place.period.start - (rng.standard_exponential(n) * 12 * 365.25).astype(np.int64) - 1
    first = np.where(resident & ~people.baby, np.maximum(before, people.birth_day + 10), people.present_from + wait)
    change, new = _changes(rng, place, people, courses, wait)
    change = np.where(
        (change > np.maximum(first, place.period.start)) & (change < courses.leaves) & (new != people.practice),
        change,
        NEVER,
    )
    dead = courses.dies < NEVER
    away_lag = (rng.standard_exponential(n) * 18).astype(np.int64)
    last = np.where(dead | (courses.leaves == NEVER), courses.leaves, courses.leaves + away_lag)
    who = np.r_[np.arange(n), np.flatnonzero(change < NEVER)]
    start = np.r_[first, change[change < NEVER]]
    stop = np.r_[np.minimum(change, last), last[change < NEVER]]
    practice = np.r_[people.practice, new[change < NEVER]]
    keep = (start < stop) & (start < place.period.stop)
    order = np.lexsort((start[keep], who[keep]))
    who, start, stop, practice = (column[keep][order] for column in (who, start, stop, practice))
    columns = {
        "person_key": words(who, keys),
        "start_date": start,
        "end_date": np.where(stop >= place.period.stop, NO_DATE, stop),
        "practice": words(practice, place.practice_code),
    }
    return columns, change, new


def _changes(
    rng: np.random.Generator, place: Place, people: People, courses: Courses, wait: Array
) -> tuple[Array, Array]:
    """Return when and to which practice: with a household's move, on entering a home, or by choice."""
    n = len(people)
    near_new = choose_by_group(rng, place.area_practices, np.maximum(courses.new_area, 0))[people.head]
    with_move = (courses.moves < NEVER) & (rng.random(n) < 0.4)[people.head]
    by_choice = rng.random(n) < 0.008 * place.period.years
    other = choose_by_group(rng, place.area_practices, people.area)
    home_practice = place.area_practices[place.home_area[np.maximum(courses.home, 0)]].argmax(axis=1)
    to_home = (courses.enters < NEVER) & (courses.enters > place.period.start) & (rng.random(n) < 0.6)
    day = np.where(
        to_home,
        courses.enters + 7,
        np.where(
            with_move,
            courses.moves + wait,
            np.where(by_choice, rng.integers(place.period.start, place.period.stop, n), NEVER),
        ),
    )
    return np.minimum(day, NEVER), np.where(to_home, home_practice, np.where(with_move, near_new, other))
