"""Whether something may flow, and why or why not, from the agreements as they stand. Pure: no database, no clock.

A flow is on under an agreement that covers it, is in force, was not withdrawn, and whose every condition is met on
that day. One such agreement is enough; while there is none, the flow is off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from fnmatch import fnmatchcase

from joinedup.record.sharing.agreements.terms import EXPORTS, PURPOSES, Agreement
from joinedup.words.basics.moments import LONDON


class FlowKind(StrEnum):
    """What flows."""

    FEED = "feed"
    PART = "part"
    REIDENTIFY = "reidentify"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Flow:
    """Something that may flow or not: a feed from a sender, a part of it, re-identification, or an export.

    ``name`` is the feed's (``person`` for particulars) or the export's; ``group`` the feed's group; ``part`` the kind
    of entry or the field group. ``purpose`` may be empty: for any. ``sender`` may be empty: whoever it is.
    """

    kind: FlowKind
    name: str = ""
    group: str = ""
    part: str = ""
    sender: str = ""
    purpose: str = ""
    project: str = ""

    @property
    def in_words(self) -> str:
        """Return what flows, as a reader says it."""
        sent = f" from {self.sender}" if self.sender else ""
        match self.kind:
            case FlowKind.FEED:
                what = f"the feed {self.name}{sent}"
            case FlowKind.PART:
                what = f"{self.part} of {self.name}{sent}"
            case FlowKind.REIDENTIFY:
                what = "re-identification"
            case _:
                what = EXPORTS.get(self.name, self.name).lower()
        return f"{what} for {PURPOSES[self.purpose].lower()}" if self.purpose else what


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why an agreement that covers a flow does not let it: ``condition`` is the key of the one that blocks, if any."""

    agreement: str
    because: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class FlowAnswer:
    """Whether something flows; why, in a sentence; under which agreements; and what blocks it where it does not."""

    on: bool
    because: str
    under: tuple[str, ...] = ()
    blocked: tuple[Blocked, ...] = ()


def flow_is_on(agreements: Sequence[Agreement], flow: Flow, at: datetime, *, required: bool = True) -> FlowAnswer:
    """Return whether ``flow`` is on at ``at`` under ``agreements``.

    ``required`` says that nothing flows here without an agreement. Where it does not hold, a flow of which no
    agreement speaks is on; one of which any speaks follows it. A flow for no one purpose is on where it is for any.
    """
    if not flow.purpose:
        return _for_any(agreements, flow, at, required=required)
    day = at.astimezone(LONDON).date()
    covering = [each for each in agreements if covers(each, flow)]
    blocked = [(each, blocks(each, day)) for each in covering]
    on = [each for each, why in blocked if not why]
    if on:
        return FlowAnswer(True, f"Under {_titles(on)}.", under=tuple(each.name for each in on))
    if blocked:
        told = tuple(why[0] for _, why in blocked)
        return FlowAnswer(False, " ".join(dict.fromkeys(why.because for why in told)),
                          blocked=tuple(one for _, why in blocked for one in why))  # fmt: skip
    refused = [(each, why) for each in agreements if (why := leaves_out(each, flow))]
    if refused:
        told = tuple(Blocked(each.name, f"{each.title} leaves this out: {why}") for each, why in refused)
        return FlowAnswer(False, " ".join(one.because for one in told), blocked=told)
    if required:
        return FlowAnswer(False, f"No agreement covers {flow.in_words}.")
    return FlowAnswer(True, "This place asks for no agreement for this.")


def _for_any(agreements: Sequence[Agreement], flow: Flow, at: datetime, *, required: bool) -> FlowAnswer:
    """Return the answer for whichever purpose lets the flow; where none does, why none of those spoken of does."""
    answers = [flow_is_on(agreements, replace(flow, purpose=p), at, required=required) for p in PURPOSES]
    on = [answer for answer in answers if answer.on]
    if on:
        under = tuple(dict.fromkeys(name for answer in on for name in answer.under))
        return FlowAnswer(True, next((answer.because for answer in on if answer.under), on[0].because), under=under)
    spoken = [answer for answer in answers if answer.blocked]
    if not spoken:
        return FlowAnswer(False, f"No agreement covers {flow.in_words}.")
    because = " ".join(dict.fromkeys(answer.because for answer in spoken))
    return FlowAnswer(False, because, blocked=tuple(dict.fromkeys(one for answer in spoken for one in answer.blocked)))


def covers(agreement: Agreement, flow: Flow) -> bool:
    """Return whether the agreement is about this flow at all, in force or not."""
    if not _of(agreement, flow) or leaves_out(agreement, flow):
        return False
    if flow.sender and not any(party.is_of(flow.sender) for party in agreement.parties):
        return False
    if flow.kind is FlowKind.REIDENTIFY:
        return agreement.reidentification
    if flow.kind is FlowKind.EXPORT:
        return flow.name in agreement.exports
    if flow.name == "person":
        return agreement.person is None or flow.part in agreement.person
    some = agreement.parts.get(flow.name) if flow.kind is FlowKind.PART else None
    return _names(agreement.feeds, flow) and (some is None or flow.part in some)


def _of(agreement: Agreement, flow: Flow) -> bool:
    """Return whether the agreement speaks of flows for this purpose, and of this project."""
    elsewhere = agreement.projects and flow.kind is not FlowKind.FEED and flow.project not in agreement.projects
    return flow.purpose in agreement.purposes and not elsewhere


def leaves_out(agreement: Agreement, flow: Flow) -> str:
    """Return why the agreement leaves the flow out on purpose; nothing where it does not."""
    if not _of(agreement, flow):
        return ""
    for each in agreement.left_out:
        if flow.kind is FlowKind.REIDENTIFY and each.what == "reidentification":
            return each.why
        if flow.kind in (FlowKind.FEED, FlowKind.PART) and _names((each.what,), flow):
            return each.why
    return ""


def blocks(agreement: Agreement, day: date) -> tuple[Blocked, ...]:
    """Return what keeps an agreement from holding on ``day``: first that it is not in force, then each condition."""
    title = agreement.title
    if agreement.withdrawn:
        return (Blocked(agreement.name, f"{title} was withdrawn: {agreement.withdrawn}"),)
    if day < agreement.starts_on:
        return (Blocked(agreement.name, f"{title} begins on {agreement.starts_on:%d %B %Y}."),)
    if agreement.ends_on and day > agreement.ends_on:
        return (Blocked(agreement.name, f"{title} ended on {agreement.ends_on:%d %B %Y}."),)
    unmet = [(each, why) for each in agreement.conditions if (why := each.blocks(day))]
    waits = f"{title} waits for {len(unmet)} of its {len(agreement.conditions)} conditions"
    return tuple(
        Blocked(agreement.name, f"{waits}; the first: {unmet[0][0].words} ({unmet[0][1]})." if number == 0
                else f"{each.words} ({why}).", each.key)
        for number, (each, why) in enumerate(unmet)
    )  # fmt: skip


def holds(agreement: Agreement, at: datetime) -> bool:
    """Return whether the agreement lets through what it covers at ``at``."""
    return not blocks(agreement, at.astimezone(LONDON).date())


def _names(listed: Iterable[str], flow: Flow) -> bool:
    """Return whether the flow's feed is among ``listed``: by name, by its group, or by a beginning with a star."""
    return any(each == flow.group or fnmatchcase(flow.name, each) for each in listed)


def _titles(agreements: Iterable[Agreement]) -> str:
    return ", ".join(each.title for each in agreements)
