"""Medicines, problems and allergies: one line for one thing, who says it, and where sources disagree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from joinedup.record.entries.reconcile import reconciled, withdrawn
from joinedup.record.entries.reconcile_conflicts import dose_in_short
from joinedup.record.entries.rules import Line, Standing
from tests.world.drawn import instant, rows
from tests.world.said import said

NOW = instant("2026-04-01 09:00")


def lines_of(table: str, **usual: str) -> list[Line]:
    return reconciled(said(table, **usual), NOW)


def two_sources_say(kind: str, one: str, another: str, system: str = "") -> list[Line]:
    """Return the lines where the practice writes ``one`` and the hospital ``another``; ``icd10:I10`` is a code."""
    drawn = "by | kind | text | system | code | happened | status\n"
    for by, words in (("Hillside Surgery", one), ("Northmoor Hospital", another)):
        text, _, coded = words.partition(" / ")
        system, _, code = coded.partition(":")
        drawn += f"{by} | {kind} | {text} | {system} | {code} | 2024-05-01 | active\n"
    return lines_of(drawn)


MEDICINES = """
    one                                | another                                   | lines
    -----------------------------------+-------------------------------------------+------
    Amlodipine 5mg tablets             | Amlodipine 5mg tablets                    | 1
    Amlodipine 5mg tablets             | amlodipine 5 mg tablet                    | 1
    Amlodipine 5mg tablets             | Amlodipine besilate 5mg tablets           | 1
    Amlodipine 5mg tablets             | Amlodipine 5mg                            | 1
    Amlodipine 5mg tablets             | Amlodipine 10mg tablets                   | 2
    Amlodipine 5mg tablets             | Felodipine 5mg tablets                    | 2
    Levothyroxine 0.1mg tablets        | Levothyroxine sodium 100microgram tablets | 1
    Metformin 500mg tablets            | Metformin 500mg modified-release tablets  | 2
    Paracetamol 500mg tablets          | Paracetamol 500mg capsules                | 2
    Frusemide 40mg tablets             | Furosemide 40mg tablets                   | 1
    Amlodipine                         | Amlodipine 5mg tablets                    | 2
"""


@pytest.mark.parametrize("row", rows(MEDICINES), ids=lambda row: f"{row['one']}, {row['another']}")
def test_one_medicine_is_one_line_by_ingredient_strength_and_form(row):
    assert len(two_sources_say("medicine", row["one"], row["another"])) == int(row["lines"])


PROBLEMS = """
    one                                     | another                                            | lines
    ----------------------------------------+----------------------------------------------------+------
    Hypertension / snomed:38341003          | Essential (primary) hypertension / icd10:I10X      | 1
    Hypertension / snomed:38341003          | High blood pressure                                | 1
    Essential hypertension / snomed:59621000 | HTN                                               | 1
    Type 2 diabetes mellitus / snomed:44054006 | Type 2 diabetes / icd10:E11.9                   | 1
    Type 2 diabetes mellitus / snomed:44054006 | Type 1 diabetes / icd10:E10.9                   | 2
    COPD                                    | Chronic obstructive airways disease                | 1
    Osteoarthritis of knee                  | Osteoarthritis of hip                              | 2
    Osteoarthritis NOS                      | Osteoarthritis                                     | 1
    Bunion / snomed:122481008               | Bunion                                             | 1
    Bunion / snomed:122481008               | Bunion (disorder) / icd10:M20.1                    | 1
    Bunion / snomed:122481008               | Hallux valgus / snomed:122481008                   | 1
    Bunion                                  | Corn of toe                                        | 2
    Asthma (disorder)                       | asthma                                             | 1
    Alzheimer’s disease                     | Dementia in Alzheimer's disease / icd10:F00.9      | 1
    Dementia / snomed:52448006              | Vascular dementia / icd10:F01.9                    | 2
"""


@pytest.mark.parametrize("row", rows(PROBLEMS), ids=lambda row: f"{row['one']}, {row['another']}")
def test_one_condition_is_one_line_whichever_way_it_is_coded_or_written(row):
    assert len(two_sources_say("problem", row["one"], row["another"])) == int(row["lines"])


ALLERGIES = """
    one                                          | another                          | lines
    ---------------------------------------------+----------------------------------+------
    Allergy to penicillin / snomed:91936005      | Penicillin allergy               | 1
    Allergy to penicillin / snomed:91936005      | Penicillin / snomed:764146007    | 1
    Adverse reaction to penicillin               | PENICILLINS                      | 1
    Allergy to penicillin / snomed:91936005      | Amoxicillin                      | 2
    Latex                                        | Latex allergy / snomed:300916003 | 1
    Allergy to kiwi fruit                        | Kiwi fruit                       | 1
    No known allergies / snomed:716186003        | Nil known                        | 1
