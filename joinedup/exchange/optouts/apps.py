"""Django's name for this area."""

from django.apps import AppConfig


class OptOutsConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.exchange.optouts"
    label = "optouts"
