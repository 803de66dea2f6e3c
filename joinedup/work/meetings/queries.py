"""Every read of meetings: those one may come to, whom they speak of, what was asked. Several rows are one query."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor, role_title
from joinedup.record.access.models import Team
from joinedup.record.access.queries import senders_of
from joinedup.record.linkage.queries import person_now
from joinedup.words.basics.moments import LONDON, day, start_of_day
from joinedup.work.meetings.dates import Every, Pattern
from joinedup.work.meetings.models import Action, AgendaRequest, Decision, Item, Meeting, Series
from joinedup.work.meetings.rules import Line, Reason, Why, reason_of
from joinedup.work.meetings.sight import open_to


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
        if item.now not in reached:
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
    """Return the people (as they are now) of whom a meeting spoke: minutes or a decision say so."""
    spoken = _discussed(meeting.items.all()).annotate(now=person_now("person_id"))
    return set(spoken.values_list("now", flat=True))


def _discussed(items: QuerySet[Item]) -> QuerySet[Item]:
    stands = Decision.objects.filter(item=OuterRef("pk"), taken_back_at=None)
    return items.filter(~Q(minutes="") | Exists(stands))


def left_off(meeting: Meeting) -> set[int]:
    """Return who (as they are now) was left off a meeting."""
    items = meeting.items.exclude(left_off_why="").annotate(now=person_now("person_id"))
    return set(items.values_list("now", flat=True))


# What we said we would do


def actions_of(series: Series) -> QuerySet[Any, Any]:
    """Return every action that meetings of a series asked for, the latest first, with whose they are now."""
    return (
        Action.objects.filter(decision__item__meeting__series=series)
        .select_related("team__organisation", "decision__item__meeting", "told_by")
        .annotate(now=person_now("person_id"))
        .order_by("-asked_at", "-pk")
    )


def asked_about(person_id: int, *, by: Actor) -> list[AgendaRequest]:
    """Return what one's own organisation asked of meetings about a person and waits there, the latest first."""
    waiting = AgendaRequest.objects.filter(
        organisation__in=senders_of(by.organisation), withdrawn_at=None, settled=None
    ).annotate(now=person_now("person_id"))  # fmt: skip
    return list(waiting.filter(now=person_id).select_related("series__team", "asked_by").order_by("-asked_at", "-pk"))


def teams_to_run(by: Actor) -> list[Team]:
    """Return the teams for which someone may arrange meetings: those of their organisation, by name."""
    return list(Team.objects.filter(organisation__ods_code__in=senders_of(by.organisation)).order_by("name"))


def _who(account: Any, role: str) -> str:
    return f"{account.full_name} ({role_title(role)})" if account else role_title(role)


def _on(at: datetime) -> str:
    return day(at.astimezone(LONDON))
