"""The catalogue of forms: each is read, is FHIR, and its examples hold; a place's own, its licences, what models may ask."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from joinedup.insight import forms, models_of_care, own
from joinedup.insight.forms import (
    FOLDER,
    catalogue,
    check_examples,
    every_file,
    form_named,
    form_to_open,
    load,
    located,
    why_closed,
)
from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes, NotFound
from joinedup.words.forms import read
from joinedup.words.forms.examples import mistakes_of
from joinedup.words.forms.licences import licences
from joinedup.words.forms.parts import OURS
from joinedup.words.models_of_care.known import words
from joinedup.words.vocabulary.fhir.validation import Validator
from tests.unit.words.forms.written import ask, data, group

DAY = date(2026, 4, 1)


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator(Path(os.environ.get("JOINEDUP_ASSETS") or FOLDER.parents[1] / "assets") / "fhir")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_form_is_read_is_fhir_and_its_examples_hold(path: Path, validator: Validator) -> None:
    form = load(path)
    assert validator.check(json.loads(form.text)) == []
    check_examples(form, path)
    assert form.is_slot or form.credit, "whose words these are"


def test_every_example_belongs_to_a_form() -> None:
    assert {path.name.removesuffix(".examples.yaml") for path in FOLDER.glob("*.examples.yaml")} <= set(catalogue())


def test_the_words_of_models_name_the_forms_that_there_are_with_their_titles() -> None:
    assert words()["forms"] == {path.stem: load(path).title for path in sorted(FOLDER.glob("*.json"))}


def test_free_instruments_open_and_those_of_others_do_not() -> None:
    closed = {form.id for form in catalogue().values() if why_closed(form, DAY)}
    assert {"ons4", "ucla-3", "phq-9", "gad-7", "4at", "news2", "fft", "wellbeing-wheel"} <= set(catalogue()) - closed
    assert {"eq-5d", "pam", "outcomes-star", "respect", "must", "wemwbs"} <= closed
    assert form_to_open("phq-9", DAY).id == "phq-9"
    with pytest.raises(CannotProceed, match="belongs to EuroQol") as told:
        form_to_open("eq-5d", DAY)
    assert "euroqol.org" in told.value.now


def test_a_form_that_there_is_not_names_those_that_there_are() -> None:
    for find in (form_named, located):
        with pytest.raises(NotFound, match=r"There is no form called 'phq9'.*phq-9"):
            find("phq9")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A place's folder, in which forms of its own may lie."""
    (tmp_path / "forms").mkdir()

    def anew() -> None:
        for kept in (forms.catalogue, forms.held, models_of_care.known, models_of_care.catalogue):
            kept.cache_clear()

    own.look_in(tmp_path)
    anew()
    yield tmp_path / "forms"
    own.look_in(None)
    anew()


LICENCE = {"url": OURS + "licence", "extension": [{"url": "owner", "valueString": "EuroQol"}, {"url": "ask", "valueString": "euroqol.org"}]}  # fmt: skip


def _write(folder: Path, form_id: str, **parts: object) -> Path:
    told = data(group("g", ask("cold_home")), **{"id": form_id, "title": "Our own", **parts})
    (folder / f"{form_id}.json").write_text(json.dumps(told), encoding="utf-8")
    return folder / f"{form_id}.json"


def test_a_place_adds_its_own_and_one_that_cannot_be_used_stops_no_other(place: Path) -> None:
    _write(place, "winter-visit")
    _write(place, "slip", status="new")
    _write(place, "phq-9")
    (place / "binary.json").write_bytes(b"\xff")
    _write(place, "called-one-thing").rename(place / "and-another.json")
    assert form_named("winter-visit").title == "Our own"
    assert form_named("phq-9").title == "PHQ-9"
    assert {name.partition("/")[2] for name in own.refused()} == {
        "slip.json",
        "phq-9.json",
        "binary.json",
        "and-another.json",
    }
    assert "'new' is not a status" in own.refused()["forms/slip.json"]
    assert located("winter-visit") == place / "winter-visit.json"
    assert place / "slip.json" in every_file()


def test_the_owners_file_and_a_licence_open_a_slot(place: Path) -> None:
    _write(place, "eq-5d", extension=[LICENCE])
    with pytest.raises(CannotProceed, match="no licence for it is on record here"):
        form_to_open("eq-5d", DAY)
    (place / "licences.yaml").write_text("eq-5d: {holder: Hillside, number: 12, ends: 2026-04-01}", encoding="utf-8")
    forms.held.cache_clear()
    assert form_to_open("eq-5d", DAY).title == "Our own"
    with pytest.raises(CannotProceed, match="has ended"):
        form_to_open("eq-5d", date(2026, 4, 2))


