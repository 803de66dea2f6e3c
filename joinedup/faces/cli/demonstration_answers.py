"""What people of the demonstration place answer: to a few forms in their own words, to any other what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joinedup.words.basics.moments import LONDON
from joinedup.words.forms import Form, Item, Value, asked, blank, mistakes

WHEEL = ("respect", "body", "mind", "control", "doing", "money", "people", "home")
OWN: dict[str, dict[str, tuple[Value, ...]]] = {
    "guided-conversation": {
        "what_matters": ("Getting out of the house again, and seeing my sister",),
        "good_day": ("The sun is out and someone comes by",), "hard_now": ("lonely", "moving"),
        "community_help": (True,), "more_support": (False,), "healthy_living": (False,), "health_need": (False,),
    },
    "community-referral": {"help_wanted": ("loneliness",), "reason": ("Says that the days are long",)},
    "falls-risk": {"risk": ("high",)},
    "falls-assessment": {"weak_or_unsteady": (True,), "hazards_at_home": (True,)},
}  # fmt: skip


def answers_for(form: Form, *, turn: int, at: datetime) -> Mapping[str, tuple[Value, ...]] | None:
    """Return answers with which a form can be given; None where none can be made up. ``turn`` varies what can vary."""
    if not form.items:
        return None
    told = {**blank(form), **{key: value for key, value in OWN.get(form.id, {}).items() if key in form.by_id}}
    if form.id == "wellbeing-wheel":
        told |= {arm: (min(1 + (turn + n) % 3 + turn // 100, 5),) for n, arm in enumerate(WHEEL)}
    for _ in range(12):  # what one answer opens is asked in the next round
        wanting = [each for each in asked(form, told) if each.item.required and each.item.is_question]
        wanting = [each for each in wanting if not told.get(each.key)]
        if not wanting:
            break
        told |= {each.key: made for each in wanting if (made := _made_up(each.item, at)) is not None}
    return None if mistakes(form, told, now=at) else told


def _made_up(item: Item, at: datetime) -> tuple[Value, ...] | None:
    made: dict[str, Any] = {
        "boolean": False,
        "integer": int(str(item.limits.least or 1)) if str(item.limits.least or 1).isdigit() else 1,
        "decimal": str(item.limits.least or 1), "quantity": str(item.limits.least or 1),
        "date": at.astimezone(LONDON).date().isoformat(), "dateTime": at.astimezone(LONDON).isoformat("T", "seconds"),
        "string": "As they told us", "text": "As they told us",
        "choice": item.options[0].code if item.options else None,
        "open-choice": item.options[0].code if item.options else None,
    }  # fmt: skip
    value = made.get(item.type)
    return None if value is None else (value,)
