"""Reading letters: those for one's organisation, those that it wrote, those about a person; each list with its counts.

Only what the post of one who asks reads, of people to whom they are related. A list and its count are one query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor, role_title
from joinedup.record.access.queries import account_names, organisation_names, senders_of
from joinedup.record.linkage.queries import current_person, person_now
from joinedup.record.people.models import Demographics
from joinedup.record.people.queries import called
from joinedup.record.sharing.gate import Opened
from joinedup.record.sharing.relationships.queries import relations_to
from joinedup.record.sharing.rules import counts
from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.store.pages import SIZE, Page, page_within
from joinedup.record.tasks.rules import reads
from joinedup.words.basics.errors import NotFound
from joinedup.work.letters import rules
from joinedup.work.letters.models import Letter, LetterVersion
from joinedup.work.letters.rules import Stand

FOR_US = {"unread": (Stand.SENT, Stand.OPENED), "read": (Stand.READ,), "wrong": (Stand.IN_ERROR,)}
FROM_US = {
    "to_sign": (Stand.DRAFT,), "to_post": (Stand.TO_POST,), "not_opened": (Stand.SENT,),
    "sent": (Stand.SENT, Stand.OPENED, Stand.READ, Stand.IN_ERROR),
}  # fmt: skip
LISTS = (*FOR_US, *FROM_US)
"""The lists, by what they are called in an address: first those for us, then those from us."""

LISTED_FOR = timedelta(days=365)
"""How long a letter that was read is listed; after that it is found with the person's others."""


@dataclass(frozen=True, slots=True)
class Row:
    """One letter of a list, with whose it is now, to and from whom, and how it stands."""

    id: int
    person_id: int
    name: str
    birth_date: date | None
    nhs_number: str
    title: str
    to_name: str
    from_name: str
    stand: Stand
    drafted_at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str
    opened_by: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of letters, and how many each list has. ``kept`` more are there, of which one who asks may not know.

    Where words are looked for it is 0: else a name typed in would tell that there is a letter about them.
    """

    page: Page[Row]
    counts: Mapping[str, int] = field(default_factory=dict)
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Whole:
    """One letter as its page shows it: what it says now, who wrote, signed and read it, and what may be done."""

    letter: Letter
    person_id: int
    says: LetterVersion
    stand: Stand
    ours: bool
    for_us: bool
    may: frozenset[str]
    names: Mapping[int | None, str]
    signed_by: str
    versions: int


def listed(name: str, *, by: Actor, at: datetime, words: str = "", page: int = 1, size: int = SIZE) -> Listed:
    """Return a page of a list: one of ``LISTS``. Raises NotAllowed, NotFound. Cost: eight queries, however many."""
    found = _found(_of_list(name, words), by=by, at=at)
    letters = page_within([each for each, lists, read in found if read and name in lists], number=page, size=size)
    numbers = {each: sum(read and each in lists for _, lists, read in found) for each in LISTS}
    kept = 0 if words.strip() else sum(name in lists for _, lists, _ in found) - numbers[name]
    return Listed(Page(_rows(letters.items), letters.number, letters.total, letters.size), numbers, kept)


def every(name: str, *, by: Actor, at: datetime, words: str = "") -> list[Row]:
    """Return all of which ``listed`` gives a page, as for a download."""
    found = _found(_of_list(name, words), by=by, at=at)
    return _rows([each for each, lists, read in found if read and name in lists])


def letters_of(opened: Opened) -> list[Row]:
    """Return the letters about a person whose record is open, that one's organisation wrote or was sent."""
    theirs = _of(opened.codes).filter(now=opened.person_id).order_by("-drafted_at", "-pk")
    codes, by = opened.codes, opened.by
    return _rows([each for each in theirs if _lists_of(each, codes) and _may_read(each, codes, by)])


def letter_for(letter_id: int, *, by: Actor, hold: bool = False) -> Letter:
    """Return a letter that one's organisation wrote or was sent, and one's post reads. Raises NotAllowed, NotFound."""
    access.require(by, "letter.read")
    codes = frozenset(senders_of(by.organisation))
    letters = Letter.objects.select_for_update(of=("self",)) if hold else Letter.objects.all()
    found = letters.filter(pk=letter_id).select_related("team__organisation").first()
    if found is None or not (_is_from(found, codes) or _is_for(found, codes)) or not _may_read(found, codes, by):
        raise NotFound("Your organisation has no such letter.", now="Choose one on your list.")
    return found


def whole(letter_id: int, *, by: Actor) -> Whole:
    """Return a letter with what it says, and what may be done with it. The person is opened elsewhere, at the gate."""
    letter = letter_for(letter_id, by=by)
    says = last_version(letter)
    codes = frozenset(senders_of(by.organisation))
    stand, ours, for_us = rules.stands(letter), _is_from(letter, codes), _is_for(letter, codes)
    theirs = {name for name in rules.MAY if (for_us if name in READERS else ours)}
    acts = {name for name in theirs if not rules.why_not(name, stand)}
    allowed = {name for name in acts if access.may(by, _ACT.get(name, "letter.write")).allowed}
    named = (letter.drafted_by_id, letter.signed_by_id, letter.sent_by_id, letter.opened_by_id,
             letter.acknowledged_by_id, letter.taken_back_by_id, says.written_by_id)  # fmt: skip
    names = account_names(named)
    place = organisation_names().get(letter.signed_organisation, "")
    signed = ", ".join(filter(None, (names.get(letter.signed_by_id, ""), role_title(letter.signed_role), place)))
    return Whole(
        letter, whose(letter), says, stand, ours, for_us, frozenset(allowed), names, signed if letter.signed_at else "",
        says.number,
    )  # fmt: skip


