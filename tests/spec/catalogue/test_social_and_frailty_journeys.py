"""From referral to the end on the models for people who are lonely, frail or cared for by many."""

from __future__ import annotations

import pytest

from tests.spec.catalogue.journeys import goes
from tests.world.world import World

pytestmark = pytest.mark.django_db


def test_on_social_prescribing_each_answer_leads_to_whom_it_says_and_edna_is_called_and_seen_again(
    world: World,
) -> None:
    """Scenarios 8 and 37: the wheel at the start, a call at 3 weeks, the wheel again at 6; each need to its own service."""
    goes(world, "neighbourhood-social-prescribing", """
        at               | what                                | answered                             | then
        -----------------+-------------------------------------+--------------------------------------+-----------------------------------------------
        2026-03-30 10:00 | accepted                            |                                      | guided_conversation 2026-04-15
        2026-04-08 14:00 | guided_conversation                 | community_help yes; more_support yes | refer multi-agency-safeguarding-hub 2026-04-08
                         |                                     | healthy_living yes; early_help yes   | progress_call 2026-04-29
                         |                                     | health_need yes; safeguarding yes    | follow_up 2026-05-20
                         |                                     |                                      | refer buddy-service
                         |                                     |                                      | refer early-help-panel
                         |                                     |                                      | refer healthy-lifestyles
                         |                                     |                                      | refer registered_practice
                         |                                     |                                      | refer voluntary-sector
        2026-04-08 15:00 | refer multi-agency-safeguarding-hub |                                      |
        2026-04-29 11:00 | progress_call                       |                                      |
        2026-05-20 10:00 | follow_up                           |                                      |
        2026-05-21 10:00 | ended goals_met                     |                                      | ended goals_met
    """)  # fmt: skip


def test_a_link_worker_stays_for_eighteen_months_with_a_wheel_every_six(world: World) -> None:
    """Scenario 9: the wheel at the first appointment and every 6 months; support for 18 months, to 21 at most."""
    goes(world, "long-term-conditions-link-worker", """
        at               | what                     | answered           | then
        -----------------+--------------------------+--------------------+------------------------------------
        2026-03-30 10:00 | accepted                 |                    | first_appointment 2026-04-15
        2026-04-07 14:00 | first_appointment        | healthy_living yes | refer healthy-lifestyles 2026-04-21
                         |                          |                    | keeping_in_touch.1 2026-05-07
                         |                          |                    | wellbeing_again.1 2026-10-07
                         |                          |                    | looking_back 2027-10-07
        2026-05-07 10:00 | keeping_in_touch         |                    | keeping_in_touch.2 2026-06-07
        2026-05-07 10:00 | refer healthy-lifestyles |                    |
        2026-10-07 10:00 | wellbeing_again          |                    | wellbeing_again.2 2027-04-07
        2027-10-07 10:00 | looking_back             |                    |
        2027-12-20 10:00 | extended                 |                    |
        2027-12-21 10:00 | ended goals_met          |                    | ended goals_met
    """)  # fmt: skip


def test_living_well_finds_a_volunteer_who_comes_and_steps_back(world: World) -> None:
    goes(world, "living-well", """
        at               | what                      | answered                          | then
        -----------------+---------------------------+-----------------------------------+-------------------------------------
        2026-03-30 10:00 | accepted                  |                                   | guided_conversation 2026-04-15
        2026-04-08 14:00 | guided_conversation       | more_support yes; health_need yes | refer registered_practice 2026-04-15
                         |                           |                                   | match_volunteer 2026-04-29
                         |                           |                                   | team_plan 2026-05-06
                         |                           |                                   | look_back 2026-08-12
        2026-04-15 10:00 | refer registered_practice |                                   |
        2026-04-22 10:00 | match_volunteer           |                                   | volunteer_visits.1 2026-04-29
                         |                           |                                   | volunteer_steps_back 2026-07-22
        2026-04-29 10:00 | volunteer_visits          |                                   | volunteer_visits.2 2026-05-06
        2026-05-05 10:00 | team_plan                 |                                   |
        2026-07-22 10:00 | volunteer_steps_back      |                                   |
        2026-08-12 10:00 | look_back                 |                                   |
        2026-08-13 10:00 | ended goals_met           |                                   | ended goals_met
    """)  # fmt: skip


