"""What publication makes of what feeds tell: services, waits, our own words, flags, stays, and where people died."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from joinedup.planning.releases import actions, queries
from joinedup.record.access.actor import SYSTEM
from tests.world.drawn import instant
from tests.world.opting_out import checked
from tests.world.world import World

AT = instant("2026-04-01 09:00")


def published(name: str, *, purpose: str = "care", of: str = "") -> list[dict[str, Any]]:
    """Publish, and return the rows of one table (of one person)."""
    at = AT + timedelta(minutes=len(queries.releases()))
    if purpose == "planning":
        checked(at=at)
    release = actions.publish(purpose=purpose, by=SYSTEM, at=at)
    with queries.open_release(release) as engine:
        whose = f" WHERE person_key = (SELECT person_key FROM person WHERE given_names = '{of}')" if of else ""
        return engine.rows(f"SELECT * FROM {name}{whose}")


def test_an_ambulance_call_says_how_urgent_and_when_each_thing_happened(world: World) -> None:
    world.tells("Northmoor Ambulance", of="Edna Marsh", feed="ambulance", table="""
        kind           | happened         | ended            | category | point_of_delivery | seen_at              | at_hospital_at       | handover_at
        ---------------+------------------+------------------+----------+-------------------+----------------------+----------------------+---------------------
        ambulance_call | 2026-01-10 10:00 | 2026-01-10 12:40 | c2       | see_and_convey    | 2026-01-10T10:31:00Z | 2026-01-10T11:05:00Z | 2026-01-10T12:15:00Z
    """)  # fmt: skip
    [call] = published("event")
    assert call["urgency"] == "c2"
    assert [f"{call[name]:%H:%M}" for name in ("seen_at", "at_hospital_at", "handover_at")] == [
        "10:31",
        "11:05",
        "12:15",
    ]


def test_an_attendance_says_its_acuity_and_when_the_person_was_seen(world: World) -> None:
    world.tells(
        "Northmoor Hospital",
        of="Edna Marsh",
        table="""
        kind       | happened         | ended            | acuity | service | seen_at
        -----------+------------------+------------------+--------+---------+---------------------
        attendance | 2026-01-10 10:00 | 2026-01-10 14:00 | 3      | ae      | 2026-01-10T11:02:00Z
    """,
    )
    [seen] = published("event")
    assert (seen["urgency"], seen["service"], f"{seen['seen_at']:%H:%M}") == ("3", "ae", "11:02")


def test_a_service_or_a_way_of_meeting_that_is_no_code_of_ours_is_left_out(world: World) -> None:
    world.tells(
        "Northmoor Community",
        of="Edna Marsh",
        table="""
        kind              | happened         | service              | mode
        ------------------+------------------+----------------------+-----------
        community_contact | 2026-01-10 10:00 | district_nursing     | home_visit
        community_contact | 2026-01-11 10:00 | Nurses of the north  | On foot
    """,
    )
    contacts = sorted(published("event"), key=lambda row: row["start_at"])
    assert [(row["service"], row["mode"]) for row in contacts] == [("district_nursing", "home_visit"), (None, None)]


def test_an_assessment_by_the_council_is_an_event_and_a_review_is_another(world: World) -> None:
    world.tells(
        "Northmoor Council",
        of="Edna Marsh",
        feed="social_care",
        table="""
        kind       | happened   | event      | service    | source   | has_carer
        -----------+------------+------------+------------+----------+----------
        assessment | 2025-03-01 | assessment | home_care  | hospital | true
        assessment | 2026-03-01 | review     | home_care  |          | true
    """,
    )
    events = sorted(published("event"), key=lambda row: row["start_at"])
    assert [(row["kind"], row["point_of_delivery"]) for row in events] == [
        ("assessment", "assessment"), ("assessment", "review"),
    ]  # fmt: skip
    assert events[0]["route"] == "hospital"
    [flag] = published("flag")
    assert (flag["kind"], flag["item"], flag["start_date"], flag["end_date"]) == (
        "carer",
        "has_carer",
        date(2025, 3, 1),
        None,
    )


def test_a_measurement_has_our_word_and_smoking_is_found_without_a_number(world: World) -> None:
    world.tells(
        "Hillside Surgery",
        of="Edna Marsh",
        feed="gp_observation",
        table="""
        kind        | happened         | code            | text                         | value | unit
        ------------+------------------+-----------------+------------------------------+-------+---------
        observation | 2026-01-10 10:00 | 999791000000106 | Haemoglobin A1c level (IFCC) | 52    | mmol/mol
        observation | 2026-01-10 10:01 | 8517006         | Ex-smoker                    |       |
        observation | 2026-01-10 10:02 | 365981007       | Feels well                   |       |
    """,
    )
    rows = sorted(published("measurement"), key=lambda row: row["at"])
    assert [(row["concept"], row["value"], row["finding"]) for row in rows] == [
        ("hba1c", 52.0, None), ("smoking_status", None, "ex_smoker"),
    ]  # fmt: skip


def test_a_medicine_has_its_substance_and_group_and_a_dose_given_its_vaccine(world: World) -> None:
    world.tells(
        "Hillside Surgery",
        of="Edna Marsh",
        table="""
        kind         | happened   | text                            | code            | dose_number | status
        -------------+------------+---------------------------------+-----------------+-------------+---------
        medicine     | 2025-01-10 | Apixaban 5mg tablets            |                 |             |
        medicine     | 2025-01-10 | Grandmother's own cough mixture |                 |             |
        immunisation | 2025-10-02 | Seasonal influenza vaccination  | 822851000000102 | 1           |
        immunisation | 2025-10-09 | Not given: shingles vaccine     |                 |             | not-done
    """,
    )
    medicines = published("medication")
    assert {(row["substance"], row["medicine_group"]) for row in medicines} == {
        ("apixaban", "anticoagulant"),
        (None, None),
    }
    [dose] = published("immunisation")
    assert (dose["vaccine"], dose["given_date"], dose["dose"]) == ("influenza", date(2025, 10, 2), 1)


WISHES = """
    kind       | happened   | item                     | place | code      | text
    -----------+------------+--------------------------+-------+-----------+---------------------------
    preference | 2026-01-10 | preferred_place_of_death | home  |           | To die at home, by the sea
    preference | 2026-01-12 | resuscitation            |       | 450476008 | Not for attempted CPR
    preference | 2026-01-12 | what_matters             |       |           | The dog beside me
