"""The keys under which projects hide people: outside every dataset, one at a time, the old ones destroyed.

A pseudonym can be made, or traced back, only with the key. When a key is destroyed nobody can do either any more with
what was published under it.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from joinedup.planning.releases.models import ProjectKey
from joinedup.record.store.files import whole

PLACE = "place"
"""The project of a release for which none is named."""


def current(project: str, *, at: datetime) -> ProjectKey:
    """Return the key in use of a project, made where there is none yet."""
    found = in_use(project).first()
    return found or make(project, at=at)


def in_use(project: str) -> QuerySet[ProjectKey]:
    """Return the keys of a project that were not destroyed, the first first: the one in use, and one being tried."""
    return ProjectKey.objects.filter(project=project, destroyed_at=None).order_by("number")


def all_in_use() -> list[ProjectKey]:
    """Return the key in use of every project, by the project's name."""
    found: dict[str, ProjectKey] = {}
    for key in ProjectKey.objects.filter(destroyed_at=None).order_by("project", "number"):
        found.setdefault(key.project, key)
    return list(found.values())


def make(project: str, *, at: datetime) -> ProjectKey:
    """Make the next key of a project, and return it."""
    number = ProjectKey.objects.filter(project=project).count() + 1
    name = hashlib.sha256(project.encode()).hexdigest()[:16]
    # The first lies where keys lay before they were numbered: a place's pseudonyms stay what they are.
    file = f"{name}.key" if number == 1 else f"{name}-{number}.key"
    if not (_folder() / file).exists():
        with whole(_folder() / file) as part:
            part.write_bytes(secrets.token_bytes(32))
    return ProjectKey.objects.create(project=project, number=number, file=file, made_at=at)


def secret_of(key: ProjectKey) -> bytes:
    """Return the key itself."""
    return (_folder() / key.file).read_bytes()


def destroy(key: ProjectKey, *, at: datetime) -> None:
    """Write over the key, take it away, and write down when."""
    path = _folder() / key.file
    if path.exists():
        path.write_bytes(secrets.token_bytes(path.stat().st_size))
        path.unlink()
    key.destroyed_at = at
    key.save(update_fields=["destroyed_at"])


def _folder() -> Path:
    return Path(settings.HOME) / "keys"
