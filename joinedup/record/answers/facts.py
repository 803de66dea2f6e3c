"""Every score of every form that was answered, with whose it is now: what publication reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef

from joinedup.record.answers.models import Answered
from joinedup.record.linkage.queries import person_now

#: The columns of each row, in order.
COLUMNS = ("person_id", "form", "score", "value", "band", "given_at")


def scores() -> Iterator[tuple[Any, ...]]:
    """Yield a row for each score of the latest version of each answered form; those not worked out are left out.

    Instants are UTC. Cost: one query, read some hundreds at a time.
    """
    latest = Answered.objects.filter(~Exists(Answered.objects.filter(amends=OuterRef("pk"))))
    rows = latest.annotate(now=person_now("person_id")).order_by("pk")
    told = rows.values_list("now", "form_version__form_id", "scores", "happened_at")
    for person, form, found, at in told.iterator(chunk_size=2_000):
        for score in found:
            if score["value"] is not None:
                yield person, form, score["name"], float(score["value"]), score["band"], at
