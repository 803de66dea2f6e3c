"""To which models' lists a person was added by name, for the copy of all that is held about them: why, and by whom.

Who did it is told by their role and where they work, as who looked is.
"""

from __future__ import annotations

from datetime import datetime

from joinedup.record.sharing.gate import Opened
from joinedup.work.additions.queries import additions_of

Row = dict[str, str | datetime | None]


def copy_of_additions(opened: Opened) -> tuple[Row, ...]:
    """Return every addition of a person opened with ``act="record.export"``."""
    return tuple(
        {
            "list": each.model, "why": each.reason, "from": each.added_at, "by": f"{each.role}, {each.organisation}",
            "until": each.withdrawn_at, "why_no_longer": each.withdrawn_why,
        }
        for each in additions_of(opened)
    )  # fmt: skip
