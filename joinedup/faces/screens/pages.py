"""Every page of the site in one table: name, address, view, and the act that lets someone see it.

Addresses are made from this table and from nothing else, and each view stands behind the guard of its row, so a page
that is not here does not exist. ``record.access.rules.MAY`` says which roles may do each act.
"""

from __future__ import annotations

from joinedup.faces.screens.about import views as about
from joinedup.faces.screens.agreements.pages import PAGES as AGREEMENTS
from joinedup.faces.screens.alerts import views as alerts
from joinedup.faces.screens.appointments.pages import PAGES as APPOINTMENTS
from joinedup.faces.screens.care.pages import DAY, MODELS
from joinedup.faces.screens.choices.pages import PAGES as CHOICES
from joinedup.faces.screens.deliveries import views as deliveries
from joinedup.faces.screens.downtime import views as downtime
from joinedup.faces.screens.forms.pages import PAGES as FORMS
from joinedup.faces.screens.guard import ANY_POST, ANYONE, BOTH, SEND, Page
from joinedup.faces.screens.home import views as home
from joinedup.faces.screens.insight.pages import PAGES as INSIGHT
from joinedup.faces.screens.journal import views as journal
from joinedup.faces.screens.letters.pages import PAGES as LETTERS
from joinedup.faces.screens.linkage_review import views as linkage_review
from joinedup.faces.screens.meetings.pages import PAGES as MEETINGS
from joinedup.faces.screens.notices.pages import PAGES as NOTICES
from joinedup.faces.screens.place import views as place
from joinedup.faces.screens.plan.pages import PAGES as PLAN
from joinedup.faces.screens.quarantine import views as quarantine
from joinedup.faces.screens.reasons import views as reasons
from joinedup.faces.screens.record.pages import PAGES as RECORD
from joinedup.faces.screens.registers.pages import PAGES as REGISTERS
from joinedup.faces.screens.reidentification import views as names
from joinedup.faces.screens.retention import views as retention
from joinedup.faces.screens.signing_in import people as sign_ins
from joinedup.faces.screens.signing_in.pages import PAGES as SIGNING_IN
from joinedup.faces.screens.staff.pages import PAGES as STAFF