def test_a_navigator_brings_the_core_team_round_one_table(world: World) -> None:
    goes(world, "care-navigator-and-core-team", """
        at               | what                     | answered           | then
        -----------------+--------------------------+--------------------+------------------------------------
        2026-03-30 10:00 | accepted                 |                    | i_statements 2026-04-15
        2026-04-08 14:00 | i_statements             | hard_now money,low | refer mental-health-team 2026-04-22
                         |                          |                    | refer money-advice 2026-04-22
                         |                          |                    | case_meeting 2026-05-06
        2026-04-20 10:00 | refer money-advice       |                    |
        2026-04-20 10:00 | refer mental-health-team |                    |
        2026-05-05 10:00 | case_meeting             |                    | intensive_support.1 2026-05-12
                         |                          |                    | joint_plan 2026-05-12
                         |                          |                    | look_back 2026-08-04
        2026-05-12 10:00 | joint_plan               |                    |
        2026-05-12 11:00 | intensive_support        |                    | intensive_support.2 2026-05-19
        2026-08-04 10:00 | look_back                |                    |
        2026-08-05 10:00 | ended goals_met          |                    | ended goals_met
    """)  # fmt: skip


def test_one_high_risk_of_six_leads_to_a_medical_assessment_and_the_register(world: World) -> None:
    """Scenario 32: high in any one domain begins the detailed medical assessment and the register."""
    goes(world, "structured-frailty-assessment", """
        at               | what                 | answered         | then
        -----------------+----------------------+------------------+--------------------------------
        2026-03-30 10:00 | accepted             |                  | assessment 2026-04-08
        2026-03-31 14:00 | assessment           | memory_risk high | on_practice_register 2026-04-09
                         |                      |                  | medical_assessment 2026-04-14
                         |                      |                  | assessed_again.1 2026-09-30
        2026-04-02 14:00 | on_practice_register |                  |
        2026-04-14 14:00 | medical_assessment   |                  |
        2026-09-30 14:00 | assessed_again       |                  | assessed_again.2 2027-03-31
        2027-03-30 14:00 | ended stable_at_home |                  | ended stable_at_home
    """)  # fmt: skip


def test_the_hub_assesses_speaks_of_them_by_one_o_clock_and_looks_again(world: World) -> None:
    goes(world, "frailty-hub", """
        at               | what                     | answered                             | then
        -----------------+--------------------------+--------------------------------------+------------------------------------
        2026-03-31 12:00 | accepted                 |                                      | single_assessment 2026-04-02
        2026-04-02 15:00 | single_assessment        | loneliness_risk some; mood_risk high | daily_meeting 2026-04-07 13:00
                         |                          |                                      | refer mental-health-team 2026-04-13
                         |                          |                                      | signposting 2026-04-13
                         |                          |                                      | how_it_is_for_them 2026-05-28
                         |                          |                                      | review.1 2026-07-02
        2026-04-07 12:30 | daily_meeting            |                                      |
        2026-04-10 10:00 | signposting              |                                      |
        2026-04-13 10:00 | refer mental-health-team |                                      |
        2026-05-28 10:00 | how_it_is_for_them       |                                      |
        2026-07-02 10:00 | review                   |                                      | review.2 2026-10-02
        2027-04-01 10:00 | ended stable_at_home     |                                      | ended stable_at_home
    """)  # fmt: skip


def test_one_offer_is_put_together_told_and_looked_at_again(world: World) -> None:
    goes(world, "frail-and-often-admitted", """
        at               | what                    | answered             | then
        -----------------+-------------------------+----------------------+-----------------------------------
        2026-03-30 10:00 | accepted                |                      | offer_put_together 2026-04-08
        2026-04-07 10:00 | offer_put_together      |                      | offer_told 2026-04-21
        2026-04-20 10:00 | offer_told              | social_care yes      | refer adult-social-care 2026-04-27
                         |                         | loneliness_risk high | refer voluntary-sector 2026-05-05
                         |                         |                      | looked_at_again.1 2026-07-20
                         |                         |                      | supported 2026-10-20
        2026-04-27 10:00 | refer adult-social-care |                      |
        2026-05-05 10:00 | refer voluntary-sector  |                      |
        2026-07-20 10:00 | looked_at_again         |                      | looked_at_again.2 2026-10-20
        2026-10-20 10:00 | supported               |                      |
        2026-10-21 10:00 | ended stable_at_home    |                      | ended stable_at_home
    """)  # fmt: skip


def test_a_carer_about_to_break_down_is_helped_the_same_day_and_asked_again_each_year(world: World) -> None:
    goes(world, "carers-register", """
        at               | what                    | answered                     | then
        -----------------+-------------------------+------------------------------+-----------------------------------
        2026-03-30 10:00 | accepted                |                              | carer_assessment 2026-04-27
        2026-04-08 14:00 | carer_assessment        | crisis yes; help break,group | refer adult-social-care 2026-04-08
                         |                         |                              | practice_told 2026-04-15
                         |                         |                              | refer adult-social-care 2026-04-22
                         |                         |                              | refer voluntary-sector 2026-04-22
                         |                         |                              | asked_again.1 2027-04-08
        2026-04-08 15:00 | refer adult-social-care |                              |
        2026-04-15 15:00 | practice_told           |                              |
        2027-04-08 15:00 | asked_again             |                              | asked_again.2 2028-04-08
    """)  # fmt: skip
