"""Django's name for this area."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.tasks"
    label = "tasks"
