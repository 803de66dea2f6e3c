"""What a place still wants before a team runs a model of care well. Told first; it stops nobody. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from joinedup.record.access.models import Role
from joinedup.record.access.rules import CARE_ROLES
from joinedup.record.tasks.rules import DOES
from joinedup.words.models_of_care import Known, ModelOfCare
from joinedup.words.models_of_care.definition import KEY_WORKER
from joinedup.words.models_of_care.known import title_of

#: The heading over those to whom a step may refer, and of whom no team here takes a referral.
REFERRALS = "Referrals that your team sends by hand: each is a task, since nobody here runs it"


@dataclass(frozen=True, slots=True)
class Here:
    """What there is here: why each form that cannot be opened is closed, the models that teams run, the posts held.

    ``warnings`` are those of the model's file: criteria of which nothing here tells.
    """

    closed: Mapping[str, str]
    running: Collection[str]
    posts: Collection[str]
    warnings: tuple[str, ...] = ()


def wanting(model: ModelOfCare, here: Here, known: Known) -> list[tuple[str, list[str]]]:
    """Return what is wanting, in sentences under headings; nothing where all is here."""
    found = {
        "Forms that cannot be filled in": [here.closed[form] for form in model.forms if here.closed.get(form)],
        "Work that nobody of your organisation does": _roles(model, here, known),
        REFERRALS: _referrals(model, here, known),
        "What nobody tells us of": list(here.warnings),
    }
    return [(heading, told) for heading, told in found.items() if told]


def _roles(model: ModelOfCare, here: Here, known: Known) -> list[str]:
    steps: dict[str, list[str]] = {role: [] for role in model.team.roles}
    for step in model.steps:
        steps.setdefault(model.team.key_worker if step.by == KEY_WORKER else step.by, []).append(step.title)
    return [
        f"Nobody has a post as {title_of('roles', role, known)}{_doing(titles)}."
        for role, titles in steps.items()
        if role and not doing(role) & set(here.posts)
    ]


def doing(role: str) -> frozenset[str]:
    """Return the posts that do what a model asks of a role: anyone who gives care, where none is named for it."""
    return DOES.get(role) or (frozenset({role}) if role in Role.values else CARE_ROLES)


def _doing(titles: Iterable[str]) -> str:
    said = ", ".join(f"“{title}”" for title in titles)
    return f", who does {said}" if said else ""


def _referrals(model: ModelOfCare, here: Here, known: Known) -> list[str]:
    targets = dict.fromkeys(branch.target for step in model.steps for branch in step.then if branch.act == "refer")
    return [f"{_name(target, known)}." for target in targets if target not in here.running]


def _name(target: str, known: Known) -> str:
    said = known.services.get(target) or title_of("services", target, known)
    return said[0].upper() + said[1:]
