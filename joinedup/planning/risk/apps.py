"""Django's name for this area."""

from django.apps import AppConfig


class RiskConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.planning.risk"
    label = "risk"
