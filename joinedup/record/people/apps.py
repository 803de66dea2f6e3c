"""Django's name for this area."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.people"
    label = "people"
