"""Publishing: what is in a release, for care and for planning, and what is not."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from joinedup.planning.releases import actions, queries
from joinedup.record.access.actor import SYSTEM
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed
from tests.world.drawn import instant, rows
from tests.world.opting_out import checked
from tests.world.world import World

AT = instant("2026-04-01 09:00")

REGISTERED = """
    kind           | happened   | ended | text                             | practice
    ---------------+------------+-------+----------------------------------+---------
    administration | 2010-05-01 |       | Registered with Hillside Surgery | X90001
"""
ADMITTED = """
    kind      | happened         | ended            | code_system | code | text      | point_of_delivery | reasons  | cost   | outcome
    ----------+------------------+------------------+-------------+------+-----------+-------------------+----------+--------+--------
    admission | 2026-01-10 22:15 | 2026-01-14 11:00 | icd10       | J440 | Emergency | emergency         | J440 I10 | 826.00 | home
"""
TOLD_BY_ADT = """
    kind      | happened         | ended | text      | point_of_delivery
    ----------+------------------+-------+-----------+------------------
    admission | 2026-01-10 22:20 |       | Emergency | emergency
"""
PROBLEMS = """
    kind    | happened | code_system | code     | text                                  | status
    --------+----------+-------------+----------+---------------------------------------+-------
    problem | 2011     | snomed      | 13645005 | Chronic obstructive pulmonary disease | active
    problem | 2015     | snomed      | 13645005 | COPD                                  | active
"""


@pytest.fixture
def edna(world: World) -> World:
    world.tells("Hillside Surgery", of="Edna Marsh", feed="gp_registration", table=REGISTERED)
    world.tells("Northmoor Hospital", of="Edna Marsh", feed="admitted_care", table=ADMITTED)
    world.tells("Northmoor Hospital", of="Edna Marsh", feed="hospital_messages", table=TOLD_BY_ADT)
    world.tells("Hillside Surgery", of="Edna Marsh", feed="gp_problem", table=PROBLEMS)
    checked(at=AT)
    return world


def table(release: Any, name: str) -> list[dict[str, Any]]:
    with queries.open_release(release) as engine:
        return engine.rows(f"SELECT * FROM {name}")


def test_an_admission_told_by_two_feeds_is_one_event_with_the_fuller_feeds_facts(edna: World) -> None:
    release = actions.publish(purpose="care", by=SYSTEM, at=AT)
    [event] = table(release, "event")
    assert event["feed"] == "admitted_care"
    assert (event["point_of_delivery"], event["reason"], event["reasons"]) == ("emergency", "J440", ["J440", "I10"])
    assert (event["length_of_stay"], event["cost"], event["outcome"]) == (4, 826.0, "home")
    assert event["start_at"].isoformat() == "2026-01-10T22:15:00+00:00"


def test_a_condition_is_one_row_however_often_it_is_said(edna: World) -> None:
    [condition] = table(actions.publish(purpose="care", by=SYSTEM, at=AT), "condition")
    assert (condition["condition"], condition["onset_date"]) == ("copd", date(2011, 1, 1))


def test_a_care_release_names_people_and_a_planning_release_does_not(edna: World) -> None:
    [named] = table(actions.publish(purpose="care", by=SYSTEM, at=AT), "person")
    assert (named["family_name"], named["birth_date"]) == ("Marsh", date(1938, 4, 3))
    [hidden] = table(actions.publish(purpose="planning", by=SYSTEM, at=instant("2026-04-02")), "person")
    assert [hidden[c] for c in ("nhs_number", "family_name", "given_names", "birth_date")] == [None] * 4
    assert hidden["birth_month"] == date(1938, 4, 1)
    assert hidden["person_key"] != named["person_key"]


def test_a_persons_pseudonym_differs_between_projects_and_stays_within_one(edna: World) -> None:
    keys = [
        table(actions.publish(purpose="planning", project=project, by=SYSTEM, at=instant(day)), "person")[0][
            "person_key"
        ]
        for project, day in (("falls", "2026-04-02"), ("falls", "2026-04-03"), ("winter", "2026-04-04"))
    ]
    assert keys[0] == keys[1] != keys[2]


def test_someone_flagged_sensitive_is_in_no_planning_release(edna: World) -> None:
    edna.tells("Riverside Practice", of="Grace Hidden", feed="gp_registration", table=REGISTERED)
    checked(at=AT)
    assert len(table(actions.publish(purpose="care", by=SYSTEM, at=AT), "person")) == 2
    planning = actions.publish(purpose="planning", by=SYSTEM, at=instant("2026-04-02"))
    assert len(table(planning, "person")) == 1
    assert len(table(planning, "registration")) == 1


def test_the_manifest_says_what_the_release_was_made_from_and_its_hash_is_kept(edna: World, settings: Any) -> None:
    release = actions.publish(purpose="care", by=SYSTEM, at=AT)
    file = Path(settings.HOME) / release.path / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    assert manifest["rows"]["event"] == 1
    assert manifest["data_date"] == "2026-01-10"
    assert release.manifest_hash == hashlib.sha256(file.read_bytes()).hexdigest()
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((file.parent / name).read_bytes()).hexdigest() == digest


def test_a_mistaken_fact_is_not_published(edna: World) -> None:
    wrong = PROBLEMS.replace("active", "entered-in-error").replace("13645005", "44054006")
    edna.tells("Hillside Surgery", of="Edna Marsh", feed="gp_problem", table=wrong)
    assert len(table(actions.publish(purpose="care", by=SYSTEM, at=AT), "condition")) == 1


def test_the_place_page_answers_from_the_newest_release(edna: World) -> None:
    assert queries.latest() is None
    release = actions.publish(purpose="care", by=SYSTEM, at=AT)
    assert queries.latest() == release
    seen = queries.seen(release)
    assert seen.population.people == "1 to 7"
    assert [a.measure.id for a in seen.measures] == list(queries.ON_THE_PLACE_PAGE)
    assert (seen.first_day, seen.last_day) == (date(2025, 1, 1), date(2026, 1, 1))
    assert len(seen.measures[0].months) == 12


def test_a_nurse_may_not_publish(edna: World) -> None:
    with pytest.raises(NotAllowed, match=r"does not include this"):
        actions.publish(purpose="care", by=edna.staff("Sam Whitlock"), at=AT)


def test_an_empty_record_and_an_unknown_purpose_are_refused_and_leave_nothing_behind(
    world: World, settings: Any
) -> None:
    with pytest.raises(CannotProceed, match="nobody in the record"):
        actions.publish(purpose="care", by=SYSTEM, at=AT)
    with pytest.raises(BadInput, match="Choose care or planning"):
        actions.publish(purpose="fun", by=SYSTEM, at=AT)
    assert [
        p for p in (Path(settings.HOME) / "releases").glob("*") if "20260401" in p.name and p.name.startswith(".")
    ] == []


def test_two_admissions_on_one_day_told_by_one_feed_are_two(edna: World) -> None:
    again = ADMITTED.replace("2026-01-10 22:15", "2026-01-10 08:00").replace("2026-01-14 11:00", "2026-01-10 12:00")
    edna.tells("Northmoor Hospital", of="Edna Marsh", feed="admitted_care", table=again)
    events = table(actions.publish(purpose="care", by=SYSTEM, at=AT), "event")
    assert [event["feed"] for event in events] == ["admitted_care", "admitted_care"]


def test_no_id_of_an_event_is_the_same_in_two_releases(edna: World) -> None:
    ids = [
        {event["event_id"] for event in table(actions.publish(purpose=purpose, by=SYSTEM, at=instant(day)), "event")}
        for purpose, day in (("care", "2026-04-02"), ("planning", "2026-04-03"), ("planning", "2026-04-04"))
    ]
    assert all(ids)
    assert not ids[0] & ids[1] and not ids[1] & ids[2]


TOLD_TWICE = """
    adt from         | adt to           | cds from         | cds to           | events | what
    -----------------+------------------+------------------+------------------+--------+---------------------------------
    2026-01-10 23:58 | 2026-01-14 11:00 | 2026-01-11 00:02 | 2026-01-14 11:00 | 1      | either side of midnight
    2026-01-10 10:00 |                  | 2026-01-10 16:30 | 2026-01-14 11:00 | 1      | arrival, and the ward in the afternoon
    2026-01-10 10:00 | 2026-01-14 11:00 | 2026-01-10       | 2026-01-14       | 1      | the extract knows the days
    2026-01-10 22:00 | 2026-01-11 09:00 | 2026-01-11 23:00 | 2026-01-12 09:00 | 2      | a night each, a day apart
    2026-01-10 23:00 |                  | 2026-01-11 23:00 | 2026-01-12 09:00 | 2      | a day apart, a discharge never sent
    2026-01-10 08:00 | 2026-01-10 10:00 | 2026-01-10 15:00 | 2026-01-12 09:00 | 2      | out, and back the same afternoon
    2026-01-10 15:00 |                  | 2026-01-10 08:00 | 2026-01-10 10:00 | 2      | the second not yet in the extract
