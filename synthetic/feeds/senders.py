"""Who sends what: for each kind of system its feeds, whom it knows, and the sender where a life names none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class System:
    """One kind of system.

    ``sender`` is the code of the one organisation that has it, or the one taken where a life names no provider.
    ``contacts`` is SQL over the lives for every (sender, person_key, on_day) at which it met someone.
    """

    name: str
    sender: str
    sender_name: str
    contacts: str


_EVENT = "SELECT coalesce(provider, '{sender}') AS sender, person_key, london_day(start_at) AS on_day FROM event WHERE "


def _system(name: str, sender: str, sender_name: str, contacts: str) -> System:
    return System(name, sender, sender_name, contacts.replace("{sender}", sender))


SYSTEMS: dict[str, System] = {
    system.name: system
    for system in (
        _system("gp", "Z99999", "General practice", """
            SELECT practice AS sender, person_key, start_date AS on_day FROM registration
            UNION ALL
            SELECT practice, person_key, coalesce(end_date - 1, last_day()) FROM registration
        """),
        _system("hospital", "ZT1", "Acute hospitals", _EVENT + """kind IN ('admission', 'attendance', 'appointment')
            UNION ALL
            SELECT coalesce(provider, '{sender}'), person_key, london_day(referred_at) FROM referral
            WHERE feed = 'outpatient_referral'
            UNION ALL
            SELECT 'ZT9', person_key, onset_date FROM condition
            WHERE condition = 'cancer' AND u('cancer centre', person_key) < 0.3
        """),
        _system("community", "ZC1", "Community services", _EVENT + """kind = 'community_contact'
            UNION ALL
            SELECT coalesce(provider, '{sender}'), person_key, london_day(referred_at) FROM referral
            WHERE feed = 'community_referral'
        """),
        _system("mental_health", "ZM1", "Mental health services", _EVENT + """
            kind IN ('mental_health_contact', 'mental_health_stay')
            UNION ALL
            SELECT coalesce(provider, '{sender}'), person_key, london_day(referred_at) FROM referral
            WHERE feed = 'mental_health_referral'
        """),
        _system("social_care", "ZS1", "The council", """
            SELECT '{sender}' AS sender, person_key, start_date AS on_day FROM package
            UNION ALL
            SELECT '{sender}', person_key, london_day(referred_at) FROM referral WHERE feed = 'social_care'
            UNION ALL
            SELECT '{sender}', person_key, london_day(start_at) FROM event WHERE kind = 'assessment'
        """),
        _system("ambulance", "ZA1", "The ambulance service", _EVENT + "kind = 'ambulance_call'"),
        _system("urgent_call", "ZU1", "111", _EVENT + """
            kind = 'urgent_call' AND NOT is_out_of_hours(point_of_delivery)
        """),
        _system("out_of_hours", "ZU2", "Out-of-hours GPs", _EVENT + "is_out_of_hours(point_of_delivery)"),
        _system("telecare", "ZL1", "Telecare", _EVENT + "kind = 'alarm'"),
        _system("telehealth", "ZR1", "Remote monitoring", """
            SELECT '{sender}' AS sender, person_key, on_day FROM monitored
        """),
        _system("care_home", "ZH0000", "Care homes", """
            SELECT site AS sender, person_key, start_date AS on_day FROM stay
            UNION ALL
        """ + _EVENT.replace("provider", "site") + "kind = 'incident'"),
        _system("voluntary", "ZV1", "Voluntary organisations", _EVENT + "kind = 'contact'"),
        _system("end_of_life", "ZP1", "The hospice", """
            SELECT '{sender}' AS sender, person_key, start_date AS on_day FROM flag WHERE feed = 'end_of_life'
        """),
        _system("demographics", "X26", "NHS England", """
            SELECT '{sender}' AS sender, person_key, last_day() AS on_day FROM identity WHERE traced(person_key)
        """),
    )
}  # fmt: skip

CANCER_CENTRE = "ZT9"
# The charities ZV1, ZV2 … by what they do, in the order of ``lives.community``'s kinds of contact.
VOLUNTARY = (
    "The link workers",
    "The befriending service",
    "The lunch clubs",
    "The advice centre",
    "The carers’ centre",
)
REFERENCE_SENDER, REFERENCE_NAME = "X26", "NHS England"
FEWEST_PRACTICES_FOR_FHIR = 2

# Words about the lives that several statements need. The demographics service is asked about one in five.
WORDS = """
CREATE TABLE period AS
    SELECT min(london_day(start_at)) AS first FROM event;
CREATE MACRO last_day() AS getvariable('last_day');
CREATE MACRO now_() AS timezone('UTC', getvariable('last_day')::TIMESTAMP + INTERVAL 24 HOUR);
CREATE MACRO extracts_until() AS now_() - to_days(getvariable('days_of_messages')::INTEGER // 2);
CREATE MACRO messages_from() AS now_() - to_days(getvariable('days_of_messages')::INTEGER);
CREATE MACRO traced(person) AS u('traced', person) < 0.2;
CREATE MACRO is_out_of_hours(pod) AS coalesce(pod, '') = 'out_of_hours';
CREATE VIEW monitored AS
    SELECT person_key,
           (greatest(min(onset_date), (SELECT first FROM period))
               + (luck('monitored', person_key) % 500)::INTEGER)::DATE
               AS on_day
    FROM condition WHERE condition IN ('copd', 'heart_failure') AND u('monitored', person_key) < 0.2
    GROUP BY person_key HAVING on_day < last_day();
"""
