"""Who is on which model of care: what a model said, which team runs it, and for each person what happened.

Events are appended and never changed. The columns of an enrolment say where it stands now; they are worked out from its
events (``rules.state_of``) whenever one is added, so that lists are one query.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from joinedup.record.access.models import Account, Team
from joinedup.record.people.models import Person
from joinedup.work.enrolment.events import Kind
from joinedup.work.enrolment.state import Phase, Weight


class ModelVersion(models.Model):
    """A model of care as its file was when somebody came onto it: the whole text, once."""

    hash = models.CharField(max_length=64, unique=True)
    model = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField()
    first_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.model} {self.version}"


class Service(models.Model):
    """A team runs a model of care, from and until; ``version`` is the one that it keeps to, None where it follows."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    model = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    version = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="+")
    stopped_why = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_team_runs_a_model_once_at_a_time", fields=["team", "model"], condition=Q(ends_at=None)
            ),
            models.CheckConstraint(
                name="a_service_ends_after_it_starts", condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} of {self.team}"


class Enrolment(models.Model):
    """One person on one model of care with one team. All but the first three columns are worked out from its events."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    model = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="enrolments")
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=12, choices=[(phase.value, phase.value) for phase in Phase])
    route = models.CharField(max_length=40, blank=True)
    key_worker = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    limit_at = models.DateTimeField(null=True)
    next_step = models.CharField(max_length=80, blank=True, help_text="What is due first")
    next_due_at = models.DateTimeField(null=True)
    weight = models.CharField(max_length=5, default=Weight.USUAL.value, choices=[(w.value, w.value) for w in Weight])
    transfer_to = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="on_a_model_once_at_a_time", fields=["person", "model"], condition=Q(ended_at=None)
            ),
        ]
        indexes = [
            models.Index(
                name="open_enrolments_of_a_service", fields=["service", "phase", "next_due_at"],
                condition=Q(ended_at=None),
            ),
            models.Index(name="enrolments_of_a_model", fields=["model", "started_at"]),
            models.Index(
                name="caseload_of_an_account", fields=["key_worker", "next_due_at"], condition=Q(ended_at=None)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"enrolment {self.pk}"


class Event(models.Model):
    """Something that happened in an enrolment: who, when, why. Appended, never changed."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="events")
    key = models.CharField(max_length=36, help_text="Who records something twice records it once")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    step = models.CharField(max_length=80, blank=True)
    nth = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=400, blank=True)
    details = models.JSONField(default=dict)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="an_event_is_recorded_once", fields=["enrolment", "key"]),
        ]

    def __str__(self) -> str:
        return f"event {self.pk}"
