"""What is known of someone now beside what a release tells of them: whom clinicians added since. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from joinedup.words.basics.moments import LONDON
from joinedup.words.criteria import Expression, PersonFacts
from joinedup.words.criteria.expression import rests_on

ADDITION = "addition"


def may_be_added_to(who: Expression | None) -> bool:
    """Return whether criteria ask whom clinicians added by name: to no other model is anyone added."""
    return who is not None and ADDITION in rests_on(who)


def as_added_now(facts: PersonFacts, model: str, *, since: datetime | None, on: date) -> PersonFacts:
    """Return someone's facts with their addition to ``model`` as it stands now, whatever the release says of it.

    ``since`` is when they were added, None where they are not. ``on`` is the day of which the release tells: whom a
    clinician added after it is added too, since no day that it knows, so that nobody waits for the next release.
    """
    others = [row for row in facts.rows.get(ADDITION, ()) if row["model"] != model]
    day = since.astimezone(LONDON).date() if since else on
    held = [{"model": model, "start_date": day if day <= on else None, "end_date": None}] if since else []
    return replace(facts, rows={**facts.rows, ADDITION: [*others, *held]}, told=facts.told | {ADDITION})
