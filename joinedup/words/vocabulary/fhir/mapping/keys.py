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

from joinedup.words.vocabulary import codes
from joinedup.words.vocabulary.fhir.mapping.elements import Lookup, Resource, dicts, moment, reference
from joinedup.words.vocabulary.kinds import Fact

LONGEST = 64
#: Codes that say nothing without the words beside them.
SPEECHLESS = frozenset({*codes.DEGRADED, "37331000000100"})
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

    Ids, links, order, status, end, comments and the other details have no part in it. Where there is a code, the words
    for it have none either, since a source may reword a code between two extracts; a code that says nothing by
    itself ("lost in transfer", "comment") leaves it to the words. When a thing was recorded counts before when
    it happened, for that is not corrected later.
    """
    details = fact.details
    speaks = fact.code and fact.code not in SPEECHLESS
    what = (fact.code_system, fact.code, _bare(details.get("answer"))) if speaks else _bare(fact.text)
    recorded = moment(details.get("recorded") or details.get("issued"))
    when = recorded or fact.happened
    instant = when and (when.at.isoformat(), when.precision.value)
    period = fact.happened and fact.happened.at.isoformat() if details.get("is_issue") else None
    number = (fact.value, fact.unit, details.get("comparator"))
    made = _digest([fact.kind.value, what, instant, number, period, details.get("is_issue")])
    return f"{made}-{ordinal}" if ordinal > 1 else made


def _bare(text: Any) -> str:
    """Return the letters and figures of a text, so that a new way of laying it out does not make it another."""
    return "".join(one for one in str(text or "").casefold() if one.isalnum())


def keyed(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts of one person's extract, in order, each with its content key and its links put right.

    Repeats are counted in the order of what they say, so the order in which they came does not matter.
    A medicine stands for the plan it follows (``plan``), so its issues link to it. A link to something that is
    no fact here is left out.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for position, fact in enumerate(facts):
        groups[content_key(fact)].append(position)
    new: dict[int, str] = {}
    repeated = any(len(positions) > 1 for positions in groups.values())
    order = _orders(facts, groups) if repeated else [""] * len(facts)
    for positions in groups.values():
        for ordinal, position in enumerate(sorted(positions, key=order.__getitem__), start=1):
            new[position] = content_key(facts[position], ordinal)
    followed = {
        fact.details["plan"]: new[position]
        for position, fact in enumerate(facts)
        if "plan" in fact.details and not fact.details.get("is_issue")
    }
    renamed = followed | {fact.key: new[position] for position, fact in enumerate(facts)}
    return [
        dataclasses.replace(fact, key=new[position], details=_relinked(fact.details, renamed, new[position]))
        for position, fact in enumerate(facts)
    ]


def _relinked(details: dict[str, Any], renamed: Mapping[str, str], own: str) -> dict[str, Any]:
    linked = dict(details)
    for name in LINKS:
        if name in linked:
            found = renamed.get(linked[name])
            linked[name] = found if found != own else None
    for name in MANY_LINKS:
        if name in linked:
            linked[name] = sorted({renamed[key] for key in linked[name] if key in renamed})
    return {name: value for name, value in linked.items() if value not in (None, [])}


def _orders(facts: Sequence[Fact], groups: Mapping[str, Sequence[int]]) -> list[str]:
    """Return, for each fact, what to order repeats by: what it says, what it links to, and what links to it."""
    same = {position: key for key, positions in groups.items() for position in positions}
    said = [same[position] + _said(fact) for position, fact in enumerate(facts)]
    place = {fact.key: position for position, fact in enumerate(facts)}
    out = [sorted(place[key] for key in _linked_to(fact) if key in place) for fact in facts]
    into: list[list[str]] = [[] for _ in facts]
    for position, targets in enumerate(out):
        for target in targets:
            into[target].append(said[position])
    return [
        json.dumps([said[position], sorted(said[target] for target in out[position]), sorted(into[position])])
        for position in range(len(facts))
    ]


def _linked_to(fact: Fact) -> list[str]:
    one = [fact.details[name] for name in LINKS if name in fact.details]
    return one + [key for name in MANY_LINKS for key in fact.details.get(name, ())]


def _said(fact: Fact) -> str:
    """Return all that a fact says apart from its key and its links, to order repeats by."""
    own = {name: value for name, value in fact.details.items() if name not in (*LINKS, *MANY_LINKS)}
    ended = fact.ended.at.isoformat() if fact.ended else ""
    happened = fact.happened.at.isoformat() if fact.happened else ""
    return json.dumps([happened, fact.text, ended, fact.status, own], sort_keys=True)


def _digest(value: Any) -> str:
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.blake2b(written.encode(), digest_size=20).hexdigest()
