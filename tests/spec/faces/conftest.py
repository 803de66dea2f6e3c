"""What tests of pages may ask for: someone signed in, and pages that need no collected files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.world.world import World

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def files_as_they_lie(settings: Any) -> None:
    """Link to style sheets where they lie: what is collected and hashed is for the server."""
    storages = {**settings.STORAGES}
    storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = storages


@pytest.fixture
def signed_in(world: World) -> SignedIn:
    """Return a way to sign in as someone of the town's staff, by their name."""

    def as_someone(name: str) -> Client:
        client = Client()
        client.force_login(world.account(name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_someone
