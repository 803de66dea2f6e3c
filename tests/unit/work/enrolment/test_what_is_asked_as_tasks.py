"""What an enrolment asks to be done: each thing once, by whom, until when; nothing that need not be chased is chased."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from joinedup.record.tasks.rules import Asked
from joinedup.words.models_of_care import Known, ModelOfCare
from joinedup.words.models_of_care.definition import Branch
from joinedup.work.enrolment.asks import About, asked_of, errand_title, tells_of
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.state import Errand
from tests.unit.work.enrolment.stories import LENA, PRESCRIBING, URGENT, at_the_end, model, own, story
from tests.world.drawn import instant

START = "at | what | more\n2026-04-01 09:00 | referred |\n"
AGREED = START + "2026-04-01 10:00 | agreed |\n"
ACCEPTED = AGREED + "2026-04-01 11:00 | accepted | lena\n"


def asks(of: ModelOfCare, table: str, *more: Happened) -> dict[str, Asked]:
    """Return what is asked, by key."""
    state = at_the_end(of, [*story(table, lena={"key_worker": LENA}), *more])
    found = asked_of(state, of, About(12, 3, 5, 6))
    assert len({each.key for each in found}) == len(found)
    assert all((each.source_id, each.person_id, each.model) == (12, 3, of.id) for each in found)
    return {each.key: each for each in found}


def happened(kind: Kind, at: str, step: str = "", **details: object) -> Happened:
    return Happened(kind, instant(at), f"{kind}{at}", instant(at), step, 1 if step else 0, details=details)


def test_until_someone_is_accepted_their_referral_is_what_is_to_be_done() -> None:
    of = model(PRESCRIBING)
    assert [each.title for each in asks(of, START).values()] == ["Read the referral, and offer a place"]
    offered = asks(of, START, happened(Kind.OFFERED, "2026-04-01 09:30"))
    assert [each.title for each in offered.values()] == ["Find out whether they agree"]
    agreed = asks(of, AGREED)["agreed"]
    assert (agreed.title, agreed.begins_at) == (
        "Accept them, and say who is their key worker",
        instant("2026-04-01 10:00"),
    )


def test_who_has_no_key_worker_yet_is_asked_about() -> None:
    of = model(PRESCRIBING)
    assert "key_worker" in asks(of, ACCEPTED.replace("| lena", "|"))
    assert "key_worker" not in asks(of, ACCEPTED)
    nobody_leads = own("call: {by: gp, due: 1 day after accepted}", team="{roles: [gp]}")
    assert "key_worker" not in asks(nobody_leads, ACCEPTED.replace("| lena", "|"))


def test_a_step_of_the_key_worker_is_theirs_and_any_other_anyones_of_the_team() -> None:
    mine = asks(model(PRESCRIBING), ACCEPTED)["guided_conversation"]
    assert (mine.account_id, mine.role, mine.due_said) == (
        LENA, "social_prescribing_coordinator", "within 10 working days of accepted",
    )  # fmt: skip
    other = asks(own("call: {by: gp, due: 1 day after accepted}"), ACCEPTED)["call"]
    assert (other.account_id, other.role, other.urgent) == (None, "gp", False)


def test_a_stopped_clock_a_pause_and_the_end_chase_nobody() -> None:
    of = model(PRESCRIBING)
    stop = happened(Kind.STOPPED, "2026-04-03 09:00", "guided_conversation", reason="declined")
    assert asks(of, ACCEPTED, stop)["guided_conversation"].stopped_why == "declined"
    paused = asks(of, ACCEPTED, happened(Kind.PAUSED, "2026-04-03 09:00"))
    assert paused["guided_conversation"].stopped_why == "paused"
    assert paused["paused"].due_at == instant("2026-04-03 09:00") + timedelta(days=14), "nobody is forgotten there"
    done = happened(Kind.STEP_DONE, "2026-04-04 09:00", "guided_conversation")
    assert asks(of, ACCEPTED, happened(Kind.PAUSED, "2026-04-05 09:00"), done)["guided_conversation"].stopped_at is None
    ended = asks(of, ACCEPTED, done, happened(Kind.ENDED, "2026-04-06 09:00", outcome="goals_met"))
    assert list(ended) == ["guided_conversation"], "what was done stays, what was owed is asked no more"


def test_a_pause_silences_no_urgent_clock() -> None:
    table = "at | what | more\n2026-04-01 11:00 | referred |\n2026-04-01 11:01 | agreed |\n2026-04-01 11:02 | accepted | lena"
    of, paused = model(URGENT), happened(Kind.PAUSED, "2026-04-01 11:05")
    visit = asks(of, table, paused)["first_visit"]
    assert (visit.urgent, visit.stopped_at) == (True, None)
    state = at_the_end(of, [*story(table, lena={"key_worker": LENA}), paused])
    assert state.next is not None and state.next.step == "first_visit"


def test_silence_at_an_urgent_clock_asks_someone_to_go_and_see() -> None:
    tries = [happened(Kind.TRIED, f"2026-04-01 11:{minute}") for minute in (10, 20, 30)]
    stop = happened(Kind.STOPPED, "2026-04-01 11:40", "first_visit", reason="not reached")
    # The visit was due at eleven; a stop after that stops nothing, so accept and refer at noon.
    late = [replace(each, at=each.at + timedelta(hours=0)) for each in tries]
    table = "at | what | more\n2026-04-01 11:00 | referred |\n2026-04-01 11:01 | agreed |\n2026-04-01 11:02 | accepted | lena"
    found = asks(model(URGENT), table, *late, stop)
    check = found["first_visit.welfare"]
    assert (check.title, check.urgent, check.welfare_check) == ("Welfare check: go and see them", True, True)
    assert found["first_visit"].stopped_at is None
    done = happened(Kind.STEP_DONE, "2026-04-01 12:00", "first_visit")
    assert "first_visit.welfare" not in asks(model(URGENT), table, *late, stop, done)


def test_what_an_answer_asks_of_others_is_a_task_with_its_clock_and_from_whom_it_is_kept() -> None:
    answered = happened(Kind.ANSWERED, "2026-04-08 14:00", "guided_conversation", form="f", answered=1, branches=[3, 4])
    found = asks(model(PRESCRIBING), ACCEPTED, answered)
    call, hub = found["errand.guided_conversation.1.3"], found["errand.guided_conversation.1.4"]
    assert (call.title, call.urgent, call.due_at) == ("Call 999 now", True, None)
    assert (hub.hidden_from, hub.due_said, hub.account_id) == ("proxies", "same day", LENA)


def test_an_errand_is_said_in_words() -> None:
    at = instant("2026-04-01")

    def title(act: str, target: str) -> str:
        return errand_title(Errand("k", "s", Branch((), act, target), at), Known(models=frozenset({"befriending"})))

    assert title("tell", "registered_practice") == "Tell the practice with which the person is registered"
    assert title("tell", "key_worker") == "Tell the key worker"
    assert title("tell", "gp") == "Tell GP"
    assert title("refer", "befriending") == "Refer to the model of care befriending"
    assert title("refer", "gone-since") == "Refer to gone since"


def test_before_its_limit_care_is_ended_or_extended_with_a_reason() -> None:
    limit = asks(model(PRESCRIBING), ACCEPTED)["limit.0"]
    assert limit.due_at is not None and limit.due_at - limit.begins_at == timedelta(days=14)


def test_the_team_that_is_asked_to_take_someone_over_has_it_on_its_list() -> None:
    of = model(PRESCRIBING)
    asked = happened(Kind.TRANSFER_ASKED, "2026-04-05 09:00", service=4)
    assert asks(of, ACCEPTED, asked)["transfer"].team_id == 6


def test_after_a_death_those_close_to_whom_was_looked_after_are_thought_of() -> None:
    died = happened(Kind.CHANGED, "2026-04-05 09:00", change="died")
    assert list(asks(model(PRESCRIBING), ACCEPTED, died)) == ["bereavement"]
    assert list(asks(model(PRESCRIBING), AGREED, died)) == []


def test_what_goes_to_safeguarding_or_is_hidden_from_anyone_tells_of_safeguarding() -> None:
    branch = Branch((), "refer", "falls-service")
    assert tells_of(branch) == ""
    assert tells_of(replace(branch, target="multi-agency-safeguarding-hub")) == "safeguarding"
    assert tells_of(replace(branch, hidden_from=("proxies",))) == "safeguarding"
