"""Saved cohorts: a name, and each version of the criteria that say who is in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Cohort(models.Model):
    """One cohort by its name. Its criteria are its versions; ended, it is kept and no longer offered."""

    title = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_cohort_in_use_by_each_title", fields=["title"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="cohort_ends_after_it_was_created",
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("created_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CohortVersion(models.Model):
    """Who was in a cohort from one moment on. Columns are set once."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    who = models.JSONField(help_text="The criteria as written: a list whose lines all hold")
    words = models.TextField(help_text="The same in English")
    reason = models.CharField(max_length=200, blank=True)
    saved_by = models.ForeignKey("access.Account", on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_cohort_version_for_each_number", fields=["cohort", "number"]),
            models.CheckConstraint(name="cohort_versions_count_from_one", condition=Q(number__gte=1)),
        ]
        ordering = ["cohort_id", "-number"]

    def __str__(self) -> str:
        return f"{self.cohort} version {self.number}"
