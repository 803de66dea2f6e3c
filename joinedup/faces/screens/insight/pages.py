"""The pages of figures: part of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.guard import BOTH, SEND, Page
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

PAGES: tuple[Page, ...] = (
    Page("measures", "measures", dashboard.measures, "measure.see", menu="Insight",
         about="Every measure, what changed by more than chance, and how practices compare", also=("practices",
         "networks", "care-homes")),
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
    Page("measure_rebase_undo", "measures/<slug:measure_id>/rebase/<int:rebase_id>/undo", indicator.undo_rebase,
         "measure.rebase", SEND),
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
)  # fmt: skip
