"""Scores as published: every boundary of each, drawn; and what is missing where one cannot be worked out."""

from __future__ import annotations

from typing import Any

import pytest

from joinedup.insight.forms import form_named
from joinedup.words.forms import risks, said, scores, vocabulary
from joinedup.words.forms.instruments import ARMS, INSTRUMENTS, STATEMENTS
from joinedup.words.forms.news2 import CHOICES
from tests.unit.words.forms.written import ANSWERS, WHOLE

WELL: dict[str, Any] = {
    "respiration_rate": 16, "spo2_scale": "scale_1", "oxygen_saturation": 97, "air_or_oxygen": "air",
    "systolic_blood_pressure": 128, "pulse": 72, "consciousness": "alert", "temperature": "36.6",
}  # fmt: skip

#: Chart 1 of the Royal College of Physicians: each sign, and the points at both ends of each of its bands.
CHART = """
    respiration_rate        |  0: 3   8: 3   9: 1  11: 1  12: 0  20: 0  21: 2  24: 2  25: 3  80: 3
    oxygen_saturation       | 40: 3  91: 3  92: 2  93: 2  94: 1  95: 1  96: 0 100: 0
    systolic_blood_pressure | 20: 3  90: 3  91: 2 100: 2 101: 1 110: 1 111: 0 219: 0 220: 3 300: 3
    pulse                   |  0: 3  40: 3  41: 1  50: 1  51: 0  90: 0  91: 1 110: 1 111: 2 130: 2 131: 3 300: 3
    temperature             | 25: 3 35.0: 3 35.1: 1 36.0: 1 36.1: 0 38.0: 0 38.1: 1 39.0: 1 39.1: 2 45: 2
    scale 2 on air          | 40: 3  83: 3  84: 2  85: 2  86: 1  87: 1  88: 0  92: 0  93: 0  94: 0  96: 0  97: 0 100: 0
    scale 2 on oxygen       | 40: 3  83: 3  84: 2  85: 2  86: 1  87: 1  88: 0  92: 0  93: 1  94: 1  95: 2  96: 2  97: 3 100: 3
    consciousness           | alert: 0 confusion: 3 voice: 3 pain: 3 unresponsive: 3
    air_or_oxygen           | air: 0 oxygen: 2
"""


def _drawn() -> list[tuple[str, str, int]]:
    found = []
    for line in CHART.strip().splitlines():
        sign, points = line.split("|")
        words = points.replace(":", " ").split()
        found += [(sign.strip(), value, int(much)) for value, much in zip(words[::2], words[1::2], strict=True)]
    return found


@pytest.mark.parametrize(("sign", "value", "points"), _drawn())
def test_news2_gives_each_sign_the_points_of_the_chart(sign: str, value: str, points: int) -> None:
    given, oxygen = dict(WELL), 0
    if sign.startswith("scale 2"):
        oxygen = 2 if sign.endswith("oxygen") else 0
        given |= {
            "spo2_scale": "scale_2",
            "air_or_oxygen": sign.rsplit(maxsplit=1)[-1],
            "oxygen_saturation": int(value),
        }
    else:
        given[sign] = value if sign in CHOICES or sign == "temperature" else int(value)
    (score,) = INSTRUMENTS["news2"].work_out(given)
    assert score.value == points + oxygen


@pytest.mark.parametrize(
    ("changed", "value", "band", "urgent"),
    [
        ({}, 0, "low", False),
        ({"respiration_rate": 21, "pulse": 111}, 4, "low", False),
        ({"respiration_rate": 25}, 3, "low to medium", True),
        ({"consciousness": "voice", "pulse": 91}, 4, "low to medium", True),
        ({"respiration_rate": 21, "pulse": 111, "temperature": "38.5"}, 5, "medium", True),
        ({"respiration_rate": 25, "pulse": 111, "temperature": "38.5"}, 6, "medium", True),
        ({"respiration_rate": 25, "pulse": 111, "temperature": "39.5"}, 7, "high", True),
        ({"air_or_oxygen": "oxygen", "respiration_rate": 3, "oxygen_saturation": 80, "systolic_blood_pressure": 60, "pulse": 30,
          "consciousness": "pain", "temperature": "34"}, 20, "high", True),
    ],
)  # fmt: skip
def test_news2_has_the_bands_of_its_thresholds(changed: Any, value: int, band: str, urgent: bool) -> None:
    (score,) = INSTRUMENTS["news2"].work_out({**WELL, **changed})
    assert (score.value, score.band, bool(score.urgent)) == (value, band, urgent)


