"""The world: a small drawn town made through actions, in which a test says who told us what about whom, and when.

world.tells("Hillside Surgery", of="Edna Marsh", at="2026-03-02", table='''
    kind     | happened   | text              | status
    ---------+------------+-------------------+-------
    medicine | 2025-06-01 | Amlodipine 5 mg … | active
''')
record = world.record("Edna Marsh", by="Dr Priya Nair")
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.db import transaction

from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM, Actor, role_title
from joinedup.record.access.models import Account, Organisation, Post, Role
from joinedup.record.entries.actions import ENTRY_COLUMNS, note_heard, receive_entries
from joinedup.record.entries.models import Entry
from joinedup.record.entries.queries import Record, record_of
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage.models import Method, SourceRecord
from joinedup.record.linkage.receiving import PERSON_COLUMNS, receive_people
from joinedup.record.linkage.writing import write_links
from joinedup.record.people import actions as people
from joinedup.record.sharing.gate import Opened, open_person
from joinedup.record.sharing.relationships.actions import break_glass
from joinedup.record.sharing.relationships.models import BrokenGlass
from joinedup.record.store import bulk
from joinedup.words.basics import moments
from tests.world import town
from tests.world.drawn import instant, rows

NOW = instant("2026-04-01 09:00")
PASSWORD = "a-made-up-long-password"

# The system in which each kind of organisation knows people, and the feeds in which it tells of each kind of fact.
SYSTEM_OF = {
    "practice": "gp",
    "acute_trust": "hospital",
    "community_trust": "community",
    "community_team": "community",
    "mental_health_trust": "mental_health",
    "council": "social_care",
    "ambulance_trust": "ambulance",
    "out_of_hours": "out_of_hours",
    "hospice": "end_of_life",
    "care_home": "care_home",
}
FEEDS_OF = {
    "gp": {
        "medicine": "gp_medication",
        "problem": "gp_problem",
        "allergy": "gp_allergy",
        "observation": "gp_observation",
        "consultation": "gp_consultation",
        "immunisation": "gp_immunisation",
        "alert": "gp_flag",
        "": "gp_fhir",
    },
    "hospital": {
        "admission": "admitted_care",
        "attendance": "emergency_care",
        "appointment": "outpatient",
        "": "correspondence",
    },
    "community": {"referral": "community_referral", "": "community_contact"},
    "mental_health": {"mental_health_stay": "mental_health_stay", "": "mental_health_contact"},
    "care_home": {"incident": "care_home_incident", "": "care_home_resident"},
}
_FACT = {"kind", "key", "happened", "ended", "code_system", "code", "text", "value", "unit", "status"}


class World:
    """The town. People and staff come into it when a test first names them."""

    def __init__(self) -> None:
        self.organisations = {
            row["name"]: access.keep_organisation(**row, by=SYSTEM) for row in rows(town.ORGANISATIONS)
        }
        self._drawn_people = {row["name"]: row for row in rows(town.PEOPLE)}
        self._drawn_staff = {row["name"]: row for row in rows(town.STAFF)}
        self._people: dict[str, int] = {}
        self._accounts: dict[str, Account] = {}
        self._told = 0

    # Who works here

    def organisation(self, name: str) -> Organisation:
        """Return an organisation of the town by its name."""
        return self.organisations[name]

    def account(self, name: str) -> Account:
        """Return the account of someone of the staff, with their post; the password is ``PASSWORD``."""
        if name not in self._accounts:
            row = self._drawn_staff[name]
            username = name.lower().replace("dr ", "").replace(" ", ".")
            # They worked here long before the story begins: no line of its journal is about that.
            account = Account.objects.create_user(username, PASSWORD, full_name=name)
            Post.objects.create(
                account=account,
                organisation=self.organisations[row["organisation"]],
                role=Role(row["role"]),
                starts_at=instant("2020-01-01"),
            )
            self._accounts[name] = account
        return self._accounts[name]

    def staff(self, who: str, role: str = "") -> Actor:
        """Return someone acting in their post, by their own name or as the first of an organisation (and role)."""
        for name, row in self._drawn_staff.items():
            if who in (name, row["organisation"]) and role in ("", row["role"]):
                organisation = self.organisations[row["organisation"]]
                return Actor(
                    account_id=self.account(name).pk,
                    name=name,
                    role=row["role"],
                    role_title=role_title(row["role"]),
                    organisation=organisation.ods_code,
                    organisation_name=organisation.name,
                )
        raise KeyError(who)

    # Who is cared for here

    def person(self, name: str) -> int:
        """Return our id of someone of the town, made known by their practice when first named."""
        if name not in self._people:
            row = self._drawn_people[name]
            self._people[name] = self._arrive(name, row)
        return self._people[name]

    def nhs_number(self, name: str) -> str:
        """Return someone's NHS number."""
        return self._drawn_people[name]["nhs_number"]

    def everyone(self) -> None:
        """Bring every drawn person into the town."""
        for name in self._drawn_people:
            self.person(name)

    def source_record(self, sender: str, *, of: str) -> SourceRecord:
        """Return a sender's record of someone, linked to them."""
        organisation = self.organisations[sender]
        system, local_id = SYSTEM_OF[organisation.kind], f"{organisation.ods_code}-{of}"
        found = SourceRecord.objects.filter(sender=organisation.ods_code, feed_group=system, local_id=local_id)
        if not found.exists():
            self._introduce(organisation.ods_code, system, local_id, {}, self.person(of))
        return found.get()

    # What is told of them

    def tells(self, sender: str, *, of: str, table: str, feed: str = "", at: str | datetime = NOW) -> list[Entry]:
        """Take in what ``sender`` told us at ``at``: a drawn table of facts; columns that no fact has are details.

        Each kind comes in the feed in which such a sender tells it, unless ``feed`` names one.

        A fact with a ``key`` told before by the same feed takes the place of the one before it.
        """
        told_at = instant(at) if isinstance(at, str) else at
        record = self.source_record(sender, of=of)
        usual = FEEDS_OF.get(record.feed_group, {"": record.feed_group})
        by_feed: dict[str, list[dict[str, str]]] = {}
        for row in rows(table):
            by_feed.setdefault(feed or usual.get(row["kind"], usual[""]), []).append(row)
        return [entry for name, told in by_feed.items() for entry in self._enter(record, name, told, told_at)]

    def open(self, name: str, *, by: str = "Dr Priya Nair", at: datetime = NOW, reason: str = "Direct care") -> Opened:
        """Return someone's record opened through the gate."""
        return open_person(self.person(name), by=self.staff(by), reason=reason, at=at)

    def breaks_glass(self, name: str, *, by: str, at: datetime = NOW) -> BrokenGlass:
        """Have someone open, in an emergency, the record of a person whom nothing on record gives them to care for."""
        because = "collapsed at the bus station"
        return break_glass(self.person(name), emergency="life", because=because, by=self.staff(by), at=at)

    def record(
        self, name: str, *, by: str = "Dr Priya Nair", at: datetime = NOW, as_at: str | datetime | None = None
    ) -> Record:
        """Return someone's record, opened through the gate, as it is now or as it was known at ``as_at``."""
        then = instant(as_at) if isinstance(as_at, str) else as_at
        return record_of(self.open(name, by=by, at=at), as_at=then)

    def hears(self, sender: str, *feeds: str, at: str | datetime = NOW) -> None:
        """Have received these feeds from a sender, be it without a single fact."""
        told_at = instant(at) if isinstance(at, str) else at
        for feed in feeds:
            note_heard(sender=self.organisations[sender].ods_code, feed=feed, by=SYSTEM, at=told_at)

    def journal(self) -> list[str]:
        """Return every line of the journal as ``act outcome``, oldest first."""
        return [f"{line.act} {line.outcome}" for line in JournalLine.objects.order_by("pk")]

    # How it is written down

    def _arrive(self, name: str, row: dict[str, str]) -> int:
        given, family = name.rsplit(" ", 1)
        practice, hidden = self.organisations[row["practice"]].ods_code, row["sensitive"] == "yes"
        told = {
            "nhs_number": row["nhs_number"],
            "family_name": family,
            "given_names": given,
            "birth_date": row["born"],
            "death_date": row["died"],
            "sex": row["sex"],
            "address": f"1 Invented Lane, Northmoor, {row['postcode']}",
            "postcode": row["postcode"],
            "registered_practice": practice,
            "sensitive": hidden,
        }
        # As linkage works them out: what tells where someone is, is kept for nobody whose place is hidden.
        known = dict.fromkeys(people.GIVEN, "") | told | {"nhs_number_traced": True}
        known |= dict.fromkeys(("address", "postcode", "registered_practice"), "") if hidden else {}
        known["birth_date"] = date.fromisoformat(row["born"])
        known["death_date"] = date.fromisoformat(row["died"]) if row["died"] else None
        with transaction.atomic():
            person_id = people.add_people(1, at=NOW)
            people.replace_demographics([[(known | {"person_id": person_id})[part] for part in people.GIVEN]])
        self._introduce(practice, "gp", f"{practice}-{name}", told, person_id)
        return person_id

    @staticmethod
    def _introduce(sender: str, system: str, local_id: str, told: dict[str, Any], person_id: int) -> None:
        """Have a sender say who someone is, and know whose record it is."""
        said = [[local_id, *(told.get(part) for part in list(PERSON_COLUMNS)[1:])]]
        at = instant("2020-01-01")
        with transaction.atomic():
            receive_people(said, sender=sender, system=system, by=SYSTEM, at=at)
            record = SourceRecord.objects.get(sender=sender, feed_group=system, local_id=local_id)
            write_links([(record.pk, person_id, Method.NHS_NUMBER, None, None, "")], at=at)

    def _enter(self, record: SourceRecord, feed: str, told: list[dict[str, str]], at: datetime) -> list[Entry]:
        keys = []
        for row in told:
            self._told += 1
            keys.append(row.get("key") or f"fact-{self._told}")
        sent = [self._row(record, row, key) for row, key in zip(told, keys, strict=True)]
        with transaction.atomic():
            receive_entries(
                sent, sender=record.sender, system=record.feed_group, feed=feed, delivery_id=1, by=SYSTEM, at=at
            )
        entries = Entry.objects.filter(source_record=record, feed=feed, key__in=keys, recorded_until=None)
        return list(entries.order_by("pk"))

    def _row(self, record: SourceRecord, row: dict[str, str], key: str) -> tuple[Any, ...]:
        """Return a drawn fact as a row of ``ENTRY_COLUMNS``."""
        happened = moments.parse(row["happened"]) if row.get("happened") else None
        ended = moments.parse(row["ended"]) if row.get("ended") else None
        fact = {
            "local_id": record.local_id,
            "kind": row["kind"],
            "key": key,
            "happened_at": bulk.moment(happened.at if happened else None),
            "happened_precision": happened.precision.value if happened else "",
            "happened_offset": happened.offset_minutes if happened else None,
            "ended_at": bulk.moment(ended.at if ended else None),
            "code_system": row.get("code_system") or ("snomed" if row.get("code") else ""),
            "code": row.get("code", ""),
            "text": row.get("text", ""),
            "value": float(row["value"]) if row.get("value") else None,
            "unit": row.get("unit", ""),
            "status": row.get("status", ""),
            "details": json.dumps({name: value for name, value in row.items() if name not in _FACT and value}),
            "content_hash": hashlib.blake2b(repr(sorted(row.items())).encode(), digest_size=16).hexdigest(),
            "place": self._told,
        }
        of_no_resource = {"resource_type": "", "resource_id": ""}
        return tuple((fact | of_no_resource).get(column) for column in ENTRY_COLUMNS)
