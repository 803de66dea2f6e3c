"""No feed, no figure: what must be received before a measure is answered."""

from __future__ import annotations

import pytest

from joinedup.insight.measures.definition import measure
from joinedup.insight.measures.support import feeds_in, missing

NOTHING = "There is no figure: this release holds nothing from "


@pytest.mark.parametrize(
    ("name", "received", "why_not"),
    [
        ("emergency-admissions", {"admitted_care"}, ""),
        ("emergency-admissions", {"hospital_messages"}, ""),
        ("emergency-admissions", {"social_care"}, "admitted care or hospital messages, which would tell."),
        ("opioid-use", {"gp_medication", "gp_problem"}, ""),
        ("opioid-use", {"gp_medication"}, "gp problem or gp fhir or gp connect, which would tell."),
        ("opioid-use", {"gp_fhir"}, ""),
        ("cost-per-head", {"social_care", "admitted_care"}, "gp consultation, which would tell."),
        (
            "cost-per-head",
            {"gp_registration"},
            "social care, and nothing from admitted care, and nothing from gp consultation, which would tell.",
        ),
        ("care-home-falls", {"care_home_incident"}, "care home resident or gp address, which would tell."),
    ],
)
def test_a_measure_is_answered_when_all_that_it_rests_on_was_received(
    name: str, received: set[str], why_not: str
) -> None:
    assert missing(measure(name), received) == (NOTHING + why_not if why_not else "")


def test_a_made_up_release_was_made_from_no_feed_and_answers_everything() -> None:
    assert feeds_in({"made_up": True}) is None
    assert missing(measure("cost-per-head"), None) == ""
