"""GP Connect: a record is a statement of whole lists, so what a later one no longer has is over, and was known before."""

from __future__ import annotations

import pytest

from joinedup.record.entries.models import Entry, Resource
from tests.spec.exchange.sent import LATER, NOW, SURGERY, known
from tests.spec.exchange.test_fhir import EDNA
from tests.spec.exchange.test_sent_again import EVEN_LATER

PROFILE = "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-List-1"
WARNING = "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-ListWarningCode-1"
REASON = "https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-ListEmptyReasonCode-1"
PROBLEMS, ALLERGIES, ENDED = "717711000000103", "886921000000105", "1103671000000101"
IDS = iter(range(1000))


def a(type_: str, code: str, words: str, **more):
    """Return a resource of STU3 with an id that no other record has."""
    whose = "patient" if type_ == "AllergyIntolerance" else "subject"
    return {
        "resourceType": type_,
        "id": f"churned-{next(IDS)}",
        "clinicalStatus": "active",
        "verificationStatus": "confirmed" if type_ == "AllergyIntolerance" else None,
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code, "display": words}]},
        whose: {"reference": "Patient/edna"},
        "assertedDate": "2019-05-01",
        **more,
    }


def asthma():
    return a("Condition", "195967001", "Asthma", verificationStatus=None)


def gout():
    return a("Condition", "90560007", "Gout", verificationStatus=None)


def penicillin(**more):
    return a("AllergyIntolerance", "91936005", "Allergy to penicillin", **more)


def list_of(code: str, title: str, *members, warning: str = "", empty: str = "", contained=()):
    found = {
        "resourceType": "List",
        "id": f"churned-{next(IDS)}",
        "meta": {"profile": [PROFILE]},
        "status": "current",
        "mode": "snapshot",
        "title": title,
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code, "display": title}]},
        "subject": {"reference": "Patient/edna"},
        "entry": [{"item": {"reference": f"{one['resourceType']}/{one['id']}"}} for one in members]
        + [{"item": {"reference": f"#{one['id']}"}} for one in contained],
        "contained": list(contained),
        "extension": [{"url": WARNING, "valueCode": warning}] if warning else [],
        "emptyReason": {"coding": [{"system": REASON, "code": empty}]} if empty else None,
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def problems(*members, **more):
    return list_of(PROBLEMS, "Problems", *members, **more)


def record(*resources):
    """Return Edna's structured record with these resources."""
    bare = [{name: value for name, value in one.items() if value is not None} for one in (EDNA, *resources)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "meta": {"profile": ["https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-StructuredRecord-Bundle-1"]},
        "entry": [{"resource": one} for one in bare],
    }


@pytest.fixture
def practice(post):
    """Return a way to take in what the practice answers."""

    def answers(*resources, at=NOW):
        outcome = post.takes_json(record(*resources), feed="gp_connect", at=at)
        assert outcome.refused == ""
        return outcome

    return answers


def first(practice):
    one, other = asthma(), gout()
    practice(one, other, problems(one, other))


def current(*kinds: str) -> list[str]:
    return sorted(text for kind, text in known("kind", "text") if kind in (kinds or ("problem",)))


def test_a_problem_that_is_no_longer_in_the_list_is_over_since_then_and_was_known_until_then(practice):
    first(practice)
    one = asthma()
    outcome = practice(one, problems(one), at=LATER)
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 1, 1)
    assert current() == ["Asthma"]
    gone = Entry.objects.get(text="Gout")
    assert (gone.recorded_from, gone.recorded_until) == (NOW, LATER)
    assert Resource.objects.get(pk=gone.position).recorded_until == LATER
    assert Resource.objects.filter(type="Condition", recorded_until=None).count() == 1


def test_what_comes_back_is_known_again(practice):
    first(practice)
    one = asthma()
    practice(one, problems(one), at=LATER)
    first_again = [asthma(), gout()]
    practice(*first_again, problems(*first_again), at=EVEN_LATER)
    assert known("text", "recorded_from", "recorded_until", ever=True)
    assert [(e.recorded_from, e.recorded_until) for e in Entry.objects.filter(text="Gout").order_by("pk")] == [
        (NOW, LATER),
        (EVEN_LATER, None),
    ]


