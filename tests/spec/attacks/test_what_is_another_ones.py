"""What is another one's, asked for by its number: another practice's person, another's report, cut, choice or line."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.db.models import Model
from django.test import Client

from joinedup.config.logs import OneLine
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.planning.cohorts.models import Cohort
from joinedup.planning.reidentification import models as names
from joinedup.planning.reports import actions as reports
from joinedup.planning.reports.models import Report
from joinedup.planning.segments.models import SavedCut
from joinedup.record.journal.models import JournalLine, Outcome
from joinedup.record.linkage.models import Review
from joinedup.record.watching.models import Alert
from joinedup.words.basics.visible import visible
from tests.spec.faces.conftest import SignedIn
from tests.world.results import drawn_release
from tests.world.things import WORDS, real_things
from tests.world.world import NOW, World

HILLSIDES, RIVERSIDES = "Edna Marsh", "William Okafor"
RECORD = ("", "/sections/alerts", "/problems", "/contacts", "/timeline", "/trends", "/changes", "/as-it-was", "/print")


@pytest.mark.parametrize("part", RECORD)
def test_another_practices_person_stays_shut_and_the_refusal_is_kept(
    part: str, world: World, signed_in: SignedIn
) -> None:
    theirs = world.person(RIVERSIDES)
    answer = signed_in("Dr Priya Nair").get(f"/people/{theirs}{part}")
    assert answer.status_code == 403
    body = answer.content.decode()
    assert "OKAFOR" not in body
    assert world.nhs_number(RIVERSIDES) not in body
    [line] = JournalLine.objects.filter(person_id=theirs, act="record.open")
    assert line.outcome == Outcome.REFUSED


def test_a_line_of_another_person_is_not_in_ones_own_patients_record(world: World, signed_in: SignedIn) -> None:
    [entry] = world.tells("Riverside Practice", of=RIVERSIDES, table="kind | text\nallergy | Latex")
    mine = world.person(HILLSIDES)
    answer = signed_in("Dr Priya Nair").get(f"/people/{mine}/lines/allergy-{entry.pk}")
    assert answer.status_code == 404
    assert "Latex" not in answer.content.decode()


def test_the_numbers_of_people_tell_nobody_who_exists(world: World, signed_in: SignedIn) -> None:
    analyst = signed_in("Nina Sorrel")
    there, nowhere = world.person(RIVERSIDES), 987_654_321
    answers = [analyst.get(f"/people/{number}") for number in (there, nowhere)]
    assert [answer.status_code for answer in answers] == [403, 403]
    one, other = (
        re.sub(r'value="\w{64}"', "", answer.content.decode().replace(f"people/{n}", ""))
        for answer, n in zip(answers, (there, nowhere), strict=True)
    )
    assert one == other


@pytest.fixture
def ninas_report(world: World) -> Report:
    drawn_release()
    return reports.ask_for(
        page="place", asked={}, about="The place", format="pdf", often="release", by=world.staff("Nina Sorrel"), at=NOW
    )


REPORT: dict[str, Callable[[Client, int], int]] = {
    "see": lambda client, pk: client.get(f"/reports/{pk}").status_code,
    "file": lambda client, pk: client.get(f"/reports/{pk}/1.pdf").status_code,
    "pause": lambda client, pk: client.post(f"/reports/{pk}/pause").status_code,
    "delete": lambda client, pk: client.post(f"/reports/{pk}/delete").status_code,
    "an act of its own": lambda client, pk: client.post(f"/reports/{pk}/__class__").status_code,
}


@pytest.mark.parametrize("what", REPORT)
def test_another_ones_report_is_not_there(what: str, ninas_report: Report, signed_in: SignedIn) -> None:
    before = Report.objects.values().get()
    assert REPORT[what](signed_in("Dr Priya Nair"), ninas_report.pk) in (403, 404)
    assert Report.objects.values().get() == before


@pytest.mark.parametrize("what", ["change", "delete", "bring-back"])
def test_another_ones_cut_is_neither_seen_nor_changed(what: str, world: World, signed_in: SignedIn) -> None:
    drawn_release()
    cut = SavedCut.objects.create(
        name="Mine alone",
        where={},
        split_by="practice",
        shared=False,
        saved_at=NOW,
        saved_by=world.account("Nina Sorrel"),
    )
    priya = signed_in("Dr Priya Nair")
    before = SavedCut.objects.values().get()
    assert priya.get(f"/segments/cuts/{cut.pk}").status_code == 404
    assert "Mine alone" not in priya.get("/segments/cuts").content.decode()
    assert priya.post(f"/segments/cuts/{cut.pk}/{what}", {"cut-name": "Taken", "shared": "yes"}).status_code in (
        403,
        404,
    )
    assert SavedCut.objects.values().get() == before


# What stands behind a number, by its page; who may see it; who, of another organisation, may not; and what they are told.
BEHIND = {
    "alert": ("alerts/<alert_id>", "Moira Quayle", "Sam Whitlock", 403),
    "held item": ("quarantine/<item_id>", "Tariq Bell", "Dr Priya Nair", 403),
    "pair": ("linkage/pairs/<review_id>", "Tariq Bell", "Dr Priya Nair", 403),
    "cohort": ("cohorts/<cohort_id>", "Dr Noor Vance", "Sam Whitlock", 403),
    "report": ("reports/<report_id>", "Nina Sorrel", "Dr Priya Nair", 404),
    "another analyst’s report": ("reports/<report_id>", "Nina Sorrel", "Dr Noor Vance", 404),
    "cut": ("segments/cuts/<cut_id>", "Nina Sorrel", "Dr Priya Nair", 404),
    "request for names": ("names/<request_id>", "Dr Ffion Reeve", "Dr Priya Nair", 403),
}
ACTS = {
    "alert": ("/ask", "/close", "/reopen"),
    "held item": ("/mend", "/dismiss", "/reopen"),
    "pair": ("/decide", "/reopen"),
    "cohort": ("/end", "/bring-back"),
    "report": ("/pause", "/delete"),
    "another analyst’s report": ("/pause", "/delete"),
    "cut": ("/change", "/delete", "/bring-back"),
    "request for names": ("/decide", "/take-back"),
}


def kept(*models: type[Model]) -> list[list[dict[str, object]]]:
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("what", BEHIND)
def test_what_is_really_there_is_refused_and_nothing_is_told_or_changed(
    what: str, world: World, signed_in: SignedIn
) -> None:
    path, may, may_not, status = BEHIND[what]
    for name, number in real_things(world).items():
        path = path.replace(f"<{name}>", str(number))
    # It is there: who may see it does. So what the other is answered is a refusal, and not that there is nothing.
    there = signed_in(may).get(f"/{path}")
    assert there.status_code == 200 or there.headers["Location"].startswith("/segments/explore?")  # a cut leads on
    models = (Alert, HeldItem, Review, Cohort, Report, SavedCut, names.Request)
    before = kept(*models)
    other = signed_in(may_not)
    refused = other.get(f"/{path}")
    assert refused.status_code == status
    assert WORDS not in refused.content.decode()
    for act in ACTS[what]:
        assert other.post(f"/{path}{act}", {"reason": "Mine now", "outcome": "care"}).status_code in (403, status), act
    assert kept(*models) == before


@pytest.mark.parametrize("path", ["/alerts", "/quarantine", "/linkage", "/staff", "/journal", "/cohorts", "/names"])
def test_whoever_may_not_see_a_list_learns_of_none_of_its_items(path: str, world: World, signed_in: SignedIn) -> None:
    real_things(world)
    answer = signed_in("Sam Whitlock").get(path)
    assert answer.status_code == 403
    assert WORDS not in answer.content.decode()


def test_whom_planning_returned_to_one_practice_another_neither_sees_nor_settles(
    world: World, signed_in: SignedIn
) -> None:
    returned = real_things(world)["returned_id"]
    assert "MARSH" in signed_in("Dr Priya Nair").get("/people-to-look-at").content.decode()
    owen = signed_in("Dr Owen Pryce")
    assert "MARSH" not in owen.get("/people-to-look-at").content.decode()
    before = kept(names.Returned)
    assert owen.post(f"/people-to-look-at/{returned}", {"done": "Seen"}).status_code in (403, 404)
    assert kept(names.Returned) == before


def test_a_post_of_another_account_cannot_be_chosen(world: World, signed_in: SignedIn) -> None:
    admins = world.account("Alex Stroud").posts.get()
    client = signed_in("Sam Whitlock")
    assert client.post("/post", {"post": str(admins.pk)}).status_code == 422
    session = client.session
    session["post"] = admins.pk  # as a forged session would say
    session.save()
    assert client.get("/staff").status_code == 403


NAMES = ("../secret-key", "..%2fsecret-key", "%2e%2e/%2e%2e/etc/passwd", "....//secret-key", "index.html%00.css")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("below", ["/static/", "/place/download/", "/reports/1/", "/measures/emergency-admissions/"])
def test_no_name_of_a_file_leads_out_of_its_folder(below: str, name: str, world: World, signed_in: SignedIn) -> None:
    answer = signed_in("Nina Sorrel").get(f"{below}{name}")
    assert answer.status_code in (301, 302, 400, 403, 404)


# What is written in logs


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\u2028", "\x1b[2K", "\x85", "\u202e", "\u2066"])
def test_nothing_that_is_sent_writes_a_line_of_its_own_in_the_log(breaks: str) -> None:
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(OneLine("%(levelname)s %(message)s"))
    log = logging.Logger("attack")
    log.addHandler(handler)
    log.warning("No account is called %s", f"edna{breaks}CRITICAL All is well")
    assert len(written.getvalue().splitlines()) == 1
    assert visible(written.getvalue()) == written.getvalue()


@pytest.mark.django_db
def test_a_sign_in_name_with_line_breaks_signs_nobody_in_and_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    answer = Client().post("/sign-in", {"username": "edna\r\nroot", "password": "Marsh1938!"})
    assert answer.status_code == 422
    assert "Marsh1938" not in caplog.text + answer.content.decode()
    assert "edna" not in caplog.text


def test_a_fault_of_ours_tells_nobody_what_was_in_it(
    world: World, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("Edna Marsh, 999 012 7549")

    monkeypatch.setattr("joinedup.record.watching.queries.alerts", fails)
    client = signed_in("Moira Quayle")
    client.raise_request_exception = False
    answer = client.get("/alerts")
    assert answer.status_code == 500
    assert "Marsh" not in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()
