"""Every read of linkage that others may use: whose records are whose, now and as it was; what waits for a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.linkage import rules
from joinedup.record.linkage.hiding import hidden_records, without_senders
from joinedup.record.linkage.models import Link, Method, NeverLink, Review, SentParticulars
from joinedup.record.people.models import Demographics, Person
from joinedup.record.store.pages import SIZE, Page, page_of
from joinedup.words.basics.errors import BadInput, NotFound
from joinedup.words.basics.nhs_number import is_valid

Decision = Review.Decision
Why = Review.Why


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against two records being one person's, for someone to decide. A person is 0 where none."""

    review: Review
    first_person: int
    second_person: int
    lines: list[rules.Line]
    reasons: list[str]
    overall: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Two people side by side, for someone who thinks that they are one. ``records`` is how many each has."""

    first_person: int
    second_person: int
    records: tuple[int, int]
    lines: list[rules.Line]


@dataclass(frozen=True, slots=True)
class Move:
    """Records that went from one person to another because someone decided so; ``undoable`` where it can go back."""

    was: int
    now: int
    method: str
    title: str
    records: int
    decided_by: int | None
    decided_at: datetime
    reason: str
    undoable: bool


def links_of(person_id: int, *, as_at: datetime | None = None) -> QuerySet[Link]:
    """Return a person's links with their source records: those of now, or as it was known at ``as_at``."""
    links = Link.objects.filter(person_id=person_id).select_related("source_record")
    return (links.filter(ended_at=None) if as_at is None else links.filter(_at(as_at))).order_by("source_record_id")


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


def reviews(*, by: Actor, page: int = 1, size: int = SIZE, why: str = "", decided: bool = False) -> Page[Review]:
    """Return a page of the pairs that wait for a decision, the most alike first; or of those decided, the latest first.

    A pair that has since become one person's waits no more. Senders of a sensitive person are not named.
    """
    found = page_of(_reviews(by=by, why=why, decided=decided), number=page, size=size)
    hidden = hidden_records([record for pair in found.items for record in (pair.first_id, pair.second_id)])
    return replace(found, items=list(without_senders(found.items, hidden)))


def every_review(*, by: Actor, why: str = "", decided: bool = False) -> Iterator[Review]:
    """Return all the pairs of which ``reviews`` gives a page, one by one."""
    return iter(without_senders(_reviews(by=by, why=why, decided=decided).iterator(), hidden_records()))


def moves(*, by: Actor, page: int = 1, size: int = SIZE) -> Page[Move]:
    """Return a page of what people decided about whose records are whose, the latest first."""
    found = page_of(_moves(by=by), number=page, size=size)
    return Page([_move(row) for row in found.items], found.number, found.total, found.size)


def every_move(*, by: Actor) -> Iterator[Move]:
    """Return all the moves of which ``moves`` gives a page, one by one."""
    return (_move(row) for row in _moves(by=by).iterator())


def move_of(gone: int, *, by: Actor) -> Move:
    """Return the last joining of ``gone`` into another, which can be undone. Raises NotFound where there is none."""
    found = next((_move(row) for row in _moves(by=by).filter(was=gone, undoable=True)), None)
    if found is None:
        raise NotFound("This person is not joined to another.", now="Look at the history of decisions again.")
    return found


