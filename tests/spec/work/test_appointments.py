"""A class with a place for two: booked, full, waited for, moved, cancelled, brought back, come to and missed."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from joinedup.journeys import appointments as journeys
from joinedup.record.journal.models import JournalLine
from joinedup.record.tasks.models import Task
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from joinedup.words.basics.moments import LONDON
from joinedup.work.appointments import actions, queries
from joinedup.work.appointments.models import Appointment, Schedule, Slot
from joinedup.work.enrolment import actions as enrolment
from joinedup.work.enrolment.queries import whole
from tests.spec.faces.conftest import SignedIn, files_as_they_lie, signed_in
from tests.spec.work.team import FALLS, a_team
from tests.world.world import World

__all__ = ["files_as_they_lie", "signed_in"]
NOW = datetime.now(UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LENA, OWEN = "Lena Osei", "Dr Owen Pryce"
EDNA, TOM, AMY = "Edna Marsh", "Thomas Knight", "Amy Thompson"


@pytest.fixture
def team(world: World) -> World:
    """Lena's team serves Hillside and runs the falls pathway; Edna, Tom and Amy are on it, and are to come to class."""
    a_team(world, runs=(FALLS,))
    gp, lena = world.staff("Dr Priya Nair"), world.staff(LENA)
    for name in (EDNA, TOM, AMY):
        then = NOW - 3 * WEEK
        one = enrolment.refer(FALLS, person_id=world.person(name), route="gp", by=gp, at=then)
        enrolment.agree(one.pk, by=lena, at=then)
        enrolment.accept(one.pk, key_worker=lena.account_id, by=lena, at=then)
        enrolment.do_step(one.pk, "risk_read", branches=[1], by=lena, at=then)
        enrolment.do_step(one.pk, "falls_assessment", branches=[0], by=lena, at=then)
    return world


def a_class(world: World, *, places: int = 2, weeks: int = 12, of: str = "group", at: datetime = NOW) -> Schedule:
    """Make a class, or a clinic, that meets at this time of day from tomorrow on."""
    day = (at + DAY).astimezone(LONDON).date()
    return actions.make_schedule(
        "north", title="Strength and balance", kind=of, hours="mon-sun 10:00-11:00", capacity=places, first=day,
        last=day + timedelta(days=13), minutes=30, count=weeks, on_holidays=True, where="Village hall",
        model=FALLS, place="strength_and_balance", by=world.staff(LENA), at=at,
    )  # fmt: skip


def book(world: World, schedule: Schedule, name: str, at: datetime = NOW, slot: int | None = None) -> list[Appointment]:
    return journeys.book(
        schedule.pk, person_id=world.person(name), slot_id=slot, by=world.staff(LENA), at=at
    )  # fmt: skip


def test_scenario_18_a_class_of_twelve_weeks_is_booked_come_to_and_its_step_done_each_time(team: World) -> None:
    schedule = a_class(team, at=NOW - WEEK)
    edna = book(team, schedule, EDNA, at=NOW - WEEK)
    assert len(edna) == 12
    lena, of = team.staff(LENA), edna[0].enrolment
    assert of is not None
    slots = list(schedule.slots.order_by("starts_at")[:3])
    for slot, word in zip(slots, ("fulfilled", "noshow", "fulfilled"), strict=True):
        [mine] = slot.appointments.all()
        journeys.say_who_came(slot.pk, {mine.pk: word}, by=lena, at=NOW)
    state = whole(of, by=lena, at=NOW).state
    assert sorted(step.nth for step in state.steps if step.step == "classes" and step.done_at) == [1, 2]
    assert "strength_and_balance" in state.happened
    [course] = queries.courses_of(team.open(EDNA, by=LENA, at=NOW))
    assert (course.came, course.of, len(course.to_come)) == (2, 3, 9)
    [task] = Task.objects.filter(source="appointment", done_at=None, cancelled_at=None)
    assert (task.title, task.account_id) == ("Did not attend: Strength and balance. Ask why", lena.account_id)
    missed = slots[1].appointments.get()
    journeys.say_why_missed(missed.pk, why="She was at the hospital", by=lena, at=NOW)
    assert not Task.objects.filter(source="appointment", done_at=None, cancelled_at=None).exists()
    [first] = slots[0].appointments.all()
    for word, done in (("noshow", [2]), ("fulfilled", [1, 2])):
        journeys.say_who_came(slots[0].pk, {first.pk: word}, by=lena, at=NOW)
        state = whole(of, by=lena, at=NOW).state
        assert sorted(step.nth for step in state.steps if step.step == "classes" and step.done_at) == done
    with pytest.raises(CannotProceed, match="not begun"):
        late = schedule.slots.order_by("-starts_at").first()
        assert late is not None
        journeys.say_who_came(late.pk, {late.appointments.get().pk: "fulfilled"}, by=lena, at=NOW)


