"""The demonstration place's score of risk, trained and accepted, and the people whom a GP adds to those it finds."""

from __future__ import annotations

from datetime import datetime

RISK, LIST = "emergency-admission", "proactive-care-by-risk"
USE = "Finding people for proactive care in this demonstration, in which nobody is real"
AMONG, OLD = "collaborative-care-planning", 70
KNOWN = (
    ("female", "Her daughter moved away in spring, and she has not been out since"),
    ("male", "Two near falls that he told nobody but me, and he has stopped eating at midday"),
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
    from joinedup.insight.models_of_care import model_named  # noqa: PLC0415
    from joinedup.planning.finding.queries import every_found  # noqa: PLC0415
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415
    from joinedup.work.additions import actions  # noqa: PLC0415

    gp = actor_named("gp", at=at)
    known = dict(KNOWN)
    for found in every_found(model_named(AMONG).model, by=gp, at=at, reason="Looking for people for the demonstration"):
        old = found.person.birth_date is not None and found.person.birth_date.year < at.year - OLD
        if old and not found.person.sensitive and (reason := known.pop(found.person.sex, "")):
            actions.add(LIST, person_id=found.person.pk, reason=reason, lists=[LIST], by=gp, at=at)
        if not known:
            return
