"""Django's name for this area."""

from django.apps import AppConfig


class ReidentificationConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.planning.reidentification"
    label = "reidentification"
