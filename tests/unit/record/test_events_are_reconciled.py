"""Stays, visits, vaccinations, measurements, letters: one line for what happened once, whoever tells it."""

from __future__ import annotations

import pytest

from joinedup.record.entries.reconcile import reconciled
from joinedup.record.entries.rules import Line, Standing
from joinedup.words.vocabulary.kinds import Kind, Section
from tests.world.drawn import instant, rows
from tests.world.said import said

NOW = instant("2026-04-01 09:00")


def lines_of(table: str, **usual: str) -> list[Line]:
    return reconciled(said(table, **usual), NOW)


def of(lines: list[Line], kind: Kind) -> list[Line]:
    return [line for line in lines if line.kind is kind]


STAYS = """
    adt from         | adt to           | sus from         | sus to           | lines | what
    -----------------+------------------+------------------+------------------+-------+---------------------------------
    2026-02-01 10:00 | 2026-02-05 12:00 | 2026-02-01 10:00 | 2026-02-05 12:00 | 1     | the same to the minute
    2026-02-01 10:00 | 2026-02-05 12:00 | 2026-02-01       | 2026-02-05       | 1     | SUS knows the days
    2026-02-01 10:00 |                  | 2026-02-01 13:30 | 2026-02-05 12:00 | 1     | ADT has no discharge
    2026-02-01 23:50 | 2026-02-03 11:00 | 2026-02-02 00:20 | 2026-02-03 11:00 | 1     | either side of midnight
    2026-02-01 10:00 | 2026-02-05 12:00 | 2026-02-03 09:00 | 2026-02-05 12:00 | 1     | overlapping to the same end
    2026-02-01 08:00 | 2026-02-01 10:00 | 2026-02-01 15:00 | 2026-02-03 12:00 | 2     | out, and back the same afternoon
    2026-02-01 10:00 | 2026-02-02 12:00 | 2026-03-01 10:00 | 2026-03-02 12:00 | 2     | a month apart
    2026-02-01 10:00 |                  | 2026-03-01 10:00 | 2026-03-02 12:00 | 2     | a discharge never sent
"""


@pytest.mark.parametrize("row", rows(STAYS), ids=lambda row: row["what"])
def test_one_stay_told_by_messages_and_by_the_monthly_extract_is_one_line(row):
    lines = lines_of(
        f"""
        feed              | happened          | ended           | text
        hospital_messages | {row["adt from"]} | {row["adt to"]} | Admission
        admitted_care     | {row["sus from"]} | {row["sus to"]} | Emergency admission to Northmoor Hospital
        """,
        by="Northmoor Hospital",
        kind="admission",
    )
    assert len(lines) == int(row["lines"])


def test_two_stays_of_one_day_told_twice_are_two_lines():
    lines = lines_of(
        """
        feed              | happened         | ended            | text
        hospital_messages | 2026-02-01 08:00 | 2026-02-01 10:00 | Admission
        hospital_messages | 2026-02-01 15:00 | 2026-02-03 12:00 | Admission
        admitted_care     | 2026-02-01 08:00 | 2026-02-01 10:00 | Emergency admission
        admitted_care     | 2026-02-01 15:00 | 2026-02-03 12:00 | Emergency admission
        """,
        by="Northmoor Hospital",
        kind="admission",
    )
    assert [(str(line.happened), line.merged) for line in lines] == [
        ("1 February 2026 at 15:00", 1),
        ("1 February 2026 at 08:00", 1),
    ]


def test_a_stay_that_is_told_once_more_finds_the_one_nearest_to_it():
    lines = lines_of(
        """
        feed              | happened         | text
        hospital_messages | 2026-02-01 08:00 | Admission
        hospital_messages | 2026-02-01 15:00 | Admission
        admitted_care     | 2026-02-01 15:05 | Emergency admission
        """,
        by="Northmoor Hospital",
        kind="admission",
    )
    assert [(str(line.happened), line.merged) for line in lines] == [
        ("1 February 2026 at 15:00", 1),
        ("1 February 2026 at 08:00", 0),
    ]


@pytest.mark.parametrize(
    ("second", "lines"), [("2026-02-02 00:02", 1), ("2026-02-02 00:40", 2), ("2026-02-02 23:58", 2)]
)
def test_an_attendance_told_from_either_side_of_midnight_is_one(second, lines):
    found = lines_of(
        f"""
        feed              | happened         | text
        hospital_messages | 2026-02-01 23:58 | Attendance
        emergency_care    | {second}         | A&E attendance
        """,
        by="Northmoor Hospital",
        kind="attendance",
    )
    assert len(found) == lines


