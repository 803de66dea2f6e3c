"""Who works in the demonstration place: its organisations in their tree, its teams, and someone of every role."""

from __future__ import annotations

from datetime import datetime

PASSWORD = "joined-up-demonstration"  # noqa: S105 (of made-up accounts in a made-up place; printed for whoever tries it)

# sign-in name: full name, role, and where (see POSTS_ARE_AT)
PERSONAS: dict[str, tuple[str, str, str]] = {
    "gp": ("Dr Amara Okafor", "gp", "practice"),
    "nurse": ("Bethan Price", "nurse", "practice"),
    "coach": ("Rowan Teale", "health_coach", "practice"),
    "navigator": ("Kit Marlowe", "care_navigator", "neighbourhood"),
    "linkworker": ("Lena Osei", "link_worker", "neighbourhood"),
    "keyworker": ("Carys Penhale", "key_worker", "neighbourhood"),
    "community": ("Joan Whitlock", "community_nurse", "community"),
    "hub": ("Tomasz Zielinski", "hub_clinician", "community"),
    "caller": ("Dev Malhotra", "call_handler", "calls"),
    "outofhours": ("Dr Isla Frayne", "out_of_hours_gp", "out_of_hours"),
    "paramedic": ("Callum Reid", "paramedic", "ambulance"),
    "wardnurse": ("Joy Abara", "ward_staff", "ward"),
    "ward": ("Mei Tan", "discharge_coordinator", "hospital"),
    "flow": ("Femi Castell", "flow_coordinator", "hospital"),
    "social": ("Harpreet Gill", "social_worker", "council"),
    "reablement": ("Greta Holme", "reablement_worker", "council"),
    "carehome": ("Pilar Winnow", "care_home_staff", "home"),
    "volunteer": ("Bert Hollis", "volunteer", "neighbourhood"),
    "commissioner": ("Asha Kerrigan", "commissioner", "board"),
    "publichealth": ("Dr Noor Vance", "public_health", "council"),
    "analyst": ("Ruth Adeyemi", "analyst", "board"),
    "steward": ("Owen Fairclough", "data_steward", "board"),
    "privacy": ("Nadia Rahman", "privacy_officer", "board"),
    "guardian": ("Dr Elin Marwood", "caldicott_guardian", "board"),
    "safety": ("Dr Wren Halloran", "safety_officer", "board"),
    "admin": ("Sam Carter", "administrator", "board"),
}
# Who has a second post, and chooses between the two when they sign in.
SECOND_POSTS: dict[str, tuple[str, str]] = {"keyworker": ("volunteer", "voluntary")}

# where a post is: the code under which the made-up place's organisation sends, a name where it sends nothing, a team
POSTS_ARE_AT: dict[str, tuple[str, str, str]] = {
    "practice": ("Z00001", "Demonstration Surgery", ""),
    "neighbourhood": ("ZC1", "Community services", "neighbourhood"),
    "community": ("ZC1", "Community services", "urgent-response"),
    "calls": ("ZU1", "111", ""),
    "out_of_hours": ("ZU2", "Out-of-hours GPs", ""),
    "council": ("ZS1", "The council", ""),
    "ambulance": ("ZA1", "The ambulance service", ""),
    "hospital": ("ZT1", "The hospital", "flow-centre"),
    "ward": ("ZT1", "The hospital", "ward-4"),
    "home": ("ZH0001", "A care home", ""),
    "voluntary": ("ZV2", "The befriending service", ""),
    "board": ("ZB1", "The integrated care board", ""),
}

# code: what it is, how it belongs, to whom, where the made-up place has it
_TREE: dict[str, tuple[str, str, str]] = {
    "ZB1": ("integrated_care_board", "", ""),
    "ZS1": ("council", "", ""),
    **{
        code: (kind, "commissioned_by", "ZB1")
        for code, kind in {
            "ZC1": "community_provider", "ZT1": "acute_trust", "ZT9": "specialist_trust", "ZM1": "mental_health_trust",
            "ZA1": "ambulance_trust", "ZU1": "urgent_call_centre", "ZU2": "out_of_hours_service", "ZP1": "hospice",
            "ZR1": "remote_monitoring",
        }.items()
    },
    **dict.fromkeys(("ZV1", "ZV2", "ZV3", "ZV4", "ZV5"), ("voluntary_organisation", "commissioned_by", "ZS1")),
    "ZL1": ("telecare", "commissioned_by", "ZS1"),
    "ZC101": ("community_base", "operated_by", "ZC1"),
    "ZT101": ("hospital", "operated_by", "ZT1"),
    "ZP101": ("hospice", "operated_by", "ZP1"),
}  # fmt: skip


def staff_the_place(*, at: datetime) -> None:
    """Place the organisations in their tree, and open the accounts of PERSONAS with their posts; again does nothing."""
    from joinedup.record.access import actions, queries  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.access.loading import load  # noqa: PLC0415

    known = queries.organisation_names()
    load(name="organisations.csv", content=organisations_file(known).encode(), by=SYSTEM, at=at)
    for username, (full_name, _, _) in PERSONAS.items():
        if queries.account_named(username) is None:
            actions.open_account(username=username, full_name=full_name, password=PASSWORD, by=SYSTEM, at=at)
    load(name="staff.csv", content=staff_file(at).encode(), by=SYSTEM, at=at)


def organisations_file(known: dict[str, str]) -> str:
    """Return the place's file of organisations, for those of ``known`` (code to name) and those where posts are."""
    names = {code: name for code, name, _ in POSTS_ARE_AT.values()} | known
    practices = sorted(code for code in names if code.startswith("Z0"))
    homes = [code for code in names if code.startswith("ZH")]
    tree = (
        _TREE
        | dict.fromkeys(practices, ("practice", "commissioned_by", "ZB1"))
        | dict.fromkeys(homes, ("care_home", "commissioned_by", "ZS1"))
    )
    rows = [
        f'organisation,{code},"{names[code]}",{kind},{belongs},{to},,'
        for code, (kind, belongs, to) in tree.items()
        if code in names
    ]
    return "\n".join([
        "what,code,name,kind,belongs,to,site,serves",
        *rows,
        f"team,neighbourhood,Neighbourhood team,neighbourhood,,ZC1,,{' '.join(practices[:2])}",
        "team,urgent-response,Urgent community response,hub,,ZC1,,",
        "team,flow-centre,Flow centre,hub,,ZT1,,",
        "team,ward-4,Ward 4,ward,,ZT1,,",
        "",
    ])  # fmt: skip


def staff_file(at: datetime) -> str:
    """Return the place's file of staff, whose posts began on the day of ``at``."""
    posts = [(username, role, where) for username, (_, role, where) in PERSONAS.items()]
    posts += [(username, role, where) for username, (role, where) in SECOND_POSTS.items()]
    rows = []
    for username, role, where in posts:
        code, _, team = POSTS_ARE_AT[where]
        rows.append(f"{username},{PERSONAS[username][0]},{role},{code},{team},{at.date().isoformat()}")
    return "\n".join(["username,full_name,role,organisation,team,from", *rows, ""])


def sign_ins() -> str:
    """Return the demonstration's sign-ins, as lines to print."""
    from joinedup.record.access.models import Role  # noqa: PLC0415 (Django must be ready first)

    titles = dict(Role.choices)
    rows = [f"  {name:<13} {titles[role]:<31} {full_name}" for name, (full_name, role, _) in PERSONAS.items()]
    return "\n".join([f"Sign in as one of these; the password of each is {PASSWORD}", "", *rows])
