"""The pages of letters: part of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.guard import BOTH, SEND, Page
from joinedup.faces.screens.letters import lists, one, writing

PAGES: tuple[Page, ...] = (
    Page("letters", "letters", lists.letters, "letter.read", menu="Letters",
         about="Letters for your organisation, and those that it writes"),
    Page("letters_file", "letters/list.csv", lists.letters_file, "letter.read"),
    Page("letter_new", "letters/new/<int:enrolment_id>", writing.new, "letter.write", BOTH),
    Page("letter", "letters/<int:letter_id>", one.letter, "letter.read"),
    Page("letter_write", "letters/<int:letter_id>/write", writing.write, "letter.write", BOTH),
    Page("letter_pdf", "letters/<int:letter_id>/letter.pdf", one.pdf, "letter.read"),
    Page("letter_act", "letters/<int:letter_id>/<slug:name>", one.act, "letter.read", SEND),
    Page("letters_of", "people/<int:person_id>/letters", lists.of_person, "letter.read", gates=("record.open",)),
)  # fmt: skip
