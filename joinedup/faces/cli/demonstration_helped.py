"""The demonstration place's volunteers and caseloads: two people whom a volunteer visits, a worry, some who weigh more.

All is done through actions, so that ``volunteer`` has a list and ``linkworker`` a caseload that weighs.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from joinedup.record.access.actor import Actor
    from joinedup.work.enrolment.queries import Row

DAY = timedelta(days=1)
PRESCRIBING, LIVING_WELL = "neighbourhood-social-prescribing", "living-well"
WEIGHTS = (("heavy", "Two visits a week since the fall"), ("light", "Rings us when there is something"))
WORRY = "The kitchen was cold and there was nothing in the fridge but milk"


def help_and_weigh(*, at: datetime) -> None:
    """Weigh two of the link worker's people, save how she looks at her day, and have a volunteer visit two people."""
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.tasks import filters  # noqa: PLC0415
    from joinedup.work.enrolment import actions, helping, queries  # noqa: PLC0415
    from joinedup.work.enrolment.queries import Filters  # noqa: PLC0415

    lena, bert = actor_named("linkworker", at=at), actor_named("volunteer", at=at)
    hers = Filters(model=PRESCRIBING, key_worker=lena.account_id)
    for row, (weight, why) in zip(queries.every("caseload", by=lena, at=at, filters=hers), WEIGHTS, strict=False):
        actions.weigh(row.id, weight, why=why, by=lena, at=at)
    filters.keep("my-day", name="Late", asked={"list": "overdue"}, shared=True, by=lena, at=at)
    helped = Filters(model=LIVING_WELL, team=bert.team, step="guided_conversation")
    people = queries.every("caseload", by=lena, at=at, filters=helped)
    visited = [row for row in people if row.accepted_at and row.accepted_at < at - 10 * DAY][:2]
    for row in visited:
        _converse(row, by=lena, at=at - 8 * DAY)
        actions.do_step(row.id, "match_volunteer", happened_at=at - 6 * DAY, by=lena, at=at)
    for row in visited[:1]:
        helping.worried(row.id, why=WORRY, by=bert, at=at)


def _converse(row: Row, *, by: Actor, at: datetime) -> None:
    """Have the first conversation with someone who would like to know people again."""
    from joinedup.faces.cli.demonstration_answers import answers_for  # noqa: PLC0415 (Django must be ready first)
    from joinedup.insight.forms import form_named  # noqa: PLC0415
    from joinedup.insight.models_of_care import model_named  # noqa: PLC0415
    from joinedup.journeys.forms import given  # noqa: PLC0415
    from joinedup.record.answers import actions as answers  # noqa: PLC0415

    for name in model_named(row.model).model.step("guided_conversation").forms:
        form = form_named(name)
        told = dict(answers_for(form, turn=row.person_id % 100, at=at) or {})
        if "more_support" in form.by_id:
            told["more_support"] = (True,)
        kept = answers.give(
            form, person_id=row.person_id, answers={key: list(each) for key, each in told.items()}, happened_at=at,
            key=uuid4(), work=f"enrolment:{row.id}:guided_conversation", by=by, at=at,
        )  # fmt: skip
        given(kept, form=form, by=by, at=at)
