"""Answers to the forms of the catalogue, as someone in the town gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from joinedup.insight.forms import form_named
from joinedup.journeys.forms import Following, given
from joinedup.record.access.actor import Actor
from joinedup.record.answers import actions as answers
from joinedup.record.answers.models import Answered

CONVERSATION: dict[str, list[Any]] = {
    "what_matters": ["Seeing my sister"], "hard_now": ["lonely"], "immediate_danger": [False],
    "safeguarding": [False], "community_help": [False], "more_support": [False], "healthy_living": [False],
    "early_help": [False], "health_need": [False],
}  # fmt: skip
WHEEL: dict[str, list[Any]] = {
    arm: [3] for arm in ("respect", "body", "mind", "control", "doing", "money", "people", "home")
}
REFERRAL: dict[str, list[Any]] = {
    "referred_by": ["gp"], "referrer_name": ["Dr Nair"], "help_wanted": ["loneliness"],
    "reason": ["Lonely since Arthur died"], "how_soon": ["routine"], "person_knows": [True], "person_agrees": [True],
}  # fmt: skip


RISKS = ("immediate_danger", "safeguarding")


def gives(
    form: str, *, person: int, work: str, by: Actor, at: datetime, answered: dict[str, list[Any]]
) -> tuple[Answered, Following]:
    """Have someone give a form about a person for a work, and return what was kept and what followed."""
    definition = form_named(form)
    kept = answers.give(
        definition, person_id=person, answers=answered, happened_at=at, key=uuid4(), work=work, by=by, at=at,
        acted={risk: {"what": "Called, and stayed"} for risk in RISKS if answered.get(risk) == [True]},
    )  # fmt: skip
    return kept, given(kept, form=definition, by=by, at=at)
