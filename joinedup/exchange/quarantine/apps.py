"""Django's name for this area."""

from django.apps import AppConfig


class QuarantineConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.exchange.quarantine"
    label = "quarantine"
