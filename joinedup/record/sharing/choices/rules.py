"""What a person's choices mean for whoever reads their record. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from joinedup.record.access.models import Role
from joinedup.record.sharing.sensitivity import PROXY, Reader, may_see
from joinedup.words.vocabulary.kinds import Kind, Section
from joinedup.words.vocabulary.sensitivity import Label


class What(StrEnum):
    """What was chosen."""

    NO_SHARING = "no_sharing"
    NO_PLANNING = "no_planning"
    SEALED = "sealed"
    LOCKED = "locked"
    NOT_FOR_PERSON = "not_for_person"
    NOT_FOR_PROXIES = "not_for_proxies"
    PROXY = "proxy"
    STOPPED = "stopped"
    """The coercion switch: every proxy is ended, none can be added, and only a few can see why."""


SEALS = frozenset((What.SEALED, What.LOCKED))
MARKS = frozenset((What.NOT_FOR_PERSON, What.NOT_FOR_PROXIES))
SAID_ONCE = frozenset((What.NO_SHARING, What.NO_PLANNING, What.STOPPED))


class How(StrEnum):
    """How it was told."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    LETTER = "letter"
    ONLINE = "online"
    REPRESENTATIVE = "representative"
    CLINICIAN = "clinician"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Aim:
    """What a seal or a mark is about: one fact by its name, or all of a sender, under a heading, or both."""

    source_record: int | None = None
    feed: str = ""
    kind: str = ""
    key: str = ""
    sender: str = ""
    section: str = ""


WHOLE = Aim()
"""All of a record: what is about nothing of it in particular."""


@dataclass(frozen=True, slots=True)
class Held:
    """One choice as it is kept. Whether it holds at a moment, ``holds`` says."""

    id: int
    what: What
    starts_at: datetime
    aim: Aim = WHOLE
    name: str = ""
    relation: str = ""
    sections: frozenset[str] = frozenset()
    how: How = How.IN_PERSON
    note: str = ""
    recorded_at: datetime | None = None
    role: str = ""
    organisation: str = ""
    ends_at: datetime | None = None
    ended_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Return whether it holds at a moment."""
        return (
            self.starts_at <= at
            and (self.ends_at is None or at < self.ends_at)
            and (self.ended_at is None or at < self.ended_at)
        )


@dataclass(frozen=True)
class Choices:
    """What holds of a person at one moment."""

    held: tuple[Held, ...] = ()

    @cached_property
    def _whats(self) -> frozenset[What]:
        return frozenset(each.what for each in self.held)

    @property
    def objects_to_sharing(self) -> bool:
        """Return whether they object to sharing: each organisation then sees what it sent itself."""
        return What.NO_SHARING in self._whats

    @property
    def stopped(self) -> bool:
        """Return whether all proxies are stopped (the coercion switch)."""
        return What.STOPPED in self._whats

    @cached_property
    def seals(self) -> tuple[Held, ...]:
        """Return what is sealed."""
        return tuple(each for each in self.held if each.what in SEALS)

    @cached_property
    def marks(self) -> tuple[Held, ...]:
        """Return what is marked as not to be shown to the person, or to those who act for them."""
        return tuple(each for each in self.held if each.what in MARKS)

    @cached_property
    def proxies(self) -> tuple[Held, ...]:
        """Return who acts for them: nobody while proxies are stopped."""
        return () if self.stopped else tuple(each for each in self.held if each.what is What.PROXY)

    @cached_property
    def aimed(self) -> tuple[Held, ...]:
        """Return what is about single facts: the seals and the marks."""
        return (*self.seals, *self.marks)


NO_CHOICES = Choices()


class KeptFor(StrEnum):
    """Why a fact is kept from a reader."""

    OBJECTION = "objection"
    SEALED = "sealed"
    LOCKED = "locked"
    SENSITIVE = "sensitive"
    PART = "part"
    MARKED = "marked"


COUNTED = (KeptFor.OBJECTION, KeptFor.SEALED, KeptFor.PART)
"""The reasons of which the number is told. Of the others even the number would tell something."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A fact as far as it decides who may see it."""

    source_record: int
    sender: str
    feed: str
    kind: Kind
    key: str
    section: Section
    labels: AbstractSet[Label]


def aimed_at(aim: Aim, fact: Seen) -> bool:
    """Return whether a seal or a mark is about this fact: by its name, its sender, its heading, or the last two."""
    if aim.key:
        named = (aim.source_record, aim.feed, aim.kind, aim.key)
        return named == (fact.source_record, fact.feed, fact.kind.value, fact.key)
    return aim != WHOLE and aim.sender in ("", fact.sender) and aim.section in ("", fact.section.value)


def kept_from(reader: Reader, fact: Seen, choices: Choices) -> KeptFor | None:
    """Return why a reader does not see a fact, None where they do. What the person chose comes first.

    An objection to sharing leaves each organisation what it sent itself. A seal is opened by an emergency; a lock by
    nothing but being of those who sent it. Neither keeps anything from the person.
    """
    return _by_choice(reader, fact, choices) or _by_nature(reader, fact)


def _by_choice(reader: Reader, fact: Seen, choices: Choices) -> KeptFor | None:
    theirs = fact.sender in reader.organisations
    about = {each.what for each in choices.aimed if aimed_at(each.aim, fact)} if choices.aimed else frozenset()
    if not reader.is_staff:
        marked = bool(about & MARKS) if reader.role == PROXY else What.NOT_FOR_PERSON in about
        if marked:
            return KeptFor.MARKED
        return KeptFor.SEALED if reader.role == PROXY and about & SEALS else None
    if not theirs:
        if What.LOCKED in about:
            return KeptFor.LOCKED
        if What.SEALED in about and not reader.broke_glass:
            return KeptFor.SEALED
        if choices.objects_to_sharing and not reader.broke_glass:
            return KeptFor.OBJECTION
    return None


def _by_nature(reader: Reader, fact: Seen) -> KeptFor | None:
    if not reader.reads(fact.section):
        return KeptFor.PART
    return None if may_see(fact.labels, reader, sender=fact.sender, kind=fact.kind).allowed else KeptFor.SENSITIVE


def source_kept(reader: Reader, sender: str, choices: Choices) -> bool:
    """Return whether even that ``sender`` holds a record is kept: by an objection, or a seal on all that it sent."""
    if not reader.is_staff or sender in reader.organisations:
        return False
    if choices.objects_to_sharing and not reader.broke_glass:
        return True
    return any(
        seal.aim == Aim(sender=sender) and (seal.what is What.LOCKED or not reader.broke_glass)
        for seal in choices.seals
    )


def sealed(fact: Seen, choices: Choices) -> bool:
    """Return whether a fact is sealed or locked: said beside it to those who may see it."""
    return any(aimed_at(each.aim, fact) for each in choices.seals)


def may_name(what: What, *, sender: str, recorded_by: str, codes: AbstractSet[str], role: str) -> bool:
    """Return whether one in a ``role`` at an organisation of these ``codes`` may be told what a choice is about.

    Of what is locked, or whose record is sealed: who recorded it, who sent it, and the privacy officer. Even who holds
    a record can tell what it is about. Who may not be told cannot end it either.
    """
    told_all = what is not What.LOCKED and not sender
    return told_all or recorded_by in codes or sender in codes or role == Role.PRIVACY_OFFICER


def takes_part(parties: Sequence[str], said: Iterable[tuple[str, bool]]) -> bool:
    """Return whether all have said yes; ``said`` is in the order in which it was said, and the latest holds."""
    latest: Mapping[str, bool] = dict(said)
    return bool(parties) and all(latest.get(party, False) for party in parties)
