"""Which shape a file is of, by its name, else by how it begins; and how its bytes are opened."""

from __future__ import annotations

import re
from pathlib import Path

from joinedup.words.basics.unpacking import opened

__all__ = ["SHAPES", "opened", "shape_of", "suffix_of"]

SHAPES: dict[str, tuple[str, ...]] = {
    "extract": (".parquet", ".csv", ".csv.gz"),
    "fhir": (".json", ".ndjson", ".json.gz", ".ndjson.gz", ".json.bz2", ".ndjson.bz2"),
    "hl7v2": (".hl7", ".hl7.gz", ".hl7v2"),
}
_HL7_BEGINS = re.compile(rb"[\s\x0b]*(?:(?:FHS|BHS)[^A-Za-z0-9\s][^\r\n]*[\r\n]+)*MSH[^A-Za-z0-9\s]")


def shape_of(path: Path) -> str:
    """Return extract, fhir or hl7v2; nothing for a file that is none of them.

    Messages are often kept under any name, so a file whose name says nothing is looked into for a header (MSH).
    """
    name = path.name.lower()
    for shape, suffixes in SHAPES.items():
        if name.endswith(suffixes):
            return shape
    with path.open("rb") as file:
        return "hl7v2" if _HL7_BEGINS.match(file.read(2_000)) else ""


def suffix_of(path: Path) -> str:
    """Return the whole suffix of a file that has a shape (``.ndjson.gz``), else nothing."""
    name = path.name.lower()
    found = [suffix for suffixes in SHAPES.values() for suffix in suffixes if name.endswith(suffix)]
    return max(found, key=len, default="")
