"""What was answered in forms about people: the forms as they were, drafts that several may write, and answers kept.

An answered form is never changed. What amends it is a row of its own that names it and says why, so that each earlier
version can still be read.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from joinedup.record.access.models import Account
from joinedup.record.people.models import Person


class HiddenFrom(models.TextChoices):
    """From whom a clinician keeps what was answered."""

    NOBODY = "", "Nobody"
    PROXIES = "proxies", "Those who act for the person"
    PERSON = "person", "The person, and those who act for them"


class FormVersion(models.Model):
    """One form exactly as it was when it was first filled in: an answer is read with the questions that were asked."""

    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the text")
    form_id = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField(help_text="FHIR Questionnaire, JSON")
    first_used_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="versions_of_a_form", fields=["form_id"])]

    def __str__(self) -> str:
        return f"{self.form_id} {self.version}"


class Answered(models.Model):
    """A form that was answered about a person: what, when it happened, who wrote it down, and what it was for.

    ``key`` is made before anything is sent, so that what is sent twice is kept once. ``answers`` holds lists of JSON
    values by the id of their item; ``scores`` what they came to; ``acted`` what was done at once about each answer
    that told of a risk. ``work`` names what it was for, in the words of whoever asked for it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    answers = models.JSONField()
    scores = models.JSONField(default=list)
    acted = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True, help_text="ODS code")
    team = models.CharField(max_length=40, blank=True)
    work = models.CharField(max_length=120, blank=True)
    amends = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="amended_by")
    why = models.CharField(max_length=400, blank=True)
    hidden_from = models.CharField(max_length=10, blank=True, choices=HiddenFrom)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_answered_form_is_amended_once", fields=["amends"], condition=Q(amends__isnull=False)
            ),
            models.CheckConstraint(
                name="an_amendment_says_why",
                condition=Q(amends__isnull=True, why="") | (Q(amends__isnull=False) & ~Q(why="")),
            ),
            models.CheckConstraint(
                name="what_was_answered_happened_before_it_was_recorded", condition=Q(recorded_at__gte=F("happened_at"))
            ),
        ]
        indexes = [
            models.Index(name="answered_about_a_person", fields=["person", "-happened_at"]),
            models.Index(name="answered_for_a_work", fields=["work"]),
        ]

    def __str__(self) -> str:
        return f"answered {self.pk}"


class InError(models.Model):
    """That a version of an answered form was given about the wrong person: who says so, why, and whether they took
    it back. Every version of one form is marked at once; what is marked counts nowhere, and can still be read."""

    answered = models.ForeignKey(Answered, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=400)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True, help_text="ODS code")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="in_error_once_at_a_time", fields=["answered"], condition=Q(taken_back_at=None)
            ),
            models.CheckConstraint(name="in_error_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"in error {self.pk}"


class Draft(models.Model):
    """A form being filled in about a person, by one or several of one organisation, until it is given or deleted.

    ``version`` counts its savings. ``written_by`` names who wrote each answer last, by account. Where two people
    answered the same thing differently at once, the one that is not kept lies in ``aside`` until someone chooses.
    ``acted`` is what was done at once about each answer that tells of a risk.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    work = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=12, blank=True, help_text="ODS code")
    answers = models.JSONField(default=dict)
    aside = models.JSONField(default=dict)
    acted = models.JSONField(default=dict)
    written_by = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    amends = models.ForeignKey(Answered, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_draft_of_a_form_for_a_work",
                fields=["person", "form_version", "work", "organisation"],
                condition=Q(given_at=None, deleted_at=None, amends=None),
            ),
            models.UniqueConstraint(
                name="one_open_draft_of_an_amendment",
                fields=["amends", "organisation"],
                condition=Q(given_at=None, deleted_at=None, amends__isnull=False),
            ),
            models.CheckConstraint(name="a_draft_is_given_or_deleted", condition=Q(given_at=None) | Q(deleted_at=None)),
        ]
        indexes = [models.Index(name="drafts_about_a_person", fields=["person", "organisation"])]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Presence(models.Model):
    """Who is filling in a draft, since when, and when their page was last heard of."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="presences")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_presence_a_draft_and_account", fields=["draft", "account"])]

    def __str__(self) -> str:
        return f"presence {self.pk}"
