"""What the events of an enrolment told so far, one after another: who said yes, what was done, how it ended. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from joinedup.words.models_of_care import ModelOfCare, Reason
from joinedup.words.models_of_care.clocks import Stop
from joinedup.words.models_of_care.definition import Branch
from joinedup.work.enrolment.events import Happened, Kind, in_force

DIED = "died"
DECLINED = "declined"
#: With which outcome a change ends care, where the file says that it does.
OUTCOME_OF = {"moved_away": "moved_away", "new_practice": "referred_on", "hospital_stay": "admitted", DIED: DIED}


@dataclass
class Story:
    """What was told so far."""

    model: ModelOfCare
    first: Happened | None = None
    offered_at: datetime | None = None
    agreed: dict[str, datetime] = field(default_factory=dict)
    accepted_at: datetime | None = None
    key_worker: int | None = None
    weighed: Happened | None = None
    done: dict[tuple[str, int], Happened] = field(default_factory=dict)
    answered: dict[tuple[str, int], list[Happened]] = field(default_factory=dict)
    entered: dict[str, datetime] = field(default_factory=dict)
    fired: dict[tuple[str, int, int], datetime] = field(default_factory=dict)
    """When each branch of a time of a step was started: (step, nth, its place among the step's branches)."""
    errands_done: dict[str, Happened] = field(default_factory=dict)
    worried: list[Happened] = field(default_factory=list)
    worries_met: dict[str, Happened] = field(default_factory=dict)
    stops: dict[str, list[Stop]] = field(default_factory=dict)
    tried: list[datetime] = field(default_factory=list)
    paused: Happened | None = None
    resumed_at: datetime | None = None
    limit_at: datetime | None = None
    extended: int = 0
    changes: list[str] = field(default_factory=list)
    ended_at: datetime | None = None
    outcome: str = ""
    ended_why: str = ""
    outside: str = ""
    died_at: datetime | None = None
    transfer_to: int | None = None
    transferred_at: datetime | None = None
    service: int | None = None
    version: str = ""

    def end(self, at: datetime, outcome: str, why: str = "") -> None:
        """End it, once."""
        self.ended_at, self.outcome, self.ended_why, self.transfer_to = at, outcome, why, None


def story_of(model: ModelOfCare, events: Iterable[Happened], *, at: datetime | None = None) -> Story:
    """Return what had happened by ``at`` (None: all) told in order; ``model`` is the version that held then."""
    story = Story(model)
    for event in in_force(events, at=at):
        if story.ended_at is None or event.kind in _AFTER_THE_END:
            _TOLD[event.kind](story, event)
    return story


def _referred(story: Story, event: Happened) -> None:
    story.first = story.first or event


def _offered(story: Story, event: Happened) -> None:
    story.offered_at = story.offered_at or event.at


def _agreed(story: Story, event: Happened) -> None:
    story.agreed.setdefault(str(event.details.get("party", "person")), event.at)
    story.tried.clear()


def _declined(story: Story, event: Happened) -> None:
    story.end(event.at, DECLINED, event.why)


def _accepted(story: Story, event: Happened) -> None:
    story.accepted_at = story.accepted_at or event.at
    story.key_worker = event.details.get("key_worker", story.key_worker)


def _allocated(story: Story, event: Happened) -> None:
    story.key_worker = event.details.get("key_worker")


def _weighed(story: Story, event: Happened) -> None:
    story.weighed = event


def _worried(story: Story, event: Happened) -> None:
    story.worried.append(event)


def _worry_met(story: Story, event: Happened) -> None:
    story.worries_met.setdefault(event.step, event)


def _moved_version(story: Story, event: Happened) -> None:
    story.version = str(event.details["version"])


def _entered(story: Story, event: Happened) -> None:
    story.entered.setdefault(str(event.details["place"]), event.at)


def _tried(story: Story, event: Happened) -> None:
    story.tried.append(event.at)


def _risk(story: Story, event: Happened) -> None:
    for branch in event.details.get("branches", ()):
        story.fired.setdefault((event.step, event.nth, int(branch)), event.at)


def _answered(story: Story, event: Happened) -> None:
    story.answered.setdefault((event.step, event.nth), []).append(event)
    story.tried.clear()
    _risk(story, event)


def _step_done(story: Story, event: Happened) -> None:
    story.done.setdefault((event.step, event.nth), event)
    story.tried.clear()
    _risk(story, event)
    for (step, nth, place), _ in sorted(story.fired.items()):
        branch = branch_at(story.model, step, place)
        if (step, nth) == (event.step, event.nth) and branch and branch.act == "end" and story.ended_at is None:
            story.end(event.at, branch.target)


def _errand_done(story: Story, event: Happened) -> None:
    story.errands_done.setdefault(event.step, event)


def _stopped(story: Story, event: Happened) -> None:
    reason = Reason(event.details["reason"])
    story.stops.setdefault(event.step, []).append(Stop(event.at, reason, tuple(story.tried)))


def _paused(story: Story, event: Happened) -> None:
    story.paused = story.paused or event


def _resumed(story: Story, event: Happened) -> None:
    story.paused, story.resumed_at = None, event.at


def _extended(story: Story, event: Happened) -> None:
    story.limit_at, story.extended = datetime.fromisoformat(event.details["until"]), story.extended + 1


def _changed(story: Story, event: Happened) -> None:
    """Do what the file says of a move, another practice or a stay in hospital; a death ends all, whatever it says."""
    change = str(event.details["change"])
    story.changes.append(change)
    if change == DIED:
        story.died_at = event.at
        story.stops.setdefault("", []).append(Stop(event.at, Reason.DIED))
    does = "end" if change == DIED else dict(story.model.ends.changes).get(change, "carry_on")
    if does == "end":
        story.end(event.at, OUTCOME_OF[change], event.why)
    elif does == "pause":
        _paused(story, event)


def _transfer_asked(story: Story, event: Happened) -> None:
    story.transfer_to = int(event.details["service"])


def _transfer_refused(story: Story, event: Happened) -> None:
    story.transfer_to = None


def _transferred(story: Story, event: Happened) -> None:
    story.service, story.transfer_to, story.key_worker = int(event.details["service"]), None, None
    story.transferred_at = event.at


def _ended(story: Story, event: Happened) -> None:
    story.end(event.at, str(event.details["outcome"]), event.why)
    story.outside = str(event.details.get("outside", ""))


def _nothing(story: Story, event: Happened) -> None:
    """A decision is an event of its own, and moves nothing: doing the step that it is of does."""


_TOLD: dict[Kind, Callable[[Story, Happened], None]] = {
    Kind.REFERRED: _referred, Kind.OFFERED: _offered, Kind.AGREED: _agreed, Kind.DECLINED: _declined,
    Kind.ACCEPTED: _accepted, Kind.ALLOCATED: _allocated, Kind.WEIGHED: _weighed,
    Kind.WORRIED: _worried, Kind.WORRY_MET: _worry_met,
    Kind.MOVED_VERSION: _moved_version, Kind.ENTERED: _entered,
    Kind.TRIED: _tried, Kind.RISK: _risk, Kind.ANSWERED: _answered, Kind.STEP_DONE: _step_done,
    Kind.ERRAND_DONE: _errand_done,
    Kind.DECIDED: _nothing, Kind.STOPPED: _stopped, Kind.PAUSED: _paused, Kind.RESUMED: _resumed,
    Kind.EXTENDED: _extended, Kind.CHANGED: _changed, Kind.TRANSFER_ASKED: _transfer_asked,
    Kind.TRANSFER_REFUSED: _transfer_refused, Kind.TRANSFERRED: _transferred, Kind.ENDED: _ended,
}  # fmt: skip
#: What still counts of someone whose care here has ended: what was asked of others is still to be done.
_AFTER_THE_END = frozenset((Kind.ERRAND_DONE, Kind.DECIDED, Kind.WORRY_MET))


def branch_at(model: ModelOfCare, step: str, place: int) -> Branch | None:
    """Return the branch at a place of a step; None where this version of the model has no such."""
    found = next((each for each in model.steps if each.name == step), None)
    return found.then[place] if found is not None and place < len(found.then) else None
