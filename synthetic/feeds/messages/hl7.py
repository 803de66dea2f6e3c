"""Live messages of the hospitals: what happened in the last weeks, after the extracts stop, as HL7 v2.4.

Stays are pictured from pre-admission to discharge, with the transfers, corrections and cancellations of real wards;
attendances by their arrival and leaving; results as they are reported. Some come late, some twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import duckdb

from synthetic.feeds.messages.sending import Planted, Row, by, luck, rows

if TYPE_CHECKING:
    from synthetic.feeds.writing import Work

LATE, TWICE, FAULTY = 0.01, 0.005, 0.003
CANCELLED_ADMISSION, CANCELLED_TRANSFER, CANCELLED_DISCHARGE, CHANGED, WITH_RESULTS = 0.01, 0.03, 0.01, 0.02, 0.4
_LONDON = ZoneInfo("Europe/London")
_METHODS = {"emergency": "21", "elective": "11", "day_case": "11", "maternity": "31", "birth": "82", "transfer": "81"}
_GONE_TO = {"home": "19", "self": "19", "died": "79", "transfer": "51", "care_home": "54"}
_BLOOD = (
    ("718-7", "Haemoglobin", 128, 34, "g/L", "115-165"),
    ("6690-2", "White cell count", 8.2, 8, "10*9/L", "4-11"),
    ("1988-5", "Plasma C reactive protein", 30, 58, "mg/L", "0-5"),
    ("2951-2", "Serum sodium", 139, 10, "mmol/L", "133-146"),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """One message: the moment it is sent, its id, and its segments after the header."""

    at: datetime
    type: str
    id: str
    segments: tuple[str, ...]


def write(work: Work, duck: duckdb.DuckDBPyConnection, planted: Planted) -> int:
    """Write each hospital's messages in the order in which they were sent, and return how many there are."""
    stays = rows(duck, _contacts("admission", "coalesce(e.end_at, now_()) >= messages_from() AND e.start_at < now_()"))
    attendances = rows(
        duck, _contacts("attendance", "coalesce(e.end_at, e.start_at) >= extracts_until() AND e.start_at < now_()")
    )
    twins = by("sender", rows(duck, _DOUBLES))
    count = 0
    for sender in sorted({row["sender"] for row in (*stays, *attendances)}):
        messages = [one for row in stays if row["sender"] == sender for one in _stay(row, work)]
        messages += [one for row in attendances if row["sender"] == sender for one in _attendance(row)]
        messages += [one for row in twins.get(sender, ()) for one in _merge(row)]
        count += _write_file(work, sender, messages, planted)
    return count


def _contacts(kind: str, which: str) -> str:
    return f"""
        SELECT k.*, e.event_id, e.start_at, e.end_at, e.point_of_delivery, e.site, e.reason, e.route, e.outcome,
               messages_from() AS "from"
        FROM event e JOIN known_hospital k ON k.person_key = e.person_key AND k.sender = e.provider
            AND third(e.event_id) BETWEEN k.low AND k.high
        WHERE e.kind = '{kind}' AND {which} ORDER BY e.start_at, e.event_id
    """


# People with two records at one hospital, of whom the hospital finds some out and says so.
_DOUBLES = """
    SELECT k.*, other.local_id AS gone, messages_from() + to_minutes((u('found out', k.local_id) * 20000)::BIGINT) AS at
    FROM known_hospital k JOIN known_hospital other USING (person_key, sender)
    WHERE k.low = 0 AND other.low = 2 AND u('finds out', k.local_id) < 0.3 ORDER BY k.sender, k.local_id
"""


def _stay(row: Row, work: Work) -> Iterator[Sent]:
    """Yield the messages of one stay that were sent since messages began."""
    began, ended = row["start_at"], row["end_at"]
    for sent in _stay_messages(row, work, began, ended):
        if row["from"] <= sent.at and sent.at <= work.noon() + timedelta(hours=12):
            yield sent


