"""A person's plan for the copy of all that is held about them: every version that they may see.

Who wrote it is told by their role and where they work, as who looked is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from joinedup.record.sharing.gate import Opened
from joinedup.record.sharing.sensitivity import PERSON, Reader
from joinedup.work.plans.feedback import feedback_of
from joinedup.work.plans.models import PartVersion
from joinedup.work.plans.queries import PartNow, PlanNow, owner_names, plan_of, who_wrote
from joinedup.work.plans.rules import Version
from joinedup.work.plans.said import answer_words

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlanCopy:
    """A plan as its person may have it: ``parts`` with their versions, ``agreed``, and what was said when it was used.

    ``held_back`` counts the versions that a clinician must look at before the person may have them.
    """

    parts: tuple[Row, ...]
    agreed: tuple[Row, ...]
    used: tuple[Row, ...]
    held_back: int

    def as_json(self) -> bytes:
        """Return it as JSON for machines."""
        told = {"parts": self.parts, "agreed": self.agreed, "used": self.used}
        return orjson.dumps(told, option=orjson.OPT_INDENT_2)


def copy_of_plan(opened: Opened) -> PlanCopy:
    """Return the plan of a person opened with ``act="record.export"``."""
    plan = plan_of(opened, shown_to=(Reader(PERSON),))
    versions = [version for part in plan.parts for version in part.versions]
    names = owner_names(str(each.content["owner"]) for each in versions if "owner" in each.content)
    # Of their own team's staff, too, the person is told what they are and not who.
    owners = {id_: "Someone of the staff" if id_.startswith("account:") else said for id_, said in names.items()}
    every = PartVersion.objects.filter(part__plan__in=plan.started).count()
    agreed = [
        {
            "yes": each.yes,
            "on": each.agreed_at,
            "for_them": each.representative,
            "relation": each.relation,
            "recorded_by": who_wrote("", each.role, each.organisation, plan.organisations),
        }
        for each in plan.agreed
    ]
    used = [
        {"told_at": each.told_at, "by": each.by_role, "happened": each.happened, "wrong": each.wrong,
         "answers": [text for _, _, text in each.answers]}
        for each in feedback_of(opened.person_id)
    ]  # fmt: skip
    return PlanCopy(
        tuple(_part(part, plan, owners) for part in plan.parts), tuple(agreed), tuple(used), every - len(versions)
    )


def _part(part: PartNow, plan: PlanNow, owners: Mapping[str, str]) -> Row:
    standing = {version.number for version in part.standing.all}
    return {
        "part": part.id,
        "kind": part.kind.id,
        "title": part.kind.title,
        "under": part.under,
        "versions": [
            _version(part, version, plan, owners) | {"holds": version.number in standing and not version.ended}
            for version in part.versions
        ],
    }


def _version(part: PartNow, version: Version, plan: PlanNow, owners: Mapping[str, str]) -> Row:
    return {
        "number": version.number,
        "written_at": version.written_at,
        "by": who_wrote("", version.role, version.organisation, plan.organisations),
        "said": [
            {"asked": answer.asks, "answer": words, "prsb": answer.prsb}
            for answer in part.kind.answers
            if (words := answer_words(part.kind, answer.id, version.content.get(answer.id), owners))
        ],
        "ended": version.ended,
        "why": version.why,
        "those_who_act_for_them_see_it": version.for_proxy,
    }
