"""A plan holds what PRSB's standard asks of one, as often as it may stand there; read beside the standard itself."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from joinedup.work.plans import kinds as module
from joinedup.work.plans.kinds import groups, kinds

ROOT = Path(__file__).parent.parent.parent.parent
SHARED = Path(os.environ.get("JOINEDUP_SHARED_DATA", ROOT.parent / "shared" / "data"))
STANDARDS = SHARED / "prsb" / "examples" / "inputs"
ITEMS: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(module.__file__).with_name("prsb.yaml").read_text(encoding="utf-8")
)["items"]
# What may stand several times there and has one place here: who wrote it first is asked to add to it.
ONCE_HERE = {"advance_statement"}
# What stands once there and may stand several times here: a person may refuse several treatments, by several papers.
MANY_HERE = {"treatment_refused"}

shared = pytest.mark.skipif(not STANDARDS.exists(), reason="the standards are not beside the checkout")


def items_of(standard: str) -> dict[str, tuple[str, bool]]:
    """Return every item of a standard by its path: how often, and whether it or a group around it repeats."""
    read = json.loads((STANDARDS / f"{standard}.json").read_text(encoding="utf-8"))["dataset"]
    dataset = read[0] if isinstance(read, list) else read
    return dict(found for concept in dataset["concept"] for found in _items(concept, "", repeats=False))


def _items(concept: dict[str, Any], above: str, *, repeats: bool) -> Iterator[tuple[str, tuple[str, bool]]]:
    named = concept["name"] if isinstance(concept["name"], str) else concept["name"][0]["#text"]
    path = f"{above}/{named.strip()}".lstrip("/")
    below, many = concept.get("concept") or [], repeats or concept["maximumMultiplicity"] == "*"
    for each in below:
        yield from _items(each, path, repeats=many)
    if not below:
        yield path, (f"{concept['minimumMultiplicity']}..{concept['maximumMultiplicity']}", many)


@shared
def test_every_item_of_the_standard_is_placed_with_how_often_it_may_stand_there() -> None:
    standard = items_of("PersonalisedCSP")
    placed = {path: (row["times"], row.get("repeats", False)) for path, row in ITEMS.items()}
    assert placed == standard


@shared
def test_every_place_that_a_part_names_is_in_the_standard_it_names() -> None:
    known = {"csp": items_of("PersonalisedCSP"), "eol": items_of("PalliativeEOLC")}
    named = [answer.prsb for kind in kinds().values() for answer in kind.answers if answer.prsb]
    assert [place for place in named if place.split("/", 1)[1] not in known[place.split("/", 1)[0]]] == []
    assert len(named) == len(set(named)), "no place is filled from two answers"


@shared
@pytest.mark.parametrize("name", kinds())
def test_a_part_is_had_as_often_as_the_standard_has_it(name: str) -> None:
    kind = kinds()[name]
    known = {f"csp/{path}": many for path, (_, many) in items_of("PersonalisedCSP").items()}
    known |= {f"eol/{path}": many for path, (_, many) in items_of("PalliativeEOLC").items()}
    main = next((answer.prsb for answer in kind.answers if answer.must and answer.prsb), "")
    if name in ONCE_HERE | MANY_HERE:
        assert (known[main], kind.many) == (name in ONCE_HERE, name in MANY_HERE)
    elif main:
        assert known[main] == kind.many


def test_each_item_is_in_one_place_here_or_says_from_where_or_why_not() -> None:
    for path, row in ITEMS.items():
        assert len({"ours", "from", "not"} & set(row)) == 1, path


def test_both_files_say_the_same_of_where_an_item_is() -> None:
    theirs = {f"csp/{path}": row["ours"] for path, row in ITEMS.items() if "ours" in row}
    ours = {answer.prsb: f"{kind.id}.{answer.id}" for kind in kinds().values() for answer in kind.answers}
    assert theirs == {place: answer for place, answer in ours.items() if place.startswith("csp/")}


def test_what_the_standard_must_have_is_asked_for() -> None:
    must = {row["ours"] for row in ITEMS.values() if row["times"].startswith("1") and "ours" in row}
    assert must == {"contact.name"}
    asked = {f"{kind.id}.{answer.id}" for kind in kinds().values() for answer in kind.answers if answer.must}
    assert must | {"contingency.trigger"} <= asked, "and a trigger, whose group must be there"


def test_every_part_is_read_under_a_heading_and_stands_under_a_part_that_there_is() -> None:
    for kind in kinds().values():
        assert kind.group in groups(), kind.id
        assert kind.under in {"", *kinds()}, kind.id
        assert kind.many == bool(kind.one), f"{kind.id}: what is had many times says what one is"


def test_a_choice_is_said_in_its_words_and_one_that_is_gone_as_it_was_kept() -> None:
    decision = kinds()["resuscitation"]
    assert decision.choice("decision", "not_for") == "Do not attempt resuscitation"
    assert decision.choice("decision", "of an older list") == "of an older list"
    assert decision.choice("decision", None) == ""
    assert {choice.snomed for choice in decision.answer("decision").choices} == {"450476008", "450475007"}
