"""Requests for names to be returned to those who care, what was decided, and who was returned."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from joinedup.planning.releases.models import Release
from joinedup.record.access.models import Account
from joinedup.record.people.models import Person


class Purpose(models.TextChoices):
    """For what names may be returned: each is somebody's own care."""

    OFFER = "offer", "To offer them care that they may need"
    SAFETY = "safety", "To warn them, or those who care for them, of harm"
    GAP = "gap", "To give care that they should have had and did not"


class Request(models.Model):
    """Someone who plans asks that the people behind pseudonyms become known to those who care for them.

    The pseudonyms are taken away once it is decided or withdrawn: who was returned is in ``Returned``.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    why = models.CharField(max_length=400)
    pseudonyms = models.JSONField()
    asked_for = models.PositiveIntegerField(help_text="How many pseudonyms were asked about")
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    decision = models.CharField(max_length=400, blank=True, help_text="Why it was decided so")
    shown_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_decision_says_who_when_and_why",
                condition=Q(approved=None, decided_at=None, decided_by=None)
                | (Q(approved__isnull=False, decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="")),
            ),
            models.CheckConstraint(
                name="nobody_decides_their_own_request", condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="what_is_withdrawn_is_not_decided", condition=Q(withdrawn_at=None) | Q(approved=None)
            ),
        ]
        indexes = [models.Index(name="requests_newest_first", fields=["-asked_at"])]

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def state(self) -> str:
        """Return how it stands, in words."""
        if self.withdrawn_at:
            return "Taken back"
        return {None: "Waits for a decision", True: "Agreed", False: "Refused"}[self.approved]


class Outcome(models.TextChoices):
    """What those who care did about someone who was returned to them."""

    OFFERED = "offered", "They were seen or offered care"
    KNOWN = "known", "It was known, and is in hand"
    NOT_RIGHT = "not_right", "It is not right for them"
    DECLINED = "declined", "They said no"


class Returned(models.Model):
    """Someone whose name was returned; only those with a relationship on record are shown them."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="returned")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    done_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="each_person_is_returned_once_for_a_request", fields=["request", "person"]),
            models.CheckConstraint(
                name="what_was_done_says_who_and_when",
                condition=Q(outcome="", done_by=None, done_at=None)
                | (Q(done_by__isnull=False, done_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"returned {self.pk}"
