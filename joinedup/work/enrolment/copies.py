"""A person's time on models of care, for the copy of all that is held about them: what happened, when, and why.

Who recorded it is told by their role and where they work, as who looked is. What an answer asked others to do is held
back, for it may tell of a concern that the person must hear from someone and not from a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from joinedup.record.access.actor import role_title
from joinedup.record.access.queries import organisation_names
from joinedup.record.sharing.gate import Opened
from joinedup.work.enrolment.events import Kind
from joinedup.work.enrolment.models import Event
from joinedup.work.enrolment.queries import enrolments_of

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CareCopy:
    """What someone was and is on: a row for each time on a model, with what happened; ``held_back`` counts the rest."""

    care: tuple[Row, ...]
    held_back: int

    def as_json(self) -> bytes:
        """Return it as JSON for machines."""
        return orjson.dumps(self.care, option=orjson.OPT_INDENT_2)


def copy_of_care(opened: Opened) -> CareCopy:
    """Return all that happened to a person opened with ``act="record.export"`` on models of care. Three queries."""
    rows, names = enrolments_of(opened), organisation_names()
    events = list(Event.objects.filter(enrolment_id__in=[row.id for row in rows]).order_by("at", "recorded_at", "pk"))
    told = [event for event in events if event.kind not in (Kind.ERRAND_DONE, Kind.RISK)]
    care = tuple(
        {
            "model": row.title, "version": row.version, "team": row.team_name, "from": row.started_at,
            "until": row.ended_at, "outcome": row.outcome,
            "happened": [
                {
                    "when": event.at, "what": event.kind, "step": event.step, "why": event.why,
                    "by": f"{role_title(event.role)}, {names.get(event.organisation, event.organisation)}",
                }
                for event in told if event.enrolment_id == row.id
            ],
        }
        for row in rows
    )  # fmt: skip
    return CareCopy(care, len(events) - len(told))
