"""How a letter stands, what may be done with it, and what it asks to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from joinedup.work.letters.rules import MAY, SAID, Stand, asked, stands, unwritten, why_not

THEN = datetime(2026, 3, 10, 10, tzinfo=UTC)


@dataclass
class Letter:
    signed_at: datetime | None = None
    sent_at: datetime | None = None
    outside: str = ""
    opened_at: datetime | None = None
    acknowledged_at: datetime | None = None
    taken_back_at: datetime | None = None
    told_again_at: datetime | None = None


def letter(happened: str) -> Letter:
    """Return a letter with which these things happened: signed sent post opened read back told."""
    words = happened.split()
    names = {"signed": "signed_at", "sent": "sent_at", "opened": "opened_at", "read": "acknowledged_at",
             "back": "taken_back_at", "told": "told_again_at"}  # fmt: skip
    made = Letter(**{names[word]: THEN for word in words if word in names})  # type: ignore[arg-type]
    made.outside = "post" if "post" in words else ""
    return made


@pytest.mark.parametrize(
    ("happened", "stand", "to_do", "done"),
    [
        ("", "draft", "finish", ""),
        ("signed", "to_post", "post", "finish"),
        ("signed sent", "sent", "", "finish"),
        ("signed sent post", "sent", "", "finish post"),
        ("signed sent opened", "opened", "", "finish"),
        ("signed sent opened read", "read", "", "finish"),
        ("back", "withdrawn", "", ""),
        ("signed back", "withdrawn", "", ""),
        ("signed sent back", "withdrawn", "", ""),
        ("signed sent post back", "in_error", "again", "finish post"),
        ("signed sent opened back", "in_error", "again", "finish"),
        ("signed sent opened read back", "in_error", "again", "finish"),
        ("signed sent opened back told", "in_error", "", "finish again"),
    ],
)  # fmt: skip
def test_how_a_letter_stands_and_what_it_asks(happened: str, stand: str, to_do: str, done: str) -> None:
    this = letter(happened)
    assert stands(this) == stand
    assert " ".join(each.key for each in asked(this) if each.done_at is None) == to_do
    assert " ".join(each.key for each in asked(this) if each.done_at is not None) == done


@pytest.mark.parametrize(
    ("stand", "may"),
    [
        ("draft", "change sign take_back"),
        ("to_post", "post take_back"),
        ("sent", "acknowledge take_back"),
        ("opened", "acknowledge take_back"),
        ("read", "unacknowledge take_back"),
        ("withdrawn", ""),
        ("in_error", "told_again"),
    ],
)  # fmt: skip
def test_what_may_be_done_with_a_letter_and_why_not(stand: str, may: str) -> None:
    allowed = [act for act in MAY if not why_not(act, Stand(stand))]
    assert sorted(allowed) == sorted(may.split())
    assert all(why_not(act, Stand(stand)) for act in MAY if act not in allowed)
    assert SAID[Stand(stand)]


def test_only_what_its_author_was_asked_for_must_be_written() -> None:
    parts = [{"asked": "What?", "text": " "}, {"asked": "", "text": ""}, {"asked": "Why?", "text": "It hurt"}]
    assert unwritten(parts) == ["What?"]
