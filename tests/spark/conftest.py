"""One Spark for all these tests, and three releases: a made-up place, a drawn crowd of hard cases, and nothing at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from joinedup.insight.engine import Engine, open_release
from tests.spark.drawn import write

HERE = Path(__file__).parent
# Tables are small here: more parts, and all that makes large ones quick, would only be more to begin.
os.environ.setdefault("SPARK_PARTITIONS", "2")
os.environ.setdefault("SPARK_CONF_DIR", str(HERE / "conf"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that ``make test`` leaves it out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.spark)


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folders of the releases."""
    from synthetic.making import make_place  # noqa: PLC0415 (it takes a while to load)

    folder = tmp_path_factory.mktemp("releases")
    make_place(folder / "made", people=300, years=2, seed=5, release=True)
    write(folder / "crowd", seed=7, people=160)
    (folder / "nothing").mkdir()
    return {"made up": folder / "made" / "release", "crowd": folder / "crowd", "nothing": folder / "nothing"}


@pytest.fixture(scope="session", params=["made up", "crowd", "nothing"])
def both(request: pytest.FixtureRequest, releases: dict[str, Path]) -> Iterator[tuple[Engine, Engine]]:
    """Give both engines over one release: what DuckDB answers first, Spark must answer alike."""
    folder = releases[request.param]
    with open_release(folder) as duck, open_release(folder, engine="spark") as spark:
        yield duck, spark
