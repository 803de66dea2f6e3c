"""Needs profiles: for any practice, network, area or care home, who is on each register, against how many would be.

Two expectations, kept apart: what the people of a unit would be were they of each age and sex as the place as a whole
is (does this unit record as others do?), and what a publication leads one to expect. Neither says who is ill unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from joinedup.insight.criteria import statement, told
from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal
from joinedup.insight.registers.definition import Published, Register
from joinedup.insight.scores.compute import put_scores
from joinedup.insight.scores.definition import score
from joinedup.insight.statistics.intervals import Estimate, of_count, share
from joinedup.words.basics.errors import BadInput
from joinedup.words.criteria import Expression
from joinedup.words.criteria.expression import rests_on

# What a profile may be of: the column of ``here`` that names the unit, and where its name is told.
UNITS: dict[str, tuple[str, str]] = {
    "place": ("'place'", ""),
    "practice": ("here.practice", "SELECT practice AS unit, name FROM reference_practice"),
    "network": ("here.network", ""),
    "area": ("here.area", "SELECT area AS unit, name FROM reference_area"),
    "home": ("here.home", "SELECT site AS unit, name FROM reference_site"),
}
_FRAILTY = "person_score:frailty"
LAST_BAND = 18  # five-year bands; from 90 there is one


@dataclass(frozen=True, slots=True)
class Due:
    """One check: of how many on the register it is done, with Wilson's interval; None where no source tells of it."""

    check: str
    title: str
    done: Estimate | None


