"""The lists of agreements, of what is blocked, of conditions and of what left: for pages and for files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.urls import reverse

from joinedup.faces.components.lists import Column, Table
from joinedup.record.access.models import Role
from joinedup.record.sharing.agreements import rules
from joinedup.record.sharing.agreements.models import Departure
from joinedup.record.sharing.agreements.queries import BlockedFlow
from joinedup.record.sharing.agreements.terms import EXPORTS, PURPOSES, Agreement, Condition
from joinedup.words.basics.moments import LONDON

_ROLES = dict(Role.choices)


def agreements(at: datetime) -> Table:
    """Return the list of agreements as they stand at ``at``."""
    day = at.astimezone(LONDON).date()
    return Table("agreements", "Sharing agreements", (
        Column("Agreement", lambda each: each.title, link=lambda each: reverse("agreement", args=[each.name])),
        Column("For", lambda each: ", ".join(PURPOSES[purpose] for purpose in each.purposes)),
        Column("State", lambda each: state(each, day)),
        Column("Conditions met", lambda each: f"{met(each, day)} of {len(each.conditions)}"),
        Column("Until", lambda each: each.ends_on or "No end"),
    ))  # fmt: skip


def state(agreement: Agreement, day: date) -> str:
    """Return in a few words whether an agreement lets through what it covers."""
    if agreement.withdrawn:
        return "Withdrawn"
    if day < agreement.starts_on:
        return "Not begun"
    if agreement.ends_on and day > agreement.ends_on:
        return "Ended"
    return "Flows" if not rules.blocks(agreement, day) else "Waits for conditions"


def met(agreement: Agreement, day: date) -> int:
    """Return how many of its conditions are met."""
    return sum(not condition.blocks(day) for condition in agreement.conditions)


def conditions(agreement: Agreement, day: date, *, may_mark: bool) -> Table:
    """Return the list of an agreement's conditions; each leads to where it is marked, for whom may."""

    def to(condition: Condition) -> str:
        return reverse("agreement_condition", args=[agreement.name, condition.key]) if may_mark else ""

    def shown(condition: Condition) -> str:
        why = condition.blocks(day)
        return f"Not met: {why}" if why else "Met"

    def rests_on(condition: Condition) -> str:
        found = condition.evidence
        return "" if found is None else f"{found.note}{f' ({found.file})' if found.file else ''}"

    return Table("conditions", "Conditions", (
        Column("Condition", lambda each: each.words, link=to),
        Column("State", shown),
        Column("Evidence", rests_on),
        Column("Who sees to it", lambda each: each.owner),
        Column("Met on", lambda each: each.evidence.met_on if each.evidence else None),
        Column("Expires", lambda each: each.evidence.expires_on if each.evidence else None),
    ))  # fmt: skip


def _to_agreement(flow: BlockedFlow) -> str:
    return reverse("agreement", args=[flow.agreement]) if flow.agreement else ""


BLOCKED = Table("blocked", "What is blocked now", (
    Column("What", lambda flow: flow.what),
    Column("For", lambda flow: flow.purpose),
    Column("Blocked by", lambda flow: flow.because, link=_to_agreement),
    Column("Conditions that it waits for", lambda flow: flow.conditions, numeric=True, on_page=False),
))  # fmt: skip


def left(names: Callable[[str], str]) -> Table:
    """Return the list of what left; ``names`` gives an organisation's name for its code."""

    def who(each: Departure) -> str:
        return f"{_ROLES.get(each.role, 'The system')}{f', {names(each.organisation)}' if each.organisation else ''}"

    def under(each: Departure) -> str:
        return reverse("agreement", args=[each.agreement.name]) if each.agreement else ""

    return Table("left", "What left", (
        Column("When", lambda each: each.left_at),
        Column("What", lambda each: EXPORTS.get(each.what, each.what)),
        Column("Which", lambda each: each.name),
        Column("For", lambda each: PURPOSES[each.purpose]),
        Column("Who took it", who),
        Column("Under", lambda each: each.agreement.name if each.agreement else "No agreement", link=under),
    ))  # fmt: skip