def test_visits_of_three_days_that_meet_only_once_are_two():
    found = lines_of(
        """
        feed              | happened         | text
        hospital_messages | 2026-02-01 23:58 | Attendance
        emergency_care    | 2026-02-02 00:02 | A&E attendance
        emergency_care    | 2026-02-02 23:50 | A&E attendance
        hospital_messages | 2026-02-03 12:00 | Attendance
        """,
        by="Northmoor Hospital",
        kind="attendance",
    )
    assert sorted(line.merged for line in found) == [0, 0, 1]


def test_stays_at_two_hospitals_on_one_day_are_two_lines():
    lines = lines_of(
        """
        by                 | happened         | text      | provider
        Northmoor Hospital | 2026-02-01 08:00 | Admission | RX1
        Eastcliff Hospital | 2026-02-01 09:00 | Admission | RY2
        """,
        kind="admission",
    )
    assert len(lines) == 2


def test_a_site_and_its_trust_are_one_provider():
    (line,) = lines_of(
        """
        by                 | feed | happened         | text      | provider
        Northmoor Hospital | adt  | 2026-02-01 08:00 | Admission | RX101
        Northmoor Hospital | sus  | 2026-02-01 08:00 | Admission | RX1
        """,
        kind="admission",
    )
    assert line.merged == 1


def test_sources_that_disagree_on_the_discharge_are_both_heard():
    (line,) = lines_of(
        """
        feed              | happened         | ended            | text
        hospital_messages | 2026-02-01 10:00 |                  | Admission
        admitted_care     | 2026-02-01 10:00 | 2026-02-05 12:00 | Emergency admission
        """,
        by="Northmoor Hospital",
        kind="admission",
    )
    (sentence,) = line.conflicts
    assert "Northmoor Hospital (hospital messages) says still in" in sentence
    assert "Northmoor Hospital (admitted care) says discharged 5 February 2026 at 12:00" in sentence


def test_admission_a_and_e_and_discharge_summary_tell_of_one_stay():
    lines = lines_of(
        """
        kind       | feed              | happened         | ended            | text                | outcome
        attendance | emergency_care    | 2026-02-01 07:10 | 2026-02-01 10:20 | A&E, type 1         | admitted
        admission  | hospital_messages | 2026-02-01 10:00 | 2026-02-05 12:00 | Admission           |
        admission  | admitted_care     | 2026-02-01 10:00 | 2026-02-05 12:00 | Emergency admission | home
        document   | correspondence    | 2026-02-05 15:00 |                  | Discharge summary   |
        """,
        by="Northmoor Hospital",
    )
    (stay,), (attendance,), (letter,) = (of(lines, k) for k in (Kind.ADMISSION, Kind.ATTENDANCE, Kind.DOCUMENT))
    assert {row.feed for row in stay.sources} == {"hospital_messages", "admitted_care", "correspondence"}
    assert {(r.line_id, r.words) for r in stay.related} == {
        (attendance.id, "Came from this attendance"),
        (letter.id, "Discharge summary"),
    }
    assert (attendance.related[0].line_id, attendance.related[0].words) == (stay.id, "Led to this stay")
    assert (letter.related[0].line_id, letter.related[0].words) == (stay.id, "The stay that it is about")


@pytest.mark.parametrize(
    ("arrived", "outcome"),
    [("2026-02-01 07:10", "home"), ("2026-01-28 07:10", "admitted")],
    ids=["sent home", "earlier"],
)
def test_an_attendance_that_did_not_lead_to_the_stay_is_not_tied_to_it(arrived, outcome):
    lines = lines_of(
        f"""
        kind       | feed           | happened         | text                | outcome
        attendance | emergency_care | {arrived}        | A&E                 | {outcome}
        admission  | admitted_care  | 2026-02-01 10:00 | Emergency admission |
        """,
        by="Northmoor Hospital",
    )
    assert [line.related for line in lines] == [(), ()]


def test_a_letter_that_is_no_discharge_summary_is_no_source_of_the_stay():
    lines = lines_of(
        """
        kind      | feed           | happened         | ended            | text
        admission | admitted_care  | 2026-02-01 10:00 | 2026-02-05 12:00 | Emergency admission
        document  | correspondence | 2026-02-05 15:00 |                  | Outpatient clinic letter
        """,
        by="Northmoor Hospital",
    )
    assert [line.related for line in lines] == [(), ()]