def test_a_list_that_says_that_nothing_is_recorded_ends_all_of_it(practice):
    first(practice)
    practice(problems(empty="no-content-recorded"), at=LATER)
    assert current() == []


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(lambda: [], id="problems were not asked for"),
        pytest.param(lambda: [problems()], id="the list is empty and gives no reason"),
        pytest.param(lambda: [problems(empty="notasked")], id="nobody asked"),
        pytest.param(lambda: [problems(empty="withheld")], id="it is withheld"),
        pytest.param(lambda: [one := asthma(), problems(one, warning="confidential-items")], id="some are confidential"),
        pytest.param(lambda: [one := asthma(), problems(one, warning="data-in-transit")], id="the record is on its way"),
        pytest.param(lambda: [one := asthma(), problems(one, warning="data-awaiting-filing")], id="some wait to be filed"),
        pytest.param(lambda: [one := asthma(), problems(one) | {"mode": "changes"}], id="it is no snapshot"),
    ],
)  # fmt: skip
def test_where_a_list_may_lack_something_what_is_not_in_it_stays(later, practice):
    first(practice)
    practice(*later(), at=LATER)
    assert current() == ["Asthma", "Gout"]


def test_where_a_problem_could_not_be_read_no_problem_is_over(practice, post):
    first(practice)
    one, unread = asthma(), gout() | {"onsetDateTime": "2019-02-30"}
    outcome = practice(one, unread, problems(one, unread), at=LATER)
    assert outcome.quarantined == 1
    assert current() == ["Asthma", "Gout"]


def test_an_allergy_that_moves_to_the_list_of_ended_ones_is_shown_as_ended(practice):
    one = penicillin()
    practice(one, list_of(ALLERGIES, "Allergies and adverse reactions", one))
    over = penicillin(clinicalStatus="resolved")
    over |= {"id": "28"}
    practice(
        list_of(ALLERGIES, "Allergies and adverse reactions", empty="no-content-recorded"),
        list_of(ENDED, "Ended allergies", contained=[over]),
        at=LATER,
    )
    allergies = Entry.objects.filter(kind="allergy").order_by("pk")
    assert [(e.status, e.recorded_until) for e in allergies] == [("active", LATER), ("resolved", None)]


def test_an_allergy_is_never_over_where_ended_ones_were_not_asked_for(practice):
    one = penicillin()
    practice(one, list_of(ALLERGIES, "Allergies and adverse reactions", one))
    practice(list_of(ALLERGIES, "Allergies and adverse reactions", empty="no-content-recorded"), at=LATER)
    assert current("allergy") == ["Allergy to penicillin"]


def test_what_was_said_of_an_empty_list_is_over_when_it_has_something(practice):
    practice(problems(empty="no-content-recorded"))
    assert len(current("administration")) == 1
    first(practice)
    assert current("administration") == []


def test_an_older_record_that_comes_late_ends_nothing_that_a_newer_one_says(practice, post):
    from joinedup.exchange.intake.models import Delivery  # noqa: PLC0415

    one = asthma()
    practice(one, problems(one))
    both = [asthma(), gout()]
    practice(*both, problems(*both), at=LATER)
    Delivery.objects.filter(name="sent-0.json").update(state=Delivery.State.LANDED, rows_done=0)
    post.takes_file(post.file("sent-0.json"), feed="gp_connect", sender=SURGERY, at=EVEN_LATER)
    assert current() == ["Asthma", "Gout"]


def test_two_people_with_one_number_that_is_none_are_two_and_neither_ends_what_the_other_has(post):
    for name, problem, at in (("Edna", asthma, NOW), ("Harry", gout, LATER), ("Edna", asthma, EVEN_LATER)):
        one = problem()
        sent = record(one, problems(one))
        sent["entry"][0]["resource"] = {
            **EDNA,
            "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "1234567890"}],
            "name": [{"use": "official", "family": "Marsh", "given": [name]}],
        }
        post.takes_json(sent, feed="gp_connect", at=at)
    assert current() == ["Asthma", "Gout"]
    assert Entry.objects.count() == 2
    assert len({entry.source_record_id for entry in Entry.objects.all()}) == 2


def test_someone_without_a_number_is_known_by_a_local_identifier_else_by_their_id(post):
    local = {"type": {"coding": [{"code": "MR"}]}, "system": "https://practice.example/id", "value": "P77"}
    for identifiers, name in (([local], []), ([], [])):
        one = asthma()
        sent = record(one, problems(one))
        sent["entry"][0]["resource"] = {**EDNA, "identifier": identifiers, "name": name}
        post.takes_json(sent, feed="gp_connect")
    assert {entry.source_record.local_id for entry in Entry.objects.select_related("source_record")} == {"P77", "edna"}
