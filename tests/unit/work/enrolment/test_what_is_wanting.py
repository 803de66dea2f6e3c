"""What is told before a team runs a model of care: forms closed, roles nobody holds, referrals to nobody here."""

from __future__ import annotations

from joinedup.words.models_of_care import Known
from joinedup.work.enrolment.readiness import REFERRALS, Here, doing, wanting
from tests.unit.work.enrolment.stories import own

STEPS = """visit: {by: buddy, due: 2 weeks from accepted, forms: [ons4], then: [{when: ons4.sad is yes, refer: voluntary-sector}, {when: ons4.lost is yes, refer: falls-service}]}
call: {by: volunteer, due: every week}
look: {by: key_worker, due: 4 weeks from accepted}"""
OURS = own(STEPS, team="{key_worker: buddy, roles: [buddy, volunteer]}")


def test_what_is_wanting_is_told_under_its_heading() -> None:
    here = Here({"ons4": "No licence for it is on record here."}, {"falls-service"}, {"gp"}, ("Nobody tells of this.",))
    assert wanting(OURS, here, Known()) == [
        ("Forms that cannot be filled in", ["No licence for it is on record here."]),
        ("Work that nobody of your organisation does", [
            "Nobody has a post as buddy, who does “Visit”, “Look”.", "Nobody has a post as volunteer, who does “Call”."]),
        (REFERRALS, ["A voluntary or community organisation."]),
        ("What nobody tells us of", ["Nobody tells of this."]),
    ]  # fmt: skip


def test_nothing_is_wanting_where_all_is_here() -> None:
    here = Here({"ons4": ""}, {"falls-service", "voluntary-sector"}, {"gp", "link_worker", "volunteer"})
    assert wanting(OURS, here, Known()) == []


def test_what_is_asked_of_a_role_without_a_post_of_its_own_anyone_who_gives_care_may_do() -> None:
    assert doing("pharmacist") > {"gp", "nurse"}
    assert doing("volunteer") == {"volunteer"}
