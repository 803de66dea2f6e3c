"""Facts and particulars, as the readers of messages hand them over, made into the rows that the record takes in."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import orjson

from joinedup.record.linkage.receiving import LONGEST, PARTS
from joinedup.record.store import bulk
from joinedup.words.vocabulary.kinds import Fact, Particulars

LONGEST_ID, LONGEST_KEY = 120, 64


def fitting(text: str, longest: int) -> str:
    """Return a name that fits: itself, or a hash of it where it is too long."""
    return text if len(text) <= longest else hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def entry_row(
    fact: Fact, *, local_id: str, updated: str | None, place: int, resource: tuple[str, str] | None = None
) -> tuple[Any, ...]:
    """Return the row of ``entries.actions.ENTRY_COLUMNS``; ``updated`` is when the source last changed it."""
    happened, ended = fact.happened, fact.ended
    said = (
        bulk.moment(happened.at) if happened else None,
        happened.precision.value if happened else "",
        happened.offset_minutes if happened else None,
        bulk.moment(ended.at) if ended else None,
        fact.code_system[:20],
        fact.code[:40],
        fact.text[:2000],
        fact.value,
        fact.unit[:40],
        fact.status[:40],
        orjson.dumps(fact.details, option=orjson.OPT_SORT_KEYS).decode(),
    )
    return (
        local_id, fact.kind.value, fitting(fact.key, LONGEST_KEY), *said, digest(orjson.dumps(said)), updated, place,
        *(resource or (None, None)),
    )  # fmt: skip


def person_row(who: Particulars, *, local_id: str, as_of: datetime, whole: bool) -> tuple[Any, ...]:
    """Return the row of ``linkage.receiving.PERSON_COLUMNS``. ``whole`` says that a blank is meant as one."""
    said = (getattr(who, part)[: LONGEST[part]] for part in PARTS)
    return (
        local_id,
        *(text if text or whole else None for text in said),
        who.sensitive if who.sensitive or whole else None,
        bulk.moment(as_of),
    )


def bare_row(local_id: str) -> tuple[Any, ...]:
    """Return the row of someone of whom nothing is said but the sender's own id."""
    return (local_id, *[None] * len(PARTS), None, None)


def digest(data: bytes) -> str:
    """Return what tells one content from another."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()
