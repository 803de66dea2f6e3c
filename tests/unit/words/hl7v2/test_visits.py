"""One stay is one fact, however many messages picture it and in whatever order they come."""

from __future__ import annotations

from functools import reduce

import pytest

from joinedup.words.basics.moments import Moment
from joinedup.words.vocabulary.hl7v2 import Message, after, facts_of
from joinedup.words.vocabulary.kinds import Fact, Kind
from tests.unit.words.hl7v2.written import message, visit

A01 = visit("A01", happened="202603071000", admitted="202603071000", control="1")
A02 = visit("A02", happened="202603081100", ward="Ward 6", admitted="202603071000", control="2")
A03 = visit(
    "A03", happened="202603101500", ward="Ward 6", admitted="202603071000", discharged="202603101500", control="3"
)


def picture(sent: Message) -> Fact:
    (fact,) = facts_of(sent)
    return fact


def known(*sent: Message) -> Fact:
    return reduce(after, (picture(one) for one in sent))


def drawn(fact: Fact) -> tuple[str, str, str, str]:
    def when(moment: Moment | None) -> str:
        return f"{moment.at:%d %b %H:%M}" if moment else ""

    return fact.status, fact.details.get("ward", ""), when(fact.happened), when(fact.ended)


def test_edna_is_admitted_moved_and_sent_home_in_one_fact() -> None:
    assert {picture(one).key for one in (A01, A02, A03)} == {"visit/V1"}
    assert drawn(known(A01)) == ("admitted", "Ward 4", "07 Mar 10:00", "")
    assert drawn(known(A01, A02)) == ("admitted", "Ward 6", "07 Mar 10:00", "")
    assert drawn(known(A01, A02, A03)) == ("finished", "Ward 6", "07 Mar 10:00", "10 Mar 15:00")


def test_a_late_transfer_does_not_bring_back_someone_who_went_home() -> None:
    late = visit("A02", happened="202603081100", recorded="202603101700", ward="Ward 6", admitted="202603071000")
    assert drawn(known(A01, A03, late)) == ("finished", "Ward 6", "07 Mar 10:00", "10 Mar 15:00")


@pytest.mark.parametrize(
    ("cancel", "state"),
    [
        ("A11", ("cancelled", "Ward 4", "07 Mar 10:00", "")),
        ("A12", ("admitted", "Ward 4", "07 Mar 10:00", "")),
        ("A13", ("admitted", "Ward 4", "07 Mar 10:00", "")),
    ],
)
def test_a_cancel_message_changes_the_same_fact(cancel: str, state: tuple[str, str, str, str]) -> None:
    undone = visit(cancel, happened="202603071000", recorded="202603110900", admitted="202603071000")
    assert drawn(known(A01, A02, A03, undone)) == state
    assert drawn(known(undone, A03, A02, A01)) == state


def test_an_update_neither_ends_nor_reopens_a_stay() -> None:
    update = visit("A08", happened="202603111200", ward="Ward 9", admitted="202603071000", control="9")
    assert drawn(known(A01, update)) == ("admitted", "Ward 9", "07 Mar 10:00", "")
    assert drawn(known(A01, A03, update)) == ("finished", "Ward 9", "07 Mar 10:00", "10 Mar 15:00")
    assert known(A01, A03, update).details["length_of_stay"] == 3


def test_a_stay_counts_its_nights_and_its_outcome() -> None:
    left = "|".join(
        [
            "PV1",
            "1",
            "I",
            "Ward 4",
            "21",
            *[""] * 9,
            "ae",
            *[""] * 4,
            "V1",
            *[""] * 16,
            "19",
            "19",
            *[""] * 6,
            "202603071000",
            "202603101500",
        ]
    )
    fact = picture(message("ADT^A03", "EVN|A03|202603101500", left, "PV2|||^Fall at home"))
    assert (fact.kind, fact.text) == (Kind.ADMISSION, "Admission to Ward 4: Fall at home")
    told = ("point_of_delivery", "route", "outcome", "length_of_stay", "reason_text")
    assert [fact.details.get(name) for name in told] == ["emergency", "ae", "home", 3, "Fall at home"]


def test_diagnoses_and_procedures_ride_on_the_stay() -> None:
    fact = picture(
        visit(
            "A01",
            happened="202603071000",
            more=("DG1|1||S72.0^Hip fracture^I10", "DG1|2||F03^Dementia^I10", "PR1|1||W46.1^Hip replacement^OPCS4"),
        )
    )
    assert (fact.code_system, fact.code, fact.text) == ("icd10", "S72.0", "Admission to Ward 4: Hip fracture")
    assert (fact.details["reasons"], fact.details["procedures"]) == (["S72.0", "F03"], ["W46.1"])


@pytest.mark.parametrize(
    ("event", "patient_class", "kind", "state"),
    [
        ("A01", "I", Kind.ADMISSION, "admitted"),
        ("A04", "E", Kind.ATTENDANCE, "arrived"),
        ("A04", "O", Kind.APPOINTMENT, "arrived"),
        ("A05", "P", Kind.ADMISSION, "planned"),
        ("A01", "", Kind.ADMISSION, "admitted"),
        ("A04", "", Kind.APPOINTMENT, "arrived"),
        ("A03", "E", Kind.ATTENDANCE, "finished"),
    ],
)
def test_the_class_of_patient_gives_the_kind_and_the_event_the_state(
    event: str, patient_class: str, kind: Kind, state: str
) -> None:
    fact = picture(visit(event, happened="202603071000", patient_class=patient_class))
    assert (fact.kind, fact.status) == (kind, state)


def test_a_discharge_without_a_time_of_its_own_ended_when_the_event_happened() -> None:
    assert drawn(picture(visit("A03", happened="202603101500")))[3] == "10 Mar 15:00"
    assert drawn(picture(message("ADT^A03", "PV1|1|I", at="202603101500")))[3] == "10 Mar 15:00"


def test_a_visit_that_is_only_planned_begins_when_it_is_planned_for() -> None:
    planned = message("ADT^A05", "EVN|A05|202603071000|202604011000", "PV1|1|I")
    assert drawn(picture(planned)) == ("planned", "", "01 Apr 09:00", "")


def test_a_visit_without_a_number_is_named_by_the_person_and_when_it_began() -> None:
    assert picture(message("ADT^A01", "EVN|A01|202603071000", "PV1|1|I")).key == "visit/M123/202603071000"
    account = message("ADT^A01", "PV1|1|I", who="PID|1||M123|||||||||||||||A77")
    assert picture(account).key == "visit/A77"


def test_a_message_with_no_times_at_all_still_makes_a_fact() -> None:
    bare = picture(message("ADT^A01", "PV1|1|I", at=""))
    assert (bare.happened, bare.status) == (None, "admitted")
    assert after(None, bare) is bare
    assert after(bare, picture(A01)).happened == picture(A01).happened


def test_what_a_later_message_leaves_out_is_kept_from_an_earlier() -> None:
    coded = visit("A01", happened="202603071000", more=("DG1|1||S72.0^Hip fracture^I10",))
    assert known(coded, A02).code == "S72.0"
    assert known(coded, A02).text == "Admission to Ward 6: Hip fracture"


def test_news_about_a_person_makes_no_visit() -> None:
    assert facts_of(message("ADT^A31", "PV1|1|I")) == []
    assert facts_of(message("ADT^A08", "EVN|A08|20260307")) == []
