"""Every write of linkage: linking what is new, deciding a review, merging, unmerging, the never-link list.

Each says who and when. Links are ended and begun; nothing else of a record is rewritten.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage import learning, linking, moving, queries, reading, writing
from joinedup.record.linkage.models import Link, Method, NeverLink, Review, SourceRecord
from joinedup.record.linkage.workspace import Workspace, workspace
from joinedup.record.people import actions as people
from joinedup.record.store.lock import one_writer
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.basics.moments import day
from joinedup.words.basics.nhs_number import is_valid, normalise

# What is being done, how many steps are done, of how many.
Progress = Callable[[str, int, int], None]
_STEPS = 7
_LINKED = "linkage.linked"


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What one linking did. ``people_joined`` are those found to be someone we had already; their ids lead on."""

    arrived: int = 0
    linked: int = 0
    people_made: int = 0
    people_joined: int = 0
    reviews_opened: int = 0


def link_new(*, by: Actor, at: datetime, progress: Progress | None = None) -> LinkReport:
    """Link every source record that is nobody's yet or that changed, and work out whom it touches.

    A record that someone decided about, and a person whom a general practice knows, are never joined to another by
    rule: that is asked in a review. Raises NotAllowed, and CannotProceed where another command goes on writing.
    """
    access.require(by, "linkage.link")
    steps = iter(range(_STEPS + 1))

    def say(what: str) -> None:
        if progress:
            progress(what, next(steps), _STEPS)

    with one_writer("link"), workspace(learning.folder()) as space:
        say("Reading what was sent")
        known_to = reading.newest_particulars()
        reading.read_sent(space, known_to=_known_to())
        reading.read_rules(space)
        arrived = int(space.one("SELECT count(*) FROM sent WHERE arriving"))
        if not arrived:
            return LinkReport()
        proposals = linking.link(space, lambda made: learning.kept_or_learned(made, at=at), say)
        with transaction.atomic():
            say("Writing links")
            linked, made = writing.write_assigned(space, at=at)
            opened = writing.write_reviews(proposals, at=at)
            joined = _lead_on(space, by=by, at=at)
            say("Working out demographics")
            space.run(_WHOSE)
            writing.write_demographics(space)
            report = LinkReport(arrived, linked, made, joined, opened)
            journal.write(_LINKED, by=by, at=at, details={**asdict(report), "known_to": known_to})
        return report


# Every record of each person who has a new record, a changed one, or one more.
_WHOSE = """
    CREATE OR REPLACE TABLE whose AS
    WITH now AS (
        SELECT s.record, coalesce(a.person, s.person) AS person, s.arriving
        FROM sent s LEFT JOIN assigned a USING (record)
    )
    SELECT record, person FROM now
    WHERE person IN (SELECT person FROM assigned UNION SELECT person FROM now WHERE arriving)
"""


def _known_to() -> int | None:
    """Return the number of the newest particulars that the last linking saw."""
    last = JournalLine.objects.filter(act=_LINKED).order_by("-pk").first()
    return None if last is None else int(last.details["known_to"])


def _lead_on(space: Workspace, *, by: Actor, at: datetime) -> int:
    """Write down whom the linking found to be another we had: no demographics, and a line in the journal."""
    gone = space.rows("SELECT DISTINCT was, person FROM assigned WHERE was IS NOT NULL ORDER BY 1")
    people.forget_demographics(was for was, _ in gone)
    for was, person in gone:
        journal.write("linkage.joined", by=by, at=at, about=was, details={"into": person})
    return len(gone)


@transaction.atomic
def merge(*, gone: int, into: int, reason: str, by: Actor, at: datetime) -> None:
    """Merge one person into another, who is the same: all records of ``gone`` become those of ``into``.

    Raises NotAllowed, and CannotProceed where they are kept apart, are one already, or one has no records.
    """
    access.require(by, "linkage.merge")
    if gone == into:
        raise CannotProceed("These are the same person already.", now="Choose two different people.")
    _merge(gone, into, method=Method.MERGE, reason=reason, by=by, at=at)


@transaction.atomic
def unmerge(*, gone: int, reason: str, by: Actor, at: datetime) -> int:
    """Undo the last merge of ``gone``: exactly the records that it brought go back. Return from whom they go.

    Raises NotAllowed, and CannotProceed where there is no merge to undo or a later one must be undone first.
    """
    access.require(by, "linkage.merge")
    kept, brought = moving.brought_by_last_merge(gone)
    moving.move(brought, to=gone, method=Method.UNMERGE, decided_by=by.account_id, reason=reason, at=at)
    for person, other in ((gone, kept), (kept, gone)):
        journal.write("linkage.unmerged", by=by, at=at, about=person, reason=reason[:200], details={"from": other})
    return kept


@transaction.atomic
def separate(*, source_records: Collection[int], reason: str, by: Actor, at: datetime) -> int:
    """Take some records from a person to whom they were wrongly linked; return the person that they now are.

    Raises NotAllowed, and CannotProceed where they are not one person's, or are all that the person has.
    """
    access.require(by, "linkage.merge")
    links = list(Link.objects.filter(source_record_id__in=source_records, ended_at=None).order_by("pk"))
    owners = {link.person_id for link in links}
    if len(owners) != 1 or len(links) != len(set(source_records)):
        raise CannotProceed("These records are not one person's.", now="Choose records of one person.")
    (owner,) = owners
    if Link.objects.filter(person_id=owner, ended_at=None).count() == len(links):
        raise CannotProceed("These are all the records of this person.", now="Leave at least one with the person.")
    made = people.add_people(1, at=at)
    moving.move(links, to=made, method=Method.UNMERGE, decided_by=by.account_id, reason=reason, at=at)
    for person, other in ((owner, made), (made, owner)):
        journal.write("linkage.separated", by=by, at=at, about=person, reason=reason[:200], details={"from": other})
    return made


