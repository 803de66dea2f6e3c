"""Django's name for this area."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.answers"
    label = "answers"

    def ready(self) -> None:
        """Have answered forms stand among the lines of a record."""
        from joinedup.record.answers import in_record  # noqa: PLC0415 (the tables must be ready first)

        in_record.register()
