"""The catalogue of models: each is read, its examples hold, its evidence lies beside it; and a place's own beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from joinedup.insight import models_of_care, own
from joinedup.insight.criteria import holding
from joinedup.insight.engine import open_release
from joinedup.insight.measures import definition as measures
from joinedup.insight.models_of_care import FOLDER, catalogue, check_examples, known, load, located, model_named
from joinedup.words.basics.errors import BadInput, ManyMistakes, NotFound
from joinedup.words.models_of_care.examples import Drawn, people_of
from joinedup.words.vocabulary.dataset import TABLES

MODEL = """
id: village-agents
title: Village agents
version: 2026-04
source: ours
who: {age: 75 or over}
team: {key_worker: village_agent, roles: [village_agent]}
steps:
  - visit: {by: key_worker, due: within 5 working days of referred, then: [{when: falls-risk.risk is high, refer: falls-and-balance}], forms: [falls-risk]}
"""
EXAMPLES = "- {example: Seen in a week, happened: {referred: 2026-06-01 09:00}, due: {visit: 2026-06-08}}\n"


def models() -> list[Path]:
    return sorted(FOLDER.glob("*"))


@pytest.mark.parametrize("folder", models(), ids=lambda folder: folder.name)
def test_every_model_is_read_its_examples_hold_and_its_evidence_is_told(folder: Path) -> None:
    loaded = load(folder)
    check_examples(loaded)
    assert "| --- | --- |" in (folder / "evidence.md").read_text(encoding="utf-8")
    assert [str(each) for each in loaded.warnings] == []


TYPES = {
    "VARCHAR": pa.string(), "DATE": pa.date32(), "TIMESTAMPTZ": pa.timestamp("us", "UTC"), "BOOLEAN": pa.bool_(),
    "TINYINT": pa.int8(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "VARCHAR[]": pa.list_(pa.string()),
    "DECIMAL(12,2)": pa.decimal128(12, 2),
}  # fmt: skip


SCORES = pa.schema({"person_key": pa.string(), "score": pa.string(), "value": pa.float64(), "band": pa.string()})


def scores(drawn: Drawn, key: str) -> list[dict[str, object]]:
    """Return the scores of as many others, higher and lower, as an example says that there are beside its person."""
    found: list[dict[str, object]] = []
    for row in drawn.facts.rows.get("score_place", ()):
        higher, others = int(row["higher"]), int(row["people"]) - 1
        theirs = [0.5, *(0.9 if n < higher else 0.1 for n in range(others))]
        found += [
            {"person_key": f"other-{n}" if n else key, "score": row["score"], "value": value, "band": row["band"]}
            for n, value in enumerate(theirs)
        ]
    return found


@pytest.mark.parametrize("folder", models(), ids=lambda folder: folder.name)
def test_whoever_an_example_finds_or_does_not_is_found_or_not_in_a_release_too(folder: Path) -> None:
    who = load(folder).model.who
    assert who is not None
    people = people_of((folder / "examples.yaml").read_text(encoding="utf-8"), who)
    assert {each.found for each in people} >= {True, False}, "someone who is found, and someone who is not"
    with open_release() as engine:
        for name, table in TABLES.items():
            rows = [
                row | {"person_key": str(n)} for n, each in enumerate(people) for row in each.facts.rows.get(name, ())
            ]
            kept = pa.schema([(column.name, TYPES[column.type]) for column in table.fields])
            engine.put(name, pa.Table.from_pylist(rows if "person_key" in table.names else [], kept))
        for n, each in enumerate(people):
            engine.put("person_score", pa.Table.from_pylist(scores(each, str(n)), SCORES))
            held = engine.rows(holding(who, on=each.on, told=each.facts.told))
            assert (str(n) in [row["person_key"] for row in held]) is (each.found is True), each.example


def test_a_model_is_asked_by_its_name() -> None:
    assert model_named("falls-and-balance").model.id == "falls-and-balance"
    with pytest.raises(NotFound) as stopped:
        model_named("falls")
    assert f"Choose one of: {', '.join(catalogue())}." in str(stopped.value)
    assert "falls-and-balance" in str(stopped.value)
    assert known().titles["ae-attendances"] == "A&E attendances"
    assert known().titles["bed-days"][0].islower()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """The folder of a place that has models of its own."""
    own.look_in(tmp_path)
    caches = (models_of_care.catalogue, models_of_care.known, measures.catalogue)
    for each in caches:
        each.cache_clear()
    yield tmp_path / "models"
    own.look_in(None)
    for each in caches:
        each.cache_clear()


def put(folder: Path, name: str, model: str = MODEL, examples: str = EXAMPLES) -> Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "model.yaml").write_text(model, encoding="utf-8")
    if examples:
        (folder / name / "examples.yaml").write_text(examples, encoding="utf-8")
    return folder / name


def words(folder: Path, text: str = "roles: {village_agent: village agent}\n") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "words.yaml").write_text(text, encoding="utf-8")


def test_a_places_own_model_stands_beside_those_of_the_catalogue_with_words_of_its_own(place: Path) -> None:
    words(place)
    put(place, "village-agents")
    assert list(catalogue())[-1] == "village-agents"
    check_examples(model_named("village-agents"))
    assert located("village-agents") == place / "village-agents" / "model.yaml"
    assert own.refused() == {}


def test_one_that_cannot_be_used_stops_no_other_and_says_why(place: Path) -> None:
    words(place)
    put(place, "broken", MODEL.replace("due: within", "due: about"))
    put(place, "taken", MODEL.replace("id: village-agents", "id: falls-and-balance"))
    put(place, "village-agents")
    assert "village-agents" in catalogue()
    assert set(own.refused()) == {"models/broken/model.yaml", "models/taken/model.yaml"}
    assert "is not a clock" in own.refused()["models/broken/model.yaml"]
    assert "falls-and-balance" in own.refused()["models/taken/model.yaml"]
    with pytest.raises(ManyMistakes):
        load(located("broken"))


def test_words_of_a_places_own_that_cannot_be_read_are_left_out_and_told(place: Path) -> None:
    words(place, "moods: {glad: glad}\n")
    put(place, "village-agents")
    assert "village-agents" not in catalogue()
    assert set(own.refused()) == {"models/words.yaml", "models/village-agents/model.yaml"}


def test_a_model_without_examples_or_in_a_folder_of_another_name_is_told(place: Path) -> None:
    words(place)
    loaded = load(put(place, "agents", examples=""))
    with pytest.raises(ManyMistakes) as told:
        check_examples(loaded)
    assert "the model is called village-agents: give its folder the same name" in str(told.value)
    assert "there are none: a model without an example is not tested" in str(told.value)


def test_what_is_no_text_is_refused(place: Path) -> None:
    folder = put(place, "village-agents")
    (folder / "model.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput) as stopped:
        load(folder)
    assert "cannot be read as text" in str(stopped.value)
    assert located("falls-and-balance") == FOLDER / "falls-and-balance" / "model.yaml"
    with pytest.raises(NotFound):
        located("nothing-of-the-kind")
