"""The administrator's pages: who works here, who came and went, the tree of organisations, what roles may do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from joinedup.record.access import actions, queries
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Account, Organisation, Post, Role, Site, Team
from joinedup.record.access.months import became, month_span
from joinedup.record.journal.models import JournalLine
from joinedup.record.signing_in.models import Sitting
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed
from tests.spec.faces.conftest import SignedIn
from tests.world.drawn import instant, rows
from tests.world.world import NOW, World


@pytest.fixture
def alex(signed_in: SignedIn, world: World) -> Client:
    for name in ("Dr Priya Nair", "Kit Marlowe", "Nina Sorrel"):
        world.account(name)
    return signed_in("Alex Stroud")


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def sent(client: Client, address: str, data: dict[str, str] | None = None, status: int = 200) -> str:
    answer = client.post(address, data or {}, follow=True)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return str(answer.content.decode())


def file(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.headers["Content-Type"].startswith("text/csv")
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def kit(world: World) -> Account:
    return world.account("Kit Marlowe")


def test_the_list_is_searched_filtered_and_taken_away(alex: Client) -> None:
    assert "Kit Marlowe" in page(alex, "/staff")
    found = page(alex, "/staff?role=gp&organisation=x90001")
    assert "Dr Priya Nair" in found
    assert "Kit Marlowe" not in found
    assert "No account fits these filters" in page(alex, "/staff?text=nobody")
    assert "No account fits these filters" in page(alex, "/staff?state=gone")
    assert "Care navigator, Northmoor Community" in file(alex, "/staff/list.csv?text=kit")


def test_someone_joins_with_a_post_and_no_password(alex: Client, world: World) -> None:
    moor = Team.objects.create(
        code="moor", name="Moor team", kind="neighbourhood", organisation=world.organisation("Northmoor Community")
    )
    form = {"username": "lena", "full_name": "Lena Osei", "role": "link_worker", "place": "XN2/moor"}
    told = sent(alex, "/staff/new", form)
    assert "The account is open" in told
    assert "Social prescribing link worker, Moor team (Northmoor Community)" in told
    lena = Account.objects.get(username="lena")
    assert not lena.has_usable_password()
    assert lena.posts.get().team == moor
    acts = JournalLine.objects.filter(act__in=("account.opened", "post.started")).values_list("act", "account_id")
    assert set(acts) == {(act, world.account("Alex Stroud").pk) for act in ("account.opened", "post.started")}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"username": "a b"}, "A sign-in name is"),
        ({"username": "KIT.marlowe"}, "already an account"),
        ({"full_name": " "}, "A name is missing"),
        ({"role": "wizard"}, "Choose a role"),
        ({"place": "X0/"}, "Choose where the post is"),
    ],
)
def test_a_mistake_is_told_at_its_box_and_opens_nothing(alex: Client, wrong: dict[str, str], words: str) -> None:
    form = {"username": "lena", "full_name": "Lena Osei", "role": "link_worker", "place": "XN2/"}
    assert words in sent(alex, "/staff/new", form | wrong, 422)
    assert not Account.objects.filter(username="lena").exists()


def test_a_post_ends_now_or_after_its_last_day_and_that_is_undone(alex: Client, world: World) -> None:
    account = kit(world)
    [post] = account.posts.all()
    here = f"/staff/{account.pk}"
    assert "the past" in sent(alex, f"/staff/posts/{post.pk}/end", {"last_day": "2020-02-01"}, 422)
    assert "such as 2026-04-01" in sent(alex, f"/staff/posts/{post.pk}/end", {"last_day": "May"}, 422)
    assert "Ended: Care navigator" in sent(alex, f"/staff/posts/{post.pk}/end", {"last_day": "2099-12-31"})
    assert "ends 1" in page(alex, here)
    assert "Ended: Care navigator" in sent(alex, f"/staff/posts/{post.pk}/end")
    assert "ended already" in sent(alex, f"/staff/posts/{post.pk}/end", status=422)
    assert "Open again" in sent(alex, f"/staff/posts/{post.pk}/bring-back")
    assert "has no end" in sent(alex, f"/staff/posts/{post.pk}/bring-back", status=422)
    post.refresh_from_db()
    assert post.ends_at is None


def test_someone_moves_at_one_instant_and_a_second_post_is_started(alex: Client, world: World) -> None:
    account = kit(world)
    [post] = account.posts.all()
    address = f"/staff/posts/{post.pk}/move"
    assert "ends now, and the other begins" in page(alex, address)
    assert "the post that they have" in sent(alex, address, {"role": "care_navigator", "place": "XN2/"}, 422)
    assert "Moved to: Key worker, Falls team" in sent(alex, address, {"role": "key_worker", "place": "XN201/"})
    [was, now] = account.posts.order_by("pk")
    assert was.ends_at == now.starts_at
    assert "Started: Volunteer" in sent(alex, f"/staff/{account.pk}/posts", {"role": "volunteer", "place": "XN2/"})
    assert "Choose a role" in sent(alex, f"/staff/{account.pk}/posts", {"place": "XN2/"}, 422)
    assert account.posts.filter(ends_at=None).count() == 2


def test_whoever_leaves_is_nobody_at_the_next_request_and_can_come_back(
    alex: Client, world: World, signed_in: SignedIn
) -> None:
    account, theirs = kit(world), signed_in("Kit Marlowe")
    assert theirs.get("/").status_code == 200
    assert "every session with it" in sent(alex, f"/staff/{account.pk}/leave")
    assert theirs.get("/").headers["Location"].startswith("/sign-in")
    assert not account.posts.filter(ends_at=None).exists()
    assert "closed already" in sent(alex, f"/staff/{account.pk}/leave", status=422)
    [post] = account.posts.all()
    assert "This account is closed" in sent(alex, f"/staff/posts/{post.pk}/bring-back", status=422)
    assert "This account is closed" in sent(
        alex, f"/staff/{account.pk}/posts", {"role": "volunteer", "place": "XN2/"}, 422
    )
    assert "open again" in sent(alex, f"/staff/{account.pk}/come-back")
    assert "is open" in sent(alex, f"/staff/{account.pk}/come-back", status=422)
    assert "Open again" in sent(alex, f"/staff/posts/{post.pk}/bring-back")


def test_a_place_keeps_an_administrator_and_nobody_closes_their_own_account(alex: Client, world: World) -> None:
    own = world.account("Alex Stroud")
    [post] = own.posts.all()
    assert "your own account" in sent(alex, f"/staff/{own.pk}/leave", status=422)
    assert "Nobody would be left who may manage accounts" in sent(alex, f"/staff/posts/{post.pk}/end", status=422)
    post.refresh_from_db()
    assert post.ends_at is None
    actions.join(
        username="b", full_name="B", organisation=world.organisation("Northmoor ICB"), role=Role.ADMINISTRATOR,
        by=SYSTEM, at=instant("2020-01-01"),
    )  # fmt: skip
    assert alex.post(f"/staff/posts/{post.pk}/end").status_code == 302


def test_an_administrator_gives_themselves_no_post(alex: Client, world: World) -> None:
    own = world.account("Alex Stroud")
    [post] = own.posts.all()
    past, coming = (
        Post.objects.create(
            account=own, organisation=world.organisation("Hillside Surgery"), role=Role.GP,
            starts_at=instant(first), ends_at=instant(last),
        )
        for first, last in (("2020-01-01", "2021-01-01"), ("2098-01-01", "2099-01-01"))
    )  # fmt: skip
    before = list(own.posts.order_by("pk").values())
    for address, form in (
        (f"/staff/{own.pk}/posts", {"role": "gp", "place": "X90001/"}),
        (f"/staff/{own.pk}/posts", {"role": "caldicott_guardian", "place": "X9Q/"}),
        (f"/staff/posts/{post.pk}/move", {"role": "gp", "place": "X90001/"}),
        (f"/staff/posts/{past.pk}/bring-back", {}),
        (f"/staff/posts/{coming.pk}/end", {"last_day": "2100-01-01"}),
    ):
        assert "Another administrator must give you a post" in sent(alex, address, form, 422), address
    assert list(own.posts.order_by("pk").values()) == before
    assert "Start this post now" not in page(alex, f"/staff/{own.pk}")
    assert "Ended: GP" in sent(alex, f"/staff/posts/{coming.pk}/end")  # to give one up needs nobody


def test_the_system_gives_anyone_a_post_and_the_last_administrator_is_not_moved(alex: Client, world: World) -> None:
    own, icb = world.account("Alex Stroud"), world.organisation("Northmoor ICB")
    [post] = own.posts.all()
    with pytest.raises(CannotProceed, match="Nobody would be left who may manage accounts"):
        actions.move_post(post_id=post.pk, organisation=icb, role=Role.ANALYST, by=SYSTEM, at=NOW)
    assert actions.start_post(account=own, organisation=icb, role=Role.ANALYST, by=SYSTEM, at=NOW).ends_at is None


MONTH = """
    who    | posts                                                  | became
    -------+--------------------------------------------------------+----------
    Ada    | 2026-04-01 to                                          | joined
    Ben    | 2026-04-30 23:59 to                                    | joined
    Cai    | 2020-01-01 to 2026-04-15                               | left
    Dot    | 2026-04-02 to 2026-04-20                               | left
    Eve    | 2020-01-01 to 2026-04-15, 2026-04-15 to                | moved
    Fay    | 2020-01-01 to , 2026-04-15 to                          | took_on
    Gus    | 2020-01-01 to , 2021-01-01 to 2026-04-15               | gave_up
    Hal    | 2020-01-01 to 2021-01-01, 2026-04-15 to                | came_back
    Ida    | 2020-01-01 to                                          |
    Jon    | 2026-05-01 to                                          |
    Kay    | 2020-01-01 to 2026-05-01                               |
    Lou    | 2020-01-01 to 2026-04-30 23:59                         | left
