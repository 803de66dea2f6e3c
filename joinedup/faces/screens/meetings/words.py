"""The choices of whom something can be asked, in words."""

from __future__ import annotations

from datetime import date

from joinedup.insight.models_of_care import known
from joinedup.record.access.queries import teams_by_organisation
from joinedup.record.tasks.rules import DOES
from joinedup.words.models_of_care.known import title_of


def teams_to_ask(*, on: date) -> list[tuple[str, str]]:
    """Return every team of the place by its code: its name and whose it is."""
    found = teams_by_organisation(on=on)
    return [(code, f"{name}, {organisation}") for _, organisation, teams in found for code, name in teams]


def doers() -> list[tuple[str, str]]:
    """Return who of a team can be asked, by the word of a task."""
    return sorted(((role, title_of("roles", role, known())) for role in DOES), key=lambda each: each[1])
