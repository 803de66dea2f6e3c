"""Asking who opted out, taking the answer in, and deleting what expired."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import transaction

from joinedup.exchange.optouts import files, rules
from joinedup.exchange.optouts.models import OptOutCheck
from joinedup.record.access import rules as access
from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.journal import actions as journal
from joinedup.record.people.facts import facts as people_facts
from joinedup.record.store.files import whole
from joinedup.words.basics import nhs_number
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.basics.moments import LONDON, start_of_day


def ask(into: Path, *, mailbox: str, by: Actor, at: datetime) -> tuple[OptOutCheck, Path]:
    """Write the list of everyone's NHS numbers into the folder ``into``; return the check and the file.

    Raises NotAllowed, BadInput for a folder or mailbox that is none, CannotProceed where nobody has a number.
    """
    access.require(by, "optout.exchange")
    if not into.is_dir():
        raise BadInput(f"There is no folder {into}.", now="Make it first, or name another.")
    today = start_of_day(at.astimezone(LONDON).date())
    try:
        name = rules.file_name(mailbox, at=at, number=OptOutCheck.objects.filter(asked_at__gte=today).count() + 1)
    except ValueError as error:
        raise BadInput(f"The list cannot be named: {error}.", now="Give your MESH mailbox with --mailbox.") from error
    everyone = people_facts().read_all().column("nhs_number").to_pylist()
    numbers = sorted({number for number in everyone if number and nhs_number.is_valid(number)})
    if not numbers:
        raise CannotProceed("Nobody in the record has an NHS number.", now="Take in feeds and link them first.")
    with transaction.atomic():
        check = OptOutCheck.objects.create(
            asked_at=at, file=name, asked=len(numbers), expires_at=at + timedelta(days=settings.OPT_OUT_DAYS)
        )
        files.keep(check.pk, "asked", rules.hashed(numbers, key=files.begin(check.pk)))
        with whole(into / name) as part, part.open("w", encoding="ascii", newline="") as file:
            file.writelines(rules.lines(numbers))
        journal.write("optout.asked", by=by, at=at, details={"check": check.pk, "asked": len(numbers)})
    return check, into / name


def answer(file: Path, *, by: Actor, at: datetime, asked_in: str = "") -> OptOutCheck:
    """Take in the answer to the list ``asked_in`` (or to the last one); return the check, which is current then.

    Raises NotAllowed, CannotProceed where no list waits for an answer, BadInput where it is not the answer to it.
    """
    access.require(by, "optout.exchange")
    waiting = OptOutCheck.objects.filter(answered_at=None, deleted_at=None, expires_at__gt=at).order_by("-pk")
    check = (waiting.filter(file=asked_in) if asked_in else waiting).first()
    if check is None:
        raise CannotProceed("No list waits for this answer.", now="Write one first: joinedup optout export.")
    try:
        with file.open(encoding="ascii", newline=None) as text:
            numbers = rules.numbers_in(text, file=file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file.name} cannot be read as an answer.", now="Give the file as it came back.") from error
    asked = files.read(check.pk, "asked")
    came = np.unique(rules.hashed(numbers, key=files.key_of(check.pk)))
    strangers = int((~rules.among(came, np.sort(asked))).sum())
    if strangers:
        raise BadInput(
            f"{strangers:,} NHS numbers of this answer were not asked about in {check.file}.",
            now="Name the list that this answers: --list.",
        )
    with transaction.atomic():
        files.keep(check.pk, "opted-out", asked[~rules.among(asked, came)])
        check.answered_at, check.answered = at, int(came.size)
        check.save(update_fields=["answered_at", "answered"])
        told = {"check": check.pk, "asked": check.asked, "answered": check.answered}
        journal.write("optout.answered", by=by, at=at, details=told)
        _delete(OptOutCheck.objects.filter(pk__lt=check.pk, deleted_at=None), at=at)
    return check


def delete_expired(*, at: datetime) -> int:
    """Delete what is kept of checks that have expired, and return how many. By the clock."""
    with transaction.atomic():
        return _delete(OptOutCheck.objects.filter(expires_at__lte=at, deleted_at=None), at=at)


def _delete(checks: Iterable[OptOutCheck], *, at: datetime) -> int:
    found = list(checks)
    for check in found:
        files.delete(check.pk)
        check.deleted_at = at
        check.save(update_fields=["deleted_at"])
        journal.write("optout.deleted", by=SYSTEM, at=at, details={"check": check.pk})
    return len(found)
