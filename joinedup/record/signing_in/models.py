"""What proves who someone is, their sittings (one for each browser they are signed in with), and what is counted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from joinedup.record.access.models import Account


class How(models.TextChoices):
    """How someone proved who they are."""

    PASSWORD = "password", "Password alone"
    CODE = "code", "Password and authenticator code"
    RECOVERY = "recovery", "Password and recovery code"
    PASSKEY = "passkey", "Passkey"
    OUTSIDE = "outside", "Another provider"


class Authenticator(models.Model):
    """An authenticator app that knows a secret with us (RFC 6238). One open for each account."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    secret = models.TextField(help_text="The shared secret, encrypted under the place's key")
    added_at = models.DateTimeField()
    last_step = models.BigIntegerField(default=0, help_text="The half-minute whose code was used last: none twice")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_authenticator_for_each_account", fields=["account"], condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"Authenticator {self.pk}"


class Passkey(models.Model):
    """A passkey (WebAuthn): its public key and name; the private key never leaves the owner's device."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    credential = models.CharField(max_length=1400, unique=True, help_text="The credential's id, in base64url")
    public = models.BinaryField(help_text="The attested credential, with its public key")
    name = models.CharField(max_length=60)
    uses = models.BigIntegerField(default=0, help_text="The device's own count of uses, where it keeps one")
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True, help_text="The account that took it away: only its own may be undone")

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code that works once where no device is at hand; only its keyed hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_recovery_code_once", fields=["account", "digest"])]

    def __str__(self) -> str:
        return f"Recovery code {self.pk}"


class OutsideIdentity(models.Model):
    """Who an account is at another provider: by its issuer and subject, never by a name or an address."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=40)
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()
    bound_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_outside_identity_is_one_account", fields=["issuer", "subject"], condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.provider


class Sitting(models.Model):
    """One browser signed in: since when, how, last seen, and when it ended. Its posts may be limited by a provider."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proved_at = models.DateTimeField(help_text="When they last proved who they are")
    ended_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=60, blank=True, help_text="The browser and system, in words")
    address = models.CharField(max_length=45, blank=True)
    identity = models.ForeignKey(OutsideIdentity, null=True, on_delete=models.PROTECT, related_name="+")
    outside_session = models.CharField(max_length=255, blank=True, help_text="The provider's own name of its session")
    posts = models.JSONField(null=True, help_text="(organisation, role) pairs the provider gave; empty: no limit")

    class Meta:
        indexes = [models.Index(name="sittings_of_an_account", fields=["account", "-began_at"])]

    def __str__(self) -> str:
        return f"Sitting {self.pk}"

    @property
    def strong(self) -> bool:
        """Return whether more than a password was proved."""
        return self.how != How.PASSWORD


class Tally(models.Model):
    """How often something was done in a window of time; by whom is kept as a keyed hash only."""

    key = models.CharField(max_length=64)
    starts = models.BigIntegerField(help_text="When the window starts, in seconds since 1970")
    ends = models.BigIntegerField(help_text="When it ends")
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_tally_for_each_window", fields=["key", "starts"])]

    def __str__(self) -> str:
        return f"Tally {self.pk}"
