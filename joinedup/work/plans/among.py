"""When the plans of many people were last reviewed: for lists of people whom the reader may see already."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from joinedup.record.linkage.queries import formerly
from joinedup.work.plans.models import PartVersion


def last_reviewed(people: Collection[int]) -> dict[int, datetime]:
    """Return when the review in each one's plan was last written, by their ids; who has none is left out."""
    now = formerly(people)
    written = PartVersion.objects.filter(part__kind="review", part__plan__person_id__in=now).order_by("written_at")
    return {now[person]: at for person, at in written.values_list("part__plan__person_id", "written_at")}