VACCINATIONS = """
    one                            | on         | another                   | on 2       | lines
    -------------------------------+------------+---------------------------+------------+------
    Influenza vaccination          | 2025-10-03 | Influenza vaccine         | 2025-10-03 | 1
    First dose of COVID-19 vaccine | 2021-02-01 | COVID-19 vaccination      | 2021-02-01 | 1
    Influenza vaccination          | 2025-10-03 | Influenza vaccine         | 2024-10-03 | 2
    Influenza vaccination          | 2025-10-03 | Pneumococcal vaccination  | 2025-10-03 | 2
"""


@pytest.mark.parametrize("row", rows(VACCINATIONS), ids=lambda row: f"{row['one']}, {row['another']} {row['on 2']}")
def test_one_vaccination_is_one_line_by_vaccine_and_day(row):
    lines = lines_of(
        f"""
        by                  | happened    | text
        Hillside Surgery    | {row["on"]} | {row["one"]}
        Northmoor Pharmacy  | {row["on 2"]} | {row["another"]}
        """,
        kind="immunisation",
    )
    assert len(lines) == int(row["lines"])


def test_a_vaccination_given_by_one_account_and_not_by_another_is_a_disagreement():
    (line,) = lines_of(
        """
        by                  | happened   | text                  | status
        Hillside Surgery    | 2025-10-03 | Influenza vaccination | completed
        Northmoor Pharmacy  | 2025-10-03 | Influenza vaccination | not-done
        """,
        kind="immunisation",
    )
    assert "Northmoor Pharmacy says it was not done" in line.conflicts[0]


MEASUREMENTS = """
    one              | value | another          | value 2 | lines | conflict | what
    -----------------+-------+------------------+---------+-------+----------+--------------------------------
    2026-01-03 10:00 | 142   | 2026-01-03 10:00 | 142     | 1     | no       | the same reading
    2026-01-03 10:00 | 142   | 2026-01-03       | 142     | 1     | no       | one source keeps the day only
    2026-01-03 10:00 | 142   | 2026-01-03 10:00 | 124     | 2     | yes      | digits the other way round
    2026-01-03 10:00 | 142   | 2026-01-03 10:05 | 138     | 2     | no       | measured again
    2026-01-03       | 142   | 2026-01-03       | 138     | 2     | no       | twice that day perhaps
    2026-01-03 10:00 | 142   | 2026-02-03 10:00 | 142     | 2     | no       | a month apart
"""


@pytest.mark.parametrize("row", rows(MEASUREMENTS), ids=lambda row: row["what"])
def test_one_reading_is_one_line_and_one_moment_with_two_values_is_a_disagreement(row):
    lines = lines_of(
        f"""
        by                 | kind          | happened         | value            | text
        Hillside Surgery   | observation   | {row["one"]}     | {row["value"]}   | Systolic blood pressure
        Northmoor Hospital | investigation | {row["another"]} | {row["value 2"]} | Systolic blood pressure
        """,
        code="72313002",
        unit="mm[Hg]",
    )
    assert len(lines) == int(row["lines"])
    assert all(bool(line.conflicts) is (row["conflict"] == "yes") for line in lines)


def test_one_source_that_reads_twice_in_a_day_means_two_readings_though_the_number_is_the_same():
    lines = lines_of(
        """
        happened   | text  | value
        2026-01-03 | Pulse | 72
        2026-01-03 | Pulse | 72
        """,
        by="Hillside Surgery",
        kind="observation",
    )
    assert len(lines) == 2


def test_a_consultation_told_by_two_feeds_of_the_practice_is_one_line_in_the_fuller_words():
    (line,) = lines_of(
        """
        feed            | happened         | text                 | code
        gp_consultation | 2026-01-03 10:00 | Face to face, GP     |
        gp_fhir         | 2026-01-03 10:05 | Consultation: cough  | 49727002
        """,
        by="Hillside Surgery",
        kind="consultation",
    )
    assert (line.title, line.merged, str(line.happened)) == ("Consultation: cough", 1, "3 January 2026 at 10:00")


def test_two_visits_of_one_day_by_one_team_are_two_lines():
    lines = lines_of(
        """
        happened   | text
        2026-01-03 | District nursing, home visit
        2026-01-03 | District nursing, home visit
        """,
        by="Northmoor Community",
        kind="community_contact",
    )
    assert len(lines) == 2


