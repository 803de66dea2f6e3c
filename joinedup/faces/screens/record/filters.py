"""The filters of the timeline, read from its address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from joinedup.words.vocabulary.kinds import Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the timeline: the filters, the boxes as typed, and what could not be read in them."""

    filters: dict[str, Any]
    boxes: dict[str, str]
    kinds: tuple[str, ...]
    organisations: tuple[str, ...]
    mistakes: list[dict[str, str]] = field(default_factory=list)

    @property
    def some(self) -> bool:
        """Return whether anything is filtered."""
        return bool(self.kinds or self.organisations or self.boxes["since"] or self.boxes["until"])

    def query(self, **more: str) -> dict[str, Any]:
        """Return the filters as an address keeps them, with ``more``."""
        kept = {"kind": self.kinds, "organisation": self.organisations, **self.boxes, **more}
        return {name: value for name, value in kept.items() if value}


def timeline_filters(given: QueryDict) -> Asked:
    """Return the filters that ``given`` asks for; a kind that there is not is left out."""
    kinds = tuple(kind for kind in given.getlist("kind") if kind in set(Kind))
    organisations = tuple(given.getlist("organisation"))
    boxes = {box: given.get(box, "").strip() for box in ("since", "until")}
    days: dict[str, date | None] = {}
    mistakes = []
    for box, words in (("since", "From"), ("until", "To")):
        try:
            days[box] = date.fromisoformat(boxes[box]) if boxes[box] else None
        except ValueError:
            mistakes.append({"text": f"{words}: write the day as 2026-03-07", "href": f"#{box}"})
    if not mistakes and days["since"] and days["until"] and days["since"] > days["until"]:
        mistakes.append({"text": "The first day is after the last", "href": "#since"})
    filters = {"kinds": [Kind(kind) for kind in kinds], "organisations": organisations, "after": given.get("after", "")}
    return Asked(filters | days, boxes, kinds, organisations, mistakes)
