"""What someone writes in a form that is being filled in, kept together with what must follow from it at once.

In: what was typed, chosen or done. Out: the draft, with its risks told, owed and acted on in the same transaction: the
draft is held from before it is read until all is written, so that two who save at once take turns.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from joinedup.journeys import forms, risks
from joinedup.record.access.actor import Actor
from joinedup.record.answers import actions
from joinedup.record.answers.checking import open_draft
from joinedup.record.answers.keeping import form_of, risks_of
from joinedup.record.answers.models import Draft
from joinedup.record.answers.rules import Kept


@transaction.atomic
def write(draft_id: int, *, mine: Kept, was: Kept, by: Actor, at: datetime) -> actions.Saved:
    """Save what someone wrote, and tell at once of what now tells of a risk. Raises as ``actions.save_draft``."""
    before = _keys(open_draft(draft_id, by, at))
    saved = actions.save_draft(draft_id, mine=mine, was=was, by=by, at=at)
    _tell(saved.draft, before, by, at)
    return saved


@transaction.atomic
def choose(draft_id: int, item: str, *, use: int | None, by: Actor, at: datetime) -> Draft:
    """Choose between two people's answers, and tell as ``write`` does. Raises as ``actions.choose``."""
    before = _keys(open_draft(draft_id, by, at))
    draft = actions.choose(draft_id, item, use=use, by=by, at=at)
    _tell(draft, before, by, at)
    return draft


@transaction.atomic
def act_on_risk(draft_id: int, item: str, *, what: str, by: Actor, at: datetime) -> Draft:
    """Write down what was done about a risk, and do its task. Raises as ``actions.act_on_risk``."""
    draft = actions.act_on_risk(draft_id, item, what=what, by=by, at=at)
    risks.owe(draft, by=by, at=at)
    return draft


def _keys(draft: Draft) -> frozenset[str]:
    return frozenset(each.key for each in risks_of(form_of(draft.form_version), draft))


def _tell(draft: Draft, before: Collection[str], by: Actor, at: datetime) -> None:
    """Write down what tells of a risk that did not ``before``, start what it asks for, and owe the urgent tasks."""
    form = form_of(draft.form_version)
    found = [each for each in risks_of(form, draft) if each.key not in before]
    if found:
        actions.tell_risks(draft.pk, tuple(each.key for each in found), by=by, at=at)
        forms.at_risk(draft, form=form, risks=found, by=by, at=at)
    if before or found:
        risks.owe(draft, by=by, at=at)
