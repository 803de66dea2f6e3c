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
from joinedup.record.sharing.agreements import queries as agreements
from joinedup.record.sharing.agreements.queries import Off
from joinedup.record.sharing.agreements.terms import PERSON_PARTS
from joinedup.record.sharing.choices.queries import objecting_to_planning
from joinedup.words.basics.errors import CannotProceed

TYPE_1 = "type 1 objection"
SENSITIVE = "flagged sensitive"
Flow = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a release may hold. ``check`` is the opt-out check of a release for planning, and none for care.

    ``let`` and ``kept_out`` fill as the release is made: the flows (feed, sender, kind) that came in and those that
    did not, with why; ``people`` how many were taken out on which basis; ``fields`` the particulars that were.
    """

    purpose: str
    off: Off
    check: OptOutCheck | None = None
    let: set[Flow] = field(default_factory=set)
    kept_out: dict[Flow, str] = field(default_factory=dict)
    people: Counter[str] = field(default_factory=Counter)
    fields: dict[str, str] = field(default_factory=dict)

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
        for feed, sender, kind in db.execute("SELECT DISTINCT feed, sender, kind FROM fact").fetchall():
            why = self.off.why_not(feed, sender, kind)
            if why:
                self.kept_out[feed, sender, kind] = why
            else:
                self.let.add((feed, sender, kind))
        if self.kept_out:
            self._take_out_facts(db)
        for part, columns in PERSON_PARTS.items():
            if why := self.off.of_person(part):
                self.fields[part] = why
                for column in columns:
                    db.execute(f"UPDATE human SET {column} = NULL")

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
                "under": sorted(self._under()),
                "feeds_left_out": self._feeds_left_out(),
                "particulars_left_out": self.fields,
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

    def _under(self) -> set[str]:
        return {name for flow in self.let for name in self.under(flow)}

    def under(self, flow: Flow) -> tuple[str, ...]:
        """Return the agreements under which a flow came in."""
        feed, sender, kind = flow
        asked = agreements.of_feed(feed, sender=sender, part=kind, purpose=self.off.purpose, project=self.off.project)
        return agreements.flow_answer(self.off, asked).under


def sieve(purpose: str, *, project: str, at: datetime) -> Sieve:
    """Return what a release for ``purpose`` may hold. Raises CannotProceed for planning without a current check."""
    if purpose == "care":
        return Sieve(purpose, agreements.feeds_off(at=at, purpose=agreements.OWN_CARE))
    off = agreements.feeds_off(at=at, purpose=agreements.PLANNING, project=project)
    return Sieve(purpose, off, optouts.required(at=at))
