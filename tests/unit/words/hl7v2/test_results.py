"""Results, documents and allergies, as their senders wrote them."""

from __future__ import annotations

import pytest

from joinedup.words.vocabulary.hl7v2 import facts_of, mistakes_of
from joinedup.words.vocabulary.kinds import Kind
from tests.unit.words.hl7v2.written import message

OBR = "OBR|1|W5|L9|UE^Urea and electrolytes|||20260307090000|||||||||C1^Darwin^Samuel^^^Dr||||||20260307110000|||F"


def result(*lines: str, obr: str = OBR) -> list[object]:
    return [(f.text, f.value, f.unit, f.status) for f in facts_of(message("ORU^R01", obr, *lines))]


@pytest.mark.parametrize(
    ("obx", "text", "value", "unit", "status"),
    [
        ("NM|CRE^Creatinine||98.0|umol/L|49 - 92|H|||F", "Creatinine", 98.0, "umol/L", "final"),
        ("NM|GFR^eGFR||<15|mL/min|||||P", "eGFR", 15.0, "mL/min", "preliminary"),
        ("SN|GFR^eGFR||>^90|mL/min|||||C", "eGFR", 90.0, "mL/min", "corrected"),
        ("SN|GFR^eGFR||=^90||||||F", "eGFR", 90.0, "", "final"),
        ("SN|DIL^Titre||1^:^40||||||F", "Titre: 1:40", None, "", "final"),
        ("SN|DIL^Titre||>^many||||||F", "Titre: >many", None, "", "final"),
        ("CE|ORG^Organism||112283007^E. coli^SCT||||||F", "Organism: E. coli", None, "", "final"),
        ("ST|COL^Colour||straw||||||W", "Colour: straw", None, "", "entered-in-error"),
        ("ST|HB^Haemoglobin||132|g/L|||||X", "Haemoglobin", 132.0, "g/L", "cancelled"),
        ("TX|COM^Comment||2026||||||F", "Comment: 2026", None, "", "final"),
        ("NM|CRE^Creatinine|||umol/L", "Creatinine", None, "umol/L", ""),
    ],
)
def test_a_result_gives_its_number_or_its_words(
    obx: str, text: str, value: float | None, unit: str, status: str
) -> None:
    (found,) = facts_of(message("ORU^R01", OBR, f"OBX|1|{obx}"))
    assert found.kind is Kind.INVESTIGATION
    assert (found.text, found.value, found.unit, found.status) == (text, value, unit, status)


def test_a_result_is_named_by_the_laboratorys_number_so_that_a_correction_is_the_same_fact() -> None:
    sent, mended = (
        facts_of(message("ORU^R01", OBR, f"OBX|1|NM|CRE^Creatinine|1|{value}|||||{state}"))[0]
        for value, state in (("98", "F"), ("89", "C"))
    )
    assert sent.key == mended.key == "report/L9/CRE/1"


def test_a_result_carries_its_range_its_flag_and_the_notes_after_it() -> None:
    visit = "PV1|1|I" + "|" * 17 + "V1"
    obx = "OBX|1|NM|CRE^Creatinine||98|umol/L|49 - 92|H"
    lines = (visit, OBR, "NTE|1||on the request", obx, "NTE|1||Repeat", "NTE|2||in a week")
    (found,) = facts_of(message("ORU^R01", *lines))
    assert found.details == {
        "panel": "report/L9", "panel_name": "Urea and electrolytes", "clinician": "Dr Samuel Darwin",
        "as_of": "2026-03-07T11:00:00.000000Z", "encounter": "visit/V1", "reference_low": 49.0, "reference_high": 92.0,
        "reference": "49 - 92", "interpretation": "high", "comment": "Repeat\nin a week",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [("[3.5 to 5.3]", 3.5, 5.3), ("- 5", None, 5.0), ("3 -", 3.0, None), ("[ ]", None, None), ("negative", None, None)],
)
def test_a_range_may_be_open(written: str, low: float | None, high: float | None) -> None:
    (found,) = facts_of(message("ORU^R01", OBR, f"OBX|1|NM|CRE^Creatinine||98||{written}"))
    assert (found.details.get("reference_low"), found.details.get("reference_high")) == (low, high)


def test_a_report_sent_line_by_line_is_one_result() -> None:
    lines = ("OBX|1|TX|REP^Report||First line", "OBX|2|TX|REP^Report||", "OBX|3|TX|REP^Report||Third~fourth")
    assert result(*lines) == [("Report: First line\n\nThird\nfourth", None, "", "")]


def test_two_results_of_one_code_in_one_report_are_two_facts() -> None:
    keys = [f.key for f in facts_of(message("ORU^R01", OBR, "OBX|1|NM|GLU^Glucose||4", "OBX|2|NM|GLU^Glucose||9"))]
    assert keys == ["report/L9/GLU", "report/L9/GLU/2"]


