"""Ask what is in a FHIR element whose shape may still be wrong: nothing here raises, whatever it is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

MOST_DEEP = 100


class TooDeep(Exception):
    """The resource is nested deeper than any real one."""


def has(element: Any, name: str) -> bool:
    """Return whether ``element`` has ``name``, be it only by an extension; ``value[x]`` asks for any of its types."""
    if not isinstance(element, dict):
        return False
    if not name.endswith("[x]"):
        return name in element or f"_{name}" in element
    stem = name[:-3]
    return any((key := raw.lstrip("_")).startswith(stem) and key[len(stem) :][:1].isupper() for raw in element)


def each(element: Any, name: str) -> list[Mapping[str, Any]]:
    """Return the objects under ``name``: those of a list, or the one; empty where there is none."""
    found = element.get(name) if isinstance(element, dict) else None
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]


def text(element: Any, name: str) -> str:
    """Return the text under ``name``; empty where there is none."""
    found = element.get(name) if isinstance(element, dict) else None
    return found if isinstance(found, str) else ""


def number(element: Any, name: str) -> float | None:
    """Return the number under ``name``; None where there is none."""
    found = element.get(name) if isinstance(element, dict) else None
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def coded(element: Any, name: str, system: str, *codes: str) -> bool:
    """Return whether a concept under ``name`` has one of ``codes`` of ``system``."""
    return any(
        text(coding, "system") == system and text(coding, "code") in codes
        for concept in each(element, name)
        for coding in each(concept, "coding")
    )


def in_order(first: str, second: str) -> bool:
    """Return False only where the date or instant ``first`` is surely after ``second``; an empty one is unknown.

    Where one is less exact than the other, they are compared as exactly as the less exact one is known.
    """
    if "T" in first and "T" in second:
        try:
            return datetime.fromisoformat(first) <= datetime.fromisoformat(second)
        except (ValueError, TypeError):  # no date, or no zone: told as such where the shape is checked
            return True
    known = min(len(first.partition("T")[0]), len(second.partition("T")[0]))
    return first[:known] <= second[:known]


def local_addresses(resource: Any) -> list[tuple[str, str]]:
    """Return (name, text) of each text in ``resource``, however deep, that begins with ``#``.

    Raises TooDeep for one nested deeper than ``MOST_DEEP``.
    """
    found: list[tuple[str, str]] = []
    level: list[Any] = [resource]
    for _ in range(MOST_DEEP):
        below: list[Any] = []
        for one in level:
            if type(one) is dict:
                pairs: Any = one.items()
            elif type(one) is list:
                pairs = [("", value) for value in one]
            else:
                continue
            for name, value in pairs:
                if type(value) is not str:
                    below.append(value)
                elif value[:1] == "#":
                    found.append((name, value))
        if not below:
            return found
        level = below
    raise TooDeep
