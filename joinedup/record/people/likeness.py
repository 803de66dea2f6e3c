"""How far someone agrees with what is sought, and why, in words. Pure: no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from joinedup.record.people.search import Sought, near_dates
from joinedup.words.basics import names
from joinedup.words.basics.given_names import distance, forms_of


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of a person: keys of names, not the names."""

    nhs_number: str
    family_key: str
    given_keys: tuple[str, ...]
    birth_date: date | None
    postcode: str
    former_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a person agrees with what is sought: the higher the ``score`` the more, and why in words.

    ``was`` is the key of a former family name that agrees better than the one they have now, where one does.
    """

    score: int
    because: tuple[str, ...]
    was: str = ""


def compare(sought: Sought, known: Known) -> Agreement | None:
    """Return how far ``known`` agrees, or None where too little does for the person to be shown.

    A person whose NHS number is the one typed is always shown, with what else disagrees.
    """
    score, because, was = 0, [], ""
    same_number = bool(sought.nhs_number) and sought.nhs_number == known.nhs_number
    if same_number:
        score, because = 100, ["Same NHS number"]
    elif sought.nhs_number:
        because.append("Another NHS number")
    if sought.names:
        points, why, enough, was = _compare_any_name(sought, known)
        if not enough and not same_number:
            return None
        score += points
        because += why
    if sought.born:
        points, reason = _compare_births(sought, known.birth_date)
        if not points and not same_number and (not sought.names or score < 30):
            return None
        score += points
        because.append(reason)
    if sought.postcode:
        same_place = sought.postcode == known.postcode
        if not same_place and not score:
            return None
        score += 10 * same_place
        because += ["Same postcode"] * same_place
    return Agreement(score, tuple(because), was) if score > 0 else None


def _compare_any_name(sought: Sought, known: Known) -> tuple[int, list[str], bool, str]:
    """Return what ``_compare_names`` does for the name they have now, or a former one where that agrees better."""
    points, why, enough = _compare_names(sought, known)
    best = (points, why, enough, "")
    for former in known.former_keys:
        points, why, enough = _compare_names(sought, replace(known, family_key=former))
        points -= 2  # of two people as alike, the one who has the name now comes first
        if "amily name" in why[0] and (enough, points) > (best[2], best[0]):
            said = why[0].replace("Same f", "Same former f").replace("Fam", "Former fam")
            best = (points, [said, *why[1:]], enough, former)
    return best


def _compare_names(sought: Sought, known: Known) -> tuple[int, list[str], bool]:
    """Return the points, the reasons, and whether enough agrees, for the best way to read the words typed."""
    best: tuple[int, list[str], bool] = (0, ["Another name"], False)
    for family in sought.families or ("",):
        points, why = _family(family, known.family_key)
        for given in [other for other in sought.givens if other != family] or ("",):
            more, why_given = max((_given(given, key) for key in known.given_keys), default=(0, []))
            swapped = bool(points and more and sought.family and family != sought.family)
            reasons = [*why, *why_given, *["Names the other way round"] * swapped]
            # With a given name typed, both must agree somewhat, unless a date of birth or postcode is there too.
            less_will_do = not (given and family) or bool(sought.born or sought.postcode)
            enough = bool(points and more) or (less_will_do and bool(points or more))
            if (enough, points + more - swapped) > (best[2], best[0]):
                best = (points + more - swapped, reasons, enough)
    return best


def _family(typed: str, known: str) -> tuple[int, list[str]]:
    if not typed or not known:
        return 0, []
    if typed == known:
        return 20, ["Same family name"]
    if names.sound(typed) == names.sound(known):
        return 14, ["Family name sounds the same"]
    if distance(typed, known) <= (2 if len(typed) > 6 else 1):
        return 13, ["Family name is spelt nearly the same"]
    if len(typed) > 2 and known.startswith(typed):
        return 10, ["Family name begins the same"]
    return 0, []


def _given(typed: str, known: str) -> tuple[int, list[str]]:
    if not typed or not known:
        return 0, []
    if typed == known:
        return 10, ["Same given name"]
    if known in forms_of(typed):
        return 8, ["Another form of the given name"]
    if len(typed) > 1 and (names.sound(typed) == names.sound(known) or distance(typed, known) <= 1):
        return 7, ["Given name is spelt nearly the same"]
    if known.startswith(typed):
        return 5, ["Given name begins the same"]
    return 0, []


def _compare_births(sought: Sought, known: date | None) -> tuple[int, str]:
    if known is None:
        return 0, "Date of birth not known"
    if known in sought.born:
        return 25, "Same date of birth"
    if known in sought.swapped_born:
        return 16, "Day and month of birth the other way round"
    if any(known in near_dates(born) for born in sought.born):
        return 15, "One digit of the date of birth differs"
    return 0, "Another date of birth"
