"""What may be in a release, by its purpose. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

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
        return f'last_day("{column}") AS "{column}"'
    return f'"{column}"'


# Small numbers. A count of one to seven is shown as a range, as NHS England does with hospital statistics (HES
# Analysis Guide: counts from 1 to 7 are suppressed below national level; nought is shown).
LARGEST_SMALL = 7
SMALL = f"1 to {LARGEST_SMALL}"
NOT_SHOWN = "not shown"


def is_small(count: int) -> bool:
    """Return whether ``count`` is so small that the people counted might be recognised."""
    return 0 < count <= LARGEST_SMALL


def shown_count(count: int) -> int | str:
    """Return a count as it may be shown where nothing that is shown beside it gives it away."""
    return SMALL if is_small(count) else count


def shown_counts(counts: Sequence[int]) -> list[int | str]:
    """Return the counts of a table whose total is known too.

    One small count alone could be worked out from the total, so with it the smallest count from which it can not
    (more than twice the largest small one; else the largest there is) is not shown either.
    """
    shown = [shown_count(count) for count in counts]
    if shown.count(SMALL) == 1:
        others = [i for i, count in enumerate(counts) if count > LARGEST_SMALL]
        covering = [i for i in others if counts[i] > 2 * LARGEST_SMALL]
        if others:
            chosen = min(covering, key=lambda i: counts[i]) if covering else max(others, key=lambda i: counts[i])
            shown[chosen] = NOT_SHOWN
    return shown


def shown_share(share: float | None, *, of: int) -> str:
    """Return a share (0 to 1) of ``of`` people as a whole percentage, where it tells of no small number of them."""
    if share is None:
        return "not known"
    return NOT_SHOWN if is_small(of) or is_small(round(share * of)) else f"{share:.0%}"