"""


@pytest.mark.parametrize("row", rows(TOLD_TWICE), ids=lambda row: row["what"])
def test_an_admission_is_counted_once_however_its_beginning_is_told(world: World, row: dict[str, str]) -> None:
    told = {"hospital_messages": ("adt from", "adt to"), "admitted_care": ("cds from", "cds to")}
    for feed, (began, ended) in told.items():
        stay = f"kind | happened | ended | text\nadmission | {row[began]} | {row[ended]} | Admission"
        world.tells("Northmoor Hospital", of="Edna Marsh", feed=feed, table=stay)
    events = table(actions.publish(purpose="care", by=SYSTEM, at=AT), "event")
    assert len(events) == int(row["events"])
    assert "admitted_care" in {event["feed"] for event in events}


def test_an_attendance_told_from_either_side_of_midnight_is_one_and_another_hospitals_is_another(world: World) -> None:
    for feed, at, provider in (
        ("hospital_messages", "2026-01-10 23:55", "RX1"),
        ("emergency_care", "2026-01-11 00:05", "RX101"),
        ("hospital_messages", "2026-01-11 00:30", "RY2"),
    ):
        came = f"kind | happened | text | provider\nattendance | {at} | Attendance | {provider}"
        world.tells("Northmoor Hospital", of="Edna Marsh", feed=feed, table=came)
    events = table(actions.publish(purpose="care", by=SYSTEM, at=AT), "event")
    assert sorted(event["feed"] for event in events) == ["emergency_care", "hospital_messages"]
