"""GP Connect structured records (FHIR STU3) as FHIR R4, so that one set of words serves both.

What comes in is a bundle as the GP system sent it; what goes out is a bundle of R4 resources that hold to R4's rules
wherever the sender held to STU3's. A value that is wrong in itself (a date that is no date) goes through as it is, so
that the check of R4 tells of it with its place.
"""

from __future__ import annotations

from joinedup.words.vocabulary.fhir.mapping.elements import Resource, dicts, items, part
from joinedup.words.vocabulary.fhir.stu3.elements import tidied
from joinedup.words.vocabulary.fhir.stu3.resources import CONVERTERS, RENAMED

__all__ = ["is_gp_connect", "resource_to_r4", "to_r4"]

_PROFILE = "GPConnect-StructuredRecord-Bundle"


def is_gp_connect(bundle: Resource) -> bool:
    """Return whether a bundle says that it is a GP Connect structured record (``meta.profile``)."""
    profiles = items(part(bundle, "meta", "profile"))
    return bundle.get("resourceType") == "Bundle" and any(_PROFILE in str(profile) for profile in profiles)


def to_r4(bundle: Resource) -> Resource:
    """Return the bundle with each resource in R4, in the same order; ``bundle`` itself is left as it was.

    References to types that have another name in R4 follow them. An entry without a resource keeps its place,
    empty, so that positions still tell where a thing was in what was sent.
    """
    entries = []
    for entry in dicts(bundle.get("entry")):
        resource = entry.get("resource")
        kept = {"fullUrl": entry["fullUrl"]} if isinstance(entry.get("fullUrl"), str) else {}
        entries.append(kept | ({"resource": resource_to_r4(resource)} if isinstance(resource, dict) else {}))
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def resource_to_r4(resource: Resource) -> Resource:
    """Return one STU3 resource of a GP Connect record in R4."""
    found: Resource = tidied(resource)
    kind = str(found.get("resourceType", ""))
    if kind in RENAMED:
        found["resourceType"] = RENAMED[kind]
    if kind in CONVERTERS:
        CONVERTERS[kind](found)
    if isinstance(found.get("contained"), list):
        found["contained"] = [resource_to_r4(one) for one in dicts(found["contained"])]
    return found
