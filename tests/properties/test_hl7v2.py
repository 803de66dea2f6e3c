"""Laws of HL7 v2: whatever bytes come, a message comes out; whatever the order, a stay comes out the same."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from joinedup.words.vocabulary.hl7v2 import (
    Answer,
    Separators,
    acknowledge,
    after,
    facts_of,
    framed,
    merge_of,
    mistakes_of,
    parse,
    particulars_of,
    split,
)
from joinedup.words.vocabulary.hl7v2.escapes import escaped, unescaped
from tests.unit.words.hl7v2.written import visit

AT = datetime(2026, 3, 7, tzinfo=UTC)
_LINES = st.lists(
    st.sampled_from(["PID", "PV1", "OBR", "OBX", "NTE", "AL1", "DG1", "MRG", "TXA", "EVN", "ZU1"]).flatmap(
        lambda name: st.text(st.sampled_from('|^~\\&FSXN.0129-<" aé'), max_size=60).map(lambda rest: f"{name}|{rest}")
    ),
    max_size=8,
)
_TYPES = st.sampled_from(["ADT^A01", "ADT^A03", "ADT^A08", "ADT^A31", "ADT^A40", "ORU^R01", "MDM^T02", "SIU^S12", ""])
_SENT = st.builds(
    lambda kind, lines: "\r".join([f"MSH|^~\\&|A|B|C|D|20260307||{kind}|1|P|2.4", *lines]).encode(), _TYPES, _LINES
)


@given(data=st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: b"MSH" + tail) | _SENT)
def test_any_bytes_are_read_mapped_and_answered(data: bytes) -> None:
    message = parse(data)
    for path in ("MSH-1", "MSH-9.1", "PID-3[2].4.1", "OBX[2]-5", "ZZZ-9.9.9"):
        assert isinstance(message[path], str)
    facts_of(message), particulars_of(message), merge_of(message), mistakes_of(message)
    answer = parse(acknowledge(message, Answer.ERROR, at=AT, control_id="1", problem="no", field="PID-3"))
    assert answer.named("MSA")


@given(messages=st.lists(_SENT, max_size=4), size=st.integers(1, 50), in_frames=st.booleans())
def test_a_run_of_messages_is_cut_into_the_same_messages_wherever_its_chunks_end(
    messages: list[bytes], size: int, in_frames: bool
) -> None:
    run = b"".join(framed(one) if in_frames else one + b"\r\n" for one in messages)
    cut = split(run[at : at + size] for at in range(0, len(run), size))
    assert list(cut) == [one.strip(b"\r\n\x0b\x1c \t\x00") for one in messages]


@given(words=st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"])))
def test_words_that_are_escaped_come_back(words: str) -> None:
    assert unescaped(escaped(words, Separators()), Separators()) == words


_PICTURES = st.lists(
    st.builds(
        lambda event, hour, later, ward, control: facts_of(
            visit(
                event,
                happened=f"202603{hour // 24 + 1:02}{hour % 24:02}00",
                recorded=f"202603{(hour + later) // 24 + 1:02}{(hour + later) % 24:02}00",
                ward=ward,
                admitted="202603010900",
                discharged="202603201200" if event == "A03" else "",
                control=str(control),
            )
        )[0],
        st.sampled_from(["A01", "A02", "A03", "A08", "A11", "A12", "A13"]),
        st.integers(0, 100),
        st.integers(0, 30),
        st.sampled_from(["Ward 4", "Ward 6"]),
        st.integers(1, 10**6),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda fact: fact.details["message"],
)


@given(pictures=_PICTURES, random=st.randoms())
def test_a_stay_is_the_same_in_whatever_order_its_messages_come(pictures: list, random: object) -> None:  # type: ignore[type-arg]
    shuffled = list(pictures)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert reduce(after, shuffled) == reduce(after, pictures)
    assert reduce(after, [*shuffled, *pictures]) == reduce(after, pictures)
