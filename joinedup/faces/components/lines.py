"""What is said beside the title of a line, and the facts of one source, in words. Pure."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joinedup.faces.components.words import measured_words, score_in_words
from joinedup.record.entries.reconcile_events import MEASURED
from joinedup.record.entries.reconcile_stays import STAYS
from joinedup.record.entries.rules import EntryRow, Line, Standing, local_day
from joinedup.words.basics import moments
from joinedup.words.vocabulary.kinds import Kind

_A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}|$)")
# Details that point to other entries or say how a message came: they are of no use to who reads.
_INNER = frozenset(
    (
        "encounter", "problems", "plan", "panel", "message", "as_of", "state_as_of", "sent_at", "event", "cost_basis",
        "is_issue", "reason_system", "visit_number", "sections", "name", "start_date", "end_date", "goals", "item",
        "reasons", "procedures", "area", "based_on", "report", "has_member", "security",
    )
)  # fmt: skip
_STANDING_TAGS = {
    Standing.PLANNED: ("Planned", "blue"),
    Standing.NOT_DONE: ("Not done", "orange"),
    Standing.ENDED: ("Past", "grey"),
}


def said_of(line: Line) -> str:
    """Return what a reader needs beside the title: the number, the dose, the reaction, how long it lasted."""
    details = line.details
    make = _SAID.get(line.kind)
    parts = (
        [measured_words(line.value, line.unit), _range(details)]
        if line.kind in MEASURED
        else make(line, details)
        if make
        else []
    )
    return "; ".join(part for part in parts if part)


def tag_of(line: Line) -> tuple[str, str] | None:
    """Return the tag of a line that is not simply true now: its words and its colour."""
    return None if line.kind in STAYS and line.standing is Standing.ENDED else _STANDING_TAGS.get(line.standing)


def _range(details: Mapping[str, Any]) -> str:
    interpretation = str(details.get("interpretation") or "")
    reference = str(details.get("reference") or "")
    said = interpretation if interpretation and interpretation != "normal" else ""
    return " ".join(part for part in (said, f"(reference {reference})" if reference else "") if part)


def _medicine(line: Line, details: Mapping[str, Any]) -> list[str]:
    repeat = {True: "repeat", False: "not on repeat"}.get(details.get("is_repeat", ""), "")
    issued = f"last issued {_text(details['last_issued'])}" if details.get("last_issued") else ""
    return [_text(details.get("dose")), repeat, issued]


def _allergy(line: Line, details: Mapping[str, Any]) -> list[str]:
    return [_text(details.get("reaction")), _text(details.get("severity"))]


def _stay(line: Line, details: Mapping[str, Any]) -> list[str]:
    reason = _text(details.get("reason_text"))
    if line.happened and line.ended:
        nights = (local_day(line.ended) - local_day(line.happened)).days
        long = "no night" if nights == 0 else "1 night" if nights == 1 else f"{nights} nights"
    else:
        long = "still in" if line.standing is Standing.CURRENT else ""
    return [reason if reason not in line.title else "", long]


def _package(line: Line, details: Mapping[str, Any]) -> list[str]:
    hours, cost = details.get("hours_per_week"), details.get("weekly_cost")
    return [f"{hours:g} hours a week" if hours else "", f"£{cost:,.0f} a week" if cost else ""]


def _made(line: Line, details: Mapping[str, Any]) -> list[str]:
    by, role = _text(details.get("made_by")), _text(details.get("made_by_role"))
    where = _text(details.get("document_location"))
    return [f"by {by}, {role}" if by and role else by and f"by {by}", where and f"the original is: {where}"]


def _problem(line: Line, details: Mapping[str, Any]) -> list[str]:
    return [_text(details.get("significance")), _text(details.get("comment"))]


def _contact(line: Line, details: Mapping[str, Any]) -> list[str]:
    reason = _text(details.get("reason_text"))
    return ["" if reason.lower() in line.title.lower() else reason]


def _dose(line: Line, details: Mapping[str, Any]) -> list[str]:
    return [f"dose {details['dose_number']}" if details.get("dose_number") else ""]


def _answered(line: Line, details: Mapping[str, Any]) -> list[str]:
    amended = "amended" if details.get("amended") else ""
    return [*(score_in_words(score) for score in details.get("scores") or ()), *_made(line, details)[:1], amended]


def _cared_for(line: Line, details: Mapping[str, Any]) -> list[str]:
    with_team = details.get("with_team")
    worker = _text(details.get("key_worker"))
    if not with_team:
        return []
    return [f"with {with_team}", _text(details.get("phase")), worker and f"key worker {worker}"]


_SAID: dict[Kind, Callable[[Line, Mapping[str, Any]], list[str]]] = {
    Kind.MEDICINE: _medicine,
    Kind.ALLERGY: _allergy,
    Kind.PACKAGE: _package,
    Kind.PREFERENCE: _made,
    Kind.PLAN: _made,
    Kind.LEGAL: _made,
    Kind.PROBLEM: _problem,
    Kind.IMMUNISATION: _dose,
    Kind.ASSESSMENT: _answered,
    Kind.REFERRAL: _cared_for,
    Kind.CONSULTATION: _contact,
    **dict.fromkeys(STAYS, _stay),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of one source, as a label and its words."""

    label: str
    words: str


def facts_of(row: EntryRow) -> list[Told]:
    """Return every fact of a source that a reader can use, in the order in which the source gives them."""
    found = [Told("Status", _text(row.status))] if row.status else []
    if row.value is not None:
        found.append(Told("Value", measured_words(row.value, row.unit)))
    if row.code:
        found.append(Told("Code", f"{row.code} ({row.code_system})" if row.code_system else row.code))
    for name, value in row.details.items():
        if name not in _INNER and value not in ("", None, [], {}):
            found.append(Told(name.replace("_", " ").capitalize(), _text(value)))
    return found


def passages_of(row: EntryRow) -> list[Told]:
    """Return the passages of a document: heading and text."""
    sections = row.details.get("sections") or ()
    return [Told(_text(each.get("title")), _text(each.get("text"))) for each in sections if isinstance(each, Mapping)]


def _text(value: Any) -> str:
    """Return a detail's value as words: yes and no, lists with commas, codes without their underscores."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float | int):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return ", ".join(_text(each) for each in value.values() if each not in ("", None))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_text(each) for each in value)
    text = str(value or "")
    if _A_DAY.match(text):
        with contextlib.suppress(ValueError):  # what only looks like a date is shown as it came
            return str(moments.parse(text))
    return text.replace("_", " ") if text.islower() and " " not in text else text


@dataclass(frozen=True, slots=True)
class Latest:
    """One thing measured: its latest line, and every line of it, latest first."""

    line: Line
    lines: tuple[Line, ...]


def latest_of_each(lines: Sequence[Line]) -> list[Latest]:
    """Return each thing measured once, by its latest line; the things measured last come first."""
    by_concept: dict[str, list[Line]] = {}
    for line in lines:
        by_concept.setdefault(line.concept, []).append(line)
    return [Latest(found[0], tuple(found)) for found in by_concept.values()]
