"""What the list of reports says of each: when it is made, for whom, what waits. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from joinedup.faces.screens.insight.asked import Crumb
from joinedup.planning.reports import queries, rules
from joinedup.planning.reports.models import Made, Report
from joinedup.record.access.actor import Actor, role_title

CRUMBS = [Crumb("Reports", "/reports"), Crumb("New", "")]


@dataclass(frozen=True, slots=True)
class Line:
    """One report as the list shows it. ``latest`` is its newest file, ``last`` its newest making, made or not."""

    report: Report
    mine: bool
    by: str
    whom: str
    page: str
    history: Sequence[Made]
    latest: Made | None
    last: Made | None
    new: bool
    taken: Collection[int]

    @property
    def failed(self) -> bool:
        """Return whether the newest making came to nothing."""
        return self.last is not None and bool(self.last.why_not)


def lines(reports: Sequence[Report], *, taken: Collection[int], by: Actor) -> list[Line]:
    """Return the reports as ``by`` sees them; ``taken`` are the files that they have had."""
    found = []
    for report in reports:
        history = list(report.made.all())
        latest = next((made for made in history if made.file), None)
        found.append(
            Line(
                report, queries.is_owner(report, by), report.post.account.full_name,
                f"you and everyone in your role ({role_title(report.role)})" if report.role else "you",
                rules.PAGES[report.page].title, history, latest, history[0] if history else None,
                latest is not None and latest.pk not in taken, taken,
            )
        )  # fmt: skip
    return found


def choices(of: type[TextChoices], chosen: str) -> list[dict[str, Any]]:
    """Return the radio buttons of a choice."""
    return [{"value": value, "text": text, "checked": value == chosen} for value, text in of.choices]
