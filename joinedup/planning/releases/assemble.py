"""From entries to the linked dataset: one SQL statement a table, over the record as it stands.

``entry`` holds every current entry with its person; ``details`` is its JSON, whose names are the dataset's columns.
``human`` holds everyone with the key that this release gives them; ``area``, ``practice`` and ``site`` are the
latest reference feeds; ``concept`` says which condition each way of writing a problem speaks of.
"""

from __future__ import annotations

EVENT_KINDS = (
    "admission", "attendance", "appointment", "consultation", "community_contact", "mental_health_contact",
    "mental_health_stay", "ambulance_call", "urgent_call", "alarm", "contact", "incident",
)  # fmt: skip

# Of these kinds several feeds tell: where they do of one day, the feed nearest to the start of the list is taken,
# with all that it tells of that day (two admissions on one day are two), and the others are left.
ONCE_A_DAY = ("admission", "attendance", "appointment")
MOST_COMPLETE_FIRST = ("admitted_care", "emergency_care", "outpatient", "hospital_messages")


def _text(name: str) -> str:
    return f"nullif(json_extract_string(details, '$.{name}'), '')"


def _words(name: str) -> str:
    """Return SQL for a list of codes, sent as a JSON list or as words with spaces between."""
    return (
        f"CASE json_type(details, '$.{name}') WHEN 'ARRAY' THEN CAST(json_extract(details, '$.{name}') AS VARCHAR[]) "
        f"ELSE string_split(nullif(json_extract_string(details, '$.{name}'), ''), ' ') END"
    )


def _rank() -> str:
    whens = " ".join(f"WHEN '{feed}' THEN {i}" for i, feed in enumerate(MOST_COMPLETE_FIRST))
    return f"CASE feed {whens} ELSE {len(MOST_COMPLETE_FIRST)} END"


STAGES: tuple[str, ...] = (
    "CREATE MACRO london_day(instant) AS CAST(timezone('Europe/London', instant) AS DATE)",
    # Instants become instants once; entries of someone with no key (kept out of this release) are left behind.
    """
    CREATE TABLE fact AS
    SELECT h.person_key, e.entry_id, e.feed, e.sender, e.kind,
           CAST(replace(e.happened_at, '+00', '') || '+00' AS TIMESTAMPTZ) AS start_at,
           CAST(replace(e.ended_at, '+00', '') || '+00' AS TIMESTAMPTZ) AS end_at,
           nullif(e.code_system, '') AS code_system, nullif(e.code, '') AS code, e.text, e.value,
           nullif(e.unit, '') AS unit, nullif(e.status, '') AS status, e.details
    FROM entry e JOIN human h ON h.person_id = e.person_id
    WHERE e.status IS DISTINCT FROM 'entered-in-error'
    """,
)

DATA_DATE = f"""
    SELECT max(london_day(start_at)) FROM fact WHERE kind IN {EVENT_KINDS!r} AND london_day(start_at) <= CAST(? AS DATE)
"""
"""The last day on which anything happened, up to the day of publication: later dates are mistakes of a source."""

