"""The demonstration place's score of risk, trained and accepted, and the people whom a GP adds to those it finds."""

from __future__ import annotations

from datetime import datetime

RISK, LIST = "emergency-admission", "proactive-care-by-risk"
USE = "Finding people for proactive care in this demonstration, in which nobody is real"
KNOWN = (
    "Her daughter moved away in spring, and she has not been out since",
    "Two near falls that he told nobody but me, and he has stopped eating at midday",
)


def score_the_place(*, at: datetime) -> None:
    """Train the risk of emergency admission, have it accepted, and have the GP add two people whom they know."""
    from joinedup.insight.risk.definition import risk  # noqa: PLC0415 (Django must be ready first)
    from joinedup.planning.releases import queries as releases  # noqa: PLC0415
    from joinedup.planning.risk import actions, queries  # noqa: PLC0415
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415

    release = releases.latest("care")
    if release is None or queries.acceptance(RISK) is not None:
        return
    with releases.open_release(release) as engine:
        kept = actions.train(
            engine, risk(RISK), release=release.name, data_date=release.data_date, by=actor_named("analyst", at=at),
            at=at,
        )  # fmt: skip
    actions.accept(RISK, model_hash=kept.hash, use=USE, by=actor_named("safety", at=at), at=at)
    _add_people(at)


def _add_people(at: datetime) -> None:
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415
    from joinedup.record.people.models import Demographics  # noqa: PLC0415
    from joinedup.record.sharing.relationships.queries import only_related  # noqa: PLC0415
    from joinedup.work.additions import actions  # noqa: PLC0415

    gp = actor_named("gp", at=at)
    living = only_related(Demographics.objects.filter(death_date=None, sensitive=False), by=gp, at=at)
    for sex, reason in zip(("female", "male"), KNOWN, strict=True):
        person = living.filter(sex=sex, birth_date__lt=f"{at.year - 70}-01-01").order_by("-birth_date", "pk").first()
        if person is not None:
            actions.add(LIST, person_id=person.pk, reason=reason, lists=[LIST], by=gp, at=at)
