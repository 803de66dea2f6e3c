"""Whom this session's last search showed: who they are may be said again, where an address alone tells nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from django.http import HttpRequest

from joinedup.record.people.queries import Found
from joinedup.words.basics.moments import day

SHOWN = "shown"


class Shown(TypedDict):
    """Someone a search showed, in the words of its list."""

    name: str
    born: str


def remember(request: HttpRequest, found: Iterable[Found]) -> None:
    """Keep in the session whom its search shows now, in place of whom the one before it showed."""
    request.session[SHOWN] = {
        str(one.person_id): {"name": one.name, "born": day(one.birth_date) if one.birth_date else ""} for one in found
    }


def shown_by_search(request: HttpRequest, person_id: int) -> Shown | None:
    """Return who someone is, where this session's last search showed them."""
    kept: dict[str, Shown] = request.session.get(SHOWN, {})
    return kept.get(str(person_id))
