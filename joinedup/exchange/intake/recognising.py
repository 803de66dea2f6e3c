"""Which feed a file is of, where nobody said and its content leaves no doubt."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq
from pyarrow import ArrowException

from joinedup.exchange.intake.shapes import opened, shape_of
from joinedup.words.vocabulary.feeds import Feed

_LOOK = 200_000  # bytes: where a file says what it is


def feed_of(path: Path, feeds: Mapping[str, Feed]) -> str:
    """Return the feed's name, or nothing where there is any doubt."""
    match shape_of(path):
        case "extract":
            columns = _columns(path)
            fits = [name for name, feed in feeds.items() if columns and set(feed.columns) == columns]
        case "hl7v2":
            fits = [name for name, feed in feeds.items() if feed.shape == "hl7v2"]
        case "fhir":
            fits = [name for name in (_fhir(path),) if name in feeds]
        case _:
            fits = []
    return fits[0] if len(fits) == 1 else ""


def _columns(path: Path) -> set[str]:
    try:
        if path.suffix.lower() == ".parquet":
            return set(pq.read_schema(path).names)
        with opened(path) as file:
            return {name.strip() for name in next(csv.reader([file.readline(_LOOK).decode("utf-8-sig")]), [])}
    except (OSError, UnicodeDecodeError, csv.Error, ArrowException):
        return set()


def _fhir(path: Path) -> str:
    """Return the feed whose profiles the start of the file names; FHIR of any other kind is of the feed ``fhir``."""
    try:
        with opened(path) as file:
            start = file.read(_LOOK)
    except (OSError, EOFError):
        return ""
    if b"CareConnect-GPC-" in start or b"fhir.nhs.uk/STU3/StructureDefinition" in start:
        return "gp_connect"
    return "fhir" if b'"resourceType"' in start else ""