@transaction.atomic
def decide(*, review_id: int, decision: Review.Decision, reason: str, by: Actor, at: datetime) -> None:
    """Decide a review: the same person (the two are merged) or two different people (never joined by rule again).

    Raises NotAllowed, NotFound, and CannotProceed where it is decided already or the state of things is against it.
    """
    access.require(by, "linkage.review")
    review = Review.objects.select_for_update().filter(pk=review_id).first()
    if review is None:
        raise NotFound("There is no review by this number.", now="List the reviews that are open.")
    if review.decided_at:
        raise CannotProceed(f"This was decided on {day(review.decided_at)}.", now="Undo that decision first.")
    first, second = (queries.person_of(record) for record in (review.first_id, review.second_id))
    if first is None or second is None:
        raise CannotProceed("One of these records is not linked yet.", now="Run the linking first.")
    if decision == Review.Decision.DIFFERENT and first == second:
        raise CannotProceed("These records are one person's now.", now="Separate them first.")
    review.decided_at, review.decided_by, review.decision, review.reason = at, by.account_id, decision, reason[:200]
    review.save(update_fields=["decided_at", "decided_by", "decision", "reason"])
    if decision == Review.Decision.SAME and first != second:
        kept, gone = moving.preferred(first, second)
        _merge(gone, kept, method=Method.REVIEW, reason=reason, by=by, at=at)
    for person in dict.fromkeys((first, second)):
        journal.write(
            "linkage.decided", by=by, at=at, about=person, reason=reason[:200],
            details={"review": review.pk, "decision": str(decision)},
        )  # fmt: skip


@transaction.atomic
def reopen(*, review_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Let a decided pair wait for a decision again; what was decided, by whom and why stays in the journal.

    Raises NotAllowed, NotFound, BadInput without a reason, and CannotProceed where it is not decided, or where the
    two are one person now: that is undone first.
    """
    access.require(by, "linkage.review")
    review = Review.objects.select_for_update().filter(pk=review_id).first()
    if review is None:
        raise NotFound("There is no review by this number.", now="List the reviews that are open.")
    if not reason.strip():
        raise BadInput("Nobody said why.", now="Give the reason for which it must be looked at again.")
    if not review.decided_at:
        raise CannotProceed("This waits for a decision already.", now="Look at the evidence and decide.")
    first, second = (queries.person_of(record) for record in (review.first_id, review.second_id))
    if first == second:
        raise CannotProceed("These records are one person's now.", now="Undo the joining in the history first.")
    details = {"review": review.pk, "decision": review.decision, "decided_by": review.decided_by}
    review.decided_at, review.decided_by, review.decision, review.reason = None, None, "", ""
    review.save(update_fields=["decided_at", "decided_by", "decision", "reason"])
    for person in (first, second):
        journal.write("linkage.reopened", by=by, at=at, about=person, reason=reason[:200], details=details)


@transaction.atomic
def add_never_link(
    *, reason: str, by: Actor, at: datetime, first: int | None = None, second: int | None = None, nhs_number: str = ""
) -> NeverLink:
    """Put two source records, or an NHS number, on the never-link list (protected identities).

    Records under a listed number are joined by that number only, never by likeness or by hand. Raises NotAllowed,
    BadInput, and CannotProceed where what is to be kept apart is one person's now.
    """
    access.require(by, "linkage.merge")
    number = normalise(nhs_number)
    if (first is None or second is None or first == second) == (not number):
        raise BadInput("A never-link names two records, or one NHS number.", now="Give one or the other.")
    if number and not is_valid(number):
        raise BadInput("That is not a valid NHS number.", now="Check its ten digits.")
    if first is not None and second is not None:
        if SourceRecord.objects.filter(pk__in=(first, second)).count() < 2:
            raise BadInput("There is no source record by one of these numbers.", now="List the person's records.")
        people_now = {queries.person_of(first), queries.person_of(second)}
        if len(people_now) == 1 and None not in people_now:
            raise CannotProceed("These records are one person's now.", now="Separate them first.")
    listed = NeverLink.objects.create(
        first_id=first, second_id=second, nhs_number=number, added_by=by.account_id or 0, added_at=at,
        reason=reason[:200],
    )  # fmt: skip
    journal.write("linkage.never", by=by, at=at, reason=reason[:200], details={"never_link": listed.pk})
    return listed


@transaction.atomic
def end_never_link(*, never_link_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Take a line off the never-link list; the line stays, ended. Raises NotAllowed, NotFound."""
    access.require(by, "linkage.merge")
    ended = NeverLink.objects.filter(pk=never_link_id, ended_at=None).update(ended_at=at)
    if not ended:
        raise NotFound("That line is not on the never-link list.", now="List what is on it.")
    journal.write("linkage.never_ended", by=by, at=at, reason=reason[:200], details={"never_link": never_link_id})


def _merge(gone: int, into: int, *, method: Method, reason: str, by: Actor, at: datetime) -> None:
    moving.refuse_if_never_linked(gone, into)
    links = list(Link.objects.filter(person_id=gone, ended_at=None).order_by("pk"))
    if not links or not Link.objects.filter(person_id=into, ended_at=None).exists():
        raise CannotProceed(
            "One of these people has no records here.", now="They may have been merged: find them again."
        )
    moving.move(links, to=into, method=method, decided_by=by.account_id, reason=reason, at=at)
    for person, other in ((gone, into), (into, gone)):
        journal.write("linkage.merged", by=by, at=at, about=person, reason=reason[:200], details={"with": other})
