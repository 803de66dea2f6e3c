"""What is kept too long: counted by rule and never by name; working copies destroyed with a certificate, the record never."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.optouts.models import OptOutCheck
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.faces.cli import retention as command
from joinedup.faces.cli.main import joinedup
from joinedup.insight import own
from joinedup.planning.reidentification.models import Request
from joinedup.planning.releases.models import Release
from joinedup.planning.reports.models import Made, Report
from joinedup.planning.retention import actions
from joinedup.planning.retention.definition import rules
from joinedup.planning.retention.queries import due, known_records
from joinedup.record.access.actor import SYSTEM
from joinedup.record.entries.models import Entry
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage.models import SourceRecord
from joinedup.words.basics.errors import BadInput, NotAllowed
from tests.spec.faces.conftest import SignedIn, files_as_they_lie, signed_in
from tests.world.drawn import instant
from tests.world.world import NOW, World

__all__ = ["files_as_they_lie", "signed_in"]
ON = date(2026, 4, 1)
LONG_AGO = NOW - timedelta(days=800)


@pytest.fixture
def home(world: World, settings: Any, tmp_path: Path) -> Path:
    """Return the place's folder, empty."""
    settings.HOME = tmp_path
    return tmp_path


def counts(on: date = ON) -> dict[str, int]:
    return {one.rule.id: one.count for one in due(by=SYSTEM, on=on) if one.count}


def landed(home: Path, name: str, **more: Any) -> Delivery:
    path = home / "landing" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"12345")
    told = {"sender": "X90001", "feed": "gp_problem", "state": "done", "finished_at": LONG_AGO} | more
    return Delivery.objects.create(
        name=name,
        sha256=name,
        size=5,
        landed_at_path=f"landing/{name}",
        received_at=LONG_AGO,
        heard_at=LONG_AGO,
        **told,
    )


def release(home: Path, name: str, *, purpose: str = "care", project: str = "", days: int = 900) -> Release:
    folder = home / "releases" / name
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    manifest = {"project": project} if project else {}
    return Release.objects.create(
        name=name, purpose=purpose, published_at=NOW - timedelta(days=days), data_date=ON, path=f"releases/{name}",
        manifest=manifest, manifest_hash="x",
    )  # fmt: skip


def test_records_are_counted_by_the_last_contact_of_each_organisation(world: World) -> None:
    told = "kind | happened | text\nattendance | {0} | Seen"
    world.tells("Northmoor Hospital", of="William Okafor", table=told.format("2010-05-01"), at="2010-05-02")
    world.tells("Northmoor Hospital", of="Katherine Doyle", table=told.format("2010-05-01"), at="2010-05-02")
    world.tells("Northmoor Hospital", of="Katherine Doyle", table=told.format("2025-05-01"), at="2025-05-02")
    world.tells("Northmoor Hospital", of="Amy Thompson", table=told.format("2020-05-01"), at="2020-05-02")
    world.person("Arthur Marsh")  # died on 9 February 2024
    assert counts() == {"adult-health-record": 1}
    assert counts(date(2034, 2, 8)) == {"adult-health-record": 2}
    assert counts(date(2034, 2, 9))["gp-record"] == 1
    [adult] = [one for one in due(by=SYSTEM, on=ON) if one.rule.id == "adult-health-record"]
    assert (adult.since, adult.oldest) == (date(2018, 5, 1), date(2010, 5, 1))


def test_what_is_due_of_records_is_one_query_however_many_there_are(
    world: World, django_assert_num_queries: Any
) -> None:
    world.everyone()
    with django_assert_num_queries(1):
        assert sum(number for _, _, number in known_records()) == 9


