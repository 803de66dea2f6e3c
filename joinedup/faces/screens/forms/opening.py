"""A draft as a page has it before it: opened through the gate, its form, what is answered, and who else writes."""

from __future__ import annotations

import base64
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from joinedup.faces.screens.days import day_typed
from joinedup.faces.screens.finding.views import reason_of
from joinedup.faces.screens.forms import fields
from joinedup.faces.screens.forms.rounds import with_another
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard
from joinedup.faces.screens.show import show
from joinedup.record.access.actor import Actor
from joinedup.record.answers import queries
from joinedup.record.answers.keeping import form_of, read_back, risks_of, unseen_in
from joinedup.record.answers.models import Answered, Draft
from joinedup.record.answers.rules import unacted
from joinedup.record.sharing.gate import Opened, open_person
from joinedup.words.basics.errors import BadInput, CannotProceed, Mistake, NotFound
from joinedup.words.basics.moments import LONDON, parse
from joinedup.words.forms import Answers, Form, Page, Risk, Score, mistakes, pages, scores
from joinedup.words.forms.asking import Asked
from joinedup.words.forms.values import said


@dataclass(frozen=True)
class Filling:
    """A draft of a person, with its form and answers. ``opened`` is None where a page only saves in the background."""

    person_id: int
    by: Actor
    draft: Draft
    form: Form
    answers: Answers
    at: datetime
    opened: Opened | None = None

    @functools.cached_property
    def unseen(self) -> frozenset[str]:
        """Return the keys of what colleagues answered and whoever fills it in now may not see."""
        return unseen_in(self.draft, self.by)

    @property
    def seen(self) -> Answers:
        """Return the answers that whoever fills it in may see."""
        return {key: values for key, values in self.answers.items() if key not in self.unseen}

    @functools.cached_property
    def pages(self) -> tuple[Page, ...]:
        """Return the pages of the form, each with how far it is, and without what is not seen or asked only by it."""
        every = pages(self.form, self.answers, now=self.at)
        if not self.unseen:
            return every
        shown = {each.key: each.asked for each in pages(self.form, self.seen, now=self.at)}
        return tuple(self._of_page(each, shown.get(each.key, ())) for each in every)

    def _of_page(self, page: Page, shown: Iterable[Asked]) -> Page:
        asked = tuple(each for each in shown if each.key not in self.unseen)
        keys = {each.key for each in asked}
        wrong = tuple(each for each in page.mistakes if each.field in keys)
        return replace(page, asked=asked, mistakes=wrong, state=page.state if asked else "not asked")

    def keeps_back(self, page: Page) -> bool:
        """Return whether something that is answered on a page is not shown there."""
        whole = pages(self.form, self.answers, now=self.at) if self.unseen else ()
        return any(line.key in self.unseen for each in whole if each.key == page.key for line in each.asked)

    @functools.cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Return what is wrong with the whole form."""
        return mistakes(self.form, self.answers, now=self.at)

    @functools.cached_property
    def risks(self) -> tuple[Risk, ...]:
        """Return what in the answers somebody must act on now."""
        return risks_of(self.form, self.draft)

    @property
    def unacted(self) -> tuple[str, ...]:
        """Return of which of these nobody has said yet what was done."""
        return unacted([each.key for each in self.risks], self.draft.acted)

    @functools.cached_property
    def scores(self) -> tuple[Score, ...]:
        """Return what the answers come to."""
        return scores(self.form, self.answers)

    @functools.cached_property
    def present(self) -> list[queries.Present]:
        """Return who else is filling it in now."""
        return queries.present(self.draft.pk, but=self.by.account_id, at=self.at)

    @functools.cached_property
    def told(self) -> Mapping[str, queries.Reusable]:
        """Return what was told before and may be used again, by item."""
        if self.opened is None or self.draft.amends_id is not None:
            return {}
        return queries.reusable(self.opened, self.form, self.at)

    @property
    def secret(self) -> str:
        """Return the key with which a browser enciphers what it keeps of this draft: only its pages have it."""
        made = salted_hmac("a form that is kept without a signal", str(self.draft.key), algorithm="sha256").digest()
        return base64.b64encode(made).decode()

    def page(self, key: str) -> Page:
        """Return one page that is asked now. Raises NotFound."""
        found = next((each for each in self.pages if each.key == key and each.asked), None)
        if found is None:
            raise NotFound("This part of the form is not asked now.", now="Go back to the list of its parts.")
        return found

    def with_draft(self, draft: Draft) -> Filling:
        """Return it with the draft as it is after a saving."""
        return replace(self, draft=draft, answers=read_back(self.form, draft.answers))

    def with_another(self, group: str) -> Filling:
        """Return it with one more time round of a group begun, for a page to show."""
        return replace(self, answers=with_another(self.form, self.answers, group))

    def link(self, name: str, **named: Any) -> str:
        """Return the address of another page of this draft."""
        return reverse(name, kwargs={"person_id": self.person_id, "draft_id": self.draft.pk, **named})

    def told_in_words(self, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return by key what was told before: by whom, when, and what, in words; of what is not answered yet."""
        keys = [key for key in keys if key not in self.answers and self._may_be_reused(key)]
        return {
            key: {
                "organisation": told.organisation, "at": told.happened_at,
                "said": said_all(self.form, key, told.values),
            }
            for key in keys
            if (told := self.told.get(key)) is not None
        }  # fmt: skip

    def _may_be_reused(self, key: str) -> bool:
        item = self.form.by_id.get(key)
        return item is not None and item.reusable_days > 0

    def kept_words(self, key: str) -> str:
        """Return what is kept of one item, in words."""
        return said_all(self.form, key, self.draft.answers.get(key, ()))

    def kept_by(self, key: str) -> str:
        """Return who wrote what is kept of one item."""
        account = self.draft.written_by.get(key, (None,))[0]
        return queries.account_names([account]).get(account, "")

    def aside_in_words(self, key: str, names: Mapping[int, str]) -> list[dict[str, str]]:
        """Return what lies aside for one item, each with who wrote it, in words."""
        return [
            {"said": said_all(self.form, key, each["values"]) or "Nothing", "by": names.get(each["account"], "")}
            for each in self.draft.aside.get(key, ())
        ]


