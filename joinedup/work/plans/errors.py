"""What stops someone who writes in a plan."""

from __future__ import annotations

from collections.abc import Sequence

from joinedup.words.basics.errors import BadInput
from joinedup.work.plans.rules import Problem


class NotYet(BadInput):
    """What was written in a part cannot be kept as it is: every problem at once, each with its answer."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.words for problem in problems), now="Nothing of what you wrote is lost.")
