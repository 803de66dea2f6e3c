"""What an answer that somebody must act on gives away, to whoever reads only that there is such a task."""

from __future__ import annotations

import pytest

from joinedup.insight.forms import form_named
from joinedup.journeys.risks import tells_of

TELLS = [
    ("guided-conversation", "safeguarding", "safeguarding"),
    ("guided-conversation", "safeguarding#2", "safeguarding"),
    ("phq-9", "self_harm", "mental_health"),
    ("phq-9", "phq-9", "mental_health"),
    ("urgent-assessment", "life_threatening", ""),
]


@pytest.mark.parametrize(("form", "key", "tells"), TELLS)
def test_a_risk_tells_of_safeguarding_by_its_question_and_of_a_mind_by_its_form(
    form: str, key: str, tells: str
) -> None:
    assert tells_of(form_named(form), key) == tells
