"""Every defect that can be made in a valid resource is found, and no valid resource is refused."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest

from joinedup.words.vocabulary.fhir.reading import stream
from joinedup.words.vocabulary.fhir.validation import Validator
from tests.unit.words.fhir.defects import defects
from tests.unit.words.fhir.people import ALL

CAUGHT = """
    defect                        | made | caught
    ------------------------------+------+-------
    29 February, no leap year     |   13 |     13
    30 February                   |   13 |     13
    address with a space          |   17 |     17
    code not in the list          |   16 |     16
    day as the English write it   |   13 |     13
    decimal as text               |    1 |      1
    empty list                    |   36 |     36
    empty object                  |   74 |     74
    empty text                    |  121 |    121
    hour 25                       |    6 |      6
    id of 65 letters              |   10 |     10
    id with a space               |   10 |     10
    list in a list                |   36 |     36
    list where one is allowed     |   65 |     65
    month 13                      |   13 |     13
    name that FHIR does not have  |   74 |     74
    null for an object            |   74 |     74
    null for text                 |  121 |    121
    number as text                |    9 |      9
    number for text               |  121 |    121
    object for text               |  121 |    121
    object with only an id        |   74 |     74
    one where a list is asked     |   36 |     36
    pointing to nothing within    |    9 |      9
    pointing to the wrong kind    |    9 |      9
    required element left out     |   16 |     16
    time without its zone         |    6 |      6
    time without seconds          |    6 |      6
    true or false as text         |    5 |      5
    two values of one element     |    8 |      8
"""


def caught(validator: Validator, resources: list[dict[str, Any]]) -> tuple[Counter[str], Counter[str], list[str]]:
    """Return how many of each kind of defect were made and found, and which were not."""
    made: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed: list[str] = []
    for resource in resources:
        for kind, spoiled in defects(resource):
            made[kind] += 1
            if validator.check(spoiled, most=1):
                found[kind] += 1
            else:
                missed.append(f"{kind}: {spoiled}")
    return made, found, missed


def drawn(made: Counter[str], found: Counter[str]) -> str:
    """Return the table of what was made and found."""
    rows = [f"    {kind:<29} | {made[kind]:>4} | {found[kind]:>6}" for kind in sorted(made)]
    head = ["    defect                        | made | caught", "    ------------------------------+------+-------"]
    return "\n".join(["", *head, *rows, ""])


@pytest.mark.parametrize("resource", ALL, ids=lambda each: each.get("id", each["resourceType"]))
def test_a_resource_as_fhir_asks_has_no_mistakes(validator, resource):
    assert validator.check(resource) == []


def test_every_kind_of_defect_is_caught_wherever_it_is_made(validator):
    made, found, missed = caught(validator, list(ALL))
    assert missed == []
    assert drawn(made, found) == CAUGHT


def test_no_mistake_ever_holds_a_value_of_the_resource(validator):
    for resource in ALL:
        for _, spoiled in defects(resource):
            said = " ".join(map(str, validator.check(spoiled)))
            for secret in ("Marsh", "Edna", "9990000018", "01632 960001", "Amlodipine", "Fletcher", "1941"):
                assert secret not in said


@pytest.mark.slow
def test_no_resource_of_the_published_synthetic_people_is_refused(validator, shared):
    files = sorted((shared / "synthea_bundles").rglob("*.json*"))
    assert len(files) > 50
    checked = 0
    for path in files:
        for received in stream(path):
            checked += 1
            assert received.resource is not None
            assert validator.check(received.resource) == [], f"{path.name}, entry {received.position}"
    assert checked > 60_000


def test_of_the_examples_of_uk_core_only_the_one_that_is_wrong_is_refused(validator, shared):
    refused = {
        path.name: [str(mistake) for mistake in validator.check(orjson.loads(path.read_bytes()))]
        for path in sorted((shared / "ukcore/examples_json").glob("*.json"))
    }
    assert len(refused) == 215
    assert {name: mistakes for name, mistakes in refused.items() if mistakes} == {
        # It has both valueCode and valueCodeableConcept.
        "Extension-UKCore-ConditionEpisode-Example.json": [
            "Condition.extension[0].value[x]: Only one value[x] is allowed."
        ]
    }


def test_a_batch_without_full_addresses_is_as_fhir_asks(validator, shared):
    """Its entries have no fullUrl, so bdl-8 (a fullUrl may not name a version) has nothing to say of them."""
    batch: Path = shared / "ukcore/examples_json/UKCore-Bundle-Batch-Example.json"
    assert validator.check(orjson.loads(batch.read_bytes())) == []


@pytest.mark.slow
def test_every_defect_made_in_the_examples_of_uk_core_is_caught(validator, shared):
    examples = [orjson.loads(path.read_bytes()) for path in sorted((shared / "ukcore/examples_json").glob("*.json"))]
    made, _, missed = caught(validator, [each for each in examples if not validator.check(each)])
    assert missed == []
    assert made.total() > 35_000
