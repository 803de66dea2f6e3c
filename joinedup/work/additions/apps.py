"""Django's name for this area."""

from django.apps import AppConfig


class AdditionsConfig(AppConfig):
    """Registers the table of this area."""

    name = "joinedup.work.additions"
    label = "additions"
