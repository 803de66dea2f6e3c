"""Every page of the site in one table: name, address, view, and the act that lets someone see it.

Addresses are made from this table and from nothing else, and each view stands behind the guard of its row, so a page
that is not here does not exist. ``record.access.rules.MAY`` says which roles may do each act.
"""

from __future__ import annotations

from joinedup.faces.screens.about import views as about
from joinedup.faces.screens.alerts import views as alerts
from joinedup.faces.screens.deliveries import views as deliveries
from joinedup.faces.screens.finding import views as finding
from joinedup.faces.screens.guard import ANY_POST, ANYONE, BOTH, SEND, SIGNED_IN, Page
from joinedup.faces.screens.home import views as home
from joinedup.faces.screens.insight.care_homes import views as care_homes
from joinedup.faces.screens.insight.cohorts import views as cohorts
from joinedup.faces.screens.insight.dashboard import views as dashboard
from joinedup.faces.screens.insight.indicator import views as indicator
from joinedup.faces.screens.insight.needs import views as needs
from joinedup.faces.screens.insight.network import views as network
from joinedup.faces.screens.insight.practice import views as practice
from joinedup.faces.screens.insight.reports import views as reports
from joinedup.faces.screens.insight.risk import views as risk
from joinedup.faces.screens.insight.segments import cuts
from joinedup.faces.screens.insight.segments import views as segments
from joinedup.faces.screens.journal import views as journal
from joinedup.faces.screens.linkage_review import views as linkage_review
from joinedup.faces.screens.place import views as place
from joinedup.faces.screens.quarantine import views as quarantine
from joinedup.faces.screens.reasons import views as reasons
from joinedup.faces.screens.record import views as record
from joinedup.faces.screens.signing_in import views as signing_in

