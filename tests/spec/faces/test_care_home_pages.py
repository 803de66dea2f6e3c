"""Care homes: all against each other and against practices, one beside the whole; who needs what, nothing small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from joinedup.faces.screens.insight.reports import making
from joinedup.insight.measures.definition import catalogue
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.results import population, rules
from joinedup.record.access.actor import SYSTEM
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.test_insight_pages import file, page, words
from tests.world.homes import drawn_homes, drawn_needs, sites
from tests.world.results import drawn_release
from tests.world.world import World

FALLS = "/care-homes?measure=care-home-falls"
ABBEY = "/care-homes/ZH001"
OURS = ["Abbey Hall", "Lock Court", "Oak Manor", "Stone Grange", "Tiny Lodge"]


@pytest.fixture
def release(world: World) -> Release:
    made = drawn_release()
    drawn_homes(made)
    drawn_needs(made)
    return made


def heat(text: str) -> dict[str, list[str]]:
    """Return the cells of the table of every home, as people read them, by the home's name."""
    [body] = re.findall(r'<table class="ju-heat ju-heat--homes">.*?<tbody>(.*?)</tbody>', text, re.S)
    lines = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in body.split("</tr>") if "<td" in row)
    return {name: cells for name, *cells in ([words(cell).strip() for cell in line] for line in lines)}


def ours(text: str) -> list[str]:
    """Return the homes of the table in its order, without those that are all alike."""
    return [name for name in heat(text) if not name.startswith("Home ")]


def section(text: str, name: str) -> str:
    [found] = re.findall(rf'<section class="ju-part" aria-labelledby="{name}".*?</section>', text, re.S)
    return words(found)


@pytest.mark.parametrize("address", ["/care-homes", ABBEY])
def test_before_anything_is_published_each_page_says_what_to_do(address: str, signed_in: SignedIn) -> None:
    assert "ask an analyst or a data steward to publish a release" in page(signed_in("Dr Priya Nair"), address)


@pytest.mark.parametrize("address", ["/care-homes", ABBEY, "/care-homes/files/every-home.csv", "/needs/home/ZH001.csv"])
def test_whoever_neither_cares_for_people_nor_plans_sees_no_home(
    address: str, signed_in: SignedIn, release: Release
) -> None:
    assert "does not include this" in page(signed_in("Alex Stroud"), address, status=403)


def test_a_commissioner_sees_every_home_in_every_measure_with_what_it_is(signed_in: SignedIn, release: Release) -> None:
    seen = page(signed_in("Nina Sorrel"), "/care-homes")
    told = heat(seen)
    assert "1 of 12 care homes lies above what chance explains in at least one measure" in words(seen)
    assert [name for name in told if not name.startswith("Home ")] == OURS
    assert len(told) == 13
    kind, beds, residents, admissions, falls = told["Abbey Hall"]
    assert (kind, beds, residents) == ("Residential", "60", "55")
    assert falls == "▲▲ 27.0 , far above the whole, beyond the 99.8% line"
    assert admissions == falls
    assert told["Oak Manor"][4].startswith("○ 11.8 , as the whole, but for chance")
    assert told["Stone Grange"][1] == "Not known"


def test_a_home_with_too_few_is_said_in_words_and_its_number_is_nowhere(signed_in: SignedIn, release: Release) -> None:
    analyst = signed_in("Nina Sorrel")
    seen = page(analyst, FALLS)
    assert heat(seen)["Tiny Lodge"] == ["Residential", "6", "1 to 7", "Too few to show", "Too few to show"]
    assert "2 not drawn: too few in most months to show." in words(seen)
    heads, *rows = file(analyst, "/care-homes/files/every-home.csv")
    tiny = next(dict(zip(heads, row, strict=True)) for row in rows if row[0] == "Tiny Lodge")
    assert tiny["Falls, falls for each 1,000 resident-days"] == "Too few to show"
    assert tiny["Falls, falls for each 1,000 resident-days: against the whole"] == "not compared"
    for name in ("homes-compared", "funnel", "by-month"):
        lines = [row for row in file(analyst, f"/care-homes/files/{name}.csv?measure=care-home-falls")[1:]
                 if row[0] == "Tiny Lodge"]  # fmt: skip
        assert not any(re.fullmatch(r"2(\.0)?|3", cell) for row in lines for cell in row[1:]), (name, lines)


def test_colour_is_never_the_only_sign(signed_in: SignedIn, release: Release) -> None:
    seen = page(signed_in("Nina Sorrel"), "/care-homes")
    coloured = re.findall(
        r'<td class="ju-heat__cell ju-heat__cell--(far-above|above|below|far-below)">(.*?)</td>', seen
    )
    assert coloured
    for band, cell in coloured:
        assert ("▲" if "above" in band else "▼") in cell
        assert f"{band.split('-')[-1]} the whole" in cell


