"""Whose place may be shown nowhere: told for source records, for pairs of them, and for people under any number.

A person flagged sensitive has no location shown: not where they are registered, and not who sends of them, be it in a
pair that waits for a decision or in the journal. One flagged record hides both of a pair, as they may be one person.
Source: Personal Demographics Service, restricted (sensitive) records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from joinedup.record.linkage.models import Link, Review, SentParticulars, SourceRecord
from joinedup.record.people.models import Demographics
from joinedup.record.people.rules import names_for_sources


def hidden_records(records: Collection[int] | None = None) -> frozenset[int]:
    """Return those of ``records`` (without any: of all that there are) whose sender may not be named."""
    found = Link.objects.filter(_hidden(), ended_at=None).values_list("source_record_id", flat=True)
    nobodys = _flagged().values_list("source_record_id", flat=True)
    if records is not None:
        found, nobodys = found.filter(source_record_id__in=records), nobodys.filter(source_record_id__in=records)
    return frozenset(found.union(nobodys))


def hidden_people(people: Collection[int] | None = None) -> frozenset[int]:
    """Return those of ``people`` who have, or under whom someone had, a record whose sender may not be named."""
    ever = Link.objects.filter(_hidden())
    asked = ever if people is None else ever.filter(person_id__in=people)
    return frozenset(asked.values_list("person_id", flat=True))


def _flagged() -> QuerySet[SentParticulars]:
    return SentParticulars.objects.filter(sensitive=True, recorded_until=None)


def _hidden() -> Q:
    """Return the condition for links, of now or of the past, to records that their sender or any other flags."""
    theirs = Link.objects.filter(ended_at=None, person__demographics__sensitive=True)
    return Q(source_record_id__in=_flagged().values("source_record_id")) | Q(
        source_record_id__in=theirs.values("source_record_id")
    )


def about_someone_hidden(*, sender: str, named: Collection[str]) -> bool:
    """Return whether any of ``named`` is an NHS number of someone hidden, or ``sender``'s own id of their record."""
    if Demographics.objects.filter(sensitive=True, nhs_number__in=named).exists():
        return True
    numbered = SentParticulars.objects.filter(recorded_until=None, nhs_number__in=named)
    known = SourceRecord.objects.filter(sender=sender, local_id__in=named)
    return bool(
        hidden_records([*numbered.values_list("source_record_id", flat=True), *known.values_list("pk", flat=True)])
    )


def without_senders(reviews: Iterable[Review], hidden: Collection[int]) -> Iterable[Review]:
    """Yield pairs as they may be shown: where either record is ``hidden``, its senders are Source A and Source B.

    What is yielded is for showing and is not to be saved.
    """
    for review in reviews:
        if review.first_id in hidden or review.second_id in hidden:
            names = names_for_sources((review.first.sender, review.second.sender))
            for record in (review.first, review.second):
                record.sender = names[record.sender]
        yield review
