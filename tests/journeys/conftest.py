"""A browser, a served town, and someone at the keyboard."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.spec.faces.conftest import files_as_they_lie  # noqa: F401 (used by name, for every journey)
from tests.world.world import PASSWORD, World

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
AXE = Path(__file__).parent.parent.parent / "assets/axe/axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP, PHONE = (1366, 900), (390, 844)

# The browser's driver keeps a loop of its own in this thread; what the tests ask of the database is still in order.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey, and skip all where there is no browser or no assets."""
    missing = (
        f"there is no chromium at {CHROMIUM} (apt-get install chromium, or set CHROMIUM)"
        if not CHROMIUM.exists()
        else "the assets are not built (make setup)"
        if not AXE.exists()
        else ""
    )
    for item in items:
        if "journeys" in Path(item.path).parts:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(autouse=True)
def queued_work_waits(settings: Any) -> None:
    """Leave what is queued in its queue: no page waits for the working out of every measure."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep SQLite's database in a file, as a place does: each who asks has a connection and a turn of their own.

    One in memory is a single connection, on which what two people do at once would run together.
    """
    from django.db import connection  # noqa: PLC0415 (Django must be ready first)

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "journeys.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def a_journal_that_is_emptied_between_journeys(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let the journal be emptied after each journey, which served pages make necessary; it refuses otherwise."""
    from django.db import connection  # noqa: PLC0415 (Django must be ready first)

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("journal_journalline", "journal_seal"):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Return Debian's chromium, started once."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (not where journeys are skipped)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """Someone with a browser: ``page`` is what they see, ``heard`` what the browser complained of."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base
        self.heard: list[str] = []
        self.elsewhere: list[str] = []
        page.on("console", lambda message: self.heard.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def go(self, path: str) -> int:
        """Go to an address of the site; return the status of the answer."""
        answer = self.page.goto(self.base + path)
        return int(answer.status)

    def sign_in(self, username: str) -> None:
        """Sign in as someone of the town."""
        self.go("/sign-in")
        self.page.fill("#username", username)
        self.page.fill("#password", PASSWORD)
        self.page.click("main button.nhsuk-button:has-text('Sign in')")
        self.page.wait_for_url(self.base + "/")

    def violations(self) -> list[str]:
        """Return what axe-core finds wrong on the page: the rule, and the first place."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        return [f"{each['id']}: {each['nodes'][0]['target']} ({each['help']})" for each in found["violations"]]

    def overflows(self) -> bool:
        """Return whether the page is wider than the screen."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.fixture
def visit(chromium: Any, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """Return a way to open the site in a browser of its own, of a size, with or without JavaScript."""
    contexts = []

    def open_site(*, size: tuple[int, int] = DESKTOP, javascript: bool = True) -> Visitor:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=javascript, locale="en-GB"
        )
        contexts.append(context)
        return Visitor(context.new_page(), live_server.url)

    yield open_site
    for context in contexts:
        context.close()


@pytest.fixture
def town(live_server: Any, world: World) -> World:
    """Return the town with everyone in it, and Edna as three organisations tell of her."""
    world.everyone()
    world.tells(
        "Hillside Surgery",
        of="Edna Marsh",
        at="2026-03-02",
        table="""
        kind         | happened         | text                      | code     | status   | value | unit   | reaction
        -------------+------------------+---------------------------+----------+----------+-------+--------+---------
        allergy      | 2010-05-04       | Penicillin                |          | active   |       |        | Rash
        problem      | 2017-09-05       | Type 2 diabetes           | 44054006 | active   |       |        |
        problem      | 2001-01-01       | Appendicitis              | 74400008 | resolved |       |        |
        medicine     | 2020-06-01       | Metformin 500mg tablets   |          | active   |       |        |
        observation  | 2025-01-10 09:00 | Systolic blood pressure   | 271649006 |         | 162   | mm[Hg] |
        observation  | 2025-08-10 09:00 | Systolic blood pressure   | 271649006 |         | 149   | mm[Hg] |
        observation  | 2026-02-10 09:00 | Systolic blood pressure   | 271649006 |         | 138   | mm[Hg] |
        consultation | 2026-02-10 09:00 | Face to face, GP          |          |          |       |        |
        alert        | 2024-01-01       | Dog in the house          |          | active   |       |        |
        requirement  | 2024-01-01       | Needs large print         |          | active   |       |        |
        """,
    )
    world.tells(
        "Northmoor Hospital",
        of="Edna Marsh",
        at="2026-03-09",
        table="""
        kind      | happened         | ended            | text                             | status
        ----------+------------------+------------------+----------------------------------+--------
        admission | 2026-03-04 11:00 | 2026-03-08 15:00 | Emergency admission to Northmoor | home
        medicine  | 2020-06-01       |                  | Metformin 500 mg tablets         | stopped
        """,
    )
    world.tells(
        "Northmoor Council",
        of="Edna Marsh",
        table="kind | happened | text | status\npackage | 2025-04-01 | Service: home care | active",
    )
    return world
