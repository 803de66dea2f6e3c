"""Every column of every table of ours, declared personal or not: an undecided one fails the tests.

Personal means that the value tells who someone is, or something about them. Such values are never written in logs,
errors or the journal's details, and leave only through the gate or a release that may hold them.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


def _declare(table: str, personal: str, not_personal: str) -> dict[str, bool]:
    return {f"{table}.{c}": True for c in personal.split()} | {f"{table}.{c}": False for c in not_personal.split()}


PERSONAL: dict[str, bool] = (
    _declare("Organisation", "", "id ods_code name kind parent_id belongs opened_on closed_on")
    | _declare("Site", "", "id ods_code name organisation_id opened_on closed_on")
    | _declare("Team", "", "id code name kind organisation_id site_id opened_on closed_on")
    | _declare("Served", "", "id team_id practice_id")
    | _declare("Account", "username full_name", "id password last_login is_active")
    | _declare("Post", "", "id account_id organisation_id team_id role starts_at ends_at")
    | _declare("Authenticator", "secret", "id account_id added_at last_step ended_at")
    | _declare("Passkey", "", "id account_id credential public name uses added_at used_at ended_at ended_by")
    | _declare("RecoveryCode", "", "id account_id digest made_at used_at")
    | _declare("OutsideIdentity", "subject", "id account_id provider issuer bound_at bound_by ended_at")
    | _declare(
        "Sitting",
        "address",
        "id account_id how began_at seen_at proved_at ended_at browser identity_id outside_session posts",
    )
    | _declare("Tally", "", "id key starts ends count")
    | _declare("JournalLine", "person_id account_id", "id at act outcome role organisation reason details")
    | _declare("Seal", "", "number sealed_at lines reached awaited before sha256")
    | _declare(
        "Alert",
        "account_id person_id owner_id note",
        "id kind day looks usual raised_at owned_at outcome closed_at",
    )
    | _declare("Watched", "", "id reached followed_to")
    | _declare("Person", "", "id created_at")
    | _declare(
        "Demographics",
        "nhs_number title family_name given_names family_key given_key sound_key birth_date death_date sex "
        "ethnic_group "
        "address postcode phone email language registered_practice sensitive",
        "person_id nhs_number_traced",
    )
    | _declare(
        "Addition",
        "person_id reason withdrawn_why",
        "id model added_at account_id role organisation withdrawn_at withdrawn_by_id",
    )
    | _declare("Declared", "person_id account_id", "id role organisation starts_at ends_at followed")
    | _declare("BrokenGlass", "person_id account_id because", "id role organisation emergency starts_at ends_at")
    | _declare(
        "Request",
        "why pseudonyms asked_by_id decided_by_id decision",
        "id release_id purpose asked_for organisation asked_at withdrawn_at decided_at approved shown_until",
    )
    | _declare("Returned", "person_id done_by_id outcome", "id request_id done_at")
    | _declare("FormerName", "family_name family_key sound_key", "id person_id")
    | _declare("SourceRecord", "local_id", "id sender feed_group first_known_at")
    | _declare(
        "SentParticulars",
        "nhs_number family_name given_names previous_family_name title birth_date death_date sex ethnic_group address "
        "postcode phone email language registered_practice sensitive",
        "id source_record_id nhs_number_status source_updated_at recorded_from recorded_until",
    )
    | _declare("Link", "", "id source_record_id person_id method weight decided_by reason linked_at ended_at")
    | _declare("NeverLink", "nhs_number", "id first_id second_id added_by added_at ended_at reason")
    | _declare(
        "Review",
        "",
        "id first_id second_id why weight evidence opened_at decided_at decided_by decision reason",
    )
    | _declare(
        "Resource",
        "logical_id body",
        "id sender type source_record_id content_hash delivery_id source_updated_at recorded_from recorded_until",
    )
    | _declare(
        "Entry",
        "happened_at happened_precision happened_offset ended_at code_system code text value unit status details key",
        "id source_record_id feed kind content_hash delivery_id position source_updated_at "
        "recorded_from recorded_until",
    )
    | _declare("Rebase", "decided_by", "id measure month reason decided_at undone_at")
    | _declare("HeardFeed", "", "id sender feed first_at last_at")
    | _declare(
        "Delivery",
        "",
        "id sender feed name sha256 size landed_at_path received_at heard_at is_piece finished_at state rows rows_done "
        "rows_quarantined entries_added entries_changed entries_unchanged entries_older",
    )
    | _declare(
        "HeldItem",
        "body mended",
        "id sender feed delivery_id file position field problem state held_at settled_at settled_by reason",
    )
    | _declare("SharingAgreement", "", "id name created_at")
    | _declare("AgreementVersion", "", "id agreement_id number terms written_at written_by_id file sha256")
    | _declare(
        "AgreementEvent",
        "",
        "id agreement_id kind condition note evidence_file met_on expires_on undoes_id from_file at by_id",
    )
    | _declare("Standing", "", "id agreement_id holds because since")
    | _declare("Departure", "", "id agreement_id what name purpose left_at by_id role organisation")
    | _declare(
        "Choice",
        "what feed entry_kind key sender section name relation sections note",
        "id person_id source_record_id how recorded_at recorded_by_id role organisation starts_at ends_at ended_at "
        "ended_by_id ended_role ended_organisation ended_note again_id",
    )
    | _declare("TakingPart", "purpose parties", "id person_id asked_at asked_by_id role organisation")
    | _declare(
        "PartySaid",
        "party yes",
        "id taking_part_id said_at recorded_at recorded_by_id role organisation how",
    )
    | _declare("FormVersion", "", "id hash form_id version title text first_used_at")
    | _declare(
        "Answered",
        "answers scores acted why",
        "id person_id form_version_id key happened_at recorded_at account_id role organisation team work amends_id "
        "hidden_from",
    )
    | _declare(
        "Schedule",
        "",
        "id team_id title kind model place where hours capacity made_at made_by_id",
    )
    | _declare("Slot", "cancelled_why", "id schedule_id number starts_at ends_at cancelled_at")
    | _declare(
        "Appointment",
        "standing why",
        "id schedule_id slot_id person_id enrolment booked_at booked_by_id told_at told_by_id",
    )
    | _declare(
        "InError",
        "why",
        "id answered_id at account_id role organisation taken_back_at taken_back_by_id",
    )
    | _declare(
        "Draft",
        "answers aside acted",
        "id person_id form_version_id key work organisation written_by version begun_at begun_by_id saved_at "
        "saved_by_id amends_id given_at deleted_at deleted_by_id",
    )
    | _declare("Presence", "", "id draft_id account_id since seen_at")
    | _declare("Plan", "", "id person_id started_at started_by_id role organisation")
    | _declare("Part", "kind", "id plan_id once under_id key")
    | _declare(
        "PartVersion",
        "content why",
        "id part_id number based_on beside ended for_person for_proxy written_at written_by_id role organisation team",
    )
    | _declare(
        "Agreed",
        "representative relation note",
        "id plan_id yes agreed_at how recorded_at recorded_by_id role organisation",
    )
    | _declare(
        "Feedback",
        "happened wrong",
        "id person_id part_id key told_at told_by_id role organisation to_account_id to_organisation answer_by",
    )
    | _declare("FeedbackAnswer", "text", "id feedback_id answered_at answered_by_id role organisation")
    | _declare(
        "Series",
        "",
        "id team_id title every weekday nth day spacing first_on begins minutes takes_urgent takes_overdue most "
        "made_at made_by_id ended_at",
    )
    | _declare("Invited", "", "id series_id organisation_id team_id role")
    | _declare(
        "Meeting", "", "id series_id planned_at moved_why begun_at begun_by_id closed_at closed_by_id called_off_why"
    )
    | _declare(
        "AgendaRequest",
        "person_id why",
        "id series_id asked_at asked_by_id role organisation withdrawn_at settled_id",
    )
    | _declare("Item", "person_id reasons minutes tells left_off_why", "id meeting_id place version left_off_by_id")
    | _declare("Minute", "text", "id item_id number written_at written_by_id role organisation")
    | _declare(
        "Decision",
        "words reasons dissent taken_back_why",
        "id item_id key review_on for_person for_proxy decided_at decided_by_id role organisation taken_back_at",
    )
    | _declare(
        "Action",
        "person_id words outcome",
        "id decision_id key team_id role due_on agreed asked_at asked_by_id done told_at told_by_id",
    )
    | _declare("Attendance", "name place_of_work role", "id meeting_id account_id present recorded_at recorded_by_id")
    | _declare("OptOutCheck", "", "id asked_at file asked answered_at answered expires_at deleted_at")
    | _declare("ProjectKey", "", "id project number file made_at destroyed_at")
    | _declare(
        "Choice",
        "what feed entry_kind key sender section name relation sections note",
        "id person_id source_record_id how recorded_at recorded_by_id role organisation starts_at ends_at ended_at "
        "ended_by_id ended_role ended_organisation ended_note again_id",
    )
    | _declare("TakingPart", "purpose parties", "id person_id asked_at asked_by_id role organisation")
    | _declare(
        "PartySaid",
        "party yes",
        "id taking_part_id said_at recorded_at recorded_by_id role organisation how",
    )
    | _declare(
        "Task",
        "person_id title account_id done_by_id tells",
        "id source source_id key model team_id role held_since taken_at begins_at due_at due_said urgent welfare_check "
        "hidden_from address done_at stopped_at stopped_why cancelled_at cancelled_why",
    )
    | _declare("Wishes", "email", "account_id days digest_at quiet_from quiet_until unwanted")
    | _declare("Looked", "", "account_id at before")
    | _declare("Mail", "account_id", "id key counts made_at tries tried_at trying sent_at given_up_at")
    | _declare(
        "Letter",
        "person_id to_organisation to_name tells drafted_by_id signed_by_id sent_by_id opened_by_id "
        "acknowledged_by_id taken_back_by_id taken_back_why",
        "id key template template_version title to team_id work model due_at drafted_at signed_at signed_role "
        "signed_organisation sent_at outside opened_at acknowledged_at taken_back_at told_again_at",
    )
    | _declare("LetterVersion", "subject parts written_by_id", "id letter_id number written_at")
    | _declare("SavedFilter", "saved_by_id name", "id of asked team_id saved_at ended_at")
    | _declare("ModelVersion", "", "id hash model version title text first_used_at")
    | _declare("Service", "", "id team_id model starts_at ends_at version_id stopped_why")
    | _declare(
        "Enrolment",
        "person_id key_worker_id route phase outcome weight",
        "id model started_at service_id version_id offered_at agreed_at accepted_at paused_at ended_at limit_at "
        "next_step next_due_at transfer_to_id",
    )
    | _declare(
        "Event",
        "account_id step why details kind at",
        "id enrolment_id key recorded_at nth role organisation",
    )
    | _declare("Report", "", "id page asked about format often post_id role created_at paused_at deleted_at")
    | _declare("Made", "", "id report_id release made_at file name size why_not")
    | _declare("Taken", "account_id", "id made_id taken_at")
    | _declare("Cohort", "", "id title created_at ended_at")
    | _declare("CohortVersion", "", "id cohort_id number who words reason saved_by_id saved_at")
    | _declare("SavedCut", "saved_by_id", "id name where split_by shared saved_at ended_at")
    | _declare("Acceptance", "", "id risk model_hash use accepted_by_id accepted_at ended_at")
    | _declare("Release", "", "id name purpose published_at data_date path manifest manifest_hash")
)


def undeclared(tables: Iterable[type[models.Model]]) -> list[str]:
    """Return the columns of ``tables`` that nobody has decided on, as ``Table.column``."""
    columns = [f"{table.__name__}.{f.column}" for table in tables for f in table._meta.concrete_fields]
    return [column for column in columns if column not in PERSONAL]
