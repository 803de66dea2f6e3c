"""The pages of meetings: part of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.guard import BOTH, SEND, Page
from joinedup.faces.screens.meetings import action, arranging, decided, item, meeting, series

_SERIES = "meetings/series/<int:series_id>"
_MEETING = "meetings/<int:meeting_id>"
_ITEM = "meetings/items/<int:item_id>"

PAGES: tuple[Page, ...] = (
    Page("meetings", "meetings", series.meetings, "meeting.see", menu="Meetings",
         about="Whom your team speaks of next, and what was decided"),
    Page("meeting_new", "meetings/new", arranging.new, "meeting.run", BOTH),
    Page("meeting_series", _SERIES, series.one, "meeting.see"),
    Page("meeting_change", f"{_SERIES}/change", arranging.change, "meeting.run", BOTH),
    Page("meeting_end", f"{_SERIES}/end", arranging.end, "meeting.run", SEND),
    Page("meeting_bring_back", f"{_SERIES}/bring-back", arranging.bring_back, "meeting.run", SEND),
    Page("meeting_dates", f"{_SERIES}/dates.ics", series.dates, "meeting.see", limit="download"),
    Page("meeting_actions_file", f"{_SERIES}/actions.csv", series.actions_file, "meeting.see"),
    Page("meeting", _MEETING, meeting.meeting, "meeting.see"),
    Page("meeting_print", f"{_MEETING}/print", meeting.printed, "meeting.see"),
    Page("meeting_act", f"{_MEETING}/<slug:name>", meeting.act, "meeting.work", SEND),
    Page("meeting_item", _ITEM, item.item, "meeting.see"),
    Page("meeting_minutes", f"{_ITEM}/minutes", item.minutes, "meeting.work", SEND),
    Page("meeting_decide", f"{_ITEM}/decide", item.decide, "meeting.work", SEND),
    Page("meeting_item_act", f"{_ITEM}/<slug:name>", item.act, "meeting.work", SEND),
    Page("meeting_decision_act", "meetings/decisions/<int:decision_id>/<slug:name>", item.decision_act, "meeting.work",
         SEND),
    Page("meeting_action", "meetings/actions/<int:action_id>", action.action, "meeting.work", BOTH),
    Page("decided", "people/<int:person_id>/decided", decided.decided, "meeting.see", gates=("record.open",)),
    Page("decided_ask", "people/<int:person_id>/decided/ask", decided.ask, "meeting.work", SEND),
    Page("decided_withdraw", "people/<int:person_id>/decided/withdraw", decided.withdraw, "meeting.work", SEND),
)  # fmt: skip
