"""Downtime packs by the clock: made where ``place.yaml`` asks for them, the newest kept, those of the past destroyed.

downtime:
  - as: ward                      # the account in whose post it is made
    times: ["06:00", "18:00"]
    passphrase_file: /etc/joinedup/downtime-ward
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from joinedup.record.access import queries as staff
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.entries.downtime import keeping, rules
from joinedup.record.entries.downtime.actions import open_for_downtime
from joinedup.record.store.files import whole
from joinedup.words.basics.errors import BadInput, JoinedUpError, NotFound

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """One pack that the place asks for: in whose post, when, and where its passphrase lies."""

    account: str
    times: tuple[time, ...]
    passphrase_file: Path


def asked_for(text: str) -> list[Asked]:
    """Return what ``place.yaml`` asks for. Raises BadInput, saying what to write."""
    told = (yaml.safe_load(text) or {}).get("downtime") or []
    return [_one(each) for each in told]


def _one(told: Any) -> Asked:
    known = {"as", "times", "passphrase_file"}
    if not isinstance(told, dict) or set(told) != known:
        raise BadInput("place.yaml, downtime: an item is not complete.", now=f"Write {', '.join(sorted(known))}.")
    return Asked(str(told["as"]), rules.moments_of(told["times"]), Path(str(told["passphrase_file"])))


def look(*, at: datetime) -> int:
    """Make every pack that is due and destroy those past their time; return how many were made. For the clock."""
    keeping.destroy_expired(at=at)
    named, made = Path(settings.HOME) / "place.yaml", 0
    for asked in asked_for(named.read_text(encoding="utf-8")) if named.is_file() else []:
        try:
            made += _make_due(asked, at=at)
        except JoinedUpError as error:
            # One that cannot be made does not keep the others from it; its own words hold nothing of a person.
            _log.error("A downtime pack could not be made: %s", error.problem)
    return made


def _make_due(asked: Asked, *, at: datetime) -> int:
    from joinedup.faces.components.packs.downtime import downtime_pdf  # noqa: PLC0415 (slow to load, seldom due)

    by = _actor(asked.account, at=at)
    mine = f"{by.account_id}-{by.organisation}"
    before = [(path, made) for path, made in keeping.packs() if path.stem.rpartition("-")[0] == mine]
    if not rules.is_due(asked.times, last=max((made for _, made in before), default=None), now=at):
        return 0
    phrase = _passphrase(asked.passphrase_file)
    with whole(keeping.folder() / f"{mine}-{at.astimezone(UTC):{keeping.STAMP}}.pdf") as part:
        part.write_bytes(downtime_pdf(open_for_downtime(by=by, at=at), phrase))
    keeping.destroy([path for path, _ in before], at=at)
    return 1


def _actor(username: str, *, at: datetime) -> Actor:
    account = staff.account_named(username)
    for post in staff.open_posts(account.pk, at=at) if account and account.is_active else []:
        actor = staff.actor_of(post)
        if access.may(actor, "downtime.pack").allowed:
            return actor
    raise NotFound(
        "No open post of the account that place.yaml names may make a downtime pack.",
        now="Name another account under downtime, as.",
    )


def _passphrase(path: Path) -> str:
    """Return the passphrase of a file that only its owner reads. Raises BadInput; its words never hold what it says."""
    now = "Write it in one line, and let only the account that runs the place read it (chmod 600)."
    try:
        open_to_others = path.stat().st_mode & 0o077
        phrase = path.read_text(encoding="utf-8").rstrip("\n")
    except (OSError, ValueError) as error:
        raise BadInput("The passphrase file of a downtime pack cannot be read.", now=now) from error
    if open_to_others:
        raise BadInput("The passphrase file of a downtime pack can be read by others.", now=now)
    if wrong := rules.wrong_passphrase(phrase):
        raise BadInput(f"The passphrase of a downtime pack will not do. {wrong}", now=now)
    return phrase
