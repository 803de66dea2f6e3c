"""Every write of letters: drafting, changing, signing, sending, saying that one was read, taking one back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from joinedup.record.access import rules as access
from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.access.models import Post
from joinedup.record.access.queries import senders_of
from joinedup.record.journal import actions as journal
from joinedup.record.sharing.gate import open_person
from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.tasks import actions as tasks
from joinedup.record.tasks.rules import Asked, reads
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.work.letters import queries, rules
from joinedup.work.letters.models import Letter, LetterVersion

SOURCE = "letter"
LONGEST_WHY, LONGEST_TEXT = 400, 10_000
WRITING, READING = "Writing a letter", "Reading a letter"


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a letter begins as: from which template, to whom, for what, and what it says."""

    person_id: int
    template: str
    template_version: str
    title: str
    to: str
    to_organisation: str
    to_name: str
    team_id: int
    subject: str
    parts: Sequence[dict[str, str]]
    work: str = ""
    model: str = ""
    tells: str = ""
    due_at: datetime | None = None


@transaction.atomic
def draft(drafted: Drafted, *, key: UUID, by: Actor, at: datetime) -> Letter:
    """Keep a new letter for its author to check; sent twice under one key it is kept once. Raises NotAllowed."""
    open_person(drafted.person_id, by=by, reason=WRITING, at=at, act="letter.write")
    told = {name: getattr(drafted, name) for name in Drafted.__slots__ if name not in ("subject", "parts")}
    letter, made = Letter.objects.get_or_create(
        key=key, defaults={**told, "drafted_at": at, "drafted_by_id": by.account_id}
    )
    theirs = (drafted.person_id, drafted.template, drafted.work, by.account_id)
    if not made and (letter.person_id, letter.template, letter.work, letter.drafted_by_id) != theirs:
        raise CannotProceed("This letter was begun already.", now="Go back, and begin it again.")
    if made:
        _keep(letter, LetterVersion(number=1, subject=drafted.subject, parts=list(drafted.parts)), by, at)
        _done("letter.drafted", letter, by, at)
    return letter


@transaction.atomic
def change(letter_id: int, *, subject: str, texts: Sequence[str], based_on: int, by: Actor, at: datetime) -> Letter:
    """Keep what a letter says now; the same again keeps nothing. ``based_on`` is the version that was before them.

    Raises NotFound, BadInput, and CannotProceed where someone else has changed or signed it since.
    """
    letter = _held(letter_id, "letter.write", "change", by, at)
    last = queries.last_version(letter)
    if last.number != based_on:
        raise CannotProceed(
            "Someone else changed this letter while you did.", now="Read what it says now, then write yours in again."
        )
    if len(texts) != len(last.parts):
        raise BadInput("This letter has other parts.", now="Open it again.")
    if not subject.strip() or len(subject) > 400:
        raise BadInput("The letter has no subject, or one that is too long.", now="Say what it is about, in a line.")
    if any(len(text) > LONGEST_TEXT for text in texts):
        raise BadInput(f"A part has more than {LONGEST_TEXT:,} characters.", now="Shorten it.")
    cleaned = [text.replace("\r\n", "\n").strip() for text in texts]
    parts = [{**part, "text": text} for part, text in zip(last.parts, cleaned, strict=True)]
    if (last.subject, last.parts) != (subject.strip(), parts):
        _keep(letter, LetterVersion(number=last.number + 1, subject=subject.strip(), parts=parts), by, at)
        _done("letter.changed", letter, by, at)
    return letter


@transaction.atomic
def sign(letter_id: int, *, based_on: int, by: Actor, at: datetime) -> Letter:
    """Sign a letter as it stands; it is sent where somebody reads it here, and else is to be printed and sent.

    Raises NotFound, BadInput where something is still to be written, CannotProceed.
    """
    letter = _held(letter_id, "letter.sign", "sign", by, at)
    last = queries.last_version(letter)
    if last.number != based_on:
        raise CannotProceed("This letter was changed since you read it.", now="Read it again, then sign it.")
    if wanting := rules.unwritten(last.parts):
        raise BadInput("The letter is not whole yet.", now=f"Write: {' '.join(wanting)}")
    letter.signed_at, letter.signed_by_id = at, by.account_id
    letter.signed_role, letter.signed_organisation = by.role, by.organisation
    if letter.to_organisation and _is_read_at(letter, at):
        letter.sent_at, letter.sent_by_id = at, by.account_id
    letter.save()
    _done("letter.sent" if letter.sent_at else "letter.signed", letter, by, at)
    _tell_again(letter, at)
    return letter


@transaction.atomic
def post(letter_id: int, *, how: str, by: Actor, at: datetime) -> Letter:
    """Record that a signed letter was sent outside: by post, by NHSmail or by hand. Raises NotFound, BadInput."""
    letter = _held(letter_id, "letter.write", "post", by, at)
    if how not in rules.OUTSIDE:
        raise BadInput("It is not said how it was sent.", now=f"Choose: {', '.join(rules.OUTSIDE.values())}.")
    letter.sent_at, letter.sent_by_id, letter.outside = at, by.account_id, how
    letter.save()
    _done("letter.posted", letter, by, at, how=how)
    _tell_again(letter, at)
    return letter


