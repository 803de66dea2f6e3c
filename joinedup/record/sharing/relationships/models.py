"""What is declared here of who cares for whom: being with someone now, and opening a record in an emergency."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from joinedup.record.access.models import Account
from joinedup.record.people.models import Person


class Declared(models.Model):
    """Someone on urgent duty said that they are with a person now, or on a call about them. It ends by itself."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    organisation = models.CharField(max_length=12, help_text="ODS code")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    followed = models.BooleanField(null=True, help_text="Whether work by their organisation followed; null: not looked")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_is_declared_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]
        indexes = [models.Index(name="declared_by_an_account", fields=["account", "-ends_at"])]

    def __str__(self) -> str:
        return f"declared {self.pk}"


class Emergency(models.TextChoices):
    """Why a record is opened without a relationship on record."""

    LIFE = "life", "Someone’s life or health is at risk now"
    REFERRED = "referred", "I was asked to see this person, and nothing of it has arrived here yet"
    ASKED = "asked", "The person is with me and asked me to look"
    SAFEGUARDING = "safeguarding", "I am protecting this person, or someone else, from harm"


class BrokenGlass(models.Model):
    """Someone opened a record that nothing on record gave them a reason to open: why, and until when they may."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    organisation = models.CharField(max_length=12, help_text="ODS code")
    emergency = models.CharField(max_length=20, choices=Emergency)
    because = models.CharField(max_length=400)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_emergency_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="an_emergency_says_why", condition=~Q(because="")),
        ]
        indexes = [
            models.Index(name="emergencies_of_an_account", fields=["account", "-ends_at"]),
            models.Index(name="emergencies_newest_first", fields=["-starts_at"]),
        ]

    def __str__(self) -> str:
        return f"emergency {self.pk}"
