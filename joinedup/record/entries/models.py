"""What is known about people: entries, and the FHIR documents some of them came in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from joinedup.record.linkage.models import SourceRecord
from joinedup.words.basics.moments import Precision
from joinedup.words.vocabulary.kinds import Kind


class Resource(models.Model):
    """A FHIR resource as received, whole; a new version ends the one before it.

    A version that comes after a newer one is kept as known and ended in the same instant: it never was the latest.
    ``source_record`` is empty for what is about nobody (an organisation, a medicine).
    """

    sender = models.CharField(max_length=20)
    type = models.CharField(max_length=40)
    logical_id = models.CharField(max_length=120)
    source_record = models.ForeignKey(SourceRecord, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(help_text="JSON, as received")
    content_hash = models.CharField(max_length=32)
    source_updated_at = models.DateTimeField(null=True, help_text="When the source last changed it, where it says")
    delivery_id = models.BigIntegerField()
    recorded_from = models.DateTimeField()
    recorded_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_current_version_of_each_resource",
                fields=["sender", "type", "logical_id"],
                condition=Q(recorded_until=None),
            ),
            models.CheckConstraint(
                name="a_resource_is_never_ended_before_it_was_known",
                condition=Q(recorded_until=None) | Q(recorded_until__gte=F("recorded_from")),
            ),
        ]
        indexes = [models.Index(name="resources_of_a_source_record", fields=["source_record", "type"])]

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"


class Entry(models.Model):
    """One fact from one source: when it happened, and from when until when we knew it. Never overwritten.

    ``key`` names the fact in its source; a changed fact ends the row before it and adds a new one.
    ``delivery_id`` and ``position`` say where it was received: the row of the landed extract (from 1), the
    message's place in its file (from 1), or the ``Resource`` that says it (its id).
    A version that comes after a newer one (``source_updated_at``) is kept, known and ended in the same instant.
    """

    source_record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="+")
    feed = models.CharField(max_length=40)
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in Kind])
    key = models.CharField(max_length=64, help_text="What names this fact in its source; hashed where long")
    happened_at = models.DateTimeField(null=True)
    happened_precision = models.CharField(max_length=5, blank=True, choices=[(p.value, p.value) for p in Precision])
    happened_offset = models.SmallIntegerField(null=True, help_text="Minutes from UTC, where the source wrote it")
    ended_at = models.DateTimeField(null=True)
    code_system = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=2000)
    value = models.FloatField(null=True)
    unit = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=40, blank=True)
    details = models.TextField(default="{}", help_text="Typed facts under the dataset's names, JSON")
    content_hash = models.CharField(max_length=32)
    source_updated_at = models.DateTimeField(null=True, help_text="When the source last changed it, where it says")
    delivery_id = models.BigIntegerField()
    position = models.BigIntegerField()
    recorded_from = models.DateTimeField()
    recorded_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_current_entry_for_each_fact_of_a_source_record",
                fields=["source_record", "feed", "kind", "key"],
                condition=Q(recorded_until=None),
            ),
            models.CheckConstraint(
                name="an_entry_is_never_ended_before_it_was_known",
                condition=Q(recorded_until=None) | Q(recorded_until__gte=F("recorded_from")),
            ),
        ]
        indexes = [models.Index(name="entries_of_a_source_record", fields=["source_record", "recorded_from"])]

    def __str__(self) -> str:
        return f"{self.kind} entry {self.pk}"


class HeardFeed(models.Model):
    """A sender's feed that has been received here: without it, an empty section of a record would mean nothing."""

    sender = models.CharField(max_length=20)
    feed = models.CharField(max_length=40)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="each_feed_of_a_sender_is_heard_of_once", fields=["sender", "feed"])
        ]

    def __str__(self) -> str:
        return f"{self.feed} from {self.sender}"
