SELECT k.sender, k.local_id, k.person_key, e.start_at AS sent_on, e.event_id AS contact_id, k.sender AS provider_code,
       NULL AS referral_id, e.start_at AS started_at, e.end_at AS ended_at, e.service,
       pick(['Nurse', 'Therapist', 'Support worker', 'Doctor'], 'professional', e.event_id) AS professional,
       e.mode,
       e.reason, e.outcome, e.cost, e.cost_basis
FROM event e
JOIN known_mental_health k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZM1')
    AND third(e.event_id) BETWEEN k.low AND k.high
WHERE e.kind = 'mental_health_contact'
