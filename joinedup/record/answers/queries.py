"""Every read of forms that others may use. What is about one person is read with the ``Opened`` of the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from joinedup.record.access.actor import Actor, role_title
from joinedup.record.access.models import Account
from joinedup.record.access.queries import organisation_names
from joinedup.record.answers.keeping import form_of, in_error
from joinedup.record.answers.models import Answered, Draft, InError, Presence
from joinedup.record.answers.rules import PRESENT, is_own, kept_by, may_read, section_of, shares_draft, unread_items
from joinedup.record.entries.queries import reader_of
from joinedup.record.linkage.queries import current_person, people_who_became, person_now
from joinedup.record.sharing.choices.queries import choices_of
from joinedup.record.sharing.choices.rules import Choices
from joinedup.record.sharing.errors import NoRelationship
from joinedup.record.sharing.gate import Opened, may_open
from joinedup.record.sharing.sensitivity import Reader
from joinedup.words.basics.errors import CannotProceed, NotFound
from joinedup.words.forms import Form, Item, Value, parts_of
from joinedup.words.forms.values import said


@dataclass(frozen=True, slots=True)
class Told:
    """Who wrote something down, in words: their name, their role, and where."""

    name: str
    role: str
    organisation: str

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.role, self.organisation) if part)


@dataclass(frozen=True, slots=True)
class Reusable:
    """An answer that was given already and may be shown again instead of being asked."""

    values: tuple[Value, ...]
    organisation: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Present:
    """Someone who is filling in the same draft, and since when."""

    name: str
    since: datetime


def answered(opened: Opened, form_id: str | None = None, *, shown_to: Reader | None = None) -> list[Answered]:
    """Return the latest version of every form answered about a person that the one who opened them may read.

    The latest happened comes first. With ``shown_to`` it is what that reader may see as well. Cost: four queries.
    """
    found = _theirs(opened).filter(~in_error(), ~Exists(Answered.objects.filter(amends=OuterRef("pk"))))
    if form_id is not None:
        found = found.filter(form_version__form_id=form_id)
    return _readable(opened, found.order_by("-happened_at", "-pk"), shown_to)


@dataclass(frozen=True, slots=True)
class ScoreGiven:
    """One score of an answered form, without whose: ``answered`` is the id by which it was asked for."""

    answered: int
    form: str
    title: str
    at: datetime
    value: float
    better: str


def scores_of(answered_ids: Iterable[int]) -> list[ScoreGiven]:
    """Return the scores of these answered forms, as last amended, for counting; those not worked out are left out.

    Names nobody, so that it needs no record opened. Cost: a query, and one for each time that any was amended.
    """
    latest = {each: each for each in answered_ids}
    while newer := dict(Answered.objects.filter(amends__in=set(latest.values())).values_list("amends_id", "pk")):
        latest = {asked: newer.get(now, now) for asked, now in latest.items()}
    rows = Answered.objects.filter(~in_error(), pk__in=set(latest.values())).select_related("form_version").in_bulk()
    return [
        ScoreGiven(asked, rows[now].form_version.form_id, score["title"], rows[now].happened_at, float(score["value"]),
                   score["better"])
        for asked, now in latest.items() if now in rows for score in rows[now].scores if score["value"] is not None
    ]  # fmt: skip


def one(opened: Opened, answered_id: int) -> Answered:
    """Return one answered form of the person, whichever version. Raises NotFound, too where it is kept from them."""
    found = _readable(opened, _theirs(opened).filter(pk=answered_id), None)
    if not found:
        raise NotFound("There is no answered form by this number.", now="Go back to the person’s forms.")
    return found[0]


def marked(opened: Opened) -> dict[int, InError]:
    """Return by answered form what is marked as given about the wrong person, of those that the reader may read."""
    rows = _readable(opened, _theirs(opened).filter(in_error()).order_by("-happened_at", "-pk"), None)
    marks = InError.objects.filter(answered__in=rows, taken_back_at=None).select_related(
        "account", "answered__form_version"
    )
    by_form = {mark.answered_id: mark for mark in marks}
    return {each.pk: by_form[each.pk] for each in rows}


def history(opened: Opened, answered_id: int) -> list[Answered]:
    """Return every version of an answered form that they may read, the latest first. Raises NotFound.

    Cost: four queries, whatever the number of versions.
    """
    this = one(opened, answered_id)
    every = _theirs(opened).filter(form_version__form_id=this.form_version.form_id).order_by("pk")
    by_id = {each.pk: each for each in every}
    later = {each.amends_id: each.pk for each in by_id.values() if each.amends_id is not None}
    pk: int | None = this.pk
    while pk in later:
        pk = later[pk]
    chain = []
    while pk is not None and pk in by_id:
        chain.append(by_id[pk])
        pk = by_id[pk].amends_id
    return _readable(opened, chain, None)


def shown_answers(opened: Opened, this: Answered) -> tuple[dict[str, Any], int]:
    """Return the answers of a form that the reader may see, and how many are kept to those who need them."""
    kept = _without(this.answers, unread_items(form_of(this.form_version), reader_of(opened), own=_own(this, opened)))
    return kept, len(this.answers) - len(kept)


def shown_acted(opened: Opened, this: Answered) -> dict[str, Any]:
    """Return what was done at once about risks, without what was done about an answer that the reader may not see."""
    kept = unread_items(form_of(this.form_version), reader_of(opened), own=_own(this, opened))
    return _without(this.acted, kept)


def reusable(opened: Opened, form: Form, at: datetime) -> dict[str, Reusable]:
    """Return by item the latest answers that a form lets be shown again, and that are in date at ``at``.

    Only what its own item marks so, and never in a form that is scored, or an answer that may tell of a risk. The
    question must be the same, word for word: in an earlier version, or in another form that asks it by the same id.
    """
    days = {item.id: item for item in form.questions if item.reusable_days and item.risk is None}
    found: dict[str, Reusable] = {}
    if not days or form.scores:
        return found
    names = organisation_names()
    for each in answered(opened):
        told, _ = shown_answers(opened, each)
        other = form_of(each.form_version)
        for item in days.values():
            in_date = at - each.happened_at <= timedelta(days=item.reusable_days)
            if in_date and item.id not in found and told.get(item.id) and _same(item, other.by_id.get(item.id)):
                name = names.get(each.organisation, each.organisation)
                found[item.id] = Reusable(tuple(told[item.id]), name, each.happened_at)
    return found


def _same(one: Item, other: Item | None) -> bool:
    return other is not None and (one.type, one.text, one.options) == (other.type, other.text, other.options)


def for_work(work: str) -> list[Answered]:
    """Return the latest version of each form answered for a work, the earliest first.

    For whoever keeps that work and has passed the gate to its person: it is not a page's.
    """
    latest = Answered.objects.filter(~in_error(), work=work).exclude(
        Exists(Answered.objects.filter(amends=OuterRef("pk")))
    )
    return list(latest.select_related("form_version").order_by("recorded_at", "pk"))


def drafts(opened: Opened) -> list[Draft]:
    """Return the forms about a person that are being filled in where the reader works, and that their post reads."""
    found = _drafts(opened).filter(given_at=None, deleted_at=None).order_by("-saved_at", "-pk")
    return [each for each in found if shares_draft(form_of(each.form_version), each.begun_by_id, opened.by)]


def draft(opened: Opened, draft_id: int) -> Draft:
    """Return one draft of the person and of the reader's organisation, open or not. Raises NotFound."""
    found = _drafts(opened).filter(pk=draft_id).first()
    if found is None or not shares_draft(form_of(found.form_version), found.begun_by_id, opened.by):
        raise NotFound("There is no form being filled in by this number.", now="Go back to the person’s forms.")
    return found


