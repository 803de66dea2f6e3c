"""What is done by the clock, apart from any page and any queue: the one table of it, and the thread that does it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import import_module

# function (module and name; it takes ``at``): how many seconds lie between two runs
EVERY: dict[str, int] = {
    "joinedup.record.journal.sealing.seal": 60,
    "joinedup.record.sharing.agreements.actions.look": 30,
    "joinedup.exchange.intake.jobs.take_in_what_waited": 60,
    "joinedup.exchange.optouts.jobs.delete_expired": 60,
    "joinedup.work.enrolment.following.follow": 60,
    "joinedup.work.enrolment.rebuilding.put_right": 86_400,
    "joinedup.journeys.notices.tell": 60,
    "joinedup.planning.reports.jobs.look": 300,
    "joinedup.faces.screens.downtime.clock.look": 60,
    "joinedup.record.watching.actions.watch": 300,
    "joinedup.record.watching.actions.follow_up": 3600,
    "joinedup.record.signing_in.sittings.clear": 3600,
}
_log = logging.getLogger(__name__)


def due(last: Mapping[str, float], now: float) -> list[str]:
    """Return what is to be done at ``now`` (seconds of any clock), given when each was last done."""
    return [path for path, seconds in EVERY.items() if now - last.get(path, float("-inf")) >= seconds]


def run_once(paths: list[str], *, at: datetime) -> None:
    """Do each of ``paths``; one that fails is told by its name alone, for an error may hold a person's data."""
    for path in paths:
        module, name = path.rsplit(".", 1)
        act: Callable[..., object] = getattr(import_module(module), name)
        try:
            act(at=at)
        except Exception as error:  # noqa: BLE001 (the clock goes on, whatever one of them meets)
            _log.error("%s failed: %s", path, type(error).__name__)


def tick_beside_the_site() -> threading.Thread:
    """Do by the clock what EVERY says, in a thread of this process, and return the thread; it ends with the process."""

    def tick() -> None:
        from django.db import close_old_connections  # noqa: PLC0415 (Django must be ready first)

        last: dict[str, float] = {}
        while True:
            now = time.monotonic()
            if paths := due(last, now):
                run_once(paths, at=datetime.now(UTC))
                last.update(dict.fromkeys(paths, now))
                close_old_connections()
            time.sleep(1)

    thread = threading.Thread(target=tick, name="clock", daemon=True)
    thread.start()
    return thread
