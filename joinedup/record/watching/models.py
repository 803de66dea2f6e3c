"""Alerts: that someone's looks should be asked about, who asks, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Kind(models.TextChoices):
    """Why a look is asked about."""

    OWN_NAME = "own_name", "Someone of their own name: it may be their own record"
    OWN_HOUSEHOLD = "own_household", "Someone who lives with a person of their name"
    OWN_SURNAME = "own_surname", "Someone with the same rare family name"
    COLLEAGUE = "colleague", "Someone with the name of a colleague here"
    SENSITIVE = "sensitive", "Someone flagged sensitive"
    MANY = "many", "Many more people in a day than is usual"
    EMERGENCY = "emergency", "In an emergency"
    UNFOLLOWED = "unfollowed", "Said to be with someone, and nothing followed"
    NOTHING_AFTER = "nothing_after", "Opened people, and nothing followed for most of them"
    AT_NIGHT = "at_night", "At night, in a post that works by day"


class Outcome(models.TextChoices):
    """What came of asking."""

    CARE = "care", "It was for care"
    NOBODY = "nobody", "It was somebody else of that name"
    REMINDED = "reminded", "They were reminded of the rules"
    INVESTIGATED = "investigated", "It is being investigated"
    BREACH = "breach", "It was a breach, and is reported"


class Alert(models.Model):
    """Looks of one account in one day that should be asked about: of one person, or of many."""

    kind = models.CharField(max_length=20, choices=Kind)
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField(default=0, help_text="0 where it is of many people")
    day = models.DateField(help_text="The day in London")
    looks = models.PositiveIntegerField(help_text="How many looks, or how many people where it is of many")
    usual = models.PositiveIntegerField(null=True, help_text="How many people a day are usual, where it is of many")
    raised_at = models.DateTimeField()
    owner = models.ForeignKey("access.Account", on_delete=models.PROTECT, null=True, related_name="+")
    owned_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    note = models.CharField(max_length=400, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_alert_of_a_kind_for_each_account_person_and_day",
                fields=["kind", "account", "person_id", "day"],
            ),
            models.CheckConstraint(
                name="an_alert_is_closed_with_its_outcome",
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="an_alert_is_closed_by_its_owner",
                condition=Q(closed_at=None) | Q(owner__isnull=False, closed_at__gte=F("owned_at")),
            ),
        ]
        indexes = [models.Index(name="alerts_open_first", fields=["closed_at", "-day"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.day})"


class Watched(models.Model):
    """How far the journal has been watched: one row."""

    reached = models.PositiveBigIntegerField(default=0)
    followed_to = models.DateField(null=True, help_text="The last day of which it was asked what followed")

    def __str__(self) -> str:
        return f"Watched to line {self.reached}"
