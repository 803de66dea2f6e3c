"""Every write of forms: beginning and saving drafts, giving an answered form, amending it. What was given stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from joinedup.record.access.actor import Actor
from joinedup.record.answers.checking import (
    Beside,
    answered_to_amend,
    checked,
    draft_of,
    kept_already,
    open_draft,
    require,
    require_open,
)
from joinedup.record.answers.keeping import form_of, risks_of, unseen_in
from joinedup.record.answers.models import Answered, Draft, FormVersion, Presence
from joinedup.record.answers.rules import Kept, merged, shares_draft, still_acted, unacted
from joinedup.record.journal import actions as journal
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.forms import Form

LONGEST_WHY, LONGEST_ACTED, LONGEST_WORK = 400, 2_000, 120


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after a saving; ``aside`` are the items where somebody else wrote something else meanwhile."""

    draft: Draft
    aside: tuple[str, ...]


@transaction.atomic
def begin(form: Form, *, person_id: int, work: str = "", by: Actor, at: datetime) -> Draft:
    """Return the draft of a form about someone for a work: the one that colleagues have begun, or a new one.

    Raises NotAllowed, NotFound, BadInput.
    """
    person = require(person_id, "form.fill", by, at)
    if len(work) > LONGEST_WORK:
        raise BadInput("It is not said what this form is for.", now="Begin it again from where you came.")
    found = Draft.objects.filter(
        person_id=person, form_version__form_id=form.id, work=work, organisation=by.organisation, given_at=None,
        deleted_at=None, amends=None,
    ).select_related("form_version").order_by("pk").first()  # fmt: skip
    if found is not None and not shares_draft(form, found.begun_by_id, by):
        raise CannotProceed("A colleague is filling in this form.", now="Ask whoever sees the person with you.")
    if found is not None:
        return found
    draft, made = Draft.objects.get_or_create(
        person_id=person, form_version=keep_version(form, at=at), work=work, organisation=by.organisation,
        given_at=None, deleted_at=None, amends=None, defaults=_begun(by, at),
    )  # fmt: skip
    if made:
        journal.write("form.begun", by=by, at=at, about=person, details={"form": form.id, "draft": draft.pk})
    return draft


@transaction.atomic
def begin_amendment(answered_id: int, *, by: Actor, at: datetime) -> Draft:
    """Return a draft that holds what was answered, to be changed and given with a reason.

    Whether they may read what was answered, the caller has seen (``queries.one``). Raises NotAllowed, NotFound, and
    CannotProceed where it was amended already: the latest is amended.
    """
    old = answered_to_amend(answered_id)
    person = require(old.person_id, "form.amend", by, at)
    if old.amended_by.exists():
        raise CannotProceed("Somebody amended this already.", now="Open the latest version, and amend that one.")
    draft, made = Draft.objects.get_or_create(
        amends=old, organisation=by.organisation, given_at=None, deleted_at=None,
        defaults={
            **_begun(by, at), "person_id": person, "form_version": old.form_version, "work": old.work,
            "answers": old.answers, "acted": old.acted,
        },
    )  # fmt: skip
    if made:
        journal.write("form.begun", by=by, at=at, about=person, details={"draft": draft.pk, "amends": old.pk})
    return draft


@transaction.atomic
def save_draft(draft_id: int, *, mine: Kept, was: Kept, by: Actor, at: datetime) -> Saved:
    """Save what someone wrote on a page of a draft, of which ``was`` is what that page held when they opened it.

    Where somebody else changed the same item meanwhile, theirs stays and mine is laid aside until someone chooses.
    Raises NotAllowed, NotFound, CannotProceed.
    """
    draft = open_draft(draft_id, by, at)
    result = merged(draft.answers, was=was, mine=mine, unseen=unseen_in(draft, by))
    if not result.changed and not result.aside:
        return Saved(draft, ())
    aside = {item: list(told) for item, told in draft.aside.items()}
    for item, values in result.aside.items():
        told = {"values": values, "account": by.account_id, "at": at.isoformat()}
        others = [each for each in aside.get(item, ()) if each["account"] != by.account_id]
        aside[item] = [*others, told]
    form = form_of(draft.form_version)
    draft.answers, draft.aside = result.answers, aside
    draft.written_by = {**draft.written_by, **{item: [by.account_id, at.isoformat()] for item in result.changed}}
    draft.acted = still_acted([risk.key for risk in risks_of(form, draft)], draft.acted)
    _save(draft, by, at)
    return Saved(draft, tuple(result.aside))