def test_a_file_for_a_slot_without_a_licence_leaves_the_slot_shut(place: Path) -> None:
    _write(place, "eq-5d")
    assert form_named("eq-5d").is_slot
    assert "stands in the catalogue as somebody else's" in own.refused()["forms/eq-5d.json"]


def test_licences_that_cannot_be_read_open_nothing(place: Path) -> None:
    (place / "licences.yaml").write_text("eq-5d: Hillside", encoding="utf-8")
    assert forms.held() == {}
    assert "must say holder" in own.refused()["forms/licences.yaml"]


def test_files_that_are_no_forms_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read as text"):
        load(tmp_path / "none.json")
    _write(tmp_path, "one").rename(tmp_path / "two.json")
    with pytest.raises(BadInput, match=r"is called one.*Call its file one.json"):
        load(tmp_path / "two.json")


def test_a_form_without_examples_is_not_tested(tmp_path: Path) -> None:
    path = _write(tmp_path, "winter-visit")
    with pytest.raises(ManyMistakes, match="a form without an example is not tested"):
        check_examples(load(path), path)
    beside = tmp_path / "winter-visit.examples.yaml"
    beside.write_text("- {example: Cold, answers: {cold_home: maybe}}", encoding="utf-8")
    with pytest.raises(ManyMistakes, match="must be yes or no"):
        check_examples(load(path), path)
    beside.write_text("- {example: Cold, answers: {cold_home: yes}}", encoding="utf-8")
    check_examples(load(path), path)
    slot = {name: value for name, value in data(id="slot", extension=[LICENCE]).items() if name != "item"}
    check_examples(read(json.dumps(slot)), tmp_path / "slot.json")


MODEL = """
id: drawn
title: Drawn
version: 2026-04
source: ours
who: {age: 65 or over}
team: {key_worker: gp, roles: [gp]}
steps:
  - look: {by: gp, due: within 5 days of referred, forms: [FORM], then: [{when: WHEN, refer: falls-service}]}
"""


@pytest.mark.parametrize(("form", "when", "told"), [
    ("falls-risk", "risk is high", ""), ("falls-risk", "falls-risk.risk is low or high", ""),
    ("falls-risk", "falls-risk.rissk is high", "falls-risk asks nothing called rissk; did you mean risk?"),
    ("falls-risk", "risk is hgh", "'hgh' is no answer to risk; did you mean high?"),
    ("falls-risk", "risk 3 or over", "falls-risk.risk is no number; it can be: low, high"),
    ("falls-assessment", "medicines_count 4 or over", ""), ("falls-assessment", "medicines_count is 4", ""),
    ("falls-assessment", "medicines_count is many", "medicines_count is a number; write medicines_count 3 or over"),
    ("news2", "news2 7 or over", ""), ("news2", "news2_band is high", ""), ("phq-9", "phq_9 10 or over", ""),
    ("frailty-assessment", "frailty_domains 1 or over", ""), ("best-interests", "decided is yes", "asks nothing called decided"),
])  # fmt: skip
def test_what_follows_an_answer_is_checked_against_the_questions_of_the_form(
    tmp_path: Path, form: str, when: str, told: str
) -> None:
    (tmp_path / "model.yaml").write_text(MODEL.replace("FORM", form).replace("WHEN", when), encoding="utf-8")
    if told:
        with pytest.raises(ManyMistakes) as wrong:
            models_of_care.load(tmp_path)
        assert told in str(wrong.value)
    else:
        assert [str(each) for each in models_of_care.load(tmp_path).warnings] == []


HOW_TO = FOLDER.parents[1] / "docs" / "how-to"


def _blocks(page: str, language: str) -> list[str]:
    text = (HOW_TO / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_form_that_the_how_to_writes_is_one_and_its_examples_hold() -> None:
    (written,) = _blocks("write-a-form.md", "json")
    examples, licence = _blocks("write-a-form.md", "yaml")
    assert mistakes_of(examples, read(written)) == []
    assert set(licences(licence)) == {"eq-5d"}


def test_the_model_that_the_how_to_writes_names_questions_that_its_forms_ask(tmp_path: Path) -> None:
    parts = _blocks("write-a-model-of-care.md", "yaml")[:3]
    (tmp_path / "model.yaml").write_text("".join(parts), encoding="utf-8")
    assert [str(each) for each in models_of_care.load(tmp_path).warnings] == []
