"""Where an enrolment stands is what its events come to: each phase, each step, each end, at any moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from joinedup.words.models_of_care import Standing
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.state import Phase, StepAt
from joinedup.work.enrolment.story import branch_at
from tests.unit.work.enrolment.stories import FALLS, LENA, PRESCRIBING, URGENT, at_the_end, model, own, shown, story
from tests.world.drawn import instant, rows

EDNA = """
    at               | what      | step                | more
    -----------------+-----------+---------------------+------
    2026-03-26 09:00 | referred  |                     | gp
    2026-03-27 09:00 | offered   |                     |
    2026-03-28 09:00 | agreed    |                     | she
    2026-03-30 10:00 | accepted  |                     | lena
    2026-04-08 14:00 | answered  | guided_conversation | talk
    2026-04-08 14:30 | step_done | guided_conversation |
    2026-04-29 14:00 | step_done | progress_call       |
    2026-05-19 14:00 | step_done | follow_up           |
    2026-05-20 10:00 | ended     |                     | well
"""
MORE = {
    "gp": {"route": "gp"}, "she": {"party": "person"}, "lena": {"key_worker": LENA},
    "talk": {"form": "guided-conversation", "answered": 1, "branches": []}, "well": {"outcome": "goals_met"},
}  # fmt: skip
ON = [("2026-03-26 08:59", "referred", ""), ("2026-03-26 09:00", "referred", ""), ("2026-03-27 12:00", "offered", ""),
      ("2026-03-28 12:00", "agreed", ""), ("2026-03-30 12:00", "active", "guided_conversation"),
      ("2026-04-08 15:00", "active", "progress_call follow_up"), ("2026-05-01 12:00", "active", "follow_up"),
      ("2026-05-19 15:00", "active", ""), ("2026-05-20 10:00", "ended", "")]  # fmt: skip


def edna() -> list[Happened]:
    return [replace(event, nth=1) if event.step else event for event in story(EDNA, **MORE)]


@pytest.mark.parametrize(("at", "phase", "owed"), ON)
def test_any_moment_of_ednas_way_can_be_shown(at: str, phase: str, owed: str) -> None:
    state = at_the_end(model(PRESCRIBING), edna(), at)
    assert (state.phase, " ".join(step.step for step in state.owed)) == (phase, owed)


def test_all_that_is_known_of_edna_at_the_end() -> None:
    state = at_the_end(model(PRESCRIBING), edna())
    assert (state.route, state.key_worker, state.outcome, state.next) == ("gp", LENA, "goals_met", None)
    assert state.agreed_at == instant("2026-03-28 09:00")
    assert str(state.limit_at) == "2026-09-28 22:59:59+00:00"
    assert [(step.step, step.stands(instant("2026-05-20")), step.answered) for step in state.steps] == [
        ("guided_conversation", Standing.MET, ("guided-conversation",)),
        ("progress_call", Standing.MET, ()),
        ("follow_up", Standing.MET, ()),
    ]


def test_before_anything_was_written_there_is_nothing() -> None:
    state = at_the_end(model(PRESCRIBING), [])
    assert (state.phase, state.referred_at, state.steps) == (Phase.REFERRED, None, ())


CLASSES = """
    at               | what      | step             | nth | more
    -----------------+-----------+------------------+-----+---------
    2026-04-01 09:00 | referred  |                  |     |
    2026-04-01 10:00 | agreed    |                  |     |
    2026-04-01 11:00 | accepted  |                  |     |
    2026-04-02 09:00 | step_done | risk_read        | 1   | high
    2026-04-10 09:00 | step_done | falls_assessment | 1   | weak
