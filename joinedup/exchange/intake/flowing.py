"""Whether a feed from a sender may come in now, by the sharing agreements; asked again while a long file comes in."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from joinedup.record.sharing.agreements import queries as agreements
from joinedup.words.vocabulary.feeds import Feed

ASKED_AGAIN = 20.0  # seconds: what is withdrawn stops within a minute
_now = time.monotonic


class Stopped(Exception):
    """The agreement under which a file was coming in holds no longer; ``problem`` says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def why_not(feed: Feed, sender: str, at: datetime) -> str:
    """Return why a feed from ``sender`` may not come in at ``at``, for any purpose; nothing where it may."""
    answer = agreements.flow(agreements.of_feed(feed.name, sender=sender), at=at)
    return "" if answer.on else answer.because


def watched(feed: Feed, sender: str, at: datetime, *, moved: Callable[[float], None]) -> Callable[[float], None]:
    """Return ``moved`` as it is told between two batches of a file, asking every 20 seconds whether the file may go on.

    What it returns raises Stopped where it may not: what was taken in stays, and nothing more comes.
    """
    began = asked = _now()

    def told(share: float) -> None:
        nonlocal asked
        moved(share)
        if _now() - asked >= ASKED_AGAIN:
            asked = _now()
            if why := why_not(feed, sender, at + timedelta(seconds=asked - began)):
                raise Stopped(why)

    return told
