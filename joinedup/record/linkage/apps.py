"""Django's name for this area."""

from django.apps import AppConfig


class LinkageConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.linkage"
    label = "linkage"
