"""Which branches of a step its answers start: of the form that is named, of the step's own, or of any given before."""

from __future__ import annotations

import pytest

from joinedup.words.models_of_care import Step
from joinedup.words.models_of_care.definition import Branch, Condition
from joinedup.words.models_of_care.phrases import when
from joinedup.work.enrolment.branching import held
from tests.world.drawn import rows

SAID = {
    "falls-risk": {"risk": ("high",), "medicines": ("5",)},
    "phq-9": {"phq_9": ("12",), "risk": ("low",), "needs": ("food", "sleep")},
}
DRAWN = """
    when                             | held
    ---------------------------------+-----
    falls-risk.risk is high          | yes
    falls-risk.risk is low           |
    falls-risk.risk is low or high   | yes
    risk is low                      | yes
    risk is high                     |
    medicines 4 or over              | yes
    medicines 6 or over              |
    phq_9 10 to 14 and risk is low   | yes
    phq_9 10 to 14 and risk is high  |
    needs is sleep                   | yes
    not_asked is yes                 |
    gad-7.risk is low                |
    needs 4 or over                  |
"""


@pytest.mark.parametrize("row", rows(DRAWN), ids=lambda row: row["when"])
def test_a_branch_starts_where_every_condition_holds(row: dict[str, str]) -> None:
    step = Step("ask", "Ask", "gp", forms=("phq-9",), then=(Branch(when(row["when"]), "step", "next"),))
    assert held(step, SAID) == ((0,) if row["held"] else ())


def test_each_branch_that_holds_is_named_by_its_place() -> None:
    conditions = [(Condition("risk", ("high",)),), (Condition("medicines", ("5",)),), (Condition("risk", ("high",)),)]
    step = Step("ask", "Ask", "gp", then=tuple(Branch(each, "step", "next") for each in conditions))
    assert held(step, {"falls-risk": SAID["falls-risk"]}) == (0, 1, 2)
