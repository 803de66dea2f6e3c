"""How forms, answers and scores are kept in a row, and read from it again."""

from __future__ import annotations

import functools
from dataclasses import asdict
from typing import Any

from django.db.models import Exists, OuterRef

from joinedup.record.access.actor import Actor
from joinedup.record.answers.models import Draft, FormVersion, InError
from joinedup.record.answers.rules import Kept, readings, unseen
from joinedup.words.forms import Answers, Form, Risk, read, risks, scores


def in_error() -> Exists:
    """Return, for a query of answered forms, which are marked as given about the wrong person."""
    return Exists(InError.objects.filter(answered=OuterRef("pk"), taken_back_at=None))


def form_of(version: FormVersion) -> Form:
    """Return the form as it was when it was filled in."""
    return _read(version.hash, version.text, version.form_id)


def read_back(form: Form, kept: Kept) -> Answers:
    """Return kept answers as the words of forms take them. What this form does not know is left out."""
    return {item: tuple(values) for item, values in kept.items() if values and item.split("#")[0] in form.by_id}


def risks_of(form: Form, draft: Draft) -> tuple[Risk, ...]:
    """Return what in a draft somebody must act on now: of what is kept, and of what lies aside until a choice."""
    found: dict[str, Risk] = {}
    for reading in readings(draft.answers, draft.aside):
        for risk in risks(form, read_back(form, reading)):
            found.setdefault(risk.key, risk)
    return tuple(found.values())


def unseen_in(draft: Draft, by: Actor) -> frozenset[str]:
    """Return the keys of a draft of which ``by`` does not see what others answered."""
    return unseen(
        form_of(draft.form_version), draft.answers, draft.aside, written_by=draft.written_by,
        begun_by=draft.begun_by_id, by=by,
    )  # fmt: skip


def scores_kept(form: Form, answers: Answers) -> list[dict[str, Any]]:
    """Return what a form's answers came to, as it is kept with them."""
    return [{**asdict(score), "missing": list(score.missing)} for score in scores(form, answers)]


@functools.lru_cache(maxsize=64)
def _read(hash_: str, text: str, form_id: str) -> Form:
    return read(text, file=f"{form_id}.json")
