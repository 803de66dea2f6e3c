"""What someone must know who comes in the night: from the plan, with what the record says beside it. Pure.

What is missing, out of date or said in two ways is said in so many words: a silence here is never a decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    apart: str = ""
    """The words that say that it was written in two ways at once; empty where it was not."""


@dataclass(frozen=True, slots=True)
class IfThis:
    """What to do if something happens, and whom to call."""

    trigger: str
    what: str
    call: Call | None
    overdue: str
    signs: str = ""
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """Someone to call: their name, what they are to the person, their number."""

    name: str
    what: str
    number: str
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What one version says: its words, where its document or the thing itself is, and whether others say it too."""

    words: str
    where: str = ""
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Urgent:
    """What to know, in the order in which it is read. Each list holds no more than a phone shows at once."""

    decisions: tuple[Decision, ...]
    disagree: str
    """The sentence that says that they do not, and of which day the latest is; empty where they agree."""
    missing: str
    refused: tuple[Told, ...]
    contingencies: tuple[IfThis, ...]
    more_contingencies: int
    calls: tuple[Call, ...]
    matters: tuple[Told, ...]
    communicate: tuple[Told, ...]
    place: tuple[Told, ...]
    ready: tuple[Told, ...]
    stale: tuple[str, ...]


def urgent_of(plan: PlanNow, record: Record, *, today: date, reads_wishes: bool = True) -> Urgent:
    """Return what to know of a person today.

    ``reads_wishes`` is whether this post sees decisions about the end of life; where it does not, that is said instead.
    """
    decisions = (*_of_plan(plan, today), *_of_record(record))
    ifs = [each for part in plan.of("contingency") for each in _if_this(part, today)]
    return Urgent(
        decisions=decisions,
        disagree=_disagree(decisions),
        missing="" if decisions else NO_DECISION if reads_wishes else "This post does not see resuscitation decisions.",
        refused=tuple(_told_of(plan, "treatment_refused", where="original")),
        contingencies=tuple(ifs[:MOST_CONTINGENCIES]),
        more_contingencies=max(0, len(ifs) - MOST_CONTINGENCIES),
        calls=tuple(_calls(plan))[:MOST_CALLS],
        matters=tuple(_told_of(plan, "matters")),
        communicate=tuple(_told_of(plan, "communicate")),
        place=tuple(_told_of(plan, "place", "care", "death", "words")),
        ready=tuple(_told_of(plan, "medicines_ready", where="where")),
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
        _decision(plan, part, version, today) for part in plan.of("resuscitation") for version in part.standing.holding
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
        apart=part.standing.apart,
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
    for version in part.standing.holding:
        said = {name: str(value) for name, value in version.content.items()}
        name, number = said.get("who", ""), said.get("contact", "")
        call = Call(name, said.get("role", ""), number) if name or number else None
        overdue = out_of_date(said.get("review_on"), today)
        found.append(IfThis(said["trigger"], said["what"], call, overdue, said.get("signs", ""), part.standing.apart))
    return found


def _calls(plan: PlanNow) -> list[Call]:
    """Return whom to call: those to be called first, who may decide, the key worker, then the others.

    Whoever is named with what to do has their number there.
    """
    told = {_word(version, "contact") for part, version in _holding(plan, "contingency")}
    close, work = _holding(plan, "contact"), _holding(plan, "professional")
    found = [_call(each, "relationship") for each in close if _word(each[1], "first")]
    found += [replace(_call(each), what="may decide for them") for each in _holding(plan, "attorney")]
    found += [_call(each, "role", "team") for each in work if _word(each[1], "key_worker")]
    found += [_call(each, "relationship") for each in close if not _word(each[1], "first")]
    found += [_call(each, "role") for each in work if not _word(each[1], "key_worker")]
    numbered = list(dict.fromkeys(each for each in found if each.number and each.number not in told))
    return numbered + list(dict.fromkeys(each for each in found if not each.number))


def _call(each: tuple[PartNow, Version], *what: str) -> Call:
    part, version = each
    return Call(_word(version, "name"), _word(version, *what), _word(version, "contact"), part.standing.apart)


def _told_of(plan: PlanNow, kind: str, *words: str, where: str = "") -> Iterator[Told]:
    """Return what each version that holds says: the first of ``words`` that it answers, and ``where``."""
    for part, version in _holding(plan, kind):
        if said := _word(version, *(words or ("words",))):
            yield Told(said, _word(version, where), part.standing.apart)


def _holding(plan: PlanNow, kind: str) -> list[tuple[PartNow, Version]]:
    """Return every version of the parts of a kind that is to be acted on, the newest part first."""
    return [(part, version) for part in plan.of(kind) for version in part.standing.holding]


def _word(version: Version, *names: str) -> str:
    """Return the first of these answers that a version has; empty where it has none."""
    return next((str(version.content[name]) for name in names if version.content.get(name)), "")


def _stale(plan: PlanNow, today: date) -> list[str]:
    """Return the sentences that say what of the whole plan is missing or out of date."""
    if not plan.current:
        return ["No plan has been written here." if not plan.kept else "Nothing of the plan is shown to this post."]
    written = plan.last_written
    said = [out_of_date(_word(version, "review_on") or None, today) for _, version in _holding(plan, "review")]
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
