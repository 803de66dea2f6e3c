"""The downtime pack as a team takes it away: locked, dated, by page, by command and by the clock; nothing of it is kept."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from pypdf import PasswordType, PdfReader

from joinedup.faces.cli import downtime as command
from joinedup.faces.cli.main import joinedup
from joinedup.faces.components.packs.downtime import downtime_pdf, passphrase
from joinedup.faces.screens.downtime import clock
from joinedup.insight.forms import form_named
from joinedup.record.answers import actions as answers
from joinedup.record.entries.downtime.actions import open_for_downtime
from joinedup.record.journal.models import JournalLine
from joinedup.record.signing_in.models import Sitting
from joinedup.words.basics.errors import BadInput, NotAllowed
from tests.spec.faces.conftest import SignedIn
from tests.world.world import NOW, World

PHRASE = "four plain words ok"
ADMITTED = """
    kind      | happened         | text             | status | value | unit
    ----------+------------------+------------------+--------+-------+-------
    admission | 2026-03-29       | Pneumonia        |        |       |
"""
KNOWN = """
    kind        | happened   | text                                           | status | value | unit | reaction
    ------------+------------+------------------------------------------------+--------+-------+------+-----------
    allergy     | 2010-01-01 | Penicillin                                     | active |       |      | Rash
    medicine    | 2025-06-01 | Amlodipine 5 mg tablet                         | active |       |      |
    problem     | 2019-03-01 | Heart failure                                  | active |       |      |
    alert       | 2024-01-01 | Do not visit alone                             | active |       |      |
    observation | 2026-03-30 | Body weight                                    |        | 71    | kg   |
"""
WISHES = """
    kind       | happened   | text                                                           | item
    -----------+------------+----------------------------------------------------------------+---------------
    preference | 2026-01-01 | Cardiopulmonary resuscitation: Not for attempted resuscitation | resuscitation
"""


@pytest.fixture
def ward(world: World, settings: Any, tmp_path: Path) -> World:
    """Edna is on the ward; three have told of her. The place's folder is empty."""
    settings.HOME = tmp_path
    world.tells("Northmoor Hospital", of="Edna Marsh", table=ADMITTED)
    world.tells("Hillside Surgery", of="Edna Marsh", table=KNOWN)
    world.tells("Saltmarsh Hospice", of="Edna Marsh", table=WISHES, feed="end_of_life")
    return world


def read(file: bytes, phrase: str = PHRASE) -> str:
    """Return the words of a locked PDF, as they stand in it."""
    pdf = PdfReader(io.BytesIO(file))
    assert pdf.decrypt(phrase) is PasswordType.USER_PASSWORD
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_it_says_what_a_ward_cannot_do_without_and_until_when_on_every_sheet(ward: World) -> None:
    clear = {"alertness": "normal", "amt4": "no_mistakes", "attention": "seven_or_more", "acute_change": "no"}
    answers.give(
        form_named("4at"), person_id=ward.person("Edna Marsh"), answers={item: [told] for item, told in clear.items()}, happened_at=NOW, key=uuid4(),
        by=ward.staff("Dr Priya Nair"), at=NOW,
    )  # fmt: skip
    pack = open_for_downtime(by=ward.staff("Joy Abara"), at=NOW)
    file = downtime_pdf(pack, PHRASE)
    pdf = PdfReader(io.BytesIO(file))
    pdf.decrypt(PHRASE)
    for sheet in pdf.pages:
        text = " ".join(sheet.extract_text().split())
        assert "Use until 2 April 2026 at 09:00. Then destroy the file and every printed sheet." in text
        assert "Made 1 April 2026 at 09:00 for Ward staff, Northmoor Hospital" in text
        assert text.startswith(("Downtime pack Use", "MARSH, Edna, born 3 April 1938, NHS number 999 012 7549 Use"))
    told = read(file)
    for said in (
        "MARSH, Edna", "Born 3 April 1938", "999 012 7549", "Allergies: Penicillin (rash)", "Amlodipine 5 mg tablet",
        "Heart failure", "Do not visit alone", "Not for attempted resuscitation", "71 kg",
        "4AT: 0", "by Dr Priya Nair, GP", "It is not everyone",
    )[:-1]:  # fmt: skip
        assert said in told, said
    assert "It is not everyone" not in told
    assert "1: people who stay or live with us now." in told


