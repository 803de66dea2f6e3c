"""Who is in a downtime pack, in which order, until when it may be used, and when the next one is due. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import IntEnum

from joinedup.record.entries.rules import Line
from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import LONDON
from joinedup.words.vocabulary.kinds import Kind

REASON = "Downtime pack"
USE_FOR = timedelta(hours=24)
"""How long what a pack says may be used: a day's medicines and wishes may be others the next."""
MOST = 200
"""How many people are in a pack at most: some two hundred sheets, which a team can still find its way in."""
SEEN_BY_PRACTICE, SEEN_BY_OTHERS = timedelta(days=7), timedelta(days=14)
EXPECTED_WITHIN = timedelta(hours=36)
END_OF_LIFE_FEED = "end_of_life"
# SNOMED CT: frailty, its three grades, palliative care, referral for it. As the place's registers count them.
LISTED_CODES = frozenset(
    ("248279007", "925791000000100", "925831000000107", "925861000000102", "103735009", "305284002")
)  # fmt: skip
SHORTEST, LONGEST = 16, 100


class Rank(IntEnum):
    """Why someone is in a pack, the most urgent first."""

    HERE = 1
    LISTED = 2
    EXPECTED = 3
    SUPPORTED = 4
    SEEN = 5


IN_WORDS: dict[Rank, str] = {
    Rank.HERE: "people who stay or live with us now",
    Rank.LISTED: "our registered people with frailty, or in palliative or end-of-life care",
    Rank.EXPECTED: f"people with an appointment in the next {EXPECTED_WITHIN // timedelta(hours=1)} hours",
    Rank.SUPPORTED: "people with a package of care from us",
    Rank.SEEN: (
        f"people seen in the last {SEEN_BY_OTHERS.days} days ({SEEN_BY_PRACTICE.days} by a practice)"
    ),
}  # fmt: skip


def still_listed(lines: Sequence[Line]) -> bool:
    """Return whether who reads these lines may know that someone is frail or near the end of life.

    Whoever is in a pack for that alone, and sealed what tells it, is not in it: being in it would tell.
    """
    return any(
        row.feed == END_OF_LIFE_FEED or (row.kind is Kind.PROBLEM and row.code in LISTED_CODES)
        for line in lines
        for row in line.sources
    )


def wrong_passphrase(typed: str, again: str | None = None) -> str:
    """Return what is wrong with a passphrase, or nothing. Viewers disagree on letters beyond ASCII."""
    if len(typed) < SHORTEST:
        return f"Use {SHORTEST} letters or more, such as four words."
    if len(typed) > LONGEST:
        return f"Use {LONGEST} letters or fewer."
    if not (typed.isascii() and typed.isprintable()):
        return "Use only plain letters, numbers, spaces and signs: some viewers cannot type others."
    return "The two do not match." if again is not None and again != typed else ""


def moments_of(times: Sequence[str]) -> tuple[time, ...]:
    """Return the times of a day written as ``06:00``. Raises BadInput for what is no time, and where there are none."""
    try:
        found = tuple(sorted(time.fromisoformat(text) for text in times))
    except (ValueError, TypeError) as error:
        raise BadInput(
            "place.yaml, downtime: a time cannot be read.", now='Write times: ["06:00", "18:00"].'
        ) from error
    if not found:
        raise BadInput("place.yaml, downtime: no times are given.", now='Write times: ["06:00", "18:00"].')
    return found


def is_due(times: Sequence[time], *, last: datetime | None, now: datetime) -> bool:
    """Return whether a pack is due: one of ``times`` of today or yesterday (London) has come since the last one.

    A time that the clock skips in spring is that time before it was changed.
    """
    local = now.astimezone(LONDON)
    days = (local.date(), local.date() - timedelta(days=1))
    came = [moment for day in days for at in times if (moment := datetime.combine(day, at, tzinfo=LONDON)) <= now]
    return bool(came) and (last is None or last < max(came))
