"""What became of someone in a month, from when their posts began and ended. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from joinedup.words.basics.moments import start_of_day

Span = tuple[datetime, datetime | None]

JOINED, CAME_BACK, MOVED, TOOK_ON, GAVE_UP, LEFT = "joined", "came_back", "moved", "took_on", "gave_up", "left"
WORDS = {
    JOINED: "Joined", CAME_BACK: "Came back", MOVED: "Moved", TOOK_ON: "Took on another post",
    GAVE_UP: "Gave up a post", LEFT: "Left",
}  # fmt: skip


def month_span(year: int, month: int) -> tuple[datetime, datetime]:
    """Return the first instant of a month and of the next, in London."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return start_of_day(date(year, month, 1)), start_of_day(following)


def became(posts: Sequence[Span], begins: datetime, ends: datetime) -> str:
    """Return what became of someone with these posts from ``begins`` until before ``ends``; "" where nothing did."""
    started = [post for post in posts if begins <= post[0] < ends]
    ended = [post for post in posts if post[1] and begins <= post[1] < ends]
    before = [post for post in posts if post[0] < begins]
    if not started and not ended:
        return ""
    if ended and not any(post[0] < ends and (post[1] is None or post[1] >= ends) for post in posts):
        return LEFT
    if started and not before:
        return JOINED
    if started and all(post[1] and post[1] < begins for post in before):
        return CAME_BACK
    if started and ended:
        return MOVED
    return TOOK_ON if started else GAVE_UP
