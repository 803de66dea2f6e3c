"""Django's name for this area."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Registers the tables of this area."""

    name = "joinedup.planning.releases"
    label = "releases"

    def ready(self) -> None:
        """Look for the place's own definitions in its folder."""
        from django.conf import settings  # noqa: PLC0415 (settings are whole once Django is ready)

        from joinedup.insight import own  # noqa: PLC0415 (light: it reads nothing yet)

        own.look_in(settings.HOME / "catalogue")
