"""Releases of the linked dataset: which were published, for what, and where they are."""

from __future__ import annotations

from django.db import models


class Release(models.Model):
    """One published dataset, with its manifest. Never changed once published."""

    class Purpose(models.TextChoices):
        """What it is for decides what is in it."""

        CARE = "care", "Finding and helping people under direct care"
        PLANNING = "planning", "Planning, without names"

    name = models.CharField(max_length=60, unique=True)
    purpose = models.CharField(max_length=10, choices=Purpose)
    published_at = models.DateTimeField()
    data_date = models.DateField(help_text="The last day that the feeds cover")
    path = models.CharField(max_length=400)
    manifest = models.JSONField()
    manifest_hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(name="latest_release_by_purpose", fields=["purpose", "-published_at"])]

    def __str__(self) -> str:
        return self.name


class ProjectKey(models.Model):
    """The key under which a project hides people, one after another: where it lies, and when it was destroyed."""

    project = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    file = models.CharField(max_length=60, unique=True)
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="keys_of_a_project_are_numbered", fields=["project", "number"]),
        ]

    def __str__(self) -> str:
        return f"Key {self.number} of {self.project}"
