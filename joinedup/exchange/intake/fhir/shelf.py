"""What resources refer to: others of the same piece, those met before in the file, and those that we keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from joinedup.exchange.intake.fhir.pieces import Contents, Name
from joinedup.record.entries import resources
from joinedup.words.vocabulary.fhir.bundle import type_and_id

# What facts ask of others: names, codes and what was given. Anything else is named by its key alone.
SHARED = frozenset({"Medication", "Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService"})
_MOST_KEPT = 20_000


class Shelf:
    """Finds the resource at a reference. ``begin`` is called with each piece before anything of it is asked for."""

    def __init__(self, sender: str, contents: Contents) -> None:
        self._sender = sender
        self._addresses = contents.addresses
        self._names = contents.names
        self._here: dict[Name, dict[str, Any]] = {}
        self._shared: dict[Name, dict[str, Any] | None] = {}

    def begin(self, here: dict[Name, dict[str, Any]], references: Iterable[str]) -> None:
        """Put the resources of a piece on the shelf, and fetch what they refer to."""
        self._here = here
        if len(self._shared) > _MOST_KEPT:
            self._shared = {}
        self._shared.update({name: resource for name, resource in here.items() if name[0] in SHARED})
        self._fetch(references)

    def name_of(self, reference: str, from_address: str) -> Name | None:
        """Return the type and logical id at a reference, in its bundle or at its sender; None for neither."""
        position = self._addresses.find(reference, from_address=from_address)
        return type_and_id(reference) if position is None else self._names[position]

    def lookup(self, reference: str, from_address: str = "") -> dict[str, Any] | None:
        """Return the resource at a reference, or None."""
        name = self.name_of(reference, from_address)
        if name is None:
            return None
        return self._here.get(name) or self._shared.get(name)

    def _fetch(self, references: Iterable[str]) -> None:
        """Fetch, in one question, the shared resources that are referred to and are not yet on the shelf."""
        names = {name for reference in references if (name := type_and_id(reference)) and name[0] in SHARED}
        missing = [name for name in names if name not in self._shared]
        if not missing:
            return
        self._shared.update(dict.fromkeys(missing))
        for name, body in resources.bodies(missing, sender=self._sender).items():
            self._shared[name] = orjson.loads(body)
