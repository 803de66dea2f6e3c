"""Spark among us: it says nothing of its own, keeps releases apart, leaves nothing behind and says plainly what it lacks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from joinedup.insight.engine import open_release
from joinedup.words.basics.errors import BadInput

TRIED = """
from joinedup.insight.engine import open_release
with open_release(engine="spark") as engine:
    engine.fill("event", [{"person_key": "Edna", "event_id": "1", "kind": "admission"}])
    print(engine.rows("SELECT count(*) AS n FROM event WHERE (kind = 'admission')"))
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
    code = "from joinedup.insight.engine import open_release\ntry:\n    open_release(engine='spark')\nexcept Exception as e:\n    print(type(e).__name__, e)"
    done = apart(code, PATH=str(tmp_path), JAVA_HOME=str(tmp_path))
    assert done.stdout == "CannotProceed Spark could not start. Check that Java 17 is installed (java -version).\n"


def test_without_pyspark_it_is_said_what_to_install() -> None:
    code = (
        "import sys\nsys.modules['pyspark'] = None\n"
        + "from joinedup.insight.engine import open_release\ntry:\n    open_release(engine='spark')\nexcept Exception as e:\n    print(type(e).__name__, e)"
    )
    done = apart(code)
    assert done.stdout == "CannotProceed Spark is not installed. Install it with: pip install 'joinedup[spark]'.\n"


def test_two_releases_open_at_once_are_kept_apart() -> None:
    with open_release(engine="spark", memory="2GB") as one, open_release(engine="spark", memory="2GB") as other:
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
    with open_release(engine="spark", memory="2GB") as engine:
        engine.fill("event", [{"person_key": "Edna", "event_id": "1", "reason": "S720"}])
        with pytest.raises(BadInput, match=r"'Hips' cannot be computed: .*shoe_size"):
            engine.rows("SELECT shoe_size FROM event", of="Hips")
        with pytest.raises(BadInput, match="'Hips' cannot be computed") as stopped:
            engine.rows("SELECT raise_error(reason) AS n FROM event", of="Hips")
        assert "S720" not in str(stopped.value)


def test_a_table_is_kept_and_asked_and_comes_back_as_columns() -> None:
    with open_release(engine="spark", memory="2GB") as engine:
        engine.fill("person", [{"person_key": "Edna", "birth_month": "1940-02-01", "sex": "female"}])
        engine.keep_once("women", "SELECT person_key, whole_years(birth_month, DATE '2026-03-16') AS age FROM person")
        assert engine.rows("SELECT * FROM women") == [{"person_key": "Edna", "age": 86}]
        assert engine.arrow("SELECT age FROM women").to_pydict() == {"age": [86]}
        engine.put("women", engine.arrow("SELECT person_key, age + 1 AS age FROM women"))
        assert engine.rows("SELECT age FROM women") == [{"age": 87}]
