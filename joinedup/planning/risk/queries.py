"""Reading models, their acceptance and their drift; and, once accepted, the people at highest risk."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction

from joinedup.insight.disclosure import policy_for, protected_rows
from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal
from joinedup.insight.risk.definition import Risk
from joinedup.insight.risk.definition import risk as risk_named
from joinedup.insight.risk.model import Reason, reasons
from joinedup.insight.risk.train import Trained, drift_of, risks_on
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.risk import files
from joinedup.planning.risk.files import Kept, Seen
from joinedup.planning.risk.models import Acceptance
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.journal.models import Outcome
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.relationships.queries import only_related
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed

MOST_LISTED = 500
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One person at high risk: who, where, how likely (0 to 1), and why in plain words."""

    person_id: int
    nhs_number: str
    family_name: str
    given_names: str
    birth_date: date | None
    practice: str
    risk: float
    band: str
    reasons: tuple[Reason, ...]


def kept(risk_id: str) -> Kept | None:
    """Return the trained model of a risk, or None."""
    return files.read(Path(settings.HOME), risk_id)


def needed(risk_id: str) -> Kept:
    """Return the trained model of a risk. Raises NotFound where none was trained."""
    return files.needed(Path(settings.HOME), risk_id)


def acceptance(risk_id: str) -> Acceptance | None:
    """Return the acceptance in force of the model as it is now trained, or None: then it is off."""
    model_hash = files.read_hash(Path(settings.HOME), risk_id)
    return Acceptance.objects.filter(risk=risk_id, model_hash=model_hash, ended_at=None).first() if model_hash else None


def acceptances(risk_id: str) -> list[Acceptance]:
    """Return every acceptance of a risk's models, newest first."""
    return list(Acceptance.objects.filter(risk=risk_id).select_related("accepted_by")[:100])


def seen(release: Release, risk: Risk, model: Kept) -> Seen:
    """Return what the model says of the release's last day; worked out once, by one at a time, and kept beside it."""
    folder = releases.folder_of(release)
    with _one_at_a_time:
        found = files.read_seen(folder, risk.id, model.hash)
        if found is None:
            with releases.open_release(release) as engine:
                found = see(engine, risk, model.trained, on=release.data_date, purpose=release.purpose)
            files.write_seen(folder, risk.id, model.hash, found)
    return found


def see(engine: Engine, risk: Risk, trained: Trained, *, on: date, purpose: str) -> Seen:
    """Work out what a model says of everyone on a day, as it may be shown."""
    _, risks = risks_on(engine, trained, risk, on=on)
    counts: list[dict[str, Any]] = [{"band": name, "people": 0} for name, _ in risk.bands]
    least = np.array([at for _, at in risk.bands])
    for number in np.searchsorted(least, risks, side="right") - 1:
        counts[max(int(number), 0)]["people"] += 1
    shown, _ = protected_rows(counts, by=("band",), count="people", policy=policy_for(purpose))
    return Seen(drift_of(trained, risks), tuple((str(row["band"]), row["people"]) for row in shown))


def highest(
    release: Release, risk_id: str, *, by: Actor, at: datetime, reason: str, most: int = 50, engine: str = "duckdb"
) -> list[AtRisk]:
    """Return at most ``most`` people at the highest risk, of those to whom ``by`` has a relationship on record.

    Raises NotAllowed (journaled), BadInput without a reason or for more than ``MOST_LISTED``, NotFound where nothing
    is trained, CannotProceed where the release is not for care or the model is not accepted.
    """
    answer = access.may(by, "risk.people")
    if not answer.allowed or by.account_id is None:
        because = answer.because if not answer.allowed else "The system cares for nobody."
        with transaction.atomic():
            journal.write(
                "risk.listed", by=by, at=at, reason=because, outcome=Outcome.REFUSED, details={"risk": risk_id}
            )
        raise NotAllowed(because, now="If you care for these people in another post, choose that post.")
    if not reason.strip():
        raise BadInput("Nobody said why.", now="Say for what these people are looked for.")
    if not 0 < most <= MOST_LISTED:
        raise BadInput("So many are not listed at once.", now=f"Ask for 1 to {MOST_LISTED}.")
    risk, model = risk_named(risk_id), needed(risk_id)
    _require_on(release, risk_id)
    with releases.open_release(release, engine=engine) as opened:
        theirs = set(only_related(Demographics.objects.all(), by=by, at=at).values_list("pk", flat=True))
        found = _highest(opened, risk, model.trained, on=release.data_date, theirs=theirs, most=most)
    journal.write(
        "risk.listed", by=by, at=at, reason=reason.strip(),
        details={"risk": risk_id, "model": model.hash, "release": release.name,
                 "people": [person.person_id for person in found]},
    )  # fmt: skip
    return found


def _require_on(release: Release, risk_id: str) -> None:
    if release.purpose != Release.Purpose.CARE:
        raise CannotProceed("This release is for planning: nobody can be told from it.", now="Choose a care release.")
    if acceptance(risk_id) is None:
        raise CannotProceed(
            "This model is off: nobody has accepted it for a use.",
            now="Ask the clinical safety officer to read its card and accept it on the page Risk.",
        )


def _highest(
    engine: Engine, risk: Risk, trained: Trained, *, on: date, theirs: Collection[int], most: int
) -> list[AtRisk]:
    """Return those at highest risk of ``theirs``: whom the one who asks has a relationship with on record."""
    table, risks = risks_on(engine, trained, risk, on=on)
    day, keys = literal(on), table["person_key"].to_pylist()
    lists = engine.rows(f"SELECT person_key, practice FROM time_on_list WHERE start_date <= {day} AND end_date > {day}")
    practice_of = {row["person_key"]: row["practice"] for row in lists}
    ranked = (int(n) for n in np.argsort(-risks, kind="stable"))
    chosen = [n for n in ranked if int(keys[n]) in theirs][:most]
    who = _who(engine, [keys[n] for n in chosen])
    names = {row["practice"]: row["name"] for row in engine.rows("SELECT practice, name FROM reference_practice")}
    found = []
    for n in chosen:
        person, known, chance = table.slice(n, 1).to_pylist()[0], who[keys[n]], float(risks[n])
        practice = practice_of[keys[n]]
        found.append(
            AtRisk(
                person_id=int(keys[n]),
                nhs_number=known["nhs_number"] or "",
                family_name=known["family_name"] or "",
                given_names=known["given_names"] or "",
                birth_date=known["birth_date"],
                practice=names.get(practice) or practice,
                risk=chance,
                band=risk.band_of(chance),
                reasons=tuple(reasons(trained.model, risk, person)),
            )
        )
    return found


def _who(engine: Engine, keys: list[str]) -> dict[str, dict[str, Any]]:
    if not keys:
        return {}
    rows = engine.rows(
        "SELECT person_key, nhs_number, family_name, given_names, birth_date FROM person "
        f"WHERE person_key IN ({', '.join(literal(key) for key in keys)})"
    )
    return {row["person_key"]: row for row in rows}
