"""Who someone is: age, sex, ethnic group."""

from __future__ import annotations

from joinedup.words.criteria.expression import Expression
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.questions import Latest, Rows
from joinedup.words.criteria.rows import Aged, Is
from joinedup.words.criteria.said import Said
from joinedup.words.criteria.vocabulary.definition import criterion

PERSON = Rows("person")
SEXES = ("female", "male", "other")
# The five groups of the NHS Data Dictionary, by the letters of its sixteen categories.
ETHNIC_GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "white": ("white", ("A", "B", "C")),
    "mixed": ("of mixed ethnic group", ("D", "E", "F", "G")),
    "asian": ("Asian or Asian British", ("H", "J", "K", "L")),
    "black": ("Black or Black British", ("M", "N", "P")),
    "other": ("of another ethnic group", ("R", "S")),
}
LETTERS = "ABCDEFGHJKLMNPRS"


@criterion("Age", written=("65 or over", "5 to 11", "under 18"), source="whole years between date of birth and the day")
def age(said: Said) -> Expression:
    """Age in whole years on the day asked about; both ends of a span belong to it.

    Someone born on 29 February has a birthday on 1 March in other years. A planning release holds only the first day of
    the month of birth, from which age is then counted.
    """
    span = said.span("years")
    if any(end is not None and end != int(end) for end in (span.low, span.high)):
        raise NotAPhrase(f"'{said.text}': ages are whole years")
    return said.criterion(f"aged {span}", Latest(PERSON, Aged(("birth_date", "birth_month"), span)))


@criterion("Sex", written=("female", "female or other"), source="NHS Data Dictionary: person stated gender")
def sex(said: Said) -> Expression:
    """Sex as demographics services hold it: female, male or other; ``unknown`` is not known."""
    found = said.choice(SEXES, "a sex")
    return said.criterion(" or ".join(found), Latest(PERSON, Is("sex", found, not_told=("unknown",))))


@criterion(
    "Ethnic group",
    written=("black or asian", "[H, J, K]"),
    source="NHS Data Dictionary: ethnic category (2001), A to S in five groups, Z not stated",
)
def ethnic_group(said: Said) -> Expression:
    """Ethnic group as someone stated it: one of five groups, or letters of the NHS ethnic category.

    Not stated (Z) is not known. Chinese (R) is in the other group, as in the Data Dictionary's list.
    """
    found = said.choice([*ETHNIC_GROUPS, *LETTERS], "an ethnic group")
    letters = [letter for word in found for letter in (ETHNIC_GROUPS[word][1] if word in ETHNIC_GROUPS else (word,))]
    named = [ETHNIC_GROUPS[word][0] if word in ETHNIC_GROUPS else f"of ethnic category {word}" for word in found]
    test = Is("ethnic_group", tuple(dict.fromkeys(letters)), not_told=("Z", "99"))
    return said.criterion(" or ".join(named), Latest(PERSON, test))
