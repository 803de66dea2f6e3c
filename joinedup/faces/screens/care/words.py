"""What happens in care, in words: how something stands, each line of a history, outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from joinedup.faces.components.words import many, upper_first
from joinedup.insight.models_of_care import known
from joinedup.record.access.actor import role_title
from joinedup.words.basics.moments import LONDON, day
from joinedup.words.models_of_care import ModelOfCare, Standing
from joinedup.words.models_of_care.known import title_of
from joinedup.work.enrolment.events import Happened, Kind
from joinedup.work.enrolment.queries import Whole

# What happened, as a heading of its line.
HAPPENED = {
    Kind.REFERRED: "Referred", Kind.OFFERED: "Offered a place", Kind.AGREED: "Agreed", Kind.DECLINED: "Said no",
    Kind.ACCEPTED: "Accepted", Kind.ALLOCATED: "Key worker", Kind.WEIGHED: "Weighed on a caseload",
    Kind.WORRIED: "A volunteer was worried", Kind.WORRY_MET: "What was done about a volunteer’s worry",
    Kind.MOVED_VERSION: "Moved to a newer version",
    Kind.RISK: "An answer told of a risk",
    Kind.ENTERED: "Came in", Kind.TRIED: "Tried to reach them, in vain", Kind.ANSWERED: "Form given",
    Kind.STEP_DONE: "Done", Kind.ERRAND_DONE: "Done", Kind.DECIDED: "Decided", Kind.STOPPED: "Clock stopped",
    Kind.PAUSED: "Paused", Kind.RESUMED: "Went on", Kind.EXTENDED: "Extended", Kind.CHANGED: "Changed",
    Kind.TRANSFER_ASKED: "Another team was asked to take over", Kind.TRANSFER_REFUSED: "The other team said no",
    Kind.TRANSFERRED: "Taken over", Kind.ENDED: "Ended", Kind.UNDONE: "Undone",
}  # fmt: skip
CHANGES = {
    "moved_away": "they moved away", "new_practice": "they changed practice", 
    "hospital_stay": "they went into hospital",     "died": "they died",
}  # fmt: skip


# What is kept of a decision, in order.
_DECIDED = ("decision", "criteria", "evidence", "dissent", "review_on")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history: when, what, more of it in words, who recorded it, and whether it was undone."""

    at: datetime
    what: str
    more: tuple[str, ...]
    who: str
    undone: bool


def standing_of(due: datetime | None, stands: Standing, at: datetime, done: datetime | None = None) -> tuple[str, str]:
    """Return the mark of something and how it stands in words; a clock that ends with a day says the day alone."""
    if done is not None:
        late = " after its time" if stands is Standing.LATE else ""
        return ("late" if late else "done"), f"Done{late}, {day(done.astimezone(LONDON).date())}"
    if stands is Standing.STOPPED:
        return "stopped", "Its clock is stopped; it still counts"
    if due is None:
        return "soon", "No date"
    local = due.astimezone(LONDON)
    if (local.hour, local.minute) == (0, 0):  # the end of the day before, as people say it
        local -= timedelta(minutes=1)
    whole_day = (local.hour, local.minute) == (23, 59)
    days = (at.astimezone(LONDON).date() - local.date()).days
    if stands is Standing.OVERDUE:
        by = many(days, "day") if days else f"since {local:%H:%M}"
        return "overdue", f"Overdue{' by' if days else ''} {by}: was due {day(local.date())}"
    if not days:
        return "today", "Due today" if whole_day else f"Due today by {local:%H:%M}"
    when = day(local.date()) if whole_day else f"{local:%H:%M} on {day(local.date())}"
    return "soon", f"Due by {when}"


def history_of(whole: Whole) -> list[Line]:
    """Return all that happened, the newest first."""
    titles = {step.name: step.title for step in whole.model.steps}
    lines = [
        Line(
            line.event.at, _what(line.event, titles), _more(line.event), _who(line.name, line.role), line.undone
        )
        for line in whole.history
    ]  # fmt: skip
    return lines[::-1]


def outcomes_of(model: ModelOfCare) -> list[tuple[str, str]]:
    """Return the outcomes with which care on a model may end, in words."""
    return [(word, upper_first(title_of("outcomes", word, known()))) for word in model.ends.outcomes]


def _what(event: Happened, titles: dict[str, str]) -> str:
    said = HAPPENED[event.kind]
    of = event.step.rsplit(".", 2)[0] if event.kind is Kind.ERRAND_DONE else event.step
    step = titles.get(of) or of.replace("_", " ").capitalize()
    if event.kind is Kind.CHANGED:
        return upper_first(CHANGES.get(str(event.details.get("change")), "changed"))
    if event.kind is Kind.ENDED:
        return f"Ended: {title_of('outcomes', str(event.details.get('outcome', '')), known())}"
    if event.kind is Kind.ANSWERED:
        return f"{step}: {title_of('forms', str(event.details.get('form', '')), known())} given"
    if event.kind is Kind.AGREED:
        return f"{upper_first(title_of('agrees', str(event.details.get('party', 'person'))))} agreed"
    return f"{step}: {said.lower()}" if event.step and event.kind is not Kind.WORRY_MET else said


def _more(event: Happened) -> tuple[str, ...]:
    told = [event.why] if event.why else []
    if event.kind is Kind.REFERRED and event.details.get("route"):
        told.insert(0, f"By {title_of('routes', str(event.details['route']), known())}")
    if event.kind is Kind.STOPPED and event.details.get("reason"):
        told.insert(0, upper_first(str(event.details["reason"])))
    if event.kind is Kind.WEIGHED:
        told.insert(0, upper_first(str(event.details["weight"])))
    if event.details.get("over"):
        told.append(str(event.details["over"]))
    if event.details.get("outside"):
        told.append(f"Taken on by {event.details['outside']}")
    if event.kind is Kind.DECIDED:
        named = [(name, event.details.get(name)) for name in _DECIDED]
        told = [f"{upper_first(name.replace('_', ' '))}: {value}" for name, value in named if value] + told
    return tuple(told)


def _who(name: str, role: str) -> str:
    return f"{name}, {role_title(role)}" if name else role_title(role)
