"""A plan as its pages say it: each part with its answers in words, goals under needs and actions under goals. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from joinedup.record.sharing.choices.rules import KeptFor
from joinedup.words.basics.moments import LONDON, day
from joinedup.work.plans.kinds import PartKind, groups, kinds
from joinedup.work.plans.models import Agreed
from joinedup.work.plans.queries import PartNow, PlanNow, who_wrote
from joinedup.work.plans.rules import Version, changed_answers, out_of_date
from joinedup.work.plans.said import answer_words


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in words: what was asked, what was said, whether it is someone's own words, and whether it is new."""

    id: str
    asks: str
    words: str
    own: bool
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One version of a part: its headline, its other answers, who wrote it, when, and who may see it."""

    number: int
    headline: str
    answers: tuple[Said, ...]
    who: str
    on: str
    seen: str
    ended: bool
    why: str
    beside: bool


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part with what stands of it, what is out of date, and what stands under it."""

    id: int
    kind: PartKind
    stands: tuple[Shown, ...]
    versions: int
    overdue: str
    below: tuple[PartShown, ...]

    @property
    def at_once(self) -> bool:
        """Return whether several wrote at once, so that all of it stands."""
        return len(self.stands) > 1


@dataclass(frozen=True, slots=True)
class Group:
    """One heading of the plan with its parts, and the kinds that nobody has written yet."""

    id: str
    title: str
    parts: tuple[PartShown, ...]
    missing: tuple[PartKind, ...]


def groups_of(plan: PlanNow, owners: Mapping[str, str], *, today: date) -> list[Group]:
    """Return the plan in the order in which it is read. ``owners`` are the words for who does the actions."""
    shown = {part.id for part in plan.current}
    found = []
    for name, title in groups().items():
        here = [part for part in plan.current if part.kind.group == name]
        top = [part for part in here if part.under not in shown]
        there = {part.kind.id for part in here}
        missing = tuple(kind for kind in kinds().values() if kind.group == name and kind.id not in there)
        found.append(Group(name, title, tuple(_part(part, plan, owners, today) for part in top), missing))
    return found


def _part(part: PartNow, plan: PlanNow, owners: Mapping[str, str], today: date) -> PartShown:
    below = [each for each in plan.current if each.under == part.id]
    return PartShown(
        part.id,
        part.kind,
        tuple(shown_of(part.kind, version, plan, owners) for version in part.standing.all if not version.ended),
        len(part.versions),
        next((late for each in part.standing.all if (late := _overdue(each, today))), ""),
        tuple(_part(each, plan, owners, today) for each in below),
    )


def _overdue(version: Version, today: date) -> str:
    said = version.content
    if said.get("status") in ("done", "stopped"):
        return ""
    due = said.get("due")
    if due and date.fromisoformat(due) < today:
        return f"Overdue: it was to be done by {day(date.fromisoformat(due))}."
    return out_of_date(said.get("review_on"), today)


def shown_of(
    kind: PartKind, version: Version, plan: PlanNow, owners: Mapping[str, str], *, before: Version | None = None
) -> Shown:
    """Return a version in words; what differs from ``before`` is marked."""
    changed = changed_answers(before.content, version.content) if before else frozenset()
    headline, *rest = [
        Said(each.id, each.asks, words, each.kind == "words", each.id in changed)
        for each in kind.answers
        if (words := answer_words(kind, each.id, version.content.get(each.id), owners))
    ] or [Said("", "", "", False)]
    return Shown(
        version.number,
        headline.words,
        tuple(rest),
        plan.who(version),
        day(version.written_at.astimezone(LONDON).date()),
        seen_words(version),
        version.ended,
        version.why,
        version.beside,
    )


def seen_words(version: Version) -> str:
    """Return who may see a version, beside staff."""
    if version.for_proxy:
        return "The person and who acts for them may see it."
    return "The person may see it." if version.for_person else "For staff only: not shown to the person."


def owners_in(plan: PlanNow) -> set[str]:
    """Return the ids of everyone who does an action of any version."""
    return {str(each.content["owner"]) for part in plan.parts for each in part.versions if "owner" in each.content}


def agreed_words(plan: PlanNow) -> str:
    """Return the sentence that says whether the plan was agreed, by whom, when and how."""
    agreed = plan.agreement
    if agreed is None:
        return "Not agreed yet."
    whom = f"{agreed.representative} ({agreed.relation}), for the person" if agreed.representative else "the person"
    on = day(agreed.agreed_at.astimezone(LONDON).date())
    if not agreed.yes:
        return f"No longer agreed by {whom}, since {on}."
    return f"Agreed by {whom} on {on}, {HOW.get(agreed.how, agreed.how)}."


HOW = {"in_person": "in person", "phone": "by phone", "letter": "by letter or form", "online": "online"}
"""How a person may have agreed, for a form and for a sentence."""


def recorded_words(agreed: Agreed, plan: PlanNow) -> str:
    """Return who wrote down that a plan was agreed."""
    name = agreed.recorded_by.full_name if agreed.recorded_by else ""
    return who_wrote(name, agreed.role, agreed.organisation, plan.organisations)


def kept_words(plan: PlanNow) -> list[str]:
    """Return a sentence for each reason for which a part is not shown."""
    words = {
        KeptFor.OBJECTION: "The person objects to sharing: what others may have written is not shown. Ask them.",
        KeptFor.SEALED: "Something is sealed by the person and not shown. Ask them.",
        KeptFor.PART: "Your post reads a part of the plan. Ask a clinician of the person’s team about the rest.",
    }
    return [words[why] for why in plan.kept]


def joined(kind: PartKind, versions: Sequence[Version]) -> dict[str, Any]:
    """Return what the next version begins with: what stands, and of words that differ everyone's, one below another."""
    found = dict(versions[0].content)
    for version in versions[1:]:
        for answer in kind.answers:
            mine, theirs = found.get(answer.id), version.content.get(answer.id)
            if theirs in (None, mine):
                continue
            if mine is None:
                found[answer.id] = theirs
            elif answer.kind == "words" and str(theirs) not in str(mine):
                found[answer.id] = f"{mine}\n{theirs}"
    return found
