"""The facts of one person's whole record, extracted at once by a source whose ids churn (GP Connect)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from joinedup.words.vocabulary.fhir.mapping.decided import DECIDED
from joinedup.words.vocabulary.fhir.mapping.elements import Resource, dicts
from joinedup.words.vocabulary.fhir.mapping.keys import keyed
from joinedup.words.vocabulary.kinds import Fact


def by_reference(resources: Sequence[Resource]) -> Mapping[str, Resource]:
    """Return the resources by the address at which others refer to them: ``Medication/1``."""
    return MappingProxyType({f"{one.get('resourceType')}/{one['id']}": one for one in resources if one.get("id")})


def facts_of_extract(resources: Sequence[Resource]) -> list[list[Fact]]:
    """Return the facts of each resource of one person's record, named by their content and linked by those names.

    The same record extracted again, in any order and with any ids, gives the same keys; only what the source added
    or corrected has new ones.
    """
    known = by_reference(resources)
    found: list[list[Fact]] = []
    for resource in resources:
        decision = DECIDED.get(str(resource.get("resourceType")))
        mapper = decision.mapper if decision else None
        contained = {f"#{one['id']}": one for one in dicts(resource.get("contained")) if one.get("id")}
        reach = known if not contained else {**known, **contained}
        found.append(mapper(resource, reach.get) if mapper else [])
    named = iter(keyed([fact for facts in found for fact in facts]))
    return [[next(named) for _ in facts] for facts in found]
