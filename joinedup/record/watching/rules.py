"""Which looks should be asked about, from facts that are passed in. Pure.

An alert says that someone should ask, never that something was wrong. The kinds are those that places with shared
records look for by hand: one's own record, family, colleagues, someone known to all, volume, hours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from joinedup.record.access.models import Role
from joinedup.record.watching.models import Kind
from joinedup.words.basics.moments import LONDON
from joinedup.words.basics.names import first_key, key

# A family name that fewer than one in so many people have is rare.
RARE = 200
# Of so many people whom someone opened in a day nothing followed, and of most: fewer are a letter read, a call taken.
ENOUGH, MOST = 5, 0.5
# So many people in a day are never asked about; beyond, three times what is usual for the account is.
NEVER_MANY, TIMES_USUAL = 60, 3
NIGHT = (22, 6)
BY_DAY = frozenset({
    Role.GP, Role.NURSE, Role.CARE_NAVIGATOR, Role.LINK_WORKER, Role.HEALTH_COACH, Role.DISCHARGE_COORDINATOR,
    Role.SOCIAL_WORKER, Role.COMMISSIONER, Role.PUBLIC_HEALTH, Role.ANALYST,
    Role.DATA_STEWARD, Role.PRIVACY_OFFICER, Role.SAFETY_OFFICER, Role.ADMINISTRATOR,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of a record, as the journal has it; several in one sitting are one look to the person."""

    account_id: int
    role: str
    person_id: int
    at: datetime
    emergency: bool = False

    @property
    def day(self) -> date:
        """Return the day in London on which it was."""
        return self.at.astimezone(LONDON).date()


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it is compared: the family name and the first given name, lower case, letters only."""

    family: str
    given: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a person who was looked at. ``household`` are the names of those at the same address."""

    name: Named
    sensitive: bool
    household: frozenset[Named]


@dataclass(frozen=True, slots=True)
class Known:
    """What looks are held against: staff by account, people by id, how many have each family name, what is usual."""

    staff: Mapping[int, Named]
    people: Mapping[int, Seen]
    having: Mapping[str, int]
    everyone: int
    usual: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Looks of an account on a day that should be asked about; ``person_id`` is 0 where it is of many people."""

    kind: Kind
    account_id: int
    person_id: int
    day: date
    looks: int
    usual: int | None = None


def named(full_name: str) -> Named:
    """Return a member of staff's name as it is compared; titles before it are not part of it."""
    words = [word for word in full_name.replace(".", " ").split() if word.lower() not in _TITLES]
    return Named(key(words[-1]), first_key(words[0])) if len(words) > 1 else Named(key(full_name), "")


_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sister", "sir", "dame"})


def to_ask_about(looks: Iterable[Opening], known: Known) -> list[Found]:
    """Return what should be asked about of ``looks``, each kind once for an account, person and day."""
    found: Counter[tuple[Kind, int, int, date]] = Counter()
    people: dict[tuple[int, date], set[int]] = {}
    for look in looks:
        for kind in _kinds(look, known):
            found[kind, look.account_id, look.person_id, look.day] += 1
        people.setdefault((look.account_id, look.day), set()).add(look.person_id)
    made = [Found(kind, account, person, day, times) for (kind, account, person, day), times in found.items()]
    for (account, day), seen in people.items():
        usual = known.usual.get(account, 0)
        if len(seen) > max(NEVER_MANY, TIMES_USUAL * usual):
            made.append(Found(Kind.MANY, account, 0, day, len(seen), usual))
    return made


@dataclass(frozen=True, slots=True)
class Followed:
    """That an account opened a person on a day, and whether anything followed where they work."""

    account_id: int
    person_id: int
    day: date
    followed: bool


def nothing_followed(openings: Iterable[Followed], *, enough: int = ENOUGH) -> list[Found]:
    """Return whose openings of a day should be asked about: nothing followed for ``enough`` people, and for most.

    One person opened to no end is not asked about: whoever reads a letter or takes a call writes nothing. In several
    posts on one day, what followed in any of them counts.
    """
    people: dict[tuple[int, date], dict[int, bool]] = {}
    for opening in openings:
        of_day = people.setdefault((opening.account_id, opening.day), {})
        of_day[opening.person_id] = opening.followed or of_day.get(opening.person_id, False)
    found = []
    for (account, day), followed in people.items():
        nothing = sum(not did for did in followed.values())
        if nothing >= enough and nothing > MOST * len(followed):
            found.append(Found(Kind.NOTHING_AFTER, account, 0, day, nothing))
    return found


def _kinds(look: Opening, known: Known) -> Iterable[Kind]:
    if look.emergency:
        yield Kind.EMERGENCY
    person, staff = known.people.get(look.person_id), known.staff.get(look.account_id)
    if person is not None and staff is not None:
        yield from _names(staff, person, look, known)
        if person.sensitive:
            yield Kind.SENSITIVE
    hour = look.at.astimezone(LONDON).hour
    if look.role in BY_DAY and (hour >= NIGHT[0] or hour < NIGHT[1]):
        yield Kind.AT_NIGHT


def _names(staff: Named, person: Seen, look: Opening, known: Known) -> Iterable[Kind]:
    """Give what names say: the nearest of own name, own household, rare family name; and a colleague's name."""
    if not staff.family:
        return
    if person.name == staff:
        yield Kind.OWN_NAME
    elif staff in person.household:
        yield Kind.OWN_HOUSEHOLD
    elif person.name.family == staff.family and known.having.get(staff.family, 0) * RARE < known.everyone:
        yield Kind.OWN_SURNAME
    others = (name for account, name in known.staff.items() if account != look.account_id)
    if person.name.given and person.name in others:
        yield Kind.COLLEAGUE
