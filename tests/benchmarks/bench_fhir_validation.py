"""How fast FHIR R4 is read and checked in one process.

On the published synthetic people where they are on the machine (``JOINEDUP_SHARED_DATA`` or ``../shared/data``),
else on the invented people of the tests, many times over.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import orjson

from joinedup.words.vocabulary.fhir.reading import Received, read, stream
from joinedup.words.vocabulary.fhir.validation import Validator
from tests.benchmarks.measured import Measured
from tests.unit.words.fhir.defects import defects
from tests.unit.words.fhir.people import ALL

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PEOPLE = 30


def run() -> list[Measured]:
    """Measure the time to be ready, then resources a second checked, refused and read."""
    schema = Path(os.environ.get("JOINEDUP_ASSETS") or CHECKOUT / "assets") / "fhir"
    received, said = _resources()
    resources = [each.resource for each in received if each.resource is not None]
    began = time.perf_counter()
    validator = Validator(schema)
    for resource in {each["resourceType"]: each for each in resources}.values():
        validator.check(resource)
    ready = time.perf_counter() - began
    kinds = len({each["resourceType"] for each in resources})
    spoiled = [broken for resource in ALL for _, broken in defects(resource)]
    data = orjson.dumps({"resourceType": "Bundle", "entry": [{"resource": each} for each in resources]})
    return [
        Measured(f"ready for {kinds} types of resource", ready, "s"),
        Measured("valid resources checked", _rate(resources, validator.check), "a second", 10_000, "higher", said),
        Measured("spoiled resources refused with reasons", _rate(spoiled, validator.check), "a second"),
        Measured("entries of one bundle read with their bytes", _read(data), "a second", None, "higher", said),
    ]


def _resources() -> tuple[list[Received], str]:
    """Return the resources to check, and what they are."""
    folder = Path(os.environ.get("JOINEDUP_SHARED_DATA") or CHECKOUT.parent / "shared/data") / "synthea_bundles/synthea"
    files = sorted(folder.glob("*.json.bz2"))[:PEOPLE]
    if files:
        received = [each for path in files for each in stream(path)]
        return received, f"{len(received):,} resources of {len(files)} published synthetic files, one process"
    return [each for data in map(orjson.dumps, ALL * 1000) for each in read(data)], "invented people, one process"


def _rate(resources: list[dict[str, Any]], check: Any) -> float:
    """Return how many a second are checked: the best of three goes."""
    best = 0.0
    for _ in range(3):
        began = time.perf_counter()
        for resource in resources:
            check(resource)
        best = max(best, len(resources) / (time.perf_counter() - began))
    return best


def _read(data: bytes) -> float:
    """Return how many entries a second are read."""
    began = time.perf_counter()
    count = sum(1 for _ in read(data))
    return count / (time.perf_counter() - began)
