"""How a version of a part is written, and what is checked first: the inside of the actions on a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.words.basics.errors import BadInput, NotFound
from joinedup.words.basics.moments import LONDON
from joinedup.work.plans import queries, rules
from joinedup.work.plans.errors import NotYet
from joinedup.work.plans.kinds import PartKind, kinds
from joinedup.work.plans.models import Part, PartVersion
from joinedup.work.plans.owing import owe_actions


def append(
    part: Part,
    based_on: int,
    content: rules.Content,
    *,
    ended: bool = False,
    why: str = "",
    for_person: bool,
    for_proxy: bool,
    by: Actor,
    at: datetime,
) -> PartVersion:
    """Append a version; where it says what the last one says, return that one."""
    if for_proxy and not for_person:
        raise BadInput("What someone who acts for them sees, the person sees too.", now="Choose both, or neither.")
    last = part.versions.order_by("-number").first()
    latest = last.number if last else 0
    if based_on < 0 or based_on > latest:
        raise BadInput("That version was never written.", now="Open the part again.")
    said = {"content": dict(content), "ended": ended, "for_person": for_person, "for_proxy": for_proxy}
    if last is not None and not last.beside and all(getattr(last, name) == value for name, value in said.items()):
        return last
    number, beside = rules.place_of(latest, based_on)
    version = PartVersion.objects.create(
        part=part, number=number, based_on=based_on, beside=beside, why=why, written_at=at, team=by.team,
        **said, **by_columns(by, "written_by"),
    )  # fmt: skip
    details = {"part": part.pk, "kind": part.kind, "version": number} | ({"ended": True} if ended else {})
    journal.write("plan.written", by=by, at=at, about=part.plan.person_id, details=details)
    if part.kind == "action":
        owe_actions([part], at=at)
    return version


def content_of(kind: PartKind, answers: Mapping[str, str], *, by: Actor, at: datetime) -> rules.Content:
    """Return the answers as they are kept. Raises NotYet."""
    allowed = queries.owners(by, at=at) if any(each.kind == "owner" for each in kind.answers) else {}
    given = answers.get("owner", "")
    known = {*allowed, given} if given.startswith("account:") and given in queries.owner_names([given]) else {*allowed}
    content, problems = rules.read(kind, answers, today=at.astimezone(LONDON).date(), owners=known)
    if problems:
        raise NotYet(problems)
    if content.get("owner") == rules.ME:
        return {**content, "owner": f"account:{by.account_id}"}
    return content


def kind_named(name: str) -> PartKind:
    """Return a kind of part. Raises NotFound."""
    if name not in kinds():
        raise NotFound("A plan has no such part.", now="Choose one of the list.")
    return kinds()[name]


def require(by: Actor, kind: PartKind) -> None:
    """Raise NotAllowed where someone may not write such a part."""
    access.require(by, "plan.decide" if kind.decision else "plan.write")


def locked(part_id: int) -> Part:
    """Return a part that nobody else writes in until this is done. Raises NotFound."""
    part = Part.objects.select_for_update().select_related("plan").filter(pk=part_id).first()
    if part is None:
        raise NotFound("There is no such part in this plan.", now="Go back to the plan.")
    return part


def last_of(part: Part) -> PartVersion:
    """Return the last version of a part."""
    return part.versions.order_by("-number")[0]


def above_of(kind: PartKind, under: int | None, person_id: int) -> Part | None:
    """Return the part under which a new one stands. Raises NotFound where it is none of this person's, or no such."""
    if under is None:
        return None
    above = Part.objects.filter(pk=under, kind=kind.under, plan_id__in=plan_ids(person_id)).first()
    if above is None:
        raise NotFound("There is no such part in this plan.", now="Go back to the plan.")
    return above


def plan_ids(person_id: int) -> list[int]:
    """Return the ids of the plans that are a person's now."""
    return [plan.pk for plan in queries.plans_of(person_id)]


def for_whom(person_id: int, part_id: int | None, *, by: Actor) -> tuple[int | None, str]:
    """Return whose feedback is: the account and organisation of who last wrote the part, or anything in the plan.

    With nothing written it is the practice's; of who has none that we know, it stays with those who told it.
    """
    written = PartVersion.objects.filter(part__plan_id__in=plan_ids(person_id))
    if part_id is not None:
        written = written.filter(part_id=part_id)
        if not written.exists():
            raise NotFound("There is no such part in this plan.", now="Go back to the plan.")
    last = written.exclude(written_by=None).order_by("-written_at", "-pk").first()
    return (
        (last.written_by_id, last.organisation) if last else (None, queries.practice_of(person_id) or by.organisation)
    )


def by_columns(by: Actor, column: str) -> dict[str, Any]:
    """Return the columns of who does it."""
    return {f"{column}_id": by.account_id, "role": by.role, "organisation": by.organisation}


def plain(text: str) -> str:
    """Return what was typed, as it is kept."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()
