"""The codes of a FHIR value set, worked out from the value sets and code systems that HL7 publishes with R4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Resource = Mapping[str, Any]
Code = tuple[str, str]


class CodeBook:
    """The value sets and code systems at hand, by address."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._value_sets: dict[str, Resource] = {}
        self._systems: dict[str, Resource] = {}
        for resource in resources:
            if resource["resourceType"] == "ValueSet":
                self._value_sets[resource["url"]] = resource
            elif resource["resourceType"] == "CodeSystem":
                self._systems[resource["url"]] = resource

    def codes(self, value_set: str) -> frozenset[Code] | None:
        """Return each (system, code) of ``value_set`` (an address, with or without a version).

        None where it cannot be told in full: a value set or system not at hand (media types, currencies, units
        of measure), or one chosen by a filter.
        """
        found = self._value_sets.get(value_set.partition("|")[0])
        compose = found.get("compose") if found else None
        if compose is None:
            return None
        included = [self._part(part) for part in compose["include"]]
        excluded = [self._part(part) for part in compose.get("exclude", ())]
        whole = [codes for codes in (*included, *excluded) if codes is not None]
        if len(whole) < len(included) + len(excluded):
            return None
        return frozenset().union(*whole[: len(included)]) - frozenset().union(*whole[len(included) :])

    def _part(self, part: Resource) -> frozenset[Code] | None:
        """Return the codes of one include or exclude: those in its system's part and in all its value sets."""
        parts: list[frozenset[Code] | None] = [self.codes(address) for address in part.get("valueSet", ())]
        if "system" in part:
            parts.append(self._of_system(part))
        codes = [each for each in parts if each is not None]
        return frozenset.intersection(*codes) if len(codes) == len(parts) else None

    def _of_system(self, part: Resource) -> frozenset[Code] | None:
        system = part["system"]
        if "filter" in part:
            return None
        if "concept" in part:
            return frozenset((system, concept["code"]) for concept in part["concept"])
        found = self._systems.get(system)
        if found is None or found.get("content") != "complete":
            return None
        return frozenset((system, code) for code in _all_codes(found.get("concept", ())))


def _all_codes(concepts: Iterable[Resource]) -> Iterator[str]:
    """Yield the code of each concept and of those below it."""
    for concept in concepts:
        yield concept["code"]
        yield from _all_codes(concept.get("concept", ()))
