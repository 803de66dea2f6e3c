"""The pages of what is new: part of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.guard import BOTH, SEND, Page
from joinedup.faces.screens.notices import views

PAGES: tuple[Page, ...] = (
    Page("whats_new", "what-is-new", views.whats_new, "notices.see", menu="What is new",
         about="What came since you last looked"),
    Page("whats_new_file", "what-is-new/list.csv", views.whats_new_file, "notices.see"),
    Page("whats_new_act", "what-is-new/<slug:name>", views.act, "notices.see", SEND),
    Page("how_we_tell_you", "when-we-tell-you", views.how, "notices.see", BOTH),
)  # fmt: skip
