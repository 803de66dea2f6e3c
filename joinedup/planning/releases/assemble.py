"""From entries to the linked dataset: one SQL statement a table, over the record as it stands.

``entry`` holds every current entry with its person; ``details`` is its JSON, whose names are the dataset's columns.
``human`` holds everyone with the key that this release gives them; ``area``, ``practice`` and ``site`` are the
latest reference feeds; ``concept``, ``measured``, ``vaccine`` and ``medicine`` say in our own words what each way of
writing a problem, a measurement, a vaccination or a medicine speaks of.
"""

from __future__ import annotations

from datetime import timedelta

from joinedup.record.entries.reconcile_stays import SAME_STAY
from joinedup.words.vocabulary.kinds import EVENTS

SAME_VISIT = timedelta(hours=2)
EVENT_KINDS = tuple(kind.value for kind in EVENTS)

# Of these kinds several feeds tell. What one tells is left out where a feed nearer to the start of the list tells it
# too: the same hospital, and beginnings no further apart than this, or one of them known only by its day. Two that
# follow each other are two. A stay's beginning is put at arrival, at the decision or at the first ward (as in
# ``reconcile_stays``); a visit's when it was booked for, when the person came, or when a clerk wrote it down.
TOLD_TWICE = {"admission": SAME_STAY, "attendance": SAME_VISIT, "appointment": SAME_VISIT}
MOST_COMPLETE_FIRST = ("admitted_care", "emergency_care", "outpatient", "hospital_messages")


def _text(name: str) -> str:
    return f"nullif(json_extract_string(details, '$.{name}'), '')"


def _undotted(code: str) -> str:
    """Return SQL for a code as the dataset writes it: ICD-10 without the dot that messages write."""
    return f"CASE WHEN code_system = 'icd10' THEN replace({code}, '.', '') ELSE {code} END"


_REASON = _undotted(f"coalesce({_text('reason')}, code)")


def _words(name: str) -> str:
    """Return SQL for a list of codes, sent as a JSON list or as words with spaces between."""
    return (
        f"CASE json_type(details, '$.{name}') WHEN 'ARRAY' THEN CAST(json_extract(details, '$.{name}') AS VARCHAR[]) "
        f"ELSE string_split(nullif(json_extract_string(details, '$.{name}'), ''), ' ') END"
    )


def _word(name: str) -> str:
    """Return SQL for a code of ours among the details; what a source wrote in words of its own is left out."""
    return f"CASE WHEN regexp_full_match({_text(name)}, '[a-z0-9_]+') THEN {_text(name)} END"


def _instant(name: str) -> str:
    return f"TRY_CAST({_text(name)} AS TIMESTAMPTZ)"


def _rank(fact: str) -> str:
    whens = " ".join(f"WHEN '{feed}' THEN {i}" for i, feed in enumerate(MOST_COMPLETE_FIRST))
    return f"CASE {fact}.feed {whens} ELSE {len(MOST_COMPLETE_FIRST)} END"


def _told_twice(fact: str, fuller: str) -> str:
    """Return the condition for one fact to tell what a fuller one tells."""
    near = " OR ".join(
        f"{fact}.kind = '{kind}' AND abs(epoch({fact}.start_at - {fuller}.start_at)) <= {most.total_seconds():.0f}"
        for kind, most in TOLD_TWICE.items()
    )
    by_day = " OR ".join(f"timezone('Europe/London', {f}.start_at) = london_day({f}.start_at)" for f in (fact, fuller))
    return f"""{_rank(fuller)} < {_rank(fact)} AND {fuller}.trust = {fact}.trust
        AND (({near}) OR (({by_day}) AND london_day({fact}.start_at) = london_day({fuller}.start_at)))
        AND NOT (coalesce({fact}.end_at <= {fuller}.start_at, false) AND {fact}.end_at > {fact}.start_at)
        AND NOT (coalesce({fuller}.end_at <= {fact}.start_at, false) AND {fuller}.end_at > {fuller}.start_at)"""


