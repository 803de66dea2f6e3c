"""What a stranger would try: each file gives the right rows, or the words that say what is wrong with it and where."""

from __future__ import annotations

import io
import json
import os
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from joinedup.exchange.intake.addressing import files_in, missing_from
from joinedup.exchange.intake.queries import feeds
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.faces.cli import intake as intake_command
from joinedup.record.entries.models import Entry
from joinedup.words.basics.errors import BadInput
from tests.spec.exchange.sent import SURGERY, held, known

FEED = "voluntary_contact"
ROW = {
    "contact_id": "c1", "organisation_code": "VOL01", "member_id": "17", "family_name": "Marché",
    "started_at": "2026-03-02T10:30", "activity": "lunch_club",
}  # fmt: skip


def csv(*, parted: str = ",", end: str = "\n", without: str = "", more: str = "", quote: str = "") -> str:
    names = [name for name in feeds()[FEED].columns if name != without] + ([more] if more else [])
    lines = [names, [ROW.get(name, "") for name in names]]
    return end.join(parted.join(f"{quote}{cell}{quote}" for cell in line) for line in lines) + end


def zipped() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as file:
        file.writestr("visits.csv", csv())
    return into.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("with a byte order mark.csv", lambda: b"\xef\xbb\xbf" + csv().encode()),
        ("from windows.csv", lambda: csv(end="\r\n").encode()),
        ("every cell quoted.csv", lambda: csv(quote='"').encode()),
        ("spaces after the commas.csv", lambda: csv(parted=", ").encode()),
        ("no line end at its end.CSV", lambda: csv().encode()[:-1]),
        ("ünïcode – nämé 'it's'.csv", lambda: csv().encode()),
    ],
)
@pytest.mark.parametrize("feed", [FEED, ""])
def test_it_comes_in_whole(name, content, feed, post):
    post.file(name).write_bytes(content())
    outcome = post.takes_file(post.file(name), feed=feed)
    assert (outcome.refused, outcome.added, held()) == ("", 1, [])
    assert known("source_record__local_id", "text") == [("17", "Lunch club")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", lambda: b"", "The file is empty. Ask the sender for it again."),
        ("a.json", lambda: b"", "The file is empty. Ask the sender for it again."),
        ("a.hl7", lambda: b"", "The file is empty. Ask the sender for it again."),
        ("a.csv", lambda: csv().encode("utf-16"), "The first line does not name columns: it is not UTF-8. Save the file"),
        ("a.csv", lambda: csv(end="\r").encode(), "The lines of this file end in CR alone, so it is one line. Save it"),
        ("a.csv", lambda: csv(parted=";").encode(), "The columns of this file are parted by semicolons, not by commas."),
        ("a.csv", lambda: csv(parted="\t").encode(), "The columns of this file are parted by tabs, not by commas."),
        ("a.csv", lambda: csv(more="activity").encode(), "The first line must name each column once: 'activity' comes"),
        ("a.csv", lambda: csv().replace("member_id", "", 1).encode(), "The first line leaves a column without a name."),
        ("a.csv", lambda: csv(without="member_id").encode(), "member_id: this column is declared and is not in the file\n"),
        ("a.csv", lambda: csv(more="shoe_size").encode(), "shoe_size: this column is in the file and is not declared\nA"),
        ("a.csv", zipped, "This is a packed file (ZIP) or a workbook, not CSV. Unpack it, or save it as CSV."),
        ("a.parquet", lambda: b"PAR1 but no more of it", "This file cannot be read as Parquet: it is damaged or is"),
    ],
)  # fmt: skip
def test_it_is_refused_whole_with_the_reason_and_kept(name, content, words, post):
    post.file(name).write_bytes(content())
    feed = {"csv": FEED, "parquet": FEED, "json": "fhir", "hl7": "hospital_messages"}[name[2:]]
    outcome = post.takes_file(post.file(name), feed=feed)
    assert outcome.refused.startswith(words)
    assert outcome.quarantined == HeldItem.objects.count() == 1
    assert Entry.objects.count() == 0


def test_half_a_parquet_file_is_refused(post):
    whole, half = post.file("whole.parquet"), post.file("half.parquet")
    pq.write_table(pa.table({name: [ROW.get(name, "")] for name in feeds()[FEED].columns}), whole)
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert post.takes_file(half, feed=FEED).refused.startswith("This file cannot be read as Parquet: it is damaged")


@pytest.mark.parametrize(
    ("name", "content", "rows", "problem"),
    [
        ("nobody.json", '{"resourceType": "Bundle", "type": "collection", "entry": []}', 0, None),
        ("blank line.ndjson", '{"resourceType": "Patient", "id": "1"}\n\n{"resourceType": "Patient", "id": "2"}', 2, None),
        ("cut.json", '{"resourceType": "Bundle", "entry": [', 1, "The file ends in the middle: it was not sent or kept"),
        ("list.json", '[{"resourceType": "Patient"}]', 1, "A resource must be an object, in braces."),
        ("number.json", '{"resourceType": "Observation", "valueInteger": %s}' % ("9" * 400), 1, "This is not JSON: line 1"),
        ("deep.json", '{"resourceType": "Basic", "x": %s}' % ("[" * 9999 + "]" * 9999), 1, "This is not JSON: line 1"),
    ],
)  # fmt: skip
def test_of_fhir_what_can_be_read_comes_in_and_the_rest_is_held(name, content, rows, problem, post):
    post.file(name).write_text(content, encoding="utf-8")
    outcome = post.takes_file(post.file(name), feed="fhir", sender=SURGERY)
    assert (outcome.refused, outcome.rows) == ("", rows)
    assert [words.startswith(problem or "") for _, words in held()] == ([True] if problem else [])


