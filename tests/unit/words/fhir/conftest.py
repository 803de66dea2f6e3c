"""The validator that tests of FHIR share, made once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from joinedup.words.vocabulary.fhir.validation import Validator

CHECKOUT = Path(__file__).resolve().parents[4]
SHARED = Path(os.environ.get("JOINEDUP_SHARED_DATA") or CHECKOUT.parent / "shared/data")


@pytest.fixture(scope="session")
def validator() -> Validator:
    """The validator on the definitions that set-up makes; without them the tests fail and say so."""
    return Validator(Path(os.environ.get("JOINEDUP_ASSETS") or CHECKOUT / "assets") / "fhir")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real published examples; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("The published examples are not on this machine.")
    return SHARED
