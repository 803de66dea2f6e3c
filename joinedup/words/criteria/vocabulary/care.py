"""Care that someone gives or gets, and what is flagged: carers, packages, interpreters, registers, ends of life."""

from __future__ import annotations

from joinedup.words.criteria.amounts import Span
from joinedup.words.criteria.expression import Any, Expression, Register
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.questions import Count, Rows
from joinedup.words.criteria.rows import GoingOn, Is
from joinedup.words.criteria.said import Said
from joinedup.words.criteria.vocabulary.definition import criterion

SOME, NONE = Span(1, None), Span(0, 0)
NOW = GoingOn("start_date", "end_date")
PACKAGES = {
    "home_care": "home care",
    "reablement": "reablement",
    "residential": "a place in a residential home",
    "nursing": "a place in a nursing home",
    "day_care": "day care",
    "telecare": "telecare",
    "direct_payment": "a direct payment",
    "equipment": "equipment",
    "carer_support": "support for a carer",
}
END_OF_LIFE = (
    "preferred_place_of_care", "preferred_place_of_death", "resuscitation", "treatment_escalation", "what_matters",
    "anticipatory_medicines", "prognosis",
)  # fmt: skip


def _flag(said: Said, item: str, yes: str, no: str) -> Expression:
    """Return the line that asks whether a flag holds on the day."""
    rows = Rows("flag", (Is("item", (item,)), NOW), "start_date", (f"flag:{item}",))
    wanted = said.yes_or_no()
    return said.criterion(yes if wanted else no, Count(rows, SOME if wanted else NONE))


@criterion("Carer", written=("yes", "no"), source="CLD and practices' flags: cares for someone, unpaid")
def is_carer(said: Said) -> Expression:
    """Caring for someone, unpaid, as a council or practice recorded it on the day. Most carers nobody records."""
    return _flag(said, "is_carer", "an unpaid carer", "not recorded as an unpaid carer")


@criterion(
    "Cared for by a carer",
    written=("yes", "no"),
    source="CLD and practices' flags: someone unpaid cares for the person",
)
def has_carer(said: Said) -> Expression:
    """Being cared for by someone unpaid, as a council or practice recorded it on the day."""
    return _flag(said, "has_carer", "having an unpaid carer", "with no unpaid carer recorded")


@criterion(
    "Interpreter needed",
    written=("yes", "no"),
    source="DAPB1605 Accessible Information Standard; SNOMED CT 315594003 |Interpreter needed|",
)
def interpreter_needed(said: Said) -> Expression:
    """Needing an interpreter on the day, as a practice or council flagged it."""
    return _flag(said, "interpreter_needed", "needing an interpreter", "with no interpreter recorded as needed")


@criterion("Pregnant", written=("yes", "no"), source="Practices' and councils' flags; SNOMED CT 77386006 |Pregnant|")
def pregnant(said: Said) -> Expression:
    """Pregnant on the day, as flagged; the flag must have ended when the pregnancy did."""
    return _flag(said, "pregnant", "pregnant", "not recorded as pregnant")


@criterion(
    "End-of-life register",
    written=("yes", "no"),
    source="PRSB palliative and end of life care information standard 1.1: any current item of the register",
)
def end_of_life_register(said: Said) -> Expression:
    """On the end-of-life register: any wish or recommendation of it that holds on the day, withdrawn ones left out."""
    rows = Rows(
        "flag", (Is("kind", ("end_of_life",)), Is("item", END_OF_LIFE), NOW), "start_date", ("flag:end_of_life",)
    )
    wanted = said.yes_or_no()
    english = f"{'' if wanted else 'not '}on the end-of-life register"
    return said.criterion(english, Count(rows, SOME if wanted else NONE))


@criterion(
    "Package of social care",
    written=("home_care or reablement", "no"),
    source="NHS England, Client Level Data (CLD): service type and dates",
)
def has_package(said: Said) -> Expression:
    """Getting one of these services of social care on the day; ``no``: none of them (an assessment is no service)."""
    if said.written.text is not None and said.text.strip().lower() in ("yes", "no", "true", "false"):
        wanted, kinds = said.yes_or_no(), tuple(PACKAGES)
        english = "getting social care" if wanted else "getting no social care"
    else:
        wanted, kinds = True, said.choice(PACKAGES, "a service")
        english = f"getting {' or '.join(PACKAGES[kind] for kind in kinds)}"
    rows = Rows("package", (Is("service", kinds), NOW), "start_date")
    return said.criterion(english, Count(rows, SOME if wanted else NONE))


@criterion("On a register", written=("diabetes", "diabetes or copd"), source="catalogue/registers")
def on_register(said: Said) -> Expression:
    """On one of the registers of the catalogue: their own definitions hold on the day."""
    if not said.registers:
        raise NotAPhrase("no registers are at hand here")
    found = said.choice(said.registers, "a register")
    lines = tuple(Register(name, name.replace("-", " "), said.registers[name]) for name in found)
    return lines[0] if len(lines) == 1 else Any(lines)
