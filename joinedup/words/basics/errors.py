"""What stopped us, and what to do now: the errors that people read.

Every error that a person may see is one of these. Each has two parts: the sentence that says what stopped us,
and ``now``, the sentence that says what to do. Neither holds the value of a personal column.
"""

from __future__ import annotations

from dataclasses import dataclass


class JoinedUpError(Exception):
    """Something stopped us that the reader can act on."""

    def __init__(self, problem: str, *, now: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.now = now

    def __str__(self) -> str:
        return f"{self.problem} {self.now}".strip()


class BadInput(JoinedUpError):
    """What we were given cannot be used as it is."""


class NotAllowed(JoinedUpError):
    """The one who asks has no reason on record to do this."""


class CannotProceed(JoinedUpError):
    """The act is a fair one, but the state of things does not allow it."""


class NotFound(JoinedUpError):
    """There is nothing by that name here."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a file or message: where it is and what is wrong, without the value itself.

    ``row`` counts from 1 (the first row of data, or the position of a resource in its bundle);
    ``field`` is a column name, a FHIR path or an HL7 field such as ``PID-3``; either may be empty.
    """

    problem: str
    field: str = ""
    row: int | None = None
    file: str = ""

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row is not None else "",
                self.field,
            )
            if part
        )
        return f"{where}: {self.problem}" if where else self.problem


class ManyMistakes(BadInput):
    """Every mistake of one file, told at once."""

    def __init__(self, mistakes: list[Mistake], *, now: str) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes), now=now)

    def __str__(self) -> str:
        return f"{self.problem}\n{self.now}".strip()
