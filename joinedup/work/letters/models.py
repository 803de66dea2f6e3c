"""Letters about someone, each with every version of what it says, and what became of it.

What a letter says is in its versions, which are never changed. Once it is signed there are no more of them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from joinedup.record.access.models import Account, Team
from joinedup.record.people.models import Person


class Letter(models.Model):
    """One letter: from which template, about and to whom, for what work, and when what was done with it.

    ``to_organisation`` is empty where it goes to the person. ``work`` is what it was written for, in the words of
    whoever asked for it; ``tells`` says which posts read it. ``outside`` is how it went where nobody reads it here.
    """

    key = models.UUIDField(unique=True, help_text="Given with the page on which it was begun: sent twice, kept once")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    template = models.CharField(max_length=80)
    template_version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    to = models.CharField(max_length=30)
    to_organisation = models.CharField(max_length=12, blank=True, help_text="ODS code")
    to_name = models.CharField(max_length=300, help_text="To whom, as it stands on the letter")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    work = models.CharField(max_length=200, blank=True)
    model = models.CharField(max_length=80, blank=True, help_text="The id of the model of care that asks for it")
    tells = models.CharField(max_length=30, blank=True)
    due_at = models.DateTimeField(null=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    signed_role = models.CharField(max_length=30, blank=True)
    signed_organisation = models.CharField(max_length=12, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    outside = models.CharField(max_length=10, blank=True)
    opened_at = models.DateTimeField(null=True, help_text="When anyone to whom it went first had it before them")
    opened_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, help_text="When they said that they had read it")
    acknowledged_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_why = models.CharField(max_length=400, blank=True)
    told_again_at = models.DateTimeField(null=True, help_text="When they were told of a letter that was in error")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_letter_is_sent_once_it_is_signed", condition=Q(sent_at=None) | Q(signed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="a_letter_is_opened_once_it_is_sent", condition=Q(opened_at=None) | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(
                name="who_takes_a_letter_back_says_why", condition=Q(taken_back_at=None) | ~Q(taken_back_why="")
            ),
        ]
        indexes = [
            models.Index(name="letters_about_a_person", fields=["person"]),
            models.Index(name="letters_for_an_organisation", fields=["to_organisation", "acknowledged_at", "sent_at"]),
            models.Index(name="letters_of_a_team", fields=["team", "drafted_at"]),
            models.Index(name="letters_for_a_work", fields=["work"]),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class LetterVersion(models.Model):
    """What a letter said from one moment on: its subject, and its parts with heading, text and what was asked."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=400)
    parts = models.JSONField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="each_version_of_a_letter_has_its_number", fields=["letter", "number"]),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of letter {self.letter_id}"
