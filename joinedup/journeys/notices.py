"""What is new for someone, of their tasks and letters; digests and urgent e-mails by the clock.

In: tasks, letters, how each wishes to be told. Out: what is new by kind; e-mails. May use: work, record.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Post
from joinedup.record.access.queries import actor_of, open_posts, senders_of
from joinedup.record.notices import actions, queries, rules
from joinedup.record.notices.models import Wishes
from joinedup.record.notices.rules import Kind, Wish
from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.tasks import queries as tasks
from joinedup.record.tasks.queries import Urgent
from joinedup.record.tasks.rules import not_for, reads
from joinedup.words.models_of_care import england
from joinedup.work.letters import queries as letters

_log = logging.getLogger(__name__)

#: An urgent task that began longer ago was told of, or nobody had an address then: it stands on somebody's day.
URGENT_FOR = timedelta(hours=12)
PAGE = "/what-is-new"


@dataclass(frozen=True, slots=True)
class News:
    """What is new for someone since an instant: tasks by kind, and letters that nobody has read."""

    since: datetime
    tasks: Mapping[Kind, list[tasks.Row]]
    letters: list[letters.Row]

    @property
    def people(self) -> list[int]:
        """Return whom it names."""
        found = [row.person_id for rows in self.tasks.values() for row in rows]
        return found + [letter.person_id for letter in self.letters]

    @property
    def each(self) -> list[tuple[str, int]]:
        """Return each thing by its kind and number."""
        found = [(kind.value, row.id) for kind, rows in self.tasks.items() for row in rows]
        return found + [(Kind.LETTER.value, letter.id) for letter in self.letters]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind of which there is any."""
        return dict(Counter(kind for kind, _ in self.each))


def news_of(wish: Wish, *, by: Actor, at: datetime, since: datetime) -> News:
    """Return what is new for someone in the post in which they act; only of whom and what that post reads."""
    theirs = tasks.every(by=by, at=at) if access.may(by, "care.see").allowed else []
    wanted = rules.is_wanted(Kind.LETTER, wish) and access.may(by, "letter.read").allowed
    came = letters.arrived(by=by, at=at, since=since) if wanted else []
    return News(since, rules.news(theirs, since=since, at=at, account=by.account_id, wish=wish), came)


def tell(*, at: datetime) -> None:
    """Make the e-mails that are due now, and send those that wait; nothing where the place sends no e-mail."""
    if not settings.MAILS:
        return
    wishes = queries.told_by_mail()
    _make_urgent(wishes, at)
    for row in wishes:
        try:
            _make_digest(row, at)
        except Exception as error:  # noqa: BLE001 (what stops one digest stops no other)
            _log.error("A digest could not be made: %s", type(error).__name__)
    actions.send_waiting(_send, link=settings.SITE_ADDRESS + PAGE, at=at)


def _send(address: str, subject: str, text: str) -> None:
    send_mail(subject, text, None, [address])


def _make_digest(row: Wishes, at: datetime) -> None:
    """Make the digest of someone's day where it is due: what is new since the last, or since they looked."""
    wish, last = queries.wish_of(row), queries.last_digest(row.pk)
    day = rules.digest_due(wish, at=at, last=last[0] if last else None, calendar=england())
    if day is None:
        return
    since = max(queries.since(row.pk, at=at), last[1] if last else at - rules.NEVER_LOOKED)
    found: set[tuple[str, int]] = set()  # what is someone's in two of their posts is told once
    for post in open_posts(row.pk, at=at):
        actor = actor_of(post)
        if access.may(actor, "notices.see").allowed:
            found |= set(news_of(wish, by=actor, at=at, since=since).each)
    counts = Counter(kind for kind, _ in found)
    with transaction.atomic():
        actions.make(row.pk, f"{queries.DIGEST}{day}", counts, at=at)


def _make_urgent(wishes: list[Wishes], at: datetime) -> None:
    """Make an e-mail for each urgent task to who holds it, or to those of its team who could; quiet hours or not."""
    found = tasks.urgent_since(at - URGENT_FOR, at=at)
    if not found or not wishes:
        return
    posts = Post.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, account_id__in=[row.pk for row in wishes]
    ).select_related("team", "organisation", "account")  # fmt: skip
    for post in posts:
        actor = actor_of(post)
        codes = frozenset(senders_of(actor.organisation))
        for task in found:
            if _is_for(task, actor, codes):
                with transaction.atomic():
                    actions.make(post.account_id, f"urgent-{task.id}", {Kind.URGENT.value: 1}, at=at)


def _is_for(task: Urgent, actor: Actor, codes: frozenset[str]) -> bool:
    """Return whether an urgent task is someone's in a post: they hold it, or nobody does and it is their team's."""
    held = task.account is not None
    if not access.may(actor, "care.see").allowed or (held and task.account != actor.account_id):
        return False
    theirs = held or (task.team == actor.team and task.role not in not_for(actor.role))
    return theirs and reads(task.tells, Reader(actor.role, codes), organisation=task.organisation, own=held)
