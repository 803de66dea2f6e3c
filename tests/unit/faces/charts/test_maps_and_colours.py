"""Shapes of a place's own file, and colours that can be told apart."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest

from joinedup.faces.components.charts import palette, shapes
from joinedup.faces.components.charts.areas import Area, Areas, area_map
from joinedup.faces.components.charts.chart import About
from joinedup.words.basics.errors import BadInput
from tests.unit.faces.charts.test_every_chart import assert_can_be_drawn

SQUARE = [[-2.0, 53.0], [-1.9, 53.0], [-1.9, 53.1], [-2.0, 53.1], [-2.0, 53.0]]


def file(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def feature(code: str, kind: str = "Polygon", coordinates: Any = None) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": kind, "coordinates": coordinates if coordinates is not None else [SQUARE]},
    }


def test_longitude_and_latitude_are_laid_flat_so_that_a_square_mile_is_square() -> None:
    shape = shapes.shapes_of(file(feature("E1")), code="code")["E1"]
    left, low, right, high = shapes.bounds(shape[0])
    assert (right - left) / (high - low) == pytest.approx(math.cos(math.radians(53.05)))


def test_the_national_grid_is_taken_as_it_is_and_islands_belong_to_their_area() -> None:
    metres = [[400000.0, 300000.0], [401000.0, 300000.0], [401000.0, 301000.0], [400000.0, 300000.0]]
    read = shapes.shapes_of(
        file(feature("E1", "MultiPolygon", [[metres], [metres]]), feature("E1", coordinates=[metres])), code="code"
    )
    assert len(read["E1"]) == 3
    assert read["E1"][0][0] == (400000.0, 300000.0)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"type": "Feature"}, "This file is not a GeoJSON FeatureCollection."),
        (file({"properties": {}}), "Area 1 of this file has no property “code”."),
        (file("x"), "Area 1 of this file has no property “code”."),
        (file(feature("E1", "Point", [1, 2])), "Area 1 of this file is not a polygon of numbers."),
        (file(feature("E1", coordinates=[[["a", "b"]]])), "Area 1 of this file is not a polygon of numbers."),
        (file(feature("E1", coordinates=[[[math.inf, 1.0]]])), "Area 1 of this file is not a polygon of numbers."),
        (file({"properties": {"code": "E1"}, "geometry": None}), "Area 1 of this file is not a polygon of numbers."),
    ],
)
def test_a_file_that_is_no_map_is_refused_with_its_cure(data: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as caught:
        shapes.shapes_of(data, code="code")
    assert str(caught.value).startswith(says)
    assert caught.value.now.startswith("Save the areas as a GeoJSON FeatureCollection")


def test_areas_that_are_not_on_the_map_are_said_to_be_missing_and_stay_in_the_table() -> None:
    areas = (Area("E1", "North", 5.0), Area("E2", "South", 9.0))
    chart = area_map(
        Areas(About("map", "A finding", "Admissions"), areas, shapes.shapes_of(file(feature("E1")), code="code"))
    )
    assert "1 area not on the map: where it lies is not known." in chart.notes
    assert [row[0] for row in chart.rows] == ["South", "North"]
    assert str(chart.svg).count("ju-c-area") == 1
    assert_can_be_drawn(chart)


def test_without_any_place_there_is_no_map() -> None:
    assert not Areas(About("map", "A finding", "Admissions"), (Area("E1", "North", 5.0),)).can_be_drawn


def test_a_place_with_thousands_of_areas_is_drawn_where_they_lie() -> None:
    areas = tuple(Area(f"E{n}", f"Area {n}", float(n), at=(float(n % 40), n / 40)) for n in range(1000))
    chart = area_map(Areas(About("map", "A finding", "Admissions"), areas))
    assert str(chart.svg).count("ju-c-area") == 1000


@pytest.mark.parametrize(
    "colour",
    [
        palette.BLUE,
        palette.DARK_BLUE,
        palette.ORANGE,
        palette.PURPLE,
        palette.TEAL,
        palette.PINK,
        palette.GREY,
        palette.QUIET,
        palette.TEXT,
    ],
)
def test_every_colour_of_a_mark_stands_out_from_the_page(colour: str) -> None:
    assert palette.contrast(colour, palette.WHITE) >= 3
    assert palette.contrast(colour, "#f0f4f5") >= 3


@pytest.mark.parametrize(("shade", "words"), list(zip(palette.SHADES, palette.WORDS_ON, strict=True)))
def test_a_number_can_be_read_on_every_shade(shade: str, words: str) -> None:
    assert palette.contrast(shade, words) >= 4


def test_shades_differ_on_paper_without_colour() -> None:
    light = [palette.contrast(shade, "#000000") for shade in palette.SHADES]
    assert all(a > 1.35 * b for a, b in pairwise(light))


def test_no_two_lines_of_one_chart_differ_by_colour_alone() -> None:
    assert len({(dash, shape) for _, dash, shape in palette.SERIES}) == len(palette.SERIES)
