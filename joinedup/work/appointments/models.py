"""A team's schedule for something that has places, the slots that were made of it, and who is booked in each."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from joinedup.record.access.models import Account, Team
from joinedup.record.people.models import Person
from joinedup.work.appointments.rules import CANCELLED, STANDINGS, WAITING


class Schedule(models.Model):
    """What a team offers at set times: a clinic of slots, each for so many; or a group that meets so many times.

    ``model`` and ``place`` name the place of a model of care that it fills, where it is of one.
    """

    class Kind(models.TextChoices):
        """Whether each time is on its own, or all are one course."""

        SLOT = "slot", "Appointments"
        GROUP = "group", "A group"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind)
    model = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=60, blank=True)
    where = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=400)
    capacity = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="a_schedule_has_places", condition=Q(capacity__gt=0))]

    def __str__(self) -> str:
        return f"schedule {self.pk}"


class Slot(models.Model):
    """One time of a schedule, from an instant until another; ``number`` counts the sessions of a group from 1."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="slots")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_slot_is_there_once", fields=["schedule", "starts_at"]),
            models.CheckConstraint(name="a_slot_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"slot {self.pk}"


class Appointment(models.Model):
    """Someone in a slot, or waiting for a place (``slot`` None). ``standing`` is FHIR's word for how it stands."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="appointments")
    slot = models.ForeignKey(Slot, null=True, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=12, choices=list(STANDINGS.items()))
    enrolment = models.PositiveBigIntegerField(null=True, help_text="The enrolment that it is for")
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, help_text="When it was said whether they came, or that it is cancelled")
    told_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="in_a_slot_once", fields=["slot", "person"], condition=~Q(standing=CANCELLED)),
            models.UniqueConstraint(name="waiting_once", fields=["schedule", "person"], condition=Q(standing=WAITING)),
            models.CheckConstraint(
                name="only_who_waits_has_no_slot",
                condition=Q(slot__isnull=False) | Q(standing__in=(WAITING, CANCELLED)),
            ),
        ]
        indexes = [models.Index(name="appointments_of_a_person", fields=["person", "standing"])]

    def __str__(self) -> str:
        return f"appointment {self.pk}"
