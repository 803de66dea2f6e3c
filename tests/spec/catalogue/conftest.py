"""One town for each file of journeys: it is built once, and what a journey did in it is taken back at its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.world.world import World


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """The small drawn town, as nobody's journey has yet changed it; those who are in every journey are there already."""
    quick = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}
    home = tmp_path_factory.mktemp("home")
    with override_settings(HOME=home, **quick), django_db_blocker.unblock(), transaction.atomic():
        town = World()
        for name in ("Lena Osei", "Dr Priya Nair"):
            town.staff(name)
        town.person("Edna Marsh")
        yield town
        transaction.set_rollback(True)


@pytest.fixture
def world(town: World, db: None) -> Iterator[World]:
    """The town of this file: whoever a test names for the first time leaves it with the test."""
    before = dict(town._people), dict(town._accounts), town._told
    yield town
    town._people, town._accounts, town._told = before
