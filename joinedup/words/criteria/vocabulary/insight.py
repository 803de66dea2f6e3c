"""What insight works out of everyone and keeps beside the dataset: frailty, risk, segments."""

from __future__ import annotations

import re

from joinedup.words.criteria import phrases
from joinedup.words.criteria.expression import Expression
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.questions import FirstKnown, Latest, Rows
from joinedup.words.criteria.rows import Begun, Highest, Is
from joinedup.words.criteria.said import Said
from joinedup.words.criteria.vocabulary.definition import criterion

#: The names of the scores that criteria read in ``person_score`` (person_key, score, value, band).
RISK_SCORE, FRAILTY_SCORE = "emergency-admission", "frailty"
# SNOMED CT: mild, moderate and severe frailty, as practices code what they assessed.
FRAILTY = {"fit": "", "mild": "925791000000100", "moderate": "925831000000107", "severe": "925861000000102"}
_GRADES = tuple(code for code in FRAILTY.values() if code)
_WORD = re.compile(r"[\w -]+$")


def _score(name: str) -> Rows:
    """Return everyone's rows of one score; ``score_place`` is ``person_score`` with each one's place among all."""
    return Rows("score_place", (Is("score", (name,)),), topics=(f"person_score:{name}",))


@criterion(
    "Frailty",
    written=("moderate or severe", "mild"),
    source="Clegg and others, Age and Ageing 45 (2016), 353-360; SNOMED CT mild, moderate and severe frailty",
)
def frailty(said: Said) -> Expression:
    """Band of frailty: fit, mild, moderate or severe. The deficit index's band, else the grade that a practice coded.

    Neither: not known.
    """
    bands = said.choice(FRAILTY, "a band of frailty")
    coded = Rows("condition", (Is("code", _GRADES), Begun("onset_date")), "onset_date")
    wanted = tuple(FRAILTY[band] for band in bands if FRAILTY[band])
    questions = (
        Latest(_score(FRAILTY_SCORE), Is("band", bands)),
        Latest(coded, Is("code", wanted)),
    )
    return said.criterion(f"with {' or '.join(bands)} frailty", FirstKnown(questions))


@criterion("Highest risk", written=("top 2%", "top 0.5%"), source="the model card of the place's risk score")
def risk_top_percent(said: Said) -> Expression:
    """Among the so many in a hundred of everyone scored who are at the highest risk of emergency admission.

    Someone is among them where fewer than that share have a higher score, so equal scores are in together. A score
    finds people; it does not say that help will change what happens.
    """
    share = phrases.share(said.text)
    return said.criterion(f"in the {share} by risk", Latest(_score(RISK_SCORE), Highest(share.percent)))


@criterion("Band of risk", written=("high or very high",), source="the model card of the place's risk score")
def risk_band(said: Said) -> Expression:
    """In one of these bands of the risk of emergency admission, as the score names them."""
    bands = tuple(word.replace(" ", "_") for word in _plain_words(said))
    return said.criterion(
        f"at {' or '.join(bands).replace('_', ' ')} risk", Latest(_score(RISK_SCORE), Is("band", bands))
    )


@criterion(
    "Segment",
    written=("{scheme: bridges-to-health, is: frailty_and_dementia or end_of_life}",),
    source="catalogue/segments",
)
def segment(said: Said) -> Expression:
    """In one of these segments of a way of dividing everyone (a scheme); someone whom it did not place is not known."""
    parts = said.parts(scheme=_plain_words, **{"is": _plain_words})
    if set(parts) != {"scheme", "is"} or len(parts["scheme"]) != 1:
        raise NotAPhrase("must say one `scheme`, and which segments it `is`")
    [scheme] = parts["scheme"]
    rows = Rows("person_segment", (Is("scheme", (scheme,)),), topics=(f"person_segment:{scheme}",))
    return said.criterion(
        f"in segment {' or '.join(parts['is'])} of {scheme}", Latest(rows, Is("segment", parts["is"]))
    )


def _plain_words(said: Said) -> tuple[str, ...]:
    words = said.words()
    if wrong := [word for word in words if not _WORD.match(word)]:
        raise NotAPhrase(f"'{wrong[0]}' is not a name")
    return words
