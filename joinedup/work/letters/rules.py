"""How a letter stands, what may be done with it and why not, and what it asks to be done. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

OUTSIDE = {"post": "by post", "nhsmail": "by NHSmail", "hand": "by hand"}
"""How a letter goes to whom nobody reads it here."""


class Stand(StrEnum):
    """How a letter stands."""

    DRAFT = "draft"
    TO_POST = "to_post"
    SENT = "sent"
    OPENED = "opened"
    READ = "read"
    WITHDRAWN = "withdrawn"
    IN_ERROR = "in_error"


SAID = {
    Stand.DRAFT: "Not signed yet", Stand.TO_POST: "Signed; to be printed and sent", Stand.SENT: "Sent",
    Stand.OPENED: "Opened", Stand.READ: "Read", Stand.WITHDRAWN: "Withdrawn",
    Stand.IN_ERROR: "Entered in error",
}  # fmt: skip
GONE = (Stand.WITHDRAWN, Stand.IN_ERROR)


class Dated(Protocol):
    """A letter, as far as when what was done with it."""

    signed_at: datetime | None
    sent_at: datetime | None
    outside: str
    opened_at: datetime | None
    acknowledged_at: datetime | None
    taken_back_at: datetime | None
    told_again_at: datetime | None


def stands(letter: Dated) -> Stand:
    """Return how a letter stands. One that went outside counts as opened: nobody knows that it was not."""
    if letter.taken_back_at:
        return Stand.IN_ERROR if letter.opened_at or letter.outside else Stand.WITHDRAWN
    if letter.acknowledged_at:
        return Stand.READ
    if letter.opened_at:
        return Stand.OPENED
    if letter.sent_at:
        return Stand.SENT
    return Stand.TO_POST if letter.signed_at else Stand.DRAFT


#: What may be done with a letter, and how it stands then.
MAY = {
    "change": (Stand.DRAFT,),
    "sign": (Stand.DRAFT,),
    "post": (Stand.TO_POST,),
    "acknowledge": (Stand.SENT, Stand.OPENED),
    "unacknowledge": (Stand.READ,),
    "told_again": (Stand.IN_ERROR,),
    "take_back": (Stand.DRAFT, Stand.TO_POST, Stand.SENT, Stand.OPENED, Stand.READ),
}
_WHY_NOT = {
    Stand.DRAFT: "It is not signed yet.", Stand.TO_POST: "It is signed, and not sent yet.",
    Stand.SENT: "It was sent.", Stand.OPENED: "It was sent, and opened there.", Stand.READ: "It was read there.",
    Stand.WITHDRAWN: "It was withdrawn.", Stand.IN_ERROR: "It was entered in error.",
}  # fmt: skip


def why_not(act: str, stand: Stand) -> str:
    """Return why something cannot be done with a letter that stands so, in a sentence; '' where it may."""
    return "" if stand in MAY[act] else _WHY_NOT[stand]


def unwritten(parts: Sequence[dict[str, str]]) -> list[str]:
    """Return what the author of a letter was asked to write and has not."""
    return [part["asked"] for part in parts if part["asked"] and not part["text"].strip()]


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing that a letter asks to be done, by its key and in words, and when it was done."""

    key: str
    title: str
    done_at: datetime | None


def asked(letter: Dated) -> tuple[ToDo, ...]:
    """Return what a letter asks to be done, with what was done. Of one that was withdrawn nothing is asked."""
    stand = stands(letter)
    if stand is Stand.WITHDRAWN:
        return ()
    found = [ToDo("finish", "Check, sign and send a letter", letter.signed_at)]
    if stand is Stand.TO_POST or letter.outside:
        found.append(ToDo("post", "Print a letter, and send it by post or NHSmail", letter.sent_at))
    if stand is Stand.IN_ERROR:
        found.append(ToDo("again", "A letter was entered in error: tell whom it went to", letter.told_again_at))
    return tuple(found)
