"""The pages of a person's plan and of what to know now, as rows of the table of pages."""

from __future__ import annotations

from joinedup.faces.screens.guard import BOTH, SEND, Page
from joinedup.faces.screens.plan import feedback, views, writing
from joinedup.faces.screens.urgent import views as urgent

_PLAN = "people/<int:person_id>/plan"
_PART = f"{_PLAN}/parts/<int:part_id>"

PAGES: tuple[Page, ...] = (
    Page("urgent", "people/<int:person_id>/urgent", urgent.urgent, "record.open"),
    Page("plan_tell", "people/<int:person_id>/urgent/tell", urgent.tell, "plan.tell", BOTH, gates=("record.open",)),
    Page("plan", _PLAN, views.plan, "plan.see"),
    Page("plan_print", f"{_PLAN}/print", views.printed, "plan.see"),
    Page("plan_pdf", f"{_PLAN}/plan.pdf", views.pdf, "plan.see", limit="download"),
    Page("plan_dates", f"{_PLAN}/dates.ics", views.dates, "plan.see", limit="download"),
    Page("plan_agree", f"{_PLAN}/agree", writing.agree, "plan.write", BOTH),
    Page("plan_new", f"{_PLAN}/new/<slug:kind>", writing.new, "plan.write", BOTH),
    Page("plan_part", _PART, views.part, "plan.see"),
    Page("plan_edit", f"{_PART}/write", writing.edit, "plan.write", BOTH),
    Page("plan_end", f"{_PART}/end", writing.end, "plan.write", SEND),
    Page("plan_bring_back", f"{_PART}/bring-back", writing.bring_back, "plan.write", SEND),
    Page(
        "plan_feedback",
        "plan-feedback",
        feedback.feedback,
        "plan.answer",
        menu="Plans used",
        about="What crews and others said of plans that you or your colleagues wrote",
    ),
    Page("plan_feedback_file", "plan-feedback/list.csv", feedback.feedback_file, "plan.answer"),
    Page("plan_feedback_answer", "plan-feedback/<int:feedback_id>", feedback.answer, "plan.answer", SEND),
)
