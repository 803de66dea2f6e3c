"""The schema that is made from HL7's definitions, shown on a small definition that can be checked by eye."""

from __future__ import annotations

import jsonschema_rs
import pytest

from joinedup.words.vocabulary.fhir.codes import CodeBook
from joinedup.words.vocabulary.fhir.definitions import make_schema

BASE = "http://hl7.org/fhir/StructureDefinition/"
TEXT = "http://hl7.org/fhirpath/System.String"
NAMED = {"url": f"{BASE}structuredefinition-fhir-type", "valueUrl": "uri"}


def element(path, code="", low=0, high="1", **more):
    kind = {"type": [{"code": code}]} if code else {}
    return {"path": path, "min": low, "max": high, **kind, **more}


def definition(name, *elements, kind="complex-type", **more):
    whole = [{"path": name, "min": 0, "max": "*", **more.pop("root", {})}, *elements]
    return {"name": name, "kind": kind, "abstract": False, "snapshot": {"element": whole}, **more}


BOOK = CodeBook(
    [
        {
            "resourceType": "ValueSet",
            "url": "moods",
            "compose": {"include": [{"system": s, "concept": [{"code": c}]} for s, c in (("m", "glad"), ("n", "sad"))]},
        }
    ]
)
REQUIRED = {"binding": {"strength": "required", "valueSet": "moods|1"}}
CAT = definition(
    "Cat",
    element("Cat.id", TEXT, base={"path": "Resource.id"}),
    element("Cat.name", "string", 1),
    element("Cat.mood", "code", **REQUIRED),
    element("Cat.coat", "code", binding={"strength": "example", "valueSet": "moods"}),
    element("Cat.breed", "code", binding={"strength": "required", "valueSet": "not at hand"}),
    element("Cat.colour", "code", binding={"strength": "required"}),
    element(
        "Cat.price", "code", binding={"strength": "required", "valueSet": "http://hl7.org/fhir/ValueSet/currencies"}
    ),
    element("Cat.feeling", "CodeableConcept", **REQUIRED),
    element("Cat.toy", "BackboneElement", 1, "*", constraint=[{"key": "toy-1"}]),
    element("Cat.toy.part", "", 0, "*", contentReference="#Cat.toy"),
    element("Cat.toy.noise", "string", 0, "*"),
    element(
        "Cat.owner[x]",
        type=[{"code": "string"}, {"code": "Reference", "targetProfile": [f"{BASE}Dog", "https://example.org/Robot"]}],
    ),
    element("Cat.friend", "", type=[{"code": "Reference", "targetProfile": [f"{BASE}Resource"]}]),
    element("Cat.carer", type=[{"code": "Reference", "targetProfile": [f"{BASE}Dog"]}]),
    element("Cat.wings", "string", 0, "0"),
    element("Cat.kitten", "Resource", 0, "*"),
    element("Cat.rival", "Dog"),
    element("Cat.page", "", type=[{"code": TEXT, "extension": [{"url": "other"}, NAMED]}]),
    element("Cat.bed", "Bed", constraint=[{"key": "bed-1"}, {"key": "cat-1"}]),
    kind="resource",
    root={"constraint": [{"key": "cat-2"}, {"key": "cat-3"}]},
)
DOG = definition("Dog", element("Dog.bone", "string", 0, "1", constraint=[{"key": "dog-1"}]), kind="resource")
OTHERS = [
    definition("Element", element("Element.id", "", type=[{"code": TEXT}])),
    definition("Reference", element("Reference.reference", "string"), element("Reference.type", "uri")),
    definition(
        "CodeableConcept",
        element("CodeableConcept.coding", "Coding", 0, "*"),
        element("CodeableConcept.extension", "Element", 0, "*"),
    ),
    definition("Coding", element("Coding.system", "uri"), element("Coding.code", "code")),
    definition("Bed", element("Bed.soft", "boolean"), root={"constraint": [{"key": "bed-1"}]}),
    definition("Puma", element("Puma.name", "string"), derivation="constraint"),
    definition("Idea", kind="logical"),
    definition("string", kind="primitive-type"),
]
MADE = make_schema([CAT, DOG, *OTHERS], BOOK, {"cat-1", "bed-1", "Cat cat-3", "toy-1", "dog-1"})
MOG = {"resourceType": "Cat", "name": "Mog", "toy": [{"noise": ["squeak"]}]}


