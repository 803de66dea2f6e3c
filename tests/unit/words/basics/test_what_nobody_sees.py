"""Signs that hide, move or turn others around are shown as a square; every language is left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.words.basics.visible import SQUARE, visible


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        ("Take 5 mg", "Take 5 mg"),
        ("Take \u202e0005\u202c mg", "Take □0005□ mg"),
        ("\u2066MARSH\u2069, Edna", "□MARSH□, Edna"),
        ("all well\x1b[2K\x07", "all well□[2K□"),
        ("No\x08\x08Yes\x00", "No□□Yes□"),
        ("line one\nline two\ttab\r", "line one\nline two\ttab\r"),
        ("\u200eفاطمة\u200f Ｗ 山田 Żółć 👩\u200d⚕️", "\u200eفاطمة\u200f Ｗ 山田 Żółć 👩\u200d⚕️"),
    ],
)
def test_what_hides_or_turns_others_is_seen_and_nothing_else_changes(came: str, shown: str) -> None:
    assert visible(came) == shown


@given(st.text())
def test_no_letter_is_lost_and_what_is_shown_stays_as_it_is(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert visible(shown) == shown
    assert all(new in (old, SQUARE) for old, new in zip(text, shown, strict=True))
