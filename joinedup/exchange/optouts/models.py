"""Checks of the national data opt-out: when each was asked and answered, how many, and when it is gone. No person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class OptOutCheck(models.Model):
    """One exchange: a list that went out, and its answer."""

    asked_at = models.DateTimeField()
    file = models.CharField(max_length=100, unique=True)
    asked = models.PositiveIntegerField(help_text="How many NHS numbers were asked about")
    answered_at = models.DateTimeField(null=True)
    answered = models.PositiveIntegerField(null=True, help_text="How many came back: those who did not opt out")
    expires_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_check_is_answered_with_how_many",
                condition=Q(answered_at=None, answered=None) | Q(answered_at__isnull=False, answered__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Opt-out check {self.pk}"
