"""What tests of what comes in may ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.spec.exchange.sent import Post


@pytest.fixture
def post(db: None, settings: Any, tmp_path: Path) -> Post:
    """A place that has received nothing, and a folder in which files arrive."""
    settings.HOME = tmp_path / "place"
    settings.HOME.mkdir()
    (tmp_path / "post").mkdir()
    return Post(tmp_path / "post")
