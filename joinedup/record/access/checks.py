"""What may be said of an organisation, a team or an account, by a page as by a file. Pure: no database, no clock.

Each returns what is wrong as a sentence, without the value itself, or nothing where all is well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from joinedup.record.access.models import Belonging, Role, Team

# Source: ODS codes are 3 to 10 letters and digits today; a place's own may hold a dash.
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}")
_TEAM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,149}")
_KIND = re.compile(r"[\w ,()'-]{0,40}")
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation, site or team as it is said or known; ``to`` is the organisation above, or whose it is."""

    name: str
    kind: str = ""
    to: str = ""
    belongs: str = ""
    site: str = ""
    serves: frozenset[str] = frozenset()
    opened: date | None = None
    closed: date | None = None


def wrong_place(code: str, place: Place, tree: Mapping[str, str]) -> str:
    """Return what is wrong with an organisation and where it is to stand.

    ``tree`` is code to the code above, "" for none, of every organisation there will be.
    """
    if not _CODE.fullmatch(code):
        return "A code is up to 12 capital letters, digits and dashes."
    if not _KIND.fullmatch(place.kind):
        return "What an organisation is, is said in up to 40 letters."
    return _named(place.name) or _dated(place) or _placed(code, place, tree)


def taken_by_a_site(code: str, known: Mapping[str, str]) -> str:
    """Return what is wrong with the code of a new organisation: another's site has it. ``known`` is site to whose."""
    return "This is the code of another organisation’s site." if known.get(code, code) != code else ""


def wrong_site(code: str, place: Place, organisations: Collection[str]) -> str:
    """Return what is wrong with a site; ``organisations`` are the codes of all there will be.

    What a site's code sends is its organisation's to see: it may be its organisation's own code, and no other's.
    """
    if code in organisations and code != place.to:
        return "Another organisation has this code."
    return wrong_place(code, replace(place, to="", belongs=""), {})


def wrong_team(code: str, place: Place) -> str:
    """Return what is wrong with a team; whether its organisation and practices are known is asked elsewhere."""
    if not _TEAM.fullmatch(code):
        return "A team's code is up to 20 letters, digits, dashes and underscores."
    if place.kind not in Team.Kind.values:
        return f"The kind of a team is one of: {', '.join(Team.Kind.values)}."
    if place.serves and place.kind != Team.Kind.NEIGHBOURHOOD:
        return "Only a neighbourhood team serves the people of practices."
    return _named(place.name) or _dated(place)


def wrong_name(username: str, full_name: str) -> str:
    """Return what is wrong with the names of an account."""
    if not _USERNAME.fullmatch(username):
        return "A sign-in name is up to 150 letters, digits, dots, dashes, underscores and @."
    return _named(full_name)


def wrong_role(role: str) -> str:
    """Return what is wrong with the name of a role."""
    return "" if role in Role.values else f"The role is not known. Choose one of: {', '.join(Role.values)}."


def lineage(code: str, tree: Mapping[str, str]) -> list[str]:
    """Return ``code`` and the codes above it, nearest first; a ring ends where it began."""
    found: list[str] = []
    while code and code not in found:
        found.append(code)
        code = tree.get(code, "")
    return found


def _named(name: str) -> str:
    if not name.strip():
        return "A name is missing."
    if len(name) > LONGEST_NAME or not name.isprintable():
        return f"A name is one line of up to {LONGEST_NAME} letters."
    return ""


def _dated(place: Place) -> str:
    return "It closes before it opens." if place.opened and place.closed and place.closed < place.opened else ""


def _placed(code: str, place: Place, tree: Mapping[str, str]) -> str:
    if bool(place.to) != bool(place.belongs):
        return "Say both the organisation above and how this one belongs to it, or neither."
    if place.to and place.belongs not in Belonging.values:
        return f"How it belongs is one of: {', '.join(Belonging.values)}."
    if place.to and place.to not in tree:
        return "The organisation above is not known here."
    return "This organisation would stand above itself." if place.to and code in lineage(place.to, tree) else ""
