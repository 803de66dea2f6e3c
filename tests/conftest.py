"""What every test may ask for."""

from __future__ import annotations

import pytest

from tests.world.world import World


@pytest.fixture
def world(db: None) -> World:
    """The small drawn town, fresh for each test."""
    return World()
