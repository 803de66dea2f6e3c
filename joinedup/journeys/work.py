"""What a form is for, as it is written with its answers: a step of someone's enrolment, or a referral to a model."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STEP = re.compile(r"enrolment:(\d{1,18}):([a-z][a-z0-9_]*)(?::(\d{1,4}))?$")
_REFERRAL = re.compile(r"refer:([a-z0-9-]+)(?::([a-z_]+))?$")


@dataclass(frozen=True, slots=True)
class ForStep:
    """A form for a step of an enrolment; ``nth`` is 0 where the step does not come round."""

    enrolment: int
    step: str
    nth: int = 0

    def __str__(self) -> str:
        return f"enrolment:{self.enrolment}:{self.step}{f':{self.nth}' if self.nth else ''}"


@dataclass(frozen=True, slots=True)
class ForReferral:
    """A form with which someone is referred to a model of care, by which way they come."""

    model: str
    route: str = ""

    def __str__(self) -> str:
        return f"refer:{self.model}{f':{self.route}' if self.route else ''}"


def read(work: str) -> ForStep | ForReferral | None:
    """Return what a form is for; None where it is for nothing of a model of care."""
    if found := _STEP.match(work):
        return ForStep(int(found[1]), found[2], int(found[3] or 0))
    if found := _REFERRAL.match(work):
        return ForReferral(found[1], found[2] or "")
    return None