def test_homes_are_sorted_by_a_column_through_its_link_and_those_without_a_figure_stand_last(
    signed_in: SignedIn, release: Release
) -> None:
    analyst = signed_in("Nina Sorrel")
    seen = page(analyst, "/care-homes")
    [link] = re.findall(r'<a href="([^"]+)">Falls</a>', seen)
    down = page(analyst, link.replace("&amp;", "&"))
    assert ours(down) == ["Abbey Hall", "Lock Court", "Oak Manor", "Stone Grange", "Tiny Lodge"]
    assert 'aria-sort="descending"' in down
    [link] = re.findall(r'aria-sort="descending"><a href="([^"]+)">', down)
    up = page(analyst, link.replace("&amp;", "&"))
    assert ours(up) == ["Stone Grange", "Oak Manor", "Lock Court", "Abbey Hall", "Tiny Lodge"]
    assert list(heat(up))[-1] == "Tiny Lodge"
    assert next(iter(heat(page(analyst, "/care-homes?sort=beds&order=up")))) == "Tiny Lodge"
    assert ours(page(analyst, "/care-homes?sort=type&order=up"))[:2] == ["Lock Court", "Stone Grange"]
    assert list(heat(page(analyst, "/care-homes?sort=nonsense"))) == list(heat(seen))


def test_more_than_fifty_homes_are_on_pages_and_the_file_has_them_all(signed_in: SignedIn, world: World) -> None:
    drawn_homes(drawn_release(), more=50)
    analyst = signed_in("Nina Sorrel")
    first, second = page(analyst, "/care-homes"), page(analyst, "/care-homes?page=2")
    assert "1 to 50 of 55 homes" in words(first)
    assert (len(heat(first)), len(heat(second))) == (50, 5)
    assert "the 50 of its page side by side, the first 24 of them by month" in words(first)
    assert "page=2" in first
    assert "page=1" in second
    assert len(file(analyst, "/care-homes/files/every-home.csv")) == 1 + 55
    assert len({row[0] for row in file(analyst, "/care-homes/files/by-month.csv")[1:]}) == 53 + 1  # and all homes


def test_one_measure_is_shown_over_time_as_a_funnel_and_home_by_home(signed_in: SignedIn, release: Release) -> None:
    analyst = signed_in("Nina Sorrel")
    seen = words(page(analyst, FALLS))
    assert "Falls in care homes: 1 of 12 homes lies above what chance explains" in seen
    assert "Falls in care homes: 11 of 13 homes can be shown month by month" in seen
    assert "Emergency admissions of care home residents: 11 of 13" in words(page(analyst, "/care-homes"))
    months = file(analyst, "/care-homes/files/over-time.csv?measure=care-home-falls")
    assert len(months) == 1 + 36
    assert "There is no such file" in page(analyst, "/care-homes/files/nonsense.csv", status=404)


def test_whose_people_live_where_with_their_figure_where_it_may_be_shown(signed_in: SignedIn, release: Release) -> None:
    analyst = signed_in("Nina Sorrel")
    told = section(page(analyst, FALLS), "whose")
    assert "Abbey Hall None 40 27.4 15 25.9 None" in told
    assert "Lock Court 45 11.1 10 13.9 None 1 to 7" in told
    assert "Stone Grange Not shown None None 1 to 7" in told
    assert "Tiny Lodge None 1 to 7 None None" in told
    heads, *rows = file(analyst, "/care-homes/files/homes-and-practices.csv?measure=care-home-falls")
    both = {(row[0], row[2]): dict(zip(heads, row, strict=True)) for row in rows}
    assert len(both) == 9
    assert both["Abbey Hall", "Hillside Surgery"]["Residents"] == "40"
    assert (
        both["Tiny Lodge", "Hillside Surgery"]["Falls in care homes, falls for each 1,000 resident-days"]
        == "Too few to show"
    )


def test_a_release_that_names_no_home_says_so(signed_in: SignedIn, world: World) -> None:
    drawn_release()
    assert "The release names no care home." in page(signed_in("Nina Sorrel"), "/care-homes")


def test_a_measure_that_no_feed_tells_says_which_would(signed_in: SignedIn, world: World) -> None:
    made = drawn_release(feeds=("admitted_care", "care_home_resident"))
    drawn_homes(made, of=("care-home-emergency-admissions",))
    seen = words(page(signed_in("Nina Sorrel"), FALLS))
    assert "Falls in care homes: There is no figure: this release holds nothing from care home incident" in seen
    assert "7 measures without figures" in seen
    assert "One measure: Emergency admissions of care home residents" in seen  # what was asked has no figures