"""


@pytest.mark.parametrize("row", rows(ALLERGIES), ids=lambda row: f"{row['one']}, {row['another']}")
def test_one_allergy_is_one_line_by_substance(row):
    assert len(two_sources_say("allergy", row["one"], row["another"])) == int(row["lines"])


DOSES = """
    one                               | another                    | same
    ----------------------------------+----------------------------+-----
    ONE to be taken daily             | Take one tablet once a day | yes
    1 od                              | one a day                  | yes
    One tablet twice a day            | 1 bd                       | yes
    One twice daily                   | one daily                  | no
    Two puffs when required           | 2 puffs prn                | yes
    One at night                      | 1 nocte                    | yes
    5ml three times a day             | 5ml tds                    | yes
    5ml three times a day             | 10ml three times a day     | no
"""


@pytest.mark.parametrize("row", rows(DOSES), ids=lambda row: f"{row['one']}, {row['another']}")
def test_doses_that_mean_the_same_are_no_disagreement(row):
    assert (dose_in_short(row["one"]) == dose_in_short(row["another"])) is (row["same"] == "yes")


def test_each_source_stands_beside_its_line_with_when_and_by_whom():
    (line,) = lines_of("""
        by                 | kind     | happened   | text                   | status | received
        Hillside Surgery   | medicine | 2025-06-01 | Amlodipine 5mg tablets | active | 2026-03-02
        Northmoor Hospital | medicine | 2026-02-01 | amlodipine 5 mg tablet | active | 2026-02-03
    """)
    assert [(str(row.happened), row.organisation) for row in line.sources] == [
        ("1 February 2026", "Northmoor Hospital"),
        ("1 June 2025", "Hillside Surgery"),
    ]
    assert (str(line.happened), line.merged, line.conflicts) == ("1 June 2025", 1, ())
    assert line.received_at == instant("2026-03-02")


def test_monthly_issues_are_one_line_with_their_plan_and_do_not_speak_against_it():
    (line,) = lines_of(
        """
        happened   | text                   | status    | is_issue | dose
        2025-01-01 | Amlodipine 5mg tablets | active    |          | one daily
        2025-02-01 | Amlodipine 5mg tablets | completed | yes      | one daily
        2025-03-01 | Amlodipine 5mg tablets | completed | yes      | one daily
        """,
        by="Hillside Surgery",
        kind="medicine",
    )
    assert (line.standing, line.merged, line.conflicts) == (Standing.CURRENT, 2, ())


def test_one_source_says_taken_and_another_says_stopped():
    (line,) = lines_of("""
        by                 | kind     | happened   | ended      | text                   | status
        Hillside Surgery   | medicine | 2025-06-01 |            | Amlodipine 5mg tablets | active
        Northmoor Hospital | medicine | 2026-02-01 | 2026-02-04 | Amlodipine 5mg tablets | stopped
    """)
    assert line.standing is Standing.CURRENT
    assert line.conflicts == (
        "Northmoor Hospital says it ended on 4 February 2026; Hillside Surgery says it is current.",
    )


def test_two_doses_of_one_medicine_are_a_disagreement_in_the_sources_own_words():
    (line,) = lines_of("""
        by                 | kind     | happened   | text                   | status | dose
        Hillside Surgery   | medicine | 2025-06-01 | Amlodipine 5mg tablets | active | one daily
        Northmoor Hospital | medicine | 2026-02-01 | Amlodipine 5mg tablets | active | TWO daily
    """)
    assert line.conflicts == ("Northmoor Hospital says “TWO daily”; Hillside Surgery says “one daily”.",)


def test_a_dose_that_is_no_longer_taken_does_not_disagree():
    (line,) = lines_of("""
        by                 | kind     | happened   | text                   | status  | dose
        Hillside Surgery   | medicine | 2025-06-01 | Amlodipine 5mg tablets | stopped | one daily
        Northmoor Hospital | medicine | 2026-02-01 | Amlodipine 5mg tablets | stopped | two daily
    """)
    assert (line.standing, line.conflicts) == (Standing.ENDED, ())


def test_another_strength_from_another_source_is_another_line_and_each_points_to_the_other():
    lines = lines_of("""
        by                 | kind     | happened   | text                    | status
        Hillside Surgery   | medicine | 2025-06-01 | Amlodipine 5mg tablets  | active
        Northmoor Hospital | medicine | 2026-02-01 | Amlodipine 10mg tablets | active
    """)
    assert [line.conflicts for line in lines] == [
        ("Another strength is recorded too: Hillside Surgery says Amlodipine 5mg tablets.",),
        ("Another strength is recorded too: Northmoor Hospital says Amlodipine 10mg tablets.",),
    ]
    assert lines[0].related[0].line_id == lines[1].id


def test_one_source_that_gives_two_strengths_means_both():
    lines = lines_of(
        """
        happened   | text                 | status
        2025-06-01 | Warfarin 1mg tablets | active
        2025-06-01 | Warfarin 5mg tablets | active
        """,
        by="Hillside Surgery",
        kind="medicine",
    )
    assert [line.conflicts for line in lines] == [(), ()]


def test_a_course_of_days_that_is_not_on_repeat_is_over_when_they_are():
    (issued,) = said("""
        by               | kind     | happened   | text                       | status
        Hillside Surgery | medicine | 2026-03-01 | Amoxicillin 500mg capsules | active
    """)
    for_a_week, for_two_months = replace(issued, details={"days": 7}), replace(issued, details={"days": 56})
    on_repeat = replace(issued, details={"days": 7, "is_repeat": True})
    standings = [reconciled([row], NOW)[0].standing for row in (for_a_week, for_two_months, on_repeat)]
    assert standings == [Standing.ENDED, Standing.CURRENT, Standing.CURRENT]


def test_onsets_that_may_be_one_day_are_no_disagreement_however_exactly_each_is_known():
    (line,) = lines_of("""
        by                 | kind    | happened   | text         | status
        Hillside Surgery   | problem | 2019       | Hypertension | active
        Northmoor Hospital | problem | 2019-03-07 | Hypertension | active
    """)
    assert line.conflicts == ()


def test_onsets_years_apart_are_a_disagreement_each_as_exactly_as_it_is_known():
    (line,) = lines_of("""
        by                 | kind    | happened   | text         | status
        Hillside Surgery   | problem | 2015       | Hypertension | active
        Northmoor Hospital | problem | 2019-03    | Hypertension | active
    """)
    assert line.conflicts == (
        "It began at different times: Northmoor Hospital says March 2019; Hillside Surgery says 2015.",
    )
    assert str(line.happened) == "2015"


def test_a_diagnosis_of_one_contact_ends_with_it_and_says_nothing_against_the_problem_list():
    (line,) = lines_of("""
        by                 | kind    | happened   | ended      | text         | status   | category
        Hillside Surgery   | problem | 2015       |            | Hypertension | active   | problem-list-item
        Northmoor Hospital | problem | 2025-03-01 | 2025-03-04 | Hypertension | resolved | encounter-diagnosis
    """)
    assert (line.standing, line.conflicts) == (Standing.CURRENT, ())


def test_an_illness_that_comes_again_has_a_line_for_each_episode():
    lines = lines_of("""
        by                 | kind    | happened   | text                    | status
        Hillside Surgery   | problem | 2021-01-10 | Pneumonia               | resolved
        Northmoor Hospital | problem | 2021-01-05 | Pneumonia               | resolved
        Hillside Surgery   | problem | 2025-11-20 | Pneumonia               | resolved
    """)
    assert [(str(line.happened), line.merged) for line in lines] == [("20 November 2025", 0), ("5 January 2021", 1)]


def test_a_condition_with_stages_shows_the_latest_words_and_says_where_stages_differ():
    (line,) = lines_of("""
        by                 | kind    | happened | text                           | code      | status
        Hillside Surgery   | problem | 2019     | Chronic kidney disease stage 3 | 433144002 | active
        Northmoor Hospital | problem | 2019     | Chronic kidney disease stage 4 | 431857002 | active
    """)
    assert line.title in ("Chronic kidney disease stage 3", "Chronic kidney disease stage 4")
    assert "Hillside Surgery says Chronic kidney disease stage 3" in line.conflicts[0]


def test_a_problem_ruled_out_by_one_source_and_current_for_another_is_a_disagreement():
    (line,) = lines_of("""
        by                 | kind    | happened | text   | status | verification
        Hillside Surgery   | problem | 2019     | Asthma | active | confirmed
        Northmoor Hospital | problem | 2019     | Asthma | active | refuted
    """)
    assert "Northmoor Hospital says it was ruled out" in line.conflicts[0]


def test_no_known_allergies_beside_an_allergy_is_said_on_both_lines_and_the_allergy_comes_first():
    allergy, none = lines_of("""
        by                 | kind    | happened   | text                  | code      | status
        Hillside Surgery   | allergy | 2010       | Allergy to penicillin | 91936005  | active
        Northmoor Hospital | allergy | 2026-02-01 | No known allergies    | 716186003 | active
    """)
    assert (allergy.title, allergy.conflicts) == (
        "Penicillin",
        ("Northmoor Hospital says: no known allergies (1 February 2026).",),
    )
    assert (none.title, none.conflicts) == (
        "No known allergies",
        ("Hillside Surgery names an allergy: Penicillin.",),
    )


def test_no_known_drug_allergies_does_not_speak_against_an_allergy_to_peanuts():
    lines = lines_of("""
        by                 | kind    | happened   | text                    | code      | status
        Hillside Surgery   | allergy | 2010       | Allergy to peanuts      | 91935009  | active
        Northmoor Hospital | allergy | 2026-02-01 | No known drug allergies | 409137002 | active
    """)
    assert [line.conflicts for line in lines] == [(), ()]


def test_a_source_that_said_none_known_and_later_names_an_allergy_has_changed_its_mind():
    lines = lines_of(
        """
        happened   | text                  | code      | status
        2005       | No known allergies    | 716186003 | active
        2010       | Allergy to penicillin | 91936005  | active
        """,
        by="Hillside Surgery",
        kind="allergy",
    )
    assert [line.conflicts for line in lines] == [(), ()]


def test_an_allergy_that_no_longer_holds_is_not_spoken_against():
    lines = lines_of("""
        by                 | kind    | happened   | text                  | code      | status
        Hillside Surgery   | allergy | 2010       | Allergy to penicillin | 91936005  | resolved
        Northmoor Hospital | allergy | 2026-02-01 | No known allergies    | 716186003 | active
    """)
    assert [line.conflicts for line in lines] == [(), ()]


def test_sources_that_grade_an_allergy_differently_are_both_heard():
    (line,) = lines_of("""
        by                 | kind    | happened | text       | status | severity
        Hillside Surgery   | allergy | 2010     | Penicillin | active | mild
        Northmoor Hospital | allergy | 2020     | Penicillin | active | severe
    """)
    assert line.conflicts == ("Northmoor Hospital says severity is severe; Hillside Surgery says severity is mild.",)


def test_two_feeds_of_one_organisation_that_disagree_are_told_apart_by_feed():
    (line,) = lines_of("""
        by               | feed           | kind     | happened   | text                   | status
        Hillside Surgery | gp_medication  | medicine | 2025-06-01 | Amlodipine 5mg tablets | active
        Hillside Surgery | gp_fhir        | medicine | 2025-06-01 | Amlodipine 5mg tablets | stopped
    """)
    assert line.conflicts == (
        "Hillside Surgery (gp fhir) says it has ended; Hillside Surgery (gp medication) says it is current.",
    )


def test_what_was_entered_in_error_makes_no_line_and_is_not_lost():
    told = said("""
        by               | kind    | happened | text       | status
        Hillside Surgery | allergy | 2010     | Penicillin | entered-in-error
        Hillside Surgery | allergy | 2010     | Latex      | active
    """)
    assert [line.title for line in reconciled(told, NOW)] == ["Latex"]
    assert [row.text for row in withdrawn(told)] == ["Penicillin"]


def test_the_parts_that_a_reader_found_count_before_the_words_and_a_code_where_there_are_no_words():
    lines = lines_of("""
        by                 | kind     | happened | text                   | code | ingredient | strength | form
        Hillside Surgery   | medicine | 2025     | Istin 5mg tablets      |      | amlodipine | 5mg      | tablet
        Northmoor Hospital | medicine | 2025     | Amlodipine 5mg tablets |      |            |          |
        Hillside Surgery   | medicine | 2025     |                        | 1234 |            |          |
        Northmoor Hospital | medicine | 2025     |                        | 1234 |            |          |
    """)
    assert sorted(line.merged for line in lines) == [1, 1]


def test_a_problem_that_one_source_says_has_ended_without_saying_when():
    (line,) = lines_of("""
        by                 | kind    | happened | text   | status
        Hillside Surgery   | problem |          | Asthma | active
        Northmoor Hospital | problem |          | Asthma | resolved
    """)
    assert line.conflicts == ("Northmoor Hospital says it has ended; Hillside Surgery says it is current.",)
