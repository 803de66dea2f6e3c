"""Moving source records from one person to another: links end, links begin, demographics are worked out again.

The inside of merge, unmerge and separate; each runs inside its caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, Subquery

from joinedup.record.linkage import reading, writing
from joinedup.record.linkage.models import Link, Method, NeverLink, SentParticulars
from joinedup.record.linkage.workspace import workspace
from joinedup.record.people import actions as people
from joinedup.record.people.rules import SPINE, source_of
from joinedup.words.basics.errors import CannotProceed


def move(links: Sequence[Link], *, to: int, method: Method, decided_by: int | None, reason: str, at: datetime) -> None:
    """End ``links``, which are current, and link their records to the person ``to``; weights are kept with them.

    ``reason`` is cut to what a link holds.
    """
    left = {link.person_id for link in links}
    writing.write_links(
        ((link.source_record_id, to, method.value, link.weight, decided_by, reason[:200]) for link in links), at=at
    )
    project([*left, to])


def project(person_ids: Sequence[int]) -> None:
    """Work out the demographics of some people again; those without records have none."""
    with_records = set(Link.objects.filter(person_id__in=person_ids, ended_at=None).values_list("person_id", flat=True))
    people.forget_demographics(set(person_ids) - with_records)
    if with_records:
        with workspace() as space:
            reading.read_sent(space, people=sorted(with_records))
            space.run("CREATE TABLE whose AS SELECT record, person FROM sent")
            writing.write_demographics(space)


def brought_by_last_merge(gone: int) -> tuple[int, list[Link]]:
    """Return into whom a person was last joined, and the current links of exactly the records that this brought.

    Raises CannotProceed where the person stands for themselves, and where the other was joined on since.
    """
    if Link.objects.filter(person_id=gone, ended_at=None).exists():
        raise CannotProceed("This person has not been merged into another.", now="There is nothing to undo.")
    next_links = Link.objects.filter(source_record=OuterRef("source_record_id"), pk__gt=OuterRef("pk")).order_by("pk")
    left = (
        Link.objects.filter(person_id=gone)
        .annotate(next_person=Subquery(next_links.values("person_id")[:1]))
        .exclude(next_person=None)
        .order_by("-ended_at", "-pk")
    )
    last = left.first()
    if last is None:
        raise CannotProceed("This person never had a record.", now="There is nothing to undo.")
    kept = int(last.next_person)
    records = left.filter(ended_at=last.ended_at, next_person=kept).values("source_record_id")
    brought = list(Link.objects.filter(source_record_id__in=records, person_id=kept, ended_at=None).order_by("pk"))
    if not brought:
        raise CannotProceed(
            "The person they were merged into has since been merged into another.", now="Undo that merge first."
        )
    return kept, brought


def refuse_if_never_linked(one: int, other: int) -> None:
    """Raise CannotProceed where the never-link list keeps two people apart."""
    listed = NeverLink.objects.filter(ended_at=None)
    ones, others = (
        list(Link.objects.filter(person_id=person, ended_at=None).values_list("source_record_id", flat=True))
        for person in (one, other)
    )
    closed = listed.exclude(nhs_number="").values("nhs_number")
    if (
        listed.filter(first_id__in=ones, second_id__in=others).exists()
        or listed.filter(first_id__in=others, second_id__in=ones).exists()
        or SentParticulars.objects.filter(
            source_record_id__in=[*ones, *others], recorded_until=None, nhs_number__in=closed
        ).exists()
    ):
        raise CannotProceed(
            "These two are on the never-link list.", now="Ask whoever keeps the list before you do anything else."
        )


def preferred(one: int, other: int) -> tuple[int, int]:
    """Return which of two people stays and which is merged: whom a general practice knows, else the older id."""
    known = {
        person
        for person, group in Link.objects.filter(person_id__in=(one, other), ended_at=None).values_list(
            "person_id", "source_record__feed_group"
        )
        if source_of(group) == SPINE
    }
    kept = min((one, other), key=lambda person: (person not in known, person))
    return kept, other if kept == one else one