def test_a_file_goes_once_it_is_in_and_nothing_waits_or_is_read_from_it(world: World, home: Path) -> None:
    gone = landed(home, "in.parquet")
    kept = [
        landed(home, "young.parquet", finished_at=NOW - timedelta(days=89)),
        landed(home, "waits.parquet", state="waiting"),
        landed(home, "held.parquet"),
        landed(home, "list.parquet", feed="reference_practice"),
    ]
    HeldItem.objects.create(
        sender="X90001", feed="gp_problem", delivery_id=kept[2].pk, file="f", position=1, body=b"x", held_at=LONG_AGO
    )
    assert counts() == {"landed-files": 1}
    assert (home / gone.landed_at_path).exists()  # a dry run
    [done] = actions.apply(by=world.staff("Moira Quayle"), at=NOW)
    assert (done.rule.id, done.count, done.size) == ("landed-files", 1, 5)
    assert not (home / "landing" / "in.parquet").exists()
    assert Delivery.objects.get(pk=gone.pk).landed_at_path == ""
    assert all((home / one.landed_at_path).exists() for one in kept)
    line = JournalLine.objects.get(act="retention.destroyed")
    assert line.details == {
        "rule": "landed-files", "of": "landed files", "count": 1, "bytes": 5, "kept": "90 days from end",
    }  # fmt: skip
    assert line.account_id == world.account("Moira Quayle").pk
    assert counts() == {}
    assert actions.apply(by=world.staff("Moira Quayle"), at=NOW) == []


def test_of_quarantine_what_was_dismissed_goes_and_what_waits_stays(world: World, home: Path) -> None:
    for position, (state, settled) in enumerate(
        [("dismissed", LONG_AGO), ("dismissed", NOW - timedelta(days=1)), ("held", None), ("replayed", LONG_AGO)]
    ):
        HeldItem.objects.create(
            sender="X90001", feed="gp_problem", delivery_id=1, file="f", position=position, body=b"x", state=state,
            held_at=LONG_AGO, settled_at=settled,
        )  # fmt: skip
    assert counts() == {"quarantine": 1}
    actions.apply(by=world.staff("Moira Quayle"), at=NOW)
    assert sorted(HeldItem.objects.values_list("position", flat=True)) == [1, 2, 3]


def test_of_releases_the_newest_of_each_purpose_and_project_stays_and_one_that_a_request_names(
    world: World, home: Path
) -> None:
    old = release(home, "care-old")
    stays = [
        release(home, "care-new", days=10),
        release(home, "planning-only", purpose="planning"),
        release(home, "planning-project", purpose="planning", project="falls", days=950),
        release(home, "care-named", days=901),
    ]
    Request.objects.create(
        release=stays[3], purpose="care", why="x", pseudonyms=[], asked_for=1, asked_at=NOW,
        asked_by=world.account("Nina Sorrel"), organisation="X9Q",
    )  # fmt: skip
    assert counts() == {"releases": 1}
    actions.apply(by=world.staff("Moira Quayle"), at=NOW)
    assert not (home / old.path).exists()
    assert set(Release.objects.values_list("name", flat=True)) == {one.name for one in stays}
    assert all((home / one.path / "manifest.json").exists() for one in stays)


def test_old_reports_answers_and_packs_go(world: World, home: Path) -> None:
    post = world.account("Asha Kerrigan").posts.get()
    report = Report.objects.create(
        page="place", asked={}, about="The place", format="pdf", often="month", post=post, created_at=LONG_AGO
    )
    (home / "reports").mkdir()
    (home / "reports" / "old.pdf").write_bytes(b"old")
    Made.objects.create(report=report, release="a", made_at=LONG_AGO, file="reports/old.pdf", name="old.pdf", size=3)
    Made.objects.create(report=report, release="a", made_at=LONG_AGO, why_not="No release.")
    Made.objects.create(report=report, release="b", made_at=NOW, why_not="No release.")
    OptOutCheck.objects.create(asked_at=LONG_AGO, file="asked", asked=1, expires_at=LONG_AGO)
    (home / "downtime").mkdir()
    (home / "downtime" / "1-XN1-20260330T050000Z.pdf").write_bytes(b"locked")
    assert counts() == {"made-reports": 2, "opt-out-answers": 1, "downtime-packs": 1}
    made = actions.apply(by=world.staff("Moira Quayle"), at=NOW)
    assert [(one.rule.id, one.count) for one in made] == [
        ("made-reports", 2), ("opt-out-answers", 1), ("downtime-packs", 1),
    ]  # fmt: skip
    assert not list(home.rglob("*.pdf"))
    assert Made.objects.get().release == "b"
    assert OptOutCheck.objects.get().deleted_at == NOW


def test_the_record_and_the_journal_are_never_touched(world: World, home: Path) -> None:
    world.tells(
        "Northmoor Hospital", of="William Okafor", at="1990-05-02",
        table="kind | happened | text\nattendance | 1990-05-01 | Seen",
    )  # fmt: skip
    JournalLine.objects.create(at=instant("1990-05-01"), act="record.open", person_id=world.person("William Okafor"))
    assert counts() == {"adult-health-record": 1, "audit-log": 1}
    before = [model.objects.count() for model in (Entry, SourceRecord, JournalLine)]
    assert actions.apply(by=world.staff("Moira Quayle"), at=NOW) == []
    assert [model.objects.count() for model in (Entry, SourceRecord, JournalLine)] == before


