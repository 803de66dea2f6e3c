"""What is due by the retention rules, counted: the dry run. Never whose, and nothing is changed.

Records are counted in one query that gives each organisation's record's last contact with birth and death; that reads
every entry's dates once. What is not a record is counted by its own table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.intake.queries import feeds
from joinedup.exchange.optouts.models import OptOutCheck
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.planning.reidentification.models import Request
from joinedup.planning.releases.models import Release
from joinedup.planning.reports.models import Made
from joinedup.planning.retention.definition import rules
from joinedup.planning.retention.rules import RECORDS, Due, Keep, Known, RetentionRule, tally
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.answers.models import Answered
from joinedup.record.entries.downtime.keeping import packs
from joinedup.record.entries.models import Entry
from joinedup.record.journal.models import JournalLine, Seal
from joinedup.record.linkage.models import Link
from joinedup.words.basics.moments import LONDON, start_of_day

NOT_TOLD_APART = "Not told apart from other records here."
NONE_KEPT = "None are kept here."


def due(*, by: Actor, on: date) -> list[Due]:
    """Return what is due on a day by each rule, in the order of the rules. Raises NotAllowed."""
    access.require(by, "retention.see")
    every = rules()
    records = [rule for rule in every.values() if rule.of == RECORDS]
    counted = {each.rule.id: each for each in tally(records, known_records(), on=on)}
    return [counted.get(rule.id) or _working(rule, on) for rule in every.values()]


def known_records() -> Iterator[tuple[str, Known, int]]:
    """Yield each system with what is known of records in it, and of how many; people's ids are not asked for."""
    last = (
        Entry.objects.filter(source_record=OuterRef("source_record_id"), recorded_until=None)
        .order_by()
        .values("source_record")
        .annotate(last=Max(Coalesce("ended_at", "happened_at")))
        .values("last")
    )
    found = (
        Link.objects.filter(ended_at=None)
        .annotate(last=TruncDate(Coalesce(Subquery(last), F("source_record__first_known_at")), tzinfo=LONDON))
        .values(
            "source_record__feed_group", "last", "person__demographics__birth_date", "person__demographics__death_date"
        )
        .annotate(number=Count("pk"))
        .order_by()
        .values_list(
            "source_record__feed_group", "last", "person__demographics__birth_date",
            "person__demographics__death_date", "number",
        )
    )  # fmt: skip
    for system, day, born, died, number in found.iterator(chunk_size=5_000):
        yield system, Known(day, born, died), number


def before(keep: Keep, on: date) -> datetime:
    """Return the instant before which something was made that is due on ``on``; the end of the last day that is.

    It is found from the day it would be due, so that months of unequal length count as ``Keep.after`` counts them.
    """
    day = on - timedelta(days={"day": 1, "month": 31, "year": 366}[keep.unit] * keep.number)
    while keep.after(day + timedelta(days=1)) <= on:
        day += timedelta(days=1)
    return start_of_day(day + timedelta(days=1))


def landed(until: datetime) -> QuerySet[Delivery]:
    """Return deliveries taken in whole before ``until`` whose file may go: no list is read from it, nothing waits."""
    lists = [feed.name for feed in feeds().values() if feed.shape == "reference"]
    waits = HeldItem.objects.filter(state=HeldItem.State.HELD, delivery_id__isnull=False)
    done = Delivery.objects.filter(state=Delivery.State.DONE, finished_at__lt=until).exclude(landed_at_path="")
    return done.exclude(feed__in=lists).exclude(pk__in=waits.values("delivery_id"))


def dismissed(until: datetime) -> QuerySet[HeldItem]:
    """Return what was dismissed before ``until``."""
    return HeldItem.objects.filter(state=HeldItem.State.DISMISSED, settled_at__lt=until)


def old_releases(until: datetime) -> QuerySet[Release]:
    """Return releases before ``until`` but the newest of each purpose and project, and those that a request names."""
    newest: dict[tuple[str, Any], int] = {}
    for pk, purpose, manifest in Release.objects.order_by("published_at", "pk").values_list(
        "pk", "purpose", "manifest"
    ):
        newest[(purpose, manifest.get("project"))] = pk
    found = Release.objects.filter(published_at__lt=until).exclude(pk__in=newest.values())
    return found.exclude(pk__in=Request.objects.values("release"))


def old_reports(until: datetime) -> QuerySet[Made]:
    """Return what was made before ``until``."""
    return Made.objects.filter(made_at__lt=until)


def _of(found: QuerySet[Any], day: str) -> tuple[int, datetime | None]:
    told = found.order_by().aggregate(number=Count("pk"), oldest=Min(day))
    return told["number"], told["oldest"]


def _packs(until: datetime) -> tuple[int, datetime | None]:
    made = [at for _, at in packs() if at < until]
    return len(made), min(made, default=None)


_COUNTED: dict[str, Callable[[datetime], tuple[int, datetime | None]]] = {
    "landed files": lambda until: _of(landed(until), "finished_at"),
    "quarantine": lambda until: _of(dismissed(until), "settled_at"),
    "releases": lambda until: _of(old_releases(until), "published_at"),
    "made reports": lambda until: _of(old_reports(until), "made_at"),
    "opt-out answers": lambda until: _of(
        OptOutCheck.objects.filter(deleted_at=None, expires_at__lt=until), "expires_at"
    ),
    "downtime packs": _packs,
    "journal": lambda until: _of(JournalLine.objects.filter(at__lt=until), "at"),
    "answered forms": lambda until: _of(Answered.objects.filter(happened_at__lt=until), "happened_at"),
    "seals": lambda until: _of(Seal.objects.filter(sealed_at__lt=until), "sealed_at"),
}  # fmt: skip


def _working(rule: RetentionRule, on: date) -> Due:
    counted = _COUNTED.get(rule.of)
    if counted is None:
        return Due(rule, why_not=NONE_KEPT if rule.of == "copies" else NOT_TOLD_APART)
    number, oldest = counted(before(rule.keep, on))
    if not number or oldest is None:
        return Due(rule)
    day = oldest.astimezone(LONDON).date()
    return Due(rule, number, rule.keep.after(day), day)
