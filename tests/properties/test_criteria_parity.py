"""A criterion means one thing: deciding about each person alone, and asking everyone in SQL, give the same.

People, their rows and the expressions are drawn; days lie about month ends, leap days, birthdays and the clocks' changes,
values may be missing, and sources may tell of some things and not of others.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.insight.criteria import facts_of, holding, statement, told
from joinedup.insight.engine import Engine, open_release
from joinedup.insight.engine.language import statement_mistakes
from joinedup.words.criteria import VOCABULARY, Expression, decide, read
from joinedup.words.criteria.expression import rests_on
from joinedup.words.criteria.phrases import window
from joinedup.words.vocabulary.dataset import TABLES

ON = [date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 31), date(2025, 10, 26), date(2026, 3, 16)]
WINDOWS = ["1 week", "2 weeks", "30 days", "1 month", "6 months", "12 months", "5 years"]
EDGES = [day for on in ON for day in (on, *(window(text).day_before(on) for text in WINDOWS))]
NEAR = sorted({day + timedelta(days=d) for day in EDGES for d in (-1, 0, 1)})
DAYS = [None, *NEAR]
INSTANTS = [
    None,
    *(
        datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)
        for day in NEAR
        for minutes in (-61, -60, -59, -1, 0, 1, 600, 1379, 1380, 1381, 1439)
    ),
]
BIRTHS = [
    None,
    date(1960, 2, 29),
    *(
        date(day.year - age, day.month, min(day.day, 28)) + timedelta(days=d)
        for day in ON
        for age in (5, 12, 17, 18, 64, 65)
        for d in (-1, 0, 1)
    ),
]


def one(*values: Any) -> list[Any]:
    return [None, *values]


def _flow(line: dict[str, Any]) -> dict[str, Any]:
    """Return a line whose value is a flow mapping or list in YAML as data; others stay text."""
    [(name, said)] = line.items()
    return {name: yaml.safe_load(said) if isinstance(said, str) and said[0] in "{[" else said}


COLUMNS: dict[str, dict[str, list[Any]]] = {
    "person": {
        "birth_date": BIRTHS, "birth_month": one(date(1960, 2, 1)), "death_date": [None] * 500 + DAYS + ON * 20,
        "sex": one("female", "male", "unknown"), "ethnic_group": one("A", "H", "R", "N", "Z"),
    },
    "registration": {"start_date": DAYS, "end_date": DAYS, "practice": one("Z00001", "Z00002", "Z00003")},
    "residence": {
        "start_date": DAYS, "end_date": DAYS, "area": one("E01000001", "E01000002", "E01000003"),
        "deprivation_decile": one(1, 2, 3, 10), "kind": one("own_home", "care_home"), "lives_alone": one(True, False),
    },
    "event": {
        "kind": ["admission", "attendance", "alarm", "urgent_call", "appointment"],
        "start_at": INSTANTS, "end_at": INSTANTS, "point_of_delivery": one("emergency", "elective", "out_of_hours"),
        "reason": one("fall", "1912002", "29857009"), "outcome": one("attended", "did_not_attend"),
        "reasons": one([], ["S720"], ["W010"], ["S720", "W190"], ["I500", "M000"]),
    },
    "condition": {
        "condition": one("", "diabetes", "type_2_diabetes", "alzheimers", "copd", "stroke", "frailty", "cancer"),
        "code": one("312991009", "925861000000102", "925791000000100", "F012", "E110"),
        "code_system": one("snomed", "icd10"), "onset_date": DAYS, "end_date": DAYS,
    },
    "medication": {
        "substance": one("metformin", "morphine"), "medicine_group": one("opioid", "glucose_lowering"),
        "code": one("1", "2"), "name": one("A", "B"), "start_date": DAYS, "end_date": DAYS,
        "is_repeat": one(True, False),
    },
    "measurement": {
        "concept": ["hba1c", "smoking_status"], "at": INSTANTS, "unit": one("mmol/mol", "%"),
        "value": one(74.9, 75.0, 75.1, 7.1), "finding": one("current_smoker", "ex_smoker", "unsure"),
    },
    "immunisation": {"vaccine": one("influenza", "shingles"), "given_date": DAYS},
    "flag": {
        "kind": one("carer", "end_of_life"), "item": one("is_carer", "resuscitation", "interpreter_needed"),
        "start_date": DAYS, "end_date": DAYS,
    },
    "package": {"service": one("home_care", "assessment", "telecare"), "start_date": DAYS, "end_date": DAYS},
    "enrolment": {"model": one("virtual-ward", "tea-and-talk"), "start_date": DAYS, "end_date": DAYS},
    "form_score": {
        "score": ["phq-9", "gad-7"], "value": one(9.0, 10.0), "band": one("moderate", "mild"), "given_date": DAYS,
    },
    "form_answer": {
        "form": ["falls-risk", "guided-conversation"], "item": ["risk", "lives_in_fear"], "given_date": DAYS,
        "answers": one([], ["yes"], ["no"], ["low"], ["high", "low"], ["yes_and_no"], ["lower"]),
    },
    "addition": {"model": one("proactive-care-by-risk", "virtual-ward"), "start_date": DAYS, "end_date": DAYS},
    "person_score": {
        "score": ["emergency-admission", "frailty"], "value": one(0.1, 0.2, 0.9),
        "band": one("mild", "severe", "high"),
    },
    "person_segment": {"scheme": ["ten", "eight"], "segment": one("elderly", "adult")},
}  # fmt: skip
REFERENCE = {
    "reference_practice": [{"practice": "Z00001", "network": "North"}, {"practice": "Z00002", "network": None}],
    "reference_area": [
        {"area": "E01000001", "name": "St. Hale 003"},
        {"area": "E01000002", "name": "St.Hale"},
        {"area": None, "name": "St. Hale"},
    ],
}
LINES = [
    *({d.name: written} for d in VOCABULARY.values() for written in d.written if d.name != "on_register"),
    {"age": "17 or under"}, {"age": "over 64"}, {"locality": "St. Hale"}, {"locality": "E01000003 or St. Hale"},
    {"network": "North"}, {"condition": "dementia or diabetes in 1 month"}, {"condition": "stroke"},
    {"activity": "no planned admissions in 1 month"}, {"activity": "1 to 2 A&E attendances in 30 days"},
    {"activity": "more than 1 falls in 1 year"}, {"activity": "any discharges in 1 week"},
    {"measurement": "hba1c 75 mmol/mol or over"}, {"on_medicines_at_least": "exactly 1"},
    {"conditions_at_least": "at least 1 of [diabetes, type_2_diabetes, dementia]"}, {"has_package": "yes"},
    {"risk_top_percent": "top 30%"}, {"segment": {"scheme": "ten", "is": "elderly"}}, {"medicine": "opioid or metformin"},
    {"on_register": "known"}, {"answer": "falls-risk.risk is low or none within 1 month"}, {"on_model": "tea-and-talk"},
    {"answer": "guided-conversation.lives_in_fear is no"}, {"clinical_judgement": "virtual-ward"},
]  # fmt: skip
REGISTERS = {"known": read("{condition: diabetes, age: 17 or over}")}
LEAF = st.sampled_from(LINES).map(_flow)
TREES = st.recursive(
    LEAF,
    lambda inner: st.sampled_from(["any", "all", "not"]).flatmap(
        lambda group: st.lists(inner, min_size=1, max_size=3).map(lambda lines: {group: lines})
    ),
    max_leaves=6,
)


def _values(table: str) -> dict[str, st.SearchStrategy[Any]]:
    return {column: st.sampled_from(values) for column, values in COLUMNS[table].items()}


@st.composite
def places(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Return a place of a few people, each with a few rows of some tables."""
    people = [f"P{n}" for n in range(draw(st.integers(1, 4)))]
    tables: dict[str, list[dict[str, Any]]] = {
        "person": [{"person_key": key} | draw(st.fixed_dictionaries(_values("person"))) for key in people]
    }
    for table in draw(st.lists(st.sampled_from(sorted(set(COLUMNS) - {"person"})), max_size=4, unique=True)):
        row = st.fixed_dictionaries({"person_key": st.sampled_from(people)} | _values(table))
        tables[table] = draw(st.lists(row, max_size=6))
    return scored_once(tables)


