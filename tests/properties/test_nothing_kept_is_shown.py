"""Laws of keeping: what a reader may not see is in nothing that is worked out for them, and they lose nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from joinedup.record.entries.reconcile import reconciled, sections_of, withdrawn
from joinedup.record.entries.reconcile_views import by_encounter, by_problem, measured, timeline, trend
from joinedup.record.entries.rules import EntryRow
from joinedup.record.entries.sight import Sight, held_back, seen_by
from joinedup.record.sharing.choices.rules import COUNTED, Aim, Choices, Held, What
from joinedup.record.sharing.sensitivity import CLINICIANS, FULL, PARTS, PERSON, PROXY, WHO_SEES, Reader
from joinedup.words.basics.moments import parse
from joinedup.words.vocabulary.kinds import Kind, Section
from joinedup.words.vocabulary.sensitivity import Said, labels_of

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
TEXTS = [
    "Asthma",
    "HIV infection",
    "Gender dysphoria",
    "Safeguarding concern",
    "Letter",
    "Pulse",
    "Third party told us",
]
SENDERS = ["X90001", "XN1", "XN3"]


def row(number: int, drawn: tuple[Kind, str, str, str, list[str]]) -> EntryRow:
    """A fact whose words hold a mark of its own, by which it is found wherever it goes."""
    kind, text, sender, when, marks = drawn
    details = {"comment": f"«{number:03}»", **({"security": marks} if marks else {})}
    return EntryRow(
        id=number, source_record=SENDERS.index(sender) + 1, sender=sender, organisation=f"Organisation {sender}",
        feed="a_feed", kind=kind, key=f"k{number}", happened=parse(when) if when else None,
        text=f"{text} «{number:03}»", value=float(number), unit="kg", details=details,
    )  # fmt: skip


rows_ = st.lists(
    st.tuples(
        st.sampled_from(list(Kind)),
        st.sampled_from(TEXTS),
        st.sampled_from(SENDERS),
        st.sampled_from(["", "2026-01-03", "2026-01-03T10:00", "2025-03"]),
        st.sampled_from([[], [], [], ["R"], ["V"], ["NOPAT"]]),
    ),
    max_size=12,
).map(lambda drawn: [row(number, each) for number, each in enumerate(drawn, 1)])
aims = st.one_of(
    st.builds(lambda n, s, kind: Aim(s, "a_feed", kind, f"k{n}"), st.integers(1, 12), st.integers(1, 3), st.sampled_from(list(Kind))),
    st.builds(Aim, sender=st.sampled_from(SENDERS), section=st.sampled_from(["", *Section])),
    st.builds(Aim, section=st.sampled_from(list(Section))),
)  # fmt: skip
choices_ = st.lists(
    st.builds(lambda what, aim: Held(1, what, NOW, aim), st.sampled_from(list(What)), aims), max_size=4
).map(lambda held: Choices(tuple(held)))
readers = st.builds(
    Reader,
    role=st.sampled_from([*sorted(FULL), *PARTS, PERSON, PROXY]),
    organisations=st.sampled_from([frozenset(), *(frozenset({sender}) for sender in SENDERS)]),
    is_practice=st.booleans(),
    broke_glass=st.booleans(),
    sections=st.frozensets(st.sampled_from(list(Section))),
)


def all_that_is_shown(rows: list[EntryRow], sight: Sight) -> str:
    """Everything that any page or command of a record is made of, as text."""
    shown, kept = seen_by(rows, sight)
    lines = reconciled(shown, NOW)
    concepts = {line.concept for line in lines}
    return repr(
        (
            lines, withdrawn(shown), kept, sections_of(lines, {}, {}, unread=sight.unread, own_only=sight.own_only),
            timeline(lines), measured(lines), by_problem(lines), by_encounter(lines),
            [trend(lines, concept) for concept in concepts],
        )
    )  # fmt: skip


@given(rows_, choices_, readers)
def test_what_is_kept_is_in_nothing_that_is_shown(rows: list[EntryRow], choices: Choices, reader: Reader) -> None:
    sight = Sight((reader,), choices)
    shown = {each.id for each in seen_by(rows, sight)[0]}
    text = all_that_is_shown(rows, sight)
    for each in rows:
        assert each.id in shown or f"«{each.id:03}»" not in text


@given(rows_, choices_, readers)
def test_a_proxy_never_sees_what_is_sensitive_sealed_marked_or_out_of_their_scope(
    rows: list[EntryRow], choices: Choices, reader: Reader
) -> None:
    proxy = Reader(PROXY, sections=reader.sections)
    shown, _ = seen_by(rows, Sight((proxy,), choices))
    for each in shown:
        said = Said(each.kind, each.text, each.code_system, each.code, each.details)
        assert not labels_of(said, mentions=True)
        assert not any(
            choice.aim == Aim(each.source_record, each.feed, each.kind.value, each.key)
            for choice in (*choices.seals, *choices.marks)
        )
        assert not each.sealed


@given(rows_, choices_, readers)
def test_what_two_see_together_is_what_each_of_them_sees(
    rows: list[EntryRow], choices: Choices, reader: Reader
) -> None:
    person = Reader(PERSON)
    both, one, other = (
        {each.id for each in seen_by(rows, Sight(readers, choices))[0]}
        for readers in ((reader, person), (reader,), (person,))
    )
    assert both <= one & other


@given(rows_, choices_, readers)
def test_the_number_of_what_is_locked_or_sensitive_is_never_told(
    rows: list[EntryRow], choices: Choices, reader: Reader
) -> None:
    _, kept = seen_by(rows, Sight((reader,), choices))
    assert set(kept.counts) <= set(COUNTED)
    nothing, there = seen_by([], Sight((reader,), choices))
    assert nothing == [] and there.kinds == kept.kinds, "what may be kept is told alike, whether it is there or not"


@given(rows_, readers)
def test_without_choices_a_clinician_of_the_sender_sees_all_that_it_sent(rows: list[EntryRow], reader: Reader) -> None:
    for role in CLINICIANS:
        own = Reader(role, frozenset(SENDERS))
        assert seen_by(rows, Sight((own,)))[0] == rows


@given(rows_, choices_)
def test_what_is_held_back_from_a_copy_is_what_the_person_is_not_shown(rows: list[EntryRow], choices: Choices) -> None:
    shown = {each.id for each in seen_by(rows, Sight((Reader(PERSON),), choices))[0]}
    assert {each.id for each in rows if not held_back(each, choices)} == shown
    for each in rows:
        said = Said(each.kind, each.text, details=each.details)
        if any(not WHO_SEES[label].person for label in labels_of(said, mentions=True)):
            assert held_back(each, choices)
