"""From referral to the end on the models for residents of care homes and people with long-term conditions."""

from __future__ import annotations

import pytest

from tests.spec.catalogue.journeys import goes
from tests.world.world import World

pytestmark = pytest.mark.django_db


def test_a_resident_is_seen_when_new_after_hospital_and_each_year(world: World) -> None:
    """Scenario 7: seen within 2 weeks of coming, within 2 weeks of coming back from hospital, and each year."""
    goes(world, "enhanced-care-in-care-homes", """
        at               | what                   | answered             | then
        -----------------+------------------------+----------------------+----------------------------------
        2026-03-30 10:00 | accepted               |                      | seen_when_new 2026-04-13
        2026-04-10 10:00 | seen_when_new          | memory_risk high     | can_they_decide 2026-04-24
                         |                        | medicines_review yes | refer medicines-review 2026-04-24
                         |                        |                      | care_plan 2026-05-08
                         |                        |                      | annual_review.1 2027-04-10
        2026-04-13 10:00 | refer medicines-review |                      |
        2026-04-24 10:00 | can_they_decide        |                      |
        2026-05-08 10:00 | care_plan              |                      | how_it_is.1 2027-05-08
        2026-06-01 10:00 | change hospital_stay   |                      | paused
        2026-06-09 10:00 | resumed                |                      | seen_after_hospital 2026-06-23
        2026-06-23 10:00 | seen_after_hospital    |                      |
        2027-04-10 10:00 | annual_review          |                      | annual_review.2 2028-04-10
        2027-05-01 10:00 | change died            |                      | ended died
    """)  # fmt: skip


def test_the_link_gp_comes_each_week_and_several_professions_look_each_half_year(world: World) -> None:
    """Scenario 12: the GP weekly, the whole review every 6 months for each resident."""
    goes(world, "link-gp-for-care-homes", """
        at               | what                | answered        | then
        -----------------+---------------------+-----------------+-------------------------------
        2026-03-30 10:00 | accepted            |                 | weekly_round.1 2026-04-06
                         |                     |                 | whole_review.1 2026-09-30
        2026-04-06 10:00 | weekly_round        |                 | weekly_round.2 2026-04-13
        2026-04-13 10:00 | weekly_round        |                 | weekly_round.3 2026-04-20
        2026-09-30 10:00 | whole_review        | falls_risk high | refer falls-service 2026-10-14
                         |                     |                 | whole_review.2 2027-03-30
        2026-10-02 10:00 | refer falls-service |                 |
        2026-10-03 10:00 | change moved_away   |                 | ended moved_away
    """)  # fmt: skip


def test_a_resident_who_cannot_decide_has_a_plan_made_in_their_best_interests(world: World) -> None:
    """Scenario 13: GP and nurse speak weekly, all medicines are reviewed yearly."""
    goes(world, "care-home-management-plans", """
        at               | what             | answered            | then
        -----------------+------------------+---------------------+------------------------------
        2026-03-30 10:00 | accepted         |                     | assessment 2026-04-15
        2026-04-02 10:00 | assessment       | nutrition_risk high | capacity 2026-04-20
                         |                  | memory_risk high    | dietary_advice 2026-04-30
                         |                  |                     | management_plan 2026-04-30
                         |                  |                     | medicines_review.1 2027-04-02
        2026-04-16 10:00 | capacity         | capacity lacks      | best_interests 2026-04-30
        2026-04-24 10:00 | best_interests   |                     |
        2026-04-30 10:00 | dietary_advice   |                     |
        2026-04-30 11:00 | management_plan  |                     | weekly_contact.1 2026-05-07
                         |                  |                     | plan_review.1 2026-10-30
        2026-05-07 10:00 | weekly_contact   |                     | weekly_contact.2 2026-05-14
        2026-10-30 10:00 | plan_review      |                     | plan_review.2 2027-04-30
        2027-04-02 10:00 | medicines_review |                     | medicines_review.2 2028-04-02
        2027-04-03 10:00 | change died      |                     | ended died
    """)  # fmt: skip


def test_who_wants_no_unit_is_coached_only_and_seen_within_a_day_when_worse(world: World) -> None:
    goes(world, "copd-coaching-and-telehealth", """
        at               | what                 | answered      | then
        -----------------+----------------------+---------------+---------------------------
        2026-03-30 10:00 | accepted             |               | first_call 2026-04-15
        2026-04-02 10:00 | first_call           |               | coaching_call.1 2026-04-09
                         |                      |               | unit_at_home 2026-04-20
                         |                      |               | response_plan 2026-04-30
        2026-04-03 10:00 | stopped unit_at_home |               | unit_at_home 2026-04-20, declined
        2026-04-09 10:00 | coaching_call        |               | coaching_call.2 2026-04-16
        2026-04-30 10:00 | response_plan        | got_worse yes | nurse_visit 2026-05-01
                         |                      |               | plan_used.1 2026-07-30
        2026-05-01 16:00 | nurse_visit          |               |
        2026-07-30 10:00 | plan_used            |               | plan_used.2 2026-10-30
        2026-10-20 10:00 | ended goals_met      |               | ended goals_met
    """)  # fmt: skip


