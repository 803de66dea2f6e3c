"""Django's name for this area."""

from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.work.enrolment"
    label = "enrolment"
