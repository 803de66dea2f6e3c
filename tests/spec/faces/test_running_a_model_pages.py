"""A team of one's own organisation starts a model of care and stops it: told first what is wanting, and taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse

from joinedup.faces.cli.main import joinedup
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Team
from joinedup.record.journal.models import JournalLine
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from joinedup.work.enrolment import actions, queries, versions
from joinedup.work.enrolment.models import Enrolment, ModelVersion, Service
from tests.spec.faces.conftest import SignedIn
from tests.spec.work.team import FALLS, PRESCRIBING, a_team, takes_on
from tests.world.world import World


def run_page(name: str = "", *, model: str = FALLS) -> str:
    kwargs = {"model_id": model, "name": name} if name else {"model_id": model}
    return reverse("model_run_act" if name else "model_run", kwargs=kwargs)


def teams(world: World) -> None:
    for code, of in (("north", "Northmoor Community"), ("gp", "Hillside Surgery")):
        Team.objects.create(
            code=code, name=f"The {code} team", kind="neighbourhood", organisation=world.organisation(of)
        )


def test_a_link_worker_starts_a_model_for_a_team_of_their_own_and_stops_it(world: World, signed_in: SignedIn) -> None:
    teams(world)
    lena = signed_in("Lena Osei")
    shown = lena.get(run_page()).content.decode()
    assert "rehabilitation nurse" in shown and "sends by hand" in shown
    assert "The north team" in shown and "The gp team" not in shown
    for typed, told in (
        ({}, "No team was chosen"),
        ({"team": "north", "wanting": "yes"}, "was not read"),
        ({"team": "north", "from-day": "31", "from-month": "2", "from-year": "2027"}, "could not read the day"),
        ({"team": "north", "from-day": "1", "from-month": "2", "from-year": "2020"}, "That day is over"),
    ):
        answer = lena.post(run_page("start"), typed)
        assert (answer.status_code, told in answer.content.decode()) == (422, True), typed
    assert lena.post(run_page("start"), {"team": "gp", "read": "yes"}).status_code == 404
    page = lena.post(run_page("start"), {"team": "north", "read": "yes"}, follow=True).content.decode()
    assert "People can be referred to it now" in page and "Runs it" in page
    service = Service.objects.get()
    assert "Nobody said why" in lena.post(run_page("stop"), {"service": service.pk}).content.decode()
    lena.post(run_page("stop"), {"service": service.pk, "why": "<b>No money</b>"})
    page = lena.get(run_page()).content.decode()
    assert "&lt;b&gt;No money&lt;/b&gt;" in page and "Run it again" in page
    lena.post(run_page("again"), {"service": service.pk})
    assert Service.objects.get().ends_at is None
    assert lena.post(run_page("nothing"), {}).status_code == 404
    acts = list(JournalLine.objects.filter(act__startswith="care.").order_by("pk").values_list("act", flat=True))
    assert acts == ["care.run", "care.stop_running", "care.run_again"]


def test_nobody_starts_or_stops_what_is_anothers_nor_without_a_post_for_it(world: World, signed_in: SignedIn) -> None:
    at = datetime.now(UTC)
    service = a_team(world)[PRESCRIBING]
    priya, bert = world.staff("Dr Priya Nair"), world.staff("Bert Hollis")
    with pytest.raises(NotAllowed):
        actions.run(FALLS, team="north", by=bert, at=at)
    for act in (
        lambda: actions.run(FALLS, team="north", by=priya, at=at),
        lambda: actions.stop_running(service.pk, why="Mine", by=priya, at=at),
        lambda: actions.choose_version(service.pk, keep=True, by=priya, at=at),
    ):
        with pytest.raises(NotFound):
            act()
    client = signed_in("Dr Priya Nair")
    assert client.post(run_page("stop", model=PRESCRIBING), {"service": service.pk, "why": "Mine"}).status_code == 404
    assert client.post(run_page("move", model=PRESCRIBING), {"service": service.pk, "why": "x"}).status_code == 422
    assert client.get(run_page(model=PRESCRIBING)).content.decode().count("Elsewhere: The north team") == 1
    assert signed_in("Bert Hollis").get(run_page()).status_code == 403
    assert "no team that could run it" in signed_in("Alex Stroud").get(run_page()).content.decode()


def test_what_begins_later_takes_nobody_yet_and_can_be_taken_back_whole(world: World) -> None:
    teams(world)
    at = datetime.now(UTC)
    lena, priya, edna = world.staff("Lena Osei"), world.staff("Dr Priya Nair"), world.person("Edna Marsh")
    service = actions.run(PRESCRIBING, team="north", on=(at + timedelta(days=3)).date(), by=lena, at=at)
    for team in ("", "north"):
        with pytest.raises(CannotProceed):
            actions.refer(PRESCRIBING, person_id=edna, route="gp", team=team, by=priya, at=at)
    actions.stop_running(service.pk, why="Too soon", by=lena, at=at)
    assert not Service.objects.exists()
    with pytest.raises(BadInput, match="why"):
        actions.stop_running(service.pk or 0, why=" ", by=lena, at=at)


def test_people_finish_on_their_version_unless_they_are_moved(
    world: World, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime.now(UTC)
    service, lena = a_team(world)[PRESCRIBING], world.staff("Lena Osei")
    edna = takes_on(world, at=at - timedelta(days=1))
    actions.choose_version(service.pk, keep=True, by=lena, at=at)
    before = ModelVersion.objects.get()
    new = ModelVersion.objects.create(
        hash="f" * 64, model=PRESCRIBING, version="2027-01", title=before.title, first_used_at=at,
        text=before.text.replace(f"version: {before.version}", "version: 2027-01"),
    )  # fmt: skip
    monkeypatch.setattr("joinedup.work.enrolment.versions.version_now", lambda model, *, at: new)
    thomas = actions.refer(
        PRESCRIBING, person_id=world.person("Thomas Knight"), route="gp", by=world.staff("Dr Priya Nair"), at=at
    )
    assert thomas.version == before  # the team keeps to its version
    actions.choose_version(service.pk, keep=False, by=lena, at=at)
    [own] = queries.own_services(PRESCRIBING, by=lena, at=at)
    assert (own.people, own.version, set(own.older)) == (2, new, {edna, thomas.pk})
    client, move = signed_in("Lena Osei"), run_page("move", model=PRESCRIBING)
    assert "Nobody said why" in client.post(move, {"service": service.pk}).content.decode()
    told = client.post(move, {"service": service.pk, "why": "The new one is kinder"}, follow=True).content.decode()
    assert "2 people moved" in told
    assert set(Enrolment.objects.values_list("version__version", flat=True)) == {"2027-01"}
    assert "Nobody is on another version" in client.post(move, {"service": service.pk, "why": "x"}).content.decode()


def test_the_commands_start_and_stop_it_in_someones_name(world: World) -> None:
    teams(world)
    account = world.account("Lena Osei").username
    run = ["model", "run", FALLS, "--team", "north", "--as", account]
    refused = CliRunner().invoke(joinedup, run)
    assert refused.exit_code == 1 and "rehabilitation nurse" in refused.output
    assert "The north team runs Falls" in CliRunner().invoke(joinedup, [*run, "--yes"]).output
    stop = ["model", "stop", FALLS, "--team", "north", "--why", "No money", "--as", account]
    assert "takes nobody new" in CliRunner().invoke(joinedup, stop).output
    assert isinstance(CliRunner().invoke(joinedup, stop).exception, NotFound)
    assert versions.model_of(versions.version_now(FALLS, at=datetime.now(UTC))).id == FALLS
    with pytest.raises(CannotProceed, match="runs it again already"):
        actions.run(FALLS, team="north", by=SYSTEM, at=datetime.now(UTC))
        actions.run_again(Service.objects.exclude(ends_at=None).get().pk, by=SYSTEM, at=datetime.now(UTC))
