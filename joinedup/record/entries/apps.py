"""Django's name for this area."""

from django.apps import AppConfig


class EntriesConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.entries"
    label = "entries"