@transaction.atomic
def choose(draft_id: int, item: str, *, use: int | None, by: Actor, at: datetime) -> Draft:
    """Choose between what is kept of an item and what was laid aside: ``use`` counts from 0, None keeps what is.

    Raises NotAllowed, NotFound, CannotProceed.
    """
    draft = open_draft(draft_id, by, at)
    lying = draft.aside.get(item, [])
    if not lying:
        return draft
    if item in unseen_in(draft, by):
        raise CannotProceed(
            "One of these answers is kept from your post.", now="Ask whoever began the form to choose, or a clinician."
        )
    if use is not None:
        if not 0 <= use < len(lying):
            raise BadInput("That answer is not one of those to choose from.", now="Choose one of the list.")
        draft.answers = {**draft.answers, item: lying[use]["values"]}
        draft.written_by = {**draft.written_by, item: [lying[use]["account"], lying[use]["at"]]}
    draft.aside = {each: told for each, told in draft.aside.items() if each != item}
    form = form_of(draft.form_version)
    draft.acted = still_acted([risk.key for risk in risks_of(form, draft)], draft.acted)
    _save(draft, by, at)
    return draft


@transaction.atomic
def act_on_risk(draft_id: int, item: str, *, what: str, by: Actor, at: datetime) -> Draft:
    """Write down what was done at once about an answer that tells of a risk. Raises as saving does, and BadInput."""
    draft = open_draft(draft_id, by, at)
    form = form_of(draft.form_version)
    if item not in {risk.key for risk in risks_of(form, draft)}:
        raise NotFound("This answer tells of no risk any more.", now="Go on with the form.")
    if not what.strip() or len(what) > LONGEST_ACTED:
        raise BadInput("It is not said what was done.", now="Write what you did, and who knows of it.")
    told = {"what": what.strip(), "account": by.account_id, "at": at.isoformat()}
    draft.acted = {**draft.acted, item: told}
    _save(draft, by, at)
    details = {"form": form.id, "draft": draft.pk, "item": item}
    journal.write("form.risk_acted", by=by, at=at, about=draft.person_id, details=details)
    return draft


@transaction.atomic
def tell_risks(draft_id: int, items: tuple[str, ...], *, by: Actor, at: datetime) -> None:
    """Write in the journal that answers of a draft tell of a risk. Raises as saving does."""
    draft = open_draft(draft_id, by, at)
    details = {"form": draft.form_version.form_id, "draft": draft.pk, "items": list(items)}
    journal.write("form.risk", by=by, at=at, about=draft.person_id, details=details)


@transaction.atomic
def be_present(draft_id: int, *, by: Actor, at: datetime) -> None:
    """Write down that ``by`` has a page of a draft before them. Of nobody in particular nothing is written."""
    if by.account_id is not None:
        Presence.objects.update_or_create(
            draft_id=draft_id, account_id=by.account_id, defaults={"seen_at": at},
            create_defaults={"since": at, "seen_at": at},
        )  # fmt: skip


@transaction.atomic
def delete_draft(draft_id: int, *, by: Actor, at: datetime) -> Draft:
    """Delete a draft, which ``bring_back`` undoes.

    Raises NotAllowed, NotFound, and CannotProceed while nobody said what was done about an answer that tells of a risk.
    """
    draft = open_draft(draft_id, by, at)
    if unacted([risk.key for risk in risks_of(form_of(draft.form_version), draft)], draft.acted):
        raise CannotProceed(
            "An answer tells of a risk to the person.",
            now="Act on it now, and write what was done; or change the answer, if it was written down wrongly.",
        )
    draft.deleted_at, draft.deleted_by_id = at, by.account_id
    draft.save(update_fields=["deleted_at", "deleted_by"])
    journal.write("form.deleted", by=by, at=at, about=draft.person_id, details={"draft": draft.pk})
    return draft


@transaction.atomic
def bring_back(draft_id: int, *, by: Actor, at: datetime) -> Draft:
    """Undo the deletion of a draft. Raises NotAllowed, NotFound, and CannotProceed where another was begun since."""
    draft = draft_of(draft_id, by, at)
    if draft.deleted_at is None:
        raise CannotProceed("This form was not deleted.", now="Nothing is left to do.")
    same = Draft.objects.filter(organisation=draft.organisation, given_at=None, deleted_at=None)
    if draft.amends_id is None:
        same = same.filter(
            person_id=draft.person_id, form_version=draft.form_version, work=draft.work, amends=None
        )  # fmt: skip
    else:
        same = same.filter(amends_id=draft.amends_id)
    if same.exists():
        raise CannotProceed("This form was begun again since.", now="Delete that one first, or go on with it.")
    draft.deleted_at, draft.deleted_by_id = None, None
    draft.save(update_fields=["deleted_at", "deleted_by"])
    journal.write("form.brought_back", by=by, at=at, about=draft.person_id, details={"draft": draft.pk})
    return draft


