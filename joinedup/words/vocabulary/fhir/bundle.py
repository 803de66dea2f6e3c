"""What is in a bundle, whatever its type, and what its references point to. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

Resource = Mapping[str, Any]
_RESTFUL = re.compile(r"(?P<base>.*/)?(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.-]{1,64})")
_ASKED = re.compile(r"(?P<type>[A-Z][A-Za-z]+)\?identifier=(?P<system>[^|&]*)\|(?P<value>[^|&]+)")


def resources_of(resource: Resource) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield (position, full address, resource) of each resource in a bundle of any type, or the one resource itself.

    Positions count from 1 and are those of the entries, so an entry that holds no resource leaves a gap. A bundle
    in a bundle (a batch of documents, say) is yielded as it is.
    """
    if resource.get("resourceType") != "Bundle":
        yield 1, "", dict(resource)
        return
    entries = resource.get("entry")
    for position, entry in enumerate(entries if isinstance(entries, list) else [], start=1):
        if isinstance(entry, dict) and isinstance(held := entry.get("resource"), dict):
            address = entry.get("fullUrl")
            yield position, address if isinstance(address, str) else "", held


class Addresses:
    """Where each resource of a bundle is: by its full address, and by its type and id."""

    def __init__(self, resources: Iterable[tuple[int, str, Resource]]) -> None:
        self._by_address: dict[str, int] = {}
        self._by_type_and_id: dict[tuple[str, str], int] = {}
        self._twice: set[tuple[str, str]] = set()
        for position, address, resource in resources:
            if address:
                self._by_address.setdefault(address, position)
            named = (str(resource.get("resourceType")), str(resource.get("id")))
            if self._by_type_and_id.setdefault(named, position) != position:
                self._twice.add(named)

    def find(self, reference: str, *, from_address: str = "") -> int | None:
        """Return the position of the resource that ``reference`` points to, or None where it is not in the bundle.

        ``from_address`` is the full address of the resource that holds the reference. The rules are FHIR R4's
        (bundle.html#references): an absolute reference is a full address; a relative one is put after the base
        of the resource that holds it. Many senders write relative references in bundles whose addresses are
        UUIDs: those are found by type and id, where only one resource has both.
        """
        reference = unversioned(reference)
        if reference in self._by_address:
            return self._by_address[reference]
        found = _RESTFUL.fullmatch(reference)
        if found is None or found["base"]:
            return None
        holder = _RESTFUL.fullmatch(from_address)
        if holder and holder["base"] and (beside := self._by_address.get(f"{holder['base']}{reference}")):
            return beside
        named = (found["type"], found["id"])
        return None if named in self._twice else self._by_type_and_id.get(named)


def unversioned(reference: str) -> str:
    """Return ``reference`` without the version it may name, and without a place within."""
    return reference.partition("#")[0].partition("/_history/")[0] if not reference.startswith("#") else reference


def type_and_id(reference: str) -> tuple[str, str] | None:
    """Return the type and id in a RESTful reference, relative or absolute; None for any other."""
    found = _RESTFUL.fullmatch(unversioned(reference))
    return (found["type"], found["id"]) if found else None


def identifier_asked_for(reference: str) -> tuple[str, str, str] | None:
    """Return (type, system, value) of a conditional reference ``Practitioner?identifier=system|value``, else None."""
    found = _ASKED.fullmatch(reference)
    return (found["type"], unquote(found["system"]), unquote(found["value"])) if found else None
