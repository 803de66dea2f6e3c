"""Laws of reading FHIR: any resource gives facts or none; churned ids and another order change no key."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from joinedup.words.vocabulary.fhir.mapping import (
    DECIDED,
    facts_of,
    facts_of_extract,
    particulars_of,
    subject_of,
    superseded_number,
)
from joinedup.words.vocabulary.fhir.stu3 import is_gp_connect, resource_to_r4, to_r4
from joinedup.words.vocabulary.medicines import medicine_parts
from tests.unit.words.fhir.people import ALL
from tests.unit.words.fhir.test_stu3 import SENT

_NAMES = st.sampled_from(
    [
        "code",
        "coding",
        "text",
        "display",
        "system",
        "subject",
        "patient",
        "reference",
        "identifier",
        "value",
        "status",
        "category",
        "name",
        "given",
        "family",
        "period",
        "start",
        "end",
        "valueQuantity",
        "valueCodeableConcept",
        "valueString",
        "component",
        "extension",
        "url",
        "section",
        "title",
        "div",
        "note",
        "dosage",
        "dosageInstruction",
        "timing",
        "repeat",
        "frequency",
        "reaction",
        "manifestation",
        "item",
        "answer",
        "linkId",
        "participant",
        "actor",
        "content",
        "attachment",
        "data",
        "contentType",
        "contact",
        "telecom",
        "address",
        "line",
        "hospitalization",
        "location",
        "medicationReference",
        "basedOn",
        "intent",
        "medicationCodeableConcept",
        "clinicalStatus",
        "onsetDateTime",
        "recordedDate",
        "authoredOn",
        "emptyReason",
        "contained",
        "id",
        "meta",
        "profile",
        "target",
        "detail",
        "activity",
        "goal",
        "doseAndRate",
        "doseQuantity",
        "protocolApplied",
        "related",
        "type",
        "comment",
        "requester",
        "agent",
    ]
)
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(allow_nan=False, allow_infinity=False, width=16)
    | st.sampled_from(
        ["", "a", "Patient/1", "#a", "urn:uuid:1", "2026", "2026-13-01", "196411000000103", "home", "phone"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=20,
)
_RESOURCES = st.builds(
    lambda kind, body: {**body, "resourceType": kind},
    st.sampled_from([name for name, decision in DECIDED.items() if decision.mapper] + ["Claim", "Wishes"]),
    st.dictionaries(_NAMES, _VALUES, max_size=8),
)


_JUNK: tuple[Any, ...] = (None, True, 7, "", "a", "2026-13-45", [], {}, ["a"], [None], {"a": 1}, [{}], [[]], {"coding": [None]})  # fmt: skip


def spoilt(resource: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return a copy of a resource with a few of its elements, at any depth, put out of shape."""
    chance = random.Random(seed)  # noqa: S311 (an example, not a secret)
    copy: dict[str, Any] = json.loads(json.dumps(resource))
    for _ in range(chance.randint(1, 4)):
        node: Any = copy
        while node and isinstance(node, (dict, list)):
            step: Any = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
            if not isinstance(node[step], (dict, list)) or chance.random() < 0.4:
                node[step] = node[step] if step == "resourceType" else json.loads(json.dumps(chance.choice(_JUNK)))
                break
            node = node[step]
    return copy


@given(resource=_RESOURCES | st.builds(spoilt, st.sampled_from([*ALL, *SENT]), st.integers(0, 10**9)))
def test_no_shape_however_odd_stops_the_reading(resource: dict[str, Any]) -> None:
    for one in (resource, resource_to_r4(resource)):
        for fact in facts_of(one):
            assert fact.text and len(fact.text) <= 2000 and len(fact.key) <= 64
            assert max(len(fact.status), len(fact.unit), len(fact.code)) <= 40
            json.dumps(fact.details)
        assert isinstance(subject_of(one), str)


@given(patient=st.dictionaries(_NAMES, _VALUES, max_size=8))
def test_anyone_is_read_from_any_patient(patient: dict[str, Any]) -> None:
    found = particulars_of(patient)
    assert found.sex in ("female", "male", "other", "unknown")
    assert isinstance(superseded_number(patient), str)


