"""The demonstration place: made, taken in, linked, published, with accounts; every part resumes where it stopped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

import click

from joinedup.faces.cli.demonstration_sharing import agree, ask_who_opted_out
from joinedup.faces.cli.demonstration_staff import PERSONAS, staff_the_place
from joinedup.words.basics.moments import LONDON

# What this place says of itself. Its data end on one day and it is tried long after: who was in someone's care then
# is in it still.
PLACE = """name: Brackenshire
demonstration: yes
agreements: required
relationships: {contact: 3650, staying: 3650}
"""


def make_demonstration(*, people: int, years: int, seed: int) -> None:
    """Make the place in JOINEDUP_HOME, or go on from where an earlier run stopped; nothing where it is whole."""
    from django.conf import settings  # noqa: PLC0415

    home: Path = settings.HOME
    kept = home / "demonstration.json"
    done: dict[str, str] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    folder = home / "demonstration"
    # A part is named anew where it does more than it did: a place of an earlier version then does it again.
    parts: list[tuple[str, str, Callable[[], None]]] = [
        ("said", "Saying what the place is", lambda: _say(home)),
        ("made", f"Making a place of {people:,} people over {years} years", lambda: _make(home, people, years, seed)),
        ("agreed", "Taking in its sharing agreements", lambda: agree(home, at=AGREED)),
        ("came", "Sorting what its organisations send by when it came", lambda: _sort(folder)),
        *_days_of_history(folder),
        ("staffed", "Opening the demonstration accounts", _accounts),
        ("pointed_out", "Looking for people worth opening", lambda: _worth_opening(home)),
        ("chosen", "Recording what a few people chose", lambda: _chosen(home)),
        ("published", "Publishing the linked dataset", _publish),
        ("scored", "Training the risk of an emergency admission, and having it accepted", _scored),
        ("works", "Having teams look after people on models of care", _works),
        ("plans", "Writing the plans of a few people", lambda: _plans(home)),
        ("met", "Having a team meet and decide", _met),
        ("classes", "Holding a class, and booking people into it and a clinic", _classes),
        ("letters", "Writing letters to the practices", _letters),
        ("worked_out", "Working out every measure", lambda: _work_out("care")),
        ("wider", f"Making {WIDER:,} people of the wider place, for planning", lambda: _wider(home, seed)),
        ("wider_worked_out", "Working out every measure of the wider place", lambda: _work_out("planning")),
    ]
    # A place of an earlier version came in all at once, and has no past to play.
    had = ("came", "heard_", "pointed_out") if "taken_in" in done else ()
    left = [part for part in parts if part[0] not in done and not part[0].startswith(had)]
    for number, (name, title, act) in enumerate(left, start=len(parts) - len(left) + 1):
        click.echo(f"{number} of {len(parts)}: {title}", err=True)
        act()
        done[name] = datetime.now(UTC).isoformat(timespec="seconds")
        kept.write_text(json.dumps(done, indent=1), encoding="utf-8")
    ask_who_opted_out()


def _make(home: Path, people: int, years: int, seed: int) -> None:
    from joinedup.faces.cli.place import make_place  # noqa: PLC0415

    make_place(people=people, years=years, seed=seed, out=home / "demonstration")


def _say(home: Path) -> None:
    (home / "place.yaml").write_text(PLACE, encoding="utf-8")


def _accounts() -> None:
    staff_the_place(at=datetime.combine(DAYS[0], time(9), LONDON))


AGREED = datetime(2025, 4, 1, 9, tzinfo=LONDON)  # before anything came
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


def _chosen(home: Path) -> None:
    from joinedup.faces.cli.demonstration_choices import record_choices  # noqa: PLC0415
    from joinedup.faces.components.place import WORTH_OPENING  # noqa: PLC0415

    worth = home / WORTH_OPENING
    found = json.loads(worth.read_text(encoding="utf-8")) if worth.exists() else []
    chose = record_choices(
        by_name="gp", at=datetime.combine(DAYS[-1], time(10), LONDON), but={one["person"] for one in found}
    )
    worth.write_text(json.dumps([*found, *chose], indent=1), encoding="utf-8")


def _scored() -> None:
    from joinedup.faces.cli.demonstration_risk import score_the_place  # noqa: PLC0415

    score_the_place(at=datetime.now(UTC))


def _works() -> None:
    from joinedup.faces.cli.demonstration_helped import help_and_weigh  # noqa: PLC0415
    from joinedup.faces.cli.demonstration_works import work_in_the_place  # noqa: PLC0415

    if work_in_the_place(at=datetime.now(UTC)):
        help_and_weigh(at=datetime.now(UTC))


def _met() -> None:
    from joinedup.faces.cli.demonstration_meetings import meet  # noqa: PLC0415

    meet(at=datetime.now(UTC))


def _plans(home: Path) -> None:
    from joinedup.faces.cli.demonstration_plans import write_plans  # noqa: PLC0415
    from joinedup.faces.components.place import WORTH_OPENING  # noqa: PLC0415

    worth = home / WORTH_OPENING
    found = json.loads(worth.read_text(encoding="utf-8")) if worth.exists() else []
    written = write_plans(at=datetime.now(UTC), but={one["person"] for one in found})
    worth.write_text(json.dumps([*written, *found], indent=1), encoding="utf-8")


def _classes() -> None:
    from joinedup.faces.cli.demonstration_appointments import meet_in_the_place  # noqa: PLC0415

    meet_in_the_place(at=datetime.now(UTC))


def _letters() -> None:
    from joinedup.faces.cli.demonstration_letters import write_letters  # noqa: PLC0415

    write_letters(at=datetime.now(UTC))


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