def _stay_messages(row: Row, work: Work, began: datetime, ended: datetime | None) -> Iterator[Sent]:
    name = row["event_id"]

    def lucky(what: str, share: float) -> bool:
        return luck(work.seed, what, name) < share

    if row["point_of_delivery"] in ("elective", "day_case"):
        yield _adt("A05", row, began - timedelta(days=7), began, ward="")
    if lucky("cancelled admission", CANCELLED_ADMISSION):
        ghost = {**row, "event_id": f"{name}X"}
        yield _adt("A01", ghost, began - timedelta(hours=3), began - timedelta(hours=3), ward="AMU")
        yield _adt("A11", ghost, began - timedelta(hours=2), began - timedelta(hours=2), ward="AMU")
    yield _adt(
        "A01",
        row,
        began + timedelta(minutes=4),
        began,
        ward="AMU" if row["point_of_delivery"] == "emergency" else "SURG",
    )
    length = (ended or began + timedelta(days=3)) - began
    if length > timedelta(hours=18):
        moved = began + length * 0.3
        if lucky("cancelled transfer", CANCELLED_TRANSFER):
            yield _adt(
                "A02", row, moved - timedelta(minutes=50), moved - timedelta(minutes=50), ward="W4", before="AMU"
            )
            yield _adt(
                "A12", row, moved - timedelta(minutes=30), moved - timedelta(minutes=30), ward="AMU", before="W4"
            )
        yield _adt("A02", row, moved + timedelta(minutes=2), moved, ward="W7", before="AMU")
    if lucky("results", WITH_RESULTS):
        yield _results(row, work, began + timedelta(hours=2))
    yield _adt("A08", row, began + length * 0.5, began, ward="W7", diagnosed=True)
    if lucky("changed", CHANGED):
        yield _adt("A31", row, began + length * 0.6, began + length * 0.6, ward="W7")
    if ended:
        if lucky("cancelled discharge", CANCELLED_DISCHARGE):
            early = max(ended - timedelta(hours=5), began + length * 0.7)
            yield _adt("A03", row, early, early, ward="W7", left=early)
            yield _adt("A13", row, early + timedelta(minutes=20), early + timedelta(minutes=20), ward="W7")
        yield _adt("A03", row, ended + timedelta(minutes=6), ended, ward="W7", diagnosed=True, left=ended)


def _attendance(row: Row) -> Iterator[Sent]:
    yield _adt("A04", row, row["start_at"] + timedelta(minutes=1), row["start_at"], ward="ED", class_="E")
    if row["end_at"]:
        yield _adt(
            "A03", row, row["end_at"] + timedelta(minutes=3), row["end_at"], ward="ED", class_="E", left=row["end_at"]
        )


def _merge(row: Row) -> Iterator[Sent]:
    yield Sent(row["at"], "ADT^A40", f"M{row['gone']}", (
        f"EVN|A40|{_time(row['at'])}", _pid(row), f"MRG|{row['gone']}^^^{row['sender']}^PI",
    ))  # fmt: skip


def _adt(
    event: str, row: Row, at: datetime, occurred: datetime, *, ward: str, before: str = "", class_: str = "I",
    diagnosed: bool = False, left: datetime | None = None,
) -> Sent:  # fmt: skip
    segments = [f"EVN|{event}|{_time(at)}||||{_time(occurred)}", _pid(row)]
    if event != "A31":
        segments.append(_pv1(row, ward, before, class_, left))
    if diagnosed and row["reason"]:
        segments.append(f"DG1|1||{row['reason']}^^I10|||F")
    return Sent(at, f"ADT^{event}", f"{row['event_id']}{event}{at:%d%H%M}", tuple(segments))


def _pid(row: Row) -> str:
    number = f"~{row['nhs_number']}^^^NHS^NH" if row["nhs_number"] else ""
    given = (row["given_names"] or "").split()
    name = "^".join(
        _text(part) for part in (row["family_name"], given[0] if given else "", " ".join(given[1:]), "", row["title"])
    )
    *lines, city = (row["address"] or "").split(", ")
    home = "^".join(_text(part) for part in (", ".join(lines), "", city, "", row["postcode"], "", "H"))
    born = f"{row['birth_date']:%Y%m%d}" if row["birth_date"] else ""
    fields = [""] * 33
    fields[1], fields[3], fields[5], fields[7], fields[8] = (
        "1",
        f"{row['local_id']}^^^{row['sender']}^PI{number}",
        name,
        born,
        row["sex"],
    )
    fields[11], fields[13], fields[22] = home, _text(row["phone"]), row["ethnic_group"] or ""
    fields[32] = row["nhs_number_status"] or ""
    return "PID|" + "|".join(fields[1:]).rstrip("|")


