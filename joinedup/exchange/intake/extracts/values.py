"""SQL (DuckDB) for what a column holds: each declared type read from whatever type it came in.

A text is trimmed and an empty one is nothing. An instant is kept as UTC without its offset; a time that came
without an offset is London time, and the first of two where the clocks go back (as ``moments.parse`` has it).
"""

from __future__ import annotations

from joinedup.words.basics.quoting import text
from joinedup.words.vocabulary.feeds import Column

__all__ = ["NOT_READ", "london", "offset", "precision", "quoted", "raw", "text", "value"]

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
_OFFSET = r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)"

NOT_READ = {
    "text": "is not text",
    "code": "is not text",
    "list": "is not text",
    "nhs_number": "is not text",
    "date": "is not a date (write 2026-03-07)",
    "instant": "is not a date and time (write 2026-03-07T09:30 or 2026-03-07T09:30:00Z)",
    "integer": "is not a whole number",
    "decimal": "is not a number",
    "boolean": "is not yes or no (write true or false)",
}


def quoted(name: str) -> str:
    """Return a name as SQL takes it whatever it is."""
    return '"' + name.replace('"', '""') + '"'


def raw(name: str, physical: str) -> str:
    """Return SQL for what came in the column, nothing where it is blank."""
    return f"nullif(trim({quoted(name)}), '')" if physical == "VARCHAR" else quoted(name)


def london(local: str) -> str:
    """Return SQL for the UTC instant of a London clock time."""
    utc = f"timezone('Europe/London', {local})"
    earlier = f"({utc} - INTERVAL 1 HOUR)"
    first = f"CASE WHEN timezone('Europe/London', {earlier}) = {local} THEN {earlier} ELSE {utc} END"
    return f"timezone('UTC', {first})"


def value(column: Column, physical: str) -> str:  # noqa: PLR0911 (one line for each type)
    """Return SQL for the column's value as its declared type, nothing where it cannot be read as that."""
    it = raw(column.name, physical)
    match column.type:
        case "nhs_number":
            return f"nullif(translate({_as_text(it, physical)}, ' -' || chr(160), ''), '')"
        case "date":
            return _sane(_date(it, physical))
        case "instant":
            return _sane(_instant(it, physical))
        case "integer":
            whole = f"CASE WHEN regexp_full_match({it}, '[+-]?[0-9]+') THEN TRY_CAST({it} AS BIGINT) END"
            number = f"CASE WHEN {it} = trunc({it}) THEN TRY_CAST({it} AS BIGINT) END"
            return whole if physical == "VARCHAR" else number if _is_fraction(physical) else f"TRY_CAST({it} AS BIGINT)"
        case "decimal":
            number = f"TRY_CAST({it} AS DOUBLE)"
            return f"CASE WHEN isfinite({number}) THEN {number} END"
        case "boolean":
            return _boolean(it, physical)
        case _:
            return _as_text(it, physical)


def precision(column: Column, physical: str) -> str:
    """Return SQL for how exactly the column's moment is known: day or time."""
    if column.type == "date" or physical == "DATE":
        return "'day'"
    if physical == "VARCHAR":
        return f"CASE WHEN length({raw(column.name, physical)}) = 10 THEN 'day' ELSE 'time' END"
    return "'time'"


def offset(column: Column, physical: str) -> str:
    """Return SQL for the minutes from UTC that the source wrote, nothing where it wrote none."""
    if column.type != "instant" or physical != "VARCHAR":
        return "CAST(NULL AS SMALLINT)"
    it = f"replace(regexp_extract({raw(column.name, physical)}, '{_DAY}{_TIME}{_OFFSET}$', 4), ':', '')"
    minutes = f"(CAST(substr({it}, 2, 2) AS SMALLINT) * 60 + coalesce(TRY_CAST(substr({it}, 4, 2) AS SMALLINT), 0))"
    return f"CASE left({it}, 1) WHEN 'Z' THEN 0 WHEN '+' THEN {minutes} WHEN '-' THEN -{minutes} END"


def _as_text(it: str, physical: str) -> str:
    return it if physical == "VARCHAR" else f"CAST({it} AS VARCHAR)"


def _is_fraction(physical: str) -> bool:
    return physical in ("DOUBLE", "FLOAT") or physical.startswith("DECIMAL")


def _date(it: str, physical: str) -> str:
    if physical == "VARCHAR":
        return f"CASE WHEN regexp_full_match({it}, '{_DAY}') THEN TRY_CAST({it} AS DATE) END"
    return it if physical == "DATE" or physical.startswith("TIMESTAMP") else "CAST(NULL AS DATE)"


def _instant(it: str, physical: str) -> str:
    if physical == "VARCHAR":
        return f"""CASE
            WHEN regexp_full_match({it}, '{_DAY}{_TIME}{_OFFSET}') THEN timezone('UTC', TRY_CAST({it} AS TIMESTAMPTZ))
            WHEN regexp_full_match({it}, '{_DAY}({_TIME})?') THEN {london(f"TRY_CAST({it} AS TIMESTAMP)")}
        END"""
    if physical == "TIMESTAMP WITH TIME ZONE":
        return f"timezone('UTC', {it})"
    if physical == "DATE" or physical.startswith("TIMESTAMP"):
        return london(f"CAST({it} AS TIMESTAMP)")
    return "CAST(NULL AS TIMESTAMP)"


def _sane(moment: str) -> str:
    """Return SQL that keeps a moment only where it has a year of four digits: a database can store no other."""
    return f"CASE WHEN isfinite({moment}) AND year({moment}) BETWEEN 1000 AND 9998 THEN {moment} END"


def _boolean(it: str, physical: str) -> str:
    if physical == "BOOLEAN":
        return it
    word = f"lower(CAST({it} AS VARCHAR))"
    yes, no = "('true', 'yes', 'y', '1')", "('false', 'no', 'n', '0')"
    return f"CASE WHEN {word} IN {yes} THEN true WHEN {word} IN {no} THEN false END"
