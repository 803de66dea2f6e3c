"""The pages of who works here and where: part of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.guard import BOTH, SEND, Page
from joinedup.faces.screens.staff import organisations
from joinedup.faces.screens.staff import views as staff

PAGES: tuple[Page, ...] = (
    Page("staff", "staff", staff.people, "access.manage", menu="Staff",
         about="Who works here, in which posts, and who joined, moved and left", also=("organisations",)),
    Page("staff_file", "staff/list.csv", staff.people_file, "access.manage"),
    Page("staff_new", "staff/new", staff.new, "access.manage", BOTH, fresh=True),
    Page("staff_changes", "staff/changes", staff.changes, "access.manage"),
    Page("staff_changes_file", "staff/changes.csv", staff.changes_file, "access.manage"),
    Page("staff_roles", "staff/roles", staff.roles, "access.manage"),
    Page("staff_roles_file", "staff/roles.csv", staff.roles_file, "access.manage"),
    Page("staff_member", "staff/<int:account_id>", staff.member, "access.manage"),
    Page("post_start", "staff/<int:account_id>/posts", staff.start, "access.manage", SEND, fresh=True),
    Page("staff_leave", "staff/<int:account_id>/leave", staff.leave, "access.manage", SEND),
    Page("staff_come_back", "staff/<int:account_id>/come-back", staff.come_back, "access.manage", SEND, fresh=True),
    Page("post_end", "staff/posts/<int:post_id>/end", staff.end, "access.manage", SEND),
    Page("post_bring_back", "staff/posts/<int:post_id>/bring-back", staff.bring_back, "access.manage", SEND,
         fresh=True),
    Page("post_move", "staff/posts/<int:post_id>/move", staff.move, "access.manage", BOTH, fresh=True),
    Page("organisations", "organisations", organisations.organisations, "access.manage"),
    Page("organisations_file", "organisations/list.csv", organisations.organisations_file, "access.manage"),
    Page("organisation_new", "organisations/new", organisations.organisation_new, "access.manage", BOTH, fresh=True),
    Page("organisation", "organisations/<slug:code>", organisations.organisation, "access.manage"),
    Page("organisation_file", "organisations/<slug:code>/staff.csv", organisations.organisation_file, "access.manage"),
    Page("organisation_change", "organisations/<slug:code>/change", organisations.organisation_change,
         "access.manage", BOTH, fresh=True),
    Page("site_new", "organisations/<slug:code>/sites/new", organisations.site_new, "access.manage", BOTH, fresh=True),
    Page("site_change", "organisations/<slug:code>/sites/<slug:site>", organisations.site_change, "access.manage",
         BOTH, fresh=True),
    Page("team_new", "organisations/<slug:code>/teams/new", organisations.team_new, "access.manage", BOTH, fresh=True),
    Page("team_change", "organisations/<slug:code>/teams/<slug:team>", organisations.team_change, "access.manage",
         BOTH, fresh=True),
)  # fmt: skip
