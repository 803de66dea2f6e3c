"""How someone narrows a list is saved by a name, for themselves or their team; it shows nobody more than they may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.record.access.models import Post, Team
from joinedup.record.journal.models import JournalLine
from joinedup.record.tasks import filters
from joinedup.record.tasks.models import SavedFilter
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from tests.spec.faces.conftest import SignedIn
from tests.spec.work.team import PRESCRIBING, a_team, takes_on
from tests.world.world import World

NOW = datetime.now(UTC)


def in_team(world: World, name: str, team: str = "north") -> None:
    Post.objects.filter(account=world.account(name)).update(team=Team.objects.get(code=team))


def keeps(client: Client, **typed: str) -> str:
    return client.post(reverse("filter_keep"), typed, follow=True).content.decode()


def changes(client: Client, number: int, act: str, status: int = 200, **typed: str) -> str:
    address = reverse("filter_change", kwargs={"filter_id": number, "name": act})
    answer = client.post(address, typed, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_filter_is_saved_chosen_renamed_deleted_and_brought_back(world: World, signed_in: SignedIn) -> None:
    a_team(world)
    takes_on(world, at=NOW - timedelta(hours=1))
    lena = signed_in("Lena Osei")
    told = keeps(lena, of="my-day", name="<b>Late</b>", list="overdue", model=PRESCRIBING, words="Marsh")
    assert "The filter is saved" in told and "&lt;b&gt;Late&lt;/b&gt;" in told
    saved = SavedFilter.objects.get()
    assert saved.asked == {"list": "overdue", "model": PRESCRIBING}  # nobody's name is kept
    assert f'href="/my-day?list=overdue&amp;model={PRESCRIBING}" aria-current="true"' in told
    assert "of this name on this list" in keeps(lena, of="my-day", name=" <b>Late</b> ", list="today")
    assert "not narrowed" in keeps(lena, of="my-day", name="All")
    assert "needs a name" in keeps(lena, of="my-day", name="", list="today")
    assert "renamed" in changes(lena, saved.pk, "rename", name="Late ones")
    assert "Bring back" in changes(lena, saved.pk, "delete")
    assert "Late ones" not in lena.get("/my-day").content.decode()
    keeps(lena, of="my-day", name="Late ones", list="today")
    assert "Choose another name" in changes(lena, saved.pk, "bring-back")
    changes(lena, SavedFilter.objects.latest("pk").pk, "delete")
    assert "The filter is back" in changes(lena, saved.pk, "bring-back")
    acts = set(JournalLine.objects.filter(act__startswith="filter.").values_list("act", flat=True))
    assert acts == {"filter.saved", "filter.renamed", "filter.deleted", "filter.brought_back"}


def test_a_teams_filter_is_its_teams_and_shows_each_only_whom_they_may_see(world: World, signed_in: SignedIn) -> None:
    a_team(world)
    takes_on(world, at=NOW - timedelta(hours=1))
    in_team(world, "Lena Osei")
    lena, carys, priya = signed_in("Lena Osei"), signed_in("Carys Penhale"), signed_in("Dr Priya Nair")
    people = f"model:{PRESCRIBING}"
    keeps(lena, of=people, name="Ours", list="all", shared="yes")
    keeps(lena, of="team:north", name="Board", list="overdue")
    there = reverse("model_people", kwargs={"model_id": PRESCRIBING})
    assert "Ours" not in carys.get(there).content.decode()
    in_team(world, "Carys Penhale")
    assert "Ours" in carys.get(there).content.decode()
    assert "Board" not in carys.get("/teams/north/board").content.decode()
    told = priya.get(there + "?list=all").content.decode()
    assert "Ours" not in told and "MARSH" not in told
    number = SavedFilter.objects.get(name="Ours").pk
    for client in (carys, priya):  # only who saved it changes it
        for act in ("rename", "delete", "bring-back"):
            changes(client, number, act, status=404, name="Mine")
    assert keeps(priya, of="team:north", name="x", list="all").count("no such list") == 1
    assert keeps(priya, of="https://elsewhere.example", name="x", list="all").count("no such list") == 1
    assert changes(lena, number, "nothing", status=404)


def test_who_may_not_save_one_and_who_has_nobody_to_share_it_with(world: World) -> None:
    a_team(world)
    lena, bert = world.staff("Lena Osei"), world.staff("Bert Hollis")
    asked = {"list": "overdue"}
    with pytest.raises(NotAllowed):
        filters.keep("my-day", name="x", asked=asked, shared=False, by=bert, at=NOW)
    with pytest.raises(NotAllowed):
        filters.filters_for("my-day", by=bert)
    with pytest.raises(NotAllowed, match="system"):
        filters.keep("my-day", name="x", asked=asked, shared=False, by=replace(lena, account_id=None), at=NOW)
    with pytest.raises(CannotProceed, match="in no team"):
        filters.keep("my-day", name="x", asked=asked, shared=True, by=lena, at=NOW)
    with pytest.raises(BadInput, match="needs a name"):
        filters.keep("my-day", name="x" * 61, asked=asked, shared=False, by=lena, at=NOW)
    with pytest.raises(NotFound):
        filters.delete(999, by=lena, at=NOW)
    mine = filters.keep("my-day", name="x", asked=asked, shared=False, by=lena, at=NOW)
    assert filters.filters_for("my-day", by=lena) == [mine]
    assert filters.filters_for("my-day", by=world.staff("Carys Penhale")) == []
