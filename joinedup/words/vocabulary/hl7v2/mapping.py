"""What a message tells, whatever its type: facts, or a clear reason why it tells none."""

from __future__ import annotations

from joinedup.words.basics.errors import Mistake
from joinedup.words.vocabulary.hl7v2 import reading, results
from joinedup.words.vocabulary.hl7v2.message import Message
from joinedup.words.vocabulary.hl7v2.people import MERGES, mistakes_about_whom
from joinedup.words.vocabulary.hl7v2.visits import STATE_AFTER, UPDATES, visit
from joinedup.words.vocabulary.kinds import Fact

#: The events by which only who a person is changes; they are known, and may make no fact.
PERSON_EVENTS = frozenset({"A28", "A31", *MERGES})
KNOWN = (
    {f"ADT^{event}" for event in (*STATE_AFTER, *UPDATES, *PERSON_EVENTS)}
    | {"ORU^R01", "ORU^R03", "ORU^W01"}
    | {f"MDM^T{number:02}" for number in range(1, 12)}
)


def facts_of(message: Message) -> list[Fact]:
    """Return the facts that a message states about its person; none for a type that we do not know."""
    code = message["MSH-9.1"]
    if code == "ORU":
        return results.results(message)
    if code == "MDM":
        return results.document(message)
    if code != "ADT" or message.event in MERGES:
        return []
    visits = visit(message)
    return [*visits, *results.allergies(message), *([] if visits else results.coded_without_visit(message))]


def mistakes_of(message: Message) -> list[Mistake]:
    """Return all that keeps a message from being taken in; none where ``facts_of`` and ``particulars_of`` may be used.

    No mistake holds a value of the message.
    """
    if broken := message.mistakes:
        return broken
    if message.type not in KNOWN:
        return [Mistake("this type of message is not one that we take in", "MSH-9")]
    found = mistakes_about_whom(message)
    visiting = message["MSH-9.1"] == "ADT" and message.event in STATE_AFTER
    if visiting and not message.named("PV1"):
        found.append(Mistake("the message does not say which visit it is about", "PV1"))
    if message["MSH-9.1"] == "ORU" and not message.named("OBR"):
        found.append(Mistake("the message holds no report", "OBR"))
    if message["MSH-9.1"] == "MDM" and not message.named("TXA"):
        found.append(Mistake("the message does not describe its document", "TXA"))
    found += [
        Mistake("this is not a date or time", path)
        for path in ("MSH-7", "EVN-2", "EVN-6", "PV1-44", "PV1-45", "OBR-7")
        if message[path] and reading.moment(message[path]) is None
    ]
    return found
