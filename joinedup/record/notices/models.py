"""How each of the staff wishes to be told, when they last looked at what is new, and e-mails with their tries."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q

from joinedup.record.access.models import Account


class Wishes(models.Model):
    """How someone wishes to be told. Whoever has no row wishes what a new row says, without e-mail."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="+")
    email = models.EmailField(blank=True, help_text="Where digests go; empty: nowhere")
    days = models.CharField(max_length=10, default="working", help_text="working, every or never")
    digest_at = models.TimeField(default=time(8), help_text="London time")
    quiet_from = models.TimeField(default=time(19))
    quiet_until = models.TimeField(default=time(7))
    unwanted = models.JSONField(default=list, help_text="The kinds of which they are not told")

    def __str__(self) -> str:
        return f"wishes of account {self.account_id}"


class Looked(models.Model):
    """When someone last said that they had seen what is new; ``before`` is what it was before that, for undoing."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="+")
    at = models.DateTimeField(null=True)
    before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"last look of account {self.account_id}"


class Mail(models.Model):
    """One e-mail to someone, made once by its ``key``: a day's digest, or one urgent task. It names nobody.

    ``trying`` is true from before it is handed over until it is known what came of that: what ended between the two may
    have been sent, and is not sent again.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, help_text="digest-2026-03-11, or urgent-17")
    counts = models.JSONField(default=dict, help_text="How many there are of each kind")
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    trying = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="an_email_is_made_once", fields=["account", "key"]),
            models.CheckConstraint(
                name="an_email_is_sent_or_given_up", condition=Q(sent_at=None) | Q(given_up_at=None)
            ),
        ]
        indexes = [
            models.Index(name="emails_that_wait", fields=["made_at"], condition=Q(sent_at=None, given_up_at=None)),
        ]

    def __str__(self) -> str:
        return f"e-mail {self.pk}"
