"""Destroying working copies past their time, each kind with a certificate in the journal; the record never."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.optouts import actions as optouts
from joinedup.planning.releases import alone
from joinedup.planning.reports import queries as reports
from joinedup.planning.retention import queries
from joinedup.planning.retention.definition import rules
from joinedup.planning.retention.rules import DESTROY, RetentionRule
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.entries.downtime import keeping
from joinedup.record.journal import actions as journal
from joinedup.words.basics.moments import LONDON

AT_ONCE = 1_000
"""How many of one kind are destroyed in one transaction."""


@dataclass(frozen=True, slots=True)
class Destroyed:
    """A certificate: by which rule, how many, and the bytes of their files where they were files."""

    rule: RetentionRule
    count: int
    size: int = 0


def apply(*, by: Actor, at: datetime) -> list[Destroyed]:
    """Destroy the working copies that are due now, and return a certificate for each rule by which some were.

    The files go first and then what names them, so that none is left that nothing knows of; where it is stopped half
    way, what is left is due still. Raises NotAllowed, and CannotProceed while a release is being made.
    """
    access.require(by, "retention.apply")
    on = at.astimezone(LONDON).date()
    made = []
    for rule in rules().values():
        if rule.then == DESTROY:
            count, size = _DESTROY[rule.of](rule, on, by, at)
            if count:
                told = {"rule": rule.id, "of": rule.of, "count": count, "bytes": size, "kept": rule.said}
                journal.write("retention.destroyed", by=by, at=at, details=told)
                made.append(Destroyed(rule, count, size))
    return made


def _landed(rule: RetentionRule, on: date, by: Actor, at: datetime) -> tuple[int, int]:
    def these(found: list[Delivery]) -> int:
        size = _unlink(Path(settings.HOME) / each.landed_at_path for each in found)
        Delivery.objects.filter(pk__in=[each.pk for each in found]).update(landed_at_path="")
        return size

    return _in_parts(lambda: queries.landed(queries.before(rule.keep, on)), these)


def _quarantine(rule: RetentionRule, on: date, by: Actor, at: datetime) -> tuple[int, int]:
    count, _ = queries.dismissed(queries.before(rule.keep, on)).delete()
    return count, 0


def _releases(rule: RetentionRule, on: date, by: Actor, at: datetime) -> tuple[int, int]:
    count = size = 0
    with alone.publishing(settings.HOME):
        for release in queries.old_releases(queries.before(rule.keep, on)):
            folder = Path(settings.HOME) / release.path
            size += sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            shutil.rmtree(folder, ignore_errors=True)
            release.delete()
            count += 1
    return count, size


def _reports(rule: RetentionRule, on: date, by: Actor, at: datetime) -> tuple[int, int]:
    def these(found: list[Any]) -> int:
        size = _unlink(reports.path_of(each) for each in found if each.file)
        type(found[0]).objects.filter(pk__in=[each.pk for each in found]).delete()
        return size

    return _in_parts(lambda: queries.old_reports(queries.before(rule.keep, on)), these)


def _answers(rule: RetentionRule, on: date, by: Actor, at: datetime) -> tuple[int, int]:
    return optouts.delete_expired(at=at), 0


def _packs(rule: RetentionRule, on: date, by: Actor, at: datetime) -> tuple[int, int]:
    return keeping.destroy_expired(at=at, by=by), 0


_DESTROY: dict[str, Callable[[RetentionRule, date, Actor, datetime], tuple[int, int]]] = {
    "landed files": _landed, "quarantine": _quarantine, "releases": _releases, "made reports": _reports,
    "opt-out answers": _answers, "downtime packs": _packs,
}  # fmt: skip


def _in_parts(due: Callable[[], Any], destroy: Callable[[list[Any]], int]) -> tuple[int, int]:
    """Destroy what is due, so many at once, and return how many, and the bytes of their files."""
    count = size = 0
    while found := list(due().order_by("pk")[:AT_ONCE]):
        with transaction.atomic():
            size += destroy(found)
        count += len(found)
    return count, size


def _unlink(paths: Iterable[Path]) -> int:
    """Delete files, and return how many bytes they had; one that is gone already had none."""
    size = 0
    for path in paths:
        if path.is_file():
            size += path.stat().st_size
            path.unlink()
    return size