def test_only_whoever_leads_information_governance_destroys(world: World, home: Path) -> None:
    landed(home, "in.parquet")
    for name in ("Tariq Bell", "Alex Stroud", "Dr Priya Nair"):
        with pytest.raises(NotAllowed):
            actions.apply(by=world.staff(name), at=NOW)
        with pytest.raises(NotAllowed):
            due(by=world.staff(name), on=ON)
    assert (home / "landing" / "in.parquet").exists()


@pytest.fixture
def own_rules(home: Path) -> Any:
    folder = home / "catalogue" / "retention"
    folder.mkdir(parents=True)
    own.look_in(home / "catalogue")
    yield folder / "ours.yaml"
    own.look_in(None)


def test_a_place_writes_a_rule_of_its_own_over_the_catalogues(own_rules: Path) -> None:
    own_rules.write_text(
        "rules:\n  - {id: landed-files, title: Files, of: landed files, keep: 7 days, from: end, then: destroy, source: Us}\n"
    )
    assert str(rules()["landed-files"].keep) == "7 days"
    assert [rule.id for rule in rules().values() if rule.of == "landed files"] == ["landed-files"]
    assert "gp-record" in rules()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rules: [", "cannot be read"),
        ("- a list", "cannot be read"),
        ("rules:\n  - {id: a}\n  - {id: a}\n", "two retention rules with one id"),
        ("rules:\n  - {id: a}\n", "is missing"),
        ("#" * 200_001, "too large"),
    ],
)
def test_a_file_of_rules_that_cannot_be_used_stops_all_of_it(own_rules: Path, text: str, told: str) -> None:
    own_rules.write_text(text)
    with pytest.raises(BadInput, match=told):
        rules()


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_the_page_counts_by_rule_for_a_day_and_its_file_says_the_same(
    world: World, home: Path, signed_in: SignedIn
) -> None:
    landed(home, "in.parquet")
    moira = signed_in("Moira Quayle")
    page = text_of(moira, "/retention?on=2026-04-01")
    assert "<strong>1 working copy</strong> to destroy" in page
    assert "8 years from last contact" in page
    assert "None are kept here." in page
    assert "Enter" not in text_of(moira, "/retention")
    assert "We could not read that day." in text_of(moira, "/retention?on=soon", 422)
    file = b"".join(moira.get("/retention/list.csv?on=2026-04-01").streaming_content).decode("utf-8-sig")
    found = {row["Rule"]: row for row in csv.DictReader(io.StringIO(file))}
    assert (found["landed-files"]["Due"], found["landed-files"]["Oldest"]) == ("1", "2024-01-22")
    assert len(found) == len(rules())
    assert text_of(signed_in("Tariq Bell"), "/retention", 403)


def asked(*words: str) -> Result:
    return CliRunner().invoke(joinedup, ["retention", *words])


def test_the_commands_list_count_and_destroy_only_with_yes(
    world: World, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "django_ready", lambda: None)
    landed(home, "in.parquet")
    assert "8 years from last contact, then review" in asked("list").output
    assert {"id", "kept", "source"} <= json.loads(asked("list", "--json").output)["rules"][0].keys()
    assert (
        "1 to destroy since 21 April 2024; the oldest is of 22 January 2024"
        in asked("due", "--on", "2026-04-01").output
    )
    told = json.loads(asked("due", "--json").output)["due"]
    assert {one["rule"]: one["due"] for one in told}["landed-files"] == 1
    assert isinstance(asked("due", "--on", "soon").exception, BadInput)
    moira = world.account("Moira Quayle").username
    without = asked("apply", "--as", moira)
    assert isinstance(without.exception, BadInput)
    assert "1 would be destroyed" in without.output
    assert (home / "landing" / "in.parquet").exists()
    assert "1 (5 bytes), by landed-files" in asked("apply", "--as", moira, "--yes").output
    assert "Nothing was due." in asked("apply", "--as", moira, "--yes").output
    assert isinstance(asked("apply", "--as", world.account("Tariq Bell").username, "--yes").exception, NotAllowed)