PAGES: tuple[Page, ...] = (
    Page("home", "", home.home, ANY_POST),
    *SIGNING_IN,
    *RECORD,
    *CHOICES,
    *FORMS,
    *DAY,
    *NOTICES,
    *LETTERS,
    *APPOINTMENTS,
    *MEETINGS,
    *REGISTERS,
    *MODELS,
    Page("place", "place", place.place, "place.see", menu="Place", about="Who lives here, and how they fare"),
    Page("place_publish", "place/publish", place.publish, "release.publish", SEND, fresh=True),
    Page("place_download", "place/download/<slug:table>.csv", place.download, "place.see"),
    Page("place_pack", "place/pack.<slug:ending>", place.place_pack, "place.see"),
    *INSIGHT,
    Page("reidentification", "names", names.requests, "reidentify.see", menu="Names",
         about="Have people found in planning data shown to those who care for them"),
    Page("reidentification_file", "names/list.csv", names.requests_file, "reidentify.see"),
    Page("reidentification_new", "names/new", names.new, "reidentify.ask", BOTH),
    Page("reidentification_request", "names/<int:request_id>", names.one, "reidentify.see"),
    Page("reidentification_decide", "names/<int:request_id>/decide", names.decide, "reidentify.decide", SEND,
         fresh=True),
    Page("reidentification_withdraw", "names/<int:request_id>/take-back", names.withdraw, "reidentify.ask", SEND),
    Page("returned", "people-to-look-at", names.returned, "reidentify.returned", menu="People to look at",
         about="People in your care whom planning found may need something"),
    Page("returned_done", "people-to-look-at/<int:returned_id>", names.done, "reidentify.returned", SEND),
    *PLAN,
    Page("downtime", "downtime", downtime.downtime, "downtime.pack", BOTH, "Downtime pack",
         "What you need of those in your care when JoinedUp or the network is down", fresh=True, limit="download"),
    Page("deliveries", "deliveries", deliveries.deliveries, "quarantine.see", menu="Deliveries",
         about="What organisations have sent, and how far it has been taken in"),
    Page("deliveries_file", "deliveries/list.csv", deliveries.deliveries_file, "quarantine.see"),
    Page("quarantine", "quarantine", quarantine.held, "quarantine.see", menu="Quarantine",
         about="What did not pass, why, and how to mend it"),
    Page("quarantine_file", "quarantine/list.csv", quarantine.held_file, "quarantine.see"),
    Page("quarantine_item", "quarantine/<int:item_id>", quarantine.item, "quarantine.see"),
    Page("quarantine_mend", "quarantine/<int:item_id>/mend", quarantine.mend, "quarantine.mend", SEND),
    Page("quarantine_dismiss", "quarantine/<int:item_id>/dismiss", quarantine.dismiss, "quarantine.mend", SEND),
    Page("quarantine_reopen", "quarantine/<int:item_id>/reopen", quarantine.reopen, "quarantine.mend", SEND),
    Page("linkage_review", "linkage", linkage_review.queue, "linkage.review", menu="Linkage review",
         about="Records that may be one person’s: look at the evidence and decide"),
    Page("linkage_review_file", "linkage/pairs.csv", linkage_review.queue_file, "linkage.review"),
    Page("linkage_pair", "linkage/pairs/<int:review_id>", linkage_review.pair, "linkage.review"),
    Page("linkage_decide", "linkage/pairs/<int:review_id>/decide", linkage_review.decide, "linkage.review", SEND),
    Page("linkage_reopen", "linkage/pairs/<int:review_id>/reopen", linkage_review.reopen, "linkage.review", SEND),
    Page("linkage_history", "linkage/history", linkage_review.history, "linkage.review"),
    Page("linkage_history_file", "linkage/history.csv", linkage_review.history_file, "linkage.review"),
    Page("linkage_undo", "linkage/history/<int:gone>/undo", linkage_review.undo, "linkage.merge", BOTH),
    Page("linkage_choose_two", "linkage/join", linkage_review.choose_two, "linkage.merge", BOTH),
    Page("linkage_join", "linkage/join/<int:gone>/into/<int:into>", linkage_review.join, "linkage.merge", BOTH),
    Page("journal", "journal", journal.journal, "journal.see", menu="Journal",
         about="Who looked at whom, when, in which post, why, and what came of it"),
    Page("journal_find", "journal/find", journal.find_lines, "journal.see", SEND),
    Page("journal_file", "journal/lines.csv", journal.journal_file, "journal.see"),
    Page("emergencies", "emergencies", reasons.emergencies, "emergency.told", menu="Opened in an emergency",
         about="Records that were opened in an emergency, with no reason on record"),
    Page("emergencies_file", "emergencies/list.csv", reasons.emergencies_file, "emergency.told"),
    Page("alerts", "alerts", alerts.alerts, "alert.ask", menu="Alerts",
         about="Looks that someone should ask about: own name, household, colleague, at night, many"),
    Page("alerts_file", "alerts/list.csv", alerts.alerts_file, "alert.ask"),
    Page("alert", "alerts/<int:alert_id>", alerts.alert, "alert.ask"),
    Page("alert_own", "alerts/<int:alert_id>/ask", alerts.own, "alert.ask", SEND),
    Page("alert_close", "alerts/<int:alert_id>/close", alerts.close, "alert.ask", SEND),
    Page("alert_reopen", "alerts/<int:alert_id>/reopen", alerts.reopen, "alert.ask", SEND),
    *STAFF,
    *AGREEMENTS,
    Page("retention", "retention", retention.retention, "retention.see", menu="Retention",
         about="How long things are kept, and what is due for review or destruction"),
    Page("retention_file", "retention/list.csv", retention.retention_file, "retention.see"),
    Page("sign_ins", "sign-ins", sign_ins.sign_ins, "access.manage", menu="Sign-ins",
         about="How people sign in, who is locked out, and who has no second factor"),
    Page("sign_ins_file", "sign-ins/list.csv", sign_ins.sign_ins_file, "access.manage"),
    Page("sign_in_of", "sign-ins/<int:account_id>", sign_ins.sign_in_of, "access.manage"),
    Page("sign_in_password", "sign-ins/<int:account_id>/password", sign_ins.sign_in_password, "access.manage", BOTH,
         fresh=True),
    Page("sign_in_change", "sign-ins/<int:account_id>/<slug:act>", sign_ins.sign_in_change, "access.manage", SEND,
         fresh=True),
    Page("help", "help", about.help_page, ANYONE),
    Page("accessibility", "accessibility", about.accessibility, ANYONE),
    Page("cookies", "cookies", about.cookies, ANYONE),
    Page("security_txt", ".well-known/security.txt", about.security_txt, ANYONE),
)  # fmt: skip
