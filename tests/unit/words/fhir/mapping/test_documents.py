"""Letters, summaries, messages and forms, from FHIR."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from joinedup.words.vocabulary.fhir.mapping import facts_of
from joinedup.words.vocabulary.fhir.mapping.elements import attachment_text, plain
from joinedup.words.vocabulary.kinds import Kind
from tests.unit.words.fhir.mapping.written import AROUND, coded, fact, number, told

LETTER = base64.b64encode(b"Dear Edna").decode()


def test_a_letter_comes_with_its_words_its_author_and_its_date() -> None:
    found = fact(
        "DocumentReference", status="current", type=coded("Clinic letter", "823681000000100"), description="Knee clinic", date="2026-03-07T09:30:00Z",
        author=[{"reference": "Practitioner/darwin"}], custodian={"reference": "Organization/hillside"},
        content=[{"attachment": {"contentType": "text/plain", "data": LETTER, "title": "letter.txt"}}, {}],
        context={"encounter": [{"reference": "Encounter/9"}]},
    )  # fmt: skip
    assert (found.kind, found.text) == (Kind.DOCUMENT, "Clinic letter: Knee clinic")
    assert told(found, "content", "author", "provider", "encounter", "title") == [
        "Dear Edna",
        "Dr Samuel Darwin",
        "Y00001",
        "Encounter/9",
        "letter.txt",
    ]


@pytest.mark.parametrize(
    ("elements", "happened"),
    [
        ({"content": [{"attachment": {"creation": "2026-01-01"}}]}, "1 January 2026"),
        ({"context": {"period": {"start": "2026-02"}}}, "February 2026"),
        ({}, "None"),
    ],
)
def test_a_document_is_dated_as_well_as_it_can_be(elements: dict[str, Any], happened: str) -> None:
    found = fact("DocumentReference", **elements)
    assert (str(found.happened), found.text) == (happened, "Document")


def test_a_document_that_is_a_report_we_hold_is_told_once_by_the_report() -> None:
    report = {"resourceType": "DiagnosticReport", "id": "r"}
    pointer = {"resourceType": "DocumentReference", "id": "d", "identifier": [{"value": "urn:uuid:r"}, {"value": 7}]}
    assert facts_of(pointer, {"urn:uuid:r": report}.get) == []
    assert len(facts_of(pointer, {"urn:uuid:r": {"resourceType": "Patient"}}.get)) == 1
    assert len(facts_of(pointer)) == 1


@pytest.mark.parametrize(
    ("attachment", "words"),
    [
        ({"contentType": "text/plain", "data": LETTER}, "Dear Edna"),
        (
            {"contentType": "text/html", "data": base64.b64encode(b"<p>Dear <b>Edna</b></p><p>Hello</p>").decode()},
            "Dear Edna\nHello",
        ),
        ({"contentType": "text/plain", "data": base64.b64encode(b"Dear\0Edna").decode()}, "Dear\ufffdEdna"),
        ({"contentType": "application/pdf", "data": LETTER}, ""),
        ({"contentType": "text/plain"}, ""),
        ({"contentType": "text/plain", "data": "é"}, ""),
        ({"contentType": "text/plain", "data": "A"}, ""),
        (None, ""),
    ],
)
def test_an_attachment_in_words_is_read(attachment: Any, words: str) -> None:
    assert attachment_text(attachment) == words


def test_markup_leaves_only_its_words() -> None:
    assert (
        plain(
            "<div><!-- hidden --><table><tr><th>Dose</th><td>5&nbsp;mg</td></tr><tr><td>daily</td></tr></table>a<br/>b</div>"
        )
        == "Dose 5 mg\ndaily\na\nb"
    )
    assert plain(None) == ""


def test_a_discharge_summary_keeps_its_headings_in_order() -> None:
    found = fact(
        "Composition", status="final", type=coded("Discharge summary"), title="Discharge from Ward 4", date="2026-03-10T11:00:00Z",
        extension=[{"url": "https://x/Extension-UKCore-CareSettingType", "valueCodeableConcept": coded("Ward")}],
        section=[
            {"title": "Allergies", "text": {"div": "<div>Penicillin</div>"}, "section": [{"code": coded("Reaction"), "text": {"div": "<p>Rash</p>"}}]},
            {"title": "Plan", "emptyReason": coded("Nil Known")},
            {"title": "Empty"},
        ],
    )  # fmt: skip
    assert (found.text, found.details["setting"]) == ("Discharge from Ward 4", "Ward")
    assert found.details["sections"] == [
        {"title": "Allergies", "text": "Penicillin"},
        {"title": "Reaction", "text": "Rash"},
        {"title": "Plan", "text": "Nothing here: nil known"},
    ]
    assert fact("Composition", type=coded("Letter")).text == "Letter"


def test_a_message_to_a_person_is_a_document() -> None:
    found = fact(
        "Communication",
        sent="2026-03-07T09:30:00Z",
        sender={"reference": "Practitioner/darwin"},
        payload=[
            {"contentString": "Your results are normal"},
            {"contentAttachment": {"contentType": "text/plain", "data": LETTER}},
            {},
        ],
    )
    assert (found.kind, found.text, found.details["author"]) == (
        Kind.DOCUMENT,
        "Message: Your results are normal\nDear Edna",
        "Dr Samuel Darwin",
    )


def test_a_photograph_is_a_document() -> None:
    assert (
        fact("Media", content={"title": "Leg ulcer", "contentType": "image/png"}, createdDateTime="2026-03-07").text
        == "Media: Leg ulcer"
    )


def test_a_form_keeps_each_question_with_its_answer() -> None:
    items = [
        {"linkId": "1", "text": "Living", "item": [{"linkId": "1.1", "text": "Alone?", "answer": [{"valueBoolean": True, "item": [{"linkId": "1.1.1", "answer": [{"valueInteger": 7}]}]}]}]},
        {"linkId": "2", "text": "Aids", "answer": [{"valueCoding": {"code": "1", "display": "Stick"}}, {"valueString": " Frame "}, {"valueQuantity": number(2, "rails")}]},
        {"linkId": "3", "text": "Attached", "answer": [{"valueAttachment": {"title": "photo.png"}}, {"valueReference": {"display": "Tom"}}, {"valueBoolean": False}]},
        {"linkId": "4", "text": "Nothing", "answer": [{}]},
    ]  # fmt: skip
    found = fact(
        "QuestionnaireResponse", questionnaire="https://x/Questionnaire/Falls|1", authored="2026-03-07", item=items
    )
    assert (found.kind, found.text) == (Kind.ASSESSMENT, "Falls")
    assert found.details["answers"] == [
        {"question": "Alone?", "answer": "yes"},
        {"question": "1.1.1", "answer": "7"},
        {"question": "Aids", "answer": "Stick, Frame, 2 rails"},
        {"question": "Attached", "answer": "photo.png, Tom, no"},
    ]
    assert fact("QuestionnaireResponse").text == "Form"


def test_a_form_about_the_end_of_life_is_a_preference() -> None:
    known = {"Q": {"resourceType": "Questionnaire", "title": "Advance care plan"}}
    (found,) = facts_of(
        {"resourceType": "QuestionnaireResponse", "id": "1", "questionnaire": "Q"}, {**AROUND, **known}.get
    )
    assert (found.kind, found.text) == (Kind.PREFERENCE, "Advance care plan")


def test_a_text_too_long_for_an_entry_is_cut_and_the_whole_kept_in_its_details() -> None:
    found = fact("Communication", payload=[{"contentString": "a" * 3000}])
    assert (len(found.text), found.text[-1], len(found.details["content"])) == (2000, "…", 3000)
