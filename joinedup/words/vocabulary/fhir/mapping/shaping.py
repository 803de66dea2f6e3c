"""What every mapper of a resource shares: the fact it makes, and who, where and in which contact it was."""

from __future__ import annotations

from typing import Any

from joinedup.words.basics.moments import Moment
from joinedup.words.vocabulary.fhir.mapping.elements import (
    EMPTY,
    Concept,
    Lookup,
    Resource,
    dicts,
    extension_value,
    is_coded,
    items,
    name_of,
    ods_code,
    part,
    reference,
    without_empty,
)
from joinedup.words.vocabulary.fhir.mapping.keys import key_at, key_of
from joinedup.words.vocabulary.kinds import Fact, Kind
from joinedup.words.vocabulary.sensitivity import MARKING, MARKS

LONGEST_TEXT = 2000
#: The status of a fact that its source has withdrawn: FHIR's own word, whatever the resource's type.
WITHDRAWN = "entered-in-error"


def fact(
    resource: Resource,
    kind: Kind,
    text: str,
    *,
    happened: Moment | None = None,
    coded: Concept = EMPTY,
    ended: Moment | None = None,
    value: float | None = None,
    unit: str = "",
    status: str = "",
    details: dict[str, Any] | None = None,
    piece: str = "",
) -> Fact:
    """Return one fact of a resource, within the lengths that an entry holds; empty details are left out."""
    return Fact(
        kind=kind,
        key=key_of(resource, piece),
        happened=happened,
        text=shortened(text or coded.text or f"{kind.value.replace('_', ' ').capitalize()} (not named)", LONGEST_TEXT),
        code_system=coded.system if coded.code else "",
        code=coded.code[:40],
        ended=ended,
        value=value,
        unit=unit[:40],
        status=status[:40],
        details=without_empty({**(details or {}), MARKS: marks_of(resource)}),
    )


def marks_of(resource: Resource) -> list[str]:
    """Return the security labels of a resource that keep it from somebody, as its sender wrote them."""
    return [code for label in dicts(part(resource, "meta", "security")) if (code := str(label.get("code"))) in MARKING]


def shortened(text: str, longest: int) -> str:
    """Return ``text``, cut with an ellipsis where it is longer than ``longest`` characters."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def said_with(text: str, addition: str) -> str:
    """Return ``text`` and what is added to it, ``Smoking status: ex-smoker``; either may be empty."""
    return ": ".join(piece for piece in (text, addition) if piece)


def status_of(resource: Resource) -> str:
    """Return the state of a resource: withdrawn first, then its clinical status, then its status."""
    if is_coded(resource.get("verificationStatus"), WITHDRAWN) or resource.get("verificationStatus") == WITHDRAWN:
        return WITHDRAWN
    clinical = next(dicts(resource.get("clinicalStatus")), None)
    if clinical is not None:
        return str(next((coding.get("code", "") for coding in dicts(clinical.get("coding"))), ""))
    status = resource.get("status")
    return status if isinstance(status, str) else ""


def linked(resource: Resource, lookup: Lookup) -> dict[str, Any]:
    """Return the keys of the contact in which, and of the problems for which, a thing was done."""
    contact = resource.get("encounter") or extension_value(resource, "encounter-associatedEncounter")
    problems = [key_at(value, lookup) for value in items(resource.get("reasonReference")) if _is_problem(value)]
    return {"encounter": key_at(contact, lookup), "problems": [key for key in problems if key]}


def _is_problem(value: Any) -> bool:
    kind = reference(value).rpartition("/")[0].rpartition("/")[2]
    return kind in ("Condition", "") and not reference(value).startswith("#")


def provider(value: Any, lookup: Lookup) -> dict[str, str]:
    """Return ``provider`` (ODS code) and ``provider_name`` of the organisation to which a Reference points."""
    return {"provider": ods_code(value, lookup), "provider_name": name_of(value, lookup)}


def place(value: Any, lookup: Lookup) -> dict[str, str]:
    """Return ``site`` (ODS code) and ``place`` (its name) of the location to which a Reference points."""
    return {"site": ods_code(value, lookup), "place": name_of(value, lookup)}


def people(values: Any, lookup: Lookup) -> str:
    """Return the names of those to whom references point, without saying one twice."""
    names = (name_of(value, lookup) for value in items(values))
    return ", ".join(dict.fromkeys(name for name in names if name))
