"""Every page of the site in one table: name, address, view, and the act that lets someone see it.

Addresses are made from this table and from nothing else, and each view stands behind the guard of its row, so a page
that is not here does not exist. ``record.access.rules.MAY`` says which roles may do each act.
"""

from __future__ import annotations

from joinedup.faces.screens.about import views as about
from joinedup.faces.screens.guard import ANY_POST, ANYONE, BOTH, SEND, SIGNED_IN, Page
from joinedup.faces.screens.home import views as home
from joinedup.faces.screens.signing_in import views as signing_in

PAGES: tuple[Page, ...] = (
    Page("home", "", home.home, ANY_POST),
    Page("sign_in", "sign-in", signing_in.sign_in, ANYONE, BOTH),
    Page("sign_out", "sign-out", signing_in.sign_out, SIGNED_IN, SEND),
    Page("choose_post", "post", signing_in.choose_post, SIGNED_IN, BOTH),
    Page("help", "help", about.help_page, ANYONE),
    Page("accessibility", "accessibility", about.accessibility, ANYONE),
    Page("cookies", "cookies", about.cookies, ANYONE),
)