def test_an_appointment_to_come_is_planned_and_stands_first():
    lines = lines_of(
        """
        happened         | text                     | outcome
        2026-05-02 10:00 | Cardiology, follow-up    |
        2026-03-02 10:00 | Cardiology, first        | did_not_attend
        2026-02-02 10:00 | Cardiology, first        | attended
        """,
        by="Northmoor Hospital",
        kind="appointment",
    )
    assert [line.standing for line in lines] == [Standing.PLANNED, Standing.HAPPENED, Standing.NOT_DONE]


def test_a_cancer_summary_and_what_matters_stand_under_their_own_headings():
    lines = lines_of("""
        by                | kind       | feed           | happened   | text              | item
        Northmoor Cancer  | document   | cancer_summary | 2026-01-03 | Treatment summary |
        Saltmarsh Hospice | preference | end_of_life    | 2026-01-03 | My garden         | what_matters
        Saltmarsh Hospice | preference | end_of_life    | 2026-01-03 | Home              | preferred_place_of_death
    """)
    assert {line.title: line.section for line in lines} == {
        "Treatment summary": Section.CANCER,
        "My garden": Section.ABOUT_ME,
        "Home": Section.END_OF_LIFE,
    }


def test_stays_without_a_date_are_each_their_own():
    lines = lines_of(
        """
        feed              | happened | text
        hospital_messages |          | Admission
        admitted_care     |          | Emergency admission
        """,
        by="Northmoor Hospital",
        kind="admission",
    )
    assert len(lines) == 2


@pytest.mark.parametrize(("admitted", "tied"), [("2026-02-02", True), ("2026-02-05", False), ("", False)])
def test_an_attendance_leads_to_a_stay_known_only_by_its_day_where_the_days_meet(admitted, tied):
    lines = lines_of(
        f"""
        kind       | feed           | happened         | text
        attendance | emergency_care | 2026-02-01 23:10 | A&E
        admission  | admitted_care  | {admitted}       | Emergency admission
        """,
        by="Northmoor Hospital",
    )
    assert [bool(line.related) for line in lines] == [tied, tied]


SUMMARIES = """
    by                 | written    | encounter | tied | what
    -------------------+------------+-----------+------+---------------------------------------
    Northmoor Hospital | 2026-02-05 |           | yes  | on the day of discharge
    Northmoor Hospital | 2026-02-20 |           | yes  | two weeks late
    Northmoor Hospital | 2026-06-01 |           | no   | of a later stay that was not told
    Northmoor Hospital | 2026-06-01 | stay-1    | yes  | however late, where it names the stay
    Northmoor Hospital |            |           | no   | without a date
    Eastcliff Hospital | 2026-02-05 |           | no   | of another hospital
"""


@pytest.mark.parametrize("row", rows(SUMMARIES), ids=lambda row: row["what"])
def test_a_discharge_summary_belongs_to_the_stay_that_it_can_be_about(row):
    lines = lines_of(
        f"""
        by                 | kind      | key    | happened         | ended            | text                | encounter
        Northmoor Hospital | admission | stay-1 | 2026-02-01 10:00 | 2026-02-05 12:00 | Emergency admission |
        {row["by"]}        | document  | d-1    | {row["written"]} |                  | Discharge summary   | {row["encounter"]}
        """
    )
    assert [bool(line.related) for line in lines] == [row["tied"] == "yes"] * 2


def test_a_discharge_summary_does_not_belong_to_a_stay_without_a_date():
    lines = lines_of(
        """
        kind      | happened   | text
        admission |            | Emergency admission
        document  | 2026-02-05 | Discharge summary
        """,
        by="Northmoor Hospital",
    )
    assert [line.related for line in lines] == [(), ()]


def test_one_undated_reading_told_by_two_sources_is_one_line():
    (line,) = lines_of(
        """
        by                 | happened | text  | value
        Hillside Surgery   |          | Pulse | 72
        Northmoor Hospital |          | Pulse | 72
        """,
        kind="observation",
    )
    assert line.merged == 1


def test_a_finding_in_words_told_by_two_sources_on_one_day_is_one_line_and_a_number_beside_it_another():
    lines = lines_of(
        """
        by                 | happened   | text                      | value
        Hillside Surgery   | 2026-01-03 | Smoking status: ex-smoker |
        Northmoor Hospital | 2026-01-03 | Smoking status: ex-smoker |
        Northmoor Council  | 2026-01-03 | Smoking status: ex-smoker | 2
        """,
        kind="observation",
    )
    assert sorted(line.merged for line in lines) == [0, 1]
