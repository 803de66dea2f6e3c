"""What is written down here about a person, and stands in their record among what senders tell.

A register that the areas above fill (answered forms, care that goes on): each gives lines for a record that is open,
read with the same eyes as all else in it, in one query however many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from joinedup.record.entries.rules import Line
from joinedup.record.entries.sight import Sight
from joinedup.record.sharing.gate import Opened

UNNAMED = "A team here"
"""Who wrote something down about someone of whom it is not told who cares for them."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose record is read, with whose eyes, and as it was when; ``names`` are of organisations that may be named."""

    opened: Opened
    sight: Sight
    as_at: datetime | None
    names: Mapping[str, str]
    hidden: bool

    @property
    def at(self) -> datetime:
        """Return the moment for which the record is read."""
        return self.as_at or self.opened.at

    def name_of(self, code: str) -> str:
        """Return the name of an organisation, or one that tells nothing where the person's places are hidden."""
        return self.names.get(code, UNNAMED if self.hidden else code)


Teller = Callable[[Asking], list[Line]]
_TELLERS: list[Teller] = []


def register(teller: Teller) -> None:
    """Have ``teller`` asked for its lines whenever a record is read."""
    if teller not in _TELLERS:
        _TELLERS.append(teller)


def written_here(asking: Asking) -> list[Line]:
    """Return every line that was written down here. Cost: a query for each area that is registered."""
    return [line for tell in _TELLERS for line in tell(asking)]
