"""FHIR R4 into facts and particulars: what comes in is a resource as JSON, what goes out is words of our own.

Pure and total: a resource of any type, however little it says, gives facts or none, and never an error.
``DECIDED`` says for every type whether it makes facts or is kept whole without one, and why.
"""

from __future__ import annotations

from joinedup.words.vocabulary.fhir.mapping.decided import DECIDED, Decision
from joinedup.words.vocabulary.fhir.mapping.elements import Lookup, Resource, dicts
from joinedup.words.vocabulary.fhir.mapping.extract import by_reference, facts_of_extract
from joinedup.words.vocabulary.fhir.mapping.keys import content_key, key_of, keyed
from joinedup.words.vocabulary.fhir.mapping.people import nothing, particulars_of, superseded_number
from joinedup.words.vocabulary.fhir.mapping.plans import subject_reference
from joinedup.words.vocabulary.kinds import Fact

__all__ = [
    "DECIDED",
    "Decision",
    "Lookup",
    "Resource",
    "by_reference",
    "content_key",
    "facts_of",
    "facts_of_extract",
    "key_of",
    "keyed",
    "nothing",
    "particulars_of",
    "subject_of",
    "superseded_number",
]


def facts_of(resource: Resource, lookup: Lookup = nothing) -> list[Fact]:
    """Return the facts that a FHIR R4 resource states about a person, keyed by the resource's own id.

    ``lookup`` gives the resource at a reference (``Medication/1``, ``urn:uuid:…``), or None; contained resources are
    found without it. A type that we do not know makes no fact.
    """
    decision = DECIDED.get(str(resource.get("resourceType")))
    if decision is None or decision.mapper is None:
        return []
    contained = {f"#{one['id']}": one for one in dicts(resource.get("contained")) if one.get("id")}
    if contained:
        return decision.mapper(resource, lambda address: contained.get(address) or lookup(address))
    return decision.mapper(resource, lookup)


def subject_of(resource: Resource) -> str:
    """Return the reference to the person whose resource this is: ``Patient/1``, ``urn:uuid:…``, '' for no one's.

    A subject told only by an identifier gives the conditional form ``Patient?identifier=system|value``.
    """
    return subject_reference(resource)
