"""Django's name for this area."""

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    """Registers the tables of this area, and has every publication followed by counting the cohorts in use."""

    name = "joinedup.planning.cohorts"
    label = "cohorts"

    def ready(self) -> None:
        """Follow publications."""
        from joinedup.planning.cohorts import jobs  # noqa: PLC0415 (Django must be ready first)
        from joinedup.planning.releases.events import published  # noqa: PLC0415

        published.connect(jobs.when_published, dispatch_uid="cohorts follow a publication")
