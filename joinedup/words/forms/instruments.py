"""The instruments whose scores we work out: each a pure function with its source, as published and unchanged.

What they do is add up what somebody entered, as is done on paper; nothing is read from the record, and no treatment is
advised. A place that fills their questions from devices or from records has another thing, and must assess it.
"""

from __future__ import annotations

from collections.abc import Mapping

from joinedup.words.forms.news2 import NEWS2
from joinedup.words.forms.score import Given, Instrument, Score, added, band_of

_ADDS = "Adds up what was entered, as on paper; for one who knows the person to interpret. Not a diagnosis."
_STATUS = "not_a_device"
_OURS = "JoinedUp"

_FREQUENCY = {"not_at_all": 0, "several_days": 1, "more_than_half": 2, "nearly_every_day": 3}
_PHQ9 = {f"phq9_{number}": _FREQUENCY for number in range(1, 10)}
_PHQ9_BANDS = {0: "minimal", 5: "mild", 10: "moderate", 15: "moderately severe", 20: "severe"}
_GAD7 = {f"gad7_{number}": _FREQUENCY for number in range(1, 8)}
_GAD7_BANDS = {0: "minimal", 5: "mild", 10: "moderate", 15: "severe"}
_OFTEN = {"hardly_ever": 1, "some_of_the_time": 2, "often": 3}
_UCLA3 = dict.fromkeys(("lack_companionship", "left_out", "isolated"), _OFTEN)
_UCLA3_BANDS = {3: "not lonely", 6: "lonely"}
_4AT: Mapping[str, Mapping[str, int]] = {
    "alertness": {"normal": 0, "mild_sleepiness": 0, "clearly_abnormal": 4},
    "amt4": {"no_mistakes": 0, "one_mistake": 1, "two_or_more": 2},
    "attention": {"seven_or_more": 0, "fewer_than_seven": 1, "untestable": 2},
    "acute_change": {"no": 0, "yes": 4},
}
_4AT_BANDS = {
    0: "delirium or severe cognitive impairment unlikely",
    1: "possible cognitive impairment",
    4: "possible delirium",
}
_ONS4 = {
    "life_satisfaction": "Life satisfaction", "worthwhile": "Feeling that things are worthwhile",
    "happiness": "Happiness yesterday", "anxiety": "Anxiety yesterday",
}  # fmt: skip
_ONS4_BANDS = {0: "low", 5: "medium", 7: "high", 9: "very high"}
_ANXIETY_BANDS = {0: "very low", 2: "low", 4: "medium", 6: "high"}
_FFT = {"very_good": 5, "good": 4, "neither": 3, "poor": 2, "very_poor": 1, "dont_know": 0}
_FFT_BANDS = {0: "don't know", 1: "negative", 3: "neither", 4: "positive"}
ARMS = {
    "respect": "Respect and safety", "body": "My body", "mind": "My mind and feelings", "control": "Say over my days",
    "doing": "What I do", "money": "Money", "people": "The people in my life", "home": "My home",
}  # fmt: skip
_SURE = ("sure_rise", "sure_indoors", "sure_bath", "sure_steps", "sure_outdoors")
DOMAINS = ("mobility", "falls", "nutrition", "mood", "loneliness", "memory")
STATEMENTS = ("asked", "decide", "told_once", "together", "plan", "whom", "next", "cope")
_HOLDS = {"always": 1, "mostly": 1, "sometimes": 0, "no": 0}
_MY_CARE = {f"i_{name}": _HOLDS for name in STATEMENTS}
_DOMAIN = {"low": 0, "some": 0, "high": 1}
_DOMAINS = {f"{name}_risk": _DOMAIN for name in DOMAINS}
_DOMAIN_BANDS = {0: "no domain at high risk", 1: "detailed medical assessment"}


def phq9(given: Given) -> tuple[Score, ...]:
    """Return the PHQ-9: nine questions of 0 to 3 added, 0 to 27. Not worked out unless all nine are answered.

    Source: Kroenke, Spitzer and Williams 2001, J Gen Intern Med 16(9):606-13: bands at 5, 10, 15 and 20.
    """
    return (_sum("phq-9", "PHQ-9", given, _PHQ9, _PHQ9_BANDS, most=27),)


