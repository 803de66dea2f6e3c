"""Who may do what, decided from facts that are passed in. Pure: no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass

from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Role
from joinedup.words.basics.errors import CannotProceed, NotAllowed

# Who plans the care of many: they read lists of people, not only one record.
CASELOAD_ROLES = frozenset(
    {
        Role.GP, Role.NURSE, Role.COMMUNITY_NURSE, Role.CARE_NAVIGATOR, Role.LINK_WORKER, Role.HEALTH_COACH,
        Role.KEY_WORKER, Role.HUB_CLINICIAN, Role.DISCHARGE_COORDINATOR, Role.SOCIAL_WORKER, Role.PARAMEDIC,
    }
)  # fmt: skip
# Whoever gives or arranges care. A volunteer is not among them: they open only whom their team helps, and see a part.
CARE_ROLES = CASELOAD_ROLES | {
    Role.CALL_HANDLER, Role.OUT_OF_HOURS_GP, Role.WARD_STAFF, Role.FLOW_COORDINATOR, Role.REABLEMENT_WORKER,
    Role.CARE_HOME_STAFF,
}  # fmt: skip
# Whoever plans for a place, and never needs a name.
PLANNING_ROLES = frozenset({Role.ANALYST, Role.DATA_STEWARD, Role.COMMISSIONER, Role.PUBLIC_HEALTH})
OVERSIGHT_ROLES = frozenset({Role.PRIVACY_OFFICER, Role.CALDICOTT_GUARDIAN, Role.SAFETY_OFFICER, Role.ADMINISTRATOR})

# Who meets people before anything about it can have arrived here: they may say that they are with someone now.
URGENT_ROLES: frozenset[str] = frozenset({Role.HUB_CLINICIAN, Role.CALL_HANDLER, Role.PARAMEDIC, Role.OUT_OF_HOURS_GP})

# Who writes a plan with someone. A crew uses it and says what was wrong in it: whoever wrote it puts it right.
PLAN_ROLES = (CASELOAD_ROLES - {Role.PARAMEDIC}) | {
    Role.OUT_OF_HOURS_GP, Role.WARD_STAFF, Role.REABLEMENT_WORKER, Role.CARE_HOME_STAFF,
}  # fmt: skip

# One line an act: who may. Whatever is not here, nobody may.
MAY: dict[str, frozenset[str]] = {
    "person.find": CARE_ROLES | {Role.DATA_STEWARD},
    "record.open": CARE_ROLES | {Role.VOLUNTEER},
    "record.declare": URGENT_ROLES,
    "record.break_glass": CARE_ROLES,
    "record.export": frozenset({Role.GP, Role.PRIVACY_OFFICER}),
    # A practice is told of its own patients; the information governance lead of all.
    "emergency.told": frozenset({Role.GP, Role.NURSE, Role.PRIVACY_OFFICER}),
    "place.see": CARE_ROLES | PLANNING_ROLES | OVERSIGHT_ROLES,
    "report.see": CARE_ROLES | PLANNING_ROLES | OVERSIGHT_ROLES,
    "measure.see": CARE_ROLES | PLANNING_ROLES,
    "measure.rebase": frozenset({Role.ANALYST, Role.DATA_STEWARD}),
    "risk.see": CARE_ROLES | PLANNING_ROLES | {Role.SAFETY_OFFICER},
    "risk.train": frozenset({Role.ANALYST, Role.DATA_STEWARD}),
    # A medical device is accepted by a named clinician. Source: NHS England, DCB0160 (clinical safety officer).
    "risk.accept": frozenset({Role.SAFETY_OFFICER}),
    "risk.people": CASELOAD_ROLES,
    "segment.see": CARE_ROLES | PLANNING_ROLES,
    "cut.save": CARE_ROLES | PLANNING_ROLES,
    "care.find": CASELOAD_ROLES,
    "cohort.see": PLANNING_ROLES,
    "cohort.save": frozenset({Role.ANALYST, Role.DATA_STEWARD, Role.PUBLIC_HEALTH}),
    "quarantine.see": frozenset({Role.DATA_STEWARD}),
    "quarantine.mend": frozenset({Role.DATA_STEWARD}),
    "linkage.link": frozenset({Role.DATA_STEWARD}),
    "linkage.review": frozenset({Role.DATA_STEWARD}),
    "linkage.merge": frozenset({Role.DATA_STEWARD}),
    "release.publish": frozenset({Role.ANALYST, Role.DATA_STEWARD}),
    "journal.see": frozenset({Role.PRIVACY_OFFICER}),
    "alert.ask": frozenset({Role.PRIVACY_OFFICER}),
    "agreement.see": frozenset({Role.PRIVACY_OFFICER, Role.DATA_STEWARD, Role.ANALYST}),
    "agreement.keep": frozenset({Role.PRIVACY_OFFICER}),
    # Names come back from pseudonyms only where a guardian agrees, and never to the one who asks.
    "reidentify.ask": PLANNING_ROLES,
    "reidentify.decide": frozenset({Role.CALDICOTT_GUARDIAN}),
    "reidentify.see": PLANNING_ROLES | {Role.CALDICOTT_GUARDIAN, Role.PRIVACY_OFFICER},
    "reidentify.returned": CARE_ROLES,
    "optout.exchange": frozenset({Role.PRIVACY_OFFICER, Role.DATA_STEWARD}),
    "project.rotate": frozenset({Role.PRIVACY_OFFICER, Role.DATA_STEWARD}),
    "choice.see": CASELOAD_ROLES | {Role.PRIVACY_OFFICER},
    "choice.record": frozenset(
        {
            Role.GP,
            Role.NURSE,
            Role.COMMUNITY_NURSE,
            Role.CARE_NAVIGATOR,
            Role.KEY_WORKER,
            Role.SOCIAL_WORKER,
            Role.PRIVACY_OFFICER,
        }
    ),
    # A volunteer sees of the plan of someone whom they help what they need to help: who they are, whom to call.
    "plan.see": CARE_ROLES | {Role.VOLUNTEER},
    "plan.write": PLAN_ROLES,
    "plan.answer": PLAN_ROLES,
    # Resuscitation and refused treatment are written down by who may make or confirm such a decision with the person.
    # Source: BMA, Resuscitation Council UK and RCN, Decisions relating to CPR (2016).
    "plan.decide": frozenset(
        {Role.GP, Role.OUT_OF_HOURS_GP, Role.NURSE, Role.COMMUNITY_NURSE, Role.HUB_CLINICIAN, Role.WARD_STAFF}
    ),
    "plan.tell": CARE_ROLES,
    # Keeping something from the person themselves is for a clinician. Source: Data Protection Act 2018, schedule 3.
    "choice.mark": frozenset({Role.GP, Role.NURSE, Role.HUB_CLINICIAN, Role.OUT_OF_HOURS_GP}),
    # Few may know that someone is kept safe from those who act for them.
    "choice.stop": frozenset({Role.GP, Role.NURSE, Role.SOCIAL_WORKER, Role.PRIVACY_OFFICER}),
    # Whoever gives or arranges care may ask a form's questions, and mend what was answered with a reason.
    "form.fill": CARE_ROLES,
    "form.amend": CARE_ROLES,
    "form.error": CARE_ROLES,
    # Who leads the care of those whom a team looks after today, and must go on when computers do not.
    "downtime.pack": frozenset(
        {
            Role.GP,
            Role.NURSE,
            Role.COMMUNITY_NURSE,
            Role.HUB_CLINICIAN,
            Role.WARD_STAFF,
            Role.DISCHARGE_COORDINATOR,
            Role.SOCIAL_WORKER,
            Role.CARE_HOME_STAFF,
        }
    ),
    # Models of care: who sees their team's work, sends people to a team, does what is due, and says who does it.
    "model.see": CARE_ROLES | PLANNING_ROLES | {Role.ADMINISTRATOR},
    "care.see": CARE_ROLES,
    "filter.save": CARE_ROLES,
    "care.refer": CARE_ROLES,
    "care.work": CARE_ROLES,
    # A volunteer says what they did for those whom their own team helps, and what worries them; nothing else.
    "care.help": frozenset({Role.VOLUNTEER}),
    "care.owe": CARE_ROLES | {Role.VOLUNTEER},
    "care.allocate": CASELOAD_ROLES,
    # A clinician who knows someone adds them to those whom a model finds, and says why.
    "care.add": frozenset({Role.GP, Role.NURSE, Role.COMMUNITY_NURSE, Role.HUB_CLINICIAN}),
    "care.run": CASELOAD_ROLES | {Role.COMMISSIONER, Role.ADMINISTRATOR},
    "notices.see": CARE_ROLES | {Role.ADMINISTRATOR},
    # Letters: whoever gives care reads those for their organisation and drafts; who leads care signs.
    "letter.read": CARE_ROLES,
    "letter.write": CARE_ROLES,
    "letter.sign": CASELOAD_ROLES | {Role.OUT_OF_HOURS_GP, Role.WARD_STAFF},
    # Meetings at which people are spoken of: whoever gives care comes and writes; who plans it arranges them.
    "meeting.see": CARE_ROLES,
    "meeting.work": CARE_ROLES,
    "meeting.run": CASELOAD_ROLES,
    "retention.see": frozenset({Role.PRIVACY_OFFICER}),
    "retention.apply": frozenset({Role.PRIVACY_OFFICER}),
    "access.manage": frozenset({Role.ADMINISTRATOR}),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether, and why, in words that the one who asks may read."""

    allowed: bool
    because: str


def may(by: Actor, act: str) -> Answer:
    """Return whether ``by`` may do ``act``, and why. The system may do everything but what needs a carer."""
    if by.role == "system":
        return Answer(not act.startswith("record."), "The system itself does this.")
    if by.role in MAY.get(act, frozenset()):
        return Answer(True, f"{by.role_title} at {by.organisation_name}.")
    return Answer(False, f"Your post ({by.role_title}) does not include this.")


def require(by: Actor, act: str) -> Answer:
    """Return the answer where it is yes. Raises NotAllowed with the reason where it is no."""
    answer = may(by, act)
    if not answer.allowed:
        raise NotAllowed(answer.because, now="Choose another post, or ask your administrator.")
    return answer


def require_another(by: Actor, account_id: int) -> None:
    """Raise CannotProceed where ``account_id``, to whom a post is given, is who gives it. The system is nobody's own.

    Whoever manages posts could else make themselves a GP or the Caldicott Guardian, and nobody else would know.
    """
    if account_id == by.account_id:
        raise CannotProceed(
            "This is your own account.", now="Another administrator must give you a post: ask one of them."
        )
