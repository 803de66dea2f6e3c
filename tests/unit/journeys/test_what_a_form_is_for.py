"""What a form is for is written with its answers, and read from there again."""

from __future__ import annotations

import pytest

from joinedup.journeys.work import ForReferral, ForStep, read

WORKS = {
    "enrolment:12:guided_conversation": ForStep(12, "guided_conversation"),
    "enrolment:12:classes:3": ForStep(12, "classes", 3),
    "refer:falls-and-balance:gp": ForReferral("falls-and-balance", "gp"),
    "refer:falls-and-balance": ForReferral("falls-and-balance"),
    "enrolment:x:classes": None,
    "plan:12": None,
    "": None,
}


@pytest.mark.parametrize("work", WORKS)
def test_work_is_read_as_it_is_written(work: str) -> None:
    found = read(work)
    assert found == WORKS[work]
    assert found is None or str(found) == work
