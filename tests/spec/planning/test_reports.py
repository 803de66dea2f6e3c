"""Reports: made of each release for those who may see the page, kept for a while, and none for who has left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from joinedup.planning.releases.models import Release
from joinedup.planning.reports import actions, jobs, queries, rules
from joinedup.planning.reports.models import Made, Report
from joinedup.planning.results import queries as results
from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.access.models import Account, Post, Role
from joinedup.record.journal.models import JournalLine
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from tests.world.drawn import instant
from tests.world.results import drawn_release
from tests.world.world import World

NOW = instant("2026-04-01 09:00")
DAY = timedelta(days=1)
TWO = ("community-contacts", "district-nursing-contacts")


@pytest.fixture
def release(world: World) -> Release:
    return drawn_release(of=TWO, feeds=("community_contact",))


@pytest.fixture
def nina(world: World) -> Actor:
    return world.staff("Nina Sorrel")


def asked(by: Actor, **other: Any) -> Report:
    told: dict[str, Any] = {
        "page": "practice", "asked": {"code": "X90001"}, "about": "Hillside Surgery: peer review", "format": "pdf",
        "often": "release", "by": by, "at": NOW,
    }  # fmt: skip
    return actions.ask_for(**told | other)


def test_a_report_is_made_of_the_release_and_waits_for_whoever_asked(release: Release, nina: Actor) -> None:
    report = asked(nina)
    [made] = actions.make_due(by=SYSTEM, at=NOW)
    path = queries.path_of(made)
    assert (made.release, made.name) == ("care-drawn", "peer-review-X90001-2026-03-31.pdf")
    assert path.read_bytes()[:4] == b"%PDF"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == path.parent.parent.stat().st_mode & 0o777 == 0o700
    assert queries.waiting(nina) == 1
    name, content = actions.take(report.pk, made.pk, by=nina, at=NOW)
    assert (name, len(content)) == (made.name, made.size)
    assert queries.waiting(nina) == 0
    acts = list(JournalLine.objects.filter(act__startswith="report.").order_by("pk").values_list("act", flat=True))
    assert acts == ["report.asked", "report.made", "report.downloaded"]


def test_it_is_made_once_a_release_and_again_of_the_next(release: Release, nina: Actor) -> None:
    asked(nina)
    assert len(actions.make_due(by=SYSTEM, at=NOW)) == 1
    assert actions.make_due(by=SYSTEM, at=NOW + 60 * DAY) == []
    Release.objects.filter(pk=release.pk).update(name="care-next")
    assert [made.release for made in actions.make_due(by=SYSTEM, at=NOW + 61 * DAY)] == ["care-next"]


def test_a_weekly_report_is_made_in_each_week_of_the_same_release(release: Release, nina: Actor) -> None:
    asked(nina, often="week", format="xlsx")
    made = [len(actions.make_due(by=SYSTEM, at=NOW + n * DAY)) for n in range(14)]
    assert made == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0]  # 1 April 2026 is a Wednesday


def test_nothing_is_made_before_every_measure_is_worked_out(release: Release, nina: Actor) -> None:
    report = asked(nina)
    results.file_of(release, next(m for m in results.supported(release)), shown=True).unlink()
    assert actions.make_due(by=SYSTEM, at=NOW) == []
    with pytest.raises(CannotProceed, match="no release whose measures are all worked out"):
        actions.make(report.pk, by=nina, at=NOW)


def test_whoever_has_left_gets_none(release: Release, nina: Actor) -> None:
    asked(nina)
    access.end_post(post_id=Post.objects.get(account_id=nina.account_id).pk, by=SYSTEM, at=NOW)
    [made] = actions.make_due(by=SYSTEM, at=NOW + DAY)
    assert (made.file, made.why_not) == ("", "Whoever asked for it has left the post in which they did.")


def test_whoever_is_locked_out_gets_none(release: Release, nina: Actor) -> None:
    asked(nina)
    Account.objects.filter(pk=nina.account_id).update(is_active=False)
    assert [made.file for made in actions.make_due(by=SYSTEM, at=NOW)] == [""]


def test_whether_someone_may_see_the_page_is_asked_again_each_time(
    release: Release, nina: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = asked(nina)
    [made] = actions.make_due(by=SYSTEM, at=NOW)
    monkeypatch.setitem(actions.access.MAY, "measure.see", frozenset())
    with pytest.raises(NotFound):
        actions.take(report.pk, made.pk, by=nina, at=NOW)
    assert (queries.seen_by(nina), queries.waiting(nina)) == ([], 0)
    again = actions.make(report.pk, by=SYSTEM, at=NOW)
    assert again.why_not.startswith("Whoever asked for it may no longer see this page.")


def test_nobody_else_sees_it_changes_it_or_takes_it(release: Release, nina: Actor, world: World) -> None:
    report, priya = asked(nina), world.staff("Dr Priya Nair")
    [made] = actions.make_due(by=SYSTEM, at=NOW)
    for act in (actions.pause, actions.delete, actions.make):
        with pytest.raises(NotFound):
            act(report.pk, by=priya, at=NOW)
    with pytest.raises(NotFound):
        actions.take(report.pk, made.pk, by=priya, at=NOW)
    assert queries.seen_by(priya) == []


def test_everyone_of_a_role_has_it_and_only_who_asked_changes_it(release: Release, world: World) -> None:
    priya, owen, sam = (world.staff(name) for name in ("Dr Priya Nair", "Dr Owen Pryce", "Sam Whitlock"))
    report = asked(priya, role="gp")
    [made] = actions.make_due(by=SYSTEM, at=NOW)
    assert [queries.waiting(who) for who in (priya, owen, sam)] == [1, 1, 0]
    actions.take(report.pk, made.pk, by=owen, at=NOW)
    actions.take(report.pk, made.pk, by=owen, at=NOW)
    assert [queries.waiting(who) for who in (priya, owen)] == [1, 0]
    for act in (actions.pause, actions.delete, actions.make):
        with pytest.raises(NotAllowed):
            act(report.pk, by=owen, at=NOW)


def test_the_same_person_in_another_post_has_other_reports(release: Release, nina: Actor, world: World) -> None:
    asked(nina)
    account = world.account("Nina Sorrel")
    access.start_post(
        account=account, organisation=world.organisation("Hillside Surgery"), role=Role.NURSE, by=SYSTEM, at=NOW
    )
    nurse = Actor(nina.account_id, nina.name, "nurse", "Nurse", "X90001", "Hillside Surgery")
    assert (len(queries.seen_by(nina)), queries.seen_by(nurse)) == (1, [])


def test_a_paused_report_is_not_made_until_it_is_resumed(release: Release, nina: Actor) -> None:
    report = asked(nina)
    actions.pause(report.pk, by=nina, at=NOW)
    assert actions.make_due(by=SYSTEM, at=NOW) == []
    actions.resume(report.pk, by=nina, at=NOW)
    assert len(actions.make_due(by=SYSTEM, at=NOW)) == 1


def test_a_deleted_report_comes_back_within_a_week_and_is_gone_after_it(release: Release, nina: Actor) -> None:
    report = asked(nina)
    [made] = actions.make_due(by=SYSTEM, at=NOW)
    path = queries.path_of(made)
    actions.delete(report.pk, by=nina, at=NOW)
    assert (queries.seen_by(nina), queries.seen_by(nina, deleted=True)) == ([], [report])
    actions.bring_back(report.pk, by=nina, at=NOW)
    assert queries.seen_by(nina) == [report]
    actions.delete(report.pk, by=nina, at=NOW)
    actions.make_due(by=SYSTEM, at=NOW + rules.UNDO_FOR)
    assert path.exists()
    actions.make_due(by=SYSTEM, at=NOW + rules.UNDO_FOR + DAY)
    assert not path.exists()
    assert not Report.objects.exists()


def test_the_newest_twelve_are_kept_and_older_files_go(release: Release, nina: Actor) -> None:
    report = asked(nina)
    made = [actions.make(report.pk, by=nina, at=NOW + n * DAY) for n in range(14)]
    assert [queries.path_of(each).exists() for each in made] == [False] * 2 + [True] * 12
    assert Made.objects.count() == 12


def test_a_failure_is_told_in_words_and_stops_no_other(
    release: Release, nina: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, broken, whole = asked(nina, asked={"code": "X99999"}), asked(nina, page="place", asked={}), asked(nina)

    def fails(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("joinedup.faces.screens.place.pack.pack", fails)
    told = {made.report_id: made.why_not for made in actions.make_due(by=SYSTEM, at=NOW)}
    assert told[gone.pk] == "There is no practice by this code in the release. Choose one of the list of practices."
    assert told[broken.pk].startswith("It could not be made, by a fault of ours. Try again")
    assert told[whole.pk] == ""
    assert actions.make_due(by=SYSTEM, at=NOW + DAY) == []  # tried again by hand, or of the next release


@pytest.mark.parametrize(
    "wrong", [{"page": "record"}, {"format": "docx"}, {"often": "hourly"}, {"role": "nobody"}, {"asked": {}}]
)
def test_what_is_not_known_is_refused(wrong: dict[str, Any], release: Release, nina: Actor) -> None:
    with pytest.raises(BadInput):
        asked(nina, **wrong)


def test_only_who_may_see_the_page_asks_for_it(release: Release, world: World, nina: Actor) -> None:
    moira = world.staff("Moira Quayle")
    with pytest.raises(NotAllowed):
        asked(moira)
    assert asked(moira, page="place", asked={}).page == "place"
    with pytest.raises(NotAllowed):
        actions.make_due(by=nina, at=NOW)
    with pytest.raises(CannotProceed, match="no open post"):
        asked(SYSTEM)
    with pytest.raises(NotFound):
        actions.make(987, by=SYSTEM, at=NOW)


def test_a_publication_and_the_clock_have_what_is_due_made(
    release: Release, nina: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    asked(nina)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.when_published(release=release, by=SYSTEM)
    assert Made.objects.count() == 1
    assert jobs.look(at=NOW) is False
    asked(nina, format="xlsx")
    assert jobs.look(at=NOW) is True
    assert Made.objects.count() == 2
    assert jobs.take_back() == 0


def test_the_clock_asks_once(release: Release, nina: Actor, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    asked(nina)
    assert [jobs.look(at=NOW), jobs.look(at=NOW)] == [True, False]


def test_a_file_that_is_gone_is_not_offered(release: Release, nina: Actor) -> None:
    report = asked(nina)
    [made] = actions.make_due(by=SYSTEM, at=NOW)
    (settings.HOME / made.file).unlink()
    with pytest.raises(NotFound):
        actions.take(report.pk, made.pk, by=nina, at=NOW)
    assert (str(report), str(made)) == ("Hillside Surgery: peer review", "peer-review-X90001-2026-03-31.pdf")
