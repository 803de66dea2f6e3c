"""Django's name for this area."""

from django.apps import AppConfig


class RiskConfig(AppConfig):
    """Registers the tables of this area, and has every publication followed by seeing what its models say."""

    name = "joinedup.planning.risk"
    label = "risk"

    def ready(self) -> None:
        """Follow publications."""
        from joinedup.planning.releases.events import published  # noqa: PLC0415 (Django must be ready first)
        from joinedup.planning.risk import jobs  # noqa: PLC0415

        published.connect(jobs.when_published, dispatch_uid="risks follow a publication")
