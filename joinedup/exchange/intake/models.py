"""Deliveries: each file or message that reached us, how far it has been taken in, and where it landed."""

from __future__ import annotations

from django.db import models


class Delivery(models.Model):
    """One file or message from one sender. The same bytes from the same sender are one delivery."""

    class State(models.TextChoices):
        """How far it is."""

        RECEIVED = "received", "Received"
        LANDED = "landed", "Kept whole; being taken in"
        DONE = "done", "Taken in"
        REFUSED = "refused", "Refused whole; in quarantine"

    sender = models.CharField(max_length=20)
    feed = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    landed_at_path = models.CharField(max_length=400, blank=True)
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    rows = models.BigIntegerField(default=0)
    rows_done = models.BigIntegerField(default=0, help_text="Every row before this one is taken in or in quarantine")
    rows_quarantined = models.BigIntegerField(default=0)
    entries_added = models.BigIntegerField(default=0)
    entries_changed = models.BigIntegerField(default=0)
    entries_unchanged = models.BigIntegerField(default=0)
    entries_older = models.BigIntegerField(
        default=0, help_text="Came after a newer version of the same fact: kept as history"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="the_same_bytes_from_a_sender_are_taken_in_once", fields=["sender", "feed", "sha256"]
            )
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} of {self.feed} from {self.sender}"
