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


def minimised(table: Table, column: str, *, planning: bool) -> str:
    """Return the SQL for a column of a release: itself, or what a planning release may hold in its place."""
    by_name = {f.name: f for f in table.fields}
    if not planning:
        return f'"{column}"'
    if by_name[column].personal:
        return f'CAST(NULL AS {by_name[column].type}) AS "{column}"'
    if column == "death_date":
        return f'CAST(date_trunc(\'month\', "{column}") AS DATE) AS "{column}"'
    return f'"{column}"'
