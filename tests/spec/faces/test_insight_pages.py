"""Insight: what changed, who differs, and how it was computed; nothing small, nothing of colour alone, no league."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client

from joinedup.insight.measures.definition import measure
from joinedup.planning.releases.models import Release
from joinedup.planning.results import queries
from joinedup.planning.results.models import Rebase
from joinedup.record.journal.models import JournalLine
from tests.spec.faces.conftest import SignedIn
from tests.world.results import drawn_release
from tests.world.world import World

EMERGENCIES = "/measures/emergency-admissions"


@pytest.fixture
def release(world: World) -> Release:
    return drawn_release()


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def file(client: Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    "address", ["/measures", EMERGENCIES, "/practices", "/practices/X90001", "/networks/moor-network"]
)
def test_before_anything_is_published_each_page_says_what_to_do(address: str, signed_in: SignedIn) -> None:
    assert "ask an analyst or a data steward to publish a release" in page(signed_in("Dr Priya Nair"), address)
    assert "publish a release</a>" in page(signed_in("Nina Sorrel"), address)


def test_whoever_neither_cares_for_people_nor_plans_sees_no_measures(signed_in: SignedIn, release: Release) -> None:
    for name in ("Moira Quayle", "Alex Stroud"):
        assert "does not include this" in page(signed_in(name), "/measures", status=403)


def test_the_dashboard_states_how_many_measures_changed_and_by_more_than_what(
    signed_in: SignedIn, release: Release
) -> None:
    seen = words(page(signed_in("Dr Priya Nair"), "/measures"))
    assert (
        "4 of 4 measures with a figure changed by more than chance: 1 for the better, 2 for the worse, 1 where neither way is better"
        in seen
    )
    assert "Emergency admissions" in seen
    assert "Rose from" in seen
    assert "Month by month: higher, a concern ◆ Worse" in seen
    assert "Data up to 31 March 2026" in seen


def test_the_words_of_a_change_follow_the_figures(signed_in: SignedIn, release: Release) -> None:
    heads, *rows = file(signed_in("Dr Priya Nair"), "/measures/list.csv")
    told = {row[heads.index("Name")]: dict(zip(heads, row, strict=True)) for row in rows}
    assert len(told) >= 100
    for row in told.values():
        if row["Against the year before"].startswith("Rose"):
            assert float(row["Figure"]) > float(row["Year before"])
    assert told["ae-within-four-hours"]["In a word"] == "Better"
    assert told["emergency-admissions"]["In a word"] == "Worse"
    assert told["emergency-admissions"]["Release"] == release.name


def test_the_dashboard_is_narrowed_by_topic_and_to_what_changed(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    only = page(gp, "/measures?topic=Hospital&changed=yes")
    assert re.findall(r'id="topic-\d+">([^<]+)', only) == ["Hospital"]
    assert len(file(gp, "/measures/list.csv?topic=Hospital&changed=yes")) == 2
    assert "No measure fits these filters." in page(gp, "/measures?topic=Carers&changed=yes")
    assert "No measure fits" not in page(gp, "/measures?topic=no-such-topic")


def test_what_is_still_owed_is_said_and_an_analyst_has_it_worked_out(
    signed_in: SignedIn, release: Release, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    assert "ask an analyst or a data steward" in page(signed_in("Dr Priya Nair"), "/measures")
    analyst = signed_in("Nina Sorrel")
    waiting = words(page(analyst, "/measures"))
    assert f"4 of {len(queries.supported(release))} measures are worked out." in waiting
    assert "This is being worked out." in waiting
    assert "Work them out now" in waiting
    assert "are being worked out" in words(analyst.post("/measures/work-out", follow=True).content.decode())
    assert "begin when the work before them is done" in words(page(analyst, "/measures"))
    assert analyst.post("/measures/work-out").status_code == 409
    assert signed_in("Sam Whitlock").post("/measures/work-out").status_code == 403
    assert "This is being worked out." in page(analyst, "/measures/planned-admissions")


def test_a_release_without_a_feed_says_which_would_tell(signed_in: SignedIn, world: World) -> None:
    drawn_release(of=("emergency-admissions",), feeds=("admitted_care",))
    assert "this release holds nothing from gp problem" in page(signed_in("Dr Priya Nair"), "/measures/copd-prevalence")


def test_one_measure_is_shown_everywhere_and_over_time(signed_in: SignedIn, release: Release) -> None:
    seen = words(page(signed_in("Dr Priya Nair"), EMERGENCIES))
    for said in (
        "higher than chance explains in March 2026, a concern", "1 of 7 practices lies above what chance explains",
        "Slope index", "relative index", "directly standardised by age", "By network", "The whole place",
        "higher among the most deprived than the least", "No boundaries are shipped", "areas.geojson",
        "admission method codes 21 to 2D", "FROM time_on_list", release.manifest_hash, "Examples, which are its tests",
        "A planned admission is not an emergency",
    ):  # fmt: skip
        assert said in seen, said


def test_amounts_have_no_funnel_and_people_on_a_day_no_control_chart(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    assert "There is no funnel plot: it needs counts of single events or people" in words(
        page(gp, "/measures/bed-days")
    )
    people = words(page(gp, "/measures/diabetes-prevalence"))
    assert "mostly the same from month to month, so there is no control chart" in people
    assert "rose from" in people


def test_a_practice_too_small_to_show_is_shown_nowhere(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    heads, *rows = file(gp, f"{EMERGENCIES}/practices-compared.csv")
    [tiny] = [row for row in rows if row[0] == "Tiny Branch"]
    assert set(tiny[1:]) <= {"1 to 7", "not shown", ""}
    assert "Tiny Branch" not in [row[0] for row in file(gp, f"{EMERGENCIES}/same-ages.csv")]
    assert "Too few to show" in words(page(gp, "/practices/X90008"))
    assert heads[0] == "Name"


def test_every_chart_has_its_file(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    links = re.findall(r'href="([^"]+\.csv)"', page(gp, EMERGENCIES))
    assert len(links) >= 8
    for link in links:
        assert len(file(gp, link)) > 1, link
    assert gp.get(f"{EMERGENCIES}/secrets.csv").status_code == 404
    assert gp.get("/measures/no-such-measure").status_code == 404


def test_limits_start_again_only_by_hand_with_a_reason_and_it_is_journaled_and_undone(
    signed_in: SignedIn, release: Release, world: World
) -> None:
    analyst = signed_in("Nina Sorrel")
    send = f"{EMERGENCIES}/rebase"
    for told, said in (
        ({"month": "2024-10", "reason": " "}, "Nobody said why."), ({"month": "", "reason": "New ward"}, "is not a month"),
    ):  # fmt: skip
        answer = analyst.post(send, told)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    done = analyst.post(send, {"month": "2024-10", "reason": "Same-day emergency care opened"}, follow=True)
    assert "The limits start again from October 2024." in words(done.content.decode())
    assert "Limits set anew from October 2024: Same-day emergency care opened." in words(done.content.decode())
    assert analyst.post(send, {"month": "2024-10", "reason": "Again"}).status_code == 422
    nurse = signed_in("Sam Whitlock")
    assert "Start the limits again" not in page(nurse, EMERGENCIES)
    assert nurse.post(send, {"month": "2024-11", "reason": "No"}).status_code == 403
    made = Rebase.objects.get()
    undone = analyst.post(f"{send}/{made.pk}/undo", follow=True)
    assert "no longer start again from October 2024" in words(undone.content.decode())
    assert analyst.post(f"{send}/{made.pk}/undo").status_code == 404
    assert queries.rebasings(measure("emergency-admissions")) == []
    assert world.journal()[-2:] == ["measure.rebased done", "measure.rebase_undone done"]
    assert Rebase.objects.get().undone_at is not None


def test_practices_stand_by_name_with_how_many_measures_differ(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    heads, *rows = file(gp, "/practices/list.csv")
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert (
        next(row for row in rows if row[0] == "Hillside Surgery")[heads.index("Measures that differ from the place")]
        == "4"
    )
    assert "this is not a league table" in page(gp, "/practices")


def test_a_practice_sees_where_it_differs_and_who_is_on_its_list(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    seen = words(page(gp, "/practices/X90001"))
    assert (
        "Hillside Surgery is better than the place in 1, worse in 2 and higher in 1 of 4 measures, by more than chance"
        in seen
    )
    assert "People on the list by age and sex" in seen
    assert "◆ Worse" in seen
    assert "differs from the place by no more than chance" in words(page(gp, "/practices/X90003"))
    heads, *rows = file(gp, "/practices/X90001/peer-review.csv")
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    assert {row["Compared with the place"] for row in told} == {"Better", "Worse", "Higher"}
    assert any(row["In a sentence"].startswith("Emergency admissions: higher than the place") for row in told)
    assert len(file(gp, "/practices/X90001/list.csv")) == 11
    assert gp.get("/practices/X90001/secrets.csv").status_code == 404
    pdf, sheets = gp.get("/practices/X90001/peer-review.pdf"), gp.get("/practices/X90001/peer-review.xlsx")
    assert (pdf.content[:4], sheets.content[:2]) == (b"%PDF", b"PK")
    assert gp.get("/practices/nowhere").status_code == 404


def test_a_network_has_its_practices_side_by_side(signed_in: SignedIn, release: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    seen = words(page(gp, "/networks/moor-network?measure=ae-within-four-hours"))
    assert "Moor Network: 4 practices" in seen
    assert "over the year, Hillside Surgery differs from the place by more than chance" in seen
    names = {row[0] for row in file(gp, "/networks/moor-network/side-by-side.csv")[1:]}
    assert names == {"Hillside Surgery", "Riverside Practice", "Chapel Lane", "Station Road", "The whole place"}
    assert len(file(gp, "/networks/moor-network/measures.csv")) == 5
    assert gp.get("/networks/moor-network/secrets.csv").status_code == 404
    assert gp.get("/networks/no-such-network").status_code == 404


@pytest.mark.parametrize(
    ("address", "about", "found"),
    [
        ("/measures/pack", "System dashboard", "4 of 4 measures with a figure changed by more than chance"),
        ("/measures/pack?topic=Hospital&changed=yes", "System dashboard", "4 of 4 measures"),
        (f"{EMERGENCIES}/pack", "Emergency admissions", "Emergency admissions: "),
        ("/measures/planned-admissions/pack", "Planned admissions and day cases", "Planned admissions and day cases: This is being worked out."),
        ("/practices/X90001/peer-review", "Hillside Surgery: peer review", "Hillside Surgery is better than the place in 1"),
        ("/networks/moor-network/pack", "Moor Network", "Moor Network "),
    ],
)  # fmt: skip
def test_a_page_is_handed_out_as_a_tagged_pdf_and_worked_on_as_a_spreadsheet(
    address: str, about: str, found: str, signed_in: SignedIn, release: Release
) -> None:
    gp = signed_in("Dr Priya Nair")
    path, _, asked = address.partition("?")
    pdf = gp.get(f"{path}.pdf?{asked}")
    assert (pdf.content[:4], pdf.headers["Content-Type"]) == (b"%PDF", "application/pdf")
    assert b"StructTreeRoot" in pdf.content or b"pdfuaid" in pdf.content
    book = openpyxl.load_workbook(io.BytesIO(gp.get(f"{path}.xlsx?{asked}").content))
    told = {row[0]: row[1] for row in book["Read me"].iter_rows(values_only=True)}
    assert told["What this is of"] == about
    assert told["What was found"].startswith(found)
    assert told["Release"] == "care-drawn"
    assert told["SHA-256 of its manifest"] == "0f" * 32
    assert "counts of 1 to 7 are not shown" in told["Small numbers"]
    heads, *defined = book["What each measure is, and where"].iter_rows(values_only=True)
    assert {"Question", "What counts", "Unit", "Source"} <= set(heads)
    assert all(row[heads.index("Source")] for row in defined)
    assert gp.get(f"{path}.docx").status_code == 404


def test_a_pack_counts_in_numbers_that_a_spreadsheet_adds(signed_in: SignedIn, release: Release) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(signed_in("Dr Priya Nair").get("/practices/X90001/peer-review.xlsx").content)
    )
    heads, *rows = book["Hillside Surgery  every measure"].iter_rows(values_only=True)
    told = {row[heads.index("Measure")]: dict(zip(heads, row, strict=True)) for row in rows}
    assert told["Emergency admissions"]["Counted"] == 480
    assert told["Emergency admissions"]["From"].year == 2025
    assert not any(cell.data_type == "f" for sheet in book.worksheets for line in sheet.iter_rows() for cell in line)


def test_a_practice_too_small_to_show_is_in_no_pack(signed_in: SignedIn, release: Release) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(signed_in("Dr Priya Nair").get("/practices/X90008/peer-review.xlsx").content)
    )
    heads, *rows = book["Tiny Branch  every measure"].iter_rows(values_only=True)
    assert {row[heads.index("Figure")] for row in rows} == {None}


def test_whoever_takes_a_pack_is_in_the_journal(signed_in: SignedIn, release: Release) -> None:
    signed_in("Dr Priya Nair").get("/practices/X90001/peer-review.pdf")
    line = JournalLine.objects.get(act="pack.downloaded")
    assert line.details == {"file": "peer-review-X90001.pdf", "release": "care-drawn", "agreements": []}


def test_the_number_of_queries_does_not_grow(
    signed_in: SignedIn, release: Release, django_assert_max_num_queries: Any
) -> None:
    gp = signed_in("Dr Priya Nair")
    for address in ("/measures", EMERGENCIES, "/practices/X90001"):
        page(gp, address)
        with django_assert_max_num_queries(10):
            page(gp, address)
