"""The place's own files of organisations and staff: planned whole, every mistake told, loaded as often as one likes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from joinedup.faces.cli.demonstration_staff import PERSONAS, SECOND_POSTS, sign_ins, staff_the_place
from joinedup.faces.cli.main import joinedup
from joinedup.record.access import actions, files, loading, queries
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Account, Organisation, Post, Role, Served, Site, Team
from joinedup.record.access.planning import Plan
from joinedup.record.journal.models import JournalLine
from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes, NotAllowed
from tests.world.drawn import instant
from tests.world.world import World

NOW = instant("2026-04-01 09:00")
LATER = instant("2026-05-01 09:00")

ORGANISATIONS = """\
what,code,name,kind,belongs,to,site,serves,opened,closed
organisation,X90001,Hillside Surgery,practice,commissioned_by,X9Q,,,2001-04-01,
organisation,X9Q,Northmoor ICB,integrated_care_board,,,,,,
organisation,XN201,Falls team,community_team,operated_by,XN2,,,,
site,XN2A,Moor Clinic,,,XN2,,,,
team,moor,Moor neighbourhood,neighbourhood,,XN2,XN2A,X90001 X90002,,
"""
STAFF = """\
username,full_name,role,organisation,team,from,until
lena,Lena Osei,link_worker,XN2,moor,,
lena,Lena Osei,volunteer,X90001,,,
rowan,Rowan Teale,health_coach,XN2,moor,2026-06-01,
"""


def load(text: str, name: str = "staff.csv", at: datetime = NOW, **how: bool) -> Plan:
    return loading.load(name=name, content=text.encode(), by=SYSTEM, at=at, **how)


def posts_of(username: str, at: datetime = NOW) -> list[str]:
    account = Account.objects.get(username=username)
    return sorted(
        f"{p.role} at {p.team.code if p.team else p.organisation.ods_code}"
        for p in queries.open_posts(account.pk, at=at)
    )


@pytest.fixture
def town(world: World) -> World:
    load(ORGANISATIONS, "organisations.csv")
    return world


def test_a_file_places_organisations_sites_and_teams(town: World) -> None:
    hillside = Organisation.objects.get(ods_code="X90001")
    assert (str(hillside.parent), hillside.belongs, str(hillside.opened_on)) == (
        "Northmoor ICB",
        "commissioned_by",
        "2001-04-01",
    )
    assert queries.senders_of("XN2") == {"XN2", "XN201", "XN2A"}
    assert str(Team.objects.get().site) == "Moor Clinic"
    assert queries.practices_served_by("moor") == {"X90001", "X90002"}
    assert JournalLine.objects.get(act="staff.loaded").details == {"organisations": 2, "sites": 1, "teams": 1}


def test_loading_a_file_again_changes_nothing_and_writes_nothing(town: World) -> None:
    load(STAFF)
    before = list(Post.objects.values()), list(Account.objects.values()), JournalLine.objects.count()
    assert load(ORGANISATIONS, "organisations.csv").nothing
    again = load(STAFF, at=LATER)
    assert again.nothing
    assert again.stays == 2
    assert (list(Post.objects.values()), list(Account.objects.values()), JournalLine.objects.count()) == before


def test_people_join_with_their_posts_and_no_password(town: World) -> None:
    done = load(STAFF)
    assert (sorted(done.joins), done.moves, done.leaves) == (["lena", "rowan"], [], [])
    assert posts_of("lena") == ["link_worker at moor", "volunteer at X90001"]
    assert posts_of("rowan") == []  # from the first of June
    assert posts_of("rowan", instant("2026-06-01")) == ["health_coach at moor"]
    assert not Account.objects.get(username="lena").has_usable_password()
    [post, _] = queries.open_posts(Account.objects.get(username="lena").pk, at=NOW)
    assert queries.actor_of(post).team == "moor"


@pytest.mark.parametrize(
    ("file", "what", "lena"),
    [
        ("lena,Lena Osei,link_worker,XN2,moor,,\n", "changes", ["link_worker at moor"]),
        ("lena,Lena Osei,key_worker,XN2,moor,,\nlena,Lena Osei,link_worker,XN2,moor,,\n", "moves",
         ["key_worker at moor", "link_worker at moor"]),
        ("lena,Lena Osei,key_worker,XN201,,,\n", "moves", ["key_worker at XN201"]),
        ("lena,Lena Osei,link_worker,XN2,moor,,2026-03-31\n", "leaves", []),
        ("lena,Lena Osei,link_worker,XN2,moor,,2026-06-30\n", "changes", ["link_worker at moor"]),
    ],
    ids=["gives one up", "changes one of two", "moves", "left on a day that is past", "leaves on a day to come"],
)  # fmt: skip
def test_whoever_is_named_has_the_posts_of_the_file_and_no_others(
    town: World, file: str, what: str, lena: list[str]
) -> None:
    load(STAFF)
    done = load(STAFF.splitlines()[0] + "\n" + file, at=LATER)
    assert {word: getattr(done, word) for word in ("joins", "returns", "moves", "leaves", "changes")} == {
        "joins": [], "returns": [], "moves": [], "leaves": [], "changes": [], what: ["lena"],
    }  # fmt: skip
    assert posts_of("lena", LATER) == lena
    assert Account.objects.get(username="lena").is_active == (what != "leaves")
    assert posts_of("rowan", instant("2026-06-01")) == ["health_coach at moor"]  # not named: as they were


def test_a_last_day_that_comes_ends_the_post_after_it(town: World) -> None:
    load(STAFF.replace("lena,Lena Osei,link_worker,XN2,moor,,", "lena,Lena Osei,link_worker,XN2,moor,,2026-06-30"))
    assert "link_worker at moor" in posts_of("lena", instant("2026-06-30 23:59"))
    assert "link_worker at moor" not in posts_of("lena", instant("2026-07-01"))
    load(STAFF, at=LATER)  # the end is taken away again
    assert "link_worker at moor" in posts_of("lena", instant("2026-07-01"))


def test_in_a_whole_file_whoever_is_not_named_has_left(town: World) -> None:
    load(STAFF)
    priya = town.account("Dr Priya Nair")
    ruth = town.account("Ruth Adeyemi")
    done = load(STAFF, whole=True)
    assert done.leaves == [priya.username]  # of Hillside Surgery, which the file names
    priya.refresh_from_db()
    assert not priya.is_active
    assert queries.open_posts(priya.pk, at=NOW) == []
    assert queries.open_posts(ruth.pk, at=NOW) != []  # of the falls team, of which it says nothing
    back = load(STAFF + f"{priya.username},Dr Priya Nair,gp,X90001,,,\n", at=LATER)
    assert back.returns == [priya.username]
    priya.refresh_from_db()
    assert priya.is_active


def test_a_place_never_loses_its_last_administrator(town: World) -> None:
    town.account("Alex Stroud")
    with pytest.raises(ManyMistakes, match="Nobody would be left who may manage accounts"):
        load("username,full_name,role,organisation,team,from,until\nalex.stroud,Alex Stroud,analyst,X9Q,,,\n")
    assert posts_of("alex.stroud") == ["administrator at X9Q"]


@pytest.mark.parametrize(
    ("posts", "given"),
    [
        ("administrator,X9Q,,,\nalex.stroud,Alex Stroud,gp,X90001,,,2026-12-31", False),
        ("administrator,X9Q,,,\nalex.stroud,Alex Stroud,gp,X90001,,,2026-06-30", False),
        ("administrator,X9Q,,,", False),
        ("administrator,X9Q,,,\nalex.stroud,Alex Stroud,gp,X90001,,,2027-12-31", True),
        ("administrator,X9Q,,,\nalex.stroud,Alex Stroud,gp,X90001,,,", True),
        ("administrator,X9Q,,,\nalex.stroud,Alex Stroud,caldicott_guardian,X9Q,,,", True),
    ],
    ids=["as it is", "ends sooner", "gives one up", "ends later", "never ends", "another"],
)
def test_whoever_loads_a_file_gives_themselves_no_post_by_it(town: World, posts: str, given: bool) -> None:
    alex = town.staff("Alex Stroud")
    load(f"{STAFF.splitlines()[0]}\nalex.stroud,Alex Stroud,administrator,X9Q,,,\n"
         "alex.stroud,Alex Stroud,gp,X90001,,,2026-12-31\n")  # fmt: skip
    before = posts_of("alex.stroud", LATER)
    assert before == ["administrator at X9Q", "gp at X90001"]
    file = f"{STAFF}alex.stroud,Alex Stroud,{posts}\n".encode()
    if given:
        with pytest.raises(CannotProceed, match="Another administrator must give you a post"):
            loading.load(name="staff.csv", content=file, by=alex, at=LATER)
        assert posts_of("alex.stroud", LATER) == before
        assert not Account.objects.filter(username="lena").exists()
    else:
        assert loading.load(name="staff.csv", content=file, by=alex, at=LATER).joins == ["lena", "rowan"]


def test_a_dry_run_says_what_would_change_and_changes_nothing(town: World) -> None:
    assert sorted(load(STAFF, dry_run=True).joins) == ["lena", "rowan"]
    assert not Account.objects.exists()


WRONG = {
    "what,code,name,kind,belongs,to\norganisation,x1,A,practice,,\n": "row 2: A code is up to 12 capital letters",
    "what,code,name,kind,belongs,to\norganisation,X1,A,practice,operated_by,\n": "row 2: Say both",
    "what,code,name,kind,belongs,to\norganisation,X1,A,practice,loves,X9Q\n": "row 2: How it belongs is one of",
    "what,code,name,kind,belongs,to\norganisation,X1,A,practice,operated_by,NONE\n": "row 2: The organisation above is not",
    "what,code,name,kind,belongs,to\norganisation,X1,A,k,operated_by,X2\norganisation,X2,B,k,operated_by,X1\n":
        "row 2: This organisation would stand above itself",
    "what,code,name,kind\norganisation,X1,A,k\norganisation,X1,A,k\n": "row 3, code: This organisation is in the file twice",
    "what,code,name,kind,opened,closed\norganisation,X1,A,k,2026-02-01,2026-01-01\n": "It closes before it opens",
    "what,code,name,kind,opened\norganisation,X1,A,k,1 May\n": "row 2, opened: This is not a day",
    "what,code,name\norganisation,X1,A\n": "row 2, kind: This is missing",
    "what,code,name,kind,colour\norganisation,X1,A,k,red\n": "row 2, colour: This is not known of a organisation",
    "what,code,name,kind\norganisation,XN2A,A,k\n": "row 2: This is the code of another organisation’s site",
    "what,code,name,to\nsite,X1,A,NONE\n": "row 2, to: This organisation is not known here",
    "what,code,name,to\nsite,X90001,A,XN1\n": "row 2: Another organisation has this code",
    "what,code,name,kind,to,site\nteam,t,A,ward,XN1,NONE\n": "row 2, site: This site is not known here",
    "what,code,name,kind,to,serves\nteam,t,A,neighbourhood,XN1,NONE\n": "row 2, serves: A practice that it serves",
    "what,code,name,kind,to,serves\nteam,t,A,ward,XN1,X90001\n": "row 2: Only a neighbourhood team",
    "what,code,name,kind,to\nteam,t t,A,ward,XN1\n": "row 2: A team's code",
    "what,code,name,kind,to\nteam,t,A,tribe,XN1\n": "row 2: The kind of a team is one of",
    "what,code,name,kind,to\nteam,moor,A,neighbourhood,XN1\n": "row 2, to: Another organisation has a team with this code",
    "what,code\npost,X1\n": "row 2, what: This is one of",
    "what,code\nsite\n": "row 2: 1 cells under 2 heads",
    "username,full_name,role,organisation\na b,A,gp,X90001\n": "row 2, username: A sign-in name is",
    "username,full_name,role,organisation\na,A,wizard,X90001\n": "row 2, role: The role is not known",
    "username,full_name,role,organisation\na,A,gp,NONE\n": "row 2, organisation: This organisation is not known",
    "username,full_name,role,organisation,team\na,A,gp,X90001,none\n": "row 2, team: This team is not known",
    "username,full_name,role,organisation,team\na,A,gp,X90001,moor\n": "row 2, team: This team is of another organisation",
    "username,full_name,role,organisation,from,until\na,A,gp,X90001,2026-02-01,2026-01-01\n": "row 2, until: It ends before",
    "username,full_name,role,organisation\na,A,gp,X90001\na,A,gp,X90001\n": "row 3, role: This post is in the file twice",
    "username,full_name,role,organisation\na,A,gp,X90001\na,B,nurse,X90001\n": "row 3, full_name: Another row gives",
    "username,full_name,role,organisation\na,,gp,X90001\n": "row 2, full_name: This is missing",
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG, ids=WRONG.values())
def test_a_mistake_is_told_with_its_line_and_nothing_changes(town: World, text: str) -> None:
    before = Organisation.objects.count(), Site.objects.count(), Team.objects.count(), Served.objects.count()
    with pytest.raises(ManyMistakes) as told:
        load(text)
    assert WRONG[text] in str(told.value)
    assert (Organisation.objects.count(), Site.objects.count(), Team.objects.count(), Served.objects.count()) == before
    assert not Account.objects.exists()


def test_every_mistake_is_told_at_once_and_names_nobody(town: World) -> None:
    text = "username,full_name,role,organisation\nedna,Edna M,wizard,X90001\nedna,Edna M,gp,NONE\n,Arthur,gp,X90001\n"
    with pytest.raises(ManyMistakes) as told:
        load(text)
    assert [mistake.row for mistake in told.value.mistakes] == [2, 3, 4]
    assert "edna" not in str(told.value).lower()
    assert "arthur" not in str(told.value).lower()


NOT_A_FILE = {
    ("staff.csv", b"\xff\xfe"): "not text in UTF-8",
    ("staff.xlsx", b"PK"): "neither .csv nor .yaml",
    ("staff.csv", b"a,b\n1,2\n"): "says neither 'what' nor 'username'",
    ("staff.csv", b'username,full_name\n"open,never closed\n'): "is not CSV",
    ("staff.yaml", b"staff: [\n"): "is not YAML",
    ("staff.yaml", b"- a\n"): "has no list of ours",
    ("staff.yaml", b"staff: &a [*a]\n"): "uses an alias",
    ("staff.yaml", b"staff: " + b"[" * 5000): "is too deep|is not YAML",
    ("staff.csv", b"x" * (files.LONGEST_FILE + 1)): "larger than 20 MB",
}


@pytest.mark.parametrize(("file", "why"), NOT_A_FILE.items(), ids=list(NOT_A_FILE.values()))
def test_what_is_no_file_of_ours_is_refused_with_what_to_do(file: tuple[str, bytes], why: str) -> None:
    with pytest.raises(BadInput, match=why) as told:
        files.read(*file)
    assert told.value.now


def test_a_yaml_file_says_the_same_with_the_posts_of_each_together(town: World) -> None:
    text = dedent("""\
        teams:
          - {code: falls, name: Falls, kind: community, to: XN2}
          - {code: moor, name: Moor neighbourhood, kind: neighbourhood, to: XN2, site: XN2A, serves: [X90001]}
        staff:
          - username: lena
            full_name: Lena Osei
            posts:
              - {role: link_worker, organisation: XN2, team: falls}
              - {role: volunteer, organisation: X90001, from: 2026-04-01, until: null}
          - {username: rowan, full_name: Rowan Teale, role: health_coach, organisation: XN2, team: moor}
        """)
    load(text, "place.yaml")
    assert posts_of("lena") == ["link_worker at falls", "volunteer at X90001"]
    assert posts_of("rowan") == ["health_coach at moor"]
    assert queries.practices_served_by("moor") == {"X90001"}
    assert load(text, "place.yaml").nothing


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("staff:\n  - edna\n", 2, "not a set of words"),
        ("sites:\n  code: X\n", 1, "not a list"),
        ("people: []\n", 1, "A list is one of"),
        ("staff:\n  - username: a\n    posts: many\n", 2, "not a list"),
        ("staff:\n  - username: a\n    full_name: A\n    posts:\n      - role: gp\n", 5, "missing"),
        ("[a]: 1\n", 1, "A list is one of"),
    ],
)  # fmt: skip
def test_a_mistake_in_yaml_knows_its_line(text: str, line: int, why: str) -> None:
    sheet = files.read("x.yaml", text.encode())
    assert sheet.rows == []
    assert (sheet.mistakes[0].row, why in sheet.mistakes[0].problem) == (line, True)


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.yaml"]))
def test_whatever_a_file_holds_it_is_read_or_refused(content: bytes, name: str) -> None:
    try:
        sheet = files.read(name, content)
    except BadInput:
        return
    assert all(row.what in files.WORDS for row in sheet.rows)


def test_only_an_administrator_loads_a_file(town: World) -> None:
    with pytest.raises(NotAllowed):
        loading.load(name="a.csv", content=STAFF.encode(), by=town.staff("Nina Sorrel"), at=NOW)


def test_ten_thousand_staff_are_loaded_in_few_questions(town: World, django_assert_max_num_queries: object) -> None:
    rows = "".join(f"s{n},Staff {n},nurse,X90001,,,\n" for n in range(2_000))
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        assert len(load(STAFF.splitlines()[0] + "\n" + rows).joins) == 2_000


def test_the_command_says_who_joins_moves_and_leaves(town: World, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(STAFF, encoding="utf-8")
    tried = CliRunner().invoke(joinedup, ["account", "load", str(file), "--dry-run", "--names"])
    assert "2  join: lena, rowan" in tried.output
    assert "Nothing was changed" in tried.output
    CliRunner().invoke(joinedup, ["account", "load", str(file)], catch_exceptions=False)
    assert "Nothing is new" in CliRunner().invoke(joinedup, ["account", "load", str(file)]).output
    left = CliRunner().invoke(joinedup, ["account", "leave", "lena"])
    assert "lena has left" in left.output
    assert posts_of("lena", datetime.now(UTC)) == []
    unknown = CliRunner().invoke(joinedup, ["account", "leave", "nobody"])
    assert isinstance(unknown.exception, BadInput)


def test_what_a_manifest_or_a_list_calls_an_organisation_does_not_undo_the_places_file(town: World) -> None:
    actions.keep_organisations(found={"X90001": ("HILLSIDE", "sender"), "X90009": ("New", "sender")}, by=SYSTEM)
    assert Organisation.objects.get(ods_code="X90001").name == "Hillside Surgery"
    assert Organisation.objects.get(ods_code="X90009").name == "New"


def test_the_demonstration_has_someone_of_every_role_and_staffing_it_again_does_nothing(world: World) -> None:
    for _ in range(2):
        staff_the_place(at=NOW)
        assert set(Post.objects.values_list("role", flat=True)) == set(Role.values)
        assert Post.objects.count() == len(PERSONAS) + len(SECOND_POSTS)
    assert all(account.has_usable_password() for account in Account.objects.all())
    assert [line.split()[0] for line in sign_ins().splitlines()[2:]] == list(PERSONAS)
    assert len(queries.open_posts(Account.objects.get(username="keyworker").pk, at=NOW)) == 2
