"""What is due when, of one person's events: the one decision that the clinic, the examples and simulation all ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from joinedup.words.models_of_care.calendar import Calendar
from joinedup.words.models_of_care.clocks import Due, Stop, due
from joinedup.words.models_of_care.definition import ModelOfCare, Step

ACCEPTED = "accepted"


def dues(
    model: ModelOfCare,
    happened: Mapping[str, datetime],
    calendar: Calendar,
    *,
    started: Mapping[str, str] | None = None,
    stops: Sequence[Stop] = (),
) -> dict[str, Due]:
    """Return by when each outstanding step is due.

    ``happened`` has the instant of each event and step done so far, and of entering a place; ``started`` names, for a
    step that a branch started, the step whose answer did. A step of which neither has happened is not due yet, so it is
    left out; one that comes round is due the first time.
    """
    found = {}
    branched = {branch.target for step in model.steps for branch in step.then if branch.act == "step"}
    for step in model.steps:
        start = happened.get(_counts_from(step, started or {}, branched))
        if step.due is not None and start is not None and step.name not in happened:
            found[step.name] = due(step.due, start, calendar, stops)
    return found


def _counts_from(step: Step, started: Mapping[str, str], branched: set[str]) -> str:
    if step.due is not None and step.due.anchor:
        return step.due.anchor
    comes_round = step.due is not None and step.due.kind == "every" and step.name not in branched
    return ACCEPTED if comes_round else started.get(step.name, "")
