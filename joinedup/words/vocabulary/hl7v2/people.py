"""Who a message is about, and whose two records it says are one."""

from __future__ import annotations

from dataclasses import dataclass

from joinedup.words.basics.errors import Mistake
from joinedup.words.vocabulary.hl7v2 import reading
from joinedup.words.vocabulary.hl7v2.message import Message, Segment
from joinedup.words.vocabulary.kinds import Particulars

MERGES = frozenset({"A18", "A30", "A34", "A35", "A36", "A39", "A40"})
_SEXES = {"F": "female", "2": "female", "M": "male", "1": "male", "O": "other", "9": "other", "A": "other"}
_ETHNIC_GROUPS = frozenset("ABCDEFGHJKLMNPRSZ")


@dataclass(frozen=True, slots=True)
class MergeNotice:
    """A sender says that two of its ids are one person: from now on it uses ``kept_local_id`` for both."""

    kept_local_id: str
    gone_local_id: str


def particulars_of(message: Message) -> Particulars:
    """Return who a message says a person is; a field that it does not give is ''.

    ``local_id`` is the sender's own id (PID-3), or the NHS number where it sends no other.
    """
    pid = next(iter(message.named("PID")), None)
    number = reading.nhs_number(message)
    own = reading.local_id(message, "PID", 3) or message["PID-2.1"] or message["PID-4.1"]
    if pid is None:
        return Particulars(local_id=own)
    name, maiden, address = _name(pid), pid["5.1"], _address(pid)
    died = reading.day(pid["29"]) if pid["29"] else ""
    return Particulars(
        local_id=own or number,
        nhs_number=number,
        nhs_number_status=pid["32"],
        family_name=name["1.1"] or name["1"],
        given_names=" ".join(piece for piece in (name["2"], name["3"]) if piece),
        previous_family_name=_previous(pid, name["1.1"] or maiden),
        title=name["5"],
        birth_date=reading.day(pid["7"]),
        death_date=died,
        sex=_SEXES.get(pid["8"].upper(), "unknown"),
        ethnic_group=pid["22.1"][:1].upper() if pid["22.1"][:1].upper() in _ETHNIC_GROUPS else "",
        address=", ".join(address[str(n)] for n in (1, 2, 3, 4) if address[str(n)]),
        postcode=address["5"],
        phone=_phone(pid),
        email=next((one for one in pid.all("13.4") if "@" in one), ""),
        language=pid["15.1"],
        registered_practice=next((one for one in message.all("PD1-3.3") if one), ""),
    )


class _Repetition:
    """One repetition of a field, whose components are asked for by number."""

    def __init__(self, segment: Segment, field: int, number: int) -> None:
        self._segment, self._at = segment, f"{field}[{number}]"

    def __getitem__(self, path: str) -> str:
        return self._segment[f"{self._at}.{path}"]


def _name(pid: Segment) -> _Repetition:
    """Return the current name among those sent: the legal or current one, else the first that is not an old one."""
    names = [_Repetition(pid, 5, n) for n in range(1, len(pid.repetitions(5)) + 1)]
    current = (name for name in names if name["7"].upper() in ("L", "CURRENT", "U", ""))
    return next(current, names[0] if names else _Repetition(pid, 5, 1))


def _previous(pid: Segment, family: str) -> str:
    """Return an earlier family name: a maiden name among the names (PID-5), or an alias (PID-9)."""
    names = [_Repetition(pid, 5, n) for n in range(1, len(pid.repetitions(5)) + 1)]
    old = [name["1"] for name in names if name["7"].upper() in ("M", "B", "PREVIOUS")] + pid.all("9.1")
    return next((one for one in old if one and one.casefold() != family.casefold()), "")


def _address(pid: Segment) -> _Repetition:
    """Return the home address, else the first."""
    found = [_Repetition(pid, 11, n) for n in range(1, len(pid.repetitions(11)) + 1)]
    home = (one for one in found if one["7"].upper() in ("H", "HOME"))
    return next(home, found[0] if found else _Repetition(pid, 11, 1))


def _phone(pid: Segment) -> str:
    found = [one for one in pid.all("13.1") if "@" not in one]
    return next(iter(found), "") or next(iter(pid.all("13.12")), "")


def merge_of(message: Message) -> MergeNotice | None:
    """Return the merge that an A40 (or one of the older merge events) gives notice of; None for any other."""
    if message.event not in MERGES:
        return None
    kept, gone = particulars_of(message).local_id, reading.local_id(message, "MRG", 1)
    return MergeNotice(kept, gone) if kept and gone and kept != gone else None


def mistakes_about_whom(message: Message) -> list[Mistake]:
    """Return what keeps us from knowing whom a message is about."""
    if not message.named("PID"):
        return [Mistake("the message does not say whom it is about", "PID")]
    found = []
    if not particulars_of(message).local_id:
        found.append(Mistake("the person has no identifier", "PID-3"))
    if message["PID-7"] and not reading.day(message["PID-7"]):
        found.append(Mistake("the date of birth is not a date", "PID-7"))
    if message.event in MERGES and merge_of(message) is None:
        found.append(Mistake("a merge must name two different identifiers, the one kept and the one gone", "MRG-1"))
    return found
