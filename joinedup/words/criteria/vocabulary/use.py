"""What someone used of services, and what happened to them lately."""

from __future__ import annotations

from dataclasses import dataclass

from joinedup.words.criteria import phrases
from joinedup.words.criteria.amounts import Counted, Span, Window
from joinedup.words.criteria.expression import Any, Expression
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.questions import Count, NotFed, Rows
from joinedup.words.criteria.rows import AnyBegins, Both, During, Either, Is, Test
from joinedup.words.criteria.said import Said
from joinedup.words.criteria.vocabulary.definition import criterion

SOME = Span(1, None)


@dataclass(frozen=True, slots=True)
class Activity:
    """One kind of contact: its ``plural``, the tests of an event's row, and the kinds of event that tell of it."""

    plural: str
    where: tuple[Test, ...]
    kinds: tuple[str, ...]
    dated: str = "start_at"

    def rows(self, window: Window) -> Rows:
        """Return the rows of it in a window."""
        topics = tuple(f"event:{kind}" for kind in self.kinds)
        return Rows("event", (Is("kind", self.kinds), *self.where, During(self.dated, window)), self.dated, topics)


def _of(plural: str, *kinds: str, **told: tuple[str, ...]) -> Activity:
    """Return an activity: events of ``kinds`` whose columns hold one of the values told."""
    return Activity(plural, tuple(Is(column, values) for column, values in told.items()), kinds)


# A fall, as each source says it: alarms and care homes by their own word, SNOMED CT 1912002 |Fall| and 161898004, and
# ICD-10 W00 to W19 among an admission's diagnoses.
FALL = Activity(
    "falls",
    (
        Either(
            (
                Both((Is("kind", ("alarm", "incident")), Is("reason", ("fall",)))),
                Is("reason", ("1912002", "161898004")),
                Both((Is("kind", ("admission",)), AnyBegins("reasons", ("W0", "W1")))),
            )
        ),
    ),
    ("alarm", "incident", "attendance", "ambulance_call", "urgent_call", "admission"),
)
DISCHARGE = Activity("discharges from hospital", (), ("admission", "mental_health_stay"), "end_at")
CALL = ("out_of_hours", "111")
ACTIVITIES: dict[str, Activity] = {
    "emergency_admission": _of("emergency admissions", "admission", point_of_delivery=("emergency",)),
    "planned_admission": _of("planned admissions", "admission", point_of_delivery=("elective", "day_case")),
    "inpatient_admission": _of("inpatient admissions", "admission", point_of_delivery=("emergency", "elective")),
    "ae_attendance": _of("A&E attendances", "attendance"),
    "outpatient_appointment": _of("outpatient appointments", "appointment", outcome=("attended",)),
    "missed_appointment": _of("missed outpatient appointments", "appointment", outcome=("did_not_attend",)),
    "gp_contact": _of("GP practice contacts", "consultation"),
    "ambulance_call": _of("ambulance calls", "ambulance_call"),
    "conveyance": _of("conveyances to hospital", "ambulance_call", point_of_delivery=("see_and_convey",)),
    "call_to_111": _of("calls to 111", "urgent_call", point_of_delivery=("111",)),
    "out_of_hours_call": _of("out-of-hours calls", "urgent_call", point_of_delivery=("out_of_hours",)),
    "community_contact": _of("community contacts", "community_contact"),
    "mental_health_contact": _of("mental health contacts", "mental_health_contact", outcome=("attended",)),
    "mental_health_stay": _of("mental health stays", "mental_health_stay"),
    "telecare_alarm": _of("telecare alarms", "alarm"),
    "voluntary_contact": _of("voluntary sector contacts", "contact"),
    "fall": FALL,
    "discharge": DISCHARGE,
}
_NAMES = {
    spelling.lower().replace("-", " ").replace("_", " "): name
    for name, activity in ACTIVITIES.items()
    for spelling in (name, f"{name}s", activity.plural, activity.plural.removesuffix("s"))
} | {"a&e attendance": "ae_attendance", "a&e attendances": "ae_attendance", "gp contacts": "gp_contact"}


def _activity(said: Said, thing: str) -> str:
    plain = thing.lower().replace("-", " ").replace("_", " ")
    if plain not in _NAMES:
        said.known([thing], ACTIVITIES, "an activity")
    return _NAMES[plain]


@criterion(
    "Activity",
    written=(
        "at least 2 emergency admissions in 12 months",
        "15 or more A&E attendances in 1 month",
        "no gp contacts in 1 year",
        "{kind: emergency_admission, at_least: 2, within: 12 months}",
    ),
    source="the dataset's events by kind and point of delivery; falls by SNOMED CT 1912002 and ICD-10 W00 to W19",
)
def activity(said: Said) -> Expression:
    """So many contacts of a kind that began (a discharge: ended) in the window, of which the day is the last."""
    found = _counted(said)
    if any(end is not None and end != int(end) for end in (found.how_many.low, found.how_many.high)):
        raise NotAPhrase("a count is a whole number")
    kind = ACTIVITIES[_activity(said, found.thing)]
    many = "any" if found.how_many == SOME else found.how_many.how_many
    english = f"with {many} {kind.plural} {found.window}"
    return said.criterion(english, Count(kind.rows(found.window), found.how_many))


def _counted(said: Said) -> Counted:
    if not said.has_parts:
        return phrases.counted(said.text)
    parts = said.parts(
        kind=lambda s: s.text, at_least=lambda s: f"at least {s.text}", at_most=lambda s: f"at most {s.text}",
        within=lambda s: str(s.window()),
    )  # fmt: skip
    how_many = [parts[name] for name in ("at_least", "at_most") if name in parts]
    if not {"kind", "within"} <= set(parts) or len(how_many) > 1:
        raise NotAPhrase("must say a kind, at_least or at_most (without either: any), and within")
    return phrases.counted(f"{how_many[0] if how_many else 'any'} {parts['kind']} {parts['within']}")


RECENT: dict[str, tuple[str, Activity | None]] = {
    "fall": ("who fell", FALL),
    "discharge": ("discharged from hospital", DISCHARGE),
    "out_of_hours_call": (
        "who called 111 or out of hours", _of("calls", "urgent_call", point_of_delivery=CALL),
    ),
    "bereavement": ("bereaved", None),
}  # fmt: skip


@criterion(
    "Recent event",
    written=("fall in the last 30 days", "fall or discharge in 2 weeks", "bereavement in 12 months"),
    source="falls by SNOMED CT 1912002 and ICD-10 W00 to W19; stays in hospital; calls to 111 and out of hours",
)
def recent_event(said: Said) -> Expression:
    """One of these happened in the window that ends with the day: fall, discharge, out_of_hours_call, bereavement.

    No feed tells of bereavement yet, so it is not known.
    """
    recent = phrases.recent(said.text)
    words = said.known(recent.items, RECENT, "a recent event")
    if recent.window is None:
        raise NotAPhrase(f"'{said.text}': say in what window, such as in the last 30 days")
    lines: list[Expression] = []
    for word in words:
        english, kind = RECENT[word]
        question = Count(kind.rows(recent.window), SOME) if kind else NotFed("a record of the death of someone close")
        lines.append(said.criterion(f"{english} {recent.window}", question, said=f"{word} {recent.window}"))
    return lines[0] if len(lines) == 1 else Any(tuple(lines))
