"""What a release tells of at all, and one person's rows of it: what a decision about them rests on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from joinedup.insight.criteria.compile import MADE
from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal
from joinedup.words.criteria.questions import PersonFacts
from joinedup.words.vocabulary.dataset import TABLES

# The tables of which a part may be told and another not: by these columns.
PARTS = {
    "event": ("kind",),
    "flag": ("item", "kind"),
    "form_answer": ("form",),
    "form_score": ("score",),
    "immunisation": ("vaccine",),
    "measurement": ("concept",),
}
#: The columns of which one source may tell and another not, whatever they hold: each is a topic of its own.
NAMED = {"medication": ("medicine_group", "substance")}
SCORED = {"person_score": "score", "person_segment": "scheme"}
#: Tables about nobody that say what is recorded here at all: where models of care are run, who is on none is on none.
OF_THE_PLACE = ("model_running",)
OF_PEOPLE = tuple(name for name, table in TABLES.items() if "person_key" in table.names)


def told(engine: Engine) -> frozenset[str]:
    """Return of what the sources of a release tell: tables with any row, and parts (``event:admission``).

    Of what nobody here tells, every criterion is not known; scores and segments are told once they are kept.
    """
    asked = [
        f"SELECT '{table}' AS topic FROM (SELECT count(*) AS n FROM {table}) c WHERE n > 0"
        for table in (*OF_PEOPLE, *OF_THE_PLACE)
    ]
    asked += [
        f"SELECT '{table}:{column}' AS topic FROM (SELECT count({column}) AS n FROM {table}) c WHERE n > 0"
        for table, columns in NAMED.items()
        for column in columns
    ]
    asked += [_parts(table, column) for table, columns in PARTS.items() for column in columns]
    asked += [_parts(table, column) for table, column in SCORED.items() if engine.has(table)]
    return frozenset(row["topic"] for row in engine.rows(" UNION ALL ".join(asked)))


def _parts(table: str, column: str) -> str:
    return f"SELECT DISTINCT concat('{table}:', {column}) AS topic FROM {table} WHERE {column} IS NOT NULL"


def facts_of(engine: Engine, person_keys: Collection[str]) -> dict[str, PersonFacts]:
    """Return the facts of each of these people: their rows of every table, and the reference rows they may point to."""
    known = told(engine)
    keys = ", ".join(literal(key) for key in person_keys)
    found: dict[str, dict[str, list[dict[str, Any]]]] = {key: {} for key in person_keys}
    tables = {name: name for name in OF_PEOPLE}
    if engine.has("person_score"):
        tables["score_place"] = f"({MADE['score_place']})"
    if engine.has("person_segment"):
        tables["person_segment"] = "person_segment"
    for name, table in tables.items():
        for row in engine.rows(f"SELECT * FROM {table} t WHERE person_key IN ({keys})") if keys else []:
            found[row["person_key"]].setdefault(name, []).append(row)
    reference = {name: engine.rows(f"SELECT * FROM {name}") for name in ("reference_practice", "reference_area")}
    return {key: PersonFacts({**rows, **reference}, known) for key, rows in found.items()}