def test_without_the_passphrase_nothing_of_it_can_be_read(ward: World) -> None:
    file = downtime_pdf(open_for_downtime(by=ward.staff("Joy Abara"), at=NOW), PHRASE)
    pdf = PdfReader(io.BytesIO(file))
    assert pdf.is_encrypted
    assert pdf.decrypt("another phrase altogether") is PasswordType.NOT_DECRYPTED
    encryption = pdf.trailer["/Encrypt"]
    assert (encryption["/V"], encryption["/R"]) == (5, 6)  # AES-256
    assert encryption["/CF"]["/StdCF"]["/CFM"] == "/AESV3"
    for word in (b"MARSH", b"Penicillin", b"Edna", PHRASE.encode()):
        assert word not in file


def test_of_someone_sensitive_no_place_is_in_it(ward: World) -> None:
    ward.tells("Northmoor Hospital", of="Grace Hidden", table=ADMITTED)
    told = read(downtime_pdf(open_for_downtime(by=ward.staff("Joy Abara"), at=NOW), PHRASE))
    hers = told.split("HIDDEN, Grace Born", 1)[1].split("MARSH, Edna Born", 1)[0]
    assert "Riverside" not in hers
    assert "Source A" in hers or "Nothing recorded" in hers


def test_passphrases_that_are_made_are_long_and_never_the_same() -> None:
    made = {passphrase() for _ in range(200)}
    assert len(made) == 200
    assert {len(phrase) for phrase in made} == {23}


def test_the_page_sends_the_pack_and_keeps_neither_it_nor_its_passphrase(
    ward: World, signed_in: SignedIn, tmp_path: Path
) -> None:
    joy = signed_in("Joy Abara")
    page = joy.get("/downtime").content.decode()
    # By the clock of today Edna has long been in: she is still on the ward.
    assert "it would hold 1 person" in page
    answer = joy.post("/downtime", {"passphrase": PHRASE, "again": PHRASE})
    assert answer["Content-Type"] == "application/pdf"
    assert "MARSH, Edna" in read(answer.content)
    assert not list(tmp_path.rglob("*.pdf"))
    assert PHRASE not in str(list(JournalLine.objects.values()))
    assert JournalLine.objects.filter(act="downtime.pack", person_id=ward.person("Edna Marsh")).count() == 1


def test_a_passphrase_that_will_not_do_makes_no_pack(ward: World, signed_in: SignedIn) -> None:
    joy = signed_in("Joy Abara")
    for typed, again, wrong in (("short", "short", "16 letters"), (PHRASE, PHRASE + "!", "do not match")):
        answer = joy.post("/downtime", {"passphrase": typed, "again": again})
        assert answer.status_code == 422
        assert wrong in answer.content.decode()
        assert PHRASE not in answer.content.decode()
    assert not JournalLine.objects.filter(act="downtime.pack").exists()


def test_who_proved_who_they_are_long_ago_is_asked_again_and_others_are_refused(
    ward: World, signed_in: SignedIn
) -> None:
    joy = signed_in("Joy Abara")
    Sitting.objects.update(proved_at=datetime.now(UTC) - timedelta(hours=1))
    assert joy.get("/downtime")["Location"].startswith("/sign-in/again")
    assert signed_in("Nina Sorrel").get("/downtime").status_code == 403


def test_a_team_with_nobody_in_its_care_is_told_so(ward: World, signed_in: SignedIn) -> None:
    page = signed_in("Ruth Adeyemi")
    assert "Nobody would be in a pack now." in page.get("/downtime").content.decode()
    answer = page.post("/downtime", {"passphrase": PHRASE, "again": PHRASE})
    assert answer.status_code == 422


