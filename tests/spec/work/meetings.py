"""The hub's meeting, drawn for tests: a team of Northmoor Community meets each day, and Hillside's GPs come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4

from joinedup.journeys import meetings
from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.access.models import Organisation, Post, Served, Team
from joinedup.record.access.queries import actor_of
from joinedup.record.sharing.gate import open_person
from joinedup.record.tasks import actions as tasks
from joinedup.record.tasks.rules import Asked
from joinedup.work.meetings import actions, arranging, minuting, sheets
from joinedup.work.meetings.arranging import Guest, Told
from joinedup.work.meetings.dates import Every, Pattern
from joinedup.work.meetings.minuting import Wanted
from joinedup.work.meetings.models import AgendaRequest, Decision, Item, Meeting, Series
from tests.world.drawn import instant
from tests.world.world import World

LENA, CARYS, GP, OTHER_GP, NURSE = "Lena Osei", "Carys Penhale", "Dr Priya Nair", "Dr Owen Pryce", "Ruth Adeyemi"
MONDAY = instant("2026-03-30 09:00")
DAILY = Pattern(Every.WORKING_DAY, date(2026, 1, 1), time(9))


def at_work(world: World, name: str) -> Actor:
    """Return someone of the staff in their post, with its team where it is in one."""
    return actor_of(Post.objects.select_related("account", "organisation", "team").get(account=world.account(name)))


def the_hub(world: World, *, guests: tuple[Guest, ...] = (Guest(organisation="X90001", role="gp"),), **told) -> Series:
    """Return the daily meeting of the north team, which serves the people of Hillside Surgery."""
    team = another_team("north", "Northmoor Community")
    Served.objects.create(team=team, practice=world.organisation("Hillside Surgery"))
    Post.objects.filter(account__in=[world.account(LENA), world.account(CARYS)]).update(team=team)
    return arranging.arrange(
        "north", Told("Hub meeting", DAILY, guests=guests, **told), by=at_work(world, CARYS),
        at=MONDAY - timedelta(hours=12),
    )  # fmt: skip


def to_come(series: Series) -> Meeting:
    """Return the meeting of a series that is to come, or being held."""
    return Meeting.objects.get(series=series, closed_at=None)


def asks(world: World, series: Series, of: str, *, why: str = "Her daughter is worried", by: str = GP,
         at: datetime = MONDAY) -> AgendaRequest:  # fmt: skip
    """Have someone ask a meeting to speak of a person."""
    opened = open_person(world.person(of), by=at_work(world, by), reason="Direct care", at=at, act="meeting.work")
    return actions.ask(opened, series.pk, why=why)


def begins(world: World, series: Series, *, by: str = CARYS, at: datetime = MONDAY) -> Meeting:
    """Begin the meeting to come."""
    return meetings.begin(to_come(series).pk, by=at_work(world, by), at=at)


def item(world: World, meeting: Meeting, of: str) -> Item:
    """Return someone's place on the agenda."""
    return Item.objects.get(meeting=meeting, person_id=world.person(of))


def owes(world: World, of: str, title: str, *, key: int, due: datetime | None = None, urgent: bool = False,
         source: str = "test", tells: str = "") -> None:  # fmt: skip
    """Have the north team owe someone something."""
    team = Team.objects.get(code="north")
    begun = MONDAY - timedelta(days=20)
    asked = Asked(world.person(of), key, "it", title, team.pk, begun, due_at=due, urgent=urgent, tells=tells)
    tasks.owe(source, [asked], of=[key], by=SYSTEM, at=begun)


def wants(words: str = "Call her daughter", *, team: str = "north", due: date = date(2026, 4, 3), **more) -> Wanted:
    """Return what a decision asks of a team."""
    return Wanted(uuid4(), words, team, due, **more)


def decides(world: World, at_item: Item, words: str = "A visit this week", *wanted: Wanted, by: str = CARYS,
            at: datetime = MONDAY, **more) -> Decision:  # fmt: skip
    """Have the meeting decide something of someone."""
    return minuting.decide(at_item.pk, words, key=uuid4(), wanted=wanted, by=at_work(world, by), at=at, **more)


def another_team(code: str, of: str) -> Team:
    """Return a team of another organisation."""
    return Team.objects.get_or_create(
        code=code, defaults={"name": f"The {code} team", "kind": "community",
                             "organisation": Organisation.objects.get(name=of)},
    )[0]  # fmt: skip


def named(world: World, meeting: Meeting, *, by: str, at: datetime = MONDAY) -> tuple[list[str], int]:
    """Return whom someone who comes sees on an agenda, in its order, and how many they do not."""
    sheet = meetings.sheet_of(Meeting.objects.get(pk=meeting.pk), by=at_work(world, by), at=at)
    return [one.name for one in sheet.spoken], sheet.unseen


def promises(world: World, series: Series, *, by: str = CARYS, at: datetime = MONDAY) -> list[tuple[str, str]]:
    """Return what was said would be done, and how it stands."""
    found = sheets.promises(series, since=instant("2026-01-01"), by=at_work(world, by), at=at)
    return [(each.action.words, each.stands) for each in found]