def test_homes_without_any_measure_are_listed_and_nothing_is_compared(signed_in: SignedIn, world: World) -> None:
    made = drawn_release()
    sites(made, {"ZH001": ("Abbey Hall", "residential", 60)})
    analyst = signed_in("Nina Sorrel")
    all_homes = page(analyst, "/care-homes")
    assert heat(all_homes)["Abbey Hall"] == ["Residential", "60", "Not known"]
    assert "Care homes: none can be compared yet" in words(all_homes)
    seen = words(page(analyst, ABBEY))
    assert "Abbey Hall: no measure can be compared yet" in seen
    assert "This is being worked out." in seen
    assert "There is no such file" in page(analyst, "/care-homes/files/homes-and-practices.csv", status=404)
    assert "There is no such file" in page(analyst, f"{ABBEY}/practices.csv", status=404)


def test_a_home_that_is_on_no_list_is_known_by_its_code(signed_in: SignedIn, release: Release) -> None:
    for part in (Path(releases.folder_of(release)) / "reference_site").iterdir():
        part.unlink()
    part.parent.rmdir()
    population._homes.cache_clear()
    analyst = signed_in("Nina Sorrel")
    assert heat(page(analyst, "/care-homes"))["ZH001"][:3] == ["Not known", "Not known", "55"]
    assert "ZH001" in words(page(analyst, "/practices/X90001"))


def test_one_home_stands_beside_the_whole_and_beside_homes_of_its_type(signed_in: SignedIn, release: Release) -> None:
    analyst = signed_in("Nina Sorrel")
    seen = page(analyst, f"{ABBEY}?measure=care-home-falls")
    assert "Abbey Hall is above other homes in 2 of 2 measures, by more than chance" in words(seen)
    told = section(seen, "every")
    assert "Falls in care homes 27.0 95% interval 24.8 to 29.4" in told
    assert "11.8 to 27.0 (2 of 3 homes that can be shown)" in told
    assert "Far above the whole, beyond the 99.8% line" in told
    assert "2 of 3 homes can be shown month by month" in section(seen, "months")
    heads, *rows = file(analyst, f"{ABBEY}/measures.csv")
    assert [row[heads.index("Against all homes")] for row in rows] == ["far above the whole, beyond the 99.8% line"] * 2
    assert {row[0] for row in file(analyst, f"{ABBEY}/by-month.csv?measure=care-home-falls")[1:]} == {
        "Abbey Hall", "Oak Manor", "All homes",
    }  # fmt: skip
    assert "differs from other homes by no more than chance" in words(page(analyst, "/care-homes/ZH003"))
    tiny = words(page(analyst, "/care-homes/ZH005"))
    assert "Tiny Lodge: no measure can be compared yet" in tiny


def test_a_home_links_to_the_practices_that_look_after_its_people_and_they_to_it(
    signed_in: SignedIn, release: Release
) -> None:
    gp = signed_in("Dr Priya Nair")
    seen = page(gp, f"{ABBEY}?measure=care-home-falls")
    assert 'href="/practices/X90001">Hillside Surgery</a>' in seen
    assert "Riverside Practice Residents 15 Falls in care homes 25.9" in section(seen, "whose")
    assert len(file(gp, f"{ABBEY}/practices.csv")) == 1 + 2
    practice = page(gp, "/practices/X90001")
    assert 'href="/care-homes/ZH001">Abbey Hall</a> (40)' in practice
    assert 'href="/care-homes/ZH005">Tiny Lodge</a> (1 to 7)' in practice
    assert "Care homes in which" not in page(gp, "/practices/X90005")


