"""Results (ORU), documents (MDM) and allergies (AL1) as facts.

Source: HL7 version 2.4, chapters 3.3.6 (AL1), 7.2 and 7.4 (ORU, OBR, OBX), 9 (MDM, TXA).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from joinedup.words.basics.moments import Moment
from joinedup.words.vocabulary.fhir.mapping.elements import Concept, without_empty
from joinedup.words.vocabulary.fhir.mapping.keys import fitting
from joinedup.words.vocabulary.fhir.mapping.shaping import LONGEST_TEXT, WITHDRAWN, said_with, shortened
from joinedup.words.vocabulary.hl7v2 import reading
from joinedup.words.vocabulary.hl7v2.message import Message, Segment
from joinedup.words.vocabulary.kinds import Fact, Kind
from joinedup.words.vocabulary.sensitivity import MARKING, MARKS

_STATUSES = {
    "F": "final", "C": "corrected", "P": "preliminary", "R": "preliminary", "S": "preliminary", "I": "registered",
    "D": WITHDRAWN, "W": WITHDRAWN, "X": "cancelled", "U": "final", "N": "registered", "O": "registered",
}  # fmt: skip
_FLAGS = {
    "H": "high", "HH": "very high", "L": "low", "LL": "very low", "A": "abnormal", "AA": "very abnormal",
    "N": "normal", ">": "above the scale", "<": "below the scale", "R": "resistant", "S": "susceptible",
}  # fmt: skip
_ALLERGY_CATEGORIES = {
    "DA": "medication", "FA": "food", "MA": "miscellaneous", "MC": "miscellaneous", "EA": "environment",
    "AA": "animal", "PA": "plant", "LA": "pollen", "AD": "medication", "AF": "food",
}  # fmt: skip
_SEVERITIES = {"MI": "mild", "MO": "moderate", "SV": "severe", "U": ""}
_NUMBER = re.compile(r"([<>]=?|~)?\s*(-?\d+(?:\.\d+)?)$")
_RANGE = re.compile(r"\[?\s*(-?\d+(?:\.\d+)?)?\s*(?:-|to)\s*(-?\d+(?:\.\d+)?)?\s*\]?$")
_LINES = frozenset({"TX", "FT"})


def results(message: Message) -> list[Fact]:
    """Return the results of an ORU message: one fact for each thing observed, one for a report that has none.

    The key is the laboratory's number for the report (else the ward's), the code and the sub-id, so a
    corrected result is the same fact, changed.
    """
    found: list[Fact] = []
    for request, observations in _reports(message):
        report = _Report(message, request)
        facts = list(_observed(report, observations))
        found += facts or [report.fact()]
    return found


class _Report:
    """One OBR: what its results share."""

    def __init__(self, message: Message, request: Segment) -> None:
        self.request = request
        self.name = reading.coded(request, 4)
        number = request["3.1"] or request["2.1"] or message["ORC-3.1"] or message["ORC-2.1"]
        self.number = number or f"{message['PID-3.1']}/{request['7']}/{self.name.code}"
        self.when = _moment(request["7"], request["14"], request["22"], message["MSH-7"])
        self.clinician = reading.clinician(request, 16) or reading.clinician(request, 32)
        self.as_of = reading.iso(_instant(request["22"]) or _instant(message["MSH-7"]))
        self.visit = message["PV1-19.1"]

    def key(self, *pieces: str) -> str:
        return fitting("/".join(("report", self.number, *(piece for piece in pieces if piece))))

    def details(self) -> dict[str, Any]:
        return {
            "panel": self.key(),
            "panel_name": self.name.text,
            "clinician": self.clinician,
            "as_of": self.as_of,
            "encounter": fitting(f"visit/{self.visit}") if self.visit else "",
        }

    def fact(self) -> Fact:
        """Return the report itself, for want of results in it."""
        return Fact(
            kind=Kind.INVESTIGATION,
            key=self.key(),
            happened=self.when,
            text=shortened(self.name.text or "Report", LONGEST_TEXT),
            code_system=self.name.system,
            code=self.name.code[:40],
            status=_STATUSES.get(self.request["25"], ""),
            details=without_empty({**self.details(), "panel": ""}),
        )


def _reports(message: Message) -> Iterator[tuple[Segment, list[tuple[list[Segment], list[str]]]]]:
    """Yield each OBR with its observations: the OBX segments that make one up, and the notes after them.

    Lines of text under one code and sub-id are one observation, as laboratories send a report line by line.
    """
    request: Segment | None = None
    observations: list[tuple[list[Segment], list[str]]] = []
    for segment in message.segments:
        match segment.name:
            case "OBR":
                if request is not None:
                    yield request, observations
                request, observations = segment, []
            case "OBX" if request is not None:
                before = observations[-1][0][-1] if observations else None
                if before is not None and _goes_on(before, segment):
                    observations[-1][0].append(segment)
                else:
                    observations.append(([segment], []))
            case "NTE" if observations:
                observations[-1][1].extend(text for text in segment.all("3"))
    if request is not None:
        yield request, observations


def _goes_on(before: Segment, segment: Segment) -> bool:
    return segment["2"] in (*_LINES, "") and (before["3.1"], before["4"], before["2"]) == (
        segment["3.1"],
        segment["4"],
        segment["2"],
    )


def _observed(report: _Report, observations: list[tuple[list[Segment], list[str]]]) -> Iterator[Fact]:
    seen: dict[str, int] = {}
    for segments, notes in observations:
        first = segments[0]
        name = reading.coded(first, 3)
        key = report.key(name.code or name.text, first["4"])
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            key = report.key(name.code or name.text, first["4"], str(seen[key]))
        yield _observation(report, segments, notes, name, key)


def _observation(report: _Report, segments: list[Segment], notes: list[str], name: Concept, key: str) -> Fact:
    first = segments[0]
    value, comparator, words = _value(segments)
    low, high = _bounds(first["7"])
    unit = first["6.1"]
    details = {
        **report.details(),
        "comparator": comparator,
        "answer": words,
        "reference_low": low,
        "reference_high": high,
        "reference": first["7"],
        "interpretation": _FLAGS.get(first["8"], first["8"]),
        "comment": "\n".join(notes),
    }
    return Fact(
        kind=Kind.INVESTIGATION,
        key=key,
        happened=reading.moment(first["14"]) or report.when,
        text=shortened(said_with(name.text or report.name.text, words), LONGEST_TEXT),
        code_system=name.system,
        code=name.code[:40],
        value=value,
        unit=unit[:40],
        status=_STATUSES.get(first["11"], ""),
        details=without_empty(details),
    )


def _value(segments: list[Segment]) -> tuple[float | None, str, str]:
    """Return the number, its comparator, and the words of an observation."""
    first = segments[0]
    if first["2"] == "SN":
        comparator, number, *rest = [*first.components("5"), "", ""]
        if not any(rest) and (found := _NUMBER.match(number.strip())):
            return float(found[2]), "" if comparator == "=" else comparator, ""
        return None, "", "".join(first.components("5"))
    if first["2"] in ("CE", "CWE"):
        return None, "", reading.coded(first, 5).text
    if len(segments) == 1 and (found := _NUMBER.match(first["5"].strip())) and first["2"] not in _LINES:
        return float(found[2]), found[1] or "", ""
    lines = [line for segment in segments for line in (segment.all("5") or [""])]
    return None, "", "\n".join(lines).strip()


def _bounds(text: str) -> tuple[float | None, float | None]:
    found = _RANGE.match(text.strip())
    if not found:
        return None, None
    return (float(found[1]) if found[1] else None, float(found[2]) if found[2] else None)


def _moment(*stamps: str) -> Moment | None:
    return next((found for stamp in stamps if (found := reading.moment(stamp))), None)


def _instant(stamp: str) -> Any:
    found = reading.moment(stamp)
    return found.at if found else None


def document(message: Message) -> list[Fact]:
    """Return the document that an MDM message carries, its lines put together."""
    header = next(iter(message.named("TXA")), None)
    if header is None:
        return []
    lines = [line for segment in message.named("OBX") for line in (segment.all("5") or [""])]
    title = message["OBX-3.2"] or message["OBX-3.1"]
    number = header["12.1"] or f"{message['PID-3.1']}/{header['4']}/{header['2']}"
    status = {"CA": WITHDRAWN, "OB": "superseded"}.get(header["19"], "current")
    details = {
        "document_type": header["2"],
        "title": title,
        "content": "\n".join(lines).strip(),
        "author": reading.clinician(header, 5) or reading.clinician(header, 9),
        "as_of": reading.iso(_instant(message["EVN-2"]) or _instant(message["MSH-7"])),
        "replaces": header["13.1"],
        MARKS: [code for code in (header["18"],) if code in MARKING],
    }
    return [
        Fact(
            kind=Kind.DOCUMENT,
            key=fitting(f"document/{number}"),
            happened=_moment(header["4"], header["6"], message["MSH-7"]),
            text=shortened(said_with("Document", title), LONGEST_TEXT),
            status=WITHDRAWN if message.event == "T11" else status,
            details=without_empty(details),
        )
    ]


def allergies(message: Message) -> list[Fact]:
    """Return the allergies that a message lists (AL1), each named by its code or its words."""
    found = []
    for segment in message.named("AL1"):
        what = reading.coded(segment, 3)
        if not what.text:
            continue
        details = {
            "category": _ALLERGY_CATEGORIES.get(segment["2.1"], segment["2.2"]),
            "severity": _SEVERITIES.get(segment["4.1"], ""),
            "reaction": ", ".join(segment.all("5.1")),
        }
        found.append(
            Fact(
                kind=Kind.ALLERGY,
                key=fitting(f"allergy/{what.code or what.text.casefold()}"),
                happened=reading.moment(segment["6"]),
                text=shortened(what.text, LONGEST_TEXT),
                code_system=what.system,
                code=what.code[:40],
                status="active",
                details=without_empty(details),
            )
        )
    return found


def coded_without_visit(message: Message) -> list[Fact]:
    """Return the diagnoses (DG1) and procedures (PR1) of a message that pictures no visit to which they belong."""
    found = []
    for name, kind, field in (("DG1", Kind.PROBLEM, 5), ("PR1", Kind.PROCEDURE, 5)):
        for segment in message.named(name):
            what = reading.coded(segment, 3)
            text = what.text or segment["4"]
            if text:
                when = segment[str(field)]
                found.append(
                    Fact(
                        kind=kind,
                        key=fitting(f"{kind.value}/{what.code or text.casefold()}/{when}"),
                        happened=reading.moment(when),
                        text=shortened(text, LONGEST_TEXT),
                        code_system=what.system,
                        code=what.code[:40],
                        details={MARKS: ["R"]} if name == "DG1" and segment["18"] == "Y" else {},
                    )
                )
    return found