STATEMENTS: dict[str, str] = {
    "person": """
        SELECT person_key, nhs_number, family_name, given_names, birth_date,
               CAST(date_trunc('month', birth_date) AS DATE) AS birth_month, death_date, sex, ethnic_group
        FROM human
    """,
    # A practice that sends FHIR sends no spells: its people are on its list from the first thing it tells of them.
    "registration": f"""
        WITH sent AS (
            SELECT person_key, london_day(start_at) AS start_date, london_day(end_at) AS end_date,
                   coalesce({_text("practice")}, sender) AS practice
            FROM fact WHERE feed = 'gp_registration' AND start_at IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY person_key, start_date, practice ORDER BY entry_id DESC) = 1
        ),
        first_told AS (SELECT person_key, min(london_day(start_at)) AS start_date FROM fact GROUP BY person_key)
        SELECT * FROM sent
        UNION ALL
        SELECT person_key, start_date, CAST(NULL AS DATE), registered_practice
        FROM human JOIN first_told USING (person_key)
        WHERE registered_practice IN (SELECT practice FROM practice) AND person_key NOT IN (SELECT person_key FROM sent)
    """,
    # Where no practice sends addresses, the postcode that we know says the area; from when, nobody told us.
    "residence": f"""
        WITH sent AS (
            SELECT person_key, london_day(start_at) AS start_date, london_day(end_at) AS end_date,
                   {_text("area")} AS area, {_text("kind")} AS kind, {_text("site")} AS site,
                   CAST({_text("lives_alone")} AS BOOLEAN) AS lives_alone, {_text("postcode")} AS postcode
            FROM fact WHERE feed = 'gp_address' AND start_at IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY person_key, start_date ORDER BY entry_id DESC) = 1
        ),
        home AS (
            SELECT person_key, any_value(sender ORDER BY start_at DESC) AS site FROM fact
            WHERE feed = 'care_home_resident' AND end_at IS NULL GROUP BY person_key
        ),
        known AS (
            SELECT person_key, min(london_day(start_at)) AS start_date, CAST(NULL AS DATE) AS end_date, postcode.area,
                   CASE WHEN home.site IS NULL THEN 'own_home' ELSE 'care_home' END AS kind, home.site,
                   CAST(NULL AS BOOLEAN) AS lives_alone, human.postcode
            FROM human JOIN fact USING (person_key) JOIN postcode ON postcode.postcode = human.postcode
            LEFT JOIN home USING (person_key)
            WHERE person_key NOT IN (SELECT person_key FROM sent)
            GROUP BY ALL
        )
        SELECT spell.*, area.deprivation_decile
        FROM (SELECT * FROM sent UNION ALL SELECT * FROM known) spell LEFT JOIN area USING (area)
    """,
    "event": f"""
        SELECT person_key, CAST(uuid() AS VARCHAR) AS event_id, kind, start_at, end_at,
               {_text("point_of_delivery")} AS point_of_delivery, coalesce({_text("provider")}, sender) AS provider,
               {_text("site")} AS site, coalesce({_text("reason")}, code) AS reason, code_system AS reason_system,
               coalesce({_words("reasons")}, [coalesce({_text("reason")}, code)]) AS reasons,
               {_words("procedures")} AS procedures,
               {_text("route")} AS route, {_text("outcome")} AS outcome,
               CASE WHEN kind IN ('admission', 'mental_health_stay')
                    THEN date_diff('day', london_day(start_at), london_day(end_at)) END AS length_of_stay,
               TRY_CAST({_text("cost")} AS DECIMAL(12,2)) AS cost, {_text("cost_basis")} AS cost_basis, feed
        FROM fact WHERE kind IN {EVENT_KINDS!r} AND start_at IS NOT NULL AND status IS DISTINCT FROM 'cancelled'
        QUALIFY kind NOT IN {ONCE_A_DAY!r}
            OR {_rank()} = min({_rank()}) OVER (PARTITION BY person_key, kind, london_day(start_at))
    """,
    "condition": """
        SELECT person_key, coalesce(concept.condition, '') AS condition,
               any_value(code ORDER BY start_at, entry_id) AS code,
               any_value(code_system ORDER BY start_at, entry_id) AS code_system,
               min(london_day(start_at)) AS onset_date,
               CASE WHEN count(*) = count(end_at) THEN max(london_day(end_at)) END AS end_date,
               any_value(feed ORDER BY start_at, entry_id) AS feed
        FROM fact LEFT JOIN concept USING (code_system, code, text)
        WHERE kind = 'problem' AND code IS NOT NULL
        GROUP BY person_key, coalesce(concept.condition, ''), CASE WHEN concept.condition IS NULL THEN code END
    """,
    "medication": f"""
        SELECT person_key, code, text AS name, london_day(start_at) AS start_date, london_day(end_at) AS end_date,
               CAST({_text("is_repeat")} AS BOOLEAN) AS is_repeat, feed
        FROM fact WHERE kind = 'medicine'
    """,
    "measurement": """
        SELECT person_key, code, text AS name, start_at AS "at", value, unit, feed
        FROM fact WHERE kind IN ('observation', 'investigation', 'reading') AND value IS NOT NULL
    """,
    "package": f"""
        SELECT person_key, coalesce({_text("service")}, code) AS service, london_day(start_at) AS start_date,
               london_day(end_at) AS end_date, TRY_CAST({_text("hours_per_week")} AS DOUBLE) AS hours_per_week,
               TRY_CAST({_text("weekly_cost")} AS DECIMAL(12,2)) AS weekly_cost,
               coalesce({_text("provider")}, sender) AS provider, {_text("outcome")} AS outcome
        FROM fact WHERE kind = 'package'
    """,
    "referral": f"""
        SELECT person_key, start_at AS referred_at, {_text("service")} AS service, {_text("source")} AS source,
               {_text("urgency")} AS urgency, CAST({_text("seen_at")} AS TIMESTAMPTZ) AS seen_at, end_at AS closed_at,
               {_text("outcome")} AS outcome, coalesce({_text("provider")}, sender) AS provider, feed
        FROM fact WHERE kind = 'referral'
    """,
    "reference_practice": "SELECT practice, name, network, postcode FROM practice",
    "reference_site": "SELECT site, name, kind, provider, beds, area, postcode FROM site",
    "reference_area": "SELECT area, name, deprivation_decile, population FROM area",
}
