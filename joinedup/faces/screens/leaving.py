"""A file of a release's figures as it leaves: let by the sharing agreements, and written down with them."""

from __future__ import annotations

from typing import cast

from django.db import transaction
from django.http import HttpRequest

from joinedup.faces.screens.insight.asked import release_asked
from joinedup.faces.screens.posts import StaffRequest
from joinedup.planning.releases.queries import use_of
from joinedup.record.journal import actions as journal
from joinedup.record.sharing.agreements import actions as agreements

# The acts whose pages show figures of a release: their files leave under its agreements.
OF_A_RELEASE = frozenset({"place.see", "measure.see", "risk.see", "segment.see", "cohort.see"})


def let_file_leave(act: str, path: str, request: HttpRequest) -> None:
    """Let the file at ``path`` leave where it is of a release. Raises CannotProceed where no agreement lets it."""
    staff = cast(StaffRequest, request)
    if act not in OF_A_RELEASE or not path.endswith(".csv"):
        return
    release = release_asked(staff)
    if release is None:
        return
    name = request.path.lstrip("/")
    with transaction.atomic():
        under = agreements.let_leave("pack", name, purpose=use_of(release.name), by=staff.actor, at=staff.at)
        told = {"file": name[:200], "release": release.name, "agreements": list(under)}
        journal.write("pack.downloaded", by=staff.actor, at=staff.at, details=told)
