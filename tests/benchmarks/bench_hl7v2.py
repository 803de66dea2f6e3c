"""How fast HL7 v2 messages are cut from a stream, taken apart, read, mapped and answered, on one core."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from joinedup.words.vocabulary.hl7v2 import (
    Answer,
    Message,
    acknowledge,
    facts_of,
    framed,
    mistakes_of,
    parse,
    particulars_of,
    stream,
)
from tests.benchmarks.measured import Measured

MESSAGES = 20_000
READ = ("MSH-9.1", "MSH-10", "PID-3.1", "PID-3[2].1", "PID-5.1", "PID-7", "PV1-2", "PV1-19.1", "EVN-2", "PID-11.5")
_AT = datetime(2026, 3, 7, tzinfo=UTC)
_PERSON = (
    "PID|1||M{n}^^^RXX^MR~9990000018^^^NHS^NH||Marsh^Edna^May^^Mrs^^L||19410228|F|||"
    "1 High Street^^Northwick^^NW1 1AA^^H||01632960001||EN"
)
_VISIT = (
    "PV1|1|I|Ward {ward}^Bay 1^Bed 2^RXX01|21|||C1^Darwin^Samuel^^^Dr|||300||||19|||||V{n}" + "|" * 25 + "202603071000"
)


def _messages() -> list[bytes]:
    """Return messages about invented stays: admissions, moves and discharges, and a blood test for one in two."""
    made = []
    for n in range(MESSAGES):
        event = ("A01", "A02", "A03", "A08")[n % 4]
        head = f"MSH|^~\\&|PAS|RXX|JOINEDUP|PLACE|20260307{n % 24:02}3000||{{kind}}|{n}|P|2.4"
        lines = [_PERSON.format(n=n // 4), _VISIT.format(n=n // 4, ward=n % 9)]
        if n % 2:
            tests = (f"OBX|{k}|NM|T{k}^Test {k}||{90 + k}.5|umol/L|49 - 92|H|||F" for k in range(1, 6))
            lines += [f"OBR|1|W{n}|L{n}|UE^Urea and electrolytes|||202603070900", *tests, "NTE|1||Repeat in a week"]
            made.append("\r".join([head.format(kind="ORU^R01"), *lines]).encode())
        else:
            evn = f"EVN|{event}|202603071000||||202603071000"
            made.append("\r".join([head.format(kind=f"ADT^{event}"), evn, *lines]).encode())
    return made


def _rate(act: Callable[[], int]) -> float:
    """Return how many ``act`` does in a second of one core, by the better of two runs."""
    best = 0.0
    for _ in range(2):
        began = time.process_time()
        done = act()
        best = max(best, done / (time.process_time() - began))
    return best


def _count(things: Iterable[object]) -> int:
    return sum(1 for _ in things)


def _read(message: Message) -> list[str]:
    return [message[path] for path in READ]


def _map(data: bytes) -> int:
    message = parse(data)
    found = mistakes_of(message)
    particulars_of(message)
    return len(found) + len(facts_of(message))


def _answer(data: bytes) -> bytes:
    return acknowledge(parse(data), Answer.ACCEPTED, at=_AT, control_id="1")


def run() -> list[Measured]:
    """Return the rates."""
    messages = _messages()
    note = f"{MESSAGES:,} messages of {sum(map(len, messages)) // MESSAGES} bytes"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "day.hl7"
        file.write_bytes(b"".join(map(framed, messages)))
        acts: tuple[tuple[str, Callable[[], int], float | None], ...] = (
            ("HL7 v2 messages cut from a file", lambda: _count(stream(file)), 100_000),
            ("HL7 v2 messages taken apart", lambda: _count(map(parse, messages)), 100_000),
            (
                "HL7 v2 messages taken apart, ten fields read",
                lambda: _count(_read(parse(one)) for one in messages),
                None,
            ),
            ("HL7 v2 messages checked and mapped", lambda: _count(map(_map, messages)), 2_000),
            ("HL7 v2 messages acknowledged", lambda: _count(map(_answer, messages)), None),
        )
        unit = "a second of one core"
        return [Measured(what, _rate(act), unit, target, "higher", note) for what, act, target in acts]
