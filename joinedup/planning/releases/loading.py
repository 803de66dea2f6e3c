"""Bringing the record into the working database of a publication: entries, people, reference lists, known words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import Any

import duckdb
import pyarrow as pa

from joinedup.exchange.intake import queries as intake
from joinedup.exchange.intake.extracts import values
from joinedup.exchange.intake.references import reference_list
from joinedup.planning.releases import assemble, rules
from joinedup.planning.releases.leaving_out import Sieve
from joinedup.record.answers import facts as answers
from joinedup.record.entries.facts import facts as entry_facts
from joinedup.record.people.facts import facts as people_facts
from joinedup.words.vocabulary.conditions import condition
from joinedup.words.vocabulary.dataset import measured, medicine, vaccine
from joinedup.work.additions import queries as additions
from joinedup.work.enrolment import facts as enrolment

ROWS_AT_ONCE = 100_000
REFERENCES = {
    "practice": "reference_practice",
    "site": "reference_site",
    "area": "reference_area",
    "postcode": "reference_postcode",
    "population": "reference_population",
    "unit_cost": "reference_unit_cost",
    "bank_holiday": "reference_bank_holiday",
}


def load(db: duckdb.DuckDBPyConnection, *, through: Sieve, key: bytes) -> dict[str, Any]:
    """Bring entries, people, reference lists and known words in; return for the manifest what the lists held.

    Only what passes ``through`` comes in: who may not be in the release is left out before anything else is read.
    ``key`` is what a planning release hides people with.
    """
    planning = through.check is not None
    everyone: pa.Table = people_facts().read_all()
    people = everyone.filter(through.may_stay(everyone))
    ids = people.column("person_id").to_pylist()
    keys = [rules.person_key(i, key=key) if planning else str(i) for i in ids]
    db.register("incoming", people.append_column("person_key", pa.array(keys, pa.string())))
    db.execute("CREATE TABLE human AS SELECT * FROM incoming")
    db.unregister("incoming")
    _load_facts(db)
    _load_work(db, planning=planning)
    through.sift(db)
    references = {feed: _load_reference(db, view, feed) for view, feed in REFERENCES.items()}
    for stage in assemble.STAGES:
        db.execute(stage)
    said = {"concept": _concepts, "measured": _measured, "vaccine": _vaccines, "medicine": _medicines}
    for name, words in said.items():
        db.register("incoming", words(db))
        db.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        db.unregister("incoming")
    return references


def _load_facts(db: duckdb.DuckDBPyConnection) -> None:
    """Bring every entry in as a fact, some batches at a time: while one lot is written, the next is read.

    This thread reads, for it has the connection to the operational database; another one writes.
    """
    reader = entry_facts()
    db.register("entry", reader.schema.empty_table())
    db.execute(f"CREATE TABLE fact AS {assemble.FACT}")
    with ThreadPoolExecutor(max_workers=1) as writer:
        writing: Future[None] | None = None
        for lot in _lots(reader):
            if writing is not None:
                writing.result()
            writing = writer.submit(_add_facts, db, lot)
        if writing is not None:
            writing.result()
    db.unregister("entry")


_UTC = pa.timestamp("us", tz="UTC")
_SPELL = pa.schema([
    (name, pa.int64() if name == "person_id" else _UTC if name.endswith("_at") else pa.string())
    for name in enrolment.SPELLS
])  # fmt: skip
_SCORE = pa.schema([
    (name, {"person_id": pa.int64(), "value": pa.float64(), "given_at": _UTC}.get(name, pa.string()))
    for name in answers.COLUMNS
])  # fmt: skip
_ANSWER = pa.schema([
    (name, {
        "person_id": pa.int64(), "answers": pa.list_(pa.string()), "given_at": _UTC, "answered": pa.int64(),
    }.get(name, pa.string()))
    for name in answers.CHOSEN
])  # fmt: skip
_ADDITION = pa.schema([
    (name, pa.int64() if name == "person_id" else _UTC if name.endswith("_at") else pa.string())
    for name in additions.COLUMNS
])  # fmt: skip
_RUNNING = pa.schema([("model", pa.string()), ("team", pa.string()), ("start_at", _UTC), ("end_at", _UTC)])


def _load_work(db: duckdb.DuckDBPyConnection, *, planning: bool) -> None:
    """Bring in who is on which model of care, or was added to one, and what forms say; nothing for planning."""
    for name, schema, rows in (
        ("own_enrolment", _SPELL, enrolment.spells()),
        ("own_score", _SCORE, answers.scores()),
        ("own_answer", _ANSWER, answers.chosen()),
        ("own_addition", _ADDITION, additions.additions()),
        ("own_running", _RUNNING, enrolment.running()),
    ):
        db.register("incoming", schema.empty_table())
        db.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        db.unregister("incoming")
        if not planning:
            _add_rows(db, name, schema, iter(rows))


def _add_rows(db: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, rows: Iterator[Sequence[Any]]) -> None:
    """Add rows to a table some at a time, so that memory does not grow with how many there are."""
    while lot := list(islice(rows, ROWS_AT_ONCE)):
        arrays = [pa.array(column, field.type) for column, field in zip(zip(*lot, strict=True), schema, strict=True)]
        db.register("incoming", pa.Table.from_arrays(arrays, schema=schema))
        db.execute(f"INSERT INTO {name} SELECT * FROM incoming")
        db.unregister("incoming")


def _lots(reader: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Give what is read in lots of about ROWS_AT_ONCE."""
    some: list[pa.RecordBatch] = []
    for batch in chain(reader, [None]):
        if batch is not None:
            some.append(batch)
        if some and (batch is None or sum(one.num_rows for one in some) >= ROWS_AT_ONCE):
            yield pa.Table.from_batches(some)
            some = []


