"""Whose a file is, and of which feed: as the caller says, as a manifest says, or as is certain from the file."""

from __future__ import annotations

import json

import pytest

from joinedup.exchange.intake import recognising
from joinedup.exchange.intake.addressing import address, check_said, files_in
from joinedup.exchange.intake.queries import feeds
from joinedup.words.basics.errors import BadInput, ManyMistakes
from tests.spec.exchange.sent import write


@pytest.fixture
def folder(settings, tmp_path):
    settings.HOME = tmp_path / "place"
    found = tmp_path / "feeds" / "hillside"
    found.mkdir(parents=True)
    write(found / "problems-march.csv", "gp_problem", [])
    (found / "manifest.yaml").write_text(
        "sender: ZZ001\nsender_name: Hillside Surgery\nfiles:\n  problems-*.csv: gp_problem\n", encoding="utf-8"
    )
    return found


def test_a_manifest_says_who_sent_the_files_beside_it_and_what_each_is(folder):
    files, left = files_in([folder.parent])
    (found,) = address(files, sender="", feed="", feeds=feeds())
    assert (found.path.name, found.sender, found.feed, left) == ("problems-march.csv", "ZZ001", "gp_problem", [])


def test_what_the_caller_says_counts_more(folder):
    files, _ = files_in([folder])
    (found,) = address(files, sender="ZZ002", feed="gp_flag", feeds=feeds())
    assert (found.sender, found.feed) == ("ZZ002", "gp_flag")


def test_every_mistake_of_a_manifest_is_told_at_once(folder):
    (folder / "manifest.yaml").write_text(
        "sender: not a code\nfeed: gp\nfiles: {a.csv: gp_nothing}\n", encoding="utf-8"
    )
    with pytest.raises(ManyMistakes) as caught:
        address([folder / "problems-march.csv"], sender="", feed="", feeds=feeds())
    assert [(mistake.field, mistake.problem) for mistake in caught.value.mistakes] == [
        ("", "'feed' is not a part of a manifest"),
        ("sender", "must be the sender's ODS code"),
        ("files.a.csv", "'gp_nothing' is not a declared feed"),
    ]


def test_a_manifest_that_is_no_list_of_lines_is_refused(folder):
    (folder / "manifest.yaml").write_text("just words", encoding="utf-8")
    with pytest.raises(ManyMistakes, match="not YAML of the form"):
        address([folder / "problems-march.csv"], sender="", feed="", feeds=feeds())


def test_the_truth_of_a_made_up_place_is_never_taken_in(folder):
    truth = folder.parent.parent / "truth"
    truth.mkdir()
    write(truth / "people.csv", "gp_problem", [])
    for path in (truth, truth / "people.csv"):
        with pytest.raises(BadInput) as caught:
            files_in([path])
        assert caught.value.now == "Take in the folder 'feeds' beside it."
    (folder.parent.parent / "place.json").write_text("{}", encoding="utf-8")
    files, _ = files_in([folder.parent.parent])
    assert [file.name for file in files] == ["problems-march.csv"]


def test_what_is_not_there_or_of_no_shape_is_a_mistake_and_in_a_folder_is_left_alone(folder):
    (folder / "read me.md").write_text("Hello", encoding="utf-8")
    with pytest.raises(BadInput, match="There is no file or folder"):
        files_in([folder / "gone.csv"])
    with pytest.raises(BadInput, match="is of no shape that we read"):
        files_in([folder / "read me.md"])
    assert [file.name for file in files_in([folder])[1]] == ["read me.md"]


def test_a_feed_that_is_none_is_refused_with_those_that_are_near():
    with pytest.raises(BadInput) as caught:
        check_said("ZZ001", "problem", feeds())
    assert (caught.value.problem, caught.value.now) == ("'problem' is not a declared feed.", "Did you mean gp_problem?")
    with pytest.raises(BadInput, match="The sender is not an ODS code"):
        check_said("Hillside Surgery", "", feeds())


@pytest.mark.parametrize(
    ("name", "content", "feed"),
    [
        ("a.json", {"resourceType": "Patient"}, "fhir"),
        ("b.json", {"meta": {"profile": ["https://fhir.nhs.uk/STU3/StructureDefinition/x"]}}, "gp_connect"),
        ("c.json", {"patches": []}, ""),
        ("d.hl7", "MSH|^~\\&|", "hospital_messages"),
        ("e.csv", "a,b", ""),
    ],
)
def test_a_feed_is_recognised_where_there_is_no_doubt(tmp_path, name, content, feed):
    (tmp_path / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    assert recognising.feed_of(tmp_path / name, feeds()) == feed


@pytest.mark.parametrize("as_", ["csv", "parquet"])
def test_an_extract_is_recognised_by_its_columns(tmp_path, as_):
    write(tmp_path / f"x.{as_}", "gp_problem", [{"problem_id": "1"}])
    assert recognising.feed_of(tmp_path / f"x.{as_}", feeds()) == "gp_problem"


def test_messages_under_any_name_are_known_by_their_header(tmp_path):
    (tmp_path / "messages.out").write_bytes(b"BHS|^~\\&|A\rMSH|^~\\&|PAS")
    files, left = files_in([tmp_path])
    assert ([file.name for file in files], left) == (["messages.out"], [])