def test_a_cell_that_is_no_text_is_held_and_what_is_no_text_is_kept_exactly(post):
    path = post.file("latin.csv")
    path.write_bytes(csv().encode("latin-1"))
    outcome = post.takes_file(path, feed=FEED)
    assert (outcome.quarantined, outcome.held) == (1, "place 1: This line cannot be split into the file's columns.")
    assert b"March\xe9" in bytes(HeldItem.objects.get().body)


@pytest.mark.parametrize(
    ("name", "now"),
    [("a.zip", "Unpack it, and take in the folder."), ("a.xlsx", "Save each sheet as CSV."), ("a.xml", "Ask the sender for")],
)  # fmt: skip
def test_a_file_of_no_shape_that_we_read_says_what_to_do(name, now, tmp_path):
    (tmp_path / name).write_bytes(zipped())
    with pytest.raises(BadInput) as caught:
        files_in([tmp_path / name])
    assert caught.value.problem.endswith("is of no shape that we read.")
    assert caught.value.now.startswith(now)


def test_folders_that_hold_themselves_and_links_to_nothing_are_told_and_stop_nothing(tmp_path):
    (tmp_path / "visits.csv").write_text(csv(), encoding="utf-8")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "nothing.csv").symlink_to("nowhere.csv")
    (tmp_path / "itself.csv").symlink_to("itself.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    found, left = files_in([tmp_path])
    assert [file.name for file in found] == ["visits.csv"]
    assert [file.name for file in left] == ["again", "itself.csv", "nothing.csv"]
    for name, words in (("itself.csv", "There is no file"), ("pipe.csv", "is neither a file nor a folder")):
        with pytest.raises(BadInput, match=words):
            files_in([tmp_path / name])


def test_a_folder_may_be_named_as_a_file_is(tmp_path):
    (tmp_path / "visits.csv").mkdir()
    (tmp_path / "visits.csv" / "march.csv").write_text(csv(), encoding="utf-8")
    assert [file.name for file in files_in([tmp_path / "visits.csv"])[0]] == ["march.csv"]


def test_what_a_manifest_names_and_is_not_there_is_told(tmp_path):
    (tmp_path / "manifest.yaml").write_text(
        f"sender: VOL01\nfiles:\n  gone.csv: {FEED}\n  here.csv: {FEED}\n  month-*.csv: {FEED}\n", encoding="utf-8"
    )
    (tmp_path / "here.csv").write_text(csv(), encoding="utf-8")
    assert missing_from([tmp_path], feeds()) == [f"gone.csv, which {tmp_path / 'manifest.yaml'} names"]


@pytest.fixture
def typed(post, monkeypatch):
    """Return a way to run ``joinedup intake`` as it would be typed."""
    monkeypatch.setattr(intake_command, "django_ready", lambda: None)
    return lambda *words: CliRunner().invoke(
        intake_command.intake, [str(word) for word in words], catch_exceptions=False
    )


def test_the_command_ends_with_code_2_where_a_file_could_not_be_used_and_the_others_are_in(typed, post):
    post.file("good.csv").write_text(csv(), encoding="utf-8")
    assert typed(post.folder, "--sender", "VOL01", "--feed", FEED).exit_code == 0
    post.file("bad.csv").write_text(csv(parted=";"), encoding="utf-8")
    done = typed(post.folder, "--sender", "VOL01", "--feed", FEED)
    assert done.exit_code == 2
    assert "bad.csv: in quarantine. The columns of this file are parted by semicolons" in done.stdout.replace("\n", " ")
    assert Entry.objects.count() == 1


def test_the_command_ends_with_code_2_where_a_manifest_names_what_is_not_there(typed, post):
    post.file("manifest.yaml").write_text(f"sender: VOL01\nfiles:\n  gone.csv: {FEED}\n", encoding="utf-8")
    done = typed(post.folder)
    assert (done.exit_code, "Not here: gone.csv, which" in done.output) == (2, True)
    assert json.loads(typed(post.folder, "--json").stdout)["missing"]


def test_the_command_says_what_the_first_held_row_has(typed, post):
    post.file("visits.csv").write_text(csv().replace("lunch_club", "knitting"), encoding="utf-8")
    done = typed(post.folder, "--sender", "VOL01", "--feed", FEED)
    assert "visits.csv: 1 held, first place 1: activity: is not one of" in done.stdout.replace("\n", " ")
    assert done.exit_code == 0
