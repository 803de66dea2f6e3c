"""The national data opt-out exchange: a list goes, an answer comes, it holds for a period, and then it is gone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from joinedup.exchange.optouts import actions, queries
from joinedup.exchange.optouts.models import OptOutCheck
from joinedup.record.access.actor import SYSTEM
from joinedup.record.journal.models import JournalLine
from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes, NotAllowed
from tests.world.opting_out import checked
from tests.world.world import NOW, World

EDNA, ARTHUR, WILLIAM = "9990127549", "9990255083", "9990318859"
MAILBOX = "X26HC001"


@pytest.fixture
def town(world: World) -> World:
    for name in ("Edna Marsh", "Arthur Marsh"):
        world.person(name)
    return world


def ask(folder: Path, **how: Any) -> tuple[OptOutCheck, Path]:
    return actions.ask(folder, mailbox=MAILBOX, by=SYSTEM, at=how.get("at", NOW))


def answer(folder: Path, text: str, **how: Any) -> OptOutCheck:
    (folder / "answer.dat").write_text(text)
    return actions.answer(folder / "answer.dat", by=SYSTEM, at=how.pop("at", NOW), **how)


def test_the_list_has_everyones_number_a_line_each(town: World, tmp_path: Path) -> None:
    check, file = ask(tmp_path)
    assert file.name == "X26HC001-010426-0001.dat"
    assert file.read_bytes() == f"{EDNA},\n{ARTHUR},\n".encode()
    assert (check.asked, check.answered_at, check.expires_at) == (2, None, NOW + timedelta(days=21))
    assert ask(tmp_path)[1].name == "X26HC001-010426-0002.dat"


def test_who_is_not_in_the_answer_opted_out_and_no_number_is_kept_anywhere(town: World, tmp_path: Path) -> None:
    check, _ = ask(tmp_path)
    assert queries.current(at=NOW) is None
    with pytest.raises(CannotProceed, match="no current check") as error:
        queries.required(at=NOW)
    assert "joinedup optout export" in error.value.now
    answer(tmp_path, f"{EDNA},\n")
    found = queries.required(at=NOW)
    assert (found.pk, found.answered) == (check.pk, 1)
    assert queries.standings(found, [EDNA, ARTHUR, WILLIAM, None]) == [
        "", "national data opt-out", "not among those asked about in the check", "no NHS number to ask about",
    ]  # fmt: skip
    kept = b"".join(path.read_bytes() for path in (tmp_path / "opt-outs").rglob("*") if path.is_file())
    assert EDNA.encode() not in kept
    assert ARTHUR.encode() not in kept
    assert not any(EDNA in str(line.details) for line in JournalLine.objects.all())


def test_a_check_holds_until_it_expires_and_then_everything_of_it_is_deleted(town: World, tmp_path: Path) -> None:
    check = checked(at=NOW)
    last = NOW + timedelta(days=21)
    assert queries.current(at=last - timedelta(seconds=1)) == check
    assert queries.current(at=last) is None
    assert actions.delete_expired(at=last - timedelta(seconds=1)) == 0
    assert actions.delete_expired(at=last) == 1
    assert not list((tmp_path / "opt-outs").iterdir())
    with pytest.raises(CannotProceed, match="no longer kept"):
        queries.standings(check, [EDNA])
    assert OptOutCheck.objects.get().deleted_at == last
    assert actions.delete_expired(at=last) == 0


def test_a_newer_answer_takes_the_place_of_the_one_before(town: World, tmp_path: Path) -> None:
    first = checked(at=NOW)
    second = checked(at=NOW + timedelta(days=1), opted_out=["Edna Marsh"])
    assert queries.current(at=NOW + timedelta(days=1)) == second
    first.refresh_from_db()
    assert first.deleted_at == NOW + timedelta(days=1)
    assert [path.name for path in (tmp_path / "opt-outs").iterdir()] == [str(second.pk)]
    assert [each.pk for each in queries.checks()] == [second.pk, first.pk]


def test_an_answer_that_is_not_to_our_list_is_refused_and_changes_nothing(town: World, tmp_path: Path) -> None:
    with pytest.raises(CannotProceed, match="No list waits"):
        answer(tmp_path, f"{EDNA},\n")
    _, file = ask(tmp_path)
    with pytest.raises(BadInput, match="1 NHS numbers of this answer were not asked about") as error:
        answer(tmp_path, f"{EDNA},\n{WILLIAM},\n")
    assert WILLIAM not in str(error.value)
    with pytest.raises(ManyMistakes, match="row 1"):
        answer(tmp_path, "Edna,\n")
    with pytest.raises(BadInput, match="cannot be read"):
        answer(tmp_path, "é\n")
    with pytest.raises(BadInput, match="cannot be read"):
        actions.answer(tmp_path / "none.dat", by=SYSTEM, at=NOW)
    with pytest.raises(CannotProceed, match="No list waits"):
        answer(tmp_path, f"{EDNA},\n", asked_in="X26HC001-010426-0009.dat")
    assert queries.current(at=NOW) is None
    answer(tmp_path, "", asked_in=file.name)  # everyone opted out
    assert queries.required(at=NOW).answered == 0


def test_the_list_needs_a_folder_a_mailbox_and_somebody(world: World, tmp_path: Path) -> None:
    with pytest.raises(CannotProceed, match="Nobody in the record"):
        ask(tmp_path)
    world.person("Edna Marsh")
    with pytest.raises(BadInput, match="no folder"):
        ask(tmp_path / "none")
    with pytest.raises(BadInput, match="MESH mailbox"):
        actions.ask(tmp_path, mailbox="mine", by=SYSTEM, at=NOW)
    with pytest.raises(NotAllowed):
        actions.ask(tmp_path, mailbox=MAILBOX, by=world.staff("Nina Sorrel"), at=NOW)
    with pytest.raises(NotAllowed):
        actions.answer(tmp_path / "x", by=world.staff("Nina Sorrel"), at=NOW)
