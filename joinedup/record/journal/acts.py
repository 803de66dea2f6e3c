"""What each act of the journal is called by those who read it. Every act that is written has its words here."""

from __future__ import annotations

ACTS: dict[str, str] = {
    "record.open": "Opened a record",
    "record.export": "Made a copy of all that is held",
    "person.find": "Searched for people",
    "linkage.look": "Looked at two records side by side",
    "linkage.linked": "Linked what had arrived",
    "linkage.joined": "Found by rule to be another person",
    "linkage.merged": "Joined two people into one",
    "linkage.unmerged": "Undid a joining",
    "linkage.separated": "Took records from a person",
    "linkage.decided": "Decided whether two records are one person’s",
    "linkage.reopened": "Undid a decision about two records",
    "linkage.never": "Put on the never-link list",
    "linkage.never_ended": "Took off the never-link list",
    "quarantine.look": "Looked at something in quarantine",
    "quarantine.mended": "Mended something in quarantine",
    "quarantine.replayed": "Took something in from quarantine",
    "quarantine.dismissed": "Dismissed something in quarantine",
    "quarantine.reopened": "Undid a dismissal in quarantine",
    "release.published": "Published the linked dataset",
    "release.refreshed": "Worked out the measures of a release again",
    "measure.rebased": "Set the limits of a measure’s chart anew",
    "measure.rebase_undone": "Undid limits set anew",
    "cohort.saved": "Saved a cohort, or a new version of one",
    "cohort.ended": "Ended a cohort",
    "cohort.brought-back": "Brought a cohort back",
    "cut.saved": "Saved a cut of segments",
    "cut.changed": "Renamed a cut of segments, or shared it or not",
    "cut.deleted": "Deleted a cut of segments",
    "cut.brought-back": "Brought a cut of segments back",
    "risk.trained": "Trained a risk model",
    "risk.accepted": "Accepted a risk model for a use",
    "risk.withdrawn": "Withdrew a risk model",
    "risk.listed": "Listed people at high risk",
    "post.chosen": "Chose a post to work in",
    "journal.read": "Read the journal",
    "journal.downloaded": "Downloaded the journal",
    "report.asked": "Asked for a page regularly",
    "report.paused": "Paused a report",
    "report.resumed": "Resumed a report",
    "report.deleted": "Deleted a report",
    "report.brought_back": "Brought a report back",
    "report.made": "Made a report",
    "report.downloaded": "Downloaded a report",
    "alert.owned": "Took on an alert about looks",
    "alert.closed": "Closed an alert about looks",
    "alert.reopened": "Opened an alert about looks again",
    "pack.downloaded": "Downloaded a page as PDF or spreadsheet",
}


def act_in_words(act: str) -> str:
    """Return what an act is called; the act itself where a newer version wrote one that is not known here."""
    return ACTS.get(act, act)
