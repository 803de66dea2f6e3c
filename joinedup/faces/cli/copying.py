"""Writing the copy of all that is held about a person: one zip with a page to read, JSON, and documents as received."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import orjson
from django.template.loader import render_to_string

from joinedup.faces.components.lists import harmless
from joinedup.record.answers.queries import copies as forms_of
from joinedup.record.entries.copies import Copy, copy_of
from joinedup.record.entries.queries import record_of
from joinedup.record.sharing.gate import Opened
from joinedup.record.sharing.sensitivity import PERSON, Reader
from joinedup.record.store.files import whole
from joinedup.work.additions.copies import copy_of_additions
from joinedup.work.enrolment.copies import copy_of_care
from joinedup.work.letters.copies import copy_of_letters
from joinedup.work.meetings.copies import copy_of_decided
from joinedup.work.plans.copies import copy_of_plan


@dataclass(frozen=True, slots=True)
class Told:
    """How much is in a copy."""

    entries: int
    documents: int
    looks: int
    held_back: int


def write_copy(opened: Opened, target: Path) -> Told:
    """Write the copy to ``target``, which only the account that runs the place may read; whole, or not at all."""
    copy, plan, care, documents = copy_of(opened), copy_of_plan(opened), copy_of_care(opened), 0
    forms, forms_held_back = forms_of(opened, Reader(PERSON))
    meetings, letters = copy_of_decided(opened), copy_of_letters(opened)
    with whole(target) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as file:
        told = record_of(opened, shown_to=(Reader(PERSON),))
        page = {"person": opened.demographics, "record": told, "copy": copy, "forms": forms, "plan": plan, "care": care,
                "meetings": meetings}  # fmt: skip
        file.writestr("read-me-first.html", render_to_string("cli/copy.jinja", page))
        file.writestr("everything.json", copy.as_json())
        file.writestr("plan.json", plan.as_json())
        file.writestr("care.json", care.as_json())
        file.writestr("meetings.json", meetings.as_json())
        file.writestr("letters.json", letters.as_json())
        file.writestr("added-by-name.json", orjson.dumps(copy_of_additions(opened), option=orjson.OPT_INDENT_2))
        file.writestr("forms.json", orjson.dumps(forms, option=orjson.OPT_INDENT_2))
        file.writestr("who-looked.csv", _looks(copy))
        for name, body in copy.documents():
            file.writestr(f"received/{name}", body)
            documents += 1
    return Told(
        len(copy.entries),
        documents,
        len(copy.looks),
        copy.held_back + plan.held_back + care.held_back + meetings.held_back + letters.held_back + forms_held_back,
    )


def _looks(copy: Copy) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["When", "Who", "Where", "What", "Why"])
    writer.writerows([harmless(look[name]) for name in ("when", "who", "where", "what", "why")] for look in copy.looks)
    return "\ufeff" + text.getvalue()
