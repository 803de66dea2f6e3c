"""Which of many people are on which models of care: for lists of people whom the reader may see already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from joinedup.record.linkage.queries import formerly
from joinedup.work.enrolment.models import Enrolment


def models_on(people: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return the models on which each of these people is now, or waits to be, by their ids. Two queries."""
    now = formerly(people)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for person, model in Enrolment.objects.filter(person_id__in=now, ended_at=None).values_list("person_id", "model"):
        found[now[person]].add(model)
    return {person: tuple(sorted(models)) for person, models in found.items()}
