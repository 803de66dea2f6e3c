"""Tasks as rows of a list: whose each is now, who holds it, how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from joinedup.record.people.models import Demographics
from joinedup.record.tasks import rules
from joinedup.words.basics.names import written_name
from joinedup.words.models_of_care import Standing


@dataclass(frozen=True, slots=True)
class Row:
    """One task of a list, with whose it is now, who holds it, and how it stands."""

    id: int
    person_id: int
    name: str
    nhs_number: str
    birth_date: date | None
    died: bool
    title: str
    source: str
    source_id: int
    key: str
    model: str
    team: str
    team_name: str
    role: str
    account: int | None
    account_name: str
    held_since: datetime | None
    begins_at: datetime
    due_at: datetime | None
    due_said: str
    urgent: bool
    welfare_check: bool
    hidden_from: str
    address: str
    stopped_why: str
    done_at: datetime | None
    standing: Standing


def named(tasks: QuerySet[Any]) -> QuerySet[Any]:
    """Return tasks with all of which ``rows_of`` makes rows."""
    return tasks.select_related("team", "account")


def rows_of(tasks: Iterable[Any], at: datetime) -> list[Row]:
    """Return tasks as rows: one query for them, one for the names of whose they are."""
    found = list(tasks)
    known = Demographics.objects.in_bulk(list({task.now for task in found}))
    return [_row(task, known.get(task.now), at) for task in found]


def _row(task: Any, known: Demographics | None, at: datetime) -> Row:
    return Row(
        task.pk, task.now, written_name(known.family_name, known.given_names, known.title) if known else "",
        known.nhs_number if known else "", known.birth_date if known else None, bool(known and known.death_date),
        task.title, task.source, task.source_id,
        task.key, task.model, task.team.code, task.team.name, task.role, task.account_id,
        task.account.full_name if task.account else "", task.held_since, task.begins_at, task.due_at,
        task.due_said, task.urgent,
        task.welfare_check, task.hidden_from, task.address, task.stopped_why, task.done_at,
        rules.stands(task.due_at, at=at, done_at=task.done_at, stopped=task.stopped_at is not None),
    )  # fmt: skip