def open_draft(person_id: int, draft_id: int, *, by: Actor, at: datetime) -> Draft:
    """Return a draft of a person for someone whose page of it is open already; this writes nothing in the journal.

    Raises NoRelationship where their reason to is gone, NotFound, and CannotProceed where it was given or deleted.
    """
    decision = may_open(person_id, by=by, at=at, act="form.fill")
    if not decision.allowed:
        raise NoRelationship(decision, person_id=person_id)
    found = Draft.objects.filter(pk=draft_id, organisation=by.organisation).select_related("form_version").first()
    shared = found is not None and shares_draft(form_of(found.form_version), found.begun_by_id, by)
    if found is None or not shared or current_person(found.person_id) != person_id:
        raise NotFound("There is no form being filled in by this number.", now="Go back to the person’s forms.")
    if found.given_at is not None or found.deleted_at is not None:
        raise CannotProceed("This form was given or deleted already.", now="Go back to the person’s forms.")
    return found


def present(draft_id: int, *, but: int | None, at: datetime) -> list[Present]:
    """Return who else is filling in a draft now, in the order in which they came."""
    found = Presence.objects.filter(draft_id=draft_id, seen_at__gt=at - PRESENT).exclude(account_id=but or 0)
    return [Present(each.account.full_name, each.since) for each in found.select_related("account").order_by("since")]