# Instants become instants once; entries of someone with no key (kept out of this release) are left behind.
FACT = """
    SELECT h.person_key, e.entry_id, e.feed, e.sender, e.kind,
           CAST(replace(e.happened_at, '+00', '') || '+00' AS TIMESTAMPTZ) AS start_at,
           CAST(replace(e.ended_at, '+00', '') || '+00' AS TIMESTAMPTZ) AS end_at,
           nullif(e.code_system, '') AS code_system, nullif(e.code, '') AS code, e.text, e.value,
           nullif(e.unit, '') AS unit, nullif(e.status, '') AS status, e.details
    FROM entry e JOIN human h ON h.person_id = e.person_id
    WHERE e.status IS DISTINCT FROM 'entered-in-error'
"""

STAGES: tuple[str, ...] = (
    "CREATE MACRO london_day(instant) AS CAST(timezone('Europe/London', instant) AS DATE)",
    f"""
    CREATE TABLE told_twice AS
    WITH visit AS (
        SELECT entry_id, person_key, kind, feed, start_at, end_at,
               regexp_replace(coalesce({_text("provider")}, sender), '^([RXT][A-Z0-9]{{2}})[A-Z0-9]{{2}}$', '\\1')
                   AS trust
        FROM fact
        WHERE kind IN {tuple(TOLD_TWICE)!r} AND start_at IS NOT NULL AND status IS DISTINCT FROM 'cancelled'
    )
    SELECT DISTINCT visit.entry_id FROM visit JOIN visit fuller
        ON fuller.person_key = visit.person_key AND fuller.kind = visit.kind
        AND {_rank("visit")} > 0 AND {_told_twice("visit", "fuller")}
    """,
    # Where people died: in a hospital's bed or A&E (nearest the facts), else where the end-of-life register says, else
    # where they lived on that day. A death of which none of these tells has no place.
    f"""
    CREATE TABLE death AS
    WITH told AS (
        SELECT h.person_key, 1 AS rank, CASE site.kind WHEN 'hospice' THEN 'hospice' ELSE 'hospital' END AS place
        FROM human h JOIN fact f USING (person_key) LEFT JOIN site ON site.site = {_text("site")}
        WHERE f.kind IN ('admission', 'attendance', 'mental_health_stay') AND {_text("outcome")} = 'died'
            AND abs(date_diff('day', london_day(coalesce(f.end_at, f.start_at)), h.death_date)) <= 1
        UNION ALL
        SELECT person_key, 2, {_word("place")} FROM fact
        WHERE feed = 'end_of_life' AND {_text("item")} = 'place_of_death'
        UNION ALL
        SELECT h.person_key, CASE f.feed WHEN 'care_home_resident' THEN 3 ELSE 4 END,
               CASE WHEN f.feed = 'care_home_resident' OR {_text("kind")} = 'care_home' THEN 'care_home'
                    WHEN {_text("kind")} IN ('own_home', 'sheltered') THEN 'home' END
        FROM human h JOIN fact f USING (person_key)
        WHERE f.feed IN ('care_home_resident', 'gp_address') AND london_day(f.start_at) <= h.death_date
            AND (f.end_at IS NULL OR london_day(f.end_at) >= h.death_date)
    )
    SELECT person_key, min_by(place, (rank, place)) AS death_place
    FROM told JOIN human USING (person_key) WHERE place IS NOT NULL AND death_date IS NOT NULL GROUP BY person_key
    """,
)

MEASURED_KINDS = ("observation", "investigation", "reading")
MEASURED_BY = {
    "code_system": "code_system",
    "code": "code",
    "text": "text",
    "answer_code": _text("answer_code"),
    "answer": _text("answer"),
}
"""What says which measurement a fact is, by name: each with its SQL over ``fact``."""
MEASURED_AS = " AND ".join(f"measured.{name} IS NOT DISTINCT FROM {sql}" for name, sql in (
    (name, sql if sql.startswith("nullif") else f"fact.{sql}") for name, sql in MEASURED_BY.items()
))  # fmt: skip

