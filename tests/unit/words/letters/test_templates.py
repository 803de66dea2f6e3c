"""A letter's file is read whole or refused with every mistake; a blank that is not known stops the letter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.insight.letters import catalogue
from joinedup.words.basics.errors import CannotProceed, ManyMistakes
from joinedup.words.letters import LetterPart, Template, Written, fill, read
from joinedup.words.letters.definition import BLANKS, PERSON, said_of

GOOD = """id: seen
title: Seen
version: 2026-11
source: ours
to: registered_practice
once: seen
subject: "{name} was seen on {seen_on}"
parts:
  - {heading: Examination findings, write: "What did you find?"}
  - {heading: Assessment scales, where_known: [score news2], text: "{score news2}"}
  - {heading: About me, where_known: what_matters, text: "{what_matters}"}
"""


def test_a_letter_is_read_and_filled() -> None:
    template = read(GOOD, file="seen.yaml", forms=["news2"])
    assert (template.to, template.once, template.scores) == ("registered_practice", "seen", ("news2",))
    subject, parts = fill(template, {"name": "Edna {born}", "seen_on": "3 April", "what_matters": "Her sister"})
    assert subject == "Edna {born} was seen on 3 April"
    assert parts == (
        Written("Examination findings", "", "What did you find?"), Written("About me", "Her sister"),
    )  # fmt: skip


def test_what_is_not_known_stops_a_letter_and_is_named() -> None:
    template = read(GOOD, file="seen.yaml", forms=["news2"])
    with pytest.raises(CannotProceed, match="Not known: the person’s name; the day on which they were last seen"):
        fill(template, {"name": "  "})


@pytest.mark.parametrize(
    ("line", "instead", "told"),
    [
        ("id: seen", "id: Seen By", "seen.yaml line 1, id: 'Seen By' must be small letters"),
        ("to: registered_practice", "to: registered_practise", "did you mean registered_practice?"),
        ("once: seen", "once: saw", "not a moment from which on a letter can be written"),
        ("once: seen", "once: accepted", "'seen_on' is known only once a step was done"),
        ("{name} was", "{nam} was", "line 7, subject: 'nam' is not a blank of a letter; did you mean name?"),
        ("{name} was", "{name was", "has a bracket that does not close"),
        ("{name} was", "name} was", "has a bracket that does not close"),
        ("{name} was", "}{ was", "has a bracket that does not close"),
        ("{score news2}", "{score new2}", "'new2' is not a form that has a score; did you mean news2?"),
        ("[score news2]", "[score news]", "'news' is not a form that has a score; did you mean news2?"),
        ("where_known: what_matters", "where_known: matters", "'matters' is not a blank"),
        ("heading: About me", "heading: About them", "no heading of PRSB’s for a letter; did you mean About me?"),
        ("write: \"What did you find?\"", "say: What", "is not a part of a part of a letter"),
        ("write: \"What did you find?\"", "text: a, write: b", "must have text, or write"),
        ("title: Seen\n", "", "title: is missing"),
    ],
)  # fmt: skip
def test_every_mistake_says_where_it_is_and_what_is_near(line: str, instead: str, told: str) -> None:
    with pytest.raises(ManyMistakes, match=re.escape(told)):
        read(GOOD.replace(line, instead), file="seen.yaml", forms=["news2"])


@pytest.mark.parametrize("parts", ["parts: []", "parts: none of them", "parts:\n  - a line"])
def test_a_letter_without_parts_is_refused(parts: str) -> None:
    with pytest.raises(ManyMistakes):
        read(GOOD[: GOOD.index("parts:")] + parts, file="seen.yaml")


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ManyMistakes) as told:
        read("id: A\nto: nobody\nsubject: '{x}'\n", file="a.yaml")
    assert len(told.value.mistakes) >= 7


_TEXT = st.text(max_size=20)


@given(st.dictionaries(st.sampled_from(sorted(BLANKS)), _TEXT), st.lists(st.sampled_from(sorted(BLANKS)), max_size=4))
def test_no_letter_has_an_empty_place_or_a_blank_left_in_it(known: dict[str, str], blanks: list[str]) -> None:
    text = " and ".join(f"{{{blank}}}" for blank in blanks)
    template = Template("a", "A", "1", "s", PERSON, "referred", "S", (LetterPart("", text),))
    missing = [blank for blank in blanks if not known.get(blank, "").strip()]
    if missing:
        with pytest.raises(CannotProceed) as stopped:
            fill(template, known)
        assert all(said_of(blank) in str(stopped.value) for blank in missing)
    else:
        assert fill(template, known)[1][0].text == " and ".join(known[blank].strip() for blank in blanks)


def _grade(text: str) -> float:
    """Return the years of schooling that a text asks for. Source: Kincaid and others (1975), Flesch-Kincaid grade."""
    words = re.findall(r"[A-Za-z’']+", text)
    sentences = max(1, len(re.findall(r"[.!?]", text)))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


@pytest.mark.parametrize("template", [each for each in catalogue().values() if each.to == PERSON], ids=lambda t: t.id)
def test_a_letter_to_the_person_can_be_read_at_nine_to_eleven(template: Template) -> None:
    filled = " ".join(re.sub(r"\{[^}]*\}", "Edna", part.text) for part in template.parts)
    assert _grade(filled) <= 6, "an eleven-year-old has had six years of school"


def test_each_moment_of_care_has_its_letter() -> None:
    assert {(each.once, each.to) for each in catalogue().values()} >= {
        ("accepted", "registered_practice"), ("seen", "registered_practice"), ("ended", "registered_practice"),
        ("ended", "referrer"), ("referred", "person"),
    }  # fmt: skip
