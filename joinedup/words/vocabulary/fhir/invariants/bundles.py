"""The invariants of a bundle: what its type asks of its entries."""

from __future__ import annotations

from typing import Any

from joinedup.words.vocabulary.fhir.asking import each, has, text
from joinedup.words.vocabulary.fhir.invariants.shapes import Invariant, at_least_one

_ASK = ("batch", "transaction", "history")
_ANSWER = ("batch-response", "transaction-response", "history")


def total_is_of_a_search(bundle: Any) -> bool:
    """Only a search or a history has a total."""
    return not has(bundle, "total") or text(bundle, "type") in ("searchset", "history")


def search_is_of_a_search(bundle: Any) -> bool:
    """Only the entries of a search say how they were found."""
    return text(bundle, "type") == "searchset" or not any(has(entry, "search") for entry in each(bundle, "entry"))


def requests_where_asked(bundle: Any) -> bool:
    """Each entry of a batch, transaction or history says what to do; no other bundle's does."""
    asks = text(bundle, "type") in _ASK
    return all(has(entry, "request") == asks for entry in each(bundle, "entry"))


def responses_where_answered(bundle: Any) -> bool:
    """Each entry of an answer or history says what was done; no other bundle's does."""
    answers = text(bundle, "type") in _ANSWER
    return all(has(entry, "response") == answers for entry in each(bundle, "entry"))


def entries_differ(bundle: Any) -> bool:
    """No two entries have one fullUrl, unless they are versions of one resource."""
    if text(bundle, "type") == "history":
        return True
    seen: set[tuple[str, str]] = set()
    named = [entry for entry in each(bundle, "entry") if text(entry, "fullUrl")]
    for entry in named:
        versions = [text(meta, "versionId") for held in each(entry, "resource") for meta in each(held, "meta")]
        seen.add((text(entry, "fullUrl"), versions[0] if versions else ""))
    return len(seen) == len(named)


def address_has_no_version(entry: Any) -> bool:
    """A fullUrl is the address of a resource, not of one version of it."""
    return "/_history/" not in text(entry, "fullUrl")


def document_is_identified(bundle: Any) -> bool:
    """A document has an identifier with system and value."""
    named = any(has(one, "system") and has(one, "value") for one in each(bundle, "identifier"))
    return named or text(bundle, "type") != "document"


def document_is_dated(bundle: Any) -> bool:
    """A document says when it was put together."""
    return bool(text(bundle, "timestamp")) or text(bundle, "type") != "document"


def document_begins_with_a_composition(bundle: Any) -> bool:
    """The first resource of a document is its Composition."""
    return text(bundle, "type") != "document" or _first(bundle) == "Composition"


def message_begins_with_a_header(bundle: Any) -> bool:
    """The first resource of a message is its MessageHeader."""
    return text(bundle, "type") != "message" or _first(bundle) == "MessageHeader"


def _first(bundle: Any) -> str:
    """Return the type of the first entry's resource; empty where there is none."""
    return next(
        (text(held, "resourceType") for entry in each(bundle, "entry")[:1] for held in each(entry, "resource")), ""
    )


RULES = (
    Invariant("bdl-1", "total is only for a searchset or history.", total_is_of_a_search),
    Invariant("bdl-2", "An entry's search is only for a searchset.", search_is_of_a_search),
    Invariant(
        "bdl-3", "Every entry of a batch, transaction or history needs a request; no other may.", requests_where_asked
    ),
    Invariant(
        "bdl-4", "Every entry of a response or history needs a response; no other may.", responses_where_answered
    ),
    at_least_one("bdl-5", "resource", "request", "response"),
    Invariant("bdl-7", "Two entries have the same fullUrl.", entries_differ),
    Invariant("bdl-8", "A fullUrl may not name a version.", address_has_no_version),
    Invariant("bdl-9", "A document needs an identifier with system and value.", document_is_identified),
    Invariant("bdl-10", "A document needs a timestamp.", document_is_dated),
    Invariant("bdl-11", "The first resource of a document must be a Composition.", document_begins_with_a_composition),
    Invariant("bdl-12", "The first resource of a message must be a MessageHeader.", message_begins_with_a_header),
)
