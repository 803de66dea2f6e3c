"""What becomes of two people's words about one thing, and who reads which form: drawn, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.record.access.actor import Actor
from joinedup.record.answers.rules import (
    is_own,
    kept_by,
    may_mark,
    may_read,
    merged,
    readings,
    section_of,
    shares_draft,
    still_acted,
    unacted,
    unread_items,
    unseen,
)
from joinedup.record.sharing.choices.rules import NO_CHOICES, Aim, Choices, Held, What
from joinedup.record.sharing.sensitivity import PERSON, PROXY, Reader
from joinedup.words.forms import Form, Item
from joinedup.words.forms.definition import RiskRule
from joinedup.words.vocabulary.kinds import Section

A, B, C, NONE = ["a"], ["b"], ["c"], []  # type: ignore[var-annotated]


@pytest.mark.parametrize(
    ("stored", "was", "mine", "kept", "changed", "aside"),
    [
        (NONE, NONE, A, A, True, None),  # nobody had answered: mine
        (A, A, B, B, True, None),  # only I changed it
        (A, A, NONE, NONE, True, None),  # only I took it away
        (B, A, A, B, False, None),  # only they changed it
        (NONE, A, A, NONE, False, None),  # only they took it away
        (B, A, B, B, False, None),  # both changed it to the same
        (B, A, C, B, False, C),  # both changed it: theirs stays, mine is laid aside
        (B, A, NONE, B, False, NONE),  # I took it away, they changed it
        (NONE, A, C, NONE, False, C),  # they took it away, I changed it
        (A, A, A, A, False, None),  # nobody did anything
    ],
)
def test_what_two_write_about_one_thing(
    *, stored: list[str], was: list[str], mine: list[str], kept: list[str], changed: bool, aside: list[str] | None
) -> None:
    result = merged({"x": stored} if stored else {}, was={"x": was}, mine={"x": mine})
    assert result.answers.get("x", []) == kept
    assert (result.changed == ("x",)) is changed
    assert result.aside.get("x") == aside


@pytest.mark.parametrize(
    ("was", "mine", "aside"),
    [
        (NONE, NONE, None),  # I saw nothing and wrote nothing
        (A, NONE, NONE),  # I say that I had it before me: I cannot take it away
        (A, B, B),  # nor change it
        (NONE, A, A),  # nor find out whether it is what I guess
        (NONE, B, B),
    ],
)
def test_nobody_changes_or_guesses_what_they_may_not_see(
    was: list[str], mine: list[str], aside: list[str] | None
) -> None:
    result = merged({"x": A}, was={"x": was}, mine={"x": mine}, unseen={"x"})
    assert (result.answers, result.changed, result.aside.get("x")) == ({"x": A}, (), aside)


ANSWERS = st.dictionaries(st.sampled_from("xyz"), st.lists(st.sampled_from("ab"), max_size=2))


@given(stored=ANSWERS, was=ANSWERS, mine=ANSWERS)
def test_no_word_of_anyone_is_lost(stored: dict[str, Any], was: dict[str, Any], mine: dict[str, Any]) -> None:
    result = merged(stored, was=was, mine=mine)
    for item, values in stored.items():  # theirs stays, unless I had it before me and changed it
        assert result.answers.get(item, []) == values or was.get(item, []) == values
    for item, values in mine.items():  # mine is kept or laid aside, unless I changed nothing
        told = (result.answers.get(item, []), result.aside.get(item), was.get(item, []))
        assert values in told


@given(stored=ANSWERS, was=ANSWERS, mine=ANSWERS)
def test_saving_twice_is_saving_once(stored: dict[str, Any], was: dict[str, Any], mine: dict[str, Any]) -> None:
    once = merged(stored, was=was, mine=mine)
    assert merged(once.answers, was=was, mine=mine).answers == once.answers


def test_a_risk_is_open_until_it_says_what_was_done() -> None:
    acted = {"a": {"what": "Rang 999"}, "b": None, "gone": {"what": "Nothing"}}
    assert unacted(["a", "b", "c"], acted) == ("b", "c")
    assert still_acted(["a"], acted) == {"a": {"what": "Rang 999"}}


def test_answers_are_read_as_they_are_kept_with_each_that_lies_aside_and_with_all_of_each_person() -> None:
    sam, priya = {"account": 1}, {"account": 2}
    aside = {"x": [{**sam, "values": B}, {**priya, "values": C}], "y": [{**sam, "values": B}]}
    assert list(readings({"x": A}, aside)) == [
        {"x": A}, {"x": B}, {"x": C}, {"x": A, "y": B}, {"x": B, "y": B},
    ]  # fmt: skip
    assert list(readings({"x": A}, {})) == [{"x": A}]


def form(name: str, *, harm: bool = False, scored: bool = False, hidden: tuple[str, ...] = ()) -> Form:
    risk = RiskRule((True,), "Act now") if harm else None
    items = (Item("one", "boolean", risk=risk), Item("two", "text", hidden_from=hidden))
    return Form(name, name, "1", "", items, scores=("sum",) if scored else ())


@pytest.mark.parametrize(
    ("name", "harm", "scored", "section"),
    [
        ("phq-9", False, False, Section.MENTAL_HEALTH),
        ("mental-capacity", False, False, Section.LEGAL),
        ("our-own", False, False, Section.SOCIAL_CARE),
        ("our-own", True, False, Section.SOCIAL_CARE),
        ("our-own", False, True, Section.SOCIAL_CARE),
        ("our-own", True, True, Section.MENTAL_HEALTH),
    ],
)
def test_under_which_heading_a_form_stands(name: str, harm: bool, scored: bool, section: Section) -> None:
    assert section_of(form(name, harm=harm, scored=scored)) is section


def actor(role: str, account: int | None = 1) -> Actor:
    return Actor(account, "Sam Whitlock", role, role, "X90001", "Hillside Surgery")


@pytest.mark.parametrize(
    ("account", "role", "organisation", "own"),
    [
        (1, "gp", "X90002", True),  # I wrote it, wherever I was then
        (2, "nurse", "X90001", True),  # a nurse of ours, as I am: we cover each other
        (2, "nurse", "X90002", False),  # a nurse elsewhere
        (2, "gp", "X90001", False),  # ours, but of another post
        (None, "nurse", "X90001", True),
        (None, "gp", "X90001", False),
    ],
)
def test_whose_own_a_form_is(account: int | None, role: str, organisation: str, own: bool) -> None:
    asked = {"account": account, "role": role, "organisation": organisation}
    assert is_own(**asked, by=actor("nurse"), codes=frozenset({"X90001"})) is own  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "role", "begun_by", "shared"),
    [
        ("phq-9", "gp", 2, True),
        ("phq-9", "care_navigator", 2, False),
        ("phq-9", "care_navigator", 1, True),
        ("phq-9", "care_navigator", None, False),
        ("guided-conversation", "care_navigator", 2, True),
    ],
)
def test_who_goes_on_with_what_a_colleague_began(name: str, role: str, begun_by: int | None, shared: bool) -> None:
    assert shares_draft(form(name), begun_by, actor(role)) is shared


@pytest.mark.parametrize(
    ("wrote", "role", "may"),
    [(True, "link_worker", True), (False, "link_worker", False), (False, "gp", True)],
)
def test_who_wrote_a_form_or_a_clinician_says_that_it_was_about_the_wrong_person(
    wrote: bool, role: str, may: bool
) -> None:
    by = actor(role)
    assert may_mark({by.account_id if wrote else None}, by) is may


@pytest.mark.parametrize(
    ("of_the_form", "as_said", "kept"),
    [
        ((), "", ""),
        ((), "proxies", "proxies"),
        (("proxies",), "", "proxies"),
        (("person", "proxies"), "", "person"),
        (("person",), "proxies", "proxies"),
    ],
)
def test_from_whom_a_form_is_kept_is_as_its_author_said_or_else_as_it_says_itself(
    of_the_form: tuple[str, ...], as_said: str, kept: str
) -> None:
    assert kept_by(replace(form("x"), hidden_from=of_the_form), as_said) == kept


@pytest.mark.parametrize(
    ("role", "own", "hidden", "unread"),
    [
        ("gp", False, ("proxies",), False),
        ("care_navigator", False, ("proxies",), True),
        ("care_navigator", True, ("proxies",), False),
        ("care_navigator", False, (), False),
        (PROXY, False, ("proxies",), True),
        (PROXY, False, ("person",), True),
        (PERSON, False, ("proxies",), False),
        (PERSON, False, ("person",), True),
        (PERSON, False, (), False),
    ],
)
def test_who_reads_what_a_form_keeps_back(role: str, own: bool, hidden: tuple[str, ...], unread: bool) -> None:
    assert ("two" in unread_items(form("x", hidden=hidden), Reader(role), own=own)) is unread


@pytest.mark.parametrize(
    ("role", "begun_by", "wrote", "lies", "hidden"),
    [
        ("care_navigator", 2, 2, None, True),  # a colleague began it, and wrote it
        ("care_navigator", 2, None, None, True),  # it is copied from what is amended
        ("care_navigator", 2, 1, None, False),  # I wrote it
        ("care_navigator", 2, 1, 1, False),
        ("care_navigator", 2, 1, 2, True),  # a colleague's lies aside
        ("care_navigator", 1, 2, 2, False),  # I began it
        ("care_navigator", None, 2, None, True),
        ("gp", 2, 2, 2, False),
    ],
)
def test_who_sees_in_a_draft_what_its_form_keeps_back(
    *, role: str, begun_by: int | None, wrote: int | None, lies: int | None, hidden: bool
) -> None:
    found = unseen(
        form("x", hidden=("proxies",)), {"one": A, "two": A}, {"two": [{"account": lies}]} if lies else {},
        written_by={"two": [wrote]} if wrote else {}, begun_by=begun_by, by=actor(role),
    )  # fmt: skip
    assert found == ({"two"} if hidden else set())


SEALED = Choices((Held(1, What.LOCKED, datetime(2026, 1, 1, tzinfo=UTC), Aim(sender="X90001")),))


@pytest.mark.parametrize(
    ("role", "section", "hidden", "own", "choices", "seen"),
    [
        ("gp", Section.MENTAL_HEALTH, "", False, NO_CHOICES, True),
        ("care_navigator", Section.MENTAL_HEALTH, "", False, NO_CHOICES, False),
        ("care_navigator", Section.MENTAL_HEALTH, "", True, NO_CHOICES, True),
        ("care_navigator", Section.SOCIAL_CARE, "", False, NO_CHOICES, True),
        ("care_navigator", Section.SOCIAL_CARE, "person", False, NO_CHOICES, False),
        ("care_navigator", Section.SOCIAL_CARE, "proxies", False, NO_CHOICES, True),
        ("gp", Section.SOCIAL_CARE, "", False, SEALED, False),
        (PERSON, Section.SOCIAL_CARE, "", False, NO_CHOICES, True),
        (PERSON, Section.SOCIAL_CARE, "", True, SEALED, True),
        (PERSON, Section.SOCIAL_CARE, "person", False, NO_CHOICES, False),
        (PERSON, Section.SOCIAL_CARE, "proxies", False, NO_CHOICES, True),
        (PROXY, Section.SOCIAL_CARE, "", False, NO_CHOICES, True),
        (PROXY, Section.LEGAL, "", False, NO_CHOICES, False),
        (PROXY, Section.SOCIAL_CARE, "proxies", False, NO_CHOICES, False),
        (PROXY, Section.SOCIAL_CARE, "person", True, NO_CHOICES, False),
    ],
)
def test_who_reads_a_form(*, role: str, section: Section, hidden: str, own: bool, choices: Choices, seen: bool) -> None:
    reader = Reader(role, sections=frozenset({Section.SOCIAL_CARE}))
    told = {"sender": "X90001", "key": "k", "section": section, "hidden_from": hidden, "own": own}
    assert may_read(reader, choices, **told) is seen  # type: ignore[arg-type]
