"""What is done here is written in the journal, which lies above and may not be called: it says where to write.

The journal's own set-up hands its ``write`` to ``tell_to``; each action calls ``tell`` inside its transaction, so that
an act and its line stand or fall together.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from joinedup.record.access.actor import Actor

_listeners: list[Callable[..., Any]] = []


def tell_to(write: Callable[..., Any]) -> None:
    """Have ``write(act, by=, at=, details=)`` called for every act of this area; once, however often it is asked."""
    if write not in _listeners:
        _listeners.append(write)


def tell(act: str, *, by: Actor, at: datetime, details: dict[str, Any] | None = None) -> None:
    """Say that ``act`` was done; ``details`` hold codes and our own ids, never a name."""
    for write in _listeners:
        write(act, by=by, at=at, details=details or {})
