"""Every page of the table, on a desktop and on a phone: nothing for axe to find, nothing too wide, nothing from elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from joinedup.exchange.quarantine.holding import Held, hold
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.faces.screens.guard import ANY_POST, ANYONE, SIGNED_IN, Page
from joinedup.faces.screens.pages import PAGES
from joinedup.journeys import letters
from joinedup.journeys.meetings import begin as begin_meeting
from joinedup.planning.cohorts import actions as cohorts
from joinedup.planning.cohorts.models import Cohort
from joinedup.planning.reidentification import models as names
from joinedup.planning.reports import actions as reports
from joinedup.planning.reports.models import Made, Report
from joinedup.planning.segments.models import SavedCut
from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.rules import MAY
from joinedup.record.answers import actions as forms
from joinedup.record.answers.models import Answered, Draft
from joinedup.record.entries.models import Entry
from joinedup.record.linkage import actions as linkage
from joinedup.record.linkage.models import Review
from joinedup.record.sharing.agreements import actions as agreements
from joinedup.record.watching import actions as watching
from joinedup.record.watching.models import Alert
from joinedup.work.appointments import actions as classes
from joinedup.work.appointments.models import Schedule, Slot
from joinedup.work.enrolment import actions as care
from joinedup.work.enrolment.models import Enrolment
from joinedup.work.letters.models import Letter
from joinedup.work.meetings import actions as meetings
from joinedup.work.meetings import arranging, minuting
from joinedup.work.meetings.arranging import Told
from joinedup.work.meetings.dates import Every, Pattern
from joinedup.work.meetings.minuting import Wanted
from joinedup.work.meetings.models import Action, Item, Meeting, Series
from joinedup.work.plans import actions as plans
from joinedup.work.plans.models import Part
from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.spec.faces.test_every_page import STAFF_BY_ROLE
from tests.spec.work.team import FALLS, PRESCRIBING, a_team
from tests.world.forms import visit as first_visit
from tests.world.homes import drawn_homes, drawn_needs
from tests.world.results import drawn_release
from tests.world.world import NOW, World

ROOT = Path(__file__).parent.parent.parent
LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC)
# Pages that only lead on: to a provider, back from one, or to the page before them. Their journeys are their own.
LEAD_ON = {"sign_in_code", "sign_in_with", "sign_in_back", "identity_bind"}
FILES = (".csv", ".txt", ".pdf", ".ics", ".<slug:ending>")
SHOWN = [page for page in PAGES if "GET" in page.methods and page.name not in LEAD_ON and not page.path.endswith(FILES)]


@pytest.fixture
def whole_town(town: World) -> World:
    """Return the town with something in every list: held, waiting to be decided, merged."""
    steward = town.staff("Tariq Bell")
    hold(
        [Held(n, "event_code", f"Row {n} has no code that is declared.", b"a,b\xff,c\n" if n == 1 else b"a,b,c\n") for n in range(1, 61)],
        delivery_id=1, sender="X90001", feed="gp_problem", file="problems.csv", at=NOW,
    )  # fmt: skip
    amy, jo = (town.source_record("Hillside Surgery", of=name) for name in ("Amy Thompson", "Jo Thompson"))
    levels = [{"about": "birth_date", "level": "exact", "weight": 8.1}]
    Review.objects.create(
        first=amy, second=jo, why=Review.Why.SHARED_NUMBER, weight=3.2, evidence={"levels": levels}, opened_at=NOW
    )
    gone, into = town.person("Thomas Knight"), town.person("Mohammed Iqbal")
    linkage.merge(gone=gone, into=into, reason="The practice rang", by=steward, at=NOW)
    release = drawn_release()
    drawn_homes(release)
    drawn_needs(release)
    asked = reports.ask_for(
        page="place", asked={}, about="The place", format="pdf", often="release", by=town.staff("Dr Priya Nair"), at=NOW,
    )  # fmt: skip
    Made.objects.create(
        report=asked, release="care-drawn", made_at=NOW, file="reports/1/one.pdf", name="one.pdf", size=9
    )
    Made.objects.create(report=asked, release="care-drawn", made_at=NOW, why_not="There is no practice by this code.")
    cohorts.save_cohort(title="Older people", who=[{"age": "65 or over"}], by=town.staff("Nina Sorrel"), at=NOW)
    SavedCut.objects.create(
        name="By practice", where={}, split_by="practice", shared=True, saved_at=NOW,
        saved_by=town.account("Nina Sorrel"),
    )  # fmt: skip
    town.open("Grace Hidden", by="Dr Owen Pryce")
    gp, edna = town.staff("Dr Priya Nair"), town.person("Edna Marsh")
    plans.add(edna, "matters", {"words": "My garden, and Saturdays with Judith."}, key=uuid4(), by=gp, at=NOW)
    plans.tell(edna, happened="Fell at 02:10, stayed at home", key=uuid4(), by=town.staff("Jude Carver"), at=NOW)
    town.breaks_glass("Edna Marsh", by="Kit Marlowe")
    asked_for = names.Request.objects.create(
        release=release, purpose="gap", why="Their last check is over two years old.", pseudonyms=["0a" * 12], asked_for=1,
        asked_by=town.account(STAFF_BY_ROLE[next(r for r in STAFF_BY_ROLE if r in MAY["reidentify.see"])]),
        organisation="X9Q", asked_at=NOW, shown_until=LONG_AFTER,
    )  # fmt: skip
    names.Returned.objects.create(request=asked_for, person_id=town.person("Edna Marsh"))
    shutil.copytree(ROOT / "synthetic" / "agreements", settings.HOME / "agreements")
    agreements.load_files(by=SYSTEM, at=NOW)
    agreements.let_leave("pack", "place.pdf", purpose="planning", by=town.staff("Nina Sorrel"), at=NOW)
    watching.watch(at=NOW)
    watching.own(Alert.objects.get(kind="sensitive").pk, by=town.staff("Moira Quayle"), at=NOW)
    community = town.organisation("Northmoor Community")
    access.keep_site(ods_code="XN2A", name="Moor Clinic", organisation=community, by=SYSTEM, at=NOW)
    access.keep_team(
        code="moor",
        name="Moor team",
        kind="neighbourhood",
        organisation=community,
        serves=["X90001"],
        by=SYSTEM,
        at=NOW,
    )
    put_forms_in(town)
    put_care_in(town)
    put_a_class_in(town)
    put_a_meeting_in(town)
    return town


def put_care_in(town: World) -> None:
    """Have a team of Hillside Surgery run two models of care, with Edna on one and something overdue."""
    a_team(town, "hill", of="Hillside Surgery", runs=(PRESCRIBING, FALLS))
    edna, priya = town.person("Edna Marsh"), town.staff("Dr Priya Nair")
    enrolment = care.refer(PRESCRIBING, person_id=edna, route="gp", why="Lonely", by=priya, at=NOW)
    care.agree(enrolment.pk, by=priya, at=NOW)
    care.accept(enrolment.pk, key_worker=priya.account_id, by=priya, at=NOW)
    letters.draft(enrolment.pk, "first-to-person", key=uuid4(), by=priya, at=NOW)
    care.refer(FALLS, person_id=town.person("Mohammed Iqbal"), route="gp", by=priya, at=NOW)


def put_a_meeting_in(town: World) -> None:
    """Have the team of Hillside Surgery meet and decide something of Edna."""
    priya = town.staff("Dr Priya Nair")
    told = Told("Practice meeting", Pattern(Every.WORKING_DAY, NOW.date(), time(9)))
    series = arranging.arrange("hill", told, by=priya, at=NOW)
    opened = town.open("Edna Marsh")
    meetings.ask(opened, series.pk, why="Her daughter is worried")
    held = begin_meeting(Meeting.objects.get(series=series).pk, by=priya, at=NOW)
    wanted = Wanted(uuid4(), "Call her daughter", "hill", NOW.date())
    item = held.items.get(person_id=town.person("Edna Marsh"))
    minuting.note(item.pk, "Seen at home.", was="", by=priya, at=NOW)
    minuting.decide(item.pk, "A visit this week", key=uuid4(), wanted=[wanted], by=priya, at=NOW)


def put_a_class_in(town: World) -> None:
    """Have the team of Hillside Surgery hold a class with Edna in it, and Amy waiting for a place."""
    priya = town.staff("Dr Priya Nair")
    held = classes.make_schedule(
        "hill", title="Strength and balance", kind="group", hours="tue 10:00-11:00", capacity=1, first=NOW.date(),
        count=3, by=priya, at=NOW,
    )  # fmt: skip
    classes.book(held.pk, person_id=town.person("Edna Marsh"), by=priya, at=NOW)
    classes.wait(held.pk, person_id=town.person("Amy Thompson"), by=priya, at=NOW)


def put_forms_in(town: World) -> None:
    """Have a form about Edna filled in with a risk acted upon, one deleted, one given and amended."""
    edna, priya, form = town.person("Edna Marsh"), town.staff("Dr Priya Nair"), first_visit()
    first = forms.give(form, person_id=edna, answers={"alone": [True]}, happened_at=NOW, key=uuid4(), by=priya, at=NOW)
    forms.amend(
        first.pk, answers={"alone": [False], "with_whom": ["Arthur"]}, happened_at=NOW, key=uuid4(), why="He came back",
        by=priya, at=NOW,
    )  # fmt: skip
    forms.delete_draft(forms.begin(form, person_id=edna, work="deleted", by=priya, at=NOW).pk, by=priya, at=NOW)
    draft = forms.begin(form, person_id=edna, by=priya, at=NOW)
    forms.save_draft(draft.pk, mine={"alone": [True], "afraid": [True], "name#1": ["Iron"]}, was={}, by=priya, at=NOW)
    forms.act_on_risk(draft.pk, "afraid", what="Rang 999 at 10:05", by=priya, at=NOW)


def addresses(world: World) -> dict[str, str]:
    """Return what stands in the place of each name in the addresses of pages."""
    return {
        "registers/<slug:register_id>": "registers/frailty",
        "<int:schedule_id>": str(Schedule.objects.values_list("pk", flat=True)[0]),
        "<int:slot_id>": str(Slot.objects.order_by("starts_at").values_list("pk", flat=True)[0]),
        "<int:draft_id>/bring-back": f"{Draft.objects.exclude(deleted_at=None).get().pk}/bring-back",
        "<int:draft_id>": str(Draft.objects.get(deleted_at=None).pk),
        "<int:answered_id>": str(Answered.objects.exclude(amends=None).get().pk),
        "forms/new/<slug:form>": "forms/new/guided-conversation",
        "pages/<str:page>": "pages/home",
        "risk/<str:item>": "risk/afraid",
        "<int:person_id>": str(world.person("Edna Marsh")),
        "<int:letter_id>": str(Letter.objects.get().pk),
        "<slug:name>": "observations",
        "<slug:line_id>": f"observation-{Entry.objects.filter(kind='observation').order_by('pk').values_list('pk', flat=True)[0]}",
        "meetings/items/<int:item_id>": f"meetings/items/{Item.objects.values_list('pk', flat=True)[0]}",
        "<int:series_id>": str(Series.objects.get().pk),
        "<int:meeting_id>": str(Meeting.objects.get(closed_at=None).pk),
        "<int:action_id>": str(Action.objects.get().pk),
        "<int:item_id>": str(HeldItem.objects.order_by("pk").values_list("pk", flat=True)[0]),
        "<int:alert_id>": str(Alert.objects.get(kind="sensitive").pk),
        "<slug:what>": "proxy",
        "<slug:who>": "person",
        "<slug:agreement>": "linking-social-care",
        "<slug:condition>": "exit-strategy",
        "<slug:measure_id>": "emergency-admissions",
        "<slug:risk_id>": "emergency-admission",
        "<slug:scheme_id>": "bridges-to-health",
        "<int:report_id>": str(Report.objects.values_list("pk", flat=True)[0]),
        "<int:cohort_id>": str(Cohort.objects.values_list("pk", flat=True)[0]),
        "<int:request_id>": str(names.Request.objects.values_list("pk", flat=True)[0]),
        "<int:cut_id>": str(SavedCut.objects.values_list("pk", flat=True)[0]),
        "practices/<slug:code>": "practices/X90001",
        "<int:account_id>": str(world.account("Kit Marlowe").pk),
        "<int:post_id>": str(world.account("Kit Marlowe").posts.values_list("pk", flat=True)[0]),
        "organisations/<slug:code>": "organisations/XN2",
        "teams/<slug:team>/board": "teams/hill/board",
        "<slug:team>": "moor",
        "<slug:model_id>": PRESCRIBING,
        "<int:enrolment_id>": str(Enrolment.objects.get(model=PRESCRIBING).pk),
        "<slug:kind>": "contingency",
        "<int:part_id>": str(Part.objects.values_list("pk", flat=True)[0]),
        "<slug:network>": "moor-network",
        "sites/<slug:site>": "sites/XN2A",
        "<slug:site>": "ZH001",
        "<int:review_id>": str(Review.objects.values_list("pk", flat=True)[0]),
        "linkage/history/<int:gone>": f"linkage/history/{world.person('Thomas Knight')}",
        "<int:gone>/into/<int:into>": f"{world.person('Amy Thompson')}/into/{world.person('Edna Marsh')}",
    }


def address(page: Page, named: dict[str, str]) -> str:
    path = page.path
    for name, value in named.items():
        path = path.replace(name, value)
    assert "<" not in path, f"Say in addresses() what {page.path} is asked for."
    return "/" + path


def role_for(page: Page) -> str:
    """Return a role that may see the page."""
    # Whoever passes every gate of such a page is the GP of the practice where Edna is registered.
    gp = page.gates or page.act in (ANYONE, SIGNED_IN, ANY_POST) or "gp" in MAY[page.act]
    return "gp" if gp else next(r for r in STAFF_BY_ROLE if r in MAY[page.act])


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_is_for_everyone(size: tuple[int, int], visit: Callable[..., Visitor], whole_town: World) -> None:
    named = addresses(whole_town)
    visitors: dict[str, Visitor] = {"": visit(size=size)}
    wrong: dict[str, object] = {}
    for page in SHOWN:
        role = "" if page.name in ("sign_in", "sign_in_passkey") else role_for(page)
        if role not in visitors:
            visitors[role] = visit(size=size)
            visitors[role].sign_in(whole_town.account(STAFF_BY_ROLE[role]).username)
        visitor = visitors[role]
        status = visitor.go(address(page, named))
        found = [f"status {status}"] * (status != 200) + visitor.violations() + ["too wide"] * visitor.overflows()
        if found:
            wrong[page.name] = found
    steward = visitors["data_steward"]  # what is held as text is mended in a box, other bytes by a file
    steward.go(f"/quarantine/{HeldItem.objects.order_by('pk').values_list('pk', flat=True)[1]}")
    wrong["text"] = steward.violations()
    steward.go("/reports/new?page=measures&topic=Hospital")
    wrong["asking for a report"] = steward.violations() + ["too wide"] * steward.overflows()
    assert {name: found for name, found in wrong.items() if found} == {}
    assert [visitor.heard for visitor in visitors.values() if visitor.heard] == []
    assert [visitor.elsewhere for visitor in visitors.values() if visitor.elsewhere] == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_so_is_every_page_that_says_what_went_wrong(
    size: tuple[int, int], visit: Callable[..., Visitor], town: World
) -> None:
    nobody, gp = visit(size=size), visit(size=size)
    gp.sign_in(town.account("Dr Priya Nair").username)
    edna = f"/people/{town.person('Edna Marsh')}"
    wrong = {}
    for path, expected in {
        "/no/such/page": 404,
        "/people/987654321": 404,
        "/quarantine": 403,
        f"{edna}?as-at=tomorrow": 422,
        f"{edna}?as-at=2025-01-01": 200,
        f"{edna}/as-it-was?day=31&month=2&year=2026": 422,
        f"{edna}/timeline?since=never": 422,
        f"{edna}/timeline?kind=incident": 200,
    }.items():
        status = gp.go(path)
        found = [f"status {status}"] * (status != expected) + gp.violations() + ["too wide"] * gp.overflows()
        if found:
            wrong[path] = found
    nobody.go("/sign-in")
    nobody.page.click("main button.nhsuk-button:has-text('Sign in')")
    assert nobody.page.title().startswith("Error: ")
    assert wrong | {"/sign-in": nobody.violations()} == {"/sign-in": []}
