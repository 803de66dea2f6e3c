"""Which codes a value set holds."""

from __future__ import annotations

import pytest

from joinedup.words.vocabulary.fhir.codes import CodeBook

COLOURS = {
    "resourceType": "CodeSystem",
    "url": "colours",
    "content": "complete",
    "concept": [{"code": "red", "concept": [{"code": "scarlet"}]}, {"code": "blue"}],
}
FRAGMENT = {"resourceType": "CodeSystem", "url": "fragment", "content": "fragment", "concept": [{"code": "a"}]}


def value_set(url, *include, exclude=()):
    return {"resourceType": "ValueSet", "url": url, "compose": {"include": list(include), "exclude": list(exclude)}}


BOOK = CodeBook(
    [
        COLOURS,
        FRAGMENT,
        {"resourceType": "ConceptMap", "url": "other"},
        {"resourceType": "ValueSet", "url": "nothing"},
        value_set("all", {"system": "colours"}),
        value_set(
            "two",
            {"system": "colours", "concept": [{"code": "red"}]},
            {"system": "sounds", "concept": [{"code": "moo"}]},
        ),
        value_set("less", {"valueSet": ["all"]}, exclude=[{"system": "colours", "concept": [{"code": "red"}]}]),
        value_set("both", {"valueSet": ["all", "two"]}),
        value_set("narrowed", {"system": "colours", "valueSet": ["two"]}),
        value_set("filtered", {"system": "colours", "filter": [{"property": "x"}]}),
        value_set("part", {"system": "fragment"}),
        value_set("unknown", {"system": "elsewhere"}),
        value_set("of unknown", {"valueSet": ["unknown"]}),
    ]
)


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("all", {"red", "scarlet", "blue"}),
        ("all|4.0.1", {"red", "scarlet", "blue"}),
        ("two", {"red", "moo"}),
        ("less", {"scarlet", "blue"}),
        ("both", {"red"}),
        ("narrowed", {"red"}),
        ("filtered", None),
        ("part", None),
        ("unknown", None),
        ("of unknown", None),
        ("nothing", None),
        ("not there", None),
    ],
)
def test_a_value_set_is_what_it_includes_less_what_it_excludes(address, codes):
    found = BOOK.codes(address)
    assert (found if found is None else {code for _, code in found}) == codes
