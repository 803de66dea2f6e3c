"""The pages of registers: part of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.guard import Page
from joinedup.faces.screens.registers import views

PAGES: tuple[Page, ...] = (
    Page("registers", "registers", views.registers, "care.find", menu="Registers",
         about="Who of your people is on each, why, and what is due"),
    Page("register", "registers/<slug:register_id>", views.one, "care.find"),
    Page("register_file", "registers/<slug:register_id>/list.csv", views.one_file, "care.find"),
)  # fmt: skip
