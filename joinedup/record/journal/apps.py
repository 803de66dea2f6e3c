"""Django's name for this area."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.journal"
    label = "journal"
