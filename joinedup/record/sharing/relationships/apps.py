"""Django's name for this area."""

from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    """Registers the tables of this area, and the kinds of relationship that it knows of itself."""

    name = "joinedup.record.sharing.relationships"
    label = "relationships"

    def ready(self) -> None:
        """Put this area's kinds in the register."""
        from joinedup.record.sharing.relationships import own  # noqa: PLC0415 (the tables must be ready first)

        own.register()
