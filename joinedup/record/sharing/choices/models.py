"""What people have chosen: a row a choice, with who recorded it and how it was told; it is ended, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from joinedup.record.linkage.models import SourceRecord
from joinedup.record.people.models import Person
from joinedup.record.sharing.choices.rules import How, What


class Choice(models.Model):
    """One choice: about a person, or in the words of a source about whoever its record is.

    ``feed``, ``entry_kind`` and ``key`` name one fact of ``source_record``; ``sender`` and ``section`` all that someone
    sent, or all under a heading. ``name``, ``relation`` and ``sections`` are of a proxy. A choice goes with the records
    that were the person's when it was recorded, so that it is found again whoever they are joined with or parted from.
    """

    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    source_record = models.ForeignKey(SourceRecord, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=[(what.value, what.value) for what in What])
    feed = models.CharField(max_length=40, blank=True)
    entry_kind = models.CharField(max_length=30, blank=True)
    key = models.CharField(max_length=64, blank=True)
    sender = models.CharField(max_length=20, blank=True)
    section = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=200, blank=True)
    relation = models.CharField(max_length=60, blank=True)
    sections = models.JSONField(default=list)
    how = models.CharField(max_length=20, choices=[(how.value, how.value) for how in How])
    note = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("access.Account", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, help_text="Until when it was meant to hold; empty until changed")
    ended_at = models.DateTimeField(null=True, help_text="When someone ended it")
    ended_by = models.ForeignKey("access.Account", null=True, on_delete=models.PROTECT, related_name="+")
    ended_role = models.CharField(max_length=30, blank=True)
    ended_organisation = models.CharField(max_length=12, blank=True)
    ended_note = models.CharField(max_length=400, blank=True)
    again = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_choice_ends_after_it_starts", condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="a_choice_is_of_a_person_or_of_a_record",
                condition=Q(person__isnull=False) | Q(source_record__isnull=False),
            ),
            models.CheckConstraint(
                name="a_choice_about_one_fact_names_it_whole",
                condition=Q(key="") | (Q(source_record__isnull=False) & ~Q(feed="") & ~Q(entry_kind="")),
            ),
            models.UniqueConstraint(
                name="one_open_choice_of_a_person_to_object_or_to_stop",
                fields=["person", "what"],
                condition=Q(ended_at=None, what__in=["no_sharing", "no_planning", "stopped"]),
            ),
        ]
        indexes = [
            models.Index(name="choices_of_a_person", fields=["person"]),
            models.Index(name="choices_of_a_source_record", fields=["source_record"]),
            models.Index(name="open_choices_of_a_sort", fields=["what", "ended_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class TakingPart(models.Model):
    """Something in which a person takes part only when several say yes: for what, and who is asked."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("access.Account", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)
    parties = models.JSONField(help_text="Who is asked, in words; the person is among them")

    class Meta:
        indexes = [models.Index(name="what_a_person_takes_part_in", fields=["person"])]

    def __str__(self) -> str:
        return f"taking part {self.pk}"


class PartySaid(models.Model):
    """What one party said: yes, no, or that they withdraw. The latest holds."""

    taking_part = models.ForeignKey(TakingPart, on_delete=models.PROTECT, related_name="said")
    party = models.CharField(max_length=60)
    yes = models.BooleanField()
    said_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("access.Account", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)
    how = models.CharField(max_length=20, choices=[(how.value, how.value) for how in How])

    class Meta:
        indexes = [models.Index(name="what_parties_said", fields=["taking_part", "recorded_at"])]

    def __str__(self) -> str:
        return f"said {self.pk}"
