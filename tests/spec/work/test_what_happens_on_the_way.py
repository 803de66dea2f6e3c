"""What happens on the way: pauses, tries, limits, handing over, transfers, versions, ends, and taking something back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from joinedup.record.people.models import Demographics
from joinedup.record.tasks import queries as tasks
from joinedup.record.tasks.models import Task
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.vocabulary.kinds import Kind as Told
from joinedup.work.enrolment import actions, following, queries
from joinedup.work.enrolment.facts import facts
from joinedup.work.enrolment.models import Enrolment, Event, ModelVersion, Service
from joinedup.work.enrolment.rebuilding import put_right
from joinedup.work.enrolment.state import Phase
from tests.spec.work.team import FALLS, PRESCRIBING, URGENT, a_team, tasks_asked_by
from tests.spec.work.test_whose_list_someone_is_on import accepted, referred
from tests.world.drawn import instant
from tests.world.world import World

pytestmark = pytest.mark.django_db
AT = instant("2026-03-30 10:00")
SOON = AT + timedelta(days=2)


@pytest.fixture
def town(world: World) -> World:
    a_team(world)
    return world


def owed(world: World, enrolment: int, at: datetime = SOON) -> list[str]:
    """Return what is to be done of an enrolment: title, and how it stands."""
    return [f"{row.title}: {row.standing}" for row in tasks_asked_by(enrolment, at=at)]


def test_what_is_done_twice_is_done_once_on_whatever_device(town: World) -> None:
    enrolment, lena = accepted(town), town.staff("Lena Osei")
    for key in ("from-her-telephone", "from-her-telephone", "from-the-office"):
        actions.do_step(enrolment, "guided_conversation", key=key, by=lena, at=SOON)
    assert Event.objects.filter(kind="step_done").count() == 1
    with pytest.raises(CannotProceed, match="This step is not to be done now"):
        actions.do_step(enrolment, "no_such_step", by=lena, at=SOON)


def test_what_happened_on_a_visit_without_signal_is_when_it_happened_and_never_in_the_future(town: World) -> None:
    enrolment, lena = accepted(town), town.staff("Lena Osei")
    state = actions.do_step(enrolment, "guided_conversation", happened_at=AT + timedelta(days=1), by=lena, at=SOON)
    assert state.happened["guided_conversation"] == AT + timedelta(days=1)
    with pytest.raises(BadInput, match="future"):
        actions.do_step(enrolment, "progress_call", happened_at=SOON + timedelta(days=1), by=lena, at=SOON)


def test_taking_something_back_within_ten_seconds_leaves_all_as_it_was(town: World) -> None:
    enrolment, lena, carys = accepted(town), town.staff("Lena Osei"), town.staff("Carys Penhale")
    before = (owed(town, enrolment), Enrolment.objects.values().get(pk=enrolment))
    actions.do_step(enrolment, "guided_conversation", key="slip", by=lena, at=SOON)
    assert owed(town, enrolment)[0].startswith("Progress call")
    for by, at, why in ((carys, SOON, "Someone else"), (lena, SOON + timedelta(seconds=11), "longer than ten")):
        with pytest.raises(CannotProceed, match=why):
            actions.undo(enrolment, "slip", by=by, at=at)
    for _ in range(2):
        actions.undo(enrolment, "slip", by=lena, at=SOON + timedelta(seconds=9))
    assert (owed(town, enrolment), Enrolment.objects.values().get(pk=enrolment)) == before
    lines = queries.whole(enrolment, by=lena, at=SOON).history
    assert [line.event.kind for line in lines if line.undone] == ["step_done"]
    assert lines[-1].event.kind == "undone"


def test_three_tries_stop_a_clock_that_still_counts(town: World) -> None:
    enrolment, lena = accepted(town), town.staff("Lena Osei")
    stop: dict[str, Any] = {"reason": "not reached", "why": "Rung, written, knocked", "by": lena}
    for number in range(3):
        with pytest.raises(CannotProceed, match=f"{number} of 3 tries"):
            actions.stop_clock(enrolment, "guided_conversation", at=AT, **stop)
        actions.tried(enrolment, step="guided_conversation", by=lena, at=AT + timedelta(hours=number))
    with pytest.raises(BadInput, match="is not stopped for this"):
        actions.stop_clock(enrolment, "guided_conversation", at=SOON, **stop | {"reason": "busy"})
    with pytest.raises(BadInput, match="Nobody said why"):
        actions.stop_clock(enrolment, "guided_conversation", at=SOON, **stop | {"why": " "})
    actions.stop_clock(enrolment, "guided_conversation", at=SOON, **stop)
    assert owed(town, enrolment) == ["Guided conversation: stopped"]
    assert tasks.my_day(by=lena, at=instant("2026-05-01")).counts["overdue"] == 0
    told = facts(PRESCRIBING, at=instant("2026-05-01"))[0].steps[0]
    assert (told.standing, told.stopped) == ("stopped", "not reached")


def test_nobody_who_does_not_answer_in_a_crisis_is_left_alone(world: World) -> None:
    a_team(world, runs=(URGENT,))
    enrolment, lena = accepted(world, model=URGENT), world.staff("Lena Osei")
    for minute in range(3):
        actions.tried(enrolment, by=lena, at=AT + timedelta(minutes=minute))
    actions.stop_clock(
        enrolment, "first_visit", reason="not reached", why="No answer", by=lena, at=AT + timedelta(minutes=9)
    )
    rows = tasks_asked_by(enrolment, at=AT + timedelta(minutes=9))
    assert {(row.title, row.urgent, row.welfare_check) for row in rows} == {
        ("First visit", True, False), ("Welfare check: go and see them", True, True),
    }  # fmt: skip


def test_a_pause_chases_nothing_and_asks_after_two_weeks(town: World) -> None:
    enrolment, lena = accepted(town), town.staff("Lena Osei")
    with pytest.raises(BadInput, match="Nobody said why"):
        actions.pause(enrolment, why="", by=lena, at=AT)
    actions.pause(enrolment, why="With her sister", by=lena, at=AT)
    assert owed(town, enrolment) == ["Paused: ask whether they can go on: waiting", "Guided conversation: stopped"]
    assert queries.listed("overdue", by=lena, at=instant("2026-05-01")).total == 0
    actions.resume(enrolment, by=lena, at=SOON)
    assert owed(town, enrolment) == ["Guided conversation: waiting"]
    with pytest.raises(CannotProceed, match="It is not paused"):
        actions.resume(enrolment, by=lena, at=SOON)


def test_care_is_extended_past_its_limit_only_with_a_reason_and_to_later(town: World) -> None:
    enrolment, lena = accepted(town), town.staff("Lena Osei")
    limit = instant("2026-09-28 23:59:59")
    assert actions.extend(enrolment, why="Her hip", by=lena, at=SOON).limit_at == instant("2027-03-29 23:59:59")
    with pytest.raises(BadInput, match="no later"):
        actions.extend(enrolment, until=limit, why="Her hip", by=lena, at=SOON)
    with pytest.raises(BadInput, match="Nobody said why"):
        actions.extend(enrolment, why="", by=lena, at=SOON)
    assert facts(PRESCRIBING, at=SOON)[0].extended == 1


def test_another_team_takes_someone_over_when_it_says_so_and_until_then_this_one_goes_on(town: World) -> None:
    there = a_team(town, "south", of="Falls team", serves="Riverside Practice")[PRESCRIBING]
    enrolment, lena, ruth = accepted(town), town.staff("Lena Osei"), town.staff("Ruth Adeyemi")
    with pytest.raises(NotFound):
        queries.whole(enrolment, by=ruth, at=SOON)
    actions.transfer(enrolment, to=there.pk, why="She has moved to Riverside", by=lena, at=SOON)
    with pytest.raises(NotFound):
        actions.answer_transfer(enrolment, yes=True, by=lena, at=SOON)
    assert [row.id for row in queries.listed("transfers", by=ruth, at=SOON).items] == [enrolment]
    assert "Take them over" in str([row.title for row in tasks.team_board("south", by=ruth, at=SOON).page.items])
    with pytest.raises(BadInput, match="Nobody said why"):
        actions.answer_transfer(enrolment, yes=False, by=ruth, at=SOON)
    actions.answer_transfer(enrolment, yes=False, why="We are full", by=ruth, at=SOON)
    assert queries.listed("transfers", by=ruth, at=SOON).total == 0
    later = SOON + timedelta(hours=1)
    actions.transfer(enrolment, to=there.pk, why="They have room now", by=lena, at=later)
    state = actions.answer_transfer(enrolment, yes=True, by=ruth, at=later)
    assert (state.phase, state.key_worker) == (Phase.ACTIVE, None)
    assert queries.whole(enrolment, by=ruth, at=SOON).row.team == "south"
    assert queries.listed("caseload", by=lena, at=SOON).total == 0
    assert {row.team for row in tasks_asked_by(enrolment, at=later)} == {"south"}
    with pytest.raises(BadInput, match="does not run this model"):
        actions.transfer(enrolment, to=there.pk, why="Again", by=ruth, at=SOON)


def test_care_ends_with_an_outcome_of_its_file_or_outside_the_network(town: World) -> None:
    enrolment, lena = accepted(town), town.staff("Lena Osei")
    with pytest.raises(BadInput, match="not an outcome of this model"):
        actions.end(enrolment, outcome="admitted", by=lena, at=SOON)
    state = actions.end(enrolment, outcome="referred_on", outside="A charity in Wells", by=lena, at=SOON)
    assert (state.outcome, state.outside) == ("referred_on", "A charity in Wells")
    with pytest.raises(CannotProceed, match="has ended"):
        actions.pause(enrolment, why="Late", by=lena, at=SOON)
    again = referred(town)
    assert again != enrolment, "they may come again"


CHANGES: dict[str, Callable[[World, int], Any]] = {
    "died": lambda world, e: actions.end(e, outcome="died", by=world.staff("Lena Osei"), at=SOON),
    "moved_away": lambda world, e: actions.change(e, "moved_away", by=world.staff("Lena Osei"), at=SOON),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_death_or_a_move_ends_it(town: World, change: str) -> None:
    enrolment = accepted(town)
    state = CHANGES[change](town, enrolment)
    assert (state.phase, state.outcome) == (Phase.ENDED, change)
    assert owed(town, enrolment) == (["They died: think of those close to them: waiting"] if change == "died" else [])
    with pytest.raises(BadInput, match="not a change"):
        actions.change(referred(town, "Thomas Knight"), "got_a_dog", by=town.staff("Lena Osei"), at=SOON)


def test_nobody_is_written_to_once_the_record_tells_that_they_died(town: World) -> None:
    edna, waits = accepted(town), referred(town, "Thomas Knight")
    for name in ("Edna Marsh", "Thomas Knight"):
        Demographics.objects.filter(person_id=town.person(name)).update(death_date="2026-03-31")
    assert following.follow(at=SOON) == 2
    assert following.follow(at=SOON) == 0, "again does nothing"
    assert set(Enrolment.objects.values_list("outcome", flat=True)) == {"died"}
    assert owed(town, edna) == ["They died: think of those close to them: waiting"]
    assert owed(town, waits) == []
    assert Enrolment.objects.get(pk=edna).ended_at == instant("2026-03-31")
    assert following.follow_deaths(at=SOON) == 0


def test_a_stay_in_hospital_pauses_it_once_and_not_again_when_they_go_on(town: World) -> None:
    enrolment, lena = accepted(town), town.staff("Lena Osei")
    town.tells(
        "Northmoor Hospital", of="Edna Marsh", at=SOON,
        table="kind | happened | text | key\nadmission | 2026-03-31 11:00 | Emergency admission | stay-1",
    )  # fmt: skip
    assert Told.ADMISSION == "admission"
    assert following.follow(at=SOON) == 1
    row = Enrolment.objects.get(pk=enrolment)
    assert (row.phase, row.paused_at) == ("paused", instant("2026-03-31 11:00"))
    actions.resume(enrolment, why="Home", by=lena, at=SOON)
    assert following.follow(at=SOON) == 0


def test_people_stay_on_the_version_they_joined_unless_moved_deliberately(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolment, lena = accepted(town), town.staff("Lena Osei")
    old = ModelVersion.objects.get()
    assert actions.move_version([enrolment], why="No newer one", by=lena, at=SOON) == []
    newer, _ = ModelVersion.objects.get_or_create(
        hash="f" * 64, model=PRESCRIBING, version="2026-06", title=old.title, first_used_at=SOON,
        text=old.text.replace("3 weeks after guided", "2 weeks after guided"),
    )  # fmt: skip
    monkeypatch.setattr("joinedup.work.enrolment.versions.version_now", lambda model, at: newer)
    actions.do_step(enrolment, "guided_conversation", by=lena, at=SOON)
    assert queries.whole(enrolment, by=lena, at=SOON).row.next_due_at == instant("2026-04-22 23:59:59")
    assert actions.move_version([enrolment], why="All agreed on it", by=lena, at=SOON) == [enrolment]
    whole = queries.whole(enrolment, by=lena, at=SOON)
    assert (whole.row.version, whole.row.next_due_at) == ("2026-06", instant("2026-04-15 23:59:59"))
    other = ModelVersion.objects.create(
        hash="e" * 64, model=PRESCRIBING, version="2026-07", title=old.title, first_used_at=SOON,
        text=old.text.replace("progress_call", "other_call"),
    )  # fmt: skip
    monkeypatch.setattr("joinedup.work.enrolment.versions.version_now", lambda model, at: other)
    assert actions.move_version([enrolment], why="Even newer", by=lena, at=SOON) == [], "her way on would be lost"


def test_a_decision_has_its_question_criteria_evidence_dissent_and_reason(world: World) -> None:
    a_team(world, runs=(URGENT,))
    enrolment, lena = accepted(world, model=URGENT), world.staff("Lena Osei")
    with pytest.raises(BadInput, match="A decision needs"):
        actions.decide(enrolment, "first_visit", decision="Yes", why="So", by=lena, at=SOON)
    actions.decide(enrolment, "case_review", decision="Home was right", criteria="Safe at night", evidence="Visits",
                   dissent="Her son", review_on="2026-05-01", why="No admission", by=lena, at=SOON)  # fmt: skip
    event = Event.objects.get(kind="decided")
    assert event.details["question"] == "Was home the right place, and was anything missed?"
    assert (event.details["dissent"], event.why) == ("Her son", "No admission")


def test_a_past_moment_is_shown_as_it_was(town: World) -> None:
    enrolment, lena = accepted(town), town.staff("Lena Osei")
    actions.do_step(enrolment, "guided_conversation", by=lena, at=SOON)
    then = queries.whole(enrolment, by=lena, at=SOON, as_at=AT)
    assert [step.step for step in then.state.owed] == ["guided_conversation"]
    assert [line.event.kind for line in then.history] == ["referred", "agreed", "accepted"]
    assert facts(PRESCRIBING, at=AT)[0].steps[0].done_at is None
    assert facts(PRESCRIBING, at=AT - timedelta(days=1)) == []
    assert facts(PRESCRIBING, at=SOON, teams=["south"]) == []


def test_a_team_that_stops_running_a_model_takes_nobody_new_and_keeps_whom_it_has(town: World) -> None:
    enrolment, lena = accepted(town), town.staff("Lena Osei")
    service = Service.objects.get()
    actions.stop_running(service.pk, why="The money ended", by=lena, at=SOON)
    with pytest.raises(NotFound):
        actions.stop_running(service.pk, why="The money ended", by=lena, at=SOON)
    with pytest.raises(CannotProceed, match="No team runs this"):
        actions.refer(PRESCRIBING, person_id=town.person("Thomas Knight"), route="gp", by=town.staff("Dr Priya Nair"),
                      at=SOON)  # fmt: skip
    assert actions.do_step(enrolment, "guided_conversation", by=lena, at=SOON).phase is Phase.ACTIVE
    with pytest.raises(NotFound):
        actions.run(FALLS, team="nowhere", by=lena, at=SOON)
    with pytest.raises(NotFound):
        actions.run("no-such-model", team="north", by=lena, at=SOON)


def test_what_a_column_says_wrongly_is_put_right_by_the_clock(town: World) -> None:
    enrolment = accepted(town)
    assert put_right(at=SOON) == 0
    right = list(Task.objects.order_by("pk").values_list("key", "due_at"))
    Enrolment.objects.update(next_due_at=instant("2030-01-01"))
    Task.objects.filter(cancelled_at=None).update(due_at=instant("2030-01-01"))
    assert put_right(at=SOON) == 1
    assert Enrolment.objects.get(pk=enrolment).next_due_at == instant("2026-04-15 23:59:59")
    assert list(Task.objects.order_by("pk").values_list("key", "due_at")) == right
