"""The report of a model of care: for a team its own people as they are, for who plans the whole place, rounded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from joinedup.insight.disclosure import TRUE_NUMBERS, policy_for
from joinedup.planning.model_reports import rules
from joinedup.planning.model_reports.rules import Came, Facts, Report, Scored, StepSeen
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import senders_of
from joinedup.record.answers.queries import scores_of
from joinedup.words.models_of_care import ModelOfCare
from joinedup.work.enrolment import queries as enrolment
from joinedup.work.enrolment.facts import EnrolmentFact, facts


def report(model: ModelOfCare, *, by: Actor, at: datetime) -> Report:
    """Return the report of ``model`` at ``at``. Raises NotAllowed.

    Who gives care is told of the people of their own organisation's teams, in true numbers; who plans, of everyone on
    the model, where few are never told apart. Cost: three queries, and one pass over the events.
    """
    access.require(by, "model.see")
    if by.role in access.PLANNING_ROLES | access.OVERSIGHT_ROLES:
        return rules.report(model, _facts(facts(model.id, at=at)), at=at, policy=policy_for("planning"))
    codes = senders_of(by.organisation)
    teams = [each.team.code for each in enrolment.services_ever(model.id, codes)]
    return rules.report(model, _facts(facts(model.id, at=at, teams=teams)), at=at, policy=TRUE_NUMBERS)


def _facts(told: Iterable[EnrolmentFact]) -> Facts:
    found = list(told)
    given = {each.answered: each for one in found for each in one.forms}
    return Facts(
        [Came(one.route, one.referred_at, one.accepted_at, one.ended_at, one.outcome) for one in found],
        [
            StepSeen(step.step, step.began_at, step.due_at, step.done_at, one.ended_at)
            for one in found
            for step in one.steps
            if step.due_at is not None
        ],
        [
            Scored(given[each.answered].enrolment, each.form, each.title, each.at, each.value, each.better)
            for each in scores_of(list(given))
        ],
    )
