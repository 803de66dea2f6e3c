"""The check of the national data opt-out, as tests have it: everyone is asked about, and some opted out."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from joinedup.exchange.optouts import actions
from joinedup.exchange.optouts.models import OptOutCheck
from joinedup.record.access.actor import SYSTEM
from joinedup.record.people.models import Demographics


def checked(*, at: datetime, opted_out: Collection[str] = ()) -> OptOutCheck:
    """Write the list, let the service answer it without the people (given names and family name) in ``opted_out``."""
    out = {
        number
        for given, family, number in Demographics.objects.values_list("given_names", "family_name", "nhs_number")
        if f"{given} {family}" in opted_out
    }
    with tempfile.TemporaryDirectory() as folder:
        _, file = actions.ask(Path(folder), mailbox="X26TEST1", by=SYSTEM, at=at)
        left = [line for line in file.read_text().splitlines() if line.strip(",") not in out]
        answer = Path(folder) / "answer.dat"
        answer.write_text("".join(f"{line}\n" for line in left))
        return actions.answer(answer, by=SYSTEM, at=at)
