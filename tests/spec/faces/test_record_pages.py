"""The pages of one record: whose it is, what is known, who says so, what is missing, and how it was."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from joinedup.record.sharing.agreements.queries import feeds_off
from tests.spec.faces.conftest import SignedIn
from tests.world.world import NOW, World


@pytest.fixture
def edna(world: World) -> int:
    """Edna, as four organisations tell of her."""
    world.tells(
        "Hillside Surgery",
        of="Edna Marsh",
        at="2026-03-02",
        table="""
        kind        | happened         | text                     | code      | status | value | unit   | reaction | key
        ------------+------------------+--------------------------+-----------+--------+-------+--------+----------+----
        allergy     | 2010-05-04       | Penicillin               |           | active |       |        | Rash     |
        problem     | 2017-09-05       | Type 2 diabetes          | 44054006  | active |       |        |          |
        problem     | 2001-01-01       | Appendicitis             | 74400008  | resolved |     |        |          |
        medicine    | 2020-06-01       | Metformin 500mg tablets  |           | active |       |        |          |
        observation | 2025-01-10 09:00 | Body weight              | 27113001  |        | 82    | kg     |          |
        observation | 2025-08-10 09:00 | Body weight              | 27113001  |        | 78    | kg     |          |
        observation | 2026-02-10 09:00 | Body weight              | 27113001  |        | 74    | kg     |          |
        consultation | 2026-02-10 09:00 | Face to face, GP        |           |        |       |        |          | visit
        alert       | 2024-01-01       | Dog in the house         |           | active |       |        |          |
        """,
    )
    world.tells(
        "Northmoor Hospital",
        of="Edna Marsh",
        at="2026-03-09",
        table="""
        kind      | happened         | ended            | text                                | status
        ----------+------------------+------------------+-------------------------------------+-------
        admission | 2026-03-04 11:00 | 2026-03-08 15:00 | Emergency admission to Northmoor    | home
        medicine  | 2020-06-01       |                  | Metformin 500 mg tablets            | stopped
        """,
    )
    return world.person("Edna Marsh")


@pytest.fixture
def gp(signed_in: SignedIn) -> Client:
    return signed_in("Dr Priya Nair")


def words(answer: Any) -> str:
    """Return a page's words, without tags."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_banner_says_who_it_is_by_nhs_conventions(gp: Client, edna: int) -> None:
    page = words(gp.get(f"/people/{edna}"))
    assert "MARSH, Edna" in page
    assert "Born 3 April 1938" in page
    assert "Gender Female" in page
    assert "NHS number 999\u00a0012\u00a07549" in page
    assert "Allergies : Penicillin (rash)" in page
    assert "Dog in the house" in page


def test_someone_who_died_is_shown_as_dead_over_every_page(gp: Client, world: World) -> None:
    page = words(gp.get(f"/people/{world.person('Arthur Marsh')}/timeline"))
    assert "Died 9 February 2024 aged 87 years" in page


def test_no_page_of_a_sensitive_person_says_where_they_are(signed_in: SignedIn, world: World) -> None:
    grace = world.person("Grace Hidden")
    world.tells("Riverside Practice", of="Grace Hidden", table="kind | text\nproblem | Asthma")
    world.breaks_glass("Grace Hidden", by="Sam Whitlock", at=datetime.now(UTC))
    for way in ("", "/timeline", "/problems", "/contacts", "/trends", "/changes", "/print", "/sections/contacts"):
        page = signed_in("Sam Whitlock").get(f"/people/{grace}{way}").content.decode()
        assert "Sensitive record." in page
        for place in ("ZZ4 4SS", "Invented Lane", "Riverside Practice"):
            assert place not in page, way


def test_every_heading_is_there_and_none_is_blank(gp: Client, edna: int) -> None:
    page = gp.get(f"/people/{edna}").content.decode()
    sections = re.findall(r'<section class="ju-section[^"]*" id="(\w+)".*?</section>', page, re.DOTALL)
    assert len(sections) >= 25
    silent = re.findall(r'ju-section--silent" id="\w+".*?<p class="ju-section__silence">(.*?)</p>', page, re.DOTALL)
    assert silent
    assert all(said.startswith(("Not received", "Nothing recorded")) for said in silent)


def test_one_medicine_of_two_sources_is_one_line_that_says_they_disagree(gp: Client, edna: int) -> None:
    page = gp.get(f"/people/{edna}").content.decode()
    assert len(re.findall(r'ju-line__title"[^>]*>Metformin 500', page)) == 2  # its section, and where sources disagree
    assert "Sources disagree." in page
    assert "2 sources" in page


def test_a_line_shows_every_source_with_its_own_words(gp: Client, edna: int) -> None:
    page = gp.get(f"/people/{edna}").content.decode()
    [line] = set(re.findall(r'href="(/people/\d+/lines/medicine-\d+)"', page))
    said = words(gp.get(line))
    assert "What its 2 sources say" in said
    for each in ("Hillside Surgery", "Northmoor Hospital", "Metformin 500mg tablets", "Metformin 500 mg tablets"):
        assert each in said


