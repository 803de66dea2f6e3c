"""The pages of forms: choosing, filling in, checking, giving, reading again."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from joinedup.record.answers.models import Answered, Draft
from tests.spec.faces.conftest import SignedIn
from tests.world.world import World


@pytest.fixture
def priya(signed_in: SignedIn, world: World) -> Client:
    world.person("Edna Marsh")
    return signed_in("Dr Priya Nair")


def begun(client: Client, edna: int, form: str = "wellbeing-wheel") -> str:
    answer = client.post(f"/people/{edna}/forms/new/{form}", follow=True)
    assert answer.status_code == 200
    return answer.redirect_chain[-1][0]


def text(answer) -> str:
    return unescape(answer.content.decode())


def hidden(answer) -> dict[str, object]:
    """Return what a page sends besides what is typed."""
    page = text(answer)
    was = re.search(r'name="was" value="([^"]*)"', answer.content.decode())
    return {"was": unescape(was[1]) if was else "{}", "shown": re.findall(r'name="shown" value="([^"]+)"', page)}


def test_a_form_is_chosen_filled_in_checked_and_given(priya: Client, world: World) -> None:
    edna = world.person("Edna Marsh")
    gallery = priya.get(f"/people/{edna}/forms/new")
    assert "Wellbeing wheel" in text(gallery)
    tasks = begun(priya, edna)
    page = priya.get(f"{tasks}/pages/wheel")
    shown = hidden(page)
    answer = priya.post(f"{tasks}/pages/wheel", {**shown, **{f"q:{key}": "7" for key in shown["shown"]}})
    assert answer.status_code == 302, text(answer)
    following = answer["Location"]
    assert following.endswith("/pages/wheel_next")
    answer = priya.post(following, hidden(priya.get(following)))
    assert answer["Location"].endswith("/check")
    check = priya.get(answer["Location"])
    assert "Change" in text(check)
    given = priya.post(answer["Location"], {"when": "now"}, follow=True)
    assert given.status_code == 200
    assert "The form is given." in text(given)
    assert Answered.objects.get().person_id == edna
    assert Draft.objects.get().given_at is not None
    assert "Wellbeing wheel" in text(priya.get(f"/people/{edna}/forms"))
