"""Who may do what, said whole: every page and every command, by role and by relationship, from the declared tables.

The tables are ``screens/pages.py`` and ``cli/declared.py`` (each with its act), ``record.access.rules.MAY`` (who may do
an act) and ``record.sharing.rules`` (what a reason to see a person is). Tests hold that the rules answer as this says,
for every entry, and that the pages do over HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import click

from joinedup.faces.cli.declared import ACCOUNT, COMMAND_RULES, Rule
from joinedup.faces.screens.guard import ANY_POST, ANYONE, SIGNED_IN, Page
from joinedup.record.access.models import Role
from joinedup.record.access.rules import MAY
from joinedup.record.sharing.rules import BY_POST, IN_AN_EMERGENCY

# Who asks, beside the roles.
STRANGER, NO_POST, OPERATOR = "not signed in", "signed in, without a post", "the server's own commands"
PEOPLE: tuple[str, ...] = (STRANGER, NO_POST, *Role.values)

# What someone is to the person whom a page or command is about.
RELATED, EMERGENCY, UNRELATED = "a relationship on record", "an emergency", "nothing on record"
LEVELS: tuple[str, ...] = (RELATED, EMERGENCY, UNRELATED)

# The answers.
OPEN, SIGN_IN, CHOOSE, NO, REASON = "open", "asked to sign in", "asked for a post", "refused", "asked for a reason"
PERSON = "<int:person_id>"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table: what is asked for, by whom, what they are to the person, and what they are answered."""

    what: str
    name: str
    act: str
    who: str
    level: str
    answer: str


def entries(pages: Iterable[Page], rules: Mapping[str, Rule] = COMMAND_RULES) -> Iterator[Entry]:
    """Yield every entry of the table."""
    for page in pages:
        for who in PEOPLE:
            for level in levels(page.path, page.reason):
                yield Entry("page", page.name, page.act, who, level, answer(page, who, level))
    for command, rule in rules.items():
        if rule.acts_as != ACCOUNT:
            yield Entry("command", command, rule.act, OPERATOR, "", OPEN)
            continue
        for role in Role.values:
            for level in LEVELS if rule.person else ("",):
                yield Entry("command", command, rule.act, role, level, _by_role(rule.act, role, level))


def levels(path: str, reason: bool) -> tuple[str, ...]:
    """Return what matters of someone's relationship for an address: nothing where it needs no reason."""
    return LEVELS if PERSON in path and reason else ("",)


def answer(page: Page, who: str, level: str) -> str:
    """Return what the tables answer ``who`` asks for ``page``."""
    if page.act == ANYONE:
        return OPEN
    if who == STRANGER:
        return SIGN_IN
    if page.act == SIGNED_IN:
        return OPEN
    if who == NO_POST:
        return CHOOSE
    if page.act == ANY_POST or who not in MAY[page.act]:
        return OPEN if page.act == ANY_POST else NO
    answers = [_by_role(act, who, level) for act in page.gates or (page.act,)]
    return next((each for each in answers if each != OPEN), OPEN)


def _by_role(act: str, role: str, level: str) -> str:
    if act and role not in MAY[act]:
        return NO
    if level in ("", RELATED) or role in BY_POST.get(act, ()):
        return OPEN
    opens = level == EMERGENCY and act in IN_AN_EMERGENCY and role in MAY["record.break_glass"]
    return OPEN if opens else REASON


def commands(group: click.Group) -> dict[str, click.Command]:
    """Return every command that does something, by its words: ``link review list``."""
    found: dict[str, click.Command] = {}
    left: list[tuple[str, click.Command]] = [("", group)]
    while left:
        name, command = left.pop()
        if isinstance(command, click.Group):
            context = click.Context(command)
            subs = [(sub, command.get_command(context, sub)) for sub in command.list_commands(context)]
            left += [(f"{name} {sub}".strip(), each) for sub, each in subs if each]
        if not isinstance(command, click.Group) or command.invoke_without_command:
            found[name] = command
    return dict(sorted(found.items()))


def undeclared(pages: Iterable[Page], group: click.Group, rules: Mapping[str, Rule] = COMMAND_RULES) -> list[str]:
    """Return what stands in no rule, as sentences: pages and commands without an act, rules for nothing."""
    wrong = [
        f"The page {page.name} names the act {page.act!r}, which nobody may do: add it to MAY."
        for page in pages
        if page.act not in (ANYONE, SIGNED_IN, ANY_POST) and not MAY.get(page.act)
    ]
    there = commands(group)
    wrong += [f"The command {name!r} has no row in cli/declared.py." for name in there.keys() - rules.keys()]
    wrong += [f"cli/declared.py has a row for {name!r}, which is no command." for name in rules.keys() - there.keys()]
    for name in sorted(there.keys() & rules.keys()):
        rule, named = rules[name], any("--as" in each.opts for each in there[name].params)
        if rule.act and rule.act not in MAY:
            wrong.append(f"The command {name!r} names the act {rule.act!r}, which nobody may do: add it to MAY.")
        if named != (rule.acts_as == ACCOUNT):
            wrong.append(f"The command {name!r} {'takes' if named else 'takes no'} --as, and its row says otherwise.")
    return sorted(wrong)


def page(pages: Iterable[Page], rules: Mapping[str, Rule] = COMMAND_RULES) -> list[str]:
    """Return the table as lines of the reference: a row a page and a command, with who may and what a person needs."""
    pages = tuple(pages)
    every = list(entries(pages, rules))
    return [
        f"{len(every):,} entries: {len(pages)} pages and {len(rules)} commands, for {len(PEOPLE)} kinds of visitor,",
        f"and {len(LEVELS)} relationships where a person is asked for. `joinedup access matrix --csv` writes each.",
        "", "## Pages", "",
        "| page | address | sent | act | a reason to see the person | says who they are again |",
        "| --- | --- | --- | --- | --- | --- |",
        *map(_page_line, pages),
        "", "## Commands", "",
        "| command | acts as | act | a reason to see the person |",
        "| --- | --- | --- | --- |",
        *(f"| `{name}` | {rule.acts_as} | {rule.act} | {_needs(rule.person)} |" for name, rule in rules.items()),
    ]  # fmt: skip


def _page_line(page: Page) -> str:
    needs = _needs(page.reason) or "not needed" if PERSON in page.path else ""
    sent = "" if "POST" not in page.methods else "page and form" if "GET" in page.methods else "form"
    act = ", then ".join((page.act, *page.gates))
    return f"| {page.name} | `/{page.path}` | {sent} | {act} | {needs} | {'yes' if page.fresh else ''} |"


def _needs(reason: bool) -> str:
    return "needed" if reason else ""


def counted(every: Iterable[Entry]) -> dict[str, int]:
    """Return how many entries have each answer."""
    found: dict[str, int] = {}
    for entry in every:
        found[entry.answer] = found.get(entry.answer, 0) + 1
    return dict(sorted(found.items()))
