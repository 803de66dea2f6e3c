"""What a plan asks to be done, as tasks: its actions, and answers to what those who used it said.

A task rests on what the plan says now: written again whenever that changes, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q

from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Post, Team
from joinedup.record.access.queries import senders_of
from joinedup.record.tasks import actions as tasks
from joinedup.record.tasks.rules import Asked
from joinedup.words.basics.moments import day, start_of_day
from joinedup.work.plans.models import Feedback, Part
from joinedup.work.plans.queries import versions_of
from joinedup.work.plans.rules import Standing, account_of, standing, team_of

ACTIONS, ANSWERS = "plan", "plan_feedback"
"""The sources of these tasks."""
TITLE = "An action in their plan"
"""What a task says of an action: its words are read in the plan, by whoever may see them there."""


def owe_actions(parts: Sequence[Part], *, at: datetime) -> None:
    """Have the tasks of these actions of plans be what the plan says now."""
    found = {part.pk: standing(versions) for part, versions in versions_of(parts)}
    asked = [each for part in parts if (each := _action(part, found[part.pk], at)) is not None]
    tasks.owe(ACTIONS, asked, of=[part.pk for part in parts], by=SYSTEM, at=at)


def owe_answer(told: Feedback, *, at: datetime) -> None:
    """Have the answer to a piece of feedback be a task of whoever is to give it."""
    team = _team(told.to_organisation, told.to_account_id, at)
    first = told.answers.order_by("pk").first()
    asked = Asked(
        person_id=told.person_id, source_id=told.pk, key="answer", title="Answer what was said of a plan",
        team_id=team.pk, begins_at=told.told_at, account_id=told.to_account_id, due_at=told.answer_by,
        due_said="by 08:00", urgent=True, address="/plan-feedback", done_at=first.answered_at if first else None,
        done_by_id=first.answered_by_id if first else None,
    ) if team else None  # fmt: skip
    tasks.owe(ANSWERS, [asked] if asked else [], of=[told.pk], by=SYSTEM, at=at)


def _action(part: Part, stands: Standing, at: datetime) -> Asked | None:
    """Return the task of an action, None where the person or someone of theirs does it, or where it is over."""
    now = stands.now
    owner, status = str(now.content.get("owner", "")), now.content.get("status", "")
    account = account_of(owner)
    team = Team.objects.filter(code=team_of(owner)).first() if team_of(owner) else _team(now.organisation, account, at)
    if stands.ended or status == "stopped" or team is None or not (account or team_of(owner)):
        return None
    due = now.content.get("due")
    on = date.fromisoformat(due) if due else None
    return Asked(
        person_id=part.plan.person_id,
        source_id=part.pk,
        key="action",
        title=TITLE,
        team_id=team.pk,
        account_id=account,
        begins_at=now.written_at,
        due_at=start_of_day(on + timedelta(days=1)) if on else None,
        due_said=f"by {day(on)}, in the plan" if on else "",
        address=f"/people/{part.plan.person_id}/plan/parts/{part.pk}/write",
        done_at=now.written_at if status == "done" else None,
        done_by_id=now.account_id if status == "done" else None,
    )


def _team(organisation: str, account: int | None, at: datetime) -> Team | None:
    """Return the team in which someone works there now; else one of their organisation, None where it has none."""
    codes = senders_of(organisation)
    open_ = Q(ends_at=None) | Q(ends_at__gt=at)
    posts = Post.objects.filter(open_, account_id=account or 0, team__isnull=False, starts_at__lte=at)
    post = posts.filter(organisation__ods_code__in=codes).select_related("team").order_by("pk").first()
    return post.team if post else Team.objects.filter(organisation__ods_code__in=codes).order_by("pk").first()