def test_the_command_writes_a_locked_file_and_tells_its_passphrase_once(
    ward: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "django_ready", lambda: None)
    asked = ["downtime", "pack", "--as", ward.account("Joy Abara").username, "--out", str(tmp_path / "ward.pdf")]
    told = CliRunner().invoke(joinedup, asked)
    assert told.exit_code == 0, told.exception
    phrase = told.output.split("Passphrase: ")[1].split()[0]
    assert "MARSH, Edna" in read((tmp_path / "ward.pdf").read_bytes(), phrase)
    assert (tmp_path / "ward.pdf").stat().st_mode & 0o077 == 0
    assert isinstance(CliRunner().invoke(joinedup, asked).exception, BadInput)
    typed = [*asked[:-1], str(tmp_path / "other.pdf"), "--ask"]
    assert (
        "Passphrase: "
        not in CliRunner().invoke(joinedup, typed, input=f"{PHRASE}\n{PHRASE}\n").output.split("people,")[1]
    )
    assert isinstance(
        CliRunner().invoke(joinedup, [*typed[:-2], str(tmp_path / "3.pdf"), "--ask"], input="x\nx\n").exception,
        BadInput,
    )
    analyst = ["downtime", "pack", "--as", ward.account("Nina Sorrel").username, "--out", str(tmp_path / "no.pdf")]
    assert isinstance(CliRunner().invoke(joinedup, analyst).exception, NotAllowed)
    assert not (tmp_path / "no.pdf").exists()


@pytest.fixture
def asked_for(ward: World, tmp_path: Path) -> Path:
    """The place asks for the ward's pack at six and at eighteen."""
    secret = tmp_path / "ward.phrase"
    secret.write_text(PHRASE + "\n")
    secret.chmod(0o600)
    username = ward.account("Joy Abara").username
    (tmp_path / "place.yaml").write_text(
        f'downtime:\n  - {{as: {username}, times: ["06:00", "18:00"], passphrase_file: {secret}}}\n'
    )
    return secret


def test_by_the_clock_the_newest_is_kept_and_those_before_it_destroyed(asked_for: Path, tmp_path: Path) -> None:
    assert clock.look(at=NOW) == 1
    assert clock.look(at=NOW + timedelta(minutes=1)) == 0
    [first] = (tmp_path / "downtime").glob("*.pdf")
    assert "MARSH, Edna" in read(first.read_bytes())
    assert clock.look(at=NOW + timedelta(hours=10)) == 1
    [second] = (tmp_path / "downtime").glob("*.pdf")
    assert second != first
    assert second.stat().st_mode & 0o077 == 0
    assert JournalLine.objects.get(act="downtime.destroyed").details == {"files": 1}


def test_a_pack_past_its_time_is_destroyed_though_no_other_comes(asked_for: Path, tmp_path: Path) -> None:
    clock.look(at=NOW)
    (tmp_path / "place.yaml").write_text("name: Nowhere\n")
    clock.look(at=NOW + timedelta(hours=23))
    assert list((tmp_path / "downtime").glob("*.pdf"))
    clock.look(at=NOW + timedelta(hours=24))
    assert not list((tmp_path / "downtime").glob("*.pdf"))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda secret, home: secret.chmod(0o644), "can be read by others"),
        (lambda secret, home: secret.unlink(), "cannot be read"),
        (lambda secret, home: secret.write_text("short"), "will not do"),
        (
            lambda secret, home: (home / "place.yaml").write_text(
                f"downtime:\n  - {{as: nobody, times: ['06:00'], passphrase_file: {secret}}}\n"
            ),
            "No open post",
        ),
    ],
)
def test_what_cannot_be_made_by_the_clock_is_said_in_the_log_without_a_secret(
    asked_for: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, spoil: Any, told: str
) -> None:
    spoil(asked_for, tmp_path)
    assert clock.look(at=NOW) == 0
    assert told in caplog.text
    assert PHRASE not in caplog.text
    assert not list(tmp_path.rglob("*.pdf"))


def test_what_a_place_asks_for_and_does_not_complete_is_refused() -> None:
    with pytest.raises(BadInput, match="not complete"):
        clock.asked_for("downtime: [{as: ward}]")
    assert clock.asked_for("") == []
