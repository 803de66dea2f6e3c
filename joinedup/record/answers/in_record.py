"""Forms that were answered here, as lines of the record: what, when, by whom, and what it came to."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from joinedup.record.access.actor import role_title
from joinedup.record.answers.keeping import form_of, in_error
from joinedup.record.answers.models import Answered
from joinedup.record.answers.rules import FEED, is_own, kept_by, may_read, section_of
from joinedup.record.entries.here import Asking
from joinedup.record.entries.here import register as add
from joinedup.record.entries.rules import EntryRow, Line, Standing
from joinedup.record.linkage.queries import became, person_now
from joinedup.words.basics.moments import Moment
from joinedup.words.vocabulary.kinds import Kind


def lines(asking: Asking) -> list[Line]:
    """Return a line for the version that stood then of each form that all readers may read. Cost: one query."""
    later = Q() if asking.as_at is None else Q(recorded_at__lte=asking.as_at)
    theirs = (
        Answered.objects.filter(~in_error(), later, person_id__in=became(asking.opened.person_id))
        .annotate(now=person_now("person_id")).filter(now=asking.opened.person_id)
        .exclude(Exists(Answered.objects.filter(later, amends=OuterRef("pk"))))
        .select_related("form_version", "account")
    )  # fmt: skip
    return [_line(each, asking) for each in theirs if _may(each, asking)]


def _may(each: Answered, asking: Asking) -> bool:
    form, opened = form_of(each.form_version), asking.opened
    own = is_own(
        account=each.account_id, role=each.role, organisation=each.organisation, by=opened.by, codes=opened.codes
    )
    return all(
        may_read(
            reader, asking.sight.choices, sender=each.organisation, key=str(each.key), section=section_of(form),
            hidden_from=kept_by(form, each.hidden_from), own=own,
        )
        for reader in asking.sight.readers
    )  # fmt: skip


def _line(each: Answered, asking: Asking) -> Line:
    happened = Moment(each.happened_at)
    who = ("", "") if asking.hidden else (each.account.full_name if each.account else "", role_title(each.role))
    row = EntryRow(
        id=each.pk, source_record=0, sender=each.organisation, organisation=asking.name_of(each.organisation),
        feed=FEED, kind=Kind.ASSESSMENT, key=str(each.key), happened=happened, text=each.form_version.title,
        details={
            "form": each.form_version.form_id, "scores": each.scores, "made_by": who[0], "made_by_role": who[1],
            "amended": each.amends_id is not None,
        },
        recorded_from=each.recorded_at, part="form",
    )  # fmt: skip
    return Line(
        Kind.ASSESSMENT, section_of(form_of(each.form_version)), row.text, each.form_version.form_id, (row,),
        Standing.HAPPENED, happened, address=f"/people/{asking.opened.person_id}/forms/{each.pk}",
    )  # fmt: skip


def register() -> None:
    """Have answered forms stand in the record."""
    add(lines)