def test_results_go_first_then_both_plan_and_the_same_is_asked_a_year_later(world: World) -> None:
    goes(world, "collaborative-care-planning", """
        at               | what              | answered                            | then
        -----------------+-------------------+-------------------------------------+-----------------------------
        2026-03-30 10:00 | accepted          |                                     | tests_taken 2026-04-27
        2026-04-27 10:00 | tests_taken       |                                     | results_sent 2026-05-04
        2026-05-04 10:00 | results_sent      |                                     | planning_together 2026-06-01
        2026-05-29 10:00 | planning_together | healthy_living yes; health_need yes | gp_looks 2026-06-05
                         |                   |                                     | coaching.1 2026-06-26
                         |                   |                                     | part_way 2026-11-29
                         |                   |                                     | asked_after 2027-04-29
        2026-06-04 10:00 | gp_looks          |                                     |
        2026-06-26 10:00 | coaching          |                                     | coaching.2 2026-07-24
        2026-11-29 10:00 | part_way          |                                     |
        2027-04-29 10:00 | asked_after       |                                     |
        2027-05-01 10:00 | ended goals_met   |                                     | ended goals_met
    """)  # fmt: skip


def test_recovery_in_the_practice_has_a_plan_injections_and_a_yearly_check(world: World) -> None:
    """Scenario 25, the second half: the yearly check of physical health is due a year after acceptance."""
    goes(world, "mental-health-recovery", """
        at               | what                       | answered                          | then
        -----------------+----------------------------+-----------------------------------+-------------------------------------
        2026-03-30 10:00 | referred other_team        |                                   |
        2026-03-31 10:00 | agreed                     |                                   |
        2026-04-01 10:00 | agreed registered_practice |                                   |
        2026-04-02 10:00 | agreed psychiatrist        |                                   |
        2026-04-02 11:00 | accepted                   |                                   | prescribing 2026-04-13
                         |                            |                                   | recovery_plan 2026-04-20
                         |                            |                                   | physical_check.1 2027-04-02
                         |                            |                                   | looking_on 2028-03-02
        2026-04-07 10:00 | prescribing                |                                   |
        2026-04-14 14:00 | recovery_plan              | depot yes; depot_every four_weeks | trust_told 2026-04-21
                         |                            | help work,memory                  | refer voluntary-sector 2026-04-28
                         |                            |                                   | dementia_advice 2026-05-12
                         |                            |                                   | injection_4_weeks.1 2026-05-12
                         |                            |                                   | how_it_goes.1 2026-05-14
        2026-04-15 14:00 | refer voluntary-sector     |                                   |
        2026-04-16 14:00 | trust_told                 |                                   |
        2026-05-12 10:00 | injection_4_weeks          |                                   | injection_4_weeks.2 2026-06-09
        2026-05-12 10:30 | dementia_advice            |                                   |
        2026-05-14 10:00 | how_it_goes                | specialist_now yes                | refer mental-health-team 2026-05-14
                         |                            |                                   | how_it_goes.2 2026-06-14
        2026-05-14 11:00 | refer mental-health-team   |                                   |
        2027-04-02 10:00 | physical_check             | gp_looks yes; wants smoking       | refer registered_practice 2027-04-09
                         |                            |                                   | refer healthy-lifestyles 2027-04-16
                         |                            |                                   | physical_check.2 2028-04-02
        2028-03-01 10:00 | ended goals_met            |                                   | ended goals_met
    """)  # fmt: skip


def test_wishes_are_asked_in_time_and_again_each_month_until_she_dies(world: World) -> None:
    goes(world, "end-of-life-register", """
        at               | what              | answered | then
        -----------------+-------------------+----------+-----------------------------
        2026-03-30 10:00 | accepted          |          | last_year 2026-04-15
        2026-04-15 10:00 | last_year         |          | wishes_asked 2026-04-29
        2026-04-29 10:00 | wishes_asked      |          | on_register 2026-04-30
                         |                   |          | carers_asked 2026-05-13
                         |                   |          | medicines_at_hand 2026-05-13
                         |                   |          | wishes_again.1 2026-05-29
        2026-04-30 10:00 | on_register       |          |
        2026-05-13 10:00 | medicines_at_hand |          |
        2026-05-13 11:00 | carers_asked      |          |
        2026-05-29 10:00 | wishes_again      |          | wishes_again.2 2026-06-29
        2026-06-11 10:00 | change died       |          | ended died
    """)  # fmt: skip