def told_by(rows: Iterable[Answered]) -> dict[int, Told]:
    """Return by row who wrote it down. Cost: two queries, however many rows."""
    rows = list(rows)
    names = account_names(each.account_id for each in rows)
    organisations = organisation_names()
    return {
        each.pk: Told(
            names.get(each.account_id or 0, ""), role_title(each.role) if each.role else "",
            organisations.get(each.organisation, each.organisation),
        )
        for each in rows
    }  # fmt: skip


def account_names(accounts: Iterable[int | None]) -> dict[int, str]:
    """Return the names of accounts by their ids."""
    ids = {account for account in accounts if account is not None}
    return dict(Account.objects.filter(pk__in=ids).values_list("pk", "full_name"))


def copies(opened: Opened, reader: Reader) -> tuple[list[Mapping[str, Any]], int]:
    """Return what the person may have a copy of, every version, and how many forms are held back from the copy.

    For one who opened them to make that copy, who need not be of those that read forms in their work. Answers that a
    form itself keeps from them are left out.
    """
    every = list(_theirs(opened).filter(~in_error()).order_by("happened_at", "pk"))
    choices = choices_of(opened.person_id, opened.at)
    shown = [each for each in every if _may(reader, choices, each, opened)]
    names = organisation_names()
    return [_copied(each, names, reader) for each in shown], len(every) - len(shown)


def _copied(each: Answered, names: dict[str, str], reader: Reader) -> Mapping[str, Any]:
    form = form_of(each.form_version)
    unread = unread_items(form, reader, own=False)
    return {
        "form": form.title, "version": form.version, "happened_at": each.happened_at, "recorded_at": each.recorded_at,
        "role": role_title(each.role) if each.role else "", "from": names.get(each.organisation, each.organisation),
        "answers": _in_words(form, _without(each.answers, unread)), "scores": each.scores,
        "done_at_once": _done(each, unread), "amended_because": each.why,
    }  # fmt: skip


def _in_words(form: Form, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    items = {key: form.by_id[parts_of(key)[0]] for key in answers}
    return [{"asked": items[key].text, "answered": [said(items[key], v) for v in answers[key]]} for key in answers]


def _done(each: Answered, unread: frozenset[str]) -> list[str]:
    return [told["what"] for told in _without(each.acted, unread).values()]


def _without(answers: Mapping[str, Any], items: frozenset[str]) -> dict[str, Any]:
    return {key: values for key, values in answers.items() if parts_of(key)[0] not in items}


def _theirs(opened: Opened) -> QuerySet[Answered]:
    """Return what was answered about a person under every number that was ever theirs, if it is theirs now."""
    named = Answered.objects.filter(person_id__in=people_who_became(opened.person_id))
    return named.annotate(now=person_now("person_id")).filter(now=opened.person_id).select_related("form_version")


def _drafts(opened: Opened) -> QuerySet[Draft]:
    named = Draft.objects.filter(person_id__in=people_who_became(opened.person_id), organisation=opened.by.organisation)
    return named.annotate(now=person_now("person_id")).filter(now=opened.person_id).select_related("form_version")


def _readable(opened: Opened, found: Iterable[Answered], shown_to: Reader | None) -> list[Answered]:
    readers = [reader_of(opened), *([shown_to] if shown_to is not None else ())]
    rows = list(found)
    if not rows:
        return []
    choices = choices_of(opened.person_id, opened.at)
    return [each for each in rows if all(_may(reader, choices, each, opened) for reader in readers)]


def _may(reader: Reader, choices: Choices, each: Answered, opened: Opened) -> bool:
    form = form_of(each.form_version)
    return may_read(
        reader, choices, sender=each.organisation, key=str(each.key), hidden_from=kept_by(form, each.hidden_from),
        section=section_of(form), own=_own(each, opened),
    )  # fmt: skip


def _own(each: Answered, opened: Opened) -> bool:
    return is_own(
        account=each.account_id, role=each.role, organisation=each.organisation, by=opened.by, codes=opened.codes
    )
