"""Where someone lives, and on whose list they are."""

from __future__ import annotations

import re

from joinedup.words.criteria.amounts import Span
from joinedup.words.criteria.expression import Expression
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.questions import Count, Latest, Rows
from joinedup.words.criteria.rows import Begins, Either, GoingOn, Is, Lies, Refers, Test
from joinedup.words.criteria.said import Said
from joinedup.words.criteria.vocabulary.definition import criterion

HOME = Rows("residence", (GoingOn("start_date", "end_date"),), "start_date")
PLACES = {
    "own_home": "living in their own home",
    "care_home": "living in a care home",
    "sheltered": "living in sheltered housing",
    "none": "of no fixed abode",
}
_LSOA = re.compile(r"[EW]01\d{6}$")
_CODE = re.compile(r"[A-Z0-9]{3,12}$")
SOME = Span(1, None)


@criterion("Registered practice", written=("Z00001", "[Z00001, Z00002]"), source="ODS codes of practices")
def registered_practice(said: Said) -> Expression:
    """On the list of one of these practices (ODS codes) on the day; on no list here: does not hold."""
    codes = said.words()
    if wrong := [code for code in codes if not _CODE.match(code)]:
        raise NotAPhrase(f"'{wrong[0]}' is not an ODS code, such as Z00001")
    return said.criterion(f"registered at {' or '.join(codes)}", _on_list(Is("practice", codes)))


@criterion(
    "Network", written=("Thornshaw Network", "[North, South]"), source="ODS: primary care networks and their practices"
)
def network(said: Said) -> Expression:
    """On the list of a practice of one of these primary care networks, by the names in the reference feed."""
    names = said.words()
    test = Refers("practice", "reference_practice", "practice", Is("network", names))
    return said.criterion(f"registered in {' or '.join(names)}", _on_list(test))


def _on_list(test: Test) -> Count:
    return Count(Rows("registration", (GoingOn("start_date", "end_date"), test), "start_date"), SOME)


@criterion(
    "Locality",
    written=("Burnthorpe", "E01000001 or Glenton 001"),
    source="ONS: lower layer super output areas (LSOA) and their names",
)
def locality(said: Said) -> Expression:
    """Living in one of these areas: LSOA codes, names of areas (Burnthorpe 003), or their first words (Burnthorpe)."""
    names = said.words()
    codes = tuple(name for name in names if _LSOA.match(name))
    titles = tuple(name for name in names if name not in codes)
    if wrong := [name for name in titles if not re.fullmatch(r"[\w' ,.&-]+", name)]:
        raise NotAPhrase(f"'{wrong[0]}' is neither an LSOA code nor a name of areas")
    tests: list[Test] = [Is("area", codes)] if codes else []
    if titles:
        named = Either((Is("name", titles), Begins("name", tuple(f"{title} " for title in titles))))
        tests.append(Refers("area", "reference_area", "area", named))
    test = tests[0] if len(tests) == 1 else Either(tuple(tests))
    return said.criterion(f"living in {' or '.join(names)}", Latest(HOME, test))


@criterion(
    "Place of residence",
    written=("care_home", "own_home or sheltered"),
    source="NHS Data Dictionary: accommodation status, in four kinds",
)
def place_of_residence(said: Said) -> Expression:
    """The kind of place where someone lives on the day: own_home, care_home, sheltered or none (no fixed abode)."""
    found = said.choice(PLACES, "a kind of place")
    return said.criterion(" or ".join(PLACES[kind] for kind in found), Latest(HOME, Is("kind", found)))


@criterion("Living alone", written=("yes", "no"), source="Practice's or council's record of the household")
def lives_alone(said: Said) -> Expression:
    """Whether someone lives alone on the day, as their practice or council recorded it; many records do not say."""
    alone = said.yes_or_no()
    return said.criterion("living alone" if alone else "not living alone", Latest(HOME, Is("lives_alone", (alone,))))


@criterion(
    "Deprivation decile",
    written=("1 to 3", "2 or under"),
    source="English Indices of Deprivation 2019: decile of the LSOA; 1 is the most deprived tenth of England",
)
def deprivation_decile(said: Said) -> Expression:
    """The deprivation decile of where someone lives: 1 is the most deprived tenth of England's areas, 10 the least."""
    span = _within(said, 10)
    return said.criterion(f"living in deprivation decile {span}", Latest(HOME, Lies("deprivation_decile", span)))


@criterion(
    "Deprivation fifth",
    written=("1", "1 to 2"),
    source="English Indices of Deprivation 2019; Core20 of NHS England's Core20PLUS5 is the first fifth",
)
def deprivation_fifth(said: Said) -> Expression:
    """The deprivation fifth of where someone lives: 1 is the most deprived fifth of England's areas, 5 the least."""
    span = _within(said, 5)
    deciles = Span(None if span.low is None else span.low * 2 - 1, None if span.high is None else span.high * 2)
    return said.criterion(f"living in deprivation fifth {span}", Latest(HOME, Lies("deprivation_decile", deciles)))


def _within(said: Said, most: int) -> Span:
    span = said.span()
    ends = [end for end in (span.low, span.high) if end is not None]
    if span.above or span.below or any(end != int(end) or not 1 <= end <= most for end in ends):
        raise NotAPhrase(f"'{said.text}': write whole numbers from 1 to {most}, such as 1 or 1 to 2")
    return span
