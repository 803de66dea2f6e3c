"""Reading what those who used a plan say of it: on the plan itself, and as a list for whoever is to answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import organisation_names, senders_of
from joinedup.record.entries.queries import reader_of
from joinedup.record.linkage.queries import people_who_became, person_now
from joinedup.record.people.queries import particulars_of
from joinedup.record.sharing.choices.queries import choices_of
from joinedup.record.sharing.gate import Opened
from joinedup.words.basics.names import written_name
from joinedup.work.plans.kinds import PartKind, kinds
from joinedup.work.plans.models import Feedback, FeedbackAnswer
from joinedup.work.plans.queries import who_wrote
from joinedup.work.plans.sight import feedback_kept


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of feedback on a plan: of whom, who told it, and what was answered."""

    id: int
    person_id: int
    """Who the person is now."""
    name: str
    kind: PartKind | None
    """Which part it is about, where it is about one."""
    happened: str
    wrong: str
    told_at: datetime
    told_by: str
    by_role: str
    """The role of who told it, for the person themselves."""
    answer_by: datetime
    answers: tuple[tuple[datetime, str, str], ...]
    """When, who and what, the first answer first."""

    @property
    def answered(self) -> bool:
        """Return whether it was answered."""
        return bool(self.answers)


def feedback_on(opened: Opened) -> list[Told]:
    """Return what was told of the plan of the person opened, the latest first, as who opened it may see it."""
    reader, choices = reader_of(opened), choices_of(opened.person_id, opened.at)
    return told_of(
        row
        for row in _of(opened.person_id)
        if not feedback_kept(
            _kind(row), row.happened, row.wrong, {row.organisation, row.to_organisation}, reader=reader, choices=choices
        )
    )


def feedback_of(person_id: int) -> list[Told]:
    """Return all that was told of a person's plan, the latest first: for the copy of what is held about them."""
    return told_of(_of(person_id))


def feedback_for(by: Actor) -> QuerySet[Any, Any]:
    """Return what was told of plans that someone's organisation is to answer: what waits first, the latest first."""
    given = FeedbackAnswer.objects.filter(feedback=OuterRef("pk"))
    told: QuerySet[Any, Any] = Feedback.objects.filter(to_organisation__in=senders_of(by.organisation))
    return _whole(told.annotate(waits=~Exists(given))).order_by("-waits", "-told_at", "-pk")


def feedback_waiting(by: Actor) -> int:
    """Return how many of those wait for an answer."""
    return feedback_for(by).filter(waits=True).count()


def told_of(rows: Iterable[Any]) -> list[Told]:
    """Return pieces of feedback in words, with their answers, in their order. Two queries more.

    Of a person whose place is hidden it is not said where those work who care for them.
    """
    found, names = list(rows), organisation_names()
    answers: defaultdict[int, list[FeedbackAnswer]] = defaultdict(list)
    given = FeedbackAnswer.objects.filter(feedback__in=[row.pk for row in found]).select_related("answered_by")
    for answer in given.order_by("pk"):
        answers[answer.feedback_id].append(answer)
    return [_told(row, answers[row.pk], {} if row.sensitive else names) for row in found]


def _of(person_id: int) -> QuerySet[Any, Any]:
    told = _whole(Feedback.objects.filter(person_id__in=people_who_became(person_id)))
    return told.filter(now=person_id).order_by("-told_at", "-pk")


def _whole(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return rows with who the person is now, and what they are called."""
    known = rows.annotate(now=person_now("person_id")).annotate(**particulars_of("now", "sensitive"))
    return known.select_related("part", "told_by")


def _told(row: Any, answers: list[FeedbackAnswer], names: Mapping[str, str]) -> Told:
    return Told(
        row.pk,
        row.now,
        written_name(row.family_name or "", row.given_names or "", row.title or "") or "Name not known",
        _kind(row),
        row.happened,
        row.wrong,
        row.told_at,
        who_wrote(row.told_by.full_name if row.told_by else "", row.role, row.organisation, names),
        who_wrote("", row.role, row.organisation, names),
        row.answer_by,
        tuple((each.answered_at, _answerer(each, names), each.text) for each in answers),
    )


def _kind(row: Any) -> PartKind | None:
    return kinds()[row.part.kind] if row.part else None


def _answerer(answer: FeedbackAnswer, names: Mapping[str, str]) -> str:
    name = answer.answered_by.full_name if answer.answered_by else ""
    return who_wrote(name, answer.role, answer.organisation, names)
