"""Asking for a report, pausing and deleting it, making it, and taking what was made."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from joinedup.planning.releases.models import Release
from joinedup.planning.releases.queries import use_of
from joinedup.planning.reports import queries, rules
from joinedup.planning.reports.models import Format, Made, Often, Report, Taken
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Role
from joinedup.record.journal import actions as journal
from joinedup.record.sharing.agreements import actions as agreements
from joinedup.record.store.files import whole
from joinedup.words.basics.errors import BadInput, CannotProceed, JoinedUpError, NotAllowed, NotFound

# What makes a page into a file: page, what it is asked, format, release, for whom; it gives the file's name and bytes.
Maker = Callable[[str, Mapping[str, str], str, Release, Actor], tuple[str, bytes]]
_log = logging.getLogger(__name__)


@transaction.atomic
def ask_for(
    *, page: str, asked: Mapping[str, str], about: str, format: str, often: str, role: str = "", by: Actor, at: datetime  # noqa: A002
) -> Report:  # fmt: skip
    """Ask for a page regularly, and return the report. Raises NotAllowed, BadInput for what is not known."""
    access.require(by, "report.see")
    kept = rules.asked_of(page, asked)
    _require(by, page)
    if format not in Format.values or often not in Often.values:
        raise BadInput("It was not said how, or how often.", now="Choose a format, and how often it is made.")
    if role not in ("", *Role.values):
        raise BadInput("There is no such role.", now="Choose one of the list.")
    post = queries.post_of(by, at=at)
    if post is None:
        raise CannotProceed("You have no open post.", now="Sign in again, in a post that is open.")
    made = Report.objects.create(
        page=page, asked=kept, about=about[:200], format=format, often=often, post=post, role=role, created_at=at
    )
    journal.write("report.asked", by=by, at=at, details={"report": made.pk, "page": page, "for_role": role})
    return made


def pause(report_id: int, *, by: Actor, at: datetime) -> Report:
    """Make no more of a report until it is resumed. Raises NotFound, NotAllowed for another's."""
    return _change(report_id, "report.paused", paused_at=at, by=by, at=at)


def resume(report_id: int, *, by: Actor, at: datetime) -> Report:
    """Make a paused report again. Raises NotFound, NotAllowed for another's."""
    return _change(report_id, "report.resumed", paused_at=None, by=by, at=at)


def delete(report_id: int, *, by: Actor, at: datetime) -> Report:
    """Delete a report; for a week it can be brought back. Raises NotFound, NotAllowed for another's."""
    return _change(report_id, "report.deleted", deleted_at=at, by=by, at=at)


def bring_back(report_id: int, *, by: Actor, at: datetime) -> Report:
    """Undo the deletion of a report. Raises NotFound, NotAllowed for another's."""
    return _change(report_id, "report.brought_back", deleted_at=None, by=by, at=at)


def make_due(*, by: Actor, at: datetime) -> list[Made]:
    """Make every report that is due, and remove the files of those deleted long ago. Raises NotAllowed."""
    _only_the_system(by)
    for old in Report.objects.filter(deleted_at__lt=at - rules.UNDO_FOR):
        _remove(list(old.made.all()))
        old.delete()
    return [make(report.pk, by=by, at=at) for report in queries.due(at=at)]


def make(report_id: int, *, by: Actor, at: datetime) -> Made:
    """Make a report now of the release that pages show, and return its file or why there is none; older files go.

    What it may hold is decided anew by the post that asked for it. Raises NotFound, CannotProceed where no release is
    worked out, and NotAllowed where it is another's.
    """
    report = _to_make(report_id, by=by)
    release = queries.release_to_make(report, at=at)
    if release is None:
        raise CannotProceed(
            "There is no release whose measures are all worked out.", now="Try again when Insight is complete."
        )
    name, content, why_not = _content(report, release, at=at)
    if why_not:
        made = Made.objects.create(report=report, release=release.name, made_at=at, why_not=why_not[:300])
    else:
        file = f"reports/{report.pk}/{release.name}-{at:%Y%m%dT%H%M%S%f}.{report.format}"
        with whole(Path(settings.HOME) / file) as part:
            part.write_bytes(content)
        made = Made.objects.create(
            report=report, release=release.name, made_at=at, file=file, name=name, size=len(content)
        )
    _remove(list(report.made.order_by("-made_at", "-pk")[rules.KEPT :]))
    told = {"report": report.pk, "release": release.name, "made": not why_not}
    journal.write("report.made", by=by, at=at, details=told)
    return made


