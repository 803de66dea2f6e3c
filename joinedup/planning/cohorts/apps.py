"""Django's name for this area."""

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.planning.cohorts"
    label = "cohorts"
