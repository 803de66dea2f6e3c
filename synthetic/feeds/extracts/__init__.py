"""Extracts: one statement a feed, in the file of its name, turned into the files that its senders would send.

A statement gives ``sender``, the columns of ``known`` (or the parts of it that it needs), the declared columns by
their names, and ``sent_on`` where its files are one a year. What is declared of the columns (types, codes) is
applied here, and so is the dirt of rows: repeated rows, late ones, older versions, and the planted faults.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from joinedup.words.vocabulary.feeds import Column, Feed
from synthetic.feeds.faults import Fault, faults

FAULTY, REPEATED, OLDER, LATE = 0.001, 0.002, 0.003, 0.005
CSV_FEEDS = frozenset({"care_home_bed", "care_home_resident", "care_home_incident", "voluntary_contact"})
_FORGOTTEN_WHILE_OPEN = ("outcome", "discharge_method", "length_of_stay", "cost", "episodes", "death_date")


@dataclass(frozen=True, slots=True)
class Extract:
    """One feed's statement, ready to be copied out: SQL, whether CSV, and the faults in the order of ``_fault``."""

    feed: Feed
    sql: str
    as_text: bool
    faults: list[Fault]


def statements() -> list[str]:
    """Return the names of the feeds that are written as extracts."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.sql"))


def statement(name: str) -> str:
    """Return the SQL of one feed: its rows as they are in life, before anything is done to them."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")


def extract(feed: Feed) -> Extract:
    """Return the extract of one feed: rows with ``sender`` and ``period``, the declared columns, and its dirt.

    The columns that begin with ``_`` say what was done to the row (``_key``, ``_fault``, ``_repeat``, ``_older``,
    ``_late``); they are for the truth and do not go into the file.
    """
    body = statement(feed.name)
    as_text = feed.name in CSV_FEEDS
    planted = faults(feed, as_text=as_text)
    key = " || '|' || ".join(f"{name}::VARCHAR" for name in feed.key)
    clean = ",\n       ".join(f"{_clean(feed, column)} AS {column.name}" for column in feed.columns.values())
    yearly = "sent_on" in body
    is_reference = feed.shape == "reference"
    entry = feed.entry
    can_be_older = bool(feed.updated and entry and entry.ended and not is_reference)
    rates = (0.0, 0.0, 0.0) if is_reference else (FAULTY, REPEATED, OLDER if can_be_older else 0.0)
    finals = ",\n       ".join(_final(feed, column, planted) for column in feed.columns.values())
    sent = "year(sent_on) + CASE WHEN _late THEN 1 ELSE 0 END" if yearly else "0"
    late = (
        f"(_older OR u('late {feed.name}', _key) < {LATE}) AND year(sent_on) < year(last_day())" if yearly else "false"
    )
    person = "person_key" if feed.person else "NULL::VARCHAR"
    local = "local_id" if feed.person else "NULL::VARCHAR"
    sql = f"""
    WITH body AS ({body}),
    clean AS (
        SELECT sender, {person} AS _person, {local} AS _local, {"sent_on" if yearly else "NULL"} AS sent_on,
       {clean}
        FROM body
    ), keyed AS (
        SELECT *, {key} AS _key FROM clean
    ), marked AS (
        SELECT *, CASE WHEN u('fault {feed.name}', _key) < {rates[0] if planted else 0.0}
                       THEN (luck('which fault', _key) % {max(len(planted), 1)})::INTEGER ELSE -1 END AS _fault,
               CASE WHEN u('repeat {feed.name}', _key) < {rates[1]} THEN [0, 1]
                    WHEN {_older_when(feed, rates[2])} THEN [0, 2] ELSE [0] END AS _copies
        FROM keyed
    ), copied AS (
        SELECT * EXCLUDE (_copies), unnest(_copies) AS _copy FROM marked
    ), dirty AS (
        SELECT *, _copy = 1 AS _repeat, _copy = 2 AS _older FROM copied
    ), dated AS (
        SELECT *, {late} AS _late FROM dirty
    )
    SELECT sender, {sent} AS period, _key, _person, _local, _fault, _repeat, _older, _late,
       {finals}
    FROM dated WHERE sender IS NOT NULL
    """
    return Extract(feed, sql, as_text, planted)


def _older_when(feed: Feed, rate: float) -> str:
    """Return SQL for the rows that are also sent as they were before they ended (later, as it happens)."""
    if not rate or feed.entry is None:
        return "false"
    return f"{feed.entry.ended} IS NOT NULL AND u('older {feed.name}', _key) < {rate}"


def _clean(feed: Feed, column: Column) -> str:
    """Return SQL for a column as declared: the particular it holds, its type, and only the codes it may have."""
    parts = {name: part for part, name in feed.person.items()}
    it = parts.get(column.name, column.name)
    if column.codes:
        listed = ", ".join("'" + code.replace("'", "''") + "'" for code in column.codes)
        fallback = (
            "'other'" if "other" in column.codes else f"'{next(iter(column.codes))}'" if column.required else "NULL"
        )
        kept = "NULL" if not column.required and fallback == "NULL" else fallback
        blank = f"WHEN {it} IS NULL THEN NULL " if not column.required else ""
        it = f"CASE WHEN {it} IN ({listed}) THEN {it} {blank}ELSE {kept} END"
    if column.not_before:
        other = parts.get(column.not_before, column.not_before)
        it = f"CASE WHEN {it} < {other} THEN {other} ELSE {it} END"
    return f"({it})::{column.stored_as}"


def _final(feed: Feed, column: Column, planted: list[Fault]) -> str:
    """Return SQL for a column as it goes into the file: before the end in an older version, and with its faults."""
    name = column.name
    as_text = feed.name in CSV_FEEDS
    value = _written(_before_the_end(feed, column), column) if as_text else _before_the_end(feed, column)
    type_ = "VARCHAR" if as_text else column.stored_as
    whens = []
    for number, fault in enumerate(planted):
        if fault.column == name:
            becomes = f"({fault.becomes})::{column.stored_as}" if "INTERVAL" in fault.becomes else f"({fault.becomes})"
            whens.append(f"WHEN _fault = {number} THEN {becomes}::{type_}")
    return f"CASE {' '.join(whens)} ELSE {value} END AS {name}" if whens else f"{value} AS {name}"


def _before_the_end(feed: Feed, column: Column) -> str:
    name, entry = column.name, feed.entry
    if entry and feed.updated and entry.ended:
        if name == entry.ended or (name in _FORGOTTEN_WHILE_OPEN and not column.required):
            return f"CASE WHEN NOT _older THEN {name} END"
        if name == feed.updated:
            started = entry.happened if feed.columns[entry.happened].type == "instant" else f"noon({entry.happened})"
            return f"CASE WHEN _older THEN least({name}, {started} + INTERVAL 6 HOUR) ELSE {name} END"
    return name


def _written(value: str, column: Column) -> str:
    """Return SQL for a value as CSV writes it."""
    if column.type == "instant":
        return f"strftime({value}, '%Y-%m-%dT%H:%M:%SZ')"
    return value if column.stored_as == "VARCHAR" else f"({value})::VARCHAR"