@transaction.atomic
def take(report_id: int, made_id: int, *, by: Actor, at: datetime) -> tuple[str, bytes]:
    """Return a file with its name, and write down who took it. Raises NotFound, also where it is another's by now.

    Raises CannotProceed where no sharing agreement lets it leave.
    """
    made = queries.made(report_id, made_id, by=by)
    if by.account_id is not None:
        Taken.objects.get_or_create(made=made, account_id=by.account_id, defaults={"taken_at": at})
    under = agreements.let_leave("report", made.name, purpose=use_of(made.release), by=by, at=at)
    told = {"report": report_id, "release": made.release, "agreements": list(under)}
    journal.write("report.downloaded", by=by, at=at, details=told)
    return made.name, queries.path_of(made).read_bytes()


def _content(report: Report, release: Release, *, at: datetime) -> tuple[str, bytes, str]:
    """Return the name and the bytes of a report's file, or why there is none."""
    owner = queries.owner_of(report, at=at)
    if owner is None:
        return "", b"", "Whoever asked for it has left the post in which they did."
    answer = rules.may_have(owner, report.page)
    if not answer.allowed:
        return "", b"", f"Whoever asked for it may no longer see this page. {answer.because}"
    maker: Maker = import_string(settings.REPORT_MAKER)
    try:
        return *maker(report.page, report.asked, report.format, release, owner), ""
    except JoinedUpError as error:
        return "", b"", f"{error.problem} {error.now}"
    except Exception as error:  # noqa: BLE001 (one report that fails must not stop the others)
        _log.error("Report %s could not be made: %s", report.pk, type(error).__name__)
        return (
            "",
            b"",
            "It could not be made, by a fault of ours. Try again; if it fails again, tell your administrator.",
        )


@transaction.atomic
def _change(report_id: int, act: str, *, by: Actor, at: datetime, **changed: datetime | None) -> Report:
    report = queries.report(report_id, by=by)
    if not queries.is_owner(report, by):
        raise NotAllowed("Only the post that asked for a report changes it.", now="Ask for one of your own.")
    for name, value in changed.items():
        setattr(report, name, value)
    report.save(update_fields=list(changed))
    journal.write(act, by=by, at=at, details={"report": report.pk})
    return report


def _to_make(report_id: int, *, by: Actor) -> Report:
    if by.role == "system":
        report = Report.objects.filter(pk=report_id, deleted_at=None).first()
        if report is None:
            raise NotFound("There is no such report.", now="Choose one of the list (joinedup report list).")
        return report
    report = queries.report(report_id, by=by)
    if not queries.is_owner(report, by) or report.deleted_at:
        raise NotAllowed("Only the post that asked for a report has it made.", now="Ask for one of your own.")
    return report


def _require(by: Actor, page: str) -> None:
    answer = rules.may_have(by, page)
    if not answer.allowed:
        raise NotAllowed(answer.because, now="Choose another post, or ask your administrator.")


def _only_the_system(by: Actor) -> None:
    if by.role != "system":
        raise NotAllowed("The system itself makes what is due.", now="Have one report of your own made instead.")


def _remove(old: list[Made]) -> None:
    """Remove what was made, with its files."""
    for made in old:
        if made.file:
            queries.path_of(made).unlink(missing_ok=True)
        made.delete()
