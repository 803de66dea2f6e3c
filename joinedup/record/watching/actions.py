"""Watching what was written since, and what people do with an alert: own it, close it with an outcome, reopen it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.watching import facts, rules
from joinedup.record.watching.lasting import followed_within
from joinedup.record.watching.models import Alert, Kind, Outcome, Watched
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.basics.moments import LONDON

MOST_LINES = 20_000
MOST_DAYS = timedelta(days=7)  # asked at once, where nobody asked for a while
LONGEST_NOTE = 400


def watch(*, at: datetime) -> int:
    """Look at what was written in the journal since the last time, and return how many new alerts that raised.

    A day's looks are counted anew each time one is added to them; an alert that is closed stays as it was closed.
    Cost: as many lines as were written since, and the days on which they were.
    """
    with transaction.atomic():
        watched, _ = Watched.objects.select_for_update().get_or_create(pk=1)
        reached, looks = facts.looks_since(watched.reached, most=MOST_LINES)
        if reached == watched.reached:
            return 0
        found = rules.to_ask_about(looks, facts.known(looks, at=at))
        made = _keep(found, at=at)
        watched.reached = reached
        watched.save(update_fields=["reached"])
    return made


def follow_up(*, at: datetime) -> int:
    """Look whether work followed looks, and return how many new alerts that made.

    Where someone said that they were with a person, a call or contact told by their organisation from the day before
    is what follows: each is asked about. Of other looks, see ``rules.nothing_followed`` and ``facts.openings``; each
    day is asked about once, when what follows had time to arrive: a week, or the days that the place says.
    Cost: two queries for each organisation that has anything to look at, and one query a day for all other looks.
    """
    return _declared(at=at) + _openings(at=at)


def _openings(*, at: datetime) -> int:
    """Ask of every day that has had its time since it was last asked, what followed its looks."""
    within = followed_within()
    with transaction.atomic():
        watched, _ = Watched.objects.select_for_update().get_or_create(pk=1)
        last = (at - within).astimezone(LONDON).date() - facts.A_DAY
        first = max(watched.followed_to + facts.A_DAY, last - MOST_DAYS) if watched.followed_to else last
        if first > last:
            return 0
        found = rules.nothing_followed(facts.openings(first, last, within=within))
        watched.followed_to = last
        watched.save(update_fields=["followed_to"])
        return _keep(found, at=at)


def _declared(*, at: datetime) -> int:
    with transaction.atomic():
        missed = facts.follow_up(before=at - followed_within())
        found = [
            rules.Found(Kind.UNFOLLOWED, said.account_id, said.person_id, said.starts_at.astimezone(LONDON).date(), 1)
            for said in missed
        ]
        return _keep(list(dict.fromkeys(found)), at=at)


def _keep(found: list[rules.Found], *, at: datetime) -> int:
    """Raise what is new, and count again what is open; return how many are new."""
    there = {
        (alert.kind, alert.account_id, alert.person_id, alert.day): alert
        for alert in Alert.objects.filter(
            account_id__in={each.account_id for each in found}, day__in={each.day for each in found}
        )
    }
    new, more = [], []
    for each in found:
        alert = there.get((each.kind, each.account_id, each.person_id, each.day))
        if alert is None:
            new.append(
                Alert(
                    kind=each.kind, account_id=each.account_id, person_id=each.person_id, day=each.day,
                    looks=each.looks, usual=each.usual, raised_at=at,
                )
            )  # fmt: skip
        elif alert.closed_at is None and alert.looks != each.looks:
            alert.looks = each.looks
            more.append(alert)
    Alert.objects.bulk_create(new, batch_size=500)
    Alert.objects.bulk_update(more, ["looks"], batch_size=500)
    return len(new)


@transaction.atomic
def own(alert_id: int, *, by: Actor, at: datetime) -> Alert:
    """Say that ``by`` asks about it. Raises NotAllowed, NotFound, CannotProceed where it is closed or of themselves."""
    alert = _mine_to_ask(alert_id, by=by)
    if alert.closed_at is not None:
        raise CannotProceed("This alert is closed already.", now="Open it again first, if there is more to ask.")
    alert.owner_id, alert.owned_at = by.account_id, at
    alert.save(update_fields=["owner", "owned_at"])
    journal.write("alert.owned", by=by, at=at, about=alert.person_id or None, details={"alert": alert.pk})
    return alert


@transaction.atomic
def close(alert_id: int, *, outcome: str, note: str, by: Actor, at: datetime) -> Alert:
    """Close it with what came of asking.

    Raises NotAllowed, NotFound, BadInput, and CannotProceed where it is closed or another asks about it.
    """
    alert = _mine_to_ask(alert_id, by=by)
    if outcome not in Outcome.values:
        raise BadInput("Nobody said what came of it.", now="Choose an outcome.")
    if len(note.strip()) > LONGEST_NOTE:
        raise BadInput("The note is too long.", now=f"Use {LONGEST_NOTE} characters or fewer.")
    if alert.closed_at is not None or alert.owner_id != by.account_id:
        said = "This alert is closed already." if alert.closed_at else "Someone else asks about this, or nobody yet."
        raise CannotProceed(said, now="Say that you ask about it first.")
    alert.outcome, alert.note, alert.closed_at = outcome, note.strip(), at
    alert.save(update_fields=["outcome", "note", "closed_at"])
    details = {"alert": alert.pk, "outcome": outcome}
    journal.write("alert.closed", by=by, at=at, about=alert.person_id or None, details=details)
    return alert


@transaction.atomic
def reopen(alert_id: int, *, by: Actor, at: datetime) -> Alert:
    """Open a closed alert again, with who asks as it was.

    Raises NotAllowed, NotFound, CannotProceed where it is open.
    """
    alert = _mine_to_ask(alert_id, by=by)
    if alert.closed_at is None:
        raise CannotProceed("This alert is open.", now="Nothing is left to do.")
    alert.outcome, alert.closed_at = "", None
    alert.save(update_fields=["outcome", "closed_at"])
    journal.write("alert.reopened", by=by, at=at, about=alert.person_id or None, details={"alert": alert.pk})
    return alert


def _mine_to_ask(alert_id: int, *, by: Actor) -> Alert:
    """Return the alert, locked, for one who may ask about it: nobody asks about their own looks."""
    access.require(by, "alert.ask")
    alert = Alert.objects.select_for_update().filter(pk=alert_id).first()
    if alert is None:
        raise NotFound("There is no alert by this number.", now="Go back to the list.")
    if alert.account_id == by.account_id:
        raise CannotProceed("These looks are your own.", now="Ask someone else who may to look at them.")
    return alert
