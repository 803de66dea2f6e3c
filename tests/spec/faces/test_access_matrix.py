"""The declared table of every page and command, by role and relationship: whole, true of the rules, true over HTTP."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from joinedup.faces.cli.declared import ACCOUNT, COMMAND_RULES, NOBODY, SERVER, Rule
from joinedup.faces.cli.main import joinedup
from joinedup.faces.matrix import (
    CHOOSE,
    EMERGENCY,
    LEVELS,
    NO,
    NO_POST,
    OPEN,
    OPERATOR,
    PEOPLE,
    PERSON,
    REASON,
    RELATED,
    SIGN_IN,
    STRANGER,
    UNRELATED,
    Entry,
    commands,
    entries,
    undeclared,
)
from joinedup.faces.screens.guard import ANY_POST, ANYONE, SIGNED_IN, Page
from joinedup.faces.screens.pages import PAGES
from joinedup.record.access.actor import SYSTEM, Actor, role_title
from joinedup.record.access.models import Account, Organisation, Post, Role
from joinedup.record.access.rules import MAY, may
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.relationships.models import BrokenGlass
from joinedup.record.sharing.rules import BY_POST, Relation, decide
from joinedup.words.basics.errors import NotAllowed
from joinedup.work.enrolment.models import Enrolment
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.pairs import every_pair
from tests.spec.faces.test_every_page import STAFF_BY_ROLE, address
from tests.spec.work.team import a_team, takes_on, volunteers
from tests.world.world import NOW, World  # fmt: skip

EVERY = list(entries(PAGES))
BY_NAME = {page.name: page for page in PAGES}
ABOUT_A_PERSON = [page for page in PAGES if PERSON in page.path]


def acting(role: str) -> Actor:
    return Actor(1, "Someone", role, role_title(role), "X90001", "Hillside Surgery")


def by_the_rules(act: str, role: str, level: str) -> str:
    """Return what the rules themselves answer, of facts made for the level."""
    actor = acting(role)
    if not act:
        return OPEN
    if not level:
        return OPEN if may(actor, act).allowed else NO
    decision = decide(
        actor, act, at=NOW,
        relations=[Relation("registered", "Registered practice", "They are.")] if level == RELATED else [],
        emergency_until=NOW.replace(year=2099) if level == EMERGENCY else None,
    )  # fmt: skip
    return OPEN if decision.allowed else REASON if may(actor, act).allowed else NO


# The table is whole


def test_every_page_and_command_has_a_declared_rule() -> None:
    assert undeclared(PAGES, joinedup) == []


def test_the_table_has_every_visitor_and_every_relationship_once() -> None:
    assert len(set(EVERY)) == len(EVERY)
    asked = defaultdict(set)
    for entry in EVERY:
        asked[entry.what, entry.name].add((entry.who, entry.level))
    for page in PAGES:
        levels = LEVELS if page in ABOUT_A_PERSON and page.reason else ("",)
        assert asked["page", page.name] == {(who, level) for who in PEOPLE for level in levels}
    assert set(BY_NAME) == {name for what, name in asked if what == "page"}
    assert set(commands(joinedup)) == {name for what, name in asked if what == "command"}


@click.group()
def sample() -> None:
    """A program that has one command with --as and one without."""


@sample.command()
@click.option("--as", "username")
def look(username: str) -> None:
    """Look."""


@sample.command()
def clean() -> None:
    """Clean."""


def view(request: Any) -> Any:
    """Show nothing."""


WHOLE = {"look": Rule(ACCOUNT, "journal.see"), "clean": Rule(SERVER)}


@pytest.mark.parametrize(
    ("pages", "rules", "told"),
    [
        ((), WHOLE, []),
        ((Page("new", "new", view, "new.see"),), WHOLE, ["The page new names the act 'new.see'"]),
        ((), {"look": WHOLE["look"]}, ["The command 'clean' has no row"]),
        ((), WHOLE | {"gone": Rule(NOBODY)}, ["a row for 'gone', which is no command"]),
        ((), WHOLE | {"look": Rule(ACCOUNT, "look.see")}, ["The command 'look' names the act 'look.see'"]),
        ((), WHOLE | {"look": Rule(SERVER)}, ["The command 'look' takes --as"]),
        ((), WHOLE | {"clean": Rule(ACCOUNT, "journal.see")}, ["The command 'clean' takes no --as"]),
    ],
)
def test_whatever_is_undeclared_would_be_seen(pages: Any, rules: dict[str, Rule], told: list[str]) -> None:
    found = undeclared(pages, sample, rules)
    assert len(found) == len(told)
    assert all(words in line for words, line in zip(told, found, strict=True))


# The table is true of the rules: the full product


@pytest.mark.parametrize("what", ["page", "command"])
def test_the_rules_answer_as_the_table_says_for_every_entry(what: str) -> None:
    asked = [entry for entry in EVERY if entry.what == what]
    assert asked
    wrong = [entry for entry in asked if entry.answer != answered(entry)]
    assert wrong == []


def answered(entry: Entry) -> str:
    """Return what the rules answer: who asks first, then the post, then each gate to the person."""
    if entry.who == OPERATOR:
        return OPEN if not entry.act or may(SYSTEM, entry.act).allowed else NO
    if entry.who == STRANGER or entry.act == ANYONE:
        return OPEN if entry.act == ANYONE else SIGN_IN
    if entry.who == NO_POST or entry.act == SIGNED_IN:
        return OPEN if entry.act == SIGNED_IN else CHOOSE
    if entry.act == ANY_POST:
        return OPEN if BY_NAME[entry.name].admits(acting(entry.who)).allowed else NO
    gates = BY_NAME[entry.name].gates if entry.what == "page" else ()
    told = [by_the_rules(entry.act, entry.who, "" if gates else entry.level)]
    told += [by_the_rules(act, entry.who, entry.level) for act in gates]
    return next((each for each in told if each != OPEN), OPEN)


def test_without_a_reason_on_record_nobody_but_who_answers_the_person_opens_anything_of_a_person() -> None:
    opened = {(entry.name, entry.who) for entry in EVERY if entry.level == UNRELATED and entry.answer == OPEN}
    assert {who for _, who in opened} == {Role.PRIVACY_OFFICER}
    asked = [(BY_NAME[n].gates or (BY_NAME[n].act,)) if n in BY_NAME else (COMMAND_RULES[n].act,) for n, _ in opened]
    assert set().union(*asked) <= set(BY_POST)


# The table is true over HTTP


@given(st.lists(st.integers(1, 5), min_size=2, max_size=4))
def test_in_a_covering_array_every_two_choices_meet(sizes: list[int]) -> None:
    kinds = [range(size) for size in sizes]
    cases = every_pair(*kinds)
    for i in range(len(kinds)):
        for j in range(i):
            assert {(case[i], case[j]) for case in cases} == {(a, b) for a in kinds[i] for b in kinds[j]}


def met(page: Page, client: Client, path: str) -> str:
    """Return how a page answers, in the table's words."""
    answer = client.get(path) if "GET" in page.methods else client.post(path)
    to = answer.headers.get("Location", "")
    assert answer.status_code < 500, path
    if answer.status_code == 302 and to.startswith("/sign-in") and "again" not in to and page.act != ANYONE:
        return SIGN_IN
    if answer.status_code == 302 and to == "/post":
        return CHOOSE
    if answer.status_code != 403:
        return OPEN
    return NO if "You cannot see this page in this post" in answer.content.decode() else REASON


