"""Filling in a form: its task list, a page of questions at a time, checking the answers, and giving them."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.words import hour
from joinedup.faces.screens.forms import fields, rounds
from joinedup.faces.screens.forms.opening import (
    Filling,
    filling_of,
    happened_typed,
    lines_of,
    mistakes_by_page,
    saving_of,
    show_filling,
)
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.journeys import filling as writing
from joinedup.journeys import forms as journeys
from joinedup.journeys import risks as owed
from joinedup.journeys import visits
from joinedup.record.answers import actions, queries
from joinedup.record.answers.models import HiddenFrom
from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes
from joinedup.words.forms import Page, pages

SPARE = 2
"""How many more times round of what repeats there are on a page that asks everything at once."""

NEEDED = (
    "An answer that is kept from your post is still needed. Ask whoever began the form, or a clinician, to give it."
)


def tasks(request: StaffRequest, person_id: int, draft_id: int) -> HttpResponse:
    """Show what there is to ask, and how far each part is."""
    filling = filling_of(request, person_id, draft_id)
    return show_filling(request, "tasks", filling, pages=filling.pages, waiting=filling.unacted)


def page(request: StaffRequest, person_id: int, draft_id: int, page: str) -> HttpResponse:
    """Ask the questions of one page; what is sent is saved before anything else is looked at."""
    filling = filling_of(request, person_id, draft_id)
    here = filling.page(page)
    if request.method != "POST":
        actions.be_present(filling.draft.pk, by=request.actor, at=request.at)
        return _show_page(request, filling, here)
    shown = request.POST.getlist("shown")
    saved = _save(request, filling, shown)
    if saved.unacted:
        return redirect(saved.link("form_risk", item=saved.unacted[0]))
    now = saved.page(page)
    act, _, about = request.POST.get("act", "on").partition(":")
    return _go_on(request, saved, now, shown) if act == "on" else _instead(request, saved, now, act, about)


def visit(request: StaffRequest, person_id: int, draft_id: int) -> HttpResponse:
    """Ask everything on one page, which goes on where there is no signal and sends what was written when there is."""
    filling = filling_of(request, person_id, draft_id)
    if request.method == "POST":
        saved = _save(request, filling, request.POST.getlist("shown"))
        item = next(iter(saved.unacted), None)
        return redirect(saved.link("form_risk", item=item) if item else saved.link("form_check"))
    actions.be_present(filling.draft.pk, by=request.actor, at=request.at)
    form, when = rounds.whole_form(filling.form), rounds.only_if(filling.form)
    every = pages(form, rounds.with_rounds(form, filling.seen, SPARE))
    shown = [(page.title, [each for each in page.asked if each.key not in filling.unseen]) for page in every]
    keys = [each.key for _, asked in shown for each in asked if each.item.is_question]
    return show_filling(
        request, "visit", filling, shown=keys, secret=filling.secret,
        was=json.dumps({key: list(filling.draft.answers.get(key, ())) for key in keys}),
        parts=[(title, fields.tree(asked, errors={}, aside={}, told={}, only_if=when)) for title, asked in shown],
        kept=bool(filling.unseen),
    )  # fmt: skip


def keep(request: StaffRequest, person_id: int, draft_id: int) -> JsonResponse:
    """Save what stands in a page while it is being filled in, and tell who else is filling it in."""
    filling = saving_of(request, person_id, draft_id)
    actions.be_present(filling.draft.pk, by=request.actor, at=request.at)
    shown = request.POST.getlist("shown")
    saved = _save(request, filling, shown)
    shown = [key for key in shown if key not in saved.unseen]
    aside = [key for key in shown if key in saved.draft.aside]
    return JsonResponse({
        "was": {key: list(saved.draft.answers.get(key, ())) for key in shown if key not in aside},
        "saved": f"Saved at {hour(request.at)}",
        "aside": bool(aside),
        "risk": saved.link("form_risk", item=saved.unacted[0]) if saved.unacted else "",
        "present": [f"{each.name} is filling this in too, since {hour(each.since)}." for each in saved.present],
    })  # fmt: skip


def choose(request: StaffRequest, person_id: int, draft_id: int) -> HttpResponse:
    """Choose between two people's answers to one thing."""
    filling = filling_of(request, person_id, draft_id)
    item, use = request.POST.get("item", ""), request.POST.get("use", "")
    if use != "kept" and not (use.isascii() and use.isdecimal() and len(use) < 4):
        raise BadInput("It is not said which answer is right.", now="Go back, and choose one.")
    use_it = None if use == "kept" else int(use)
    writing.choose(draft_id, item, use=use_it, by=request.actor, at=request.at)
    again = saving_of(request, person_id, draft_id)
    if again.unacted:
        return redirect(again.link("form_risk", item=again.unacted[0]))
    where = next((each for each in filling.pages if item in {asked.key for asked in each.asked}), None)
    return redirect(filling.link("form_page", page=where.key) if where else filling.link("form_tasks"))