def _pv1(row: Row, ward: str, before: str, class_: str, left: datetime | None) -> str:
    fields = [""] * 46
    fields[1], fields[2], fields[3] = "1", class_, f"{ward}^^^{row['site'] or ''}" if ward else ""
    fields[4] = _METHODS.get(row["point_of_delivery"], "") if class_ == "I" else ""
    fields[6] = f"{before}^^^{row['site'] or ''}" if before else ""
    fields[14], fields[19], fields[44] = row["route"] or "", row["event_id"], _time(row["start_at"])
    if left:
        fields[36], fields[45] = _GONE_TO.get(row["outcome"] or "", ""), _time(left)
    return "PV1|" + "|".join(fields[1:]).rstrip("|")


def _results(row: Row, work: Work, at: datetime) -> Sent:
    lines = []
    for number, (code, name, low, width, unit, usual) in enumerate(_BLOOD, start=1):
        value = round(low - width / 2 + width * luck(work.seed, code, row["event_id"]), 1)
        bottom, top = (float(end) for end in usual.split("-"))
        flag = "L" if value < bottom else "H" if value > top else "N"
        lines.append(f"OBX|{number}|NM|{code}^{name}^LN||{max(value, 0.1)}|{unit}|{usual}|{flag}|||F|||{_time(at)}")
    report = (
        f"OBR|1||{row['event_id']}R|26604007^Full blood count and biochemistry^SCT|||{_time(at)}"
        + "|" * 15
        + f"{_time(at)}|||F"
    )
    return Sent(
        at + timedelta(minutes=50),
        "ORU^R01",
        f"{row['event_id']}R",
        (_pid(row), _pv1(row, "AMU", "", "I", None), report, *lines),
    )


def _write_file(work: Work, sender: str, messages: list[Sent], planted: Planted) -> int:
    path = work.feeds / sender / "hospital_messages.hl7"
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = sorted(messages, key=lambda one: (_arrives(one, work), one.id))
    place = 0
    with path.open("wb") as file:
        for one in listed:
            for _ in range(2 if luck(work.seed, "twice", sender, one.id) < TWICE else 1):
                place += 1
                data, why = _message(one, sender, work)
                file.write(data)
                if why:
                    planted.add("hospital_messages", path, place, why)
    return place


def _arrives(one: Sent, work: Work) -> datetime:
    """Return when a message comes: some are held up for hours."""
    return (
        one.at + timedelta(hours=30 * luck(work.seed, "held up", one.id))
        if luck(work.seed, "late", one.id) < LATE
        else one.at
    )


def _message(one: Sent, sender: str, work: Work) -> tuple[bytes, str]:
    """Return a message's bytes, and why it must be held where it was planted so."""
    fault = luck(work.seed, "message fault", one.id)
    kind, segments, why = one.type, one.segments, ""
    if fault < FAULTY / 3:
        kind, why = "ADT^Z99", "MSH-9: a type that is not taken in"
    elif fault < FAULTY * 2 / 3:
        segments, why = tuple(line for line in segments if not line.startswith("PID")), "PID: is missing"
    elif fault < FAULTY:
        segments = tuple(
            line.replace(f"|{_time(one.at)}", "|20261399", 1) if line.startswith("EVN") else line for line in segments
        )
        why = "EVN-2: is not a date" if segments != one.segments else ""
    head = f"MSH|^~\\&|PAS|{sender}|JOINEDUP|PLACE|{_time(one.at)}||{kind}|{one.id}|P|2.4|||||GBR|UNICODE UTF-8|EN"
    return ("\r".join((head, *segments)) + "\r\n").encode(), why


def _time(moment: datetime) -> str:
    """Return London clock time as HL7 writes it."""
    return f"{moment.astimezone(_LONDON):%Y%m%d%H%M%S}"


def _text(words: str | None) -> str:
    """Return words with what separates fields escaped."""
    found = words or ""
    for mark, written in (("\\", "\\E\\"), ("|", "\\F\\"), ("^", "\\S\\"), ("&", "\\T\\"), ("~", "\\R\\")):
        found = found.replace(mark, written)
    return found
