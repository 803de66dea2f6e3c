"""Whatever a sender writes in a feed is shown as words and never run: every text column of every feed, to every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import transaction

from joinedup.exchange.intake.actions import take_in
from joinedup.exchange.intake.addressing import Addressed
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.faces.screens.pages import PAGES
from joinedup.record.access.actor import SYSTEM
from joinedup.record.entries.models import Entry
from joinedup.record.linkage.models import Method, SourceRecord
from joinedup.record.linkage.writing import write_links
from joinedup.record.people.models import Demographics
from joinedup.words.vocabulary.feeds import declared
from joinedup.words.vocabulary.feeds.declaration import Column, Feed
from tests.spec.attacks.test_what_is_typed import runs
from tests.spec.exchange.sent import write
from tests.spec.faces.conftest import SignedIn
from tests.world.world import NOW, World

NUMBER = "9990127549"
MARKED = "<img src=x onerror={mark}>"
EXTRACTS = [feed for feed in declared().values() if feed.shape == "extract" and feed.person]


def marked(column: Column) -> bool:
    """Return whether a sender may write anything at all in a column."""
    return column.type == "text" and not column.pattern and not column.codes


PASSES = {
    "nhs_number": NUMBER, "date": "2026-03-01", "instant": "2026-03-01T10:00:00", "integer": "1", "decimal": "1",
    "boolean": "false",
}  # fmt: skip


def value(feed: Feed, column: Column, mark: str) -> str:
    """Return something that passes in a column: the attack where anything passes."""
    what_of = {name: part for part, name in feed.person.items()}.get(column.name, "")
    known = {"local_id": "edna", "birth_date": "1938-04-03", "death_date": ""}
    if what_of in known:
        return known[what_of]
    if column.codes:
        return next(iter(column.codes))
    if column.at_least is not None:
        return str(int(max(column.at_least, 1)))
    return PASSES.get(column.type) or (MARKED.format(mark=mark) if marked(column) else fitting(column.pattern))


def fitting(pattern: str) -> str:
    """Return a word that meets a pattern, of those that feeds of ours ask for."""
    tried = ("X90001", "ZZ1 4AB", "E01000001", "Z00", "123", "1", "M54", "I10", "22298006", "A1", "RAB", "F", "CT1")
    return next((word for word in tried if re.fullmatch(pattern, word)), "") if pattern else "a"


@pytest.fixture
def edna(world: World) -> int:
    return world.person("Edna Marsh")


def mark_of(feed: Feed) -> str:
    """Return how every attack of a feed begins."""
    return f"m{EXTRACTS.index(feed)}x"


def sends(feed: Feed, folder: Path) -> None:
    """Have a practice send one row of a feed with the attack in every column that takes it."""
    row = {
        name: value(feed, column, f"{mark_of(feed)}{number}")
        for number, (name, column) in enumerate(feed.columns.items())
    }
    path = folder / f"{feed.name}.csv"
    write(path, feed.name, [row])
    take_in(Addressed(path, "X90001", feed.name), by=SYSTEM, at=NOW)


def pages_of(person: int) -> list[str]:
    named = {
        "<int:person_id>": str(person),
        "<slug:name>": "alerts",
        "<slug:who>": "person",
    }
    found = []
    for page in PAGES:
        if (
            "GET" in page.methods
            and page.act == "record.open"
            and "<slug:line_id>" not in page.path
            and ".csv" not in page.path
        ):
            path = page.path
            for name, text in named.items():
                path = path.replace(name, text)
            if "<" not in path:  # what is asked for by a number of its own no sender wrote
                found.append("/" + path)
    return found


def test_what_any_feed_says_runs_on_no_page(edna: int, world: World, signed_in: SignedIn, tmp_path: Path) -> None:
    for feed in EXTRACTS:
        sends(feed, tmp_path)
    with transaction.atomic():
        new = SourceRecord.objects.filter(sender="X90001", local_id="edna")
        write_links([(each.pk, edna, Method.NHS_NUMBER, None, None, "") for each in new], at=NOW)
    Demographics.objects.filter(pk=edna).update(registered_practice="X90001")
    entries, held = list(Entry.objects.filter(source_record__in=new)), list(HeldItem.objects.all())
    gp, steward = signed_in("Dr Priya Nair"), signed_in("Tariq Bell")
    paths = [*pages_of(edna), *(f"/people/{edna}/lines/{each.kind}-{each.pk}" for each in entries)]
    paths += [f"/people/{edna}/sections/{name}" for name in SECTIONS]
    seen = [gp.get(path) for path in paths]
    seen += [gp.post("/people", {"text": NUMBER}), gp.post("/people", {"text": "img"})]
    seen += [steward.get(path) for path in ("/quarantine", "/deliveries", "/linkage")]
    seen += [steward.get(f"/quarantine/{each.pk}") for each in held]
    bodies = [answer.content.decode() for answer in seen]
    assert {answer.status_code for answer in seen} <= {200, 302}
    assert [
        (answer.request["PATH_INFO"], found) for answer, body in zip(seen, bodies, strict=True) if (found := runs(body))
    ] == []
    told, stopped = {each.feed for each in entries}, {each.feed for each in held}
    for feed in EXTRACTS:
        assert feed.name in told | stopped or feed.entry is None, feed.name
        shown = [column for rule in [feed.entry] if rule for column, _ in rule.text_columns()]
        if feed.name in stopped or (feed.name in told and any(marked(feed.columns[column]) for column in shown)):
            here = f"&lt;img src=x onerror={mark_of(feed)}"
            assert any(here in body for body in bodies), f"{feed.name} was shown nowhere."


SECTIONS = ("alerts", "problems", "medicines", "observations", "contacts", "documents")


def test_a_row_in_quarantine_is_shown_as_the_words_that_came(edna: int, signed_in: SignedIn, tmp_path: Path) -> None:
    feed = declared()["voluntary_contact"]
    row = {name: MARKED.format(mark="m1") for name in feed.columns}
    (tmp_path / "post").mkdir()
    write(tmp_path / "post/<b onmouseover=x>.csv", feed.name, [row])
    take_in(Addressed(tmp_path / "post/<b onmouseover=x>.csv", "X90001", feed.name), by=SYSTEM, at=NOW)
    steward = signed_in("Tariq Bell")
    [item] = HeldItem.objects.all()
    for path in ("/quarantine", f"/quarantine/{item.pk}", "/deliveries"):
        body = steward.get(path).content.decode()
        assert runs(body) == []
        assert "&lt;b onmouseover=x&gt;.csv" in body, path
    assert "&lt;img src=x" in steward.get(f"/quarantine/{item.pk}").content.decode()
