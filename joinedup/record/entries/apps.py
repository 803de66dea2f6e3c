"""Django's name for this area."""

from django.apps import AppConfig


class EntriesConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.entries"
    label = "entries"

    def ready(self) -> None:
        """Put the kinds of relationship that entries tell of in their register."""
        from joinedup.record.entries import relating  # noqa: PLC0415 (the tables must be ready first)

        relating.register()
