"""A team speaks of the people whom it looks after: the agenda, the minutes, what is decided and who does it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joinedup.journeys import meetings
from joinedup.journeys.risks import SOURCE as RISK
from joinedup.record.journal.models import JournalLine
from joinedup.record.tasks import queries as tasks
from joinedup.record.tasks.models import Task
from joinedup.record.tasks.rules import SAFEGUARDING
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from joinedup.work.meetings import actions, arranging, minuting, queries, sheets
from joinedup.work.meetings.models import Item, Meeting, Minute
from tests.spec.work.meetings import (
    CARYS,
    GP,
    LENA,
    MONDAY,
    another_team,
    asks,
    at_work,
    begins,
    decides,
    item,
    named,
    owes,
    promises,
    the_hub,
    to_come,
    wants,
)
from tests.world.drawn import instant
from tests.world.world import World

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
EDNA, MOHAMMED = "MARSH, Edna", "IQBAL, Mohammed"
pytestmark = pytest.mark.django_db


def test_the_agenda_brings_together_risk_overdue_work_and_requests_each_person_once(world: World) -> None:
    series = the_hub(world)
    owes(world, "Edna Marsh", "Ring the pharmacy", key=1, due=instant("2026-03-20 17:00"))
    owes(world, "Mohammed Iqbal", "Act now on an answer in “First visit”", key=2, urgent=True, source=RISK)
    asks(world, series, "Edna Marsh")
    sheet = meetings.sheet_of(to_come(series), by=at_work(world, CARYS), at=MONDAY)
    assert [one.name for one in sheet.spoken] == [MOHAMMED, EDNA]
    edna = [(each.why.value, each.words) for each in sheet.spoken[1].reasons]
    assert edna[0] == ("asked", "Dr Priya Nair (GP) asked: Her daughter is worried")
    assert ("overdue", "Ring the pharmacy, due 20 March 2026") in edna
    assert (sheet.unseen, sheet.more) == (0, 0)


def test_whom_nobody_reached_is_carried_over_and_who_was_spoken_of_is_not_asked_for_again(world: World) -> None:
    series = the_hub(world, takes_overdue=False, takes_urgent=False)
    asks(world, series, "Edna Marsh")
    asks(world, series, "Mohammed Iqbal", why="New to us")
    first = begins(world, series)
    carys = at_work(world, CARYS)
    minuting.note(item(world, first, "Edna Marsh").pk, "Seen at home.", was="", by=carys, at=MONDAY)
    following = actions.close(first.pk, by=carys, at=MONDAY + DAY / 24)
    assert following is not None
    assert following.planned_at == instant("2026-03-31 09:00")
    [one] = meetings.sheet_of(following, by=carys, at=MONDAY + DAY).spoken
    assert [each.words for each in one.reasons] == [
        "Dr Priya Nair (GP) asked: New to us",
        "On 30 March 2026 there was no time for them",
    ]
    # Closed by mistake: nothing was done at the next one yet, and all is as it was.
    actions.reopen(first.pk, by=carys, at=MONDAY + DAY / 12)
    assert to_come(series).pk == first.pk
    assert actions.close(first.pk, by=carys, at=MONDAY + DAY / 12) is not None


def test_someone_is_left_off_with_a_reason_and_put_back(world: World) -> None:
    series, carys = the_hub(world, takes_overdue=False), at_work(world, CARYS)
    asks(world, series, "Edna Marsh")
    meeting = to_come(series)
    with pytest.raises(BadInput, match="not said why"):
        meetings.leave_off(meeting.pk, world.person("Edna Marsh"), why=" ", by=carys, at=MONDAY)
    off = meetings.leave_off(meeting.pk, world.person("Edna Marsh"), why="She is on holiday", by=carys, at=MONDAY)
    assert [one.left_off_why for one in meetings.sheet_of(meeting, by=carys, at=MONDAY).spoken] == ["She is on holiday"]
    actions.put_back(off, by=carys, at=MONDAY)
    assert [one.left_off_why for one in meetings.sheet_of(meeting, by=carys, at=MONDAY).spoken] == [""]
    begun = begins(world, series)
    meetings.leave_off(begun.pk, world.person("Edna Marsh"), why="She is on holiday", by=carys, at=MONDAY)
    actions.close(begun.pk, by=carys, at=MONDAY + MINUTE)
    assert named(world, to_come(series), by=CARYS) == ([], 0)
    with pytest.raises(NotFound, match="not on this agenda"):
        meetings.leave_off(to_come(series).pk, world.person("Thomas Knight"), why="Not ours", by=carys, at=MONDAY)


def test_two_who_write_minutes_at_once_both_stand_and_each_version_says_whose_it_is(world: World) -> None:
    series = the_hub(world)
    asks(world, series, "Edna Marsh")
    edna = item(world, begins(world, series), "Edna Marsh")
    carys, lena, gp = at_work(world, CARYS), at_work(world, LENA), at_work(world, GP)
    minuting.note(edna.pk, "Seen on Friday.", was="", by=carys, at=MONDAY)
    minuting.note(edna.pk, "Seen on Friday.\nHer leg is worse.", was="Seen on Friday.", by=gp, at=MONDAY + MINUTE)
    after = minuting.note(
        edna.pk, "Seen on Friday.\nShe misses chapel.", was="Seen on Friday.", by=lena, at=MONDAY + MINUTE
    )
    assert after.minutes == "Seen on Friday.\nHer leg is worse.\nShe misses chapel."
    minuting.note(edna.pk, after.minutes, was=after.minutes, by=carys, at=MONDAY + 2 * MINUTE)  # changes nothing
    versions = Minute.objects.filter(item=edna).order_by("number")
    assert [(each.number, each.role) for each in versions] == [(1, "key_worker"), (2, "gp"), (3, "link_worker")]
    assert JournalLine.objects.filter(act="meeting.minuted").count() == 3
    actions.close(edna.meeting_id, by=carys, at=MONDAY + DAY)
    with pytest.raises(CannotProceed, match="This meeting is over"):
        minuting.note(edna.pk, "Later", was=after.minutes, by=gp, at=MONDAY + DAY)


def test_what_is_decided_is_a_task_of_the_team_asked_until_it_says_what_came_of_it(world: World) -> None:
    series, gp = the_hub(world), at_work(world, GP)
    another_team("hillside", "Hillside Surgery")
    asks(world, series, "Edna Marsh")
    edna = item(world, begins(world, series), "Edna Marsh")
    decision = decides(
        world, edna, "Review her pain relief", wants("Review her pain relief", team="hillside", role="gp"), by=CARYS
    )
    [row] = tasks.my_day(by=gp, at=MONDAY).page.items
    assert (row.title, row.due_said) == ("Review her pain relief", "by 3 April 2026, for a meeting")
    [action] = decision.actions.all()
    minuting.tell(action.pk, done=True, outcome="Changed to a patch", by=gp, at=MONDAY + DAY)
    assert tasks.my_day(by=gp, at=MONDAY + DAY).page.items == []
    assert promises(world, series, at=MONDAY + DAY) == [("Review her pain relief", "Done")]
    minuting.untell(action.pk, by=gp, at=MONDAY + DAY)
    assert promises(world, series, at=MONDAY + DAY) == [("Review her pain relief", "To do")]


def test_an_action_that_nobody_does_comes_back_on_the_agenda(world: World) -> None:
    series, carys = the_hub(world, takes_overdue=False, takes_urgent=False), at_work(world, CARYS)
    asks(world, series, "Edna Marsh")
    edna = item(world, begins(world, series), "Edna Marsh")
    [action] = decides(world, edna, "Call", wants(), review_on=date(2026, 4, 20)).actions.all()
    actions.close(edna.meeting_id, by=carys, at=MONDAY + MINUTE)
    the_day, day_after = instant("2026-04-03 12:00"), instant("2026-04-04 00:00")
    assert named(world, to_come(series), by=CARYS, at=the_day) == ([], 0)
    [one] = meetings.sheet_of(to_come(series), by=carys, at=day_after).spoken
    assert [each.words for each in one.reasons] == ["The north team said they would by 3 April 2026: Call her daughter"]
    minuting.tell(action.pk, done=False, outcome="Nobody answers", by=carys, at=day_after)
    [one] = meetings.sheet_of(to_come(series), by=carys, at=day_after + DAY).spoken
    assert [each.words for each in one.reasons] == ["The north team could not: Call her daughter (Nobody answers)"]
    [one] = meetings.sheet_of(to_come(series), by=carys, at=instant("2026-04-20 08:00")).spoken
    assert [each.why.value for each in one.reasons] == ["promised", "review"]


def test_what_is_taken_back_is_asked_of_nobody_until_it_stands_again(world: World) -> None:
    series, carys = the_hub(world), at_work(world, CARYS)
    asks(world, series, "Edna Marsh")
    decision = decides(world, item(world, begins(world, series), "Edna Marsh"), "Call", wants())
    open_ = Task.objects.filter(source="meeting", done_at=None, cancelled_at=None)
    assert open_.count() == 1
    minuting.take_back(decision.pk, why="Written of the wrong person", by=carys, at=MONDAY)
    assert (open_.count(), queries.discussed(to_come(series))) == (0, set())
    minuting.let_stand(decision.pk, by=carys, at=MONDAY)
    assert open_.count() == 1


def test_a_page_sent_twice_decides_once(world: World) -> None:
    series = the_hub(world)
    asks(world, series, "Edna Marsh")
    edna = item(world, begins(world, series), "Edna Marsh")
    first = decides(world, edna, "Call", wants())
    again = minuting.decide(edna.pk, "Call", key=first.key, by=at_work(world, CARYS), at=MONDAY)
    assert (again.pk, first.actions.count()) == (first.pk, 1)
    [action] = first.actions.all()
    twice = wants("Call her daughter")
    added = minuting.add_action(first.pk, twice, by=at_work(world, CARYS), at=MONDAY)
    assert minuting.add_action(first.pk, twice, by=at_work(world, CARYS), at=MONDAY).pk == added.pk != action.pk


def test_who_was_there_is_recorded_by_name_and_where_they_come_from(world: World) -> None:
    series, carys = the_hub(world), at_work(world, CARYS)
    gp, lena = world.account(GP).pk, world.account(LENA).pk
    meeting = begins(world, series)
    assert [one.name for one in sheets.expected(meeting, at=MONDAY)] == [CARYS, GP, LENA]
    actions.attend(meeting.pk, {gp: "apologies", lena: "present"}, by=carys, at=MONDAY)
    actions.add_guest(meeting.pk, name="Mrs Bell", place_of_work="Age Well", present=True, by=carys, at=MONDAY)
    actions.attend(meeting.pk, {gp: ""}, by=carys, at=MONDAY)
    told = [(one.name, one.place_of_work, one.present) for one in meeting.attendance.order_by("name")]
    assert told == [(LENA, "The north team, Northmoor Community", True), ("Mrs Bell", "Age Well", True)]
    with pytest.raises(BadInput, match="not expected"):
        actions.attend(meeting.pk, {world.account("Dr Owen Pryce").pk: "present"}, by=carys, at=MONDAY)


def test_a_meeting_is_moved_called_off_and_held_after_all(world: World) -> None:
    series, carys = the_hub(world), at_work(world, CARYS)
    meeting = to_come(series)
    with pytest.raises(BadInput, match="past"):
        arranging.move(meeting.pk, to=MONDAY - DAY, why="Early", by=carys, at=MONDAY)
    moved = arranging.move(meeting.pk, to=MONDAY + DAY / 4, why="The room is taken", by=carys, at=MONDAY)
    assert moved.planned_at == MONDAY + DAY / 4
    following = arranging.call_off(meeting.pk, why="Snow", by=carys, at=MONDAY)
    assert following is not None
    assert following.planned_at == instant("2026-03-31 09:00")
    actions.reopen(meeting.pk, by=carys, at=MONDAY)
    assert to_come(series).pk == meeting.pk
    begun = begins(world, series)
    for act in (arranging.move, arranging.call_off):
        more = {"to": MONDAY + DAY} if act is arranging.move else {}
        with pytest.raises(CannotProceed, match="has begun"):
            act(begun.pk, why="Late", by=carys, at=MONDAY, **more)
    with pytest.raises(CannotProceed, match="being held"):
        arranging.end(series.pk, by=carys, at=MONDAY)
    actions.close(begun.pk, by=carys, at=MONDAY + MINUTE)
    arranging.end(series.pk, by=carys, at=MONDAY + MINUTE)
    assert not Meeting.objects.filter(series=series, closed_at=None).exists()
    arranging.bring_back(series.pk, by=carys, at=MONDAY + DAY)
    assert to_come(series).planned_at == instant("2026-04-01 09:00")


def test_an_agenda_of_many_people_asks_no_more_of_the_database_than_one_of_few(world: World) -> None:
    series, carys = the_hub(world), at_work(world, CARYS)
    asks(world, series, "Edna Marsh")
    meeting = begins(world, series)
    decides(world, item(world, meeting, "Edna Marsh"), "Call", wants())

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            meetings.sheet_of(meeting, by=carys, at=MONDAY)
            sheets.promises(series, by=carys, at=MONDAY)
        return len(found)

    few = asked()
    for name in ("Thomas Knight", "Amy Thompson", "Jo Thompson"):
        Item.objects.create(meeting=meeting, person_id=world.person(name), place=9, minutes="Spoken of",
                            reasons=Item.objects.first().reasons)  # fmt: skip
        Item.objects.latest("pk").decisions.create(
            key=wants().key, words="Call", decided_at=MONDAY, role="gp"
        ).actions.create(
            person_id=world.person(name), key=wants().key, words="Call", team=series.team, due_on=date(2026, 4, 3),
            asked_at=MONDAY,
        )  # fmt: skip
    assert len(named(world, meeting, by=CARYS)[0]) >= 4
    assert asked() <= few


def test_only_who_plans_care_arranges_meetings_and_only_for_their_own_teams(world: World) -> None:
    series = the_hub(world)
    told = arranging.Told("Ours", queries.pattern_of(series))
    with pytest.raises(NotAllowed, match=r"Your post \(Ward staff\)"):
        arranging.arrange("north", told, by=at_work(world, "Joy Abara"), at=MONDAY)
    with pytest.raises(NotFound, match="no such team"):
        arranging.arrange("north", told, by=at_work(world, GP), at=MONDAY)
    with pytest.raises(NotAllowed, match="only its own organisation arranges it"):
        arranging.change(series.pk, told, by=at_work(world, GP), at=MONDAY)
    with pytest.raises(BadInput, match="Someone invited is not known"):
        arranging.change(
            series.pk, arranging.Told("Ours", told.pattern, guests=(arranging.Guest(team="nobody"),)),
            by=at_work(world, CARYS), at=MONDAY,
        )  # fmt: skip
    later = queries.pattern_of(series)
    changed = arranging.Told("Weekly", type(later)("week", later.first_on, later.begins, weekday=2), minutes=90)
    arranging.change(series.pk, changed, by=at_work(world, CARYS), at=MONDAY)
    assert to_come(series).planned_at == instant("2026-04-01 09:00")


def test_what_tells_of_safeguarding_is_seen_by_the_posts_that_read_it(world: World) -> None:
    series = the_hub(world, takes_overdue=False)
    owes(world, "Edna Marsh", "Tell the safeguarding team", key=3, urgent=True, tells=SAFEGUARDING)
    asks(world, series, "Mohammed Iqbal")
    meeting = begins(world, series)
    assert named(world, meeting, by=GP) == ([EDNA, MOHAMMED], 0)
    assert named(world, meeting, by=LENA) == ([MOHAMMED], 1)
