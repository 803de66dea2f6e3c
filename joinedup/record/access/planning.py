"""What a place's file would change: who joins, moves and leaves, decided from what is known. Pure.

Whoever the file names has the posts that the file says, and no others. Whoever it does not name stays as they are,
unless it is the whole list of its organisations: then they have left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from joinedup.record.access import checks
from joinedup.record.access.checks import Place
from joinedup.record.access.files import ORGANISATION, POST, SITE, TEAM, Row
from joinedup.record.access.models import Role
from joinedup.words.basics.errors import Mistake
from joinedup.words.basics.moments import start_of_day

Key = tuple[str, str, str]  # role, ODS code of the organisation, code of the team or ""


@dataclass(frozen=True, slots=True)
class Held:
    """A post that is open, or will be."""

    pk: int
    key: Key
    starts_at: datetime
    ends_at: datetime | None


@dataclass(slots=True)
class Someone:
    """An account as it is known, with the posts that have not ended."""

    full_name: str
    active: bool = True
    posts: list[Held] = field(default_factory=list)


@dataclass(slots=True)
class Known:
    """What the place knows before the file; people by their sign-in names in small letters."""

    organisations: dict[str, Place] = field(default_factory=dict)
    sites: dict[str, Place] = field(default_factory=dict)
    teams: dict[str, Place] = field(default_factory=dict)
    people: dict[str, Someone] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Start:
    """A post to start."""

    username: str
    key: Key
    starts_at: datetime
    ends_at: datetime | None


@dataclass(slots=True)
class Plan:
    """What would be done, and every mistake that stands in its way."""

    mistakes: list[Mistake] = field(default_factory=list)
    organisations: dict[str, Place] = field(default_factory=dict)
    sites: dict[str, Place] = field(default_factory=dict)
    teams: dict[str, Place] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # accounts to open or to name anew: sign-in name to full name
    starts: list[Start] = field(default_factory=list)
    ends: dict[int, datetime | None] = field(default_factory=dict)  # post to when it ends; None takes its end away
    joins: list[str] = field(default_factory=list)
    returns: list[str] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)
    leaves: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    stays: int = 0

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.organisations or self.sites or self.teams or self.names or self.starts or self.ends
                    or self.leaves)  # fmt: skip

    def gives(self, person: str, was: Known) -> bool:
        """Return whether ``person`` (a sign-in name in small letters) is given a post, or one of theirs for longer."""
        held = was.people[person].posts if person in was.people else []
        return any(start.username == person for start in self.starts) or any(
            post.ends_at is not None and _longer(self.ends[post.pk], post.ends_at)
            for post in held
            if post.pk in self.ends
        )

    def wrong(self, row: Row, problem: str, field: str = "") -> None:
        """Keep a mistake of a row, where there is one."""
        if problem:
            self.mistakes.append(Mistake(problem, field=field, row=row.line))


def plan(rows: Iterable[Row], known: Known, *, at: datetime, whole: bool = False) -> Plan:
    """Return what a file's rows would change at ``at``; ``whole`` where the file is all staff of its organisations."""
    made = Plan()
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_kind[row.what].append(row)
    _organisations(by_kind[ORGANISATION], known, made)
    codes = known.organisations.keys() | {row.said["code"] for row in by_kind[ORGANISATION]}
    _sites(by_kind[SITE], codes, known, made)
    _teams(by_kind[TEAM], codes, known, made)
    if by_kind[POST]:
        _staff(by_kind[POST], codes, known, made, at=at, whole=whole)
    return made


def _organisations(rows: list[Row], known: Known, made: Plan) -> None:
    tree = {code: place.to for code, place in known.organisations.items()}
    tree |= {row.said["code"]: row.said.get("to", "") for row in rows}
    sites = {code: place.to for code, place in known.sites.items()}
    for row in _once(rows, made):
        code, said = row.said["code"], row.said
        place = Place(
            said["name"], kind=said["kind"], to=said.get("to", ""), belongs=said.get("belongs", ""),
            opened=row.day("opened"), closed=row.day("closed"),
        )  # fmt: skip
        made.wrong(row, checks.wrong_place(code, place, tree))
        made.wrong(row, "" if code in known.organisations else checks.taken_by_a_site(code, sites))
        if known.organisations.get(code) != place:
            made.organisations[code] = place


def _sites(rows: list[Row], codes: set[str], known: Known, made: Plan) -> None:
    for row in _once(rows, made):
        code, said = row.said["code"], row.said
        place = Place(said["name"], to=said["to"], opened=row.day("opened"), closed=row.day("closed"))
        made.wrong(row, checks.wrong_site(code, place, codes))
        made.wrong(row, "" if place.to in codes else "This organisation is not known here.", "to")
        if known.sites.get(code) != place:
            made.sites[code] = place


def _teams(rows: list[Row], codes: set[str], known: Known, made: Plan) -> None:
    sites = known.sites.keys() | made.sites.keys()
    for row in _once(rows, made):
        code, said = row.said["code"], row.said
        place = Place(
            said["name"], kind=said["kind"], to=said["to"], site=said.get("site", ""),
            serves=frozenset(said.get("serves", "").split()), opened=row.day("opened"), closed=row.day("closed"),
        )  # fmt: skip
        made.wrong(row, checks.wrong_team(code, place))
        made.wrong(row, "" if place.to in codes else "This organisation is not known here.", "to")
        made.wrong(row, "" if not place.site or place.site in sites else "This site is not known here.", "site")
        made.wrong(row, "" if place.serves <= codes else "A practice that it serves is not known here.", "serves")
        was = known.teams.get(code)
        made.wrong(row, "Another organisation has a team with this code." if was and was.to != place.to else "", "to")
        if was != place:
            made.teams[code] = place