def gad7(given: Given) -> tuple[Score, ...]:
    """Return the GAD-7: seven questions of 0 to 3 added, 0 to 21. Not worked out unless all seven are answered.

    Source: Spitzer, Kroenke, Williams and Löwe 2006, Arch Intern Med 166(10):1092-7: bands at 5, 10 and 15.
    """
    return (_sum("gad-7", "GAD-7", given, _GAD7, _GAD7_BANDS, most=21),)


def ucla3(given: Given) -> tuple[Score, ...]:
    """Return the three-item loneliness scale: three questions of 1 to 3 added, 3 to 9; 6 or more is called lonely.

    Source: Hughes, Waite, Hawkley and Cacioppo 2004, Research on Aging 26(6):655-72; the cut at 6: Steptoe, Shankar,
    Demakakos and Wardle 2013, PNAS 110(15):5797-801.
    """
    return (_sum("ucla-3", "Loneliness", given, _UCLA3, _UCLA3_BANDS, least=3, most=9),)


def four_at(given: Given) -> tuple[Score, ...]:
    """Return the 4AT: four items added, 0 to 12; 4 or more is possible delirium, 1 to 3 possible cognitive impairment.

    Where item 4 cannot be answered it counts 0, and the instrument says of a total of 0 then: delirium is still
    possible. The other three are needed. Source: MacLullich, Ryan and Cash, 4AT version 1.2, www.the4AT.com.
    """
    told = {"acute_change": "no", **given}
    total, missing = added(told, _4AT)
    unknown = "acute_change" not in given
    note = "Delirium is still possible: it is not known whether there was an acute change." if unknown and not missing else ""  # fmt: skip  # noqa: E501
    band = band_of(total, _4AT_BANDS) if total is not None else ""
    urgent = "Possible delirium: a clinician needs to see this person now." if (total or 0) >= 4 else ""
    return (Score("4at", "4AT", total, 0, 12, band, "lower", missing, urgent, note),)


def ons4(given: Given) -> tuple[Score, ...]:
    """Return the four figures of personal well-being, 0 to 10 each; they are never added together.

    Source: Office for National Statistics, Personal well-being user guidance: thresholds low 0 to 4, medium 5 and 6,
    high 7 and 8, very high 9 and 10; of anxiety very low 0 and 1, low 2 and 3, medium 4 and 5, high 6 to 10.
    """
    found = []
    for item, title in _ONS4.items():
        value = _whole(given, item)
        bands, better = (_ANXIETY_BANDS, "lower") if item == "anxiety" else (_ONS4_BANDS, "higher")
        band = "" if value is None else band_of(value, bands)
        found.append(Score(f"ons4-{item}", title, value, 0, 10, band, better, () if band else (item,)))
    return tuple(found)


def fft(given: Given) -> tuple[Score, ...]:
    """Return the answer of the Friends and Family Test: 5 (very good) to 1 (very poor), 0 where somebody does not know.

    The figures are ours, for storing; what is published is the share that is positive (very good, good) and negative
    (poor, very poor) of all who answered. Source: NHS England, Using the Friends and Family Test, 2020.
    """
    total, missing = added(given, {"experience": _FFT})
    band = "" if total is None else band_of(total, _FFT_BANDS)
    return (Score("fft", "Friends and Family Test", total, 0, 5, band, "", missing),)


def wheel(given: Given) -> tuple[Score, ...]:
    """Return the wheel: the mean of its eight arms to one decimal, and then each arm, 0 to 10.

    The mean is not worked out unless all eight are answered. Ours: the arms are the areas of well-being of section
    1(2) of the Care Act 2014, in plain words; it is no validated instrument, and says how one person's own view moves.
    """
    arms = {arm: _whole(given, arm) for arm in ARMS}
    told = [value for value in arms.values() if value is not None]
    missing = tuple(arm for arm, value in arms.items() if value is None)
    mean = None if missing else round(sum(told) / len(ARMS), 1)
    each = (
        Score(f"wellbeing-wheel-{arm}", ARMS[arm], value, 0, 10, "", "higher", () if value is not None else (arm,))
        for arm, value in arms.items()
    )
    return (Score("wellbeing-wheel", "Wellbeing wheel", mean, 0, 10, "", "higher", missing), *each)


def my_care(given: Given) -> tuple[Score, ...]:
    """Return how many of the eight statements hold always or mostly, 0 to 8. Not worked out unless all are answered.

    Ours: no validated instrument.
    """
    total, missing = added(given, _MY_CARE)
    return (Score("my-care", "Statements that hold", total, 0, 8, better="higher", missing=missing),)