def test_an_address_of_no_home_says_where_to_choose_one(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    assert "There is no care home by this code in the release." in page(gp, "/care-homes/ZT101", status=404)
    assert "There is no such file" in page(gp, f"{ABBEY}/nonsense.csv", status=404)


def test_a_practice_is_told_who_needs_what_on_its_list_against_what_is_expected(
    signed_in: SignedIn, release: Release
) -> None:
    told = section(page(signed_in("Dr Priya Nair"), "/practices/X90001"), "needs-title")
    for said in (
        "Hillside Surgery has more people on the register of diabetes and fewer on the register of dementia than",
        "3,000 people on 31 March 2026, 1,400 of them on at least one register, each counted once",
        "330 of 3,000 11.0% (95% interval 9.9% to 12.2%)", "1.50 times the 220 expected (1.34 to 1.67)", "▲ Higher",
        "0.25 times the 40 expected (0.12 to 0.46)", "Published: 0.15 times the 65 expected", "▼ Lower",
        "1.01 times the 188 expected", "○ Similar", "Too few to show", "No source here tells",
        "Dementia: Cognitive Function and Ageing Study II",
    ):  # fmt: skip
        assert said in told, said


def test_who_needs_what_is_a_file_of_each_practice_network_and_home(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    heads, *rows = file(gp, "/needs/practice/X90001.csv")
    told = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    assert told["Diabetes"]["People on it"] == "330"
    assert told["Diabetes"]["Not known"] == "15"
    assert told["Diabetes"]["The whole place, per cent"] == "7.5"
    assert told["Epilepsy"]["People on it"] == "Too few to show"
    assert file(gp, "/needs/network/moor-network.csv")[1][0] == "Diabetes"
    assert [row[0] for row in file(gp, "/needs/home/ZH001.csv")] == ["Register", "Dementia"]
    assert "too few people on any register" not in words(page(gp, ABBEY))
    for address in ("/needs/practice/X90002.csv", "/needs/street/X90001.csv"):
        assert "Nothing of this is worked out" in page(gp, address, status=404)


def test_a_network_and_a_home_tell_who_needs_what_and_others_say_why_not(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    assert "12,000 people on 31 March 2026" in section(page(gp, "/networks/moor-network"), "needs-title")
    assert "55 people on 31 March 2026." in section(page(gp, ABBEY), "needs-title")
    for address in ("/practices/X90002", "/networks/fell-network", "/care-homes/ZH005"):
        assert "Not shown: it is not worked out yet, or too few people" in section(page(gp, address), "needs-title")


def test_every_measure_of_care_homes_has_a_short_name_of_its_own() -> None:
    from joinedup.faces.screens.insight.care_homes.board import short  # noqa: PLC0415

    names = [short(each) for each in catalogue().values() if ("home",) in rules.cuts_of(each)]
    assert len(names) == len(set(names)) == 8
    assert "Errors with medicines" in names


def test_the_tabs_of_insight_lead_to_care_homes(signed_in: SignedIn, release: Release) -> None:
    client: Client = signed_in("Dr Priya Nair")
    assert 'href="/care-homes">Care homes</a>' in page(client, "/measures")


def test_all_homes_and_one_are_handed_out_on_paper_and_as_a_spreadsheet(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    assert 'href="/care-homes/pack.pdf?measure=care-home-falls"' in page(gp, FALLS)
    assert 'href="/care-homes/ZH001/pack.xlsx?measure=care-home-falls"' in page(gp, f"{ABBEY}?measure=care-home-falls")
    for address in ("/care-homes/pack", f"{ABBEY}/pack", "/care-homes/ZH005/pack"):
        paper, sheets = gp.get(f"{address}.pdf"), gp.get(f"{address}.xlsx?measure=care-home-falls")
        assert (paper.status_code, sheets.status_code) == (200, 200)
        assert paper.content.startswith(b"%PDF")
        assert sheets.content.startswith(b"PK")
    assert "There is no such file" in page(gp, "/care-homes/pack.docx", status=404)
    assert "There is no care home by this code" in page(gp, "/care-homes/ZT101/pack.pdf", status=404)


def test_homes_can_be_sent_regularly(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    for address in (FALLS, f"{ABBEY}?measure=care-home-falls"):
        [link] = re.findall(r'<a href="(/reports/[^"]+)">Send me this regularly', page(gp, address))
        assert gp.get(link.replace("&amp;", "&")).status_code == 200, link
    assert making.about("care_home", {"site": "ZH001"}, release) == "Abbey Hall"
    assert making.about("care_homes", {}, release) == "Care homes"
    for subject, asked in (("care_home", {"site": "ZH001"}), ("care_homes", {"measure": "care-home-falls"})):
        name, made = making.made(subject, asked, "xlsx", release, SYSTEM)
        assert name.startswith("care-home")
        assert made.startswith(b"PK")


def test_a_pack_of_homes_that_nothing_is_known_of_has_still_what_they_are(signed_in: SignedIn, world: World) -> None:
    sites(drawn_release(), {"ZH001": ("Abbey Hall", "residential", 60)})
    gp = signed_in("Dr Priya Nair")
    assert gp.get("/care-homes/pack.xlsx").status_code == 200
    assert gp.get(f"{ABBEY}/pack.xlsx").status_code == 200


def test_who_needs_what_is_in_the_packs_of_practices_networks_and_homes(release: Release) -> None:
    for subject, asked in (
        ("practice", {"code": "X90001"}), ("network", {"network": "moor-network"}), ("care_home", {"site": "ZH001"}),
    ):  # fmt: skip
        pack = making.PACKS[subject](release, asked, SYSTEM)
        [part] = [part for part in pack.parts if part.heading == "Who needs what here"]
        [(table, lines)] = part.tables
        assert "Dementia" in [table.columns[0].of(line) for line in lines]
    pack = making.PACKS["practice"](release, {"code": "X90002"}, SYSTEM)
    assert "Who needs what here" not in [part.heading for part in pack.parts]
