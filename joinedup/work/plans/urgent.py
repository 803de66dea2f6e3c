"""What someone must know who comes in the night: from the plan, with what the record says beside it. Pure.

What is missing, out of date or said in two ways is said in so many words: a silence here is never a decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from joinedup.record.entries.queries import Record
from joinedup.record.entries.rules import Line, Standing
from joinedup.words.basics.moments import LONDON, day
from joinedup.work.plans.queries import PartNow, PlanNow
from joinedup.work.plans.rules import Version, out_of_date

NOT_FOR, FOR = "not_for", "for"
SNOMED = {"450476008": NOT_FOR, "450475007": FOR}
"""SNOMED CT: not for attempted cardiopulmonary resuscitation, and for it."""
OLD = timedelta(days=365)
"""After how long a plan in which nobody wrote is said to be old: a year, in which a plan is reviewed at least once.

Source: NHS England, Universal Personalised Care (2019)."""
MOST_CONTINGENCIES, MOST_CALLS = 3, 4
NO_DECISION = (
    "No resuscitation decision is shown here. That is not a decision: look for a form with the person, and ask."
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One resuscitation decision, of the plan or of the record; ``what`` is empty where it is in words only."""

    what: str
    words: str
    decided: str
    review: str
    overdue: str
    original: str
    written: str
    from_plan: bool
    on: date | None
    more: str = ""


@dataclass(frozen=True, slots=True)
class IfThis:
    """What to do if something happens, and whom to call."""

    trigger: str
    what: str
    call: Call | None
    overdue: str
    signs: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """Someone to call: their name, what they are to the person, their number."""

    name: str
    what: str
    number: str


@dataclass(frozen=True, slots=True)
class Urgent:
    """What to know, in the order in which it is read. Each list holds no more than a phone shows at once."""

    decisions: tuple[Decision, ...]
    disagree: str
    """The sentence that says that they do not, and of which day the latest is; empty where they agree."""
    missing: str
    refused: tuple[tuple[str, str], ...]
    contingencies: tuple[IfThis, ...]
    more_contingencies: int
    calls: tuple[Call, ...]
    matters: str
    communicate: str
    place: str
    ready: tuple[tuple[str, str], ...]
    stale: tuple[str, ...]


def urgent_of(plan: PlanNow, record: Record, *, today: date, reads_wishes: bool = True) -> Urgent:
    """Return what to know of a person today.

    ``reads_wishes`` is whether this post sees decisions about the end of life; where it does not, that is said instead.
    """
    decisions = (*_of_plan(plan, today), *_of_record(record))
    plans = plan.of("contingency")
    return Urgent(
        decisions=decisions,
        disagree=_disagree(decisions),
        missing="" if decisions else NO_DECISION if reads_wishes else "This post does not see resuscitation decisions.",
        refused=tuple((part.says("words"), part.says("original")) for part in plan.of("treatment_refused")),
        contingencies=tuple(each for part in plans for each in _if_this(part, today))[:MOST_CONTINGENCIES],
        more_contingencies=max(0, sum(len(part.standing.all) for part in plans) - MOST_CONTINGENCIES),
        calls=tuple(_calls(plan))[:MOST_CALLS],
        matters=_first(plan, "matters"),
        communicate=_first(plan, "communicate"),
        place=next((part.says("care") or part.says("death") for part in plan.of("place")), ""),
        ready=tuple((part.says("words"), part.says("where")) for part in plan.of("medicines_ready")),
        stale=tuple(_stale(plan, today)),
    )


def _disagree(decisions: Sequence[Decision]) -> str:
    if not {each.what for each in decisions} >= {NOT_FOR, FOR}:
        return ""
    latest = max((each.on for each in decisions if each.on), default=None)
    return f"These do not agree. The latest is of {day(latest)}." if latest else "These do not agree."


def _of_plan(plan: PlanNow, today: date) -> list[Decision]:
    """Return each decision that stands in the plan: two where two people wrote at once, or two plans became one."""
    return [
        _decision(plan, part, version, today)
        for part in plan.of("resuscitation")
        for version in part.standing.all
        if not version.ended
    ]


def _decision(plan: PlanNow, part: PartNow, version: Version, today: date) -> Decision:
    said = version.content
    review = said.get("review_on")
    decided = f"Decided {day(date.fromisoformat(said['decided_on']))} by {said['clinician']}, {said['clinician_role']}"
    return Decision(
        what=str(said["decision"]),
        words=part.kind.choice("decision", said["decision"]),
        decided=decided,
        review=f"Review by {day(date.fromisoformat(review))}" if review else "No review date is given",
        overdue=out_of_date(review, today),
        original=str(said["original"]),
        written=f"Written here by {plan.who(version)}, {day(_london(version.written_at))}",
        from_plan=True,
        on=date.fromisoformat(said["decided_on"]),
        more=str(said.get("words", "")),
    )


