"""What names a fact in its source: the resource's own id where ids are stable, its content where they churn.

A GP Connect extract gives most things a new id each time. ``keyed`` therefore names each fact by what it is (kind,
code, when, value, text), not by its id and not by its state: a medicine that stops, or a problem
that ends, is the same fact, changed.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from joinedup.words.vocabulary.fhir.mapping.elements import Lookup, Resource, dicts, reference
from joinedup.words.vocabulary.kinds import Fact

LONGEST = 64
#: The details that point to other facts by their keys.
LINKS = ("encounter", "panel", "plan", "report", "referral")
MANY_LINKS = ("problems", "members")


def fitting(key: str) -> str:
    """Return ``key``, or a hash of it where it is longer than a key may be."""
    return key if len(key) <= LONGEST else hashlib.blake2b(key.encode(), digest_size=20).hexdigest()


def key_of(resource: Resource, piece: str = "") -> str:
    """Return the key of a resource: its type and id; where it has no id, its business identifier; else its content.

    ``piece`` names a part of the resource that is a fact of its own, such as one component of a blood pressure.
    """
    kind, own = str(resource.get("resourceType", "")), resource.get("id")
    if not own:
        named = next((i for i in dicts(resource.get("identifier")) if i.get("value")), None)
        own = f"{named.get('system', '')}|{named['value']}" if named else _digest(resource)
    return fitting(f"{kind}/{own}#{piece}" if piece else f"{kind}/{own}")


def key_at(value: Any, lookup: Lookup) -> str:
    """Return the key of the resource to which a Reference points, or ''."""
    address = reference(value)
    if not address or address.startswith("#"):
        return ""
    found = lookup(address)
    if found is not None:
        return key_of(found)
    kind, _, own = address.rpartition("/")
    return fitting(f"{kind.rpartition('/')[2]}/{own}") if kind and "?" not in address else ""


def content_key(fact: Fact, ordinal: int = 1) -> str:
    """Return a key made from what a fact is; ``ordinal`` tells true repeats apart, counting from 1.

    Ids, links, order, status, end and the other details have no part in it. Where there is a code, the words
    for it have none either, since a source may reword a code between two extracts.
    """
    when = fact.happened and (fact.happened.at.isoformat(), fact.happened.precision.value)
    words = " ".join(fact.text.split()).casefold()
    what = (fact.code_system, fact.code, fact.details.get("answer")) if fact.code else words
    same = (fact.kind.value, what, when, fact.value, fact.unit, fact.details.get("comparator"))
    told = fact.details.get("comment") if fact.code else None
    return _digest([same, fact.details.get("is_issue"), told]) + (f"-{ordinal}" if ordinal > 1 else "")


def keyed(facts: Sequence[Fact], aliases: Mapping[str, str] | None = None) -> list[Fact]:
    """Return the facts of one person's extract, in order, each with its content key and its links put right.

    Repeats are counted in the order of what they say, so the order in which they came does not matter.
    ``aliases`` gives other keys by which a fact may be linked to (key → the fact's own key). A link to
    something that is no fact here is left out.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for position, fact in enumerate(facts):
        groups[content_key(fact)].append(position)
    new: dict[int, str] = {}
    for positions in groups.values():
        for ordinal, position in enumerate(sorted(positions, key=lambda p: _said(facts[p])), start=1):
            new[position] = content_key(facts[position], ordinal)
    renamed = {fact.key: new[position] for position, fact in enumerate(facts)}
    renamed.update({alias: renamed[own] for alias, own in (aliases or {}).items() if own in renamed})
    return [
        dataclasses.replace(fact, key=new[position], details=_relinked(fact.details, renamed))
        for position, fact in enumerate(facts)
    ]


def _relinked(details: dict[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    linked = dict(details)
    for name in LINKS:
        if name in linked:
            linked[name] = renamed.get(linked[name])
    for name in MANY_LINKS:
        if name in linked:
            linked[name] = sorted({renamed[key] for key in linked[name] if key in renamed})
    return {name: value for name, value in linked.items() if value not in (None, [])}


def _said(fact: Fact) -> str:
    """Return all that a fact says apart from its key and its links, to order repeats by."""
    own = {name: value for name, value in fact.details.items() if name not in (*LINKS, *MANY_LINKS)}
    ended = fact.ended.at.isoformat() if fact.ended else ""
    return json.dumps([fact.text, ended, fact.status, own], sort_keys=True)


def _digest(value: Any) -> str:
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.blake2b(written.encode(), digest_size=20).hexdigest()
