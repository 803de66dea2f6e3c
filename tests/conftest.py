"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.world.world import World

# Laws are about what is true, not how fast: a first call that loads files takes its time.
hypothesis.settings.register_profile("ours", deadline=None)
hypothesis.settings.load_profile("ours")


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    """The small drawn town, fresh for each test."""
    # Staff sign in within a test in a moment; how hard a real password is to guess is not what is tested.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.HOME = tmp_path
    return World()
