"""Every read of linkage that others may use: whose records are whose, now and as it was; what waits for a decision."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.linkage import rules
from joinedup.record.linkage.models import Link, NeverLink, Review, SentParticulars
from joinedup.record.people.models import Demographics, Person
from joinedup.words.basics.errors import NotFound


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Some of the open reviews, the most alike first, and how many there are in all."""

    reviews: list[Review]
    total: int
    page: int
    size: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against two records being one person's, for someone to decide. A person is 0 where none."""

    review: Review
    first_person: int
    second_person: int
    lines: list[rules.Line]
    reasons: list[str]
    overall: str


def links_of(person_id: int, *, as_at: datetime | None = None) -> QuerySet[Link]:
    """Return a person's links with their source records: those of now, or as it was known at ``as_at``."""
    links = Link.objects.filter(person_id=person_id).select_related("source_record")
    return (links.filter(ended_at=None) if as_at is None else links.filter(_at(as_at))).order_by("source_record_id")


def source_records_of(person_id: int, as_at: datetime | None = None) -> list[int]:
    """Return the ids of a person's source records: those of now, or as it was known at ``as_at``."""
    return list(links_of(person_id, as_at=as_at).values_list("source_record_id", flat=True))


def person_of(source_record_id: int, as_at: datetime | None = None) -> int | None:
    """Return whose a source record is, or was known to be at ``as_at``; None where nobody's."""
    links = Link.objects.filter(source_record_id=source_record_id)
    found = links.filter(ended_at=None) if as_at is None else links.filter(_at(as_at))
    return found.order_by("-pk").values_list("person_id", flat=True).first()


def current_person(person_id: int) -> int:
    """Return the person that ``person_id`` is now: itself, or the one it was found to be.

    Where its records have since gone to several people, the one who has most of them. Raises NotFound for an id
    that we never gave.
    """
    if not Person.objects.filter(pk=person_id).exists():
        raise NotFound("There is no person by this number here.", now="Find the person again.")
    links = Link.objects.filter(person_id=person_id)
    if links.filter(ended_at=None).exists():
        return person_id
    last = links.order_by("-ended_at", "-pk").values("ended_at")[:1]
    records = links.filter(ended_at=Subquery(last)).values("source_record_id")
    now = Counter(
        Link.objects.filter(source_record_id__in=records, ended_at=None)
        .order_by("person_id")
        .values_list("person_id", flat=True)
    )
    return now.most_common(1)[0][0] if now else person_id


def reviews(*, page: int = 1, size: int = 25, why: str = "") -> ReviewPage:
    """Return a page of the pairs that wait for a decision; a pair that has since become one person's waits no more."""
    waiting = _waiting()
    if why:
        waiting = waiting.filter(why=why)
    first = (page - 1) * size
    ordered = waiting.select_related("first", "second").order_by(F("weight").desc(nulls_last=True), "pk")
    return ReviewPage(list(ordered[first : first + size]), waiting.count(), page, size)


def evidence(review_id: int, *, by: Actor, at: datetime) -> Evidence:
    """Return what speaks for and against a review's two records; the look at both people is in the journal.

    Raises NotAllowed and NotFound.
    """
    access.require(by, "linkage.review")
    review = Review.objects.select_related("first", "second").filter(pk=review_id).first()
    if review is None:
        raise NotFound("There is no review by this number.", now="List the reviews that are open.")
    people = [person_of(review.first_id) or 0, person_of(review.second_id) or 0]
    first, second = (_told(record) for record in (review.first_id, review.second_id))
    sensitive = any(told.sensitive for told in (first, second)) or (
        Demographics.objects.filter(person_id__in=people, sensitive=True).exists()
    )
    for person in dict.fromkeys(person for person in people if person):
        journal.write("linkage.look", by=by, at=at, about=person, details={"review": review.pk})
    return Evidence(
        review=review,
        first_person=people[0],
        second_person=people[1],
        lines=rules.side_by_side(_fields(first), _fields(second), sensitive=sensitive),
        reasons=rules.all_in_words(review.evidence.get("levels", [])),
        overall=rules.odds_in_words(review.weight),
    )


def never_links() -> QuerySet[NeverLink]:
    """Return what is on the never-link list now, the oldest first."""
    return NeverLink.objects.filter(ended_at=None).select_related("first", "second").order_by("pk")


def _at(when: datetime) -> Q:
    return Q(linked_at__lte=when) & (Q(ended_at=None) | Q(ended_at__gt=when))


def _waiting() -> QuerySet[Review]:
    second_now = Link.objects.filter(source_record=OuterRef(OuterRef("second_id")), ended_at=None).values("person_id")
    same = Link.objects.filter(source_record=OuterRef("first_id"), ended_at=None, person_id__in=second_now)
    return Review.objects.filter(decided_at=None).filter(~Exists(same))


def _told(source_record_id: int) -> SentParticulars:
    found = SentParticulars.objects.filter(source_record_id=source_record_id, recorded_until=None).first()
    return found or SentParticulars(source_record_id=source_record_id)


def _fields(told: SentParticulars) -> dict[str, str]:
    return {field: str(getattr(told, field)) for field, _, _ in rules.SHOWN}
