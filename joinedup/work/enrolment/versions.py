"""The file of a model of care as it was when someone came onto it: kept whole, read again by its hash."""

from __future__ import annotations

import functools
import hashlib
from datetime import datetime

from joinedup.insight.models_of_care import FILE, known, model_named
from joinedup.words.models_of_care import ModelOfCare, read
from joinedup.work.enrolment.models import ModelVersion


def version_now(model: str, *, at: datetime) -> ModelVersion:
    """Return the version of a model that its file is now, kept from here on. Raises NotFound, BadInput."""
    loaded = model_named(model)
    text = (loaded.folder / FILE).read_text(encoding="utf-8")
    found, _ = ModelVersion.objects.get_or_create(
        hash=hashlib.sha256(text.encode()).hexdigest(),
        defaults={
            "model": loaded.id, "version": loaded.model.version, "title": loaded.model.title, "text": text,
            "first_used_at": at,
        },
    )  # fmt: skip
    return found


def model_of(version: ModelVersion) -> ModelOfCare:
    """Return the model that a version is. Raises ManyMistakes where what it names is known here no longer."""
    return _read(version.hash, version.text)


@functools.lru_cache(maxsize=256)
def _read(hash_: str, text: str) -> ModelOfCare:
    return read(text, file=FILE, known=known()).model
