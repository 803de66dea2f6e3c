"""From referral to the end on the models for people at risk, who fell, who need someone today, or a pharmacist."""

from __future__ import annotations

import pytest

from tests.spec.catalogue.journeys import goes
from tests.world.world import World

pytestmark = pytest.mark.django_db


def test_a_high_risk_of_falling_leads_to_assessment_classes_and_a_safer_home(world: World) -> None:
    """Scenario 31, high: the falls service assesses within 4 weeks."""
    goes(world, "falls-and-balance", """
        at               | what                  | answered                      | then
        -----------------+-----------------------+-------------------------------+---------------------------------
        2026-03-30 10:00 | asked gp              | fell_12_months yes; risk high | risk_read 2026-04-01
        2026-03-31 10:00 | agreed                |                               |
        2026-03-31 10:10 | accepted              |                               |
        2026-04-01 10:00 | risk_read             |                               | falls_assessment 2026-04-29
        2026-04-24 10:00 | falls_assessment      | weak_or_unsteady yes          | classes.1 2026-05-01
                         |                       | hazards_at_home yes           | refer home-assessment 2026-05-11
                         |                       | medical_review yes            | confidence_review 2026-07-24
                         |                       | medicines_count 4             | look_for_falls.1 2026-10-24
                         |                       |                               | refer medicines-review
                         |                       |                               | refer registered_practice
        2026-05-01 10:00 | classes               |                               | classes.2 2026-05-08
        2026-05-08 10:00 | refer home-assessment |                               |
        2026-07-24 10:00 | confidence_review     |                               |
        2026-10-24 10:00 | look_for_falls        |                               | look_for_falls.2 2027-04-24
        2026-10-25 10:00 | ended goals_met       |                               | ended goals_met
    """)  # fmt: skip


def test_a_low_risk_of_falling_leads_to_the_gps_advice_and_an_end(world: World) -> None:
    """Scenario 31, low: advice by the GP within 10 working days, and no more where the person is content."""
    goes(world, "falls-and-balance", """
        at               | what      | answered              | then
        -----------------+-----------+-----------------------+---------------------
        2026-03-30 10:00 | asked gp  | risk low; content yes | risk_read 2026-04-01
        2026-03-31 10:00 | agreed    |                       |
        2026-03-31 10:10 | accepted  |                       |
        2026-04-01 10:00 | risk_read |                       | advice 2026-04-17
        2026-04-10 10:00 | advice    |                       | ended signposted
    """)  # fmt: skip


def test_within_two_hours_someone_is_there_and_the_practice_knows_by_nine(world: World) -> None:
    goes(world, "two-hour-urgent-response", """
        at               | what                 | answered             | then
        -----------------+----------------------+----------------------+-------------------------------
        2026-03-31 10:00 | referred gp          |                      | first_visit 2026-03-31 12:00
        2026-03-31 10:10 | agreed               |                      |
        2026-03-31 10:10 | accepted             |                      |
        2026-03-31 11:50 | first_visit          | needs_reablement yes | treatment_plan 2026-03-31
                         |                      |                      | practice_told 2026-04-01 09:00
                         |                      |                      | reablement_handover 2026-04-01
        2026-03-31 16:00 | treatment_plan       |                      | weekly_review.1 2026-04-07
                         |                      |                      | case_review 2026-04-28
        2026-04-01 08:45 | practice_told        |                      |
        2026-04-01 12:00 | reablement_handover  |                      |
        2026-04-07 10:00 | weekly_review        |                      | weekly_review.2 2026-04-14
        2026-04-28 10:00 | case_review          |                      |
        2026-05-12 10:00 | ended stable_at_home |                      | ended stable_at_home
    """)  # fmt: skip


def test_a_plan_is_written_read_by_the_practice_and_looked_at_again(world: World) -> None:
    goes(world, "plans-for-crews", """
        at               | what                 | answered | then
        -----------------+----------------------+----------+----------------------------
        2026-04-02 10:00 | accepted             |          | plan_written 2026-04-08
        2026-04-07 10:00 | plan_written         |          | seen_by_practice 2026-04-14
                         |                      |          | plan_reviewed.1 2026-07-07
        2026-04-14 10:00 | seen_by_practice     |          |
        2026-07-07 10:00 | plan_reviewed        |          | plan_reviewed.2 2026-10-07
        2026-07-08 10:00 | ended stable_at_home |          | ended stable_at_home
    """)  # fmt: skip


