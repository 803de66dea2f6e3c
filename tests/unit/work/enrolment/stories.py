"""Stories of enrolments, drawn as tables, for tests without a database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from joinedup.insight.models_of_care import model_named
from joinedup.words.models_of_care import ModelOfCare, england, read
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.rules import state_of
from joinedup.work.enrolment.state import State
from tests.world.drawn import instant, rows

PRESCRIBING = "neighbourhood-social-prescribing"
FALLS = "falls-and-balance"
URGENT = "two-hour-urgent-response"
LENA = 7


def model(name: str) -> ModelOfCare:
    """Return a model of the catalogue."""
    return model_named(name).model


def own(steps: str, **more: str) -> ModelOfCare:
    """Return a model of one's own with these steps."""
    head = {"how_in": "{routes: [gp]}", "team": "{key_worker: buddy, roles: [buddy, gp]}",
            "ends": "{outcomes: [goals_met, referred_on, declined]}", **more}  # fmt: skip
    text = "\n".join([
        "id: ours", "title: Ours", "version: 2026-04", "source: ours", "who: {age: 18 or over}",
        *(f"{name}: {value}" for name, value in head.items()), "steps:", *(f"  - {step}" for step in steps.splitlines()),
    ])  # fmt: skip
    return read(text, file="ours.yaml").model


def story(table: str, **details: dict[str, Any]) -> list[Happened]:
    """Return the events of a drawn table: at, what, step; details by the row's ``more`` name."""
    found = []
    for number, row in enumerate(rows(table)):
        at = instant(row["at"])
        found.append(
            Happened(
                Kind(row["what"]), at, f"k{number}", at, row.get("step", ""), int(row.get("nth") or 0),
                row.get("why", ""), LENA, details.get(row.get("more", ""), {}),
            )
        )  # fmt: skip
    return found


def at_the_end(of: ModelOfCare, events: list[Happened], at: str | datetime | None = None) -> State:
    """Return where someone stands after all of it, or at a moment."""
    moment = instant(at) if isinstance(at, str) else at
    return state_of(of, events, england(), at=moment)


def shown(state: State) -> list[str]:
    """Return what is owed, as it is said: follow_up by the end of 20 May 2026."""
    return [f"{step.key} {step.due or 'some day'}{f' ({step.due.stopped.reason})' if step.due and step.due.stopped else ''}"
            for step in state.owed]  # fmt: skip
