"""What a saved cut may be, and how it stands in an address. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from joinedup.words.basics.errors import BadInput

LONGEST_NAME = 120
FIRST_BY = "age"


def named(name: str) -> str:
    """Return the name of a cut as it is kept. Raises BadInput without one, or for one that is too long."""
    name = " ".join(name.split())
    if not name:
        raise BadInput("The cut has no name.", now="Give it a name that others will understand.")
    if len(name) > LONGEST_NAME:
        raise BadInput("The name is too long.", now=f"Use {LONGEST_NAME} characters or fewer.")
    return name


def as_address(where: Mapping[str, str], split_by: str) -> dict[str, str]:
    """Return a cut as the parameters of an address."""
    return {**where, "by": split_by}


def from_address(given: Mapping[str, str], dimensions: Mapping[str, object]) -> tuple[dict[str, str], str]:
    """Return the filters that an address asks, and its breakdown: by age where it names none."""
    where = {name: given[name] for name in dimensions if given.get(name)}
    return where, given.get("by") or FIRST_BY