"""


def test_a_wish_is_a_coded_flag_and_its_words_stay_in_the_record(world: World) -> None:
    world.tells("Saltmarsh Hospice", of="Edna Marsh", feed="end_of_life", table=WISHES)
    flags = {row["item"]: row for row in published("flag")}
    assert {item: row["value"] for item, row in flags.items()} == {
        "preferred_place_of_death": "home", "resuscitation": "do_not_attempt", "what_matters": None,
    }  # fmt: skip
    assert flags["resuscitation"]["kind"] == "end_of_life"
    hidden = published("flag", purpose="planning")
    assert {row["start_date"] for row in hidden} == {date(2026, 1, 1)}
    assert "sea" not in str(hidden)


def test_a_practices_flag_says_its_item_and_who_cares_for_someone_is_a_carer(world: World) -> None:
    world.tells(
        "Hillside Surgery",
        of="Edna Marsh",
        feed="gp_flag",
        table="""
        kind        | happened   | ended      | item               | text
        ------------+------------+------------+--------------------+---------------------------
        requirement | 2024-01-10 |            | is_carer           | Looks after Arthur
        requirement | 2025-01-10 | 2025-06-01 | pregnant           | Pregnant
        requirement | 2024-01-10 |            | interpreter_needed | Needs an interpreter
        alert       | 2024-01-10 |            | A large dog        | Beware
    """,
    )
    flags = {(row["kind"], row["item"]): row["end_date"] for row in published("flag")}
    assert flags == {
        ("carer", "is_carer"): None, ("circumstance", "pregnant"): date(2025, 6, 1),
        ("requirement", "interpreter_needed"): None, ("alert", None): None,
    }  # fmt: skip


def test_a_stay_in_a_home_is_for_good_or_for_a_while(world: World) -> None:
    world.tells(
        "Beech House",
        of="Edna Marsh",
        table="""
        kind           | happened   | ended      | service     | purpose    | funding
        ---------------+------------+------------+-------------+------------+--------
        administration | 2025-01-10 | 2025-01-24 | residential | respite    | council
        administration | 2025-06-01 |            | residential | permanent  | self
        administration | 2024-06-01 | 2024-07-01 | nursing     |            | self
    """,
    )
    stays = sorted(published("stay"), key=lambda row: row["start_date"])
    assert [(row["care_type"], row["purpose"], row["end_date"]) for row in stays] == [
        ("nursing", None, date(2024, 7, 1)), ("residential", "temporary", date(2025, 1, 24)), ("residential", "permanent", None),
    ]  # fmt: skip
    assert stays[0]["site"] == "X9C01"


IN_A_BED = """
    kind      | happened         | ended            | outcome
    ----------+------------------+------------------+--------
    admission | 2024-02-01 10:00 | 2024-02-09 03:00 | died
"""
TOLD_BY_THE_REGISTER = """
    kind           | happened   | item           | place
    ---------------+------------+----------------+--------
    administration | 2024-02-10 | place_of_death | hospice
"""
IN_A_HOME = """
    kind           | happened   | ended      | service
    ---------------+------------+------------+------------
    administration | 2023-01-10 | 2024-02-09 | residential
"""


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ([], None),
        ([("Beech House", "care_home_resident", IN_A_HOME)], "care_home"),
        (
            [("Beech House", "care_home_resident", IN_A_HOME), ("Northmoor Hospital", "admitted_care", IN_A_BED)],
            "hospital",
        ),
        ([("Northmoor Hospital", "admitted_care", IN_A_BED.replace("died", "home"))], None),
        ([("Northmoor Hospital", "admitted_care", IN_A_BED.replace("2024-02-09", "2024-02-05"))], None),
        (
            [
                ("Saltmarsh Hospice", "end_of_life", TOLD_BY_THE_REGISTER),
                ("Beech House", "care_home_resident", IN_A_HOME),
            ],
            "hospice",
        ),
    ],
)
def test_where_someone_died_is_what_the_feed_nearest_to_it_tells(
    world: World, told: list[tuple[str, str, str]], place: str | None
) -> None:
    world.person("Arthur Marsh")
    for sender, feed, table in told:
        world.tells(sender, of="Arthur Marsh", feed=feed, table=table)
    [arthur] = [row for row in published("person") if row["given_names"] == "Arthur"]
    assert arthur["death_place"] == place


def test_nobody_who_lives_has_a_place_of_death(world: World) -> None:
    world.tells("Northmoor Hospital", of="Edna Marsh", table=IN_A_BED)
    [edna] = published("person")
    assert edna["death_place"] is None


def test_what_an_out_of_hours_service_tells_is_an_urgent_call(world: World) -> None:
    world.tells(
        "Northmoor Out of Hours",
        of="Edna Marsh",
        feed="out_of_hours",
        table="""
        kind         | happened         | text
        -------------+------------------+--------------------------
        consultation | 2026-01-10 22:00 | Out-of-hours consultation
    """,
    )
    [call] = published("event")
    assert (call["kind"], call["point_of_delivery"]) == ("urgent_call", "out_of_hours")
