"""What may be said of someone's time on a model, each act a small form of the page; one address for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.screens.days import day_typed
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.journeys import care
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.basics.moments import LONDON
from joinedup.work.enrolment import actions, queries
from joinedup.work.enrolment.events import Kind

Do = Callable[[int, QueryDict, dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One act: what happens by it, the words of its form, what is said once it is done, and how it is done."""

    kind: Kind
    title: str
    said: str
    do: Do


def act(request: StaffRequest, enrolment_id: int, name: str) -> HttpResponse:
    """Do one act, and go back to the page; what was wrong is said there, and what was typed is kept."""
    from joinedup.faces.screens.care.enrolment import enrolment  # noqa: PLC0415 (the page offers these acts)

    found = FORMS.get(name)
    if found is None:
        raise NotFound("There is nothing of this name to do.", now="Go back and choose from the page.")
    who = {"by": request.actor, "at": request.at, "key": request.POST.get("key", "")[:36]}
    try:
        warning = found.do(enrolment_id, request.POST, who)
    except (BadInput, CannotProceed) as error:
        wrong = [{"text": f"{error.problem} {error.now}", "href": f"#act-{name}"}]
        return enrolment(request, enrolment_id, errors=wrong, act=name)
    undone = name == "undo"
    say(
        request, f"{found.said}{' ' + warning if isinstance(warning, str) and warning else ''}",
        link="" if undone else f"{reverse('enrolment', kwargs={'enrolment_id': enrolment_id})}#undo",
        link_text="" if undone else "Undo it, within ten seconds",
    )  # fmt: skip
    return redirect("enrolment", enrolment_id=enrolment_id)


def _when(typed: QueryDict, at: datetime) -> datetime | None:
    """Return when it happened, of the boxes of a form; None for now. Raises BadInput."""
    on = day_typed(typed, "when", problem="We could not read the day on which it happened.")
    if on is None:
        return None
    text = typed.get("when-time", "").strip().replace(".", ":")
    try:
        hour = time.fromisoformat(text.zfill(5)) if text else time(12)
    except ValueError as error:
        raise BadInput("We could not read that time.", now="Write a time such as 14:30, or leave it empty.") from error
    happened = datetime.combine(on, hour, tzinfo=LONDON)
    # Someone who gives only today's day means now, and not noon.
    return None if not text and on == at.astimezone(LONDON).date() else happened


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _accept(number: int, typed: QueryDict, who: dict[str, Any]) -> str:
    worker = _whole(typed.get("key_worker", ""))
    return actions.accept(number, key_worker=worker, why=typed.get("why", ""), **who)[1]


def _allocate(number: int, typed: QueryDict, who: dict[str, Any]) -> str:
    worker = _whole(typed.get("key_worker", ""))
    return actions.allocate(number, key_worker=worker, why=typed.get("why", ""), **who)[1]


def _errand(number: int, typed: QueryDict, who: dict[str, Any], *, needed: bool = True) -> None:
    """Record that an errand was done, by someone who reads it: what is kept from a post is as if it were not there."""
    asked = typed.get("errand", "")
    whole, _ = queries.as_seen(queries.whole(number, by=who["by"], at=who["at"]), by=who["by"])
    if asked not in {each.key for each in whole.state.errands}:
        raise CannotProceed("Nothing like this is asked for.", now="Choose one of what is to be done.")
    actions.do_errand(number, asked, why=typed.get("why", ""), needed=needed, **who)


def _step(number: int, typed: QueryDict, who: dict[str, Any]) -> None:
    care.do_step(
        number, typed.get("step", ""), nth=_whole(typed.get("nth", "")) or 0, why=typed.get("why", ""),
        happened_at=_when(typed, who["at"]), **who,
    )  # fmt: skip


def _extend(number: int, typed: QueryDict, who: dict[str, Any]) -> None:
    on = day_typed(typed, "until", problem="We could not read until when.")
    until = datetime.combine(on, time(23, 59, 59), tzinfo=LONDON) if on else None
    actions.extend(number, until=until, why=typed.get("why", ""), **who)


def _transfer(number: int, typed: QueryDict, who: dict[str, Any]) -> None:
    to = _whole(typed.get("to", ""))
    if to is None:
        raise BadInput("No team was chosen.", now="Choose the team that is asked to take them over.")
    actions.transfer(number, to=to, why=typed.get("why", ""), **who)


