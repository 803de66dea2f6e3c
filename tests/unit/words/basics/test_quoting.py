"""Paths and texts as SQL writes them: what is in a name is the name, and nothing else."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from joinedup.words.basics import quoting


@pytest.mark.parametrize("name", ["Jo's place – é", "a [folder]", "100% * of it", 'in "quotes"', "two  spaces"])
def test_a_folder_of_any_name_is_written_to_and_read_from(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    for number in (1, 2):
        duckdb.sql(f"SELECT {number} AS n").write_parquet(str(folder / f"{number}.parquet"))
    into = folder / "it's three.parquet"
    with duckdb.connect() as db:
        db.execute(f"COPY (SELECT {quoting.text(name)} AS n) TO {quoting.written_to(into)} (FORMAT parquet)")
        assert db.execute(f"SELECT n FROM read_parquet({quoting.exactly(into)})").fetchall() == [(name,)]
        both = quoting.each_of([folder / "1.parquet", folder / "2.parquet"])
        assert db.execute(f"SELECT sum(n) FROM read_parquet({both})").fetchall() == [(3,)]
        found = quoting.in_folder(folder, "?.parquet")
        assert db.execute(f"SELECT count(*) FROM read_parquet({found})").fetchall() == [(2,)]


def test_a_star_in_a_files_name_stands_for_itself(tmp_path: Path) -> None:
    for name in ("week*.parquet", "week1.parquet"):
        duckdb.sql(f"SELECT '{name}' AS n").write_parquet(str(tmp_path / name))
    question = f"SELECT n FROM read_parquet({quoting.exactly(tmp_path / 'week*.parquet')})"
    assert duckdb.sql(question).fetchall() == [("week*.parquet",)]
