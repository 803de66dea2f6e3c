"""Meetings as one who comes sees them: whom they speak of, what was promised, and who is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor, role_title
from joinedup.record.access.models import Post
from joinedup.record.access.queries import senders_of
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.tasks.rules import reads
from joinedup.words.basics.errors import NotFound
from joinedup.words.basics.names import written_name
from joinedup.work.meetings.checks import item_of, reads_item
from joinedup.work.meetings.models import Action, Decision, Item, Meeting, Minute, Series
from joinedup.work.meetings.queries import actions_of
from joinedup.work.meetings.rules import Line, Reason, reason_of, seen_reasons
from joinedup.work.meetings.sight import people_seen

MOST_EXPECTED = 60


# One meeting as someone sees it


@dataclass(frozen=True, slots=True)
class Spoken:
    """One person of an agenda as one who is there sees them; ``id`` is the item's, None before it is written."""

    person_id: int
    name: str
    nhs_number: str
    birth_date: date | None
    reasons: tuple[Reason, ...]
    kept: int
    id: int | None = None
    minutes: str = ""
    tells: str = ""
    left_off_why: str = ""
    decisions: tuple[Decision, ...] = ()
    wrote: tuple[str, ...] = ()

    @property
    def discussed(self) -> bool:
        """Return whether they were spoken of."""
        return bool(self.minutes) or any(each.taken_back_at is None for each in self.decisions)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A meeting's agenda as someone sees it: whom they may not see are only counted."""

    spoken: tuple[Spoken, ...]
    unseen: int
    more: int = 0


def sheet_of(meeting: Meeting, *, by: Actor, at: datetime) -> Sheet:
    """Return whom a meeting that was begun speaks of, as ``by`` sees it. Eight queries, however many people."""
    decisions = Decision.objects.order_by("pk").prefetch_related(
        Prefetch("actions", Action.objects.select_related("team__organisation").order_by("pk"))
    )
    writers = Minute.objects.select_related("written_by").order_by("number").only("item_id", "written_by__full_name")
    items = list(
        meeting.items.annotate(now=person_now("person_id"))
        .select_related("meeting__series__team__organisation")
        .prefetch_related(Prefetch("decisions", decisions), Prefetch("versions", writers))
        .order_by("place", "pk")
    )
    codes = frozenset(senders_of(by.organisation))
    seen = people_seen({item.now for item in items}, meeting.series, by=by, at=at, codes=codes)
    reader, known = Reader(by.role, codes), Demographics.objects.in_bulk(list(seen))
    spoken = tuple(
        _spoken(item, known[item.now], reader) for item in items if item.now in known and reads_item(item, reader)
    )
    return Sheet(spoken, len(items) - len(spoken))


def sheet_of_lines(
    meeting: Meeting, lines: Iterable[Line], *, more: int = 0, by: Actor, at: datetime
) -> Sheet:  # fmt: skip
    """Return the agenda of a meeting to come, which ``lines`` are, as ``by`` sees it; with who is left off it."""
    off = sheet_of(meeting, by=by, at=at)
    there = [line for line in lines if line.person_id not in {one.person_id for one in off.spoken}]
    codes = frozenset(senders_of(by.organisation))
    seen = people_seen({line.person_id for line in there}, meeting.series, by=by, at=at, codes=codes)
    reader, known = Reader(by.role, codes), Demographics.objects.in_bulk(list(seen))
    spoken = []
    for line in there:
        reasons, kept = seen_reasons(line.reasons, reader)
        if line.person_id in known and reasons:
            spoken.append(Spoken(line.person_id, *_named(known[line.person_id]), reasons, kept))
    return Sheet((*spoken, *off.spoken), len(there) - len(spoken) + off.unseen, more)


def writers_of(item: Item) -> list[str]:
    """Return who wrote in the minutes of an item, each once, the first first."""
    names = item.versions.order_by("number").values_list("written_by__full_name", flat=True)
    return list(dict.fromkeys(name for name in names if name))


def still_seen(item_id: int, *, by: Actor, at: datetime) -> bool:
    """Return whether ``by`` sees an item, as after it was kept to few posts."""
    try:
        item_of(item_id, by=by, at=at)
    except NotFound:
        return False
    return True


def _spoken(item: Any, known: Demographics, reader: Reader) -> Spoken:
    reasons, kept = seen_reasons(map(reason_of, item.reasons), reader)
    wrote = dict.fromkeys(each.written_by.full_name for each in item.versions.all() if each.written_by)
    return Spoken(
        item.now, *_named(known), reasons, kept, item.pk, item.minutes, item.tells, item.left_off_why,
        tuple(item.decisions.all()), tuple(wrote),
    )  # fmt: skip


def _named(known: Demographics) -> tuple[str, str, date | None]:
    return written_name(known.family_name, known.given_names, known.title), known.nhs_number, known.birth_date


# What we said we would do


@dataclass(frozen=True, slots=True)
class Promise:
    """An action as one who comes to its meetings sees it, with the name of whom it is for."""

    action: Action
    person_id: int
    name: str
    nhs_number: str

    @property
    def stands(self) -> str:
        """Return how it stands, in words."""
        if self.action.decision.taken_back_at is not None:
            return "Taken back"
        return {None: "To do", True: "Done", False: "Could not be done"}[self.action.done]


def promises(series: Series, *, since: datetime | None = None, by: Actor, at: datetime) -> list[Promise]:
    """Return the actions of a series of those whom ``by`` sees; with ``since`` those to do, or told of after that."""
    found = actions_of(series)
    if since is not None:
        found = found.filter(Q(done=None) | Q(told_at__gt=since), decision__taken_back_at=None)
    rows = list(found)
    codes = frozenset(senders_of(by.organisation))
    seen = people_seen({row.now for row in rows}, series, by=by, at=at, codes=codes)
    reader, known = Reader(by.role, codes), Demographics.objects.in_bulk(list(seen))
    host = series.team.organisation.ods_code
    return [
        Promise(row, row.now, *_named(known[row.now])[:2])
        for row in rows
        if row.now in known and reads(row.decision.item.tells, reader, organisation=host, own=False)
    ]


# Who comes


@dataclass(frozen=True, slots=True)
class Expected:
    """Someone of the staff who may come, and whether they were there: ``how`` is present, apologies or empty."""

    account: int
    name: str
    role: str
    place_of_work: str
    how: str = ""


def expected(meeting: Meeting, *, at: datetime) -> list[Expected]:
    """Return who of the team and of those invited has a post of care now, by name, with what is recorded of them."""
    series = meeting.series
    who = Q(team_id=series.team_id)
    for guest in series.invited.select_related("organisation", "team"):
        theirs = Q(team_id=guest.team_id) if guest.team_id else Q(
            organisation__ods_code__in=senders_of(guest.organisation.ods_code)
        )  # fmt: skip
        who |= theirs & Q(role=guest.role) if guest.role else theirs
    posts = Post.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), who, starts_at__lte=at, role__in=access.CARE_ROLES
    ).select_related("account", "organisation", "team")  # fmt: skip
    recorded: Mapping[int | None, str] = {
        each.account_id: "present" if each.present else "apologies" for each in meeting.attendance.all()
    }
    found = {post.account_id: post for post in posts.order_by("account__full_name", "-pk")[: MOST_EXPECTED * 2]}
    return [
        Expected(
            pk, post.account.full_name, role_title(post.role),
            f"{post.team.name}, {post.organisation.name}" if post.team else post.organisation.name,
            recorded.get(pk, ""),
        )
        for pk, post in list(found.items())[:MOST_EXPECTED]
    ]  # fmt: skip
