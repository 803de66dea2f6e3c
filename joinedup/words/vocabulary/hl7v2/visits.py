"""Visits: what admission, transfer, discharge and cancel messages say of one stay or attendance.

Every message about a visit is a picture of it at one moment. All of them give the same fact (its key is the visit
number), and ``after`` puts pictures together in whatever order they came.

Source: HL7 version 2.4, chapter 3 (patient administration); NHS Data Dictionary for methods and destinations.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from joinedup.words.basics.moments import Moment
from joinedup.words.vocabulary.fhir.mapping.contacts import discharged_to, point_of_admission
from joinedup.words.vocabulary.fhir.mapping.elements import without_empty
from joinedup.words.vocabulary.fhir.mapping.keys import fitting
from joinedup.words.vocabulary.hl7v2 import reading
from joinedup.words.vocabulary.hl7v2.message import Message, Segment
from joinedup.words.vocabulary.kinds import Fact, Kind
from joinedup.words.vocabulary.sensitivity import MARKS

PLANNED, ARRIVED, ADMITTED, FINISHED, CANCELLED = "planned", "arrived", "admitted", "finished", "cancelled"
#: What each event says of a visit's state; an event that is not here (A08) does not change it.
STATE_AFTER = {
    "A01": ADMITTED, "A02": ADMITTED, "A03": FINISHED, "A04": ARRIVED, "A05": PLANNED, "A06": ADMITTED,
    "A07": ARRIVED, "A11": CANCELLED, "A12": ADMITTED, "A13": ADMITTED, "A14": PLANNED, "A38": CANCELLED,
    "A27": CANCELLED,
}  # fmt: skip
UPDATES = frozenset({"A08"})
#: These undo an earlier event: what counts is when they were recorded, not when the thing undone happened.
UNDOING = frozenset({"A11", "A12", "A13", "A27", "A38"})
_KIND_OF_CLASS = {
    "I": Kind.ADMISSION, "B": Kind.ADMISSION, "E": Kind.ATTENDANCE, "O": Kind.APPOINTMENT, "R": Kind.APPOINTMENT,
    "P": Kind.ADMISSION,
}  # fmt: skip
_POINT = {"E": "ae", "B": "maternity"}


def visit(message: Message) -> list[Fact]:
    """Return the visit that an admission, transfer, discharge, registration, update or cancel message pictures."""
    event = message.event
    segment = next(iter(message.named("PV1")), None)
    if segment is None or (event not in STATE_AFTER and event not in UPDATES):
        return []
    patient_class = segment["2"].upper()
    state = STATE_AFTER.get(event, "")
    kind = _KIND_OF_CLASS.get(patient_class, Kind.ADMISSION if state == ADMITTED else Kind.APPOINTMENT)
    happened = reading.moment(segment["44"]) or _began(message, event)
    ended = reading.moment(segment["45"])
    if state == FINISHED:
        ended = ended or _occurred(message)
    elif state:
        ended = None
    as_of = reading.iso(_as_of(message))
    details = _details(message, segment, patient_class) | {
        "event": event,
        "as_of": as_of,
        "state_as_of": as_of if state else "",
        "sent_at": reading.iso(_at(message["MSH-7"])),
        "message": message.control_id,
        "length_of_stay": _nights(happened, ended) if kind is Kind.ADMISSION else None,
    }
    return [
        Fact(
            kind=kind,
            key=visit_key(message),
            happened=happened,
            ended=ended,
            text=_text(kind, details),
            code_system=str(details["reason_system"]) if details["reason"] else "",
            code=str(details["reason"])[:40],
            status=state,
            details=without_empty(details),
        )
    ]


def visit_key(message: Message) -> str:
    """Return what names a visit: its number (PV1-19, else the account, PID-18), else the person and when it began."""
    number = message["PV1-19.1"] or message["PID-18.1"]
    if number:
        return fitting(f"visit/{number}")
    who = message["PID-3.1"] or message["PID-2.1"]
    return fitting(f"visit/{who}/{message['PV1-44'] or message['EVN-6'] or message['EVN-2'] or message['MSH-7']}")


def _details(message: Message, segment: Segment, patient_class: str) -> dict[str, Any]:
    diagnoses = [reading.coded(one, 3) for one in message.named("DG1")]
    main = diagnoses[0] if diagnoses else None
    reason = segment_reason(message)
    return {
        "point_of_delivery": point_of_admission(segment["4"]) or _POINT.get(patient_class, ""),
        "ward": segment["3.1"],
        "room": segment["3.2"],
        "bed": segment["3.3"],
        "site": segment["3.4.1"],
        "specialty": segment["10"],
        "clinician": reading.clinician(segment, 7) or reading.clinician(segment, 9),
        "route": segment["14"],
        "outcome": discharged_to(segment["37.1"]) or discharged_to(segment["36"])
        if segment["45"] or segment["36"]
        else "",
        "previous_ward": segment["6.1"],
        "reason": main.code if main else "",
        "reason_system": main.system if main else "",
        "reason_text": main.text if main else reason,
        "reasons": [one.code for one in diagnoses if one.code],
        "procedures": [found.code for one in message.named("PR1") if (found := reading.coded(one, 3)).code],
        "visit_number": segment["19.1"],
        # PV2-22 protects the whole visit, DG1-18 a diagnosis of it, which is told as part of it.
        MARKS: ["R"] if "Y" in (message["PV2-22"], *(one["18"] for one in message.named("DG1"))) else [],
    }


def segment_reason(message: Message) -> str:
    """Return why a person came, in words (PV2-3)."""
    return message["PV2-3.2"] or message["PV2-3.1"]


def _text(kind: Kind, details: dict[str, Any]) -> str:
    what = {Kind.ADMISSION: "Admission", Kind.ATTENDANCE: "Attendance"}.get(kind, "Appointment")
    where = f" to {details['ward']}" if details["ward"] and kind is Kind.ADMISSION else ""
    why = f": {details['reason_text']}" if details["reason_text"] else ""
    return f"{what}{where}{why}"


def _at(stamp: str) -> Any:
    found = reading.moment(stamp)
    return found.at if found else None


def _occurred(message: Message) -> Moment | None:
    """Return when the event happened (EVN-6), else when it was recorded (EVN-2), else when it was sent."""
    for path in ("EVN-6", "EVN-2", "MSH-7"):
        if found := reading.moment(message[path]):
            return found
    return None


def _as_of(message: Message) -> Any:
    """Return the moment of which the message is a picture: when the event happened, or when an undoing was recorded."""
    if message.event in UNDOING or message.event in UPDATES:
        return _at(message["EVN-2"]) or _at(message["MSH-7"])
    found = _occurred(message)
    return found.at if found else None


def _began(message: Message, event: str) -> Moment | None:
    if event in ("A05", "A14"):
        return reading.moment(message["EVN-3"]) or _occurred(message)
    return _occurred(message) if event in ("A01", "A04") else None


def _nights(began: Moment | None, ended: Moment | None) -> int | None:
    return (ended.at.date() - began.at.date()).days if began and ended else None


def after(one: Fact | None, other: Fact) -> Fact:
    """Return what is known of a visit from two pictures of it, in whichever order they came.

    The later picture (by ``as_of``, then when it was sent) gives the facts; the later picture that speaks of the
    state gives state and end. So a late message never turns back what happened after it, and an update
    (A08) never ends or reopens a stay. What the later picture leaves out is kept from the earlier.
    """
    if one is None:
        return other
    early, late = sorted((one, other), key=lambda fact: _order(fact, "as_of"))
    state = max((one, other), key=lambda fact: (_order(fact, "state_as_of"), fact.status))
    details = early.details | late.details
    for name in ("state_as_of", "outcome", "length_of_stay"):
        details.pop(name, None)
        if name in state.details:
            details[name] = state.details[name]
    happened = late.happened or early.happened
    if "length_of_stay" in details and happened and state.ended:
        details["length_of_stay"] = _nights(happened, state.ended)
    return dataclasses.replace(
        late,
        happened=happened,
        ended=state.ended,
        status=state.status,
        text=_text(late.kind, {"ward": "", "reason_text": "", **details}),
        code=late.code or early.code,
        code_system=late.code_system if late.code else early.code_system,
        details=details,
    )


def _order(fact: Fact, name: str) -> tuple[str, str, str, str]:
    details = fact.details
    if name not in details:
        return ("", "", "", "")
    message = str(details.get("message", ""))
    return (str(details[name]), str(details.get("sent_at", "")), message.zfill(40), str(details.get("event", "")))
