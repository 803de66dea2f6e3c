"""Django's name for this area."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.exchange.intake"
    label = "intake"
