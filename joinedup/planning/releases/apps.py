"""Django's name for this area."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.planning.releases"
    label = "releases"
