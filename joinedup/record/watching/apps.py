"""Django's name for this area."""

from django.apps import AppConfig


class WatchingConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.watching"
    label = "watching"
