"""The resources of a file in pieces of a size that memory holds, each with its name and what it refers to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from joinedup.exchange.intake.rows import digest, fitting
from joinedup.words.vocabulary.fhir.bundle import Addresses
from joinedup.words.vocabulary.fhir.reading import Received, stream

MOST_RESOURCES, MOST_BYTES = 1_000, 8 * 2**20
_SMALL = 32 * 2**20  # bytes: a bundle that is held whole, so that it is read once
Name = tuple[str, str]  # type and logical id
Convert = Callable[[dict[str, Any]], dict[str, Any]]
_URN = "urn:uuid:"
_REFERENCE = re.compile(rb'"reference"\s*:\s*"([^"\\]+)"')


@dataclass(frozen=True, slots=True)
class Piece:
    """Some resources in order; ``first`` counts from 1. ``size`` is how many bytes of the file they were."""

    first: int
    received: tuple[Received, ...]

    @property
    def last(self) -> int:
        """Return the place of the last, counting each thing read, resource or not."""
        return self.first + len(self.received) - 1

    @property
    def size(self) -> int:
        """Return how many bytes they came in."""
        return sum(len(one.raw) for one in self.received)


@dataclass(frozen=True, slots=True)
class Contents:
    """A file in pieces, with where each resource of a bundle is and what it is called; an ndjson file tells neither."""

    pieces: Iterator[Piece]
    addresses: Addresses
    names: Mapping[int, Name]


def contents(path: Path, *, skip: int, convert: Convert | None = None) -> Contents:
    """Return what is in a file after the first ``skip`` things; ``convert`` is done to each resource first.

    With ``convert`` the file is one person's record, and one piece.
    """
    if ".ndjson" in path.name.lower():
        return Contents(_cut(_read(path, convert), skip), Addresses(()), {})
    held: list[Received] = []
    size = 0
    for one in _read(path, convert):
        held.append(one)
        size += len(one.raw)
        if size > _SMALL and not convert:
            held.clear()
            return Contents(_cut(_read(path, convert), skip), *_found(_read(path, convert)))
    most = len(held) if convert else MOST_RESOURCES
    return Contents(_cut(iter(held), skip, most=most or 1), *_found(iter(held)))


def _read(path: Path, convert: Convert | None) -> Iterator[Received]:
    for one in stream(path):
        yield replace(one, resource=convert(one.resource)) if convert and one.resource is not None else one


def _found(received: Iterator[Received]) -> tuple[Addresses, dict[int, Name]]:
    """Return where each resource is and what it is called, keeping nothing else of it."""
    names: dict[int, Name] = {}

    def each() -> Iterator[tuple[int, str, dict[str, Any]]]:
        for one in received:
            if one.resource is not None:
                names[one.position] = (str(one.resource.get("resourceType")), logical_id(one))
                yield one.position, one.full_url, {"resourceType": names[one.position][0], "id": one.resource.get("id")}

    return Addresses(each()), names


def _cut(received: Iterator[Received], skip: int, *, most: int = MOST_RESOURCES) -> Iterator[Piece]:
    held: list[Received] = []
    size, first = 0, skip + 1
    for number, one in enumerate(received, start=1):
        if number <= skip:
            continue
        held.append(one)
        size += len(one.raw)
        if len(held) == most or (size >= MOST_BYTES and most <= MOST_RESOURCES):
            yield Piece(first, tuple(held))
            first, held, size = number + 1, [], 0
    if held:
        yield Piece(first, tuple(held))


def logical_id(one: Received) -> str:
    """Return what names a resource among those of its type and sender, the same when it comes again.

    Its id; where it has none its first business identifier, else the UUID of its full address, else its content.
    """
    resource = one.resource or {}
    if isinstance(own := resource.get("id"), str) and own:
        return fitting(own, 120)
    identifiers = resource.get("identifier")
    for identifier in identifiers if isinstance(identifiers, list) else [identifiers]:
        if isinstance(identifier, dict) and identifier.get("value"):
            return fitting(f"{identifier.get('system', '')}|{identifier['value']}", 120)
    if one.full_url.startswith(_URN):
        return one.full_url.removeprefix(_URN)[:120]
    return digest(orjson.dumps(resource, option=orjson.OPT_SORT_KEYS))


def references_in(raw: bytes) -> set[str]:
    """Return every reference written in a resource."""
    return {found.decode("utf-8", errors="replace") for found in _REFERENCE.findall(raw)}


def content_of(resource: dict[str, Any]) -> str:
    """Return a hash of what a resource says; which version it is and when it was sent are no part of that."""
    meta = resource.get("meta")
    if isinstance(meta, dict):
        kept = {name: value for name, value in meta.items() if name not in ("lastUpdated", "versionId")}
        resource = {**resource, "meta": kept}
    return digest(orjson.dumps(resource, option=orjson.OPT_SORT_KEYS))