READERS = ("acknowledge", "unacknowledge")
"""What is done with a letter by those to whom it went; all else by those who wrote it."""
_ACT = {"sign": "letter.sign", "acknowledge": "letter.read", "unacknowledge": "letter.read"}


def last_version(letter: Letter) -> LetterVersion:
    """Return what a letter says now."""
    return letter.versions.order_by("number").last() or LetterVersion()


def may_do(act: str, letter: Letter, *, by: Actor) -> bool:
    """Return whether something is for one's organisation to do with a letter, however it stands."""
    codes = frozenset(senders_of(by.organisation))
    return _is_for(letter, codes) if act in READERS else _is_from(letter, codes)


def whose(letter: Letter) -> int:
    """Return whose letter it is now."""
    return current_person(letter.person_id)


def for_work(work: str) -> list[Letter]:
    """Return the letters written for a work, the newest first; without those that were taken back."""
    return list(Letter.objects.filter(work=work, taken_back_at=None).order_by("-pk"))


def arrived(*, by: Actor, at: datetime, since: datetime | None) -> list[Row]:
    """Return the letters for one's organisation that nobody has read, of those sent since an instant (None: ever)."""
    new = Q(acknowledged_at=None) if since is None else Q(acknowledged_at=None, sent_at__gt=since)
    found = _found(new, by=by, at=at)
    return _rows([each for each, lists, read in found if read and "unread" in lists])


def _of_list(name: str, words: str) -> Q:
    """Return which letters a list chooses from: all, or those about people who are called so. Raises NotFound."""
    if name not in LISTS:
        raise NotFound("There is no such list.", now=f"Choose: {', '.join(LISTS)}.")
    return Q(now__in=called(words)) if words.strip() else Q()


def _found(which: Q, *, by: Actor, at: datetime) -> list[tuple[Any, frozenset[str], bool]]:
    """Return letters for and from one's organisation, the latest first: each with its lists, and if one reads it."""
    access.require(by, "letter.read")
    codes = frozenset(senders_of(by.organisation))
    letters = _of(codes).filter(which, Q(acknowledged_at=None) | Q(drafted_at__gte=at - LISTED_FOR))
    there = list(letters.order_by(F("sent_at").desc(nulls_first=True), "-drafted_at", "-pk"))
    related = relations_to({each.now for each in there}, by=by, at=at, codes=codes)
    seen = {person for person, each in related.items() if any(counts(relation, at) for relation in each)}
    return [(each, _lists_of(each, codes), each.now in seen and _may_read(each, codes, by)) for each in there]


def _of(codes: frozenset[str]) -> QuerySet[Any]:
    ours = Q(team__organisation__ods_code__in=codes)
    to_us = Q(to_organisation__in=codes, sent_at__isnull=False)
    letters = Letter.objects.filter(ours | to_us).annotate(now=person_now("person_id"))
    return letters.select_related("team__organisation", "acknowledged_by", "opened_by")


def _is_from(letter: Letter, codes: frozenset[str]) -> bool:
    return letter.team.organisation.ods_code in codes


def _is_for(letter: Letter, codes: frozenset[str]) -> bool:
    """Return whether a letter went to one of these organisations, and was not withdrawn before it was opened."""
    sent = letter.to_organisation in codes and letter.sent_at is not None and not letter.outside
    return sent and rules.stands(letter) is not Stand.WITHDRAWN


def _lists_of(letter: Letter, codes: frozenset[str]) -> frozenset[str]:
    """Return the lists on which a letter stands for one of these organisations: 'any' where it is on no other."""
    stand, found = rules.stands(letter), set()
    if _is_for(letter, codes):
        found |= {name for name, stood in FOR_US.items() if stand in stood}
    if _is_from(letter, codes):
        found |= {"any", *(name for name, stood in FROM_US.items() if stand in stood)}
    return frozenset(found)


def _may_read(letter: Letter, codes: frozenset[str], by: Actor) -> bool:
    own = by.account_id is not None and by.account_id == letter.drafted_by_id
    sender = letter.team.organisation.ods_code
    return reads(letter.tells, Reader(by.role, codes), organisation=sender, own=own)


def _rows(letters: Any) -> list[Row]:
    known = Demographics.objects.in_bulk(list({letter.now for letter in letters}))
    return [_row(letter, known.get(letter.now)) for letter in letters]


def _row(letter: Any, known: Demographics | None) -> Row:
    return Row(
        letter.pk, letter.now, known.name if known else "", known.birth_date if known else None,
        known.nhs_number if known else "", letter.title, letter.to_name,
        f"{letter.team.name}, {letter.team.organisation.name}", rules.stands(letter), letter.drafted_at,
        letter.sent_at, letter.due_at, letter.acknowledged_at,
        letter.acknowledged_by.full_name if letter.acknowledged_by else "",
        letter.opened_by.full_name if letter.opened_by else "",
    )  # fmt: skip
