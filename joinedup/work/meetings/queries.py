"""Every read of meetings: those one may come to, whom they speak of, what was asked. Several rows are one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor, role_title
from joinedup.record.access.models import Post
from joinedup.record.access.queries import senders_of
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.tasks.rules import reads
from joinedup.words.basics.moments import LONDON, day, start_of_day
from joinedup.words.basics.names import written_name
from joinedup.work.meetings.checks import reads_item
from joinedup.work.meetings.dates import Every, Pattern
from joinedup.work.meetings.models import Action, AgendaRequest, Decision, Item, Meeting, Minute, Series
from joinedup.work.meetings.rules import Line, Reason, Why, reason_of, seen_reasons
from joinedup.work.meetings.sight import open_to, people_seen

MOST_EXPECTED = 60


def pattern_of(series: Series) -> Pattern:
    """Return how often a team meets."""
    return Pattern(
        Every(series.every), series.first_on, series.begins, series.weekday, series.nth, series.day, series.spacing
    )


def series_for(by: Actor) -> QuerySet[Series]:
    """Return the series of one's own organisation and those to which one is invited, by name. Raises NotAllowed."""
    access.require(by, "meeting.see")
    codes = frozenset(senders_of(by.organisation))
    return Series.objects.filter(open_to(by, codes)).select_related("team__organisation").order_by("title", "pk")


def to_come(by: Actor) -> QuerySet[Meeting]:
    """Return the meetings to come, or being held, to which one may come: the next first."""
    return _meetings(by).filter(closed_at=None).order_by("planned_at", "pk")


def held(by: Actor, series: int | None = None) -> QuerySet[Meeting]:
    """Return the meetings that are over, the latest first; of one series where it is named."""
    found = _meetings(by).exclude(closed_at=None)
    return (found.filter(series_id=series) if series else found).order_by("-planned_at", "-pk")


def _meetings(by: Actor) -> QuerySet[Meeting]:
    spoken = Count("items", filter=~Q(items__minutes="") | Q(items__decisions__taken_back_at=None,
                                                            items__decisions__isnull=False), distinct=True)  # fmt: skip
    return (
        Meeting.objects.filter(series__in=series_for(by).values("pk"))
        .select_related("series__team__organisation")
        .annotate(spoken=spoken)
    )


# What puts people on an agenda


def asked_for(series: Series, *, at: datetime) -> list[tuple[int, Reason]]:
    """Return of whom a meeting is to speak: asked for, not reached last time, promised something, up for review."""
    return [*_requests(series), *_carried(series), *_promised(series, at=at), *_reviews(series, at=at)]


def _requests(series: Series) -> list[tuple[int, Reason]]:
    waiting = AgendaRequest.objects.filter(series=series, settled=None, withdrawn_at=None).select_related("asked_by")
    return [
        (each.now, Reason(
            Why.ASKED, f"{_who(each.asked_by, each.role)} asked: {each.why}", each.asked_at,
            organisation=each.organisation,
        ))
        for each in waiting.annotate(now=person_now("person_id")).order_by("pk")
    ]  # fmt: skip


def _carried(series: Series) -> list[tuple[int, Reason]]:
    last = last_held(series)
    if last is None:
        return []
    reached = discussed(last)
    items = last.items.filter(left_off_why="").annotate(now=person_now("person_id")).order_by("place")
    on = _on(last.planned_at)
    found = []
    for item in items:
        if item.person_id not in reached:
            line = Line(item.now, tuple(map(reason_of, item.reasons)))
            organisation = line.reasons[0].organisation
            said = Reason(Why.CARRIED, f"On {on} there was no time for them", last.planned_at, line.tells, organisation)
            found.append((item.now, said))
    return found


def _promised(series: Series, *, at: datetime) -> list[tuple[int, Reason]]:
    """Return what was promised and is overdue, or could not be done and was not spoken of since."""
    last = last_held(series)
    since = last.begun_at if last is not None and last.begun_at is not None else series.made_at
    today = at.astimezone(LONDON).date()
    broken = Q(done=None, due_on__lt=today) | Q(done=False, told_at__gt=since)
    actions = actions_of(series).filter(broken, decision__taken_back_at=None)
    return [
        (action.now, Reason(Why.PROMISED, _broken(action), start_of_day(action.due_on + timedelta(days=1)),
                            action.decision.item.tells, series.team.organisation.ods_code))
        for action in actions
    ]  # fmt: skip


def _broken(action: Any) -> str:
    if action.done is False:
        return f"{action.team.name} could not: {action.words} ({action.outcome})"
    return f"{action.team.name} said they would by {day(action.due_on)}: {action.words}"


def _reviews(series: Series, *, at: datetime) -> list[tuple[int, Reason]]:
    """Return whose decisions are to be looked at again by now, and of whom no meeting has spoken since that day."""
    decisions = Decision.objects.filter(
        item__meeting__series=series, taken_back_at=None, review_on__lte=at.astimezone(LONDON).date()
    ).select_related("item")  # fmt: skip
    due = list(decisions.annotate(now=person_now("item__person_id")).order_by("pk"))
    if not due:
        return []
    spoken: dict[int, date] = {}
    items = _discussed(Item.objects.filter(meeting__series=series, meeting__closed_at__isnull=False))
    for person, began in items.annotate(now=person_now("person_id")).values_list("now", "meeting__begun_at"):
        if began is not None:
            spoken[person] = max(spoken.get(person, date.min), began.astimezone(LONDON).date())
    code = series.team.organisation.ods_code
    return [
        (each.now, Reason(Why.REVIEW, f"On {_on(each.decided_at)} it was decided: {each.words[:200]}",
                          start_of_day(each.review_on), each.item.tells, code))
        for each in due
        if each.review_on and spoken.get(each.now, date.min) < each.review_on
    ]  # fmt: skip


def last_held(series: Series) -> Meeting | None:
    """Return the last meeting of a series that was held and is over."""
    over = series.meetings.filter(begun_at__isnull=False, closed_at__isnull=False)
    return over.order_by("-begun_at", "-pk").first()


def discussed(meeting: Meeting) -> set[int]:
    """Return the people (as they were put on the agenda) of whom a meeting spoke: minutes or a decision say so."""
    return set(_discussed(meeting.items.all()).values_list("person_id", flat=True))


def _discussed(items: QuerySet[Item]) -> QuerySet[Item]:
    stands = Decision.objects.filter(item=OuterRef("pk"), taken_back_at=None)
    return items.filter(~Q(minutes="") | Exists(stands))


def left_off(meeting: Meeting) -> set[int]:
    """Return who (as they are now) was left off a meeting that has not begun."""
    items = meeting.items.exclude(left_off_why="").annotate(now=person_now("person_id"))
    return set(items.values_list("now", flat=True))


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


def actions_of(series: Series) -> QuerySet[Any, Any]:
    """Return every action that meetings of a series asked for, the latest first, with whose they are now."""
    return (
        Action.objects.filter(decision__item__meeting__series=series)
        .select_related("team__organisation", "decision__item__meeting", "told_by")
        .annotate(now=person_now("person_id"))
        .order_by("-asked_at", "-pk")
    )


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


def _who(account: Any, role: str) -> str:
    return f"{account.full_name} ({role_title(role)})" if account else role_title(role)


def _on(at: datetime) -> str:
    return day(at.astimezone(LONDON))