def filling_of(request: StaffRequest, person_id: int, draft_id: int, *, deleted: bool = False) -> Filling:
    """Return a draft, opened through the gate.

    Raises NotFound, for one of another person or organisation too, and CannotProceed where it was given or deleted.
    """
    opened = open_person(person_id, by=request.actor, reason=reason_of(request), at=request.at, act="form.fill")
    draft = queries.draft(opened, draft_id)
    if draft.given_at is not None:
        raise CannotProceed("This form was given already.", now="It is among the person’s forms.")
    if (draft.deleted_at is not None) is not deleted:
        raise CannotProceed("This form was deleted.", now="Bring it back from where it was deleted, or begin it again.")
    form = form_of(draft.form_version)
    return Filling(opened.person_id, request.actor, draft, form, read_back(form, draft.answers), request.at, opened)


def saving_of(request: StaffRequest, person_id: int, draft_id: int) -> Filling:
    """Return a draft whose page is open already and only saves: its look is in the journal since it was opened.

    Raises NotAllowed where the reason for it is gone, and as ``filling_of`` does.
    """
    draft = queries.open_draft(person_id, draft_id, by=request.actor, at=request.at)
    form = form_of(draft.form_version)
    return Filling(person_id, request.actor, draft, form, read_back(form, draft.answers), request.at)


def show_filling(
    request: StaffRequest, template: str, filling: Filling, *, status: int = 200, **shown: Any
) -> HttpResponse:
    """Return a page about a draft, with whose it is and who else is filling it in."""
    who = filling.opened.demographics if filling.opened else None
    return show(
        request, f"forms/{template}", status=status, who=who, person_id=filling.person_id,
        draft=filling.draft, form=filling.form, link=filling.link, present=filling.present,
        said=heard(request), **shown,
    )  # fmt: skip


def said_all(form: Form, key: str, values: Iterable[Any]) -> str:
    """Return answers to one item in words."""
    item = form.by_id.get(key.split("#", maxsplit=1)[0])
    return "; ".join(said(item, value) if item else str(value) for value in values)


def lines_of(asked: Iterable[Asked]) -> list[dict[str, Any]]:
    """Return what was asked and answered on a page, in order: each with its words, and headings of groups."""
    return [
        {
            "key": each.key, "text": each.item.text, "depth": each.depth, "group": not each.item.is_question,
            "round": each.times[-1] if each.item.repeats and each.item.type == "group" else 0,
            "said": [said(each.item, value) for value in each.answers], "prose": each.item.type == "text",
        }
        for each in asked
        if each.item.type != "display"
    ]  # fmt: skip


def happened_typed(request: StaffRequest) -> datetime:
    """Return when the answers were given: now, or the day and time that were written. Raises BadInput."""
    if request.POST.get("when", "now") == "now":
        return request.at
    problem = "We could not read when these answers were given."
    day = day_typed(request.POST, "happened", problem=problem)
    clock = request.POST.get("happened-time", "").strip()
    if day is None or not clock:
        raise BadInput(problem, now="Write the day, and the time, such as 09:30.")
    try:
        return parse(f"{day.isoformat()}T{clock.zfill(5)}").at.astimezone(LONDON)
    except ValueError as error:
        raise BadInput(problem, now="Write the time as hours and minutes, such as 09:30.") from error


def readable(opened: Opened, answered: Answered) -> tuple[Form, list[tuple[str, list[dict[str, Any]]]], int]:
    """Return the form of what was answered, by page its questions and answers in words, and how many are not shown."""
    form = form_of(answered.form_version)
    shown, kept = queries.shown_answers(opened, answered)
    found = pages(form, read_back(form, shown), now=answered.recorded_at)
    told = [(each.title, lines_of(each.asked)) for each in found if any(line.answers for line in each.asked)]
    return form, told, kept


def mistakes_by_page(filling: Filling) -> list[dict[str, str]]:
    """Return each mistake with the page on which it is mended."""
    return [
        {
            "text": wrong.problem,
            "href": f"{filling.link('form_page', page=each.key)}?back=check#{fields.id_of(wrong.field)}",
        }
        for each in filling.pages
        for wrong in each.mistakes
    ]