def risk(request: StaffRequest, person_id: int, draft_id: int, item: str) -> HttpResponse:
    """Say that an answer tells of a risk and what to do now; it is passed only by saying what was done."""
    filling = filling_of(request, person_id, draft_id)
    found = next((each for each in filling.risks if each.key == item), None)
    # Danger that waits is everyone's; what was done about an answer is seen by those who see the answer.
    if found is None or (item in filling.unseen and item not in filling.unacted):
        return redirect(filling.link("form_tasks"))
    wrong: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            what = request.POST.get("what", "")
            writing.act_on_risk(draft_id, item, what=what, by=request.actor, at=request.at)
        except BadInput as error:
            wrong = [{"text": f"{error.problem} {error.now}", "href": "#what"}]
        else:
            left = [each for each in filling.unacted if each != item]
            say(request, "What was done is written down. Go on with the form when it is safe to.")
            return redirect(filling.link("form_risk", item=left[0]) if left else filling.link("form_tasks"))
    where = next((each for each in filling.pages if item in {asked.key for asked in each.asked}), None)
    return show_filling(
        request, "risk", filling, status=422 if wrong else 200, form_errors=wrong, risk=found,
        question=filling.form.by_id.get(item.split("#", maxsplit=1)[0]), acted=filling.draft.acted.get(item),
        change=filling.link("form_page", page=where.key) + f"#{fields.id_of(item)}" if where else "",
        typed=request.POST.get("what", ""),
    )  # fmt: skip


def check(request: StaffRequest, person_id: int, draft_id: int) -> HttpResponse:
    """Show every answer with the way to change it, and what they come to; and give the form."""
    filling = filling_of(request, person_id, draft_id)
    if filling.unacted:
        return redirect(filling.link("form_risk", item=filling.unacted[0]))
    wrong: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            return _give(request, filling)
        except ManyMistakes:
            wrong = mistakes_by_page(filling) or [{"text": NEEDED, "href": "#give"}]
        except (BadInput, CannotProceed) as error:
            wrong = [{"text": f"{error.problem} {error.now}", "href": "#give"}]
    return show_filling(
        request, "check", filling, status=422 if wrong else 200, form_errors=wrong, pages=filling.pages,
        given=[(each, lines_of(each.asked)) for each in filling.pages if each.asked],
        others=visits.others(
            filling.form.id, person_id=person_id, work=filling.draft.work, by=request.actor, at=request.at
        ) if filling.draft.amends_id is None else [],
        scores=filling.scores, kept=bool(filling.unseen), typed=request.POST, hidden_from=HiddenFrom.choices,
        unfinished=bool(filling.mistakes), was_hidden=filling.draft.amends.hidden_from if filling.draft.amends else "",
    )  # fmt: skip


def delete(request: StaffRequest, person_id: int, draft_id: int) -> HttpResponse:
    """Ask whether to delete what was begun, and delete it; the next page can undo it."""
    filling = filling_of(request, person_id, draft_id)
    if filling.unacted:
        say(request, "Act on this before the form is deleted; or change the answer, if it was written down wrongly.")
        return redirect(filling.link("form_risk", item=filling.unacted[0]))
    if request.method != "POST":
        return show_filling(request, "delete", filling)
    actions.delete_draft(draft_id, by=request.actor, at=request.at)
    say(request, "The form is deleted.", link=filling.link("form_bring_back"), link_text="Undo")
    return redirect("forms", person_id=filling.person_id)


def bring_back(request: StaffRequest, person_id: int, draft_id: int) -> HttpResponse:
    """Undo a deletion: asked for on the page that a link leads to, done when it is sent."""
    filling = filling_of(request, person_id, draft_id, deleted=True)
    if request.method != "POST":
        return show_filling(request, "bring_back", filling)
    try:
        draft = actions.bring_back(draft_id, by=request.actor, at=request.at)
    except CannotProceed as error:
        say(request, f"{error.problem} {error.now}")
        return redirect("forms", person_id=filling.person_id)
    owed.owe(draft, by=request.actor, at=request.at)
    say(request, "The form is back, as it was.")
    return redirect(filling.link("form_tasks"))


def _save(request: StaffRequest, filling: Filling, shown: list[str]) -> Filling:
    """Save what was sent, and return the draft as it is now; what now tells of a risk is told at once."""
    mine = fields.sent(filling.form, request.POST, shown)
    saved = writing.write(filling.draft.pk, mine=mine, was=_was(request), by=request.actor, at=request.at)
    return filling.with_draft(saved.draft)


