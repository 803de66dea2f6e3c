"""Agreements, each version of them, what befell their conditions, and what left under them: appended, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SharingAgreement(models.Model):
    """An agreement, whatever its versions say."""

    name = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class AgreementVersion(models.Model):
    """What an agreement said from ``written_at`` until the next version; ``terms`` is as ``reading`` writes it."""

    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    terms = models.JSONField()
    written_at = models.DateTimeField()
    written_by_id = models.BigIntegerField(null=True)
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="versions_of_an_agreement_are_numbered", fields=["agreement", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.agreement} version {self.number}"


class AgreementEvent(models.Model):
    """What befell an agreement or one of its conditions."""

    class Kind(models.TextChoices):
        """What befell it."""

        MET = "met", "Condition met"
        LAPSED = "lapsed", "Condition lapsed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        UNDONE = "undone", "Undone"

    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    condition = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=400, blank=True, help_text="The evidence, or the reason")
    evidence_file = models.CharField(max_length=400, blank=True)
    met_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    from_file = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_befalls_a_condition_names_it",
                condition=Q(kind__in=("withdrawn", "undone")) | ~Q(condition=""),
            ),
            models.CheckConstraint(
                name="what_undoes_says_what",
                condition=Q(kind="undone", undoes__isnull=False) | (~Q(kind="undone") & Q(undoes=None)),
            ),
            models.CheckConstraint(
                name="nothing_befalls_an_agreement_without_a_reason", condition=Q(kind="undone") | ~Q(note="")
            ),
        ]
        indexes = [models.Index(name="events_of_an_agreement", fields=["agreement", "at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.agreement})"


class Standing(models.Model):
    """Whether an agreement held when it was last looked at: a row for each change, so that a lapse is told once."""

    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT, related_name="standings")
    holds = models.BooleanField()
    because = models.TextField(blank=True)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="latest_standing", fields=["agreement", "-since"])]

    def __str__(self) -> str:
        return f"{self.agreement} {'holds' if self.holds else 'does not hold'}"


class Departure(models.Model):
    """Something that left, a release, a pack, a report, a copy, and an agreement that let it; written with the act.

    There is no agreement where none was asked for, or where none covered what the law gives whoever asks.
    """

    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT, null=True, related_name="departures")
    what = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=20)
    left_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [models.Index(name="departures_latest_first", fields=["agreement", "-left_at"])]

    def __str__(self) -> str:
        return f"{self.what} {self.name} under {self.agreement or 'no agreement'}"