_FLAG_KIND = f"""
    CASE WHEN feed = 'end_of_life' THEN 'end_of_life'
         WHEN {_text("item")} IN ('is_carer', 'has_carer') THEN 'carer'
         WHEN {_text("item")} IN ('pregnant') THEN 'circumstance'
         WHEN kind IN ('alert', 'safeguarding', 'requirement', 'legal') THEN kind END"""
# SNOMED CT: "Not for attempted cardiopulmonary resuscitation" and "For attempted cardiopulmonary resuscitation".
_RESUSCITATION = "CASE code WHEN '450476008' THEN 'do_not_attempt' WHEN '450475007' THEN 'attempt' END"

# What an out-of-hours service tells as a consultation answers an urgent call, as a call to 111 does.
_OUT_OF_HOURS = "feed = 'out_of_hours' AND kind = 'consultation'"

DATA_DATE = f"""
    SELECT max(london_day(start_at)) FROM fact WHERE kind IN {EVENT_KINDS!r} AND london_day(start_at) <= CAST(? AS DATE)
"""
"""The last day on which anything happened, up to the day of publication: later dates are mistakes of a source."""

STATEMENTS: dict[str, str] = {
    "enrolment": """
        SELECT person_key, model, version, nullif(route, '') AS route, london_day(referred_at) AS referred_date,
               london_day(accepted_at) AS start_date, london_day(ended_at) AS end_date, nullif(outcome, '') AS outcome
        FROM own_enrolment JOIN human USING (person_id)
    """,
    "form_score": """
        SELECT person_key, form, score, value, nullif(band, '') AS band, london_day(given_at) AS given_date
        FROM own_score JOIN human USING (person_id)
    """,
    "form_answer": """
        SELECT person_key, form, item, answers, london_day(given_at) AS given_date
        FROM own_answer JOIN human USING (person_id)
        QUALIFY row_number() OVER (
            PARTITION BY person_key, form, item, london_day(given_at) ORDER BY given_at DESC, answered DESC
        ) = 1
    """,
    "addition": """
        SELECT person_key, model, london_day(added_at) AS start_date, london_day(withdrawn_at) AS end_date
        FROM own_addition JOIN human USING (person_id)
    """,
    "model_running": """
        SELECT model, team, london_day(start_at) AS start_date, london_day(end_at) AS end_date FROM own_running
    """,
    "person": """
        SELECT person_key, nhs_number, family_name, given_names, birth_date,
               CAST(date_trunc('month', birth_date) AS DATE) AS birth_month, death_date, sex, ethnic_group,
               death_place
        FROM human LEFT JOIN death USING (person_key)
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
        SELECT person_key, CAST(uuid() AS VARCHAR) AS event_id,
               CASE WHEN {_OUT_OF_HOURS} THEN 'urgent_call' ELSE kind END AS kind, start_at, end_at,
               CASE WHEN {_OUT_OF_HOURS} THEN 'out_of_hours' WHEN kind = 'assessment' THEN {_word("event")}
                    ELSE {_text("point_of_delivery")} END AS point_of_delivery,
               coalesce({_text("provider")}, sender) AS provider, {_text("site")} AS site,
               {_REASON} AS reason, code_system AS reason_system,
               coalesce([{_undotted("told")} FOR told IN {_words("reasons")}], [{_REASON}]) AS reasons,
               {_words("procedures")} AS procedures,
               coalesce({_text("route")}, {_word("source")}) AS route, {_text("outcome")} AS outcome,
               CASE WHEN kind IN ('admission', 'mental_health_stay')
                    THEN date_diff('day', london_day(start_at), london_day(end_at)) END AS length_of_stay,
               TRY_CAST({_text("cost")} AS DECIMAL(12,2)) AS cost, {_text("cost_basis")} AS cost_basis,
               {_word("service")} AS service, {_word("mode")} AS mode,
               CASE kind WHEN 'ambulance_call' THEN {_word("category")} WHEN 'attendance' THEN {_word("acuity")} END
                   AS urgency,
               {_instant("seen_at")} AS seen_at, {_instant("at_hospital_at")} AS at_hospital_at,
               {_instant("handover_at")} AS handover_at, {_instant("ready_at")} AS ready_at,
               {_text("referral")} AS referral, feed
        FROM fact WHERE kind IN {EVENT_KINDS!r} AND start_at IS NOT NULL AND status IS DISTINCT FROM 'cancelled'
            AND entry_id NOT IN (SELECT entry_id FROM told_twice)
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
        SELECT person_key, code, text AS name, medicine.substance, medicine.medicine_group,
               london_day(start_at) AS start_date, london_day(end_at) AS end_date,
               CAST({_text("is_repeat")} AS BOOLEAN) AS is_repeat, feed
        FROM fact LEFT JOIN medicine USING (text) WHERE kind = 'medicine'
    """,
    "measurement": f"""
        SELECT person_key, measured.concept, fact.code, fact.text AS name, start_at AS "at", value, measured.finding,
               unit, feed
        FROM fact LEFT JOIN measured ON {MEASURED_AS}
        WHERE kind IN {MEASURED_KINDS!r} AND (value IS NOT NULL OR measured.finding IS NOT NULL)
    """,
    # A vaccination that was declined or not given is told as one that is not.
    "immunisation": f"""
        SELECT person_key, code, text AS name, vaccine.vaccine, london_day(start_at) AS given_date,
               TRY_CAST({_text("dose_number")} AS INTEGER) AS dose, feed
        FROM fact LEFT JOIN vaccine USING (code, text)
        WHERE kind = 'immunisation' AND start_at IS NOT NULL AND status IS DISTINCT FROM 'not-done'
    """,
    # What a practice or a council flags, who cares for whom as the council tells it, and the end-of-life register.
    # Only codes come here: what was written in words stays in the record.
    "flag": f"""
        WITH said AS (
            SELECT person_key, {_FLAG_KIND} AS kind, {_word("item")} AS item,
                   CASE WHEN {_text("item")} = 'resuscitation' THEN {_RESUSCITATION} ELSE {_word("place")} END AS value,
                   london_day(start_at) AS start_date, london_day(end_at) AS end_date, feed
            FROM fact
            WHERE feed IN ('gp_flag', 'social_care_flag', 'end_of_life')
                AND {_text("item")} IS DISTINCT FROM 'place_of_death'
            UNION ALL
            SELECT person_key, 'carer', role.item, NULL, london_day(start_at), NULL, feed
            FROM fact, (VALUES ('is_carer'), ('has_carer')) role(item)
            WHERE feed = 'social_care' AND TRY_CAST(json_extract_string(details, '$.' || role.item) AS BOOLEAN)
        )
        SELECT person_key, kind, item, value, min(start_date) AS start_date,
               CASE WHEN count(*) = count(end_date) THEN max(end_date) END AS end_date,
               any_value(feed ORDER BY start_date, feed) AS feed
        FROM said WHERE kind IS NOT NULL AND start_date IS NOT NULL
        GROUP BY person_key, kind, item, value, CASE WHEN kind <> 'carer' THEN start_date END
    """,
    "stay": f"""
        SELECT person_key, {_word("kind")} AS kind, coalesce({_text("site")}, sender) AS site,
               {_word("service")} AS care_type,
               CASE WHEN {_word("purpose")} = 'permanent' THEN 'permanent'
                    WHEN {_word("purpose")} IN ('respite', 'assessment') THEN 'temporary' END AS purpose,
               {_word("funding")} AS funding, london_day(start_at) AS start_date, london_day(end_at) AS end_date,
               {_word("outcome")} AS outcome, feed
        FROM fact WHERE feed = 'care_home_resident' AND start_at IS NOT NULL
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
    "reference_site": """
        SELECT site, name, kind, CASE WHEN starts_with(kind, 'care_home_') THEN replace(kind, 'care_home_', '') END
               AS care_type, provider, beds, area, postcode FROM site
    """,
    "reference_area": "SELECT area, name, deprivation_decile, population FROM area",
    "reference_population": "SELECT area, year, age_from, age_to, sex, people FROM population",
    "reference_unit_cost": "SELECT service, unit, cost, from_date, cost_source FROM unit_cost",
    "reference_bank_holiday": "SELECT holiday AS day, name FROM bank_holiday",
}
