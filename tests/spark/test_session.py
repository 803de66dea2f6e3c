"""Spark among us: it says nothing of its own, keeps releases apart, leaves nothing behind and says plainly what it lacks."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from joinedup.insight.engine import open_release
from joinedup.words.basics.errors import BadInput, CannotProceed

TRIED = """
from joinedup.insight.engine import open_release
with open_release(engine="spark") as engine:
    engine.fill("event", [{"person_key": "Edna", "event_id": "1", "kind": "admission"}])
    print(engine.rows("SELECT count(*) AS n FROM event WHERE (kind = 'admission')"))
"""

REFUSED = """
from joinedup.insight.engine import open_release
try:
    open_release(engine="spark")
except Exception as error:
    print(type(error).__name__, error)
"""


def apart(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, as a command would."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, **env},
    )  # fmt: skip


def test_a_command_that_asks_spark_says_its_answer_and_nothing_else(tmp_path: Path) -> None:
    done = apart(TRIED, TMPDIR=str(tmp_path))
    assert (done.stdout, done.stderr) == ("[{'n': 1}]\n", "")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("joinedup-spark")] == []


def test_without_java_it_is_said_what_to_install(tmp_path: Path) -> None:
    for env in ({"PATH": str(tmp_path), "JAVA_HOME": ""}, {"JAVA_HOME": str(tmp_path)}):
        assert apart(REFUSED, **env).stdout == (
            "CannotProceed Spark needs Java, and there is none here. Install Java 17 (on Debian: apt-get install "
            "openjdk-17-jre-headless), or say in JAVA_HOME where it is.\n"
        )


def test_a_cluster_that_is_not_known_is_told_of() -> None:
    assert apart(REFUSED, SPARK_MASTER="nowhere").stdout.startswith("CannotProceed Spark could not start. Check that")


def test_without_pyspark_it_is_said_what_to_install() -> None:
    done = apart("import sys; sys.modules['pyspark'] = None\n" + REFUSED)
    assert done.stdout == "CannotProceed Spark is not installed. Install it with: pip install 'joinedup[spark]'.\n"


def test_a_second_engine_that_asks_for_more_memory_has_the_spark_that_there_is() -> None:
    with open_release(engine="spark", memory="1GB") as one, open_release(engine="spark", memory="4GB") as other:
        assert one.rows("SELECT 1 AS n") == other.rows("SELECT 1 AS n") == [{"n": 1}]


def test_two_releases_open_at_once_are_kept_apart() -> None:
    with open_release(engine="spark") as one, open_release(engine="spark") as other:
        one.fill("event", [{"person_key": "Edna", "event_id": "1"}])
        one.keep("mine", "SELECT person_key FROM event")
        assert one.rows("SELECT count(*) AS n FROM event") == [{"n": 1}]
        assert other.rows("SELECT count(*) AS n FROM event") == [{"n": 0}]
        with pytest.raises(BadInput, match="cannot be computed"):
            other.rows("SELECT * FROM mine")
        one.drop("mine")
        with pytest.raises(BadInput, match="cannot be computed"):
            one.rows("SELECT * FROM mine")


def test_an_error_names_the_definition_and_never_the_data() -> None:
    with open_release(engine="spark") as engine:
        engine.fill("event", [{"person_key": "Edna", "event_id": "1", "reason": "S720"}])
        with pytest.raises(BadInput, match=r"'Hips' cannot be computed: .*shoe_size"):
            engine.rows("SELECT shoe_size FROM event", of="Hips")
        with pytest.raises(BadInput, match="'Hips' cannot be computed") as stopped:
            engine.rows("SELECT raise_error(reason) AS n FROM event", of="Hips")
        assert "S720" not in str(stopped.value)


def test_a_table_is_kept_and_asked_and_comes_back_as_columns() -> None:
    with open_release(engine="spark") as engine:
        engine.fill("person", [{"person_key": "Edna", "birth_month": "1940-02-01", "sex": "female"}])
        engine.keep_once("women", "SELECT person_key, whole_years(birth_month, DATE '2026-03-16') AS age FROM person")
        assert engine.rows("SELECT * FROM women") == [{"person_key": "Edna", "age": 86}]
        assert engine.arrow("SELECT age FROM women").to_pydict() == {"age": [86]}
        engine.put("women", engine.arrow("SELECT person_key, age + 1 AS age FROM women"))
        assert engine.rows("SELECT age FROM women") == [{"age": 87}]


def test_a_column_that_a_release_was_made_without_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "person").mkdir()
    older = pa.table({"person_key": ["Edna"], "death_date": [date(2026, 3, 16)]})
    pq.write_table(older, tmp_path / "person/part-00000.parquet")
    asked = "SELECT person_key, death_date, death_place, sex FROM person"
    with open_release(tmp_path) as duck, open_release(tmp_path, engine="spark") as spark:
        told = {"person_key": "Edna", "death_date": date(2026, 3, 16), "death_place": None, "sex": None}
        assert duck.rows(asked) == spark.rows(asked) == [told]


def test_a_file_that_cannot_be_read_is_told_without_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "person").mkdir()
    (tmp_path / "person/part-00000.parquet").write_text("Edna, 16 March")
    with open_release(tmp_path, engine="spark") as engine:
        with pytest.raises(CannotProceed, match="A file of the release cannot be read") as stopped:
            engine.rows("SELECT person_key FROM person", of="Everyone")
        assert "Edna" not in str(stopped.value)


def test_too_little_memory_is_told_as_such_and_not_as_a_mistake_of_the_definition() -> None:
    from py4j.protocol import Py4JError  # noqa: PLC0415 (an extra)

    said = Py4JError("Job aborted: java.lang.OutOfMemoryError: Java heap space")
    opened, refused = open_release(engine="spark"), pytest.raises(CannotProceed, match="not memory enough")
    with opened as engine, refused, engine._said_of("Everyone"):
        raise said
