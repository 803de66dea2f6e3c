"""Of someone flagged sensitive no place is shown: every page, file and command is read by every role, and searched.

Grace Hidden is registered at Zyxwick Surgery and lay in Zyxwick Infirmary; nobody else has to do with either, so that
any word of them beside her gives away where she is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.test import Client
from pypdf import PdfReader

from joinedup.exchange.quarantine.holding import Held, hold
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.faces.cli import link, person, quarantine
from joinedup.faces.screens.pages import PAGES
from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.access.rules import MAY
from joinedup.record.linkage.models import Review, SourceRecord
from joinedup.record.linkage.receiving import PERSON_COLUMNS, receive_people
from joinedup.record.sharing.gate import open_person
from tests.spec.faces.conftest import SignedIn
from tests.world.drawn import rows
from tests.world.town import STAFF
from tests.world.world import NOW, World

GRACE = "Grace Hidden"
STAFF_BY_ROLE = {row["role"]: row["name"] for row in reversed(rows(STAFF))}
# Whatever a sender of hers is called, coded or at; street, postcode, ward and telephone. Any of it tells where she is.
PLACES = re.compile(r"zyxwick|XZYX\d|Dr Zyx|Zyx ward|Cobalt|ZX1 ?1ZX|01632 ?960999", re.IGNORECASE)
# Lists of what organisations send: they name senders, as organisations, and nobody that they send of.
OF_SENDERS = re.compile(r"^/(quarantine(\?|$|/list\.csv|/\d+$)|staff|organisations)")
HERS = re.compile(r"Zyxwick Row|Cobalt ward|ZX1 ?1ZX|01632 ?960999|Grace", re.IGNORECASE)

AT_THE_SURGERY = """
    kind         | happened   | text                    | status | site           | clinician  | setting        | made_by
    -------------+------------+-------------------------+--------+----------------+------------+----------------+--------
    problem      | 2020-01-01 | Asthma                  | active | Zyxwick Surgery | Dr Zyx    | Zyxwick Surgery |
    medicine     | 2025-06-01 | Salbutamol 100 inhaler  | active | Zyxwick Surgery | Dr Zyx    | Zyxwick Surgery |
    allergy      | 2019-01-01 | Penicillin              | active | Zyxwick Surgery | Dr Zyx    |                |
    observation  | 2026-01-03 | Pulse rate              | final  | Zyxwick Surgery | Dr Zyx    |                |
    consultation | 2026-01-03 | Seen at Zyxwick Surgery |        | Zyxwick Surgery | Dr Zyx    | Zyxwick Surgery |
    alert        | 2026-01-01 | Home oxygen             | active | Zyxwick Surgery |           |                | Dr Zyx
    preference   | 2026-01-01 | To be at home           | active | Zyxwick Surgery |           |                | Dr Zyx
"""
IN_THE_INFIRMARY = """
    kind        | happened         | ended            | text                        | site              | place       | provider_name
    ------------+------------------+------------------+-----------------------------+-------------------+-------------+------------------
    admission   | 2026-02-01 10:00 | 2026-02-05 10:00 | Zyxwick Infirmary, Zyx ward | Zyxwick Infirmary | Cobalt ward | Zyxwick Infirmary
    attendance  | 2026-02-01 08:00 | 2026-02-01 10:00 | Zyxwick Infirmary A&E       | Zyxwick Infirmary |             | Zyxwick Infirmary
    appointment | 2026-03-01 08:00 |                  | Zyxwick chest clinic        | Zyxwick Infirmary |             | Zyxwick Infirmary
    document    | 2026-02-05       |                  | Letter from Zyx ward        | Zyxwick Infirmary |             | Zyxwick Infirmary
    problem     | 2020-01-01       |                  | Asthma                      | Zyxwick Infirmary |             | Zyxwick Infirmary
