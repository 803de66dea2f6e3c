"""Every write of tasks. Whoever asks for work says all that it asks now; what it asks no longer is cancelled."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Account
from joinedup.record.access.queries import open_posts, senders_of
from joinedup.record.journal import actions as journal
from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.tasks import rules
from joinedup.record.tasks.models import Task
from joinedup.record.tasks.rules import Asked
from joinedup.words.basics.errors import CannotProceed, NotAllowed, NotFound

#: What whoever asks for a task says of it, beside what names it and who holds it.
SAID = (
    "person_id", "title", "model", "team_id", "role", "begins_at", "due_at", "due_said", "urgent", "welfare_check",
    "hidden_from", "address", "done_at", "done_by_id", "stopped_at", "stopped_why", "tells",
)  # fmt: skip
CHUNK = 500
NO_LONGER = "No longer asked for"


@transaction.atomic
def owe(source: str, asked: Iterable[Asked], *, of: Collection[int], by: Actor, at: datetime) -> None:
    """Have the tasks of ``source`` for each of its numbers ``of`` be what is asked now, in a few statements.

    Who took a task keeps it, until another team is asked: nobody there would see it otherwise. It is written in the
    caller's transaction, with the act that caused it and its journal.
    """
    access.require(by, "care.owe")
    wanted: dict[int, dict[str, Asked]] = {number: {} for number in of}
    for each in asked:
        wanted[each.source_id][each.key] = each
    numbers = sorted(wanted)
    for start in range(0, len(numbers), CHUNK):
        _owe_some(source, {number: wanted[number] for number in numbers[start : start + CHUNK]}, at)


def _owe_some(source: str, wanted: dict[int, dict[str, Asked]], at: datetime) -> None:
    there = Task.objects.filter(source=source, source_id__in=list(wanted), cancelled_at=None)
    changed, known = [], set()
    for task in there:
        known.add((task.source_id, task.key))
        asked = wanted[task.source_id].get(task.key)
        if asked is None:
            task.done_at = task.done_by_id = None
            task.cancelled_at, task.cancelled_why = at, NO_LONGER
            changed.append(task)
        elif _say(task, asked, at):
            changed.append(task)
    held = ("account", "held_since", "taken_at", "cancelled_at", "cancelled_why")
    Task.objects.bulk_update(changed, [*map(_column, SAID), *held], batch_size=50)
    new = [
        Task(source=source, source_id=number, key=key, account_id=asked.account_id,
             held_since=at if asked.account_id else None, **{name: getattr(asked, name) for name in SAID})
        for number, keyed in wanted.items() for key, asked in keyed.items() if (number, key) not in known
    ]  # fmt: skip
    Task.objects.bulk_create(new, batch_size=CHUNK)


def _column(name: str) -> str:
    return name.removesuffix("_id")


def _say(task: Task, asked: Asked, at: datetime) -> bool:
    """Have a task say what is asked now; return whether anything was different."""
    different = rules.differing(SAID, task, asked)
    for name in different:
        setattr(task, name, getattr(asked, name))
    if "team_id" in different:
        task.taken_at = None
    if task.taken_at is None and task.account_id != asked.account_id:
        task.account_id, task.held_since = asked.account_id, at
        return True
    return bool(different)


def release(source: str, source_id: int, *, account_id: int) -> None:
    """Have what someone took of a source be nobody's, as when another goes on for them; ``owe`` says whose it is."""
    theirs = Task.objects.filter(source=source, source_id=source_id, account_id=account_id, taken_at__isnull=False)
    theirs.filter(done_at=None, cancelled_at=None).update(account=None, taken_at=None)


@transaction.atomic
def take(task_id: int, *, by: Actor, at: datetime) -> Task:
    """Take a task of one's team upon oneself. Raises NotAllowed, NotFound, CannotProceed where another has it."""
    access.require(by, "care.work")
    if by.account_id is None:
        raise NotAllowed("The system itself takes no task.", now="Sign in, and take it yourself.")
    task = _open_task(task_id, by)
    if task.account_id not in (None, by.account_id):
        raise CannotProceed("Someone else has this task.", now="Ask them, or whoever allocates work, to give it over.")
    return _hold(task, by.account_id, by=by, at=at)


@transaction.atomic
def give(task_id: int, *, account_id: int | None, by: Actor, at: datetime) -> Task:
    """Give a task to someone of the team's organisation, or back to the team (None).

    Raises NotAllowed, NotFound, and CannotProceed for someone without a post there.
    """
    access.require(by, "care.allocate")
    task = _open_task(task_id, by)
    require_works_there(account_id, task.team.organisation.ods_code, at=at)
    return _hold(task, account_id, by=by, at=at)


def require_works_there(account_id: int | None, organisation: str, *, at: datetime) -> None:
    """Raise CannotProceed where an account has no open post of care in an organisation; None is nobody, and fits."""
    if account_id is None:
        return
    codes = senders_of(organisation)
    posts = open_posts(account_id, at=at) if Account.objects.filter(pk=account_id).exists() else []
    if not any(post.role in access.CARE_ROLES and post.organisation.ods_code in codes for post in posts):
        raise CannotProceed("They do not work in this team’s organisation now.", now="Choose someone who does.")


def _hold(task: Task, account_id: int | None, *, by: Actor, at: datetime) -> Task:
    task.account_id, task.taken_at, task.held_since = account_id, at, at
    task.save(update_fields=["account", "taken_at", "held_since"])
    journal.write(
        "task.allocated", by=by, at=at, about=task.person_id, details={"task": task.pk, "account": account_id}
    )
    return task


def _open_task(task_id: int, by: Actor) -> Task:
    """Return a task of the organisation of ``by``, which they may read and which is still to be done.

    Raises NotFound, CannotProceed.
    """
    tasks = Task.objects.select_for_update(of=("self",)).select_related("team__organisation")
    task = tasks.filter(pk=task_id).first()
    codes = frozenset(senders_of(by.organisation))
    if task is None or task.team.organisation.ods_code not in codes or not _reads(task, by, codes):
        raise NotFound("Your team has no such task.", now="Choose one on your list.")
    if task.done_at or task.cancelled_at:
        raise CannotProceed("This task is no longer to be done.", now="Look at the list again.")
    return task


def _reads(task: Task, by: Actor, codes: frozenset[str]) -> bool:
    own = task.account_id is not None and task.account_id == by.account_id
    return rules.reads(task.tells, Reader(by.role, codes), organisation=task.team.organisation.ods_code, own=own)
