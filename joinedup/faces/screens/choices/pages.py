"""The pages of what someone chose about their record: part of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.choices import views as choices
from joinedup.faces.screens.guard import BOTH, SEND, Page

# Who may know of someone's choices may record one, end one or bring one back.
KNOWN = ("choice.see",)

PAGES: tuple[Page, ...] = (
    Page("choices", "people/<int:person_id>/choices", choices.choices, "choice.see"),
    Page("choices_file", "people/<int:person_id>/choices/list.csv", choices.choices_file, "choice.see"),
    Page("choice_new", "people/<int:person_id>/choices/new/<slug:what>", choices.new, "choice.record", BOTH,
         gates=KNOWN),
    Page("choice_stop", "people/<int:person_id>/choices/stop", choices.stop, "choice.stop", BOTH, gates=KNOWN),
    Page("choice_end", "people/<int:person_id>/choices/<int:choice_id>/end", choices.end, "choice.record", SEND,
         gates=KNOWN),
    Page("choice_bring_back", "people/<int:person_id>/choices/<int:choice_id>/bring-back", choices.bring_back,
         "choice.record", SEND, gates=KNOWN),
    Page("choice_party", "people/<int:person_id>/choices/taking-part/<int:asking_id>", choices.party_said,
         "choice.record", SEND, gates=KNOWN),
    Page("choice_line", "people/<int:person_id>/lines/<slug:line_id>/keep", choices.seal_line, "choice.record",
         BOTH, gates=("record.open", *KNOWN)),
    Page("shown_to", "people/<int:person_id>/shown-to/<slug:who>", choices.shown_to, "record.open"),
)  # fmt: skip