"""


@pytest.fixture
def grace(world: World) -> int:
    """Grace, known to her surgery and an infirmary; in a pair, in the journal and in quarantine."""
    for name, code, kind in (
        ("Zyxwick Surgery", "XZYX1", "practice"),
        ("Zyxwick Infirmary", "XZYX2", "acute_trust"),
    ):
        world.organisations[name] = access.keep_organisation(ods_code=code, name=name, kind=kind, by=SYSTEM)
    found = world.person(GRACE)
    world.tells("Zyxwick Surgery", of=GRACE, table=AT_THE_SURGERY)
    world.tells("Zyxwick Infirmary", of=GRACE, table=IN_THE_INFIRMARY)
    surgery, infirmary = (world.source_record(name, of=GRACE) for name in ("Zyxwick Surgery", "Zyxwick Infirmary"))
    _say_where(surgery, "gp", sensitive=True)
    _say_where(infirmary, "hospital", sensitive=None)
    other = world.source_record("Northmoor Hospital", of="Katherine Doyle")
    for one in (surgery, infirmary):
        Review.objects.create(first=one, second=other, why="between_thresholds", weight=1.0, opened_at=NOW)
    looker = Actor(world.account("Dr Owen Pryce").pk, "Dr Owen Pryce", "gp", "GP", "XZYX1", "Zyxwick Surgery")
    open_person(found, by=looker, reason="Direct care", at=NOW)
    body = b'{"practice_code":"XZYX1","patient_id":"%s","address":"7 Zyxwick Row","postcode":"ZX1 1ZX","born":"x"}'
    for name in (surgery.local_id, world.nhs_number(GRACE)):
        held = Held(len(name), "born", "born: is not a day", body % name.replace(" ", "_").encode())
        hold([held], delivery_id=9, sender="XZYX1", feed="gp_registration", file="registrations.csv", at=NOW)
    return found


def _say_where(record: SourceRecord, system: str, *, sensitive: bool | None) -> None:
    """Have a sender give an address, and its own id for her as a sender would write it."""
    record.local_id = record.local_id.replace(" ", "_")
    record.save()
    told = {
        "address": "7 Zyxwick Row, Zyxwick", "postcode": "ZX1 1ZX", "phone": "01632 960999", "registered_practice": "XZYX1",
    }  # fmt: skip
    parts = [told.get(part) for part in list(PERSON_COLUMNS)[1:-2]]
    with transaction.atomic():
        receive_people(
            [(record.local_id, *parts, sensitive, None)], sender=record.sender, system=system, by=SYSTEM, at=NOW
        )


def addresses(world: World, grace: int) -> Iterator[str]:
    """Yield every address that can be read, filled in with Grace, her lines, her pairs and what is held of her."""
    lines = world.record(GRACE, by="Dr Owen Pryce").lines
    pairs = list(Review.objects.values_list("pk", flat=True))
    other = world.person("Katherine Doyle")
    fill: dict[str, list[Any]] = {
        "int:person_id": [grace], "slug:line_id": [line.id for line in lines], "slug:name": sorted({line.section.value for line in lines}),
        "int:review_id": pairs, "int:item_id": list(HeldItem.objects.values_list("pk", flat=True)),
        "int:gone": [grace], "int:into": [other], "slug:table": ["practices"],
    }  # fmt: skip
    for page in PAGES:
        if "GET" in page.methods and page.name not in ("sign_in", "choose_post"):
            made = ["/" + page.path]
            for part, values in fill.items():
                made = list(dict.fromkeys(each.replace(f"<{part}>", str(value)) for each in made for value in values))
            yield from made
    yield from (f"/journal?person={grace}", f"/journal/lines.csv?person={grace}", "/linkage/pairs.csv?state=decided")
    yield f"/linkage/join/{other}/into/{grace}"


def read(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if answer["Content-Type"] == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return str(content.decode())


# One of each sort: whoever reads the whole record, a part, a smaller part; urgent roles; those who plan; those who watch.
SORTS = (
    "gp", "community_nurse", "social_worker", "hub_clinician", "call_handler", "care_navigator", "care_home_staff",
    "analyst", "data_steward", "commissioner", "privacy_officer", "caldicott_guardian", "safety_officer", "administrator",
)  # fmt: skip


@pytest.mark.parametrize("role", SORTS)
def test_no_page_or_file_tells_where_she_is(role: str, grace: int, world: World, signed_in: SignedIn) -> None:
    client = signed_in(STAFF_BY_ROLE[role])
    if role in MAY["record.break_glass"]:
        world.breaks_glass(GRACE, by=STAFF_BY_ROLE[role], at=datetime.now(UTC))
    for address in addresses(world, grace):
        told = (HERS if OF_SENDERS.match(address) else PLACES).search(read(client, address))
        assert told is None, f"{address} tells {told[0]!r}" if told else ""


def test_she_is_found_by_name_but_not_by_where_she_lives(grace: int, signed_in: SignedIn) -> None:
    client = signed_in("Dr Priya Nair")
    for text, count in ((GRACE, "1 person found"), ("9990829012", "1 person found"), ("ZX1 1ZX", "Nobody found")):
        seen = client.post("/people", {"text": text}, follow=True).content.decode()
        assert count in seen
        seen = seen.replace('value="ZX1 1ZX"', "")  # what was typed stands in the box
        assert PLACES.search(seen) is None


def test_what_is_held_of_her_is_told_apart_from_what_is_held_of_others(grace: int, signed_in: SignedIn) -> None:
    client = signed_in("Tariq Bell")
    for item in HeldItem.objects.all():
        seen = read(client, f"/quarantine/{item.pk}")
        assert "Not shown: it is about someone whose place may be shown nowhere." in seen
        assert "Take in as it came" in seen
    hold([Held(1, "", "p", b'{"town":"Ely"}')], delivery_id=8, sender="XZYX1", feed="gp_address", file="a", at=NOW)
    assert "Ely" in read(client, f"/quarantine/{HeldItem.objects.get(delivery_id=8).pk}")


def test_a_pair_says_source_a_and_source_b_of_her_and_names_the_senders_of_others(
    grace: int, world: World, signed_in: SignedIn
) -> None:
    client = signed_in("Tariq Bell")
    first = Review.objects.order_by("pk")[0]
    assert "Source B (GP)" in read(client, f"/linkage/pairs/{first.pk}")
    assert "Source A (hospital)" in read(client, "/linkage/pairs.csv")
    others = [world.source_record("Northmoor Hospital", of=twin) for twin in ("Jo Thompson", "Amy Thompson")]
    Review.objects.create(first=others[0], second=others[1], why="between_thresholds", weight=1.0, opened_at=NOW)
    assert '<span class="ju-table__said">Northmoor Hospital</span>' in read(client, "/linkage")


def test_the_journal_says_who_looked_at_her_but_not_where_they_work(grace: int, signed_in: SignedIn) -> None:
    seen = read(signed_in("Moira Quayle"), f"/journal?person={grace}")
    assert "Dr Owen Pryce" in seen
    assert "Not shown" in seen


@pytest.fixture
def typed(grace: int, monkeypatch: pytest.MonkeyPatch, world: World) -> Callable[..., str]:
    for command in (link, person, quarantine):
        monkeypatch.setattr(command, "django_ready", lambda: None)
    for name in ("Tariq Bell", "Dr Owen Pryce"):
        world.account(name)

    def run(command: Any, *words: object) -> str:
        return CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False).output

    return run


def test_no_command_tells_where_she_is(typed: Callable[..., str], grace: int) -> None:
    gp, steward = ("--as", "owen.pryce"), ("--as", "tariq.bell")
    pairs = list(Review.objects.values_list("pk", flat=True))
    items = list(HeldItem.objects.values_list("pk", flat=True))
    for shape in ((), ("--json",)):
        for told in (
            typed(person.person, "find", GRACE, *gp, *shape),
            typed(person.person, "show", grace, *gp, *shape),
            typed(link.link, "review", "list", *shape),
        ):
            assert told
            assert PLACES.search(told) is None, told
        for item in items:
            told = typed(quarantine.quarantine, "show", item, *steward, *shape)
            assert "XZYX1" in told, "its sender, who alone can mend it, and of whom nobody is said to be"
            assert HERS.search(told) is None, told
    for pair in pairs:
        assert PLACES.search(typed(link.link, "review", "show", pair, *steward)) is None
