"""The demonstration place: made, taken in, linked, published, with accounts; every part resumes where it stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

PASSWORD = "joined-up-demonstration"  # noqa: S105 (of made-up accounts in a made-up place; printed for whoever tries it)

# sign-in name: full name, role, and which organisation (a kind, or an ODS code)
PERSONAS: dict[str, tuple[str, str, str]] = {
    "gp": ("Dr Amara Okafor", "gp", "practice"),
    "nurse": ("Bethan Price", "nurse", "practice"),
    "community": ("Joan Whitlock", "community_nurse", "community"),
    "hub": ("Tomasz Zielinski", "hub_clinician", "community"),
    "social": ("Harpreet Gill", "social_worker", "council"),
    "paramedic": ("Callum Reid", "paramedic", "ambulance"),
    "ward": ("Mei Tan", "discharge_coordinator", "hospital"),
    "analyst": ("Ruth Adeyemi", "analyst", "board"),
    "steward": ("Owen Fairclough", "data_steward", "board"),
    "privacy": ("Nadia Rahman", "privacy_officer", "board"),
    "admin": ("Sam Carter", "administrator", "board"),
}


def make_demonstration(*, people: int, years: int, seed: int) -> None:
    """Make the place in JOINEDUP_HOME, or go on from where an earlier run stopped; nothing where it is whole."""
    from django.conf import settings  # noqa: PLC0415

    home: Path = settings.HOME
    kept = home / "demonstration.json"
    done: dict[str, str] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    folder = home / "demonstration"
    parts: list[tuple[str, str, Callable[[], None]]] = [
        ("made", f"Making a place of {people:,} people over {years} years", lambda: _make(folder, people, years, seed)),
        ("accounts", "Opening the demonstration accounts", _accounts),
        ("taken_in", "Taking in what its organisations send", lambda: _take_in(folder / "feeds")),
        ("linked", "Finding which records are whose", _link),
        ("published", "Publishing the linked dataset", _publish),
    ]
    left = [part for part in parts if part[0] not in done]
    for number, (name, title, act) in enumerate(left, start=len(parts) - len(left) + 1):
        click.echo(f"{number} of {len(parts)}: {title}", err=True)
        act()
        done[name] = datetime.now(UTC).isoformat(timespec="seconds")
        kept.write_text(json.dumps(done, indent=1), encoding="utf-8")


def sign_ins() -> str:
    """Return the demonstration's sign-ins, as lines to print."""
    from joinedup.record.access.models import Role  # noqa: PLC0415

    titles = dict(Role.choices)
    rows = [f"  {name:<10} {titles[role]:<28} {full_name}" for name, (full_name, role, _) in PERSONAS.items()]
    return "\n".join([f"Sign in as one of these; the password of each is {PASSWORD}", "", *rows])


def _make(folder: Path, people: int, years: int, seed: int) -> None:
    from joinedup.faces.cli.place import make_place  # noqa: PLC0415

    make_place(people=people, years=years, seed=seed, out=folder)


def _accounts() -> None:
    from joinedup.record.access import actions  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.access.models import Account, Role  # noqa: PLC0415

    at = datetime.now(UTC)
    places = {
        "practice": ("ZZ001", "Hillside Surgery", "practice"),
        "community": ("ZZC01", "Brackenshire Community Health", "community"),
        "council": ("ZZL01", "Brackenshire Council", "council"),
        "ambulance": ("ZZA01", "Brackenshire Ambulance Service", "ambulance"),
        "hospital": ("ZZH01", "Brackenshire General Hospital", "hospital"),
        "board": ("ZZB01", "Brackenshire Integrated Care Board", "board"),
    }
    for username, (full_name, role, where) in PERSONAS.items():
        code, name, kind = places[where]
        organisation = actions.keep_organisation(ods_code=code, name=name, kind=kind, by=SYSTEM)
        account = Account.objects.filter(username=username).first() or actions.open_account(
            username=username, full_name=full_name, password=PASSWORD, by=SYSTEM
        )
        actions.start_post(account=account, organisation=organisation, role=Role(role), by=SYSTEM, at=at)


def _take_in(feeds: Path) -> None:
    from joinedup.faces.cli.intake import take_in  # noqa: PLC0415

    take_in([feeds])


def _link() -> None:
    from joinedup.faces.cli.link import link_now  # noqa: PLC0415

    link_now()


def _publish() -> None:
    from joinedup.faces.cli.publish import publish_now  # noqa: PLC0415

    publish_now("care")
