"""Lines of the journal as the person reads them: who by role, where, when, what, and why, in plain English. Pure.

Written for a reading age of 9 to 11. Staff are not named: they are told of by their job and where they work, as the
person may ask any of them, and as a name in the wrong hands puts staff at risk. Source: ICO, right of access, whether
names of staff are given out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from joinedup.record.access.models import Role
from joinedup.record.journal.acts import act_in_words
from joinedup.record.journal.models import Outcome

# Who, by role; whoever answers for others' looks, and a machine, are explained too.
WHO: Mapping[str, str] = {
    Role.GP: "A GP", Role.NURSE: "A practice nurse", Role.COMMUNITY_NURSE: "A community nurse",
    Role.CARE_NAVIGATOR: "A care navigator", Role.LINK_WORKER: "A link worker", Role.HEALTH_COACH: "A health coach",
    Role.KEY_WORKER: "A key worker", Role.HUB_CLINICIAN: "A nurse or doctor at the care hub",
    Role.CALL_HANDLER: "A call handler", Role.OUT_OF_HOURS_GP: "A GP who works evenings and weekends",
    Role.WARD_STAFF: "Someone who works on a ward",
    Role.DISCHARGE_COORDINATOR: "Someone who helps people go home from hospital",
    Role.FLOW_COORDINATOR: "Someone who finds beds in hospital", Role.SOCIAL_WORKER: "A social worker",
    Role.REABLEMENT_WORKER: "Someone who helps people manage at home again",
    Role.CARE_HOME_STAFF: "Someone who works in a care home", Role.PARAMEDIC: "A paramedic",
    Role.VOLUNTEER: "A volunteer", Role.COMMISSIONER: "Someone who plans services",
    Role.PUBLIC_HEALTH: "Someone who plans how people stay well", Role.ANALYST: "Someone who works with figures",
    Role.DATA_STEWARD: "Someone who keeps records right",
    Role.PRIVACY_OFFICER: "Someone who answers questions about privacy",
    Role.CALDICOTT_GUARDIAN: "Someone who guards private information",
    Role.SAFETY_OFFICER: "Someone who keeps the system safe",
    Role.ADMINISTRATOR: "Someone who looks after the system", "system": "The computer itself",
}  # fmt: skip
EXPLAINED: Mapping[str, str] = {
    Role.PRIVACY_OFFICER: "It is their job to check who looks at records.",
    Role.CALDICOTT_GUARDIAN: "It is their job to check who looks at records.",
    Role.DATA_STEWARD: "It is their job to see that each record is about the right person.",
    "system": "No person saw it.",
}
# What they did. Another act is told by its words in the journal.
WHAT: Mapping[str, str] = {
    "record.open": "Looked at your record",
    "record.why": "Asked who may look at your record",
    "record.export": "Made a copy of your record for you",
    "record.declare": "Said that they were with you",
    "record.break_glass": "Said that it was an emergency",
    "choice.see": "Looked at what you chose",
    "choice.recorded": "Wrote down what you chose",
    "choice.ended": "Ended something that you chose",
    "choice.asked": "Asked if you take part in something",
    "choice.said": "Wrote down what was said about taking part",
    "journal.read": "Checked who had looked at your record",
    "journal.downloaded": "Checked who had looked at your record",
    "linkage.look": "Checked that your records are yours",
    "linkage.decided": "Decided if a record is yours",
    "linkage.reopened": "Decided if a record is yours",
    "linkage.joined": "Put two of your records together",
    "linkage.merged": "Put two of your records together",
    "linkage.unmerged": "Took a record out that was not yours",
    "linkage.separated": "Took a record out that was not yours",
    "alert.owned": "Checked if someone had a reason to look",
    "alert.closed": "Checked if someone had a reason to look",
    "alert.reopened": "Checked if someone had a reason to look",
    "reidentify.done": "Said what they did to help you",
    "downtime.pack": "Put you in a list for when computers stop",
}
# Through which relationship, by its kind in the register of kinds.
THROUGH: Mapping[str, str] = {
    "registered": "You are one of their patients.",
    "team": "They work with your GP practice.",
    "staying": "You were staying with them, or had just left.",
    "living": "You lived with them, or had just moved out.",
    "contact": "They were looking after you, or had done not long ago.",
    "call": "Someone had called them about you.",
    "caseload": "You were on a plan of care with them, or had been not long ago.",
    "offered": "You had been sent to them for help.",
    "meeting_action": "A meeting asked them to do something for you, and you agreed.",
    "helped": "Their team was helping you.",
    "with_them_now": "They said that they were with you, or on the phone about you.",
}
IN_AN_EMERGENCY = "They said that it was an emergency. Your GP practice was told."
# Why, where what they gave as a reason is one that is chosen from a list.
_EMERGENCY = "They said that someone’s life or health was at risk."
REASONS: Mapping[str, str] = {
    "Direct care": "To care for you.",
    "Direct care: I am seeing, treating or visiting this person": "They were seeing or treating you.",
    "Direct care: I am answering a call about this person": "They had a call about you.",
    "Direct care: I am preparing a visit, clinic or meeting": "To get ready for a visit or a meeting about you.",
    "Direct care: I am checking a referral, discharge or result": "To check a letter or a test about you.",
    "The person asked me to look": "You asked them to look.",
    "Downtime pack": "To have your details at hand if the computers stop.",
    "Someone’s life or health is at risk now": _EMERGENCY,
    # Whoever reads over the person's shoulder may be whom they are kept safe from: told as any other emergency is.
    "I am protecting this person, or someone else, from harm": _EMERGENCY,
    "I was asked to see this person, and nothing of it has arrived here yet": "They had been asked to see you.",
    "The person is with me and asked me to look": "You asked them to look.",
}
# The acts whose own words of a reason are about this person alone; a steward's may tell of others.
_OWN_WORDS = frozenset({"record.open", "record.export"})
# That those who act for the person were stopped is not told where one of them may read it; nor that a clinician keeps a
# line from the person, which would tell them that there is one.
UNTOLD = ("choice.stopped", "choice.lifted", "choice.marked", "choice.unmarked")
_NO_REASON_ON_RECORD = "Nothing on record says"
STOPPED = "They were stopped and saw nothing of it."
NOT_NAMED = "We do not say where, to keep you safe."


@dataclass(frozen=True, slots=True)
class Line:
    """What the journal says of one act about a person."""

    at: datetime
    act: str
    outcome: str
    account_id: int | None
    role: str
    organisation: str
    reason: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """One sitting: who (by role), where, from when to when, how often (to and fro), what, why, and if stopped."""

    who: str
    where: str
    first: datetime
    last: datetime
    times: int
    what: str
    why: str
    stopped: bool


@dataclass(frozen=True, slots=True)
class Naming:
    """How organisations are named: all ``names``, the ``practice`` of the person, and which ``may`` be named."""

    names: Mapping[str, str]
    practice: str = ""
    hidden: bool = False
    may: Callable[[str], bool] = lambda code: True

    def where(self, code: str) -> str:
        """Return where someone works: of a person whose place may not be known, nowhere is named."""
        if not code:
            return ""
        if self.hidden:
            return NOT_NAMED
        if not self.may(code):
            return "A place that is not named here. Ask your GP practice."
        name = self.names.get(code, code)
        return f"Your GP practice, {name}" if code == self.practice else name


def sittings(lines: Iterable[Line], naming: Naming, *, apart: timedelta) -> list[Look]:
    """Return the looks of ``lines`` (the latest first), the latest first.

    Lines of one account in one post, of the same thing for the same reason, are one look where each follows the one
    before it within ``apart``.
    """
    found: list[list[Line]] = []
    going_on: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        if line.act in UNTOLD:
            continue
        key = (line.account_id, line.role, line.organisation, _what(line), line.outcome, _why(line, naming))
        sitting = going_on.get(key)
        if sitting is None or sitting[1].at - line.at > apart:
            found.append([line, line])
            going_on[key] = found[-1]
        else:
            sitting[1] = line
            sitting.append(line)
    return [_look(sitting, naming) for sitting in found]


def _look(sitting: list[Line], naming: Naming) -> Look:
    last, first = sitting[:2]
    stopped = last.outcome == Outcome.REFUSED
    return Look(
        who=WHO.get(last.role, "Someone"),
        where=naming.where(last.organisation),
        first=first.at,
        last=last.at,
        times=len(sitting) - 1,
        what=_what(last),
        why=_why(last, naming),
        stopped=stopped,
    )


def _what(line: Line) -> str:
    if line.outcome == Outcome.REFUSED:
        return f"Tried, and was stopped: {_said(line.act).lower()}"
    return _said(line.act)


def _said(act: str) -> str:
    return WHAT.get(act) or act_in_words(act)


def _why(line: Line, naming: Naming) -> str:
    """Return why they could look, and why they did; of who was stopped, why that was."""
    if line.outcome == Outcome.REFUSED:
        known = line.reason.startswith(_NO_REASON_ON_RECORD)
        because = "Nothing showed that they care for you." if known else "It is not part of their job."
        return f"{STOPPED} {because}"
    given = REASONS.get(line.reason, "")
    if not given and line.reason and line.act in _OWN_WORDS and not naming.hidden:
        given = f"They wrote: “{line.reason}”"
    # A line of an emergency's own keeps its number there; a look made in one says that it was.
    emergency = IN_AN_EMERGENCY if line.details.get("emergency") is True else ""
    through = THROUGH.get(str(line.details.get("relation", "")), "")
    return " ".join(filter(None, (given, through, emergency, EXPLAINED.get(line.role, ""))))
