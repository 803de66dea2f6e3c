"""Scores and answers of every form that was given, with whose they are now: what publication reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from joinedup.record.answers.keeping import form_of, in_error, read_back
from joinedup.record.answers.models import Answered
from joinedup.record.linkage.queries import person_now
from joinedup.words.forms import said, vocabulary

#: The columns of each row of ``scores``, and of ``chosen``, in order.
COLUMNS = ("person_id", "form", "score", "value", "band", "given_at")
CHOSEN = ("person_id", "form", "item", "answers", "given_at", "answered")


def scores() -> Iterator[tuple[Any, ...]]:
    """Yield a row for each score of the latest version of each answered form; those not worked out are left out.

    Instants are UTC. Cost: one query, read some hundreds at a time.
    """
    told = _latest().values_list("now", "form_version__form_id", "scores", "happened_at")
    for person, form, found, at in told.iterator(chunk_size=2_000):
        for score in found:
            if score["value"] is not None:
                yield person, form, score["name"], float(score["value"]), score["band"], at


def chosen() -> Iterator[tuple[Any, ...]]:
    """Yield a row for each question that was answered by yes, no or a choice, in the latest version of what was given.

    What someone wrote in words of their own is left out, and what a form or a clinician keeps from anyone. Cost: one
    query, read some hundreds at a time.
    """
    for each in _latest().filter(hidden_from="").select_related("form_version").iterator(chunk_size=500):
        form = form_of(each.form_version)
        if form.hidden_from:
            continue
        choices = vocabulary(form)
        for item, told in said(form, read_back(form, each.answers)).items():
            words = [word for word in told if word in choices.get(item, ())]
            if words and item in form.by_id and not form.by_id[item].hidden_from:
                yield each.now, form.id, item, words, each.happened_at, each.pk


def _latest() -> QuerySet[Any]:
    """Return what was given and not amended since, each with whose it is now (``now``)."""
    latest = Answered.objects.filter(~in_error(), ~Exists(Answered.objects.filter(amends=OuterRef("pk"))))
    return latest.annotate(now=person_now("person_id")).order_by("pk")
