"""``joinedup link``: what is new is linked, a steward decides, and a made-up place is held against its truth."""

from __future__ import annotations

import json

import duckdb
import pytest
from click.testing import CliRunner

from joinedup.faces.cli import link as command
from joinedup.words.basics.errors import BadInput, NotAllowed, NotFound
from tests.spec.record.sent import person_of, record, send, whose

TWINS = """
    id | system   | nhs_number | family_name | given_names | birth_date | sex    | postcode
    ---+----------+------------+-------------+-------------+------------+--------+---------
    a  | gp       | 9990701474 | Thompson    | Amy         | 2019-06-15 | female | ZZ1 2BT
    b  | hospital | 9990701474 | Thompson    | Jo          | 2019-06-15 | female | ZZ1 2BT
    c  | hospital | 9990701474 | Thompson    | Amy         | 2019-06-15 | female | ZZ1 2BT
"""
STEWARD = ("--as", "tariq.bell", "--reason", "Rang the practice")


@pytest.fixture
def run(world, monkeypatch):
    """Return a way to run the command as it would be typed; a mistake is raised, as ``main`` would print it."""
    monkeypatch.setattr(command, "django_ready", lambda: None)
    for name in ("Tariq Bell", "Dr Priya Nair"):
        world.account(name)
    send(TWINS)

    def typed(*words: str) -> str:
        return CliRunner().invoke(command.link, words, catch_exceptions=False).stdout

    return typed


def test_without_a_word_more_it_links_what_is_new(run):
    assert run() == (
        "3 records arrived. 3 links made, 2 new people, 0 found to be someone we had, 1 pairs for someone to look at.\n"
    )
    assert json.loads(run("--json"))["arrived"] == 0


def test_a_steward_lists_looks_and_decides(run):
    run()
    listed = json.loads(run("review", "list", "--json"))
    assert (listed["total"], listed["reviews"][0]["why"]) == (1, "Same NHS number, but the rest disagrees")
    number = str(listed["reviews"][0]["review"])
    shown = run("review", "show", number, "--as", "tariq.bell")
    assert "Given names          Amy                                  Jo" in shown
    assert "- NHS number agrees: very strong evidence for" in shown
    assert "Thompson" not in run("review", "list")
    assert run("review", "decide", number, "different", *STEWARD) == "Decided: two different people.\n"
    assert run("review", "list") == "0 pairs wait for a decision.\n"
    assert run("review", "reopen", number, *STEWARD) == f"Review {number} waits for a decision again.\n"
    assert run("review", "list").startswith("1 pairs wait for a decision.\n")


def test_a_steward_merges_unmerges_and_separates(run):
    run()
    one, other = str(person_of("b")), str(person_of("a"))
    assert run("merge", one, other, *STEWARD).endswith(f"Undo with: joinedup link unmerge {one}\n")
    assert whose() == ["a b c"]
    assert run("unmerge", one, *STEWARD) == f"Person {one} stands alone again, apart from person {other}.\n"
    assert run("separate", str(record("c").pk), *STEWARD).startswith("They are now person ")
    assert whose() == ["a", "b", "c"]


def test_the_never_link_list_is_kept(run):
    run()
    assert run("never-link", "add", "--number", "999 070 1474", *STEWARD).startswith("On the list as line ")
    both = (str(record("a").pk), str(record("b").pk))
    run("never-link", "add", "--records", *both, *STEWARD)
    listed = json.loads(run("never-link", "list", "--json"))
    assert [row["what"] for row in listed] == ["a number", f"records {both[0]} and {both[1]}"]
    assert run("never-link", "end", str(listed[0]["line"]), *STEWARD) == "Taken off the list.\n"
    assert "a number" not in run("never-link", "list")


def test_who_is_no_steward_may_not(run):
    run()
    with pytest.raises(NotAllowed, match="does not include this"):
        run("review", "decide", "1", "same", "--as", "priya.nair", "--reason", "x")
    with pytest.raises(NotFound, match="There is no account by this name"):
        run("unmerge", "1", "--as", "nobody", "--reason", "x")


def test_check_tells_precision_and_recall_overall_by_feed_and_by_group(run, tmp_path):
    run()
    lives = tmp_path / "truth" / "lives"
    for name in ("person", "identity", "residence"):
        (lives / name).mkdir(parents=True)
    truth = {
        tmp_path / "truth/identities.parquet": """
            SELECT * FROM (VALUES ('gp', 'X-gp', 'a', 'p1'), ('hospital', 'X-hospital', 'b', 'p1'),
                ('hospital', 'X-hospital', 'c', 'p1')) t(feed_group, sender, local_id, person_key)""",
        lives
        / "person/part-00000.parquet": "SELECT 'p1' AS person_key, DATE '2019-06-15' AS birth_date, 'J' AS ethnic_group",
        lives / "identity/part-00000.parquet": "SELECT 'p1' AS person_key, 'p2' AS twin_of",
        lives / "residence/part-00000.parquet": """
            SELECT 'p1' AS person_key, DATE '2026-01-01' AS start_date, 1 AS deprivation_decile""",
    }
    for path, sql in truth.items():
        duckdb.connect().execute(f"COPY ({sql}) TO '{path}'").fetchall()
    told = json.loads(run("check", "--truth", str(tmp_path), "--json"))
    # One of the three pairs of Amy's records is joined: a with c; b came with her twin's name and was not.
    assert (told["precision"], round(told["recall"], 3), round(told["f1"], 3)) == (1.0, 0.333, 0.5)
    assert told["by_feed"]["gp"]["pairs_true"] == 2
    assert {name: list(groups) for name, groups in told["by_group"].items()} == {
        "deprivation": ["most deprived fifth"],
        "ethnic_group": ["asian"],
        "age": ["1 to 17"],
        "moved": ["stayed"],
        "twins": ["twin"],
    }
    assert "overall                               1.0000    0.3333    0.5000            3" in run(
        "check", "--truth", str(tmp_path / "truth")
    )


def test_check_says_what_it_needs(run, tmp_path):
    run()
    with pytest.raises(
        BadInput, match=r"There is no identities\.parquet in .* Name the folder that 'place make' wrote\."
    ):
        run("check", "--truth", str(tmp_path))
    sql = "SELECT 'gp' AS feed_group, 'Y' AS sender, 'a' AS local_id, 'p1' AS person_key"
    duckdb.connect().execute(f"COPY ({sql}) TO '{tmp_path}/identities.parquet'").fetchall()
    with pytest.raises(BadInput, match="None of our records is in that truth"):
        run("check", "--truth", str(tmp_path))