@transaction.atomic
def give_draft(
    draft_id: int,
    *,
    happened_at: datetime,
    hidden_from: str | None = None,
    why: str = "",
    by: Actor,
    at: datetime,
) -> Answered:
    """Give what a draft holds, or amend with it what it amends; given twice, it is kept once.

    Where it is not said from whom to keep it, what is new is kept from nobody, and what is amended as it was.

    Raises as ``give`` and ``amend`` do, and CannotProceed while two people's words about one thing wait for a choice.
    """
    draft = draft_of(draft_id, by, at)
    if draft.given_at is not None:
        return Answered.objects.select_related("form_version").get(key=draft.key)
    require_open(draft)
    if draft.aside:
        raise CannotProceed("Two people answered the same thing.", now="Choose which answer is right, then give it.")
    form = form_of(draft.form_version)
    told: dict[str, Any] = {
        "answers": draft.answers, "happened_at": happened_at, "key": draft.key, "acted": draft.acted,
        "by": by, "at": at,
    }  # fmt: skip
    if draft.amends_id is not None:
        given = amend(draft.amends_id, why=why, hidden_from=hidden_from, **told)
    else:
        given = give(form, person_id=draft.person_id, work=draft.work, hidden_from=hidden_from or "", **told)
    draft.given_at = at
    draft.save(update_fields=["given_at"])
    return given


@transaction.atomic
def give(
    form: Form,
    *,
    person_id: int,
    answers: Kept,
    happened_at: datetime,
    key: UUID,
    work: str = "",
    acted: Mapping[str, Any] | None = None,
    hidden_from: str = "",
    by: Actor,
    at: datetime,
) -> Answered:
    """Keep a form that was answered about someone, with its scores. The same ``key`` again gives what is kept.

    Raises NotAllowed, NotFound, ManyMistakes (each with the item), BadInput, and CannotProceed where an answer tells of
    a risk and nobody said what was done about it.
    """
    person = require(person_id, "form.fill", by, at)
    kept = kept_already(key, person, form.hash)
    if kept is not None:
        return kept
    given = Answered.objects.create(
        person_id=person, form_version=keep_version(form, at=at), key=key, work=work,
        **checked(form, answers, Beside(happened_at, acted or {}, hidden_from), by, at),
    )  # fmt: skip
    journal.write("form.given", by=by, at=at, about=person, details={"form": form.id, "answered": given.pk})
    return given


@transaction.atomic
def amend(
    answered_id: int,
    *,
    answers: Kept,
    happened_at: datetime,
    key: UUID,
    why: str,
    acted: Mapping[str, Any] | None = None,
    hidden_from: str | None = None,
    by: Actor,
    at: datetime,
) -> Answered:
    """Keep a new version of an answered form with the reason for it; the earlier one stays as it was.

    It is kept from those from whom the earlier one was; to say anything else needs a clinician (``choice.mark``).
    Raises as ``give`` does, BadInput without a reason, and CannotProceed where it was amended already.
    """
    old = answered_to_amend(answered_id)
    person = require(old.person_id, "form.amend", by, at)
    kept = kept_already(key, person, old.form_version.hash)
    if kept is not None:
        return kept
    if old.amended_by.exists():
        raise CannotProceed("Somebody amended this already.", now="Open the latest version, and amend that one.")
    if not why.strip() or len(why) > LONGEST_WHY:
        raise BadInput("It is not said why this is amended.", now=f"Write why, in {LONGEST_WHY} letters or fewer.")
    hide = old.hidden_from if hidden_from is None else hidden_from
    beside = Beside(happened_at, acted or {}, hide, old.hidden_from)
    given = Answered.objects.create(
        person_id=person, form_version=old.form_version, key=key, work=old.work, amends=old, why=why.strip(),
        **checked(form_of(old.form_version), answers, beside, by, at),
    )  # fmt: skip
    journal.write("form.amended", by=by, at=at, about=person, details={"answered": given.pk, "amends": old.pk})
    return given


def keep_version(form: Form, *, at: datetime) -> FormVersion:
    """Return the row of a form exactly as it is, made where this text was never filled in before."""
    version, _ = FormVersion.objects.get_or_create(
        hash=form.hash,
        defaults={
            "form_id": form.id, "version": form.version, "title": form.title, "text": form.text, "first_used_at": at,
        },
    )  # fmt: skip
    return version


def _save(draft: Draft, by: Actor, at: datetime) -> None:
    draft.version += 1
    draft.saved_at, draft.saved_by_id = at, by.account_id
    draft.save()


def _begun(by: Actor, at: datetime) -> dict[str, Any]:
    return {"begun_at": at, "begun_by_id": by.account_id, "saved_at": at, "saved_by_id": by.account_id}
