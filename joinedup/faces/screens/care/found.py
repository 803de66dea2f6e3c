"""The people whom a model finds: the list with its reasons, and its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from joinedup.faces.components.lists import Column, Table
from joinedup.planning.finding.queries import Found, Reason
from joinedup.record.access.queries import organisation_names
from joinedup.words.basics.moments import LONDON, day
from joinedup.words.vocabulary.feeds import declared

# What the lines of a model's criteria are called on the page, by whether each holds of someone, in this order.
_GROUPS = ((True, "yes", "Why"), (None, "unknown", "Not known"), (False, "no", "Not so"))


@dataclass(frozen=True, slots=True)
class Lines:
    """Those of someone's reasons that hold, or do not, or are not known: ``mark`` is yes, no or unknown."""

    mark: str
    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One person found, with their reasons in words."""

    person: Any
    reasons: tuple[Lines, ...]


def shown_of(found: Found) -> Shown:
    """Return someone found as the page shows them: why a clinician added them, where one did, before all else."""
    said = added_of(found)
    added = (Lines("yes", "Added", said),) if said else ()
    return Shown(found.person, (*added, *grouped(found.reasons)))


def added_of(found: Found) -> str:
    """Return what the clinician who added someone knows of them, and who that is; nothing where none did."""
    if found.added is None:
        return ""
    return f"“{found.added.reason}” ({found.added.by}; {day(found.added.added_at.astimezone(LONDON))})"


def grouped(reasons: Sequence[Reason]) -> tuple[Lines, ...]:
    """Return reasons in words: what holds first, then what is not known, then what does not hold."""
    found = []
    for holds, mark, heading in _GROUPS:
        words = [words_of(each) for each in reasons if each.holds is holds]
        if words:
            found.append(Lines(mark, heading, "; ".join(words)))
    return tuple(found)


def words_of(reason: Reason) -> str:
    """Return one reason in words: what, since when, and who told us."""
    feeds = [declared()[feed].title for feed in reason.feeds if feed in declared()]
    told = [*([day(reason.on)] if reason.on else []), *feeds]
    return f"{reason.english} ({'; '.join(told)})" if told else reason.english


def why_of(found: Found, *, plainly: bool = False) -> str:
    """Return in one line why someone is found: what holds; ``plainly`` without days and feeds, for all to read."""
    return "; ".join(each.english if plainly else words_of(each) for each in found.reasons if each.holds)


def file_of(model_id: str) -> Table:
    """Return the columns of the file of those whom a model finds."""
    names = organisation_names()
    return Table(
        f"{model_id}-found", "People found",
        (
            Column("Name", lambda one: one.person.name),
            Column("Born", lambda one: one.person.birth_date),
            Column("NHS number", lambda one: one.person.nhs_number),
            Column("Practice", lambda one: "" if one.person.sensitive else names.get(one.person.registered_practice)),
            Column("Why", why_of),
            Column("Added by a clinician", added_of),
            Column("Not known", lambda one: "; ".join(each.english for each in one.reasons if each.holds is None)),
        ),
    )  # fmt: skip
