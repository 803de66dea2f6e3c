"""Who may do what: a post's role decides, and the answer can be read by the one who asks."""

from __future__ import annotations

import pytest

from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.access.models import Role
from joinedup.record.access.rules import MAY, Answer, may, require, require_another
from joinedup.words.basics.errors import CannotProceed, NotAllowed

AMARA = Actor(1, "Dr Amara Okafor", Role.GP, "GP", "Y00001", "Hillside Surgery")
RUTH = Actor(2, "Ruth Adeyemi", Role.ANALYST, "Analyst", "QZ1", "Northmoor Integrated Care Board")


def test_dr_okafor_may_open_a_record_and_the_answer_says_in_which_post():
    assert may(AMARA, "record.open") == Answer(True, "GP at Hillside Surgery.")
    assert require(AMARA, "record.open") == Answer(True, "GP at Hillside Surgery.")


def test_ruth_an_analyst_may_not_and_is_told_why_and_what_to_do():
    assert may(RUTH, "record.open") == Answer(False, "Your post (Analyst) does not include this.")
    with pytest.raises(NotAllowed) as told:
        require(RUTH, "record.open")
    assert told.value.problem == "Your post (Analyst) does not include this."
    assert told.value.now == "Choose another post, or ask your administrator."


def test_nobody_may_do_what_is_not_written_down():
    assert not any(
        may(Actor(3, "Sam", role, title, "QZ1", "Board"), "record.burn").allowed for role, title in Role.choices
    )


@pytest.mark.parametrize("act", sorted(MAY))
def test_the_system_does_everything_but_what_needs_a_carer(act):
    assert may(SYSTEM, act) == Answer(not act.startswith("record."), "The system itself does this.")


def test_an_administrator_gives_nobody_a_post_but_others():
    require_another(AMARA, 2)
    require_another(SYSTEM, 1)
    with pytest.raises(CannotProceed, match="your own account"):
        require_another(AMARA, 1)
