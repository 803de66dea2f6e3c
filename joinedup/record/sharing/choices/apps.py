"""Django's name for this area."""

from django.apps import AppConfig


class ChoicesConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.sharing.choices"
    label = "choices"
