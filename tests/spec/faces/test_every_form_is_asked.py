"""Every form of the catalogue that can be opened: each of its pages asks its questions, and its first example is given."""

from __future__ import annotations

import uuid
from html import unescape

import pytest
import yaml

from joinedup.insight.forms import FOLDER, catalogue, why_closed
from joinedup.record.answers import actions
from joinedup.words.forms import NOT_ASKED, pages, typed
from tests.spec.faces.conftest import SignedIn
from tests.world.world import NOW, World

PRIYA, EDNA = "Dr Priya Nair", "Edna Marsh"
OPEN = [name for name, form in catalogue().items() if not why_closed(form, NOW.date())]


class _AsText(yaml.SafeLoader):
    """Every value is text, as somebody types it."""


_AsText.yaml_implicit_resolvers = {}


@pytest.mark.parametrize("name", OPEN)
def test_every_page_asks_its_questions_and_the_first_example_is_given(
    name: str, world: World, signed_in: SignedIn
) -> None:
    form, edna, priya = catalogue()[name], world.person(EDNA), signed_in(PRIYA)
    begun = actions.begin(form, person_id=edna, by=world.staff(PRIYA), at=NOW)
    for page in (page for page in pages(form, {}, now=NOW) if page.state != NOT_ASKED):
        answer = priya.get(f"/people/{edna}/forms/drafts/{begun.pk}/pages/{page.key}")
        shown = " ".join(unescape(answer.content.decode()).split())
        assert answer.status_code == 200
        assert all(" ".join(each.item.text.split()) in shown for each in page.asked), page.key
    first = yaml.load((FOLDER / f"{name}.examples.yaml").read_text(encoding="utf-8"), Loader=_AsText)[0]  # noqa: S506
    told = {key: said if isinstance(said, list) else [said] for key, said in first["answers"].items()}
    answers = typed(form, told)
    given = actions.give(
        form, person_id=edna, answers=answers, happened_at=NOW, key=str(uuid.uuid4()), by=world.staff(PRIYA), at=NOW
    )
    read = unescape(priya.get(f"/people/{edna}/forms/{given.pk}").content.decode())
    assert form.title in read
    assert all(form.by_id[key.partition("#")[0]].text in read for key in answers)
