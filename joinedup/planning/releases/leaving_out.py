"""Who and what is left out of a release: by its purpose, by people's choices, and by sharing agreements."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from joinedup.exchange.optouts import queries as optouts
from joinedup.exchange.optouts.models import OptOutCheck
from joinedup.record.linkage import facts as particulars
from joinedup.record.sharing.agreements import queries as agreements
from joinedup.record.sharing.agreements.queries import Off
from joinedup.record.sharing.agreements.terms import PERSON_PARTS
from joinedup.record.sharing.choices.queries import objecting_to_planning
from joinedup.words.basics.errors import CannotProceed

TYPE_1 = "type 1 objection"
SENSITIVE = "flagged sensitive"
PERSON = "person"
Flow = tuple[str, str, str]
"""A feed, its sender, and a kind of entry; or ``PERSON``, its sender, and a field group of particulars."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a release may hold. ``check`` is the opt-out check of a release for planning, and none for care.

    ``let`` and ``kept_out`` fill as the release is made: the flows that came in and those that did not, with why;
    ``people`` how many were taken out on which basis. ``leaves`` are the agreements under which it may leave at all.
    """

    purpose: str
    off: Off
    check: OptOutCheck | None = None
    leaves: tuple[str, ...] = ()
    let: set[Flow] = field(default_factory=set)
    kept_out: dict[Flow, str] = field(default_factory=dict)
    people: Counter[str] = field(default_factory=Counter)

    def may_stay(self, everyone: pa.Table) -> pa.Array:
        """Return for each of ``everyone`` whether they may be in the release: asked before anything else reads them."""
        ids = everyone.column("person_id").to_pylist()
        if self.check is None:
            return pa.array([True] * len(ids), pa.bool_())
        objecting = set(objecting_to_planning(self.off.at).values_list("pk", flat=True))
        standings = optouts.standings(self.check, everyone.column("nhs_number").to_pylist())
        sensitive = everyone.column("sensitive").to_pylist()
        why = [
            standing or (TYPE_1 if person in objecting else "") or (SENSITIVE if flagged else "")
            for person, standing, flagged in zip(ids, standings, sensitive, strict=True)
        ]
        self.people.update(filter(None, why))
        return pa.array([not each for each in why], pa.bool_())

    def sift(self, db: duckdb.DuckDBPyConnection) -> None:
        """Take out what no agreement lets in: facts, particulars, and whoever is known by nothing else."""
        flows = db.execute("SELECT DISTINCT feed, sender, kind FROM fact").fetchall()
        let = [flow for flow in flows if self._lets(flow)]
        if len(let) < len(flows):
            self._take_out_facts(db)
        if self.off.idle:
            return
        for part, columns in PERSON_PARTS.items():
            for column in columns:
                self._sift_particular(db, part, column)

    def _lets(self, flow: Flow) -> bool:
        """Return whether a flow comes in, and keep what became of it."""
        if why := self.off.why_not(*flow):
            self.kept_out[flow] = why
        else:
            self.let.add(flow)
        return not why

    def _sift_particular(self, db: duckdb.DuckDBPyConnection, part: str, column: str) -> None:
        """Empty a column of particulars for everyone of whom nobody tells what it says who may tell it."""
        senders = particulars.senders_of(column) or {""}  # what nobody tells any more follows what holds for anyone
        let = [sender for sender in sorted(senders) if self._lets((PERSON, sender, part))]
        if len(let) == len(senders):
            return
        db.register("may_tell", pa.table({"sender": pa.array(let, pa.string())}))
        db.execute("CREATE OR REPLACE TEMP TABLE told (person_id BIGINT, value VARCHAR)")
        for batch in particulars.told(column):  # read in this thread, which has the connection to the record
            db.register("incoming", pa.Table.from_batches([batch]))
            db.execute("INSERT INTO told SELECT person_id, value FROM incoming SEMI JOIN may_tell USING (sender)")
            db.unregister("incoming")
        db.unregister("may_tell")
        says = f"told.person_id = human.person_id AND told.value = CAST(human.{column} AS VARCHAR)"
        db.execute(f"UPDATE human SET {column} = NULL WHERE NOT EXISTS (SELECT 1 FROM told WHERE {says})")

    def _take_out_facts(self, db: duckdb.DuckDBPyConnection) -> None:
        rows = list(self.kept_out)
        names = ("feed", "sender", "kind")
        listed = pa.table({name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(names)})
        db.register("incoming", listed)
        db.execute(
            "CREATE TEMP TABLE of_off AS SELECT DISTINCT person_key FROM fact JOIN incoming USING (feed, sender, kind)"
        )
        db.execute("DELETE FROM fact USING incoming WHERE fact.feed = incoming.feed AND fact.sender = incoming.sender "
                   "AND fact.kind = incoming.kind")  # fmt: skip
        db.unregister("incoming")
        gone = "person_key IN (SELECT person_key FROM of_off) AND person_key NOT IN (SELECT person_key FROM fact)"
        [(people,)] = db.execute(f"SELECT count(*) FROM human WHERE {gone}").fetchall()
        db.execute(f"DELETE FROM human WHERE {gone}")
        if people:
            self.people["known only by what no agreement lets in"] += people

    def require_still(self, *, at: datetime) -> None:
        """See that all that came in may still flow at ``at``. Raises CannotProceed where an agreement stopped."""
        now = agreements.feeds_off(at=at, purpose=self.off.purpose, project=self.off.project)
        for flow in sorted(self.let):
            if why := now.why_not(*flow):
                raise CannotProceed(f"While the release was being made, an agreement stopped. {why}",
                                    now="Publish again: what may no longer flow is left out then.")  # fmt: skip

    def told(self) -> dict[str, Any]:
        """Return what the manifest says of who and what was left out."""
        by_choice = (optouts.OPTED_OUT, optouts.NOT_ASKED, optouts.NO_NUMBER, TYPE_1)
        opt_outs: Any = "do not apply to care"
        if self.check is not None:
            opt_outs = {
                "check": self.check.file,
                "asked_at": self.check.asked_at.isoformat(),
                "answered_at": self.check.answered_at.isoformat() if self.check.answered_at else None,
                "expires_at": self.check.expires_at.isoformat(),
                "taken_out": {basis: self.people[basis] for basis in by_choice},
            }
        return {
            "opt_outs": opt_outs,
            "people_taken_out": dict(sorted(self.people.items())),
            "agreements": {
                "required": self.off.required,
                "under": sorted({name for enough in self.rests_on() for name in enough}),
                "rests_on": [list(enough) for enough in self.rests_on()],
                "feeds_left_out": self._feeds_left_out(),
                "particulars_left_out": self._particulars_left_out(),
            },
        }

    def holds(self, feed: str, sender: str) -> bool:
        """Return whether anything of a feed from ``sender`` could come in: what is left out whole was not received."""
        let = {(name, who) for name, who, _ in self.let}
        return (feed, sender) in let or (feed, sender) not in {(name, who) for name, who, _ in self.kept_out}

    def _feeds_left_out(self) -> list[dict[str, Any]]:
        """Return each feed that was left out, or some of it: of whom, which kinds, and the first reason."""
        by_feed: dict[str, list[tuple[str, str, str]]] = {}
        for (feed, sender, kind), why in sorted(self.kept_out.items()):
            if feed != PERSON:
                by_feed.setdefault(feed, []).append((sender, kind, why))
        return [
            {
                "feed": feed,
                "senders": sorted({sender for sender, _, _ in those}),
                "kinds": sorted({kind for _, kind, _ in those}),
                "because": those[0][2],
            }
            for feed, those in by_feed.items()
        ]

    def _particulars_left_out(self) -> dict[str, Any]:
        """Return each field group of particulars that was left out, or some of it: of whom, and the first reason."""
        found: dict[str, dict[str, Any]] = {}
        for (feed, sender, part), why in sorted(self.kept_out.items()):
            if feed == PERSON:
                found.setdefault(part, {"senders": [], "because": why})["senders"].append(sender)
        return found

    def rests_on(self) -> list[tuple[str, ...]]:
        """Return the agreements of each flow that came in, and of its leaving: one of each is enough. Each set once."""
        return sorted({enough for enough in (self.leaves, *map(self.under, self.let)) if enough})

    def under(self, flow: Flow) -> tuple[str, ...]:
        """Return the agreements under which a flow came in."""
        feed, sender, kind = flow
        asked = agreements.of_feed(feed, sender=sender, part=kind, purpose=self.off.purpose, project=self.off.project)
        return agreements.flow_answer(self.off, asked).under


def sieve(purpose: str, *, project: str, at: datetime, leaves: tuple[str, ...] = ()) -> Sieve:
    """Return what a release for ``purpose`` may hold, that leaves under the agreements ``leaves``.

    Raises CannotProceed for planning without a current check.
    """
    if purpose == "care":
        return Sieve(purpose, agreements.feeds_off(at=at, purpose=agreements.OWN_CARE), leaves=leaves)
    off = agreements.feeds_off(at=at, purpose=agreements.PLANNING, project=project)
    return Sieve(purpose, off, optouts.required(at=at), leaves)
