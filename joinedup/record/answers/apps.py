"""Django's name for this area."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.answers"
    label = "answers"
