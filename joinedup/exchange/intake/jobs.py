"""What the clock does here: take in what waited for an agreement."""

from __future__ import annotations

from datetime import datetime

from joinedup.exchange.intake import actions
from joinedup.record.access.actor import SYSTEM


def take_in_what_waited(*, at: datetime) -> None:
    """Take in every delivery that may come in now; see ``actions.take_in_what_waited``."""
    actions.take_in_what_waited(by=SYSTEM, at=at)
