"""May they open this person's record, and why: each line of a drawn table is someone at someone's record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.record.access.actor import SYSTEM, Actor, role_title
from joinedup.record.access.models import Role
from joinedup.record.access.rules import CARE_ROLES, MAY, URGENT_ROLES
from joinedup.record.sharing.errors import NoRelationship
from joinedup.record.sharing.rules import BY_POST, Decision, Relation, counts, decide
from tests.world.drawn import instant, rows

NOW = instant("2026-04-01 09:00")

# since and until are of the relationship, emergency is until when the record was opened in one.
DRAWN = """
    role            | act           | since      | until            | emergency        | may | because                      | declare | glass
    ----------------+---------------+------------+------------------+------------------+-----+------------------------------+---------+------
    gp              | record.open   | 2020-01-01 |                  |                  | yes | They are registered.         |         |
    gp              | record.open   |            |                  |                  | no  | Nothing on record            |         | yes
    gp              | record.open   | 2020-01-01 | 2026-04-01 09:01 |                  | yes | They are registered.         |         |
    gp              | record.open   | 2020-01-01 | 2026-04-01 09:00 |                  | no  | Nothing on record            |         | yes
    gp              | record.open   | 2026-04-02 |                  |                  | no  | Nothing on record            |         | yes
    gp              | record.open   |            |                  | 2026-04-01 13:00 | yes | You opened it in an emergency |        |
    gp              | record.open   |            |                  | 2026-04-01 09:00 | no  | Nothing on record            |         | yes
    gp              | record.export | 2020-01-01 |                  |                  | yes | They are registered.         |         |
    gp              | record.export |            |                  | 2026-04-01 13:00 | no  | Nothing on record            |         |
    paramedic       | record.open   |            |                  |                  | no  | Nothing on record            | yes     | yes
    paramedic       | record.open   |            |                  | 2026-04-01 13:00 | yes | You opened it in an emergency |        |
    privacy_officer | record.export |            |                  |                  | yes | Information governance lead  |         |
    privacy_officer | record.open   | 2020-01-01 |                  |                  | no  | Your post                    |         |
    analyst         | record.open   | 2020-01-01 |                  | 2026-04-01 13:00 | no  | Your post                    |         |
"""


def someone(role: str) -> Actor:
    return Actor(1, "Somebody", role, role_title(role), "X90001", "Hillside Surgery")


@pytest.mark.parametrize("row", rows(DRAWN), ids=lambda row: f"{row['role']} {row['act']} {row['because']}")
def test_each_line_is_decided_as_drawn(row: dict[str, str]) -> None:
    def moment(name: str) -> object:
        return instant(row[name]) if row[name] else None

    relation = Relation("registered", "Registered", "They are registered.", moment("since"), moment("until"))
    found = decide(
        someone(row["role"]), row["act"], relations=(relation,) if row["since"] else (),
        emergency_until=moment("emergency"), at=NOW,
    )  # fmt: skip
    assert found.allowed == (row["may"] == "yes")
    assert row["because"] in found.because
    assert (found.may_declare, found.may_break_glass) == (row["declare"] == "yes", row["glass"] == "yes")


def test_the_first_relation_that_counts_is_the_reason() -> None:
    over = Relation("staying", "Staying", "They left.", None, NOW - timedelta(days=1))
    now = Relation("contact", "In our care", "They are seen.", None, NOW + timedelta(days=1))
    assert decide(someone("nurse"), "record.open", relations=(over, now), emergency_until=None, at=NOW).relation is now


def test_the_system_itself_opens_nobody() -> None:
    relation = Relation("registered", "Registered", "They are registered.")
    assert not decide(SYSTEM, "record.open", relations=(relation,), emergency_until=NOW, at=NOW).allowed


_moments = st.one_of(st.none(), st.integers(-1000, 1000).map(lambda hours: NOW + timedelta(hours=hours)))
_relations = st.builds(
    Relation, st.just("contact"), st.just("In our care"), st.just("They are seen."), _moments, _moments
)


@given(
    st.sampled_from(sorted(Role.values)), st.sampled_from(sorted(MAY)), st.lists(_relations, max_size=4), _moments,
)  # fmt: skip
def test_nobody_opens_what_their_post_does_not_include_or_nothing_gives_a_reason_for(
    role: str, act: str, relations: list[Relation], emergency: object
) -> None:
    found = decide(someone(role), act, relations=relations, emergency_until=emergency, at=NOW)
    reasons = [each for each in relations if counts(each, NOW)]
    in_an_emergency = act == "record.open" and emergency is not None and emergency > NOW
    if found.allowed:
        assert role in MAY[act]
        assert reasons or in_an_emergency or role in BY_POST.get(act, ())
    else:
        assert role not in MAY[act] or not (reasons or in_an_emergency)
    assert not found.may_declare or role in URGENT_ROLES
    assert not found.may_break_glass or role in CARE_ROLES
    assert found.because


@pytest.mark.parametrize(("glass", "now"), [(True, "say so on the next page"), (False, "choose that post")])
def test_the_error_says_what_to_do_now(glass: bool, now: str) -> None:
    error = NoRelationship(Decision(False, "Nothing on record.", may_break_glass=glass), person_id=7)
    assert error.problem == "Nothing on record."
    assert now in error.now