def _was(request: StaffRequest) -> dict[str, list[Any]]:
    """Return what the page held when it was opened, as the page says; what is no such thing counts as nothing."""
    try:
        was = json.loads(request.POST.get("was", "{}"))
    except ValueError:
        return {}
    return {key: each for key, each in was.items() if isinstance(each, list)} if isinstance(was, dict) else {}


def _go_on(request: StaffRequest, saved: Filling, now: Page, shown: list[str]) -> HttpResponse:
    """Show the page again with what stands against going on: two answers, mistakes, more to ask; else go on."""
    if any(each.key in saved.draft.aside for each in now.asked):
        return _show_page(request, saved, now, status=409)
    wrong = {each.field: each.problem for each in now.mistakes if each.field in shown or _is_group(saved, each.field)}
    if wrong:
        return _show_page(request, saved, now, wrong=wrong, status=422)
    if any(each.item.is_question and each.key not in shown for each in now.asked):
        return _show_page(request, saved, now, more=True)
    return redirect(_after(request, saved, now))


def _instead(request: StaffRequest, saved: Filling, now: Page, act: str, about: str) -> HttpResponse:
    """Do what another button of a page asks: stop, begin a round, take one out, or use what was told before."""
    if act == "later":
        say(request, "What you wrote is kept. Go on with it when you like, here or on another device.")
        return redirect("forms", person_id=saved.person_id)
    if act == "add":
        return _show_page(request, saved, now, another=about)
    changes: dict[str, list[Any]] = {}
    if act == "remove":
        changes = rounds.without_round(saved.form, saved.answers, about)
    elif about in saved.told:
        changes = {about: list(saved.told[about].values)}
    if saved.unseen & set(changes):
        raise CannotProceed("Part of this is kept from your post.", now="Ask whoever began the form to change it.")
    was = {key: list(saved.answers.get(key, ())) for key in changes}
    writing.write(saved.draft.pk, mine=changes, was=was, by=request.actor, at=request.at)
    return redirect(saved.link("form_page", page=now.key) + _back(request))


def _show_page(
    request: StaffRequest,
    filling: Filling,
    here: Page,
    *,
    wrong: dict[str, str] | None = None,
    more: bool = False,
    another: str = "",
    status: int = 200,
) -> HttpResponse:
    wrong = wrong or {}
    here = filling.with_another(another).page(here.key) if another else here
    keys = [each.key for each in here.asked if each.item.is_question]
    names = queries.account_names(told["account"] for key in keys for told in filling.draft.aside.get(key, ()))
    aside = {key: filling.aside_in_words(key, names) for key in keys if key in filling.draft.aside}
    return show_filling(
        request, "page", filling, status=status, here=here,
        form_errors=[{"text": problem, "href": f"#{fields.id_of(key)}"} for key, problem in wrong.items()],
        fields=fields.tree(here.asked, errors=wrong, aside=aside, told=filling.told_in_words(keys)),
        shown=keys, was=json.dumps({key: list(filling.draft.answers.get(key, ())) for key in keys}),
        more=more, another=another, kept=filling.keeps_back(here),
        back=_back(request), number=filling.pages.index(filling.page(here.key)) + 1,
        conflicts=aside, secret=filling.secret, kept_words=filling.kept_words, kept_by=filling.kept_by,
    )  # fmt: skip


def _back(request: StaffRequest) -> str:
    return "?back=check" if request.GET.get("back") == "check" else ""


def _after(request: StaffRequest, filling: Filling, here: Page) -> str:
    """Return where to go on: the next page that is asked, or checking where there is none or one came from there."""
    keys = [each.key for each in filling.pages if each.state != "not asked"]
    later = keys[keys.index(here.key) + 1 :] if here.key in keys else []
    if _back(request) or not later:
        return filling.link("form_check")
    return filling.link("form_page", page=later[0])


def _is_group(filling: Filling, key: str) -> bool:
    item = filling.form.by_id.get(key.split("#", maxsplit=1)[0])
    return item is not None and not item.is_question


def _give(request: StaffRequest, filling: Filling) -> HttpResponse:
    """Give the form, and go where the work that it was for goes on."""
    given = actions.give_draft(
        filling.draft.pk, happened_at=happened_typed(request), hidden_from=request.POST.get("hidden_from"),
        why=request.POST.get("why", ""), by=request.actor, at=request.at,
    )  # fmt: skip
    also = request.POST.getlist("also")
    following = journeys.given(given, form=filling.form, also=also, by=request.actor, at=request.at)
    say(request, following.said, link=following.address, link_text=following.link_text)
    return redirect(reverse("form_given", kwargs={"person_id": filling.person_id, "answered_id": given.pk}))