@pytest.mark.parametrize("left_out", WELL)
def test_news2_says_which_sign_is_missing(left_out: str) -> None:
    (score,) = INSTRUMENTS["news2"].work_out({name: value for name, value in WELL.items() if name != left_out})
    assert (score.value, score.missing, score.urgent) == (None, (left_out,), "")


FREQUENCY = ("not_at_all", "several_days", "more_than_half", "nearly_every_day")


def _spread(prefix: str, items: int, total: int) -> dict[str, Any]:
    """Return answers of 0 to 3 that add up to ``total``, the highest first."""
    found = {}
    for number in range(1, items + 1):
        points = min(3, total)
        total -= points
        found[f"{prefix}_{number}"] = FREQUENCY[points]
    return found


@pytest.mark.parametrize(
    ("total", "band"),
    [(0, "minimal"), (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"),
     (15, "moderately severe"), (19, "moderately severe"), (20, "severe"), (27, "severe")],
)  # fmt: skip
def test_phq9_adds_up_and_has_its_bands(total: int, band: str) -> None:
    (score,) = INSTRUMENTS["phq-9"].work_out(_spread("phq9", 9, total))
    assert (score.value, score.band, score.least, score.most, score.missing) == (total, band, 0, 27, ())


@pytest.mark.parametrize(("total", "band"), [(0, "minimal"), (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"), (15, "severe"), (21, "severe")])  # fmt: skip
def test_gad7_adds_up_and_has_its_bands(total: int, band: str) -> None:
    (score,) = INSTRUMENTS["gad-7"].work_out(_spread("gad7", 7, total))
    assert (score.value, score.band) == (total, band)


def test_one_missing_answer_is_no_score_and_is_named() -> None:
    given = _spread("phq9", 9, 12)
    del given["phq9_4"]
    (score,) = INSTRUMENTS["phq-9"].work_out(given)
    assert (score.value, score.band, score.missing) == (None, "", ("phq9_4",))


@pytest.mark.parametrize(("answers", "value", "band"), [
    (("hardly_ever", "hardly_ever", "hardly_ever"), 3, "not lonely"),
    (("hardly_ever", "some_of_the_time", "some_of_the_time"), 5, "not lonely"),
    (("some_of_the_time",) * 3, 6, "lonely"), (("often",) * 3, 9, "lonely"),
])  # fmt: skip
def test_loneliness_adds_up_from_three_to_nine(answers: tuple[str, ...], value: int, band: str) -> None:
    given = dict(zip(("lack_companionship", "left_out", "isolated"), answers, strict=True))
    (score,) = INSTRUMENTS["ucla-3"].work_out(given)
    assert (score.value, score.band) == (value, band)


#: alertness, AMT4, attention, acute change; the total, and what it says.
FOUR_AT = """
    normal            no_mistakes  seven_or_more     no  |  0 delirium or severe cognitive impairment unlikely
    mild_sleepiness   one_mistake  seven_or_more     no  |  1 possible cognitive impairment
    normal            one_mistake  fewer_than_seven  no  |  2 possible cognitive impairment
    normal            two_or_more  fewer_than_seven  no  |  3 possible cognitive impairment
    normal            two_or_more  untestable        no  |  4 possible delirium
    normal            no_mistakes  seven_or_more     yes |  4 possible delirium
    clearly_abnormal  no_mistakes  seven_or_more     no  |  4 possible delirium
    clearly_abnormal  two_or_more  untestable        yes | 12 possible delirium
    normal            no_mistakes  seven_or_more     -   |  0 delirium or severe cognitive impairment unlikely
    normal            two_or_more  untestable        -   |  4 possible delirium
"""


@pytest.mark.parametrize("line", FOUR_AT.strip().splitlines())
def test_the_4at_adds_up_and_says_what_it_suggests(line: str) -> None:
    answers, wanted = line.split("|")
    given: dict[str, Any] = dict(zip(("alertness", "amt4", "attention", "acute_change"), answers.split(), strict=True))
    unknown = given["acute_change"] == "-"
    given = {name: code for name, code in given.items() if code != "-"}
    (score,) = INSTRUMENTS["4at"].work_out(given)
    assert f"{score.value} {score.band}" == wanted.strip()
    assert bool(score.urgent) is (score.value is not None and score.value >= 4)
    assert bool(score.note) is unknown


def test_the_4at_needs_its_first_three_items() -> None:
    (score,) = INSTRUMENTS["4at"].work_out({"alertness": "normal", "acute_change": "yes"})
    assert (score.value, score.missing, score.urgent, score.note) == (None, ("amt4", "attention"), "", "")


@pytest.mark.parametrize(("value", "band", "of_anxiety"), [
    (0, "low", "very low"), (1, "low", "very low"), (2, "low", "low"), (3, "low", "low"), (4, "low", "medium"),
    (5, "medium", "medium"), (6, "medium", "high"), (7, "high", "high"), (8, "high", "high"), (9, "very high", "high"),
    (10, "very high", "high"),
])  # fmt: skip
def test_each_of_the_four_of_ons_has_its_thresholds(value: int, band: str, of_anxiety: str) -> None:
    given = dict.fromkeys(("life_satisfaction", "worthwhile", "happiness", "anxiety"), value)
    assert [score.band for score in INSTRUMENTS["ons4"].work_out(given)] == [band, band, band, of_anxiety]
    assert [score.better for score in INSTRUMENTS["ons4"].work_out(given)] == ["higher"] * 3 + ["lower"]


@pytest.mark.parametrize(("answer", "value", "band"), [
    ("very_good", 5, "positive"), ("good", 4, "positive"), ("neither", 3, "neither"), ("poor", 2, "negative"),
    ("very_poor", 1, "negative"), ("dont_know", 0, "don't know"),
])  # fmt: skip
def test_friends_and_family_are_positive_or_negative(answer: str, value: int, band: str) -> None:
    (score,) = INSTRUMENTS["fft"].work_out({"experience": answer})
    assert (score.value, score.band) == (value, band)
    assert INSTRUMENTS["fft"].work_out({})[0].missing == ("experience",)


def test_the_wheel_has_a_mean_of_eight_arms_and_each_arm() -> None:
    given = dict(zip(ARMS, (8, 5, 4, 7, 3, 6, 2, 9), strict=True))
    whole, *arms = INSTRUMENTS["wellbeing-wheel"].work_out(given)
    assert (whole.value, [arm.value for arm in arms]) == (5.5, [8, 5, 4, 7, 3, 6, 2, 9])
    del given["home"]
    whole, *arms = INSTRUMENTS["wellbeing-wheel"].work_out(given)
    assert (whole.value, whole.missing, arms[-1].value, arms[-1].missing) == (None, ("home",), None, ("home",))


def test_confidence_is_the_mean_of_five() -> None:
    given = {f"sure_{name}": n for n, name in enumerate(("rise", "indoors", "bath", "steps", "outdoors"))}
    assert INSTRUMENTS["confidence-in-moving"].work_out(given)[0].value == 2.0
    del given["sure_bath"]
    assert INSTRUMENTS["confidence-in-moving"].work_out(given)[0].missing == ("sure_bath",)


def test_statements_that_hold_always_or_mostly_are_counted() -> None:
    given: dict[str, Any] = dict.fromkeys((f"i_{name}" for name in STATEMENTS), "sometimes")
    assert INSTRUMENTS["my-care"].work_out(given)[0].value == 0
    assert (
        INSTRUMENTS["my-care"].work_out({**given, "i_plan": "always", "i_whom": "mostly", "i_next": "no"})[0].value == 2
    )
    assert INSTRUMENTS["my-care"].work_out(dict.fromkeys(given, "always"))[0].value == 8
    del given["i_cope"]
    assert INSTRUMENTS["my-care"].work_out(given)[0].missing == ("i_cope",)


def test_domains_at_high_risk_are_counted() -> None:
    given: dict[str, Any] = {
        f"{name}_risk": "some" for name in ("mobility", "falls", "nutrition", "mood", "loneliness", "memory")
    }
    (score,) = INSTRUMENTS["frailty-domains"].work_out(given)
    assert (score.value, score.band) == (0, "no domain at high risk")
    (score,) = INSTRUMENTS["frailty-domains"].work_out({**given, "mood_risk": "high"})
    assert (score.value, score.band) == (1, "detailed medical assessment")


RANGES = {
    "phq-9": (0, 27, "lower"), "gad-7": (0, 21, "lower"), "ucla-3": (3, 9, "lower"), "4at": (0, 12, "lower"),
    "news2": (0, 20, "lower"), "ons4": (0, 10, ""), "fft": (0, 5, ""), "wellbeing-wheel": (0, 10, "higher"),
    "confidence-in-moving": (0, 10, "higher"), "frailty-domains": (0, 6, "lower"), "my-care": (0, 8, "higher"),
}  # fmt: skip


def test_each_score_has_its_published_range_and_the_way_that_is_better() -> None:
    assert set(RANGES) == set(INSTRUMENTS)
    for name, (least, most, better) in RANGES.items():
        for score in INSTRUMENTS[name].work_out({}):
            assert (score.least, score.most) == (least, most), score.name
            assert score.better == better or name == "ons4", score.name


def test_every_instrument_says_what_it_is_for_and_who_made_it() -> None:
    for each in INSTRUMENTS.values():
        assert all((each.source, each.purpose, each.device_status, each.manufacturer, each.scores))
        assert (each.work_out.__doc__ or "").strip()
        assert {score.name for score in each.work_out({})} == set(each.scores)
        assert all(score.value is None and score.missing for score in each.work_out({}))


def test_an_answer_out_of_its_range_is_not_scored() -> None:
    of = form_named("ons4")
    found = scores(of, {"life_satisfaction": (11,), "happiness": ("7",), "anxiety": (True,)})
    assert [score.value for score in found] == [None] * 4


def test_risks_are_told_from_single_answers_and_from_scores_at_once() -> None:
    assert [(risk.key, risk.words) for risk in risks(WHOLE, ANSWERS)] == [
        ("pick", "Ring at once."),
        ("danger", "Ring 999."),
    ]
    assert risks(WHOLE, {"pick": ("a",), "danger": (False,)}) == ()
    news = {name: (value,) for name, value in {**WELL, "consciousness": "voice"}.items()}
    assert [risk.key for risk in risks(form_named("news2"), news)] == ["news2"]


def test_a_risk_that_is_not_asked_any_more_is_none() -> None:
    assert risks(form_named("frailty-assessment"), {"memory_worse": (False,), "sudden_change": (True,)}) == ()


def test_conditions_of_models_read_answers_as_words_and_scores_by_name() -> None:
    found = said(
        form_named("wellbeing-wheel"),
        {**dict.fromkeys(ARMS, (5,)), "change_first": ("money",), "change_how": ("Save",)},
    )
    assert (found["change_first"], found["money"], found["wellbeing_wheel"]) == (("money",), ("5",), ("5.0",))
    assert said(form_named("fft"), {"experience": ("very_poor",)})["fft_band"] == ("negative",)
    assert said(form_named("ons4"), {"anxiety": (2,)})["ons4_anxiety_band"] == ("low",)
    answers = said(WHOLE, ANSWERS)
    assert (answers["danger"], answers["very_last"], answers["name"]) == (("yes",), ("no",), ("Anna", "Bea"))


def test_the_words_that_a_condition_may_use_are_those_that_are_said() -> None:
    words = vocabulary(form_named("news2"))
    assert words["news2"] == ()
    assert "low_to_medium" in words["news2_band"]
    assert words["air_or_oxygen"] == ("air", "oxygen")
    whole = vocabulary(WHOLE)
    assert (whole["danger"], whole["count"], whole["open"]) == (("yes", "no"), (), ("a", "b"))
    assert not {"line", "story", "day", "file", "hello"} & set(whole)
    assert vocabulary(form_named("wellbeing-wheel"))["wellbeing_wheel_home"] == ()
    assert "wellbeing_wheel_band" not in vocabulary(form_named("wellbeing-wheel"))