@transaction.atomic
def opened(letter: Letter, *, by: Actor, at: datetime) -> None:
    """Keep that someone to whom a letter went has it before them: who first, and when."""
    Letter.objects.filter(pk=letter.pk, opened_at=None).update(opened_at=at, opened_by=by.account_id)


@transaction.atomic
def acknowledge(letter_id: int, *, by: Actor, at: datetime, read: bool = True) -> Letter:
    """Record that a letter for one's organisation was read, or (``read`` False) that it was not after all."""
    letter = _held(letter_id, "letter.read", "acknowledge" if read else "unacknowledge", by, at)
    letter.acknowledged_at, letter.acknowledged_by_id = (at, by.account_id) if read else (None, None)
    letter.opened_at, letter.opened_by_id = letter.opened_at or at, letter.opened_by_id or by.account_id
    letter.save()
    _done("letter.acknowledged" if read else "letter.unacknowledged", letter, by, at)
    return letter


@transaction.atomic
def take_back(letter_id: int, *, why: str, by: Actor, at: datetime) -> Letter:
    """Take a letter back, for a reason: withdrawn before anyone opened it, entered in error after."""
    letter = _held(letter_id, "letter.write", "take_back", by, at)
    if not why.strip() or len(why) > LONGEST_WHY:
        raise BadInput("It is not said why it is taken back.", now="Write the reason in a few words.")
    letter.taken_back_at, letter.taken_back_by_id, letter.taken_back_why = at, by.account_id, why.strip()
    letter.save()
    _done("letter.taken_back", letter, by, at)
    return letter


@transaction.atomic
def told_again(letter_id: int, *, by: Actor, at: datetime) -> Letter:
    """Record that those to whom a letter in error went were told of it."""
    letter = _held(letter_id, "letter.write", "told_again", by, at)
    if letter.told_again_at is None:
        letter.told_again_at = at
        letter.save()
        _done("letter.told_again", letter, by, at)
    return letter


def _held(letter_id: int, act: str, what: str, by: Actor, at: datetime) -> Letter:
    """Return a letter, held, where ``by`` may do this with it now; their look at the person is in the journal."""
    letter = queries.letter_for(letter_id, by=by, hold=True)
    if not queries.may_do(what, letter, by=by):
        raise CannotProceed(
            "This letter is for others to deal with.", now="Choose one of your organisation’s own letters."
        )
    reason = READING if act == "letter.read" else WRITING
    open_person(queries.whose(letter), by=by, reason=reason, at=at, act=act)
    if why := rules.why_not(what, rules.stands(letter)):
        raise CannotProceed(why, now="Open the letter again: it says what can be done.")
    return letter


def _is_read_at(letter: Letter, at: datetime) -> bool:
    """Return whether anyone at the organisation to which a letter goes has a post here that reads it."""
    codes = frozenset(senders_of(letter.to_organisation))
    posts = Post.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, organisation__ods_code__in=codes,
        role__in=access.MAY["letter.read"], account__is_active=True,
    )  # fmt: skip
    sender = letter.team.organisation.ods_code
    roles = posts.values_list("role", flat=True).distinct()
    return any(reads(letter.tells, Reader(role, codes), organisation=sender, own=False) for role in roles)


def _tell_again(letter: Letter, at: datetime) -> None:
    """Count as told whoever had a letter in error, now that another of the same kind has gone to them."""
    if letter.sent_at is None:
        return
    same = Letter.objects.filter(
        person=letter.person_id, to=letter.to, to_organisation=letter.to_organisation, team=letter.team_id,
        work=letter.work, taken_back_at__isnull=False, told_again_at=None,
    )  # fmt: skip
    for each in same.exclude(pk=letter.pk):
        each.told_again_at = at
        each.save()
        _owe(each, at)


def _keep(letter: Letter, says: LetterVersion, by: Actor, at: datetime) -> None:
    says.letter, says.written_at, says.written_by_id = letter, at, by.account_id
    says.save(force_insert=True)


def _done(act: str, letter: Letter, by: Actor, at: datetime, **details: str) -> None:
    """Write the act in the journal, and have the letter's tasks be what it asks now."""
    journal.write(act, by=by, at=at, about=letter.person_id, details={"letter": letter.pk, **details})
    _owe(letter, at)


def _owe(letter: Letter, at: datetime) -> None:
    asked = [
        Asked(
            person_id=letter.person_id, source_id=letter.pk, key=todo.key, title=todo.title, team_id=letter.team_id,
            begins_at=letter.drafted_at, model=letter.model, account_id=letter.drafted_by_id, due_at=letter.due_at,
            address=f"/letters/{letter.pk}", done_at=todo.done_at, tells=letter.tells,
        )
        for todo in rules.asked(letter)
    ]  # fmt: skip
    tasks.owe(SOURCE, asked, of=[letter.pk], by=SYSTEM, at=at)
