"""What may be asked of pseudonyms: whose they are is for people's own care, a list at a time, decided once."""

from __future__ import annotations

import pytest

from joinedup.planning.reidentification.rules import MOST, behind, pseudonyms_in, reason_in, require_undecided
from joinedup.words.basics.errors import BadInput, CannotProceed

ONE, TWO = "0a" * 12, "1b" * 12
WHY = "Their last HbA1c is over two years old: invite them."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ONE, [ONE]), (f"{ONE}\n{TWO}\n", [ONE, TWO]), (f"{ONE}, {TWO};{ONE}", [ONE, TWO]), (f"\n  {TWO}  \n\n", [TWO]),
    ],
)  # fmt: skip
def test_each_pseudonym_is_read_once(text: str, found: list[str]) -> None:
    assert pseudonyms_in(text) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "There is no pseudonym"),
        (f"{ONE}\n9990127549", "Line 2 holds something that is not a pseudonym."),
        ("Edna Marsh", "Line 1 holds"),
        ("\n".join(f"{n:024x}" for n in range(MOST + 1)), "There are 501 pseudonyms."),
    ],
)
def test_anything_else_is_told_by_its_line_and_never_repeated(text: str, told: str) -> None:
    with pytest.raises(BadInput) as stopped:
        pseudonyms_in(text)
    assert told in str(stopped.value)
    assert "9990127549" not in str(stopped.value)


def test_names_are_for_peoples_own_care_and_the_reason_is_said() -> None:
    assert reason_in("offer", f"  {WHY} ") == WHY
    with pytest.raises(BadInput, match="not a purpose"):
        reason_in("research", WHY)
    for why in ("short", "x" * 401):
        with pytest.raises(BadInput, match="too short or too long"):
            reason_in("safety", why)


def test_what_is_decided_is_decided_once() -> None:
    require_undecided(state_words="Waits for a decision", waiting=True)
    with pytest.raises(CannotProceed, match="waits no more: refused"):
        require_undecided(state_words="Refused", waiting=False)


def test_nobody_may_be_behind_a_pseudonym() -> None:
    assert behind([ONE, TWO], {ONE: 7}) == ([7], 1)
