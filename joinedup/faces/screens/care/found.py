"""The people whom a model finds: the list with its reasons, and its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from joinedup.faces.components.lists import Column, Table
from joinedup.planning.finding.queries import Found, Reason
from joinedup.record.access.queries import organisation_names
from joinedup.words.basics.moments import day
from joinedup.words.vocabulary.feeds import declared

_STANDING = {True: ("yes", "So"), False: ("no", "Not so"), None: ("unknown", "Not known")}


@dataclass(frozen=True, slots=True)
class Line:
    """One reason as a page shows it: ``mark`` is yes, no or unknown; ``words`` say what, since when and who told us."""

    mark: str
    standing: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One person found, with their reasons in words."""

    person: Any
    reasons: tuple[Line, ...]


def shown_of(found: Found) -> Shown:
    """Return someone found as the page shows them: what holds first, then what is not known, then what does not."""
    order = {True: 0, None: 1, False: 2}
    return Shown(found.person, tuple(line_of(each) for each in sorted(found.reasons, key=lambda r: order[r.holds])))


def line_of(reason: Reason) -> Line:
    """Return one reason in words."""
    mark, standing = _STANDING[reason.holds]
    feeds = [declared()[feed].title for feed in reason.feeds if feed in declared()]
    told = " (" + "; ".join([*([day(reason.on)] if reason.on else []), *feeds]) + ")" if reason.on or feeds else ""
    return Line(mark, standing, f"{reason.english}{told}")


def why_of(found: Found) -> str:
    """Return in one line why someone is found: what holds."""
    return "; ".join(line_of(each).words for each in found.reasons if each.holds)


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
            Column("Not known", lambda one: "; ".join(each.english for each in one.reasons if each.holds is None)),
        ),
    )  # fmt: skip