@dataclass(frozen=True, slots=True)
class Need:
    """One register in one unit.

    ``people`` is None where they are too few to show. ``recorded`` of them are on it (None: no source here tells,
    ``missing`` says of what), and of ``not_known`` it is not known. ``share`` has Wilson's interval. ``as_place`` is
    recorded over what the place's own rates by age and sex give, ``as_published`` over what a publication gives (one
    share for all ages only of the whole place, for units differ in age); both with the interval of a count (exact, or
    Byar's).
    """

    register: str
    people: int | None
    recorded: int | None
    not_known: int | None
    share: Estimate | None
    as_place: Estimate | None
    as_published: Estimate | None
    due: tuple[Due, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """The needs of one unit: everyone there (None: too few to show), how many are on any register, and each need.

    Whoever is on several registers is counted once in ``on_any``.
    """

    by: str
    unit: str | None
    name: str
    people: int | None
    on_any: int | None
    needs: tuple[Need, ...]


def profiles(engine: Engine, registers: Iterable[Register], *, on: date, by: str = "place") -> list[Profile]:
    """Return the profile of every unit on the day ``on``, largest first; ``by`` names what units are (see UNITS).

    Only people on a list of the place are counted, each in one unit (None: not known where, or in no home). Frailty is
    scored first where a register asks and no scores are kept. Raises BadInput for units that are not known.
    """
    return profiles_of_all(engine, registers, on=on, ways=(by,))[by]


def profiles_of_all(
    engine: Engine, registers: Iterable[Register], *, on: date, ways: Sequence[str]
) -> dict[str, list[Profile]]:
    """Return the profiles by each of ``ways`` (see UNITS): who is on which register is asked once for all of them."""
    registers = list(registers)
    for by in ways:
        if by not in UNITS:
            raise BadInput(f"We cannot profile needs by {by}.", now=f"Choose from: {', '.join(UNITS)}.")
    known = made_ready(engine, registers, on=on)
    engine.keep("register_line", statement(_asked(registers), on=on, told=known))
    return {by: _by(engine, registers, on, by, known) for by in ways}


def made_ready(engine: Engine, registers: Iterable[Register], *, on: date) -> frozenset[str]:
    """Work out in a release what registers are asked of, and return of what it tells (see ``criteria.told``)."""
    if not engine.has("person_score") and any(_FRAILTY in rests_on(register.expression) for register in registers):
        put_scores(engine, [score("frailty")], on=on, told=told(engine))
    engine.work_out("time_on_list", "last_residence", "time_in_care_home")
    return told(engine)


def members(engine: Engine, registers: Sequence[Register], *, on: date) -> dict[str, list[str]]:
    """Return the person_key of everyone on each register on a day, by its id, all asked at once."""
    known = made_ready(engine, registers, on=on)
    asked = statement({register.column: register.expression for register in registers}, on=on, told=known)
    engine.keep("on_register_line", asked)
    return {
        register.id: [
            row["person_key"] for row in engine.rows(f"SELECT person_key FROM on_register_line WHERE {register.column}")
        ]
        for register in registers
    }


def _by(
    engine: Engine, registers: Sequence[Register], on: date, by: str, known: frozenset[str]
) -> list[Profile]:  # fmt: skip
    rows = engine.rows(counted(registers, on=on, by=by))
    place_rates = {register.id: _rates(rows, register) for register in registers}
    names = {row["unit"]: row["name"] for row in engine.rows(UNITS[by][1])} if UNITS[by][1] else {}
    units: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        units.setdefault(row["unit"], []).append(row)
    found = [
        Profile(
            by,
            unit,
            str(names.get(unit) or unit or "not known"),
            _sum(of_unit, "people"),
            _sum(of_unit, "on_any"),
            tuple(_need(register, of_unit, by, place_rates[register.id], known) for register in registers),
        )
        for unit, of_unit in units.items()
    ]
    return sorted(found, key=lambda profile: (profile.unit is None, -(profile.people or 0), profile.unit or ""))


def _asked(registers: Sequence[Register]) -> dict[str, Expression]:
    asked: dict[str, Expression] = {}
    for register in registers:
        asked[f"is_{register.column}"] = register.expression
        if register.of:
            asked[f"of_{register.column}"] = register.of
        asked |= {f"done_{register.column}_{check.id}": check.done for check in register.checks}
    return asked


def counted(registers: Sequence[Register], *, on: date, by: str) -> str:
    """Return the query over ``register_line`` that counts each unit's people by sex and five-year age."""
    day, shown = literal(on), []
    for register in registers:
        name = register.column
        of = f"l.of_{name}" if register.of else "true"
        shown += [_count(of, f"of_{name}"), _count(f"l.is_{name}", f"is_{name}")]
        shown.append(_count(f"{of} AND l.is_{name} IS NULL", f"unknown_{name}"))
        shown += [_count(f"l.is_{name} AND l.done_{name}_{c.id}", f"done_{name}_{c.id}") for c in register.checks]
        if register.published:
            rate = _rate_of(register.published)
            shown.append(f"sum(CASE WHEN {of} THEN {rate} ELSE 0 END) AS expected_{name}")
            shown.append(_count(f"l.is_{name} AND {rate} > 0", f"compared_{name}"))
    any_of = " OR ".join(f"l.is_{register.column}" for register in registers)
    return f"""
        SELECT {UNITS[by][0]} AS unit, here.sex AS sex,
               CAST(least({LAST_BAND}, floor(here.age / 5.0)) AS INTEGER) AS band,
               count(*) AS people, {", ".join([_count(any_of, "on_any"), *shown])}
        FROM (
            SELECT t.person_key, t.practice, surgery.network, home.area, care.home, t.sex,
                   whole_years(t.birth_month, {day}) AS age
            FROM time_on_list t
            LEFT JOIN reference_practice surgery ON surgery.practice = t.practice
            LEFT JOIN last_residence home ON home.person_key = t.person_key
            LEFT JOIN time_in_care_home care
              ON care.person_key = t.person_key AND care.start_date <= {day} AND care.end_date > {day}
            WHERE t.start_date <= {day} AND t.end_date > {day}
        ) here
        JOIN register_line l ON l.person_key = here.person_key
        GROUP BY 1, 2, 3
        ORDER BY 1, 2, 3
    """


def _count(condition: str, name: str) -> str:
    return f"sum(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {name}"


def _rate_of(published: Published) -> str:
    """Return SQL for how many in one person are expected at someone's age and sex."""
    whens = []
    for rate in published.rates:
        sex = "" if rate.sex == "all" else f"here.sex = {literal(rate.sex)} AND "
        whens.append(f"WHEN {sex}here.age BETWEEN {rate.first_age} AND {rate.last_age} THEN {rate.share:.6f}")
    return f"CAST(CASE {' '.join(whens)} ELSE 0 END AS DOUBLE)"


def _sum(rows: Iterable[dict[str, Any]], column: str) -> int:
    return int(sum(row[column] for row in rows))


def _rates(rows: Sequence[dict[str, Any]], register: Register) -> dict[tuple[Any, Any], float]:
    """Return the place's own share on a register, by sex and age."""
    totals: dict[tuple[Any, Any], np.ndarray[Any, Any]] = {}
    for row in rows:
        stratum = (row["sex"], row["band"])
        both = np.array([row[f"is_{register.column}"], row[f"of_{register.column}"]], dtype=np.float64)
        totals[stratum] = totals.get(stratum, np.zeros(2)) + both
    return {stratum: on / of if of else 0.0 for stratum, (on, of) in totals.items()}


def _need(
    register: Register,
    rows: Sequence[dict[str, Any]],
    by: str,
    rates: dict[tuple[Any, Any], float],
    known: frozenset[str],
) -> Need:
    name = register.column
    people, recorded, unknown = (_sum(rows, f"{column}_{name}") for column in ("of", "is", "unknown"))
    if people and unknown == people:
        return Need(
            register.id, people, None, unknown, None, None, None, (), tuple(sorted(rests_on(register.who) - known))
        )
    expected = sum(row[f"of_{name}"] * rates[row["sex"], row["band"]] for row in rows)
    published = None
    if register.published and (by == "place" or not register.published.crude):
        published = _against(_sum(rows, f"compared_{name}"), sum(row[f"expected_{name}"] for row in rows))
    due = tuple(
        Due(
            check.id,
            check.title,
            None if rests_on(check.done).isdisjoint(known) else share(_sum(rows, f"done_{name}_{check.id}"), recorded),
        )
        for check in register.checks
    )
    return Need(
        register.id, people, recorded, unknown, share(recorded, people), _against(recorded, expected), published, due
    )


def _against(recorded: int, expected: float) -> Estimate:
    """Return recorded over expected (1: as expected), with the interval of the recorded count."""
    if expected <= 0:
        return Estimate(None, None, None, recorded, 0.0, "Nobody is expected to be on it, so there is no ratio.")
    low, high = of_count(recorded)
    return Estimate(recorded / expected, low / expected, high / expected, recorded, expected)
