"""When the plans of many people were last reviewed: for lists of people whom the reader may see already."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from joinedup.record.linkage.queries import formerly, person_now
from joinedup.work.plans.models import PartVersion


def last_reviewed(people: Collection[int]) -> dict[int, datetime]:
    """Return when the review in each one's plan was last written, by their ids; who has none is left out."""
    reviews = PartVersion.objects.filter(part__kind="review", part__plan__person_id__in=formerly(people))
    theirs = reviews.annotate(now=person_now("part__plan__person_id")).filter(now__in=people)
    return dict(theirs.order_by("written_at").values_list("now", "written_at"))
