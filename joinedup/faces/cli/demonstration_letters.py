"""Letters of the demonstration place: some for the GP to read, one that waits to be signed, one to be printed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

READ_HERE = "Z00001"
FOUND = "I saw them at home. They walk with a stick and are steady. They eat well and see friends twice a week."
ASKED = "Please look at their water tablets: they say that they get up four times a night. We go again in a month."
SOON = "Lena will ring you on Monday at about ten. She can come to you. You can ask a friend to be there."


def write_letters(*, at: datetime) -> int:
    """Write letters about people whom the link worker looks after; return how many. Again does nothing."""
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415 (Django must be ready first)
    from joinedup.work.enrolment import queries  # noqa: PLC0415
    from joinedup.work.letters.models import Letter  # noqa: PLC0415
    from joinedup.work.plans.queries import practice_of  # noqa: PLC0415

    if Letter.objects.exists():
        return 0
    lead = actor_named("linkworker", at=at)
    rows = queries.every("caseload", by=lead, at=at)
    theirs = [row for row in rows if practice_of(row.person_id) == READ_HERE]
    made = 0
    plays = (
        ("accepted-to-gp", 3, True), ("seen-to-gp", 1, True), ("seen-to-gp", 1, False), ("first-to-person", 1, True),
        ("accepted-to-gp", 2, True),
    )  # fmt: skip
    for row in theirs:
        if made == len(plays):
            break
        template, days, signed = plays[made]
        made += _write(row.id, template, at - timedelta(days=days, hours=1), signed=signed)
    return made


def _write(enrolment: int, template: str, at: datetime, *, signed: bool) -> bool:
    """Write one letter, whole, and sign it where it is; False where something that goes in it is not known."""
    from joinedup.journeys import letters as journey  # noqa: PLC0415
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415
    from joinedup.words.basics.errors import CannotProceed  # noqa: PLC0415
    from joinedup.work.letters import actions, queries  # noqa: PLC0415

    by = actor_named("linkworker", at=at)
    try:
        letter = journey.draft(enrolment, template, key=uuid4(), by=by, at=at)
    except CannotProceed:
        return False
    says, told = queries.last_version(letter), iter([SOON] if letter.to == "person" else [FOUND, ASKED])
    if signed:
        texts = [part["text"] or next(told, "Nothing.") for part in says.parts]
        actions.change(letter.pk, subject=says.subject, texts=texts, based_on=1, by=by, at=at)
        journey.sign(letter.pk, based_on=queries.last_version(letter).number, by=by, at=at)
    return True