def _staff(rows: list[Row], codes: set[str], known: Known, made: Plan, *, at: datetime, whole: bool) -> None:
    homes = {code: place.to for code, place in (known.teams | made.teams).items()}
    listed: dict[str, dict[Key, Row]] = defaultdict(dict)
    names: dict[str, tuple[str, str]] = {}
    for row in rows:
        username, full_name = row.said["username"], row.said["full_name"]
        person = username.lower()
        key = (row.said["role"], row.said["organisation"], row.said.get("team", ""))
        made.wrong(row, checks.wrong_name(username, full_name), "username")
        made.wrong(row, checks.wrong_role(key[0]), "role")
        made.wrong(row, "" if key[1] in codes else "This organisation is not known here.", "organisation")
        if key[2]:
            home = homes.get(key[2], "")
            made.wrong(row, "" if home else "This team is not known here.", "team")
            made.wrong(row, "This team is of another organisation." if home not in ("", key[1]) else "", "team")
        begins, last = row.day("from"), row.day("until")
        made.wrong(row, "It ends before it starts." if begins and last and last < begins else "", "until")
        made.wrong(row, "This post is in the file twice." if key in listed[person] else "", "role")
        again = names.setdefault(person, (username, full_name))
        made.wrong(row, "" if again[1] == full_name else "Another row gives this account another name.", "full_name")
        listed[person][key] = row
    if not made.mistakes:
        for person, posts in listed.items():
            _one(names[person], posts, known.people.get(person), made, at=at)
        if whole:
            _left(set(listed), {row.said["organisation"] for row in rows}, known, made, at=at)
        _someone_manages(known, made)


def _one(name: tuple[str, str], posts: dict[Key, Row], was: Someone | None, made: Plan, *, at: datetime) -> None:
    """Work out what becomes of one person whom the file names, by their sign-in name and full name."""
    username, full_name = name
    person = username.lower()
    if was is None or was.full_name != full_name:
        made.names[username if was is None else person] = full_name
    held = {post.key: post for post in was.posts} if was else {}
    started = ended = changed = 0
    for key, row in posts.items():
        ends_at = _after(row.day("until"))
        over = ends_at is not None and ends_at <= at
        begins = row.day("from")
        if key not in held:
            if not over:
                made.starts.append(Start(person, key, start_of_day(begins) if begins else at, ends_at))
                started += 1
        elif over:
            made.ends[held[key].pk] = at
            ended += 1
        elif held[key].ends_at != ends_at:
            made.ends[held[key].pk] = ends_at
            changed += 1
    for key in held.keys() - posts.keys():
        made.ends[held[key].pk] = at
        ended += 1
    stays = len(held) - ended + started > 0
    _sort(person, was, made, stays=stays, started=started, ended=ended, changed=changed)


def _sort(person: str, was: Someone | None, made: Plan, *, stays: bool, started: int, ended: int, changed: int) -> None:
    """Say what becomes of someone in one word."""
    if was is None:
        made.joins.append(person)
    elif not stays:
        if was.active:
            made.leaves.append(person)
    elif not was.active:
        made.returns.append(person)
    elif started and ended:
        made.moves.append(person)
    elif started or ended or changed:
        made.changes.append(person)
    else:
        made.stays += 1


def _left(listed: set[str], organisations: set[str], known: Known, made: Plan, *, at: datetime) -> None:
    """End the posts, at the file's organisations, of those whom it does not name."""
    for person, was in known.people.items():
        gone = [post for post in was.posts if post.key[1] in organisations] if person not in listed else []
        made.ends |= {post.pk: at for post in gone}
        if gone:
            (made.leaves if len(gone) == len(was.posts) else made.changes).append(person)


def _someone_manages(known: Known, made: Plan) -> None:
    """Hold that a place which has an administrator keeps one: nobody could undo it."""
    held = [
        post
        for someone in known.people.values()
        for post in someone.posts
        if post.key[0] == Role.ADMINISTRATOR and post.ends_at is None
    ]
    kept = [post for post in held if made.ends.get(post.pk) is None]
    begun = [start for start in made.starts if start.key[0] == Role.ADMINISTRATOR and start.ends_at is None]
    if held and not kept and not begun:
        made.mistakes.append(Mistake("Nobody would be left who may manage accounts. Keep a system administrator."))


def _once(rows: list[Row], made: Plan) -> list[Row]:
    """Return the rows, with a mistake for each code that another row before it had."""
    seen: set[str] = set()
    for row in rows:
        made.wrong(row, f"This {row.what} is in the file twice." if row.said["code"] in seen else "", "code")
        seen.add(row.said["code"])
    return rows


def _longer(ends_at: datetime | None, was: datetime) -> bool:
    return ends_at is None or ends_at > was


def _after(last: date | None) -> datetime | None:
    """Return the instant after a last day."""
    return start_of_day(last + timedelta(days=1)) if last else None
