"""Every text of every type of FHIR resource and of every field of an HL7 message, hostile, through the real intake.

Then every page, file and sheet that shows any of it: it is words there, it runs nowhere, is a formula to no
spreadsheet, and turns no letter around.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from joinedup.exchange.intake.actions import take_in
from joinedup.exchange.intake.addressing import Addressed
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.faces.cli.copying import write_copy
from joinedup.faces.components.packs.downtime import downtime_pdf
from joinedup.faces.screens.pages import PAGES
from joinedup.record.access.actor import SYSTEM
from joinedup.record.entries.downtime.actions import open_for_downtime
from joinedup.record.entries.models import Entry
from joinedup.record.linkage import actions as linkage
from joinedup.record.linkage.models import Link, Review
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.gate import open_person
from joinedup.words.basics.visible import SQUARE, visible
from joinedup.words.vocabulary.sections import HEADINGS
from tests.spec.attacks.hostile import BELL, MESSAGES, SHOWN, TURNED, TYPES, Marks, everything, message
from tests.spec.attacks.test_what_is_taken_away import _is_number, is_formula
from tests.spec.attacks.test_what_is_typed import runs
from tests.spec.faces.conftest import SignedIn
from tests.world import results
from tests.world.world import World

NUMBER = "9990127549"
PHRASE = "four plain words ok"


@dataclass(frozen=True)
class Sent:
    """What hostile senders sent of Edna, and all that pages made of it."""

    edna: int
    marks: Marks
    bodies: dict[str, str]

    @property
    def shown(self) -> set[str]:
        """Return where each text stood that any page showed."""
        return {self.marks.where[mark] for body in self.bodies.values() for mark in SHOWN.findall(body)}


def sends(folder: Path, marks: Marks, at: datetime) -> None:
    """Have Edna's practice send everything as FHIR and as messages, and some that does not pass."""
    (folder / "<b onmouseover=x>").mkdir()
    fhir, hl7 = folder / "<b onmouseover=x>" / f"all{TURNED}.ndjson", folder / "all.hl7"
    unreadable = [
        {
            "resourceType": "Condition",
            marks.text("the name of an element"): 1,
            "subject": {"reference": "Patient/edna"},
        },
        {"resourceType": marks.text("a type of resource")},
        {"resourceType": "Observation", "status": marks.text("a code that is none"), "code": {"text": "a"}},
        {"resourceType": "Condition", "subject": {"display": marks.text("nobody")}, "code": {"text": "whose"}},
    ]
    fhir.write_text("\n".join(map(json.dumps, [*everything(marks), *unreadable])), encoding="utf-8")
    messages = [message(kind, marks, spelt=spelt) for kind in MESSAGES for spelt in (False, True)]
    messages += [messages[0].replace("ADT^A01", marks.text("a type of message").replace(BELL, ""))]
    hl7.write_bytes("\r".join(messages).encode())
    for path, feed in ((fhir, "fhir"), (hl7, "hospital_messages")):
        take_in(Addressed(path, "X90001", feed), by=SYSTEM, at=at)


def joins(edna: int, world: World, at: datetime) -> None:
    """Have all that was sent be of Edna, as linkage and a steward decide."""
    linkage.link_new(by=SYSTEM, at=at)
    steward = world.staff("Tariq Bell")
    others = Link.objects.filter(ended_at=None).exclude(person_id=edna).values_list("person_id", flat=True).distinct()
    for other in sorted(others):
        linkage.merge(gone=other, into=edna, reason="One person: the same number and birth.", by=steward, at=at)


