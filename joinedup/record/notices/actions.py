"""Every write of notices: how someone wishes to be told, that they looked, and e-mails, each made and sent once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.notices import rules
from joinedup.record.notices.models import Looked, Mail, Wishes
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed

_log = logging.getLogger(__name__)
LONGEST_EMAIL = 254
"""Of an e-mail address. Source: RFC 5321, section 4.5.3.1.3, less the brackets around it."""
Send = Callable[[str, str, str], None]
"""Sends an e-mail: to whom, its subject, its text. Raises whatever stops it."""


@transaction.atomic
def wish(
    *, email: str, days: str, digest_at: time, quiet_from: time, quiet_until: time, unwanted: Collection[str],
    by: Actor, at: datetime,
) -> Wishes:  # fmt: skip
    """Keep how someone wishes to be told. Raises BadInput. What is urgent is told whatever is said here."""
    account = _account(by)
    if email.strip():
        if len(email.strip()) > LONGEST_EMAIL:
            raise BadInput("That e-mail address is too long.", now=f"It has {LONGEST_EMAIL} characters at most.")
        try:
            validate_email(email.strip())
        except ValidationError as error:
            raise BadInput(
                "That is no e-mail address.", now="Write one such as name@nhs.net, or leave it empty."
            ) from error
    if days not in rules.DAYS:
        raise BadInput("It is not said on which days.", now=f"Choose: {', '.join(rules.DAYS.values())}.")
    known = {kind.value for kind in rules.Kind} - {kind.value for kind in rules.ALWAYS}
    kept, _ = Wishes.objects.update_or_create(
        pk=account,
        defaults={
            "email": email.strip(), "days": days, "digest_at": digest_at, "quiet_from": quiet_from,
            "quiet_until": quiet_until, "unwanted": sorted(set(unwanted) & known),
        },
    )  # fmt: skip
    journal.write("notices.changed", by=by, at=at)
    return kept


@transaction.atomic
def look(*, until: datetime, by: Actor, at: datetime) -> None:
    """Record that someone has seen what is new ``until`` their page was made: what came after it they have not seen.

    The same page sent twice is one look, so that undoing it still brings back what was new before.
    """
    row, _ = Looked.objects.select_for_update().get_or_create(pk=_account(by))
    seen = min(until, at)
    if row.at is not None and seen <= row.at:
        return
    row.before, row.at = row.at, seen
    row.save()
    journal.write("notices.seen", by=by, at=at)


@transaction.atomic
def unlook(*, by: Actor, at: datetime) -> None:
    """Undo the last ``look``: what was new before it is new again. Raises CannotProceed where there is none."""
    row = Looked.objects.select_for_update().filter(pk=_account(by)).first()
    if row is None or row.at is None or row.at == row.before:
        raise CannotProceed("There is nothing to undo.", now="Look at what is new.")
    row.at = row.before
    row.save()
    journal.write("notices.unseen", by=by, at=at)


def make(account_id: int, key: str, counts: Mapping[str, int], *, at: datetime) -> bool:
    """Make an e-mail, once by its key, whoever else makes it too; return whether it was made now.

    One with nothing in it is made as sent: it stands for its day, and nobody is written to for nothing.
    """
    _, made = Mail.objects.get_or_create(
        account_id=account_id, key=key,
        defaults={"counts": dict(counts), "made_at": at, "sent_at": None if sum(counts.values()) else at},
    )  # fmt: skip
    return made


def send_waiting(send: Send, *, link: str, at: datetime) -> int:
    """Send the e-mails that wait, each once though several do this at a time; return how many were sent.

    One that fails is tried again, a few times; then it is given up, and whoever manages accounts sees it.
    """
    waiting = Mail.objects.filter(sent_at=None, given_up_at=None).select_related("account").order_by("pk")
    addresses = dict(Wishes.objects.exclude(email="").values_list("pk", "email"))
    return sum(_send(mail, addresses.get(mail.account_id, ""), send, link, at) for mail in waiting)


def _send(mail: Mail, address: str, send: Send, link: str, at: datetime) -> bool:
    this = Mail.objects.filter(pk=mail.pk, tries=mail.tries, trying=mail.trying, sent_at=None, given_up_at=None)
    if not address or rules.is_given_up(mail.tries, mail.tried_at, trying=mail.trying, at=at):
        this.update(given_up_at=at)
        return False
    if not rules.may_try(mail.tries, mail.tried_at, trying=mail.trying, at=at):
        return False
    if not this.update(tries=F("tries") + 1, tried_at=at, trying=True):
        return False  # another took it
    try:
        send(address, *rules.words(mail.counts, link))
    except Exception as error:  # noqa: BLE001 (whatever stops one e-mail stops no other; it may hold an address)
        _log.error("An e-mail could not be sent: %s", type(error).__name__)
        Mail.objects.filter(pk=mail.pk).update(trying=False)
        return False
    Mail.objects.filter(pk=mail.pk).update(trying=False, sent_at=at)
    return True


def _account(by: Actor) -> int:
    access.require(by, "notices.see")
    if by.account_id is None:
        raise NotAllowed("The system itself is told nothing.", now="Sign in.")
    return by.account_id
