"""Messages about invented people, written a line at a time."""

from __future__ import annotations

from joinedup.words.vocabulary.hl7v2 import Message, parse

EDNA = (
    "PID|1||M123^^^RXX^MR~9990000018^^^NHS^NH||Marsh^Edna^May^^Mrs^^L||19410228|F"
    "|||1 High Street^^Northwick^^NW1 1AA^^H"
)


def header(kind: str, *, at: str = "20260307093000", control: str = "1") -> str:
    """Return a header of a message of ``kind`` (ADT^A01)."""
    return f"MSH|^~\\&|PAS|RXX|JOINEDUP|PLACE|{at}||{kind}|{control}|P|2.4"


def message(kind: str, *lines: str, at: str = "20260307093000", control: str = "1", who: str = EDNA) -> Message:
    """Return a message of ``kind`` about Edna, with more lines after who she is."""
    return parse("\r".join([header(kind, at=at, control=control), *([who] if who else []), *lines]).encode())


def visit(
    event: str,
    *,
    happened: str,
    recorded: str = "",
    patient_class: str = "I",
    ward: str = "Ward 4",
    admitted: str = "",
    discharged: str = "",
    number: str = "V1",
    control: str = "1",
    more: tuple[str, ...] = (),
) -> Message:
    """Return a message about Edna's visit: ``happened`` is EVN-6, ``recorded`` EVN-2."""
    fields = [""] * 46
    fields[0], fields[1], fields[2], fields[3], fields[19] = (
        "PV1",
        "1",
        patient_class,
        f"{ward}^Bay 1^Bed 2^RXX01",
        number,
    )
    fields[44], fields[45] = admitted, discharged
    evn = f"EVN|{event}|{recorded or happened}||||{happened}"
    return message(f"ADT^{event}", evn, "|".join(fields), *more, at=recorded or happened, control=control)