OTHERS = [page for page in PAGES if page not in ABOUT_A_PERSON and page.act not in (ANYONE, SIGNED_IN)]


SIGNATURES: dict[tuple[Any, ...], list[Page]] = defaultdict(list)
for each_page in OTHERS:
    SIGNATURES[each_page.act, each_page.methods, each_page.gates].append(each_page)


def answers_of(page: Page) -> dict[str, str]:
    """Return how the table says that a page answers each visitor."""
    return {entry.who: entry.answer for entry in EVERY if (entry.what, entry.name) == ("page", page.name)}


def test_a_page_of_each_signature_answers_every_role_as_the_table_says(signed_in: SignedIn, world: World) -> None:
    clients = {role: signed_in(name) for role, name in STAFF_BY_ROLE.items()}
    clients |= {STRANGER: Client(), NO_POST: without_a_post()}
    for page, *_ in SIGNATURES.values():
        met_by = {who: met(page, client, address(page)) for who, client in clients.items()}
        assert met_by == answers_of(page), page.name


def test_every_other_page_refuses_one_role_and_whoever_is_unknown_or_has_no_post(
    signed_in: SignedIn, world: World
) -> None:
    """The same act is asked for by the page before it of every role; here each row is seen to stand behind a guard."""
    clients = {role: signed_in(name) for role, name in STAFF_BY_ROLE.items()}
    clients |= {STRANGER: Client(), NO_POST: without_a_post()}
    others = [page for _, *rest in SIGNATURES.values() for page in rest]
    assert len(others) + len(SIGNATURES) == len(OTHERS)
    for place, page in enumerate(others):
        expected = answers_of(page)
        refused = sorted(role for role in STAFF_BY_ROLE if expected[role] != OPEN)
        one = [refused[place % len(refused)]] if refused else []
        for who in (*one, STRANGER, NO_POST):
            assert met(page, clients[who], address(page)) == expected[who], (page.name, who)


