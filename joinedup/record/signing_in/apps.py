"""The Django app of signing in; whoever signs in, by whatever way, begins a sitting."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in

BEGINS = "a sign-in begins a sitting"


class SigningInConfig(AppConfig):
    """Signing in: factors, passkeys, sittings, and identities of other providers."""

    name = "joinedup.record.signing_in"
    label = "signing_in"

    def ready(self) -> None:
        """Have each sign-in begin a sitting."""
        from joinedup.record.signing_in.beginning import begin  # noqa: PLC0415 (tables must be ready first)

        user_logged_in.connect(begin, dispatch_uid=BEGINS)
