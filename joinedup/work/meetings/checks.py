"""What every act of a meeting checks first: that it is theirs, at which stage it is, and that the person is seen."""

from __future__ import annotations

from datetime import datetime

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import senders_of
from joinedup.record.linkage.queries import person_now
from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.tasks.rules import reads
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from joinedup.work.meetings.models import Action, Decision, Item, Meeting, Series
from joinedup.work.meetings.rules import reason_of, seen_reasons
from joinedup.work.meetings.sight import is_host, open_to, people_seen, related

NONE_SUCH = "There is no such meeting for you."
GO_BACK = "Go back to your meetings."


def written(text: str, *, most: int, problem: str, must: bool = True) -> str:
    """Return what was typed as it is kept. Raises BadInput with ``problem`` where it is empty, or too long."""
    plain = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if (must and not plain) or len(plain) > most:
        raise BadInput(problem, now=f"Write it in {most:,} characters or fewer.")
    return plain


def series_of(series_id: int, *, by: Actor, host: bool = False, lock: bool = False) -> Series:
    """Return a series that ``by`` may come to; with ``host`` one of their own organisation.

    Raises NotFound, NotAllowed.
    """
    codes = frozenset(senders_of(by.organisation))
    found = Series.objects.select_for_update(of=("self",)) if lock else Series.objects
    series = found.filter(open_to(by, codes), pk=series_id).select_related("team__organisation").first()
    if series is None:
        raise NotFound(NONE_SUCH, now=GO_BACK)
    if host and not is_host(series, codes):
        raise NotAllowed(
            f"This meeting is of {series.team.name}: only its own organisation arranges it.",
            now="Ask one of the team.",
        )
    return series


def meeting_of(meeting_id: int, *, by: Actor, host: bool = False, lock: bool = False) -> Meeting:
    """Return a meeting of a series that ``by`` may come to. Raises NotFound, NotAllowed."""
    found = Meeting.objects.select_for_update(of=("self",)) if lock else Meeting.objects
    meeting = found.filter(pk=meeting_id).select_related("series__team__organisation").first()
    if meeting is None:
        raise NotFound(NONE_SUCH, now=GO_BACK)
    series_of(meeting.series_id, by=by, host=host)
    return meeting


def require_open(meeting: Meeting) -> None:
    """Raise CannotProceed where a meeting is over."""
    if meeting.closed_at is not None:
        raise CannotProceed("This meeting is over.", now="Open it again, or wait for the next one.")


def require_begun(meeting: Meeting) -> None:
    """Raise CannotProceed where a meeting has not begun, or is over."""
    require_open(meeting)
    if meeting.begun_at is None:
        raise CannotProceed("This meeting has not begun.", now="Begin it first.")


def item_of(item_id: int, *, by: Actor, at: datetime, lock: bool = False) -> Item:
    """Return an item of a meeting whose person ``by`` sees; ``now`` says who that is. Raises NotAllowed, NotFound."""
    access.require(by, "meeting.work")
    found = Item.objects.select_for_update(of=("self",)) if lock else Item.objects
    item = (
        found.filter(pk=item_id)
        .select_related("meeting__series__team__organisation")
        .annotate(now=person_now("person_id"))
        .first()
    )
    if item is None:
        raise NotFound(NONE_SUCH, now=GO_BACK)
    meeting_of(item.meeting_id, by=by)
    codes = frozenset(senders_of(by.organisation))
    if not people_seen([item.now], item.meeting.series, by=by, at=at, codes=codes) or not reads_item(
        item, Reader(by.role, codes)
    ):
        raise NotFound(NONE_SUCH, now=GO_BACK)
    return item


def reads_item(item: Item, reader: Reader) -> bool:
    """Return whether a reader's post reads an item: its minutes, and one of the reasons for it at least."""
    host = item.meeting.series.team.organisation.ods_code
    seen, _ = seen_reasons(map(reason_of, item.reasons), reader)
    return reads(item.tells, reader, organisation=host, own=False) and bool(seen)


def decision_of(decision_id: int, *, by: Actor, at: datetime) -> Decision:
    """Return a decision of an item that ``by`` sees, held until this is done. Raises NotAllowed, NotFound."""
    decision = Decision.objects.select_for_update(of=("self",)).filter(pk=decision_id).first()
    if decision is None:
        raise NotFound(NONE_SUCH, now=GO_BACK)
    decision.item = item_of(decision.item_id, by=by, at=at)
    return decision


def action_of(action_id: int, *, by: Actor, at: datetime, lock: bool = False) -> Action:
    """Return an action that ``by`` may see: their organisation's to do, or of a meeting that they come to.

    Either way only where they are related to the person. Raises NotAllowed, NotFound.
    """
    access.require(by, "meeting.work")
    found = Action.objects.select_for_update(of=("self",)) if lock else Action.objects
    action = (
        found.filter(pk=action_id)
        .select_related("team__organisation", "decision__item__meeting__series__team__organisation")
        .annotate(now=person_now("person_id"))
        .first()
    )
    codes = frozenset(senders_of(by.organisation))
    none = NotFound("There is no such action for you.", now="Go back to your list.")
    if action is None:
        raise none
    item = action.decision.item
    theirs = action.team.organisation.ods_code in codes
    comes = Series.objects.filter(open_to(by, codes), pk=item.meeting.series_id).exists()
    if not (theirs or comes) or not reads(
        item.tells, Reader(by.role, codes), organisation=action.team.organisation.ods_code, own=False
    ):
        raise none
    # Whoever was asked with the person's word sees it, though these object to sharing otherwise.
    known = related([action.now], by=by, at=at, codes=codes) if theirs else people_seen(
        [action.now], item.meeting.series, by=by, at=at, codes=codes
    )  # fmt: skip
    if not known:
        raise none
    return action
