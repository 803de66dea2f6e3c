"""Django's name for this area."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.notices"
    label = "notices"
