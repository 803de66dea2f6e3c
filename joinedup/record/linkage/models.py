"""Which source's records belong to which person: source records, dated links, the review queue.

A merge or unmerge ends links and adds links; it rewrites nothing else.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from joinedup.record.people.models import Person


class SourceRecord(models.Model):
    """One sender's record of someone, by the sender's own id: the fixed point to which entries belong."""

    sender = models.CharField(max_length=20)
    feed_group = models.CharField(max_length=40, help_text="The feed's system: gp, hospital, social_care …")
    local_id = models.CharField(max_length=120)
    first_known_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_source_record_for_each_sender_system_and_id", fields=["sender", "feed_group", "local_id"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender}/{self.feed_group} record {self.pk}"


class SentParticulars(models.Model):
    """What a source record said of who the person is, from when to when we knew it."""

    source_record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="particulars")
    nhs_number = models.CharField(max_length=20, blank=True)
    nhs_number_status = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    given_names = models.CharField(max_length=200, blank=True)
    previous_family_name = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=40, blank=True)
    birth_date = models.CharField(max_length=10, blank=True)
    death_date = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    ethnic_group = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=40, blank=True)
    registered_practice = models.CharField(max_length=12, blank=True)
    sensitive = models.BooleanField(default=False)
    source_updated_at = models.DateTimeField(
        null=True, help_text="Of when this speaks: what is older fills blanks and replaces nothing"
    )
    recorded_from = models.DateTimeField()
    recorded_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_current_set_of_particulars_for_each_source_record",
                fields=["source_record"],
                condition=Q(recorded_until=None),
            ),
            models.CheckConstraint(
                name="particulars_are_never_ended_before_they_were_known",
                condition=Q(recorded_until=None) | Q(recorded_until__gte=F("recorded_from")),
            ),
        ]
        indexes = [models.Index(name="particulars_by_nhs_number", fields=["nhs_number"])]

    def __str__(self) -> str:
        return f"particulars {self.pk}"


class Method(models.TextChoices):
    """Why a source record was taken to be a person's."""

    FIRST = "first", "First record of this person"
    NHS_NUMBER = "nhs_number", "Same NHS number, and name or birth agree"
    PROBABILITY = "probability", "Names, birth, address and contacts agree"
    REVIEW = "review", "Decided by someone"
    MERGE = "merge", "Two people found to be one"
    UNMERGE = "unmerge", "One person found to be two"


class Link(models.Model):
    """A source record is this person's, from and until: all that joins what we receive to whom it is about."""

    source_record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    method = models.CharField(max_length=20, choices=Method)
    weight = models.FloatField(null=True, help_text="Match weight: log2 of the odds")
    decided_by = models.BigIntegerField(null=True, help_text="Account, where a person decided")
    reason = models.CharField(max_length=200, blank=True)
    linked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_current_link_for_each_source_record", fields=["source_record"], condition=Q(ended_at=None)
            )
        ]
        indexes = [
            models.Index(name="current_links_of_a_person", fields=["person"], condition=Q(ended_at=None)),
            models.Index(name="all_links_of_a_person", fields=["person", "linked_at"]),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"


class NeverLink(models.Model):
    """Two NHS numbers or source records that must never be joined, whatever the score (protected identities)."""

    first = models.ForeignKey(SourceRecord, null=True, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(SourceRecord, null=True, on_delete=models.PROTECT, related_name="+")
    nhs_number = models.CharField(max_length=10, blank=True)
    added_by = models.BigIntegerField()
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_never_link_names_two_records_or_a_number",
                condition=(Q(first__isnull=False, second__isnull=False, nhs_number=""))
                | (Q(first=None, second=None) & ~Q(nhs_number="")),
            )
        ]

    def __str__(self) -> str:
        return f"never link {self.pk}"


class Review(models.Model):
    """Two source records that may be one person's: someone looks at the evidence and decides."""

    class Why(models.TextChoices):
        """What makes it a question."""

        BETWEEN_THRESHOLDS = "between_thresholds", "Alike, but not alike enough to join by rule"
        SHARED_NUMBER = "shared_number", "Same NHS number, but the rest disagrees"
        CLUSTER_TOO_LARGE = "cluster_too_large", "More records than one person is likely to have"
        SENDER_MERGED = "sender_merged", "Their sender says that they are one person"

    class Decision(models.TextChoices):
        """What was decided."""

        SAME = "same", "The same person"
        DIFFERENT = "different", "Two different people"

    first = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=30, choices=Why)
    weight = models.FloatField(null=True)
    evidence = models.JSONField(default=dict, help_text="Levels and weights by name; never values")
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_review_for_each_pair", fields=["first", "second"]),
            models.CheckConstraint(
                name="a_review_is_either_open_or_decided",
                condition=(Q(decided_at=None) & Q(decision="")) | (Q(decided_at__isnull=False) & ~Q(decision="")),
            ),
        ]
        indexes = [models.Index(name="open_reviews", fields=["-weight"], condition=Q(decided_at=None))]

    def __str__(self) -> str:
        return f"review {self.pk}"
