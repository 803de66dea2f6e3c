"""What someone types into an address, a search or a form of any page: never run, never a header, never a fault of ours.

Each page is asked by someone who may see it, with every name that any page of ours reads holding the same attack.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from joinedup.faces.screens.guard import ANYONE, SIGNED_IN, Page
from joinedup.faces.screens.pages import PAGES
from joinedup.record.access.rules import MAY
from joinedup.record.signing_in.models import Tally
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.test_every_page import STAFF_BY_ROLE
from tests.world.results import drawn_release
from tests.world.things import real_things
from tests.world.world import World

SCREENS = Path(__file__).parents[3] / "joinedup/faces/screens"
# Every name that a page reads from an address or a form.
NAMES = sorted(
    set(
        re.findall(
            r"""(?:GET|POST|given|form|asked)\.get(?:list)?\(\s*["']([\w-]+)["']""",
            "".join(path.read_text(encoding="utf-8") for path in SCREENS.rglob("*.py")),
        )
    )
    | {"text", "role", "organisation", "first_day", "last_day", "as-at", "day", "month", "year", "page", "q", "next"}
)
MARK = "zq7"
ATTACKS = {
    "a script": f"<script>alert('{MARK}')</script>",
    "an attribute": f"\"'><img src=x onerror={MARK}>",
    "a header": f"a\r\nX-{MARK}: yes",
    "sql": f"' OR 1=1; DROP TABLE access_account; -- {MARK}",
    "a path": f"../../../../etc/passwd%00{MARK}",
    "a template": "{{ 7*7 }}{% raise %}${7*7}" + MARK,
    "a formula": f"=cmd|' /C calc'!{MARK}",
    "a number": "9" * 40,
    "a day": "0000-00-00",
    "no number": "-1",
    "other digits": "\u0662\u0660\u0662\u0666",
    "nothing to see": "\u202e\u0000\ud7ff\ufffe",
}
# Where in an address a name stands, what stands there instead.
IN_A_SLUG = ("..", "a" * 300, "-1", "__class__", "index", "con", "null")


def asked(page: Page, slug: str = "alerts", number: int = 1) -> str:
    return "/" + re.sub(r"<int:\w+>", str(number), re.sub(r"<(?:slug|str):\w+>", quote(slug), page.path))


# What addresses ask for by its number: each is really there when it is asked for, so that the page itself is attacked.
THINGS = {
    "alert_id", "item_id", "review_id", "cohort_id", "report_id", "cut_id", "request_id", "returned_id",
}  # fmt: skip


def stands(page: Page, world: World) -> str:
    """Return an address of the page behind which something stands, wherever the town has one of it."""
    kit = world.account("Kit Marlowe")
    path = page.path.replace("<int:person_id>", str(world.person("Edna Marsh"))).replace("<slug:code>", "X90001")
    if set(re.findall(r"<int:(\w+)>", path)) & THINGS:
        for name, number in real_things(world).items():
            path = path.replace(f"<int:{name}>", str(number))
    path = path.replace("<int:account_id>", str(kit.pk)).replace("<int:post_id>", str(kit.posts.first().pk))
    return asked(replace(page, path=path.replace("<slug:who>", "person")))


def who_may(page: Page) -> str:
    return STAFF_BY_ROLE[next((r for r in STAFF_BY_ROLE if r in MAY.get(page.act, ())), "administrator")]


class Running(HTMLParser):
    """Finds what a page would run: elements and attributes that are no part of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an attribute that runs, an address that runs, and an element of the attack."""
        self._in = tag
        self.found += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]
        self.found += [
            f"{tag} {name}" for name, value in attrs if (value or "").strip().lower().startswith("javascript:")
        ]
        if ("src", "x") in attrs or tag in ("iframe", "object", "embed", "base"):
            self.found.append(tag)

    def handle_data(self, data: str) -> None:
        """Note a script that holds what was typed."""
        if self._in in ("script", "style") and MARK in data:
            self.found.append(self._in)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self._in = ""


def runs(body: str) -> list[str]:
    """Return what of a page a browser would run that we did not write."""
    reader = Running()
    reader.feed(body)
    return reader.found


@pytest.mark.parametrize("body", [ATTACKS["a script"], ATTACKS["an attribute"][2:], '<a href="javascript:x">a</a>'])
def test_what_would_run_would_be_seen(body: str) -> None:
    assert runs(f"<main>{body}</main>") != []
    assert runs(f'<input value="{escape(body)}">{escape(body)}') == []


