"""Django's name for this area."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers the tables of this area, and has every publication followed by making the reports that are due."""

    name = "joinedup.planning.reports"
    label = "reports"

    def ready(self) -> None:
        """Follow publications."""
        from joinedup.planning.releases.events import published  # noqa: PLC0415 (Django must be ready first)
        from joinedup.planning.reports import jobs  # noqa: PLC0415

        published.connect(jobs.when_published, dispatch_uid="reports follow a publication")
