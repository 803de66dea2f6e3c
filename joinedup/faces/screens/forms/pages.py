"""The pages of forms: part of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.forms import filling
from joinedup.faces.screens.forms import views as forms
from joinedup.faces.screens.guard import BOTH, SEND, Page

PAGES: tuple[Page, ...] = (
    Page("forms", "people/<int:person_id>/forms", forms.forms, "record.open"),
    Page("forms_file", "people/<int:person_id>/forms/list.csv", forms.forms_file, "record.open"),
    Page("form_gallery", "people/<int:person_id>/forms/new", forms.gallery, "form.fill"),
    Page("form_start", "people/<int:person_id>/forms/new/<slug:form>", forms.start, "form.fill", BOTH),
    Page("form_answered", "people/<int:person_id>/forms/<int:answered_id>", forms.answered, "record.open"),
    Page("form_print", "people/<int:person_id>/forms/<int:answered_id>/print", forms.printed, "record.open"),
    Page("form_given", "people/<int:person_id>/forms/<int:answered_id>/given", forms.given, "record.open"),
    Page("form_amend", "people/<int:person_id>/forms/<int:answered_id>/amend", forms.amend, "form.amend", SEND),
    Page("form_error", "people/<int:person_id>/forms/<int:answered_id>/error", forms.in_error, "form.error", BOTH),
    Page("form_not_error", "people/<int:person_id>/forms/<int:answered_id>/not-in-error", forms.not_in_error,
         "form.error", SEND),
    Page("form_tasks", "people/<int:person_id>/forms/drafts/<int:draft_id>", filling.tasks, "form.fill"),
    Page("form_page", "people/<int:person_id>/forms/drafts/<int:draft_id>/pages/<str:page>", filling.page,
         "form.fill", BOTH),
    Page("form_save", "people/<int:person_id>/forms/drafts/<int:draft_id>/save", filling.keep, "form.fill", SEND),
    Page("form_visit", "people/<int:person_id>/forms/drafts/<int:draft_id>/visit", filling.visit, "form.fill", BOTH),
    Page("form_choose", "people/<int:person_id>/forms/drafts/<int:draft_id>/choose", filling.choose, "form.fill", SEND),
    Page("form_risk", "people/<int:person_id>/forms/drafts/<int:draft_id>/risk/<str:item>", filling.risk,
         "form.fill", BOTH),
    Page("form_check", "people/<int:person_id>/forms/drafts/<int:draft_id>/check", filling.check, "form.fill", BOTH),
    Page("form_delete", "people/<int:person_id>/forms/drafts/<int:draft_id>/delete", filling.delete, "form.fill", BOTH),
    Page("form_bring_back", "people/<int:person_id>/forms/drafts/<int:draft_id>/bring-back", filling.bring_back,
         "form.fill", BOTH),
)  # fmt: skip
