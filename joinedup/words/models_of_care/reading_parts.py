"""Reading what stands beside the steps: how people come in, the team, the ends, what is watched, the places."""

from __future__ import annotations

import re
from collections.abc import Mapping

from joinedup.words.basics.errors import Mistake
from joinedup.words.criteria import phrases as criteria_phrases
from joinedup.words.criteria.amounts import Measured
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.vocabulary import lists
from joinedup.words.criteria.written import Written
from joinedup.words.models_of_care import phrases
from joinedup.words.models_of_care.clocks import Length
from joinedup.words.models_of_care.definition import Caseload, Ends, HowIn, Place, Team, Watch
from joinedup.words.models_of_care.fields import Reading
from joinedup.words.models_of_care.reading_steps import forms_of

WATCHED = ("watched_by", "hours", "out_of_hours", "escalate_if_unseen")
DEVICE = ("intended_purpose", "device_status", "manufacturer")
_ONE_NAME = re.compile(r"[a-z][a-z0-9_]*$")


def read_how_in(written: Written | None, of: Reading) -> HowIn:
    """Return how people come in."""
    if written is None:
        return HowIn()
    parts = of.parts(written, "how_in", ("routes", "form", "agree"), needed=("routes",))
    form = forms_of(parts.get("form"), of)
    return HowIn(
        of.words(parts.get("routes"), of.known.words("routes"), "a way in"),
        form[0] if form else "",
        of.words(parts.get("agree"), of.known.words("agrees"), "someone who agrees"),
    )


def read_team(written: Written | None, of: Reading) -> Team:
    """Return who works in the model."""
    if written is None:
        return Team()
    parts, roles = of.parts(written, "a team", ("key_worker", "roles", "caseload"), needed=("roles",)), None
    roles = of.words(parts.get("roles"), of.known.words("roles"), "a role")
    key_worker = of.word(parts.get("key_worker"), roles, "a role of this team")
    caseload: Caseload | None = of.phrase(parts.get("caseload"), phrases.caseload)
    if caseload and caseload.role not in ("key_worker", *roles):
        of.mistakes.at(parts["caseload"], f"'{caseload.role}' is not a role of this team")
    return Team(key_worker, roles, caseload)


def read_ends(written: Written | None, of: Reading) -> Ends:
    """Return how care ends."""
    if written is None:
        return Ends()
    parts = of.parts(written, "ends", ("outcomes", "limit", "changes"), needed=("outcomes",))
    changes = of.parts(parts["changes"], "changes", tuple(of.known.words("changes"))) if "changes" in parts else {}
    told = [(name, of.word(part, of.known.words("then"), "what happens then")) for name, part in changes.items()]
    outcomes = of.words(parts.get("outcomes"), of.known.words("outcomes"), "an outcome")
    return Ends(outcomes, of.phrase(parts.get("limit"), phrases.length), tuple(told))


def read_places(written: Written | None, of: Reading) -> tuple[Place, ...]:
    """Return what the model fills."""
    found: list[Place] = []
    for name, item in of.named(written, "place") if written is not None else ():
        parts = of.parts(item, "a place", ("kind", "places", "sessions"), needed=("kind",))
        if not _ONE_NAME.match(name) or name in [place.name for place in found]:
            of.mistakes.at(item, f"'{name}' must be a name of its own: small letters, digits and _")
        kind = of.word(parts.get("kind"), of.known.words("places"), "a kind of place")
        sessions = of.phrase(parts.get("sessions"), _whole)
        if sessions and kind != "group":
            of.mistakes.at(parts["sessions"], "only a group has sessions")
        found.append(Place(name, kind, of.phrase(parts.get("places"), _whole), sessions))
    return tuple(found)


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:6]) <= 10_000 or len(text) > 5:
        raise NotAPhrase(f"'{text}' must be a whole number from 1 to 10,000")
    return int(text)


def read_monitor(written: Written | None, of: Reading) -> tuple[Watch, ...]:
    """Return what is watched. Without who, when, what out of hours and what if nobody looks, it is refused.

    Without what it is meant for, its device status and who makes it, it stays off, which is told as a warning.
    """
    found = []
    for item in of.items(written, "signal") if written is not None else ():
        parts = of.parts(item, "a signal", ("signal", *WATCHED, *DEVICE), needed=("signal",))
        for name in (name for name in WATCHED if parts and name not in parts):
            of.mistakes.at(item, f"is refused without {name}: nothing is watched unless someone looks")
        if missing := [name for name in DEVICE if name not in parts]:
            of.warn(item, f"stays off until it says {', '.join(missing)}")
        found.append(_watch(parts, of))
    return tuple(found)


def _watch(parts: Mapping[str, Written], of: Reading) -> Watch:
    unseen, to = of.phrase(parts.get("escalate_if_unseen"), phrases.escalate) or (Length(1, "hour"), "")
    if to and to not in of.known.words("roles"):
        of.mistakes.at(parts["escalate_if_unseen"], f"'{to}' is not a role that we know")
    return Watch(
        of.phrase(parts.get("signal"), _signal) or Measured("", criteria_phrases.span("0")),
        of.word(parts.get("watched_by"), of.known.words("roles"), "a role"),
        of.phrase(parts.get("hours"), phrases.hours) or "",
        of.word(parts.get("out_of_hours"), of.known.services, "a service or model of care that we know"),
        unseen,
        to,
        of.text(parts.get("intended_purpose")),
        of.word(parts.get("device_status"), of.known.words("device_status"), "a device status"),
        of.text(parts.get("manufacturer")),
    )


def _signal(text: str) -> Measured:
    found, units = criteria_phrases.measured(text), lists.measurements()
    if found.thing not in units:
        raise NotAPhrase(f"'{found.thing}' is not measured; there are: {', '.join(sorted(units))}")
    if found.span.unit and found.span.unit != units[found.thing]:
        raise NotAPhrase(f"'{text}': {found.thing} is measured in {units[found.thing]}")
    return found


def warnings_of(of: Reading) -> tuple[Mistake, ...]:
    """Return the warnings, each once."""
    return tuple(dict.fromkeys(of.warnings))
