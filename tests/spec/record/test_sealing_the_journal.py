"""What was written in the journal stays as it was, and whoever changes it leaves a broken seal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from joinedup.faces.cli import ticking
from joinedup.faces.cli.main import joinedup
from joinedup.record.access.actor import SYSTEM
from joinedup.record.journal import actions, rules, sealing
from joinedup.record.journal.models import JournalLine, Seal
from tests.world.world import instant

AT = instant("2026-04-01 09:00")


@pytest.fixture
def seal(db: None, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any) -> Callable[[int], Any]:
    """Return what seals the journal some minutes past nine, as it is once the transaction has ended."""
    settings.HOME = tmp_path

    def at(minute: int) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return sealing.seal(at=AT + timedelta(minutes=minute))

    return at


@pytest.fixture
def journal(seal: Callable[[int], Any]) -> None:
    """Three looks at Edna's record, sealed as one block; then one more, sealed alone."""
    for minute in range(3):
        look(minute)
    seal(3)
    look(4)
    seal(5)


def look(minute: int, reason: str = "Direct care") -> JournalLine:
    return actions.write("record.open", by=SYSTEM, at=AT + timedelta(minutes=minute), about=7, reason=reason)


def by_hand(sql: str, *values: object) -> None:
    """Do what someone with the database in their hands could: take the refusal away, and change what is there."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE journal_journalline DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE journal_seal DISABLE TRIGGER USER")
        else:
            for table in ("journal_journalline", "journal_seal"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
        cursor.execute(sql, values)


def first() -> int:
    return JournalLine.objects.order_by("pk").values_list("pk", flat=True)[0]


@pytest.mark.usefixtures("journal")
def test_each_seal_rests_on_its_lines_and_on_the_seal_before_it() -> None:
    one, two = Seal.objects.order_by("number")
    assert (one.lines, two.before) == ([[first(), first() + 2]], one.sha256)
    verdict = sealing.verify()
    assert (verdict.seals, verdict.lines, verdict.unsealed, verdict.wrong) == (2, 4, 0, ())
    assert verdict.last == two.sha256
    assert sealing.seal(at=AT + timedelta(minutes=6)) is None
    look(7)
    assert sealing.verify().unsealed == 1


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize("sql", ["UPDATE journal_journalline SET reason = 'x'", "DELETE FROM journal_journalline",
                                 "UPDATE journal_seal SET before = 'x'", "DELETE FROM journal_seal"])  # fmt: skip
def test_the_database_itself_refuses_to_change_what_is_written(sql: str) -> None:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE journal_journalline SET reason = 'Curious' WHERE id = {first}", "Block 1, .* a line in it is not as"),
        ("UPDATE journal_journalline SET account_id = 9 WHERE id = {first} + 3", "Block 2, .* a line in it is not as"),
        ("DELETE FROM journal_journalline WHERE id = {first} + 1", "Block 1, .* has 2 of its 3 lines"),
        ("DELETE FROM journal_seal WHERE number = 1", "Seal 1 is not there"),
        ("DELETE FROM journal_seal WHERE number = 2", "Seal 2 is not in the database: journal-seals.txt has"),
        ("UPDATE journal_seal SET sha256 = before WHERE number = 1", "Seal 2 does not rest on the seal before it"),
    ],
)
def test_whatever_is_changed_by_hand_shows(sql: str, said: str) -> None:
    by_hand(sql.format(first=first()))
    assert any(re.search(said, each) for each in sealing.verify().wrong), sealing.verify().wrong


@pytest.mark.usefixtures("journal")
def test_a_line_put_in_between_shows() -> None:
    by_hand("UPDATE journal_journalline SET id = id + 100 WHERE id > %s", first() + 2)  # as if a number had been left
    by_hand("DELETE FROM journal_seal WHERE number = 2")
    sealing.seal(at=AT + timedelta(minutes=6))
    late = Seal.objects.get(number=2)
    assert late.awaited == [[first() + 3, first() + 102, late.sealed_at.isoformat()]]
    look_at = AT + timedelta(days=2)
    look(9)
    sealing.seal(at=look_at)  # a day later nobody waits for those numbers any more
    by_hand(
        "INSERT INTO journal_journalline (id, at, act, outcome, role, organisation, reason, details) "
        "SELECT id - 50, at, act, outcome, role, organisation, reason, details FROM journal_journalline WHERE id = %s",
        first() + 103,
    )
    assert "1 lines stand between sealed ones and were not there when those were sealed." in sealing.verify().wrong


def test_a_line_that_was_still_being_written_is_sealed_in_a_later_block(seal: Callable[[int], Any]) -> None:
    one, slow, two = look(0), look(1), look(2)
    by_hand("DELETE FROM journal_journalline WHERE id = %s", slow.pk)
    seal(3)
    slow.save(force_insert=True)
    sealed = seal(4)
    assert (sealed.lines, sealed.awaited, sealed.reached) == ([(slow.pk, slow.pk)], [], two.pk)
    assert one.pk < slow.pk
    assert sealing.verify().wrong == ()


@pytest.mark.usefixtures("journal")
def test_seals_are_written_outside_the_database_too_and_a_noted_one_must_be_there(tmp_path: Path) -> None:
    noted = (tmp_path / "journal-seals.txt").read_text(encoding="ascii").split()
    assert noted[1] == Seal.objects.get(number=1).sha256
    assert sealing.verify(noted=noted[1]).wrong == ()
    assert sealing.verify(noted="f" * 64).wrong == ("The seal that you noted down is not among the seals.",)
    (tmp_path / "journal-seals.txt").unlink()
    assert "There is no file of seals outside the database" in sealing.verify().wrong[0]


@pytest.mark.usefixtures("journal")
def test_the_command_says_whether_all_is_as_it_was() -> None:
    told = CliRunner().invoke(joinedup, ["audit", "verify"])
    assert (told.exit_code, "Everything that was sealed is as it was." in told.output) == (0, True)
    assert json.loads(CliRunner().invoke(joinedup, ["audit", "verify", "--json"]).output)["seals"] == 2
    look(8)
    assert CliRunner().invoke(joinedup, ["audit", "seal"]).output.startswith("Seal 3: ")
    assert CliRunner().invoke(joinedup, ["audit", "seal"]).output == "Nothing was written since the last seal.\n"
    by_hand("UPDATE journal_journalline SET reason = 'Curious' WHERE id = %s", first())
    broken = CliRunner().invoke(joinedup, ["audit", "verify"])
    assert broken.exit_code != 0
    assert "a line in it is not as it was written" in str(broken.exception)


@pytest.mark.usefixtures("journal")
def test_the_clock_seals_each_minute_and_goes_on_when_something_fails(caplog: pytest.LogCaptureFixture) -> None:
    seal = "joinedup.record.journal.sealing.seal"
    assert seal in ticking.due({}, 0)
    assert seal not in ticking.due({seal: 100.0}, 159.0)
    assert seal in ticking.due({seal: 100.0}, 160.0)
    look(8)
    ticking.run_once(["joinedup.record.journal.sealing.verify", seal], at=AT + timedelta(minutes=9))
    assert Seal.objects.count() == 3
    assert caplog.messages == ["joinedup.record.journal.sealing.verify failed: TypeError"]


def numbers_in(ranges: list[rules.Range]) -> list[int]:
    return [number for first, last in ranges for number in range(first, last + 1)]


@given(st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)))
def test_ranges_are_numbers_and_taking_some_out_leaves_the_others(all_of_them: set[int], some: set[int]) -> None:
    ranges = rules.ranges_of(sorted(all_of_them))
    assert numbers_in(ranges) == sorted(all_of_them)
    assert numbers_in(rules.without(ranges, sorted(some))) == sorted(all_of_them - some)
