"""The published messages all go in, or are refused with the true reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from joinedup.words.vocabulary.hl7v2 import facts_of, merge_of, mistakes_of, parse, particulars_of, stream


def test_every_message_of_the_simulated_hospital_is_read(real_messages: Path) -> None:
    sent = [parse(data) for data in stream(real_messages / "simhospital/docs/artifacts/messages.out")]
    assert len(sent) == 1013
    assert [str(mistake) for one in sent for mistake in mistakes_of(one)] == []
    made = Counter((one.type, fact.kind.value) for one in sent for fact in facts_of(one))
    assert made == {
        ("ORU^R01", "investigation"): 3323,
        ("ADT^A01", "admission"): 400,
        ("ADT^A01", "allergy"): 162,
        ("MDM^T02", "document"): 2,
    }
    assert [merge_of(one) is not None for one in sent].count(True) == 1
    assert len({particulars_of(one).local_id for one in sent}) == 403
    assert all(len(particulars_of(one).nhs_number) == 10 for one in sent)


def test_the_nhs_examples_with_their_own_segments_are_read(real_messages: Path) -> None:
    told = {}
    for file in sorted(real_messages.glob("itk/**/*.txt")):
        sent = parse(file.read_bytes())
        told[sent.type] = ([str(m) for m in mistakes_of(sent)], [fact.kind.value for fact in facts_of(sent)])
    assert told == {
        "ADT^A01": ([], ["admission", "allergy"]),
        "ADT^A03": ([], ["appointment"]),
        "ADT^A04": ([], ["appointment", "allergy"]),
        "ADT^A28": ([], ["allergy"]),
        "ADT^A31": (["PID-7: the date of birth is not a date"], ["allergy", "allergy"]),
    }
