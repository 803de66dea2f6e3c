"""What may happen next, and why not, in a sentence that whoever asks can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.nexts import (
    HAS_ENDED,
    may_next,
    over_caseload,
    tries_apart,
    why_not,
    why_not_stop,
    why_not_then,
    why_not_undo,
)
from tests.unit.work.enrolment.stories import PRESCRIBING, URGENT, at_the_end, model, own, story
from tests.world.drawn import instant, rows

START = "at | what\n2026-04-01 09:00 | referred\n"
AGREED = START + "2026-04-01 10:00 | agreed\n"
ACCEPTED = AGREED + "2026-04-01 11:00 | accepted\n"
STORIES = {
    "referred": START,
    "offered": START + "2026-04-01 09:30 | offered",
    "agreed": AGREED,
    "accepted": ACCEPTED,
    "paused": ACCEPTED + "2026-04-02 09:00 | paused",
    "asked": ACCEPTED + "2026-04-02 09:00 | transfer_asked",
    "declined": START + "2026-04-02 09:00 | declined",
}
MAY = """
    after    | what            | why not
    ---------+-----------------+-------------------------------------------------
    referred | offered         |
    offered  | offered         | It was offered already.
    offered  | agreed          |
    referred | accepted        | The person has not agreed yet.
    agreed   | accepted        |
    accepted | accepted        | They were accepted already.
    accepted | agreed          | They were accepted already.
    accepted | declined        | They were accepted already.
    referred | step_done       | Nothing is to be done now.
    accepted | step_done       |
    referred | allocated       | They are not accepted yet.
    accepted | allocated       |
    referred | paused          | They are not accepted yet.
    accepted | paused          |
    paused   | paused          | It is paused already.
    accepted | resumed         | It is not paused.
    paused   | resumed         |
    accepted | extended        |
    referred | extended        | They are not accepted yet.
    accepted | transfer_asked  |
    asked    | transfer_asked  | Another team is asked already.
    accepted | transferred     | No other team is asked to take them over.
    asked    | transferred     |
    asked    | transfer_refused|
    referred | ended           |
    declined | offered         | Their care here has ended.
    declined | ended           | Their care here has ended.
    declined | errand_done     |
