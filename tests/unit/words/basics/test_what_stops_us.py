"""An error says what stopped us and what to do now; many mistakes are told at once, each with its place."""

from __future__ import annotations

import pytest

from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes, Mistake


def test_an_error_is_two_sentences_what_stopped_us_and_what_to_do_now():
    error = CannotProceed("Nobody is linked yet.", now="Run the linking first.")
    assert str(error) == "Nobody is linked yet. Run the linking first."
    assert (error.problem, error.now) == ("Nobody is linked yet.", "Run the linking first.")
    assert error.args == ("Nobody is linked yet.",)


def test_an_error_with_nothing_to_do_ends_after_its_first_sentence():
    assert str(BadInput("This is not a file.", now="")) == "This is not a file."


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        (Mistake("is missing"), "is missing"),
        (Mistake("is missing", "birth_date"), "birth_date: is missing"),
        (Mistake("is missing", "birth_date", 3), "row 3, birth_date: is missing"),
        (Mistake("is missing", "birth_date", 3, "people.csv"), "people.csv, row 3, birth_date: is missing"),
        (Mistake("cannot be split", row=0, file="people.csv"), "people.csv, row 0: cannot be split"),
    ],
)
def test_a_mistake_tells_its_place_from_the_file_to_the_field(mistake, told):
    assert str(mistake) == told


def test_every_mistake_of_a_file_is_told_at_once():
    wrong = [Mistake("is missing", "key"), Mistake("declared twice", "columns.age")]
    error = ManyMistakes(wrong, now="Mend these lines.")
    assert str(error) == "key: is missing\ncolumns.age: declared twice\nMend these lines."
    assert error.mistakes == wrong
    assert isinstance(error, BadInput)