"""


@pytest.mark.parametrize("row", rows(MONTH), ids=lambda row: row["who"])
def test_what_became_of_someone_in_april(row: dict[str, str]) -> None:
    posts = []
    for part in row["posts"].split(","):
        began, _, ended = part.strip().partition(" to")
        posts.append((instant(began), instant(ended.strip()) if ended.strip() else None))
    assert became(posts, *month_span(2026, 4)) == row["became"]


def test_a_month_of_december_ends_with_the_year() -> None:
    assert month_span(2026, 12) == (instant("2026-12-01"), instant("2027-01-01"))


def test_joiners_movers_and_leavers_of_a_month_are_listed_and_taken_away(alex: Client, world: World) -> None:
    [post] = kit(world).posts.all()
    Post.objects.filter(pk=post.pk).update(ends_at=instant("2026-04-15"))
    found = page(alex, "/staff/changes?month=2026-04")
    assert "Kit Marlowe" in found
    assert "Left" in found
    assert "Nobody joined, moved or left" in page(alex, "/staff/changes?month=2026-04&what=joined")
    assert "Nobody joined, moved or left" in page(alex, "/staff/changes?month=1990-01")
    assert page(alex, "/staff/changes?month=never")
    assert page(alex, "/staff/changes?month=9999-12")
    assert 'kit.marlowe,Left,,"Care navigator, Northmoor Community"' in file(alex, "/staff/changes.csv?month=2026-04")


def test_what_roles_may_do_is_shown_and_taken_away(alex: Client) -> None:
    assert "System administrator" in page(alex, "/staff/roles")
    assert file(alex, "/staff/roles.csv").splitlines()[0].endswith("System administrator")


def test_organisations_are_listed_as_a_tree_and_found_by_name_or_code(alex: Client, world: World) -> None:
    form = {
        "name": "Falls team",
        "kind": "community_team",
        "belongs": "operated_by",
        "above": "xn2",
        "opened": "2020-01-01",
    }
    assert "To undo it" in sent(alex, "/organisations/XN201/change", form)
    assert queries.senders_of("XN2") == {"XN2", "XN201"}
    assert "\u2003Falls team" in page(alex, "/organisations")
    assert "Is operated by Northmoor Community" in page(alex, "/organisations?text=xn201")
    assert "No organisation fits" in page(alex, "/organisations?text=nowhere")
    assert "Is operated by Northmoor Community" in file(alex, "/organisations/list.csv")
    one = page(alex, "/organisations/XN201")
    assert "Opened 1 January 2020" in one
    assert "Ruth" not in one
    assert "Kit Marlowe" in page(alex, "/organisations/XN2")
    assert "Kit Marlowe" in file(alex, "/organisations/XN2/staff.csv")
    assert page(alex, "/organisations/XN201/change")


@pytest.mark.parametrize(
    ("address", "form", "words"),
    [
        ("/organisations/XN2/change", {"name": "A", "belongs": "operated_by", "above": "XN201"}, "above itself"),
        ("/organisations/XN2/change", {"name": "A", "closed": "soon"}, "such as 2026-04-01"),
        ("/organisations/new", {"code": "XN2", "name": "A", "kind": "k"}, "an organisation with this code"),
        ("/organisations/new", {"code": "x y", "name": "A", "kind": "k"}, "A code is"),
        ("/organisations/XN2/teams/new", {"code": "m", "name": "A", "kind": "ward", "serves": "X90001"}, "Only a neigh"),
        ("/organisations/XN2/teams/new", {"code": "m", "name": "A", "kind": "neighbourhood", "serves": "X0"}, "not known"),
        ("/organisations/XN2/teams/new", {"code": "m", "name": "A", "kind": "ward", "site": "XN1A"}, "Choose a site of"),
        ("/organisations/XN2/sites/new", {"code": "XN2A", "name": ""}, "A name is missing"),
        ("/organisations/new", {"code": "XN1A", "name": "A", "kind": "k"}, "another organisation’s site"),
        ("/organisations/XN2/sites/new", {"code": "x y", "name": "A"}, "A code is"),
        ("/organisations/XN2/sites/new", {"code": "XN1A", "name": "A"}, "Another organisation has a site"),
        ("/organisations/XN2/sites/new", {"code": "X90001", "name": "A"}, "Another organisation has this code"),
        ("/organisations/XN1/sites/new", {"code": "XN1A", "name": "A"}, "It has a site with this code"),
        ("/organisations/XN1/sites/XN1A", {"name": "A", "opened": "2026-04-02", "closed": "2026-04-01"}, "closes before"),
        ("/organisations/XN1/sites/XN1A", {"name": "A", "closed": "soon"}, "such as 2026-04-01"),
    ],
)  # fmt: skip
def test_a_mistake_about_an_organisation_or_team_changes_nothing(
    alex: Client, world: World, address: str, form: dict[str, str], words: str
) -> None:
    falls = Organisation.objects.get(ods_code="XN201")
    actions.place_organisation(
        ods_code="XN201", name=falls.name, kind=falls.kind, above="XN2", belongs="operated_by", by=SYSTEM,
        at=instant("2026-01-01"),
    )  # fmt: skip
    hospital = world.organisation("Northmoor Hospital")
    actions.keep_site(ods_code="XN1A", name="East wing", organisation=hospital, by=SYSTEM, at=instant("2026-01-01"))
    before, sites = list(Organisation.objects.values()), list(Site.objects.values())
    assert words in sent(alex, address, form, 422)
    assert list(Organisation.objects.values()) == before
    assert list(Site.objects.values()) == sites
    assert not Team.objects.exists()


def test_a_site_is_added_changed_and_closed_and_its_organisation_sees_what_it_sends(alex: Client, world: World) -> None:
    assert "no sites here" in page(alex, "/organisations/XN2")
    assert page(alex, "/organisations/XN2/sites/new")
    added = sent(alex, "/organisations/XN2/sites/new", {"code": "xn2a", "name": "Moor Clinic", "opened": "2026-01-01"})
    assert "Moor Clinic" in added
    assert queries.senders_of("XN2") == {"XN2", "XN2A"}
    assert queries.senders_of("XN1") == {"XN1"}
    team = {"code": "moor", "name": "Moor team", "kind": "ward", "site": "XN2A"}
    assert "Moor Clinic" in page(alex, "/organisations/XN2/teams/new")
    sent(alex, "/organisations/XN2/teams/new", team)
    assert Team.objects.get().site == Site.objects.get()
    assert 'value="Moor Clinic"' in page(alex, "/organisations/XN2/sites/XN2A")
    closed = sent(alex, "/organisations/XN2/sites/XN2A", {"name": "Moor House", "closed": "2026-03-31"})
    assert "31 March 2026" in closed
    assert (Site.objects.get().name, Site.objects.get().opened_on) == ("Moor House", None)
    # No new team is put at a closed site; the one that is there stays until someone moves it.
    assert "Moor House" not in page(alex, "/organisations/XN2/teams/new")
    assert "Moor House" in page(alex, "/organisations/XN2/teams/moor")
    sent(alex, "/organisations/XN2/teams/moor", {**team, "site": ""})
    assert Team.objects.get().site is None
    opened, shut = JournalLine.objects.filter(act="site.kept").order_by("pk").values_list("details", flat=True)
    assert opened == {
        "site": "XN2A", "before": {}, "after": {"organisation": "XN2", "opened": "2026-01-01", "closed": ""},
    }  # fmt: skip
    assert (shut["before"], shut["after"]["closed"]) == (opened["after"], "2026-03-31")


def test_a_site_of_another_organisation_is_neither_shown_nor_changed_nor_a_teams(alex: Client, world: World) -> None:
    hospital, community = world.organisation("Northmoor Hospital"), world.organisation("Northmoor Community")
    wing = actions.keep_site(ods_code="XN1A", name="East wing", organisation=hospital, by=SYSTEM, at=NOW)
    page(alex, "/organisations/XN2/sites/XN1A", 404)
    sent(alex, "/organisations/XN2/sites/XN1A", {"name": "Taken"}, 404)
    assert Site.objects.get().name == "East wing"
    with pytest.raises(BadInput, match="another organisation’s"):
        actions.keep_team(
            code="m", name="A", kind="ward", organisation=community, site=wing, by=world.staff("Alex Stroud"), at=NOW
        )
    with pytest.raises(NotAllowed):
        actions.keep_site(ods_code="XN1B", name="B", organisation=hospital, by=world.staff("Dr Priya Nair"), at=NOW)


def test_an_organisation_and_a_team_are_added_and_changed(alex: Client, world: World) -> None:
    assert page(alex, "/organisations/new")
    assert "New Hospice" in sent(
        alex, "/organisations/new", {"code": "x9h02", "name": "New Hospice", "kind": "hospice"}
    )
    team = {"code": "moor", "name": "Moor team", "kind": "neighbourhood", "serves": "x90001 x90002"}
    assert page(alex, "/organisations/XN2/teams/new")
    assert "Hillside Surgery, Riverside Practice" in sent(alex, "/organisations/XN2/teams/new", team)
    assert "X90001 X90002" in page(alex, "/organisations/XN2/teams/moor")
    assert page(alex, "/organisations/XN1/teams/moor", 404)
    sent(alex, "/organisations/XN2/teams/moor", {"name": "Moor", "kind": "neighbourhood", "serves": "X90001"})
    assert queries.practices_served_by("moor") == {"X90001"}
    assert (
        "another organisation"
        in sent(alex, "/organisations/XN1/teams/new", {"code": "moor", "name": "A", "kind": "ward"}, 422).lower()
    )


@pytest.mark.parametrize(
    "address", ["/staff/999999", "/organisations/NONE", "/organisations/XN2/teams/none", "/staff/posts/999999/move"]
)
def test_what_is_not_there_is_not_there(alex: Client, address: str) -> None:
    page(alex, address, 404)


def test_the_journal_says_from_what_to_what_the_sight_of_an_organisation_and_a_team_went(
    alex: Client, world: World
) -> None:
    place = {"name": "Falls team", "kind": "community_team", "belongs": "operated_by", "above": "xn2"}
    sent(alex, "/organisations/XN201/change", place)
    sent(alex, "/organisations/XN201/change", {**place, "above": "X90001", "closed": "2027-01-01"})
    team = {"code": "moor", "name": "Moor team", "kind": "neighbourhood"}
    sent(alex, "/organisations/XN2/teams/new", {**team, "serves": "x90001"})
    sent(alex, "/organisations/XN2/teams/moor", {**team, "serves": "x90001 x90002"})
    falls, moved, first, wider = JournalLine.objects.filter(
        act__in=("organisation.kept", "team.kept")
    ).order_by("pk").values_list("details", flat=True)  # fmt: skip
    assert (falls["before"]["above"], falls["after"]["above"]) == ("", "XN2")
    assert moved["before"] == falls["after"]
    assert moved["after"] == {**falls["after"], "above": "X90001", "closed": "2027-01-01"}
    assert (first["before"], first["after"]["serves"]) == ({}, "X90001")
    assert (wider["before"], wider["after"]["serves"]) == (first["after"], "X90001 X90002")


@pytest.mark.parametrize(
    "address",
    [
        "/organisations/new",
        "/organisations/XN2/change",
        "/organisations/XN2/teams/new",
        "/organisations/XN2/teams/moor",
        "/organisations/XN2/sites/new",
        "/organisations/XN2/sites/XN2A",
    ],
)
def test_whoever_changes_who_sees_whom_proves_again_who_they_are(alex: Client, address: str) -> None:
    Sitting.objects.update(proved_at=datetime.now(UTC) - timedelta(hours=1))
    answer = alex.post(address, {"code": "moor", "name": "A", "kind": "neighbourhood", "serves": "X90001"})
    assert answer.headers["Location"].startswith("/sign-in/again")
    assert not Team.objects.exists()
