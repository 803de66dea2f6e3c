"""Parts of the feed writers, each by itself: faults, bank holidays, unit costs, FHIR shapes, and how records go wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime

import duckdb
import pytest

from joinedup.words.basics.nhs_number import is_valid
from joinedup.words.vocabulary.feeds import declared, load
from synthetic.feeds.duck import MACROS
from synthetic.feeds.faults import Fault, faults
from synthetic.feeds.known import MISTAKES, rates
from synthetic.feeds.messages import shapes
from synthetic.feeds.messages.sending import luck
from synthetic.feeds.senders import SYSTEMS
from synthetic.lives.reference import named_holidays, unit_costs

FEED = """
feed: visits
title: Visits
from: charities
group: Charity
shape: extract
each_row: one visit
key: [visit]
person: {local_id: member}
columns:
  - visit:  {type: text, required: yes, title: "Visit"}
  - member: {type: text, required: yes, personal: yes, title: "Member"}
  - began:  {type: date, required: yes, title: "First day"}
  - ended:  {type: date, not_before: began, title: "Last day"}
  - after:  {type: date, not_before: ended, title: "After"}
  - kind:   {type: code, codes: {a: apple}, title: "Kind"}
  - code:   {type: text, pattern: "[0-9]+", title: "Code"}
  - number: {type: integer, at_least: 0, at_most: 5, title: "Number"}
