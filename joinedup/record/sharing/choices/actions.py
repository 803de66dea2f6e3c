"""Every write of people's choices. Each is a row with who recorded it and how it was told; none is ever changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import senders_of
from joinedup.record.journal import actions as journal
from joinedup.record.people.models import Person
from joinedup.record.sharing.choices import queries
from joinedup.record.sharing.choices.models import Choice, PartySaid, TakingPart
from joinedup.record.sharing.choices.rules import MARKS, SAID_ONCE, Aim, How, What, may_name, takes_part
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from joinedup.words.vocabulary.kinds import Section

LONGEST_NAME, LONGEST_NOTE = 200, 400


@transaction.atomic
def object_to(
    person_id: int, what: What, *, how: How, note: str = "", by: Actor, at: datetime, until: datetime | None = None
) -> Choice:
    """Record that someone objects to sharing (``NO_SHARING``) or to any use but care (``NO_PLANNING``).

    Raises NotAllowed, NotFound, BadInput, and CannotProceed where they object already by their own word.
    """
    if what not in (What.NO_SHARING, What.NO_PLANNING):
        raise BadInput("That is not something to object to.", now="Choose sharing, or use for planning.")
    return _record(person_id, what, how=how, note=note, until=until, by=by, at=at)


@transaction.atomic
def seal(
    person_id: int,
    aim: Aim,
    *,
    how: How,
    by: Actor,
    at: datetime,
    locked: bool = False,
    note: str = "",
    until: datetime | None = None,
) -> Choice:
    """Seal one fact, or all of a sender, under a heading, or both.

    What is sealed is opened by an emergency; what is sealed and locked by nothing but being of those who sent it.
    Raises NotAllowed, NotFound, BadInput.
    """
    what = What.LOCKED if locked else What.SEALED
    return _record(person_id, what, how=how, note=note, until=until, by=by, at=at, **_columns(aim))


@transaction.atomic
def mark(person_id: int, aim: Aim, *, hidden_from: What, by: Actor, at: datetime, note: str = "") -> Choice:
    """Mark one fact as not to be shown to the person (``NOT_FOR_PERSON``), or only to those who act for them.

    A clinician's act: it would cause serious harm, or it tells of another. Raises NotAllowed, NotFound, BadInput.
    """
    if hidden_from not in MARKS:
        raise BadInput("Nobody said from whom it is to be kept.", now="Choose the person, or those who act for them.")
    if not aim.key:
        raise BadInput("It is not said which line this is.", now="Choose it in the record again.")
    return _record(person_id, hidden_from, how=How.CLINICIAN, note=note, until=None, by=by, at=at, **_columns(aim))


@transaction.atomic
def add_proxy(
    person_id: int,
    *,
    name: str,
    relation: str,
    sections: Collection[str],
    until: datetime | None = None,
    how: How,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Choice:
    """Record who acts for someone, which sections they may see, and until when.

    Raises NotAllowed, NotFound, BadInput, and CannotProceed where no proxy can be added now.
    """
    known = [section.value for section in Section if section.value in sections]
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise BadInput("The name of who acts for them is missing or too long.", now="Write their name.")
    if not known or len(known) != len(set(sections)):
        raise BadInput("Nobody said what they may see.", now="Choose one part of the record or more.")
    if queries.choices_of(person_id, at).stopped:
        # The same words as for any other hindrance: they must not tell that proxies were stopped.
        raise CannotProceed("Nobody can be added here now.", now="Ask the person’s practice.")
    return _record(
        person_id, What.PROXY, how=how, note=note, until=until, by=by, at=at,
        name=name.strip(), relation=relation.strip()[:60], sections=known,
    )  # fmt: skip


@transaction.atomic
def stop_proxies(person_id: int, *, note: str = "", by: Actor, at: datetime) -> Choice:
    """End every proxy at once and let none be added, in a way that only a few can see: someone may be coerced.

    The proxies end as any proxy ends. Raises NotAllowed, NotFound, CannotProceed where they are stopped already.
    """
    stopped = _record(person_id, What.STOPPED, how=How.IN_PERSON, note=note, until=None, by=by, at=at)
    ids = [each.id for each in queries.choices_of(person_id, at).held if each.what is What.PROXY]
    Choice.objects.filter(pk__in=ids, ended_at=None).update(**_ended(by, at, ""))
    return stopped


@transaction.atomic
def end(choice_id: int, *, note: str = "", by: Actor, at: datetime) -> Choice:
    """End a choice: its history stays. Raises NotAllowed, NotFound, BadInput, CannotProceed.

    Not allowed is also who may not be told what it is about; it cannot be ended where it is over, or a practice's.
    """
    choice = Choice.objects.select_for_update().filter(pk=choice_id).first()
    if choice is None:
        raise NotFound("There is no choice by this number.", now="Go back to the list of choices.")
    _require_told(choice, by)
    if choice.person_id is None:
        raise CannotProceed("A practice sent this.", now="It ends when the practice records that it does.")
    if choice.ended_at is not None:
        raise CannotProceed("This is over already.", now="Nothing is left to do.")
    for column, value in _ended(by, at, _short(note)).items():
        setattr(choice, column, value)
    choice.save()
    act = _written(What(choice.what), ended=True)
    journal.write(act, by=by, at=at, about=choice.person_id, details={"choice": choice.pk})
    return choice


@transaction.atomic
def bring_back(choice_id: int, *, by: Actor, at: datetime) -> Choice:
    """Record again a choice that was ended, from now on and until it was meant to end.

    Raises as recording it would, and CannotProceed if it holds, or if its time is over.
    """
    old = Choice.objects.filter(pk=choice_id).exclude(person=None).first()
    if old is None:
        raise NotFound("There is no choice by this number.", now="Go back to the list of choices.")
    _require_told(old, by)
    if old.ended_at is None:
        raise CannotProceed("This was not ended.", now="Nothing is left to do.")
    if old.ends_at is not None and old.ends_at <= at:
        raise CannotProceed("The time for which this was meant is over.", now="Record it again, if they still want it.")
    what = What(old.what)
    if what is What.PROXY and queries.choices_of(old.person_id or 0, at).stopped:
        raise CannotProceed("Nobody can be added here now.", now="Ask the person’s practice.")
    return _record(
        old.person_id or 0, what, how=How(old.how), note=old.note, until=old.ends_at, by=by, at=at, again_id=old.pk,
        source_record_id=old.source_record_id, feed=old.feed, entry_kind=old.entry_kind, key=old.key, sender=old.sender,
        section=old.section, name=old.name, relation=old.relation, sections=old.sections,
    )  # fmt: skip


@transaction.atomic
def ask_to_take_part(person_id: int, *, purpose: str, parties: Sequence[str], by: Actor, at: datetime) -> TakingPart:
    """Ask several parties, the person among them, whether the person takes part in something.

    Raises NotAllowed, NotFound, BadInput.
    """
    access.require(by, "choice.record")
    _require_person(person_id)
    asked = [party.strip() for party in parties if party.strip()]
    if not purpose.strip() or len(purpose) > LONGEST_NAME:
        raise BadInput("Nobody said for what.", now="Write it in a few words.")
    if len(asked) < 2 or len(set(asked)) != len(asked) or any(len(party) > 60 for party in asked):
        raise BadInput("At least two different parties must be asked.", now="Name each once, the person among them.")
    asking = TakingPart.objects.create(
        person_id=person_id, purpose=purpose.strip(), asked_at=at, asked_by_id=by.account_id, role=by.role,
        organisation=by.organisation, parties=asked,
    )  # fmt: skip
    journal.write("choice.asked", by=by, at=at, about=person_id, details={"taking_part": asking.pk})
    return asking


@transaction.atomic
def say_for(
    taking_part_id: int, *, party: str, yes: bool, how: How, said_at: datetime | None = None, by: Actor, at: datetime
) -> bool:
    """Record what one party says, and return whether all have now said yes; a no by any ends it.

    Raises NotAllowed, NotFound, and BadInput where that party is not asked or speaks in the future.
    """
    access.require(by, "choice.record")
    asking = TakingPart.objects.select_for_update().filter(pk=taking_part_id).first()
    if asking is None:
        raise NotFound("Nobody was asked this.", now="Go back to the list of choices.")
    if party not in asking.parties:
        raise BadInput("That party is not asked.", now="Choose one of those who are.")
    if said_at is not None and said_at > at:
        raise BadInput("That is in the future.", now="Write the day on which it was said.")
    PartySaid.objects.create(
        taking_part=asking, party=party, yes=yes, said_at=said_at or at, recorded_at=at, recorded_by_id=by.account_id,
        role=by.role, organisation=by.organisation, how=how,
    )  # fmt: skip
    journal.write("choice.said", by=by, at=at, about=asking.person_id, details={"taking_part": asking.pk, "yes": yes})
    return takes_part(asking.parties, asking.said.order_by("pk").values_list("party", "yes"))


def hear(source_record: int, *, since: Mapping[What, datetime], by: Actor, at: datetime) -> None:
    """Have a source record's own choices be what its sender says now: to what they object, and since when.

    What it says no longer is ended, in the caller's transaction; nothing is written where nothing has changed.
    """
    access.require(by, "choice.record")
    held = Choice.objects.filter(person=None, source_record_id=source_record, ended_at=None)
    there = {What(choice.what): choice for choice in held}
    for what, choice in there.items():
        if what not in since:
            choice.ended_at = at
            choice.save(update_fields=["ended_at"])
    Choice.objects.bulk_create(
        Choice(
            source_record_id=source_record, what=what, how=How.FEED, recorded_at=at, starts_at=min(started, at),
            role=by.role, organisation=by.organisation,
        )
        for what, started in since.items()
        if what not in there
    )  # fmt: skip


def _record(
    person_id: int, what: What, *, how: How, note: str, until: datetime | None, by: Actor, at: datetime, **aimed: Any
) -> Choice:
    access.require(by, _act(what))
    _require_person(person_id)
    if until is not None and until <= at:
        raise BadInput("It would be over before it begins.", now="Choose a day that is still to come.")
    if what in SAID_ONCE:
        _end_what_is_over(person_id, what, at)
        if queries.said_by_them(person_id, what, at):
            raise CannotProceed("This is recorded already.", now="Nothing is left to do.")
    choice = Choice.objects.create(
        person_id=person_id, what=what, how=how, note=_short(note), recorded_at=at, recorded_by_id=by.account_id,
        role=by.role, organisation=by.organisation, starts_at=at, ends_at=until, **aimed,
    )  # fmt: skip
    details = {"choice": choice.pk, "what": what.value}
    journal.write(_written(what, ended=False), by=by, at=at, about=person_id, details=details)
    return choice


def _end_what_is_over(person_id: int, what: What, at: datetime) -> None:
    """Close a choice whose time ran out, so that it can be recorded anew."""
    for over in Choice.objects.filter(person_id=person_id, what=what, ended_at=None, ends_at__lte=at):
        over.ended_at = over.ends_at
        over.save(update_fields=["ended_at"])


def _require_told(choice: Choice, by: Actor) -> None:
    """Raise NotAllowed for who may not change such a choice, or may not be told what it is about."""
    what = What(choice.what)
    access.require(by, _act(what))
    codes = frozenset(senders_of(by.organisation))
    if not may_name(what, sender=choice.sender, recorded_by=choice.organisation, codes=codes, role=by.role):
        raise NotAllowed(
            "Only those who recorded this, or who sent what it is about, can change it.",
            now="Ask the person’s practice.",
        )


def _act(what: What) -> str:
    if what is What.STOPPED:
        return "choice.stop"
    return "choice.mark" if what in MARKS else "choice.record"


def _written(what: What, *, ended: bool) -> str:
    """Return under which act the journal keeps it; of what the person is not told, under one of its own."""
    if what is What.STOPPED:
        return "choice.lifted" if ended else "choice.stopped"
    if what in MARKS:
        return "choice.unmarked" if ended else "choice.marked"
    return "choice.ended" if ended else "choice.recorded"


def _columns(aim: Aim) -> dict[str, Any]:
    """Return the columns of what a seal is about. Raises BadInput where it is about nothing, or half of something."""
    if aim.key:
        if not (aim.source_record and aim.feed and aim.kind):
            raise BadInput("It is not said which line this is.", now="Choose it in the record again.")
        return {"source_record_id": aim.source_record, "feed": aim.feed, "entry_kind": aim.kind, "key": aim.key}
    if not (aim.sender or aim.section):
        raise BadInput("Nobody said what to seal.", now="Choose a line, a sender or a heading.")
    if aim.section and aim.section not in set(Section):
        raise BadInput("A record has no such heading.", now="Choose one of the list.")
    return {"sender": aim.sender, "section": aim.section}


def _ended(by: Actor, at: datetime, note: str) -> dict[str, Any]:
    return {
        "ended_at": at, "ended_by_id": by.account_id, "ended_role": by.role, "ended_organisation": by.organisation,
        "ended_note": note,
    }  # fmt: skip


def _short(note: str) -> str:
    if len(note.strip()) > LONGEST_NOTE:
        raise BadInput("The note is too long.", now=f"Use {LONGEST_NOTE} characters or fewer.")
    return note.strip()


def _require_person(person_id: int) -> None:
    if not Person.objects.filter(pk=person_id).exists():
        raise NotFound("There is no person by this number here.", now="Find the person again.")
