"""The pages of sharing agreements: part of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.agreements import views as agreements
from joinedup.faces.screens.guard import BOTH, SEND, Page

PAGES: tuple[Page, ...] = (
    Page("agreements", "agreements", agreements.agreements, "agreement.see", menu="Agreements",
         about="What may flow, under which sharing agreement, and what each waits for"),
    Page("agreements_file", "agreements/list.csv", agreements.agreements_file, "agreement.see"),
    Page("agreements_blocked", "agreements/flows/blocked", agreements.blocked, "agreement.see"),
    Page("agreements_blocked_file", "agreements/flows/blocked.csv", agreements.blocked_file, "agreement.see"),
    Page("agreements_left", "agreements/flows/left", agreements.left, "agreement.see"),
    Page("agreements_left_file", "agreements/flows/left.csv", agreements.left_file, "agreement.see"),
    Page("agreement", "agreements/<slug:agreement>", agreements.agreement, "agreement.see"),
    Page("agreement_condition", "agreements/<slug:agreement>/conditions/<slug:condition>", agreements.condition,
         "agreement.keep", BOTH, fresh=True),
    # What lets data flow asks again who does it. A withdrawal does not: it must never wait for a code or for another
    # house's sign-in, its reason is in the journal, and undoing it, which lets data flow, asks.
    Page("agreement_withdraw", "agreements/<slug:agreement>/withdraw", agreements.withdraw, "agreement.keep", BOTH),
    Page("agreement_undo", "agreements/<slug:agreement>/undo/<int:event>", agreements.undo, "agreement.keep", SEND,
         fresh=True),
)  # fmt: skip
