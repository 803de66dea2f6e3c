"""Opening a record for a page: through the gate, now or as it was known at a past moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from joinedup.faces.components.banner import banner_of
from joinedup.faces.components.kept import kept_words, kinds_words, opens_in_emergency
from joinedup.faces.screens.finding.views import reason_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.show import show
from joinedup.record.access.rules import may
from joinedup.record.entries.queries import Record, record_of
from joinedup.record.sharing.gate import Opened, open_person
from joinedup.words.basics import moments
from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import LONDON

AS_AT = "as-at"
# The ways through a record, in the order of its menu: the page's name and its words.
WAYS = (
    ("record", "Record"),
    ("urgent", "What to know now"),
    ("plan", "Plan"),
    ("care", "Care"),
    ("appointments", "Appointments"),
    ("decided", "Decided"),
    ("letters_of", "Letters"),
    ("record_timeline", "Timeline"),
    ("record_problems", "By problem"),
    ("record_encounters", "By contact"),
    ("record_trends", "Trends"),
    ("record_changes", "What changed"),
    ("record_as_it_was", "As it was"),
    ("forms", "Forms"),
    ("record_print", "Print"),
    ("record_looks", "Who looked"),
    ("choices", "Choices"),
)
NEEDS = {
    "choices": "choice.see", "care": "care.see", "appointments": "care.see", "decided": "meeting.see",
    "letters_of": "letter.read", "plan": "plan.see",
}  # fmt: skip
"""The ways that ask for more than that the record is open: their acts."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A record as one page reads it: opened, with its moment, and able to link to its other pages at that moment."""

    opened: Opened
    record: Record
    as_at: datetime | None

    def link(self, page: str, **named: Any) -> str:
        """Return the address of another page of this record, at the same moment; ``query`` adds to it."""
        query = dict(named.pop("query", {}))
        if self.as_at:
            query[AS_AT] = self.as_at.astimezone(LONDON).isoformat(timespec="seconds")
        address = reverse(page, kwargs={"person_id": self.opened.person_id, **named})
        return f"{address}?{urlencode(query, doseq=True)}" if query else address


def open_for(request: StaffRequest, person_id: int) -> Reading:
    """Return the record, opened through the gate; the look is in the journal with the reason of this session."""
    as_at = past_moment(request.GET.get(AS_AT, ""), now=request.at)
    opened = open_person(person_id, by=request.actor, reason=reason_of(request), at=request.at)
    return Reading(opened, record_of(opened, as_at=as_at), as_at)


def past_moment(text: str, *, now: datetime) -> datetime | None:
    """Return the moment written in ``text``, None where nothing is. Raises BadInput: unreadable, or in the future."""
    if not text:
        return None
    try:
        at = moments.parse(text.replace(" ", "+")).at
    except ValueError as error:
        raise BadInput(
            "We could not read that date and time.", now="Write a day, month and year, and a time such as 09:30."
        ) from error
    if at > now:
        raise BadInput("That moment is in the future.", now="Choose a moment in the past.")
    return at


def show_record(
    request: StaffRequest, template: str, reading: Reading, *, status: int = 200, **shown: Any
) -> HttpResponse:
    """Return a page of the record, with the person's banner and the menu of its ways over it.

    ``template`` is one of the record's own, or another screen's by its folder (``care/enrolment``).
    """
    here = shown.pop("way", "")
    return show(
        request,
        template if "/" in template else f"record/{template}",
        status=status,
        wide=True,
        banner=banner_of(reading.opened, reading.record, reading.record.at.astimezone(LONDON).date()),
        person_id=reading.opened.person_id,
        record=reading.record,
        as_at=reading.as_at,
        link=reading.link,
        ways=[
            {"href": reading.link(page), "text": text, "current": page == here}
            for page, text in WAYS
            if page not in NEEDS or may(request.actor, NEEDS[page]).allowed
        ],
        kept=kept_words(reading.record, by=request.actor),
        opens_in_emergency=opens_in_emergency(reading.record),
        may_be_kept=kinds_words(reading.record.kept),
        **shown,
    )
