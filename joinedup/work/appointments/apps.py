"""Django's name for this area."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.work.appointments"
    label = "appointments"
