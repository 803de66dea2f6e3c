"""What tests of pages may ask for: someone signed in, and pages that need no collected files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.signals import user_logged_in
from django.test import Client

from joinedup.record.signing_in.apps import BEGINS
from joinedup.record.signing_in.beginning import KEPT, begin
from joinedup.record.signing_in.models import How, Sitting
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
        account = world.account(name)
        # They signed in before the test begins: its journal holds only what is done in it.
        user_logged_in.disconnect(dispatch_uid=BEGINS)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        user_logged_in.connect(begin, dispatch_uid=BEGINS)
        session, now = client.session, datetime.now(UTC)
        sitting = Sitting.objects.create(
            account=account, how=How.PASSWORD, began_at=now, seen_at=now, proved_at=now, browser="Firefox on Linux"
        )
        session[KEPT] = sitting.pk
        session.save()
        return client

    return as_someone
