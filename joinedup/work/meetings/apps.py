"""Django's name for this area."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Registers the tables of this area, and the relationship that an action gives."""

    name = "joinedup.work.meetings"
    label = "meetings"

    def ready(self) -> None:
        """Put the kind of relationship that an action gives in its register."""
        from joinedup.work.meetings import relating  # noqa: PLC0415 (the tables must be ready first)

        relating.register()