def is_a_cat(**more) -> bool:
    schema = {"$ref": "#/$defs/Cat", "$defs": MADE["$defs"]}
    resource = {key: value for key, value in {**MOG, **more}.items() if value is not None}
    return jsonschema_rs.Draft202012Validator(schema).is_valid(resource)


@pytest.mark.parametrize(
    ("more", "allowed"),
    [
        ({}, True),
        ({"id": "mog"}, True),
        ({"id": "the cat"}, False),
        ({"name": None}, False),
        ({"name": None, "_name": {"id": "a"}}, False),
        ({"mood": "glad"}, True),
        ({"mood": "sad"}, True),
        ({"mood": "cross"}, False),
        ({"coat": "anything"}, True),
        ({"breed": "anything"}, True),
        ({"colour": "anything"}, True),
        ({"price": "GBP"}, True),
        ({"price": "pounds"}, False),
        ({"feeling": {"coding": [{"system": "x", "code": "y"}, {"system": "n", "code": "sad"}]}}, True),
        ({"feeling": {"coding": [{"system": "m", "code": "sad"}]}}, False),
        ({"feeling": {"extension": [{"id": "a"}]}}, False),
        ({"toy": None}, False),
        ({"toy": [{"part": [{"noise": ["a"]}]}]}, True),
        ({"toy": [{"part": [{"noise": []}]}]}, False),
        ({"ownerString": "Edna"}, True),
        ({"ownerReference": {"reference": "Dog/1"}}, True),
        ({"ownerReference": {"reference": "Dog?name=Rex"}}, True),
        ({"ownerReference": {"reference": "https://example.org/Dog/1/_history/2"}}, True),
        ({"ownerReference": {"reference": "urn:uuid:1"}}, True),
        ({"ownerReference": {"reference": "#rex"}}, True),
        ({"ownerReference": {"reference": "somewhere-else"}}, True),
        ({"ownerReference": {"reference": "https://example.org/Robot/1"}}, True),
        ({"ownerReference": {"reference": "Cat/1"}}, False),
        ({"ownerReference": {"reference": "Robot/1"}}, False),
        ({"ownerReference": {"reference": "https://example.org/Cat/1"}}, False),
        ({"ownerReference": {"type": "Dog"}}, True),
        ({"ownerReference": {"type": f"{BASE}Dog"}}, True),
        ({"ownerReference": {"type": "Cat"}}, False),
        ({"ownerString": "Edna", "ownerReference": {"reference": "Dog/1"}}, False),
        ({"friend": {"reference": "Cat/2"}}, True),
        ({"carer": {"reference": "Dog/1"}}, True),
        ({"carer": {"reference": "Cat/1"}}, False),
        ({"wings": "two"}, False),
        ({"kitten": [{"resourceType": "Dog"}]}, True),
        ({"kitten": [{"resourceType": "Human"}]}, False),
        ({"kitten": [{}]}, False),
        ({"rival": {"resourceType": "Dog"}}, True),
        ({"page": "a"}, True),
        ({"page": "a b"}, False),
        ({"_page": {"id": "a"}}, False),
    ],
)
def test_a_cat_is_what_its_definition_says(more, allowed):
    assert is_a_cat(**more) is allowed


def test_only_types_that_a_file_can_hold_are_in_the_schema():
    assert set(MADE["resources"]) == {"Cat", "Dog"}
    assert {"Cat", "Cat.toy", "Dog", "Bed", "Element"} <= MADE["$defs"].keys()
    assert not {"Puma", "Idea"} & MADE["$defs"].keys()


def test_invariants_that_we_decide_are_named_where_hl7_declares_them_and_only_there():
    cat = MADE["$defs"]["Cat"]
    assert cat["rules"] == ["Cat cat-3"]
    assert MADE["$defs"]["Cat.toy"]["rules"] == ["toy-1"]
    assert cat["properties"]["bed"]["rules"] == ["cat-1"]  # bed-1 is the bed's own
    assert MADE["$defs"]["Bed"]["rules"] == ["bed-1"]
    assert MADE["$defs"]["Dog"]["properties"]["bone"]["rules"] == ["dog-1"]
