"""Who sees a meeting, and whom of those spoken of: being invited relates nobody to anyone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from joinedup.record.access.actor import Actor, role_title
from joinedup.record.access.models import Team
from joinedup.record.access.queries import senders_of, workers_of
from joinedup.record.sharing.choices.queries import objecting_to_sharing
from joinedup.record.sharing.relationships.queries import relations_to
from joinedup.record.sharing.rules import counts
from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.tasks.rules import reads
from joinedup.work.meetings.models import Invited, Series


def open_to(by: Actor, codes: Collection[str]) -> Q:
    """Return, for a query of series, those of one's own organisation and those to which one is invited."""
    theirs = Invited.objects.filter(
        Q(team=None) | Q(team__code=by.team), Q(role="") | Q(role=by.role), series=OuterRef("pk"),
        organisation__ods_code__in=codes,
    )  # fmt: skip
    return Q(team__organisation__ods_code__in=codes) | Q(Exists(theirs))


def is_host(series: Series, codes: Collection[str]) -> bool:
    """Return whether a series is of a team of the organisation of these codes."""
    return series.team.organisation.ods_code in codes


def people_seen(
    people: Collection[int], series: Series, *, by: Actor, at: datetime, codes: frozenset[str]
) -> frozenset[int]:
    """Return whom, of those spoken of, one who is there sees: those related to them by something else on record.

    Of who objects to sharing, those of other organisations see nothing. Two queries, however many there are.
    """
    seen = related(people, by=by, at=at, codes=codes)
    if seen and not is_host(series, codes):
        seen -= set(objecting_to_sharing(at).filter(pk__in=seen).values_list("pk", flat=True))
    return frozenset(seen)


def related(people: Collection[int], *, by: Actor, at: datetime, codes: frozenset[str]) -> set[int]:
    """Return to whom of ``people`` one who asks is related by something on record that counts now. One query."""
    found = relations_to(people, by=by, at=at, codes=codes)
    return {person for person, each in found.items() if any(counts(relation, at) for relation in each)}


def reached(person_id: int, team: Team, *, tells: str = "", at: datetime) -> bool | None:
    """Return whether someone at work in a team's organisation is related to a person, and reads what ``tells`` of this.

    None where nobody works there. One query for each role that there is.
    """
    organisation = team.organisation
    codes = frozenset(senders_of(organisation.ods_code))
    posts = sorted({post.role for post in workers_of(organisation.ods_code, at=at)})
    if not posts:
        return None
    return any(
        related([person_id], by=_someone(role, team), at=at, codes=codes)
        for role in posts
        if reads(tells, Reader(role, codes), organisation=organisation.ods_code, own=False)
    )


def read_there(team: Team, *, tells: str, at: datetime) -> bool:
    """Return whether someone at work in a team's organisation reads what ``tells`` of this."""
    code = team.organisation.ods_code
    codes = frozenset(senders_of(code))
    return any(reads(tells, Reader(post.role, codes), organisation=code, own=False) for post in workers_of(code, at=at))


def _someone(role: str, team: Team) -> Actor:
    organisation = team.organisation
    return Actor(None, team.name, role, role_title(role), organisation.ods_code, organisation.name, team.code)