"""


@pytest.mark.parametrize("row", rows(MAY), ids=lambda row: f"{row['after']}-{row['what']}")
def test_what_may_happen_after_what(row: dict[str, str]) -> None:
    state = at_the_end(model(PRESCRIBING), story(STORIES[row["after"]] + "", **{"": {"service": 4}}))
    assert why_not(Kind(row["what"]), state, model(PRESCRIBING)) == row["why not"]


def test_everything_that_may_happen_is_said_at_once() -> None:
    of = model(PRESCRIBING)
    state = at_the_end(of, story(STORIES["declined"]))
    said = may_next(state, of)
    assert Kind.REFERRED not in said
    assert said[Kind.PAUSED] == HAS_ENDED


def test_several_who_have_not_agreed_are_all_named() -> None:
    of = own("call: {by: gp, due: 1 day after accepted}", how_in="{routes: [gp], agree: [person, carer]}")
    state = at_the_end(of, story(START))
    assert why_not(Kind.ACCEPTED, state, of) == "The person and their carer have not agreed yet."


def test_a_model_without_a_limit_has_nothing_to_extend() -> None:
    of = own("call: {by: gp, due: 1 day after accepted}")
    assert why_not(Kind.EXTENDED, at_the_end(of, story(ACCEPTED)), of) == "This model of care has no limit of time."


def test_a_clock_is_stopped_for_not_reaching_someone_only_after_three_tries() -> None:
    of = model(PRESCRIBING)
    state = at_the_end(of, story(ACCEPTED + "2026-04-02 | tried\n2026-04-03 | tried"))
    assert why_not_stop(state, "guided_conversation", "not reached") == "2 of 3 tries to reach them are recorded."
    assert why_not_stop(state, "guided_conversation", "declined") == ""
    assert why_not_stop(state, "follow_up", "declined") == "This step is not to be done now."
    three = at_the_end(of, story(ACCEPTED + "2026-04-02 | tried\n2026-04-03 | tried\n2026-04-04 | tried"))
    assert why_not_stop(three, "guided_conversation", "not reached") == ""


def test_only_the_last_thing_and_ones_own_is_undone_and_within_ten_seconds() -> None:
    at = instant("2026-04-01 09:00")
    event = Happened(Kind.PAUSED, at, "k", at, account=7)
    soon, late = at + timedelta(seconds=10), at + timedelta(seconds=11)
    assert why_not_undo(event, event, by=7, at=soon) == ""
    assert why_not_undo(event, event, by=7, at=late) == "It is longer than ten seconds ago."
    assert why_not_undo(event, event, by=8, at=soon) == "Someone else recorded this."
    assert why_not_undo(event, replace(event, key="l"), by=7, at=soon) == "Something else has happened since."
    assert why_not_undo(event, None, by=7, at=soon) == "Something else has happened since."
    told = replace(event, details={"elsewhere": True})
    assert why_not_undo(told, told, by=7, at=soon) == "Others were told of it already."
    first = replace(event, kind=Kind.REFERRED)
    assert why_not_undo(first, first, by=7, at=soon) == "Others were told of it already."


def test_tries_less_than_an_hour_apart_are_one_try_but_nobody_in_a_crisis_waits_for_that() -> None:
    of = model(PRESCRIBING)
    tries = "2026-04-02 10:00 | tried\n2026-04-02 10:01 | tried\n2026-04-02 10:59 | tried\n"
    once = at_the_end(of, story(ACCEPTED + tries))
    assert why_not_stop(once, "guided_conversation", "not reached") == "1 of 3 tries to reach them are recorded."
    thrice = at_the_end(of, story(ACCEPTED + tries + "2026-04-02 11:00 | tried\n2026-04-02 12:00 | tried"))
    assert why_not_stop(thrice, "guided_conversation", "not reached") == ""
    urgent = at_the_end(model(URGENT), story(ACCEPTED + tries))
    assert why_not_stop(urgent, "first_visit", "not reached") == ""
    assert tries_apart([]) == 0


THEN = """
    on               | step                | nth | why not
    -----------------+---------------------+-----+-----------------------------------------
    2026-03-31 23:59 |                     |     | That is before they were referred.
    2026-04-01 00:01 |                     |     |
    2026-03-01 09:00 | guided_conversation | 1   | That is before they were referred.
    2026-04-01 00:01 | guided_conversation | 1   |
    2026-04-03 23:00 | progress_call       | 1   | That is before this step was to be done.
    2026-04-04 08:00 | progress_call       | 1   |
    2026-04-02 08:00 | progress_call       | 2   |
"""


@pytest.mark.parametrize("row", rows(THEN), ids=lambda row: f"{row['on']}-{row['step']}")
def test_nothing_happened_on_a_day_before_it_can_have(row: dict[str, str]) -> None:
    told = story(ACCEPTED + "2026-04-04 09:00 | step_done", **{"": {}})
    told[-1] = replace(told[-1], step="guided_conversation", nth=1)
    at = instant(row["on"])
    event = Happened(Kind.STEP_DONE, at, "k", at, row["step"], int(row["nth"] or 0))
    assert why_not_then(event, at_the_end(model(PRESCRIBING), told)) == row["why not"]
    assert why_not_then(event, at_the_end(model(PRESCRIBING), [])) == "", "nothing is known yet"


def test_more_people_than_a_file_wants_for_one_worker_are_told_with_their_number() -> None:
    of = model(PRESCRIBING)
    assert over_caseload(of, 40) == ""
    assert over_caseload(of, 41) == (
        "They would have 41 people; this model of care wants at most 40 for each social prescribing coordinator."
    )
    team = "{key_worker: buddy, roles: [buddy, gp], caseload: 5 people per gp}"
    assert "at most 5 for each GP" in over_caseload(own("call: {by: gp, due: 1 day after accepted}", team=team), 6)
    assert over_caseload(own("call: {by: gp, due: 1 day after accepted}"), 1000) == ""
