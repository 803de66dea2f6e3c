"""What is written, decided and asked of others at a meeting, and what came of it. No words of anyone are lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Team
from joinedup.record.journal import actions as journal
from joinedup.record.tasks import actions as tasks
from joinedup.record.tasks.rules import DOES, SAFEGUARDING, Asked
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.basics.moments import LONDON, day, start_of_day
from joinedup.work.meetings.checks import action_of, decision_of, item_of, meeting_of, require_begun, written
from joinedup.work.meetings.models import Action, Decision, Item, Minute
from joinedup.work.meetings.rules import merged
from joinedup.work.meetings.sight import reached, read_there

SOURCE = "meeting"
"""The source of the tasks that actions are."""
LONGEST_MINUTES, LONGEST_DECISION, LONGEST_ACTION, LONGEST_OUTCOME, LONGEST_WHY = 20_000, 2_000, 200, 400, 200
MOST_ACTIONS = 10
LONGEST_AHEAD = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a decision asks of a team: what, who of it, by when, and that the person agreed to their being told.

    ``key`` is given with the page: sent twice it is kept once.
    """

    key: UUID
    words: str
    team: str
    due_on: date
    role: str = ""
    agreed: bool = False


@transaction.atomic
def note(item_id: int, text: str, *, was: str, by: Actor, at: datetime) -> Item:
    """Write minutes: ``text`` is what a page says now, and ``was`` what it said when it was read last.

    What others wrote meanwhile stays, and so does what this writer wrote. Raises NotAllowed, NotFound, BadInput,
    CannotProceed.
    """
    item = item_of(item_id, by=by, at=at, lock=True)
    require_begun(meeting_of(item.meeting_id, by=by))
    before = was.replace("\r\n", "\n").replace("\x00", "")
    mine = text.replace("\r\n", "\n").replace("\x00", "")
    too_long = BadInput(
        "The minutes of one person are too long.", now=f"Write {LONGEST_MINUTES:,} characters or fewer."
    )
    if max(len(before), len(mine)) > LONGEST_MINUTES:
        raise too_long  # before they are compared, which takes long for what is long
    result = merged(item.minutes, was=before, mine=mine)
    if result == item.minutes:
        return item
    if len(result) > LONGEST_MINUTES:
        raise too_long
    first = not item.versions.filter(written_by_id=by.account_id).exists()
    item.minutes, item.version = result, item.version + 1
    item.save(update_fields=["minutes", "version"])
    Minute.objects.create(
        item=item, number=item.version, text=result, written_at=at, written_by_id=by.account_id, role=by.role,
        organisation=by.organisation,
    )  # fmt: skip
    if first:  # each version says whose it is; the journal says once that they wrote
        journal.write("meeting.minuted", by=by, at=at, about=item.person_id, details={"meeting": item.meeting_id})
    return item


@transaction.atomic
def keep(item_id: int, *, few: bool, by: Actor, at: datetime) -> Item:
    """Keep what is said of someone to the posts that read of safeguarding, or no longer.

    Raises NotAllowed, NotFound, and CannotProceed where a team was asked something of whom nobody would read it then.
    """
    item = item_of(item_id, by=by, at=at, lock=True)
    require_begun(meeting_of(item.meeting_id, by=by))
    tells = SAFEGUARDING if few else ""
    host = item.meeting.series.team
    asked = Action.objects.filter(decision__item=item, decision__taken_back_at=None, done=None)
    owed = list(asked.select_related("team__organisation", "decision__item__meeting__series"))
    if not all(read_there(team, tells=tells, at=at) for team in [host, *(each.team for each in owed)]):
        raise CannotProceed(
            "A team that was asked to do something has nobody who reads of safeguarding.",
            now="Give the action to another team first.",
        )
    item.tells = tells
    item.save(update_fields=["tells"])
    for action in owed:
        action.decision.item = item
    _owe(owed, by=by, at=at)
    journal.write("meeting.kept", by=by, at=at, about=item.person_id, details={"item": item.pk, "few": few})
    return item