def test_a_number_over_time_is_a_chart_with_its_finding_and_its_table(gp: Client, edna: int) -> None:
    page = gp.get(f"/people/{edna}").content.decode()
    line = re.search(r'href="(/people/\d+/lines/observation-\d+)"', page)
    assert line
    chart = gp.get(line[1]).content.decode()
    finding = "Body weight fell from 82 to 74 kg between 10 January 2025 and 10 February 2026; lowest 74, highest 82"
    assert f'role="img" aria-label="{finding}"' in chart
    assert f">{finding}</figcaption>" in chart
    assert "The 3 numbers" in chart


def test_a_problem_that_is_over_is_folded_away_and_not_lost(gp: Client, edna: int) -> None:
    page = gp.get(f"/people/{edna}").content.decode()
    problems = page[page.index('id="problems"') : page.index('id="medicines"')]
    assert problems.index("Type 2 diabetes") < problems.index("1 in the past") < problems.index("Appendicitis")


def test_the_timeline_shows_all_organisations_and_can_be_narrowed(gp: Client, edna: int) -> None:
    everything = words(gp.get(f"/people/{edna}/timeline"))
    assert "Emergency admission to Northmoor" in everything
    assert "Face to face, GP" in everything
    stays = words(gp.get(f"/people/{edna}/timeline", {"kind": "admission"}))
    assert "1 line match the filter" in stays
    assert "Face to face, GP" not in stays.partition("match the filter")[2]
    early = words(gp.get(f"/people/{edna}/timeline", {"since": "2025-01-01", "until": "2025-12-31"}))
    assert "2 lines match the filter" in early


def test_a_filter_that_matches_nothing_says_so(gp: Client, edna: int) -> None:
    page = words(gp.get(f"/people/{edna}/timeline", {"kind": "incident"}))
    assert "Nothing matches. Clear the filter, or choose more." in page


def test_an_impossible_day_in_a_filter_is_told_beside_its_box(gp: Client, edna: int) -> None:
    answer = gp.get(f"/people/{edna}/timeline", {"since": "2025-02-31"})
    assert answer.status_code == 422
    assert 'href="#since"' in answer.content.decode()
    answer = gp.get(f"/people/{edna}/timeline", {"since": "2026-01-02", "until": "2026-01-01"})
    assert "The first day is after the last" in words(answer)


def test_a_long_timeline_goes_on_to_another_page_and_loses_nothing(gp: Client, world: World) -> None:
    table = "kind | happened | text\n" + "\n".join(
        f"contact | 2025-{n // 28 + 1:02}-{n % 28 + 1:02} | Visit {n}." for n in range(120)
    )
    world.tells("Northmoor Community", of="Edna Marsh", table=table)
    address, seen = f"/people/{world.person('Edna Marsh')}/timeline", []
    for _ in range(9):
        page = gp.get(address).content.decode()
        seen += re.findall(r"Visit \d+\.", page)
        following = re.search(r'href="([^"]+)">Show earlier', page)
        if not following:
            break
        address = following[1].replace("&amp;", "&")
    assert seen == [f"Visit {n}." for n in reversed(range(120))]


def test_as_it_was_shows_what_was_known_then_under_a_clear_band(gp: Client, edna: int) -> None:
    answer = gp.get(f"/people/{edna}/as-it-was", {"day": "5", "month": "3", "year": "2026", "time": "10:00"})
    then = gp.get(answer.headers["Location"])
    assert "You are seeing what was known on 5 March 2026 at 10:00." in words(then)
    assert "Type 2 diabetes" in words(then)
    assert "Emergency admission" not in words(then)
    assert "Emergency admission" in words(gp.get(f"/people/{edna}"))


def test_every_link_of_a_past_record_stays_in_the_past(gp: Client, edna: int) -> None:
    page = gp.get(f"/people/{edna}?as-at=2026-03-05T10:00").content.decode()
    links = re.findall(rf'href="(/people/{edna}[^"#]*)"', page)
    assert len(links) > 10
    # The way back to now, and why one may see it, which is of now.
    assert [link for link in links if "as-at=" not in link] == [f"/people/{edna}", f"/people/{edna}/why"]
    past = next(link for link in links if "/lines/" in link)
    assert "You are seeing what was known on 5 March 2026 at 10:00." in words(gp.get(past))


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ({"day": "30", "month": "2", "year": "2026"}, "We could not read that date and time."),
        ({"day": "1", "month": "1", "year": "2999"}, "That moment is in the future."),
        ({"day": "1", "month": "3", "year": "2026", "time": "25:00"}, "We could not read that date and time."),
        ({"day": "1"}, "We could not read that date and time."),
    ],
)
def test_a_moment_that_cannot_be_is_told_and_nothing_is_lost(
    gp: Client, edna: int, boxes: dict[str, str], said: str
) -> None:
    answer = gp.get(f"/people/{edna}/as-it-was", boxes)
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'href="#when-day"' in answer.content.decode()
    assert f'value="{boxes["day"]}"' in answer.content.decode()


