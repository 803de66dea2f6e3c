"""Quarantine: what did not pass, with the reason and the exact bytes, until it is mended and replayed."""

from __future__ import annotations

from django.db import models


class HeldItem(models.Model):
    """A row, resource, message or whole file that did not pass."""

    class State(models.TextChoices):
        """Where it stands."""

        HELD = "held", "Waiting to be mended"
        REPLAYED = "replayed", "Mended and taken in"
        DISMISSED = "dismissed", "Looked at and left, with a reason"

    sender = models.CharField(max_length=20)
    feed = models.CharField(max_length=40)
    delivery_id = models.BigIntegerField(null=True)
    file = models.CharField(max_length=255)
    position = models.BigIntegerField(null=True, help_text="Row, or place in its bundle, from 1")
    field = models.CharField(max_length=200, blank=True)
    problem = models.TextField(help_text="What is wrong and what to do; holds no value of a personal column")
    body = models.BinaryField(help_text="The exact bytes")
    mended = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    held_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="each_place_of_a_delivery_is_held_once", fields=["delivery_id", "position"], nulls_distinct=True
            )
        ]
        indexes = [models.Index(name="held_items_by_state", fields=["state", "feed", "-held_at"])]

    def __str__(self) -> str:
        return f"held item {self.pk}"
