"""Enrolments as rows of a list: whose each is now, who leads it, what is due first; and which are one's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import account_names, senders_of
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.models import Demographics
from joinedup.work.enrolment.models import Enrolment
from joinedup.work.enrolment.state import PHASE_TITLES, Phase, Weight


@dataclass(frozen=True, slots=True)
class Row:
    """One enrolment of a list, with whose it is now and what is due first."""

    id: int
    person_id: int
    name: str
    nhs_number: str
    birth_date: Any
    died: bool
    model: str
    title: str
    version: str
    team: str
    team_name: str
    phase: Phase
    route: str
    key_worker: int | None
    key_worker_name: str
    started_at: datetime
    accepted_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    outcome: str
    limit_at: datetime | None
    next_step: str
    next_due_at: datetime | None
    weight: Weight

    @property
    def phase_title(self) -> str:
        """Return how far they are, in a word."""
        return PHASE_TITLES[self.phase]


def theirs(by: Actor) -> QuerySet[Enrolment]:
    """Return the enrolments of the teams of one's organisation, and of those that are asked to take someone over."""
    codes = senders_of(by.organisation)
    return Enrolment.objects.filter(
        Q(service__team__organisation__ods_code__in=codes) | Q(transfer_to__team__organisation__ods_code__in=codes)
    )


def named(found: QuerySet[Any]) -> QuerySet[Any]:
    """Return enrolments with all of which ``rows_of`` makes rows."""
    rows: QuerySet[Any] = found.annotate(is_now=person_now("person_id")).select_related("version", "service__team")
    return rows


def rows_of(found: Iterable[Any]) -> list[Row]:
    """Return enrolments as rows: one query for them, one for the names of whose they are, one for who leads."""
    rows = list(found)
    now = {row.pk: row.is_now for row in rows}
    known = Demographics.objects.in_bulk(list(set(now.values())))
    workers = account_names(row.key_worker_id for row in rows)
    return [_row(row, now[row.pk], known.get(now[row.pk]), workers) for row in rows]


def _row(row: Enrolment, person: int, known: Demographics | None, workers: Mapping[int | None, str]) -> Row:
    return Row(
        row.pk, person, known.name if known else "", known.nhs_number if known else "",
        known.birth_date if known else None, bool(known and known.death_date), row.model, row.version.title,
        row.version.version, row.service.team.code, row.service.team.name, Phase(row.phase), row.route,
        row.key_worker_id, workers.get(row.key_worker_id, "") if row.key_worker_id else "", row.started_at,
        row.accepted_at, row.paused_at, row.ended_at, row.outcome, row.limit_at, row.next_step, row.next_due_at,
        Weight(row.weight),
    )  # fmt: skip
