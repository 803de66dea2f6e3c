"""What may be in a release, by its purpose. Pure."""

from __future__ import annotations

import hashlib
import hmac

from joinedup.words.vocabulary.dataset import Table

KEY_LENGTH = 24


def person_key(person_id: int, *, key: bytes) -> str:
    """Return the pseudonym of a person in one project: a keyed hash, the same only under the same key.

    Source: HMAC-SHA256 (RFC 2104), its first 24 hexadecimal digits (96 bits: no two people share one).
    """
    return hmac.new(key, str(person_id).encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]


# Days that say too much of one person, and to which day of the month a planning release moves them: an end is never
# moved to before its beginning.
_DAY_KEPT = {
    ("person", "death_date"): "last_day({})",
    ("flag", "start_date"): "CAST(date_trunc('month', {}) AS DATE)",
    ("flag", "end_date"): "last_day({})",
}
# What ends when someone dies would tell the day of it: in the month of a death (``died_in``, its first day) it ends on
# the month's last day. Stays in hospital keep their days, as every pseudonymised set of hospital records does: bed days
# are counted from them (see docs/decisions/0206).
ENDED_BY_DEATH = ("registration", "residence", "package", "stay", "condition", "medication")
_ENDS = 'CASE WHEN "end_date" >= died_in THEN last_day(died_in) ELSE "end_date" END'


def minimised(table: Table, column: str, *, planning: bool) -> str:
    """Return the SQL for a column of a release: itself, or what a planning release may hold in its place.

    A planning release has nothing that someone wrote in words: names as written are left out, and so is whatever
    else is no single code (a reason, an outcome or a service as its source phrased it). Where the table is one of
    ENDED_BY_DEATH, the rows must have ``died_in`` beside their own columns.
    """
    field = next(f for f in table.fields if f.name == column)
    quoted = f'"{column}"'
    if not planning or table.name.startswith("reference_"):
        return quoted
    if field.personal or column == "name":
        kept = f"CAST(NULL AS {field.type})"
    elif (table.name, column) in _DAY_KEPT:
        kept = _DAY_KEPT[table.name, column].format(quoted)
    elif table.name in ENDED_BY_DEATH and column == "end_date":
        kept = _ENDS
    elif field.type == "VARCHAR":
        kept = f"CASE WHEN {_is_code(quoted)} THEN {quoted} END"
    elif field.type == "VARCHAR[]":
        kept = f"list_filter({quoted}, lambda one: {_is_code('one')})"
    else:
        return quoted
    return f"{kept} AS {quoted}"


LONGEST_CODE = 40


def _is_code(sql: str) -> str:
    """Return SQL that says whether a text is one code: no longer than a code is, and with no space in it."""
    return f"length({sql}) <= {LONGEST_CODE} AND NOT contains({sql}, ' ')"