def addresses(edna: int) -> Iterator[tuple[str, str]]:
    """Yield who asks and the address, of every page that may show what senders wrote of Edna but its single lines."""
    for page in PAGES:
        if "GET" in page.methods and page.act in ("record.open", "choice.see") and "<slug:line_id>" not in page.path:
            path = page.path.replace("<int:person_id>", str(edna)).replace("<slug:who>", "person")
            if "<slug:name>" in path:
                yield from (("Dr Priya Nair", "/" + path.replace("<slug:name>", each.section)) for each in HEADINGS)
            elif "<" not in path:  # what is asked for by a number of its own, such as a form, no sender wrote
                yield "Dr Priya Nair", f"/{path}"
    kinds = "&".join(f"kind={kind}" for kind in sorted(set(Entry.objects.values_list("kind", flat=True))))
    yield "Dr Priya Nair", f"/people/{edna}/timeline?{kinds}&organisation=X90001&since=2020-01-01&until=2026-12-31"
    for path in ("/quarantine", "/quarantine?state=any", "/quarantine/list.csv", "/deliveries", "/deliveries/list.csv"):
        yield "Tariq Bell", path
    yield from (("Tariq Bell", f"/quarantine/{pk}") for pk in HeldItem.objects.values_list("pk", flat=True))
    for path in ("/linkage", "/linkage/pairs.csv", "/linkage/history", "/linkage/history.csv"):
        yield "Tariq Bell", path
    yield from (("Tariq Bell", f"/linkage/pairs/{pk}") for pk in Review.objects.values_list("pk", flat=True))
    yield from (("Moira Quayle", path) for path in ("/journal", "/journal/lines.csv", "/alerts", "/emergencies"))