PAGES: tuple[Page, ...] = (
    Page("home", "", home.home, ANY_POST),
    Page("sign_in", "sign-in", signing_in.sign_in, ANYONE, BOTH),
    Page("sign_out", "sign-out", signing_in.sign_out, SIGNED_IN, SEND),
    Page("choose_post", "post", signing_in.choose_post, SIGNED_IN, BOTH),
    Page(
        "find_person",
        "people",
        finding.find_person,
        "person.find",
        BOTH,
        "Find a person",
        "By NHS number, name, date of birth or postcode",
    ),
    Page("record", "people/<int:person_id>", record.whole, "record.open"),
    Page("record_section", "people/<int:person_id>/sections/<slug:name>", record.section, "record.open"),
    Page("record_line", "people/<int:person_id>/lines/<slug:line_id>", record.line, "record.open"),
    Page("record_problems", "people/<int:person_id>/problems", record.problems, "record.open"),
    Page("record_encounters", "people/<int:person_id>/contacts", record.encounters, "record.open"),
    Page("record_timeline", "people/<int:person_id>/timeline", record.over_time, "record.open"),
    Page("record_trends", "people/<int:person_id>/trends", record.trends, "record.open"),
    Page("record_changes", "people/<int:person_id>/changes", record.changes, "record.open"),
    Page("record_as_it_was", "people/<int:person_id>/as-it-was", record.as_it_was, "record.open"),
    Page("record_why", "people/<int:person_id>/why", reasons.why, "record.open"),
    Page("record_with_them", "people/<int:person_id>/with-them", reasons.with_them, "record.declare", SEND),
    Page("record_break_glass", "people/<int:person_id>/emergency", reasons.break_glass, "record.break_glass", SEND),
    Page(
        "emergencies",
        "emergencies",
        reasons.emergencies,
        "emergency.told",
        menu="Emergencies",
        about="Records that were opened in an emergency, with no reason on record",
    ),
    Page("emergencies_file", "emergencies/list.csv", reasons.emergencies_file, "emergency.told"),
    Page("record_print", "people/<int:person_id>/print", record.printed, "record.open"),
    Page("place", "place", place.place, "place.see", menu="Place", about="Who lives here, and how they fare"),
    Page("place_publish", "place/publish", place.publish, "release.publish", SEND),
    Page("place_download", "place/download/<slug:table>.csv", place.download, "place.see"),
    Page("place_pack", "place/pack.<slug:ending>", place.place_pack, "place.see"),
    Page(
        "measures",
        "measures",
        dashboard.measures,
        "measure.see",
        menu="Insight",
        about="Every measure, what changed by more than chance, and how practices compare",
        also=("practices", "networks", "care-homes"),
    ),
    Page("risks", "risk", risk.risks, "risk.see", menu="Risk", about="Models that find people, held to account"),
    Page("risk", "risk/<slug:risk_id>", risk.risk, "risk.see"),
    Page("risk_file", "risk/<slug:risk_id>/card.csv", risk.risk_file, "risk.see"),
    Page("risk_accept", "risk/<slug:risk_id>/accept", risk.accept, "risk.accept", SEND),
    Page("risk_withdraw", "risk/<slug:risk_id>/withdraw", risk.withdraw, "risk.accept", SEND),
    Page("segments", "segments", segments.segments, "segment.see", menu="Segments", about="Groups of like needs"),
    Page("segments_file", "segments/figures.csv", segments.segments_file, "segment.see"),
    Page("segments_explore", "segments/explore", segments.explore, "segment.see"),
    Page("segments_explore_file", "segments/explore.csv", segments.explore_file, "segment.see"),
    Page("cuts", "segments/cuts", cuts.cuts, "segment.see"),
    Page("cut_save", "segments/cuts/save", cuts.keep, "cut.save", SEND),
    Page("cut", "segments/cuts/<int:cut_id>", cuts.cut, "segment.see"),
    Page("cut_change", "segments/cuts/<int:cut_id>/change", cuts.change, "cut.save", SEND),
    Page("cut_delete", "segments/cuts/<int:cut_id>/delete", cuts.delete, "cut.save", SEND),
    Page("cut_bring_back", "segments/cuts/<int:cut_id>/bring-back", cuts.bring_back, "cut.save", SEND),
    Page("segment", "segments/<slug:scheme_id>", segments.segment, "segment.see"),
    Page("cohorts", "cohorts", cohorts.cohorts, "cohort.see", menu="Cohorts", about="Groups of people by criteria"),
    Page("cohort_build", "cohorts/build", cohorts.build, "cohort.see"),
    Page("cohort_save", "cohorts/save", cohorts.keep, "cohort.save", SEND),
    Page("cohort", "cohorts/<int:cohort_id>", cohorts.cohort, "cohort.see"),
    Page("cohort_file", "cohorts/<int:cohort_id>/figures.csv", cohorts.cohort_file, "cohort.see"),
    Page("cohort_edit", "cohorts/<int:cohort_id>/edit", cohorts.edit, "cohort.save"),
    Page("cohort_end", "cohorts/<int:cohort_id>/end", cohorts.end, "cohort.save", SEND),
    Page("cohort_bring_back", "cohorts/<int:cohort_id>/bring-back", cohorts.bring_back, "cohort.save", SEND),
    Page("reports", "reports", reports.reports, "report.see", menu="Reports", about="Pages made for you regularly"),
    Page("report_new", "reports/new", reports.new, "report.see", BOTH),
    Page("report", "reports/<int:report_id>", reports.report, "report.see"),
    Page("report_file", "reports/<int:report_id>/<int:made_id>.<slug:ending>", reports.file, "report.see"),
    Page("report_change", "reports/<int:report_id>/<slug:act>", reports.change, "report.see", SEND),
    Page("measures_file", "measures/list.csv", dashboard.measures_file, "measure.see"),
    Page("measures_pack", "measures/pack.<slug:ending>", dashboard.measures_pack, "measure.see"),
    Page("measures_refresh", "measures/work-out", dashboard.refresh, "release.publish", SEND),
    Page("measure", "measures/<slug:measure_id>", indicator.measure, "measure.see"),
    Page("measure_file", "measures/<slug:measure_id>/<slug:table>.csv", indicator.measure_file, "measure.see"),
    Page("measure_pack", "measures/<slug:measure_id>/pack.<slug:ending>", indicator.measure_pack, "measure.see"),
    Page("measure_rebase", "measures/<slug:measure_id>/rebase", indicator.rebase, "measure.rebase", SEND),
    Page(
        "measure_rebase_undo",
        "measures/<slug:measure_id>/rebase/<int:rebase_id>/undo",
        indicator.undo_rebase,
        "measure.rebase",
        SEND,
    ),
    Page("practices", "practices", practice.practices, "measure.see"),
    Page("practices_file", "practices/list.csv", practice.practices_file, "measure.see"),
    Page("practice", "practices/<slug:code>", practice.practice, "measure.see"),
    Page("practice_file", "practices/<slug:code>/<slug:table>.csv", practice.practice_file, "measure.see"),
    Page("practice_pack", "practices/<slug:code>/peer-review.<slug:ending>", practice.practice_pack, "measure.see"),
    Page("network", "networks/<slug:network>", network.network, "measure.see"),
    Page("needs_file", "needs/<slug:by>/<slug:unit>.csv", needs.needs_file, "measure.see"),
    Page("care_homes", "care-homes", care_homes.care_homes, "measure.see"),
    Page("care_homes_pack", "care-homes/pack.<slug:ending>", care_homes.care_homes_pack, "measure.see"),
    Page("care_home_pack", "care-homes/<slug:site>/pack.<slug:ending>", care_homes.care_home_pack, "measure.see"),
    Page("care_homes_file", "care-homes/files/<slug:table>.csv", care_homes.care_homes_file, "measure.see"),
    Page("care_home", "care-homes/<slug:site>", care_homes.care_home, "measure.see"),
    Page("care_home_file", "care-homes/<slug:site>/<slug:table>.csv", care_homes.care_home_file, "measure.see"),
    Page("network_file", "networks/<slug:network>/<slug:table>.csv", network.network_file, "measure.see"),
    Page("network_pack", "networks/<slug:network>/pack.<slug:ending>", network.network_pack, "measure.see"),
    Page(
        "deliveries",
        "deliveries",
        deliveries.deliveries,
        "quarantine.see",
        menu="Deliveries",
        about="What organisations have sent, and how far it has been taken in",
    ),
    Page("deliveries_file", "deliveries/list.csv", deliveries.deliveries_file, "quarantine.see"),
    Page(
        "quarantine",
        "quarantine",
        quarantine.held,
        "quarantine.see",
        menu="Quarantine",
        about="What did not pass, why, and how to mend it",
    ),
    Page("quarantine_file", "quarantine/list.csv", quarantine.held_file, "quarantine.see"),
    Page("quarantine_item", "quarantine/<int:item_id>", quarantine.item, "quarantine.see"),
    Page("quarantine_mend", "quarantine/<int:item_id>/mend", quarantine.mend, "quarantine.mend", SEND),
    Page("quarantine_dismiss", "quarantine/<int:item_id>/dismiss", quarantine.dismiss, "quarantine.mend", SEND),
    Page("quarantine_reopen", "quarantine/<int:item_id>/reopen", quarantine.reopen, "quarantine.mend", SEND),
    Page(
        "linkage_review",
        "linkage",
        linkage_review.queue,
        "linkage.review",
        menu="Linkage review",
        about="Records that may be one person’s: look at the evidence and decide",
    ),
    Page("linkage_review_file", "linkage/pairs.csv", linkage_review.queue_file, "linkage.review"),
    Page("linkage_pair", "linkage/pairs/<int:review_id>", linkage_review.pair, "linkage.review"),
    Page("linkage_decide", "linkage/pairs/<int:review_id>/decide", linkage_review.decide, "linkage.review", SEND),
    Page("linkage_reopen", "linkage/pairs/<int:review_id>/reopen", linkage_review.reopen, "linkage.review", SEND),
    Page("linkage_history", "linkage/history", linkage_review.history, "linkage.review"),
    Page("linkage_history_file", "linkage/history.csv", linkage_review.history_file, "linkage.review"),
    Page("linkage_undo", "linkage/history/<int:gone>/undo", linkage_review.undo, "linkage.merge", BOTH),
    Page("linkage_choose_two", "linkage/join", linkage_review.choose_two, "linkage.merge", BOTH),
    Page("linkage_join", "linkage/join/<int:gone>/into/<int:into>", linkage_review.join, "linkage.merge", BOTH),
    Page(
        "journal",
        "journal",
        journal.journal,
        "journal.see",
        menu="Journal",
        about="Who looked at whom, when, in which post, why, and what came of it",
    ),
    Page("journal_find", "journal/find", journal.find_lines, "journal.see", SEND),
    Page("journal_file", "journal/lines.csv", journal.journal_file, "journal.see"),
    Page(
        "alerts",
        "alerts",
        alerts.alerts,
        "alert.ask",
        menu="Alerts",
        about="Looks that someone should ask about: own name, household, colleague, at night, many",
    ),
    Page("alerts_file", "alerts/list.csv", alerts.alerts_file, "alert.ask"),
    Page("alert", "alerts/<int:alert_id>", alerts.alert, "alert.ask"),
    Page("alert_own", "alerts/<int:alert_id>/ask", alerts.own, "alert.ask", SEND),
    Page("alert_close", "alerts/<int:alert_id>/close", alerts.close, "alert.ask", SEND),
    Page("alert_reopen", "alerts/<int:alert_id>/reopen", alerts.reopen, "alert.ask", SEND),
    Page("help", "help", about.help_page, ANYONE),
    Page("accessibility", "accessibility", about.accessibility, ANYONE),
    Page("cookies", "cookies", about.cookies, ANYONE),
)