def unharmed(answer: Any, where: str) -> None:
    """Hold that an answer is no fault of ours, and that nothing typed came back as a part of the page or a header."""
    assert answer.status_code < 500, where
    assert not any(MARK in name.lower() or "\n" in value for name, value in answer.headers.items()), where
    if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
        body = answer.content.decode()
        assert runs(body) == [], where
        assert "Traceback" not in body, where
        assert f"49{MARK}" not in body, where
    elif "csv" in answer.headers.get("Content-Type", ""):
        lines = b"".join(answer.streaming_content).decode()
        assert not re.search(rf"(?:^|,)\"?=cmd.*{MARK}", lines, re.MULTILINE), where


def who_asks(page: Page, signed_in: SignedIn, world: World) -> Client:
    client = Client(raise_request_exception=False) if page.act == ANYONE else signed_in(who_may(page))
    client.raise_request_exception = False
    return client


SEEN = [page for page in PAGES if "GET" in page.methods]
SENT = [page for page in PAGES if "POST" in page.methods and page.act != SIGNED_IN]


def by_asker(pages: list[Page]) -> dict[str, list[Page]]:
    """Return the pages by who asks for them: those asked by one person are asked in one world."""
    found: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        found[who_may(page)].append(page)
    return found


def out_of_place(page: Page) -> list[str]:
    """Return addresses in which something else stands where the page has a word or a number of ours."""
    slugs = IN_A_SLUG if re.search("<(?:slug|str):", page.path) else ()
    numbers = (0, 2**31, 2**63, 10**30) if "<int:" in page.path else ()
    return [*(asked(page, slug=slug) for slug in slugs), *(asked(page, number=number) for number in numbers)]


@pytest.mark.parametrize(("who", "pages"), by_asker(SEEN).items())
def test_whatever_stands_in_an_address_does_no_harm(
    who: str, pages: list[Page], signed_in: SignedIn, world: World
) -> None:
    read = set()
    for page in pages:
        Tally.objects.all().delete()  # what is asked too often is not read
        client, path = who_asks(page, signed_in, world), stands(page, world)
        for name, attack in ATTACKS.items():
            answer = client.get(path, dict.fromkeys(NAMES, attack))
            unharmed(answer, f"{page.name}: {name}")
            if not answer.streaming and answer.status_code == 200 and escape(attack) in answer.content.decode():
                read.add(page.name)
        for other in out_of_place(page):
            unharmed(client.get(other), other)
    assert read >= SHOWN & {page.name for page in pages}


# Pages that show again what was asked: they truly read it.
SHOWN = {"staff", "organisations"}


@pytest.mark.parametrize(("who", "pages"), by_asker(SENT).items())
def test_whatever_is_sent_in_a_form_does_no_harm(
    who: str, pages: list[Page], signed_in: SignedIn, world: World
) -> None:
    read = set()
    for page in pages:
        Tally.objects.all().delete()  # what is asked too often is not read
        client, path = who_asks(page, signed_in, world), stands(page, world)
        for name, attack in ATTACKS.items():
            answer = client.post(path, dict.fromkeys(NAMES, attack))
            unharmed(answer, f"{page.name}: {name}")
            if answer.status_code == 422:
                read.add(page.name)
        unharmed(client.post(path, b"{}", content_type="application/json"), page.name)
        for other in out_of_place(page):
            unharmed(client.post(other), other)
    assert read >= REFUSED & {page.name for page in pages}


# Pages that tell what is wrong with what was sent: they truly read it.
REFUSED = {"staff_new", "post_start", "organisation_new", "organisation_change", "team_new"}


INSIGHT = [page for page in SEEN if page.act in ("measure.see", "place.see", "segment.see", "cohort.see", "risk.see")]


@pytest.mark.parametrize("page", INSIGHT, ids=lambda page: page.name)
def test_so_it_is_where_a_release_has_figures(page: Page, signed_in: SignedIn, world: World) -> None:
    drawn_release()
    client = who_asks(page, signed_in, world)
    path = asked(page).replace("alerts", "emergency-admissions")
    for name in ("a script", "a header", "sql", "a path", "a number", "nothing to see"):
        unharmed(client.get(path, dict.fromkeys(NAMES, ATTACKS[name])), f"{page.name}: {name}")


def test_the_pages_read_names_that_are_attacked() -> None:
    assert len(NAMES) > 60