def confidence_in_moving(given: Given) -> tuple[Score, ...]:
    """Return the mean of five everyday things that somebody is sure to do without falling, 0 to 10, to one decimal.

    Not worked out unless all five are answered. Ours: no validated instrument.
    """
    told = {item: _whole(given, item) for item in _SURE}
    missing = tuple(item for item, value in told.items() if value is None)
    mean = None if missing else round(sum(value or 0 for value in told.values()) / len(_SURE), 1)
    name, title = "confidence-in-moving", "Confidence in moving about"
    return (Score(name, title, mean, 0, 10, better="higher", missing=missing),)


def frailty_domains(given: Given) -> tuple[Score, ...]:
    """Return in how many of the six domains the risk is high; high in any one asks for a detailed medical assessment.

    Source: the structured assessment of Northumberland's frail elderly pathway (mobility, falls, nutrition, depression,
    loneliness, memory) and its rule. Who assesses says what the risk is; nothing is worked out from the answers.
    """
    return (_sum("frailty-domains", "Domains at high risk", given, _DOMAINS, _DOMAIN_BANDS, most=6),)


def _sum(
    name: str, title: str, given: Given, points: Mapping[str, Mapping[str, int]], bands: Mapping[int, str],
    *, least: int = 0, most: int, better: str = "lower",
) -> Score:  # fmt: skip
    total, missing = added(given, points)
    return Score(name, title, total, least, most, "" if total is None else band_of(total, bands), better, missing)


def _whole(given: Given, item: str) -> int | None:
    value = given.get(item)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10 else None


_TEN = (0, 10)
#: Every instrument by its name, as the extension ``score`` of a form names it.
INSTRUMENTS: Mapping[str, Instrument] = {
    each.name: each
    for each in (
        Instrument("phq-9", phq9, "Kroenke, Spitzer and Williams 2001", _ADDS, _STATUS,
                   "Spitzer, Williams, Kroenke and colleagues", ("phq-9",), tuple(_PHQ9_BANDS.values()), _PHQ9),
        Instrument("gad-7", gad7, "Spitzer, Kroenke, Williams and Löwe 2006", _ADDS, _STATUS,
                   "Spitzer, Kroenke, Williams and Löwe", ("gad-7",), tuple(_GAD7_BANDS.values()), _GAD7),
        Instrument("ucla-3", ucla3, "Hughes, Waite, Hawkley and Cacioppo 2004", _ADDS, _STATUS,
                   "Hughes, Waite, Hawkley and Cacioppo", ("ucla-3",), tuple(_UCLA3_BANDS.values()), _UCLA3),
        Instrument("4at", four_at, "MacLullich, Ryan and Cash, version 1.2", _ADDS, _STATUS,
                   "MacLullich, Ryan and Cash", ("4at",), tuple(_4AT_BANDS.values()), _4AT, optional=("acute_change",)),
        NEWS2,
        Instrument("ons4", ons4, "Office for National Statistics, personal well-being", _ADDS, _STATUS,
                   "Office for National Statistics", tuple(f"ons4-{item}" for item in _ONS4),
                   (*_ONS4_BANDS.values(), "very low"), ranges=dict.fromkeys(_ONS4, _TEN)),
        Instrument("fft", fft, "NHS England 2020", "To hear how care was.", _STATUS, "NHS England", ("fft",),
                   tuple(_FFT_BANDS.values()), {"experience": _FFT}),
        Instrument("wellbeing-wheel", wheel, "Areas of well-being of the Care Act 2014, section 1(2)", _ADDS, _STATUS,
                   _OURS, ("wellbeing-wheel", *(f"wellbeing-wheel-{arm}" for arm in ARMS)),
                   ranges=dict.fromkeys(ARMS, _TEN)),
        Instrument("my-care", my_care, "JoinedUp", _ADDS, _STATUS, _OURS, ("my-care",), points=_MY_CARE),
        Instrument("confidence-in-moving", confidence_in_moving, "JoinedUp", _ADDS, _STATUS, _OURS,
                   ("confidence-in-moving",), ranges=dict.fromkeys(_SURE, _TEN)),
        Instrument("frailty-domains", frailty_domains, "Northumberland's frail elderly pathway", _ADDS, _STATUS, _OURS,
                   ("frailty-domains",), tuple(_DOMAIN_BANDS.values()), _DOMAINS),
    )
}  # fmt: skip