"""


def test_a_fault_is_planted_in_each_way_that_a_column_can_be_wrong_and_never_in_what_names_the_row():
    assert faults(load(FEED, file="visits.yaml")) == [
        Fault("began", "is missing", "NULL"),
        Fault("ended", "is earlier than began", "began - INTERVAL 400 DAY"),
        Fault("kind", "is not a code of this column", "'??'"),
        Fault("code", "is not of the form of this column", "'not-a-code!'"),
        Fault("number", "is less than 0", "-1"),
        Fault("number", "is more than 5", "6"),
    ]


def test_a_date_that_is_in_no_calendar_can_be_planted_only_where_dates_are_text():
    planted = faults(load(FEED, file="visits.yaml"), as_text=True)
    told = [fault.column for fault in planted if "2025-02-31" in fault.becomes]
    assert told == ["began", "ended", "after"]


def test_every_extract_can_be_planted_wrong():
    assert all(faults(feed) for feed in declared().values() if feed.shape == "extract")


def test_every_system_has_a_rate_for_every_mistake():
    assert set(rates()) == set(SYSTEMS)
    for of_one in rates().values():
        assert set(of_one) == {*MISTAKES, "local_id"}
        assert all(0 <= of_one[mistake] < 1 for mistake in MISTAKES)


def test_every_system_that_sends_extracts_is_known_by_the_word_that_declarations_use():
    assert {feed.system for feed in declared().values() if feed.shape == "extract"} <= set(SYSTEMS)


@pytest.mark.parametrize(
    ("year", "named"),
    [
        (2025, "01-01 New Year's Day, 04-18 Good Friday, 04-21 Easter Monday, 05-05 Early May bank holiday, "
               "05-26 Spring bank holiday, 08-25 Summer bank holiday, 12-25 Christmas Day, 12-26 Boxing Day"),
        (2026, "01-01 New Year's Day, 04-03 Good Friday, 04-06 Easter Monday, 05-04 Early May bank holiday, "
               "05-25 Spring bank holiday, 08-31 Summer bank holiday, 12-25 Christmas Day, 12-28 Boxing Day"),
    ],
)  # fmt: skip
def test_bank_holidays_have_their_names(year, named):
    assert ", ".join(f"{day['holiday']:%m-%d} {day['name']}" for day in named_holidays(year)) == named


def test_unit_costs_say_where_they_are_from():
    costs = {line["service"]: line for line in unit_costs()}
    assert costs["gp_consultation"]["unit"] == "consultation"
    assert costs["gp_consultation"]["cost"] == 48
    assert "PSSRU" in costs["gp_consultation"]["cost_source"]
    assert costs["residential_week"]["unit"] == "week"
    assert all(line["cost"] > 0 and line["cost_source"] for line in costs.values())


def holds(thing, what) -> bool:
    inner = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    return thing in what or any(holds(one, what) for one in inner)


PERSON = {
    "local_id": "H0000012", "sender": "ZT1", "nhs_number": "9990000018", "nhs_number_status": "01", "title": "Mrs",
    "family_name": "Marsh", "given_names": "Edna May", "previous_family_name": "Lowe", "birth_date": date(1938, 3, 7),
    "death_date": None, "sex": "2", "ethnic_group": "A", "address": "1 High Street, Alderford", "postcode": "ZZ1 0AA",
    "phone": "07700 900123", "email": None, "language": "en", "registered_practice": "Z00001",
}  # fmt: skip


def test_a_patient_says_what_the_record_says_and_nothing_that_is_empty():
    edna = shapes.patient(PERSON)
    assert edna["id"] == "H0000012"
    assert edna["name"] == [
        {"use": "official", "prefix": ["Mrs"], "given": ["Edna", "May"], "family": "Marsh"},
        {"use": "old", "family": "Lowe"},
    ]
    assert edna["gender"] == "female"
    assert edna["address"] == [{"use": "home", "line": ["1 High Street"], "city": "Alderford", "postalCode": "ZZ1 0AA"}]
    assert edna["identifier"][0]["value"] == "9990000018"
    assert not holds(edna, (None, "", [], {}))


def test_a_person_of_whom_nothing_is_known_but_an_id_is_still_a_patient():
    unknown = shapes.patient({**dict.fromkeys(PERSON), "local_id": "P1", "sender": "ZA1"})
    assert "name" not in unknown
    assert "birthDate" not in unknown
    assert unknown["gender"] == "unknown"
    assert not holds(unknown, (None, "", [], {}))


def test_where_a_restricted_person_is_cannot_be_read_from_their_record():
    edna = shapes.patient(PERSON, restricted=True)
    assert edna["meta"]["security"][0]["code"] == "R"
    assert not {"address", "telecom", "generalPractitioner"} & set(edna)
    assert "Alderford" not in str(edna)


def test_an_order_for_a_medicine_tells_repeat_from_acute():
    row = {
        "local_id": "1", "medication_id": "m1", "status": "active", "code": "319773006", "name": "Aspirin 75mg tablets",
        "start_date": date(2025, 1, 2), "end_date": None, "is_repeat": True, "dosage": "One a day", "quantity": "28",
    }  # fmt: skip
    order = shapes.medication_request(row)
    assert order["courseOfTherapyType"]["coding"][0]["code"] == "continuous"
    assert order["dispenseRequest"]["quantity"] == {"value": 28}
    acute = shapes.medication_request({**row, "is_repeat": False, "end_date": date(2025, 1, 9), "quantity": None})
    assert acute["courseOfTherapyType"]["coding"][0]["code"] == "acute"
    assert acute["dispenseRequest"] == {"validityPeriod": {"start": "2025-01-02", "end": "2025-01-09"}}


def test_words_of_a_document_are_safe_in_its_page():
    assert "&lt;b&gt;" in shapes.section("Plan", "Use <b> now")["text"]["div"]


def test_an_instant_is_written_in_utc():
    assert shapes.instant(datetime(2026, 3, 1, 9, 30, tzinfo=UTC)) == "2026-03-01T09:30:00+00:00"


def test_luck_depends_on_the_seed_and_the_thing_and_is_spread_out():
    draws = [luck(1, "thing", number) for number in range(2_000)]
    assert draws == [luck(1, "thing", number) for number in range(2_000)]
    assert draws != [luck(2, "thing", number) for number in range(2_000)]
    assert 0.45 < sum(draws) / len(draws) < 0.55
    assert 0 <= min(draws) < max(draws) < 1


@pytest.fixture
def duck():
    with duckdb.connect() as connection:
        connection.execute("SET VARIABLE seed = 1")
        connection.execute(MACROS)
        yield connection


def test_one_wrong_digit_always_fails_the_check_digit(duck):
    sql = "SELECT another_digit('9990000018', luck('digit', n)) FROM range(500) AS r(n)"
    numbers = [number for (number,) in duck.execute(sql).fetchall()]
    assert all(len(number) == 10 and not is_valid(number) for number in numbers)
    assert len(set(numbers)) > 50


def test_a_slip_changes_one_or_two_letters_beside_each_other(duck):
    slips = duck.execute("SELECT slip('Margaret', luck('slip', n)) FROM range(300) AS r(n)").fetchall()
    assert {len(name) for (name,) in slips} == {7, 8, 9}
    assert all(name.startswith("M") for (name,) in slips), "the first letter is what people get right"
    assert duck.execute("SELECT slip('Li', 5), slip(NULL, 5)").fetchall() == [("Li", None)]
