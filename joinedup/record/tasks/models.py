"""What is due of someone: a row a task, whichever part of JoinedUp asks for it. It is done, stopped or cancelled."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from joinedup.record.access.models import Account, Team
from joinedup.record.people.models import Person


class Task(models.Model):
    """One thing to do for one person. ``source``, ``source_id`` and ``key`` name what asks for it, once.

    ``role`` is who does it in the words of models of care, ``account`` who holds it; ``taken_at`` is when they took it
    themselves, so that whatever asks for it does not give it to another. ``tells`` says which posts read it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=30)
    source_id = models.BigIntegerField()
    key = models.CharField(max_length=150)
    model = models.CharField(max_length=80, blank=True, help_text="The id of the model of care that asks for it")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60, blank=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    held_since = models.DateTimeField(null=True, help_text="Since when whoever holds it does, however they came by it")
    begins_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_said = models.CharField(max_length=200, blank=True, help_text="The clock, in the words of its file")
    urgent = models.BooleanField(default=False)
    welfare_check = models.BooleanField(default=False)
    hidden_from = models.CharField(max_length=60, blank=True)
    tells = models.CharField(
        max_length=30, blank=True, help_text="What reading it gives away: safeguarding, or nothing"
    )
    address = models.CharField(max_length=300, blank=True, help_text="The page on which it is done")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    stopped_why = models.CharField(max_length=60, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="what_is_asked_once_is_one_task", fields=["source", "source_id", "key"],
                condition=Q(cancelled_at=None),
            ),
            models.CheckConstraint(
                name="a_task_is_done_or_cancelled_and_not_both", condition=Q(done_at=None) | Q(cancelled_at=None)
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                name="open_tasks_of_an_account", fields=["account", "due_at"],
                condition=Q(done_at=None, cancelled_at=None),
            ),
            models.Index(
                name="open_tasks_of_a_team", fields=["team", "due_at"], condition=Q(done_at=None, cancelled_at=None)
            ),
            models.Index(name="tasks_of_a_person", fields=["person"]),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"task {self.pk}"


class SavedFilter(models.Model):
    """How someone narrows a list of work, by a name; deleted, it is kept and not offered.

    ``of`` is the list: my-day, team:CODE or model:ID. ``team`` is the one with which it is shared, None for nobody.
    """

    of = models.CharField(max_length=100)
    name = models.CharField(max_length=60)
    asked = models.JSONField(help_text="What the list is narrowed to, by what it is called in an address")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    saved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_filter_in_use_by_each_name_of_a_list", fields=["saved_by", "of", "name"],
                condition=Q(ended_at=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"filter {self.pk}"