def people_under(number: str, *, by: Actor, at: datetime) -> list[int]:
    """Return the people known by an NHS number, or by our own number; for stewards and for who reads the journal.

    The journal keeps whom it showed, never what was typed. Raises NotAllowed, BadInput, NotFound.
    """
    if not access.may(by, "journal.see").allowed:
        access.require(by, "linkage.merge")
    digits = "".join(number.split()).replace("-", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 10:
        raise BadInput(
            "That is not an NHS number or a person’s number here.",
            now="An NHS number has ten digits; a person’s number is on the pages of linkage.",
        )
    if len(digits) == 10 and not is_valid(digits):
        raise BadInput("That is not a valid NHS number.", now="Check its ten digits.")
    if len(digits) == 10:
        known = Demographics.objects.filter(nhs_number=digits)
        found = list(known.order_by("person_id").values_list("person_id", flat=True))
    else:
        found = list(Person.objects.filter(pk=int(digits)).values_list("pk", flat=True))
    journal.write("person.find", by=by, at=at, details={"by": ["number"], "people": found})
    if not found:
        raise NotFound("Nobody is known here by this number.", now="Check the number, or try another.")
    return found


def people_who_became(person_id: int) -> list[int]:
    """Return every id under which the records that are now this person's were ever known, theirs first."""
    return [person_id, *sorted(set(became(person_id).distinct()) - {person_id})]


def became(person_id: int) -> QuerySet[Link, int]:
    """Return the same, for a query: the ids under which the records that are now this person's were ever known."""
    records = Link.objects.filter(person_id=person_id, ended_at=None).values("source_record_id")
    return Link.objects.filter(source_record_id__in=records).values_list("person_id", flat=True)


def formerly(people: Collection[int]) -> set[int]:
    """Return every id under which the records of these people were ever known, theirs too.

    It narrows a query of many people before ``person_now`` says whose each row is: records that parted again were
    known under one id and lead to two.
    """
    now = {"source_record__links__person_id__in": list(people), "source_record__links__ended_at": None}
    return {*people, *Link.objects.filter(**now).values_list("person_id", flat=True).distinct()}


def theirs_then(person_id: int, moment: str) -> Q:
    """Return, for a query of rows that name a person, which are of this one: theirs, and another's while it was theirs.

    ``moment`` is the column of when a row was written. A row under another's number counts where that one then had a
    record that is this person's now: so that nobody reads what was written of somebody with whom they were mistaken.
    So does one under a number that was nobody's any more, and whose records had come to be theirs: after two people
    were found to be one, whoever still asks for the number that is gone asks for this person.
    """
    records = Link.objects.filter(person_id=person_id, ended_at=None).values("source_record_id")
    then = Link.objects.filter(source_record_id__in=records, person_id=OuterRef("person_id")).filter(
        Q(ended_at=None) | Q(ended_at__gte=OuterRef(moment)), linked_at__lte=OuterRef(moment)
    )
    open_then = Q(ended_at=None) | Q(ended_at__gte=OuterRef(moment))
    anyones = Link.objects.filter(open_then, person_id=OuterRef("person_id"), linked_at__lte=OuterRef(moment))
    before = Link.objects.filter(
        source_record_id__in=records, person_id=OuterRef("person_id"), ended_at__lt=OuterRef(moment)
    )
    gone = Exists(before) & ~Exists(anyones)
    return Q(person_id=person_id) | Q(Exists(then)) | Q(gone)


def person_now(of: str) -> Coalesce:
    """Return, for a query, who the person named in column ``of`` is now, as ``current_person`` does.

    Rows that name a person by their id keep it when two people are found to be one; this is where they lead. Whoever
    has records is still themselves: what another brought for a while, and took away again, leads nobody elsewhere.
    """
    themselves = Link.objects.filter(person_id=OuterRef(of), ended_at=None).values("person_id")[:1]
    last = Link.objects.filter(person_id=OuterRef("person_id")).order_by("-ended_at", "-pk").values("ended_at")[:1]
    theirs = Link.objects.filter(person_id=OuterRef(OuterRef(of)), ended_at=Subquery(last)).values("source_record_id")
    now = (
        Link.objects.filter(source_record_id__in=theirs, ended_at=None)
        .values("person_id")
        .annotate(records=Count("pk"))
        .order_by("-records", "person_id")
        .values("person_id")[:1]
    )
    return Coalesce(Subquery(themselves), Subquery(now), F(of), output_field=BigIntegerField())


def beside(first: int, second: int, *, by: Actor, at: datetime) -> Beside:
    """Return two people side by side; the look at both is in the journal. Raises NotAllowed, NotFound, BadInput."""
    access.require(by, "linkage.merge")
    if first == second:
        raise BadInput("These are the same person.", now="Choose two different people.")
    known = {person.person_id: person for person in Demographics.objects.filter(person_id__in=(first, second))}
    if len(known) < 2:
        raise NotFound("One of these people has no records here.", now="They may have been joined: find them again.")
    counts = Counter(
        Link.objects.filter(person_id__in=(first, second), ended_at=None)
        .order_by("person_id")
        .values_list("person_id", flat=True)
    )
    for person in (first, second):
        journal.write("linkage.look", by=by, at=at, about=person)
    return Beside(
        first,
        second,
        (counts[first], counts[second]),
        rules.side_by_side(
            _fields(known[first]),
            _fields(known[second]),
            sensitive=any(person.sensitive for person in known.values()),
        ),
    )


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
    hidden = hidden_records([review.first_id, review.second_id])
    [review] = without_senders([review], hidden)
    for person in dict.fromkeys(person for person in people if person):
        journal.write("linkage.look", by=by, at=at, about=person, details={"review": review.pk})
    return Evidence(
        review=review,
        first_person=people[0],
        second_person=people[1],
        lines=rules.side_by_side(_fields(first), _fields(second), sensitive=bool(hidden)),
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


def _reviews(*, by: Actor, why: str, decided: bool) -> QuerySet[Review]:
    access.require(by, "linkage.review")
    if why and why not in Why.values:
        raise BadInput("There is no such reason for a review.", now="Choose one of the list.")
    found = Review.objects.exclude(decided_at=None) if decided else _waiting()
    order = ["-decided_at", "-pk"] if decided else [F("weight").desc(nulls_last=True), "pk"]
    return (found.filter(why=why) if why else found).select_related("first", "second").order_by(*order)


def _moves(*, by: Actor) -> QuerySet[Any, Any]:
    access.require(by, "linkage.review")
    before = Link.objects.filter(source_record=OuterRef("source_record_id"), pk__lt=OuterRef("pk")).order_by("-pk")
    current = Link.objects.filter(person_id=OuterRef("was"), ended_at=None)
    left_later = Link.objects.filter(person_id=OuterRef("was"), ended_at__gt=OuterRef("linked_at"))
    return (
        Link.objects.filter(method__in=(Method.REVIEW, Method.MERGE, Method.UNMERGE))
        .annotate(was=Subquery(before.values("person_id")[:1]))
        .annotate(undoable=~Q(method=Method.UNMERGE) & ~Exists(current) & ~Exists(left_later))
        .values("was", "person_id", "method", "decided_by", "linked_at", "reason", "undoable")
        .annotate(records=Count("pk"), newest=Max("pk"))
        .order_by("-newest")
    )


def _move(row: dict[str, Any]) -> Move:
    return Move(
        was=row["was"],
        now=row["person_id"],
        method=row["method"],
        title=Method(row["method"]).label,
        records=row["records"],
        decided_by=row["decided_by"],
        decided_at=row["linked_at"],
        reason=row["reason"],
        undoable=row["undoable"],
    )


def _told(source_record_id: int) -> SentParticulars:
    found = SentParticulars.objects.filter(source_record_id=source_record_id, recorded_until=None).first()
    return found or SentParticulars(source_record_id=source_record_id)


def _fields(told: SentParticulars | Demographics) -> dict[str, str]:
    return {field: str(getattr(told, field, "") or "") for field, _, _ in rules.SHOWN}