def body_of(answer: Any) -> str:
    """Return what an answer holds as text."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


@pytest.fixture
def sent(world: World, signed_in: SignedIn, tmp_path: Path) -> Sent:
    """Everything sent, joined to Edna, and every page of it opened."""
    edna, marks, now = world.person("Edna Marsh"), Marks(), datetime.now(UTC)
    sends(tmp_path, marks, now)
    joins(edna, world, now)
    Demographics.objects.filter(pk=edna).update(registered_practice="X90001")
    clients: defaultdict[str, Client] = defaultdict(Client)
    bodies: dict[str, str] = {}

    def opens(name: str, path: str) -> None:
        answer = clients.setdefault(name, signed_in(name)).get(path)
        assert answer.status_code in (200, 302), path
        bodies[path] = body_of(answer)

    for name, path in addresses(edna):
        opens(name, path)
    for path in sorted(set(re.findall(rf'href="(/people/{edna}/lines/[\w-]+)', "".join(bodies.values())))):
        opens("Dr Priya Nair", path)
    found = clients["Dr Priya Nair"].post("/people", {"text": NUMBER}, follow=True)
    bodies["find by number"] = body_of(found)
    bodies["find by name"] = body_of(clients["Dr Priya Nair"].post("/people", {"text": "img src"}, follow=True))
    return Sent(edna, marks, bodies)


def test_whatever_resources_and_messages_say_is_words_on_every_page(sent: Sent, world: World, tmp_path: Path) -> None:
    pages = {path: body for path, body in sent.bodies.items() if not path.endswith(".csv")}
    assert {path: found for path, body in pages.items() if (found := runs(body))} == {}
    # But for the box in which a message is mended: what is sent back from there must be what came.
    read = {path: re.sub("(?s)<textarea.*?</textarea>", "", body) for path, body in pages.items()}
    assert [path for path, body in read.items() if TURNED in body or BELL in body] == []
    assert any(SQUARE in body for body in pages.values())
    assert any(TURNED in box for body in pages.values() for box in re.findall("(?s)<textarea.*?</textarea>", body))
    # Each type of resource and of message was shown, so that what is held here is held of all of them.
    shown = {where.partition(".")[0].partition(" ")[0] for where in sent.shown}
    assert shown >= {*TYPES, *MESSAGES} - NOT_SHOWN
    told_of = {where.rpartition(".")[0] for where in sent.shown}
    assert len(told_of) > 350, sorted(told_of)
    _no_formula(sent)
    _copy_is_words(sent, world, tmp_path)
    _downtime_is_words(sent, world)


NOT_SHOWN = frozenset({"ADT^A40"})


def _no_formula(sent: Sent) -> None:
    """Hold that no file of a list begins a cell as a formula, or turns letters around."""
    files = {path: body for path, body in sent.bodies.items() if path.endswith(".csv")}
    assert len(files) >= 5
    for path, body in files.items():
        assert TURNED not in body, path
        _no_formula_in(body, path)


def _no_formula_in(body: str, path: str) -> None:
    cells = [cell for row in csv.reader(io.StringIO(body.removeprefix("\ufeff"), newline="")) for cell in row]
    assert [cell for cell in cells if is_formula(cell) and not _is_number(cell)] == [], path


def _copy_is_words(sent: Sent, world: World, folder: Path) -> None:
    """Hold the same of the copy that Edna asks for: its page and its list."""
    at = datetime.now(UTC)
    opened = open_person(sent.edna, by=world.staff("Moira Quayle"), reason="Edna asked", at=at, act="record.export")
    write_copy(opened, folder / "edna.zip")
    with zipfile.ZipFile(folder / "edna.zip") as file:
        page, looks = (file.read(name).decode() for name in ("read-me-first.html", "who-looked.csv"))
        assert [name for name in file.namelist() if ".." in name or not re.fullmatch(r"[\w./-]+", name)] == []
    assert runs(page) == []
    assert SHOWN.search(page)
    assert TURNED not in page + looks


def _downtime_is_words(sent: Sent, world: World) -> None:
    """Hold that the sheet a ward takes away draws what was written, as words, and nothing that turns them."""
    pack = open_for_downtime(by=world.staff("Dr Priya Nair"), at=datetime.now(UTC))
    pdf = PdfReader(io.BytesIO(downtime_pdf(pack, PHRASE)))
    pdf.decrypt(PHRASE)
    words = " ".join(page.extract_text() for page in pdf.pages)
    assert "<img/src=x" in words
    assert visible(words.replace("\n", " ")) == words.replace("\n", " ")
    assert "/JS" not in str(pdf.trailer["/Root"])


HOSTILE_NAME = f"=<img/src=x onerror=m1x>{TURNED}{BELL}Surgery"
INSIGHT = ("measure.see", "place.see", "segment.see", "risk.see", "cohort.see")


def test_what_reference_lists_call_a_practice_is_words_in_insight_and_in_every_pack(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "PRACTICES", dict.fromkeys(results.PRACTICES, (HOSTILE_NAME, HOSTILE_NAME)))
    results.drawn_release()
    nina = signed_in("Nina Sorrel")
    shown = 0
    for page in PAGES:
        if "GET" not in page.methods or page.act not in INSIGHT:
            continue
        path = "/" + re.sub(r"<int:\w+>", "1", page.path).replace("<slug:code>", "X90001").replace(
            "<slug:measure_id>", "emergency-admissions"
        ).replace("<slug:table>", "practice").replace("<slug:by>/<slug:unit>", "practice/X90001")
        for ending in ("xlsx", "pdf") if "<slug:ending>" in path else ("",):
            answer = nina.get(path.replace("<slug:ending>", ending))
            assert answer.status_code < 500, path
            shown += _is_words(answer, path, ending) if answer.status_code == 200 else 0
    assert shown >= 8


def _is_words(answer: Any, path: str, ending: str) -> bool:
    """Hold that a name is words in an answer, of whichever kind; return whether it stands in it."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if ending == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
        assert "<f>" not in text, path
        assert "<img" not in text, path
    elif ending == "pdf":
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif "csv" in answer.headers["Content-Type"]:
        text = content.decode()
        _no_formula_in(text, path)
    else:
        text = content.decode()
        assert runs(text) == [], path
    assert TURNED not in text, path
    assert BELL not in text, path
    return "onerror=m1x" in text
