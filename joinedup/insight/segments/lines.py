"""What a drill reads: one line for everyone on a list, without who it is; only counts of many of them are shown.

A line has the groups that a person is in (one of each of ``ONE_OF``, and any of the registers), their contacts of each
kind and what was spent on them in the twelve months up to the day, and a **secret number** from which the rounding of
every count is drawn (see ``insight.segments.drill``): whoever counts the same people gets the same figure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from joinedup.insight.criteria import statement, told
from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal
from joinedup.insight.registers import catalogue as registers
from joinedup.insight.segments.compute import put_segments, spent
from joinedup.insight.segments.definition import Scheme
from joinedup.insight.segments.profile import CUTS

KEYS = 2**24  # so many secret numbers; sums of them over 100 million people are still exact
NOT_KNOWN = "not known"
NOTHING = "none"

# Kinds of contact: the words, and which rows of ``event`` are of it.
KINDS: Mapping[str, tuple[str, str]] = {
    "emergency": ("Emergency admission", "kind = 'admission' AND point_of_delivery = 'emergency'"),
    "planned": ("Planned admission", "kind = 'admission' AND point_of_delivery IN ('elective', 'day_case')"),
    "ae": ("A&E attendance", "kind = 'attendance'"),
    "outpatient": ("Hospital outpatient appointment", "kind = 'appointment'"),
    "gp": ("Contact with the practice", "kind = 'consultation'"),
    "urgent": ("111 or out-of-hours call", "kind = 'urgent_call'"),
    "ambulance": ("Ambulance call", "kind = 'ambulance_call'"),
    "community": ("Community contact", "kind = 'community_contact'"),
    "mental-health": ("Mental health contact or stay", "kind IN ('mental_health_contact', 'mental_health_stay')"),
    "telecare": ("Telecare alarm", "kind = 'alarm'"),
    "voluntary": ("Contact with a voluntary group", "kind = 'contact'"),
}
# Tiers of what was spent on each person in the year: up to which share (0 to 1) of everyone, the costliest first.
COST_TIERS: tuple[tuple[str, str, float], ...] = (
    ("top-1", "The costliest 1%", 0.01),
    ("next-4", "The next 4%", 0.05),
    ("next-15", "The next 15%", 0.2),
    ("others", "Others with a cost", 1.0),
)


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing to drill by: its name in an address, its title, and the words for each value that anyone has.

    Everyone has one value, in the column of the dimension's own name; or else may have ``several`` or none: then
    ``several`` names a column for each value, above nought for whoever has it.
    """

    name: str
    title: str
    values: Mapping[str, str]
    several: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The table of lines, and what it can be drilled by."""

    table: pa.Table
    dimensions: tuple[Dimension, ...]


def lines(engine: Engine, schemes: Iterable[Scheme], *, on: date, secret: bytes) -> Lines:
    """Return a line for everyone on a list on the day, in no order of theirs. ``secret`` (to 64 bytes) is of the place.

    Segments of ``schemes`` are worked out first, unless ``person_segment`` is kept already. Registers and kinds of
    contact that nothing here tells of are left out.
    """
    schemes = list(schemes)
    engine.work_out("time_on_list", "last_residence", "spending")
    if not engine.has("person_segment"):
        put_segments(engine, schemes, on=on, told=told(engine))
    asked = {name.replace("-", "_"): each.expression for name, each in registers().items()}
    engine.keep("drill_register", statement(asked, on=on, told=told(engine)))
    found = engine.arrow(_statement(schemes, list(asked), on))
    keys = np.array([_key(secret, person) for person in found["person_key"].to_pylist()], dtype=np.int32)
    table = found.drop_columns(["person_key"]).append_column("key", pa.array(keys))
    untold = [name for name in table.column_names if name.startswith(("on_", "had_")) and not _tells(table, name)]
    table = table.drop_columns(untold).take(np.argsort(keys, kind="stable"))
    texts = [n for n, field in enumerate(table.schema) if pa.types.is_string(field.type)]
    for place in texts:
        table = table.set_column(place, table.column_names[place], table.column(place).dictionary_encode())
    return Lines(table, tuple(_dimensions(engine, schemes, table)))


def _tells(table: pa.Table, name: str) -> bool:
    if name.startswith("on_"):
        return bool(table[name].null_count < table.num_rows)
    return bool(pc.max(table[name]).as_py())


def _key(secret: bytes, person: str) -> int:
    """Return someone's secret number: the same for the same person while the place's secret is the same."""
    return int.from_bytes(hashlib.blake2b(str(person).encode(), key=secret, digest_size=3).digest(), "big")


def _statement(schemes: list[Scheme], registers_asked: list[str], on: date) -> str:
    day = literal(on)
    since, until = f"add_months({day}, -12)", day
    kinds = ", ".join(
        f"CAST(sum(CASE WHEN {where} THEN 1 ELSE 0 END) AS SMALLINT) AS {_had(kind)}"
        for kind, (_, where) in KINDS.items()
    )
    any_kind = (
        f"CAST(sum(CASE WHEN {' OR '.join(f'({where})' for _, where in KINDS.values())} THEN 1 ELSE 0 END) AS INTEGER)"
    )
    segments = ", ".join(
        f"max(CASE WHEN scheme = {literal(each.id)} THEN segment END) AS {_quoted(each.id)}" for each in schemes
    )
    told_of = [f"g.{_quoted(each.id)}" for each in schemes]
    told_of += [f"{sql.format(day=day)} AS {name}" for name, (_, sql) in CUTS.items() if name != "practice"]
    told_of += [f"r.{name} AS on_{name}" for name in registers_asked]
    told_of += ["coalesce(had.contacts, 0) AS contacts"]
    told_of += [f"coalesce(had.{_had(kind)}, 0) AS {_had(kind)}" for kind in KINDS]
    tiers = " ".join(f"WHEN cost.place <= {share!r} * cost.people THEN {literal(n)}" for n, _, share in COST_TIERS)
    return f"""
        SELECT s.person_key, coalesce(s.sex, '{NOT_KNOWN}') AS sex, s.practice,
               coalesce(p.network, '{NOT_KNOWN}') AS network, coalesce(home.area, '{NOT_KNOWN}') AS area,
               {", ".join(told_of)}, cost.spent,
               CASE WHEN cost.spent <= 0 THEN '{NOTHING}' {tiers} ELSE '{COST_TIERS[-1][0]}' END AS cost
        FROM time_on_list s
        JOIN (SELECT person_key, {segments} FROM person_segment GROUP BY person_key) g ON g.person_key = s.person_key
        JOIN (SELECT person_key, spent, row_number() OVER (ORDER BY spent DESC, person_key) AS place,
                     count(*) OVER () AS people FROM ({spent(on)}) each_one) cost ON cost.person_key = s.person_key
        LEFT JOIN drill_register r ON r.person_key = s.person_key
        LEFT JOIN (SELECT person_key, {any_kind} AS contacts, {kinds} FROM event
                   WHERE london_day(start_at) > {since} AND london_day(start_at) <= {until}
                   GROUP BY person_key) had ON had.person_key = s.person_key
        LEFT JOIN last_residence home ON home.person_key = s.person_key
        LEFT JOIN reference_practice p ON p.practice = s.practice
        WHERE s.start_date <= {day} AND s.end_date > {day}
    """


def _had(kind: str) -> str:
    return f"had_{kind.replace('-', '_')}"


def _quoted(scheme: str) -> str:
    return '"' + scheme + '"'


def _dimensions(engine: Engine, schemes: Iterable[Scheme], table: pa.Table) -> Iterable[Dimension]:
    practices = engine.rows("SELECT practice, name FROM reference_practice WHERE name IS NOT NULL")
    areas = engine.rows("SELECT area, name FROM reference_area WHERE name IS NOT NULL")
    for each in schemes:
        yield Dimension(each.id, each.title, {one.id: one.title for one in each.segments})
    age, deprivation = CUTS["age"][0], CUTS["deprivation"][0]
    yield Dimension("age", age, _values(table, "age"))
    yield Dimension("sex", "Sex", {value: words.capitalize() for value, words in _values(table, "sex").items()})
    on = {name: f"on_{name.replace('-', '_')}" for name in registers()}
    on = {name: flag for name, flag in on.items() if flag in table.column_names}
    yield Dimension("condition", "Condition (register)", {name: registers()[name].title for name in on}, on)
    yield Dimension("deprivation", deprivation, _values(table, "deprivation"))
    yield Dimension("practice", "Practice", _values(table, "practice", {r["practice"]: r["name"] for r in practices}))
    yield Dimension("network", "Network", _values(table, "network"))
    yield Dimension("area", "Area", _values(table, "area", {r["area"]: f"{r['name']} ({r['area']})" for r in areas}))
    had = {kind: _had(kind) for kind in KINDS if _had(kind) in table.column_names}
    yield Dimension("service", "Kind of contact in the year", {kind: KINDS[kind][0] for kind in had}, had)
    yield Dimension("cost", "Cost", {name: words for name, words, _ in COST_TIERS} | {NOTHING: "No cost in the year"})


def _values(table: pa.Table, name: str, words: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the values of a column that anyone has, with their words and by them; what is not known comes last."""
    titles = words or {}
    found = [(value, titles.get(value) or value) for value in pc.unique(table[name]).to_pylist()]
    found.sort(key=lambda pair: (pair[1].lower() == NOT_KNOWN, pair[1]))
    return {value: NOT_KNOWN.capitalize() if value == NOT_KNOWN else title for value, title in found}
