"""Makes Django ready for a command that needs the database; commands that do not, start faster without it."""

from __future__ import annotations

import os


def django_ready(*, migrate: bool = True) -> None:
    """Set Django up, and bring the database to the latest shape where ``migrate``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.config.settings")
    import django  # noqa: PLC0415 (setting up is the point)

    django.setup()
    if migrate:
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0, interactive=False)
