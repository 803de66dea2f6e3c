"""Training a model, accepting it for a use, and withdrawing that."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from joinedup.insight.engine import Engine
from joinedup.insight.risk.definition import Risk
from joinedup.insight.risk.definition import risk as risk_named
from joinedup.insight.risk.model import LEARNERS
from joinedup.insight.risk.train import train as learn
from joinedup.planning.risk import files
from joinedup.planning.risk.files import Kept
from joinedup.planning.risk.models import Acceptance
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound


def train(
    engine: Engine, risk: Risk, *, release: str, data_date: date, by: Actor, at: datetime, learner: str = LEARNERS[0]
) -> Kept:
    """Train a risk on an open release and keep it in place of the model before; whole, or not at all.

    A model that was accepted is replaced by one that is not: its acceptance ends. Raises NotAllowed, CannotProceed.
    """
    access.require(by, "risk.train")
    trained = learn(engine, risk, release=release, data_date=data_date, learner=learner)
    with transaction.atomic():
        before = files.read_hash(Path(settings.HOME), risk.id)
        kept = files.write(Path(settings.HOME), trained)
        journal.write("risk.trained", by=by, at=at,
                      details={"risk": risk.id, "release": release, "model": kept.hash, "before": before,
                               "learner": learner})  # fmt: skip
        if before != kept.hash:
            Acceptance.objects.filter(risk=risk.id, ended_at=None).update(ended_at=at)
    return kept


@transaction.atomic
def accept(risk_id: str, *, model_hash: str, use: str, by: Actor, at: datetime) -> Acceptance:
    """Accept the trained model with that hash for a stated use: from now on its people may be listed.

    Raises NotAllowed, NotFound where nothing is trained, BadInput without a use, CannotProceed where the model was
    trained anew since it was read, or is accepted already.
    """
    access.require(by, "risk.accept")
    risk = risk_named(risk_id)
    use = use.strip()
    if not use:
        raise BadInput("Nobody said for which use.", now="Say what the people found are to be offered, and by whom.")
    if len(use) > 400:
        raise BadInput("The use is too long.", now="Use 400 characters or fewer.")
    if files.needed(Path(settings.HOME), risk.id).hash != model_hash:
        raise CannotProceed("The model was trained anew since you read its card.", now="Read the card again.")
    Acceptance.objects.filter(risk=risk.id, ended_at=None).exclude(model_hash=model_hash).update(ended_at=at)
    try:
        with transaction.atomic():
            made = Acceptance.objects.create(
                risk=risk.id, model_hash=model_hash, use=use, accepted_by_id=by.account_id, accepted_at=at
            )
    except IntegrityError as error:
        raise CannotProceed(
            "This model is accepted already.", now="Withdraw that first to state another use."
        ) from error
    journal.write("risk.accepted", by=by, at=at, reason=use, details={"risk": risk.id, "model": model_hash})
    return made


@transaction.atomic
def withdraw(risk_id: str, *, reason: str, by: Actor, at: datetime) -> None:
    """End the acceptance in force: its people are no longer listed.

    Raises NotAllowed, BadInput without a reason, NotFound where none is in force.
    """
    access.require(by, "risk.accept")
    if not reason.strip():
        raise BadInput("Nobody said why.", now="Say why the model is withdrawn.")
    found = Acceptance.objects.select_for_update().filter(risk=risk_id, ended_at=None).first()
    if found is None:
        raise NotFound("This model is not accepted.", now="There is nothing to withdraw.")
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    journal.write("risk.withdrawn", by=by, at=at, reason=reason.strip()[:200],
                  details={"risk": risk_id, "model": found.model_hash})  # fmt: skip
