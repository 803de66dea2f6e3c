"""Where the real published messages are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[4]
SHARED = Path(os.environ.get("JOINEDUP_SHARED_DATA") or CHECKOUT.parent / "shared/data")


@pytest.fixture(scope="session")
def real_messages() -> Path:
    """The folder of published HL7 v2 messages; tests that need it are skipped where it is absent."""
    folder = SHARED / "hl7v2"
    if not folder.is_dir():
        pytest.skip("The published messages are not on this machine.")
    return folder
