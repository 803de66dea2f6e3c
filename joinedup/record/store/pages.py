"""One page of a long list: the same for every list, so that its count and its rows come from one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: ``number`` counts from 1, ``total`` is how many items all pages hold."""

    items: Sequence[T]
    number: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Return the place in the whole list of this page's first item, from 1; 0 where there is none."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """Return the place in the whole list of this page's last item."""
        return self.first + len(self.items) - 1 if self.items else 0


def page_within(found: Sequence[T], *, number: int = 1, size: int = SIZE) -> Page[T]:
    """Return a page of what has been read already; past the end, the last one."""
    number = min(max(number, 1), max(1, -(-len(found) // size)))
    return Page(found[(number - 1) * size : number * size], number, len(found), size)


def page_of(found: QuerySet[Any, Any], *, number: int = 1, size: int = SIZE) -> Page[Any]:
    """Return a page of what was found; past the end, the last one. Two queries, however long the list is."""
    total = found.count()
    number = min(max(number, 1), max(1, -(-total // size)))
    start = (number - 1) * size
    return Page(list(found[start : start + size]), number, total, size)
