"""What is asked before an event is added: may it happen, is its reason said, has everyone agreed."""

from __future__ import annotations

from collections.abc import Sequence

from joinedup.record.sharing.choices import queries as choices
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.models_of_care import ModelOfCare
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.nexts import REASONED, why_not, why_not_then
from joinedup.work.enrolment.writing import Told

LONGEST = 400


def require_event(kind: Kind, held: Told) -> None:
    """Raise CannotProceed, with why, where this cannot happen now."""
    if problem := why_not(kind, held.state, held.model):
        raise CannotProceed(problem, now="Look at where their care stands.")


def require_then(event: Happened, held: Told) -> None:
    """Raise BadInput where something is said to have happened on a day before it can have."""
    if problem := why_not_then(event, held.state):
        raise BadInput(problem, now="Write the day on which it happened.")


def require_reason(event: Happened) -> None:
    """Raise BadInput where a reason is wanting, or too long."""
    if event.kind in REASONED and not event.why:
        raise BadInput("Nobody said why.", now="Write the reason in a few words.")
    if len(event.why) > LONGEST:
        raise BadInput("The reason is too long.", now=f"Use {LONGEST} letters or fewer.")


def require_who_agrees(model: ModelOfCare, party: str, *, person_id: int | None = None) -> None:
    """Raise BadInput for a party whom the file does not ask, and CannotProceed where the person's word is against it.

    Where the person was asked to take part in what is called as this model is, all who were asked must have said yes.
    """
    asked: Sequence[str] = model.how_in.agree or ("person",)
    if party and party not in asked:
        raise BadInput("This model of care does not ask them.", now=f"Choose: {', '.join(asked)}.")
    if person_id is None:
        return
    if any(each.purpose == model.title and not each.holds for each in choices.taking_part(person_id)[:1]):
        raise CannotProceed(
            "Not everyone who was asked whether they take part has said yes.", now="See the page of their choices."
        )
