"""Who a message is about, and whose two records it says are one."""

from __future__ import annotations

from dataclasses import dataclass

from joinedup.words.basics.errors import Mistake
from joinedup.words.vocabulary.hl7v2 import reading
from joinedup.words.vocabulary.hl7v2.message import Message, Parts
from joinedup.words.vocabulary.kinds import Particulars

MERGES = frozenset({"A18", "A30", "A34", "A35", "A36", "A39", "A40"})
_SEXES = {"F": "female", "2": "female", "M": "male", "1": "male", "O": "other", "9": "other", "A": "other"}
_ETHNIC_GROUPS = frozenset("ABCDEFGHJKLMNPRSZ")
_IN_USE = frozenset({"L", "CURRENT", "U", ""})
_EARLIER = frozenset({"M", "B", "PREVIOUS"})


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
    if pid is None:
        return Particulars(local_id="")
    number = reading.nhs_number(pid)
    names, addresses, phones = pid.parts(5), pid.parts(11), pid.parts(13)
    name = next((one for one in names if one[7].upper() in _IN_USE), names[0] if names else Parts())
    homes = (one for one in addresses if one[7].upper() in ("H", "HOME"))
    address = next(homes, addresses[0] if addresses else Parts())
    ethnic = pid["22.1"][:1].upper()
    return Particulars(
        local_id=reading.own_id(pid) or number,
        nhs_number=number,
        nhs_number_status=pid["32"],
        family_name=name.within(1)[0],
        given_names=" ".join(piece for piece in (name[2], name[3]) if piece),
        previous_family_name=_previous([*names, *pid.parts(9)], len(names), name.within(1)[0]),
        title=name[5],
        birth_date=reading.day(pid["7"]),
        death_date=reading.day(pid["29"]),
        sex=_SEXES.get(pid["8"].upper(), "unknown"),
        ethnic_group=ethnic if ethnic in _ETHNIC_GROUPS else "",
        address=", ".join(address[n] for n in (1, 2, 3, 4) if address[n]),
        postcode=address[5],
        phone=next((one[1] or one[12] for one in phones if (one[1] or one[12]) and "@" not in one[1]), ""),
        email=next((one[4] for one in phones if "@" in one[4]), ""),
        language=pid["15.1"],
        registered_practice=next(iter(message.all("PD1-3.3")), ""),
    )


def _previous(names: list[Parts], sent_as_names: int, family: str) -> str:
    """Return an earlier family name: a maiden name among the names (PID-5), or an alias (PID-9, those after them)."""
    old = (
        name.within(1)[0] for place, name in enumerate(names) if place >= sent_as_names or name[7].upper() in _EARLIER
    )
    return next((one for one in old if one and one.casefold() != family.casefold()), "")


def merge_of(message: Message) -> MergeNotice | None:
    """Return the merge that an A40 (or one of the older merge events) gives notice of; None for any other."""
    pid, gone = next(iter(message.named("PID")), None), next(iter(message.named("MRG")), None)
    if message.event not in MERGES or pid is None or gone is None:
        return None
    kept_id = reading.own_id(pid) or reading.nhs_number(pid)
    gone_id = reading.first_own(gone.parts(1))
    return MergeNotice(kept_id, gone_id) if kept_id and gone_id and kept_id != gone_id else None


def mistakes_about_whom(message: Message) -> list[Mistake]:
    """Return what keeps us from knowing whom a message is about."""
    pid = next(iter(message.named("PID")), None)
    if pid is None:
        return [Mistake("the message does not say whom it is about", "PID")]
    found = []
    if not reading.own_id(pid) and not reading.nhs_number(pid):
        found.append(Mistake("the person has no identifier", "PID-3"))
    if pid["7"] and not reading.day(pid["7"]):
        found.append(Mistake("the date of birth is not a date", "PID-7"))
    if message.event in MERGES and merge_of(message) is None:
        found.append(Mistake("a merge must name two different identifiers, the one kept and the one gone", "MRG-1"))
    return found