def crowd(seed: int, people: int = 150) -> dict[str, list[dict[str, Any]]]:
    """Return a place of many people, each with several rows of every table; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 (a place, not a secret)
    keys = [f"P{n}" for n in range(people)]
    tables = {
        table: [
            {"person_key": key} | {column: dice.choice(values) for column, values in columns.items()}
            for key in keys
            for _ in range(1 if table == "person" else dice.randrange(6))
        ]
        for table, columns in COLUMNS.items()
    }
    return scored_once(tables)


def scored_once(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return the same place with one row a person and score or scheme, as those who keep them promise."""
    for name, part in (("person_score", "score"), ("person_segment", "scheme")):
        tables[name] = list({(row["person_key"], row[part]): row for row in tables.get(name, [])}.values())
    return tables


ARROW = {
    "VARCHAR": pa.string(), "DATE": pa.date32(), "TIMESTAMPTZ": pa.timestamp("us", "UTC"), "BOOLEAN": pa.bool_(),
    "TINYINT": pa.int8(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "VARCHAR[]": pa.list_(pa.string()),
    "DECIMAL(12,2)": pa.decimal128(12, 2),
}  # fmt: skip
SCHEMAS = {name: pa.schema([(f.name, ARROW[f.type]) for f in table.fields]) for name, table in TABLES.items()} | {
    "person_score": pa.schema(
        {"person_key": pa.string(), "score": pa.string(), "value": pa.float64(), "band": pa.string()}
    ),
    "person_segment": pa.schema({"person_key": pa.string(), "scheme": pa.string(), "segment": pa.string()}),
}


@pytest.fixture(scope="module")
def engine():
    with open_release() as opened:
        yield opened


def settle(engine: Engine, tables: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Let the engine hold this place and nothing else, and return who lives there."""
    for name in (*COLUMNS, *REFERENCE):
        rows = (tables | REFERENCE).get(name, [])
        engine.put(
            name, pa.Table.from_pylist([dict.fromkeys(SCHEMAS[name].names) | row for row in rows], SCHEMAS[name])
        )
    return [row["person_key"] for row in tables["person"]]


def differences(engine: Engine, people: list[str], expressions: dict[str, Expression], on: list[date]) -> list[str]:
    """Return where the two drivers differ, for anyone, on any day, in any line."""
    known, facts = told(engine), facts_of(engine, people)
    sql = statement(expressions, on=on, told=known, reasons=True)
    found = {(row["person_key"], row["on_day"]): row for row in engine.rows(sql)}
    wrong = []
    for person in people:
        for day in on:
            row = found.get((person, day))
            for name, expression in expressions.items():
                alone = decide(expression, facts[person], day)
                if row is None:
                    wrong += [] if alone.died and alone.holds is False else [f"{person} {day}: alive in one only"]
                    continue
                ours = [(alone.holds, alone.died)]
                theirs = [(row[name], None)]
                ours += [(line.answer.holds, line.answer.on) for line in alone.lines]
                theirs += [
                    (row[f"{name}_line_{n + 1}"], row[f"{name}_line_{n + 1}_on"]) for n in range(len(alone.lines))
                ]
                wrong += [
                    f"{person} {day} {expression}: {a} alone, {b} in SQL"
                    for a, b in zip(ours, theirs, strict=True)
                    if a != b
                ]
    return wrong


@pytest.mark.slow
@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(
    tables=places(),
    trees=st.lists(TREES, min_size=1, max_size=3),
    on=st.lists(st.sampled_from(ON), min_size=1, max_size=2, unique=True),
)
def test_one_person_alone_and_everyone_in_sql_get_the_same_answer(engine, tables, trees, on):
    expressions = {f"tree_{n}": read(tree, registers=REGISTERS) for n, tree in enumerate(trees)}
    assert differences(engine, settle(engine, tables), expressions, on) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_of_a_whole_crowd_every_criterion_is_answered_alike(engine, seed):
    people = settle(engine, crowd(seed))
    expressions = {f"line_{n}": read(_flow(line), registers=REGISTERS) for n, line in enumerate(LINES)}
    assert differences(engine, people, expressions, ON) == []


@given(st.lists(TREES, min_size=1, max_size=2))
@settings(max_examples=30)
def test_every_query_is_in_the_language_of_definitions(trees):
    expressions = {f"tree_{n}": read(tree, registers=REGISTERS) for n, tree in enumerate(trees)}
    sql = statement(expressions, on=ON, reasons=True)
    tables = {*TABLES, "person_score", "person_segment"}
    assert statement_mistakes(sql, tables, field="who") == []


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    from synthetic.making import make_place  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("place") / "place"
    make_place(folder, people=250, years=2, seed=5, release=True)
    with open_release(folder / "release") as engine:
        yield engine


@pytest.mark.slow
def test_both_agree_about_everyone_of_a_made_up_place(made_up):
    people = [row["person_key"] for row in made_up.rows("SELECT person_key FROM person ORDER BY person_key")]
    expressions = {f"line_{n}": read(_flow(line), registers=REGISTERS) for n, line in enumerate(LINES)}
    assert differences(made_up, people, expressions, [date(2026, 3, 31), date(2025, 3, 30)]) == []


def test_a_made_up_place_has_people_of_whom_things_hold_and_do_not(made_up):
    known = told(made_up)
    for who in ("age: 65 or over", "condition: diabetes", "activity: any gp contacts in 1 year", "lives_alone: yes"):
        tree = read(who)
        assert known >= rests_on(tree)
        everyone = made_up.rows("SELECT count(*) AS n FROM person")[0]["n"]
        holds = len(made_up.rows(holding(tree, on=date(2026, 3, 31), told=known)))
        assert 0 < holds < everyone
