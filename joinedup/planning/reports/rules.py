"""Which pages can be made regularly, for whom, and when one is due. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from joinedup.planning.reports.models import Often
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import LONDON

KEPT = 12  # of each report; older files are removed
UNDO_FOR = timedelta(days=7)  # a deleted report can be brought back; then its files are removed


@dataclass(frozen=True, slots=True)
class Subject:
    """A page that can be made regularly: the act that lets someone see it, and what it may be asked.

    Of ``needs`` every one must be said, of ``takes`` any may.
    """

    title: str
    act: str
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


PAGES: Mapping[str, Subject] = {
    "measures": Subject("System dashboard", "measure.see", takes=("topic", "changed")),
    "measure": Subject("One measure", "measure.see", needs=("measure_id",)),
    "practice": Subject("One practice", "measure.see", needs=("code",)),
    "network": Subject("One network", "measure.see", needs=("network",), takes=("measure",)),
    "care_homes": Subject("All care homes", "measure.see", takes=("measure",)),
    "care_home": Subject("One care home", "measure.see", needs=("site",), takes=("measure",)),
    "place": Subject("The place", "place.see"),
}


def subject(page: str) -> Subject:
    """Return the page by its name. Raises BadInput where it cannot be made regularly."""
    if page not in PAGES:
        raise BadInput("This page cannot be made regularly.", now="Open a page of Insight and choose it there.")
    return PAGES[page]


def asked_of(page: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return of what was given that which the page knows. Raises BadInput where what it needs is not said."""
    of = subject(page)
    if missing := [name for name in of.needs if not given.get(name)]:
        said = missing[0].replace("_id", "").replace("code", "practice").replace("site", "care home")
        raise BadInput(f"It was not said which {said}.", now="Open that page of Insight and choose it there.")
    return {name: given[name] for name in (*of.needs, *of.takes) if given.get(name)}


def may_have(by: Actor, page: str) -> access.Answer:
    """Return whether someone may have reports of a page: whoever may see it."""
    return access.may(by, subject(page).act)


def is_due(often: str, *, last_release: str, last_at: datetime | None, release: str, now: datetime) -> bool:
    """Return whether a report is due: never made, of an older release, or last made in an older week or month.

    Weeks begin on Monday and months on their first day, by the clock of London. What was tried and could not be made
    is not tried again before the next release, week or month, but by hand.
    """
    if last_at is None:
        return True
    if often == Often.RELEASE:
        return last_release != release
    then, today = last_at.astimezone(LONDON), now.astimezone(LONDON)
    if often == Often.WEEK:
        return then.isocalendar()[:2] != today.isocalendar()[:2]
    return (then.year, then.month) != (today.year, today.month)
