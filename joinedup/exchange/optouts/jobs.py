"""What the clock does here: delete what expired."""

from __future__ import annotations

from datetime import datetime

from joinedup.exchange.optouts import actions


def delete_expired(*, at: datetime) -> None:
    """Delete what is kept of checks that have expired; see ``actions.delete_expired``."""
    actions.delete_expired(at=at)
