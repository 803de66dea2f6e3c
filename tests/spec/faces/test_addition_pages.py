"""Adding a person by name to those whom a model finds, and withdrawing it: from the page of their care, and the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client
from django.urls import reverse

from joinedup.work.additions.models import Addition
from tests.world.published import publish_town
from tests.world.world import World

SignedIn = Callable[[str], Client]
LIST = "proactive-care-by-risk"
WHY = "Falls <b>often</b>, and nobody at home"


def test_a_gp_adds_edna_who_is_then_on_the_list_with_the_reason_and_takes_her_off_again(
    world: World, signed_in: SignedIn
) -> None:
    edna, gp = world.person("Edna Marsh"), signed_in("Dr Priya Nair")
    publish_town(world, at=datetime.now(UTC))
    care, add = (reverse(name, kwargs={"person_id": edna}) for name in ("care", "care_add"))
    assert "Added by name" in gp.get(care).content.decode()
    empty = gp.post(add, {"list": LIST, "reason": " "})
    assert empty.status_code == 422
    assert "It does not say why." in empty.content.decode()
    for wrong in ("", "falls-and-balance"):
        assert gp.post(add, {"list": wrong, "reason": WHY}).status_code == 422
    told = gp.post(add, {"list": LIST, "reason": WHY}, follow=True).content.decode()
    assert "They are on its list now." in told
    assert "Falls &lt;b&gt;often&lt;/b&gt;, and nobody at home" in told
    found = gp.get(reverse("model_found", kwargs={"model_id": LIST})).content.decode()
    assert "MARSH, Edna" in found
    assert "“Falls &lt;b&gt;often&lt;/b&gt;, and nobody at home” (Dr Priya Nair, GP, Hillside Surgery" in found
    file = b"".join(gp.get(reverse("model_found_file", kwargs={"model_id": LIST}))).decode()
    assert "Added by a clinician" in file.splitlines()[0]
    withdraw = reverse("care_withdraw", kwargs={"person_id": edna, "addition_id": Addition.objects.get().pk})
    assert gp.post(withdraw, {"withdrawn_why": ""}).status_code == 422
    assert (
        "Withdrawn. What was said stays" in gp.post(withdraw, {"withdrawn_why": "A slip"}, follow=True).content.decode()
    )
    assert "MARSH, Edna" not in gp.get(reverse("model_found", kwargs={"model_id": LIST})).content.decode()


def test_nobody_adds_or_withdraws_who_is_no_clinician_of_theirs(world: World, signed_in: SignedIn) -> None:
    edna = world.person("Edna Marsh")
    add = reverse("care_add", kwargs={"person_id": edna})
    signed_in("Dr Priya Nair").post(add, {"list": LIST, "reason": WHY})
    withdraw = reverse("care_withdraw", kwargs={"person_id": edna, "addition_id": Addition.objects.get().pk})
    for who in ("Dr Owen Pryce", "Ines Vaughan", "Nina Sorrel"):
        client = signed_in(who)
        assert client.post(add, {"list": LIST, "reason": WHY}).status_code == 403
        assert client.post(withdraw, {"withdrawn_why": "Mine"}).status_code == 403
    theirs = reverse(
        "care_withdraw", kwargs={"person_id": world.person("Mohammed Iqbal"), "addition_id": Addition.objects.get().pk}
    )
    assert signed_in("Dr Priya Nair").post(theirs, {"withdrawn_why": "Another's"}).status_code == 404
    assert Addition.objects.get().withdrawn_at is None
