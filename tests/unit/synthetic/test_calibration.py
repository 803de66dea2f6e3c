"""Judging a made-up place: what is within, what is outside, and what is too little to say."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from joinedup.faces.cli.place import place
from joinedup.words.basics.errors import BadInput
from synthetic.calibration import Verdict, check_place
from synthetic.calibration.check import judge
from synthetic.calibration.figures import FIGURES, Figure
from synthetic.making import make_place


def figure(*, absolute: bool = False) -> Figure:
    return Figure("falls", "Falls", "per 1,000", 100.0, 0.05 if not absolute else 5.0, "a source", "", absolute)


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize(
    ("achieved", "error", "verdict"),
    [
        (105.0, 0.0, Verdict.WITHIN),
        (105.1, 0.0, Verdict.OUTSIDE),
        (94.9, 0.0, Verdict.OUTSIDE),
        (108.0, 1.0, Verdict.WITHIN),
        (108.1, 1.0, Verdict.OUTSIDE),
    ],
)
def test_a_figure_is_within_its_tolerance_and_three_standard_errors(achieved, error, verdict, absolute):
    assert judge(figure(absolute=absolute), achieved, 1_000, None, error).verdict is verdict


@pytest.mark.parametrize(("achieved", "n"), [(500.0, 29), (None, 1_000), (float("nan"), 1_000), (None, None)])
def test_a_figure_with_too_little_behind_it_is_not_judged(achieved, n):
    assert judge(figure(), achieved, n, None, 1.0).verdict is Verdict.TOO_FEW


def test_every_figure_has_a_source_that_is_not_memory_and_a_name_of_its_own():
    assert len({each.id for each in FIGURES}) == len(FIGURES) >= 35
    assert all(each.source and "memory" not in each.source for each in FIGURES)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town") / "place"
    make_place(folder, people=20_000, years=2, seed=5, release=True)
    return folder


@pytest.mark.slow
def test_a_town_of_20_000_is_like_england_in_every_figure_that_can_be_judged(town):
    judged = check_place(town)
    assert [each.id for each in judged if each.verdict is Verdict.OUTSIDE] == []
    assert sum(each.verdict is Verdict.WITHIN for each in judged) >= 60


@pytest.mark.slow
def test_the_command_ends_with_1_when_the_place_is_not_like_england(town):
    run = CliRunner().invoke(place, ["check", str(town), "--json"])
    assert run.exit_code == 0
    assert json.loads(run.stdout)["outside"] == 0
    for part in sorted((town / "release/event").glob("*.parquet")):
        whole = pq.read_table(part)
        pq.write_table(whole.slice(0, len(whole) // 3), part)
    run = CliRunner().invoke(place, ["check", str(town)])
    assert run.exit_code == 1
    assert "outside" in run.stdout


def test_a_folder_without_a_place_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(BadInput, match=r"There is no made-up place in .* Give the folder that 'joinedup place make'"):
        check_place(tmp_path)
