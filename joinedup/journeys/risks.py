"""An answer that tells of a risk is an urgent task until it says what was done, whoever left its form half way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from joinedup.record.access.actions import keep_team
from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.access.models import Team
from joinedup.record.access.queries import organisation_coded, team_to_hold
from joinedup.record.answers.keeping import form_of, risks_of
from joinedup.record.answers.models import Draft
from joinedup.record.answers.rules import section_of
from joinedup.record.tasks import actions as tasks
from joinedup.record.tasks.rules import MENTAL_HEALTH, SAFEGUARDING, Asked
from joinedup.words.basics.errors import NotFound
from joinedup.words.basics.moments import LONDON
from joinedup.words.forms import Form, parts_of
from joinedup.words.vocabulary.kinds import Section

SOURCE = "form risk"


@transaction.atomic
def owe(draft: Draft, *, by: Actor, at: datetime) -> None:
    """Have the urgent tasks of a draft be what its answers tell of now, open or done; it is deleted only once all are.

    They are of the team of whoever fills it in, and theirs: never of nobody. The draft is held and read again, so that
    two who save at once take turns. Raises NotAllowed.
    """
    held = Draft.objects.select_for_update(of=("self",)).select_related("form_version").get(pk=draft.pk)
    team = team_to_hold(by, on=at.astimezone(LONDON).date()) or on_duty(by, at=at)
    tasks.owe(SOURCE, _asked(held, team.pk, by), of=(held.pk,), by=by, at=at)


def on_duty(by: Actor, *, at: datetime) -> Team:
    """Return the team that answers for what is urgent where an organisation has none: made when it is first needed.

    Its own organisation's, since only they may open the form and act on it; everyone there sees its board.
    """
    code = f"{by.organisation.lower()}-on-duty"
    organisation = organisation_coded(by.organisation)
    if organisation is None:
        raise NotFound("Your organisation is not known here.", now="Ask an administrator to add it.")
    return keep_team(
        code=code, name=f"On duty at {by.organisation_name}"[:200], kind=Team.Kind.OTHER, organisation=organisation,
        by=SYSTEM, at=at,
    )  # fmt: skip


def _asked(draft: Draft, team_id: int, by: Actor) -> Iterator[Asked]:
    form = form_of(draft.form_version)
    for risk in risks_of(form, draft):
        acted = draft.acted.get(risk.key)
        wrote = draft.written_by.get(risk.key)
        told_at = datetime.fromisoformat(wrote[1]) if wrote else draft.begun_at
        yield Asked(
            draft.person_id, draft.pk, risk.key, f"Act now on an answer in “{form.title}”"[:200], team_id, told_at,
            account_id=wrote[0] if wrote else by.account_id, due_at=told_at, due_said="at once", urgent=True,
            address=f"/people/{draft.person_id}/forms/drafts/{draft.pk}/risk/{risk.key}",
            done_at=datetime.fromisoformat(acted["at"]) if acted else None,
            done_by_id=acted["account"] if acted else None, tells=tells_of(form, risk.key),
        )  # fmt: skip


def tells_of(form: Form, key: str) -> str:
    """Return what a risk gives away: safeguarding, of an answer that is hidden from anyone; else by its form."""
    item = form.by_id.get(parts_of(key)[0])
    if item is not None and item.hidden_from:
        return SAFEGUARDING
    return MENTAL_HEALTH if section_of(form) == Section.MENTAL_HEALTH else ""
