"""Who a message is about, and which two records it says are one."""

from __future__ import annotations

import pytest

from joinedup.words.vocabulary.hl7v2 import MergeNotice, merge_of, mistakes_of, particulars_of
from joinedup.words.vocabulary.hl7v2.reading import clinician, coded, day, iso, moment
from joinedup.words.vocabulary.kinds import Particulars
from tests.unit.words.hl7v2.written import message

FULL = (
    "PID|1||M123^^^RXX^MR~999 000 0018^^^NHS^NH||Marsh^Edna^May^^Mrs^^L~Webb^Edna^^^^^M||19410228000000|F|Webb^E"
    "||PO Box 1^^^^NW9 9ZZ^^B~1 High Street^The Green^Northwick^Northshire^NW1 1AA^^H"
    "||01632960001~^NET^^edna@example.org"
    "||EN|||||||A1|||||||20260301|Y||01"
)


def test_all_that_a_message_says_of_a_person_is_read() -> None:
    assert particulars_of(message("ADT^A28", "PD1|||Hillside^^Y00001", who=FULL)) == Particulars(
        local_id="M123",
        nhs_number="9990000018",
        nhs_number_status="01",
        family_name="Marsh",
        given_names="Edna May",
        previous_family_name="Webb",
        title="Mrs",
        birth_date="1941-02-28",
        death_date="2026-03-01",
        sex="female",
        ethnic_group="A",
        address="1 High Street, The Green, Northwick, Northshire",
        postcode="NW1 1AA",
        phone="01632960001",
        email="edna@example.org",
        language="EN",
        registered_practice="Y00001",
    )


@pytest.mark.parametrize(
    ("who", "local_id", "nhs_number"),
    [
        ("PID|1||9990000018^^^NHS", "9990000018", "9990000018"),
        ("PID|1|9990000018^^^NHS|M1^^^RXX", "M1", "9990000018"),
        ("PID|1||M1^^^RXX|9990000018^^^NHSNBR^NHSNMBR", "M1", "9990000018"),
        ("PID|1|M7^^^RXX", "M7", ""),
        ("PID|1||||Marsh", "", ""),
        ("PID|1||^^^NHS~M1", "M1", ""),
        ("", "", ""),
    ],
)
def test_the_nhs_number_is_told_from_the_senders_own_id(who: str, local_id: str, nhs_number: str) -> None:
    found = particulars_of(message("ADT^A28", who=who))
    assert (found.local_id, found.nhs_number) == (local_id, nhs_number)


def test_what_is_not_said_is_empty() -> None:
    assert particulars_of(message("ADT^A28", who="PID|1||M1")) == Particulars(local_id="M1", sex="unknown")


@pytest.mark.parametrize(
    ("names", "family"),
    [("Webb^Edna^^^^^M~Marsh^Edna^^^^^L", "Marsh"), ("Webb^Edna^^^^^A", "Webb"), ("Marsh", "Marsh")],
)
def test_the_name_in_use_is_taken(names: str, family: str) -> None:
    assert particulars_of(message("ADT^A28", who=f"PID|1||M1||{names}")).family_name == family


def test_a_work_address_will_do_where_there_is_no_home_one() -> None:
    found = particulars_of(
        message("ADT^A28", who="PID|1||M1||Marsh||||||PO Box 1^^^^NW9 9ZZ^^B||^PRN^PH^^^^^^^^^01632960002")
    )
    assert (found.postcode, found.phone) == ("NW9 9ZZ", "01632960002")


def test_an_a40_says_that_two_ids_are_one_person() -> None:
    assert merge_of(message("ADT^A40", "MRG|M999^^^RXX")) == MergeNotice("M123", "M999")
    assert merge_of(message("ADT^A34", "MRG|9990000026^^^NHS~M999^^^RXX")) == MergeNotice("M123", "M999")
    assert merge_of(message("ADT^A01", "MRG|M999")) is None


@pytest.mark.parametrize("line", ["MRG|M123", "MRG|", "NTE|1||no merge"])
def test_a_merge_that_does_not_name_two_ids_is_refused(line: str) -> None:
    sent = message("ADT^A40", line)
    assert merge_of(sent) is None
    assert "two different identifiers" in str(mistakes_of(sent)[0])


@pytest.mark.parametrize(
    ("stamp", "read"),
    [
        ("2026", "2026"), ("202603", "2026-03"), ("20260307", "2026-03-07"), ("20260307093000", "2026-03-07"),
        ("20261307", ""), ("", ""), ("yesterday", ""), ("20260230", ""),
    ],
)  # fmt: skip
def test_a_day_is_as_exact_as_its_sender_knew_it(stamp: str, read: str) -> None:
    assert day(stamp) == read


@pytest.mark.parametrize(
    ("stamp", "instant"),
    [
        ("202607010930", "2026-07-01T08:30:00.000000Z"),
        ("2026070109", "2026-07-01T08:00:00.000000Z"),
        ("20260701093015.1234+0200", "2026-07-01T07:30:15.000000Z"),
        ("20260701093015^S", "2026-07-01T08:30:15.000000Z"),
        ("202613010930", ""),
        ("20260701250000", ""),
    ],
)
def test_a_time_without_an_offset_is_london_time(stamp: str, instant: str) -> None:
    found = moment(stamp)
    assert iso(found.at if found else None) == instant


@pytest.mark.parametrize(
    ("field", "text", "system", "code"),
    [
        ("N39.3^Stress incontinence^ICD10", "Stress incontinence", "icd10", "N39.3"),
        ("E1^Gout^L^90560007^Gout (disorder)^SCT", "Gout (disorder)", "snomed", "90560007"),
        ("E1^Gout^L^90560007^^SCT", "Gout", "snomed", "90560007"),
        ("E1^^L^90560007^^SCT", "", "snomed", "90560007"),
        ("E1^Gout^L^X^Other^L", "Gout", "local", "E1"),
        ("E1", "E1", "", "E1"),
        ("", "", "", ""),
    ],
)
def test_a_coded_field_gives_words_and_the_code_that_says_most(field: str, text: str, system: str, code: str) -> None:
    found = coded(message("ADT^A01", f"DG1|1||{field}").named("DG1")[0], 3)
    assert (found.system, found.code) == (system, code)
    assert found.text == (text or "E1" if field else "")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("C1^Darwin^Samuel^^^Dr^^^GMC", "Dr Samuel Darwin"),
        ("C1^Darwin^Samuel^^Dr", "Dr Samuel Darwin"),
        ("C1", ""),
        ("", ""),
    ],
)
def test_a_clinician_is_named_as_people_say_it(field: str, name: str) -> None:
    assert clinician(message("ADT^A01", f"PV1|1|I|||||{field}").named("PV1")[0], 7) == name


def test_an_escaped_name_is_read_as_it_was_meant() -> None:
    found = particulars_of(message("ADT^A28", who='PID|1||M1||O\\T\\Brien^""^May'))
    assert (found.family_name, found.given_names) == ("O&Brien", "May")
