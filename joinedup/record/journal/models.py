"""The journal: every act and every look, appended, never changed. It keeps a person's id without a foreign key."""

from __future__ import annotations

from django.db import models


class Outcome(models.TextChoices):
    """What came of it."""

    DONE = "done", "Done"
    REFUSED = "refused", "Refused"


class JournalLine(models.Model):
    """Who did what, about whom, in which post, for what reason, and whether it was allowed."""

    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.DONE)
    account_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)
    person_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(name="journal_by_person", fields=["person_id", "-at"]),
            models.Index(name="journal_by_account", fields=["account_id", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.act} ({self.outcome})"


class Seal(models.Model):
    """One block of lines, sealed: its hash rests on every line in it and on the seal before it.

    ``lines`` says which lines are in it, as ranges of their numbers; ``awaited`` which numbers up to its last had no
    line yet when it was made: of something that was still being written, or was given up.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    lines = models.JSONField()
    reached = models.PositiveBigIntegerField(help_text="The highest number of a line that is sealed")
    awaited = models.JSONField(default=list)
    before = models.CharField(max_length=64, help_text="The hash of the seal before it")
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"Seal {self.number}"