def test_two_reports_in_one_message_keep_apart() -> None:
    other = "OBR|2|W6|L10|FBC^Full blood count|||20260307"
    assert result("OBX|1|NM|CRE^Creatinine||98", other) == [
        ("Creatinine", 98.0, "", ""),
        ("Full blood count", None, "", ""),
    ]


def test_a_report_without_a_number_is_named_by_person_time_and_test() -> None:
    bare = "OBR|1|||FBC^Full blood count|||20260307"
    assert facts_of(message("ORU^R01", bare))[0].key == "report/M123/20260307/FBC"
    assert facts_of(message("ORU^R01", "OBR|1", at=""))[0].text == "Report"


def test_an_observation_before_any_report_belongs_to_none() -> None:
    assert result("OBX|1|NM|CRE^Creatinine||98", obr="NTE|1||lost") == []


def test_a_document_comes_whole_with_its_lines_in_order() -> None:
    txa = "TXA|1|CN||202603071000|C1^Darwin^Samuel^^^Dr|||||||D55|||||||CA"
    sent = message(
        "MDM^T02",
        "EVN|T02|202603071000",
        txa,
        "OBX|1|TX|L1^Clinic letter||Dear colleague",
        "OBX|2|TX|L1^Clinic letter||",
    )
    (found,) = facts_of(sent)
    assert (found.kind, found.key, found.text, found.status) == (
        Kind.DOCUMENT,
        "document/D55",
        "Document: Clinic letter",
        "entered-in-error",
    )
    assert (found.details["content"], found.details["author"]) == ("Dear colleague", "Dr Samuel Darwin")


def test_a_document_withdrawn_or_without_a_number_is_still_one() -> None:
    assert facts_of(message("MDM^T11", "TXA|1|CN||202603071000||||||||D55"))[0].status == "entered-in-error"
    assert facts_of(message("MDM^T02", "TXA|1|CN||202603071000"))[0].key == "document/M123/202603071000/CN"
    assert facts_of(message("MDM^T02")) == []


def test_allergies_ride_on_any_news_of_a_person() -> None:
    (found,) = facts_of(
        message("ADT^A31", "AL1|1|DA|91936005^Penicillin allergy^SCT|SV|Rash~Wheeze|19980701", "AL1|2|DA|")
    )
    assert (found.kind, found.key, found.text, found.code_system) == (
        Kind.ALLERGY,
        "allergy/91936005",
        "Penicillin allergy",
        "snomed",
    )
    assert found.details == {"category": "medication", "severity": "severe", "reaction": "Rash, Wheeze"}


def test_a_diagnosis_without_a_visit_is_a_problem_of_its_own() -> None:
    found = facts_of(
        message(
            "ADT^A31", "DG1|1||F03^Dementia^I10||20250101", "PR1|1||W46.1^Hip replacement^OPCS4||20240101", "DG1|2||||"
        )
    )
    assert [(f.kind, f.text, f.code) for f in found] == [
        (Kind.PROBLEM, "Dementia", "F03"),
        (Kind.PROCEDURE, "Hip replacement", "W46.1"),
    ]


@pytest.mark.parametrize(
    ("kind", "lines", "problem"),
    [
        ("ADT^A99", (), "not one that we take in"),
        ("ADT^A01", (), "which visit"),
        ("ORU^R01", (), "holds no report"),
        ("MDM^T02", (), "does not describe its document"),
        ("ADT^A01", ("PV1|1|I" + "|" * 42 + "20269999",), "not a date or time"),
    ],
)
def test_what_keeps_a_message_out_is_said_with_its_place(kind: str, lines: tuple[str, ...], problem: str) -> None:
    (mistake,) = mistakes_of(message(kind, *lines))
    assert problem in str(mistake)


@pytest.mark.parametrize(
    ("who", "problem"),
    [
        ("", "does not say whom it is about"),
        ("PID|1||||Marsh", "has no identifier"),
        ("PID|1||M1||Marsh||19651312", "date of birth is not a date"),
    ],
)
def test_a_message_about_no_one_is_refused(who: str, problem: str) -> None:
    assert problem in str(mistakes_of(message("ADT^A28", who=who))[0])


def test_a_broken_header_is_the_only_mistake_told() -> None:
    assert [str(m) for m in mistakes_of(message("ADT^A01", control=""))] == [
        "MSH-10: the header gives the message no control id"
    ]


def test_a_message_of_another_world_makes_no_facts() -> None:
    assert facts_of(message("SIU^S12")) == []
    assert facts_of(message("ADT^A40", "AL1|1|DA|X^Penicillin", "MRG|M9")) == []
