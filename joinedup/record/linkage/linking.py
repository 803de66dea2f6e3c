"""One linking, from what was sent to whose each record is: numbers first, likeness for the rest. Pure.

In: a workspace with ``sent`` (and ``never`` and ``decided``, the pairs about which someone decided).
Out: ``assigned`` (record, cluster, person, method, weight) for what changes, and ``to_review``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from joinedup.record.linkage import matching
from joinedup.record.linkage.clean import clean
from joinedup.record.linkage.joining import CAP, Clusters, Outcome
from joinedup.record.linkage.model import Learned
from joinedup.record.linkage.numbers import find_holders
from joinedup.record.linkage.workspace import Workspace

# Links that someone made: the person they made is not joined to another by rule.
DECIDED = ("review", "merge", "unmerge")
# Two people within so many bits of each other are about as likely: one is not four times as likely as the other.
TORN_WITHIN = 2.0
Progress = Callable[[str], None]


@dataclass(slots=True)
class Proposal:
    """A pair for someone to look at: source records, why, the match weight and the evidence by name."""

    first: int
    second: int
    why: str
    weight: float | None = None
    evidence: list[dict[str, object]] = field(default_factory=list)


def prepare(space: Workspace) -> None:
    """Make ``records`` with their nodes, and ``nodes``: a person we have, or a record that is nobody's yet.

    Settled is whom a general practice knows by number, and about whom someone decided. A practice's record without
    a number may be one that another practice had before: it is linked as any other.
    """
    clean(space)
    decided = ", ".join(f"'{method}'" for method in DECIDED)
    space.run("""
        CREATE OR REPLACE TABLE node_ids AS
        SELECT key, CAST(row_number() OVER (ORDER BY key < 0, abs(key)) - 1 AS INTEGER) AS node
        FROM (SELECT DISTINCT coalesce(person, -record) AS key FROM records)
    """)
    space.run("""
        CREATE OR REPLACE TABLE records AS
        SELECT r.*, n.node FROM records r JOIN node_ids n ON n.key = coalesce(r.person, -r.record)
    """)
    space.run(f"""
        CREATE OR REPLACE TABLE nodes AS
        SELECT node, min(person) AS person, count(*) AS size,
            bool_or((spine AND number IS NOT NULL) OR coalesce(method IN ({decided}), false)) AS settled,
            arg_min(record, struct_pack(t := trust, a := arriving, r := record)) AS head
        FROM records GROUP BY node
    """)


def clusters_of(space: Workspace) -> Clusters:
    """Return the nodes as clusters of one, with what may never be joined."""
    facts = space.arrow("SELECT size, settled, person IS NOT NULL AS known FROM nodes ORDER BY node").to_pydict()
    never = space.rows("""
        SELECT DISTINCT a.node, b.node FROM never n
        JOIN records a ON a.record = n.first JOIN records b ON b.record = n.second WHERE a.node <> b.node
    """)
    return Clusters(facts["size"], facts["settled"], known=facts["known"], never=never)


def join_by_number(space: Workspace, clusters: Clusters) -> list[Proposal]:
    """Join what has one number and agrees; return what has one number and does not, for someone to look at.

    Makes ``doubted`` (record): those whose number is not used any further in this linking.
    """
    find_holders(space)
    refused: list[int] = []
    links = space.rows("""
        SELECT h.node, r.node, l.record, l.holder FROM number_links l
        JOIN records h ON h.record = l.holder JOIN records r ON r.record = l.record
        WHERE l.agrees ORDER BY l.record
    """)
    proposals = []
    for holder_node, node, record, holder in links:
        outcome = clusters.join(holder_node, node, by_number=True)
        if outcome is Outcome.FORBIDDEN:
            refused.append(record)
        elif outcome is Outcome.TWO_PEOPLE:
            proposals.append(Proposal(holder, record, "between_thresholds"))
    doubted = space.rows("SELECT holder, record FROM number_links WHERE NOT agrees ORDER BY record")
    proposals += [Proposal(holder, record, "shared_number") for holder, record in doubted]
    space.keep("doubted", pa.table({"record": pa.array([*refused, *(r for _, r in doubted)], pa.int64())}))
    return proposals


def keep_joined(space: Workspace, clusters: Clusters) -> None:
    """Make ``joined`` (node, cluster): the node that stands for all that each node is joined with."""
    total = space.one("SELECT count(*) FROM nodes")
    roots = [clusters.root(node) for node in range(total)]
    space.keep("joined", pa.table({"node": pa.array(range(total), pa.int32()), "cluster": pa.array(roots, pa.int32())}))


def assign(space: Workspace, clusters: Clusters, accepted: Sequence[tuple[int, float]] = ()) -> None:
    """Make ``assigned``: each record whose person changes, with its cluster, the person if there is one, and why.

    ``accepted`` gives, for each node that was joined by likeness, the match weight that joined it.
    """
    total = space.one("SELECT count(*) FROM nodes")
    roots = [clusters.root(node) for node in range(total)]
    space.keep("joined", pa.table({"node": pa.array(range(total), pa.int32()), "cluster": pa.array(roots, pa.int32())}))
    space.keep(
        "likeness",
        pa.table(
            {
                "node": pa.array([node for node, _ in accepted], pa.int32()),
                "weight": pa.array([weight for _, weight in accepted], pa.float64()),
            }
        ),
    )
    space.run("""
        CREATE OR REPLACE TABLE people_of AS
        SELECT j.cluster,
            arg_min(n.person, struct_pack(s := NOT n.settled, p := n.person))
                FILTER (n.person IS NOT NULL) AS person,
            arg_min(n.head, struct_pack(p := n.person IS NULL, s := NOT n.settled, h := n.head)) AS head
        FROM joined j JOIN nodes n USING (node) GROUP BY j.cluster
    """)
    space.run("""
        CREATE OR REPLACE TABLE assigned AS
        SELECT r.record, j.cluster, p.person, r.person AS was,
            CASE WHEN r.record = p.head THEN 'first' WHEN a.record IS NULL AND w.weight IS NOT NULL THEN 'probability'
                 ELSE 'nhs_number' END AS method,
            CASE WHEN r.record <> p.head AND a.record IS NULL THEN w.weight END AS weight
        FROM records r
        JOIN joined j USING (node)
        JOIN people_of p USING (cluster)
        LEFT JOIN (SELECT record FROM number_links WHERE agrees) a ON a.record = r.record
        LEFT JOIN (SELECT node, max(weight) AS weight FROM likeness GROUP BY node) w ON w.node = r.node
        WHERE r.person IS NULL OR r.person <> p.person
    """)


def relabel(space: Workspace, clusters: Clusters) -> None:
    """Give each record the node that stands for all it was joined with, and make ``standing`` (node, settled)."""
    keep_joined(space, clusters)
    space.run("""
        CREATE OR REPLACE TABLE standing AS
        SELECT j.cluster AS node, bool_or(n.settled) AS settled
        FROM nodes n JOIN joined j USING (node) GROUP BY j.cluster
    """)
    space.run("""
        CREATE OR REPLACE TABLE records AS
        SELECT r.* REPLACE (j.cluster AS node) FROM records r JOIN joined j USING (node)
    """)
    borne_out = space.rows("""
        SELECT node, min(number) FROM records
        WHERE number IS NOT NULL AND record NOT IN (SELECT record FROM doubted)
        GROUP BY node HAVING count(DISTINCT number) = 1 AND (bool_or(spine) OR count(*) > 1)
    """)
    clusters.give_numbers(dict(borne_out))


def join_by_likeness(space: Workspace, clusters: Clusters) -> tuple[list[tuple[int, float]], list[Proposal]]:
    """Join what is alike enough, the surest first; return the nodes joined, and the pairs for someone to look at.

    Needs ``edges`` over the nodes that ``relabel`` gave. A node that is as like one person as another goes to
    neither: someone looks.
    """
    _mark_torn(space)
    accepted: list[tuple[int, float]] = []
    too_large: set[tuple[int, int]] = set()
    for one, other, weight in space.rows("""
        SELECT one, other, rule_weight FROM edges WHERE sure AND NOT torn ORDER BY rule_weight DESC, one, other
    """):
        outcome = clusters.join(one, other, cap=CAP)
        if outcome is Outcome.JOINED:
            accepted += [(one, weight), (other, weight)]
        elif outcome is Outcome.TOO_LARGE:
            too_large.add((one, other))
    return accepted, list(_worth_a_look(space, clusters, too_large))


def _mark_torn(space: Workspace) -> None:
    """Add ``torn`` to ``edges``: those from a node to two or more settled nodes that are about as like it."""
    space.run(f"""
        CREATE OR REPLACE TABLE edges AS
        WITH ways AS (
            SELECT one AS node, other AS person, rule_weight FROM edges WHERE sure
            UNION ALL SELECT other, one, rule_weight FROM edges WHERE sure
        ), to_settled AS (
            SELECT w.* FROM ways w JOIN standing n USING (node) JOIN standing p ON p.node = w.person
            WHERE NOT n.settled AND p.settled
        ), torn AS (
            SELECT t.node FROM to_settled t JOIN (
                SELECT node, max(rule_weight) AS best FROM to_settled GROUP BY node
            ) b USING (node)
            WHERE t.rule_weight > b.best - {TORN_WITHIN} GROUP BY t.node HAVING count(*) > 1
        )
        SELECT e.*, coalesce((t.node IS NOT NULL AND q.settled) OR (u.node IS NOT NULL AND p.settled), false) AS torn
        FROM edges e
        JOIN standing p ON p.node = e.one JOIN standing q ON q.node = e.other
        LEFT JOIN torn t ON t.node = e.one LEFT JOIN torn u ON u.node = e.other
    """)


def _worth_a_look(space: Workspace, clusters: Clusters, too_large: Collection[tuple[int, int]]) -> Iterator[Proposal]:
    """Yield the pair most alike of each node that is nobody's yet, and pairs of people who may be one.

    Two settled people are asked about only where rule alone would have joined them.
    """
    asked: set[int | tuple[int, int]] = set()
    for one, other, weight, sure, first, second in space.rows("""
        SELECT one, other, weight, sure, pair.l, pair.r FROM edges ORDER BY weight DESC, one, other
    """):
        roots = sorted((clusters.root(one), clusters.root(other)))
        if roots[0] == roots[1] or not clusters.may_be_asked(one, other):
            continue
        open_ends = [root for root in roots if not clusters.settled(root)]
        about: list[int | tuple[int, int]] = [*open_ends] if open_ends else [(roots[0], roots[1])] if sure else []
        if all(end in asked for end in about):
            continue
        asked.update(about)
        why = "cluster_too_large" if (one, other) in too_large else "between_thresholds"
        yield Proposal(first, second, why, weight)


def link(
    space: Workspace, learned: Callable[[Workspace], Learned | None], progress: Progress = lambda _: None
) -> list[Proposal]:
    """Work out whose each arriving record is; leave ``assigned`` in ``space`` and return what needs a look.

    ``learned`` gives m and u, once there is something to learn them from.
    """
    progress("Preparing names, births and places")
    prepare(space)
    clusters = clusters_of(space)
    progress("Joining by NHS number")
    proposals = join_by_number(space, clusters)
    relabel(space, clusters)
    matching.make_comparable(space)
    progress("Learning what each likeness is worth")
    figures = learned(space)
    progress("Comparing")
    matching.score(space, figures)
    matching.make_edges(space)
    accepted, alike = join_by_likeness(space, clusters)
    matching.score_shared_numbers(space, figures)
    _explain(space, alike, scored="pairs")
    _explain(space, proposals, scored="shared")
    assign(space, clusters, accepted)
    return proposals + alike


def _explain(space: Workspace, proposals: Sequence[Proposal], *, scored: str) -> None:
    """Give each proposal its evidence and its weight, where its pair was scored."""
    told = matching.evidence(space, [(p.first, p.second) for p in proposals], scored=scored)
    for proposal in proposals:
        if found := told.get(frozenset((proposal.first, proposal.second))):
            proposal.weight, proposal.evidence = found
