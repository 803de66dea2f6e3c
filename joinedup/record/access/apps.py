"""Django's name for this area."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.access"
    label = "access"