def _add_facts(db: duckdb.DuckDBPyConnection, lot: pa.Table) -> None:
    db.register("entry", lot)
    db.execute(f"INSERT INTO fact {assemble.FACT}")


def _load_reference(db: duckdb.DuckDBPyConnection, view: str, feed: str) -> dict[str, Any]:
    """Bring a reference list in as it stands; return for the manifest what is in it, and what was left out and why."""
    declared = intake.feeds()[feed]
    columns = ", ".join(f"{values.quoted(column.name)} {column.stored_as}" for column in declared.columns.values())
    db.execute(f"CREATE TABLE {view} ({columns})")
    listed = reference_list(declared)
    if listed is None:
        return {"senders": [], "rows": 0, "left_out": {}}
    db.execute(f"INSERT INTO {view} {listed.rows}")
    [(kept, passed)] = db.execute(
        f"SELECT (SELECT count(*) FROM {view}), (SELECT count(*) FROM ({listed.passed}))"
    ).fetchall()
    left_out = {"did not pass": listed.came - passed, "replaced by a newer row with the same key": passed - kept}
    return {"senders": list(listed.senders), "rows": kept, "left_out": left_out}


def _concepts(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return which condition each way of writing a problem speaks of; its rows grow with codes, not with people."""
    said = db.execute("SELECT DISTINCT code_system, code, text FROM fact WHERE kind = 'problem' AND code IS NOT NULL")
    rows = [(*row, found.word) for row in said.fetchall() if (found := condition(row[0] or "", row[1], row[2]))]
    return _words(("code_system", "code", "text", "condition"), rows)


def _measured(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return what each way of writing a measurement says was measured and found."""
    by = assemble.MEASURED_BY
    said = db.execute(f"SELECT DISTINCT {', '.join(by.values())} FROM fact WHERE kind IN {assemble.MEASURED_KINDS!r}")
    rows = [
        (*row, found.concept, found.finding or None)
        for row in said.fetchall()
        if (found := measured(*(value or "" for value in row)))
    ]
    return _words((*by, "concept", "finding"), rows)


def _vaccines(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return which vaccine each way of writing a vaccination speaks of."""
    said = db.execute("SELECT DISTINCT code, text FROM fact WHERE kind = 'immunisation'")
    return _words(("code", "text", "vaccine"), [(*row, vaccine(row[0] or "", row[1] or "")) for row in said.fetchall()])


def _medicines(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the substance and the group of each medicine as written."""
    said = db.execute("SELECT DISTINCT text FROM fact WHERE kind = 'medicine'")
    return _words(
        ("text", "substance", "medicine_group"),
        [(text, *found) for (text,) in said.fetchall() if (found := medicine(text or ""))],
    )


def _words(names: Sequence[str], rows: Sequence[tuple[str | None, ...]]) -> pa.Table:
    """Return rows of words as a table; they grow with the ways of writing, not with people."""
    return pa.table({name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(names)})
