"""Which of many people are on which models of care: for lists of people whom the reader may see already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from joinedup.record.linkage.queries import formerly, person_now
from joinedup.work.enrolment.models import Enrolment


def models_on(people: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return the models on which each of these people is now, or waits to be, by their ids. Two queries."""
    going_on = Enrolment.objects.filter(person_id__in=formerly(people), ended_at=None)
    theirs = going_on.annotate(now=person_now("person_id")).filter(now__in=people)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for person, model in theirs.values_list("now", "model"):
        found[person].add(model)
    return {person: tuple(sorted(models)) for person, models in found.items()}
