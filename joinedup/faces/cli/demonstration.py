"""The demonstration place: made, taken in, linked, published, with accounts; every part resumes where it stopped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from joinedup.words.basics.moments import LONDON

if TYPE_CHECKING:
    from joinedup.record.access.models import Organisation

PASSWORD = "joined-up-demonstration"  # noqa: S105 (of made-up accounts in a made-up place; printed for whoever tries it)

# sign-in name: full name, role, and where (see POSTS_ARE_AT)
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
    "safety": ("Dr Wren Halloran", "safety_officer", "board"),
    "admin": ("Sam Carter", "administrator", "board"),
}

# where a post is: the code under which the made-up place's organisation sends, and a name where it sends nothing
POSTS_ARE_AT: dict[str, tuple[str, str]] = {
    "practice": ("Z00001", "Demonstration Surgery"),
    "community": ("ZC1", "Community services"),
    "council": ("ZS1", "The council"),
    "ambulance": ("ZA1", "The ambulance service"),
    "hospital": ("ZT1", "The hospital"),
    "board": ("ZB1", "The integrated care board"),
}


def make_demonstration(*, people: int, years: int, seed: int) -> None:
    """Make the place in JOINEDUP_HOME, or go on from where an earlier run stopped; nothing where it is whole."""
    from django.conf import settings  # noqa: PLC0415

    home: Path = settings.HOME
    kept = home / "demonstration.json"
    done: dict[str, str] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    folder = home / "demonstration"
    parts: list[tuple[str, str, Callable[[], None]]] = [
        ("made", f"Making a place of {people:,} people over {years} years", lambda: _make(home, people, years, seed)),
        ("came", "Sorting what its organisations send by when it came", lambda: _sort(folder)),
        *_days_of_history(folder),
        ("accounts", "Opening the demonstration accounts", _accounts),
        ("worth_opening", "Looking for people worth opening", lambda: _worth_opening(home)),
        ("published", "Publishing the linked dataset", _publish),
        ("worked_out", "Working out every measure", lambda: _work_out("care")),
        ("wider", f"Making {WIDER:,} people of the wider place, for planning", lambda: _wider(home, seed)),
        ("wider_worked_out", "Working out every measure of the wider place", lambda: _work_out("planning")),
    ]
    # A place of an earlier version came in all at once, and has no past to play.
    had = ("came", "heard_", "worth_opening") if "taken_in" in done else ()
    left = [part for part in parts if part[0] not in done and not part[0].startswith(had)]
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


def _make(home: Path, people: int, years: int, seed: int) -> None:
    from joinedup.faces.cli.place import make_place  # noqa: PLC0415

    make_place(people=people, years=years, seed=seed, out=home / "demonstration")
    (home / "place.yaml").write_text("name: Brackenshire\ndemonstration: yes\n", encoding="utf-8")


def _accounts() -> None:
    from joinedup.record.access import actions, queries  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.access.models import Role  # noqa: PLC0415

    at = datetime.combine(DAYS[0], time(9), LONDON)
    for username, (full_name, role, where) in PERSONAS.items():
        account = queries.account_named(username) or actions.open_account(
            username=username, full_name=full_name, password=PASSWORD, by=SYSTEM
        )
        actions.start_post(account=account, organisation=_organisation(where), role=Role(role), by=SYSTEM, at=at)


def _organisation(where: str) -> Organisation:
    """Return the organisation of a post: one that sends feeds, the largest practice, or the board made here."""
    from joinedup.record.access import actions, queries  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    code, name = POSTS_ARE_AT[where]
    return queries.organisation_coded(code) or actions.keep_organisation(
        ods_code=code, name=name, kind=where, by=SYSTEM
    )


# The days on which the demonstration's organisations sent what they had, the last being that on which its data end.
DAYS = (date(2025, 12, 31), date(2026, 2, 28), date(2026, 3, 31))


def _sort(folder: Path) -> None:
    from synthetic.feeds.history import as_they_came  # noqa: PLC0415 (only the demonstration plays a past)

    shutil.rmtree(folder / "came", ignore_errors=True)
    as_they_came(folder / "feeds", folder / "came", DAYS)


def _days_of_history(folder: Path) -> list[tuple[str, str, Callable[[], None]]]:
    """Return a part for each of ``DAYS``: what came by then is taken in and linked as of the evening of that day.

    So "as it was on" shows another record for a day before, and "what changed" has something to show.
    """
    from joinedup.words.basics.moments import day as in_words  # noqa: PLC0415

    def take_in(day: date) -> None:
        from joinedup.faces.cli.intake import take_in  # noqa: PLC0415
        from joinedup.faces.cli.link import link_now  # noqa: PLC0415

        evening = datetime.combine(day, time(20), LONDON)
        take_in([folder / "came" / day.isoformat()], at=evening)
        link_now(evening + timedelta(hours=1))

    return [
        (f"heard_{day}", f"Taking in what came by {in_words(day)}, and finding whose it is", partial(take_in, day))
        for day in DAYS
    ]


def _worth_opening(home: Path) -> None:
    from joinedup.faces.cli.worth_opening import people_worth_opening  # noqa: PLC0415
    from joinedup.faces.components.place import WORTH_OPENING  # noqa: PLC0415

    found = people_worth_opening(PERSONAS, looked_at=datetime.combine(DAYS[-2], time(10), LONDON) + timedelta(days=5))
    (home / WORTH_OPENING).write_text(json.dumps(found, indent=1), encoding="utf-8")


def _publish() -> None:
    from joinedup.faces.cli.publish import publish_now  # noqa: PLC0415

    publish_now("care")


# Few figures of the practices and homes of a small place may be shown; those who plan look at a wider one.
WIDER, WIDER_YEARS = 30_000, 3


def _wider(home: Path, seed: int) -> None:
    from joinedup.faces.cli.place import make_place  # noqa: PLC0415
    from joinedup.planning.releases.adopting import adopt  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    made = home / "demonstration-wider"
    make_place(people=WIDER, years=WIDER_YEARS, seed=seed, out=made, release=True)
    adopt(made / "release", by=SYSTEM, at=datetime.now(UTC))
    shutil.rmtree(made)


def _work_out(purpose: str) -> None:
    from joinedup.faces.cli.progress import bar  # noqa: PLC0415
    from joinedup.planning.releases import queries  # noqa: PLC0415
    from joinedup.planning.results import actions  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    if release := queries.latest(purpose):
        with bar("Working out") as progress:
            actions.refresh(release, by=SYSTEM, at=datetime.now(UTC), progress=progress)
