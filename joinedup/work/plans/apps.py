"""Django's name for this area."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.work.plans"
    label = "plans"
