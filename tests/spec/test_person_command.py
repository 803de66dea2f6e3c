"""``joinedup person``: in the name of an account, through the gate, in words or as JSON."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from joinedup.faces.cli import person as command
from joinedup.record.journal.models import JournalLine
from joinedup.words.basics.errors import BadInput, NotAllowed, NotFound


@pytest.fixture
def run(world, monkeypatch):
    """Return a way to run the command as it would be typed; a mistake is raised, as ``main`` would print it."""
    monkeypatch.setattr(command, "django_ready", lambda: None)
    world.everyone()
    for name in ("Dr Priya Nair", "Nina Sorrel"):
        world.account(name)

    def typed(*words: str) -> str:
        return CliRunner().invoke(command.person, words, catch_exceptions=False).output

    return typed


def test_find_says_who_and_why(run):
    out = run("find", "Marsh 3/4/1938", "--as", "priya.nair")
    assert "MARSH, Edna, born 3 April 1938" in out
    assert "Same family name; Same date of birth" in out
    assert out.endswith("1 found.\n")


def test_find_as_json_gives_what_a_program_needs(run, world):
    (found,) = json.loads(run("find", "999 012 7549", "--as", "priya.nair", "--json"))["found"]
    assert (found["person"], found["birth_date"], found["because"]) == (
        world.person("Edna Marsh"),
        "1938-04-03",
        ["Same NHS number"],
    )


def test_find_says_when_nobody_agrees(run):
    assert run("find", "Zebedee Quill 1/1/1901", "--as", "priya.nair") == "Nobody here agrees with this.\n"


def test_show_by_nhs_number_is_a_search_and_a_look_and_both_are_written_down(run, world):
    out = run("show", "999 012 7549", "--as", "priya.nair", "--reason", "Home visit")
    assert out.startswith("MARSH, Edna, born 3 April 1938, NHS number 999\u00a0012\u00a07549\n")
    assert "End of life\n  Not received." in out
    lines = list(JournalLine.objects.order_by("pk").values_list("act", "account_id", "reason"))
    nair = world.account("Dr Priya Nair").pk
    assert lines == [("person.find", nair, ""), ("record.open", nair, "Home visit")]


def test_show_as_json_has_every_section_and_every_source(run, world):
    world.tells(
        "Hillside Surgery", of="Edna Marsh", at="2026-01-01", table="kind | happened | text\nproblem | 2019 | Asthma"
    )
    shown = json.loads(run("show", str(world.person("Edna Marsh")), "--as", "priya.nair", "--json"))
    assert len(shown["sections"]) == 25
    (line,) = next(view["lines"] for view in shown["sections"] if view["section"] == "problems")
    assert (line["title"], line["sources"][0]["organisation"]) == ("Asthma", "Hillside Surgery")


def test_show_gives_numbers_with_their_units_and_what_sources_disagree_on(run, world):
    pulse = "kind | happened | text | value | unit\nobservation | 2026-01-03 10:00 | Pulse rate | {} | /min"
    world.tells("Hillside Surgery", of="Edna Marsh", table=pulse.format(72))
    world.tells("Northmoor Hospital", of="Edna Marsh", table=pulse.format(27))
    out = run("show", "9990127549", "--as", "priya.nair")
    assert "  3 January 2026 at 10:00: Pulse rate 72 /min [happened] (Hillside Surgery)\n" in out
    assert "    ! Northmoor Hospital gives 27 /min for the same moment.\n" in out


def test_show_as_at_is_what_was_known_then(run, world):
    world.tells(
        "Hillside Surgery", of="Edna Marsh", at="2026-02-01", table="kind | happened | text\nproblem | 2019 | Asthma"
    )
    out = run("show", "9990127549", "--as", "priya.nair", "--as-at", "2026-01-01")
    assert "As it was known on 1 January 2026" in out
    assert "Asthma" not in out


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("show", "9990127549", "--as", "nina.sorrel"), NotAllowed, "does not include this"),
        (("show", "9990127549", "--as", "nobody"), NotFound, "no account by this name"),
        (("show", "9990020329", "--as", "priya.nair"), NotFound, "Nobody here has this NHS number"),
        (("show", "Edna", "--as", "priya.nair"), BadInput, "neither an NHS number nor a person's id"),
        (("show", "9990127549", "--as", "priya.nair", "--as-at", "soon"), BadInput, "not a date or time"),
        (("show", "9990127549", "--as", "priya.nair", "--as-at", "2999-01-01"), BadInput, "in the future"),
    ],
)
def test_a_mistake_is_said_in_words(run, words, error, said):
    with pytest.raises(error, match=said):
        run(*words)