"""
FALLEN = {"high": {"branches": [1]}, "weak": {"branches": [0, 1]}}


def test_answers_start_steps_and_one_that_comes_round_counts_each_time_from_its_start() -> None:
    events = story(CLASSES, **FALLEN)
    assert shown(at_the_end(model(FALLS), events)) == [
        "classes.1 by the end of 17 April 2026",
        "confidence_review by the end of 10 July 2026",
        "look_for_falls.1 by the end of 10 October 2026",
    ]
    late = Happened(Kind.STEP_DONE, instant("2026-04-23 10:00"), "late", instant("2026-04-23 10:00"), "classes", 1)
    state = at_the_end(model(FALLS), [*events, late])
    assert "classes.2 by the end of 24 April 2026" in shown(state), "none drifts, however late the one before"
    first = next(step for step in state.steps if step.key == "classes.1")
    assert first.stands(instant("2026-05-01")) is Standing.LATE


def test_after_its_last_time_a_step_that_comes_round_is_not_asked_again_and_has_happened() -> None:
    events = story(CLASSES, **FALLEN)
    at = instant("2026-07-01")
    events += [Happened(Kind.STEP_DONE, at, f"c{n}", at, "classes", n) for n in range(1, 13)]
    state = at_the_end(model(FALLS), events)
    assert state.happened["classes"] == at
    assert not any(step.step == "classes" for step in state.owed)


def test_one_that_comes_round_for_ever_is_asked_again_each_time() -> None:
    of = own("call: {by: gp, due: every month}\nletter: {by: gp, due: 1 week after call}")
    events = story("at | what\n2026-01-31 09:00 | referred\n2026-01-31 09:00 | accepted")
    assert shown(at_the_end(of, events)) == ["call.1 by the end of 28 February 2026"]
    at = instant("2026-02-20")
    events.append(Happened(Kind.STEP_DONE, at, "c", at, "call", 1))
    assert shown(at_the_end(of, events)) == ["letter by the end of 27 February 2026",
                                             "call.2 by the end of 31 March 2026"]  # fmt: skip


def test_a_step_without_a_clock_waits_without_a_day_once_a_branch_starts_it() -> None:
    of = own(
        "ask: {by: gp, due: 1 day after accepted, forms: [phq-9], then: [{when: low is yes, step: talk}]}\ntalk: {by: gp}"
    )
    events = story("at | what\n2026-04-01 | referred\n2026-04-01 | accepted")
    at = instant("2026-04-02")
    assert shown(at_the_end(of, events)) == ["ask by the end of 2 April 2026"]
    state = at_the_end(of, [*events, Happened(Kind.STEP_DONE, at, "d", at, "ask", 1, details={"branches": [0]})])
    assert shown(state) == ["talk some day"]
    assert state.owed[0].stands(instant("2030-01-01")) is Standing.WAITING
    assert replace(state.owed[0], done_at=at).stands(at) is Standing.MET


def test_a_stopped_clock_is_not_chased_and_still_counts() -> None:
    events = edna()[:4]
    tries = [instant(f"2026-04-0{n} 10:00") for n in (1, 2, 7)]
    events += [Happened(Kind.TRIED, at, f"t{at}", at) for at in tries]
    at = instant("2026-04-07 11:00")
    stop = Happened(
        Kind.STOPPED, at, "s", at, "guided_conversation", why="No answer", details={"reason": "not reached"}
    )
    state = at_the_end(model(PRESCRIBING), [*events, stop])
    assert shown(state) == ["guided_conversation by the end of 15 April 2026 (not reached)"]
    assert state.next is None
    assert state.owed[0].stands(instant("2026-05-01")) is Standing.STOPPED
    too_early = [*events[:-1], replace(stop, at=instant("2026-04-03"))]
    assert at_the_end(model(PRESCRIBING), too_early).next is not None, "two tries stop no clock"


def test_silence_stops_no_urgent_clock_and_asks_for_a_welfare_check() -> None:
    events = story("at | what\n2026-04-01 09:00 | referred\n2026-04-01 09:05 | agreed\n2026-04-01 09:06 | accepted")
    events += [Happened(Kind.TRIED, at, f"t{at}", at) for at in (instant(f"2026-04-01 09:{m}") for m in (10, 20, 30))]
    at = instant("2026-04-01 09:40")
    events.append(
        Happened(Kind.STOPPED, at, "s", at, "first_visit", why="No answer", details={"reason": "not reached"})
    )
    first = at_the_end(model(URGENT), events).owed[0]
    assert (first.urgent, first.due and first.due.stopped, first.due and first.due.welfare_check) == (True, None, True)


def test_being_reached_again_forgets_the_tries() -> None:
    at = instant("2026-04-01 10:00")
    tried = Happened(Kind.TRIED, at, "t", at)
    events = [*edna()[:4], tried]
    assert len(at_the_end(model(PRESCRIBING), events).tried) == 1
    assert at_the_end(model(PRESCRIBING), [*edna()[:6], tried]).tried == ()


CHANGES = """
    model       | change        | phase  | outcome    | paused
    ------------+---------------+--------+------------+--------------
    prescribing | moved_away    | ended  | moved_away |
    prescribing | new_practice  | active |            |
    prescribing | hospital_stay | paused |            | hospital stay
    prescribing | died          | ended  | died       |
    urgent      | hospital_stay | ended  | admitted   |
    ours        | hospital_stay | active |            |
