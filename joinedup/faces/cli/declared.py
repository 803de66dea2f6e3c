"""Every command in one table: the act that it does, and as whom; without a row, `access matrix --check` fails.

Whoever may run commands on the server acts as the system, as one who may read its disk must be trusted to; what shows
or changes something of a person, a steward's decision or a cohort names the account that acts (``--as``), and is
decided by the same rules as on the pages.
"""

from __future__ import annotations

from dataclasses import dataclass

SERVER = "the system"  # whoever may run commands on the server
ACCOUNT = "an account"  # the one that --as names, in a post that may
NOBODY = "nobody"  # reads only what is no one's: the catalogue, a file that is given, a made-up place


@dataclass(frozen=True, slots=True)
class Rule:
    """As whom a command acts, the line of ``record.access.rules.MAY`` it needs, and whether it is about one person.

    Without an act any post may: ``access why`` only answers whether this one may do something else.
    """

    acts_as: str
    act: str = ""
    person: bool = False


def _system(act: str = "") -> Rule:
    return Rule(SERVER, act)


def _account(act: str = "", *, person: bool = False) -> Rule:
    return Rule(ACCOUNT, act, person)


COMMAND_RULES: dict[str, Rule] = {
    "access matrix": Rule(NOBODY),
    "access why": _account(),
    "account bind": _system("access.manage"),
    "account end-post": _system("access.manage"),
    "account leave": _system("access.manage"),
    "account list": _system("access.manage"),
    "account load": _system("access.manage"),
    "account open": _system("access.manage"),
    "account password": _system("access.manage"),
    "account remove-factors": _system("access.manage"),
    "account roles": Rule(NOBODY),
    "account sign-in": _system("access.manage"),
    "account sign-out": _system("access.manage"),
    "account unbind": _system("access.manage"),
    "account unlock": _system("access.manage"),
    "agreement list": _account("agreement.see"),
    "agreement load": _system("agreement.keep"),
    "agreement show": _account("agreement.see"),
    "audit seal": _system(),
    "audit verify": _system("journal.see"),
    "backup": _system(),
    "cohort count": _account("cohort.see"),
    "cohort list": _account("cohort.see"),
    "cohort new": _account("cohort.save"),
    "cohort show": _account("cohort.see"),
    "downtime pack": _account("downtime.pack"),
    "form check": Rule(NOBODY),
    "form export": Rule(NOBODY),
    "form list": Rule(NOBODY),
    "form show": Rule(NOBODY),
    "intake": _system("quarantine.mend"),
    "letter check": Rule(NOBODY),
    "letter list": Rule(NOBODY),
    "link": _system("linkage.link"),
    "link check": _system("linkage.review"),
    "link merge": _account("linkage.merge"),
    "link never-link add": _account("linkage.merge"),
    "link never-link end": _account("linkage.merge"),
    "link never-link list": _system("linkage.review"),
    "link review decide": _account("linkage.review"),
    "link review list": _system("linkage.review"),
    "link review reopen": _account("linkage.review"),
    "link review show": _account("linkage.review"),
    "link separate": _account("linkage.merge"),
    "link unmerge": _account("linkage.merge"),
    "measure": _system("measure.see"),
    "model check": Rule(NOBODY),
    "model explain": Rule(NOBODY),
    "model export": Rule(NOBODY),
    "model find": _account("cohort.see"),
    "model list": Rule(NOBODY),
    "model report": _account("model.see"),
    "model run": _account("care.run"),
    "model show": Rule(NOBODY),
    "model stop": _account("care.run"),
    "optout export": _account("optout.exchange"),
    "optout import": _account("optout.exchange"),
    "person export": _account("record.export", person=True),
    "person find": _account("person.find"),
    "person show": _account("record.open", person=True),
    "place check": Rule(NOBODY),
    "place make": Rule(NOBODY),
    "project list": _system("project.rotate"),
    "project rotate": _account("project.rotate"),
    "publish": _system("release.publish"),
    "quarantine dismiss": _account("quarantine.mend"),
    "quarantine list": _system("quarantine.see"),
    "quarantine replay": _account("quarantine.mend"),
    "quarantine show": _account("quarantine.see"),
    "register": _system("measure.see"),
    "reidentify approve": _account("reidentify.decide"),
    "reidentify list": _account("reidentify.see"),
    "reidentify refuse": _account("reidentify.decide"),
    "reidentify request": _account("reidentify.ask"),
    "report list": _system("report.see"),
    "report make": _system("report.see"),
    "restore": _system(),
    "retention apply": _account("retention.apply"),
    "retention due": _system("retention.see"),
    "retention list": Rule(NOBODY),
    "risk card": _system("risk.see"),
    "risk list": _account("risk.people"),
    "risk train": _account("risk.train"),
    "segment": _system("segment.see"),
    "serve": _system(),
    "up": _system(),
    "worker": _system(),
}
