"""What attacks may ask for: someone signed in, pages that need no collected files, and everything there is to attack."""

from __future__ import annotations

from tests.spec.faces.conftest import files_as_they_lie, signed_in

__all__ = ["files_as_they_lie", "signed_in"]