def test_a_full_class_takes_nobody_more_until_a_place_is_given_back(team: World) -> None:
    schedule, lena = a_class(team), team.staff(LENA)
    [edna, *_], _ = book(team, schedule, EDNA), book(team, schedule, TOM)
    with pytest.raises(CannotProceed, match="last place has just been taken"):
        book(team, schedule, AMY)
    with pytest.raises(CannotProceed, match=r"last place|booked into this already"):
        book(team, schedule, EDNA)
    for _ in range(2):
        journeys.wait(schedule.pk, person_id=team.person(AMY), by=lena, at=NOW)
    assert [each.person.given_names for each in queries.who_waits(schedule, by=lena, at=NOW).people] == ["Amy"]
    with pytest.raises(BadInput, match="Nobody said why"):
        actions.cancel(edna.pk, why=" ", by=lena, at=NOW)
    assert len(actions.cancel(edna.pk, why="Goes to her sister", rest=True, by=lena, at=NOW)) == 12
    assert len(book(team, schedule, AMY)) == 12
    assert queries.who_waits(schedule, by=lena, at=NOW).people == ()
    with pytest.raises(CannotProceed, match="place has been taken since"):
        actions.bring_back(edna.pk, by=lena, at=NOW)
    assert all(time.filled == 2 for time in queries.every_time(schedule))


def test_an_appointment_is_moved_cancelled_and_brought_back_and_the_soonest_free_comes_first(team: World) -> None:
    clinic, lena = a_class(team, places=1, of="slot"), team.staff(LENA)
    free = queries.free(clinic, at=NOW)
    assert len(free) == 10
    first, second = free[0].slot, free[1].slot
    [edna] = book(team, clinic, EDNA, slot=first.pk)
    assert queries.free(clinic, at=NOW)[0].slot == second
    moved = actions.move(edna.pk, slot_id=second.pk, by=lena, at=NOW)
    assert queries.free(clinic, at=NOW)[0].slot == first
    actions.cancel(moved.pk, why="Not well", by=lena, at=NOW)
    actions.bring_back(moved.pk, by=lena, at=NOW)
    actions.cancel_slot(second.pk, why="The room is flooded", by=lena, at=NOW)
    with pytest.raises(CannotProceed, match="cancelled by us"):
        actions.bring_back(moved.pk, by=lena, at=NOW)
    [course] = queries.courses_of(team.open(EDNA, by=LENA, at=NOW))
    assert (course.came, course.of) == (0, 0)
    assert JournalLine.objects.filter(act="appointment.slot_cancelled", reason="The room is flooded").exists()


