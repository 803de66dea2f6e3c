"""Django's name for this area."""

from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    """Registers the tables of this area, and the relationships that it gives."""

    name = "joinedup.work.enrolment"
    label = "enrolment"

    def ready(self) -> None:
        """Put the kinds of relationship that enrolments give in their register, and care in the record."""
        from joinedup.work.enrolment import in_record, relating  # noqa: PLC0415 (the tables must be ready first)

        relating.register()
        in_record.register()
