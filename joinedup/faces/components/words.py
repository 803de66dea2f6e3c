"""The words by which codes and kinds are shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from joinedup.words.basics.moments import LONDON, Moment, Precision, age_on, day, parse
from joinedup.words.basics.names import written_name
from joinedup.words.vocabulary.kinds import Kind

SEXES = {"female": "Female", "male": "Male", "other": "Other", "unknown": "Not known"}

# One thing of each kind, as a person would call it.
KINDS: dict[Kind, str] = {
    Kind.PROBLEM: "Problem",
    Kind.MEDICINE: "Medicine",
    Kind.ALLERGY: "Allergy",
    Kind.OBSERVATION: "Measurement",
    Kind.INVESTIGATION: "Test result",
    Kind.PROCEDURE: "Procedure",
    Kind.IMMUNISATION: "Vaccination",
    Kind.CONSULTATION: "Consultation",
    Kind.ADMISSION: "Hospital stay",
    Kind.ATTENDANCE: "A&E attendance",
    Kind.APPOINTMENT: "Appointment",
    Kind.REFERRAL: "Referral",
    Kind.CONTACT: "Contact",
    Kind.COMMUNITY_CONTACT: "Community contact",
    Kind.MENTAL_HEALTH_CONTACT: "Mental health contact",
    Kind.MENTAL_HEALTH_STAY: "Mental health stay",
    Kind.PACKAGE: "Social care service",
    Kind.ASSESSMENT: "Assessment",
    Kind.AMBULANCE_CALL: "999 call",
    Kind.URGENT_CALL: "111 call",
    Kind.ALARM: "Alarm",
    Kind.READING: "Reading at home",
    Kind.INCIDENT: "Incident",
    Kind.DOCUMENT: "Letter or document",
    Kind.ALERT: "Alert",
    Kind.LEGAL: "Legal information",
    Kind.SAFEGUARDING: "Safeguarding",
    Kind.REQUIREMENT: "Individual requirement",
    Kind.PREFERENCE: "Wish or preference",
    Kind.PLAN: "Plan",
    Kind.FAMILY_HISTORY: "Family history",
    Kind.ADMINISTRATION: "Administration",
}

# Units as UCUM writes them (as the sources send them), and as people read them.
_UNITS = {
    "mm[Hg]": "mmHg", "mL/min/{1.73_m2}": "mL/min/1.73 m²", "/min": "a minute", "Cel": "°C", "10*9/L": "× 10⁹/L",
    "10*12/L": "× 10¹²/L", "kg/m2": "kg/m²", "[degF]": "°F", "[lb_av]": "lb", "[in_i]": "in", "ug/L": "µg/L",
    "umol/L": "µmol/L", "{score}": "", "{beats}/min": "a minute", "{breaths}/min": "a minute", "1": "",
}  # fmt: skip
LANGUAGES = {
    "am": "Amharic", "ar": "Arabic", "bn": "Bengali", "cy": "Welsh", "en": "English", "es": "Spanish", "fa": "Farsi",
    "fr": "French", "gu": "Gujarati", "hi": "Hindi", "it": "Italian", "ku": "Kurdish", "lt": "Lithuanian",
    "pa": "Panjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "so": "Somali",
    "ta": "Tamil", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "yo": "Yoruba", "yue": "Cantonese",
    "zh": "Chinese", "bfi": "British Sign Language",
}  # fmt: skip


def unit_words(unit: str) -> str:
    """Return a unit as people read it: mmHg for UCUM's mm[Hg]."""
    return _UNITS.get(unit, unit)


def measured_words(value: float | None, unit: str) -> str:
    """Return a number with its unit as people read it: 147 mmHg, 90%."""
    if value is None:
        return ""
    words = unit_words(unit)
    return f"{value:g}%" if words == "%" else f"{value:g} {words}".strip()


def kind_words(kind: Kind | str) -> str:
    """Return what one thing of this kind is called."""
    return KINDS[Kind(kind)]


def when(at: datetime | None) -> str:
    """Return an instant as people read it: 3 April 2026 at 09:30."""
    return str(Moment(at)) if at else ""


def short_day(moment: Moment | None) -> str:
    """Return a moment in as few letters as a column allows: 3 Apr 2026, Apr 2026 or 2026."""
    if moment is None:
        return "No date"
    local = moment.at.astimezone(LONDON)
    match moment.precision:
        case Precision.YEAR:
            return str(local.year)
        case Precision.MONTH:
            return f"{local:%b} {local.year}"
        case _:
            return f"{local.day} {local:%b} {local.year}"


def iso_day(text: str) -> str:
    """Return a day that a source wrote as ``1938-04-03``, or part of one, as people read it; else what it wrote."""
    try:
        return str(parse(text)) if text else ""
    except ValueError:
        return text


def clock(moment: Moment | None) -> str:
    """Return the time of day of a moment that is known to the minute, and nothing of another."""
    return f"{moment.at.astimezone(LONDON):%H:%M}" if moment and moment.precision is Precision.TIME else ""


def hour(at: datetime) -> str:
    """Return the time of day of an instant in London: 09:30."""
    return f"{at.astimezone(LONDON):%H:%M}"


def london_day(at: datetime) -> str:
    """Return the day of an instant in London: 3 April 2026."""
    return day(at.astimezone(LONDON).date())


def age_in_words(born: date | None, on: date) -> str:
    """Return an age as the NHS shows it: years; months below two years, weeks below three months."""
    if born is None or on < born:
        return "Not known"
    years = age_on(born, on)
    if years >= 2:
        return f"{years} years"
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months >= 3:
        return f"{months} months"
    weeks = (on - born).days // 7
    return f"{weeks} week{'' if weeks == 1 else 's'}"


def many(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun: 1 record, 1,204 records."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def written_day(when_: date | None) -> str:
    """Return a day, or that it is not known."""
    return day(when_) if when_ else "Not known"


def upper_first(text: str) -> str:
    """Return ``text`` with a capital, and the rest as it is: a GP, A GP."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return ``text`` to stand within a sentence: its first letter small, but that of a name written in capitals."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def name_of(one: Any) -> str:
    """Return the name of whoever has particulars, as the NHS writes it; "Name not known" where there is none."""
    return written_name(one.family_name or "", one.given_names or "", one.title or "") or "Name not known"


def score_in_words(score: dict[str, Any]) -> str:
    """Return a kept score in a few words: its title, its figure and its band; or that it could not be worked out."""
    if score["value"] is None:
        return f"{score['title']}: not worked out"
    band = f" ({score['band']})" if score["band"] else ""
    return f"{score['title']}: {score['value']}{band}"