def test_what_changed_since_the_last_look_is_only_what_is_new(gp: Client, world: World, edna: int) -> None:
    world.open("Edna Marsh", at=world_moment("2026-03-05 09:00"))
    page = words(gp.get(f"/people/{edna}/changes"))
    assert "What became known since 5 March 2026 at 09:00" in page
    assert "That is when you last looked." in page
    assert "Emergency admission to Northmoor" in page
    assert "Face to face, GP" not in page


def test_a_first_look_shows_the_last_thirty_days(gp: Client, edna: int) -> None:
    assert "You have not looked at this record before" in words(gp.get(f"/people/{edna}/changes"))


def test_print_holds_every_line_and_who_printed_it(gp: Client, edna: int) -> None:
    page = words(gp.get(f"/people/{edna}/print"))
    for each in ("Appendicitis", "Type 2 diabetes", "Body weight", "Emergency admission to Northmoor"):
        assert each in page
    assert "Printed by Dr Priya Nair, GP, Hillside Surgery" in page


def test_what_stands_under_a_contact_was_done_in_it(gp: Client, edna: int) -> None:
    page = words(gp.get(f"/people/{edna}/contacts"))
    assert "Face to face, GP" in page
    assert "What was done in it (1)" in page


def test_someone_unknown_is_not_found_and_the_page_says_what_to_do(gp: Client, world: World) -> None:
    answer = gp.get("/people/987654321")
    assert answer.status_code == 404
    assert "Find the person again." in words(answer)


def test_a_line_or_a_section_that_is_not_there_is_not_found(gp: Client, edna: int) -> None:
    assert gp.get(f"/people/{edna}/lines/medicine-987654").status_code == 404
    assert gp.get(f"/people/{edna}/sections/nonsense").status_code == 404


def test_every_page_of_a_record_is_a_look_in_the_journal(gp: Client, world: World, edna: int) -> None:
    gp.get(f"/people/{edna}")
    gp.get(f"/people/{edna}/timeline")
    assert world.journal().count("record.open done") == 2


def test_a_record_takes_as_many_queries_however_much_is_in_it(gp: Client, world: World, edna: int) -> None:
    gp.get(f"/people/{edna}")
    counts = []
    for more in (1, 60):
        table = "kind | happened | text\n" + "\n".join(f"contact | 2025-01-01 | Visit {more} {n}" for n in range(more))
        world.tells("Northmoor Community", of="Edna Marsh", table=table)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            gp.get(f"/people/{edna}")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16


def test_what_a_source_wrote_is_shown_as_text_and_never_run(gp: Client, world: World) -> None:
    world.tells("Hillside Surgery", of="Edna Marsh", table="kind | text\nproblem | <script>alert(1)</script> & more")
    page = gp.get(f"/people/{world.person('Edna Marsh')}").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def world_moment(text: str) -> Any:
    from tests.world.drawn import instant  # noqa: PLC0415

    return instant(text)


def test_resuscitation_stands_before_everything_else_that_must_be_seen(gp: Client, world: World) -> None:
    world.tells(
        "Saltmarsh Hospice",
        of="Edna Marsh",
        feed="end_of_life",
        table="""
        kind       | happened   | text                                                      | status
        -----------+------------+-----------------------------------------------------------+--------
        alert      | 2026-01-01 | Dog in the house                                          | active
        preference | 2026-01-02 | Preferred place of care: Home                             | current
        preference | 2026-01-01 | Cardiopulmonary resuscitation: Not for attempted resuscitation | current
        """,
    )
    page = gp.get(f"/people/{world.person('Edna Marsh')}/timeline").content.decode()
    flags = re.findall(r'class="ju-flag[^"]*"[^>]*>(.*?)<', page)
    assert flags == [
        "Cardiopulmonary resuscitation: Not for attempted resuscitation",
        "Dog in the house",
        "Preferred place of care: Home",
    ]


def test_contacts_come_a_page_at_a_time_at_the_same_cost(gp: Client, world: World) -> None:
    drawn = ["kind | happened | text | key", "--+--+--+--"]
    drawn += [
        f"consultation | 2025-{day // 28 + 1:02}-{day % 28 + 1:02} 09:00 | Visit {day} | v{day}" for day in range(60)
    ]
    world.tells("Hillside Surgery", of="Edna Marsh", at="2026-03-02", table="\n".join(drawn))
    edna = world.person("Edna Marsh")
    feeds_off(at=NOW)  # sharing agreements are kept for some seconds
    costs = []
    for number, first, last in ((1, "Visit 59", "Visit 35"), (3, "Visit 9", "Visit 0"), (99, "Visit 9", "Visit 0")):
        with CaptureQueriesContext(connection) as asked:
            page = words(gp.get(f"/people/{edna}/contacts?page={number}"))
        costs.append(len(asked))
        assert re.findall(r"Visit \d+", page)[0] == first
        assert first in page
        assert last in page
        assert "Visit 34 " not in page
    assert "51 to 60 of 60 contacts" in page
    assert len(set(costs)) == 1
