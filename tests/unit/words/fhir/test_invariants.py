"""Each invariant of FHIR that we decide, with what keeps it and what breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from joinedup.words.vocabulary.fhir.invariants import INVARIANTS
from tests.unit.words.fhir.people import TERMS, UCUM

PERIOD = {"start": "2026-03-07T10:00:00+00:00", "end": "2026-03-07T10:30:00+01:00"}
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'


def concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": f"{TERMS}{system}", "code": code}]}


IN_ERROR = {"verificationStatus": concept("allergyintolerance-verification", "entered-in-error")}
CONDITION_IN_ERROR = {"verificationStatus": concept("condition-ver-status", "entered-in-error")}
PULSE = {"coding": [{"code": "pulse"}]}
COMPOSITION = {"resource": {"resourceType": "Composition"}}

# rule: (what keeps it, what breaks it)
CASES: dict[str, tuple[list[Any], list[Any]]] = {
    "ext-1": (
        [{"url": "x", "valueCode": "a"}, {"url": "x", "_valueCode": {}}, {"url": "x", "extension": [{}]}],
        [{"url": "x"}, {"url": "x", "valueCode": "a", "extension": [{}]}, {"url": "x", "valued": 1}],
    ),
    "att-1": ([{"data": "aa", "contentType": "text/plain"}, {"url": "x"}], [{"data": "aa"}]),
    "cpt-2": ([{"value": "1", "system": "phone"}, {"use": "home"}], [{"value": "1"}, {"_value": {}}]),
    "qty-3": ([{"code": "kg", "system": UCUM}, {"unit": "kg"}], [{"code": "kg"}]),
    "exp-1": ([{"expression": "a"}, {"reference": "b"}], [{"language": "c"}]),
    "tim-1": ([{"duration": 1, "durationUnit": "h"}, {}], [{"duration": 1}]),
    "tim-2": ([{"period": 1, "periodUnit": "d"}, {}], [{"period": 1}]),
    "tim-4": ([{"duration": 0}, {"duration": True}, {}], [{"duration": -1}]),
    "tim-5": ([{"period": 1.5}, {}], [{"period": -0.5}]),
    "tim-6": ([{"periodMax": 2, "period": 1}, {}], [{"periodMax": 2}]),
    "tim-7": ([{"durationMax": 2, "duration": 1}, {}], [{"durationMax": 2}]),
    "tim-8": ([{"countMax": 2, "count": 1}, {}], [{"countMax": 2}]),
    "tim-9": ([{"offset": 5, "when": ["ACM"]}, {"when": ["C"]}, {}], [{"offset": 5}, {"offset": 5, "when": ["C"]}]),
    "tim-10": ([{"timeOfDay": ["09:00:00"]}, {"when": ["AC"]}], [{"timeOfDay": ["09:00:00"], "when": ["AC"]}]),
    "drq-1": ([{"path": "a"}, {"searchParam": "b"}], [{}, {"path": "a", "searchParam": "b"}]),
    "drq-2": ([{"path": "a"}, {"searchParam": "b"}], [{}, {"path": "a", "searchParam": "b"}]),
    "trd-1": ([{"data": [{}]}, {"timingDate": "2026"}], [{"data": [{}], "timingDate": "2026"}]),
    "trd-2": ([{"condition": {}, "data": [{}]}, {}], [{"condition": {}}]),
    "per-1": (
        [
            {"start": "2026"},
            {"end": "2026"},
            {"start": "2026-03-07", "end": "2026-03"},
            {"start": "2026-03-07T10:00:00Z", "end": "2026-03-07"},
            {"start": "2026-03-07T10:00:00+01:00", "end": "2026-03-07T09:00:00Z"},
            {"start": "2026-03-07T10:00:60Z", "end": "2026-03-07T09:00:00Z"},  # a leap second: not compared
            {"start": "2026-03-07T10:00:00", "end": "2026-03-07T09:00:00Z"},  # no zone: told elsewhere
        ],
        [PERIOD, {"start": "2026-03-08", "end": "2026-03-07"}, {"start": "2026-03-07", "end": "2026-02"}],
    ),
    "rng-2": (
        [
            {"low": {"value": 1}, "high": {"value": 1}},
            {"low": {"value": 9, "code": "g"}, "high": {"value": 1, "code": "kg"}},
            {"low": {"value": 9}},
            {"high": {"value": 9}},
            {"low": {"unit": "g"}, "high": {"value": 1}},
            {"low": {"value": 1}, "high": {"unit": "g"}},
        ],
        [{"low": {"value": 9}, "high": {"value": 1}}],
    ),
    "rat-1": (
        [{"numerator": {}, "denominator": {}}, {"extension": [{}]}],
        [{}, {"numerator": {}}, {"denominator": {}}],
    ),
    "age-1": (
        [{"value": 84, "code": "a", "system": UCUM}, {"code": "a"}],
        [{"value": 84}, {"value": 0, "code": "a"}, {"value": 84, "code": "a", "system": "x"}],
    ),
    "cnt-3": (
        [{"value": 2, "code": "1", "system": UCUM}, {}],
        [{"value": 2}, {"value": 2, "code": "kg"}, {"value": 2.5, "code": "1"}],
    ),
    "dis-1": ([{"value": 2, "code": "m", "system": UCUM}, {}], [{"value": 2}, {"code": "m", "system": "x"}]),
    "drt-1": (
        [{"value": 2, "code": "d", "system": UCUM}, {"value": 2}],
        [{"value": 2, "code": "d"}, {"code": "d", "system": UCUM}],
    ),
    "txt-1": (
        [f"<div {XHTML}><p>Hello</p></div>", f'<div {XHTML}><a href="#a">&nbsp;A &amp; B&lt;</a></div>'],
        [
            "Hello",
            "<div>Hello</div>",
            f"<p {XHTML}>Hello</p>",
            f"<div {XHTML}><script>x</script></div>",
            f'<div {XHTML}><p onclick="x">Hello</p></div>',
            f'<div {XHTML}><a href=" JavaScript:x">Hello</a></div>',
            f"<div {XHTML}>&nosuchname;</div>",
            f'<!DOCTYPE x [<!ENTITY y "z">]><div {XHTML}>&y;</div>',
            7,
        ],
    ),
    "txt-2": (["<div>Hello</div>", '<div><img src="a"/></div>'], ["<div> </div>", "<div><p/></div>", 7]),
    "dom-2": ([{"contained": [{"id": "a"}]}, {}], [{"contained": [{"contained": []}]}]),
    "dom-3": (
        [
            {"contained": [{"id": "a"}], "subject": {"reference": "#a"}},
            {"contained": [{"id": "a", "for": {"reference": "#"}}]},
            {"contained": [{"id": "a", "of": [{"reference": "#b"}]}, {"id": "b"}], "x": ["#a"]},
            {},
        ],
        [{"contained": [{"id": "a"}]}, {"contained": [{"id": "a"}], "subject": {"reference": "#b"}}],
    ),
    "dom-4": (
        [{"contained": [{"meta": {"source": "a"}}]}],
        [{"contained": [{"meta": {"versionId": "1"}}]}, {"contained": [{"meta": {"lastUpdated": "2026"}}]}],
    ),
    "dom-5": ([{"contained": [{"meta": {"tag": []}}]}], [{"contained": [{"meta": {"security": []}}]}]),
    "ait-1": ([{"clinicalStatus": {}}, IN_ERROR], [{}]),
    "ait-2": ([{"clinicalStatus": {}}, IN_ERROR], [{**IN_ERROR, "clinicalStatus": {}}]),
    "con-4": (
        [{"abatementAge": {}, "clinicalStatus": concept("condition-clinical", "remission")}, {}],
        [{"abatementAge": {}, "clinicalStatus": concept("condition-clinical", "active")}, {"_abatementDateTime": {}}],
    ),
    "con-5": ([{"clinicalStatus": {}}, CONDITION_IN_ERROR], [{**CONDITION_IN_ERROR, "clinicalStatus": {}}]),
    "con-1": ([{"summary": {}}, {"assessment": []}], [{"type": {}}]),
    "con-2": ([{"code": []}, {"detail": []}], [{}]),
    "obs-3": ([{"low": {}}, {"high": {}}, {"text": "a"}], [{"type": {}}]),
    "obs-6": ([{"valueString": "a"}, {"dataAbsentReason": {}}], [{"valueString": "a", "dataAbsentReason": {}}]),
    "obs-7": (
        [
            {"valueString": "a", "code": PULSE},
            {"code": PULSE, "component": [{"code": PULSE}]},
            {"valueString": "a", "code": PULSE, "component": [{"code": {"coding": [{"code": "other"}]}}]},
        ],
        [{"valueString": "a", "code": PULSE, "component": [{"code": PULSE}]}],
    ),
    "pat-1": ([{"name": {}}, {"telecom": []}, {"address": {}}, {"organization": {}}], [{"gender": "male"}]),
    "org-1": ([{"name": "a"}, {"identifier": []}], [{"alias": ["a"]}]),
    "org-2": ([{"use": "work"}, {}], [{"use": "home"}]),
    "org-3": ([{"use": "work"}, {}], [{"use": "home"}]),
    "fhs-1": ([{"ageAge": {}}, {"bornDate": "1960"}], [{"ageAge": {}, "bornDate": "1960"}]),
    "fhs-2": ([{"estimatedAge": True, "ageAge": {}}], [{"estimatedAge": True}]),
    "gol-1": ([{"detailString": "a", "measure": {}}, {}], [{"detailString": "a"}]),
    "grp-1": ([{"member": [], "actual": True}, {"actual": False}], [{"member": [], "actual": False}, {"member": []}]),
    "imm-1": ([{"documentType": "a"}, {"reference": "b"}], [{}]),
    "imr-1": ([{"vaccineCode": []}, {"targetDisease": {}}], [{}]),
    "mad-1": ([{"dose": {}}, {"rateRatio": {}}], [{"text": "a"}]),
    "mdd-1": (
        [
            {"whenPrepared": "2026-01-01", "whenHandedOver": "2026-01-01"},
            {"whenPrepared": "2026"},
            {"whenHandedOver": "2026"},
        ],
        [{"whenPrepared": "2026-01-02", "whenHandedOver": "2026-01-01"}],
    ),
    "cpl-3": ([{"detail": {}}, {"reference": {}}, {}], [{"detail": {}, "reference": {}}]),
    "prr-1": ([{"orderDetail": [], "code": {}}, {}], [{"orderDetail": []}]),
    "cmp-1": ([{"text": {}}, {"entry": []}, {"section": []}], [{"title": "a"}]),
    "cmp-2": ([{"emptyReason": {}}, {"entry": []}], [{"emptyReason": {}, "entry": []}]),
    "lst-1": ([{"emptyReason": {}}, {"entry": []}], [{"emptyReason": {}, "entry": []}]),
    "lst-2": (
        [{"mode": "changes", "entry": [{"deleted": True}]}, {"entry": [{}]}],
        [{"mode": "working", "entry": [{"deleted": True}]}],
    ),
    "lst-3": (
        [{"mode": "working", "entry": [{"date": "2026"}]}, {"entry": [{}]}],
        [{"mode": "changes", "entry": [{"date": "2026"}]}],
    ),
    "app-1": ([{"type": []}, {"actor": {}}], [{"status": "accepted"}]),
    "app-2": ([{"start": "a", "end": "b"}, {}], [{"start": "a"}, {"end": "b"}]),
    "app-3": ([{"start": "a", "end": "b"}, {"status": "proposed"}], [{"status": "booked"}, {"start": "a"}]),
    "app-4": (
        [{"cancelationReason": {}, "status": "noshow"}, {"status": "booked"}],
        [{"cancelationReason": {}, "status": "booked"}],
    ),
    "apr-1": ([{"participantType": []}, {"actor": {}}], [{}]),
    "sev-1": ([{"name": "a"}, {"query": "b"}], [{"name": "a", "query": "b"}]),
    "ppc-1": ([{"policy": []}, {"policyRule": {}}], [{}]),
    "rqg-1": ([{"resource": {}}, {"action": []}], [{}, {"resource": {}, "action": []}]),
    "ces-1": ([{"category": {}}, {"productOrService": {}}], [{}, {"category": {}, "productOrService": {}}]),
    "qrs-1": ([{"answer": []}, {"item": []}], [{"answer": [], "item": []}]),
    "que-1": (
        [{"type": "group", "item": []}, {"type": "display"}, {"type": "string", "item": []}],
        [{"type": "group"}, {"type": "display", "item": []}],
    ),
    "que-2": (
        [{"item": [{"linkId": "1", "item": [{"linkId": "1.1"}]}, {"linkId": "2"}]}, {}],
        [{"item": [{"linkId": "1", "item": [{"linkId": "2"}]}, {"linkId": "2"}]}],
    ),
    "que-3": ([{"type": "string", "code": []}, {"type": "display"}], [{"type": "display", "code": []}]),
    "que-4": ([{"answerOption": []}, {"answerValueSet": "a"}], [{"answerOption": [], "answerValueSet": "a"}]),
    "que-6": (
        [{"type": "string", "required": True}],
        [{"type": "display", "required": True}, {"type": "display", "repeats": True}],
    ),
    "que-9": ([{"type": "string", "readOnly": True}], [{"type": "display", "readOnly": True}]),
    "que-11": ([{"answerOption": []}, {"initial": []}], [{"answerOption": [], "initial": []}]),
    "Parameters.parameter inv-1": (
        [{"valueCode": "a"}, {"resource": {}}, {"part": []}],
        [{"name": "a"}, {"valueCode": "a", "part": []}, {"resource": {}, "part": []}],
    ),
    "Task inv-1": (
        [{"authoredOn": "2026", "lastModified": "2026-01"}, {"authoredOn": "2026"}, {"lastModified": "2026"}],
        [{"authoredOn": "2026-02", "lastModified": "2026-01"}],
    ),
    "vsd-1": ([{"valueSet": []}, {"system": "a"}], [{"version": "1"}]),
    "vsd-3": ([{"concept": []}, {"filter": []}], [{"concept": [], "filter": []}]),
    "vsd-6": ([{"code": "a"}, {"display": "b"}], [{"abstract": True}]),
    "vsd-10": ([{"code": "a", "system": "b"}, {"display": "c"}], [{"code": "a"}]),
    "bdl-1": ([{"total": 1, "type": "searchset"}, {"type": "batch"}], [{"total": 1, "type": "batch"}]),
    "bdl-2": (
        [{"type": "searchset", "entry": [{"search": {}}]}, {"type": "batch", "entry": [{}]}],
        [{"type": "batch", "entry": [{"search": {}}]}],
    ),
    "bdl-3": (
        [{"type": "batch", "entry": [{"request": {}}]}, {"type": "collection", "entry": [{}]}],
        [{"type": "transaction", "entry": [{"request": {}}, {}]}, {"type": "document", "entry": [{"request": {}}]}],
    ),
    "bdl-4": (
        [{"type": "batch-response", "entry": [{"response": {}}]}, {"type": "batch", "entry": [{}]}],
        [{"type": "history", "entry": [{}]}, {"type": "batch", "entry": [{"response": {}}]}],
    ),
    "bdl-5": ([{"resource": {}}, {"request": {}}, {"response": {}}], [{"fullUrl": "a"}]),
    "bdl-7": (
        [
            {"type": "history", "entry": [{"fullUrl": "a"}, {"fullUrl": "a"}]},
            {"type": "batch", "entry": [{"fullUrl": "a"}, {"fullUrl": "b"}, {}, {}]},
            {"entry": [{"fullUrl": "a", "resource": {"meta": {"versionId": v}}} for v in "12"]},
        ],
        [{"type": "collection", "entry": [{"fullUrl": "a"}, {"fullUrl": "a", "resource": {}}]}],
    ),
    "bdl-8": (
        [{"fullUrl": "https://example.org/Patient/1"}, {}],
        [{"fullUrl": "https://example.org/Patient/1/_history/2"}],
    ),
    "bdl-9": (
        [{"type": "document", "identifier": {"system": "a", "value": "b"}}, {"type": "batch"}],
        [{"type": "document", "identifier": {"value": "b"}}],
    ),
    "bdl-10": ([{"type": "document", "timestamp": "2026"}, {"type": "batch"}], [{"type": "document"}]),
    "bdl-11": (
        [{"type": "document", "entry": [COMPOSITION]}, {"type": "batch"}],
        [{"type": "document"}, {"type": "document", "entry": [{"resource": {"resourceType": "Patient"}}, COMPOSITION]}],
    ),
    "bdl-12": (
        [{"type": "message", "entry": [{"resource": {"resourceType": "MessageHeader"}}]}, {"type": "batch"}],
        [{"type": "message", "entry": [COMPOSITION]}],
    ),
}


def test_every_invariant_has_its_cases():
    assert CASES.keys() == INVARIANTS.keys()


@pytest.mark.parametrize("rule", CASES)
def test_what_keeps_an_invariant_keeps_it_and_what_breaks_it_breaks_it(rule):
    keeps, breaks = CASES[rule]
    assert [INVARIANTS[rule].kept(each) for each in keeps] == [True] * len(keeps)
    assert [INVARIANTS[rule].kept(each) for each in breaks] == [False] * len(breaks)


@pytest.mark.parametrize("rule", INVARIANTS)
@pytest.mark.parametrize(
    "junk", [None, "text", 7, [], [[]], {"entry": [7, None]}, {"item": 7}, {"when": 7, "coding": "a"}]
)
def test_no_invariant_raises_whatever_it_is_given(rule, junk):
    assert INVARIANTS[rule].kept(junk) in (True, False)


def test_two_resources_that_share_an_id_have_a_rule_each():
    assert INVARIANTS["Task inv-1"].id == INVARIANTS["Parameters.parameter inv-1"].id == "inv-1"