def _of_record(record: Record) -> list[Decision]:
    """Return the latest decision that each organisation's own record tells of."""
    latest: dict[str, Line] = {}
    for line in record.lines:
        if _is_decision(line) and line.standing in (Standing.CURRENT, Standing.HAPPENED):
            known = latest.get(line.shown.sender)
            if known is None or _when(line) > _when(known):
                latest[line.shown.sender] = line
    return [_told(line) for line in sorted(latest.values(), key=_when, reverse=True)]


def _is_decision(line: Line) -> bool:
    coded = any(row.code in SNOMED or row.details.get("item") == "resuscitation" for row in line.sources)
    return coded or "resuscitation" in line.title.lower() or "dnacpr" in line.title.lower()


def _told(line: Line) -> Decision:
    what = next((SNOMED[row.code] for row in line.sources if row.code in SNOMED), "")
    said_by = ", ".join(line.said_by) or "a source of the record"
    return Decision(
        what=what,
        words=line.title,
        decided=f"Recorded {line.happened}" if line.happened else "No day is given",
        review="No review date is given",
        overdue="",
        original=str(line.details.get("document_location") or ""),
        written=f"In the record, from {said_by}",
        from_plan=False,
        on=_london(line.happened.at) if line.happened else None,
    )


def _when(line: Line) -> datetime:
    return line.happened.at if line.happened else line.received_at


def _if_this(part: PartNow, today: date) -> list[IfThis]:
    found = []
    for version in part.standing.all:
        said = {name: str(value) for name, value in version.content.items()}
        name, number = said.get("who", ""), said.get("contact", "")
        call = Call(name, said.get("role", ""), number) if name or number else None
        overdue = out_of_date(said.get("review_on"), today)
        found.append(IfThis(said["trigger"], said["what"], call, overdue, said.get("signs", "")))
    return found


def _calls(plan: PlanNow) -> list[Call]:
    """Return whom to call: those to be called first, who may decide, the key worker, then the others.

    Whoever is named with what to do has their number there.
    """
    told = {str(version.content.get("contact")) for part in plan.of("contingency") for version in part.standing.all}
    close = sorted(plan.of("contact"), key=lambda part: not part.says("first"))
    first = [part for part in close if part.says("first")]
    work = sorted(plan.of("professional"), key=lambda part: not part.says("key_worker"))
    found = [_call(part, "relationship") for part in first]
    found += [Call(part.says("name"), "may decide for them", part.says("contact")) for part in plan.of("attorney")]
    found += [
        Call(part.says("name"), part.says("role") or part.says("team"), part.says("contact"))
        for part in work
        if part.says("key_worker")
    ]
    found += [_call(part, "relationship") for part in close if part not in first]
    found += [_call(part, "role") for part in work if not part.says("key_worker")]
    numbered = list(dict.fromkeys(each for each in found if each.number and each.number not in told))
    return numbered + [each for each in found if not each.number]


def _call(part: PartNow, what: str) -> Call:
    return Call(part.says("name"), part.says(what), part.says("contact"))


def _first(plan: PlanNow, kind: str) -> str:
    return " / ".join(
        str(version.content.get("words", "")) for part in plan.of(kind)[:1] for version in part.standing.all
    )


def _stale(plan: PlanNow, today: date) -> list[str]:
    """Return the sentences that say what of the whole plan is missing or out of date."""
    if not plan.current:
        return ["No plan has been written here." if not plan.kept else "Nothing of the plan is shown to this post."]
    written = plan.last_written
    said = [out_of_date(part.says("review_on") or None, today) for part in plan.of("review")]
    if written is not None and today - _london(written) > OLD:
        said.append(f"Nobody has written in this plan since {day(_london(written))}: ask whether it still holds.")
    agreed = plan.agreement
    if agreed is None:
        said.append("It is not recorded that the person agreed this plan.")
    elif not agreed.yes:
        said.append(f"The person no longer agrees with this plan, since {day(_london(agreed.agreed_at))}.")
    return [sentence for sentence in said if sentence]


def _london(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def short(text: str, most: int) -> str:
    """Return a text in at most so many characters, cut between words and said to be cut."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    return plain[: most - 1].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