@transaction.atomic
def decide(
    item_id: int,
    words: str,
    *,
    key: UUID,
    reasons: str = "",
    dissent: str = "",
    review_on: date | None = None,
    for_person: bool = True,
    for_proxy: bool = False,
    wanted: Sequence[Wanted] = (),
    by: Actor,
    at: datetime,
) -> Decision:
    """Record a decision about someone, with what it asks of teams; each of these has a task at once.

    Raises NotAllowed, NotFound, BadInput, and CannotProceed where nobody of a team asked could see whom it is about.
    """
    item = item_of(item_id, by=by, at=at, lock=True)
    sent = Decision.objects.filter(key=key).first()
    if sent is not None:
        if sent.item_id != item.pk:
            raise BadInput("This page was sent for someone else.", now="Open it again, and copy what you wrote.")
        return sent
    require_begun(meeting_of(item.meeting_id, by=by))
    if for_proxy and not for_person:
        raise BadInput("What someone who acts for them sees, the person sees too.", now="Choose both, or neither.")
    if review_on is not None and not at.astimezone(LONDON).date() < review_on < at.date() + LONGEST_AHEAD:
        raise BadInput("That day is past, or far away.", now="Write a day to come on which it is looked at again.")
    decision = Decision.objects.create(
        item=item, key=key, review_on=review_on, for_person=for_person, for_proxy=for_proxy, decided_at=at,
        decided_by_id=by.account_id, role=by.role, organisation=by.organisation,
        words=written(words, most=LONGEST_DECISION, problem="It is not said what was decided."),
        reasons=written(reasons, most=LONGEST_DECISION, problem="The reasons are too long.", must=False),
        dissent=written(dissent, most=LONGEST_DECISION, problem="What was said otherwise is too long.", must=False),
    )  # fmt: skip
    if len(wanted) > MOST_ACTIONS:
        raise BadInput("So much at once is not done.", now=f"Ask {MOST_ACTIONS} things or fewer.")
    journal.write("meeting.decided", by=by, at=at, about=item.person_id, details={"decision": decision.pk})
    for each in wanted:
        _ask(decision, item, each, by=by, at=at)
    return decision


@transaction.atomic
def add_action(decision_id: int, wanted: Wanted, *, by: Actor, at: datetime) -> Action:
    """Ask one more thing of a team, for a decision. Raises as ``decide`` does."""
    decision = decision_of(decision_id, by=by, at=at)
    require_begun(meeting_of(decision.item.meeting_id, by=by))
    if decision.taken_back_at is not None:
        raise CannotProceed("This decision was taken back.", now="Decide it again.")
    sent = Action.objects.filter(key=wanted.key).first()
    if sent is not None:
        if sent.decision_id != decision.pk:
            raise BadInput("This page was sent for something else.", now="Open it again, and copy what you wrote.")
        return sent
    if decision.actions.count() >= MOST_ACTIONS:
        raise BadInput("So much at once is not done.", now=f"Ask {MOST_ACTIONS} things or fewer.")
    return _ask(decision, decision.item, wanted, by=by, at=at)


@transaction.atomic
def take_back(decision_id: int, *, why: str, by: Actor, at: datetime) -> Decision:
    """Take a decision back, with a reason; what it asked of others is asked no more. Raises as ``item_of`` does."""
    decision = decision_of(decision_id, by=by, at=at)
    if decision.taken_back_at is None:
        decision.taken_back_at = at
        decision.taken_back_why = written(why, most=LONGEST_WHY, problem="It is not said why it is taken back.")
        decision.save(update_fields=["taken_back_at", "taken_back_why"])
        tasks.owe(SOURCE, [], of=list(decision.actions.values_list("pk", flat=True)), by=by, at=at)
        journal.write(
            "meeting.taken_back", by=by, at=at, about=decision.item.person_id, details={"decision": decision.pk}
        )
    return decision


@transaction.atomic
def let_stand(decision_id: int, *, by: Actor, at: datetime) -> Decision:
    """Have a decision that was taken back stand again, and all that it asked. Raises as ``item_of`` does."""
    decision = decision_of(decision_id, by=by, at=at)
    if decision.taken_back_at is not None:
        decision.taken_back_at, decision.taken_back_why = None, ""
        decision.save(update_fields=["taken_back_at", "taken_back_why"])
        actions = list(decision.actions.select_related("team"))
        for action in actions:
            action.decision = decision
        _owe(actions, by=by, at=at)
        journal.write("meeting.decided", by=by, at=at, about=decision.item.person_id, details={"decision": decision.pk})
    return decision