def _decide(number: int, typed: QueryDict, who: dict[str, Any]) -> None:
    actions.decide(
        number, typed.get("step", ""), decision=typed.get("decision", ""), criteria=typed.get("criteria", ""),
        evidence=typed.get("evidence", ""), dissent=typed.get("dissent", ""), review_on=typed.get("review_on", ""),
        why=typed.get("why", ""), **who,
    )  # fmt: skip


FORMS: dict[str, Act] = {
    "offer": Act(Kind.OFFERED, "Offer a place", "Recorded: a place was offered.",
                 lambda number, _, who: actions.offer(number, **who)),
    "agree": Act(Kind.AGREED, "Record that they agree", "Recorded: they agree.",
                 lambda number, typed, who: actions.agree(
                     number, party=typed.get("party", "person"), how=typed.get("how", "in_person"), **who)),
    "accept": Act(Kind.ACCEPTED, "Accept them", "They are accepted. What is due first is below.", _accept),
    "decline": Act(Kind.DECLINED, "Record that they say no", "Recorded. Their care here has ended.",
                   lambda number, typed, who: actions.decline(number, why=typed.get("why", ""), **who)),
    "step": Act(Kind.STEP_DONE, "Record that it was done", "Recorded: it is done.", _step),
    "decide": Act(Kind.DECIDED, "Record a decision", "Recorded: the decision, and why.", _decide),
    "errand": Act(Kind.ERRAND_DONE, "Record that it was done", "Recorded: it is done.",
                  _errand),
    "not-needed": Act(Kind.ERRAND_DONE, "Record that it is not needed", "Recorded: it is not needed, and why.",
                      lambda number, typed, who: _errand(number, typed, who, needed=False)),
    "tried": Act(Kind.TRIED, "Tried to reach them, in vain", "Recorded: they could not be reached this time.",
                 lambda number, typed, who: actions.tried(number, how=typed.get("how", "phone"), **who)),
    "allocate": Act(Kind.ALLOCATED, "Change who their key worker is", "Recorded.", _allocate),
    "worry": Act(Kind.WORRY_MET, "Say what was done about a worry", "Recorded: what was done about it.",
                 lambda number, typed, who: actions.meet_worry(
                     number, typed.get("worry", ""), why=typed.get("why", ""), **who)),
    "weigh": Act(Kind.WEIGHED, "Say how much time they take", "Recorded. Their key worker’s caseload counts it.",
                 lambda number, typed, who: actions.weigh(
                     number, typed.get("weight", ""), why=typed.get("why", ""), **who)),
    "stop": Act(Kind.STOPPED, "Stop a clock, with a reason", "Its clock is stopped. It still counts.",
                lambda number, typed, who: actions.stop_clock(
                    number, typed.get("step", ""), reason=typed.get("reason", ""), why=typed.get("why", ""), **who)),
    "pause": Act(Kind.PAUSED, "Pause their care", "Paused. Only what is urgent is chased until it goes on.",
                 lambda number, typed, who: actions.pause(number, why=typed.get("why", ""), **who)),
    "resume": Act(Kind.RESUMED, "Go on after the pause", "It goes on.",
                  lambda number, typed, who: actions.resume(number, why=typed.get("why", ""), **who)),
    "extend": Act(Kind.EXTENDED, "Extend it past its limit", "Extended.", _extend),
    "change": Act(Kind.CHANGED, "Record a change in their life", "Recorded.",
                  lambda number, typed, who: actions.change(
                      number, typed.get("what", ""), why=typed.get("why", ""), **who)),
    "transfer": Act(Kind.TRANSFER_ASKED, "Ask another team to take over",
                    "The other team is asked. Until they say yes, you go on.", _transfer),
    "take-over": Act(Kind.TRANSFERRED, "Take them over, or say why not", "Recorded.",
                     lambda number, typed, who: actions.answer_transfer(
                         number, yes=typed.get("answer") == "yes", why=typed.get("why", ""), **who)),
    "end": Act(Kind.ENDED, "End their care here", "Recorded. Their care here has ended.",
               lambda number, typed, who: actions.end(
                   number, outcome=typed.get("outcome", ""), why=typed.get("why", ""),
                   outside=typed.get("outside", ""), **who)),
    "undo": Act(Kind.UNDONE, "Undo", "Undone. All is as it was before.",
                lambda number, typed, who: actions.undo(
                    number, typed.get("event", ""), by=who["by"], at=who["at"])),
}  # fmt: skip
"""Every act by its name in an address."""
