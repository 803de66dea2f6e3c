"""Drawn: what a source said, and the labels that it has. What only sounds like it has none."""

from __future__ import annotations

import json

import pytest

from joinedup.words.vocabulary.fhir.mapping import facts_of
from joinedup.words.vocabulary.hl7v2.mapping import facts_of as facts_of_message
from joinedup.words.vocabulary.hl7v2.message import Message
from joinedup.words.vocabulary.kinds import Kind
from joinedup.words.vocabulary.sensitivity import Label, Objection, Said, labels_of, objection_of
from tests.world.drawn import rows

SAID = """
    kind         | system | code            | text                              | details                                 | labels
    -------------+--------+-----------------+-----------------------------------+-----------------------------------------+-----------------------
    problem      | snomed | 86406008        | HIV infection                     |                                         | sexual_health
    problem      | icd10  | A54.0           | Infection of lower tract          |                                         | sexual_health
    problem      | icd10  | B23             | Other conditions                  |                                         | sexual_health
    problem      | snomed | 73211009        | Diabetes mellitus                 |                                         |
    requirement  |        |                 | Wears hearing aids                |                                         |
    problem      | snomed | 93461009        | Gender dysphoria                  |                                         | gender
    problem      | icd10  | Z91.7           | Personal history                  |                                         | fgm
    procedure    | opcs4  | P07.2           | Deinfibulation of vulva           |                                         | fgm
    procedure    | opcs4  | Q13.1           | Transfer of embryo                |                                         | fertility
    problem      |        |                 | Spontaneous miscarriage           |                                         |
    problem      |        |                 | Termination of pregnancy          |                                         | fertility
    safeguarding |        |                 | Enquiry about an adult            |                                         | safeguarding
    alert        |        |                 | See the note                      | {"item": "child_protection"}            | safeguarding
    legal        |        |                 | Holds power of attorney           | {"item": "lasting_power_of_attorney"}   |
    legal        |        |                 | Power of attorney, in prison      | {"item": "lasting_power_of_attorney"}   |
    legal        |        |                 | On probation until May            | {"item": "other"}                       | legal
    alert        |        |                 | Third party: told by her sister   |                                         | third_party
    admission    | icd10  | I50             | Emergency admission               | {"reasons": ["I50", "A51"]}             | sexual_health
    consultation |        |                 | Face to face, GP                  | {"reason_text": "Contraception advice"} | sexual_health
    document     |        |                 | Discharge summary                 | {"content": "HIV test negative"}        |
    document     |        |                 | Discharge summary                 | {"security": ["R"]}                     | restricted
    document     |        |                 | Discharge summary                 | {"security": ["V", "NOPAT"]}            | very_restricted not_for_person
    document     |        |                 | Discharge summary                 | {"security": "STD"}                     | sexual_health
    document     |        |                 | Discharge summary                 | {"security": ["N"]}                     |
    problem      | local  | 86406008        | Something                         |                                         |
    problem      | snomed | 386639001       | Domestic abuse, and a termination |                                         | fertility safeguarding
    medicine     | dmd    | 1               | Emtricitabine 200mg tablets       |                                         | sexual_health
"""


def said(row: dict[str, str]) -> Said:
    details = json.loads(row["details"]) if row["details"] else None
    return Said(Kind(row["kind"]), row["text"], row["system"], row["code"], details)


@pytest.mark.parametrize("row", rows(SAID), ids=lambda row: row["text"] + row["details"])
def test_what_is_said_has_these_labels(row: dict[str, str]) -> None:
    assert {label.value for label in labels_of(said(row))} == set(row["labels"].split())


def test_for_who_is_no_clinician_it_counts_too_what_a_letter_mentions() -> None:
    letter = Said(Kind.DOCUMENT, "Letter", details={"sections": [{"text": "Her HIV is well controlled."}], "n": 3})
    assert labels_of(letter) == frozenset()
    assert labels_of(letter, mentions=True) == {Label.SEXUAL_HEALTH}


def test_every_label_has_its_words() -> None:
    assert all(label.words for label in Label)


OBJECTIONS = """
    system | code            | text                                                                                   | to       | holds
    -------+-----------------+----------------------------------------------------------------------------------------+----------+------
    snomed | 827241000000103 | Anything                                                                               | planning | yes
           | 827261000000102 |                                                                                        | planning | no
    local  | EMISNQ1         | Dissent from secondary use of general practitioner patient identifiable data (finding) | planning | yes
    read2  | 93C1.           |                                                                                        | sharing  | yes
    snomed | 1               | Consent given for upload to local shared electronic record                             | sharing  | no
    snomed | 73211009        | Diabetes mellitus                                                                      |          |
"""


@pytest.mark.parametrize("row", rows(OBJECTIONS), ids=lambda row: row["code"])
def test_a_code_or_its_words_say_that_someone_objects(row: dict[str, str]) -> None:
    told = objection_of(row["system"], row["code"], row["text"])
    assert told == (Objection(row["to"], row["holds"] == "yes") if row["to"] else None)


def test_a_resource_that_its_sender_marked_stays_marked() -> None:
    marked = {
        "resourceType": "Condition", "id": "1", "code": {"text": "Low mood"},
        "meta": {"security": [{"code": "NOPAT"}, {"code": "N"}, {"display": "no code"}]},
    }  # fmt: skip
    (fact,) = facts_of(marked)
    assert fact.details["security"] == ["NOPAT"]
    assert labels_of(Said(fact.kind, fact.text, details=fact.details)) == {Label.NOT_FOR_PERSON}
    (plain,) = facts_of({**marked, "meta": {}})
    assert "security" not in plain.details


def test_a_document_that_its_sender_marked_restricted_stays_so() -> None:
    text = (
        "MSH|^~\\&|SYS|XN1|JOINEDUP|X|20260301||MDM^T02|1|P|2.4\rEVN||20260301\rPID|1||7^^^XN1^MR||Marsh^Edna\r"
        "TXA|1|LETTER|TX|20260301||||||||D1||||||R|AV\rOBX|1|TX|L^Letter||Dear Dr\r"
    )
    facts = facts_of_message(Message(text))
    assert [fact.details.get("security") for fact in facts] == [["R"]]