def without_a_post() -> Client:
    """Return someone signed in whose only post has ended: to nobody else of the town does it happen."""
    account = Account.objects.create_user("nell", "a-made-up-long-password", full_name="Nell Hart")
    Post.objects.create(
        account=account, organisation=Organisation.objects.earliest("pk"), role=Role.GP,
        starts_at=datetime(2020, 1, 1, tzinfo=UTC), ends_at=datetime(2021, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@contextmanager
def related(world: World, name: str, level: str) -> Iterator[None]:
    """Have someone of the staff be to Edna what the level says, for a while."""
    by = world.staff(name)
    edna = Demographics.objects.filter(pk=world.person("Edna Marsh"))
    edna.update(registered_practice=by.organisation if level == RELATED else "")
    if level == RELATED and by.role == Role.VOLUNTEER:  # whose only relationship is that their team helps someone
        edna.update(registered_practice="X90001")
        a_team(world)
        volunteers(world, name)
        takes_on(world, at=datetime.now(UTC))
    if level == EMERGENCY and may(by, "record.break_glass").allowed:
        world.breaks_glass("Edna Marsh", by=name, at=datetime.now(UTC))
    yield
    BrokenGlass.objects.all().delete()
    Enrolment.objects.update(ended_at=datetime.now(UTC))


PAIRS = every_pair([page for page in ABOUT_A_PERSON if page.reason], list(Role.values), list(LEVELS))


@pytest.mark.parametrize("page", [page for page in ABOUT_A_PERSON if page.reason], ids=lambda page: page.name)
def test_pages_about_a_person_answer_role_and_relationship_as_the_table_says(
    page: Page, signed_in: SignedIn, world: World
) -> None:
    expected = {(e.who, e.level): e.answer for e in EVERY if (e.what, e.name) == ("page", page.name)}
    path = re.sub("^/people/1(?=/|$)", f"/people/{world.person('Edna Marsh')}", address(page))
    for _, role, level in (case for case in PAIRS if case[0] is page):
        with related(world, STAFF_BY_ROLE[role], level):
            found = met(page, signed_in(STAFF_BY_ROLE[role]), path)
        assert found == expected[role, level], (role, level)


# The table is true of commands


def arguments(command: click.Command, file: Path) -> Iterator[str]:
    """Yield something for whatever a command must be given."""
    for each in command.params:
        if not each.required or each.name in ("username", "account"):
            continue
        kind = each.type
        value = "1"
        if isinstance(kind, click.Choice):
            value = str(kind.choices[0])
        elif isinstance(kind, click.Path):
            value = str(file if kind.exists else file.with_name(f"{each.name}.new"))
        yield from (value,) if isinstance(each, click.Argument) else (each.opts[0], value)


def run(name: str, username: str, file: Path) -> Result:
    command = commands(joinedup)[name]
    return CliRunner().invoke(joinedup, [*name.split(), *arguments(command, file), "--as", username])


BY_ACCOUNT = [name for name, rule in COMMAND_RULES.items() if rule.acts_as == ACCOUNT and rule.act]
ROLES_A_COMMAND = 4


@pytest.mark.parametrize("name", BY_ACCOUNT)
def test_a_command_refuses_roles_that_the_table_refuses(name: str, world: World, tmp_path: Path) -> None:
    """The rules are held to the whole table above; here some roles knock, others at each command, so that all do."""
    world.person("Edna Marsh")
    file = tmp_path / "who.yaml"
    file.write_text("- age: 65 or over\n", encoding="utf-8")
    refused = [role for role in Role.values if role not in MAY[COMMAND_RULES[name].act]]
    assert refused
    place = BY_ACCOUNT.index(name)
    for role in [refused[(place * ROLES_A_COMMAND + n) % len(refused)] for n in range(ROLES_A_COMMAND)]:
        found = run(name, world.account(STAFF_BY_ROLE[role]).username, file)
        assert isinstance(found.exception, NotAllowed), (role, found.exception, found.output)


def test_the_command_counts_the_table_checks_it_and_writes_it(world: World) -> None:
    def said(*more: str) -> str:
        return CliRunner().invoke(joinedup, ["access", "matrix", *more], catch_exceptions=False).output

    assert said("--check") == f"{len(EVERY):,} entries, each with a declared rule.\n"
    assert REASON in said()
    rows = list(csv.DictReader(io.StringIO(said("--csv"))))
    assert len(rows) == len(EVERY)
    assert {
        "what": "page",
        "name": "staff",
        "act": "access.manage",
        "who": "gp",
        "relationship": "",
        "answer": NO,
    } in rows
