"""The models of care that someone is or was on, as lines of their record: which, with which team, since when."""

from __future__ import annotations

from datetime import datetime

from joinedup.record.access import rules as access
from joinedup.record.entries.here import UNNAMED, Asking
from joinedup.record.entries.here import register as add
from joinedup.record.entries.rules import EntryRow, Line, Standing
from joinedup.record.entries.sight import seen_by
from joinedup.record.linkage.queries import became, person_now
from joinedup.words.basics.moments import LONDON, Moment
from joinedup.words.vocabulary.kinds import SECTION_OF, Kind
from joinedup.work.enrolment.models import Enrolment
from joinedup.work.enrolment.state import PHASE_TITLES, Phase


def lines(asking: Asking) -> list[Line]:
    """Return a line for each enrolment begun by then that all readers may know of. Cost: one query."""
    theirs = (
        Enrolment.objects.filter(person_id__in=became(asking.opened.person_id), started_at__lte=asking.at)
        .annotate(now=person_now("person_id")).filter(now=asking.opened.person_id)
        .select_related("service__team__organisation", "version", "key_worker").defer("version__text")
    )  # fmt: skip
    rows = {each.pk: _row(each, asking) for each in theirs}
    seen, _ = seen_by(list(rows.values()), asking.sight)
    address = f"/people/{asking.opened.person_id}/care" if access.may(asking.opened.by, "care.see").allowed else ""
    return [
        Line(
            Kind.REFERRAL, SECTION_OF[Kind.REFERRAL], row.text, f"care {row.text}", (row,),
            Standing.ENDED if row.ended else Standing.CURRENT, row.happened, row.ended, address=address,
        )
        for row in seen
    ]  # fmt: skip


def _row(each: Enrolment, asking: Asking) -> EntryRow:
    ended = each.ended_at if each.ended_at and each.ended_at <= asking.at else None
    team = each.service.team
    told = {"with_team": UNNAMED if asking.hidden else team.name, "phase": _phase(each, asking.at, ended)}
    if each.key_worker and not ended and not asking.hidden:
        told["key_worker"] = each.key_worker.full_name
    return EntryRow(
        id=each.pk, source_record=0, sender=team.organisation.ods_code,
        organisation=asking.name_of(team.organisation.ods_code), feed="care", kind=Kind.REFERRAL,
        key=f"enrolment:{each.pk}", happened=Moment(each.started_at),
        text="On a model of care" if asking.hidden else each.version.title,
        ended=Moment(ended) if ended else None, details=told, recorded_from=ended or each.started_at, part="care",
    )  # fmt: skip


def _phase(each: Enrolment, at: datetime, ended: datetime | None) -> str:
    """Return how far they were then, in words."""
    if ended:
        return each.outcome.replace("_", " ")
    if each.paused_at and each.paused_at <= at:
        return PHASE_TITLES[Phase.PAUSED].lower()
    if each.accepted_at and each.accepted_at <= at:
        return f"{PHASE_TITLES[Phase.ACTIVE].lower()} since {Moment.on(each.accepted_at.astimezone(LONDON).date())}"
    return "waiting"


def register() -> None:
    """Have care that goes on stand in the record."""
    add(lines)
