"""Deliveries: each file or message that reached us, how far it has been taken in, and where it landed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Delivery(models.Model):
    """One file or message from one sender.

    The same bytes are another delivery where the sender has sent something else of that feed since: what was said
    before is then said again. ``heard_at`` is when what it says first reached us. For what is replayed that is when
    it was first received, and so what the sender has said since still counts as newer.
    """

    class State(models.TextChoices):
        """How far it is."""

        RECEIVED = "received", "Received"
        LANDED = "landed", "Kept whole; being taken in"
        DONE = "done", "Taken in"
        REFUSED = "refused", "Refused whole; in quarantine"
        WAITING = "waiting", "Kept whole; waits for an agreement"
        STOPPED = "stopped", "Taken in in part; waits for an agreement"

    sender = models.CharField(max_length=20)
    feed = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    landed_at_path = models.CharField(max_length=400, blank=True)
    received_at = models.DateTimeField()
    heard_at = models.DateTimeField(help_text="When what it says first reached us: it decides what is newer")
    is_piece = models.BooleanField(default=False, help_text="One row, resource or message, mended and replayed")
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
                name="the_same_bytes_are_not_begun_again_before_they_are_in",
                fields=["sender", "feed", "sha256"],
                condition=Q(state__in=["received", "landed"]),
            )
        ]
        indexes = [models.Index(name="deliveries_of_the_same_bytes", fields=["sender", "feed", "sha256"])]

    def __str__(self) -> str:
        return f"delivery {self.pk} of {self.feed} from {self.sender}"
