"""What the lists of linkage review say of a pair, and of a decision. Pure."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from joinedup.faces.components.lists import Column, Table
from joinedup.record.linkage import queries
from joinedup.record.linkage.rules import odds_in_words

# The number of a record's sender and system is not personal; who it is about is behind the link, and audited.
WHY = [("", "Any"), *queries.Why.choices]
AS_ALIKE_AS_CAN_BE = 20.0
"""A match weight above which likeness alone would have joined a pair."""
_SYSTEMS = {"gp": "GP", "urgent_call": "111", "end_of_life": "end-of-life register"}


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
        Column("Why it is asked", why),
        Column("Match weight", lambda pair: odds_in_words(pair.weight) or "None: a person’s number or notice"),
        Column("One record", lambda pair: record_words(pair.first, names)),
        Column("The other", lambda pair: record_words(pair.second, names)),
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


def why(pair: Any) -> str:
    """Return why a pair is asked about; of one that is as alike as can be, what kept it from being joined by rule."""
    sure = pair.weight is not None and pair.weight > AS_ALIKE_AS_CAN_BE
    if pair.why == queries.Why.BETWEEN_THRESHOLDS and sure:
        return "Very alike, but each is someone we know already, and such people are not joined by rule"
    return str(pair.get_why_display())


def record_words(record: Any, names: dict[str, str]) -> str:
    """Return whose record it is and of which system: ``Hillside Surgery (GP)``; the name alone where it says both."""
    name = names.get(record.sender, record.sender)
    system = _SYSTEMS.get(record.feed_group) or record.feed_group.replace("_", " ")
    return name if system.lower() in name.lower() else f"{name} ({system})"
