"""Django's name for this area."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.journal"
    label = "journal"

    def ready(self) -> None:
        """Have what is done below, to accounts and organisations, written here."""
        from joinedup.record.access.telling import tell_to  # noqa: PLC0415 (tables must be registered first)
        from joinedup.record.journal.actions import write  # noqa: PLC0415

        tell_to(write)
