"""Reading reports: whose they are, what is due, and what waits for someone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.reports import rules
from joinedup.planning.reports.models import Made, Report
from joinedup.planning.results import queries as results
from joinedup.record.access import queries as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Post
from joinedup.words.basics.errors import NotFound


def post_of(by: Actor, *, at: datetime) -> Post | None:
    """Return the open post in which someone acts; None of the system itself."""
    posts = access.open_posts(by.account_id, at=at) if by.account_id else []
    return next((p for p in posts if (p.role, p.organisation.ods_code) == (by.role, by.organisation)), None)


def owner_of(report: Report, *, at: datetime) -> Actor | None:
    """Return whoever asked for a report, in the post in which they did; None where they have left it."""
    post = report.post
    ended = post.ends_at is not None and post.ends_at <= at
    return None if ended or not post.account.is_active else access.actor_of(post)


def is_owner(report: Report, by: Actor) -> bool:
    """Return whether ``by`` acts in the post that asked for the report: the one who may change it."""
    post = report.post
    return (post.account_id, post.role, post.organisation.ods_code) == (by.account_id, by.role, by.organisation)


def seen_by(by: Actor, *, deleted: bool = False) -> list[Report]:
    """Return the reports of someone's post and of their role, newest first, each with what was made (``made``).

    Of a page that they may no longer see there is none. ``deleted``: those of their own that can be brought back.
    """
    found = _of(by).filter(deleted_at__isnull=not deleted).order_by("-created_at", "-pk")
    return [
        report for report in found if rules.may_have(by, report.page).allowed and (not deleted or is_owner(report, by))
    ]


def report(report_id: int, *, by: Actor) -> Report:
    """Return one report of someone's post or role. Raises NotFound, also where it is another's."""
    found = _of(by).filter(pk=report_id).first()
    if found is None or (found.deleted_at and not is_owner(found, by)) or not rules.may_have(by, found.page).allowed:
        raise NotFound("There is no such report for you.", now="Choose one of your list of reports.")
    return found


def made(report_id: int, made_id: int, *, by: Actor) -> Made:
    """Return one file of a report. Raises NotFound, also where it is another's or there is no file any more."""
    found = Made.objects.filter(pk=made_id, report=report(report_id, by=by)).exclude(file="").first()
    if found is None or not path_of(found).exists():
        raise NotFound("There is no such file.", now="Choose one that is listed with the report.")
    return found


def path_of(made: Made) -> Path:
    """Return where a file lies."""
    return Path(settings.HOME) / made.file


def waiting(by: Actor) -> int:
    """Return of how many of someone's reports the newest file was not taken yet by them."""
    newest = Made.objects.filter(report=OuterRef("pk")).exclude(file="").values("pk")[:1]
    mine = _of(by, history=False).filter(deleted_at=None).annotate(newest=Subquery(newest))
    reports = [report for report in mine.exclude(newest=None) if rules.may_have(by, report.page).allowed]
    taken = Made.objects.filter(pk__in=[report.newest for report in reports], taken__account_id=by.account_id or 0)
    return len(reports) - taken.count()


def taken_by(by: Actor, reports: list[Report]) -> set[int]:
    """Return which files of these reports someone has taken."""
    files = Made.objects.filter(report__in=reports, taken__account_id=by.account_id or 0)
    return set(files.values_list("pk", flat=True))


def release_to_make(report: Report, *, at: datetime) -> Release | None:
    """Return the release that a report is made of: the one that pages show its post, once all of it is worked out."""
    release = releases.first_shown(access.actor_of(report.post), at=at)
    return release if release is not None and results.progress(release).state == "done" else None


def due(*, at: datetime) -> list[Report]:
    """Return the reports that are to be made now; none where nothing is published or it is not worked out yet."""
    last = Made.objects.filter(report=OuterRef("pk"))
    waiting = (
        Report.objects.filter(deleted_at=None, paused_at=None)
        .annotate(last_at=Subquery(last.values("made_at")[:1]), last_release=Subquery(last.values("release")[:1]))
        .select_related("post__account", "post__organisation")
        .order_by("pk")
    )
    found: list[Report] = []
    shown: dict[str, Release | None] = {}  # what a post sees depends on its role alone: each is asked for once
    for report in waiting:
        if report.post.role not in shown:
            shown[report.post.role] = release_to_make(report, at=at)
        release = shown[report.post.role]
        if release is not None and rules.is_due(
            report.often, last_release=report.last_release or "", last_at=report.last_at, release=release.name, now=at
        ):
            found.append(report)
    return found


def every() -> list[tuple[Report, int]]:
    """Return every report that is not deleted, oldest first, with how often it was made."""
    found = Report.objects.filter(deleted_at=None).select_related("post__account", "post__organisation")
    counted = found.annotate(times=Count("made", filter=~Q(made__file=""))).order_by("pk")
    return [(each, each.times) for each in counted]


def _of(by: Actor, *, history: bool = True) -> QuerySet[Report]:
    """Return the reports of someone's post, and those of everyone who has their role."""
    own = Q(post__account_id=by.account_id, post__role=by.role, post__organisation__ods_code=by.organisation)
    found = Report.objects.filter(own | Q(role=by.role)).select_related("post__account", "post__organisation")
    return found.prefetch_related(Prefetch("made", Made.objects.order_by("-made_at", "-pk"))) if history else found
