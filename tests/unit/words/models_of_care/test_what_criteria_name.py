"""Forms, answers, scores and models that the criteria of a model name: what there is not is told, where it stands."""

from __future__ import annotations

import pytest

from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.models_of_care import Known, Read, read

MODEL = """
id: tea-and-talk
title: Tea and talk
version: 2026-04
source: invented
who:
  any:
    - age: 90 or over
    - {who}
how_in: {{routes: [gp], agree: [person]}}
team: {{key_worker: gp, roles: [gp]}}
steps:
  - hello: {{by: key_worker, due: within 10 days of accepted}}
ends: {{outcomes: [goals_met], limit: 26 weeks}}
"""
HERE = Known(
    models=frozenset({"tea-and-talk", "falls"}),
    forms={
        "chat": {"lonely": ("yes", "no", "not_sure"), "hours": (), "afraid": ("yes", "no")},
        "phq-9": {"phq_9": (), "phq_9_band": ("mild", "severe")},
    },
    kept_back=frozenset({"chat.afraid"}),
)


def reading(who: str, known: Known = HERE) -> Read:
    return read(MODEL.format(who=who), file="model.yaml", known=known)


@pytest.mark.parametrize(
    "who",
    [
        "answer: chat.lonely is yes or not_sure",
        "answer: chat.lonely is yes in 6 months",
        "form_score: {form: phq-9, score: 10 or over}",
        "form_score: {form: phq-9, band: mild or severe}",
        "on_model: falls",
        "clinical_judgement: tea-and-talk",
    ],
)
def test_what_there_is_may_be_named(who: str) -> None:
    assert not reading(who).warnings


@pytest.mark.parametrize(
    ("who", "wrong"),
    [
        ("answer: chatt.lonely is yes", "who.any[1].answer: 'chatt' is not a form that can be filled in here; did you mean chat?"),
        ("answer: chat.lonley is yes", "chat asks nothing called lonley; did you mean lonely?"),
        ("answer: chat.lonely is often", "'often' is no answer to chat.lonely; there are: no, not_sure, yes"),
        ("answer: chat.hours is 3", "chat.hours is answered by a number or in words"),
        ("answer: chat.afraid is yes", "chat keeps afraid back, so that nobody can be found by it"),
        ("form_score: {form: phq-8, score: 10 or over}", "'phq-8' is not a form or a score of one; did you mean phq-9?"),
        ("form_score: {form: phq-9, band: mild or sever}", "'sever' is no band of phq-9; did you mean severe?"),
        ("clinical_judgement: tea-and-walk", "'tea-and-walk' is not a model of care; did you mean tea-and-talk?"),
    ],
)  # fmt: skip
def test_what_there_is_not_is_told_with_its_line_and_the_nearest_right_word(who: str, wrong: str) -> None:
    with pytest.raises(ManyMistakes) as told:
        reading(who)
    assert "model.yaml line 9" in str(told.value)
    assert wrong in str(told.value)


def test_a_model_that_is_not_here_yet_may_be_named_and_its_author_is_warned() -> None:
    [warning] = reading("on_model: fals").warnings
    assert warning.problem == "there is no model of care 'fals' here, so that nobody is on it; did you mean falls?"


@pytest.mark.parametrize(
    "who",
    [
        "answer: any.thing is yes",
        "form_score: {form: any, band: some}",
        "on_model: any",
        "clinical_judgement: any",
    ],
)
def test_where_no_forms_and_models_are_at_hand_theirs_are_not_checked(who: str) -> None:
    assert not reading(who, Known()).warnings
