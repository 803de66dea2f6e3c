"""What must be so before anything of forms is written, and the columns of an answered form that is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.answers.keeping import form_of, read_back, scores_kept
from joinedup.record.answers.models import Answered, Draft, HiddenFrom, InError
from joinedup.record.answers.rules import Kept, shares_draft, still_acted, unacted
from joinedup.record.linkage.queries import current_person
from joinedup.record.sharing.gate import may_open
from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes, NotAllowed, NotFound
from joinedup.words.forms import Form, counted, mistakes, risks


@dataclass(frozen=True, slots=True)
class Beside:
    """What is said beside the answers: when they were given, what was done about risks, from whom to keep them.

    ``was_hidden`` is from whom the version that they amend was kept.
    """

    happened_at: datetime
    acted: Mapping[str, Any]
    hidden_from: str
    was_hidden: str = ""


def checked(form: Form, answers: Kept, beside: Beside, by: Actor, at: datetime) -> dict[str, Any]:
    """Return the columns of an answered form whose answers are right. Raises what ``give`` raises."""
    read = read_back(form, answers)
    wrong = mistakes(form, read, now=at)
    if wrong:
        raise ManyMistakes(list(wrong), now="Mend these answers, then give the form.")
    telling = [risk.key for risk in risks(form, read)]
    if unacted(telling, beside.acted):
        raise CannotProceed("An answer tells of a risk to the person.", now="Act on it now, and write what was done.")
    if beside.happened_at > at:
        raise BadInput("That is in the future.", now="Write when these answers were given.")
    if beside.hidden_from not in HiddenFrom.values:
        raise BadInput("It is not said from whom to keep it.", now="Choose one of the list.")
    if beside.hidden_from != beside.was_hidden:
        access.require(by, "choice.mark")
    return {
        "answers": {item: list(values) for item, values in counted(form, read).items()},
        "scores": scores_kept(form, read),
        "acted": still_acted(telling, beside.acted), "happened_at": beside.happened_at, "recorded_at": at,
        "account_id": by.account_id, "role": by.role, "organisation": by.organisation, "team": by.team,
        "hidden_from": beside.hidden_from,
    }  # fmt: skip


def kept_already(key: UUID, person: int, form_hash: str) -> Answered | None:
    """Return what is kept under ``key``. Raises CannotProceed where that is another form, or of somebody else."""
    kept = Answered.objects.select_related("form_version").filter(key=key).first()
    if kept is not None and (current_person(kept.person_id) != person or kept.form_version.hash != form_hash):
        raise CannotProceed("Another form was sent by this number.", now="Begin the form again.")
    return kept


def require(person_id: int, act: str, by: Actor, at: datetime) -> int:
    """Return who the person is now. Raises NotAllowed where the post, or the lack of a relationship, forbids it."""
    person = current_person(person_id)
    decision = may_open(person, by=by, at=at, act=act)
    if not decision.allowed:
        raise NotAllowed(decision.because, now="If you care for this person in another post, choose that post.")
    return person


def answered_to_amend(answered_id: int) -> Answered:
    """Return an answered form, held until the transaction ends. Raises NotFound."""
    found = Answered.objects.select_for_update().select_related("form_version").filter(pk=answered_id).first()
    if found is None:
        raise NotFound("There is no answered form by this number.", now="Go back to the person’s forms.")
    if InError.objects.filter(answered=found, taken_back_at=None).exists():
        raise CannotProceed("This form is marked as entered in error.", now="Take that back first, if it was right.")
    return found


def draft_of(draft_id: int, by: Actor, at: datetime) -> Draft:
    """Return a draft of the organisation of ``by``. Of another's it is not even told that it is there."""
    found = Draft.objects.select_for_update().select_related("form_version").filter(pk=draft_id)
    draft = found.filter(organisation=by.organisation).first()
    if draft is None or not shares_draft(form_of(draft.form_version), draft.begun_by_id, by):
        raise NotFound("There is no form being filled in by this number.", now="Go back to the person’s forms.")
    require(draft.person_id, "form.fill" if draft.amends_id is None else "form.amend", by, at)
    return draft


def open_draft(draft_id: int, by: Actor, at: datetime) -> Draft:
    """Return a draft that can be written in. Raises as ``draft_of``, and CannotProceed for one that is over."""
    draft = draft_of(draft_id, by, at)
    require_open(draft)
    return draft


def require_open(draft: Draft) -> None:
    """Raise CannotProceed where a draft was given or deleted."""
    if draft.given_at is not None or draft.deleted_at is not None:
        raise CannotProceed("This form was given or deleted already.", now="Go back to the person’s forms.")
