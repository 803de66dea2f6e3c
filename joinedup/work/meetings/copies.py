"""What meetings decided of a person, for the copy of all that is held about them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import orjson

from joinedup.record.sharing.gate import Opened
from joinedup.record.sharing.sensitivity import PERSON, Reader
from joinedup.work.meetings.decided import Decided, decided_about


@dataclass(frozen=True, slots=True)
class DecidedCopy:
    """The decisions that a person may have; ``held_back`` counts those at which a clinician must look first."""

    decisions: tuple[Decided, ...]
    held_back: int

    def as_json(self) -> bytes:
        """Return it as JSON for machines."""
        return orjson.dumps([asdict(each) for each in self.decisions], option=orjson.OPT_INDENT_2)


def copy_of_decided(opened: Opened) -> DecidedCopy:
    """Return what was decided of a person opened with ``act="record.export"``."""
    found = decided_about(opened, shown_to=Reader(PERSON))
    return DecidedCopy(found.decisions, found.kept)