@transaction.atomic
def tell(action_id: int, *, done: bool, outcome: str, by: Actor, at: datetime) -> Action:
    """Say that an action was done, or could not be, and what came of it. Raises NotAllowed, NotFound, BadInput."""
    action = action_of(action_id, by=by, at=at, lock=True)
    if action.decision.taken_back_at is not None:
        raise CannotProceed("The meeting took this back.", now="Nothing is left to do.")
    action.outcome = written(outcome, most=LONGEST_OUTCOME, problem="It is not said what came of it.")
    action.done, action.told_at, action.told_by_id = done, at, by.account_id
    action.save(update_fields=["outcome", "done", "told_at", "told_by"])
    _owe([action], by=by, at=at)
    journal.write("meeting.action_told", by=by, at=at, about=action.person_id, details={"action": action.pk})
    return action


@transaction.atomic
def untell(action_id: int, *, by: Actor, at: datetime) -> Action:
    """Have an action be to do again: undoes ``tell``. Raises NotAllowed, NotFound, CannotProceed."""
    action = action_of(action_id, by=by, at=at, lock=True)
    if action.decision.taken_back_at is not None:
        raise CannotProceed("The meeting took this back.", now="Nothing is left to do.")
    if action.done is not None:
        action.done, action.told_at, action.told_by, action.outcome = None, None, None, ""
        action.save(update_fields=["outcome", "done", "told_at", "told_by"])
        _owe([action], by=by, at=at)
        journal.write("meeting.action_untold", by=by, at=at, about=action.person_id, details={"action": action.pk})
    return action


def _ask(decision: Decision, item: Any, wanted: Wanted, *, by: Actor, at: datetime) -> Action:
    """Ask something of a team that will see it: it is related to the person, or the person agreed to its being told."""
    access.require(by, "meeting.work")
    words = written(wanted.words, most=LONGEST_ACTION, problem="It is not said what is to be done.")
    team = Team.objects.select_related("organisation").filter(code=wanted.team).first()
    if team is None:
        raise BadInput("It is not said which team does it.", now="Choose a team.")
    if wanted.role and wanted.role not in DOES:
        raise BadInput("Nobody is called so in a team.", now="Choose who does it from the list.")
    if not at.astimezone(LONDON).date() <= wanted.due_on < at.date() + LONGEST_AHEAD:
        raise BadInput("That day is past, or far away.", now="Write the day by which it is to be done.")
    if not read_there(team, tells=item.tells, at=at):
        raise CannotProceed(
            f"Nobody who may read this works with JoinedUp in {team.name}.",
            now="Give it to someone who will ask them.",
        )
    known = reached(item.now, team, tells=item.tells, at=at)
    if not known and not wanted.agreed:
        raise CannotProceed(
            f"{team.organisation.name} has no relationship with this person, so nobody there would see it.",
            now="Tick that the person agreed to their being told, or choose another team.",
        )
    action = Action.objects.create(
        decision=decision, person_id=item.person_id, key=wanted.key, words=words, team=team, role=wanted.role,
        due_on=wanted.due_on, agreed=not known, asked_at=at, asked_by_id=by.account_id,
    )  # fmt: skip
    _owe([action], by=by, at=at)
    details = {"action": action.pk, "team": team.code, "agreed": action.agreed}
    journal.write("meeting.action_asked", by=by, at=at, about=item.person_id, details=details)
    return action


def _owe(actions: Sequence[Action], *, by: Actor, at: datetime) -> None:
    """Have the tasks of these actions be what they say now."""
    asked = [
        Asked(
            action.person_id, action.pk, "action", action.words, action.team_id, action.asked_at, role=action.role,
            due_at=start_of_day(action.due_on + timedelta(days=1)), due_said=f"by {day(action.due_on)}, for a meeting",
            address=f"/meetings/actions/{action.pk}", done_at=action.told_at, done_by_id=action.told_by_id,
            tells=action.decision.item.tells,
        )
        for action in actions
    ]  # fmt: skip
    tasks.owe(SOURCE, asked, of=[action.pk for action in actions], by=by, at=at)
