"""What the clock does here: take in what waited for an agreement, and find whose it is."""

from __future__ import annotations

from datetime import datetime

from joinedup.exchange.intake import actions
from joinedup.record.access.actor import SYSTEM
from joinedup.record.linkage import actions as linkage


def take_in_what_waited(*, at: datetime) -> None:
    """Take in every delivery that may come in now, and link it; see ``actions.take_in_what_waited``."""
    if actions.take_in_what_waited(by=SYSTEM, at=at):
        linkage.link_new(by=SYSTEM, at=at)
