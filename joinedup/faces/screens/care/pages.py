"""The pages of care, those of one's day and those of models: parts of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.care import (
    acts,
    additions,
    caseloads,
    day,
    enrolment,
    filters,
    helping,
    models,
    people,
    person,
    report,
    running,
)
from joinedup.faces.screens.guard import SEND, Page

_MODEL = "models-of-care/<slug:model_id>"

DAY: tuple[Page, ...] = (
    Page("my_day", "my-day", day.my_day, "care.see", menu="My day", also=("teams", "care"),
         about="What is to be done, for whom and by when"),
    Page("my_day_file", "my-day/list.csv", day.my_day_file, "care.see"),
    Page("team_board", "teams/<slug:team>/board", day.team_board, "care.see"),
    Page("team_board_file", "teams/<slug:team>/board/list.csv", day.team_board_file, "care.see"),
    Page("filter_keep", "saved-filters/keep", filters.keep, "filter.save", SEND),
    Page("filter_change", "saved-filters/<int:filter_id>/<slug:name>", filters.change, "filter.save", SEND),
    Page("task_take", "tasks/<int:task_id>/take", day.take, "care.work", SEND),
    Page("helping", "helping", helping.helping, "care.help", menu="People you help",
         about="What is asked of you, for whom and by when"),
    Page("helping_act", "helping/<int:enrolment_id>/<slug:name>", helping.act, "care.help", SEND),
)  # fmt: skip

MODELS: tuple[Page, ...] = (
    Page("models_of_care", "models-of-care", models.models, "model.see", menu="Models of care",
         about="Whom each is for, who is on it, how it goes"),
    Page("model_of_care", _MODEL, models.model, "model.see"),
    Page("model_found", f"{_MODEL}/found", models.found, "care.find"),
    Page("model_found_file", f"{_MODEL}/found/list.csv", models.found_file, "care.find"),
    Page("model_offer", f"{_MODEL}/offer", models.offer, "care.find", SEND),
    Page("model_people", f"{_MODEL}/people", people.people, "care.see"),
    Page("model_people_file", f"{_MODEL}/people/list.csv", people.people_file, "care.see"),
    Page("model_caseloads", f"{_MODEL}/caseloads", caseloads.caseloads, "care.see"),
    Page("model_caseloads_file", f"{_MODEL}/caseloads/list.csv", caseloads.caseloads_file, "care.see"),
    Page("model_hand_over", f"{_MODEL}/hand-over", people.hand_over, "care.allocate", SEND),
    Page("model_run", f"{_MODEL}/run", running.running, "care.run"),
    Page("model_run_act", f"{_MODEL}/run/<slug:name>", running.act, "care.run", SEND),
    Page("model_report", f"{_MODEL}/report", report.report, "model.see"),
    Page("model_report_file", f"{_MODEL}/report/list.csv", report.report_file, "model.see"),
    Page("care", "people/<int:person_id>/care", person.care, "care.see", gates=("record.open",)),
    Page("care_refer", "people/<int:person_id>/care/refer", person.refer, "care.refer", SEND),
    Page("care_add", "people/<int:person_id>/care/add", additions.add, "care.add", SEND),
    Page("care_withdraw", "people/<int:person_id>/care/additions/<int:addition_id>/withdraw", additions.withdraw,
         "care.add", SEND),
    Page("enrolment", "care/<int:enrolment_id>", enrolment.enrolment, "care.see"),
    Page("enrolment_act", "care/<int:enrolment_id>/<slug:name>", acts.act, "care.work", SEND),
)  # fmt: skip
