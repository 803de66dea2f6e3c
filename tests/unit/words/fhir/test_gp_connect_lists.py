"""Which kinds a GP Connect record tells in full: only where every list that may hold them is there, and whole."""

from __future__ import annotations

import pytest

from joinedup.words.vocabulary.fhir.stu3.lists import kinds_told_whole
from joinedup.words.vocabulary.kinds import Kind

CODES = {
    "allergies": "886921000000105", "ended allergies": "1103671000000101", "medicines": "933361000000108",
    "immunisations": "1102181000000102", "problems": "717711000000103", "consultations": "1149501000000101",
    "uncategorised": "826501000000100", "investigations": "887191000000108", "referrals": "792931000000107",
    "diary": "714311000000108",
}  # fmt: skip


def lists(*names: str, **more: object) -> list[dict[str, object]]:
    return [
        {
            "status": "current",
            "mode": "snapshot",
            "code": {"coding": [{"code": CODES[name]}]},
            "entry": [{"item": {"reference": "x/1"}}],
            **more,
        }
        for name in names
    ]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (("medicines",), {Kind.MEDICINE}),
        (("allergies",), set()),
        (("allergies", "ended allergies"), {Kind.ALLERGY}),
        (("problems", "consultations"), {Kind.PROBLEM, Kind.CONSULTATION}),
        (("uncategorised", "investigations"), set()),
        (
            ("uncategorised", "investigations", "problems", "consultations"),
            {Kind.OBSERVATION, Kind.INVESTIGATION, Kind.PROBLEM, Kind.CONSULTATION},
        ),
        (("referrals",), set()),
        (tuple(CODES), set(Kind) & {
            Kind.ALLERGY, Kind.MEDICINE, Kind.IMMUNISATION, Kind.PROBLEM, Kind.CONSULTATION, Kind.OBSERVATION,
            Kind.INVESTIGATION, Kind.REFERRAL, Kind.PLAN,
        }),
    ],
)  # fmt: skip
def test_a_kind_is_told_whole_where_all_its_lists_are(sent: tuple[str, ...], told: set[Kind]) -> None:
    assert kinds_told_whole(lists(*sent), ()) == told


@pytest.mark.parametrize(
    "more", [
        {"status": "retired"}, {"mode": "changes"}, {"entry": []}, {"emptyReason": {"coding": [{"code": "notasked"}]}, "entry": []},
        {"extension": [{"url": "other"}, {"url": "https://x/Extension-CareConnect-GPC-ListWarningCode-1", "valueCode": "confidential-items"}]},
    ]
)  # fmt: skip
def test_a_list_that_is_not_whole_tells_nothing(more: dict[str, object]) -> None:
    assert kinds_told_whole(lists("medicines", **more), ()) == set()


def test_of_two_lists_of_one_area_both_must_be_whole() -> None:
    assert kinds_told_whole([*lists("medicines"), *lists("medicines", mode="changes")], ()) == set()


@pytest.mark.parametrize(
    ("unread", "told"),
    [
        ("Condition", {Kind.MEDICINE}),
        ("Medication", {Kind.PROBLEM}),
        ("ServiceRequest", {Kind.MEDICINE, Kind.PROBLEM}),
        ("List", set()),
        ("", set()),
    ],
)
def test_a_kind_of_which_something_could_not_be_read_is_not_told_whole(unread: str, told: set[Kind]) -> None:
    assert kinds_told_whole(lists("medicines", "problems"), {unread}) == told
