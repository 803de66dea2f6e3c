"""How long each kind of relationship goes on after its end, where the place says otherwise than the kind itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from joinedup.record.sharing.relationships.kinds import RelationshipKind, kinds
from joinedup.record.store.files import changed
from joinedup.words.basics.errors import BadInput

LONGEST = 36_500


def after(kind: RelationshipKind) -> timedelta:
    """Return how long this kind goes on after the end of a spell.

    A place says so in its ``place.yaml``: ``relationships: {contact: 180}``, in days. Raises BadInput where it says
    what cannot be.
    """
    path: Path = settings.HOME / "place.yaml"
    return timedelta(days=_said(path, changed(path)).get(kind.id, kind.days))


@lru_cache(maxsize=4)
def _said(path: Path, last: int) -> Mapping[str, int]:
    told = yaml.safe_load(path.read_text(encoding="utf-8")) if last else None
    said = (told or {}).get("relationships") or {}
    known = {kind.id for kind in kinds()}
    for name, days in said.items():
        if name not in known or not isinstance(days, int) or not 0 <= days <= LONGEST:
            raise BadInput(
                f"place.yaml, relationships: '{name}' must be one of {', '.join(sorted(known))}, with whole days.",
                now=f"Write for example contact: 180 (0 to {LONGEST}).",
            )
    return dict(said)
