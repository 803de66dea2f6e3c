"""Reports: asked for from a page of insight, waiting on the list and on the home page, failures in words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from joinedup.insight.measures.definition import measure
from joinedup.planning.releases.models import Release
from joinedup.planning.reports import actions
from joinedup.planning.reports.models import Made, Report
from joinedup.record.access.actor import SYSTEM
from tests.spec.faces.conftest import SignedIn
from tests.world.drawn import instant
from tests.world.results import drawn_release
from tests.world.world import World

NOW = instant("2026-04-01 09:00")
HILLSIDE = {"page": "practice", "code": "X90001", "format": "pdf", "often": "release", "whom": "me"}


@pytest.fixture
def release(world: World) -> Release:
    return drawn_release(of=("community-contacts", "district-nursing-contacts"), feeds=("community_contact",))


def words(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def ask(client: Client, **other: str) -> Report:
    assert client.post("/reports/new", HILLSIDE | other).status_code == 302
    return Report.objects.latest("pk")


@pytest.mark.parametrize(
    ("page", "about"),
    [
        ("/measures?topic=Community", "System dashboard"),
        ("/measures/community-contacts", measure("community-contacts").title),
        ("/practices/X90001", "Hillside Surgery: peer review"),
        ("/networks/moor-network?measure=community-contacts", "Moor Network"),
    ],
)
def test_each_page_of_insight_offers_to_be_made_regularly(
    page: str, about: str, signed_in: SignedIn, release: Release
) -> None:
    gp = signed_in("Dr Priya Nair")
    [link] = re.findall(r'href="(/reports/new\?[^"]+)">Send me this regularly', gp.get(page).content.decode())
    seen = words(gp, link.replace("&amp;", "&"))
    assert f"{about} Have this page made regularly" in seen
    assert "No email is sent." in seen
    form = dict(
        re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', gp.get(link.replace("&amp;", "&")).content.decode())
    )
    form.pop("csrfmiddlewaretoken", None)
    assert gp.post("/reports/new", form | {"format": "xlsx", "often": "week"}).status_code == 302
    assert Report.objects.get().about.startswith(about)


def test_a_report_waits_until_it_is_downloaded(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    assert "You have no report yet" in words(gp, "/reports")
    report = ask(gp)
    assert "Nothing was made of it yet" in words(gp, "/reports")
    [made] = actions.make_due(by=SYSTEM, at=NOW)
    assert "1 new report waits" in words(gp, "/")
    seen = words(gp, "/reports")
    assert "Hillside Surgery: peer review New" in seen
    assert "Download peer-review-X90001-2026-03-31.pdf" in seen
    file = gp.get(f"/reports/{report.pk}/{made.pk}.pdf")
    assert (file.content[:4], file.headers["Content-Type"]) == (b"%PDF", "application/pdf")
    assert "report waits" not in words(gp, "/")
    assert "New" not in words(gp, f"/reports/{report.pk}").partition("What was made")[2]
    assert gp.get(f"/reports/{report.pk}/{made.pk}.xlsx").status_code == 404
    assert gp.get(f"/reports/{report.pk}/987.pdf").status_code == 404


def test_it_is_paused_resumed_deleted_and_brought_back(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    at = f"/reports/{ask(gp).pk}"
    for act, said in {
        "pause": "No more of it is made until you resume it.", "resume": "It is made again.",
        "make": "It was made now.", "delete": "For a week you can bring it back.", "bring-back": "The report is back.",
    }.items():  # fmt: skip
        answer = gp.post(f"{at}/{act}", follow=True)
        assert said in answer.content.decode(), act
        assert ("Paused" in words(gp, at)) is (act == "pause")
        assert ("Deleted in the last week" in words(gp, "/reports")) is (act == "delete")
    assert gp.post(f"{at}/burn").status_code == 404


def test_why_one_was_not_made_is_said_and_it_can_be_tried_again(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    report = ask(gp)
    Report.objects.update(asked={"code": "X99999"})
    assert (
        "It could not be made. There is no practice"
        in gp.post(f"/reports/{report.pk}/make", follow=True).content.decode()
    )
    seen = words(gp, "/reports")
    assert "The last could not be made" in seen
    assert "There is no practice by this code in the release." in seen
    assert "Try again" in seen
    assert "Not made: There is no practice" in words(gp, f"/reports/{report.pk}")
    Report.objects.update(asked={"code": "X90001"})
    gp.post(f"/reports/{report.pk}/make")
    assert "could not be made" not in words(gp, "/reports")


def test_it_can_be_for_everyone_of_a_role(signed_in: SignedIn, release: Release) -> None:
    priya, owen, sam = (signed_in(name) for name in ("Dr Priya Nair", "Dr Owen Pryce", "Sam Whitlock"))
    report = ask(priya, whom="role")
    actions.make_due(by=SYSTEM, at=NOW)
    assert "For you and everyone in your role (GP)." in words(priya, "/reports")
    seen = words(owen, "/reports")
    assert "Asked for by Dr Priya Nair, for everyone in your role." in seen
    assert "Pause" not in seen
    assert owen.post(f"/reports/{report.pk}/pause").status_code == 403
    assert "You have no report yet" in words(sam, "/reports")
    assert sam.get(f"/reports/{report.pk}").status_code == 404
    assert sam.get(f"/reports/{report.pk}/{Made.objects.get().pk}.pdf").status_code == 404


def test_what_was_not_said_is_asked_again(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    answer = gp.post("/reports/new", HILLSIDE | {"format": "docx"})
    assert answer.status_code == 422
    assert "Choose a format, and how often it is made." in answer.content.decode()
    assert gp.post("/reports/new", HILLSIDE | {"often": "hourly"}).status_code == 422
    assert "choose “Send me this regularly” there" in words(gp, "/reports/new")
    assert gp.get("/reports/new?page=practice").status_code == 422
    assert gp.get("/reports/new?page=practice&code=X99999").status_code == 404


def test_whoever_may_not_see_the_page_cannot_ask_for_it(signed_in: SignedIn, release: Release) -> None:
    assert signed_in("Moira Quayle").post("/reports/new", HILLSIDE).status_code == 403


def test_before_anything_is_published_there_is_nothing_to_ask_for(signed_in: SignedIn) -> None:
    gp = signed_in("Dr Priya Nair")
    assert "once a release is published" in words(gp, "/reports/new?page=place")
    assert gp.post("/reports/new", HILLSIDE).status_code == 404


def test_the_number_of_queries_does_not_grow(
    signed_in: SignedIn, release: Release, django_assert_max_num_queries: Any
) -> None:
    gp = signed_in("Dr Priya Nair")
    for often in ("release", "week", "month"):
        ask(gp, often=often)
    actions.make_due(by=SYSTEM, at=NOW)
    for address in ("/reports", "/"):
        gp.get(address)
        with django_assert_max_num_queries(12):
            gp.get(address)
