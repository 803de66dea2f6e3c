"""The retention rules of a place: those of the catalogue, each in the place's own words where it has some."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from joinedup.insight import own
from joinedup.insight.engine.language import CATALOGUE
from joinedup.planning.retention.rules import RetentionRule, read
from joinedup.record.store.files import changed
from joinedup.words.basics.errors import BadInput

KIND = "retention"
LARGEST = 200_000
"""Bytes of one file of rules: some five hundred rules. A larger one is no file of rules."""


def rules() -> dict[str, RetentionRule]:
    """Return every rule by its id; a place's own rule takes the place of the catalogue's with the same id.

    Raises BadInput where a file cannot be used: a time that was meant and is not kept must not go unnoticed.
    """
    files = (*sorted((CATALOGUE / KIND).glob("*.yaml")), *own.files(KIND))
    return dict(_read(tuple((path, changed(path)) for path in files)))


@functools.lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int], ...]) -> Mapping[str, RetentionRule]:
    found: dict[str, RetentionRule] = {}
    for path, _ in files:
        found |= {rule.id: rule for rule in map(read, _written(path))}
    return found


def _written(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the rules of a file, each id once."""
    if path.stat().st_size > LARGEST:
        raise BadInput(f"{path.name} is too large to be retention rules.", now="Write the rules alone.")
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        written = told["rules"]
        ids = [each["id"] for each in written]
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, KeyError) as error:
        raise BadInput(f"{path.name} cannot be read as retention rules.", now="Write rules: and a list.") from error
    if len(set(ids)) < len(ids):
        raise BadInput(f"{path.name} has two retention rules with one id.", now="Give each an id of its own.")
    yield from written
