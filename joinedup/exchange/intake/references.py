"""Reference lists as they stand: what each sender's latest version says, only rows that passed, one row a key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from joinedup.exchange.intake.extracts import landing, values
from joinedup.exchange.intake.extracts.questions import good_values
from joinedup.exchange.intake.models import Delivery
from joinedup.words.vocabulary.feeds import Feed


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A reference list: SQL (DuckDB) for its ``rows``, in the types declared, and what it was made from.

    ``passed`` is SQL for every row that passed, also those that a newer row with the same key replaces; ``came`` is
    how many rows the latest versions had.
    """

    rows: str
    passed: str
    came: int
    senders: tuple[str, ...]


def reference_list(feed: Feed) -> ReferenceList | None:
    """Return the list of ``feed`` from the latest version of each sender, mended rows among them; None where none came.

    Where two rows have one key, the newer counts: of the version received later; in one version a mended row, then
    the one further down.
    """
    latest: dict[str, Delivery] = {}
    done = Delivery.objects.filter(feed=feed.name, state=Delivery.State.DONE)
    for delivery in done.filter(is_piece=False).order_by("received_at", "pk"):
        latest[delivery.sender] = delivery
    if not latest:
        return None
    versions = sorted(latest.values(), key=lambda whole: (whole.heard_at, whole.pk))
    parts: list[Delivery] = []
    for whole in versions:
        parts.append(whole)
        parts += done.filter(is_piece=True, sender=whole.sender, heard_at=whole.heard_at).order_by("pk")
    home = Path(settings.HOME)
    with landing.connect(home) as duck:
        questions = [
            f"SELECT *, {number} AS _part FROM "
            f"({good_values(feed, landing.look(duck, home / part.landed_at_path)[0], placed=True)})"
            for number, part in enumerate(parts)
        ]
    passed = " UNION ALL ".join(questions)
    names = ", ".join(values.quoted(name) for name in feed.columns)
    key = ", ".join(values.quoted(name) for name in feed.key)
    newest = f"row_number() OVER (PARTITION BY {key} ORDER BY _part DESC, _place DESC) = 1"
    return ReferenceList(
        rows=f"SELECT {names} FROM ({passed}) QUALIFY {newest}",
        passed=passed,
        came=sum(whole.rows for whole in versions),
        senders=tuple(whole.sender for whole in versions),
    )