@given(
    bundle=st.dictionaries(st.sampled_from(["entry", "resourceType", "meta"]), _VALUES),
    entries=st.lists(_RESOURCES, max_size=4),
)
def test_any_bundle_can_be_put_into_r4_without_touching_it(
    bundle: dict[str, Any], entries: list[dict[str, Any]]
) -> None:
    whole = {**bundle, "entry": [{"resource": one} for one in entries]}
    before = json.dumps(whole)
    assert len(to_r4(whole)["entry"]) == len(entries)
    assert is_gp_connect(whole) in (True, False)
    assert json.dumps(whole) == before


_CODES = st.sampled_from(["90560007", "38341003", "196411000000103"])
_DATES = st.sampled_from(["2019", "2019-03", "2019-03-28", "2019-03-28T10:30:00+00:00"])
_LINES = st.lists(
    st.fixed_dictionaries(
        {
            "resourceType": st.sampled_from(["Condition", "Observation", "AllergyIntolerance", "Procedure"]),
            "code": st.builds(lambda code, text: {"text": text, "coding": [{"system": "http://snomed.info/sct", "code": code}]}, _CODES, st.sampled_from(["Gout", "Sciatica"])),
            "recordedDate": _DATES,
            "note": st.builds(lambda text: [{"text": text}], st.sampled_from(["", "left", "right"])),
            "encounter": st.builds(lambda n: {"reference": f"Encounter/{n}"}, st.integers(0, 2)),
        }
    ),
    max_size=8,
)  # fmt: skip


def with_ids(lines: list[dict[str, Any]], prefix: str) -> list[dict[str, Any]]:
    """Return a record whose ids, and references to them, begin with ``prefix``."""
    contacts = [{"resourceType": "Encounter", "id": f"{prefix}{n}", "class": {"code": "AMB"}, "period": {"start": f"2019-0{n + 1}"}} for n in range(3)]  # fmt: skip
    named = [
        {**line, "id": f"{prefix}-{n}", "encounter": {"reference": line["encounter"]["reference"].replace("/", f"/{prefix}")}}
        for n, line in enumerate(lines)
    ]  # fmt: skip
    return [*contacts, *named]


@given(lines=_LINES, seed=st.integers(0, 1000))
def test_a_record_with_other_ids_in_another_order_has_the_same_facts(lines: list[dict[str, Any]], seed: int) -> None:
    again = with_ids(lines, "zz")
    random.Random(seed).shuffle(again)  # noqa: S311 (an order, not a secret)

    def known(resources: list[dict[str, Any]]) -> list[str]:
        return sorted(repr(fact) for facts in facts_of_extract(resources) for fact in facts)

    assert known(with_ids(lines, "a")) == known(again)
    keys = [fact.key for facts in facts_of_extract(again) for fact in facts]
    assert len(set(keys)) == len(keys)


@given(name=st.text(max_size=60) | st.text("amg 0123456789/.,%()[]tabletsor", max_size=60))
def test_any_name_of_a_medicine_comes_apart(name: str) -> None:
    assert all(isinstance(part, str) for part in medicine_parts(name))


@given(
    ingredient=st.sampled_from(["amlodipine", "ramipril", "co-codamol"]),
    milligrams=st.integers(1, 5000),
    form=st.sampled_from(["tablets", "capsules", "oral solution"]),
    spaced=st.booleans(),
)
def test_a_strength_is_the_same_in_whichever_unit_it_is_written(
    ingredient: str, milligrams: int, form: str, spaced: bool
) -> None:
    gap = " " if spaced else ""
    written = (
        f"{milligrams}{gap}mg",
        f"{milligrams / 1000:g}{gap}g",
        f"{milligrams * 1000}{gap}micrograms",
        f"{milligrams}{gap}MG",
    )
    assert len({medicine_parts(f"{ingredient} {one} {form}") for one in written}) == 1
