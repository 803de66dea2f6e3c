"""Django's name for this area."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """Registers the tables of this area, and has every publication followed by working out its segments."""

    name = "joinedup.planning.segments"
    label = "segments"

    def ready(self) -> None:
        """Follow publications."""
        from joinedup.planning.releases.events import published  # noqa: PLC0415 (Django must be ready first)
        from joinedup.planning.segments import jobs  # noqa: PLC0415

        published.connect(jobs.when_published, dispatch_uid="segments follow a publication")
