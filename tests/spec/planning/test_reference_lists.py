"""Reference lists in a release: what every sender's latest says, only what passed, each thing once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from joinedup.exchange.intake.queries import latest_reference_rows
from joinedup.exchange.quarantine import actions as quarantine
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.planning.releases import actions, queries
from joinedup.record.access.actor import SYSTEM
from tests.spec.exchange.sent import LATER, NOW, Post
from tests.world.drawn import instant
from tests.world.opting_out import checked
from tests.world.world import World

AT = instant("2026-06-01 09:00")
REGISTERED = """
    kind           | happened   | ended | text       | practice
    ---------------+------------+-------+------------+---------
    administration | 2010-05-01 |       | Registered | X90001
"""
FIRST = """
    practice | name             | network
    ---------+------------------+--------
    X90001   | Hillside         | North
    X90002   | Riverside        | North
    ?        | Not a code       |
    X90001   | Hillside Surgery | South
"""


@pytest.fixture
def post(world: World, settings: Any, tmp_path: Path) -> Post:
    """A town of one, and a folder in which lists arrive."""
    settings.HOME = tmp_path / "place"
    settings.HOME.mkdir()
    (tmp_path / "post").mkdir()
    world.tells("Hillside Surgery", of="Edna Marsh", feed="gp_registration", table=REGISTERED)
    checked(at=AT)
    return Post(tmp_path / "post")


def listed(release: Any) -> list[tuple[str, str, str]]:
    with queries.open_release(release) as engine:
        rows = engine.rows("SELECT practice, name, network FROM reference_practice ORDER BY practice")
    return [(row["practice"], row["name"], row["network"] or "") for row in rows]


def practices(post: Post, table: str, **how: Any) -> Any:
    return post.takes(table, feed="reference_practice", **{"sender": "NHSE", **how})


@pytest.mark.parametrize("as_", ["csv", "parquet"])
def test_a_row_that_did_not_pass_stays_out_and_the_further_down_of_two_counts(post: Post, as_: str) -> None:
    practices(post, FIRST, as_=as_)
    release = actions.publish(purpose="planning", by=SYSTEM, at=AT)
    assert listed(release) == [("X90001", "Hillside Surgery", "South"), ("X90002", "Riverside", "North")]
    assert release.manifest["references"]["reference_practice"] == {
        "senders": ["NHSE"],
        "rows": 2,
        "left_out": {"did not pass": 1, "replaced by a newer row with the same key": 1},
    }


def test_a_cell_of_the_wrong_type_does_not_stop_publishing(post: Post) -> None:
    post.takes("""
        area      | name  | deprivation_decile
        ----------+-------+-------------------
        E01000001 | North | most
        E01000002 | South | 4
    """, feed="reference_area", sender="ONS")  # fmt: skip
    release = actions.publish(purpose="care", by=SYSTEM, at=AT)
    with queries.open_release(release) as engine:
        assert engine.rows("SELECT area, deprivation_decile FROM reference_area") == [
            {"area": "E01000002", "deprivation_decile": 4}
        ]


def test_the_latest_of_every_sender_counts_and_the_newer_of_two_says_it(post: Post) -> None:
    practices(post, """
        practice | name
        ---------+--------------
        X90001   | Old Hillside
        X90009   | Closed since
    """)  # fmt: skip
    practices(post, """
        practice | name
        ---------+--------
        X90001   | Hillside
        X90003   | Lakeside
    """, sender="ICB", at=LATER)  # fmt: skip
    practices(post, """
        practice | name
        ---------+---------------
        X90001   | Older Hillside
        X90002   | Riverside
    """, at=instant("2026-04-15 09:00"))  # fmt: skip
    release = actions.publish(purpose="care", by=SYSTEM, at=AT)
    assert [row[:2] for row in listed(release)] == [
        ("X90001", "Hillside"), ("X90002", "Riverside"), ("X90003", "Lakeside")
    ]  # fmt: skip
    assert release.manifest["references"]["reference_practice"]["senders"] == ["NHSE", "ICB"]


def test_a_mended_row_counts_with_the_list_it_came_in(post: Post) -> None:
    practices(post, FIRST, at=NOW)
    item = HeldItem.objects.get()
    quarantine.replay(item.pk, body=b'{"practice": "X90004", "name": "Lakeside"}', by=SYSTEM, at=LATER)
    release = actions.publish(purpose="care", by=SYSTEM, at=AT)
    assert [row[0] for row in listed(release)] == ["X90001", "X90002", "X90004"]
    assert release.manifest["references"]["reference_practice"]["left_out"]["did not pass"] == 0


def test_a_list_that_never_came_is_empty(post: Post) -> None:
    assert latest_reference_rows("reference_practice") is None
    release = actions.publish(purpose="care", by=SYSTEM, at=AT)
    assert listed(release) == []
    assert release.manifest["references"]["reference_site"] == {"senders": [], "rows": 0, "left_out": {}}
