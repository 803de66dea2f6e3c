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
    for step, start in starts(model, happened, started=started).items():
        clock = model.step(step).due
        if clock is not None and step not in happened:
            found[step] = due(clock, start, calendar, stops)
    return found


def starts(
    model: ModelOfCare, happened: Mapping[str, datetime], *, started: Mapping[str, str] | None = None
) -> dict[str, datetime]:
    """Return since when each step that has begun is asked for: the instant from which its clock counts.

    A step without a clock begins when a branch starts it.
    """
    branched = {branch.target for step in model.steps for branch in step.then if branch.act == "step"}
    counted = {step.name: happened.get(_counts_from(step, started or {}, branched)) for step in model.steps}
    return {name: start for name, start in counted.items() if start is not None}


def _counts_from(step: Step, started: Mapping[str, str], branched: set[str]) -> str:
    if step.due is not None and step.due.anchor:
        return step.due.anchor
    comes_round = step.due is not None and step.due.kind == "every" and step.name not in branched
    return ACCEPTED if comes_round else started.get(step.name, "")
