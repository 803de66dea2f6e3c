"""What the lists of linkage review say of a pair, and of a decision. Pure."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from joinedup.faces.components.lists import Column, Table
from joinedup.record.linkage import queries
from joinedup.record.linkage.rules import odds_in_words

# The number of a record's sender and system is not personal; who it is about is behind the link, and audited.
WHY = [("", "Any"), *queries.Why.choices]


def pairs(names: dict[str, str], decided_by: dict[int | None, str] | None = None) -> Table:
    """Return the table of pairs: of those that wait, or with ``decided_by`` of those that someone decided."""
    ended = (
        Column("Decision", lambda pair: pair.get_decision_display()),
        Column("Decided", lambda pair: pair.decided_at),
        Column("By", lambda pair: (decided_by or {}).get(pair.decided_by, "")),
        Column("Reason", lambda pair: pair.reason),
    )
    return Table("pairs", "Pairs that may be one person", (
        Column("Pair", lambda pair: pair.pk, link=lambda pair: reverse("linkage_pair", args=[pair.pk])),
        Column("Why it is asked", lambda pair: pair.get_why_display()),
        Column("Match weight", lambda pair: odds_in_words(pair.weight) or "None: a person’s number or notice"),
        Column("One record", lambda pair: _record(pair.first, names)),
        Column("The other", lambda pair: _record(pair.second, names)),
        Column("Since", lambda pair: pair.opened_at),
        *(ended if decided_by is not None else ()),
    ))  # fmt: skip


def moves(people: dict[int | None, str]) -> Table:
    """Return the table of what people decided about whose records are whose."""

    def undo(move: queries.Move) -> str:
        return reverse("linkage_undo", args=[move.was]) if move.undoable else ""

    return Table("linkage-history", "What people decided", (
        Column("When", lambda move: move.decided_at),
        Column("What", lambda move: move.title),
        Column("From person", lambda move: str(move.was)),
        Column("To person", lambda move: str(move.now)),
        Column("Records", lambda move: move.records, numeric=True),
        Column("By", lambda move: people.get(move.decided_by, "")),
        Column("Reason", lambda move: move.reason),
        Column("Undo", lambda move: "Undo this" if move.undoable else "", link=undo),
    ))  # fmt: skip


def _record(record: Any, names: dict[str, str]) -> str:
    return f"{names.get(record.sender, record.sender)}, {record.feed_group.replace('_', ' ')}"