def test_a_minor_ailment_ends_at_the_counter(world: World) -> None:
    goes(world, "pharmacy-minor-ailments", """
        at               | what                   | answered         | then
        -----------------+------------------------+------------------+------------------------
        2026-04-02 10:00 | referred self          |                  | consultation 2026-04-02
        2026-04-02 10:00 | agreed                 |                  |
        2026-04-02 10:00 | accepted               |                  |
        2026-04-02 10:15 | consultation           | outcome supplied | how_it_was 2026-04-02
        2026-04-02 10:20 | how_it_was             |                  |
        2026-04-02 10:20 | ended no_longer_needed |                  | ended no_longer_needed
    """)  # fmt: skip


def test_what_is_not_minor_goes_to_the_practice_the_next_working_day(world: World) -> None:
    """Scenario 34, the referral by protocol: over Easter the next working day is Tuesday."""
    goes(world, "pharmacy-minor-ailments", """
        at               | what                      | answered   | then
        -----------------+---------------------------+------------+-------------------------------------
        2026-04-02 10:00 | accepted                  |            | consultation 2026-04-02
        2026-04-02 10:15 | consultation              | outcome gp | refer registered_practice 2026-04-07
        2026-04-07 10:15 | refer registered_practice |            |
        2026-04-07 10:20 | ended referred_on         |            | ended referred_on
    """)  # fmt: skip


def test_a_clinician_looks_first_and_the_plan_follows(world: World) -> None:
    goes(world, "proactive-care-by-risk", """
        at               | what                    | answered        | then
        -----------------+-------------------------+-----------------+-----------------------------------
        2026-03-30 10:00 | accepted                |                 | looked_at 2026-04-15
                         |                         |                 | care_plan 2026-04-27
        2026-04-15 10:00 | looked_at               |                 |
        2026-04-27 10:00 | care_plan               | social_care yes | refer adult-social-care 2026-05-05
                         |                         |                 | plan_review.1 2026-07-27
        2026-05-05 10:00 | refer adult-social-care |                 |
        2026-07-27 10:00 | plan_review             |                 | plan_review.2 2026-10-27
        2026-07-28 10:00 | ended goals_met         |                 | ended goals_met
    """)  # fmt: skip


def test_very_high_risk_goes_to_the_senior_case_manager(world: World) -> None:
    """Scenario 38: very high risk."""
    goes(world, "risk-tiers", """
        at               | what                 | answered       | then
        -----------------+----------------------+----------------+---------------------------
        2026-03-30 10:00 | accepted             |                | tier 2026-04-15
        2026-04-15 10:00 | tier                 | tier very_high | case_management 2026-04-22
                         |                      |                | tier_again 2027-04-15
        2026-04-22 10:00 | case_management      |                | case_review.1 2026-05-22
        2026-05-22 10:00 | case_review          |                | case_review.2 2026-06-22
        2027-04-15 10:00 | tier_again           |                |
        2027-04-16 10:00 | ended stable_at_home |                | ended stable_at_home
    """)  # fmt: skip


def test_high_risk_goes_to_the_care_navigator(world: World) -> None:
    """Scenario 38: high and moderate risk."""
    goes(world, "risk-tiers", """
        at               | what       | answered                 | then
        -----------------+------------+--------------------------+------------------------------------
        2026-03-30 10:00 | accepted   |                          | tier 2026-04-15
        2026-04-15 10:00 | tier       | tier high; self_care yes | navigation 2026-04-29
                         |            |                          | refer healthy-lifestyles 2026-04-29
                         |            |                          | tier_again 2027-04-15
        2026-04-29 10:00 | navigation |                          | navigator_call.1 2026-07-29
    """)  # fmt: skip


def test_who_needs_no_tier_is_shown_where_help_is_and_leaves(world: World) -> None:
    goes(world, "risk-tiers", """
        at               | what     | answered  | then
        -----------------+----------+-----------+-----------------
        2026-03-30 10:00 | accepted |           | tier 2026-04-15
        2026-04-15 10:00 | tier     | tier none | ended signposted
    """)  # fmt: skip