"""


@pytest.mark.parametrize("row", rows(CHANGES), ids=lambda row: f"{row['model']}-{row['change']}")
def test_a_change_in_someones_life_does_what_the_file_says(row: dict[str, str]) -> None:
    of = {
        "prescribing": model(PRESCRIBING),
        "urgent": model(URGENT),
        "ours": own("call: {by: gp, due: 1 day after accepted}"),
    }
    at = instant("2026-04-02 10:00")
    events = story("at | what\n2026-04-01 | referred\n2026-04-01 | agreed\n2026-04-01 | accepted")
    state = at_the_end(
        of[row["model"]], [*events, Happened(Kind.CHANGED, at, "c", at, details={"change": row["change"]})]
    )
    assert (state.phase, state.outcome, state.paused_why) == (row["phase"], row["outcome"], row["paused"])
    assert state.changes == (row["change"],)


def test_a_death_stops_every_clock_at_once_and_nobody_new_is_sent() -> None:
    events = story(CLASSES, **FALLEN)
    hazards = replace(events[-1], details={"branches": [2, 3]})
    at = instant("2026-04-11")
    died = Happened(Kind.CHANGED, at, "x", at, details={"change": "died"})
    before = at_the_end(model(FALLS), [*events[:-1], hazards])
    assert [errand.branch.target for errand in before.errands] == ["home-assessment", "registered_practice"]
    after = at_the_end(model(FALLS), [*events[:-1], hazards, died])
    assert (after.errands, after.owed, after.died_at) == ((), (), at)
    assert all(step.due is None or step.due.stopped or step.done_at for step in after.steps)


def test_others_are_still_told_and_kept_safe_after_a_death() -> None:
    at = instant("2026-04-09")
    talked = Happened(Kind.STEP_DONE, at, "d", at, "guided_conversation", 1, details={"branches": [0, 4]})
    died = Happened(Kind.CHANGED, at + timedelta(days=1), "x", at, details={"change": "died"})
    state = at_the_end(model(PRESCRIBING), [*edna()[:4], talked, died])
    assert [errand.branch.target for errand in state.errands] == ["multi-agency-safeguarding-hub"]
    done = Happened(Kind.ERRAND_DONE, at + timedelta(days=2), "y", at, "guided_conversation.1.4", account=LENA)
    state = at_the_end(model(PRESCRIBING), [*edna()[:4], talked, died, done])
    assert state.errands[0].done_by == LENA


def test_an_answer_that_ends_care_does_so_when_its_step_is_done_and_no_sooner() -> None:
    events = story(CLASSES, low={"branches": [0]}, high={"branches": [0]}, weak={})[:4]
    at = instant("2026-04-05")
    told = Happened(Kind.ANSWERED, at, "a", at, "advice", 1, details={"form": "falls-risk", "branches": [0]})
    done = Happened(Kind.STEP_DONE, at, "d", at, "advice", 1)
    assert at_the_end(model(FALLS), [*events, told]).phase is Phase.ACTIVE
    assert at_the_end(model(FALLS), [*events, told, done]).outcome == "signposted"


def test_pausing_moves_nothing_and_resuming_goes_on() -> None:
    at = instant("2026-04-02")
    paused = Happened(Kind.PAUSED, at, "p", at, why="With her sister")
    resumed = Happened(Kind.RESUMED, instant("2026-04-20"), "r", instant("2026-04-20"))
    of, events = model(PRESCRIBING), edna()[:4]
    state = at_the_end(of, [*events, paused])
    assert (state.phase, state.paused_why, shown(state)) == (
        Phase.PAUSED,
        "With her sister",
        shown(at_the_end(of, events)),
    )
    state = at_the_end(of, [*events, paused, replace(paused, key="p2"), resumed])
    assert (state.phase, state.happened["resumed"]) == (Phase.ACTIVE, instant("2026-04-20"))
    assert state.owed[0].stands(instant("2026-04-21")) is Standing.OVERDUE


def test_care_is_declined_handed_over_extended_transferred_and_moved_to_a_version() -> None:
    of, at = model(PRESCRIBING), instant("2026-04-02")

    def then(kind: Kind, number: int = 0, **details: object) -> Happened:
        when = at + timedelta(hours=number)
        return Happened(kind, when, f"{kind}{number}", when, details=details)

    start = edna()[:4]
    assert at_the_end(of, [*start[:2], then(Kind.DECLINED)]).outcome == "declined"
    assert at_the_end(of, [*start, then(Kind.ALLOCATED, key_worker=9)]).key_worker == 9
    state = at_the_end(of, [*start, then(Kind.EXTENDED, until="2027-01-01T00:00:00+00:00")])
    assert (state.extended, state.limit_at) == (1, instant("2027-01-01 00:00"))
    asked = then(Kind.TRANSFER_ASKED, service=4)
    assert at_the_end(of, [*start, asked]).transfer_to == 4
    assert at_the_end(of, [*start, asked, then(Kind.TRANSFER_REFUSED, 1)]).transfer_to is None
    state = at_the_end(of, [*start, asked, then(Kind.TRANSFERRED, 1, service=4)])
    assert (state.service, state.transfer_to, state.key_worker) == (4, None, None)
    assert "transferred" in state.happened
    assert at_the_end(of, [*start, then(Kind.MOVED_VERSION, version="abc")]).version == "abc"
    assert at_the_end(of, [*start, then(Kind.ENTERED, place="ward")]).happened["ward"] == at
    assert at_the_end(of, [*start, then(Kind.DECIDED)]) == at_the_end(of, start)
    ended = at_the_end(of, [*start, then(Kind.ENDED, outcome="referred_on", outside="A charity")])
    assert (ended.outside, ended.ended_at) == ("A charity", at)
    assert at_the_end(of, [*start, then(Kind.ENDED, outcome="referred_on"), then(Kind.PAUSED, 1)]).paused_at is None


def test_who_must_agree_is_what_the_file_says_and_where_it_says_nobody_it_is_anybody() -> None:
    two = own("call: {by: gp, due: 1 day after accepted}", how_in="{routes: [gp], agree: [person, carer]}")
    at = instant("2026-04-02")
    she = Happened(Kind.AGREED, at, "a", at, details={"party": "person"})
    carer = Happened(Kind.AGREED, at + timedelta(1), "b", at, details={"party": "carer"})
    assert at_the_end(two, [she]).phase is Phase.REFERRED
    assert at_the_end(two, [she, carer]).agreed_at == at + timedelta(1)
    anybody = own("call: {by: gp, due: 1 day after accepted}")
    assert at_the_end(anybody, []).agreed_at is None
    assert at_the_end(anybody, [carer]).phase is Phase.AGREED


def test_what_an_older_version_asked_that_a_newer_does_not_have_is_left_out() -> None:
    of = model(PRESCRIBING)
    assert branch_at(of, "no_such_step", 0) is None
    assert branch_at(of, "guided_conversation", 99) is None
    at = instant("2026-04-09")
    strange = Happened(Kind.STEP_DONE, at, "d", at, "guided_conversation", 1, details={"branches": [99]})
    assert at_the_end(of, [*edna()[:4], strange]).errands == ()


def test_a_step_done_before_it_was_asked_for_is_still_done() -> None:
    at = instant("2026-03-29")
    early = Happened(Kind.STEP_DONE, at, "d", at, "progress_call", 1)
    state = at_the_end(model(PRESCRIBING), [*edna()[:3], early])
    assert [(step.step, step.began_at, step.stands(at)) for step in state.steps] == [
        ("progress_call", at, Standing.MET)
    ]


def test_the_key_of_a_step_says_which_time_it_is_only_where_it_comes_round() -> None:
    at = instant("2026-04-01")
    assert StepAt("call", 3, "Call", "gp", at, repeats=True).key == "call.3"
    assert StepAt("call", 1, "Call", "gp", at).key == "call"
