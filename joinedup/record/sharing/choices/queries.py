"""Every read of people's choices that others may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from joinedup.record.linkage.models import Link
from joinedup.record.linkage.queries import people_who_became, theirs_then
from joinedup.record.people.models import Person
from joinedup.record.sharing.choices.models import Choice, TakingPart
from joinedup.record.sharing.choices.rules import Aim, Choices, Held, How, What, takes_part

_COLUMNS = (
    "pk", "what", "starts_at", "source_record_id", "feed", "entry_kind", "key", "sender", "section", "name", "relation",
    "sections", "how", "note", "recorded_at", "role", "organisation", "ends_at", "ended_at",
)  # fmt: skip


def choices_of(person_id: int, at: datetime) -> Choices:
    """Return what holds of a person at ``at``, in one query, whoever they were joined with or parted from."""
    return Choices(
        tuple(held(row) for row in _of(person_id).filter(_holding(at)).order_by("pk").values_list(*_COLUMNS))
    )


def history_of(person_id: int) -> QuerySet[Choice]:
    """Return every choice ever recorded of a person, the latest first."""
    return _of(person_id).select_related("recorded_by", "ended_by").order_by("-recorded_at", "-pk")


def said_by_them(person_id: int, what: What, at: datetime) -> bool:
    """Return whether this holds by the person's own word, whatever a practice sends: that ends when its code does."""
    return _of(person_id).filter(_holding(at), what=what).exclude(person=None).exists()


def objecting_to_planning(at: datetime) -> QuerySet[Person]:
    """Return the people who object to any use but care at ``at``: by their own word, or by what a practice sent."""
    return _people_who(What.NO_PLANNING, at)


def objecting_to_sharing(at: datetime) -> QuerySet[Person]:
    """Return the people who object to sharing at ``at``."""
    return _people_who(What.NO_SHARING, at)


def records_that_object(sender: str, system: str) -> frozenset[str]:
    """Return the sender's own ids of the records in which it says that someone objects."""
    told = Choice.objects.filter(person=None, ended_at=None)
    records = told.filter(source_record__sender=sender, source_record__feed_group=system)
    return frozenset(records.values_list("source_record__local_id", flat=True))


def _people_who(what: What, at: datetime) -> QuerySet[Person]:
    chosen = Choice.objects.filter(_holding(at), what=what)
    own = chosen.exclude(person=None).values("person_id")
    # The records that were theirs when they said so, and whose those are now.
    said_then = chosen.filter(person_id=OuterRef("person_id"), recorded_at__gte=OuterRef("linked_at"))
    then = Link.objects.filter(person_id__in=own).filter(
        Q(Exists(said_then), ended_at=None) | Q(Exists(said_then.filter(recorded_at__lte=OuterRef("ended_at"))))
    )
    told = chosen.filter(person=None).values("source_record_id")
    records = Q(source_record_id__in=then.values("source_record_id")) | Q(source_record_id__in=told)
    now = Link.objects.filter(records, ended_at=None).values("person_id")
    return Person.objects.filter(Q(pk__in=own) | Q(pk__in=now))


def _of(person_id: int) -> QuerySet[Choice]:
    """Return the choices of a person: theirs, those of whoever had a record of theirs then, and their records' own."""
    records = Link.objects.filter(person_id=person_id, ended_at=None).values("source_record_id")
    ever = Link.objects.filter(source_record_id__in=records)
    became = Q(person_id=person_id) | Q(person_id__in=ever.values("person_id"))
    return Choice.objects.filter(
        (became & theirs_then(person_id, "recorded_at"))
        | Q(person=None, source_record_id__in=records)
        | (~Q(key="") & Q(source_record_id__in=records))
    )


def _holding(at: datetime) -> Q:
    return Q(starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at)) & (Q(ended_at=None) | Q(ended_at__gt=at))


def held(row: tuple[Any, ...]) -> Held:
    """Return a choice as a plain value, from its columns."""
    pk, what, starts, record, feed, kind, key, sender, section, name, relation, sections, how, *rest = row
    aim = Aim(record, feed, kind, key, sender, section)
    return Held(pk, What(what), starts, aim, name, relation, frozenset(sections), How(how), *rest)


@dataclass(frozen=True, slots=True)
class Asked:
    """In what a person may take part: for what, what each party last said (None: nothing yet), whether it holds."""

    id: int
    purpose: str
    asked_at: datetime
    said: tuple[tuple[str, bool | None, datetime | None], ...]
    holds: bool


def taking_part(person_id: int) -> list[Asked]:
    """Return all in which a person was asked to take part, the latest first, in three queries."""
    people = people_who_became(person_id)
    asked = TakingPart.objects.filter(theirs_then(person_id, "asked_at"), person_id__in=people)
    found = []
    for asking in asked.prefetch_related("said").order_by("-asked_at", "-pk"):
        said = sorted(asking.said.all(), key=lambda each: each.pk)
        latest = {each.party: each for each in said}
        found.append(
            Asked(
                asking.pk,
                asking.purpose,
                asking.asked_at,
                tuple(
                    (party, latest[party].yes, latest[party].said_at) if party in latest else (party, None, None)
                    for party in asking.parties
                ),
                takes_part(asking.parties, [(each.party, each.yes) for each in said]),
            )
        )
    return found


def holders(person_id: int) -> list[str]:
    """Return the codes of those who hold a record of a person."""
    records = Link.objects.filter(person_id=person_id, ended_at=None)
    return sorted(set(records.values_list("source_record__sender", flat=True)))
