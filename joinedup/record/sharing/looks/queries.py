"""Reading who looked at a person's record, in four queries however long they have been known."""

from __future__ import annotations

from collections.abc import Callable
from itertools import starmap

from joinedup.record.access.queries import organisation_names
from joinedup.record.journal.models import JournalLine
from joinedup.record.journal.queries import ONE_SITTING
from joinedup.record.linkage.hiding import hidden_people
from joinedup.record.linkage.queries import people_who_became, theirs_then
from joinedup.record.sharing.gate import Opened
from joinedup.record.sharing.looks.rules import Line, Look, Naming, sittings

_COLUMNS = ("at", "act", "outcome", "account_id", "role", "organisation", "reason", "details")


def looks_at(opened: Opened, *, may_name: Callable[[str], bool] = lambda code: True) -> list[Look]:
    """Return every look at an opened person, under each number while it was theirs, the latest first.

    ``may_name`` says of an organisation's code whether it may be named to who reads. Of someone flagged sensitive, be
    it by one source alone, no organisation is. Memory: some hundreds of bytes a look.
    """
    people = people_who_became(opened.person_id)
    naming = Naming(
        names=organisation_names(),
        practice=opened.demographics.registered_practice,
        hidden=opened.demographics.sensitive or bool(hidden_people(people)),
        may=may_name,
    )
    about = JournalLine.objects.filter(theirs_then(opened.person_id, "at"), person_id__in=people)
    found = about.order_by("-at", "-pk").values_list(*_COLUMNS)
    return sittings(starmap(Line, found.iterator(chunk_size=2_000)), naming, apart=ONE_SITTING)