def test_another_organisation_books_sees_and_changes_nothing_by_any_number(team: World, signed_in: SignedIn) -> None:
    schedule = a_class(team)
    [mine, *_] = book(team, schedule, EDNA)
    slot, owen, edna = mine.slot_id, signed_in(OWEN), team.person(EDNA)
    for address in ("", "/list.csv", f"/times/{slot}", f"/times/{slot}/list.csv"):
        assert owen.get(f"/appointments/{schedule.pk}{address}").status_code == 404, address
    for address in (
        f"/appointments/{schedule.pk}/times/{slot}/cancel",
        f"/appointments/{schedule.pk}/times/{slot}/came",
    ):
        assert owen.post(address, {"why": "x"}).status_code == 404
    assert owen.get(f"/people/{edna}/appointments").status_code == 403
    william = team.person("William Okafor")
    taken = f"/people/{william}/appointments/{mine.pk}/cancel"
    assert owen.post(taken, {"why": "x"}).status_code == 404
    with pytest.raises((NotAllowed, NotFound)):
        actions.book(schedule.pk, person_id=william, by=team.staff(OWEN), at=NOW)
    with pytest.raises(NotAllowed):
        actions.book(schedule.pk, person_id=william, by=team.staff(LENA), at=NOW)
    assert signed_in("Nina Sorrel").get("/appointments").status_code == 403
    assert Appointment.objects.filter(standing="booked").count() == 12


def test_a_class_is_made_booked_and_ticked_on_pages_alone(team: World, signed_in: SignedIn) -> None:
    lena, edna = signed_in(LENA), team.person(EDNA)

    def page(address: str, client: Client = lena) -> str:
        return client.get(address).content.decode()

    assert "Your teams offer nothing at set times yet." in page("/appointments")
    soon = (NOW + DAY).astimezone(LONDON)
    typed: dict[str, Any] = {
        "title": "<b>Class</b>", "team": "north", "place": f"{FALLS}/strength_and_balance", "kind": "group",
        "hours": "sometimes", "capacity": "1", "count": "2", "on_holidays": "yes", "first-day": soon.day,
        "first-month": soon.month, "first-year": soon.year,
    }  # fmt: skip
    refused = lena.post("/appointments/new", typed)
    assert refused.status_code == 422
    assert "We could not read these hours." in refused.content.decode()
    lena.post("/appointments/new", typed | {"hours": "mon-sun 00:00-23:00"})
    schedule = Schedule.objects.get()
    told = page(f"/appointments/{schedule.pk}")
    assert "&lt;b&gt;Class&lt;/b&gt;" in told
    assert "1 place in each session" in told
    mine = f"/people/{edna}/appointments"
    assert "They are booked into nothing here." in page(mine)
    assert "They are booked." in lena.post(f"{mine}/book", {"time": str(schedule.pk)}, follow=True).content.decode()
    tom = f"/people/{team.person(TOM)}/appointments"
    full = lena.post(f"{tom}/book", {"time": str(schedule.pk)}, follow=True).content.decode()
    assert "Its last place has just been taken." in full
    lena.post(f"{tom}/book", {"time": str(schedule.pk), "wait": "yes"})
    assert "Give them a place" in page(f"/appointments/{schedule.pk}")
    Slot.objects.filter(number=1).update(starts_at=NOW - DAY, ends_at=NOW - DAY + timedelta(hours=1))
    slot = Slot.objects.get(number=1)
    one = Appointment.objects.get(slot=slot)
    address = f"/appointments/{schedule.pk}/times/{slot.pk}"
    saved = lena.post(f"{address}/came", {f"came-{one.pk}": "fulfilled"}, follow=True).content.decode()
    assert "Saved: 1 person came, 0 did not." in saved
    assert "attended 1 of 1" in page(mine)
    assert "attended 1 of 1" in page(f"/people/{edna}/care")
    [row] = csv.DictReader(io.StringIO(b"".join(lena.get(f"{address}/list.csv")).decode().lstrip("\ufeff")))
    assert row["Attendance"] == "Came"
    dates = lena.get(f"{mine}/dates.ics").content.decode()
    assert dates.count("SUMMARY:Appointment") == 1
    assert "Marsh" not in dates
    second = Appointment.objects.get(slot__number=2, person_id=edna)
    lena.post(f"{mine}/{second.pk}/cancel", {"why": "Away"})
    assert "Bring it back" in page(mine)
    lena.post(f"/appointments/{schedule.pk}/book", {"person": team.person(TOM)})
    assert Appointment.objects.get(person_id=team.person(TOM)).slot == second.slot
    assert lena.post(f"{mine}/{second.pk}/nonsense").status_code == 404
