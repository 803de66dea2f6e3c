"""Reading the FHIR resources that we keep, by what their sender calls them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from joinedup.record.entries.models import Resource

_AT_ONCE = 500


def bodies(names: Iterable[tuple[str, str]], *, sender: str) -> dict[tuple[str, str], str]:
    """Return the JSON of each current resource of ``names`` (type, logical id) that is about nobody, where we have it.

    For looking up who and what a resource refers to (a medicine, an organisation); no one's own is ever returned.
    """
    by_type: defaultdict[str, list[str]] = defaultdict(list)
    for type_, logical_id in names:
        by_type[type_].append(logical_id)
    found: dict[tuple[str, str], str] = {}
    for type_, ids in by_type.items():
        for start in range(0, len(ids), _AT_ONCE):
            asked = Q(type=type_, logical_id__in=ids[start : start + _AT_ONCE])
            kept = Resource.objects.filter(asked, sender=sender, recorded_until=None, source_record=None)
            found.update({(type_, logical_id): body for logical_id, body in kept.values_list("logical_id", "body")})
    return found
