"""Django's name for this area."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.record.sharing.agreements"
    label = "agreements"
