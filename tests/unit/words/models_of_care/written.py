"""One model of care that uses every part of the language, to be read whole and to be spoilt line by line."""

from __future__ import annotations

from joinedup.words.criteria import read as read_criteria
from joinedup.words.models_of_care import Known

KNOWN = Known(
    registers={"diabetes": read_criteria("condition: diabetes")},
    measures={
        "emergency-admissions": "admissions for each 1,000 person-years",
        "bed-days": "bed days for each 1,000 person-years",
    },
    titles={"emergency-admissions": "emergency admissions"},
    models=frozenset({"virtual-recovery"}),
    forms={"news2": {"score": ()}},
    own={"roles": {"village_agent": "village agent"}},
)
WHOLE = """\
id: whole-of-it
title: Everything that a file may say
version: 2026-04-01
source: "Invented, to be read"
summary: One of each.
about: household

who:
  age: 65 or over
  on_register: diabetes

how_in:
  routes: [gp, self]
  form: falls-risk
  agree: [person, carer]

team:
  key_worker: community_nurse
  roles: [community_nurse, gp, village_agent]
  caseload: 30 people per key_worker

steps:
  - assessment:
      title: First look
      by: key_worker
      due: within 2 working days of accepted
      forms: [falls-assessment, news2]
      starts: [plan, monitoring]
      decides: Is home the right place?
      place: recovery_bed
      then:
        - {when: falls-assessment.risk is low or medium and news2.score 3 or under, step: advice, due: within 1 week}
        - {when: falls-risk.risk is high, refer: falls-service, due: within 1 day of assessment, hidden_from: [proxies, person]}
        - {when: falls-assessment.ill is yes, call: "999"}
        - {when: falls-assessment.told is yes, tell: registered_practice}
        - {when: falls-assessment.worried is yes, tell: gp}
        - {when: falls-assessment.gone is yes, end: moved_away}
        - {when: falls-assessment.recovering is yes, refer: virtual-recovery}
  - advice: {by: gp}
  - watch_closely: {by: village_agent, due: at most 12 hours in recovery_bed}
  - check: {by: key_worker, due: every week from assessment, repeats: 6 times, forms: falls-assessment}
  - monthly: {by: gp, due: every month}
  - tell_practice: {by: gp, due: by 09:00 next day of referred}

ends:
  outcomes: [goals_met, moved_away, died]
  limit: 26 weeks
  changes: {hospital_stay: pause}

monitor:
  - signal: oxygen_saturation under 92 %
    watched_by: community_nurse
    hours: 08:00 to 20:00 every day
    out_of_hours: out-of-hours
    escalate_if_unseen: within 30 minutes to gp
    intended_purpose: "to call a nurse to someone with COPD"
    device_status: class_iia
    manufacturer: "Invented Devices Ltd"
  - signal: news2 5 or over
    watched_by: community_nurse
    hours: at all times
    out_of_hours: virtual-recovery
    escalate_if_unseen: within 1 hour to community_nurse

places:
  - recovery_bed: {kind: step_up_bed, places: 8}
  - class: {kind: group, places: 12, sessions: 10}

measures:
  - assessment within its clock: {target: 90% or more}
  - falls-assessment improved from assessment to check
  - ended goals_met
  - emergency_admissions per 1,000 person-years
  - bed_days

evaluate:
  compare: matched controls
  outcomes: [emergency_admissions, cost]
  follow_up: 12 months

pay:
  by: outcomes
  terms:
    held_back: 10%
    cap: £1,000,000
    per_outcome: {ended goals_met: £150.50}
    released_when: {assessment within its clock: 80% or more}

simulate:
  uptake: {range: [30%, 50%, 70%], source: "Another place"}
  cost_per_person: [£150, £210, £300]
  effect: {emergency_admissions: [0%, -5%, -15%], cost: [-1%, -2%, -3%]}
  source: "Invented"
"""


def spoilt(*changes: tuple[str, str]) -> str:
    """Return the whole with some of its words changed, each of which must be there."""
    text = WHOLE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text
