"""Whom clinicians add by name to those whom a model of care finds: who, why, by whom, and whether it was withdrawn."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from joinedup.record.access.models import Account
from joinedup.record.people.models import Person


class Addition(models.Model):
    """One person added to those whom one model finds, until it is withdrawn. What was said is never changed."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    model = models.CharField(max_length=80)
    reason = models.CharField(max_length=400)
    added_at = models.DateTimeField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    organisation = models.CharField(max_length=12, help_text="ODS code")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="someone_is_added_to_a_model_once_at_a_time",
                fields=["person", "model"],
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(name="an_addition_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="an_addition_is_withdrawn_after_it_is_made_with_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_why="")
                | (Q(withdrawn_at__gte=F("added_at")) & ~Q(withdrawn_why="")),
            ),
        ]
        indexes = [models.Index(name="additions_to_a_model", fields=["model", "withdrawn_at"])]

    def __str__(self) -> str:
        return f"addition {self.pk}"
