"""Django's name for this area."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.work.letters"
    label = "letters"
