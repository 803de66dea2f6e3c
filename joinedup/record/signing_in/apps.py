"""The Django app of signing in; whoever signs in, by whatever way, begins a sitting."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in

BEGINS = "a sign-in begins a sitting"


class SigningInConfig(AppConfig):
    """Signing in: factors, passkeys, sittings, and identities of other providers."""

    name = "joinedup.record.signing_in"
    label = "signing_in"

    def ready(self) -> None:
        """Have each sign-in begin a sitting, and each account that is closed end its own."""
        from joinedup.record.access.telling import tell_to  # noqa: PLC0415
        from joinedup.record.signing_in.beginning import begin  # noqa: PLC0415 (tables must be ready first)
        from joinedup.record.signing_in.sittings import end_closed  # noqa: PLC0415

        user_logged_in.connect(begin, dispatch_uid=BEGINS)
        tell_to(end_closed)
