"""Django's name for this area."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Registers the tables of this area, and has every publication followed by working out its measures."""

    name = "joinedup.planning.results"
    label = "results"

    def ready(self) -> None:
        """Follow publications."""
        from joinedup.planning.releases.events import published  # noqa: PLC0415 (Django must be ready first)
        from joinedup.planning.results import jobs  # noqa: PLC0415

        published.connect(jobs.when_published, dispatch_uid="results follow a publication")
