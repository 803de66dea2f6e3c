"""``joinedup register``: what a newcomer sees, from a made-up release."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from joinedup.faces.cli.register import register
from joinedup.words.basics.errors import NotFound
from synthetic.making import make_place

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("register") / "place"
    make_place(folder, people=600, years=2, seed=3, release=True)
    return str(folder / "release")


def said(*arguments: str) -> str:
    answer = CliRunner().invoke(register, list(arguments), catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


def test_the_list_says_who_is_on_each_register():
    assert "diabetes" in said("list")
    assert "aged 17 or over and with diabetes of any type" in said("list")
    listed = {each["id"]: each for each in json.loads(said("list", "--json"))}
    assert listed["diabetes"]["source"].startswith("NHS England, Quality and Outcomes Framework")
    assert [check["id"] for check in listed["hypertension"]["checks"]] == ["blood_pressure"]


def test_one_register_is_counted_with_what_is_due(release):
    told = said("hypertension", "--release", release)
    assert "Who has high blood pressure? Source: NHS England" in told
    assert "Not known is kept apart from no." in told
    assert "Blood pressure taken in the last 12 months: " in told
    found = json.loads(said("hypertension", "--release", release, "--json"))
    [need] = found["profiles"][0]["needs"]
    assert need["share"]["value"] == need["recorded"] / need["people"]
    assert need["as_place"]["value"] == pytest.approx(1.0, abs=0.1)
    assert found["registers"][0]["id"] == "hypertension"


def test_needs_are_profiled_for_one_practice_and_small_numbers_are_not_shown(release):
    units = json.loads(said("needs", "--by", "practice", "--release", release, "--json"))["profiles"]
    told = said("needs", "--by", "practice", "--unit", units[0]["unit"], "--release", release, "--on", "2026-03-01")
    assert f"{units[0]['name']}: " in told
    assert told.startswith("On 2026-03-01, from release.")
    assert "not shown" in told
    assert not any(0 < (need["recorded"] or 0) < 8 for unit in units for need in unit["needs"])


def test_the_note_of_a_register_is_told_beside_its_count(release):
    assert "Many practices do not code it" in said("housebound", "--by", "network", "--release", release)


def test_what_is_not_there_is_said(release):
    with pytest.raises(NotFound, match="There is no register called 'gout'"):
        said("gout")
    with pytest.raises(NotFound, match=r"Nobody here is in the practice Z9\. Leave out --unit"):
        said("diabetes", "--by", "practice", "--unit", "Z9", "--release", release)
